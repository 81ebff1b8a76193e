"""What a reader does with the page, and takes along from it, in a real Chromium."""

from __future__ import annotations

import csv
import io
import re
import struct
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.select import Select

from heze_graph.networks.images import svg
from heze_graph.networks.layout import positions
from heze_graph.networks.page import html
from heze_graph.networks.picture import MOST_EDGES, Edge, Picture
from tests.browser import arrived_files, browser, complaints, requests
from tests.networks.pictures import hostile, promises, units
from tests.networks.test_browser import click, hidden, lit, run, show, text, wait
from tests.networks.test_files import parsed, places_in_svg

__all__ = ["browser"]
pytestmark = pytest.mark.browser


def open_at(driver: Chrome, folder: Path, picture: Picture, fragment: str) -> None:
    file = folder / "page.html"
    file.write_text(html(picture), encoding="utf-8")
    driver.get("about:blank")
    driver.get(f"{file.as_uri()}#{fragment}")
    wait(driver, "return window.hezeNetwork !== undefined")


def kept(driver: Chrome, folder: Path, button: str, suffix: str) -> bytes:
    """Press a button and return the file that it gives."""
    driver.execute_cdp_cmd("Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(folder)})
    click(driver, button)
    found: list[Path] = []

    def arrived() -> bool:
        found[:] = arrived_files(folder, f"*{suffix}")
        return bool(found)

    poll(driver, arrived)
    return found[0].read_bytes()


def poll(driver: Chrome, done: Callable[[], bool]) -> None:
    from selenium.webdriver.support.wait import WebDriverWait

    WebDriverWait(driver, 10).until(lambda _: done())


def filtered(driver: Chrome, section: str, label: str) -> None:
    run(driver, "document.getElementById(arguments[0]).open = true", section)
    for row in driver.find_elements(By.CSS_SELECTOR, f"#{section} li"):
        if label in row.text:
            row.find_element(By.TAG_NAME, "input").click()


def weights(driver: Chrome) -> dict[str, int]:
    script = """const name = (id) => page.nodes[id].name;
        return drawing.drawn().map(({ edge, weight }) => [`${name(edge.from)}—${name(edge.to)}`, weight]);"""
    return dict(run(driver, script))


def choose(driver: Chrome, key: str) -> None:
    run(driver, "drawing.choose({ node: page.nodes.find((node) => node.key === arguments[0]).id })", key)


def seek(driver: Chrome, wanted: str) -> list[str]:
    search = driver.find_element(By.ID, "search")
    search.clear()
    search.send_keys(wanted)
    return [button.text for button in driver.find_elements(By.CSS_SELECTOR, "#matches button")]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("财", ["财政局"]),
        ("czj", ["财政局"]),
        ("caizheng", ["财政局"]),
        ("CaiZ", ["财政局"]),
        ("财zj", ["财政局"]),
        ("shanxian", ["单县某局"]),
        ("danxian", ["单县某局"]),
        ("bureau c", ["水务局"]),
        ("sw", ["水务局"]),
        ("zzz", []),
        ("constructor", []),
    ],
)
def test_search_by_characters_pinyin_initials_and_other_name(
    browser: Chrome, tmp_path: Path, wanted: str, found: list[str]
) -> None:
    show(browser, tmp_path, promises())
    assert seek(browser, wanted) == found


def test_an_edge_shows_texts_places_claims_and_lights(browser: Chrome, tmp_path: Path) -> None:
    show(browser, tmp_path, promises())
    run(browser, "drawing.choose({ edge: 0 })")
    shown = text(browser, "#chosen")
    assert shown.splitlines()[:4] == [
        "单县某局 — 财政局 · 共同的责任目标数: 2",
        "共同的责任目标（2）",
        "大力修路",
        "第1项（甲表第10行） · 王昌华 · 自报：按计划",
    ]
    for line in ("已达到　修路3公里", "落后　种树5棵", "第3项（乙表第12行） · 李某 · 自报：按计划"):
        assert line in shown
    assert shown.count("大力种树") == 1
    assert {mark.text for mark in browser.find_elements(By.CSS_SELECTOR, "#chosen .light svg")} == {"✔", "▽"}


