from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heze_graph.extraction.entries import theme_name, themes_in


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("培育“种子”“幼苗”“准四上”企业", ["种子", "幼苗", "准四上"]),
        ("打造「五好」园区", ["五好"]),
        ('推进"双招双引"', ["双招双引"]),
        ("实施“５Ｇ ＋工业”行动", ["5G+工业"]),
        ("举办“某市—某校‘直通车’座谈会”", ["某市—某校‘直通车’座谈会"]),
        ("“一县一园、一镇一业、一村一品”", ["一县一园、一镇一业、一村一品"]),
        ("没有引号的“半个", []),
        ("“这是一句话。不是专项”", []),
        ("“”与“ ”", []),
        ("“" + "长" * 30 + "”", []),
    ],
)
def test_what_stands_between_quotation_marks(text: str, names: list[str]) -> None:
    assert [theme.name for theme in themes_in(text)] == names


@given(st.text() | st.text(alphabet='“”「」"甲乙 。'))
def test_every_theme_prints_what_it_says(text: str) -> None:
    end = 0
    for theme in themes_in(text):
        assert end <= theme.start < theme.end <= len(text)
        assert theme_name(text[theme.start : theme.end]) == theme.name
        end = theme.end
