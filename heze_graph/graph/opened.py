"""An opened graph: every way to ask it from Python."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import astuple
from functools import cached_property
from os import PathLike
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from heze_graph import resources
from heze_graph.errors import QueryError, UsageError
from heze_graph.graph.result import Result
from heze_graph.model.answers import Answer, Term
from heze_graph.saved.free import Free
from heze_graph.saved.guard import form_of
from heze_graph.saved.library import Library, load
from heze_graph.saved.listing import listing
from heze_graph.store.embedded import Embedded
from heze_graph.store.engine import Engine
from heze_graph.store.last import last_store
from heze_graph.store.remote import Remote

if TYPE_CHECKING:
    import networkx
    import pyoxigraph
    import rdflib

    from heze_graph.network.picture import Picture
    from heze_graph.things.search import Index
    from heze_graph.things.thing import Thing


class Graph:
    """A graph that can be asked and not changed: a store's folder as it was when opened, or a SPARQL endpoint.

    `engine` answers SPARQL 1.1, `library` holds the saved queries, `version` is that of the data (None behind an
    endpoint, where nobody can tell). Use it in a `with` statement, or close it.
    """

    def __init__(
        self, engine: Engine, library: Library, *, version: str | None = None, store: Path | None = None
    ) -> None:
        self.engine = engine
        self.library = library
        self.version = version
        self._store = store
        self._free = Free.of_store(store) if store else Free(lambda: engine)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of files, connections and processes."""
        self._free.close()
        self.engine.close()

    def __repr__(self) -> str:
        version = f", version {self.version}" if self.version else ""
        return f"<Graph {self._store or 'behind an endpoint'}{version}>"

    def queries(self) -> Result:
        """Return the saved queries: name, parameters, summary, summary_en.

        A parameter in brackets may be left out; a default stands behind `=`, the allowed values behind `:`. More is in
        `library`.
        """
        return Result(listing(self.library), "queries")

    def query(self, name: str, /, **parameters: object) -> Result:
        """Return the answer to a saved query; a parameter is given as a Python value and bound as an RDF term.

        Raises QueryError when there is no such query, ParameterError, which says what is allowed, when a parameter is
        at fault, and StoreError when the store fails.
        """
        saved = self.library.get(name)
        ask = self.engine.select if saved.form == "SELECT" else self.engine.construct
        return _as_result(ask(saved.bound(given(parameters))), saved.name)

    def sparql(self, text: str) -> Result:
        """Return the answer to any SPARQL query that only reads, over the union of all named graphs or what FROM names.

        ASK gives one row with the column `answer`; CONSTRUCT and DESCRIBE give their triples as rows, which `rdflib`
        gives as a graph. A store is asked in a process of its own, as it is now. Raises QueryError for an update,
        SERVICE, wrong SPARQL or what is too much for the engine, StoreError when the store fails.
        """
        return _as_result(self._free.ask(text), "")

    def documents(self) -> Result:
        """Return the documents in the graph: title, issuer, period, file, SHA-256, and how much they hold."""
        return self.query("documents")

    def search(self, text: str, limit: int = 20) -> Result:
        """Return the things that answer to a text, the best first: thing, kind, label, label_en, found, role, note.

        A name may be given in Chinese, English, pinyin or its initials, a target by its number; `found` is the name
        that was found, `role` says what kind of name that is. Of a saved query (kind `question`) `thing` is the name.
        """
        rows = map(astuple, self._index.search(text, limit))
        return _texts(("thing", "kind", "label", "label_en", "found", "role", "note"), rows, "search")

    def describe(self, thing: str) -> Thing:
        """Return what the graph says of a thing, given by its IRI or by a name: names, facts, uses, sources.

        Raises QueryError where there is no such thing, or several have that name; the message says which are close.
        """
        from heze_graph.graph.finding import is_iri, meant
        from heze_graph.things.describe import describe

        found = describe(self.engine, self.library, thing if is_iri(thing) else meant(thing, self._index))
        if found is None:
            raise QueryError.problem(
                "the graph", f"nothing about “{thing[:200]}”", "the IRI of a thing in it", "search for its name"
            )
        return found

    def rdflib(self, construct: str = "") -> rdflib.Graph:
        """Return the triples of all named graphs as an rdflib Graph, or those of a CONSTRUCT or DESCRIBE query.

        Raises QueryError when the query is at fault, StoreError when the store fails.
        """
        from heze_graph.graph import rdf

        if construct:
            form_of(construct, "the query", ("CONSTRUCT", "DESCRIBE"))
        elif isinstance(self.engine, Embedded):
            return rdf.graph(rdf.stored(self.engine.generation.graph))
        return rdf.graph(self.engine.construct(construct or rdf.EVERYTHING))

    def networkx(self, view: str = "units", /, **wish: Any) -> networkx.Graph[str]:
        """Return a view (`units`, `leaders`, `targets`, `counties`, `projects`, `themes`, `ego`) as a networkx graph.

        Nodes are IRIs with label, kind, size and measures, edges have weights, and both the printed entries that they
        stand on. `wish` is as for `picture`, which also says what is raised.
        """
        from heze_graph.graph.networks import networkx_graph

        return networkx_graph(self.picture(view, **wish))

    def svg(self, view: str = "units", /, **wish: Any) -> str:
        """Return a view as SVG, with title, legend, date and source; `wish` is as for `picture`."""
        from heze_graph.network.svg import svg

        return svg(self.picture(view, **wish))

    def picture(
        self, view: str = "units", /, *, language: str = "zh", around: str = "", steps: int = 2, **parameters: object
    ) -> Picture:
        """Return the Picture of a view: of all of it, or of what stands within `steps` of the thing named `around`.

        `parameters` are those of the view's query, `language` is `zh` or `en`. Raises QueryError when there is no such
        view, thing or language, ParameterError when a parameter is at fault, StoreError when the store fails.
        """
        from heze_graph import pictures

        wish = pictures.Wish(given(parameters), around, steps)
        return pictures.picture(view, self.engine, self.library, language, wish)

    @cached_property
    def _index(self) -> Index:
        """The names in the graph, read at the first search."""
        from heze_graph.things.search import Index

        return Index.of(self.engine, self.library)


