from __future__ import annotations

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.actions.action_builder import ActionBuilder
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.select import Select
from selenium.webdriver.support.wait import WebDriverWait

from heze_graph.networks.page import html
from heze_graph.networks.picture import Picture
from tests.browser import browser, complaints, requests, set_viewport
from tests.networks.pictures import HOSTILE, hostile, units
from tests.networks.test_clusters import targets, themed

__all__ = ["browser"]
pytestmark = pytest.mark.browser


def show(driver: Chrome, folder: Path, picture: Picture, width: int = 1280) -> str:
    file = folder / "page.html"
    file.write_text(html(picture), encoding="utf-8")
    set_viewport(driver, width, 800)
    driver.get("about:blank")
    requests(driver)
    complaints(driver)
    driver.get(file.as_uri())
    wait(driver, "return window.hezeNetwork !== undefined")
    return file.as_uri()


def run(driver: Chrome, script: str, *arguments: object) -> Any:
    return driver.execute_script(script, *arguments)


def wait(driver: Chrome, script: str) -> None:
    WebDriverWait(driver, 10).until(lambda _: run(driver, script))


def text(driver: Chrome, selector: str) -> str:
    return driver.find_element(By.CSS_SELECTOR, selector).text


def click(driver: Chrome, selector: str) -> None:
    driver.find_element(By.CSS_SELECTOR, selector).click()


def point_at(driver: Chrome, place: dict[str, float], *, press: bool = False) -> None:
    frame = run(driver, "return document.getElementById('picture').getBoundingClientRect().toJSON()")
    actions = ActionBuilder(driver)
    actions.pointer_action.move_to_location(int(frame["x"] + place["x"]), int(frame["y"] + place["y"]))  # type: ignore[no-untyped-call]
    if press:
        actions.pointer_action.click()
    actions.perform()


def place_of_node(driver: Chrome, key: str) -> dict[str, float]:
    script = """const node = page.nodes.find((node) => node.key === arguments[0]);
        return hezeNetwork.canvasToDOM(hezeNetwork.getPositions([node.id])[node.id]);"""
    place: dict[str, float] = run(driver, script, key)
    return place


def place_of_edge(driver: Chrome) -> dict[str, Any]:
    """Return the heaviest edge with a point on it where no node and no other edge lies on top."""
    script = """for (const edge of page.edges) for (const part of [0.5, 0.4, 0.6, 0.3, 0.7]) {
          const ends = hezeNetwork.getPositions([edge.from, edge.to]);
          const [a, b] = [ends[edge.from], ends[edge.to]];
          const place = hezeNetwork.canvasToDOM({ x: a.x + (b.x - a.x) * part, y: a.y + (b.y - a.y) * part });
          if (hezeNetwork.getNodeAt(place) === undefined && hezeNetwork.getEdgeAt(place) === edge.id)
            return { ...place, details: edge.details, weight: edge.weight };
        }"""
    found: dict[str, Any] = run(driver, script)
    return found


def lit(driver: Chrome) -> set[str]:
    found = run(driver, "return drawing.nodes.get().filter((n) => n.opacity === 1).map((n) => page.nodes[n.id].key)")
    return set(found)


def hidden(driver: Chrome) -> set[str]:
    found = run(driver, "return drawing.nodes.get().filter((n) => n.hidden).map((n) => page.nodes[n.id].key)")
    return set(found)


def test_opens_from_a_file_without_any_request_or_complaint(browser: Chrome, tmp_path: Path) -> None:
    address = show(browser, tmp_path, units())
    assert requests(browser) == [address]
    assert run(browser, "return performance.getEntriesByType('resource').length") == 0
    assert complaints(browser) == []


