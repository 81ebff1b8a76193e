"""Promises that change in a later Document: in numbers, quoted names, things counted, deadlines, or substance."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from difflib import SequenceMatcher

from heze_graph.checks.material import Material, Passage, Suspicion, check, promise, wording
from heze_graph.checks.texts import agreement, in_digits, printed_value, quoted_names
from heze_graph.extraction.numbers.phrases import coverage, plain, specific, without_figures
from heze_graph.extraction.numbers.quantities import measures
from heze_graph.linking.similarity import normalise
from heze_graph.model.facts import Comparator, GoalReport, Measure
from heze_graph.model.understood import Certainty, Entry

_SAME_GOAL = 0.5
#: Characters of a name, and of the words behind it, by which a misprint of it is told.
_BESIDE = 2
_CONTEXT = 12
#: How far a work comes: roles of words, each farther than the one before.
_ENDS = ("milestone", "finish", "in-use")
_DIGIT = re.compile(r"[0-9０-９]")


@check("promised-number-changed")
def numbers_changed(material: Material) -> Iterator[Suspicion]:
    """Find numbers of a promise that differ in the later Document, or were dropped or added.

    Every measure of the wording counts, not only goals; 1.2万人 and 12000人 are one number.
    """
    for before, after in material.reworded:
        gone, new = _only(material, before, after), _only(material, after, before)
        while gone or new:
            old = gone.pop(0) if gone else None
            other = next((m for m in new if old is None or m.dimension == old.dimension), None)
            if other is not None:
                new.remove(other)
            if all(_is_renumbered(material, before, after, one) for one in (old, other) if one):
                continue
            printed = [printed_value(m) if m else "—" for m in (old, other)]
            how = "number-changed" if old and other else "number-gone" if old else "number-new"
            yield Suspicion(
                "promised-number-changed",
                Passage(wording(after), _around(after.wording, other)),
                Passage(wording(before), _around(before.wording, old)),
                certainty=_certainty(old, other, before, after, material),
                arithmetic=" → ".join(printed),
                details=material.words.phrase("told", how, before=printed[0], after=printed[1]),
            )


def _certainty(old: Measure | None, new: Measure | None, before: Entry, after: Entry, material: Material) -> Certainty:
    """Return certain only where the words around the two numbers (threshold `same-sentence`) and their unit are one."""
    if old is None or new is None or old.base_unit != new.base_unit:
        return Certainty.LIKELY
    alike = agreement(before.wording, after.wording, material.words.measures)
    return Certainty.CERTAIN if alike >= material.words.thresholds["same-sentence"] else Certainty.LIKELY


@check("goal-reworded")
def goals_changed(material: Material) -> Iterator[Suspicion]:
    """Find goals that keep their number and change their comparator, or a word of what they count.

    The words of the two phrases are compared without verbs of making and generic nouns; one character more or less is
    taken for a slip, not for another promise.
    """
    for before, after in material.reworded:
        places = {surface for entry in (before, after) for surface in _places(material, entry).values()}
        places |= _renumbered(material, before, after)
        for old, new in _same_goals(material, before, after):
            comparators = [_asked(one.goal.comparator) for one in (old, new)]
            renamed = _renamed(old, new, sorted(places, key=len, reverse=True), material)
            if comparators[0] is not comparators[1] or renamed:
                yield Suspicion(
                    "goal-reworded",
                    promise(after, new.goal),
                    promise(before, old.goal),
                    certainty=Certainty.LIKELY,
                    arithmetic=f"{old.goal.span.text} → {new.goal.span.text}",
                    details=material.words.phrase(
                        "told",
                        "counted-changed" if renamed else "comparator-changed",
                        before=old.goal.quantity,
                        after=new.goal.quantity,
                    ),
                )


@check("quoted-number-changed", "quoted-name-changed")
def quoted_names_changed(material: Material) -> Iterator[Suspicion]:
    """Find names in quotation or title marks that are printed almost, but not quite, as before.

    Both the promise and the reports are compared; a name that stands in both texts is not. A numeral that differs is a
    kind of its own, and likely in any text; another word is doubtful in a report.
    """
    for before, after in material.pairs:
        texts = [(wording(before), wording(after))]
        texts += [(r, s) for r in material.reports(before) for s in material.reports(after)]
        for earlier, later in texts:
            if earlier.text == later.text:
                continue
            for old, new in _like_names(material, earlier.text, later.text):
                numeral = _numeral_differs(material, old, new)
                yield Suspicion(
                    "quoted-number-changed" if numeral else "quoted-name-changed",
                    Passage(later, new, exact=True),
                    Passage(earlier, old, exact=True),
                    certainty=Certainty.LIKELY if numeral or later.ordinal == 0 else Certainty.DOUBTFUL,
                    arithmetic=f"{old} → {new}",
                )


@check("promised-place-changed")
def places_changed(material: Material) -> Iterator[Suspicion]:
    """Find promises that name a county-level place which they do not name in the other Document."""
    for before, after in material.reworded:
        old, new = _places(material, before), _places(material, after)
        kept = {name for place, name in old.items() if place in new}
        gone = [name for place, name in old.items() if place not in new and not _misprinted(name, before, after, kept)]
        come = [name for place, name in new.items() if place not in old and not _misprinted(name, after, before, kept)]
        if gone or come:
            how = "place-changed" if gone and come else "place-gone" if gone else "place-new"
            yield Suspicion(
                "promised-place-changed",
                Passage(wording(after), after.wording),
                Passage(wording(before), before.wording),
                certainty=Certainty.LIKELY,
                arithmetic=" → ".join("、".join(names) or "—" for names in (gone, come)),
                details=material.words.phrase("told", how, gone="、".join(gone), new="、".join(come)),
            )


@check("promised-deadline-put-off")
def deadlines_put_off(material: Material) -> Iterator[Suspicion]:
    """Find promises that are now to be kept later than the Document before printed."""
    for before, after in material.pairs:
        old, new = before.deadline, after.deadline
        if old and new and old.due and new.due and old.due < new.due:
            yield Suspicion(
                "promised-deadline-put-off",
                Passage(wording(after), new.printed, exact=True),
                Passage(wording(before), old.printed, exact=True),
                certainty=Certainty.LIKELY,
                arithmetic=f"{old.due.isoformat()} → {new.due.isoformat()}",
            )


@check("promise-reworded")
def items_changed(material: Material) -> Iterator[Suspicion]:
    """Find promises that name one more, or one fewer, of the things that they list, and are else the same.

    Not where the words that differ are found as a place, a number or what a goal counts; how many there are in all may
    follow: 甲、乙、丙三镇, 甲、乙两镇.
    """
    found = {one.at.statement for room in (numbers_changed, goals_changed, places_changed) for one in room(material)}
    numeral, counter = (material.words.patterns[role].pattern for role in ("numeral", "group-counter"))
    how_many = re.compile(f"(?:{numeral})+(?=(?:{counter}))")
    for before, after in material.reworded:
        for how, longer, shorter in (("gone", before, after), ("new", after, before)):
            items = "、".join(_left_out(*(how_many.sub("□", one.wording) for one in (longer, shorter))))
            if items and wording(after) not in found:
                yield Suspicion(
                    "promise-reworded",
                    Passage(wording(after), after.wording),
                    Passage(wording(before), before.wording),
                    arithmetic=items,
                    details=material.words.phrase("told", f"item-{how}", item=items),
                )


def _left_out(longer: str, shorter: str) -> list[str]:
    """Return the items of lists that a text leaves out of a longer one, if that is all that differs.

    >>> _left_out("覆盖甲坪区、乙湾县、丙山县", "覆盖甲坪区、丙山县"), _left_out("修路、架桥", "修路和植树")
    (['乙湾县'], [])
    """
    steps = SequenceMatcher(None, longer, shorter, autojunk=False).get_opcodes()
    if any(name not in ("equal", "delete") for name, *_ in steps):
        return []
    items = []
    for start, end in [(start, end) for name, start, end, *_ in steps if name == "delete"]:
        mark = longer.find("、", start, end) - start
        # 县、乙湾 left out of 甲坪县、乙湾县 is 、乙湾县.
        shift = mark if mark > 0 and longer[start : start + mark] == longer[end : end + mark] else 0
        words = longer[start + shift : end + shift]
        if words[:1] == "、" or words[-1:] == "、":
            items += [words.strip("、")]
    return [item for item in items if len(item) >= _BESIDE and not _DIGIT.search(item)]


@check("promise-reworded")
def reworded(material: Material) -> Iterator[Suspicion]:
    """Find promises of which so much reads otherwise (threshold `reworded`) that they may be other promises.

    Or that ask for another end: 建成投用 before, 建成 now. Not where a part was left out or added, and its number is
    found as one that is gone or new.
    """
    counted = {one.at.statement for one in numbers_changed(material)}
    least = float(material.words.thresholds["reworded"])
    for before, after in material.reworded:
        changed = _share_changed(before, after, material, wording(after) in counted)
        share, ends = f"{changed:.0%}", [_end(entry.wording, material) for entry in (before, after)]
        (reached, then), (wanted, now) = ends
        if before.wording and after.wording and (changed >= least or reached != wanted):
            how = "reworded" if reached == wanted else "end-gone" if reached > wanted else "end-new"
            yield Suspicion(
                "promise-reworded",
                Passage(wording(after), after.wording),
                Passage(wording(before), before.wording),
                certainty=Certainty.LIKELY,
                arithmetic=share,
                details=material.words.phrase("told", how, share=share, before=then, after=now),
            )


def _share_changed(before: Entry, after: Entry, material: Material, counted: bool) -> float:
    """Return the share of a promise that was reworded; 0 if everything it lost or gained is counted already.

    The same words in another order are the same (桥梁12座、公路300公里), and 3万人 is 30000人.
    """
    old, new = normalise(before.wording), normalise(after.wording)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    one_part = sum(name != "equal" for name, *_ in matcher.get_opcodes()) == 1
    if not old or not new or sorted(old) == sorted(new) or (counted and one_part):
        return 0
    shares = [1 - matcher.ratio()]
    if not (_only(material, before, after) or _only(material, after, before)):
        one, other = (normalise(without_figures(e.wording, material.words.measures)) for e in (before, after))
        shares.append(1 - SequenceMatcher(None, one, other, autojunk=False).ratio())
    return min(shares)


def _asked(comparator: Comparator) -> Comparator:
    """Return what a comparator asks for: a bare number is met by it and by more, as 以上 is."""
    return Comparator.AT_LEAST if comparator is Comparator.EXACTLY else comparator


def _end(words: str, material: Material) -> tuple[int, str]:
    """Return how far a promise wants a work to get, and the last word that says so.

    0 where it names no end, then a stage of it (主体封顶), its end (建成), its use (投用).
    """
    left = material.words.patterns["bare-completion"].sub("", words)
    found = [
        (far, max(said, key=words.rfind))
        for far, role in enumerate(_ENDS, start=1)
        if (said := [match[0] for match in material.words.patterns[role].finditer(left)])
    ]
    return max(found, default=(0, ""))


def _misprinted(name: str, entry: Entry, other: Entry, kept: Collection[str]) -> bool:
    """Whether the other wording prints a name with one other character in it, and the same words behind it.

    A place that both `kept` is no misprint of it.
    """
    at = entry.wording.find(name)
    behind = entry.wording[at + len(name) : at + len(name) + _BESIDE]
    if at < 0 or len(name) < _BESIDE or not behind:
        return False
    forms = "|".join(re.escape(name[:n]) + "." + re.escape(name[n + 1 :]) for n in range(len(name)))
    printed = re.search(f"({forms}){re.escape(behind)}", other.wording)
    return printed is not None and printed[1] not in kept


def _places(material: Material, entry: Entry) -> dict[str, str]:
    """Return the places that a wording names, each with its first surface."""
    facts = material.facts.get((entry.document, entry.key))
    named = [fact.mention for fact in facts.places if fact.field == "target"] if facts else []
    return {place: mention.surface for mention in reversed(named) for place in mention.places}


def _only(material: Material, entry: Entry, other: Entry) -> list[Measure]:
    """Return the measures of a wording that the other wording does not have, in order."""
    known = material.words.measures
    left = Counter((m.base_value, m.upper, m.base_unit) for m in measures(in_digits(other.wording), known))
    result = []
    for measure in measures(entry.wording, known):
        key = (measure.base_value, measure.upper, measure.base_unit)
        if left[key]:
            left[key] -= 1
        else:
            result.append(measure)
    return result


def _is_renumbered(material: Material, before: Entry, after: Entry, measure: Measure | None) -> bool:
    """Whether a measure stands in a quoted name, “十分钟圈”, whose number changed: that is a kind of its own."""
    return measure is not None and any(measure.span.text in name for name in _renumbered(material, before, after))


def _renumbered(material: Material, before: Entry, after: Entry) -> set[str]:
    """Return the quoted names of two wordings that differ in a number, without their marks."""
    pairs = _like_names(material, before.wording, after.wording)
    return {name[1:-1] for pair in pairs if _numeral_differs(material, *pair) for name in pair}


def _around(text: str, measure: Measure | None) -> str:
    """Return a measure with some words on both sides, or the whole text where there is none."""
    if measure is None:
        return text
    return text[max(0, measure.span.start - _CONTEXT) : measure.span.end + _CONTEXT]


def _same_goals(material: Material, before: Entry, after: Entry) -> Iterator[tuple[GoalReport, GoalReport]]:
    left = list(material.goals(before))
    for new in material.goals(after):
        same = [old for old in left if old.goal.measure.base_value == new.goal.measure.base_value]
        scored = [(coverage(plain(old.goal.quantity), plain(new.goal.quantity)), old) for old in same]
        best = max(scored, key=lambda item: item[0], default=None)
        if best and best[0] >= _SAME_GOAL:
            left.remove(best[1])
            yield best[1], new


def _renamed(old: GoalReport, new: GoalReport, places: Sequence[str], material: Material) -> bool:
    """Whether two goals count other things; a change of the places and quoted names is a finding of its own."""
    one, other = (
        in_digits(specific(_without(report.goal.quantity, places), material.words.measures)) for report in (old, new)
    )
    pieces = [
        (one[i:j], other[k:m])
        for tag, i, j, k, m in SequenceMatcher(None, one, other, autojunk=False).get_opcodes()
        if tag != "equal"
    ]
    implied = material.words.patterns["implied"]
    differing = ([implied.sub("", piece) for piece in pair] for pair in pieces)
    return any(max(len(gone), len(come)) >= 2 for gone, come in differing)


def _without(text: str, names: Sequence[str]) -> str:
    for name in names:
        text = text.replace(name, "")
    return text


def _like_names(material: Material, before: str, after: str) -> Iterator[tuple[str, str]]:
    """Yield the quoted names, as printed, of which each text has only one of two that are alike, best pairs first."""
    old, new = dict(quoted_names(before)), dict(quoted_names(after))
    plain_old, plain_new = ({_same_name(name) for name in names.values()} for names in (old, new))
    gone = [printed for printed, name in old.items() if _same_name(name) not in plain_new]
    come = [printed for printed, name in new.items() if _same_name(name) not in plain_old]
    least = float(material.words.thresholds["like-term"])
    scored = sorted(
        ((_likeness(old[a], new[b]), -i, -j, a, b) for i, a in enumerate(gone) for j, b in enumerate(come)),
        reverse=True,
    )
    used: set[str] = set()
    for score, _, _, one, other in scored:
        if (
            score >= least
            and one[0] == other[0]
            and not ({one, other} & used or _inside(one, after) or _inside(other, before))
        ):
            used |= {one, other}
            yield one, other


def _same_name(name: str) -> str:
    return normalise(in_digits(name))


def _inside(printed: str, text: str) -> bool:
    """Whether a quoted name stands in the other text without its marks."""
    return normalise(printed) in normalise(text)


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, normalise(one), normalise(other), autojunk=False).ratio()


def _numeral_differs(material: Material, old: str, new: str) -> bool:
    opcodes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    numeral = material.words.patterns["numeral"]
    return any(
        tag == "replace" and numeral.match(old, i) is not None and numeral.match(new, k) is not None
        for tag, i, _, k, _ in opcodes
    )
