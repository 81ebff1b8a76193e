"""The data set described for machines: VoID, DCAT and the SPARQL 1.1 Service Description, as RDF statements.

Sources: Describing Linked Datasets with the VoID Vocabulary (W3C Note, 2011), DCAT 3 (W3C Recommendation, 2024), SPARQL
1.1 Service Description (W3C Recommendation, 2013). No blank nodes: every part of a description has an IRI of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from heze_graph.rdf import iris
from heze_graph.rdf.formats import FORMATS, RESULTS, TRIPLES
from heze_graph.rdf.terms import PREFIXES

if TYPE_CHECKING:
    import pyoxigraph


#: The prefixes of these descriptions: the graph's, and the vocabularies for data and services.
DESCRIBING = PREFIXES | {
    "formats": "http://www.w3.org/ns/formats/",
    "sd": "http://www.w3.org/ns/sparql-service-description#",
    "sh": "http://www.w3.org/ns/shacl#",
}
PAGE = iris.BASE + "void"
DATASET = PAGE + "#dataset"
_GRAPH_FORMS = tuple(FORMATS[form].w3c for form in TRIPLES)
_RESULTS = (*(FORMATS[form].w3c for form in RESULTS), *_GRAPH_FORMS)


def iri(name: str) -> pyoxigraph.NamedNode:
    """Return the node of a prefixed name of DESCRIBING, or of a full IRI.

    >>> iri("sd:Service").value
    'http://www.w3.org/ns/sparql-service-description#Service'
    """
    from pyoxigraph import NamedNode

    prefix, _, rest = name.partition(":")
    return NamedNode(DESCRIBING[prefix] + rest if prefix in DESCRIBING else name)


def literal(value: str | int, language: str | None = None) -> pyoxigraph.Literal:
    """Return a text, with its language where one is given, or an xsd:integer."""
    from pyoxigraph import Literal

    return Literal(value, language=language) if isinstance(value, str) else Literal(value)


def both(words: Mapping[str, str]) -> list[pyoxigraph.Literal]:
    """Return the words in each language that has them."""
    return [literal(value, language) for language, value in words.items() if value]


class Statements:
    """Statements in the order in which they are added."""

    def __init__(self) -> None:
        self._triples: list[pyoxigraph.Triple] = []

    def add(self, subject: str, **facts: object) -> None:
        """Add facts about a subject: `rdf_type="sd:Service"`, `void_triples=literal(3)`.

        The name of a fact is that of its property, with `_` for the first `:`. A value is a prefixed name or an IRI, a
        literal, or a list of these; None adds nothing.
        """
        from pyoxigraph import Triple

        for name, value in facts.items():
            values = value if isinstance(value, list | tuple) else () if value is None else (value,)
            for one in values:
                node = iri(one) if isinstance(one, str) else one
                self._triples.append(Triple(iri(subject), iri(name.replace("_", ":", 1)), node))

    def __iter__(self) -> Iterator[pyoxigraph.Triple]:
        """Yield the statements."""
        return iter(self._triples)


@dataclass(frozen=True, slots=True)
class DatasetCounts:
    """The numbers of the graph: triples by named graph and property, things by class; all by IRI."""

    graphs: Mapping[str, int]
    classes: Mapping[str, int]
    properties: Mapping[str, int]
    subjects: int
    objects: int
    entities: int

    @property
    def triples(self) -> int:
        """The triples of the whole graph; no triple is in two graphs."""
        return sum(self.graphs.values())


@dataclass(frozen=True, slots=True)
class Publication:
    """What a server says about the data set besides the numbers.

    `server` is its address without a trailing slash; texts are by language; `version` is the version of the data, None
    where unknown; `dumps` are the paths of full downloads with their media types; `examples` are IRIs worth a look,
    `documents` those of the printed tables that everything was read from.
    """

    server: str
    title: Mapping[str, str]
    description: Mapping[str, str]
    version: str | None
    dumps: Mapping[str, str]
    examples: tuple[str, ...]
    documents: tuple[str, ...]


def dataset_triples(figures: DatasetCounts, publication: Publication) -> list[pyoxigraph.Triple]:
    """Return the description of the data set, its named graphs, its downloads and its endpoint."""
    statements = Statements()
    server, endpoint = publication.server, publication.server + "/sparql"
    _add_dataset(statements, figures, publication, endpoint)
    for path, media_type in publication.dumps.items():
        _add_download(statements, server + path, _distribution(path), media_type)
    _add_parts(statements, figures)
    for graph, triples in figures.graphs.items():
        statements.add(graph, rdf_type="void:Dataset", void_triples=literal(triples), dcterms_isPartOf=DATASET)
    _add_endpoint(statements, endpoint, publication.title)
    return list(statements)


def _add_dataset(statements: Statements, figures: DatasetCounts, publication: Publication, endpoint: str) -> None:
    server = publication.server
    statements.add(
        PAGE,
        rdf_type="void:DatasetDescription",
        foaf_primaryTopic=DATASET,
        dcterms_title=both(publication.title),
    )
    statements.add(
        DATASET,
        rdf_type=["void:Dataset", "dcat:Dataset"],
        dcterms_title=both(publication.title),
        dcterms_description=both(publication.description),
        dcterms_source=list(publication.documents),
        dcat_version=literal(publication.version) if publication.version else None,
        foaf_homepage=server + "/",
        dcat_landingPage=server + "/",
        void_sparqlEndpoint=endpoint,
        void_uriSpace=literal(iris.ID),
        void_exampleResource=list(publication.examples),
        void_vocabulary=_vocabularies((*figures.properties, *figures.classes)),
        void_feature=[f"formats:{form}" for form in _GRAPH_FORMS],
        void_triples=literal(figures.triples),
        void_entities=literal(figures.entities),
        void_distinctSubjects=literal(figures.subjects),
        void_distinctObjects=literal(figures.objects),
        void_classes=literal(len(figures.classes)),
        void_properties=literal(len(figures.properties)),
        void_dataDump=[server + path for path in publication.dumps],
        dcat_distribution=[_distribution(path) for path in publication.dumps],
        void_classPartition=[_part("class", name) for name in figures.classes],
        void_propertyPartition=[_part("property", name) for name in figures.properties],
        void_subset=list(figures.graphs),
    )


def service_triples(endpoint: str, figures: DatasetCounts) -> list[pyoxigraph.Triple]:
    """Return the SPARQL 1.1 Service Description of an endpoint whose default graph is the union of the named graphs."""
    statements = Statements()
    default, union = endpoint + "#dataset", endpoint + "#union"
    statements.add(
        endpoint + "#service",
        rdf_type="sd:Service",
        sd_endpoint=endpoint,
        sd_supportedLanguage="sd:SPARQL11Query",
        sd_feature="sd:UnionDefaultGraph",
        sd_resultFormat=[f"formats:{form}" for form in _RESULTS],
        sd_defaultDataset=default,
    )
    statements.add(
        default,
        rdf_type="sd:Dataset",
        sd_defaultGraph=union,
        sd_namedGraph=[_named(endpoint, graph) for graph in figures.graphs],
    )
    statements.add(union, rdf_type="sd:Graph", void_triples=literal(figures.triples))
    for graph, triples in figures.graphs.items():
        statements.add(
            _named(endpoint, graph),
            rdf_type="sd:NamedGraph",
            sd_name=graph,
            sd_graph=_named(endpoint, graph, "content"),
        )
        statements.add(_named(endpoint, graph, "content"), rdf_type="sd:Graph", void_triples=literal(triples))
    return list(statements)


def _add_download(statements: Statements, address: str, distribution: str, media_type: str) -> None:
    statements.add(
        distribution,
        rdf_type="dcat:Distribution",
        dcat_downloadURL=address,
        dcat_accessURL=address,
        dcat_mediaType=f"https://www.iana.org/assignments/media-types/{media_type}",
        dcat_compressFormat="https://www.iana.org/assignments/media-types/application/gzip",
    )


def _add_parts(statements: Statements, figures: DatasetCounts) -> None:
    for name, things in figures.classes.items():
        statements.add(_part("class", name), void_class=name, void_entities=literal(things))
    for name, triples in figures.properties.items():
        statements.add(_part("property", name), void_property=name, void_triples=literal(triples))


def _add_endpoint(statements: Statements, endpoint: str, title: Mapping[str, str]) -> None:
    statements.add(
        endpoint + "#api",
        rdf_type="dcat:DataService",
        dcterms_title=[literal("SPARQL: " + value, language) for language, value in title.items()],
        dcat_endpointURL=endpoint,
        dcat_servesDataset=DATASET,
    )


def _part(kind: str, name: str) -> str:
    """Return the IRI of the partition of the data set for a class or a property."""
    for prefix, namespace in PREFIXES.items():
        if name.startswith(namespace):
            return f"{PAGE}#{kind}-{prefix}-{quote(name.removeprefix(namespace), safe='')}"
    return f"{PAGE}#{kind}-{quote(name, safe='')}"


def _distribution(path: str) -> str:
    return f"{PAGE}#distribution{path.replace('/', '-')}"


def _named(endpoint: str, graph: str, mark: str = "graph") -> str:
    return f"{endpoint}#{mark}-{graph.removeprefix(iris.GRAPH)}"


def _vocabularies(terms: Iterable[str]) -> list[str]:
    """Return the namespaces of terms: everything up to the last `#` or `/`."""
    return sorted({term[: max(term.rfind("#"), term.rfind("/")) + 1] for term in terms})
