"""Goals that no number of a report answers, beside those that are told otherwise."""

from __future__ import annotations

import pytest

from tests.checks.cases import Bench, Case

OTHER = "other-quantity-reported"


@pytest.mark.parametrize(
    ("target", "progress", "expected"),
    [
        ("培训渔工1500人次", "举办观摩会12场", [OTHER]),
        ("培训渔工1500人次", "任务已全部完成，举办观摩会12场", []),
        ("免费渡船惠及老人30万人", "办理船卡28.4万张", []),
        ("铺设渔港管网45公里", "完成投资2.1亿元", []),
    ],
)
def test_works_and_those_who_benefit_are_told_otherwise(
    bench: Bench, target: str, progress: str, expected: list[str]
) -> None:
    assert bench.kinds(Case(target, progress)) == expected
