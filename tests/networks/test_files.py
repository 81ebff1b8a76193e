from __future__ import annotations

import re
import struct
import time
from dataclasses import replace
from xml.etree import ElementTree as ET

import networkx
import pytest

from heze_graph.errors import OutputError
from heze_graph.networks import images
from heze_graph.networks.files import write_network
from heze_graph.networks.images import has_chinese_font, png, svg
from heze_graph.networks.layout import label_lines, positions
from heze_graph.networks.measures import edges, metrics
from heze_graph.networks.picture import MOST_EDGES, Edge, Picture
from tests.networks.pictures import HOSTILE, hostile, promises, shuffled, units

SVG = "{http://www.w3.org/2000/svg}"
VIZ = "{http://www.gexf.net/1.2draft/viz}"
GEXF = "{http://www.gexf.net/1.2draft}"
YED = "{http://www.yworks.com/xml/graphml}"


def parsed(text: str | bytes) -> ET.Element:
    return ET.fromstring(text)  # noqa: S314  (written by the code under test)


def places_in_svg(text: str) -> dict[str, tuple[float, float]]:
    found = {}
    for group in parsed(text).iter(f"{SVG}g"):
        if "data-id" in group.attrib:
            match = re.fullmatch(r"translate\((-?\d+) (-?\d+)\)", group.attrib["transform"])
            assert match
            found[group.attrib["data-id"]] = (float(match[1]), float(match[2]))
    return found


def test_every_file_has_the_positions_of_the_page() -> None:
    picture = units()
    places = positions(picture)
    assert places_in_svg(svg(picture)) == places
    gexf = parsed(write_network(picture, "gexf"))
    for node in gexf.iter(f"{GEXF}node"):
        at = node.find(f"{VIZ}position")
        assert at is not None
        # Gephi's y goes upwards.
        assert (float(at.attrib["x"]), -float(at.attrib["y"])) == places[node.attrib["id"]]
    graph = networkx.parse_graphml(write_network(picture, "graphml").decode())
    assert {node: (data["x"], data["y"]) for node, data in graph.nodes(data=True)} == places
    columns, rows = metrics(picture)
    at_x, at_y = columns.index("x"), columns.index("y")
    assert {row[0]: (float(row[at_x]), float(row[at_y])) for row in rows} == places


@pytest.mark.parametrize("form", ["gexf", "graphml"])
def test_same_bytes_in_whatever_order_and_on_whatever_day(form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    written = write_network(promises(), form)
    assert write_network(shuffled(promises()), form) == written
    monkeypatch.setattr(time, "strftime", lambda *_: "1999-01-01")
    assert write_network(promises(), form) == written
    assert b"lastmodifieddate" not in written


def test_yed_finds_places_and_labels() -> None:
    picture = promises()
    root = parsed(write_network(picture, "graphml"))
    assert [label.text for label in root.iter(f"{YED}NodeLabel")] == [node.label for node in picture.nodes]
    for node, shape in zip(picture.nodes, root.iter(f"{YED}Geometry"), strict=True):
        x, y, width = (float(shape.attrib[name]) for name in ("x", "y", "width"))
        assert (x + width / 2, y + width / 2) == pytest.approx(positions(picture)[node.id], abs=0.1)


def test_weights_kinds_and_evidence_are_in_the_files() -> None:
    picture = promises()
    graph = networkx.parse_graphml(write_network(picture, "graphml").decode())
    tie = graph.edges["unit/a", "unit/b"]
    assert tie["weight"] == 2
    assert tie["shared"].splitlines()[0] == "第1项（甲表第10行） 大力修路"
    assert graph.nodes["unit/b"]["degree"] == 2
    _, rows = edges(picture)
    assert rows[0][:5] == ("unit/a", "单县某局", "unit/b", "财政局", "2")
    assert "第3项（乙表第12行） 大力种树" in rows[0][5]


def test_the_svg_is_whole() -> None:
    picture = promises()
    drawn = svg(picture)
    words = "".join(parsed(drawn).itertext())
    for text in ("谁与谁", "示例", "部门 4", "圆的大小：责任目标数", "数据截至2023年9月30日", "来源：两张表", "财政局"):
        assert text in words
    assert drawn == svg(shuffled(picture))
    assert len(list(parsed(drawn).iter(f"{SVG}line"))) == 2
    assert "2023年9月30日" not in svg(replace(picture, as_of=""))


def test_nothing_in_the_svg_lies_outside_of_it() -> None:
    root = parsed(svg(units()))
    width, height = float(root.attrib["width"]), float(root.attrib["height"])
    frame = next(group for group in root.iter(f"{SVG}g") if group.attrib.get("class") == "picture")
    match = re.fullmatch(r"translate\((-?\d+) (-?\d+)\)", frame.attrib["transform"])
    assert match
    for x, y in places_in_svg(svg(units())).values():
        assert 0 < x + float(match[1]) < width
        assert 0 < y + float(match[2]) < height


@pytest.mark.parametrize("text", [*HOSTILE, "\x00\x1b\ud800]]>"])
def test_hostile_texts_stay_texts_in_every_file(text: str) -> None:
    picture = hostile()
    nodes = (replace(picture.nodes[0], label=text, kind_label=text), *picture.nodes[1:])
    picture = replace(picture, title=text, subtitle=text, source=text, nodes=nodes)
    root = parsed(svg(picture))
    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= {
        *("svg", "title", "rect", "g", "line", "circle", "path", "text")
    }
    assert not [name for element in root.iter() for name in element.attrib if name.startswith("on") or "href" in name]
    for form in ("gexf", "graphml"):
        parsed(write_network(picture, form))


def test_above_the_limit_the_strongest_are_drawn_and_the_rest_is_counted() -> None:
    picture = units(100, 0, 99)
    ties = tuple(Edge("unit/0", "unit/1", 1 + number % 7) for number in range(MOST_EDGES + 5))
    root = parsed(svg(replace(picture, edges=ties)))
    assert len(list(root.iter(f"{SVG}line"))) == MOST_EDGES
    assert f"最强的 {MOST_EDGES} 条连线，另有 5 条未画" in "".join(root.itertext())


def size_of(image: bytes) -> tuple[int, int]:
    assert image[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", image[16:24])
    return width, height


def test_the_png_is_the_svg_twice_as_large() -> None:
    picture = promises()
    root = parsed(svg(picture))
    image = png(picture)
    assert size_of(image) == (2 * int(root.attrib["width"]), 2 * int(root.attrib["height"]))
    assert png(picture) == image
    other = tuple(replace(node, label=node.label[::-1]) for node in picture.nodes)
    assert label_lines(other[0].label) != label_lines(picture.nodes[0].label)
    assert png(replace(picture, nodes=other)) != image


def test_without_a_chinese_font_the_message_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    assert has_chinese_font()
    assert not has_chinese_font(system_fonts=False)
    monkeypatch.setattr(images, "has_chinese_font", lambda: has_chinese_font(system_fonts=False))
    with pytest.raises(OutputError, match=r"no font with Chinese characters.*fonts-noto-cjk"):
        png(promises())
    latin: Picture = replace(hostile(), title="a", subtitle="", language="en")
    assert size_of(png(latin))[0] > 600
