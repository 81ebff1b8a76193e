"""Tables between ruled lines: the cells between their edges, with open sides closed; their rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from heze_graph.readers.blocks import GridCell, GridRow
from heze_graph.readers.pages.cells import Margins, written
from heze_graph.readers.pages.edges import SNAP, TableEdge, apart, cells_between, edges_of, joined_edges, sides_of
from heze_graph.readers.pages.page import Box, Letter, Page, TextLine, around, lines_of
from heze_graph.readers.pages.rows import Placed, numbers_of, rows_by_position

#: The tolerance, in points, for sides of cells in one row or column.
_SAME_SIDE = 1.5
#: A table has at least two columns.
_FEWEST_SIDES = 3
#: A text across columns with widely spaced letters (责 任 单 位) has fewer letters per column.
_FEWEST_LETTERS = 3
#: The greatest distance between lines of one row, from centre to edge, relative to their height.
_FAR = 1.2
#: A letter belongs to a cell that covers this fraction of its height, if no other cell has its centre.
_RUN_OUT = 0.3
#: Letters closer than this fraction of their height are one text.
_TOGETHER = 0.3


@dataclass(frozen=True, slots=True)
class Ruled:
    """The cells between the lines of one table; none if its lines run in one direction only."""

    box: Box
    cells: tuple[Box, ...]
    #: The positions of its horizontal lines.
    levels: tuple[float, ...]
    #: The column boundaries on the previous page, if the table continues from there.
    before: tuple[float, ...] = ()

    @property
    def lefts(self) -> list[float]:
        """Where columns begin and end."""
        return list(self.before) or _sides(side for cell in self.cells for side in (cell.left, cell.right))

    @property
    def tops(self) -> list[float]:
        """Where rows begin and end."""
        return _sides(side for cell in self.cells for side in (cell.top, cell.bottom))

    def going_on(self, before: Sequence[float]) -> Ruled:
        """Return the table in the columns of the page before, if it has fewer of them, all within these.

        Rows whose cells are all merged over two columns draw no line between these, nor does an open side.
        """
        own = self.lefts
        fewer = 1 < len(own) < len(before)
        within = all(min(abs(side - left) for left in before) <= SNAP for side in own) if fewer else False
        return replace(self, before=tuple(before)) if within else self


class Places:
    """Finds the cell that holds a point."""

    def __init__(self, cells: Iterable[Box]) -> None:
        self._bands: dict[tuple[float, float], list[Box]] = {}
        for cell in cells:
            self._bands.setdefault((cell.top, cell.bottom), []).append(cell)

    def at(self, x: float, y: float) -> Box | None:
        """Return the cell that holds a point, None where none does."""
        for (top, bottom), cells in self._bands.items():
            if top <= y < bottom:
                for cell in cells:
                    if cell.left <= x < cell.right:
                        return cell
        return None

    def of(self, letter: Box) -> Box | None:
        """Return the cell that a letter stands in or runs out of: a text may be higher than its row."""
        inside = self.at(*letter.middle)
        if inside is not None:
            return inside
        x, run_out = letter.middle[0], _RUN_OUT * letter.height
        return self.at(x, letter.bottom - run_out) or self.at(x, letter.top + run_out)


def ruled_tables(rules: Sequence[Box], letters: Sequence[Box]) -> list[Ruled]:
    """Return the tables that lines make, from the top; `letters` tell which open sides have text beside them."""
    edges = joined_edges(edges_of(rules))
    tables: list[Ruled] = []
    groups = _connected([edge for edge in edges if edge.length >= 2 * SNAP])
    for group in _stacked(groups, letters):
        box = _place(group)
        levels = tuple(sorted({edge.at for edge in group if not edge.upright}))
        within = [middle for middle in (letter.middle for letter in letters) if box.holds(*middle)]
        cells = _closed_cells(group, box, within)
        tables.append(Ruled(box, tuple(_parted(cells, letters)), levels))
    return sorted(tables, key=lambda table: (table.box.top, table.box.left))


def _closed_cells(group: list[TableEdge], box: Box, letters: Sequence[tuple[float, float]]) -> tuple[Box, ...]:
    """Return the cells between lines, with those sides of the whole closed that bring more letters into cells.

    Each side is tried, then all at once: a column at the edge of a table may have its line on one side only.
    """
    if len({edge.upright for edge in group}) < 2:
        return ()
    cells = cells_between(group)
    left_out = _left_out(cells, letters)
    sides = sides_of(box)
    for added in (*((side,) for side in sides), sides):
        more = cells_between([*group, *added]) if left_out else cells
        remaining = _left_out(more, letters)
        if remaining < left_out:
            group, cells, left_out = [*group, *added], more, remaining
    return tuple(cells)


def _parted(cells: Sequence[Box], letters: Sequence[Box]) -> Iterator[Box]:
    """Yield cells, those over several columns cut where these begin if their texts stand in the columns.

    Every other row of a table may have lines between its columns, those between only where they stand.
    """
    sides = _sides(side for cell in cells for side in (cell.left, cell.right))
    for cell in cells:
        between = [side for side in sides if cell.left + _SAME_SIDE < side < cell.right - _SAME_SIDE]
        lefts = [cell.left, *between, cell.right]
        inside = [box for box in letters if between and cell.holds(*box.middle)]
        filled = {sum(left <= box.middle[0] for left in lefts) for box in inside}
        if len(inside) >= _FEWEST_LETTERS * len(filled) and _stand_in(inside, lefts):
            yield from (cell._replace(left=left, right=right) for left, right in pairwise(lefts))
        else:
            yield cell


def _left_out(cells: Sequence[Box], letters: Sequence[tuple[float, float]]) -> int:
    places = Places(cells)
    return sum(places.at(*letter) is None for letter in letters)


def _connected(edges: Sequence[TableEdge]) -> list[list[TableEdge]]:
    """Return groups of lines that meet; those left alone that begin and end at the same places are one group, too."""
    groups = _grouped([[edge] for edge in edges], TableEdge.meets)
    lines = [group for group in groups if len(group) == 1]
    return [group for group in groups if len(group) > 1] + _grouped(lines, _begin_and_end_alike)


def _stacked(groups: list[list[TableEdge]], letters: Sequence[Box]) -> list[list[TableEdge]]:
    """Return groups with those joined between which rows of one table stand: every other row may be a filled band."""
    stacked: list[list[TableEdge]] = []
    joined: set[int] = set()
    for group in sorted(groups, key=lambda group: _place(group).top):
        columns = _columns_between(stacked[-1], group, letters) if stacked else []
        if columns:
            joined.add(len(stacked) - 1)
            stacked[-1] = [*stacked[-1], *columns, *group]
        else:
            stacked.append(group)
    return [_with_ends(group, letters) if at in joined else group for at, group in enumerate(stacked)]


def _columns_between(above: list[TableEdge], below: list[TableEdge], letters: Sequence[Box]) -> list[TableEdge]:
    """Return the lines between columns, from one group down to the next, where texts between stand in its columns.

    Where the next one has none of its own, they go on through it.
    """
    upper, lower = _place(above), _place(below)
    if abs(upper.left - lower.left) > SNAP or abs(upper.right - lower.right) > SNAP or lower.top < upper.bottom:
        return []
    columns = [_sides(edge.at for edge in group if edge.upright) for group in (above, below)]
    if all(columns) and len(columns[0]) != len(columns[1]):
        return []
    end = lower.top if columns[1] else lower.bottom
    between = [box for box in letters if upper.bottom <= box.middle[1] < end]
    lefts = max(columns, key=len)
    return _columns(lefts, upper.bottom, end) if _stand_in(between, lefts) else []


def _with_ends(group: list[TableEdge], letters: Sequence[Box]) -> list[TableEdge]:
    """Return a table of filled bands with the rows above the first and below the last, which nothing closes."""
    lefts = _sides(edge.at for edge in group if edge.upright)
    whole = _place(group)
    beside = [box for box in letters if whole.left <= box.middle[0] < whole.right]
    below = sorted((box for box in beside if box.middle[1] >= whole.bottom), key=lambda box: box.top)
    above = sorted((box for box in beside if box.middle[1] < whole.top), key=lambda box: -box.bottom)
    for row, side in ((_next_to(below, whole.bottom), whole.bottom), (_next_to(above, whole.top), whole.top)):
        if row and _stand_in(row, lefts):
            far = around(row).bottom if side == whole.bottom else around(row).top
            level = TableEdge(False, far, whole.left, whole.right)
            group = [*group, level, *_columns(lefts, min(far, side), max(far, side))]
    return group


def _next_to(boxes: Sequence[Box], side: float) -> list[Box]:
    """Return the boxes that follow on a side without a gap, from near to far."""
    near: list[Box] = []
    end = side
    for box in boxes:
        if abs(box.middle[1] - end) > _FAR * box.height:
            break
        near.append(box)
        end = max(end, box.bottom) if box.middle[1] > side else min(end, box.top)
    return near


def _place(edges: Iterable[TableEdge]) -> Box:
    """Return the bounding box of some edges."""
    return around(edge.box for edge in edges)


def _columns(lefts: Sequence[float], top: float, bottom: float) -> list[TableEdge]:
    return [TableEdge(True, left, top, bottom) for left in lefts]


def _stand_in(letters: Sequence[Box], lefts: Sequence[float]) -> bool:
    """Return whether texts stand in several columns between these sides, and none goes over a side."""
    filled = {sum(left <= box.middle[0] for left in lefts) for box in letters}
    if len(lefts) < _FEWEST_SIDES or len(filled) < 2:
        return False
    return not any(_crosses(box, letters, left) for left in lefts for box in letters)


def _crosses(letter: Box, letters: Sequence[Box], x: float) -> bool:
    """Return whether a text goes on over a place: in a letter, or from this one to the next."""
    if letter.left + 1 < x < letter.right - 1:
        return True
    if not x - letter.height < letter.right <= x + 1:
        return False
    near = letter.right + _TOGETHER * letter.height
    return any(
        x - 1 <= other.left < near and abs(other.middle[1] - letter.middle[1]) < letter.height / 2 for other in letters
    )


def _grouped(groups: list[list[TableEdge]], alike: Callable[[TableEdge, TableEdge], bool]) -> list[list[TableEdge]]:
    joined: list[list[TableEdge]] = []
    for group in groups:
        touching = [other for other in joined if any(alike(group[0], edge) for edge in other)]
        joined = [other for other in joined if other not in touching]
        joined.append([*group, *(edge for other in touching for edge in other)])
    return joined


def _begin_and_end_alike(one: TableEdge, other: TableEdge) -> bool:
    level = not one.upright and not other.upright
    return level and abs(one.begin - other.begin) < SNAP and abs(one.end - other.end) < SNAP


def _sides(places: Iterable[float]) -> list[float]:
    return list(apart(places, _SAME_SIDE))


@dataclass(frozen=True, slots=True)
class _Filled:
    """A cell: where it stands on the grid (from 0), how many rows and columns it spans, its lines, its room."""

    row: int
    column: int
    rows: int
    columns: int
    lines: tuple[TextLine, ...]
    room: float


def ruled_rows(ruled: Ruled, letters: Iterable[Letter], page: Page) -> tuple[GridRow, ...]:
    """Return the rows of a table on the grid of all its lines: columns and rows are those between any two of them.

    Where lines part the columns and not the rows, rows are told by position.
    """
    rows: dict[int, list[_Filled]] = {row: [] for row in range(len(ruled.tops) - 1)}
    for cell in _filled(ruled, letters):
        rows[cell.row].append(cell)
    found: list[GridRow] = []
    for row, cells in rows.items():
        if _holds_several(cells, rows, row):
            found += rows_by_position(_placed(cells), [cell.room for cell in cells], len(found) + 1, page)
            continue
        texts = [written(cell.column + 1, cell.lines, cell.room) for cell in cells]
        grid_cells = tuple(
            GridCell(cell.column + 1, text, cell.rows, cell.columns)
            for cell, (text, _) in zip(cells, texts, strict=True)
        )
        box = Box(ruled.box.left, ruled.tops[row], ruled.box.right, ruled.tops[row + 1])
        doubts = tuple(doubt for _, more in texts for doubt in more)
        found.append(GridRow(len(found) + 1, page.where, grid_cells, page.place(box), doubts))
    return _with_all_columns(found, len(ruled.lefts) - 1) if ruled.before else tuple(found)


def _with_all_columns(rows: Sequence[GridRow], count: int) -> tuple[GridRow, ...]:
    """Return rows with an empty cell in the first of them for each column in which no cell begins."""
    begun = {cell.column for row in rows for cell in row.cells}
    empty = tuple(GridCell(column, "") for column in range(1, count + 1) if column not in begun)
    first, *others = rows
    return (replace(first, cells=tuple(sorted((*first.cells, *empty), key=lambda cell: cell.column))), *others)


def _filled(ruled: Ruled, letters: Iterable[Letter]) -> Iterator[_Filled]:
    """Yield the cells with their lines, from the top and the left."""
    lefts, tops, places = ruled.lefts, ruled.tops, Places(ruled.cells)
    inside: defaultdict[Box, list[Letter]] = defaultdict(list)
    for letter in letters:
        cell = places.of(letter.box)
        if cell is not None:
            inside[cell].append(letter)
    lines = {cell: tuple(lines_of(inside[cell])) for cell in ruled.cells}
    margins = Margins(lines)
    for box in sorted(ruled.cells, key=lambda cell: (cell.top, cell.left)):
        row, column = _at(tops, box.top), _at(lefts, box.left)
        rows, columns = _at(tops, box.bottom) - row, _at(lefts, box.right) - column
        yield _Filled(row, column, rows, columns, lines[box], margins.room(box))


def _at(sides: Sequence[float], place: float) -> int:
    return min(range(len(sides)), key=lambda index: abs(sides[index] - place))


def _holds_several(cells: Sequence[_Filled], rows: Mapping[int, Sequence[_Filled]], row: int) -> bool:
    """Return whether lines part only the columns of a row: no merged cells, and several numbers below each other."""
    reaching = any(cell.row + cell.rows > row for above in range(row) for cell in rows[above])
    whole = all(cell.rows == cell.columns == 1 and cell.column == at for at, cell in enumerate(cells))
    if reaching or len(cells) < 3 or not whole:
        return False
    count = len(numbers_of(_placed(cells)))
    return count > 1 and sum(len(cell.lines) >= count for cell in cells) * 2 > len(cells)


def _placed(cells: Sequence[_Filled]) -> list[Placed]:
    return [Placed(cell.column, line) for cell in cells for line in cell.lines]
