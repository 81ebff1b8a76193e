"""Every fact points back to the printed cell that it was read from."""

from __future__ import annotations

from pathlib import Path

import pytest

from heze_graph.model.printed import TableFile
from heze_graph.pipeline.stages import read, read_words
from heze_graph.rdf.documents import record_triples
from heze_graph.rdf.facts import fact_triples
from heze_graph.rdf.terms import HEZE, text
from heze_graph.reference import Reference
from heze_graph.store.embedded import Embedded

PREFIXES = """
PREFIX heze: <https://w3id.org/heze-graph/ontology#>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""
HEADERS = {"target": "责任目标内容", "progress": "完成情况", "unit": "责任单位"}


def rows(engine: Embedded, query: str) -> list[tuple[str, ...]]:
    return [tuple(value.text if value else "" for value in row) for row in engine.select(PREFIXES + query).rows]


@pytest.mark.parametrize("field", HEADERS)
def test_a_mention_points_at_the_column_of_its_field(seed_engine: Embedded, field: str) -> None:
    found = rows(
        seed_engine,
        f"""SELECT ?phrase ?header ?printed {{
            ?mention heze:field/skos:notation "{field}" ; heze:phrase ?phrase ; prov:wasDerivedFrom ?cell .
            ?cell heze:inRow ?row ; heze:printed ?printed . ?row heze:head ?head .
            BIND(IRI(CONCAT(STR(?head), STRAFTER(STR(?cell), STR(?row)))) AS ?column)
            ?column heze:header ?header }}""",
    )
    assert len(found) > 20
    assert all(phrase in printed for phrase, _, printed in found)
    assert {header for _, header, _ in found if HEADERS[field] not in header} == set()


@pytest.mark.parametrize(("kind", "field"), [("Goal", "target"), ("Reading", "progress")])
def test_a_figure_points_at_the_cell_that_prints_it(seed_engine: Embedded, kind: str, field: str) -> None:
    found = rows(
        seed_engine,
        f"""SELECT ?phrase ?header ?printed {{
            ?figure a heze:{kind} ; heze:phrase ?phrase ; prov:wasDerivedFrom ?cell .
            ?cell heze:inRow ?row ; heze:printed ?printed . ?row heze:head ?head .
            BIND(IRI(CONCAT(STR(?head), STRAFTER(STR(?cell), STR(?row)))) AS ?column)
            ?column heze:header ?header }}""",
    )
    assert len(found) > 50
    assert [(phrase, header) for phrase, header, printed in found if phrase not in printed] == []
    assert [(phrase, header) for phrase, header, _ in found if HEADERS[field] not in header] == []


def test_a_span_says_where_its_phrase_stands(seed_engine: Embedded) -> None:
    found = rows(
        seed_engine,
        """SELECT ?phrase ?start ?end ?text {
            { ?figure heze:goalOf/heze:wording ?text } UNION { ?figure heze:reportedIn/heze:progress ?text }
            ?figure heze:phrase ?phrase OPTIONAL { ?figure heze:start ?said }
            BIND(COALESCE(?said, STRLEN(STRBEFORE(?text, ?phrase))) AS ?start)
            BIND(?start + STRLEN(?phrase) AS ?end) }""",
    )
    assert len(found) > 100
    assert [phrase for phrase, start, end, text in found if text[int(start) : int(end)] != phrase] == []


def test_an_entry_says_under_which_headings_it_stands(tmp_path: Path, reference: Reference) -> None:
    path = tmp_path / "list.txt"
    industry = "一、产业\n（一）工业\n1.新增规上企业8家。（责任单位：县工信局）\n"
    schools = "二、民生\n2.新建学校3所。（责任单位：县教育局）\n"
    path.write_text(f"青石县2024年任务分工\n{industry}{schools}", encoding="utf-8")
    triples = record_triples(read(TableFile.at(path), reference))
    sections = [value for _, term, value in triples if term == HEZE.section]
    assert sections == [text("一、产业 / （一）工业", "zh"), text("二、民生", "zh")]


def test_a_printed_unit_tells_what_it_is_multiplied_out(seed_engine: Embedded) -> None:
    found = rows(
        seed_engine,
        """SELECT DISTINCT ?unit ?factor ?base {
            ?goal heze:unitPrinted ?unit . ?measured a heze:MeasureUnit ;
              skos:notation ?unit ; heze:factor ?factor ; heze:baseUnit ?base }""",
    )
    assert {("万吨", "10000", "吨"), ("亿元", "100000000", "元")} <= {
        (unit, str(int(float(n))), base) for unit, n, base in found
    }
    assert rows(seed_engine, "SELECT ?unit { ?unit heze:factor 1.0 ; heze:baseUnit ?base ; skos:notation ?base }") == []


@pytest.mark.parametrize(
    ("target", "progress", "numbers"),
    [
        ("新建凉亭、茶亭9座", "新建凉亭3座、茶亭4座", ["3座＋4座"]),
        ("审批材料压减20%", "审批材料由50份压减至38份", ["50份→38份"]),
        ("审批材料压减20%", "审批材料压减24%", []),
    ],
)
def test_a_reading_that_is_not_printed_says_from_which_numbers_it_was_worked_out(
    tmp_path: Path, reference: Reference, target: str, progress: str, numbers: list[str]
) -> None:
    path = tmp_path / "青石县2024年重点工作完成情况.csv"
    path.write_text(f"序号,工作目标,责任单位,完成情况\n1,{target},县工信局,{progress}\n", encoding="utf-8")
    record = read(TableFile.at(path), reference)
    triples = fact_triples(record, read_words([record], reference), {}, reference.measures)
    assert [value for _, term, value in triples if term == HEZE.addedUp] == [text(found, "zh") for found in numbers]
