"""What a page break cuts: the rest of a table's last row may be alone on the next page, without lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile

from heze_graph.readers.blocks import Grid, GridCell, GridRow
from heze_graph.readers.pages.cells import is_full, written
from heze_graph.readers.pages.columns import GAP, PageColumns
from heze_graph.readers.pages.page import Letter, Page, TextLine, around, lines_of

#: The endings of a complete sentence.
_END = ("。", "；", ";", "！", "？")

#: The greatest distance between lines of the rest, relative to their size, and the tolerance for the size.
_STEP, _SAME_SIZE = 2.6, 0.1

#: The most lines of a header.
_HEAD_LINES = 5


@dataclass(frozen=True, slots=True)
class Ending:
    """How a table ends on a page: its columns, and the last line of its last row in each column (from 0)."""

    columns: PageColumns
    last: Mapping[int, TextLine]
    rooms: Mapping[int, float]
    head: tuple[str, ...]
    lines: tuple[str, ...]

    def is_head(self, grid: Grid) -> bool:
        """Return whether a table is only the first row of this one again."""
        return len(grid.rows) == 1 and tuple(cell.text for cell in grid.rows[0].cells) == self.head

    def below_head(self, lines: Sequence[TextLine]) -> list[float]:
        """Return where the repeated header ends with which lines begin, and the rest of the last row below it."""
        same = takewhile(lambda pair: pair[0].text == pair[1], zip(lines, self.lines, strict=False))
        head = sum(1 for _ in same)
        ends = {head, head + len(self.rest(lines[head:]))} - {0, len(lines)}
        return [(lines[end - 1].box.bottom + lines[end].box.top) / 2 for end in sorted(ends)]

    def rest(self, lines: Sequence[TextLine]) -> list[TextLine]:
        """Return those lines at the top of the next page that go on with the cells of the last row."""
        found: list[TextLine] = []
        above: dict[int, TextLine] = {}
        for line in lines:
            if found and line.box.top - found[-1].box.top > _STEP * line.size:
                break
            parts = [(self.columns.reach(part), part) for part in self._parts(line)]
            if not all(len(at) == 1 and self._goes_on(above.get(at.start), part, at.start) for at, part in parts):
                break
            above.update((at.start, part) for at, part in parts)
            found.append(line)
        return found

    def row(self, lines: Sequence[TextLine], page: Page) -> GridRow:
        """Return the rest of a row in the columns of the table."""
        texts: dict[int, list[TextLine]] = {}
        for line in lines:
            for part in self._parts(line):
                texts.setdefault(self.columns.reach(part).start, []).append(part)
        shown = {column: written(column + 1, own, self.rooms[column]) for column, own in sorted(texts.items())}
        cells = [GridCell(column + 1, text) for column, (text, _) in shown.items()]
        if self.columns.count - 1 not in shown:
            cells.append(GridCell(self.columns.count, ""))
        doubts = tuple(doubt for _, more in shown.values() for doubt in more)
        return GridRow(1, page.where, tuple(cells), page.place(around(line.box for line in lines)), doubts)

    def _parts(self, line: TextLine) -> list[TextLine]:
        return [piece for part in line.parts(GAP) for piece in self.columns.cut(part)]

    def _goes_on(self, above: TextLine | None, part: TextLine, column: int) -> bool:
        """Return whether a part of a line goes on with the one above it in its column, or with the last page's."""
        last = above or self.last.get(column)
        if last is None or not is_full(last, part, self.rooms[column]):
            return False
        finished = last.text.endswith(_END) or last.text.isdecimal()
        return above is not None or (not finished and abs(part.size - last.size) < _SAME_SIZE * last.size)


def ending(grid: Grid, columns: PageColumns, letters: Sequence[Letter], page: Page) -> Ending:
    """Return how a table with these letters ends."""
    row = grid.rows[-1]
    top = row.place.top * page.height - 1 if row.place else 0.0
    inside: dict[int, list[Letter]] = {}
    for letter in letters:
        column = sum(edge <= letter.box.middle[0] for edge in columns.edges[1:-1])
        inside.setdefault(column, []).append(letter)
    lines = {column: lines_of(own) for column, own in inside.items()}
    last = {column: own[-1] for column, own in lines.items() if own and own[-1].box.middle[1] > top}
    rooms = {column: max(line.box.width for line in own) for column, own in lines.items() if own}
    head = tuple(cell.text for cell in grid.rows[0].cells)
    return Ending(columns, last, rooms, head, tuple(line.text for line in lines_of(letters)[:_HEAD_LINES]))
