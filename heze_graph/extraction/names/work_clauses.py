"""Which part of a clause names works: behind 加快建设, before 建成通车, inside “A、B等3个项目”.

All functions take and give spans of the whole text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from heze_graph.extraction.names.work_names import any_of
from heze_graph.reference.csv_table import WordsByRole

Span = tuple[int, int]

_PAUSES = "，。；：！？,;:!?\n\r\t"
_PAIRS = {"“": "”", "（": "）", "(": ")", "《": "》", "「": "」", "‘": "’", "【": "】"}
_NUMBER = r"(?:\d+|[一二两三四五六七八九十]+)"
_RELATIVE = re.compile(r"[^“（(]{0,30}?\d[^“（(]{0,30}?的")
_NUMERAL = "[一二两三四五六七八九十百]+"
#: 八成以上的乡镇建成文化中心: each of them has one.
_SHARE = re.compile(rf"(?:{_NUMERAL}(?:分之{_NUMERAL}|成)|[0-9.]+\s?%)(?:及?以上|左右)?的")
_LONGEST_CLOSING = 20
_LONGEST_MEMBER_END = 30
_NEXT_NUMBER = re.compile(r"(?<=\d号)[、和及与]\d{1,4}号")
_LISTED = re.compile(r"(?<![高中初同平劣优对相])等(?![级候额于到同])")
#: A work that a clause only names, and what is to be done of it stands behind: 甲路北延工程，年度投资3亿元.
TITLE = re.compile(r"(?:工程|项目)(?:[（(][^（()）]*[）)])?$")


@dataclass(frozen=True, slots=True)
class ClausePatterns:
    """What a clause is cut with."""

    verb: re.Pattern[str]
    clear_verb: re.Pattern[str]
    manner: re.Pattern[str]
    closing: re.Pattern[str]
    acts: re.Pattern[str]
    dependence: re.Pattern[str]
    listed_kind: re.Pattern[str]
    counted_kind: re.Pattern[str]
    conjunction: re.Pattern[str]
    not_works: re.Pattern[str]
    builds: re.Pattern[str]
    opens: re.Pattern[str]
    quality: re.Pattern[str]
    #: Of a street nothing is built where 完成甲路、乙路等6条道路白改黑 is said: it only tells where.
    street: re.Pattern[str]
    #: Of 甲路、乙路雨污分流改造 one thing is done to both.
    shared: re.Pattern[str]
    #: 甲路、乙路改扩建: what is built are the streets.
    anew: re.Pattern[str]
    reached: re.Pattern[str]
    #: A work of which the clause tells what is built: 甲供水项目|新建净水厂1座.
    title: re.Pattern[str]
    #: A list with a number of things or 工程 behind it: its members stand apart, whatever they end with.
    closed: re.Pattern[str]
    #: 对甲医院病房楼进行维修改造: what is done to a work is told behind it.
    done_to: re.Pattern[str]
    #: What is said of all members of a list is said of works, not of kinds.
    every: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Object:
    """What a clause says is to be done: the span, and whether its members are examples of a kind of works.

    `reached`: a verb follows that says what becomes of one work (竣工): what it is said of is one, without a number.
    `apart`: each sign of a list parts two members, though they tell no kind: 甲山、乙浦等8家卫生院.
    """

    span: Span
    listed: bool
    reached: bool = False
    apart: bool = False


def _closing(words: WordsByRole, role: Mapping[str, str]) -> str:
    """Return the expression for what a clause says at its end of the works that it names: 年内通车, 完成桩基施工."""
    length = rf"\s?\d[\d.]{{0,7}}\s?{role['length']}"
    when = f"{role['spent-when']}?"
    money = rf"{role['spent-by']}?{role['spending']}\s?\d[\d.]{{0,9}}\s?[十百千万亿]{{0,2}}元"
    share = rf"(?:总?(?:{role['spending']}|工程)量?的?)?\s?\d[\d.]{{0,4}}%"
    invested = f"{when}(?:(?:完成|计划)?{when}{money}|完成{when}{share}|、{share})(?:以上|左右)?"
    laid = f"完成(?:{role['component']}[、和]?)+(?:施工|工程)"
    stage = f"进入[㐀-鿿]{{2,10}}|完成(?:{role['step']}[、和]?)+(?:工作)?|{laid}"
    acted = any_of((*words["trailing-action"], *words["action"]))
    # Of 甲水厂管道投运 the pipe is a part, of 甲至乙天然气管道投运 the work.
    part = f"(?:(?<![气油水热]){role['component']})?"
    ends = f"{part}(?:{role['ends']}|{acted}{length})|{invested}|{stage}"
    return f"[并和及、]?{role['time']}{{0,3}}(?:{ends})$"


def clause_patterns(words: WordsByRole) -> ClausePatterns:
    """Return the patterns for the words of the reference data."""
    role = {name: any_of(members) for name, members in words.items()}
    role["time"] = rf"(?:{role['time']}|\s?\d{{1,2}}\s?月(?:份|底|末)?前?)"
    clear = any_of([word for word in words["begins"] if len(word) > 1])
    kind = rf"(?:{role['rank']}|[㐀-鿿]){{0,6}}?{role['work']}"
    counted = f"(?<!第){_NUMBER}{role['work-counter']}"
    # Only the first sign of 和平路 may be 和, else 和甲路和乙路… could be divided in too many ways.
    also = f"(?:[、和][㐀-鿿](?:(?!和)[㐀-鿿]){{0,7}}?{role['street']})"
    done = any_of([word for word in (*words["trailing-action"], *words["action"]) if word not in words["built-anew"]])
    sized = "(?:[^、“（(]{1,20}的)?"
    return ClausePatterns(
        verb=re.compile(f"{role['begins']}好?[、和并]?"),
        clear_verb=re.compile(clear),
        manner=re.compile(f"(?:{role['manner']}|{role['time']})[、和并]?"),
        closing=re.compile(_closing(words, role)),
        acts=re.compile(f"(?P<verb>完成|实施|进行|开展)?{role['trailing-action']}+$"),
        dependence=re.compile(role["dependence"]),
        listed_kind=re.compile(f"{sized}(?:{counted})?{sized}{kind}(?:{counted})?"),
        counted_kind=re.compile(f"{counted}(?:(?P<kind>{kind})|[㐀-鿿]{{0,6}}?工程)$"),
        conjunction=re.compile(role["conjunction"]),
        not_works=re.compile(f"(?:{counted})?[㐀-鿿“”]{{0,8}}?{role['not-works']}(?![㐀-鿿]*{role['work']})"),
        builds=re.compile(f"{role['builds']}(?![东南西北中]?[路街])"),
        opens=re.compile(role["opens"]),
        quality=re.compile(f"{role['quality']}$"),
        street=re.compile(f"[㐀-鿿]{{1,8}}{role['street']}" + "".join(f"(?<!{word})" for word in words["no-street"])),
        # Of 甲路、乙路小学改造 the school is another work.
        shared=re.compile(f"{also}+(?:(?!(?:{role['head']}|{role['weak-head']}){done}$)[^、]){{0,8}}?{done}$"),
        anew=re.compile(f"{also}*{role['built-anew']}"),
        reached=re.compile(role["reached"]),
        title=re.compile(f"[^、]{{2,30}}?(?:工程|项目)(?=(?:{clear}|完成)[^、]{{0,20}})"),
        closed=re.compile(f"{counted}|[㐀-鿿]{{0,4}}工程"),
        done_to=re.compile(f"对(.{{1,40}}?)(?:进行|实施|开展)(?:{role['trailing-action']}|{role['action']}|综合)+$"),
        every=words["every"],
    )


def clauses(text: str) -> Iterator[Span]:
    """Yield the spans between pauses that stand outside brackets and quotes."""
    start = 0
    for at in _outside(text, (0, len(text))):
        if text[at] in _PAUSES:
            yield start, at
            start = at + 1
    yield start, len(text)


def objects(text: str, clause: Span, patterns: ClausePatterns) -> Iterator[Object]:
    """Yield what the clause may say is to be done, the likeliest first: after its verb, before its verb, inside it."""
    start, end = clause
    while start < end and text[start].isspace():
        start += 1
    if _SHARE.match(text, start, end):
        return
    verbs_end, manner_end = _opening(text, (start, end), patterns)
    if verbs_end > start:
        yield _object(text, (verbs_end, end), patterns)
        return
    subject = (manner_end, end)
    acts = patterns.acts.search(text, *subject)
    if done_to := patterns.done_to.match(text, *subject):
        yield _object(text, done_to.span(1), patterns)
        return
    has_deed = without_closing(text, subject, patterns) != subject or (acts is not None and not acts["verb"])
    has_deed = has_deed or TITLE.search(text, *subject) is not None
    if has_deed and patterns.dependence.match(text, *subject) is None:
        whole = _object(text, subject, patterns)
        yield replace(whole, reached=patterns.reached.search(text, whole.span[1], end) is not None)
    title = patterns.title.match(text, *subject)
    if title and not has_deed and patterns.dependence.match(text, *subject) is None:
        yield _object(text, (manner_end, title.end()), patterns)
    inner = patterns.clear_verb.search(text, start, end)
    if inner:
        yield _object(text, (_opening(text, (inner.start(), end), patterns)[0], end), patterns)


def _opening(text: str, span: Span, patterns: ClausePatterns) -> tuple[int, int]:
    """Return where the verbs at the start of `span` end (its start: there are none), and where words of manner end."""
    start, end = span
    after_verbs = at = start
    while True:
        verb, manner = patterns.verb.match(text, at, end), patterns.manner.match(text, at, end)
        longest = max((match.end() for match in (verb, manner) if match), default=at)
        if longest == at:
            return after_verbs, at
        at = longest
        if verb and verb.end() == longest:
            after_verbs = at


def members(text: str, whole: Object, boundary: Callable[[Span], bool], patterns: ClausePatterns) -> Iterator[Span]:
    """Yield the members of an enumeration.

    `boundary` tells from the last characters before a separator whether a member ends there; if not, what stands
    before belongs to the next one (生活垃圾、污水处理厂).
    """
    begin, stop = whole.span
    for at, width in _separators(text, whole.span, patterns):
        if at > begin and boundary((max(begin, at - _LONGEST_MEMBER_END), at)):
            yield begin, at
            begin = _after_verb(text, (at + width, stop), patterns)
    if begin < stop:
        yield begin, stop


def goes_on(text: str, member: Span, end: int, patterns: ClausePatterns) -> bool:
    """Return whether a member of an enumeration is told with the next one: 6号|、7号泊位, 甲路|、乙路雨污分流改造."""
    if _NEXT_NUMBER.match(text, member[1], end):
        return True
    last = (text.rfind("、", *member) + 1 or member[0], member[1])
    return bool(patterns.street.fullmatch(text, *last) and patterns.shared.match(text, member[1], end))


def _after_verb(text: str, span: Span, patterns: ClausePatterns) -> int:
    """Return where a member begins that has a verb of its own: 改建甲医院、扩建乙医院."""
    verb = patterns.clear_verb.match(text, *span)
    return verb.end() if verb else span[0]


def _object(text: str, span: Span, patterns: ClausePatterns) -> Object:
    relative = _RELATIVE.match(text, *span)
    if relative and _LISTED.search(relative[0]):
        # A、B等24个总投资56亿元的项目: the size is that of all of them, behind their names.
        relative = None
    start, end = without_closing(text, (relative.end() if relative else span[0], span[1]), patterns)
    if patterns.quality.search(text, start, end):
        # 提升甲景区服务能力: nothing is built.
        return Object((start, start), listed=False)
    for match in _LISTED.finditer(text, start, end):
        if patterns.not_works.match(text, match.end(), end):
            return Object((start, start), listed=False)
        if patterns.listed_kind.fullmatch(text, match.end(), end):
            return Object((start, match.start()), listed=True)
        return Object((start, match.start()), listed=False, apart=patterns.closed.match(text, match.end()) is not None)
    counted = patterns.counted_kind.search(text, start, end)
    if counted and "、" in text[start : counted.start()]:
        # What 三大工程 counts may be programmes: each must be told to be a work.
        return Object((start, counted.start()), listed=counted["kind"] is not None)
    return Object((start, end), listed=False)


def without_closing(text: str, span: Span, patterns: ClausePatterns) -> Span:
    """Return a span without what is said at its end of the work that it names: 建成通车, 完成投资3亿元."""
    start, end = span
    while closing := patterns.closing.search(text, max(start, end - _LONGEST_CLOSING), end):
        end = closing.start()
    return start, end


def _separators(text: str, span: Span, patterns: ClausePatterns) -> Iterator[tuple[int, int]]:
    for at in _outside(text, span):
        if text[at] == "、":
            yield at, 1
            continue
        conjunction = patterns.conjunction.match(text, at, span[1])
        if conjunction:
            yield at, len(conjunction[0])


def _outside(text: str, span: Span) -> Iterator[int]:
    """Yield the places of `span` that stand outside brackets and quotes; an unclosed one does not count."""
    at, end = span
    unclosed: set[str] = set()
    while at < end:
        mark = text[at]
        closing = text.find(_PAIRS[mark], at + 1, end) if mark in _PAIRS and mark not in unclosed else -1
        if closing >= 0:
            at = closing + 1
            continue
        if mark in _PAIRS:
            unclosed.add(mark)
        yield at
        at += 1
