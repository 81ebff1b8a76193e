"""Who answers, printed in brackets behind the text of a target: （牵头单位：县教育局；责任单位：各乡镇）."""

from __future__ import annotations

import re

from heze_graph.reference.language import Language

_LAST_BRACKETS = re.compile(
    r"\s*(?:[（(](?P<round>[^（）()]*(?:[（(][^（）()]*[)）][^（）()]*)*)[)）]|【(?P<square>[^【】]*)】)[。；;]?\s*$"
)
#: What the brackets hold is no longer than this.
_LONGEST = 600
_PART = re.compile(r"[；;。]\s*")
_LABEL = re.compile(r"([^：:、，,；;\s]{2,12})\s*[：:]\s*")


def take_responsible(text: str, language: Language) -> tuple[str, str, str]:
    """Return a text without the brackets at its end that say who answers, the leaders and the units printed there.

    Brackets count where they begin with a label of units or of leaders and a colon; the others are part of the text.

    >>> from heze_graph.reference.language import load_language
    >>> from heze_graph.resources import REFERENCE
    >>> take_responsible("新建学校3所（含扩建）。（责任单位：县教育局）", load_language(REFERENCE))
    ('新建学校3所（含扩建）。', '', '责任单位：县教育局')
    """
    found = _LAST_BRACKETS.search(text, max(len(text) - _LONGEST, 0))
    inside = (found["round"] or found["square"] or "").strip() if found else ""
    label = _LABEL.match(inside)
    if not found or not label or not _kind(label[1], language) or not text[: found.start()].strip():
        return text, "", ""
    leaders: list[str] = []
    units: list[str] = []
    kind = ""
    for part in _PART.split(inside):
        label = _LABEL.match(part)
        kind = (_kind(label[1], language) if label else "") or kind
        (leaders if kind == "leader" else units).append(part)
    return text[: found.start()].rstrip(), "；".join(leaders), "；".join(units)


def _kind(label: str, language: Language) -> str:
    """Return whether a label announces a `leader` or `units`, "" for any other word."""
    words = language.unit_words
    if any(label in words[kind] for kind in ("lead-label", "supporting-label", "label")):
        return "units"
    header = language.headers.get(label)
    if header and header.role == "other":
        # 联系人 is no leader.
        return ""
    leader = label in words["person-label"] or label in language.leader_words["label"]
    return "leader" if leader or (header and header.role == "leader") else ""
