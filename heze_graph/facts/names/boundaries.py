"""Whether a stretch of a text is a word of its own, or pieces of its neighbours.

“发展中国家” holds the characters of 中国, and no 中国: it is cut 发展中 + 国家. The rule is the classical one of
shortest-path segmentation: of all ways to cut a text into words, the one with the fewest words is meant.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet

_REACH = 6  # characters looked at on either side
_LONGEST = 4  # characters of the longest word of the dictionary


def stands_alone(text: str, span: tuple[int, int], words: AbstractSet[str]) -> bool:
    """Whether cutting `span` out of `text` as a word takes no more words than any other way to cut.

    Where it takes as many, a word that reaches into the span from the left speaks against it: what is left before
    the span would be a piece of a word.

    >>> words = {"发展", "发展中", "国家", "道路"}
    >>> stands_alone("发展中国家", (2, 4), words)
    False
    >>> stands_alone("坚持中国道路", (2, 4), words)
    True
    """
    start, end = span
    left, right = _run_before(text, start), _run_after(text, end)
    run = left + text[start:end] + right
    inside = (len(left), len(left) + end - start)
    free = _fewest(run, words, without=text[start:end])
    forced = _fewest(left, words) + 1 + _fewest(right, words)
    return forced < free or (forced == free and not _reached_from_left(run, inside, words))


def _run_before(text: str, start: int) -> str:
    begin = start
    while begin > max(0, start - _REACH) and _is_han(text[begin - 1]):
        begin -= 1
    return text[begin:start]


def _run_after(text: str, end: int) -> str:
    stop = end
    while stop < min(len(text), end + _REACH) and _is_han(text[stop]):
        stop += 1
    return text[end:stop]


def _is_han(char: str) -> bool:
    return "㐀" <= char <= "鿿"


def _fewest(run: str, words: AbstractSet[str], without: str = "") -> int:
    """Return the smallest number of words (`without` one) and single characters that make up `run`."""
    best = [0] * (len(run) + 1)
    for stop in range(1, len(run) + 1):
        best[stop] = best[stop - 1] + 1
        for begin in range(max(0, stop - _LONGEST), stop - 1):
            word = run[begin:stop]
            if word != without and word in words:
                best[stop] = min(best[stop], best[begin] + 1)
    return best[-1]


def _reached_from_left(run: str, inside: tuple[int, int], words: AbstractSet[str]) -> bool:
    start, end = inside
    return any(
        run[begin:stop] in words for stop in range(start + 1, end) for begin in range(max(0, stop - _LONGEST), start)
    )
