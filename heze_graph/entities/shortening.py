"""Texts shortened to fit one page, with a mark where something was left out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from unicodedata import normalize

#: Characters that no text file or page can hold.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_QUOTED = re.compile(r"“([^“”]{30,})”")
#: The length of a text that is compared with another one.
_SHORT = 36


def printable(text: str) -> str:
    """Return a text without the characters that Word and PDF files cannot hold."""
    return _UNPRINTABLE.sub("", text)


def clipped(text: str, most: int) -> str:
    """Return a text cut to a maximum length.

    >>> clipped("一二三四五", 4), clipped("一二三", 4)
    ('一二三…', '一二三')
    """
    return text if len(text) <= most else text[: most - 1] + "…"


def shortened(reason: str) -> str:
    """Return a reason with its long quotations shortened in the middle."""
    return clipped(_QUOTED.sub(lambda found: f"“{found[1][:14]}…{found[1][-12:]}”", reason), 150)


def difference(before: str, after: str) -> tuple[str, str]:
    """Return two texts cut down to the place where they first differ, ignoring the width of characters.

    >>> difference("甲" * 60 + "乙", "甲" * 60 + "丙")[0][-2:]
    '甲乙'
    """
    pairs = enumerate(zip(before, after, strict=False))
    same = next((at for at, (a, b) in pairs if normalize("NFKC", a) != normalize("NFKC", b)), 0)
    start = max(same - 12, 0)
    lead = "…" if start else ""
    return lead + clipped(before[start:], _SHORT), lead + clipped(after[start:], _SHORT)


def ranges(lines: Iterable[int]) -> str:
    """Return numbers with consecutive ones as ranges.

    >>> ranges([3, 1, 2, 7])
    '1–3、7'
    """
    runs: list[list[int]] = []
    for line in sorted(lines):
        if runs and line == runs[-1][1] + 1:
            runs[-1][1] = line
        else:
            runs.append([line, line])
    return "、".join(str(a) if a == b else f"{a}–{b}" for a, b in runs)
