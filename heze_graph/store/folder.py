"""The folder of a store: one whole generation at a time, replaced in one step.

    STORE/
      current              the name of the generation that counts
      writing.lock         locked by the one who writes
      graph-<hash>/
        parts/             the graph as N-Quads: one sorted file a government and year, and one of what they share
        parts.json         the parts: names, digests, numbers of quads, and what the build keeps beside each
        graph.nq           the whole graph in one sorted file, written when it is first asked for
        build.json         what the build read and understood, in numbers
        tables.json        the tables it was built from, and what the user said of them
        tables/            their files, byte for byte: what `build --add` builds on
        oxigraph/          an index on disk, only for a large graph
        catalogue-3.db     names and counts for lists and search (`entities/catalogue.py`), likewise

A new generation is written beside the old one and `current` is replaced last, so that an interrupted build leaves the
old store as it was; one build writes at a time (`writing.py`). What did not change is linked, not copied. The name of a
generation is the hash of its parts, and doubles as the data's version; a part that is not what its digest says is
refused where it is read, and written anew by a build.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from heze_graph.errors import StoreError
from heze_graph.messages import Message, say
from heze_graph.store import index, merging
from heze_graph.store.index import link
from heze_graph.store.tables import TABLES, keep, listed
from heze_graph.store.writing import (
    DRAFTS,
    LOCK,
    all_to_disk,
    forbids,
    one_writer,
    replace_text,
    sha256_of,
    to_disk,
    write_json,
)

if TYPE_CHECKING:
    from heze_graph.model.printed import TableFile

GRAPH, SUMMARY, INDEX, PARTS = "graph.nq", "build.json", "oxigraph", "parts"
_CURRENT = "current"
#: Memory is faster than disk, but the text has to be loaded for each command: above this many quads the loading costs
#: more than it saves (`benchmarks/build.py`).
MEMORY_LIMIT = 300_000
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Part:
    """One sorted N-Quads file of a graph: its name, the SHA-256 of its bytes, its number of quads.

    `kept` is what the build remembers about it, as JSON. No quad is in two parts of a graph.
    """

    name: str
    sha256: str
    quads: int
    kept: Mapping[str, Any] = field(default_factory=dict)

    @property
    def file(self) -> str:
        """The path of the file inside the folder of a generation."""
        return f"{PARTS}/{self.name}.nq"


def write_part(folder: Path, name: str, lines: str, kept: Mapping[str, Any] | None = None) -> Part:
    """Write sorted lines, each with its line feed, as a part of the generation that is being built in `folder`."""
    from hashlib import sha256

    data = lines.encode("utf-8")
    part = Part(name, sha256(data).hexdigest(), data.count(b"\n"), kept or {})
    (folder / part.file).write_bytes(data)
    return part


@dataclass(frozen=True, slots=True)
class Generation:
    """One complete state of a store."""

    folder: Path

    @property
    def version(self) -> str:
        """The version of the data, which changes exactly when the graph does."""
        return self.folder.name.removeprefix("graph-")

    @property
    def graph(self) -> Path:
        """The whole graph as one sorted N-Quads file, written first where it is missing or damaged.

        For a read-only store it is kept elsewhere until this process ends. Raises StoreError when it cannot be written.
        """
        whole, parts = self.folder / GRAPH, self.files()
        try:
            if merging.holds(whole, parts):
                return whole
            self.check()
            try:
                merging.merge(parts, whole)
            except OSError as error:
                if not forbids(error):
                    raise
                return merging.elsewhere(whole, parts)
        except OSError as error:
            raise _unwritable(self.folder, error) from error
        return whole

    def texts(self) -> Iterator[bytes]:
        """Yield the bytes of each part; raises StoreError when a part was changed since it was written."""
        from hashlib import sha256

        for part in self.parts():
            try:
                data = (self.folder / part.file).read_bytes()
            except OSError as error:
                raise self._damaged(say("store.no-file", file=part.file)) from error
            if sha256(data).hexdigest() != part.sha256:
                raise self._damaged(say("store.damaged-file", file=part.file))
            yield data

    def check(self) -> None:
        """Raise StoreError when a part was changed since it was written."""
        for part in self.parts():
            if sha256_of(self.folder / part.file) != part.sha256:
                raise self._damaged(say("store.damaged-file", file=part.file))

    def parts(self) -> tuple[Part, ...]:
        """Return the parts of the graph, by name.

        Raises StoreError when the list of them is damaged or missing.
        """
        try:
            parts = tuple(Part(**part) for part in json.loads((self.folder / f"{PARTS}.json").read_text("utf-8")))
        except (OSError, ValueError, TypeError) as error:
            raise StoreError.problem("store.no-list", where=str(self.folder), error=error) from error
        if _version(parts) != self.version:
            raise self._damaged(say("store.other-parts"))
        return parts

    def _damaged(self, found: Message) -> StoreError:
        return StoreError.problem("store.damaged", where=str(self.folder), found=found)

    def files(self) -> tuple[Path, ...]:
        """Return the files of the parts; raises StoreError as `parts` does."""
        return tuple(self.folder / part.file for part in self.parts())

    @property
    def index(self) -> Path | None:
        """The folder of the index on disk, None where the graph is small."""
        folder = self.folder / INDEX
        return folder if folder.is_dir() else None

    def tables(self) -> dict[str, TableFile]:
        """Return the tables that the graph was built from, as they are kept here, by document name.

        Raises StoreError when the list of them is damaged or missing.
        """
        return listed(self.folder)

    def summary(self) -> dict[str, Any]:
        """Return what the build wrote about itself; raises StoreError where it is damaged."""
        try:
            loaded: dict[str, Any] = json.loads((self.folder / SUMMARY).read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise self._damaged(say("store.unreadable", file=SUMMARY, error=error)) from error
        return loaded


def exists(store: Path) -> bool:
    """Return whether a folder holds a store."""
    return (store / _CURRENT).is_file()


def has_index(store: Path) -> bool:
    """Return whether there is an index on disk that a build could update instead of filling a new one."""
    try:
        return exists(store) and current(store).index is not None
    except StoreError:
        return False


def current(store: Path) -> Generation:
    """Return the current generation.

    Raises StoreError when the folder holds no store, or the generation it names is missing.
    """
    return reading(store, lambda generation: generation)


def reading(store: Path, read: Callable[[Generation], Result]) -> Result:
    """Return what `read` returns for the current generation; it is called again where a build removed that generation.

    Raises StoreError as `current` does, and what `read` raises.
    """
    name = current_name(store)
    while True:
        try:
            return read(_there(store, name))
        except StoreError:
            before, name = name, current_name(store)
            if name == before:
                raise


def current_name(store: Path) -> str:
    """Return the folder name of the current generation; raises StoreError when there is no store."""
    try:
        return Path((store / _CURRENT).read_text(encoding="utf-8").strip()).name
    except (OSError, UnicodeDecodeError) as error:
        raise StoreError.problem("store.no-store", where=str(store)) from error


def _there(store: Path, name: str) -> Generation:
    generation = Generation(store / name)
    missing = next((file for file in generation.files() if not file.is_file()), None)
    if missing:
        raise StoreError.problem("store.missing", where=store, missing=missing.name, name=name)
    return generation


@contextmanager
def drafting(store: Path) -> Iterator[Path]:
    """Give an empty folder beside the generations of a store, to build the next one in; it is removed afterwards.

    Raises StoreError when the folder of the store cannot be written, or holds other things than a store.
    """
    from tempfile import TemporaryDirectory

    with writing(store):
        try:
            with TemporaryDirectory(prefix=DRAFTS, dir=store, ignore_cleanup_errors=True) as working:
                draft = Path(working) / "draft"
                (draft / PARTS).mkdir(parents=True)
                yield draft
        except OSError as error:
            raise _unwritable(store, error) from error


@contextmanager
def writing(store: Path, report: Callable[[Message], None] | None = None) -> Iterator[None]:
    """Hold the store's write lock: changes are read and drafted inside it. `report` is told while waiting for it.

    Raises StoreError as `drafting` does, or when another process writes for too long.
    """
    with ExitStack() as stack:
        try:
            _refuse_foreign(store)
            stack.enter_context(one_writer(store, report))
        except OSError as error:
            raise _unwritable(store, error) from error
        yield


def publish(
    store: Path, draft: Path, parts: Sequence[Part], summary: Mapping[str, Any], tables: Mapping[str, TableFile]
) -> Generation:
    """Make a drafted generation the current one, and remove the others.

    `parts` are written in the draft, or are linked from the current generation. `tables` are those that the graph was
    built from, by document name. The draft may contain the index already.
    """
    old = _whole(store)
    ordered = sorted(parts, key=lambda part: part.name)
    documents = {document["name"]: document["sha256"] for document in summary.get("documents", ())}
    for part in ordered:
        if not (draft / part.file).exists():
            link((old or checked(current(store))).folder / part.file, draft / part.file)
    write_json(draft / f"{PARTS}.json", [_as_json(part) for part in ordered])
    write_json(draft / SUMMARY, summary)
    keep(draft, tables, documents)
    name = f"graph-{_version(ordered)}"
    generation = Generation(store / name)
    whole = _is_whole(generation, ordered)
    if not whole and sum(part.quads for part in ordered) > MEMORY_LIMIT and not (draft / INDEX).exists():
        # An index of the same graph would do, provided that it is intact.
        index.write(draft / INDEX, draft, ordered, None if old == generation else old)
    all_to_disk(draft)
    if whole:
        # The same graph exists already and may be open elsewhere; only what the build says about it may be new.
        for file in (f"{PARTS}.json", SUMMARY, f"{TABLES}.json"):
            (draft / file).replace(generation.folder / file)
        to_disk(generation.folder)
    else:
        if generation.folder.exists():
            generation.folder.replace(draft.with_name("damaged"))
        draft.replace(generation.folder)
    to_disk(store)
    replace_text(store / _CURRENT, name + "\n")
    _sweep(store, name)
    return generation


def _whole(store: Path) -> Generation | None:
    """Return the current generation; None where there is none, or it is damaged or of another version."""
    try:
        return checked(current(store))
    except StoreError:
        return None


def checked(generation: Generation) -> Generation:
    """Return a generation whose parts are intact; raises StoreError where they are not."""
    generation.check()
    return generation


def _is_whole(generation: Generation, parts: Sequence[Part]) -> bool:
    """Return whether a generation exists and contains exactly what these parts make."""
    files = [generation.folder / part.file for part in parts]
    if [sha256_of(file) for file in files] != [part.sha256 for part in parts]:
        return False
    whole = generation.folder / GRAPH
    if whole.is_file() and not merging.holds(whole, files):
        return False
    quads = sum(part.quads for part in parts)
    return quads <= MEMORY_LIMIT or index.quads(generation.folder / INDEX) == quads


def write(store: Path, nquads: str, summary: Mapping[str, Any]) -> Generation:
    """Write a new generation with N-Quads text as its only part, as `publish` does."""
    with drafting(store) as draft:
        part = write_part(draft, "graph", "".join(sorted(nquads.splitlines(keepends=True))))
        return publish(store, draft, (part,), summary, {})


def _as_json(part: Part) -> dict[str, Any]:
    return {"name": part.name, "sha256": part.sha256, "quads": part.quads, "kept": part.kept}


def _version(parts: Sequence[Part]) -> str:
    from hashlib import sha256

    return sha256("".join(f"{part.name} {part.sha256}\n" for part in parts).encode()).hexdigest()[:16]


def _unwritable(store: Path, error: OSError) -> StoreError:
    return StoreError.problem("store.not-writable", where=str(store), error=error)


def _refuse_foreign(store: Path) -> None:
    if store.is_dir() and not (store / _CURRENT).is_file():
        foreign = [path.name for path in store.iterdir() if not path.name.startswith(("graph-", DRAFTS, LOCK))]
        if foreign:
            raise StoreError.problem("store.other-files", where=str(store), foreign=foreign[0])


def _sweep(store: Path, keep: str) -> None:
    """Remove older generations; one still read by another program (on Windows) stays until the next build."""
    from shutil import rmtree

    for folder in store.glob("graph-*"):
        if folder.name != keep:
            rmtree(folder, ignore_errors=True)


#: The file that a build leaves in the folder where it was started.
HOME = Path(".heze-graph")
DEFAULT = HOME / "store"
_LAST = HOME / "last-build"


def remember(store: Path) -> None:
    """Note that the last build in this folder wrote `store`, as a relative path where possible so that both can move.

    Raises StoreError when the note cannot be written.
    """
    from heze_graph.store.writing import replace_text

    here = Path.cwd().resolve()
    there = store.resolve()
    text = there.relative_to(here).as_posix() if there.is_relative_to(here) else str(there)
    try:
        HOME.mkdir(exist_ok=True)
        replace_text(_LAST, text + "\n")
    except OSError as error:
        raise StoreError.problem("store.note-not-writable", where=_LAST, error=error) from error


def last_store() -> Path:
    """Return the store of the last build in this folder, whether or not it still exists."""
    try:
        return Path(_LAST.read_text(encoding="utf-8", errors="surrogateescape").strip())
    except OSError:
        return DEFAULT
