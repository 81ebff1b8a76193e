"""From a picture to one self-contained HTML page, which requests nothing from any host and runs no script from data."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache
from hashlib import sha256
from importlib import resources
from typing import Any

from heze_graph.entities.matching import syllables
from heze_graph.model.looks import COLOURS, LIGHTS
from heze_graph.networks.layout import label_lines, positions, radii
from heze_graph.networks.measures import definitions, measure
from heze_graph.networks.picture import (
    GATHERINGS,
    GREY,
    INK,
    MOST_EDGES,
    QUIET,
    SCALE,
    TEMPLATES,
    TIE,
    Clustered,
    Edge,
    Evidence,
    LegendLine,
    Picture,
    clustered,
    date_line,
    edge_width,
    kinds_of,
    strongest_first,
    template,
    words,
)

_OF_NODES = 6  # the first definitions are those of the nodes' measures
_NO_LIGHT = "none"  # the light of an entry without a goal
_STYLE = "page.css"
_LANGUAGE_TAGS = {"zh": "zh-CN", "en": "en"}
_ESCAPES = {ord(character): f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}


@dataclass(frozen=True, slots=True)
class _Lists:
    """Texts that many entries share, each stored once, and their indices by entry."""

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
    gathered = {by: found for by in GATHERINGS if (found := clustered(picture, by))}
    for by, found in gathered.items():
        _add_clusters(network, by, found, (kinds, place))
    return {
        "nodes": network.nodes,
        "edges": network.edges,
        "gatherings": list(gathered),
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
    look = LIGHTS.get(name)
    colour, mark = (look.fill, look.mark) if look else (GREY, "○")
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


def _group(kind: LegendLine) -> dict[str, Any]:
    """Return vis-network's options for the nodes of a kind."""
    chosen = {"background": kind.color, "border": INK}
    return {"color": {"background": kind.color, "border": "#ffffff", "highlight": chosen, "hover": chosen}}


def _network(picture: Picture, kinds: dict[str, LegendLine], place: dict[str, int]) -> Any:
    """Return pyvis's Network of the picture.

    Its ids are numbers in the order of the picture's ids: vis-network keeps nodes in a plain object, where `__proto__`
    would be lost. Nodes and edges bypass `add_node` and `add_edge`, which are slow and drop parallel edges.
    """
    from pyvis.network import Network

    nodes = sorted(picture.nodes, key=lambda node: node.id)
    numbers = {node.id: number for number, node in enumerate(nodes)}
    network = Network()
    network.nodes = _nodes(picture, kinds, place)
    heaviest = max((edge.weight for edge in picture.edges), default=1)
    ordered = enumerate(strongest_first(picture.edges))
    network.edges = [_edge(number, edge, numbers, place, heaviest) for number, edge in ordered]
    return network


def _add_clusters(
    network: Any, by: str, gathered: Clustered, looks: tuple[dict[str, LegendLine], dict[str, int]]
) -> None:
    """Add the group nodes with their ties, and the positions of all nodes while groups are shown."""
    picture, (kinds, place) = gathered.picture, looks
    kind = GATHERINGS[by].kind
    kinds[kind] = replace(kinds_of(picture.nodes)[kind], group=str(len(kinds)))
    numbers = {node["key"]: number for number, node in enumerate(network.nodes)}
    shown = {node["key"]: node for node in _nodes(picture, kinds, place)}
    for key, node in shown.items():
        if key in numbers:
            network.nodes[numbers[key]].setdefault("gathered", {})[by] = [node["x"], node["y"]]
        else:
            node["id"], node["by"] = len(network.nodes), by
            numbers[key] = node["id"]
            node["members"] = [numbers[member] for member in gathered.members[key]]
            network.nodes.append(node)
    heaviest = max((edge.weight for edge in picture.edges), default=1)
    for edge in strongest_first(picture.edges):
        if edge.source in gathered.members or edge.target in gathered.members:
            network.edges.append(_edge(len(network.edges), edge, numbers, place, heaviest))


def _edge(number: int, edge: Edge, numbers: dict[str, int], place: dict[str, int], heaviest: int) -> dict[str, Any]:
    from pyvis.edge import Edge as PyvisEdge

    options = {
        "id": number,
        "width": edge_width(edge.weight, heaviest),
        "weight": edge.weight,
        "details": edge.details,
        "evidence": [place[entry] for entry in edge.evidence],
    }
    drawn: dict[str, Any] = PyvisEdge(numbers[edge.source], numbers[edge.target], **options).options
    return drawn


def _nodes(picture: Picture, kinds: dict[str, LegendLine], place: dict[str, int]) -> list[dict[str, Any]]:
    from pyvis.node import Node as PyvisNode

    places, radius, measures = positions(picture), radii(picture), measure(picture)
    return [
        PyvisNode(
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
            evidence=[place[entry] for entry in node.evidence],
            measures=asdict(measures[node.id]),
        ).options
        for number, node in enumerate(sorted(picture.nodes, key=lambda node: node.id))
    ]


def html(picture: Picture) -> str:
    """Return the page, to be written as UTF-8; the order of nodes and edges does not matter."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    environment = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined)
    texts = words(picture.language, "texts.json")
    as_of = date_line(picture.as_of, picture.language)
    # Everything that is not Markup is escaped by the template.
    return environment.get_template("page.html").render(
        picture=picture,
        texts=texts,
        as_of=as_of,
        language_tag=_LANGUAGE_TAGS[picture.language],
        policy=Markup(policy()),  # noqa: S704  (written by this package)
        style=Markup(template(_STYLE)),  # noqa: S704  (written by this package)
        scripts=[Markup(script) for script in _scripts()],  # noqa: S704  (written by this package)
        data=Markup(_json(content(picture, texts) | {"asOf": as_of})),  # noqa: S704  (escaped by _json)
    )


def _json(data: dict[str, Any]) -> str:
    r"""Return JSON that cannot end the script element around it.

    >>> _json({"a": "</script>&"})
    '{"a":"\\u003c/script\\u003e\\u0026"}'
    """
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPES)


@cache
def policy() -> str:
    """Return the Content-Security-Policy of every page: only its own scripts run, and nothing is fetched."""
    allowed = " ".join(map(_hash, _scripts()))
    return (
        f"default-src 'none'; script-src {allowed}; style-src {_hash(template(_STYLE))}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _scripts() -> tuple[str, ...]:
    return (_vis_network(), *map(template, ("drawing.js", "panel.js", "keeping.js")))


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


@cache
def _vis_network() -> str:
    """Return the newest vis-network bundled with pyvis, without the link to its source map."""
    library = resources.files("pyvis") / "lib"
    versions = [folder for folder in library.iterdir() if folder.name.startswith("vis-")]
    newest = max(versions, key=lambda folder: [int(part) for part in re.findall(r"\d+", folder.name)])
    script = (newest / "vis-network.min.js").read_text(encoding="utf-8")
    return re.sub(r"\n//# sourceMappingURL=\S*\s*$", "\n", script)
