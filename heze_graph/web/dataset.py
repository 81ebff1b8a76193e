"""The data set as a whole, its named graphs and its ontology: pages, triples, downloads, VoID, service description.

A download keeps nothing in memory that grows with the graph. What has to be converted goes through a temporary file,
one at a time.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryFile
from threading import Lock
from typing import IO, TYPE_CHECKING

from anyio import CapacityLimiter, to_thread
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from heze_graph.entities import overview as counts
from heze_graph.entities.ontology import ontology
from heze_graph.errors import StoreError
from heze_graph.export.descriptions import DESCRIBING, DatasetCounts, Publication, dataset_triples, service_triples
from heze_graph.messages import say
from heze_graph.queries.library import beside
from heze_graph.rdf import iris
from heze_graph.rdf.formats import FORMATS, QUADS, TRIPLES, Output, check, serialise, write_statements
from heze_graph.rdf.terms import PREFIXES
from heze_graph.resources import ONTOLOGY
from heze_graph.store.folder import Generation
from heze_graph.web.linked import answer, headers, iri_of, links, origin, rdf_wanted, version_tag
from heze_graph.web.pages.graph import answer_of, catalogue_of
from heze_graph.web.query_descriptions import examples
from heze_graph.web.rendering import RefusedError, all_words, format_parameter, page
from heze_graph.web.responses import cached, unchanged, wants_html
from heze_graph.web.site import Memory, Site, one_generation, site_of

if TYPE_CHECKING:
    import pyoxigraph


#: The path of each download of the whole graph, and its format once decompressed.
DUMPS = {"/dump.nq.gz": "application/n-quads", "/dump.ttl.gz": "text/turtle"}
_CHUNK = 1 << 18
_PATIENCE = 5
_writing = Lock()
#: Limits the downloads being prepared; others wait without taking a thread from the pages.
PREPARED = CapacityLimiter(2)
_memory = Memory(4)
#: Classes of which one thing serves as an example.
_EXAMPLES = ("Target", "Unit", "Leader", "Document")


def generation_of(site: Site) -> Generation | None:
    """Return the generation that the engine answers from; None for an endpoint."""
    generation = getattr(site.engine, "generation", None)
    return generation if isinstance(generation, Generation) else None


async def dump(request: Request) -> Response:
    """Return the whole graph, compressed, as `_dump` says."""
    return await to_thread.run_sync(_dump, request, limiter=PREPARED)


@one_generation
def _dump(request: Request) -> Response:
    """Return the whole graph, compressed.

    Raises RefusedError 404 for a graph behind another endpoint, 503 while another download is being prepared.
    """
    generation = generation_of(site_of(request))
    if generation is None:
        raise RefusedError(404, say("web.no-copy"))
    form = Path(request.url.path).suffixes[0].removeprefix(".")
    format_parameter(request, form)
    tag = version_tag(generation.version, f"dump-{form}")
    name = f"heze-graph-{generation.version}.{form}.gz"
    headers = {**cached(tag), "Content-Disposition": f'attachment; filename="{name}"'}
    if same := unchanged(request, tag):
        return same
    opened = opened_file(generation.graph)
    chunks = _chunks(opened if form == "nq" else rewritten(opened, form))
    return StreamingResponse(_gzipped(chunks), media_type="application/gzip", headers=headers)


def named_graph(file: Path, graph: str, form: str) -> Iterator[bytes]:
    """Yield one named graph of an N-Quads file in a format of `negotiation.QUADS`, in chunks.

    Raises StoreError when the file is gone, RefusedError 503 as `rewritten` does, both before the first chunk.
    """
    source = opened_file(file)
    if form in ("nq", "nt"):
        return _gathered(_lines(source, graph, b" .\n" if form == "nt" else _end(graph)))
    return _chunks(rewritten(source, form, graph))


def _lines(source: IO[bytes], graph: str, instead: bytes) -> Iterator[bytes]:
    """Yield the lines of a named graph with another ending, and close the file."""
    end = _end(graph)
    with source:
        yield from (line.removesuffix(end) + instead for line in source if line.endswith(end))


def _end(graph: str) -> bytes:
    return f" <{graph}> .\n".encode()


def opened_file(file: Path) -> IO[bytes]:
    """Open the N-Quads file; raises StoreError when it is gone, as after a new build."""
    try:
        return file.open("rb")
    except OSError as error:
        raise StoreError.problem("web.unreadable-graph", where=file, error=error) from error


def rewritten(source: IO[bytes], form: str, graph: str | None = None) -> IO[bytes]:
    """Return an open temporary file with the graph, or one named graph of it, in a format of QUADS.

    Closes `source`. Raises RefusedError 503 where other downloads take so long that the client had better retry.
    """
    if not _writing.acquire(timeout=_PATIENCE):
        source.close()
        raise RefusedError(503, say("web.other-download"), {"Retry-After": str(_PATIENCE)})
    output = TemporaryFile()  # noqa: SIM115 - the caller reads and closes it
    try:
        with source:
            quads = _quads(source if graph is None else _lines(source, graph, _end(graph)))
            write_statements(quads, Output(output, form), form, PREFIXES)
        output.seek(0)
        check(output, form)
        output.seek(0)
    except BaseException:
        output.close()
        raise
    finally:
        _writing.release()
    return output


def _quads(lines: Iterable[bytes]) -> Iterator[pyoxigraph.Quad]:
    import pyoxigraph

    for chunk in _gathered(lines):
        yield from pyoxigraph.parse(input=chunk, format=pyoxigraph.RdfFormat.N_QUADS)


def _gathered(lines: Iterable[bytes]) -> Iterator[bytes]:
    held: list[bytes] = []
    size = 0
    for line in lines:
        held.append(line)
        size += len(line)
        if size >= _CHUNK:
            yield b"".join(held)
            held, size = [], 0
    if held:
        yield b"".join(held)


def _chunks(source: IO[bytes]) -> Iterator[bytes]:
    with source:
        while chunk := source.read(_CHUNK):
            yield chunk


def _gzipped(chunks: Iterable[bytes]) -> Iterator[bytes]:
    # 16 + 15: a gzip header, without name and time so that the same graph gives the same bytes.
    packer = zlib.compressobj(6, zlib.DEFLATED, 31)
    for chunk in chunks:
        if packed := packer.compress(chunk):
            yield packed
    yield packer.flush()


def void(request: Request) -> Response:
    """Return the VoID description of the data set; browsers are redirected to the page with the same content."""
    form = rdf_wanted(request)
    if form is None and (wants_html(request) or format_parameter(request, "html")):
        return RedirectResponse("/graph" + (f"?{request.url.query}" if request.url.query else ""), 303)
    form = form or "ttl"
    site = site_of(request)
    published = Publication(
        server=origin(request),
        title=all_words()["dataset.title"],
        description=all_words()["dataset.description"],
        version=site.version,
        dumps=DUMPS if generation_of(site) else {},
        examples=_memory.get(site, "examples", lambda: _examples(site)),
        documents=tuple(name for name, _ in documents(site)),
    )
    return answer(request, serialise(dataset_triples(figures(site), published), form, DESCRIBING), form)


def service_description(request: Request) -> Response:
    """Return the description of the endpoint, for a GET of `/sparql` without a query; Turtle unless asked otherwise."""
    format_parameter(request, *TRIPLES)
    form = rdf_wanted(request) or "ttl"
    triples = service_triples(origin(request) + "/sparql", figures(site_of(request)))
    return answer(request, serialise(triples, form, DESCRIBING), form)


def overview(request: Request) -> Response:
    """Return the page of the data set: its named graphs and classes, and where to download it.

    `?format=` asks for a format of its description, which is at `/void`.
    """
    if format_parameter(request, "html", *TRIPLES) not in ("", "html"):
        return RedirectResponse(f"/void?{request.url.query}", 303)
    site = site_of(request)
    context = {"figures": figures(site), "dumps": DUMPS if generation_of(site) else {}, "version": site.version}
    titles = dict(documents(site))
    named = [(iri, iri.removeprefix(iris.GRAPH), triples) for iri, triples in figures(site).graphs.items()]
    return page(request, "dataset.html", context | {"graphs": named, "titles": titles, "document_iri": iris.document})


async def graph(request: Request) -> Response:
    """Return one named graph: its page, or its triples; raises RefusedError 404 where there is no such graph."""
    limiter = PREPARED if rdf_wanted(request, QUADS) else None
    return await to_thread.run_sync(_graph, request, limiter=limiter)


@one_generation
def _graph(request: Request) -> Response:
    iri, form = iri_of(request), rdf_wanted(request, QUADS)
    site = site_of(request)
    triples = figures(site).graphs.get(iri)
    if triples is None:
        raise RefusedError(404, say("web.no-graph", iri=iri))
    if form:
        return _download(request, iri, form)
    name = iris.text_of(iri.removeprefix(iris.GRAPH))
    context = {"iri": iri, "name": name, "triples": triples, "forms": [FORMATS[name] for name in QUADS]}
    shown = page(request, "graph.html", context | {"title": dict(documents(site)).get(iris.document(name), "")})
    shown.headers.update({"Link": links(request, QUADS), "Vary": "Accept"})
    return shown


def _download(request: Request, iri: str, form: str) -> Response:
    generation = generation_of(site_of(request))
    tag = version_tag(generation.version, form) if generation else None
    more = headers(request, form, QUADS)
    if same := unchanged(request, tag, more):
        return same
    fields, media_type = {**cached(tag), **more}, FORMATS[form].content_type
    if generation is None:
        triples = site_of(request).engine.construct(beside(__file__, "graph").bound({"graph": iri}))
        return Response(_written(triples, form, iri), media_type=media_type, headers=fields)
    return StreamingResponse(named_graph(generation.graph, iri, form), media_type=media_type, headers=fields)


def _written(triples: Iterable[pyoxigraph.Triple], form: str, iri: str) -> bytes:
    from pyoxigraph import NamedNode, Quad

    if "quads" in FORMATS[form].holds:
        quads = [Quad(one.subject, one.predicate, one.object, NamedNode(iri)) for one in triples]
        return serialise(quads, form, PREFIXES)
    return serialise(list(triples), form, PREFIXES)


def figures(site: Site) -> DatasetCounts:
    """Return the numbers of the graph, counted once per version of the data."""
    return _memory.get(site, "figures", lambda: _counted(site))


def documents(site: Site) -> tuple[tuple[str, str], ...]:
    """Return the IRI and the title of each document."""
    rows = answer_of(site, "documents").texts()
    return tuple((iris.document(row["document"]), row.get("title", "")) for row in rows)


def _counted(site: Site) -> DatasetCounts:
    if known := counts.figures(catalogue_of(site)):
        return DatasetCounts(known["graph"], known["class"], known["property"], **known["size"])

    def table(name: str) -> dict[str, int]:
        rows = site.engine.select(beside(__file__, name).text).rows
        return {key.text: int(count.text) for key, count in rows if key and count}

    sizes = next(site.engine.select(beside(__file__, "sizes").text).texts())
    return DatasetCounts(
        graphs=table("graphs"),
        classes=table("classes"),
        properties=table("properties"),
        **{name: int(value) for name, value in sizes.items()},
    )


def _examples(site: Site) -> tuple[str, ...]:
    query = beside(__file__, "example")
    answers = (site.engine.select(query.bound({"class": iris.TERM + name})) for name in _EXAMPLES)
    return tuple(row["thing"] for one in answers for row in one.texts())


#: The files beside the ontology itself, by the last part of their address.
_BESIDE = ("cube.ttl", "shapes.ttl", "alignments.ttl", "context.jsonld")


def ontology_page(request: Request) -> Response:
    """Return the page of all terms, or the ontology as RDF.

    A term's IRI is the ontology's with `#NAME`: browsers scroll there, and programs find the term in the document.
    """
    form = rdf_wanted(request)
    if form:
        return _rdf(request, "heze.ttl", form)
    counted = figures(site_of(request))
    context = {
        "ontology": ontology(ONTOLOGY),
        "counts": {**counted.classes, **counted.properties},
        "files": _BESIDE,
    }
    shown = page(request, "ontology.html", context)
    shown.headers.update({"Link": links(request), "Vary": "Accept"})
    return shown


def _version(request: Request) -> Response:
    """Return the ontology at the IRI of its version.

    Raises RefusedError 404 for any other version or file.
    """
    if request.path_params["name"] != ontology(ONTOLOGY).version:
        raise RefusedError(404, say("web.no-version", version=ontology(ONTOLOGY).version))
    return ontology_page(request)


def ontology_file(request: Request) -> Response:
    """Return a file of the ontology: as it is or, for Turtle, in another requested format."""
    name = request.path_params.get("name") or f"{request.url.path.strip('/')}.ttl"
    if name.endswith(".jsonld"):
        format_parameter(request, "jsonld")
        return answer(request, (ONTOLOGY / name).read_bytes(), "jsonld")
    format_parameter(request, *TRIPLES)
    return _rdf(request, name, rdf_wanted(request) or "ttl")


def _rdf(request: Request, name: str, form: str) -> Response:
    path = ONTOLOGY / name
    if form == "ttl":
        return answer(request, path.read_bytes(), form)
    import pyoxigraph

    quads = pyoxigraph.parse(path=str(path), format=pyoxigraph.RdfFormat.TURTLE)
    return answer(request, serialise([quad.triple for quad in quads], form, PREFIXES), form)


def _part(request: Request) -> Response:
    """Return a file of the ontology, or a version of it, whichever the last part of the address names."""
    return ontology_file(request) if request.path_params["name"] in _BESIDE else _version(request)


ROUTES: tuple[BaseRoute, ...] = (
    Route("/ontology", ontology_page),
    Route("/ontology/{name}", _part),
    Route("/shapes", ontology_file),
    Route("/alignments", ontology_file),
    Route("/graph", overview),
    Route("/graph/{name:path}", graph),
    Route("/void", void),
    Route("/.well-known/void", void),
    Route("/.well-known/sparql-examples", examples),
    *(Route(path, dump) for path in DUMPS),
)
