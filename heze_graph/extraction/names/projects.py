"""Which works the text of a target names: behind 加快建设, before 建成通车, inside “A、B等3个项目”.

All functions take and give spans of the whole text, so that what is found can be shown where it stands.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import lru_cache

from heze_graph.extraction.names.places import Gazetteer, named_spans, places_in
from heze_graph.extraction.names.work_names import (
    NamePatterns,
    WorkPhrase,
    any_of,
    ends_a_member,
    head_of,
    is_definite,
    name_patterns,
    names_a_work,
    resembles_a_work,
    work_phrase,
)
from heze_graph.extraction.numbers.numerals import without_blanks
from heze_graph.model.facts import PlaceMention, ProjectMention
from heze_graph.reference.csv_table import WordsByRole
from heze_graph.reference.measures import KEPT_TEXTS

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
_LISTED = re.compile(r"(?<![高中初同平劣优对相])等(?![级候额于到同])")
#: A work that a clause only names, and what is to be done of it stands behind: 甲路北延工程，年度投资3亿元.
_TITLE = re.compile(r"(?:工程|项目)(?:[（(][^（()）]*[）)])?$")
_QUOTES = '“”「」"'
_LONG_NAME = 8


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
    reached: re.Pattern[str]
    #: A work of which the clause tells what is built: 甲供水项目|新建净水厂1座.
    title: re.Pattern[str]
    #: What is said of all members of a list is said of works, not of kinds.
    every: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Object:
    """What a clause says is to be done: the span, and whether its members are examples of a kind of works.

    `reached`: a verb follows that says what becomes of one work (竣工): what it is said of is one, without a number.
    """

    span: Span
    listed: bool
    reached: bool = False


def _closing(words: WordsByRole, role: Mapping[str, str]) -> str:
    """Return the expression for what a clause says at its end of the works that it names: 年内通车, 完成桩基施工."""
    length = r"\s?\d[\d.]{0,7}\s?(?:公里|千米|米)"
    money = r"(?:中央|省级|地方|总)?投资(?:计划|任务)?\s?\d[\d.]{0,9}\s?[十百千万亿]{0,2}元"
    share = r"(?:总?(?:投资|工程)量?的?)?\s?\d[\d.]{0,4}%"
    invested = f"(?:(?:完成|计划)?(?:年度)?{money}|完成(?:年度)?{share}|、{share})(?:以上|左右)?"
    invested = f"(?:累计|年度|全年|年内|当年|今年)?{invested}"
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
        reached=re.compile(role["reached"]),
        title=re.compile(f"[^、]{{2,30}}?(?:工程|项目)(?=(?:{clear}|完成)[^、]{{0,20}})"),
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
    has_deed = _without_closing(text, subject, patterns) != subject or (acts is not None and not acts["verb"])
    has_deed = has_deed or _TITLE.search(text, *subject) is not None
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


def _after_verb(text: str, span: Span, patterns: ClausePatterns) -> int:
    """Return where a member begins that has a verb of its own: 改建甲医院、扩建乙医院."""
    verb = patterns.clear_verb.match(text, *span)
    return verb.end() if verb else span[0]


def _object(text: str, span: Span, patterns: ClausePatterns) -> Object:
    relative = _RELATIVE.match(text, *span)
    if relative and _LISTED.search(relative[0]):
        # A、B等24个总投资56亿元的项目: the size is that of all of them, behind their names.
        relative = None
    start, end = _without_closing(text, (relative.end() if relative else span[0], span[1]), patterns)
    if patterns.quality.search(text, start, end):
        # 提升甲景区服务能力: nothing is built.
        return Object((start, start), listed=False)
    for match in _LISTED.finditer(text, start, end):
        if patterns.not_works.match(text, match.end(), end):
            return Object((start, start), listed=False)
        if patterns.listed_kind.fullmatch(text, match.end(), end):
            return Object((start, match.start()), listed=True)
        return Object((start, match.start()), listed=False)
    counted = patterns.counted_kind.search(text, start, end)
    if counted and "、" in text[start : counted.start()]:
        # What 三大工程 counts may be programmes: each must be told to be a work.
        return Object((start, counted.start()), listed=counted["kind"] is not None)
    return Object((start, end), listed=False)


def _without_closing(text: str, span: Span, patterns: ClausePatterns) -> Span:
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


@dataclass(frozen=True, slots=True, eq=False)
class WorkGrammar:
    """How texts speak of works (`clause`) and name them (`name`); one is like another only if it is it."""

    clause: ClausePatterns
    name: NamePatterns


def work_grammar(words: WordsByRole, dictionary: AbstractSet[str]) -> WorkGrammar:
    """Return the grammar for the words of the reference data; `dictionary` holds the ordinary words."""
    return WorkGrammar(clause_patterns(words), name_patterns(words, dictionary))


@lru_cache(maxsize=KEPT_TEXTS)
def projects_in(text: str, names: Gazetteer, grammar: WorkGrammar) -> tuple[ProjectMention, ...]:
    """Return the individual works that `text` says are to be built, begun, planned, renewed or opened, in order.

    A name stands as printed, without blanks around numbers, without the verb before it, without 建设, 项目 and what
    else is said of it after it, and without quotation marks around the whole. What is counted and not named
    (新建城乡书房10处) is no project, nor is what exists already and only helps (依托…).
    """
    compact = without_blanks(text)
    return tuple(
        replace(one, start=span.start, end=span.end)
        for one in _projects(compact.text, names, grammar)
        for span in (compact.span(one.start, one.end),)
    )


def _projects(text: str, names: Gazetteer, grammar: WorkGrammar) -> Iterator[ProjectMention]:
    places = {(mention.start, mention.end): mention for mention in places_in(text, names)}
    known = named_spans(text, names)
    found: list[Span] = []
    certain = False
    for clause in clauses(text):
        wholes = objects(text, clause, grammar.clause)
        readings = ((whole.reached, list(_works(text, whole, known, grammar))) for whole in wholes)
        reached, spans = next((reading for reading in readings if reading[1]), (False, []))
        # 推进甲科技园、乙大道项目: a street beside other works is one.
        called = _TITLE.search(text, *clause) and any(not grammar.clause.street.fullmatch(text, *s) for s in spans)
        works = [one for one in spans if called or _is_work(text, clause, one, grammar)]
        found += works
        certain = certain or any(reached or not _is_institution(text, span, grammar) for span in works)
    if not certain:
        # 建设图书馆、文化馆 tells kinds; beside 甲大桥 they are those of the city.
        return
    yield from (_mention(text, span, places) for span in found)


def _is_institution(text: str, span: Span, grammar: WorkGrammar) -> bool:
    """Whether a span names nothing but an institution of which a city has one: 图书馆, 中医院."""
    return grammar.name.proper.institution.fullmatch(text, *span) is not None


def _is_work(text: str, clause: Span, span: Span, grammar: WorkGrammar) -> bool:
    """Whether a named thing is a work; a bare street is one only behind a verb of building, or before 通车, 建成."""
    if not grammar.clause.street.fullmatch(text, *span):
        return True
    before, after = (clause[0], span[0]), (span[1], clause[1])
    return bool(grammar.clause.builds.search(text, *before) or grammar.clause.opens.search(text, *after))


def _works(text: str, whole: Object, known: tuple[Span, ...], grammar: WorkGrammar) -> Iterator[Span]:
    place_ends = {end for _, end in known}

    def is_whole_member(span: Span) -> bool:
        # “甲县、乙县省级试验区” is one work of two places.
        bare = _without_own_closing(text, span, grammar)
        return span[1] not in place_ends and (whole.listed or ends_a_member(text[slice(*bare)], grammar.name))

    works: list[tuple[Span, WorkPhrase]] = []
    for span in members(text, whole, is_whole_member, grammar.clause):
        start, end = _stripped(text, _without_own_closing(text, span, grammar))
        work = work_phrase(text[start:end], grammar.name)
        if work.name:
            works.append(((start, start + len(work.name)), work))
    named = set()
    for span, work in works:
        inside = _inside(span, known)
        one = whole.reached and not whole.listed and is_definite(work, grammar.name)
        if one or names_a_work(work, _beyond(text, span, inside), bool(inside), whole.listed, grammar.name):
            named.add(span)
    # 41家图书馆、美术馆 counts kinds.
    are_kinds = whole.listed or (bool(works) and grammar.name.proper.several.match(works[0][1].name) is not None)
    named |= {span for span, _ in works if not are_kinds and _is_institution(text, span, grammar)}
    kinds = {head_of(work, grammar.name) for span, work in works if span in named} - {""}
    every = text.startswith(grammar.clause.every, whole.span[1])
    for span, work in works:
        beside = resembles_a_work(work, kinds, grammar.name) or (whole.reached and is_definite(work, grammar.name))
        is_one = span in named or (named and beside)
        if is_one or (named and every and _is_called_at_length(work, grammar)):
            yield _unquoted(text, span)


def _is_called_at_length(work: WorkPhrase, grammar: WorkGrammar) -> bool:
    """Whether a name of a kind is as long as that of one work: 甲渠引水工程、农村供水保障提升工程全部完工."""
    several = grammar.name.proper.several.match(work.name) is not None
    return work.called_work and len(work.name) >= _LONG_NAME and not several


def _without_own_closing(text: str, span: Span, grammar: WorkGrammar) -> Span:
    """Return a member without what it says of itself (甲电站首台机组发电、乙电站主体开工); care that goes on stays."""
    is_care = grammar.name.ends.soft_action.search(text, *span)
    return span if is_care else _without_closing(text, span, grammar.clause)


def _beyond(text: str, span: Span, places: tuple[Span, ...]) -> str:
    """Return the rest of `span` after the places at its start."""
    start, end = span
    for first, last in places:
        if first == start or (first == start + 1 and text[start] == "、"):
            start = last
    return text[start:end]


def _inside(span: Span, known: tuple[Span, ...]) -> tuple[Span, ...]:
    """Return those of `known` (in order, none overlapping another) that lie inside `span`."""
    start, end = span
    first = bisect_left(known, start, key=lambda place: place[0])
    return known[first : bisect_right(known, end, lo=first, key=lambda place: place[1])]


def _stripped(text: str, span: Span) -> Span:
    start, end = span
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end


def _unquoted(text: str, span: Span) -> Span:
    start, end = span
    if end - start > 2 and text[start] in _QUOTES and text[end - 1] in _QUOTES:
        return start + 1, end - 1
    return span


def _mention(text: str, span: Span, places: dict[Span, PlaceMention]) -> ProjectMention:
    inside = [place for part in _inside(span, tuple(places)) for place in places[part].places]
    return ProjectMention(text[slice(*span)], *span, tuple(dict.fromkeys(inside)))
