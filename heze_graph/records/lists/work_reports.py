"""A report to a congress, a plan for five years: of its sections those that lie ahead, a sentence for each promise."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise

from heze_graph.records.lists.commitments import FEWEST, promises
from heze_graph.records.lists.paragraphs import TextPiece
from heze_graph.records.numbering import RANK, SENTENCE, UNNUMBERED, Mark, mark_of, start_of
from heze_graph.records.titles import LONGEST_TITLE, announces, bare_title, names_work, plan_in
from heze_graph.reference.language import Language

#: The title of a report, below what a page prints above it, stands among so many paragraphs.
_TITLES = 30
#: Who is addressed stands within so many paragraphs below the title.
_BELOW_TITLE = 10
#: What introduces a part has no more sentences below its heading.
_MOST_INTRODUCING = 2
#: What opens a paragraph, 扩大有效投资。, is hardly longer, and no figure stands in it.
_LONGEST_LEAD = 30
_SENTENCES = re.compile(r"[^。！？]*[。！？]+[”’）]*|[^。！？]+$")
_LEAD = re.compile(r"[^，,；;：:\d]+。?")
#: 一要做强产业。…二要扩大开放。…: what counts inside a paragraph.
_COUNTS = re.compile("[一二三四五六七八九十]{1,2}[是要]|第?[一二三四五六七八九十]{1,2}[，,]")
_YEAR = re.compile(r"(?:19|20)\d\d(?=\s*年)")
_CLAUSE = re.compile("[，,；;]")
_SEMICOLON = re.compile("[；;]")
_STOP = re.compile("[。；;：:]")
_DIGIT = re.compile(r"\d")
_BLANKS = " \u3000"


def promises_of_report(pieces: Sequence[TextPiece], language: Language) -> list[TextPiece]:
    """Return the paragraphs of a work report that lie ahead, parted into headings and sentences; [] for another text.

    What stands above the address to the congress, and behind the report, stays as it is.
    """
    begin = _opening(pieces, language)
    end = _end(pieces, begin, language)
    sections = _sections_ahead(pieces[begin:end], language) if begin else []
    found = [part for heading, *body in sections for part in (heading, *_parted(body, language))]
    return [*pieces[:begin], *found, *pieces[end:]] if found else []


def promises_of_plan(pieces: Sequence[TextPiece], language: Language) -> list[TextPiece]:
    """Return the paragraphs of a plan for several years, parted as those of a report; [] for another text.

    Chapters that look back or guide the plan promise nothing but the goals that stand in them.
    """
    titles = [at for at, piece in enumerate(pieces[:_TITLES]) if plan_in(piece.text, language)]
    begin = titles[-1] + 1 if titles else len(pieces)
    end = _end(pieces, begin, language)
    found = [part for chapter in _chapters(pieces[begin:end], language) for part in _of_chapter(chapter, language)]
    return [*pieces[:begin], *found, *pieces[end:]] if found else []


def _end(pieces: Sequence[TextPiece], begin: int, language: Language) -> int:
    """Return where a report or a plan ends: at a short paragraph that names an annex or belongs to a page."""
    words = language.row_words
    ends = tuple(word for word in words["list-end"] if word not in words["addressed"])
    for at in range(begin, len(pieces)):
        text = pieces[at].text[start_of(pieces[at].text) :].strip(f"{_BLANKS}（(【[")
        if len(text) <= LONGEST_TITLE and text.startswith(ends):
            return at
    return len(pieces)


def _of_chapter(chapter: Sequence[TextPiece], language: Language) -> list[TextPiece]:
    """Return the heading of a chapter and the parts of its paragraphs, without headings above nothing."""
    heading, *body = chapter
    goals = any(word in heading.text for word in language.row_words["plan-goal"])
    kept: list[TextPiece] = []
    below = 0
    for part in reversed([heading, *_parted(body, language, whole=goals)]):
        mark = None if part.heads else mark_of(part.text)
        rank = RANK[mark.style] if mark and _is_heading(part, mark) else len(RANK)
        if below > rank or rank == len(RANK):
            kept.append(part)
            below = rank
    return kept[::-1]


def _is_heading(piece: TextPiece, mark: Mark) -> bool:
    """Return whether a numbered paragraph is a heading of a plan, and none of the items of a box."""
    heading = piece.text[mark.end :].strip()
    high = RANK[mark.style] <= RANK["han-bracket"]
    return high and len(heading) <= LONGEST_TITLE and "。" not in heading.rstrip("。")


def _chapters(pieces: Sequence[TextPiece], language: Language) -> list[list[TextPiece]]:
    """Return the chapters of a plan, each below its heading; what the nearest heading sets aside is left out."""
    # The headings above a paragraph: the rank of each, and whether what stands below it is promised.
    above: list[tuple[int, bool]] = []
    chapters: list[list[TextPiece]] = []
    for piece in pieces:
        mark = mark_of(piece.text)
        if mark and _is_heading(piece, mark):
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
    # 2025年1月8日在甲县第十七届人民代表大会第五次会议上 may be all that is left of a title.
    ends = (*words["work-report"], *words["told-at"])
    titles = [
        at
        for at, piece in enumerate(pieces[:_TITLES])
        if re.sub(r"\s", "", bare_title(piece.text, language)).endswith(ends)
    ]
    for at in range(titles[0], min(titles[-1] + _BELOW_TITLE, len(pieces))) if titles else ():
        text = pieces[at].text.strip(_BLANKS)
        reviews = len(text) <= LONGEST_TITLE and _YEAR.search(text) and text.endswith(words["other-kind"])
        if text.startswith(words["addressed"]) or reviews:
            return at
    return 0


def _sections_ahead(pieces: Sequence[TextPiece], language: Language) -> list[list[TextPiece]]:
    """Return the sections of a report that name work of the last year that any names, else the last with goals.

    Where no heading with a number names a year, 2024年工作回顾 / 2025年工作安排 above the numbers, without one, do.
    """
    marks = [mark_of(piece.text) for piece in pieces]
    bare = [piece.text[mark.end if mark else 0 :].strip() for piece, mark in zip(pieces, marks, strict=True)]
    short = [at for at, text in enumerate(bare) if len(text) <= LONGEST_TITLE and "。" not in text]
    numbered = [at for at in short if (mark := marks[at]) and RANK[mark.style] <= RANK["han"]]
    others = [at for at in short if not marks[at] and names_work(bare[at], language) and _YEAR.search(bare[at])]

    def sections(starts: Sequence[int]) -> list[list[TextPiece]]:
        ends = pairwise([*starts, len(pieces)])
        return [[replace(pieces[begin], text=bare[begin]), *pieces[begin + 1 : end]] for begin, end in ends]

    found = _naming_work(sections(numbered), language)
    if not any(_YEAR.search(heading.text) for heading, *_ in found) and (not numbered or others[:1] < numbered[:1]):
        found = _naming_work(sections(others), language) or found
    if not found:
        # 三、乘势而上，奋力开好局: a heading that names no work stands above the goals of the year.
        announcing = _announcing(language)
        found = [each for each in sections(numbered) if any(announcing.search(piece.text) for piece in each[1:])][-1:]
    years = [max(map(int, _YEAR.findall(heading.text)), default=0) for heading, *_ in found]
    last = max(years, default=0)
    return [section for section, year in zip(found, years, strict=True) if year == last]


def _naming_work(sections: Sequence[list[TextPiece]], language: Language) -> list[list[TextPiece]]:
    """Return the sections whose headings name work that is not over: 2025年工作安排, but not 2024年工作回顾."""
    over = language.row_words["other-kind"]
    return [each for each in sections if names_work(each[0].text, language) and not each[0].text.endswith(over)]


def _parted(body: Sequence[TextPiece], language: Language, *, whole: bool = False) -> Iterator[TextPiece]:
    """Yield the headings of a section and its sentences; above its first part only goals count, or the `whole`.

    What addresses the hearers anew, with what follows it, does not count; of what introduces a part only figures do.
    """
    marks = [mark_of(piece.text) for piece in body]
    first = next((at for at, mark in enumerate(marks) if mark), 0)
    leads = _leads(body, marks)
    introducing = _introducing(body, marks) if leads else set()
    counts = whole or not first
    for at, (piece, mark) in enumerate(zip(body, marks, strict=True)):
        addresses = piece.text.strip(_BLANKS).startswith(language.row_words["addressed"])
        framed = mark is not None and _is_conduct(piece.text[mark.end :], language)
        counts = not framed and (bool(mark) or (counts and not (first and addresses)))
        above = body[at - 1].text if at else ""
        below = body[at + 1].text if at + 1 < len(body) and not marks[at + 1] else ""
        if mark and RANK[mark.style] > RANK["han-bracket"]:
            yield piece
        elif not mark and (announced := _announced(piece, above, language, first=at < first or not first)):
            yield from announced
        elif counts and not addresses:
            parts = _sentences(piece, below, marked=mark is not None, leads=leads)
            yield from _with_figures(parts) if at in introducing else parts


def _is_conduct(text: str, language: Language) -> bool:
    """Return whether a part is on how the government means to behave: （十）切实加强自身建设。…."""
    heading = _STOP.split(text, maxsplit=1)[0]
    return len(heading) <= LONGEST_TITLE and any(word in heading for word in language.row_words["own-conduct"])


def _with_figures(parts: Iterable[TextPiece]) -> Iterator[TextPiece]:
    """Yield the headings among the parts of a paragraph, and the sentences that hold a figure."""
    return (part for part in parts if part.heads != SENTENCE or _DIGIT.search(part.text))


def _introducing(body: Sequence[TextPiece], marks: Sequence[Mark | None]) -> set[int]:
    """Return the places of what introduces parts: a heading, and what stands above the first paragraph that opens."""
    found: set[int] = set()
    above: list[int] = []
    for at, (piece, mark) in enumerate(zip(body, marks, strict=True)):
        if not mark and above and _opens(piece.text):
            found.update(above)
            above = []
        elif mark:
            above = [at]
        elif above and len(_split(piece.text)) <= _MOST_INTRODUCING:
            above.append(at)
    return found


def _opens(text: str) -> bool:
    """Return whether a paragraph of several sentences opens with a short one that names what they are on."""
    first, *others = _split(text) or [""]
    return bool(others) and _is_lead(first)


def _leads(body: Sequence[TextPiece], marks: Sequence[Mark | None]) -> bool:
    """Return whether most paragraphs of several sentences, one a part at least, open with a short one as heading."""
    bare = [piece.text for piece, mark in zip(body, marks, strict=True) if not mark]
    texts = [text for text in bare if len(_split(text)) > 1]
    return sum(map(_opens, texts)) >= max(1, len(body) - len(bare), len(texts) // 2 + 1)


def _split(text: str) -> list[str]:
    return [sentence.strip() for sentence in _SENTENCES.findall(text) if sentence.strip()]


def _is_lead(sentence: str) -> bool:
    return len(sentence) <= _LONGEST_LEAD and _LEAD.fullmatch(sentence) is not None


def _sentences(piece: TextPiece, below: str, *, marked: bool, leads: bool) -> Iterator[TextPiece]:
    """Yield a paragraph as the heading that opens it and a sentence each; a short one above a longer is a heading."""
    text = piece.text.strip(_BLANKS)
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


def _announced(piece: TextPiece, above: str, language: Language, *, first: bool) -> list[TextPiece]:
    """Return what a paragraph announces, below its heading: a box of a plan, the goals of a year, works counted."""
    text = piece.text.strip(_BLANKS)
    if len(text) <= LONGEST_TITLE and text.startswith(language.row_words["plan-box"]):
        return [replace(piece, heads=UNNUMBERED[1])]
    return [*_goals(piece, above, language, first=first)] or [*_counted(piece, language)]


@lru_cache(maxsize=8)
def _announcing(language: Language) -> re.Pattern[str]:
    """Return the expression of what ends the heading of goals, and of their sentence: 目标是：生产总值增长5%；…."""
    goals = "|".join(map(re.escape, language.row_words["plan-goal"]))
    return re.compile(rf"(?:{goals})[^，,。；;：:]{{0,6}}[：:](?P<goals>[^。]+。?)")


def _goals(piece: TextPiece, above: str, language: Language, *, first: bool) -> Iterator[TextPiece]:
    """Yield the heading of the goals that a paragraph names, and each of them; `above` may hold the heading's words.

    In the `first` paragraphs of a section they may stand behind other sentences.
    """
    text = piece.text.lstrip()
    text = above.strip() + text if text.startswith(("是：", "为：")) else text
    found = _announcing(language).search(text)
    *others, head = _STOP.split(text[: found.start("goals") - 1]) if found else [""]
    if found is None or (others and not first) or not _DIGIT.search(found["goals"]):
        return
    kept = language.row_words["goal-kept"]
    parts = list(_clauses(found["goals"], language))
    if len(parts) < FEWEST:
        # 主要预期目标是：生产总值增长5%。固定资产投资增长7%。…
        more = (each for each in _split(text[found.end() :]) if not each.endswith(("：", ":")))
        parts += [each for each in more if _DIGIT.search(each) or any(word in each for word in kept)]
    if len(parts) >= FEWEST:
        yield replace(piece, text=head.strip().rstrip(" 是为"), heads=UNNUMBERED[1])
        yield from (replace(piece, text=goal, heads=SENTENCE) for goal in parts)


def _counted(piece: TextPiece, language: Language) -> Iterator[TextPiece]:
    """Yield the parts of a sentence that counts them, 办好15件民生实事，包括：…；…；…, and nothing of another."""
    for sentence in _split(piece.text):
        head, colon, rest = sentence.partition("：")
        parts = [part.strip(" 。") for part in _SEMICOLON.split(rest) if part.strip(" 。")]
        if colon and len(parts) >= FEWEST and announces(head, len(parts), language):
            yield replace(piece, text=head, heads=UNNUMBERED[1])
            yield from (replace(piece, text=part, heads=SENTENCE) for part in parts)


def _clauses(sentence: str, language: Language) -> Iterator[str]:
    """Yield the goals of a sentence, between semicolons, else commas: one that only adds to another goes with it."""
    words = language.row_words
    sign = _SEMICOLON if len(_SEMICOLON.findall(sentence)) + 1 >= FEWEST else _CLAUSE
    ends = [0, *(mark.end() for mark in sign.finditer(sentence)), len(sentence)]
    goal = ""
    for begin, end in pairwise(ends):
        part = sentence[begin:end]
        own = _DIGIT.search(part) or any(word in part for word in words["goal-kept"])
        if goal and own and not part.startswith(words["growth"]):
            yield goal.rstrip("，,；;")
            goal = ""
        goal += part
    if goal.strip():
        yield goal
