from __future__ import annotations

import pytest

from heze_graph.records.responsibility.leaders import could_be_leader, read_leaders
from heze_graph.reference import Reference


def test_a_blank_inside_a_name_is_no_name(reference: Reference) -> None:
    names, mends = read_leaders("曹 临", reference.register("heze"), reference.language)
    assert names == ("曹临",)
    assert [(mend.kind, mend.printed, mend.understood) for mend in mends] == [("blank-in-name", "曹 临", "曹临")]


@pytest.mark.parametrize("printed", ["王昌华 张鹏", "王昌华、张鹏", "王昌华\n张鹏"])
def test_several_leaders_in_one_cell(reference: Reference, printed: str) -> None:
    assert read_leaders(printed, reference.register("heze"), reference.language) == (("王昌华", "张鹏"), ())


def test_an_unknown_leader_is_a_leader_with_a_finding(reference: Reference) -> None:
    names, mends = read_leaders("王昌花", reference.register("heze"), reference.language)
    assert names == ("王昌花",)
    assert (mends[0].kind, dict(mends[0].details)["nearest"]) == ("unknown-leader", "王昌华")


def test_an_empty_cell_names_nobody(reference: Reference) -> None:
    assert read_leaders("  ", reference.register("heze"), reference.language) == ((), ())


@pytest.mark.parametrize("printed", ["县委副书记、县委宣传部部长", "县委办公室主任"])
def test_a_post_in_an_office_stays_whole(reference: Reference, printed: str) -> None:
    assert read_leaders(printed, reference.register(""), reference.language)[0] == tuple(printed.split("、"))


@pytest.mark.parametrize("note", ["高级工程师", "江北片区", "任期内"])
def test_a_note_that_begins_with_a_surname_is_no_leader(reference: Reference, note: str) -> None:
    assert read_leaders(f"刘一鸣（{note}）", reference.register(""), reference.language)[0] == ("刘一鸣",)


@pytest.mark.parametrize(
    ("text", "could"), [("张三", True), ("曹 临", True), ("2023", False), ("这不是一个人名字", False)]
)
def test_the_form_of_a_name(reference: Reference, text: str, could: bool) -> None:
    assert could_be_leader(text, reference.register("")) is could
