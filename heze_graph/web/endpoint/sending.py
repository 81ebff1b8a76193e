"""Sending an answer that is already whole: its length stands in the head, and nothing can go wrong in its midst."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import suppress

from starlette.concurrency import iterate_in_threadpool
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from heze_graph.store.question import Reply

#: Bytes of an answer that is sent in one piece.
_SMALL = 64 * 1024
#: Seconds for any answer, and bytes a second beyond these that must be taken.
_PATIENCE, _PACE = 30, 250_000


def answer_with(reply: Reply, media_type: str, headers: Mapping[str, str]) -> Response:
    """Return the response that sends a Reply and closes it."""
    if reply.size > _SMALL:
        return _WholeAnswer(reply, media_type, headers)
    with reply:
        return Response(reply.file.read(), headers={**headers, "Content-Type": media_type})


class _WholeAnswer(Response):
    """A Reply as a response; the reply is closed when it is sent, or when nobody takes it."""

    def __init__(self, reply: Reply, media_type: str, headers: Mapping[str, str]) -> None:
        super().__init__(headers={**headers, "Content-Type": media_type})
        self.headers["Content-Length"] = str(reply.size)
        self._reply = reply

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - as Starlette calls it
        """Send the head, then the answer in parts; who takes them too slowly gets no more of them."""
        with self._reply, suppress(TimeoutError):
            async with asyncio.timeout(_PATIENCE + self._reply.size / _PACE):
                await self._send(send, whole=scope["method"] != "HEAD")

    async def _send(self, send: Send, *, whole: bool) -> None:
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        if whole:
            async for part in iterate_in_threadpool(self._reply.parts()):
                await send({"type": "http.response.body", "body": part, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})
