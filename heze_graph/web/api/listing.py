"""What questions there are: for programs as JSON and OpenAPI, for people as a page."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote, urlencode

from starlette.requests import Request
from starlette.responses import Response

from heze_graph.export.formats import FORMATS
from heze_graph.saved.library import SavedQuery
from heze_graph.saved.parameters import Parameter
from heze_graph.web.api.negotiating import formats_of
from heze_graph.web.api.sending import send
from heze_graph.web.openapi import openapi
from heze_graph.web.rendering import language_of, page
from heze_graph.web.site import site_of

#: RFC 8631: where a program finds the description.
_SERVICE = {"Link": '</api/openapi.json>; rel="service-desc"'}


def listing(request: Request) -> Response:
    """Return the saved queries as JSON, and what is wrong with those that cannot be loaded."""
    library = site_of(request).library
    broken = [{"file": fault.file, "line": fault.line, "cause": fault.cause} for fault in library.told()]
    return _json(request, {"queries": [_listed(query) for query in library.queries], "broken": broken})


def description(request: Request) -> Response:
    """Return the OpenAPI description of the saved queries as they are now; `lang=en` for English summaries."""
    return _json(request, openapi(site_of(request).library, language_of(request)))


def page_of_api(request: Request) -> Response:
    """Return the page that describes the API to a person."""
    library = site_of(request).library
    shown = [
        (query, _example(query), {name: _example(query, FORMATS[name].suffix) for name in formats_of(query)})
        for query in library.queries
    ]
    context = {"queries": shown, "broken": library.told(), "formats": FORMATS, "origin": str(request.base_url)[:-1]}
    response = page(request, "api.html", context)
    response.headers.update(_SERVICE)
    return response


def _listed(query: SavedQuery) -> dict[str, Any]:
    header = query.header
    return {
        "name": query.name,
        "summary": {"zh": header.summary, "en": header.summary_en},
        "description": {"zh": header.description, "en": header.description_en},
        "tags": header.tags,
        "method": header.method,
        "form": query.form,
        "parameters": [_parameter(one) for one in query.parameters],
        "columns": query.columns or None,
        "formats": formats_of(query),
        "href": f"/api/queries/{quote(query.name)}",
        "page": f"/queries/{quote(query.name)}",
    }


def _parameter(parameter: Parameter) -> dict[str, Any]:
    return {
        "name": parameter.name,
        "type": parameter.type,
        "required": parameter.required and parameter.default is None,
        "default": parameter.default,
        "allowed": parameter.allowed or None,
        "example": parameter.example,
    }


def _example(query: SavedQuery, suffix: str = "") -> str:
    """Return an address that works: the required parameters with their examples."""
    needed = {one.name: one.example for one in query.parameters if one.required and one.default is None}
    given = urlencode({name: value for name, value in needed.items() if value is not None})
    return f"/api/queries/{quote(query.name)}{suffix}" + (f"?{given}" if given else "")


def _json(request: Request, content: Any) -> Response:
    body = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
    response = send(request, body.encode(), "application/json")
    response.headers.update(_SERVICE)
    return response
