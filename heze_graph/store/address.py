"""The address of a remote store: what is asked, and what of it a message may show."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import SplitResult, unquote, urlsplit

from heze_graph.errors import UsageError

#: How much of what a server says of an error goes into a message.
_SAID = 300


@dataclass(frozen=True, slots=True)
class Address:
    """An http or https address: `url` without user and password, `shown` without the query, where a key may stand, too.

    `user` and `password` are "" where the address holds none.
    """

    url: str
    shown: str
    host: str
    secure: bool
    user: str = field(repr=False)
    password: str = field(repr=False)


def address_of(endpoint: str) -> Address:
    """Return the address that `--endpoint` gives.

    Raises UsageError, which shows no credentials, where it is no http or https address.

    >>> address_of("http://dba:secret@localhost:8890/sparql?key=1").shown
    'http://localhost:8890/sparql'
    """
    expected, cure = "an address such as http://localhost:8890/sparql", "correct it"
    try:
        parts = urlsplit(endpoint)
        sound = parts.hostname and parts.port != 0 and endpoint.isprintable() and " " not in endpoint
    except ValueError as error:
        raise UsageError.problem("--endpoint", "an address that cannot be read", expected, cure) from error
    if parts.scheme not in ("http", "https") or not sound:
        raise UsageError.problem("--endpoint", f"“{_shown(parts)}”", expected, cure)
    return Address(
        url=_without_credentials(parts).geturl(),
        shown=_shown(parts),
        host=parts.hostname or "",
        secure=parts.scheme == "https" or parts.hostname in ("localhost", "127.0.0.1", "::1"),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )


def one_line(text: str) -> str:
    """Return a text of others as one line that does nothing to a terminal."""
    line = " ".join("".join(character if character.isprintable() else " " for character in text).split())
    return line if len(line) <= _SAID else line[:_SAID] + "…"


def beginning(data: bytes) -> str:
    """Return the first paragraph of what a server said; of a page only that it is one."""
    text = data.decode("utf-8", "replace").strip()
    return "a page of HTML or XML" if text.startswith("<") else one_line(text.partition("\n\n")[0])


def _without_credentials(parts: SplitResult) -> SplitResult:
    return parts._replace(netloc=parts.netloc.rpartition("@")[2])


def _shown(parts: SplitResult) -> str:
    return one_line(_without_credentials(parts)._replace(query="", fragment="").geturl())
