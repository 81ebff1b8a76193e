"""Items whose paragraphs are labels and values: 督办事项：…, 责任部门：…, 完成时限：…, and the same again."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from heze_graph.records.headers import sense_of
from heze_graph.records.lists.items import Item
from heze_graph.records.lists.outline import Borders, Piece
from heze_graph.records.lists.passages import PEOPLE, ItemText, item_texts
from heze_graph.records.lists.speech import Speech
from heze_graph.records.naming import kind_of_unit
from heze_graph.records.numbering import RANK, mark_of

#: So many labels make an item of paragraphs, among them that of its text and one of these.
_FEWEST_LABELS = 3
_TOLD = ("who", "deadline", "progress", *PEOPLE)


def labelled_items(pieces: Sequence[Piece], speech: Speech, borders: Borders) -> list[Item]:
    """Return the items among paragraphs: runs of labels with their values, a label printed again begins the next."""
    forms = (_with_text(labels, form) for labels, form in _forms(pieces, speech, borders))
    found = [(labels, _whole(item_texts(form, speech))) for labels, form in forms]
    return [
        Item(*_numbered(said), said, (), said.lines, 0)
        for labels, said in found
        if len(labels) >= _FEWEST_LABELS and "target" in labels.values() and any(map(said.fields.get, _TOLD))
    ]


_WORD = re.compile(r"[^\u4e00-\u9fff]*([\u4e00-\u9fff]{2,12})[：:]")


def own_labels(pieces: Sequence[Piece], speech: Speech) -> tuple[tuple[str, str], ...]:
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
    return tuple((word, "target" if len(numbers[word]) > 1 else _own_role(word, speech)) for word in sorted(unknown))


def _own_role(word: str, speech: Speech) -> str:
    sense = sense_of(word, speech.language)
    return "detail" if sense and sense.role in ("target", "detail") else "other"


def _with_text(labels: dict[str, str], form: list[Piece]) -> tuple[dict[str, str], list[Piece]]:
    """Return a form, what its first long label announces as its text where none announces one: 存在问题：…."""
    word = next((word for word, role in labels.items() if role == "other"), "")
    if not word or {"target", "detail"} & {*labels.values()}:
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


def _forms(pieces: Sequence[Piece], speech: Speech, borders: Borders) -> Iterator[tuple[dict[str, str], list[Piece]]]:
    """Yield the labels of each form with their roles, and its paragraphs."""
    labels: dict[str, str] = {}
    form: list[Piece] = []
    for at, piece in enumerate(pieces):
        label, role = speech.label_of(piece.text)
        following = pieces[at + 1].text if at + 1 < len(pieces) else ""
        # 来源： between 督办事项： and 承办单位： ends nothing.
        ends = borders.is_end(piece.text, following) and speech.label_of(following)[1] not in _TOLD
        if role == "other" and ends:
            # 附件：
            label = ""
        again = label in labels
        ended = not label and (ends or _heads(piece.text, following, labels, speech))
        if form and (again or ended):
            yield labels, form
            labels, form = {}, []
        if label:
            labels[label] = role
        if label or form:
            form.append(piece)
    yield labels, form


def _heads(text: str, following: str, labels: dict[str, str], speech: Speech) -> bool:
    """Return whether a paragraph is the heading of the next form: 二、 or （二） above a label that comes again."""
    mark = mark_of(text)
    high = mark is not None and RANK[mark.style] <= RANK["han-bracket"]
    return high and speech.label_of(following)[0] in labels


def _whole(parts: Sequence[ItemText]) -> ItemText:
    """Return all that the paragraphs of a form say as one."""
    fields: dict[str, tuple[str, ...]] = {}
    for part in parts:
        for role, texts in part.fields.items():
            fields[role] = (*fields.get(role, ()), *texts)
    texts = tuple(text for part in parts for text in part.texts)
    return ItemText(texts, fields, tuple(dict.fromkeys(line for part in parts for line in part.lines)))
