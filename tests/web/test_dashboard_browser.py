"""The charts in a real Chromium: drawn from their tables, clicked, saved; and what keyboards and axe-core find."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from selenium.webdriver import Chrome, Keys
from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait

from tests.browser import browser, complaints, requests, set_viewport

__all__ = ["browser"]
pytestmark = pytest.mark.browser

AXE = (Path(__file__).parent / "axe" / "axe.min.js").read_text(encoding="utf-8")
#: All rules of WCAG 2.2, AA, and of good practice.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
#: Those of colours: a page in the dark is the same page with other colours.
COLOURS = ["color-contrast", "link-in-text-block"]
RUN = """const [rules, done] = arguments;
axe.run(document, {resultTypes: ["violations"], runOnly: rules}).then(
  (found) => done(found.violations.map((one) => [one.id, one.nodes.map((node) => node.html)])));"""
LEADER = "/id/leader/heze/%E7%8E%8B%E6%98%8C%E5%8D%8E"
PAGES = (
    "/",
    "/?by=county&leader=heze/%E8%82%96%E5%8F%8B%E5%8D%8E",
    "/id/target?light=behind&light=far-behind",
    "/id/finding",
    "/changes?kind=wording",
    "/id/indicator/elderly-beds",
    "/id/target/heze-2023-q3/90",
    LEADER,
    "/queries",
    "/queries/behind-goals",
    "/views",
    "/search?q=%E7%BE%8E%E4%B8%BD",
    "/search?q=%E7%8E%8B%E6%98%8C%E5%8D%8E%20%E8%90%BD%E5%90%8E",
    "/id/document/heze-2023-q3",
    "/views/units",
    "/brief",
    "/brief?about=leader%2Fheze%2F%E7%8E%8B%E6%98%8C%E5%8D%8E",
    "/cite?about=target%2Fheze-2023-q3%2F92",
)


def in_colours_of(driver: Chrome, scheme: str) -> None:
    features = [{"name": "prefers-color-scheme", "value": scheme}]
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})


def shown(driver: Chrome, url: str, *, width: int = 1280, scheme: str = "light") -> None:
    """Open a page, and wait until its charts are drawn."""
    in_colours_of(driver, scheme)
    set_viewport(driver, width, 900)
    driver.get(url)
    drawn = (
        "return [...document.querySelectorAll('figure[data-chart] .drawing')].every((one) => one.querySelector('svg'))"
    )
    WebDriverWait(driver, 60).until(lambda _: driver.execute_script(drawn))


def found(driver: Chrome) -> Any:
    driver.execute_script(AXE)
    driver.set_script_timeout(120)
    return driver.execute_async_script(RUN, RULES)


def found_in_the_dark(driver: Chrome) -> Any:
    """Return what axe-core, which runs in the page already, finds in its colours by night."""
    in_colours_of(driver, "dark")
    return driver.execute_async_script(RUN, COLOURS)


@pytest.mark.parametrize(("language", "width", "other"), [("zh", 1280, 390), ("en", 390, 1280)])
def test_axe_finds_no_violation(browser: Chrome, address: str, language: str, width: int, other: int) -> None:
    """One language on a desk, the other on a phone; the colours by night once; no page is too wide for either."""
    violations = {}
    for path in PAGES:
        page = f"{address}{path}{'&' if '?' in path else '?'}lang={language}"
        shown(browser, page, width=width)
        if said := [*found(browser), *(found_in_the_dark(browser) if language == "zh" else ())]:
            violations[path] = said
        for size in (width, other):
            set_viewport(browser, size, 900)
            wide = browser.execute_script("return document.documentElement.scrollWidth")
            assert wide <= size, f"{path} is {wide} pixels wide"
    assert not violations, json.dumps(violations, ensure_ascii=False, indent=1)


def test_charts_ask_no_host_and_break_no_rule_of_the_pages(browser: Chrome, address: str) -> None:
    requests(browser)
    complaints(browser)
    for by in ("leader", "unit", "theme", "county", "document"):
        shown(browser, f"{address}/?by={by}")
        assert len(browser.find_elements(By.CSS_SELECTOR, "figure.chart svg a")) > 2
    assert {url.split("/", 3)[2] for url in requests(browser)} == {address.removeprefix("http://")}
    assert complaints(browser) == []


def test_a_click_on_a_part_filters_the_list_below(browser: Chrome, address: str) -> None:
    shown(browser, f"{address}/")
    part = browser.find_element(By.CSS_SELECTOR, "figure[data-name=lights-by-leader] a[aria-label*='严重落后']")
    assert part.get_attribute("aria-label") == "肖友华 · 严重落后: 3"
    browser.execute_script("arguments[0].dispatchEvent(new MouseEvent('click', {bubbles: true}))", part)
    WebDriverWait(browser, 60).until(lambda driver: driver.find_elements(By.CSS_SELECTOR, "#list tbody tr"))
    assert len(browser.find_elements(By.CSS_SELECTOR, "#list tbody tr")) == 3
    assert browser.current_url.endswith("#list")


@pytest.mark.parametrize("form", ["svg", "png"])
def test_a_chart_is_saved_with_title_and_source(browser: Chrome, address: str, form: str, tmp_path: Path) -> None:
    browser.execute_cdp_cmd("Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(tmp_path)})
    shown(browser, f"{address}/", scheme="dark")
    browser.execute_script(
        f"document.querySelector('figure[data-name=lights-by-leader] button[data-save={form}]').click()"
    )
    file = tmp_path / f"lights-by-leader.{form}"
    WebDriverWait(browser, 60).until(lambda _: file.is_file() and file.stat().st_size)
    content = file.read_bytes()
    if form == "png":
        assert content.startswith(b"\x89PNG\r\n")
        return
    text = content.decode("utf-8")
    for said in ("各位领导的责任目标", "来源：三季度表、年度表", "截至 2023-12-31", "严重落后", "#a4161a"):
        assert said in text, "by night, too, a file is as it is printed"


def test_without_javascript_the_tables_are_shown(browser: Chrome, address: str) -> None:
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        browser.get(f"{address}/")
        tables = browser.find_elements(By.CSS_SELECTOR, "figure.chart table")
        assert [table.is_displayed() for table in tables] == [True, True]
        assert not any(one.is_displayed() for one in browser.find_elements(By.CSS_SELECTOR, "figure.chart button"))
    finally:
        browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


def test_by_keyboard_alone_a_list_is_filtered(browser: Chrome, address: str) -> None:
    shown(browser, f"{address}/id/target")

    def pressed(key: str) -> str:
        browser.switch_to.active_element.send_keys(key)
        said: str = browser.execute_script("return document.activeElement.textContent.trim()")
        return said

    steps = 0
    while not pressed(Keys.TAB).startswith("县区"):
        steps += 1
        assert steps < 40, "the menu of counties is not reached"
    pressed(Keys.ENTER)
    assert pressed(Keys.TAB).startswith("菏泽鲁西新区")
    browser.switch_to.active_element.send_keys(Keys.ENTER)
    WebDriverWait(browser, 60).until(lambda driver: "county=" in driver.current_url)
    assert browser.find_element(By.CSS_SELECTOR, "h1 .count").text == "11"


def test_by_keyboard_alone_a_chart_is_read_and_followed(browser: Chrome, address: str) -> None:
    shown(browser, f"{address}/?by=county")
    stops = browser.execute_script(
        "return document.querySelectorAll('figure.chart svg a:not([tabindex=\"-1\"])').length"
    )
    assert stops == 0, "a drawing has no stops of its own: its table has the same links"
    summary = browser.find_element(By.CSS_SELECTOR, "figure[data-name=lights-by-county] .behind summary")
    summary.send_keys(Keys.ENTER)
    assert browser.find_element(By.CSS_SELECTOR, "figure[data-name=lights-by-county] table").is_displayed()
