from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest
import rdflib

from heze_graph.resources import REFERENCE, SEEDS

if TYPE_CHECKING:
    from tests.conftest import Run


def test_build_says_what_it_read_mended_linked_and_wrote(run: Run, tmp_path: Path) -> None:
    status, out, err = run("build")
    assert status == 0
    assert out == f"{Path('.heze-graph/store')}\n"
    assert "heze-2023-q3.txt: 213 rows → 200 entries, 212 assignments" in err
    assert "heze-2023-annual.txt: 54 rows → 54 entries, 54 assignments" in err
    assert "200 targets; 54 links between documents (53 certain, 1 likely)" in err
    assert "name-cut 4" in err
    assert (tmp_path / ".heze-graph" / "store" / "current").is_file()


def test_the_store_of_the_last_build_is_found(run: Run, tmp_path: Path) -> None:
    assert run("build", "--store", "elsewhere/here")[0] == 0
    status, out, _ = run("query", "documents", "--format", "csv")
    assert status == 0
    assert len(out.splitlines()) == 3
    assert (tmp_path / ".heze-graph" / "last-build").read_text(encoding="utf-8") == "elsewhere/here\n"


def test_a_wrong_table_leaves_the_old_store(run: Run, tmp_path: Path) -> None:
    run("build")
    (tmp_path / "letter.txt").write_text("Dear all\n", encoding="utf-8")
    status, out, err = run("build", "letter.txt")
    assert (status, out) == (1, "")
    assert "letter.txt" in err
    assert run("query", "documents")[0] == 0


@pytest.mark.parametrize("form", ["table", "csv", "json", "md"])
def test_an_answer_in_every_text_format(built: Run, form: str) -> None:
    status, out, _ = built("query", "cancelled-targets", "--format", form)
    assert status == 0
    assert "因政策调整" in out
    if form == "json":
        assert [row["no"] for row in json.loads(out)] == ["121", "113"]
    if form == "csv":
        assert [row["claim"] for row in csv.DictReader(io.StringIO(out))] == ["—", "—"]


def test_a_table_has_the_headers_of_its_reader(built: Run) -> None:
    assert built("query", "documents")[1].split()[:2] == ["document", "title"]
    assert built("query", "documents", "--language", "zh")[1].split()[:2] == ["文件", "标题"]
    assert built("query", "documents", "--language", "zh", "--labels", "none")[1].split()[0] == "document"


def test_an_answer_as_files(built: Run, tmp_path: Path) -> None:
    assert built("query", "cancelled-targets", "--out", "a.csv")[0] == 0
    head, first, *_ = (tmp_path / "a.csv").read_text(encoding="utf-8-sig").splitlines()
    assert head.startswith("文件,")
    assert first.startswith("heze-2023-annual,"), "by which files are joined"
    assert built("query", "cancelled-targets", "--out", "a.xlsx")[0] == 0
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").active
    assert sheet is not None
    assert [cell.value for cell in sheet[2]][:2] == ["年度表", "121"]


def test_parameters_are_bound_and_checked(built: Run) -> None:
    status, out, _ = built(
        "query", "targets-of-leader", "-p", "leader=曹 临", "-p", "document=heze-2023-q3", "--format", "csv"
    )
    assert status == 0
    assert len(out.splitlines()) == 28
    for arguments, found in (
        (("targets-of-leader",), "no value for leader"),
        (("targets-of-leader", "-p", "laeder=x"), "try leader"),
        (("due-before", "-p", "date=tomorrow"), "a date such as 2023-12-31"),
        (("targets-of-county", "-p", "county=曹县", "-p", "collective=maybe"), "yes, no"),
        (("nonsense",), "no query 'nonsense'"),
    ):
        status, out, err = built("query", *arguments)
        assert (status, out) == (1, "")
        assert found in err


def test_queries_lists_each_with_its_parameters(run: Run) -> None:
    status, out, err = run("queries", "--format", "json")
    assert (status, err) == (0, "")
    listed = {row["name"]: row for row in json.loads(out)}
    assert listed["targets-of-county"]["parameters"] == "county [collective=yes:yes|no] [document]"
    assert listed["entries"]["summary_en"] == "Each assignment, as understood"


