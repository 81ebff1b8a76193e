"""Who is named only in the heading of a block of rows: 一、市长张三负责的目标（共12项）, 二、县教育局（3项）."""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass, field

from heze_graph.records.behind_text import take_responsible
from heze_graph.records.leaders import read_leaders
from heze_graph.records.mends import Mend
from heze_graph.records.people import is_person, is_title, without_title
from heze_graph.records.unit_cells import UnitReader
from heze_graph.records.units import level_of
from heze_graph.reference.language import Language
from heze_graph.reference.register import Register

_HAN = "[一二三四五六七八九十百]{1,4}"
#: How headings are numbered, the higher one first; of one rank are headings that end each other's blocks.
_RANKS = tuple(
    re.compile(rf"\s*{number}\s*")
    for number in (
        rf"第(?:{_HAN}|\d{{1,2}})[章节部分篇类大]+[、.．:：]?",
        rf"{_HAN}[、.．]",
        rf"[（(]{_HAN}[)）]、?",
        r"\d{1,2}[、.．](?!\d)",
        r"[（(]\d{1,2}[)）]、?",
    )
)
_COUNT = re.compile(r"[（(【\[]?\s*(?:合计|总计|共计|计|共)?\s*\d+\s*[项件个条]\s*[)）】\]]?|[（(]\s*[)）]")
_MARKS = " \t\u3000:：、，,。.；;—－-"
#: Kinds of names that are subjects of targets as often as they answer for them.
_SUBJECTS = ("other", "collective", "functional-zone-committee", "public-institution", "state-firm")
#: A heading is hardly longer than this many characters.
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class HeadingReader:
    """Reads headings; `known` are the names of leaders that the document prints elsewhere."""

    register: Register
    language: Language
    known: Set[str] = frozenset()

    def leaders(self, printed: str) -> tuple[tuple[str, ...], tuple[Mend, ...]]:
        """Return the leaders that a heading makes answer for its block, and the mends made; none for any other text.

        Nothing but names, titles, and words such as 负责的目标 may be printed, or a subject and in brackets behind
        it who answers; a label, a title or such a word must stand there, or the name be known, so that the name of a
        subject is not taken for that of a person.
        """
        _, behind, _ = take_responsible(printed, self.language)
        text = _COUNT.sub(" ", behind or printed[rank(printed)[1] :]).strip(_MARKS)
        if not text or len(printed) > _LONGEST:
            return (), ()
        labelled, text = self._without_label(text)
        told, text = self._without_ending(text)
        names, mends = read_leaders(text, self.register, self.language, self.known)
        if not names or not all(self._is_leader(name, alone=labelled or told) for name in names):
            return (), ()
        titled = any(title in text for title in self.language.leader_words["title"])
        known = all(name in self.known or name in self.register.leader_by_name for name in names)
        return (names, mends) if labelled or told or titled or known else ((), ())

    def units(self, printed: str, reader: UnitReader) -> tuple[tuple[str, ...], tuple[Mend, ...]]:
        """Return the units that a heading makes answer for its block, where it prints nothing but their names."""
        _, _, behind = take_responsible(printed, self.language)
        text = _COUNT.sub(" ", behind or printed[rank(printed)[1] :]).strip(_MARKS)
        if not text or len(printed) > _LONGEST:
            return (), ()
        cell = reader.read(self._without_ending(text)[1])
        told = all(map(self._is_office, cell.names))
        return (cell.names, cell.mends) if cell.names and told and not cell.people else ((), ())

    def _is_office(self, name: str) -> bool:
        """Return whether a name is surely that of a unit: 农村电商中心 and 工业园区 may be subjects."""
        if name in self.register.unit_by_name:
            return True
        return bool(level_of(name, self.language)) and self.language.kind_of_unit(name) not in _SUBJECTS

    def _is_leader(self, name: str, *, alone: bool) -> bool:
        if is_title(name, self.language):
            return alone
        return name in self.known or is_person(without_title(name, self.language), self.language, self.register)

    def _without_label(self, text: str) -> tuple[bool, str]:
        """Take 分管领导： off the front, be it a word for leaders or a header of their column."""
        found = re.match(r"([^\s:：]{2,12})\s*[:：\s]\s*(?=\S)", text)
        if not found:
            return False, text
        header = self.language.headers.get(found[1])
        if found[1] in self.language.leader_words["label"] or (header and header.role == "leader"):
            return True, text[found.end() :]
        return False, text

    def _without_ending(self, text: str) -> tuple[bool, str]:
        """Take 负责的目标 off the end, and the 由 before the name; say whether a verb was among the words."""
        words = self.language.leader_words
        verb, left = False, text
        while True:
            found = next((w for w in (*words["heading-verb"], *words["heading-noun"]) if left.endswith(w)), "")
            if not found or len(left) - len(found) < 2:
                break
            verb = verb or found in words["heading-verb"]
            left = left.removesuffix(found).rstrip(_MARKS)
        if not verb:
            return False, text
        before = next((w for w in self.language.unit_words["before-name"] if left.startswith(w)), "")
        return True, left.removeprefix(before)


@dataclass(slots=True)
class Heading:
    """The heading that the rows being read stand under: its leaders or units, and its rank."""

    leaders: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    _rank: int = field(default=0, repr=False)

    def begin(self, printed: str, leaders: tuple[str, ...], units: tuple[str, ...]) -> None:
        """Begin the block of a heading that names leaders or units; a deeper one with units keeps the leaders above."""
        deeper = self._rank and rank(printed)[0] > self._rank
        self.leaders, self.units = leaders or (self.leaders if deeper else ()), units
        self._rank = self._rank if deeper and not leaders else rank(printed)[0]

    def end_at(self, printed: str) -> None:
        """End the block where a heading that names nobody is numbered as its own is, or as a higher one."""
        other = rank(printed)[0]
        if self._rank and other and other <= self._rank:
            self.leaders, self.units, self._rank = (), (), 0


def rank(printed: str) -> tuple[int, int]:
    """Return the rank of a heading by how it is numbered (1 the highest, 0 not at all), and where its text begins.

    >>> rank("第一部分 经济"), rank("二、民生"), rank("（三）教育"), rank("教育")
    ((1, 5), (2, 2), (3, 3), (0, 0))
    """
    found = ((place, match.end()) for place, number in enumerate(_RANKS, start=1) if (match := number.match(printed)))
    return next(found, (0, 0))
