"""A Picture as a file: as a page, an image, or for Gephi, yEd and other network tools, with the same positions."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict
from functools import partial
from html import escape
from typing import Any
from xml.etree import ElementTree as ET

from heze_graph.networks.images import png, svg
from heze_graph.networks.layout import positions, radii
from heze_graph.networks.measures import measure
from heze_graph.networks.page import html
from heze_graph.networks.picture import Picture, kinds_of
from heze_graph.rdf.formats import NETWORKS, xml_text

_GRAPHML, _YED = "http://graphml.graphdrawing.org/xmlns", "http://www.yworks.com/xml/graphml"
_YED_SHAPES = {"dot": "ellipse", "square": "rectangle", "diamond": "diamond", "triangle": "triangle"}
_GRAPHICS = "nodegraphics"


def write_network(picture: Picture, form: str) -> bytes:
    """Return a Picture as GraphML or GEXF (`graphml` or `gexf`): labels, kinds, sizes, weights, measures, positions.

    `x` and `y` are those of the page, with y downwards. Nodes are placed by Gephi's `viz:position`, with y upwards, and
    by yEd's `y:Geometry`, with y downwards, so that the picture is the same in both. The bytes are the same on every
    run: networkx's date is removed.
    """
    import networkx

    graph = _graph(picture, viz=form == "gexf")
    output = io.BytesIO()
    if form == "gexf":
        networkx.write_gexf(graph, output)
        return _with_title(_without_date(output.getvalue()), picture.title)
    networkx.write_graphml_xml(graph, output, named_key_ids=True)
    return _for_yed(output.getvalue(), picture)


def _graph(picture: Picture, *, viz: bool) -> Any:
    import networkx

    places, radius, measures = positions(picture), radii(picture), measure(picture)
    kinds = kinds_of(picture.nodes)
    graph: networkx.Graph[str] = networkx.Graph() if viz else networkx.Graph(name=xml_text(picture.title))
    for node in sorted(picture.nodes, key=lambda node: node.id):
        x, y = places[node.id]
        attributes: dict[str, Any] = {"label": xml_text(node.label), "kind": xml_text(node.kind_label)}
        attributes |= {"size": float(node.size), "x": x, "y": y} | asdict(measures[node.id])
        if viz:
            colour = _rgb(kinds[node.kind].color)
            position = {"x": x, "y": -y, "z": 0.0}
            attributes["viz"] = {"position": position, "size": radius[node.id], "color": colour}
        graph.add_node(xml_text(node.id), **attributes)
    lines = {one.id: f"{one.place} {one.text}" for one in picture.evidence}
    for edge in sorted(picture.edges, key=lambda edge: (edge.source, edge.target)):
        shared = [*edge.details, *(lines[entry] for entry in edge.evidence)]
        ends = xml_text(edge.source), xml_text(edge.target)
        graph.add_edge(*ends, weight=edge.weight, shared=xml_text("\n".join(shared)))
    return graph


def _rgb(colour: str) -> dict[str, int]:
    red, green, blue = (int(colour[start : start + 2], 16) for start in (1, 3, 5))
    return {"r": red, "g": green, "b": blue, "a": 1}


def _without_date(gexf: bytes) -> bytes:
    """Return GEXF without the date of writing, which precedes all of our own text."""
    return re.sub(rb' lastmodifieddate="[^"]*"', b"", gexf, count=1) + b"\n"


def _with_title(gexf: bytes, title: str) -> bytes:
    """Return GEXF with its title in the description: its schema has no name for a graph, though networkx writes one."""
    inserted = f"</creator>\n    <description>{escape(xml_text(title), quote=False)}</description>"
    return gexf.replace(b' name=""', b"", 1).replace(b"</creator>", inserted.encode("utf-8"), 1)


def _for_yed(graphml: bytes, picture: Picture) -> bytes:
    """Return GraphML with the positions, shapes and labels that yEd draws; other tools skip them."""
    ET.register_namespace("", _GRAPHML)
    ET.register_namespace("y", _YED)
    root = ET.fromstring(graphml)  # noqa: S314  (networkx wrote it a moment ago)
    key = ET.Element(f"{{{_GRAPHML}}}key", {"id": _GRAPHICS, "for": "node", "yfiles.type": _GRAPHICS})
    root.insert(0, key)
    places, radius, kinds = positions(picture), radii(picture), kinds_of(picture.nodes)
    nodes = {xml_text(node.id): node for node in picture.nodes}
    for element in root.iter(f"{{{_GRAPHML}}}node"):
        node = nodes[element.attrib["id"]]
        (x, y), r, kind = places[node.id], radius[node.id], kinds[node.kind]
        data = ET.Element(f"{{{_GRAPHML}}}data", {"key": _GRAPHICS})
        # Before our own data: networkx's reader takes yEd's corner for `x` and `y`, and the last one wins.
        element.insert(0, data)
        shape = ET.SubElement(data, f"{{{_YED}}}ShapeNode")
        box = {"x": f"{x - r:.1f}", "y": f"{y - r:.1f}", "width": f"{2 * r:.1f}", "height": f"{2 * r:.1f}"}
        ET.SubElement(shape, f"{{{_YED}}}Geometry", box)
        ET.SubElement(shape, f"{{{_YED}}}Fill", {"color": kind.color, "transparent": "false"})
        label = {"modelName": "sides", "modelPosition": "s", "fontSize": "14"}
        ET.SubElement(shape, f"{{{_YED}}}NodeLabel", label).text = xml_text(node.label)
        ET.SubElement(shape, f"{{{_YED}}}Shape", {"type": _YED_SHAPES[kind.shape]})
    ET.indent(root)
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


#: The formats of a Picture, by file suffix.
WRITERS: Mapping[str, Callable[[Picture], bytes]] = {
    "html": lambda picture: html(picture).encode(),
    "svg": lambda picture: svg(picture).encode(),
    "png": png,
    **{form: partial(write_network, form=form) for form in NETWORKS},
}
