"""Deciding what each column of a table is for: by its header, by what was said of it, by what stands below it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from heze_graph.errors import TableError
from heze_graph.messages import quoted
from heze_graph.model.printed import ASIDE, ROLES, UNIT_ROLES
from heze_graph.model.understood import Certainty
from heze_graph.records.mends import Mend
from heze_graph.records.numbering import is_number, is_reference
from heze_graph.records.responsibility.leaders import is_person
from heze_graph.records.tables.figures import is_figure, moment_of, subject_of, whole_year
from heze_graph.records.tables.fitting import Fit
from heze_graph.records.tables.headers import LEVEL, Sense, is_part_of_year, plain, says_lead
from heze_graph.records.tables.senses import senses_of
from heze_graph.records.tables.table import PrintedColumns, share_of
from heze_graph.reference.language import Language
from heze_graph.reference.register import Register

#: So much of a column must fit a role before its cells alone decide.
_MOST = 0.8
#: Targets are sentences: a column of shorter texts is not taken for one.
_SHORTEST_TARGET = 6
#: What says of a target more than its name, and who answers.
_PROMISING = {"deadline", "progress", "claim", "detail", "report", "rate", "figure", "milestone"}
#: Figures of so many years one after the other say how something went.
_FEWEST_YEARS = 3
#: Among fewer texts than this those that stand several times tell nothing.
_FEW = 4
#: What two columns of units are for that no header tells apart, in their order.
_LED = ("lead_units", "supporting_units")


def decide(printed: PrintedColumns, language: Language, fit: Fit) -> tuple[tuple[str | None, ...], tuple[Mend, ...]]:
    """Return the role of each column, and the mends made where contents decided.

    Where two headers claim one role, or it cannot be told which column holds the targets, the likeliest is taken and a
    Mend asks. Raises TableError, which asks, when no column holds texts at all.
    """
    given, mends = _given(printed)
    senses = senses_of(printed, given, language)
    mends += tuple(_plans_apart(senses, given, printed, language))
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
    mends += _guess(roles, printed, language, fit)
    if not given:
        _refuse_names(roles, printed, language)
        _refuse_statistics(roles, printed, language)
    if "target" not in roles:
        mends += _likeliest_target(roles, printed, language)
    mends += _beside_target(roles, printed, language)
    mends += _reporting_remark(roles, printed, language)
    mends += _answering_remark(roles, printed, fit)
    return tuple(roles), mends


def _refuse_names(roles: Sequence[str | None], printed: PrintedColumns, language: Language) -> None:
    """Raise TableError, which asks, for a list of companies or persons beside which nothing is promised.

    统一社会信用代码 or 主要事迹 stand in its header, or 河长名单 above it.
    """
    words = language.row_words
    named = any(word in plain(header) for header in printed.headers for word in words["identity"])
    named = named or any(_lists_names(title, language) for title in printed.titles)
    if named and not _PROMISING.intersection(roles):
        raise printed.ask(roles.index("target") + 1 if "target" in roles else 1, "target")


def _lists_names(title: str, language: Language) -> bool:
    """Return whether a title is that of a list of names, 河长名单, and not of work, 民生实事项目名单."""
    words = language.row_words
    end = next((word for word in words["names-title"] if title.endswith(word)), "")
    return bool(end) and not title.removesuffix(end).endswith((*words["list-title"], *words["counted-work"]))


def _refuse_statistics(roles: Sequence[str | None], printed: PrintedColumns, language: Language) -> None:
    """Raise TableError for the figures of one year after the other, where neither header nor title says of a plan.

    Of such figures, those of a yearbook, none is promised, nor are they the report of any one year.
    """
    columns = [column for column, role in enumerate(roles, start=1) if role == "figure" or role is None]
    subjects = ((column, subject_of(printed.headers[column - 1], language)) for column in columns)
    years = {whole_year(subject.period): column for column, subject in subjects if subject} if columns else {}
    years.pop(0, None)
    row_words, ends = language.row_words, (*language.row_words["report-title"], *language.row_words["plan-goal"])
    works = [word for word in row_words["list-title"] if not word.endswith(ends)]
    words = (*row_words["planned"], *row_words["policy"], *row_words["plan-title"], *works)
    planned = any(word in text for text in (*map(plain, printed.headers), *printed.titles) for word in words)
    told = planned or any(role in (*UNIT_ROLES, *_PROMISING - {"figure", "detail"}) for role in roles)
    if len(years) >= _FEWEST_YEARS and max(years) - min(years) < len(years) and not told:
        shown = "、".join(map(str, sorted(years)))
        column = quoted(printed.names(years[max(years)]))
        raise TableError.problem("records.statistics", where=printed.where, years=shown, column=column)


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

    Of reports up to several days the last counts; nobody wonders about those before it. A second column of units holds
    units, too. Where two headers ask alike for one role, a Mend asks what the other is for.
    """
    asking = [column for column, sense in enumerate(senses, start=1) if sense and sense.role == role]
    # A column without a single cell asks for nothing.
    asking = [column for column in asking if printed.cells(column)] or asking[:1]
    if not asking:
        return []
    orders = {column: sense.order for column in asking if (sense := senses[column - 1])}
    are_in_time = False
    if role == "progress" and len({orders[column][0] for column in asking}) == 1:
        moments = {column: moment_of(printed.headers[column - 1]) for column in asking}
        ordered = len(set(moments.values())) == len(asking)
        are_in_time = ordered and all(month for _, month in moments.values())
        if ordered:
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
    vain = [] if are_in_time else vain
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
    groups = [c for c in filled if c not in parts and (c in levels or printed.names_groups(c, number))]
    first = next((column for column in filled if column not in (*parts, *groups)), filled[-1] if filled else 0)
    # What stands behind the first target and is often empty says more of it.
    groups = [column for column in groups if column < first]
    left = [column for column in filled if column not in (*parts, *groups)] or filled[-1:]
    for column in groups:
        roles[column - 1] = "group"
    exact = [column for column in left if (sense := senses[column - 1]) and sense.exactness > 1] or left
    for place, column in enumerate(exact):
        roles[column - 1] = "detail" if place else "target"


