"""Reports after the deadline that do not say that the work is done."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from heze_graph.checks.answers import reported
from heze_graph.checks.material import Material, Passage, QuotedNumber, Suspicion, check, wording
from heze_graph.checks.pace import all_of_the_plan, due_in_words, is_due, lies_still
from heze_graph.checks.texts import sentences, without_shares
from heze_graph.checks.unfinished import (
    goes_on,
    is_at_a_stage,
    is_only_on_paper,
    promised_clauses,
    says_completed,
    unfinished,
)
from heze_graph.extraction.numbers.phrases import coverage, plain, specific, without_figures
from heze_graph.extraction.numbers.quantities import measures
from heze_graph.extraction.numbers.roles import ASIDE
from heze_graph.model.facts import Goal, Nature, Stage
from heze_graph.model.understood import Certainty, Claim, Entry
from heze_graph.reference.measures import Measures

_SHARES_NO_WORD = 0.25
_IN_ITS_WORDS = 0.6
_PROPORTION = re.compile(r"[0-9][:：∶][0-9]")
_DIGIT = re.compile(r"[0-9]")
_CLAUSE = re.compile(r"[，,；;。\n]")
_CHANGES = ("rise", "fall")
#: Characters behind a step on paper that only say in what form it is: 规划|文本, 可研|报告.
_BEHIND_PAPER = 2
_COUNTED = frozenset({Nature.AMOUNT, Nature.LEVEL})


@check("deadline-passed-without-completion")
def deadline_passed(material: Material) -> Iterator[Suspicion]:
    """Find deadlines, no later than the end of the Document's period, without a report that it is done.

    Either the target asks for a result (创建, 建成) and the report has no word of completion, or the report itself says
    that something is unfinished (正在, 筹备), or that what was promised is not yet done (完成报批, 尚未报批) or put off
    (项目暂缓). Not for an open-ended deadline, a cancelled target, one that the claim admits to be late, nor where a
    goal has a reading: then the numbers say how far it is.
    """
    for entry in material.entries.values():
        denied = next(chain(_denied(material, entry), _put_off(material, entry)), None)
        if not is_due(material, entry) or _is_settled(material, entry, denied is not None):
            continue
        reports = material.reports(entry)
        said = "".join(statement.text for statement in reports)
        # A policy that is to be carried out has no end that could be seen.
        asks = material.words.has("result", _without_policies(entry, material)) or denied is not None
        open_work = denied or next(unfinished(material, entry, asks), None)
        told = _without_money(entry, _without_paper(entry, said, material), material)
        done = says_completed(told, material) or all_of_the_plan(material, entry) or _answers(entry, said, material)
        done = done or (_asks_only_for_completion(entry, material) and any(material.figures_of(entry)))
        # A cell of figures has no words that could say so.
        done = done or any(figure.reported and figure.printed == said for figure in entry.figures)
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
        and not (told.figure and is_only_on_paper(entry, told.figure.passage.text, material))
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
    return is_at_a_stage(figure.passage.text, material) or material.words.has("unfinished", figure.passage.text)


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
    wants_end = words.has("finish", entry.wording) and not goes_on(entry.wording, material)
    asks_money = words.has("money-asked", entry.wording)
    return words.patterns["money-spent"].sub("", said) if wants_end and not asks_money else said


def _answers(entry: Entry, said: str, material: Material) -> bool:
    """Whether what was to begin has begun, what was to come to a stage has come to it, or a number answers."""
    steps = (material.words.measures.pattern("begun"), material.words.patterns["milestone"])
    is_done = material.words.has("to-be-issued", entry.wording) and material.words.has("issued", said)
    is_done = is_done or any(_has_done(entry, clause, material.words.measures) for clause in _CLAUSE.split(said))
    if is_done or any(step.search(entry.wording) and step.search(said) for step in steps):
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


def _has_done(entry: Entry, clause: str, known: Measures) -> bool:
    """Whether a clause ends with a deed of the promise that is done: 建立健全机制, 机制已建立."""
    deeds = (clause[found.end() :].strip() for found in known.pattern("already").finditer(clause))
    to_come = ("begun", "continuing", "preparatory")
    return any(
        len(deed) > 1 and deed in entry.wording and not any(known.pattern(role).search(deed) for role in to_come)
        for deed in deeds
    )


def _says_how_many(entry: Entry, figure: QuotedNumber, material: Material) -> bool:
    """Whether a figure counts what was done, in the verb and the words of the promise: 新增点位, 新增点位160个."""
    phrase, words = figure.candidate.phrase, material.words
    unit = words.measures.units.get(phrase.measure.unit)
    verbs = words.patterns["bare-completion"].sub("", phrase.before)
    same = any(match[0] in entry.wording for match in words.patterns["result"].finditer(verbs))
    counts = unit is not None and unit.classifier and figure.candidate.stage is Stage.DONE
    asked = (specific(clause, words.measures) for clause in promised_clauses(entry, material))
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
