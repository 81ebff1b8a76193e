from __future__ import annotations

from pathlib import Path

import pyoxigraph
import pytest
import rdflib
from rdflib.compare import to_isomorphic

from heze_graph.errors import OutputError, UsageError
from heze_graph.export.files import export
from heze_graph.rdf.formats import QUADS, oxigraph_format
from heze_graph.rdf.terms import PREFIXES
from heze_graph.store.folder import current

RDFLIB = {"ttl": "turtle", "nt": "nt", "nq": "nquads", "trig": "trig", "jsonld": "json-ld", "rdf": "xml"}


@pytest.fixture(scope="module")
def files(seed_store: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    out = tmp_path_factory.mktemp("export")
    written = {}
    for form in QUADS:
        written[form] = out / f"graph.{form}"
        export(current(seed_store).graph, written[form], form, PREFIXES)
    return written


@pytest.fixture(scope="module")
def triples(seed_store: Path) -> set[str]:
    quads = pyoxigraph.parse(path=str(current(seed_store).graph), format=pyoxigraph.RdfFormat.N_QUADS)
    return {str(quad.triple) for quad in quads}


@pytest.mark.parametrize("form", QUADS)
def test_oxigraph_reads_the_same_graph_back(files: dict[str, Path], triples: set[str], form: str) -> None:
    quads = pyoxigraph.parse(path=str(files[form]), format=oxigraph_format(form))
    assert {str(quad.triple) for quad in quads} == triples


# rdflib's own parsers of N-Quads and TriG still use what rdflib deprecates.
@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib.*")
@pytest.mark.parametrize("form", QUADS)
def test_rdflib_reads_the_same_graph_back(files: dict[str, Path], triples: set[str], form: str) -> None:
    dataset = rdflib.Dataset()
    dataset.parse(data=files[form].read_bytes(), format=RDFLIB[form])
    graph = rdflib.Graph()
    for triple in dataset.quads():
        graph.add(triple[:3])
    text = graph.serialize(format="nt", encoding="utf-8")
    read = pyoxigraph.parse(input=text, format=pyoxigraph.RdfFormat.N_TRIPLES)
    assert {str(quad.triple) for quad in read} == triples


@pytest.mark.parametrize("form", QUADS)
def test_the_same_graph_gives_the_same_bytes(
    files: dict[str, Path], seed_store: Path, tmp_path: Path, form: str
) -> None:
    export(current(seed_store).graph, tmp_path / "again", form, PREFIXES)
    assert (tmp_path / "again").read_bytes() == files[form].read_bytes()


def test_turtle_is_grouped_by_subject_and_declares_its_prefixes(files: dict[str, Path]) -> None:
    lines = files["ttl"].read_text(encoding="utf-8").splitlines()
    subjects = [line.split(" ")[0] for line in lines if line.startswith(("<", "heze:"))]
    assert len(subjects) == len(set(subjects))
    assert subjects == sorted(subjects, key=lambda subject: subject.replace("heze:", "<" + PREFIXES["heze"]))
    declared = {line.split(" ")[1].rstrip(":") for line in lines if line.startswith("@prefix")}
    assert declared == set(PREFIXES)


def test_graphs_are_kept_where_the_format_knows_them(files: dict[str, Path]) -> None:
    quads = pyoxigraph.parse(path=str(files["trig"]), format=pyoxigraph.RdfFormat.TRIG)
    names = {str(quad.graph_name).rsplit("/", 1)[1] for quad in quads}
    assert names == {
        f"{name}>"
        for name in ("calendar", "heze-2023-annual", "heze-2023-q3", "inferred", "ontology", "register", "targets")
    }


def test_there_are_no_blank_nodes_to_rename(files: dict[str, Path]) -> None:
    graph = rdflib.Graph().parse(data=files["ttl"].read_bytes(), format="turtle")
    assert not any(isinstance(node, rdflib.BNode) for triple in graph for node in triple)
    assert len(to_isomorphic(graph)) == len(graph)


def test_an_unknown_format_and_a_wrong_place_are_refused(seed_store: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="docx"):
        export(current(seed_store).graph, tmp_path / "x.docx", "docx", PREFIXES)
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match="file"):
        export(current(seed_store).graph, tmp_path / "file" / "x.nt", "nt", PREFIXES)
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