def test_the_policy_stops_what_would_be_fetched_or_run(browser: Chrome, tmp_path: Path) -> None:
    show(browser, tmp_path, units(2, 0, 1))
    reached: list[str] = []

    class Listener(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            reached.append(self.path)

    with ThreadingHTTPServer(("127.0.0.1", 0), Listener) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        attempts = """const [address, done] = arguments;
            const image = new Image();
            const script = document.createElement("script");
            script.textContent = "window.struck = true";
            document.body.append(script);
            image.onerror = () => fetch(address + "fetched").catch(() => done());
            image.src = address + "image.png";"""
        browser.execute_async_script(attempts, f"http://127.0.0.1:{server.server_port}/")
        server.shutdown()
    assert reached == []
    assert run(browser, "return window.struck === undefined")
    assert len([line for line in complaints(browser) if "Content Security Policy" in line]) >= 3


def test_draws_what_was_given_where_it_was_laid_out(browser: Chrome, tmp_path: Path) -> None:
    picture = units()
    show(browser, tmp_path, picture)
    nodes, edges = run(browser, "return page.nodes"), run(browser, "return page.edges")
    keys = {node["id"]: node["key"] for node in nodes}
    assert {node["key"]: node["name"] for node in nodes} == {node.id: node.label for node in picture.nodes}
    assert sorted((keys[e["from"]], keys[e["to"]], e["weight"]) for e in edges) == sorted(
        (e.source, e.target, e.weight) for e in picture.edges
    )
    drawn = run(
        browser,
        """return Object.values(hezeNetwork.body.nodes)
            .map((node) => [node.id, node.x, node.y, node.options.color.background])""",
    )
    assert {keys[i]: (x, y) for i, x, y, _ in drawn} == {node["key"]: (node["x"], node["y"]) for node in nodes}
    assert len({color for *_, color in drawn}) == len({node.kind for node in picture.nodes})
    assert len(run(browser, "return Object.keys(hezeNetwork.body.edges)")) == len(picture.edges)


def test_no_drawn_label_lies_on_another(browser: Chrome, tmp_path: Path) -> None:
    show(browser, tmp_path, units())
    overlapping = run(
        browser,
        """const boxes = hezeNetwork.body.data.nodes.getIds().map((id) => hezeNetwork.getBoundingBox(id));
        return boxes.flatMap((a, i) => boxes.slice(i + 1).filter((b) =>
          a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom)).length""",
    )
    assert overlapping == 0


def test_hover_shows_what_an_edge_stands_for(browser: Chrome, tmp_path: Path) -> None:
    show(browser, tmp_path, units())
    edge = place_of_edge(browser)
    point_at(browser, edge)
    wait(browser, "return !document.getElementById('tip').hidden")
    shown = text(browser, "#tip").splitlines()
    assert shown[0].endswith(f"· 共同目标: {edge['weight']}")
    assert shown[1:] == edge["details"]
    point_at(browser, {"x": 3, "y": 3})
    wait(browser, "return document.getElementById('tip').hidden")


def test_click_shows_details_and_lights_the_neighbours(browser: Chrome, tmp_path: Path) -> None:
    picture = units()
    show(browser, tmp_path, picture)
    chosen = max(picture.nodes, key=lambda node: sum(node.id in (e.source, e.target) for e in picture.edges))
    near = {end for e in picture.edges if chosen.id in (e.source, e.target) for end in (e.source, e.target)}
    point_at(browser, place_of_node(browser, chosen.id), press=True)
    wait(browser, "return document.querySelector('#chosen h3') !== null")
    assert text(browser, "#chosen h3") == chosen.label
    assert text(browser, "#chosen dl").splitlines()[:2] == ["相连数", str(len(near) - 1)]
    assert f"相连（{len(near) - 1}）" in text(browser, "#chosen")
    assert lit(browser) == near
    point_at(browser, {"x": 3, "y": 3}, press=True)
    wait(browser, "return document.querySelector('#chosen h3') === null")
    assert run(browser, "return hezeNetwork.body.data.nodes.get().every((n) => n.opacity === 1)")


def test_the_legend_filters(browser: Chrome, tmp_path: Path) -> None:
    picture = units()
    show(browser, tmp_path, picture)
    label = text(browser, "#kinds li span")
    kind = {node.id for node in picture.nodes if node.kind_label == label}
    click(browser, "#kinds input")
    assert hidden(browser) == kind
    left = [e for e in picture.edges if e.source not in kind and e.target not in kind]
    assert run(browser, "return hezeNetwork.body.data.edges.length") == len(left)
    click(browser, "#kinds input")
    assert hidden(browser) == set()
    assert run(browser, "return hezeNetwork.body.data.edges.length") == len(picture.edges)


def test_search_by_keyboard_goes_to_the_node_even_when_filtered(browser: Chrome, tmp_path: Path) -> None:
    picture = units()
    show(browser, tmp_path, picture)
    for box in browser.find_elements(By.CSS_SELECTOR, "#kinds input"):
        box.click()
    browser.find_element(By.ID, "search").send_keys("单位07")
    assert text(browser, "#found") == "找到 1 个"
    browser.find_element(By.ID, "search").send_keys(Keys.ENTER)
    wanted = next(node for node in picture.nodes if node.label.endswith("单位07"))
    assert text(browser, "#chosen h3") == wanted.label
    assert run(browser, "return page.nodes[hezeNetwork.getSelectedNodes()[0]].key") == wanted.id
    place = place_of_node(browser, wanted.id)
    width, height = run(browser, "const p = document.getElementById('picture'); return [p.clientWidth, p.clientHeight]")
    assert (place["x"], place["y"]) == pytest.approx((width / 2, height / 2), abs=2)
    assert not run(browser, "return hezeNetwork.body.data.nodes.get(hezeNetwork.getSelectedNodes())[0].hidden")


def test_every_control_is_reached_by_tab_and_has_a_name(browser: Chrome, tmp_path: Path) -> None:
    show(browser, tmp_path, units())
    reached = []
    for _ in range(8 + len(browser.find_elements(By.CSS_SELECTOR, "#pairs button"))):
        browser.switch_to.active_element.send_keys(Keys.TAB)
        active = browser.switch_to.active_element
        reached.append((active.tag_name, active.accessible_name))
    pairs = ["button"] * (len(reached) - 8)
    assert [tag for tag, _ in reached] == ["div", "input", *["button"] * 3, "select", "input", *pairs, "select"]
    assert {"按名称、拼音或首字母搜索", "全图", "自动布局", "相邻几步"} <= {name for _, name in reached}
    assert all(name for _, name in reached)


def test_physics_is_off_until_its_button_is_pressed(browser: Chrome, tmp_path: Path) -> None:
    show(browser, tmp_path, units())
    before = run(browser, "return hezeNetwork.getPositions()")
    assert not run(browser, "return hezeNetwork.physics.options.enabled")
    click(browser, "#physics")
    wait(browser, f"return Math.abs(hezeNetwork.getPositions()[0].x - {before['0']['x']}) > 1")
    click(browser, "#physics")
    assert not run(browser, "return hezeNetwork.physics.options.enabled")
    click(browser, "#fit")
    assert complaints(browser) == []


def test_hostile_texts_run_nothing_and_are_shown(browser: Chrome, tmp_path: Path) -> None:
    address = show(browser, tmp_path, hostile())
    assert browser.title == HOSTILE[1]
    assert text(browser, "h1") == HOSTILE[1]
    assert len(run(browser, "return Object.keys(hezeNetwork.body.nodes)")) == len(HOSTILE)
    for label in HOSTILE[:4]:
        search = browser.find_element(By.ID, "search")
        search.clear()
        search.send_keys(label, Keys.ENTER)
        assert text(browser, "#chosen h3") == label
    point_at(browser, place_of_edge(browser), press=True)
    wait(browser, "return document.querySelector('#chosen .lines') !== null")
    assert HOSTILE[0] in text(browser, "#chosen .lines")
    assert HOSTILE[0] in text(browser, "#tip")
    assert run(browser, "return window.struck === undefined && document.querySelector('img, a, iframe') === null")
    assert requests(browser) == [address]
    assert complaints(browser) == []


@pytest.mark.parametrize("medium", ["screen", "print"])
def test_the_whole_picture_stays_in_sight_when_the_window_changes(browser: Chrome, tmp_path: Path, medium: str) -> None:
    picture = units()
    show(browser, tmp_path, picture)
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": medium})
    set_viewport(browser, 1047, 718)
    inside = """const { clientWidth, clientHeight } = document.getElementById("picture");
        return clientWidth !== 1008 && hezeNetwork.body.data.nodes.getIds().every((id) => {
          const { left, top, right, bottom } = hezeNetwork.getBoundingBox(id);
          const a = hezeNetwork.canvasToDOM({ x: left, y: top }), b = hezeNetwork.canvasToDOM({ x: right, y: bottom });
          return a.x >= 0 && a.y >= 0 && b.x <= clientWidth && b.y <= clientHeight;
        });"""
    wait(browser, inside)
    if medium == "print":
        assert not browser.find_element(By.ID, "controls").is_displayed()
        assert browser.find_element(By.ID, "kinds").is_displayed()
        assert run(browser, "return document.documentElement.scrollHeight") <= 718
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})


