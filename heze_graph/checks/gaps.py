"""Reports after the deadline that do not say that the work is done."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain

from heze_graph.checks.answers import reported
from heze_graph.checks.material import Material, Passage, QuotedNumber, Suspicion, check, wording
from heze_graph.checks.pace import all_of_the_plan, due_in_words, is_due, lies_still
from heze_graph.checks.texts import sentences, without_shares
from heze_graph.extraction.numbers.parts_of_year import last_year_named, without_leading_times
from heze_graph.extraction.numbers.phrases import coverage, plain, specific, without_figures
from heze_graph.extraction.numbers.quantities import measures
from heze_graph.extraction.numbers.roles import ASIDE
from heze_graph.model.facts import Goal, Nature, Stage
from heze_graph.model.understood import Certainty, Claim, Entry
from heze_graph.reference.measures import Measures

_SHARES_NO_WORD = 0.25
_IN_ITS_WORDS = 0.6
_NAMED_IN = 0.5
_PROPORTION = re.compile(r"[0-9][:：∶][0-9]")
_DIGIT = re.compile(r"[0-9]")
_CLAUSE = re.compile(r"[，,；;。\n]")
_CHANGES = ("rise", "fall")
#: Characters behind a step on paper that only say in what form it is: 规划|文本, 可研|报告.
_BEHIND_PAPER = 2
#: 2号楼, 3#机组: a part of a work.
_NUMBERED = re.compile(r"[0-9一二三四五六七八九十]+(?:号|#)")
_PHASE = re.compile(r"^.*[一二三四五]期.*$")
_COUNTED = frozenset({Nature.AMOUNT, Nature.LEVEL})
_END_OF_YEAR = (12, 31)


@check("deadline-passed-without-completion")
def deadline_passed(material: Material) -> Iterator[Suspicion]:
    """Find deadlines, no later than the end of the Document's period, without a report that it is done.

    Either the target asks for a result (创建, 建成) and the report has no word of completion, or the report itself says
    that something is unfinished (正在, 筹备), or that what was promised is not yet done (完成报批, 尚未报批)
    or put off (项目暂缓).
    Not for an open-ended deadline, a cancelled target, one that the claim admits to be late, nor where a goal has a
    reading: then the numbers say how far it is.
    """
    for entry in material.entries.values():
        denied = next(chain(_denied(material, entry), _put_off(material, entry)), None)
        if not is_due(material, entry) or _is_settled(material, entry, denied is not None):
            continue
        reports = material.reports(entry)
        said = "".join(statement.text for statement in reports)
        # A policy that is to be carried out has no end that could be seen.
        asks = material.words.has("result", _without_policies(entry, material)) or denied is not None
        open_work = denied or next(_unfinished(material, entry, asks), None)
        told = _without_money(entry, _without_paper(entry, said, material), material)
        done = _says_completed(told, material) or all_of_the_plan(material, entry) or _answers(entry, said, material)
        done = done or (_asks_only_for_completion(entry, material) and any(material.figures_of(entry)))
        if not said or not (open_work or (asks and not done)) or _has_begun_as_asked(entry, said, material):
            continue
        yield Suspicion(
            "deadline-passed-without-completion",
            open_work or Passage(reports[-1], reports[-1].text),
            Passage(wording(entry), entry.wording),
            certainty=Certainty.LIKELY if open_work and asks else Certainty.DOUBTFUL,
            details=due_in_words(material, entry),
        )


def _without_policies(entry: Entry, material: Material) -> str:
    return material.words.patterns["policy-result"].sub("", entry.wording)


def _is_settled(material: Material, entry: Entry, denied: bool) -> bool:
    claims = {part.claim for part in entry.assignments}
    if claims & {Claim.NOT_APPLICABLE, Claim.BEHIND_SCHEDULE}:
        return True
    answers = [
        told
        for told in reported(material, entry)
        if not _is_of_open_work(material, told.figure)
        and not (told.figure and _is_only_on_paper(entry, told.figure.passage.text, material))
    ]
    return any(not (denied and told.report.attainment.met) for told in answers)


def _denied(material: Material, entry: Entry) -> Iterator[Passage]:
    """Yield the sentences that say of a word of the promise that it is not yet done: 尚未报批, 未全部开工."""
    for statement in material.reports(entry):
        for sentence in sentences(statement.text):
            for match in material.words.patterns["not-yet"].finditer(sentence):
                verb = sentence[match.end() : match.end() + 2]
                if len(verb) > 1 and verb in entry.wording:
                    yield Passage(statement, sentence)


def _put_off(material: Material, entry: Entry) -> Iterator[Passage]:
    """Yield the sentences that say that what was promised is put off, whatever was to be done of it: 项目暂缓."""
    known = material.words.measures
    for statement in material.reports(entry):
        for sentence in sentences(statement.text):
            for clause in _CLAUSE.split(sentence):
                end = known.ending("put-off").search(clause.rstrip())
                said = specific(clause[: end.start()], known) if end else None
                if said == "" or (said and coverage(said, plain(entry.wording)) >= _IN_ITS_WORDS):
                    yield Passage(statement, sentence)


def _is_of_open_work(material: Material, figure: QuotedNumber | None) -> bool:
    """Whether a figure counts what is said to be unfinished: 2座填埋场闭库工程尚在审批, 2座消防站主体已封顶."""
    if figure is None:
        return False
    return _is_at_a_stage(figure.passage.text, material) or material.words.has("unfinished", figure.passage.text)


def _is_only_on_paper(entry: Entry, words: str, material: Material) -> bool:
    """Whether what is done is a step on paper that the target does not ask for: 改造食堂, 食堂改造已完成招标."""
    steps = (match for match in material.words.patterns["on-paper"].finditer(words) if match[0] not in entry.wording)
    return any(material.words.measures.ends("done", words[: step.start()]) for step in steps)


def _without_paper(entry: Entry, said: str, material: Material) -> str:
    """Return a report without the clauses that end with a step on paper done: 编制完成总体规划, 完成可研报告编制.

    What was passed (通过评审) or put to use is done.
    """
    kept = []
    for clause in _CLAUSE.split(said):
        if material.words.has("completed", material.words.patterns["bare-completion"].sub("", clause)):
            kept.append(clause)
            continue
        last = max(material.words.patterns["on-paper"].finditer(clause), key=re.Match.end, default=None)
        at_end = last is not None and len(clause) - last.end() <= _BEHIND_PAPER and last[0] not in entry.wording
        kept += [] if at_end else [clause]
    return "，".join(kept)


def _without_money(entry: Entry, said: str, material: Material) -> str:
    """Return a report without what says how much was spent, where the target asks for an end: 完成投资3亿元."""
    words = material.words
    wants_end = words.has("finish", entry.wording) and not _goes_on(entry.wording, material)
    asks_money = words.has("money-asked", entry.wording)
    return words.patterns["money-spent"].sub("", said) if wants_end and not asks_money else said


def _is_at_a_stage(words: str, material: Material) -> bool:
    beyond = material.words.patterns["milestone"].sub("", words)
    return beyond != words and not material.words.has("completed", beyond)


def _says_completed(said: str, material: Material) -> bool:
    """Whether a report contains a word of completion; 完成工程量的65% is not one."""
    return material.words.has("completed", without_shares(said, material.words))


def _answers(entry: Entry, said: str, material: Material) -> bool:
    """Whether what was to begin has begun, what was to come to a stage has come to it, or a number answers."""
    steps = (material.words.measures.pattern("begun"), material.words.patterns["milestone"])
    is_issued = material.words.has("to-be-issued", entry.wording) and material.words.has("issued", said)
    if is_issued or any(step.search(entry.wording) and step.search(said) for step in steps):
        return True
    if steps[0].search(entry.wording) and without_shares(said, material.words) != said:
        # 开工建设隧道, 完成工程量的22%: what is done in part was begun.
        return True
    known = material.words.measures
    if any(_tells_a_change(asked, said, known) for asked in _CLAUSE.split(entry.wording)):
        return True
    figures = [figure for figure in material.figures_of(entry) if not _is_of_open_work(material, figure)]
    reaches = any(_reaches(report.goal, figure) for report in material.goals(entry) for figure in figures)
    if reaches or any(_says_how_many(entry, figure, material) for figure in figures):
        return True
    asks_number = measures(entry.wording, known) or _PROPORTION.search(entry.wording)
    if not (asks_number and _DIGIT.search(said)):
        return False
    wanted = [plain(without_figures(entry.wording, known))]
    wanted += (specific(report.goal.quantity, known) for report in material.goals(entry))
    return any(coverage(words, plain(said)) >= _IN_ITS_WORDS for words in wanted)


def _says_how_many(entry: Entry, figure: QuotedNumber, material: Material) -> bool:
    """Whether a figure counts what was done, in the verb and the words of the promise: 新增点位, 新增点位160个."""
    phrase, words = figure.candidate.phrase, material.words
    unit = words.measures.units.get(phrase.measure.unit)
    verbs = words.patterns["bare-completion"].sub("", phrase.before)
    same = any(match[0] in entry.wording for match in words.patterns["result"].finditer(verbs))
    counts = unit is not None and unit.classifier and figure.candidate.stage is Stage.DONE
    asked = (specific(clause, words.measures) for clause in _promised(entry, material))
    return same and counts and any(one and coverage(one, plain(phrase.clause)) >= _IN_ITS_WORDS for one in asked)


def _has_begun_as_asked(entry: Entry, said: str, material: Material) -> bool:
    """Whether a beginning was asked for and a report tells of work: 开工建设展览馆, 正在布展."""
    begun = material.words.measures.pattern("begun").search(entry.wording)
    at_work = any(material.words.has(role, said) for role in ("unfinished", "milestone"))
    asked = begun is not None and not material.words.has("finish", entry.wording)
    return asked and at_work and not lies_still(said, material.words)


def _asks_only_for_completion(entry: Entry, material: Material) -> bool:
    """Whether nothing but 完成 says what result is wanted: 完成用工对接 is done by what was done of it."""
    asked = {match[0] for match in material.words.patterns["result"].finditer(entry.wording)}
    return asked <= {match[0] for match in material.words.patterns["bare-completion"].finditer(entry.wording)}


def _reaches(goal: Goal, figure: QuotedNumber) -> bool:
    """Whether an actual figure, not a plan or a set, has the goal's unit and is at least as large."""
    found, wanted = figure.candidate.phrase.measure, goal.measure
    return (
        goal.nature in _COUNTED
        and figure.candidate.role not in ASIDE
        and figure.candidate.stage is Stage.DONE
        and found.base_unit == wanted.base_unit
        and found.base_value >= wanted.base_value
    )


