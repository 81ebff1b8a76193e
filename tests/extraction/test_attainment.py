from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from heze_graph.extraction.numbers.attainment import attainment, elapsed_part, progress_light, yardstick
from heze_graph.extraction.numbers.goals import goals
from heze_graph.extraction.numbers.parts_of_year import due_of
from heze_graph.extraction.numbers.readings import read_goals
from heze_graph.model.facts import Goal, Light, Reading
from heze_graph.reference.measures import load_measures
from heze_graph.resources import REFERENCE

KNOWN = load_measures(REFERENCE)
THIRD_QUARTER = Decimal("0.75")


def pair(target: str, progress: str) -> tuple[Goal, Reading | None]:
    wanted = goals(target, KNOWN)
    (reading,) = read_goals(wanted, [progress], KNOWN)
    return wanted[0], reading


@pytest.mark.parametrize(
    ("target", "progress", "ratio", "met"),
    [
        ("新增学位1.5万个", "新增学位12600个", Decimal("0.84"), False),
        ("新建公园12处", "公园建成12处", Decimal(1), True),
        ("新增规上企业100家以上", "新增规上企业130家", Decimal("1.3"), True),
        ("城镇登记失业率控制在4%以内", "城镇登记失业率2.8%", None, True),
        ("不良贷款率低于1.5%", "不良贷款率1.5%", None, False),
        ("固定资产投资增长8%左右", "固定资产投资增长8%", None, True),
        ("固定资产投资增长8%左右", "固定资产投资增长7.9%", None, False),
        ("固定资产投资增长8%左右", "固定资产投资下降3.2%", None, False),
        ("进入全省前5名", "居全省第7名", None, False),
        ("水质退出全国100个城市后10位", "水质在全国100个城市中排名第85位", None, True),
        ("水质退出全国100个城市后10位", "水质在全国100个城市中排名第91位", None, False),
        ("新建幸福院30处", "新建幸福院已开工30处", Decimal(1), None),
        ("新建公园12处", "正在选址", None, None),
    ],
)
def test_ratio_and_met(target: str, progress: str, ratio: Decimal | None, met: bool | None) -> None:
    result = attainment(*pair(target, progress))
    assert (result.ratio, result.met) == (ratio, met)


@pytest.mark.parametrize(
    ("target", "progress", "elapsed", "light", "rule"),
    [
        ("新建公园12处", "正在选址", "0.75", Light.CANNOT_TELL, "no-reading"),
        ("新建幸福院30处", "新建幸福院已开工30处", "0.75", Light.CANNOT_TELL, "begun-only"),
        ("新建公园12处", "建成公园12处", "0.75", Light.REACHED, "amount-met"),
        ("新建公园12处", "建成公园9处", "0.75", Light.ON_COURSE, "on-pace"),
        ("新建公园12处", "建成公园8处", "0.75", Light.BEHIND, "off-pace"),
        ("新建公园12处", "建成公园4处", "0.75", Light.FAR_BEHIND, "far-off-pace"),
        ("新建公园12处", "建成公园9处", "1", Light.BEHIND, "short"),
        ("新建公园12处", "建成公园5处", "1", Light.FAR_BEHIND, "far-short"),
        ("固定资产投资增长8%", "固定资产投资增长9%", "0.75", Light.ON_COURSE, "rate-held"),
        ("固定资产投资增长8%", "固定资产投资增长9%", "1", Light.REACHED, "rate-met"),
        ("固定资产投资增长8%", "固定资产投资增长7%", "1", Light.BEHIND, "growth-short"),
        ("固定资产投资增长8%", "固定资产投资下降2%", "1", Light.FAR_BEHIND, "growth-far-short"),
        # Before the deadline a rate of growth is short for now, however far.
        ("固定资产投资增长8%", "固定资产投资增长7%", "0.75", Light.BEHIND, "growth-short-for-now"),
        ("固定资产投资增长8%", "固定资产投资下降2%", "0.75", Light.BEHIND, "growth-short-for-now"),
        # In the first half of the time nothing is judged but what keeps its pace, and a limit that is passed for good.
        ("固定资产投资增长8%", "固定资产投资增长7%", "0.25", Light.CANNOT_TELL, "too-early"),
        ("新建公园12处", "建成公园1处", "0.25", Light.CANNOT_TELL, "too-early"),
        ("新建公园12处", "建成公园4处", "0.25", Light.ON_COURSE, "on-pace"),
        ("新建公园12处", "建成公园4处", "0.5", Light.BEHIND, "off-pace"),
        ("财政支出控制在900万元以内", "财政支出930万元", "0.25", Light.BEHIND, "limit-exceeded"),
        # The mean of a season says little before three quarters of the time have passed.
        (
            "PM2.5平均浓度控制在40微克/立方米以内",
            "PM2.5平均浓度46微克/立方米",
            "0.5",
            Light.CANNOT_TELL,
            "weather-open",
        ),
        ("优良天数比例达到75%", "优良天数比例71%", "0.5", Light.CANNOT_TELL, "weather-open"),
        ("优良天数比例达到75%", "优良天数比例71%", "0.75", Light.BEHIND, "short"),
        ("优良天数比例达到75%", "优良天数比例76%", "0.5", Light.ON_COURSE, "rate-held"),
        ("新能源装机达到800万千瓦", "新能源装机达到760万千瓦", "0.75", Light.CANNOT_TELL, "level-open"),
        ("新能源装机达到800万千瓦", "新能源装机达到810万千瓦", "0.75", Light.REACHED, "level-met"),
        ("新能源装机达到800万千瓦", "新能源装机达到760万千瓦", "1", Light.BEHIND, "short"),
        ("新能源装机达到800万千瓦", "新能源装机达到390万千瓦", "1", Light.FAR_BEHIND, "far-short"),
        ("不良贷款率控制在1.5%以内", "不良贷款率1.3%", "0.75", Light.ON_COURSE, "rate-held"),
    ],
)
def test_the_light_names_the_rule_that_gave_it(
    target: str, progress: str, elapsed: str, light: Light, rule: str
) -> None:
    shown, line = progress_light(*pair(target, progress), Decimal(elapsed), KNOWN)
    assert (shown, line.name) == (light, rule)


