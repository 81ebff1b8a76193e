"""What a report says is unfinished, of a work that was promised by a day."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from heze_graph.checks.material import Material, Passage
from heze_graph.checks.texts import sentences, without_shares
from heze_graph.extraction.numbers.parts_of_year import last_year_named, without_leading_times
from heze_graph.extraction.numbers.phrases import coverage, plain, specific
from heze_graph.extraction.numbers.quantities import measures
from heze_graph.model.understood import Entry

_IN_ITS_WORDS = 0.6
_NAMED_IN = 0.5
_CLAUSE = re.compile(r"[，,；;。\n]")
#: 2号楼, 3#机组: a part of a work.
_NUMBERED = re.compile(r"[0-9一二三四五六七八九十]+(?:号|#)")
_PHASE = re.compile(r"^.*[一二三四五]期.*$")
_END_OF_YEAR = (12, 31)


def unfinished(material: Material, entry: Entry, asks: bool) -> Iterator[Passage]:
    """Yield what is said to be unfinished; where no result was asked for, work may go on (加快推进).

    Where the target only wants work to go on until the end of the year, it may be unfinished, too: 加快医院建设
    promises no hospital; a date within the year asks for an end.
    """
    wants_end = asks or not goes_on(entry.wording, material) or _is_due_within_the_year(entry)
    for statement in material.reports(entry):
        for sentence in sentences(statement.text):
            clauses = [c for c in _CLAUSE.split(sentence) if not _is_beside(entry, c, sentence, material)]
            said = "，".join(c for c in clauses if not _need_only_begin(entry, c, material))
            said = material.words.patterns["on-trial"].sub("", said)
            said = said if asks else material.words.patterns["going-on"].sub("", said)
            stops = asks and not _wants_a_stage(entry, said, material) and is_at_a_stage(said, material)
            stops = stops or (asks and is_only_on_paper(entry, said, material))
            if _has_come_to_it(entry, sentence, material) or _is_of_a_later_phase(entry, sentence, material):
                continue
            stops = stops or (wants_end and material.words.has("unfinished", said))
            stops = stops or (asks and any(_is_foreseen(entry, clause, sentence, material) for clause in clauses))
            stops = stops or (asks and _leaves_a_part_open(entry, clauses, material))
            if stops or _falls_short(entry, sentence, material):
                yield Passage(statement, sentence)


def _is_of_a_later_phase(entry: Entry, sentence: str, material: Material) -> bool:
    """Whether a sentence is of a phase that nobody promised, and of a year to come: 二期计划2026年启动."""
    period = material.documents[entry.document].period
    other = _PHASE.match(sentence) and not _PHASE.match(entry.wording)
    return bool(other and period and (last_year_named(sentence) or 0) > period.end.year)


def _wants_a_stage(entry: Entry, said: str, material: Material) -> bool:
    """Whether the target asks for no more than a stage, or for what a report says was done of a part: 安装设备."""
    known, deeds = material.words.measures, material.words.patterns["deed"].findall(said)
    # 主体工程完工, 已完成基础开挖: what is laid first is no stage of it.
    laid = (word for word in known.pattern("groundwork").findall(said) if not known.values["groundwork", word])
    above = material.words.has("milestone", entry.wording) and all(word in entry.wording for word in laid)
    return above or any(deed in entry.wording for deed in deeds)


def _has_come_to_it(entry: Entry, sentence: str, material: Material) -> bool:
    """Whether the target asks for a stage that a sentence says is reached, whatever goes on: 主体已封顶，正在装修."""
    asked = {match[0] for match in material.words.patterns["milestone"].finditer(entry.wording)}
    said = {match[0] for match in material.words.patterns["milestone"].finditer(sentence)}
    return bool(asked) and any(one[-2:] == other[-2:] for one in asked for other in said)


def _is_foreseen(entry: Entry, clause: str, sentence: str, material: Material) -> bool:
    """Whether a clause says when something will be in use, or come to the end that is asked for: 预计9月底通车.

    Either the target wants it in use, or the sentence has no other word of completion (管网完工, but not 主体完工).
    """
    will = material.words.patterns["foreseen"].search(clause)
    if will is None:
        return False
    ends = material.words.patterns["finish"].finditer(clause, will.end())
    if any(match[0] in entry.wording for match in ends):
        return True
    if not material.words.has("in-use", clause[will.end() :]):
        return False
    beyond = material.words.patterns["milestone"].sub("", sentence.replace(clause, ""))
    if material.words.has("in-use", entry.wording) and not material.words.has("in-use", beyond):
        # 投用 of a hospital is 开诊: 已竣工验收，计划3月开诊.
        return True
    return _puts_to_use(entry, clause[will.end() :], material) or not says_completed(beyond, material)


def _is_beside(entry: Entry, clause: str, sentence: str, material: Material) -> bool:
    """Whether a clause tells of what stands beside or comes after the end that its sentence says is reached.

    主线已建成通车，附属匝道正在收尾; for 泵站完工 泵站已完工，正在验收.
    """
    already = material.words.measures.pattern("already")
    others = [other for other in _CLAUSE.split(sentence) if other != clause and already.search(other)]
    if material.words.has("ancillary", clause):
        return any(_puts_to_use(entry, other, material) for other in others)
    asked = [match[0] for match in material.words.patterns["finish"].finditer(entry.wording)]
    if not asked:
        # 建设公寓600套 names no end: 公寓已竣工，正在办理验收手续 has come to one.
        asked = [match[0] for other in others for match in material.words.patterns["finish"].finditer(other)]
    return material.words.has("afterwards", clause) and any(word in other for word in asked for other in others)


def _puts_to_use(entry: Entry, words: str, material: Material) -> bool:
    """Whether words name a use that the target asks for."""
    return any(match[0] in entry.wording for match in material.words.patterns["in-use"].finditer(words))


def _need_only_begin(entry: Entry, clause: str, material: Material) -> bool:
    """Whether a clause tells of work on what the target only wants begun or pushed on: 启动甲项目, 甲项目正在施工."""
    known, said = material.words.measures, plain(clause)
    if known.pattern("preparatory").search(clause) or _not_begun(clause, material):
        return False
    likest = max(map(plain, _CLAUSE.split(entry.wording)), key=lambda one: (coverage(said, one), coverage(one, said)))
    begins = any(known.pattern(role).search(likest) for role in ("begun", "continuing"))
    return begins and not material.words.has("finish", likest) and coverage(likest, said) >= _NAMED_IN


def _not_begun(clause: str, material: Material) -> bool:
    """Whether a clause says that something has not begun: 某敬老院未开工."""
    said = (match[0] for match in material.words.patterns["unfinished"].finditer(clause))
    steps = (material.words.measures.pattern("begun").search(words) for words in said)
    return any(step is not None and step.start() > 0 for step in steps)


def goes_on(words: str, material: Material) -> bool:
    """Whether words ask for a beginning, or to go on with something."""
    return any(material.words.measures.pattern(role).search(words) for role in ("begun", "continuing"))


def _is_due_within_the_year(entry: Entry) -> bool:
    """Whether a date before the end of the year says that a work is then to be done, whatever the verb."""
    due = entry.deadline and entry.deadline.due
    return bool(due and (due.month, due.day) != _END_OF_YEAR)


def _leaves_a_part_open(entry: Entry, clauses: Sequence[str], material: Material) -> bool:
    """Whether one part of a work is finished and another not: 主桥建成，引桥完成工程量的85%, for 建成大桥.

    A part is named like the work (引桥, 大桥) or by a number (2号楼); 二期 of what is promised without phases is none.
    """
    is_open = {
        clause: without_shares(clause, material.words) != clause or is_at_a_stage(clause, material)
        for clause in clauses
    }
    if not any(material.words.has("completed", clause) for clause, more_to_do in is_open.items() if not more_to_do):
        return False
    for clause in (one for one, more_to_do in is_open.items() if more_to_do):
        said = material.words.patterns["milestone"].sub("", without_shares(clause, material.words))
        part = _PHASE.sub("", specific(said, material.words.measures))
        named_alike = part[-1:] in plain(entry.wording) and part not in plain(entry.wording)
        if part and (named_alike or _NUMBERED.search(said)):
            return True
    return False


def promised_clauses(entry: Entry, material: Material) -> list[str]:
    """Return the clauses of a wording; one that names nothing (9月底前完工) goes on with the one before it."""
    known, clauses = material.words.measures, list[str]()
    for clause in _CLAUSE.split(entry.wording):
        named = specific(material.words.patterns["finish"].sub("", without_leading_times(clause)), known)
        if named or not clauses:
            clauses.append(clause)
        else:
            clauses[-1] += clause
    return clauses


def _falls_short(entry: Entry, sentence: str, material: Material) -> bool:
    """Whether a share below all is done of a work that the target wants finished: 甲路竣工, 甲路完成工程量的83%."""
    promised = promised_clauses(entry, material)
    for clause in _CLAUSE.split(sentence):
        if without_shares(clause, material.words) == clause:
            continue
        # 22个村规划编制已完成19个，完成率86.4%
        said = plain(without_shares(clause, material.words)) or plain(without_shares(sentence, material.words))
        if not said:
            continue
        if len(promised) == 1 and not specific(said, material.words.measures):
            # 泵站完工, 已完成工程量的92%: a share that names nothing is of all that is promised.
            said = plain(entry.wording)
        likest = max(promised, key=lambda words: coverage(said, plain(words)))
        dated = len(promised) == 1 and _is_due_within_the_year(entry) and not goes_on(likest, material)
        wants_all = material.words.has("finish", likest) or dated
        known = material.words.measures
        sizes = {(one.goal.measure.base_unit, one.goal.measure.base_value) for one in material.goals(entry)}
        # 建成甲田5.2万亩, 新建5.2万亩完成工程量的82%: the same number names it.
        named = any((one.base_unit, one.base_value) in sizes for one in measures(clause, known) if one.base_value > 1)
        if wants_all and (named or coverage(said, plain(likest)) >= _IN_ITS_WORDS):
            return True
    return False


def is_only_on_paper(entry: Entry, words: str, material: Material) -> bool:
    """Whether what is done is a step on paper that the target does not ask for: 改造食堂, 食堂改造已完成招标."""
    steps = (match for match in material.words.patterns["on-paper"].finditer(words) if match[0] not in entry.wording)
    return any(material.words.measures.ends("done", words[: step.start()]) for step in steps)


def is_at_a_stage(words: str, material: Material) -> bool:
    """Whether words tell of a stage of a work (封顶), and of no completion behind it."""
    beyond = material.words.patterns["milestone"].sub("", words)
    return beyond != words and not material.words.has("completed", beyond)


def says_completed(said: str, material: Material) -> bool:
    """Whether a report contains a word of completion; 完成工程量的65% is not one."""
    return material.words.has("completed", without_shares(said, material.words))
