"""Headings that name the units who answer for what stands below them, numbered or alone in their lines."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache

from heze_graph.records.answering import leaders_headed
from heze_graph.records.lists.paragraphs import TextPiece
from heze_graph.records.lists.sentences import is_deadline, names_units, time_inside
from heze_graph.records.lists.speech import Speech
from heze_graph.records.numbering import RANK, UNNUMBERED, mark_of
from heze_graph.records.responsibility.behind_text import SUBJECTS, is_office
from heze_graph.records.responsibility.labels import unwrapped_brackets
from heze_graph.records.responsibility.naming import kind_of_unit
from heze_graph.records.responsibility.parser import read_responsibility
from heze_graph.reference.language import Language
from heze_graph.reference.parts_of_year import MONTHS, NAMED

#: So many headings that name units make one know what they are for; each is no longer than this.
FEWEST_HEADINGS, _LONGEST = 2, 40
#: What is to be done by then is told in no more characters: 完成的任务.
_LONGEST_DEED = 7
#: How many items stand below a heading: （3项）.
_COUNTED = re.compile(r"[（(]\s*共?\s*\d{1,3}\s*[项件个条]\s*[)）]\s*$")
_MARKS = " \u3000\t：:"
_UNITS_FIRST = re.compile(r"([^：:，,。；;（(〔【]{2,40})[：:](?=.{4})")


def units_headed(text: str) -> str:
    """Return what a heading says without its brackets and the count of its items.

    >>> units_headed("【县教育局】"), units_headed("县水利局（3项）")
    ('县教育局', '县水利局')
    """
    return unwrapped_brackets(_COUNTED.sub("", text).strip(_MARKS)).strip(_MARKS)


def deadline_headed(text: str, speech: Speech) -> str:
    """Return by when what stands below a heading is to be done; "" where it says anything else.

    It says so as 6月底前完成的任务 or 一季度完成事项 do.
    """
    bare = _COUNTED.sub("", text).strip(_MARKS)
    if within := _within(speech.language).fullmatch(bare):
        whole_year = within["when"].endswith("全年")
        return within["when"] + (within["deed"] if whole_year else "")
    found = time_inside(speech.language).match(bare)
    if not found or len(bare) - found.end() > _LONGEST_DEED or not is_deadline(bare, speech.naming):
        return ""
    return re.sub(r"\s", "", found["when"])


@lru_cache(maxsize=8)
def _within(language: Language) -> re.Pattern[str]:
    """Return the expression of by when what stands below is to be done, without 前: 一季度完成事项."""
    words = language.row_words
    intents, deeds, goes_on, works = (
        "|".join(map(re.escape, words[use])) for use in ("intent", "deed", "deed-on", "deed-noun")
    )
    return re.compile(
        rf"(?P<when>(?:20\d\d年|今年)?(?:{NAMED}|{MONTHS}|全年|年内)[末底]?)"
        rf"(?P<deed>(?:{intents})*(?:{deeds}|(?:{goes_on})\S{{2}}))的?\S{{0,4}}?(?:{works})"
    )


def heads_units(text: str, speech: Speech) -> bool:
    """Return whether a heading names units, and nothing else: offices, those with a prefix, 各镇街."""
    return _names(text, speech, lambda unit: is_office(unit, speech.naming))


def names_offices(text: str, speech: Speech) -> bool:
    """Return whether a heading may name offices, with or without a prefix, and nothing else: 党建办, 经济发展科."""
    subjects = (*SUBJECTS, "collective", "township-government")
    return _names(text, speech, lambda unit: kind_of_unit(unit, speech.naming) not in subjects)


def _names(text: str, speech: Speech, office: Callable[[str], bool]) -> bool:
    bare = units_headed(text)
    if len(bare) > _LONGEST or not names_units(bare, speech.naming):
        return False
    read = read_responsibility(bare, speech.naming)
    return not read.explicit and not read.people and all(map(office, read.units))


def units_first(pieces: list[TextPiece], speech: Speech) -> list[TextPiece]:
    """Return paragraphs, units before a colon in front of several texts apart from these: 一、县工信局：引进项目3个."""
    marks = [mark_of(piece.text) for piece in pieces]
    found = [_UNITS_FIRST.match(p.text, mark.end) if mark else None for p, mark in zip(pieces, marks, strict=True)]
    named = [first if first and heads_units(first[1], speech) else None for first in found]
    if sum(first is not None for first in named) < FEWEST_HEADINGS:
        return pieces
    return [
        replace(piece, text=first.string[: first.start()] + first.string[first.end() :], who=first[1])
        if first
        else piece
        for piece, first in zip(pieces, named, strict=True)
    ]


def _stands_above(text: str, speech: Speech) -> bool:
    """Return whether a line names units, 县教育局, or with a colon behind it also 党政办： or 副县长甲牵头工作：."""
    if heads_units(text, speech):
        return True
    named = text.rstrip().endswith(("：", ":"))
    return named and (names_offices(text, speech) or bool(leaders_headed(text, speech.naming)[0]))


def headed(pieces: list[TextPiece], speech: Speech, is_end: Callable[[str, str], bool]) -> list[TextPiece]:
    """Return paragraphs, names of units or leaders that stand alone above numbered ones as the headings of these.

    `is_end` tells a signature from the paragraph behind it, too: it heads nothing. Below an item such names say who
    answers for it: then one stands behind the last, and the first behind one that is numbered as the next.
    """
    marks = [mark_of(piece.text) for piece in pieces]
    named = [at for at, piece in enumerate(pieces) if marks[at] is None and _stands_above(piece.text, speech)]
    if named and is_end(pieces[named[-1]].text, "".join(piece.text for piece in pieces[named[-1] + 1 :][:1])):
        named.pop()
    below = [marks[at + 1] if at + 1 < len(pieces) else None for at in named]
    before = marks[named[0] - 1] if named and named[0] else None
    first = next(iter(below), None)
    if first is None or None in below or len(named) < FEWEST_HEADINGS:
        return pieces
    if before and RANK[before.style] >= RANK[first.style]:
        return pieces
    style = UNNUMBERED[RANK[first.style] > RANK[UNNUMBERED[1]]]
    return [replace(piece, heads=style) if at in named else piece for at, piece in enumerate(pieces)]
