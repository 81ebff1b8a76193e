"""Telling a person's name from other short texts, and taking titles off it."""

from __future__ import annotations

import re

from heze_graph.reference.language import Language
from heze_graph.reference.register import Register

_HAN_NAME = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]{2,4}|[\u3400-\u9fff]{2,10}[·•][\u3400-\u9fff·•]{2,12}")
#: What a name of a place or an office ends with, and hardly ever a person's given name.
_MARKS = re.compile(r"[\d《》“”%。；]")


def could_be_leader(printed: str, register: Register) -> bool:
    """Return whether a text has the form of a person's name, or is a known one."""
    name = re.sub(r"\s", "", printed)
    return name in register.leader_by_name or bool(_HAN_NAME.fullmatch(name))


def is_person(text: str, language: Language, register: Register) -> bool:
    """Return whether a text is the name of a person: it begins with a surname and does not end as a unit does."""
    name = re.sub(r"\s", "", text)
    if name in register.leader_by_name:
        return True
    if name in register.unit_by_name or not could_be_leader(name, register) or name in language.unit_words["stem"]:
        return False
    if name[0] in language.unit_words["level"] and name[1:] in language.unit_words["stem"]:
        # 区园林 is no person, though Mr Ou may be.
        return False
    longest = 4 if name[:2] in language.leader_words["surname"] or "·" in name else 3
    plain_place = len(name) > 1 and name[-1] in "".join(language.unit_words["level"]) + "村街部组"
    return (
        name.startswith(language.leader_words["surname"])
        and (len(name) <= longest or "·" in name)
        and language.kind_of_unit(name) == "other"
        and not plain_place
    )


def without_title(text: str, language: Language) -> str:
    """Return a leader's name without titles around it and words such as 同志 behind it; a title alone stays."""
    if is_title(text, language):
        return text
    name = text
    for words in (language.leader_words["honorific"], language.leader_words["title"]):
        name = _stripped(name, words)
    return name if len(name) > 1 and not _MARKS.search(name) else text


def is_title(text: str, language: Language) -> bool:
    """Return whether a text is made of titles only."""
    left = re.sub(r"[\s、，,]", "", text)
    for title in language.leader_words["title"]:
        left = left.replace(title, "")
    return not left and bool(text.strip())


def _stripped(text: str, words: tuple[str, ...]) -> str:
    changed = True
    while changed:
        changed = False
        for word in words:
            if text.startswith(word) and len(text) > len(word) + 1:
                text, changed = text[len(word) :].lstrip("、，, :：\u3000"), True
            if text.endswith(word) and len(text) > len(word) + 1:
                text, changed = text[: -len(word)].rstrip("、，, :：\u3000"), True
    return text
