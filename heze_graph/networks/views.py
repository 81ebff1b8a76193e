"""From the name of a view to its Picture: the saved queries are asked and the answers drawn.

A view is a saved query whose header says `view: network`; `units` is short for `network-units`. On a large graph, whose
whole network takes minutes, the network around one thing is made by steps from it; nodes at its rim are then as large
as their ties inside the part.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from heze_graph.errors import QueryError
from heze_graph.messages import say
from heze_graph.model.answers import Answer
from heze_graph.networks.builder import ENDS, VIEWS, Caption, Known, Rows, Tie, construct_rows, draw, select_rows
from heze_graph.networks.picture import Picture, around
from heze_graph.queries.library import Library, SavedQuery
from heze_graph.queries.rewriting import Narrowing, is_always_bound, lateral, read_whole
from heze_graph.queries.value_counts import prologue
from heze_graph.rdf import iris
from heze_graph.store.engine import Engine, is_large
from heze_graph.store.ordering import ordered

NETWORK = "network"
_PREFIX = "network-"
#: The saved queries that give every view its names, evidence and date.
_HELPERS = ("network-names", "network-entries", "documents")
#: Asked where targets are nodes: the themes by which they can be grouped.
_THEMES = "network-themes"
#: How many things a network may be continued from; a larger one cannot be drawn.
_MOST_NEAR = 3_000
#: Up to this many things are looked up one by one: of more, everything is read and joined, which is quicker.
_FEW = 1_000
#: How many rows of a large graph a page reads for a whole network: no picture of more can be read by people, either.
MOST_ROWS = 25_000


@dataclass(frozen=True, slots=True)
class ViewOptions:
    """The options of a view.

    `parameters` are those of its query. `around` names a thing, of which everything within `steps` is kept. `as_of`
    (YYYY-MM-DD) is the date to print instead of the last day of the documents' periods.
    """

    parameters: Mapping[str, str] = field(default_factory=dict)
    around: str = ""
    steps: int = 2
    as_of: str = ""


def needed(name: str) -> tuple[str, ...]:
    """Return the names of the saved queries that a view may need."""
    return (_PREFIX + name, name, *_HELPERS, _THEMES)


def views(library: Library) -> tuple[str, ...]:
    """Return the names of all views of a library."""
    names = (query.name.removeprefix(_PREFIX) for query in library.queries if query.header.view == NETWORK)
    return tuple(sorted(names))


def whole_views(library: Library) -> tuple[str, ...]:
    """Return the names of the views without required parameters: ours in display order, then others."""
    named = [name for name in views(library) if needs_nothing(view(name, library))]
    return (*(name for name in VIEWS if name in named), *(name for name in named if name not in VIEWS))


def view(name: str, library: Library) -> SavedQuery:
    """Return the saved query of a view.

    Raises QueryError when there is no such view, SavedQueryError when its file is broken.
    """
    broken = {f"{_PREFIX}{name}.rq", f"{name}.rq"} & set(library.faults)
    if broken:
        raise library.faults[min(broken)]
    for query in library.queries:
        if query.name in (_PREFIX + name, name) and query.header.view == NETWORK:
            return query
    raise QueryError.problem("networks.no-view", name=name[:80], views=views(library))


def picture(name: str, engine: Engine, library: Library, language: str, options: ViewOptions | None = None) -> Picture:
    """Return the Picture of a view; `language` is `zh` or `en`.

    Raises QueryError when there is no such view or its answer is not a network, ParameterError for an invalid
    parameter, SavedQueryError for a broken query.
    """
    options = options or ViewOptions()
    if needs_thing(view(name, library)) and not options.around:
        raise QueryError.problem("networks.no-around", name=name)
    if options.around and is_by_steps(view(name, library), engine, options.around):
        drawn = nearby(name, engine, library, language, options)
    else:
        drawn = whole(name, engine, library, language, options.parameters)
    if options.as_of:
        drawn = replace(drawn, as_of=options.as_of)
    return around(drawn, options.around, options.steps) if options.around else drawn


def needs_thing(query: SavedQuery) -> bool:
    """Return whether a view only makes sense around one thing."""
    return "around" in query.header.other


def needs_nothing(query: SavedQuery) -> bool:
    """Return whether a view can be drawn without any input."""
    return not needs_thing(query) and not any(one.needed for one in query.parameters)


def whole(
    name: str, engine: Engine, library: Library, language: str, parameters: Mapping[str, str] | None = None
) -> Picture:
    """Return the Picture of a view's whole answer; raises as `picture` does."""
    query = view(name, library)
    return _drawn(query, _rows(query, engine, parameters or {}), engine, library, language)


def whole_unless_large(
    name: str, engine: Engine, library: Library, language: str, parameters: Mapping[str, str]
) -> Picture | None:
    """Return the Picture of a view's whole answer, None where a large graph has more than MOST_ROWS rows for it.

    No more of them are read. Raises as `picture` does.
    """
    query = view(name, library)
    if not is_large(engine) or query.form != "SELECT":
        return whole(name, engine, library, language, parameters)
    answer = ordered(query.bound(parameters), lambda text: engine.select(_first(text, MOST_ROWS + 1)))
    if len(answer.rows) > MOST_ROWS:
        return None
    rows = select_rows(answer, say("queries.named", name=query.name))
    return _drawn(query, rows, engine, library, language)


