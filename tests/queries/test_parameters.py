from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heze_graph.errors import ParameterError, SavedQueryError
from heze_graph.queries.columns import undescribed
from heze_graph.queries.header import QueryHeader
from heze_graph.queries.parameters import Parameter, find_parameters, term
from heze_graph.queries.syntax import tokens

PATH = Path("queries/due.rq")
XSD = "http://www.w3.org/2001/XMLSchema#"


def find(text: str, header: QueryHeader | None = None) -> tuple[Parameter, ...]:
    return find_parameters(text, header or QueryHeader(), PATH)


def variables(text: str) -> list[str]:
    return [token.text for token in tokens(text) if token.kind == "variable"]


@given(st.text("?$_ab<>\"'\\#\n :.,{}()@-%^&|="))
def test_tokens_joined_are_the_text(text: str) -> None:
    assert "".join(token.text for token in tokens(text)) == text


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('"?a" ?b', ["?b"]),
        ("'?a' ?b", ["?b"]),
        ('"""a "?a" "" \n ?a \\""" ?a""" ?b', ["?b"]),
        ("'''a '?a' '' \n ?a \\''' ?a''' ?b", ["?b"]),
        (r'"\\" ?b', ["?b"]),
        (r'"\" ?a" ?b', ["?b"]),
        ('"" ?b ""', ["?b"]),
        ("# ?a 'x\n?b", ["?b"]),
        ("<http://a/?a#?a> ?b", ["?b"]),
        ("<#?a> </?a> <../?a> ?b", ["?b"]),
        ("?a<?b && ?c>?d", ["?a", "?b", "?c", "?d"]),
        ("?a<?b&&?c>?d", ["?a", "?b", "?c", "?d"]),
        ("?a < ?b # <\n> ?c", ["?a", "?b", "?c"]),
        ("?a<=?b", ["?a", "?b"]),
        ("<http://a#b> # ?c", []),
        (r"ex:a\#?b ex:it\'s ?c", ["?b", "?c"]),
        (r"ex:a\?b ?c", ["?c"]),
        ("$a ?b", ["$a", "?b"]),
        ('"a"@zh-Hans ?b', ["?b"]),
        ("ex:p?/ex:q ?b", ["?b"]),
    ],
)
def test_variables_in_strings_iris_and_comments_do_not_count(text: str, found: list[str]) -> None:
    assert variables(text) == found


def test_every_form_is_found_in_the_order_of_the_query() -> None:
    text = "?_a ?__b_iri ?_c_number ?_d_integer ?_e_literal ?_f_xsd_date ?__g_zh ?plain ?_a"
    assert [(p.name, p.variable, p.required, p.type) for p in find(text)] == [
        ("a", "?_a", True, "literal"),
        ("b", "?__b_iri", False, "iri"),
        ("c", "?_c_number", True, "number"),
        ("d", "?_d_integer", True, "integer"),
        ("e", "?_e_literal", True, "literal"),
        ("f", "?_f_xsd_date", True, "xsd:date"),
        ("g", "?__g_zh", False, "lang:zh"),
    ]


def test_defaults_and_allowed_values_come_from_the_header() -> None:
    header = QueryHeader(defaults={"a": "x"}, enumerate={"a": ("x", "y")})
    expected = Parameter("a", "?_a", True, "literal", "x", ("x", "y"), column=undescribed("a"))
    assert find("?_a", header) == (expected,)


@pytest.mark.parametrize(
    "variable",
    [
        "?___a",
        "?_",
        "?_a_",
        "?_a_date",
        "?_a_string",
        "?_a_zh_x",
        "?_名",
        "?_a_xsd",
        "?_a_xsd_moment",
        "?_a_ex_t",
        "?_a_ZH",
    ],
)
def test_other_forms_are_refused_with_their_line(variable: str) -> None:
    with pytest.raises(SavedQueryError) as caught:
        find(f"SELECT *\n{{ ?s ?p {variable} }}")
    assert str(caught.value).startswith(f"queries/due.rq, line 2: found the parameter {variable};")


def test_one_parameter_has_one_spelling() -> None:
    with pytest.raises(SavedQueryError, match=r"line 2: .*\?_a_iri and as \?_a;"):
        find("?_a\n?_a_iri")