def test_sparql_from_text_file_and_stdin(built: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "SELECT (COUNT(*) AS ?n) { ?t a <https://w3id.org/heze-graph/ontology#Target> }"
    (tmp_path / "q.rq").write_text(text, encoding="utf-8")
    monkeypatch.setattr(sys, "stdin", io.StringIO(text))
    for given in (text, "q.rq", "-"):
        assert built("sparql", given, "--format", "csv")[1].split() == ["n", "200"]


@pytest.mark.parametrize(
    "text",
    [
        "DROP ALL",
        "SELECT * { SERVICE <http://localhost:1/> { ?s ?p ?o } }",
        "SELECT * { \\u0053ERVICE <http://localhost:1/> { ?s ?p ?o } }",
        "SELECT * { ?s ?p }",
        "",
    ],
)
def test_only_reading_queries_are_run(built: Run, text: str) -> None:
    status, out, err = built("sparql", text)
    assert (status, out) == (1, "")
    assert "found" in err
    assert "Traceback" not in err


def test_a_construct_gives_turtle(built: Run) -> None:
    status, out, _ = built(
        "sparql", "CONSTRUCT { ?s ?p ?o } WHERE { ?s a <https://w3id.org/heze-graph/ontology#Leader> ; ?p ?o }"
    )
    assert status == 0
    assert out.count(" a heze:Leader") == 8
    assert built("sparql", "CONSTRUCT WHERE { ?s ?p ?o }", "--format", "csv")[0] == 2


RESULT_SET = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"


def test_an_answer_in_turtle_is_a_set_of_rows(built: Run, tmp_path: Path) -> None:
    status, out, _ = built("query", "shared-targets", "--format", "ttl")
    assert status == 0
    graph = rdflib.Graph().parse(data=out, format="turtle")
    cell = "[ rs:variable 'shared' ; rs:value ?value ]"
    rows = f"PREFIX rs: <{RESULT_SET}> SELECT ?value {{ ?row rs:index 1 ; rs:binding {cell} }}"
    first = next(csv.DictReader(io.StringIO(built("query", "shared-targets", "--format", "csv")[1])))
    assert [row[rdflib.Variable("value")] for row in graph.query(rows).bindings] == [
        rdflib.Literal(int(first["shared"]))
    ]
    built("query", "shared-targets", "--out", "shared.ttl")
    assert (tmp_path / "shared.ttl").read_text(encoding="utf-8") == out


def test_read_shows_what_is_understood_and_writes_nothing(run: Run, tmp_path: Path) -> None:
    status, out, err = run("read", str(SEEDS / "heze-2023-q3.txt"), "--format", "json")
    assert status == 0
    targets = json.loads(out)
    assert len(targets) == 200
    assert targets[27]["leaders"][0]["units"] == ["市行政审批服务局", "市市场监管局"]
    assert targets[30]["leaders"][1] == {
        "name": "刘连栋",
        "units": [],
        "progress": targets[30]["leaders"][1]["progress"],
        "status": None,
    }
    assert re.search(r"heze-2023-q3\.txt, line 217, column 7: look-alike \(doubtful\)", err)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("suffix", ["ttl", "nt", "nq", "trig", "jsonld", "rdf", "graphml", "gexf"])
def test_export_by_suffix(built: Run, tmp_path: Path, suffix: str) -> None:
    status, out, _ = built("export", f"graph.{suffix}")
    assert (status, out) == (0, f"graph.{suffix}\n")
    assert "市财政局" in (tmp_path / f"graph.{suffix}").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["graph", "graph.docx"])
def test_export_wants_a_format_and_names_all(built: Run, name: str) -> None:
    status, _, err = built("export", name)
    assert status == 2
    assert "ttl, jsonld, nt, rdf, trig, nq, graphml, gexf" in err


def test_blanks_around_a_value_are_left_out(built: Run) -> None:
    plain = built("query", "targets-of-unit", "-p", "unit=市财政局", "--format", "csv")[1]
    assert plain.count("\n") > 1
    assert built("query", "targets-of-unit", "-p", "unit= 市财政局\u3000", "--format", "csv")[1] == plain


def test_check_reports_findings_and_shapes(built: Run) -> None:
    status, out, err = built("check", "--format", "csv")
    assert status == 0
    assert "the graph conforms" in err
    assert "look-alike" in out


def test_check_fails_on_a_graph_that_breaks_a_shape(run: Run, tmp_path: Path) -> None:
    from heze_graph.store import folder

    term = "<https://w3id.org/heze-graph/ontology#{}>".format
    folder.write(
        tmp_path / "s", f"<u:x> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> {term('Leader')} <u:g> .\n", {}
    )
    status, out, err = run("check", "--store", "s", "--format", "csv")
    assert status == 1
    assert "u:x" in out
    assert "violations of the shapes" in err


