"""Holding a graph against its shapes (SHACL, W3C Recommendation, 2017).

pySHACL judges, but walks a graph node by node: minutes for a large one. So SPARQL finds the nodes that may break a
shape first (`shapes`, `suspects`), and pySHACL is given these and what it looks at to judge them: the report is the
same. Where the shapes hold a constraint that the compiler does not know, it judges the whole graph.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from heze_graph.errors import ReferenceDataError
from heze_graph.rdf.codec import rdflib_graph, to_rdflib
from heze_graph.validation.judging import UnsoundShapesError, Violation, judged, silence
from heze_graph.validation.shapes import compiled
from heze_graph.validation.suspects import subclasses, surroundings, suspects

if TYPE_CHECKING:
    import pyoxigraph
    import rdflib

__all__ = ["Violation", "violations", "violations_by_pyshacl"]


def violations(graph: pyoxigraph.Store, shapes: Path) -> tuple[Violation, ...]:
    """Return where the union of the named graphs of a store breaks the shapes of a Turtle file.

    They are sorted by shape and focus. Nothing is inferred, nothing imported, no host is asked. Raises
    ReferenceDataError when the shapes cannot be read, or are no sound shapes.
    """
    read = _read(shapes)
    shape_queries = compiled(read, subclasses(graph))
    if shape_queries is None:
        return violations_by_pyshacl(graph, shapes)
    some = suspects(graph, shape_queries)
    if not some:
        return ()
    with silence():
        around = rdflib_graph(surroundings(graph, shape_queries, some), "none")
        return _sorted(judged(around, read, frozenset(map(to_rdflib, some))), shapes)


def violations_by_pyshacl(graph: pyoxigraph.Store, shapes: Path) -> tuple[Violation, ...]:
    """Return the same as `violations`, as pySHACL finds it in the whole graph: slowly."""
    with silence():
        return _sorted(judged(rdflib_graph(graph, "none"), _read(shapes)), shapes)


def _sorted(found: Iterator[Violation], shapes: Path) -> tuple[Violation, ...]:
    try:
        return tuple(sorted(found, key=_order))
    except UnsoundShapesError as error:
        raise _unreadable(shapes, error) from error


def _order(violation: Violation) -> tuple[str, ...]:
    return (violation.shape, violation.focus, violation.path, violation.value or "", violation.constraint)


def _read(shapes: Path) -> rdflib.Graph:
    import pyoxigraph

    try:
        return rdflib_graph(pyoxigraph.parse(path=str(shapes), format=pyoxigraph.RdfFormat.TURTLE), "none")
    except (OSError, SyntaxError) as error:
        raise _unreadable(shapes, error) from error


def _unreadable(shapes: Path, error: Exception) -> ReferenceDataError:
    return ReferenceDataError.problem("validation.unreadable-shapes", where=shapes, error=error)
