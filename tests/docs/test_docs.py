"""The docs say what is so: lists are those of the program, blocks are what commands print."""

from __future__ import annotations

import re
import runpy
from collections.abc import Callable
from pathlib import Path

import pytest

from heze_graph.cli.parser import parser
from heze_graph.reference import Reference
from heze_graph.saved.library import Library

ROOT = Path(__file__).parent.parent.parent
LISTS: dict[str, Callable[[], str]] = runpy.run_path(str(ROOT / "docs" / "write_lists.py"))["LISTS"]
READMES = [ROOT / "README.md", ROOT / "README.zh-CN.md"]
PAGES = [*READMES, ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]


@pytest.mark.parametrize("name", LISTS)
def test_a_list_is_up_to_date(name: str) -> None:
    written = (ROOT / "docs" / name).read_text(encoding="utf-8")
    assert written == LISTS[name](), f"docs/{name} is out of date: run `python docs/write_lists.py`"


def test_every_query_and_finding_is_listed(library: Library, reference: Reference) -> None:
    queries = (ROOT / "docs" / "queries.md").read_text(encoding="utf-8")
    assert [query.name for query in library.queries if f"## `{query.name}`" not in queries] == []
    findings = (ROOT / "docs" / "findings.md").read_text(encoding="utf-8")
    assert [kind for kind in reference.language.finding_kinds if f"`{kind}`" not in findings] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\((?!https?:)([^)#]+)[^)]*\)", page.read_text(encoding="utf-8"))
    assert [target for target in targets if not (page.parent / target).exists()] == []


@pytest.mark.parametrize("readme", READMES, ids=lambda page: page.name)
def test_the_readme_begins_with_its_two_commands(readme: Path) -> None:
    blocks = re.findall(r"```\n(.*?)```", readme.read_text(encoding="utf-8"), re.DOTALL)
    assert blocks[:2] == [
        "python -m pip install . && heze-graph run\n",
        'python -m pip install -e ".[test]" && python -m pytest\n',
    ]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_that_a_page_shows_can_be_parsed(page: Path, library: Library) -> None:
    blocks = re.findall(r"(?s)```\n(.*?)```", page.read_text(encoding="utf-8"))
    for line in re.findall(r"(?m)^heze-graph ((?:(?!\s{2,}).)+)", "\n".join(blocks)):
        words = [word.strip('"').replace("TABLE", "t.txt") for word in re.findall(r'"[^"]*"|\S+', line)]
        options = parser().parse_args([word for word in words if word != "…"])
        if words[0] == "query":
            assert {pair.partition("=")[0] for pair in options.parameter} <= {
                parameter.name for parameter in library.get(options.name).parameters
            }


def test_the_build_prints_what_the_readme_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from heze_graph.cli import main

    monkeypatch.chdir(tmp_path)
    assert main(["build"]) == 0
    printed = capsys.readouterr().err
    block = re.search(r"```\n(read .*?)```", READMES[0].read_text(encoding="utf-8"), re.DOTALL)
    assert block is not None
    assert block[1] == printed


def test_nothing_names_a_machine_or_a_registry() -> None:
    import subprocess

    files = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\n")
    words = ("/wo" + "rk/", "pypi." + "org", "npmjs." + "com", "file" + "s.pythonhosted")
    found = []
    for file in filter(None, files):
        path = ROOT / file
        if path.suffix in (".py", ".md", ".toml", ".rq", ".ttl", ".csv", "", ".html", ".js", ".json"):
            text = path.read_text(encoding="utf-8", errors="replace")
            found += [f"{file}: {word}" for word in words if word in text]
    assert found == []
