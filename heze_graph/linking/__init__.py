"""Linking the Entries of one government's and year's Documents into Targets, and the changes between them.

Texts are matched by similarity, one to one over whole documents; Judgements come first.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from heze_graph.linking.similarity import Profile, best_pairs, near, normalise, profile, shares_names
from heze_graph.model.understood import Certainty, Change, ChangeKind, Entry, Link, Record, Target
from heze_graph.reference.register import DIFFERENT, SAME, Judgement

#: Below this score two Entries are not the same Target. Unrelated targets of one leader and unit with the same phrasing
#: ("加快建设…", "谋划推进…高速") stay below; a reworded promise stays above.
ACCEPT = 0.6
#: From this similarity of the wordings on a link is certain, if no other Entry comes near.
SURE = 0.85
#: A second Entry within this distance of the best score makes the link doubtful.
MARGIN = 0.05
#: The tolerance for differences of floating-point numbers.
_ROUNDING = 1e-9
EntryKey = tuple[str, str]
#: A person's rulings on pairs of Entries.
Rulings = Mapping[EntryKey, Mapping[EntryKey, str]]


def changes(earlier: Entry, later: Entry, unsaid: Collection[ChangeKind] = ()) -> Iterator[Change]:
    """Yield what the later Entry says differently, `unsaid` kinds apart, on which one of the documents is silent.

    Punctuation, blanks and the width of characters do not count in a wording, nor does the order of a list of names.
    Deadlines that mean the same day are the same.
    """
    keys = (earlier.document, earlier.key), (later.document, later.key)
    old, new = _said(earlier), _said(later)
    for kind in old:
        if kind not in unsaid and not _same(kind, earlier, later, old[kind], new[kind]):
            yield Change(*keys, kind, old[kind], new[kind])


def unsaid(record: Record) -> frozenset[ChangeKind]:
    """Return the kinds of which no Entry of a document says anything: a speech names no units, a list no leaders."""
    return frozenset(ChangeKind) - {kind for entry in record.entries for kind, text in _said(entry).items() if text}


def _said(entry: Entry) -> dict[ChangeKind, str]:
    return {
        ChangeKind.NUMBER: entry.number or "",
        ChangeKind.WORDING: entry.wording,
        ChangeKind.DEADLINE: _deadline(entry),
        ChangeKind.LEADERS: "、".join(entry.leaders),
        ChangeKind.UNITS: "、".join(entry.units),
    }


def _same(kind: ChangeKind, earlier: Entry, later: Entry, before: str, after: str) -> bool:
    if kind is ChangeKind.WORDING:
        return normalise(before) == normalise(after)
    if kind is ChangeKind.LEADERS:
        return set(earlier.leaders) == set(later.leaders)
    if kind is ChangeKind.UNITS:
        return set(earlier.units) == set(later.units)
    same_day = kind is ChangeKind.DEADLINE and _due(earlier) and _due(earlier) == _due(later)
    return before == after or bool(same_day)


def _deadline(entry: Entry) -> str:
    return entry.deadline.printed if entry.deadline else ""


def _due(entry: Entry) -> date | None:
    return entry.deadline.due if entry.deadline else None


@dataclass(frozen=True, slots=True)
class Linking:
    """The Targets, in the order of their names, and the Links between their Entries."""

    targets: tuple[Target, ...]
    links: tuple[Link, ...]


def link(
    records: Sequence[Record], judgements: Iterable[Judgement] = (), names: Mapping[EntryKey, EntryKey] | None = None
) -> Linking:
    """Return the Targets of all records, and the Links that make them.

    Documents of one place and year are processed in the order of their periods, plans first; the Entries of each are
    matched with the Targets so far (each by its latest Entry), one to one with the greatest total score. A Judgement
    overrides any score. A Target is named after its first Entry, or keeps the name that `names` gives for one of its
    Entries: a name once given stays, whatever is added later. Judgements on unknown Entries are ignored: their
    documents are not loaded.
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
                at, new_link = match
                links.append(new_link)
                open_targets[at].append(key)
                latest[at] = profile(entry)
        targets.extend(open_targets)
    return Linking(tuple(_named(targets, names or {})), tuple(links))


