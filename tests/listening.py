"""Servers for tests: any that answers SPARQL is waited for, and one of Python's own listens while a test asks it."""

from __future__ import annotations

import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from heze_graph.errors import EndpointError
from heze_graph.store.remote import Remote


def answers(endpoint: str, process: subprocess.Popen[bytes], seconds: float) -> bool:
    """Wait until an endpoint answers; return False when its process ends before, or so many seconds are over."""
    end = time.monotonic() + seconds
    while process.poll() is None and time.monotonic() < end:
        try:
            Remote(endpoint, timeout=5).select("ASK {}")
        except EndpointError:
            time.sleep(0.1)
        else:
            return True
    return False


@contextmanager
def listening(handler: type[BaseHTTPRequestHandler]) -> Iterator[int]:
    """Give the port of a server that hands requests to a handler."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
