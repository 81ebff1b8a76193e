"""An answer as a table for people: one page of it in the requested order, with columns and cells in words."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from unicodedata import east_asian_width

from heze_graph.entities.matching import spelt
from heze_graph.export.tabular import is_number
from heze_graph.model.answers import Answer, Term, Value, ValueRow
from heze_graph.queries.columns import JOINT, NOTHING, Column, listed, shown
from heze_graph.queries.library import SavedQuery
from heze_graph.rdf.terms import XSD
from heze_graph.web.pages.graph import PageNames, path_of
from heze_graph.web.pages.paging import Window
from heze_graph.web.rendering import address, rows_on_page, text, whole_number

# Up to how many letters a text stays on one line, and beyond how many it is clamped; a Chinese character counts as two.
_SHORT, _LONG = 16, 140
_LIGHTS, _CLAIMS = "LightScheme", "ClaimScheme"
_NUMBERS = ("number", "share", "line")

_HAN = re.compile(r"[\u3400-\u9fff]")
_QUOTED = re.compile(r"(“[^”]*”)")

SIZES = (25, 50, 100, 500)
_SIZE = 50
_OURS = ("sort", "page", "rows", "text", "lang")
_MOST_PAGE = 10**6
#: The columns of a graph shown as a table.
TRIPLE = ("subject", "predicate", "object")
AnswerRow = tuple[Value, ...]
Key = tuple[int, Decimal, tuple[tuple[int, Decimal, str], ...]]


@dataclass(frozen=True, slots=True)
class CellText:
    """A piece of a cell: its text, the page behind it, the mark before it, and the look of its light or claim."""

    text: str
    href: str = ""
    mark: str = ""
    look: str = ""

    @property
    def pieces(self) -> tuple[tuple[str, bool], ...]:
        """The text split into pieces that are each Chinese or not, for screen readers; a quotation is one piece.

        >>> CellText("line 6: “新建道路10条”.").pieces
        (('line 6: ', False), ('“新建道路10条”', True), ('.', False))
        """
        if _HAN.search(_QUOTED.sub("", self.text)):
            return ((self.text, True),)
        return tuple((piece, bool(_HAN.search(piece))) for piece in _QUOTED.split(self.text) if piece)


@dataclass(frozen=True, slots=True)
class ShownCell:
    """One value, as parts that are written as a list; `size` is `short`, `middling` or `long`."""

    parts: tuple[CellText, ...] = ()
    size: str = "short"

    @classmethod
    def of(cls, *parts: CellText) -> ShownCell:
        """Return the cell with these parts and the matching size."""
        length = sum(1 + (east_asian_width(one) in "WF") for part in parts for one in part.text)
        return cls(parts, "short" if length <= _SHORT else "middling" if length <= _LONG else "long")

    @property
    def text(self) -> str:
        """The cell as one text."""
        return JOINT.join(part.text for part in self.parts)


def is_numeric(column: Column, values: Iterator[Value]) -> bool:
    """Return whether a column holds numbers: as its header says or, without one, as its values are."""
    if column.kind in _NUMBERS:
        return True
    filled = [value for value in values if value and value.text] if column.kind == "text" else []
    return bool(filled) and all(map(is_number, filled))


def things_in(column: Column, row: ValueRow, language: str) -> Iterator[str]:
    """Yield the IRIs of the things that a cell shows by name instead of its content."""
    value = row.get(column.name)
    if value and value.kind == "iri":
        yield value.text
    elif column.kind in ("thing", "things") and language == "en":
        held = row.get(column.iri)
        yield from (iri for iri in (held.text.split() if held else ()) if iri != NOTHING)


def cell(column: Column, row: ValueRow, names: PageNames) -> ShownCell:
    """Return a cell as shown, given its row by column."""
    value = row.get(column.name)
    if value is None or not value.text:
        return ShownCell()
    if value.kind == "iri":
        return ShownCell.of(_thing(value.text, names))
    if value.text in column.values and column.kind != "code":
        return ShownCell.of(CellText(column.values[value.text].of(names.language)))
    if value.datatype == XSD + "boolean":
        return ShownCell.of(_boolean(value, names.language))
    return ShownCell.of(*_SHOWN.get(column.kind, _linked)(column, value, row, names))


def address_of(iri: str, language: str) -> str:
    """Return the address of a thing's page, "" for none."""
    path = path_of(iri)
    # Only web addresses become links: javascript: is an IRI, too.
    return address(path, language) if path else iri if re.match(r"https?://", iri) else ""


def _thing(iri: str, names: PageNames) -> CellText:
    return CellText(names.of(iri) if path_of(iri) else iri, address_of(iri, names.language))


def _boolean(value: Term, language: str) -> CellText:
    yes = value.text in ("true", "1")
    return CellText(text("questions.yes" if yes else "questions.no", language), mark="✔" if yes else "✘")


def _iri(column: Column, row: ValueRow) -> str:
    """Return the IRI, or list of IRIs, beside a cell, "" for none."""
    held = row.get(column.iri) if column.iri else None
    return held.text if held else ""


