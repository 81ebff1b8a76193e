from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal as OxigraphLiteral
from pyoxigraph import NamedNode, QuerySolutions, Store
from rdflib import BNode, Literal, URIRef
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.term import Identifier

from heze_graph.errors import ParameterError, QueryError
from heze_graph.queries.header import QueryHeader
from heze_graph.queries.parameters import Parameter, bind, find_parameters

XSD = "http://www.w3.org/2001/XMLSchema#"
# Each place where a value may stand, with neighbours that a careless substitution would merge with.
TEMPLATE = """PREFIX ex: <http://example.org/?_x#>
# a comment with ?_x and "quotes
SELECT ?s ("?_x" AS ?text) ('''a
'?_x' ''' AS ?long) {{
  ?s ex:p {0} ; ex:q{0}, "b" .
  FILTER(?s<{0}||{0}>?s&&?s!={0})
  {{ ?s ex:list (""{0}"") }} UNION {{ ?s ex:q {0} }}
  BIND(COALESCE({0}, '') AS ?value)
}}"""
PLACES = TEMPLATE.count("{0}")
IRIS = st.from_regex(r"https?://[a-z]{1,9}\.org/[^\s<>\"{}|^`\\\x00-\x20]{0,12}", fullmatch=True)
FRAGMENTS = (
    *("\"'\\\n\r}{#<>甲\t\x01\x85\u2028\ufeff.;"),
    *('"""', "'''", "?_x", "?s", "@zh", "^^", "\\u0022", "\\U00000022", "u0022", "\\n", "00000022", "SERVICE"),
)
HOSTILE = st.lists(st.sampled_from(FRAGMENTS)).map("".join)
TEXTS = HOSTILE | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))


def parameter(suffix: str, mark: str = "?_") -> Parameter:
    return find_parameters(f"{mark}x{suffix}", QueryHeader(), Path("a.rq"))[0]


def bound(suffix: str, mark: str, value: str) -> str:
    one = parameter(suffix, mark)
    return bind(TEMPLATE.format(one.variable), [one], {"x": value})


@cache
def algebra(text: str) -> CompValue:
    return prepareQuery(text).algebra


def structure(part: Any, values: tuple[Identifier, ...]) -> Any:
    """Return an algebra as nested tuples, each of `values` as one mark; triples are a set: rdflib sorts them."""
    if isinstance(part, CompValue):
        return part.name, tuple((key, structure(value, values)) for key, value in sorted(part.items()))
    if isinstance(part, list | tuple):
        parts = [structure(one, values) for one in part]
        is_triples = bool(part) and all(isinstance(one, tuple) and len(one) == 3 for one in part)
        return tuple(sorted(parts, key=str) if is_triples else parts)
    if isinstance(part, set | frozenset):
        return tuple(sorted(str(one) for one in part if not isinstance(one, BNode)))
    if isinstance(part, BNode):
        return "a node that rdflib made for a list"
    return "VALUE" if any(same(part, value) for value in values) else part


def same(part: object, term: Identifier) -> bool:
    return type(part) is type(term) and part == term


def check(parts: tuple[str, str], value: str, term: Identifier, sample: tuple[str, Identifier]) -> None:
    # rdflib: nothing but the term differs from the query with a harmless value. Oxigraph: the term is the value.
    suffix, mark = parts
    # Both terms are marked in both, because the value may be one of the template's own constants.
    expected = structure(algebra(bound(suffix, mark, sample[0])), (term, sample[1]))
    assert structure(algebra(bound(suffix, mark, value)), (term, sample[1])) == expected
    assert str(structure(algebra(bound(suffix, mark, value)), (term,))).count("'VALUE'") >= PLACES
    Store().query(bound(suffix, mark, value))
    one = parameter(suffix, mark)
    answer = answered(bind(f"SELECT ?value {{ BIND({one.variable} AS ?value) }}", [one], {"x": value}), "value")
    assert answer == [(oxigraph(term),)]


def answered(query: str, *names: str) -> list[tuple[Any, ...]]:
    """Return the values of an answer; rdflib's parser keeps the frames that call it, and none may hold the answer.

    Oxigraph's answers may be dropped in their own thread only, and what a frame holds may be dropped in any.
    """
    answer = Store().query(query)
    assert isinstance(answer, QuerySolutions)
    return [tuple(solution[name] for name in names) for solution in answer]


