"""The data cube: goals and readings keep the integrity constraints of the RDF Data Cube Vocabulary.

W3C Recommendation of 16 January 2014, section 11.1, asked of the graph after its normalisation algorithm. Of the 21
constraints the others speak of slices, measure dimensions and hierarchical code lists, which this cube does not have.
"""

from __future__ import annotations

from pathlib import Path

import pyoxigraph
import pytest
from rdflib.namespace import QB

from heze_graph.rdf.iris import ID, TERM

PREFIXES = """
PREFIX heze: <https://w3id.org/heze-graph/ontology#>
PREFIX qb: <http://purl.org/linked-data/cube#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
"""
#: Phase 1: what the abbreviated syntax implies. Phase 2 pushes down what is attached to data sets and slices: nothing.
NORMALISE = """
INSERT { ?o qb:dataSet <https://w3id.org/heze-graph/id/data-set/goals> } WHERE { ?o a heze:Goal } ;
INSERT { ?o qb:dataSet <https://w3id.org/heze-graph/id/data-set/readings> } WHERE { ?o a heze:Reading } ;
INSERT { ?o a qb:Observation } WHERE { ?o qb:dataSet [] } ;
INSERT { ?c qb:componentProperty ?p . ?p a qb:DimensionProperty } WHERE { ?c qb:dimension ?p } ;
INSERT { ?c qb:componentProperty ?p . ?p a qb:MeasureProperty } WHERE { ?c qb:measure ?p } ;
INSERT { ?c qb:componentProperty ?p . ?p a qb:AttributeProperty } WHERE { ?c qb:attribute ?p }
"""
#: Each is true of a graph that breaks it.
CONSTRAINTS = {
    "IC-1 unique data set": """ASK {
        { ?obs a qb:Observation FILTER NOT EXISTS { ?obs qb:dataSet ?dataset1 } }
        UNION { ?obs a qb:Observation ; qb:dataSet ?dataset1, ?dataset2 FILTER(?dataset1 != ?dataset2) } }""",
    "IC-2 unique structure": """ASK {
        { ?dataset a qb:DataSet FILTER NOT EXISTS { ?dataset qb:structure ?dsd } }
        UNION { ?dataset a qb:DataSet ; qb:structure ?dsd1, ?dsd2 FILTER(?dsd1 != ?dsd2) } }""",
    "IC-3 structure includes measure": """ASK {
        ?dsd a qb:DataStructureDefinition
        FILTER NOT EXISTS { ?dsd qb:component [ qb:componentProperty [ a qb:MeasureProperty ] ] } }""",
    "IC-4 dimensions have range": """ASK {
        ?dim a qb:DimensionProperty FILTER NOT EXISTS { ?dim rdfs:range [] } }""",
    "IC-5 concept dimensions have code lists": """ASK {
        ?dim a qb:DimensionProperty ; rdfs:range skos:Concept FILTER NOT EXISTS { ?dim qb:codeList [] } }""",
    "IC-6 only attributes may be optional": """ASK {
        ?dsd qb:component ?part . ?part qb:componentRequired "false"^^xsd:boolean ; qb:componentProperty ?property
        FILTER NOT EXISTS { ?property a qb:AttributeProperty } }""",
    "IC-11 all dimensions required": """ASK {
        ?obs qb:dataSet/qb:structure/qb:component/qb:componentProperty ?dim . ?dim a qb:DimensionProperty
        FILTER NOT EXISTS { ?obs ?dim [] } }""",
    "IC-12 no duplicate observations": """ASK {
        FILTER(?allEqual)
        { SELECT (MIN(?equal) AS ?allEqual) WHERE {
            ?obs1 qb:dataSet ?dataset . ?obs2 qb:dataSet ?dataset FILTER(?obs1 != ?obs2)
            ?dataset qb:structure/qb:component/qb:componentProperty ?dim . ?dim a qb:DimensionProperty .
            ?obs1 ?dim ?value1 . ?obs2 ?dim ?value2 BIND(?value1 = ?value2 AS ?equal)
        } GROUP BY ?obs1 ?obs2 } }""",
    "IC-13 required attributes": """ASK {
        ?obs qb:dataSet/qb:structure/qb:component ?part .
        ?part qb:componentRequired "true"^^xsd:boolean ; qb:componentProperty ?attr
        FILTER NOT EXISTS { ?obs ?attr [] } }""",
    "IC-14 all measures present": """ASK {
        ?obs qb:dataSet/qb:structure ?dsd
        FILTER NOT EXISTS { ?dsd qb:component/qb:componentProperty qb:measureType }
        ?dsd qb:component/qb:componentProperty ?measure . ?measure a qb:MeasureProperty
        FILTER NOT EXISTS { ?obs ?measure [] } }""",
    "IC-19 codes from code list": """ASK {
        ?obs qb:dataSet/qb:structure/qb:component/qb:componentProperty ?dim .
        ?dim a qb:DimensionProperty ; qb:codeList ?list . ?list a skos:ConceptScheme . ?obs ?dim ?code
        FILTER NOT EXISTS { ?code a skos:Concept ; skos:inScheme ?list } }""",
}
#: A sound cube of two observations; each change of it breaks one constraint.
SOUND = """
PREFIX qb: <http://purl.org/linked-data/cube#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX : <https://example.org/>
:data a qb:DataSet ; qb:structure :structure .
:structure a qb:DataStructureDefinition ; qb:component :county-part, :amount-part, :unit-part .
:county-part qb:dimension :county .
:amount-part qb:measure :amount .
:unit-part qb:attribute :unit ; qb:componentRequired true .
:county rdfs:range skos:Concept ; qb:codeList :counties .
:counties a skos:ConceptScheme .
:east a skos:Concept ; skos:inScheme :counties .
:west a skos:Concept ; skos:inScheme :counties .
:first qb:dataSet :data ; :county :east ; :amount 1 ; :unit "t" .
:second qb:dataSet :data ; :county :west ; :amount 1 ; :unit "t" .
"""
BREAKS = {
    "IC-1 unique data set": (":first qb:dataSet :data ;", ":first a qb:Observation ;"),
    "IC-2 unique structure": ("qb:structure :structure .", "qb:structure :structure, :other ."),
    "IC-3 structure includes measure": (":amount-part, :unit-part", ":unit-part"),
    "IC-4 dimensions have range": (":county rdfs:range skos:Concept ;", ":county"),
    "IC-5 concept dimensions have code lists": ("; qb:codeList :counties .", "."),
    "IC-6 only attributes may be optional": (":county .\n", ":county ; qb:componentRequired false .\n"),
    "IC-11 all dimensions required": (":county :east ;", ""),
    "IC-12 no duplicate observations": (":county :west ;", ":county :east ;"),
    "IC-13 required attributes": ('; :unit "t" .', "."),
    "IC-14 all measures present": (":amount 1 ;", ""),
    "IC-19 codes from code list": (":east a skos:Concept ; skos:inScheme :counties .", ""),
}
GOALS, READINGS = ID + "data-set/goals", ID + "data-set/readings"


