"""A report to a congress, a plan for five years: of its sections those that lie ahead, a sentence for each promise."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise, takewhile

from heze_graph.records.lists.commitments import FEWEST, promises
from heze_graph.records.lists.paragraphs import TextPiece
from heze_graph.records.numbering import RANK, SENTENCE, UNNUMBERED, Mark, mark_of, start_of
from heze_graph.records.titles import LONGEST_TITLE, announces, bare_title, names_work, plan_in
from heze_graph.reference.language import Language

#: The title of a report, below what a page prints above it, stands among so many paragraphs.
_TITLES = 30
#: Who is addressed stands within so many paragraphs below the title.
_BELOW_TITLE = 10
#: What opens a paragraph, 扩大有效投资。, is hardly longer, and no figure stands in it.
_LONGEST_LEAD = 30
_SENTENCES = re.compile(r"[^。！？]*[。！？]+[”’）]*|[^。！？]+$")
_LEAD = re.compile(r"[^，,；;：:\d]+。?")
#: 一要做强产业。…二要扩大开放。…: what counts inside a paragraph.
_COUNTS = re.compile("[一二三四五六七八九十]{1,2}[是要]|第?[一二三四五六七八九十]{1,2}[，,]")
_YEAR = re.compile(r"(?:19|20)\d\d(?=\s*年)")
#: 主要预期目标是：地区生产总值增长5%；…
_GOALS = re.compile(
    r"\s*(?P<head>[^。；;：:]*(?:目标|指标)[^，,。；;：:]{0,6}[：:])(?P<first>[^。]+。?)(?P<more>.*)", re.DOTALL
)
_COMMA = re.compile("[，,]")
_SEMICOLON = re.compile("[；;]")


def promises_of_report(pieces: Sequence[TextPiece], language: Language) -> list[TextPiece]:
    """Return the paragraphs of a work report that lie ahead, parted into headings and sentences; [] for another text.

    What stands above the address to the congress, and behind the report, stays as it is.
    """
    begin = _opening(pieces, language)
    end = next((at for at in range(begin, len(pieces)) if _closes(pieces[at], language)), len(pieces))
    sections = _ahead(pieces[begin:end], language) if begin else []
    told = [part for heading, *body in sections for part in (heading, *_parted(body, language))]
    return [*pieces[:begin], *told, *pieces[end:]] if told else []


def promises_of_plan(pieces: Sequence[TextPiece], language: Language) -> list[TextPiece]:
    """Return the paragraphs of a plan for several years, parted as those of a report; [] for another text.

    What looks back, and what guides the plan, stands for no promise, but for the goals among it.
    """
    titles = [at for at, piece in enumerate(pieces[:_TITLES]) if plan_in(piece.text, language)]
    begin = titles[-1] + 1 if titles else len(pieces)
    end = next((at for at in range(begin, len(pieces)) if _closes(pieces[at], language)), len(pieces))
    told = [part for section in _chapters(pieces[begin:end], language) for part in _told(section, language)]
    return [*pieces[:begin], *told, *pieces[end:]] if told else []


def _told(chapter: Sequence[TextPiece], language: Language) -> list[TextPiece]:
    """Return the heading of a chapter and the parts of its paragraphs, without headings above nothing."""
    heading, *body = chapter
    goals = any(word in heading.text for word in language.row_words["plan-goal"])
    parts = [heading, *_parted(body, language, whole=goals)]
    kept: list[TextPiece] = []
    below = 0
    for part in reversed(parts):
        mark = None if part.heads else mark_of(part.text)
        rank = RANK[mark.style] if mark and _heads(part, mark) else len(RANK)
        if below > rank or rank == len(RANK):
            kept.insert(0, part)
            below = rank
    return kept


def _heads(piece: TextPiece, mark: Mark) -> bool:
    """Return whether a numbered paragraph is a heading of a plan, and none of the items of a box."""
    heading = piece.text[mark.end :].strip()
    high = RANK[mark.style] <= RANK["han-bracket"]
    return high and len(heading) <= LONGEST_TITLE and "。" not in heading.rstrip("。")


def _chapters(pieces: Sequence[TextPiece], language: Language) -> list[list[TextPiece]]:
    """Return the chapters of a plan, each below its heading; what the nearest heading sets aside is left out."""
    above: list[tuple[int, bool]] = []
    chapters: list[list[TextPiece]] = []
    for piece in pieces:
        mark = mark_of(piece.text)
        if mark and _heads(piece, mark):
            depth = RANK[mark.style]
            above = [each for each in above if each[0] < depth]
            begins = not above or not above[-1][1]
            above.append((depth, _is_ahead(piece.text[mark.end :], language, inherited=not above or above[-1][1])))
            chapters += [[]] if begins else []
        if above and above[-1][1]:
            chapters[-1].append(piece)
    return [chapter for chapter in chapters if chapter]


def _is_ahead(heading: str, language: Language, *, inherited: bool) -> bool:
    """Return whether a plan promises what stands below a heading; without a word that tells, as the one above it."""
    words = language.row_words
    if any(word in heading for word in words["frame-heading"]):
        return False
    bare = re.sub("|".join(map(re.escape, words["plan-aside"])), "", heading)
    if bare != heading:
        # 夯实绿色发展基础 is to be done.
        return inherited and promises(bare, language)
    return inherited or any(word in heading for word in words["plan-goal"])


def _opening(pieces: Sequence[TextPiece], language: Language) -> int:
    """Return where a work report begins, 0 in another text: at the words that address its hearers or at its review."""
    words = language.row_words
    titles = [
        at
        for at, piece in enumerate(pieces[:_TITLES])
        if re.sub(r"\s", "", bare_title(piece.text, language)).endswith(words["work-report"])
    ]
    for at in range(titles[0], min(titles[-1] + _BELOW_TITLE, len(pieces))) if titles else ():
        text = pieces[at].text.strip(" \u3000")
        reviews = len(text) <= LONGEST_TITLE and _YEAR.search(text) and text.endswith(words["other-kind"])
        if text.startswith(words["addressed"]) or reviews:
            return at
    return 0


def _closes(piece: TextPiece, language: Language) -> bool:
    """Return whether a paragraph closes a report: a short one that names an annex, or belongs to a page."""
    text = piece.text[start_of(piece.text) :].strip(" \u3000（(【[")
    ends = [word for word in language.row_words["list-end"] if word not in language.row_words["addressed"]]
    return len(text) <= LONGEST_TITLE and text.startswith(tuple(ends))


def _ahead(pieces: Sequence[TextPiece], language: Language) -> list[list[TextPiece]]:
    """Return the sections of a report that name work of the last year that any names, else the last with goals.

    Where no heading with a number names a year, 2024年工作回顾 / 2025年工作安排 above the numbers, without one, do.
    """
    marks = [mark_of(piece.text) for piece in pieces]
    bare = [piece.text[mark.end if mark else 0 :].strip() for piece, mark in zip(pieces, marks, strict=True)]
    short = [at for at, text in enumerate(bare) if len(text) <= LONGEST_TITLE and "。" not in text]
    numbered = [at for at in short if (mark := marks[at]) and RANK[mark.style] <= RANK["han"]]
    others = [at for at in short if not marks[at] and names_work(bare[at], language) and _YEAR.search(bare[at])]
    back = language.row_words["other-kind"]

    def sections(starts: Sequence[int]) -> list[list[TextPiece]]:
        ends = pairwise([*starts, len(pieces)])
        return [[replace(pieces[begin], text=bare[begin]), *pieces[begin + 1 : end]] for begin, end in ends]

    def work(some: list[list[TextPiece]]) -> list[list[TextPiece]]:
        return [each for each in some if names_work(each[0].text, language) and not each[0].text.endswith(back)]

    found = work(sections(numbered))
    if not any(_YEAR.search(heading.text) for heading, *_ in found) and (not numbered or others[:1] < numbered[:1]):
        found = work(sections(others)) or found
    if not found:
        # 三、乘势而上，奋力开好局: a heading that names no work stands above the goals of the year.
        goals = [each for each in sections(numbered) if any(_GOALS.search(piece.text) for piece in each[1:])]
        found = goals[-1:]
    years = [max(map(int, _YEAR.findall(heading.text)), default=0) for heading, *_ in found]
    return [section for section, year in zip(found, years, strict=True) if year == max(years)]


def _parted(body: Sequence[TextPiece], language: Language, *, whole: bool = False) -> Iterator[TextPiece]:
    """Yield the headings of a section and its sentences; above its first part only the goals, or the `whole`, count.

    So are neither what addresses the hearers anew, with what follows it, nor what introduces a part above its leads.
    """
    marks = [mark_of(piece.text) for piece in body]
    first = next((at for at, mark in enumerate(marks) if mark), 0)
    leads = _leads(body)
    told = whole or not first
    intro = False
    for at, (piece, mark) in enumerate(zip(body, marks, strict=True)):
        text = piece.text.strip(" \u3000")
        told = bool(mark) or (told and not (first and text.startswith(language.row_words["addressed"])))
        part = [*takewhile(lambda each: not mark_of(each.text), body[at + 1 :])] if mark else []
        intro = leads and (any(_opens(each.text) for each in part) or (intro and not mark and not _opens(text)))
        above = body[at - 1].text if at else ""
        goals = [] if mark else list(_goals(piece, above, language, first=at < first or not first))
        if mark is None and text.startswith(language.row_words["plan-box"]) and len(text) <= LONGEST_TITLE:
            yield replace(piece, heads=UNNUMBERED[1])
        elif goals or (mark is None and (goals := list(_counted(piece, text, language)))):
            yield from goals
        elif told and mark and RANK[mark.style] > RANK["han-bracket"]:
            yield piece
        elif told and not text.startswith(language.row_words["addressed"]):
            below = body[at + 1].text if at + 1 < len(body) and not marks[at + 1] else ""
            parts = _sentences(piece, text, below, marked=mark is not None, leads=leads)
            yield from (part for part in parts if not intro or part.heads != SENTENCE or re.search(r"\d", part.text))


def _opens(text: str) -> bool:
    """Return whether a paragraph of several sentences opens with a short one that names what they are on."""
    first, *others = _split(text) or [""]
    return bool(others) and _is_lead(first)


def _leads(body: Sequence[TextPiece]) -> bool:
    """Return whether most paragraphs of several sentences, one a part at least, open with a short one as heading."""
    texts = [piece.text for piece in body if not mark_of(piece.text) and len(_split(piece.text)) > 1]
    parts = len(body) - sum(not mark_of(piece.text) for piece in body)
    return sum(map(_opens, texts)) >= max(1, parts, len(texts) // 2 + 1)


def _split(text: str) -> list[str]:
    return [sentence.strip() for sentence in _SENTENCES.findall(text) if sentence.strip()]


def _is_lead(sentence: str) -> bool:
    return len(sentence) <= _LONGEST_LEAD and _LEAD.fullmatch(sentence) is not None


def _sentences(piece: TextPiece, text: str, below: str, *, marked: bool, leads: bool) -> Iterator[TextPiece]:
    """Yield a paragraph as the heading that opens it and a sentence each; a short one above a longer is a heading."""
    first, *others = _split(text) or [text]
    heads = len(first) <= LONGEST_TITLE * 2 if marked else _is_lead(first) and (leads or not others)
    if heads and (others or marked or len(below) > len(first) * 2):
        yield replace(piece, text=first, heads="" if marked else UNNUMBERED[1])
    else:
        others = [first, *others]
    for sentence, following in pairwise([*others, ""]):
        counts = _COUNTS.match(sentence) and _is_lead(sentence) and following and not _COUNTS.match(following)
        if not sentence.endswith(("：", ":")):
            yield replace(piece, text=sentence, heads=UNNUMBERED[1] if counts else SENTENCE)


def _goals(piece: TextPiece, above: str, language: Language, *, first: bool) -> Iterator[TextPiece]:
    """Yield the heading of the goals that a paragraph names, and each of them; `above` may hold the heading's words.

    In the `first` paragraphs of a section they may stand behind other sentences.
    """
    joined = above.strip() + piece.text.lstrip() if piece.text.lstrip().startswith(("是：", "为：")) else piece.text
    found = _GOALS.search(joined) if first else _GOALS.match(joined)
    if found is None or not re.search(r"\d", found["first"]):
        return
    kept = language.row_words["goal-kept"]
    parts = list(_clauses(found["first"], language))
    if len(parts) < FEWEST:
        # 主要预期目标是：生产总值增长5%。固定资产投资增长7%。…
        more = (each for each in _split(found["more"]) if not each.endswith(("：", ":")))
        parts += [each for each in more if re.search(r"\d", each) or any(word in each for word in kept)]
    if len(parts) >= FEWEST:
        yield replace(piece, text=found["head"].rstrip("：: 是为"), heads=UNNUMBERED[1])
        yield from (replace(piece, text=goal, heads=SENTENCE) for goal in parts)


def _counted(piece: TextPiece, text: str, language: Language) -> Iterator[TextPiece]:
    """Yield the parts of a sentence that counts them, 办好15件民生实事，包括：…；…；…, and nothing of another."""
    for sentence in _split(text):
        head, colon, rest = sentence.partition("：")
        parts = [part.strip(" 。") for part in _SEMICOLON.split(rest) if part.strip(" 。")]
        if colon and len(parts) >= FEWEST and announces(head, len(parts), language):
            yield replace(piece, text=head, heads=UNNUMBERED[1])
            yield from (replace(piece, text=part, heads=SENTENCE) for part in parts)


def _clauses(sentence: str, language: Language) -> Iterator[str]:
    """Yield the goals of a sentence, between semicolons, else commas: one that only adds to another goes with it."""
    words = language.row_words
    sign = _SEMICOLON if _SEMICOLON.search(sentence) else _COMMA
    ends = [0, *(mark.end() for mark in sign.finditer(sentence)), len(sentence)]
    goal = ""
    for begin, end in pairwise(ends):
        part = sentence[begin:end]
        own = re.search(r"\d", part) or any(word in part for word in words["goal-kept"])
        if goal and own and not part.startswith(words["growth"]):
            yield goal.rstrip("，,；;")
            goal = ""
        goal += part
    if goal.strip():
        yield goal
