"""What is past its deadline, as the catalogue tells it for the first page: what the saved query `deadlines` says."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from heze_graph.entities.brief import EVERYTHING, Briefs
from heze_graph.entities.catalogue import Catalogue
from heze_graph.entities.overview import late
from heze_graph.model.printed import TableFile
from heze_graph.pipeline.build import build
from heze_graph.queries.library import Library
from heze_graph.reference import Reference
from heze_graph.store.embedded import Embedded
from tests.two_cities import two_cities

DAYS = ("2022-12-31", "2023-05-31", "2023-06-30", "2023-10-31", "2023-12-31", "2025-01-01")
TABLE = """菏泽市人民政府2023年度经济社会发展责任目标上半年完成情况一览表
序号\t市政府领导\t责任目标内容\t完成时限\t上半年完成情况\t是否按计划完成进度\t责任单位
1\t赵某\t改造泵站12座\t3月底\t已改造泵站12座\t是\t市水务局
2\t赵某\t改造水闸9座\t3月底\t已改造水闸4座\t是\t市水务局
3\t赵某\t完善巡河制度\t5月底\t制度已印发\t是\t市水务局
4\t钱某\t建设粮库2座\t5月底\t因规划调整不再实施\t不涉及\t市发展改革委
5\t钱某\t编制物流规划\t年底\t正在编制\t是\t市发展改革委
6\t钱某\t建设驿站5处\t长期坚持\t已建设驿站1处\t否\t市交通运输局
7\t孙某\t整治河道8公里\t4月底\t正在推进\t否\t市水务局
8\t李某\t整治河道8公里\t10月底\t已整治2公里\t否\t市财政局
"""


@pytest.fixture(scope="module")
def engines(
    seed_engine: Embedded, reference: Reference, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Embedded, ...]:
    folder = tmp_path_factory.mktemp("late")
    file = folder / "half.txt"
    file.write_text(TABLE, encoding="utf-8")
    build([TableFile(file, file.name, document="half")], folder / "half", reference)
    return seed_engine, Embedded(two_cities(folder, reference)), Embedded(Path(folder / "half"))


@pytest.mark.parametrize("day", DAYS)
def test_what_is_late_is_what_the_saved_query_says(day: str, engines: tuple[Embedded, ...], library: Library) -> None:
    for engine in engines:
        rows = list(engine.select(library.get("deadlines").bound({"done": "no", "until": day})).texts())
        is_open = {row["targetIri"] for row in rows if row["basis"] == "open"}
        assert late(Catalogue.of(engine), day) == {row["targetIri"]: row["targetIri"] in is_open for row in rows}


def test_a_small_table_counted_by_hand(engines: tuple[Embedded, ...]) -> None:
    found = late(Catalogue.of(engines[2]), "2023-12-31")
    by_number = {target.rpartition("/")[2]: is_open for target, is_open in found.items()}
    assert by_number == {"2": True, "5": False, "7": True, "8": False}


def test_a_brief_lists_what_says_itself_that_it_is_behind(engines: tuple[Embedded, ...], library: Library) -> None:
    late = Briefs(engines[2], library, date(2023, 6, 30)).brief(EVERYTHING).sections[0]
    assert {row[0]: row[2] for row in late.rows} == {
        "2": "严重落后、逾期",
        "6": "严重落后、自报落后",
        "7": "自报落后、逾期",
        "8": "严重落后、自报落后",
    }
