"""What a header says that its column is for, and what a user says of it in a file beside the table."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from heze_graph.model.printed import ASIDE, ROLES, PrintedLine
from heze_graph.records.numbering import is_number
from heze_graph.records.responsibility.labels import labels_of, role_of
from heze_graph.reference.csv_table import read_csv
from heze_graph.reference.language import HeaderWord, Language
from heze_graph.reference.measures import KEPT_TEXTS
from heze_graph.reference.parts_of_year import MONTHS, NAMED

#: A header is hardly longer than this many characters; prose that happens to hold a header word is.
_LONGEST = 24
#: With its notes and blanks neither is it longer than this.
_LONGEST_PRINTED = 200
_BRACKETS = re.compile(r"[(\[【〔〈<](.*?)[)\]】〕〉>]")
_PARTS = re.compile(r"以及|[、/,;&+和及与或]")
#: How exactly a header says what a known word at its end does.
_AT_END = 2
#: A header is broken into no more pieces than this.
_MOST_PIECES = 3
#: A label is no longer than this.
LONGEST_LABEL = 12
_NOISE = re.compile(r"[\s*:：“”\"《》_|]+")
_UNITS = ("units", "lead_units", "leader_units")
_LABELLED = {"lead": "lead_units", "supporting": "supporting_units", "units": "units"}


#: A level of indicators or of tasks, from the highest on.
LEVEL = re.compile(r"[一二三四](?=级(?:指标|目标|任务|项目)?$)")


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

    def columns_of(self, role: str) -> tuple[int, ...]:
        """Return all columns (from 1) of a role."""
        return tuple(column for column, given in enumerate(self.roles, start=1) if given == role)

    @property
    def names_units(self) -> bool:
        """Whether a column names the units that are responsible."""
        return any(self.column_of(role) for role in _UNITS)


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


@lru_cache(maxsize=KEPT_TEXTS)
def plain(printed: str) -> str:
    r"""Return a header without blanks, line breaks and quotes, full-width forms made plain.

    >>> plain("责 任\n单位（牵头）")
    '责任单位(牵头)'
    """
    return _NOISE.sub("", unicodedata.normalize("NFKC", printed))


@lru_cache(maxsize=KEPT_TEXTS)
def sense_of(printed: str, language: Language) -> Sense | None:
    """Return what a header says, or None where it holds no known header word.

    A note in brackets does not count but where it says who leads. Of two things that one header names the first
    counts, but for units and persons in one column (责任单位及责任人).
    """
    if len(printed) > _LONGEST_PRINTED:
        return None
    known = language.headers
    text = plain(printed)
    bare = _BRACKETS.sub("", text) or text.strip("()[]【】")
    if not bare or len(bare) > _LONGEST:
        return None
    for form in (text, bare, _BRACKETS.sub(r"\1", text)):
        if form in known:
            sense = Sense(known[form].role, known[form].rank, 3)
            return _told_by_note(sense, text, known)
    several = _below_both(printed, language) or _several(bare, known)
    if several:
        return several
    if _is_share(text, bare, language):
        return Sense("rate", 1, _AT_END)
    ends = _part(bare, known)
    # 自评得分 is a score, not what is claimed.
    scored = ends is not None and ends.role == "other" and ends.exactness == _AT_END
    found = _labelled(bare, language) or (None if scored else _claimed(bare, known)) or ends
    return _told_by_note(found, text, known) if found else None


def _below_both(printed: str, language: Language) -> Sense | None:
    """Return what a header says below one that names leaders and units for both: 牵头领导及单位 above 领导, 单位."""
    *above, last = map(plain, printed.split())
    group = sense_of("".join(above), language) if above and last in language.headers else None
    role = language.headers[last].role if group and group.role == "leader_units" else ""
    if role not in ("leader", "units"):
        return None
    return Sense("lead_units" if role == "units" and says_lead("".join(above), language) else role, 1, _AT_END)


def _is_share(text: str, bare: str, language: Language) -> bool:
    """Return whether a header says how much of a promise is done, as a share of it: 完成目标(%), 占年度计划."""
    words = language.row_words
    is_share = text.endswith("(%)") or bare.startswith(words["share-alone"])
    return is_share and bare.startswith(words["share-of"]) and bare.endswith(words["share-whole"])


def is_number_header(text: str, language: Language) -> bool:
    """Return whether a text is the header of a column of numbers: 序号."""
    sense = sense_of(text, language)
    return sense is not None and (sense.role, sense.exactness) == ("number", 3)


def names_rows_by_units(header: Header, language: Language) -> bool:
    """Return whether the units that answer name the rows, as in a matrix with a row for each bureau."""
    sense = sense_of(header.printed_at(header.column_of("target") or 0), language)
    return not header.names_units and sense is not None and sense.role in _UNITS


def says_lead(header: str, language: Language) -> bool:
    """Return whether a header of units says that they lead those of another one: 主要责任单位 beside 责任单位."""
    return any(word in plain(header) for word in language.unit_words["lead-word"])


def _labelled(bare: str, language: Language) -> Sense | None:
    """Return what a label of units says that no list has: 牵头协调部门, 共同责任科室."""
    role = role_of(bare, language) if labels_of(language).noun.fullmatch(bare) else ""
    return Sense(_LABELLED[role], 1, 3) if role in _LABELLED else None


def _claimed(bare: str, known: Mapping[str, HeaderWord]) -> Sense | None:
    opening = known.get(bare[:2])
    return Sense("claim", opening.rank, 2) if opening and opening.role == "claim" else None


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
    first = next((sense for sense in senses if sense.role not in ASIDE), senses[0])
    return Sense(first.role, first.rank, 2)


def _part(bare: str, known: Mapping[str, HeaderWord]) -> Sense | None:
    """Return what the longest known word at the end says, else at the beginning, else inside."""
    length = len(bare)
    candidates = (
        (_AT_END, [bare[at:] for at in range(length - 1)]),
        (1, [bare[:at] for at in range(length, 2, -1)]),
        (1, [bare[at : at + size] for size in range(length, 2, -1) for at in range(length - size + 1)]),
    )
    for exactness, texts in candidates:
        word = next((known[text] for text in texts if text in known), None)
        if word:
            return Sense(word.role, word.rank, exactness)
    return None


#: So many headers in a row, without anything between them, are those of a table; among them stand so long other words.
_FEWEST_GLUED, _UNKNOWN_BETWEEN = 4, 3


def glued_headers(text: str, language: Language) -> tuple[str, ...]:
    """Return the headers that stand in a text without anything between them, the first that of the numbers.

    None where they are too few.
    """
    known = language.headers
    longest, firsts = _numbers_headers(language)
    at = 0
    for begin in (found.start() for found in firsts.finditer(text)):
        if begin < at:
            continue
        at, skipped, words = begin, 0, []
        while at < len(text) and skipped <= _UNKNOWN_BETWEEN:
            word = next((text[at : at + n] for n in range(longest, 1, -1) if text[at : at + n] in known), "")
            words += [word] if word else []
            at, skipped = (at + len(word), 0) if word else (at + 1, skipped + 1)
        if len(words) >= _FEWEST_GLUED and {known[word].role for word in words} & {"target", "detail"}:
            return tuple(words)
    return ()


@lru_cache(maxsize=8)
def _numbers_headers(language: Language) -> tuple[int, re.Pattern[str]]:
    """Return the length of the longest header, and the expression of those of numbers."""
    firsts = (word for word, header in language.headers.items() if header.role == "number" and len(word) > 1)
    return max(map(len, language.headers)), re.compile("|".join(map(re.escape, firsts)))


#: What is planned for a part of the year is no target beside that of the year.
_PART_OF_YEAR = re.compile(rf"(?:20\d\d年)?(?:{NAMED}|{MONTHS})")


def is_part_of_year(header: str) -> bool:
    """Return whether a header, or a line of it, begins with a part of the year: 月度计划 1月."""
    return any(_PART_OF_YEAR.match(plain(part)) for part in (header, *header.split()))


#: The file that says what the columns of the tables in its folder are for.
FILE_NAME = "heze-columns.csv"


def saved_columns(table: Path) -> tuple[tuple[str, str], ...]:
    """Return the (header, role) pairs of the mapping file beside a table; none where there is no such file.

    Raises ReferenceDataError, with its line, when the file is at fault: columns `header` and `role` are missing, or a
    role is not one of `language.ROLES`.
    """
    path = table.parent / FILE_NAME
    if not path.is_file():
        return ()
    return tuple((row["header"], row.one_of("role", ROLES)) for row in read_csv(path, ("header", "role")))


@lru_cache(maxsize=4096)
def joined_headers(pieces: tuple[str, ...], width: int, language: Language) -> tuple[float, tuple[str, ...]]:
    """Return pieces joined to `width` headers so that most of them are known, and what that is worth.

    Of ways that are worth the same that one is taken whose headers are of the most even length.
    """
    if not width or len(pieces) < width:
        return (0.0, ()) if not pieces and not width else (float("-inf"), ())
    ways = []
    for size in range(1, min(_MOST_PIECES, len(pieces) - width + 1) + 1):
        header = "".join(pieces[:size])
        sense = sense_of(header, language)
        worth, others = joined_headers(pieces[size:], width - 1, language)
        ways.append(((sense.exactness if sense else -2) + worth, (header, *others)))
    return max(ways, key=lambda way: (way[0], -sum(len(header) ** 2 for header in way[1]), way[1]))


def same_header(line: PrintedLine, header: Sequence[str]) -> bool:
    """Return whether a line prints the headers of a table again, as on a further page.

    Below a header may stand what a merged cell that the page cuts goes on with: 类别 / 民生.
    """
    again = [plain(cell) for cell in line.cells]
    before = [plain(text) for text in header]
    filled = [text for text in again if text]
    if len(filled) < 2:
        return False
    same = sum(a == b for a, b in zip(again, before, strict=False) if a)
    return same * 4 >= len(filled) * 3 or (same * 2 >= len(filled) and goes_below(line, header))


def goes_below(line: PrintedLine, header: Sequence[str]) -> bool:
    """Return whether each cell of a line is that of a header, some with a text below it."""
    cells = [(cell.strip(), text.strip()) for cell, text in zip(line.cells, header, strict=False)]
    return all(plain(cell) in ("", plain(text)) or (text and cell.startswith(f"{text}\n")) for cell, text in cells)


def labels_with_values(line: PrintedLine, language: Language) -> list[tuple[str, str]]:
    """Return the labels of a line, each with the value beside it; none where the line holds anything else."""
    texts = [cell.strip() for cell in line.cells if cell.strip()]
    labels, values = texts[::2], texts[1::2]
    if not values or len(values) < len(labels) or not all(is_form_label(label, language) for label in labels):
        return []
    return [(plain(label), value) for label, value in zip(labels, values, strict=True)]


def is_form_line(line: PrintedLine, language: Language) -> bool:
    """Return whether a line holds labels with values beside them, 序号 | 1 | 责任领导 | 甲: no header does.

    What a claim says may be a header, too: 进度评价 | 已完成.
    """
    pairs = labels_with_values(line, language)
    return bool(pairs) and not any(
        is_form_label(value, language) and value not in language.claims for _, value in pairs
    )


def is_form_label(text: str, language: Language) -> bool:
    """Return whether a text may label a value: a short one whose words a header has."""
    sense = sense_of(text, language) if len(text) <= LONGEST_LABEL and not is_number(text) else None
    return sense is not None and sense.exactness > 1
