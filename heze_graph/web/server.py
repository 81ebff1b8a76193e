"""Listening with granian on one address, localhost by default.

Granian (Rust, hyper) is configured with documented settings: the time for and the size of a request's head, and the
number of connections. `web/front.py` bounds the rest. `docs/decisions/0033-granian.md` says why.
"""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import os
import signal
import socket
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from threading import Thread, Timer
from typing import TYPE_CHECKING, Any, Final, NoReturn
from urllib.parse import urlsplit

from starlette.types import ASGIApp

from heze_graph import processes, resources
from heze_graph.errors import ListenError, UsageError
from heze_graph.store import merging
from heze_graph.store.engine import Engine
from heze_graph.web.app import application
from heze_graph.web.front import HOST_HEADER, LOCAL, MAX_HEAD, Front, WriteAccess, is_local
from heze_graph.web.pages.start import warm
from heze_graph.web.site import Site

if TYPE_CHECKING:
    from heze_graph.pipeline.desk import Desk

HOST, PORT = "127.0.0.1", 8000
#: How many seconds the head of a request may take, and the next one on the same connection.
HEAD_SECONDS: Final = 10
#: The most connections; further ones wait until others end, after HEAD_SECONDS at the latest if they are idle.
MAX_CONNECTIONS: Final = 4096
#: With fewer open files, or less memory, the server and its workers do not even start.
_FEWEST_FILES, _LEAST_MEMORY = 64, 1024 * 1024 * 1024
#: How many seconds requests have to finish on shutdown, and after how many anything that still hangs is ended.
_GRACE, _LAST = 3, 10
_log = logging.getLogger("heze_graph.web")


@dataclass(frozen=True, slots=True)
class Settings:
    """Where to listen, and how others reach the server.

    `names` are further host names by which a browser may call this server; `base_path` is the path under which a
    reverse proxy shows it (`/heze`, "" for the root); `trusted_proxy` is the address of a proxy whose headers about the
    client (`X-Forwarded-For`, `X-Forwarded-Proto`) are believed, "" for none. With a `desk` files can be brought in,
    subject to `access`; without one nothing can be changed.
    """

    host: str = HOST
    port: int = PORT
    names: Sequence[str] = ()
    base_path: str = ""
    trusted_proxy: str = ""
    desk: Desk | None = None
    access: WriteAccess | None = None

    def __post_init__(self) -> None:
        """Validate the user's settings; raises UsageError."""
        if not 0 <= self.port <= 65535:
            raise UsageError.problem("web.port", where="--port", found=self.port)
        parts = self.base_path.split("/")
        sound = all(part and part not in (".", "..") and part.isascii() and part.isprintable() for part in parts[1:])
        if self.base_path and (parts[0] or not sound or set(self.base_path) & set(' %?#"<>\\')):
            raise UsageError.problem("web.base-path", where="--base-path", path=self.base_path[:80])
        for name in self.names:
            host_name(name)

    @property
    def url(self) -> str:
        """The address of the server for a browser on this machine."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}{self.base_path}/"


def host_name(given: str) -> str:
    """Return a host name as a browser sends it, given a name or an address.

    Raises UsageError for anything else.

    >>> host_name("https://例子.example:8443/"), host_name("Graph.Example."), host_name("::1")
    ('xn--fsqu00a.example', 'graph.example', '[::1]')
    """
    name = given.strip()
    with suppress(ValueError):
        return f"[{ipaddress.IPv6Address(name)}]"
    try:
        parts = urlsplit(name if "://" in name else f"http://{name}")
        known = parts.scheme in ("http", "https") and parts.path in ("", "/") and not parts.query + parts.fragment
        host = (parts.hostname or "").rstrip(".")
        # Reading an invalid port raises ValueError; a valid one is not part of the name.
        if known and parts.port != 0 and "@" not in parts.netloc:
            shown = f"[{host}]" if ":" in host else host.encode("idna").decode("ascii")
            if HOST_HEADER.fullmatch(shown):
                return shown
    except ValueError:
        pass
    raise UsageError.problem("web.allow-host", where="--allow-host", name=given[:80])


def free_address(host: str, port: int) -> tuple[str, int]:
    """Return the numeric address and a free port there: the requested one, or any for 0.

    Raises ListenError when there is no such address here, or the port is taken or not permitted.
    """
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        # Granian shares a port with a process that already listens on it; this refuses that.
        with socket.create_server(address[:2], family=family) as listener:
            found = listener.getsockname()
            return found[0], found[1]
    except (OSError, UnicodeError) as error:
        raise ListenError.problem("web.address", host=host, port=port, found=error) from error


def prepare() -> None:
    """Allow this process as many connections as the system permits; raises ListenError where those are too few."""
    files, memory = processes.allow_files(2 * MAX_CONNECTIONS), processes.free_memory()
    if files < _FEWEST_FILES:
        most = 2 * MAX_CONNECTIONS
        raise ListenError.problem("web.few-files", where="serve", files=files, fewest=_FEWEST_FILES, most=most)
    if memory < _LEAST_MEMORY:
        sizes = {"free": memory // 2**20, "least": _LEAST_MEMORY // 2**20}
        raise ListenError.problem("store.little-memory", where="serve", **sizes)


def serve(engine: Engine, settings: Settings, ready: Callable[[], None]) -> None:
    """Serve the pages and services over an engine until interrupted (Ctrl+C or SIGTERM), then close the engine.

    `ready` is called once the server answers.
    """
    site = Site(engine, resources.QUERIES)
    Thread(target=warm, args=(site,), daemon=True).start()
    last = Timer(_LAST, _give_up)
    last.daemon = True
    try:
        with suppress(KeyboardInterrupt):
            asyncio.run(_listen(_app(site, settings), engine, settings, ready, last))
        engine.close()
        merging.remove_copies()
        if settings.desk:
            settings.desk.close()
    finally:
        last.cancel()


def _give_up() -> NoReturn:
    """End this process although something in it hangs: whoever pressed Ctrl+C should not wait."""
    _log.warning("the server is ended although a request has not come to its end")
    leave()


def leave() -> NoReturn:
    """End this process after `serve`: granian's threads may still wait for Python and would abort on its shutdown."""
    sys.stderr.flush()
    os._exit(0)


