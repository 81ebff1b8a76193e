"""The views: which saved queries give the nodes and the edges of a picture, and how rows become a Picture."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from heze_graph.errors import QueryError
from heze_graph.model.answers import Answer
from heze_graph.network.picture import Edge, Node, Picture


@dataclass(frozen=True, slots=True)
class View:
    """A view: its name, the saved queries it is made from, and its words by language."""

    name: str
    nodes: str
    edges: str
    words: Mapping[str, Mapping[str, str]]


UNITS = View(
    "units",
    nodes="network-units-nodes",
    edges="network-units-edges",
    words={
        "zh": {
            "title": "哪些单位共同承担责任目标",
            "subtitle": "点为单位，大小为责任目标数；线为共同目标，粗细为其数量。各县区人民政府算作一个单位。",
            "size": "责任目标数",
            "weight": "共同目标数",
            "targets": "责任目标",
            "partners": "共同承担的单位",
            "shared": "{first} — {second}：共同目标 {count} 项",
            "source": "数据来源：{documents}",
        },
        "en": {
            "title": "Which units share which targets",
            "subtitle": "A dot is a unit, its size the number of its targets; a line stands for shared targets, its "
            "width for how many. The collective of all county governments counts as one unit.",
            "size": "targets",
            "weight": "shared targets",
            "targets": "targets",
            "partners": "partners",
            "shared": "{first} — {second}: {count} shared targets",
            "source": "Source: {documents}",
        },
    },
)
VIEWS = {view.name: view for view in (UNITS,)}


def get_view(name: str) -> View:
    """Return the view of that name; raises QueryError, naming the views there are."""
    if name not in VIEWS:
        raise QueryError.problem("view", f"no view “{name}”", f"one of {', '.join(VIEWS)}", "choose one of these")
    return VIEWS[name]


def draw(view: View, nodes: Answer, edges: Answer, documents: Answer, language: str) -> Picture:
    """Return the Picture of a view from the answers of its queries.

    `nodes` has the columns unit, label, kind, kindLabel, kindLabelEn, targets; `edges` has unitA, unitB, identifier,
    wording, one row for each shared target; `documents` has title.
    """
    words = view.words[language]
    labels = {row["unit"]: row["label"] for row in _rows(nodes)}
    shared: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in _rows(edges):
        shared[row["unitA"], row["unitB"]].append(f"{row['identifier']} {row['wording']}")
    partners: dict[str, set[str]] = defaultdict(set)
    for first, second in shared:
        partners[first].add(second)
        partners[second].add(first)
    titles = "；".join(row["title"] for row in _rows(documents))
    return Picture(
        title=words["title"],
        subtitle=words["subtitle"],
        source=words["source"].format(documents=titles),
        language=language,
        nodes=tuple(_node(row, words, language, len(partners[row["unit"]])) for row in _rows(nodes)),
        edges=tuple(
            Edge(
                first,
                second,
                len(targets),
                words["shared"].format(first=labels[first], second=labels[second], count=len(targets)),
                tuple(targets),
            )
            for (first, second), targets in shared.items()
        ),
        size_label=words["size"],
        weight_label=words["weight"],
    )


def _node(row: Mapping[str, str], words: Mapping[str, str], language: str, partners: int) -> Node:
    kind_label = row["kindLabelEn"] if language == "en" else row["kindLabel"]
    details = ((words["targets"], row["targets"]), (words["partners"], str(partners)))
    return Node(row["unit"], row["label"], row["kind"], kind_label, float(row["targets"]), details)


def _rows(answer: Answer) -> Iterator[dict[str, str]]:
    for row in answer.rows:
        yield {name: value.text if value else "" for name, value in zip(answer.columns, row, strict=True)}
