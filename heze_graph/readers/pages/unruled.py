"""Tables without lines between their columns: which lines of a page they are, and their rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from itertools import dropwhile, pairwise
from statistics import median

from heze_graph.model.printed import Doubt
from heze_graph.readers.blocks import GridCell, GridRow
from heze_graph.readers.pages.columns import (
    FEWEST,
    GAP,
    HEADING,
    HeaderGroups,
    PageColumns,
    find_columns,
    fits,
    groups_of,
)
from heze_graph.readers.pages.page import Box, Page, TextLine, around, ink
from heze_graph.readers.pages.rows import Placed, numbers_of, rows_by_position
from heze_graph.readers.pages.spans import RowSpan, parting, with_spans

#: A ruled line runs between rows where it covers so much of the width of a table.
_MOST_OF = 0.8


#: A table has at least so many lines with several parts; on a further page one is enough.
_FEWEST_LINES = 3

#: Ruled lines this near to each other are one.
_SAME_LEVEL = 3.0

#: Lines further apart than so many of the usual distances are in different tables.
_FAR = 4.0


#: The lines of a column are set to its width where so many of its lines, of so many letters, end alike.
_ALIKE, _LONG = 2, 6


#: Lines of one cell are at most so many letters apart, those of a header and the first row so many.
_CLOSE, _HEADER_NEAR = 0.4, 1.2


@dataclass(frozen=True, slots=True)
class Positional:
    """A table told by position: its lines, its columns, its rows."""

    lines: tuple[TextLine, ...]
    columns: PageColumns
    rows: tuple[GridRow, ...]

    @property
    def box(self) -> Box:
        """Its position."""
        return around(line.box for line in self.lines)


@dataclass(frozen=True, slots=True)
class _Cut:
    """A line cut into the parts of columns; `across` where it is one text over several columns."""

    placed: tuple[Placed, ...]
    doubts: tuple[Doubt, ...]
    across: GridCell | None = None


def positional_tables(
    lines: Sequence[TextLine],
    page: Page,
    before: PageColumns | None,
    below_head: Callable[[Sequence[TextLine]], Sequence[float]],
) -> list[Positional]:
    """Return the tables among lines without rules; `before` are the columns of one that the last page left open.

    `below_head` tells where a header ends that lines repeat.
    """
    found = []
    taken: set[int] = set()
    for run in ([line for line in run if id(line) not in taken] for run in _runs(lines)):
        columns = before if before and fits(run, before) else None
        if columns is None and _is_table(run):
            columns = find_columns(run, min(a.box.left for a in run), max(a.box.right for a in run))
        if columns:
            grown = _grown(run, [line for line in lines if id(line) not in taken], columns)
            taken.update(map(id, grown))
            levels = sorted((*below_head(grown), *_levels(page, columns)))
            found.append(positional_table(grown, columns, levels, page))
            before = None
    return found


def positional_table(
    lines: Sequence[TextLine], columns: PageColumns, levels: Sequence[float], page: Page
) -> Positional:
    """Return the table of some lines in columns; `levels` are where ruled lines run between rows, if any do."""
    groups = groups_of(lines, columns)
    cuts = {id(line): _cut(line, columns) for line in lines}
    if groups:
        cuts[id(groups.line)] = _Cut(tuple(Placed(reach.start, part) for reach, part in groups.parts), ())
        levels = sorted((*levels, groups.end))
    placed = [placed for cut in cuts.values() for placed in cut.placed]
    rooms = _rooms(placed, columns)
    levels, open_ = _with_open(levels, parting(page.rules, columns.edges), columns)
    bands = _bands(lines, levels)
    cuts, merged = _merged(cuts, bands, open_)
    table = _Table(cuts, rooms, {id(number.line) for number in numbers_of(placed)}, page)
    parted = len(bands) > 2 and all(table.count(band) <= 1 for band in bands.values())
    rows: list[GridRow] = []
    begins: dict[int, int] = {}
    for at, band in bands.items():
        begins[at] = len(rows)
        rows += table.rows_of_band(band, len(rows) + 1, whole=parted and table.count(band) == 1)
    spans: dict[int, list[RowSpan]] = {}
    for group in merged:
        first = begins[group.bands[0]]
        last = min((begin for at, begin in begins.items() if at > group.bands[-1]), default=len(rows))
        spans.setdefault(group.column, []).append(RowSpan(first, last - first, group.lines))
    rows = with_spans(rows, spans, rooms)
    rows = _with_groups(rows, groups) if groups else rows
    if rows:
        printed = " ".join(cell.text for cell in rows[0].cells)
        doubt = Doubt("columns-by-position", None, printed, details=(("columns", str(columns.count)),))
        rows[0] = replace(rows[0], doubts=(doubt, *rows[0].doubts))
    return Positional(tuple(lines), columns, tuple(rows))


def _with_groups(rows: Sequence[GridRow], groups: HeaderGroups) -> list[GridRow]:
    """Return rows, the cells of the first of them that are groups of headers as wide as these."""
    widths = {(reach.start + 1, part.text): len(reach) for reach, part in groups.parts}
    heads = [
        replace(row, cells=tuple(replace(c, columns=widths.get((c.column, c.text), c.columns)) for c in row.cells))
        for row in rows[:1]
    ]
    return [*heads, *rows[1:]]


@dataclass(frozen=True, slots=True)
class _Table:
    """What the lines of a table are, by their identity: cut into columns of so much room, with numbers among them."""

    cuts: Mapping[int, _Cut]
    rooms: Sequence[float]
    numbers: AbstractSet[int]
    page: Page

    def count(self, lines: Sequence[TextLine]) -> int:
        """Return how many numbers of rows stand on lines."""
        return sum(id(placed.line) in self.numbers for line in lines for placed in self.cuts[id(line)].placed)

    def rows_of_band(self, band: Sequence[TextLine], first: int, *, whole: bool) -> list[GridRow]:
        """Return the rows between two ruled lines, numbered from `first`: a line across all columns is one alone."""
        rows: list[GridRow] = []
        waiting: list[TextLine] = []
        for line in band:
            across = self.cuts[id(line)].across
            if across is None:
                waiting.append(line)
                continue
            rows += self.rows(waiting, first + len(rows), whole=whole)
            rows.append(GridRow(first + len(rows), self.page.where, (across,), self.page.place(line.box)))
            waiting = []
        return [*rows, *self.rows(waiting, first + len(rows), whole=whole)]

    def rows(self, lines: Sequence[TextLine], first: int, *, whole: bool) -> list[GridRow]:
        """Return lines as rows, numbered from `first`; as one where it is known to be `whole`."""
        if not lines:
            return []
        placed = [placed for line in lines for placed in self.cuts[id(line)].placed]
        if not placed:
            return []
        rows = rows_by_position(placed, self.rooms, first, self.page, whole=whole)
        for doubt in (doubt for line in lines for doubt in self.cuts[id(line)].doubts):
            at = next((n for n, row in enumerate(rows) if any(doubt.printed in cell.text for cell in row.cells)), 0)
            rows[at] = replace(rows[at], doubts=(*rows[at].doubts, doubt))
        return rows


def _is_table(run: Sequence[TextLine]) -> bool:
    """Return whether enough lines have several parts: two where these are many."""
    parts = [count for line in run if (count := len(line.parts(GAP))) >= FEWEST]
    return len(parts) >= _FEWEST_LINES or sum(count > FEWEST for count in parts) >= _FEWEST_LINES - 1


def _runs(lines: Sequence[TextLine]) -> Iterator[list[TextLine]]:
    """Yield runs of lines with several parts, each with all lines between them; wide texts and wide gaps end a run."""
    if len(lines) < 2:
        return
    width = max(line.box.right for line in lines) - min(line.box.left for line in lines)
    usual = median(b.box.top - a.box.top for a, b in pairwise(lines))
    run: list[TextLine] = []
    pending: list[TextLine] = []
    for at, line in enumerate(lines):
        parts = line.parts(GAP)
        last = (run + pending)[-1:]
        wide = len(parts) == 1 and line.box.width > 0.6 * width
        if last and (wide or line.box.top - last[0].box.top > _FAR * max(usual, line.size)):
            yield run
            run, pending = [], []
        if len(parts) >= FEWEST:
            run += [*(pending if run else _close_above(lines[:at], line)), line]
            pending = []
        elif run:
            pending.append(line)
    if run:
        yield run


def _close_above(above: Sequence[TextLine], line: TextLine) -> list[TextLine]:
    """Return the lines so close above the first line of a table that they are of its header, too."""
    found: list[TextLine] = []
    for other in reversed(above):
        if line.box.top - other.box.bottom > _CLOSE * line.size or other.size > 1.2 * line.size:
            break
        found.insert(0, other)
        line = other
    return found


def _levels(page: Page, columns: PageColumns) -> list[float]:
    """Return where ruled lines run over most of a table's width."""
    left, right = columns.edges[0], columns.edges[-1]
    covered: dict[int, float] = {}
    for rule in page.rules:
        if rule.width > rule.height:
            within = max(0.0, min(rule.right, right) - max(rule.left, left))
            covered[round(rule.top)] = covered.get(round(rule.top), 0.0) + within
    return [float(top) for top, width in covered.items() if width > _MOST_OF * (right - left)]


