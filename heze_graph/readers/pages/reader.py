"""Pages become paragraphs and grids, one after the other."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from heze_graph.model.printed import Doubt, PageArea
from heze_graph.readers.blocks import Block, Grid, Paragraph, Wait
from heze_graph.readers.pages.beside import side_by_side
from heze_graph.readers.pages.cells import unsure
from heze_graph.readers.pages.columns import PageColumns, find_columns, fits
from heze_graph.readers.pages.overleaf import Ending, ending
from heze_graph.readers.pages.page import Box, Letter, Page, TextLine, around, lines_of
from heze_graph.readers.pages.prose import Paragraphs, RunningLines, paragraph_text
from heze_graph.readers.pages.ruled import Places, Ruled, ruled_rows, ruled_tables
from heze_graph.readers.pages.unruled import Positional, header_above, positional_table, positional_tables, row_below

#: The most letters of a line between two parts of one table (第 1 页 共 9 页), not counting figures and signs.
_MAX_BETWEEN = 6
_NO_LETTERS = re.compile(r"[\W\d_]+")


@dataclass(frozen=True, slots=True)
class _PageTable:
    """A table of a page."""

    box: Box
    grid: Grid
    columns: PageColumns
    letters: Sequence[Letter]


@dataclass(slots=True)
class _Open:
    """A paragraph that the next page may carry on, and the running lines that wait behind it."""

    lines: list[TextLine]
    where: str
    place: PageArea
    behind: list[Paragraph]


class PageReader:
    """Reads pages in order, remembering how the last one ended."""

    def __init__(self) -> None:
        #: The columns of the last table; 0 after text that is not repeated on all pages.
        self._open_columns = 0
        #: How the last table ended.
        self._end: Ending | None = None
        self._between: set[str] = set()
        self._running = RunningLines()
        self._paragraphs = Paragraphs()
        self._open: _Open | None = None

    def blocks(self, pages: Iterable[Page | Wait]) -> Iterator[Block | Wait]:
        """Yield the paragraphs and tables of pages in order; a paragraph over two pages is one, where it begins."""
        for page in side_by_side(pages):
            if isinstance(page, Wait):
                yield page
            else:
                yield from self._page(page)
        yield from self._closed()

    def _page(self, page: Page) -> Iterator[Block]:
        tables, letters = self._ruled(page)
        lines = lines_of(letters)
        header = self._end.lines if self._end else ()
        running = self._running.of(page, lines, [table.box for table in tables])
        running = {at for at in running if lines[at].text not in header}
        rest = [line for at, line in enumerate(lines) if at not in running]
        for found in positional_tables(rest, page, self._before(), self._below_head):
            rest = _without(rest, found.lines)
            tables.append(_positional(found))
        rest, tables = self._with_rest(rest, tables, page)
        self._paragraphs.see(rest, [table.box for table in tables])
        at_top: list[tuple[float, _PageTable | list[TextLine]]] = [(table.box.top, table) for table in tables]
        at_top += [(paragraph[0].box.top, paragraph) for paragraph in self._texts(rest, tables)]
        at_top.sort(key=lambda item: item[0])
        waiting = [self._paragraph([lines[at]], page, running=True) for at in sorted(running)]
        head = [item for item in waiting if item.place and at_top and item.place.bottom * page.height <= at_top[0][0]]
        yield from self._emitted([item for _, item in at_top], head, waiting[len(head) :], page)

    def _ruled(self, page: Page) -> tuple[list[_PageTable], list[Letter]]:
        """Return the tables with ruled lines, and the letters outside them."""
        tables: list[_PageTable] = []
        letters = list(page.letters)
        before = self._before()
        for place, found in enumerate(ruled_tables(page.rules, [letter.box for letter in letters])):
            ruled = found.going_on(before.edges) if before and not place else found
            if ruled.cells and len(ruled.lefts) > 2:
                places = Places(ruled.cells)
                inside = [letter for letter in letters if places.of(letter.box)]
                if inside:
                    grid = Grid(ruled_rows(ruled, inside, page))
                    tables.append(_PageTable(ruled.box, grid, PageColumns(tuple(ruled.lefts)), inside))
            else:
                inside = [letter for letter in letters if ruled.box.holds(*letter.box.middle)]
                table = self._between_levels(ruled, inside, letters, page)
                if table is None:
                    continue
                tables.append(table)
                inside = list(table.letters)
            # By position: a line has letter objects of its own where it is preceded by a blank.
            taken = {(letter.text, letter.box) for letter in inside}
            letters = [letter for letter in letters if (letter.text, letter.box) not in taken]
        return tables, letters

    def _between_levels(
        self, ruled: Ruled, inside: Sequence[Letter], letters: Sequence[Letter], page: Page
    ) -> _PageTable | None:
        """Return the table between lines from left to right only, None where its texts stand in no columns."""
        lines = lines_of(inside)
        if len(ruled.levels) < 2 or not lines:
            return None
        above = lines_of(a for a in letters if a.box.bottom <= lines[0].box.top and a.box.middle[1] < ruled.box.top)
        head, before = header_above(above, ruled.box.top), self._before()
        columns = before if before and fits(lines, before) else None
        columns = columns or find_columns([*head, *lines], ruled.box.left, ruled.box.right)
        if head and not (columns and fits(head, columns)):
            head, columns = [], find_columns(lines, ruled.box.left, ruled.box.right)
        if columns is None:
            return None
        below = lines_of(a for a in letters if a.box.middle[1] >= ruled.box.bottom)
        lines = [*head, *lines, *row_below(below, ruled.box.bottom, columns)]
        levels = sorted((*ruled.levels, *self._below_head(lines)))
        return _positional(positional_table(lines, columns, levels, page))

    def _before(self) -> PageColumns | None:
        """Return the columns of the table that the last page left open."""
        return self._end.columns if self._end and self._open_columns else None

    def _below_head(self, lines: Sequence[TextLine]) -> list[float]:
        return self._end.below_head(lines) if self._end else []

    def _with_rest(
        self, lines: list[TextLine], tables: list[_PageTable], page: Page
    ) -> tuple[list[TextLine], list[_PageTable]]:
        """Return lines and tables with the rest of the last page's last row as a table of its own, if it is there.

        It stands above all tables, or between the repeated header and the others.
        """
        tables = sorted(tables, key=lambda table: table.box.top)
        end = self._end
        if not end:
            return lines, tables
        head = tables[:1] if tables and end.is_head(tables[0].grid) else []
        others = tables[len(head) :]
        above, below = (head[0].box.bottom if head else 0.0), (others[0].box.top if others else page.height)
        rest = end.rest([line for line in lines if above <= line.box.middle[1] < below])
        if not rest:
            return lines, [*head, *(_with_first(table, end, page) for table in others[:1]), *others[1:]]
        grid = Grid((end.row(rest, page),), continues=True)
        letters = [letter for line in rest for letter in line.letters]
        found = _PageTable(around(line.box for line in rest), grid, end.columns, letters)
        return _without(lines, rest), [*head, found, *others]

    def _texts(self, lines: Sequence[TextLine], tables: Sequence[_PageTable]) -> list[list[TextLine]]:
        """Return the paragraphs of lines; a table between two lines parts them."""
        found: list[list[TextLine]] = []
        tops = sorted(table.box.top for table in tables)
        groups: dict[int, list[TextLine]] = {}
        for line in lines:
            groups.setdefault(sum(top <= line.box.top for top in tops), []).append(line)
        for _, group in sorted(groups.items()):
            found += self._paragraphs.of(group)
        return found

    def _emitted(
        self, items: Sequence[_PageTable | list[TextLine]], head: list[Paragraph], foot: list[Paragraph], page: Page
    ) -> Iterator[Block]:
        """Yield the content of a page; its last paragraph waits for the next page."""
        first = items[0] if items else None
        if self._open and isinstance(first, list) and self._paragraphs.goes_on(self._open.lines, first[0]):
            self._open.lines += first
            self._open.behind += head
            items, head = items[1:], []
            if not items:
                self._open.behind += foot
                return
        yield from self._closed()
        yield from head
        for item in items[:-1]:
            yield self._block(item, page)
        last = items[-1] if items else None
        if isinstance(last, list):
            self._note_text(paragraph_text(last))
            self._open = _Open(last, page.where, page.place(around(line.box for line in last)), foot)
            return
        if last is not None:
            yield self._block(last, page)
        yield from foot

    def _closed(self) -> Iterator[Block]:
        if self._open:
            text, doubts = paragraph_text(self._open.lines), unsure(1, self._open.lines)
            yield Paragraph(text, self._open.where, self._open.place, doubts=doubts)
            yield from self._open.behind
            self._open = None

    def _block(self, item: _PageTable | list[TextLine], page: Page) -> Block:
        if isinstance(item, list):
            paragraph = self._paragraph(item, page)
            self._note_text(paragraph.text)
            return paragraph
        columns = max((cell.column for row in item.grid.rows for cell in row.cells), default=0)
        grid = replace(item.grid, continues=item.grid.continues or columns == self._open_columns)
        grid = _with_pages(grid, page) if page.beside else grid
        end = ending(grid, item.columns, item.letters, page)
        self._end = replace(end, head=self._end.head) if grid.continues and self._end else end
        self._open_columns = columns
        return grid

    def _paragraph(self, lines: Sequence[TextLine], page: Page, *, running: bool = False) -> Paragraph:
        box = around(line.box for line in lines)
        return Paragraph(paragraph_text(lines), page.where, page.place(box), running, unsure(1, lines))

    def _note_text(self, text: str) -> None:
        """Let a text end the last table, unless it may stand on every page: its letters did before, or are few."""
        letters = _NO_LETTERS.sub("", text)
        self._open_columns *= letters in self._between or len(letters) <= _MAX_BETWEEN
        self._between.add(letters)


def _with_first(table: _PageTable, end: Ending, page: Page) -> _PageTable:
    """Return a table with its first row below the header in the columns of the last page, if it is the rest of a row.

    It has lines around it, and none between its columns.
    """
    rows = list(table.grid.rows)
    at = int(len(rows) > 1 and end.is_head(Grid((rows[0],))))
    row = rows[at]
    alone = table.columns.count < end.columns.count and len(rows) == 1
    texts = [cell for cell in row.cells if cell.text]
    if row.place is None or len(texts) != 1 or not (alone or texts[0].columns > 1):
        return table
    top, bottom = row.place.top * page.height, row.place.bottom * page.height
    inside = lines_of(letter for letter in table.letters if top <= letter.box.middle[1] < bottom)
    whole = sum(len(line.letters) for line in inside) == len("".join(texts[0].text.split()))
    if not inside or not whole or len(end.rest(inside)) != len(inside):
        return table
    rows[at] = replace(end.row(inside, page), number=row.number)
    return replace(table, grid=Grid(tuple(rows), continues=True), columns=end.columns)


def _with_pages(grid: Grid, page: Page) -> Grid:
    """Return a table whose first row says which pages it was put together from."""
    first, *others = grid.rows
    printed = " ".join(cell.text for cell in first.cells)
    kind = "pages-beside-by-order" if page.by_order else "pages-beside"
    beside = Doubt(kind, None, printed, details=(("pages", "、".join(map(str, page.beside))),))
    return replace(grid, rows=(replace(first, doubts=(*first.doubts, beside)), *others))


def _positional(found: Positional) -> _PageTable:
    letters = [letter for line in found.lines for letter in line.letters]
    return _PageTable(found.box, Grid(found.rows), found.columns, letters)


def _without(lines: Iterable[TextLine], taken: Iterable[TextLine]) -> list[TextLine]:
    known = set(map(id, taken))
    return [line for line in lines if id(line) not in known]
