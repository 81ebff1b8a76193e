"""One table of formats: what each place offers is in it, and pyoxigraph agrees with it."""

from __future__ import annotations

import io

import pyoxigraph
import pytest

from heze_graph.errors import FormatError
from heze_graph.rdf.formats import (
    BRIEFS,
    FORMATS,
    NETWORKS,
    PICTURES,
    PLANS,
    QUADS,
    RESULTS,
    TABLES,
    TRIPLES,
    Output,
    check,
    oxigraph_format,
    serialise,
    write_result,
    write_statements,
)
from heze_graph.resources import ONTOLOGY

VERTICAL_TAB, RETURN = "a\u000bb", "a\r\nb\rc"


def triple(text: str, predicate: str = "http://example.org/says") -> pyoxigraph.Triple:
    node = pyoxigraph.NamedNode
    return pyoxigraph.Triple(node("http://example.org/x"), node(predicate), pyoxigraph.Literal(text))


def test_nothing_is_offered_that_is_not_in_the_table() -> None:
    assert {*TABLES, *RESULTS, *QUADS, *NETWORKS, *PLANS, *PICTURES, *BRIEFS} == set(FORMATS)
    assert set(TRIPLES) < set(QUADS)


@pytest.mark.parametrize("name", [name for name, one in FORMATS.items() if one.oxigraph])
def test_media_types_are_those_of_oxigraph(name: str) -> None:
    known, ours = oxigraph_format(name), FORMATS[name]
    assert known.media_type.partition(";")[0] == ours.media_type
    assert name in (known.file_extension, {"xml": "rdf"}.get(known.file_extension))
    assert all(type(known).from_media_type(alias) == known for alias in ours.aliases if "xml" not in alias)


@pytest.mark.parametrize("form", QUADS)
def test_any_text_is_kept_or_refused(form: str) -> None:
    for text in (RETURN, VERTICAL_TAB, "<&>]]>", "桥 𠀀"):
        said = [triple(text)]
        if form == "rdf" and text == VERTICAL_TAB:
            with pytest.raises(FormatError, match=r"RDF/XML cannot hold.*Turtle"):
                serialise(said, form, {})
            continue
        read = pyoxigraph.parse(serialise(said, form, {}), format=oxigraph_format(form))
        assert [quad.triple for quad in read] == said


def test_a_predicate_that_xml_cannot_name_is_refused() -> None:
    with pytest.raises(FormatError, match="RDF/XML"):
        serialise([triple("a", "http://example.org/1")], "rdf", {})


def test_results_keep_their_line_ends() -> None:
    store = pyoxigraph.Store()
    for form in ("srj", "srx", "tsv"):
        result = store.query('SELECT ("a\\r\\nb" AS ?x) {}')
        assert isinstance(result, pyoxigraph.QuerySolutions)
        file = io.BytesIO()
        write_result(result, Output(file, form), form)
        file.seek(0)
        check(file, form)
        read = pyoxigraph.parse_query_results(file.getvalue(), oxigraph_format(form))
        assert isinstance(read, pyoxigraph.QuerySolutions)
        assert [row["x"] for row in read] == [pyoxigraph.Literal("a\r\nb")]


def test_an_output_takes_so_much_and_no_more() -> None:
    file = io.BytesIO()
    output = Output(file, "nt", limit=100)
    with pytest.raises(OSError, match="too large"):
        write_statements([triple("x" * 50), triple("y" * 50)], output, "nt")
    assert output.full
    assert len(file.getvalue()) <= 100


def test_the_document_lists_every_format() -> None:
    text = (ONTOLOGY.parent / "docs" / "http.md").read_text(encoding="utf-8")
    listed = {*TABLES, *RESULTS, *QUADS}
    assert {name for name in listed if f"`{name}`" in text and f"`{FORMATS[name].media_type}`" in text} == listed
