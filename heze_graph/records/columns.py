"""Deciding what each column of a table is for: by its header, by what was said of it, by what stands below it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from heze_graph.model.printed import ASIDE, ROLES
from heze_graph.model.understood import Certainty
from heze_graph.records.figures import amount_of, figure_columns, is_figure, is_measure, moment_of, places_below
from heze_graph.records.fitting import Fit
from heze_graph.records.guessing import MOST, beside_target, guess, likeliest_target
from heze_graph.records.headers import Sense, is_part_of_year, plain, says_lead, sense_of
from heze_graph.records.mends import Mend
from heze_graph.records.milestones import milestone_columns
from heze_graph.records.numbering import is_number
from heze_graph.records.reports import reporting_remark
from heze_graph.records.table import PrintedColumns
from heze_graph.reference.language import Language

#: A column that stays empty in so many numbered rows names groups of targets, not targets.
_GAPS = 0.3
#: A level of indicators or of tasks, from the highest on.
_LEVEL = re.compile(r"[一二三四](?=级(?:指标|目标|任务|项目)?$)")
#: A target that is only named, not described, is no longer than this.
_LONGEST_NAME = 16
#: A unit of measurement is no longer than this.
_LONGEST_MEASURE = 5
#: What a column of places is in a matrix with a row for each.
_PLACE = Sense("target", 1, 3)


def decide(printed: PrintedColumns, language: Language, fit: Fit) -> tuple[tuple[str | None, ...], tuple[Mend, ...]]:
    """Return the role of each column, and the mends made where contents decided.

    Where two headers claim one role, or it cannot be told which column holds the targets, the likeliest is taken and a
    Mend asks. Raises TableError, which asks, when no column holds texts at all.
    """
    senses: list[Sense | None] = [sense_of(header, language) for header in printed.headers]
    given, mends = _given(printed)
    _tell_figures(senses, printed, language)
    for column, role in given.items():
        senses[column - 1] = Sense(role, 0, 3)
    _tell_numbers(senses, printed)
    _tell_measures(senses, printed, language)
    _tell_claims(senses, printed, language)
    _tell_problems(senses, printed, language)
    _tell_amounts(senses, given, printed, language)
    roles: list[str | None] = [None] * len(senses)
    for column, sense in enumerate(senses, start=1):
        if sense and sense.role in ASIDE:
            roles[column - 1] = sense.role
    for role in ROLES:
        if role not in ("target", "detail", *ASIDE):
            mends += tuple(_claim(role, senses, roles, printed))
    _targets(senses, roles, printed)
    supports = any(sense and sense.role == "supporting_units" for sense in senses)
    supports = supports or (
        {"units", "supporting_units"}.issubset(roles) and says_lead(printed.headers[roles.index("units")], language)
    )
    if "lead_units" not in roles and supports:
        # Beside a column of units that support, 责任单位 is that of those that lead.
        roles[:] = ["lead_units" if role == "units" else role for role in roles]
    _tell_measures_taken(roles, printed, language)
    mends += guess(roles, printed, language, fit)
    if "target" not in roles:
        mends += likeliest_target(roles, printed, language)
    mends += beside_target(roles, printed, language)
    mends += reporting_remark(roles, printed, language)
    return tuple(roles), mends


def _tell_figures(senses: list[Sense | None], printed: PrintedColumns, language: Language) -> None:
    """Let columns be those of figures: of places or periods above them, or of what names the rows, a place or a unit.

    The units that answer name the rows where nothing else but figures stands beside them.
    """
    # A line of one text is no row.
    rows = replace(printed, body=[line for line in printed.body if len(line.own) > 1])
    cells = {column: rows.cells(column) for column in range(1, len(senses) + 1)}
    figures: Iterable[int] = figure_columns(printed.headers, cells, language)
    counted = {column: texts for column, texts in cells.items() if not _is_aside(senses[column - 1])}
    units = [c for c, sense in enumerate(senses, start=1) if sense and sense.role == "units" and cells[c]]
    places = places_below(counted, language)
    said = [text for texts in counted.values() for text in texts if not is_figure(text, language)]
    if len(units) == 1 and not places and set(said) <= {*language.row_words["nothing"]}:
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


def _tell_numbers(senses: list[Sense | None], printed: PrintedColumns) -> None:
    """Let the first of two columns under one wide header be that of the numbers where it holds nothing else."""
    if any(sense and sense.role == "number" for sense in senses):
        return
    for column in range(1, len(senses)):
        sense, header, following = senses[column - 1], *printed.headers[column - 1 : column + 1]
        cells, texts = printed.cells(column), printed.cells(column + 1)
        wide = sense and sense.role in ("target", "detail") and plain(following) in ("", plain(header))
        if wide and cells and texts and all(map(is_number, cells)) and not all(map(is_number, texts)):
            senses[column - 1], senses[column] = Sense("number", 2, 1), sense
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

    So is a header that asks (是否达到序时), where claims answer it and nothing else stands for them. Where 办结情况
    holds the report and 办理结果 nothing but claims, each is the other.
    """
    claims = [column for column, sense in enumerate(senses, start=1) if sense and sense.role == "claim"]
    for column, header in enumerate(printed.headers, start=1) if not claims else ():
        cells = printed.cells(column)
        if plain(header).startswith("是否") and cells and all(cell in language.claims for cell in cells):
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
    """Let columns of money hold figures: what is planned for the year, and the latest of what has been spent.

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
        role = "other" if amount.reported and column != latest else "figure"
        senses[column - 1] = Sense("rate" if column == latest and not others else role, 1, 3)


def _given(printed: PrintedColumns) -> tuple[dict[int, str], tuple[Mend, ...]]:
    """Return the role of each column that the user named, and a Mend for each name that is no header here.

    Such a name is no error: one mapping may serve many tables.
    """
    given: dict[int, str] = {}
    mends = []
    names = [plain(header) for header in printed.headers]
    for header, role in printed.given.items():
        columns = [column for column, name in enumerate(names, start=1) if name == plain(header)]
        if not columns and header.strip().isdecimal() and 0 < int(header) <= len(names):
            # Two columns of one name are told apart by their place.
            columns = [int(header)]
        if not columns:
            details = (("headers", "、".join(name for name in names if name)),)
            mends.append(Mend("unused-mapping", header, role, Certainty.CERTAIN, details=details))
        given.update(dict.fromkeys(columns, role))
    return given, tuple(mends)


def _claim(role: str, senses: Sequence[Sense | None], roles: list[str | None], printed: PrintedColumns) -> list[Mend]:
    """Give a role to the column whose header asks for it best; return a Mend for each that asks for it in vain.

    Of two reports the later one counts. A second column of units holds units, too. Where two headers ask alike for one
    role, a Mend asks what the other is for.
    """
    asking = [column for column, sense in enumerate(senses, start=1) if sense and sense.role == role]
    # A column without a single cell asks for nothing.
    asking = [column for column in asking if printed.cells(column)] or asking[:1]
    if not asking:
        return []
    orders = {column: sense.order for column in asking if (sense := senses[column - 1])}
    if role == "progress" and len({orders[column][0] for column in asking}) == 1:
        moments = {column: moment_of(printed.headers[column - 1]) for column in asking}
        if len(set(moments.values())) == len(asking):
            orders = {column: (-year, -month) for column, (year, month) in moments.items()}
    asking.sort(key=lambda column: orders[column])
    best, *others = asking
    roles[best - 1] = role
    asked: list[Mend] = []
    for other in others:
        roles[other - 1] = "report" if role == "progress" else "other"
        same_name = plain(printed.headers[other - 1]) == plain(printed.headers[best - 1])
        if role == "units" and orders[other][0] == orders[best][0] and _free(roles, senses):
            roles[other - 1] = "supporting_units"
        if role == "lead_units" and not same_name and not any(s and s.role == "units" for s in senses):
            # Beside 牵头部门, 主责单位 is one more unit that answers.
            roles[other - 1] = "units"
        if role not in ("number", "progress") and orders[other] == orders[best] and _differ(best, other, printed):
            asked += [printed.unclear(other, role)] if same_name or role != "units" else []
    vain = [other for other in others if roles[other - 1] in ("other", "report") and role != "number"]
    return asked + [_rival(other, best, role, printed) for other in vain]


def _rival(other: int, best: int, role: str, printed: PrintedColumns) -> Mend:
    header, chosen = (plain(printed.headers[column - 1]) for column in (other, best))
    details = (("column", str(other)), ("chosen", chosen))
    return Mend("rival-column", header or "—", role, Certainty.LIKELY, details=details)


def _free(roles: Sequence[str | None], senses: Sequence[Sense | None]) -> bool:
    """Return whether no column is for supporting units yet, nor asks to be."""
    return "supporting_units" not in roles and not any(s and s.role == "supporting_units" for s in senses)


def _differ(one: int, other: int, printed: PrintedColumns) -> bool:
    return any(line.text(one) != line.text(other) for line in printed.body)


def _targets(senses: Sequence[Sense | None], roles: list[str | None], printed: PrintedColumns) -> None:
    """Find the targets among the columns that could hold them.

    A column that names groups of targets (merged over several numbers, or left empty in many numbered rows) is none.
    Of those left the first names the target and the others say more of it (项目名称 and 建设内容): readers need both,
    so they are joined, a line each.
    """
    asking = [c for c, sense in enumerate(senses, start=1) if sense and sense.role in ("target", "detail")]
    filled = [column for column in asking if printed.cells(column)] or asking[:1]
    for column in asking:
        roles[column - 1] = "other"
    number = roles.index("number") + 1 if "number" in roles else None
    parts = [c for c in filled if is_part_of_year(printed.headers[c - 1])]
    levels = _upper_levels(filled, senses, printed)
    groups = [c for c in filled if c not in parts and (c in levels or _names_groups(c, number, printed))]
    first = next((column for column in filled if column not in (*parts, *groups)), filled[-1] if filled else 0)
    # What stands behind the first target and is often empty says more of it.
    groups = [column for column in groups if column < first]
    left = [column for column in filled if column not in (*parts, *groups)] or filled[-1:]
    for column in groups:
        roles[column - 1] = "group"
    exact = [column for column in left if (sense := senses[column - 1]) and sense.exactness > 1] or left
    for place, column in enumerate(exact):
        roles[column - 1] = "detail" if place else "target"


def _upper_levels(columns: Sequence[int], senses: Sequence[Sense | None], printed: PrintedColumns) -> list[int]:
    """Return the columns of levels above that of the targets: 一级指标 and 二级指标 beside 三级指标 or 指标名称."""
    levels = [column for column in columns if _LEVEL.match(plain(printed.headers[column - 1]))]
    last = max(levels, default=0)
    named = any(c > last and (sense := senses[c - 1]) and sense.role == "target" for c in columns)
    named = named and not all(map(is_number, printed.cells(last + 1)))
    return levels if named else levels[:-1]


def _tell_measures_taken(roles: list[str | None], printed: PrintedColumns, language: Language) -> None:
    """Let 具体举措 behind targets that are only named say what is to be done; else measures are no part of a target."""
    if "target" not in roles or "detail" in roles or roles.index("target") + 1 >= len(roles):
        return
    column = roles.index("target") + 1
    header = plain(printed.headers[column])
    named = [cell for cell in printed.cells(column) if len(cell) <= _LONGEST_NAME and not re.search(r"\d", cell)]
    # One target with a row for each measure: what is to be done, by whom, is said of each.
    shared = any(column in line.above and column + 1 in line.own and len(line.own) > 2 for line in printed.body)
    is_measure = any(word in header for word in language.row_words["measure-word"])
    if roles[column] == "other" and is_measure and (shared or len(named) >= MOST * len(printed.cells(column))):
        roles[column] = "detail"


def _names_groups(column: int, number: int | None, printed: PrintedColumns) -> bool:
    rows = [line for line in printed.body if number is None or (number in line.own and is_number(line.text(number)))]
    if len(rows) < 3:
        return bool(rows) and sum(column in line.above for line in rows) > len(rows) * _GAPS
    gaps = [line for line in rows if column not in line.own and (len(line.own) > 2 or column in line.above)]
    return len(gaps) > len(rows) * _GAPS or any(column in line.above for line in gaps)
