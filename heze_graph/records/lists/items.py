"""Which paragraphs of a document are items: the deepest that say who answers, or stand beside such."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from heze_graph.model.printed import PrintedLine
from heze_graph.records.document import is_of_page
from heze_graph.records.lists.commitments import promise
from heze_graph.records.lists.headings import FEWEST_HEADINGS, deadline_headed, heads_units, names_offices, units_headed
from heze_graph.records.lists.outline import OutlineNode
from heze_graph.records.lists.paragraphs import TextPiece
from heze_graph.records.lists.passages import LONG, PEOPLE, ItemText, item_texts
from heze_graph.records.lists.reports import heads_plans
from heze_graph.records.lists.speech import Speech
from heze_graph.records.numbering import RANK, SENTENCE, UNNUMBERED, Mark, value_of
from heze_graph.records.titles import is_titled
from heze_graph.reference.language import Language

#: A heading is hardly longer than this many characters, and is no sentence.
_LONGEST_HEADING, _LONGEST_FRAME = 40, 20
_SENTENCE = re.compile(r"[。；;！]|[，,].*\d")
_CLAUSE = re.compile(r"[；;，,]\s*$")


@dataclass(frozen=True, slots=True)
class Point:
    """A node with what it says, and the points inside it; `heads`: it only says who answers for these, or by when."""

    node: OutlineNode
    said: tuple[ItemText, ...]
    children: tuple[Point, ...]
    heads: bool = False

    @property
    def answered(self) -> bool:
        """Whether its own paragraphs say who answers."""
        return any(part.answered for part in self.said)

    @property
    def deep(self) -> bool:
        """Whether a point inside it says who answers."""
        return any(child.answered or child.deep for child in self.children)

    @property
    def all_said(self) -> Iterator[ItemText]:
        """What its own paragraphs say, and those of the points inside it."""
        yield from self.said
        for child in self.children:
            yield from child.all_said

    @property
    def text(self) -> str:
        """Its own text."""
        return "\n".join(text for part in self.said for text in part.texts)

    @property
    def is_heading(self) -> bool:
        """Whether it prints a heading only."""
        return _is_heading(self.text)


def _is_heading(text: str) -> bool:
    return len(text) <= _LONGEST_HEADING and not _SENTENCE.search(text.rstrip("。"))


def section_above(heads: Sequence[TextPiece], speech: Speech) -> tuple[Point, ...]:
    """Return the section that all items of a list stand in where labels below its title say who answers for them."""
    titles = [at for at, piece in enumerate(heads) if is_titled(piece.text, speech.language)]
    below = heads[titles[-1] + 1 :] if titles else ()
    own = [piece for piece in below if not is_of_page(piece.text, speech.language)]
    labels = [piece for piece in own if speech.label_of(piece.text)[1] in ("who", "deadline", *PEOPLE)]
    if not labels:
        return ()
    parts = item_texts(labels, speech)
    fields: dict[str, tuple[str, ...]] = {}
    for part in parts:
        for role, texts in part.fields.items():
            fields[role] = (*fields.get(role, ()), *texts)
    lines = tuple(line for part in parts for line in part.lines)
    node = OutlineNode(Mark(UNNUMBERED[0], "", 1, 0), [TextPiece(lines, "")])
    return (Point(node, (ItemText((), fields, lines),), (), heads=True),)


@dataclass(frozen=True, slots=True)
class Item:
    """One item: its number, its texts, what is said of it, the headings that it stands under, its lines.

    `group` is the same for items that stand under one heading. `said` may hold what a line says of several items.
    """

    number: str
    texts: tuple[str, ...]
    said: ItemText
    section: tuple[Point, ...]
    lines: tuple[PrintedLine, ...]
    group: int
    parts: int = 0

    @property
    def answered(self) -> bool:
        """Whether it says who answers."""
        return self.said.answered


def leaves_of(points: Sequence[Point]) -> list[str]:
    """Return the texts of the deepest paragraphs of points."""
    nodes = (node for point in points for node in point.node.walk() if not node.children)
    return ["\n".join(piece.text for piece in node.pieces) for node in nodes]


def points_of(nodes: Sequence[OutlineNode], speech: Speech) -> tuple[Point, ...]:
    """Return the points of an outline; headings that name units say who answers for what stands below them."""
    above = [node for node in nodes if node.children and len(node.pieces) == 1]
    # 一、党建办: names without a prefix are headings where all headings beside are.
    alike = len(above) >= FEWEST_HEADINGS and all(names_offices(node.heading, speech) for node in above)
    named = [node for node in above if alike or heads_units(node.heading, speech)]
    named += [n for n in nodes if not n.children and len(n.pieces) > 1 and heads_units(n.heading, speech)]
    heads = {id(node) for node in named if len(named) >= FEWEST_HEADINGS or node.mark.style in UNNUMBERED}
    return tuple(_point(node, speech, heads=id(node) in heads) for node in nodes)


#: 第1、2项由甲县负责: which of the items below a heading a place answers for.
_BY_NUMBER = re.compile(
    r"第(?P<numbers>\d[\d、,，和及—~至-]*)[项条](?:任务|工作|目标)*(?:均|分别)?由(?P<who>[^，,；;。（()）]+)"
)
_RANGE = re.compile(r"(\d+)(?:[—~至-]+(\d+))?")


def _by_number(heading: str, points: Sequence[Point]) -> tuple[Point, ...]:
    """Return the points below a heading, those whose numbers it names with who answers for them."""
    told: dict[int, str] = {}
    for found in _BY_NUMBER.finditer(heading):
        for first, last in _RANGE.findall(found["numbers"]):
            told.update(dict.fromkeys(range(int(first), int(last or first) + 1), found["who"]))
    return tuple(_with_who(point, told.get(point.node.mark.value, "")) for point in points)


def _with_who(point: Point, who: str) -> Point:
    if not who or point.answered or not point.said:
        return point
    first, *others = point.said
    return replace(point, said=(replace(first, fields={**first.fields, "who": (who,)}), *others))


def _point(node: OutlineNode, speech: Speech, *, heads: bool) -> Point:
    planned = speech.reporting and heads_plans(node.heading[:_LONGEST_HEADING], speech.language)
    inside = speech.of_plans if planned else speech
    children = _by_number(node.heading, points_of(node.children, inside))
    due = deadline_headed(node.heading, speech) if children and len(node.pieces) == 1 else ""
    if due:
        return Point(
            node, (ItemText((node.heading.strip(),), {"deadline": (due,)}, node.pieces[0].lines),), children, True
        )
    if not heads:
        return Point(node, tuple(item_texts(node.pieces, speech)), children)
    if not children:
        # 一、县教育局 / 新建学校3所。: what stands below the name is the task.
        first, *others = item_texts(node.pieces[1:], speech)
        own = {"who": (units_headed(node.heading),)}
        lines = tuple(dict.fromkeys((*node.pieces[0].lines, *first.lines)))
        return Point(node, (replace(first, fields={**own, **first.fields}, lines=lines), *others), ())
    said = ItemText((node.heading.strip(),), {"who": (units_headed(node.heading),)}, node.pieces[0].lines)
    return Point(node, (said,), children, heads)


@dataclass(frozen=True, slots=True)
class ItemChooser:
    """Chooses items among points, but for those under headings such as 保障措施, below which no targets stand."""

    language: Language

    def apart(self, points: Sequence[Point]) -> list[Point]:
        """Return points without those under which no targets stand."""
        return [point for point in points if not self._is_frame(point)]

    def choose(
        self, points: Sequence[Point], section: tuple[Point, ...] = (), *, stated: bool, commits: bool = False
    ) -> Iterator[Item]:
        """Yield the items among points and inside them; with `stated` only where it is said who answers.

        Where the words above commit somebody, sections that name nobody need but promise.
        """
        leaves = {point.node.mark.style for point in points if point.answered and not point.deep}
        heading = {point.node.mark.style for point in points if _heads_paragraphs(point, _answers_of(point))}
        taken: Point | None = None
        for point in points:
            before, taken = taken, point if point.deep else None
            told = point.answered or any("progress" in part.fields for part in point.all_said)
            if self._is_frame(point) and not told and (not point.deep or self._asks(point)):
                continue
            inherits = stated and any(above.answered for above in section)
            if point.children and (point.deep or not point.answered):
                if before is not None and not point.deep and _counts_on(before, point):
                    # 二、 without any answer: its numbers go on from those of 一、.
                    taken = point
                    yield from self.choose(point.children, (*section, point), stated=False)
                    continue
                beside = point.deep or inherits or point.node.mark.style in leaves
                if stated and not beside and _runs_on(point.children[-1]):
                    # 各县区排名：1、甲县；2、乙县。
                    continue
                promised = commits and not beside and promise(leaves_of([point]), self.language)
                yield from self._inside(point, section, stated=stated and not promised)
            elif point.children and self._heads(point):
                yield from self.choose(point.children, (*section, point), stated=False)
            elif point.answered or not stated or inherits or point.node.mark.style in leaves:
                yield from _taken(point, section, beside=point.node.mark.style in heading)

    @property
    def _frames(self) -> tuple[str, ...]:
        return self.language.row_words["frame-heading"]

    def _is_frame(self, point: Point) -> bool:
        if SENTENCE in (point.node.mark.style, *(child.node.mark.style for child in point.children)):
            # A work report has been parted without what promises nothing.
            return False
        first = re.split(r"[。：:；;，,]", point.node.heading, maxsplit=1)[0]
        return len(first) <= _LONGEST_FRAME and any(word in first for word in self._frames)

    def _asks(self, point: Point) -> bool:
        """Return whether what stands below 工作要求 says in passing who does it: at most half of it, 由某办组织实施."""
        told = sum(child.answered or child.deep for child in point.children)
        return point.node.heading.strip(" 。：:") in self._frames and told * 2 <= len(point.children)

    def _inside(self, point: Point, section: tuple[Point, ...], *, stated: bool) -> Iterator[Item]:
        """Yield the items inside a point, or the point where what stands inside it are its clauses."""
        *others, last = point.children
        if not others and _runs_on(last):
            yield from _taken(point, section)
            return
        shared = bool(others) and not any(other.answered or other.deep for other in others)
        clauses = all(_CLAUSE.search(other.text) for other in others)
        within = last.answered and not last.said[-1].apart and not point.is_heading
        apart = not stated and point.is_heading and promise([child.text for child in point.children], self.language)
        if shared and not last.children and (clauses or within) and not apart:
            yield from _taken(point, section)
            return
        if not point.deep and not stated and not point.is_heading and (clauses and others):
            yield from _taken(point, section)
            return
        if point.answered and not self._heads(point):
            yield from _taken(replace(point, children=()), section)
        yield from self.choose(point.children, (*section, point), stated=stated and not (shared and last.answered))

    def _heads(self, point: Point) -> bool:
        """Return whether a point that says who answers is the heading of a section, for all that stands inside it."""
        if point.heads:
            return True
        high = RANK[point.node.mark.style] <= RANK["han-bracket"]
        heading = point.said[0].texts[0] if point.said and point.said[0].texts else ""
        # 一、扩大投资（县发改局） / 今年完成投资12亿元。: what introduces items that promise stands below the heading.
        introduces = point.said[0].answered and promise(leaves_of(point.children), self.language)
        alone = point.is_heading or (introduces and _is_heading(heading))
        return high and alone and not re.search(r"\d", heading)


def _taken(point: Point, section: tuple[Point, ...], *, beside: bool = False) -> Iterator[Item]:
    """Yield a point as an item, or as several where its text has several answers; what stands inside is text.

    `beside` says that points beside it are headings of paragraphs without numbers.
    """
    answered = _answers_of(point)
    if _heads_paragraphs(point, answered, beside=beside):
        heading = ItemText((answered[0].texts[0],), lines=point.node.pieces[0].lines)
        yield from _unnumbered(answered, (*section, replace(point, said=(heading,), children=())))
        return
    inner = [part for child in point.children for part in _flat(child)]
    group = id(section[-1]) if section else 0
    for at, part in enumerate(answered):
        last = at == len(answered) - 1
        whole = _with(part, [each for _, each in inner]) if last and inner else part
        # Behind 工作措施： stand measures, and no more of the target.
        within = [text for text, _ in inner] if last and part.last not in LONG else []
        texts = (*part.texts, *within)
        lines = (*part.lines, *(line for _, each in inner for line in each.lines)) if last else part.lines
        # 一、任务序号：12: the number that a label gives is that of the item.
        number = part.fields.get("number", (point.node.mark.number,))[0]
        yield Item(number, texts, whole, section, tuple(dict.fromkeys(lines)), group, at)


def _unnumbered(parts: Sequence[ItemText], section: tuple[Point, ...]) -> Iterator[Item]:
    """Yield paragraphs without numbers of their own that stand under a heading."""
    head = set(section[-1].said[0].lines)
    for at, part in enumerate(parts):
        below = [line for line in part.lines if line not in head]
        # The heading and its first paragraph may stand on one printed line.
        own = replace(part, lines=tuple(below) or part.lines) if not at else part
        texts = own.texts[0 if at else 1 :]
        yield Item("", texts, own, section, own.lines, id(section[-1]))


def _counts_on(before: Point, point: Point) -> bool:
    """Return whether the numbers inside a point go on from those inside the one before it."""
    last, first = before.children[-1].node.mark, point.children[0].node.mark
    return (first.style, first.value) == (last.style, last.value + 1)


def _runs_on(point: Point) -> bool:
    """Return whether the next number stands inside a point's own paragraph, “（1）…；（2）…”: clauses of one item."""
    mark = point.node.mark
    printed = point.node.printed.strip()
    if point.children or not printed.strip("（）()〔〕、.． ").isdigit():
        return False
    # ② stands behind ① among the signs, too.
    following = (
        printed.replace(mark.number, str(mark.value + 1)) if mark.number in printed else chr(ord(printed[0]) + 1)
    )
    return bool(re.search(rf"[；;。]\s*{re.escape(following)}(?!\d)", point.node.pieces[0].text))


