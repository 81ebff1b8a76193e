"""Which indicator a goal measures, and how that decides what a reading is worth."""

from __future__ import annotations

from decimal import Decimal

import pytest

from heze_graph.extraction.numbers.attainment import attainment, indicator_of, progress_light, shortfall, yardstick
from heze_graph.extraction.numbers.goals import goals
from heze_graph.extraction.numbers.readings import read_goals
from heze_graph.model.facts import Light
from heze_graph.reference.measures import load_indicators, load_measures
from heze_graph.resources import REFERENCE

KNOWN, INDICATORS = load_measures(REFERENCE), load_indicators(REFERENCE)


def key(target: str) -> str:
    found = indicator_of(goals(target, KNOWN)[0], INDICATORS, KNOWN)
    return found.key if found else ""


@pytest.mark.parametrize(
    ("target", "indicator"),
    [
        ("GDP增长6.2%左右", "gross-regional-product"),
        ("全县生产总值突破300亿元", "gross-regional-product"),
        ("人均地区生产总值达到6.8万元", "gross-regional-product-per-capita"),
        ("单位GDP能耗下降3.1%", "energy-intensity"),
        ("规上工业增加值增长8%以上", "value-added-industry"),
        ("固定资产投资增长9%", "fixed-asset-investment"),
        ("工业固定资产投资增长11%", "investment-industry"),
        ("完成工业技改投资40亿元", "investment-technical-renovation"),
        ("社零额增长7%", "retail-sales"),
        ("农村居民人均可支配收入增长7.5%", "rural-income"),
        ("城镇新增就业2.1万人", "urban-jobs"),
        ("城镇调查失业率控制在5.5%左右", "unemployment-surveyed"),
        ("PM2.5平均浓度控制在36微克/立方米以内", "pm25"),
        ("空气质量优良天数比例达到78%", "good-air-days-ratio"),
        ("粮食总产量稳定在52万吨以上", "grain-output"),
        ("新建高标准农田12万亩", "high-standard-farmland"),
        ("改造城镇老旧小区88个", "old-housing-estates"),
        ("建成5G基站900个", "five-g-stations"),
    ],
)
def test_a_goal_points_to_its_indicator(target: str, indicator: str) -> None:
    assert key(target) == indicator


@pytest.mark.parametrize(
    "target",
    [
        "船舶制造业固定资产投资增长9%",  # of one trade only
        "5G基站建设投资3亿元",  # another unit
        "完成固定资产投资项目50个",
        "稀土产业产值占规上工业总产值比重达到12%",  # a share of it
        "新建观鸟亭5座",
    ],
)
def test_a_name_inside_another_quantity_or_in_another_unit_is_none(target: str) -> None:
    assert key(target) == ""


def judged(target: str, progress: str, elapsed: str = "1") -> tuple[bool | None, Light, str]:
    goal = goals(target, KNOWN)[0]
    reading = read_goals([goal], [progress], KNOWN)[0]
    by = yardstick(goal, indicator_of(goal, INDICATORS, KNOWN), KNOWN)
    light, rule = progress_light(goal, reading, Decimal(elapsed), KNOWN, by)
    return attainment(goal, reading, by).met, light, rule.name


@pytest.mark.parametrize(
    ("target", "progress", "met", "light", "rule"),
    [
        # 左右 on a price or a jobless rate is a ceiling, on growth a floor.
        ("居民消费价格涨幅3%左右", "居民消费价格上涨2.1%", True, Light.REACHED, "rate-met"),
        ("居民消费价格涨幅3%左右", "居民消费价格上涨3.6%", False, Light.BEHIND, "growth-short"),
        ("城镇登记失业率4%左右", "城镇登记失业率3.2%", True, Light.REACHED, "rate-met"),
        ("固定资产投资增长8%左右", "固定资产投资增长9%", True, Light.REACHED, "rate-met"),
        # Growth is compared in percentage points.
        ("固定资产投资增长8%", "固定资产投资增长3.5%", False, Light.BEHIND, "growth-short"),
        ("固定资产投资增长8%", "固定资产投资增长3%", False, Light.FAR_BEHIND, "growth-far-short"),
        ("固定资产投资增长8%", "固定资产投资下降1%", False, Light.FAR_BEHIND, "growth-far-short"),
        ("财政收入增长1%", "财政收入下降0.5%", False, Light.BEHIND, "growth-short"),
        # A fall that is larger than the promised rise is no rise.
        ("进出口总额增长5%", "进出口总额152亿元，同比下降11.8%", False, Light.FAR_BEHIND, "growth-far-short"),
        ("单位GDP能耗下降3%", "单位GDP能耗下降3.4%", True, Light.REACHED, "rate-met"),
        # A decrease that is asked for is the better met the more there is of it, what is left the less there is.
        ("氮氧化物排放总量削减900吨", "氮氧化物削减1010吨", True, Light.REACHED, "amount-met"),
        ("氮氧化物排放量降至900吨", "氮氧化物排放量960吨", False, Light.BEHIND, "limit-exceeded"),
        # A limit is graded by how far it is exceeded.
        ("用水总量控制在500万立方米以内", "用水总量505万立方米", False, Light.BEHIND, "limit-exceeded"),
        ("用水总量控制在500万立方米以内", "用水总量610万立方米", False, Light.FAR_BEHIND, "limit-far-exceeded"),
        ("进入全省前5名", "居全省第16名", False, Light.BEHIND, "rank-missed"),
    ],
)
def test_what_a_reading_is_worth(target: str, progress: str, met: bool, light: Light, rule: str) -> None:
    assert judged(target, progress) == (met, light, rule)


@pytest.mark.parametrize(
    ("target", "progress", "light", "rule"),
    [
        ("粮食总产量达到40万吨", "粮食总产量18万吨", Light.CANNOT_TELL, "season-open"),
        ("粮食总产量达到40万吨", "粮食总产量41万吨", Light.REACHED, "season-met"),
        ("新认定高新技术企业60家", "新认定高新技术企业12家", Light.FAR_BEHIND, "far-off-pace"),
        ("高新技术企业突破600家", "高新技术企业560家", Light.CANNOT_TELL, "season-open"),
        ("城镇新增就业2万人", "城镇新增就业0.8万人", Light.BEHIND, "off-pace"),
    ],
)
def test_time_is_apportioned_only_where_it_may_be(target: str, progress: str, light: Light, rule: str) -> None:
    assert judged(target, progress, "0.5")[1:] == (light, rule)


def test_a_shortfall_is_told_in_points_or_as_a_part_of_the_limit() -> None:
    growth, limit, amount = (goals(t, KNOWN)[0] for t in ("投资增长8%", "用水总量控制在500吨以内", "新建公园5处"))
    texts = ("投资增长6.5%", "用水总量550吨", "建成公园4处")
    found = [read_goals([goal], [text], KNOWN)[0] for goal, text in zip((growth, limit, amount), texts, strict=True)]
    missed = [shortfall(goal, one) if one else None for goal, one in zip((growth, limit, amount), found, strict=True)]
    assert missed == [Decimal("1.5"), Decimal("0.1"), None]
