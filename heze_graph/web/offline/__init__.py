"""Writes the offline folder: every page reachable by links, in both languages, as the application of `serve` makes it.

Links become links to files; elements that the templates mark as `data-server` are left out.
"""

from __future__ import annotations

import asyncio
import shutil
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from selectolax.lexbor import LexborHTMLParser, LexborNode

from heze_graph.errors import StoreError
from heze_graph.export.files import write_whole
from heze_graph.export.pack import Order, pack
from heze_graph.messages import LANGUAGES
from heze_graph.model.answers import Answer
from heze_graph.queries.library import Library, load
from heze_graph.store.embedded import Embedded
from heze_graph.web.app import application
from heze_graph.web.offline import data
from heze_graph.web.offline.addresses import Files, Href, PageAddress, link_of
from heze_graph.web.pages.files import today
from heze_graph.web.pages.graph import PageGraph
from heze_graph.web.rendering import STATIC
from heze_graph.web.site import Site

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message

#: The folder of a run that holds the site, and its first page.
FOLDER, START = "site", "start.html"
#: Pages in each language; a larger graph gets those of leaders, units and counties, and as many others as fit.
MOST = 3000
_FIRST = ("/", "/queries", "/views", "/editor", "/search", "/ontology", "/graph", "/brief", "/changes")
_OK = 200
_MODULES = ("charts", "editor")
_PACK = "/pack.xlsx"
#: Attributes that hold an address of the site.
_ADDRESSES = ("href", "src", "action", "data-terms", "data-labels", "data-network")
#: Nothing may be fetched: scripts and styles are in the folder.
_POLICY = "connect-src 'none'; base-uri 'none'; object-src 'none'"


@dataclass(frozen=True, slots=True)
class Written:
    """The number of pages in each language, the total size in bytes, and whether all pages are included."""

    pages: int
    size: int
    whole: bool


class _Remembering(Embedded):
    """A store that remembers its last answers: the English page asks the same queries as the Chinese one."""

    def __init__(self, store: Path) -> None:
        super().__init__(store)
        self._remembered = lru_cache(maxsize=256)(super().select)

    def select(self, query: str) -> Answer:
        """Return the answer to a SELECT or ASK query."""
        return self._remembered(query)


class _Still(Site):
    """A Site whose saved queries do not change, and whose lists are complete, since a script filters them."""

    rows_of_list = data.LONGEST_LIST

    def __init__(self, engine: Embedded, queries: Path) -> None:
        super().__init__(engine, queries)
        self._loaded = load(queries)

    @property
    def library(self) -> Library:
        """The saved queries as they were at the start."""
        return self._loaded


def write(store: Path, queries: Path, out: Path, beside: Mapping[str, str]) -> Written:
    """Write the pages over a store into a folder, replacing its content.

    `beside` are files outside of the folder, relative to its pages, by the address that they replace, with `{language}`
    where there is one in each language (`.en` or nothing). Raises StoreError where a page cannot be made.
    """
    engine = _Remembering(store)
    site = _Still(engine, queries)
    shutil.rmtree(out, ignore_errors=True)
    # The script fills in how a query with values is cited: no page links there by itself.
    cites = (PageAddress("/cite", (("query", query.name),)) for query in site.library.queries)
    pages, kept, whole = asyncio.run(_crawled(application(site), [*map(PageAddress, _FIRST), *cites]))
    for address, language in sorted(kept):
        files = Files(pages, _outside(beside, language), language)
        other = Files(pages, {}, "zh" if language == "en" else "en").of(Href(address))
        body = kept[address, language]
        if not address.suffix:
            body = rewritten(body.decode(), address, files, other).encode()
        elif address.path == _PACK:  # its cells would lead to a server
            body = pack(engine, site.library, Order(today(), language=language))
        write_whole(out / files.of(Href(address)), body)
    _write_data(engine, PageGraph(site, LANGUAGES[0]), pages, out)
    size = sum(file.stat().st_size for file in out.rglob("*") if file.is_file())
    return Written(len(pages), size, whole)


def _write_data(engine: Embedded, graph: PageGraph, pages: Mapping[PageAddress, str], out: Path) -> None:
    for file in (*sorted(STATIC.glob("*.*")), STATIC / "offline/offline.js", STATIC / "offline/oxigraph.js"):
        write_whole(out / "static" / file.name, file.read_bytes())
    for name in _MODULES:
        script = as_script((STATIC / name / f"{name}.js").read_text(encoding="utf-8"))
        write_whole(out / "static" / f"{name}.js", script.encode())
    write_whole(out / "data" / "site.js", data.site_script(graph, pages).encode())
    write_whole(out / "data" / "facets.js", data.facets_script(graph).encode())
    nquads = engine.generation.graph
    if nquads.stat().st_size <= data.LARGEST:
        write_whole(out / "data" / "graph.js", data.graph_script(nquads).encode())


def as_script(module: str) -> str:
    """Return a module without imports as a plain script: a browser refuses modules on a page loaded from a file."""
    return f"(async () => {{\n{module}\n}})();\n"


