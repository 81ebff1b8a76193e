"""CONTRIBUTING.md says what is so: its files and tests exist, its sessions and hooks are those that run."""

from __future__ import annotations

import ast
import re
import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
RECIPES = dict(re.findall(r"(?m)^\| (an? [a-z ]+) \| (.*) \|$", PAGE))
count = runpy.run_path(str(ROOT / "docs" / "count.py"))


def test_there_is_a_recipe_for_each_kind_of_change() -> None:
    kinds = (
        "a reader",
        "a check",
        "a saved query",
        "a column",
        "a page",
        "a message",
        "an engine",
        "a city",
        "a measure unit",
    )
    assert tuple(RECIPES) == kinds


@pytest.mark.parametrize("what", RECIPES)
def test_a_recipe_names_files_that_exist_and_a_test_that_adds_one(what: str) -> None:
    file, name = re.findall(r"`(tests/[^`]+)::(\w+)`", RECIPES[what])[-1]
    functions = {one.name for one in ast.parse((ROOT / file).read_text(encoding="utf-8")).body if hasattr(one, "name")}
    assert name in functions


def test_every_path_that_the_page_names_exists() -> None:
    named = re.findall(r"`([\w.-]+/[\w./-]*)(?:::\w+)?`", PAGE)
    assert len(named) > 20
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_the_sessions_are_those_of_nox_and_ci_calls_them() -> None:
    functions = ast.parse((ROOT / "noxfile.py").read_text(encoding="utf-8")).body
    sessions = [one.name for one in functions if isinstance(one, ast.FunctionDef)]
    assert sorted(re.findall(r"(?m)^\| `nox -s (\w+)`", PAGE)) == sorted(sessions)
    called = re.findall(r"nox --non-interactive -s ([a-z ]+)", (ROOT / ".ci" / "run").read_text(encoding="utf-8"))
    assert {name for names in called for name in names.split()} <= set(sessions)


def test_the_hooks_are_the_tools_that_the_page_names() -> None:
    hooks = re.findall(r"entry: ([\w-]+)", (ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    assert {hook for hook in hooks if f"`{hook}" not in PAGE} == set()


def test_what_is_counted(tmp_path: Path) -> None:
    (tmp_path / "room").mkdir()
    (tmp_path / "room" / "a.py").write_text("class A:\n    def f(self): ...\n", encoding="utf-8")
    (tmp_path / "room" / "b.py").write_text("async def g(): ...\n", encoding="utf-8")
    (tmp_path / "top.py").write_text("", encoding="utf-8")
    assert [line.split() for line in count["table"](tmp_path)][1:] == [
        ["room", "2", "3", "1", "2"],
        [".", "1", "0", "0", "0"],
        ["total", "3", "3", "1", "2"],
    ]
