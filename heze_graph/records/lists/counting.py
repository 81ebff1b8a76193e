"""Paragraphs that are numbered in words, 一是…, or inside one paragraph: …：（1）…。（2）…."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import accumulate, islice, pairwise

from heze_graph.records.lists.commitments import FEWEST, commits, promises, telling
from heze_graph.records.lists.paragraphs import TextPiece
from heze_graph.records.numbering import BULLETS, UNNUMBERED, mark_of, number_of, start_of, value_of
from heze_graph.records.titles import LONGEST_TITLE, announced_counts, is_titled, names_work
from heze_graph.reference.language import Language

#: 一是…: a word that counts.
_COUNTING = re.compile(r"^\s*([一二三四五六七八九十]{1,3})是")
#: （县发改局）；二是…: the next part of a paragraph behind the brackets of the one before it.
_NEXT_PART = re.compile(r"\s*[；;。]\s*[二三四五六七八九十]{1,3}是")
#: ：（1）…: a number in brackets inside a paragraph.
_BRACKETED = re.compile(r"(?<=[。.；;：:])\s*[（(](\d{1,2})[）)]")
#: 分别为：一是…；二是…, 是：1.…。2.…: how the tasks that a sentence announces are numbered inside a paragraph.
_INSIDE = tuple(
    re.compile(rf"(?<=[：:。；;])\s*(?:{number})")
    for number in (
        r"(?P<n>[一二三四五六七八九十]{1,3})[是、]",
        r"(?P<n>\d{1,2})[.．、](?!\d)",
        r"[（(](?P<n>\d{1,2})[）)]",
        r"(?P<n>[①-⑳])",
    )
)
#: What stands between tasks in a sentence.
_BETWEEN = (re.compile("[；;]"), re.compile("、"))
#: No text counts more tasks than these and lists them as lines without numbers.
_MOST = 100
#: “甲”“乙”、丙: names in a row.
_NAMES = re.compile("、|(?<=”)(?=“)")
_AMOUNT = r"(?:\d{1,3}|[一二三四五六七八九十]{1,3})"
#: No sentence that lists tasks is longer.
_LONGEST_SENTENCE = 10_000
#: What announces tasks stands within so many characters in front of them.
_ABOVE = 500
_COLON = re.compile("[：:]")
#: （按得票多少排序）: a note below a title.
_NOTE = re.compile(r"\s*[（(][^（()）]*[)）]\s*")
#: 开展工作：一是…: the first of several paragraphs that count may stand behind what announces them.
_FIRST = re.compile(r"(?<=[：:。])\s*(?=一是)")
#: “充电桩、换电柜建设项目”, （平安大道、德和路）: what is quoted, or said in brackets, is no several things.
_INSIDE_SIGNS = re.compile(r"“[^“”]*”|《[^《》]*》|（[^（）]*）|\([^()]*\)")
#: Behind a full stop only a number begins what a sentence announces: 共24个项目。一是…；二是….
_ANNOUNCED = re.compile("[：:。]|[，,]即(?!将)")
_BULLET = re.compile(rf"\s*([{BULLETS}]|[—–]{{2}})\s*\S")


def counted(pieces: list[TextPiece], language: Language, is_end: Callable[[str, str], bool]) -> list[TextPiece]:
    """Return the paragraphs of a document without numbers, those that count, 一是…, 二是…, numbered so: 一、….

    One that counts inside, …：（1）…。（2）…, is parted; so is one that says how many tasks it holds. Paragraphs behind
    bullets, or as many as the one above announces, are items; `is_end` tells where these end.
    """
    numbered = next((at for at, piece in enumerate(pieces) if mark_of(piece.text)), len(pieces))
    if headed := _at_bullets(pieces[:numbered], language):
        return [*headed, *pieces[numbered:]]
    if numbered < len(pieces):
        return pieces
    counts: frozenset[int] = frozenset()
    above: Sequence[str] = ()
    for at, piece in enumerate(pieces):
        if parts := _chosen(piece, language) or _as_announced(piece, above, counts, language):
            return _numbered([*pieces[:at], *parts, *(replace(other, apart=True) for other in pieces[at + 1 :])])
        counts |= announced_counts(piece.text, language)
        above = telling(above, piece.text, language)
    parted = _numbered([part for piece in _with_first_apart(pieces) for part in _parted_at_brackets(piece)])
    if any(mark_of(piece.text) for piece in parted):
        return parted
    return _as_many_as_announced(pieces, language, is_end)


def _at_bullets(pieces: list[TextPiece], language: Language) -> list[TextPiece]:
    """Return paragraphs, those behind one bullet, ■ 就业工程, as items where a text above makes them commitments."""
    signs = [_BULLET.match(piece.text) for piece in pieces]
    usual = Counter(sign[1] for sign in signs if sign).most_common(1)
    found = [at for at, sign in enumerate(signs) if sign and sign[1] == usual[0][0]]
    texts = [pieces[at].text[start_of(pieces[at].text) :] for at in found]
    above = [piece.text for piece in pieces[: found[0]]] if found else []
    if len(found) < FEWEST or not commits(above, texts, language):
        return []
    bare = {at: replace(pieces[at], text=text, heads=UNNUMBERED[1]) for at, text in zip(found, texts, strict=True)}
    return [bare.get(at, piece) for at, piece in enumerate(pieces)]


def _as_many_as_announced(
    pieces: list[TextPiece], language: Language, is_end: Callable[[str, str], bool]
) -> list[TextPiece]:
    """Return paragraphs, as many as a text above announces as items: below a colon, 办好15件民生实事：, or a title."""
    texts = [piece.text for piece in pieces]
    counts: set[int] = set()
    found: dict[bool, tuple[int, int]] = {}
    promised, ended = _sums(texts, lambda text, _: promises(text, language)), _sums(texts, is_end)
    for at, text in enumerate(texts):
        counts |= {count for count in announced_counts(text, language) if FEWEST <= count <= _MOST}
        colon = _COLON.fullmatch(text.rstrip()[-1:]) is not None
        if not (colon or is_titled(text, language)):
            continue
        first = at + 1 + bool(at + 1 < len(texts) and _NOTE.fullmatch(texts[at + 1]))
        for end in (first + count for count in counts if first + count <= len(texts)):
            if ended[end] == ended[first] and (promised[end] - promised[first]) * 2 > end - first:
                found[colon] = first, end
    if not found:
        return pieces
    # A title stands above the paragraph with a colon, too.
    first, end = found[max(found)]
    items = [replace(piece, heads=UNNUMBERED[1]) for piece in pieces[first:end]]
    return [*pieces[:first], *items, *(replace(piece, apart=True) for piece in pieces[end:])]


def _sums(texts: Sequence[str], told: Callable[[str, str], bool]) -> list[int]:
    """Return of how many of the texts before each one it is told, given the text behind each, too."""
    return [0, *accumulate(int(told(text, below)) for text, below in pairwise([*texts, ""]))]


def _with_first_apart(pieces: list[TextPiece]) -> list[TextPiece]:
    """Return paragraphs, the first that counts, 一是…, apart from what announces it in one with it above 二是…."""
    second = next((at for at, piece in enumerate(pieces) if _COUNTING.match(piece.text)), 0)
    found = _FIRST.search(pieces[second - 1].text) if second else None
    if found is None:
        return pieces
    above = pieces[second - 1]
    halves = [replace(above, text=above.text[: found.start()]), replace(above, text=above.text[found.end() :])]
    return [*pieces[: second - 1], *halves, *pieces[second:]]


def _numbered(pieces: list[TextPiece]) -> list[TextPiece]:
    """Return paragraphs, those that count on in words numbered, 一是… as 一、…."""
    numbered = [replace(piece, text=_COUNTING.sub(r"\1、", piece.text)) for piece in pieces]
    values = [mark.value for piece in numbered if (mark := mark_of(piece.text))]
    return numbered if values == list(range(1, len(values) + 1)) and len(values) >= FEWEST else pieces


def ends_part(text: str, end: int) -> bool:
    """Return whether a part of a paragraph that counts, 一是…；二是…, ends where brackets do.

    >>> ends_part("一是修路（县住建局）；二是架桥", 10), ends_part("修路（含绿化）；架桥", 7)
    (True, False)
    """
    return _NEXT_PART.match(text, end) is not None


def _parted_at_brackets(piece: TextPiece) -> list[TextPiece]:
    """Return the paragraphs that one holds whose numbers in brackets count on from 1, several of them, else itself."""
    found = list(_BRACKETED.finditer(piece.text))
    if len(found) < FEWEST or [int(number[1]) for number in found] != list(range(1, len(found) + 1)):
        return [piece]
    starts = [0, *(number.start() for number in found), len(piece.text)]
    return [replace(piece, text=piece.text[begin:end]) for begin, end in pairwise(starts)]


def _as_announced(
    piece: TextPiece, above: Sequence[str], counts: frozenset[int], language: Language
) -> list[TextPiece]:
    """Return the paragraphs of one with as many tasks as the texts above count, numbered or between semicolons.

    Names between 、 are counted by what stands in front of them. It is nothing where there are not as many.

    这十件实事是：1.…。2.…。3.…。: what stands behind the last one belongs to none.
    """
    # What is quoted, or said in brackets, holds no sign between tasks.
    plain = _INSIDE_SIGNS.sub(lambda quoted: " " * len(quoted[0]), piece.text)
    for mark in _ANNOUNCED.finditer(piece.text):
        said = piece.text[max(0, mark.end() - _ABOVE) : mark.end()]
        for parts, heads in _parts_behind(piece.text, mark.end(), "" if mark[0] == "。" else plain):
            if len(parts) < FEWEST:
                continue
            own = [said, _called(parts[-1], language)]
            as_many = len(parts) in counts.union(*(announced_counts(text, language) for text in own))
            if as_many or (not heads and commits([*above, *own], parts, language)):
                return _items(piece, piece.text[: mark.end()], parts, heads, language)
    return []


def _chosen(piece: TextPiece, language: Language) -> list[TextPiece]:
    """Return the paragraphs of a sentence that names tasks before what they are: 甲、乙被确定为2024年实事项目."""
    found = _chosen_as(language).search(piece.text)
    end = _sentence_end(piece.text, found.start()) if found else 0
    if found is None or not names_work(piece.text[found.start() : end], language):
        return []
    start = max(map(piece.text[: found.start()].rfind, "，,。：:；;")) + 1
    names = [name.strip("“”") for name in _NAMES.split(piece.text[start : found.start()])]
    if len(names) < FEWEST:
        return []
    above = [replace(piece, text=text) for text in (piece.text[:start], piece.text[found.start() : end]) if text]
    rest = [replace(piece, text=piece.text[end:], apart=True)] if piece.text[end:].strip() else []
    return [*above, *(replace(piece, text=name, heads=UNNUMBERED[0]) for name in names), *rest]


@lru_cache(maxsize=8)
def _chosen_as(language: Language) -> re.Pattern[str]:
    words = "|".join(map(re.escape, language.row_words["chosen-as"]))
    return re.compile(rf"(?:等?共?{_AMOUNT}[个项件条]\S{{0,4}}?|等)?(?:{words})")


def _items(piece: TextPiece, said: str, parts: Sequence[str], heads: str, language: Language) -> list[TextPiece]:
    """Return a paragraph as what is said before its parts, these as items, and what stands behind the last of them."""
    *others, last = parts
    end = _end_of_last(others, last)
    called = _called(last[:end], language)
    above = [replace(piece, text=text) for text in (said, called) if text]
    own = (*others, last[: end - len(called)])
    items = [replace(piece, text=part.rstrip("、"), heads=heads) for part in own]
    rest = [replace(piece, text=last[end:], apart=True)] if last[end:].strip() else []
    return [*above, *items, *rest]


def _parts_behind(text: str, start: int, plain: str) -> Iterator[tuple[list[str], str]]:
    """Yield the parts of what stands behind a colon, each way that it may be parted, and what heads such a part.

    `plain` is the text that signs part; where it is "", only numbers do.
    """
    for pattern in _INSIDE:
        # Most colons and full stops announce nothing: the rest of a long text is looked at behind a first number only.
        found = _counting_on(pattern.finditer(text, start)) if pattern.match(text, start) else []
        if found:
            ends = [*(mark.start() for mark in found[1:]), len(text)]
            yield [text[mark.start() : end] for mark, end in zip(found, ends, strict=True)], ""
    last = _sentence_end(text, start)
    for sign in _BETWEEN if plain and last - start < _LONGEST_SENTENCE else ():
        ends = [mark.end() for mark in islice(sign.finditer(plain, start, last), _MOST)]
        if len(ends) < _MOST:
            yield [text[begin:end] for begin, end in pairwise([start, *ends, len(text)])], UNNUMBERED[0]


def _counting_on(numbers: Iterator[re.Match[str]]) -> list[re.Match[str]]:
    """Return the numbers of a text where they count from 1 to the last; nothing where any does not."""
    found = []
    for at, number in enumerate(numbers, start=1):
        if value_of(number_of(number["n"]) or "") != at:
            return []
        found.append(number)
    return found


def _sentence_end(text: str, start: int) -> int:
    end = text.find("。", start) + 1
    return end or len(text)


def _called(last: str, language: Language) -> str:
    """Return what the end of the last part calls all of them, “，为我市2024年10项民生实事。”, "" where it does not."""
    said = re.search(r"[，,]为[^，,；;。]*。?$", last[-LONGEST_TITLE:])
    return said[0] if said and names_work(said[0], language) else ""


def _end_of_last(others: Sequence[str], last: str) -> int:
    """Return where the last of several parts ends: behind as many sentences as the others have at most."""
    end = 0
    for _ in range(max(1, *(part.count("。") for part in others))):
        end = _sentence_end(last, end)
    return end
