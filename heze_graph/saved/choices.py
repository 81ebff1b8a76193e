"""Where the values of a parameter are found: `#+ choices:` in the header of a saved query, our own key.

`- leader: workload-of-leaders leader` says that the column `leader` of the saved query `workload-of-leaders` has the
values; a second column after it names them in Chinese, a third in English. grlc skips the key.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from heze_graph.errors import QueryError, SavedQueryError
from heze_graph.saved.header import Header

if TYPE_CHECKING:
    from heze_graph.saved.library import Library, SavedQuery
    from heze_graph.store.engine import Engine

KEY = "choices"


@dataclass(frozen=True, slots=True)
class Choices:
    """The saved query that has the values of a parameter, their column, and those of their labels ("" for none)."""

    query: str
    value: str
    label: str = ""
    label_en: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that the query must have."""
        return tuple(filter(None, (self.value, self.label, self.label_en)))


@dataclass(frozen=True, slots=True)
class Choice:
    """A value to choose, and what it is called: the value itself where nothing else is known."""

    value: str
    label: str
    label_en: str


def read_choices(header: Header, names: Iterable[str], path: Path) -> Mapping[str, Choices]:
    """Return the Choices of a query by the name of the parameter; `names` are those of its parameters.

    Raises SavedQueryError where the key is not a list of “- name: query column”, or names no parameter.
    """
    known, found = tuple(names), {}
    for item in _items(header, path):
        for name, said in item.items():
            words = said.split() if isinstance(said, str) else []
            if name not in known:
                cure = "correct the name or remove it (write it without ?_ and suffix)"
                raise _fault(header, path, f"{name}", f"a parameter: {', '.join(known) or '(none)'}", cure)
            if not 2 <= len(words) <= 4:
                expected = "a saved query and its column, then a column of Chinese and one of English labels"
                raise _fault(header, path, f"{name}: {said}", expected, f"write “- {name}: documents document title”")
            found[str(name)] = Choices(*words)
    return found


def choices_of(query: SavedQuery) -> Mapping[str, Choices]:
    """Return the Choices of a query that is loaded, by the name of the parameter."""
    return read_choices(query.header, (parameter.name for parameter in query.parameters), query.path)


def offered(choices: Choices, library: Library, engine: Engine) -> tuple[Choice, ...]:
    """Return the values that the graph has for a parameter, each once, in the order of the query that has them.

    A value with several labels is called by the first. Raises QueryError where there is no such query or column.
    """
    answer = engine.select(library.get(choices.query).bound({}))
    missing = [column for column in choices.columns if column not in answer.columns]
    if missing:
        raise _no_column(f"the choices from {choices.query}", missing[0], choices.query)
    found: dict[str, Choice] = {}
    for row in answer.texts():
        if value := row[choices.value]:
            label = row.get(choices.label) or value
            found.setdefault(value, Choice(value, label, row.get(choices.label_en) or label))
    return tuple(found.values())


def faults(query: SavedQuery, library: Library) -> Iterator[SavedQueryError]:
    """Yield what keeps the Choices of a query from being offered: a query that is not there, or asks for a value."""
    for name, choices in choices_of(query).items():
        where = f"{query.path}, line {query.header.lines.get(KEY, 1)}"
        try:
            asked = library.get(choices.query)
            asked.bound({})
        except QueryError as error:
            expected = "a saved query that needs no value"
            found = f"{KEY} of {name} from {choices.query} ({error})"
            yield SavedQueryError.problem(where, found, expected, "name another query")
            continue
        for column in choices.columns:
            if column not in asked.columns:
                yield _no_column(where, column, choices.query)


def _items(header: Header, path: Path) -> list[dict[str, object]]:
    items = header.other.get(KEY, [])
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise _fault(header, path, str(items), "a list whose items are “- name: query column”", "write it so")
    return items


def _fault(header: Header, path: Path, found: str, expected: str, cure: str) -> SavedQueryError:
    return SavedQueryError.problem(f"{path}, line {header.lines.get(KEY, 1)}", f"{KEY} of {found}", expected, cure)


def _no_column(where: str, column: str, query: str) -> SavedQueryError:
    return SavedQueryError.problem(where, f"the column {column}", f"a column of {query}", "correct its name")
