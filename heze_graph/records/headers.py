"""Which line is a header, and what each column is for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from heze_graph.model.printed import PrintedLine

#: A line is a header when at least this many of its cells are known header words.
_ENOUGH = 3


@dataclass(frozen=True, slots=True)
class Header:
    """The columns of a table: for each its header as printed and its role, None where no role is known."""

    line: int
    printed: tuple[str, ...]
    roles: tuple[str | None, ...]

    def printed_at(self, column: int) -> str:
        """Return the header above a column (from 1), "" beyond the last."""
        return self.printed[column - 1] if column <= len(self.printed) else ""

    def column_of(self, role: str) -> int | None:
        """Return the column (from 1) of a role."""
        return self.roles.index(role) + 1 if role in self.roles else None


def read_header(line: PrintedLine, known: Mapping[str, str]) -> Header | None:
    """Return the Header that a line prints, or None where it is not one.

    A header cell is known when it is one of the words of `known`, or ends with one of them (三季度完成情况 ends with
    完成情况). Each role is given once, to the first column that asks for it.
    """
    roles: list[str | None] = []
    for cell in line.cells:
        role = _role(re.sub(r"\s", "", cell), known)
        roles.append(role if role not in roles else None)
    if sum(role is not None for role in roles) < _ENOUGH:
        return None
    return Header(line.line, line.cells, tuple(roles))


def _role(printed: str, known: Mapping[str, str]) -> str | None:
    if printed in known:
        return known[printed]
    endings = [word for word in known if len(word) > 1 and len(printed) <= 16 and printed.endswith(word)]
    return known[max(endings, key=len)] if endings else None