def _tells_a_change(asked: str, said: str, known: Measures) -> bool:
    """Whether a report says by how much that went down or up which was to: 事故起数实现下降, 事故起数下降12%."""
    for role in _CHANGES:
        change = known.pattern(role).search(asked)
        clauses = [specific(without_figures(clause, known), known) for clause in _CLAUSE.split(said)]
        told = [n for n, c in enumerate(_CLAUSE.split(said)) if known.pattern(role).search(c) and _DIGIT.search(c)]
        # 事故12起、死亡9人，同比分别下降14%、10%: a change that names nothing is of what stands before it.
        named = [clauses[n] if known.pattern(role).sub("", clauses[n]) or not n else clauses[n - 1] for n in told]
        if change and any(coverage(name, plain(asked)) > _SHARES_NO_WORD for name in named):
            return True
    return False


def _unfinished(material: Material, entry: Entry, asks: bool) -> Iterator[Passage]:
    """Yield what is said to be unfinished; where no result was asked for, work may go on (加快推进).

    Where the target only wants work to go on until the end of the year, it may be unfinished, too: 加快医院建设
    promises no hospital; a date within the year asks for an end.
    """
    wants_end = asks or not _goes_on(entry.wording, material) or _is_due_within_the_year(entry)
    for statement in material.reports(entry):
        for sentence in sentences(statement.text):
            clauses = [c for c in _CLAUSE.split(sentence) if not _is_beside(entry, c, sentence, material)]
            said = "，".join(c for c in clauses if not _need_only_begin(entry, c, material))
            said = material.words.patterns["on-trial"].sub("", said)
            said = said if asks else material.words.patterns["going-on"].sub("", said)
            stops = asks and not _wants_a_stage(entry, said, material) and _is_at_a_stage(said, material)
            stops = stops or (asks and _is_only_on_paper(entry, said, material))
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
    return _puts_to_use(entry, clause[will.end() :], material) or not _says_completed(beyond, material)


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


def _goes_on(words: str, material: Material) -> bool:
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
        clause: without_shares(clause, material.words) != clause or _is_at_a_stage(clause, material)
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


def _promised(entry: Entry, material: Material) -> list[str]:
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
    promised = _promised(entry, material)
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
        dated = len(promised) == 1 and _is_due_within_the_year(entry) and not _goes_on(likest, material)
        wants_all = material.words.has("finish", likest) or dated
        known = material.words.measures
        sizes = {(one.goal.measure.base_unit, one.goal.measure.base_value) for one in material.goals(entry)}
        # 建成甲田5.2万亩, 新建5.2万亩完成工程量的82%: the same number names it.
        named = any((one.base_unit, one.base_value) in sizes for one in measures(clause, known) if one.base_value > 1)
        if wants_all and (named or coverage(said, plain(likest)) >= _IN_ITS_WORDS):
            return True
    return False
