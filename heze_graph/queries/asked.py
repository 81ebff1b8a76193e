"""How people ask for a saved query: `#+ asked:` in its header, our own key; grlc skips it.

`- "{leader}落后"` is a way to ask, with parameters in braces. `- 逾期未完成: {done: "no", until: yesterday}` is one
whose words stand for values; `today` and `yesterday` are days. With the values under `#+ examples:` in its braces each
way is a question that must lead to its query: the tests ask all of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from heze_graph.messages import fault
from heze_graph.queries.header import QueryHeader, key_fault, refuse_other_names

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


def read_ways(header: QueryHeader, parameters: tuple[str, ...], path: Path) -> tuple[Way, ...]:
    """Return the ways to ask of a header; `parameters` are the names of those of its query.

    Raises SavedQueryError where the key has another form, or names no parameter.
    """
    ways = tuple(_ways(header, path))
    refuse_other_names(header, KEY, path, (name for way in ways for name in (*way.slots, *way.given)), parameters)
    return ways


def _ways(header: QueryHeader, path: Path) -> Iterator[Way]:
    items = header.other.get(KEY, [])
    for item in items if isinstance(items, list) else [items]:
        if isinstance(item, str):
            yield Way(item)
        elif isinstance(item, dict) and all(isinstance(given, dict) for given in item.values()):
            for text, given in item.items():
                yield Way(str(text), {str(name): str(value) for name, value in given.items()})
        else:
            raise key_fault(header, KEY, path, fault("queries.no-way", found=str(item)))
