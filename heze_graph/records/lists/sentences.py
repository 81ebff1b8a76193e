"""What the sentences of a list say: who answers (会议决定，由县教育局牵头，会同县人社局招聘教师), and by when."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from heze_graph.extraction.deadlines import is_without_day, read_deadline
from heze_graph.records.clauses import CLAUSE, brackets, clauses
from heze_graph.records.responsibility.behind_text import SUBJECTS, is_office
from heze_graph.records.responsibility.labels import labels_of, says_first_leads
from heze_graph.records.responsibility.naming import Naming, kind_of_unit, level_of
from heze_graph.records.responsibility.parser import read_responsibility
from heze_graph.reference.language import Language
from heze_graph.reference.parts_of_year import MONTHS, NAMED, TO, last_month, months_of

#: The name of a unit is hardly longer than this many characters.
_LONGEST_NAME = 16
_DECEMBER = 12
#: Words such as 负责 and 按职责分工负责 have so many.
_VERBS = range(2, 8)


def who_in(texts: Sequence[str], naming: Naming) -> str:
    """Return what sentences say of who answers, as a line of units would say it; "" where they say nothing.

    A clause names units where it begins with them, and 由 stands before them or a word such as 负责 behind.
    """
    told = (_who(clause.strip(), naming) for text in texts for _, clause in clauses(text))
    return "，".join(filter(None, told))


def _who(clause: str, naming: Naming) -> str:
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
        ends = [end for end in range(2, min(len(rest), _LONGEST_NAME) + 1) if _is_name(rest[:end], naming)]
        told = [end for end in ends if end == len(rest) or rest[end] == "、" or _verb(rest[end:], naming.language)]
        if not ends:
            break
        end = max(told or ends)
        names.append(rest[:end])
        if rest[end : end + 1] != "、":
            return names, rest[end:]
        rest = rest[end + 1 :]
    return names, rest


def names_beside(clause: str, naming: Naming) -> int:
    """Return where the units end with which somebody does what the rest of a clause says, 0 where there are none.

    会同县气象局修订预案: the unit stands right before what is to be done.
    """
    word = next((word for word in naming.language.unit_words["joiner"] if clause.startswith(word)), "")
    names, rest = _names(clause.removeprefix(word), naming) if len(word) > 1 else ([], "")
    return len(clause) - len(rest) if names and rest else 0


def _is_name(text: str, naming: Naming) -> bool:
    words = naming.language.unit_words
    groups = (*words["place-word"], *words["group-noun"])
    # 各镇（街道）负责排查: all places or units of a kind.
    if text.startswith(words["collective-start"]):
        return re.sub(r"[（(][^（()）]*[)）]$", "", text).endswith(groups)
    return bool(level_of(text, naming.language)) and is_office(text, naming)


def may_name_units(text: str, naming: Naming) -> bool:
    """Return whether a text lists units, be they firms alone: told only where brackets hold who answers."""
    if lists_units(text, naming):
        return True
    units = read_responsibility(text, naming).units
    places = naming.language.unit_words["place-word"]
    known = [kind_of_unit(name, naming) != "other" or name.endswith(places) for name in units]
    bare = any(naming.language.is_bare_ending(unit) for unit in units)
    return bool(known) and all(known) and not bare and not re.search(r"[。！\d]", text)


def lists_units(text: str, naming: Naming) -> bool:
    """Return whether a text is a list of names, one at least that of an office, few that no ending tells."""
    if re.search(r"[。！\d]", text):
        return False
    read = read_responsibility(text, naming)
    kinds = [kind_of_unit(name, naming) for name in read.units]
    # （规划科 张三）: a person beside it makes a name that of a unit.
    surely = bool(kinds and read.people) or any(kind not in SUBJECTS for kind in kinds)
    return kinds.count("other") * 2 <= len(kinds) and surely


def names_units(text: str, naming: Naming) -> bool:
    """Return whether a text is a list of names of units, at least one of them surely an office."""
    if any(word in text for word in naming.language.unit_words["no-answer"]):
        return False
    if not text.strip() or re.search(r"[。；;\d]", text.rstrip("。；; ")):
        return False
    kinds = [kind_of_unit(name, naming) for name in read_responsibility(text, naming).units]
    return bool(kinds) and "other" not in kinds and any(kind not in SUBJECTS for kind in kinds)


def names_prefixed(text: str, naming: Naming) -> bool:
    """Return whether a text is a list of names of units, each with its prefix, be they those of firms."""
    units = read_responsibility(text, naming).units
    known = (kind_of_unit(unit, naming) != "other" and level_of(unit, naming.language) for unit in units)
    return bool(units) and not re.search(r"[。；;，,\d]", text) and all(known)


def only_offices(text: str, naming: Naming) -> bool:
    """Return whether a text holds nothing but names of offices, each with its prefix: 市甲局、市乙局."""
    units = read_responsibility(text, naming).units
    others = (*SUBJECTS, "collective")
    offices = (level_of(unit, naming.language) and kind_of_unit(unit, naming) not in others for unit in units)
    return len("".join(units)) + len(units) > len(text) and all(offices) and names_units(text, naming)


def is_remark(clause: str, language: Language) -> bool:
    """Return whether a clause says how to read names, and names nobody: 下同, 排名不分先后."""
    return clause.strip().startswith(language.row_words["answer-remark"])


def without_order(text: str, language: Language) -> str:
    """Return a text without brackets that only say how to read the names before: 甲、乙（第一位为牵头单位，下同）."""
    for begin, end in reversed(list(brackets(text))):
        said = [clause for _, clause in clauses(text[begin + 1 : end - 1])]
        told = [says_first_leads(clause, language) for clause in said]
        remarks = all(first or is_remark(clause, language) for first, clause in zip(told, said, strict=True))
        if text[:begin].strip() and any(told) and remarks:
            text = text[:begin] + text[end:]
    return text


#: A deadline is hardly longer than this many characters.
_LONGEST_DEADLINE = 22
#: What is to be done by then is told in no more characters where it is part of a deadline: 全面完成, 投入使用.
_LONGEST_DEED = 6
#: The numbers of a date, beside which another number counts something.
DATE = re.compile(
    r"20\d\d\s*(?:年度?|(?=[-—–至])|[./-]\d{1,2}(?:[./-]\d{1,2})?)|\d{1,2}\s*月(?:\s*\d{1,2}\s*[日号])?|第?[1-4]季度|Q[1-4]"
    rf"|{MONTHS}|(?<![\d.])\d{{1,2}}[./]\d{{1,2}}(?=[日前底]|$)"
)
#: 新建公厕10座。——县住建局: a dash or blanks before who answers.
TAIL = re.compile(r"(?:\s*(?:[—―–]{1,2}|-{2,})\s*|[ \t\u3000]+)(?P<who>[^\s—―–。（()）]{3,})。?\s*$")
#: Blanks inside a time; any number of them would be tried in every way.
_BLANKS = r"\s{0,2}"
_DAY = r"(?:\d{1,2}日|[上中下]旬)?[底末]?前"
#: 各校2024年3月底前制定: inside a clause only a month or the end of a year says surely by when, and not 6月底前建成的.
_SURELY = rf"(?<=[一-鿿])(?=(?:(?:20\d\d年)?\d{{1,2}}月{_DAY}|20\d\d年底前)(?!..的))"
#: What is quoted, or said in brackets, is no promise of its own.
_QUOTED = re.compile(r"《[^《》]*》|“[^“”]*”|（[^（）]*）|\([^()]*\)")


def _any(language: Language, *uses: str) -> str:
    return "|".join(re.escape(word) for use in uses for word in language.row_words[use])


def is_due(text: str, naming: Naming) -> bool:
    """Return whether a clause is a deadline that says so itself, and no promise for a year: 6月底前, 年内, 8月完成."""
    return _by_when(naming.language).search(text) is not None and is_deadline(text, naming)


@lru_cache(maxsize=8)
def _by_when(language: Language) -> re.Pattern[str]:
    ends = _any(language, "deed-end")
    return re.compile(rf"[年月日旬度节期]底?(?:[前底末内终]|之前|以前)|年中|[上中下]旬|季度|半年|(?:{ends})\S?$")


@lru_cache(maxsize=8)
def dated_unit(language: Language) -> re.Pattern[str]:
    """Return the expression of a unit and its deadline without a mark between: 某局6月底前完成."""
    when = rf"(?P<when>(?:20\d\d年)?\d{{1,2}}月\S{{0,6}}?(?:{_any(language, 'deed-end')})\S{{0,4}})"
    return re.compile(rf"^(?P<who>\D{{3,}}?)(?:负责)?[于在]?{when}$")


@lru_cache(maxsize=8)
def time_inside(language: Language) -> re.Pattern[str]:
    """Return the expression of the time with which a clause begins: 2025年6月底前建成, 力争年内开工."""
    return re.compile(
        rf"(?:^|(?<=[\s，,。；;：:、）)])|{_SURELY})(?:{_any(language, 'aim')}|并?于|在|到|至)?{_BLANKS}"
        rf"(?P<when>(?:20\d\d{_BLANKS}年|今年|本年)?{_BLANKS}"
        rf"(?:\d{{1,2}}{_BLANKS}月(?:{_BLANKS}\d{{1,2}}{_BLANKS}[日号])?|{NAMED}|年)?{_BLANKS}"
        rf"(?:[底末]|[上中下]旬)?{_BLANKS}(?:之前|以前|前)|年内|(?<=到)20\d\d{_BLANKS}年{_BLANKS}[底末]?(?=[，,]))"
        r"(?![一-鿿]{0,2}[期列])",
        re.MULTILINE,
    )


@lru_cache(maxsize=8)
def _bare_deed(language: Language) -> re.Pattern[str]:
    """Return the expression of a deed that names nothing that is done: 全面完成, 如期建成投用."""
    return re.compile(rf"(?:{_any(language, 'deed-end', 'deed-aside', 'aim')}|[，,。；;\s])*")


def names_deed(text: str, language: Language) -> bool:
    """Return whether a text says what is to be done, and not only by when.

    >>> from heze_graph.reference.language import load_language
    >>> from heze_graph.resources import REFERENCE
    >>> language = load_language(REFERENCE)
    >>> names_deed("5月20日前完成地块测绘", language), names_deed("6月底前全部完成。", language)
    (True, False)
    """
    when = time_inside(language).match(text)
    return not _bare_deed(language).fullmatch(text, when.end() if when else 0)


def last_time(text: str, language: Language) -> str:
    """Return the last time by when that a text names, "" where it names none.

    >>> from heze_graph.reference.language import load_language
    >>> from heze_graph.resources import REFERENCE
    >>> language = load_language(REFERENCE)
    >>> [last_time(text, language) for text in ("各校2024年3月底前定方案，年内达标", "改造2000年以前建成的小区")]
    ['年内', '']
    """
    # A time may begin at each blank: of many only one is looked at.
    told = _QUOTED.sub("", re.sub(r"\s+", " ", text))
    found = [re.sub(r"\s", "", each["when"]) for each in time_inside(language).finditer(told)]
    return found[-1] if found else ""


#: （即所属期为2021年度）: what a bracket explains; 即日完成 is none.
_EXPLAINS = re.compile("即(?![日时知刻行]).*[为是指]")


def is_deadline(text: str, naming: Naming) -> bool:
    """Return whether a clause is a deadline: 6月底前完成, 年内持续推进, 长期坚持."""
    bare = text.strip(" 。.；;，,（）()\u3000")
    if not bare or len(bare) > _LONGEST_DEADLINE or kind_of_unit(bare, naming) != "other":
        return False
    if "、" in bare:
        # 二季度、四季度
        return all(is_deadline(part, naming) for part in bare.split("、"))
    if re.search(r"\d", DATE.sub("", bare)) or _EXPLAINS.match(bare):
        return False
    if bare.startswith(naming.language.row_words["progress-behind"]) and not bare.startswith("正月"):
        # 已于6月10日印发实施: that is when it was done.
        return False
    known = naming.language.deadlines
    dated = bare in known.open_ended or read_deadline(bare, 2000, known) is not None
    return dated or is_without_day(bare, known)


#: 一季度：完成选址, 4—6月开工: a clause that begins with a part of the year.
_STEP = re.compile(
    rf"\s*(?:(?:20\d\d年|今年)?(?:{NAMED}|{MONTHS}|年)(?:[上中下]旬)?"
    r"[底末初内中]?[之以]?前?|全年)\s*[:：，,]?\s*[^\d\s:：，,前]"
)


def are_milestones(text: str) -> bool:
    """Return whether a text is nothing but several steps with the part of the year in which each is to be done.

    >>> are_milestones("一季度：完成选址；二季度：开工。"), are_milestones("一季度完成选址，新建学校3所。")
    (True, False)
    """
    steps = [step for step in re.split(rf"[；;。\n]|[，,](?=\s*(?:{NAMED}|{MONTHS}))", text) if step.strip()]
    return len(steps) > 1 and all(map(_STEP.match, steps))


def deadline_in(texts: Sequence[str], naming: Naming) -> str:
    """Return by when a promise is to be kept: its last clause, 6月底前完成, or the last time named inside."""
    split = CLAUSE.split(texts[-1]) if texts else []
    *before, last = [clause.strip() for clause in split if clause.strip()] or [""]
    known = naming.language.deadlines
    if before and is_deadline(last, naming):
        read = read_deadline(last, 2000, known)
        when = time_inside(naming.language).match(last)
        if read.due and is_due(last, naming) if read else is_without_day(last, known):
            # 年内将工地全部联网 says more than by when.
            return when["when"] if when and len(last) - when.end() > _LONGEST_DEED else last
    # 6月底前完成初稿，年底前报批: of several the last is meant, as in a cell of deadlines.
    return last_time("\n".join(texts), naming.language)


def tells_so_far(text: str, language: Language) -> bool:
    """Return whether a text says what was done in one part of the year; a plan names several, or 底前.

    >>> from heze_graph.reference.language import load_language
    >>> from heze_graph.resources import REFERENCE
    >>> language = load_language(REFERENCE)
    >>> [tells_so_far(text, language) for text in ("上半年增长5.4%", "1—9月产茶3吨", "一季度修2公里，二季度修3公里")]
    [True, True, False]
    """
    months = _part_of_year(language)
    begin = months.match(text)
    if begin is None or (begin["named"] and months_of(begin["named"])[1] == _DECEMBER):
        return False
    others = text[begin.end() :]
    told = bool(re.search(r"\d", others)) or any(word in others for word in language.row_words["progress-behind"])
    return told and not months.search(others)


@lru_cache(maxsize=8)
def _part_of_year(language: Language) -> re.Pattern[str]:
    words = "|".join(re.escape(word) for word, name in language.periods.items() if last_month(name) != _DECEMBER)
    part = rf"(?P<named>{NAMED})|{words}|1{TO}\d{{1,2}}\s*月份?"
    return re.compile(rf"(?:今年|(?:19|20)\d\d年)?(?:{part})(?![底末]?[前内])")
