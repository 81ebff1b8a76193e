from __future__ import annotations

from decimal import Decimal

import pyoxigraph
from hypothesis import given
from hypothesis import strategies as st

from heze_graph.rdf import terms


def parsed(term: str) -> pyoxigraph.Literal:
    (quad,) = pyoxigraph.parse(input=f"<u:s> <u:p> {term} .", format=pyoxigraph.RdfFormat.N_TRIPLES)
    assert isinstance(quad.object, pyoxigraph.Literal)
    return quad.object


@given(st.text())
def test_any_text_survives(value: str) -> None:
    assert parsed(terms.text(value)).value == value
    literal = parsed(terms.text(value, "zh"))
    assert (literal.value, literal.language) == (value, "zh")


def test_a_lone_surrogate_is_replaced_and_not_passed_on() -> None:
    assert parsed(terms.text("a\ud800b")).value == "a\ufffdb"


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4))
def test_a_decimal_keeps_its_value_and_has_no_exponent(value: Decimal) -> None:
    literal = parsed(terms.decimal(value))
    assert Decimal(literal.value) == value
    assert "E" not in literal.value.upper()


def test_the_same_term_is_written_the_same_way() -> None:
    assert terms.decimal(0.5) == terms.decimal(Decimal("0.5"))
    assert terms.year(987) == '"0987"^^<http://www.w3.org/2001/XMLSchema#gYear>'
    assert parsed(terms.boolean(True)).value == "true"
