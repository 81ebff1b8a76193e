"""How soon a network is drawn, against pyvis's own page in the same Chromium: `python -m benchmarks.pictures`.

Networks of made-up units, seeded. Our page counts from the start of its loading to the first drawing, as the page marks
it: as it opens, with the strongest ties where there are many, and once more with every tie, as pyvis's page has them.
pyvis's page counts to the end of its stabilization, before which it shows nothing of use. It is given up after
`--patience` seconds, and then the ratio is “more than”. The two do different things: our positions are worked out when
the page is made, which is told beside it, pyvis's while the reader waits.
"""

from __future__ import annotations

import argparse
import contextlib
import random
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from heze_graph.networks.page import html
from heze_graph.networks.picture import MOST_EDGES, Edge, Node, Picture
from tests.browser import set_viewport, start

if TYPE_CHECKING:
    from selenium.webdriver import Chrome

_SIZES = ((59, 104), (1000, 3000), (5000, 20000))
_EVERY_TIE = "#all=1"  # in the address of our page
_TIES = "return drawing.drawn().length"
_DRAWN = "return (performance.getEntriesByName('drawn')[0] || {}).startTime"
_MARK = "<script>network.once('stabilizationIterationsDone', () => performance.mark('drawn'));</script>"


def network(nodes: int, edges: int) -> Picture:
    """Return a network with a few busy nodes and many of few ties."""
    chance = random.Random(1)  # noqa: S311  (a drawing, not a secret)
    units = tuple(
        Node(f"n{n}", f"示例单位{n}", f"k{n % 6}", f"类{n % 6}", chance.randrange(1, 40)) for n in range(nodes)
    )
    weights: dict[tuple[int, int], int] = {}
    while len(weights) < edges:
        a, b = int(nodes * chance.random() ** 2), chance.randrange(nodes)
        if a != b:
            weights[min(a, b), max(a, b)] = chance.randrange(1, 9)
    ties = tuple(Edge(f"n{a}", f"n{b}", weight) for (a, b), weight in sorted(weights.items()))
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


def seconds_to_draw(driver: Chrome, page: str, patience: float, fragment: str = "") -> float | None:
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
            driver.get(file.as_uri() + fragment)
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


def in_a_browser(page: str, patience: float, rounds: int, ties: int | None = None) -> float | None:
    """Return the median of some rounds in a Chromium of its own, so that a page that hangs holds up no other.

    With a number of ties, our page draws every tie, and it is an error where it does not.
    """
    from urllib3.exceptions import HTTPError

    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        driver = start(Path(profile))
        try:
            set_viewport(driver, 1280, 800)
            fragment = "" if ties is None else _EVERY_TIE
            times = [seconds_to_draw(driver, page, patience, fragment) for _ in range(rounds)]
            if ties is not None and (drawn := driver.execute_script(_TIES)) != ties:
                raise RuntimeError(f"{drawn} ties are drawn, not {ties}")
            return median(times)
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
        opened = in_a_browser(page, options.patience, options.rounds)
        whole = in_a_browser(page, options.patience, options.rounds, edges)
        theirs = in_a_browser(pyvis_page(picture), options.patience, 1)
        print(f"{nodes} nodes, {edges} ties: page made in {made:.1f} s")
        print(f"  as it opens, the strongest {min(edges, MOST_EDGES)} ties: {_line(opened, theirs, options.patience)}")
        print(f"  every tie: {_line(whole, theirs, options.patience)}", flush=True)


def _line(ours: float | None, theirs: float | None, patience: float) -> str:
    drawn = "not drawn" if ours is None else f"drawn in {ours:.2f} s"
    peer = f"more than {patience:.0f} s" if theirs is None else f"{theirs:.2f} s"
    bound = "more than " if theirs is None else ""
    ratio = "" if ours is None else f" = {bound}{(theirs or patience) / ours:.0f} times"
    return f"{drawn}; pyvis's page {peer}{ratio}"


if __name__ == "__main__":
    main()
