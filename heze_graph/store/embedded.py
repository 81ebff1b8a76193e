"""The embedded engine: Oxigraph in this process."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from heze_graph import processes
from heze_graph.errors import QueryError, StoreError
from heze_graph.model.answers import Answer
from heze_graph.rdf.codec import answer_of
from heze_graph.store import folder
from heze_graph.store.ordering import ordered
from heze_graph.store.syntax_faults import place_of, syntax_fault

if TYPE_CHECKING:
    import pyoxigraph


#: Address space that Oxigraph needs to open a graph: 200 MB for its loader, and a few bytes for each byte of text.
_LEAST_ON_DISK, _LEAST_IN_MEMORY, _FOR_EACH_BYTE = 128 * 2**20, 256 * 2**20, 8


class Embedded:
    """An Engine over the current generation of a store: in memory, or on disk where there is an index.

    Raises StoreError when there is no store, or it cannot be read.
    """

    def __init__(self, store: Path) -> None:
        self.generation, self._store = folder.reading(store, lambda there: (there, opened(there)))

    @property
    def version(self) -> str:
        """The version of the data."""
        return self.generation.version

    def select(self, query: str) -> Answer:
        """Return the answer to a SELECT or ASK query."""
        return ordered(query, self._asked)

    def _asked(self, query: str) -> Answer:
        import pyoxigraph

        result = self._run(query)
        if isinstance(result, pyoxigraph.QueryTriples):
            del result
            raise QueryError.problem("store.construct-or-describe")
        try:
            return answer_of(result)
        except (OSError, RuntimeError) as error:
            raise _failed(error) from error
        finally:
            # See `answer_of`: no frame of an error may keep a reference to it.
            del result

    def construct(self, query: str) -> list[pyoxigraph.Triple]:
        """Return the triples of a CONSTRUCT or DESCRIBE query, sorted."""
        import pyoxigraph

        result = self._run(query)
        if not isinstance(result, pyoxigraph.QueryTriples):
            raise QueryError.problem("store.select-or-ask")
        try:
            return sorted(set(result), key=str)
        except (OSError, RuntimeError) as error:
            raise _failed(error) from error

    def close(self) -> None:
        """Nothing to close: only memory is held."""

    def _run(self, query: str) -> pyoxigraph.QuerySolutions | pyoxigraph.QueryBoolean | pyoxigraph.QueryTriples:
        try:
            return self._store.query(query, use_default_graph_as_union=True)
        except SyntaxError as error:
            raise QueryError(syntax_fault(str(error), query).at(place_of(str(error)))) from error
        except (OSError, RuntimeError) as error:
            raise _failed(error) from error


def opened(generation: folder.Generation, loaded: int = 0) -> pyoxigraph.Store:
    """Return a generation as a store in memory, or on disk where there is an index.

    A graph of at most `loaded` quads is loaded into memory anyway: queries are ten times faster there, which pays where
    many are asked. Raises StoreError when it cannot be read.
    """
    import pyoxigraph

    try:
        if generation.index and sum(part.quads for part in generation.parts()) > loaded:
            _refuse_little_memory(generation, _LEAST_ON_DISK)
            return pyoxigraph.Store.read_only(str(generation.index))
        texts = sum(file.stat().st_size for file in generation.files())
        _refuse_little_memory(generation, _LEAST_IN_MEMORY + _FOR_EACH_BYTE * texts)
        store = pyoxigraph.Store()
        for text in generation.texts():
            # A build's own output needs no second validation of each IRI. In memory the bulk loader would take a fifth
            # longer.
            store.load(input=text, format=pyoxigraph.RdfFormat.N_QUADS, lenient=True)
    except (OSError, RuntimeError, SyntaxError) as error:
        raise StoreError.problem("store.damaged-store", where=generation.folder.parent, error=error) from error
    return store


def _refuse_little_memory(generation: folder.Generation, least: int) -> None:
    """Refuse where memory is too short: Oxigraph cannot be told that it has run out, and would abort this process."""
    free = processes.free_memory()
    if free < least:
        sizes = {"free": free // 2**20, "least": least // 2**20 + 1}
        raise StoreError.problem("store.little-memory", where=generation.folder.parent, **sizes)


def _failed(error: Exception) -> StoreError:
    return StoreError.problem("store.failure", error=error)
