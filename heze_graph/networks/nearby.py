"""The part of a network around one thing, made by steps from it: of a large graph, whose whole network takes minutes.

Its nodes and ties are those of `picture.around`. As no more is read, the size of a thing at the rim counts what the
part has of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from heze_graph.errors import QueryError
from heze_graph.messages import say
from heze_graph.model.answers import Answer
from heze_graph.networks.builder import ENDS, Known, Rows, Tie, select_rows
from heze_graph.queries.library import Library, SavedQuery
from heze_graph.queries.narrowing import Narrowing, lateral
from heze_graph.rdf.iris import one_spelling
from heze_graph.store.engine import Engine

#: So many things at most are gone on from: what is larger cannot be drawn.
MOST = 3_000


def rows_around(query: SavedQuery, engine: Engine, parameters: Mapping[str, str], thing: str, steps: int) -> Rows:
    """Return the rows of a network query whose ends are both within some steps of a thing, which an IRI of ours names.

    Raises QueryError where these are more than MOST.
    """
    # It comes from an address: in our own spelling no character of it ends an IRI in a query.
    thing = one_spelling(thing)
    text, known, rim = lateral(query.bound(parameters)), {thing}, {thing}
    found: dict[Tie, None] = {}
    for _ in range(steps):
        ties = [tie for end in ENDS for tie in _ties(query, engine, text, end, rim)]
        found |= dict.fromkeys(ties)
        rim = {end for tie in ties for end in (tie.source, tie.target) if end} - known
        known |= rim
        if len(known) > MOST:
            raise QueryError.problem("web.large-picture", where=query.name, count=len(known), most=MOST)
    outer = [tie for tie in _ties(query, engine, text, "source", rim) if tie.target in rim] if rim else []
    return Rows(tuple(dict.fromkeys((*found, *outer))))


def known_of(rows: Rows, engine: Engine, library: Library) -> Known:
    """Return what is known of the things and entries that some rows name."""
    entries = _about(engine, library.get("network-entries"), "entry", {tie.entry for tie in rows.ties if tie.entry})
    things = {end for tie in rows.ties for end in (tie.source, tie.target) if end}
    said = {row[name] for row in entries.texts() for name in ("leader", "claim", "light") if row[name]}
    themes = library.get("network-themes")
    of_entries = _about(engine, themes, "entry", {tie.entry for tie in rows.ties if tie.entry})
    named = things | said | {row["source"] for row in of_entries.texts()}
    known = Known(
        _about(engine, library.get("network-names"), "thing", named),
        entries,
        engine.select(library.get("documents").bound({})),
    )
    return replace(known, themes=of_entries) if rows.has_targets else known


def _ties(query: SavedQuery, engine: Engine, text: str, end: str, things: Iterable[str]) -> tuple[Tie, ...]:
    narrowed = Narrowing.of(text, end).about(sorted(things))
    return select_rows(engine.select(narrowed), say("queries.named", name=query.name)).ties


def _about(engine: Engine, query: SavedQuery, variable: str, things: Iterable[str]) -> Answer:
    text = Narrowing.of(lateral(query.bound({})), variable).about(sorted(things))
    return engine.select(text)
