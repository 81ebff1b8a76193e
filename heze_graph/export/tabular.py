"""Answers as CSV, JSON and Markdown; no text in an answer is trusted in any of them."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from unicodedata import category, east_asian_width

from heze_graph.model.answers import Answer, Value
from heze_graph.rdf.terms import XSD, prefixed

_INTEGERS = (
    "integer", "int", "long", "short", "byte", "nonNegativeInteger", "positiveInteger", "nonPositiveInteger",
    "negativeInteger", "unsignedLong", "unsignedInt", "unsignedShort", "unsignedByte",
)  # fmt: skip
_NUMBERS = frozenset(XSD + name for name in (*_INTEGERS, "decimal", "double", "float"))
BOOLEANS = {"true": True, "1": True, "false": False, "0": False}
_NUMBER = re.compile(r"(?P<sign>[+-]?)(?P<whole>[0-9]*)(?P<point>\.[0-9]+)?(?P<exponent>[eE][+-]?[0-9]+)?")

# What makes a spreadsheet read a text as a formula (OWASP, "CSV Injection", with the full-width forms).
_FORMULA = re.compile(r"[=+\-@\t\r\n＝＋－＠]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_MARKDOWN = re.compile(r"[`*_\[\]~|]")


def csv_text(answer: Answer) -> str:
    r"""Return an answer as exact CSV, for programs; an unbound value is an empty cell.

    Lines end in CR LF, as required by RFC 4180 and "SPARQL 1.1 Query Results CSV", and understood by Python and Excel.
    Open the output file with `newline=""`.

    >>> from heze_graph.model.answers import Term
    >>> csv_text(Answer(("no", "unit"), ((Term("literal", "1"), None),)))
    'no,unit\r\n1,\r\n'
    """
    return "".join(csv_parts([answer]))


def csv_parts(answers: Iterable[Answer]) -> Iterator[str]:
    """Yield the text of `csv_text` for an answer that comes in parts."""
    for number, answer in enumerate(answers):
        rows = ([value.text if value else "" for value in row] for row in answer.rows)
        yield _csv(rows if number else chain([answer.columns], rows))


def excel_csv_bytes(answer: Answer) -> bytes:
    r"""Return an answer as CSV for a spreadsheet: UTF-8 with BOM; a text that looks like a formula gets a `'`.

    >>> from heze_graph.model.answers import Term
    >>> excel_csv_bytes(Answer(("a",), ((Term("literal", "=1"),),)))
    b"\xef\xbb\xbfa\r\n'=1\r\n"
    """
    rows = ([_defused(value) for value in row] for row in answer.rows)
    return _csv(chain([answer.columns], rows)).encode("utf-8-sig")


def json_text(answer: Answer) -> str:
    r"""Return an answer as JSON: a list of one object per row, one row per line.

    Numbers keep their digits, xsd:boolean is true or false, an unbound value is null; NaN and INF are strings, because
    JSON has no such numbers.

    >>> from heze_graph.model.answers import Term
    >>> ratio = Term("literal", "1.20", "http://www.w3.org/2001/XMLSchema#decimal")
    >>> print(json_text(Answer(("ratio", "unit"), ((ratio, None),))), end="")
    [
      {"ratio": 1.20, "unit": null}
    ]
    """
    names = [_json_string(column) for column in answer.columns]
    rows = (
        ", ".join(f"{name}: {_json_value(value)}" for name, value in zip(names, row, strict=True))
        for row in answer.rows
    )
    body = ",\n".join(f"  {{{row}}}" for row in rows)
    return f"[\n{body}\n]\n" if body else "[]\n"


def markdown_text(answer: Answer) -> str:
    r"""Return an answer as a GitHub Flavored Markdown table in which no text is markup.

    >>> from heze_graph.model.answers import Term
    >>> print(markdown_text(Answer(("a",), ((Term("literal", "x|<b>\ny"),),))), end="")
    | a |
    | --- |
    | x\|&lt;b&gt;<br>y |
    """
    head = [_markdown_string(column) for column in answer.columns]
    body = [[_markdown_value(value) for value in row] for row in answer.rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in (head, ["---"] * len(head), *body))


def is_number(value: Value) -> bool:
    """Return whether a value is an XML Schema number in a form that SPARQL writes; NaN and INF are not."""
    return value is not None and value.datatype in _NUMBERS and _number(value.text) is not None


def _csv(rows: Iterable[Sequence[str]]) -> str:
    import csv

    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerows(rows)
    return text.getvalue()


def _defused(value: Value) -> str:
    if value is None:
        return ""
    dangerous = _FORMULA.match(value.text) and _number(value.text) is None
    return f"'{value.text}" if dangerous else value.text


def _number(text: str) -> re.Match[str] | None:
    """Return the parts of a number, or None; `float` would accept `1_000` and digits of other scripts."""
    match = _NUMBER.fullmatch(text)
    return match if match and (match["whole"] or match["point"]) else None


def _json_value(value: Value) -> str:
    if value is None:
        return "null"
    if value.datatype == XSD + "boolean" and value.text in BOOLEANS:
        return "true" if BOOLEANS[value.text] else "false"
    match = _number(value.text) if value.datatype in _NUMBERS else None
    if match is None:
        return _json_string(value.text)
    # JSON has no "+", no leading zeros and no bare decimal point.
    sign, whole = match["sign"].strip("+"), match["whole"].lstrip("0") or "0"
    return sign + whole + (match["point"] or "") + (match["exponent"] or "")


def _json_string(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _markdown_value(value: Value) -> str:
    if value is None:
        return ""
    # Only web addresses become links: javascript: is an IRI, too.
    if value.kind == "iri" and re.fullmatch(r"https?://[^\s<>|]+", value.text):
        return f"<{value.text}>"
    return _markdown_string(value.text)


def _markdown_string(text: str) -> str:
    r"""Return a text with its markup escaped; a backslash is an entity, since renderers split `\\|` differently."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\\", "&#92;")
    text = _MARKDOWN.sub(lambda match: "\\" + match.group(), text)
    return _CONTROL.sub("\ufffd", re.sub(r"\r\n|\r|\n", "<br>", text).replace("\t", " "))


