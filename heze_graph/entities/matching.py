"""Whether a text matches what was typed: by characters, pinyin, initials, or a mixture."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple


def syllables(texts: Iterable[str]) -> dict[str, str]:
    """Return the readings of every Chinese character in some texts, without tones, the most common first.

    All readings of a character count, since names may use a rare one.

    >>> syllables(["单行 A"])
    {'单': 'dan chan shan', '行': 'xing hang heng'}
    """
    table = _readings()
    known = sorted(character for character in {*"".join(texts)} if str(ord(character)) in table)
    return {character: " ".join(_toneless(table[str(ord(character))])) for character in known}


def spelt(text: str) -> str:
    """Return the sort key of a text, with the commonest reading in place of each Chinese character.

    Source: the Chinese collation of Unicode's CLDR, which also compares characters without regard to words.

    >>> spelt("市A局")
    'shi Aju '
    """
    return text.translate(_SPELT)


class _Spelt(dict[int, str]):
    """For `str.translate`: the reading of each character, looked up when first needed."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        readings = syllables(character).get(character)
        self[code] = f"{readings.partition(' ')[0]} " if readings else character
        return self[code]


_SPELT = _Spelt()


@cache
def _readings() -> Mapping[str, str]:
    """Return pypinyin's table of characters: comma-separated readings with tones, by code point.

    Importing the package would load its 47,000 phrases first, twelve times as slow, and single characters need none.
    """
    package = find_spec("pypinyin")
    if package is None or not package.submodule_search_locations:
        raise ModuleNotFoundError("pypinyin", name="pypinyin")
    file = Path(package.submodule_search_locations[0], "pinyin_dict.json")
    table: Mapping[str, str] = json.loads(file.read_text(encoding="utf-8"))
    return table


def _toneless(readings: str) -> dict[str, None]:
    """Return each reading once, in its order, as it is typed: without tones, ü as v."""
    plain = unicodedata.normalize("NFD", readings).translate(_TONES)
    return dict.fromkeys(unicodedata.normalize("NFC", plain).replace("ü", "v").split(","))


_TONES = dict.fromkeys(map(ord, "\u0300\u0301\u0304\u030c"))
#: Initials inside a text longer than this need so many letters at least: two letters are found everywhere.
LONG_TEXT, LEAST_INITIALS = 20, 3
#: What is typed beyond this is left out.
MOST_TYPED = 100
#: What another reading than the commonest costs; more than any number of abbreviated characters.
_RARE = 1000
#: So many characters are looked at before a text is matched in earnest.
_LOOKED_AHEAD = 3
_DOUBLE_INITIALS = ("zh", "ch", "sh")


class How(IntEnum):
    """The kinds of match, the best first."""

    EXACT = 0
    EXACT_BY_SOUND = 1
    BEGINNING = 2
    BEGINNING_BY_SOUND = 3
    WITHIN = 4
    WITHIN_BY_SOUND = 5
    WITHIN_BY_INITIALS = 6
    APART = 7


class Match(NamedTuple):
    """A match: its kind, whether by a rare reading, its position (characters from 0), and the length of the text.

    The smallest Match is the best.
    """

    how: How
    rare: bool
    at: int
    length: int


def folded(text: str) -> str:
    """Return a text normalised for comparison: case, width, white space and punctuation do not matter.

    >>> folded("“七网” 建设ＡＢ 10%")
    '七网建设ab10%'
    """
    plain = unicodedata.normalize("NFKC", text).casefold().replace("ü", "v")
    return plain.translate(_COMPARED)


class _Compared(dict[int, int | None]):
    """For `str.translate`: keeps each character that is compared, decided when it is first seen."""

    def __missing__(self, code: int) -> int | None:
        character = chr(code)
        kept = character in "%/" or unicodedata.category(character)[0] not in "ZPC"
        self[code] = code if kept else None
        return self[code]


_COMPARED = _Compared()


