"""What a list is called: its title without what is printed around it, and the words that announce it."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from heze_graph.records.numbering import value_of
from heze_graph.reference.language import Language
from heze_graph.reference.parts_of_year import FIVE_YEARS, five_years

#: What stands before the name of a site in the title of a page, and not between two years.
SITE = re.compile(r"(?<![\d\-_—–|｜])[-_—–|｜]+")
#: A title is hardly longer than this many characters.
LONGEST_TITLE = 50
#: Nor is what stands behind it, in brackets or as a file's format.
_LONGEST_END = 200
#: What stands between the name of a list and its colon: 10项, 为10件.
_COUNT_BEHIND = re.compile(r"[共为计]*(?:\d{1,3}|[一二三四五六七八九十]{1,3})[项件个条]$")

#: What stands behind the title of an opinion or a plan: notes in brackets, quotation marks, that it is sent out.
_NOTES_BEHIND = re.compile(r"(?:[（(][^（()）]*[)）]|[》”\s]|的通知)+$")
_STOP, _CLAUSES = re.compile("[。；;：:]"), re.compile("[，,。；;：:]")

#: 表1：, 附表 before what a table is called.
_CAPTION = re.compile(r"^附?表\s*\d{0,2}\s*[:：.\s]\s*")


def bare_title(text: str, language: Language) -> str:
    """Return a title without notes in brackets, quotation marks, formats of files and kinds of documents at its end.

    >>> from heze_graph.reference.language import load_language
    >>> from heze_graph.resources import REFERENCE
    >>> language = load_language(REFERENCE)
    >>> [bare_title(text, language) for text in ("《某县工作要点》的通知.docx", "现将项目完成情况公示如下：")]
    ['《某县工作要点', '现将项目完成情况']
    """
    text = text.strip(" \u3000\t*#")
    # The work of the expression grows by the square of a run of blanks or brackets.
    return text[:-_LONGEST_END] + _end_of_title(language).sub("", text[-_LONGEST_END:])


@lru_cache(maxsize=8)
def _end_of_title(language: Language) -> re.Pattern[str]:
    words = language.row_words
    kinds = ("document-kind", "announcement", "as-follows")
    of, alone, follows = ("|".join(map(re.escape, words[kind])) for kind in kinds)
    return re.compile(
        rf"(?:[（(][^（()）]*[)）]|[》”\s]|\.\w{{2,4}}|(?<=情况)报告|的(?:{of})|的?(?:{alone})(?:{follows})?[：:]?)+$"
    )


def title_in(text: str, language: Language) -> str:
    """Return the title of a notice or an opinion that a longer text begins with, the text itself where none does.

    >>> from heze_graph.reference.language import load_language
    >>> from heze_graph.resources import REFERENCE
    >>> title_in("某县政府关于印发要点的通知（某政发〔2024〕3号）各乡镇：现印发给你们。", load_language(REFERENCE))
    '某县政府关于印发要点的通知'
    """
    found = _title_in(language).match(text)
    return found[0].strip() if found else text


@lru_cache(maxsize=8)
def _title_in(language: Language) -> re.Pattern[str]:
    opens, kinds = ("|".join(map(re.escape, language.row_words[use])) for use in ("title-opening", "document-kind"))
    return re.compile(
        rf"(?=[^。；;：:]{{0,40}}?(?:{opens}))[^。；;：:]{{4,70}}?的\S{{0,2}}(?:{kinds})(?=[\s（(〔\[。])"
    )


def is_titled(text: str, language: Language) -> bool:
    """Return whether a text is the title of a list of tasks, without regard to notes behind it."""
    title = bare_title(text, language)
    return title.endswith(language.row_words["list-title"]) and len(title) <= LONGEST_TITLE


def is_policy(text: str, language: Language) -> bool:
    """Return whether a text is the title of an opinion or a plan, whose items need not say who answers.

    >>> from heze_graph.reference.language import load_language
    >>> from heze_graph.resources import REFERENCE
    >>> texts = "关于促进就业的实施意见", "某县养老服务提升计划（2024—2026年）", "现就有关工作提出如下意见："
    >>> [is_policy(text, load_language(REFERENCE)) for text in texts]
    [True, True, False]
    """
    bare = _NOTES_BEHIND.sub("", text.strip(" \u3000\t*#")[-_LONGEST_END:])
    return len(bare) <= LONGEST_TITLE and bare.endswith(language.row_words["policy"]) and not _STOP.search(bare)


def is_notice(text: str, language: Language) -> bool:
    """Return whether a text is the title of a notice on some work: 关于做好2024年农村饮水工作的通知.

    >>> from heze_graph.reference.language import load_language
    >>> from heze_graph.resources import REFERENCE
    >>> texts = "某县政府关于做好春耕生产工作的通知", "关于公开招聘的通知"
    >>> [is_notice(text, load_language(REFERENCE)) for text in texts]
    [True, False]
    """
    bare, words = bare_title(text, language), language.row_words
    opens = any(word in bare for word in words["title-opening"])
    return opens and bare != text.strip() and bare.endswith(words["notice-subject"]) and len(bare) <= LONGEST_TITLE


def is_procedure(title: str, language: Language) -> bool:
    """Return whether a title is that of a plan for something other than a government's tasks.

    >>> from heze_graph.reference.language import load_language
    >>> from heze_graph.resources import REFERENCE
    >>> [is_procedure(text, load_language(REFERENCE)) for text in ("公开招聘教师实施方案", "应急能力提升计划")]
    [True, False]
    """
    words = language.row_words
    return title.endswith(words["policy"]) and any(word in title for word in words["procedure"])


def is_settled(text: str, language: Language) -> bool:
    """Return whether a text is the title of praise, a reply or a call to a meeting, or announces praise or a reply.

    Those whom such a text names have nothing to do.

    >>> from heze_graph.reference.language import load_language
    >>> from heze_graph.resources import REFERENCE
    >>> texts = "关于对先进单位予以通报表扬的通报", "您的建议收悉，现答复如下：", "对完成好的单位予以表扬"
    >>> [is_settled(text, load_language(REFERENCE)) for text in texts]
    [True, True, False]
    """
    bare, words = text.strip(" \u3000\t*#》”"), language.row_words
    last = _CLAUSES.split(text.rstrip(" \u3000：:"))[-1] if text.rstrip().endswith(("：", ":")) else ""
    if last.endswith(words["settled-follows"]) or any(word in last for word in words["praise"]):
        return True
    uses = ("title-opening", "praise", "occasion")
    opens, praises, calls = (any(word in bare for word in words[use]) for use in uses)
    # 关于举办丰收节的实施方案 may well part the tasks.
    only = praises or (calls and not bare.endswith(words["policy"]))
    told = bare.endswith(words["settled"]) or (opens and only and not is_titled(bare, language))
    return told and len(bare) <= LONGEST_TITLE and not _STOP.search(bare)


def is_title_below(text: str, language: Language) -> bool:
    """Return whether a line below a table may be its title: named as one, with a year, or with 表 before it."""
    bare = _CAPTION.sub("", text)
    named = is_titled(bare, language) or bare_title(bare, language).endswith("表")
    return named and (bare != text or re.search(r"20\d\d", bare) is not None)


def introduced(intro: str, language: Language) -> list[str]:
    """Return what a paragraph with a colon at its end calls what follows.

    会议表决通过2025年民生实事项目：, 票决确定民生实事项目10件，分别是：.
    """
    if not intro.rstrip().endswith(("：", ":")):
        return []
    clauses = [clause.strip() for clause in re.split(r"[，,；;。]", intro.rstrip()[:-1])]
    announced = clauses[-1].endswith(language.row_words["announcing"])
    names = (_COUNT_BEHIND.sub("", clause) for clause in (clauses[-2:] if announced else clauses[-1:]))
    # What stands before it in a long sentence says who decided it.
    return [name[-LONGEST_TITLE:] for name in names]


def announces(text: str, count: int, language: Language) -> bool:
    """Return whether a text says that so many tasks follow: 着力办好以下“十件民生实事”, 谋划农业项目10个.

    >>> from heze_graph.reference.language import load_language
    >>> from heze_graph.resources import REFERENCE
    >>> language = load_language(REFERENCE)
    >>> [announces("今年办好十件民生实事", count, language) for count in (10, 3)]
    [True, False]
    """
    return count in announced_counts(text, language)


def announced_counts(text: str, language: Language) -> frozenset[int]:
    """Return how many tasks a text says that there are, each number that it names."""
    found = (each for counts in _counted_titles(language).findall(text) for each in counts if each)
    return frozenset(map(value_of, found))


@lru_cache(maxsize=8)
def _counted_titles(language: Language) -> re.Pattern[str]:
    words = (*language.row_words["list-title"], *language.row_words["counted-work"])
    titles = "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
    number = r"(\d{1,3}|[一二三四五六七八九十]{1,3})"
    behind = rf"(?:{titles})[共为计]*{number}[项件个条]"
    measures = "|".join(map(re.escape, language.row_words["measure-word"]))
    return re.compile(
        rf"{number}[项件个条大](?!{measures})(?:[\u4e00-\u9fff]{{0,8}}?)(?:{titles})(?![共为计]*{number[1:-1]}[项件个条])|{behind}"
    )


#: 附件：1.某县任务分解表, 附件2 某县清单
_ANNEX = re.compile(
    r"附[件表]\s*(?:[\d一二三四五六]{1,2}(?=\s*[：:\s]))?\s*[：:]?\s*(?:\d{1,2}\s*[.．、]\s*)?"
    r"(?:[《“](?=[^《》“”]*[》”](?:[.]\w{2,4})?\s*$))?(?P<title>[^\n：:]{4,})"
)


def named_annex(text: str, language: Language) -> str:
    """Return the annex that a line names where it is called a list of tasks or a table; "" where it names no such.

    >>> from heze_graph.reference.language import load_language
    >>> from heze_graph.resources import REFERENCE
    >>> language = load_language(REFERENCE)
    >>> texts = "附件：1.2024年《报告》任务分解表.docx", "附件：会议回执", "（详见附件）"
    >>> [named_annex(text, language) for text in texts]
    ['2024年《报告》任务分解表', '', '']
    """
    found = _ANNEX.match(text.strip().lstrip("*（( "))
    title = bare_title(found["title"], language) if found else ""
    called = title.endswith((*language.row_words["list-title"], "表", "台账"))
    return title if called and len(title) <= LONGEST_TITLE else ""


_NUMBER = r"(?:\d{1,3}|[一二三四五六七八九十]{1,3})"
#: 2024年, 今年, “十五五”; 九项, 十大.
PERIOD = r"(?:19|20)\d\d(?:\s*[-—–~至]\s*20\d\d)?\s*年?|[今本明全]年(?!以?来)|新的?一年|十[一二三四五六七八九]五"


def plan_in(title: str, language: Language) -> tuple[int, int] | None:
    """Return the years of the plan for five years that a text is the title of, None for another text.

    >>> from heze_graph.reference.language import load_language
    >>> from heze_graph.resources import REFERENCE
    >>> texts = "某县水利“十四五”规划", "某县第十五个五年规划和二〇三五年远景目标纲要", "“十四五”规划实施情况"
    >>> [plan_in(text, load_language(REFERENCE)) for text in texts]
    [(2021, 2025), (2026, 2030), None]
    """
    bare = bare_title(title, language)
    found = FIVE_YEARS.search(bare)
    plan = found and len(bare) <= LONGEST_TITLE and bare.endswith(language.row_words["plan-title"])
    return five_years(found[1] or found[2]) if found and plan else None


#: 2023—2025年: the years of a plan.
_SPAN = re.compile(r"(?<!\d)((?:19|20)\d{2})\s*年?\s*(?:[-—–~～]+|至)\s*((?:19|20)\d{2})(?!\d)")


def years_in(title: str, language: Language) -> tuple[int, int] | None:
    """Return the first and the last year of a plan for several years that a text is the title of, else None.

    >>> from heze_graph.reference.language import load_language
    >>> from heze_graph.resources import REFERENCE
    >>> texts = "某县养老行动计划（2023—2025年）", "某县“十四五”养老实施方案", "2024年工作要点"
    >>> [years_in(text, load_language(REFERENCE)) for text in texts]
    [(2023, 2025), (2021, 2025), None]
    """
    if span := _SPAN.search(unicodedata.normalize("NFKC", title)):
        return int(span[1]), int(span[2])
    numbered = FIVE_YEARS.search(title) if is_policy(title, language) else None
    return five_years(numbered[1] or numbered[2]) if numbered else plan_in(title, language)


def names_work(text: str, language: Language) -> bool:
    """Return whether a text names work of a period, or counts it: a title anywhere, a sentence at the end of a clause.

    >>> from heze_graph.reference.language import load_language
    >>> from heze_graph.resources import REFERENCE
    >>> texts = "明天会更好", "2024年怎么干？抓好九项重点工作", "会议听取2024年重点工作汇报，讨论了预算。"
    >>> [names_work(text, load_language(REFERENCE)) for text in texts]
    [False, True, False]
    """
    return work_in(text, language) is not None


def work_in(text: str, language: Language) -> re.Match[str] | None:
    """Return where a text names work of a period, or counts it; see `names_work`."""
    title = len(text) <= LONGEST_TITLE and "。" not in text
    return _work(language, inside=title).search(text)


@lru_cache(maxsize=8)
def _work(language: Language, *, inside: bool) -> re.Pattern[str]:
    reports = language.row_words["report-title"]
    words = [word for word in language.row_words["list-title"] if not word.endswith(reports)]
    titles = "|".join(map(re.escape, sorted([*words, *language.row_words["counted-work"]], key=len, reverse=True)))
    announced = "|".join(map(re.escape, language.row_words["announcing"]))
    end = rf"(?!\S*(?:{'|'.join(map(re.escape, reports))}))" if inside else rf"(?=\W|$|[共计为有]|{announced})"
    measures = "|".join(map(re.escape, language.row_words["measure-word"]))
    return re.compile(
        rf"(?:{PERIOD}|{_NUMBER}[”\"]?[项件个条大类](?!{measures}))[^。；;！!？?\n]{{0,30}}?(?:{titles}){end}"
    )
