from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heze_graph.errors import ReferenceDataError
from heze_graph.extraction.numbers.attainment import attainment
from heze_graph.extraction.numbers.goals import goals
from heze_graph.extraction.numbers.numerals import half_width, numbers
from heze_graph.extraction.numbers.quantities import measures
from heze_graph.extraction.numbers.readings import read_goals
from heze_graph.model.facts import Measure, Span
from heze_graph.reference.measures import Measures, load_measures
from heze_graph.resources import REFERENCE

KNOWN: Measures = load_measures(REFERENCE)


def printed(text: str) -> list[tuple[str, str]]:
    return [(str(measure.value), measure.unit) for measure in measures(text, KNOWN)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("城镇新增就业7.2万人", [("7.2", "万人")]),
        ("停车泊位５０００个", [("5000", "个")]),
        ("床位1,500张", [("1500", "张")]),
        ("增长５．５％", [("5.5", "%")]),
        ("比重提高0.2个百分点", [("0.2", "个百分点")]),
        ("事故起数为零，死亡人数为0", [("0", "起"), ("0", "人")]),
        ("冬季施工零事故、零死亡", [("0", "起"), ("0", "人")]),
        ("创建零事故企业20家，动态清零事故隐患，新增人数为0.5万人", [("20", "家"), ("0.5", "万人")]),
        ("绿色建筑650万平方米", [("650", "万平方米")]),
        ("装机380万千瓦", [("380", "万千瓦")]),
        ("处理能力10万吨/日", [("10", "万吨/日")]),
        ("发送短信32万余条、函4.5万余份", [("32", "万条"), ("4.5", "万份")]),
        ("清表22km，并网80MW", [("22", "km"), ("80", "MW")]),
        ("低保标准8400元/年/人、补贴200元/月·人", [("8400", "元/年/人"), ("200", "元/月·人")]),
        ("黄酒35万千升，处方876万张次", [("35", "万千升"), ("876", "万张次")]),
        ("三台县改造两座大坝，新建三所县级医院", [("2", "座"), ("3", "所")]),
        ("浓度38微克/立方米", [("38", "微克/立方米")]),
        ("百分之五", [("5", "%")]),
        ("新建两所学校、三座桥、二十个公园", [("2", "所"), ("3", "座"), ("20", "个")]),
        ("3个工作日", [("3", "个工作日")]),
        ("进口增长-3.2%", [("-3.2", "%")]),
        ("-3.2%", [("-3.2", "%")]),
        ("-3处", [("-3", "处")]),
        ("-3处完工", [("3", "处")]),
        ("净增渔企-4家", [("-4", "家")]),
        ("净增渔企10家，春和镇-4家", [("10", "家"), ("4", "家")]),
        ("居全省第3位", [("3", "位")]),
        ("进入前10名", [("10", "名")]),
    ],
)
def test_value_and_unit_are_as_printed(text: str, expected: list[tuple[str, str]]) -> None:
    assert printed(text) == expected


@pytest.mark.parametrize(
    ("text", "base"),
    [("产值3万元", 30_000), ("产值2.5亿元", 250_000_000), ("余额1.2万亿元", 1_200_000_000_000), ("受益8千人", 8_000)],
)
def test_multipliers_are_powers_of_ten(text: str, base: int) -> None:
    assert [measure.base_value for measure in measures(text, KNOWN)] == [base]


@pytest.mark.parametrize(
    "text",
    [
        "2023年9月30日",
        "1—9月",
        "2021-2023年",
        "建设5G网络",
        "G327线",
        "加快国道310、省道219改扩建",
        "第三批",
        "前8批",
        "八大工程",
        "二期工程",
        "一批项目",
        "3/4月",
        "PM2.5",
        "4A级景区",
    ],
)
def test_dates_codes_and_ordinals_have_no_unit(text: str) -> None:
    assert [unit for _, unit in printed(text) if unit] == []


def test_the_multiplied_value_stands_beside_the_printed_one() -> None:
    money, area, people, mixed = measures("1.5亿元，3平方公里，2.4万人次，5公里", KNOWN)
    assert (money.base_value, money.base_unit, money.dimension) == (Decimal(150_000_000), "元", "money")
    assert (area.base_value, area.base_unit) == (Decimal(3_000_000), "平方米")
    assert (people.base_value, people.base_unit) == (Decimal(24_000), "人次")
    assert (mixed.base_value, mixed.base_unit) == (Decimal(5000), "米")


