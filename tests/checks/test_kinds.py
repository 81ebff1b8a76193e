"""Each check has its words, each kind of finding is found by something, and reasons read like an office's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import heze_graph
from heze_graph import checks
from heze_graph.checks.material import Material, Passage, Suspicion, check
from heze_graph.rdf.documents import reasons
from heze_graph.reference.language import load_language
from heze_graph.resources import REFERENCE
from tests.checks.cases import Bench, Case

KINDS = load_language(REFERENCE).finding_kinds
PACKAGE = Path(heze_graph.__file__).parent
FOUND = {kind for check in checks.CHECKS for kind in check.kinds}


def test_each_kind_that_a_check_gives_has_its_words() -> None:
    missing = FOUND - KINDS.keys()
    assert not missing, f"add a row to finding-kinds.csv for {sorted(missing)}"


def test_each_kind_with_words_is_given_by_a_check_or_by_another_room() -> None:
    others = "".join(path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py"))
    unused = [kind for kind in KINDS if kind not in FOUND and f'"{kind}"' not in others]
    assert not unused, f"no check and no other room gives {unused}: add @check(…), or remove the rows"


#: What is said of a whole table, of a column, or of a line that is no target's.
OF_TABLES = {
    *(
        "text-outside",
        "section-row",
        "total-row",
        "unread-row",
        "ragged-row",
        "short-row",
        "unread-period",
        "one-year-of-several",
        "missing-number",
        "repeated-number",
    ),
    *("guessed-column", "rival-column", "column-unclear", "columns-by-position", "unused-mapping", "error-value"),
    *("rows-by-position", "covered-text", "cell-by-position", "leader-in-heading", "units-in-heading", "unsure-word"),
    *("period-from-date", "merged-by-position", "cell-cut-by-page", "hidden-line", "pages-beside", "number-by-order"),
    "pages-beside-by-order",
    "issuer-from-short-name",
    "other-files",
}


def test_a_reason_of_a_target_says_its_number() -> None:
    silent = {kind for kind, words in KINDS.items() if "{number}" not in words.reason_zh}
    assert silent == OF_TABLES
    assert all("{number}" in words.reason_en for kind, words in KINDS.items() if kind not in silent)


def test_each_check_is_a_function_of_its_own_that_says_what_it_finds() -> None:
    for one in checks.CHECKS:
        assert one.kinds
        assert one.find.__doc__


EXAMPLES = {
    "cap": Case("PM2.5平均浓度控制在38微克/立方米以内", "PM2.5平均浓度39.6微克/立方米"),
    "small": Case("总磷浓度控制在0.06毫克/升以内", "总磷浓度0.062毫克/升"),
    "growth": Case("规上工业增加值增长8%", "规上工业增加值增长6.4%"),
    "money": Case("发放惠农贷款9亿元", "发放惠农贷款96亿元，其中春耕贷款40.12亿元、秋收贷款53.14亿元"),
    "amount": Case("新建观鸟亭40座", "观鸟亭9座已建成，其余加快施工"),
    "list": Case("建成社区食堂5所", "建成甲里、乙桥、丙洲、丁湾共5所食堂"),
    "rank": Case("营商环境排名进入全省前3名", "营商环境居全省第9名"),
    "plan": Case("改造渡口6处", "完成年度任务的33%"),
    "due": Case("创建省级园林城市", "正在准备申报材料", deadline="6月底"),
}
#: What no officer should have to read: signs of comparators, seven digits in a row, two signs in a row.
CODE = re.compile(r"[<>|=~]|\d{7}|->|None")


@pytest.mark.parametrize("case", EXAMPLES.values(), ids=EXAMPLES)
def test_a_reason_is_read_without_the_code(bench: Bench, case: Case) -> None:
    found = bench.found({"annual": [case]})
    assert found
    for finding in found:
        sentence = dict(reasons(finding, KINDS))["zh"]
        assert not CODE.search(sentence), sentence
        assert "序号1" in sentence, sentence


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("cap", "比目标上限38微克/立方米多1.6微克/立方米"),
        ("small", "比目标上限0.06毫克/升多0.002毫克/升"),
        ("growth", "低于目标1.6个百分点（实际增长6.4%，目标增长8%）"),
        ("money", "分项相加是93.26亿元，印出的总数是96亿元"),
        ("amount", "为目标的22.5%（9座 ÷ 40座）"),
        ("amount", "观鸟亭9座已建成，其余加快施工"),
        ("amount", "不到目标值的一半"),
        ("list", "列出4个名称，印出的数是5所"),
        ("rank", "实际为9名，目标为3名"),
        ("plan", "只完成计划的33%"),
        ("due", "时限“6月底”（2024年6月30日）已到"),
    ],
)
def test_a_reason_tells_number_unit_and_distance(bench: Bench, name: str, words: str) -> None:
    sentences = [dict(reasons(finding, KINDS))["zh"] for finding in bench.found({"annual": [EXAMPLES[name]]})]
    assert any(words in sentence for sentence in sentences), sentences


def test_the_deadline_has_come_and_time_has_passed_are_told_apart(bench: Bench) -> None:
    case = Case("新建观鸟亭40座", "新建观鸟亭9座")
    q3, annual = (dict(reasons(bench.found({period: [case]})[0], KINDS))["zh"] for period in ("q3", "annual"))
    assert "时间已过75%" in q3
    assert "期限已到" in annual
    assert "100%" not in annual


@check("figure-jumps")
def one_word_reports(material: Material) -> Iterator[Suspicion]:
    """Find the reports that are one word."""
    for of_entry in material.progress.values():
        for statement in of_entry:
            if statement.text == "推进":
                yield Suspicion("figure-jumps", Passage(statement, statement.text))


def test_a_check_is_one_function_that_carries_its_kind(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    case = Case("新建学校", "推进")
    assert "figure-jumps" not in bench.kinds(case)
    monkeypatch.setattr(checks, "CHECKS", (*checks.CHECKS, one_word_reports))
    assert "figure-jumps" in bench.kinds(case)
