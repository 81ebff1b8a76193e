"""Characters that optical recognition confuses, such as 官 for 管, and the words that decide."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations, product
from pathlib import Path

from heze_graph.reference.csv_table import read_csv
from heze_graph.resources import REFERENCE

#: A name with more confused characters than this is another name.
_MOST_MISTAKEN = 3
#: A longer text is not a name.
_LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class Misrecognised:
    """A confusable character: words that contain the other one, and words in which it is right."""

    printed: str
    meant: str
    words: tuple[str, ...]
    kept: tuple[str, ...]


@cache
def misrecognised(folder: Path = REFERENCE) -> dict[str, tuple[Misrecognised, ...]]:
    """Return the confusable characters with what each may stand for.

    Raises ReferenceDataError, with the line, when the file is invalid.
    """
    found: dict[str, tuple[Misrecognised, ...]] = {}
    for row in read_csv(folder / "recognised-look-alikes.csv", ("printed", "meant", "words", "kept")):
        pair = Misrecognised(row["printed"], row["meant"], row.several("words"), row.several("kept"))
        found[pair.printed] = (*found.get(pair.printed, ()), pair)
    return found


def likely_texts(text: str, at: int) -> Iterator[str]:
    """Yield the texts in which another character at a position would make a known word.

    >>> list(likely_texts("己完成12公里", 0)), list(likely_texts("投资2亿元完成建设", 4))
    (['已完成12公里'], [])
    """
    for pair in misrecognised().get(text[at], ()):
        if any(_stands(word, pair.printed, text, at) for word in pair.kept):
            continue
        meant = f"{text[:at]}{pair.meant}{text[at + 1 :]}"
        if any(_stands(word, pair.meant, meant, at) for word in pair.words):
            yield meant


def _stands(word: str, character: str, text: str, at: int) -> bool:
    """Return whether a word occurs in a text so that it covers a position."""
    begins = (at - place for place, letter in enumerate(word) if letter == character)
    return any(begin >= 0 and text.startswith(word, begin) for begin in begins)


def readings(text: str, pairs: Mapping[str, tuple[Misrecognised, ...]]) -> list[str]:
    """Return the other readings of a text with a few confused characters, those with the fewest changes first.

    >>> readings("某官局", misrecognised())
    ['某管局']
    """
    doubtful = [at for at, letter in enumerate(text) if letter in pairs] if len(text) <= _LONGEST_NAME else []
    most = min(len(doubtful), _MOST_MISTAKEN)
    places = (chosen for count in range(1, most + 1) for chosen in combinations(doubtful, count))
    return [reading for chosen in places for reading in _changed(text, chosen, pairs)]


def _changed(text: str, places: Sequence[int], pairs: Mapping[str, tuple[Misrecognised, ...]]) -> Iterator[str]:
    """Yield a text with other characters at some positions, in every combination."""
    for meant in product(*(pairs[text[at]] for at in places)):
        letters = list(text)
        for at, pair in zip(places, meant, strict=True):
            letters[at] = pair.meant
        yield "".join(letters)
