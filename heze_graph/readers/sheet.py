"""Shared by the readers of workbooks: numbers as displayed, cells and merged ranges as a grid."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from openpyxl.styles.numbers import BUILTIN_FORMATS

from heze_graph.model.printed import Doubt
from heze_graph.readers.blocks import Grid, GridCell, GridRow

#: How many characters of a hidden row are shown.
_SHOWN = 60

#: The built-in formats of Chinese Excel; openpyxl knows only those that are the same everywhere.
_CHINESE_FORMATS = {
    **dict.fromkeys((27, 36, 50, 52, 57), 'yyyy"年"m"月"'),
    **dict.fromkeys((28, 29, 51, 53, 54, 58), 'm"月"d"日"'),
    30: "m-d-yy",
    31: 'yyyy"年"m"月"d"日"',
    32: 'h"时"mm"分"',
    33: 'h"时"mm"分"ss"秒"',
    **dict.fromkeys((34, 55), '上午/下午h"时"mm"分"'),
    **dict.fromkeys((35, 56), '上午/下午h"时"mm"分"ss"秒"'),
}

#: Formats that show a date in the reader's own convention; ISO 8601 here.
_LOCAL_FORMATS = {
    "mm-dd-yy": "yyyy-mm-dd",
    "m/d/yy h:mm": "yyyy-mm-dd hh:mm",
    "[$-f800]dddd, mmmm dd, yyyy": "yyyy-mm-dd",
    "[$-f400]h:mm:ss am/pm": "hh:mm:ss",
}

GENERAL = "General"

#: Significant digits that Excel keeps.
_DIGITS = 15

_TOKEN = re.compile(
    r"""(?P<literal>"[^"]*"?|[\\!].|[_*].)   # in quotation marks, after a backslash or !; _ and * only make room
    |(?P<bracket>\[[^\]]*\])                 # colours, conditions, currencies, elapsed time
    |(?P<general>general)
    |(?P<noon>am/pm|a/p|上午/下午)
    |(?P<date>y+|e+|m+|d+|a{3,4}|h+|s+(?:\.0+)?)
    |(?P<exponent>[0#?.,]+e[+-]0+)
    |(?P<number>[0#?][0#?,]*(?:\.[0#?]*,*)?|\.[0#?]+)
    |(?P<other>.)""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)

_SECTION = re.compile(r'(?:"[^"]*"?|[\\!].|\[[^\]]*\]?|[^;])*', re.DOTALL)

_CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)(-?\d+(?:\.\d+)?)\]")

_CURRENCY = re.compile(r"\[\$([^\]-]*)")

_ELAPSED = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)

_WEEKDAYS = "一二三四五六日"

_ENGLISH_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

_ENGLISH_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


@dataclass(frozen=True, slots=True)
class Range:
    """A merged range: its first and last row and column, from 1."""

    top: int
    left: int
    bottom: int
    right: int


def sheet_grid(
    name: str, cells: dict[tuple[int, int], str], merged: Iterable[Range], hidden: Container[int] = ()
) -> Grid | None:
    """Return the grid of a sheet, given the texts at (row, column); None when all are blank.

    The first of the `hidden` rows that follow each other says so as a doubt.

    Line breaks become line feeds. A cell that a merged range covers, and that has a text all the same, keeps it:
    somebody hid it there.
    """
    rows: defaultdict[int, dict[int, GridCell]] = defaultdict(dict)
    for (row, column), text in cells.items():
        if text.strip():
            rows[row][column] = GridCell(column, _with_line_feeds(text))
    for range_ in merged:
        text = _with_line_feeds(cells.get((range_.top, range_.left), ""))
        span = GridCell(range_.left, text, range_.bottom - range_.top + 1, range_.right - range_.left + 1)
        if range_.top in rows or span.rows > 1:
            rows[range_.top][range_.left] = span
    if not any(cell.text.strip() for row in rows.values() for cell in row.values()):
        return None
    found = [
        GridRow(number, f"{name}!A{number}", tuple(cell for _, cell in sorted(row.items())), sheet=name)
        for number, row in sorted(rows.items())
    ]
    return Grid(tuple(_with_hidden(found, hidden)))


def _with_hidden(rows: Sequence[GridRow], hidden: Container[int]) -> Iterator[GridRow]:
    """Yield rows; the first of those that nobody sees tells how many follow each other."""
    for is_hidden, group in groupby(rows, key=lambda row: row.number in hidden):
        first, *others = group
        if is_hidden:
            printed = " ".join(text for cell in first.cells if (text := " ".join(cell.text.split())))[:_SHOWN]
            doubt = Doubt("hidden-line", None, printed, details=(("rows", str(1 + len(others))),))
            first = replace(first, doubts=(doubt,))
        yield from (first, *others)


