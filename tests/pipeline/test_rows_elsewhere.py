"""Rows in the manner of several cities, each with what a careful reader sees in it: works, places, contradictions.

They were written and annotated before the rules saw them (`rows-elsewhere.csv`; its last three columns are what is
there). A few can be read otherwise, so the test asks for shares, not for every row.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from heze_graph.model.facts import EntryFacts
from heze_graph.model.printed import TableFile
from heze_graph.model.understood import Certainty, Finding
from heze_graph.pipeline.stages import connect, read
from heze_graph.reference import Reference
from heze_graph.reference.csv_table import CsvRow, read_csv

COLUMNS = ("city", "period", "target", "deadline", "progress", "claim", "projects", "places", "findings")
HEADER = ("序号", "市政府领导", "责任目标内容", "完成时限", "完成情况", "是否按计划完成进度", "责任单位")
PERIODS = {"q1": "一季度", "q2": "上半年", "q3": "前三季度", "annual": "年度"}


@dataclass(frozen=True, slots=True)
class Answer:
    row: CsvRow
    facts: EntryFacts
    findings: tuple[Finding, ...]

    def expected(self, column: str) -> set[str]:
        return set(self.row.several(column))


def _documents() -> dict[tuple[str, str, int], list[CsvRow]]:
    """Rows of one city and period; a target that stands twice, with two reports, stands in two documents."""
    found: dict[tuple[str, str, int], list[CsvRow]] = defaultdict(list)
    seen: Counter[tuple[str, str]] = Counter()
    for row in read_csv(Path(__file__).parent / "rows-elsewhere.csv", COLUMNS):
        seen[row["city"], row["target"]] += 1
        found[row["city"], row["period"], seen[row["city"], row["target"]]].append(row)
    return found


@pytest.fixture(scope="module")
def answers(reference: Reference, tmp_path_factory: pytest.TempPathFactory) -> list[Answer]:
    folder = tmp_path_factory.mktemp("rows")
    return [
        answer
        for number, (key, rows) in enumerate(_documents().items())
        for answer in _answers(folder / f"{number}.tsv", key[:2], rows, reference)
    ]


def _answers(path: Path, where: tuple[str, str], rows: list[CsvRow], reference: Reference) -> Iterator[Answer]:
    city, period = where
    year, name = period.split("-")
    lines = [f"{city}市人民政府{year}年{PERIODS[name]}责任目标完成情况一览表", "", "\t".join(HEADER)]
    for number, row in enumerate(rows, start=1):
        cells = (str(number), "王建国", *(row[c] for c in COLUMNS[2:6]), "市政府办公室")
        lines.append("\t".join(cells))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    record = read(TableFile.at(path), reference)
    understood = connect([record], reference)
    for number, row in enumerate(rows, start=1):
        findings = tuple(one for one in understood.findings if one.entry == str(number))
        yield Answer(row, understood.facts[record.document.name, str(number)], findings)


def _shares(expected: Counter[str], found: Counter[str]) -> tuple[float, float]:
    """Return precision and recall."""
    right = sum((expected & found).values())
    return right / sum(found.values()), right / sum(expected.values())


def test_works_are_named(answers: list[Answer]) -> None:
    expected = Counter(f"{n} {name}" for n, one in enumerate(answers) for name in one.expected("projects"))
    found = Counter(f"{n} {project.name}" for n, one in enumerate(answers) for project in one.facts.projects)
    precision, recall = _shares(expected, found)
    assert min(precision, recall) >= 0.9, (precision, recall)


def test_places_are_named(answers: list[Answer]) -> None:
    expected = Counter(f"{n} {name}" for n, one in enumerate(answers) for name in one.row.several("places"))
    found = Counter(
        f"{n} {place.mention.surface}" for n, one in enumerate(answers) for place in one.facts.places
        if place.field != "unit"
    )  # fmt: skip
    precision, recall = _shares(expected, found)
    assert min(precision, recall) >= 0.95, (precision, recall)


def test_what_does_not_add_up_is_found_and_little_else(answers: list[Answer]) -> None:
    wrong = [one for one in answers if one.row["findings"]]
    found = [one for one in wrong if one.expected("findings") & {finding.kind for finding in one.findings}]
    assert len(found) >= 0.95 * len(wrong)
    given = [(finding.kind in one.expected("findings")) for one in answers for finding in one.findings]
    assert sum(given) >= 0.9 * len(given), given


def test_what_is_called_certain_is_so(answers: list[Answer]) -> None:
    certain = [(o, f.kind) for o in answers for f in o.findings if f.certainty is Certainty.CERTAIN]
    assert certain
    assert [one.row["progress"] for one, kind in certain if kind not in one.expected("findings")] == []