def test_a_node_shows_its_targets_and_what_its_measures_mean(browser: Chrome, tmp_path: Path) -> None:
    show(browser, tmp_path, promises())
    choose(browser, "unit/b")
    shown = text(browser, "#chosen")
    assert "Bureau b · 部门" in shown
    assert "责任目标（3）" in shown
    # One of the three pairs of the other three is tied only through it.
    assert "中介度\n0.3333" in shown
    hint = browser.find_element(By.CSS_SELECTOR, "#chosen .measures dt").get_attribute("title")
    assert hint == "与几个其他节点相连。出处：Freeman 1978，Social Networks 1，215–239（degree）。"


def test_filters_by_document_leader_and_light_count_what_is_left(browser: Chrome, tmp_path: Path) -> None:
    show(browser, tmp_path, promises())
    assert weights(browser) == {"单县某局—财政局": 2, "财政局—水务局": 1}
    filtered(browser, "leaders", "李某")
    # No. 4 has another leader, too.
    assert weights(browser) == {"单县某局—财政局": 1, "财政局—水务局": 1}
    filtered(browser, "lights", "已达到")
    assert weights(browser) == {"财政局—水务局": 1}
    assert hidden(browser) == {"unit/a"}
    filtered(browser, "lights", "无量化目标")
    assert weights(browser) == {}
    # What stands in no entry is not filtered by entries.
    assert hidden(browser) == {"unit/a", "unit/b", "unit/c"}
    for section, label in (("leaders", "李某"), ("lights", "已达到"), ("lights", "无量化目标")):
        filtered(browser, section, label)
    filtered(browser, "documents", "甲表")
    assert weights(browser) == {"单县某局—财政局": 1}
    assert complaints(browser) == []


def test_a_filter_that_hides_nodes_stands_in_the_address(browser: Chrome, tmp_path: Path) -> None:
    show(browser, tmp_path, promises())
    filtered(browser, "lights", "无量化目标")
    filtered(browser, "lights", "已达到")
    assert hidden(browser) != set()
    wait(browser, "return new URLSearchParams(location.hash.slice(1)).getAll('hide-lights').length === 2")
    assert complaints(browser) == []


def test_the_slider_leaves_the_stronger_ties(browser: Chrome, tmp_path: Path) -> None:
    show(browser, tmp_path, promises())
    browser.find_element(By.ID, "least").send_keys(Keys.ARROW_RIGHT)
    assert weights(browser) == {"单县某局—财政局": 2}
    assert text(browser, "#least-label") == "连线至少：2"


def test_neighbours_to_one_or_two_steps(browser: Chrome, tmp_path: Path) -> None:
    show(browser, tmp_path, promises())
    choose(browser, "unit/a")
    assert lit(browser) == {"unit/a", "unit/b"}
    Select(browser.find_element(By.ID, "steps")).select_by_visible_text("2")
    assert lit(browser) == {"unit/a", "unit/b", "unit/c"}


def test_colours_show_a_measure_with_its_meaning(browser: Chrome, tmp_path: Path) -> None:
    show(browser, tmp_path, promises())
    Select(browser.find_element(By.ID, "colour")).select_by_visible_text("群组")
    colours = run(browser, "return page.nodes.map((node) => drawing.nodes.get(node.id).color.background)")
    assert colours[0] == colours[1] == colours[2] != colours[3]
    assert "Louvain" in text(browser, "#definition")
    assert text(browser, "#meaning").splitlines() == ["群组 1", "无群组"]
    Select(browser.find_element(By.ID, "colour")).select_by_visible_text("中介度")
    darkest = run(browser, "return drawing.nodes.get(1).color.background === page.colours.scale.at(-1)")
    assert darkest
    assert len(text(browser, "#meaning").splitlines()) == 5


