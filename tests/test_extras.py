"""Without the extra `pdf` everything but PDF works, and what needs it says how to install it.

The Python of these tests has what the base requires, as its packages say themselves, and nothing else.
"""

from __future__ import annotations

import os
import re
import runpy
import subprocess
import sys
import venv
from dataclasses import dataclass
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from heze_graph import resources
from tests.readers.layouts import ROWS, Layout, drawn, picture
from tests.readers.office import ofd, ofd_table
from tests.web.pages import client_over

ROOT = Path(__file__).parent.parent
TABLE = "柳河市2024年重点任务分工表\n序号\t目标任务\t责任单位\n1\t新建学校3所\t市教育局\n2\t改造道路20公里\t市交通局\n"


@dataclass(frozen=True, slots=True)
class Base:
    """A Python with the base alone, and a folder to run commands in."""

    python: Path
    folder: Path

    def run(self, *arguments: str, language: str = "C.UTF-8") -> tuple[int, str]:
        """Return the exit status of a command, and what it says."""
        command = [str(self.python), "-m", "heze_graph", *arguments]
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "LC_ALL": language}
        done = subprocess.run(command, cwd=self.folder, env=environment, capture_output=True, check=False)
        return done.returncode, (done.stdout + done.stderr).decode()


def base_only(folder: Path) -> Path:
    """Return a Python with the packages that the base requires, each where it is installed."""
    venv.create(folder, symlinks=True)
    packages = next(folder.glob("lib/python*/site-packages"))
    script = runpy.run_path(str(ROOT / "docs" / "write_licences.py"))
    for package in script["installed"](script["project"]()[""]).values():
        for top in {file.parts[0] for file in package.files or ()} - {"..", "__pycache__"}:
            if not (packages / top).exists():
                (packages / top).symlink_to(package.locate_file(top))
    return folder / "bin" / "python"


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Base:
    """Return the base in a folder where it was run on a small table."""
    folder = tmp_path_factory.mktemp("base")
    base = Base(base_only(folder / "python"), folder)
    (folder / "liuhe.txt").write_text(TABLE, encoding="utf-8")
    status, said = base.run("run", "liuhe.txt", "--out", "out")
    assert status == 0, said
    assert said.count("PDF") == 1
    assert 'Without briefs as PDF: the extra pdf is not installed (python -m pip install "heze-graph[pdf]").' in said
    return base


pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="links to packages need rights there")


def test_the_folder_of_a_run_has_no_briefs_as_pdf_and_no_links_to_them(base: Base) -> None:
    site = base.folder / "out" / "site"
    briefs = [page for page in site.rglob("*.html") if "docx" in page.read_text(encoding="utf-8")]
    assert briefs
    links = [link for page in site.rglob("*.html") for link in re.findall(r'"([^"]+)"', page.read_text("utf-8"))]
    assert not [link for link in links if link.endswith(".pdf")]
    assert not list(site.rglob("*.pdf"))


@pytest.mark.parametrize(("extra", "data"), [("pdf", drawn(ROWS, Layout())), ("scan", picture("PNG"))])
@pytest.mark.parametrize("language", ["C.UTF-8", "zh_CN.UTF-8"])
def test_a_file_that_needs_an_extra_names_it(
    base: Base, tmp_path: Path, extra: str, data: bytes, language: str
) -> None:
    (tmp_path / "table").write_bytes(data)
    status, said = base.run("read", str(tmp_path / "table"), language=language)
    assert status == 1
    assert f'python -m pip install "heze-graph[{extra}]"' in said
    assert ("未" in said or "没有安装" in said) == language.startswith("zh")


@pytest.mark.parametrize("asked", [("--out", "all.pdf"), ("--out", "briefs/", "--format", "pdf")])
def test_a_brief_as_pdf_names_the_extra(base: Base, asked: tuple[str, ...]) -> None:
    status, said = base.run("brief", "all", "--store", "out/store", *asked)
    assert status == 2
    assert 'install it: python -m pip install "heze-graph[pdf]", or write docx or html' in said


@pytest.mark.parametrize(
    "command",
    [
        ("brief", "all", "--out", "all.docx"),
        ("brief", "all", "--out", "all.html"),
        ("pack", "--out", "pack.xlsx"),
        ("check",),
        ("query", "entries", "--format", "xlsx", "--out", "entries.xlsx"),
        ("view", "units", "--out", "units.html"),
        ("export", "graph.graphml"),
    ],
    ids=" ".join,
)
def test_all_else_works(base: Base, command: tuple[str, ...]) -> None:
    status, said = base.run(*command, "--store", "out/store")
    assert status == 0, said


def test_pages_of_other_files_are_read(base: Base, tmp_path: Path) -> None:
    rows = [("序号", "目标任务", "责任单位"), ("1", "新建学校3所", "市教育局")]
    (tmp_path / "柳河市2025年分工.ofd").write_bytes(ofd(ofd_table(rows, ruled=True)))
    status, said = base.run("read", str(tmp_path / "柳河市2025年分工.ofd"))
    assert (status, "新建学校3所" in said) == (0, True), said


def test_pages_offer_no_pdf_without_the_extra(seed_store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def offered(client: TestClient) -> tuple[bool, int]:
        return "/brief.pdf" in client.get("/brief").text, client.get("/brief.pdf").status_code

    with client_over(seed_store) as client:
        assert offered(client) == (True, 200)
    monkeypatch.setattr(resources, "is_installed", lambda _extra: False)
    with client_over(seed_store) as client:
        assert offered(client) == (False, 404)
