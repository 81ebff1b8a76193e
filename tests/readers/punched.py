"""A reader for tests: a card a line, blanks between cells."""

from __future__ import annotations

from collections.abc import Iterator

from heze_graph.readers.blocks import Block, Grid, GridCell, GridRow
from heze_graph.readers.content import Content


def blocks(content: Content) -> Iterator[Block]:
    """Yield one grid."""
    cards = content.data.decode("ascii").splitlines()[1:]
    yield Grid(
        tuple(
            GridRow(number, f"card {number}", tuple(GridCell(at, text) for at, text in enumerate(card.split(), 1)))
            for number, card in enumerate(cards, start=1)
        )
    )
