"""A remote engine: any SPARQL 1.1 endpoint, through SPARQLWrapper."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.error import URLError
from urllib.parse import urlsplit

from heze_graph.errors import EndpointError, QueryError, UsageError
from heze_graph.model.answers import Answer, Term

if TYPE_CHECKING:
    import pyoxigraph

#: How long an endpoint may take to answer, in seconds.
TIMEOUT = 120


class Remote:
    """An Engine over a SPARQL 1.1 endpoint, asked by POST; only queries are ever sent.

    Raises UsageError when the address is not an http or https one.
    """

    def __init__(self, endpoint: str) -> None:
        parts = urlsplit(endpoint)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise UsageError.problem(
                "--endpoint", f"“{endpoint}”", "an address such as http://localhost:8890/sparql", "correct it"
            )
        self._endpoint = endpoint
        # Credentials in an address must not reach a message or a log.
        self._shown = parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()

    def select(self, query: str) -> Answer:
        """Return the answer to a SELECT or ASK query."""
        result = self._ask(query, "json")
        try:
            if "boolean" in result:
                value = str(result["boolean"]).lower()
                return Answer(("answer",), ((Term("literal", value, datatype=_XSD + "boolean"),),))
            columns = tuple(result["head"]["vars"])
            bindings = result["results"]["bindings"]
            return Answer(columns, tuple(tuple(_term(row.get(name)) for name in columns) for row in bindings))
        except (KeyError, TypeError) as error:
            raise EndpointError.problem(
                self._shown,
                "an answer that is no SPARQL result",
                "SPARQL Query Results JSON",
                "check the address",
            ) from error

    def construct(self, query: str) -> list[pyoxigraph.Triple]:
        """Return the triples of a CONSTRUCT or DESCRIBE query, sorted."""
        import pyoxigraph

        data = self._ask(query, "turtle")
        try:
            quads = pyoxigraph.parse(input=data, format=pyoxigraph.RdfFormat.TURTLE)
            return sorted({quad.triple for quad in quads}, key=str)
        except SyntaxError as error:
            raise EndpointError.problem(
                self._shown, f"broken Turtle ({error})", "Turtle", "check the endpoint"
            ) from error

    def close(self) -> None:
        """Nothing is held open."""

    def _ask(self, query: str, form: str) -> Any:
        from SPARQLWrapper import POST, SPARQLWrapper
        from SPARQLWrapper.SPARQLExceptions import QueryBadFormed, SPARQLWrapperException

        wrapper = SPARQLWrapper(self._endpoint)
        wrapper.setMethod(POST)
        wrapper.setQuery(query)
        wrapper.setReturnFormat(form)
        wrapper.setTimeout(TIMEOUT)
        try:
            return wrapper.query().convert()
        except QueryBadFormed as error:
            raise QueryError.problem(self._shown, f"a refusal ({error})", "a query", "correct the query") from error
        except (SPARQLWrapperException, URLError, OSError, ValueError) as error:
            raise EndpointError.problem(
                self._shown,
                f"no usable answer ({error})",
                "a SPARQL endpoint",
                "check the address and the server",
            ) from error


_XSD = "http://www.w3.org/2001/XMLSchema#"


def _term(value: dict[str, str] | None) -> Term | None:
    if value is None:
        return None
    if value["type"] == "uri":
        return Term("iri", value["value"])
    language = value.get("xml:lang")
    if language:
        return Term("literal", value["value"], datatype=_RDF_LANGSTRING, language=language)
    return Term("literal", value["value"], datatype=value.get("datatype") or _XSD + "string")


_RDF_LANGSTRING = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"
