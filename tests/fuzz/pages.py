"""Pages with lines and letters out of their places: each letter is printed once, or the page is refused.

`python -m tests.fuzz.pages --cases 10000 [--seed 1]` runs many and prints what came out.
"""

from __future__ import annotations

import argparse
import io
import random
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import pdfplumber

from heze_graph.errors import TableError
from heze_graph.readers.blocks import Block, Wait, printed_lines
from heze_graph.readers.pages.beside import side_by_side
from heze_graph.readers.pages.page import Box, Letter, Page
from heze_graph.readers.pages.reader import PageReader
from heze_graph.readers.pdf import _read
from tests.readers.layouts import ROWS, Layout, drawn

Pages = list[Page]

LAYOUTS = (
    Layout(),
    Layout(fits=460),
    Layout(upright=(), level="", fits=460, repeated=True),
    Layout(upright=(), level="three", fits=440),
    Layout(upright=(), level="below"),
    Layout(upright=range(1, 6), level="header", centred=True),
    Layout(every=2, fits=470),
    Layout(upright=(), centred=True, room=6),
    Layout(turned=True, level="three", fits=460),
)


def samples() -> list[Pages]:
    """Return the pages of a table in several layouts."""
    found = []
    for layout in LAYOUTS:
        with pdfplumber.open(io.BytesIO(drawn(ROWS, layout))) as pdf:
            found.append([_read(page, "sample") for page in pdf.pages])
    return found


def mutated(pages: Pages, chance: random.Random) -> Pages:
    """Return pages with one to four changes."""
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(pages))
        pages = [chance.choice(_CHANGES)(page, chance) if n == at else page for n, page in enumerate(pages)]
        if chance.random() < 0.1:
            pages = [replace(page, number=n) for n, page in enumerate([*pages, chance.choice(pages)], start=1)]
    return pages


def _fewer_rules(page: Page, chance: random.Random) -> Page:
    share = chance.random()
    return replace(page, rules=tuple(rule for rule in page.rules if chance.random() > share))


def _more_rules(page: Page, chance: random.Random) -> Page:
    added = []
    for _ in range(chance.randint(1, 6)):
        x, y = chance.uniform(0, page.width), chance.uniform(0, page.height)
        length = chance.choice((0.5, 5.0, 80.0, 600.0))
        added.append(Box(x, y, x + length, y) if chance.random() < 0.5 else Box(x, y, x, y + length))
    return replace(page, rules=(*page.rules, *added))


def _moved(page: Page, chance: random.Random) -> Page:
    x, y = chance.gauss(0, 15), chance.gauss(0, 10)
    top = chance.uniform(0, page.height)
    return _each(page, lambda a: _shifted(a, x, y) if a.box.top > top else a)


def _shaken(page: Page, chance: random.Random) -> Page:
    width = chance.choice((0.3, 1.5, 6.0))
    return _each(page, lambda a: _shifted(a, chance.gauss(0, width), chance.gauss(0, width / 3)))


def _fewer_letters(page: Page, chance: random.Random) -> Page:
    share = chance.choice((0.02, 0.3, 0.9))
    return replace(page, letters=tuple(letter for letter in page.letters if chance.random() > share))


def _other_letters(page: Page, chance: random.Random) -> Page:
    return _each(page, lambda a: replace(a, text=chance.choice("1。、，9局")) if chance.random() < 0.05 else a)


def _turned(page: Page, chance: random.Random) -> Page:
    return _each(page, lambda a: replace(a, quarter=chance.randrange(4)) if chance.random() < 0.3 else a)


def _larger(page: Page, chance: random.Random) -> Page:
    times = chance.choice((0.2, 0.8, 1.5, 5.0))
    return _each(page, lambda a: replace(a, size=a.size * times) if chance.random() < 0.5 else a)


def _each(page: Page, change: Callable[[Letter], Letter]) -> Page:
    return replace(page, letters=tuple(map(change, page.letters)))


def _shifted(letter: Letter, x: float, y: float) -> Letter:
    left, top, right, bottom = letter.box
    return replace(letter, box=Box(left + x, top + y, right + x, bottom + y))


_CHANGES = (_fewer_rules, _more_rules, _moved, _shaken, _fewer_letters, _other_letters, _turned, _larger)


def outcome(pages: Sequence[Page]) -> str:
    """Return "printed" or "refused"; raise AssertionError where letters are lost or printed twice."""
    blocks: Iterator[Block | Wait] = PageReader().blocks(pages)
    try:
        lines = printed_lines((block for block in blocks if not isinstance(block, Wait)), "pages")
    except TableError:
        assert not any(letter.text.strip() for page in pages for letter in page.letters)
        return "refused"
    printed = Counter(a for line in lines for cell in line.cells for a in cell if not a.isspace())
    once = [page for page in side_by_side(pages) if not isinstance(page, Wait)]
    right, all_pages = _letters(once), _letters(pages)
    assert printed == right, f"lost {right - printed}, twice {printed - right}"
    again = all_pages - right
    assert not right - all_pages
    # Of pages beside each other, and of no others, what each prints again (titles, columns to repeat) stands once.
    most = max((len(page.beside) - 1 for page in once if page.beside), default=0)
    assert all(count <= most * right[a] for a, count in again.items()), f"lost {again}"
    return "printed"


def _letters(pages: Sequence[Page]) -> Counter[str]:
    return Counter(a for page in pages for letter in page.letters for a in letter.text if not a.isspace())


def cases(count: int, seed: int) -> Iterator[Pages]:
    """Yield changed pages, the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311 - not for secrets
    valid = samples()
    for _ in range(count):
        yield mutated(chance.choice(valid), chance)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    outcomes: Counter[str] = Counter()
    for number, pages in enumerate(cases(arguments.cases, arguments.seed)):
        try:
            outcomes[outcome(pages)] += 1
        except Exception:  # noqa: BLE001 - counting them is the purpose
            outcomes["FAULT"] += 1
            print(f"case {number}:\n{traceback.format_exc()}")
    print(f"{arguments.cases:,} cases: {dict(outcomes)}")


if __name__ == "__main__":
    main()
