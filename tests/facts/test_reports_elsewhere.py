"""Goals and what reports say of them, in the wording of tables of other cities; each read by hand first."""

from __future__ import annotations

import pytest

from heze_graph.facts.numbers.attainment import attainment
from heze_graph.facts.numbers.goals import goals
from heze_graph.facts.numbers.readings import read_goals
from heze_graph.model.measured import Measure
from heze_graph.reference.measures import load_measures
from heze_graph.resources import REFERENCE

KNOWN = load_measures(REFERENCE)
SAID = {True: "met", False: "missed", None: "open"}

#: The target, the report, and for each goal its comparator and value, the value reported, whether it is met.
CASES = [
    (
        "城镇新增就业5.2万人以上，城镇调查失业率控制在5.5%以内",
        "城镇新增就业4.8万人，城镇调查失业率5.1%",
        ">=5.2:4.8:missed <=5.5:5.1:met",
    ),
    (
        "粮食播种面积稳定在620万亩以上、总产量达到55亿斤",
        "粮食播种面积625.3万亩，总产55.6亿斤",
        ">=620:625.3:met >=55:55.6:met",
    ),
    (
        "建成保障性租赁住房3000套（间）",
        "建成2860套（间）",
        "==3000:2860:missed",
    ),
    (
        "空气质量优良天数比率达到78%以上，PM2.5平均浓度降至42微克/立方米以下",
        "优良天数比率81.2%，PM2.5浓度43微克/立方米",
        ">=78:81.2:met <=42:43:missed",
    ),
    (
        "招引亿元以上项目100个，其中10亿元以上20个",
        "招引亿元以上项目112个，其中10亿元以上18个",
        "==100:112:met ==20:18:missed",
    ),
    (
        "万元GDP能耗下降3%",
        "万元GDP能耗同比下降3.4%",
        "==3:3.4:met",
    ),
    (
        "研发投入占GDP比重达到2.8%",
        "研发投入占GDP比重为2.6%",
        ">=2.8:2.6:missed",
    ),
    (
        "新建、改扩建学校15所",
        "新建7所、改扩建8所",
        "==15:15:met",
    ),
    (
        "完成造林20万亩、森林抚育10万亩",
        "完成造林18.6万亩、森林抚育12万亩",
        "==20:18.6:missed ==10:12:met",
    ),
    (
        "力争全年接待游客5000万人次，旅游收入突破400亿元",
        "接待游客4210万人次，旅游收入365亿元",
        "==5000:4210:missed >=400:365:missed",
    ),
    (
        "常住人口城镇化率提高1个百分点以上",
        "常住人口城镇化率提高0.8个百分点",
        ">=1:0.8:missed",
    ),
    (
        "公办幼儿园占比不低于55%",
        "公办幼儿园占比56.2%",
        ">=55:56.2:met",
    ),
    (
        "培育国家级专精特新“小巨人”企业5家、省级专精特新企业50家",
        "新增国家级专精特新“小巨人”企业3家、省级专精特新企业62家",
        "==5:3:missed ==50:62:met",
    ),
    (
        "到2025年底，全市5G基站达到1.2万个",
        "5G基站累计1.35万个",
        ">=1.2:1.35:met",
    ),
    (
        "城乡居民收入分别增长7%和8%",
        "城乡居民收入分别增长6.5%和8.1%",
        "==7:6.5:missed ==8:8.1:met",
    ),
    (
        "城镇、农村居民人均可支配收入分别增长7.5%以上、8.5%以上",
        "城镇居民人均可支配收入增长7.6%，农村居民人均可支配收入增长8.2%",
        ">=7.5:7.6:met >=8.5:8.2:missed",
    ),
    (
        "规模以上工业增加值、固定资产投资、社会消费品零售总额增速分别达到8%、9%和7%",
        "规模以上工业增加值增速8.3%，固定资产投资增速7.7%，社会消费品零售总额增速7.2%",
        ">=8:8.3:met >=9:7.7:missed >=7:7.2:met",
    ),
    (
        "小学、初中学位分别新增3000个和2000个",
        "新增小学学位3200个、初中学位1800个",
        "==3000:3200:met ==2000:1800:missed",
    ),
    (
        "单位GDP能耗和二氧化碳排放分别下降3.5%、4%",
        "单位GDP能耗下降3.6%，二氧化碳排放下降3.9%",
        "==3.5:3.6:met ==4:3.9:missed",
    ),
    (
        "建设高标准农田10万亩",
        "10万亩高标准农田正在组织验收",
        "==10:10:open",
    ),
    (
        "新建农村公路200公里",
        "200公里农村公路已全部完成交工验收",
        "==200:200:met",
    ),
    (
        "实施老旧小区改造45个",
        "45个老旧小区改造项目已完工38个，其余正在施工",
        "==45:38:missed",
    ),
    (
        "加快25个续建项目建设，新开工项目30个",
        "新开工项目32个",
        "==30:32:met",
    ),
    (
        "确保现有320家规上企业稳定运行，新增规上企业40家",
        "新增规上企业43家",
        "==40:43:met",
    ),
]


def value(measure: Measure) -> str:
    return f"{measure.value.normalize():f}"


@pytest.mark.parametrize(("target", "report", "expected"), CASES)
def test_a_report_answers_the_goals_of_a_target(target: str, report: str, expected: str) -> None:
    promised = goals(target, KNOWN)
    pairs = zip(promised, read_goals(promised, [report], KNOWN), strict=True)
    said = [
        f"{goal.comparator}{value(goal.measure)}:{read and value(read.measure)}:{SAID[attainment(goal, read).met]}"
        for goal, read in pairs
    ]
    assert " ".join(said) == expected
