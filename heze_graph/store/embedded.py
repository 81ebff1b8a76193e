"""The embedded engine: Oxigraph in this process."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from heze_graph.errors import QueryError, StoreError
from heze_graph.model.answers import Answer, Term
from heze_graph.store import folder
from heze_graph.store.engine import XSD, literal

if TYPE_CHECKING:
    import pyoxigraph


class Embedded:
    """An Engine over the current generation of a store's folder: in memory, or on disk where there is an index.

    Raises StoreError when there is no store, or it cannot be read.
    """

    def __init__(self, store: Path) -> None:
        self.generation = folder.current(store)
        self._store = opened(self.generation)

    def select(self, query: str) -> Answer:
        """Return the answer to a SELECT or ASK query."""
        return answer_of(self._run(query))

    def construct(self, query: str) -> list[pyoxigraph.Triple]:
        """Return the triples of a CONSTRUCT or DESCRIBE query, sorted."""
        import pyoxigraph

        result = self._run(query)
        if not isinstance(result, pyoxigraph.QueryTriples):
            raise QueryError.problem("the query", "SELECT or ASK", "CONSTRUCT or DESCRIBE", "ask for a table format")
        try:
            return sorted(set(result), key=str)
        except OSError as error:
            raise _failed(error) from error

    def close(self) -> None:
        """Nothing is held open but memory."""

    def _run(self, query: str) -> pyoxigraph.QuerySolutions | pyoxigraph.QueryBoolean | pyoxigraph.QueryTriples:
        try:
            return self._store.query(query, use_default_graph_as_union=True)
        except SyntaxError as error:
            raise QueryError.problem("the query", str(error), "SPARQL 1.1", "correct it there") from error
        except OSError as error:
            raise _failed(error) from error


def opened(generation: folder.Generation) -> pyoxigraph.Store:
    """Return a generation as a store in memory, or on disk where there is an index.

    Raises StoreError when it cannot be read.
    """
    import pyoxigraph

    try:
        if generation.index:
            return pyoxigraph.Store.read_only(str(generation.index))
        store = pyoxigraph.Store()
        store.bulk_load(path=str(generation.graph), format=pyoxigraph.RdfFormat.N_QUADS)
    except (OSError, SyntaxError) as error:
        raise StoreError.problem(
            str(generation.folder.parent),
            f"a damaged store ({error})",
            "a whole store",
            "run `heze-graph build` again",
        ) from error
    return store


def answer_of(result: pyoxigraph.QuerySolutions | pyoxigraph.QueryBoolean | pyoxigraph.QueryTriples) -> Answer:
    """Return what Oxigraph answers to a SELECT or ASK query as an Answer.

    Raises QueryError when it is the result of another form, StoreError when the store fails meanwhile.
    """
    import pyoxigraph

    if isinstance(result, pyoxigraph.QueryBoolean):
        value = "true" if result else "false"
        return Answer(("answer",), ((literal(value, XSD + "boolean", None),),))
    if not isinstance(result, pyoxigraph.QuerySolutions):
        raise QueryError.problem("the query", "CONSTRUCT or DESCRIBE", "SELECT or ASK", "ask for a graph format")
    columns = tuple(variable.value for variable in result.variables)
    try:
        rows = tuple(tuple(_term(solution[column]) for column in columns) for solution in result)
    except OSError as error:
        raise _failed(error) from error
    return Answer(columns, rows)


def _failed(error: OSError) -> StoreError:
    return StoreError.problem("the store", f"a failure ({error})", "an answer", "try again, or rebuild")


def _term(value: object) -> Term | None:
    import pyoxigraph

    if isinstance(value, pyoxigraph.Literal):
        return literal(value.value, value.datatype.value, value.language)
    if isinstance(value, pyoxigraph.NamedNode):
        return Term("iri", value.value)
    return None if value is None else literal(str(value), None, None)
