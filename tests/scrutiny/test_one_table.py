from __future__ import annotations

import pytest

from tests.scrutiny.cases import Bench, Case

BEHIND, FAR = "on-schedule-but-behind", "on-schedule-but-far-behind"
PARTS, LIST = "parts-and-total-differ", "list-and-number-differ"
GOAL_RATE, PART_RATE, CHANGE_RATE = (
    "rate-does-not-follow",
    "rate-does-not-follow-from-part",
    "rate-of-change-does-not-follow",
)
OTHER = "other-quantity-reported"
LATE = "deadline-passed-without-completion"


@pytest.mark.parametrize(
    ("target", "progress", "claim", "expected"),
    [
        ("新建公共厕所60座", "已建成公共厕所12座", "是", [FAR]),
        ("新建公共厕所60座", "已建成公共厕所30座", "是", [BEHIND]),
        ("新建公共厕所60座", "已建成公共厕所48座", "是", []),
        ("新建公共厕所60座", "已建成公共厕所12座", "否", []),
        ("新建公共厕所60座", "已建成公共厕所30座，完成全年任务", "是", [BEHIND, "completion-not-borne-out"]),
        ("新建公共厕所60座", "已建成公共厕所66座，完成全年任务", "是", []),
        ("新建公共厕所60座", "已建成公共厕所6000座", "是", ["figure-far-beyond-goal"]),
        ("固定资产投资增长8%", "固定资产投资增长3%", "是", [FAR]),
    ],
)
def test_claims_and_numbers(bench: Bench, target: str, progress: str, claim: str, expected: list[str]) -> None:
    assert bench.kinds(Case(target, progress, claim)) == expected


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
        ("发放贷款2.1万笔，其中个人1.5万笔，企业0.6万笔", []),
        ("建成绿道12公里、林荫道9公里，合计25公里", [PARTS]),
        ("建成绿道12公里、林荫道9公里，合计21公里", []),
        ("新增产值58.1亿元，其中医药产业39.7亿元，装备产业9.4亿元", []),
        ("举办培训5期，共培训300人", []),
    ],
)
def test_parts_and_totals(bench: Bench, progress: str, expected: list[str]) -> None:
    assert bench.kinds(Case("持续优化营商环境", progress)) == expected


@pytest.mark.parametrize(
    ("progress", "expected"),
    [
        ("青山县、白水县、长湖县3个县通过验收", []),
        ("青山县、白水县、长湖县4个县通过验收", [LIST]),
        ("青山县、白水县等3个县通过验收", []),
        ("青山县、白水县、长湖县、石门县等3个县通过验收", [LIST]),
        ("青山县、白水县和长湖县3个县通过验收", []),
        ("改造道路、桥梁30处工程", []),
        ("新建幼儿园、小学、初中5所", []),
        ("新增床位12张、诊室3间", []),
    ],
)
def test_lists_and_numbers(bench: Bench, progress: str, expected: list[str]) -> None:
    assert bench.kinds(Case("推进卫生城市创建", progress)) == expected


@pytest.mark.parametrize(
    ("target", "progress", "expected"),
    [
        ("城镇新增就业4万人", "城镇新增就业3.42万人，完成率85.5%", []),
        ("城镇新增就业4万人", "城镇新增就业3.42万人，完成率95.5%", [GOAL_RATE]),
        ("城镇新增就业4万人", "城镇新增就业3.42万人，完成年度目标任务的85.5%", []),
        ("做好康复服务", "全市有需求儿童640人，已服务512人，服务率80%", []),
        ("做好康复服务", "全市有需求儿童640人，已服务512人，服务率91%", [PART_RATE]),
        ("做好康复服务", "全市有需求儿童640人，已服务512人，满意率91%", []),
        ("优化信贷", "贷款余额630亿元，较年初增加130亿元，增长26%", []),
        ("优化信贷", "贷款余额630亿元，较年初增加130亿元，增长36%", [CHANGE_RATE]),
        ("优化信贷", "不良贷款20亿元，较年初减少5亿元，下降20%", []),
    ],
)
def test_rates(bench: Bench, target: str, progress: str, expected: list[str]) -> None:
    assert bench.kinds(Case(target, progress)) == expected


