"""From a picture to one HTML page that holds all it needs, asks no host for it and runs no script of data."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import cache
from hashlib import sha256
from importlib import resources
from itertools import cycle
from pathlib import Path
from typing import Any

from heze_graph.network.boxes import label_lines, radii
from heze_graph.network.layout import positions
from heze_graph.network.picture import Edge, Node, Picture

# Told apart with any colour vision: Okabe, Ito, "Color Universal Design" (2008), jfly.uni-koeln.de/color.
_COLOURS = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#f0e442", "#4d4d4d")
_SHAPES = ("dot", "square", "diamond", "triangle")
_NARROWEST, _WIDEST = 1.2, 8.0
_LANGUAGE_TAGS = {"zh": "zh-CN", "en": "en"}
_TEMPLATES = Path(__file__).parent / "templates"
_ESCAPES = {ord(character): f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}


@dataclass(frozen=True, slots=True)
class Kind:
    """One line of the legend: what kind of node it stands for, how many there are, and how they are drawn."""

    group: str
    label: str
    count: int
    color: str
    shape: str


def html(picture: Picture) -> str:
    """Return the page, to be written as UTF-8: the same text in whatever order nodes and edges are given."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    environment = Environment(loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined)
    texts = json.loads(_template("texts.json"))[picture.language]
    style = _template("page.css")
    scripts = (_vis_network(), _template("drawing.js"), _template("panel.js"))
    # Markup is what this package wrote or _json escaped; all else goes through the template's escaping.
    return environment.get_template("page.html").render(
        picture=picture,
        texts=texts,
        language_tag=_LANGUAGE_TAGS[picture.language],
        policy=Markup(_policy(style, scripts)),  # noqa: S704
        style=Markup(style),  # noqa: S704
        scripts=[Markup(script) for script in scripts],  # noqa: S704
        data=Markup(_json(_data(picture, texts))),  # noqa: S704
    )


def _data(picture: Picture, texts: dict[str, str]) -> dict[str, Any]:
    """Return all that the scripts need: vis-network's nodes, edges and groups (one a kind), legend, texts."""
    kinds = _kinds(picture.nodes)
    network = _network(picture, kinds)
    return {
        "nodes": network.nodes,
        "edges": network.edges,
        "groups": {kind.group: _group(kind) for kind in kinds.values()},
        "kinds": [asdict(kind) for kind in kinds.values()],
        "sizeLabel": picture.size_label,
        "weightLabel": picture.weight_label,
        "texts": texts,
    }


def _kinds(nodes: Iterable[Node]) -> dict[str, Kind]:
    """Return the kinds, the most frequent first, each with a colour of its own as far as they go."""
    counts = Counter(node.kind for node in nodes)
    labels = {node.kind: node.kind_label for node in sorted(nodes, key=lambda node: node.id, reverse=True)}
    ordered = sorted(counts, key=lambda kind: (-counts[kind], kind))
    looks = cycle((colour, shape) for shape in _SHAPES for colour in _COLOURS)
    return {
        kind: Kind(str(number), labels[kind], counts[kind], *look)
        for number, (kind, look) in enumerate(zip(ordered, looks, strict=False))
    }


def _group(kind: Kind) -> dict[str, Any]:
    """Return vis-network's options for the nodes of a kind."""
    chosen = {"background": kind.color, "border": "#1f2933"}
    return {"color": {"background": kind.color, "border": "#ffffff", "highlight": chosen, "hover": chosen}}


def _network(picture: Picture, kinds: dict[str, Kind]) -> Any:
    """Return pyvis's Network of the picture.

    Its ids are numbers in the order of the picture's ids: vis-network keeps nodes in a plain object, where
    `__proto__` would be lost. Edges go past `add_edge`, which drops parallel ones and is quadratic.
    """
    from pyvis.edge import Edge as VisEdge
    from pyvis.network import Network

    places, radius = positions(picture), radii(picture)
    nodes = sorted(picture.nodes, key=lambda node: node.id)
    numbers = {node.id: number for number, node in enumerate(nodes)}
    network = Network()
    for node in nodes:
        x, y = places[node.id]
        network.add_node(
            numbers[node.id],
            label="\n".join(label_lines(node.label)) or " ",
            shape=kinds[node.kind].shape,
            group=kinds[node.kind].group,
            size=radius[node.id],
            x=x,
            y=y,
            key=node.id,
            name=node.label,
            amount=node.size,
            details=node.details,
        )
    heaviest = max((edge.weight for edge in picture.edges), default=1)
    for number, edge in enumerate(sorted(picture.edges, key=_edge_order)):
        width = _edge_width(edge.weight, heaviest)
        content = {
            "id": number,
            "width": width,
            "weight": edge.weight,
            "heading": edge.label,
            "details": edge.details,
        }
        network.edges.append(VisEdge(numbers[edge.source], numbers[edge.target], **content).options)
    return network


def _edge_order(edge: Edge) -> tuple[str, str, int, str, tuple[str, ...]]:
    return (edge.source, edge.target, edge.weight, edge.label, edge.details)


def _edge_width(weight: int, heaviest: int) -> float:
    """Return the width of an edge in pixels: linear in its weight.

    >>> _edge_width(1, 1), _edge_width(1, 4), _edge_width(4, 4)
    (1.2, 1.2, 8.0)
    """
    return round(_NARROWEST + (_WIDEST - _NARROWEST) * (weight - 1) / max(1, heaviest - 1), 1)


def _json(data: dict[str, Any]) -> str:
    r"""Return JSON that cannot end the script element it stands in.

    >>> _json({"a": "</script>&"})
    '{"a":"\\u003c/script\\u003e\\u0026"}'
    """
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPES)


def _policy(style: str, scripts: Iterable[str]) -> str:
    """Return the Content-Security-Policy under which only these texts run and nothing is fetched."""
    allowed = " ".join(_hash(script) for script in scripts)
    return (
        f"default-src 'none'; script-src {allowed}; style-src {_hash(style)}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


@cache
def _template(name: str) -> str:
    return (_TEMPLATES / name).read_text(encoding="utf-8")


@cache
def _vis_network() -> str:
    """Return the newest vis-network that pyvis bundles, without the link to its source map."""
    library = resources.files("pyvis") / "lib"
    versions = [folder for folder in library.iterdir() if folder.name.startswith("vis-")]
    newest = max(versions, key=lambda folder: [int(part) for part in re.findall(r"\d+", folder.name)])
    script = (newest / "vis-network.min.js").read_text(encoding="utf-8")
    return re.sub(r"\n//# sourceMappingURL=\S*\s*$", "\n", script)
