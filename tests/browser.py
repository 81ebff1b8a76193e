"""A real headless Chromium for tests: import the fixture `browser` where it is needed."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.webdriver import Chrome, ChromeOptions, ChromeService

_SWITCHES = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--force-device-scale-factor=1",
)


def _program(*names: str) -> str:
    for name in names:
        if found := shutil.which(name):
            return found
    pytest.skip(f"no {' or '.join(names)} on the PATH: install Chromium and chromedriver")


def start(profile: Path) -> Chrome:
    """Start Chromium with a fresh profile, its console and its requests recorded; nothing is downloaded."""
    options = ChromeOptions()
    options.binary_location = _program("chromium", "chromium-browser", "google-chrome")
    for switch in (*_SWITCHES, f"--user-data-dir={profile}"):
        options.add_argument(switch)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = Chrome(options=options, service=ChromeService(executable_path=_program("chromedriver")))
    driver.execute_cdp_cmd("Network.enable", {})
    return driver


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    """One Chromium for a test module."""
    driver = start(tmp_path_factory.mktemp("chromium"))
    yield driver
    driver.quit()


def set_viewport(driver: Chrome, width: int, height: int) -> None:
    """Make the page's own area this large, in CSS pixels."""
    metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)


def _log(driver: Chrome, name: str) -> list[dict[str, str]]:
    entries: list[dict[str, str]] = driver.get_log(name)  # type: ignore[no-untyped-call]  # selenium types it not
    return entries


def requests(driver: Chrome) -> list[str]:
    """Return the addresses asked for since the last call, `data:` and the browser's own left out."""
    messages = [json.loads(entry["message"])["message"] for entry in _log(driver, "performance")]
    asked = [m["params"]["request"]["url"] for m in messages if m["method"] == "Network.requestWillBeSent"]
    return [url for url in asked if not url.startswith(("data:", "chrome:", "about:"))]


def complaints(driver: Chrome) -> list[str]:
    """Return what the console said since the last call, except for plain information."""
    return [entry["message"] for entry in _log(driver, "browser") if entry["level"] != "INFO"]


def arrived_files(folder: Path, pattern: str) -> list[Path]:
    """Return the downloads that have arrived: Chromium first reserves the name with an empty file."""
    return [path for path in folder.glob(pattern) if path.stat().st_size]