def rewritten(page: str, address: PageAddress, files: Files, other: str) -> str:
    """Return a page as a file; `other` is the file of the same page in the other language, "" for none."""
    parsed = LexborHTMLParser(page)
    pages = parsed.css_first("nav[data-total]")
    rest = (pages.attributes["data-total"] or "") if pages else ""
    while part := parsed.css_first("[data-server]"):
        part.decompose()
    for figure in parsed.css("figure.ego"):
        if not any(files.at(image.attributes["src"] or "") for image in figure.css("img[src]")):
            figure.decompose()
    for anchor in parsed.css("a[href^='/']"):
        _lead(anchor, files, other)
    for script in parsed.css("script[type=module]"):
        _write(script, {"src": f"static/{(script.attributes['src'] or '').rpartition('/')[2]}", "defer": ""})
        del script.attrs["type"]
    for name in _ADDRESSES:
        for node in parsed.css(f"[{name}^='/']"):
            _write(node, {name: files.at(node.attributes[name] or "")})
    if parsed.head and parsed.body:
        _add(parsed, parsed.head, "meta", {"http-equiv": "Content-Security-Policy", "content": _POLICY})
        _add(parsed, parsed.head, "link", {"rel": "stylesheet", "href": "static/offline.css"})
        _write(parsed.body, {f"data-{name}": value for name, value in _marks(address, rest).items() if value})
        for name in ("data/site.js", "static/offline.js"):
            _add(parsed, parsed.body, "script", {"src": name})
    return parsed.html or ""


def _write(node: LexborNode, attributes: Mapping[str, str]) -> None:
    for name, value in attributes.items():
        node.attrs[name] = value


def _add(parsed: LexborHTMLParser, parent: LexborNode, tag: str, attributes: Mapping[str, str]) -> None:
    node = parsed.create_node(tag)
    _write(node, attributes)
    parent.insert_child(node)


def _marks(address: PageAddress, rest: str) -> dict[str, str]:
    """Return the attributes that tell the folder's script about a page."""
    if address.path.startswith("/queries/"):
        return {"query": address.path.removeprefix("/queries/"), "rest": rest}
    if address.path == "/cite" and (cited := dict(address.query).get("query")):
        return {"page": "cite", "cited": cited}
    if address.path in ("/search", "/editor"):
        return {"page": address.path.strip("/")}
    if address.path.startswith("/id/") and address.path.count("/") == 2:
        return {"page": "list", "kind": address.path.rpartition("/")[2]}
    return {}


def _lead(anchor: LexborNode, files: Files, other: str) -> None:
    """Point a link to a file; one without a target is removed, or becomes plain text where it names a thing."""
    href, classes = anchor.attributes["href"] or "", (anchor.attributes.get("class") or "").split()
    if "other" in classes:
        found = other
    elif found := files.at(href):
        return  # it is written with all other addresses
    if found:
        _write(anchor, {"href": found})
    elif "other" in classes or href.startswith("/api") or _is_made(anchor, classes):
        anchor.decompose()
    else:
        del anchor.attrs["href"]


def _is_made(anchor: LexborNode, classes: Sequence[str]) -> bool:
    """Return whether a link leads to something that only a server can make; a part of the editor is for its script."""
    return ("download" in anchor.attributes or "button" in classes) and "data-part" not in anchor.attributes


def _outside(beside: Mapping[str, str], language: str) -> dict[str, str]:
    return {address: file.format(language=".en" if language == "en" else "") for address, file in beside.items()}


async def _crawled(
    app: ASGIApp, first: Sequence[PageAddress]
) -> tuple[dict[PageAddress, str], dict[tuple[PageAddress, str], bytes], bool]:
    """Return the pages reachable from each other, their stems by address, their bodies by address and language."""
    waiting = deque(first[:MOST])
    pages: dict[PageAddress, str] = {one: one.stem for one in waiting}
    kept: dict[tuple[PageAddress, str], bytes] = {}
    whole = len(first) <= MOST
    while waiting:
        address = waiting.popleft()
        bodies = [await _got(app, address.of(language)) for language in LANGUAGES]
        if not all(bodies):
            del pages[address]
            continue
        kept.update({(address, language): body for language, body in zip(LANGUAGES, bodies, strict=True)})
        for found in _links(bodies[0]) if not address.suffix else ():
            if found in pages:
                continue
            if len(pages) >= MOST:
                whole = False
                continue
            pages[found] = found.stem
            waiting.append(found)
    return pages, kept, whole


def _links(page: bytes) -> Iterator[PageAddress]:
    for node in LexborHTMLParser(page).css("[href^='/'], [src^='/']"):
        if link := link_of(node.attributes.get("href") or node.attributes["src"] or ""):
            yield link.address


async def _got(app: ASGIApp, address: str) -> bytes:
    """Return the application's answer at an address, b"" where it has no page there."""
    path, _, query = address.partition("?")
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http",
        "path": unquote(path), "raw_path": path.encode(), "query_string": query.encode(), "root_path": "",
        "headers": [(b"host", b"localhost"), (b"accept", b"text/html,*/*;q=0.1")],
        "client": ("127.0.0.1", 0), "server": ("localhost", 80),
    }  # fmt: skip
    status, body = 0, b""

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        nonlocal status, body
        status = message.get("status", status)
        body += message.get("body", b"")

    await app(scope, receive, send)
    if status >= 500:
        raise StoreError.problem("web.status", where=address, status=status)
    return body if status == _OK else b""