def oxigraph(term: Identifier) -> NamedNode | OxigraphLiteral:
    if not isinstance(term, Literal):
        return NamedNode(str(term))
    if term.language:
        return OxigraphLiteral(str(term), language=term.language)
    return OxigraphLiteral(str(term), datatype=NamedNode(str(term.datatype or XSD + "string")))


@settings(max_examples=150, deadline=None)
@given(TEXTS, st.sampled_from(["?_", "?__"]))
def test_no_text_changes_the_structure(value: str, mark: str) -> None:
    check(("", mark), value, Literal(value), ("harmless", Literal("harmless")))


@settings(max_examples=75, deadline=None)
@given(TEXTS)
def test_no_text_with_a_language_changes_the_structure(value: str) -> None:
    check(("_zh", "?_"), value, Literal(value, lang="zh"), ("harmless", Literal("harmless", lang="zh")))


@settings(max_examples=75, deadline=None)
@given(IRIS)
def test_no_iri_changes_the_structure(value: str) -> None:
    try:
        bound("_iri", "?_", value)
    except ParameterError as error:
        assert "found the value" in str(error)  # noqa: PT017  (refused is as safe as bound)
    else:
        check(("_iri", "?_"), value, URIRef(value), ("http://harmless/", URIRef("http://harmless/")))


@settings(max_examples=50, deadline=None)
@given(st.integers(-(2**63), 2**63 - 1))
def test_no_integer_changes_the_structure(value: int) -> None:
    integer = URIRef(XSD + "integer")
    sample = ("4711", Literal("4711", datatype=integer))
    check(("_integer", "?_"), str(value), Literal(str(value), datatype=integer), sample)


@settings(max_examples=50, deadline=None)
@given(IRIS, st.sampled_from([*' \t\n\r<>"{}|^`\\', "> ?s ?p ?o } #", "%20 "]), st.integers(0, 30))
def test_an_iri_with_blanks_or_brackets_is_refused(iri: str, part: str, place: int) -> None:
    with pytest.raises(ParameterError, match="an absolute IRI"):
        bound("_iri", "?_", iri[: 8 + place] + part + iri[8 + place :])


def test_an_iri_with_its_blanks_written_as_signs_is_bound() -> None:
    iri = "http://example.org/a%20b?q=?_x#单位"
    check(("_iri", "?_"), iri, URIRef(iri), ("http://harmless/", URIRef("http://harmless/")))


TYPED = {
    "_number": st.decimals(-(10**6), 10**6, places=2).map(lambda value: ("decimal", str(value))),
    "_xsd_decimal": st.decimals(-(10**6), 10**6, places=3).map(lambda value: ("decimal", str(value))),
    "_xsd_double": st.floats(allow_nan=False, allow_infinity=False, width=16).map(lambda v: ("double", f"{v:e}")),
    "_xsd_date": st.dates(date(1000, 1, 1)).map(lambda value: ("date", value.isoformat())),
    "_xsd_gYear": st.integers(1000, 9999).map(lambda value: ("gYear", str(value))),
    "_xsd_boolean": st.sampled_from(["true", "false"]).map(lambda value: ("boolean", value)),
    "_xsd_string": TEXTS.map(lambda value: ("string", value)),
}


@pytest.mark.parametrize("suffix", TYPED)
@settings(max_examples=30, deadline=None)
@given(st.data())
def test_no_value_of_a_type_changes_the_structure(suffix: str, data: st.DataObject) -> None:
    kind, value = data.draw(TYPED[suffix])
    sample = {"decimal": "47.11", "double": "4.7e11", "date": "4711-01-01", "gYear": "4711", "boolean": "true"}
    term, harmless = (
        Literal(text, datatype=URIRef(XSD + kind), normalize=False) for text in (value, sample.get(kind, "harmless"))
    )
    text = bound(suffix, "?_", value)
    expected = structure(algebra(bound(suffix, "?_", sample.get(kind, "harmless"))), (term, harmless))
    assert structure(algebra(text), (term, harmless)) == expected
    Store().query(text)


@settings(max_examples=75, deadline=None)
@given(TEXTS, TEXTS)
def test_two_values_do_not_reach_each_other(one: str, other: str) -> None:
    text = TEMPLATE.format("?_x") + " # ?_y ?_x"
    text = text.replace("ex:q?_x", "ex:q?__y_zh").replace("COALESCE(?_x", "COALESCE(?__y_zh")
    parameters = find_parameters(text, QueryHeader(), Path("a.rq"))
    assert [parameter.name for parameter in parameters] == ["x", "y"]
    marks = (Literal(one), Literal(other, lang="zh"), Literal("harmless"), Literal("harmless", lang="zh"))
    hostile = structure(algebra(bind(text, parameters, {"x": one, "y": other})), marks)
    assert hostile == structure(algebra(bind(text, parameters, {"x": "harmless", "y": "harmless"})), marks)


