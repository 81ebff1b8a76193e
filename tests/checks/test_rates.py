"""Rates that do not follow from the numbers beside them, and rates of something else."""

from __future__ import annotations

import pytest

from heze_graph.checks import run_checks
from heze_graph.model.printed import TableFile
from heze_graph.pipeline.stages import read, read_words
from tests.checks.cases import Bench, Case, linked

PARTS = "parts-and-total-differ"
GOAL_RATE, PART_RATE, CHANGE_RATE = (
    "rate-does-not-follow",
    "rate-does-not-follow-from-part",
    "rate-of-change-does-not-follow",
)


@pytest.mark.parametrize(
    ("target", "progress", "expected"),
    [
        ("城镇新增就业4万人", "城镇新增就业3.42万人，完成率85.5%", []),
        ("城镇新增就业4万人", "城镇新增就业3.42万人，完成率95.5%", [GOAL_RATE]),
        ("城镇新增就业4万人", "城镇新增就业3.42万人，完成年度目标任务的85.5%", []),
        ("做好康复服务", "全市有需求儿童640人，已服务512人，服务率80%", []),
        ("做好康复服务", "全市有需求儿童640人，已服务512人，服务率91%", [PART_RATE]),
        ("改造危房120户", "评估危房120户，完成危房改造90户，完成率65%", [GOAL_RATE]),
        ("办理渔业仲裁案件1170件", "办理渔业仲裁案件1058件，完成81%", [GOAL_RATE]),
        ("办理渔业仲裁案件1170件", "办理渔业仲裁案件1058件，完成路基工程81%", []),
        ("改造渔校100所", "改造渔校80所，20所因汛情延期，完成率96%", [GOAL_RATE]),
        ("办好招聘活动", "举办招聘会52场，其中线上31场、线下19场", [PARTS]),
        ("做好康复服务", "全市有需求儿童640人，已服务512人，满意率91%", []),
        # A rate may be of another goal in the unit, or of what is left; a whole may stand behind its part.
        ("完成渔业税收28亿元，力争30亿元", "渔业税收24.8亿元，为年度目标的88.6%", []),
        ("完成渔业税收28亿元，力争30亿元", "渔业税收24.8亿元，为年度目标的98.6%", [GOAL_RATE]),
        ("建成渔校3所", "建成渔校3所，另1所完成70%", []),
        ("增加护理床位", "护理床位1260张，总床位1980张，占比63.6%", []),
        # The goal told again is no figure; parts behind the first one are of the same whole.
        ("新增渔业就业900人", "新增渔业就业655人，完成全年900人目标的73%", []),
        ("开工项目50个", "已开工项目33个，未开工项目17个，开工率为66%", []),
        ("办好实事", "15项中有9项完成，占比60%；3项较快，占比20%；3项刚起步，占比20%", []),
        ("办好实事", "15项中有9项完成，占比60%；3项较快，占比29%；3项刚起步，占比20%", [PART_RATE]),
        ("增加护理床位", "护理床位1260张，总床位1980张，占比73.6%", [PART_RATE]),
        ("抽检渔获", "抽检渔获3000批次，不合格42批次，合格率98.6%", []),
        ("抽检渔获", "抽检渔获3000批次，合格2700批次，合格率98.6%", [PART_RATE]),
        ("办好渔改", "下达渔改计划4000户（其中特困渔家620户），占全省任务的93.5%", []),
        # 一级 is no part of 二级.
        ("抽检渔获", "一级渔获75批次，二级渔获15批次，二级渔获以上占100%", []),
        ("优化信贷", "贷款余额630亿元，较年初增加130亿元，增长26%", []),
        ("优化信贷", "贷款余额630亿元，较年初增加130亿元，增长36%", [CHANGE_RATE]),
        ("优化信贷", "不良贷款20亿元，较年初减少5亿元，下降20%", []),
        # What there was then is no difference; one without words is of the number before it.
        ("做好渔港招商", "签约渔业企业30家，较上年的25家增长20%", []),
        ("做好渔港招商", "签约渔业企业30家，较上年的25家增长40%", [CHANGE_RATE]),
        ("做好渔港外贸", "渔港吞吐量31万吨，比上年同期25万吨增长24%", []),
        ("做好渔港外贸", "渔港进口20.2亿元，较上年的25.1亿元下降30.5%", [CHANGE_RATE]),
        ("做强茶业", "茶业税收16.2亿元，增加2.4亿元，增长24.8%", [CHANGE_RATE]),
        ("做强茶业", "茶业税收16.2亿元，增加2.4亿元，增长17.4%", []),
        ("做强茶业", "上年茶业税收16.2亿元，增加2.4亿元，增长14.8%", []),
        # A rate that says of what it is, and what came in, are of something else.
        ("做好渔事审判", "受理渔事案件428件，办结391件，按期办结率100%", []),
        ("做好渔事审判", "受理渔事案件428件，办结391件，办结率81.4%", [PART_RATE]),
        ("推动渔改", "480家渔企中已有384家完成改造，改造率82%", [PART_RATE]),
        ("推动渔改", "全市480家应改造渔企中已完成384家，改造率82%", [PART_RATE]),
        ("推动渔改", "全市480家应改造渔企中已完成384家，改造率80%", []),
        ("推动渔改", "480家渔企中已有384家完成改造，满意率82%", []),
        ("美化渔村", "渔村620个，新增绿化渔村310个，绿化覆盖率36.2%", []),
    ],
)
def test_rates(bench: Bench, target: str, progress: str, expected: list[str]) -> None:
    assert bench.kinds(Case(target, progress)) == expected


