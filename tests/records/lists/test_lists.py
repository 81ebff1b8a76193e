from __future__ import annotations

import random
from pathlib import Path

import docx
import pytest

from heze_graph.errors import TableError
from heze_graph.model.printed import PrintedLine
from heze_graph.model.understood import Record
from heze_graph.readers import read_file
from heze_graph.readers.text import read_text
from heze_graph.records.assemble import understand
from heze_graph.records.document import FileContext
from heze_graph.records.lists.finding import own_labels
from heze_graph.records.lists.paragraphs import TextPiece
from heze_graph.records.lists.sentences import is_deadline
from heze_graph.records.lists.speech import Speech
from heze_graph.records.responsibility.naming import Naming
from heze_graph.reference import Reference
from tests.fuzz.lists import mutated, originals
from tests.fuzz.records import faults
from tests.records.lists_cases import Case, cases, differences

CASES = cases()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_list_is_read(case: Case, tmp_path: Path, reference: Reference) -> None:
    path = tmp_path / "list.txt"
    path.write_text(case.text, encoding="utf-8")
    record = understand(read_text(path), FileContext(reference.register(""), reference.language, ""))
    assert differences(record.entries, case) == []


def read_list(path: Path, reference: Reference) -> Record:
    return understand(read_file(path), FileContext(reference.register(""), reference.language, ""))


BY_NAME = {case.name: case for case in CASES}


@pytest.mark.parametrize("name", ["02-two-labels-two-lines", "06-state-council-style", "14-wrapped-lines"])
@pytest.mark.parametrize("kind", ["html", "breaks", "docx", "md"])
def test_a_list_is_the_same_in_every_format(tmp_path: Path, reference: Reference, name: str, kind: str) -> None:
    case = BY_NAME[name]
    lines = [line for line in case.text.split("\n") if line.strip()]
    path = tmp_path / f"list.{kind}"
    if kind == "docx":
        word = docx.Document()
        for line in lines:
            word.add_paragraph(line)
        word.save(str(path))
    elif kind == "md":
        path.write_text("\n\n".join([f"# {lines[0]}", *lines[1:]]), encoding="utf-8")
    else:
        parts = [f"<p>{line}</p>" for line in lines] if kind == "html" else ["<div>", "<br>".join(lines), "</div>"]
        path.write_text(f"<html><body>{''.join(parts)}</body></html>", encoding="utf-8")
    assert differences(read_list(path, reference).entries, case) == []


def test_numbers_that_word_makes_are_read(tmp_path: Path, reference: Reference) -> None:
    word = docx.Document()
    word.add_paragraph("云川市2024年重点任务分工")
    word.add_paragraph("新建学校3所。（责任单位：市教育局）", style="List Number")
    word.add_paragraph("改造道路20公里。（责任单位：市住建局）", style="List Number")
    word.save(str(tmp_path / "list.docx"))
    entries = read_list(tmp_path / "list.docx", reference).entries
    assert [(entry.number, entry.wording, entry.units) for entry in entries] == [
        ("1", "新建学校3所。", ("市教育局",)),
        ("2", "改造道路20公里。", ("市住建局",)),
    ]


def test_numbers_that_a_browser_makes_are_read(tmp_path: Path, reference: Reference) -> None:
    items = "<li>新建学校3所。（责任单位：市教育局）<li>改造道路20公里。（市住建局牵头）"
    page = f"<h1>云川市2024年重点任务分工</h1><ol>{items}</ol>"
    (tmp_path / "list.html").write_text(f"<html><body>{page}</body></html>", encoding="utf-8")
    entries = read_list(tmp_path / "list.html", reference).entries
    assert [(entry.number, entry.units) for entry in entries] == [("1", ("市教育局",)), ("2", ("市住建局",))]


def test_a_list_and_a_table_of_one_document_are_read(tmp_path: Path, reference: Reference) -> None:
    text = (
        "云川市2024年重点工作分工方案\n一、重点任务\n1.新建学校3所。（责任单位：市教育局）\n"
        "2.改造道路20公里。（市住建局牵头，市交通局配合）\n二、保障措施\n加强组织领导。\n附件：项目清单\n"
        "序号\t项目名称\t责任单位\t完成时限\n1\t体育馆\t市体育局\t9月底\n2\t图书馆\t市文旅局\t12月底\n"
    )
    (tmp_path / "list.txt").write_text(text, encoding="utf-8")
    record = read_list(tmp_path / "list.txt", reference)
    assert [(entry.table, entry.number, entry.units) for entry in record.entries] == [
        (2, "1", ("市教育局",)),
        (2, "2", ("市住建局", "市交通局")),
        (1, "1", ("市体育局",)),
        (1, "2", ("市文旅局",)),
    ]
    assert len({entry.key for entry in record.entries}) == 4
    assert [entry.section for entry in record.entries] == ["一、重点任务", "一、重点任务", "", ""]


