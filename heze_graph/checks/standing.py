"""Whether a reading short of its goal shows that the goal is missed: other figures may complete it."""

from __future__ import annotations

import re
from decimal import Decimal

from heze_graph.checks.answers import Reported, counts_alike, figures_beside
from heze_graph.checks.material import Material
from heze_graph.checks.pace import in_time, is_count, is_open, keeps_pace, lies_still
from heze_graph.extraction.numbers.attainment import yardstick
from heze_graph.extraction.numbers.candidates import Candidate
from heze_graph.extraction.numbers.parts_of_year import is_over, last_year_named
from heze_graph.extraction.numbers.phrases import Phrase, coverage, plain, specific, trimmed
from heze_graph.extraction.numbers.quantities import measures
from heze_graph.extraction.numbers.roles import ASIDE, Role
from heze_graph.model.facts import Comparator, Goal, GoalReport, Light, Nature, Stage
from heze_graph.model.understood import Entry
from heze_graph.reference.measures import Measures
from heze_graph.reference.words import CheckWords

#: The last month of the only quarter that is a whole period.
_FIRST_QUARTER = 3
#: The line of `quantity-lights.csv` that judges nothing in the first half of the time.
TOO_EARLY = "too-early"
#: 五年引进: a span of years, from two on.
_YEARS = re.compile(r"[2-9二两三四五六七八九十]年内?")
#: Characters of a noun that tell what it is of.
_NOUN = 2
_CLAUSE = re.compile(r"[，,；;。\n]")
#: Characters that may stand between 没有 and what there is none of: 没有项目进展缓慢.
_BETWEEN = 4
_VERBS = ("making", "done", "recognised", "begun")


def shows_a_miss(material: Material, entry: Entry, told: Reported, elapsed: Decimal) -> bool:
    """Whether a reading short of its goal shows that the goal is missed, when so much of the time has passed.

    Not where the goal says 左右 and little is wanting, or is of several years or a later one (到2025年); where the
    target only strives for it beside another of the same quantity that is met, or what it wants by now
    (全年160亿元，一季度30亿元) is done; where the number is one of several that answer together, counts what is only
    prepared or what is done each month, or in one quarter of
    several. And before the deadline not where no more than a tenth of the whole (threshold `hair`) is wanting of what
    the time passed asks for (落后序时进度不到10个百分点), half of what is under way counted
    (全部开工，完工5个), unless the report admits it, nor where a harvest is to come (秋粮长势良好), nor what only
    comes of another goal that is answered (改造小区46个、惠及8200户), nor what changes with the seasons before most
    of the year is over (threshold `weather-from`). What comes too early to be judged the light already leaves open. Nor
    where the words of the goal are reported again, or another number of the report answers it as well (`is_rivalled`).
    """
    return not (
        _is_about(material, told)
        or _says_it_again(told, material.words.measures)
        or is_rivalled(material, entry, told)
        or _is_money_saved(material, told)
        or (elapsed < 1 and waits_for_the_season(told.report.goal, told.statement.text, material.words))
        or (elapsed < 1 and only_follows(material, entry, told.report))
        or (elapsed < material.words.thresholds["weather-from"] and comes_late(told.report.goal, material.words))
        or _is_for_years(material, entry, told)
        or _is_only_striven_for(material, entry, told.report)
        or (keeps_pace(material, entry, told, elapsed) and not _admits(material, told))
        or _is_one_of_several(material, entry, told, elapsed)
        or _is_only_prepared(material, told)
        or _is_of_each_time(material, told)
        or _is_a_change(material, told)
        or _is_of_part(material, entry, told)
        or _counts_another(material, told)
        or _is_of_a_level(material, told)
        or _is_only_a_set(material, entry, told)
        or _keeps_to_its_part(material, entry, told)
    )


def _admits(material: Material, told: Reported) -> bool:
    """Whether a report admits that something is behind; where it counts such things, the counts tell more."""
    words, unit = material.words, told.report.goal.measure.base_unit
    phrases = (figure.candidate.phrase for figure in material.figures[told.statement])
    counted = any(one.measure.base_unit == unit and words.has("admitted", one.clause) for one in phrases)
    return _is_admitted(told.statement.text, words) and not (counted or in_time(material, told))


