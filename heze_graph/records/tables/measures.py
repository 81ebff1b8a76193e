"""What stands beside numbers: words that bound them, units in brackets, above a table or in a column."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from heze_graph.records.responsibility.labels import any_of
from heze_graph.records.tables.cells import TableLine
from heze_graph.records.tables.headers import Header, plain
from heze_graph.reference.language import Language

#: A number of many may stand before its unit: 3万户.
TENS = "百千万亿"
#: (A) is no unit, but what a formula below calls the column, nor is (新) in 改(新)建.
_NAMED_UNIT = re.compile(r"[（(]\s*(?:单位[:：])?(?![A-Z][）)])([^（）()\d]{1,8})[）)](?!建)")
_NOTE = re.compile(r"\(.*?\)")
_UNIT_SAID = re.compile(r"^[（(]?(?:计量)?单位[:：]\s*([^\s，。；;（）()]+?)[)）]?$")


def unit_in(text: str) -> str:
    """Return the unit in the brackets of a name or a header: 农村改厕(户), 产值（亿元）; "" where there is none."""
    return next(reversed(_NAMED_UNIT.findall(text)), "").strip()


def measure_in(text: str, language: Language) -> str:
    """Return the unit in the brackets of a text that may hold something else there: 污染物减少（%）, 试点（城区）."""
    unit = unit_in(text)
    return unit if unit in {"%", "％"} or is_measure(unit, language) else ""


def units_of_groups(lines: Sequence[TableLine], header: Header, language: Language) -> dict[int, str]:
    """Return, by line, the unit that the cell of a group before the targets says for its rows: 减排（吨） over 氨氮.

    An empty cell says what the one above it does, unless the first is empty, too: a label may stand in the middle.
    """
    found: dict[int, str] = {}
    rows = [line for line in lines if len(line.own) > 1]
    for column in range(1, header.column_of("target") or 0):
        unit = ""
        for line in rows if header.roles[column - 1] in ("group", "other") and rows and rows[0].text(column) else ():
            unit = measure_in(line.text(column), language) if line.text(column) else unit
            found |= {line.printed.line: unit} if unit else {}
    return found


def units_said(above: Sequence[str], language: Language) -> tuple[str, ...]:
    """Return the units of figures that the lines above a table say, but for %: 单位：个、亿元; () where one is none.

    >>> from heze_graph.reference.language import load_language
    >>> from heze_graph.resources import REFERENCE
    >>> [units_said([text], load_language(REFERENCE)) for text in ("单位：万亩", "单位：个、亿元、%", "单位：甲局")]
    [('万亩',), ('个', '亿元'), ()]
    """
    lines = filter(None, (_UNIT_SAID.match(text.strip()) for text in above))
    said = dict.fromkeys(part for found in lines for part in re.split("[、,，/]", found[1]))
    amounts = tuple(unit for unit in said if unit not in ("%", "％"))
    return amounts if all(is_measure(unit, language) for unit in amounts) else ()


def unit_for(named: Sequence[str], units: Sequence[str], language: Language) -> str:
    """Return the one of the units of a table that fits what a header and a row name; "" where none does, or several.

    What counts things has no unit of money; of several units, what names money has that.

    >>> from heze_graph.reference.language import load_language
    >>> from heze_graph.resources import REFERENCE
    >>> language = load_language(REFERENCE)
    >>> [unit_for([text], ["个", "亿元"], language) for text in ("项目个数", "完成投资额", "完成面积")]
    ['个', '亿元', '']
    >>> unit_for(["项目个数"], ["亿元"], language), unit_for(["产值"], ["亿元"], language)
    ('', '亿元')
    """
    texts, words = [_NOTE.sub("", plain(text)) for text in named], language.row_words
    fitting = list(units)
    if any(text.endswith(words["count-header"]) for text in texts):
        fitting = [unit for unit in units if dimension(unit, language) != "money"]
        fitting = [unit for unit in fitting if any(unit.lstrip(TENS) in text for text in texts)] or fitting
    elif len(units) > 1:
        money = any(word in text for word in words["money-header"] for text in texts)
        fitting = [unit for unit in units if money and dimension(unit, language) == "money"]
    return fitting[0] if len(fitting) == 1 else ""


def is_measure(text: str, language: Language) -> bool:
    """Return whether a text is a unit of measurement, or many of one: 公里, 万人."""
    return bool(dimension(text, language))


def dimension(unit: str, language: Language) -> str:
    """Return what a unit measures, such as money; "" where it is none."""
    many = unit[1:] if unit[:1] in {*TENS} else unit
    return language.measures.get(unit) or language.measures.get(many) or ""


def without_bounds(text: str, language: Language) -> str:
    """Return a text without the words that bound its number.

    >>> from heze_graph.reference.language import load_language
    >>> from heze_graph.resources import REFERENCE
    >>> language = load_language(REFERENCE)
    >>> [without_bounds(text, language) for text in ("不低于308", "控制在5.5以内", "高于全省")]
    ['308', '5.5', '高于全省']
    """
    return _bounds(language).sub("", text)


@lru_cache(maxsize=8)
def _bounds(language: Language) -> re.Pattern[str]:
    words = any_of(language.comparators)
    return re.compile(rf"^(?:{words})+(?=\d)|(?<=[\d%％])(?:{words})$")
