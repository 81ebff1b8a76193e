"""Parts of a year as they are printed, 一季度, 前三季度, 上半年, 1—9月: one grammar for all who read them.

What has no numeral, 首季 and 年底, is reference data.
"""

from __future__ import annotations

import re

from heze_graph.reference.chinese_numbers import chinese_number

#: 二季度, 第2季度, Ⅱ季 written as II季末.
QUARTER = r"(?:第?[一二三四1-4]|IV|I{1,3})季(?:度|(?=[底末]))"
#: 前三季度, 一至三季度: several from the first on.
_QUARTERS = r"(?:前|[一1][-—–－~～至到])第?[一二两三四1-4]季(?:度|(?=[底末]))"
_HALF = r"(?:[上下]|(?<=[0-9]年))半年"
#: A part with a name of its own.
NAMED = rf"(?:{_QUARTERS}|{QUARTER}|{_HALF})"
#: What stands between two months.
TO = r"\s*月?份?\s*[-—–－~～至到]+\s*"
#: 9月, 9月份, 1—9月.
MONTHS = rf"(?:[0-9]{{1,2}}{TO})?[0-9]{{1,2}}\s*月份?"
#: 截至5月, 1—5月, 前5个月: what is counted from January on.
UNTIL = re.compile(
    rf"(?:(?<![0-9])1{TO}|(?:截至|截止|(?<![0-9月份])至)到?\s*(?:(?P<year>(?:19|20)[0-9]{{2}})年)?\s*|前\s*)"
    r"(?P<month>[0-9]{1,2})\s*个?月"
)
#: 十四五, 第十四个五年: a plan for five years.
FIVE_YEARS = re.compile("(十[一二三四五六七八九])五|第([一二三四五六七八九十]{1,3})个五年")
#: 从2016年至今年6月, 2016至2023年, 近三年, 十四五以来: what is told of all these years.
SEVERAL_YEARS = re.compile(
    rf"(?<![0-9])(?P<from>(?:19|20)[0-9]{{2}})年?(?:[0-9]{{1,2}}月)?{TO}(?:今年|(?!(?P=from))(?:19|20)[0-9]{{2}}年)"
    rf"|近[两二三四五六七八九十]年|[两二三四五六七八九十]年来|(?:{FIVE_YEARS.pattern})[”」\"]?(?:时期)?以来"
)
_FIRST_PLAN, _FIRST_PLAN_END = 10, 2005
_NUMERAL = re.compile("IV|I{1,3}|[一二两三四1-4](?=季)")
_ROMAN = ("", "I", "II", "III", "IV")
_NAME = re.compile("m(?P<month>0[1-9]|1[0-2])|q(?P<quarter>[1-4])|h1|annual")
_HALF_YEAR, _YEAR = 6, 12


def five_years(numeral: str) -> tuple[int, int]:
    """Return the first and the last year of a plan for five years; the tenth ended in 2005.

    >>> five_years("十四")
    (2021, 2025)
    """
    end = _FIRST_PLAN_END + 5 * ((chinese_number(numeral) or 0) - _FIRST_PLAN)
    return end - 4, end


def months_of(part: str) -> tuple[int, int]:
    """Return the first and the last month of a part of the year that `NAMED` matches.

    >>> [months_of(part) for part in ("第二季度", "前三季度", "下半年", "IV季度")]
    [(4, 6), (1, 9), (7, 12), (10, 12)]
    """
    numeral = _NUMERAL.search(part)
    if numeral is None:
        return (_HALF_YEAR + 1, _YEAR) if part.startswith("下") else (1, _HALF_YEAR)
    printed = numeral[0]
    number = _ROMAN.index(printed) if printed in _ROMAN else chinese_number(printed) or int(printed)
    alone = part[: numeral.start()] in ("", "第")
    return 3 * number - 2 if alone else 1, 3 * number


def name_until(part: str) -> str:
    """Return the name of the period from January to the end of a part that `NAMED` matches.

    >>> [name_until(part) for part in ("第二季度", "前三季度", "上半年", "下半年")]
    ['q2', 'q3', 'h1', 'annual']
    """
    _, last = months_of(part)
    if "季" in part:
        return f"q{last // 3}"
    return "h1" if last == _HALF_YEAR else "annual"


def last_month(name: str) -> int | None:
    """Return the last month of the period of a name, None where no period has it.

    >>> last_month("q3"), last_month("h1"), last_month("m08"), last_month("annual"), last_month("q5")
    (9, 6, 8, 12, None)
    """
    found = _NAME.fullmatch(name)
    if found is None:
        return None
    if found["month"]:
        return int(found["month"])
    return 3 * int(found["quarter"]) if found["quarter"] else _HALF_YEAR if name == "h1" else _YEAR
