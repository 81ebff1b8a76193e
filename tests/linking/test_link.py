from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from heze_graph.linking import changes, is_doubted, link
from heze_graph.model.printed import TableFile
from heze_graph.model.understood import (
    Assignment,
    Certainty,
    ChangeKind,
    Deadline,
    Document,
    Entry,
    Link,
    Period,
    Record,
)
from heze_graph.pipeline.stages import connect, read
from heze_graph.reference import Reference
from heze_graph.reference.register import DIFFERENT, SAME, Judgement
from heze_graph.resources import SEEDS


@pytest.fixture(scope="module")
def seeds(reference: Reference) -> list[Record]:
    return [read(TableFile.at(path), reference) for path in sorted(SEEDS.glob("*.txt"))]


def pairs(records: list[Record]) -> dict[str, str]:
    return {made.later[1]: made.earlier[1] for made in link(records).links}


# Compared by eye: the annual table prints the targets 78 to 131 of the third quarter as 86 to 139, in the same order.
EXPECTED = {str(annual): str(annual - 8) for annual in range(86, 140)}


def test_every_annual_entry_is_linked_to_the_entry_of_the_same_target(seeds: list[Record]) -> None:
    assert pairs(seeds) == EXPECTED
    assert len(link(seeds).targets) == 200


def test_numbers_and_order_play_no_part(seeds: list[Record]) -> None:
    annual, q3 = seeds
    names = {entry.key: f"x{hash_order:03d}" for hash_order, entry in enumerate(reversed(annual.entries))}
    shuffled = replace(
        annual,
        entries=tuple(replace(e, key=names[e.key], number=names[e.key]) for e in reversed(annual.entries)),
    )
    assert pairs([q3, shuffled]) == {names[later]: earlier for later, earlier in EXPECTED.items()}


def test_only_the_heavily_reworded_entry_is_not_certain(seeds: list[Record]) -> None:
    unsure = {made.later[1]: made.certainty for made in link(seeds).links if made.certainty is not Certainty.CERTAIN}
    assert unsure == {"86": Certainty.LIKELY}


def test_what_changed_is_told_apart_from_punctuation(seeds: list[Record], reference: Reference) -> None:
    changes = connect(seeds, reference).changes
    reworded = {change.later[1] for change in changes if change.kind is ChangeKind.WORDING}
    # Read by eye: in these the characters differ, in the others only the width of a comma.
    assert reworded == {
        "86", "87", "97", "98", "100", "102", "104", "105", "110", "111", "116", "120", "125", "127", "132", "133",
        "135",
    }  # fmt: skip
    assert {change.kind for change in changes} == {ChangeKind.NUMBER, ChangeKind.WORDING}


def test_each_kind_of_change_says_what_was_before_and_after() -> None:
    def entry(number: str | None, wording: str, leader: str, units: str, deadline: str) -> Entry:
        due = Deadline(deadline, None) if deadline else None
        rows = (Assignment(1, leader, tuple(units.split()), "", None, "", due, (1,)),)
        return Entry("q3", number or "line-4", number, wording, rows)

    before = entry("1", "修路三条，植树", "甲某", "市某局 市乙局", "10月底")
    after = entry(None, "修路五条", "乙某", "市某局", "")
    assert [(change.kind, change.before, change.after) for change in changes(before, after)] == [
        (ChangeKind.NUMBER, "1", ""),
        (ChangeKind.WORDING, "修路三条，植树", "修路五条"),
        (ChangeKind.DEADLINE, "10月底", ""),
        (ChangeKind.LEADERS, "甲某", "乙某"),
        (ChangeKind.UNITS, "市某局、市乙局", "市某局"),
    ]
    # What one of the documents never says is no change; a single empty cell is.
    silent = frozenset({ChangeKind.NUMBER, ChangeKind.UNITS})
    assert {change.kind for change in changes(before, after, silent)} == {*ChangeKind} - silent
    # Another mark, and units in another order, change nothing.
    assert not [*changes(before, entry("1", "修路三条,植树", "甲某", "市乙局 市某局", "10月底"))]


def test_deadlines_that_mean_the_same_day_are_no_change() -> None:
    def entry(printed: str, due: date) -> Entry:
        return Entry("q3", "1", "1", "修路", (Assignment(1, None, (), "", None, "", Deadline(printed, due), (1,)),))

    before = entry("2024年12月底", date(2024, 12, 31))
    assert not [*changes(before, entry("2024年12月", date(2024, 12, 31)))]
    assert [change.kind for change in changes(before, entry("2025年", date(2025, 12, 31)))] == [ChangeKind.DEADLINE]


def test_a_name_with_the_separator_in_it_is_one_name() -> None:
    def entry(*units: str) -> Entry:
        return Entry("q3", "1", "1", "修路", (Assignment(1, None, units, "", None, "", None, (1,)),))

    assert [change.kind for change in changes(entry("甲局", "乙办"), entry("甲局、乙办"))] == [ChangeKind.UNITS]


def document(period: str, month: int) -> Document:
    return Document(
        f"x-2023-{period}",
        "t",
        "x",
        "x市人民政府",
        2023,
        Period(period, date(2023, 1, 1), date(2023, month, 28)),
        "t",
        "",
    )


Make = Callable[..., Record]


@pytest.fixture
def make() -> Make:
    def record(period: str, month: int, wordings: dict[str, str]) -> Record:
        name = f"x-2023-{period}"
        entries = tuple(
            Entry(name, key, key, wording, (Assignment(1, "甲某", ("市某局",), "", None, "", None, (1,)),))
            for key, wording in wordings.items()
        )
        return Record(document(period, month), (), entries, ())

    return record


