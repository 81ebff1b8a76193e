from __future__ import annotations

import pytest

from tests.checks.cases import Bench, Case

BEHIND, FAR = "on-schedule-but-behind", "on-schedule-but-far-behind"
DONE, RATE = "completion-not-borne-out", "rate-does-not-follow"
JUMP, BEYOND = "figure-jumps", "figure-far-beyond-goal"


@pytest.mark.parametrize(
    ("target", "progress", "expected"),
    [
        # That the task is done and is on schedule is one claim; which of two numbers is wrong settles both.
        ("新建渔港泊位40个", "建成泊位20个，完成全年任务", [DONE]),
        ("新建渔港泊位40个", "建成泊位20个，完成率100%，完成全年任务", [RATE]),
        ("新建渔港泊位40个", "建成泊位20个，占年度任务的90%", [RATE]),
        # Behind by its own rate, too: the rate wants correcting, the work pushing.
        ("新建渔港泊位40个", "建成泊位12个，占年度任务的35%", [FAR, RATE]),
        ("新建渔港泊位40个", "建成泊位440个，完成率110%", [RATE]),
        ("新建渔港泊位40个", "建成泊位20个，任务全部完成", [DONE]),
        ("新建渔港泊位40个", "建成泊位20个，上半年任务全部完成", [BEHIND]),
        ("新建渔港泊位40个", "建成泊位20个，上半年完成年度任务", [DONE]),
        ("新建渔港泊位40个", "建成泊位20个，全年任务全部完成", [DONE]),
        ("新建渔港泊位40个", "建成泊位38个，前期工作任务已完成", []),
        # Two goals are two facts.
        ("新建渔港泊位40个，疏浚航道60公里", "建成泊位12个，疏浚航道10公里", [FAR, FAR]),
    ],
)
def test_one_number_is_found_once(bench: Bench, target: str, progress: str, expected: list[str]) -> None:
    assert sorted(bench.kinds(Case(target, progress))) == sorted(expected)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("完成投资6.8亿元", "完成投资156亿元", [JUMP]),
        ("完成投资18.2亿元", "完成投资156亿元", [BEYOND]),
    ],
)
def test_a_leap_beyond_the_goal_is_one_wrong_number(bench: Bench, before: str, after: str, expected: list[str]) -> None:
    promise = "渔港完成投资12亿元"
    found = bench.kinds(Case(promise, before), Case(promise, after))
    assert [kind for kind in found if kind in (JUMP, BEYOND)] == expected
