"""Forms of labels and values: beside each other in a line, or the label above its value."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from heze_graph.model.printed import ASIDE, PrintedLine
from heze_graph.records.borders import borders_of
from heze_graph.records.numbering import Mark, is_number, mark_of
from heze_graph.records.reconstruction.lost_table import EXACT, LostTable, number_header
from heze_graph.records.tables.headers import (
    LEVEL,
    LONGEST_LABEL,
    is_form_label,
    is_number_header,
    labels_with_values,
    plain,
    sense_of,
)
from heze_graph.records.titles import LONGEST_TITLE
from heze_graph.reference.language import Language

#: So many labels make a form.
_FEWEST_LABELS = 3
#: The name of what a card is about stands above a label with one of these roles.
_NAMED = ("target", "detail")
_STOP = re.compile("[。；;]")
_FIGURE = re.compile(r"[\d.,，%％\s]+")


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
        pairs = labels_with_values(line, language)
        again = any(label in form.labels for label, _ in pairs)
        if form.lines and (again or not pairs or line.table != form.lines[-1].table):
            yield form
            form = _Form()
        if pairs:
            form.labels.update(pairs)
            form.lines.append(line)
    yield form


def _numbered_forms(lines: Sequence[PrintedLine], language: Language) -> Iterator[_Form]:
    """Yield forms whose labels stand above their values, a line each: as numbered headings, 一、整改任务, or bare.

    Where only the first is numbered, that is the number of the form: 1.整改任务 / 整改目标.
    """
    form, label, name = _Form(), "", ""
    number: PrintedLine | None = None
    last: Mark | None = None
    is_end = borders_of(language).is_end
    for at, line in enumerate(lines):
        text = "".join(line.cells).strip()
        heading = _heading(text, language)
        following = "".join(lines[at + 1].cells).strip() if at + 1 < len(lines) else ""
        below = _heading(following, language)
        heads = _heads_a_card(text, mark_of(following)) and not heading
        begins = below == next(iter(form.labels), following) or (below and not form.labels and heads)
        if (is_number(text) or heads) and begins and label != number_header(language):
            # 2, 问题二 or 项目二：修路 above the label with which each form begins.
            number, label = line, ""
            continue
        if heading:
            if heading in form.labels:
                yield form
                form = _Form()
            if number and not form.labels:
                name = _take_number(form, number)
            first, last = last, mark_of(text)
            if len(form.labels) == 1 and first and not last and first.style != "han":
                form.number = form.number or first.number
            sense = sense_of(heading, language)
            named = bool(form.labels) or sense is None or sense.role not in _NAMED
            number, label = None, heading
            form.labels[label], name = "" if named else name, ""
        elif not label or is_end(text, following) or _counts_on(last, text):
            label = ""
            continue
        else:
            form.labels[label] = _with_value(form.labels[label], text)
        form.lines.append(line)
    yield form


def _take_number(form: _Form, line: PrintedLine) -> str:
    """Give a form the number that stands above it; return the name behind that, with a colon, "" where none is."""
    printed = "".join(line.cells).strip()
    mark = mark_of(printed) if not is_number(printed) else None
    form.number, form.lines = mark.number if mark else printed, [line]
    return f"{printed[mark.end :]}：".lstrip("：") if mark else ""


def _with_value(above: str, text: str) -> str:
    """Return the value of a label with one more line, which stands behind the colon of a name."""
    value = text if re.search(r"\w", text) else ""
    return f"{above}{value}" if above.endswith("：") else "\n".join(filter(None, (above, value)))


def _heads_a_card(text: str, below: Mark | None) -> bool:
    """Return whether a line numbers a card, otherwise than the label below it, whose mark is given: 项目二：修路."""
    mark = mark_of(text)
    own = mark is not None and (mark.style == "article" or (below is not None and mark.style != below.style))
    return own and len(text) <= LONGEST_TITLE and not _STOP.search(text)


def _counts_on(last: Mark | None, text: str) -> bool:
    """Return whether the number of a line goes on from that of the last label: 五、下一步计划 ends a card."""
    mark = mark_of(text)
    return last is not None and mark is not None and (mark.style, mark.value) == (last.style, last.value + 1)


def _heading(text: str, language: Language) -> str:
    """Return the label that a line is, with a number, 一、整改任务, or bare; "" where it is none."""
    mark = mark_of(text)
    heading = plain(text[mark.end :]) if mark else text
    known = bool(mark and mark.style == "han") or _is_known(heading, language)
    return heading if heading and known and is_form_label(heading, language) else ""


def _is_known(text: str, language: Language) -> bool:
    sense = sense_of(text, language) if len(text) <= LONGEST_LABEL else None
    return sense is not None and sense.exactness == EXACT


def _names_units(form: _Form, language: Language) -> bool:
    """Return whether a form says in values of their own what is to be done and who answers for it."""
    said = [label for label, value in form.labels.items() if value]
    roles = {sense.role for label in said if (sense := sense_of(label, language))}
    # 序号 stands above a number, else above the next header of a table, as labels one below the other do.
    numbers = [value for label, value in form.labels.items() if is_number_header(label, language)]
    if not all(is_number(value) for value in numbers if value):
        return False
    lines = [line for value in form.labels.values() for line in value.split("\n")]
    if any(LEVEL.match(text) for text in (*form.labels, *lines)):
        # 一级指标 below 主管部门 heads a table of indicators.
        return False
    if sum(_FIGURE.fullmatch(line) is not None for line in lines) * 2 > len(lines):
        # 一、主要指标 stands above the rows of a table.
        return False
    whole = len(said) * 2 > len(form.labels) >= _FEWEST_LABELS
    return "target" in roles and bool(roles & {"units", "lead_units"}) and whole


def _is_form(form: _Form, language: Language) -> bool:
    """Return whether labels and values are a form: enough labels, one of them a target's, and no header of a table."""
    senses = [sense for label in form.labels if (sense := sense_of(label, language))]
    roles = {sense.role for sense in senses if sense.exactness == 3} - {*ASIDE}
    values = [value for value in form.labels.values() if is_form_label(value, language)]
    return len(senses) >= _FEWEST_LABELS and "target" in roles and len(roles) > 1 and len(values) * 2 < len(senses)