TWINS = {"1": "谋划推进沿黄高速甲城至乙城段", "2": "谋划推进永城高速丙乡至丁县段", "3": "谋划推进德戊高速丁县至己武段"}


def test_near_twins_stay_apart(make: Make) -> None:
    later = {"7": TWINS["3"] + "建设", "8": TWINS["1"], "9": TWINS["2"]}
    assert pairs([make("q3", 9, TWINS), make("annual", 12, later)]) == {"7": "3", "8": "1", "9": "2"}


def test_a_new_target_and_a_dropped_one_are_not_forced_together(make: Make) -> None:
    made = link([make("q3", 9, {"1": "新建学校食堂三十处"}), make("annual", 12, {"1": "办好世界牡丹大会"})])
    assert made.links == ()
    assert [target.name for target in made.targets] == [("x-2023-q3", "1"), ("x-2023-annual", "1")]


def test_documents_of_another_year_are_not_linked(make: Make) -> None:
    first, second = make("q3", 9, TWINS), make("annual", 12, TWINS)
    other = replace(second, document=replace(second.document, year=2024))
    assert link([first, other]).links == ()


def test_what_only_promises_comes_before_all_reports_of_its_year(make: Make) -> None:
    plan = make("annual", 12, {"1": "修路三条"})
    report = make("h1", 6, {"1": "修路三条"})
    [entry] = report.entries
    told = replace(report, entries=(replace(entry, assignments=(replace(entry.assignments[0], progress="修路"),)),))
    [made] = link([told, plan]).links
    assert (made.earlier[0], made.later[0]) == ("x-2023-annual", "x-2023-h1")


def test_a_reworded_promise_keeps_who_answers_for_it(make: Make) -> None:
    before = make("q3", 9, {"1": "开展渔业专项整治，渔船检验率60%以上"})
    after = make("annual", 12, {"4": "开展渔业专项整治，养殖用药抽检率31%"})
    assert len(link([before, after]).links) == 1
    [entry] = after.entries
    others = replace(entry, assignments=(replace(entry.assignments[0], units=("市乙局",), leader="乙某"),))
    assert not link([before, replace(after, entries=(others,))]).links


def test_a_person_is_asked_where_nothing_speaks_for_a_link() -> None:
    def entry(document: str, number: str, unit: str) -> Entry:
        return Entry(document, number, number, "修路", (Assignment(1, None, (unit,), "", None, "", None, (1,)),))

    def doubted(certainty: Certainty, number: str, unit: str) -> bool:
        made = Link(("q3", "1"), ("annual", number), 0.8, certainty, "similarity")
        return is_doubted(made, entry("q3", "1", "市某局"), entry("annual", number, unit))

    assert doubted(Certainty.LIKELY, "2", "市乙局")
    assert not doubted(Certainty.LIKELY, "1", "市乙局")
    assert not doubted(Certainty.LIKELY, "2", "市某局")
    assert doubted(Certainty.DOUBTFUL, "1", "市某局")
    assert not doubted(Certainty.CERTAIN, "2", "市乙局")


def test_a_third_document_joins_the_same_target(make: Make) -> None:
    made = link([make("h1", 6, TWINS), make("q3", 9, TWINS), make("annual", 12, TWINS)])
    assert [len(target.entries) for target in made.targets] == [3, 3, 3]


def test_the_order_of_the_records_does_not_matter(make: Make) -> None:
    records = [make("h1", 6, TWINS), make("q3", 9, TWINS), make("annual", 12, TWINS)]
    assert link(records) == link(list(reversed(records)))


@pytest.mark.parametrize("swapped", [False, True])
def test_a_judgement_is_stronger_than_any_score(make: Make, swapped: bool) -> None:
    first, second = ("x-2023-q3", "1"), ("x-2023-annual", "2")
    ends = (second, first) if swapped else (first, second)
    records = [make("q3", 9, TWINS), make("annual", 12, TWINS)]
    made = link(records, [Judgement(SAME, *ends, "某人", "2024-01-01", "看过原件")])
    found = {m.later[1]: (m.earlier[1], m.basis, m.score) for m in made.links}
    assert found["2"] == ("1", "judgement", 1.0)
    apart = link(records, [Judgement(DIFFERENT, ("x-2023-q3", "1"), ("x-2023-annual", "1"), "某人", "", "")])
    assert ("x-2023-q3", "1") not in {m.earlier for m in apart.links if m.later == ("x-2023-annual", "1")}


def test_a_name_once_given_stays(make: Make) -> None:
    q3, annual = make("q3", 9, TWINS), make("annual", 12, TWINS)
    first = link([annual])
    names = {key: target.name for target in first.targets for key in target.entries}
    assert [target.name for target in link([q3, annual], names=names).targets] == [
        ("x-2023-annual", "1"),
        ("x-2023-annual", "2"),
        ("x-2023-annual", "3"),
    ]


def test_targets_that_were_one_get_two_names(make: Make) -> None:
    q3 = make("q3", 9, {"1": TWINS["1"], "2": TWINS["2"]})
    one = ("x-2023-q3", "1")
    named = [target.name for target in link([q3], names={one: one, ("x-2023-q3", "2"): one}).targets]
    assert named == [one, ("x-2023-q3", "2")]
    other = ("x-2023-q3", "2")
    swapped = [target.name for target in link([q3], names={one: other, other: one}).targets]
    assert sorted(swapped) == [one, other]
