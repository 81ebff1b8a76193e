"""The catalogue of a graph: SQLite tables of assignments, names, lights and findings, for lists and search.

For a large graph it is a file beside the index, made by the build; unchanged parts are taken over from the previous
catalogue. For a small graph, or one behind an endpoint, it is made in memory when it is first needed.
"""

from __future__ import annotations

import sqlite3
import weakref
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, suppress
from hashlib import blake2b
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory
from threading import Lock
from typing import Any, TypeAlias

from heze_graph.entities import facets
from heze_graph.entities.matching import folded, syllables
from heze_graph.entities.statements import Counts, Subject, read, read_engine
from heze_graph.errors import StoreError
from heze_graph.rdf import iris
from heze_graph.rdf.terms import PREFIXES, RDF_TYPE
from heze_graph.store.engine import Engine
from heze_graph.store.folder import Generation, Part
from heze_graph.store.writing import DRAFTS, forbids

#: The file in the folder of a generation; a new schema gets a new name.
FILE = "catalogue-4.db"
#: The kinds of things that have lists, by their class in the ontology.
CLASSES = {
    "target": "Target",
    "leader": "Leader",
    "unit": "Unit",
    "place": "Place",
    "project": "Project",
    "theme": "Theme",
    "indicator": "Indicator",
    "document": "Document",
    "finding": "Finding",
}
#: The kinds whose things have names of their own.
NAMED = ("leader", "unit", "place", "project", "theme", "indicator", "document")
FINDING_KIND = "finding-kind"
_HEZE, _SKOS, _DCTERMS, _ORG = (PREFIXES[one] for one in ("heze", "skos", "dcterms", "org"))
_KINDS = {_HEZE + CLASSES[kind]: kind for kind in NAMED}
_ROLES = {
    _SKOS + "prefLabel": "preferred",
    _DCTERMS + "title": "preferred",
    _SKOS + "altLabel": "other",
    _SKOS + "hiddenLabel": "misspelt",
}
#: Table → columns and the properties that fill them; a thing becomes a row if it has the first one. A column ending in
#: `#` holds things, in `=` numbers, in `/` codes, otherwise text (in one language where it ends in `@zh`); several
#: things make several rows.
_TABLES = {
    "entry": "target#:ofTarget document#:inDocument line=:line number:number wording:wording",
    "latest": f"entry#:latestEntry label:{_SKOS}prefLabel",
    "assignment": "entry#:inEntry ordinal=:ordinal line=:line leader#:leader claim/:claim claimed:claimPrinted"
    " due/:deadline deadline:deadlinePrinted units:unitList unitIris:unitIriList",
    "responsible": "unit#:responsibleUnit",
    "inferred": "unit#:inferredUnit",
    "mention": "mentioned#:mentions assignment#:mentionedIn",
    "goal": "entry#:goalOf ordinal=:ordinal light/:light rule#:lightRule indicator#:indicator phrase:phrase",
    "reading": "goal#:readingOf attainment:attainment phrase:phrase",
    "finding": "kind/:findingKind certainty/:certainty document#:inDocument line=:line entry#:concerns"
    " printed:printed understood:understood reason@zh:reason reason@en:reason",
    "elsewhere": "place#:elsewhere",
    "change": "kind/:changeKind earlier#:earlierEntry later#:laterEntry",
    "located": "place#:locatedIn",
    "classified": f"class#:{_ORG}classification",
    "governs": "place#:governs",
    "division": "code:divisionCode",
    "titled": f"file:sha256 name:{_DCTERMS}identifier year=:year period#:covers issuer#:{_DCTERMS}publisher",
    "ended": "day#:http://www.w3.org/2006/time#hasEnd",
}
_FOLDED = {"entry": ("wording",), "finding": ("printed", "understood", "reason@zh", "reason@en")}
_SCHEMA = """
CREATE TABLE thing (id INTEGER PRIMARY KEY, iri TEXT NOT NULL UNIQUE);
CREATE TABLE part (id INTEGER PRIMARY KEY, name TEXT, sha256 TEXT, objects BLOB);
CREATE TABLE name (part INTEGER, thing INTEGER, kind TEXT, role TEXT, language TEXT, shown TEXT, folded TEXT);
CREATE TABLE figure (part INTEGER, what TEXT, iri TEXT, count INTEGER);
CREATE TABLE sound (character TEXT PRIMARY KEY, readings TEXT);
"""
_INDICES = {
    "entry": ("thing", "target, document", "number", "document"),
    "latest": ("thing", "entry"),
    "assignment": ("thing", "entry", "leader"),
    "responsible": ("thing", "unit"),
    "inferred": ("unit",),
    "mention": ("assignment", "mentioned"),
    "goal": ("thing", "entry", "indicator", "light"),
    "reading": ("goal",),
    "finding": ("thing", "entry", "document"),
    "governs": ("place",),
    "elsewhere": ("thing",),
    "name": ("thing", "kind"),
}
_Row: TypeAlias = tuple[object, ...]