def is_doubted(made: Link, earlier: Entry, later: Entry) -> bool:
    """Return whether a person should confirm a link.

    It has a rival, or neither number nor names support a reworded promise.
    """
    if made.certainty is Certainty.LIKELY:
        return earlier.number != later.number and not shares_names(profile(earlier), profile(later))
    return made.certainty is Certainty.DOUBTFUL


def _named(targets: list[list[EntryKey]], names: Mapping[EntryKey, EntryKey]) -> list[Target]:
    """Name each target; where a target was split, the part with the Entry it is named after keeps the name."""
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
    """Group the records by place and year, in the order of periods; without a year, each is a group of its own."""
    groups: dict[tuple[str, str], list[Record]] = {}
    for record in sorted(records, key=document_order):
        document = record.document
        alone = document.year is None or document.period is None or not document.issuer
        key = (document.name, "") if alone else (document.issuer, str(document.year))
        groups.setdefault(key, []).append(record)
    return list(groups.values())


def document_order(record: Record) -> tuple[str, int, bool, str, str]:
    """Return the sort key of documents: by government, year, whether it reports, end of the period, name.

    A plan (a list of tasks, whose period is the year) comes before all reports of its year.
    """
    document = record.document
    end = document.period.end.isoformat() if document.period else ""
    return (document.issuer, document.year or 0, reports_progress(record), end, document.name)


def reports_progress(record: Record) -> bool:
    """Return whether any row of a document reports progress, which a plan does not."""
    return any(entry.is_report for entry in record.entries)


def _rulings(judgements: Iterable[Judgement]) -> Rulings:
    rulings: dict[EntryKey, dict[EntryKey, str]] = {}
    for judgement in judgements:
        for one, other in ((judgement.first, judgement.second), (judgement.second, judgement.first)):
            rulings.setdefault(one, {})[other] = judgement.judgement
    return rulings


def _match(
    targets: list[list[EntryKey]],
    latest: list[Profile],
    record: Record,
    rulings: Rulings,
) -> dict[int, tuple[int, Link]]:
    """Return for each Entry of the record (by index) the target (by index) that it belongs to, and the Link."""
    alike = near(latest, [profile(entry) for entry in record.entries], ACCEPT - MARGIN - _ROUNDING)
    scores = {pair: similarity.score for pair, similarity in alike.items()} | _ruled(targets, record, rulings)
    # Only acceptable scores may count, or the optimum would trade a good link for two bad ones.
    pairs = best_pairs({pair: score for pair, score in scores.items() if score >= ACCEPT})
    rivals = _Rivals(scores)
    matches = {}
    for t, e in pairs:
        wording = alike[t, e].wording if (t, e) in alike else 0.0
        new_link = _link(targets[t][-1], record.entries[e], (scores[t, e], rivals.of(t, e)), wording)
        matches[e] = (t, new_link)
    return matches


def _ruled(targets: list[list[EntryKey]], record: Record, rulings: Rulings) -> dict[tuple[int, int], float]:
    """Return the scores given by Judgements, above and below all others."""
    if not rulings:
        return {}
    at = {key: t for t, keys in enumerate(targets) for key in keys}
    found = {}
    for e, entry in enumerate(record.entries):
        key = (entry.document, entry.key)
        for t in sorted({at[other] for other in rulings.get(key, {}) if other in at}):
            judged = [rulings[key][other] for other in targets[t] if other in rulings[key]]
            found[t, e] = {SAME: 2.0, DIFFERENT: -1.0}[judged[-1]]
    return found


class _Rivals:
    """The two best scores of each target and of each Entry."""

    def __init__(self, scores: Mapping[tuple[int, int], float]) -> None:
        self._best: dict[tuple[str, int], list[tuple[float, tuple[int, int]]]] = {}
        for (t, e), score in scores.items():
            for end in (("target", t), ("entry", e)):
                best = self._best.setdefault(end, [])
                best.append((score, (t, e)))
                best.sort(reverse=True)
                del best[2:]

    def of(self, t: int, e: int) -> float:
        """Return the best score of another pair with the same target or Entry, 0 where there is none."""
        ends = (("target", t), ("entry", e))
        return max((score for end in ends for score, pair in self._best[end] if pair != (t, e)), default=0.0)


def _link(earlier: EntryKey, entry: Entry, scores: tuple[float, float], wording: float) -> Link:
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