def _first(text: str, most: int) -> str:
    """Return a query for any `most` rows of another one, which may have a limit itself."""
    begin = prologue(text)
    return f"{begin}SELECT * WHERE {{ {{ {text.removeprefix(begin)} }} }} LIMIT {most}"


def _drawn(query: SavedQuery, rows: Rows, engine: Engine, library: Library, language: str) -> Picture:
    near = is_large(engine) and len(rows.ties) <= MOST_ROWS
    known = (_known_near if near else known_of)(rows, engine, library)
    return draw(_heading(query, language), rows, known, language)


def known_of(rows: Rows, engine: Engine, library: Library) -> Known:
    """Return what is known of all things and entries of a graph, as far as a network of some rows needs it."""
    helpers = (*_HELPERS, _THEMES) if rows.has_targets else _HELPERS
    return Known(*(library.ask(engine, helper) for helper in helpers))


def is_by_steps(query: SavedQuery, engine: Engine, thing: str) -> bool:
    """Return whether the part around a thing is made by steps from it: on a large graph, around an IRI.

    Not where a row may lack an end, as isolated nodes do: those cannot be found by their ties.
    """
    by_ends = query.form == "SELECT" and all(is_always_bound(query.text, end) for end in ENDS)
    return is_large(engine) and by_ends and iris.one_spelling(thing).startswith(iris.ID)


def nearby(name: str, engine: Engine, library: Library, language: str, options: ViewOptions) -> Picture:
    """Return the Picture of what is within some steps of a thing, given by its IRI; raises as `picture` does."""
    query = view(name, library)
    rows = _rows_around(query, engine, options.parameters, options.around, max(1, options.steps))
    return draw(_heading(query, language), rows, _known_near(rows, engine, library), language)


def _rows_around(query: SavedQuery, engine: Engine, parameters: Mapping[str, str], thing: str, steps: int) -> Rows:
    """Return the rows of a network query whose ends are both within some steps of a thing, which an IRI of ours names.

    Raises QueryError where these are more than _MOST_NEAR.
    """
    # It comes from an address: in our own spelling no character of it ends an IRI in a query.
    thing = iris.one_spelling(thing)
    text, known, rim = lateral(query.bound(parameters)), {thing}, {thing}
    found: dict[Tie, None] = {}
    for _ in range(steps):
        ties = [tie for end in ENDS for tie in _ties(query, engine, text, end, rim)]
        found |= dict.fromkeys(ties)
        rim = {end for tie in ties for end in (tie.source, tie.target) if end} - known
        known |= rim
        if len(known) > _MOST_NEAR:
            raise QueryError.problem("web.large-picture", where=query.name, count=len(known), most=_MOST_NEAR)
    outer = [tie for tie in _ties(query, engine, text, "source", rim) if tie.target in rim] if rim else []
    return Rows(tuple(dict.fromkeys((*found, *outer))))


def _known_near(rows: Rows, engine: Engine, library: Library) -> Known:
    """Return what is known of the things and entries that some rows name."""
    entries = _about(engine, library.get("network-entries"), "entry", {tie.entry for tie in rows.ties if tie.entry})
    things = {end for tie in rows.ties for end in (tie.source, tie.target) if end}
    said = {row[name] for row in entries.texts() for name in ("leader", "claim", "light") if row[name]}
    themes = library.get(_THEMES)
    of_entries = _about(engine, themes, "entry", {tie.entry for tie in rows.ties if tie.entry})
    named = things | said | {row["source"] for row in of_entries.texts()}
    known = Known(
        _about(engine, library.get("network-names"), "thing", named),
        entries,
        library.ask(engine, "documents"),
    )
    return replace(known, themes=of_entries) if rows.has_targets else known


def _ties(query: SavedQuery, engine: Engine, text: str, end: str, things: Iterable[str]) -> tuple[Tie, ...]:
    narrowed = Narrowing.of(text, end).about(sorted(things))
    return select_rows(engine.select(narrowed), say("queries.named", name=query.name)).ties


def _about(engine: Engine, query: SavedQuery, variable: str, things: Iterable[str]) -> Answer:
    text, some = query.bound({}), sorted(things)
    narrowing = Narrowing.of(lateral(text), variable) if len(some) <= _FEW else read_whole(text, variable)
    return engine.select(narrowing.about(some))


def _rows(query: SavedQuery, engine: Engine, parameters: Mapping[str, str]) -> Rows:
    text = query.bound(parameters)
    if query.form == "CONSTRUCT":
        return construct_rows(engine.construct(text))
    return select_rows(engine.select(text), say("queries.named", name=query.name))


def _heading(query: SavedQuery, language: str) -> Caption:
    header, suffix = query.header, "_en" if language == "en" else ""
    size, weight = (str(header.other.get(key + suffix, "")) for key in ("size", "weight"))
    return Caption(header.summary_in(language) or query.name, header.description_in(language), size, weight)
