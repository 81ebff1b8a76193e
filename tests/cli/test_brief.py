from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import docx
import pytest

if TYPE_CHECKING:
    from tests.conftest import Run


def test_a_page_is_called_as_its_thing_is(built: Run, tmp_path: Path) -> None:
    assert built("brief", "wangchanghua")[0] == 0
    assert "<h1>督查简报：王昌华</h1>" in (tmp_path / "王昌华.html").read_text(encoding="utf-8")


def test_all_leaders_in_one_command(built: Run, tmp_path: Path) -> None:
    asked = ("--out", "for-monday/", "--format", "docx", "--today", "2024-02-01")
    status, out, _ = built("brief", "leaders", "全部", *asked)
    assert status == 0
    files = sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.docx"))
    assert sorted(out.split()) == [str(Path(file)) for file in files]
    assert len(files) == 9
    assert docx.Document(str(tmp_path / "for-monday" / "曹临.docx")).paragraphs[1].text == "截至2024-02-01"


def test_the_suffix_tells_the_format(built: Run, tmp_path: Path) -> None:
    assert built("brief", "曹县", "--out", "a.PDF")[0] == 0
    assert (tmp_path / "a.PDF").read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize(
    ("line", "status", "told"),
    [
        ("王昌花", 1, "the nearest are 王昌华"),
        ("https://w3id.org/heze-graph/id/leader/heze/王昌", 1, "such as that of 王昌华"),
        ("https://example.org/x", 1, "no such thing"),
        ("曹县 --out a.txt", 2, "the suffix “.txt”"),
        ("曹县 曹临 --out a.pdf", 2, "2 things for one file"),
        ("曹县 --today Monday", 2, "--today"),
    ],
)
def test_what_is_wrong_is_said(built: Run, line: str, status: int, told: str) -> None:
    found, _, err = built("brief", *line.split())
    assert found == status
    assert told in err
    assert list(Path().glob("[!.]*")) == []


def test_a_table_without_leaders_or_title(run: Run) -> None:
    table = "序号\t目标\t责任单位\t完成时限\t进展\n1\t新建学校5所\t甲局、乙局\t2023年6月\t建成2所\n"
    Path("t.tsv").write_text(table, encoding="utf-8")
    assert run("build", "t.tsv", "--place", "乙市", "--year", "2023", "--period", "h1")[0] == 0
    status, _, err = run("brief", "leaders", "--out", "o/")
    assert status == 1
    assert "leaders: found none in the graph" in err
    assert run("brief", "甲局", "--today", "2023-08-01")[0] == 0
    page = Path("甲局.html").read_text(encoding="utf-8")
    assert "乙市-2023-h1（上半年表，第2行）" in page
    assert "<td>严重落后、逾期</td><td>“建成2所”（40%）</td><td>2023年6月</td><td>乙局</td>" in page
