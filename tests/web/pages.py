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
from heze_graph.model.printed import TableFile
from heze_graph.pipeline.build import build
from heze_graph.reference import Reference
from heze_graph.store.embedded import Embedded
from heze_graph.web.app import application
from heze_graph.web.front import Front
from heze_graph.web.site import Site

HOSTILE = (
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(2)</script>",
    "javascript:alert(3)",
    '" onmouseover="alert(4)',
    "{{ 7*7 }}",
)
_HEADER = ("序号", "市政府领导", "责任目标内容", "完成时限", "完成情况", "是否按计划完成进度", "责任单位")


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


def text(page: LexborHTMLParser, selector: str) -> str:
    return " ".join(only(page, selector).text().split())


def xml(text: str) -> ET.Element:
    """Return the root of a document that this program wrote."""
    return ET.fromstring(text)  # noqa: S314  (our own page)


def copied_queries(folder: Path) -> Path:
    """Copy the saved queries of the house into a folder, to add others."""
    return Path(shutil.copytree(resources.QUERIES, folder, dirs_exist_ok=True))


def client_of(store: Path, queries: Path = resources.QUERIES) -> TestClient:
    """Return a client of the pages over a store, without a server."""
    return TestClient(application(Site(Embedded(store), queries)))


def client_over(store: Path) -> TestClient:
    """Return a client that asks for pages as a browser does."""
    return TestClient(application(Site(Embedded(store), resources.QUERIES)), headers={"accept": "text/html"})


def hostile_store(folder: Path, reference: Reference) -> Path:
    """Build a graph of two tables whose every text means harm, and return its store."""
    tables = []
    for number, title in enumerate(("三季度", "年度"), 1):
        rows = [
            (str(at), f"人{text}", f"建成{text}桥{number}座", "年底", f"已建成{text}1座", "是", f"市{text}局")
            for at, text in enumerate(HOSTILE, 1)
        ]
        name = f"菏泽市人民政府2023年{title}责任目标{HOSTILE[0]}一览表"
        path = folder / f"{number}.txt"
        lines = [name, *("\t".join(row) for row in (_HEADER, *rows))]
        path.write_text("\n".join(lines), encoding="utf-8")
        tables.append(TableFile(path, f"<b onclick=alert(5)>{number}.txt"))
    store = folder / "store"
    build(tables, store, reference)
    return store


@contextmanager
def served(store: Path, queries: Path = resources.QUERIES) -> Iterator[str]:
    """Serve the pages over a store on a free port, with the front door that users meet; give the address."""
    listener = socket.create_server(("127.0.0.1", 0))
    app = Front(application(Site(Embedded(store), queries)))
    server = uvicorn.Server(uvicorn.Config(app, http="h11", ws="none", log_level="warning"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        listener.close()
