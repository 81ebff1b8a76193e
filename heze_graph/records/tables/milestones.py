"""Columns that say what is to be done in each part of the year: 一季度 | 二季度 | 三季度, with texts below."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from heze_graph.records.tables.cells import TableLine, one_line
from heze_graph.records.tables.figures import is_figure, moment_of, subject_of
from heze_graph.records.tables.headers import Header, sense_of
from heze_graph.reference.language import Language
from heze_graph.reference.parts_of_year import MONTHS, NAMED

#: So many parts of the year make a plan.
_FEWEST, _DECEMBER = 2, 12


def milestone_columns(headers: Sequence[str], cells: Mapping[int, Sequence[str]], language: Language) -> list[int]:
    """Return the columns (from 1) of parts of the year that hold what is planned for them, several of them or none.

    They go to the end of the year, so that the last one with a text says by when, and another column says for what.

    >>> from heze_graph.reference.language import load_language
    >>> from heze_graph.resources import REFERENCE
    >>> headers = ["项目名称", "三季度", "四季度"]
    >>> milestone_columns(headers, {2: ["完成选址"], 3: ["开工"]}, load_language(REFERENCE))
    [2, 3]
    >>> milestone_columns(headers, {2: ["30"], 3: ["已完成选址"]}, load_language(REFERENCE))
    []
    """
    columns = [column for column, header in enumerate(headers, start=1) if _part_of_year(header, language)]
    found = [column for column in columns if _are_plans(cells.get(column, ()), language)]
    filled = [column for column in columns if any(_is_filled(text, language) for text in cells.get(column, ()))]
    senses = [sense_of(header, language) for header in headers]
    others = {sense.role for at, sense in enumerate(senses, start=1) if sense and at not in columns}
    whole = any(moment_of(headers[column - 1])[1] == _DECEMBER for column in columns)
    plan = whole and bool(others & {"target", "detail"})
    return columns if plan and found == filled and len(found) >= _FEWEST else []


def _part_of_year(header: str, language: Language) -> bool:
    subject, sense = subject_of(header, language), sense_of(header, language)
    named = subject is not None and not (subject.place or subject.reported)
    role = sense.role if sense else "other"
    part = bool(subject and named and re.search(f"{NAMED}|{MONTHS}", subject.period))
    return part and role in ("other", "deadline", "detail", "target", "milestone")


def _is_filled(text: str, language: Language) -> bool:
    return bool(text) and text not in language.row_words["nothing"]


def _are_plans(texts: Sequence[str], language: Language) -> bool:
    """Return whether texts say what is planned: they are no figures, and few begin as a report does."""
    filled = [text for text in texts if _is_filled(text, language)]
    behind = language.row_words["progress-behind"]
    reports = sum(is_figure(text, language) or text.startswith(behind) for text in filled)
    return bool(filled) and reports * 2 < len(filled)


def milestones_of(line: TableLine, header: Header, language: Language) -> str:
    """Return what a row plans for each part of the year, as a cell of deadlines would say it; "" where it does not."""
    parts = (
        (subject_of(header.printed_at(column), language), one_line(line.text(column)).rstrip("；;。"))
        for column in header.columns_of("milestone")
    )
    return "；".join(f"{subject.period}：{text}" for subject, text in parts if subject and _is_filled(text, language))
