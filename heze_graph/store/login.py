"""Who asks a remote store, and how the server is told: by HTTP Basic or Digest authentication."""

from __future__ import annotations

import base64
import netrc
import os
import re
from email.message import Message
from urllib.error import URLError
from urllib.request import (
    AbstractDigestAuthHandler,
    HTTPPasswordMgrWithDefaultRealm,
    Request,
    parse_http_list,
    parse_keqv_list,
)

from heze_graph.errors import UsageError
from heze_graph.store.address import Address

USER, PASSWORD = "HEZE_GRAPH_USER", "HEZE_GRAPH_PASSWORD"

#: How often one request may have to be sent: as Basic, with nothing, as Digest, and with a fresh nonce.
TRIES = 4


class Login:
    """What to send as `Authorization` to one address; neither its text nor its errors show a password.

    User and password are those of the address, or of the environment (HEZE_GRAPH_USER, HEZE_GRAPH_PASSWORD), or of
    `~/.netrc` for that host. Basic is sent at once over https and on this machine; over http to another one nothing
    is sent until the server has said what it wants, because Basic can be read on the way and Digest cannot. A server
    may want several tries until it is content: `TRIES`.

    Raises UsageError where `~/.netrc` cannot be used.
    """

    def __init__(self, address: Address) -> None:
        self._user, self._password = _credentials(address)
        self._url = address.url
        self._basic = address.secure
        self._digest: str | None = None
        self._silent = False

    @property
    def known(self) -> bool:
        """Whether there is a user to send."""
        return bool(self._user)

    def authorization(self, method: str, url: str) -> str | None:
        """Return the header for a request; None where nothing is to be sent, or not yet."""
        if not self._user:
            return None
        if self._digest:
            return f"Digest {self._answered(self._digest, method, url)}"
        if self._basic:
            return "Basic " + base64.b64encode(f"{self._user}:{self._password}".encode()).decode("ascii")
        return None

    def learn(self, refusal: Message) -> bool:
        """Return whether another try may succeed after a 401: the server wants it told in another way than before.

        Source: RFC 7235 (what a server may ask for), RFC 7616 (Digest; a new nonce is a new try only when the old one
        is said to be stale). Virtuoso answers Basic with a bare 401: what it wants it says to who sends nothing.
        """
        if not self._user:
            return False
        asked = ", ".join(refusal.get_all("WWW-Authenticate") or ())
        if digest := re.search(r"\bdigest\s+(.*)", asked, re.IGNORECASE):
            stale = "stale=true" in digest[1].lower().replace('"', "")
            tried, self._digest = self._digest is not None, digest[1]
            return stale or not tried
        if self._basic and not asked and not self._silent:
            self._basic, self._silent = False, True
            return True
        wanted = not self._basic and "basic" in asked.lower()
        self._basic = self._basic or wanted
        return wanted

    def _answered(self, challenge: str, method: str, url: str) -> str:
        known = HTTPPasswordMgrWithDefaultRealm()
        known.add_password(None, url, self._user, self._password)
        # One for each request, for it counts them, and requests may run side by side.
        handler = AbstractDigestAuthHandler(known)
        try:
            fields = parse_keqv_list(list(filter(None, parse_http_list(challenge))))
            answer = handler.get_authorization(Request(url, method=method), fields)  # noqa: S310  (http or https)
        except (URLError, ValueError):
            answer = ""
        return answer or ""


def _credentials(address: Address) -> tuple[str, str]:
    if address.user:
        return address.user, address.password
    if user := os.environ.get(USER):
        return user, os.environ.get(PASSWORD, "")
    return _noted(address.host)


def _noted(host: str) -> tuple[str, str]:
    """Return the user and the password that `~/.netrc` has for a host; its `default` is not for us."""
    try:
        entry = netrc.netrc().hosts.get(host)
    except FileNotFoundError:
        return "", ""
    except (OSError, UnicodeDecodeError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        raise UsageError.problem("~/.netrc", f"an unreadable file ({reason})", "a text", "correct it") from error
    except netrc.NetrcParseError as error:
        # Its message may quote what stands there.
        where = f"~/.netrc, line {error.lineno}" if error.lineno else "~/.netrc"
        cure = "correct it, and let nobody but you read it (chmod 600)"
        raise UsageError.problem(where, "what is no entry, or a file that others may read", "an entry", cure) from None
    return (entry[0], entry[2] or "") if entry else ("", "")