def test_a_mean_is_no_part_of_the_number_before_it(bench: Bench) -> None:
    kind = "rate-does-not-follow-from-part"
    other = Case("新增养老床位400张", "新增养老床位620张，千人口养老床位数4.15张，完成率155%")
    whole = Case("服务登记失业人员900人", "登记失业人员960人，已服务失业人员840人，完成率97.2%")
    assert kind not in bench.kinds(other)
    assert kind in bench.kinds(whole)


def test_a_share_of_the_task_that_does_not_follow(bench: Bench) -> None:
    wrong = Case("消费帮扶5亿元", "完成消费帮扶2.6亿元，占任务的62%")
    right = Case("消费帮扶5亿元", "完成消费帮扶2.6亿元，占任务的52%")
    assert "rate-does-not-follow" in bench.kinds(wrong)
    assert "rate-does-not-follow" not in bench.kinds(right)
    (told,) = (one for one in bench.found({"q3": [wrong]}) if one.kind == "rate-does-not-follow")
    assert "2.6亿元 ÷ 5亿元 = 52% ≠ 62%" in (told.understood, *dict(told.details).values())


def test_a_rate_beyond_the_task_or_of_another_number_before_it(bench: Bench) -> None:
    target = "改造锅炉50台、新增泊位20个"
    right = Case(target, "改造锅炉60台，超额完成20%，新增泊位52个，完成率260%")
    listed = Case(target, "改造锅炉60台、新增泊位52个，完成率120%")
    wrong = Case(target, "改造锅炉60台，超额完成40%，新增泊位52个，完成率260%")
    again = Case(target, "改造锅炉45台，完成率90%，新增泊位16个，完成率90%")
    told = ["rate-does-not-follow" in bench.kinds(case) for case in (right, listed, wrong, again)]
    assert told == [False, False, True, True]


def test_rates_that_answer_their_numbers_in_order(bench: Bench) -> None:
    target = "改造锅炉146台、管网40公里"
    right = Case(target, "改造锅炉118台、管网33.4公里，分别完成年度任务的80.8%、83.5%", deadline="年底")
    wrong = Case(target, "改造锅炉118台、管网33.4公里，分别完成年度任务的80.8%、63.5%", deadline="年底")
    target = "新增渔业工人2万人、林业工人5000人、堤防工人1000人"
    people = Case(target, "新增渔业工人2.15万人、林业工人5213人、堤防工人968人，完成率分别为107.5%、104.3%、96.8%")
    assert not any("rate" in kind for kind in [*bench.kinds(right), *bench.kinds(people)])
    assert "rate-does-not-follow" in bench.kinds(wrong)
    # What is counted between them has no rate.
    target = "完成省级茶业投资19亿元、市级茶业投资22亿元"
    told = "省级茶业6项完成投资28.5亿元、市级茶业5项完成投资26.4亿元，分别完成年度任务的150%、120%"
    assert not any("rate" in kind for kind in bench.kinds(Case(target, told)))


def test_a_rate_of_all_that_is_begun_is_of_no_part_of_it(bench: Bench) -> None:
    case = Case("改造茶亭143座", "143座茶亭中，在建65座、竣工60座，开工率87.4%")
    assert not any("rate" in kind for kind in bench.kinds(case))


def test_a_share_of_the_task_is_no_completion(bench: Bench) -> None:
    case = Case("解决饮水困难1.2万人", "解决饮水困难9600人，完成全年任务数的80%")
    assert "completion-not-borne-out" not in bench.kinds(case)


def test_a_rate_that_names_what_is_done_is_of_nothing_else(bench: Bench) -> None:
    case = Case("建成茶亭340座，发放补贴1200户", "建成茶亭231座，补贴发放完成年度任务的112%")
    assert bench.kinds(case) == []
    case = Case("新建凉亭40座", "新建凉亭30座，完成年度任务的95%")
    assert "rate-does-not-follow" in bench.kinds(case)


