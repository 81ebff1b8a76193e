"""How the rows of a network query, whichever it is, become a Picture."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from heze_graph.model.answers import Answer
from heze_graph.network.evidence import read_documents, read_evidence
from heze_graph.network.picture import Edge, Evidence, Node, Picture
from heze_graph.network.rows import Naming, Rows, Tie, read_names
from heze_graph.network.words import words

#: The views that need nothing but the graph, in the order in which they are offered; `network-NAME.rq` asks for each.
VIEWS = ("units", "leaders", "targets", "counties", "projects", "themes")


@dataclass(frozen=True, slots=True)
class Heading:
    """What a view says of itself; `size` and `weight` are "" where it says nothing of them."""

    title: str
    subtitle: str
    size: str = ""
    weight: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """The answers of `network-names`, `network-entries` and `documents`, which every view is drawn with."""

    names: Answer
    entries: Answer
    documents: Answer


@dataclass(slots=True)
class _Bundle:
    """What the rows of one node, or of one pair of nodes, add up to."""

    rows: int = 0
    weight: int = 0
    entries: dict[str, None] = field(default_factory=dict)
    details: dict[str, None] = field(default_factory=dict)

    def add(self, tie: Tie) -> None:
        self.rows += 1
        self.weight += tie.weight or 0
        if tie.entry:
            self.entries[tie.entry] = None
        if tie.detail:
            self.details[tie.detail] = None

    def evidence(self, known: Mapping[str, Evidence]) -> tuple[str, ...]:
        return tuple(sorted(entry for entry in self.entries if entry in known))


def draw(heading: Heading, rows: Rows, known: Known, language: str) -> Picture:
    """Return the Picture of some rows, in `zh` or `en`.

    The weight of a tie is the sum of its rows' weights where they have some, else the number of different Targets
    whose entries it stands on, else 1; the size of a node is the number of its Targets, else of its ties.
    """
    texts = words(language)
    names = read_names(known.names)
    documents = read_documents(known.documents, language)
    evidence = read_evidence(known.entries, documents, Naming(rows, names), language)
    pairs, things = _bundles(rows.ties)
    edges = tuple(_edge(pair, bundle, evidence) for pair, bundle in sorted(pairs.items()))
    degree = _degrees(edges)
    naming = Naming(rows, names)
    nodes = tuple(_node(t, b, naming, evidence, (language, degree[t])) for t, b in sorted(things.items()))
    parts: tuple[Node | Edge, ...] = (*nodes, *edges)
    used = {entry for part in parts for entry in part.evidence}
    return Picture(
        title=heading.title,
        subtitle=heading.subtitle,
        source=texts["source"].format(documents=documents.titles),
        language=language,
        nodes=nodes,
        edges=edges,
        size_label=heading.size or texts["size" if used else "ties"],
        weight_label=heading.weight or texts["weight" if used else "strength"],
        as_of=documents.as_of,
        evidence=tuple(one for identifier, one in evidence.items() if identifier in used),
    )


def _bundles(ties: Iterable[Tie]) -> tuple[dict[tuple[str, str], _Bundle], dict[str, _Bundle]]:
    """Gather rows by pair (the smaller id first) and by thing; what ties a thing to itself is no tie."""
    pairs: dict[tuple[str, str], _Bundle] = defaultdict(_Bundle)
    things: dict[str, _Bundle] = defaultdict(_Bundle)
    for tie in ties:
        things[tie.source].add(tie)
        if tie.target and tie.target != tie.source:
            things[tie.target].add(tie)
            pairs[min(tie.source, tie.target), max(tie.source, tie.target)].add(tie)
    return pairs, things


def _targets(entries: Iterable[str], evidence: Mapping[str, Evidence]) -> int:
    return len({evidence[entry].target for entry in entries})


def _edge(pair: tuple[str, str], bundle: _Bundle, evidence: Mapping[str, Evidence]) -> Edge:
    entries = bundle.evidence(evidence)
    weight = bundle.weight or _targets(entries, evidence) or 1
    return Edge(*pair, weight, "", tuple(bundle.details), entries)


def _node(
    thing: str, bundle: _Bundle, naming: Naming, evidence: Mapping[str, Evidence], shown: tuple[str, int]
) -> Node:
    language, degree = shown
    texts: dict[str, Any] = words(language)
    entries = bundle.evidence(evidence)
    name = naming.of(thing)
    kind = name.kind or "-"
    kind_label = name.kind_in_language(language) or texts["noKind"]
    size = _targets(entries, evidence) or degree
    shown_name, other = name.in_language(language), name.in_language("zh" if language == "en" else "en")
    return Node(thing, shown_name, kind, kind_label, size, (), entries, other if other != shown_name else "")


def _degrees(edges: Iterable[Edge]) -> dict[str, int]:
    degrees: dict[str, int] = defaultdict(int)
    for edge in edges:
        degrees[edge.source] += 1
        degrees[edge.target] += 1
    return degrees
