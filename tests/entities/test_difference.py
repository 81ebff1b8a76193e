from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heze_graph.web.pages.sections import difference

TEXTS = st.text(alphabet="建设项目三二区县完成，,。0123456789.“”a ", max_size=40)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("新上“三高”项目", "新上“二高”项目", [("same", "新上“"), ("gone", "三"), ("new", "二"), ("same", "高”项目")]),
        ("完成30亿元", "完成130亿元", [("same", "完成"), ("gone", "30"), ("new", "130"), ("same", "亿元")]),
        ("改造，提升", "改造,提升", [("same", "改造,提升")]),
        ("", "全新", [("new", "全新")]),
        ("取消", "", [("gone", "取消")]),
        ("", "", []),
    ],
)
def test_what_a_reader_would_mark(before: str, after: str, expected: list[tuple[str, str]]) -> None:
    assert [(part.kind, part.text) for part in difference(before, after)] == expected


@given(TEXTS, TEXTS)
def test_the_later_wording_is_what_is_left_and_new(before: str, after: str) -> None:
    parts = difference(before, after)
    assert "".join(part.text for part in parts if part.kind != "gone") == after
    earlier = "".join(part.text for part in parts if part.kind != "new")
    assert earlier.replace("，", ",") == before.replace("，", ",")
