"""What is known about a document before its rows are read: the user's options, its title, year and period."""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from itertools import takewhile
from pathlib import Path

from heze_graph.model.printed import PrintedFile, PrintedLine
from heze_graph.model.understood import Certainty, Document, Finding, Period
from heze_graph.records.signatures import names_signer
from heze_graph.records.tables.figures import is_figure, is_planned, subject_of
from heze_graph.records.tables.headers import plain, sense_of
from heze_graph.records.tables.layout import Layout
from heze_graph.records.titles import SITE, title_in, years_in
from heze_graph.reference.chinese_numbers import with_arabic_years
from heze_graph.reference.language import Language
from heze_graph.reference.parts_of_year import NAMED, UNTIL, last_month, name_until
from heze_graph.reference.register import Register

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)\s*年?")
#: 8月份, 2024年10月; a day behind the month is that of a signature, 底前 that of a deadline.
_ONE_MONTH = re.compile(r"(?<!\d)(\d{1,2})\s*月份|(?:19|20)\d{2}\s*年\s*(\d{1,2})\s*月(?![底末]?前|[\d内])")
#: 2024年6月底前, 2024年底前: a year that a deadline names.
_DUE = re.compile(
    r"(?:(?<=时限[:：])|(?<=时间[:：])|(?<!\d)(?=\d{4}年(?:\d{1,2}月)?(?:\d{1,2}日|[上中下]旬)?[底末]?[前内]))((?:19|20)\d{2})(?=[年./-])"
)
#: 年度目标：6月底前完成土建: a label with what it says is no title.
_LABELLED = re.compile(r"\s*[^：:\s]{2,6}[：:]\s*\S")
#: 首页 > 政务公开: where in a site a page stands.
_TRAIL = re.compile(r"^\s*[>＞»]|\s[>＞»]{1,2}(?:\s|$)")
_APART = re.compile(r"(?:[\u4e00-\u9fff]\s+){3,}[\u4e00-\u9fff]")
#: A title is hardly longer; what is, is the text of the notice that the table is annexed to.
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class FileContext:
    """What is known before a file is read: the city's register, the language, the issuer's name.

    `issuer_short` is the short name by which alone the file names the issuer: 贵州, for 贵州省人民政府.
    `columns` are headers whose role (one of `language.ROLES`) the user named. `name` is the document's name where the
    user gives one; so are `year` and `period` (a name such as q3).
    """

    register: Register
    language: Language
    issuer: str
    columns: Mapping[str, str] = field(default_factory=dict)
    name: str = ""
    year: int | None = None
    period: str = ""
    issuer_short: str = ""


def choose_title(heads: Sequence[str], language: Language, page: str = "") -> str:
    """Return the title of a table: the longest line above that is named as a table is, else the `page`'s, else any.

    The title of the page must be so named, too. A sentence is no title, nor is a line that is longer than one, one that
    addresses somebody, or one that a page prints on itself: 来源：….
    """
    words = language.row_words["title-word"]
    heads = whole_titles([title_in(head, language) if len(head) > _LONGEST else head for head in heads], language)
    lists = language.row_words["list-title"]
    # 某县2024年民生实事项目：
    heads = [
        head.rstrip(" ：:") if head.rstrip(" ：:").endswith(lists) and "，" not in head else head for head in heads
    ]
    # ——2024年1月8日在甲县第十八届人民代表大会上: a line below the title.
    below = [head for head in heads if re.match(r"\s*[—–―-]{2}", head) or head.endswith(language.row_words["told-at"])]
    heads = [head for head in heads if head not in below and not names_signer([head.strip()], language)] or heads
    short = [head for head in heads if len(head) <= _LONGEST and not re.search(r"[。；]|[：:]\s*$", head)]
    short = [head for head in short if not (is_of_page(head, language) or _LABELLED.match(head))] or short
    named = [head for head in short if any(word in head for word in words) and not re.match(r"\s*[（(]", head)]
    dated = [head for head in named if read_year(head)]
    other = [page] if any(word in page for word in words) else short or list(heads)
    return max(dated or named or other, key=len, default="")


