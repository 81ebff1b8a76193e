"""What is printed in a file, before anything is understood, and what its columns are used for."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

ROLES = (
    "number", "leader", "target", "deadline", "progress", "claim", "units", "lead_units", "supporting_units",
    "leader_units", "detail", "group", "report", "rate", "remark", "measure", "figure", "milestone", "other",
)  # fmt: skip
"""The uses of a column.

`leader_units` holds units and persons, `detail` says more about the target beside it, `group` names several targets at
once, `report` is a further report besides `progress`, `rate` and `remark` report where the row has no other report,
`measure` holds units of measurement, `figure` numbers for one place or period, `milestone` what is due in the part of
the year that the header names. `other` is known but belongs to no field (telephone numbers, categories).
"""
UNIT_ROLES = ("leader_units", "lead_units", "units", "supporting_units")
ASIDE = ("group", "report", "rate", "remark", "measure", "figure", "milestone", "other")
"""The uses of columns that no Assignment is made from."""


@dataclass(frozen=True, slots=True)
class TableFile:
    """A table file to be read: its path, and what the user says about it.

    `name` is the name it was published under. `columns` are pairs (header, role) given by a person. `city` is the
    folder of the city's register, if the user names it. With `strict` a row that cannot be understood is an error.
    `document` is the name for the document, used instead of the one in its title; `place`, `year` and `period` are what
    the user says about it where the document itself says less.
    """

    path: Path
    name: str
    columns: tuple[tuple[str, str], ...] = ()
    city: Path | None = None
    strict: bool = False
    document: str = ""
    place: str = ""
    year: int | None = None
    period: str = ""

    @classmethod
    def at(cls, path: Path) -> TableFile:
        """Return the table at a path, under its own name and with nothing said about it."""
        return cls(path, written_name(path))


def written_name(path: Path) -> str:
    r"""Return the name of a file as valid text: bytes that are not UTF-8 become U+FFFD.

    >>> ascii(written_name(Path("a/\udcd6.txt")))
    "'\\ufffd.txt'"
    """
    return path.name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


@dataclass(frozen=True, slots=True)
class PageArea:
    """An area of a page: the page (from 1), and its sides as fractions of the page's width and height."""

    page: int
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something a reader was not sure of in a cell; it becomes a Finding of this kind, with the same fields."""

    kind: str
    column: int | None
    printed: str
    understood: str = ""
    candidates: tuple[str, ...] = ()
    details: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """One line of a file: its number (from 1) and its cells exactly as printed.

    `line` counts through the whole file and is unique in it: the line of a text, the running row of a workbook or a
    page. `table` is the number (from 1) of the table that the line belongs to; a paragraph belongs to the table after
    it. `merged` are pairs (column, text) for the cells covered by a merged cell, which are printed as "", with that
    cell's text. `where` says in words where to look if the line number does not help (“Sheet2!A5”, “page 3”), `sheet`
    names the sheet, and `place` is the area of the page. `running` lines are repeated on every page: page numbers,
    titles. `doubts` are what the reader was not sure of.
    """

    line: int
    cells: tuple[str, ...]
    table: int = 1
    merged: tuple[tuple[int, str], ...] = ()
    where: str = ""
    place: PageArea | None = None
    running: bool = False
    doubts: tuple[Doubt, ...] = ()
    sheet: str = ""

    @property
    def page(self) -> int:
        """The number of its page; 0 in a file without pages."""
        return self.place.page if self.place else 0

    @property
    def is_blank(self) -> bool:
        """Whether it contains only white space."""
        return not any(cell.strip() for cell in self.cells)


@dataclass(frozen=True, slots=True)
class PrintedFile:
    """One file: its name, the SHA-256 of its bytes in hexadecimal, its lines in order, and its title.

    `title` is what a browser shows in the title bar; it is not one of the lines.
    """

    name: str
    sha256: str
    lines: tuple[PrintedLine, ...]
    title: str = ""

    @property
    def sheets(self) -> tuple[str, ...]:
        """The names of the sheets that are not empty."""
        return tuple(dict.fromkeys(line.sheet for line in self.lines if line.sheet))


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a data row: its column (from 1), the header above it ("" for none), and its text as printed."""

    column: int
    header: str
    printed: str


@dataclass(frozen=True, slots=True)
class Row:
    """One printed data row of a document; its cells joined with tabs are the printed line.

    `where` and `place` are those of its PrintedLine.
    """

    line: int
    cells: tuple[Cell, ...]
    where: str = ""
    place: PageArea | None = None
