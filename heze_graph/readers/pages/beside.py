"""A wide sheet printed on several pages, with its right columns on other pages than its left ones."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, takewhile

from heze_graph.readers.blocks import Wait
from heze_graph.readers.pages.columns import FEWEST_NUMBERS, GAP
from heze_graph.readers.pages.edges import apart
from heze_graph.readers.pages.page import Box, Letter, Page, TextLine, around, lines_of
from heze_graph.readers.pages.prose import is_page_number

#: The tolerance for lines of two pages at the same height, as a fraction of the page height: scans are skewed.
_SAME_HEIGHT = 0.003
#: Ruled lines this close are one, as a fraction of the page height.
_SAME_LINE = 0.004
#: A table has a header and two rows, hence at least this many horizontal lines.
_FEWEST_LEVELS = 4
#: The tolerance for the sides of a column on two pages, in points.
_SAME_SIDE = 2.0
#: The most pages that may wait for those beside them.
_MOST_PAGES = 120
#: The distance in letters between unruled columns where pages meet.
_APART = 2.0
#: Text this far inside a table, in letters, overflows from its first row.
_INTO_TABLE = 0.3
#: A line between rows covers at least this fraction of the widest line.
_MUCH = 0.25
#: The number of a row.
_NUMBER = re.compile(r"[0-9]{1,4}(?![0-9.,%])")
#: A shorter line, in points, does not belong to a table.
_SHORTEST = 4.0


@dataclass(frozen=True, slots=True)
class _SheetPage:
    """A page that is one table: where its rows end, where its columns do (none where no lines part them), its texts.

    `columns` are the texts of each column with their heights; `above` are the lines above the table.
    """

    page: Page
    box: Box
    levels: tuple[float, ...]
    sides: tuple[float, ...]
    columns: tuple[tuple[tuple[float, str], ...], ...]
    above: tuple[TextLine, ...]

    @property
    def head(self) -> tuple[str, ...]:
        """What stands in its first row, as far as no other text of its column stands higher."""
        top = self.levels[1] if self.sides else self.levels[0] + 1
        return tuple("".join(text for y, text in column if y < top) for column in self.columns)

    @property
    def numbers(self) -> list[tuple[float, int]]:
        """The numbers of rows in its first column, with their heights; none where they do not follow each other.

        Texts may begin right behind them.
        """
        begun = ((y, _NUMBER.match(text)) for y, text in self.columns[0])
        found = [(y, int(number[0])) for y, number in begun if number]
        follow = all(b - a == 1 for (_, a), (_, b) in pairwise(found))
        return found if follow and len(found) >= FEWEST_NUMBERS else []


def side_by_side(pages: Iterable[Page | Wait]) -> Iterator[Page | Wait]:
    """Yield pages upright; those that show the columns of one wide sheet become one page, in place of the first."""
    waiting: list[tuple[Page, _SheetPage]] = []
    for page in pages:
        if isinstance(page, Wait):
            yield page
            continue
        upright = page.upright().uncovered()
        sheet = _sheet(upright)
        if sheet is None or len(waiting) == _MOST_PAGES or (waiting and not _as_large(waiting[-1][0], upright)):
            yield from _joined([waited for _, waited in waiting])
            waiting = []
        if sheet is None:
            yield upright
        else:
            waiting.append((upright, sheet))
    yield from _joined([waited for _, waited in waiting])


def _as_large(one: Page, other: Page) -> bool:
    return abs(one.width - other.width) < _SAME_SIDE and abs(one.height - other.height) < _SAME_SIDE


def _joined(sheets: Sequence[_SheetPage]) -> Iterator[Page]:
    """Yield pages, and one page for those beside each other: printed downwards first, or over the width first."""
    at = 0
    while at < len(sheets):
        rows = _downwards(sheets[at:]) or _over(sheets[at:])
        if not rows:
            yield sheets[at].page
        for row in rows:
            yield _one_page(row)
        at += sum(map(len, rows)) or 1


def _over(sheets: Sequence[_SheetPage]) -> list[list[_SheetPage]]:
    """Return the rows of pages of a sheet whose first page is followed by those beside it; none where none is."""
    first = [sheets[0], *takewhile(lambda sheet: _is_beside(sheets[0], sheet), sheets[1:])]
    count = len(first)
    if count < 2 or any(one.head == other.head for one, other in pairwise(first)):
        return []
    rows = [first]
    for begin in range(count, len(sheets) - count + 1, count):
        row = list(sheets[begin : begin + count])
        if not _goes_on(first, row):
            break
        rows.append(row)
    return rows


def _downwards(sheets: Sequence[_SheetPage]) -> list[list[_SheetPage]]:
    """Return the rows of pages of a sheet whose left pages all come first; none where no page stands beside them."""
    first = sheets[0]
    left = 1 + sum(1 for _ in takewhile(lambda sheet: _same_columns(first, sheet), sheets[1:]))
    for height in range(left, 0, -1):
        rows = [[sheet] for sheet in sheets[:height]]
        for begin in range(height, len(sheets) - height + 1, height):
            strip = sheets[begin : begin + height]
            beside = _is_beside(first, strip[0]) and strip[0].head not in [row.head for row in rows[0]]
            if not beside or not all(_rows_go_together(row[0], sheet) for row, sheet in zip(rows, strip, strict=True)):
                break
            rows = [[*row, sheet] for row, sheet in zip(rows, strip, strict=True)]
        if len(rows[0]) > 1 and height > 1:
            return rows
    return []


def _goes_on(first: Sequence[_SheetPage], row: Sequence[_SheetPage]) -> bool:
    """Return whether pages go on below the first ones of a sheet, column by column."""
    below = all(_same_columns(above, sheet) for above, sheet in zip(first, row, strict=True))
    return below and all(_rows_go_together(row[0], sheet) for sheet in row[1:])


def _same_columns(above: _SheetPage, below: _SheetPage) -> bool:
    """Return whether the columns of one page may go on on the other; numbers of rows go on where there are any."""
    if above.numbers:
        return bool(below.numbers) and below.numbers[0][1] > above.numbers[-1][1]
    alike = all(abs(a - b) < _SAME_SIDE for a, b in zip(above.sides, below.sides, strict=False))
    return bool(above.sides) and len(above.sides) == len(below.sides) and alike


def _same_rows(left: _SheetPage, right: _SheetPage) -> bool:
    """Return whether two pages have their rows at the same heights; merged cells may leave out lines of one."""
    few, many = sorted((left.levels, right.levels), key=len)
    if bool(left.sides) != bool(right.sides) or len(few) < _FEWEST_LEVELS:
        return False
    near = _SAME_HEIGHT * left.page.height
    ends = abs(few[0] - many[0]) < near and abs(few[-1] - many[-1]) < near
    return ends and all(any(abs(level - other) < near for other in many) for level in few)


def _rows_go_together(left: _SheetPage, right: _SheetPage) -> bool:
    return _same_rows(left, right) or _as_many_rows(left, right)


def _as_many_rows(left: _SheetPage, right: _SheetPage) -> bool:
    """Return whether lines part both pages into as many rows, those of the left one numbered, those of the right not.

    The halves of a sheet are laid out apart where each is fitted to its page.
    """
    ruled = bool(left.sides) and bool(right.sides) and len(left.levels) == len(right.levels) >= _FEWEST_LEVELS
    return ruled and bool(left.numbers) and not right.numbers


def _is_beside(left: _SheetPage, right: _SheetPage) -> bool:
    """Return whether a page continues the rows of another with further columns, and is no table of its own."""
    if not _same_rows(left, right):
        return _as_many_rows(left, right) and left.head != right.head and not _title(right, left)
    if _has_own_title(left, right):
        return False
    if _repeated(left, right):
        return len(right.columns) > _repeated(left, right)
    if left.head == right.head or right.numbers:
        return False
    if left.numbers:
        return True
    return bool(left.sides) and not _same_columns(left, right)


def _repeated(left: _SheetPage, right: _SheetPage) -> int:
    """Return how many columns of a page are printed again on the page beside it."""
    texts = [[[text for _, text in column] for column in sheet.columns] for sheet in (left, right)]
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(*texts, strict=False)))


def _has_own_title(left: _SheetPage, right: _SheetPage) -> bool:
    """Return whether both tables have a title, and the first one ends on its own page."""
    titles = [_title(sheet, other) for sheet, other in ((left, right), (right, left))]
    if not all(titles):
        return False
    return all(line.box.right < left.box.right - line.size for line in titles[0])


def _title(sheet: _SheetPage, other: _SheetPage) -> list[TextLine]:
    """Return the lines above a table that do not run through the pages, nor out of its first row."""
    running = {line.text for line in other.above}
    outside = [line for line in sheet.above if line.box.bottom - sheet.box.top < _INTO_TABLE * line.size]
    return [line for line in outside if line.text not in running and not is_page_number(line.text)]


def _one_page(row: Sequence[_SheetPage]) -> Page:
    """Return the pages of a row side by side as one page, with repeated text once."""
    first, *others = row
    letters, rules = list(first.page.letters), list(first.page.rules)
    right = first.box.right
    by_order = not all(_same_rows(first, sheet) for sheet in others)
    for sheet in (other if _same_rows(first, other) else _at_heights_of(first, other) for other in others):
        again = _repeated(first, sheet)
        begin = _begin(sheet, again)
        shift = right - begin
        inside = [letter for letter in sheet.page.letters if not (again and _is_left_of(letter, begin, sheet))]
        moved = [replace(a, box=_moved(a.box, shift)) for a in inside if not _runs(a, sheet, first)]
        letters += _new(moved, letters)
        cut = (rule._replace(left=max(rule.left, begin)) for rule in sheet.page.rules if rule.right >= begin)
        rules += [_moved(rule, shift) for rule in cut]
        right += sheet.box.right - begin
    numbers = tuple(sheet.page.number for sheet in row)
    return replace(first.page, letters=tuple(letters), rules=tuple(rules), beside=numbers, by_order=by_order)


@dataclass(frozen=True, slots=True)
class _Heights:
    """The rows of a page, where lines part them, and where those of another page stand."""

    own: tuple[float, ...]
    others: tuple[float, ...]

    def row(self, y: float) -> int:
        """Return the row at a height, 0 above the first, so that its upper line is that of the number before."""
        return sum(level <= y for level in self.own)

    def pressed(self, row: int) -> float:
        """Return how much lower a row is on the other page, 1 where there is room for it."""
        if not 0 < row < len(self.own):
            return 1.0
        return min(1.0, (self.others[row] - self.others[row - 1]) / (self.own[row] - self.own[row - 1]))

    def moved(self, box: Box, top: int, bottom: int) -> Box:
        """Return a rectangle from one row to another at their heights on the other page."""

        def at(y: float, row: int) -> float:
            line = max(row - 1, 0)
            return self.others[line] + (y - self.own[line]) * self.pressed(row)

        return box._replace(top=at(box.top, top), bottom=at(box.bottom, bottom))


def _at_heights_of(first: _SheetPage, sheet: _SheetPage) -> _SheetPage:
    """Return a page with its rows, one after the other, at the heights of those of another; higher ones are pressed."""
    heights = _Heights(sheet.levels, first.levels)
    letters = ((a, heights.row(a.box.middle[1])) for a in sheet.page.letters)
    rules = ((r, heights.row(r.top + _SAME_SIDE), heights.row(r.bottom + _SAME_SIDE)) for r in sheet.page.rules)
    page = replace(
        sheet.page,
        letters=tuple(
            replace(a, box=heights.moved(a.box, at, at), size=a.size * heights.pressed(at)) for a, at in letters
        ),
        rules=tuple(heights.moved(rule, top, bottom) for rule, top, bottom in rules),
    )
    box = sheet.box._replace(top=first.levels[0], bottom=first.levels[-1])
    return replace(sheet, page=page, box=box, levels=first.levels)


def _begin(sheet: _SheetPage, again: int) -> float:
    """Return where the columns of a page begin that no page before it has."""
    if sheet.sides:
        return sheet.sides[again]
    end = _end(sheet, again - 1) if again else 0.0
    return min(a.box.left for a in sheet.page.letters if a.box.left > end) - _APART * sheet.page.size


def _end(sheet: _SheetPage, column: int) -> float:
    heights = {y for y, _ in sheet.columns[column]}
    parts = [line.parts(GAP)[column] for line in _lines(sheet.page) if line.box.middle[1] in heights]
    return max(part.box.right for part in parts)


def _is_left_of(letter: Letter, begin: float, sheet: _SheetPage) -> bool:
    return letter.box.middle[0] < begin and sheet.levels[0] - letter.size < letter.box.middle[1]


def _runs(letter: Letter, sheet: _SheetPage, first: _SheetPage) -> bool:
    """Return whether a letter is of a line outside the table that the first page has, too, or of a page number."""
    if sheet.box.top <= letter.box.middle[1] <= sheet.box.bottom:
        return False
    return any(letter in line.letters for line in _running(sheet, first))


def _running(sheet: _SheetPage, first: _SheetPage) -> list[TextLine]:
    outside = [line for line in _lines(sheet.page) if not sheet.box.top <= line.box.middle[1] <= sheet.box.bottom]
    texts = {line.text for line in _lines(first.page)}
    return [line for line in outside if line.text in texts or is_page_number(line.text)]


def _new(moved: Sequence[Letter], before: Sequence[Letter]) -> list[Letter]:
    """Return letters but those that the page before shows in the same place: a text over both is printed on both."""
    known: dict[str, list[Box]] = {}
    for letter in before:
        known.setdefault(letter.text, []).append(letter.box)
    return [a for a in moved if not any(_same_place(a.box, box) for box in known.get(a.text, ()))]


def _same_place(one: Box, other: Box) -> bool:
    return abs(one.left - other.left) < _SAME_SIDE and abs(one.top - other.top) < _SAME_SIDE


def _moved(box: Box, shift: float) -> Box:
    return box._replace(left=box.left + shift, right=box.right + shift)


def _lines(page: Page) -> list[TextLine]:
    return lines_of(page.letters)


def _sheet(page: Page) -> _SheetPage | None:
    """Return a page as one table, None if it is not one."""
    return _ruled(page) or _numbered(page)


def _ruled(page: Page) -> _SheetPage | None:
    """Return a page as a table between ruled lines."""
    upright = [rule for rule in page.rules if rule.height >= _SHORTEST and rule.height > rule.width]
    flat = _over_columns([rule for rule in page.rules if rule.width >= _SHORTEST and rule.width > rule.height])
    levels = apart((y for rule in flat for y in (rule.top, rule.bottom)), _SAME_LINE * page.height)
    sides = apart((x for rule in upright for x in (rule.left, rule.right)), _SAME_SIDE)
    if len(levels) < _FEWEST_LEVELS or len(sides) < 2:
        return None
    box = around([*flat, *upright])
    lines = _lines(page)
    inside = [line for line in lines if box.top <= line.box.middle[1] <= box.bottom]
    columns = []
    for left, right in pairwise(sides):
        own = [letter for line in inside for letter in line.letters if left <= letter.box.middle[0] < right]
        columns.append(tuple((line.box.middle[1], line.text) for line in lines_of(own)))
    above = tuple(line for line in lines if line.box.middle[1] < box.top)
    return _SheetPage(page, box, levels, sides, tuple(columns), above)


def _over_columns(flat: Sequence[Box]) -> list[Box]:
    """Return those lines from left to right that, with others at their height, cover much of the widest.

    In pictures strokes of letters are lines, too.
    """
    covered: dict[int, float] = {}
    for rule in flat:
        covered[round(rule.top)] = covered.get(round(rule.top), 0.0) + rule.width
    least = _MUCH * max(covered.values(), default=0.0)
    near = ((rule, round(rule.top)) for rule in flat)
    return [rule for rule, top in near if sum(covered.get(top + step, 0.0) for step in (-1, 0, 1)) >= least]


def _numbered(page: Page) -> _SheetPage | None:
    """Return a page as a table without ruled lines: all lines with several parts, below each other."""
    lines = _lines(page)
    several = [line for line in lines if len(line.parts(GAP)) > 1]
    if page.rules or len(several) < _FEWEST_LEVELS:
        return None
    levels = tuple(line.box.middle[1] for line in several)
    count = min(len(line.parts(GAP)) for line in several)
    columns = tuple(tuple((line.box.middle[1], line.parts(GAP)[at].text) for line in several) for at in range(count))
    above = tuple(line for line in lines if line.box.middle[1] < levels[0])
    return _SheetPage(page, around(line.box for line in several), levels, (), columns, above)
