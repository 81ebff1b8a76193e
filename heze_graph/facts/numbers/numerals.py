"""Numbers in Chinese text: ASCII and full-width digits, thousands, decimals, ranges, and Chinese numerals."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

_FULL_WIDTH = str.maketrans("０１２３４５６７８９．％／（）", "0123456789.%/()")
_DIGITS = r"(?:[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?)"
_CHINESE = r"[一二两三四五六七八九十][〇零一二两三四五六七八九十百千万亿]*"
_RANGE = r"\s*(?:[-－–—~～]{1,2}|至|到|或)\s*"
_NUMBER = re.compile(
    rf"(?P<low>{_DIGITS})(?:{_RANGE}(?P<high>{_DIGITS}))?|(?P<chinese>{_CHINESE})(?:(?:至|到)(?P<chinese_high>{_CHINESE}))?"
)
_VALUES = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10_000, "亿": 100_000_000}


@dataclass(frozen=True, slots=True)
class Number:
    """A number as printed from `start` to before `end`; `upper` is the upper end of a range."""

    start: int
    end: int
    value: Decimal
    upper: Decimal | None
    chinese: bool


def half_width(text: str) -> str:
    """Return the text with full-width digits, signs and brackets replaced, of the same length.

    >>> half_width("增长５．５％")
    '增长5.5%'
    """
    return text.translate(_FULL_WIDTH)


def chinese_number(numeral: str) -> int | None:
    """Return the value of a Chinese numeral, or None where it is not well formed.

    >>> chinese_number("一百二十"), chinese_number("两万三千"), chinese_number("十五"), chinese_number("四五")
    (120, 23000, 15, None)
    """
    total = section = digit = 0
    smallest, bare = 10**12, False
    for character in numeral:
        if character in _VALUES:
            if bare and character not in "零〇":
                return None
            digit, bare = _VALUES[character], character not in "零〇"
        elif character in _TENS:
            if _TENS[character] >= smallest or (not bare and character != "十"):
                return None
            section += (digit if bare else 1) * _TENS[character]
            smallest, digit, bare = _TENS[character], 0, False
        elif character in _MYRIADS:
            section += digit
            total = (total + section) * _MYRIADS[character]
            section, digit, smallest, bare = 0, 0, 10**12, False
        else:
            return None
    return total + section + digit


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
    low_value = chinese_number(match["chinese"])
    high_value = chinese_number(match["chinese_high"]) if match["chinese_high"] else None
    if low_value is None:
        return None
    upper = Decimal(high_value) if high_value is not None else None
    return Number(match.start(), match.end(), Decimal(low_value), upper, chinese=True)


def _decimal(digits: str) -> Decimal:
    return Decimal(digits.replace(",", ""))
