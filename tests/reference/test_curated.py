"""The reference data that people edit: each fault is told with the file and the cure."""

from __future__ import annotations

import ast
import csv
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest
from rdflib import SKOS, Graph, URIRef

from heze_graph import resources
from heze_graph.errors import ReferenceDataError
from heze_graph.model.known import IndicatorKind
from heze_graph.model.understood import Claim
from heze_graph.rdf import iris
from heze_graph.reference.csv_table import CsvRow, read_csv
from heze_graph.reference.measures import load_indicators
from heze_graph.reference.parts_of_year import last_month
from heze_graph.reference.register import load_register
from heze_graph.resources import ONTOLOGY, REFERENCE

PACKAGE = Path(resources.__file__).parent
FILES = sorted(REFERENCE.rglob("*.csv"))
CITIES = sorted(path.parent for path in REFERENCE.glob("*/units.csv"))
NAMES = ("name", "alternative_names", "misspellings")


def label(path: Path) -> str:
    return path.relative_to(REFERENCE).as_posix()


def known(file: str, column: str) -> list[str]:
    return [row[column] for row in read_csv(REFERENCE / file, (column,))]


def fault(row: CsvRow, found: str, cure: str) -> str:
    return f"{label(row.path)}, line {row.line}: {found}. To mend it: {cure}."


@pytest.mark.parametrize("path", FILES, ids=label)
def test_a_file_is_utf8_with_bom(path: Path) -> None:
    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf"), f"{label(path)}: no BOM, so Excel garbles it. Save it as “CSV UTF-8”."
    assert not data[3:].startswith(b"\xef\xbb\xbf"), f"{label(path)}: two BOMs. Remove one."
    assert data.endswith(b"\n"), f"{label(path)}: the last line has no end. Add a line break."


@pytest.mark.parametrize("path", FILES, ids=label)
def test_cells_have_no_stray_blanks_and_no_row_stands_twice(path: Path) -> None:
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = [tuple(cells) for cells in csv.reader(file, strict=True)]
    twice = [cells for cells, times in Counter(rows).items() if times > 1]
    assert not twice, f"{label(path)}: {twice} twice. Remove one of the two."
    for number, cells in enumerate(rows, start=1):
        where = f"{label(path)}, row {number}"
        assert any(cells), f"{where}: an empty row. Remove it."
        for cell in cells:
            assert cell == cell.strip(), f"{where}: blanks around “{cell}”. Remove them."
            assert "\ufffd" not in cell, f"{where}: a character was lost (�). Restore it from an older version."


@pytest.mark.parametrize("city", CITIES, ids=lambda city: str(city.name))
def test_a_city_loads(city: Path) -> None:
    register = load_register(city)
    assert register.units, f"{city.name}/units.csv is empty. Add the units."
    assert register.places, f"{city.name}/places.csv is empty. Add the places."


@pytest.mark.parametrize("city", CITIES, ids=lambda city: str(city.name))
def test_each_unit_has_a_known_kind_and_one_government_has_the_city(city: Path) -> None:
    kinds = known("unit-kinds.csv", "kind")
    rows = read_csv(city / "units.csv", ("name", "kind"))
    for row in rows:
        cure = f"use one of {', '.join(kinds)}, or add the kind to unit-kinds.csv"
        assert row["kind"] in kinds, fault(row, f"the kind “{row['kind']}”", cure)
    governments = [row["name"] for row in rows if row["kind"] == "municipal-government"]
    assert len(governments) == 1, f"{city.name}/units.csv: {governments}; give exactly one unit municipal-government."


@pytest.mark.parametrize("city", CITIES, ids=lambda city: str(city.name))
def test_a_collective_stands_for_units_and_nothing_else_does(city: Path) -> None:
    for row in read_csv(city / "units.csv", ("name", "kind", "stands_for")):
        if row["stands_for"]:
            cure = "make its kind “collective”, or empty stands_for"
            assert row["kind"] == "collective", fault(row, f"“{row['name']}” stands for others", cure)
        members = row.several("stands_for")
        assert len(members) == len(set(members)), fault(row, "a member twice", "remove one of the two")
        assert row["name"] not in members, fault(row, f"“{row['name']}” in itself", "remove it from stands_for")


