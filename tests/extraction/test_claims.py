from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heze_graph.extraction.claims import read_claim
from heze_graph.model.understood import Claim
from heze_graph.reference import Reference

ON, BEHIND, NONE = Claim.ON_SCHEDULE, Claim.BEHIND_SCHEDULE, Claim.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("printed", "claim"),
    [
        ("是", ON),
        ("已完成", ON),
        ("正常推进", ON),
        ("达进度", ON),
        ("超进度", ON),
        ("提前完成2个月", ON),
        ("按时序推进。", ON),
        ("进展 顺利", ON),
        ("基本完成", ON),
        ("○", ON),
        ("绿灯", ON),
        ("正在整改", ON),
        ("正在协调用地，进展缓慢", BEHIND),
        ("待整改", None),
        ("未滞后", ON),
        ("否", BEHIND),
        ("滞后", BEHIND),
        ("欠进度", BEHIND),
        ("未完成（已完成60%）", BEHIND),
        ("未达到序时进度", BEHIND),
        ("未启动", BEHIND),
        ("黄灯", BEHIND),
        ("△", BEHIND),
        ("×", BEHIND),
        ("—", NONE),
        ("不再实施", NONE),
        ("有待核实", None),
        ("", None),
        ("已完成前期工作，正在办理用地手续，预计下个月可以开工建设", None),
    ],
)
def test_the_words_of_a_status_cell(reference: Reference, printed: str, claim: Claim | None) -> None:
    assert read_claim(printed, reference.language.claims, reference.language.row_words["going-on"]) is claim


@given(st.text())
def test_any_text_is_read_or_not_but_never_raises(reference: Reference, text: str) -> None:
    assert read_claim(text, reference.language.claims) in {*Claim, None}


def test_nothing_known_says_nothing() -> None:
    assert read_claim("已完成", {}) is None
