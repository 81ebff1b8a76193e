"""Answers as a table for a terminal; no text of an answer can make a terminal do anything.

Chinese characters are two cells wide. A table of text is what is shown most often, so it waits for no library.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from unicodedata import category, east_asian_width

from heze_graph.export.tabular import is_number
from heze_graph.model.answers import Answer, Value

# Controls that turn the writing direction make a terminal show another text than there is (Trojan Source).
_TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_NARROWEST = 6
_PADDING = 2
_BOLD, _CYAN, _PLAIN = "\x1b[1m", "\x1b[36m", "\x1b[0m"


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
    texts = [[_value(value, prefixes or {}).split("\n") for value in row] for row in answer.rows]
    head = [plain_text(column).split("\n") for column in answer.columns]
    columns = list(zip(head, *texts, strict=True))
    widths = _fitted([max(_cells(line) for cell in column for line in cell) for column in columns], width)
    right = [_is_numeric([row[index] for row in answer.rows]) for index in range(len(head))]
    folded = [[_folded(cell, room) for cell, room in zip(row, widths, strict=True)] for row in (head, *texts)]
    styles = [
        [_BOLD] * len(head),
        *([_CYAN if value and value.kind == "iri" else "" for value in row] for row in answer.rows),
    ]
    blocks = [
        _block(row, widths, right, style if colour else [""] * len(row))
        for row, style in zip(folded, styles, strict=True)
    ]
    rule = "─" * (sum(widths) + (_PADDING + 1) * len(widths) - 1)
    # A blank line between the rows where rows take several lines.
    between = "\n" if any(len(cell) > 1 for row in folded[1:] for cell in row) else ""
    return f"{blocks[0]}{rule}\n{between.join(blocks[1:])}"


def plain_text(text: str) -> str:
    r"""Return a text that a terminal shows and does not obey: control characters are shown as pictures.

    >>> plain_text("\x1b[31mred\x07")
    '␛[31mred␇'
    """
    text = text.replace("\r\n", "\n").replace("\t", " ")
    if text.isprintable():
        return text
    return "".join(character if character == "\n" else _shown(character) for character in text)


def _shown(character: str) -> str:
    code = ord(character)
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    hidden = category(character) in {"Cc", "Cs", "Zl", "Zp"} or character in _TURNING
    return "\ufffd" if hidden else character


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


def _is_numeric(values: Sequence[Value]) -> bool:
    bound = [value for value in values if value is not None]
    return bool(bound) and all(map(is_number, bound))


def _cells(text: str) -> int:
    """Return how many cells of a terminal a text takes."""
    return len(text) if text.isascii() else sum(map(_width, text))


@lru_cache(maxsize=8192)
def _width(character: str) -> int:
    if category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if east_asian_width(character) in "WF" else 1


def _fitted(widths: list[int], width: int | None) -> list[int]:
    """Return the widths of the columns in a table of so many cells: the widest ones are narrowed, to the same width."""
    if width is None:
        return widths
    room = width + 1 - (_PADDING + 1) * len(widths)
    for narrower, one in enumerate(sorted(widths)):
        share = room // (len(widths) - narrower)
        if one > share:
            return [min(each, max(share, _NARROWEST)) for each in widths]
        room -= one
    return widths


def _folded(lines: Sequence[str], width: int) -> list[str]:
    return [part for line in lines for part in ([line] if _cells(line) <= width else _parts(line, width))]


def _parts(line: str, width: int) -> Iterator[str]:
    """Yield a line in parts that fit: cut where words end, and inside a word that is too long or is Chinese."""
    part, room = "", width
    for piece in re.findall(r"[!-~]+ ?|.", line):
        cells = _cells(piece.rstrip(" "))
        if cells > room and part:
            yield part.rstrip(" ")
            part, room = "", width
        *whole, rest = (piece[at : at + width] for at in range(0, len(piece), width))
        yield from whole
        part += rest
        room -= _cells(rest)
    yield part.rstrip(" ")


def _block(cells: Sequence[list[str]], widths: Sequence[int], right: Sequence[bool], styles: Sequence[str]) -> str:
    """Return the lines of one row."""
    height = max(map(len, cells), default=1)
    lines = []
    for at in range(height):
        shown = [
            _padded(cell[at] if at < len(cell) else "", width, is_right, style)
            for cell, width, is_right, style in zip(cells, widths, right, styles, strict=True)
        ]
        lines.append(" ".join(f" {text} " for text in shown).rstrip() + "\n")
    return "".join(lines)


def _padded(text: str, width: int, right: bool, style: str) -> str:
    blank = " " * (width - _cells(text))
    shown = f"{style}{text}{_PLAIN}" if style and text else text
    return blank + shown if right else shown + blank
