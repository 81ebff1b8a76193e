from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heze_graph.records.responsibility.naming import Naming
from heze_graph.records.responsibility.parser import learn, read_responsibility
from heze_graph.reference import Reference


@pytest.fixture
def naming(reference: Reference) -> Naming:
    return Naming(reference.register(""), reference.language)


@pytest.mark.parametrize(
    ("printed", "names", "leads"),
    [
        ("牵头单位：县发改局配合单位：县财政局、县统计局", "县发改局 县财政局 县统计局", "县发改局"),
        ("牵头单位 县发改局 配合单位 县财政局", "县发改局 县财政局", "县发改局"),
        ("牵头单位:\n县财政局\n配合单位:\n县教育局\n县民政局", "县财政局 县教育局 县民政局", "县财政局"),
        ("【牵头单位】县财政局【配合单位】县教育局", "县财政局 县教育局", "县财政局"),
        ("（牵头）县财政局 （配合）县教育局", "县财政局 县教育局", "县财政局"),
        ("县财政局（牵头）、县教育局（配合）", "县财政局 县教育局", "县财政局"),
        ("由县发改局牵头，县财政局、各乡镇按职责分工负责", "县发改局 县财政局 各乡镇", "县发改局"),
        ("主办：县财政局；协办：县教育局、县民政局", "县财政局 县教育局 县民政局", "县财政局"),
        ("责任单位：市税务局、市财政局", "市税务局 市财政局", ""),
        ("县城管局牵头，县交通局负责投放车辆", "县城管局 县交通局", "县城管局"),
        ("县园林局→县城管局", "县园林局 县城管局", ""),
        ("原则上由县交通局负责", "县交通局", ""),
        ("县教育局、县人社局等部门和单位", "县教育局 县人社局", ""),
        ("县工信局（县科技局）、县发改局", "县工信局 县发改局", ""),
        ("各县（市、区）人民政府，各乡镇（街道）", "各县（市、区）人民政府 各乡镇（街道）", ""),
        ("市轨道集团等，各县、市、区政府", "市轨道集团 各县、市、区政府", ""),
        ("县发展和改革局、县文化和旅游局", "县发展和改革局 县文化和旅游局", ""),
        ("县财政局和县教育局", "县财政局 县教育局", ""),
        ("县教育局、和平医院", "县教育局 和平医院", ""),
        ("县卫健局县医保局县民政局", "县卫健局 县医保局 县民政局", ""),
        ("县农业农\n村局、县统\n计局", "县农业农村局 县统计局", ""),
        ("县发改局\n县财政局", "县发改局 县财政局", ""),
        ("市 财 政 局", "市财政局", ""),
        ("市 自 然 资 源 和 规 划 局", "市自然资源和规划局", ""),
        ("市 水 利 事 业 发 展 中 心", "市水利事业发展中心", ""),
        ("1.县财政局 2.县教育局", "县财政局 县教育局", ""),
        ("县文化、广电、旅游局", "县文化局 县广电局 县旅游局", ""),
        ("县文化、广电和旅游局", "县文化广电和旅游局", ""),
        ("县发改、工信、财政等部门和各乡镇", "县发改部门 县工信部门 县财政部门 各乡镇", ""),
        ("县妇联、县财政局", "县妇联 县财政局", ""),
        ("县工会、残联、民政、人社局", "县工会 县残联 县民政局 县人社局", ""),
        ("县妇联、科协等部门", "县妇联 县科协", ""),
        ("县医保局、县数据局等县有关部门，各乡镇", "县医保局 县数据局 县有关部门 各乡镇", ""),
        ("县委组织、宣传部", "县委组织部 县委宣传部", ""),
        ("县移动、联通、电信分公司", "县移动分公司 县联通分公司 县电信分公司", ""),
        ("县城投、县发改局", "县城投 县发改局", ""),
        ("县工信局，县发改、移动公司", "县工信局 县发改 移动公司", ""),
        ("各县（市、区）政府、开发区管委会", "各县（市、区）政府 开发区管委会", ""),
        ("县属企业（县城投集团、县文旅集团）", "县城投集团 县文旅集团", ""),
        ("县住建局（县城管局配合）", "县住建局 县城管局", ""),
        ("—", "", ""),
        ("区文旅局及区直有关单位", "区文旅局 区直有关单位", ""),
        ("区级各部门以及各镇政府", "区级各部门 各镇政府", ""),
        ("区商务局会同有关部门", "区商务局 有关部门", ""),
        ("各部门和单位", "各部门和单位", ""),
        ("发展和改革局和财政局", "发展和改革局 财政局", ""),
        ("高新区党工委和管委会", "高新区党工委和管委会", ""),
        ("区大数据中心牵头实施，区财政局按职责配合", "区大数据中心 区财政局", "区大数据中心"),
        ("牵头协调部门：区投促局；协同责任单位：区发改局", "区投促局 区发改局", "区投促局"),
        ("科创园（东湖镇）各社区", "科创园（东湖镇） 各社区", ""),
        ("科创园（东湖镇）\n各社区\n区国有平台公司", "科创园（东湖镇） 各社区 区国有平台公司", ""),
        ("〔区司法局牵头，区信访局参与〕", "区司法局 区信访局", "区司法局"),
        ("区民政局负责，长期坚持", "区民政局", ""),
        ("区民政局负总责，区财政局按职责分工负责", "区民政局 区财政局", "区民政局"),
        ("县水利局抓总，县财政局配合", "县水利局 县财政局", "县水利局"),
        ("市财政（地税）局、市教育局", "市财政（地税）局 市教育局", ""),
        ("由青石镇人民政府牵头，区民政局配合", "青石镇人民政府 区民政局", "青石镇人民政府"),
        ("青石县、清白县党委和政府", "青石县党委和政府 清白县党委和政府", ""),
        ("市政务服务局、进驻大厅各单位", "市政务服务局 进驻大厅各单位", ""),
        ("由拳街道、南湖街道", "由拳街道 南湖街道", ""),
        ("由由拳街道负责", "由拳街道", ""),
        ("省云和厅、省江畔厅等省级相关部门和各市政府", "省云和厅 省江畔厅 省级相关部门 各市政府", ""),
        ("县民政局等有关部门", "县民政局", ""),
        ("各区人民政府〈含开发区、风景区管委会，下同〉", "各区人民政府 开发区 风景区管委会", ""),
        ("分管副市长负责，市财政局牵头", "市财政局", "市财政局"),
    ],
)
def test_cells_as_people_write_them(naming: Naming, printed: str, names: str, leads: str) -> None:
    cell = read_responsibility(printed, naming)
    assert (" ".join(cell.units), " ".join(cell.leads)) == (names, leads)


