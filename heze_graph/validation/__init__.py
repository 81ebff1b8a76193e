"""Validating a graph against its shapes (SHACL, W3C Recommendation, 2017).

pySHACL decides, but walks a graph node by node, which takes minutes on a large one. So SPARQL first finds the nodes
that may violate a shape (`shapes`, `suspects`), and pySHACL gets only these and what it needs to judge them: the report
is the same. Where the shapes use a constraint that the compiler does not know, pySHACL validates the whole graph.
"""

from __future__ import annotations

import logging
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from heze_graph.errors import ReferenceDataError
from heze_graph.rdf.codec import rdflib_graph, to_rdflib
from heze_graph.rdf.terms import PREFIXES, prefixed
from heze_graph.validation.shapes import SHACL, compiled

if TYPE_CHECKING:
    import pyoxigraph
    import rdflib
    from rdflib.term import Node

    from heze_graph.validation.paths import Step
    from heze_graph.validation.shapes import Reach, ShapeQuery

    Term = pyoxigraph.NamedNode | pyoxigraph.BlankNode | pyoxigraph.Literal
    import pyoxigraph

__all__ = ["Violation", "violations", "violations_by_pyshacl"]


def violations(graph: pyoxigraph.Store, shapes: Path) -> tuple[Violation, ...]:
    """Return where the union of a store's named graphs violates the shapes of a Turtle file.

    They are sorted by shape and focus node. Nothing is inferred, imported or fetched. Raises ReferenceDataError when
    the shapes cannot be read, or are ill-formed.
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


_SUBCLASS = PREFIXES["rdfs"] + "subClassOf"


def subclasses(graph: pyoxigraph.Store) -> Mapping[str, frozenset[str]]:
    """Return the direct and indirect subclasses of each class that has any."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    query = f"SELECT ?class ?sub {{ ?sub <{_SUBCLASS}>+ ?class FILTER(isIRI(?sub) && isIRI(?class)) }}"
    for name, sub in graph.query(query, use_default_graph_as_union=True):  # type: ignore[union-attr]
        found[name.value].add(sub.value)
    return {name: frozenset(some) for name, some in found.items()}


def suspects(graph: pyoxigraph.Store, shape_queries: Iterable[ShapeQuery]) -> set[Term]:
    """Return every node that may violate a shape."""
    found: set[Term] = set()
    for shape_query in shape_queries:
        if shape_query.query:
            solutions = graph.query(shape_query.query, use_default_graph_as_union=True)
            found.update(solution[0] for solution in solutions)  # type: ignore[union-attr]
    return found


def surroundings(
    graph: pyoxigraph.Store, shape_queries: Sequence[ShapeQuery], nodes: Iterable[Term]
) -> Iterator[pyoxigraph.Quad]:
    """Yield what the validation of some nodes looks at, possibly more than once."""
    import pyoxigraph

    subclass, kind = pyoxigraph.NamedNode(_SUBCLASS), pyoxigraph.NamedNode(PREFIXES["rdf"] + "type")
    yield from graph.quads_for_pattern(None, subclass, None)
    for node in nodes:
        yield from _from(graph, node, kind)
        for shape_query in shape_queries:
            for predicate in shape_query.subjects_of:
                yield from _from(graph, node, _named(predicate))
            for predicate in shape_query.objects_of:
                # Its existence makes it a target.
                yield from islice(graph.quads_for_pattern(None, _named(predicate), node), 1)
            for reach in shape_query.reach:
                yield from _reached(graph, reach, node)


def _reached(graph: pyoxigraph.Store, reach: Reach, node: Term) -> Iterator[pyoxigraph.Quad]:
    ends: set[Term] = set()
    for path in reach.paths:
        some = {node}
        for step in path:
            quads = [quad for one in some for quad in _step(graph, one, step)]
            yield from quads
            some = {quad.subject if step.inverse else quad.object for quad in quads}  # type: ignore[misc]
        ends |= some
    for end in ends:
        for beyond in reach.beyond:
            yield from _reached(graph, beyond, end)


def _step(graph: pyoxigraph.Store, node: Term, step: Step) -> Iterator[pyoxigraph.Quad]:
    if step.inverse:
        return graph.quads_for_pattern(None, _named(step.predicate), node)
    return _from(graph, node, _named(step.predicate))


