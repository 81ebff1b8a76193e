"""Who answers according to a sentence that also says what for: 会议决定，由县教育局牵头，会同县人社局招聘教师."""

from __future__ import annotations

from collections.abc import Sequence

from heze_graph.records.behind_text import is_office
from heze_graph.records.labels import labels_of
from heze_graph.records.lists.outline import clauses
from heze_graph.records.naming import Naming, level_of
from heze_graph.reference.language import Language

#: The name of a unit is hardly longer than this many characters.
_LONGEST_NAME = 16
#: Words such as 负责 and 按职责分工负责 have so many.
_VERBS = range(2, 8)


def told_in(texts: Sequence[str], naming: Naming) -> str:
    """Return what sentences say of who answers, as a line of units would say it; "" where they say nothing.

    A clause names units where it begins with them, and 由 stands before them or a word such as 负责 behind.
    """
    told = (_told(clause.strip(), naming) for text in texts for _, clause in clauses(text))
    return "，".join(filter(None, told))


def _told(clause: str, naming: Naming) -> str:
    words = naming.language.unit_words
    before = next((word for word in words["before-name"] if clause.startswith(word)), "")
    names, rest = _names(clause.removeprefix(before), naming)
    named, verb = "、".join(names), _verb(rest, naming.language)
    # 由某局 names who answers, 会同某局 who does so with another.
    return f"{named}{verb}" if names and (verb or before) else ""


def _verb(text: str, language: Language) -> str:
    """Return the word at the beginning of a text that says what the units before it do; 负责的 describes them."""
    for size in _VERBS:
        word = text[:size]
        if len(word) == size and text[size : size + 1] != "的" and labels_of(language).whole.fullmatch(word):
            return word
    return ""


def _names(text: str, naming: Naming) -> tuple[list[str], str]:
    """Return the names of offices that a text begins with, and what follows them."""
    names: list[str] = []
    rest = text
    while rest:
        ends = [end for end in range(3, min(len(rest), _LONGEST_NAME) + 1) if _is_name(rest[:end], naming)]
        told = [end for end in ends if end == len(rest) or rest[end] == "、" or _verb(rest[end:], naming.language)]
        if not ends:
            break
        end = max(told or ends)
        names.append(rest[:end])
        if rest[end : end + 1] != "、":
            return names, rest[end:]
        rest = rest[end + 1 :]
    return names, rest


def _is_name(text: str, naming: Naming) -> bool:
    return bool(level_of(text, naming.language)) and is_office(text, naming)