def opened(store: str | PathLike[str] | None, endpoint: str | None, queries: str | PathLike[str] | None) -> Graph:
    """Return the graph of a store's folder or behind an endpoint; `heze_graph.open` says more."""
    library = load(resources.QUERIES if queries is None else Path(queries))
    if endpoint is not None:
        if store is not None:
            raise UsageError.problem("open", "a store and an endpoint", "one of the two", "leave one out")
        return Graph(Remote(endpoint), library)
    folder = last_store() if store is None else Path(store)
    engine = Embedded(folder)
    return Graph(engine, library, version=engine.generation.version, store=folder)


def given(parameters: Mapping[str, object]) -> dict[str, str]:
    """Return Python values as the texts that a saved query takes; None stands for a parameter that is not given.

    >>> from datetime import date
    >>> given({"date": date(2023, 12, 31), "no": 86, "document": None})
    {'date': '2023-12-31', 'no': '86'}
    """
    return {
        name: str(value).lower() if isinstance(value, bool) else str(value)
        for name, value in parameters.items()
        if value is not None
    }


def _as_result(content: Answer | list[pyoxigraph.Triple], name: str) -> Result:
    if isinstance(content, Answer):
        return Result(content, name)
    from heze_graph.graph.rdf import as_answer

    return Result(as_answer(content), name)


def _texts(columns: tuple[str, ...], rows: Iterable[tuple[str, ...]], name: str) -> Result:
    terms = tuple(tuple(Term("literal", text) if text else None for text in row) for row in rows)
    return Result(Answer(columns, terms), name)
