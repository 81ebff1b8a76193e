"""What stands in a published file, before anything is understood."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class TableFile:
    """A table file that is to be read: where its bytes are, and what the user says of it.

    `name` is the name it was published under. `columns` are (header, role) that a person mapped. `city` is the folder
    of the city's register where the user names it. With `strict` a row that cannot be understood is an error.
    `document` is the name that the document gets where the title tells another or none.
    """

    path: Path
    name: str
    columns: tuple[tuple[str, str], ...] = ()
    city: Path | None = None
    strict: bool = False
    document: str = ""

    @classmethod
    def at(cls, path: Path) -> TableFile:
        """Return the table at a path, under its own name and with nothing said of it."""
        return cls(path, path.name)


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """One line of a file: its number there (from 1) and its cells exactly as printed.

    `line` counts through the whole file and is unique in it: the line of a text, the running row of a workbook or
    a page. `table` is the place in the file (from 1) of the table that the line belongs to; a paragraph belongs to the
    table that follows it. `merged` are (column, text) of the cells, printed as "", that a merged cell covers, with the
    text of that cell. `where` says where to look when the line does not (“Sheet2!A5”, “page 3”).
    """

    line: int
    cells: tuple[str, ...]
    table: int = 1
    merged: tuple[tuple[int, str], ...] = ()
    where: str = ""

    @property
    def is_blank(self) -> bool:
        """Whether nothing but white space is printed."""
        return not any(cell.strip() for cell in self.cells)


@dataclass(frozen=True, slots=True)
class PrintedFile:
    """One file: its name, the SHA-256 of its bytes in hexadecimal, and its lines in order."""

    name: str
    sha256: str
    lines: tuple[PrintedLine, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a data row: its column (from 1), the header above it ("" where none), the text as printed."""

    column: int
    header: str
    printed: str


@dataclass(frozen=True, slots=True)
class Row:
    """One printed data row of a document; joining its cells with tabs gives back the printed line.

    `where` is that of the PrintedLine: the sheet and cell, or the page, where the line does not tell.
    """

    line: int
    cells: tuple[Cell, ...]
    where: str = ""