def _linked(column: Column, value: Term, row: ValueRow, names: PageNames) -> tuple[CellText, ...]:
    """Return a text, unchanged, with the page of what it names."""
    return (CellText(value.text, address_of(_iri(column, row), names.language)),)


def _named(column: Column, value: Term, row: ValueRow, names: PageNames) -> tuple[CellText, ...]:
    """Return the names of things, each with its page, in the language of the page where possible."""
    things = _iri(column, row)
    pairs = listed(value.text, things) if column.kind == "things" else [(value.text, things)]
    return tuple(
        CellText(names.translated(iri, name), address_of(iri, names.language)) if iri else CellText(name)
        for name, iri in pairs
    )


def _code(column: Column, value: Term, row: ValueRow, names: PageNames) -> tuple[CellText, ...]:
    """Return a code in words; where it was derived from printed words, those words with its mark."""
    held = row.get(column.code) if column.code else value
    code = held.text if held else ""
    own = column.values.get(code)
    words = own.of(names.language) if own else names.known.code(column.scheme, code, names.language)
    if column.code:
        label = f"{value.text} ({words})" if words and names.language == "en" else value.text
    else:
        label = words or value.text
    if column.scheme == _LIGHTS:
        return (CellText(label, look=f"light {code}"),)  # the style sheet sets the mark before it
    if column.scheme == _CLAIMS:
        return (CellText(label, look="claim"),)  # what is claimed is neither praised nor blamed
    return (CellText(label),)


def _share(column: Column, value: Term, row: ValueRow, names: PageNames) -> tuple[CellText, ...]:
    return (CellText(f"{Decimal(value.text) * 100:.1f}%"),) if is_number(value) else _linked(column, value, row, names)


def _line(column: Column, value: Term, row: ValueRow, names: PageNames) -> tuple[CellText, ...]:
    page = address_of(_iri(column, row), names.language)
    return (CellText(value.text, f"{page}#line-{value.text}" if page else ""),)


def _text(column: Column, value: Term, row: ValueRow, names: PageNames) -> tuple[CellText, ...]:
    called = names.known.tables[names.language].reworded(value.text)
    return _linked(column, replace(value, text=called), row, names)


_SHOWN: Mapping[str, Callable[[Column, Term, ValueRow, PageNames], tuple[CellText, ...]]] = {
    "thing": _named,
    "things": _named,
    "code": _code,
    "share": _share,
    "line": _line,
    "text": _text,
}


@dataclass(frozen=True, slots=True)
class State:
    """The state of a page: `given` are parameters with a value, `sort` is a column, prefixed with `-` to reverse it.

    `full` shows long texts in full. A query parameter with the name of one of these takes precedence. `unused` are
    unknown names in the address, such as those that messengers add to a shared link.
    """

    path: str
    language: str
    given: Mapping[str, str]
    sort: str = ""
    page: int = 1
    size: int = _SIZE
    full: bool = False
    unused: tuple[str, ...] = ()

    @property
    def column(self) -> str:
        """The column by which the rows are sorted, "" for the order of the query."""
        return self.sort.removeprefix("-")

    @property
    def descending(self) -> bool:
        """Whether the order is reversed."""
        return self.sort.startswith("-")

    def address(self, **changes: object) -> str:
        """Return the address of this state with some changes; a new order starts on the first page."""
        state = replace(self, **changes)  # type: ignore[arg-type]  # the names are those of the fields
        if "page" not in changes and changes:
            state = replace(state, page=1)
        return address(state.path, state.language, **{**state.ours(), **state.given})

    def ours(self) -> dict[str, object]:
        """Return the non-default settings besides the query's parameters."""
        return {
            "sort": self.sort or None,
            "page": self.page if self.page > 1 else None,
            "rows": self.size if self.size != _SIZE else None,
            "text": "full" if self.full else None,
        }


def state_of(query: SavedQuery, parameters: Mapping[str, str], path: str, language: str) -> State:
    """Return the State given by an address; invalid numbers, sizes and columns are ignored."""
    names = {parameter.name for parameter in query.parameters}
    ours = {name: value for name, value in parameters.items() if name in _OURS and name not in names}
    given = {name: value for name, value in parameters.items() if value and name in names}
    size, sort = whole_number(ours.get("rows", "")), ours.get("sort", "")
    return State(
        path=path,
        language=language,
        given=given,
        sort=sort if sort.removeprefix("-") in (query.names or TRIPLE) else "",
        page=max(1, min(whole_number(ours.get("page", "")), _MOST_PAGE)),
        size=size if size in SIZES else _SIZE,
        full=ours.get("text") == "full",
        unused=tuple(name for name in parameters if name not in names and name not in ours),
    )