def whole_titles(heads: Sequence[str], language: Language) -> list[str]:
    """Return lines above a table, a title over several of them whole: 某省政府关于印发综合改革 / 实施方案的通知.

    It begins as the title of a document does, and only its last line ends as one; quotation marks stay open between.
    """
    words = language.row_words
    begins, kinds = words["title-opening"], (*words["document-kind"], *words["policy"])
    found: list[str] = []
    # 政 府 工 作 报 告: letters set apart.
    for head in (re.sub(r"\s", "", head) if _APART.fullmatch(head.strip()) else head for head in heads):
        before, whole = "".join(found[-1:]), "".join((*found[-1:], head.strip()))
        opened = any(word in before for word in begins) and not re.search(r"[。；：:，,]", whole)
        goes_on = before.count("《") > before.count("》") or whole.endswith(kinds)
        if opened and goes_on and not before.endswith(kinds) and len(whole) <= _LONGEST:
            found[-1] = whole
        else:
            found.append(head)
    return found


def is_of_page(text: str, language: Language) -> bool:
    """Return whether a line is metadata of a web page: 来源：某报, 发布时间 2024-03-01."""
    return bool(_TRAIL.search(text) or _page_words(language).match(text))


@lru_cache(maxsize=8)
def _page_words(language: Language) -> re.Pattern[str]:
    words = "|".join(map(re.escape, language.row_words["page-word"]))
    return re.compile(rf"[\s【\[]*(?:{words})\s*[】\]]*[:：\s\d]")


def is_dateline(text: str, language: Language) -> bool:
    """Return whether a line says when a page was published: a date with a time of day, or with 来源：… beside it.

    >>> from heze_graph.reference.language import load_language
    >>> from heze_graph.resources import REFERENCE
    >>> texts = "时间：2024-03-01 09:30:12 来源：县政府办", "时间：2024年3月1日", "时间：2024年6月底前"
    >>> [is_dateline(text, load_language(REFERENCE)) for text in texts]
    [True, False, False]
    """
    if not is_of_page(text, language):
        return False
    words = "|".join(map(re.escape, language.row_words["page-word"]))
    day = r"(?:19|20)\d{2}\s*[年./-]\s*\d{1,2}\s*[月./-]\s*\d{1,2}\s*日?"
    return bool(re.search(rf"{day}\s*(?:\d{{1,2}}[:：]\d{{2}}|[^。]*?(?:{words})\s*[:：])", text))


def read_year(text: str) -> int | None:
    """Return the first year that a text names.

    >>> read_year("2023年度经济社会发展责任目标"), read_year("关于二○一一年工作的通知")
    (2023, 2011)
    """
    plain = unicodedata.normalize("NFKC", text)
    match = _YEAR.search(with_arabic_years(plain))
    return int(match[1]) if match else None


def read_period(text: str, year: int, words: Mapping[str, str]) -> Period | None:
    """Return the period that a title names, from January on; the longest known word counts.

    A month up to which it is told (1—8月, 截至8月底) counts more, a single one (8月份, 2024年8月) less than these.
    """
    plain = unicodedata.normalize("NFKC", text)
    months = UNTIL.search(plain)
    if months and 1 <= int(months["month"]) <= _DECEMBER:
        return _month(int(months["month"]), year)
    named = {match[0]: name_until(match[0]) for match in re.finditer(NAMED, plain)}
    named |= {word: name for word, name in words.items() if word in text}
    name = named[max(named, key=len)] if named else ""
    alone = _ONE_MONTH.search(plain)
    last = int(next(filter(None, alone.groups()))) if alone else _DECEMBER
    if 1 <= last < _DECEMBER and last_month(name) in (None, _DECEMBER):
        return _month(last, year)
    return named_period(name, year)


def _month(last: int, year: int) -> Period:
    return Period(f"m{last:02d}", date(year, 1, 1), date(year, last, calendar.monthrange(year, last)[1]))


