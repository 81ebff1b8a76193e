"""The words of a text that say by when."""

from __future__ import annotations

import re

#: The numbers of a date, beside which another number counts something.
DATE = re.compile(
    r"20\d\d\s*(?:年度?|(?=[-—–至])|[./-]\d{1,2}(?:[./-]\d{1,2})?)|\d{1,2}\s*月(?:\s*\d{1,2}\s*[日号])?|第?[1-4]季度|Q[1-4]"
    r"|\d{1,2}[-—–至]\d{1,2}月|(?<![\d.])\d{1,2}[./]\d{1,2}(?=[日前底]|$)"
)
#: What a clause says that is a deadline, and no promise for a year: 6月底前, 年内, 8月完成.
BY_WHEN = re.compile(
    r"[年月日旬度节期]底?(?:[前底末内终]|之前|以前)|年中|[上中下]旬|季度|半年|(?:完成|建成|竣工|到位|投用|使用|运营|开工|通车|见效)\S?$"
)
_DAY = r"(?:\d{1,2}日|[上中下]旬)?[底末]?前"
#: 各校2024年3月底前制定: inside a clause only a month or the end of a year says surely by when, and not 6月底前建成的.
_SURELY = rf"(?<=[一-鿿])(?=(?:(?:20\d\d年)?\d{{1,2}}月{_DAY}|20\d\d年底前)(?!..的))"
#: A clause that begins with the time by when: 2025年6月底前建成, 力争年内开工, 到2025年底，…
INSIDE = re.compile(
    rf"(?:^|(?<=[\s，,。；;：:、）)])|{_SURELY})(?:力争|确保|计划|预计|争取|并?于|在|到|至)?\s*"
    r"(?P<when>(?:20\d\d\s*年|今年|本年)?\s*(?:\d{1,2}\s*月(?:\s*\d{1,2}\s*[日号])?|第?[一二三四1-4]季度|上半年|年)?\s*"
    r"(?:[底末]|[上中下]旬)?\s*(?:之前|以前|前)|年内|(?<=到)20\d\d\s*年\s*[底末]?(?=[，,]))(?![一-鿿]{0,2}[期列])",
    re.MULTILINE,
)
#: What is quoted, or said in brackets, is no promise of its own.
_QUOTED = re.compile(r"《[^《》]*》|“[^“”]*”|（[^（）]*）|\([^()]*\)")


def last_time(text: str) -> str:
    """Return the last time by when that a text names, "" where it names none.

    >>> [last_time(text) for text in ("各校2024年3月底前定方案，年内达标", "改造2000年以前建成的小区")]
    ['年内', '']
    """
    found = [re.sub(r"\s", "", each["when"]) for each in INSIDE.finditer(_QUOTED.sub("", text))]
    return found[-1] if found else ""
