"""The reporter's claims about the schedule, compared with the numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import chain, pairwise

from heze_graph.checks.answers import Reported, elapsed_for, reported
from heze_graph.checks.material import (
    EntryText,
    Material,
    Passage,
    QuotedNumber,
    Suspicion,
    check,
    promise,
    wording,
)
from heze_graph.checks.pace import pace
from heze_graph.checks.standing import (
    adds_up,
    comes_late,
    is_behind,
    is_of_none,
    is_of_weather,
    shows_a_miss,
)
from heze_graph.checks.texts import arithmetic, comparison, printed_value, sentences, time_passed, without_shares
from heze_graph.extraction.numbers.bare_reports import is_of_tasks
from heze_graph.extraction.numbers.candidates import Candidate
from heze_graph.extraction.numbers.parts_of_year import part_of_year
from heze_graph.extraction.numbers.phrases import Phrase, coverage, plain, specific, trimmed, without_figures
from heze_graph.extraction.numbers.roles import Role
from heze_graph.extraction.numbers.verbs import is_left_undone
from heze_graph.model.facts import Goal, GoalReport, Light, Nature
from heze_graph.model.understood import Certainty, Claim, Entry
from heze_graph.reference.measures import Measures
from heze_graph.reference.words import CheckWords

_BEHIND, _FAR = "on-schedule-but-behind", "on-schedule-but-far-behind"
_SHORT, _UNCLAIMED = "on-schedule-but-short-for-now", "behind-without-claim"
_ADMITTED = "says-it-is-behind"
_AGREES = 0.5
#: Characters of a noun that tell what it is of.
_NOUN = 2
#: The line of `quantity-lights.csv` for a number of what has begun, where an end was promised.
_BEGUN_ONLY = "begun-only"
_DECEMBER, _HUNDRED = 12, Decimal(100)
#: What brackets say is a part of its own: 80%（甲区进度滞后）.
_PART = re.compile(r"[，,；;。、：:（）()]")
_COUNTING = re.compile(r"(?:的[有共为是].*|[有共为是])$")
_CLAUSE = re.compile(r"[，,；;。、]")


@check(_BEHIND, _FAR, _SHORT, _UNCLAIMED)
def claims_against_lights(material: Material) -> Iterator[Suspicion]:
    """Find goals whose light is behind or far behind beside the claim “on schedule”, or where no claim is printed.

    The light has its own published rule; a reading that does not show a miss (`shows_a_miss`) is no finding. Before the
    deadline only what adds up over the year is behind. A rate, a rank, a level or the limit of a mean goes up and down:
    it is short for now, as supervision offices print it (低于目标0.9个百分点), and no more is said, nor that where
    nobody claims anything. A share of the plan is told once, however many goals it is of.
    """
    for entry in material.entries.values():
        shares = set[Passage]()
        for told in reported(material, entry):
            found = _against_light(material, entry, told)
            if found and found.at not in shares:
                yield found
                shares |= {found.at} if told.reading.of_plan else set()


def _against_light(material: Material, entry: Entry, told: Reported) -> Suspicion | None:
    """Return what does not fit between a claim and the light of one goal."""
    report, reading, statement = told.report, told.reading, told.statement
    claim, printed = _claim(entry, statement)
    if claim not in (Claim.ON_SCHEDULE, None) or not is_behind(report, statement.text, material.words):
        return None
    elapsed = elapsed_for(material, entry, told)
    short = elapsed < 1 and not adds_up(report, material.words)
    if (short and claim is None) or not shows_a_miss(material, entry, told, elapsed):
        return None
    far = report.light is Light.FAR_BEHIND and not _is_well_under_way(material, entry, told, elapsed)
    kind = "on-schedule-but-far-behind" if far else "on-schedule-but-behind"
    if claim is None or short:
        kind = "on-schedule-but-short-for-now" if short else "behind-without-claim"
    return Suspicion(
        kind,
        Passage(statement, reading.span.text),
        promise(entry, report.goal),
        certainty=_certainty(material, told, elapsed, kind),
        arithmetic=arithmetic(report, reading),
        details=(
            ("claim", printed),
            *comparison(report, reading, material.words),
            *time_passed(report.attainment.ratio, elapsed, material.words),
            *_rule(material, report),
            *_own_words(statement, material),
        ),
    )


@check(_BEHIND, _UNCLAIMED)
def share_of_plan(material: Material) -> Iterator[Suspicion]:
    """Find targets without a number of which a report says that less of the year's plan is done than time has passed.

    So is 完成计划的30% of 安装路灯 at the end of June. Judged from the part of the time on from which goals are
    (threshold `number-from`), with the same tenth of the whole left aside; never where more than one share is printed.
    """
    words = material.words
    for entry in material.entries.values():
        elapsed, claim = material.elapsed(entry), next((a.claim for a in entry.assignments if a.claim), None)
        answered = any(report.reading for report in material.goals(entry))
        if answered or elapsed < words.thresholds["number-from"] or claim not in (Claim.ON_SCHEDULE, None):
            continue
        shares = [one for one in material.figures_of(entry) if _is_share(one, entry, words)]
        # What asks for a result is found when it is due, by whether the report tells of one.
        elsewhere = words.has("season-work" if elapsed < 1 else "result", entry.wording)
        if elsewhere or len(shares) != 1 or not _is_of_the_plan(shares[0], words) or _is_of_a_set(shares[0], material):
            continue
        ratio = shares[0].candidate.phrase.measure.value / _HUNDRED
        if elapsed - ratio <= (words.thresholds["hair"] if elapsed < 1 else 0):
            continue
        printed = _claim(entry, shares[0].statement)[1]
        yield Suspicion(
            _BEHIND if claim else _UNCLAIMED,
            shares[0].passage,
            Passage(wording(entry), entry.wording),
            details=(
                ("claim", printed),
                *words.phrase("told", "of-plan", found=shares[0].candidate.phrase.measure.span.text),
                *time_passed(ratio, elapsed, words),
                *_own_words(shares[0].statement, material),
            ),
        )


def _is_share(figure: QuotedNumber, entry: Entry, words: CheckWords) -> bool:
    """Whether a figure is a share of a plan: by its words, or as a cell below 完成率."""
    rates = {one.printed for one in entry.figures if words.measures.pattern("plan-rate").fullmatch(one.name)}
    return figure.candidate.role is Role.PLAN_SHARE or figure.statement.text in rates


def _is_of_the_plan(share: QuotedNumber, words: CheckWords) -> bool:
    """Whether a share is of the year's plan: not of the work (工程量的65%), nor of a number of tasks.

    推进缓慢的有3项，占目标任务的30%.
    """
    phrase, known = share.candidate.phrase, words.measures
    said = phrase.before.strip()
    planned = known.pattern("plan").search(said) or known.ends("rate-noun", said) or not said
    return bool(planned) and not words.has("amount-of-work", said) and not is_of_tasks(share.candidate)


def _is_of_a_set(share: QuotedNumber, material: Material) -> bool:
    """Whether a report prints of what a share is, and that is no plan: 应改造渔船250艘，已改造215艘，完成率86%."""
    begun = share.candidate.phrase.sentence_start
    figures = (figure.candidate for figure in material.figures[share.statement])
    return any(one.role is Role.SET and one.phrase.sentence_start == begun for one in figures)


@check(_ADMITTED)
def says_it_is_behind(material: Material) -> Iterator[Suspicion]:
    """Find reports that say themselves that something is behind (低于目标0.9个百分点), or has not begun when it should.

    Not beside a claim that admits it, nor where words speak of what is done about it: 督促进度滞后项目. A list without
    a column of reports says it in the one text it has.
    """
    for entry in material.entries.values():
        if any(part.claim in (Claim.BEHIND_SCHEDULE, Claim.NOT_APPLICABLE) for part in entry.assignments):
            continue
        late = material.words.thresholds["number-from"] <= material.elapsed(entry) < 1
        for statement in material.reports(entry) or (wording(entry),):
            said = next((s for s in sentences(statement.text) if _admission(s, material, late=late)), None)
            if said:
                claim = _claim(entry, statement)[1]
                blanks = material.words.phrase("told", "claimed" if claim else "unclaimed", claim=claim)
                yield Suspicion(_ADMITTED, Passage(statement, said), details=blanks)


def _own_words(statement: EntryText, material: Material) -> tuple[tuple[str, str], ...]:
    """Return what a report says of being behind beside its numbers, or that no claim is printed."""
    found = (_admission(sentence, material) for sentence in sentences(statement.text))
    said = next(filter(None, found), "")
    return material.words.phrase("own", "admitted" if said else "unclaimed", words=said)


def _admission(sentence: str, material: Material, *, late: bool = False) -> str:
    """Return the clause that ends with words of being behind, or, when it is late, of not having begun."""
    words = material.words
    for clause in _PART.split(sentence):
        # 推进缓慢的有3项; 进度较慢的为某县; 未达序时进度项目共13项; 未达序时进度2项为
        said = _COUNTING.sub("", plain(without_figures(clause, words.measures)))
        bare = trimmed(said, words.measures, ("plan-noun", "plan-rate", "function", "generic"))
        behind = any(words.ends("admitted", one) for one in (said, bare))
        behind = behind and not is_of_none(said, words.patterns["admitted"], words)
        idle = words.ends("idle", said) and "未" in said
        idle = idle or (words.measures.ends("begun", said) and is_of_none(said, words.measures.pattern("begun"), words))
        if (behind or (late and idle)) and not words.has("on-guard", said):
            return clause.strip()
    return ""


def _is_well_under_way(material: Material, entry: Entry, told: Reported, elapsed: Decimal) -> bool:
    """Whether an amount is far behind only while what is under way counts for nothing: 建成1个、在建14个."""
    half = material.words.thresholds["under-way"]
    return elapsed < 1 and (pace(material, entry, told, elapsed) or Decimal(0)) >= half


@check("completion-not-borne-out")
def completion_against_goal(material: Material) -> Iterator[Suspicion]:
    """Find readings short of their goal in a sentence that says the year's task is done.

    完成年度任务的80% says no such thing.
    """
    for entry in material.entries.values():
        for told in reported(material, entry):
            report, reading, statement = told.report, told.reading, told.statement
            if report.attainment.met is not False:
                continue
            said = next((s for s in sentences(statement.text) if reading.span.text in s), "")
            if _all_is_done(said, told, material) and shows_a_miss(material, entry, told, Decimal(1)):
                yield Suspicion(
                    "completion-not-borne-out",
                    Passage(statement, said),
                    promise(entry, report.goal),
                    certainty=Certainty.LIKELY,
                    arithmetic=arithmetic(report, reading),
                    details=comparison(report, reading, material.words),
                )


def _all_is_done(sentence: str, told: Reported, material: Material) -> bool:
    """Whether a sentence says that all is done of what a goal counts: in its clause, or one that names nothing else.

    5个项目已完成全年目标 says it of those five.
    """
    known, reading, goal = material.words.measures, told.reading, told.report.goal
    if told.figure and _counts_what_is_done(told.figure.candidate.phrase, material.words):
        return False
    for clause in _CLAUSE.split(without_shares(sentence, material.words)):
        done = material.words.patterns["all-done"].search(clause)
        if done and _is_to_come(clause[: done.start()], material.words):
            continue
        if done and _is_of_a_part(clause[: done.start()], done[0], known):
            continue
        named = specific(without_figures(clause[: done.start()], known), known) if done else ""
        if done and (clause in reading.span.text or not named or coverage(named, plain(goal.quantity)) > 0):
            return True
    return False


def _is_to_come(before: str, words: CheckWords) -> bool:
    """Whether what is said behind these words is of the rest, or foreseen: 余下任务计划今冬全面完成."""
    return words.has("foreseen", before) or words.measures.pattern("rest").search(before) is not None


def _counts_what_is_done(phrase: Phrase, words: CheckWords) -> bool:
    """Whether a number is of things whose task is done: 其中8个项目完成年度目标, 完成年度目标的有24个."""
    all_done, clause = words.patterns["all-done"], phrase.clause_before
    alone = not trimmed(plain(clause), words.measures, ("function", "already", "of-which", "every"))
    return all_done.search(phrase.before) is not None or (alone and all_done.search(phrase.clause_after) is not None)


def _is_of_a_part(before: str, done: str, known: Measures) -> bool:
    """Whether all is done of what was wanted in a part of the year: 上半年任务全部完成, but not 上半年完成全年任务."""
    part = part_of_year(before, known)
    return part is not None and before.endswith(part.printed) and part.last < _DECEMBER and "年" not in done


@check("goal-lowered-in-report")
def goals_lowered(material: Material) -> Iterator[Suspicion]:
    """Find reports that lower the goal of their own row: 原计划新建16条，压减为14条 beside 新建16条."""
    known = material.words.measures
    for entry in material.entries.values():
        goals = {(one.goal.measure.base_unit, one.goal.measure.base_value): one.goal for one in material.goals(entry)}
        for first, second in chain.from_iterable(pairwise(material.figures[told]) for told in material.reports(entry)):
            one, two = (figure.candidate.phrase for figure in (first, second))
            goal = goals.get((one.measure.base_unit, one.measure.base_value))
            if goal and _is_lowered(first.candidate, second.candidate, known) and not _shrinks(goal, known):
                before, after = (printed_value(each.measure) for each in (one, two))
                yield Suspicion(
                    "goal-lowered-in-report",
                    Passage(second.statement, second.statement.text[one.span.start : two.span.end]),
                    promise(entry, goal),
                    arithmetic=f"{before} → {after}",
                    details=(("before", before), ("after", after)),
                )


def _is_lowered(first: Candidate, second: Candidate, known: Measures) -> bool:
    """Whether one number is a plan and the next what less it was changed to: of the same, not of what is left over."""
    one, two = first.phrase, second.phrase
    less = two.measure.base_unit == one.measure.base_unit and two.measure.base_value < one.measure.base_value
    planned = known.pattern("plan").search(one.before) and one.sentence_start == two.sentence_start
    same = coverage(second.own, plain(one.before)) == 1 if second.own else not is_left_undone(two, known)
    return bool(planned) and less and same and not second.part and known.ends("changed-to", two.before.rstrip())


def _shrinks(goal: Goal, known: Measures) -> bool:
    """Whether less is what a goal wants: of time, of what is to fall, of what is not wanted."""
    falls = any(known.pattern(role).search(goal.span.text) for role in ("fall", "less"))
    return falls or goal.measure.dimension in ("time", "working-time")


@check("figure-far-beyond-goal")
def beyond_goal(material: Material) -> Iterator[Suspicion]:
    """Find readings many times their goal (threshold `beyond-goal`), or nothing of it: a unit or a digit may be wrong.

    Not for a goal of one or two things, which is easily passed many times over, nor for what has only begun, nor where
    the goal is a rise and the report prints what it came to: 提高20元, 由188元提高到208元.
    """
    least = material.words.thresholds["beyond-goal"]
    for entry in material.entries.values():
        for told in reported(material, entry):
            report, reading, statement = told.report, told.reading, told.statement
            ratio = report.attainment.ratio
            large = report.goal.measure.base_value >= material.words.thresholds["jump-least"]
            if report.goal.nature is not Nature.AMOUNT or _is_a_level_of_it(material, told):
                continue
            beyond = ratio is not None and (ratio >= least or _has_another_unit(told, ratio, material.words))
            if large and beyond and report.rule != _BEGUN_ONLY:
                yield Suspicion(
                    "figure-far-beyond-goal",
                    Passage(statement, reading.span.text),
                    promise(entry, report.goal),
                    certainty=Certainty.DOUBTFUL,
                    arithmetic=arithmetic(report, reading),
                    details=comparison(report, reading, material.words),
                )


def _has_another_unit(told: Reported, ratio: Decimal, words: CheckWords) -> bool:
    """Whether a number would do for its goal in the goal's unit, and is nothing of it in its own: 41万元 for 42亿元."""
    found, wanted, times = told.reading.measure, told.report.goal.measure, words.thresholds["beyond-goal"]
    near = wanted.value / times <= found.value < wanted.value * times
    return near and found.unit != wanted.unit and ratio * words.thresholds["unit-miss"] <= 1


