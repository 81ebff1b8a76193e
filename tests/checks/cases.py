"""Small tables of invented cities, and what is found in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from heze_graph import resources
from heze_graph.checks import run_checks
from heze_graph.linking import Linking
from heze_graph.model.printed import TableFile
from heze_graph.model.understood import Certainty, Finding, Link, Record, Target
from heze_graph.pipeline.stages import read, read_words
from heze_graph.reference import Reference
from heze_graph.reference.words import CheckWords, load_check_words

HEADER = ("序号", "市政府领导", "责任目标内容", "完成时限", "完成情况", "是否按计划完成进度", "责任单位")
TITLES = {
    "q3": "{city}人民政府2024年经济社会发展责任目标三季度工作推进情况一览表",
    "annual": "{city}人民政府2024年度经济社会发展责任目标完成情况一览表",
}


@dataclass(frozen=True)
class Case:
    """One row of a table: what is promised, what is reported, the claim, the deadline."""

    target: str
    progress: str
    claim: str = "是"
    deadline: str = "年底"


class Bench:
    """Writes tables, reads them and scrutinises them."""

    def __init__(self, folder: Path, reference: Reference) -> None:
        self.folder = folder
        self.reference = reference
        self.city = "临江市"
        self.words: CheckWords = load_check_words(resources.REFERENCE)

    def record(self, period: str, cases: Sequence[Case]) -> Record:
        rows = [
            (str(number), "刘一鸣", case.target, case.deadline, case.progress, case.claim, "市发展改革委")
            for number, case in enumerate(cases, start=1)
        ]
        lines = [TITLES[period].format(city=self.city), "", *("\t".join(row) for row in (HEADER, *rows))]
        path = self.folder / f"linjiang-{period}.txt"
        path.write_text("\n".join(lines), encoding="utf-8")
        return read(TableFile.at(path), self.reference)

    def found(self, tables: Mapping[str, Sequence[Case]]) -> list[Finding]:
        """Return the findings of tables by period; rows with one number are one target."""
        records = [self.record(period, cases) for period, cases in tables.items()]
        return list(run_checks(records, linked(records), read_words(records, self.reference), self.words))

    def kinds(self, q3: Case | Sequence[Case], annual: Case | None = None) -> list[str]:
        """Return the kinds found in one table, or in a table and the one after it."""
        tables = {"q3": [q3] if isinstance(q3, Case) else q3}
        if annual:
            tables["annual"] = [annual]
        return [finding.kind for finding in self.found(tables)]


def linked(records: Sequence[Record]) -> Linking:
    """Return the linking of records whose rows keep their numbers."""
    first, *others = records
    links = [
        Link((first.document.name, entry.key), (other.document.name, entry.key), 1.0, Certainty.CERTAIN, "judgement")
        for other in others
        for entry in other.entries
        if any(entry.key == before.key for before in first.entries)
    ]
    targets = [Target((e.document, e.key), ((e.document, e.key),)) for record in records for e in record.entries]
    return Linking(tuple(targets), tuple(links))
