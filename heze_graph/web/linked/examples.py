"""The saved queries as RDF: each an `sh:SPARQLExecutable` of SHACL.

Described as in the SPARQL examples of the Swiss Institute of Bioinformatics (`rdfs:comment`, `schema:target`,
`schema:keywords`, `sh:prefixes`), which editors and assistants read. Each query has the IRI `…/queries/NAME`, at whose
path its page is. A parameter is an `sh:Parameter`; the local name of its `sh:path` is that of the variable in the
query, as SHACL has it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from heze_graph import iris
from heze_graph.export.rdf import serialise
from heze_graph.export.statements import DESCRIBING, Sheet, iri, number, text
from heze_graph.saved.library import SavedQuery
from heze_graph.saved.parameters import XSD, Parameter
from heze_graph.web.linked.negotiation import answer, origin, rdf_wanted
from heze_graph.web.site import site_of

if TYPE_CHECKING:
    import pyoxigraph

QUERIES = iris.BASE + "queries/"
#: What declares the prefixes; a query of ours declares them itself, too.
PREFIXES_IRI = iris.BASE + "queries#prefixes"
_FORMS = {
    "SELECT": ("sh:SPARQLSelectExecutable", "sh_select"),
    "CONSTRUCT": ("sh:SPARQLConstructExecutable", "sh_construct"),
}
_DATATYPES = {"literal": XSD + "string", "integer": XSD + "integer", "number": XSD + "decimal"}


def examples(request: Request) -> Response:
    """Return all saved queries as RDF, Turtle unless asked otherwise."""
    form = rdf_wanted(request) or "ttl"
    triples = executables(site_of(request).library.queries, origin(request) + "/sparql")
    return answer(request, serialise(list(triples), form, DESCRIBING), form)


def executables(queries: Iterable[SavedQuery], endpoint: str) -> Sheet:
    """Return saved queries as executables whose target is an endpoint."""
    sheet = Sheet()
    _declare(sheet)
    for query in queries:
        header, name = query.header, QUERIES + quote(query.name)
        summary = header.summary or query.name
        kind, property_ = _FORMS[query.form]
        sheet.say(
            name,
            rdf_type=["sh:SPARQLExecutable", kind],
            rdfs_label=_in_both(summary, header.summary_en),
            rdfs_comment=_in_both(header.description or summary, header.description_en or header.summary_en),
            dcterms_identifier=text(query.name),
            schema_keywords=[text(tag) for tag in header.tags],
            schema_target=endpoint,
            sh_prefixes=PREFIXES_IRI,
            sh_parameter=[_path(name, parameter) + "-parameter" for parameter in query.parameters],
            **{property_: text(query.text)},
        )
        for order, parameter in enumerate(query.parameters):
            _say_parameter(sheet, _path(name, parameter), parameter, order)
    return sheet


def _say_parameter(sheet: Sheet, path: str, parameter: Parameter, order: int) -> None:
    from pyoxigraph import Literal

    kind = parameter.type
    sheet.say(
        path + "-parameter",
        rdf_type="sh:Parameter",
        sh_path=path,
        sh_name=text(parameter.name),
        sh_order=number(order),
        sh_optional=None if parameter.required else Literal(True),
        sh_nodeKind="sh:IRI" if kind == "iri" else "sh:Literal",
        sh_datatype=None if kind in ("iri", "number") else _datatype(kind),
        sh_defaultValue=_value(parameter, parameter.default),
        sh_in=_list(sheet, path, [_value(parameter, one) for one in parameter.allowed]),
    )


def _value(parameter: Parameter, value: str | None) -> object:
    from pyoxigraph import Literal

    if value is None:
        return None
    if parameter.type == "iri":
        return iri(value)
    if parameter.type.startswith("lang:"):
        return text(value, parameter.type.removeprefix("lang:"))
    return Literal(value, datatype=iri(_datatype(parameter.type)))


def _datatype(kind: str) -> str:
    if kind.startswith("lang:"):
        return "rdf:langString"
    return _DATATYPES.get(kind) or XSD + kind.removeprefix("xsd:")


def _list(sheet: Sheet, path: str, values: list[object]) -> str | None:
    """State an RDF list whose nodes have IRIs, and return its first node; None for an empty one."""
    nodes = [f"{path}-value-{number_}" for number_ in range(1, len(values) + 1)]
    for node, value, rest in zip(nodes, values, [*nodes[1:], "rdf:nil"][: len(nodes)], strict=True):
        sheet.say(node, rdf_first=value, rdf_rest=rest)
    return nodes[0] if nodes else None


def _declare(sheet: Sheet) -> None:
    from pyoxigraph import Literal

    declared = {prefix: f"{PREFIXES_IRI}-{prefix}" for prefix in DESCRIBING}
    sheet.say(PREFIXES_IRI, rdf_type="owl:Ontology", sh_declare=list(declared.values()))
    for prefix, node in declared.items():
        namespace = Literal(DESCRIBING[prefix], datatype=iri("xsd:anyURI"))
        sheet.say(node, rdf_type="sh:PrefixDeclaration", sh_prefix=text(prefix), sh_namespace=namespace)


def _path(query: str, parameter: Parameter) -> str:
    return f"{query}#{parameter.variable.removeprefix('?')}"


def _in_both(chinese: str, english: str) -> list[pyoxigraph.Literal]:
    return [text(chinese, "zh"), *([text(english, "en")] if english else [])]