@pytest.mark.parametrize(
    ("header", "words"),
    [
        (QueryHeader(defaults={"b": "x"}, lines={"defaults": 7}), "line 7: found defaults of b"),
        (QueryHeader(enumerate={"a": ("2023-01-01", "soon")}, lines={"enumerate": 3}), "line 3.*'soon'"),
        (QueryHeader(defaults={"a": "2023-02-30"}), "2023-02-30"),
        (QueryHeader(defaults={"a": "2023-02-01"}, enumerate={"a": ("2023-01-01",)}), "2023-02-01"),
    ],
)
def test_a_header_that_does_not_fit_is_refused(header: QueryHeader, words: str) -> None:
    with pytest.raises(SavedQueryError, match=words):
        find("?_a_xsd_date", header)


@pytest.mark.parametrize(
    ("kind", "value", "written"),
    [
        ("iri", "https://w3id.org/heze-graph/id/甲?a=1#b", "<https://w3id.org/heze-graph/id/甲%3Fa%3D1%23b>"),
        ("literal", "甲", '"甲"'),
        ("literal", "", '""'),
        ("literal", "a\"b\\c\nd\te\rf'g", r'"a\"b\\c\nd\te\rf' + "'" + 'g"'),
        ("literal", "\x01abcd\x7f", r'"\U00000001abcd\U0000007F"'),
        ("literal", r"\u0022", r'"\\\U000000750022"'),
        ("lang:zh", "甲", '"甲"@zh'),
        ("integer", "-12", f'"-12"^^<{XSD}integer>'),
        ("number", "12", f'"12"^^<{XSD}integer>'),
        ("number", ".5", f'".5"^^<{XSD}decimal>'),
        ("number", "1e5", f'"1e5"^^<{XSD}double>'),
        ("xsd:date", "2024-02-29", f'"2024-02-29"^^<{XSD}date>'),
        ("xsd:date", "2023-12-31+08:00", f'"2023-12-31+08:00"^^<{XSD}date>'),
        ("xsd:dateTime", "2023-12-31T23:59:59.5Z", f'"2023-12-31T23:59:59.5Z"^^<{XSD}dateTime>'),
        ("xsd:string", "a", f'"a"^^<{XSD}string>'),
    ],
)
def test_term(kind: str, value: str, written: str) -> None:
    assert term(Parameter("x", "?_x", True, kind), value) == written


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        *(("iri", v) for v in ("", "relative", "/a", "http://a b", "http://a>", "http://a\\u003e", "a{b", "http://[")),
        *(("iri", v) for v in ("http://a|b", "http://a^b", "http://a`b", "http://a\nb", "http://a\x00", '"')),
        *(("integer", v) for v in ("", "1.0", "１２", "1 ", "1\n", "--1", "0x1", "1_0")),
        *(("number", v) for v in ("", "1.", "e5", "1e", "NaN", "1,5", "٣", "1 2", ". ")),
        *(("xsd:date", v) for v in ("2023-02-29", "2023-13-01", "2023-1-1", "0000-01-01", "2023-01-01\n", "明天")),
        *(("xsd:dateTime", v) for v in ("2023-02-30T00:00:00", "2023-01-01T24:00:01", "2023-01-01")),
        ("xsd:boolean", "yes"),
        ("xsd:positiveInteger", "0"),
        ("xsd:nonNegativeInteger", "-1"),
        ("xsd:gYear", "23"),
        ("xsd:gYearMonth", "2023-13"),
        ("xsd:time", "25:00:00"),
        ("literal", "a\x00b"),
        ("literal", "a\ud800b"),
        ("lang:zh", "\udfff"),
        ("iri", "http://a/\ud800"),
    ],
)
def test_a_wrong_value_is_refused(kind: str, value: str) -> None:
    with pytest.raises(ParameterError) as caught:
        term(Parameter("x", "?_x", True, kind), value, "the query due")
    assert str(caught.value).startswith(f"the query due, parameter x: found the value {value!r}; expected ")


def test_a_value_that_is_not_allowed_names_the_nearest() -> None:
    parameter = Parameter("claim", "?_claim", True, "literal", None, ("on-schedule", "behind-schedule"))
    with pytest.raises(ParameterError, match=r"expected one of on-schedule, behind-schedule\..*try on-schedule\."):
        term(parameter, "onschedule")
    assert term(parameter, "on-schedule") == '"on-schedule"'


def test_a_long_value_is_not_shown_whole() -> None:
    with pytest.raises(ParameterError) as caught:
        term(Parameter("x", "?_x", True, "integer"), "a" * 100_000)
    assert len(str(caught.value)) < 400
    many = Parameter("x", "?_x", True, "literal", None, tuple(f"unit{index}" for index in range(100)))
    with pytest.raises(ParameterError, match=r"unit11, … \(100 in all\)"):
        term(many, "b" * 100_000)
