"""What a person takes along: files of the whole answer, and the call that a program makes for the same."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import quote, urlencode

from starlette.responses import Response

from heze_graph.export.formats import FORMATS, rendered
from heze_graph.model.answers import Answer, Term
from heze_graph.saved.library import SavedQuery

if TYPE_CHECKING:
    import pyoxigraph

    Content: TypeAlias = Answer | Sequence[pyoxigraph.Triple]

#: What is offered, the most wanted first.
TABLE_FORMATS, GRAPH_FORMATS = ("xlsx", "csv", "json", "md", "ttl"), ("ttl", "jsonld", "nt", "rdf")
_LONGEST_NAME = 80
#: Not in the names of files: what paths are made of, what Windows forbids, and what a header cannot hold.
_NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f-\x9f/\\:*?"<>|;\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]+')


@dataclass(frozen=True, slots=True)
class Calls:
    """The same question asked by other means: an address of the API, curl, and the command line."""

    address: str
    curl: str
    command: str


def formats_of(query: SavedQuery) -> tuple[str, ...]:
    """Return the formats that a query's answer is offered in."""
    return TABLE_FORMATS if query.form == "SELECT" else GRAPH_FORMATS


def calls(query: SavedQuery, given: Mapping[str, str], origin: str) -> Calls:
    """Return the calls that ask a query with some values, of a server at `origin` (without a slash at its end)."""
    path, form = f"{origin}/api/queries/{quote(query.name)}", urlencode(given)
    post = query.header.method == "post"
    address = path if post or not given else f"{path}?{form}"
    sent = ["--data", form] if post else []
    values = [word for name, value in given.items() for word in ("-p", f"{name}={value}")]
    return Calls(
        address, shlex.join(["curl", *sent, address]), shlex.join(["heze-graph", "query", query.name, *values])
    )


def download(content: Content, form: str, title: str, sheet: str) -> Response:
    """Return the whole answer as a file that a person opens: CSV with a byte order mark, named for its question."""
    kind = FORMATS[form]
    body = rendered(content, form, sheet, excel=True)
    headers = {"Content-Type": kind.content_type, "Content-Disposition": disposition(title, sheet, kind.suffix)}
    return Response(body, headers=headers)


def disposition(title: str, plain: str, suffix: str) -> str:
    """Return the header that names a file (RFC 6266): in any script (RFC 8187), and plainly for old programs.

    >>> print(disposition("目标/1", "targets", ".csv"))
    attachment; filename="targets.csv"; filename*=UTF-8''%E7%9B%AE%E6%A0%87_1.csv
    """
    ascii_name = re.sub(r"[^A-Za-z0-9_-]", "_", plain) + suffix
    name = _NOT_IN_NAMES.sub("_", title).strip(". ")[:_LONGEST_NAME].strip(". ") or plain
    return f"attachment; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(name + suffix, safe='')}"


def triples_table(triples: Sequence[pyoxigraph.Triple]) -> Answer:
    """Return the triples of a graph as a table, to be looked at."""
    rows = tuple(tuple(_term(part) for part in triple) for triple in triples)
    return Answer(("subject", "predicate", "object"), rows)


def _term(part: object) -> Term:
    import pyoxigraph

    if isinstance(part, pyoxigraph.Literal):
        return Term("literal", part.value, part.datatype.value, part.language)
    return Term("iri", part.value) if isinstance(part, pyoxigraph.NamedNode) else Term("literal", str(part))