def _plans_apart(
    senses: list[Sense | None], given: Mapping[int, str], printed: PrintedColumns, language: Language
) -> Iterator[Mend]:
    """Keep what a quarter plans, 工作安排, apart from the target of the year beside it, and yield a Mend for each."""
    words, names = language.row_words, list(map(plain, printed.headers))
    number = next((at for at, sense in enumerate(senses, start=1) if sense and sense.role == "number"), None)
    goals = [
        column
        for column, sense in enumerate(senses, start=1)
        if sense and sense.role in ("target", "detail") and names[column - 1].endswith(words["goal-header"])
        # What only names its rows, or groups of them, leaves the promise to the plan.
        and not printed.only_names(column) and not printed.names_groups(column, number)
    ]  # fmt: skip
    for column, sense in enumerate(senses, start=1) if goals else ():
        held = column not in given and (sense is None or sense.role in ("target", "detail"))
        if held and names[column - 1].endswith(words["plan-header"]) and printed.cells(column):
            senses[column - 1] = Sense("other", 1, 3)
            yield _rival(column, goals[0], "target", printed)


def _upper_levels(columns: Sequence[int], senses: Sequence[Sense | None], printed: PrintedColumns) -> list[int]:
    """Return the columns of levels above that of the targets: 一级指标 and 二级指标 beside 三级指标 or 指标名称."""
    levels = [column for column in columns if LEVEL.match(plain(printed.headers[column - 1]))]
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
    # One target with a row for each measure: what is to be done, by whom, is said of each.
    shared = any(column in line.above and column + 1 in line.own and len(line.own) > 2 for line in printed.body)
    is_measure = any(word in header for word in language.row_words["measure-word"])
    # What is wrong is no promise: what mends it is.
    problem = any(word in plain(printed.headers[column - 1]) for word in language.row_words["problem-header"])
    wanted = shared or problem or printed.only_names(column)
    if roles[column] == "other" and is_measure and wanted:
        roles[column] = "detail"


def _guess(roles: list[str | None], printed: PrintedColumns, language: Language, fit: Fit) -> tuple[Mend, ...]:
    """Let the cells decide for columns whose header says nothing."""
    mends = []
    # Where no header says what a column is for, one that holds nothing but names of persons is that of leaders.
    persons = ("leader", lambda text: is_person(text, language, Register("")))
    bare = () if any(map(plain, printed.headers)) else (persons,)
    for role, found in (
        ("number", is_number),
        ("units", lambda text: fit("units", text) == 1),
        # 6.4 may be a day, but as well a rate of growth; 2024.6 tells its year.
        (
            "deadline",
            lambda text: fit("deadline", text) == 1 and (re.match(r"20\d\d", text) or not is_figure(text, language)),
        ),
        ("claim", language.claims.__contains__),
        *bare,
        ("target", lambda text: len(text) >= _SHORTEST_TARGET),
    ):
        rivals = {"units": ("lead_units", "leader_units")}.get(role, ())
        if role in roles or any(rival in roles for rival in rivals):
            continue
        unknown = [column for column, given in enumerate(roles, start=1) if given is None]
        if role == "target" and not any(map(plain, printed.headers)):
            # In a table without a header what is to be done stands before what has been done.
            mends += _guess_report(unknown, roles, printed, language)
            unknown = [column for column in unknown if roles[column - 1] is None]
        fitting = [c for c in unknown if (cells := printed.cells(c)) and share_of(cells, found) >= _MOST]
        if role == "number":
            fitting = [column for column in fitting if column == 1]
        if role == "units" and bare and len(fitting) == len(_LED):
            # Of two columns of units that of those who lead stands before that of those who support.
            for column, part in zip(fitting, _LED, strict=True):
                roles[column - 1] = part
                mends.append(_guessed(column, part, printed))
            continue
        if len(fitting) != 1:
            continue
        roles[fitting[0] - 1] = role
        mends.append(_guessed(fitting[0], role, printed))
    return tuple(mends)


