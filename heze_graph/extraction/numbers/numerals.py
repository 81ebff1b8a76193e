"""Numbers in Chinese text, and the normal form in which all rules about numbers read a text.

Word and PDF set blanks around numbers (5.2 万人), wrap lines inside them, and print digits in full width. In the normal
form signs are half-width, blanks stand only between words in Latin letters, and no number or unit is broken; it knows
the way back to what is printed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from heze_graph.model.facts import Span
from heze_graph.reference.chinese_numbers import MYRIADS, TENS, chinese_number
from heze_graph.reference.measures import KEPT_TEXTS

_FULL_WIDTH = str.maketrans("０１２３４５６７８９．％﹪／（）", "0123456789.%%/()")
_FULL_WIDTH_SIGN = re.compile("[０-９．％﹪／（）]")
_DIGITS = r"(?:[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?)"
CHINESE = r"[一二两三四五六七八九十][〇零一二两三四五六七八九十百千万亿]*"
_RANGE = r"\s*(?:[-－–—~～]{1,2}|至|到|或)\s*"
#: 百家, 千场: a round number without a digit.
_ROUND = "(?<![0-9数成上])[百千](?![百千万亿])"
_NUMBER = re.compile(
    rf"(?P<low>{_DIGITS})(?:{_RANGE}(?P<high>{_DIGITS}))?"
    rf"|(?P<chinese>{CHINESE})(?:(?:至|到)(?P<chinese_high>{CHINESE}))?|(?P<round>{_ROUND})"
)

_BLANK = r"[ \u00a0\u2002-\u200b\u3000]"
_BLANKS = re.compile(rf"{_BLANK}+")
_LATIN = re.compile(r"[0-9A-Za-z]")
# 12 000 and １，５００ are one number; 2024 100 are two.
_THOUSANDS = re.compile(rf"(?<![0-9.])[0-9]{{1,3}}(?:{_BLANK}{{1,2}}[0-9]{{3}})+(?![0-9])")
# 15，600人次: a comma of prose is one of thousands too, but for codes, ranks, scores, rates and lists: 排名第3，200家.
_WIDE_THOUSANDS = re.compile(
    r"(?<![0-9A-Za-z.,，、:：/第排号分率度比])(?<!排名)(?<!位[列居])"
    rf"(?P<number>[1-9][0-9]{{0,2}}(?:{_BLANK}?，{_BLANK}?[0-9]{{3}})+){_BLANK}?(?=[\u4e00-\u9fff])"
)
_BREAK = rf"{_BLANK}*\r?\n{_BLANK}*"
_ENDS = rf"(?:\.[0-9]+)?{_BLANK}*[\u4e00-\u9fff%‰]"
#: A number broken between its digits, at its point or at its comma of thousands; 12 before a line 1.改造 is not.
_BROKEN_NUMBER = re.compile(
    rf"(?:(?<=[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff]{_BLANK}))"
    rf"(?:[0-9]+(?:\.[0-9]*)?({_BREAK})(?=[0-9]+{_ENDS}|\.[0-9]+{_BLANK}*[\u4e00-\u9fff%‰])"
    rf"|[0-9]{{1,3}}(?:({_BREAK}),{_BLANK}*|,({_BREAK}))(?=[0-9]{{3}}{_ENDS}))"
)

_BROKEN_UNIT = re.compile(rf"[0-9]({_BLANK}*\r?\n{_BLANK}*)")
_MULTIPLIER = re.compile(r"[百千万亿]")


@dataclass(frozen=True, slots=True)
class Number:
    """A number as printed from `start` to before `end`; `upper` is the upper end of a range.

    `digitless` marks 百 and 千 that stand alone.
    """

    start: int
    end: int
    value: Decimal
    upper: Decimal | None
    chinese: bool
    digitless: bool = False


def half_width(text: str) -> str:
    """Return the text with full-width digits, signs and brackets replaced, of the same length.

    >>> half_width("增长５．５％")
    '增长5.5%'
    """
    return text.translate(_FULL_WIDTH) if _FULL_WIDTH_SIGN.search(text) else text


def numbers(text: str) -> list[Number]:
    """Return the numbers of a text in order, each once; a range is one number.

    >>> [(n.value, n.upper) for n in numbers("建成3—4个，新建1,500张，二十所")]
    [(Decimal('3'), Decimal('4')), (Decimal('1500'), None), (Decimal('20'), None)]
    """
    found = (_number(match) for match in _NUMBER.finditer(half_width(text)))
    return [number for number in found if number]


def _number(match: re.Match[str]) -> Number | None:
    if match["low"]:
        low, high = _decimal(match["low"]), match["high"] and _decimal(match["high"])
        return Number(match.start(), match.end(), low, high or None, chinese=False)
    if match["round"]:
        return Number(match.start(), match.end(), Decimal(TENS[match["round"]]), None, chinese=True, digitless=True)
    low_value = chinese_number(match["chinese"])
    high_value = chinese_number(match["chinese_high"]) if match["chinese_high"] else None
    if low_value is None:
        return None
    upper = Decimal(high_value) if high_value is not None else None
    stem, last = match["chinese"][:-1], MYRIADS.get(match["chinese"][-1], 0)
    largest = max((MYRIADS.get(sign, 0) for sign in stem), default=0)
    if upper is None and last > largest and (digits := chinese_number(stem)):
        # 二十万人 is 20 of the printed unit 万人, as 7.2万人 is 7.2; 一亿二千万人 is not so many 万.
        return Number(match.start(), match.end() - 1, Decimal(digits), None, chinese=True)
    return Number(match.start(), match.end(), Decimal(low_value), upper, chinese=True)


def _decimal(digits: str) -> Decimal:
    return Decimal(digits.replace(",", ""))


@dataclass(frozen=True, slots=True)
class Plain:
    """The normal form of a printed text; `places` says where each of its characters is printed."""

    printed: str
    text: str
    places: tuple[int, ...]

    def span(self, start: int, end: int) -> Span:
        """Return the printed stretch of a stretch of the normal form that is not empty."""
        first, last = self.places[start], self.places[end - 1] + 1
        return Span(first, last, self.printed[first:last])


def normalised(text: str, unit: re.Pattern[str]) -> Plain:
    r"""Return the normal form of a text; `unit` matches what continues a number on the next line.

    >>> units = re.compile("人|元")
    >>> normalised("新增就业 ４．５ 万人，补贴 1 200 \n元", units).text
    '新增就业4.5万人，补贴1200元'
    >>> normalised("新增 4.5 万人", units).span(2, 7).text
    '4.5 万人'
    """
    half = half_width(text)
    dropped = set(_dropped(half, unit))
    if not dropped:
        return Plain(text, half, tuple(range(len(text))))
    places = tuple(place for place in range(len(text)) if place not in dropped)
    return Plain(text, "".join(half[place] for place in places), places)


def without_blanks(text: str) -> Plain:
    """Return a text without the blanks that the normal form drops, its signs as printed."""
    gone = {place for blank in _BLANKS.finditer(text) if not _separates(text, blank) for place in range(*blank.span())}
    places = tuple(place for place in range(len(text)) if place not in gone)
    return Plain(text, "".join(text[place] for place in places) if gone else text, places)


@lru_cache(maxsize=KEPT_TEXTS)
def squeezed(words: str) -> str:
    """Return words without the blanks that the normal form drops.

    >>> squeezed("建成 5G 基站 及 Wi-Fi 6 网络")
    '建成5G基站及Wi-Fi 6网络'
    """
    return _BLANKS.sub(lambda blank: blank[0] if _separates(words, blank) else "", words)


def _dropped(half: str, unit: re.Pattern[str]) -> list[int]:
    gone: list[int] = []
    for blank in _BLANKS.finditer(half):
        if not _separates(half, blank):
            gone += range(*blank.span())
    for number in _THOUSANDS.finditer(half):
        gone += (place for place in range(*number.span()) if not half[place].isdigit())
    for number in _WIDE_THOUSANDS.finditer(half):
        gone += (place for place in range(*number.span("number")) if not half[place].isdigit())
    for broken in _BROKEN_NUMBER.finditer(half):
        gone += range(*broken.span(broken.lastindex or 0))
    for broken in _BROKEN_UNIT.finditer(half):
        if _MULTIPLIER.match(half, broken.end()) or unit.match(half, broken.end()):
            gone += range(*broken.span(1))
    return gone


def _separates(text: str, blank: re.Match[str]) -> bool:
    before, after = text[: blank.start()][-1:], text[blank.end() : blank.end() + 1]
    return bool(_LATIN.match(before) and _LATIN.match(after))
