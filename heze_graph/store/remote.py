"""A remote engine: any SPARQL 1.1 endpoint, through SPARQLWrapper."""

from __future__ import annotations

import ast
import json
from contextlib import suppress
from http.client import HTTPException
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError, URLError
from urllib.parse import SplitResult, unquote, urlsplit

from heze_graph.errors import EndpointError, QueryError, UsageError
from heze_graph.model.answers import Answer, Term
from heze_graph.store.engine import XSD, literal

if TYPE_CHECKING:
    import pyoxigraph

#: How long an endpoint may keep silent, in seconds.
TIMEOUT = 120
#: How much of what a server says of an error goes into a message.
_SAID = 300


class Remote:
    """An Engine over a SPARQL 1.1 endpoint, asked by POST; only queries are ever sent.

    A user and a password in the address are sent as HTTP Basic authentication and shown nowhere. An answer that
    Virtuoso cut off at its limit of rows or time is an EndpointError; of a CONSTRUCT Virtuoso does not tell that
    it cut it off, so that its `ResultSetMaxRows` should be larger than the graph.

    Raises UsageError when the address is not an http or https one.
    """

    def __init__(self, endpoint: str, timeout: int = TIMEOUT) -> None:
        parts = _address(endpoint)
        self._credentials = unquote(parts.username or ""), unquote(parts.password or "")
        self._endpoint = _without_credentials(parts).geturl()
        # A key may stand behind the question mark, too.
        self._shown = _shown(parts)
        self._timeout = timeout

    def select(self, query: str) -> Answer:
        """Return the answer to a SELECT or ASK query."""
        data = self._ask(query, "SELECT", "json")
        try:
            return _answer(json.loads(data))
        except (KeyError, TypeError, AttributeError, ValueError, RecursionError) as error:
            raise EndpointError.problem(
                self._shown,
                f"an answer that is no SPARQL result ({_beginning(data) or 'it is empty'})",
                "SPARQL Query Results JSON",
                "check the address",
            ) from error

    def construct(self, query: str) -> list[pyoxigraph.Triple]:
        """Return the triples of a CONSTRUCT or DESCRIBE query, sorted."""
        import pyoxigraph

        data = self._ask(query, "CONSTRUCT", "turtle")
        try:
            quads = pyoxigraph.parse(input=data, format=pyoxigraph.RdfFormat.TURTLE)
            return sorted({quad.triple for quad in quads}, key=str)
        except SyntaxError as error:
            raise EndpointError.problem(
                self._shown, f"an answer that is no Turtle ({_beginning(data)})", "Turtle", "check the address"
            ) from error

    def close(self) -> None:
        """Nothing is held open."""

    def _ask(self, query: str, form: str, result: str) -> bytes:
        from SPARQLWrapper import POST, SPARQLWrapper
        from SPARQLWrapper.SPARQLExceptions import SPARQLWrapperException

        wrapper = SPARQLWrapper(self._endpoint)
        wrapper.setMethod(POST)
        wrapper.setReturnFormat(result)
        wrapper.setTimeout(self._timeout)
        wrapper.setCredentials(*self._credentials)
        # Not `setQuery`: it guesses the form by regular expressions, and a word in a comment makes an update of it.
        wrapper.queryString, wrapper.queryType = query, form
        try:
            # Not `convert`: it goes by the content type, and lets the errors of half a dozen parsers through.
            with wrapper.query().response as response:
                data: bytes = response.read()
                self._check_complete(response)
        except (HTTPError, SPARQLWrapperException) as error:
            raise self._refused(error) from error
        except (HTTPException, OSError, ValueError) as error:
            reason = error.reason if isinstance(error, URLError) else error
            raise EndpointError.problem(
                self._shown,
                f"no whole answer ({_line(str(reason)) or type(reason).__name__})",
                "a SPARQL endpoint that answers",
                "check the address and the server",
            ) from error
        return data

    def _refused(self, error: Exception) -> QueryError | EndpointError:
        """Return the error for an answer with an HTTP status of an error."""
        # SPARQLWrapper's exceptions keep the status in their context only.
        status = error if isinstance(error, HTTPError) else error.__context__
        code, body = status.code if isinstance(status, HTTPError) else 0, _body(error)
        found = f"a refusal (HTTP status {code}{': ' if body else ''}{_beginning(body)})"
        if code == 400:
            return QueryError.problem(self._shown, found, "a query that the endpoint takes", "correct the query")
        return EndpointError.problem(self._shown, found, "an answer", "check the address, the query and the server")

    def _check_complete(self, response: Any) -> None:
        """Raise EndpointError when Virtuoso says that it ended early, which it does with status 200 or 206."""
        rows, state = response.headers.get("X-SPARQL-MaxRows"), response.headers.get("X-SQL-State")
        if rows or state or response.status == 206:
            limit = f"at {_line(rows)} rows" if rows else "when its time was over"
            raise EndpointError.problem(
                self._shown,
                f"an answer that the server cut off {limit}",
                "a whole answer",
                "ask for less, or raise the server's limit (ResultSetMaxRows or the execution time in virtuoso.ini)",
            )


