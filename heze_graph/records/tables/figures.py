"""Numbers in cells of their own: indicators by county, quarter or year, and bare figures beside the name of a task."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache

from heze_graph.model.understood import Figure
from heze_graph.records.numbering import mark_of
from heze_graph.records.responsibility.labels import any_of
from heze_graph.records.tables.cells import TableLine, unwrapped
from heze_graph.records.tables.headers import Header, names_rows_by_units, plain, sense_of
from heze_graph.records.tables.measures import (
    TENS,
    dimension,
    is_measure,
    measure_in,
    unit_for,
    unit_in,
    without_bounds,
)
from heze_graph.records.titles import years_in
from heze_graph.reference.governments import province_signs
from heze_graph.reference.language import Language
from heze_graph.reference.measures import KEPT_TEXTS
from heze_graph.reference.parts_of_year import MONTHS, NAMED, months_of

#: So many of the cells of a column must be numbers.
_MOST = 0.6
#: Of the cells of a matrix by place a remark or a name that nobody knows are the few others.
_NEARLY = 0.8
#: The name of a place above a column is hardly longer than this.
_LONGEST_PLACE = 10
#: Words that stand for a number are hardly longer than this.
_LONGEST_WORDS = 16
_NUMBER = re.compile(r"[<>≥≤＞＜±+\-−]?\s*\d[\d,，]*(?:\.\d+)?")
_BARE = re.compile(rf"\s*[〔\[]?(?P<value>{_NUMBER.pattern})\s*[〕\]*]*(?P<unit>[^\d\s，,。；;、（）()]{{0,6}})\s*")
_BRACKETS = re.compile(r"[（(][^（）()]*[)）]")
_WHOLE_YEAR = re.compile(r"(?:19|20)\d{2}年?(?:度)?")
#: So many years of a plan have columns of their own before each of them is promised.
_FEWEST_PLANNED = 3
_NOTE = re.compile(r"\(.*?\)")
#: How exactly a known header says what it is.
_EXACT = 3
_PERIOD = re.compile(rf"(?:(?:19|20)\d{{2}}年?(?:度)?)?(?:{NAMED}|全年|{MONTHS})|(?:19|20)\d{{2}}年?(?:度)?")


@dataclass(frozen=True, slots=True)
class FigureScope:
    """What the header of a column says that its figures hold for, and whether they report what was done."""

    place: str = ""
    period: str = ""
    reported: bool = False


def figure_columns(
    headers: Sequence[str], cells: Mapping[int, Sequence[str]], language: Language
) -> dict[int, FigureScope]:
    """Return the columns (from 1) that hold the figures of places or of periods; there are two of them or more."""
    found, others, worded = {}, {}, {}
    for column, header in enumerate(headers, start=1):
        subject, of_years = subject_of(header, language), _tells_of_years(header, language)
        if not (subject or of_years):
            continue
        texts = [text for text in cells.get(column, ()) if text not in language.row_words["nothing"]]
        numbers = sum(is_figure(without_bounds(text, language), language) for text in texts)
        if subject and (not texts or numbers >= _MOST * len(texts)):
            found[column] = subject
        elif subject and subject.period and (numbers or _says_amounts(header, texts)):
            worded[column] = subject
        elif texts and numbers == len(texts) and of_years:
            others[column] = FigureScope()
    worded = {column: subject for column, subject in worded.items() if max(map(len, cells[column])) <= _LONGEST_WORDS}
    every = found | worded
    promised = [column for column, subject in every.items() if cells.get(column) and not subject.reported]
    years = {whole_year(subject.period) for subject in every.values()} - {0}
    # Reports of several periods without figures that were promised for them are reports.
    if len(promised) > 1 or (promised and len(years) > 1):
        # Beside these, 完成省下达任务 stands for a number.
        return every | others
    return {column: subject for column, subject in found.items() if subject.place and len(found) > 1}


def _says_amounts(header: str, texts: Sequence[str]) -> bool:
    """Return whether texts below a year and nothing else say how many of something: 新建50公里."""
    return _WHOLE_YEAR.fullmatch(plain(header)) is not None and any(re.search(r"\d", text) for text in texts)


def places_below(cells: Mapping[int, Sequence[str]], language: Language, *, units: bool = False) -> int:
    """Return the column (from 1) that names a place in each row of a matrix, 0 where there is no such column.

    So does one that names `units`. Nothing but numbers stands beside it: the number of the row, and one figure of each
    kind.

    >>> from heze_graph.reference.language import load_language
    >>> from heze_graph.resources import REFERENCE
    >>> places_below({1: ["1", "2"], 2: ["甲山区", "乙水县"], 3: ["30", "20"]}, load_language(REFERENCE))
    2
    """
    told = {column: [text for text in texts if text.strip()] for column, texts in cells.items()}
    for column, texts in told.items():
        others = [text for other, texts in told.items() if other != column for text in texts]
        numbers = sum(is_figure(text, language) or text in language.row_words["nothing"] for text in others)
        offices = [units and language.kind_of_unit(text) != "other" for text in texts]
        named = sum(office or is_place_header(text, language) for office, text in zip(offices, texts, strict=True))
        # Each row has a place of its own.
        if (
            len(texts) > 1
            and min(named, len({*texts})) >= _NEARLY * len(texts)
            and others
            and numbers >= _NEARLY * len(others)
        ):
            return column
    return 0


@lru_cache(maxsize=KEPT_TEXTS)
def subject_of(header: str, language: Language) -> FigureScope | None:
    """Return what a header says that the figures below it hold for, None where it names neither place nor period.

    >>> from heze_graph.reference.language import load_language
    >>> from heze_graph.resources import REFERENCE
    >>> subject_of("甲山区 完成", load_language(REFERENCE))
    FigureScope(place='甲山区', period='', reported=True)
    >>> subject_of("二季度目标", load_language(REFERENCE))
    FigureScope(place='', period='二季度', reported=False)
    """
    text = plain(header)
    # 累计目标 adds up what is promised.
    words = language.row_words
    done = set(words["reported"]).difference(words["summed"] if is_planned(text, language) else ())
    reported = any(word in text for word in done)
    parts = [plain(part) for part in header.split()]
    # Of several lines of a header one may name the place and another one the period.
    # What the figures are stands before the year in brackets: 规划目标年（2035年）.
    noted = [found[1] for part in parts if (found := re.search(r"\(([^()]*)\)$", part))]
    begins = ((part, _PERIOD.match(part)) for part in (text, *parts, *noted))
    period = next((found[0] for part, found in begins if found and len(part) <= len(found[0]) + _LONGEST_PLACE), "")
    place = next((part for part in parts if is_place_header(part, language)), "")
    return FigureScope(place, period, reported) if place or period else None


@lru_cache(maxsize=KEPT_TEXTS)
def amount_of(header: str, language: Language) -> FigureScope | None:
    """Return whether a header of money to be spent in the year says what is planned or done; None for any other.

    The whole investment of a project, or what it took since it began, is no promise for a year.

    >>> from heze_graph.reference.language import load_language
    >>> from heze_graph.resources import REFERENCE
    >>> language = load_language(REFERENCE)
    >>> [amount_of(text, language) for text in ("年度计划投资（万元）", "总投资", "投资完成率")]
    [FigureScope(place='', period='', reported=False), None, None]
    >>> amount_of("1-8月完成投资", language)
    FigureScope(place='', period='1-8月', reported=True)
    """
    text, words = _NOTE.sub("", plain(header)), language.row_words
    if re.sub(rf"{_PERIOD.pattern}|{any_of(words['amount-around'])}|[\d./-]", "", text) not in words["amount"]:
        return None
    planned = is_planned(text, language)
    reported = not planned and any(word in text for word in words["reported"])
    period = _PERIOD.search(text)
    if not (planned or reported or period):
        return None
    return FigureScope(period=period[0] if period and reported else "", reported=reported)


@lru_cache(maxsize=KEPT_TEXTS)
def is_place_header(text: str, language: Language) -> bool:
    """Return whether a header is the name of a place: 甲山区, 高新区, 全市, or a province in short."""
    name = plain(text)
    if name in language.row_words["whole-place"]:
        return True
    if len(name) > 1 and any(whole.startswith(name) for whole, _ in province_signs()):
        return True
    known = name in language.headers or any(word in name for word in language.row_words["reported"])
    # 柳溪、石桥等4个乡镇: no name has a number.
    known = known or re.search(r"\d", name) is not None
    words = language.unit_words
    # 改造老旧小区 names a task.
    known = known or name.endswith(words["site"])
    return not known and 2 <= len(name) <= _LONGEST_PLACE and name.endswith(words["place-word"])


@lru_cache(maxsize=KEPT_TEXTS)
def is_figure(text: str, language: Language) -> bool:
    r"""Return whether a cell holds one number and nothing else, but a unit.

    >>> from heze_graph.reference.language import load_language
    >>> from heze_graph.resources import REFERENCE
    >>> language = load_language(REFERENCE)
    >>> [is_figure(text, language) for text in ("12.5", "800人", "≥95%", "新建3所学校", "2个已竣工", "—")]
    [True, True, True, False, False, False]
    >>> is_figure("1,23\n4", language), is_figure("350\n68", language)
    (True, False)
    """
    found = _BARE.fullmatch(unicodedata.normalize("NFKC", unwrapped(text)))
    if not found:
        return False
    return not (unit := found["unit"]) or unit in TENS or is_measure(unit, language)


def figures_of(
    line: TableLine, header: Header, language: Language, units: Sequence[str] = (), title: str = ""
) -> Iterator[Figure]:
    """Yield the figures of a row: those by place or period, a bare one beside the name of a task, and its report.

    `units` are said above the table (单位：个、亿元) for figures without another; its `title` may say that it reports.
    """
    row = _row_of(line, header, language, units)
    yield from _bare_figures(row)
    yield from _column_figures(row, title)


@dataclass(frozen=True, slots=True)
class _Row:
    """A row with the name of its task, the unit that it prints for all its figures, and those of the whole table."""

    line: TableLine
    header: Header
    language: Language
    name: str
    own_unit: str
    table_units: Sequence[str]

    def printed(self, column: int) -> str:
        """Return the header of a column in one line."""
        return " ".join(self.header.printed_at(column).split())

    def unit(self, printed: str) -> str:
        """Return the unit of a figure under a header."""
        return self.own_unit or unit_in(printed) or unit_for([printed, self.name], self.table_units, self.language)

    def unit_above(self, printed: str) -> str:
        """Return the unit that is said above the table for the figures under a header that names what they are of."""
        return unit_for([printed], self.table_units, self.language)

    def figures(self) -> Iterator[tuple[int, str, str]]:
        """Yield the columns of figures and rates that hold something, with the text and the header."""
        for column in self.header.columns_of("figure") + self.header.columns_of("rate"):
            text = unwrapped(self.line.text(column))
            if column in self.line.own and text not in self.language.row_words["nothing"]:
                yield column, text, self.printed(column)


def _row_of(line: TableLine, header: Header, language: Language, units: Sequence[str]) -> _Row:
    names = [unwrapped(line.text(column)) for role in ("target", "detail") for column in header.columns_of(role)]
    named = [text for text in names if text and not is_figure(text, language)]
    name = named[-1].rpartition("\n")[2].strip() if named else ""
    mark = mark_of(name)
    name = name[mark.end :].strip() if mark and mark.style == "arabic" else name
    measure = next((line.text(column) for column in header.columns_of("measure") if line.text(column)), "")
    # The unit may stand in the line above: 污染物减少（%） over 氨氮.
    own = unit_in(name) or next(filter(None, (measure_in(text, language) for text in named[::-1])), "")
    return _Row(line, header, language, name, measure or own, units)


def _bare_figures(row: _Row) -> Iterator[Figure]:
    """Yield the bare figures of a row where others have the text of the target, and that of its report."""
    promised = False
    reports = [row.line.text(column) for column in row.header.columns_of("progress")]
    words = any(text and not is_figure(text, row.language) for text in reports)
    # Beside a report in words a bare figure of another column is what was done, too.
    roles = ("target", "detail", "progress", *(["report"] if words else []))
    for role in roles:
        for column in row.header.columns_of(role):
            text, printed = unwrapped(row.line.text(column)), row.printed(column)
            # What is reported in words of its own, and what has its unit, is read as a text.
            wanted = role not in ("progress", "report") or promised or text[-1:].isdigit()
            if wanted and column in row.line.own and is_figure(text, row.language):
                promised = True
                yield Figure(row.name, text, row.unit(printed), printed, reported=role in ("progress", "report"))


def _column_figures(row: _Row, title: str) -> Iterator[Figure]:
    """Yield the figures of a row whose headers name a place, a period or a quantity, or money to be spent."""
    header, language, name = row.header, row.language, row.name
    if not header.columns_of("figure") + header.columns_of("rate"):
        return
    place = plain(name) if is_place_header(name, language) else ""
    numbers = [column for role in ("target", "detail", "figure") for column in header.columns_of(role)]
    # What is called a task promises a number only where it holds one: 工作任务 names what the years are of.
    numbers = [c for c in numbers if header.roles[c - 1] == "figure" or is_figure(row.line.text(c), language)]
    planned = any(is_planned(header.printed_at(column), language) for column in numbers)
    subjects = {
        column: subject_of(header.printed_at(column), language) or FigureScope()
        for column in header.columns_of("figure")
    }
    years = {whole_year(subject.period) for subject in subjects.values()} - {0}
    latest, own = max(years, default=0), _planned_years(title, years, language)
    for column, text, printed in row.figures():
        above = row.unit_above(printed)
        if amount := amount_of(printed, language):
            if is_figure(text, language):
                money = unit_in(printed) or (above if dimension(above, language) == "money" else "")
                yield Figure(_spent(printed, language), text, money, printed, "", amount.period, amount.reported)
            continue
        of_row = place or names_rows_by_units(header, language)
        sense = None if of_row else sense_of(printed, language)
        if header.roles[column - 1] == "rate" or (sense and sense.role == "rate"):
            continue
        subject, growth = subjects[column], _growth(printed, language)
        # Beside “2025年目标”, or beside “2025年”, a column “2023年” says what was, not what is promised.
        past = planned or (0 < whole_year(subject.period) < latest and whole_year(subject.period) not in own)
        reported = subject.reported or (bool(subject.period) and past and not is_planned(printed, language))
        if of_row:
            reported = reported or _is_report(printed, language) or (not planned and _reports(title, language))
            measured, unit = _measured(printed, language), unit_in(printed) or ("%" if growth else above)
        elif growth:
            measured, unit = name + _BRACKETS.sub("", growth), unit_in(growth) or "%"
        else:
            measured, unit = name, row.unit(printed)
        # 年均增长 is promised up to the last year.
        period = subject.period or (f"{latest}年" if latest and growth and not place else "")
        yield Figure(measured, text, unit, printed, place or subject.place, period, reported)


def _planned_years(title: str, years: Set[int], language: Language) -> Set[int]:
    """Return the years of columns that a plan promises something for one by one: all of those in its title, or three.

    >>> from heze_graph.reference.language import load_language
    >>> from heze_graph.resources import REFERENCE
    >>> sorted(_planned_years("某县行动计划（2021—2023年）", {2020, 2021, 2022, 2023}, load_language(REFERENCE)))
    [2021, 2022, 2023]
    """
    first, last = years_in(title, language) or (0, 0)
    found = {year for year in years if first <= year <= last}
    return found if len(found) >= min(_FEWEST_PLANNED, last - first + 1) else set()


def _measured(printed: str, language: Language) -> str:
    """Return what a figure measures: its header without the year it is of, and without 目标 or 完成 below a group."""
    parts = printed.split()
    # Over several columns may stand who answers for them.
    answers = (at > 0 and language.kind_of_unit(part) != "other" for at, part in enumerate(parts))
    said = [part for part, told in zip(parts, answers, strict=True) if not told and subject_of(part, language) is None]
    words = (word for key in ("planned", "reported", "report", "amount-around") for word in language.row_words[key])
    stage = re.compile(f"(?:{any_of(words)})+")
    # 年度任务 and 已完成（人） say when and how far, 完成率 what.
    sense = sense_of(said[-1], language) if len(said) > 1 else None
    known = sense is not None and sense.exactness == _EXACT and sense.role in ("target", "progress")
    staged = len(said) > 1 and (known or stage.fullmatch(_NOTE.sub("", plain(said[-1]))))
    return " ".join(said[:-1] if staged else said) or printed


def _is_report(header: str, language: Language) -> bool:
    """Return whether a header says that the figures below it were reached: 已开工, 累计完成, a rate, a rank."""
    sense = sense_of(header, language)
    share = sense is not None and (sense.role == "rate" or (sense.exactness == _EXACT and sense.role == "other"))
    done = (*language.row_words["reported"], *language.row_words["report"])
    says = (sense is not None and sense.role == "progress") or any(word in header for word in done)
    return share or (says and not is_planned(header, language))


def _reports(title: str, language: Language) -> bool:
    """Return whether a title says that its table reports, and promises nothing: 主要指标完成情况."""
    return any(word in title for word in language.row_words["reported"]) and not is_planned(title, language)


def whole_year(period: str) -> int:
    """Return the year that a period is, 0 where it is a part of one."""
    return int(period[:4]) if _WHOLE_YEAR.fullmatch(period) else 0


def _tells_of_years(header: str, language: Language) -> bool:
    """Return whether a header beside those of years says what happens over them: 年均增长（%）, 累计; not 代码."""
    summed = any(word in header for word in language.row_words["summed"])
    return bool(summed or _growth(header, language)) and sense_of(header, language) is None


def _growth(printed: str, language: Language) -> str:
    """Return the last line of a header where it says that figures tell a growth or a share, else ""."""
    last = printed.rpartition(" ")[2]
    return last if any(word in last for word in language.row_words["growth"]) else ""


def _spent(header: str, language: Language) -> str:
    """Return what money above a column is called, the same for what is planned and what is done."""
    text, words = plain(header), language.row_words
    return words["spending"][0] + next((word for word in words["amount"] if word in text), words["amount"][0])


def is_planned(header: str, language: Language) -> bool:
    """Return whether a header says that the figures below it are promised: 年度目标, 计划投资."""
    return any(word in header for word in language.row_words["planned"])


def moment_of(header: str) -> tuple[int, int]:
    """Return the year and the month that a header's report ends with, 0 where it names none."""
    text = plain(header)
    year = re.search(r"((?:19|20)\d{2})年?", text)
    months = [int(month) for month in re.findall(r"(\d{1,2})月", text)]
    named = re.search(f"{NAMED}|半年", text)
    if named and not months:
        months = [months_of(named[0])[1]]
    return int(year[1]) if year else 0, max(months, default=12 if re.search("全年|年度|年终|年底", text) else 0)
