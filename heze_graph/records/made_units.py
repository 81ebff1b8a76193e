"""What is read of a cell of units while it is read, and the marks by which its notes are told."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from heze_graph.model.understood import Certainty
from heze_graph.records.mends import Mend
from heze_graph.reference.language import Language

#: Marks put into the text where a label stood behind a name, so that the names before it can be told.
LEADS, SUPPORTS, PERSON, PLAIN, UNIT = "\ue001", "\ue002", "\ue003", "\ue004", "\ue005"


@dataclass(slots=True)
class Made:
    """What is read of a cell while it is read: names with whether they lead, persons with the places of their units."""

    names: list[str] = field(default_factory=list)
    led: list[bool] = field(default_factory=list)
    people: list[tuple[str, list[int]]] = field(default_factory=list)
    mends: list[Mend] = field(default_factory=list)
    second: list[tuple[int, str]] = field(default_factory=list)

    def add(self, name: str, *, leads: bool, mends: Iterable[Mend]) -> None:
        """Add a name, and the mends that it took."""
        self.names.append(name)
        self.led.append(leads)
        self.mends.extend(mends)

    def note_units(self, units: Sequence[str], language: Language) -> None:
        """Take units in brackets for the members of a group before them, else for second names of the unit there."""
        if not self.names:
            return
        last = self.names[-1]
        if not _is_group(last, language):
            self.second.extend((len(self.names) - 1, unit) for unit in units)
            return
        led = self.led.pop()
        self.names.pop()
        for unit in units:
            self.add(unit, leads=led, mends=())
        printed = f"{last}（{'、'.join(units)}）"
        self.mends.append(Mend("members-in-brackets", printed, "、".join(units), Certainty.LIKELY))

    def answer(self, person: str, since: int) -> None:
        """Let a person answer for the names since a place; a further person for those of the one before."""
        places = list(range(since, len(self.names)))
        if not places and self.people:
            places = self.people[-1][1]
        self.people.append((person, places))

    def mark(self, mark: str, begun: int, kind: str) -> None:
        """Let a mark hold for the last name, or, where it is a word behind names, for all since the last such word."""
        first = begun if len(mark) > 1 else len(self.names) - 1
        for at in range(max(first, 0), len(self.names)):
            self.led[at] = mark[0] == LEADS or (self.led[at] and kind == "lead-label" and mark[0] == PLAIN)


def _is_group(name: str, language: Language) -> bool:
    """Return whether a name is that of a group of units: 市属企业, 有关部门."""
    words = language.unit_words
    if language.kind_of_unit(name) == "collective":
        return True
    group = next((noun for noun in words["group-noun"] if name.endswith(noun)), "")
    levels = "".join(words["level"])
    return bool(group) and bool(re.fullmatch(f"[{levels}]?[属直]?", name.removesuffix(group)))
