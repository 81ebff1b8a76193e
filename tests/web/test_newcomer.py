"""Someone who has never seen SPARQL, in a real Chromium: from the start page to an Excel file."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest
from openpyxl import load_workbook
from selenium.webdriver import ActionChains, Chrome, Keys
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import Select

from heze_graph.model.printed import TableFile
from heze_graph.pipeline.build import build
from heze_graph.reference import Reference
from tests.browser import arrived_files, browser, complaints, requests, set_viewport
from tests.web.pages import copied_queries, served

__all__ = ["browser"]

pytestmark = pytest.mark.browser

DESKTOP, PHONE = (1280, 800), (390, 844)
PATIENCE = 20.0
#: How many pages of the hostile graph are visited.
MOST_PAGES = 90
LEADER = "王昌华"
WORDS = {
    "zh": {"questions": "查询", "question": "一位领导负责的责任目标", "ask": "查询", "unit": "市医保局"},
    "en": {
        "questions": "Questions",
        "question": "The targets of a leader",
        "ask": "Ask",
        "unit": "Municipal Healthcare Security Bureau",
    },
}
HEAD = "序号\t市政府领导\t责任目标内容\t完成时限\t完成情况\t是否按计划完成进度\t责任单位\n"
RUN = "window.hezeRan=(window.hezeRan||0)+1"
IMAGE = f"<img src=x onerror={RUN}>"
SCRIPT = f"</script><script>{RUN}</script>"
LINK = f"javascript:{RUN}"


@pytest.fixture(scope="module")
def address(seed_store: Path) -> Iterator[str]:
    """Give the address of what `heze-graph serve` serves."""
    command = [sys.executable, "-m", "heze_graph", "serve", "--port", "0", "--store", str(seed_store)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, encoding="utf-8") as process:
        assert process.stderr
        line = process.stderr.readline()
        yield line.partition("  ")[0].strip().rstrip("/")
        process.terminate()


@pytest.fixture
def desktop(browser: Chrome, tmp_path: Path) -> Chrome:
    browser.execute_cdp_cmd("Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(tmp_path)})
    set_viewport(browser, *DESKTOP)
    browser.get("about:blank")
    requests(browser)
    complaints(browser)
    return browser


def waited(check: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE
    while not check():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.05)


def click(driver: Chrome, text: str, within: str = "main") -> None:
    link = next(a for a in driver.find_elements(By.CSS_SELECTOR, f"{within} a") if a.text.strip() == text)
    driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", link)
    link.click()


def heading(driver: Chrome) -> str:
    return driver.find_element(By.CSS_SELECTOR, "h1").text


def rows(driver: Chrome) -> list[list[str]]:
    found: list[list[str]] = driver.execute_script(
        "return [...document.querySelectorAll('.answer tbody tr')].map((row) =>"
        " [...row.cells].map((cell) => cell.textContent))"
    )
    return found


def stayed_here(driver: Chrome, address: str) -> None:
    assert [url for url in requests(driver) if not url.startswith(address)] == []
    assert complaints(driver) == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_from_the_start_page_to_the_excel_file(desktop: Chrome, address: str, tmp_path: Path, language: str) -> None:
    words = WORDS[language]
    desktop.get(f"{address}/" + ("?lang=en" if language == "en" else ""))
    click(desktop, words["questions"], "header nav")
    click(desktop, words["question"])
    Select(desktop.find_element(By.NAME, "leader")).select_by_visible_text(LEADER)
    desktop.find_element(By.CSS_SELECTOR, "form.asking button.main").click()
    waited(lambda: rows(desktop))
    assert heading(desktop) == words["question"]
    answer = desktop.current_url
    shown = rows(desktop)

    click(desktop, words["unit"], ".answer")
    assert unquote(desktop.current_url).partition("?")[0].endswith("/id/unit/heze/市医保局")
    waited(lambda: words["unit"] in heading(desktop))

    desktop.get(answer)
    desktop.find_element(By.CSS_SELECTOR, ".downloads a").click()
    waited(lambda: arrived_files(tmp_path, "*.xlsx"))
    (file,) = tmp_path.glob("*.xlsx")
    assert file.name == f"{words['question']}-{LEADER}.xlsx"
    sheet = load_workbook(file).active
    assert sheet is not None
    first, *others = sheet.iter_rows(values_only=True)
    assert first[:3] in (("文件", "序号", "责任目标"), ("Document", "No.", "Target"))
    assert len(others) >= len(shown) > 20
    assert [str(row[2]) for row in others[: len(shown)]] == [row[2] for row in shown]
    stayed_here(desktop, address)


def test_the_form_is_filled_and_sent_by_keyboard_alone(desktop: Chrome, address: str) -> None:
    desktop.get(f"{address}/queries/targets-of-leader")
    keys = ActionChains(desktop)

    def focused() -> WebElement:
        return desktop.switch_to.active_element

    for _ in range(30):
        if focused().get_attribute("name") == "leader":
            break
        keys.send_keys(Keys.TAB).perform()
    assert focused().get_attribute("name") == "leader"
    outline = desktop.execute_script("return getComputedStyle(document.activeElement).outlineStyle")
    assert outline != "none"
    focused().send_keys(LEADER)
    while focused().tag_name != "button":
        keys.send_keys(Keys.TAB).perform()
    keys.send_keys(Keys.ENTER).perform()
    waited(lambda: "leader=" in desktop.current_url and rows(desktop))
    assert LEADER in unquote(desktop.current_url)
    assert "document=" not in desktop.current_url
    stayed_here(desktop, address)


def test_a_unit_is_found_by_its_initials(desktop: Chrome, address: str) -> None:
    desktop.get(f"{address}/queries/targets-of-unit")
    desktop.find_element(By.NAME, "unit").send_keys("kjj", Keys.ENTER)
    waited(lambda: desktop.find_elements(By.CSS_SELECTOR, ".examples a"))
    click(desktop, "市科技局")
    waited(lambda: rows(desktop))
    stayed_here(desktop, address)


PAGES = (
    "/queries",
    "/queries?lang=en",
    f"/queries/targets-of-leader?leader={LEADER}",
    f"/queries/targets-of-leader?leader={LEADER}&lang=en&text=full",
    "/queries/findings?rows=100",
    "/queries/cells-of-target?no=86",
    "/queries/targets-of-unit",
    "/queries/targets-of-unit?unit=nobody",
    "/queries/documents",
    "/views",
    "/views?lang=en",
    "/views/units",
    "/views/leaders.html",
    "/views/ego",
    f"/views/ego?around={LEADER}&steps=1&lang=en",
)


def test_no_page_scrolls_sideways_or_asks_another_host(desktop: Chrome, address: str) -> None:
    for path in PAGES:
        desktop.get(address + path)
        for size in (DESKTOP, PHONE):
            set_viewport(desktop, *size)
            overflow = desktop.execute_script("return document.documentElement.scrollWidth - innerWidth")
            assert overflow <= 0, (path, size)
        stayed_here(desktop, address)


def test_the_header_of_a_long_table_stays_in_sight(desktop: Chrome, address: str) -> None:
    desktop.get(f"{address}/queries/entries?rows=100")
    desktop.execute_script("document.querySelector('.answer').scrollTop = 3000")
    below = desktop.execute_script(
        "const box = document.querySelector('.answer').getBoundingClientRect();"
        "return document.querySelector('.answer th').getBoundingClientRect().top - box.top"
    )
    assert -1 <= below <= 2


def test_a_long_text_is_shortened_whole_in_the_page_and_opens(desktop: Chrome, address: str) -> None:
    desktop.get(f"{address}/queries/findings?rows=100")
    text = desktop.find_element(By.CSS_SELECTOR, ".clamp")
    short = text.size["height"]
    hidden = max(
        desktop.execute_script("return [...document.querySelectorAll('.clamp')].map((one) => one.textContent.length)")
    )
    assert hidden > 150
    longest = desktop.execute_script(
        "return [...document.querySelectorAll('.clamp')].reduce((a, b) => b.scrollHeight > a.scrollHeight ? b : a)"
    )
    desktop.execute_script("arguments[0].click()", longest)
    assert longest.size["height"] > short
    desktop.get(f"{address}/queries/findings?rows=100&text=full")
    assert desktop.execute_script(
        "return [...document.querySelectorAll('.clamp')].every((one) => one.scrollHeight <= one.clientHeight + 1)"
    )


def test_the_state_of_a_framed_picture_stands_in_the_address(desktop: Chrome, address: str) -> None:
    desktop.get(f"{address}/views/units")
    desktop.switch_to.frame(desktop.find_element(By.CSS_SELECTOR, "iframe.picture"))
    waited(lambda: desktop.execute_script("return !!window.hezeNetwork"))
    assert not desktop.find_element(By.CSS_SELECTOR, "header").is_displayed()
    desktop.execute_script("drawing.choose({ node: 0 })")
    page = desktop.find_element(By.CSS_SELECTOR, ".open a")
    name = desktop.execute_script("return page.nodes[0].name")
    assert unquote(page.get_attribute("href") or "").startswith(f"{address}/id/unit/")
    desktop.switch_to.default_content()
    waited(lambda: "#node=" in desktop.current_url)
    kept = desktop.current_url
    desktop.get("about:blank")
    desktop.get(kept)
    desktop.switch_to.frame(desktop.find_element(By.CSS_SELECTOR, "iframe.picture"))
    waited(lambda: desktop.execute_script("return !!window.hezeNetwork && drawing.state.chosen"))
    assert desktop.find_element(By.CSS_SELECTOR, "#chosen h3").text == name
    desktop.find_element(By.CSS_SELECTOR, ".open a").click()
    desktop.switch_to.default_content()
    waited(lambda: "/id/unit/" in desktop.current_url)
    stayed_here(desktop, address)


@pytest.fixture(scope="module")
def hostile(reference: Reference, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve a graph and queries whose every text would run as script where it could."""
    folder = tmp_path_factory.mktemp("hostile")
    table = folder / "hostile.txt"
    lines = [
        f"1\t张三\t建成{IMAGE}项目10个\t年底\t建成{SCRIPT}项目2个\t是\t市{IMAGE}局、市{SCRIPT}委",
        f"2\t李四{IMAGE}\t“{SCRIPT}”行动新增{LINK}企业5家\t{SCRIPT}\t新增{IMAGE}企业9家\t{IMAGE}\t市{LINK}局、市{IMAGE}局",
        f"{IMAGE}\t{LINK}\t{LINK}\t年底\t{SCRIPT}\t否\t{SCRIPT}",
    ]
    title = f"某某市人民政府2023年{IMAGE}{SCRIPT}责任目标三季度工作推进情况一览表\n"
    table.write_text(title + HEAD + "\n".join(lines) + "\n", encoding="utf-8")
    build([TableFile.at(table)], folder / "store", reference)
    queries = copied_queries(folder / "queries")
    (queries / "hostile.rq").write_text(
        f"""#+ summary: '{IMAGE}{SCRIPT}'
#+ summary_en: '{SCRIPT}{IMAGE}'
#+ description: '{IMAGE}'
#+ tags:
#+   - '{IMAGE}'
#+ view: network
SELECT ?source ?target ?sourceLabel {{
  VALUES (?source ?target ?sourceLabel) {{ ("{IMAGE}" "{SCRIPT}" "{LINK}") (<javascript:1> <x:y> "a") }}
}}
""",
        encoding="utf-8",
    )
    (queries / "broken.rq").write_text(f"#+ summary: a: {IMAGE}\nSELECT {SCRIPT}", encoding="utf-8")
    with served(folder / "store", queries) as address:
        yield address


