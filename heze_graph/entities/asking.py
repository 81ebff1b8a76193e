"""Understanding questions: which saved query is meant, with the names, numbers and dates in the text as its parameters.

Nothing is learned or invented: a text is compared with the ways to ask in the headers of the queries
(`queries/header.py`), and the answer is that query's. How each piece was understood is shown, so that it can be
corrected.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from heze_graph.entities.matching import MOST_TYPED, folded
from heze_graph.entities.question_words import WORDS, Dated, synonyms, take_dates, take_days, tokens, word_of
from heze_graph.entities.search import Index
from heze_graph.queries.header import Way
from heze_graph.queries.library import Library, SavedQuery
from heze_graph.queries.parameters import Parameter
from heze_graph.rdf import iris
from heze_graph.reference.chinese_numbers import chinese_number

#: The kinds of things that a parameter takes, where its name differs from the kind's.
_KINDS = {"county": ("place",), "kind": ("finding-kind",), "thing": ("theme", "project")}
_TAKEN = ("leader", "unit", "place", "indicator", "finding-kind", "document", "theme", "project")
#: The names of columns for a kind, where they differ from the kind's.
_COLUMNS = {"place": ("county",), "unit": ("unit", "unitA")}
#: Kinds of which a name alone is a question: 失业率 asks what was promised and reached.
_ASKED_ALONE = ("indicator",)
#: The minimum length of a name that is given without its beginning.
_LEAST = 3
_COUNTED = r"(?:\d{1,5}(?:-\d{1,3})?|[一二三四五六七八九十百零]{1,7})"
_NUMBER = re.compile(
    rf"(?:第|序号|no\.?\s|number\s)\s*({_COUNTED})[号號项条]?|(?<!\d)(\d{{1,5}}(?:-\d{{1,3}})?)[号號](?!楼)"
    r"|(?:目标|\b(?:target|goal)\s)\s*(\d{1,5}(?:-\d{1,3})?)(?![\d.,%亿万个年月天项家])"
)
#: A period in a comparison stands for a document: 和三季度相比.
_REPORT = re.compile("|".join(WORDS["report"]))
#: A number stands for a target: 第57项 alone asks for one.
_NUMBERED = " 目标 "
_LETTERS = re.compile(r"[a-z]{2,}")
#: The most Latin words that may spell a name by sound.
_SPOKEN = 3
_SPELT = ("leader", "unit", "place")
#: Kinds whose names are never ordinary words.
_PERSON = "leader"
_PAIR = 2
#: The minimum similarity of the words, and the minimum share of the text that must be known, for a question to be
#: accepted.
_ALIKE, _KNOWN = 0.42, 0.4
#: The weight of a token that occurs in no way to ask.
_STRANGE = 2.6
#: The weight of an interrogative (谁, 何时); texts that share nothing else are not similar.
_ASKS = 1.0
#: The weight of a name that a way to ask has a place for.
_NAMED = 2.0
#: The penalty for a piece of text that a query has no place for, and the weight of a summary relative to a way to ask.
_UNUSED, _SUMMARY = 0.35, 0.8
#: The factor for a way to ask that names something missing from the text.
_MISSING = 0.8
#: The parameter that takes a county's government in place of the county.
_GOVERNED = "unit"
_DAYS = {"today": 0, "yesterday": -1}


@dataclass(frozen=True, slots=True)
class Mention:
    """A part of a text and its meaning: a thing of some kind, a `date`, a first day (`since`), or a `number`."""

    text: str
    kind: str
    value: str
    thing: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """A saved query, the values of its parameters, and the parts of the text by the parameter they fill.

    `unused` are parts that it has no place for, `unread` words that it does not cover; `score` is the confidence, at
    most 1.
    """

    query: SavedQuery
    values: Mapping[str, str]
    pieces: tuple[tuple[str, Mention], ...]
    unused: tuple[Mention, ...]
    unread: tuple[str, ...]
    score: float


@dataclass(frozen=True, slots=True)
class _Taken:
    """A text with its mentions removed: the remaining tokens."""

    pieces: tuple[Mention, ...]
    tokens: Counter[str]


@dataclass(frozen=True)
class Asking:
    """Understands questions about one graph; `year` is that of its latest document, and is assumed for a bare month."""

    index: Index
    library: Library
    year: int | None

    @classmethod
    def of(cls, index: Index, library: Library, documents: Iterable[Mapping[str, str]]) -> Asking:
        """Return the understanding of questions about a graph; `documents` are rows of the saved query of that name."""
        ends = (row["end"][:4] for row in documents)
        return cls(index, library, max((int(end) for end in ends if end.isdigit()), default=None))

    def questions(self, text: str, today: date, most: int = 3) -> list[Question]:
        """Return the questions that a text may be, the best first; none where it is not worded as a question."""
        best: dict[str, Question] = {}
        for taken in self._readings(text[:MOST_TYPED], today):
            for query in self.library.queries if _asks(taken) else ():
                one = self._best(query, taken, today)
                if one and (query.name not in best or one.score > best[query.name].score):
                    best[query.name] = one
        return sorted(best.values(), key=lambda one: (-one.score, len(one.query.parameters), one.query.name))[:most]

    def data(self) -> dict[str, Any]:
        """Return the data that let another program understand questions in the same way, as the offline site does."""
        ways = {
            name: [[sorted(own), list(way.slots), dict(way.given), worth] for way, own, worth in found]
            for name, found in self._ways.items()
        }
        governments = {place.removeprefix(iris.BASE): unit for place, unit in self._governments.items()}
        weights = {"alike": _ALIKE, "known": _KNOWN, "strange": _STRANGE, "named": _NAMED}
        weights |= {"unused": _UNUSED, "missing": _MISSING}
        own = {"year": self.year, "ways": ways, "rarity": dict(self._rarity), "governments": governments}
        kinds = {"kinds": _KINDS, "alone": _ASKED_ALONE, "person": _PERSON}
        words = {kind: word_of(_COLUMNS.get(kind, (kind,))[0]) for kind in _TAKEN}
        kinds["listed"] = {
            query.name: {kind: words[kind] for kind in sorted(_listed(query))} for query in self.library.queries
        }
        return own | kinds | {"weights": weights, "days": _DAYS, "same": dict(synonyms()), **_word_data()}

    def _best(self, query: SavedQuery, taken: _Taken, today: date) -> Question | None:
        compared = _compared(query, taken.pieces)
        filled, unused = self._filled(query, [piece for piece in taken.pieces if piece.kind not in compared])
        typed = taken.tokens | Counter(word_of(_COLUMNS.get(kind, (kind,))[0]) for kind in compared)
        converted = sum(piece.kind == "place" and name == _GOVERNED for name, piece in filled)
        best = None
        for way, own, worth in self._ways[query.name]:
            given = {name: _day(value, today) for name, value in way.given.items()}
            values = {**given, **{name: piece.value for name, piece in filled}}
            if any(one.needed and one.name not in values for one in query.parameters):
                continue
            missing = len(set(way.slots) - {name for name, _ in filled})
            named = sum(name in way.slots for name, _ in filled)
            alike = self._alike(typed, own, named) if typed else _only_named(query, way, filled, unused)
            score = alike * worth * _UNUSED ** len(unused) * _MISSING ** (missing + converted)
            if score >= _ALIKE and (best is None or score > best.score):
                best = Question(query, values, filled, unused, tuple(typed - own), score)
        return best

    def _filled(
        self, query: SavedQuery, pieces: Iterable[Mention]
    ) -> tuple[tuple[tuple[str, Mention], ...], tuple[Mention, ...]]:
        """Return the mentions that fill a parameter, one each, and those that the query has no place for.

        A county stands for its government where a query only takes units.
        """
        free = list(query.parameters)
        filled: list[tuple[str, Mention]] = []
        unused: list[Mention] = []
        for piece in pieces:
            governed = piece.kind == "place" and piece.thing in self._governments
            taker = next((one for one in free if _takes(one, piece)), None)
            taker = taker or next((one for one in free if governed and one.name == _GOVERNED), None)
            if taker is None:
                unused.append(piece)
                continue
            free.remove(taker)
            if _takes(taker, piece):
                filled.append((taker.name, replace(piece, value=_value(taker, piece))))
            else:
                filled.append((taker.name, replace(piece, value=self._governments[piece.thing], thing="")))
        return tuple(filled), tuple(unused)

    @cached_property
    def _governments(self) -> Mapping[str, str]:
        return self.index.governments()

    def _alike(self, typed: Counter[str], own: Counter[str], named: int) -> float:
        """Return the similarity of two texts that share words and name as many things; rare words weigh more.

        A word that reverses the meaning (没有), or asks how something is done, must be in both or in neither.
        """
        if any((word in typed) != (word in own) for word in WORDS["against"]):
            return 0.0
        both, of_names = self._weight(typed & own), named * _NAMED
        if not (typed & own).keys() - {*WORDS["asks"]} or both + of_names < _KNOWN * (self._weight(typed) + of_names):
            return 0.0
        return 2 * (both + of_names) / (self._weight(typed) + self._weight(own) + 2 * of_names)

    def _weight(self, tokens: Counter[str]) -> float:
        return sum(self._rarity.get(token, _STRANGE) * count for token, count in tokens.items())

    @cached_property
    def _ways(self) -> Mapping[str, list[tuple[Way, Counter[str], float]]]:
        """The ways to ask for each query, with their tokens and weights; the summary is one of them."""
        found = {}
        for query in self.library.queries:
            header = query.header
            summaries = [(Way(text), _SUMMARY) for text in (header.summary, header.summary_en) if text]
            ways = (*((way, 1.0) for way in query.ways), *summaries)
            found[query.name] = [(way, tokens(way.words), worth) for way, worth in ways]
        return found

    @cached_property
    def _rarity(self) -> Mapping[str, float]:
        """The weight of each token: the fewer queries use it, the more it weighs."""
        seen = Counter(token for ways in self._ways.values() for token in {t for _, own, _ in ways for t in own})
        rare = {token: 1 + math.log(len(self._ways) / count) for token, count in seen.items()}
        return dict(sorted((rare | dict.fromkeys((*WORDS["asks"], *WORDS["against"]), _ASKS)).items()))

    def _readings(self, text: str, today: date) -> Iterator[_Taken]:
        """Yield the possible readings of a text: with all names as names, or with one of them as ordinary words.

        取消的目标 names a finding, too. A bare name is a question only where all its words ask something.
        """
        plain = unicodedata.normalize("NFKC", text).casefold()
        pieces: list[Mention] = []
        plain = _REPORT.sub("文件", plain)
        rest = take_days(plain, today, lambda one: pieces.append(_day_piece(one)))
        rest = take_dates(rest, self.year, lambda one: pieces.append(_day_piece(one)))
        pieces += [
            Mention(found[0], "number", _digits(found[1] or found[2] or found[3])) for found in _NUMBER.finditer(rest)
        ]
        rest = _NUMBER.sub(_NUMBERED, rest)
        parts = list(self._parts(rest))
        named = [part for part in parts if isinstance(part, Mention)]
        for words in (None, *(piece for piece in named if piece.kind != _PERSON)):
            kept = (*pieces, *(piece for piece in named if piece is not words))
            left = "".join(part if isinstance(part, str) else part.text if part is words else " " for part in parts)
            found = self._known(tokens(left))
            if words is None or len(parts) > 1 or found.keys() <= self._rarity.keys():
                yield _Taken(kept, found)

    def _known(self, tokens: Counter[str]) -> Counter[str]:
        """Leave out pairs that occur in no way to ask and only bridge two that do (标逾 in 目标逾期)."""
        held = {one for token in tokens if token in self._rarity for one in token}
        joins = (token for token in tokens if token not in self._rarity and len(token) == _PAIR and set(token) <= held)
        return tokens - Counter({token: tokens[token] for token in joins if not token.isascii()})

    def _parts(self, text: str) -> Iterator[Mention | str]:
        """Yield the things that a text names, always the longest name, and the text between them."""
        at = 0
        while at < len(text):
            found = self._named(text, at) or self._spelt(text, at)
            if found:
                at, piece = found
                yield piece
            else:
                yield text[at]
                at += 1

    def _spelt(self, text: str, at: int) -> tuple[int, Mention] | None:
        """Return the end of a word that spells a name by sound, and what it names."""
        if _splits(text, at):
            return None
        words: list[re.Match[str]] = []
        while (word := _LETTERS.match(text, at)) and len(words) < _SPOKEN:
            spelling = word_of(word[0])
            if not spelling or spelling in self._rarity:
                break
            words.append(word)
            at = word.end() + text.startswith(" ", word.end())
        for most in range(len(words), 0, -1):
            joined = "".join(word[0] for word in words[:most])
            if found := self.index.sounding(joined, _SPELT):
                end = words[most - 1].end()
                return end, Mention(text[words[0].start() : end], *found)
        return None

    def _named(self, text: str, at: int) -> tuple[int, Mention] | None:
        """Return the end of the longest name that begins at a position, and what it names."""
        first = _LETTERS.match(text, at)
        if text[at].isspace() or _splits(text, at) or (first and not word_of(first[0])):
            return None
        for end in range(min(len(text), at + self.index.longest), at + 1, -1):
            part = text[at:end]
            if text[end - 1].isspace() or _splits(text, end):
                continue
            if found := self.index.called(folded(part), _TAKEN, _LEAST):
                return end, Mention(part, *found)
        return None


def _asks(taken: _Taken) -> bool:
    """Return whether a text may be a question: it has words, several names, or a name that is a question by itself."""
    return bool(taken.tokens) or len(taken.pieces) > 1 or any(one.kind in _ASKED_ALONE for one in taken.pieces)


def _listed(query: SavedQuery) -> set[str]:
    """Return the kinds of things that an answer lists and that the query does not take as parameters."""
    columns = {column.name for column in query.columns if column.kind == "thing"}
    taken = {kind for one in query.parameters for kind in _KINDS.get(one.name, (one.name,))}
    return {kind for kind in _TAKEN if columns & {*_COLUMNS.get(kind, (kind,))}} - taken


def _compared(query: SavedQuery, pieces: Iterable[Mention]) -> set[str]:
    """Return the kinds of which a text names several things that the query lists; this asks for that kind (领导)."""
    counts = Counter(piece.kind for piece in pieces)
    return {kind for kind in _listed(query) if counts[kind] > 1}


def _word_data() -> dict[str, list[str]]:
    """Return the ignored words and the words for dates, under the names used by scripts."""
    names = {
        "this_year": "thisYear",
        "year_end": "yearEnd",
        "idle_en": "idleEn",
        "since_en": "sinceEn",
        "until_en": "untilEn",
    }
    return {names.get(name, name): list(words) for name, words in WORDS.items()}


def _day_piece(one: Dated) -> Mention:
    return Mention(one.text, "since" if one.since else "date", one.day.isoformat())


def _digits(numeral: str) -> str:
    number = chinese_number(numeral)
    return numeral if number is None else str(number)


def _splits(text: str, at: int) -> bool:
    """Return whether a position is inside a word of letters or digits."""
    around = text[max(at - 1, 0) : at + 1]
    return 0 < at < len(text) and around.isascii() and around.isalnum()


def _only_named(query: SavedQuery, way: Way, filled: Sequence[tuple[str, Mention]], unused: Sequence[Mention]) -> float:
    """Return the confidence in a query for a text of names only: it must need one of them and have a place for all."""
    needed = {one.name for one in query.parameters if one.required} & {name for name, _ in filled}
    return float(bool(needed) and not unused and not way.given)


def _takes(parameter: Parameter, piece: Mention) -> bool:
    if piece.kind == "since":
        return parameter.name == "since"
    if piece.kind == "date":
        return parameter.type == "xsd:date" and parameter.name != "since"
    if piece.kind == "number":
        return parameter.name == "no"
    return piece.kind in _KINDS.get(parameter.name, (parameter.name,))


def _value(parameter: Parameter, piece: Mention) -> str:
    if parameter.type == "iri":
        return piece.thing
    return iris.text_of(piece.thing.rpartition("/")[2]) if piece.kind in ("document", "finding-kind") else piece.value


def _day(value: str, today: date) -> str:
    """Return a value given by a way to ask, with a named day resolved."""
    return (today + timedelta(days=_DAYS[value])).isoformat() if value in _DAYS else value
