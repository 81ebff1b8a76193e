"""What the editor completes: the terms of the ontology, the other terms that the graph uses, and its codes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from heze_graph import iris
from heze_graph.resources import ONTOLOGY
from heze_graph.triples.vocabulary import PREFIXES
from heze_graph.web.linked.dataset import figures
from heze_graph.web.memory import Memory
from heze_graph.web.ontology.terms import ontology, shortened
from heze_graph.web.site import Site

_KINDS = {
    "classes": "class",
    "schemes": "scheme",
    "object_properties": "property",
    "datatype_properties": "property",
}
_memory = Memory(2)

Term = dict[str, str]


def terms(site: Site) -> Mapping[str, object]:
    """Return the prefixes and the terms: `name`, `iri`, `kind` (class, property, scheme, code), labels `zh`, `en`."""
    return _memory.get(site, "terms", lambda: {"prefixes": PREFIXES, "terms": list(_terms(site))})


def names(site: Site) -> Mapping[str, Term]:
    """Return the terms by IRI."""
    return _memory.get(site, "names", lambda: {term["iri"]: term for term in _terms(site)})


def _terms(site: Site) -> Iterator[Term]:
    known = set()
    for section, found in ontology(ONTOLOGY).sections.items():
        for term in found:
            known.add(term.iri)
            yield {
                "name": term.name,
                "iri": term.iri,
                "kind": _KINDS[section],
                "zh": term.labels.get("zh", ""),
                "en": term.labels.get("en", ""),
                "definition_zh": term.definitions.get("zh", ""),
                "definition_en": term.definitions.get("en", ""),
            }
    counted = figures(site)
    for kind, used in (("class", counted.classes), ("property", counted.properties)):
        for iri in used:
            if iri not in known and ":" in shortened(iri):
                yield {"name": shortened(iri), "iri": iri, "kind": kind, "zh": "", "en": ""}
    for row in site.engine.select(site.library.get("concepts").bound({})).texts():
        yield {
            "name": iris.text_of(row["concept"].removeprefix(iris.ID)),
            "iri": row["concept"],
            "kind": "code",
            "zh": row["label"],
            "en": row["labelEn"],
        }
