"""Pages from templates: every text escaped, the language and the rest of the state in the address."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

_HERE = Path(__file__).parent
STATIC = _HERE / "static"
LANGUAGES = ("zh", "en")
_TAGS = {"zh": "zh-CN", "en": "en"}


def language_of(request: Request) -> str:
    """Return the language of a page, `zh` unless the address says `lang=en`."""
    asked = request.query_params.get("lang", "zh")
    return asked if asked in LANGUAGES else "zh"


def page(request: Request, template: str, context: Mapping[str, Any], status: int = 200) -> HTMLResponse:
    """Return the page that a template makes of a context.

    Every template finds `language`, `t` (the words of a key), `link` (an address that keeps the language) and `here`
    (this address in another language).
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
        "path": request.url.path,
        **context,
    }
    return HTMLResponse(_environment().get_template(template).render(shown), status)


def address(path: str, language: str, /, **parameters: object) -> str:
    """Return an address of this site: the path percent-encoded, then the parameters that are given, then the language.

    >>> address("/search", "en", q="某 县", page=None)
    '/search?q=%E6%9F%90+%E5%8E%BF&lang=en'
    """
    given = {name: str(value) for name, value in parameters.items() if value not in (None, "")}
    if language != LANGUAGES[0]:
        given["lang"] = language
    query = urlencode(given)
    return quote(path, safe="/%") + (f"?{query}" if query else "")


def text(key: str, language: str, **values: object) -> str:
    """Return the words of a key, `words/*.json`, with the values put in.

    >>> text("site.title", "en")
    'Government targets'
    """
    said = all_words()[key][language]
    return said.format(**values) if values else said


@cache
def all_words() -> dict[str, dict[str, str]]:
    """Return all words of the pages by key, then by language."""
    found: dict[str, dict[str, str]] = {}
    for file in sorted((_HERE / "words").glob("*.json")):
        found.update(json.loads(file.read_text(encoding="utf-8")))
    return found


def _here(request: Request, language: str) -> str:
    given = [(name, value) for name, value in request.query_params.multi_items() if name != "lang"]
    if language != LANGUAGES[0]:
        given.append(("lang", language))
    return quote(request.url.path, safe="/") + (f"?{urlencode(given)}" if given else "")


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
