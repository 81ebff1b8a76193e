"""Reading the body of a Word document (ECMA-376): its paragraphs and tables as Word prints them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from heze_graph.readers.blocks import Block, Paragraph
from heze_graph.readers.content import Archive, Content, attribute, local
from heze_graph.readers.nested import NestedCell, Nesting
from heze_graph.reference.chinese_numbers import DIGITS

_DOCUMENT = "word/document.xml"

#: Content that is not printed: deleted and moved text, alternative drawings, phonetic guides, field instructions.
_NOT_PRINTED = frozenset({"del", "moveFrom", "Fallback", "rt", "instrText", "delText"})

#: The most columns that a cell may span; Word itself stops at 63.
_MAX_COLUMN_SPAN = 1000

_PLACES = ("", "十", "百", "千")

_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l")),
    *((40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)

#: The highest number written in anything but Arabic digits; lists of targets are far shorter.
_MAX_SPELLED = 9999

#: The private-use characters for the codes of such fonts (ECMA-376, part 1, 17.3.3.30).
_PRIVATE = 0xF000

#: From the tables of the Unicode proposal L2/11-052, which added the symbols of these fonts.
_SIGNS = {
    ("Wingdings", 0x6C): "●",
    ("Wingdings", 0x6E): "■",
    ("Wingdings", 0x6F): "□",
    ("Wingdings", 0x71): "□",
    ("Wingdings", 0xA1): "○",
    ("Wingdings", 0xA8): "□",
    ("Wingdings", 0xFB): "✘",
    ("Wingdings", 0xFC): "✔",
    ("Wingdings", 0xFD): "☒",
    ("Wingdings", 0xFE): "☑",
    ("Wingdings 2", 0x4F): "✘",
    ("Wingdings 2", 0x50): "✔",
    ("Wingdings 2", 0x51): "☒",
    ("Wingdings 2", 0x52): "☑",
    ("Wingdings 2", 0x54): "☒",
    ("Wingdings 2", 0xA3): "□",
}


def blocks(content: Content) -> Iterator[Block]:
    """Yield the paragraphs and tables of a document. Raises TableError when it is damaged or beyond the limits."""
    archive = Archive(content.data, content.where)
    related = list(archive.related(_DOCUMENT).values())
    parts = dict(related)
    numbering = Numbering(archive, parts.get("numbering"), parts.get("styles"))
    headers = [part for kind, part in related if kind == "header"]
    above = False
    for block in _blocks(archive, _DOCUMENT, content.where, numbering):
        if isinstance(block, Paragraph):
            above = above or bool(block.text.strip())
        elif not above:
            above = True
            yield from _texts(archive, content.where, numbering, headers)
        yield block
    notes = [part for kind, part in related if kind in {"footnotes", "endnotes"}]
    yield from _texts(archive, content.where, numbering, notes)


def _blocks(archive: Archive, part: str, where: str, numbering: Numbering) -> Iterator[Block]:
    reader = _Reader(Nesting(where), numbering)
    for event, element in archive.events(part):
        reader.take(event, element)
    yield from reader.nesting.blocks()


def _texts(archive: Archive, where: str, numbering: Numbering, parts: Sequence[str]) -> Iterator[Paragraph]:
    """Yield the paragraphs of headers and footers, each text once: the first page's may repeat the others'."""
    seen: set[str] = set()
    for part in parts:
        for block in _blocks(archive, part, where, numbering):
            if isinstance(block, Paragraph) and block.text.strip() and block.text.strip() not in seen:
                seen.add(block.text.strip())
                yield block


class _Reader:
    """Follows the XML of a document; `_path` are the names of the open elements."""

    def __init__(self, nesting: Nesting, numbering: Numbering) -> None:
        self.nesting = nesting
        self._numbering = numbering
        self._path: list[str] = []
        self._not_printed = 0
        self._hidden = False
        self._deleted_rows: list[bool] = []
        self._cells: list[NestedCell] = []
        self._list: tuple[str | None, int | None, str | None] = (None, None, None)

    def take(self, event: str, element: Element) -> None:
        name = local(element)
        if event == "start":
            self._not_printed += name in _NOT_PRINTED
            if not self._not_printed:
                self._begin(name)
            self._path.append(name)
            return
        self._path.pop()
        if not self._not_printed:
            self._end(name, element)
        elif name == "del" and self._inside("trPr"):
            self._deleted_rows[-1] = True
        self._not_printed -= name in _NOT_PRINTED
        if name in {"p", "tr", "tbl"}:
            element.clear()

    def _inside(self, name: str) -> bool:
        return bool(self._path) and self._path[-1] == name

    def _begin(self, name: str) -> None:
        match name:
            case "tbl":
                self.nesting.begin_table()
            case "tr":
                self.nesting.begin_row()
                self._deleted_rows.append(False)
            case "tc":
                self._cells.append(NestedCell())
                self.nesting.begin_cell(self._cells[-1])
            case "p":
                self.nesting.end_paragraph()
                self._list = (None, None, None)
            case "r":
                self._hidden = False
            case "txbxContent":
                self.nesting.end_paragraph()

    def _end(self, name: str, element: Element) -> None:
        match name:
            case "tbl":
                self.nesting.end_table()
            case "tr" if self._deleted_rows.pop():
                self.nesting.drop_row()
            case "tc":
                self.nesting.end_cell()
                self._cells.pop()
            case "p":
                self.nesting.end_paragraph()
            case _ if self._path and self._path[-1].endswith("Pr"):
                self._set(name, attribute(element, "val"))
            case "pPr" if self._inside("p"):
                self.nesting.write(self._numbering.label(*self._list))
            case _ if self._inside("r") and not self._hidden:
                self.nesting.write(_printed(name, element))

    def _set(self, name: str, value: str | None) -> None:
        """Note a property of the paragraph, the run or the cell that is open."""
        number, level, style = self._list
        match self._path[-1], name:
            case "numPr", "numId":
                self._list = (value, level, style)
            case "numPr", "ilvl":
                self._list = (number, int(value or 0), style)
            case "pPr", "pStyle":
                self._list = (number, level, value)
            case "rPr", "vanish" if self._path[-2:-1] == ["r"]:
                self._hidden = value not in {"0", "false", "off"}
            case "tcPr", "gridSpan":
                self._cells[-1].columns = min(max(int(value or 1), 1), _MAX_COLUMN_SPAN)
            case "tcPr", "vMerge":
                self._cells[-1].above = value != "restart"
            case "trPr", "gridBefore":
                self._skip(min(int(value or 0), _MAX_COLUMN_SPAN))

    def _skip(self, columns: int) -> None:
        """Leave columns out at the beginning of a row."""
        if columns > 0:
            self.nesting.begin_cell(NestedCell(columns=columns))
            self.nesting.end_cell()


def _printed(name: str, element: Element) -> str:
    """Return what a child of a run prints."""
    match name:
        case "t":
            return element.text or ""
        case "tab" | "ptab":
            return "\t"
        case "br" | "cr":
            return "" if attribute(element, "type") in {"page", "column"} else "\n"
        case "noBreakHyphen":
            return "-"
        case "sym":
            return symbol(attribute(element, "font") or "", int(attribute(element, "char") or "20", 16))
        case _:
            return ""


@dataclass(slots=True)
class _Level:
    """One level of a list: its first number, the format of its numbers, and the text around them ("（%1）").

    It counts anew below each paragraph of a level above `restart` (from 0), where that is said; 0 goes on throughout.
    """

    start: int = 1
    format: str = "decimal"
    text: str = ""
    suffix: str = " "
    restart: int | None = None

    def restarts_below(self, level: int) -> bool:
        """Return whether numbering restarts after a paragraph of a higher level (from 0)."""
        return self.restart is None or level < self.restart


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
        for deeper in [at for at in counts if at > level and levels.get(at, _Level()).restarts_below(level)]:
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
        case "lvlRestart":
            level.restart = int(value)
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
    """Return a number in one of Word's formats, in Arabic digits if that is unknown or the number too high.

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
        DIGITS[digit] + _PLACES[len(digits) - 1 - at] if digit else "〇" for at, digit in enumerate(digits)
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


def symbol(font: str, code: int) -> str:
    """Return the character that a symbol font shows for a code, or the code's own character if it is not in our list.

    >>> symbol("Wingdings", 0xF0FE), symbol("Wingdings", 0x221A)
    ('☑', '√')
    """
    place = code - _PRIVATE if _PRIVATE <= code < _PRIVATE + 0x100 else code
    return _SIGNS.get((font, place)) or chr(code)
