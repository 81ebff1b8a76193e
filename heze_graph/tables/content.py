"""The bytes of a file, within the limits."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from heze_graph.errors import TableError
from heze_graph.model.printed import PrintedFile, PrintedLine
from heze_graph.tables.limits import MAX_BYTES


@dataclass(frozen=True, slots=True)
class Content:
    """The bytes of one file, its name, and how messages call it."""

    data: bytes
    name: str
    where: str

    @classmethod
    def of(cls, path: Path) -> Content:
        """Read a file.

        Raises TableError when it is missing, too large or empty.
        """
        where = str(path)
        try:
            with path.open("rb") as stream:
                data = stream.read(MAX_BYTES + 1)
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or error
            raise TableError.problem(
                where, f"an unreadable file ({reason})", "a table file", "check the path"
            ) from error
        if len(data) > MAX_BYTES:
            raise TableError.problem(
                where,
                f"more than {MAX_BYTES:,} bytes",
                f"a table of at most {MAX_BYTES:,} bytes",
                "split the file",
            )
        if not data.strip():
            raise TableError.problem(where, "an empty file", "a table", "check that it was saved whole")
        return cls(data, path.name, where)

    def printed(self, lines: tuple[PrintedLine, ...]) -> PrintedFile:
        """Return the file with its lines."""
        return PrintedFile(self.name, hashlib.sha256(self.data).hexdigest(), lines)