def _guessed(column: int, role: str, printed: PrintedColumns) -> Mend:
    header = plain(printed.headers[column - 1]) or "—"
    return Mend("guessed-column", header, role, Certainty.LIKELY, details=(("column", str(column)),))


def _beside_target(roles: list[str | None], printed: PrintedColumns, language: Language) -> tuple[Mend, ...]:
    """Let an unknown column of texts right behind the target say more of it, and ask about any other one of texts."""
    mends = []
    for column, role in enumerate(roles, start=1):
        cells = printed.cells(column)
        texts = [cell for cell in cells if len(cell) > 1 and not is_figure(cell, language)]
        texts = [text for text in texts if not is_number(text) and not is_reference(text)]
        if role is not None or not texts or 2 * len(texts) < len(cells) or not plain(printed.headers[column - 1]):
            continue
        if is_part_of_year(printed.headers[column - 1]):
            # What is planned for 三季度 is no part of the target.
            roles[column - 1] = "other"
        elif column > 1 and roles[column - 2] in ("target", "detail") and _says_more(texts, language):
            roles[column - 1] = "detail"
            header, details = plain(printed.headers[column - 1]), (("column", str(column)),)
            mends.append(Mend("guessed-column", header, "detail", Certainty.LIKELY, details=details))
        elif "target" in roles and not ("progress" in roles and any(role in UNIT_ROLES for role in roles)):
            # Where all that matters is found, nobody wonders about one column more.
            mends.append(printed.unclear(column, "other"))
    return tuple(mends)


def _says_more(texts: Sequence[str], language: Language) -> bool:
    """Return whether texts say more of targets: where they lie, or one of a few classes, is no part of a target."""
    if all(text.endswith(language.unit_words["place-word"]) for text in texts):
        return False
    return len(texts) < _FEW or len(set(texts)) > len(texts) * _MOST / 2


def _likeliest_target(roles: list[str | None], printed: PrintedColumns, language: Language) -> tuple[Mend, ...]:
    """Take the column of the longest texts for that of the targets, and ask; raises TableError where none has texts."""
    unknown = [column for column, role in enumerate(roles, start=1) if role is None]
    known = [column for column, role in enumerate(roles, start=1) if role in ASIDE and role != "figure"]
    longest = max(
        unknown or known or range(1, len(roles) + 1), key=lambda c: sum(map(len, printed.cells(c))), default=1
    )
    # What a header names otherwise, 职务, or beside which nothing is promised, 职称, is a target only where sentences
    # stand below.
    shortest = 2 if unknown and _PROMISING.intersection(filter(None, roles)) else _SHORTEST_TARGET
    texts = [cell for cell in printed.cells(longest) if not is_figure(cell, language) and len(cell) >= shortest]
    if not (unknown or known) or not texts:
        raise printed.ask(longest, "target")
    roles[longest - 1] = "target"
    return (printed.unclear(longest, "target"),)


def _guess_report(
    unknown: Sequence[int], roles: list[str | None], printed: PrintedColumns, language: Language
) -> list[Mend]:
    """Let one of several columns of texts without headers, not the first, report where most of its texts do."""
    words = (*language.row_words["progress-behind"], *language.row_words["reported"], *language.row_words["report"])
    texts = [column for column in unknown if printed.cells(column)]
    for column in texts[1:]:
        cells = printed.cells(column)
        if 2 * sum(any(word in text for word in words) for text in cells) > len(cells):
            roles[column - 1] = "progress"
            details = (("column", str(column)),)
            return [Mend("guessed-column", "—", "progress", Certainty.LIKELY, details=details)]
    return []


def _reporting_remark(roles: list[str | None], printed: PrintedColumns, language: Language) -> tuple[Mend, ...]:
    """Let a column of remarks report where no other does, most rows fill it, and most texts say what was done."""
    words = (*language.row_words["progress-behind"], *language.row_words["reported"])
    for column in [column for column, role in enumerate(roles, start=1) if role == "remark"]:
        cells = [cell for cell in printed.cells(column) if cell not in language.row_words["nothing"]]
        reports = sum(any(word in cell for word in words) for cell in cells)
        rows = sum(len(line.own) > 1 for line in printed.body)
        if {"progress", "rate", "report", "figure"} & set(roles) or 2 * reports <= len(cells) or 2 * len(cells) < rows:
            continue
        roles[column - 1] = "progress"
        header, details = plain(printed.headers[column - 1]), (("column", str(column)),)
        return (Mend("guessed-column", header, "progress", Certainty.LIKELY, details=details),)
    return ()


def _answering_remark(roles: list[str | None], printed: PrintedColumns, fit: Fit) -> tuple[Mend, ...]:
    """Let a column of remarks with nothing but units say who answers; beside a column of units, ask about it."""
    for column in [column for column, role in enumerate(roles, start=1) if role == "remark"]:
        cells = printed.cells(column)
        if len(cells) < 2 or share_of(cells, lambda text: fit("units", text) == 1) < _MOST:
            continue
        if any(role in roles for role in UNIT_ROLES):
            return (printed.unclear(column, "supporting_units"),)
        roles[column - 1] = "units"
        return (_guessed(column, "units", printed),)
    return ()
