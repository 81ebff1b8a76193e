"""Tables that a copy lost: their rows put together again, told on the lines as printed; forms of labels and values."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from heze_graph.model.printed import ASIDE, Cell, PrintedLine, Row
from heze_graph.model.understood import Certainty, Entry, Record
from heze_graph.records.behind_text import SUBJECTS
from heze_graph.records.headers import plain, sense_of
from heze_graph.records.lists.outline import borders_of
from heze_graph.records.mends import Mend
from heze_graph.records.naming import Naming, is_usual, kind_of_unit, level_of
from heze_graph.records.numbering import is_number, mark_of
from heze_graph.reference.language import Language

#: How exactly a known header says what it is.
EXACT = 3
#: So many labels make a form; a label is no longer than this.
_FEWEST_LABELS, _LONGEST_LABEL = 3, 12


def is_repeated(headers: list[str]) -> bool:
    """Return whether headers are a few in a row, and the same again."""
    sizes = (size for size in range(2, len(headers) // 2 + 1) if len(headers) % size == 0)
    return any(headers == headers[:size] * (len(headers) // size) for size in sizes)


@dataclass(slots=True)
class _Form:
    """The labels and values of one form, the lines on which they are printed, the number that stands above it."""

    labels: dict[str, str] = field(default_factory=dict)
    lines: list[PrintedLine] = field(default_factory=list)
    number: str = ""


def find_forms(lines: Sequence[PrintedLine], language: Language) -> LostTable | None:
    """Return the table that the forms among lines make, a row each; None where no form names a target and more."""
    forms = [form for form in _forms(lines, language) if _is_form(form, language)]
    forms = forms or [form for form in _numbered_forms(lines, language) if _names_units(form, language)]
    if not forms:
        return None
    numbered = number_header(language)
    for form in forms:
        form.labels = {**({numbered: form.number} if form.number else {}), **form.labels}
    headers = tuple(dict.fromkeys(label for form in forms for label in form.labels))
    first, *_ = forms[0].lines
    # The header has no line of its own: it stands on the first form's, and that form's row on the next.
    printed: dict[int, tuple[tuple[PrintedLine, str], ...]] = {first.line: ((first, ""),)}
    rows = {first.line: [replace(first, cells=headers, merged=())]}
    for form in forms:
        begin = next(line for line in form.lines if line.line not in printed)
        cells = tuple(form.labels.get(label, "") for label in headers)
        rows.setdefault(begin.line, []).append(replace(begin, cells=cells, merged=(), table=first.table))
        printed[begin.line] = tuple((line, "") for line in form.lines)
    used = {line.line for form in forms for line in form.lines}
    kept = [row for line in lines for row in rows.get(line.line, [] if line.line in used else [line])]
    return LostTable(tuple(kept), printed)


def _forms(lines: Sequence[PrintedLine], language: Language) -> Iterator[_Form]:
    """Yield runs of lines of labels and values; a label that is printed again begins a form of its own."""
    form = _Form()
    for line in lines:
        pairs = _pairs(line, language)
        again = any(label in form.labels for label, _ in pairs)
        if form.lines and (again or not pairs or line.table != form.lines[-1].table):
            yield form
            form = _Form()
        if pairs:
            form.labels.update(pairs)
            form.lines.append(line)
    yield form


def _numbered_forms(lines: Sequence[PrintedLine], language: Language) -> Iterator[_Form]:
    """Yield forms whose labels stand above their values, a line each: as numbered headings, 一、整改任务, or bare."""
    form, label = _Form(), ""
    number: PrintedLine | None = None
    is_end = borders_of(language).is_end
    for at, line in enumerate(lines):
        text = "".join(line.cells).strip()
        heading = _heading(text, language)
        following = "".join(lines[at + 1].cells).strip() if at + 1 < len(lines) else ""
        begins = _heading(following, language) == next(iter(form.labels), following)
        if is_number(text) and begins and label != number_header(language):
            # 2 above the label with which each form begins.
            number, label = line, ""
            continue
        if heading:
            if heading in form.labels:
                yield form
                form = _Form()
            if number and not form.labels:
                form.number, form.lines = "".join(number.cells).strip(), [number]
            number, label = None, heading
            form.labels[label] = ""
        elif not label or is_end(text, following):
            label = ""
            continue
        else:
            value = text if re.search(r"\w", text) else ""
            form.labels[label] = "\n".join(filter(None, (form.labels[label], value)))
        form.lines.append(line)
    yield form


def _heading(text: str, language: Language) -> str:
    """Return the label that a line is, with a number, 一、整改任务, or bare; "" where it is none."""
    mark = mark_of(text)
    heading = plain(text[mark.end :]) if mark and mark.style == "han" else text if not mark else ""
    known = bool(mark) or _is_known(heading, language)
    return heading if heading and known and _is_label(heading, language) else ""


def number_header(language: Language) -> str:
    """Return a header of a column of numbers."""
    return next(word for word, known in language.headers.items() if known.role == "number")


def _is_known(text: str, language: Language) -> bool:
    sense = sense_of(text, language) if len(text) <= _LONGEST_LABEL else None
    return sense is not None and sense.exactness == EXACT


def is_number_header(text: str, language: Language) -> bool:
    """Return whether a text is the header of a column of numbers: 序号."""
    sense = sense_of(text, language)
    return sense is not None and (sense.role, sense.exactness) == ("number", EXACT)


def _names_units(form: _Form, language: Language) -> bool:
    """Return whether a form says in values of their own what is to be done and who answers for it."""
    said = [label for label, value in form.labels.items() if value]
    roles = {sense.role for label in said if (sense := sense_of(label, language))}
    # 序号 stands above a number, else above the next header of a table, as labels one below the other do.
    numbers = [value for label, value in form.labels.items() if is_number_header(label, language)]
    if not all(is_number(value) for value in numbers if value):
        return False
    whole = len(said) * 2 > len(form.labels) >= _FEWEST_LABELS
    return "target" in roles and bool(roles & {"units", "lead_units"}) and whole


def _pairs(line: PrintedLine, language: Language) -> list[tuple[str, str]]:
    """Return the labels of a line, each with the value beside it; none where the line holds anything else."""
    texts = [cell.strip() for cell in line.cells if cell.strip()]
    labels, values = texts[::2], texts[1::2]
    if not values or len(values) < len(labels) or not all(_is_label(label, language) for label in labels):
        return []
    return [(plain(label), value) for label, value in zip(labels, values, strict=True)]


def is_form_line(line: PrintedLine, language: Language) -> bool:
    """Return whether a line holds labels with values beside them, 序号 | 1 | 责任领导 | 甲: no header does.

    What a claim says may be a header, too: 进度评价 | 已完成.
    """
    pairs = _pairs(line, language)
    return bool(pairs) and not any(_is_label(value, language) and value not in language.claims for _, value in pairs)


def _is_label(text: str, language: Language) -> bool:
    sense = sense_of(text, language) if len(text) <= _LONGEST_LABEL and not is_number(text) else None
    return sense is not None and sense.exactness > 1


def _is_form(form: _Form, language: Language) -> bool:
    """Return whether labels and values are a form: enough labels, one of them a target's, and no header of a table."""
    senses = [sense for label in form.labels if (sense := sense_of(label, language))]
    roles = {sense.role for sense in senses if sense.exactness == 3} - {*ASIDE}
    values = [value for value in form.labels.values() if _is_label(value, language)]
    return len(senses) >= _FEWEST_LABELS and "target" in roles and len(roles) > 1 and len(values) * 2 < len(senses)


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
    for part in parts:
        at = max(line.find(part.text, at), at)
        wide = sum(unicodedata.east_asian_width(sign) in "WF" for sign in line[:at])
        starts.append((at + wide, at))
        at += len(part.text)
    return starts


