"""Parts and their total, groups and the set they belong to, lists and the number printed behind them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import takewhile

from heze_graph.checks.answers import counts_alike
from heze_graph.checks.material import EntryText, Material, Passage, Suspicion, check, wording
from heze_graph.checks.pace import how_far
from heze_graph.checks.standing import is_sum
from heze_graph.checks.texts import Interval, in_unit_of, interval, phrases_in, printed_value
from heze_graph.extraction.numbers.numerals import half_width
from heze_graph.extraction.numbers.parts_of_year import without_leading_times
from heze_graph.extraction.numbers.phrases import Phrase, is_place, trimmed
from heze_graph.extraction.numbers.quantities import counter, measures
from heze_graph.extraction.numbers.roles import Role, accrual, gains
from heze_graph.model.facts import Measure
from heze_graph.model.understood import Certainty
from heze_graph.reference.measures import Measures
from heze_graph.reference.words import CheckWords

_PARALLEL_END = re.compile(r"[。！？!?\n\r]")
_CLOSED = re.compile(r"[)）。！？!?\n\r]")
_CLAUSE_BREAK = re.compile(r"[,，。;；:：!！?？()（）\n\r]")
_CLAUSE_END = re.compile(r"[,，。;；:：!！?？\n\r]")
_SENTENCE_END = re.compile(r"[。;；!！?？(（\n\r]")
_JOINT = re.compile(r"[和与及]")
_NOUN = re.compile(r"[ \u3000]*[\u4e00-\u9fff]")
#: Done, under way and not begun.
_STAGES = 3
_DIGIT = re.compile(r"[0-9０-９]")


@check("parts-and-total-differ")
def parts_against_total(material: Material) -> Iterator[Suspicion]:
    """Find totals, then 其中, whose parts are larger, alone or together, or just miss them.

    Parts may overlap or be only some of all; so parts that stay under the total are found only when they miss it by
    less than the threshold `near-miss`, or are the two halves of a whole (role `halves`: 出口、进口); a sum above it is
    doubtful, and nothing where one of the parts has the others in it. Rounding of the printed digits is allowed for.
    """
    for statement in _texts(material):
        found = _phrases(statement.text, material)
        for place, total in enumerate(found):
            parts = _parts(total, found[place + 1 :], material)
            kind = _misfit(_whole(total, found[:place], material), parts, material)
            if kind:
                yield _added_up(statement, [total, *parts], kind, material.words)


@check("parts-and-total-differ")
def total_after_parts(material: Material) -> Iterator[Suspicion]:
    """Parts and then 合计, 共计 or 共 with a total in their sentence and unit that is not the sum of the last of them.

    Behind 共 stands nothing, or what stands before a part, too: 报送5件、转办4件，共办结7件 adds up nothing.
    """
    known = material.words.measures
    for statement in _texts(material):
        found = _phrases(statement.text, material)
        for place, total in enumerate(found):
            same = [p for p in found[:place] if p.sentence_start == total.sentence_start and _alike(p, total)]
            if not is_sum(total, material.words) or not _goes_on(total, same, material):
                continue
            if _is_stock(total, known) and any(gains(p.before, known) for p in same):
                # 新增17家、净增11家，总数131家: what is new is no part of what there is.
                continue
            last = [same[start:] for start in range(len(same) - 1)]
            if last and not any(_sum(parts, material).meets(interval(total, material.words)) for parts in last):
                yield _added_up(statement, [total, *same], Certainty.LIKELY, material.words)


@check("parts-and-total-differ")
def stages_against_set(material: Material) -> Iterator[Suspicion]:
    """Find a set that has fewer things than are done, under way and not begun, each told once, or not all of three.

    30处险点已完成18处、正在施工9处、未开工5处; 12座公厕中已建成5座，在建8座
    """
    for statement, figures in material.figures.items():
        for whole, *behind in (figures[n:] for n in range(len(figures))):
            total = whole.candidate.phrase
            alike = [one.candidate for one in behind if counts_alike(one.candidate, whole.candidate)]
            stages = {how_far(one, material.words) for one in alike}
            if whole.candidate.role is not Role.SET or -1 in stages or not 1 < len(stages) == len(alike):
                continue
            parts, size = [one.phrase for one in alike], interval(total, material.words)
            added = _sum(parts, material)
            head, *more = _CLAUSE_END.split(total.text[total.measure.span.end : parts[0].measure.span.start])
            among = not more or material.words.measures.ends("among", head)
            fits = added.meets(size) or (added.high < size.low and len(stages) < _STAGES)
            if among and not fits and not _misfit(size, _parts(total, parts, material), material):
                yield _added_up(statement, [total, *parts], Certainty.LIKELY, material.words)


@check("groups-exceed-set")
def groups_against_set(material: Material) -> Iterator[Suspicion]:
    """Find groups of things, each named by examples (甲等3个项目), that exceed the set the promise names.

    Groups that are named by examples do not overlap; the set is the one number of that noun in the wording.
    """
    for entry in material.entries.values():
        sets = _phrases(entry.wording, material)
        for statement in material.reports(entry):
            groups = [p for p in _phrases(statement.text, material) if _is_group(p, material)]
            for whole in sets:
                same = [p for p in groups if _alike(p, whole) and _same_noun(p, whole)]
                total, size = sum((p.measure.base_value for p in same), Decimal(0)), whole.measure.base_value
                if len(same) > 1 and total > size:
                    added, promised = in_unit_of(total, whole.measure), printed_value(whole.measure)
                    yield Suspicion(
                        "groups-exceed-set",
                        Passage(statement, statement.text[same[0].start : same[-1].end].strip("、 ")),
                        Passage(wording(entry), whole.span.text),
                        certainty=Certainty.LIKELY,
                        arithmetic=f"{_added(same)} = {added} > {promised}",
                        details=(("sum", added), ("total", promised)),
                    )


@check("list-and-number-differ")
def lists_against_number(material: Material) -> Iterator[Suspicion]:
    """Names in a list (甲、乙、丙3个县) and the number beside them differ, by no more than the threshold `list-miss`.

    The number stands directly behind the last name and before a noun, or the list is announced behind it
    (3个，分别为：甲、乙、丙). An open list (甲、乙等5个) may name fewer, never
    more. 和 may join two names or stand inside one: both counts are tried.
    """
    for statement in _texts(material):
        for measure in measures(statement.text, material.words.measures):
            listed = _listed(statement.text, measure, material) or _announced(statement.text, measure, material)
            if listed:
                words, counts = listed
                count, said = "/".join(map(str, sorted(counts))), printed_value(measure)
                yield Suspicion(
                    "list-and-number-differ",
                    Passage(statement, words),
                    certainty=Certainty.LIKELY,
                    arithmetic=f"{count} ≠ {said}",
                    details=(("count", count), ("said", said)),
                )


def _texts(material: Material) -> Iterator[EntryText]:
    for entry in material.entries.values():
        yield wording(entry)
        yield from material.reports(entry)


def _phrases(text: str, material: Material) -> list[Phrase]:
    """Return the phrases of a text, but quoted ones and what brackets say was planned: 9个（原计划8个）."""
    found, known = phrases_in(text, material.words.measures), material.words.measures
    return [one for one in found if not (one.quoted or _is_planned_aside(one, known))]


def _is_planned_aside(phrase: Phrase, known: Measures) -> bool:
    _, mark, inside = half_width(phrase.text[: phrase.measure.span.start]).rpartition("(")
    return bool(mark) and not _CLOSED.search(inside) and known.pattern("plan").search(inside) is not None


def _alike(one: Phrase, other: Phrase) -> bool:
    return one.measure.base_unit == other.measure.base_unit and one.measure.dimension == other.measure.dimension


def _parts(total: Phrase, later: list[Phrase], material: Material) -> list[Phrase]:
    """Return the parts that 其中 introduces behind a total: figures of its unit up to the end of that sentence."""
    of_which = material.words.patterns["of-which"]
    first = next((p for p in later if _alike(p, total)), None)
    if first is None or total.measure.dimension in ("ratio", "percentage-point", "number", "rank"):
        return []
    between = total.text[total.measure.span.end : first.measure.span.start]
    opened = list(of_which.finditer(between))
    # 其中 may begin the next sentence, but nothing may stand between: 完成734亿元，增长14.7%。其中，出口…
    if not opened or _PARALLEL_END.search(between[: opened[-1].start()].rstrip("。")):
        return []
    # What a bracket opens, it closes: 86万亩（其中甲33万亩），乙61万亩
    opened_by = sum(map(between.count, "（(")) - sum(map(between.count, "）)"))
    ends = _CLOSED if opened_by > 0 else _PARALLEL_END
    until = ends.search(total.text, first.measure.span.end)
    end = until.start() if until else len(total.text)
    known = material.words.measures
    inside = takewhile(
        lambda p: p.measure.span.end <= end and not (p is not first and _is_of_another(p, first, known)),
        later[later.index(first) :],
    )
    parts = [p for p in inside if _alike(p, total) and counter(p.measure) == counter(first.measure)]
    again = next(
        (n for n, p in enumerate(parts) if n and _begins_anew(_since_last(parts[n - 1], p), material)), len(parts)
    )
    return parts[:again]


def _is_of_another(phrase: Phrase, first: Phrase, known: Measures) -> bool:
    """Whether a figure has a verb of its own: 其中甲区62张，新增驿站5个; 其中甲区62张；优化线路65条."""
    making, words = known.pattern("making"), phrase.before.strip()
    clause = phrase.clause_start > first.measure.span.end
    apart = phrase.sentence_start > first.measure.span.end
    said = making.search(phrase.before) if apart and not making.search(first.before) else None
    goes_on = clause and known.pattern("continuing").match(words) is not None
    if making.search(first.before) and not _CLAUSE_END.search(_since_last(first, phrase)):
        # 其中新建12所、改建8所: each part has its verb.
        return False
    return said is not None or goes_on or making.match(words) is not None


def _begins_anew(between: str, material: Material) -> bool:
    """Whether words between two figures end the parts: 其中 again, or a ；behind a figure of something else."""
    if material.words.has("of-which", between):
        return True
    before, mark, _ = between.replace("；", ";").rpartition(";")
    return bool(mark) and bool(measures(before, material.words.measures))


def _goes_on(total: Phrase, parts: list[Phrase], material: Material) -> bool:
    """Whether a sum is of what its parts are of: no other verb than theirs stands between 共 and the number."""
    if material.words.has("grand-total", total.before):
        return True
    said = material.words.patterns["in-all"].sub("", total.before.strip(), count=1)
    making, bare = material.words.measures.pattern("making"), [part.before.strip() for part in parts]
    if making.fullmatch(said) and bare and all(before[-1:] == bare[0][-1:] for before in bare):
        # 甲县31个、乙县26个，共建成57个: named alike and without a verb of their own.
        return True
    return not said or any(said in before for before in bare)


def _is_stock(phrase: Phrase, known: Measures) -> bool:
    return accrual(phrase.before, phrase.after, known) is Role.STOCK


def _since_last(last: Phrase, phrase: Phrase) -> str:
    return phrase.text[last.measure.span.end : phrase.measure.span.start]


def _whole(total: Phrase, before: list[Phrase], material: Material) -> Interval:
    """Return what 其中 behind a total may be of: behind a list, of all that it lists (甲镇2处、乙镇1处，其中3处)."""
    listed = [one for one in before if one.sentence_start == total.sentence_start and _alike(one, total)]
    return Interval(interval(total, material.words).low, _sum([*listed, total], material).high)


def _are_nested(parts: list[Phrase], whole: Interval, material: Material) -> bool:
    """Whether one of several parts is the whole again, or the sum of those behind it: 达标9天，优6天、良3天."""
    each = [interval(part, material.words) for part in parts]
    sums = (
        (each[n], _sum(parts[n + 1 : end], material)) for n in range(len(parts)) for end in range(n + 3, len(parts) + 1)
    )
    return any(one.meets(whole) for one in each) or any(one.meets(added) for one, added in sums)


def _misfit(whole: Interval, parts: list[Phrase], material: Material) -> Certainty | None:
    """Return how sure it is that parts and total do not fit, or None where they may."""
    if not parts:
        return None
    added = _sum(parts, material)
    if any(interval(part, material.words).low > whole.high for part in parts):
        return Certainty.LIKELY
    if len(parts) == 1 or added.meets(whole) or _are_nested(parts, whole, material):
        return None
    if _are_halves(parts, material):
        return Certainty.LIKELY
    if added.low > whole.high:
        return Certainty.DOUBTFUL
    miss = (whole.low - added.high) / whole.low if whole.low > 0 else Decimal(1)
    return Certainty.DOUBTFUL if miss < material.words.thresholds["near-miss"] else None


def _are_halves(parts: list[Phrase], material: Material) -> bool:
    """Whether two parts are all there is: 其中夏粮86万吨、秋粮92万吨."""
    names = [part.before for part in parts]
    return len(names) == 2 and any(
        (one in names[0] and other in names[1]) or (other in names[0] and one in names[1])
        for one, other in material.words.halves
    )


def _sum(parts: list[Phrase], material: Material) -> Interval:
    each = [interval(part, material.words) for part in parts]
    return Interval(sum((i.low for i in each), Decimal(0)), sum((i.high for i in each), Decimal(0)))


def _added(parts: list[Phrase]) -> str:
    return " + ".join(printed_value(part.measure) for part in parts)


def _added_up(statement: EntryText, found: list[Phrase], sure: Certainty, words: CheckWords) -> Suspicion:
    total, *parts = found
    printed = printed_value(total.measure)
    larger = next((p for p in parts if interval(p, words).low > interval(total, words).high), None)
    added = sum((p.measure.base_value for p in parts), Decimal(0))
    spans = [p.span for p in found]
    start, end = min(s.start for s in spans), max(s.end for s in spans)
    return Suspicion(
        "parts-and-total-differ",
        Passage(statement, statement.text[start:end]),
        certainty=sure,
        arithmetic=f"{_added(parts)} = {in_unit_of(added, total.measure)} ≠ {printed}",
        details=words.phrase("told", "part-larger", part=printed_value(larger.measure), total=printed)
        if larger
        else words.phrase("told", "parts-added", sum=in_unit_of(added, total.measure), total=printed),
    )


def _is_group(phrase: Phrase, material: Material) -> bool:
    return material.words.ends("and-so-on", phrase.before.rstrip()) and not phrase.measure.approximate


def _same_noun(one: Phrase, other: Phrase) -> bool:
    """Whether the nouns that are counted share their last two characters: 在建|项目, 项目."""
    first, second = (_NOUN.search(p.after) and p.after.strip() for p in (one, other))
    if not first or not second:
        return False
    return any(first[i : i + 2] in second for i in range(min(2, len(first) - 1)))


def _listed(text: str, measure: Measure, material: Material) -> tuple[str, set[int]] | None:
    """Return the list before a number and the counts it can have, where none of them fits the number."""
    words, known = material.words, material.words.measures
    if not _is_count(measure, known):
        return None
    if not _NOUN.match(text, measure.span.end) or words.has("numeral", measure.unit):
        return None
    printed = _CLAUSE_BREAK.split(text[: measure.span.start])[-1]
    head = printed.rstrip()
    if known.ends("each", head):
        # 甲镇、乙镇各1个 counts no names.
        return None
    is_open = words.ends("and-so-on", head)
    for role in ("in-all", "and-so-on"):
        ending = next((m for m in words.patterns[role].finditer(head) if m.end() == len(head)), None)
        head = head[: ending.start()] if ending else head
    head = head[_verb_end(head, known) :]
    counted = text[measure.span.end :]
    counts = set() if _tells_where(head, counted, known) else _counts(head, words)
    value, nearest = int(measure.value), int(words.thresholds["list-miss"])
    last = head.split("、")[-1]
    if not counts or _DIGIT.search(half_width(head)) or trimmed(last, known, ("function", "making", "done")) != last:
        return None
    fits = min(counts) <= value if is_open else value in counts
    near = any(abs(value - count) <= nearest for count in counts)
    return None if fits or not near else (printed + measure.span.text, counts)


def _is_count(measure: Measure, known: Measures) -> bool:
    unit = known.units.get(measure.unit)
    return unit is not None and unit.classifier and not measure.approximate and measure.upper is None


def _announced(text: str, measure: Measure, material: Material) -> tuple[str, set[int]] | None:
    """Return a number with the list that is announced behind it, and the counts it can have, where none fits."""
    words, behind = material.words, text[measure.span.end :]
    opening = words.patterns["list-follows"].search(behind)
    if opening is None or _CLAUSE_END.search(behind[: opening.start()].rstrip("，, ")):
        return None
    names = _SENTENCE_END.split(behind[opening.end() :])[0].lstrip("：: ")
    is_list = (
        _is_count(measure, words.measures) and not _DIGIT.search(half_width(names)) and not _CLAUSE_END.search(names)
    )
    counts = _counts(names, words) if is_list and not words.ends("and-so-on", names) else set()
    value, nearest = int(measure.value), int(words.thresholds["list-miss"])
    is_near = any(abs(value - count) <= nearest for count in counts)
    if not is_near or value in counts:
        return None
    return text[measure.span.start : measure.span.end + behind.index(names) + len(names)], counts


def _verb_end(head: str, known: Measures) -> int:
    """Return where the first name begins: behind a verb of making that begins the list (全年建成甲、乙)."""
    begins = len(head) - len(without_leading_times(head))
    verb = known.pattern("making").match(head, begins)
    return verb.end() if verb and verb.end() < len(head) else 0


def _tells_where(head: str, counted: str, known: Measures) -> bool:
    """Whether a list only tells in which places the things stand that are counted: 甲区、乙区游园共5处, 5处游园."""
    *others, last = (name.strip() for name in head.split("、"))
    if all(is_place(name, known) for name in (*others, last)) and not known.pattern("owner").match(counted):
        return True
    # 甲区、乙度假区、丙区中转站: beside districts a zone is where things stand, too.
    zones = all(known.ends("owner", name) for name in others) and any(is_place(name, known) for name in others)
    owners = [found.end() for found in known.pattern("owner").finditer(last)]
    return zones and any(1 < at < len(last) for at in owners)


def _counts(head: str, words: CheckWords) -> set[int]:
    """Return the numbers of names that a list can have; empty where it is no list of names."""
    names = [name.strip() for name in head.split("、")]
    if len(names) < 2 or any(len(name) < 2 for name in names) or _is_rough(names[-1][-1:], words):
        return set()
    joints = len(_JOINT.findall(names[-1][1:-1]))
    return set(range(len(names), len(names) + joints + 1))


def _is_rough(words: str, known: CheckWords) -> bool:
    return known.has("rough", words) or known.has("rough-behind", words)
