"""The numbers that Word prints before paragraphs and does not store in their text (ECMA-376 part 1, 17.9)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from heze_graph.tables.archive import Archive, attribute, local

_DIGITS = "〇一二三四五六七八九"
_PLACES = ("", "十", "百", "千")
_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l")),
    *((40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)

#: The highest number that is written in other than Arabic digits; a list of targets stays far below it.
_MAX_SPELLED = 9999


@dataclass(slots=True)
class _Level:
    """One level of a list: its first number, the format of its numbers, and the text around them ("（%1）")."""

    start: int = 1
    format: str = "decimal"
    text: str = ""
    suffix: str = " "


@dataclass(slots=True)
class _List:
    """One numbered list (w:num): the definition that it shares with others, and where it starts otherwise."""

    definition: str = ""
    starts: dict[int, int] = field(default_factory=dict)


class Numbering:
    """Counts the numbered paragraphs of a document."""

    def __init__(self, archive: Archive, numbering: str | None, styles: str | None) -> None:
        self._levels: defaultdict[str, dict[int, _Level]] = defaultdict(dict)
        self._lists: dict[str, _List] = {}
        self._styles: dict[str, tuple[str, int]] = {}
        self._counts: defaultdict[str, dict[int, int]] = defaultdict(dict)
        self._started: set[str] = set()
        if numbering:
            self._read_lists(archive, numbering)
        if styles:
            self._styles = dict(_numbered_styles(archive, styles))

    def label(self, number: str | None, level: int | None, style: str | None) -> str:
        """Return what is printed before the next paragraph of this list and level (its style's, where it has none)."""
        of_style, level_of_style = self._styles.get(style or "", ("0", 0))
        number = of_style if number is None else number
        level = level_of_style if level is None else level
        found = self._lists.get(number)
        levels = self._levels.get(found.definition, {}) if found else {}
        if found is None or level not in levels:
            return ""
        counts = self._counts[found.definition]
        if number not in self._started:
            self._started.add(number)
            counts.update({at: start - 1 for at, start in found.starts.items()})
        counts[level] = counts.get(level, levels[level].start - 1) + 1
        for deeper in [at for at in counts if at > level]:
            del counts[deeper]
        return _label(levels, level, counts)

    def _read_lists(self, archive: Archive, part: str) -> None:
        definition = number = ""
        at = 0
        for event, element in archive.events(part):
            value = attribute(element, "val") or ""
            match event, local(element):
                case "start", "abstractNum":
                    definition, number = attribute(element, "abstractNumId") or "", ""
                case "start", "num":
                    definition, number = "", attribute(element, "numId") or ""
                    self._lists[number] = _List()
                case "start", "lvl" | "lvlOverride":
                    at = int(attribute(element, "ilvl") or 0)
                    if definition:
                        self._levels[definition][at] = _Level()
                case "end", "abstractNumId" if number:
                    self._lists[number].definition = value
                case "end", "startOverride" if number:
                    self._lists[number].starts[at] = int(value)
                case "end", name if definition and at in self._levels[definition]:
                    _set(self._levels[definition][at], name, value)


def _set(level: _Level, name: str, value: str) -> None:
    match name:
        case "start":
            level.start = int(value)
        case "numFmt":
            level.format = value
        case "lvlText":
            level.text = value
        case "suff":
            level.suffix = "" if value == "nothing" else " "


def _numbered_styles(archive: Archive, part: str) -> Iterator[tuple[str, tuple[str, int]]]:
    """Yield each paragraph style that is itself numbered, with its list and level."""
    for event, style in archive.events(part):
        if event == "end" and local(style) == "style":
            values = {local(element): attribute(element, "val") for element in style.iter()}
            if values.get("numId"):
                yield (
                    attribute(style, "styleId") or "",
                    (values["numId"] or "0", int(values.get("ilvl") or 0)),
                )


def _label(levels: dict[int, _Level], level: int, counts: dict[int, int]) -> str:
    if levels[level].format in {"bullet", "none"}:
        return ""

    def spelled(place: re.Match[str]) -> str:
        at = int(place[1]) - 1
        shown = levels.get(at, _Level())
        return spell(counts.get(at, shown.start), shown.format)

    text = re.sub(r"%([1-9])", spelled, levels[level].text)
    return text + levels[level].suffix if text else ""


def spell(number: int, format_: str) -> str:
    """Return a number in a format of Word; in Arabic digits where the format is unknown or the number too high.

    >>> spell(12, "chineseCountingThousand"), spell(105, "chineseCounting"), spell(3, "upperLetter")
    ('十二', '一百〇五', 'C')
    >>> spell(4, "lowerRoman"), spell(2, "decimalEnclosedCircleChinese"), spell(7, "decimalZero")
    ('iv', '②', '07')
    """
    spelling = _SPELLINGS.get(format_)
    return spelling(number) if spelling and 0 < number <= _MAX_SPELLED else str(number)


def _chinese(number: int) -> str:
    digits = [int(digit) for digit in str(number)]
    written = "".join(
        _DIGITS[digit] + _PLACES[len(digits) - 1 - at] if digit else "〇" for at, digit in enumerate(digits)
    )
    written = re.sub("〇+", "〇", written).rstrip("〇")
    return written.removeprefix("一") if written.startswith("一十") else written


def _letter(number: int) -> str:
    return chr(ord("A") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def _roman(number: int) -> str:
    written = ""
    for value, letters in _ROMAN:
        written += letters * (number // value)
        number %= value
    return written


def _circled(number: int) -> str:
    return chr(ord("①") + number - 1) if number <= 20 else str(number)


_SPELLINGS: dict[str, Callable[[int], str]] = {
    "decimalZero": lambda number: f"{number:02d}",
    "upperLetter": _letter,
    "lowerLetter": lambda number: _letter(number).lower(),
    "upperRoman": lambda number: _roman(number).upper(),
    "lowerRoman": _roman,
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalFullWidth": lambda number: str(number).translate({ord("0") + d: ord("０") + d for d in range(10)}),
    **dict.fromkeys(("chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting"), _chinese),
    **dict.fromkeys(("taiwaneseCountingThousand", "japaneseDigitalTenThousand", "ideographDigital"), _chinese),
}