def named_period(name: str, year: int) -> Period | None:
    """Return the period of a name such as q3, annual or m08, None where there is none of that name.

    >>> named_period("m08", 2024).end
    datetime.date(2024, 8, 31)
    """
    last = last_month(name)
    return replace(_month(last, year), name=name) if last else None


def name_from_file(file_name: str) -> str:
    """Return a document name derived from its file name, with letters, digits and hyphens only.

    >>> name_from_file("大名县 2016(1).txt")
    '大名县-2016-1'
    """
    stem = unicodedata.normalize("NFKC", Path(file_name).stem).lower()
    return re.sub(r"[\W_]+", "-", stem).strip("-") or "table"


#: A title that says so reports on the whole year, whatever else is printed.
_DECEMBER = 12
#: So many of the last lines outside tables may hold the date of the document.
_SIGNED = 6


def document_of(printed: PrintedFile, layout: Layout, source: FileContext) -> tuple[Document, list[Finding]]:
    """Return the Document of a file, and the findings about it."""
    heads = [" ".join(cell.strip() for cell in line.cells if cell.strip()) for line in layout.above]
    heads = heads or _heads_below(layout) or _titles_below(layout, source.language)
    title = choose_title(heads, source.language, SITE.split(printed.title)[0].strip())
    filled = next(filter(None, (filled_until(head, source.language) for head in heads)), None)
    named = source.year or _named_year(title, heads, printed, layout, source.language)
    year = named or _year_of_deadlines(printed.lines) or _year_of_page(printed.lines, source.language)
    elsewhere = (printed.title, *reversed(printed.sheets), printed.name)
    period = _period(year, (title, *heads), elsewhere, layout, source) if year else None
    by_date = _by_date(filled, period, title, layout, source) if filled and filled[1].year == year else None
    period = by_date or period
    told_name = f"{source.register.name}-{year}-{period.name}" if period and source.register.name else ""
    name = source.name or told_name or name_from_file(printed.name)
    files = printed.name, printed.sha256
    document = Document(name, title, source.register.name, source.issuer, year, period, *files)
    line = layout.above[0].line if layout.above else 1
    told: list[Finding] = []
    if source.issuer_short:
        named_at = next((h.line for h in layout.above if source.issuer_short in " ".join(h.cells)), line)
        short = source.issuer_short
        told.append(Finding("issuer-from-short-name", name, named_at, short, source.issuer, Certainty.LIKELY))
    several = None if source.year else years_in(title, source.language)
    if year and several and several[0] <= year <= several[1] != several[0]:
        return document, [*told, Finding("one-year-of-several", name, line, title, str(year), Certainty.LIKELY)]
    if filled and by_date:
        line = next((head.line for head in layout.above if filled[0] in " ".join(head.cells)), line)
        until = by_date.end.isoformat()
        return document, [*told, Finding("period-from-date", name, line, filled[0], until, Certainty.LIKELY)]
    return document, told if period else [*told, _unread_period(document, line, inferred=not named)]


def _unread_period(document: Document, line: int, *, inferred: bool) -> Finding:
    """Return the Finding that a document tells no period, with the year that was inferred; a file may lack a title."""
    year = str(document.year) if document.year and inferred else ""
    details = (("printed", document.title or document.file_name),)
    title = document.title
    return Finding("unread-period", document.name, line, title, year, Certainty.CERTAIN, details=details)


_DAY = re.compile(r"((?:19|20)\d{2})\s*[年./-]\s*(\d{1,2})\s*(?:[月./-]\s*(\d{1,2})\s*日?)?")
_MOMENT = re.compile(r"[(](?:截[至止])?(?P<month>\d{1,2})月(?:(?P<day>\d{1,2})日)?[)]$")
#: Up to this day of a month a report is on the month before.
_EARLY = 15


