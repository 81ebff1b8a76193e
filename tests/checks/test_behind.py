"""What is behind where nobody claims anything, by a part of the year, and when that is certain."""

from __future__ import annotations

import pytest

from heze_graph.model.understood import Certainty
from tests.checks.cases import Bench, Case

BEHIND, FAR, SHORT = "on-schedule-but-behind", "on-schedule-but-far-behind", "on-schedule-but-short-for-now"
UNCLAIMED, LATE = "behind-without-claim", "deadline-passed-without-completion"
OWN_WORDS, NOT_DONE = "says-it-is-behind", "completion-not-borne-out"


@pytest.mark.parametrize(
    ("target", "progress", "claim", "expected"),
    [
        ("新建茶亭40座", "新建茶亭9座", "", [UNCLAIMED]),
        ("新建茶亭40座", "新建茶亭9座", "否", []),
        ("新建茶亭40座", "新建茶亭31座", "", []),
        # What is short for now is no more than that where nobody claims anything.
        ("渔业产值增长6%", "渔业产值增长4.9%", "", []),
        ("渔业产值、茶业产值分别增长5%、6%", "渔业产值、茶业产值分别增长5.8%、4.6%", "是", [SHORT]),
        # What is open adds nothing up: 1 and 2 make 3 by chance.
        ("打通渔港道路6条", "打通渔港道路1条，2条正在施工，3条未开工", "是", [FAR]),
        ("加装渡口护栏20处", "加装渡口护栏2处，18处尚在征求意见", "是", [FAR]),
        # What is wanted of several years, or of a later one.
        ("五年引进渔业人才1000名", "引进渔业人才236名", "是", []),
        ("到2026年建成渔港码头120处", "累计建成渔港码头38处", "是", []),
        ("到2024年建成渔港码头120处", "累计建成渔港码头38处", "是", [FAR]),
        # A rise in points comes with the months.
        ("渔村污水治理率提高5个百分点", "渔村污水治理率提高3.9个百分点", "是", []),
        ("渔村污水治理率提高5个百分点", "渔村污水治理率提高1.9个百分点", "是", [SHORT]),
        # What keeps pace with the time is not behind; what is begun counts for nothing where a beginning was promised.
        ("办好渔民实事30件", "已完成12件，达到序时进度18件", "", []),
        ("办好渔民实事30件", "已完成12件，推进缓慢18件", "", [UNCLAIMED]),
        ("办好渔民实事30件", "全面完成的12件；进度达到80%以上的11件；达到70%以上的7件", "", []),
        ("办好渔民实事30件", "全面完成年度任务的有12件，按进度实施的有18件", "", []),
        ("开工渔港项目20个", "已开工12个（其中提前开工5个，未按计划开工8个）", "", [UNCLAIMED]),
        # A share of the plan tells enough where the target has no number.
        ("安装渔港路灯", "安装渔港路灯659盏，完成计划的37.2%", "", [UNCLAIMED]),
        ("推动渔改应改尽改", "应改造渔船250艘，已改造105艘，完成率42%", "", []),
        ("安装渔港路灯", "安装渔港路灯659盏，完成计划的37.2%", "是", [BEHIND]),
        ("安装渔港路灯", "安装渔港路灯659盏，完成计划的71%", "", []),
        ("安装渔港路灯", "安装渔港路灯659盏，完成工程量的37.2%", "", []),
        ("渔民免费体检", "已完成659人（37.2%）", "", [UNCLAIMED]),
        ("办好渔民实事", "进展顺利的有3项，占目标任务的30%", "", []),
        ("办好渔民实事10件", "已完成的有3件，占目标任务的30%；正常推进的有7件，占目标任务的70%", "", []),
        ("新建茶亭40座", "建成茶亭9座，预计年底将继续投用茶亭31座", "", [UNCLAIMED]),
        # Two clauses say the same of two things.
        ("新增渔民床位300张", "甲院新增渔民床位90张；乙院新增渔民床位200张", "是", []),
        ("新增渔民床位300张", "甲院新增渔民床位90张；乙院新增渔船9艘", "是", [FAR]),
        # A part (其中) answers no promise without parts; money is saved where the work is in use.
        ("改造渔屋500户，新建茶亭40座", "完成计划的37.2%", "", [UNCLAIMED]),
        ("改造渔屋5000户", "下达改造渔屋计划4000户（其中特困渔家620户）", "是", []),
        ("完成渔亭投资480万元", "完成渔亭投资280万元", "是", [BEHIND]),
        ("完成渔亭投资480万元", "完成渔亭投资280万元，已建成并投入使用", "是", []),
        # How many there are is no promise of what becomes of them.
        ("106个市级渔业项目", "竣工48个，其余正在施工", "", []),
        ("106个市级渔业项目", "完成投资4450万元，占年计划37.4%", "", [UNCLAIMED]),
    ],
)
def test_what_is_behind_with_a_claim_and_without(
    bench: Bench, target: str, progress: str, claim: str, expected: list[str]
) -> None:
    assert [kind for kind in bench.kinds(Case(target, progress, claim)) if kind in (BEHIND, FAR, SHORT, UNCLAIMED)] == (
        expected
    )


