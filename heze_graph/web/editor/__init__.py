"""The SPARQL editor: a page with a plain form, and with a script an editor that knows our terms.

The script is built from `editor/` at the top of the project. It asks the endpoint, and here for terms and names.
"""

from __future__ import annotations

import json
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from heze_graph import iris
from heze_graph.web.api.sending import send
from heze_graph.web.editor.network import network
from heze_graph.web.editor.terms import names, terms
from heze_graph.web.editor.text import opened
from heze_graph.web.questions.listing import question_of
from heze_graph.web.rendering import LANGUAGES, all_words, language_of, page
from heze_graph.web.site import Site, site_of
from heze_graph.web.things.reader import Reader

_SCRIPT = "editor.js."
_MOST_NAMES, _MOST_BYTES = 500, 200_000


def editor(request: Request) -> Response:
    """Return the page of the editor with the query that the address asks for."""
    library, language = site_of(request).library, language_of(request)
    context = {
        "opened": opened(library, request.query_params),
        "saved": [(query.name, question_of(query, language).summary) for query in library.queries],
        "words": json.dumps(_words(language), ensure_ascii=False),
    }
    return page(request, "editor.html", context)


def editor_terms(request: Request) -> Response:
    """Return what the editor completes, as JSON."""
    body = json.dumps(terms(site_of(request)), ensure_ascii=False).encode()
    return send(request, body, "application/json")


async def labels(request: Request) -> Response:
    """Return what IRIs are called: `{language, iris: […]}` becomes `{iri: name}`, those without a name left out.

    Raises HTTPException 400 where the body is something else, 413 where it is too large.
    """
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > _MOST_BYTES:
            raise HTTPException(413, f"at most {_MOST_BYTES:,} bytes")
    try:
        asked = json.loads(body)
        language, wanted = asked["language"], asked["iris"]
        fits = language in LANGUAGES and isinstance(wanted, list) and all(isinstance(iri, str) for iri in wanted)
    except (ValueError, KeyError, TypeError, RecursionError):
        fits = False
    if not fits or len(wanted) > _MOST_NAMES:
        raise HTTPException(400, f'the body: expected {{"language": "zh" or "en", "iris": [up to {_MOST_NAMES:,}]}}')
    return JSONResponse(await run_in_threadpool(_named, site_of(request), wanted, language))


def _named(site: Site, wanted: list[str], language: str) -> dict[str, str]:
    reader, known = Reader(site, language), names(site)
    found: dict[str, str] = {}
    for iri in wanted:
        term = known.get(iri)
        label = (term["en" if language == "en" else "zh"] or term["name"]) if term else reader.thing(iri).label
        if iri.startswith(iris.BASE) and label:
            found[iri] = label
    return found


def _words(language: str) -> dict[str, Any]:
    """Return the words of the script, and those of CodeMirror's own by what they are in English."""
    said = {key: words[language] for key, words in all_words().items()}
    mine = {key.removeprefix(_SCRIPT): text for key, text in said.items() if key.startswith(_SCRIPT)}
    own = {key: text for key, text in mine.items() if key[0].isupper()}
    return {key: text for key, text in mine.items() if key not in own} | {"phrases": own}


ROUTES: tuple[Route, ...] = (
    Route("/editor", editor),
    Route("/editor/terms.json", editor_terms),
    Route("/editor/labels", labels, methods=["POST"]),
    Route("/editor/network", network),
)
