"""Pages from templates: every text escaped, the language and the rest of the state in the address."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection, Request
from starlette.responses import HTMLResponse

from heze_graph.export.briefs import TEMPLATES
from heze_graph.messages import LANGUAGES, Message, say, speaking
from heze_graph.queries.columns import Words

Row = TypeVar("Row")
_HERE = Path(__file__).parent
STATIC = _HERE / "static"
#: An address from the root of the site in an attribute; texts cannot look like it, since their quotes are escaped.
_FROM_ROOT = re.compile(r'(\s(?:href|src|action|formaction|data-[a-z-]+)=")/(?!/)')
_TAGS = {"zh": "zh-CN", "en": "en"}


def language_of(request: Request) -> str:
    """Return the language of a page, `zh` unless the address says `lang=en`."""
    given = request.query_params.get("lang", "zh")
    return given if given in LANGUAGES else "zh"


class NoAnswerError(HTTPException):
    """A request that gets a status and a message in place of an answer."""

    def __init__(self, status: int, message: Message, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(status, str(message), headers)
        self.message = message


def format_parameter(request: Request, *forms: str) -> str:
    """Return the format that `?format=` names, "" where it names none; raises NoAnswerError 400 for none of `forms`."""
    given = request.query_params.get("format")
    if given is not None and given not in forms:
        raise NoAnswerError(400, say("web.other-format", asked=given[:40], forms=forms))
    return given or ""


def base_of(request: HTTPConnection) -> str:
    """Return the path under which a reverse proxy shows this server, "" where it shows it at the root."""
    return str(request.scope.get("root_path", "")).rstrip("/")


def page(request: Request, template: str, context: Mapping[str, Any], status: int = 200) -> HTMLResponse:
    """Return the page that a template makes of a context.

    Every template finds `language`, `t` (the words of a key), `link` (an address that keeps the language), `here` (this
    address in another language) and `editing` (whether files may be brought).
    """
    language = language_of(request)

    def words(key: str, **values: object) -> str:
        return text(key, language, **values)

    def link(path: str, /, **parameters: object) -> str:
        return address(path, language, **parameters)

    shown = {
        "language": language,
        "language_tag": _TAGS[language],
        "t": words,
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
    """Return an address of this site: the path percent-encoded, then the parameters that are given, then the language.

    A parameter with several values comes several times.

    >>> address("/search", "en", q="某 县", page=None, kind=("unit", "leader"))
    '/search?q=%E6%9F%90+%E5%8E%BF&kind=unit&kind=leader&lang=en'
    """
    given = {name: value for name, value in parameters.items() if value not in (None, "", ())}
    if language != LANGUAGES[0]:
        given["lang"] = language
    query = urlencode(given, doseq=True)
    return quote(path, safe="/%") + (f"?{query}" if query else "")


def text(key: str, language: str, **values: object) -> str:
    """Return the words of a key, `words/*.json`, with the values put in.

    >>> text("site.title", "en")
    'Government targets'
    """
    words = all_words()[key][language]
    return words.format(**values) if values else words


def whole_number(text: str, otherwise: int = 0) -> int:
    """Return the number that a part of an address is; what is none, or very long, counts for another."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else otherwise


def rows_on_page(rows: Sequence[Row], page: int, size: int) -> tuple[int, int, Sequence[Row]]:
    """Return the number of the page that is shown, the last where there are fewer, that of the last, and the rows.

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
    """Return all words of the pages by key, then by language."""
    found: dict[str, dict[str, str]] = {}
    for file in sorted((_HERE / "words").glob("*.json")):
        found.update(json.loads(file.read_text(encoding="utf-8")))
    return found


def _edits(request: Request) -> bool:
    """Whether files may be brought to this server, which pages then say."""
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
