"""Parts and their total, lists and the number of their names."""

from __future__ import annotations

import pytest

from tests.checks.cases import Bench, Case

PARTS, LIST = "parts-and-total-differ", "list-and-number-differ"


@pytest.mark.parametrize(
    ("progress", "expected"),
    [
        ("全市外贸进出口完成88.4亿元，增长5.1%。其中，出口50.2亿元，增长6%；进口38.2亿元，增长4%", []),
        ("全市外贸进出口完成88.4亿元，其中出口50.2亿元，进口39.7亿元", [PARTS]),
        ("全市外贸进出口完成88.4亿元，其中出口50.2亿元，进口37.1亿元", [PARTS]),
        ("签约项目351个，其中超十亿元项目42个", []),
        ("签约项目35个，其中超十亿元项目42个", [PARTS]),
        ("招录干警120名，其中男性70名，女性50名", []),
        ("招录干警120名，其中男性71名，女性50名", [PARTS]),
        ("造林86万亩（其中乔木33万亩），沙地治理61万亩", []),
        ("发放贷款2.1万笔，其中个人1.5万笔，企业0.6万笔", []),
        ("建成绿道12公里、林荫道9公里，合计25公里", [PARTS]),
        ("建成绿道12公里、林荫道9公里，合计21公里", []),
        ("新增产值58.1亿元，其中医药产业39.7亿元，装备产业9.4亿元", []),
        ("举办培训5期，共培训300人", []),
        ("充电站开工9座，其中建成6座、充电桩520个", []),
        ("示范社新增19家，净增12家，总数161家", []),
        ("建成东亭417个（原计划400个）、西亭301个泊位（原计划500个），共718个泊位", []),
        # One part has the others in it; 其中 behind a list is of all that it lists.
        ("监测水质90天，其中达标90天，优质60天，良好30天", []),
        ("监测水质90天，其中达标80天，优质60天，良好20天", []),
        ("12座渔亭中已建成5座，在建7座", []),
        ("12座渔亭中已建成5座，在建8座", [PARTS]),
        ("12座渔亭中已建成5座，提升改造旧亭20座", []),
        ("东坪镇2座，西坝镇1座，南岭镇1座，其中3座建成渔亭", []),
        ("东坪镇2座，西坝镇1座，南岭镇1座，其中5座建成渔亭", [PARTS]),
    ],
)
def test_parts_and_totals(bench: Bench, progress: str, expected: list[str]) -> None:
    assert bench.kinds(Case("持续优化营商环境", progress)) == expected


@pytest.mark.parametrize(
    ("progress", "expected"),
    [
        ("青山县、清白县、长湖县3个县通过验收", []),
        ("青山县、清白县、长湖县4个县通过验收", [LIST]),
        # Two names too few may be a slip; with three the number is that of something else.
        ("青山县、清白县、长湖县5个县通过验收", [LIST]),
        ("青山县、清白县、长湖县6个县通过验收", []),
        ("青山县、清白县等3个县通过验收", []),
        ("青山县、清白县、长湖县、石门县等3个县通过验收", [LIST]),
        ("青山县、清白县和长湖县3个县通过验收", []),
        ("改造道路、桥梁30处工程", []),
        ("新建幼儿园、小学、初中5所", []),
        ("新增床位12张、诊室3间", []),
        ("东坪镇、西坝镇、南岭镇各2个驿站通过验收", []),
    ],
)
def test_lists_and_numbers(bench: Bench, progress: str, expected: list[str]) -> None:
    assert bench.kinds(Case("推进卫生城市创建", progress)) == expected


def test_groups_named_by_examples_do_not_exceed_the_set(bench: Bench) -> None:
    promise = "加快东方重工等10个在建项目投产达效"
    groups = "长河水泥等{}个项目加快建设，东方重工等4个项目已投产"
    assert "groups-exceed-set" in bench.kinds(Case(promise, groups.format(8)))
    assert "groups-exceed-set" not in bench.kinds(Case(promise, groups.format(6)))
    overlapping = "10个项目已开工，8个项目已入库，4个项目已投产"
    assert "groups-exceed-set" not in bench.kinds(Case(promise, overlapping))


@pytest.mark.parametrize(
    ("report", "found"),
    [
        ("新建渔市6个，分别为：东沙、西沙、南沙、北沙、中沙渔市。", True),
        ("新建渔市6个，分别为东沙、西沙、南沙、北沙和中沙渔市，总投资6亿元", False),
        ("新建渔市5个，分别为：东沙、西沙、南沙、北沙、中沙渔市。", False),
        ("新建渔市6个，分别为：东沙、西沙、南沙、北沙、中沙渔市等。", False),
        ("新建渔市3个，分别为：东沙2个、西沙1个。", False),
        ("新建和谐渔村4个，分别是东沙、西沙、和顺村。", True),
        ("新建和谐渔村4个，分别是东沙、西沙、北沙和中沙村。", False),
        ("新建渔市6个，完工4个，分别为：东沙、西沙、南沙、北沙渔市。", False),
    ],
)
def test_a_list_that_is_announced_behind_its_number(bench: Bench, report: str, found: bool) -> None:
    assert ("list-and-number-differ" in bench.kinds(Case("抓好渔市建设", report))) == found