def _answers_of(point: Point) -> Sequence[ItemText]:
    """Return what a point says of those who answer, all that it says where it names none."""
    return [part for part in point.said if part.answered] or point.said


def _heads_paragraphs(point: Point, parts: Sequence[ItemText], *, beside: bool = False) -> bool:
    """Return whether a point is the heading of a section whose paragraphs have no numbers."""
    heading, *texts = (parts[0].texts if parts else ()) or ("",)
    high = RANK[point.node.mark.style] <= RANK["han"] and not point.children
    several = len(parts) > 1 or beside or RANK[point.node.mark.style] < RANK["han"]
    apart = bool(texts) and several and heading.strip() == point.node.heading.strip()
    return high and apart and len(heading) <= _LONGEST_HEADING and not _SENTENCE.search(heading)


def _flat(point: Point) -> Iterator[tuple[str, ItemText]]:
    """Yield the texts of a point and those inside it as printed, each with what is said."""
    printed = point.node.printed
    for at, part in enumerate(point.said):
        text = "\n".join(part.texts)
        yield (printed + text if at == 0 else text), part
    for child in point.children:
        yield from _flat(child)


def _with(part: ItemText, others: Sequence[ItemText]) -> ItemText:
    """Return what is said of a part with what the paragraphs inside it say."""
    fields = dict(part.fields)
    for other in others:
        for role, texts in other.fields.items():
            fields[role] = (*fields.get(role, ()), *texts)
    return replace(part, fields=fields)