@pytest.mark.parametrize(
    ("progress", "found"),
    [
        ("完成塘堰清淤260座，占总任务的71%", True),
        ("完成塘堰清淤260座，占总任务的65%", False),
        ("完成塘堰清淤260座，完成工程量的71%", False),
        ("400座塘堰完成清淤260座，占计划的71%", True),
    ],
)
def test_a_share_of_any_plan_follows_from_its_numbers(bench: Bench, progress: str, found: bool) -> None:
    kinds = bench.kinds(Case("清淤塘堰400座", progress))
    assert any(kind.startswith("rate-does-not-follow") for kind in kinds) is found


def test_a_rate_behind_what_is_left_is_of_the_goal(bench: Bench) -> None:
    right, wrong = (f"已建成渔港茶亭156处，其余44处正在装修，完成率{rate}%" for rate in (78, 88))
    assert not any("rate" in kind for kind in bench.kinds(Case("建成渔港茶亭200处", right)))
    assert "rate-does-not-follow" in bench.kinds(Case("建成渔港茶亭200处", wrong))


def test_a_rate_is_of_the_goal_though_another_figure_stands_between(bench: Bench) -> None:
    right, wrong = (f"完成渔港投资7.12亿元，支持项目52个，占年度任务的{rate}%" for rate in (71.2, 81.2))
    assert not any("rate" in kind for kind in bench.kinds(Case("完成渔港投资10亿元", right)))
    assert "rate-does-not-follow" in bench.kinds(Case("完成渔港投资10亿元", wrong))
    # With a goal for both it may be the rate of either.
    assert not any("rate" in kind for kind in bench.kinds(Case("完成渔港投资10亿元，支持项目64个", wrong)))


def test_more_than_all_is_a_rate_of_the_plan(bench: Bench) -> None:
    told = "茶亭改造实际完成36座，超额多完成6座，完成率为120%"
    assert not any("rate" in kind for kind in bench.kinds(Case("茶亭改造30座、渡口改造27座", told)))


@pytest.mark.parametrize(
    ("target", "progress", "certainty"),
    [
        ("新建茶亭40座", "新建茶亭9座", "certain"),
        ("渔业产值增长9%", "渔业产值增长2%", "likely"),
        ("总磷年均浓度控制在0.05毫克/升以内", "总磷平均浓度0.08毫克/升", "doubtful"),
        ("水质优良天数比例达到85%", "水质优良天数比例82%", "doubtful"),
    ],
)
def test_a_rate_before_the_deadline_is_never_certain(bench: Bench, target: str, progress: str, certainty: str) -> None:
    (found,) = bench.found({"q3": [Case(target, progress)]})
    assert found.certainty.value == certainty


@pytest.mark.parametrize(
    ("done", "column", "rate", "found"),
    [
        ("已疏浚18公里", "完成率", "60%", False),
        ("已疏浚18公里", "完成率", "90%", True),
        ("已疏浚18公里", "完成率（%）", "90", True),
        ("已疏浚18公里", "完成率（%）", "60.0", False),
        # Of which of two numbers?
        ("东渠疏浚18公里，西渠疏浚7公里", "完成率", "90%", False),
        # Of the money, and how far the work has come.
        ("已疏浚18公里", "投资完成率", "90%", False),
        ("已疏浚18公里", "形象进度", "90%", False),
        ("正在施工", "完成率", "90%", False),
    ],
)
def test_a_rate_in_its_own_column_follows_from_the_numbers_beside_it(
    bench: Bench, done: str, column: str, rate: str, found: bool
) -> None:
    rows = [
        "临江市人民政府2024年民生实事三季度完成情况一览表",
        "",
        f"序号\t项目\t年度目标\t完成情况\t{column}\t责任单位",
        f"1\t疏浚茶渠\t30公里\t{done}\t{rate}\t市水利局",
        "2\t修建渡口\t30座\t\t\t市交通局",
    ]
    path = bench.folder / "rates.tsv"
    path.write_text("\n".join(rows), encoding="utf-8")
    record = read(TableFile.at(path), bench.reference)
    told = run_checks([record], linked([record]), read_words([record], bench.reference), bench.words)
    assert ("rate-does-not-follow" in {one.kind for one in told}) is found


def test_the_two_numbers_give_a_rate_with_the_places_of_the_printed_one(bench: Bench) -> None:
    (told,) = bench.found({"q3": [Case("做好渔事审判", "受理渔事案件428件，办结391件，办结率81.4%")]})
    assert "428件 = 91.4% ≠ 81.4%" in told.understood