def _with_line_feeds(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str


class _Moment(NamedTuple):
    """A date and time as Excel displays it."""

    year: int
    month: int
    day: int
    hour: int
    minute: int
    second: int
    weekday: int


def builtin_format(number: int) -> str:
    """Return the format code of a built-in number; General where there is none.

    >>> builtin_format(10), builtin_format(57)
    ('0.00%', 'yyyy"年"m"月"')
    """
    return _CHINESE_FORMATS.get(number) or str(BUILTIN_FORMATS.get(number, GENERAL))


def displayed(number: float, code: str, epoch_1904: bool = False) -> str:
    """Return a number as its format code displays it; days since 1900 (or 1904) where that is one of dates.

    What a code says of fractions, colours, Chinese numerals and filling is not followed: the number is displayed in
    full there.

    >>> displayed(12.0, "General"), displayed(0.975, "0.0%"), displayed(1234.5, "#,##0.00"), displayed(7, "000")
    ('12', '97.5%', '1,234.50', '007')
    >>> displayed(50, '[>=100]0"亿";0"万"'), displayed(123456789, '0!.0,"万"'), displayed(0, '_(* "-"??_)')
    ('50万', '12345.7万', '-')
    >>> displayed(45107, 'yyyy"年"m"月"d"日"'), displayed(45107, "mm-dd-yy"), displayed(0.5, "h:mm")
    ('2023年6月30日', '2023-06-30', '12:00')
    """
    code = _LOCAL_FORMATS.get(code.lower(), code)
    sections = _sections(code)
    which, signed = _section_for(number, sections)
    tokens = sections[which]
    try:
        if any(token.kind in {"date", "elapsed", "noon"} for token in tokens):
            return _date(number, tokens, epoch_1904)
        return "-" * signed + _number(abs(number), tokens)
    except (InvalidOperation, OverflowError, ValueError):
        return general(number)


def displayed_text(text: str, code: str) -> str:
    """Return a text as a format code displays it: within what its section for texts prints around @.

    A section that shows no text (;;;) hides it from readers of the sheet only.

    >>> displayed_text("已开工", '0;0;0;@"（完成）"'), displayed_text("一", '"第"@"期"'), displayed_text("无", ";;;")
    ('已开工（完成）', '第一期', '无')
    """
    section = next((tokens for tokens in _sections(code) if any(token.text == "@" for token in tokens)), None)
    if section is None or not text:
        return text
    return "".join(text if token.text == "@" else _literal(token) for token in section)


def _section_for(number: float, sections: Sequence[Sequence[_Token]]) -> tuple[int, bool]:
    """Return the section that a number is displayed by, and whether its sign is displayed, too."""
    conditions = [next(filter(None, (_CONDITION.match(token.text) for token in s)), None) for s in sections]
    if any(conditions):
        met = (at for at, found in enumerate(conditions) if found is None or _holds(number, found[1], float(found[2])))
        return next(met, len(sections) - 1), number < 0
    which = 1 if number < 0 else 2 if number == 0 else 0
    return (which if which < len(sections) else 0), number < 0 and len(sections) == 1


def _holds(number: float, sign: str, bound: float) -> bool:
    by_sign = {"<": number < bound, ">": number > bound, "=": number == bound, "<>": number != bound}
    return by_sign.get(sign, number <= bound if sign == "<=" else number >= bound)


def general(number: float) -> str:
    """Return a number without a format: its 15 digits, no exponent, no trailing zeros.

    >>> general(0.1 + 0.2), general(1e20), general(-12.50)
    ('0.3', '100000000000000000000', '-12.5')
    """
    text = format(Decimal(f"{number:.{_DIGITS}g}"), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


@lru_cache(maxsize=64)
def _sections(code: str) -> tuple[list[_Token], ...]:
    """Return the tokens of the sections of a format: for positive and negative numbers, zero, text."""
    return tuple(_tokens(section) for section in _SECTION.findall(code) if section) or ([_Token("general", GENERAL)],)


def _tokens(section: str) -> list[_Token]:
    found = []
    for match in _TOKEN.finditer(section):
        kind, text = match.lastgroup or "other", match[0]
        if kind == "bracket" and _ELAPSED.fullmatch(text):
            kind = "elapsed"
        found.append(_Token(kind, text))
    return found


def _literal(token: _Token) -> str:
    """Return what a token that is neither a digit nor a date prints."""
    if token.kind == "literal":
        return token.text.strip('"') if token.text.startswith('"') else token.text[1:] * (token.text[0] in "\\!")
    if token.kind == "bracket":
        currency = _CURRENCY.match(token.text)
        return currency[1] if currency else ""
    return token.text


def _number(number: float, tokens: list[_Token]) -> str:
    places = [token.text for token in tokens if token.kind == "number"]
    points = any("." in token.text for token in tokens if token.kind in {"number", "exponent"})
    if len(places) > 1 and not points and not any(token.text == "/" for token in tokens):
        return _parted(number, places, tokens)
    if len(places) > 1 or any(token.kind == "exponent" for token in tokens):
        return general(number)
    value = Decimal(repr(number)).scaleb(2 * sum(token.text == "%" for token in tokens))
    printed = []
    for token in tokens:
        if token.kind == "number":
            printed.append(_digits(value, token.text))
        elif token.kind == "general" or token.text == "@":
            printed.append(general(float(value)))
        else:
            printed.append(_literal(token))
    return "".join(printed).strip() or general(number)


def _parted(number: float, places: Sequence[str], tokens: Sequence[_Token]) -> str:
    """Return a number whose digits stand on both sides of other text: 0!.0, is a number of thousands in tens."""
    digits = _digits(Decimal(repr(number)), "0" * sum(len(p.rstrip(",")) for p in places) + "," * places[-1].count(","))
    printed: list[str] = []
    for token in reversed(tokens):
        if token.kind != "number":
            printed.append(_literal(token))
            continue
        places = places[:-1]
        size = len(token.text.rstrip(",")) if places else len(digits)
        printed.append(digits[-size:])
        digits = digits[:-size]
    return "".join(reversed(printed)).strip()


def _digits(value: Decimal, places: str) -> str:
    """Return a number in the places that 0, # and ? keep for it; commas at the end divide by thousands.

    >>> _digits(Decimal("1234567.5"), "#,##0.0#"), _digits(Decimal(12500), "0.0,")
    ('1,234,567.5', '12.5')
    """
    scale = len(places) - len(places.rstrip(","))
    whole, _, decimals = places.rstrip(",").partition(".")
    value = value.scaleb(-3 * scale).quantize(Decimal(1).scaleb(-len(decimals)), ROUND_HALF_UP)
    digits, _, fraction = format(value, "f").partition(".")
    fraction = fraction.rstrip("0").ljust(len(decimals.rstrip("#?")), "0")
    # Without a 0 as placeholder, a zero before the decimal point is not displayed.
    digits = "" if digits == "0" and "0" not in whole else digits.zfill(whole.count("0"))
    if "," in whole and digits:
        digits = f"{int(digits):,}"
    return f"{digits}.{fraction}" if fraction else digits


def _date(number: float, tokens: list[_Token], epoch_1904: bool) -> str:
    if number < 0:
        raise ValueError(number)
    # Excel counts a 29 February 1900, which did not exist: only earlier days are off by one.
    begin = datetime(1904, 1, 1) if epoch_1904 else datetime(1899, 12, 31 if number < 60 else 30)  # noqa: DTZ001  (no zones in Excel)
    moment = _moment(begin + timedelta(seconds=round(number * 86400)), before_first=not epoch_1904 and number < 1)
    noon = any(token.kind == "noon" for token in tokens)
    dates = [token.text.lower() for token in tokens if token.kind in {"date", "elapsed"}]
    printed, place = [], 0
    for token in tokens:
        if token.kind == "elapsed":
            seconds = {"h": 3600, "m": 60, "s": 1}[token.text[1].lower()]
            printed.append(str(round(number * 86400) // seconds).zfill(len(token.text) - 2))
        elif token.kind == "date":
            before, after = ("".join(dates[place - 1 : place]), "".join(dates[place + 1 : place + 2]))
            minutes = token.text[0] in "mM" and ("h" in before or "s" in after)
            printed.append(_part("minute" if minutes else token.text.lower(), moment, noon, len(token.text)))
        elif token.kind == "noon":
            chinese, late = token.text.startswith("上"), moment.hour >= 12
            printed.append(("上午", "下午")[late] if chinese else ("AM", "PM")[late])
        else:
            printed.append(_literal(token))
        place += token.kind in {"date", "elapsed"}
    return "".join(printed).strip()


def _moment(when: datetime, *, before_first: bool) -> _Moment:
    """Return the parts of a date and time; the day before the first one that Excel counts is 1900/1/0."""
    day = (1900, 1, 0) if before_first else (when.year, when.month, when.day)
    return _Moment(*day, when.hour, when.minute, when.second, when.weekday())


def _part(code: str, moment: _Moment, noon: bool, length: int) -> str:
    """Return one part of a date or time: `code` as in the format, or "minute"."""
    match code[0]:
        case "y" | "e":
            return f"{moment.year % 100:02d}" if code in {"y", "yy"} else str(moment.year)
        case "a":
            return "星期"[: 2 * (length - 3)] + _WEEKDAYS[moment.weekday]
        case "d" if length > 2:
            return _ENGLISH_DAYS[moment.weekday][: 3 if length == 3 else None]
        case "m" if length > 2 and code != "minute":
            return _ENGLISH_MONTHS[moment.month - 1][: {3: 3, 4: None}.get(length, 1)]
    parts = {
        "minute": moment.minute,
        "m": moment.month,
        "d": moment.day,
        "h": moment.hour % 12 or 12 if noon else moment.hour,
        "s": moment.second,
    }
    return str(parts["minute" if code == "minute" else code[0]]).zfill(min(length, 2) if code != "s" else 1)