def test_an_empty_picture_opens(browser: Chrome, tmp_path: Path) -> None:
    show(browser, tmp_path, units(0, 0, 0))
    assert complaints(browser) == []


def test_a_phone_shows_legible_labels_and_no_sideways_scrolling(browser: Chrome, tmp_path: Path) -> None:
    show(browser, tmp_path, units(), width=390)
    assert run(browser, "return document.documentElement.scrollWidth <= innerWidth")
    assert run(browser, "return hezeNetwork.getScale() * 14") >= 10
    click(browser, "#fit")
    assert run(browser, "return hezeNetwork.getScale()") < 0.75


def names_drawn(driver: Chrome) -> set[str]:
    return set(run(driver, "return page.nodes.filter((n) => drawing.isShown(n.id)).map((n) => n.name)"))


def test_targets_stand_under_their_leader_until_they_are_opened(browser: Chrome, tmp_path: Path) -> None:
    show(browser, tmp_path, targets(60))
    gathered = {"甲", "乙", "未写领导", "单位0", "单位1"}
    assert names_drawn(browser) == gathered
    point_at(browser, place_of_node(browser, "cluster/甲"), press=True)
    assert "20" in text(browser, "#chosen .buttons button")
    click(browser, "#chosen .buttons button")
    assert len(names_drawn(browser)) == 4 + 20
    opened = run(browser, "return location.href")
    wait(browser, "return location.hash.includes('open=')")
    apart = """const at = page.nodes.filter((n) => drawing.isShown(n.id)).map((n) => hezeNetwork.getPosition(n.id));
        return Math.min(...at.flatMap((a, i) => at.slice(i + 1).map((b) => Math.hypot(a.x - b.x, a.y - b.y))));"""
    assert run(browser, apart) > 30
    opened = run(browser, "return location.href")
    browser.get("about:blank")
    browser.get(opened)
    wait(browser, "return window.hezeNetwork !== undefined")
    assert len(names_drawn(browser)) == 4 + 20
    Select(browser.find_element(By.ID, "gather")).select_by_visible_text("不合并")
    assert len(names_drawn(browser)) == 62
    Select(browser.find_element(By.ID, "gather")).select_by_visible_text("按领导")
    assert names_drawn(browser) == gathered
    assert complaints(browser) == []


