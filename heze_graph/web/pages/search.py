"""The search on every page: names by characters, pinyin or initials, and questions in plain words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from heze_graph.entities.asking import Asking, Mention, Question
from heze_graph.entities.matching import MOST_TYPED
from heze_graph.entities.question_words import content
from heze_graph.entities.search import KINDS, Hit
from heze_graph.web.pages import questions
from heze_graph.web.pages.fields import fields_of
from heze_graph.web.pages.files import today
from heze_graph.web.pages.graph import PageGraph, PageLink
from heze_graph.web.pages.table import state_of
from heze_graph.web.rendering import address, base_of, format_parameter, page, text
from heze_graph.web.site import Memory

_ON_PAGE, _SUGGESTED = 60, 8
#: Hits for what was typed last: the first letters of a name, which match most, are those that everyone types.
_hits = Memory(256)


@dataclass(frozen=True, slots=True)
class QuestionGuess:
    """How a question was understood: the query's summary, the address of its answer, and how each piece was used.

    `pieces` are parts of the text with their parameter and its value; `given` are the values implied by the question's
    words; `left` is what was not used.
    """

    summary: str
    path: str
    pieces: tuple[tuple[str, str, str], ...]
    given: tuple[tuple[str, str], ...]
    left: tuple[str, ...]


def search(request: Request) -> Response:
    """Return the search page with the results for `?q=`, restricted to `?kind=` if given."""
    format_parameter(request, "html")
    graph, typed = PageGraph.of(request), _typed(request)
    kind = request.query_params.get("kind", "")
    kinds = (kind,) if kind in KINDS else ()
    hits = graph.index.search(typed, _ON_PAGE, kinds) if typed else []
    guesses = [] if kinds else asking_of(graph).questions(typed, today())
    about, hits = ("", hits) if hits or guesses or not typed else _about(graph, typed, kinds)
    shown = [{"hit": hit, "link": _link(graph, hit), "said": _note(graph, hit)} for hit in hits]
    context = {"graph": graph, "q": typed, "kind": kind if kinds else "", "kinds": KINDS, "hits": shown}
    context["about"] = about
    context |= {"understood": [_understood(graph, one) for one in guesses], "table": None}
    if guesses:
        context |= _answer(request, graph, guesses[0])
    return page(request, "search.html", {**context, "full": len(hits) == _ON_PAGE})


def _about(graph: PageGraph, typed: str, kinds: Sequence[str]) -> tuple[str, list[Hit]]:
    """Return what a text without results may be about: the longest prefix that is found, and the results for it."""
    for word in content(typed):
        for end in range(len(word), 1, -1):
            if hits := graph.index.search(word[:end], _ON_PAGE, kinds):
                return word[:end], hits
    return "", []


def asking_of(graph: PageGraph) -> Asking:
    """Return the understanding of questions for a graph, made once per version of the data."""
    return graph.remember("asking", lambda: Asking.of(graph.index, graph.site.library, graph.documents))


def _understood(graph: PageGraph, question: Question) -> QuestionGuess:
    """Return a question in the words of the page."""
    language, labels = graph.language, {one.name: one.column.title(graph.language) for one in question.query.parameters}
    filled = tuple((piece.text, labels[name], _shown(graph, piece)) for name, piece in question.pieces)
    named = {name for name, _ in question.pieces}
    fields = {one.name: one for one in fields_of(question.query, question.values, graph.site, graph.known, language)}
    given = tuple(
        (labels[name], dict(fields[name].options).get(value, value))
        for name, value in question.values.items()
        if name not in named
    )
    left = (*(piece.text for piece in question.unused), *question.unread)
    summary = questions.question_of(question.query, language).summary
    path = address(f"/queries/{question.query.name}", language, **question.values)
    return QuestionGuess(summary, path, filled, given, left)


def _shown(graph: PageGraph, piece: Mention) -> str:
    if not piece.thing:
        return piece.value
    called = "" if piece.value == piece.thing else graph.names.translated(piece.thing, piece.value)
    return graph.thing(piece.thing, called).label


def _answer(request: Request, graph: PageGraph, question: Question) -> dict[str, Any]:
    """Return the answer to a question and the form to correct it, as on the saved query's own page."""
    query, site, known = question.query, graph.site, graph.known
    state = state_of(query, question.values, f"/queries/{query.name}", graph.language)
    fields = fields_of(query, state.given, site, known, graph.language)
    shown = questions.context_of(query, state, known) | {"fields": fields, "missing": []}
    if not any(field.error for field in fields):
        shown |= questions.answered(site, query, state, known)
        shown["calls"] = questions.calls(query, state.given, str(request.base_url)[:-1])
    return shown


def suggest(request: Request) -> Response:
    """Return the search box's suggestions for `?q=`: at most eight, each with label, kind, path and a note."""
    format_parameter(request, "json")
    graph = PageGraph.of(request)
    typed = _typed(request)
    guesses = [_understood(graph, one) for one in asking_of(graph).questions(typed, today(), 1)]
    hits = _hits.get(graph.site, typed, lambda: graph.index.search(typed, _SUGGESTED))
    found = [(hit, _link(graph, hit)) for hit in hits[: _SUGGESTED - len(guesses)]]
    return JSONResponse(
        [
            {
                "label": one.summary,
                "kind": text("search.asked", graph.language),
                "path": base_of(request) + one.path,
                "said": _values_in_words(graph, one),
            }
            for one in guesses
        ]
        + [
            {
                "label": link.label,
                "kind": text(f"thing.kind-one.{hit.kind}", graph.language),
                "path": base_of(request) + address(link.path, graph.language),
                "said": _note(graph, hit),
            }
            for hit, link in found
        ]
    )


def _typed(request: Request) -> str:
    return request.query_params.get("q", "").strip()[:MOST_TYPED]


def _link(graph: PageGraph, hit: Hit) -> PageLink:
    label = (hit.label_en if graph.language == "en" else "") or hit.label
    if hit.kind == "question":
        return PageLink(label, f"/queries/{hit.thing}", not label.isascii())
    return graph.thing(hit.thing, label)


def _note(graph: PageGraph, hit: Hit) -> str:
    """Return a note on a hit: the name that matched if it is another one, or a target's numbers."""
    if hit.role in ("misspelt", "printed", "other"):
        return text(f"search.{hit.role}", graph.language, name=hit.found)
    if hit.kind == "target" and hit.role in ("number", "about", "preferred") and hit.numbers:
        return _numbers(graph, hit)
    other = hit.label if graph.language == "en" else hit.label_en
    return other if other not in ("", _link(graph, hit).label) else ""


def _numbers(graph: PageGraph, hit: Hit) -> str:
    """Return a target's number in each document: “三季度表第92号”, “年度表第100号”."""
    found = (
        text("search.number", graph.language, document=graph.document(document).label, no=no)
        for document, no in hit.numbers
    )
    return text("thing.comma", graph.language).join(found)


def _values_in_words(graph: PageGraph, one: QuestionGuess) -> str:
    """Return the values of a question in one line."""
    pairs = [*((label, value) for _, label, value in one.pieces), *one.given]
    colon = text("search.colon", graph.language)
    return text("thing.comma", graph.language).join(f"{label}{colon}{value}" for label, value in pairs)


ROUTES = (Route("/search", search), Route("/search/suggest", suggest))
