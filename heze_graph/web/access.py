"""Who may change something: the pages under one path, behind a switch, and behind a password where others can come.

A page of another site that a browser shows can make it send a form here (CSRF). So a form that changes something
comes from a page of this server: its `Origin` is this host, and it carries the token that only such a page could read.
Which hosts this server is called by is checked before (`front.py`).
"""

from __future__ import annotations

import base64
import binascii
import hmac
import secrets
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import Scope

from heze_graph.errors import QueryError

#: Where the pages are that change something.
PATH: Final = "/bring"
#: What is brought at once: so many files, so many bytes together.
MOST_FILES: Final = 20
MOST_BYTES: Final = 64 * 1024 * 1024
#: Bytes of a body sent there: the files, and what stands between them.
MAX_UPLOAD: Final = MOST_BYTES + 256 * 1024
#: Seconds in which it must have come, and before a wrong password is answered.
UPLOAD_SECONDS: Final = 180.0
WRONG_SECONDS: Final = 1.0
#: Characters of a password at least.
LEAST_PASSWORD: Final = 12
_ASK = 'Basic realm="heze-graph", charset="UTF-8"'


@dataclass(frozen=True, slots=True)
class WriteAccess:
    """What a form must carry, and the password that everyone must give who comes ("" for none)."""

    password: str = field(default="", repr=False)
    token: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)

    def refusal(self, scope: Scope) -> tuple[int, QueryError, dict[str, str]] | None:
        """Return status, fault and headers of the answer to a request that is not let in, None for one that is."""
        headers = Headers(scope=scope)
        if self.password and not self._knows(headers.get("authorization", "")):
            return 401, QueryError.problem("web.password"), {"WWW-Authenticate": _ASK}
        if scope["method"] == "POST" and not _from_here(headers):
            return 403, QueryError.problem("web.other-origin"), {}
        return None

    def holds(self, token: object) -> bool:
        """Whether a form carries the token."""
        return isinstance(token, str) and hmac.compare_digest(token.encode(), self.token.encode())

    def _knows(self, authorization: str) -> bool:
        scheme, _, given = authorization.partition(" ")
        try:
            password = base64.b64decode(given, validate=True).partition(b":")[2]
        except (binascii.Error, ValueError):
            return False
        return scheme.lower() == "basic" and hmac.compare_digest(password, self.password.encode())


def changes_something(path: str) -> bool:
    """Whether a path of the site is one that changes something.

    >>> changes_something("/bring"), changes_something("/bring/x"), changes_something("/bringing")
    (True, True, False)
    """
    return path == PATH or path.startswith(f"{PATH}/")


def _from_here(headers: Headers) -> bool:
    """Whether a form comes from a page of the host that it is sent to; browsers say so in Origin, or beside it."""
    origins = headers.getlist("origin")
    if origins:
        return len(origins) == 1 and urlsplit(origins[0]).netloc.lower() == headers.get("host", "").lower()
    return headers.get("sec-fetch-site") == "same-origin"
