"""The page of a finding: what it says, the two phrases side by side, the cells of their rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from heze_graph.entities import entity, overview
from heze_graph.entities.entity import Thing
from heze_graph.model.answers import TextRow
from heze_graph.web.pages.graph import PageGraph
from heze_graph.web.pages.sections import Section, printed_rows


def sections(graph: PageGraph, thing: Thing) -> Iterator[Section]:
    """Yield the sections of a Finding: the two phrases side by side, then the cells of their rows."""
    rows = _evidence(graph, thing)
    values = {"finding": thing.iri}
    for place, term in (("here", "printed"), ("elsewhere", "printedElsewhere")):
        cells = [row for row in rows if row["place"] == place]
        yield Section(f"evidence-{place}", "cells", printed_rows(cells), "finding-evidence", values, _text(thing, term))
    target = _target(graph, thing)
    others = entity.findings(graph.catalogue, target["target"]) if target else []
    others = [row for row in others if row["finding"] != thing.iri]
    values = {"thing": target["target"]} if target else {}
    yield Section("other-findings", "findings", others, "findings-of-thing", values)


@dataclass(frozen=True, slots=True)
class FindingText:
    """What a Finding says: both phrases, where each is printed as (document, line), and how they were understood."""

    printed: str
    elsewhere: str
    here: tuple[str, int] | None
    there: tuple[str, int] | None
    understood: str
    certainty: str
    reason: str
    target: TextRow | None


def statement(graph: PageGraph, thing: Thing) -> FindingText:
    """Return what a Finding says, with its reason in the language of the page."""
    source = thing.sources[0] if thing.sources else None
    other = next((row for row in _evidence(graph, thing) if row["place"] == "elsewhere"), None)
    reasons = {fact.value.language: fact.value.text for fact in thing.values("reason")}
    certainty = next((fact.link for fact in thing.values("certainty")), "")
    return FindingText(
        printed=_text(thing, "printed"),
        elsewhere=_text(thing, "printedElsewhere"),
        here=(source.document, source.line) if source else None,
        there=(other["document"], int(other["line"])) if other else None,
        understood=_text(thing, "understood"),
        certainty=certainty.rpartition("/")[2],
        reason=graph.reworded(reasons.get(graph.language, "")),
        target=_target(graph, thing),
    )


def _evidence(graph: PageGraph, thing: Thing) -> list[dict[str, str]]:
    return graph.remember(("evidence", thing.iri), lambda: graph.rows("finding-evidence", finding=thing.iri))


def _target(graph: PageGraph, thing: Thing) -> TextRow | None:
    """Return the target that a Finding concerns, with its number and wording there; None for none."""
    found = overview.details_of_findings(graph.catalogue, [thing.iri]).get(thing.iri)
    return found if found and found["target"] else None


def _text(thing: Thing, term: str) -> str:
    return next((fact.value.text for fact in thing.values(term)), "")
