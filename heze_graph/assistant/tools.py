"""What an assistant can do: each public method is a tool, its docstring what the assistant is told of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict
from functools import wraps
from typing import TYPE_CHECKING, Annotated, Any, ParamSpec

from mcp.server.mcpserver.exceptions import ToolError
from mcp_types import CallToolResult, TextContent
from pydantic import Field

from heze_graph.assistant import answers
from heze_graph.assistant.current import Current
from heze_graph.assistant.paging import page, version_line, written
from heze_graph.assistant.sources import Sources
from heze_graph.assistant.telling import described, description_text, queries_text, query_told, vocabulary_text
from heze_graph.assistant.vocabulary import words
from heze_graph.errors import HezeGraphError
from heze_graph.graph.result import Result
from heze_graph.triples.vocabulary import PREFIXES

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

_Given = ParamSpec("_Given")

Parameters = dict[str, str | int | float | bool]
Limit = Annotated[int, Field(ge=1, le=200, description="how many rows at most")]
Offset = Annotated[int, Field(ge=0, le=10**9, description="how many rows to skip")]


def _told(tool: Callable[_Given, CallToolResult]) -> Callable[_Given, CallToolResult]:
    """Return a tool whose errors are told to the assistant, which can then mend its question."""

    @wraps(tool)
    def telling(*arguments: _Given.args, **named: _Given.kwargs) -> CallToolResult:
        try:
            return tool(*arguments, **named)
        except HezeGraphError as error:
            raise ToolError(str(error)) from error

    return telling


class Tools:
    """The tools over a graph as it is now. They only read; values are bound, never put into a query as text."""

    def __init__(self, current: Current) -> None:
        self._current = current

    def all(self) -> Iterator[Callable[..., Any]]:
        """Yield the tools in the order in which an assistant should think of them."""
        yield from (self.list_queries, self.run_query, self.search, self.describe, self.vocabulary, self.sparql)

    @_told
    def list_queries(self) -> Annotated[CallToolResult, answers.Queries]:
        """List the saved questions with their parameters and the columns of their answers. Start here."""
        graph, _ = self._current.read()
        listed = answers.Queries(
            tuple(map(query_told, graph.library.queries)),
            tuple(f"{fault.file}: {fault.cause}" for fault in graph.library.told()),
            graph.version,
        )
        return _result(queries_text(listed), listed)

    @_told
    def run_query(
        self,
        name: Annotated[str, Field(description="the name of a saved question, as list_queries gives it")],
        parameters: Annotated[
            Parameters | None, Field(description='its parameters by name, such as {"no": "86"}')
        ] = None,
        limit: Limit = 50,
        offset: Offset = 0,
    ) -> Annotated[CallToolResult, answers.Rows]:
        """Run a saved question. Each row says where it is printed: cite file and line when you use it."""
        graph, sources = self._current.read()
        result = graph.query(name, **_whole(parameters or {}))
        return _rows(result, name, offset, limit, sources)

    @_told
    def search(
        self,
        text: Annotated[str, Field(description="a name in Chinese, English or pinyin, or the number of a target")],
        limit: Limit = 20,
    ) -> Annotated[CallToolResult, answers.Hits]:
        """Find units, leaders, places, projects, targets, documents and saved questions by name, pinyin or number."""
        graph, _ = self._current.read()
        hits = answers.Hits(
            tuple(answers.Hit(**row) for row in graph.search(text, limit).answer.texts()), graph.version
        )
        lines = [f"{one.label} {one.label_en} ({one.kind}; found as {one.found}): {one.thing}" for one in hits.hits]
        return _result("\n".join([*(lines or ["nothing found"]), version_line(graph.version)]), hits)

    @_told
    def describe(
        self,
        thing: Annotated[str, Field(description="its IRI, or a name that is its own")],
    ) -> Annotated[CallToolResult, answers.Description]:
        """Say all that the graph knows of one thing, with the printed lines that it was read from."""
        graph, sources = self._current.read()
        description = described(graph.describe(thing), graph.version)
        return _result(description_text(description, sources.named(description.sources, ())), description)

    @_told
    def vocabulary(self) -> Annotated[CallToolResult, answers.Vocabulary]:
        """Explain the words of the graph (the ontology, as a glossary): read it before you write SPARQL."""
        vocabulary = self.known()
        return _result(vocabulary_text(vocabulary), vocabulary)

    @_told
    def sparql(
        self,
        query: Annotated[str, Field(max_length=100_000, description="a SELECT, ASK, CONSTRUCT or DESCRIBE query")],
        limit: Limit = 50,
        offset: Offset = 0,
    ) -> Annotated[CallToolResult, answers.Rows]:
        """Ask a SPARQL 1.1 query that only reads, over the union of all named graphs.

        Prefer a saved question where one fits. For sources, select ?document and ?line, or describe the IRIs that you
        find.
        """
        graph, sources = self._current.read()
        return _rows(graph.sparql(query), "the query", offset, limit, sources)

    def known(self) -> answers.Vocabulary:
        """Return the words of the graph."""
        graph, _ = self._current.read()
        return answers.Vocabulary(words(), PREFIXES, graph.version)


def _rows(result: Result, title: str, offset: int, limit: int, sources: Sources) -> CallToolResult:
    part = page(result, offset, limit, sources)
    return _result(written(part, result.answer.rows[offset : offset + len(part.rows)], title), part)


def _result(text: str, answer: DataclassInstance) -> CallToolResult:
    return CallToolResult(content=[TextContent(type="text", text=text)], structured_content=asdict(answer))


def _whole(parameters: Parameters) -> Parameters:
    """Return the parameters with 86 for 86.0: in JSON the two are one number."""
    return {
        name: int(value) if isinstance(value, float) and value.is_integer() else value
        for name, value in parameters.items()
    }
