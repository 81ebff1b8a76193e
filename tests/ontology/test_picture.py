"""The page on the ontology cannot go stale."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from heze_graph.rdf.terms import HEZE

DOCS = Path(__file__).resolve().parents[2] / "docs"
COMMAND = "python docs/draw_ontology.py > docs/ontology.svg"


@pytest.fixture(scope="module")
def drawn() -> str:
    run = subprocess.run([sys.executable, str(DOCS / "draw_ontology.py")], capture_output=True, check=True)
    return run.stdout.decode("utf-8")


def test_the_picture_is_what_the_script_draws(drawn: str) -> None:
    assert (DOCS / "ontology.svg").read_text(encoding="utf-8") == drawn, f"run `{COMMAND}`"


def test_the_picture_is_xml_that_asks_no_host_for_anything(drawn: str) -> None:
    root = ElementTree.fromstring(drawn)  # noqa: S314  (our own text)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert "href" not in drawn
    assert "url(http" not in drawn


def test_the_picture_shows_every_class_and_property(drawn: str) -> None:
    words = set(drawn.replace("<", " ").replace(">", " ").split())
    assert set(HEZE.names) <= words


def test_the_page_names_every_class_and_property() -> None:
    page = (DOCS / "ontology.md").read_text(encoding="utf-8")
    missing = [name for name in HEZE.names if f"`{name}`" not in page]
    assert not missing, "describe them in docs/ontology.md"
    assert "(ontology.svg)" in page