@pytest.mark.parametrize(("header", "value", "tables"), [("单位", "台", {1, 2}), ("责任单位", "县发改局", {None})])
def test_tasks_of_a_plan_are_read_beside_a_table_that_names_nobody(
    tmp_path: Path, reference: Reference, header: str, value: str, tables: set[int | None]
) -> None:
    text = (
        "梨川县节能降碳行动方案\n一、主要任务\n（一）新建光伏电站12座。\n（二）改造燃煤锅炉30台。\n（三）淘汰老旧车辆500辆。\n"
        f"附件\n梨川县节能降碳主要指标\n序号\t指标名称\t{header}\t2033年\n1\t锅炉\t{value}\t30\n2\t热泵\t{value}\t20\n"
    )
    (tmp_path / "list.txt").write_text(text, encoding="utf-8")
    assert {entry.table for entry in read_list(tmp_path / "list.txt", reference).entries} == tables


@pytest.mark.parametrize(
    "above",
    ["对完成好的单位予以表扬", "关于争取省政府予以督查激励的任务分解", "说明：评价按 一级指标 二级指标 打分。"],
)
def test_praise_and_levels_may_be_named_above_a_list(tmp_path: Path, reference: Reference, above: str) -> None:
    text = f"乙湾县2031年重点任务\n{above}\n1.新建学校3所。（县教育局）\n2.修路12公里。（县交通局）\n"
    (tmp_path / "list.txt").write_text(text, encoding="utf-8")
    assert len(read_list(tmp_path / "list.txt", reference).entries) == 2


def test_paragraphs_without_numbers_beside_a_table_are_read(tmp_path: Path, reference: Reference) -> None:
    text = (
        "梨川市2024年重点工作分工方案\n主要任务\n新建学校3所。（责任单位：市教育局）\n改造道路20公里。（责任单位：市交通局）\n"
        "附件：项目清单\n序号\t项目名称\t责任单位\t完成时限\n1\t体育馆\t市体育局\t9月底\n2\t图书馆\t市文旅局\t12月底\n"
    )
    (tmp_path / "list.txt").write_text(text, encoding="utf-8")
    entries = read_list(tmp_path / "list.txt", reference).entries
    assert [(entry.number, entry.wording, entry.units) for entry in entries] == [
        (None, "新建学校3所。", ("市教育局",)),
        (None, "改造道路20公里。", ("市交通局",)),
        ("1", "体育馆", ("市体育局",)),
        ("2", "图书馆", ("市文旅局",)),
    ]


@pytest.mark.parametrize(
    ("page", "heading", "title"),
    [
        ("乙湾县2031年任务清单_乙湾县政府网", "首页 信息公开 政民互动", "乙湾县2031年任务清单"),
        ("信息公开_乙湾县工作网", "乙湾县2031年民生实事", "乙湾县2031年民生实事"),
        ("乙湾县2031——2033年任务清单——乙湾县政府网", "首页 政民互动", "乙湾县2031——2033年任务清单"),
    ],
)
def test_the_title_of_a_page_is_that_of_a_list_without_one(
    tmp_path: Path, reference: Reference, page: str, heading: str, title: str
) -> None:
    items = "<p>1.新建公厕10座。（责任单位：县城管局）</p><p>2.修路12公里。（责任单位：县交通局）</p>"
    text = f"<html><head><title>{page}</title></head><body><p>{heading}</p>{items}</body></html>"
    (tmp_path / "page.html").write_text(text, encoding="utf-8")
    assert read_list(tmp_path / "page.html", reference).document.title == title


