"""Reading the CSV files that people edit in a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from heze_graph.errors import ReferenceDataError


@dataclass(frozen=True, slots=True)
class CsvRow:
    """One row of a reference file, with the line where it ends."""

    path: Path
    line: int
    values: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.values[column]

    def several(self, column: str) -> tuple[str, ...]:
        """Return the parts of a cell that lists several values, separated by `|`."""
        return tuple(part.strip() for part in self[column].split("|") if part.strip())

    def fault(self, found: str, expected: str, cure: str) -> ReferenceDataError:
        """Return the error that points at this row."""
        return ReferenceDataError.problem(f"{self.path}, line {self.line}", found, expected, cure)


def read_csv(path: Path, columns: tuple[str, ...]) -> list[CsvRow]:
    """Return the rows of a UTF-8 CSV file (with or without BOM); empty rows are passed over.

    Raises ReferenceDataError when the file is missing, is not UTF-8, lacks one of `columns` or has a ragged row.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, strict=True)
            head = next(reader, [])
            missing = [column for column in columns if column not in head]
            if missing:
                raise ReferenceDataError.problem(
                    f"{path}, line 1",
                    f"the columns {', '.join(head) or '(none)'}",
                    f"the columns {', '.join(columns)}",
                    f"add the column {missing[0]}",
                )
            return [_row(path, reader.line_num, head, cells) for cells in reader if any(cells)]
    except FileNotFoundError as error:
        raise ReferenceDataError.problem(
            str(path), "no such file", "a CSV file", "restore the file from the distribution"
        ) from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise ReferenceDataError.problem(
            str(path), f"unreadable text ({error})", "CSV in UTF-8", "save it as “CSV UTF-8”"
        ) from error


def _row(path: Path, line: int, head: list[str], cells: list[str]) -> CsvRow:
    if len(cells) != len(head):
        raise ReferenceDataError.problem(
            f"{path}, line {line}", f"{len(cells)} cells", f"{len(head)} cells", "add or remove commas"
        )
    return CsvRow(path, line, dict(zip(head, (cell.strip() for cell in cells), strict=True)))
