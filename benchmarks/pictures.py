"""How soon a network is drawn, against pyvis's own page in the same Chromium: `python -m benchmarks.pictures`.

Networks of made-up units, seeded. Our page counts from the start of its loading to the first drawing, as the page marks
it; pyvis's page to the end of its stabilization, before which it shows nothing of use. pyvis's page is given up after
`--patience` seconds, and then the ratio is “more than”.
"""

from __future__ import annotations

import argparse
import contextlib
import random
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from heze_graph.network.page import html
from heze_graph.network.picture import Edge, Node, Picture
from tests.browser import set_viewport, start

if TYPE_CHECKING:
    from selenium.webdriver import Chrome

_SIZES = ((59, 104), (1000, 3000), (5000, 20000))
_DRAWN = "return (performance.getEntriesByName('drawn')[0] || {}).startTime"
_MARK = "<script>network.once('stabilizationIterationsDone', () => performance.mark('drawn'));</script>"


def network(nodes: int, edges: int) -> Picture:
    """Return a network with a few busy nodes and many of few ties."""
    chance = random.Random(1)  # noqa: S311  (a drawing, not a secret)
    units = tuple(
        Node(f"n{n}", f"示例单位{n}", f"k{n % 6}", f"类{n % 6}", chance.randrange(1, 40), ()) for n in range(nodes)
    )
    weights: dict[tuple[int, int], int] = {}
    while len(weights) < edges:
        a, b = int(nodes * chance.random() ** 2), chance.randrange(nodes)
        if a != b:
            weights[min(a, b), max(a, b)] = chance.randrange(1, 9)
    ties = tuple(Edge(f"n{a}", f"n{b}", weight, "", ()) for (a, b), weight in sorted(weights.items()))
    return Picture("网络", "", "", "zh", units, ties, "目标", "共同目标")


def pyvis_page(picture: Picture) -> str:
    """Return the page that pyvis makes of a network, as its users do, with a mark for when it is drawn."""
    from pyvis.network import Network

    drawn = Network(cdn_resources="in_line")
    drawn.add_nodes([node.id for node in picture.nodes], label=[node.label for node in picture.nodes])
    for edge in picture.edges:
        drawn.add_edge(edge.source, edge.target, value=edge.weight)
    page: str = drawn.generate_html(notebook=False)
    return page.replace("</body>", f"{_MARK}</body>")


def seconds_to_draw(driver: Chrome, page: str, patience: float) -> float | None:
    """Return how long a page takes from the start of its loading until it is drawn, None where it takes too long."""
    from selenium.common.exceptions import WebDriverException
    from urllib3.exceptions import HTTPError

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "page.html"
        file.write_text(page, encoding="utf-8")
        _wait_at_most(driver, patience)
        begin = time.monotonic()
        try:
            driver.get("about:blank")
            driver.get(file.as_uri())
            while time.monotonic() - begin < patience:
                if (found := driver.execute_script(_DRAWN)) is not None:
                    return float(found) / 1000
                time.sleep(0.05)
        except (WebDriverException, HTTPError):
            # A page that is at work for so long answers nothing.
            return None
    return None


def _wait_at_most(driver: Chrome, seconds: float) -> None:
    """Let the driver wait for an answer no longer than this: a page at work answers nothing."""
    from selenium.webdriver.remote.remote_connection import RemoteConnection

    if isinstance(driver.command_executor, RemoteConnection):
        driver.command_executor.client_config.timeout = seconds


def in_a_browser(page: str, patience: float, rounds: int) -> float | None:
    """Return the median of some rounds in a Chromium of its own, so that a page that hangs holds up no other."""
    from urllib3.exceptions import HTTPError

    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        driver = start(Path(profile))
        try:
            set_viewport(driver, 1280, 800)
            return median([seconds_to_draw(driver, page, patience) for _ in range(rounds)])
        finally:
            _wait_at_most(driver, 10)
            with contextlib.suppress(HTTPError):
                driver.quit()


def median(times: list[float | None]) -> float | None:
    """Return the median, None where one of the times is."""
    known = sorted(one for one in times if one is not None)
    return known[len(known) // 2] if len(known) == len(times) else None


def main() -> None:
    """Measure and print one line for each size."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--patience", type=float, default=60, help="seconds that pyvis's page is waited for")
    options = arguments.parse_args()
    for nodes, edges in _SIZES:
        picture = network(nodes, edges)
        begin = time.perf_counter()
        page = html(picture)
        made = time.perf_counter() - begin
        ours = in_a_browser(page, options.patience, options.rounds)
        theirs = in_a_browser(pyvis_page(picture), options.patience, 1)
        print(_line(nodes, edges, made, (ours, theirs, options.patience)), flush=True)


def _line(nodes: int, edges: int, made: float, times: tuple[float | None, float | None, float]) -> str:
    ours, theirs, patience = times
    drawn = "not drawn" if ours is None else f"{ours:.2f} s"
    peer = f"more than {patience:.0f} s" if theirs is None else f"{theirs:.2f} s"
    bound = "more than " if theirs is None else ""
    ratio = "" if ours is None else f" = {bound}{(theirs or patience) / ours:.0f} times"
    return f"{nodes} nodes, {edges} edges: page made in {made:.1f} s, drawn in {drawn}; pyvis's page {peer}{ratio}"


if __name__ == "__main__":
    main()
