"""What the cells of a line say: merged cells and ditto marks, ticks, texts that a narrow column breaks."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import groupby, pairwise, takewhile

from heze_graph.model.printed import PrintedLine
from heze_graph.records.tables.headers import plain
from heze_graph.reference.csv_table import WordsByRole
from heze_graph.reference.language import Language
from heze_graph.reference.measures import KEPT_TEXTS

#: Blanks without width, marks of writing direction, selectors of a glyph's variant: they come along in copied text.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff\U000e0000-\U000e0fff]")


@dataclass(frozen=True, slots=True)
class TableLine:
    """A printed line with what its cells mean.

    `own` are the columns (from 1) whose text is printed in this line, ditto marks included; `above` those whose text a
    cell merged downwards gives. `across` are those that a cell of this line covers from the left.
    """

    printed: PrintedLine
    texts: tuple[str, ...]
    own: frozenset[int]
    above: frozenset[int]
    across: frozenset[int]

    def text(self, column: int | None) -> str:
        """Return the text of a column (from 1) without what nobody sees, "" where there is none."""
        return seen(self.texts[column - 1]) if column and column <= len(self.texts) else ""

    @property
    def filled(self) -> tuple[str, ...]:
        """The texts that this line prints."""
        return tuple(self.text(column) for column in sorted(self.own))


@lru_cache(maxsize=KEPT_TEXTS)
def seen(text: str) -> str:
    """Return a text without what nobody sees."""
    return _INVISIBLE.sub("", text).strip()


def inherit(line: PrintedLine, before: TableLine | None, words: WordsByRole) -> TableLine:
    """Return a line with what merged cells and ditto marks give it; an empty cell that no other covers stays empty."""
    merged = dict(line.merged)
    texts = list(line.cells)
    own, above, across = set(), set(), set()
    for column, printed in enumerate(line.cells, start=1):
        if printed.strip():
            own.add(column)
            if printed.strip() in words["ditto"] and before is not None:
                texts[column - 1] = before.text(column)
        elif column in merged and merged[column].strip():
            if _from_left(column, line, merged):
                across.add(column)
            else:
                above.add(column)
                texts[column - 1] = merged[column]
    return TableLine(line, tuple(texts), frozenset(own), frozenset(above), frozenset(across))


def _from_left(column: int, line: PrintedLine, merged: dict[int, str]) -> bool:
    """Return whether the cell that covers a column is one of this line, printed to the left of it."""
    text = merged[column]
    left = column - 1
    while left and merged.get(left) == text and not line.cells[left - 1].strip():
        left -= 1
    return left > 0 and line.cells[left - 1].strip() == text.strip()


def over_pages(lines: Sequence[TableLine], is_row: Callable[[TableLine], bool]) -> dict[int, dict[int, str]]:
    """Return, by the place of a line and by column, what cells give that the end of a page cuts in two.

    A column has merged cells, prints a text in each row of its own, and is empty only at the end of a page or at the
    beginning of the next one: the text stands on the other side. `is_row` tells rows from headings and rests of rows.
    """
    rows = [at for at, line in enumerate(lines) if line.printed.page and is_row(line)]
    pages = [list(group) for _, group in groupby(rows, key=lambda at: lines[at].printed.page)]
    found: dict[int, dict[int, str]] = {}
    for column in sorted({column for at in rows for column in lines[at].above}) if len(pages) > 1 else ():
        for at, text in _cut_cells([[(at, lines[at]) for at in page] for page in pages], column).items():
            found.setdefault(at, {})[column] = text
    return found


def _cut_cells(pages: Sequence[Sequence[tuple[int, TableLine]]], column: int) -> dict[int, str]:
    """Return the texts of the empty cells of a column by place; none where one stands within a page."""
    found: dict[int, str] = {}
    empty = {at for page in pages for at, line in page if not line.text(column)}
    for before, page in pairwise([(), *pages]):
        top = [at for at, _ in takewhile(lambda row: row[0] in empty, page)]
        bottom = [at for at, _ in takewhile(lambda row: row[0] in empty, reversed(before))]
        above, below = (before[-1][1].text(column), page[0][1].text(column)) if before else ("", "")
        found.update(dict.fromkeys(top, above) if above else {})
        found.update(dict.fromkeys(bottom, below) if below else {})
    return found if empty <= found.keys() else {}


def given(line: TableLine, texts: Mapping[int, str]) -> TableLine:
    """Return a line with the texts that merged cells give some of its columns."""
    cells = list(line.texts)
    for column, text in texts.items():
        cells.extend([""] * (column - len(cells)))
        cells[column - 1] = text
    return replace(line, texts=tuple(cells), above=line.above | texts.keys())


#: A table stands on paper in no more parts side by side than this.
_MOST_PARTS = 4


def one_below_the_other(headers: Sequence[str], lines: Sequence[TableLine]) -> list[TableLine]:
    """Return the lines of a table that stands in parts side by side, those of the second part below those of the first.

    序号 | 县区 | 任务数 | 序号 | 县区 | 任务数: the headers say the same again, and each cell moves below its own. An
    empty column may stand between the parts.
    """
    plains = [plain(header) for header in headers]
    for gap in (0, 1):
        whole = plains + [""] * gap
        sizes = (len(whole) // parts for parts in range(_MOST_PARTS, 1, -1) if len(whole) % parts == 0)
        size = next((n for n in sizes if n > 1 and whole == whole[:n] * (len(whole) // n)), 0)
        own = whole[: size - gap]
        if size and len(own) > 1 and all(own) and len(set(own)) == len(own):
            parts = (_moved(line, begin, len(own)) for begin in range(0, len(whole), size) for line in lines)
            return [line for line in parts if line.own]
    return list(lines)


def _moved(line: TableLine, begin: int, size: int) -> TableLine:
    """Return what a line prints in `size` columns behind `begin`, as if these were its first."""
    own, above, across = (
        frozenset(column - begin for column in columns if begin < column <= begin + size)
        for columns in (line.own, line.above, line.across)
    )
    return TableLine(line.printed, line.texts[begin : begin + size], own, above, across)


#: What may stand between two words to tick: 是☑ / 否□.
_BETWEEN = re.compile(r"[\s/／、，,;；|]+")


def tick_columns(headers: Sequence[str], lines: Sequence[TableLine], language: Language) -> dict[int, str]:
    """Return the columns (from 1) that are there to be ticked, each with the claim that stands above it.

    There are two or more of them, each headed by a claim (已完成, 滞后), and nothing but marks stands below.
    """
    claims = {column: _claim_above(header, language) for column, header in enumerate(headers, start=1)}
    columns = {column: claim for column, claim in claims.items() if claim}
    rows = [line for line in lines if not line.own or line.text(min(line.own)) not in language.row_words["total"]]
    printed = {column: [line.text(column) for line in rows if line.text(column)] for column in columns}
    marks = {*language.row_words["tick"], *language.row_words["empty-box"], *language.row_words["nothing"]}
    only_marks = all(text in marks or text == columns[column] for column in columns for text in printed[column])
    return columns if len(columns) > 1 and only_marks and any(printed.values()) else {}


def read_ticks(line: TableLine, columns: dict[int, str], language: Language) -> TableLine:
    """Return a line that says in words, in the first of the columns, what it ticks; a cell of boxes says its word."""
    texts = [_ticked_word(text, language) for text in line.texts]
    if not columns:
        return replace(line, texts=tuple(texts)) if texts != list(line.texts) else line
    empty = {*language.row_words["empty-box"], *language.row_words["nothing"]}
    filled = [column for column in columns if line.text(column)]
    ticked = [column for column in filled if line.text(column) not in empty]
    chosen = ticked or [column for column in filled if line.text(column) not in language.row_words["nothing"]]
    first = min(columns)
    texts.extend([""] * (first - len(texts)))
    texts[first - 1] = columns[chosen[0]] if len(chosen) == 1 else ""
    own = (line.own - columns.keys()) | ({first} if texts[first - 1] else set())
    return replace(line, texts=tuple(texts), own=own)


def _claim_above(header: str, language: Language) -> str:
    """Return the claim that a header, or the lower line of one in two lines, is; "" where it is none."""
    last = plain(header.rsplit(maxsplit=1)[-1]) if header.split() else ""
    return next((text for text in (plain(header), last) if text in language.claims), "")


def _ticked_word(text: str, language: Language) -> str:
    """Return the word that is ticked in a cell of nothing but claims with a box each, any other text as it is.

    >>> from heze_graph.reference.language import load_language
    >>> from heze_graph.resources import REFERENCE
    >>> texts = "☑正常推进 □滞后", "是□ 否☑", "☑已建成3处", "☑正常推进 □另行研究"
    >>> [_ticked_word(text, load_language(REFERENCE)) for text in texts]
    ['正常推进', '否', '☑已建成3处', '☑正常推进 □另行研究']
    """
    ticks, boxes = language.row_words["tick"], language.row_words["empty-box"]
    marks = _marks(ticks, boxes)
    if not marks.search(text):
        return text
    parts = [part for part in marks.split(_BETWEEN.sub("", text)) if part]
    if len(parts) < 4 or len(parts) % 2:
        return text
    signs_first = bool(marks.fullmatch(parts[0]))
    pairs = [(a, b) if signs_first else (b, a) for a, b in zip(parts[::2], parts[1::2], strict=True)]
    if any(not marks.fullmatch(sign) or word not in language.claims for sign, word in pairs):
        return text
    chosen = [word for sign, word in pairs if sign in ticks]
    return chosen[0] if len(chosen) == 1 else text


@cache
def _marks(ticks: tuple[str, ...], boxes: tuple[str, ...]) -> re.Pattern[str]:
    """Return the expression of the signs among the words for ticks and boxes."""
    signs = [sign for sign in (*ticks, *boxes) if not re.match(r"\w", sign)]
    return re.compile(f"({'|'.join(map(re.escape, signs))})")


#: Behind one of these marks a new sentence begins; a text that ends otherwise was cut in the middle.
_END = re.compile(r"[。；;！？.]\s*$")
#: Behind one of these a text surely goes on.
_OPEN = re.compile(r"[，、,：:]\s*$")
#: A line break between these is one that a narrow column made.
_WRAP = re.compile(r"(?:(?<=[\w，、“《（(％%\-])|(?<=\d[.,]))[ \t]*\n[ \t]*(?=[\w，、。；“”《》（）()％%\-])")
#: Nothing but whole numbers, one a line: a number on the next line is one more. 1,23 and 5. are no whole numbers.
_NUMBERS = re.compile(r"(?:(?:^|\n)[ \t]*(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?[ \t]*)+")
_NUMBERED = re.compile(r"\s*(?:[(（]?(?:\d{1,2}|[一二三四五六七八九十]{1,3})[)）.．、]|[①-⑳]|[一二三四五六七八九十]是)")


def unwrapped(text: str) -> str:
    r"""Return a text without the line breaks that a narrow column made inside its sentences.

    A break behind the end of a sentence, between two numbers, and one before a number or a mark such as 一是, stays.

    >>> unwrapped("农村居民人均可支配\n收入增长8.5%"), unwrapped("建设高标准农田3万亩；\n2.创建示范村10个")
    ('农村居民人均可支配收入增长8.5%', '建设高标准农田3万亩；\n2.创建示范村10个')
    >>> unwrapped("350\n68"), unwrapped("1,23\n4"), unwrapped("5.\n2")
    ('350\n68', '1,234', '5.2')
    """
    numbers = _NUMBERS.match(text)
    return _WRAP.sub(lambda found: found[0] if _stays(found, numbers.end() if numbers else -1) else "", text)


def _stays(wrap: re.Match[str], end: int) -> bool:
    """Whether a line break parts the lines of a list, or two numbers; nothing but numbers stands up to `end`."""
    two = wrap.start() <= end and wrap.string[wrap.end()].isdigit()
    return two or _NUMBERED.match(wrap.string, wrap.end()) is not None


def joined(before: str, after: str) -> str:
    r"""Return two texts as one: on a line of its own where a sentence begins, else without a seam.

    >>> joined("完成河道清淤40公里，", "整治黑臭水体5处"), joined("改造厕所。", "新建中转站。")
    ('完成河道清淤40公里，整治黑臭水体5处', '改造厕所。\n新建中转站。')
    """
    if not before or not after:
        return before or after
    return f"{before}\n{after}" if _END.search(before) or _NUMBERED.match(after) else before + after


def below(heading: str, text: str) -> str:
    r"""Return a text with what stands above it as a line of its own, where it does not say that itself.

    >>> below("健全救助制度", "发放救助金"), below("新建学校", "新建学校3所")
    ('健全救助制度\n发放救助金', '新建学校3所')
    """
    return text if not heading or text.startswith(heading) else "\n".join(filter(None, (heading, text)))


def goes_on(text: str) -> bool:
    """Return whether a text is cut behind a comma, so that what follows belongs to it."""
    return bool(_OPEN.search(text))


def one_line(text: str) -> str:
    """Return a short text without the line breaks of its narrow column."""
    return re.sub(r"\s*\n\s*", "", text)
