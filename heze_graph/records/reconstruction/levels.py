"""Indicators by level, 一级指标 before 二级指标, copied as plain text: cells between blanks, or one a line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise, takewhile

from heze_graph.errors import TableError
from heze_graph.model.printed import PrintedLine
from heze_graph.records.borders import borders_of
from heze_graph.records.reconstruction.lost_table import LostTable
from heze_graph.records.tables.headers import LEVEL, is_number_header, plain
from heze_graph.reference.language import Language


def find_levels(lines: Sequence[PrintedLine], language: Language) -> LostTable | None:
    """Return lines with the cells that blanks part below 一级指标 二级指标 三级指标; None without such a header.

    Nothing but a number stands before the levels: no sentence that names them is a header.
    """
    parted = [line.cells[0].split() if len(line.cells) == 1 else [] for line in lines]
    begins = (parts[1:3] if parts and is_number_header(parts[0], language) else parts[:2] for parts in parted)
    named = (at for at, parts in enumerate(begins) if len(parts) > 1 and all(map(LEVEL.match, parts)))
    at = next(named, len(lines))
    if at == len(lines):
        return None
    rows = [
        (line, replace(line, cells=tuple(parts)) if 1 < len(parts) <= len(parted[at]) else line)
        for line, parts in zip(lines[at:], parted[at:], strict=True)
    ]
    printed = {line.line: ((line, ""),) for line, row in rows if row is not line}
    return LostTable((*lines[:at], *(row for _, row in rows)), printed)


def find_levels_as_lines(name: str, lines: Sequence[PrintedLine], language: Language) -> LostTable | None:
    """Return lines of one cell each, 一级指标 above 二级指标, as rows; None where no such headers stand among them.

    What ends as these do is a level, 数量指标; behind those that a row prints itself stands a text for each other
    column. Raises TableError where a row has more texts or fewer.
    """
    texts = ["".join(line.cells).strip() for line in lines]
    above = enumerate(pairwise(texts))
    at = next((at for at, pair in above if LEVEL.match(plain(pair[0])) and LEVEL.match(pair[1][:4])), len(texts))
    if at == len(texts) or any(len(line.cells) > 1 for line in lines[at:]):
        return None
    noun = plain(texts[at])[2:]
    # 产出指标 may be a header elsewhere; here it is a level.
    of_rows = (text.endswith(noun) and not LEVEL.match(plain(text)) for text in texts[at:])
    headers = [text for text, _ in takewhile(lambda pair: not pair[1], zip(texts[at:], of_rows, strict=True))]
    begins, end = [at], at + len(headers)
    levels = min(sum(bool(LEVEL.match(plain(header))) for header in headers), len(headers) - 1)
    # The first row prints all levels that end so; the last level may be what is counted, 巡查次数.
    upper = sum(1 for _ in takewhile(lambda text: text.endswith(noun), texts[end : end + levels]))
    while end < len(texts) and not borders_of(language).is_end(texts[end], "".join(texts[end + 1 : end + 2])):
        begins.append(end)
        own = sum(1 for _ in takewhile(lambda text: text.endswith(noun), texts[end : end + upper]))
        end += own + len(headers) - upper
        if end > len(texts) or any(text.endswith(noun) for text in texts[begins[-1] + own : end]):
            details = {"rows": len(begins) - 1, "short": 1, "first": str(lines[begins[-1]].line)}
            raise TableError.problem("records.short-rows", where=name, **details)
    rows = {lines[first].line: lines[first:last] for first, last in pairwise([*begins, end])}
    whole = (replace(row[0], cells=tuple("".join(line.cells).strip() for line in row)) for row in rows.values())
    printed = {first: tuple((line, "") for line in row) for first, row in rows.items()}
    return LostTable((*lines[:at], *whole, *lines[end:]), printed)