def header_above(above: Sequence[TextLine], top: float) -> list[TextLine]:
    """Return those lines close above the first ruled line of a table that may be its header."""
    found: list[TextLine] = []
    for line in reversed(above):
        if top - line.box.bottom > _HEADER_NEAR * line.size:
            break
        found.insert(0, line)
        top = line.box.top
    whole = list(dropwhile(lambda line: len(line.parts(GAP)) < FEWEST, found))
    return [*(_close_above(found[: -len(whole)], whole[0]) if whole else []), *whole]


def row_below(below: Sequence[TextLine], bottom: float, columns: PageColumns) -> list[TextLine]:
    """Return those lines close below the last ruled line of a table that are its last row: nothing closes it."""
    found: list[TextLine] = []
    filled: set[int] = set()
    for line in below:
        reaches = [columns.reach(piece) for part in line.parts(GAP) for piece in columns.cut(part)]
        if line.box.top - bottom > _HEADER_NEAR * line.size or any(len(reach) > 1 for reach in reaches):
            break
        found.append(line)
        filled.update(reach.start for reach in reaches)
        bottom = max(bottom, line.box.bottom)
    return found if len(filled) >= FEWEST else []


def _grown(run: Sequence[TextLine], lines: Sequence[TextLine], columns: PageColumns) -> list[TextLine]:
    """Return a run with the lines above and below whose parts stand in its columns: the rest of cells."""
    begin = next(at for at, line in enumerate(lines) if line is run[0])
    end = next(at for at, line in enumerate(lines) if line is run[-1]) + 1
    gap = median(b.box.top - a.box.bottom for a, b in pairwise(run)) if len(run) > 1 else run[0].size
    near = max(gap, 0.0) + 1.2 * run[0].size

    def belongs(line: TextLine, distance: float) -> bool:
        inside = all(len(columns.reach(part)) == 1 for part in line.parts(GAP))
        return (
            inside
            and distance <= near
            and columns.edges[0] - 2 <= line.box.left
            and (line.box.right <= columns.edges[-1] + 2)
        )

    while end < len(lines) and belongs(lines[end], lines[end].box.top - lines[end - 1].box.bottom):
        end += 1
    while begin and belongs(lines[begin - 1], lines[begin].box.top - lines[begin - 1].box.bottom):
        begin -= 1
    return list(lines[begin:end])


