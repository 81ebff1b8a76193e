"""Lights look the same in pages, pictures and workbooks, and can be read."""

from __future__ import annotations

import re

import pytest

from heze_graph.model.looks import KINDS, LIGHTS, SHAPES
from heze_graph.web.rendering import STATIC

STYLE = (STATIC / "style.css").read_text(encoding="utf-8")
PAPER, DARK_PAPER = "#ffffff", "#1a2027"


def variables(block: int) -> dict[str, str]:
    blocks = re.findall(r":root \{(.*?)\}", STYLE, re.DOTALL)
    return dict(re.findall(r"--([\w-]+): (#\w+)", blocks[block]))


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("light", LIGHTS)
def test_the_style_sheet_has_the_colours_and_marks_of_the_house(light: str) -> None:
    look, name = LIGHTS[light], light.replace("cannot-tell", "unknown")
    day, night = variables(0), variables(1)
    assert (day[name], day[f"{name}-fill"]) == (look.ink, look.fill)
    assert (night[name], night[f"{name}-fill"]) == (look.dark, look.dark)
    assert f'.light.{light}::before {{ content: "{look.mark}" / ""; }}' in STYLE


@pytest.mark.parametrize("kind", sorted(KINDS.keys() - {"cluster", "theme-cluster"}))
def test_kinds_have_the_marks_of_pictures(kind: str) -> None:
    colour, shape = KINDS[kind]
    mark = "●■◆▲"[SHAPES.index(shape)]
    who = f".kind.{kind}" if kind[0].isupper() else f'a[href*="unit-kind"][href*="{kind}"]'
    assert f'{who}::before {{ content: "{mark}" / ""; color: {colour}; }}' in STYLE


@pytest.mark.parametrize("light", LIGHTS)
def test_colours_can_be_read_by_day_and_by_night(light: str) -> None:
    look = LIGHTS[light]
    assert contrast(look.ink, PAPER) >= 4.5
    assert contrast(look.fill, PAPER) >= 3
    assert contrast(look.dark, DARK_PAPER) >= 4.5


def test_no_claim_has_the_colour_of_a_light() -> None:
    rules = [path.read_text(encoding="utf-8") for path in STATIC.glob("*.css")]
    assert not re.search(r"\.claim[^{]*\{[^}]*var\(--(reached|behind|far-behind|on-course)", "".join(rules))
