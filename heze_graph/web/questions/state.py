"""The state of a question's page, which stands in its address: the parameters, the order, the page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from heze_graph.saved.library import SavedQuery
from heze_graph.web.rendering import address

SIZES = (25, 50, 100, 500)
_SIZE = 50
_OURS = ("sort", "page", "rows", "text", "lang")
_MOST_PAGE = 10**6


@dataclass(frozen=True, slots=True)
class State:
    """What a page shows: `given` are the parameters that have a value, `sort` is a column, `-` before it turns it.

    `full` is whether long texts are shown whole. A parameter that is called like one of ours takes its place.
    """

    path: str
    language: str
    given: Mapping[str, str]
    sort: str = ""
    page: int = 1
    size: int = _SIZE
    full: bool = False

    @property
    def column(self) -> str:
        """The column by which the rows are sorted, "" for the order of the query."""
        return self.sort.removeprefix("-")

    @property
    def descending(self) -> bool:
        """Whether the order is turned."""
        return self.sort.startswith("-")

    def address(self, **changes: object) -> str:
        """Return the address of this state with some changes; another order begins at the first page."""
        state = replace(self, **changes)  # type: ignore[arg-type]  # the names are those of the fields
        if "page" not in changes and changes:
            state = replace(state, page=1)
        return address(state.path, state.language, **{**state.ours(), **state.given})

    def ours(self) -> dict[str, object]:
        """Return what is said beside the parameters, where it differs from what is shown without being asked."""
        return {
            "sort": self.sort or None,
            "page": self.page if self.page > 1 else None,
            "rows": self.size if self.size != _SIZE else None,
            "text": "full" if self.full else None,
        }


def state_of(query: SavedQuery, asked: Mapping[str, str], path: str, language: str) -> State:
    """Return the State that an address asks for; what is no number, no size or no column is as if it were not there."""
    names = {parameter.name for parameter in query.parameters}
    ours = {name: value for name, value in asked.items() if name in _OURS and name not in names}
    given = {name: value for name, value in asked.items() if value and name not in ours}
    size, sort = _whole(ours.get("rows", "")), ours.get("sort", "")
    return State(
        path=path,
        language=language,
        given=given,
        sort=sort if sort.removeprefix("-") in (query.columns or _TRIPLE) else "",
        page=max(1, min(_whole(ours.get("page", "")), _MOST_PAGE)),
        size=size if size in SIZES else _SIZE,
        full=ours.get("text") == "full",
    )


_TRIPLE = ("subject", "predicate", "object")


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
