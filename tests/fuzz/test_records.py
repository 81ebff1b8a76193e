from __future__ import annotations

import random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from heze_graph.errors import TableError
from heze_graph.export.records import findings_of, record_json
from heze_graph.model.printed import PrintedFile, PrintedLine
from heze_graph.records.assemble import understand
from heze_graph.records.document import FileContext
from heze_graph.reference import Reference
from tests.fuzz.records import faults, mutated, originals

WORDS = st.sampled_from(
    [
        *("序号", "工作任务", "责任单位", "牵头领导", "完成时限", "完成情况", "1", "一、", "张三"),
        *("县财政局、教育局", "年底", "同上", "合计", "（牵头）", "2016年", "注："),
    ]
)
CELLS = st.one_of(WORDS, st.text(max_size=10))
LINES = st.lists(st.lists(CELLS, min_size=1, max_size=7), min_size=1, max_size=12)


def check(table: PrintedFile, reference: Reference, place: str) -> None:
    try:
        record = understand(table, FileContext(reference.register(place), reference.language, ""))
    except TableError:
        return
    record_json(record)
    list(findings_of(record, reference.language.finding_kinds))
    assert faults(table, record) == []


@example(lines=[[""]], merges=[])
@settings(max_examples=200, deadline=None)
@given(lines=LINES, merges=st.lists(st.tuples(st.integers(0, 11), st.integers(1, 7), CELLS), max_size=6))
def test_any_lines_are_understood_or_refused(
    reference: Reference, lines: list[list[str]], merges: list[tuple[int, int, str]]
) -> None:
    table = PrintedFile(
        "any.tsv",
        "0" * 64,
        tuple(
            PrintedLine(
                number + 1,
                tuple(cells),
                1 + number // 6,
                tuple((column, text) for at, column, text in merges if at == number),
            )
            for number, cells in enumerate(lines)
        ),
    )
    check(table, reference, "")


@pytest.mark.parametrize("seed", range(40))
def test_mutated_tables_lose_no_row(reference: Reference, seed: int) -> None:
    chance = random.Random(f"test-{seed}")  # noqa: S311  (no secret)
    tables = originals()
    for _ in range(5):
        check(mutated(chance, tables), reference, chance.choice(("", "heze")))