def _cut(line: TextLine, columns: PageColumns) -> _Cut:
    """Cut a line into the parts of columns."""
    parts = [piece for part in line.parts(GAP) for piece in columns.cut(part)]
    reaches = [columns.reach(part) for part in parts]
    if len(parts) == 1 and len(reaches[0]) > 1:
        first = reaches[0].start + 1
        return _Cut((), (), GridCell(first, line.text, 1, columns.count + 1 - first))
    placed: dict[int, list[TextLine]] = {}
    doubts = []
    for part, reach in zip(parts, reaches, strict=True):
        heading = reach.start == 0 and HEADING.match(part.text)
        column = 0 if heading else max(reach, key=lambda at: columns.overlap(at, part.box))
        placed.setdefault(column, []).append(part)
        if len(reach) > 1 and not heading:
            others = tuple(str(at + 1) for at in reach if at != column)
            details = (("others", "、".join(others)),)
            doubts.append(Doubt("cell-by-position", column + 1, part.text, str(column + 1), others, details))
    joined = [
        Placed(column, TextLine(tuple(letter for part in own for letter in part.letters)))
        for column, own in placed.items()
    ]
    return _Cut(tuple(joined), tuple(doubts))


def _rooms(lines: Sequence[Placed], columns: PageColumns) -> list[float]:
    """Return the widths of columns: where long lines end alike that of the longest, else what the next column leaves.

    Between a column and the text of the next one is as much room as where they come nearest to each other.
    """
    spans = []
    for column, (left, right) in enumerate(pairwise(columns.edges)):
        texts = [placed.line.letters for placed in lines if placed.column == column]
        begin = min((ink(letters[0]).left for letters in texts), default=left)
        spans.append((begin, max((ink(letters[-1]).right for letters in texts), default=right)))
    gap = max(0.0, min((b[0] - a[1] for a, b in pairwise(spans)), default=0.0))
    ends = [begin - gap for begin, _ in spans[1:]] + [columns.edges[-1]]
    rooms = []
    for column, ((begin, end), limit) in enumerate(zip(spans, ends, strict=True)):
        widest = end - begin
        own = [placed.line for placed in lines if placed.column == column and len(placed.line.letters) >= _LONG]
        alike = sum(line.box.width > widest - 1.5 * line.size for line in own)
        rooms.append(widest if alike >= _ALIKE else max(widest, limit - begin))
    return rooms


