from __future__ import annotations

from collections.abc import Mapping

import pytest

from heze_graph.model.printed import TableFile
from heze_graph.model.understood import Claim, Entry, Record
from heze_graph.pipeline.stages import read
from heze_graph.reference import Reference
from heze_graph.resources import SEEDS


@pytest.fixture(scope="module")
def q3(reference: Reference) -> Record:
    return read(TableFile.at(SEEDS / "heze-2023-q3.txt"), reference)


@pytest.fixture(scope="module")
def annual(reference: Reference) -> Record:
    return read(TableFile.at(SEEDS / "heze-2023-annual.txt"), reference)


@pytest.fixture(scope="module")
def entries(q3: Record) -> Mapping[str, Entry]:
    return {entry.key: entry for entry in q3.entries}


def test_what_is_printed_and_understood_in_numbers(q3: Record, annual: Record) -> None:
    assert (len(q3.rows), len(annual.rows)) == (213, 54)
    assert (len(q3.entries), len(annual.entries)) == (200, 54)
    assert sum(len(entry.assignments) for record in (q3, annual) for entry in record.entries) == 266
    assert len({leader for entry in q3.entries for leader in entry.leaders}) == 8


def test_the_documents_know_what_they_cover(q3: Record, annual: Record) -> None:
    assert (q3.document.name, annual.document.name) == ("heze-2023-q3", "heze-2023-annual")
    assert q3.document.period is not None
    assert (str(q3.document.period.begin), str(q3.document.period.end)) == ("2023-01-01", "2023-09-30")
    assert annual.document.period is not None
    assert str(annual.document.period.end) == "2023-12-31"
    assert q3.document.issuer == "菏泽市人民政府"


@pytest.mark.parametrize(
    ("key", "leaders"),
    [
        ("10", ["聂元科", "曹临"]),
        ("13", ["聂元科", "王昌华", "张鹏", "肖友华"]),
        ("18", ["聂元科", "王昌华"]),
        ("20", ["聂元科", "王昌华", "张鹏", "肖友华"]),
        ("26", ["聂元科", "肖友华"]),
        ("31", ["聂元科", "刘连栋"]),
        ("40", ["聂元科", "刘连栋"]),
        ("46", ["聂元科", "肖友华"]),
    ],
)
def test_continuation_rows_are_further_assignments(entries: Mapping[str, Entry], key: str, leaders: list[str]) -> None:
    assert [assignment.leader for assignment in entries[key].assignments] == leaders


def test_all_other_entries_have_one_assignment(entries: Mapping[str, Entry]) -> None:
    several = {key for key, entry in entries.items() if len(entry.assignments) > 1}
    assert several == {"10", "13", "18", "20", "26", "31", "40", "46"}


def test_a_unit_standing_alone_joins_the_row_above(entries: Mapping[str, Entry]) -> None:
    (assignment,) = entries["28"].assignments
    assert assignment.units == ("市行政审批服务局", "市市场监管局")
    assert assignment.lines == (52, 53)


def test_a_shifted_row_is_read_where_it_belongs(entries: Mapping[str, Entry]) -> None:
    second = entries["31"].assignments[1]
    assert second.progress.startswith("印发《菏泽市人民政府2023年重大行政决策事项目录》")
    assert (second.units, second.claim, second.deadline) == ((), None, None)


def test_an_empty_progress_stays_empty(entries: Mapping[str, Entry]) -> None:
    assert [assignment.progress for assignment in entries["20"].assignments[1:]] == ["", "", ""]


def test_each_assignment_keeps_its_own_deadline(entries: Mapping[str, Entry]) -> None:
    first, second = entries["18"].assignments
    assert first.deadline is not None
    assert second.deadline is not None
    assert (first.deadline.printed, first.deadline.due) == ("长期坚持", None)
    assert (second.deadline.printed, str(second.deadline.due)) == ("年底", "2023-12-31")


def test_only_113_and_121_make_no_claim(q3: Record, annual: Record) -> None:
    for record, key in ((q3, "113"), (annual, "121")):
        without = [e.key for e in record.entries if e.assignments[0].claim is not Claim.ON_SCHEDULE]
        assert without == [key]


def test_every_mend_says_what_was_printed_and_why(q3: Record) -> None:
    mends = {(f.line, f.kind, f.printed[:6], f.understood[:6]) for f in q3.findings if f.kind != "blank-in-name"}
    assert mends == {
        (37, "missing-progress", "", ""),
        (38, "missing-progress", "", ""),
        (39, "missing-progress", "", ""),
        (53, "unit-in-leader-column", "市市场监管局", "市市场监管局"),
        (57, "missing-units", "", ""),
        (57, "shifted-cell", "印发《菏泽市", "印发《菏泽市"),
        (165, "cancelled-target", "—", ""),
        (202, "short-name", "鲁西新区管委", "菏泽鲁西新区"),
        (217, "look-alike", "鄆城县人民政", "鄄城县人民政"),
        (228, "name-cut", "菏泽鲁西新区", "菏泽鲁西新区"),
        (229, "name-cut", "菏泽鲁西新区", "菏泽鲁西新区"),
        (234, "name-cut", "菏泽鲁西新区", "菏泽鲁西新区"),
        (237, "name-cut", "菏泽鲁西新区", "菏泽鲁西新区"),
        (244, "short-name", "鲁西新区管委", "菏泽鲁西新区"),
    }
    assert {f.printed for f in q3.findings if f.kind == "blank-in-name"} == {"曹 临", "张 鹏"}
