"""The names of everything that has a name, and where each target is printed: read once for a version of the data."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from heze_graph import iris
from heze_graph.saved.library import Library
from heze_graph.store.engine import Engine
from heze_graph.things.thing import Name, Role, local_name, readable

_ROLES: dict[str, Role] = {"preferred": "preferred", "other": "other", "misspelt": "misspelt"}


@dataclass(frozen=True, slots=True)
class Named:
    """A thing with a name: `kind` is `leader`, `unit`, `place`, `project`, `theme` or `document`."""

    iri: str
    kind: str
    names: tuple[Name, ...]

    def label(self, language: str = "zh") -> str:
        """Return the preferred name in a language, else in another one."""
        preferred = {name.language: name.text for name in self.names if name.role == "preferred"}
        return preferred.get(language) or next(iter(preferred.values()), readable(self.iri))


@dataclass(frozen=True, slots=True)
class Printed:
    """An Entry and where it is printed; `number` is "" where none is."""

    entry: str
    target: str
    document: str
    number: str
    line: int
    wording: str


@dataclass(frozen=True, slots=True)
class Table:
    """A Document: its name, title and file, the days (YYYY-MM-DD) that it covers or "", how much it holds."""

    name: str
    title: str
    issuer: str
    year: str
    begin: str
    end: str
    file: str
    sha256: str
    rows: int
    entries: int


@dataclass(frozen=True)
class Catalogue:
    """All names, entries and documents of a graph; the documents stand in the order of their periods."""

    things: Mapping[str, Named]
    entries: tuple[Printed, ...]
    documents: tuple[Table, ...]

    @classmethod
    def of(cls, engine: Engine, library: Library) -> Catalogue:
        """Read the catalogue of a graph with the saved queries `names`, `links` and `documents`."""
        documents = tuple(map(_table, engine.select(library.get("documents").bound({})).texts()))
        place = {document.name: at for at, document in enumerate(documents)}
        entries = (
            Printed(row["entry"], row["target"], row["document"], row["no"], int(row["line"]), row["wording"])
            for row in engine.select(library.get("links").bound({})).texts()
        )
        ordered = sorted(entries, key=lambda entry: (place.get(entry.document, len(place)), entry.line))
        return cls(_named(engine.select(library.get("names").bound({})).texts()), tuple(ordered), documents)

    def find(self, name: str, kinds: Iterable[str], document: str = "") -> str | None:
        """Return the IRI of the thing of these kinds that has this preferred name.

        Where several cities have one of that name, the one of the document's city is meant; None where it cannot be
        told, or where there is none.
        """
        found = [iri for kind in kinds for iri in self._by_name.get((kind, name), ())]
        if len(found) > 1:
            found = [iri for iri in found if document.startswith(scope_of(iri) + "-")]
        return found[0] if len(found) == 1 else None

    def entry_at(self, document: str, line: int) -> Printed | None:
        """Return the entry that a printed line belongs to: the last one that begins on it or above it."""
        entries = self._by_document.get(document, [])
        at = bisect_right(entries, line, key=lambda entry: entry.line)
        return entries[at - 1] if at else None

    def entries_of(self, target: str) -> list[Printed]:
        """Return the entries of a target, the earliest document first."""
        return self._by_target.get(target, [])

    def entry(self, iri: str) -> Printed | None:
        """Return the entry that has this IRI."""
        return self._by_iri.get(iri)

    @cached_property
    def _by_iri(self) -> Mapping[str, Printed]:
        return {entry.entry: entry for entry in self.entries}

    @cached_property
    def _by_name(self) -> Mapping[tuple[str, str], list[str]]:
        found: dict[tuple[str, str], list[str]] = defaultdict(list)
        for thing in self.things.values():
            for name in thing.names:
                if name.role == "preferred":
                    found[thing.kind, name.text].append(thing.iri)
        return found

    @cached_property
    def _by_document(self) -> Mapping[str, list[Printed]]:
        return _grouped((entry.document, entry) for entry in self.entries)

    @cached_property
    def _by_target(self) -> Mapping[str, list[Printed]]:
        return _grouped((entry.target, entry) for entry in self.entries)


def scope_of(iri: str) -> str:
    """Return the city (or document) that a unit's or a leader's IRI names.

    >>> scope_of(iris.unit("heze", "市某局"))
    'heze'
    """
    return iris.text_of(iri.removeprefix(iris.ID).split("/")[1])


def _table(row: Mapping[str, str]) -> Table:
    return Table(
        name=row["document"],
        title=row["title"],
        issuer=row["issuer"],
        year=row["year"],
        begin=row["begin"],
        end=row["end"],
        file=row["fileName"],
        sha256=row["sha256"],
        rows=int(row["rows"]),
        entries=int(row["entries"]),
    )


def _named(rows: Iterable[Mapping[str, str]]) -> dict[str, Named]:
    kinds: dict[str, str] = {}
    names: dict[str, list[Name]] = defaultdict(list)
    for row in rows:
        kinds[row["thing"]] = local_name(row["class"]).lower()
        names[row["thing"]].append(Name(row["name"], row["language"], _ROLES[row["role"]]))
    order = tuple(_ROLES)
    for given in names.values():
        given.sort(key=lambda name: (order.index(name.role), name.language != "zh"))
    return {iri: Named(iri, kind, tuple(names[iri])) for iri, kind in kinds.items()}


def _grouped(pairs: Iterable[tuple[str, Printed]]) -> dict[str, list[Printed]]:
    found: dict[str, list[Printed]] = defaultdict(list)
    for key, entry in pairs:
        found[key].append(entry)
    return dict(found)
