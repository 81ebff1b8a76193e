"""What the columns of one row say of each other: places and their total, several rates and their goals."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from heze_graph.checks import run_checks
from heze_graph.model.printed import TableFile
from heze_graph.pipeline.stages import read, read_words
from tests.checks.cases import Bench, linked

TITLE = "临江市人民政府2024年民生实事年度完成情况一览表"


def kinds(bench: Bench, rows: Sequence[str], title: str = TITLE) -> list[str]:
    """Return the kinds found in a table of lines with | between their cells."""
    path = bench.folder / "columns.tsv"
    path.write_text("\n".join((title, "", *(row.replace("|", "\t") for row in rows))), encoding="utf-8")
    record = read(TableFile.at(path), bench.reference)
    told = run_checks([record], linked([record]), read_words([record], bench.reference), bench.words)
    return [one.kind for one in told]


@pytest.mark.parametrize(
    ("row", "found"),
    [
        ("疏浚渔港|处|120|92|40|22|30", False),
        ("疏浚渔港|处|120|93|40|22|30", True),
        # The columns say what each place is to do.
        ("疏浚渔港|处|120|93|50|40|30", False),
        # So far apart, they are of something else.
        ("疏浚渔港|处|120|93|4|2|3", False),
        # Within the rounding of what is printed.
        ("铺设渔港管网|公里|120|92.4|40.5|21.9|30.1", False),
        ("渔船登记率|%|95|97|98|96|95", False),
    ],
)
def test_places_add_up_to_their_total(bench: Bench, row: str, found: bool) -> None:
    header = "序号|任务名称|单位|全市目标|全市完成|东湖区|青石县|白沙县"
    assert ("parts-and-total-differ" in kinds(bench, (header, f"1|{row}", "2|新建渔市|座|9|9|3|3|3"))) is found


@pytest.mark.parametrize(
    ("rates", "found"), [("渔道50%、渔桥100%", False), ("渔道80%、渔桥100%", True), ("50%、100%", False)]
)
def test_a_rate_is_of_the_goal_that_it_names(bench: Bench, rates: str, found: bool) -> None:
    header = "序号|项目|目标任务|完成情况|完成率|责任单位"
    row = f"1|渔道渔桥|新建渔道20公里、渔桥5座|建成渔道10公里、渔桥5座|{rates}|市交通局"
    told = kinds(bench, (header, row, "2|渡口|修建渡口30座|修建渡口30座|100%|市交通局"))
    assert ("rate-does-not-follow" in told) is found


@pytest.mark.parametrize("header", ["完成率", "完成目标（%）", "占年度目标比例", "占全年比重", "占年度计划比例(%)"])
@pytest.mark.parametrize(("rate", "found"), [("92", False), ("82", True)])
def test_a_rate_is_told_by_its_header(bench: Bench, header: str, rate: str, found: bool) -> None:
    printed = rate if "%" in header else f"{rate}%"
    rows = (f"序号|责任目标|完成情况|{header}|责任单位", f"1|疏浚渔港250处|疏浚渔港230处|{printed}|市渔业局")
    assert ("rate-does-not-follow" in kinds(bench, rows)) == found


def test_what_is_only_begun_is_rated_by_how_far_it_is(bench: Bench) -> None:
    rows = ("序号|责任目标|完成情况|完成率|责任单位", "1|疏浚渔港6处|6处渔港全部开工，正在施工|90%|市渔业局")
    assert "rate-does-not-follow" not in kinds(bench, rows)


def test_a_cell_of_figures_has_no_words_that_could_say_that_all_is_done(bench: Bench) -> None:
    rows = (
        "序号|指标|年度指标值|实际完成值|责任单位",
        "1|渔港工程完工率|100|100|市渔业局",
        "2|渔港工程合格率|100|100|市渔业局",
    )
    assert kinds(bench, rows) == []


@pytest.mark.parametrize(
    ("row", "found"),
    [
        ("东湖区|40|40|100%", []),
        ("东湖区|40|40|80%", ["rate-does-not-follow"]),
        ("东湖区|40|9|22.5%", ["behind-without-claim"]),
    ],
)
def test_a_row_of_figures_for_a_place_is_a_report(bench: Bench, row: str, found: list[str]) -> None:
    header = "县区|计划开工（座）|已开工（座）|开工率"
    assert kinds(bench, (header, row, "青石县|60|60|100%", "白沙县|50|50|100%")) == found


def test_a_rate_without_its_numbers_is_a_share_of_the_plan(bench: Bench) -> None:
    rows = ("县区|完成率", "东湖区|100%", "青石县|62.5%", "白沙县|102%")
    assert kinds(bench, rows) == ["behind-without-claim"]


@pytest.mark.parametrize(("reached", "late"), [("9公里", True), ("12公里", False)])
def test_what_a_column_wants_of_half_a_year_is_due_then(bench: Bench, reached: str, late: bool) -> None:
    rows = ["序号|重点工作|全年目标|上半年目标|上半年完成|责任单位", f"1|渔道建设|20公里|12公里|{reached}|市水利局"]
    found = kinds(bench, rows, TITLE.replace("年度完成情况", "上半年完成情况"))
    assert ("behind-without-claim" in found) is late
