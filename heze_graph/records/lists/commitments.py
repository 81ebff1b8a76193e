"""What makes a list that names no units one of commitments, and no news, rule or notice.

A government commits itself where three things stand together:

1. The words above the items name work of a period that lies ahead, or count it, 2024年民生实事, 今年抓好九项工作, or
   are the title of an opinion or a plan.
2. Nothing between those words and the items makes of them another kind of text: rules, a call for proposals, an
   explanation, a look back at what was done; nor do most sentences say what somebody ought to do.
3. The items promise: each begins a clause with what is to be done, or names a work, and most do not tell what was done.
   As many items as the words above count, or a title that is nothing but the name of such a list, need not show it.

Whoever answers is said of none of them; where it is said of some, `finding` asks none of this.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from heze_graph.records.clauses import outside_brackets
from heze_graph.records.titles import (
    LONGEST_TITLE,
    PERIOD,
    announced_counts,
    bare_title,
    introduced,
    is_notice,
    is_policy,
    is_procedure,
    is_settled,
    is_titled,
    names_work,
    work_in,
)
from heze_graph.reference.language import Language

#: So many numbered paragraphs make a list where none says who answers; or fewer, if each of them promises.
FEWEST, _FEW = 3, 2
#: 12处, 3.5万亩: a figure that is neither a date nor a number.
_FIGURE = re.compile(r"\d\s*(?![年月日号点时第条款项—-])[\u3400-\u9fff%％‰]")
_SPLIT = re.compile(r"[，,；;。：:、！!\s]+")
_SENTENCE = re.compile("[。；;]")
#: 修通了三条路: what was done, in whatever words.
_DONE = re.compile(r"(?<=[\u4e00-\u9fff])了(?![\u4e00-\u9fff]?解)")
#: 将建成: what is to be done, whoever stands before; 要: what others are told to do.
_MODAL = re.compile(r"(?<!即)将(?!军|来|近)")
_DEMAND = re.compile(r"\s*(?:要(?!闻|素|点)|必须|应当|不得|须)")
#: 为2万名学生开展…, 在7个乡镇硬化…: for whom or where stands before what is to be done.
_FOR = re.compile("[为对在向给].")
#: A work is named in no more characters.
_LONGEST_NAME = 45


def commits(above: Sequence[str], items: Sequence[str], language: Language, points: int = 0) -> bool:
    """Return whether what stands above items, none of which says who answers, makes them commitments.

    `points` are the uppermost of the items, the number of which the words above may count.
    """
    near = _behind_others(above, language)
    sentences = [said for text in items for said in _SENTENCE.split(text) if said.strip()]
    if sum(any(word in said for word in language.row_words["asking"]) for said in sentences) * 2 > len(sentences):
        return False
    few = len(items) < FEWEST
    if few and (len(items) < _FEW or not all(promises(text, language) for text in items)):
        return False
    if {points, len(items)} & _counts_in(near, language, _FEW if few else FEWEST):
        return True
    titles = [*near, *(introduced(near[-1], language) if near else ())]
    if not any(_tells(text, language) for text in titles):
        return not few and any(is_notice(text, language) for text in above) and _is_counted(items, language)
    dated = any(is_titled(text, language) and _is_sure(text, language) for text in titles)
    return dated or (not few and promise(items, language))


def _is_counted(items: Sequence[str], language: Language) -> bool:
    """Return whether most of several texts promise something, and most of them in figures."""
    return promise(items, language) and sum(bool(_FIGURE.search(text)) for text in items) * 2 > len(items)


def counts_above(above: Sequence[str], language: Language) -> frozenset[int]:
    """Return how many tasks the words above a section say that there are, a covering notice among them."""
    return frozenset() if any(names_other(text, language) for text in above) else _counts_in(above, language)


def _counts_in(texts: Sequence[str], language: Language, fewest: int = FEWEST) -> frozenset[int]:
    """Return how many tasks texts say that there are, of no fewer than so many."""
    return frozenset(count for text in texts for count in announced_counts(text, language) if count >= fewest)


def _tells(text: str, language: Language) -> bool:
    """Return whether a text above items may make commitments of them."""
    return is_titled(text, language) or names_work(text, language) or is_policy(text, language)


def is_policy_alone(above: Sequence[str], language: Language) -> bool:
    """Return whether nothing but the title of an opinion or a plan makes commitments of items."""
    return any(is_policy(text, language) for text in above) and not any(is_titled(text, language) for text in above)


def promise(items: Sequence[str], language: Language) -> bool:
    """Return whether most of several texts promise something."""
    return sum(promises(text, language) for text in items) * 2 > len(items)


def year_of_work(above: Sequence[str], language: Language) -> int | None:
    """Return the year whose work texts name: a title first, else the last of them; None where they name none.

    >>> from heze_graph.reference.language import load_language
    >>> from heze_graph.resources import REFERENCE
    >>> texts = "会议于2023年12月表决，确定2024年民生实事项目10项：", "2025年是收官之年。要抓好七项重点工作："
    >>> [year_of_work([text], load_language(REFERENCE)) for text in texts]
    [2024, 2025]
    """
    titles = [text for text in above if is_titled(text, language)]
    for text in (*titles, *reversed(above)):
        if found := work_in(text, language):
            # What counts the work says nothing of the year: the one named last before it does.
            years = re.findall(r"(?<!\d)(?:19|20)\d\d(?=\s*年)", text[: found.end()])
            if years:
                return int(years[-1])
    return None


def _is_sure(title: str, language: Language) -> bool:
    """Return whether a title names a period or is no headline, so that its items need not show what they are."""
    return re.search(PERIOD, title) is not None or not re.search(r"\S[：:！!？?|\s]+\S", bare_title(title, language))


def _behind_others(above: Sequence[str], language: Language) -> Sequence[str]:
    """Return what stands above behind the last words that make of the items another kind of text."""
    others = [at for at, text in enumerate(above) if _is_other(text, language)]
    return above[others[-1] + 1 :] if others else above


def _is_other(text: str, language: Language) -> bool:
    return any(word in text for word in language.row_words["cover"]) or names_other(text, language)


def names_other(text: str, language: Language) -> bool:
    """Return whether a text is the title of what holds no tasks: 考核办法, 名词解释, 招聘方案, praise, a reply."""
    title = bare_title(text, language)
    other = title.endswith(language.row_words["other-kind"]) or is_procedure(title, language)
    return (other and len(title) <= LONGEST_TITLE) or is_settled(text, language)


def telling(above: Sequence[str], text: str, language: Language) -> Sequence[str]:
    """Return the texts above items that `commits` goes by, given those before a text: few of a long document."""
    if _is_other(text, language):
        return ()
    told = _tells(text, language) or announced_counts(text, language)
    return (*above, text) if told else above


def promises(text: str, language: Language) -> bool:
    """Return whether an item says what is to be done, or names a work, and does not tell what was done.

    >>> from heze_graph.reference.language import load_language
    >>> from heze_graph.resources import REFERENCE
    >>> texts = "新建公园3处", "道路提升：改造12公里。", "白水桥重建项目", "已建成公园3处", "要提高认识。"
    >>> [promises(text, load_language(REFERENCE)) for text in texts]
    [True, True, True, False, False]
    """
    words = language.row_words
    said = outside_brackets(text)
    clauses = [re.sub(rf"^(?:在?(?:{PERIOD})度?[内里中]?)", "", clause) for clause in _SPLIT.split(said) if clause]
    told = _DONE.search(said) or any(word in said for word in words["looking-back"])
    if _DEMAND.match(said) or told or any(clause.startswith(words["progress-behind"]) for clause in clauses):
        return False
    work = (*words["counted-work"], *words["undertaking"])
    name = said.rstrip(" 。；;，,")
    named = len(name) <= _LONGEST_NAME and name.endswith(work) and not re.search("[，,；;。]", name)
    deeds = (*words["planning"], *words["undertaking"])
    begun = any(clause.startswith(deeds) for clause in clauses)
    begun = begun or any(deed in clause for clause in clauses if _FOR.match(clause) for deed in deeds)
    return named or begun or _MODAL.search(said) is not None