def filled_until(text: str, language: Language) -> tuple[str, date] | None:
    """Return what a line says of the day on which a report was filled in, and until when that report tells.

    That is the end of the month before, or of the same month where the day is late in it.

    >>> from heze_graph.reference.language import load_language
    >>> from heze_graph.resources import REFERENCE
    >>> filled_until("填报单位：县政府办 填报时间：2024年7月3日", load_language(REFERENCE))
    ('填报时间：2024年7月3日', datetime.date(2024, 6, 30))
    """
    words = "|".join(map(re.escape, language.row_words["filled-on"]))
    plain_text = unicodedata.normalize("NFKC", text)
    found = re.search(rf"(?:{words})\s*[:：]?\s*{_DAY.pattern}", plain_text)
    if not found or not 1 <= int(found[2]) <= _DECEMBER:
        return None
    year, month = int(found[1]), int(found[2])
    if found[3] and int(found[3]) <= _EARLY:
        year, month = (year, month - 1) if month > 1 else (year - 1, _DECEMBER)
    begin = plain_text[: found.start()]
    shown = text[len(begin) : len(begin) + len(found[0])] if len(plain_text) == len(text) else found[0]
    return shown.strip(), date(year, month, calendar.monthrange(year, month)[1])


def _by_date(
    filled: tuple[str, date], told: Period | None, title: str, layout: Layout, source: FileContext
) -> Period | None:
    """Return the period up to the day on which a report was filled in, None where another one is told or none needed.

    A title that names a year only tells none of a report.
    """
    year_ends = source.language.row_words["year-end"]
    whole = told is None or (told.end.month == _DECEMBER and not any(word in title for word in year_ends))
    if source.period or not whole:
        return None
    senses = (sense_of(header, source.language) for block in layout.blocks for header in block.headers)
    reports = any(sense is not None and sense.role in ("progress", "rate") for sense in senses)
    return _month(filled[1].month, filled[1].year) if reports else None


def _named_year(
    title: str, heads: Sequence[str], printed: PrintedFile, layout: Layout, language: Language
) -> int | None:
    """Return the first year that the title, the lines above, the headers, the signature, or the file name.

    A report that was filled in early in a year is on the year before.
    """
    headers = " ".join(plain(header) for block in layout.blocks for header in block.headers)
    signed = (" ".join(line.cells) for line in layout.outside[-_SIGNED:])
    filled = {head: until[1].year for head in heads if (until := filled_until(head, language))}
    own = [head for head in heads if not is_of_page(head, language) and head not in filled]
    texts = (title, printed.title, *own, headers, *signed, *printed.sheets, printed.name)
    years = [*map(read_year, texts), *filled.values(), *map(read_year, heads)]
    plan, year = years_in(title, language), next(filter(None, years), None)
    if plan is None:
        return year
    # A plan for several years is that of the year in which it was signed or published, else of the first of them;
    # behind “十四五”规划 二〇三五年 lies beyond it.
    signs = [*layout.outside[-_SIGNED:], *(line for line in layout.above if is_of_page(" ".join(line.cells), language))]
    dated = (read_year(" ".join(line.cells)) for line in signs) if read_year(title) == plan[0] else years
    return next((each for each in dated if each and plan[0] <= each <= plan[1]), plan[0])


def _year_of_page(lines: Sequence[PrintedLine], language: Language) -> int | None:
    """Return the year in which a page was published, or until which objections to what it announces are accepted."""
    ends = language.row_words["publicity"]
    texts = ("".join(line.cells).strip() for line in lines)
    return next(filter(None, (read_year(t) for t in texts if is_dateline(t, language) or t.startswith(ends))), None)


def _year_of_deadlines(lines: Sequence[PrintedLine]) -> int | None:
    """Return the one year in which all deadlines lie that name one, of several lines; None where they name others."""
    found = [_DUE.findall(unicodedata.normalize("NFKC", "".join(line.cells))) for line in lines]
    years = {int(year) for line in found for year in line}
    return years.pop() if len(years) == 1 and sum(map(bool, found)) > 1 else None


