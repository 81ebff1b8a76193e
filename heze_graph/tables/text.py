"""Reading a tab-separated text file."""

from __future__ import annotations

import hashlib
from pathlib import Path

from heze_graph.errors import TableError
from heze_graph.model.printed import PrintedFile, PrintedLine

#: A table of a whole province would be a hundredth of this; more is not a table, and would only fill the memory.
MAX_BYTES = 64 * 1024 * 1024


def read_text(path: Path) -> PrintedFile:
    """Return the lines of a UTF-8 text file (with or without BOM, LF or CRLF), cells split at tabs.

    Raises TableError when the file is missing, too large, empty, not UTF-8 or holds NUL bytes.
    """
    data = _bytes(path)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise TableError.problem(
            f"{path}, line {line}",
            f"the byte 0x{data[error.start]:02x}, which is not UTF-8",
            "text in UTF-8",
            "save the file as UTF-8",
        ) from error
    return PrintedFile(
        name=path.name,
        sha256=hashlib.sha256(data).hexdigest(),
        lines=tuple(
            PrintedLine(number, tuple(line.removesuffix("\r").split("\t")))
            for number, line in enumerate(text.split("\n"), start=1)
        ),
    )


def _bytes(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise TableError.problem(
                str(path), f"{size:,} bytes", f"a table of at most {MAX_BYTES:,} bytes", "split the file"
            )
        data = path.read_bytes()
    except OSError as error:
        raise TableError.problem(
            str(path), f"an unreadable file ({error.strerror})", "a table file", "check the path"
        ) from error
    if not data.strip():
        raise TableError.problem(str(path), "an empty file", "a table", "check that it was saved whole")
    if b"\0" in data:
        line = data.count(b"\n", 0, data.index(b"\0")) + 1
        raise TableError.problem(
            f"{path}, line {line}", "a NUL byte", "a text file", "save the table as tab-separated UTF-8 text"
        )
    return data
