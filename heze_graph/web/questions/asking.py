"""One question: its form, and its answer where every value that it needs is there and right."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from heze_graph.model.answers import Answer
from heze_graph.pictures import NETWORK
from heze_graph.saved.library import Library, SavedQuery
from heze_graph.web.memory import Memory
from heze_graph.web.questions.fields import choices_for, fields_of, suggested
from heze_graph.web.questions.known import Known, known_of
from heze_graph.web.questions.listing import question_of, tag_words
from heze_graph.web.questions.state import SIZES, State, state_of
from heze_graph.web.questions.table import Table, table_of
from heze_graph.web.questions.taking import calls, download, formats_of, triples_table
from heze_graph.web.rendering import address, language_of, page, text
from heze_graph.web.site import Site, site_of

if TYPE_CHECKING:
    from heze_graph.web.questions.taking import Content

_MOST_KEPT = 60_000  # values of an answer that is remembered for the next page of it
_memory = Memory(
    8, lambda content: not isinstance(content, Answer) or len(content.rows) * len(content.columns) < _MOST_KEPT
)


def question(request: Request) -> Response:
    """Return the page of a saved query, or its answer as a file where the address ends in a format."""
    site, language = site_of(request), language_of(request)
    name = request.path_params["name"]
    query, form = _asked(site.library, name, language)
    if query is None:
        return _broken(request, site.library, name)
    state = state_of(query, dict(request.query_params), f"/queries/{query.name}", language)
    known = known_of(site)
    fields = fields_of(query, state.given, site, known, language)
    unknown = [name for name in state.given if name not in {field.name for field in fields}]
    wrong = bool(unknown) or any(field.error for field in fields)
    missing = [field for field in fields if field.required and not field.value]
    if form and not wrong and not missing:
        title = "-".join([question_of(query, language).summary, *state.given.values()])
        return download(_content(site, query, state.given), form, title, query.name)
    context = _context(query, state, known) | {"fields": fields, "unknown": unknown, "missing": missing}
    if not wrong and not missing:
        context |= _answered(site, query, state, known) | {
            "calls": calls(query, state.given, str(request.base_url)[:-1])
        }
    return page(request, "question.html", context, 400 if wrong or (form and missing) else 200)


def _asked(library: Library, name: str, language: str) -> tuple[SavedQuery | None, str]:
    """Return the query of an address, None where its file is broken, and the format that the address ends in, if any.

    Raises HTTPException, 404, where there is no such query or format.
    """
    stem, _, form = name.rpartition(".")
    by_name = {query.name: query for query in library.queries}
    if name in by_name or f"{name}.rq" in library.faults:
        return by_name.get(name), ""
    if stem in by_name and form in formats_of(by_name[stem]):
        return by_name[stem], form
    close = "、".join(library.close_to(name))
    key = "questions.unknown-close" if close else "questions.unknown"
    raise HTTPException(404, text(key, language, name=name[:80], close=close))


def _broken(request: Request, library: Library, name: str) -> Response:
    faults = [fault for fault in library.told() if fault.file == f"{name}.rq"]
    return page(request, "question-broken.html", {"name": name, "faults": faults}, 500)


def _context(query: SavedQuery, state: State, known: Known) -> dict[str, Any]:
    """Return what the page shows whether there is an answer or not."""
    language = state.language
    return {
        "question": question_of(query, language),
        "query": query,
        "state": state,
        "known": known,
        "sizes": SIZES,
        "tag_words": lambda name: tag_words(name, language),
        "table": None,
        "editor": address("/editor", language, **{**state.given, "name": query.name}),
        "ours": state.ours(),
    }


def _answered(site: Site, query: SavedQuery, state: State, known: Known) -> dict[str, Any]:
    """Return what the page shows of the answer."""
    content = _content(site, query, state.given)
    table = table_of(content if isinstance(content, Answer) else triples_table(content), query.name, state, known)
    return {
        "table": table,
        "suggestions": {} if table.total else _suggestions(site, query, state.given),
        "downloads": {form: _file(query, form, state) for form in formats_of(query)},
        "picture": _picture(query, state) if query.header.view == NETWORK else "",
        "version": site.version,
        "pages": _pages(table, state),
    }


def _content(site: Site, query: SavedQuery, given: Mapping[str, str]) -> Content:
    bound = query.bound(given)
    ask = site.engine.select if query.form == "SELECT" else site.engine.construct
    return _memory.get(site, bound, lambda: ask(bound))


def _file(query: SavedQuery, form: str, state: State) -> str:
    return address(f"/queries/{query.name}.{form}", state.language, **state.given)


def _picture(query: SavedQuery, state: State) -> str:
    return address(f"/views/{quote(query.name.removeprefix('network-'))}", state.language, **state.given)


def _suggestions(site: Site, query: SavedQuery, given: Mapping[str, str]) -> dict[str, Any]:
    """Return, where nothing was found, the values that the reader may have meant, by the name of the parameter."""
    found = {}
    for parameter in query.parameters:
        choices = choices_for(query, parameter, site)
        value = given.get(parameter.name)
        if value and value not in {choice.value for choice in choices}:
            found[parameter.name] = suggested(value, choices)
    return {name: choices for name, choices in found.items() if choices}


def _pages(table: Table, state: State) -> dict[str, str]:
    """Return the addresses of the other pages: first, previous, next, last, each where there is one."""
    wanted = {"first": 1, "previous": table.page - 1, "next": table.page + 1, "last": table.pages}
    return {name: state.address(page=at) for name, at in wanted.items() if 1 <= at <= table.pages and at != table.page}
