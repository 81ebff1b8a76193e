"""An answer as bytes in every format that `rdf/formats.py` lists for it.

A table (SELECT, ASK) becomes JSON rows, SPARQL results JSON, CSV, Excel, Markdown or Turtle (a result set, not the
graph it came from), a graph (CONSTRUCT, DESCRIBE) becomes Turtle, JSON-LD, N-Triples or RDF/XML.

JSON-LD is compact, version 1.1, with our context inlined so that nobody has to fetch it. A term of the context is used
where it says exactly what the triple says: a value with another type or language than the term implies is stored under
the property's prefixed name, as a value object.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from heze_graph.errors import UsageError
from heze_graph.export import tabular
from heze_graph.messages import say
from heze_graph.model.answers import Answer, Term
from heze_graph.rdf.codec import to_oxigraph, to_results_json
from heze_graph.rdf.formats import TABLES, TRIPLES, serialise
from heze_graph.rdf.terms import PREFIXES, RDF_TYPE, XSD

if TYPE_CHECKING:
    import pyoxigraph

    Content: TypeAlias = Answer | Sequence[pyoxigraph.Triple]


_PREFIX = "@prefix rs: <http://www.w3.org/2001/sw/DataAccess/tests/result-set#> ."


@dataclass(frozen=True, slots=True)
class _ContextName:
    """A term of a context: its name, the type of its values (`@id` for IRIs), and whether they are by language."""

    name: str
    type: str | None
    by_language: bool


def compacted(triples: Iterable[pyoxigraph.Triple], context: Path) -> bytes:
    """Return triples without blank nodes as JSON-LD, one object per subject, sorted; `context` is a file of ours.

    Our context has prefixes and terms; each term is a name or an object with `@id`, `@type`, `@container`.
    """
    inlined, names, prefixes = _read(context)
    nodes: dict[str, dict[str, Any]] = {}
    for triple in sorted(triples, key=str):
        subject, predicate, value = _iri(triple.subject), triple.predicate.value, triple.object
        node = nodes.setdefault(subject, {"id": subject})
        if predicate == RDF_TYPE:
            node.setdefault("type", []).append(_short(_iri(value), names, prefixes))
            continue
        _put(node, value, names.get(predicate, ()), _prefixed(predicate, prefixes))
    document = {"@context": inlined, "@graph": list(nodes.values())}
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def _iri(term: object) -> str:
    from pyoxigraph import NamedNode

    if not isinstance(term, NamedNode):
        raise TypeError(f"a graph of ours names everything by an IRI, not by {term}")
    return term.value


def _put(node: dict[str, Any], value: Any, names: Iterable[_ContextName], prefixed: str) -> None:
    """Add a value to its subject's object under the matching name."""
    kind = "@id" if not hasattr(value, "datatype") else None
    language = None if kind else value.language
    datatype = None if kind or language or value.datatype.value == XSD + "string" else value.datatype.value
    for name in names:
        if name.by_language and language:
            node.setdefault(name.name, {}).setdefault(language, []).append(value.value)
            return
        if not name.by_language and name.type == (kind or datatype) and not language:
            node.setdefault(name.name, []).append(value.value)
            return
    if kind:
        whole: Any = {"@id": value.value}
    elif language:
        whole = {"@value": value.value, "@language": language}
    else:
        whole = {"@value": value.value, "@type": datatype} if datatype else value.value
    node.setdefault(prefixed, []).append(whole)


def _short(iri: str, names: Mapping[str, tuple[_ContextName, ...]], prefixes: Mapping[str, str]) -> str:
    """Return the shortest name of a class that the context expands to its IRI."""
    plain = [name.name for name in names.get(iri, ())]
    return plain[0] if plain else _prefixed(iri, prefixes)


def _prefixed(iri: str, prefixes: Mapping[str, str]) -> str:
    for prefix, namespace in prefixes.items():
        if iri.startswith(namespace) and len(iri) > len(namespace) and not iri[len(namespace) :].startswith("//"):
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri


