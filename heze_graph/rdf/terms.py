"""The terms used in the graph, and RDF terms and quads as N-Quads text (W3C, 2014).

A quad is four such texts. Text is the fastest to make, to sort and to bulk-load. `ontology/heze.ttl` defines our own
terms. Every name here is the term's own name, so that it can be found in the ontology; the tests compare the two.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from heze_graph.rdf import iris
from heze_graph.rdf.iris import TERM

#: The prefixes declared by exports and queries.
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
XSD, RDF_TYPE = PREFIXES["xsd"], PREFIXES["rdf"] + "type"
#: The properties that name a thing, by preference.
NAMING = (PREFIXES["skos"] + "prefLabel", PREFIXES["dcterms"] + "title", PREFIXES["rdfs"] + "label")
Term = str
Triple = tuple[Term, Term, Term]
Quad = tuple[Term, Term, Term, Term]
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}
_SPECIAL = re.compile(r'["\\\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]')


def iri(value: str) -> Term:
    """Return an IRI as a term; it has to be made by `heze_graph.rdf.iris`."""
    return f"<{value}>"


def _escaped(match: re.Match[str]) -> str:
    character = match[0]
    if "\ud800" <= character <= "\udfff":
        # A lone surrogate is not a character, and RDF cannot hold it.
        return "\ufffd"
    return _ESCAPES.get(character) or f"\\u{ord(character):04X}"


def text(value: str, language: str | None = None) -> Term:
    r"""Return a string as a literal, with a language tag where one is given.

    >>> print(text('a "b"\n', "en"))
    "a \"b\"\n"@en
    """
    literal = f'"{_SPECIAL.sub(_escaped, value)}"'
    return f"{literal}@{language}" if language else literal


def _typed(value: str, datatype: str) -> Term:
    return f'"{value}"^^<{XSD}{datatype}>'


def integer(value: int) -> Term:
    """Return an xsd:integer."""
    return _typed(str(value), "integer")


def decimal(value: Decimal | float) -> Term:
    """Return an xsd:decimal, without an exponent and with at least one decimal place.

    >>> decimal(0.8026), decimal(Decimal(1))
    ('"0.8026"^^<http://www.w3.org/2001/XMLSchema#decimal>', '"1.0"^^<http://www.w3.org/2001/XMLSchema#decimal>')
    """
    digits = f"{Decimal(str(value)):f}"
    return _typed(digits if "." in digits else digits + ".0", "decimal")


def boolean(value: bool) -> Term:
    """Return an xsd:boolean."""
    return _typed("true" if value else "false", "boolean")


def day(value: date) -> Term:
    """Return an xsd:date."""
    return _typed(value.isoformat(), "date")


def year(value: int) -> Term:
    """Return an xsd:gYear."""
    return _typed(f"{value:04d}", "gYear")


def concept(scheme: str, name: str) -> Term:
    """Return the term of a concept of one of our schemes."""
    return iri(iris.concept(scheme, name))


def prefixed(iri: str, prefixes: Mapping[str, str] = PREFIXES) -> str:
    """Return an IRI as a prefixed name, by its longest matching namespace; "" for none.

    >>> prefixed("https://w3id.org/heze-graph/ontology#Target"), prefixed("http://example.org/x")
    ('heze:Target', '')
    """
    fitting = [(len(space), prefix) for prefix, space in prefixes.items() if space and iri.startswith(space)]
    length, prefix = max(fitting, default=(0, ""))
    return f"{prefix}:{iri[length:]}" if length else ""


class _Namespace:
    """The terms of one namespace, as attributes."""

    def __init__(self, base: str, names: str) -> None:
        self.names = tuple(names.split())
        # Attributes of the object itself, since they are looked up for each triple.
        self.__dict__.update({name: iri(base + name) for name in self.names})

    def __getattr__(self, name: str) -> Term:
        raise AttributeError(name)


HEZE = _Namespace(
    TERM,
    "Document Row Cell Head Column Target Entry Assignment Unit Leader Place Finding Link Change UnitPair "
    "inDocument inRow head inHead inEntry line where page box column header printed fileName sha256 covers "
    "rowCount entryCount reportCount "
    "ofTarget latestEntry promisedBy year number wording section deadline deadlinePrinted "
    "ordinal leader responsibleUnit leadUnit inferredUnit unitList unitIriList progress claim claimPrinted "
    "city governs standsFor divisionCode placeKind "
    "findingKind concerns elsewhere printedElsewhere understood candidate candidateList candidateIriList "
    "certainty reason "
    "earlierEntry laterEntry score basis changeKind before after "
    "Goal Reading Indicator Mention Project Theme "
    "goalOf quantity comparator nature perPlace holdsFor forPlace light lightRule "
    "value upperValue unitPrinted baseValue baseUnit MeasureUnit factor "
    "indicator indicatorKind direction apportioned indicatorUnit sdgIndicator statisticalName "
    "phrase start readingOf reportedIn stage counted attainment met ofPlan addedUp "
    "mentionedIn field mentions mentionsEvery locatedIn countyList countyIriList "
    "pairedUnit sharedTarget sharedTargets targetList targetIriList",
)
RDF = _Namespace(PREFIXES["rdf"], "type")
RDFS = _Namespace(PREFIXES["rdfs"], "label")
SKOS = _Namespace(
    PREFIXES["skos"],
    "Concept ConceptScheme prefLabel altLabel hiddenLabel inScheme definition notation relatedMatch",
)
DCTERMS = _Namespace(PREFIXES["dcterms"], "title publisher identifier isReplacedBy")
PROV = _Namespace(PREFIXES["prov"], "wasDerivedFrom")
ORG = _Namespace(PREFIXES["org"], "classification")
SCHEMA = _Namespace(PREFIXES["schema"], "containedInPlace")
TIME = _Namespace(PREFIXES["time"], "Instant ProperInterval hasBeginning hasEnd inXSDDate")