KEPT = st.lists(st.sampled_from([*"#}{<>;. '甲", "?_x", "$_x", "?__x", "?_x_iri", "SELECT", "@zh", "^^"])).map("".join)


@given(KEPT, TEXTS)
def test_what_stands_in_strings_and_comments_is_not_touched(kept: str, value: str) -> None:
    text = f'SELECT ("""{kept}""" AS ?long) ("{kept}" AS ?short) (?_x AS ?value) # {kept}\n{{}} # {kept}'
    (row,) = answered(bind(text, [parameter("")], {"x": value}), "long", "short", "value")
    assert [term.value for term in row] == [kept, kept, value]


@settings(deadline=None)
@given(TEXTS, st.sampled_from(["_iri", "_number", "_integer", "_xsd_date", "_xsd_boolean", "_xsd_double"]))
def test_a_hostile_text_for_another_type_is_refused_or_bound_whole(value: str, suffix: str) -> None:
    try:
        text = bound(suffix, "?_", value)
    except ParameterError as error:
        assert "parameter x: found the value" in str(error)  # noqa: PT017  (either outcome is right)
    else:
        Store().query(text)


@pytest.mark.parametrize(
    "value", [r"\u0022 . } #", r"\U00000022", "\x01abcd", "\\", '\\"', "a\n}\n#", "'''", '"""', '"', "", "b"]
)
def test_values_that_break_careless_binders(value: str) -> None:
    check(("", "?_"), value, Literal(value), ("harmless", Literal("harmless")))


def test_strings_iris_and_comments_are_left_alone() -> None:
    text = bound("", "?_", "VALUE")
    assert text.count('"VALUE"') == PLACES
    assert "<http://example.org/?_x#>" in text
    assert '# a comment with ?_x and "quotes\n' in text
    assert '("?_x" AS ?text)' in text
    assert "'?_x' '''" in text


def test_a_longer_name_is_another_variable() -> None:
    one = Parameter("x", "?_x", True, "literal")
    assert bind("?_x ?_xy ?__x ?x $_x", [one], {"x": "a"}) == ' "a"  ?_xy ?__x ?x  "a" '


def test_a_default_stands_in_and_a_given_value_wins() -> None:
    one = Parameter("x", "?_x_integer", True, "integer", "5")
    assert bind("?_x_integer", [one], {}) == f' "5"^^<{XSD}integer> '
    assert bind("?_x_integer", [one], {"x": "6"}) == f' "6"^^<{XSD}integer> '


@pytest.mark.parametrize(("values", "found"), [({}, 2), ({"q": "乙"}, 1)])
def test_an_optional_parameter_without_a_value_stays_a_variable(values: dict[str, str], found: int) -> None:
    text = "SELECT ?s { ?s ?p ?o FILTER(COALESCE(CONTAINS(?o, ?__q), true)) }"
    parameters = find_parameters(text, QueryHeader(), Path("a.rq"))
    assert bind(text, parameters, {}) == text
    store = Store()
    store.update('INSERT DATA { <u:a> <u:p> "甲乙" . <u:b> <u:p> "丙" }')
    answer = store.query(bind(text, parameters, values))
    assert isinstance(answer, QuerySolutions)
    assert len(list(answer)) == found


def test_a_required_parameter_without_a_value_is_named() -> None:
    one = Parameter("claim", "?_claim", True, "literal", None, ("yes", "no"))
    with pytest.raises(ParameterError, match=r"the query due: found no value for claim; expected .*one of yes, no"):
        bind("?_claim", [one], {}, "the query due")


def test_an_unknown_name_lists_the_known_ones() -> None:
    known = [Parameter(name, f"?_{name}", False, "literal") for name in ("leader", "year")]
    with pytest.raises(ParameterError, match=r"parameter 'leder'; expected one of leader, year\..*try leader"):
        bind("?_leader", known, {"leder": "x"})
    with pytest.raises(ParameterError, match="no parameter: the query has none"):
        bind("SELECT", [], {"x": "y"})


def test_a_query_with_an_open_string_is_not_bound() -> None:
    with pytest.raises(QueryError, match="line 2: found an open string"):
        bind('SELECT ?s {\n ?s ?p "a ?_x }', [Parameter("x", "?_x", True, "literal")], {"x": "y"})
