"""Terms keep their kind, text, datatype and language on the way to each library and back."""

from __future__ import annotations

import json

import pyoxigraph
import pytest
import rdflib
from hypothesis import example, given
from hypothesis import strategies as st

from heze_graph.model.answers import Answer, Term
from heze_graph.rdf import codec
from heze_graph.rdf.terms import XSD

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
TERMS = st.one_of(
    st.builds(lambda name: Term("iri", f"http://example.org/{name}"), st.text("aé路-2", min_size=1)),
    st.builds(codec.literal, TEXTS),
    st.builds(codec.literal, TEXTS, st.sampled_from([XSD + "integer", XSD + "date", "http://example.org/kind"])),
    st.builds(codec.literal, TEXTS, st.none(), st.sampled_from(["zh", "en", "zh-hant"])),
)


@given(TERMS)
def test_a_term_comes_back_from_oxigraph(term: Term) -> None:
    assert codec.from_oxigraph(codec.to_oxigraph(term)) == term


@given(TERMS)
def test_rdflib_says_the_same_as_oxigraph(term: Term) -> None:
    node = codec.to_rdflib(codec.to_oxigraph(term))
    assert str(node) == term.text
    if isinstance(node, rdflib.Literal):
        assert (node.language, str(node.datatype) if node.datatype else None) == (term.language, term.datatype)
    assert isinstance(node, rdflib.URIRef) == (term.kind == "iri")


#: Values that only look alike; the first comes again.
ALIKE = [codec.literal("1", XSD + "integer"), *(codec.literal("1", None, tag) for tag in (None, "en", "zh"))]
ALIKE += [codec.literal("01", XSD + "integer"), Term("iri", "http://example.org/1"), ALIKE[0]]


@given(st.lists(st.tuples(TERMS | st.none(), TERMS | st.none()), max_size=4))
@example([(one, None) for one in ALIKE])
def test_an_answer_comes_back_from_results(rows: list[tuple[Term | None, Term | None]]) -> None:
    answer = Answer(("a", "b"), tuple(rows))
    written = json.dumps(codec.answer_as_results(answer, "SELECT"))
    assert codec.answer_from_results(json.loads(written)) == answer
    # And Oxigraph, which knows the format, reads the same in it.
    parsed = pyoxigraph.parse_query_results(written, pyoxigraph.QueryResultsFormat.JSON)
    assert isinstance(parsed, pyoxigraph.QuerySolutions)
    assert codec.answer_of(parsed) == answer


@pytest.mark.parametrize("value", [True, False])
def test_yes_and_no_come_back(value: bool) -> None:
    answer = codec.boolean_answer(value)
    assert codec.answer_from_results(codec.answer_as_results(answer, "ASK")) == answer
    asked = pyoxigraph.Store().query(f"ASK {{ FILTER({str(value).lower()}) }}")
    assert isinstance(asked, pyoxigraph.QueryBoolean)
    assert codec.answer_of(asked) == answer


def test_what_other_servers_write_is_understood() -> None:
    def asked(columns: list[str], *rows: dict[str, object]) -> Answer:
        return codec.answer_from_results({"head": {"vars": columns}, "results": {"bindings": list(rows)}})

    yes, blank = {"type": "typed-literal", "datatype": XSD + "boolean", "value": "1"}, {"type": "bnode", "value": "b0"}
    assert asked(["x", "y"], {"x": yes, "y": blank}).rows == (
        (codec.literal("true", XSD + "boolean"), codec.literal("_:b0")),
    )
    one = {"type": "literal", "value": "1"}
    assert asked(["__ASK_RETVAL"], {"__ASK_RETVAL": one}) == codec.boolean_answer(True)
    assert asked(["__ASK_RETVAL"]) == codec.boolean_answer(False)


def test_triples_are_rows_and_rows_triples() -> None:
    triples = list(pyoxigraph.parse('<u:s> <u:p> "01"^^<u:t>, "桥"@zh, <u:o> .', pyoxigraph.RdfFormat.TURTLE))
    stated = [quad.triple for quad in triples]
    assert list(codec.answer_as_triples(codec.triples_as_answer(stated))) == stated
    assert len(codec.rdflib_graph(triples)) == 3


@pytest.mark.parametrize("text", ["no iri", "relative/path", "http://example.org/<", ""])
def test_what_is_no_iri_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="IRI"):
        codec.checked_iri(text)
