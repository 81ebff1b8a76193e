from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from heze_graph import resources
from heze_graph.checks import run_checks
from heze_graph.model.printed import TableFile
from heze_graph.model.understood import Finding, Record
from heze_graph.pipeline.build import seed_tables
from heze_graph.pipeline.stages import connect, read
from heze_graph.rdf.documents import reasons
from heze_graph.reference import Reference
from heze_graph.reference.words import load_check_words
from tests.checks.cases import Bench, Case

WORDS = st.sampled_from(
    [
        *"、，。“”《》超余近约等三个%10",
        "新建",
        "累计",
        "完成",
        "其中",
        "合计",
        "投资",
        "项目",
        "亿元",
        "万人",
        "完成率",
        "占比",
        "较年初增加",
        "增长",
        "12.50",
        "正在",
        "全市",
        "2024年",
        "9" * 40,
    ]
)
TEXTS = st.lists(WORDS, max_size=30).map("".join) | st.text(
    st.characters(exclude_characters="\t\r\n\0", exclude_categories=["Cs"]), max_size=60
)


def printed_stands(records: list[Record], findings: list[Finding]) -> bool:
    rows = {(r.document.name, row.line): [c.printed for c in row.cells] for r in records for row in r.rows}
    places = [(f.document, f.line, f.printed) for f in findings]
    places += [(o.document, o.line, o.printed) for f in findings for o in f.others]
    return all(any(printed in cell for cell in rows[document, line]) for document, line, printed in places)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    targets=st.tuples(TEXTS, TEXTS), progress=st.tuples(TEXTS, TEXTS), deadline=st.sampled_from(["6月底", "年底", ""])
)
def test_any_texts(bench: Bench, targets: tuple[str, str], progress: tuple[str, str], deadline: str) -> None:
    cases = [
        Case(f"目标{target}", f"情况{text}", deadline=deadline) for target, text in zip(targets, progress, strict=True)
    ]
    tables = {"q3": [cases[0]], "annual": [cases[1]]}
    records = [bench.record(period, rows) for period, rows in tables.items()]
    found = bench.found(tables)
    assert printed_stands(records, found)
    for finding in found:
        assert all(sentence for _, sentence in reasons(finding, bench.reference.language.finding_kinds))


@pytest.fixture(scope="module")
def seeds(reference: Reference) -> tuple[list[Record], list[Finding]]:
    records = [read(table, reference) for table in seed_tables()]
    understood = connect(records, reference)
    words = load_check_words(resources.REFERENCE)
    return records, list(run_checks(records, understood.linking, understood.facts, words))


def test_every_phrase_stands_in_the_row_it_names(seeds: tuple[list[Record], list[Finding]]) -> None:
    records, findings = seeds
    assert len(findings) > 20
    assert printed_stands(records, findings)


def test_every_reason_names_both_places(seeds: tuple[list[Record], list[Finding]], reference: Reference) -> None:
    for finding in seeds[1]:
        for _, sentence in reasons(finding, reference.language.finding_kinds):
            for printed, line in [(finding.printed, finding.line), *((o.printed, o.line) for o in finding.others)]:
                # Marks of quotation inside a quotation are single ones.
                assert printed in sentence or printed.translate(str.maketrans("“”", "‘’")) in sentence
                assert str(line) in sentence


def test_the_order_of_the_records_does_not_matter(
    reference: Reference, seeds: tuple[list[Record], list[Finding]]
) -> None:
    records, findings = seeds
    turned = list(reversed(records))
    understood = connect(turned, reference)
    words = load_check_words(resources.REFERENCE)
    assert set(run_checks(turned, understood.linking, understood.facts, words)) == set(findings)


def test_continuation_rows_keep_their_lines(tmp_path: Path, reference: Reference) -> None:
    bench = Bench(tmp_path, reference)
    record = bench.record("q3", [Case("新建公园60处", "已建成公园12处")])
    path = tmp_path / "linjiang-q3.txt"
    path.write_text(path.read_text(encoding="utf-8") + "\n\t\t、绿道9公里\t\t，绿道在建\t\t市城管局", encoding="utf-8")
    record = read(TableFile.at(path), reference)
    understood = connect([record], reference)
    found = list(run_checks([record], understood.linking, understood.facts, bench.words))
    assert printed_stands([record], found)
