from __future__ import annotations

import random

from heze_graph.linking.similarity import PROGRESS, UNITS, Profile, compare, near

SYLLABLES = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥春夏秋冬东南西北"


def profiles(count: int, seed: int) -> list[Profile]:
    chance = random.Random(seed)  # noqa: S311  (made-up tables, not secrets)
    return [
        Profile("加快推进" + "".join(chance.choices(SYLLABLES, k=14)), "", frozenset({"市某局"}), frozenset({"某人"}))
        for _ in range(count)
    ]


def test_in_a_table_of_usual_size_every_pair_that_reaches_the_score_is_found() -> None:
    from rapidfuzz import fuzz

    targets, entries = profiles(60, 1), profiles(60, 2)
    found = near(targets, entries, 0.5)
    expected = {
        (t, e): score
        for t, target in enumerate(targets)
        for e, entry in enumerate(entries)
        if (score := compare(target, entry, fuzz.ratio(target.wording, entry.wording) / 100, 0.0)).score >= 0.5
    }
    assert found == expected
    assert 0 < len(found) < 60 * 60


def test_in_a_large_table_the_same_target_is_found_by_the_characters_it_shares() -> None:
    targets = profiles(1500, 3)
    entries = [Profile(t.wording[:9] + "癸" + t.wording[9:], t.progress, t.units, t.leaders) for t in targets]
    found = near(targets, entries, 0.9)
    assert {(number, number) for number in range(1500)} <= set(found)


def test_progress_texts_count_only_where_they_can_decide() -> None:
    one = Profile("建设学校三所", "已建成三所", frozenset({"市甲局"}), frozenset())
    other = Profile("建设学校四所", "已建成三所", frozenset({"市乙局"}), frozenset())
    counted, left_out = compare(one, other, 0.8, 0.5), compare(one, other, 0.8, 0.99)
    assert round(counted.score - left_out.score, 6) == PROGRESS
    assert compare(one, one, 0.8, 0.5).score - counted.score >= UNITS - 1e-9
