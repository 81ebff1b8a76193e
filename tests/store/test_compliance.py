"""The saved queries give the same answers on every engine, row for row: one test, and what it stands on."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pyoxigraph
import pytest

from heze_graph.model.answers import Answer, Term
from heze_graph.queries.library import Library
from heze_graph.queries.parameters import Parameter, term
from heze_graph.store import folder, index
from heze_graph.store.embedded import Embedded
from heze_graph.store.engine import Engine
from heze_graph.store.remote import Remote
from tests.comparing import facts, rows
from tests.oxigraph_server import OxigraphServer
from tests.store.test_virtuoso import CASES, HEZE, NAMES, TEXTS, VALUES
from tests.virtuoso import Virtuoso

#: Virtuoso keeps graphs of its own, which the union has, too.
EVERYTHING = """CONSTRUCT { ?s ?p ?o } WHERE {
  GRAPH ?graph { ?s ?p ?o }
  FILTER(STRSTARTS(STR(?graph), "https://w3id.org/heze-graph/graph/"))
}"""


@pytest.fixture(scope="module")
def disk(seed_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Embedded:
    # As it is for a large graph.
    store = tmp_path_factory.mktemp("disk") / "store"
    shutil.copytree(seed_store, store)
    generation = folder.current(store)
    index.fill(generation.folder / folder.INDEX, generation.files())
    return Embedded(store)


@pytest.fixture(scope="module")
def oxigraph(oxigraph_server: OxigraphServer) -> Remote:
    return Remote(oxigraph_server.endpoint)


@pytest.fixture(scope="module")
def cluster(virtuoso: Virtuoso, seed_store: Path) -> Remote:
    virtuoso.load(folder.current(seed_store).graph)
    return Remote(virtuoso.endpoint)


@pytest.fixture(params=["disk", "oxigraph", pytest.param("cluster", marks=pytest.mark.virtuoso)])
def engine(request: pytest.FixtureRequest) -> Engine:
    # What each of them answers is compared with the embedded engine in memory.
    made: Engine = request.getfixturevalue(request.param)
    return made


def test_there_are_values_for_every_parameter(library: Library) -> None:
    assert not library.broken
    for query in library.queries:
        given = {name for values in VALUES.get(query.name, ()) for name in values}
        missing = [parameter.name for parameter in query.parameters if parameter.name not in given]
        assert not missing, (
            f"queries/{query.name}.rq is not tested on every engine with {', '.join(missing)}: add values that find "
            f"something to VALUES[{query.name!r}] in tests/store/test_virtuoso.py"
        )
    assert set(VALUES) <= set(NAMES)


@pytest.mark.parametrize(("name", "values"), CASES, ids=["-".join((n, *v.values())) for n, v in CASES])
def test_a_saved_query_gives_the_same_answer(
    name: str, values: Mapping[str, str], engine: Engine, seed_engine: Embedded, library: Library
) -> None:
    query = library.get(name)
    text = query.bound(values)
    if query.form == "CONSTRUCT":
        triples = seed_engine.construct(text)
        assert facts(engine.construct(text)) == facts(triples)
        assert triples or not values, "these values find nothing: give others in VALUES"
        return
    expected, answer = seed_engine.select(text), engine.select(text)
    assert answer.columns == expected.columns == query.names
    assert Counter(rows(answer)) == Counter(rows(expected))
    assert rows(answer) == rows(expected), "the same rows in another order: ORDER BY does not decide it"
    assert answer.rows or not values, "these values find nothing: give others in VALUES"


def test_the_examples_of_the_headers_find_something(library: Library, seed_engine: Embedded) -> None:
    for query in library.queries:
        needed = {one.name: one.example for one in query.parameters if one.required and one.default is None}
        assert None not in needed.values(), f"queries/{query.name}.rq: add an example for each required parameter"
        for parameter in query.parameters:
            if parameter.example is not None:
                values = {name: value for name, value in needed.items() if value} | {parameter.name: parameter.example}
                assert seed_engine.select(query.bound(values)).rows, (query.name, values)


def test_the_whole_graph_comes_back(engine: Engine, seed_engine: Embedded) -> None:
    everything = facts(seed_engine.construct(EVERYTHING))
    assert facts(engine.construct(EVERYTHING)) == everything
    assert len(everything) > 20_000


def test_no_triple_stands_in_two_graphs(seed_store: Path) -> None:
    # Virtuoso would count it twice when it is asked the union of all graphs.
    quads = list(pyoxigraph.parse(path=folder.current(seed_store).graph, format=pyoxigraph.RdfFormat.N_QUADS))
    assert len({quad.triple for quad in quads}) == len(quads)


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_values_of_parameters_arrive(text: str, engine: Engine, seed_engine: Embedded) -> None:
    query = f"SELECT ?value {{ BIND({term(Parameter('q', '?_q', True, 'literal'), text)} AS ?value) }}"
    assert seed_engine.select(query) == engine.select(query) == Answer(("value",), ((Term("literal", text),),))


@pytest.mark.parametrize("kind", ["Cell", "Nothing"])
def test_ask(kind: str, engine: Engine, seed_engine: Embedded) -> None:
    query = f"{HEZE}ASK {{ ?s a heze:{kind} }}"
    assert engine.select(query) == seed_engine.select(query)
