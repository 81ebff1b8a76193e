"""Write access: pages that change something are under one path, behind a switch, and optionally behind a password.

A page of another site can make a browser send a form here (CSRF). So a form that changes something must come from a
page of this server: its `Origin` is this host, and it carries a token that only such a page could read. Which host
names are accepted is checked before (`front.py`).
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

#: The path of the pages that change something.
PATH: Final = "/bring"
#: The limits of one upload: files, and bytes in total.
MOST_FILES: Final = 20
MOST_BYTES: Final = 64 * 1024 * 1024
#: The maximum size of a request body there, in bytes: the files and the form around them.
MAX_UPLOAD: Final = MOST_BYTES + 256 * 1024
#: How many seconds an upload may take, and how long the answer to a wrong password is delayed.
UPLOAD_SECONDS: Final = 180.0
WRONG_SECONDS: Final = 1.0
#: The minimum length of a password.
LEAST_PASSWORD: Final = 12
_ASK = 'Basic realm="heze-graph", charset="UTF-8"'


@dataclass(frozen=True, slots=True)
class WriteAccess:
    """The token that every form must carry, and the password for everybody ("" for none)."""

    password: str = field(default="", repr=False)
    token: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)

    def refusal(self, scope: Scope) -> tuple[int, QueryError, dict[str, str]] | None:
        """Return status, error and headers for a request that is refused, None for one that is let in."""
        headers = Headers(scope=scope)
        if self.password and not self._knows(headers.get("authorization", "")):
            return 401, QueryError.problem("web.password"), {"WWW-Authenticate": _ASK}
        if scope["method"] == "POST" and not _from_here(headers):
            return 403, QueryError.problem("web.other-origin"), {}
        return None

    def holds(self, token: object) -> bool:
        """Return whether a form's token is valid."""
        return isinstance(token, str) and hmac.compare_digest(token.encode(), self.token.encode())

    def _knows(self, authorization: str) -> bool:
        scheme, _, given = authorization.partition(" ")
        try:
            password = base64.b64decode(given, validate=True).partition(b":")[2]
        except (binascii.Error, ValueError):
            return False
        return scheme.lower() == "basic" and hmac.compare_digest(password, self.password.encode())


def changes_something(path: str) -> bool:
    """Return whether a path belongs to the pages that change something.

    >>> changes_something("/bring"), changes_something("/bring/x"), changes_something("/bringing")
    (True, True, False)
    """
    return path == PATH or path.startswith(f"{PATH}/")


def _from_here(headers: Headers) -> bool:
    """Return whether a form comes from a page of the host it is sent to, by its Origin or Sec-Fetch-Site header."""
    origins = headers.getlist("origin")
    if origins:
        return len(origins) == 1 and urlsplit(origins[0]).netloc.lower() == headers.get("host", "").lower()
    return headers.get("sec-fetch-site") == "same-origin"
