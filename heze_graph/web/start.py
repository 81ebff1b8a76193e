"""The start page: what is behind and whom to talk to, what does not add up, what the graph holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from heze_graph.errors import HezeGraphError, QueryError
from heze_graph.web.rendering import LANGUAGES, page
from heze_graph.web.site import Site
from heze_graph.web.things import lists, sections
from heze_graph.web.things.lights import Count, tally
from heze_graph.web.things.reader import Link, Reader

#: The questions that each kind of reader asks first.
_QUESTIONS = {
    "clerk": ("behind-goals", "due-before", "targets-of-unit", "targets-of-county", "workload-of-units"),
    "researcher": ("shared-targets", "goals", "changed-targets", "single-and-shared-targets", "entries"),
    "journalist": ("contradictions", "reworded-targets", "cancelled-targets", "target-by-number", "cells-of-target"),
}
#: How many reworded targets, and kinds of findings, stand on the page itself.
_FEW, _SHOWN_KINDS = 5, 10
#: How many goals that are behind.
_MOST_BEHIND = 20


@dataclass(frozen=True, slots=True)
class Standing:
    """How a leader's goals stand by the latest word on each target."""

    leader: Link
    iri: str
    name: str
    targets: int
    goals: int
    behind: int
    lights: list[Count]


def start(request: Request) -> Response:
    """Return the start page."""
    return page(request, "start.html", _shown(Reader.of(request)))


def warm(site: Site) -> None:
    """Work out what the first visitor would otherwise wait for; what fails here is told to the visitor."""
    reader = Reader(site, LANGUAGES[0])
    with suppress(HezeGraphError):
        _shown(reader)
        reader.index.search("a")


def _shown(reader: Reader) -> dict[str, Any]:
    behind, overtaken = _behind(reader)
    return {
        "reader": reader,
        "tables": reader.catalogue.documents,
        "behind": behind,
        "most_behind": _MOST_BEHIND,
        "overtaken": overtaken,
        "leaders": _leaders(reader),
        "lights": _lights(reader),
        "claims": _claims(reader),
        "findings": _findings(reader),
        "shown_kinds": _SHOWN_KINDS,
        "changes": _changes(reader),
        "reworded": reader.remembered("reworded-targets")[:_FEW],
        "users": _users(reader),
        "counts": _counts(reader),
    }


def _behind(reader: Reader) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the goals that are behind by the latest word on their target, and those that a later document overtook."""
    latest: list[dict[str, Any]] = []
    overtaken: list[dict[str, Any]] = []
    for row in reader.remembered("behind-goals"):
        entry = reader.entry_at(row)
        if entry:
            entries = reader.catalogue.entries_of(entry.target)
            shown = {**row, "target": entry.target, "later": entries[-1]}
            (latest if entries[-1] == entry else overtaken).append(shown)
    return latest, overtaken


def _leaders(reader: Reader) -> list[Standing]:
    """Return how each leader's goals stand, those with most behind first."""
    known = lists.ties(reader)
    found = []
    for row in lists.rows_of(reader, "leader"):
        name = reader.catalogue.things[row["iri"]].label()
        lights = tally(known.lights[row["iri"]])
        if row["targets"]:
            figures = (row["targets"], row["goals"], row["behind"])
            found.append(Standing(row["name"], row["iri"], name, *figures, lights))
    return sorted(found, key=lambda one: (-one.behind, -one.targets))


def _lights(reader: Reader) -> list[Count]:
    """Return how many goals have which light by the latest word on their target."""
    known = lists.ties(reader)
    targets = {entry.target for entry in reader.catalogue.entries}
    return tally(light for target in targets for light in known.lights[target])


def _claims(reader: Reader) -> list[tuple[Link, Mapping[str, int]]]:
    """Return, by document, how many assignments claim what."""
    columns = ("onSchedule", "behindSchedule", "notApplicable", "withoutClaim")
    by_document: dict[str, Counter[str]] = {}
    for row in reader.remembered("workload-of-leaders"):
        by_document.setdefault(row["document"], Counter()).update({name: int(row[name]) for name in columns})
    order = [table.name for table in reader.catalogue.documents if table.name in by_document]
    return [(reader.document(name), by_document[name]) for name in order]


def _findings(reader: Reader) -> list[dict[str, Any]]:
    """Return the kinds of findings that hold two places against each other, the surest first, with some of each."""
    rows = reader.remembered("contradictions")
    counted = Counter(row["kind"] for row in rows)
    sure = {
        kind: min(sections.CERTAINTY.index(row["certainty"]) for row in rows if row["kind"] == kind) for kind in counted
    }
    order = sorted(counted, key=lambda kind: (sure[kind], -counted[kind], kind))
    return [
        {
            "kind": kind,
            "label": reader.code("FindingKindScheme", kind),
            "count": counted[kind],
            "sure": sections.CERTAINTY[sure[kind]],
        }
        for kind in order
    ]


def _changes(reader: Reader) -> list[tuple[str, str, int]]:
    """Return the kinds of changes between documents with their labels and numbers, most first."""
    counted = Counter(row["kind"] for row in reader.remembered("changed-targets"))
    return [(kind, reader.code("ChangeKindScheme", kind), count) for kind, count in counted.most_common()]


def _users(reader: Reader) -> list[tuple[str, list[Link]]]:
    """Return the questions of each kind of reader that the library has."""
    return [(user, [link for name in names if (link := _question(reader, name))]) for user, names in _QUESTIONS.items()]


def _question(reader: Reader, name: str) -> Link | None:
    try:
        header = reader.site.library.get(name).header
    except QueryError:
        return None
    summary = header.summary_en if reader.language == "en" else header.summary
    return Link(summary or name, f"/queries/{name}", False)


def _counts(reader: Reader) -> list[tuple[str, int]]:
    """Return how many things of each kind the graph has."""
    counted = Counter(thing.kind for thing in reader.catalogue.things.values())
    counted["target"] = len({entry.target for entry in reader.catalogue.entries})
    counted["finding"] = len(reader.remembered("findings"))
    return [(kind, counted[kind]) for kind in lists.KINDS]


ROUTES = (Route("/", start),)
