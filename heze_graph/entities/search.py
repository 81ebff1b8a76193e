# ruff: noqa: S608 - what is put into SQL is ours
"""Finding a thing by any of its names: characters, pinyin, initials, target numbers, misspellings."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

from heze_graph.entities.catalogue import FINDING_KIND, NAMED, Catalogue
from heze_graph.entities.entity import readable
from heze_graph.entities.matching import MOST_TYPED, How, Match, Query, folded, syllables
from heze_graph.errors import QueryError
from heze_graph.messages import say
from heze_graph.queries.library import Library
from heze_graph.rdf import iris
from heze_graph.store.engine import Engine

#: The display order of equally good hits.
KINDS = ("leader", "unit", "place", "project", "theme", "indicator", "target", "document", "finding-kind", "question")
_ROLES = ("number", "preferred", "other", "misspelt", "about")
_NUMBER = re.compile(r"(?:(?P<document>.*)/)?第?(?P<number>\d+)[号號]?")
#: How many similar names a text without matches is answered with.
_MOST_NEAR = 5


@dataclass(frozen=True, slots=True)
class Hit:
    """A search result.

    `thing` is its IRI or, for a saved query (kind `question`), its name. `label` and `label_en` are its names, `found`
    the text that matched, which is `preferred`, `other`, `misspelt`, a `number`, or `about` (several words, some of
    which name a target's leader or units). `numbers` are those of a target, each behind the name of its document.
    """

    thing: str
    kind: str
    label: str
    label_en: str
    found: str
    role: str
    numbers: tuple[tuple[str, str], ...] = ()

    @property
    def note(self) -> str:
        """The numbers of a target in one text, for answers whose cells are texts."""
        return "、".join(f"{document}/{no}" for document, no in self.numbers)


class _Name(NamedTuple):
    """A searchable name: `thing` is an id of the catalogue, or the name of a saved query."""

    thing: _Thing
    kind: str
    role: str


class _Found(NamedTuple):
    """The best Match of a thing, and the normalised name that matched."""

    match: Match
    kind: str
    role: str
    text: str

    @property
    def rank(self) -> tuple[object, ...]:
        """The sort key of a result, the best first."""
        return (self.match.how, self.match.rare, _ROLES.index(self.role), KINDS.index(self.kind), self.match, self.text)


_Thing = int | str
_NAMES = f"""SELECT thing, kind, role, folded FROM name WHERE kind IN {NAMED}
    UNION SELECT thing, kind, role, folded FROM name WHERE kind = '{FINDING_KIND}' AND thing IN
    (SELECT n.thing FROM name n JOIN thing ON id = thing WHERE substr(iri, ?) IN (SELECT kind FROM finding))
    UNION SELECT target, 'target', 'preferred', folded FROM entry"""
#: Who is responsible for which targets.
_ABOUT = """SELECT e.target, a.leader FROM entry e JOIN assignment a ON a.entry = e.thing
    WHERE a.leader IN (SELECT value FROM json_each(?))
    UNION SELECT e.target, r.unit FROM responsible r JOIN assignment a USING (thing) JOIN entry e ON e.thing = a.entry
    WHERE r.unit IN (SELECT value FROM json_each(?))"""
_NUMBERS = """SELECT e.target, d.name FROM entry e JOIN titled d ON d.thing = e.document
    WHERE e.number = ? AND instr(lower(d.name), ?)"""


class Index:
    """All names of a graph, for repeated searches; made once per version of the data.

    The normalised names are one text with a line each, which is scanned in one go.
    """

    def __init__(self, catalogue: Catalogue, library: Library) -> None:
        self._catalogue = catalogue
        found = [(_Name(*row[:3]), row[3]) for row in catalogue.rows(_NAMES, len(iris.concept(FINDING_KIND, "")) + 1)]
        self._questions = {query.name: query.header for query in library.queries}
        for name, header in self._questions.items():
            summaries = (header.summary or name, header.summary_en or name)
            found += [(_Name(name, QUESTION, "preferred"), folded(text)) for text in summaries]
            found.append((_Name(name, QUESTION, "other"), folded(name)))
        self._names = [name for name, text in found if text]
        self._text = "\n".join(text for _, text in found if text) + "\n"
        self._starts = [0, *accumulate(len(text) + 1 for _, text in found if text)]
        self._sounds = dict(catalogue.rows("SELECT character, readings FROM sound"))
        self._sounds |= syllables(text for name, text in found if name.kind == QUESTION)
        self._alphabet = sorted({*self._text} - {"\n"})

    @classmethod
    def of(cls, engine: Engine, library: Library) -> Index:
        """Return the index of a graph."""
        return cls(Catalogue.of(engine), library)

    def search(self, text: str, limit: int = 20, kinds: Iterable[str] = ()) -> list[Hit]:
        """Return the matches for a text, the best first, at most `limit`, restricted to some kinds if given.

        Case, width, white space and punctuation do not matter. All of several words must be found in one thing. Text
        beyond 100 characters is ignored.
        """
        return [self._hit(*found) for found in self._ranked(text, frozenset(kinds))[: max(limit, 0)]]

    def things(self, text: str, kind: str) -> list[str]:
        """Return the IRIs of all matching things of a kind, the best first."""
        numbers = [thing for thing, _ in self._ranked(text, frozenset([kind]))]
        query = "SELECT id, iri FROM thing WHERE id IN (SELECT value FROM json_each(?))"
        found = dict(self._catalogue.rows(query, json.dumps(numbers)))
        return [found[number] for number in numbers]

    def nearest(self, text: str, kinds: Collection[str]) -> list[str]:
        """Return the most similar names of some kinds for a text without matches."""
        from rapidfuzz import process

        lines = {
            line: shown for line, shown in enumerate(self._text.split("\n")[:-1]) if self._names[line].kind in kinds
        }
        near = process.extract(folded(text[:MOST_TYPED]), lines, limit=4 * _MOST_NEAR)
        things = dict.fromkeys(self._names[line].thing for _, _, line in near)
        query = "SELECT shown FROM name WHERE thing = ? AND role = 'preferred' ORDER BY language DESC LIMIT 1"
        found = [row[0] for thing in things for row in self._catalogue.rows(query, thing)]
        return list(dict.fromkeys(found))[:_MOST_NEAR]

    @cached_property
    def _called(self) -> Mapping[str, tuple[_Name, ...]]:
        """The things that have a name, by the normalised name; the best first."""
        found: dict[str, list[_Name]] = {}
        for name, text in zip(self._names, self._text.split("\n"), strict=False):
            found.setdefault(text, []).append(name)
        for iri, thing in self._catalogue.rows("SELECT iri, id FROM thing WHERE id IN (SELECT thing FROM name)"):
            kind, _, notation = iri.removeprefix(iris.ID).partition("/")
            if kind == FINDING_KIND:  # codes are known to those who read the API
                found.setdefault(folded(notation), []).append(_Name(thing, kind, "other"))
        return {
            text: tuple(sorted(names, key=lambda name: (_ROLES.index(name.role), KINDS.index(name.kind))))
            for text, names in found.items()
        }

    @cached_property
    def _endings(self) -> Mapping[tuple[str, str], set[_Name]]:
        """The names of a kind by their endings."""
        found: dict[tuple[str, str], set[_Name]] = {}
        for text, names in self._called.items():
            for name in names:
                for at in range(1, len(text)) if name.kind in ENDINGS else ():
                    found.setdefault((name.kind, text[at:]), set()).add(name)
        return found

    @cached_property
    def longest(self) -> int:
        """The length of the longest name of anything but a target, including spaces between words."""
        return min(max((len(text) for text in self._called), default=0) * 2, MOST_TYPED)

    def called(self, text: str, kinds: Sequence[str], least: int) -> tuple[str, str, str] | None:
        """Return the kind, the name and the IRI of what a normalised text names exactly, by priority of the kinds.

        A name of the kinds in ENDINGS may lack its beginning if `least` characters are left and it is unique.
        """
        whole = [name for name in self._called.get(text, ()) if name.kind in kinds]
        if whole:
            best = min(whole, key=lambda name: kinds.index(name.kind))
            return best.kind, *self._preferred(best.thing)
        for kind in ENDINGS if len(text) >= (_LEAST_LETTERS if text.isascii() else least) else ():
            things = {name.thing for name in self._endings.get((kind, text), ())}
            if len(things) == 1 and kind in kinds:
                return kind, *self._preferred(things.pop())
        return None

    def governments(self) -> Mapping[str, str]:
        """Return the names of the units that govern places, by the IRI of the place."""
        return dict(self._catalogue.rows(_GOVERNMENTS))

    def sounding(self, word: str, kinds: Sequence[str]) -> tuple[str, str, str] | None:
        """Return the same for the only thing whose whole name some letters spell: in pinyin, initials or a mixture."""
        ranked = self._ranked(word, frozenset(kinds))
        exact = [pair for pair in ranked if pair[1].match.how is How.EXACT_BY_SOUND and not pair[1].match.rare]
        return (exact[0][1].kind, *self._preferred(exact[0][0])) if len(exact) == 1 else None

    def _preferred(self, thing: _Thing) -> tuple[str, str]:
        """Return the Chinese name of a thing, or the one it has, and its IRI."""
        query = "SELECT shown FROM name WHERE thing = ? AND role = 'preferred' ORDER BY language = 'zh' DESC LIMIT 1"
        iri = self._catalogue.rows("SELECT iri FROM thing WHERE id = ?", thing)[0][0]
        named = self._catalogue.rows(query, thing)
        return (named[0][0] if named else readable(iri)), iri

    def _ranked(self, text: str, kinds: frozenset[str]) -> list[tuple[_Thing, _Found]]:
        words = [word for word in map(folded, text[:MOST_TYPED].split()) if word]
        if not words:
            return []
        wanted = kinds or frozenset(KINDS)
        found = self._each_word(words, wanted) if len(words) > 1 else {}
        found |= self._named(Query("".join(words), self._sounds), wanted)
        for thing, best in self._numbered(text) if "target" in wanted else ():
            found[thing] = min(best, found.get(thing, best), key=_own)
        ranked = sorted(found.items(), key=lambda pair: (pair[1].rank, str(pair[0])))
        if ranked and ranked[0][1].match.how <= How.EXACT_BY_SOUND:
            # Where a whole name is meant, initials that happen to occur in a text are noise.
            ranked = [pair for pair in ranked if pair[1].match.how < How.WITHIN_BY_INITIALS]
        return ranked

    def _named(self, word: Query, kinds: Collection[str]) -> dict[_Thing, _Found]:
        """Return the things with a name that matches a word, with the best Match of each."""
        found: dict[_Thing, _Found] = {}
        for line, text in self._lines(word):
            name = self._names[line]
            if name.kind in kinds and (match := word.match(text)):
                one = _Found(match, name.kind, name.role, text)
                found[name.thing] = min(one, found.get(name.thing, one), key=_own)
        return found

    def _lines(self, word: Query) -> Iterator[tuple[int, str]]:
        """Yield the number and the text of each line that may match a word."""
        sought = word.pattern(self._alphabet)
        place = 0
        while found := sought.search(self._text, place):
            line = bisect_right(self._starts, found.start()) - 1
            place = self._starts[line + 1]
            yield line, self._text[self._starts[line] : place - 1]

    def _each_word(self, words: Sequence[str], kinds: Collection[str]) -> dict[_Thing, _Found]:
        """Return the things that match every word, at least one in a name of their own; the worst Match counts."""
        found: list[dict[_Thing, _Found]] = []
        own: set[_Thing] = set()
        for word in dict.fromkeys(words):
            named = self._named(Query(word, self._sounds), {*kinds, *_ANSWERABLE})
            own |= named.keys()
            found.append((self._answered(named) if "target" in kinds else {}) | named)
        everywhere = own.intersection(*found)
        worst = {thing: max((one[thing] for one in found), key=lambda best: best.match) for thing in everywhere}
        return {
            thing: best._replace(match=best.match._replace(how=How.APART))
            for thing, best in worst.items()
            if best.kind in kinds
        }

    def _answered(self, named: Mapping[_Thing, _Found]) -> dict[_Thing, _Found]:
        """Return the targets that some leaders and units are responsible for, and by whose name."""
        who = {thing: best for thing, best in named.items() if best.kind in _ANSWERABLE and best.role == "preferred"}
        found: dict[_Thing, _Found] = {}
        for target, thing in self._catalogue.rows(_ABOUT, *2 * [json.dumps([*who])]) if who else ():
            one = who[thing]._replace(kind="target", role="about")
            found[target] = min(one, found.get(target, one), key=_own)
        return found

    def _numbered(self, text: str) -> Iterator[tuple[_Thing, _Found]]:
        """Yield the targets that a number means: “number” or “part of the document's name/number”."""
        match = _NUMBER.fullmatch(text.strip()[:MOST_TYPED].casefold())
        for target, document in (
            self._catalogue.rows(_NUMBERS, match["number"], match["document"] or "") if match else ()
        ):
            name = f"{document}/{match['number']}" if match else ""
            yield target, _Found(Match(How.EXACT, False, 0, len(name)), "target", "number", name)

    def _hit(self, thing: _Thing, best: _Found) -> Hit:
        if isinstance(thing, str):
            header = self._questions[thing]
            labels = (header.summary or thing, header.summary_en or thing)
            shown = next((label for label in (*labels, thing) if folded(label) == best.text), thing)
            return Hit(thing, QUESTION, *labels, shown, best.role)
        ask = self._catalogue.rows
        iri = ask("SELECT iri FROM thing WHERE id = ?", thing)[0][0]
        if best.kind == "target":
            wordings = "SELECT wording, folded FROM entry WHERE target = ?"
            numbers = tuple(ask(_NUMBERS_OF_TARGET, thing))
            label = ask("SELECT label FROM latest WHERE thing = ?", thing)[0][0]
            names, labels = ask(wordings, thing), (label, "")
        else:
            known = ask("SELECT shown, folded, role, language FROM name WHERE thing = ?", thing)
            names, numbers = [row[:2] for row in known], ()
            preferred = {language: shown for shown, _, role, language in reversed(known) if role == "preferred"}
            zh = preferred.get("zh") or next(iter(preferred.values()), "") or readable(iri)
            labels = (zh, preferred.get("en") or zh)
        if best.role == "about":
            names = ask("SELECT shown, folded FROM name WHERE folded = ? LIMIT 1", best.text)
        shown = next((name for name, plain in names if plain == best.text), best.text)
        return Hit(iri, best.kind, *labels, shown, best.role, numbers)


_GOVERNMENTS = """SELECT i.iri, n.shown FROM governs g JOIN thing i ON i.id = g.place JOIN name n ON n.thing = g.thing
    WHERE n.role = 'preferred' AND n.language = 'zh'"""
_ANSWERABLE = ("leader", "unit")
#: Kinds whose names are also used without their beginning (某局 for 市某局).
ENDINGS = ("unit", "indicator")
#: The minimum length of such an ending: a word or two.
_LEAST_LETTERS = 10
_NUMBERS_OF_TARGET = """SELECT d.name, e.number FROM entry e JOIN titled d ON d.thing = e.document
    LEFT JOIN ended p ON p.thing = d.period LEFT JOIN thing i ON i.id = p.day
    WHERE e.target = ? AND e.number IS NOT NULL ORDER BY d.year, i.iri, d.name"""


def _own(found: _Found) -> tuple[object, ...]:
    """Return the sort key of the names of one thing, the best first."""
    return (found.match.how, _ROLES.index(found.role), found.match)


#: A saved query has a name, too, but is not part of the graph.
QUESTION = "question"
_NAMED = 12


def is_iri(text: str) -> bool:
    """Return whether a text is meant as an IRI rather than a name."""
    return text.startswith(("http://", "https://"))


def meant(text: str, index: Index, kinds: Collection[str] = ()) -> str:
    """Return the IRI of the thing with a text as its name or number, or of the only thing that matches it.

    Restricted to some kinds if given. A preferred name takes precedence over other ones, and those over misspellings.
    Raises QueryError, which names similar things, where there is no such thing or there are several.
    """
    hits = [hit for hit in index.search(text, kinds=kinds) if hit.kind != QUESTION]
    exact = [hit for hit in hits if hit.role == "number" or folded(hit.found) == folded(text)]
    best = [hit for hit in exact if hit.role == exact[0].role] or hits
    if len(best) == 1:
        return best[0].thing
    where = say("entities.name", name=text[:80])
    if not best:
        near = "、".join(index.nearest(text, kinds)) if kinds else ""
        expected = say("entities.near", near=near) if near else say("entities.any")
        raise QueryError.problem("entities.no-such-thing", where=where, expected=expected)
    named = ", ".join(f"{hit.label} ({hit.kind}, {hit.thing})" for hit in best[:_NAMED])
    raise QueryError.problem("entities.several", where=where, count=len(best), best=named)
