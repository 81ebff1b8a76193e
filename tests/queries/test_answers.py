"""Each saved query on the two real tables, against an answer worked out from the printed tables.

A case is a table in `cases.toml` and a CSV of the same name in `expected/`. Only the columns that the CSV has are
compared. Where the program disagrees with a CSV, look at the printed line: the CSV is never made from its output.
"""

from __future__ import annotations

import csv
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from heze_graph.model.answers import Answer
from heze_graph.queries.library import Library
from heze_graph.resources import QUERIES, SEEDS
from heze_graph.store.engine import Engine

HERE = Path(__file__).parent
EXPECTED = HERE / "expected"
#: The expected answer of `cells` is the seed files themselves; see the tests on what is printed.
WITHOUT_FILE = {"cells"}
Q3, ANNUAL = "heze-2023-q3", "heze-2023-annual"

Row = tuple[str, ...]
Printed = Mapping[tuple[str, int], list[str]]


@dataclass(frozen=True, slots=True)
class Case:
    name: str
    query: str
    parameters: Mapping[str, str] = field(default_factory=dict)
    ordered: bool = True
    #: Entries (`document/no`) with two possible readings: their rows are not compared.
    leave_out: Sequence[str] = ()

    @property
    def file(self) -> Path:
        return EXPECTED / f"{self.name}.csv"


TABLES = tomllib.loads((HERE / "cases.toml").read_text(encoding="utf-8"))
CASES = [Case(name, **{"query": name, **table}) for name, table in TABLES.items()]
NAMES = sorted(path.stem for path in QUERIES.glob("*.rq"))


def ask(engine: Engine, library: Library, query: str, **parameters: str) -> Answer:
    return engine.select(library.get(query).bound(parameters))


def rows_of(answer: Answer, *columns: str) -> list[Row]:
    at = [answer.columns.index(column) for column in columns]
    return [tuple(value.text if (value := row[i]) else "" for i in at) for row in answer.rows]


def difference(expected: list[Row], found: list[Row]) -> str:
    missing, unexpected = Counter(expected) - Counter(found), Counter(found) - Counter(expected)
    lines = [f"missing     {row}" for row in missing.elements()]
    return "\n".join(lines + [f"unexpected  {row}" for row in unexpected.elements()])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_answer(case: Case, seed_engine: Engine, library: Library) -> None:
    with case.file.open(encoding="utf-8", newline="") as file:
        columns, *expected = [tuple(row) for row in csv.reader(file)]
    answer = ask(seed_engine, library, case.query, **case.parameters)
    assert set(columns) <= set(answer.columns)
    found = rows_of(answer, *columns)
    if case.leave_out:
        entries = ["/".join(entry) for entry in rows_of(answer, "document", "no")]
        assert set(case.leave_out) <= set(entries)
        found = [row for row, entry in zip(found, entries, strict=True) if entry not in case.leave_out]
    if said := difference(expected, found):
        pytest.fail(f"{case.query} {dict(case.parameters)}, columns {columns}:\n{said}", pytrace=False)
    assert found == expected or not case.ordered


#: Columns that the two tables never fill: no pages, no figures by place, one goal without a rate, users without names.
EMPTY = {
    "cells-of-thing": {"page"},
    "goals": {"holdsFor"},
    "goals-of-thing": {"attainment"},
    "uses-of-thing": {"userLabel", "userLabelEn"},
}


@pytest.mark.parametrize("query", sorted({case.query for case in CASES}))
def test_each_column_says_something_of_the_seeds(query: str, seed_engine: Engine, library: Library) -> None:
    answers = [ask(seed_engine, library, query, **case.parameters) for case in CASES if case.query == query]
    filled = {
        column
        for answer in answers
        for row in answer.rows
        for column, value in zip(answer.columns, row, strict=True)
        if value is not None and value.text
    }
    assert set(answers[0].columns) - filled == EMPTY.get(query, set())


