"""Repetition in a later Document: reports that say nothing new, and plans that stay plans."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from heze_graph.checks.material import EarlierReport, EntryText, Material, Passage, Suspicion, check
from heze_graph.checks.texts import sentences
from heze_graph.extraction.numbers.phrases import coverage
from heze_graph.linking.similarity import normalise
from heze_graph.model.facts import Light
from heze_graph.model.understood import Certainty, Claim, Entry
from heze_graph.reference.words import CheckWords

#: The kind of finding that holds a year against the one before.
COPIED = "report-copied-from-last-year"
_DIGITS = re.compile(r"[0-9]+")
#: A sentence with so much of the promise in it only repeats that.
_IN_ITS_WORDS = 0.8
_YEAR = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?=年)")


@check("report-says-nothing-new")
def nothing_new(material: Material) -> Iterator[Suspicion]:
    """Find later reports that almost wholly (threshold `nothing-new`) repeat the earlier one, punctuation aside.

    Not where the target was reached or cancelled, or the report says that it is completed, or that the work is in use
    and nothing of it unfinished: what is done stays done.
    """
    yield from material.once(("nothing-new",), lambda: tuple(_nothing_new(material)))


def _nothing_new(material: Material) -> Iterator[Suspicion]:
    least = float(material.words.thresholds["nothing-new"])
    for before, after in material.pairs:
        if _is_over(material, before) or _is_over(material, after):
            continue
        for earlier, later in _reports(material, before, after):
            repeated = _repeated(material, earlier, later)
            whole = sum(len(normalise(sentence)) for sentence in sentences(later.text))
            share = sum(len(normalise(sentence)) for sentence, _ in repeated) / whole if whole else 0
            unfinished = material.words.has("unfinished", later.text)
            if unfinished and normalise(earlier.text) == normalise(later.text):
                # However short: 主体完工，正在施工.
                share = 1
            in_use = material.words.has("in-use", later.text) and not unfinished
            if share >= least and not in_use:
                done, how = material.words.has("completed", later.text), "all-of-it" if share >= 1 else "part-of-it"
                yield Suspicion(
                    "report-says-nothing-new",
                    Passage(later, later.text),
                    Passage(earlier, earlier.text),
                    certainty=Certainty.DOUBTFUL if done else Certainty.LIKELY,
                    arithmetic=f"{share:.0%}",
                    details=material.words.phrase("told", how, share=f"{share:.0%}"),
                )


@check(COPIED)
def copied(material: Material) -> Iterator[Suspicion]:
    """Find reports that say, years aside, almost wholly (threshold `nothing-new`) what one of the year before said.

    Not what only repeats the promise, sentences that many reports share (threshold `many`), cancelled targets, nor
    what an earlier Document of the year has already copied.
    """
    said = _said_last_year(material)
    linked = {(after.document, after.key): before for before, after in material.pairs}
    for key, entry in material.entries.items():
        before = linked.get(key)
        known = {_yearless(report.text) for report in material.reports(before)} if before else set()
        for report in material.reports(entry) if said and not _is_cancelled(entry) else ():
            earlier = _source(report, entry, said, material)
            if earlier and _yearless(report.text) not in known:
                how = "same-words" if normalise(report.text) == normalise(earlier.text) else "same-but-year"
                yield Suspicion(
                    "report-copied-from-last-year",
                    Passage(report, report.text),
                    earlier=earlier,
                    details=material.words.phrase("told", how),
                )


def may_be_copied(texts: Iterable[str], last_year: Iterable[str], words: CheckWords) -> bool:
    """Return whether `copied` may find that one of some reports says what one of the year before said: no is sure."""
    said = _places(last_year)
    return any(_sources([_yearless(sentence) for sentence in sentences(text)], said, words) for text in texts)


def _said_last_year(material: Material) -> dict[str, list[int]]:
    """Return the indices of last year's reports by sentence, without the sentences that many share."""
    many = int(material.words.thresholds["many"])
    said = _places(report.text for report in material.last_year)
    return {sentence: found for sentence, found in said.items() if len(found) < many}


def _places(texts: Iterable[str]) -> dict[str, list[int]]:
    said: dict[str, list[int]] = defaultdict(list)
    for place, text in enumerate(texts):
        for sentence in {_yearless(sentence) for sentence in sentences(text)}:
            said[sentence].append(place)
    return said


def _source(report: EntryText, entry: Entry, said: dict[str, list[int]], material: Material) -> EarlierReport | None:
    """Return the latest report of the year before that has almost all of a report, or None."""
    parts = [_yearless(sentence) for sentence in sentences(report.text)]
    promised = _yearless(entry.wording)
    own = {sentence: said[sentence] for sentence in parts if sentence in said}
    own = {sentence: found for sentence, found in own.items() if coverage(sentence, promised) < _IN_ITS_WORDS}
    found = _sources(parts, own, material.words)
    return material.last_year[max(found)] if found else None


