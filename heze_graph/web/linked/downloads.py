"""The graph to take away: whole, or one named graph, in the order of the store's own N-Quads file.

Nothing that grows with the graph is held in memory. What has to be rewritten goes through a temporary file, one at a
time.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryFile
from threading import Lock
from typing import IO, TYPE_CHECKING, Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from heze_graph.errors import StoreError
from heze_graph.export.rdf import FORMATS
from heze_graph.store.folder import Generation
from heze_graph.triples.vocabulary import PREFIXES
from heze_graph.web.linked.negotiation import held, version_tag
from heze_graph.web.site import Site, site_of

if TYPE_CHECKING:
    import pyoxigraph

#: The path of each download of the whole graph, and what is in it once it is unpacked.
DUMPS = {"/dump.nq.gz": "application/n-quads", "/dump.ttl.gz": "text/turtle"}
_CHUNK = 1 << 18
_PATIENCE = 5
_writing = Lock()


def generation_of(site: Site) -> Generation | None:
    """Return what the engine answers from, with its sorted N-Quads file; None where that lies behind an endpoint."""
    generation = getattr(site.engine, "generation", None)
    return generation if isinstance(generation, Generation) else None


def dump(request: Request) -> Response:
    """Return the whole graph, compressed.

    Raises HTTPException 404 where the graph lies behind another endpoint, 503 while another one is being written.
    """
    generation = generation_of(site_of(request))
    if generation is None:
        raise HTTPException(404, "this server asks another endpoint and has no copy of the graph to give away")
    form = Path(request.url.path).suffixes[0].removeprefix(".")
    tag = version_tag(generation.version, f"dump-{form}")
    name = f"heze-graph-{generation.version}.{form}.gz"
    headers = {
        "ETag": tag,
        "Cache-Control": "no-cache",
        "Content-Disposition": f'attachment; filename="{name}"',
    }
    if held(request, tag):
        return Response(status_code=304, headers=headers)
    opened = opened_file(generation.graph)
    chunks = _chunks(opened if form == "nq" else rewritten(opened, form))
    return StreamingResponse(_gzipped(chunks), media_type="application/gzip", headers=headers)


def named_graph(file: Path, graph: str, form: str) -> Iterator[bytes]:
    """Yield one named graph of an N-Quads file in a form of `negotiation.QUADS`, in chunks.

    Raises StoreError when the file is gone, HTTPException 503 as `rewritten` does, both before the first chunk.
    """
    source = opened_file(file)
    if form in ("nq", "nt"):
        return _gathered(_lines(source, graph, b" .\n" if form == "nt" else _end(graph)))
    return _chunks(rewritten(source, form, graph))


def _lines(source: IO[bytes], graph: str, instead: bytes) -> Iterator[bytes]:
    """Yield the lines of a named graph, each with another end, and close the file."""
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
        raise StoreError.problem(
            str(file), f"an unreadable file ({error.strerror})", "the graph", "ask again"
        ) from error


def rewritten(source: IO[bytes], form: str, graph: str | None = None) -> IO[bytes]:
    """Return an open temporary file with the graph, or one named graph of it, in a format of `export.rdf.FORMATS`.

    Closes `source`. Raises HTTPException 503 where others are written for so long that it is better to ask again.
    """
    if not _writing.acquire(timeout=_PATIENCE):
        source.close()
        raise HTTPException(503, "another download is being written", {"Retry-After": str(_PATIENCE)})
    output = TemporaryFile()  # noqa: SIM115 - the caller reads and closes it
    try:
        with source:
            serialize(_quads(source if graph is None else _lines(source, graph, _end(graph))), output, form)
        output.seek(0)
    except BaseException:
        output.close()
        raise
    finally:
        _writing.release()
    return output


def serialize(quads: Iterable[pyoxigraph.Quad], output: IO[bytes], form: str) -> None:
    """Write quads to a file as they come; formats without named graphs get their triples."""
    import pyoxigraph

    format_ = getattr(pyoxigraph.RdfFormat, FORMATS[form])
    statements: Any = quads if format_.supports_datasets and form != "jsonld" else (quad.triple for quad in quads)
    pyoxigraph.serialize(statements, output, format_, prefixes=PREFIXES)


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
    # 16 + 15: a gzip header, which here names no file and no time: the same graph gives the same bytes.
    packer = zlib.compressobj(6, zlib.DEFLATED, 31)
    for chunk in chunks:
        if packed := packer.compress(chunk):
            yield packed
    yield packer.flush()
