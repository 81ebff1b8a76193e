"""From the name of a view to its Picture and its page: saved queries are asked, the answers drawn.

A view is a saved query whose header says `view: network`; `units` is short for `network-units`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from heze_graph.errors import QueryError
from heze_graph.messages import say
from heze_graph.networks.builder import ENDS, VIEWS, Caption, Known, Rows, construct_rows, draw, select_rows
from heze_graph.networks.nearby import known_of, rows_around
from heze_graph.networks.page import html
from heze_graph.networks.picture import Picture, around
from heze_graph.queries.in_order import is_large
from heze_graph.queries.library import Library, SavedQuery
from heze_graph.queries.narrowing import is_always_bound
from heze_graph.rdf import iris
from heze_graph.store.engine import Engine

NETWORK = "network"
_PREFIX = "network-"
#: What every view asks for its names, evidence and date.
_HELPERS = ("network-names", "network-entries", "documents")
#: Asked where targets are nodes: the themes that they may be gathered by.
_THEMES = "network-themes"


@dataclass(frozen=True, slots=True)
class ViewOptions:
    """What is asked of a view beside its name.

    `parameters` are those of its query. `around` names a thing, of which all within `steps` are kept. `as_of`
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
    """Return the names of the views that need nothing but the graph: those of the house in their order, then others."""
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

    Raises QueryError when there is no such view or its answer is no network, ParameterError when a parameter is at
    fault, SavedQueryError when a query is broken.
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
    """Whether a view is drawn around one thing only, because the whole of it says nothing."""
    return "around" in query.header.other


def needs_nothing(query: SavedQuery) -> bool:
    """Whether a view can be drawn without being told anything."""
    return not needs_thing(query) and not any(one.needed for one in query.parameters)


def whole(
    name: str, engine: Engine, library: Library, language: str, parameters: Mapping[str, str] | None = None
) -> Picture:
    """Return the Picture of all that a view's query answers; raises as `picture` does."""
    query = view(name, library)
    rows = _rows(query, engine, parameters or {})
    helpers = (*_HELPERS, _THEMES) if rows.has_targets else _HELPERS
    known = Known(*(engine.select(library.get(helper).bound({})) for helper in helpers))
    return draw(_heading(query, language), rows, known, language)


def is_by_steps(query: SavedQuery, engine: Engine, thing: str) -> bool:
    """Return whether the part around a thing is made by steps from it: of a large graph, of what an IRI names.

    Not where rows may lack an end, as lone nodes do: these cannot be asked for by what they are tied to.
    """
    by_ends = query.form == "SELECT" and all(is_always_bound(query.text, end) for end in ENDS)
    return is_large(engine) and by_ends and iris.one_spelling(thing).startswith(iris.ID)


def nearby(name: str, engine: Engine, library: Library, language: str, options: ViewOptions) -> Picture:
    """Return the Picture of what is within some steps of a thing, which an IRI names; raises as `picture` does."""
    query = view(name, library)
    rows = rows_around(query, engine, options.parameters, options.around, max(1, options.steps))
    return draw(_heading(query, language), rows, known_of(rows, engine, library), language)


def page(name: str, engine: Engine, library: Library, language: str, options: ViewOptions | None = None) -> str:
    """Return the HTML page of a view; raises as `picture` does."""
    return html(picture(name, engine, library, language, options))


def _rows(query: SavedQuery, engine: Engine, parameters: Mapping[str, str]) -> Rows:
    text = query.bound(parameters)
    if query.form == "CONSTRUCT":
        return construct_rows(engine.construct(text))
    return select_rows(engine.select(text), say("queries.named", name=query.name))


def _heading(query: SavedQuery, language: str) -> Caption:
    header, suffix = query.header, "_en" if language == "en" else ""
    size, weight = (str(header.other.get(key + suffix, "")) for key in ("size", "weight"))
    return Caption(header.summary_in(language) or query.name, header.description_in(language), size, weight)
