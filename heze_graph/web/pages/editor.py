"""The SPARQL editor: a page with a plain form which, with scripts, becomes an editor that knows our terms.

The script is built from `editor/` at the top of the project. It asks the endpoint, and this module for terms and names.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from heze_graph.entities.ontology import ontology, shortened
from heze_graph.errors import QueryError, SavedQueryError
from heze_graph.messages import LANGUAGES, Message, say
from heze_graph.networks.builder import Caption, Rows, construct_rows, draw, select_rows
from heze_graph.networks.page import html, policy
from heze_graph.networks.views import known_of
from heze_graph.queries.header import QueryHeader, read_header
from heze_graph.queries.library import Library, SavedQuery
from heze_graph.queries.syntax import Checked, checked
from heze_graph.rdf import iris
from heze_graph.rdf.codec import answer_of
from heze_graph.rdf.terms import PREFIXES
from heze_graph.resources import ONTOLOGY
from heze_graph.store.engine import Engine, QueryRequest, answer
from heze_graph.web.dataset import figures
from heze_graph.web.pages.graph import PageGraph
from heze_graph.web.pages.questions import question_of
from heze_graph.web.rendering import RefusedError, all_words, format_parameter, language_of, page, text
from heze_graph.web.responses import send
from heze_graph.web.site import Memory, Site, site_of

_SCRIPT = "editor.js."
_MOST_NAMES, _MOST_BYTES = 500, 200_000


def editor(request: Request) -> Response:
    """Return the editor page with the query given by the address."""
    format_parameter(request, "html")
    library, language = site_of(request).library, language_of(request)
    context = {
        "opened": opened(library, request.query_params),
        "saved": [(query.name, question_of(query, language).summary) for query in library.queries],
        "words": json.dumps(_words(language), ensure_ascii=False),
    }
    return page(request, "editor.html", context)


def editor_terms(request: Request) -> Response:
    """Return the editor's completions as JSON."""
    format_parameter(request, "json")
    body = json.dumps(terms(site_of(request)), ensure_ascii=False).encode()
    return send(request, body, "application/json")


async def labels(request: Request) -> Response:
    """Return the names of IRIs: `{language, iris: […]}` becomes `{iri: name}`, without those that have no name.

    Raises RefusedError 400 for any other body, 413 where it is too large.
    """
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > _MOST_BYTES:
            raise RefusedError(413, say("web.long-labels", most=_MOST_BYTES))
    try:
        content = json.loads(body)
        language, wanted = content["language"], content["iris"]
        fits = language in LANGUAGES and isinstance(wanted, list) and all(isinstance(iri, str) for iri in wanted)
    except (ValueError, KeyError, TypeError, RecursionError):
        fits = False
    if not fits or len(wanted) > _MOST_NAMES:
        raise RefusedError(400, say("web.no-labels", most=_MOST_NAMES))
    return JSONResponse(await run_in_threadpool(_named, site_of(request), wanted, language))


def _named(site: Site, wanted: list[str], language: str) -> dict[str, str]:
    graph, known = PageGraph(site, language), names(site)
    found: dict[str, str] = {}
    for iri in wanted:
        term = known.get(iri)
        label = (term["en" if language == "en" else "zh"] or term["name"]) if term else graph.thing(iri).label
        if iri.startswith(iris.BASE) and label:
            found[iri] = label
    return found


def _words(language: str) -> dict[str, Any]:
    """Return the words of the script, and CodeMirror's own by their English form."""
    every = {key: words[language] for key, words in all_words().items()}
    mine = {key.removeprefix(_SCRIPT): text for key, text in every.items() if key.startswith(_SCRIPT)}
    own = {key: text for key, text in mine.items() if key[0].isupper()}
    return {key: text for key, text in mine.items() if key not in own} | {"phrases": own}


#: Parameters of the address that do not belong to a saved query.
OWN = ("query", "name", "lang")


@dataclass(frozen=True, slots=True)
class Opened:
    """The text of a query, the name of the saved query ("" for any other), and what is wrong with it."""

    text: str
    name: str = ""
    fault: str | Message = ""