@pytest.mark.parametrize(("other", "year"), [("2024", 2024), ("2025", None)])
def test_the_year_that_all_deadlines_name_is_that_of_the_list(
    tmp_path: Path, reference: Reference, other: str, year: int | None
) -> None:
    items = ("2024年6月底前新建学校3所。（责任单位：县教育局）", f"{other}年底前改造道路20公里。（责任单位：县交通局）")
    text = "青石县重点工作责任分工\n" + "".join(f"{at}.{item}\n" for at, item in enumerate(items, start=1))
    (tmp_path / "list.txt").write_text(text + "3.修建水库。（县水利局牵头，9月底前完成）\n", encoding="utf-8")
    record = read_list(tmp_path / "list.txt", reference)
    deadline = record.entries[2].assignments[0].deadline
    assert (record.document.year, deadline.due.year if deadline and deadline.due else None) == (year, year)


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("会议于2030年12月表决，确定区政府2031年民生实事项目：\n{items}", 2031),
        ("2030年，全县圆满完成任务。\n2031年是开局之年。要抓好三项重点工作：\n{items}", 2031),
        ("己川县民生实事项目\n{items}公示期：2031年3月1日至7日\n", 2031),
        ("己川县养老服务行动计划（2030—2033年）\n{items}己川县人民政府\n2031年5月6日\n", 2031),
        ("己川县养老服务行动计划（2030—2033年）\n{items}", 2030),
        ("己川县民生实事项目\n{items}2031年2月3日\n", 2031),
        (BY_NAME["k16-headings-that-lost-their-line-breaks"].text, 2011),
    ],
)
def test_a_list_is_of_the_year_whose_work_it_names(tmp_path: Path, reference: Reference, text: str, year: int) -> None:
    items = "1.新建学校3所。\n2.改造道路20公里。\n3.建设公园2个。\n"
    (tmp_path / "list.txt").write_text(text.format(items=items), encoding="utf-8")
    assert read_list(tmp_path / "list.txt", reference).document.year == year


@pytest.mark.parametrize(
    "text",
    [
        "2024年重点任务  责任单位  完成时限\n新建学校3所  县教育局  6月底\n改造道路20公里  县交通局  9月底\n",
        "青石县2024年任务分解 序号 重点任务 责任单位 完成时限\n1 新建学校3所 县教育局 6月底\n2 改造道路 县交通局 9月\n",
    ],
)
def test_the_year_on_the_line_of_the_headers_is_that_of_the_table(
    tmp_path: Path, reference: Reference, text: str
) -> None:
    (tmp_path / "copied.txt").write_text(text, encoding="utf-8")
    record = read_list(tmp_path / "copied.txt", reference)
    assert (record.document.year, [entry.units for entry in record.entries]) == (2024, [("县教育局",), ("县交通局",)])


def test_an_item_without_a_text_is_told(tmp_path: Path, reference: Reference) -> None:
    text = "青石县2024年重点任务分工\n1.新建学校3所。（责任单位：县教育局）\n2.（责任单位：县财政局）\n"
    (tmp_path / "list.txt").write_text(text, encoding="utf-8")
    record = read_list(tmp_path / "list.txt", reference)
    assert [(each.kind, each.line, each.printed) for each in record.findings] == [("missing-target", 3, "2")]


def test_a_title_above_copied_cells_is_no_column(tmp_path: Path, reference: Reference) -> None:
    heads = "柳溪市重点工作包联领导\n工作任务\n牵头单位\n完成时限\n"
    rows = "1\n新建渡口3处。\n市交通局\n6月底\n2\n疏浚河道9公里。\n市水利局\n9月底\n"
    (tmp_path / "copied.txt").write_text(heads + rows, encoding="utf-8")
    record = read_list(tmp_path / "copied.txt", reference)
    assert [entry.units for entry in record.entries] == [("市交通局",), ("市水利局",)]
    assert "missing-leader" not in {finding.kind for finding in record.findings}


@pytest.mark.parametrize("title", ["关于印发云川市2024年民生实事任务分解的通知", "关于分解落实2024年重点任务的通知"])
def test_requirements_of_a_notice_are_no_targets(tmp_path: Path, reference: Reference, title: str) -> None:
    requirements = "一、压实责任。各单位要细化措施。\n二、加强协作。各单位要密切配合。\n三、强化督查。定期通报进展。"
    issued = "各县区人民政府，市直各部门：\n现将任务分解印发给你们，请抓好贯彻落实。"
    text = f"{title}\n{issued}\n{requirements}\n2024年2月6日\n"
    (tmp_path / "notice.txt").write_text(text, encoding="utf-8")
    with pytest.raises(TableError, match="3 numbered paragraphs among"):
        read_list(tmp_path / "notice.txt", reference)
    annex = "附件\n云川市2024年民生实事\n1.新建学校3所。\n2.改造道路20公里。\n3.新建停车位600个。\n"
    (tmp_path / "notice.txt").write_text(text + annex, encoding="utf-8")
    wordings = [entry.wording for entry in read_list(tmp_path / "notice.txt", reference).entries]
    assert wordings == ["新建学校3所。", "改造道路20公里。", "新建停车位600个。"]


