"""Which words of a list tell what has been done, and no task: 已完成9家, （已改造32户）, 上半年增长5.4%."""

from __future__ import annotations

import re

from heze_graph.records.lists.sentences import tells_so_far
from heze_graph.reference.language import Language

#: An item is named in no more characters.
LONGEST_NAME = 30
#: 截至6月底，新增18家: what follows has been done, whatever the verb.
SO_FAR = re.compile(r"截[至止](?:目前|\d{1,2}月)")


def tells_report(text: str, language: Language) -> bool:
    """Return whether a text behind who answers, or behind a colon, tells what has been done."""
    words = language.row_words
    return any(word in text for word in (*words["report"], *words["reported"]))


def is_report_note(note: str, language: Language) -> bool:
    """Return whether a note at the end of a text says what has been done: （已改造32户，其余11月完成）."""
    words = language.row_words
    claimed = re.split("[，,；;。]", note, maxsplit=1)[0] in language.claims
    begins = note.startswith((*words["progress-opening"], *words["progress-behind"]))
    return claimed or (begins and tells_report(note, language))


def heads_report(first: str, others: str, language: Language) -> bool:
    """Return whether a first sentence of a report names an item only, 新建学校。, and others tell what was done."""
    if "。" in first.rstrip("。"):
        return False
    # A sentence with a figure may be what was promised, a line of its own is a heading.
    plain = not re.search(r"[\d，,；;]" if first.endswith("。") else r"[，,；;]", first)
    heading = plain and len(first) <= LONGEST_NAME
    begins = others.startswith(language.row_words["progress-behind"])
    told = tells_report(others, language)
    return tells_so_far(others, language) or (begins and told) or (heading and (told or bool(re.search(r"\d", others))))


def demands(text: str, language: Language) -> bool:
    """Return whether a text closes a list: it demands something of everybody, 各责任单位要抓紧整改。."""
    words = language.unit_words
    return text.strip().startswith(words["collective-start"]) and any(word in text for word in words["no-answer"])
