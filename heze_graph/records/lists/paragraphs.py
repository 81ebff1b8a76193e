"""Printed lines become paragraphs: what a page broke put together, what a copy joined parted, marks of editors gone."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass
from itertools import pairwise

from heze_graph.model.printed import PrintedLine
from heze_graph.records.clauses import brackets, is_open
from heze_graph.records.numbering import BULLETS, LONGEST_MARK, RANK, Mark, mark_of
from heze_graph.records.signatures import DAY_LINE, may_sign

#: So much of the usual width a line must fill before the next may go on with it.
_FULL = 0.8
#: Lines of text are as wide as a page, paragraphs in an editor are wider.
_NARROWEST_PAGE, _WIDEST_PAGE, _RAGGED = 20, 60, 2
#: So many of the widest lines tell where a page ends that has few.
_FEWEST_WIDE = 3
#: A bracket is closed within so many lines.
_LINES_OF_BRACKET = 8
_SENTENCE_END = re.compile(r"[。；;]")
_MARKS_BEHIND = re.compile(r"[ 。.；;\u3000]*")
#: A paragraph of more characters may be several, if so many marks stand in it.
_LONG_TEXT, _FEWEST_BREAKS = 100, 2
_BLANKS = re.compile(r"(?P<before>\S)\s+(?=\S)")
_STOP_BEFORE = re.compile(r"[。.；;：:）)\]]\s+|\S\s{2,}")
#: A heading has no more characters, and none of these.
_LONGEST_HEADING, _IN_SENTENCE = 40, re.compile("[。；;，,]")
#: Marks of Markdown around bold words.
_BOLD = re.compile(r"(?:\*\*|__)(\S(?:.*?\S)??)(?:\*\*|__)")
#: 某**公司 in a text that has no other marks of Markdown: signs that stand for what is not to be read.
_MASKED = re.compile(r"(?<=[\u4e00-\u9fff])(?:\*\*|__)")
#: ****小学: bold words of Markdown are never without a word, so that all such signs stand for what is not to be read.
_MASK = re.compile(r"[\u4e00-\u9fff]\*{4}|\*{4}[\u4e00-\u9fff]")
_MARKDOWN = re.compile(r"\s*(?:#{1,6}\s|(?:[-+>]\s+)?(?:\*\*|__)\S|\|.*\|\s*$|\* )")
#: 责任单位丨县教育局: a bar that stands for a colon, the sign of a stroke or a narrow line.
_BAR = re.compile(r"(?<=[\u4e00-\u9fff])\s*[丨︱]\s*(?=\S)")
#: 1\\. where Markdown should make no list.
_ESCAPED = re.compile(r"\\(?=[.*_()#+-])")
_BULLET = re.compile(rf"\s*(?:[-*+]\s|[{BULLETS}]).*[：:]")
_ENDS = re.compile(r"[。；;：:！？!?）)〕】》”]\s*$")
#: A label with its colon begins a paragraph, however full the line above is.
_LABEL = re.compile(r"\s*[\u4e00-\u9fff]{2,8}[：:]")
#: - 3 -, 1 / 6, 第3页 共6页: the number of a page, printed between its lines.
_PAGE_NUMBER = re.compile(r"\s*(?:[-—－–]\s*\d{1,3}\s*[-—－–]|\d{1,3}\s*[/／]\s*\d{1,3}|第\s*\d{1,3}\s*页.{0,8})\s*")
_NOTHING = " \t\u3000\u00a0\u200b\ufeff*_#>-—=|"


@dataclass(frozen=True, slots=True)
class TextPiece:
    """A paragraph, or one line of several that a printed one holds: the printed lines that it stands on, its text.

    `heads` is the style (of `numbering.UNNUMBERED`) of one that heads a section, or is an item, without a number; `who`
    who answers for it where it names units before a colon; `apart` says that it belongs to no item.
    """

    lines: tuple[PrintedLine, ...]
    text: str
    heads: str = ""
    who: str = ""
    apart: bool = False


def paragraphs(
    lines: Sequence[PrintedLine], answers: Callable[[str], bool], apart: Set[int] = frozenset()
) -> list[TextPiece]:
    """Return the paragraphs of lines; blank ones, and rules drawn with signs, are none.

    `apart` are the numbers of lines with which no paragraph goes on, such as those of signatures.

    `answers` tells what in brackets says who answers: a number behind such brackets begins a paragraph of its own.
    """
    texts = [(line, text) for line in lines for text in re.split(r"[\n\r\v\f]+", "\t".join(line.cells))]
    masked = any(_MASK.search(text) for _, text in texts)
    marked_up = any(_MARKDOWN.match(text) for _, text in texts)
    pieces = [
        TextPiece((line,), _BAR.sub("：", text if masked else _without_marks(text, marked_up=marked_up)))
        for line, text in texts
        if text.strip(_NOTHING) and not _PAGE_NUMBER.fullmatch(text)
    ]
    return [part for piece in _joined(pieces, _page_width(pieces), apart) for part in _parted(piece, answers)]


def _without_marks(text: str, *, marked_up: bool) -> str:
    """Return a text without the marks of Markdown; only where a document has these, ** inside a word is one."""
    if not marked_up and _MASKED.search(text):
        return text
    return _BOLD.sub(r"\1", _ESCAPED.sub("", text))


def _page_width(pieces: Sequence[TextPiece]) -> int:
    """Return the width of the page where its end breaks the lines, 0 where paragraphs stand whole."""
    widths = sorted(len(piece.text.strip()) for piece in pieces)
    width = widths[len(widths) * 9 // 10] if widths else 0
    full = [piece.text for piece in pieces if len(piece.text.strip()) >= _FULL * width]
    broken = [text for text in full if not _ENDS.search(text)]
    # What breaks at the end of a page is as wide as it, but for a sign or two.
    even = sum(len(text.strip()) >= width - _RAGGED for text in full)
    breaks = len(broken) * 2 > len(full) > len(pieces) / 5 and even * 5 > len(full) * 3
    if _NARROWEST_PAGE < width <= _WIDEST_PAGE and breaks:
        return width
    return _width_of_few(pieces, widths[-1] if widths else 0)


def _width_of_few(pieces: Sequence[TextPiece], widest: int) -> int:
    """Return the width of a page most of whose paragraphs are short: its widest lines break sentences.

    Each of these stands above a line without a number or a label, and most such lines end the sentence.
    """
    wide = [
        (piece.text, following.text)
        for piece, following in pairwise(pieces)
        if len(piece.text.strip()) >= widest - _RAGGED and not _ENDS.search(piece.text)
    ]
    goes_on = all(mark_of(below) is None and not _LABEL.match(below) for _, below in wide)
    ended = sum(bool(_SENTENCE_END.search(below)) for _, below in wide)
    few = _NARROWEST_PAGE < widest <= _WIDEST_PAGE and len(wide) >= _FEWEST_WIDE
    return widest if few and goes_on and ended * 2 > len(wide) else 0


def _joined(pieces: Sequence[TextPiece], width: int, apart: Set[int]) -> Iterator[TextPiece]:
    """Yield the pieces, joined where a bracket is open or a line as wide as the page breaks a sentence."""
    before: TextPiece | None = None
    opened = value = 0
    days = {at for at, piece in enumerate(pieces) if DAY_LINE.fullmatch(piece.text)}
    signing = [at + 1 in days and may_sign(piece.text) for at, piece in enumerate(pieces)]
    for piece, signs in zip(pieces, signing, strict=True):
        mark = mark_of(piece.text, value)
        value = mark.value if mark and mark.style == "arabic" else value
        if before is None:
            before = piece
            continue
        opened = opened + 1 if is_open(before.text) else 0
        last = before.text[before.text.rfind("\0") + 1 :]
        wide = bool(width) and len(last.strip()) >= _FULL * width and not re.search(r"[。；;！？]\s*$", last)
        goes_on = wide and not (_LABEL.match(piece.text) or _BULLET.match(piece.text))
        alone = (signs and not is_open(before.text)) or any(line.line in apart for line in piece.lines)
        if (0 < opened <= _LINES_OF_BRACKET or goes_on) and mark is None and not alone:
            before = TextPiece((*before.lines, *piece.lines), before.text + "\0" + piece.text.strip())
        else:
            yield _whole(before)
            before, opened = piece, 0
    if before:
        yield _whole(before)


def _whole(piece: TextPiece) -> TextPiece:
    return TextPiece(tuple(dict.fromkeys(piece.lines)), piece.text.replace("\0", ""))


def _lost_breaks(text: str) -> list[int]:
    """Return where the paragraphs of a text begin that lost its line breaks: at marks behind blanks that count on.

    What stands before them ends a sentence, or is the heading above: 一、主要目标 1、….
    """
    found = [0]
    before: dict[str, int] = {}
    for blank in _BLANKS.finditer(text) if len(text) > _LONG_TEXT else ():
        mark = mark_of(text[blank.end() : blank.end() + LONGEST_MARK])
        if (
            mark
            and mark.style in ("han", "han-bracket", "arabic", "arabic-bracket")
            and mark.value in (1, before.get(mark.style, mark.value - 1) + 1)
            and (_STOP_BEFORE.fullmatch(blank[0]) or _heads(text, found[-1], blank.end("before"), mark))
        ):
            found.append(blank.end())
            before[mark.style] = mark.value
    return found[1:] if len(found) > _FEWEST_BREAKS else []


def _heads(text: str, begin: int, end: int, mark: Mark) -> bool:
    """Return whether a part of a text is a numbered heading, above what has another mark."""
    above = mark_of(text[begin:end]) if end - begin <= _LONGEST_HEADING else None
    return above is not None and RANK[above.style] < RANK[mark.style] and not _IN_SENTENCE.search(text, begin, end)


def _parted(piece: TextPiece, answers: Callable[[str], bool]) -> Iterator[TextPiece]:
    """Yield the paragraphs of one that holds several items: “1.…（责任单位：…）2.…（责任单位：…）”."""
    breaks = _lost_breaks(piece.text)
    if breaks:
        for start, end in zip([0, *breaks], [*breaks, len(piece.text)], strict=True):
            yield from _parted(TextPiece(piece.lines, piece.text[start:end]), answers)
        return
    start = 0
    for at in _starts(piece.text, answers):
        yield TextPiece(piece.lines, piece.text[start:at])
        start = at
    yield TextPiece(piece.lines, piece.text[start:])


def _starts(text: str, answers: Callable[[str], bool]) -> list[int]:
    """Return where the items of a text begin behind the first: at numbers behind what says who answers."""
    sentences = [0, *(mark.end() for mark in _SENTENCE_END.finditer(text))]
    said = [(text[begin + 1 : end - 1], end) for begin, end in brackets(text)]
    said += [(text[begin:end].strip(" 。；;"), end) for begin, end in pairwise(sentences)]
    starts = [(found.end(), words) for words, end in said if (found := _MARKS_BEHIND.match(text, end))]
    # Few numbers stand behind sentences: what says who answers is looked for in front of them only.
    marks = {
        at: mark
        for at, words in sorted(starts)
        if at < len(text) and (mark := mark_of(text[at : at + LONGEST_MARK])) and answers(words)
    }
    if not marks:
        return []
    # What stands above the first item may have lost its line break, too.
    begin = min(marks)
    first = marks[begin]
    above = ((at, mark_of(text[at : at + LONGEST_MARK])) for at in sentences if 0 < at < begin)
    before = [at for at, mark in above if mark and (mark.style, mark.value + 1) == (first.style, first.value)]
    # 二、促进消费。3.…: a heading stands above its first item.
    below = [(at, end) for at in marks for place in [bisect(sentences, at)] for end in sentences[place : place + 1]]
    headed = [
        end
        for at, end in below
        if (mark := mark_of(text[end : end + LONGEST_MARK])) and _heads(text, at, end - 1, mark)
    ]
    return sorted({*before[-1:], *marks, *headed})
