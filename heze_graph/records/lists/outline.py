"""Numbered paragraphs become an outline of lists."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, field, replace

from heze_graph.records.borders import Borders
from heze_graph.records.lists.paragraphs import TextPiece
from heze_graph.records.numbering import RANK, SENTENCE, Mark, mark_of, start_of


@dataclass(slots=True)
class OutlineNode:
    """A numbered paragraph: its mark, also as printed, its text and the paragraphs that follow it, the nodes inside."""

    mark: Mark
    pieces: list[TextPiece]
    printed: str = ""
    children: list[OutlineNode] = field(default_factory=list)

    @property
    def heading(self) -> str:
        """The text of its first line, without the mark."""
        return self.pieces[0].text

    def walk(self) -> Iterator[OutlineNode]:
        """Yield this node and all inside it, in printed order."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(slots=True)
class Listing:
    """A list of its own: the paragraphs right above it, its nodes, and the paragraphs that end it."""

    heads: list[TextPiece] = field(default_factory=list)
    nodes: list[OutlineNode] = field(default_factory=list)
    tail: list[TextPiece] = field(default_factory=list)

    @property
    def parted(self) -> bool:
        """Whether sentences of a report or a plan are its items."""
        return any(node.mark.style == SENTENCE for top in self.nodes for node in top.walk())

    @property
    def pieces(self) -> Iterator[TextPiece]:
        """All its paragraphs, in printed order but for the last."""
        yield from self.heads
        for node in self.nodes:
            for inner in node.walk():
                yield from inner.pieces
        yield from self.tail


#: What ends an item, so that what follows is none of its lines.
_STOPS = ("。", "；", ";")
#: So many items on one printed line are a copy that lost its line breaks.
_CROWDED = 3


def outline(pieces: Sequence[TextPiece], borders: Borders, signed: Set[int] = frozenset()) -> list[Listing]:
    """Return the lists of a document, the first of which begins with the paragraphs above any mark.

    `signed` are the numbers of the lines of signatures, which end a list.
    """
    lists = [Listing()]
    stack: list[OutlineNode] = []
    ended = False
    last = 0
    answering = _answering(pieces, borders)
    crowded = Counter(piece.lines for piece in pieces if mark_of(piece.text))
    for at, piece in enumerate(pieces):
        here, mark = lists[-1], _mark_of(piece, stack, last)
        last = mark.value if mark and mark.style == "arabic" else last
        if piece.apart:
            ended = True
        if piece.apart or (ended and mark and not _begins_anew(piece, mark, borders)):
            here.tail.append(piece)
        elif mark:
            if ended:
                lists.append(here := Listing())
                stack.clear()
                ended = False
            text = replace(piece, text=piece.text[mark.end :])
            _put(OutlineNode(mark, [text], piece.text[: mark.end].strip()), stack, here)
        elif (here.nodes or ended) and borders.is_title(piece.text) and _mark_follows(pieces, at):
            lists.append(Listing([piece]))
            stack.clear()
            ended = False
        elif not here.nodes:
            here.heads.append(piece)
        elif (
            ended
            # Where one line holds several items, no other line goes on with the last of them.
            or (crowded[stack[-1].pieces[0].lines] >= _CROWDED and piece.lines != stack[-1].pieces[0].lines)
            or not signed.isdisjoint(line.line for line in piece.lines)
            or (at not in answering and _ends(pieces, at, borders))
        ):
            ended = True
            here.tail.append(piece)
        else:
            stack[-1].pieces.append(TextPiece(piece.lines, piece.text[start_of(piece.text) :]))
    return lists


def _mark_of(piece: TextPiece, stack: Sequence[OutlineNode], last: int) -> Mark | None:
    """Return the mark that a paragraph begins with, None without one; `last` is the last number before it."""
    if piece.heads:
        return Mark(piece.heads, "", 1, 0)
    before = next((node.mark.value for node in stack if node.mark.style == "arabic"), 0)
    # 3 新建…: a bare number goes on from the last one, across headings, too.
    return mark_of(piece.text, before) or mark_of(piece.text, last)


