"""The mapping of columns that a user keeps in a file beside the table."""

from __future__ import annotations

from pathlib import Path

from heze_graph.reference.csv_table import read_csv
from heze_graph.reference.language import ROLES

#: The file that says what the columns of the tables in its folder are for.
FILE_NAME = "heze-columns.csv"


def saved_columns(table: Path) -> tuple[tuple[str, str], ...]:
    """Return the (header, role) pairs of the mapping file beside a table; none where there is no such file.

    Raises ReferenceDataError, with its line, when the file is at fault: columns `header` and `role` are missing, or a
    role is not one of `language.ROLES`.
    """
    path = table.parent / FILE_NAME
    if not path.is_file():
        return ()
    columns = []
    for row in read_csv(path, ("header", "role")):
        if row["role"] not in ROLES:
            raise row.fault(f"the role “{row['role']}”", f"one of {', '.join(ROLES)}", "correct the role")
        columns.append((row["header"], row["role"]))
    return tuple(columns)
