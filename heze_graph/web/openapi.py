"""The OpenAPI 3.1 description of the saved queries, made from their headers."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

from heze_graph import __version__
from heze_graph.export.formats import FORMATS, GRAPHS, TABLES
from heze_graph.saved.library import Library, SavedQuery
from heze_graph.saved.parameters import Parameter
from heze_graph.web.rendering import text

_Object = dict[str, Any]
PROBLEM = "application/problem+json"
_ANSWERS = ("304", "400", "404", "405", "406", "413", "415", "500", "502", "503", "504")
#: JSON Schema's `format` of the types that have one, as in RFC 3339 and RFC 3987.
_FORMATS = {"iri": "iri", "xsd:date": "date"}
_WHOLE = ("integer", "xsd:integer", "xsd:nonNegativeInteger", "xsd:positiveInteger")
_NUMBERS = ("number", "xsd:decimal")
_LEAST = {"xsd:nonNegativeInteger": 0, "xsd:positiveInteger": 1}


def openapi(library: Library, language: str) -> _Object:
    """Return the description of a library's queries as an OpenAPI 3.1 document, its words in `zh` or `en`.

    Source: OpenAPI Specification 3.1.0; every query is an operation of its own, with its parameters, their allowed
    values, defaults and examples, the formats of its answer, and the ways to be refused.
    """
    paths: _Object = {
        "/api/queries": {"get": _plain("listQueries", text("api.list", language), _listed())},
        "/api/openapi.json": {"get": _plain("describe", text("api.openapi", language), {"type": "object"})},
    }
    for query in library.queries:
        paths[f"/api/queries/{quote(query.name)}"] = {query.header.method: _operation(query, language)}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": text("site.title", language),
            "summary": text("api.title", language),
            "description": text("api.about", language),
            "version": __version__,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "tags": [{"name": tag} for tag in sorted({tag for query in library.queries for tag in query.header.tags})],
        "paths": paths,
        "components": {
            "schemas": {"Problem": _problem()},
            "responses": {
                status: _refusal(text(f"api.status.{status}", language), status != "304") for status in _ANSWERS
            },
            "headers": {
                "ETag": {"description": text("api.etag", language), "schema": {"type": "string"}},
            },
        },
    }


def _operation(query: SavedQuery, language: str) -> _Object:
    header = query.header
    chinese = language == "zh"
    summary = header.summary if chinese else header.summary_en
    about = header.description if chinese else header.description_en
    parameters = [_parameter(one) for one in query.parameters]
    names = TABLES if query.form == "SELECT" else GRAPHS
    if all(one.name != "format" for one in query.parameters):
        said = text("api.format", language)
        schema: _Object = {"type": "string", "enum": list(names)}
        parameters.append({"name": "format", "in": "query", "description": said, "schema": schema})
    return {
        "operationId": _identifier(query.name),
        "summary": summary or query.name,
        **({"description": about} if about else {}),
        "tags": list(header.tags),
        "parameters": parameters,
        "responses": {
            "200": {
                "description": summary or query.name,
                "headers": {"ETag": {"$ref": "#/components/headers/ETag"}},
                "content": {FORMATS[name].media_type: {"schema": _schema(name, query.columns)} for name in names},
            },
            **{status: {"$ref": f"#/components/responses/{status}"} for status in _ANSWERS},
        },
    }


def _identifier(name: str) -> str:
    """Return a name as one word, as those who write programs from the description want it: dueBefore."""
    first, *others = re.split(r"[^A-Za-z0-9]+", name)
    return first + "".join(other.capitalize() for other in others)


def _parameter(parameter: Parameter) -> _Object:
    schema = _type(parameter)
    if parameter.allowed:
        schema["enum"] = [_value(schema, one) for one in parameter.allowed]
    if parameter.default is not None:
        schema["default"] = _value(schema, parameter.default)
    example = parameter.example or parameter.default or next(iter(parameter.allowed), None)
    return {
        "name": parameter.name,
        "in": "query",
        "required": parameter.required and parameter.default is None,
        "schema": schema,
        **({} if example is None else {"example": _value(schema, example)}),
    }


def _type(parameter: Parameter) -> _Object:
    """Return what JSON Schema can say of a parameter's type."""
    if parameter.type in _WHOLE:
        least = _LEAST.get(parameter.type)
        return {"type": "integer", **({} if least is None else {"minimum": least})}
    if parameter.type in _NUMBERS:
        return {"type": "number"}
    if parameter.type == "xsd:boolean":
        return {"type": "boolean"}
    if parameter.type in _FORMATS:
        return {"type": "string", "format": _FORMATS[parameter.type]}
    # SPARQL has no NUL.
    return {"type": "string", "pattern": r"^[^\u0000]*$"}


def _value(schema: _Object, value: str) -> str | int | float | bool:
    kind = schema["type"]
    if kind == "integer":
        return int(value)
    if kind == "boolean":
        return value in ("true", "1")
    return float(value) if kind == "number" else value


def _schema(name: str, columns: tuple[str, ...]) -> _Object:
    """Return the schema of an answer in a format."""
    if name == "json":
        cell = {"type": ["string", "number", "boolean", "null"]}
        row = {"type": "object", "properties": dict.fromkeys(columns, cell), "required": list(columns)}
        return {"type": "array", "items": row}
    if name == "srj":
        return {"type": "object", "required": ["head", "results"]}
    if name == "jsonld":
        return {"type": ["object", "array"]}
    return {"contentMediaType": FORMATS[name].media_type} if name == "xlsx" else {"type": "string"}


def _plain(identifier: str, summary: str, schema: _Object) -> _Object:
    return {
        "operationId": identifier,
        "summary": summary,
        "responses": {
            "200": {
                "description": summary,
                "headers": {"ETag": {"$ref": "#/components/headers/ETag"}},
                "content": {"application/json": {"schema": schema}},
            },
            "304": {"$ref": "#/components/responses/304"},
        },
    }


def _listed() -> _Object:
    query = {"type": "object", "required": ["name", "summary", "parameters", "formats", "href"]}
    return {
        "type": "object",
        "required": ["queries", "broken"],
        "properties": {"queries": {"type": "array", "items": query}, "broken": {"type": "array"}},
    }


def _refusal(words: str, with_body: bool) -> _Object:
    if not with_body:
        return {"description": words, "headers": {"ETag": {"$ref": "#/components/headers/ETag"}}}
    plain = {"schema": {"type": "string"}}
    said = {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}, "text/plain": plain, "text/html": plain}
    return {"description": words, "content": said}


def _problem() -> _Object:
    """Return the schema of what is said of a wrong request (RFC 9457)."""
    string = {"type": "string"}
    return {
        "type": "object",
        "required": ["title", "status", "detail"],
        "properties": {
            "type": {"type": "string", "format": "uri-reference"},
            "title": string,
            "status": {"type": "integer"},
            "detail": string,
            "parameter": string,
            "value": string,
            "allowed": {"type": "array", "items": string},
            "parameters": {"type": "array", "items": string},
            "close": {"type": "array", "items": string},
            "file": string,
            "line": {"type": "integer"},
        },
    }
