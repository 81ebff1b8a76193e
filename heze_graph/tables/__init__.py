"""A file becomes printed lines: one reader a format, nothing understood, nothing lost.

content → kinds ─┬─ text (encodings)                                            → lines
                 └─ confined: html | docx (nested) | xlsx | xls | pdf → blocks  → lines
"""

from __future__ import annotations

from pathlib import Path

from heze_graph.model.printed import PrintedFile
from heze_graph.tables.content import Content
from heze_graph.tables.kinds import Kind, kind_of


def read_file(path: Path) -> PrintedFile:
    """Return the lines of a table file: text, CSV, HTML, xlsx, xls, docx or PDF, told apart by content.

    Text keeps every character (see `text.read_text`). Elsewhere a line is a row of a table, or a paragraph outside
    tables as one cell. All sheets of a workbook are read, hidden ones and hidden rows, too. Numbers and dates of a
    workbook stand as it displays them, formulas by their last result.

    Raises TableError, with file and place, when the file is missing, damaged, encrypted, beyond the limits of
    `heze_graph.tables.limits`, in another format, or holds no table.
    """
    content = Content.of(path)
    kind = kind_of(content)
    if kind is Kind.TEXT:
        from heze_graph.tables.text import text_lines

        return text_lines(content)
    from heze_graph.tables.blocks import printed_lines
    from heze_graph.tables.confined import read_confined

    return content.printed(printed_lines(read_confined(content, kind), content.where))
