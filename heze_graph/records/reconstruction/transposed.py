"""Tables laid across: the headers stand in the first column, and each item in a column of its own.

序号 | 1 | 2, 目标任务 | 新建学校3所 | 改造道路20公里, 责任单位 | 县教育局 | 县交通局.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import count

from heze_graph.model.printed import ASIDE, PrintedLine
from heze_graph.records.reconstruction.lost_table import EXACT, LostTable
from heze_graph.records.tables.figures import subject_of
from heze_graph.records.tables.header_lines import is_header
from heze_graph.records.tables.headers import is_form_line, plain, sense_of
from heze_graph.reference.language import Language

#: So many columns: the headers and two items; one item beside its headers is a form.
_FEWEST_COLUMNS = 3
#: So many known headers tell such a table; two where both are exact.
_FEWEST_HEADERS, _FEWEST_EXACT = 3, 2
#: A header is no longer than this.
_LONGEST_HEADER = 12


def find_transposed(lines: Sequence[PrintedLine], language: Language) -> LostTable | None:
    """Return the lines with the tables that are laid across turned upright, None where none is.

    The rows of such a table stand on no line of their own: they are numbered behind the last line of the file.
    """
    free = count(max((line.line for line in lines), default=0) + 1)
    kept: list[PrintedLine] = []
    printed: dict[int, tuple[tuple[PrintedLine, str], ...]] = {}
    at = 0
    while at < len(lines):
        block = _block(lines, at, language)
        if not block:
            kept.append(lines[at])
            at += 1
            continue
        first = block[0]
        headers = tuple(_filled(line, 0).strip() for line in block)
        kept.append(replace(first, cells=headers, merged=()))
        printed[first.line] = ((first, headers[0]),)
        for cells in _items(block):
            kept.append(replace(first, line=next(free), cells=cells, merged=(), doubts=()))
            printed[kept[-1].line] = tuple(zip(block, headers, strict=True))
        at += len(block)
    return LostTable(tuple(kept), printed, headed=True) if printed else None


def _block(lines: Sequence[PrintedLine], at: int, language: Language) -> list[PrintedLine]:
    """Return the lines of a table laid across that begins at a line, none where none does."""
    first = lines[at]
    # Most lines begin with a number: what follows each of them is not looked at again.
    if len(first.cells) < _FEWEST_COLUMNS or sense_of(first.cells[0], language) is None:
        return []
    block: list[PrintedLine] = []
    for line in (lines[number] for number in range(at, len(lines))):
        alike = line.table == first.table and len(line.cells) == len(first.cells)
        if not alike or not 0 < len(plain(line.cells[0])) <= _LONGEST_HEADER:
            break
        if not any(_filled(line, column).strip() for column in range(1, len(line.cells))):
            break
        block.append(line)
    senses = [sense_of(line.cells[0], language) for line in block]
    while senses and senses[-1] is None:
        senses.pop()
    block = block[: len(senses)]
    known = [sense for sense in senses if sense and sense.exactness > 1]
    exact = sum(sense.exactness == EXACT for sense in known)
    roles = {sense.role for sense in known} - {*ASIDE}
    enough = len(known) >= _FEWEST_HEADERS or exact == len(senses) >= _FEWEST_EXACT
    told = enough and len(known) * 2 > len(senses)
    if not told or len(roles) < 2 or not roles & {"target", "detail"} or len({*_labels(block)}) < len(block):
        return []
    if any(is_form_line(line, language) and not line.merged for line in block):
        return []
    whole = (line.cells for line in lines[at:] if line.table == first.table)
    if any(is_header([cell for cell in cells if not subject_of(cell, language)], language) for cells in whole):
        # The form above an upright table: what it is called, who answers.
        return []
    others = [cell for line in block for cell in line.cells[1:] if cell.strip()]
    headers = sum(_is_header(cell, language) for cell in others)
    return [] if headers * len(block) >= len(others) else block


def _labels(block: Sequence[PrintedLine]) -> Iterator[str]:
    return (plain(line.cells[0]) for line in block)


def _is_header(text: str, language: Language) -> bool:
    sense = sense_of(text, language) if len(plain(text)) <= _LONGEST_HEADER else None
    return sense is not None and sense.exactness == EXACT


def _items(block: Sequence[PrintedLine]) -> Iterator[tuple[str, ...]]:
    """Yield the cells of each item; a cell merged over several stands in each of them."""
    for column in range(1, len(block[0].cells)):
        cells = tuple(_filled(line, column) for line in block)
        if any(cell.strip() for cell in cells):
            yield cells


def _filled(line: PrintedLine, column: int) -> str:
    """Return what a cell prints (columns from 0), or the merged cell that covers it."""
    return line.cells[column] if line.cells[column].strip() else dict(line.merged).get(column + 1, "")
