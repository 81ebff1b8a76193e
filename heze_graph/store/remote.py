"""A remote engine: any SPARQL 1.1 endpoint, through SPARQLWrapper."""

from __future__ import annotations

import ast
import json
from contextlib import suppress
from http.client import HTTPException
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError, URLError

from heze_graph.errors import EndpointError, QueryError
from heze_graph.model.answers import Answer, Term
from heze_graph.store.address import address_of, beginning, one_line
from heze_graph.store.engine import XSD, literal
from heze_graph.store.login import TRIES, Login

if TYPE_CHECKING:
    import pyoxigraph

#: How long an endpoint may keep silent, in seconds.
TIMEOUT = 120


class Remote:
    """An Engine over a SPARQL 1.1 endpoint, asked by POST; only queries are ever sent.

    A user and a password (`Login` says where from) are sent as the server wants them and shown nowhere. An answer that
    Virtuoso cut off at its limit of rows or time is an EndpointError; of a CONSTRUCT Virtuoso does not tell that
    it cut it off, so that its `ResultSetMaxRows` should be larger than the graph.

    Raises UsageError when the address is not an http or https one, or `~/.netrc` cannot be read.
    """

    def __init__(self, endpoint: str, timeout: int = TIMEOUT) -> None:
        address = address_of(endpoint)
        self._endpoint, self._shown = address.url, address.shown
        self._login = Login(address)
        self._timeout = timeout

    def select(self, query: str) -> Answer:
        """Return the answer to a SELECT or ASK query."""
        data = self._ask(query, "SELECT", "json")
        try:
            return _answer(json.loads(data))
        except (KeyError, TypeError, AttributeError, ValueError, RecursionError) as error:
            raise EndpointError.problem(
                self._shown,
                f"an answer that is no SPARQL result ({beginning(data) or 'it is empty'})",
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
                self._shown, f"an answer that is no Turtle ({beginning(data)})", "Turtle", "check the address"
            ) from error

    def close(self) -> None:
        """Nothing is held open."""

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
                self._shown,
                f"no whole answer ({one_line(str(reason)) or type(reason).__name__})",
                "a SPARQL endpoint that answers",
                "check the address and the server",
            ) from error

    def _worth_another_try(self, error: Exception) -> bool:
        """Whether the server did not know who asks, and may now be told as it wants it."""
        # SPARQLWrapper's exceptions keep the status in their context only.
        refusal = error.__context__
        return isinstance(refusal, HTTPError) and refusal.code == 401 and self._login.learn(refusal.headers)

    def _asked(self, query: str, form: str, result: str) -> bytes:
        """Return what the endpoint answers; raises the errors of SPARQLWrapper and of the network."""
        from SPARQLWrapper import POST

        from heze_graph.store.wrapper import Wrapper

        wrapper = Wrapper(self._endpoint, self._login.authorization("POST", self._endpoint))
        wrapper.setMethod(POST)
        wrapper.setReturnFormat(result)
        wrapper.setTimeout(self._timeout)
        # Not `setQuery`: it guesses the form by regular expressions, and a word in a comment makes an update of it.
        wrapper.queryString, wrapper.queryType = query, form
        # Not `convert`: it goes by the content type, and lets the errors of half a dozen parsers through.
        with wrapper.query().response as response:
            data: bytes = response.read()
            self._check_complete(response)
        return data

    def _refused(self, error: Exception) -> QueryError | EndpointError:
        """Return the error for an answer with an HTTP status of an error."""
        status = error if isinstance(error, HTTPError) else error.__context__
        code, body = status.code if isinstance(status, HTTPError) else 0, _body(error)
        found = f"a refusal (HTTP status {code}{': ' if body else ''}{beginning(body)})"
        if code == 401:
            cure = "give a user and a password: HEZE_GRAPH_USER and HEZE_GRAPH_PASSWORD, or ~/.netrc"
            if self._login.known:
                cure = "check the user and the password"
            return EndpointError.problem(self._shown, found, "an answer", cure)
        if code == 400:
            return QueryError.problem(self._shown, found, "a query that the endpoint takes", "correct the query")
        return EndpointError.problem(self._shown, found, "an answer", "check the address, the query and the server")

    def _check_complete(self, response: Any) -> None:
        """Raise EndpointError when Virtuoso says that it ended early, which it does with status 200 or 206."""
        rows, state = response.headers.get("X-SPARQL-MaxRows"), response.headers.get("X-SQL-State")
        if rows or state or response.status == 206:
            limit = f"at {one_line(rows)} rows" if rows else "when its time was over"
            raise EndpointError.problem(
                self._shown,
                f"an answer that the server cut off {limit}",
                "a whole answer",
                "ask for less, or raise the server's limit (ResultSetMaxRows or the execution time in virtuoso.ini)",
            )


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
