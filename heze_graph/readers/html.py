"""Reading the tables and paragraphs of an HTML page, parsed as browsers do; nothing is executed or fetched."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from itertools import accumulate

from selectolax.lexbor import LexborHTMLParser, LexborNode

from heze_graph.messages import say
from heze_graph.readers.blocks import Block, too_much
from heze_graph.readers.content import MAX_NESTED_ELEMENTS, Content
from heze_graph.readers.nested import NestedCell, Nesting
from heze_graph.readers.text import decode_page

#: Elements that are never printed, or (form fields) are not part of the publication.
_NOT_PRINTED = re.compile(
    "head|script|style|template|noscript|iframe|object|embed|svg|canvas|audio|video|select|textarea|button|datalist"
    "|!doctype|-(?!text$).*"
)

#: Elements that begin and end a line (WHATWG HTML, 15.3).
_LINES = re.compile(
    "address|article|aside|blockquote|body|center|dd|details|dialog|dir|div|dl|dt|fieldset|figcaption|figure|footer"
    "|form|h[1-6]|header|hgroup|hr|html|legend|li|main|menu|nav|ol|p|pre|search|section|summary|ul"
)

#: Elements that stay open until closed, so that missing end tags nest them.
_OPEN = re.compile(r"<(/?)(?:div|span|font|center|section|article|ul|ol|blockquote|b|i|u|strong|em|small|big)\b", re.I)

_TITLE = re.compile(r"<title\b[^<>]*>([^<]*)</title", re.I)
_LONGEST_TITLE = 200
#: Read although hidden, like the hidden rows of a sheet.
_ROWS = frozenset({"thead", "tbody", "tfoot", "tr"})
_HIDDEN = re.compile(r"display\s*:\s*none", re.I)
_NUMBERED = re.compile(r"\s*[（(]?(?:[一二三四五六七八九十]{1,3}|\d{1,3})[、.．)）]|\s*[①-⑳]")
_SPACE = re.compile(r"[ \t\n\r\f]+")
_DIGITS = re.compile(r"\s*\+?(\d{1,9})")

#: The most columns and rows that a cell may span (WHATWG HTML, 4.9.11).
_MAX_COLUMN_SPAN, _MAX_ROW_SPAN = 1000, 65534


def blocks(content: Content) -> Iterator[Block]:
    """Yield the paragraphs and tables of a page. Raises TableError when it cannot be decoded or nests too deep."""
    text = decode_page(content.data, content.where)
    depth = max(accumulate((-1 if end[1] else 1 for end in _OPEN.finditer(text)), _not_below_zero), default=0)
    if depth > MAX_NESTED_ELEMENTS:
        raise too_much(content.where, say("readers.nested-elements", count=depth), MAX_NESTED_ELEMENTS)
    nesting = Nesting(content.where)
    counts: list[int] = []
    root = LexborHTMLParser(text).root
    for node, begins in _walk(root) if root else ():
        tag = node.tag or ""
        if tag == "-text":
            nesting.write(_SPACE.sub(" ", node.text_content or ""))
        elif begins:
            _begin(nesting, node, tag)
            nesting.write(_number(node, tag, counts))
        else:
            _end(nesting, tag)
            del counts[len(counts) - (tag == "ol") :]
    yield from nesting.blocks()


def page_title(content: Content) -> str:
    """Return the text of the first <title> of a page, "" where it has none.

    Raises TableError when the page cannot be decoded.
    """
    found = _TITLE.search(decode_page(content.data, content.where))
    return _SPACE.sub(" ", unescape(found[1])).strip()[:_LONGEST_TITLE] if found else ""


def _not_below_zero(depth: int, step: int) -> int:
    return max(0, depth + step)


def _walk(root: LexborNode) -> Iterator[tuple[LexborNode, bool]]:
    """Yield each printed node where it begins and again where it ends, without recursion."""
    path: list[LexborNode] = []
    node: LexborNode | None = root
    while node is not None:
        inside = None
        if not _is_hidden(node):
            yield node, True
            inside = node.first_child
            if inside is None and node.tag != "-text":
                yield node, False
        if inside is not None:
            path.append(node)
            node = inside
            continue
        following = node.next
        while following is None and path:
            parent = path.pop()
            yield parent, False
            following = parent.next
        node = following


def _is_hidden(node: LexborNode) -> bool:
    tag = node.tag or ""
    if tag == "-text" or _NOT_PRINTED.fullmatch(tag):
        return tag != "-text"
    if tag in _ROWS:
        return False
    attributes = node.attributes
    return "hidden" in attributes or bool(_HIDDEN.search(attributes.get("style") or ""))


def _begin(nesting: Nesting, node: LexborNode, tag: str) -> None:
    match tag:
        case "table":
            nesting.begin_table()
        case "thead" | "tbody" | "tfoot":
            nesting.begin_group()
        case "tr":
            nesting.begin_row()
        case "td" | "th":
            nesting.begin_cell(
                NestedCell(
                    # 0 means: to the end of the group of rows.
                    rows=_span(node, "rowspan", _MAX_ROW_SPAN) or _MAX_ROW_SPAN,
                    columns=_span(node, "colspan", _MAX_COLUMN_SPAN) or 1,
                )
            )
        case "br":
            nesting.write("\n")
        case _ if _LINES.fullmatch(tag):
            nesting.end_paragraph()


def _number(node: LexborNode, tag: str, counts: list[int]) -> str:
    """Return the number that a browser prints before a list item; `counts` are the counters of the open lists."""
    if tag == "ol":
        counts.append((_span(node, "start", _MAX_ROW_SPAN) if "start" in node.attributes else 1) - 1)
    if tag != "li" or not node.parent or node.parent.tag != "ol" or not counts:
        return ""
    counts[-1] += 1
    # Where authors number items themselves, the page's style hides the browser's numbers.
    return "" if _NUMBERED.match(node.text_content or "") else f"{counts[-1]}. "


def _end(nesting: Nesting, tag: str) -> None:
    match tag:
        case "table":
            nesting.end_table()
        case "td" | "th":
            nesting.end_cell()
        case "caption":
            nesting.end_caption()
        case _ if _LINES.fullmatch(tag):
            nesting.end_paragraph()


def _span(node: LexborNode, name: str, most: int) -> int:
    digits = _DIGITS.match(node.attributes.get(name) or "")
    return min(int(digits[1]), most) if digits else 1
