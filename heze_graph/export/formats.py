"""Every format in which an answer can be had as bytes: its media type, its suffix, and who writes it.

A table (SELECT, ASK) comes as JSON rows, SPARQL results JSON, CSV, Excel, Markdown or Turtle (a set of rows, not the
graph that they were found in), a graph (CONSTRUCT, DESCRIBE) as Turtle, JSON-LD, N-Triples or RDF/XML; the first of
each is what one gets who does not care.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from heze_graph.errors import UsageError
from heze_graph.export import tabular
from heze_graph.export.rdf import serialise
from heze_graph.export.result_set import result_set_text
from heze_graph.model.answers import Answer, Term
from heze_graph.triples.vocabulary import PREFIXES

if TYPE_CHECKING:
    import pyoxigraph

    Content: TypeAlias = Answer | Sequence[pyoxigraph.Triple]


@dataclass(frozen=True, slots=True)
class Format:
    """How an answer is sent: its media type as in `Accept`, the suffix of a file, and what it can hold."""

    media_type: str
    suffix: str
    table: bool = True
    graph: bool = False

    @property
    def content_type(self) -> str:
        """The header `Content-Type`: texts are UTF-8, and say so where the media type does not."""
        return f"{self.media_type}; charset=utf-8" if self.media_type.startswith("text/") else self.media_type


#: Format by its name, which is also the suffix in an address and the value of `format=`.
FORMATS = {
    "json": Format("application/json", ".json"),
    "srj": Format("application/sparql-results+json", ".srj"),
    "csv": Format("text/csv", ".csv"),
    "xlsx": Format("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx"),
    "md": Format("text/markdown", ".md"),
    "ttl": Format("text/turtle", ".ttl", graph=True),
    "jsonld": Format("application/ld+json", ".jsonld", table=False, graph=True),
    "nt": Format("application/n-triples", ".nt", table=False, graph=True),
    "rdf": Format("application/rdf+xml", ".rdf", table=False, graph=True),
}
TABLES = tuple(name for name, form in FORMATS.items() if form.table)
GRAPHS = tuple(name for name, form in FORMATS.items() if form.graph)


def rendered(content: Content, form: str, title: str, *, excel: bool = False) -> bytes:
    r"""Return an answer, or the triples of a graph, in a format of FORMATS; the same content gives the same bytes.

    `title` names the sheet of a workbook. With `excel`, CSV has a byte order mark and texts that look like formulas
    are defused, for a person who opens the file; without, it is exact, for a program.

    Raises UsageError where the format is not known, or holds graphs and the content is a table, or the other way
    round, and OutputError where the answer is larger than a sheet.

    >>> rendered(Answer(("no",), ((Term("literal", "1"),),)), "csv", "answer")
    b'no\r\n1\r\n'
    """
    allowed = TABLES if isinstance(content, Answer) else GRAPHS
    if form not in allowed:
        what = "a table" if isinstance(content, Answer) else "a graph"
        raise UsageError.problem(
            "format", f"“{form}” for {what}", f"one of {', '.join(allowed)}", "choose one of these"
        )
    if not isinstance(content, Answer):
        return serialise(content, form, PREFIXES)
    if form == "xlsx":
        return tabular.xlsx_bytes(content, title)
    if form == "csv":
        return tabular.excel_csv_bytes(content) if excel else tabular.csv_text(content).encode()
    texts = {"json": tabular.json_text, "md": tabular.markdown_text, "srj": _results_json, "ttl": result_set_text}
    return texts[form](content).encode()


def _results_json(answer: Answer) -> str:
    """Return an answer in the W3C's SPARQL 1.1 Query Results JSON Format, one row a line."""
    rows = (
        json.dumps({n: _term(v) for n, v in zip(answer.columns, row, strict=True) if v}, ensure_ascii=False)
        for row in answer.rows
    )
    head = json.dumps({"vars": answer.columns}, ensure_ascii=False)
    body = ",\n".join(rows)
    return f'{{"head": {head}, "results": {{"bindings": [\n{body}\n]}}}}\n'


def _term(value: Term) -> dict[str, str]:
    if value.kind == "iri":
        return {"type": "uri", "value": value.text}
    more = {"xml:lang": value.language} if value.language else {"datatype": value.datatype} if value.datatype else {}
    return {"type": "literal", "value": value.text, **more}
