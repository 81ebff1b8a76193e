"""The words that say how a reading has to stand to a number: 以上, 不超过, 至少, 左右."""

from __future__ import annotations

import re

from heze_graph.facts.numbers.phrases import Phrase
from heze_graph.model.measured import Comparator
from heze_graph.reference.measures import ComparatorWord, Measures

_ADVERB_GAP = re.compile(r"[^0-9，,、；;。]{0,6}$")


def comparator_of(phrase: Phrase, known: Measures) -> Comparator | None:
    """Return the comparator that the words around a number print, or None where it is bare.

    A word behind the unit (以上) decides before one in front of the number (达到), and that before an adverb (至少).
    But an upper limit stays one when it is approximate: of 控制在3%左右, less is better.
    """
    behind, in_front = _behind(phrase.after, known), _in_front(phrase.before, known)
    if behind and in_front and behind.comparator is Comparator.ABOUT and in_front.comparator is Comparator.AT_MOST:
        return Comparator.AT_MOST
    word = behind or in_front or _adverb(phrase.before, known)
    return word.comparator if word else None


def without_comparator(phrase: Phrase, known: Measures) -> tuple[str, str]:
    """Return the words of the phrase before and after the number, without the comparator words next to it."""
    behind, in_front = _behind(phrase.after, known), _in_front(phrase.before, known)
    before = phrase.before.rstrip().removesuffix(in_front.printed) if in_front else phrase.before
    after = phrase.after.lstrip().removeprefix(behind.printed) if behind else phrase.after
    return before, after


def beyond_comparator(phrase: Phrase, known: Measures) -> str:
    """Return the words of the clause behind the unit and behind the comparator word that follows it."""
    word = _behind(phrase.clause_after, known)
    return phrase.clause_after.lstrip().removeprefix(word.printed) if word else phrase.clause_after


def _behind(words: str, known: Measures) -> ComparatorWord | None:
    begin = words.lstrip()
    return next((word for word in known.comparator_words("after") if begin.startswith(word.printed)), None)


def _in_front(words: str, known: Measures) -> ComparatorWord | None:
    end = words.rstrip()
    return next((word for word in known.comparator_words("before") if end.endswith(word.printed)), None)


def _adverb(words: str, known: Measures) -> ComparatorWord | None:
    for word in known.comparator_words("adverb"):
        place = words.rfind(word.printed)
        if place >= 0 and _ADVERB_GAP.fullmatch(words, place + len(word.printed)):
            return word
    return None