def _app(site: Site, settings: Settings) -> ASGIApp:
    from granian.utils.proxies import wrap_asgi_with_proxy_headers

    shown = f"[{settings.host}]" if ":" in settings.host else settings.host
    names = (*LOCAL, shown, *map(host_name, settings.names))
    app: ASGIApp = Front(
        application(site, settings.desk, settings.access),
        names,
        any_address=not is_local(settings.host),
        base_path=settings.base_path,
        access=settings.access,
    )
    if settings.trusted_proxy:
        app = wrap_asgi_with_proxy_headers(app, trusted_hosts=settings.trusted_proxy)
    return app


async def _listen(app: ASGIApp, engine: Engine, settings: Settings, ready: Callable[[], None], last: Timer) -> None:
    """Serve until interrupted; `last` is started then."""
    from granian.constants import HTTPModes, Interfaces
    from granian.http import HTTP1Settings
    from granian.server.embed import Server

    server: Any = Server(  # its methods have no types
        app,
        address=settings.host,
        port=settings.port,
        interface=Interfaces.ASGINL,
        http=HTTPModes.http1,
        websockets=False,
        backlog=MAX_CONNECTIONS,
        http1_settings=HTTP1Settings(header_read_timeout=HEAD_SECONDS * 1000, max_buffer_size=2 * MAX_HEAD),
        log_enabled=False,
    )
    with _interrupted() as interrupted:
        serving = asyncio.create_task(server.serve())
        waiting = asyncio.create_task(interrupted.wait())
        await _answers(settings, serving)
        ready()
        await asyncio.wait([serving, waiting], return_when=asyncio.FIRST_COMPLETED)
        last.start()
        # The engine ends first, so that no request waits for a query.
        await asyncio.to_thread(engine.close)
        server.stop()
        await asyncio.wait([serving], timeout=_GRACE)
        serving.cancel()
        waiting.cancel()


async def _answers(settings: Settings, serving: asyncio.Task[None]) -> None:
    """Wait until the server listens; raises the error with which it failed."""
    while True:
        with suppress(OSError):
            _, writer = await asyncio.open_connection(settings.host, settings.port)
            writer.close()
            return
        if serving.done():
            await serving
        await asyncio.sleep(0.02)


@contextmanager
def _interrupted() -> Iterator[asyncio.Event]:
    """Give an event that Ctrl+C and SIGTERM set."""
    event, loop = asyncio.Event(), asyncio.get_running_loop()

    def interrupt(*_: object) -> None:
        loop.call_soon_threadsafe(event.set)

    before = {one: signal.signal(one, interrupt) for one in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield event
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
