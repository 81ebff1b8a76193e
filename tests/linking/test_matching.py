from __future__ import annotations

import random
from itertools import permutations

import pytest

from heze_graph.linking.similarity import best_pairs


def greatest_sum(scores: dict[tuple[int, int], float], size: int) -> float:
    """Return the greatest sum, found by trying every way."""
    return max(sum(scores.get(pair, 0) for pair in enumerate(order)) for order in permutations(range(size)))


@pytest.mark.parametrize("seed", range(25))
def test_the_sum_is_the_greatest_there_is(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  (made-up tables, not secrets)
    scores = {(a, b): chance.uniform(0.6, 1) for a in range(6) for b in range(6) if chance.random() < 0.5}
    chosen = best_pairs(scores)
    assert sum(scores[pair] for pair in chosen) == pytest.approx(greatest_sum(scores, 6))
    assert len({a for a, _ in chosen}) == len({b for _, b in chosen}) == len(chosen)


def test_equal_scores_keep_the_order() -> None:
    scores = {(a, b): 0.8 for a in range(6) for b in range(6)}
    assert best_pairs(scores) == [(n, n) for n in range(6)]


def test_one_sentence_printed_a_thousand_times_is_matched_line_by_line() -> None:
    scores = {(a, b): 0.9 for a in range(1000) for b in range(max(0, a - 20), min(1000, a + 20))}
    assert best_pairs(scores) == [(n, n) for n in range(1000)]


def test_of_many_that_are_alike_the_most_alike_counts() -> None:
    assert best_pairs({(n, 0): 0.5 + n / 100 for n in range(20)}) == [(19, 0)]


def test_nothing_to_match() -> None:
    assert best_pairs({}) == []
