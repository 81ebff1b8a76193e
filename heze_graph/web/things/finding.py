"""The page of one finding: both places, every printed cell of both, what was understood, how sure, and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from heze_graph import iris
from heze_graph.things.thing import Thing
from heze_graph.web.things.reader import Reader, Row
from heze_graph.web.things.sections import Section
from heze_graph.web.things.target import printed_rows


def finding(reader: Reader, thing: Thing) -> Iterator[Section]:
    """Yield the sections of a Finding: the two phrases side by side, then the cells of their rows."""
    rows = reader.rows("finding-evidence", finding=thing.iri)
    values = {"finding": thing.iri}
    for place, term in (("here", "printed"), ("elsewhere", "printedElsewhere")):
        cells = [row for row in rows if row["place"] == place]
        yield Section(f"evidence-{place}", "cells", printed_rows(cells), "finding-evidence", values, _text(thing, term))
    concerned = [fact.link for fact in thing.values("concerns")]
    told = [row for row in reader.remembered("links") if row["entry"] in concerned]
    targets = [row["target"] for row in told]
    others = [
        row
        for target in dict.fromkeys(targets)
        for row in reader.rows("findings-of-thing", thing=target)
        if row["finding"] != thing.iri
    ]
    yield Section("other-findings", "findings", others, "findings-of-thing", {"thing": targets[0]} if targets else {})


@dataclass(frozen=True, slots=True)
class Said:
    """What a Finding says: both phrases, where they are printed as (document, line), what was made of them."""

    printed: str
    elsewhere: str
    here: tuple[str, int] | None
    there: tuple[str, int] | None
    understood: str
    certainty: str
    reason: str
    target: Row | None


def said(reader: Reader, thing: Thing) -> Said:
    """Return what a Finding says, its reason in the language of the page."""
    source = thing.sources[0] if thing.sources else None
    other = next((fact.link for fact in thing.values("elsewhere")), "")
    concerned = next((fact.link for fact in thing.values("concerns")), "")
    reasons = {fact.value.language: fact.value.text for fact in thing.values("reason")}
    certainty = next((fact.link for fact in thing.values("certainty")), "")
    return Said(
        printed=_text(thing, "printed"),
        elsewhere=_text(thing, "printedElsewhere"),
        here=(source.document, source.line) if source else None,
        there=_place(other),
        understood=_text(thing, "understood"),
        certainty=certainty.rpartition("/")[2],
        reason=reasons.get(reader.language, ""),
        target=next((row for row in reader.remembered("links") if row["entry"] == concerned), None),
    )


def _place(row: str) -> tuple[str, int] | None:
    """Return the (document, line) that a Row's IRI names."""
    parts = row.removeprefix(iris.ID).split("/")
    return (iris.text_of(parts[1]), int(parts[2])) if len(parts) == 3 and parts[2].isdigit() else None


def _text(thing: Thing, term: str) -> str:
    return next((fact.value.text for fact in thing.values(term)), "")
