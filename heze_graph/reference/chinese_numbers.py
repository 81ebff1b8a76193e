"""Numbers and years in Chinese characters."""

from __future__ import annotations

import re

#: The digits in the order of their values.
DIGITS = "〇一二三四五六七八九"
TENS = {"十": 10, "百": 100, "千": 1000}
MYRIADS = {"万": 10_000, "亿": 100_000_000}
#: The characters printed for zero.
_NOUGHTS = "〇○零Oo"
_ZEROS = "零〇"
_VALUES = {digit: value for value, digit in enumerate(DIGITS) if value} | {"两": 2}
_ONE = f"[{''.join(_VALUES)}]"
#: A numeral below 10,000: 二千零五十, 十五.
_PLACES = re.compile(
    rf"(?:(?P<thousands>{_ONE})千)?[{_ZEROS}]?(?:(?P<hundreds>{_ONE})百)?[{_ZEROS}]?"
    rf"(?:(?P<tens>{_ONE}?)十)?[{_ZEROS}]?(?P<ones>{_ONE})?"
)
_YEAR = re.compile(f"[一二][{_NOUGHTS}0{DIGITS}]{{3}}(?=年)")
_ARABIC = str.maketrans(_NOUGHTS + DIGITS, "0" * len(_NOUGHTS) + "0123456789")


def chinese_number(numeral: str) -> int | None:
    """Return the value of a Chinese numeral, or None for an ill-formed or ambiguous one.

    三百二 may be 320 or 302, and in 一〇五 each digit stands for itself.

    >>> chinese_number("一百二十"), chinese_number("两万三千"), chinese_number("十五"), chinese_number("一亿二千万")
    (120, 23000, 15, 120000000)
    >>> chinese_number("四五"), chinese_number("三百二"), chinese_number("一万二"), chinese_number("一〇五")
    (None, None, None, None)
    """
    for sign, value in reversed(MYRIADS.items()):
        times, found, rest = numeral.rpartition(sign)
        if found:
            many, others = chinese_number(times), chinese_number(rest) if rest else 0
            two_ways = len(rest) == 1
            return many * value + others if many and others is not None and not two_ways else None
    return _below_myriad(numeral)


def _below_myriad(numeral: str) -> int | None:
    found = _PLACES.fullmatch(numeral) if numeral else None
    if found is None:
        return None
    tens = _VALUES.get(found["tens"], 1) if found["tens"] is not None else 0
    higher = 1000 * _VALUES.get(found["thousands"], 0) + 100 * _VALUES.get(found["hundreds"], 0)
    if found["ones"] and higher and not tens and numeral[-2] not in _ZEROS:
        return None
    return higher + 10 * tens + _VALUES.get(found["ones"], 0)


def with_arabic_years(text: str) -> str:
    """Return a text with its years in digits.

    >>> with_arabic_years("二〇二四年、二○一一年底"), with_arabic_years("二十年")
    ('2024年、2011年底', '二十年')
    """
    return _YEAR.sub(lambda year: year[0].translate(_ARABIC), text)
