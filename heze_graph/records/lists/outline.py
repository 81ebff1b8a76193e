"""Printed lines become paragraphs, and numbered paragraphs an outline of lists."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass, field, replace
from itertools import pairwise

from heze_graph.model.printed import PrintedLine
from heze_graph.records.labels import labels_of
from heze_graph.records.lists.titles import LONGEST_TITLE, bare_title
from heze_graph.records.naming import level_of
from heze_graph.records.numbering import RANK, Mark, mark_of, start_of
from heze_graph.records.signatures import DAY_LINE, may_sign
from heze_graph.reference.language import Language

#: So much of the usual width a line must fill before the next may go on with it.
_FULL = 0.8
#: Lines of text are as wide as a page, paragraphs in an editor are wider.
_NARROWEST_PAGE, _WIDEST_PAGE, _RAGGED = 20, 60, 2
#: A bracket is closed within so many lines.
_LINES_OF_BRACKET = 8
_SENTENCE_END = re.compile(r"[。；;]")
#: A paragraph of more characters may be several.
_LONG_TEXT = 100
#: Marks of Markdown around bold words.
_BOLD = re.compile(r"(?:\*\*|__)(\S(?:.*?\S)??)(?:\*\*|__)")
#: 责任单位丨县教育局: a bar that stands for a colon, the sign of a stroke or a narrow line.
_BAR = re.compile(r"(?<=[\u4e00-\u9fff])\s*[丨︱]\s*(?=\S)")
#: 1\\. where Markdown should make no list.
_ESCAPED = re.compile(r"\\(?=[.*_()#+-])")
_BULLET = re.compile(r"\s*(?:[-*+]\s|[●•■▪◆★▲►▶→➤➢➜]).*[：:]")
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
    pieces = [
        TextPiece((line,), _BAR.sub("：", _BOLD.sub(r"\1", _ESCAPED.sub("", text))))
        for line in lines
        for text in re.split(r"[\n\r\v\f]+", "\t".join(line.cells))
        if text.strip(_NOTHING) and not _PAGE_NUMBER.fullmatch(text)
    ]
    return [part for piece in _joined(pieces, _page_width(pieces), apart) for part in _parted(piece, answers)]


def _page_width(pieces: Sequence[TextPiece]) -> int:
    """Return the width of the page where its end breaks the lines, 0 where paragraphs stand whole."""
    widths = sorted(len(piece.text.strip()) for piece in pieces)
    width = widths[len(widths) * 9 // 10] if widths else 0
    full = [piece.text for piece in pieces if len(piece.text.strip()) >= _FULL * width]
    broken = [text for text in full if not _ENDS.search(text)]
    # What breaks at the end of a page is as wide as it, but for a sign or two.
    even = sum(len(text.strip()) >= width - _RAGGED for text in full)
    breaks = len(broken) * 2 > len(full) > len(pieces) / 5 and even * 5 > len(full) * 3
    return width if _NARROWEST_PAGE < width <= _WIDEST_PAGE and breaks else 0


def _joined(pieces: Sequence[TextPiece], width: int, apart: Set[int]) -> Iterator[TextPiece]:
    """Yield the pieces, joined where a bracket is open or a line as wide as the page breaks a sentence."""
    before: TextPiece | None = None
    opened = value = 0
    for piece in pieces:
        mark = mark_of(piece.text, value)
        value = mark.value if mark and mark.style == "arabic" else value
        if before is None:
            before = piece
            continue
        opened = opened + 1 if is_open(before.text) else 0
        last = before.text[before.text.rfind("\0") + 1 :]
        wide = bool(width) and len(last.strip()) >= _FULL * width and not re.search(r"[。；;！？]\s*$", last)
        goes_on = wide and not (_LABEL.match(piece.text) or _BULLET.match(piece.text))
        alone = any(line.line in apart for line in piece.lines)
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
    """Return where the paragraphs of a text begin that lost its line breaks: at marks behind blanks that count on."""
    found: list[int] = []
    before: dict[str, int] = {}
    for blank in re.finditer(r"(?<=[。.；;：:）)\]\s])\s+(?=\S)", text) if len(text) > _LONG_TEXT else ():
        mark = mark_of(text[blank.end() :])
        if (
            mark
            and mark.style in ("han", "han-bracket", "arabic", "arabic-bracket")
            and mark.value in (1, before.get(mark.style, mark.value - 1) + 1)
        ):
            found.append(blank.end())
            before[mark.style] = mark.value
    return found if len(found) > 1 else []


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
    found = [end for begin, end in brackets(text) if begin and answers(text[begin + 1 : end - 1])]
    sentences = [0, *(mark.end() for mark in _SENTENCE_END.finditer(text))]
    found += [end for begin, end in pairwise(sentences) if answers(text[begin:end].strip(" 。；;"))]
    starts = sorted({end + len(text[end:]) - len(text[end:].lstrip(" 。.；;\u3000")) for end in found})
    marks = {at: mark for at in starts if at < len(text) and (mark := mark_of(text[at:]))}
    if not marks:
        return []
    # What stands above the first item may have lost its line break, too.
    first = marks[min(marks)]
    above = ((at, mark_of(text[at:])) for at in sentences if 0 < at < min(marks))
    before = [at for at, mark in above if mark and (mark.style, mark.value + 1) == (first.style, first.value)]
    return [*before[-1:], *marks]


@dataclass(slots=True)
class OutlineNode:
    """A numbered paragraph: its mark, also as printed, its text and the paragraphs that follow it, the nodes inside."""

    mark: Mark
    pieces: list[TextPiece]
    printed: str = ""
    children: list[OutlineNode] = field(default_factory=list)

    @property
    def heading(self) -> str:
        """The text of its first line, without the mark."""
        return self.pieces[0].text

    def walk(self) -> Iterator[OutlineNode]:
        """Yield this node and all inside it, in printed order."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(slots=True)
