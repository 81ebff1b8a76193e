"""Conversion of our terms to and from pyoxigraph, rdflib and SPARQL results; nothing else converts them.

Our graphs have no blank nodes; one that another store invents becomes text (`_:b0`), which nothing refers to. Libraries
are imported on use, since a command must start quickly.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal

from heze_graph.model.answers import Answer, Term
from heze_graph.rdf.terms import PREFIXES, XSD

if TYPE_CHECKING:
    import pyoxigraph
    import rdflib
    from rdflib.term import Node

_PLAIN = (None, XSD + "string", PREFIXES["rdf"] + "langString")
#: The column of the answer to ASK.
ASK_COLUMN = "answer"
#: How many different values of one answer are remembered while it is read.
_KEPT = 2**14


def literal(text: str, datatype: str | None = None, language: str | None = None) -> Term:
    """Return a literal; a plain string has no datatype, whatever an engine says."""
    return Term("literal", text, None if datatype in _PLAIN else datatype, language)


def boolean_answer(value: bool) -> Answer:
    """Return the answer to ASK: one row with the column `answer`."""
    return Answer((ASK_COLUMN,), ((literal("true" if value else "false", XSD + "boolean"),),))


def checked_iri(text: str) -> str:
    """Return a text that is an absolute IRI (RFC 3987); raises ValueError for any other."""
    from pyoxigraph import NamedNode

    return NamedNode(text).value


# --- pyoxigraph


def from_oxigraph(node: object) -> Term:
    """Return a pyoxigraph node as a term."""
    import pyoxigraph

    if isinstance(node, pyoxigraph.NamedNode):
        return Term("iri", node.value)
    if isinstance(node, pyoxigraph.Literal):
        return literal(node.value, node.datatype.value, node.language)
    return literal(str(node))


def to_oxigraph(term: Term) -> pyoxigraph.NamedNode | pyoxigraph.Literal:
    """Return a term as a pyoxigraph node; raises ValueError for an invalid IRI or language tag.

    >>> str(to_oxigraph(Term("literal", "桥", language="zh")))
    '"桥"@zh'
    """
    import pyoxigraph

    if term.kind == "iri":
        return pyoxigraph.NamedNode(term.text)
    datatype = pyoxigraph.NamedNode(term.datatype) if term.datatype else None
    return pyoxigraph.Literal(term.text, datatype=datatype, language=term.language)


def answer_of(result: pyoxigraph.QuerySolutions | pyoxigraph.QueryBoolean) -> Answer:
    """Return Oxigraph's answer to a SELECT or ASK query."""
    import pyoxigraph

    if isinstance(result, pyoxigraph.QueryBoolean):
        return boolean_answer(bool(result))
    columns = tuple(variable.value for variable in result.variables)
    # Most cells of an answer say again what an earlier row said: a document, a leader, a light.
    value = lru_cache(_KEPT)(lambda node: None if node is None else from_oxigraph(node))
    rows = []
    try:
        for solution in result:
            rows.append(tuple(map(value, solution)))
    finally:
        # An error keeps its frames' variables and may be freed in another thread, where Oxigraph forbids freeing a
        # result.
        del result
    return Answer(columns, tuple(rows))


def triples_as_answer(triples: Iterable[pyoxigraph.Triple]) -> Answer:
    """Return triples as the rows of an answer: subject, predicate, object."""
    rows = tuple(tuple(from_oxigraph(part) for part in triple) for triple in triples)
    return Answer(("subject", "predicate", "object"), rows)


def answer_as_triples(answer: Answer) -> Iterator[pyoxigraph.Triple]:
    """Yield the rows of an answer with three columns as triples, without those that have an unbound value."""
    from pyoxigraph import NamedNode, Triple

    for subject, predicate, value in answer.rows:
        if subject and predicate and value:
            yield Triple(NamedNode(subject.text), NamedNode(predicate.text), to_oxigraph(value))


# --- rdflib


def to_rdflib(node: object) -> Node:
    """Return a pyoxigraph node as an rdflib node with the same lexical form: rdflib would turn 01 into 1."""
    import pyoxigraph
    import rdflib

    if isinstance(node, pyoxigraph.NamedNode):
        return rdflib.URIRef(node.value)
    if isinstance(node, pyoxigraph.Literal):
        term = from_oxigraph(node)
        datatype = rdflib.URIRef(term.datatype) if term.datatype else None
        return rdflib.Literal(term.text, lang=term.language, datatype=datatype, normalize=False)
    return rdflib.BNode(getattr(node, "value", str(node)))


def rdflib_graph(
    statements: Iterable[pyoxigraph.Triple | pyoxigraph.Quad], namespaces: Literal["rdflib", "none"] = "rdflib"
) -> rdflib.Graph:
    """Return triples, or quads regardless of their named graphs, as an rdflib Graph.

    `namespaces` are its prefixes; Oxigraph parses twice as fast as rdflib, so parse files with it first.
    """
    import rdflib

    graph = rdflib.Graph(bind_namespaces=namespaces)
    for one in statements:
        graph.add((to_rdflib(one.subject), to_rdflib(one.predicate), to_rdflib(one.object)))
    return graph


# --- SPARQL 1.1 Query Results JSON Format (W3C Recommendation, 2013)


def to_results_json(term: Term) -> dict[str, str]:
    """Return a term in the SPARQL results JSON format (section 3.2.2)."""
    if term.kind == "iri":
        return {"type": "uri", "value": term.text}
    more = {"xml:lang": term.language} if term.language else {"datatype": term.datatype} if term.datatype else {}
    return {"type": "literal", "value": term.text, **more}


def answer_as_results(answer: Answer, form: str) -> dict[str, Any]:
    """Return the answer to a query of a form (`SELECT` or `ASK`) in the SPARQL results JSON format."""
    if form == "ASK":
        return {"head": {}, "boolean": [row[ASK_COLUMN] for row in answer.texts()] == ["true"]}
    rows = [
        {name: to_results_json(value) for name, value in zip(answer.columns, row, strict=True) if value}
        for row in answer.rows
    ]
    return {"head": {"vars": answer.columns}, "results": {"bindings": rows}}


def answer_from_results(results: Any) -> Answer:
    """Return the answer in a document in the SPARQL results JSON format.

    Raises KeyError, TypeError, AttributeError or ValueError for any other document.
    """
    if "boolean" in results:
        return boolean_answer(str(results["boolean"]).lower() == "true")
    columns = tuple(results["head"]["vars"])
    rows = tuple(
        tuple(_from_results_json(row[name]) if row.get(name) is not None else None for name in columns)
        for row in results["results"]["bindings"]
    )
    if columns == ("__ASK_RETVAL",):
        # Virtuoso answers ASK like a SELECT of 1, or of 0 or nothing.
        return boolean_answer(bool(rows and rows[0][0] and rows[0][0].text == "1"))
    return Answer(columns, rows)


def _from_results_json(value: Mapping[str, Any]) -> Term:
    text, datatype = value["value"], value.get("datatype")
    if not isinstance(text, str):
        raise TypeError(text)
    if value["type"] == "uri":
        return Term("iri", text)
    if value["type"] == "bnode":
        return literal(f"_:{text}")
    if datatype == XSD + "boolean":
        # Virtuoso writes booleans as 1 and 0; both forms are valid, this one is canonical.
        text = {"1": "true", "0": "false"}.get(text, text)
    return literal(text, datatype, value.get("xml:lang"))
