"""What stands behind the last item of a list and closes the document: thanks, plans, how to complain."""

from __future__ import annotations

import re
from collections.abc import Sequence

from heze_graph.records.clauses import outside_brackets
from heze_graph.records.lists.outline import Listing, OutlineNode
from heze_graph.records.lists.speech import Speech

#: So many items of one paragraph each make a further paragraph behind the last none of its own.
_FEWEST = 5
#: So many items beside each other show what each of them says.
_FEWEST_BESIDE = 2
#: A label with its value, known or not: 验收意见：同意。
LABELLED = re.compile(r"[^，,。；;：:]{2,12}[：:]\s*\S")
_STOPS = ("。", "；", ";", "！", "!")


def part_closing(listing: Listing, speech: Speech) -> None:
    """Take from the last item of a list the sentences behind it where all others are one paragraph each.

    So is what is planned for all of them, 下一步，…, where no other item says so.
    """
    beside = _last_beside(listing.nodes)
    _part_plans(listing, beside, speech)
    if len(beside) < _FEWEST or any(node.children or len(node.pieces) > 1 for node in beside[:-1]):
        return
    last = beside[-1]
    own, *behind = last.pieces
    said = [speech.segments(piece.text) for piece in behind]
    plain = all([segment.role for segment in segments] == ["text"] for segments in said)
    sentences = all(outside_brackets(piece.text).rstrip().endswith(_STOPS) for piece in last.pieces)
    # 2.白水桥重建项目 / 欢迎留言: where each names a work, nothing behind the last name goes on with it.
    works = speech.language.row_words["counted-work"]
    sentences = sentences or all(node.heading.rstrip().endswith(works) for node in beside)
    if behind and not last.children and plain and sentences:
        last.pieces = [own]
        listing.tail = [*behind, *listing.tail]


def _part_plans(listing: Listing, beside: Sequence[OutlineNode], speech: Speech) -> None:
    openings = speech.language.row_words["plan-opening"]

    def plans_at(node: OutlineNode) -> int:
        """Return where the paragraphs of a node begin that say what is planned; their number where none does."""
        texts = [piece.text.strip() for piece in node.pieces]
        # 下一步打算：加快施工: a label says it of the item.
        places = (at for at, text in enumerate(texts) if text.startswith(openings) and not LABELLED.match(text))
        return next(places, len(texts))

    if len(beside) < _FEWEST_BESIDE or beside[-1].children:
        return
    last = beside[-1]
    at = plans_at(last)
    others = any(plans_at(node) < len(node.pieces) for node in beside[:-1])
    if at > 1 and not others:
        listing.tail = [*last.pieces[at:], *listing.tail]
        last.pieces = last.pieces[:at]


def _last_beside(nodes: Sequence[OutlineNode]) -> Sequence[OutlineNode]:
    """Return the last node of an outline with those beside it."""
    while nodes and nodes[-1].children:
        nodes = nodes[-1].children
    return nodes
