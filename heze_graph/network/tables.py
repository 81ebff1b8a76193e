"""A Picture and what its structure says as tables: columns and rows of texts, for CSV and others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple

from heze_graph.network.layout import positions
from heze_graph.network.look import strongest_first
from heze_graph.network.measures import definitions, measure, pairs_without_leader, tying_targets
from heze_graph.network.picture import Picture

Table = tuple[tuple[str, ...], Sequence[tuple[str, ...]]]
"""The columns, and the rows with a text for each."""


def metrics(picture: Picture) -> Table:
    """Return one row for each node with its measures, the highest betweenness first, and its position."""
    measures, places = measure(picture), positions(picture)
    names = tuple(definition.name for definition in definitions("en")[:6])
    columns = ("id", "label", "kind", "size", *names, "x", "y")
    ordered = sorted(picture.nodes, key=lambda n: (-measures[n.id].betweenness, -measures[n.id].degree, n.id))
    rows = [
        (
            n.id,
            n.label,
            n.kind_label,
            f"{n.size:g}",
            *map(str, astuple(measures[n.id])),
            *(f"{p:g}" for p in places[n.id]),
        )
        for n in ordered
    ]
    return columns, rows


def edges(picture: Picture) -> Table:
    """Return one row for each edge, the heaviest first, with what it stands on."""
    labels = {node.id: node.label for node in picture.nodes}
    lines = {one.id: f"{one.place} {one.text}" for one in picture.evidence}
    rows = [
        (
            edge.source,
            labels[edge.source],
            edge.target,
            labels[edge.target],
            str(edge.weight),
            "\n".join([*edge.details, *(lines[entry] for entry in edge.evidence)]),
        )
        for edge in strongest_first(picture.edges)
    ]
    return ("source", "sourceLabel", "target", "targetLabel", "weight", "evidence"), rows


def tying(picture: Picture) -> Table:
    """Return one row for each Target that ties otherwise separate groups: its words, and the groups but the largest."""
    labels = {node.id: node.label for node in picture.nodes}
    rows = [
        (
            one.target,
            one.text,
            str(len(one.parts)),
            "、".join(str(len(part)) for part in one.parts),
            "；".join("、".join(labels[node] for node in part) for part in one.parts[1:]),
        )
        for one in tying_targets(picture)
    ]
    return ("target", "text", "parts", "sizes", "smallerParts"), rows


def without_leader(units: Picture, leaders: Picture) -> Table:
    """Return one row for each pair of units that share targets but no leader."""
    labels = {node.id: node.label for picture in (units, leaders) for node in picture.nodes}
    rows = [
        (
            labels[pair.first],
            labels[pair.second],
            str(pair.shared),
            "、".join(labels[leader] for leader in pair.first_leaders),
            "、".join(labels[leader] for leader in pair.second_leaders),
        )
        for pair in pairs_without_leader(units, leaders)
    ]
    return ("unitA", "unitB", "shared", "leadersA", "leadersB"), rows


def definition_rows(language: str) -> Table:
    """Return one row for each measure: what it is called, what it means, and where it is defined."""
    return ("name", "label", "meaning", "source"), [astuple(definition) for definition in definitions(language)]