def whole_names(texts: Sequence[LostText], naming: Naming) -> Iterator[LostText]:
    """Yield texts, names of units whole that a narrow cell broke over lines: 市政 / 府办 / 公厅, 教育局、 / 财政局."""
    at = 0
    while at < len(texts):
        text, size = texts[at], 1
        while _goes_on(text.text, naming) and at + size < len(texts) and len(texts[at + size].text) <= _LONGEST_LABEL:
            text = replace(text, text=text.text + texts[at + size].text, more=(*text.more, texts[at + size].line))
            size += 1
        if size > 1:
            yield text
            at += size
            continue
        short = _is_one_letter(text.text, naming)
        broken = _may_be_piece(text.text) and (short or kind_of_unit(text.text, naming) == "other")
        while broken and at + size < len(texts) and _may_be_piece(texts[at + size].text):
            size += 1
        is_name = _is_usual_name if short else _is_name
        sizes = (n for n in range(min(size, _MOST_PARTS), 1, -1) if is_name(texts[at : at + n], naming))
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
    before = text.removesuffix(joiner) if len(text) <= _LONGEST_LABEL else ""
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

    `headed` says that its headers are surely those of a table.
    """

    lines: tuple[PrintedLine, ...]
    printed: Mapping[int, tuple[tuple[PrintedLine, str], ...]]
    headed: bool = False

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
