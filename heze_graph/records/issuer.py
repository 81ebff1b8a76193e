"""Who published a file: found in the lines above its table, its title, its signature or its name, in this order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import takewhile

from heze_graph.model.printed import PrintedFile, PrintedLine, TableFile
from heze_graph.records.numbering import mark_of
from heze_graph.records.responsibility.labels import labels_of
from heze_graph.records.signatures import BORDER, names_signer
from heze_graph.records.titles import SITE, title_in
from heze_graph.reference import Reference
from heze_graph.reference.issuers import detect_issuer, governments, issuer_of, signed_by
from heze_graph.reference.language import Language
from heze_graph.reference.written_issuers import Issuer

#: So many lines at the head of a file, and so many at its end, are searched for the issuer.
_HEAD_LINES, _END_LINES = 12, 6
#: A title is no longer than this; it ends unlike a sentence or a form of address, and begins unlike a purpose: 为贯彻….
_LONGEST_TITLE, _SENTENCE = 60, re.compile(r"[。；;？！]|[：:]\s*$|^为(?!民)")
#: A line that signs is no longer than this.
_LONGEST_SIGNATURE = 40
#: The date of a document stands below its signature.
_DATE = re.compile(r"(?:19|20)\d{2}\s*年\s*\d{1,2}\s*月|二[〇○零]")
#: What stands before a signature at the end of the last item's line.
_LAST_ITEM = re.compile(r"^.*。[ \t\u3000]+(?=[^\s。]+$)")
#: One quoted title or several: 《某市人民政府关于…》, before each hardly more than 省委.
_TITLES = "[^。；;《]{0,12}《[^》]*》(?:、?《[^》]*》)*"
#: A line with so many cells is a row of a table, or its header.
_ROW_CELLS = 3


def find_issuer(printed: PrintedFile, table: TableFile, reference: Reference) -> Issuer:
    """Return who published a file: the place that the user gave, else what the file says."""
    cities, language = reference.city_folders(), reference.language
    if table.place:
        return issuer_of(table.place, cities, language)
    signature = _signature(printed.lines, language)
    texts = (
        _titles(printed.lines[:_HEAD_LINES], language),
        _head(printed.lines[:_HEAD_LINES], language),
        printed.title,
        signature,
        # A copy may print the title of a table below it.
        _titles(printed.lines[-_END_LINES:], language),
        "\n".join(printed.sheets),
        table.name,
    )
    found = detect_issuer(cities, texts, language)
    if not found.place:
        # 2024年重点工作任务-甲山学院: the title of a page may end with whose site it is on.
        signature = "\n".join([signature, *map(str.strip, SITE.split(printed.title)[1:])])
    found = signed_by(found, texts, signature, language)
    if table.city:
        return Issuer(table.city.name, next(iter(governments(table.city)), found.name))
    return found


def _titles(lines: Sequence[PrintedLine], language: Language) -> str:
    """Return the lines that may be titles: short, not sentences, and with a word typical of titles."""
    single = (title_in(line.cells[0].strip(), language) for line in lines if len(line.cells) == 1)
    short = [text for text in single if len(text) <= _LONGEST_TITLE and not _SENTENCE.search(text)]
    return "\n".join(text for text in short if any(word in text for word in language.row_words["title-word"]))


def _head(lines: Sequence[PrintedLine], language: Language) -> str:
    """Return the lines above a table or list, or between a header and its rows; rows name other places."""
    filled = [[cell for cell in line.cells if cell.strip()] for line in lines]
    header = bool(filled) and len(filled[0]) >= _ROW_CELLS
    texts = (" ".join(cells) for cells in takewhile(_is_head, filled[header:]))
    return "\n".join(filter(None, (_own(text, language) for text in texts)))


def _is_head(cells: Sequence[str]) -> bool:
    return len(cells) < _ROW_CELLS and not (cells and mark_of(cells[0]))


def _signature(lines: Sequence[PrintedLine], language: Language) -> str:
    """Return the last lines that may be signatures: single texts that name a government, or an office above a date.

    A line such as 责任单位：甲县政府 says who answers for something.
    """
    single = [line.cells[0].strip(BORDER) for line in lines if len(line.cells) == 1 and not line.is_blank]
    single = [_LAST_ITEM.sub("", text) for text in single if not mark_of(text) or _LAST_ITEM.match(text)]
    signed = (
        text
        for text, below in zip(single, [*single[1:], ""], strict=False)
        if len(text) <= _LONGEST_SIGNATURE
        and (
            any(word in text for word in language.unit_words["issuer-follow"])
            or (_DATE.match(below) and names_signer([text], language))
        )
    )
    own = [text for text in (_own(text, language) for text in signed) if text]
    # Labels are one long expression, and most files have no line that signs.
    label = labels_of(language).before if own else None
    # 主办：甲县人民政府办公室, at the foot of a page, names who publishes it.
    foot = language.row_words["list-end"]
    return "\n".join([text for text in own if text.startswith(foot) or not (label and label.match(text))][-_END_LINES:])


def _own(text: str, language: Language) -> str:
    """Return a line without cited titles, which others published; "" if the line is a form of address."""
    return "" if _is_address(text, language) else _cited(language).sub("", text)


def _is_address(text: str, language: Language) -> bool:
    """Return whether a line ends with those whom a notice addresses: 某开发区，各街道，区直各部门：."""
    bare = text.rstrip()
    if not bare.endswith(("：", ":")):
        return False
    said = re.split("[。；;：:]", bare[:-1])[-1]
    return "各" in said or said[1:].endswith(language.unit_words["addressed"])


@lru_cache(maxsize=8)
def _cited(language: Language) -> re.Pattern[str]:
    """Return the expression for titles that a text cites: 根据《某市人民政府关于…》."""
    return re.compile(rf"(?:{'|'.join(map(re.escape, language.unit_words['citing']))}){_TITLES}")
