"""The short way to the report of a graph: the same as pySHACL's own on the whole, whatever is broken."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pyoxigraph
import pytest
from rdflib import SH, Graph

from heze_graph.rdf.iris import TERM
from heze_graph.resources import ONTOLOGY
from heze_graph.store import folder
from heze_graph.store.embedded import opened
from heze_graph.validation import Violation, subclasses, surroundings, suspects, violations, violations_by_pyshacl
from heze_graph.validation.shapes import compiled

SHAPES = ONTOLOGY / "shapes.ttl"
BROKEN = Path(__file__).parent.parent / "ontology" / "broken"
XSD = "http://www.w3.org/2001/XMLSchema#"
GRAPH = pyoxigraph.NamedNode("https://example.org/damage")


def unlabelled(found: tuple[Violation, ...]) -> list[str]:
    """Return violations as text; what has no name is another blank node each time that shapes are read."""
    return sorted(re.sub(r"\b[0-9a-f]{20,33}\b", "_", repr(one)) for one in found)


def store_of(*turtle: Path) -> pyoxigraph.Store:
    store = pyoxigraph.Store()
    for file in turtle:
        store.load(path=str(file), format=pyoxigraph.RdfFormat.TURTLE, to_graph=GRAPH)
    return store


def small(seed_store: Path) -> pyoxigraph.Store:
    """Return a part of the real graph: what surrounds one thing of each kind."""
    whole = opened(folder.current(seed_store))
    store = pyoxigraph.Store()
    waiting = [
        next(whole.query(f"SELECT ?x {{ ?x <{TERM}{name}> ?y }} ORDER BY ?x", use_default_graph_as_union=True))[0]  # type: ignore[arg-type]
        for name in ("findingKind", "readingOf", "changeKind", "mentionedIn", "pairedUnit")
    ]
    seen = set(waiting)
    while waiting and len(store) < 2_000:
        node = waiting.pop(0)
        for quad in [*whole.quads_for_pattern(node, None, None), *whole.quads_for_pattern(None, None, node)]:
            store.add(quad)
            for end in (quad.subject, quad.object):
                if isinstance(end, pyoxigraph.NamedNode) and end not in seen:
                    seen.add(end)
                    waiting.append(end)
    return store


def damaged(store: pyoxigraph.Store, chance: random.Random) -> None:
    """Break a graph in a seeded way: take away, double, exchange, mistype, and name what is not there."""
    quads = sorted(store, key=str)
    strange = [
        pyoxigraph.Literal("x\x1cy 07"),
        pyoxigraph.Literal("07", datatype=pyoxigraph.NamedNode(XSD + "integer")),
        pyoxigraph.Literal("-1", datatype=pyoxigraph.NamedNode(XSD + "integer")),
        pyoxigraph.Literal("2023-02-30", datatype=pyoxigraph.NamedNode(XSD + "date")),
        pyoxigraph.Literal("1.50", datatype=pyoxigraph.NamedNode(XSD + "decimal")),
        pyoxigraph.Literal("many", datatype=pyoxigraph.NamedNode(XSD + "decimal")),
        pyoxigraph.Literal("another", language="en-GB"),
        pyoxigraph.Literal(""),
        pyoxigraph.NamedNode("https://example.org/nowhere"),
    ]
    for quad in chance.sample(quads, 60):
        store.remove(quad)
    for quad in chance.sample(quads, 60):
        other = chance.choice([chance.choice(strange), chance.choice(quads).object])
        store.add(pyoxigraph.Quad(quad.subject, quad.predicate, other, GRAPH))
    for quad in chance.sample(quads, 20):
        store.remove(quad)
        store.add(pyoxigraph.Quad(quad.subject, chance.choice(quads).predicate, quad.object, GRAPH))


@pytest.mark.parametrize("example", sorted(BROKEN.iterdir()), ids=lambda path: path.stem)
def test_each_broken_graph_has_the_report_of_pyshacl(example: Path) -> None:
    graph = store_of(example)
    found = violations(graph, SHAPES)
    assert found
    assert found == violations_by_pyshacl(graph, SHAPES)


def test_every_kind_of_constraint_is_broken_at_once_in_a_graph_of_all_examples() -> None:
    graph = store_of(*sorted(BROKEN.iterdir()))
    found = violations(graph, SHAPES)
    assert found == violations_by_pyshacl(graph, SHAPES)
    kinds = {one.constraint.removeprefix("sh:").removesuffix("ConstraintComponent") for one in found}
    terms = set(map(str, Graph().parse(SHAPES).predicates()))
    used = {term.removeprefix(str(SH)) for term in terms if term.startswith(str(SH))}
    # What only an sh:node asks for is told as a break of that.
    silent = {"path", "property", "message", "inversePath", "alternativePath", "qualifiedValueShape", "in"}
    assert {kind[0].lower() + kind[1:] for kind in kinds} == {
        name for name in used - silent if not name.startswith("target")
    }


@pytest.mark.parametrize("seed", range(3))
def test_a_graph_damaged_by_chance_has_the_report_of_pyshacl(seed: int, seed_store: Path) -> None:
    graph = small(seed_store)
    damaged(graph, random.Random(seed))  # noqa: S311  (no secret)
    found = violations(graph, SHAPES)
    assert len(found) > 50
    assert found == violations_by_pyshacl(graph, SHAPES)


def test_a_sound_graph_has_no_suspect_and_one_fault_few(seed_store: Path) -> None:
    graph = opened(folder.current(seed_store))
    suspicions = compiled(Graph().parse(SHAPES), subclasses(graph))
    assert suspicions
    assert not suspects(graph, suspicions)
    row = pyoxigraph.NamedNode("https://example.org/row")
    kind = pyoxigraph.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    graph.add(pyoxigraph.Quad(row, kind, pyoxigraph.NamedNode(TERM + "Row"), GRAPH))
    some = suspects(graph, suspicions)
    assert some == {row}
    assert len(set(surroundings(graph, suspicions, some))) < 50


#: Shapes that the compiler does not know, or not in this form: each is broken by the graph below.
UNKNOWN = (
    "sh:targetClass :C ; sh:property :P . :P sh:path :p ; sh:maxLength 1 .",
    "sh:targetNode :x ; sh:property :P . :P sh:path :p ; sh:maxCount 0 .",
    "sh:targetClass :C ; sh:in () .",
    "sh:targetClass :C ; sh:not :S . :S a sh:NodeShape ; sh:nodeKind sh:IRI .",
    "sh:targetClass :C ; sh:property :P . :P sh:path [ sh:zeroOrMorePath :p ] ; sh:nodeKind sh:IRI .",
    'sh:targetClass :C ; sh:property :P . :P sh:path :p ; sh:pattern "^B" ; sh:flags "" .',
    "sh:targetClass :C ; sh:property :P . :P sh:path :p ; sh:minCount 5 .",
    "sh:targetClass :C ; sh:property :P . :P sh:path :p ; sh:datatype xsd:hexBinary .",
    'sh:targetClass :C ; sh:property :P . :P sh:path :p ; sh:hasValue "b"@zh .',
    "sh:targetClass :C ; sh:nodeKind sh:BlankNodeOrLiteral .",
    "sh:targetClass :C ; sh:property :P . :P sh:path :p ; sh:uniqueLang false ; sh:minCount 4 .",
    "sh:targetClass :C ; sh:property :P . :P sh:path :p ; sh:property [ sh:path :q ; sh:minCount 1 ] .",
    "a rdfs:Class ; sh:property :P . :P sh:path :p ; sh:minCount 2 . :y a :S , :Shape .",
    'sh:targetClass :C ; sh:xone ( :S :T ) . :S sh:pattern "^https" . :T sh:nodeKind sh:IRI .',
)
PREFIXES = f"""@prefix : <https://example.org/> . @prefix sh: <{SH}> . @prefix xsd: <{XSD}> .
    @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> ."""


@pytest.mark.parametrize("said", UNKNOWN)
def test_a_shape_that_the_compiler_does_not_know_is_left_to_pyshacl(said: str, tmp_path: Path) -> None:
    shapes, graph = tmp_path / "shapes.ttl", tmp_path / "graph.ttl"
    shapes.write_text(f"{PREFIXES} :Shape a sh:NodeShape ; {said}", encoding="utf-8")
    graph.write_text(f'{PREFIXES} :x a :C ; :p "ab", "cd"@en . :y a :Shape .', encoding="utf-8")
    store = store_of(graph)
    assert compiled(Graph().parse(shapes), {}) is None
    found = violations(store, shapes)
    assert found
    assert unlabelled(found) == unlabelled(violations_by_pyshacl(store, shapes))


#: Shapes in each form that the compiler knows, whether or not ours have it, and a graph that breaks some of them.
KNOWN = (
    "sh:minCount 2",
    "sh:maxCount 2",
    "sh:maxCount 0",
    "sh:minCount 1 ; sh:maxCount 1",
    "sh:minCount 1 ; sh:datatype xsd:string",
    "sh:minCount 1 ; sh:maxCount 1 ; sh:class :C",
    "sh:class :D",
    "sh:nodeKind sh:Literal",
    "sh:in ( :x 7 )",
    "sh:hasValue 7",
    "sh:minInclusive 8",
    "sh:maxInclusive 6.5",
    'sh:languageIn ( "en" )',
    "sh:uniqueLang true",
    "sh:disjoint :q",
    "sh:node [ sh:class :D ; sh:nodeKind sh:IRI ]",
    "sh:or ( [ sh:nodeKind sh:IRI ] [ sh:minLength 3 ] )",
    "sh:node [ sh:property [ sh:path ( [ sh:inversePath :p ] :q ) ; sh:maxCount 1 ] ]",
    "sh:qualifiedMinCount 2 ; sh:qualifiedValueShape [ sh:nodeKind sh:IRI ]",
    "sh:xone ( [ sh:property [ sh:path :q ; sh:minCount 1 ] ] [ sh:property [ sh:path :r ; sh:minCount 1 ] ] )",
)
DATA = """
    :D rdfs:subClassOf :C . :one a :C . :two a :D ; :p 7, 9.5 . :three a :C ; :p "ab"@en, "cd"@en-GB, "ef"@en .
    :four a :C ; :p :two, "7", :nothing ; :q :two . :five a :D ; :p "2023-02-30"^^xsd:date . :two :q 1, 2 ; :r 1 .
    :nothing :q "q" . :six a :C ; :p :two, :one, :two ; :q :two . :seven a :C ; :p "x"^^xsd:integer, "" ."""


@pytest.mark.parametrize("path", [":p", "[ sh:alternativePath ( :p :q ) ]", "( :p :q )"])
@pytest.mark.parametrize("constraint", KNOWN)
def test_a_shape_that_the_compiler_knows_has_the_report_of_pyshacl(constraint: str, path: str, tmp_path: Path) -> None:
    shapes, graph = tmp_path / "shapes.ttl", tmp_path / "graph.ttl"
    shape = f":S a sh:NodeShape ; sh:targetClass :C ; sh:property :P . :P sh:path {path} ; {constraint} ."
    shapes.write_text(f"{PREFIXES} {shape}", encoding="utf-8")
    graph.write_text(PREFIXES + DATA, encoding="utf-8")
    store = store_of(graph)
    assert compiled(Graph().parse(shapes), subclasses(store)) is not None
    assert unlabelled(violations(store, shapes)) == unlabelled(violations_by_pyshacl(store, shapes))
