"""The language of the command line: --language, else the locale; English where nothing says Chinese."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from heze_graph.cli import language_of
from heze_graph.cli.parser import parser

if TYPE_CHECKING:
    from tests.conftest import Run

TABLE = "序号\t责任目标内容\t责任单位\n1\t新建学校2所\t甲局\n2\t修路3公里\t乙局\n"
#: Two English words in a row that are no option, command, format or name of a file.
ENGLISH = re.compile(r"\b[a-z]{2,} [a-z]{2,}\b")


@pytest.mark.parametrize(
    ("arguments", "environment", "expected"),
    [
        ([], {}, "en"),
        ([], {"LANG": "C.UTF-8"}, "en"),
        ([], {"LANG": "zh_CN.UTF-8"}, "zh"),
        ([], {"LC_ALL": "C", "LANG": "zh_CN.UTF-8"}, "en"),
        ([], {"LC_ALL": "", "LC_MESSAGES": "zh_TW", "LANG": "en_GB"}, "zh"),
        (["build", "--language", "en"], {"LANG": "zh_CN.UTF-8"}, "en"),
        (["--language=zh", "build"], {"LANG": "en_GB.UTF-8"}, "zh"),
        (["build", "--language"], {"LANG": "zh_CN"}, "zh"),
        (["build", "--language", "fr"], {}, "en"),
    ],
)
def test_the_option_goes_before_the_locale(arguments: list[str], environment: dict[str, str], expected: str) -> None:
    assert language_of(arguments, environment) == expected


def test_help_is_chinese_from_the_first_word(run: Run) -> None:
    for command in ("build", "read", "link", "query", "view", "pack", "serve", "export"):
        status, out, _ = run(command, "--help", "--language", "zh")
        assert status == 0
        assert out.startswith("用法：")
        assert "显示本说明" in out
        assert not ENGLISH.search(re.sub(r"heze-graph \w+|pip install", "", out)), out


def test_wrong_usage_is_told_in_chinese(run: Run) -> None:
    assert run("--language", "zh", "bild")[2].endswith("serve, mcp）。请改试 build\n")
    status, _, err = run("view", "--language", "zh")
    assert status == 2
    assert "缺少参数：NAME" in err
    assert "the following arguments are required" in run("view", "--language", "en")[2]


def test_options_are_known_by_their_whole_names(run: Run) -> None:
    status, _, err = run("build", "--colum", "责任=units", "--language", "zh")
    assert status == 2
    assert err.endswith("heze-graph build：错误：不认识的参数：--colum。请改试 --column\n")


def test_a_reading_is_told_in_one_language(tmp_path: Path, run: Run) -> None:
    table = tmp_path / "甲坪市2024年一季度.csv"
    rows = (
        "序号,责任领导,目标任务,进展情况,到底如何,责任单位",
        *(f"{n},陈某,修路{n}条,修好{n}条,是,市甲局" for n in (1, 2, 3)),
    )
    table.write_text("\n".join(rows), encoding="utf-8")
    _, out, err = run("read", str(table), "--language", "zh")
    assert out.split()[:3] == ["序号", "领导", "责任目标"]
    assert "作为“是否按计划”理解" in err
    _, out, err = run("read", str(table), "--language", "en")
    assert out.split()[:3] == ["number", "leader", "target"]
    assert "it is read as claim" in err


def test_a_build_is_told_in_chinese(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    Path("表.txt").write_text(TABLE, encoding="utf-8")
    status, _, err = run("build", "表.txt", "--place", "丙市", "--year", "2023")
    assert status == 0
    assert "2 行 → 2 项目标，2 项分工" in err
    assert "尚无丙市的名册" in err
    status, _, err = run("read", "没有.txt")
    assert status == 1
    assert err.startswith("heze-graph: ")
    assert "发现读不出的文件（没有这个文件或文件夹）" in err
    assert "请检查路径" in err


@pytest.mark.parametrize("data", ["请见附件。\n".encode(), b"\x01\0\x02\0\0"])
def test_a_file_that_is_not_what_its_name_says_is_told_so(tmp_path: Path, run: Run, data: bytes) -> None:
    file = tmp_path / "任务.xlsx"
    file.write_bytes(data)
    status, _, err = run("read", str(file), "--language", "zh")
    assert status == 1
    assert err.startswith("heze-graph: 任务.xlsx：发现文件名以 .xlsx 结尾，内容却不是这种文件")
    file.with_suffix(".txt").write_bytes(data)
    assert "结尾" not in run("read", str(file.with_suffix(".txt")), "--language", "zh")[2]


def test_a_fault_in_another_process_is_told_in_chinese(tmp_path: Path, run: Run) -> None:
    file = tmp_path / "断.pdf"
    file.write_bytes(b"%PDF-1.4\n1 0 obj\n<<>>\n")
    status, _, err = run("read", str(file), "--language", "zh")
    assert status == 1
    assert "发现已损坏的 pdf 文件" in err
    assert "请用原程序打开后另存" in err


def test_what_is_made_is_chinese_unless_asked_otherwise() -> None:
    assert parser().parse_args(["view", "units"]).language is None
    assert parser().parse_args(["--language", "en", "view", "units"]).language == "en"
    assert parser().parse_args(["view", "units", "--language", "en"]).language == "en"
