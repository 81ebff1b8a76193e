from __future__ import annotations

import json
import re
import subprocess
import sys
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from html.parser import HTMLParser
from typing import Any

import pytest

from heze_graph.networks.layout import positions
from heze_graph.networks.page import html
from tests.networks.pictures import HOSTILE, hostile, shuffled, units


class Elements(HTMLParser):
    """The elements of a page with their attributes and their own text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None], list[str]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs), []))

    def handle_data(self, data: str) -> None:
        if self.found:
            self.found[-1][2].append(data)

    def texts(self, tag: str) -> list[str]:
        return ["".join(text) for name, _, text in self.found if name == tag]


def data(page: str) -> Any:
    found = re.search(r'<script id="data" type="application/json">(.*?)</script>', page, re.DOTALL)
    assert found
    return json.loads(found[1])


def test_same_bytes_in_whatever_order_and_process() -> None:
    page = html(units())
    assert html(shuffled(units())) == page
    script = "from tests.networks.pictures import units; from heze_graph.networks.page import html; "
    script += "import sys; sys.stdout.buffer.write(html(units()).encode())"
    for seed in ("1", "2"):
        command = [sys.executable, "-c", script]
        again = subprocess.run(command, capture_output=True, check=True, env={"PYTHONHASHSEED": seed})
        assert again.stdout == page.encode()


def test_the_data_are_those_of_the_picture() -> None:
    picture = units()
    found = data(html(picture))
    names = {node["id"]: node["key"] for node in found["nodes"]}
    places = positions(picture)
    assert {node["key"]: (node["name"], node["x"], node["y"], node["amount"]) for node in found["nodes"]} == {
        node.id: (node.label, *places[node.id], node.size) for node in picture.nodes
    }
    assert sorted((names[e["from"]], names[e["to"]], e["weight"], e["details"]) for e in found["edges"]) == sorted(
        (edge.source, edge.target, edge.weight, list(edge.details)) for edge in picture.edges
    )


def test_parallel_edges_stay() -> None:
    picture = units(2, 0, 1)
    assert len(data(html(replace(picture, edges=picture.edges * 2)))["edges"]) == 2


def test_area_grows_with_size_width_with_weight() -> None:
    found = data(html(units()))
    by_amount = sorted(found["nodes"], key=lambda node: node["amount"])
    by_weight = sorted(found["edges"], key=lambda edge: edge["weight"])
    assert [n["size"] for n in by_amount] == sorted(n["size"] for n in by_amount)
    assert by_amount[0]["size"] < by_amount[-1]["size"]
    assert [e["width"] for e in by_weight] == sorted(e["width"] for e in by_weight)
    assert by_weight[0]["width"] < by_weight[-1]["width"]


def test_the_legend_counts_each_kind_and_no_two_look_alike() -> None:
    picture = units()
    nodes = tuple(replace(n, kind=f"kind{i % 20}", kind_label=f"类{i % 20}") for i, n in enumerate(picture.nodes))
    kinds = data(html(replace(picture, nodes=nodes)))["kinds"]
    assert sum(kind["count"] for kind in kinds) == len(nodes)
    assert len({(kind["color"], kind["shape"]) for kind in kinds}) == 20
    assert [kind["count"] for kind in kinds] == sorted((kind["count"] for kind in kinds), reverse=True)


@pytest.mark.parametrize(("language", "tag", "word"), [("zh", "zh-CN", "图例与筛选"), ("en", "en", "Legend")])
def test_the_page_is_whole(language: str, tag: str, word: str) -> None:
    page = html(units(language=language))
    elements = Elements(page)
    assert page.startswith("<!DOCTYPE html>\n")
    assert ("html", {"lang": tag}) in [(name, attributes) for name, attributes, _ in elements.found]
    assert 'charset="utf-8"' in page[:200]
    assert 'name="viewport"' in page
    assert [text.strip() for tag in ("title", "h1") for text in elements.texts(tag)] == ["谁与谁共同负责"] * 2
    assert "来源：示例表" in page
    assert word in page
    assert "<noscript>" in page
    assert len(page.encode()) < 1_500_000


def test_nothing_points_outside_and_the_policy_allows_only_what_is_inside() -> None:
    page = html(units())
    for _, attributes, _ in Elements(page).found:
        assert "src" not in attributes
        assert attributes.get("href") in (None, "data:,")
        assert not [name for name in attributes if name.startswith("on") or name == "style"]
    assert "sourceMappingURL" not in page
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy
    inline = re.findall(r"<(?:script|style)>(.*?)</(?:script|style)>", page, re.DOTALL)
    hashes = [f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'" for text in inline]
    assert len(inline) == 5
    assert re.findall(r"'sha256-[^']*'", policy[1]) == [*hashes[1:], hashes[0]]
    assert policy[1].startswith("default-src 'none';")
    assert "unsafe" not in policy[1]


def test_hostile_texts_stay_texts() -> None:
    picture = hostile()
    page = html(picture)
    plain = html(units(len(HOSTILE), 0, 5))
    shape = [(name, list(attributes)) for name, attributes, _ in Elements(page).found]
    assert shape == [(name, list(attributes)) for name, attributes, _ in Elements(plain).found]
    assert "\u2028" not in page.split('id="data"')[1].split("</script>")[0]
    assert {node["key"] for node in data(page)["nodes"]} == set(HOSTILE)
    assert {node["name"] for node in data(page)["nodes"]} == set(HOSTILE)


def test_every_text_of_the_page_is_there_in_both_languages() -> None:
    chinese, english = (data(html(units(2, 0, 1, language)))["texts"] for language in ("zh", "en"))
    assert list(chinese) == list(english)
    for key in chinese:
        blanks = [sorted(re.findall(r"\{\w+\}", str(texts[key]))) for texts in (chinese, english)]
        assert blanks[0] == blanks[1]


def test_importing_the_room_is_light() -> None:
    script = "import heze_graph.networks.page, sys; print([m for m in sys.modules if m in "
    script += "('rustworkx', 'pyvis', 'networkx', 'jinja2', 'IPython')])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True, text=True)
    assert done.stdout.strip() == "[]"