def test_a_figure_two_above_the_number_of_its_row_begins_no_row(tmp_path: Path, reference: Reference) -> None:
    cells = "序号 工作任务 分值 责任单位 1 新建卫生室 3 县卫健局 2 改造泵站 4 县水利局 3 新购环卫车 2 县城管局"
    (tmp_path / "cells.txt").write_text("2024年任务分解表\n" + "\n".join(cells.split()), encoding="utf-8")
    entries = read_list(tmp_path / "cells.txt", reference).entries
    assert [(entry.number, entry.wording, entry.units) for entry in entries] == [
        ("1", "新建卫生室", ("县卫健局",)),
        ("2", "改造泵站", ("县水利局",)),
        ("3", "新购环卫车", ("县城管局",)),
    ]


def test_a_word_before_a_colon_that_is_printed_once_is_no_label(reference: Reference) -> None:
    def labels(text: str) -> list[str]:
        lines = [PrintedLine(number, (line,)) for number, line in enumerate(text.split("\n"), start=1)]
        pieces = [TextPiece((line,), line.cells[0]) for line in lines]
        speech = Speech(Naming(reference.register(""), reference.language))
        return [word for word, _ in own_labels(pieces, speech)]

    once = "1.新建学校3所\n资金筹措：市级资金\n责任单位：市教育局\n2.改造道路2公里\n责任单位：市交通局"
    again = once.replace("公里\n", "公里\n资金筹措：县级资金\n")
    assert (labels(once), labels(again)) == ([], ["资金筹措"])


def test_headers_that_lost_those_above_them_are_refused(tmp_path: Path, reference: Reference) -> None:
    heads = "地区\n城镇新增就业\n失业人员再就业\n" + "目标任务\n进度\n完成比例\n" * 2
    rows = "全市\n800\n420\n52.5\n300\n150\n50\n东区\n500\n260\n52\n200\n90\n45\n"
    (tmp_path / "matrix.txt").write_text(heads + rows, encoding="utf-8")
    with pytest.raises(TableError, match="no table"):
        read_list(tmp_path / "matrix.txt", reference)


@pytest.mark.parametrize("seed", range(30))
def test_mutated_lists_lose_no_line(reference: Reference, seed: int) -> None:
    chance = random.Random(f"lists-{seed}")  # noqa: S311  (mutations, not secrets)
    for _ in range(5):
        table = mutated(chance, originals())
        try:
            record = understand(table, FileContext(reference.register(""), reference.language, ""))
        except TableError:
            continue
        assert faults(table, record) == []


def test_a_table_whose_cells_the_copy_left_empty_is_refused(tmp_path: Path, reference: Reference) -> None:
    header = "2024年任务分解表\n工作任务 |\n工作要求 |\n牵头单位 |\n责任单位 |\n"
    text = f"{header}一、深化公开 |\n|||\n|\n|\n二、强化监督 |\n|||\n|\n"
    (tmp_path / "empty.txt").write_text(text, encoding="utf-8")
    with pytest.raises(TableError, match="a header and no rows below it"):
        read_list(tmp_path / "empty.txt", reference)


def test_a_refusal_names_the_annex_that_holds_the_list(tmp_path: Path, reference: Reference) -> None:
    text = "关于分解任务的通知\n各乡镇：\n现将任务下达，请抓好落实。\n附件：2022年青禾县重点工作任务分解表\n"
    (tmp_path / "notice.txt").write_text(text, encoding="utf-8")
    with pytest.raises(TableError, match="2022年青禾县重点工作任务分解表"):
        read_list(tmp_path / "notice.txt", reference)


@pytest.mark.parametrize("text", ["6.30前", "6/30前", "11.15日前完成", "1—3月底前"])
def test_a_deadline_is_told_in_figures_alone(reference: Reference, text: str) -> None:
    assert is_deadline(text, Naming(reference.register(""), reference.language))
    assert not is_deadline(f"6.30%{text}", Naming(reference.register(""), reference.language))
