"""Numbers in Chinese characters: what they are worth, and which of them nobody can tell."""

from __future__ import annotations

import pytest

from heze_graph.extraction.numbers.quantities import measures
from heze_graph.reference.chinese_numbers import chinese_number
from heze_graph.reference.measures import Measures, load_measures
from heze_graph.resources import REFERENCE

KNOWN: Measures = load_measures(REFERENCE)


@pytest.mark.parametrize(
    ("numeral", "value"),
    [
        ("七", 7),
        ("十", 10),
        ("四十六", 46),
        ("一百零九", 109),
        ("一百十五", 115),
        ("两千〇三", 2003),
        ("六千零四十", 6040),
        ("一万零八", 10_008),
        ("十六万四千", 164_000),
        ("三亿五千万", 350_000_000),
        ("两亿零六百万", 206_000_000),
        ("一万八千亿", 1_800_000_000_000),
        ("零", 0),
    ],
)
def test_the_value_of_a_numeral(numeral: str, value: int) -> None:
    assert chinese_number(numeral) == value


@pytest.mark.parametrize("numeral", ["", "六七", "百", "万", "万亿", "四百三", "两千六", "三万二", "二〇六", "六〇"])
def test_what_is_no_numeral_or_has_two_readings(numeral: str) -> None:
    assert chinese_number(numeral) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [("争取资金三亿五千万元", 350_000_000), ("争取资金三亿元", 300_000_000), ("争取资金六千四百万元", 64_000_000)],
)
def test_the_largest_sign_counts_what_stands_before_it(text: str, value: int) -> None:
    (found,) = measures(text, KNOWN)
    assert found.base_value == value
    assert found.base_unit == "元"
