"""A remote engine: any SPARQL 1.1 endpoint, through SPARQLWrapper, with its address and its authentication."""

from __future__ import annotations

import base64
import json
import netrc
import os
import re
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import Message
from http.client import HTTPException
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError, URLError
from urllib.parse import SplitResult, unquote, urlsplit
from urllib.request import (
    AbstractDigestAuthHandler,
    HTTPPasswordMgrWithDefaultRealm,
    Request,
    getproxies,
    parse_http_list,
    parse_keqv_list,
    proxy_bypass,
)

from heze_graph.errors import EndpointError, QueryError, UsageError
from heze_graph.messages import one_line, say
from heze_graph.model.answers import Answer
from heze_graph.rdf.codec import answer_from_results

if TYPE_CHECKING:
    import pyoxigraph


USER, PASSWORD = "HEZE_GRAPH_USER", "HEZE_GRAPH_PASSWORD"
#: How often one request may have to be sent: with Basic, without anything, with Digest, and with a fresh nonce.
TRIES = 4
#: How long an endpoint may be silent, in seconds.
TIMEOUT = 120


@dataclass(frozen=True, slots=True)
class EndpointAddress:
    """An http or https address: `url` has no credentials, `shown` has no query either, which may contain a key.

    `user` and `password` are "" where the address has none.
    """

    url: str
    shown: str
    host: str
    secure: bool
    user: str = field(repr=False)
    password: str = field(repr=False)


def address_of(endpoint: str) -> EndpointAddress:
    """Return the address given as `--endpoint`.

    Raises UsageError, which shows no credentials, for anything but an http or https address.

    >>> address_of("http://dba:secret@localhost:8890/sparql?key=1").shown
    'http://localhost:8890/sparql'
    """
    try:
        parts = urlsplit(endpoint)
        sound = parts.hostname and parts.port != 0 and endpoint.isprintable() and " " not in endpoint
    except ValueError as error:
        raise UsageError.problem("store.unreadable-address", where="--endpoint") from error
    if parts.scheme not in ("http", "https") or not sound:
        raise UsageError.problem("store.address", where="--endpoint", address=_shown(parts))
    return EndpointAddress(
        url=_without_credentials(parts).geturl(),
        shown=_shown(parts),
        host=parts.hostname or "",
        secure=parts.scheme == "https" or parts.hostname in ("localhost", "127.0.0.1", "::1"),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )


def proxy_for(address: EndpointAddress) -> str:
    """Return the environment's proxy for an address, "" where there is none."""
    parts = urlsplit(address.url)
    return "" if proxy_bypass(parts.hostname or "") else getproxies().get(parts.scheme, "")


def shown_with_proxy(address: EndpointAddress) -> str:
    """Return an address as messages show it, with the environment's proxy for it."""
    proxy = proxy_for(address).rpartition("@")[2]
    through = say("store.through-proxy", proxy=proxy, scheme=urlsplit(address.url).scheme)
    return f"{address.shown}{through}" if proxy else address.shown


def beginning(data: bytes) -> str:
    """Return the first paragraph of a server's answer, or a note that it is a page."""
    text = data.decode("utf-8", "replace").strip()
    return "a page of HTML or XML" if text.startswith("<") else one_line(text.partition("\n\n")[0])


def _without_credentials(parts: SplitResult) -> SplitResult:
    return parts._replace(netloc=parts.netloc.rpartition("@")[2])


def _shown(parts: SplitResult) -> str:
    return one_line(_without_credentials(parts)._replace(query="", fragment="").geturl())


