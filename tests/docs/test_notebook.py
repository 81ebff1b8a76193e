"""The notebook runs from its first cell to its last, and shows what is kept in it."""

from __future__ import annotations

import re
import runpy
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest

from heze_graph.store.folder import DEFAULT

DOCS = Path(__file__).parent.parent.parent / "docs"
SCRIPT = runpy.run_path(str(DOCS / "run_notebook.py"))


@pytest.fixture(scope="module")
def notebook(seed_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("notebook")
    shutil.copytree(seed_store, folder / DEFAULT)
    return SCRIPT["executed"](folder)


def texts(notebook: Any) -> Iterator[tuple[str, str]]:
    """Yield each output as text: pictures and HTML depend on the versions of the libraries that draw them."""
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            yield cell.id, output.get("text") or output.get("data", {}).get("text/plain", output.output_type)


def test_it_shows_what_is_kept_in_it(notebook: Any) -> None:
    kept = SCRIPT["kept"]()
    assert list(texts(kept)) == list(texts(notebook)), "run `python docs/run_notebook.py`"
    assert len(list(texts(kept))) > 8
    assert {output.get("name", "stdout") for cell in kept.cells for output in cell.get("outputs", ())} == {"stdout"}


def test_it_shows_a_picture(notebook: Any) -> None:
    pictures = [
        output.data["image/svg+xml"]
        for cell in notebook.cells
        for output in cell.get("outputs", ())
        if "image/svg+xml" in output.get("data", {})
    ]
    assert len(pictures) == 1
    assert "<circle" in pictures[0]


def test_it_is_a_sound_notebook_that_says_nothing_of_a_machine() -> None:
    kept = SCRIPT["kept"]()
    nbformat.validate(kept)
    assert list(kept.metadata) == ["kernelspec"]
    assert {name for cell in kept.cells for name in cell.metadata} == set()
    assert (
        re.findall(r"(?<![\w:/.<])(?:/[a-z]\w+){2,}|[A-Z]:\\\\\w+", SCRIPT["NOTEBOOK"].read_text(encoding="utf-8"))
        == []
    )
