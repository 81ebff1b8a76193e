"""Which saved query a person asks for, and with which values: names, numbers and dates in the text fill its parameters.

Nothing is learned and nothing is made up: a text is compared with the ways to ask that stand in the headers of the
queries (`queries/asked.py`), and what answers is that query. What was taken for what is told, to be corrected.
"""

from __future__ import annotations

import json
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path

from heze_graph.entities.matching import MOST_TYPED, folded
from heze_graph.entities.search import Index
from heze_graph.extraction.deadlines import read_deadline
from heze_graph.queries.asked import Way, ways_of
from heze_graph.queries.library import Library, SavedQuery
from heze_graph.queries.parameters import Parameter
from heze_graph.rdf import iris
from heze_graph.reference.language import DeadlineWords

_WORDS: Mapping[str, list[str]] = json.loads(Path(__file__).with_name("asking.json").read_text(encoding="utf-8"))
#: The kinds of things that a parameter takes, where it is not called like the kind.
_KINDS = {"county": ("place",), "kind": ("finding-kind",)}
_TAKEN = ("leader", "unit", "place", "indicator", "finding-kind", "document", "theme", "project")
#: How many characters of a name that is said without its beginning are needed.
_LEAST = 3
_COUNTED = r"\d{1,5}(?:-\d{1,3})?"
_NUMBER = re.compile(rf"(?:第|序号|no\.?\s|number\s)\s*({_COUNTED})[号號项]?|(?<!\d)({_COUNTED})[号號](?!楼)")
_MONTH = r"(?:\d{1,2}|十[一二]?|[一二三四五六七八九])月(?:份)?(?:底|末|初|[上中下]旬|\d{1,2}[日号]?)?"
_DATE = re.compile(
    rf"(?P<year>(?:19|20)\d{{2}}年度?|{'|'.join(_WORDS['this_year'])})?"
    rf"(?P<rest>{'|'.join(_WORDS['year_end'])}|[上下]半年|第?[一二三四1-4]季度[底末]?|{_MONTH})"
    r"|(?<!\d)(?P<day>(?:19|20)\d{2}(?:-|/|\.)\d{1,2}(?:-|/|\.)\d{1,2}|(?:19|20)\d{6})(?!\d)"
)
_BEFORE = re.compile("|".join(_WORDS["before"]))
_IDLE = re.compile("|".join(map(re.escape, _WORDS["idle"])))
_LETTERS = re.compile(r"[a-z]{2,}")
_SPELT = ("leader", "unit", "place")
_PAIR = 2
_RUN = re.compile(r"[a-z0-9]+|[^\x00-\x7f]+")
#: How alike the words must be, and how much of what was typed must be known, for a question to be taken.
_ALIKE, _KNOWN = 0.42, 0.5
#: What something in the text that a query has no place for costs, and what a summary is worth beside a way to ask.
_UNUSED, _SUMMARY = 0.35, 0.8
#: What a way to ask is worth that names something which the text does not.
_MISSING = 0.9
#: The parameter that takes a county's government for the county.
_GOVERNED = "unit"
_DAYS = {"today": 0, "yesterday": -1}


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text and what it was taken for: a value of a kind of thing, of a `date` or of a `number`."""

    text: str
    kind: str
    value: str
    thing: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """A saved query, the values of its parameters, and the parts of the text by the parameter that they fill.

    `unused` are parts that it has no place for, `unread` words that it says nothing of; `score` is how sure it is, at
    most 1.
    """

    query: SavedQuery
    values: Mapping[str, str]
    pieces: tuple[tuple[str, Piece], ...]
    unused: tuple[Piece, ...]
    unread: tuple[str, ...]
    score: float


@dataclass(frozen=True, slots=True)
class _Taken:
    """A text with its pieces taken out: what is left, in tokens."""

    pieces: tuple[Piece, ...]
    tokens: Counter[str]


@dataclass(frozen=True)
class Asking:
    """Understands questions to one graph; `year` is that of its latest document, which a bare month belongs to."""

    index: Index
    library: Library
    year: int | None

    def questions(self, text: str, today: date, most: int = 3) -> list[Question]:
        """Return the questions that a text may be, the best first; none where its words are not those of a question."""
        best: dict[str, Question] = {}
        for taken in self._readings(text[:MOST_TYPED]):
            for query in self.library.queries if taken.tokens else ():
                one = self._best(query, taken, today)
                if one and (query.name not in best or one.score > best[query.name].score):
                    best[query.name] = one
        return sorted(best.values(), key=lambda one: (-one.score, len(one.query.parameters), one.query.name))[:most]

    def _best(self, query: SavedQuery, taken: _Taken, today: date) -> Question | None:
        filled, unused = self._filled(query, taken.pieces)
        converted = sum(piece.kind == "place" and name == _GOVERNED for name, piece in filled)
        best = None
        for way, worth in self._ways[query.name]:
            given = {name: _day(value, today) for name, value in way.given.items()}
            values = {**given, **{name: piece.value for name, piece in filled}}
            if any(one.required and one.default is None and one.name not in values for one in query.parameters):
                continue
            said = _tokens(way.words)
            missing = len(set(way.slots) - {name for name, _ in filled})
            score = self._alike(taken.tokens, said) * worth * _UNUSED ** len(unused) * _MISSING ** (missing + converted)
            if score >= _ALIKE and (best is None or score > best.score):
                best = Question(query, values, filled, unused, tuple(taken.tokens - said), score)
        return best

    def _filled(
        self, query: SavedQuery, pieces: Iterable[Piece]
    ) -> tuple[tuple[tuple[str, Piece], ...], tuple[Piece, ...]]:
        """Return the parameters that pieces fill, each once, and the pieces that the query has no place for.

        A county stands for its government where a query knows units only.
        """
        free = list(query.parameters)
        filled: list[tuple[str, Piece]] = []
        unused: list[Piece] = []
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

    def _alike(self, typed: Counter[str], said: Counter[str]) -> float:
        """Return how alike two texts are: the weight of what they share, rare words weighing more."""
        shared = self._weight(typed & said)
        if shared < _KNOWN * self._weight(typed):
            return 0.0
        return 2 * shared / ((self._weight(typed) + self._weight(said)) or 1)

    def _weight(self, tokens: Counter[str]) -> float:
        return sum(self._rarity.get(token, self._rarest) * count for token, count in tokens.items())

    @cached_property
    def _ways(self) -> Mapping[str, list[tuple[Way, float]]]:
        """The ways to ask for each query, and what they are worth; its summary is one."""
        found = {}
        for query in self.library.queries:
            header = query.header
            summaries = [(Way(text), _SUMMARY) for text in (header.summary, header.summary_en) if text]
            found[query.name] = [*((way, 1.0) for way in ways_of(query)), *summaries]
        return found

    @cached_property
    def _rarity(self) -> Mapping[str, float]:
        """The weight of each token: that of few queries weighs more."""
        seen = Counter(
            token for ways in self._ways.values() for token in {t for way, _ in ways for t in _tokens(way.words)}
        )
        return {token: 1 + math.log(len(self._ways) / count) for token, count in seen.items()}

    @cached_property
    def _rarest(self) -> float:
        return 1 + math.log(len(self._ways) or 1)

    def _readings(self, text: str) -> Iterator[_Taken]:
        """Yield what a text may mean: all names are names, or one is only words (取消的目标 names a finding, too)."""
        plain = unicodedata.normalize("NFKC", text).casefold()
        pieces: list[Piece] = []
        rest = _DATE.sub(lambda found: _held(pieces, self._dated(found)), plain)
        rest = _NUMBER.sub(lambda found: _held(pieces, Piece(found[0], "number", found[1] or found[2])), rest)
        parts = list(self._parts(rest))
        named = [part for part in parts if isinstance(part, Piece)]
        for words in (None, *named):
            kept = (*pieces, *(piece for piece in named if piece is not words))
            left = "".join(part if isinstance(part, str) else part.text if part is words else " " for part in parts)
            yield _Taken(kept, self._known(_tokens(left)))

    def _known(self, tokens: Counter[str]) -> Counter[str]:
        """Leave out pairs that no way to ask has and that only join two that some have (标逾 in 目标逾期)."""
        held = {one for token in tokens if token in self._rarity for one in token}
        joins = (token for token in tokens if token not in self._rarity and len(token) == _PAIR and set(token) <= held)
        return tokens - Counter({token: tokens[token] for token in joins if not token.isascii()})

    def _dated(self, found: re.Match[str]) -> Piece | None:
        year = int(found["year"][:4]) if (found["year"] or "")[:4].isdigit() else self.year
        said = found["day"] or found["rest"]
        if said in _WORDS["year_end"]:
            day = date(year, 12, 31) if year else None
        else:
            deadline = read_deadline(said, year, DeadlineWords())
            day = deadline.due if deadline else None
        return Piece(found[0], "date", day.isoformat()) if day else None

    def _parts(self, text: str) -> Iterator[Piece | str]:
        """Yield the things that a text names, at each place the longest name, and what stands between them."""
        at = 0
        while at < len(text):
            found = self._named(text, at) or self._spelt(text, at)
            if found:
                at, piece = found
                yield piece
            else:
                yield text[at]
                at += 1

    def _spelt(self, text: str, at: int) -> tuple[int, Piece] | None:
        """Return where a word ends that spells a name by its sound, and what it names."""
        word = _LETTERS.match(text, at)
        if not word or _splits(text, at) or word[0] in self._rarity or word[0] in _WORDS["idle_en"]:
            return None
        found = self.index.sounding(word[0], _SPELT)
        return (word.end(), Piece(word[0], *found)) if found else None

    def _named(self, text: str, at: int) -> tuple[int, Piece] | None:
        """Return where the longest name ends that begins at a place, and what it names."""
        if text[at].isspace() or _splits(text, at):
            return None
        for end in range(min(len(text), at + self.index.longest), at + 1, -1):
            said = text[at:end]
            if text[end - 1].isspace() or _splits(text, end):
                continue
            if found := self.index.called(folded(said), _TAKEN, _LEAST):
                return end, Piece(said, *found)
        return None


def _held(pieces: list[Piece], piece: Piece | None) -> str:
    """Keep a piece, and return what stands in its place."""
    if piece is None:
        return " "
    pieces.append(piece)
    return " "


def _splits(text: str, at: int) -> bool:
    """Whether a place lies within a word of letters or digits."""
    around = text[max(at - 1, 0) : at + 1]
    return 0 < at < len(text) and around.isascii() and around.isalnum()


def _tokens(text: str) -> Counter[str]:
    """Return the words of letters, and the pairs of Chinese characters, without those that say nothing.

    >>> sorted(_tokens("what is 共同负责的"))
    ['共同', '同负', '负责']
    """
    found: Counter[str] = Counter()
    for run in _RUN.findall(unicodedata.normalize("NFKC", text).casefold()):
        if run[0].isascii():
            found.update([run] if run not in _WORDS["idle_en"] else [])
            continue
        for part in _IDLE.split(_BEFORE.sub(" ", run)):
            word = folded(part)
            found.update([word[i : i + 2] for i in range(len(word) - 1)] or ([word] if word else []))
    return found


def _takes(parameter: Parameter, piece: Piece) -> bool:
    if piece.kind == "date":
        return parameter.type == "xsd:date" and parameter.name != "since"
    if piece.kind == "number":
        return parameter.name == "no"
    return piece.kind in _KINDS.get(parameter.name, (parameter.name,))


def _value(parameter: Parameter, piece: Piece) -> str:
    if parameter.type == "iri":
        return piece.thing
    return iris.text_of(piece.thing.rpartition("/")[2]) if piece.kind in ("document", "finding-kind") else piece.value


def _day(value: str, today: date) -> str:
    """Return a value that a way to ask gives, its day by its name."""
    return (today + timedelta(days=_DAYS[value])).isoformat() if value in _DAYS else value