def _is_admitted(said: str, words: CheckWords) -> bool:
    return words.has("admitted", said) and not is_of_none(said, words.patterns["admitted"], words)


def adds_up(report: GoalReport, words: CheckWords) -> bool:
    """Whether what a goal counts adds up over the year: an amount, or the share of a work that is done (支出率).

    Not a rate, a rank, a concentration, a time that something takes, nor what one head or unit has.
    """
    if report.goal.nature is Nature.RATIO:
        return words.has("paced-rate", report.goal.quantity)
    return yardstick(report.goal, report.indicator, words.measures).adds_up


def is_behind(report: GoalReport, said: str, words: CheckWords) -> bool:
    """Whether the light is behind, or the report itself admits it before the light would show it."""
    admitted = report.rule == TOO_EARLY and _is_admitted(said, words)
    return admitted or report.light in (Light.BEHIND, Light.FAR_BEHIND)


def is_of_none(said: str, what: re.Pattern[str], words: CheckWords) -> bool:
    """Whether words say that there is none of which something holds: 没有新项目开工, but not 因没有资金进展缓慢."""
    found_none = words.patterns["none"].finditer(said)
    rests = (said[match.end() :] for match in found_none if not words.has("cause", said[: match.start()]))
    return any(found.start() <= _BETWEEN for rest in rests if (found := what.search(rest)))


def waits_for_the_season(goal: Goal, said: str, words: CheckWords) -> bool:
    """Whether a report speaks of a harvest to come, or a goal asks for work that has its season: 造林, 高标准农田."""
    return words.has("harvest", said) or words.has("season-work", goal.quantity + goal.span.text)


def is_prepared(candidate: Candidate, promised: str, known: Measures) -> bool:
    """Whether a figure counts what is only prepared (申报14家), or goes on with such a list (申报甲14家、乙4家).

    A word that stands in what was promised, too, says nothing of it: 新增储备粮.
    """
    if _prepared(candidate.phrase.before, promised, known):
        return True
    if any(known.pattern(role).search(candidate.phrase.before) for role in _VERBS):
        return False
    return _prepared(candidate.phrase.clause_before, promised, known)


def _prepared(words: str, promised: str, known: Measures) -> bool:
    said = known.pattern("fulfilled").sub("", words)
    return any(match[0] not in promised for match in known.pattern("preparatory").finditer(said))


def is_of_weather(goal: Goal, words: CheckWords) -> bool:
    """Whether the mean of a part of the year says little of a goal: PM2.5 in the months of heating."""
    return words.measures.pattern("weather").search(goal.quantity + goal.span.text) is not None


def comes_late(goal: Goal, words: CheckWords) -> bool:
    """Whether results come late in the year: annual means that depend on weather, firms registered at year end."""
    registered = is_count(goal, words.measures) and words.has("late-in-year", goal.quantity + goal.span.text)
    return registered or is_of_weather(goal, words)


def only_follows(material: Material, entry: Entry, report: GoalReport) -> bool:
    """Whether a goal only follows from another that is answered: 改造小区12个，惠及居民3000户."""
    benefit = material.words.measures.pattern("benefit").match(report.goal.span.text)
    return benefit is not None and any(one.reading for one in material.goals(entry) if one is not report)


def is_sum(phrase: Phrase, words: CheckWords) -> bool:
    """Whether a figure is introduced as the sum of those before it: 共新增, 合计; not 共有, which is all there is."""
    before = phrase.before.strip()
    if words.measures.pattern("total").search(before):
        return words.has("grand-total", before)
    return words.has("grand-total", before) or words.patterns["in-all"].match(before) is not None


def _is_about(material: Material, told: Reported) -> bool:
    goal, reading = told.report.goal, told.reading
    near = abs(reading.measure.base_value - goal.measure.base_value)
    most = abs(goal.measure.base_value) * material.words.thresholds["about"]
    about = goal.comparator is Comparator.ABOUT or material.words.has("about", goal.span.text)
    return about and not (reading.opposite or reading.of_plan) and near <= most


