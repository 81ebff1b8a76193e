"""Tables of governments that nothing is known of: named, linked, read again with the register of the first build."""

from __future__ import annotations

from pathlib import Path

import pytest

from heze_graph.cli import main
from heze_graph.model.printed import TableFile
from heze_graph.pipeline.stages import read
from heze_graph.reference import Reference

HEADER = "序号\t重点任务\t责任单位\t完成情况"


def table(folder: Path, name: str, title: str, progress: str) -> Path:
    path = folder / name
    rows = (f"1\t新建口袋公园12处\t市城管局、市政府\t{progress}", f"2\t改造老旧管网30公里\t市住建局\t{progress}")
    path.write_text("\n".join((title, HEADER, *rows)) + "\n", encoding="utf-8")
    return path


def asked(query: str, capsys: pytest.CaptureFixture[str]) -> list[str]:
    capsys.readouterr()
    assert main(["query", query, "--store", "s", "--format", "csv"]) == 0
    return capsys.readouterr().out.splitlines()[1:]


@pytest.mark.parametrize("city", ["碧溪市", "南昌市", "碧溪大学", "碧溪水务集团有限公司"])
def test_two_tables_of_one_issuer_are_linked_each_time(
    city: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    first = table(tmp_path, "a.txt", f"{city}2024年一季度重点任务完成情况表", "已启动")
    second = table(tmp_path, "b.txt", f"{city}2024年上半年重点任务完成情况表", "已完成一半")
    # The second time the register is there that the first one wrote.
    for _ in range(2):
        assert main(["build", str(first), str(second), "--store", "s"]) == 0
        links = asked("links", capsys)
        assert len(links) == 4
        assert len({line.split(",")[0] for line in links}) == 2
        assert {line.split(",")[0] for line in asked("documents", capsys)} == {f"{city}-2024-q1", f"{city}-2024-h1"}


def test_a_plan_and_the_report_on_it_are_two_documents(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    plan = tmp_path / "plan.txt"
    rows = ("序号\t重点任务\t责任单位", "1\t新建口袋公园12处\t区城管局", "2\t改造老旧管网30公里\t区住建局")
    plan.write_text("\n".join(("关于下达碧溪区2024年重点任务的通知", *rows)) + "\n", encoding="utf-8")
    title = "中共碧溪区委办公室 碧溪区人民政府办公室关于2024年重点任务完成情况的通报"
    report = table(tmp_path, "report.txt", title, "已完成")
    assert main(["build", str(report), str(plan), "--store", "s"]) == 0
    names = [line.split(",")[0] for line in asked("documents", capsys)]
    assert sorted(names) == ["碧溪区-2024-annual", "碧溪区-2024-annual-plan"]
    assert len(asked("links", capsys)) == 4
    # Two plans of one name are still two tables that a person has to name.
    assert main(["build", str(plan), str(plan), str(report), "--store", "t"]) != 0


def test_a_person_says_what_no_title_tells(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    path = table(tmp_path, "a.txt", "重点任务表", "已启动")
    said = ["--place", "碧溪市", "--year", "2024", "--period", "q3"]
    assert main(["build", str(path), *said, "--store", "s"]) == 0
    assert asked("documents", capsys)[0].startswith(
        "碧溪市-2024-q3,重点任务表,碧溪市人民政府,2024,2024-01-01,2024-09-30"
    )


@pytest.mark.parametrize(
    ("said", "found"),
    [(["--place", "a/b"], "a/b"), (["--place", "."], "without units.csv"), (["--period", "q9"], "“q9”")],
)
def test_what_is_no_place_or_period_is_told(
    said: list[str], found: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    path = table(tmp_path, "a.txt", "重点任务表", "已启动")
    assert main(["read", str(path), *said]) == 2
    assert found in capsys.readouterr().err


def test_whose_site_a_page_is_on_tells_the_issuer(tmp_path: Path, reference: Reference) -> None:
    items = "<p>1.新建公寓2座。（责任单位：后勤处）</p><p>2.改造管网3公里。（责任单位：基建处）</p>"
    text = f"<html><head><title>2031年重点任务清单-碧溪学院</title></head><body>{items}</body></html>"
    (tmp_path / "page.html").write_text(text, encoding="utf-8")
    assert read(TableFile.at(tmp_path / "page.html"), reference).document.issuer == "碧溪学院"


def test_units_below_an_item_are_no_issuer(tmp_path: Path, reference: Reference) -> None:
    path = tmp_path / "list.txt"
    lines = (
        "督察反馈意见整改任务清单",
        "（碧溪市）",
        "一、污水管网建设滞后。",
        "整改责任单位：市水务局、石门县政府",
        "整改目标：完成改造12公里。",
        "整改时限：2024年6月底",
        "二、矿山修复缓慢。",
        "整改责任单位：石门县政府",
        "整改时限：2024年9月底",
    )
    path.write_text("\n".join(lines), encoding="utf-8")
    record = read(TableFile.at(path), reference)
    assert record.document.issuer == "碧溪市人民政府"
    assert [entry.units for entry in record.entries] == [("市水务局", "石门县政府"), ("石门县政府",)]


@pytest.mark.parametrize(
    "head",
    [
        "各区县人民政府，碧湖新区管委会，市府各部门：\n印发如下。",
        "为贯彻《石门市人民政府关于印发若干措施的通知》，特制定如下措施。",
        "关于做好2024年县政府重点任务落实工作的通知\n各乡镇：",
    ],
)
def test_whom_a_notice_addresses_and_what_it_cites_issued_nothing(
    tmp_path: Path, reference: Reference, head: str
) -> None:
    path = tmp_path / "list.txt"
    items = "1.新建学校3所。（责任单位：县教育局）\n2.改造道路20公里。（责任单位：县住建局）"
    path.write_text(f"{head}\n{items}\n云松县人民政府办公室\n2024年3月6日", encoding="utf-8")
    assert read(TableFile.at(path), reference).document.issuer == "云松县人民政府"
    path.write_text(f"{head}\n结合云松县实际，分工如下。\n{items}", encoding="utf-8")
    assert read(TableFile.at(path), reference).document.issuer == "云松县人民政府"


@pytest.mark.parametrize(
    ("title", "place"),
    [
        ("中共碧溪县委 碧溪县人民政府2024年重点任务分工表", "碧溪县"),
        ("碧溪县委、县政府2024年重点任务分工表", "碧溪县"),
        ("碧溪县委县政府2024年重点任务分工表", "碧溪县"),
        ("中共碧溪县委办公室 碧溪县人民政府办公室关于2024年重点任务的通报", "碧溪县"),
        ("关于下达2024年碧溪县重点任务的通知", "碧溪县"),
        ("会议票决确定碧溪县2024年民生实事：", "碧溪县"),
        (
            f"碧溪县人民政府关于印发2024年任务的通知（碧政发〔2024〕3号）云松区、石桥区人民政府：{'现予印发。' * 9}",
            "碧溪县",
        ),
        ("云松市碧溪县2024年重点任务分工表", "碧溪县"),
        ("重点任务分工表\n——2024年1月9日在碧溪县第十八届人民代表大会第四次会议上", "碧溪县"),
    ],
)
def test_one_issuer_however_a_title_names_it(tmp_path: Path, reference: Reference, title: str, place: str) -> None:
    document = read(TableFile.at(table(tmp_path, "a.txt", title, "已启动")), reference).document
    assert (document.place, document.issuer) == (place, f"{place}人民政府")


@pytest.mark.parametrize(("place", "ending"), [("碧溪工业园", "管委会"), ("碧溪国际陆港", "管理委员会")])
def test_what_a_committee_governs_is_a_place(tmp_path: Path, reference: Reference, place: str, ending: str) -> None:
    path = table(tmp_path, "a.txt", f"{place}{ending}2024年重点任务分工表", "已启动")
    document = read(TableFile.at(path), reference).document
    assert (document.place, document.issuer) == (place, place + ending)


def test_an_office_that_signs_above_the_date_is_the_issuer(tmp_path: Path, reference: Reference) -> None:
    path = tmp_path / "list.txt"
    lines = (
        "关于下达2024年度农业农村重点工作目标任务的通知",
        "一、粮食播种面积稳定在42万亩以上。（责任股室：粮油站）",
        "二、新建高标准农田2.1万亩。（责任股室：农田建设股）",
        "碧溪区农业农村局",
        "2024年3月6日",
    )
    path.write_text("\n".join(lines), encoding="utf-8")
    document = read(TableFile.at(path), reference).document
    assert (document.place, document.issuer) == ("碧溪区", "碧溪区农业农村局")
    path.write_text("\n".join((*lines[:3], lines[3])), encoding="utf-8")
    assert read(TableFile.at(path), reference).document.issuer == ""


def test_a_label_with_what_it_says_is_no_title(tmp_path: Path, reference: Reference) -> None:
    path = tmp_path / "forms.txt"
    lines = ["2023年度包联重点项目责任分解表"]
    for name, goal in (
        ("城北污水处理厂提标改造", "6月底前完成土建，12月底前通水运行，年内完成年度目标"),
        ("产业园", "入驻企业10家"),
    ):
        lines += [
            f"项目名称：{name}",
            "包联领导：周建军",
            "牵头单位：县住建局",
            f"年度目标：{goal}",
            "进展：已开工",
            "",
        ]
    path.write_text("\n".join(lines), encoding="utf-8")
    assert read(TableFile.at(path), reference).document.title == "2023年度包联重点项目责任分解表"


def test_a_file_without_any_single_line_is_read(tmp_path: Path, reference: Reference) -> None:
    (tmp_path / "a.txt").write_text(f"{HEADER}\n1\t新建公园2处\t城管局\t已建成", encoding="utf-8")
    record = read(TableFile.at(tmp_path / "a.txt"), reference)
    assert [entry.wording for entry in record.entries] == ["新建公园2处"]


@pytest.mark.parametrize(
    "title", ["关于溪口区2024年人大代表票决民生实事项目上半年进展情况的报告", "溪口区“六个一”工程2024年推进情况"]
)
def test_what_follows_a_year_and_a_number_in_brackets_are_no_part_of_a_place(
    tmp_path: Path, reference: Reference, title: str
) -> None:
    path = tmp_path / "list.txt"
    lines = (
        title,
        "1.新建学校3所。（责任单位：区教育局）",
        "2.改造道路20公里。（责任单位：区住建局）",
        "二、有关要求",
        "（一）区政府办公室要跟踪督办。",
        "溪口区人民政府办公室",
        "2024年7月6日",
    )
    path.write_text("\n".join(lines), encoding="utf-8")
    assert read(TableFile.at(path), reference).document.issuer == "溪口区人民政府"


@pytest.mark.parametrize(
    ("head", "issuer"),
    [
        ("泰州关于印发优化营商环境行动方案的通知\n结合我市实际，制定本方案。", "泰州市人民政府"),
        ("关于支持人才的意见。结合莆田实际，现提出以下意见。", "莆田市人民政府"),
        ("旌德确定今年实事\n旌德县讯 近日，加快老城区改造。", "旌德县人民政府"),
        ("关于加快老城区改造的意见。结合本单位实际，提出以下意见。", ""),
    ],
)
def test_a_place_in_short_issues_what_it_heads_or_what_is_fitted_to_it(
    tmp_path: Path, reference: Reference, head: str, issuer: str
) -> None:
    path = tmp_path / "list.txt"
    path.write_text(
        f"{head}\n1.新建学校3所。（责任单位：教育局）\n2.修路20公里。（责任单位：住建局）", encoding="utf-8"
    )
    assert read(TableFile.at(path), reference).document.issuer == issuer


ITEMS = "1.修渠3公里。（责任单位：工程科）\n2.清淤5公里。（责任单位：河道科）"


@pytest.mark.parametrize(
    ("head", "signature", "told"),
    [
        ("碧溪区2024年水利重点任务", "碧溪区水务局", ("碧溪区", "碧溪区水务局")),
        ("碧溪区人民政府2024年水利重点任务", "碧溪区水务局", ("碧溪区", "碧溪区人民政府")),
        ("碧溪新区2024年重点任务", "碧溪新区管委会", ("碧溪新区", "碧溪新区管委会")),
        ("重点任务", "碧溪理工大学", ("碧溪理工大学", "碧溪理工大学")),
        ("重点任务", "碧溪水务集团有限公司", ("碧溪水务集团有限公司", "碧溪水务集团有限公司")),
        ("柳乡、石镇人民政府：\n重点任务", "碧溪区农田建设办公室", ("碧溪区", "碧溪区农田建设办公室")),
        ("重点任务", "碧溪县工业园区建设领导小组办公室", ("碧溪县", "碧溪县工业园区建设领导小组办公室")),
    ],
)
def test_who_signs_has_published(
    head: str, signature: str, told: tuple[str, str], tmp_path: Path, reference: Reference
) -> None:
    path = tmp_path / "a.txt"
    for blank in ("\n", "\n\n"):
        path.write_text(f"{head}\n{ITEMS}\n{signature}{blank}2024年3月6日\n", encoding="utf-8")
        document = read(TableFile(path, path.name), reference).document
        assert (document.place, document.issuer, document.year) == (*told, 2024)