def test_groups_named_by_examples_do_not_exceed_the_set(bench: Bench) -> None:
    promise = "加快东方重工等10个在建项目投产达效"
    groups = "长河水泥等{}个项目加快建设，东方重工等4个项目已投产"
    assert "groups-exceed-set" in bench.kinds(Case(promise, groups.format(8)))
    assert "groups-exceed-set" not in bench.kinds(Case(promise, groups.format(6)))
    overlapping = "10个项目已开工，8个项目已入库，4个项目已投产"
    assert "groups-exceed-set" not in bench.kinds(Case(promise, overlapping))


def test_two_targets_that_share_a_figure_must_share_the_others(bench: Bench) -> None:
    one = Case("建设金融服务平台", "平台注册用户860家，为企业解决融资需求3.2亿元")
    same = Case("推动普惠金融", "金融平台注册用户860家，帮助企业解决融资需求32000万元")
    other = Case("推动普惠金融", "金融平台注册用户860家，帮助企业解决融资需求1.9亿元")
    stranger = Case("发展物流", "货运平台注册司机90人，为商户解决融资需求1.9亿元")
    assert bench.kinds([one, same]) == []
    assert bench.kinds([one, other]) == ["other-figure-elsewhere"]
    assert bench.kinds([one, stranger]) == []


def test_the_same_words_with_another_figure_are_doubtful(bench: Bench) -> None:
    one = Case("稳就业", "全市城镇失业人员再就业8200人")
    two = Case("保民生", "全市城镇失业人员再就业9100人")
    three = Case("保民生", "青山县城镇失业人员再就业9100人")
    assert bench.kinds([one, two]) == ["other-figure-same-words"]
    assert bench.kinds([one, three]) == []


def test_the_size_of_a_set_is_the_one_of_the_promise(bench: Bench) -> None:
    promise = "抓好14个乡村振兴先行片区建设"
    assert bench.kinds(Case(promise, "全市12个先行片区共投入资金3亿元")) == ["other-size-than-promised"]
    assert bench.kinds(Case(promise, "全市14个先行片区共投入资金3亿元")) == []
    assert bench.kinds(Case(promise, "已有6个先行片区完成规划")) == []


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        (Case("建成南湖大桥", "桥面系正在施工", deadline="6月底"), [LATE]),
        (Case("建成南湖大桥", "桥面铺装和亮化安装", deadline="6月底"), [LATE]),
        (Case("建成南湖大桥", "大桥已通车", deadline="6月底"), []),
        (Case("建成南湖大桥", "桥面系正在施工", deadline="年底"), []),
        (Case("建成南湖大桥", "桥面系正在施工", deadline="长期坚持"), []),
        (Case("建成南湖大桥", "桥面系正在施工", claim="否", deadline="6月底"), []),
        (Case("建成南湖大桥", "项目不再实施", claim="取消", deadline="6月底"), []),
        (Case("加强水源地保护", "开展巡查12次", deadline="6月底"), []),
        (Case("建成充电桩800个", "充电桩正在安装，已建成900个", deadline="6月底"), []),
        (Case("开展国情教育", "参加全国模拟法庭，建设中国特色课程", deadline="6月底"), []),
    ],
)
def test_deadlines(bench: Bench, case: Case, expected: list[str]) -> None:
    assert bench.kinds(case) == expected


@pytest.mark.parametrize(
    ("target", "progress", "expected"),
    [
        ("新认定瞪羚企业20家", "开展企业走访186次", [OTHER]),
        ("新认定瞪羚企业20家", "新认定瞪羚企业21家", []),
        ("新认定瞪羚企业20家", "正在组织认定工作", []),
        ("支持各县区打造2个特色小镇", "全市谋划项目31个", []),
        ("对脱贫家庭学生每人资助800元", "全市资助学生5600人", []),
    ],
)
def test_another_quantity(bench: Bench, target: str, progress: str, expected: list[str]) -> None:
    assert bench.kinds(Case(target, progress)) == expected