@cache
def _read(path: Path) -> tuple[Any, dict[str, tuple[_ContextName, ...]], dict[str, str]]:
    """Return a context, its terms by IRI, and its prefixes."""
    context: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))["@context"]
    prefixes = {
        name: target for name, target in context.items() if isinstance(target, str) and target.endswith(("#", "/"))
    }
    names: dict[str, tuple[_ContextName, ...]] = {}
    for name, definition in context.items():
        if name.startswith("@") or name in prefixes or (isinstance(definition, str) and definition.startswith("@")):
            continue
        rule = {"@id": definition} if isinstance(definition, str) else definition
        kind = rule.get("@type")
        term = _ContextName(
            name,
            kind if kind in (None, "@id") else _whole(kind, prefixes),
            rule.get("@container") == "@language",
        )
        iri = _whole(rule["@id"], prefixes)
        names[iri] = (*names.get(iri, ()), term)
    return context, names, prefixes


def _whole(name: str, prefixes: Mapping[str, str]) -> str:
    prefix, _, rest = name.partition(":")
    return prefixes[prefix] + rest if prefix in prefixes else name


def result_set_text(answer: Answer) -> str:
    """Return an answer as Turtle, one row per line; an unbound variable has no binding.

    >>> print(result_set_text(Answer(("no", "unit"), ((Term("literal", "1"), None),))), end="")
    @prefix rs: <http://www.w3.org/2001/sw/DataAccess/tests/result-set#> .
    <BLANKLINE>
    [] a rs:ResultSet ;
      rs:resultVariable "no", "unit" ;
      rs:solution [ rs:index 1 ; rs:binding [ rs:variable "no" ; rs:value "1" ] ] .
    """
    names = [_text(Term("literal", column)) for column in answer.columns]
    lines = [f"  rs:resultVariable {', '.join(names)}"] if names else []
    for index, row in enumerate(answer.rows, start=1):
        cells = zip(names, row, strict=True)
        bindings = [f"rs:binding [ rs:variable {name} ; rs:value {_text(value)} ]" for name, value in cells if value]
        lines.append(f"  rs:solution [ {' ; '.join([f'rs:index {index}', *bindings])} ]")
    return f"{_PREFIX}\n\n" + " ;\n".join(["[] a rs:ResultSet", *lines]) + " .\n"


def _text(value: Term) -> str:
    """Return a term in Turtle syntax, with nothing in it that could end it early."""
    return str(to_oxigraph(value))


def rendered(content: Content, form: str, title: str, *, excel: bool = False) -> bytes:
    r"""Return an answer in a format of TABLES, or triples in one of TRIPLES; the same content gives the same bytes.

    `title` names the sheet of a workbook. With `excel`, CSV has a byte order mark and texts that look like formulas are
    defused, for people who open the file; without, it is exact, for programs.

    Raises UsageError for an unknown format or one for the other kind of content, and FormatError where the answer is
    larger than a sheet, or the format cannot hold it.

    >>> from heze_graph.model.answers import Term
    >>> rendered(Answer(("no",), ((Term("literal", "1"),),)), "csv", "answer")
    b'no\r\n1\r\n'
    """
    allowed = TABLES if isinstance(content, Answer) else TRIPLES
    if form not in allowed:
        what = say("export.table") if isinstance(content, Answer) else say("export.graph")
        raise UsageError.problem("export.other-format", form=form, what=what, allowed=tuple(allowed))
    if not isinstance(content, Answer):
        return serialise(content, form, PREFIXES)
    if form == "xlsx":
        from heze_graph.export.workbook import xlsx_bytes

        return xlsx_bytes(content, title)
    if form == "csv":
        return tabular.excel_csv_bytes(content) if excel else tabular.csv_text(content).encode()
    texts = {"json": tabular.json_text, "md": tabular.markdown_text, "srj": _results_json, "ttl": result_set_text}
    return texts[form](content).encode()


def _results_json(answer: Answer) -> str:
    """Return an answer in the W3C's SPARQL 1.1 Query Results JSON Format, one row per line."""
    rows = (
        json.dumps({n: to_results_json(v) for n, v in zip(answer.columns, row, strict=True) if v}, ensure_ascii=False)
        for row in answer.rows
    )
    head = json.dumps({"vars": answer.columns}, ensure_ascii=False)
    body = ",\n".join(rows)
    return f'{{"head": {head}, "results": {{"bindings": [\n{body}\n]}}}}\n'
