"""From a workbook to pages in a real browser: by five clicks, by keyboard alone, by dropping the file."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.webdriver import ActionChains, Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

from tests.browser import browser, complaints, set_viewport
from tests.web.serving import Server, running
from tests.web.test_bring import workbook
from tests.web.test_dashboard_browser import found

__all__ = ["browser"]
pytestmark = pytest.mark.browser
#: Seconds that a page or a build may take on a busy machine.
PATIENCE = 300


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.chdir(home)
    command = [sys.executable, "-m", "heze_graph", "serve", "--edit", "--port", "0"]
    with running(command, tmp_path / "log") as started:
        yield started


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "丙山市.xlsx"
    path.write_bytes(workbook())
    return path


def until(browser: Chrome, title: str) -> None:
    WebDriverWait(browser, PATIENCE).until(lambda one: title in one.title)


def test_a_workbook_becomes_pages_by_five_clicks(browser: Chrome, server: Server, file: Path) -> None:
    set_viewport(browser, 1280, 900)
    clicks = 0

    def click(by: str, what: str) -> None:
        nonlocal clicks
        clicks += 1
        browser.find_element(by, what).click()

    browser.get(server.url)
    click(By.LINK_TEXT, "导入文件")
    clicks += 1  # the field for files, and a file in the system's own window
    browser.find_element(By.ID, "files").send_keys(str(file))
    click(By.CSS_SELECTOR, "form.drop button")
    until(browser, "核对读成了什么")
    click(By.CSS_SELECTOR, "button[value=build]")
    until(browser, "图谱已建好")
    click(By.LINK_TEXT, "打开首页")
    assert clicks == 5
    assert "由 1 份公开的一览表读成，共 2 项责任目标" in browser.find_element(By.TAG_NAME, "main").text
    drawn = "return [...document.querySelectorAll('figure svg text, .chart svg text')].map((one) => one.textContent)"
    WebDriverWait(browser, PATIENCE).until(lambda one: "2" in one.execute_script(drawn))
    assert not [mark for mark in browser.execute_script(drawn) if "." in mark], "a chart counts in halves"
    assert complaints(browser) == []


def test_the_keyboard_is_enough_and_a_phone_wide_enough(browser: Chrome, server: Server, file: Path) -> None:
    set_viewport(browser, 390, 844)

    def press(key: str, name: str) -> None:
        """Go on by the tabulator until something of that name has the focus, and press a key there."""
        for _ in range(80):
            ActionChains(browser).send_keys(Keys.TAB).perform()
            focused = browser.switch_to.active_element
            if name in (focused.text, focused.get_attribute("id")):
                focused.send_keys(key)
                return
        raise AssertionError(f"the tabulator does not come to {name}")

    browser.get(f"{server.url}/bring?lang=en")
    assert found(browser) == [], "axe-core finds something on the page that takes files"
    press(str(file), "files")
    press(Keys.ENTER, "Upload and read")
    until(browser, "What was understood")
    wider = "const page = document.documentElement; return page.scrollWidth - page.clientWidth"
    assert browser.execute_script(wider) == 0
    assert found(browser) == [], "axe-core finds something on the page of what was read"
    press(Keys.ENTER, "Build with these 1 files")
    until(browser, "The graph is built")
    press(Keys.ENTER, "Open the first page")
    until(browser, "Government targets")
    assert complaints(browser) == []


def test_a_file_is_dropped(browser: Chrome, server: Server) -> None:
    set_viewport(browser, 1280, 900)
    browser.get(f"{server.url}/bring")
    browser.execute_script(
        """
        const held = new DataTransfer();
        held.items.add(new File([arguments[0]], "丙山市.txt"));
        for (const kind of ["dragover", "drop"])
          document.body.dispatchEvent(new DragEvent(kind, {dataTransfer: held, bubbles: true, cancelable: true}));
        """,
        "丙山市2024年上半年责任目标一览表\n序号\t责任目标内容\t责任单位\n1\t新建学校5所\t市教育局\n",
    )
    until(browser, "核对读成了什么")
    assert "新建学校5所" in browser.find_element(By.TAG_NAME, "main").text
