"""What stands in a published file, before anything is understood, and what a column of it can be for."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

ROLES = (
    "number", "leader", "target", "deadline", "progress", "claim", "units", "lead_units", "supporting_units",
    "leader_units", "detail", "group", "report", "rate", "remark", "measure", "figure", "milestone", "other",
)  # fmt: skip
UNIT_ROLES = ("leader_units", "lead_units", "units", "supporting_units")
ASIDE = ("group", "report", "rate", "remark", "measure", "figure", "milestone", "other")


@dataclass(frozen=True, slots=True)
class TableFile:
    """A table file that is to be read: where its bytes are, and what the user says of it.

    `name` is the name it was published under. `columns` are (header, role) that a person mapped. `city` is the folder
    of the city's register where the user names it. With `strict` a row that cannot be understood is an error.
    `document` is the name that the document gets where the title tells another or none; `place`, `year` and `period`
    are what the user says of the document where it tells less.
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
        """Return the table at a path, under its own name and with nothing said of it."""
        return cls(path, written_name(path))


def written_name(path: Path) -> str:
    r"""Return the name of a file as text that can be written anywhere: bytes that are not UTF-8 become U+FFFD.

    >>> ascii(written_name(Path("a/\udcd6.txt")))
    "'\\ufffd.txt'"
    """
    return path.name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


@dataclass(frozen=True, slots=True)
class PageArea:
    """Where something stands on a page: the page (from 1), and its sides as parts of the page's width and height."""

    page: int
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Doubt:
    """What a reader could not be sure of in a cell: the fields are those of a Finding of the kind, which it becomes."""

    kind: str
    column: int | None
    printed: str
    understood: str = ""
    candidates: tuple[str, ...] = ()
    details: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """One line of a file: its number there (from 1) and its cells exactly as printed.

    `line` counts through the whole file and is unique in it: the line of a text, the running row of a workbook or
    a page. `table` is the place in the file (from 1) of the table that the line belongs to; a paragraph belongs to the
    table that follows it. `merged` are (column, text) of the cells, printed as "", that a merged cell covers, with the
    text of that cell. `where` says in words where to look when the line does not (“Sheet2!A5”, “page 3”), `sheet` names
    the sheet, and `place` is the page and where on it.
    `running` lines stand on every page: page numbers, repeated titles. `doubts` are what the reader was not sure of.
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
        """The page it stands on; 0 in a file without pages."""
        return self.place.page if self.place else 0

    @property
    def is_blank(self) -> bool:
        """Whether nothing but white space is printed."""
        return not any(cell.strip() for cell in self.cells)


@dataclass(frozen=True, slots=True)
class PrintedFile:
    """One file: its name, the SHA-256 of its bytes in hexadecimal, its lines in order, and what it calls itself.

    `title` is what a browser shows above a page; it is printed in none of its lines.
    """

    name: str
    sha256: str
    lines: tuple[PrintedLine, ...]
    title: str = ""

    @property
    def sheets(self) -> tuple[str, ...]:
        """The names of the sheets of a workbook that anything stands in."""
        return tuple(dict.fromkeys(line.sheet for line in self.lines if line.sheet))


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a data row: its column (from 1), the header above it ("" where none), the text as printed."""

    column: int
    header: str
    printed: str


@dataclass(frozen=True, slots=True)
class Row:
    """One printed data row of a document; joining its cells with tabs gives back the printed line.

    `where` and `place` are those of the PrintedLine: the sheet and cell, or the page, where the line does not tell.
    """

    line: int
    cells: tuple[Cell, ...]
    where: str = ""
    place: PageArea | None = None


"""What a column can be for. `leader_units` holds units and persons, `detail` says more of the target beside it, `group`
names several targets at once, `report` is a further report beside that in `progress`, `rate` and `remark` report where
the row has no other report, `measure` holds units of measurement, `figure` the numbers of one place or period,
`milestone` what is to be done in the part of the year that the header names, `other` is known and belongs to no field
(telephone numbers, categories)."""

"""The roles of columns that no Assignment is made of."""
