from __future__ import annotations

from datetime import date

import pytest

from heze_graph.entities.brief import EVERYTHING, MOST, Brief, BriefList, Briefs, BriefSubject
from heze_graph.queries.library import Library
from heze_graph.rdf import iris
from heze_graph.store.embedded import Embedded

LEADER = BriefSubject(f"{iris.ID}leader/heze/王昌华", "leader", "王昌华")
AFTER = date(2024, 2, 1)


def brief(
    engine: Embedded, library: Library, subject: BriefSubject, today: date = AFTER, language: str = "zh"
) -> Brief:
    return Briefs(engine, library, today, language).brief(subject)


def rows(section: BriefList) -> dict[str, tuple[str, ...]]:
    return {row[0]: row for row in section.rows}


def test_a_leader_with_what_is_behind_who_shares_it_and_where_it_is_printed(
    seed_engine: Embedded, library: Library
) -> None:
    made = brief(seed_engine, library, LEADER)
    facts = dict(made.facts)
    assert facts["类别"] == "市政府领导"
    assert facts["所据期间"] == "2023年1—9月（三季度表，45项）；2023年（年度表，12项）"
    assert facts["进度灯"].startswith("责任目标45项，其中12项可凭数字判断。量化目标22个：落后 1，")
    assert "一览表（三季度表，第24、34、37、82–86、" in facts["出处"]
    late, changes, questions = made.sections
    behind = rows(late)["51"]
    assert behind[2] == "落后、到期待核"
    assert behind[3].startswith("“签订中科睿医智慧医疗")
    assert behind[3].endswith("（70%）")
    assert behind[4:] == ("年底", "市现代医药港", "三季度表第85行")
    assert rows(late)["92"][2] == "逾期"
    assert set(rows(changes)) == {"86", "87", "97"}
    assert changes.note == "另有9项只是序号变动。"
    assert {row[1] for row in questions.rows} >= {"累计数变小", "数字骤增"}
    assert "三季度表第38行" not in {row[-1] for row in questions.rows}, "the row of another leader"


def test_all_who_share_a_target_are_named(seed_engine: Embedded, library: Library) -> None:
    late = brief(seed_engine, library, EVERYTHING).sections[0]
    assert rows(late)["46"][5] == "聂元科、肖友华、市发展改革委、市住房城乡建设局"
    assert rows(late)["164"][5] == "肖友华、市住房城乡建设局、牡丹区人民政府、菏泽鲁西新区管委会"


def test_nothing_is_overdue_before_its_deadline(seed_engine: Embedded, library: Library) -> None:
    made = brief(seed_engine, library, EVERYTHING, date(2023, 12, 31))
    assert not any("逾期" in row[2] or "到期" in row[2] for row in made.sections[0].rows)
    assert "落后" in made.sections[0].rows[0][2]


def test_a_list_that_is_cut_says_so(seed_engine: Embedded, library: Library) -> None:
    made = brief(seed_engine, library, EVERYTHING)
    assert [len(section.rows) for section in made.sections] == list(MOST.values())
    assert all(section.note.startswith("另有") for section in made.sections)


def test_a_county_by_its_government_without_what_all_counties_share(seed_engine: Embedded, library: Library) -> None:
    made = brief(seed_engine, library, BriefSubject(f"{iris.ID}place/371721", "place", "曹县"))
    assert dict(made.facts)["进度灯"] == "责任目标1项，都没有可凭数字判断的量化目标；另有7项由各县区共同承担，未列"
    assert made.sections[0].note == "没有凭数字落后、自报落后或有据可知逾期的目标。"


@pytest.mark.parametrize(("kind", "path"), [("unit", "unit/heze/市科技局"), ("leader", "leader/heze/曹临")])
def test_in_english(seed_engine: Embedded, library: Library, kind: str, path: str) -> None:
    made = brief(seed_engine, library, BriefSubject(f"{iris.ID}{path}", kind, "X"), language="en")
    assert made.title == "Brief: X"
    assert [word for word, _ in made.facts][:3] == ["Kind", "Periods", "Lights"]