def _is_for_years(material: Material, entry: Entry, told: Reported) -> bool:
    """Whether a goal is of several years or of one after the period: 五年引进1000名, 到2025年建成120公里."""
    words, period = told.report.goal.span.text.strip(), material.documents[entry.document].period
    span = _YEARS.match(words)
    several = span is not None and material.words.measures.pattern("making").match(words, span.end()) is not None
    return several or (period is not None and (last_year_named(words) or 0) > period.end.year)


def _is_only_striven_for(material: Material, entry: Entry, report: GoalReport) -> bool:
    """Whether the target only strives for a goal, and promises less of the same, which is met."""
    goal = report.goal
    if not material.words.has("striven-for", goal.span.text):
        return False
    others = (one for one in material.goals(entry) if one is not report and one.goal.nature is goal.nature)
    return any(one.attainment.met and one.goal.measure.base_unit == goal.measure.base_unit for one in others)


def _is_one_of_several(material: Material, entry: Entry, told: Reported, elapsed: Decimal) -> bool:
    """Whether a reading is a part of a sum printed behind it, or stands in a list that keeps pace when added up.

    婚检4210对、孕检7350对 for 婚检、孕检1万对: each names something that the goal names.
    """
    if told.figure is None or told.reading.worked_from or told.report.goal.nature is not Nature.AMOUNT:
        return False
    own, known, goal = told.figure.candidate, material.words.measures, told.report.goal
    will = material.words.patterns["foreseen"]
    # 预计年底再建成4座 is none of what is done.
    beside = [one for one in figures_beside(material, entry, told.figure) if not will.match(one.phrase.before.strip())]
    alike = [one for one in beside if counts_alike(own, one)]
    # 打通1条，2条正在施工，3条未开工 adds up by chance.
    done = [one for one in alike if not is_open(one, material.words)]
    if any(_has_part(one, own, alike, material.words) for one in alike) or _adds_up(own, done, material.words):
        return True
    listed = [
        one.phrase.measure.base_value
        for one in alike
        if one.role not in ASIDE
        and one.stage is own.stage
        and (_is_settled_rest(one, material.words) or (not one.part and _is_listed(one, own, goal, known)))
    ]
    listed += [one.phrase.measure.base_value for one in beside if _says_it_of_another(one, own, goal)]
    return bool(listed) and sum(listed, told.reading.measure.base_value) >= goal.measure.base_value * elapsed


def _adds_up(own: Candidate, alike: list[Candidate], words: CheckWords) -> bool:
    """Whether a figure is exactly what those before it, this one among them, add up to: 甲3座、乙4座，累计7座.

    Or those behind it that it includes: 已完工6所，包括4所幼儿园和2所小学.
    """
    run = sorted((own, *alike), key=lambda one: one.phrase.measure.span.start)
    values, at = [one.phrase.measure.base_value for one in run], run.index(own)
    spans = [(start, end) for end in range(at + 1, len(run) + 1) for start in range(min(at + 1, end - 1))]
    behind = any(sum(values[start:end]) in values[end : end + 1] for start, end in spans)
    text, whole = own.phrase.text, [one.phrase.measure.span.end for one in run]
    first = [one.phrase.measure.span.start for one in run]
    return behind or any(
        sum(values[start:end]) == values[start - 1] and words.has("of-which", text[whole[start - 1] : first[start]])
        for start, end in spans
        if start
    )


def _is_listed(one: Candidate, own: Candidate, goal: Goal, known: Measures) -> bool:
    """Whether two figures stand in one list with one verb before it, and this one names something of the goal."""
    last = max(one, own, key=lambda each: each.phrase.start)
    verb = any(known.pattern(role).search(last.phrase.before) for role in _VERBS)
    same = one.phrase.clause_start == own.phrase.clause_start
    return same and not verb and coverage(one.own, plain(goal.quantity)) > 0