def _sources(parts: list[str], said: dict[str, list[int]], words: CheckWords) -> list[int]:
    """Return the places of the earlier reports that have almost all of a report's sentences, which are long enough."""
    shares: Counter[int] = Counter()
    for sentence in parts:
        shares.update({place: len(sentence) for place in said.get(sentence, ())})
    whole = sum(map(len, parts))
    least = whole * float(words.thresholds["nothing-new"])
    is_long = whole >= int(words.thresholds["long-sentence"])
    return [place for place, length in shares.items() if length >= least] if is_long else []


def _yearless(text: str) -> str:
    return _YEAR.sub("□", normalise(text))


def _is_cancelled(entry: Entry) -> bool:
    return any(part.claim is Claim.NOT_APPLICABLE for part in entry.assignments)


@check("unfinished-sentence-again")
def plans_repeated(material: Material) -> Iterator[Suspicion]:
    """Find long sentences about something unfinished that stand in both reports, word for word.

    Not where the whole report says nothing new, which is a finding of its own.
    """
    whole = {found.at.statement for found in nothing_new(material)}
    for before, after in material.pairs:
        if _is_over(material, after):
            continue
        for earlier, later in _reports(material, before, after):
            for now, then in _repeated(material, earlier, later) if later not in whole else ():
                if material.words.has("unfinished", now):
                    yield Suspicion(
                        "unfinished-sentence-again",
                        Passage(later, now),
                        Passage(earlier, then),
                        certainty=Certainty.LIKELY,
                    )


@check("same-sentence-other-year")
def other_year(material: Material) -> Iterator[Suspicion]:
    """Find long sentences of the later report that differ from an earlier one only in a year."""
    least = int(material.words.thresholds["long-sentence"])
    for before, after in material.pairs:
        for earlier, later in _reports(material, before, after):
            then = {_YEAR.sub("□", normalise(sentence)): sentence for sentence in sentences(earlier.text)}
            for now in sentences(later.text):
                same = then.get(_YEAR.sub("□", normalise(now)), "")
                years = ["、".join(dict.fromkeys(_YEAR.findall(sentence))) for sentence in (same, now)]
                if len(normalise(now)) >= least and same and years[0] != years[1]:
                    yield Suspicion(
                        "same-sentence-other-year",
                        Passage(later, now),
                        Passage(earlier, same),
                        certainty=Certainty.DOUBTFUL,
                        arithmetic=" → ".join(years),
                        details=material.words.phrase("told", "other-year", before=years[0], after=years[1]),
                    )


def _reports(material: Material, before: Entry, after: Entry) -> Iterator[tuple[EntryText, EntryText]]:
    for later in material.reports(after):
        for earlier in material.reports(before):
            yield earlier, later


def _repeated(material: Material, earlier: EntryText, later: EntryText) -> list[tuple[str, str]]:
    """Return the long sentences of the later text that the earlier one has, too, each with its earlier print."""
    least = int(material.words.thresholds["long-sentence"])
    then = {normalise(sentence): sentence for sentence in sentences(earlier.text)}
    found = []
    for sentence in sentences(later.text):
        plain = normalise(sentence)
        same = _same(plain, then, material) if len(plain) >= least else None
        if same:
            found.append((sentence, then[same]))
    return found


def _same(plain: str, then: dict[str, str], material: Material) -> str | None:
    """Return the earlier sentence that is the same (threshold `like-sentence`, all digits alike), or None."""
    if plain in then:
        return plain
    from rapidfuzz import fuzz

    least = 100 * float(material.words.thresholds["like-sentence"])
    digits = _DIGITS.findall(plain)
    alike = (other for other in then if _DIGITS.findall(other) == digits)
    return next((other for other in alike if fuzz.ratio(plain, other) >= least), None)


def _is_over(material: Material, entry: Entry) -> bool:
    """Whether an Entry was cancelled, all its goals are reached, or its report begins by saying that it is done.

    Not where a report tells of what is unfinished: 确定示范村12个，正在编制规划 reaches nothing.
    """
    if _is_cancelled(entry):
        return True
    lights = {report.light for report in material.goals(entry)}
    done = lights == {Light.REACHED}
    done = done and not any(material.words.has("unfinished", report.text) for report in material.reports(entry))
    return done or any(_begins_done(material, report.text) for report in material.reports(entry))


def _begins_done(material: Material, text: str) -> bool:
    """Whether a text begins with 已完成 and its like, alone: 已完成立项手续 is only a step.

    Nor where the text goes on with what is unfinished: 已建成7所，其余2所正在施工.
    """
    match = material.words.patterns["done-at-once"].match(text)
    if match is None or material.words.has("unfinished", text):
        return False
    return not text[match.end() : match.end() + 1].isalpha()