@pytest.mark.parametrize(
    ("target", "progress", "claim", "found"),
    [
        ("渔业产值", "增长3.9%，低于目标2.1个百分点", "", True),
        ("渔业产值", "增长3.9%，低于目标2.1个百分点", "否", False),
        ("改造渔港", "80%（东港进度滞后）", "是", True),
        ("改造渔港", "渔港改造未启动", "", True),
        ("改造渔港", "东港改造相对滞后", "", True),
        ("改造渔港", "东港正重新选址，暂无进展", "", True),
        ("改造渔港", "东港改造顺利，无进展缓慢情况", "", False),
        ("改造渔港", "没有进展缓慢的项目", "", False),
        ("改造渔港", "目前没有项目进度滞后", "", False),
        ("改造渔港", "因没有资金推进缓慢", "", True),
        ("改造渔港", "无障碍坡道进度滞后", "", True),
        ("改造渔港", "东港、西港仍没有新项目开工", "", True),
        ("改造渔港", "码头加固进度较慢的为东港、西港", "", True),
        ("改造渔港", "进度滞后的有3处（东港、西港、南港）", "", True),
        ("改造渔港33处", "未达序时进度2处为：东港、西港", "", True),
        ("改造渔港33处", "未达到序时进度项目共13处，占全年的39%", "", True),
        # A list without a column of reports has but one text.
        ("渔业产值增长3.9%，低于目标2.1个百分点", "", "", True),
        ("改造渔港", "对进度滞后、推进不力的东港开展约谈", "", False),
        ("改造渔港", "督促东港进度滞后项目，消除东港进度滞后", "", False),
        # The numbers say so already.
        ("新建茶亭40座", "新建茶亭9座，进度滞后", "", False),
    ],
)
def test_a_report_may_say_itself_that_it_is_behind(
    bench: Bench, target: str, progress: str, claim: str, found: bool
) -> None:
    assert (OWN_WORDS in bench.kinds(Case(target, progress, claim))) == found


def test_behind_by_numbers_and_by_its_own_words(bench: Bench) -> None:
    (found,) = bench.found({"q3": [Case("新建茶亭40座", "新建茶亭9座（进度滞后）", "")]})
    assert (found.kind, dict(found.details)["own_zh"]) == (UNCLAIMED, "报告自己也写明“进度滞后”")


@pytest.mark.parametrize(
    ("progress", "found"),
    [
        ("其中5件已提前完成年度目标，20件达到节点目标", False),
        ("已提前完成5件，20件达到节点目标", False),
        ("全面完成年度目标任务的有5件，占12.5%", False),
        ("办好渔民实事5件，余下的计划明春全面完成年度目标", False),
        ("办好渔民实事5件，超额完成年度目标", True),
    ],
)
def test_a_number_of_things_that_are_done_says_not_that_all_are(bench: Bench, progress: str, found: bool) -> None:
    assert (NOT_DONE in bench.kinds(Case("办好渔民实事40件", progress))) == found


@pytest.mark.parametrize(
    ("period", "target", "progress", "sure"),
    [
        ("q3", "新建茶亭40座", "新建茶亭9座", Certainty.CERTAIN),
        ("annual", "新建茶亭40座", "新建茶亭9座", Certainty.CERTAIN),
        # Firms are registered at the end of the year.
        ("q3", "新增限上渔业企业40家", "新增限上渔业企业9家", Certainty.LIKELY),
    ],
)
def test_what_is_far_behind_is_certain_where_nothing_comes_late(
    bench: Bench, period: str, target: str, progress: str, sure: Certainty
) -> None:
    (found,) = (one for one in bench.found({period: [Case(target, progress)]}) if one.kind == FAR)
    assert found.certainty is sure


@pytest.mark.parametrize(
    ("target", "progress", "late"),
    [
        ("前三季度建成渔政执法中心并投入使用", "渔政执法中心正在装修", True),
        ("上半年完成渔港路整治工程", "渔港路整治工程正在办理前期手续，尚未开工", True),
        ("年底前建成渔政执法中心", "渔政执法中心正在装修", False),
        ("2025年6月底前建成渔政执法中心", "渔政执法中心正在装修", False),
        ("2025年底前建成渔政执法中心", "渔政执法中心正在装修", False),
        ("8月底前新增渔港宣传点位", "新增渔港宣传点位160个", False),
        ("8月底前新增渔港宣传点位", "新增渔港宣传点位方案已报送", True),
        ("8月底前新建渔港道路", "新建渔港道路62.6公里，为任务的93.1%", True),
        ("8月底前新建渔港道路", "新建渔港道路62.6公里，为任务的103.1%", False),
        ("8月底前开工建设渔业博物馆", "正在办理施工许可", True),
        ("渔港提标，8月底前完工", "提标工程完成工程量的85%，预计12月完工", True),
        ("8月底前出台渔业优惠政策", "《渔业优惠政策》于6月18日印发", False),
        ("8月底前出台渔业优惠政策", "《渔业优惠政策》正在征求意见", True),
    ],
)
def test_a_part_of_the_year_in_the_wording_is_a_deadline(bench: Bench, target: str, progress: str, late: bool) -> None:
    assert (LATE in bench.kinds(Case(target, progress, "", ""))) == late
