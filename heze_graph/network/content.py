"""All that the page's scripts are given: what is drawn, what is said of it, and the words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from heze_graph.network.boxes import label_lines, radii
from heze_graph.network.layout import positions
from heze_graph.network.look import (
    COLOURS,
    GREY,
    INK,
    LIGHTS,
    MOST_EDGES,
    QUIET,
    SCALE,
    TIE,
    Kind,
    edge_width,
    kinds_of,
    strongest_first,
)
from heze_graph.network.measures import definitions, measure
from heze_graph.network.picture import Evidence, Picture
from heze_graph.network.pinyin import syllables

_OF_NODES = 6  # the first definitions are those of the nodes' measures
_NO_LIGHT = "none"  # the light of an entry without a goal


@dataclass(frozen=True, slots=True)
class _Lists:
    """Texts that many entries name, each once with its place in the list, by which entries name it."""

    targets: dict[str, int]
    documents: dict[str, int]
    leaders: dict[str, int]
    claims: dict[str, int]
    lights: dict[str, int]

    @classmethod
    def of(cls, evidence: Sequence[Evidence]) -> _Lists:
        found = {light.name for one in evidence for light in one.lights}
        known = [name for name in LIGHTS if name in found]
        without = [_NO_LIGHT] if any(not one.lights for one in evidence) else []
        return cls(
            _numbered(one.target for one in evidence),
            _numbered(one.document for one in evidence),
            _numbered(leader for one in evidence for leader in one.leaders),
            _numbered(claim for one in evidence for claim in one.claims),
            _numbered([*known, *sorted(found - set(known)), *without]),
        )


def _numbered(texts: Iterable[str]) -> dict[str, int]:
    return {text: number for number, text in enumerate(dict.fromkeys(texts))}


def content(picture: Picture, texts: dict[str, Any]) -> dict[str, Any]:
    """Return what `drawing.js`, `panel.js` and `keeping.js` read, the strongest edges first."""
    kinds = kinds_of(picture.nodes)
    lists = _Lists.of(picture.evidence)
    place = {one.id: number for number, one in enumerate(picture.evidence)}
    network = _network(picture, kinds, place)
    return {
        "nodes": network.nodes,
        "edges": network.edges,
        "groups": {kind.group: _group(kind) for kind in kinds.values()},
        "kinds": [asdict(kind) for kind in kinds.values()],
        "evidence": [_entry(one, lists) for one in picture.evidence],
        "targets": list(lists.targets),
        "documents": list(lists.documents),
        "leaders": list(lists.leaders),
        "claims": list(lists.claims),
        "lights": [_light(name, picture.evidence, texts) for name in lists.lights],
        "measures": [asdict(definition) for definition in definitions(picture.language)[:_OF_NODES]],
        "syllables": syllables(text for node in picture.nodes for text in (node.label, node.other_name)),
        "colours": {"communities": COLOURS, "scale": SCALE, "none": GREY, "ink": INK, "quiet": QUIET, "tie": TIE},
        "mostEdges": MOST_EDGES,
        "title": picture.title,
        "subtitle": picture.subtitle,
        "source": picture.source,
        "language": picture.language,
        "sizeLabel": picture.size_label,
        "weightLabel": picture.weight_label,
        "texts": texts,
    }


def _light(name: str, evidence: Iterable[Evidence], texts: dict[str, Any]) -> dict[str, str]:
    colour, mark = LIGHTS.get(name, (GREY, "○"))
    labels = (light.label for one in evidence for light in one.lights if light.name == name)
    return {"name": name, "label": next(labels, texts["noLight"]), "color": colour, "mark": mark}


def _entry(one: Evidence, lists: _Lists) -> dict[str, Any]:
    return {
        "target": lists.targets[one.target],
        "document": lists.documents[one.document],
        "place": one.place,
        "text": one.text,
        "leaders": [lists.leaders[leader] for leader in one.leaders],
        "claims": [lists.claims[claim] for claim in one.claims],
        "lights": [[lists.lights[light.name], light.goal] for light in one.lights] or [[lists.lights[_NO_LIGHT], ""]],
    }


def _group(kind: Kind) -> dict[str, Any]:
    """Return vis-network's options for the nodes of a kind."""
    chosen = {"background": kind.color, "border": INK}
    return {"color": {"background": kind.color, "border": "#ffffff", "highlight": chosen, "hover": chosen}}


def _network(picture: Picture, kinds: dict[str, Kind], place: dict[str, int]) -> Any:
    """Return pyvis's Network of the picture.

    Its ids are numbers in the order of the picture's ids: vis-network keeps nodes in a plain object, where
    `__proto__` would be lost. Nodes and edges go past `add_node` and `add_edge`, which
    are slow and drop parallel edges.
    """
    from pyvis.edge import Edge as VisEdge
    from pyvis.network import Network

    nodes = sorted(picture.nodes, key=lambda node: node.id)
    numbers = {node.id: number for number, node in enumerate(nodes)}
    network = Network()
    network.nodes = _nodes(picture, kinds, place)
    heaviest = max((edge.weight for edge in picture.edges), default=1)
    for number, edge in enumerate(strongest_first(picture.edges)):
        options = {
            "id": number,
            "width": edge_width(edge.weight, heaviest),
            "weight": edge.weight,
            "heading": edge.label,
            "details": edge.details,
            "evidence": [place[entry] for entry in edge.evidence],
        }
        network.edges.append(VisEdge(numbers[edge.source], numbers[edge.target], **options).options)
    return network


def _nodes(picture: Picture, kinds: dict[str, Kind], place: dict[str, int]) -> list[dict[str, Any]]:
    from pyvis.node import Node as VisNode

    places, radius, measures = positions(picture), radii(picture), measure(picture)
    return [
        VisNode(
            number,
            kinds[node.kind].shape,
            "\n".join(label_lines(node.label)) or " ",
            group=kinds[node.kind].group,
            size=radius[node.id],
            x=places[node.id][0],
            y=places[node.id][1],
            key=node.id,
            name=node.label,
            other=node.other_name,
            amount=node.size,
            details=node.details,
            evidence=[place[entry] for entry in node.evidence],
            measures=asdict(measures[node.id]),
        ).options
        for number, node in enumerate(sorted(picture.nodes, key=lambda node: node.id))
    ]
