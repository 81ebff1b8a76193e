"""The place that the number of a document (发文字号) names by its sign: 甲政办发〔2024〕3号."""

from __future__ import annotations

import re
from functools import cache

from heze_graph.reference.governments import Division, divisions, province_signs, provinces
from heze_graph.reference.language import Language

#: Levels of places; a name has more letters than these.
LEVELS = frozenset("省市县区州盟旗镇乡村")
#: A prefecture's sign is its first letter, or its first two.
_LONGEST_SIGN = 2
#: The sign of a province before words for who issues; it is one where 省政府 or the like is named.
_SIGN = re.compile(r"^[ \t\u3000]*([\u3400-\u9fff])(?:政|府|办|委)[\u3400-\u9fff]{0,4}[〔\[（(【]", re.MULTILINE)
#: In a line of its own: the sign of a government before words for who issues.
_NUMBERED = re.compile(
    r"^[ \t\u3000]*(?:发?文件?(?:字?号|编号)[:：]?\s*)?"
    r"(?P<short>(?P<sign>[\u3400-\u9fff]{1,2}?)(?:政|府)(?:办|党)?[\u3400-\u9fff]?)"
    r"[〔\[（(【](?:19|20)\d{2}[〕\])）】]\s*第?\d{1,4}号[ \t\u3000]*$",
    re.MULTILINE,
)


def province_of_number(text: str, language: Language) -> str:
    """Return the province whose sign a document's number begins with, where the text speaks of a province, or ""."""
    names = {name for found in _SIGN.finditer(text) for name, sign in province_signs() if sign == found[1]}
    # The sign of a province may be the first letter of a town, too; that of a municipality settles it.
    name = next(iter(names)) if len(names) == 1 else ""
    speaks_of = any(word in text for word in language.unit_words["of-province"])
    return name if name not in provinces() or speaks_of else ""


def place_of_number(text: str) -> tuple[Division, str] | None:
    """Return the one place whose sign stands in a document's number, and the letters that name it: 甲政办发.

    A county has two signs, that of its prefecture first: 甲乙政发. No list of such signs is published, so they are
    the first letters of names; a wrong place is worse than none, so none is guessed among several.
    """
    found = {found["sign"]: found["short"] for found in _NUMBERED.finditer(text)}
    named = [(division, short) for sign, short in found.items() if (division := _of_signs().get(sign))]
    return named[0] if len(named) == 1 else None


@cache
def _of_signs() -> dict[str, Division]:
    """Return the divisions by the signs that no other one can have: 甲 for 甲某市, 甲乙 for 乙某区 of it.

    The sign of a province and the word for a level stand for no one place.
    """
    above = {division.code: division for division in divisions()}
    found: dict[str, dict[str, Division]] = {}
    for division in divisions():
        prefecture = above.get(division.above or "")
        signs = {division.name[:1], division.name[:_LONGEST_SIGN]}
        signs |= {prefecture.name[:1] + division.name[:1]} if prefecture else set()
        for sign in signs:
            found.setdefault(sign, {})[division.name] = division
    taken = {sign for _, sign in province_signs()} | LEVELS
    return {sign: next(iter(names.values())) for sign, names in found.items() if len(names) == 1 and sign not in taken}
