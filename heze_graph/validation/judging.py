"""What pySHACL says of a graph (SHACL, W3C Recommendation, 2017)."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from heze_graph.rdf.terms import PREFIXES
from heze_graph.validation.shapes import SHACL

if TYPE_CHECKING:
    import rdflib
    from rdflib.term import Node


class UnsoundShapesError(Exception):
    """A shapes graph is no sound one; says why."""


@dataclass(frozen=True, slots=True)
class Violation:
    """One place where a graph is not as a shape says.

    `shape`, `constraint` and `path` are written with the prefixes of the project (`heze:EntryShape-target`,
    `sh:MinCountConstraintComponent`, and a path as in SPARQL: `^heze:ofTarget`); `path` is "" where the shape speaks of
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
    """Yield where a graph breaks shapes; of these focus nodes only, where they are given.

    Nothing is inferred, nothing imported, no host is asked. Raises UnsoundShapesError.
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

    # Not the details of a result: they say the same again, from inside the shape that sh:node names.
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
    """Return a path of a report as SPARQL writes it."""
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
    """Return an IRI with a prefix of ours, in angle brackets where we have none for it."""
    text = str(node)
    for prefix, namespace in (*PREFIXES.items(), ("sh", SHACL)):
        if text.startswith(namespace):
            return f"{prefix}:{text.removeprefix(namespace)}"
    return f"<{text}>"


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
