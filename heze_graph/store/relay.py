"""Any other engine, asked as a pool is: its answers written whole into files, not more than a few at once."""

from __future__ import annotations

import json
import tempfile
from os import SEEK_END
from threading import BoundedSemaphore, Event
from typing import IO, TYPE_CHECKING, Any, BinaryIO, cast

from heze_graph.errors import BusyError, QueryError
from heze_graph.model.answers import Answer, Term
from heze_graph.store.engine import Engine
from heze_graph.store.question import GRAPHS, Question, Reply
from heze_graph.store.writing import Output, check, write_graph, write_table

if TYPE_CHECKING:
    import pyoxigraph

#: How many questions of strangers an engine is asked at once, and how long the next one waits, in seconds.
AT_ONCE, PATIENCE = 4, 5.0


class Relay:
    """An engine that writes whole answers of another one; what its time and memory allow is that one's affair."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._free = BoundedSemaphore(AT_ONCE)

    def select(self, query: str) -> Answer:
        """Return the answer to a SELECT or ASK query."""
        return self._engine.select(query)

    def construct(self, query: str) -> list[pyoxigraph.Triple]:
        """Return the triples of a CONSTRUCT or DESCRIBE query, sorted."""
        return self._engine.construct(query)

    def answer(self, question: Question, gone: Event | None = None) -> Reply:  # noqa: ARG002 - cannot be ended
        """Return the whole answer.

        Raises QueryError when the query is at fault, or its dataset is given beside it; BusyError when too much is
        asked at once; StoreError when the engine fails.
        """
        if question.dataset is not None:
            expected, cure = "FROM and FROM NAMED in the query", "name the graphs there: this server asks another one"
            raise QueryError.problem("default-graph-uri or named-graph-uri", "a graph", expected, cure)
        if not self._free.acquire(timeout=PATIENCE):
            raise BusyError.problem("the server", "too many questions", "a quieter moment", "ask again later")
        file = tempfile.TemporaryFile()  # noqa: SIM115 - the reply closes it
        try:
            self._write(question, cast("IO[bytes]", file))
        except BaseException:
            file.close()
            raise
        finally:
            self._free.release()
        size = file.seek(0, SEEK_END)
        file.seek(0)
        return Reply(cast("BinaryIO", file), size, None)

    def close(self) -> None:
        """Let go of the engine."""
        self._engine.close()

    def _write(self, question: Question, file: IO[bytes]) -> None:
        import pyoxigraph

        output = Output(file, question.format)
        if question.format in GRAPHS:
            write_graph(self._engine.construct(question.query), question.format, output)
        else:
            answer = _results(self._engine.select(question.query), question.form)
            json_format = pyoxigraph.QueryResultsFormat.JSON
            write_table(pyoxigraph.parse_query_results(json.dumps(answer), json_format), question.format, output)
        file.seek(0)
        try:
            check(file, question.format)
        except ValueError as error:
            expected, cure = "what it can", "ask for JSON, Turtle or N-Triples"
            raise QueryError.problem("the answer", "something that this format cannot hold", expected, cure) from error


def _results(answer: Answer, form: str) -> dict[str, Any]:
    """Return an answer as SPARQL 1.1 Query Results JSON (W3C, sections 3 and 4)."""
    if form == "ASK":
        return {"head": {}, "boolean": [row["answer"] for row in answer.texts()] == ["true"]}
    rows = [
        {name: _term(value) for name, value in zip(answer.columns, row, strict=True) if value} for row in answer.rows
    ]
    return {"head": {"vars": answer.columns}, "results": {"bindings": rows}}


def _term(term: Term) -> dict[str, str]:
    if term.kind == "iri":
        return {"type": "uri", "value": term.text}
    more = {"xml:lang": term.language, "datatype": term.datatype}
    return {"type": "literal", "value": term.text} | {name: value for name, value in more.items() if value}
