"""Reading CSV files that people edit in a spreadsheet."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from heze_graph.errors import ReferenceDataError
from heze_graph.messages import say

WordsByRole = Mapping[str, tuple[str, ...]]
"""Words by what they are for, the longest first."""


@dataclass(frozen=True, slots=True)
class CsvRow:
    """One row of a reference file, with the number of its last line."""

    path: Path
    line: int
    values: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.values[column]

    def several(self, column: str) -> tuple[str, ...]:
        """Return the values of a cell that lists several, separated by `|`."""
        return tuple(part.strip() for part in self[column].split("|") if part.strip())

    def one_of(self, column: str, allowed: Sequence[str]) -> str:
        """Return the value of a cell; raises ReferenceDataError for one that is not among the allowed values."""
        if self[column] not in allowed:
            known = tuple(filter(None, allowed))
            raise self.fault("reference.one-of", value=self[column], column=column, known=known)
        return self[column]

    def fault(self, key: str, /, **values: object) -> ReferenceDataError:
        """Return the error for a key of the catalogue, pointing at this row."""
        where = say("reference.line", path=self.path, line=self.line)
        return ReferenceDataError.problem(key, where=where, **values)


def read_csv(path: Path, columns: tuple[str, ...]) -> list[CsvRow]:
    """Return the rows of a UTF-8 CSV file (with or without BOM), skipping empty ones.

    Raises ReferenceDataError when the file is missing, is not UTF-8, lacks one of `columns` or has a ragged row.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, strict=True)
            head = next(reader, [])
            missing = [column for column in columns if column not in head]
            if missing:
                raise ReferenceDataError.problem(
                    "reference.columns",
                    path=path,
                    head=tuple(head) or say("reference.none"),
                    columns=columns,
                    missing=missing[0],
                )
            return [_row(path, reader.line_num, head, cells) for cells in reader if any(cells)]
    except FileNotFoundError as error:
        raise ReferenceDataError.problem("reference.no-such-file", where=str(path)) from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise ReferenceDataError.problem("reference.unreadable-text", where=str(path), error=error) from error


def read_words(path: Path, roles: Sequence[str]) -> WordsByRole:
    """Return the words of a file by role, for all of `roles`.

    Raises ReferenceDataError, with the line, when the file is missing or invalid.
    """
    words: dict[str, set[str]] = defaultdict(set)
    for row in read_csv(path, ("role", "printed")):
        if not row["printed"]:
            raise row.fault("reference.empty-word")
        words[row.one_of("role", roles)].add(row["printed"])
    return {role: tuple(sorted(words[role], key=lambda word: (-len(word), word))) for role in roles}


def _row(path: Path, line: int, head: list[str], cells: list[str]) -> CsvRow:
    if len(cells) != len(head):
        raise ReferenceDataError.problem("reference.cells", path=path, line=line, count=len(cells), wanted=len(head))
    return CsvRow(path, line, dict(zip(head, map(str.strip, cells), strict=True)))
