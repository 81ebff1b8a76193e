"""What a number is beside its unit: flow, stock, task, base, set, part, share of a plan; all texts are invented."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heze_graph.extraction.numbers.attainment import attainment
from heze_graph.extraction.numbers.candidates import candidates
from heze_graph.extraction.numbers.goals import goals
from heze_graph.extraction.numbers.numerals import half_width, normalised, squeezed
from heze_graph.extraction.numbers.quantities import measures
from heze_graph.extraction.numbers.readings import read_goals
from heze_graph.extraction.numbers.roles import Role
from heze_graph.reference.measures import load_measures
from heze_graph.resources import REFERENCE

KNOWN = load_measures(REFERENCE)


def read(target: str, *progress: str) -> list[str]:
    promised = goals(target, KNOWN)
    return [
        "-" if r is None else f"@{r.measure.value}" if r.of_plan else f"{r.measure.value}{r.measure.unit}"
        for r in read_goals(promised, progress, KNOWN)
    ]


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("茶园总数达到86个，新增9个", [Role.STOCK, Role.FLOW]),
        ("竹编合作社31家，新增4家", [Role.STOCK, Role.FLOW]),
        ("累计安装路灯900盏", [Role.RUNNING]),
        ("渡口改造任务为12处，已改造10处", [Role.PLAN, Role.FIGURE]),
        ("补贴由每亩80元提高到95元", [Role.BASE, Role.FIGURE]),
        ("共登记古树310株，已挂牌288株", [Role.SET, Role.FIGURE]),
        ("25座码头中，已完工19座", [Role.SET, Role.FIGURE]),
        ("完成年度任务的71%", [Role.PLAN_SHARE]),
        ("栽植完成率为88%", [Role.PLAN_SHARE]),
    ],
)
def test_words_tell_the_role_of_a_number(text: str, roles: list[Role]) -> None:
    assert [candidate.role for candidate in candidates(text, 0, KNOWN)] == roles


@pytest.mark.parametrize(
    ("target", "progress", "expected"),
    [
        ("新增民宿20家、总数达到150家", "民宿达到161家，新增23家", ["23家", "161家"]),
        ("年内加固堤坝14公里", "累计加固堤坝92公里，其中今年15.2公里", ["15.2公里"]),
        ("社区驿站总数达到60个", "新增社区驿站8个", ["-"]),
        ("新增社区驿站10个", "社区驿站达到64个", ["-"]),
        ("举办龙舟赛事不少于6场", "全年计划举办龙舟赛事8场，已举办7场", ["7场"]),
        ("护林员月补助由每人450元提高到520元", "护林员月补助已由每人450元提高到525元", ["525元"]),
        ("甲线、乙线票价分别降到3元、4元", "甲线、乙线票价分别由5元、6元降到3元、3.5元", ["3元", "3.5元"]),
        ("新改建凉亭50座", "新建凉亭31座、改建凉亭22座", ["53座"]),
        ("认定市级以上农家书屋30家", "认定省级农家书屋4家、市级农家书屋28家", ["32家"]),
        ("增设流动书车12台", "流动书车：东湖区4台、西岭县5台，北沟县4台", ["13台"]),
        ("修缮祠堂40处", "修缮祠堂：一季度8处、二季度11处、三季度12处、四季度10处", ["41处"]),
        ("改造水塔20座", "全市共改造水塔21座，其中山阳县9座、河口县7座、临川区5座", ["21座"]),
        ("培训茶艺师300人，其中高级技师40人", "培训茶艺师320人，其中高级技师36人、技师90人", ["320人", "36人"]),
        ("疏浚河道33公里", "完成率84%", ["@84"]),
        ("疏浚河道33公里", "84%", ["@84"]),
        ("建护鸟站10个、观鸟亭5座", "总体完成率118%", ["-", "-"]),
        ("建护鸟站10个、观鸟亭5座", "护鸟站完成率90%", ["@90", "-"]),
        ("疏浚河道33公里", "31.5", ["31.5公里"]),
        ("种植油茶1.2万亩", "1.3万", ["1.3万亩"]),
        ("开工建设养鱼工场2座", "上河养鱼工场、下河养鱼工场已开工建设", ["2座"]),
        ("竹编总产值和茶叶总产值分别增长5%和6%", "竹编产值3亿元，茶叶产值8亿元，分别增长5.2%和5.8%", ["5.2%", "5.8%"]),
        ("蚕茧产量增长4%", "蚕茧产量180吨，居全省第4位，增长3.3%", ["3.3%"]),
        ("竹笋出口增长6%", "竹笋出口同比+7.1%", ["7.1%"]),
        ("竹笋出口增长6%", "竹笋出口同比下降1.5%", ["-1.5%"]),
        ("办结群众来信900件", "受理群众来信960件，办结914件", ["914件"]),
        ("发放鱼苗400箱", "一季度发放90箱，二季度发放120箱，三季度发放110箱，四季度发放95箱", ["415箱"]),
        ("来信答复率100%，回访率95%以上", "答复率、回访率均为100%", ["100%", "100%"]),
        ("压减公务接待费8%", "公务接待费压减9.4%", ["9.4%"]),
        ("茶叶产值增速保持在7%以上、力争9%", "茶叶产值增长7.4%", ["7.4%", "7.4%"]),
    ],
)
def test_a_goal_takes_the_number_of_its_role(target: str, progress: str, expected: list[str]) -> None:
    assert read(target, progress) == expected


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("新建一座水文站、两处观测点", [("1", "座"), ("2", "处")]),
        ("修建步道三百公里", [("300", "公里")]),
        ("安置移民二十万人", [("20", "万人")]),
        ("八项支出增长9%", [("9", "%")]),
        ("迁建第三人民医院", []),
        ("护林员补助由480元/人·月提高到520元/人·月", [("520", "元/人·月")]),
        ("推进堤路改建，全长12.4公里，完成投资2亿元", [("2", "亿元")]),
        ("户均存款10万元以上的村占比达到60%", [("60", "%")]),
        ("提供零工岗位3万个次、巡护8000户次", [("3", "万个次"), ("8000", "户次")]),
    ],
)
def test_values_and_units_of_goals_are_as_printed(target: str, expected: list[tuple[str, str]]) -> None:
    assert [(f"{g.measure.value:f}", g.measure.unit) for g in goals(target, KNOWN)] == expected


def test_a_share_of_the_plan_is_an_attainment_without_a_value() -> None:
    (goal,) = goals("疏浚河道33公里", KNOWN)
    (reading,) = read_goals([goal], ["完成年度任务的62%"], KNOWN)
    assert reading is not None
    assert reading.of_plan
    result = attainment(goal, reading)
    assert (str(result.ratio), result.met) == ("0.62", False)


@pytest.mark.parametrize(
    ("printed", "value", "unit", "span"),
    [
        ("新增 4.5 万人", "4.5", "万人", "4.5 万人"),
        ("新增４．５万\u3000人", "4.5", "万人", "４．５万\u3000人"),
        ("新增1\n2.5万人", "12.5", "万人", "1\n2.5万人"),
        ("新增12.5\n万人", "12.5", "万人", "12.5\n万人"),
        ("补贴12 500元", "12500", "元", "12 500元"),
        ("补贴１，２００元", "1200", "元", "１，２００元"),
        ("补贴1，200元", "1200", "元", "1，200元"),
        ("排名第3，200元补贴到位", "200", "元", "200元"),
        ("补贴12\n.5亿元", "12.5", "亿元", "12\n.5亿元"),
        ("补贴 1\n,260 万元", "1260", "万元", "1\n,260 万元"),
        ("补贴1,\n260万元", "1260", "万元", "1,\n260万元"),
    ],
)
def test_blanks_and_broken_lines_change_no_number(printed: str, value: str, unit: str, span: str) -> None:
    (measure,) = measures(printed, KNOWN)
    assert (str(measure.value), measure.unit, measure.span.text) == (value, unit, span)


SIGNS = "新增由到提高至其中完成率任务共已中万亿个家元%．，；、0123456789 \n\u3000.+-一二十百"


@given(st.text(alphabet=SIGNS, max_size=60))
def test_no_text_raises_and_every_span_is_printed(text: str) -> None:
    plain = normalised(text, KNOWN.unit_pattern)
    assert [half_width(text[place]) for place in plain.places] == list(plain.text)
    assert squeezed(squeezed(text)) == squeezed(text)
    promised = goals(text, KNOWN)
    for measure in measures(text, KNOWN):
        assert text[measure.span.start : measure.span.end] == measure.span.text
    for reading in read_goals(promised, [text], KNOWN):
        if reading:
            assert text[reading.span.start : reading.span.end] == reading.span.text