@pytest.mark.parametrize("query", NAMES)
def test_each_query_has_a_case(query: str) -> None:
    assert query in WITHOUT_FILE or any(case.query == query for case in CASES), (
        f"queries/{query}.rq has no expected answer: add the table [{query}] to tests/queries/cases.toml (with "
        f"parameters = {{ name = value }} where it needs some), and tests/queries/expected/{query}.csv with the "
        "columns to compare, worked out from the printed tables"
    )


def test_each_case_has_a_query_and_each_expected_file_a_case() -> None:
    assert {case.query for case in CASES} <= set(NAMES)
    assert {path.name for path in EXPECTED.iterdir()} == {case.file.name for case in CASES}


def test_expected_files_are_plain_utf8_with_line_feeds() -> None:
    for path in EXPECTED.iterdir():
        data = path.read_bytes()
        assert not data.startswith(b"\xef\xbb\xbf"), path.name
        assert b"\r" not in data, path.name
        assert data.endswith(b"\n"), path.name


@pytest.fixture(scope="module")
def printed() -> Printed:
    """Read the data rows of the seed files by nothing but a split on tabs."""
    return {
        (document, line): text.split("\t")
        for document in (Q3, ANNUAL)
        for line, text in enumerate(_lines(document), 1)
        if "\t" in text and not _is_header(text)
    }


def _lines(document: str) -> list[str]:
    return (SEEDS / f"{document}.txt").read_bytes().decode("utf-8").split("\n")


def _is_header(text: str) -> bool:
    return text.startswith("序号\t")


def _header(document: str, line: int) -> list[str]:
    return next(text for text in reversed(_lines(document)[:line]) if _is_header(text)).split("\t")


def test_cells_joined_with_tabs_are_the_printed_lines(printed: Printed, seed_engine: Engine, library: Library) -> None:
    cells: dict[tuple[str, int], list[str]] = {}
    answer = ask(seed_engine, library, "cells")
    for document, line, column, text in rows_of(answer, "document", "line", "column", "printed"):
        row = cells.setdefault((document, int(line)), [])
        row.append(text)
        assert int(column) == len(row), (document, line)
    assert len(answer.rows) == 1869
    assert cells == printed


def test_cells_stand_under_the_printed_header(seed_engine: Engine, library: Library) -> None:
    for document, line, column, header in rows_of(
        ask(seed_engine, library, "cells"), "document", "line", "column", "header"
    ):
        assert header == _header(document, int(line))[int(column) - 1], (document, line, column)


def _entry_row(printed: Printed, document: str, line: int) -> list[str]:
    """Return the row with the number at or above a line: a continuation row prints no target of its own."""
    return next(row for at in range(line, 0, -1) if (row := printed.get((document, at))) and row[0])


@pytest.mark.parametrize(
    ("query", "column"), [("entries", "target"), ("links", "wording"), ("open-ended-targets", "target")]
)
def test_targets_are_worded_as_printed(
    query: str, column: str, printed: Printed, seed_engine: Engine, library: Library
) -> None:
    for document, line, wording in rows_of(ask(seed_engine, library, query), "document", "line", column):
        assert wording == _entry_row(printed, document, int(line))[2], (document, line)


def test_progress_is_as_printed_and_empty_progress_stays_empty(
    printed: Printed, seed_engine: Engine, library: Library
) -> None:
    progress = {
        (document, int(line)): text
        for document, line, text in rows_of(ask(seed_engine, library, "entries"), "document", "line", "progress")
    }
    shifted = (Q3, 57)
    assert progress.pop(shifted) == printed[shifted][6]
    assert progress == {key: row[4] for key, row in printed.items() if key not in {shifted, (Q3, 53)}}
    assert sorted(key for key, text in progress.items() if not text) == [(Q3, 37), (Q3, 38), (Q3, 39)]