def ordered(
    rows: Iterable[AnswerRow], column: int, shown: Callable[[AnswerRow], str], *, descending: bool = False
) -> list[AnswerRow]:
    """Return rows sorted by one column: numbers, then texts by pinyin with numerals by value, empty ones last.

    `shown` gives a row's text in that column. The sort is stable.
    """
    rows = list(rows)
    filled = [row for row in rows if not _is_empty(row[column])]
    filled.sort(key=lambda row: _key(row[column], shown(row)), reverse=descending)
    return [*filled, *(row for row in rows if _is_empty(row[column]))]


def _is_empty(value: Value) -> bool:
    return value is None or not value.text


def _key(value: Value, shown: str) -> Key:
    if value is not None and is_number(value):
        return (0, Decimal(value.text), ())
    return (1, Decimal(0), natural(shown))


def natural(text: str) -> tuple[tuple[int, Decimal, str], ...]:
    """Return the sort key of a text: its numerals as numbers, its Chinese characters by pinyin.

    >>> sorted(["12", "9", "10-1", "某县", "乙县", "A"], key=natural)
    ['9', '10-1', '12', 'A', '某县', '乙县']
    """
    parts = re.findall(r"[0-9]+(?:\.[0-9]+)?|[^0-9]+", text.casefold())
    return tuple((0, Decimal(p), "") if p[0].isdecimal() else (1, Decimal(0), spelt(p)) for p in parts)


@dataclass(frozen=True, slots=True)
class ColumnHead:
    """The header of a column: its name, its title, whether it holds only numbers, and how it is sorted.

    `sorted` is `ascending`, `descending` or "" as in `aria-sort`; `address` sorts by it, or reverses the order.
    """

    name: str
    label: str
    number: bool
    sorted: str
    address: str


@dataclass(frozen=True, slots=True)
class AnswerTable:
    """The shown part of an answer: rows `first` to `last` of `total`, on `page` of `pages`.

    `documents` are those named in the whole answer, or all of the graph where it names none. With `more` there are more
    than `total` rows and `pages` pages; `far` says that this is the last known page, shown in place of a later one.
    """

    columns: tuple[ColumnHead, ...]
    rows: tuple[tuple[ShownCell, ...], ...]
    total: int
    first: int
    last: int
    page: int
    pages: int
    documents: tuple[str, ...]
    more: bool
    far: bool


def table_of(
    answer: Answer, columns: Sequence[Column], state: State, names: PageNames, window: Window | None = None
) -> AnswerTable:
    """Return the part of an answer that a State shows; the rows of a window are already the ones to show."""
    rows: Sequence[tuple[Value, ...]] = answer.rows
    if state.column in answer.columns and not window:
        rows = _sorted(answer, columns[answer.columns.index(state.column)], state, names)
    page, _, some = (window.page, 0, rows) if window else rows_on_page(rows, state.page, state.size)
    total = window.total if window else len(rows)
    kept = [column.in_language(state.language, columns) for column in shown(columns)]
    named = [dict(zip(answer.columns, row, strict=True)) for row in some]
    names.ask(thing for row in named for column in kept for thing in things_in(column, row, names.language))
    first = (page - 1) * state.size
    return AnswerTable(
        columns=tuple(_heading(column, answer, state) for column in kept),
        rows=tuple(tuple(cell(column, row, names) for column in kept) for row in named),
        total=total,
        first=first + 1 if rows else 0,
        last=first + len(some),
        page=page,
        pages=max(1, -(-total // state.size)),
        documents=_documents(window.documents if window else _named_in(answer, columns), names),
        more=window is not None and window.more,
        far=window is not None and window.more and state.page > window.page,
    )


def _sorted(answer: Answer, column: Column, state: State, names: PageNames) -> list[tuple[Value, ...]]:
    """Return all rows sorted by one column, as shown."""
    rows = list(answer.by_column())
    names.ask(thing for row in rows for thing in things_in(column, row, names.language))
    texts = {id(row): cell(column, by, names).text for row, by in zip(answer.rows, rows, strict=True)}
    at = answer.columns.index(column.name)
    return ordered(answer.rows, at, lambda row: texts[id(row)], descending=state.descending)


def _heading(column: Column, answer: Answer, state: State) -> ColumnHead:
    name, label = column.name, column.title(state.language)
    at = answer.columns.index(name)
    number = is_numeric(column, (row[at] for row in answer.rows))
    if name != state.column:
        return ColumnHead(name, label, number, "", state.address(sort=name))
    turned = name if state.descending else f"-{name}"
    direction = "descending" if state.descending else "ascending"
    return ColumnHead(name, label, number, direction, state.address(sort=turned))


def _documents(seen: Collection[str], names: PageNames) -> tuple[str, ...]:
    """Return the documents among some names in the order of periods, or all of the graph where there are none."""
    every = tuple(names.known.documents["zh"])
    return tuple(document for document in every if document in seen) or every


def _named_in(answer: Answer, columns: Sequence[Column]) -> set[str]:
    """Return the names that an answer gives to things."""
    at = [index for index, column in enumerate(columns) if column.kind == "thing"]
    return {value.text for row in answer.rows for index in at if (value := row[index])}
