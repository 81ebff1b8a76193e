"""A question in words of one's own is a saved query with its values, or none at all."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from urllib.parse import unquote

import pytest

from benchmarks.asked import SETS, answered, cases, right
from heze_graph.entities.asking import Asking
from heze_graph.entities.search import Index
from heze_graph.queries.header import Way
from heze_graph.queries.library import Library, load
from heze_graph.rdf import iris
from heze_graph.store.embedded import Embedded
from tests.web.pages import copied_queries

TODAY = date(2024, 1, 15)


@pytest.fixture(scope="module")
def asking(seed_engine: Embedded, library: Library) -> Asking:
    return Asking(Index.of(seed_engine, library), library, 2023)


def said(value: str) -> str:
    """Return what people say for a value: an IRI by the name at its end."""
    return unquote(value.rpartition("/")[2]) if value.startswith(iris.BASE) else value


def test_each_way_to_ask_in_a_header_leads_to_its_query(asking: Asking, library: Library) -> None:
    asked = 0
    for query in library.queries:
        for way in query.ways:
            text = way.filled({name: said(value) for name, value in query.header.examples.items()})
            found = asking.questions(text, TODAY)
            assert found, text
            first = found[0]
            assert (first.query.name, first.unused, first.unread) == (query.name, (), ()), text
            for name in way.slots:
                assert first.values[name], text
            asked += 1
    assert asked > 150


@pytest.mark.parametrize(
    ("text", "query", "values"),
    [
        ("王昌华 落后", "behind-goals", {"leader": "王昌华"}),
        ("王昌华落后吗？", "behind-goals", {"leader": "王昌华"}),
        ("wch 落后", "behind-goals", {"leader": "王昌华"}),
        ("曹县 落后", "behind-goals", {"unit": "曹县人民政府"}),
        ("卫健委落后的目标有哪些", "behind-goals", {"unit": "市卫生健康委"}),
        ("8月底前到期的", "due-before", {"date": "2023-08-31"}),
        ("八月底前到期的", "due-before", {"date": "2023-08-31"}),
        ("今年年底到期", "due-before", {"date": "2023-12-31"}),
        ("2022年三季度末到期", "due-before", {"date": "2022-09-30"}),
        ("due by 2023-10-31", "due-before", {"date": "2023-10-31"}),
        ("张鹏9月30日前没完成的", "deadlines", {"done": "no", "until": "2023-09-30", "leader": "张鹏"}),
        ("哪些目标逾期了", "deadlines", {"done": "no", "until": "2024-01-14"}),
        ("住建局和谁共同负责", "partners-of-unit", {"unit": "市住房城乡建设局"}),
        ("菏泽 GDP 目标", "compare-indicator", {"place": "菏泽市", "indicator": "地区生产总值"}),
        ("财政收入完成了多少", "compare-indicator", {"indicator": "一般公共预算收入"}),
        ("教育局负责什么", "targets-of-unit", {"unit": "市教育局"}),
        ("曹县的目标", "targets-of-county", {"county": "曹县"}),
        ("序号86的目标", "target-by-number", {"no": "86"}),
        ("无法判断", "latest-goals", {"light": "cannot-tell"}),
        ("targets of the Municipal Education Bureau", "targets-of-unit", {"unit": "市教育局"}),
        ("What is wangchanghua behind?", "behind-goals", {"leader": "王昌华"}),
        ("What is Cao Lin behind on?", "behind-goals", {"leader": "曹临"}),
        ("教育局拖后腿的任务", "behind-goals", {"unit": "市教育局"}),
        ("哪些部门掉队最多", "lights-by-unit", {}),
        ("5月至八月到期", "deadlines", {"since": "2023-05-01", "until": "2023-08-31"}),
        ("二季度以后到期", "deadlines", {"since": "2023-04-01"}),
        ("due by 15 August 2023", "due-before", {"date": "2023-08-15"}),
        ("targets due by the end of March", "due-before", {"date": "2023-03-31"}),
        ("第四十二项", "target-by-number", {"no": "42"}),
        ("菏泽 固定资产投资", "compare-indicator", {"place": "菏泽市", "indicator": "固定资产投资"}),
        ("partners of the education bureau", "partners-of-unit", {"unit": "市教育局"}),
        ("what did they drop: abandoned goals", "cancelled-targets", {}),
    ],
)
def test_what_people_ask(asking: Asking, text: str, query: str, values: dict[str, str]) -> None:
    first, *_ = asking.questions(text, TODAY)
    assert (first.query.name, first.values) == (query, values)
    first.query.bound(first.values)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "王昌华",
        "86",
        "医院",
        "王昌华 医院",
        "新建学校",
        "数字骤增",
        "<img src=x>",
        "%00",
        "x" * 5000,
        "\ud800",
        "落" * 500,
    ],
)
def test_what_is_no_question_is_none(asking: Asking, text: str) -> None:
    assert asking.questions(text, TODAY) == []


@pytest.mark.parametrize("name", ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth"])
def test_questions_written_unseen_find_their_query(asking: Asking, name: str) -> None:
    asked = list(cases(SETS / f"{name}.tsv"))
    got = [answered(next(iter(asking.questions(case.text, date(2023, 12, 1), 1)), None)) for case in asked]
    assert sum(map(right, got, (case.expected for case in asked))) >= 0.9 * len(asked)


def test_what_was_not_used_is_told(asking: Asking) -> None:
    first, *_ = asking.questions("what is nobody behind", TODAY)
    assert (first.query.name, first.unread) == ("behind-goals", ("nobody",))


def test_a_header_with_another_form_is_refused(tmp_path: Path) -> None:
    folder = copied_queries(tmp_path / "queries")
    file = folder / "documents.rq"
    text = file.read_text(encoding="utf-8")
    for said, found in (('- "{name}名单"', "a parameter"), ("- 1", "in quotes"), ("- 表: 1", "in quotes")):
        file.write_text(text.replace("#+ asked:\n", f"#+ asked:\n#+   {said}\n"), encoding="utf-8")
        (fault,) = load(folder).broken
        assert found in str(fault)


def test_a_way_knows_its_parameters() -> None:
    way = Way("{leader}和{unit}")
    assert (way.slots, way.words) == (("leader", "unit"), " 和 ")
    assert way.filled({"leader": "甲", "unit": "乙"}) == "甲和乙"


def test_what_is_told_has_one_order(asking: Asking) -> None:
    """The order of a set is another one in each process; a file that is made of it has to be the same on every run."""
    rarity = asking.data()["rarity"]
    assert list(rarity) == sorted(rarity)
