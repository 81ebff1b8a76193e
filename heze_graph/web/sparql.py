"""The SPARQL 1.1 Protocol at `/sparql`, read-only: a query is checked, then answered completely, or refused."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from email.message import Message
from threading import Event
from urllib.parse import parse_qsl

from anyio import CapacityLimiter, to_thread
from starlette.concurrency import iterate_in_threadpool, run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from heze_graph.errors import BusyError, HezeGraphError, QueryError
from heze_graph.messages import say
from heze_graph.queries.syntax import MAX_BYTES, Checked, check_graph, checked
from heze_graph.rdf.formats import FORMATS, RESULTS, TRIPLES, Format
from heze_graph.store.engine import Dataset, QueryRequest, WrittenAnswer, answer
from heze_graph.web import responses
from heze_graph.web.dataset import service_description
from heze_graph.web.rendering import RefusedError, address, language_of
from heze_graph.web.responses import cached, preferred_format, tag_of, unchanged, wants_html
from heze_graph.web.site import one_generation, site_of

METHODS = ["GET", "HEAD", "POST", "OPTIONS"]
FORM, DIRECT, UPDATE = "application/x-www-form-urlencoded", "application/sparql-query", "application/sparql-update"
#: Parameters of one request; a dataset of more graphs than this is better named in the query. The endpoint's name in
#: messages.
_WHERE = "/sparql"
_MAX_FIELDS = 100
#: Threads for ad hoc queries, so that they take none from the pages: more than a pool lets run and wait.
_THREADS = CapacityLimiter(48)
#: From this many characters on, queries are checked one at a time: 64 kB can take a third of a second.
_LONG, _ONE_LONG, _MAX_LONG = 4096, CapacityLimiter(1), 16
#: The names that other servers and clients use for formats.
_OTHER_NAMES = {
    "json": ("srj", "jsonld"),
    "xml": ("srx", "rdf"),
    "turtle": ("ttl",),
    "n3": ("ttl",),
    "rdf+xml": ("rdf",),
    "json-ld": ("jsonld",),
    "ntriples": ("nt",),
}
#: The size of one chunk of an answer, in bytes.
_SMALL = 64 * 1024
#: The base time for sending any answer, in seconds, and the minimum rate beyond it, in bytes per second.
_PATIENCE, _PACE = 30, 250_000


@dataclass(frozen=True, slots=True)
class SparqlRequest:
    """A query as it was sent, and the format that `format=` names, if any."""

    query: str
    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]
    format: str | None

    @property
    def dataset(self) -> Dataset | None:
        """The dataset of the request, which overrides that of the query; None where the request names none."""
        return Dataset(self.default_graphs, self.named_graphs) if self.default_graphs or self.named_graphs else None


async def read(request: Request) -> SparqlRequest | None:
    """Return what a request asks, None for a GET without a query.

    Raises RefusedError 400 for no query, more than one, or text that is not UTF-8; 403 for an update; 413 for a query
    that is too long; 415 for a body of another type.
    """
    fields = _fields(request.url.query)
    direct: list[str] = []
    if request.method == "POST":
        kind = _content_type(request)
        if kind == FORM:
            fields += _fields(_text(await request.body()))
        else:
            direct.append(_text(await request.body()))
    queries = [value for name, value in fields if name == "query"] + direct
    if any(name == "update" for name, _ in fields):
        raise _refused(403, QueryError.problem("web.update", where=_WHERE))
    if not queries and request.method != "POST" and not _datasets(fields):
        return None
    if len(queries) != 1:
        found = say("web.queries", count=len(queries)) if queries else say("web.no-query")
        raise _refused(400, QueryError.problem("web.one-query", where=_WHERE, found=found))
    if len(queries[0].encode("utf-8")) > MAX_BYTES:
        raise _refused(413, QueryError.problem("web.long-query", where=_WHERE, most=MAX_BYTES))
    return SparqlRequest(
        queries[0],
        _values(fields, "default-graph-uri"),
        _values(fields, "named-graph-uri"),
        next(iter(_values(fields, "format")), None),
    )


def _content_type(request: Request) -> str:
    """Return the media type of a supported body."""
    message = Message()
    message["content-type"] = request.headers.get("content-type", "")
    kind = message.get_content_type() if request.headers.get("content-type") else ""
    if kind == UPDATE:
        raise _refused(403, QueryError.problem("web.update", where=_WHERE))
    if kind not in (FORM, DIRECT):
        raise _refused(
            415,
            QueryError.problem("web.content-type", where=_WHERE, found=kind or say("web.none"), types=(FORM, DIRECT)),
        )
    charset = str(message.get_param("charset", "utf-8"))
    if charset.lower().replace("-", "") != "utf8":
        raise _refused(415, QueryError.problem("web.charset", where=_WHERE, charset=charset))
    return kind


def _text(body: bytes) -> str:
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _refused(400, QueryError.problem("web.byte", where=_WHERE, byte=error.start + 1)) from error


def _fields(text: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=_MAX_FIELDS)
    except UnicodeDecodeError as error:
        raise _refused(400, QueryError.problem("web.not-utf-8", where=_WHERE)) from error
    except ValueError as error:
        raise _refused(400, QueryError.problem("web.many-parameters", where=_WHERE, most=_MAX_FIELDS)) from error


def _values(fields: Sequence[tuple[str, str]], name: str) -> tuple[str, ...]:
    return tuple(value for key, value in fields if key == name)


def _datasets(fields: Sequence[tuple[str, str]]) -> bool:
    return any(name in ("default-graph-uri", "named-graph-uri") for name, _ in fields)


def _refused(status: int, error: QueryError) -> RefusedError:
    return RefusedError(status, error.message)


async def sparql(request: Request) -> Response:
    """Answer a request of the SPARQL Protocol; without a query, with the description or, for a browser, the editor."""
    try:
        response = await _respond(request)
    except HezeGraphError as error:
        response = responses.at_fault(request, error)
    except RefusedError as error:
        response = responses.refused(request, error)
    response.headers.setdefault("Vary", "Accept, Accept-Language")
    response.headers.setdefault("Cache-Control", "no-store")
    return response


async def _respond(request: Request) -> Response:
    if request.method == "OPTIONS":
        return responses.options(METHODS)
    sent = await read(request)
    if sent is None:
        if wants_html(request):
            return RedirectResponse(address("/editor", language_of(request)), 303)
        return await run_in_threadpool(one_generation(service_description), request)
    found = await to_thread.run_sync(checked, sent.query, limiter=_room_for(sent.query))
    gone = Event()
    watching = asyncio.create_task(_watch(request, gone))
    try:
        return await to_thread.run_sync(_answer, request, sent, found, gone, limiter=_THREADS)
    finally:
        watching.cancel()


async def _watch(request: Request, gone: Event) -> None:
    """Set an event when the client disconnects."""
    while (await request.receive())["type"] != "http.disconnect":
        pass
    gone.set()


def _room_for(query: str) -> CapacityLimiter:
    """Return the executor that checks a query; raises BusyError when too many long ones are waiting for it."""
    if len(query) < _LONG:
        return _THREADS
    if _ONE_LONG.statistics().tasks_waiting > _MAX_LONG:
        raise BusyError(say("web.long-queries"))
    return _ONE_LONG


def _answer(request: Request, sent: SparqlRequest, found: Checked, gone: Event) -> Response:
    for name, iris in (("default-graph-uri", sent.default_graphs), ("named-graph-uri", sent.named_graphs)):
        for iri in iris:
            check_graph(iri, name)
    query = QueryRequest(
        query=sent.query,
        format=_format(request, found.form, sent.format),
        form=found.form,
        dataset=sent.dataset,
        union=not found.names_dataset,
        base=str(request.url.replace(query="", fragment="")),
        client=request.client.host if request.client else "",
    )
    engine = site_of(request).engine
    # Read before the query: if the data change meanwhile, the answer must not be cached under the newer version.
    version = None if found.volatile else engine.version
    tag = tag_of(version, sent.query, repr(query.dataset), query.format, query.base or "") if version else None
    if same := unchanged(request, tag):
        return same
    headers = cached(tag) if tag and request.method != "POST" else {"Cache-Control": "no-store", "Vary": "Accept"}
    headers["Content-Type"] = FORMATS[query.format].content_type
    written = answer(engine, query, gone)
    if written.size > _SMALL:
        return _WholeAnswer(written, headers)
    with written:
        return Response(written.file.read(), headers=headers)


def _format(request: Request, form: str, named: str | None) -> str:
    """Return the format for a query of that form: from `format=` by any of its names, else the best by `Accept`.

    Raises HTTPException 400 for a `format=` that such a query does not have, 406 where `Accept` allows none.
    """
    usual = {"SELECT": RESULTS, "ASK": RESULTS[:2]}.get(form, TRIPLES)
    if named is not None:
        known = [name for name in usual if _goes_by(named.replace(" ", "+"), FORMATS[name])]
        if not known:
            found = f"format={named[:40]}"
            raise _refused(
                400, QueryError.problem("web.no-format", where=_WHERE, found=found, formats=usual, form=form)
            )
        return known[0]
    if best := preferred_format(request, usual):
        return best
    offered = [FORMATS[name].media_type for name in usual]
    raise RefusedError(406, QueryError.problem("web.accept", offered=offered).message)


def _goes_by(name: str, known: Format) -> bool:
    return name in (known.name, known.media_type, *known.aliases) or known.name in _OTHER_NAMES.get(name, ())


class _WholeAnswer(Response):
    """A complete answer as a response: its length is known, and nothing can go wrong half-way.

    The file is closed once it is sent, or when nobody takes it.
    """

    def __init__(self, written: WrittenAnswer, headers: Mapping[str, str]) -> None:
        super().__init__(headers={**headers, "Content-Length": str(written.size)})
        self._written = written

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - as Starlette calls it
        """Send the head, then the answer in chunks; a client that reads too slowly is cut off."""
        with self._written, suppress(TimeoutError):
            async with asyncio.timeout(_PATIENCE + self._written.size / _PACE):
                await self._send(send, whole=scope["method"] != "HEAD")

    async def _send(self, send: Send, *, whole: bool) -> None:
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        if whole:
            async for part in iterate_in_threadpool(self._written.parts()):
                await send({"type": "http.response.body", "body": part, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})


ROUTES = tuple(Route(path, sparql, methods=METHODS) for path in ("/sparql", "/sparql/"))
