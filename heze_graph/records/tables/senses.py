"""What the headers of a table say of its columns, together with what stands below them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from heze_graph.model.printed import ASIDE
from heze_graph.records.numbering import is_number, value_of
from heze_graph.records.tables.figures import (
    amount_of,
    figure_columns,
    is_figure,
    is_place_header,
    moment_of,
    places_below,
)
from heze_graph.records.tables.headers import Sense, plain, sense_of
from heze_graph.records.tables.measures import is_measure
from heze_graph.records.tables.milestones import milestone_columns
from heze_graph.records.tables.table import PrintedColumns, share_of
from heze_graph.reference.language import Language
from heze_graph.reference.parts_of_year import QUARTER

#: So much of a column must be figures, or words, to be one of them.
_MOST = 0.8
#: A unit of measurement is no longer than this.
_LONGEST_MEASURE = 5
#: What a column of places is in a matrix with a row for each.
_PLACE = Sense("target", 1, 3)


def senses_of(printed: PrintedColumns, given: Mapping[int, str], language: Language) -> list[Sense | None]:
    """Return what each column seems to be for, None where nothing tells; what the user said of it, `given`, holds."""
    senses: list[Sense | None] = [sense_of(header, language) for header in printed.headers]
    _tell_figures(senses, printed, language)
    for column, role in given.items():
        senses[column - 1] = Sense(role, 0, 3)
    _tell_numbers(senses, printed)
    _tell_measures(senses, printed, language)
    _tell_claims(senses, printed, language)
    _tell_problems(senses, printed, language)
    _tell_amounts(senses, given, printed, language)
    _tell_words(senses, given, printed, language)
    return senses


def _tell_figures(senses: list[Sense | None], printed: PrintedColumns, language: Language) -> None:
    """Let columns be those of figures: of places or periods above them, or of what names the rows, a place or a unit.

    The units that answer name the rows where nothing else but figures stands beside them.
    """
    # A line of one text is no row.
    rows = replace(printed, body=[line for line in printed.body if len(line.own) > 1])
    cells = {column: rows.cells(column) for column in range(1, len(senses) + 1)}
    figures: Iterable[int] = figure_columns(printed.headers, cells, language)
    counted = {
        column: texts
        for column, texts in cells.items()
        if not _is_aside(senses[column - 1]) and not _is_told_beside(senses[column - 1], texts, language)
    }
    units = [c for c, sense in enumerate(senses, start=1) if sense and sense.role == "units" and cells[c]]
    places = places_below(counted, language)
    said = [text for texts in counted.values() for text in texts if not is_figure(text, language)]
    # 单位 with 联系电话 beside it makes a list of persons, and no matrix.
    promised = any((sense := senses[c - 1]) is None or sense.role != "other" for c in counted if counted[c])
    if len(units) == 1 and not places and promised and set(said) <= {*language.row_words["nothing"]}:
        counted[units[0]] = cells[units[0]]
        places = places_below(counted, language, units=True)
    if places and (places in units or (senses[places - 1] or _PLACE).role in (_PLACE.role, *ASIDE)):
        senses[places - 1] = _PLACE
        figures = [column for column, texts in counted.items() if texts and column != places]
    for column in figures:
        senses[column - 1] = Sense("figure", 1, 3)
    for column in milestone_columns(printed.headers, cells, language):
        senses[column - 1] = Sense("milestone", 1, 3)


def _is_aside(sense: Sense | None) -> bool:
    """Return whether a column of a matrix by place holds no figures, but numbers of rows, remarks, who and by when."""
    own = ("target", "detail", "progress", "figure", "rate", "other", "measure")
    return sense is not None and sense.role not in own


def _is_told_beside(sense: Sense | None, texts: Sequence[str], language: Language) -> bool:
    """Return whether a column of a matrix by place only says more of each place: 工程地点, neither figure nor place."""
    told = any(is_figure(text, language) or is_place_header(text, language) for text in texts)
    return (sense is None or sense.role == "other") and not told


def _tell_numbers(senses: list[Sense | None], printed: PrintedColumns) -> None:
    """Let one of two columns under one wide header be that of the numbers where it alone holds nothing else.

    Numbers stand before the targets, or count on from 1 behind what names groups of them.
    """
    if any(sense and sense.role == "number" for sense in senses):
        return
    for column in range(1, len(senses)):
        sense, header, following = senses[column - 1], *printed.headers[column - 1 : column + 1]
        wide = sense and sense.role in ("target", "detail") and plain(following) in ("", plain(header))
        pair = [printed.cells(column), printed.cells(column + 1)]
        first, second = (bool(cells) and all(map(is_number, cells)) for cells in pair)
        counted = second and plain(following) and list(map(value_of, pair[1])) == [*range(1, len(pair[1]) + 1)]
        if wide and all(pair) and first != second and (first or counted):
            senses[column - 1 : column + 1] = [sense, sense]
            senses[column - first] = Sense("number", 2, 1)
            return


def _tell_measures(senses: list[Sense | None], printed: PrintedColumns, language: Language) -> None:
    """Let a column named 单位 be one of measures where no cell is the name of a unit: 亿元, 所, 微克/立方米."""
    for column, sense in enumerate(senses, start=1):
        cells = printed.cells(column)
        if not sense or sense.role != "units" or sense.rank < 2 or not cells:
            continue
        # 所 and 处 are endings of units, too, but no whole names.
        rest = [cell for cell in cells if not is_measure(cell, language)]
        measured = all(len(cell) <= _LONGEST_MEASURE or "/" in cell for cell in rest)
        if measured and all(language.kind_of_unit(cell) == "other" for cell in rest):
            senses[column - 1] = Sense("measure", 1, 3)


def _tell_problems(senses: list[Sense | None], printed: PrintedColumns, language: Language) -> None:
    """Let what is to be mended be the target where the measures stand behind it: 存在问题 before 整改要求."""
    words, named = language.row_words, list(zip(map(plain, printed.headers), senses, strict=True))
    others = [column for column, (_, sense) in enumerate(named) if sense and sense.role == "other"]
    first = next((column for column in others if named[column][0].endswith(words["problem-header"])), len(named))
    # A known header says more of what is promised: 整改目标.
    asked = any(sense and sense.role in ("target", "detail") and sense.exactness > 2 for _, sense in named)
    if not asked and any(word in header for header, _ in named[first + 1 :] for word in words["mending-header"]):
        senses[first] = Sense("target", 1, 3)


def _tell_claims(senses: list[Sense | None], printed: PrintedColumns, language: Language) -> None:
    """Let a header that lists claims in brackets be one of claims: 完成情况（已完成/正常推进/滞后）.

    So is a header that asks (是否达到序时), and one of remarks or of anything else, where claims answer it and nothing
    else stands for them; 是 alone answers only what is asked. Where 办结情况 holds the report and 办理结果 nothing but
    claims, each is the other.
    """
    claims = [column for column, sense in enumerate(senses, start=1) if sense and sense.role == "claim"]
    for column, header in enumerate(printed.headers, start=1) if not claims else ():
        cells, sense = printed.cells(column), senses[column - 1]
        aside = sense is not None and sense.role in ("remark", "other") and all(len(cell) > 1 for cell in cells)
        if (aside or plain(header).startswith("是否")) and cells and all(cell in language.claims for cell in cells):
            senses[column - 1] = Sense("claim", 2, 1)
            break
    for place, sense in enumerate(senses):
        note = re.search(r"\((.+)\)", plain(printed.headers[place]))
        parts = re.split(r"[/、,;或]", note[1]) if note else []
        if sense and sense.role == "progress" and len(parts) > 1 and all(part in language.claims for part in parts):
            senses[place] = Sense("claim", sense.rank, sense.exactness)
    reports = [column for column, sense in enumerate(senses, start=1) if sense and sense.role == "progress"]
    for column in reports if not any(sense and sense.role == "claim" for sense in senses) else ():
        cells = printed.cells(column)
        # Beside a report in words, a column of claims only (进度: 达进度) is what the report claims.
        if len(reports) > 1 and cells and all(cell in language.claims for cell in cells):
            senses[column - 1] = Sense("claim", 2, 1)
            break
    said = {column: [text in language.claims for text in printed.cells(column)] for column in (*claims, *reports)}
    if len(claims) == 1 and len(reports) == 1 and all(said[reports[0]]) and not any(said[claims[0]]):
        one, other = claims[0] - 1, reports[0] - 1
        senses[one], senses[other] = senses[other], senses[one]


def _tell_amounts(
    senses: list[Sense | None], given: Mapping[int, str], printed: PrintedColumns, language: Language
) -> None:
    """Let columns of money hold figures: what is planned for the year, the latest of what has been spent, each quarter.

    What has been spent, 累计完成投资, reports where no other column does.
    """
    filled = [column for column in range(1, len(senses) + 1) if printed.cells(column)]
    said = {column: amount_of(printed.headers[column - 1], language) for column in filled if column not in given}
    amounts = {column: amount for column, amount in said.items() if amount}
    reports = {"progress", "report", "rate"}
    others = any(c not in amounts and (sense := senses[c - 1]) and sense.role in reports for c in filled)
    spent = [column for column, amount in amounts.items() if amount.reported]
    latest = max(spent, key=lambda column: (moment_of(printed.headers[column - 1]), column), default=0)
    for column, amount in amounts.items():
        earlier = amount.reported and column != latest and not re.fullmatch(QUARTER, amount.period)
        role = "other" if earlier else "figure"
        senses[column - 1] = Sense("rate" if column == latest and not others else role, 1, 3)


def _tell_words(
    senses: list[Sense | None], given: Mapping[int, str], printed: PrintedColumns, language: Language
) -> None:
    """Let words report what was done where another column of reports holds bare figures: 形象进度 beside 累计完成.

    The figures stay a report of their own.
    """
    asking = [c for c, sense in enumerate(senses, start=1) if sense and sense.role == "progress" and c not in given]
    filled = {c: cells for c in asking if (cells := printed.cells(c))}
    figures = {c: share_of(cells, lambda text: is_figure(text, language)) for c, cells in filled.items()}
    words = [c for c, share in figures.items() if share <= 1 - _MOST]
    moments = {moment_of(printed.headers[c - 1]) for c in filled}
    if words and len(moments) == 1:
        for column, share in figures.items():
            senses[column - 1] = Sense("report", 1, 3) if share >= _MOST else senses[column - 1]
