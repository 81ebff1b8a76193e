"""Listening: uvicorn on one address, localhost unless told otherwise."""

from __future__ import annotations

import ipaddress
import signal
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread

import uvicorn
from starlette.concurrency import run_in_threadpool

from heze_graph import resources
from heze_graph.errors import ListenError
from heze_graph.store.engine import Engine
from heze_graph.store.limits import Limits
from heze_graph.store.pool import Pool
from heze_graph.store.relay import Relay
from heze_graph.store.remote import Remote
from heze_graph.web.app import application
from heze_graph.web.front import LOCAL, MAX_HEAD, Front
from heze_graph.web.site import Site
from heze_graph.web.start import warm
from heze_graph.web.wire import Wire

HOST, PORT = "127.0.0.1", 8000
#: Seconds that requests have to end when the server does.
_GRACE = 3


class StoreSource:
    """The graph of a store's folder, as it is now.

    Raises StoreError when there is no store, or its graph cannot be loaded.
    """

    def __init__(self, store: Path, limits: Limits | None = None) -> None:
        self._pool = Pool(store, limits)

    @property
    def engine(self) -> Engine:
        """The engine over the graph."""
        return self._pool

    @property
    def version(self) -> str | None:
        """The version of the data: what is asked after this was read is answered by it, or by a newer one."""
        return self._pool.version

    def close(self) -> None:
        """End the workers."""
        self._pool.close()


class EndpointSource:
    """The graph behind a SPARQL endpoint, of whose version nothing is known."""

    def __init__(self, endpoint: str) -> None:
        self._engine = Relay(Remote(endpoint))

    @property
    def engine(self) -> Engine:
        """The engine that asks the endpoint."""
        return self._engine

    @property
    def version(self) -> str | None:
        """Unknown."""
        return None

    def close(self) -> None:
        """Let go of the endpoint."""
        self._engine.close()


class _Server(uvicorn.Server):
    """A server that ends what it stands on first, so that no request waits for a query."""

    def __init__(self, config: uvicorn.Config, source: StoreSource | EndpointSource) -> None:
        super().__init__(config)
        self._source = source

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        await run_in_threadpool(self._source.close)
        await super().shutdown(sockets)


def listening(host: str, port: int) -> socket.socket:
    """Return a socket that listens on an address; port 0 means any that is free.

    Raises ListenError when there is no such address here, the port is taken, or may not be used.
    """
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family)
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or error
        cure = "choose another --port (0 takes any that is free), or another --host"
        raise ListenError.problem(f"{host}:{port}", str(reason), "a free address of this machine", cure) from error


def url_of(listener: socket.socket) -> str:
    """Return the address at which a browser finds what listens on a socket."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def is_local(host: str) -> bool:
    """Whether a host is reached from this machine only."""
    with suppress(ValueError):
        return ipaddress.ip_address(host).is_loopback
    return host.lower() == "localhost"


def serve(source: StoreSource | EndpointSource, listener: socket.socket, host: str, names: Sequence[str] = ()) -> None:
    """Serve the pages on a socket until interrupted (Ctrl+C or SIGTERM), then close the source.

    `host` is what the socket was asked to listen on, `names` are further ones by which a browser may call the server.
    """
    shown = f"[{host}]" if ":" in host else host
    site = Site(source, resources.QUERIES)
    app = Front(application(site), (*LOCAL, shown, *names), any_address=not is_local(host))
    Thread(target=warm, args=(site,), daemon=True).start()
    config = uvicorn.Config(
        app,
        http=Wire,
        ws="none",
        log_level="error",
        server_header=False,
        h11_max_incomplete_event_size=MAX_HEAD,
        timeout_graceful_shutdown=_GRACE,
    )
    with _terminated_as_interrupted(), suppress(KeyboardInterrupt):
        _Server(config, source).run(sockets=[listener])
    source.close()


@contextmanager
def _terminated_as_interrupted() -> Iterator[None]:
    """Let SIGTERM do what Ctrl+C does; uvicorn ends by itself, and then repeats the signal."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
