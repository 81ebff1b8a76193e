"""The pure parts of the suite where the system's encoding is none that knows Chinese, or another one that does."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
#: What reads and writes texts, and needs no server.
PURE = (
    "tests/extraction/test_deadlines.py",
    "tests/extraction/test_claims.py",
    "tests/records/tables/test_headers.py",
    "tests/records/responsibility/test_leaders.py",
    "tests/readers/test_text.py",
    "tests/reference/test_register.py",
    "tests/rdf/test_iris.py",
    "tests/queries/test_header.py",
    "tests/export/test_tabular.py",
)
#: A locale of ASCII alone, and the stand-in for Chinese Windows; both without Python's UTF-8 mode.
PLACES = {
    "ascii": {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "ascii:backslashreplace"},
    "cp936": {"HEZE_GRAPH_TESTS_GBK": "1", "PYTHONIOENCODING": "gbk:backslashreplace"},
}


@pytest.mark.parametrize("place", PLACES)
def test_the_pure_parts_hold_under_another_code_page(place: str) -> None:
    environment = os.environ | {"PYTHONUTF8": "0"} | PLACES[place]
    environment.pop("PYTEST_XDIST_WORKER", None)
    environment.pop("PYTEST_ADDOPTS", None)
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "tests.code_page", "-p", "no:cacheprovider", *PURE]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=False)
    assert done.returncode == 0, done.stdout.decode("utf-8", "replace")[-3000:]


def test_the_stand_in_is_in_force() -> None:
    code = "import tests.code_page; print(ascii(open('seeds/heze-2023-q3.txt', errors='replace').read(4)))"
    environment = os.environ | PLACES["cp936"]
    said = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, check=True
    ).stdout
    assert ascii((ROOT / "seeds" / "heze-2023-q3.txt").read_text("utf-8")[:4]) != said.decode().strip()


def test_nothing_of_ours_is_opened_without_an_encoding(tmp_path: Path) -> None:
    """Python tells of each text that is opened in the encoding of the system (PEP 597)."""
    command = [sys.executable, "-X", "warn_default_encoding", "-W", "always::EncodingWarning", "-m", "heze_graph"]
    store = str(tmp_path / "store")
    for words in (
        ["build", str(ROOT / "seeds" / "heze-2023-annual.txt"), "--store", store],
        ["query", "documents", "--store", store, "--out", str(tmp_path / "a.csv")],
        ["export", str(tmp_path / "a.ttl"), "--store", store],
        ["view", "units", "--store", store, "--out", str(tmp_path / "a.html")],
        ["brief", "all", "--store", store, "--out", str(tmp_path / "a.html")],
        ["lint"],
    ):
        done = subprocess.run([*command, *words], capture_output=True, text=True, cwd=tmp_path, check=False)
        assert done.returncode == 0, done.stderr
        ours = [line for line in done.stderr.splitlines() if "EncodingWarning" in line and "heze_graph" in line]
        assert not ours, words


def test_no_docstring_holds_half_a_character() -> None:
    """Python 3.13 cannot compile one that does."""
    for file in (ROOT / "heze_graph").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and "\n" in node.value:
                node.value.encode("utf-8")