def _heads_below(layout: Layout) -> list[str]:
    """Return the titles between a header and its rows, where nothing stands above: single texts that name a year."""
    lines = layout.blocks[0].lines if layout.blocks else []
    texts = (line.filled[0] for line in takewhile(lambda line: len(line.own) == 1, lines))
    return [text for text in texts if read_year(text)]


def _titles_below(layout: Layout, language: Language) -> list[str]:
    """Return the titles below the tables, where no line stands above them: single texts named as a table is."""
    cells = ([cell.strip() for cell in line.cells if cell.strip()] for line in layout.outside[-_SIGNED:])
    lines = [filled[0] for filled in cells if len(filled) == 1]
    words = language.row_words["title-word"]
    return [text for text in lines if read_year(text) and any(word in text for word in words) and "。" not in text]


def _period(
    year: int, heads: Sequence[str], elsewhere: Sequence[str], layout: Layout, source: FileContext
) -> Period | None:
    """Return the period that the user names, else the title or a note in brackets below it, else a name elsewhere.

    Where they name a year only, a report's header may tell more: 1-9月完成情况.
    """
    words = source.language.periods
    if source.period:
        return named_period(source.period, year)
    title, *others = heads
    notes = [head for head in others if head.startswith(("（", "("))]
    own = read_period(title, year, words)
    if own and own.end.month < _DECEMBER:
        # （2024年7月）: where a title tells a part of the year, a date below it is the day of writing.
        notes = [note for note in notes if not _DAY.fullmatch(unicodedata.normalize("NFKC", note).strip("()月 "))]
    texts = (*reversed([title, *notes]), *elsewhere)
    whole = any(word in text for word in source.language.row_words["year-end"] for text in texts)
    told = next(filter(None, (read_period(text, year, words) for text in texts)), None)
    if told and (told.end.month < _DECEMBER or whole):
        return told
    if title.endswith(tuple(source.language.row_words["planned"])):
        # 分季度目标: what stands below 前三季度 is promised.
        return told
    return _reported_until(year, layout, source) or _announced_until(year, others, source.language) or told


def _in_brackets(header: str, year: int) -> Period | None:
    """Return the period up to the day or month that a header has in brackets: 最新进度（8月24日）, 进展情况（7月）."""
    told = _MOMENT.search(unicodedata.normalize("NFKC", header).strip())
    if not told or not 1 <= int(told["month"]) <= _DECEMBER:
        return None
    month = int(told["month"]) - (told["day"] is not None and int(told["day"]) <= _EARLY)
    # A day early in January ends the report on the whole year before.
    return _month(month, year) if month else None


def _announced_until(year: int, heads: Sequence[str], language: Language) -> Period | None:
    """Return the period up to the month that a sentence above announces what follows with: 截至3月底的情况如下."""
    sentences = (sentence for head in heads for sentence in re.split("[。；]", unicodedata.normalize("NFKC", head)))
    follows = language.row_words["as-follows"]
    announced = (text for text in sentences if text.rstrip(" :").endswith(follows) and UNTIL.search(text))
    return next((read_period(text, read_year(text) or year, language.periods) for text in announced), None)


def _reported_until(year: int, layout: Layout, source: FileContext) -> Period | None:
    """Return the longest period that the header of a report names, or of figures beside those of a plan.

    A column below which nothing stands reports nothing.
    """
    language, found = source.language, []
    for block in layout.blocks:
        planned = any(is_planned(header, language) for header in block.headers)
        for column, header in enumerate(block.headers, start=1):
            sense, subject = sense_of(header, language), subject_of(header, language)
            reports = sense is not None and sense.role in ("progress", "rate")
            texts = [line.text(column) for line in block.lines if line.text(column)]
            figures = planned and subject is not None and read_year(subject.period) is None
            reports = reports or (figures and all(is_figure(text, language) for text in texts))
            if reports and texts and not is_planned(header, language):
                found.append(read_period(plain(header), year, language.periods) or _in_brackets(header, year))
    return max(filter(None, found), key=lambda period: period.end, default=None)
