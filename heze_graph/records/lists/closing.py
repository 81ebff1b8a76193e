"""What stands behind the last item of a list and closes the document: thanks, wishes, how to complain."""

from __future__ import annotations

from collections.abc import Sequence

from heze_graph.records.lists.outline import Listing, OutlineNode
from heze_graph.records.lists.speech import Speech

#: So many items of one paragraph each make a further paragraph behind the last none of its own.
_FEWEST = 5
_STOPS = ("。", "；", ";", "！", "!")


def part_closing(listing: Listing, speech: Speech) -> None:
    """Take from the last item of a list the sentences behind it where all others are one paragraph each."""
    beside = _last_beside(listing.nodes)
    if len(beside) < _FEWEST or any(node.children or len(node.pieces) > 1 for node in beside[:-1]):
        return
    last = beside[-1]
    own, *behind = last.pieces
    said = [speech.segments(piece.text) for piece in behind]
    plain = all([segment.role for segment in segments] == ["text"] for segments in said)
    sentences = all(piece.text.rstrip().endswith(_STOPS) for piece in last.pieces)
    if behind and not last.children and plain and sentences:
        last.pieces = [own]
        listing.tail = [*behind, *listing.tail]


def _last_beside(nodes: Sequence[OutlineNode]) -> Sequence[OutlineNode]:
    """Return the last node of an outline with those beside it."""
    while nodes and nodes[-1].children:
        nodes = nodes[-1].children
    return nodes