def _normalised(store: pyoxigraph.Store) -> pyoxigraph.Store:
    store.update(PREFIXES + NORMALISE)
    return store


def _broken_by(store: pyoxigraph.Store) -> set[str]:
    return {name for name, ask in CONSTRAINTS.items() if store.query(PREFIXES + ask)}


def _cube(turtle: str) -> pyoxigraph.Store:
    store = pyoxigraph.Store()
    store.load(turtle.encode(), format=pyoxigraph.RdfFormat.TURTLE)
    return _normalised(store)


@pytest.fixture(scope="module")
def cube(real_graph: Path) -> pyoxigraph.Store:
    store = pyoxigraph.Store()
    quads = pyoxigraph.parse(path=str(real_graph), format=pyoxigraph.RdfFormat.N_QUADS)
    store.extend(pyoxigraph.Quad(*quad.triple) for quad in quads)
    return _normalised(store)


def _values(store: pyoxigraph.Store, query: str) -> set[str]:
    solutions = store.query(PREFIXES + query)
    assert isinstance(solutions, pyoxigraph.QuerySolutions)
    return {str(getattr(solution[0], "value", solution[0])) for solution in solutions}


@pytest.mark.parametrize("constraint", CONSTRAINTS)
def test_the_real_graph_keeps_the_constraint(constraint: str, cube: pyoxigraph.Store) -> None:
    assert not cube.query(PREFIXES + CONSTRAINTS[constraint])