def is_page(link: str) -> bool:
    return link.startswith("/") and not link.startswith(("/static", "/api/")) and "." not in link.rpartition("/")[2]


def test_nothing_of_the_data_runs_on_any_page(desktop: Chrome, hostile: str) -> None:
    """Visit the pages that links lead to from the start page, breadth first."""
    paths = ["/", "/queries/hostile", "/queries/broken", "/views/hostile", "/views/hostile.html"]
    seen, shown = set(paths), 0
    for path in paths:
        desktop.get(hostile + path)
        assert desktop.execute_script("return window.hezeRan") is None, path
        assert desktop.find_elements(By.CSS_SELECTOR, "[onerror], a[href^='javascript:']") == [], path
        # A script that the policy stopped would be a complaint, too.
        assert [one for one in complaints(desktop) if " status of " not in one] == [], path
        assert [url for url in requests(desktop) if not url.startswith(hostile)] == [], path
        shown += RUN in desktop.execute_script("return document.body.textContent")
        links = desktop.execute_script(
            "return [...document.querySelectorAll('a[href]')].map((one) => one.getAttribute('href').split('#')[0])"
        )
        new = [link for link in dict.fromkeys(links) if link not in seen and is_page(link)]
        paths += new[: MOST_PAGES - len(paths)]
        seen |= set(new)
    assert len(paths) > 60
    desktop.get(hostile)
    desktop.find_element(By.CSS_SELECTOR, "main input[name=q]").send_keys("<img")
    waited(lambda: desktop.find_elements(By.CSS_SELECTOR, "[role=option]"))
    assert not desktop.find_elements(By.CSS_SELECTOR, "[role=option] img")
    assert shown > 20