def _is_a_level_of_it(material: Material, told: Reported) -> bool:
    known = material.words.measures
    changed = told.figure is not None and known.ends("changed-to", told.figure.candidate.phrase.before)
    return changed and not known.pattern("changed-to").search(told.report.goal.span.text)


def _claim(entry: Entry, statement: EntryText) -> tuple[Claim | None, str]:
    """Return the claim beside a text, or the first claim of the Entry if its row prints none."""
    if statement.claim:
        # Without a cell of its own the claim is what the report begins with: 已完成。改造6处……
        return statement.claim, statement.claim_printed or _CLAUSE.split(statement.text.strip())[0]
    return next(((a.claim, a.claim_printed) for a in entry.assignments if a.claim), (None, ""))


def _certainty(material: Material, told: Reported, elapsed: Decimal, kind: str) -> Certainty:
    """Return certain only where unit and noun of the one printed number are those of the goal, and it is far behind.

    Before the deadline only an amount is, when most of the year is over, and none that comes late in it (`comes_late`).
    What is short for now is doubtful until most of the year is over (threshold `weather-from`), and the mean of a part
    of a year (PM2.5, 优良天数比例) until its end.
    """
    report, reading, goal = told.report, told.reading, told.report.goal
    early = elapsed < material.words.thresholds["weather-from"]
    if kind == _SHORT:
        is_mean = goal.measure.dimension.startswith("concentration") or material.words.has("mean-rate", goal.quantity)
        doubtful = early or is_mean or goal.nature is Nature.RATIO or is_of_weather(goal, material.words)
        return Certainty.DOUBTFUL if doubtful else Certainty.LIKELY
    named = coverage(plain(goal.quantity), plain(reading.span.text)) >= _AGREES and _have_one_noun(told)
    alike = goal.measure.unit == reading.measure.unit
    added = reading.counted or reading.worked_from or reading.of_plan
    units = [figure.candidate.phrase.measure.base_unit for figure in material.figures[told.statement]]
    only = units.count(reading.measure.base_unit) == 1
    is_amount = goal.nature is Nature.AMOUNT and report.attainment.ratio is not None
    adds = is_amount and not early and not comes_late(goal, material.words)
    far = report.light is Light.FAR_BEHIND and kind in (_FAR, _UNCLAIMED) and (elapsed >= 1 or adds)
    return Certainty.CERTAIN if far and named and alike and only and not added else Certainty.LIKELY


def _have_one_noun(told: Reported) -> bool:
    """Whether what is counted ends in the goal's noun: 停车泊位, but not 工匠名师 for 工匠."""
    one, other = plain(told.report.goal.noun), plain(told.figure.candidate.own) if told.figure else ""
    return bool(one and other) and (one.endswith(other[-_NOUN:]) or other.endswith(one[-_NOUN:]))


def _rule(material: Material, report: GoalReport) -> tuple[tuple[str, str], ...]:
    rule = next((one for one in material.words.measures.lights if one.name == report.rule), None)
    return (("rule_zh", rule.zh if rule else ""), ("rule_en", rule.en if rule else ""))