def test_a_sound_cube_keeps_every_constraint() -> None:
    assert _broken_by(_cube(SOUND)) == set()


@pytest.mark.parametrize("constraint", CONSTRAINTS)
def test_the_constraint_catches_a_broken_cube(constraint: str) -> None:
    sound, broken = BREAKS[constraint]
    assert sound in SOUND
    assert constraint in _broken_by(_cube(SOUND.replace(sound, broken, 1)))


def test_every_goal_and_reading_is_an_observation(cube: pyoxigraph.Store) -> None:
    for kind, data_set in (("Goal", GOALS), ("Reading", READINGS)):
        things = _values(cube, f"SELECT ?x {{ ?x a heze:{kind} }}")
        assert things
        assert things == _values(cube, f"SELECT ?x {{ ?x a qb:Observation ; qb:dataSet <{data_set}> }}")
    assert _values(cube, "SELECT ?data { ?data a qb:DataSet }") == {GOALS, READINGS}


@pytest.mark.parametrize(
    ("structure", "components"),
    [
        ("goals", {"goalOf", "ordinal", "value", "unitPrinted", "baseValue", "baseUnit", "quantity", "comparator",
                   "nature", "perPlace"}),
        ("readings", {"readingOf", "value", "unitPrinted", "baseValue", "baseUnit", "stage"}),
    ],
)  # fmt: skip
def test_the_structure_names_what_an_observation_is_read_by(
    structure: str, components: set[str], cube: pyoxigraph.Store
) -> None:
    ask = f"SELECT ?p {{ <{ID}structure/{structure}> qb:component/qb:componentProperty ?p }}"
    assert _values(cube, ask) == {TERM + name for name in components}


def test_coded_components_have_the_scheme_that_their_values_are_of(cube: pyoxigraph.Store) -> None:
    coded = "?part qb:componentProperty ?property . ?property rdfs:range skos:Concept"
    listed = "?property a qb:CodedProperty ; qb:codeList ?list"
    assert _values(cube, f"SELECT ?property {{ {coded} }}") == {TERM + n for n in ("comparator", "nature", "stage")}
    assert not _values(cube, f"SELECT ?property {{ {coded} FILTER NOT EXISTS {{ {listed} }} }}")
    outside = f"?x ?property ?code . {listed} FILTER NOT EXISTS {{ ?code skos:inScheme ?list }}"
    assert not _values(cube, f"SELECT ?code {{ {outside} }}")


def test_nothing_is_attached_above_the_observations(cube: pyoxigraph.Store) -> None:
    for predicate in (QB.componentAttachment, QB.slice, QB.observationGroup, QB.measureDimension):
        assert not _values(cube, f"SELECT ?x {{ ?x <{predicate}> ?y }}")


def test_only_terms_of_the_vocabulary_are_used(cube: pyoxigraph.Store) -> None:
    used = _values(cube, f'SELECT ?t {{ {{ ?x ?t ?y }} UNION {{ ?x a ?t }} FILTER(STRSTARTS(STR(?t), "{QB}")) }}')
    assert used
    assert used <= set(map(str, dir(QB)))
