"""Pages from templates: autoescaped, with the language and other state in the address."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from functools import cache, partial
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection, Request
from starlette.responses import HTMLResponse

from heze_graph.export.briefs import TEMPLATES
from heze_graph.messages import LANGUAGES, TAGS, Message, room, say, speaking
from heze_graph.queries.columns import Words

Row = TypeVar("Row")
_HERE = Path(__file__).parent
STATIC = _HERE / "static"
#: A site-relative address in an attribute; text cannot look like it, since its quotes are escaped.
_FROM_ROOT = re.compile(r'(\s(?:href|src|action|formaction|data-[a-z-]+)=")/(?!/)')


def language_of(request: Request) -> str:
    """Return the language of a page: `zh`, unless the address says `lang=en`."""
    given = request.query_params.get("lang", "zh")
    return given if given in LANGUAGES else "zh"


class RefusedError(HTTPException):
    """A refused request: its status, the message for people, and the details for programs."""

    def __init__(self, status: int, message: str | Message, headers: dict[str, str] | None = None, **more: Any) -> None:
        super().__init__(status, str(message), headers)
        self.message, self.more = message, more


def format_parameter(request: Request, *forms: str) -> str:
    """Return the format named by `?format=`, "" for none; raises RefusedError 400 for one not in `forms`."""
    given = request.query_params.get("format")
    if given is not None and given not in forms:
        raise RefusedError(400, say("web.other-format", asked=given[:40], forms=forms))
    return given or ""


def base_of(request: HTTPConnection) -> str:
    """Return the path under which a reverse proxy shows this server, "" for the root."""
    return str(request.scope.get("root_path", "")).rstrip("/")


def page(request: Request, template: str, context: Mapping[str, Any], status: int = 200) -> HTMLResponse:
    """Return the page that a template renders from a context.

    Every template has `language`, `t` (the words of a key), `link` (an address that keeps the language), `here` (this
    address in another language) and `editing` (whether files can be brought in).
    """
    language = language_of(request)

    def link(path: str, /, **parameters: object) -> str:
        return address(path, language, **parameters)

    shown = {
        "language": language,
        "language_tag": TAGS[language],
        "t": partial(text, language=language),
        "link": link,
        "here": {other: _here(request, other) for other in LANGUAGES},
        "path": request.url.path.removeprefix(base_of(request)),
        "editing": _edits(request),
        **context,
    }
    with speaking(language):
        written = _environment().get_template(template).render(shown)
    base = base_of(request)
    return HTMLResponse(_FROM_ROOT.sub(rf"\1{base}/", written) if base else written, status)


def address(path: str, language: str, /, **parameters: object) -> str:
    """Return an address of this site: the percent-encoded path, the parameters that have a value, and the language.

    A parameter with several values is repeated.

    >>> address("/search", "en", q="某 县", page=None, kind=("unit", "leader"))
    '/search?q=%E6%9F%90+%E5%8E%BF&kind=unit&kind=leader&lang=en'
    """
    given = {name: value for name, value in parameters.items() if value not in (None, "", ())}
    if language != LANGUAGES[0]:
        given["lang"] = language
    query = urlencode(given, doseq=True)
    return quote(path, safe="/%") + (f"?{query}" if query else "")


def text(key: str, language: str, **values: object) -> str:
    """Return the words of a key in `words/*.json`, with values filled in.

    >>> text("site.title", "en")
    'Government targets'
    """
    words = all_words()[key][language]
    return words.format(**values) if values else words


def whole_number(text: str, otherwise: int = 0) -> int:
    """Return a number from an address, or the default for anything else or a very long number."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else otherwise


def rows_on_page(rows: Sequence[Row], page: int, size: int) -> tuple[int, int, Sequence[Row]]:
    """Return the page that is shown, the number of the last page, and the rows of the former.

    >>> rows_on_page("abcde", 9, 2), rows_on_page("", 1, 2)
    ((3, 3, 'e'), (1, 1, ''))
    """
    last = max(1, -(-len(rows) // size))
    shown = min(max(page, 1), last)
    return shown, last, rows[(shown - 1) * size : shown * size]


def words_of(key: str) -> Words:
    """Return the words of a key in both languages."""
    return Words(**all_words()[key])


@cache
def all_words() -> dict[str, dict[str, str]]:
    """Return all words of the pages by key and language; those for roles of columns are the command line's."""
    found: dict[str, dict[str, str]] = {**room("role")}
    for file in sorted((_HERE / "words").glob("*.json")):
        found.update(json.loads(file.read_text(encoding="utf-8")))
    return found


def _edits(request: Request) -> bool:
    """Return whether files can be brought in to this server."""
    app = request.scope.get("app")
    return app is not None and app.state.desk is not None


def _here(request: Request, language: str) -> str:
    given = [(name, value) for name, value in request.query_params.multi_items() if name != "lang"]
    if language != LANGUAGES[0]:
        given.append(("lang", language))
    return quote(request.url.path.removeprefix(base_of(request)), safe="/") + (f"?{urlencode(given)}" if given else "")


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader([_HERE / "templates", TEMPLATES]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
