"""An opened graph, for Python programs and notebooks: `heze_graph.open(store)`; `result` is the answer to a query."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from functools import cached_property
from operator import attrgetter
from os import PathLike
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from heze_graph import resources
from heze_graph.errors import QueryError, UsageError
from heze_graph.graph.result import Result
from heze_graph.messages import say
from heze_graph.model.answers import Answer
from heze_graph.networks.measures import measure
from heze_graph.networks.picture import Evidence, Picture
from heze_graph.queries.adhoc import AdHoc
from heze_graph.queries.in_order import whole_text
from heze_graph.queries.library import Library, listing, load
from heze_graph.queries.syntax import form_of
from heze_graph.rdf.codec import rdflib_graph, triples_as_answer
from heze_graph.rdf.formats import xml_text
from heze_graph.rdf.iris import GRAPH
from heze_graph.store.embedded import Embedded
from heze_graph.store.engine import Engine, connect
from heze_graph.store.folder import last_store

if TYPE_CHECKING:
    import networkx
    import pyoxigraph
    import rdflib

    from heze_graph.entities.asking import Asking, Question
    from heze_graph.entities.entity import Thing
    from heze_graph.entities.search import Index
    from heze_graph.networks.picture import Picture

#: Everything of ours that an endpoint holds: some servers keep graphs of their own beside it.
_EVERYTHING = f"""CONSTRUCT {{ ?s ?p ?o }}
WHERE {{ GRAPH ?graph {{ ?s ?p ?o }} FILTER(STRSTARTS(STR(?graph), "{GRAPH}")) }}"""


def networkx_graph(picture: Picture) -> networkx.Graph[str]:
    """Return a Picture as an undirected graph of the IRIs of its things.

    A node has `label`, `kind`, `kind_label`, `size` and its measures (`degree`, `weighted_degree`, `betweenness`,
    `community`, `participation`, `parts`), an edge `weight` and `shared`. Both have `evidence`, the printed entries
    behind them; the graph has `title`, `source` and `as_of`.
    """
    import networkx

    entries = {one.id: one for one in picture.evidence}
    measures = measure(picture)
    graph: networkx.Graph[str] = networkx.Graph(
        title=picture.title, subtitle=picture.subtitle, source=picture.source, as_of=picture.as_of
    )
    for node in sorted(picture.nodes, key=lambda node: node.id):
        attributes: dict[str, Any] = {name: getattr(node, name) for name in ("label", "kind", "kind_label", "size")}
        evidence = tuple(entries[one] for one in node.evidence)
        graph.add_node(node.id, **attributes, evidence=evidence, **asdict(measures[node.id]))
    for edge in sorted(picture.edges, key=lambda edge: (edge.source, edge.target)):
        evidence = tuple(entries[one] for one in edge.evidence)
        graph.add_edge(edge.source, edge.target, weight=edge.weight, shared=edge.details, evidence=evidence)
    return graph


def with_plain_attributes(graph: networkx.Graph[str]) -> networkx.Graph[str]:
    """Return a graph whose attributes are numbers and texts, which network formats can hold, one line per thing."""
    import networkx

    plain: networkx.Graph[str] = networkx.Graph()
    plain.graph.update({name: _plain(value) for name, value in graph.graph.items()})
    for node, attributes in graph.nodes(data=True):
        plain.add_node(node, **{name: _plain(value) for name, value in attributes.items()})
    for source, target, attributes in graph.edges(data=True):
        plain.add_edge(source, target, **{name: _plain(value) for name, value in attributes.items()})
    return plain


def _plain(value: object) -> str | int | float | bool:
    if isinstance(value, str | int | float):
        return xml_text(value) if isinstance(value, str) else value
    if isinstance(value, Mapping):
        return xml_text("\n".join(f"{name}: {one}" for name, one in value.items()))
    if isinstance(value, tuple | list):
        return "\n".join(str(_plain(one)) for one in value)
    if isinstance(value, Evidence):
        return xml_text(f"{value.place} {value.text}")
    return "" if value is None else xml_text(str(value))


class Graph:
    """A read-only graph: a store's folder in the state in which it was opened, or a SPARQL endpoint.

    `engine` answers SPARQL 1.1, `library` holds the saved queries, `version` is that of the data (None behind an
    endpoint, where it is unknown). Use it in a `with` statement, or close it.
    """

    def __init__(
        self, engine: Engine, library: Library, *, version: str | None = None, store: Path | None = None
    ) -> None:
        self.engine = engine
        self.library = library
        self.version = version
        self._store = store
        self._adhoc = AdHoc.of_store(store) if store else AdHoc(lambda: engine)
        #: The arguments of `opened`, with which another process opens it again.
        self.again: tuple[Path | None, str | None, Path | None] = (store, None, None)

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle the arguments it was opened with: another process opens the graph again, in its state at that time."""
        return opened, self.again

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Release files, connections and processes."""
        self._adhoc.close()
        self.engine.close()

    def __repr__(self) -> str:
        version = f", version {self.version}" if self.version else ""
        return f"<Graph {self._store or 'behind an endpoint'}{version}>"

    def queries(self) -> Result:
        """Return the saved queries: name, parameters, summary, summary_en.

        A parameter in brackets is optional; a default follows `=`, the allowed values follow `:`. `library` has more.
        """
        return Result(listing(self.library), "queries")

    def query(self, name: str, /, **parameters: object) -> Result:
        """Return the answer to a saved query; a parameter is given as a Python value and bound as an RDF term.

        Raises QueryError when there is no such query, ParameterError, which says what is allowed, for an invalid
        parameter, and StoreError when the store fails.
        """
        saved = self.library.get(name)
        ask = self.engine.select if saved.form == "SELECT" else self.engine.construct
        return _as_result(ask(whole_text(self.engine, saved, given(parameters))), saved.name)

    def sparql(self, text: str) -> Result:
        """Return the answer to any SPARQL query that only reads, over the union of all named graphs or what FROM names.

        ASK gives one row with the column `answer`; CONSTRUCT and DESCRIBE give their triples as rows, which `rdflib`
        gives as a graph. A store is asked in a process of its own, as it is now. Raises QueryError for an update,
        SERVICE, wrong SPARQL or what is too much for the engine, StoreError when the store fails.
        """
        return _as_result(self._adhoc.ask(text), "")

    def documents(self) -> Result:
        """Return the documents in the graph: title, issuer, period, file, SHA-256, and how much they hold."""
        return self.query("documents")

    def search(self, text: str, limit: int = 20) -> Result:
        """Return the things that answer to a text, the best first: thing, kind, label, label_en, found, role, note.

        A name may be given in Chinese, English, pinyin or its initials, a target by its number; `found` is the name
        that was found, `role` says what kind of name that is. Of a saved query (kind `question`) `thing` is the name.
        """
        columns = ("thing", "kind", "label", "label_en", "found", "role", "note")
        hits = map(attrgetter(*columns), self._index.search(text, limit))
        return Result(Answer.of_texts(columns, hits), "search")

    def ask(self, text: str, today: date | None = None, most: int = 3) -> list[Question]:
        """Return the saved queries that a question in words may mean, with their values, the best first.

        None where no saved query is meant. `today` is the day that words such as 逾期 are said on. What answers is
        `query(question.query.name, **question.values)`; `unused` and `unread` say what of the text it has no place for.
        """
        return self._asking.questions(text, today or date.today(), most)  # noqa: DTZ011 - the day where it is asked

    def describe(self, thing: str) -> Thing:
        """Return what the graph says of a thing, given by its IRI or by a name: names, facts, uses, sources.

        Raises QueryError where there is no such thing, or several have that name; the message says which are close.
        """
        from heze_graph.entities.entity import describe
        from heze_graph.entities.search import is_iri, meant

        found = describe(self.engine, self.library, thing if is_iri(thing) else meant(thing.strip(), self._index))
        if found is None:
            raise QueryError.problem("graph.nothing-about", thing=thing[:200])
        return found

    def rdflib(self, construct: str = "") -> rdflib.Graph:
        """Return the triples of all named graphs as an rdflib Graph, or those of a CONSTRUCT or DESCRIBE query.

        Raises QueryError when the query is at fault, StoreError when the store fails.
        """
        import pyoxigraph

        if construct:
            form_of(construct, say("queries.the-query"), ("CONSTRUCT", "DESCRIBE"))
        elif isinstance(self.engine, Embedded):
            # From the file, which has numbers as they were written.
            stored = self.engine.generation.graph
            return rdflib_graph(pyoxigraph.parse(path=stored, format=pyoxigraph.RdfFormat.N_QUADS))
        return rdflib_graph(self.engine.construct(construct or _EVERYTHING))

    def networkx(self, view: str = "units", /, *, plain: bool = True, **options: Any) -> networkx.Graph[str]:
        """Return a view (`units`, `leaders`, `targets`, `counties`, `projects`, `themes`, `ego`) as a networkx graph.

        Nodes are IRIs with label, kind, size and measures, edges have weights, and both the printed entries that they
        stand on. Every attribute is a number or a text, so that networkx can write the graph as GEXF, GraphML or JSON;
        without `plain` the entries are objects. `options` is as for `picture`, which also says what is raised.
        """
        graph = networkx_graph(self.picture(view, **options))
        return with_plain_attributes(graph) if plain else graph

    def svg(self, view: str = "units", /, **options: Any) -> str:
        """Return a view as SVG, with title, legend, date and source; `options` is as for `picture`."""
        from heze_graph.networks.images import svg

        return svg(self.picture(view, **options))

    def picture(
        self, view: str = "units", /, *, language: str = "zh", around: str = "", steps: int = 2, **parameters: object
    ) -> Picture:
        """Return the Picture of a view: all of it, or what is within `steps` of the thing named `around`.

        `parameters` are those of the view's query, `language` is `zh` or `en`. Raises QueryError for an unknown view,
        thing or language, ParameterError for an invalid parameter, StoreError when the store fails.
        """
        from heze_graph.networks import views

        options = views.ViewOptions(given(parameters), around, steps)
        return views.picture(view, self.engine, self.library, language, options)

    @cached_property
    def _asking(self) -> Asking:
        """The understanding of questions."""
        from heze_graph.entities.asking import Asking

        return Asking.of(self._index, self.library, self.documents().answer.texts())

    @cached_property
    def _index(self) -> Index:
        """The names in the graph, read at the first search."""
        from heze_graph.entities.search import Index

        return Index.of(self.engine, self.library)


def opened(store: str | PathLike[str] | None, endpoint: str | None, queries: str | PathLike[str] | None) -> Graph:
    """Return the graph of a store's folder or behind an endpoint; see `heze_graph.open`."""
    own = None if queries is None else Path(queries).absolute()
    library = load(own or resources.QUERIES)
    if endpoint is not None:
        if store is not None:
            raise UsageError.problem("graph.both")
        graph = Graph(connect(endpoint), library)
        graph.again = (None, endpoint, own)
        return graph
    folder = last_store() if store is None else Path(store)
    engine = Embedded(folder)
    graph = Graph(engine, library, version=engine.generation.version, store=folder)
    graph.again = (folder.absolute(), None, own)
    return graph


def given(parameters: Mapping[str, object]) -> dict[str, str]:
    """Return Python values as texts for a saved query; None means that a parameter is not given.

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
    return Result(content if isinstance(content, Answer) else triples_as_answer(content), name)
