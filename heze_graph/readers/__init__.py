"""A file becomes printed lines: one reader per format; nothing is interpreted, nothing is lost.

content → formats ─┬─ text                                       → lines
                   └─ confined: html | docx | xlsx | … → blocks → lines
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from heze_graph.model.printed import PrintedFile
from heze_graph.readers.content import Content
from heze_graph.readers.formats import ENCLOSED, FORMATS, FileFormat, format_of, formats_within


def read_file(path: Path, formats: Sequence[FileFormat] = FORMATS, where: str = "") -> PrintedFile:
    """Return the lines of a file in one of the formats of `FORMATS`, told apart by content.

    `where` is what messages call it, its path if nothing else is given.

    Text keeps every character (see `text.read_text`). Elsewhere a line is a row of a table, or a paragraph outside
    tables as one cell. All sheets of a workbook are read, hidden ones and hidden rows, too. Numbers and dates of a
    workbook stand as it displays them, formulas by their last result.

    Raises TableError, with file and place, when the file is missing, damaged, encrypted, beyond the limits of
    `heze_graph.readers.content`, in another format, or holds no text.
    """
    return _read(Content.of(path, where), formats)


def _read(content: Content, formats: Sequence[FileFormat]) -> PrintedFile:
    found = format_of(content, formats)
    if found.module == ENCLOSED:
        from heze_graph.readers.enclosed import read_enclosed

        return read_enclosed(content, lambda file: _read(file, formats_within(content, file, formats)))
    if not found.confined:
        from heze_graph.readers.text import text_lines

        return text_lines(content)
    from heze_graph.readers.blocks import printed_lines
    from heze_graph.readers.confined import read_confined

    printed = content.printed(printed_lines(read_confined(content, found.module), content.where))
    if found.module == "html":
        from heze_graph.readers.html import page_title

        return replace(printed, title=page_title(content))
    if found.module == "mail":
        from heze_graph.readers.mail import opened

        return replace(printed, title=opened(content).subject)
    return printed
