from __future__ import annotations

import shutil
from decimal import Decimal
from pathlib import Path

import pytest

from heze_graph.extraction.numbers.goals import goals
from heze_graph.extraction.numbers.phrases import phrases
from heze_graph.extraction.numbers.quantities import measures
from heze_graph.extraction.numbers.refusals import refusal
from heze_graph.model.facts import Goal, Nature
from heze_graph.reference.measures import load_measures
from heze_graph.resources import REFERENCE

KNOWN = load_measures(REFERENCE)


def promised(text: str) -> list[str]:
    return [f"{goal.comparator}{goal.measure.value}{goal.measure.unit}" for goal in goals(text, KNOWN)]


def only(text: str) -> Goal:
    (goal,) = goals(text, KNOWN)
    return goal


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("新建口袋公园6个\n6个", ["==6个"]),
        ("农产品加工业产值增长8%以上\n8%以上", [">=8%"]),
        ("新增绿道9公里、停车位300个\n300个", ["==9公里", "==300个"]),
        ("茶园面积\n5.6万亩以上", [">=5.6万亩"]),
        ("新建驿站16个\n6个", ["==16个", "==6个"]),
        ("新建驿站6个\n改造驿站6个", ["==6个", "==6个"]),
    ],
)
def test_a_value_that_only_says_a_goal_again_is_no_other_goal(text: str, expected: list[str]) -> None:
    assert promised(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("接待游客突破3000万人次，旅游总收入增长12%以上", [">=3000万人次", ">=12%"]),
        ("到位资金80亿至90亿元", [">=80亿元"]),
        ("培育近百个文艺社团", ["~100个"]),
        ("最近百姓大舞台开演", []),
        ("提高护理补贴发放标准，不低于90元/人·月", [">=90元/人·月"]),
        ("新建改扩建中小学、幼儿园20所，新增学位1.5万个", ["==20所", "==1.5万个"]),
        ("PM2.5平均浓度控制在38微克/立方米以内", ["<=38微克/立方米"]),
        ("新签约亿元以上项目200个，其中50亿元以上项目5个", ["==200个", "==5个"]),
        ("整治提升农村河道150条、420公里", ["==150条", "==420公里"]),
        ("引进高层次人才300名以上，其中博士50名", [">=300名", "==50名"]),
        ("完成一般公共预算收入280亿元，增长6%左右", ["==280亿元", "~6%"]),
        ("招募志愿者不少于1万名", [">=1万名"]),
        ("办理时限压缩至3个工作日以内", ["<=3个工作日"]),
        ("不良贷款率低于1.5%", ["<1.5%"]),
        ("新增规模以上服务业企业30—50家", [">=30家"]),
        ("打造两个千亿级产业集群", ["==2个"]),
        ("打造15分钟社区养老服务圈5个", ["==5个"]),
        ("推动12家企业上市挂牌", ["==12家"]),
        ("支持50家企业实施数字化转型", ["==50家"]),
        ("完成100个行政村的生活污水治理", ["==100个"]),
        ("全面完成20个片区改造，新建学校20所（其中小学12所）", ["==20个", "==20所", "==12所"]),
        ("空气质量综合指数控制在4.5以内", ["<=4.5"]),
        ("发放15亿元创业担保贷款", ["==15亿元"]),
        ("人均预期寿命达到79.5岁", [">=79.5岁"]),
        ("确保30%以上的村集体收入过百万元", [">=30%"]),
        ("争取1.5亿元资金支持渔港项目建设", ["==1.5亿元"]),
    ],
)
def test_every_number_that_is_promised_is_a_goal(text: str, expected: list[str]) -> None:
    assert promised(text) == expected


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("推进“城建100”工程", "name"),
        ("落实《关于促进消费的20条措施》", "name"),
        ("办好12345热线", "code"),
        ("推动总投资35亿元的热电联产项目建设", "attribute"),
        ("推动年产60万吨绿色铝材项目竣工投产", "attribute"),
        ("为65岁以上老年人免费体检", "attribute"),
        ("引进过10亿元企业", "attribute"),
        ("规划建设3平方公里的空港产业园", "attribute"),
        ("茶农年收入20万元以上占比继续提高", "attribute"),
        ("公交站点500米覆盖率稳步提升", "attribute"),
        ("居民点300米范围内覆盖率稳步提升", "attribute"),
        ("每10万人配备全科医生", "denominator"),
        ("在去年8%的基础上稳步提升", "baseline"),
        ("认真落实省政府30条措施", "clause"),
        ("退出全国120个城市末位", "existing-set"),
        ("持续推进6个物流园区标准化建设", "existing-set"),
        ("抓好15个省级重点项目", "existing-set"),
        ("与8所高校合作", "existing-set"),
    ],
)
def test_other_numbers_are_refused_by_a_rule_with_a_name(text: str, rule: str) -> None:
    found = measures(text, KNOWN)
    refused = [refusal(phrase, KNOWN) for phrase in phrases(text, found, [True] * len(found))]
    assert refused == [rule]
    assert goals(text, KNOWN) == []