@pytest.mark.parametrize("text", ["2—3个", "2-3个", "2至3个", "2个—3个", "2～3个"])
def test_a_range_is_one_measure_with_its_lower_end_as_value(text: str) -> None:
    (measure,) = measures(text, KNOWN)
    assert (str(measure.value), str(measure.upper), measure.unit, measure.span.text) == ("2", "3", "个", text)


def test_approximate_numbers_say_so() -> None:
    assert [m.approximate for m in measures("300余家，3000多名，20个", KNOWN)] == [True, True, False]


def test_a_missing_file_of_units_is_told(tmp_path: Path) -> None:
    with pytest.raises(ReferenceDataError, match=r"measure-units\.csv"):
        load_measures(tmp_path)


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("measure-units.csv", ",10000,", ",many,"),
        ("quantity-comparators.csv", ",>=,", ",≥,"),
        ("quantity-comparators.csv", ",after,", ",behind,"),
        ("quantity-lights.csv", ",far-behind,", ",red,"),
    ],
)
def test_a_wrong_cell_is_told_with_its_line(tmp_path: Path, name: str, old: str, new: str) -> None:
    for path in [REFERENCE / "measure-units.csv", *REFERENCE.glob("quantity-*.csv")]:
        text = path.read_text(encoding="utf-8-sig")
        if path.name == name:
            assert old in text
            text = text.replace(old, new, 1)
        (tmp_path / path.name).write_text(text, encoding="utf-8")
    with pytest.raises(ReferenceDataError, match=rf"{name}, line \d+"):
        load_measures(tmp_path)


def test_every_unit_is_described_in_both_languages_and_once() -> None:
    lines = (REFERENCE / "measure-units.csv").read_text(encoding="utf-8-sig").splitlines()[1:]
    units = [line.split(",")[0] for line in lines]
    assert len(units) == len(set(units))
    assert all(all(line.split(",")[-2:]) for line in lines)
    assert all(unit.factor > 0 for unit in KNOWN.units.values())


WORDS = [
    *"0123456789.,，。；、“”（）()《》-—~％%至或 \n\t\u3000",
    *"一二两三十百千万亿余多约近第前后每各",
    *"元人个家处名位户亩吨米",
    *["新增", "完成", "其中", "达到", "以上", "不超过", "增长", "同比", "下降", "企业", "项目", "已开工", "完工", "等"],
    *[
        "公里",
        "万千瓦",
        "个百分点",
        "平方米",
        "各县区",
        "全市",
        "推进",
        "落实",
        "被认定为",
        "和",
        "的",
        "申报",
        "年",
        "月",
    ],
]
PROSE = st.one_of(st.text(), st.lists(st.sampled_from(WORDS), max_size=60).map("".join))


def stands_in(span: Span, text: str) -> bool:
    return 0 <= span.start <= span.end <= len(text) and text[span.start : span.end] == span.text


@given(PROSE)
def test_measures_never_fail_and_print_what_they_say(text: str) -> None:
    found = measures(text, KNOWN)
    assert all(stands_in(measure.span, text) for measure in found)
    assert all(one.span.end <= other.span.start for one, other in pairwise(found))
    assert all(len(half_width(text)) == len(text) and number.end <= len(text) for number in numbers(text))


@settings(deadline=None)
@given(PROSE, st.lists(PROSE, max_size=3))
def test_goals_and_readings_never_fail_and_point_into_their_texts(target: str, progress: list[str]) -> None:
    wanted = goals(target, KNOWN)
    found = read_goals(wanted, progress, KNOWN)
    assert len(found) == len(wanted)
    for goal, reading in zip(wanted, found, strict=True):
        assert stands_in(goal.span, target)
        assert stands_in(goal.measure.span, target)
        result = attainment(goal, reading)
        if reading is None:
            assert (result.ratio, result.met) == (None, None)
            continue
        parts: tuple[Measure, ...] = reading.worked_from or (reading.measure,)
        assert all(stands_in(span, progress[reading.source]) for span in (reading.span, *(p.span for p in parts)))
