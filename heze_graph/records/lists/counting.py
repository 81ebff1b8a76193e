"""Paragraphs that are numbered in words, 一是…, or inside one paragraph: …：（1）…。（2）…."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from heze_graph.records.lists.outline import TextPiece
from heze_graph.records.numbering import mark_of

#: 一是…: a word that counts.
_COUNTING = re.compile(r"^\s*([一二三四五六七八九十]{1,3})是")
#: （县发改局）；二是…: the next part of a paragraph behind the brackets of the one before it.
_NEXT_PART = re.compile(r"\s*[；;。]\s*[二三四五六七八九十]{1,3}是")
#: ：（1）…: a number in brackets inside a paragraph.
_BRACKETED = re.compile(r"(?<=[。.；;：:])\s*[（(](\d{1,2})[）)]")
#: So many numbers that count on make a list.
_FEWEST = 3


def counted(pieces: list[TextPiece]) -> list[TextPiece]:
    """Return the paragraphs of a document without numbers, those that count, 一是…, 二是…, numbered so: 一、….

    One that counts inside, …：（1）…。（2）…, is parted.
    """
    if any(mark_of(piece.text) for piece in pieces):
        return pieces
    pieces = [part for piece in pieces for part in _parted_at_brackets(piece)]
    numbered = [replace(piece, text=_COUNTING.sub(r"\1、", piece.text)) for piece in pieces]
    values = [mark.value for piece in numbered if (mark := mark_of(piece.text))]
    return numbered if values == list(range(1, len(values) + 1)) and len(values) >= _FEWEST else pieces


def ends_part(text: str, end: int) -> bool:
    """Return whether a part of a paragraph that counts, 一是…；二是…, ends where brackets do.

    >>> ends_part("一是修路（县住建局）；二是架桥", 10), ends_part("修路（含绿化）；架桥", 7)
    (True, False)
    """
    return _NEXT_PART.match(text, end) is not None


def _parted_at_brackets(piece: TextPiece) -> list[TextPiece]:
    """Return the paragraphs that one holds whose numbers in brackets count on from 1, several of them, else itself."""
    found = list(_BRACKETED.finditer(piece.text))
    if len(found) < _FEWEST or [int(number[1]) for number in found] != list(range(1, len(found) + 1)):
        return [piece]
    starts = [0, *(number.start() for number in found), len(piece.text)]
    return [replace(piece, text=piece.text[begin:end]) for begin, end in pairwise(starts)]
