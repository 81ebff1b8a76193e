"""Tables that a copy lost: their rows put together again, told on the lines as printed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, groupby

from heze_graph.model.printed import Cell, PrintedLine, Row
from heze_graph.model.understood import Certainty, Entry, Record
from heze_graph.records.mends import Mend
from heze_graph.records.numbering import is_number
from heze_graph.records.responsibility.behind_text import SUBJECTS
from heze_graph.records.responsibility.naming import Naming, is_usual, kind_of_unit, level_of
from heze_graph.records.tables.headers import LONGEST_LABEL
from heze_graph.reference.language import Language

#: How exactly a known header says what it is.
EXACT = 3


def is_repeated(headers: list[str]) -> bool:
    """Return whether headers are a few in a row, and the same again."""
    sizes = (size for size in range(2, len(headers) // 2 + 1) if len(headers) % size == 0)
    return any(headers == headers[:size] * (len(headers) // size) for size in sizes)


def number_header(language: Language) -> str:
    """Return a header of a column of numbers."""
    return next(word for word, known in language.headers.items() if known.role == "number")


#: A name that a narrow cell broke over lines has no more parts than these, of so many characters.
_MOST_PARTS, _PIECE = 4, 3
#: Only rules drawn with signs stand in such a line; one dash or two are an empty cell.
RULE = re.compile(r"(?![-—]{1,2}$)[|｜│\-—_=+\s]*")


@dataclass(frozen=True, slots=True)
class LostText:
    """A text that is a cell or a part of one, and the line on which it is printed; `more` lines hold the rest of it."""

    line: PrintedLine
    text: str
    more: tuple[PrintedLine, ...] = ()


#: A row with its cells put together, and the lines on which it is printed, each with a header.
PrintedRow = tuple[PrintedLine, tuple[tuple[PrintedLine, str], ...]]


def texts_of(lines: Sequence[PrintedLine], split: re.Pattern[str] | None, *, wide: bool = False) -> Iterator[LostText]:
    """Yield the texts of lines: each line one, or each part of it, an empty one between two blanks, too."""
    for line in (line for line in lines if not line.running):
        text = "\t".join(line.cells)
        for part in _cells(split.split(text.strip()), wide=wide) if split else [text]:
            if (split and not part) or not RULE.fullmatch(part):
                yield LostText(line, part.strip(" \t\u3000|｜│"))


def _cells(parts: Sequence[str], *, wide: bool) -> list[str]:
    """Return the parts of a line; what a blank parts inside a sentence is one, “一个都不能 少”."""
    cells: list[str] = []
    for part in parts:
        before = cells[-1] if cells else ""
        open_ = any(before.count(opens) > before.count(closes) for opens, closes in ("“”", "（）", "《》"))
        # Where several blanks part the columns, a cell may end with a comma at the end of its line.
        goes_on = (
            open_
            or (not wide and before.endswith(("，", ",", "、")))
            or part.startswith(("“", "”", "，", "、", "）", "》"))
        )
        if before and goes_on:
            cells[-1] = f"{before} {part}"
        else:
            cells.append(part)
    return cells


#: Columns that blanks make stand no further apart than this.
_NEAR = 2


def whole_lines(texts: Sequence[LostText]) -> list[LostText]:
    """Return texts, those of an indented line that stand below texts of the row above as the rest of these."""
    whole: list[LostText] = []
    row: list[tuple[int, tuple[int, int]]] = []
    for _, group in groupby(texts, key=lambda text: text.line.line):
        parts = list(group)
        starts = _starts(parts)
        above = _above(starts, row) if len(parts) < len(row) else []
        for place, part in zip(above, parts, strict=False):
            more = (*whole[place].more, part.line)
            whole[place] = replace(whole[place], text=whole[place].text + part.text, more=more)
        if not above:
            row = list(enumerate(starts, start=len(whole)))
            whole.extend(parts)
    return whole


def whole_phrases(texts: Sequence[LostText], width: int) -> list[LostText]:
    """Return texts, those of lines with more than `width` whole around a number inside a sentence: 完成 5 个村治理."""
    whole: list[LostText] = []
    for _, group in groupby(texts, key=lambda text: text.line.line):
        row = list(group)
        at = 2
        while len(row) > width and at < len(row) - 1:
            if is_number(row[at].text):
                words = " ".join(text.text for text in row[at - 1 : at + 2])
                row[at - 1 : at + 2] = [replace(row[at - 1], text=words)]
            else:
                at += 1
        whole.extend(row)
    return whole


def _above(starts: Sequence[tuple[int, int]], row: Sequence[tuple[int, tuple[int, int]]]) -> list[int]:
    """Return the places of the texts of a row below which others begin; none where one of them begins elsewhere."""
    for measure in (0, 1):
        found = [
            next((place for place, at in row if abs(at[measure] - start[measure]) <= _NEAR), -1) for start in starts
        ]
        if starts[0][measure] > _NEAR and -1 not in found:
            return found
    return []


def _starts(parts: Sequence[LostText]) -> list[tuple[int, int]]:
    """Return where the texts of a line begin, in half widths and in signs."""
    line, at, starts = "\t".join(parts[0].line.cells), 0, []
    wide = list(accumulate((unicodedata.east_asian_width(sign) in "WF" for sign in line), initial=0))
    for part in parts:
        at = max(line.find(part.text, at), at)
        starts.append((at + wide[min(at, len(line))], at))
        at += len(part.text)
    return starts


def whole_names(texts: Sequence[LostText], naming: Naming) -> Iterator[LostText]:
    """Yield texts, names of units whole that a narrow cell broke over lines: 市政 / 府办 / 公厅, 教育局、 / 财政局."""
    at = 0
    while at < len(texts):
        text, size = texts[at], 1
        while _goes_on(text.text, naming) and at + size < len(texts) and len(texts[at + size].text) <= LONGEST_LABEL:
            text = replace(text, text=text.text + texts[at + size].text, more=(*text.more, texts[at + size].line))
            size += 1
        if size > 1:
            yield text
            at += size
            continue
        short = _is_one_letter(text.text, naming)
        broken = _may_be_piece(text.text) and (short or kind_of_unit(text.text, naming) == "other")
        while broken and size < min(_MOST_PARTS, len(texts) - at) and _may_be_piece(texts[at + size].text):
            size += 1
        is_name = _is_usual_name if short else _is_name
        sizes = (n for n in range(size, 1, -1) if is_name(texts[at : at + n], naming))
        size = next(sizes, 1)
        whole = "".join(part.text for part in texts[at : at + size])
        yield replace(text, text=whole, more=tuple(part.line for part in texts[at + 1 : at + size]))
        at += size


def _may_be_piece(text: str) -> bool:
    """Return whether a text may be a piece of a name: a number between names is that of a row."""
    return len(text) <= _PIECE and not is_number(text)


def _is_one_letter(text: str, naming: Naming) -> bool:
    """Return whether a text is a prefix and a letter that names may end with, and no unit that is known: 县园."""
    rest = text.removeprefix(level_of(text, naming.language))
    unknown = text not in naming.register.unit_by_name and text not in naming.prefixed
    return len(text) > len(rest) == 1 and unknown and kind_of_unit(text, naming) == "public-institution"


def _is_usual_name(parts: Sequence[LostText], naming: Naming) -> bool:
    """Return whether parts are one name that the register or every government has, and the others no names alone."""
    name, others = "".join(part.text for part in parts), [part.text for part in parts[1:]]
    known = name in naming.register.unit_by_name or is_usual(name, naming.language)
    return known and not any(is_usual(other, naming.language) for other in others)


def _goes_on(text: str, naming: Naming) -> bool:
    """Return whether a cell goes on in the next text: 教育局、 or 规划处会同."""
    joiner = next((word for word in naming.language.unit_words["joiner"] if text.endswith(word)), "")
    before = text.removesuffix(joiner) if len(text) <= LONGEST_LABEL else ""
    return text.endswith("、") or (bool(joiner) and kind_of_unit(before, naming) != "other")


def _is_name(parts: Sequence[LostText], naming: Naming) -> bool:
    name = "".join(part.text for part in parts)
    return bool(level_of(name, naming.language)) and kind_of_unit(name, naming) not in SUBJECTS


def printed_texts(texts: Sequence[LostText], headers: Sequence[str]) -> tuple[tuple[PrintedLine, str], ...]:
    """Return the lines of texts with the header of each; none where several texts stand on one line."""
    found: dict[int, tuple[PrintedLine, str]] = {}
    for text, header in zip(texts, headers, strict=True):
        found[text.line.line] = (text.line, "" if text.line.line in found else header)
        found.update((line.line, (line, "")) for line in text.more)
    return tuple(found.values())


#: A line of so many cells is the row of a table.
_WHOLE = 3


@dataclass(frozen=True, slots=True)
class LostTable:
    """The lines of a file with the cells of each row put together, and the printed lines of each row, with headers.

    `headed` says that its headers are surely those of a table; `uncertain` is the first line that may be a row or part
    of the one before it.
    """

    lines: tuple[PrintedLine, ...]
    printed: Mapping[int, tuple[tuple[PrintedLine, str], ...]]
    headed: bool = False
    uncertain: PrintedLine | None = None

    @property
    def is_plain(self) -> bool:
        """Whether most rows print all their cells but one on one line, as no list does."""
        rows = [line for line in self.lines if line.line in self.printed]
        whole = [line for line in rows if len(self.printed[line.line]) == 1 and sum(map(bool, line.cells)) >= _WHOLE]
        full = [line for line in whole if sum(map(bool, line.cells)) >= len(line.cells) - 1]
        return len(full) * 2 > len(rows)


def spread(record: Record, lost: LostTable) -> Record:
    """Return what was understood of a table put together, on the lines as they are printed."""
    entries = tuple(_entry(entry, lost) for entry in record.entries)
    used = {line for entry in entries for part in entry.assignments for line in part.lines}
    # In a table laid across all rows stand on the same lines.
    rows = list({each.line: each for row in record.rows for each in _printed_rows(row, lost)}.values())
    findings = [replace(finding, line=_first_line(finding.line, lost)) for finding in record.findings]
    noted = {finding.line for finding in findings}
    # The first line of a form is that of its labels and of its row: as a row it is printed once.
    kept = {row.line for row in rows}
    heads = {line for head in record.head_lines for line in _lines(head, lost)}
    name = record.document.name
    outside = [
        Mend("text-outside", "\t".join(cell.printed for cell in row.cells).strip(), "", Certainty.CERTAIN)
        .at(name, row.line, None)
        for row in rows
        if row.line not in used and row.line not in noted
    ]  # fmt: skip
    if line := lost.uncertain:
        text = "".join(line.cells).strip()
        outside.append(Mend("rows-by-position", text, "", Certainty.DOUBTFUL).at(name, line.line, None))
    return replace(
        record,
        rows=tuple(sorted(rows, key=lambda row: row.line)),
        entries=entries,
        findings=tuple(sorted((*findings, *outside), key=lambda finding: finding.line)),
        head_lines=tuple(sorted(heads - kept)),
    )


def _lines(number: int, lost: LostTable) -> tuple[int, ...]:
    """Return the numbers of the printed lines of a row."""
    return tuple(line.line for line, _ in lost.printed[number]) if number in lost.printed else (number,)


def _first_line(number: int, lost: LostTable) -> int:
    """Return the number of a printed line, for the row of a table laid across that of its first one."""
    lines = _lines(number, lost)
    return number if number in lines else lines[0]


def _printed_rows(row: Row, lost: LostTable) -> Iterator[Row]:
    if row.line not in lost.printed:
        yield row
        return
    for line, header in lost.printed[row.line]:
        cells = enumerate(line.cells, start=1)
        yield Row(line.line, tuple(Cell(column, header, text) for column, text in cells), line.where, line.place)


def _entry(entry: Entry, lost: LostTable) -> Entry:
    parts = (
        replace(part, lines=tuple(dict.fromkeys(line for row in part.lines for line in _lines(row, lost))))
        for part in entry.assignments
    )
    return replace(entry, assignments=tuple(parts))