@dataclass
class Query:
    """One typed word, normalised; `syllables` are the readings of each character, as returned by `syllables`.

    >>> typed = Query("zhh", {"中": "zhong", "行": "xing hang"})
    >>> typed.match("中行").how.name
    'EXACT_BY_SOUND'
    """

    word: str
    syllables: Mapping[str, str]
    _steps: dict[str, dict[int, dict[int, int]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.by_sound = any("a" <= c <= "z" for c in self.word)
        self._places: dict[str, list[int]] = {}
        for place, letter in enumerate(self.word):
            self._places.setdefault(letter, []).append(place)

    def match(self, text: str) -> Match | None:
        """Return how a normalised text matches, None where it does not."""
        at = text.find(self.word)
        if at >= 0:
            how = How.WITHIN if at else How.EXACT if len(text) == len(self.word) else How.BEGINNING
            return Match(how, False, at, len(text))
        if not self.by_sound or text.isascii():
            return None
        best: Match | None = None
        for start, character in enumerate(text):
            if 0 in self._step(character) and (found := self._from(text, start)):
                best = min(best or found, found)
                if best.how <= How.WITHIN_BY_SOUND and not best.rare:
                    break  # what begins further on is no better
        return best

    def pattern(self, alphabet: Iterable[str]) -> re.Pattern[str]:
        """Return a pattern that every matching text in an alphabet contains, and few others: its first characters.

        >>> bool(Query("zhh", {"中": "zhong", "行": "xing hang"}).pattern("中行").search("在中行"))
        True
        """
        written = re.escape(self.word)
        if not self.by_sound:
            return re.compile(written)
        leading: dict[int, dict[int, list[str]]] = {}
        for character in alphabet:
            for place, ways in self._step(character).items():
                for to in ways:
                    leading.setdefault(place, {}).setdefault(to, []).append(re.escape(character))
        return re.compile(f"{written}|{_spelt(leading, 0, len(self.word), _LOOKED_AHEAD)}")

    def _from(self, text: str, start: int) -> Match | None:
        """Follow every way to read the word from one character on; a state is a position in the word and its cost."""
        states, end, found = {0: 0}, len(self.word), []
        for at in range(start, len(text)):
            steps = self._step(text[at])
            following: dict[int, int] = {}
            for place, cost in states.items():
                for to, price in steps.get(place, {}).items():
                    following[to] = min(cost + price, following.get(to, cost + price))
            if end in following:
                found.append(self._judged(text, start, at + 1, following.pop(end)))
            if not following:
                break
            states = following
        return min((match for match in found if match), default=None)

    def _judged(self, text: str, start: int, stop: int, cost: int) -> Match | None:
        """Return the quality of a match by sound, from its cost."""
        rare, abbreviated = divmod(cost, _RARE)
        if start == 0 and stop == len(text):
            return Match(How.EXACT_BY_SOUND, bool(rare), start, len(text))
        if abbreviated > 1 and len(text) > LONG_TEXT:
            how = How.WITHIN_BY_INITIALS
            return Match(how, bool(rare), start, len(text)) if len(self.word) >= LEAST_INITIALS else None
        if start == 0:
            how = How.BEGINNING_BY_SOUND
        else:
            how = How.WITHIN_BY_INITIALS if abbreviated > 1 else How.WITHIN_BY_SOUND
        return Match(how, bool(rare), start, len(text))

    def _step(self, character: str) -> dict[int, dict[int, int]]:
        """Return the positions in the word that one character leads to, by starting position, with the cost of each."""
        if character not in self._steps:
            steps: dict[int, dict[int, int]] = {}
            for spelt, price in _spellings(character, self.syllables.get(character, "").split()):
                for place in self._places.get(spelt[0], ()):
                    if self.word.startswith(spelt, place):
                        ways = steps.setdefault(place, {})
                        to = place + len(spelt)
                        ways[to] = min(price, ways.get(to, price))
                    elif price in (0, _RARE) and spelt.startswith(self.word[place:]):
                        steps.setdefault(place, {}).setdefault(len(self.word), price + 1)
            self._steps[character] = steps
        return self._steps[character]


def _spelt(leading: Mapping[int, Mapping[int, list[str]]], place: int, end: int, most: int) -> str:
    """Return the pattern of the next characters, at most `most`, that spell the word from a position on."""
    if place == end or not most:
        return ""
    ways = (f"[{''.join(some)}]{_spelt(leading, to, end, most - 1)}" for to, some in leading.get(place, {}).items())
    return f"(?:{'|'.join(ways) or '(?!)'})"


def _spellings(character: str, readings: Iterable[str]) -> Iterable[tuple[str, int]]:
    """Yield the ways to type a character, with their cost: 0 for a whole syllable, 1 for an abbreviation."""
    yield character, 0
    for order, reading in enumerate(readings):
        price = _RARE if order else 0
        yield reading, price
        if "v" in reading:
            yield reading.replace("v", "u"), price
            yield reading.replace("v", "yu"), price
        yield reading[0], price + 1
        if reading.startswith(_DOUBLE_INITIALS):
            yield reading[:2], price + 1
