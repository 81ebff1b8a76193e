from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heze_graph.records.responsibility.behind_text import Taken, take_responsibility
from heze_graph.records.responsibility.naming import Naming
from heze_graph.records.responsibility.parser import read_responsibility
from heze_graph.reference import Reference


@pytest.fixture
def naming(reference: Reference) -> Naming:
    return Naming(reference.register(""), reference.language)


@pytest.mark.parametrize(
    ("printed", "understood"),
    [
        (
            "整治背街小巷18条。（牵头单位：区城管局；配合单位：区住建局、各街道）",
            ("整治背街小巷18条。", "区城管局", "区住建局 各街道", ""),
        ),
        (
            "加密公交线路4条〔区交通局牵头，区财政局、区公安分局配合〕",
            ("加密公交线路4条", "区交通局", "区财政局 区公安分局", ""),
        ),
        (
            "建成口袋公园6个[责任单位：区园林中心]",
            ("建成口袋公园6个", "", "区园林中心", ""),
        ),
        (
            "开展技能培训3000人次，由区人社局牵头，区总工会、区妇联参与。",
            ("开展技能培训3000人次", "区人社局", "区总工会 区妇联", ""),
        ),
        (
            "完成档案数字化20万页。区档案馆负责，11月底前完成。",
            ("完成档案数字化20万页。", "", "区档案馆", "11月底前完成"),
        ),
        (
            "完善应急预案。（区应急局牵头，各有关单位按职责分工负责，全年持续推进）",
            ("完善应急预案。", "区应急局", "各有关单位", "全年持续推进"),
        ),
        (
            "改造泵站2座。\n承办单位：区水务局\n协办单位：区财政局",
            ("改造泵站2座。", "", "区水务局 区财政局", ""),
        ),
        (
            "修缮校舍9栋（牵头协调部门：区教育局）（协同单位：区发改局）",
            ("修缮校舍9栋", "区教育局", "区发改局", ""),
        ),
    ],
)
def test_who_answers_is_taken_off_the_text(naming: Naming, printed: str, understood: tuple[str, ...]) -> None:
    taken = take_responsibility(printed, naming)
    read = read_responsibility(taken.units, naming)
    others = " ".join(unit for unit in read.units if unit not in read.leads)
    assert (taken.text, " ".join(read.leads), others, taken.deadline) == understood


@pytest.mark.parametrize(
    "printed",
    [
        "新建养老中心2处（含日间照料中心）",
        "支持龙头企业牵头组建联合体，由院校、科研院所参与",
        "健全政府主导、部门联动、社会参与的机制",
        "建成展览馆1座（区博物馆）",
        "推动区财政局负责的资金管理办法修订",
        "改造老旧小区12个（主城区）。",
        "引导社会力量参与",
    ],
)
def test_what_belongs_to_the_text_stays(naming: Naming, printed: str) -> None:
    assert take_responsibility(printed, naming) == Taken(printed)


def test_leaders_are_told_from_units(naming: Naming) -> None:
    taken = take_responsibility("新增泊位700个 责任单位：区城管局 责任领导：孙立新 完成时限：10月", naming)
    assert taken == Taken("新增泊位700个", "责任领导：孙立新", "责任单位：区城管局", "10月")


@given(st.text(alphabet="县教育局牵头负责配合：:（）()〔〕[]，、；。由各 \n9月底前完成新建3所", max_size=60))
def test_no_letter_is_made_up(reference: Reference, text: str) -> None:
    taken = take_responsibility(text, Naming(reference.register(""), reference.language))
    assert text.startswith(taken.text.rstrip()) or not taken.found
