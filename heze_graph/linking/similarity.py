"""The similarity of two Entries, between 0 and 1, which pairs are compared, and which are matched."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise

from heze_graph.model.understood import Entry
from heze_graph.reference.measures import KEPT_TEXTS

#: Weights of the parts. The wording is the promise itself; the names seldom change within a year, but many targets
#: share them; the progress text of a cumulative report repeats much of the previous one.
WORDING, UNITS, LEADERS, PROGRESS = 0.7, 0.1, 0.1, 0.1

#: Wordings less similar than this belong to one Target only if the names agree.
REWORDED = 0.75
_NO_WORD = re.compile(r"[\W_]+")
#: A number in ten thousands or hundred millions, which another Document may print in full.
_MULTIPLIED = re.compile(r"([0-9]+(?:\.[0-9]+)?)([万亿])")
_ZEROS = {"万": 4, "亿": 8}
#: The most Targets compared with an Entry: all of them up to this number (a table has about 200), else those that share
#: its rarest pairs of characters.
_COMPARED = 256
Pair = tuple[int, int]
#: The most pairs of one Entry that count, the best ones; this bounds the work for a table that repeats one sentence.
_COUNTED = 8
#: A score as a whole number; anything smaller than its last digit only breaks ties.
_SCALE = 10**12


@dataclass(frozen=True, slots=True)
class Similarity:
    """The score of two Entries, and that of their wordings alone."""

    score: float
    wording: float


@dataclass(frozen=True, slots=True)
class Profile:
    """The parts of an Entry that are compared, prepared once."""

    wording: str
    progress: str
    units: frozenset[str]
    leaders: frozenset[str]


def profile(entry: Entry) -> Profile:
    """Return the parts of an Entry that are compared."""
    return Profile(
        normalise(in_full(entry.wording)),
        normalise("".join(a.progress for a in entry.assignments)),
        frozenset(entry.units),
        frozenset(entry.leaders),
    )


@lru_cache(maxsize=KEPT_TEXTS)
def normalise(text: str) -> str:
    """Return a text without punctuation and blanks, in compatibility form: what editing leaves unchanged.

    >>> normalise("坚持招大引强，  新签约300个")
    '坚持招大引强新签约300个'
    """
    return _NO_WORD.sub("", unicodedata.normalize("NFKC", text))


def in_full(text: str) -> str:
    """Return a text with its numbers in 万 and 亿 written out, so that 4.2万人 equals 42000人.

    >>> in_full("新增就业4.2万人"), in_full("投资1.25亿元")
    ('新增就业42000人', '投资125000000元')
    """
    return _MULTIPLIED.sub(lambda number: f"{Decimal(number[1]).scaleb(_ZEROS[number[2]]):f}".removesuffix(".0"), text)


def compare(first: Profile, second: Profile, wording: float, least: float) -> Similarity:
    """Return the similarity of two Entries, given that of their wordings.

    Indel similarity (rapidfuzz) of the texts, Jaccard index of the names. The progress texts, which are long, are
    compared only where the score can still reach `least`. A reworded promise keeps its units and leaders.
    """
    from rapidfuzz import fuzz

    if wording < REWORDED and not shares_names(first, second):
        return Similarity(0.0, wording)
    units, leaders = _jaccard(first.units, second.units), _jaccard(first.leaders, second.leaders)
    score = WORDING * wording + UNITS * units + LEADERS * leaders
    if score + PROGRESS >= least:
        score += PROGRESS * fuzz.ratio(first.progress, second.progress) / 100
    return Similarity(score, wording)


def shares_names(first: Profile, second: Profile) -> bool:
    """Return whether two Entries have a unit and a leader in common, as far as both print any."""
    both = ((first.units, second.units), (first.leaders, second.leaders))
    return all(not one or not other or one & other for one, other in both)


def _jaccard(first: frozenset[str], second: frozenset[str]) -> float:
    union = first | second
    return len(first & second) / len(union) if union else 1.0


def near(targets: Sequence[Profile], entries: Sequence[Profile], least: float) -> dict[tuple[int, int], Similarity]:
    """Return the similarities of Targets and Entries that reach `least`, by their indices in both lists."""
    from rapidfuzz import fuzz, process

    wordings = [target.wording for target in targets]
    # With names and progress texts identical, a wording must be this similar for the score to reach `least`.
    cutoff = 100 * (least - UNITS - LEADERS - PROGRESS) / WORDING
    found = {}
    for e, (entry, chosen) in enumerate(zip(entries, _chosen(wordings, entries), strict=True)):
        choices = wordings if chosen is None else {t: wordings[t] for t in chosen}
        for _, wording, t in process.extract(
            entry.wording, choices, scorer=fuzz.ratio, limit=None, score_cutoff=cutoff
        ):
            alike = compare(targets[t], entry, wording / 100, least)
            if alike.score >= least:
                found[t, e] = alike
    return dict(sorted(found.items()))


def _chosen(wordings: Sequence[str], entries: Sequence[Profile]) -> Iterator[Sequence[int] | None]:
    """Yield the Targets to compare with each Entry, None for all."""
    if len(wordings) <= _COMPARED:
        yield from (None for _ in entries)
        return
    holders: dict[str, list[int]] = {}
    for t, wording in enumerate(wordings):
        for pair in _pairs(wording):
            holders.setdefault(pair, []).append(t)
    for entry in entries:
        shared = sorted((pair for pair in _pairs(entry.wording) if pair in holders), key=lambda p: (len(holders[p]), p))
        chosen: Counter[int] = Counter()
        for pair in shared:
            if len(chosen) >= _COMPARED:
                break
            chosen.update(holders[pair][:_COMPARED])
        yield sorted(chosen)


def _pairs(wording: str) -> frozenset[str]:
    return frozenset(a + b for a, b in pairwise(f"^{wording}$"))


def best_pairs(scores: Mapping[Pair, float]) -> list[Pair]:
    """Return the one-to-one pairs with the greatest total score.

    Among equal totals, the choice that best keeps the order of both sides wins.

    >>> best_pairs({(0, 0): 0.9, (0, 1): 0.8, (1, 0): 0.8})
    [(0, 1), (1, 0)]
    >>> best_pairs({(0, 0): 0.7, (0, 1): 0.7, (1, 0): 0.7, (1, 1): 0.7})
    [(0, 0), (1, 1)]
    """
    chosen = []
    for component in _components(_counted(scores)):
        weights = {(left, right): _weight(scores[left, right], left, right) for left, right in component}
        chosen += [component[0]] if len(component) == 1 else _best(weights)
    return sorted(chosen)


def _counted(scores: Mapping[Pair, float]) -> list[Pair]:
    by_right: dict[int, list[Pair]] = defaultdict(list)
    for pair in scores:
        by_right[pair[1]].append(pair)
    return [
        pair
        for pairs in by_right.values()
        for pair in sorted(pairs, key=lambda p: (-scores[p], abs(p[0] - p[1]), p[0]))[:_COUNTED]
    ]


def _weight(score: float, left: int, right: int) -> int:
    # With the square, two short distances cost less than a long and a very short one: the order is kept.
    return round(score * _SCALE) * _SCALE - (left - right) ** 2


def _components(pairs: Iterable[Pair]) -> list[list[Pair]]:
    """Return the pairs of each connected component, by union-find."""
    parent: dict[tuple[str, int], tuple[str, int]] = {}

    def root(node: tuple[str, int]) -> tuple[str, int]:
        while parent.setdefault(node, node) != node:
            parent[node] = node = parent[parent[node]]
        return node

    ordered = sorted(pairs)
    for left, right in ordered:
        parent[root(("left", left))] = root(("right", right))
    components: dict[tuple[str, int], list[Pair]] = defaultdict(list)
    for left, right in ordered:
        components[root(("left", left))].append((left, right))
    return list(components.values())


def _best(weights: Mapping[Pair, int]) -> list[Pair]:
    lefts, rights = {left for left, _ in weights}, {right for _, right in weights}
    if min(len(lefts), len(rights)) == 1:
        return [max(weights, key=lambda pair: (weights[pair], pair))]
    import rustworkx

    numbers = {
        node: number
        for number, node in enumerate([("l", n) for n in sorted(lefts)] + [("r", n) for n in sorted(rights)])
    }
    graph = rustworkx.PyGraph()
    graph.add_nodes_from(list(numbers))
    graph.add_edges_from(
        [(numbers["l", left], numbers["r", right], weight) for (left, right), weight in weights.items()]
    )
    found = rustworkx.max_weight_matching(graph, weight_fn=int)
    nodes = graph.nodes()
    return [(nodes[min(ends)][1], nodes[max(ends)][1]) for ends in found]
