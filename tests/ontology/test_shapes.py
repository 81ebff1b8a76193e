"""The shapes: the graph of the two real tables keeps them, and each constraint catches a graph that breaks it."""

from __future__ import annotations

import logging
import socket
from functools import cache
from pathlib import Path

import pyoxigraph
import pyshacl
import pytest
from rdflib import OWL, RDF, RDFS, SH, BNode, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from heze_graph.errors import ReferenceDataError
from heze_graph.rdf.iris import TERM
from heze_graph.resources import ONTOLOGY
from heze_graph.store import folder
from heze_graph.store.embedded import opened
from heze_graph.validation import Violation, violations, violations_by_pyshacl

SHAPES = ONTOLOGY / "shapes.ttl"
BROKEN = Path(__file__).parent / "broken"

#: What stands in a shape and is no constraint (SHACL, sections 2.1, 2.2 and 4.7.3); all else needs a broken example.
NO_CONSTRAINT = {
    RDF.type, SH.path, SH.message, SH.property, SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf,
    SH.qualifiedValueShape,
}  # fmt: skip
TARGETS = (SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf)


def local(shape: Node) -> str:
    return str(shape).removeprefix(TERM)


def family(shape: Node) -> str:
    return local(shape).partition("-")[0]


GRAPH = Graph().parse(SHAPES)
TERMS = Graph().parse(ONTOLOGY / "heze.ttl")
SHAPE_NODES = sorted({*GRAPH.subjects(RDF.type, SH.NodeShape), *GRAPH.subjects(RDF.type, SH.PropertyShape)}, key=str)
TARGETED = {shape for shape in SHAPE_NODES if any((shape, target, None) in GRAPH for target in TARGETS)}
#: Shapes without a target speak through the property shapes that ask for them.
HELPERS = {
    shape for shape in SHAPE_NODES if (shape, RDF.type, SH.NodeShape) in GRAPH and shape not in TARGETED
}  # fmt: skip
SPEAKING = [s for s in SHAPE_NODES if s not in HELPERS and family(s) not in {local(helper) for helper in HELPERS}]
CONSTRAINTS = sorted(
    (local(shape), local(predicate).removeprefix(str(SH)))
    for shape in SPEAKING
    for predicate in set(GRAPH.predicates(shape)) - NO_CONSTRAINT
)


def as_store(turtle: str | Path) -> pyoxigraph.Store:
    text = turtle.read_text(encoding="utf-8") if isinstance(turtle, Path) else turtle
    store = pyoxigraph.Store()
    store.load(text.encode(), pyoxigraph.RdfFormat.TURTLE)
    return store


@cache
def _found(turtle: Path) -> tuple[Violation, ...]:
    return violations(as_store(turtle), SHAPES)


def test_the_graph_of_the_real_tables_keeps_every_shape(seed_store: Path) -> None:
    assert violations(opened(folder.current(seed_store)), SHAPES) == ()


@pytest.mark.parametrize(("shape", "constraint"), CONSTRAINTS)
def test_each_constraint_catches_a_broken_graph(shape: str, constraint: str) -> None:
    example = BROKEN / f"{shape.partition('-')[0]}.ttl"
    assert example.is_file(), f"{shape} has no broken example: write {example}"
    component = f"sh:{constraint[0].upper()}{constraint[1:]}ConstraintComponent"
    caught = {(found.shape, found.constraint) for found in _found(example)}
    assert (f"heze:{shape}", component) in caught, f"add to {example} a subject that breaks sh:{constraint} of {shape}"


def _askers(helper: Node) -> set[Node]:
    """Return the shapes that ask for one, by name or in the list of an sh:or or sh:xone."""
    askers = set(GRAPH.subjects(None, helper))
    lists = {asker for asker in askers if isinstance(asker, BNode)}
    return askers - lists | {asker for part in lists for asker in _askers(part)}


@pytest.mark.parametrize("helper", sorted(map(local, HELPERS)))
def test_each_shape_without_a_target_is_felt_where_it_is_asked_for(helper: str) -> None:
    example = BROKEN / f"{helper}.ttl"
    assert example.is_file(), f"{helper} has no broken example: write {example}"
    askers = {f"heze:{local(asker)}" for asker in _askers(URIRef(TERM + helper))}
    assert askers, f"no shape asks for {helper}: remove it"
    assert askers <= {found.shape for found in _found(example)}


def test_the_shapes_are_sound_shapes_themselves() -> None:
    conforms, _, report = pyshacl.validate(Graph(), shacl_graph=GRAPH, meta_shacl=True)
    assert conforms, report


def test_each_broken_example_belongs_to_a_shape() -> None:
    assert {path.stem for path in BROKEN.iterdir()} == {family(shape) for shape in SHAPE_NODES}


def test_shapes_are_named_and_speak_both_languages() -> None:
    for shape in SHAPE_NODES:
        assert isinstance(shape, URIRef)
        languages = [text.language for text in GRAPH.objects(shape, SH.message) if isinstance(text, Literal)]
        silent = not set(GRAPH.predicates(shape)) - NO_CONSTRAINT
        assert silent or sorted(map(str, languages)) == ["en", "zh"], f"{local(shape)} needs a message in zh and en"


