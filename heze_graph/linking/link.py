"""Linking the Entries of the Documents of one government and year into Targets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from heze_graph.linking.similarity import Profile, compare, profile
from heze_graph.model.understood import Certainty, Document, Entry, Link, Record, Target
from heze_graph.reference.register import DIFFERENT, SAME, Judgement

#: Below this score two Entries are not the same Target. Unrelated targets of one leader and unit that share a
#: form of words ("加快建设…", "谋划推进…高速") stay under it; a promise that was reworded stays above.
ACCEPT = 0.6
#: From this similarity of the wordings on a link is certain, if no other Entry comes near.
SURE = 0.85
#: A second Entry whose score is within this of the best one makes the link doubtful.
MARGIN = 0.05

EntryKey = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Linking:
    """The Targets, in the order of their names, and the Links between their Entries."""

    targets: tuple[Target, ...]
    links: tuple[Link, ...]


def link(
    records: Sequence[Record], judgements: Iterable[Judgement] = (), names: Mapping[EntryKey, EntryKey] | None = None
) -> Linking:
    """Return the Targets of all records, and the Links that make them.

    Documents of one place and year are taken in the order of their periods; the Entries of each are matched against
    the Targets so far (each by its latest Entry), one to one and optimal in sum. A Judgement overrides any score. A
    Target is named for its first Entry, or keeps the name that `names` gives for one of its Entries: names once given
    stay, whatever is added later. Judgements that name an unknown Entry are passed over: they speak of documents
    that are not loaded.
    """
    rulings = _rulings(judgements)
    targets: list[list[EntryKey]] = []
    links: list[Link] = []
    for group in _groups(records):
        open_targets: list[list[EntryKey]] = []
        latest: list[Profile] = []
        for record in group:
            matches = _match(open_targets, latest, record, rulings)
            for index, entry in enumerate(record.entries):
                key = (entry.document, entry.key)
                match = matches.get(index)
                if match is None:
                    open_targets.append([key])
                    latest.append(profile(entry))
                    continue
                at, made = match
                links.append(made)
                open_targets[at].append(key)
                latest[at] = profile(entry)
        targets.extend(open_targets)
    return Linking(tuple(_named(targets, names or {})), tuple(links))


def _named(targets: list[list[EntryKey]], names: Mapping[EntryKey, EntryKey]) -> list[Target]:
    """Name each target; where a target was split, the name stays with the part that has the Entry it is made from."""
    given: dict[int, EntryKey] = {}
    taken: set[EntryKey] = set()
    wanted = [[names[key] for key in keys if key in names] for keys in targets]
    for own in (True, False):
        for number, keys in enumerate(targets):
            for name in wanted[number]:
                if number not in given and name not in taken and (not own or name in keys):
                    given[number] = name
                    taken.add(name)
    for number, keys in enumerate(targets):
        if number not in given:
            document, key = keys[0]
            given[number] = (document, f"{key}-again") if keys[0] in taken else keys[0]
    return [Target(given[number], tuple(keys)) for number, keys in enumerate(targets)]


def _groups(records: Sequence[Record]) -> list[list[Record]]:
    """Group the records by place and year, in the order of the periods; without a year, each stands alone."""
    groups: dict[tuple[str, str], list[Record]] = {}
    for record in sorted(records, key=lambda record: document_order(record.document)):
        document = record.document
        alone = document.year is None or document.period is None or not document.issuer
        key = (document.name, "") if alone else (document.issuer, str(document.year))
        groups.setdefault(key, []).append(record)
    return list(groups.values())


def document_order(document: Document) -> tuple[str, int, str, str]:
    """Return the key that sorts documents: by government, year, end of the period, name."""
    end = document.period.end.isoformat() if document.period else ""
    return (document.issuer, document.year or 0, end, document.name)


def _rulings(judgements: Iterable[Judgement]) -> Mapping[frozenset[EntryKey], Judgement]:
    return {frozenset((judgement.first, judgement.second)): judgement for judgement in judgements}


def _match(
    targets: list[list[EntryKey]],
    latest: list[Profile],
    record: Record,
    rulings: Mapping[frozenset[EntryKey], Judgement],
) -> dict[int, tuple[int, Link]]:
    """Return for each Entry of the record (by index) the target (by index) that it belongs to, and the Link."""
    if not targets:
        return {}
    import numpy
    from scipy.optimize import linear_sum_assignment

    entries = [profile(entry) for entry in record.entries]
    scores = numpy.array([[compare(t, e).score for e in entries] for t in latest])
    for t, keys in enumerate(targets):
        for e, entry in enumerate(record.entries):
            ruling = _ruling(rulings, keys, (entry.document, entry.key))
            if ruling:
                scores[t, e] = {SAME: 2.0, DIFFERENT: -1.0}[ruling]
    # Only scores that could be accepted may count, or the optimum would trade a good link for two bad ones.
    rows, columns = linear_sum_assignment(numpy.where(scores >= ACCEPT, scores, 0), maximize=True)
    matches = {}
    for t, e in zip(rows.tolist(), columns.tolist(), strict=True):
        if scores[t, e] < ACCEPT:
            continue
        rivals = [*scores[:t, e], *scores[t + 1 :, e], *scores[t, :e], *scores[t, e + 1 :]]
        made = _made(
            targets[t][-1],
            record.entries[e],
            (float(scores[t, e]), max(rivals, default=0.0)),
            compare(latest[t], entries[e]).wording,
        )
        matches[e] = (t, made)
    return matches


def _made(earlier: EntryKey, entry: Entry, scores: tuple[float, float], wording: float) -> Link:
    score, rival = scores
    later = (entry.document, entry.key)
    if score > 1:
        return Link(earlier, later, 1.0, Certainty.CERTAIN, "judgement")
    if rival > score - MARGIN:
        certainty = Certainty.DOUBTFUL
    elif wording >= SURE:
        certainty = Certainty.CERTAIN
    else:
        certainty = Certainty.LIKELY if wording >= ACCEPT else Certainty.DOUBTFUL
    return Link(earlier, later, round(score, 4), certainty, "similarity")


def _ruling(rulings: Mapping[frozenset[EntryKey], Judgement], keys: list[EntryKey], entry: EntryKey) -> str | None:
    found = [rulings[pair].judgement for key in keys if (pair := frozenset((key, entry))) in rulings]
    return found[-1] if found else None
