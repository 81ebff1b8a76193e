"""HTTP/1.1 on a connection, by h11 and uvicorn: what is no HTTP gets our answer, and who keeps us waiting is left.

A connection is given up when the head of a request does not come in time, when its body does not end, when nobody
takes the answer, and, when there are too many, the one that has said nothing for the longest time.
"""

from __future__ import annotations

import re
import socket
import sys
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from heze_graph.errors import QueryError
from heze_graph.web.front import MAX_HEAD, MAX_HEADERS, SECURITY

if TYPE_CHECKING:
    from asyncio import TimerHandle, Transport

#: Bytes of a refused body that are read, so that its sender reads the refusal.
_MAX_DISCARDED: Final = 16 * 1024 * 1024
#: Seconds for the head of a request; for all of it; for a part of an answer to be taken; to read a refusal.
HEAD_SECONDS: Final = 10.0
REQUEST_SECONDS: Final = 20.0
TAKE_SECONDS: Final = 30.0
_LINGER_SECONDS: Final = 3.0
#: Seconds in which an answer must begin for a sender that has closed its side: one that is gone looks the same.
_CLOSED_SECONDS: Final = 1.0
#: Connections at once.
MAX_CONNECTIONS: Final = 400
_MESSAGES: Final = {
    408: ("a request that does not come", f"its head within {HEAD_SECONDS:g} seconds", "send it again"),
    414: ("a longer address", f"at most {MAX_HEAD:,} bytes", "send the query by POST"),
    431: ("a longer head", f"at most {MAX_HEAD:,} bytes and {MAX_HEADERS} headers", "send fewer or shorter ones"),
    501: ("a transfer coding that is not known", "chunked, or none", "send Content-Length"),
    503: ("more connections than it can hold", "a quieter moment", "ask again in 5 seconds"),
}
_END_OF_HEAD = re.compile(rb"\n\r?\n")


class Wire(H11Protocol):
    """One connection; `quiet_since` is when it was made, or its last answer was sent (seconds of the event loop)."""

    _timer: TimerHandle | None = None
    _taking: TimerHandle | None = None
    _phase: str | None = None
    quiet_since = 0.0
    _received = 0
    _lingering = False
    _closed_by_sender = False

    @property
    def idle(self) -> bool:
        """Whether no request is being answered."""
        return self.cycle is None or self.cycle.response_complete

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]  # as uvicorn does
        """Start to wait for a request; where there are too many connections, give up the quietest one."""
        super().connection_made(transport)
        # asyncio does it only for sockets that were made in a certain way; without it, each answer waits for 40 ms.
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.quiet_since = self.loop.time()
        self._watch()
        if len(self.connections) > MAX_CONNECTIONS:
            others = [one for one in self.connections if isinstance(one, Wire) and one is not self and one.idle]
            if others:
                min(others, key=lambda one: one.quiet_since).transport.abort()
            else:
                self._refuse(503)

    def connection_lost(self, exc: Exception | None) -> None:
        """Let go of the timers."""
        for timer in (self._timer, self._taking):
            if timer:
                timer.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take a part of a request; of a refused one nothing is looked at."""
        self._received += len(data)
        if self._received > _MAX_DISCARDED:
            self.transport.abort()
        elif self._lingering:
            return
        elif self.conn.their_state is h11.IDLE and _headers(self.conn.trailing_data[0] + data) > MAX_HEADERS:
            self._refuse(431)  # before h11 takes its time for each of them
        else:
            super().data_received(data)
            self._watch()

    def eof_received(self) -> bool:  # type: ignore[override]  # uvicorn always closes
        """Answer who has sent a whole request and closes that side, if the answer begins soon; refuse half a one."""
        half = self.conn.their_state is h11.SEND_BODY or bool(self.idle and self.conn.trailing_data[0])
        if half and not self._lingering:
            self._refuse(400)
        if half or self.idle:
            return False
        self._closed_by_sender = True
        self.loop.call_later(_CLOSED_SECONDS, self._leave)
        return True

    def on_response_complete(self) -> None:
        """Wait for the next request, if there can be one."""
        self.quiet_since = self.loop.time()
        super().on_response_complete()
        self._watch()
        if self._closed_by_sender and self.idle:
            self.transport.close()

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - uvicorn's words are not ours
        """Answer what is no HTTP; h11 tells the status, and that a line is too long but not which."""
        status = getattr(sys.exc_info()[1], "error_status_hint", 400)
        if status == 431 and b"\n" not in self.conn.trailing_data[0]:
            status = 414
        self._refuse(status)

    def pause_writing(self) -> None:
        """Wait until what was sent is taken, but not for ever."""
        super().pause_writing()
        self._taking = self.loop.call_later(TAKE_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        """Go on sending."""
        super().resume_writing()
        if self._taking:
            self._taking.cancel()

    def _watch(self) -> None:
        """Start the time for the head or the body of a request when it begins, and stop it when it is there."""
        phase = None
        if self.conn.their_state is h11.IDLE and (self.cycle is None or self.conn.trailing_data[0]):
            phase = "head"
        elif self.conn.their_state is h11.SEND_BODY:
            phase = "body"
        if phase == self._phase:
            return
        self._phase = phase
        if self._timer:
            self._timer.cancel()
            self._timer = None
        if phase:
            seconds = HEAD_SECONDS if phase == "head" else REQUEST_SECONDS
            self._timer = self.loop.call_later(seconds, self._too_late)
        else:
            self._received = 0

    def _too_late(self) -> None:
        if self._phase == "head" and self.idle:
            self._refuse(408)
        else:
            self.transport.abort()

    def _leave(self) -> None:
        if self.conn.our_state is h11.SEND_RESPONSE:  # an answer that has begun is sent whole
            self.transport.abort()

    def _refuse(self, status: int) -> None:
        """Answer in our own words where an answer can still be sent, then end the connection."""
        if self.cycle is not None and not self.cycle.response_complete:
            self.cycle.disconnected = True  # the application need not answer any more
            self.cycle.message_event.set()
        if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            self._write(status)
        self._linger()

    def _write(self, status: int) -> None:
        found, expected, cure = _MESSAGES.get(status, ("no HTTP", "a request of HTTP/1.1", "correct it"))
        body = f"{QueryError.problem('the request', found, expected, cure)}\n".encode()
        headers = {**SECURITY, "Content-Type": "text/plain; charset=utf-8", "Content-Length": str(len(body))}
        if status == 503:
            headers["Retry-After"] = "5"
        reason = HTTPStatus(status).phrase.encode()
        response = h11.Response(status_code=status, headers=[*headers.items(), ("Connection", "close")], reason=reason)
        for event in (response, h11.Data(data=body), h11.EndOfMessage()):
            self.transport.write(self.conn.send(event) or b"")

    def _linger(self) -> None:
        """Read on for a moment: a connection that is closed while its sender still sends takes our answer with it."""
        self._lingering = True
        self.flow.resume_reading()
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self.loop.call_later(_LINGER_SECONDS, self.transport.abort)


def _headers(data: bytes) -> int:
    """Return how many lines a head has beyond its first, as far as it has come."""
    return _END_OF_HEAD.split(data, 1)[0].count(b"\n")