def test_a_goal_names_its_quantity_and_its_phrase() -> None:
    goal = only("坚持项目为王，全年新开工保障性住房3000套以上")
    assert (goal.quantity, goal.span.text) == ("新开工保障性住房", "全年新开工保障性住房3000套以上")


@pytest.mark.parametrize(
    ("text", "nouns"), [("建3所和改造老校舍5处", ["建", "改造老校舍"]), ("建桥2座、路3条", ["建桥", "路"])]
)
def test_a_joint_between_two_goals_belongs_to_neither(text: str, nouns: list[str]) -> None:
    assert [goal.noun for goal in goals(text, KNOWN)] == nouns


def test_a_number_for_each_county_is_marked() -> None:
    assert [g.per_place for g in goals("支持各县区建成3—4个便民市场，新建公园12处", KNOWN)] == [True, False]
    assert only("每个乡镇至少建成1处综合养老服务中心").per_place


def test_a_phrase_without_a_noun_speaks_of_the_one_before() -> None:
    first, second = goals("完成一般公共预算收入280亿元，增长6%", KNOWN)
    assert (first.quantity, second.quantity) == ("一般公共预算收入", "一般公共预算收入增长")


@pytest.mark.parametrize(
    ("text", "nature", "falls"),
    [
        ("固定资产投资增长7%", Nature.GROWTH, False),
        ("力争GDP增速达到6%以上", Nature.GROWTH, False),
        ("单位GDP能耗下降3.2%", Nature.GROWTH, True),
        ("森林覆盖率达到36.5%", Nature.RATIO, False),
        ("新能源装机达到800万千瓦以上", Nature.LEVEL, False),
        ("新建改建农村公路800公里", Nature.AMOUNT, False),
        ("综合排名进入全省前5名", Nature.RANK, False),
    ],
)
def test_the_nature_of_a_goal(text: str, nature: Nature, falls: bool) -> None:
    goal = only(text)
    assert (goal.nature, goal.falls) == (nature, falls)


def test_a_rank_from_the_end_keeps_the_size_of_the_ranking() -> None:
    goal = only("水环境质量退出全国100个城市的后10位")
    assert (str(goal.comparator), str(goal.measure.value), goal.from_end, str(goal.out_of)) == (">", "10", True, "100")
    assert (only("进入全省前5名").comparator, only("进入全省前5名").from_end) == ("<=", False)


def test_a_measure_unit_is_one_row(tmp_path: Path) -> None:
    for path in REFERENCE.glob("*.csv"):
        shutil.copy(path, tmp_path)
    with (tmp_path / "measure-units.csv").open("a", encoding="utf-8") as units:
        units.write("垛,count,个,20,yes,yes,垛,stack\n")
    (goal,) = goals("码放草料5垛", load_measures(tmp_path))
    assert (goal.measure.unit, goal.measure.base_value, goal.measure.base_unit) == ("垛", Decimal(100), "个")
    assert goals("码放草料5垛", load_measures(REFERENCE)) == []
