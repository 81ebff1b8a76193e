"""The terms that the graph is written with; `ontology/heze.ttl` defines those of our own.

Every name here is the term's own name, so that a reader finds it again in the ontology; the tests compare the two.
"""

from __future__ import annotations

from heze_graph.iris import TERM
from heze_graph.triples.terms import Term, iri


class _Namespace:
    """The terms of one namespace, as attributes."""

    def __init__(self, base: str, names: str) -> None:
        self._base = base
        self.names = tuple(names.split())

    def __getattr__(self, name: str) -> Term:
        if name not in self.names:
            raise AttributeError(name)
        return iri(self._base + name)


HEZE = _Namespace(
    TERM,
    "Document Row Cell Target Entry Assignment Unit Leader Place Finding Link Change UnitPair "
    "inDocument inRow inEntry line where column header printed fileName sha256 covers "
    "ofTarget promisedBy year number wording deadline dueDate deadlinePrinted "
    "ordinal leader responsibleUnit leadUnit inferredUnit unitList progress claim claimPrinted "
    "governs standsFor divisionCode placeKind "
    "findingKind concerns elsewhere printedElsewhere understood candidate candidateList certainty reason "
    "earlierEntry laterEntry score basis changeKind before after "
    "Goal Reading Mention Project Theme "
    "goalOf quantity comparator nature perPlace light lightRule value upperValue unitPrinted baseValue baseUnit "
    "phrase start end readingOf reportedIn stage counted attainment met addedUp "
    "mentionedIn field mentions mentionsEvery locatedIn countyList "
    "pairedUnit sharedTarget sharedTargets targetList",
)
RDF = _Namespace("http://www.w3.org/1999/02/22-rdf-syntax-ns#", "type")
RDFS = _Namespace("http://www.w3.org/2000/01/rdf-schema#", "label")
SKOS = _Namespace(
    "http://www.w3.org/2004/02/skos/core#",
    "Concept ConceptScheme prefLabel altLabel hiddenLabel inScheme definition notation",
)
DCTERMS = _Namespace("http://purl.org/dc/terms/", "title publisher identifier isReplacedBy")
PROV = _Namespace("http://www.w3.org/ns/prov#", "wasDerivedFrom")
ORG = _Namespace("http://www.w3.org/ns/org#", "classification")
QB = _Namespace("http://purl.org/linked-data/cube#", "Observation dataSet")
SCHEMA = _Namespace("https://schema.org/", "containedInPlace")
TIME = _Namespace("http://www.w3.org/2006/time#", "Instant ProperInterval hasBeginning hasEnd inXSDDate")

#: The prefixes that exports and queries declare.
PREFIXES = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "heze": TERM,
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "qb": "http://purl.org/linked-data/cube#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "time": "http://www.w3.org/2006/time#",
    "vann": "http://purl.org/vocab/vann/",
    "void": "http://rdfs.org/ns/void#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
