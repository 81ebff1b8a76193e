from __future__ import annotations

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.wait import WebDriverWait

from tests.browser import browser, complaints, requests, set_viewport

__all__ = ["browser"]

pytestmark = pytest.mark.browser
WAIT = 20


def shown(driver: Chrome, selector: str) -> list[str]:
    return [node.text for node in driver.find_elements(By.CSS_SELECTOR, selector)]


def test_the_search_box_is_used_by_the_keyboard_alone(browser: Chrome, address: str) -> None:
    browser.get(address + "/")
    box = browser.find_element(By.CSS_SELECTOR, "main input[name=q]")
    assert box.get_attribute("role") == "combobox"
    box.send_keys("wch")
    WebDriverWait(browser, WAIT).until(lambda _: box.get_attribute("aria-expanded") == "true")
    box.send_keys(Keys.ARROW_DOWN)
    chosen = browser.find_element(By.ID, box.get_attribute("aria-activedescendant") or "")
    assert chosen.get_attribute("aria-selected") == "true"
    assert "王昌华" in chosen.text
    box.send_keys(Keys.ESCAPE)
    assert box.get_attribute("aria-expanded") == "false"
    box.send_keys("a", Keys.BACKSPACE)
    WebDriverWait(browser, WAIT).until(lambda _: box.get_attribute("aria-expanded") == "true")
    box.send_keys(Keys.ARROW_DOWN, Keys.ENTER)
    WebDriverWait(browser, WAIT).until(lambda driver: shown(driver, "h1") == ["王昌华"])
    assert complaints(browser) == []


def test_enter_without_a_choice_asks_the_search_page(browser: Chrome, address: str) -> None:
    browser.get(address + "/?lang=en")
    browser.find_element(By.CSS_SELECTOR, "main input[name=q]").send_keys("q3/86", Keys.ENTER)
    WebDriverWait(browser, WAIT).until(lambda driver: shown(driver, ".hits li"))
    assert "lang=en" in browser.current_url


PATHS = (
    "/",
    "/search?q=wch",
    "/id/target/heze-2023-q3/92",
    "/id/leader/heze/王昌华",
    "/id/unit/heze/市科技局",
    "/id/place/371721",
    "/id/document/heze-2023-annual",
    "/id/finding/heze-2023-annual/17/figure-jumps",
    "/id/goal/heze-2023-q3/39/1",
    "/id/target",
    "/id/finding",
)


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("path", PATHS)
def test_no_page_is_wider_than_the_screen_or_leaves_the_machine(
    browser: Chrome, address: str, path: str, width: int
) -> None:
    set_viewport(browser, width, 900)
    requests(browser)
    for language in ("zh", "en"):
        browser.get(address + path + ("&" if "?" in path else "?") + f"lang={language}")
        assert browser.execute_script("return document.documentElement.scrollWidth") <= width
    assert all(url.startswith(address + "/") for url in requests(browser))
    assert complaints(browser) == []