def test_each_rule_of_the_light_says_why_in_both_languages() -> None:
    assert len({rule.name for rule in KNOWN.lights}) == len(KNOWN.lights)
    assert all(rule.zh and rule.en for rule in KNOWN.lights)


@pytest.mark.parametrize(
    ("end", "due", "part"),
    [
        (date(2023, 9, 30), None, Decimal("0.75")),
        (date(2023, 9, 30), date(2023, 12, 31), Decimal("0.75")),
        (date(2023, 9, 30), date(2023, 10, 31), Decimal("0.9")),
        (date(2023, 9, 30), date(2023, 6, 30), Decimal(1)),
        (date(2023, 12, 31), None, Decimal(1)),
        (date(2023, 6, 30), date(2024, 12, 31), Decimal("0.25")),
    ],
)
def test_the_part_of_the_time_that_has_passed(end: date, due: date | None, part: Decimal) -> None:
    assert elapsed_part(date(2023, 1, 1), end, due) == part


@pytest.mark.parametrize(
    ("target", "due"),
    [
        ("一季度完成渔业投资9亿元", date(2024, 3, 31)),
        ("2024年6月底前建成茶亭5座", date(2024, 6, 30)),
        ("6月前建成茶亭5座", date(2024, 5, 31)),
        ("9月20日前建成茶亭5座", date(2024, 9, 20)),
        ("前三季度建成茶亭5座", date(2024, 9, 30)),
        ("今年上半年，建成茶亭5座", date(2024, 6, 30)),
        # None of these is a time by which a number is wanted.
        ("全年建成茶亭5座", date(2024, 11, 30)),
        ("举办5月茶会3场", date(2024, 11, 30)),
        ("从7月起每人每月补助800元", date(2024, 11, 30)),
        ("茶价比一季度上涨3%", date(2024, 11, 30)),
    ],
)
def test_a_goal_is_due_at_the_end_of_the_part_of_the_year_it_names(target: str, due: date) -> None:
    (goal,) = goals(target, KNOWN)
    assert due_of(goal, date(2024, 11, 30), 2024) == due


def test_a_list_is_due_at_one_time() -> None:
    times = [goal.time for goal in goals("6月底前建成茶亭5座、凉棚3座，年底前建成渡口4座", KNOWN)]
    assert times == ["6月底前", "6月底前", "年底前"]


@pytest.mark.parametrize(
    ("target", "adds_up"),
    [
        ("办证时间压缩到3天以内", False),
        ("夜间噪声控制在55分贝以下", False),
        ("PM2.5浓度控制在30微克/立方米以下", False),
        ("事故死亡人数控制在9人以内", True),
    ],
)
def test_a_unit_says_whether_a_year_of_it_adds_up(target: str, adds_up: bool) -> None:
    (goal,) = goals(target, KNOWN)
    assert yardstick(goal, None, KNOWN).adds_up is adds_up
