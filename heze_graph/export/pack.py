"""The workbook of a supervision office: a sheet for each saved query that it needs on a Monday."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from heze_graph.errors import QueryError
from heze_graph.export.wording import with_names, wording_of
from heze_graph.export.workbook import Sheet, workbook_bytes
from heze_graph.messages import Message, say
from heze_graph.model.answers import Answer, Value
from heze_graph.queries.choices import nearest
from heze_graph.queries.columns import Column
from heze_graph.queries.in_order import whole_text
from heze_graph.queries.library import Library, SavedQuery
from heze_graph.store.engine import Engine

#: The saved queries that a pack asks.
NEEDED = (
    "concepts", "deadlines", "documents", "findings", "latest-goals", "leaders", "targets-of-leader", "targets-of-unit",
    "units",
)  # fmt: skip
_DEADLINES = "deadlines"
#: Columns that do not fit on a printed sheet.
_LEFT_OUT: Mapping[str, frozenset[str]] = {
    _DEADLINES: frozenset({"done"}),
    "findings": frozenset({"finding", "fileName", "candidates"}),
    "latest-goals": frozenset({"rule", "target"}),
    "targets-of-leader": frozenset({"leader", "city"}),
    "targets-of-unit": frozenset({"unit", "city"}),
}


@dataclass(frozen=True, slots=True)
class Order:
    """The options of a pack: the day it is read, how many days ahead it looks, and whose sheets it adds.

    `site` is the address of the pages, without a trailing slash, which cells then link to. `language` is `zh` or `en`.
    """

    today: date
    days: int = 30
    leaders: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    site: str = ""
    language: str = "zh"


def pack(engine: Engine, library: Library, order: Order) -> bytes:
    """Return the workbook as an Excel file.

    Raises QueryError for a leader or a unit without targets.
    """
    return workbook_bytes(sheets(engine, library, order))


def sheets(engine: Engine, library: Library, order: Order) -> Iterator[Sheet]:
    """Yield the sheets: behind (by numbers or words), overdue, due soon, done, cannot tell, findings, those asked for.

    What is done is neither overdue nor due soon; what is due today is due soon. Targets that the latest document
    reports as open come before those on which none reports: the former are the overdue ones that pages count.
    """
    wording = wording_of(engine, library, order.language, order.site)

    def sheet(title: str, query: str, *answers: Mapping[str, str], by_words: bool = False) -> Sheet:
        saved = library.get(query)
        found = [engine.select(whole_text(engine, saved, values)) for values in answers or ({},)]
        rows = [row for one in found for row in one.rows]
        if by_words:
            rows += _by_their_own_words(engine, library, found[0].columns, rows)
        if query == _DEADLINES:
            rows.sort(key=lambda row: _is_unverified(found[0].columns, row))
        answer = Answer(found[0].columns, tuple(rows))
        columns = _printed(saved)
        return Sheet(title, answer, columns, with_names(wording, engine, answer, columns))

    today, before, until = (_later(order.today, days).isoformat() for days in (0, -1, order.days))
    days = {"today": today, "before": before, "until": until}
    standing: tuple[tuple[str, str, tuple[dict[str, str], ...]], ...] = (
        ("behind", "latest-goals", ({"light": "far-behind"}, {"light": "behind"})),
        ("overdue", _DEADLINES, ({"done": "no", "until": before},)),
        ("due-soon", _DEADLINES, ({"done": "no", "since": today, "until": until},)),
        ("done", _DEADLINES, ({"done": "yes"},)),
        ("cannot-tell", "latest-goals", ({"light": "cannot-tell"},)),
        ("findings", "findings", ()),
    )
    for key, query, answers in standing:
        title = say(f"export.sheet.{key}").in_language(order.language)
        filled = sheet(title, query, *answers, by_words=key == "behind")
        yield filled if filled.answer.rows else replace(filled, empty=_empty(key, query, engine, library, days))
    for kind, names in (("leader", order.leaders), ("unit", order.units)):
        for name in names:
            found = sheet(name, f"targets-of-{kind}", {kind: name})
            if not found.answer.rows:
                raise _unknown(kind, name, engine, library)
            yield found


def _by_their_own_words(
    engine: Engine, library: Library, columns: Sequence[str], rows: Sequence[Sequence[Value]]
) -> list[tuple[Value, ...]]:
    """Return a row for each other unfinished assignment whose latest report or claim says that it is behind."""
    listed = {tuple(row[columns.index(name)] for name in ("documentIri", "line")) for row in rows}
    said = {
        (one["documentIri"], one["line"]): one["printed"]
        for one in library.ask(engine, "findings", kind="says-it-is-behind").by_column()
    }
    found = []
    for row in library.ask(engine, _DEADLINES, done="no").by_column():
        place, claim = (row["documentIri"], row["line"]), row["claimCode"]
        claimed = claim is not None and claim.text == "behind-schedule"
        if (place in said or claimed) and place not in listed:
            words = said.get(place, row["progress"])
            own = row | {"goal": row["target"], "goalIri": row["targetIri"], "reading": words}
            found.append(tuple(own.get(name) for name in columns))
    return found


def _empty(key: str, query: str, engine: Engine, library: Library, days: Mapping[str, str]) -> Message:
    """Return why a sheet is empty; where nothing has a date, that is no comfort."""
    if query != _DEADLINES or key == "done":
        return say(f"export.empty-sheet.{key}")
    rows = list(library.ask(engine, query).texts())
    if not any(row["due"] for row in rows):
        return say("export.empty-sheet.undated")
    undated = sum(row["done"] == "no" and not row["due"] for row in rows)
    return say(f"export.empty-sheet.{key}", undated=undated, **days)


def _is_unverified(columns: Sequence[str], row: Sequence[Value]) -> bool:
    """Return whether no document reports on a deadline: what is known to be late, or done, comes first."""
    basis = row[columns.index("basis")]
    return basis is not None and basis.text == "not-covered"


def _later(day: date, days: int) -> date:
    """Return the day this many days later, within the limits of the calendar."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.max if days > 0 else date.min


def _printed(query: SavedQuery) -> tuple[Column, ...]:
    """Return the columns of a sheet, without those that do not fit on a page, and their companions."""
    left_out = _LEFT_OUT[query.name]
    gone = left_out | {name for one in query.columns if one.name in left_out for name in one.companions}
    kept = {name for one in query.columns if one.name not in left_out for name in one.companions}
    return tuple(column for column in query.columns if column.name not in gone - kept)


def _unknown(kind: str, name: str, engine: Engine, library: Library) -> QueryError:
    """Return the error for a name without targets, with the most similar ones."""
    query = {"leader": "leaders", "unit": "units"}[kind]
    known = sorted({row["name"] for row in library.ask(engine, query).texts()})
    close = nearest(name, known)
    cure = say("queries.try", names=" / ".join(close)) if close else say("export.take-a-name", query=query)
    return QueryError.problem(
        "export.no-target", kind=say("export.leader" if kind == "leader" else "export.unit"), name=name, cure=cure
    )