def _says_it_of_another(one: Candidate, own: Candidate, goal: Goal) -> bool:
    """Whether clauses say in the same words how many one thing and another add: 甲院新增床位9张；乙院新增床位30张."""
    same = one.own[-_NOUN:] == own.own[-_NOUN:] and coverage(own.own[-_NOUN:], plain(goal.quantity)) > 0
    apart = one.phrase.clause_start != own.phrase.clause_start and not one.part
    alike = one.phrase.measure.base_unit == own.phrase.measure.base_unit and one.stage is own.stage
    return same and apart and alike and not {one.role, own.role} & {Role.STOCK, Role.RUNNING, *ASIDE}


def _is_settled_rest(one: Candidate, words: CheckWords) -> bool:
    """Whether a figure tells what became of the others: 其余6处已避险搬迁, but not 其余6处正在施工."""
    known, said = words.measures, one.phrase.clause_after
    done = known.pattern("already").search(said) and not (lies_still(said, words) or words.has("milestone", said))
    return bool(done) and known.pattern("rest").search(one.phrase.before) is not None


def _has_part(whole: Candidate, part: Candidate, alike: list[Candidate], words: CheckWords) -> bool:
    """Whether a figure is the sum behind others (甲5座、乙6座，共11座), or 其中 parts it into such as name nothing.

    Behind a single one it is all there is: 新建118座，总数达到512座.
    """
    one, other = whole.phrase, part.phrase
    if other.start < one.start:
        return is_sum(one, words) and sum(each.phrase.start < one.start for each in alike) > 0
    between = other.text[one.measure.span.end : other.measure.span.start]
    smaller = other.measure.base_value < one.measure.base_value
    return smaller and not part.own and words.has("of-which", between)


def _says_it_again(told: Reported, known: Measures) -> bool:
    """Whether a number stands in the goal's own words, told again: 将现行16%的税率降至13%."""
    said, promised = told.reading.span.text, told.report.goal.span.text
    same = said in promised and any(one.value == told.reading.measure.value for one in measures(promised, known))
    # 6% is no part of 4.6%.
    return same or re.search(rf"(?<![\d.]){re.escape(promised)}", said) is not None


def is_rivalled(material: Material, entry: Entry, told: Reported) -> bool:
    """Whether another number of a report reaches the goal, and names as much of it: 新吸收8所，总数达到60所.

    集中供养标准提高到2200元，分散供养标准提高到1400元: what tells the goals apart may be more than their nouns. A total
    is a rival only where it is what was promised: 新建118座，总数达到512座.
    """
    goal = told.report.goal
    if told.figure is None or told.figure.candidate.part or goal.per_place or goal.nature is Nature.GROWTH:
        return False
    own = told.figure.candidate
    wanted, value = plain(goal.quantity), goal.measure.base_value
    for one in figures_beside(material, entry, told.figure):
        named, found = coverage(wanted, plain(one.phrase.clause) + one.topic), one.phrase.measure.base_value
        better = one.role not in (Role.STOCK, Role.RUNNING) and named >= coverage(wanted, plain(own.phrase.clause))
        is_told = counts_alike(one, own) and one.stage is Stage.DONE and one.role not in ASIDE
        reaches = found >= value > own.phrase.measure.base_value
        if is_told and reaches and (better or (found == value and named > 0)):
            return True
    return False


def _is_only_prepared(material: Material, told: Reported) -> bool:
    figure, promised = told.figure, told.report.goal.span.text
    # 占年计划的37% names a plan, and prepares nothing.
    if figure is None or told.reading.of_plan:
        return False
    return is_prepared(figure.candidate, promised, material.words.measures)


def _is_money_saved(material: Material, told: Reported) -> bool:
    """Whether less money than planned was spent on a work that is finished: 完成投资380万元，已投入使用."""
    words, goal, known = material.words, told.report.goal, material.words.measures
    if goal.measure.dimension != "money" or not words.has("money-asked", goal.span.text):
        return False
    clauses = (clause for clause in _CLAUSE.split(told.statement.text) if not measures(clause, known))
    return any(
        words.has("completed", one) and (known.pattern("already").search(one) or words.has("in-use", one))
        for one in clauses
    )


