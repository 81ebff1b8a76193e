"""The docs say what is so: lists are those of the program, blocks are what commands print."""

from __future__ import annotations

import re
import runpy
import tomllib
from collections.abc import Callable
from gettext import GNUTranslations
from pathlib import Path
from pkgutil import resolve_name

import pytest

from heze_graph.cli.parser import parser
from heze_graph.queries.library import Library
from heze_graph.reference import Reference

ROOT = Path(__file__).parent.parent.parent
WRITTEN = runpy.run_path(str(ROOT / "docs" / "write_lists.py"))
LISTS: dict[str, Callable[[], str]] = WRITTEN["LISTS"]
READMES = [ROOT / "README.md", ROOT / "README.zh-CN.md"]
PAGES = [*READMES, ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]


@pytest.mark.parametrize("name", LISTS)
def test_a_list_is_up_to_date(name: str) -> None:
    written = (ROOT / "docs" / name).read_text(encoding="utf-8")
    assert written == LISTS[name](), f"docs/{name} is out of date: run `python docs/write_lists.py`"


def test_argparse_has_its_words_in_chinese() -> None:
    words: Path = WRITTEN["WORDS"]
    assert words.read_bytes() == WRITTEN["argparse_words"](), (
        f"{words} is out of date: run `python docs/write_lists.py`"
    )
    with words.open("rb") as file:
        known = GNUTranslations(file)
    assert {text: known.gettext(text) for text in ("options", "expected one argument")} == {
        "options": "选项",
        "expected one argument": "须有一个值",
    }


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
        'python -m pip install ".[pdf]" && heze-graph run\n',
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


def test_each_decision_has_a_number_of_its_own() -> None:
    files = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    assert [path.name[:4] for path in files] == [f"{number:04}" for number in range(1, len(files) + 1)]
    assert [path.name for path in files if path.read_text(encoding="utf-8")[:6] != f"# {path.name[:4]}"] == []


def test_architecture_draws_the_layers_and_names_files_that_exist() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    linter = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    contract = next(contract for contract in linter["contracts"] if contract["containers"] == ["heze_graph"])
    drawn = [re.split(r"\s{2,}", line)[0] for line in page.split("```")[3].strip().splitlines()]
    assert drawn == [layer for layer in contract["layers"] if layer != "__main__"]
    inside = page[page.index("## Inside the larger rooms") : page.index("## How a question")]
    for room, holds in re.findall(r"(?m)^\| `(\w+)` \| (.*) \|$", inside):
        named = re.findall(r"`([\w/]+(?:\.py|/))`", holds)
        assert [name for name in named if not (ROOT / "heze_graph" / room / name).exists()] == []


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


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_what_a_page_names_of_the_code_is_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    paths = re.findall(r"`((?:heze_graph|tests|benchmarks|ontology)/[\w./-]+)`", text)
    inside = re.findall(
        r"`((?:web|store|records|readers|rdf|networks|export|queries|entities|checks|mcp)/\w+\.py)`", text
    )
    missing = [path for path in paths if not (ROOT / path.split("::")[0]).exists()]
    missing += [path for path in inside if not any((root / path).exists() for root in (ROOT, ROOT / "heze_graph"))]
    missing += [name for name in re.findall(r"`(heze_graph(?:\.\w+)+)`", text) if not is_there(name)]
    assert missing == []


def is_there(name: str) -> bool:
    """Return whether a dotted name means something."""
    try:
        resolve_name(name)
    except (ImportError, AttributeError):
        return False
    return True


@pytest.mark.parametrize("readme", READMES, ids=lambda page: page.name)
def test_the_readme_shows_pictures_that_are_there_and_small(readme: Path) -> None:
    shown = re.findall(r"!\[[^\]]+\]\((docs/images/[a-z]+\.png)\)", readme.read_text(encoding="utf-8"))
    assert {Path(path).stem for path in shown} == {"start", "network", "workbook", "brief"}
    for path in shown:
        assert (ROOT / path).stat().st_size < 300_000
