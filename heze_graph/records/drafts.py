"""Entries while their rows are still being read."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from heze_graph.model.understood import Assignment, Claim, Deadline, Entry

#: Behind one of these marks a new sentence begins; a text that ends otherwise was cut in the middle.
_END = re.compile(r"[。；;！？.]\s*$")
#: A line break between these is one that a narrow column made.
_WRAP = re.compile(r"(?<=[\w，、“《（(％%\-])[ \t]*\n[ \t]*(?=[\w，、。；”》）)％%\-])")
_NUMBERED = re.compile(r"\s*(?:[(（]?(?:\d{1,2}|[一二三四五六七八九十]{1,3})[)）.．、]|[①-⑳]|[一二三四五六七八九十]是)")


@dataclass(slots=True)
class Part:
    """An Assignment while its rows are still being read."""

    leader: str | None
    units: list[str]
    lead_units: list[str]
    progress: str
    claim: Claim | None
    claim_printed: str
    deadline: Deadline | None
    deadline_printed: str
    lines: list[int]
    units_printed: str = ""


@dataclass(slots=True)
class Draft:
    """An Entry while its rows are still being read."""

    key: str
    number: str | None
    wording: str
    table: int
    parts: list[Part] = field(default_factory=list)

    def entry(self, document: str, *, several: bool) -> Entry:
        """Return the Entry; `several` says that the file holds several tables."""
        return Entry(
            document,
            self.key,
            self.number,
            self.wording,
            tuple(
                Assignment(
                    ordinal,
                    part.leader,
                    tuple(dict.fromkeys(part.units)),
                    part.progress,
                    part.claim,
                    part.claim_printed,
                    part.deadline,
                    tuple(part.lines),
                    tuple(dict.fromkeys(part.lead_units)),
                    part.deadline_printed,
                    part.units_printed,
                )
                for ordinal, part in enumerate(self.parts, start=1)
            ),
            self.table if several else None,
        )


def unwrapped(text: str) -> str:
    r"""Return a text without the line breaks that a narrow column made inside its sentences.

    A break behind the end of a sentence, and one before a number or a mark such as 一是, stays.

    >>> unwrapped("农村居民人均可支配\n收入增长8.5%"), unwrapped("建设高标准农田3万亩；\n2.创建示范村10个")
    ('农村居民人均可支配收入增长8.5%', '建设高标准农田3万亩；\n2.创建示范村10个')
    """
    return _WRAP.sub(lambda found: found[0] if _NUMBERED.match(text, found.end()) else "", text)


def joined(before: str, after: str) -> str:
    r"""Return two texts as one: on a line of its own where a sentence begins, else without a seam.

    >>> joined("完成河道清淤40公里，", "整治黑臭水体5处"), joined("改造厕所。", "新建中转站。")
    ('完成河道清淤40公里，整治黑臭水体5处', '改造厕所。\n新建中转站。')
    """
    if not before or not after:
        return before or after
    return f"{before}\n{after}" if _END.search(before) or _NUMBERED.match(after) else before + after