def opened(library: Library, parameters: Mapping[str, str]) -> Opened:
    """Return what the editor opens with: `query`, the text itself; or `name` and the parameters of a saved query.

    A missing required parameter takes its default, its example or its first allowed value. Where a value is invalid,
    the query is shown as written, with its parameters open.
    """
    if parameters.get("query"):
        return Opened(parameters["query"])
    name = parameters.get("name", "")
    if not name:
        return Opened(_start())
    try:
        query = library.get(name)
    except QueryError as error:
        return Opened(_start(), fault=error.message)
    given = {key: value for key, value in parameters.items() if key not in OWN and value}
    try:
        return Opened(query.bound(_filled(query) | given), name)
    except QueryError as error:
        return Opened(query.text, name, error.message)


def _filled(query: SavedQuery) -> dict[str, str]:
    found = {}
    for parameter in query.parameters:
        value = parameter.default or parameter.example or next(iter(parameter.allowed), None)
        if parameter.required and value:
            found[parameter.name] = value
    return found


@cache
def _start() -> str:
    return Path(__file__).with_name("start.rq").read_text(encoding="utf-8")


_memory = Memory(2)

Term = dict[str, str]


def terms(site: Site) -> Mapping[str, object]:
    """Return the prefixes and the terms: `name`, `iri`, `kind` (class, property, scheme, code), labels `zh`, `en`."""
    return _memory.get(site, "terms", lambda: {"prefixes": PREFIXES, "terms": list(_terms(site))})


def names(site: Site) -> Mapping[str, Term]:
    """Return the terms by IRI."""
    return _memory.get(site, "names", lambda: {term["iri"]: term for term in _terms(site)})


def _terms(site: Site) -> Iterator[Term]:
    known = set()
    for found in ontology(ONTOLOGY).sections.values():
        for term in found:
            known.add(term.iri)
            yield {
                "name": term.name,
                "iri": term.iri,
                "kind": term.kind,
                "zh": term.labels.get("zh", ""),
                "en": term.labels.get("en", ""),
                "definition_zh": term.definitions.get("zh", ""),
                "definition_en": term.definitions.get("en", ""),
            }
    counted = figures(site)
    for kind, used in (("class", counted.classes), ("property", counted.properties)):
        for iri in used:
            if iri not in known and ":" in shortened(iri):
                yield {"name": shortened(iri), "iri": iri, "kind": kind, "zh": "", "en": ""}
    for row in site.library.ask(site.engine, "concepts").texts():
        yield {
            "name": iris.text_of(row["concept"].removeprefix(iris.ID)),
            "iri": row["concept"],
            "kind": "code",
            "zh": row["label"],
            "en": row["labelEn"],
        }


_WHERE = say("queries.the-query")


def network(request: Request) -> Response:
    """Return the network page for the answer to `?query=`: a SELECT of `source` and `target`, or a CONSTRUCT.

    Raises QueryError as the endpoint does, and when the answer is not a network.
    """
    site, language, query = site_of(request), language_of(request), request.query_params.get("query", "")
    rows = _rows(site.engine, query, checked(query), request.client.host if request.client else "")
    known = known_of(rows, site.engine, site.library)
    picture = draw(_heading(query, language), rows, known, language)
    # Both this policy and the page's own apply: only its own scripts run, and nothing is fetched.
    return HTMLResponse(html(picture), headers={"Content-Security-Policy": f"{policy()}; frame-ancestors 'self'"})


def _rows(engine: Engine, query: str, about: Checked, client: str) -> Rows:
    import pyoxigraph

    graph = about.form in ("CONSTRUCT", "DESCRIBE")
    request = QueryRequest(
        query, "nt" if graph else "srj", form=about.form, union=not about.names_dataset, client=client
    )
    with answer(engine, request) as reply:
        # Parsers are kept out of local variables: an error's traceback would carry them into another thread, where they
        # must not be freed.
        if graph:
            triples = {quad.triple for quad in pyoxigraph.parse(reply.file, format=pyoxigraph.RdfFormat.N_TRIPLES)}
            return construct_rows(sorted(triples, key=str))
        json_format = pyoxigraph.QueryResultsFormat.JSON
        return select_rows(answer_of(pyoxigraph.parse_query_results(reply.file, format=json_format)), _WHERE)


def _heading(query: str, language: str) -> Caption:
    try:
        header = read_header(query, Path("query"))
    except SavedQueryError:
        header = QueryHeader()
    title = header.summary_in(language) or text("editor.network_title", language)
    return Caption(title, header.description_in(language))


ROUTES: tuple[Route, ...] = (
    Route("/editor", editor),
    Route("/editor/terms.json", editor_terms),
    Route("/editor/labels", labels, methods=["POST"]),
    Route("/editor/network", network),
)