def _address(endpoint: str) -> SplitResult:
    """Return the parts of an endpoint's address, which no message may show as it is."""
    expected, cure = "an address such as http://localhost:8890/sparql", "correct it"
    try:
        parts = urlsplit(endpoint)
        sound = parts.hostname and parts.port != 0 and endpoint.isprintable() and " " not in endpoint
    except ValueError as error:
        raise UsageError.problem("--endpoint", "an address that cannot be read", expected, cure) from error
    if parts.scheme not in ("http", "https") or not sound:
        raise UsageError.problem("--endpoint", f"“{_shown(parts)}”", expected, cure)
    return parts


def _without_credentials(parts: SplitResult) -> SplitResult:
    return parts._replace(netloc=parts.netloc.rpartition("@")[2])


def _shown(parts: SplitResult) -> str:
    return _line(_without_credentials(parts)._replace(query="", fragment="").geturl())


def _body(error: Exception) -> bytes:
    """Return what a server said with an error, as far as it came."""
    if isinstance(error, HTTPError):
        with error, suppress(HTTPException, OSError):
            return error.read()
        return b""
    # SPARQLWrapper's exceptions quote it as a Python literal at the end of their message.
    quoted = str(error).partition("Response:\n")[2]
    body: bytes = ast.literal_eval(quoted) if quoted else b""
    return body


def _beginning(data: bytes) -> str:
    """Return the first paragraph of what a server said; of a page only that it is one."""
    text = data.decode("utf-8", "replace").strip()
    return "a page of HTML or XML" if text.startswith("<") else _line(text.partition("\n\n")[0])


def _line(text: str) -> str:
    """Return a text of others as one line that does nothing to a terminal."""
    line = " ".join("".join(character if character.isprintable() else " " for character in text).split())
    return line if len(line) <= _SAID else line[:_SAID] + "…"


def _answer(result: Any) -> Answer:
    if "boolean" in result:
        return _yes_or_no(str(result["boolean"]).lower())
    columns = tuple(result["head"]["vars"])
    rows = tuple(tuple(_term(row.get(name)) for name in columns) for row in result["results"]["bindings"])
    if columns == ("__ASK_RETVAL",):
        # Virtuoso answers ASK as if it were a SELECT of 1, or of 0 or nothing.
        return _yes_or_no("true" if rows and rows[0][0] and rows[0][0].text == "1" else "false")
    return Answer(columns, rows)


def _yes_or_no(value: str) -> Answer:
    return Answer(("answer",), ((literal(value, XSD + "boolean", None),),))


def _term(value: dict[str, Any] | None) -> Term | None:
    if value is None:
        return None
    text, datatype = value["value"], value.get("datatype")
    if not isinstance(text, str):
        raise TypeError(text)
    if value["type"] == "uri":
        return Term("iri", text)
    if value["type"] == "bnode":
        return literal(f"_:{text}", None, None)
    if datatype == XSD + "boolean":
        # Virtuoso writes booleans as 1 and 0; both forms are allowed, this one is the canonical one.
        text = {"1": "true", "0": "false"}.get(text, text)
    return literal(text, datatype, value.get("xml:lang"))