def test_targets_are_gathered_by_theme_on_choice_and_the_address_keeps_it(browser: Chrome, tmp_path: Path) -> None:
    show(browser, tmp_path, themed(60))
    lines = (
        """return [...document.querySelectorAll('#kinds li')].filter((li) => !li.hidden).map((li) => li.textContent)"""
    )
    assert any("领导" in line for line in run(browser, lines))
    Select(browser.find_element(By.ID, "gather")).select_by_visible_text("按专项")
    assert names_drawn(browser) == {"双网", "没有专项", "单位0", "单位1"}
    assert not any("领导" in line for line in run(browser, lines))
    wait(browser, "return location.hash.includes('gathered=theme')")
    run(browser, "drawing.expand(page.nodes.find((n) => n.name === '双网').id)")
    assert len(names_drawn(browser)) == 3 + 40
    wait(browser, "return location.hash.includes('open=')")
    opened = run(browser, "return location.href")
    browser.get("about:blank")
    browser.get(opened)
    wait(browser, "return window.hezeNetwork !== undefined")
    assert len(names_drawn(browser)) == 3 + 40
    assert complaints(browser) == []


def test_targets_are_opened_by_keys_and_found_by_search(browser: Chrome, tmp_path: Path) -> None:
    show(browser, tmp_path, targets(60))
    run(browser, "drawing.choose({ node: page.nodes.find((n) => n.name === '单位1').id })")
    browser.find_element(By.ID, "picture").send_keys(Keys.ENTER)
    assert len(names_drawn(browser)) == 30 + 5
    show(browser, tmp_path, targets(60))
    field = browser.find_element(By.ID, "search")
    field.send_keys("17 修路", Keys.ENTER)
    assert "17 修路" in names_drawn(browser)


def test_the_strongest_ties_stand_beside_the_picture_and_choose_theirs(browser: Chrome, tmp_path: Path) -> None:
    show(browser, tmp_path, units())
    first = browser.find_element(By.CSS_SELECTOR, "#pairs button")
    heaviest = run(browser, "return page.edges[0].weight")
    assert first.text.endswith(f"（{heaviest}）")
    first.click()
    assert run(browser, "return drawing.state.chosen.edge") == 0
    assert text(browser, "#chosen h3")