@pytest.mark.parametrize("city", CITIES, ids=lambda city: str(city.name))
def test_each_place_has_a_known_kind_and_a_code_of_its_city(city: Path) -> None:
    graph = Graph().parse(ONTOLOGY / "heze.ttl")
    concepts = graph.subjects(SKOS.inScheme, URIRef(iris.TERM + "PlaceKindScheme"))
    kinds = {str(graph.value(concept, SKOS.notation)) for concept in concepts}
    rows = read_csv(city / "places.csv", ("code", "name", "kind"))
    (own,) = [row["code"] for row in rows if row["kind"] == "prefecture-level-city"]
    codes = [row["code"] for row in rows if row["code"]]
    assert codes == sorted(set(codes)), f"{city.name}/places.csv: sort the rows by code, each code once."
    for row in rows:
        cure = f"use one of {', '.join(sorted(kinds))}, or add a concept to heze.ttl"
        assert row["kind"] in kinds, fault(row, f"the kind “{row['kind']}”", cure)
        if row["kind"] == "functional-zone":
            assert not row["code"], fault(row, f"the code {row['code']}", "a functional zone has none: empty it")
            continue
        cure = f"look it up in GB/T 2260: six digits that begin with {own[:4]}"
        assert re.fullmatch(rf"{own[:4]}\d\d", row["code"]), fault(row, f"the code “{row['code']}”", cure)


@pytest.mark.parametrize("city", CITIES, ids=lambda city: str(city.name))
def test_each_government_of_a_county_governs_it(city: Path) -> None:
    governed = {row["governs"] for row in read_csv(city / "units.csv", ("governs",))}
    for row in read_csv(city / "places.csv", ("name",)):
        assert row["name"] in governed, fault(row, f"nobody governs {row['name']}", "fill “governs” in units.csv")


@pytest.mark.parametrize("city", CITIES, ids=lambda city: str(city.name))
@pytest.mark.parametrize("file", ["units.csv", "places.csv", "leaders.csv"])
def test_no_spelling_stands_twice_and_none_is_strange(city: Path, file: str) -> None:
    seen: dict[str, int] = {}
    for row in read_csv(city / file, NAMES):
        for name in (row["name"], *row.several("alternative_names"), *row.several("misspellings")):
            cure = "remove it from one of the two rows: nobody could tell which one a table means"
            assert name not in seen, fault(row, f"“{name}”, which line {seen.get(name)} has too", cure)
            assert re.fullmatch(r"[\w（）()·]+", name), fault(row, f"“{name}”", "write letters only, | between names")
            seen[name] = row.line


def test_kinds_stand_once_and_have_both_labels() -> None:
    for file in ("unit-kinds.csv", "finding-kinds.csv"):
        rows = read_csv(REFERENCE / file, ("kind", "zh", "en"))
        for column in ("kind", "zh", "en"):
            for value, times in Counter(row[column] for row in rows).items():
                assert value, f"{file}: an empty {column}. Fill it in."
                assert times == 1, f"{file}: the {column} “{value}” {times} times. Remove or reword all but one."
        for row in rows:
            assert re.fullmatch(r"[a-z]+(-[a-z]+)*", row["kind"]), fault(row, row["kind"], "use a-z and hyphens")


def test_no_ending_of_a_name_tells_two_kinds() -> None:
    rows = read_csv(REFERENCE / "unit-kinds.csv", ("kind", "suffixes"))
    endings = Counter(ending for row in rows for ending in row.several("suffixes"))
    assert not [e for e, times in endings.items() if times > 1], "unit-kinds.csv: keep each ending with one kind only."
    assert "other" in known("unit-kinds.csv", "kind"), "unit-kinds.csv: add “other”, which units of no kind get."


def test_claims_are_those_of_the_program() -> None:
    assert set(known("claims.csv", "claim")) == set(Claim), "claims.csv: give each claim at least one wording."


def test_words_name_periods_that_there_are() -> None:
    for row in read_csv(REFERENCE / "periods.csv", ("printed", "name")):
        assert last_month(row["name"]), fault(row, row["name"], "use q1 to q4, h1, annual or m01 to m12")


