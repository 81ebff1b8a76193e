"""Answers as CSV, JSON and Markdown; no text of an answer is trusted to be harmless in any."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path

from heze_graph.export.files import write_whole
from heze_graph.model.answers import Answer, Value
from heze_graph.rdf.codec import XSD

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
    r"""Return an answer as CSV, exactly as it is, for programs; an unbound value is an empty cell.

    Lines end in CR LF: RFC 4180 and "SPARQL 1.1 Query Results CSV" both say so, and Python and Excel read it.
    Who writes the text to a file must open it with `newline=""`.

    >>> from heze_graph.model.answers import Term
    >>> csv_text(Answer(("no", "unit"), ((Term("literal", "1"), None),)))
    'no,unit\r\n1,\r\n'
    """
    return "".join(csv_parts([answer]))


def csv_parts(answers: Iterable[Answer]) -> Iterator[str]:
    """Yield an answer that comes in parts as `csv_text` returns it."""
    for number, answer in enumerate(answers):
        rows = ([value.text if value else "" for value in row] for row in answer.rows)
        yield _csv(rows if number else chain([answer.columns], rows))


def write_csv(answer: Answer, path: Path) -> None:
    """Write an answer as CSV for a spreadsheet, as `excel_csv_bytes` returns it.

    Raises OutputError when the file cannot be written.
    """
    write_whole(path, excel_csv_bytes(answer))


def excel_csv_bytes(answer: Answer) -> bytes:
    r"""Return an answer as CSV for a spreadsheet: UTF-8 with BOM; a text that looks like a formula gets a `'`.

    >>> from heze_graph.model.answers import Term
    >>> excel_csv_bytes(Answer(("a",), ((Term("literal", "=1"),),)))
    b"\xef\xbb\xbfa\r\n'=1\r\n"
    """
    rows = ([_defused(value) for value in row] for row in answer.rows)
    return _csv(chain([answer.columns], rows)).encode("utf-8-sig")


def json_text(answer: Answer) -> str:
    r"""Return an answer as JSON: a list of one object a row, one row a line.

    Numbers keep their digits, xsd:boolean is true or false, an unbound value is null; NaN and INF are strings,
    because JSON has no such numbers.

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
    r"""Return an answer as a table of GitHub Flavored Markdown in which no text is markup.

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
    """Whether a value is a number of XML Schema in a form that SPARQL writes; NaN and INF are not."""
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
    """Return the parts of a number, or None; `float` would allow `1_000` and other scripts' digits."""
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
    # JSON has no "+", no leading zeros and no bare point.
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
    r"""Return a text with its markup escaped; a backslash as an entity, since renderers split `\\|` differently."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\\", "&#92;")
    text = _MARKDOWN.sub(lambda match: "\\" + match.group(), text)
    return _CONTROL.sub("\ufffd", re.sub(r"\r\n|\r|\n", "<br>", text).replace("\t", " "))
