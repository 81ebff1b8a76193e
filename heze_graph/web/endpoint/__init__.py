"""The SPARQL 1.1 Protocol at `/sparql`, read-only: what a stranger sends is checked, answered whole, or refused."""

from __future__ import annotations

import asyncio
from threading import Event

from anyio import CapacityLimiter, to_thread
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from heze_graph.errors import BusyError, HezeGraphError
from heze_graph.saved.stranger import Checked, check_graph, checked
from heze_graph.store.question import Answering, Question, Reply
from heze_graph.store.relay import Relay
from heze_graph.web import errors, linked
from heze_graph.web.api.sending import cached, tag_of, unchanged
from heze_graph.web.endpoint.asking import METHODS, Asked, read
from heze_graph.web.endpoint.formats import MEDIA_TYPES, chosen_format
from heze_graph.web.endpoint.sending import answer_with
from heze_graph.web.rendering import address, language_of
from heze_graph.web.site import site_of

#: Every page in a browser may read what is published here; nothing is changed, and no cookie is looked at.
_CORS = {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "ETag, Retry-After"}
_PREFLIGHT = {
    "Allow": ", ".join(METHODS),
    "Access-Control-Allow-Methods": ", ".join(METHODS),
    "Access-Control-Allow-Headers": "Accept, Content-Type, If-None-Match",
    "Access-Control-Max-Age": "86400",
}
#: Threads for strangers' queries, so that they take none from the pages: more than a pool lets run and wait.
_THREADS = CapacityLimiter(32)
#: From so many characters on, a query is checked alone: 64 kB can take a third of a second, in which the others go on.
_LONG, _ONE_LONG, _MAX_LONG = 4096, CapacityLimiter(1), 16


async def sparql(request: Request) -> Response:
    """Answer a request of the SPARQL Protocol; one without a query gets the description, or a browser the editor."""
    try:
        response = await _respond(request)
    except HezeGraphError as error:
        response = errors.at_fault(request, error)
    except HTTPException as error:
        response = errors.refused(request, error)
    response.headers.update(_CORS)
    response.headers.setdefault("Vary", "Accept")
    response.headers.setdefault("Cache-Control", "no-store")
    return response


async def _respond(request: Request) -> Response:
    if request.method == "OPTIONS":
        return Response(status_code=204, headers=_PREFLIGHT)
    asked = await read(request)
    if asked is None:
        if errors.wants_html(request):
            return RedirectResponse(address("/editor", language_of(request)), 303)
        return await run_in_threadpool(linked.service_description, request)
    found = await to_thread.run_sync(checked, asked.query, limiter=_room_for(asked.query))
    gone = Event()
    watching = asyncio.create_task(_watch(request, gone))
    try:
        return await to_thread.run_sync(_answer, request, asked, found, gone, limiter=_THREADS)
    finally:
        watching.cancel()


async def _watch(request: Request, gone: Event) -> None:
    """Notice that the asker is gone."""
    while (await request.receive())["type"] != "http.disconnect":
        pass
    gone.set()


def _room_for(query: str) -> CapacityLimiter:
    """Return where a query is checked; raises BusyError when too many long ones wait for it."""
    if len(query) < _LONG:
        return _THREADS
    if _ONE_LONG.statistics().tasks_waiting > _MAX_LONG:
        raise BusyError.problem(
            "the server", "too many long queries", "a quieter moment", "ask again later, or shorter"
        )
    return _ONE_LONG


def _answer(request: Request, asked: Asked, found: Checked, gone: Event) -> Response:
    for name, iris in (("default-graph-uri", asked.default_graphs), ("named-graph-uri", asked.named_graphs)):
        for iri in iris:
            check_graph(iri, name)
    question = _question(request, asked, found)
    site = site_of(request)
    # Before the query: data that change meanwhile must not be kept under the newer version.
    version = None if found.volatile else site.version
    media_type = MEDIA_TYPES[question.format]
    tag = tag_of(version, asked.query, repr(question.dataset), question.format, question.base or "") if version else ""
    if tag and (same := unchanged(request, tag)):
        return same
    reply = _reply(request, question, gone)
    headers = cached(tag) if tag and request.method != "POST" else {"Cache-Control": "no-store", "Vary": "Accept"}
    return answer_with(reply, media_type, headers)


def _question(request: Request, asked: Asked, found: Checked) -> Question:
    return Question(
        query=asked.query,
        format=chosen_format(request, found.form, asked.format),
        form=found.form,
        dataset=asked.dataset,
        union=not found.names_dataset,
        base=str(request.url.replace(query="", fragment="")),
        cost=found.cost,
    )


def _reply(request: Request, question: Question, gone: Event) -> Reply:
    """Ask the engine; one that knows nothing of strangers is asked through a Relay."""
    engine = site_of(request).engine
    asking: Answering = engine if isinstance(engine, Answering) else Relay(engine)
    return asking.answer(question, gone)


ROUTES = tuple(Route(path, sparql, methods=METHODS) for path in ("/sparql", "/sparql/"))