def blanks(text: str) -> set[str]:
    return {re.sub(r"_(zh|en)$", "", name) for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_reasons_have_the_same_blanks_in_both_languages() -> None:
    for row in read_csv(REFERENCE / "finding-kinds.csv", ("kind", "reason_zh", "reason_en")):
        assert row["reason_zh"], fault(row, "no Chinese reason", "write one")
        assert row["reason_en"], fault(row, "no English reason", "write one")
        zh, en = blanks(row["reason_zh"]), blanks(row["reason_en"])
        assert zh == en, fault(row, f"{sorted(zh ^ en)} in one language only", "use the same {blanks} in both")
        assert all(re.fullmatch(r"[a-z_]+", name) for name in zh), fault(row, "an odd blank", "use names of a Finding")


def _called(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else ""


def _values(node: ast.expr, around: ast.AST) -> Iterator[str]:
    """Yield what an expression can be: a text, one of two, or a name that is given such a value around it."""
    if isinstance(node, ast.Constant):
        yield str(node.value)
    elif isinstance(node, ast.IfExp):
        yield from _values(node.body, around)
        yield from _values(node.orelse, around)
    elif isinstance(node, ast.Name):
        for name, value in _given(around):
            if name == node.id:
                yield from _values(value, around)


def _given(around: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """Yield each name that is given a value, with the value: `a = 1` and `a, b = 1, 2`."""
    for assignment in ast.walk(around):
        if isinstance(assignment, ast.Assign):
            for target in assignment.targets:
                names, values = [target], [assignment.value]
                if isinstance(target, ast.Tuple) and isinstance(assignment.value, ast.Tuple):
                    names, values = target.elts, assignment.value.elts
                yield from ((n.id, value) for n, value in zip(names, values, strict=True) if isinstance(n, ast.Name))


def kinds_made() -> set[str]:
    """Return the kinds of Finding that the program can make: in its source, the first argument of Mend and Finding."""
    made = set()
    for path in sorted(PACKAGE.rglob("*.py")):
        module = ast.parse(path.read_text(encoding="utf-8"))
        for function in ast.walk(module):
            if not isinstance(function, ast.FunctionDef):
                continue
            for call in ast.walk(function):
                if isinstance(call, ast.Call) and _called(call) in {"Mend", "Finding", "Suspicion", "Doubt"}:
                    kind = next(
                        (k.value for k in call.keywords if k.arg == "kind"), call.args[0] if call.args else None
                    )
                    assert kind is not None, f"{path.name}, line {call.lineno}: a Finding without a kind"
                    values = set(_values(kind, function)) or set(_values(kind, module))
                    # `mend.kind` and `*message` hand on a kind that was given elsewhere.
                    handed_on = isinstance(kind, ast.Starred) or getattr(kind, "attr", "") == "kind"
                    assert values or handed_on, f"{path.name}, line {call.lineno}: write the kind as a text"
                    made |= values
    return made


def test_the_finding_kinds_are_those_that_the_program_makes() -> None:
    described, made = set(known("finding-kinds.csv", "kind")), kinds_made()
    assert not made - described, "finding-kinds.csv: add a row with labels and reasons for each."
    assert not described - made, "finding-kinds.csv: nothing makes these; remove the rows."


def test_each_indicator_is_measured_in_known_units_and_named_once() -> None:
    measured = {row["base_unit"] for row in read_csv(REFERENCE / "measure-units.csv", ("base_unit",))} | {""}
    for found in load_indicators(REFERENCE).by_key.values():
        unknown = set(found.units) - measured
        assert not unknown, f"indicators.csv, {found.key}: {unknown}; use base units of measure-units.csv"
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", found.key), f"{found.key}: use small letters and hyphens"
        assert found.kind is not IndicatorKind.RATE or not found.apportioned, f"{found.key}: a rate is not apportioned"
        assert len(found.names.all) == len(set(found.names.all)), f"{found.key}: a name stands twice"


def test_a_fault_in_the_register_of_indicators_is_told(tmp_path: Path) -> None:
    text = (REFERENCE / "indicators.csv").read_text(encoding="utf-8")
    head, first, *_ = text.splitlines()
    for broken, said in (
        (first.replace(",more,", ",up,"), "direction"),
        (first.replace(",,,地区生产总值", ",8.1.1,,地区生产总值"), "only one of sdg and match"),
        (f"{first}\n{first}", "a second time"),
        (f"{first}\n{first.replace('gross-regional-product', 'other')}", "a name of gross-regional-product"),
        (first.replace("gross-regional-product", ""), "an empty cell"),
    ):
        (tmp_path / "indicators.csv").write_text(f"{head}\n{broken}\n", encoding="utf-8")
        with pytest.raises(ReferenceDataError, match=said):
            load_indicators(tmp_path)
