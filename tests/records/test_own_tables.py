from __future__ import annotations

from pathlib import Path

import pytest

from heze_graph.reference import Reference
from tests.records.own_tables import TABLES, expected, understood

PATHS = sorted(TABLES.glob("*.tsv"))


def test_there_are_tables_of_many_manners() -> None:
    assert len(PATHS) >= 40


@pytest.mark.parametrize("path", PATHS, ids=lambda path: str(path.stem))
def test_a_table_is_understood_as_a_careful_reader_does(path: Path, reference: Reference) -> None:
    assert understood(path, reference) == expected(path)