def _answering(pieces: Sequence[TextPiece], borders: Borders) -> Set[int]:
    """Return the places of labels such as 主办单位： that answer for an item, and name no publisher of a page.

    A publisher stands once, and no number goes on behind it; nor does one stand below an item that says who answers.
    """
    marks = [mark_of(piece.text) for piece in pieces]
    words = [word if borders.is_label(word := _word(piece.text)) else "" for piece in pieces]
    counts = Counter(words)
    values: dict[str, int] = {}
    known: set[str] = set()
    own: set[str] = set()
    found: set[int] = set()
    for at, (mark, following, word) in enumerate(zip(marks, _marks_behind(marks), words, strict=True)):
        if mark or pieces[at].heads:
            own = set()
        if mark:
            values[mark.style] = mark.value
        if not word:
            continue
        goes_on = following is not None and values.get(following.style, 0) + 1 == following.value > 1
        below = pieces[at + 1].text if at + 1 < len(pieces) else ""
        last = known and (word in known - own or not own) and not _is_foot(below, borders)
        repeated = counts[word] > 1 and word not in own
        if repeated or goes_on or last or not borders.is_end(pieces[at].text, ""):
            found.add(at)
            known.add(word)
            own.add(word)
    return found


def _marks_behind(marks: Sequence[Mark | None]) -> list[Mark | None]:
    """Return the next mark behind each place of some texts, None where no other follows."""
    found: list[Mark | None] = []
    behind: Mark | None = None
    for mark in reversed(marks):
        found.append(behind)
        behind = mark or behind
    return found[::-1]


def _is_foot(text: str, borders: Borders) -> bool:
    """Return whether a line ends a list by its own words, and is no label: 版权所有, 备案号."""
    return borders.is_end(text, "") and not borders.is_label(_word(text))


def _word(text: str) -> str:
    """Return what stands before the first colon of a text, without blanks."""
    return re.split("[:：]", text, maxsplit=1)[0].strip(" \u3000\t") if re.search("[:：]", text) else ""


def _ends(pieces: Sequence[TextPiece], at: int, borders: Borders) -> bool:
    """Return whether a paragraph ends a list, also as the first of two that sign it: 甲县人民代表大会 / 会议主席团."""
    text, following, below = (*(piece.text for piece in pieces[at : at + 3]), "", "")[:3]
    if borders.is_end(text, following):
        return True
    signed = borders.is_end(following, below) and not borders.is_end(following, "")
    return signed and pieces[at - 1].text.rstrip().endswith(_STOPS) and borders.is_signer(text)


def _begins_anew(piece: TextPiece, mark: Mark, borders: Borders) -> bool:
    """Return whether a mark behind the end of a list begins another one, and does not go on with a list of annexes."""
    return mark.value == 1 and not borders.is_annex(piece.text[mark.end :])


def _mark_follows(pieces: Sequence[TextPiece], at: int) -> bool:
    """Return whether a number follows within a few paragraphs, so that a title has a list below it."""
    following = (mark_of(piece.text) for piece in pieces[at + 1 : at + 6])
    return any(mark is not None and mark.value == 1 for mark in following)


def _put(node: OutlineNode, stack: list[OutlineNode], listing: Listing) -> None:
    """Put a node where its mark belongs: beside the last one of its style, else below the last of a higher rank."""
    styles = [_level(open_.mark) for open_ in stack]
    level = _level(node.mark)
    if level in styles:
        del stack[styles.index(level) :]
    else:
        rank = RANK[node.mark.style]
        # 项目一：… / 一、: what begins to count below a word with a number stands inside it, unless such stand above.
        inside = node.mark.value == 1 and level not in {_level(above.mark) for above in listing.nodes}
        while stack and RANK[stack[-1].mark.style] > rank and not (inside and stack[-1].mark.style == "article"):
            stack.pop()
    (stack[-1].children if stack else listing.nodes).append(node)
    stack.append(node)


def _level(mark: Mark) -> str:
    """Return what marks of one level have in common; of 1.2 and 1.2.3 the number of parts, too."""
    return f"{mark.style}{mark.number.count('.')}"
