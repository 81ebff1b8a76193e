"""Where the rows of an answer are printed: each claim of an assistant can be looked up in the table itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from heze_graph.assistant.answers import Document, Place
from heze_graph.graph.opened import Graph


class Sources:
    """The documents of a graph and the lines of their entries, read when they are first needed, and their version."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.version = graph.version

    @cached_property
    def documents(self) -> Mapping[str, Document]:
        """The documents by their names."""
        found = {}
        for row in self.graph.query("documents").answer.texts():
            name = row["document"]
            found[name] = Document(name, row["title"], row["issuer"], row["fileName"], row["sha256"])
        return found

    def places(self, row: Mapping[str, str]) -> tuple[Place, ...]:
        """Return where a row is printed, told by its columns: a document, and with it a line or a number.

        The columns `document`, `no` and `line` go together; so do `documentBefore`, `noBefore`, `lineBefore`, and
        `otherDocument`, `otherNo`, `otherLine`, and others of that form.
        """
        return tuple(dict.fromkeys(self._places(row)))

    def named(self, places: Iterable[Place], row_documents: Iterable[str]) -> tuple[Document, ...]:
        """Return the documents that places or rows name; all of the graph where none is named."""
        names = dict.fromkeys([*(place.document for place in places), *row_documents])
        found = tuple(self.documents[name] for name in names if name in self.documents)
        return found or tuple(self.documents.values())

    def _places(self, row: Mapping[str, str]) -> Iterator[Place]:
        for column, name in row.items():
            if name not in self.documents or "document" not in column.lower():
                continue
            number, line = (row.get(_partner(column, part), "") for part in ("no", "line"))
            lines = [line] if line else self._lines.get((name, number), [])
            for one in lines:
                if one.isascii() and one.isdigit():
                    yield Place(name, self.documents[name].file, int(one), number)

    @cached_property
    def _lines(self) -> Mapping[tuple[str, str], list[str]]:
        """The printed lines of each entry, by document and number."""
        found: dict[tuple[str, str], list[str]] = defaultdict(list)
        for row in self.graph.query("entries").answer.texts():
            if row["no"]:
                found[row["document"], row["no"]].append(row["line"])
        return found


def _partner(column: str, part: str) -> str:
    """Return the name of the column that goes with one that names a document.

    >>> _partner("document", "line"), _partner("documentAfter", "no"), _partner("otherDocument", "line")
    ('line', 'noAfter', 'otherLine')
    """
    return column.replace("document", part).replace("Document", part.capitalize())
