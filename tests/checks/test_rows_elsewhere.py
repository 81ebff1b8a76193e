"""What is found in rows of many fields whose goals and readings were annotated by hand: `figures-elsewhere.csv`."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from heze_graph.reference.csv_table import read_csv
from tests.checks.cases import Bench, Case

ROWS = read_csv(
    Path(__file__).parents[1] / "extraction" / "figures-elsewhere.csv",
    ("target", "progress", "expected", "other_quantity"),
)
BEHIND = {"on-schedule-but-behind", "on-schedule-but-far-behind"}
OTHER = "other-quantity-reported"


def test_findings_follow_the_annotation(bench: Bench) -> None:
    kinds: defaultdict[str | None, set[str]] = defaultdict(set)
    for finding in bench.found({"annual": [Case(row["target"], row["progress"]) for row in ROWS]}):
        kinds[finding.entry].add(finding.kind)
    for number, row in enumerate(ROWS, start=1):
        found = kinds[str(number)]
        assert "missed" in row["expected"] or not found & BEHIND, row
        assert row["other_quantity"] == "either" or (row["other_quantity"] == "yes") == (OTHER in found), row