def test_colours_show_the_worst_light_of_the_latest_word_first(browser: Chrome, tmp_path: Path) -> None:
    show(browser, tmp_path, promises())
    colours = "return page.nodes.map((node) => drawing.nodes.get(node.id).color.background)"
    reached = run(browser, "return page.lights.find(({ name }) => name === 'reached').color")
    grey = run(browser, "return page.colours.none")
    assert run(browser, colours) == [reached, reached, grey, grey]
    assert text(browser, "#meaning").splitlines() == ["落后", "已达到", "无量化目标"]
    Select(browser.find_element(By.ID, "colour")).select_by_visible_text("类别")
    assert run(browser, colours) == [run(browser, "return page.kinds[0].color")] * 4
    wait(browser, "return location.hash === '#colour=kind'")


def test_ties_that_are_filtered_out_take_lonely_nodes_along(browser: Chrome, tmp_path: Path) -> None:
    show(browser, tmp_path, promises())
    shown = "return page.nodes.filter((node) => drawing.isShown(node.id)).map((node) => node.key)"
    assert run(browser, shown) == ["unit/a", "unit/b", "unit/c", "unit/d"]
    run(browser, "drawing.state.least = 2; drawing.refresh()")
    assert run(browser, shown) == ["unit/a", "unit/b", "unit/d"]


def test_the_keyboard_walks_moves_zooms_and_clears(browser: Chrome, tmp_path: Path) -> None:
    show(browser, tmp_path, promises())
    view = browser.find_element(By.ID, "picture")
    view.send_keys("n")
    assert text(browser, "#chosen h3") == "单县某局"
    view.send_keys("n")
    assert text(browser, "#chosen h3") == "财政局"
    view.send_keys("p")
    assert text(browser, "#chosen h3") == "单县某局"
    scale = run(browser, "return hezeNetwork.getScale()")
    view.send_keys("+")
    assert run(browser, "return hezeNetwork.getScale()") == pytest.approx(scale * 1.25)
    left = run(browser, "return hezeNetwork.getViewPosition().x")
    view.send_keys(Keys.ARROW_RIGHT)
    assert run(browser, "return hezeNetwork.getViewPosition().x") > left
    view.send_keys(Keys.ESCAPE)
    assert text(browser, "#chosen") == "点击圆点或连线查看详情。"
    view.send_keys("/")
    assert browser.switch_to.active_element.get_attribute("id") == "search"


def test_far_out_the_largest_nodes_are_named(browser: Chrome, tmp_path: Path) -> None:
    show(browser, tmp_path, units(400, 0, 800))
    wait(browser, "return hezeNetwork.getScale() * 14 < 8 && drawing.farLabels() > 10")
    # Between the sizes at which vis-network fades names out and at which ours come, they are ours alone.
    own = "return Object.values(hezeNetwork.body.nodes)[0].options.scaling.label.drawThreshold"
    run(browser, "hezeNetwork.moveTo({ scale: 8.4 / 14, animation: false })")
    wait(browser, f"{own} === Infinity && drawing.farLabels() > 10")
    run(browser, "hezeNetwork.moveTo({ scale: 1, animation: false })")
    wait(browser, f"{own} < 10")
    assert run(browser, "return hezeNetwork.getScale()") == 1
    assert complaints(browser) == []


def test_full_screen_is_entered_and_left(browser: Chrome, tmp_path: Path) -> None:
    show(browser, tmp_path, promises())
    click(browser, "#full-screen")
    wait(browser, "return document.fullscreenElement !== null")
    click(browser, "#full-screen")
    wait(browser, "return document.fullscreenElement === null")


