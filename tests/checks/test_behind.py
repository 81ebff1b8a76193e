"""What is behind where nobody claims anything, by a part of the year, and when that is certain."""

from __future__ import annotations

import pytest

from heze_graph.model.understood import Certainty
from tests.checks.cases import Bench, Case

BEHIND, FAR, SHORT = "on-schedule-but-behind", "on-schedule-but-far-behind", "on-schedule-but-short-for-now"
UNCLAIMED, LATE = "behind-without-claim", "deadline-passed-without-completion"


@pytest.mark.parametrize(
    ("target", "progress", "claim", "expected"),
    [
        ("新建茶亭40座", "新建茶亭9座", "", [UNCLAIMED]),
        ("新建茶亭40座", "新建茶亭9座", "否", []),
        ("新建茶亭40座", "新建茶亭31座", "", []),
        # What is short for now is no more than that where nobody claims anything.
        ("渔业产值增长6%", "渔业产值增长4.9%", "", []),
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
    ],
)
def test_what_is_behind_with_a_claim_and_without(
    bench: Bench, target: str, progress: str, claim: str, expected: list[str]
) -> None:
    assert [kind for kind in bench.kinds(Case(target, progress, claim)) if kind in (BEHIND, FAR, SHORT, UNCLAIMED)] == (
        expected
    )


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
        ("渔港提标，8月底前完工", "提标工程完成工程量的85%，预计12月完工", True),
        ("8月底前出台渔业优惠政策", "《渔业优惠政策》于6月18日印发", False),
        ("8月底前出台渔业优惠政策", "《渔业优惠政策》正在征求意见", True),
    ],
)
def test_a_part_of_the_year_in_the_wording_is_a_deadline(bench: Bench, target: str, progress: str, late: bool) -> None:
    assert (LATE in bench.kinds(Case(target, progress, "", ""))) == late