def _is_of_each_time(material: Material, told: Reported) -> bool:
    """Whether a reading is what is done each month, and the goal is not."""
    said = told.figure.candidate.phrase.before if told.figure else ""
    return material.words.has("each-time", said) and not material.words.has("each-time", told.report.goal.span.text)


def _is_a_change(material: Material, told: Reported) -> bool:
    """Whether a reading only tells by how much a number differs from that of the year before: 同比增加2万吨."""
    if told.figure is None or told.report.goal.nature is not Nature.AMOUNT:
        return False
    compares = material.words.patterns["change-from"].search
    return compares(told.figure.candidate.phrase.before) is not None and compares(told.report.goal.span.text) is None


def _counts_another(material: Material, told: Reported) -> bool:
    """Whether a reading has another counter than its goal, and its noun another last word: 充电站46座, 充电桩2000个."""
    if told.figure is None or told.reading.measure.unit == told.report.goal.measure.unit:
        return False
    known, names = material.words.measures, (told.figure.candidate.own, told.report.goal.noun)
    units = [known.units.get(one.measure.unit) for one in (told.reading, told.report.goal)]
    counters = all(unit is not None and unit.classifier for unit in units)
    ends = {plain(name)[-1:] for name in names} - {""}
    return counters and len(ends) > 1


def _is_of_a_level(material: Material, told: Reported) -> bool:
    """Whether a reading counts only those of a level that its goal does not name: 培育企业50家, 新增省级企业12家."""
    levels = material.words.measures.pattern("level")
    return levels.search(told.reading.span.text) is not None and not levels.search(told.report.goal.span.text)


def _is_only_a_set(material: Material, entry: Entry, told: Reported) -> bool:
    """Whether a target only says how many there are, and not what becomes of them: 106个重点项目.

    How many of them are done is then no share of a promise; 占年计划的37% is.
    """
    known, goal = material.words.measures, told.report.goal
    verbs = ("making", "begun", "done", "works-on", "recognised", "increment", "reach")
    bare = not any(known.pattern(role).search(entry.wording) for role in verbs)
    nameless = not trimmed(specific(goal.quantity, known), known, ("level", "owner", "generic"))
    return bare and nameless and goal.nature is Nature.AMOUNT and is_count(goal, known) and not told.reading.of_plan


def _is_of_part(material: Material, entry: Entry, told: Reported) -> bool:
    """Whether a reading is of a quarter or month of a longer period: 三季度新建12处, but not 前三季度.

    What is promised for a part of the year is answered by it.
    """
    period = material.documents[entry.document].period
    if told.figure is None or period is None:
        return False
    before = told.figure.candidate.phrase.clause_before + told.figure.candidate.phrase.before
    if told.report.goal.time and told.report.goal.time in told.figure.candidate.phrase.before:
        return False
    parts = (m for m in material.words.patterns["part-of-period"].finditer(before) if before[: m.start()][-1:] != "前")
    is_whole = period.begin.month == 1 and period.end.month == _FIRST_QUARTER
    return not is_whole and any(part[0] not in told.report.goal.span.text for part in parts)


def _keeps_to_its_part(material: Material, entry: Entry, told: Reported) -> bool:
    """Whether a target says how much is wanted by now, and so much is reported: 全年160亿元，一季度30亿元."""
    goal, period = told.report.goal, material.documents[entry.document].period
    if period is None or is_over(goal, period.end):
        return False
    unit = goal.measure.base_unit
    parts = [one.goal.measure for one in material.goals(entry) if is_over(one.goal, period.end)]
    wanted = [measure.base_value for measure in parts if measure.base_unit == unit]
    found = (figure.candidate for figure in material.figures[told.statement])
    same = [one for one in found if one.phrase.measure.base_unit == unit and one.role not in ASIDE]
    return bool(wanted) and any(one.phrase.measure.base_value >= max(wanted) for one in same)
