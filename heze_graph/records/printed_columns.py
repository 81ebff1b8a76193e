"""The columns of a table as printed: their headers, the cells below, and how to ask about one."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from heze_graph.errors import TableError
from heze_graph.messages import say
from heze_graph.model.printed import ROLES
from heze_graph.model.understood import Certainty
from heze_graph.records.cells import TableLine
from heze_graph.records.headers import plain
from heze_graph.records.mends import Mend

#: Cells shown with a printed about a column.
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class PrintedColumns:
    """What is needed to decide on columns, and to ask about them."""

    where: str
    headers: tuple[str, ...]
    body: Sequence[TableLine]
    given: Mapping[str, str]

    def cells(self, column: int) -> list[str]:
        """Return the texts below a header (column from 1) that are printed there."""
        return [line.text(column) for line in self.body if column in line.own and line.text(column)]

    def names(self, column: int) -> str:
        """Return what a column is called on the command line: its header, or its place where that does not tell."""
        header = " ".join(self.headers[column - 1].split())
        alone = header and [plain(other) for other in self.headers].count(plain(header)) == 1
        return header if alone and "=" not in header else str(column)

    def unclear(self, column: int, role: str) -> Mend:
        """Return the Mend that asks what a column is for, and says how to answer."""
        shown = " | ".join(" ".join(cell.split())[:40] for cell in self.cells(column)[:_SHOWN]) or "—"
        details = (
            ("column", str(column)),
            ("cells", shown),
            ("option", f"--column {quoted(self.names(column))}={role}"),
        )
        header = plain(self.headers[column - 1]) or "—"
        return Mend("column-unclear", header, role, Certainty.DOUBTFUL, details=details)

    def ask(self, column: int, role: str) -> TableError:
        """Return the error that asks what a column is for: its header, three of its cells, how to say it."""
        header = " ".join(self.headers[column - 1].split())
        shown = " | ".join(" ".join(cell.split())[:40] for cell in self.cells(column)[:_SHOWN]) or say(
            "records.nothing"
        )
        return TableError.problem(
            "records.no-target-column",
            where=self.where,
            header=header,
            shown=shown,
            roles=ROLES,
            column=quoted(self.names(column)),
            role=role,
        )


def quoted(text: str) -> str:
    """Return a text as it is typed on a command line."""
    return shlex.quote(text) if re.search(r"[\s'\"()&;|<>*?$]", text) else text
