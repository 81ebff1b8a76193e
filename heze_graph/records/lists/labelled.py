"""Items that are forms: runs of labels with their values, each label printed again begins the next; labels in lists."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import replace
from itertools import pairwise

from heze_graph.records.borders import Borders
from heze_graph.records.lists.closing import LABELLED
from heze_graph.records.lists.items import Item
from heze_graph.records.lists.outline import Listing, OutlineNode
from heze_graph.records.lists.paragraphs import TextPiece
from heze_graph.records.lists.passages import LONG, PEOPLE, ItemText, item_texts
from heze_graph.records.lists.reports import LONGEST_NAME
from heze_graph.records.lists.speech import Speech
from heze_graph.records.lists.values import VALUED
from heze_graph.records.numbering import RANK, Mark, mark_of
from heze_graph.records.titles import is_titled

#: So many labels make an item of paragraphs, among them that of its text and one of these; so do two that come again,
#: where one says what was done: 存在问题：… 整改情况：….
_FEWEST_LABELS, _PAIR = 3, 2
#: What a label announces that names what is to be done.
_NAMED = {"target", "detail"}
_TOLD = ("who", "deadline", "progress", *PEOPLE)


def labelled_items(pieces: Sequence[TextPiece], speech: Speech, borders: Borders) -> list[Item]:
    """Return the items among paragraphs: runs of labels with their values, a label printed again begins the next."""
    pieces = _without_numbers(pieces, speech)
    found = [
        (*_with_text(labels, form), _labelled_item(item_texts(_with_text(labels, form)[1], speech)))
        for labels, form in _forms(pieces, speech, borders)
    ]
    pairs = Counter(tuple(labels) for labels, _, _ in found if len(labels) == _PAIR and "progress" in labels.values())
    return [
        Item(*_numbered(said), said, (), said.lines, 0)
        for labels, form, said in found
        if (len(labels) >= _FEWEST_LABELS or pairs[tuple(labels)] > 1 or _is_mended(labels, speech))
        and _NAMED & {*labels.values()}
        and any(map(said.fields.get, _TOLD))
    ]


def _without_numbers(pieces: Sequence[TextPiece], speech: Speech) -> Sequence[TextPiece]:
    """Return paragraphs without their numbers where each stands before a label: 一、整改任务：… 二、完成情况：…."""
    starts = [mark.end if (mark := mark_of(piece.text)) else 0 for piece in pieces]
    bare = [replace(piece, text=piece.text[start:]) for piece, start in zip(pieces, starts, strict=True)]
    numbered = [piece.text for piece, start in zip(bare, starts, strict=True) if start]
    known = sum(bool(speech.label_of(text)[0]) for text in numbered)
    return bare if known >= _FEWEST_LABELS and all(map(LABELLED.match, numbered)) else pieces


def take_labels(listing: Listing, speech: Speech) -> None:
    """Make of numbered labels in a list, and of labels below numbered measures, what they say of its items."""
    listing.nodes = _nodes_of_forms(listing.nodes, speech)
    for top in listing.nodes:
        for node in top.walk():
            _take_labels(node, speech)
            _lift_labels(node, speech)


def _nodes_of_forms(nodes: list[OutlineNode], speech: Speech) -> list[OutlineNode]:
    """Return the nodes of a list, one for each form where labels head them: 一、项目名称：… 二、责任单位：…."""
    labels = [speech.label_of(node.heading) for node in nodes]
    roles = {role for _, role in labels}
    if len(nodes) < _FEWEST_LABELS or not all(label for label, _ in labels) or "who" not in roles or not roles & _NAMED:
        return nodes
    begins = [at for at, label in enumerate(labels) if label == labels[0]]
    forms = (nodes[begin:end] for begin, end in pairwise([*begins, len(nodes)]))
    return [
        OutlineNode(
            Mark(form[0].mark.style, "", at, 0),
            [*(piece for part in form for piece in (*part.pieces, *_inside(part)))],
        )
        for at, form in enumerate(forms, start=1)
    ]


def _inside(node: OutlineNode) -> list[TextPiece]:
    """Return the paragraphs of the nodes inside one, with their numbers."""
    return [piece for child in node.children for inner in child.walk() for piece in _whole(inner)]


def _take_labels(node: OutlineNode, speech: Speech) -> None:
    """Make numbered labels inside a node part of it: （一）目标任务：… （二）牵头单位：… are one item.

    So are 1.整改措施：… 2.责任单位：… below the name of what is to be mended, and numbered measures below 整改措施：.
    """
    if _announces(node, speech):
        node.pieces += _inside(node)
        node.children.clear()
    labels = dict(speech.label_of(child.heading) for child in node.children)
    roles = {*labels.values()}
    said = [child for child in node.children if speech.label_of(child.heading)[1] not in ("target", "detail", "other")]
    plain = "" not in labels and not any(child.children for child in said)
    named = bool(node.heading.strip() or roles & _NAMED)
    if plain and len(labels) == len(node.children) > 1 and "who" in roles and named:
        for child in node.children:
            node.pieces += [*child.pieces, *_inside(child)]
        node.children.clear()


def _lift_labels(node: OutlineNode, speech: Speech) -> None:
    """Make labels below the last of several measures part of what is above them where it says itself who answers.

    整改措施：1.…责任单位：甲局 2.…责任单位：乙局 整改时限：… 责任单位：某县.
    """
    *others, last = node.children or [node]
    own, *behind = last.pieces
    if not others or not behind or last.children:
        return
    beside = {segment.role for other in others for piece in other.pieces for segment in speech.segments(piece.text)}
    seen = {segment.role for segment in speech.segments(own.text)}
    printed = own.text
    for at, piece in enumerate(behind):
        label, role = speech.label_of(piece.text)
        if role in VALUED and (label in printed or role not in beside):
            lifted = behind[at:]
            if "who" in seen and any(speech.label_of(each.text)[1] == "who" for each in lifted):
                node.pieces += lifted
                last.pieces = [own, *behind[:at]]
            return
        seen.add(role)
        printed += label


def _announces(node: OutlineNode, speech: Speech) -> bool:
    """Return whether a label alone in its line, 整改措施：, stands above what is numbered inside a node, for all of it.

    What is numbered says who answers at its end at most, for the node: 1.… 2.… 责任单位：….
    """
    alone = node.pieces[-1].text.strip() if len(node.pieces) > 1 else ""
    label, role = speech.label_of(alone)
    if role not in LONG or len(alone) > len(label) + 1 or not node.children:
        return False
    *others, last = (inner for child in node.children for inner in child.walk())
    texts = [piece.text for inner in others for piece in inner.pieces]
    return not any(segment.role in VALUED for text in (*texts, last.heading) for segment in speech.segments(text))


def _whole(node: OutlineNode) -> list[TextPiece]:
    """Return the paragraphs of a node with its number."""
    first, *others = node.pieces
    return [replace(first, text=f"{node.printed}{first.text}"), *others]


def _is_mended(labels: Mapping[str, str], speech: Speech) -> bool:
    """Return whether labels are those of what is to be mended and of what was done: one such pair is an item."""
    problem, *others = labels or ("",)
    problems, done = (speech.language.row_words[use] for use in ("problem-header", "mending-header"))
    return problem.endswith(problems) and any(
        labels[label] == "progress" and any(word in label for word in done) for label in others
    )


def _with_text(labels: dict[str, str], form: list[TextPiece]) -> tuple[dict[str, str], list[TextPiece]]:
    """Return a form, what its first long label announces as its text where none announces one: 存在问题：…."""
    word = next((word for word, role in labels.items() if role == "other"), "")
    if not word or _NAMED & {*labels.values()}:
        return labels, form
    bare = [replace(piece, text=_value(piece.text, word)) for piece in form]
    return {**labels, word: "target"}, bare


def _value(text: str, label: str) -> str:
    """Return what stands behind a label at the beginning of a text, the text where it begins with another."""
    found = re.match(rf"\W*{re.escape(label)}\W*", text)
    return text[found.end() :] if found else text


def _numbered(said: ItemText) -> tuple[str, tuple[str, ...]]:
    """Return the number of a form and its texts: behind 序号：, or in front of its text, 整改问题：1.…."""
    number = said.fields.get("number", ("",))[0]
    first, *others = said.texts or ("",)
    mark = mark_of(first) if not number else None
    return (mark.number, (first[mark.end :], *others)) if mark else (number, said.texts)


def _forms(
    pieces: Sequence[TextPiece], speech: Speech, borders: Borders
) -> Iterator[tuple[dict[str, str], list[TextPiece]]]:
    """Yield the labels of each form with their roles, and its paragraphs."""
    heads = _headings(pieces, speech)
    labels: dict[str, str] = {}
    form: list[TextPiece] = []
    outside: set[tuple[str, int]] = set()
    inside: set[tuple[str, int]] = set()
    for at, piece in enumerate(pieces):
        label, role = speech.label_of(piece.text)
        following = pieces[at + 1].text if at + 1 < len(pieces) else ""
        # 来源： between 督办事项： and 承办单位： ends nothing.
        ends = borders.is_end(piece.text, following) and speech.label_of(following)[1] not in _TOLD
        if role == "other" and ends:
            # 附件：
            label = ""
        again = label in labels
        mark = mark_of(piece.text) if not label else None
        number = {(mark.style, mark.value)} if mark else set()
        before = {(style, value - 1) for style, value in number}
        # 三、下一步计划 goes on from 二、整改情况 above the forms, and from no measure inside one.
        goes_on = bool(before & outside - inside)
        ended = not label and (at in heads or ends or goes_on or _heads(piece.text, following, labels, speech))
        if form and (again or ended):
            yield labels, form
            labels, form, inside = {}, [], set()
        if form:
            inside |= number
        else:
            outside |= number
        if label:
            labels[label] = role
        if label or form or at in heads:
            form.append(piece)
    yield labels, form


def _headings(pieces: Sequence[TextPiece], speech: Speech) -> Set[int]:
    """Return the places of the bare headings of forms: one stands before each label that begins a form.

    旧区改造 / 建设内容：… / 责任单位：…
    """
    labels = [speech.label_of(piece.text)[0] for piece in pieces]
    found: dict[str, list[int]] = {}
    for at, (piece, below) in enumerate(zip(pieces, labels[1:], strict=False)):
        if below and not labels[at] and _may_head(piece.text, pieces[at - 1].text if at else "", speech):
            found.setdefault(below, []).append(at)
    whole = (heads for label, heads in found.items() if len(heads) > 1 and len(heads) == labels.count(label))
    return frozenset(next(whole, ()))


def _may_head(text: str, above: str, speech: Speech) -> bool:
    bare = text.strip()
    named = len(bare) <= LONGEST_NAME and not re.search("[。；;：:！？]", bare) and mark_of(bare) is None
    return named and not is_titled(bare, speech.language) and not above.rstrip().endswith(("：", ":"))


def _heads(text: str, following: str, labels: dict[str, str], speech: Speech) -> bool:
    """Return whether a paragraph is the heading of the next form: 二、 or （二） above a label that comes again."""
    mark = mark_of(text)
    high = mark is not None and RANK[mark.style] <= RANK["han-bracket"]
    return high and speech.label_of(following)[0] in labels


def _labelled_item(parts: Sequence[ItemText]) -> ItemText:
    """Return all that the paragraphs of a form say as one."""
    fields: dict[str, tuple[str, ...]] = {}
    for part in parts:
        for role, texts in part.fields.items():
            fields[role] = (*fields.get(role, ()), *texts)
    texts = tuple(text for part in parts for text in part.texts)
    return ItemText(texts, fields, tuple(dict.fromkeys(line for part in parts for line in part.lines)))