def shared(items: Sequence[Item], speech: Speech) -> list[Item]:
    """Return the items, those for which one line of a later one speaks with what it says."""
    found = list(items)
    for at, item in enumerate(items):
        if not (item.said.apart and item.said.fields.get("who")):
            continue
        for before in _spoken_of(items, at):
            lines = tuple(dict.fromkeys((*found[before].lines, *_answer_lines(item, speech))))
            fields = {**item.said.fields, **found[before].said.fields}
            found[before] = replace(found[before], said=replace(found[before].said, fields=fields), lines=lines)
    return found


def _spoken_of(items: Sequence[Item], at: int) -> range:
    """Return the places of the items before one for which its line of units speaks, too."""
    about = items[at].said.about
    first = at
    while first and not items[first - 1].answered:
        first -= 1
    if about and about.role == "count":
        return range(max(first, at + 1 - value_of(about.text)), at)
    if about and about.role == "all":
        return range(first, at)
    while first < at and items[first].group != items[at].group:
        first += 1
    group = [item for item in items if item.group == items[at].group]
    own = sum(item.answered for item in group)
    return range(first, at) if own * 2 < len(group) or (own == 1 and items[at] is group[-1]) else range(at, at)


def _answer_lines(item: Item, speech: Speech) -> Iterator[PrintedLine]:
    """Yield the lines of an item that say nothing but who answers."""
    for line in item.lines:
        segments = speech.segments("\t".join(line.cells))
        if segments and all(segment.role not in ("text", "target", "detail") for segment in segments):
            yield line