def test_things_of_another_unit_are_no_part_of_a_whole(bench: Bench) -> None:
    lamps = Case("新建路灯2000根、观鸟亭3座", "新建路灯2000余根、观鸟亭3座，绿色照明占比96.1%")
    woods = Case("造林3万亩、育林2万亩", "人工造林3.1万亩、封山育林2.2万亩，森林覆盖率达41.3%")
    for case in (lamps, woods):
        assert "rate-does-not-follow-from-part" not in bench.kinds(case)


@pytest.mark.parametrize(("number", "found"), [("4", False), ("5", True)])
def test_names_in_all_are_counted(bench: Bench, number: str, found: bool) -> None:
    for printed in (number, f" {number} "):
        case = Case("建成社区食堂4所", f"建成甲里、乙桥、丙洲、丁湾共{printed}所食堂")
        assert ("list-and-number-differ" in bench.kinds(case)) is found


@pytest.mark.parametrize(
    ("progress", "found"),
    [
        ("建成东坪区、西坝区、南浦区、云山旅游度假区停车场共6座并投用", False),
        ("全年建成东坪区、西坝区、南浦区停车场共4座", False),
        ("建成东坪区、云山旅游度假区、南浦区、西坝区停车场共5座并投用", False),
        ("建成云山停车场、石门停车场、白沙停车场共4座并投用", True),
        ("东坪区、西坝区、南浦区4座停车场建成投用", False),
        ("东坪区、西坝区、南浦区4个区建成停车场", True),
    ],
)
def test_places_before_the_things_that_stand_there_are_not_counted(bench: Bench, progress: str, found: bool) -> None:
    assert (LIST in bench.kinds(Case("建成停车场4座", progress))) is found


def test_parts_end_where_something_else_is_counted(bench: Bench) -> None:
    progress = "全市共有318个街道，其中295个有公园672处；东坪县7个，西坝县5个，南岭县2个尚无"
    assert PARTS not in bench.kinds(Case("建设公园", progress))
    beds = "新增床位136张，其中东坪区62张；"
    assert PARTS not in bench.kinds(Case("建设床位", f"{beds}家庭床位建成165张"))
    assert PARTS in bench.kinds(Case("建设床位", f"{beds}西坝区91张"))


@pytest.mark.parametrize(
    ("report", "expected"),
    [
        ("改造渔舍2105户，其中新建1200户、改建805户", [PARTS]),
        ("改造渔舍2005户，其中新建1200户、改建805户", []),
        ("新增泊位862个，其中新建310个，改造路灯900个", []),
    ],
)
def test_parts_may_each_have_a_verb(bench: Bench, report: str, expected: list[str]) -> None:
    assert bench.kinds(Case("抓好渔村建设", report)) == expected


@pytest.mark.parametrize(
    ("progress", "found"),
    [
        ("东坪县新建3座、西坝县新建4座，共新建9座", True),
        ("东坪县新建3座、西坝县新建4座，共新建7座", False),
        ("全市有茶亭120座，东坪县新建3座、西坝县新建4座，共新建7座", False),
        ("报送茶亭方案5座、踏勘4座，共办结7座", False),
        ("东坪县新建3座、西坝县新建4座，全市共有150座", False),
    ],
)
def test_what_is_made_in_all_is_the_sum(bench: Bench, progress: str, found: bool) -> None:
    assert ("parts-and-total-differ" in bench.kinds(Case("做好茶亭建设", progress))) is found


def test_another_verb_ends_the_parts_of_a_total(bench: Bench) -> None:
    told = "新增渡船20条，其中县属19条、东山1条；优化渡运线路41条，其中县属38条、东山3条"
    assert not any("total" in kind for kind in bench.kinds(Case("新增渡船7条，优化渡运线路41条", told)))


def test_a_plan_told_again_is_no_part_of_what_is_done(bench: Bench) -> None:
    told = "已办茶会90场，超额完成年度目标（50场）的180%"
    assert not any("rate" in kind for kind in bench.kinds(Case("举办茶会50场", told)))


def test_a_part_that_is_larger_than_its_total_is_named(bench: Bench) -> None:
    (found,) = bench.found({"q3": [Case("做好渔港建设", "新增泊位350个，其中深水泊位420个")]})
    assert dict(found.details)["told_zh"] == "其中一项是420个，比总数350个还多"


@pytest.mark.parametrize(
    ("progress", "found"),
    [
        ("全年产粮180万吨，其中夏粮108万吨、秋粮57万吨", True),
        ("全年产粮180万吨，其中秋粮72万吨、夏粮108万吨", False),
        ("全年产粮180万吨，其中夏粮108万吨、早稻57万吨", False),
        ("全年产粮180万吨，其中夏粮108万吨", False),
    ],
)
def test_two_halves_make_the_whole(bench: Bench, progress: str, found: bool) -> None:
    assert ("parts-and-total-differ" in bench.kinds(Case("抓好粮食生产", progress))) is found


@pytest.mark.parametrize(
    ("progress", "found"),
    [
        ("30处险滩已完成18处、正在施工9处、未开工5处", True),
        ("30处险滩中，已完成18处、正在施工5处、未开工5处", True),
        ("30处险滩中，已完成18处、正在施工9处、未开工3处", False),
        ("30处险滩已开工25处、已完工18处、未开工5处", False),
        ("累计排查险滩30处，今年完成18处、正在施工9处、未开工5处", False),
    ],
)
def test_what_is_done_under_way_and_not_begun_is_the_whole_set(bench: Bench, progress: str, found: bool) -> None:
    assert (PARTS in bench.kinds(Case("整治渔港险滩30处", progress, "否"))) is found