def test_view_writes_a_page(built: Run, tmp_path: Path) -> None:
    assert built("view", "units", "--out", "p/u.html")[:2] == (0, f"{Path('p/u.html')}\n")
    assert "市财政局" in (tmp_path / "p" / "u.html").read_text(encoding="utf-8")
    assert built("view", "nonsense")[0] == 1


@pytest.mark.parametrize("command", ["query entries", "sparql ASK{}", "view units", "export a.ttl", "check"])
def test_without_a_store_the_message_says_what_to_do(run: Run, command: str) -> None:
    status, out, err = run(*command.split())
    assert (status, out) == (1, "")
    assert "run `heze-graph build` first" in err


@pytest.mark.parametrize(
    "arguments",
    [[], ["bogus"], ["query"], ["query", "entries", "-p", "x"], ["query", "entries", "--endpoint", "ftp://x"]],
)
def test_wrong_usage_is_status_2(built: Run, arguments: list[str]) -> None:
    status, out, err = built(*arguments)
    assert (status, out) == (2, "")
    assert err


def test_the_real_program_speaks_utf8_whatever_the_locale(seed_store: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "heze_graph", "query", "documents", "--store", str(seed_store)],
        capture_output=True,
        check=True,
        env={**os.environ, "PYTHONIOENCODING": "ascii", "LC_ALL": "C", "PYTHONUTF8": "0"},
    )
    assert "菏泽市人民政府" in done.stdout.decode("utf-8")


