"""Triples as compact JSON-LD 1.1 with a context of ours written into the document: nobody has to fetch it.

A term of the context is used where it says exactly what the triple says: a value whose type or language the term does
not imply stands under the property's prefixed name, as a value object.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyoxigraph

_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_STRING = "http://www.w3.org/2001/XMLSchema#string"


@dataclass(frozen=True, slots=True)
class _Name:
    """A term of a context: its name, the type that its values have (`@id` for IRIs), and whether by language."""

    name: str
    type: str | None
    by_language: bool


def compacted(triples: Iterable[pyoxigraph.Triple], context: Path) -> bytes:
    """Return triples without blank nodes as JSON-LD, one object a subject, sorted; `context` is a file of ours.

    A context of ours has prefixes and terms, each term a name or an object with `@id`, `@type`, `@container`.
    """
    inlined, names, prefixes = _read(context)
    nodes: dict[str, dict[str, Any]] = {}
    for triple in sorted(triples, key=str):
        subject, predicate, value = _iri(triple.subject), triple.predicate.value, triple.object
        node = nodes.setdefault(subject, {"id": subject})
        if predicate == _TYPE:
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


def _put(node: dict[str, Any], value: Any, names: Iterable[_Name], prefixed: str) -> None:
    """Put a value into the object of its subject, under the name that says what it is."""
    kind = "@id" if not hasattr(value, "datatype") else None
    language = None if kind else value.language
    datatype = None if kind or language or value.datatype.value == _STRING else value.datatype.value
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


def _short(iri: str, names: Mapping[str, tuple[_Name, ...]], prefixes: Mapping[str, str]) -> str:
    """Return the shortest name of a class that the context gives back as its IRI."""
    plain = [name.name for name in names.get(iri, ())]
    return plain[0] if plain else _prefixed(iri, prefixes)


def _prefixed(iri: str, prefixes: Mapping[str, str]) -> str:
    for prefix, namespace in prefixes.items():
        if iri.startswith(namespace) and len(iri) > len(namespace) and not iri[len(namespace) :].startswith("//"):
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri


@cache
def _read(path: Path) -> tuple[Any, dict[str, tuple[_Name, ...]], dict[str, str]]:
    """Return a context as it is, its terms by IRI, and its prefixes."""
    context: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))["@context"]
    prefixes = {
        name: target for name, target in context.items() if isinstance(target, str) and target.endswith(("#", "/"))
    }
    names: dict[str, tuple[_Name, ...]] = {}
    for name, said in context.items():
        if name.startswith("@") or name in prefixes or (isinstance(said, str) and said.startswith("@")):
            continue
        rule = {"@id": said} if isinstance(said, str) else said
        kind = rule.get("@type")
        term = _Name(
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
