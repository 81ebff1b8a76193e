"""The graph as a file for other systems: Turtle, N-Triples, N-Quads, TriG, JSON-LD, RDF/XML.

The same graph gives the same bytes on every run and machine: what is written is sorted first. Formats that know named
graphs (N-Quads, TriG) keep them; the others hold the union of all graphs, in which every triple stands once.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from heze_graph.errors import UsageError
from heze_graph.export.files import write_whole

if TYPE_CHECKING:
    import pyoxigraph

    Statements: TypeAlias = Sequence[pyoxigraph.Triple] | Sequence[pyoxigraph.Quad]

#: Suffix or name of a format → the name of the attribute of pyoxigraph.RdfFormat.
FORMATS = {
    "ttl": "TURTLE",
    "nt": "N_TRIPLES",
    "nq": "N_QUADS",
    "trig": "TRIG",
    "jsonld": "JSON_LD",
    "rdf": "RDF_XML",
}
_WITH_GRAPHS = ("nq", "trig")


def export(nquads: Path, file: Path, form: str, prefixes: dict[str, str]) -> int:
    """Write the graph of an N-Quads file in a format of FORMATS, and return the number of triples or quads written.

    The file appears whole or not at all. Raises UsageError for an unknown format, OutputError when it cannot be
    written.
    """
    import pyoxigraph

    if form not in FORMATS:
        raise UsageError.problem(str(file), f"the format “{form}”", ", ".join(FORMATS), "choose one of these")
    quads = pyoxigraph.parse(path=str(nquads), format=pyoxigraph.RdfFormat.N_QUADS)
    statements: Statements = list(quads) if form in _WITH_GRAPHS else list({quad.triple for quad in quads})
    write_whole(file, serialise(statements, form, prefixes))
    return len(statements)


def serialise(statements: Statements, form: str, prefixes: dict[str, str]) -> bytes:
    """Return triples or quads in a format of FORMATS, sorted by graph and subject, the type of each first."""
    import pyoxigraph

    ordered: Any = sorted(statements, key=_order)
    data = pyoxigraph.serialize(ordered, format=getattr(pyoxigraph.RdfFormat, FORMATS[form]), prefixes=prefixes)
    if data is None:
        raise AssertionError("pyoxigraph returns bytes when no output is given")
    return data if data.endswith(b"\n") else data + b"\n"


def _order(statement: pyoxigraph.Triple | pyoxigraph.Quad) -> tuple[str, str, bool, str, str]:
    graph = str(getattr(statement, "graph_name", ""))
    predicate = str(statement.predicate)
    return graph, str(statement.subject), predicate != _TYPE, predicate, str(statement.object)


_TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
