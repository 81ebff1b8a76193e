"""Every format, defined once for all that offer it: its name, media type, and what it can hold.

The command line's choices, exports, the query API and its OpenAPI description, the SPARQL endpoint, linked data, the
descriptions of the data set and the lists in the documentation use this table. A format is added by a line of FORMATS
and by its writer: `export/formats.py` for rows, pyoxigraph for triples, `networks/files.py` for networks,
`networks/page.py` and `images.py` for pictures, `export/briefs.py` for briefs.

Errors of Oxigraph's serialisers are corrected or refused here: they write into XML what XML cannot hold (control
characters, predicates without a local name), and bare carriage returns, which every parser turns into line feeds.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any, TypeAlias, cast

from heze_graph.errors import FormatError
from heze_graph.rdf.terms import RDF_TYPE

if TYPE_CHECKING:
    import pyoxigraph

    Result: TypeAlias = pyoxigraph.QuerySolutions | pyoxigraph.QueryBoolean
    Statements: TypeAlias = Iterable[pyoxigraph.Triple] | Iterable[pyoxigraph.Quad]

_OFFICE = "application/vnd.openxmlformats-officedocument."
_ROWS, _TRIPLES, _QUADS, _NETWORK = ("rows",), ("triples",), ("quads",), ("network",)
_JSON, _XML = ("application/json", "text/json"), ("application/xml", "text/xml")
#: The answer to a saved SELECT query as a file or over the query API; Turtle is a result set, not a graph.
TABLES = ("json", "srj", "csv", "xlsx", "md", "ttl")
#: The answer to SELECT at the SPARQL endpoint; ASK has the first two.
RESULTS = ("srj", "srx", "csv", "tsv")
_XML_FORMS = ("srx", "rdf")
_TYPE = f"<{RDF_TYPE}>"


@dataclass(frozen=True, slots=True)
class Format:
    """One format.

    `name` is a file or address suffix and the value of `format=`; `media_type` is as in `Accept`, `aliases` are other
    names that programs use; `holds` is one or more of `rows`, `triples`, `quads`, `network`, `plan`, `picture` and
    `brief`. `oxigraph` is its name in pyoxigraph, "" for none, and `w3c` its name in http://www.w3.org/ns/formats/, if
    any.
    """

    name: str
    title: str
    media_type: str
    holds: tuple[str, ...]
    oxigraph: str = ""
    w3c: str = ""
    aliases: tuple[str, ...] = ()

    @property
    def suffix(self) -> str:
        """The suffix of a file."""
        return f".{self.name}"

    @property
    def content_type(self) -> str:
        """The header `Content-Type`: text is UTF-8, which is stated where the media type does not imply it."""
        is_text = self.media_type.startswith("text/") or self.name == "svg"
        return f"{self.media_type}; charset=utf-8" if is_text else self.media_type


#: All formats by name.
FORMATS = {
    one.name: one
    for one in (
        Format("json", "JSON", "application/json", _ROWS),
        Format("srj", "SPARQL JSON", "application/sparql-results+json", _ROWS, "JSON", "SPARQL_Results_JSON", _JSON),
        Format("srx", "SPARQL XML", "application/sparql-results+xml", _ROWS, "XML", "SPARQL_Results_XML", _XML),
        Format("csv", "CSV", "text/csv", _ROWS, "CSV", "SPARQL_Results_CSV"),
        Format("tsv", "TSV", "text/tab-separated-values", _ROWS, "TSV", "SPARQL_Results_TSV"),
        Format("xlsx", "Excel", _OFFICE + "spreadsheetml.sheet", _ROWS),
        Format("md", "Markdown", "text/markdown", _ROWS),
        Format("ttl", "Turtle", "text/turtle", ("rows", "triples"), "TURTLE", "Turtle", ("application/x-turtle",)),
        Format("jsonld", "JSON-LD", "application/ld+json", _TRIPLES, "JSON_LD", "JSON-LD", _JSON),
        Format("nt", "N-Triples", "application/n-triples", _TRIPLES, "N_TRIPLES", "N-Triples", ("text/plain",)),
        Format("rdf", "RDF/XML", "application/rdf+xml", _TRIPLES, "RDF_XML", "RDF_XML", _XML),
        Format("trig", "TriG", "application/trig", _QUADS, "TRIG", "TriG"),
        Format("nq", "N-Quads", "application/n-quads", _QUADS, "N_QUADS", "N-Quads"),
        Format("graphml", "GraphML", "application/graphml+xml", _NETWORK),
        Format("gexf", "GEXF", "application/gexf+xml", _NETWORK),
        Format("stratml", "StratML Part 2", "application/xml", ("plan",)),
        Format("html", "HTML", "text/html", ("picture", "brief")),
        Format("svg", "SVG", "image/svg+xml", ("picture",)),
        Format("png", "PNG", "image/png", ("picture",)),
        Format("docx", "Word", _OFFICE + "wordprocessingml.document", ("brief",)),
        Format("pdf", "PDF", "application/pdf", ("brief",)),
    )
}

# The formats offered in each place; the first is the default.

#: The formats of a set of triples: linked data, and the answers to CONSTRUCT and DESCRIBE.
TRIPLES = tuple(name for name, one in FORMATS.items() if "triples" in one.holds)
#: The formats of named graphs: those of triples, and two that support named graphs.
QUADS = (*TRIPLES, *(name for name, one in FORMATS.items() if "quads" in one.holds))
#: The formats of other network tools.
NETWORKS = tuple(name for name, one in FORMATS.items() if "network" in one.holds)
#: The formats of a network that a browser shows by itself, and those of a brief.
PICTURES = tuple(name for name, one in FORMATS.items() if "picture" in one.holds)
BRIEFS = tuple(name for name, one in FORMATS.items() if "brief" in one.holds)
#: The format of tools for strategic plans, and its file suffixes.
PLANS = tuple(name for name, one in FORMATS.items() if "plan" in one.holds)
PLAN_SUFFIX = "xml"


#: Characters that XML 1.0 cannot hold (2.2). Python visits all characters of a class to compile it, so few are listed.
NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def xml_text(text: str) -> str:
    """Return a text with characters that XML cannot hold replaced by U+FFFD."""
    return NOT_XML.sub("\ufffd", text)


class Output:
    """A file for Oxigraph to write to: it accepts a maximum number of bytes (`full`), and counts them (`size`)."""

    def __init__(self, file: IO[bytes], form: str, limit: float = float("inf")) -> None:
        self.size = 0
        self.full = False
        self._file, self._form, self._limit = file, form, limit

    def write(self, data: bytes) -> int:
        """Write to the file; raises OSError beyond the maximum."""
        written = data.replace(b"\r", b"&#13;") if self._form in _XML_FORMS else data
        self.size += len(written)
        if self.size > self._limit:
            self.full = True
            raise OSError("too large")
        self._file.write(written)
        return len(data)

    def flush(self) -> None:
        """Flush the file."""
        self._file.flush()


def oxigraph_format(form: str) -> Any:
    """Return the pyoxigraph format for a name in FORMATS.

    >>> str(oxigraph_format("ttl")), str(oxigraph_format("srj"))
    ('Turtle', 'SPARQL Results in JSON')
    """
    import pyoxigraph

    formats = pyoxigraph.QueryResultsFormat if form in RESULTS else pyoxigraph.RdfFormat
    return getattr(formats, FORMATS[form].oxigraph)


def write_result(result: Result, output: Output, form: str) -> None:
    """Write the result of SELECT or ASK in a format of RESULTS; raises OSError when it cannot."""
    result.serialize(cast("IO[bytes]", output), format=oxigraph_format(form))


def write_statements(statements: Statements, output: Output, form: str, prefixes: dict[str, str] | None = None) -> None:
    """Write triples or quads in a format of QUADS as they come; quads lose their graph in formats without named graphs.

    Raises OSError when it cannot.
    """
    import pyoxigraph

    if isinstance(statements, pyoxigraph.QueryTriples):
        statements.serialize(cast("IO[bytes]", output), format=oxigraph_format(form))
        return
    rows: Any = statements
    if "quads" not in FORMATS[form].holds:
        rows = (one.triple if isinstance(one, pyoxigraph.Quad) else one for one in statements)
    pyoxigraph.serialize(rows, cast("IO[bytes]", output), oxigraph_format(form), prefixes=prefixes)


def check(file: IO[bytes], form: str) -> None:
    """Raise FormatError when the output is not valid XML."""
    from xml.parsers import expat

    if form not in _XML_FORMS:
        return
    parser = expat.ParserCreate(namespace_separator=" ")
    try:
        parser.ParseFile(file)
    except expat.ExpatError as error:
        title = FORMATS[form].title
        raise FormatError.problem("rdf.not-held", title=title, error=error) from error


def serialise(statements: Sequence[Any], form: str, prefixes: dict[str, str]) -> bytes:
    """Return triples or quads in a format of QUADS, sorted by graph and subject, the type of each first.

    Raises FormatError where the format cannot hold them.
    """
    file = io.BytesIO()
    write_statements(sorted(statements, key=in_order), Output(file, form), form, prefixes)
    file.seek(0)
    check(file, form)
    data = file.getvalue()
    return data if data.endswith(b"\n") else data + b"\n"


def in_order(statement: pyoxigraph.Triple | pyoxigraph.Quad) -> tuple[str, str, bool, str, str]:
    """Return the sort key of statements: by graph and subject, the type of each first."""
    graph = str(getattr(statement, "graph_name", ""))
    predicate = str(statement.predicate)
    return graph, str(statement.subject), predicate != _TYPE, predicate, str(statement.object)
