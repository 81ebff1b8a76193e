"""Names of units that share one ending: 县教育、财政、人社局 are three, 市公安、交通等部门 two."""

from __future__ import annotations

import re
from collections.abc import Iterable, Set
from dataclasses import dataclass
from functools import cached_property

from heze_graph.model.understood import Certainty
from heze_graph.records.mends import Mend
from heze_graph.records.units import level_of
from heze_graph.reference.language import Language
from heze_graph.reference.register import Register

#: What may stand between names that share an ending; between brackets nothing does.
_SPLIT = re.compile(r"(\s*[、，,/／]\s*)(?![^（(]{0,24}[)）])")
#: Nobody lists more names than these before the ending that they share.
_MOST_NAMES = 12
#: A unit known by a longer name than a stem and this many characters is another one.
_LONGEST_ENDING = 3


@dataclass(frozen=True)
class EndingReader:
    """Gives names their shared ending.

    `known` are the units that the document prints with an ending and a prefix of their own, `unprefixed` those that it
    prints without the prefix of the list that they stand in.
    """

    register: Register
    language: Language
    known: Set[str] = frozenset()
    unprefixed: Set[str] = frozenset()

    def read(self, printed: str) -> tuple[str, tuple[Mend, ...]]:
        """Return a list of units in which each name has its ending, and the mends that this took.

        A run of names without an ending takes that of the first name behind it that has one, where each is a word that
        units are called by, and takes the prefix of its first.
        """
        parts = _SPLIT.split(self._ended.sub(r"\1、", printed))
        texts, marks = parts[::2], [*parts[1::2], ""]
        done: list[str] = []
        mends: list[Mend] = []
        at = 0
        while at < len(texts):
            size = self._run(texts[at : at + _MOST_NAMES])
            names = self._names(texts[at : at + size]) if size > 1 else ()
            if names:
                run = "".join(text + mark for text, mark in zip(texts[at : at + size], marks[at:], strict=False))
                run = run.removesuffix(marks[at + size - 1])
                mends.append(Mend("shared-ending", run, "、".join(names), Certainty.LIKELY))
            size = size if names else 1
            done.append("、".join(names) if names else texts[at])
            done.append(marks[at + size - 1])
            at += size
        return "".join(done), tuple(mends)

    @cached_property
    def _ended(self) -> re.Pattern[str]:
        """Where a list ends with 等部门, and more is joined to it."""
        words = self.language.unit_words
        others = "|".join(re.escape(word) for word in words["and-others"] if len(word) > 1)
        return re.compile(rf"({others})(?:{'|'.join(map(re.escape, words['joiner']))})(?=\w)")

    def _run(self, texts: list[str]) -> int:
        """Return how many of the first texts share an ending, 1 where the first has its own or none does."""
        for size, text in enumerate(texts, start=1):
            if self._ending(text):
                return size
            if not self._is_stem(self._parted(text)[1]):
                return 1
        return 1

    def _names(self, texts: list[str]) -> tuple[str, ...]:
        *firsts, last = texts
        ending = self._ending(last)
        level, first = self._parted(texts[0])
        whole = self._one_office(level, "".join((first, *firsts[1:], last)))
        if whole:
            return (whole,)
        own, rest = self._parted(self._without(last, ending))
        if own not in ("", level) or not rest:
            return ()
        stems = [first, *(self._parted(text)[1] for text in firsts[1:]), *self._by_joiner(rest)]
        return tuple(self._whole(level, stem, ending) for stem in stems)

    def _ending(self, text: str) -> str:
        """Return the ending of a name that others before it may share."""
        words = self.language.unit_words
        others = next((w for w in words["and-others"] if len(w) > 1 and text.endswith(w)), "")
        told = others or text
        ending = next((ending for ending in words["shared-ending"] if told.endswith(ending)), "")
        return ending if len(text) > len(others or ending) else ""

    def _without(self, text: str, ending: str) -> str:
        others = next((w for w in self.language.unit_words["and-others"] if len(w) > 1 and text.endswith(w)), "")
        return text.removesuffix(others or ending)

    def _parted(self, text: str) -> tuple[str, str]:
        """Return the prefix of a name (市, 县委) and what stands behind it."""
        level = level_of(text, self.language)
        rest = text[len(level) :]
        committee = bool(level) and rest.startswith("委") and self._is_stem(rest[1:])
        return (level + "委", rest[1:]) if committee else (level, rest)

    def _is_stem(self, text: str) -> bool:
        return text in self.language.unit_words["stem"]

    def _by_joiner(self, text: str) -> list[str]:
        """Part 财政和人社, each of which units are called by."""
        for word in self.language.unit_words["joiner"]:
            left, found, right = text.partition(word)
            if found and self._is_stem(left) and self._is_stem(right):
                return [left, right]
        return [text]

    def _one_office(self, level: str, text: str) -> str:
        """Return the one unit that a run names with marks inside its own name: 市文化、广电和旅游局.

        It does where the document or the register knows it, or where an office of such a name is usual and its last
        part is joined as in a name; 县文化、广电、旅游局 are three.
        """
        plain = self._plain(text)
        known = [name for name in self._known(level) if self._plain(name) == level + plain]
        if known:
            return known[0]
        offices = self.language.unit_words["one-office"]
        usual = plain != text and any(plain.startswith(self._plain(office)) for office in offices)
        return level + text if usual else ""

    def _plain(self, text: str) -> str:
        return re.sub("|".join(map(re.escape, self.language.unit_words["joiner"])), "", text)

    def _known(self, level: str) -> Iterable[str]:
        return sorted({*self.known, *self.register.unit_by_name, *(level + name for name in self.unprefixed)})

    def _whole(self, level: str, stem: str, ending: str) -> str:
        """Return the name of a unit: as the document or the register has it, else with the shared ending."""
        name = level + stem + ending
        known = [
            other
            for other in self._known(level)
            if other.startswith(level + stem)
            and 0 < len(other) - len(level + stem) <= _LONGEST_ENDING
            and self.language.kind_of_unit(other) == self.language.kind_of_unit(name)
            and not other.endswith(("部门", "单位"))
        ]
        if name in known or len(known) != 1:
            return name
        return known[0]
