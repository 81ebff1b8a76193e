"""An answer as a table for people: one page of it in the order asked for, its columns in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from heze_graph.model.answers import Answer, Value
from heze_graph.web.questions.cells import Cell, Shower
from heze_graph.web.questions.known import Known
from heze_graph.web.questions.order import ordered, page_of
from heze_graph.web.questions.state import State
from heze_graph.web.questions.wording import label_of

_ENGLISH = "En"  # ends the name of a column that says in English what another says in Chinese


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, what it is called, whether it holds numbers only, and how it is sorted.

    `sorted` is `ascending`, `descending` or "" as in `aria-sort`; `address` sorts by it, or turns the order.
    """

    name: str
    label: str
    number: bool
    sorted: str
    address: str


@dataclass(frozen=True, slots=True)
class Table:
    """What is shown of an answer: rows `first` to `last` of `total`, on `page` of `pages`.

    `documents` are those that the whole answer names, all of the graph where it names none.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: int
    first: int
    last: int
    page: int
    pages: int
    documents: tuple[str, ...]


def table_of(answer: Answer, query: str, state: State, known: Known) -> Table:
    """Return what a State shows of an answer to the query of that name."""
    showers = [Shower.of(answer, at, query, (known, state.language)) for at in range(len(answer.columns))]
    rows: Sequence[tuple[Value, ...]] = answer.rows
    if state.column in answer.columns:
        at = answer.columns.index(state.column)
        rows = ordered(rows, at, showers[at].words, descending=state.descending)
    page, shown = page_of(rows, state.page, state.size)
    kept = _kept(answer, showers, state.language)
    named = [dict(zip(answer.columns, row, strict=True)) for row in shown]
    first = (page - 1) * state.size
    return Table(
        columns=tuple(_column(showers[at], query, state) for at in kept),
        rows=tuple(tuple(showers[at].cell(row[at], by) for at in kept) for row, by in zip(shown, named, strict=True)),
        total=len(rows),
        first=first + 1 if rows else 0,
        last=first + len(shown),
        page=page,
        pages=max(1, -(-len(rows) // state.size)),
        documents=_documents(answer, known),
    )


def _column(shower: Shower, query: str, state: State) -> Column:
    name, label = shower.name, label_of(shower.name, query, state.language)
    if name != state.column:
        return Column(name, label, shower.number, "", state.address(sort=name))
    turned = name if state.descending else f"-{name}"
    direction = "descending" if state.descending else "ascending"
    return Column(name, label, shower.number, direction, state.address(sort=turned))


def _kept(answer: Answer, showers: Sequence[Shower], language: str) -> list[int]:
    """Return the columns that are shown: of one in two languages that of the page, and what is said twice once."""
    names = answer.columns
    twice = [name for name in names if name + _ENGLISH in names]
    dropped = set(twice if language == "en" else (name + _ENGLISH for name in twice))
    return [at for at, name in enumerate(names) if name not in dropped and not _is_repeated(at, answer, showers)]


def _is_repeated(at: int, answer: Answer, showers: Sequence[Shower]) -> bool:
    """Whether a column gives in words what an earlier one gives in codes, which are shown in words already."""
    earlier = [one for one, shower in enumerate(showers[:at]) if shower.codes]
    return any(
        bool(answer.rows) and all(_says(showers[one], row[one], row[at]) for row in answer.rows) for one in earlier
    )


def _says(shower: Shower, code: Value, words: Value) -> bool:
    said = shower.codes.get(code.text) if shower.codes and code else None
    return bool(said and words and words.text in said.values())


def _documents(answer: Answer, known: Known) -> tuple[str, ...]:
    at = [index for index, name in enumerate(answer.columns) if "document" in name.lower()]
    seen = {value.text for row in answer.rows for index in at if (value := row[index])}
    every = tuple(known.documents["zh"])
    return tuple(document for document in every if document in seen) or every