class Listing:
    """A list of its own: the paragraphs right above it, its nodes, and the paragraphs that end it."""

    heads: list[TextPiece] = field(default_factory=list)
    nodes: list[OutlineNode] = field(default_factory=list)
    tail: list[TextPiece] = field(default_factory=list)

    @property
    def pieces(self) -> Iterator[TextPiece]:
        """All its paragraphs, in printed order but for the last."""
        yield from self.heads
        for node in self.nodes:
            for inner in node.walk():
                yield from inner.pieces
        yield from self.tail


@dataclass(frozen=True, slots=True)
class Borders:
    """What parts lists: whether a paragraph is the title of another one, ends the one before it, or names an annex.

    `is_end` is given the paragraph behind, too. `is_label` tells words such as 主办单位, which end a list where they
    stand once, and answer for items where they stand again. `is_signer` tells a line that begins with a place, as the
    first line of a signature does.
    """

    is_title: Callable[[str], bool]
    is_end: Callable[[str, str], bool]
    is_annex: Callable[[str], bool]
    is_label: Callable[[str], bool]
    is_signer: Callable[[str], bool]


def outline(pieces: Sequence[TextPiece], borders: Borders, signed: Set[int] = frozenset()) -> list[Listing]:
    """Return the lists of a document, the first of which begins with the paragraphs above any mark.

    `signed` are the numbers of the lines of signatures, which end a list.
    """
    lists = [Listing()]
    stack: list[OutlineNode] = []
    ended = False
    last = 0
    words = Counter(_word(piece.text) for piece in pieces)
    labels = {word for word, count in words.items() if count > 1 and borders.is_label(word)}
    for at, piece in enumerate(pieces):
        here = lists[-1]
        before = next((node.mark.value for node in stack if node.mark.style == "arabic"), 0)
        # 3 新建…: a bare number goes on from the last one, across headings, too.
        mark = mark_of(piece.text, before) or mark_of(piece.text, last)
        if piece.heads:
            mark = Mark(piece.heads, "", 1, 0)
        last = mark.value if mark and mark.style == "arabic" else last
        if piece.apart:
            ended = True
        if piece.apart or (ended and mark and not _begins_anew(piece, mark, borders)):
            here.tail.append(piece)
        elif mark:
            if ended:
                lists.append(here := Listing())
                stack.clear()
                ended = False
            _put(
                OutlineNode(mark, [replace(piece, text=piece.text[mark.end :])], piece.text[: mark.end].strip()),
                stack,
                here,
            )
        elif (here.nodes or ended) and borders.is_title(piece.text) and _mark_follows(pieces, at):
            lists.append(Listing([piece]))
            stack.clear()
            ended = False
        elif not here.nodes:
            here.heads.append(piece)
        elif (
            ended
            or not signed.isdisjoint(line.line for line in piece.lines)
            or (_word(piece.text) not in labels and _ends(pieces, at, borders))
        ):
            ended = True
            here.tail.append(piece)
        else:
            stack[-1].pieces.append(TextPiece(piece.lines, piece.text[start_of(piece.text) :]))
    return lists


def _word(text: str) -> str:
    """Return what stands before the first colon of a text, without blanks."""
    return re.split("[:：]", text, maxsplit=1)[0].strip(" \u3000\t") if re.search("[:：]", text) else ""


def _ends(pieces: Sequence[TextPiece], at: int, borders: Borders) -> bool:
    """Return whether a paragraph ends a list, also as the first of two that sign it: 甲县人民代表大会 / 会议主席团."""
    text, following, below = (*(piece.text for piece in pieces[at : at + 3]), "", "")[:3]
    if borders.is_end(text, following):
        return True
    signed = borders.is_end(following, below) and not borders.is_end(following, "")
    return signed and pieces[at - 1].text.rstrip().endswith(_STOPS) and borders.is_signer(text)


