"""A table copied as plain text, one cell a line, whose header is lost: the rows, and which text is which cell.

Each row begins with its number, alone in its line; most have as many texts. What these are tells what a column is for:
one that holds nothing but units, persons or deadlines is theirs, any other is one of targets.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from heze_graph.model.printed import PrintedLine
from heze_graph.records.borders import borders_of
from heze_graph.records.reconstruction.cells_as_lines import rows_of
from heze_graph.records.reconstruction.columns import Columns
from heze_graph.records.reconstruction.headers import end_of_table
from heze_graph.records.reconstruction.lost_table import LostTable, LostText, texts_of, whole_names
from heze_graph.records.responsibility.behind_text import labelled
from heze_graph.records.responsibility.naming import Naming
from heze_graph.records.tables.fitting import Weighing
from heze_graph.reference.language import Language
from heze_graph.reference.register import Register

#: So many rows make a table where no header says that it is one; a row has so many cells, its number among them.
_FEWEST_ROWS, _FEWEST_CELLS = 3, 3
#: What texts of a column may tell that it is for; of its texts so many must.
_TOLD, _MOST = ("units", "deadline", "leader"), 0.75
#: What surely is a unit, a person or a deadline.
_SURELY = 1.0


def find_headerless_cells(lines: Sequence[PrintedLine], register: Register, language: Language) -> LostTable | None:
    """Return the table that lines of one cell each make below no header, None where its columns do not tell it."""
    naming, is_label = Naming(register, language), borders_of(language).is_label
    texts = [text for text in whole_names(list(texts_of(lines, None)), naming) if text.text]
    segments = _segments(texts, language)
    sizes = Counter(map(len, segments))
    width, count = max(sizes.items(), key=lambda size: (size[1], size[0]), default=(0, 0))
    if len(segments) < _FEWEST_ROWS or width < _FEWEST_CELLS or count * 2 <= len(segments):
        return None
    whole = [[text.text for text in segment] for segment in segments if len(segment) == width]
    if any(labelled(text, naming) or is_label(text) for row in whole for text in row):
        # 责任单位：某局, or 责任单位 alone in its line, stands below an item of a list.
        return None
    columns = _columns(whole, Weighing(register, language), naming)
    if not {"target", "units"} <= {*columns.roles}:
        return None
    rows = list(rows_of(segments, columns))
    used = {line.line for _, printed in rows for line, _ in printed}
    put = {row.line: row for row, _ in rows}
    kept = [put.get(line.line, line) for line in lines if line.line in put or line.line not in used]
    return LostTable(tuple(kept), {row.line: printed for row, printed in rows})


def _segments(texts: Sequence[LostText], language: Language) -> list[list[LostText]]:
    """Return the texts of each row: from its number, one more than that of the row above, to the next one."""
    first = next((at for at, text in enumerate(texts) if text.text == "1"), len(texts))
    body = texts[first:]
    segments: list[list[LostText]] = []
    for text in body[: end_of_table(body, language)]:
        # A row has a text behind its number: a figure of its own may be the next number.
        begins = text.text == str(len(segments) + 1) and (not segments or len(segments[-1]) >= _FEWEST_CELLS)
        if begins:
            segments.append([])
        segments[-1].append(text)
    return segments


def _columns(rows: Sequence[Sequence[str]], weigh: Weighing, naming: Naming) -> Columns:
    """Return the columns of rows, each for what nearly all its texts tell."""
    width = len(rows[0])
    blank = Columns(("",) * width, ("number",) + ("target",) * (width - 1), weigh, naming)
    roles = ["number"]
    for column in range(1, width):
        cells = [row[column] for row in rows]
        told = (
            role for role in _TOLD if sum(blank.told(role, cell) >= _SURELY for cell in cells) >= _MOST * len(cells)
        )
        roles.append(next(told, "target"))
    return Columns(blank.headers, tuple(roles), weigh, naming)