def test_the_address_brings_everything_back(browser: Chrome, tmp_path: Path) -> None:
    show(browser, tmp_path, promises())
    filtered(browser, "leaders", "李某")
    Select(browser.find_element(By.ID, "steps")).select_by_visible_text("2")
    Select(browser.find_element(By.ID, "colour")).select_by_visible_text("群组")
    choose(browser, "unit/a")
    run(browser, "hezeNetwork.moveNode(1, 321, -45); drawing.move(10, 20, 1.1)")
    wait(browser, "return location.hash.includes('at=321')")
    address = browser.current_url
    places, view = run(browser, "return [hezeNetwork.getPositions(), hezeNetwork.getScale()]")
    browser.get("about:blank")
    browser.get(address)
    wait(browser, "return window.hezeNetwork !== undefined")
    assert weights(browser) == {"单县某局—财政局": 1, "财政局—水务局": 1}
    assert text(browser, "#chosen h3") == "单县某局"
    assert lit(browser) == {"unit/a", "unit/b", "unit/c"}
    assert browser.find_element(By.ID, "colour").get_attribute("value") == "community"
    assert run(browser, "return hezeNetwork.getPositions()") == places
    assert places["1"] == {"x": 321, "y": -45}
    assert run(browser, "return hezeNetwork.getScale()") == pytest.approx(view, abs=0.01)


def test_another_address_is_taken_over_at_once(browser: Chrome, tmp_path: Path) -> None:
    open_at(browser, tmp_path, promises(), "at=5,6,unit/a&least=2")
    run(browser, "location.hash = 'at=7,8,unit/b&node=unit/b'")
    wait(browser, "return document.querySelector('#chosen h3') !== null")
    places = run(browser, "return hezeNetwork.getPositions()")
    assert (places["0"]["x"], places["0"]["y"]) == positions(promises())["unit/a"]
    assert places["1"] == {"x": 7, "y": 8}
    assert len(weights(browser)) == 2


def test_an_address_chooses_an_edge(browser: Chrome, tmp_path: Path) -> None:
    open_at(browser, tmp_path, promises(), "tie=unit/b&tie=unit/c")
    assert text(browser, "#chosen h3").startswith("财政局 — 水务局")


@pytest.mark.parametrize(
    "fragment",
    [
        "node=__proto__&tie=constructor&tie=toString",
        "at=1e999,NaN,unit/a&at=,,&at=1,2,__proto__&view=NaN,1,2",
        "least=-5&steps=99&colour=__proto__&hide-kinds=%3Cscript%3E&all=x",
        "%E4%B8%ZZ&&&===&view=,,&least=999999999999",
        quote('"><img src=x onerror="window.struck=true">'),
    ],
)
def test_a_hostile_address_does_nothing(browser: Chrome, tmp_path: Path, fragment: str) -> None:
    complaints(browser)
    open_at(browser, tmp_path, promises(), fragment)
    places = run(browser, "return hezeNetwork.getPositions()")
    assert [(p["x"], p["y"]) for p in places.values()] == list(positions(promises()).values())
    assert len(weights(browser)) == 2
    assert run(browser, "return window.struck === undefined && document.querySelector('img') === null")
    assert complaints(browser) == []


def test_the_svg_of_the_page_is_that_of_the_command_line(browser: Chrome, tmp_path: Path) -> None:
    picture = units()
    address = show(browser, tmp_path, picture)
    drawn = kept(browser, tmp_path, "#keep-svg", ".svg").decode()
    assert places_in_svg(drawn) == places_in_svg(svg(picture)) == positions(picture)
    ours, theirs = ("".join(parsed(text).itertext()) for text in (svg(picture), drawn))
    assert sorted(re.sub(r"\s", "", ours)) == sorted(re.sub(r"\s", "", theirs))
    assert requests(browser) == [address]
    assert complaints(browser) == []


