"""The saved queries described for programs: as OpenAPI, and as RDF, each an `sh:SPARQLExecutable` of SHACL."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from heze_graph import __version__
from heze_graph.export.descriptions import DESCRIBING, Statements, both, iri, literal
from heze_graph.queries.columns import Column
from heze_graph.queries.library import Library, SavedQuery
from heze_graph.queries.parameters import Parameter
from heze_graph.rdf import iris
from heze_graph.rdf.formats import FORMATS, TRIPLES, serialise
from heze_graph.rdf.terms import XSD
from heze_graph.web.linked import answer, origin, rdf_wanted
from heze_graph.web.rendering import format_parameter, text
from heze_graph.web.responses import PROBLEM
from heze_graph.web.site import site_of

_Object = dict[str, Any]
_ANSWERS = ("304", "400", "404", "405", "406", "413", "415", "500", "502", "503", "504")
#: JSON Schema's `format` of the types that have one, as in RFC 3339 and RFC 3987.
_FORMATS = {"iri": "iri", "xsd:date": "date"}
_WHOLE = ("integer", "xsd:integer", "xsd:nonNegativeInteger", "xsd:positiveInteger")
_NUMBERS = ("number", "xsd:decimal")
_LEAST = {"xsd:nonNegativeInteger": 0, "xsd:positiveInteger": 1}
QUERIES = iris.BASE + "queries/"
#: What declares the prefixes; our queries also declare them themselves.
PREFIXES_IRI = iris.BASE + "queries#prefixes"
_FORMS = {
    "SELECT": ("sh:SPARQLSelectExecutable", "sh_select"),
    "CONSTRUCT": ("sh:SPARQLConstructExecutable", "sh_construct"),
}
_DATATYPES = {"literal": XSD + "string", "integer": XSD + "integer", "number": XSD + "decimal"}


def openapi(library: Library, language: str, base: str = "") -> _Object:
    """Return an OpenAPI 3.1 description of a library's queries, with texts in `zh` or `en`.

    `base` is the path under which a reverse proxy shows this server, "" for none.

    Source: OpenAPI Specification 3.1.0; every query is an operation of its own, with its parameters, their allowed
    values, defaults and examples, the formats of its answer, and its error responses.
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
        "servers": [{"url": f"{base}/"}],
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
    summary, about = header.summary_in(language) or query.name, header.description_in(language)
    parameters = [_parameter(one, language) for one in query.parameters]
    if all(one.name != "format" for one in query.parameters):
        words = text("api.format", language)
        schema: _Object = {"type": "string", "enum": list(query.formats)}
        parameters.append({"name": "format", "in": "query", "description": words, "schema": schema})
    return {
        "operationId": _identifier(query.name),
        "summary": summary,
        **({"description": about} if about else {}),
        "tags": list(header.tags),
        "parameters": parameters,
        "responses": {
            "200": {
                "description": summary,
                "headers": {"ETag": {"$ref": "#/components/headers/ETag"}},
                "content": {
                    FORMATS[name].media_type: {"schema": _schema(name, query.columns, language)}
                    for name in query.formats
                },
            },
            **{status: {"$ref": f"#/components/responses/{status}"} for status in _ANSWERS},
        },
    }


def _identifier(name: str) -> str:
    """Return a name as one word, as client generators expect it: dueBefore."""
    first, *others = re.split(r"[^A-Za-z0-9]+", name)
    return first + "".join(other.capitalize() for other in others)


def _parameter(parameter: Parameter, language: str) -> _Object:
    schema = _type(parameter)
    if parameter.allowed:
        schema["enum"] = [_value(schema, one) for one in parameter.allowed]
    if parameter.default is not None:
        schema["default"] = _value(schema, parameter.default)
    example = parameter.example or parameter.default or next(iter(parameter.allowed), None)
    return {
        "name": parameter.name,
        "in": "query",
        "description": parameter.column.title(language),
        "required": parameter.needed,
        "schema": schema,
        **({} if example is None else {"example": _value(schema, example)}),
    }


def _type(parameter: Parameter) -> _Object:
    """Return the JSON Schema of a parameter's type."""
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


def _schema(name: str, columns: tuple[Column, ...], language: str) -> _Object:
    """Return the schema of an answer in a format."""
    if name == "json":
        cells = {column.name: {**_cell(column), "title": column.title(language)} for column in columns}
        row = {"type": "object", "properties": cells, "required": [column.name for column in columns]}
        return {"type": "array", "items": row}
    if name == "srj":
        return {"type": "object", "required": ["head", "results"]}
    if name == "jsonld":
        return {"type": ["object", "array"]}
    return {"contentMediaType": FORMATS[name].media_type} if name == "xlsx" else {"type": "string"}


