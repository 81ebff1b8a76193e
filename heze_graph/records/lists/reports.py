"""Which words of a list tell what has been done, and no task: 已完成9家, （已改造32户）, 上半年增长5.4%."""

from __future__ import annotations

import re

from heze_graph.records.lists.sentences import tells_so_far, time_inside
from heze_graph.reference.language import Language

#: An item is named in no more characters.
LONGEST_NAME = 30
#: What opens a sentence before a comma has no more characters: 下一步.
_OPENING = 4
#: 截至6月底，新增18家: what follows has been done, whatever the verb.
SO_FAR = re.compile(r"截[至止](?:目前|\d{1,2}月)")


#: 已建成的园区, 已取得的成果: what was done describes a thing, and is not told.
_DESCRIBING = re.compile(r"已[^，,。；;：:的]{1,10}的(?=[^，,。；;：:\s])")


def tells_report(text: str, language: Language) -> bool:
    """Return whether a text behind who answers, or behind a colon, tells what has been done.

    >>> from heze_graph.reference.language import load_language
    >>> from heze_graph.resources import REFERENCE
    >>> texts = "已建成园区2家。", "对已建成的园区开展提升改造。"
    >>> [tells_report(text, load_language(REFERENCE)) for text in texts]
    [True, False]
    """
    words = language.row_words
    told = _DESCRIBING.sub("", text)
    return any(word in told for word in (*words["report"], *words["reported"]))


def plans(text: str, language: Language) -> bool:
    """Return whether a sentence says what is to be done: its verb comes first, or it says by when, and no 已 is in it.

    >>> from heze_graph.reference.language import load_language
    >>> from heze_graph.resources import REFERENCE
    >>> texts = "推进管网改造，完成12公里。", "推进改造，已完成12公里。", "工程完成12公里。", "管网改造10月底前完成。"
    >>> [plans(text, load_language(REFERENCE)) for text in texts]
    [True, False, False, True]
    """
    words = language.row_words
    done = any(word in _DESCRIBING.sub("", text) for word in words["progress-behind"])
    return not done and (text.startswith(words["planning"]) or time_inside(language).search(text) is not None)


def begins_report(text: str, language: Language) -> bool:
    """Return whether a text behind who answers begins to tell what was done: 已完成路基, 此项工作已完成.

    >>> from heze_graph.reference.language import load_language
    >>> from heze_graph.resources import REFERENCE
    >>> texts = "已完成路基15公里。", "该项工作已全部完成。", "该项工作6月底前完成。"
    >>> [begins_report(text, load_language(REFERENCE)) for text in texts]
    [True, True, False]
    """
    words = language.row_words
    first = re.split("[。；;]", text, maxsplit=1)[0]
    begins = first.startswith((*words["progress-behind"], *words["progress-subject"]))
    return begins and tells_report(first, language) and not plans(first, language)


_NEXT = re.compile(r"\s*[。；;]\s*(?=\S)")


def reports_behind(text: str, end: int, language: Language, *, reporting: bool) -> bool:
    """Return whether where brackets end a sentence does, and the next tells what was done: 。已完成路基86公里."""
    said = _NEXT.match(text, end)
    return said is not None and (reporting or text.startswith(language.row_words["progress-behind"], said.end()))


def heads_plans(heading: str, language: Language) -> bool:
    """Return whether a heading in a report announces what is planned: 下一步打算, 下一年度工作安排."""
    words = language.row_words
    planned = any(word in heading for word in words["plan-section"])
    return planned and not heading.rstrip("：: ").endswith(words["report-title"])


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
    # 下一步，各责任单位要…: a word or two may stand before it.
    first, *others = re.split("[，,]", text.strip(), maxsplit=1)
    begins = [first, *(others if len(first) <= _OPENING else ())]
    asked = any(said.startswith(words["collective-start"]) for said in begins)
    return asked and any(word in text for word in words["no-answer"])
