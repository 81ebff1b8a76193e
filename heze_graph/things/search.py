"""Finding a thing by any of its names: characters, pinyin, initials, numbers of targets, spellings seen in print."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from heze_graph import iris
from heze_graph.network.pinyin import syllables
from heze_graph.saved.library import Library
from heze_graph.store.engine import Engine
from heze_graph.things.catalogue import Catalogue, Named
from heze_graph.things.matching import MOST_TYPED, How, Match, Query, folded

#: In the order in which equally good hits are shown.
KINDS = ("leader", "unit", "place", "project", "theme", "target", "document", "finding-kind", "question")
_ROLES = ("number", "preferred", "other", "misspelt", "printed", "about")
_NUMBER = re.compile(r"(?:(?P<document>.*)/)?第?(?P<number>\d+)[号號]?")


@dataclass(frozen=True, slots=True)
class Hit:
    """A thing that was found.

    `thing` is its IRI, of a saved query its name (kind `question`). `label` and `label_en` are its names, `found` the
    name that was found, which is `preferred`, `other`, `misspelt`, `printed` (so in a table), a `number`, or `about`
    (several words, of which some name a target's leader or units).
    `note` says more: a target's numbers in the documents.
    """

    thing: str
    kind: str
    label: str
    label_en: str
    found: str
    role: str
    note: str


@dataclass(frozen=True, slots=True)
class _Item:
    thing: str
    kind: str
    label: str
    label_en: str
    names: tuple[tuple[str, str, str], ...]  # folded, as shown, role
    note: str


@dataclass(frozen=True)
class Index:
    """All names of a graph, to be asked again and again; made once for a version of the data."""

    items: tuple[_Item, ...]
    syllables: Mapping[str, str]

    @classmethod
    def of(cls, engine: Engine, library: Library, catalogue: Catalogue | None = None) -> Index:
        """Read the index of a graph, from its catalogue where that has been read already."""
        items = tuple(_items(engine, library, catalogue or Catalogue.of(engine, library)))
        return cls(items, syllables(name for item in items for name, _, _ in item.names))

    def search(self, text: str, limit: int = 20, kinds: Iterable[str] = ()) -> list[Hit]:
        """Return what answers a text, the best first, at most `limit` hits, of some kinds only if these are given.

        Case, width, blanks and punctuation do not matter. Several words must all be found in one thing. What is typed
        beyond 100 characters is left out.
        """
        words = [word for word in map(folded, text[:MOST_TYPED].split()) if word]
        if not words:
            return []
        joined = Query("".join(words), self.syllables)
        apart = [Query(word, self.syllables) for word in words] if len(words) > 1 else []
        number = _NUMBER.fullmatch(text.strip()[:MOST_TYPED].casefold())
        wanted = frozenset(kinds) or frozenset(KINDS)
        ranked = []
        for item in self.items:
            if item.kind in wanted and (found := _best(item, joined, apart, number)):
                match, role, shown = found
                rank = (match.how, match.rare, _ROLES.index(role), KINDS.index(item.kind), match, item.label)
                ranked.append((rank, Hit(item.thing, item.kind, item.label, item.label_en, shown, role, item.note)))
        ranked.sort(key=lambda pair: (pair[0], pair[1].thing))
        if ranked and ranked[0][0][0] <= How.EXACT_BY_SOUND:
            # Where a name is meant as a whole, initials that happen to stand in a text are noise.
            ranked = [pair for pair in ranked if pair[0][0] < How.WITHIN_BY_INITIALS]
        return [hit for _, hit in ranked[: max(limit, 0)]]


def _best(
    item: _Item, joined: Query, apart: list[Query], number: re.Match[str] | None
) -> tuple[Match, str, str] | None:
    """Return the best Match of an item with the role of the name and the name, None where nothing matches."""
    found = []
    for name, shown, role in item.names:
        if role != "about" and (match := _numbered(name, number) if role == "number" else joined.match(name)):
            found.append((match, role, shown))
    if found:
        return min(found, key=lambda one: (one[0].how, _ROLES.index(one[1]), one[0]))
    return _each_word(item, apart)


def _each_word(item: _Item, words: list[Query]) -> tuple[Match, str, str] | None:
    """Return the worst of the words' best matches: all must be found, one of them in a name of the thing itself."""
    found = []
    for word in words:
        matches = [
            (match, role, shown) for name, shown, role in item.names if role != "number" and (match := word.match(name))
        ]
        if not matches:
            return None
        found.append(min(matches, key=lambda one: (_ROLES.index(one[1]) == _ROLES.index("about"), one[0])))
    if all(role == "about" for _, role, _ in found):
        return None
    match, role, shown = max(found, key=lambda one: one[0]) if found else (None, "", "")
    return (Match(How.APART, match.rare, match.at, match.length), role, shown) if match else None


def _numbered(name: str, asked: re.Match[str] | None) -> Match | None:
    """Return how a target's number, “document/number”, answers “number” or “part of the document's name/number”."""
    if not asked:
        return None
    document, _, number = name.rpartition("/")
    if number != asked["number"] or (asked["document"] or "") not in document:
        return None
    return Match(How.EXACT, False, 0, len(name))


def _items(engine: Engine, library: Library, catalogue: Catalogue) -> Iterator[_Item]:
    printed = _printed(engine, library)
    for thing in catalogue.things.values():
        labels = (thing.label(), thing.label("en"))
        yield _item(thing.iri, thing.kind, labels, _names(thing, printed))
    yield from _targets(engine, library, catalogue)
    for row in {row["kind"]: row for row in engine.select(library.get("finding-counts").bound({})).texts()}.values():
        names = [(row["label"], "preferred"), (row["labelEn"], "preferred")]
        yield _item(iris.concept("finding-kind", row["kind"]), "finding-kind", (row["label"], row["labelEn"]), names)
    for query in library.queries:
        labels = (query.header.summary or query.name, query.header.summary_en or query.name)
        names = [(labels[0], "preferred"), (labels[1], "preferred"), (query.name, "other")]
        yield _item(query.name, "question", labels, names)


def _names(thing: Named, printed: Mapping[str, list[str]]) -> list[tuple[str, str]]:
    """Return the names of a thing with their roles: its own, those seen in print, and what its IRI ends in."""
    names: list[tuple[str, str]] = [(name.text, name.role) for name in thing.names]
    known = {folded(text) for text, _ in names}
    seen = (text for name in thing.names for text in printed.get(name.text, ()))
    names += [(text, "printed") for text in seen if folded(text) not in known]
    if thing.kind in ("place", "document"):
        names.append((iris.text_of(thing.iri.rpartition("/")[2]), "other"))
    return names


def _targets(engine: Engine, library: Library, catalogue: Catalogue) -> Iterator[_Item]:
    """Yield each target: every wording and number that it has had, and who answers for it."""
    about: dict[str, list[str]] = defaultdict(list)
    for row in engine.select(library.get("entries").bound({})).texts():
        entry = catalogue.entry_at(row["document"], int(row["line"]))
        if entry:
            about[entry.target] += [row["leader"], *row["units"].split("、")]
    for target in dict.fromkeys(entry.target for entry in catalogue.entries):
        entries = catalogue.entries_of(target)
        numbers = [f"{entry.document}/{entry.number}" for entry in entries if entry.number]
        names = [(number, "number") for number in numbers]
        names += [(wording, "preferred") for wording in dict.fromkeys(entry.wording for entry in entries)]
        names += [(name, "about") for name in dict.fromkeys(about[target]) if name]
        yield _item(target, "target", (entries[0].wording, ""), names, "、".join(numbers))


def _printed(engine: Engine, library: Library) -> Mapping[str, list[str]]:
    """Return, by the name understood, how it is printed where a finding says so."""
    found: dict[str, list[str]] = defaultdict(list)
    for row in engine.select(library.get("findings").bound({})).texts():
        found[row["understood"]].append(row["printed"])
    return {name: list(dict.fromkeys(texts)) for name, texts in found.items()}


def _item(thing: str, kind: str, labels: tuple[str, str], names: Iterable[tuple[str, str]], note: str = "") -> _Item:
    said = {(text.casefold() if role == "number" else folded(text), role): text for text, role in reversed(list(names))}
    kept = tuple((plain, shown, role) for (plain, role), shown in reversed(said.items()) if plain)
    return _Item(thing, kind, *labels, kept, note)