def test_the_svg_shows_what_the_reader_sees(browser: Chrome, tmp_path: Path) -> None:
    open_at(browser, tmp_path, promises(), "hide-documents=" + quote("甲表") + "&colour=community&at=500,600,unit/a")
    drawn = kept(browser, tmp_path, "#keep-svg", ".svg").decode()
    assert set(places_in_svg(drawn)) == {"unit/a", "unit/b", "unit/d"}
    assert places_in_svg(drawn)["unit/a"] == (500, 600)
    assert "群组 1" in drawn
    assert "已筛选，图中不含：甲表。" in drawn
    assert "已筛选，图中不含：甲表。" in text(browser, "footer")
    assert "Louvain" in drawn
    assert "数据截至2023年9月30日" in drawn


def test_the_png_of_the_page(browser: Chrome, tmp_path: Path) -> None:
    show(browser, tmp_path, promises())
    image = kept(browser, tmp_path, "#keep-png", ".png")
    root = parsed(svg(promises()))
    assert image[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", image[16:24])
    assert width == pytest.approx(2 * int(root.attrib["width"]), rel=0.1)
    assert height == pytest.approx(2 * int(root.attrib["height"]), rel=0.1)
    assert len(image) > 5000


def read_csv(data: bytes) -> list[list[str]]:
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_nodes_and_edges_as_csv(browser: Chrome, tmp_path: Path) -> None:
    show(browser, tmp_path, promises())
    head, *rows = read_csv(kept(browser, tmp_path, "#keep-nodes", "-nodes.csv"))
    assert head[:5] == ["id", "名称", "其他名称", "类别", "责任目标数"]
    places = positions(promises())
    assert {row[0]: (float(row[5]), float(row[6])) for row in rows} == places
    head, *rows = read_csv(kept(browser, tmp_path, "#keep-edges", "-edges.csv"))
    assert [row[:5] for row in rows] == [
        ["unit/a", "单县某局", "unit/b", "财政局", "2"],
        ["unit/b", "财政局", "unit/c", "水务局", "1"],
    ]
    assert rows[0][5].splitlines() == ["第1项（甲表第10行） 大力修路", "第2项（甲表第11行） 大力种树"]


def test_hostile_texts_are_kept_as_texts(browser: Chrome, tmp_path: Path) -> None:
    nodes = tuple(replace(node, label="=1+1\x00<b>") for node in hostile().nodes)
    address = show(browser, tmp_path, replace(hostile(), nodes=nodes))
    root = parsed(kept(browser, tmp_path, "#keep-svg", ".svg"))
    assert not [element.tag for element in root.iter() if element.tag.rpartition("}")[2] in ("b", "script", "img", "a")]
    _, *rows = read_csv(kept(browser, tmp_path, "#keep-nodes", "-nodes.csv"))
    assert {row[1][:5] for row in rows} == {"'=1+1"}
    assert requests(browser) == [address]
    assert complaints(browser) == []


def test_above_the_limit_the_strongest_edges_and_how_many_are_hidden(browser: Chrome, tmp_path: Path) -> None:
    picture = units(80, 0, 79)
    chosen: list[Edge] = []
    for number in range(MOST_EDGES + 50):
        a, b = divmod(number, 79)
        chosen.append(Edge(f"unit/{a}", f"unit/{b + (b >= a)}", 1 + (number % 61 > 0)))
    show(browser, tmp_path, replace(picture, edges=tuple(chosen)))
    assert text(browser, "#hidden span") == f"只画出最强的 {MOST_EDGES} 条连线，另有 50 条未画。"
    assert run(browser, "return hezeNetwork.body.data.edges.length") == MOST_EDGES
    weak: list[Any] = run(browser, "return drawing.drawn().filter(({ weight }) => weight === 1)")
    assert len(weak) == sum(edge.weight == 1 for edge in chosen) - 50 or not weak
    click(browser, "#hidden button")
    assert run(browser, "return hezeNetwork.body.data.edges.length") == MOST_EDGES + 50
    assert not browser.find_element(By.ID, "hidden").is_displayed()
