"""How people ask for a saved query: `#+ asked:` in its header, our own key; grlc skips it.

`- "{leader}落后"` is a way to ask, with parameters in braces. `- 逾期未完成: {done: "no", until: yesterday}` is one
whose words stand for values; `today` and `yesterday` are days. With the values under `#+ examples:` in its braces each
way is a question that must lead to its query: the tests ask all of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from heze_graph.errors import SavedQueryError
from heze_graph.messages import Message, fault, say
from heze_graph.queries.header import QueryHeader, place

if TYPE_CHECKING:
    from heze_graph.queries.library import SavedQuery

KEY = "asked"
_SLOT = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Way:
    """One way to ask: its words, with parameters in braces, and the values that the words stand for."""

    text: str
    given: Mapping[str, str] = field(default_factory=dict)

    @property
    def slots(self) -> tuple[str, ...]:
        """The parameters in braces."""
        return tuple(_SLOT.findall(self.text))

    @property
    def words(self) -> str:
        """The text without its parameters, a blank for each."""
        return _SLOT.sub(" ", self.text)

    def filled(self, values: Mapping[str, str]) -> str:
        """Return the text with values in its braces; raises KeyError where one is missing."""
        return _SLOT.sub(lambda slot: values[slot[1]], self.text)


def read_ways(header: QueryHeader, names: Iterable[str], path: Path) -> tuple[Way, ...]:
    """Return the ways to ask of a header; `names` are the parameters of its query.

    Raises SavedQueryError where the key has another form, or names no parameter.
    """
    known = tuple(names)
    ways = tuple(_ways(header, path))
    for way in ways:
        for name in (*way.slots, *way.given):
            if name not in known:
                said = fault("queries.unknown", key=KEY, name=name, known=known or say("queries.none"))
                raise _error(header, path, said)
    return ways


def ways_of(query: SavedQuery) -> tuple[Way, ...]:
    """Return the ways to ask for a query that is loaded."""
    return read_ways(query.header, (parameter.name for parameter in query.parameters), query.path)


def _ways(header: QueryHeader, path: Path) -> Iterator[Way]:
    items = header.other.get(KEY, [])
    for item in items if isinstance(items, list) else [items]:
        if isinstance(item, str):
            yield Way(item)
        elif isinstance(item, dict) and all(isinstance(said, dict) for said in item.values()):
            for text, given in item.items():
                yield Way(str(text), {str(name): str(value) for name, value in given.items()})
        else:
            raise _error(header, path, fault("queries.no-way", found=str(item)))


def _error(header: QueryHeader, path: Path, said: Message) -> SavedQueryError:
    return SavedQueryError(said.at(place(path, header.lines.get(KEY, 1))))