@pytest.mark.parametrize(
    ("printed", "people"),
    [
        ("县水务局 张三", {"张三": ("县水务局",)}),
        ("县水务局（张三）、县农业局（李四）", {"张三": ("县水务局",), "李四": ("县农业局",)}),
        ("县交通局局长张三", {"张三": ("县交通局",)}),
        ("张三（县水务局）", {"张三": ("县水务局",)}),
    ],
)
def test_a_person_beside_a_unit_is_no_unit(naming: Naming, printed: str, people: dict[str, tuple[str, ...]]) -> None:
    cell = read_responsibility(printed, naming)
    assert dict(cell.people) == people
    assert set(cell.units) == {unit for units in people.values() for unit in units}
    assert [mend.kind for mend in cell.mends] == ["person-in-units"]


def learned(reference: Reference, *cells: str) -> Naming:
    return learn(cells, reference.register(""), reference.language)


def test_a_prefix_written_once_holds_for_the_list(reference: Reference) -> None:
    cells = ("区经济发展局、社会事业局", "区规划建设局，各街道办事处，招商局")
    naming = learned(reference, *cells)
    assert [read_responsibility(cell, naming).units for cell in cells] == [
        ("区经济发展局", "区社会事业局"),
        ("区规划建设局", "各街道办事处", "招商局"),
    ]
    assert [mend.kind for mend in read_responsibility(cells[0], naming).mends] == ["carried-prefix"]


def test_a_name_that_stands_alone_elsewhere_takes_no_prefix(reference: Reference) -> None:
    naming = learned(reference, "区经济发展局、社会事业局", "社会事业局、区财政局")
    assert read_responsibility("区经济发展局、社会事业局", naming).units == ("区经济发展局", "社会事业局")


def test_a_name_printed_with_the_prefix_elsewhere_takes_it(reference: Reference) -> None:
    naming = learned(reference, "区经济发展局、社会事业局", "社会事业局、区财政局", "区社会事业局")
    assert read_responsibility("区经济发展局、社会事业局", naming).units == ("区经济发展局", "区社会事业局")


def test_an_office_of_the_whole_country_takes_no_prefix(reference: Reference) -> None:
    naming = learned(reference, "区经济发展局、国家粮食储备局", "区财政局")
    assert read_responsibility("区经济发展局、国家粮食储备局", naming).units == ("区经济发展局", "国家粮食储备局")


def test_a_document_without_prefixes_gets_none(reference: Reference) -> None:
    naming = learned(reference, "财政局、教育局", "民政局、市场监管局")
    assert read_responsibility("民政局、市场监管局", naming).units == ("民政局", "市场监管局")


@pytest.mark.parametrize(
    ("before", "prefix"),
    [
        ("区经济发展局", "区"),
        ("区经济发展局、鸿远集团", "区"),
        ("区经济发展局、区委", "区"),
        ("区经济发展局、街道办", "区"),
        ("区经济发展局、各镇", ""),
        ("区经济发展局、青石镇人民政府", ""),
        ("区经济发展局、区公路站", ""),
        ("区政府", ""),
        ("区委", ""),
        ("区局", ""),
    ],
)
def test_a_prefix_holds_until_a_unit_that_it_cannot_pass(reference: Reference, before: str, prefix: str) -> None:
    cell = f"{before}、社会事业局"
    naming = learned(reference, "区规划建设局、区审计局", cell)
    assert read_responsibility(cell, naming).units == (*before.split("、"), f"{prefix}社会事业局")


@given(st.text(max_size=40))
def test_any_cell_is_read_or_not_but_never_raises(reference: Reference, text: str) -> None:
    cell = read_responsibility(text, Naming(reference.register("heze"), reference.language))
    assert len(set(cell.units)) == len(cell.units)
    assert set(cell.leads) <= set(cell.units)
