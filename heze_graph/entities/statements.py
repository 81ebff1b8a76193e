"""The statements of each thing together, read from a graph file or from an engine."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

from heze_graph.rdf import iris
from heze_graph.rdf.terms import RDF_TYPE, XSD
from heze_graph.store.engine import Engine

_OURS = f"<{iris.ID}".encode()
_ESCAPED = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")
#: Engines write 20.0 as 20.
_DECIMAL = f'"^^<{XSD}decimal>'.encode()
_ZEROS = re.compile(rb'(?:\.0*|(\.\d*[1-9])0*)("[^"]*)$')
_SHORT = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}


class Subject(NamedTuple):
    """A thing and its statements: text and language by property; an IRI is a text without a language."""

    iri: str
    statements: Mapping[str, Sequence[tuple[str, str]]]


class Counts:
    """What is counted while a file is read: triples by graph and property, things by class, all distinct values."""

    def __init__(self) -> None:
        self.graphs: Counter[str] = Counter()
        self.properties: Counter[str] = Counter()
        self.classes: Counter[str] = Counter()
        self.subjects = self.entities = 0
        self.values: frozenset[bytes] = frozenset()


def read(file: Path, wanted: Set[str], figures: Counts) -> Iterator[Subject]:
    """Yield the things of a sorted N-Quads file with some of their properties; the counts are complete at the end."""
    asked_for = {f"<{name}>".encode(): name for name in wanted}
    # Counts in plain dictionaries: a Counter takes twice as long for each of millions of lines.
    graphs: dict[bytes, int] = {}
    properties: dict[bytes, int] = {}
    values: set[bytes] = set()
    with file.open("rb") as lines:
        for subject, group in groupby((line.split(b" ", 2) for line in lines), key=itemgetter(0)):
            found: dict[str, list[tuple[str, str]]] = {}
            for _, predicate, rest in group:
                value, _, graph = rest.rpartition(b" <")
                graphs[graph] = graphs.get(graph, 0) + 1
                properties[predicate] = properties.get(predicate, 0) + 1
                values.add(value)
                if predicate in asked_for:
                    found.setdefault(asked_for[predicate], []).append(_term(value.decode("utf-8")))
            figures.subjects += 1
            figures.entities += RDF_TYPE in found and subject.startswith(_OURS)
            if found:
                for text, _ in found.get(RDF_TYPE, ()):
                    figures.classes[text] += 1
                yield Subject(subject[1:-1].decode("utf-8"), found)
    figures.graphs = Counter({graph[: graph.index(b">")].decode(): n for graph, n in graphs.items()})
    figures.properties = Counter({iri[1:-1].decode(): n for iri, n in properties.items()})
    decimals = {value for value in values if value.endswith(_DECIMAL)}
    figures.values = frozenset((values - decimals) | {_ZEROS.sub(rb"\1\2", value) for value in decimals})


def _term(text: str) -> tuple[str, str]:
    r"""Return a term of N-Quads as its text and its language.

    >>> _term('"a \\"b\\""@en'), _term("<https://example.org/>")
    (('a "b"', 'en'), ('https://example.org/', ''))
    """
    if text[0] == "<":
        return text[1:-1], ""
    end = text.rindex('"')
    value, more = text[1:end], text[end + 1 :]
    return _ESCAPED.sub(_plain, value) if "\\" in value else value, more[1:] if more.startswith("@") else ""


def _plain(found: re.Match[str]) -> str:
    code = found[1] or found[2]
    return chr(int(code, 16)) if code else _SHORT.get(found[3], found[3])


def read_engine(engine: Engine, wanted: Set[str]) -> Iterator[Subject]:
    """Yield the things of an engine's graph with some of their properties; raises as the engine does."""
    found: dict[str, dict[str, list[tuple[str, str]]]] = defaultdict(dict)
    for name in sorted(wanted):
        for subject, value in engine.select(f"SELECT ?thing ?value {{ ?thing <{name}> ?value }}").rows:
            if subject and value:
                found[subject.text].setdefault(name, []).append((value.text, value.language or ""))
    yield from (Subject(iri, statements) for iri, statements in found.items())
