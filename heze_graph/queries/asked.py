"""How people ask for a saved query in words: the key `#+ asked:` of its header, which grlc ignores.

`- "{leader}落后"` is a way to ask, with parameters in braces. `- 逾期未完成: {done: "no", until: yesterday}` is one
whose words imply values; `today` and `yesterday` are days. Filled in with the values under `#+ examples:`, each way is
a question that must lead to its query; the tests ask all of them.
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
    """One way to ask: its words, with parameters in braces, and the values that the words imply."""

    text: str
    given: Mapping[str, str] = field(default_factory=dict)

    @property
    def slots(self) -> tuple[str, ...]:
        """The parameters in braces."""
        return tuple(_SLOT.findall(self.text))

    @property
    def words(self) -> str:
        """The text with a blank in place of each parameter."""
        return _SLOT.sub(" ", self.text)

    def filled(self, values: Mapping[str, str]) -> str:
        """Return the text with values in place of the braces; raises KeyError where one is missing."""
        return _SLOT.sub(lambda slot: values[slot[1]], self.text)


def read_ways(header: QueryHeader, parameters: tuple[str, ...], path: Path) -> tuple[Way, ...]:
    """Return the ways to ask that a header lists; `parameters` are the names of the query's parameters.

    Raises SavedQueryError where the key is malformed or names an unknown parameter.
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