def test_a_reader_that_has_seen_enough_is_no_error(seed_store: Path) -> None:
    command = [sys.executable, "-m", "heze_graph", "query", "cells", "--format", "csv", "--store", str(seed_store)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 0


def test_strict_stops_at_the_first_row_that_is_not_understood(run: Run, tmp_path: Path) -> None:
    head = "序号\t市政府领导\t责任目标内容\t完成时限\t完成情况\t是否按计划完成进度\t责任单位\n"
    row = "1\t张三\t新建学校3所\t有空的时候\t开工2所\t是\t某局\n"
    (tmp_path / "t.txt").write_text(f"大名县2023年三季度\n{head}{row}", encoding="utf-8")
    status, out, err = run("read", "t.txt", "--format", "json")
    assert status == 0
    assert json.loads(out)[0]["deadline"] == "有空的时候"
    assert "unread-deadline" in err
    for command in ("read", "build"):
        status, out, err = run(command, "t.txt", "--strict")
        assert (status, out) == (1, "")
        assert "t.txt, line 3: found “有空的时候” (unread-deadline)" in err
    (tmp_path / "t.txt").write_text(f"大名县2023年三季度\n{head}2\t张三\t\t年底\t开工2所\t是\t某局\n", encoding="utf-8")
    status, out, err = run("read", "t.txt", "--strict")
    assert (status, out) == (1, "")
    assert "t.txt, line 3: found “2” (missing-target)" in err


def test_read_says_who_published_what_and_for_when(run: Run, tmp_path: Path) -> None:
    table = "序号,工作任务,牵头单位,配合单位\n1,新建学校3所,教育局,住建局\n"
    (tmp_path / "named.csv").write_text(f"大名县2023年三季度重点任务\n{table}", encoding="utf-8")
    _, out, err = run("read", "named.csv")
    assert "lead units" in out
    assert "issuer: 大名县人民政府; period: 2023-01-01 to 2023-09-30" in err
    (tmp_path / "unnamed.csv").write_text(table, encoding="utf-8")
    assert "issuer: not found: say so by --place; period: not found: say so by --year" in run("read", "unnamed.csv")[2]
    assert "unnamed.csv: no government found that published it; name it by --place" in run("build", "unnamed.csv")[2]


def test_a_row_of_a_workbook_knows_its_sheet(run: Run, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "任务"
    sheet.append(["大名县2023年三季度重点任务"])
    sheet.append(["序号", "责任领导", "工作任务", "完成时限", "进展情况", "责任单位"])
    sheet.append([1, "张三", "新建学校3所", "有空的时候", "开工2所", "某局"])
    book.save(tmp_path / "t.xlsx")
    assert "line 3 (任务!A3)" in run("read", "t.xlsx")[2]
    run("build", "t.xlsx")
    query = "SELECT ?where { ?row <https://w3id.org/heze-graph/ontology#where> ?where }"
    assert run("sparql", query, "--format", "csv")[1].split() == ["where", "任务!A3"]


def test_the_city_is_told_by_the_title_and_not_by_a_row(run: Run, tmp_path: Path) -> None:
    head = "序号\t市政府领导\t责任目标内容\t完成时限\t完成情况\t是否按计划完成进度\t责任单位\n"
    row = "1\t张三\t支持大名县发展\t年底\t推进\t是\t大名县政府\n"
    (tmp_path / "t.txt").write_text(f"邯郸市2021年三季度\n{head}{row}", encoding="utf-8")
    assert run("build", "t.txt")[0] == 0
    assert [path.name for path in (tmp_path / "places").iterdir()] == ["邯郸市"]
    term = "<https://w3id.org/heze-graph/ontology#{}>".format
    query = f"SELECT ?code {{ ?mention {term('mentions')}/{term('divisionCode')} ?code }}"
    assert set(run("sparql", query, "--format", "csv")[1].split()) == {"code", "130425"}


def test_a_reviewed_link_rests_on_the_judgement(built: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(REFERENCE / "heze", tmp_path / "heze")
    status, out, err = built("link", "--review")
    assert (status, err) == (0, "1 doubtful links, 0 judgements recorded\n")
    assert "heze-2023-annual no. 86" in out
    monkeypatch.setattr(sys, "stdin", io.StringIO("y\n"))
    options = ("--person", "某人", "--date", "2024-01-31", "--place", "heze")
    assert built("link", "--review", *options)[2].endswith("1 judgements recorded; rebuild to apply them\n")
    written = (tmp_path / "heze" / "judgements.csv").read_text(encoding="utf-8-sig").splitlines()
    assert written[1:] == ["same-target,heze-2023-q3,78,heze-2023-annual,86,某人,2024-01-31,reviewed"]
    built("build", *map(str, sorted(SEEDS.glob("*.txt"))), "--place", "heze")
    assert built("link", "--review")[2] == "0 doubtful links, 0 judgements recorded\n"
    links = list(csv.DictReader(io.StringIO(built("query", "link-scores", "--format", "csv")[1])))
    assert [row["basis"] for row in links if row["noAfter"] == "86"] == ["judgement"]


def test_a_judgement_on_a_shipped_city_goes_into_a_copy(
    built: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped = {path.name: path.read_bytes() for path in (REFERENCE / "heze").iterdir()}
    monkeypatch.setattr(sys, "stdin", io.StringIO("n\n"))
    said = built("link", "--review", "--person", "某人", "--date", "2024-01-31")[2]
    assert "copied to places" in said
    assert {path.name: path.read_bytes() for path in (REFERENCE / "heze").iterdir()} == shipped
    written = (tmp_path / "places" / "heze" / "judgements.csv").read_text(encoding="utf-8-sig").splitlines()
    assert written[-1] == "different-target,heze-2023-q3,78,heze-2023-annual,86,某人,2024-01-31,reviewed"
    built("build")
    links = list(csv.DictReader(io.StringIO(built("query", "link-scores", "--format", "csv")[1])))
    assert not [row for row in links if row["noAfter"] == "86"]


def test_pack_writes_a_workbook_and_says_what_is_wrong_with_an_order(built: Run, tmp_path: Path) -> None:
    status, out, err = built("pack", "--out", "周一.xlsx", "--today", "2023-12-01", "--unit", "市科技局")
    assert (status, out, err) == (0, "周一.xlsx\n", "")
    book = openpyxl.load_workbook(tmp_path / "周一.xlsx")
    assert book.sheetnames == ["落后", "逾期", "临期", "已完成", "无法判断", "核对问题", "市科技局"]
    assert [row[1] for row in book["逾期"].iter_rows(min_row=2, values_only=True)] == ["136"]
    for wrong, said in (
        (("--out", "a.csv"), "--out: found the suffix “.csv”; expected .xlsx"),
        (("--site", "localhost"), "--site: found “localhost”; expected a web address"),
        (("--days", "0"), "--days: invalid count value"),
        (("--today", "2023-02-30"), "--today: invalid day value"),
    ):
        status, out, err = built("pack", *wrong)
        assert (status, out) == (2, "")
        assert said in err
    status, out, err = built("pack", "--leader", "张朋")
    assert (status, out) == (1, "")
    assert "try 张鹏" in err
    assert not (tmp_path / "督查.xlsx").exists()
