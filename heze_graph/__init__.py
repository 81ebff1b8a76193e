"""Governments' published target tables as a knowledge graph in which every fact points back to its printed cell.

    >>> import heze_graph
    >>> heze_graph.__all__
    ['Graph', 'HezeGraphError', 'Result', 'Thing', '__version__', 'open']

`heze_graph.open` opens a graph; docs/python.md shows what it can be asked.
"""

from __future__ import annotations

from importlib import import_module

from heze_graph.errors import HezeGraphError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from os import PathLike
    from typing import Any

    from heze_graph.entities.entity import Thing
    from heze_graph.graph import Graph
    from heze_graph.graph.result import Result

__version__ = "0.1.0"
__all__ = ["Graph", "HezeGraphError", "Result", "Thing", "__version__", "open"]

#: The modules of the names that are imported on first use, so that `import heze_graph` loads no library.
_LAZY = {"Graph": "heze_graph.graph", "Result": "heze_graph.graph.result", "Thing": "heze_graph.entities.entity"}


def open(  # noqa: A001  (`heze_graph.open` reads as it should; nobody imports it by its bare name)
    store: str | PathLike[str] | None = None,
    *,
    endpoint: str | None = None,
    queries: str | PathLike[str] | None = None,
) -> Graph:
    """Open a graph: the folder of a store (default: that of the last build here), or an endpoint.

    `queries` is a folder of saved queries (default: those of this package). A store is opened in its current state;
    reopen it to see a later build.

    Raises StoreError when there is no store, UsageError when the address is invalid or both are given, SavedQueryError
    when there is no such folder of queries.
    """
    opened = import_module("heze_graph.graph").opened
    graph: Graph = opened(store, endpoint, queries)
    return graph


def __getattr__(name: str) -> Any:
    if name in _LAZY:
        return getattr(import_module(_LAZY[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
