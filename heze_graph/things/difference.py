"""The words that differ between two wordings, as a reader would mark them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

Kind = Literal["same", "gone", "new"]
#: A run of this many characters that happens to stand in both, between two changes, is shown as changed with them.
_ISLAND = 1
# A number with its point, a Latin word, or one character: what a reader takes in at once.
_WORDS = re.compile(r"[0-9]+(?:\.[0-9]+)?|[A-Za-z]+|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of text: in both wordings (`same`, as the later one prints it), `gone`, or `new`."""

    kind: Kind
    text: str


def difference(before: str, after: str) -> list[Part]:
    """Return the parts of two wordings in reading order.

    Characters count one by one, numbers as a whole; the width of punctuation is no difference.

    >>> [(part.kind, part.text) for part in difference("建设项目8个，完成", "建设项目18个,完成")]
    [('same', '建设项目'), ('gone', '8'), ('new', '18'), ('same', '个,完成')]
    """
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    matcher = SequenceMatcher(None, [*map(_plain, old)], [*map(_plain, new)], autojunk=False)
    blocks = [block for block in matcher.get_matching_blocks() if block.size]
    kept = [block for at, block in enumerate(blocks) if not _island(at, len(blocks), block.size)]
    parts, i, j = [], 0, 0
    for start, other, size in [*((block.a, block.b, block.size) for block in kept), (len(old), len(new), 0)]:
        parts += [Part("gone", "".join(old[i:start])), Part("new", "".join(new[j:other]))]
        parts.append(Part("same", "".join(new[other : other + size])))
        i, j = start + size, other + size
    return [part for part in parts if part.text]


def _island(at: int, blocks: int, size: int) -> bool:
    return 0 < at < blocks - 1 and size <= _ISLAND


def _plain(word: str) -> str:
    return unicodedata.normalize("NFKC", word)