class Catalogue:
    """The tables, opened read-only for several threads."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        weakref.finalize(self, connection.close)  # from Python 3.13 on, a connection that is left open is warned of
        self._lock = Lock()

    @classmethod
    def of(cls, engine: Engine) -> Catalogue:
        """Return the catalogue of the graph that an engine answers from.

        Raises as the engine does, and StoreError where the graph was replaced meanwhile.
        """
        generation = getattr(engine, "generation", None)
        if isinstance(generation, Generation) and generation.index:
            try:
                return cls(_opened(written(generation)))
            except OSError as error:
                if not forbids(error):  # else it is made in memory
                    raise
        connection = sqlite3.connect(":memory:", check_same_thread=False)
        writer = _Writer(connection)
        if isinstance(generation, Generation):
            writer.put(generation.folder, generation.parts())
        else:
            writer.put_all(read_engine(engine, _wanted()))
        return cls(connection)

    def rows(self, text: str, *values: object) -> list[tuple[Any, ...]]:
        """Return the rows of a SELECT of SQL; raises StoreError where the file is damaged."""
        return self._asked(text, values)[1]

    def texts(self, text: str, *values: object) -> list[dict[str, str]]:
        """Return the same rows as texts by column, "" for a missing value."""
        names, rows = self._asked(text, values)
        return [dict(zip(names, ("" if one is None else str(one) for one in row), strict=True)) for row in rows]

    def _asked(self, text: str, values: Sequence[object]) -> tuple[list[str], list[tuple[Any, ...]]]:
        try:
            with self._lock:
                cursor = self._connection.execute(text, values)
                return [name for name, *_ in cursor.description], cursor.fetchall()
        except sqlite3.DatabaseError as error:
            raise StoreError.problem("store.damaged-store", where=FILE, error=error) from error


def written(generation: Generation) -> Path:
    """Return the file of a generation's catalogue, written first where it is missing or damaged.

    Raises StoreError, or OSError where it cannot be written.
    """
    file, parts = generation.folder / FILE, generation.parts()
    if not _is_whole(file, parts):
        with TemporaryDirectory(prefix=DRAFTS, dir=generation.folder, ignore_cleanup_errors=True) as place:
            draft = Path(place) / FILE
            _write(draft, generation.folder, parts)
            draft.replace(file)
    return file


def write(folder: Path, parts: Sequence[Part], before: Generation | None) -> None:
    """Write the catalogue of a generation that is being built in a folder.

    Unchanged parts are taken from the previous generation's catalogue; without one nothing is written, and the first
    user makes it. Raises OSError where it cannot be written.
    """
    if before and _is_whole(old := before.folder / FILE, before.parts()) and _is_sound(old):
        copyfile(old, folder / FILE)
    elif not all((folder / part.file).is_file() for part in parts):
        return
    _write(folder / FILE, folder, parts)


def _write(file: Path, folder: Path, parts: Iterable[Part]) -> None:
    with closing(sqlite3.connect(file)) as connection:
        _Writer(connection).put(folder, parts)


def _opened(file: Path) -> sqlite3.Connection:
    """Return a read-only connection to an existing file; raises sqlite3.Error."""
    return sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True, check_same_thread=False)


def _is_whole(file: Path, parts: Sequence[Part]) -> bool:
    """Return whether a file is a catalogue of these parts, as complete as its header says."""
    try:
        with closing(_opened(file)) as connection:
            there = set(connection.execute("SELECT name, sha256 FROM part"))
    except sqlite3.Error:
        return False
    return there == {(part.name, part.sha256) for part in parts}


def _is_sound(file: Path) -> bool:
    """Return whether a complete read of the catalogue finds no damage."""
    with closing(_opened(file)) as connection, suppress(sqlite3.Error):
        return bool(connection.execute("PRAGMA quick_check(1)").fetchone() == ("ok",))
    return False


def _columns(table: str) -> list[tuple[str, str]]:
    """Return the columns of a table with the properties that fill them."""
    pairs = (column.split(":", 1) for column in _TABLES[table].split())
    return [(column, name if "/" in name else _HEZE + name) for column, name in pairs]


def _wanted() -> frozenset[str]:
    """Return the properties that the tables need."""
    return frozenset({name for table in _TABLES for _, name in _columns(table)} | {*_ROLES, RDF_TYPE})


class _Writer:
    """Fills the tables."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._tables = {table: _columns(table) for table in _TABLES}
        self._by_marker = {columns[0][1]: table for table, columns in self._tables.items()}
        self._ids: dict[str, int] = {}
        #: Ids of things: those not in the tables yet, the last one used, and the last one that existed before.
        self._new: list[tuple[int, str]] = []
        self._last = self._kept = 0

    def put(self, folder: Path, parts: Iterable[Part]) -> None:
        """Write what the parts in a folder say; in existing tables, replace what changed."""
        self._prepare()
        now = {part.name: part for part in parts}
        there = {
            name: (number, sha) for number, name, sha in self._connection.execute("SELECT id, name, sha256 FROM part")
        }
        for name, (number, sha) in there.items():
            if name not in now or now[name].sha256 != sha:
                self._take_out(number)
        for name, part in now.items():
            if name not in there or there[name][1] != part.sha256:
                self._put_part(folder / part.file, part)
        self._count_objects()
        self._finish()

    def _put_part(self, file: Path, part: Part) -> None:
        ask, figures = self._connection.execute, Counts()
        begun = ask("INSERT INTO part (name, sha256) VALUES (?, ?) RETURNING id", (part.name, part.sha256))
        number = begun.fetchone()[0]
        self._put(number, read(file, _wanted(), figures))
        sizes = Counter({"subjects": figures.subjects, "entities": figures.entities})
        counted = {"graph": figures.graphs, "property": figures.properties, "class": figures.classes, "size": sizes}
        rows = [(number, what, iri, n) for what, of in counted.items() for iri, n in of.items()]
        self._connection.executemany("INSERT INTO figure VALUES (?, ?, ?, ?)", rows)
        ask("UPDATE part SET objects = ? WHERE id = ?", (_digests(figures.values), number))

    def _count_objects(self) -> None:
        """Count the distinct values of all parts, many of which occur in several parts."""
        import numpy as np

        parts = [np.frombuffer(blob, np.uint64) for (blob,) in self._connection.execute("SELECT objects FROM part")]
        number = len(np.unique(np.concatenate(parts))) if parts else 0
        self._connection.execute("DELETE FROM figure WHERE part = 0")
        self._connection.execute("INSERT INTO figure VALUES (0, 'size', 'objects', ?)", (number,))

    def put_all(self, subjects: Iterable[Subject]) -> None:
        """Write what all things say where the parts are unknown."""
        self._prepare()
        self._put(0, subjects)
        self._finish()

    def _prepare(self) -> None:
        self._connection.execute("PRAGMA synchronous = OFF")  # the file is moved to its place once it is whole
        if not self._connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'thing'").fetchone():
            self._connection.executescript(_SCHEMA)
            for table, columns in self._tables.items():
                declared = ", ".join(_declared(column) for column, _ in columns)
                more = ", folded TEXT" if table in _FOLDED else ""
                self._connection.execute(f"CREATE TABLE {table} (part INTEGER, thing INTEGER, {declared}{more})")
        self._kept = self._last = self._connection.execute("SELECT COALESCE(MAX(id), 0) FROM thing").fetchone()[0]

    def _take_out(self, part: int) -> None:
        for table in (*self._tables, "name", "figure"):
            self._connection.execute(f"DELETE FROM {table} WHERE part = ?", (part,))  # noqa: S608 - names of ours
        self._connection.execute("DELETE FROM part WHERE id = ?", (part,))

    def _put(self, part: int, subjects: Iterable[Subject]) -> None:
        rows: dict[str, list[_Row]] = {table: [] for table in self._tables}
        names: list[_Row] = []
        for subject in subjects:
            names += self._names(part, subject)
            for name in subject.statements:
                if table := self._by_marker.get(name):
                    rows[table] += self._rows(part, subject, table)
        for table, some in rows.items():
            marks = ", ".join("?" * (len(self._tables[table]) + 2 + (table in _FOLDED)))
            self._connection.executemany(f"INSERT INTO {table} VALUES ({marks})", some)  # noqa: S608 - names of ours
        self._connection.executemany("INSERT INTO name VALUES (?, ?, ?, ?, ?, ?, ?)", names)
        self._connection.executemany("INSERT INTO thing VALUES (?, ?)", self._new)
        self._new.clear()

    def _rows(self, part: int, subject: Subject, table: str) -> Iterator[_Row]:
        """Yield the rows for a thing: one, or one for each thing that its first property names."""
        columns, this = self._tables[table], self._id(subject.iri)
        (first, marker), others = columns[0], columns[1:]
        rest = [self._cell(column, subject.statements.get(name, ())) for column, name in others]
        if table in _FOLDED:
            values = {column: subject.statements.get(name, ()) for column, name in columns}
            texts = (text for column in _FOLDED[table] for text, _ in _in_language(column, values[column]))
            rest.append(folded("".join(texts)))
        for value in subject.statements[marker]:
            yield (part, this, self._cell(first, (value,)), *rest)

    def _cell(self, column: str, values: Sequence[tuple[str, str]]) -> object:
        values = _in_language(column, values)
        if not values:
            return None
        text, _ = min(values) if len(values) > 1 else values[0]
        match column[-1]:
            case "#":
                return self._id(text)
            case "=":
                return int(text)
            case "/":
                return iris.text_of(text.rpartition("/")[2])
        return text

    def _names(self, part: int, subject: Subject) -> Iterator[_Row]:
        """Yield the names of a thing; for places and documents also the last part of their IRI."""
        kind = next((_KINDS[of] for of, _ in subject.statements.get(RDF_TYPE, ()) if of in _KINDS), "")
        concept = (_SKOS + "Concept", "") in subject.statements.get(RDF_TYPE, ())
        if not kind and not concept:
            return
        kind = kind or subject.iri.removeprefix(iris.ID).partition("/")[0]
        this = self._id(subject.iri)
        for name, role in _ROLES.items():
            for text, language in subject.statements.get(name, ()):
                yield part, this, kind, role, language, text, folded(text)
        if kind in ("place", "document"):
            text = iris.text_of(subject.iri.rpartition("/")[2])
            yield part, this, kind, "other", "", text, folded(text)

    def _id(self, iri: str) -> int:
        """Return the id of an IRI, a new one where it has none."""
        number = self._ids.get(iri)
        if number is None:
            number = self._ids[iri] = self._numbered(iri)
        return number

    def _numbered(self, iri: str) -> int:
        """Return the id of a new IRI: its previous one, or else the next."""
        if self._kept and (found := self._connection.execute("SELECT id FROM thing WHERE iri = ?", (iri,)).fetchone()):
            return int(found[0])
        self._last += 1
        self._new.append((self._last, iri))
        return self._last

    def _finish(self) -> None:
        for table, indices in _INDICES.items():
            for columns in indices:
                name = f"{table}_{columns.replace(', ', '_')}"
                self._connection.execute(f"CREATE INDEX IF NOT EXISTS {name} ON {table} ({columns})")
        texts = self._connection.execute("SELECT folded FROM name UNION SELECT folded FROM entry")
        sounds = syllables(text for (text,) in texts)
        self._connection.execute("DELETE FROM sound")
        self._connection.executemany("INSERT INTO sound VALUES (?, ?)", sounds.items())
        facets.write(self._connection)
        self._connection.commit()
        self._connection.execute("ANALYZE")


def _digests(values: Iterable[bytes]) -> bytes:
    """Return the 64-bit digests of values, concatenated."""
    return b"".join(blake2b(value, digest_size=8).digest() for value in values)


def _in_language(column: str, values: Sequence[tuple[str, str]]) -> Sequence[tuple[str, str]]:
    """Return the values that a column takes: those in its language, if it has one."""
    _, _, language = column.partition("@")
    return [value for value in values if value[1] == language] if language else values


def _declared(column: str) -> str:
    return f"{column.rstrip('#=/').replace('@', '_')} {'INTEGER' if column[-1] in '#=' else 'TEXT'}"