class Login:
    """What to send as `Authorization` to one address; neither its repr nor its errors show a password.

    User and password come from the address, the environment (HEZE_GRAPH_USER, HEZE_GRAPH_PASSWORD), or `~/.netrc` for
    that host. Basic is sent at once over https and on this machine; over http to another machine nothing is sent until
    the server has said what it wants, because Basic can be read in transit and Digest cannot. A server may need several
    tries: `TRIES`. With `when_asked` nothing is ever sent unasked.

    Raises UsageError where `~/.netrc` cannot be used.
    """

    def __init__(self, address: EndpointAddress, *, when_asked: bool = False) -> None:
        self._user, self._password = _credentials(address)
        self._url = address.url
        self._basic = address.secure and not when_asked
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
        """Return whether another try may succeed after a 401, with another scheme than the last one.

        Source: RFC 7235 (challenges), RFC 7616 (Digest; a new nonce justifies a new try only when the old one is said
        to be stale). Virtuoso answers Basic with a bare 401, and names its scheme only to requests without credentials.
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
        # One for each request: it counts them, and requests may run in parallel.
        handler = AbstractDigestAuthHandler(known)
        try:
            fields = parse_keqv_list(list(filter(None, parse_http_list(challenge))))
            answer = handler.get_authorization(Request(url, method=method), fields)  # noqa: S310  (http or https)
        except (URLError, ValueError):
            answer = ""
        return answer or ""


def _credentials(address: EndpointAddress) -> tuple[str, str]:
    if address.user:
        return address.user, address.password
    if user := os.environ.get(USER):
        return user, os.environ.get(PASSWORD, "")
    return _noted(address.host)


def _noted(host: str) -> tuple[str, str]:
    """Return the user and the password that `~/.netrc` has for a host; its `default` entry is ignored."""
    try:
        entry = netrc.netrc().hosts.get(host)
    except FileNotFoundError:
        return "", ""
    except (OSError, UnicodeDecodeError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        raise UsageError.problem("store.unreadable-netrc", where="~/.netrc", reason=reason) from error
    except netrc.NetrcParseError as error:
        # Its message may quote the file's content.
        where = say("store.netrc-line", line=error.lineno) if error.lineno else "~/.netrc"
        raise UsageError.problem("store.no-entry", where=where) from None
    return (entry[0], entry[2] or "") if entry else ("", "")


class Remote:
    """An Engine over a SPARQL 1.1 endpoint, asked by POST; only queries are ever sent.

    Credentials (`Login` says from where) are sent once the server has asked for them at this very address, so that a
    redirect does not carry them along, and are never shown. An answer that Virtuoso cut off at its limit of rows or
    time is an EndpointError; for CONSTRUCT Virtuoso does not report this, so its `ResultSetMaxRows` should be larger
    than the graph.

    Raises UsageError for anything but an http or https address, or when `~/.netrc` cannot be read.
    """

    def __init__(self, endpoint: str, timeout: int = TIMEOUT) -> None:
        address = address_of(endpoint)
        self._endpoint, self._shown = address.url, shown_with_proxy(address)
        self._login = Login(address, when_asked=True)
        self._timeout = timeout

    @property
    def version(self) -> str | None:
        """Unknown: an endpoint does not say."""
        return None

    def select(self, query: str) -> Answer:
        """Return the answer to a SELECT or ASK query."""
        data = self._ask(query, "SELECT", "json")
        try:
            return answer_from_results(json.loads(data))
        except (KeyError, TypeError, AttributeError, ValueError, RecursionError) as error:
            raise EndpointError.problem(
                "store.no-result", where=self._shown, data=beginning(data) or say("store.empty")
            ) from error

    def construct(self, query: str) -> list[pyoxigraph.Triple]:
        """Return the triples of a CONSTRUCT or DESCRIBE query, sorted."""
        import pyoxigraph

        data = self._ask(query, "CONSTRUCT", "turtle")
        try:
            quads = pyoxigraph.parse(input=data, format=pyoxigraph.RdfFormat.TURTLE)
            return sorted({quad.triple for quad in quads}, key=str)
        except SyntaxError as error:
            raise EndpointError.problem("store.no-turtle", where=self._shown, data=beginning(data)) from error

    def close(self) -> None:
        """Nothing to close."""

    def _ask(self, query: str, form: str, result: str) -> bytes:
        from SPARQLWrapper.SPARQLExceptions import SPARQLWrapperException

        try:
            for _ in range(TRIES - 1):
                try:
                    return self._asked(query, form, result)
                except SPARQLWrapperException as error:
                    if not self._worth_another_try(error):
                        raise
            return self._asked(query, form, result)
        except (HTTPError, SPARQLWrapperException) as error:
            raise self._refused(error) from error
        except (HTTPException, OSError, ValueError) as error:
            reason = error.reason if isinstance(error, URLError) else error
            raise EndpointError.problem(
                "store.no-whole-answer", where=self._shown, reason=one_line(str(reason)) or type(reason).__name__
            ) from error

    def _worth_another_try(self, error: Exception) -> bool:
        """Return whether this very server asked for authentication, and can be answered in another way than before."""
        # SPARQLWrapper's exceptions keep the status only in their context.
        refusal = error.__context__
        if not isinstance(refusal, HTTPError) or refusal.code != 401 or refusal.url != self._endpoint:
            return False
        return self._login.learn(refusal.headers)

    def _asked(self, query: str, form: str, result: str) -> bytes:
        """Return what the endpoint answers; raises the errors of SPARQLWrapper and of the network."""
        from SPARQLWrapper import POST, SPARQLWrapper

        wrapper = SPARQLWrapper(self._endpoint)
        wrapper.setMethod(POST)
        wrapper.setReturnFormat(result)
        wrapper.setTimeout(self._timeout)
        # Not `setCredentials`: for Digest it changes the opener of the whole process.
        if authorization := self._login.authorization("POST", self._endpoint):
            wrapper.addCustomHttpHeader("Authorization", authorization)
        # Not `setQuery`: it guesses the form by regular expressions, and a word in a comment would make it an update.
        wrapper.queryString, wrapper.queryType = query, form
        # Not `convert`: it goes by the content type, and lets the exceptions of half a dozen parsers through.
        with wrapper.query().response as response:
            data: bytes = response.read()
            self._check_complete(response)
        return data

    def _refused(self, error: Exception) -> QueryError | EndpointError:
        """Return the error for an answer with an HTTP error status."""
        status = error if isinstance(error, HTTPError) else error.__context__
        code, words = status.code if isinstance(status, HTTPError) else 0, _words(error)
        found = say("store.refusal", status=code, words=f": {words}" if words else "")
        if code == 401:
            cure = say("store.check-password" if self._login.known else "store.give-password")
            return EndpointError.problem("store.refused", where=self._shown, found=found, cure=cure)
        if code == 400:
            return QueryError.problem("store.query-refused", where=self._shown, found=found)
        return EndpointError.problem("store.refused", where=self._shown, found=found, cure=say("store.check-all"))

    def _check_complete(self, response: Any) -> None:
        """Raise EndpointError when Virtuoso reports that it stopped early, which it does with status 200 or 206."""
        rows, state = response.headers.get("X-SPARQL-MaxRows"), response.headers.get("X-SQL-State")
        if rows or state or response.status == 206:
            limit = say("store.at-rows", rows=one_line(rows)) if rows else say("store.time-over")
            raise EndpointError.problem("store.cut-off", where=self._shown, limit=limit)


def _words(error: Exception) -> str:
    """Return the reason for a refusal: the server's text as far as it arrived, or SPARQLWrapper's quotation of it."""
    if not isinstance(error, HTTPError):
        return one_line(str(error))
    with error, suppress(HTTPException, OSError):
        return beginning(error.read())
    return ""