def _begins_anew(piece: TextPiece, mark: Mark, borders: Borders) -> bool:
    """Return whether a mark behind the end of a list begins another one, and does not go on with a list of annexes."""
    return mark.value == 1 and not borders.is_annex(piece.text[mark.end :])


def _mark_follows(pieces: Sequence[TextPiece], at: int) -> bool:
    """Return whether a number follows within a few paragraphs, so that a title has a list below it."""
    following = (mark_of(piece.text) for piece in pieces[at + 1 : at + 6])
    return any(mark is not None and mark.value == 1 for mark in following)


def _put(node: OutlineNode, stack: list[OutlineNode], listing: Listing) -> None:
    """Put a node where its mark belongs: beside the last one of its style, else below the last of a higher rank."""
    styles = [_level(open_.mark) for open_ in stack]
    level = _level(node.mark)
    if level in styles:
        del stack[styles.index(level) :]
    else:
        rank = RANK[node.mark.style]
        while stack and RANK[stack[-1].mark.style] > rank:
            stack.pop()
    (stack[-1].children if stack else listing.nodes).append(node)
    stack.append(node)


def _level(mark: Mark) -> str:
    """Return what marks of one level have in common; of 1.2 and 1.2.3 the number of parts, too."""
    return f"{mark.style}{mark.number.count('.')}"


CLAUSE = re.compile(r"[，,；;。\n]+")
OPENING, CLOSING = "（(〔[【〈", "）)〕]】〉"


def brackets(text: str) -> Iterator[tuple[int, int]]:
    """Yield where the outermost brackets of a text begin and end; one that nothing closes is none."""
    depth = begin = 0
    for at, letter in enumerate(text):
        if letter in OPENING:
            begin = begin if depth else at
            depth += 1
        elif letter in CLOSING and depth:
            depth -= 1
            if not depth:
                yield begin, at + 1


def outside_brackets(text: str) -> str:
    """Return a text without its brackets and what stands in them."""
    spans = list(brackets(text))
    return "".join(text[end:begin] for (_, end), (begin, _) in pairwise([(0, 0), *spans, (len(text), 0)]))


def unclosed(value: str) -> str:
    """Return a value without a closing bracket whose opening one stood before its label."""
    extra = sum(value.count(letter) for letter in CLOSING) - sum(value.count(letter) for letter in OPENING)
    return value[:-1].rstrip() if extra > 0 and value[-1] in CLOSING else value


def clauses(text: str) -> Iterator[tuple[str, str]]:
    """Yield (mark before, clause) of a text; what stands in brackets is one."""
    inside = [range(begin, end) for begin, end in brackets(text)]
    start, mark = 0, ""
    for found in CLAUSE.finditer(text):
        if any(found.start() in span for span in inside):
            continue
        yield mark, text[start : found.start()]
        start, mark = found.end(), found[0]
    yield mark, text[start:]


def is_open(text: str) -> bool:
    """Return whether a bracket of a text is not closed in it."""
    return sum(text.count(letter) for letter in OPENING) > sum(text.count(letter) for letter in CLOSING)


_BORDER = " \u3000\t|｜│"
#: What ends an item, so that what follows is none of its lines.
_STOPS = ("。", "；", ";")


#: 各某区政府，市政府各部门：
_ADDRESSED = re.compile(r"各[^。；;：:]{3,}[，,、][^。；;：:]{2,}[：:]")


def borders_of(language: Language) -> Borders:
    """Return what parts the lists of a document, and ends them."""
    ends, titles = language.row_words["list-end"], language.row_words["list-title"]
    frames = language.row_words["frame-heading"]

    def is_title(text: str) -> bool:
        bare = bare_title(text, language)
        return len(bare) <= LONGEST_TITLE and bare.endswith(titles) and not re.search(r"[。；;：:]", bare)

    def is_end(text: str, following: str) -> bool:
        bare = text[start_of(text) :].strip(" \u3000\t（(【[")
        # A copy may leave the border of a table behind a date.
        text, following = text.rstrip(_BORDER), following.rstrip(_BORDER)
        if (
            DAY_LINE.fullmatch(text)
            or bare.startswith(ends)
            or _ADDRESSED.fullmatch(bare)
            or bare.rstrip("。：: ") in frames
        ):
            return True
        return bool(DAY_LINE.fullmatch(following)) and may_sign(bare)

    def is_signer(text: str) -> bool:
        return may_sign(text) and not re.search(r"\d", text) and bool(level_of(text.strip(), language))

    def is_annex(text: str) -> bool:
        return is_title(text) or bare_title(text, language).endswith("表")

    def is_label(text: str) -> bool:
        return bool(labels_of(language).noun.fullmatch(text))

    return Borders(is_title, is_end, is_annex, is_label, is_signer)
