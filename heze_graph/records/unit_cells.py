"""Reading a cell of units as people write it: labels, notes, persons, prefixes written once for a list."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from heze_graph.model.understood import Certainty
from heze_graph.records.made_units import LEADS, PERSON, PLAIN, SUPPORTS, UNIT, Made
from heze_graph.records.mends import Mend
from heze_graph.records.people import is_person, is_title, without_title
from heze_graph.records.shared_endings import EndingReader
from heze_graph.records.units import level_of, names_in, resolve_unit
from heze_graph.reference.language import Language
from heze_graph.reference.register import Register

_BRACKETS = re.compile(r"[（(【\[〔]([^（(【\[〔）)】\]〕]*)[）)】\]〕]")
_SPLIT = re.compile(r"[\s、，,；;／/]+")
_NAME_BEFORE = re.compile(r"(?<![^\s、，,；;])([^\s、，,；;（(]{2,8})\s*[（(]([^（）()]{3,24})[)）]")
_ITEM = re.compile(r"(?:(?<=^)|(?<=[\s、，,；;]))(?:[①-⑳]|[(（]?\d{1,2}[)）.．、])\s*")


@dataclass(frozen=True, slots=True)
class UnitCell:
    """The units of a cell, those that it calls leading, the persons that it names with their units, the mends made.

    `second` are (unit, the name in brackets behind it).
    """

    names: tuple[str, ...] = ()
    leads: tuple[str, ...] = ()
    people: tuple[tuple[str, tuple[str, ...]], ...] = ()
    mends: tuple[Mend, ...] = ()
    second: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class UnitReader:
    """Reads the unit cells of one document.

    `prefixed` are the names that the document prints with a prefix; `free` those that it prints without one where no
    prefix before them could hold for them, `behind` those that it prints only behind one. `first_names` are the units
    that it prints with a second name in brackets, by that second name.
    """

    register: Register
    language: Language
    prefixed: frozenset[str] = frozenset()
    free: frozenset[str] = frozenset()
    behind: frozenset[str] = frozenset()
    first_names: Mapping[str, str] = field(default_factory=dict)
    _cells: dict[tuple[str, bool], UnitCell] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def learning(cls, cells: Iterable[str], register: Register, language: Language) -> UnitReader:
        """Return the reader that knows how the document's own cells write its units."""
        blank = cls(register, language)
        prefixed: set[str] = set()
        free: set[str] = set()
        behind: set[str] = set()
        second: dict[str, str] = {}
        for cell in dict.fromkeys(cells):
            behind_prefix = False
            read = blank.read(cell)
            second.update((other, name) for name, other in read.second if blank.is_second_name(name, other))
            for name in read.names:
                if level_of(name, language):
                    prefixed.add(name)
                    behind_prefix = True
                else:
                    (behind if behind_prefix else free).add(name)
        return cls(register, language, frozenset(prefixed), frozenset(free), frozenset(behind - free), second)

    def is_second_name(self, name: str, other: str) -> bool:
        """Return whether a name in brackets is one more of the unit before it, and not that of a part of it."""
        if other in self.register.unit_by_name or level_of(name, self.language) != level_of(other, self.language):
            return False
        return bool(level_of(other, self.language)) and self.kind(name) == self.kind(other)

    def kind(self, name: str) -> str:
        """Return the kind of a unit: the register's, else what its name tells."""
        unit = self.register.unit_by_name.get(name)
        return unit.kind if unit else self.language.kind_of_unit(name)

    def read(self, printed: str, *, people: bool = False) -> UnitCell:
        """Return what a cell names; `people` says that its header promises persons too."""
        key = (printed, people)
        if key not in self._cells:
            self._cells[key] = self._read(printed, people=people)
        return self._cells[key]

    def _read(self, printed: str, *, people: bool) -> UnitCell:
        if printed.strip() in self.language.row_words["nothing"]:
            return UnitCell()
        made = Made()
        for kind, text in self._labelled(printed):
            self._section(kind, self._marked(text), made, people=people)
        self._resolve(made)
        if made.people and not people:
            persons = "、".join(person for person, _ in made.people)
            made.mends.append(Mend("person-in-units", persons, persons, Certainty.LIKELY))
        return UnitCell(
            tuple(dict.fromkeys(made.names)),
            tuple(dict.fromkeys(name for name, led in zip(made.names, made.led, strict=True) if led)),
            tuple((person, tuple(dict.fromkeys(made.names[at] for at in places))) for person, places in made.people),
            tuple(made.mends),
            tuple((made.names[at], other) for at, other in made.second),
        )

    @cached_property
    def _endings(self) -> EndingReader:
        return EndingReader(self.register, self.language, self.prefixed, self.behind)

    @cached_property
    def _label(self) -> re.Pattern[str]:
        words = self.language.unit_words
        labels = [w for kind in ("lead-label", "supporting-label", "label", "person-label") for w in words[kind]]
        either = "|".join(map(re.escape, sorted(labels, key=len, reverse=True)))
        nouns = "|".join(re.escape(label) for label in labels if label.endswith(words["label-noun"]))
        spaced, more = r"(?:^|(?<=[\s、，,；;。]))", r"\s*[:：]?\s*(?=[^\s、，,；;])"
        return re.compile(
            rf"(?P<colon>{either})\s*[:：]\s*|[【\[](?P<square>{either})[】\]]{more}"
            rf"|{spaced}[（(](?P<bracket>{either})[)）]{more}"
            rf"|{spaced}(?P<line>{either})\s*\n|{spaced}(?P<blank>{nouns})[ \t\u3000]+"
        )

    def _kind(self, label: str) -> str:
        words = self.language.unit_words
        return next(k for k in ("lead-label", "supporting-label", "person-label", "label") if label in words[k])

    def _labelled(self, printed: str) -> Iterator[tuple[str, str]]:
        """Yield (kind of label, text behind it); the kind is `label` before the first."""
        kind, start = "label", 0
        for found in self._label.finditer(printed):
            yield kind, printed[start : found.start()]
            kind, start = self._kind(found[found.lastgroup or 0]), found.end()
        yield kind, printed[start:]

    def _marked(self, text: str) -> str:
        """Return a text with a mark where a note said who leads, supports or answers, other notes taken out."""
        told = _BRACKETS.sub(self._note, _NAME_BEFORE.sub(self._person_before, _ITEM.sub("", text)))
        return self._suffixed.sub(lambda found: self._mark(found[1]), told)

    def _person_before(self, found: re.Match[str]) -> str:
        """Turn “张三（县水务局）” round: the unit, and who answers for it."""
        person, unit = without_title(found[1], self.language), found[2].strip()
        if is_person(person, self.language, self.register) and self.language.kind_of_unit(unit) != "other":
            return f"{unit}{PERSON}{person}{PERSON}"
        return found[0]

    @cached_property
    def _suffixed(self) -> re.Pattern[str]:
        words = self.language.unit_words
        labels = [
            w
            for kind in ("lead-label", "supporting-label", "label")
            for w in words[kind]
            if not w.endswith(words["label-noun"])
        ]
        either = "|".join(map(re.escape, sorted(labels, key=len, reverse=True)))
        return re.compile(rf"(?<=\S)({either})(?=[\s、，,；;。]|$)")

    def _mark(self, label: str) -> str:
        # Twice the mark: a word behind names holds for all of them since the last such word.
        return {"lead-label": LEADS, "supporting-label": SUPPORTS}.get(self._kind(label), PLAIN) * 2

    def _note(self, found: re.Match[str]) -> str:
        note = re.sub(r"\s", "", found[1])
        words = self.language.unit_words
        if note in words["lead-label"] or note in words["lead-note"]:
            return LEADS
        if note in words["supporting-label"] or note in words["supporting-note"]:
            return SUPPORTS
        parts = [part for part in _SPLIT.split(note) if part]
        if parts and all(part.endswith(words["place-word"]) and len(part) <= 6 for part in parts):
            # 各乡镇（街道）, 各县（市、区）人民政府: part of the name.
            return found[0]
        return self._named_in_note(note, parts)

    def _named_in_note(self, note: str, parts: Sequence[str]) -> str:
        """Return the persons or units of a note, each marked, "" for any other note."""
        if parts and all(is_person(without_title(part, self.language), self.language, self.register) for part in parts):
            return "".join(f"{PERSON}{without_title(part, self.language)}{PERSON}" for part in parts)
        if parts and all(self.kind(part) != "other" for part in parts):
            return "".join(f"{UNIT}{part}{UNIT}" for part in parts)
        said = self._suffixed.search(note)
        if said and said.end() == len(note) and self.kind(note[: said.start()]) != "other":
            # 县住建局（县城管局配合）: one more unit.
            return f"、{note[: said.start()]}{self._mark(said[1])[0]}"
        return ""

    def _section(self, kind: str, text: str, made: Made, *, people: bool) -> None:
        """Read the text behind one label into what is made."""
        begun, since = len(made.names), len(made.names)
        marked = rf"({PERSON}[^{PERSON}]*{PERSON}|(?:{UNIT}[^{UNIT}]*{UNIT})+|[{LEADS}{SUPPORTS}{PLAIN}]+)"
        for part in re.split(marked, text):
            if part.startswith(UNIT):
                made.note_units([unit for unit in part.split(UNIT) if unit], self.language)
            elif part.startswith(PERSON):
                made.answer(part.strip(PERSON), since)
                since = len(made.names)
            elif part[:1] in (LEADS, SUPPORTS, PLAIN):
                made.mark(part, begun, kind)
                begun = begun if len(part) == 1 else len(made.names)
            else:
                since = self._plain(kind, part, made, since, people=people)

    def _plain(self, kind: str, text: str, made: Made, since: int, *, people: bool) -> int:
        """Read a text without labels and notes; return the place of the first name that no person answers for yet."""
        rest: list[str] = []
        person = ""
        for separator, piece in _pieces(text):
            # A person stands behind a unit, or behind another person.
            follows = bool(person) or (bool(rest or made.names) and not re.search(r"[、，,；;／/\n]", separator))
            unit, person = self._unit_and_person(piece, beside=follows, people=people)
            if kind == "person-label":
                unit, person = "", piece
            if unit:
                rest.extend((separator if rest else "", unit))
            if person:
                self._take(kind, "".join(rest), made)
                rest = []
                made.answer(person, since)
                since = len(made.names)
        self._take(kind, "".join(rest), made)
        return since

    def _unit_and_person(self, piece: str, *, beside: bool, people: bool) -> tuple[str, str]:
        """Return the unit and the person of a piece, "" for the one that it does not name.

        Where the header promises no persons, only a common surname makes one: 水产 is hardly Mr Shui.
        """
        bare = re.sub(r"\s", "", piece)
        name = without_title(bare, self.language)
        common = people or name.startswith(self.language.leader_words["common-surname"])
        if (people or beside) and common and is_person(name, self.language, self.register):
            return "", name
        if (people or beside) and is_title(bare, self.language):
            return "", ""
        if self.language.kind_of_unit(bare) != "other" or bare in self.register.unit_by_name:
            return piece, ""
        for size in (3, 2, 0):
            at = len(bare) - size
            unit, person = self._untitled(bare[:at]), bare[at:]
            whole = len(unit) > 2 and self.language.kind_of_unit(unit) != "other"
            if whole and (not person or is_person(person, self.language, self.register)):
                return unit, person
        return piece, ""

    def _untitled(self, unit: str) -> str:
        """Return a unit's name without the title of who heads it: 县水务局局长."""
        titles = (title for title in self.language.leader_words["title"] if unit.endswith(title))
        return unit.removesuffix(next(titles, ""))

    def _take(self, kind: str, text: str, made: Made) -> None:
        text, shared = self._endings.read(text)
        made.mends.extend(shared)
        for name, mends in names_in(text, self.register, self.language):
            clean = self._clean(name)
            if clean:
                made.add(clean, leads=kind == "lead-label", mends=mends)

    def _clean(self, name: str) -> str:
        """Return a name without 等, the 由 before it and stray marks; "" where nothing is left."""
        name = re.sub(r"\s", "", name).strip("\"':：.．。·-—*●■◆★^|<>")
        for ending in self.language.unit_words["and-others"]:
            if name.endswith(ending):
                name = name.removesuffix(ending)
                break
        for word in self.language.unit_words["before-name"]:
            if name.startswith(word) and level_of(name.removeprefix(word), self.language):
                name = name.removeprefix(word)
        return name if re.search(r"\w", name) and not name.isdecimal() else ""

    def carries(self, name: str) -> bool:
        """Return whether a name is of a kind that takes the prefix of the names before it."""
        words = self.language.unit_words
        ends = [e for e in (*words["carried-ending"], *words["kept-ending"]) if name.endswith(e)]
        fits = bool(ends) and max(ends, key=len) in words["carried-ending"]
        # A mass organisation is called by the ending alone: 妇联. 公安局 or 大队 may be part of another name.
        bare = name in words["carried-ending"] and self.language.kind_of_unit(name) != "mass-organisation"
        return fits and not name.startswith(words["collective-start"]) and not bare

    def level_behind(self, name: str, before: str) -> str:
        """Return the prefix that may hold for the names behind a name: its own, else the one before it.

        Behind a collective (各乡镇) or a unit that is no office none does.
        """
        level = level_of(name, self.language)
        if name in self.language.unit_words["kept-ending"]:
            return before
        if level:
            return level if self.carries(name) and len(name) - len(level) > 1 else ""
        return "" if self.language.kind_of_unit(name) in ("collective", "township-government") else before

    def prefix(self, name: str, level: str) -> str:
        """Return a name with the prefix of the one before it, where that is safe.

        Safe is what the register or the document prints so elsewhere, or a name that the document never prints without
        a prefix before it.
        """
        whole = level + name
        if not level or level_of(name, self.language) or name in self.register.unit_by_name:
            return name
        if whole in self.register.unit_by_name or whole in self.prefixed:
            return whole
        return whole if self.prefixed and name not in self.free and self.carries(name) else name

    def _resolve(self, made: Made) -> None:
        """Give names the prefix of the one before them, and those that the register knows their preferred names."""
        level = ""
        for at, printed in enumerate(made.names):
            name = self.prefix(printed, level)
            if name != printed:
                made.mends.append(Mend("carried-prefix", printed, name, Certainty.LIKELY))
            level = self.level_behind(name, level)
            seconds = [other for place, other in made.second if place == at]
            made.names[at], found = resolve_unit(self._first(name, seconds, made), self.register, self.language)
            made.mends.extend(found)

    def _first(self, name: str, seconds: Sequence[str], made: Made) -> str:
        """Return the name that a unit goes by, of one with a second name in brackets, or printed by that alone."""
        known = [other for other in seconds if other in self.register.unit_by_name]
        first = known[0] if known and name not in self.register.unit_by_name else self.first_names.get(name, name)
        if seconds or first != name:
            printed = f"{name}（{'、'.join(seconds)}）" if seconds else name
            made.mends.append(Mend("second-name", printed, first, Certainty.LIKELY))
        return first


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    """Yield (separator before, piece); what stands between brackets separates nothing."""
    parts = re.split(r"([\s、，,；;／/:：]+)(?![^（(]{0,24}[)）])", text)
    for separator, piece in zip(["", *parts[1::2]], parts[::2], strict=True):
        if piece:
            yield separator.replace(":", " ").replace("：", " "), piece