def _cell(column: Column) -> _Object:
    """Return the schema of a column's values, each of which may be missing."""
    kinds = {"number": "number", "share": "number", "line": "integer", "boolean": "boolean"}
    found: _Object = {"type": [kinds.get(column.kind, "string"), "null"]}
    if column.kind == "text":
        found = {"type": ["string", "number", "boolean", "null"]}
    return {**found, "format": "date"} if column.kind == "date" else found


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
    content = {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}, "text/plain": plain, "text/html": plain}
    return {"description": words, "content": content}


def _problem() -> _Object:
    """Return the schema of an error response (RFC 9457)."""
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


def examples(request: Request) -> Response:
    """Return all saved queries as RDF, Turtle unless asked otherwise."""
    format_parameter(request, *TRIPLES)
    form = rdf_wanted(request) or "ttl"
    triples = executables(site_of(request).library.queries, origin(request) + "/sparql")
    return answer(request, serialise(list(triples), form, DESCRIBING), form)


def executables(queries: Iterable[SavedQuery], endpoint: str) -> Statements:
    """Return saved queries as executables for an endpoint."""
    statements = Statements()
    _declare(statements)
    for query in queries:
        header, name = query.header, QUERIES + quote(query.name)
        summary = header.summary or query.name
        kind, property_ = _FORMS[query.form]
        statements.add(
            name,
            rdf_type=["sh:SPARQLExecutable", kind],
            rdfs_label=both({"zh": summary, "en": header.summary_en}),
            rdfs_comment=both({"zh": header.description or summary, "en": header.description_en or header.summary_en}),
            dcterms_identifier=literal(query.name),
            schema_keywords=[literal(tag) for tag in header.tags],
            schema_target=endpoint,
            sh_prefixes=PREFIXES_IRI,
            sh_parameter=[_path(name, parameter) + "-parameter" for parameter in query.parameters],
            **{property_: literal(query.text)},
        )
        for order, parameter in enumerate(query.parameters):
            _add_parameter(statements, _path(name, parameter), parameter, order)
    return statements


def _add_parameter(statements: Statements, path: str, parameter: Parameter, order: int) -> None:
    from pyoxigraph import Literal

    kind = parameter.type
    statements.add(
        path + "-parameter",
        rdf_type="sh:Parameter",
        sh_path=path,
        sh_name=literal(parameter.name),
        sh_order=literal(order),
        sh_optional=None if parameter.required else Literal(True),
        sh_nodeKind="sh:IRI" if kind == "iri" else "sh:Literal",
        sh_datatype=None if kind in ("iri", "number") else _datatype(kind),
        sh_defaultValue=_literal(parameter, parameter.default),
        sh_in=_list(statements, path, [_literal(parameter, one) for one in parameter.allowed]),
    )


def _literal(parameter: Parameter, value: str | None) -> object:
    from pyoxigraph import Literal

    if value is None:
        return None
    if parameter.type == "iri":
        return iri(value)
    if parameter.type.startswith("lang:"):
        return literal(value, parameter.type.removeprefix("lang:"))
    return Literal(value, datatype=iri(_datatype(parameter.type)))


def _datatype(kind: str) -> str:
    if kind.startswith("lang:"):
        return "rdf:langString"
    return _DATATYPES.get(kind) or XSD + kind.removeprefix("xsd:")


def _list(statements: Statements, path: str, values: list[object]) -> str | None:
    """State an RDF list whose nodes have IRIs, and return its first node; None for an empty list."""
    nodes = [f"{path}-value-{number}" for number in range(1, len(values) + 1)]
    for node, value, rest in zip(nodes, values, [*nodes[1:], "rdf:nil"][: len(nodes)], strict=True):
        statements.add(node, rdf_first=value, rdf_rest=rest)
    return nodes[0] if nodes else None


def _declare(statements: Statements) -> None:
    from pyoxigraph import Literal

    declared = {prefix: f"{PREFIXES_IRI}-{prefix}" for prefix in DESCRIBING}
    statements.add(PREFIXES_IRI, rdf_type="owl:Ontology", sh_declare=list(declared.values()))
    for prefix, node in declared.items():
        namespace = Literal(DESCRIBING[prefix], datatype=iri("xsd:anyURI"))
        statements.add(node, rdf_type="sh:PrefixDeclaration", sh_prefix=literal(prefix), sh_namespace=namespace)


def _path(query: str, parameter: Parameter) -> str:
    return f"{query}#{parameter.variable.removeprefix('?')}"