def test_the_tables_in_numbers(seed_engine: Engine, library: Library) -> None:
    assignments = rows_of(ask(seed_engine, library, "entries"), "leader")
    entries = rows_of(ask(seed_engine, library, "links"), "target")
    pairs = ask(seed_engine, library, "shared-targets").rows
    sharing = rows_of(ask(seed_engine, library, "single-and-shared-targets"), "sharing", "targets")
    assert (len(set(entries)), len(entries), len(assignments), len(set(assignments))) == (200, 254, 266, 8)
    assert (len(pairs), sum(int(targets) for kind, targets in sharing if kind == "shared")) == (104, 50)


def test_link_scores_lie_between_0_and_1_the_lowest_first(seed_engine: Engine, library: Library) -> None:
    scores = [float(score) for (score,) in rows_of(ask(seed_engine, library, "link-scores"), "score")]
    assert scores == sorted(scores)
    assert 0 <= scores[0] <= scores[-1] <= 1


def _collective(rows: list[Row]) -> Iterator[Row]:
    return ((document, line) for document, line, inferred in rows if inferred == "true")


@pytest.mark.parametrize(
    "county", ["牡丹区", "定陶区", "曹县", "单县", "成武县", "巨野县", "郓城县", "鄄城县", "东明县"]
)
def test_the_collective_stands_for_each_of_the_nine_counties(
    county: str, seed_engine: Engine, library: Library
) -> None:
    columns = ("document", "line", "inferred")
    rows = rows_of(ask(seed_engine, library, "targets-of-county", county=county), *columns)
    alone = rows_of(ask(seed_engine, library, "targets-of-county", county=county, collective="no"), *columns)
    named = rows_of(ask(seed_engine, library, "targets-of-unit", unit="各县区人民政府"), "document", "line")
    assert list(_collective(rows)) == named
    assert alone == [row for row in rows if row[2] == "false"]
    assert len(named) == 10


@pytest.mark.parametrize("collective", ["yes", "no"])
def test_a_county_is_meant_by_its_name_as_by_its_iri(seed_engine: Engine, library: Library, collective: str) -> None:
    by_name, by_iri = (
        ask(seed_engine, library, "targets-of-county", county=county, collective=collective)
        for county in ("巨野县", "https://w3id.org/heze-graph/id/place/371724")
    )
    assert by_name.rows == by_iri.rows != ()


#: How a finding leads to a leader: by the entries that one answers for.
CONCERNED = """
PREFIX heze: <https://w3id.org/heze-graph/ontology#>
SELECT DISTINCT ?finding { ?part heze:leader <%s> ; heze:inEntry/^heze:concerns ?finding }
"""


def test_a_leader_has_the_findings_of_the_own_entries(seed_engine: Engine, library: Library) -> None:
    leaders = seed_engine.select("SELECT DISTINCT ?one { ?p <https://w3id.org/heze-graph/ontology#leader> ?one }")
    counts = []
    for (one,) in rows_of(leaders, "one"):
        found = {
            finding for (finding,) in rows_of(ask(seed_engine, library, "findings-of-thing", thing=one), "finding")
        }
        assert found == {finding for (finding,) in rows_of(seed_engine.select(CONCERNED % one), "finding")}
        counts.append(len(found))
    assert any(counts)


def test_the_goals_of_an_indicator_say_which_of_their_entry_they_are(seed_engine: Engine, library: Library) -> None:
    indicators = seed_engine.select("SELECT DISTINCT ?i { ?g <https://w3id.org/heze-graph/ontology#indicator> ?i }")
    for (indicator,) in rows_of(indicators, "i"):
        for entry, promise, ordinal in rows_of(
            ask(seed_engine, library, "goals-of-thing", thing=indicator), "entry", "promise", "ordinal"
        ):
            goals = rows_of(ask(seed_engine, library, "goals-of-thing", thing=entry), "promise", "ordinal")
            assert (promise, ordinal) in goals