def test_the_only_blank_nodes_are_those_that_shacl_asks_for() -> None:
    for node in {subject for subject in GRAPH.subjects() if isinstance(subject, BNode)}:
        assert set(GRAPH.predicates(node)) <= {RDF.first, RDF.rest, SH.inversePath, SH.alternativePath}


def _steps(path: Node) -> set[Node]:
    if (path, RDF.first, None) in GRAPH:
        return {step for part in Collection(GRAPH, path) for step in _steps(part)}
    if isinstance(path, BNode):
        return {step for part in GRAPH.objects(path) for step in _steps(part)}
    return {path}


def test_every_class_and_property_of_ours_has_a_shape() -> None:
    classes = set(TERMS.subjects(RDF.type, OWL.Class))
    properties = {
        term for kind in (OWL.ObjectProperty, OWL.DatatypeProperty) for term in TERMS.subjects(RDF.type, kind)
    }
    shaped = {step for path in GRAPH.objects(None, SH.path) for step in _steps(path)}
    assert classes <= set(GRAPH.objects(None, SH.targetClass)), "add a node shape with sh:targetClass to shapes.ttl"
    assert properties <= shaped, "add a property shape to shapes.ttl"


def test_shapes_use_only_terms_that_are_declared() -> None:
    ours = {
        term
        for predicate in (SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf, SH["class"], SH.hasValue, SH.path)
        for value in GRAPH.objects(None, predicate)
        for term in _steps(value)
        if str(term).startswith(TERM)
    }
    assert ours <= set(TERMS.subjects(RDFS.isDefinedBy))


def test_no_object_property_may_point_at_a_blank_node() -> None:
    guarded = set(GRAPH.objects(URIRef(TERM + "NamedShape"), SH.targetObjectsOf))
    missing = set(TERMS.subjects(RDF.type, OWL.ObjectProperty)) - guarded
    assert not missing, "add them to sh:targetObjectsOf of heze:NamedShape"


def test_a_violation_says_where_what_and_why() -> None:
    target, entry = "https://example.org/target", "https://example.org/entry"
    graph = as_store(f"<{target}> <{RDF.type}> <{TERM}Target> . <{entry}> <{TERM}ofTarget> <{target}> .")
    found = {(one.shape, one.constraint): one for one in violations(graph, SHAPES)}
    assert found["heze:TargetShape-entries", "sh:ClassConstraintComponent"] == Violation(
        shape="heze:TargetShape-entries",
        focus=target,
        path="^heze:ofTarget",
        value=entry,
        message_zh="责任目标至少有一个条目。",
        message_en="A target has at least one entry.",
        constraint="sh:ClassConstraintComponent",
    )
    assert found["heze:TargetShape-wording", "sh:MinCountConstraintComponent"].value is None


def test_paths_are_written_as_in_sparql() -> None:
    paths = {found.path for found in _found(BROKEN / "PairOfEntriesShape.ttl")}
    assert "(heze:earlierEntry|heze:laterEntry)/heze:inDocument" in paths


def test_a_fault_inside_another_shape_is_told_once() -> None:
    found = [one for one in _found(BROKEN / "ClaimShape.ttl") if one.shape.partition("-")[0] == "heze:ClaimShape"]
    assert not found


def test_the_order_is_the_same_on_every_run() -> None:
    example = BROKEN / "FindingShape.ttl"
    assert violations(as_store(example), SHAPES) == _found(example)


def test_nothing_leaks_to_the_logs(capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture) -> None:
    assert violations(as_store(BROKEN / "DayShape.ttl"), SHAPES)
    assert not caplog.records
    assert capfd.readouterr() == ("", "")
    assert not logging.getLogger("rdflib.term").disabled


def test_imports_are_never_followed(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        imported = f"<http://127.0.0.1:{server.getsockname()[1]}/>"
        shapes = tmp_path / "shapes.ttl"
        shapes.write_text(
            f"{SHAPES.read_text(encoding='utf-8')}\n<https://example.org/s> <{OWL.imports}> {imported} .\n", "utf-8"
        )
        graph = as_store(f"<https://example.org/g> a <{OWL.Ontology}> ; <{OWL.imports}> {imported} .")
        assert violations_by_pyshacl(graph, shapes) == violations(graph, shapes) == ()
        with pytest.raises(BlockingIOError):
            server.accept()


@pytest.mark.parametrize(
    "shape",
    [
        "a sh:NodeShape ; sh:property [",
        "a sh:PropertyShape ; sh:targetClass rdfs:Class ; sh:minCount 1 .",
        'a sh:NodeShape ; sh:targetNode rdf:nil ; sh:property [ sh:path rdf:value ; sh:minCount "few" ] .',
        'a sh:NodeShape ; sh:targetNode rdf:nil ; sh:pattern "(" .',
    ],
)
def test_unsound_shapes_are_an_error(shape: str, tmp_path: Path) -> None:
    shapes = tmp_path / "shapes.ttl"
    prefixes = f"@prefix sh: <{SH}> . @prefix rdf: <{RDF}> . @prefix rdfs: <{RDFS}> ."
    shapes.write_text(f"{prefixes} <https://example.org/shape> {shape}", encoding="utf-8")
    with pytest.raises(ReferenceDataError, match=r"shapes\.ttl"):
        violations(pyoxigraph.Store(), shapes)
