"""Numbers and labels that stand alone in their lines, put together with what they announce.

1 / 项目名称：新建学校 / 责任单位 / 县教育局: a number above a label begins an item; one inside a sentence, 已完成 / 86
/ 公里, is part of it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import replace
from itertools import pairwise

from heze_graph.records.lists.paragraphs import TextPiece
from heze_graph.records.lists.passages import PEOPLE
from heze_graph.records.lists.speech import Speech
from heze_graph.records.numbering import mark_of

#: What a label that stands alone in its line may announce.
VALUED = ("who", "deadline", "progress", *PEOPLE)
_LONGEST_LABEL = 12
#: 责任单位　某局: a word and a blank behind it.
_BLANK_BEHIND = re.compile(r"\s*([\u4e00-\u9fff]{2,8})[ \t\u3000]+(?=\S)")
#: What ends a text, so that a number behind it is no part of it.
_STOPS = ("。", "；", ";", "：", ":", "！", "？")


def with_values(pieces: list[TextPiece], speech: Speech) -> list[TextPiece]:
    """Return paragraphs, a number or a label alone in its line with the next: 1 / 新建学校 / 责任单位 / 教育局."""
    pieces = _colons_for_blanks(pieces, speech)
    labels = _lone_labels(_alone(pieces), speech)
    cards = _cards(pieces, labels, speech)
    numbers = [int(text) for text in _alone(pieces) if text.isdecimal()]
    counts = len(numbers) > 1 and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    words = Counter(_label(piece.text, labels, speech) for piece in pieces)
    if cards or (numbers and not counts and any(word and count > 1 for word, count in words.items())):
        pieces = _with_inner_numbers(pieces, cards, labels, speech)
        cards = _cards(pieces, labels, speech)
    alone = _alone(pieces)
    whole: list[TextPiece] = []
    open_ = False
    for at, (piece, text) in enumerate(zip(pieces, alone, strict=True)):
        label = text in labels
        begins = label or at in cards or (counts and not cards and text.isdecimal())
        if open_ and (not begins or (label and at - 1 in cards)):
            before = whole.pop()
            colon = "：" if label else ""
            whole.append(TextPiece((*before.lines, *piece.lines), f"{before.text}{text}{colon}"))
        else:
            whole.append(replace(piece, text=f"{text}{'：' if label else '、'}") if begins else piece)
        open_ = begins
    return whole


def _alone(pieces: Sequence[TextPiece]) -> list[str]:
    return [piece.text.strip() for piece in pieces]


def _lone_labels(alone: Sequence[str], speech: Speech) -> frozenset[str]:
    """Return the labels that stand alone in several lines; one of these may lack its colon once."""
    counts = Counter(text.rstrip("：:") for text in alone)
    again = (text for text in alone if counts[text] > 1 and len(text) <= _LONGEST_LABEL)
    return frozenset(text for text in again if speech.label_of(f"{text}：") in [(text, role) for role in VALUED])


def _cards(pieces: Sequence[TextPiece], labels: Set[str], speech: Speech) -> frozenset[int]:
    """Return the places of the numbers that stand alone above each card, above the label that begins each of them.

    Their values go up, though they need not count: a bureau may print its own of a whole list.
    """
    words = [_label(piece.text, labels, speech) for piece in pieces]
    alone = _alone(pieces)
    above = [at for at, text in enumerate(alone[:-1]) if text.isdecimal() and words[at + 1]]
    firsts = Counter(words[at + 1] for at in above)
    for first, count in firsts.most_common(1):
        found = [at for at in above if words[at + 1] == first]
        rising = all(int(alone[a]) < int(alone[b]) for a, b in pairwise(found))
        if count > 1 and rising and words.count(first) == count:
            return frozenset(found)
    return frozenset()


def _label(text: str, labels: Set[str], speech: Speech) -> str:
    bare = text.strip()
    known = bare.rstrip("：:") if bare.rstrip("：:") in speech.language.headers else ""
    return bare if bare in labels else speech.label_of(text)[0] or known


def _with_inner_numbers(
    pieces: Sequence[TextPiece], cards: Set[int], labels: Set[str], speech: Speech
) -> list[TextPiece]:
    """Return paragraphs, a number in a line of its own inside a sentence with what stands before and behind it."""
    whole: list[TextPiece] = []
    open_ = False
    for at, piece in enumerate(pieces):
        text = piece.text.strip()
        inner = text.isdecimal() and at not in cards
        begins = at in cards or bool(_label(piece.text, labels, speech)) or mark_of(piece.text) is not None
        before = whole[-1].text.rstrip() if whole else ""
        if (inner and before and not before.endswith(_STOPS)) or (open_ and not inner and not begins):
            whole[-1] = TextPiece((*whole[-1].lines, *piece.lines), before + text)
        else:
            whole.append(piece)
        open_ = inner and whole[-1] is not piece
    return whole


def _colons_for_blanks(pieces: list[TextPiece], speech: Speech) -> list[TextPiece]:
    """Return paragraphs, labels before a blank that come again with a colon: 责任单位　某局."""
    found = [_BLANK_BEHIND.match(piece.text) for piece in pieces]
    words = Counter(label[1] for label in found if label)
    labels = {word for word, count in words.items() if count > 1 and speech.label_of(f"{word}：")[1] in VALUED}
    return [
        replace(piece, text=f"{label[1]}：{piece.text[label.end() :]}") if label and label[1] in labels else piece
        for piece, label in zip(pieces, found, strict=True)
    ]
