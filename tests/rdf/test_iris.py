from __future__ import annotations

import re
import sys
from urllib.parse import quote, urlsplit

import pyoxigraph
import rdflib
from hypothesis import example, given
from hypothesis import strategies as st

from heze_graph.rdf import iris

TEXTS = st.text(st.characters(exclude_categories=()), min_size=1)


@given(TEXTS)
def test_a_segment_gives_its_text_back(text: str) -> None:
    assert iris.text_of(iris.segment(text)) == text


@given(TEXTS)
def test_a_segment_holds_nothing_that_could_end_it(text: str) -> None:
    segment = iris.segment(text)
    assert not re.search(r"[\s/?#<>\"{}|\\^`]", segment)
    assert segment not in (".", "..")


@given(TEXTS, TEXTS)
@example("\U000e0100", "\ufff9\u200e葛\U000e0101")
def test_every_iri_is_one_for_oxigraph_and_rdflib(scope: str, name: str) -> None:
    iri = iris.unit(scope, name)
    assert pyoxigraph.NamedNode(iri).value == iri
    assert rdflib.URIRef(iri).n3() == f"<{iri}>"
    path = urlsplit(iri).path.removeprefix("/heze-graph/id/unit/").split("/")
    assert [iris.text_of(part) for part in path] == [scope, name]


@given(st.lists(TEXTS, min_size=2, max_size=2, unique=True))
def test_two_names_never_share_an_iri(names: list[str]) -> None:
    assert iris.leader("heze", names[0]) != iris.leader("heze", names[1])


def test_chinese_stays_readable() -> None:
    assert iris.unit("heze", "市财政局") == "https://w3id.org/heze-graph/id/unit/heze/市财政局"


def test_letters_and_digits_of_every_script_stand_as_they_are() -> None:
    every = "".join(filter(str.isalnum, map(chr, range(sys.maxunicode + 1))))
    assert iris.segment(every) == every
    assert pyoxigraph.NamedNode(iris.ID + every).value == iris.ID + every


def test_a_pair_of_units_has_no_order() -> None:
    assert iris.unit_pair("heze", "2023", "甲", "乙") == iris.unit_pair("heze", "2023", "乙", "甲")


def test_an_iri_that_a_browser_copied_is_the_same_thing() -> None:
    for made in (iris.unit("heze", "市某局"), iris.document("a b/c"), iris.place("371721")):
        assert iris.one_spelling(quote(made, safe=":/%")) == made
        assert iris.one_spelling(made) == made
    assert iris.one_spelling("https://example.org/%E6%9F%90") == "https://example.org/%E6%9F%90"
