"""Behind a real nginx, set up as docs/http.md says: below a path, for strangers who are slow, many, or both."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from selectolax.lexbor import LexborHTMLParser

from heze_graph.resources import ONTOLOGY
from tests.web.serving import Server, running
from tests.web.test_server import command

DOCUMENT = ONTOLOGY.parent / "docs" / "http.md"
PAGES = (
    "/",
    "/queries",
    "/queries/documents",
    "/id/place/371721",
    "/search?q=曹县",
    "/views",
    "/graph",
    "/api",
    "/editor",
)
HOST = {"Host": "graph.example.org", "Accept": "text/html"}


def nginx_of(folder: Path, upstream: int, port: int) -> str:
    """Return the configuration of the document with other ports, for a user of no rights."""
    (block,) = re.findall(r"```nginx\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)
    site = block.replace("127.0.0.1:8000", f"127.0.0.1:{upstream}").replace("listen 80;", f"listen 127.0.0.1:{port};")
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    paths = "".join(f"{kind}_temp_path {folder}/{kind};\n" for kind in kinds)
    return (
        f"daemon off; master_process off; pid {folder}/pid; error_log {folder}/error.log;\n"
        f"events {{ worker_connections 2048; }}\nhttp {{ access_log off;\n{paths}{site}}}\n"
    )


@pytest.fixture(scope="module")
def proxied(seed_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    nginx = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin:/sbin")
    assert nginx, "nginx is not installed: Debian and Ubuntu have it as “nginx”"
    folder = tmp_path_factory.mktemp("nginx")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    more = ("--base-path", "/heze", "--trust-proxy", "127.0.0.1", "--allow-host", "graph.example.org")
    with running(command(seed_store, *more), folder / "log") as server:
        (folder / "nginx.conf").write_text(nginx_of(folder, server.port, port), encoding="utf-8")
        process = subprocess.Popen([nginx, "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")])
        try:
            wait_for(port, folder / "error.log")
            yield Server(server.process, port)
        finally:
            process.terminate()
            process.wait(20)


def wait_for(port: int, log: Path) -> None:
    end = time.monotonic() + 20
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            assert time.monotonic() < end, log.read_text(encoding="utf-8")
            time.sleep(0.05)
        else:
            return


def addresses(text: str) -> set[str]:
    """Return the addresses on this site that a page leads to or loads."""
    page = LexborHTMLParser(text)
    found = {node.attributes[name] or "" for name in ("href", "src", "action") for node in page.css(f"[{name}]")}
    return {one for one in found if one.startswith("/")}


def test_every_address_of_every_page_stays_below_the_path(proxied: Server) -> None:
    linked: set[str] = set()
    for path in PAGES:
        reply = proxied.ask("/heze" + quote(path, safe="/?=%"), headers=HOST)
        assert reply.status == 200, (path, reply.text[:300])
        linked |= addresses(reply.text)
    assert len(linked) > 100
    assert [one for one in linked if not one.startswith("/heze/")] == []
    for one in sorted(linked)[::7]:
        parts = urlsplit(one)
        assert proxied.ask(parts._replace(fragment="").geturl(), headers=HOST).status in (200, 303, 400), one


def test_it_is_the_same_behind_a_proxy_that_takes_the_path_away(seed_store: Path, tmp_path: Path) -> None:
    more = ("--base-path", "/data/heze", "--allow-host", "graph.example.org")
    # Such a header is not looked at: the path is said at the start.
    asked = {**HOST, "X-Forwarded-Prefix": "/elsewhere"}
    with running(command(seed_store, *more), tmp_path / "log") as server:
        for path in PAGES:
            taken, passed = (server.ask(base + quote(path, safe="/?=%"), headers=asked) for base in ("", "/data/heze"))
            assert (taken.status, taken.body) == (passed.status, passed.body) == (200, taken.body), path
            assert addresses(taken.text), path
            assert [one for one in addresses(taken.text) if not one.startswith("/data/heze/")] == []
        assert server.ask("/sparql", headers=asked).headers["location"] == "/data/heze/editor"


def test_programs_find_what_they_are_told_of(proxied: Server) -> None:
    listed = proxied.ask("/heze/api/queries", headers={"Host": "graph.example.org"})
    assert '"href": "/heze/api/queries/documents"' in listed.text
    assert proxied.ask("/heze/api/queries/documents.csv", headers=HOST).status == 200
    sent_on = proxied.ask("/heze/sparql", headers=HOST)
    assert (sent_on.status, sent_on.headers["location"]) == (303, "/heze/editor")
    thing = proxied.ask("/heze/id/place/371721?format=ttl", headers={"Host": "graph.example.org"})
    assert "https://w3id.org/heze-graph/id/place/371721" in thing.text
    assert thing.headers["content-location"].startswith("/heze/id/place/371721?format=ttl")
    assert "http://graph.example.org/heze/sparql" in proxied.ask("/heze/void?format=nt", headers=HOST).text


def test_the_path_itself_and_what_lies_beside_it(proxied: Server) -> None:
    moved = proxied.ask("/heze", headers=HOST)
    assert (moved.status, urlsplit(moved.headers["location"]).path) == (301, "/heze/")
    assert proxied.ask("/elsewhere", headers=HOST).status == 404


def test_slow_clients_wait_for_themselves_only(proxied: Server) -> None:
    slow = []
    try:
        for sent in (
            b"",
            b"GET /heze/ HT",
            b"POST /heze/sparql HTTP/1.1\r\nHost: graph.example.org\r\nContent-Length: 9\r\n\r\n",
        ):
            for _ in range(70):
                slow.append(socket.create_connection(("127.0.0.1", proxied.port), 10))
                slow[-1].sendall(sent)
        reply = proxied.ask("/heze/api/queries/documents.csv", headers=HOST)
        assert (reply.status, reply.seconds < 5) == (200, True)
    finally:
        for one in slow:
            one.close()
