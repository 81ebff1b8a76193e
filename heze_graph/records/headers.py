"""What a header says that its column is for, and which lines are headers."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from heze_graph.model.printed import PrintedLine
from heze_graph.reference.language import HeaderWord

#: A line is a header when at least this many of its cells are known header words.
_ENOUGH = 3
#: A header is hardly longer than this many characters; prose that happens to hold a header word is.
_LONGEST = 24
#: With its notes and blanks neither is it longer than this.
_LONGEST_PRINTED = 200
_BRACKETS = re.compile(r"[(\[【〔〈<](.*?)[)\]】〕〉>]")
_PARTS = re.compile(r"以及|[、/,;&+和及与或]")
_NOISE = re.compile(r"[\s*:：“”\"《》_|]+")
_NUMBER = re.compile(r"[(]?\d{1,4}(?:\.\d+)*[).、]?")


@dataclass(frozen=True, slots=True)
class Header:
    """The columns of a table: for each its header as printed and its role, None where no role is known."""

    line: int
    printed: tuple[str, ...]
    roles: tuple[str | None, ...]

    def printed_at(self, column: int) -> str:
        """Return the header above a column (from 1), "" beyond the last."""
        return self.printed[column - 1] if column <= len(self.printed) else ""

    def column_of(self, role: str) -> int | None:
        """Return the column (from 1) of a role."""
        return self.roles.index(role) + 1 if role in self.roles else None

    @property
    def names_units(self) -> bool:
        """Whether a column names the units that are responsible."""
        return any(self.column_of(role) for role in ("units", "lead_units", "leader_units"))


@dataclass(frozen=True, slots=True)
class Sense:
    """What a header seems to say: a role, its rank among the headers for that role, and how exactly it says so.

    `exactness` is 3 for a known header, 2 for one that ends with a known one (三季度完成情况), 1 for one that begins
    with or holds one.
    """

    role: str
    rank: int
    exactness: int

    @property
    def order(self) -> tuple[int, int]:
        """The sense of the lowest order is the likeliest."""
        return (self.rank, -self.exactness)


def plain(printed: str) -> str:
    r"""Return a header without blanks, line breaks and quotes, full-width forms made plain.

    >>> plain("责 任\n单位（牵头）")
    '责任单位(牵头)'
    """
    return _NOISE.sub("", unicodedata.normalize("NFKC", printed))


def sense_of(printed: str, known: Mapping[str, HeaderWord]) -> Sense | None:
    """Return what a header says, or None where it holds no known header word.

    A note in brackets does not count but where it says who leads. Of two things that one header names the first
    counts, but for units and persons in one column (责任单位及责任人).
    """
    if len(printed) > _LONGEST_PRINTED:
        return None
    text = plain(printed)
    bare = _BRACKETS.sub("", text) or text.strip("()[]【】")
    if not bare or len(bare) > _LONGEST:
        return None
    for form in (text, bare, _BRACKETS.sub(r"\1", text)):
        if form in known:
            sense = Sense(known[form].role, known[form].rank, 3)
            return _told_by_note(sense, text, known)
    several = _several(bare, known)
    if several:
        return several
    opening = known.get(bare[:2])
    if opening and opening.role == "claim":
        return Sense("claim", opening.rank, 2)
    found = _part(bare, known)
    return _told_by_note(found, text, known) if found else None


def _told_by_note(sense: Sense, text: str, known: Mapping[str, HeaderWord]) -> Sense:
    """Let “责任单位（牵头）” be the column of leading units."""
    notes = [known[note].role for note in _BRACKETS.findall(text) if note in known]
    if sense.role == "units" and notes and notes[0] in ("lead_units", "supporting_units"):
        return Sense(notes[0], sense.rank, sense.exactness)
    if {sense.role, *notes} == {"units", "leader"}:
        return Sense("leader_units", 1, sense.exactness)
    return sense


def _several(bare: str, known: Mapping[str, HeaderWord]) -> Sense | None:
    parts = [part for part in _PARTS.split(bare) if part]
    senses = [known[part] for part in parts if part in known]
    if len(parts) < 2 or len(senses) < len(parts):
        return None
    roles = [sense.role for sense in senses]
    if "leader" in roles and {"units", "lead_units"} & set(roles):
        return Sense("leader_units", 1, 3)
    if {"lead_units", "supporting_units", "units"}.issuperset(roles) and len(set(roles)) > 1:
        return Sense("units", 1, 3)
    first = next((sense for sense in senses if sense.role != "other"), senses[0])
    return Sense(first.role, first.rank, 2)


def _part(bare: str, known: Mapping[str, HeaderWord]) -> Sense | None:
    """Return what the longest known word at the end says, else at the beginning, else inside."""
    length = len(bare)
    candidates = (
        (2, [bare[at:] for at in range(length - 1)]),
        (1, [bare[:at] for at in range(length, 2, -1)]),
        (1, [bare[at : at + size] for size in range(length, 2, -1) for at in range(length - size + 1)]),
    )
    for exactness, texts in candidates:
        word = next((known[text] for text in texts if text in known), None)
        if word:
            return Sense(word.role, word.rank, exactness)
    return None


def is_header(cells: Sequence[str], known: Mapping[str, HeaderWord]) -> bool:
    """Return whether cells are headers: enough of them are known header words, and none is a number or prose."""
    filled = [plain(cell) for cell in cells if cell.strip()]
    if not filled or any(_NUMBER.fullmatch(text) for text in filled):
        return False
    # A cell merged over several columns stands in each of them, and counts once.
    senses = {text: sense_of(text, known) for text in filled}
    told = [sense for sense in senses.values() if sense]
    roles = {sense.role for sense in told} - {"other"}
    if len(roles) < 2 or len(told) * 2 < len(senses):
        return False
    if len(told) < _ENOUGH:
        return len(told) == len(senses) and {"target", "units"} <= roles and all(s.exactness == 3 for s in told)
    return sum(sense.exactness == 3 for sense in told) >= 2 or len(told) == len(senses)


def same_header(line: PrintedLine, header: Sequence[str]) -> bool:
    """Return whether a line prints the headers of a table again, as on a further page."""
    again = [plain(cell) for cell in line.cells]
    before = [plain(text) for text in header]
    filled = [text for text in again if text]
    return len(filled) > 1 and sum(a == b for a, b in zip(again, before, strict=False) if a) * 4 >= len(filled) * 3
