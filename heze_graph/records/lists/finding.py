"""The lists of a document: its paragraphs, their outline, and the items chosen among them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from itertools import dropwhile, islice, takewhile

from heze_graph.messages import Message, say
from heze_graph.model.printed import PrintedLine
from heze_graph.records.borders import Borders, borders_of
from heze_graph.records.clauses import brackets
from heze_graph.records.document import whole_titles
from heze_graph.records.lists.closing import part_closing
from heze_graph.records.lists.commitments import (
    FEWEST,
    commits,
    counts_above,
    is_policy_alone,
    names_other,
    promise,
    year_of_work,
)
from heze_graph.records.lists.counting import counted
from heze_graph.records.lists.headings import headed, units_first
from heze_graph.records.lists.items import Item, ItemChooser, Point, leaves_of, points_of, section_above, shared
from heze_graph.records.lists.labelled import labelled_items, take_labels
from heze_graph.records.lists.outline import Listing, outline
from heze_graph.records.lists.paragraphs import TextPiece, paragraphs
from heze_graph.records.lists.passages import ItemText, item_texts
from heze_graph.records.lists.sentences import lists_units, may_name_units
from heze_graph.records.lists.speech import Speech
from heze_graph.records.lists.values import with_values
from heze_graph.records.lists.work_reports import promises_of_plan, promises_of_report
from heze_graph.records.numbering import mark_of, start_of
from heze_graph.records.responsibility.naming import Naming, kind_of_unit
from heze_graph.records.responsibility.parser import read_responsibility
from heze_graph.records.signatures import DAY_LINE, signature_lines
from heze_graph.records.tables.headers import sense_of
from heze_graph.records.titles import bare_title, is_policy, is_settled, is_titled, named_annex, names_work
from heze_graph.reference.language import Language
from heze_graph.reference.register import Register

#: The title of a report, 某项目推进情况, 实施进度, stands among so many paragraphs.
_TITLES = 10
#: In a document of more paragraphs than this one sentence that says who answers makes no list of targets.
_FEW = 5


@dataclass(frozen=True, slots=True)
class ListText:
    """The lists of a document, and the items chosen among their paragraphs; `speech` reads their words.

    `signed` are the numbers of the lines of signatures.
    """

    speech: Speech
    listings: tuple[Listing, ...]
    items: tuple[Item, ...]
    stated: bool
    signed: Set[int] = frozenset()

    @property
    def numbered(self) -> int:
        """How many numbered paragraphs there are."""
        return sum(1 for each in self.listings for node in each.nodes for _ in node.walk())

    @property
    def parted(self) -> bool:
        """Whether sentences of a report or a plan are its items."""
        return any(listing.parted for listing in self.listings)

    @property
    def of_policy(self) -> bool:
        """Whether the title of an opinion or a plan stands above the lists."""
        return any(is_policy(piece.text, self.speech.language) for each in self.listings for piece in each.heads)

    @property
    def found(self) -> Message:
        """What there is where no item was found, for a message."""
        texts = [piece.text for each in self.listings for piece in each.pieces]
        kinds = whole_titles(texts, self.speech.language)
        kind = next((text for text in kinds if names_other(text, self.speech.language)), "")
        counts = {"numbered": self.numbered, "paragraphs": len(texts)}
        if not self.numbered:
            found = say("records.running-text", paragraphs=len(texts))
        elif is_settled(kind, self.speech.language):
            # In praise and replies it may well be said who answers.
            found = say("records.numbered", **counts)
        else:
            found = say("records.unanswered", **counts)
        if self.numbered and kind:
            title = bare_title(kind, self.speech.language)
            found = say("records.of-another-kind", found=found, title=title)
        annex = next(filter(None, (named_annex(text, self.speech.language) for text in texts)), "")
        return say("records.with-annex", found=found, annex=annex) if annex else found

    @property
    def heads(self) -> list[PrintedLine]:
        """The lines above the first item's list, and above the item itself where it stands in none.

        Of a line that holds items, too, only the sentences above them.
        """
        above = self.listings[0].heads if self.listings else []
        lines = [(line, piece.text) for piece in above for line in piece.lines]
        # 三、2024年工作安排 in a work report says which year is meant, and is no title.
        lines = [(line, text) for line, text in lines if not mark_of("".join(line.cells))] or lines
        held = {line.line for item in self.items for line in item.lines}
        lines = [(line, text) for line, text in lines if line.line <= min(held, default=0)] or lines
        apart = held - {line.line for line, text in lines if text.endswith(("，", ","))}
        return [replace(line, cells=(text,)) if line.line in apart else line for line, text in lines]

    @property
    def dated(self) -> Set[int]:
        """The numbers of the lines behind the items that hold nothing but a day."""
        tails = (piece for each in self.listings for piece in each.tail if DAY_LINE.fullmatch(piece.text))
        return frozenset(line.line for piece in tails for line in piece.lines)

    @property
    def year(self) -> int | None:
        """The year whose work the words around a list name that names nobody, those above it first."""
        above = [piece.text for listing in self.listings for piece in listing.heads]
        below = [piece.text for listing in self.listings for piece in listing.tail]
        language = self.speech.language
        if self.stated and not self.parted:
            return None
        return year_of_work(above, language) or year_of_work(below[:1], language)


def find_items(lines: Sequence[PrintedLine], register: Register, language: Language) -> ListText:
    """Return the lists among lines, which are not blank, and their items; none where it is no text of targets."""
    speech = Speech(Naming(register, language))
    signed = signature_lines(lines, language)
    pieces = paragraphs(lines, lambda text: speech.answers(text, alone=False), signed)
    speech = replace(speech, trusting=_names_in_brackets(pieces, speech), own_labels=own_labels(pieces, speech))
    borders = borders_of(language)
    # Where 进展情况： stands before what was done, a sentence without it is part of the promise.
    labelled = any(speech.label_of(piece.text)[1] == "progress" for piece in pieces)
    speech = replace(speech, reporting=not labelled and _is_report(pieces, language))
    plan = promises_of_plan(pieces, language)
    pieces = promises_of_report(pieces, language) or headed(
        units_first(counted(with_values(pieces, speech), language, borders.is_end), speech), speech, borders.is_end
    )
    listings, points = _outlined(pieces, speech, borders, signed)
    if any(is_settled(piece.text, language) for piece in _opening(pieces)):
        return ListText(speech, tuple(listings), (), stated=False, signed=signed)
    # Who answers for nothing in particular, “(一)…由某部门负责。”, makes no list of targets.
    stated = _is_stated([point for each in points for point in each])
    if plan and not stated:
        pieces = plan
        listings, points = _outlined(pieces, speech, borders, signed)
    choice = ItemChooser(language)
    loose = [] if stated else _loose_items(pieces, listings, signed, speech, borders)
    if loose:
        return ListText(speech, tuple(listings), tuple(loose), stated=True, signed=signed)
    items = [
        item
        for listing, each, above in zip(listings, points, _heads_of(listings, language), strict=True)
        # A report or a plan has been parted by what lies ahead, whoever answers for a list in its annex.
        for item in choice.choose(
            each if stated or listing.parted else _committing(each, above, choice, speech, labelled=labelled),
            section_above(above, speech),
            stated=stated and not listing.parted,
            commits=stated and commits([piece.text for piece in above], leaves_of(each), language),
        )
    ]
    above = _above_the_second(listings[0], speech) if stated else []
    return ListText(speech, tuple(listings), (*above, *shared(items, speech)), stated, signed)


def _is_report(pieces: Sequence[TextPiece], language: Language) -> bool:
    """Return whether the title of a document ends as that of a report: …情况."""
    words = language.row_words
    endings = tuple(word for word in words["list-title"] if word.endswith(words["report-title"]))
    return any(bare_title(piece.text, language).endswith(endings) for piece in pieces[:_TITLES])


def _opening(pieces: Sequence[TextPiece]) -> Iterator[TextPiece]:
    """Return the first paragraphs of a document, above its first number."""
    return takewhile(lambda piece: not mark_of(piece.text), pieces[:_TITLES])


def _outlined(
    pieces: Sequence[TextPiece], speech: Speech, borders: Borders, signed: Set[int]
) -> tuple[list[Listing], list[tuple[Point, ...]]]:
    """Return the lists among paragraphs, and the points of each."""
    listings = outline(pieces, borders, signed)
    for listing in listings:
        take_labels(listing, speech)
        part_closing(listing, speech)
    return listings, [points_of(listing.nodes, speech) for listing in listings]


def _committing(
    points: Sequence[Point], above: Sequence[TextPiece], choice: ItemChooser, speech: Speech, *, labelled: bool
) -> Sequence[Point]:
    """Return those of points, none of which says who answers, that commit somebody: all, or what titles tell of."""
    language = speech.naming.language
    texts = [piece.text for piece in above]
    if commits(texts, leaves_of(choice.apart(points)), language, len(points)):
        if is_policy_alone(texts, language):
            # 试点范围 and 组织形式 in a plan promise nothing.
            points = [point for point in points if not point.children or promise(leaves_of([point]), language)]
        return _reporting(points, speech)
    return _titled(points, counts_above(texts, language), language, labelled=labelled)


def _loose_items(
    pieces: Sequence[TextPiece], listings: Sequence[Listing], signed: Set[int], speech: Speech, borders: Borders
) -> list[Item]:
    """Return the items among paragraphs that stand in no list: forms of labels, paragraphs that say who answers."""

    def unsigned(some: Sequence[TextPiece]) -> list[TextPiece]:
        return [piece for piece in some if signed.isdisjoint(line.line for line in piece.lines)]

    heads = unsigned([piece for listing in listings for piece in listing.heads])
    found = labelled_items(unsigned(pieces), speech, borders) or _unnumbered_items(heads, speech)
    return found or _bracketed_items(heads, speech)


def _above_the_second(listing: Listing, speech: Speech) -> list[Item]:
    """Return the paragraphs above a list as items where it begins with 二、 and they say who answers."""
    if not listing.nodes or listing.nodes[0].mark.value != 2:
        return []
    return _unnumbered_items(listing.heads, speech) or _bracketed_items(listing.heads, speech)


def _titled(points: Sequence[Point], counts: Set[int], language: Language, *, labelled: bool) -> list[Point]:
    """Return the points that head a list of targets: 一、主要指标 above 1.… 2.… 3.….

    So does a heading above as many as the words above all `counts`, 一、实事内容, and one in a report that labels what
    was done, 完成情况：, where each item below it says so.
    """
    return [
        point
        for point in points
        if point.is_heading
        and (
            (_heads_list(point, language) and sum(1 for _ in point.node.walk()) > FEWEST)
            or len(point.children) in counts
            or (labelled and len(point.children) > 1 and all(map(_reports, point.children)))
        )
    ]


def _heads_list(point: Point, language: Language) -> bool:
    leaves = leaves_of(point.children)
    return is_titled(point.text, language) or (names_work(point.text, language) and promise(leaves, language))


def _reporting(points: Sequence[Point], speech: Speech) -> Sequence[Point]:
    """Return the points of a report; beside sections whose items label what was done, others hold none: 下一步计划."""

    def labels(point: Point) -> bool:
        return any(speech.label_of(piece.text)[1] == "progress" for piece in point.node.pieces)

    if not any(point.children and all(map(_reports, point.children)) for point in points):
        return points
    return [point for point in points if point.children or labels(point)]


def _reports(point: Point) -> bool:
    return any("progress" in part.fields for part in point.all_said)


def _is_stated(points: Sequence[Point]) -> bool:
    """Return whether it is said who answers: for several texts, for all of them at once, or for one of a few."""
    said = [part for point in points for part in point.all_said]
    named = [part for part in said if part.named and (part.texts or part.about)]
    apart = any(part.apart or part.about for part in named)
    return len(named) > 1 or (bool(named) and (apart or len(said) <= _FEW))


#: So many brackets at the end of paragraphs, and so large a part of them, make one know what such brackets are for.
_FEWEST_BRACKETS, _MOST_OTHERS = 2, 0.5


def _names_in_brackets(pieces: Sequence[TextPiece], speech: Speech) -> bool:
    """Return whether the brackets that close the paragraphs of a document name who answers."""
    texts = (piece.text.rstrip(" 。.；;\u3000\t") for piece in pieces)
    closing = [text[begin + 1 : -1] for text in texts for begin, end in brackets(text) if begin and end == len(text)]
    naming = speech.naming
    named = sum(speech.answers(inside) or lists_units(inside, naming) for inside in closing)
    likely = sum(speech.answers(inside) or may_name_units(inside, naming) for inside in closing)
    return named >= _FEWEST_BRACKETS and likely > len(closing) * _MOST_OTHERS


def _heads_of(listings: Sequence[Listing], language: Language) -> Iterator[Sequence[TextPiece]]:
    """Yield what stands above each list: above the one before it where nothing but its end stands between."""
    heads: Sequence[TextPiece] = ()
    for listing in listings:
        heads = listing.heads or heads
        yield heads
        heads = (*heads, *(piece for piece in listing.tail if names_other(piece.text, language)))


def _unnumbered_items(heads: Sequence[TextPiece], speech: Speech) -> list[Item]:
    """Return paragraphs without numbers as items, where several say who answers; the first holds the preamble, too."""
    parts = item_texts(heads, speech)
    bulleted = [part for part in parts if part.texts and part.fields.get("who") and start_of(part.texts[-1])]
    told = [part for part in parts if part.texts and (_says_so(part, speech) or len(bulleted) >= FEWEST)]
    told = [part for part in told if part in bulleted or _says_so(part, speech)]
    if told and told[0].apart and is_titled(told[0].texts[-1], speech.language):
        # 责任单位： right below the title says who answers for all of them.
        told = told[1:]
    items = [Item("", _own(part.texts, first=not at), part, (), part.lines, 0) for at, part in enumerate(told)]
    return items if len(items) > 1 else []


def _bracketed_items(heads: Sequence[TextPiece], speech: Speech) -> list[Item]:
    """Return the paragraphs below a title as items where brackets close them that name who answers: …（县教育局）."""
    paragraphs = heads if speech.trusting else []
    below = dropwhile(lambda piece: not is_titled(piece.text, speech.language), paragraphs)
    parts = [part for piece in islice(below, 1, None) for part in item_texts([piece], speech)]
    told = [part for part in parts if part.texts and part.fields.get("who")]
    return [Item("", part.texts, part, (), part.lines, 0) for part in told] if len(told) >= FEWEST else []


def _own(texts: tuple[str, ...], *, first: bool) -> tuple[str, ...]:
    """Return the texts of an item without a number: behind its bullet only, the first without the preamble."""
    begin = start_of(texts[-1])
    return (texts[-1][begin:],) if first or begin else texts


def _says_so(part: ItemText, speech: Speech) -> bool:
    """Return whether a label or a word says who answers: names alone may be those whom a notice addresses."""
    return any(read_responsibility(who, speech.naming).explicit for who in part.fields.get("who", ()))


_WORD = re.compile(r"[^\u4e00-\u9fff]*([\u4e00-\u9fff]{2,12})[：:]")


def own_labels(pieces: Sequence[TextPiece], speech: Speech) -> tuple[tuple[str, str], ...]:
    """Return the labels that a document has of its own, each with its role: 资金筹措：, printed again beside others.

    Where its numbers count on, 1.问题隐患：… 2.问题隐患：…, one announces the text of an item.
    """
    marks = [mark_of(piece.text) for piece in pieces]
    words = [_WORD.match(piece.text[mark.end if mark else 0 :]) for mark, piece in zip(marks, pieces, strict=True)]
    counts = Counter(word[1] for word in words if word)
    labelled = [word is not None and (counts[word[1]] > 1 or speech.label_of(word[0])[0] != "") for word in words]
    numbers: dict[str, set[int]] = {}
    for before, mark, word, behind in zip([False, *labelled], marks, words, [*labelled[1:], False], strict=False):
        if word and counts[word[1]] > 1 and (before or behind):
            numbers.setdefault(word[1], set()).add(mark.value if mark else 0)
    own = (word for word in numbers if kind_of_unit(word, speech.naming) == "other")
    unknown = (word for word in own if not speech.label_of(f"{word}：")[0])
    found = {word: "target" if len(numbers[word]) > 1 else _own_role(word, speech) for word in unknown}
    return tuple(sorted({**found, **_problems(numbers, found, speech)}.items()))


def _problems(words: Iterable[str], found: Mapping[str, str], speech: Speech) -> dict[str, str]:
    """Return the label of what is to be mended as that of the text, where no other is: 存在问题：… 整改情况：…."""
    roles = {**{word: speech.label_of(f"{word}：")[1] for word in words}, **found}
    if {"target", "detail"} & {*roles.values()}:
        return {}
    problems = speech.language.row_words["problem-header"]
    return {word: "target" for word, role in roles.items() if role == "other" and word.endswith(problems)}


def _own_role(word: str, speech: Speech) -> str:
    sense = sense_of(word, speech.language)
    return "detail" if sense and sense.role in ("target", "detail") else "other"
