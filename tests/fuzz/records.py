"""Mutated tables: whatever happens to a table, nothing but a TableError is raised, and no printed row is lost.

`python -m tests.fuzz.records --cases 10000` mutates the two seeds and our own tables, and prints the figures.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial

from heze_graph import resources
from heze_graph.errors import TableError
from heze_graph.export.records import findings_of, record_json
from heze_graph.model.printed import PrintedFile, PrintedLine
from heze_graph.model.understood import Record
from heze_graph.records.assemble import understand
from heze_graph.records.document import FileContext
from heze_graph.reference import Reference
from tests.records.own_tables import TABLES, printed

#: A mutated table is short, so that many can be tried.
_LINES = 40
_GARBAGE = (
    "",
    " ",
    "\u3000",
    "\n",
    "^",
    "=1+1",
    "<b>",
    "（",
    "）",
    "、、、",
    "牵头单位：",
    "（牵头）",
    "配合单位：县财政局牵头单位：",
    "同上",
    "合计",
    "一、",
    "（一）",
    "①",
    "1.1",
    "2016-2018年",
    "13月32日",
    "99999999",
    "序号",
    "责任单位",
    "工作任务",
    "责任单位（牵头）",
    "各县（市、区",
    "县\n财政\n局",
    "张 三",
    "鄆" * 40,
    "\ue001\ue002\ue003",
    "\u200b\ufeff\u202e",
    "\U00020000",
    "注：",
    "等",
    "——",
    "√",
    "○",
    "x" * 3000,
    "县局" * 500,
    "和" * 300,
    "（" * 300,
    "1." * 200,
)

Lines = list[PrintedLine]
Mutation = Callable[[random.Random, Lines], Lines]


def _cells(line: PrintedLine, cells: Sequence[str]) -> PrintedLine:
    return PrintedLine(line.line, tuple(cells), line.table, line.merged, line.where)


def shuffle_columns(chance: random.Random, lines: Lines) -> Lines:
    width = max(len(line.cells) for line in lines)
    order = list(range(width))
    chance.shuffle(order)
    return [
        PrintedLine(
            line.line,
            tuple(line.cells[at] for at in order if at < len(line.cells)) or ("",),
            line.table,
            tuple((order.index(column - 1) + 1, text) for column, text in line.merged if column <= width),
        )
        for line in lines
    ]


def drop_lines(chance: random.Random, lines: Lines) -> Lines:
    return [line for line in lines if chance.random() > 0.2] or lines[:1]


def drop_column(chance: random.Random, lines: Lines) -> Lines:
    at = chance.randrange(max(len(line.cells) for line in lines))
    return [PrintedLine(line.line, line.cells[:at] + line.cells[at + 1 :] or ("",), line.table) for line in lines]


def blank_cells(chance: random.Random, lines: Lines) -> Lines:
    return [_cells(line, [cell if chance.random() > 0.15 else "" for cell in line.cells]) for line in lines]


def garbage(chance: random.Random, lines: Lines) -> Lines:
    made = []
    for line in lines:
        cells = list(line.cells)
        if chance.random() < 0.3:
            cells[chance.randrange(len(cells))] = chance.choice(_GARBAGE)
        made.append(_cells(line, cells))
    return made


def glue_garbage(chance: random.Random, lines: Lines) -> Lines:
    made = []
    for line in lines:
        cells = list(line.cells)
        at = chance.randrange(len(cells))
        cut = chance.randrange(len(cells[at]) + 1)
        cells[at] = cells[at][:cut] + chance.choice(_GARBAGE) + cells[at][cut:]
        made.append(_cells(line, cells))
    return made


def shift_cells(chance: random.Random, lines: Lines) -> Lines:
    made = []
    for line in lines:
        cells = list(line.cells)
        if chance.random() < 0.2:
            at = chance.randrange(len(cells))
            cells.insert(at, "") if chance.random() < 0.5 else cells.pop(at)
        made.append(_cells(line, cells or [""]))
    return made


def merge_cells(chance: random.Random, lines: Lines) -> Lines:
    made: Lines = []
    for line in lines:
        above = made[-1].cells if made else ()
        columns = [at for at in range(min(len(line.cells), len(above))) if chance.random() < 0.15]
        cells = tuple("" if at in columns else cell for at, cell in enumerate(line.cells))
        merged = tuple((at + 1, above[at]) for at in columns)
        made.append(PrintedLine(line.line, cells, line.table, merged))
    return made


def split_rows(chance: random.Random, lines: Lines) -> Lines:
    made = []
    for line in lines:
        made.append(line)
        if chance.random() < 0.1:
            made.append(_cells(line, [cell[len(cell) // 2 :] for cell in line.cells]))
    return made


def repeat_lines(chance: random.Random, lines: Lines) -> Lines:
    made = list(lines)
    for _ in range(chance.randrange(1, 4)):
        made.insert(chance.randrange(len(made) + 1), chance.choice(lines))
    return made


def shuffle_lines(chance: random.Random, lines: Lines) -> Lines:
    return chance.sample(lines, len(lines))


def several_tables(chance: random.Random, lines: Lines) -> Lines:
    cut = chance.randrange(len(lines) + 1)
    return [
        PrintedLine(line.line, line.cells, line.table + (place >= cut), line.merged) for place, line in enumerate(lines)
    ]


MUTATIONS: tuple[Mutation, ...] = (
    shuffle_columns,
    drop_lines,
    drop_column,
    blank_cells,
    garbage,
    glue_garbage,
    shift_cells,
    merge_cells,
    split_rows,
    repeat_lines,
    shuffle_lines,
    several_tables,
)


def originals() -> list[Lines]:
    """Return the tables that are mutated: windows of the seeds, and our own."""
    tables = []
    for seed in sorted(resources.SEEDS.glob("*.txt")):
        lines = seed.read_text(encoding="utf-8-sig").split("\n")
        for start in range(0, len(lines), _LINES):
            rows = [*lines[:6], *lines[start : start + _LINES]]
            tables.append([PrintedLine(number, tuple(row.split("\t"))) for number, row in enumerate(rows, start=1)])
    tables.extend(list(printed(path).lines) for path in sorted(TABLES.glob("*.tsv")))
    return tables


def mutated(chance: random.Random, tables: Sequence[Lines]) -> PrintedFile:
    """Return a table to which one to four things happened; lines are numbered anew."""
    lines = list(chance.choice(tables))
    for mutation in chance.sample(MUTATIONS, chance.randrange(1, 5)):
        lines = mutation(chance, lines)
    renumbered = tuple(
        PrintedLine(number, line.cells, line.table, line.merged) for number, line in enumerate(lines, start=1)
    )
    return PrintedFile("fuzz.tsv", "0" * 64, renumbered)


def faults(table: PrintedFile, record: Record) -> list[str]:
    """Return what is wrong with what was understood of a table: lost rows, rows nobody explains, keys that clash."""
    wrong = []
    lines = {line.line: line.cells for line in table.lines if not line.is_blank}
    rows = {row.line: tuple(cell.printed for cell in row.cells) for row in record.rows}
    if rows != {number: cells for number, cells in lines.items() if number not in record.head_lines}:
        wrong.append("printed rows are not the rows of the record")
    used = {line for entry in record.entries for part in entry.assignments for line in part.lines}
    noted = {finding.line for finding in record.findings}
    if not rows.keys() <= used | noted:
        wrong.append(f"rows neither used nor noted: {sorted(rows.keys() - used - noted)}")
    if not used <= rows.keys():
        wrong.append("an assignment uses what is no row")
    if len({entry.key for entry in record.entries}) != len(record.entries):
        wrong.append("two entries with one key")
    return wrong


def run(mutate: Callable[[random.Random], PrintedFile], seeded: str = "", cities: Sequence[str] = ("",)) -> int:
    """Read as many mutated tables as the command line asks for, print the figures, return 1 where anything is wrong."""
    parser = argparse.ArgumentParser(description="Mutate tables and read them.")
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    reference = Reference(resources.REFERENCE)
    counts: Counter[str] = Counter()
    slowest = 0.0
    for case in range(options.cases):
        chance = random.Random(f"{seeded}{options.seed}-{case}")  # noqa: S311  (mutations, not secrets)
        table, register = mutate(chance), reference.register(chance.choice(cities))
        begun = time.perf_counter()
        try:
            record = understand(table, FileContext(register, reference.language, ""))
        except TableError:
            counts["refused"] += 1
            continue
        finally:
            slowest = max(slowest, time.perf_counter() - begun)
        record_json(record)
        list(findings_of(record, reference.language.finding_kinds))
        counts.update(read=1, rows=len(record.rows), entries=len(record.entries), findings=len(record.findings))
        for fault in faults(table, record):
            counts["wrong"] += 1
            print(f"case {case}: {fault}", file=sys.stderr)
    print(", ".join(f"{name} {count}" for name, count in sorted(counts.items())), f"slowest {slowest:.2f} s")
    return 1 if counts["wrong"] else 0


if __name__ == "__main__":
    sys.exit(run(partial(mutated, tables=originals()), cities=("", "heze")))
