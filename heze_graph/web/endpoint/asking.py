"""What a request of the SPARQL 1.1 Protocol asks (section 2.1): the query and its dataset, by GET or by POST."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from email.message import Message
from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException
from starlette.requests import Request

from heze_graph.errors import QueryError
from heze_graph.saved.stranger import MAX_BYTES
from heze_graph.store.question import Dataset

METHODS = ["GET", "HEAD", "POST", "OPTIONS"]
FORM, DIRECT, UPDATE = "application/x-www-form-urlencoded", "application/sparql-query", "application/sparql-update"
#: Parameters of one request; a dataset of more graphs than this is better named in the query.
_MAX_FIELDS = 100


@dataclass(frozen=True, slots=True)
class Asked:
    """A query as it was sent, and the format that `format=` names, if it does."""

    query: str
    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]
    format: str | None

    @property
    def dataset(self) -> Dataset | None:
        """The dataset of the request, which goes before that of the query; None where the request names none."""
        return Dataset(self.default_graphs, self.named_graphs) if self.default_graphs or self.named_graphs else None


async def read(request: Request) -> Asked | None:
    """Return what a request asks, None for a GET that asks nothing.

    Raises HTTPException: 400 for no query, more than one, or text that is not UTF-8; 403 for an update; 413 for a
    query that is too long; 415 for a body of another type.
    """
    fields = _fields(request.url.query)
    direct: list[str] = []
    if request.method == "POST":
        kind = _content_type(request)
        if kind == FORM:
            fields += _fields(_text(await request.body()))
        else:
            direct.append(_text(await request.body()))
    queries = [value for name, value in fields if name == "query"] + direct
    if any(name == "update" for name, _ in fields):
        raise _refused(403, "an update", "a query: nothing can be changed here", "send a query")
    if not queries and request.method != "POST" and not _datasets(fields):
        return None
    if len(queries) != 1:
        count = "no query" if not queries else f"{len(queries)} queries"
        raise _refused(400, count, "one query", "send one parameter `query`, or one query as the body")
    if len(queries[0].encode("utf-8")) > MAX_BYTES:
        raise _refused(413, "a longer query", f"at most {MAX_BYTES:,} bytes", "ask for less at once")
    return Asked(
        queries[0],
        _values(fields, "default-graph-uri"),
        _values(fields, "named-graph-uri"),
        next(iter(_values(fields, "format")), None),
    )


def _content_type(request: Request) -> str:
    """Return the media type of a body that can be read here."""
    message = Message()
    message["content-type"] = request.headers.get("content-type", "")
    kind = message.get_content_type() if request.headers.get("content-type") else "no content type"
    if kind == UPDATE:
        raise _refused(403, "an update", "a query: nothing can be changed here", f"send {DIRECT}")
    if kind not in (FORM, DIRECT):
        raise _refused(415, kind, f"{FORM} or {DIRECT}", "send the query with one of these as Content-Type")
    charset = str(message.get_param("charset", "utf-8"))
    if charset.lower().replace("-", "") != "utf8":
        raise _refused(415, f"the charset {charset}", "UTF-8", "send the query as UTF-8")
    return kind


def _text(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _refused(400, f"byte {error.start + 1} that is not UTF-8", "UTF-8", "send the query as UTF-8") from error


def _fields(text: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=_MAX_FIELDS)
    except UnicodeDecodeError as error:
        raise _refused(400, "a parameter that is not UTF-8", "UTF-8", "encode the parameters as UTF-8") from error
    except ValueError as error:
        raise _refused(400, "more parameters", f"at most {_MAX_FIELDS}", "name the dataset in the query") from error


def _values(fields: Sequence[tuple[str, str]], name: str) -> tuple[str, ...]:
    return tuple(value for key, value in fields if key == name)


def _datasets(fields: Sequence[tuple[str, str]]) -> bool:
    return any(name in ("default-graph-uri", "named-graph-uri") for name, _ in fields)


def _refused(status: int, found: str, expected: str, cure: str) -> HTTPException:
    return HTTPException(status, str(QueryError.problem("/sparql", found, expected, cure)))
