from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from multiprocessing import get_all_start_methods
from pathlib import Path

import networkx
import pyoxigraph
import pytest
import rdflib

import heze_graph
from heze_graph.errors import ParameterError, QueryError, SavedQueryError, StoreError, UsageError
from heze_graph.queries.library import Library
from heze_graph.store.embedded import Embedded
from heze_graph.store.folder import current


@pytest.fixture(scope="module")
def graph(seed_store: Path) -> Iterator[heze_graph.Graph]:
    with heze_graph.open(seed_store) as opened:
        yield opened


def test_the_public_face() -> None:
    assert heze_graph.__all__ == ["Graph", "HezeGraphError", "Result", "Thing", "__version__", "open"]
    for name in heze_graph.__all__:
        assert getattr(heze_graph, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'close'"):
        heze_graph.close  # noqa: B018  (the access is what is tested)


def test_import_loads_no_library() -> None:
    script = "import sys; before = set(sys.modules); import heze_graph; print(*sorted(set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    loaded = {name for name in done.stdout.split() if name.partition(".")[0] not in sys.stdlib_module_names}
    assert loaded == {"heze_graph", "heze_graph.errors", "heze_graph.messages"}


def test_the_store_of_the_last_build_is_opened(
    seed_store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(StoreError, match="run `heze-graph build` first"):
        heze_graph.open()
    (tmp_path / ".heze-graph").mkdir()
    (tmp_path / ".heze-graph" / "last-build").write_text(str(seed_store), encoding="utf-8")
    assert heze_graph.open().version == current(seed_store).version


def test_a_store_or_an_endpoint(seed_store: Path) -> None:
    assert heze_graph.open(endpoint="http://user:secret@localhost:1/sparql").version is None
    assert "secret" not in repr(heze_graph.open(endpoint="http://user:secret@localhost:1/sparql"))
    with pytest.raises(UsageError, match="leave one out"):
        heze_graph.open(seed_store, endpoint="http://localhost:1/sparql")
    with pytest.raises(UsageError, match="an address such as"):
        heze_graph.open(endpoint="ftp://localhost/")


def test_saved_queries_of_ones_own(seed_store: Path, tmp_path: Path) -> None:
    (tmp_path / "one-triple.rq").write_text(
        "#+ summary: 一\n#+ summary_en: One\nCONSTRUCT { ?s a ?_kind_iri } WHERE { ?s a ?_kind_iri }", encoding="utf-8"
    )
    with heze_graph.open(str(seed_store), queries=tmp_path) as graph:
        assert [query.name for query in graph.queries()] == ["one-triple"]
        triples = graph.query("one-triple", kind="https://w3id.org/heze-graph/ontology#Document")
        assert triples.columns == ("subject", "predicate", "object")
        assert [row.subject.rpartition("/")[2] for row in triples] == ["heze-2023-annual", "heze-2023-q3"]
    with pytest.raises(SavedQueryError, match="no such folder"):
        heze_graph.open(seed_store, queries=tmp_path / "nowhere")


def test_the_list_of_queries_says_what_each_takes(graph: heze_graph.Graph, library: Library) -> None:
    listed = {query.name: query for query in graph.queries()}
    assert list(listed) == [query.name for query in library.queries]
    assert listed["targets-of-county"].parameters == "county [collective=yes:yes|no] [document]"
    assert (
        listed["targets-of-county"].summary_en
        == "The targets of a county government, with or without those of all counties"
    )
    assert listed["entries"].parameters is None


def test_every_saved_query_answers_as_its_engine_does(
    graph: heze_graph.Graph, seed_engine: Embedded, library: Library
) -> None:
    for query in library.queries:
        if not any(parameter.required and parameter.default is None for parameter in query.parameters):
            found = graph.query(query.name)
            assert found.answer == seed_engine.select(query.bound({}))
            assert len(found.pandas()) == len(found.polars()) == len(list(found)) == len(found)


def test_parameters_are_python_values(graph: heze_graph.Graph) -> None:
    by_date = graph.query("due-before", date=date(2023, 10, 31), document=None)
    assert by_date.answer == graph.query("due-before", date="2023-10-31").answer
    assert {row.due <= date(2023, 10, 31) for row in by_date} == {True}
    assert graph.query("target-by-number", no=86).answer == graph.query("target-by-number", no="86").answer


def test_a_wrong_question_is_an_error_with_a_cure(graph: heze_graph.Graph) -> None:
    with pytest.raises(QueryError, match=r"try .*targets-of-unit"):
        graph.query("targets-of-units")
    with pytest.raises(ParameterError, match="wording, number"):
        graph.query("changed-targets", kind="colour")
    with pytest.raises(ParameterError, match="parameter 'Unit'"):
        graph.query("targets-of-unit", Unit="市教育局")
    with pytest.raises(ParameterError, match="no value for unit"):
        graph.query("targets-of-unit")


def test_a_value_is_a_value_whatever_stands_in_it(graph: heze_graph.Graph) -> None:
    assert len(graph.query("targets-of-unit", unit='"} UNION { ?s ?p ?o } #')) == 0


def test_any_query_that_only_reads(graph: heze_graph.Graph) -> None:
    assert [row.answer for row in graph.sparql("ASK { ?s ?p ?o }")] == [True]
    (row,) = graph.sparql("SELECT (COUNT(*) AS ?class) WHERE { ?s ?p ?o }")
    assert row.column_1 > 20_000
    triples = graph.sparql("CONSTRUCT { ?s a ?o } WHERE { ?s a ?o } LIMIT 3")
    assert (len(triples), triples.columns) == (3, ("subject", "predicate", "object"))
    for wrong in ("DROP ALL", "SELECT * { SERVICE <http://localhost/> { ?s ?p ?o } }", "LOAD <file:///etc/passwd>", ""):
        with pytest.raises(QueryError):
            graph.sparql(wrong)


@pytest.mark.parametrize(
    ("text", "iri"),
    [
        ("市教育局", "unit/heze/市教育局"),
        ("jiaoyuju", "unit/heze/市教育局"),
        ("education", "unit/heze/市教育局"),
        ("曹县", "place/371721"),
        ("q3/86", "target/heze-2023-q3/86"),
        ("heze-2023-q3/86", "target/heze-2023-q3/86"),
        ("https://w3id.org/heze-graph/id/unit/heze/市教育局", "unit/heze/市教育局"),
    ],
)
def test_a_thing_is_described_by_iri_or_name(graph: heze_graph.Graph, text: str, iri: str) -> None:
    thing = graph.describe(text)
    assert isinstance(thing, heze_graph.Thing)
    assert thing.iri == f"https://w3id.org/heze-graph/id/{iri}"
    assert thing.facts
    assert thing.sources
    assert thing.sources[0].file.startswith("heze-2023-")


def test_a_name_of_several_things_or_of_none_is_an_error(graph: heze_graph.Graph) -> None:
    with pytest.raises(QueryError, match=r"found 2 things; expected one of .*heze-2023-q3/86\).*give the IRI"):
        graph.describe("86")
    for nothing in ("nobody at all", "", "behind-goals", "<script>", "a" * 100_000):
        with pytest.raises(QueryError, match="found no such thing"):
            graph.describe(nothing)
    for nothing in ("https://example.org/", "http://", "https://x/<> ", 'https://x/"'):
        with pytest.raises(QueryError, match="found nothing about"):
            graph.describe(nothing)


def test_a_search_finds_names_in_any_script(graph: heze_graph.Graph) -> None:
    assert graph.search("jiaoyu")[0].label == "市教育局"
    assert graph.search("education")[0].label_en == "Municipal Education Bureau"
    assert [hit.kind for hit in graph.search("曹县")][:2] == ["place", "unit"]
    assert len(graph.search("a", 3)) == 3
    assert len(graph.search("")) == len(graph.search("曹县", 0)) == 0


def test_all_of_it_for_rdflib(graph: heze_graph.Graph, seed_store: Path) -> None:
    quads = pyoxigraph.parse(path=current(seed_store).graph, format=pyoxigraph.RdfFormat.N_QUADS)
    text = "\n".join(f"{triple} ." for triple in {quad.triple for quad in quads})
    everything = graph.rdflib()
    assert len(everything) > 20_000
    assert set(everything) == set(rdflib.Graph().parse(data=text, format="nt"))
    assert len(everything.query("SELECT ?d { ?d a <https://w3id.org/heze-graph/ontology#Document> }")) == 2


def test_a_part_of_it_for_rdflib(graph: heze_graph.Graph) -> None:
    part = graph.rdflib("CONSTRUCT { ?s ?p ?o } WHERE { ?s a <https://w3id.org/heze-graph/ontology#Document> ; ?p ?o }")
    assert len(set(part.subjects())) == 2
    assert any(isinstance(one, rdflib.Literal) and one.language == "zh" for one in part.objects())
    with pytest.raises(QueryError, match="CONSTRUCT or DESCRIBE"):
        graph.rdflib("SELECT * { ?s ?p ?o }")


def test_a_view_for_networkx(graph: heze_graph.Graph) -> None:
    units = graph.networkx(plain=False)
    shared = graph.query("shared-targets")
    assert units.number_of_edges() == len(shared)
    assert sum(tie["weight"] for _, _, tie in units.edges(data=True)) == sum(row.shared for row in shared)
    labels = networkx.get_node_attributes(units, "label")
    strongest = max(units.edges(data=True), key=lambda edge: edge[2]["weight"])
    assert {labels[strongest[0]], labels[strongest[1]]} == {shared[0].unitA, shared[0].unitB}
    (evidence, *_) = strongest[2]["evidence"]
    assert evidence.place
    assert evidence.text
    for node, degree in units.degree():
        assert units.nodes[node]["degree"] == degree
    assert "2023" in units.graph["as_of"]


def test_a_view_takes_options(graph: heze_graph.Graph) -> None:
    around = graph.networkx("ego", around="市教育局", steps=1, language="en")
    assert 1 < around.number_of_nodes() < graph.networkx("targets").number_of_nodes()
    assert graph.svg("ego", around="市教育局", steps=1).startswith("<svg ")
    with pytest.raises(QueryError, match="--around"):
        graph.networkx("ego")
    with pytest.raises(QueryError, match=r"one of .*leaders"):
        graph.networkx("nobody")


def test_a_closed_graph_and_its_name(seed_store: Path) -> None:
    with heze_graph.open(seed_store) as graph:
        assert repr(graph) == f"<Graph {seed_store}, version {graph.version}>"
        assert [row.document for row in graph.documents()] == ["heze-2023-q3", "heze-2023-annual"]


#: Asks in processes of a pool, begun by `sys.argv[2]`, and in this one before and after.
_IN_A_POOL = """
import multiprocessing, sys
from concurrent.futures import ProcessPoolExecutor
import heze_graph

def ask(graph):
    return len(graph.query("documents")), len(graph.sparql("SELECT ?s { ?s ?p ?o } LIMIT 3"))

if __name__ == "__main__":
    with heze_graph.open(sys.argv[1]) as graph:
        print(ask(graph))
        with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context(sys.argv[2])) as pool:
            print(*pool.map(ask, [graph, graph]), sep="\\n")
        print(ask(graph))
"""
_IN_A_FORK = """
import os, sys
import heze_graph

graph = heze_graph.open(sys.argv[1])
ask = lambda: len(graph.sparql("SELECT ?s { ?s ?p ?o } LIMIT 3"))
ask()
if (child := os.fork()) == 0:
    print(ask(), flush=True)
    graph.close()
    os._exit(0)
print(os.waitpid(child, 0)[1], ask())
"""


def told(script: str, folder: Path, *arguments: str) -> str:
    file = folder / "script.py"
    file.write_text(script, encoding="utf-8")
    command = [sys.executable, "-W", "ignore::DeprecationWarning", str(file), *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=300, check=True).stdout


@pytest.mark.parametrize("method", get_all_start_methods())
def test_processes_of_a_pool_share_an_open_graph(seed_store: Path, tmp_path: Path, method: str) -> None:
    assert told(_IN_A_POOL, tmp_path, str(seed_store), method) == "(2, 3)\n" * 4


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no fork")
def test_a_fork_asks_without_harm_to_the_other(seed_store: Path, tmp_path: Path) -> None:
    assert told(_IN_A_FORK, tmp_path, str(seed_store)).split() == ["3", "0", "3"]


def test_a_running_loop_is_no_hindrance(graph: heze_graph.Graph) -> None:
    async def cell() -> int:
        return len(graph.sparql("SELECT ?s { ?s ?p ?o } LIMIT 3"))

    assert asyncio.run(cell()) == 3
