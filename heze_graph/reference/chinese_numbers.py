"""Numbers and years in Chinese characters."""

from __future__ import annotations

import re

#: The digits, in order of their values.
DIGITS = "〇一二三四五六七八九"
TENS = {"十": 10, "百": 100, "千": 1000}
MYRIADS = {"万": 10_000, "亿": 100_000_000}
#: Whatever sign stands for nought in print.
_NOUGHTS = "〇○零Oo"
_VALUES = {digit: value for value, digit in enumerate(DIGITS)} | {"零": 0, "两": 2}
_YEAR = re.compile(f"[一二][{_NOUGHTS}0{DIGITS}]{{3}}(?=年)")
_ARABIC = str.maketrans(_NOUGHTS + DIGITS, "0" * len(_NOUGHTS) + "0123456789")


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
        elif character in TENS:
            if TENS[character] >= smallest or (not bare and character != "十"):
                return None
            section += (digit if bare else 1) * TENS[character]
            smallest, digit, bare = TENS[character], 0, False
        elif character in MYRIADS:
            section += digit
            total = (total + section) * MYRIADS[character]
            section, digit, smallest, bare = 0, 0, 10**12, False
        else:
            return None
    return total + section + digit


def with_arabic_years(text: str) -> str:
    """Return a text with its years in digits.

    >>> with_arabic_years("二〇二四年、二○一一年底"), with_arabic_years("二十年")
    ('2024年、2011年底', '二十年')
    """
    return _YEAR.sub(lambda year: year[0].translate(_ARABIC), text)