# Characters that change the writing direction make a terminal show another text than there is (Trojan Source).
_TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_NARROWEST = 6
_PADDING = 2
_BOLD, _CYAN, _PLAIN = "\x1b[1m", "\x1b[36m", "\x1b[0m"


def table_text(
    answer: Answer, width: int | None = None, *, colour: bool = False, prefixes: Mapping[str, str] | None = None
) -> str:
    """Return an answer as a table at most `width` cells wide; None: as wide as it needs.

    Long texts are wrapped, nothing is cut; where the columns still do not fit, the table is wider than asked.
    `prefixes` are namespaces by prefix, by which IRIs are shortened.

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
    # A blank line between rows that take several lines.
    between = "\n" if any(len(cell) > 1 for row in folded[1:] for cell in row) else ""
    return f"{blocks[0]}{rule}\n{between.join(blocks[1:])}"


def plain_text(text: str) -> str:
    r"""Return a text that a terminal shows but does not obey: control characters become visible symbols.

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
    name = prefixed(value.text, prefixes) if value.kind == "iri" else ""
    return plain_text(name or value.text)


def _is_numeric(values: Sequence[Value]) -> bool:
    bound = [value for value in values if value is not None]
    return bool(bound) and all(map(is_number, bound))


def _cells(text: str) -> int:
    """Return how many terminal cells a text takes."""
    return len(text) if text.isascii() else sum(map(_width, text))


@lru_cache(maxsize=8192)
def _width(character: str) -> int:
    if category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if east_asian_width(character) in "WF" else 1


def _fitted(widths: list[int], width: int | None) -> list[int]:
    """Return the column widths of a table with a total width: the widest columns are narrowed to the same width."""
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
    """Yield the pieces of a line that fit: broken between words, and inside a word that is too long or Chinese."""
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