def _from(graph: pyoxigraph.Store, node: Term, predicate: pyoxigraph.NamedNode) -> Iterator[pyoxigraph.Quad]:
    import pyoxigraph

    if isinstance(node, pyoxigraph.Literal):
        return iter(())
    return graph.quads_for_pattern(node, predicate, None)


def _named(predicate: Node) -> pyoxigraph.NamedNode:
    import pyoxigraph

    return pyoxigraph.NamedNode(str(predicate))


class UnsoundShapesError(Exception):
    """A shapes graph is ill-formed; the message says why."""


@dataclass(frozen=True, slots=True)
class Violation:
    """One violation of a shape.

    `shape`, `constraint` and `path` are written with the project's prefixes (`heze:EntryShape-target`,
    `sh:MinCountConstraintComponent`, and a path as in SPARQL: `^heze:ofTarget`); `path` is "" where the shape concerns
    the focus node itself. `focus` and `value` are an IRI or a literal's text; `value` is None where one is missing or
    there are too many. A message is "" in a language in which the shape has none. `severity` is `Violation`, `Warning`
    or `Info`.
    """

    shape: str
    focus: str
    path: str
    value: str | None
    message_zh: str
    message_en: str
    severity: str
    constraint: str


def judged(graph: rdflib.Graph, shapes: rdflib.Graph, suspects: frozenset[Node] | None = None) -> Iterator[Violation]:
    """Yield where a graph violates shapes, restricted to some focus nodes if given.

    Nothing is inferred, imported or fetched. Raises UnsoundShapesError.
    """
    import pyshacl
    import rdflib
    from pyshacl.errors import ReportableRuntimeError

    try:
        _, report, _ = pyshacl.validate(
            graph, shacl_graph=shapes, inference="none", advanced=False, inplace=True, do_owl_imports=False
        )
    except (ReportableRuntimeError, re.error) as error:
        raise UnsoundShapesError(error) from error
    if not isinstance(report, rdflib.Graph):
        raise UnsoundShapesError(report)
    yield from _violations(report, suspects)


def _violations(report: rdflib.Graph, suspects: frozenset[Node] | None) -> Iterator[Violation]:
    from rdflib import SH

    # Not the details of a result, which repeat it from inside the shape named by sh:node.
    for result in report.objects(None, SH.result):
        if suspects is not None and report.value(result, SH.focusNode) not in suspects:
            continue
        path, value = report.value(result, SH.resultPath), report.value(result, SH.value)
        yield Violation(
            shape=_name(report.value(result, SH.sourceShape)),
            focus=str(report.value(result, SH.focusNode)),
            path="" if path is None else _path(report, path),
            value=None if value is None else str(value),
            message_zh=_message(report, result, "zh"),
            message_en=_message(report, result, "en"),
            severity=str(report.value(result, SH.resultSeverity)).removeprefix(SHACL),
            constraint=_name(report.value(result, SH.sourceConstraintComponent)),
        )


def _message(report: rdflib.Graph, result: Node, language: str) -> str:
    from rdflib import SH

    texts = [text for text in report.objects(result, SH.resultMessage) if getattr(text, "language", None) == language]
    return " ".join(sorted(map(str, texts)))


def _path(report: rdflib.Graph, path: Node) -> str:
    """Return a path of a report in SPARQL syntax."""
    from rdflib import RDF, SH, URIRef
    from rdflib.collection import Collection

    if isinstance(path, URIRef):
        return _name(path)
    if (path, RDF.first, None) in report:
        return "/".join(_path(report, part) for part in Collection(report, path))
    choices = report.value(path, SH.alternativePath)
    if choices is not None:
        return f"({'|'.join(_path(report, choice) for choice in Collection(report, choices))})"
    inverse = report.value(path, SH.inversePath)
    if inverse is not None:
        return f"^{_path(report, inverse)}"
    return str(path)


def _name(node: Node | None) -> str:
    """Return an IRI with our prefix, in angle brackets where there is none."""
    text = str(node)
    return prefixed(text, {**PREFIXES, "sh": SHACL}) or f"<{text}>"


@contextmanager
def silence() -> Iterator[None]:
    """Keep rdflib from logging each ill-formed literal with a traceback: the shapes report it in one sentence."""
    logger = logging.getLogger("rdflib.term")
    before = logger.disabled
    logger.disabled = True
    try:
        yield
    finally:
        logger.disabled = before
