"""An answer as a table for a terminal, in which nothing that stands in the answer is obeyed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from io import StringIO
from typing import TYPE_CHECKING
from unicodedata import category

from heze_graph.export.tabular import is_number
from heze_graph.model.answers import Answer, Value

if TYPE_CHECKING:
    from rich.table import Table

# Controls that turn the writing direction make a terminal show another text than there is (Trojan Source).
_TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_UNLIMITED = 100_000
_NARROWEST = 6


def table_text(
    answer: Answer, width: int | None = None, *, colour: bool = False, prefixes: Mapping[str, str] | None = None
) -> str:
    """Return an answer as a table that is `width` cells wide at most; None: as wide as it needs.

    Long texts are folded, nothing is cut; where the columns do not fit even so, the table is wider than asked.
    `prefixes` are namespaces by prefix: an IRI that begins with one is shown short.

    >>> from heze_graph.model.answers import Term
    >>> print(table_text(Answer(("no", "unit"), ((Term("literal", "1"), Term("literal", "甲")),))), end="")
     no   unit
    ───────────
     1    甲
    """
    from rich.console import Console

    table = _table(answer, prefixes or {})
    # Below this rich would cut text: each column at its narrowest, with padding and a space between.
    least = sum((column.min_width or 0) + 3 for column in table.columns)
    room = _UNLIMITED if width is None else max(width, least)
    file = StringIO()
    console = Console(
        file=file,
        width=room,
        force_terminal=colour,
        force_jupyter=False,
        color_system="standard" if colour else None,
        legacy_windows=False,
        markup=False,
        highlight=False,
        emoji=False,
        _environ={},  # the same text whatever COLUMNS, TERM and NO_COLOR say: the caller decides
    )
    # A blank line between the rows where rows take several lines.
    needed = console.measure(table, options=console.options.update(max_width=_UNLIMITED)).maximum
    table.show_lines = needed > room or _has_lines(answer)
    console.print(table)
    return "".join(f"{line.rstrip()}\n" for line in file.getvalue().splitlines())


def plain_text(text: str) -> str:
    r"""Return a text that a terminal shows and does not obey: control characters are shown as pictures.

    >>> plain_text("\x1b[31mred\x07")
    '␛[31mred␇'
    """
    text = re.sub(r"\r\n", "\n", text).replace("\t", " ")
    return "".join(character if character == "\n" else _shown(character) for character in text)


def _shown(character: str) -> str:
    code = ord(character)
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    hidden = category(character) in {"Cc", "Cs", "Zl", "Zp"} or character in _TURNING
    return "\ufffd" if hidden else character


def _table(answer: Answer, prefixes: Mapping[str, str]) -> Table:
    from rich import box
    from rich.cells import cell_len
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, show_edge=False)
    for index, column in enumerate(answer.columns):
        values = [row[index] for row in answer.rows if row[index] is not None]
        texts = [line for value in values for line in _value(value, prefixes).split("\n")]
        numeric = bool(values) and all(map(is_number, values))
        # Text, not str: rich reads [bold] and :smile: in a str.
        table.add_column(
            Text(plain_text(column)),
            justify="right" if numeric else "left",
            overflow="fold",
            min_width=min(_NARROWEST, max(map(cell_len, (column, *texts)))),
        )
    for row in answer.rows:
        table.add_row(*(Text(_value(value, prefixes), style=_style(value)) for value in row))
    return table


def _value(value: Value, prefixes: Mapping[str, str]) -> str:
    if value is None:
        return ""
    text = value.text
    if value.kind == "iri":
        fitting = [(len(space), prefix) for prefix, space in prefixes.items() if space and text.startswith(space)]
        if fitting:
            length, prefix = max(fitting)
            text = f"{prefix}:{text[length:]}"
    return plain_text(text)


def _style(value: Value) -> str:
    return "cyan" if value is not None and value.kind == "iri" else ""


def _has_lines(answer: Answer) -> bool:
    return any(value is not None and "\n" in value.text for row in answer.rows for value in row)
