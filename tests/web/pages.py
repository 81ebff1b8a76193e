"""Asking for pages, and looking into them and their pictures."""

from __future__ import annotations

import shutil
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from xml.etree import ElementTree as ET

import uvicorn
from selectolax.lexbor import LexborHTMLParser, LexborNode
from starlette.testclient import TestClient

from heze_graph import resources
from heze_graph.store.embedded import Embedded
from heze_graph.web.app import application
from heze_graph.web.front import Front
from heze_graph.web.site import Site


def parsed(client: TestClient, path: str, status: int = 200, /, **parameters: str) -> LexborHTMLParser:
    """Return a page, which must come with that status."""
    response = client.get(path, params=parameters or None)
    assert response.status_code == status, response.text[:2000]
    return LexborHTMLParser(response.text)


def only(page: LexborHTMLParser | LexborNode, selector: str) -> LexborNode:
    """Return the first element of a page that fits, which must be there."""
    found = page.css_first(selector)
    assert found is not None, f"no {selector}"
    return found


def value(node: LexborNode, name: str) -> str:
    """Return an attribute of an element, "" where it has none."""
    return node.attributes.get(name) or ""


def said(page: LexborHTMLParser | LexborNode, selector: str) -> str:
    """Return the text of the first element that fits."""
    return only(page, selector).text(strip=True)


def xml(text: str) -> ET.Element:
    """Return the root of a document that this program wrote."""
    return ET.fromstring(text)  # noqa: S314  (our own page)


def copied_queries(folder: Path) -> Path:
    """Copy the saved queries of the house into a folder, to add others."""
    return Path(shutil.copytree(resources.QUERIES, folder, dirs_exist_ok=True))


def still(store: Path) -> Embedded:
    """Return an engine over a store, in this process, whose graph stays as it is."""
    return Embedded(store)


def client_of(store: Path, queries: Path = resources.QUERIES) -> TestClient:
    """Return a client of the pages over a store, without a server."""
    return TestClient(application(Site(still(store), queries)))


@contextmanager
def served(store: Path, queries: Path = resources.QUERIES) -> Iterator[str]:
    """Serve the pages over a store on a free port, with the front door that users meet; give the address."""
    listener = socket.create_server(("127.0.0.1", 0))
    app = Front(application(Site(still(store), queries)))
    server = uvicorn.Server(uvicorn.Config(app, http="h11", ws="none", log_level="warning"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        listener.close()