def _bands(lines: Sequence[TextLine], levels: Sequence[float]) -> dict[int, list[TextLine]]:
    """Return the lines between ruled lines, from the top, by how many of these are above."""
    bands: dict[int, list[TextLine]] = {}
    for line in lines:
        bands.setdefault(sum(level <= line.box.middle[1] for level in levels), []).append(line)
    return {at: bands[at] for at in sorted(bands)}


def _with_open(
    levels: Sequence[float], ruled: Mapping[float, Sequence[bool]], columns: PageColumns
) -> tuple[list[float], set[tuple[int, int]]]:
    """Return levels with those where lines part rows but in some columns, and (level, column), from 0, of the latter.

    Rows are parted in the widest column, too.
    """
    edges = columns.edges
    widest = max(range(columns.count), key=lambda at: edges[at + 1] - edges[at])
    partly = {level: covered for level, covered in ruled.items() if covered[widest] and not all(covered)}
    near = {level: min(partly, key=lambda at: abs(at - level)) for level in levels if partly}
    kept = [level for level in levels if level not in near or abs(near[level] - level) > _SAME_LEVEL]
    found = sorted((*kept, *partly))
    open_ = {
        (at, column)
        for at, level in enumerate(found)
        for column, covered in enumerate(partly.get(level, ()))
        if not covered
    }
    return found, open_


@dataclass(frozen=True, slots=True)
class _Merged:
    """The lines of a column (from 0) in bands that rules part in other columns only."""

    column: int
    bands: tuple[int, ...]
    lines: tuple[TextLine, ...]


def _merged(
    cuts: Mapping[int, _Cut], bands: Mapping[int, Sequence[TextLine]], open_: AbstractSet[tuple[int, int]]
) -> tuple[dict[int, _Cut], list[_Merged]]:
    """Return cuts without the lines of cells over several bands, and these; see `_with_open`."""
    groups = list(_groups(list(bands), open_))
    others = {(at, group.column) for group in groups for at in group.bands}
    kept, whole = dict(cuts), []
    for group in groups:
        inside = [line for at in group.bands for line in bands[at]]
        own = tuple(p.line for line in inside for p in cuts[id(line)].placed if p.column == group.column)
        # A row is left in each band, where the cell begins and below.
        rows = all(
            any((at, p.column) not in others for line in bands[at] for p in cuts[id(line)].placed) for at in group.bands
        )
        if own and rows:
            whole.append(replace(group, lines=own))
            for line in inside:
                placed = tuple(p for p in kept[id(line)].placed if p.column != group.column)
                kept[id(line)] = replace(kept[id(line)], placed=placed)
    return kept, whole


def _groups(bands: Sequence[int], open_: AbstractSet[tuple[int, int]]) -> Iterator[_Merged]:
    """Yield the bands that follow each other without a rule between them, by column, without their lines yet."""
    for column in sorted({column for _, column in open_}):
        begin = 0
        for end, (before, at) in enumerate(pairwise([*bands, -1]), start=1):
            if at != before + 1 or (before, column) not in open_:
                if end - begin > 1:
                    yield _Merged(column, tuple(bands[begin:end]), ())
                begin = end
