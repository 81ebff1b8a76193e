"""The main job: everything in one folder that opens without a network."""

from __future__ import annotations

import csv
import re
from html.parser import HTMLParser
from pathlib import Path

import pyoxigraph
import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By

from heze_graph.errors import OutputError
from heze_graph.messages import Message, say
from heze_graph.model.printed import TableFile
from heze_graph.pipeline.build import REPLACING, seed_tables
from heze_graph.pipeline.run import Done, run
from heze_graph.queries.library import Library
from heze_graph.reference import Reference
from heze_graph.store import folder
from tests.browser import browser, complaints, requests

__all__ = ["browser"]

HEAD = "序号\t市政府领导\t责任目标内容\t完成时限\t完成情况\t是否按计划完成进度\t责任单位\n"
HOSTILE = '<img src=x onerror="alert(1)"></title><script>alert(2)</script>'


@pytest.fixture(scope="module")
def done(reference: Reference, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Done]:
    out = tmp_path_factory.mktemp("run") / "heze-out"
    return out, run(seed_tables(), out, reference)


class Links(HTMLParser):
    """Collects what a page points at."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, _tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.found += [value or "" for name, value in attributes if name in ("href", "src")]


def test_the_folder_holds_everything(done: tuple[Path, Done], library: Library) -> None:
    out, made = done
    free = [q for q in library.queries if all(not p.required or p.default is not None for p in q.parameters)]
    asked = {q.name for q in free if q.form == "SELECT"}
    assert {path.name for path in (out / "answers").iterdir()} == {
        f"{name}{language}.csv" for name in asked for language in ("", ".en")
    }
    assert made.answers == len(asked)
    assert (out / "pictures" / "units.html").is_file()
    assert (out / "pictures" / "units.en.html").is_file()
    assert len(list(pyoxigraph.parse(path=str(out / "graph.ttl")))) == made.summary["quads"]


def test_answers_are_in_words_as_those_of_the_command_query(done: tuple[Path, Done]) -> None:
    out, _ = done
    for name, title, light in (
        ("behind-goals.csv", "进度灯", "严重落后"),
        ("behind-goals.en.csv", "Light", "far behind"),
    ):
        with (out / "answers" / name).open(encoding="utf-8-sig", newline="") as file:
            assert next(csv.DictReader(file))[title] == light


def test_the_index_points_at_files_that_are_there(done: tuple[Path, Done]) -> None:
    out, _ = done
    links = Links()
    links.feed((out / "index.html").read_text(encoding="utf-8"))
    assert len(links.found) > 10
    assert [link for link in links.found if not (out / link).is_file()] == []


def test_the_folder_can_be_copied_and_speaks_of_no_other_place(done: tuple[Path, Done]) -> None:
    out, _ = done
    for page in out.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert str(out.parent) not in text
    index = (out / "index.html").read_text(encoding="utf-8")
    assert not re.search(r"https?://", index)


def test_a_second_run_writes_the_same_bytes(done: tuple[Path, Done], reference: Reference, tmp_path: Path) -> None:
    out, _ = done
    run(seed_tables(), tmp_path / "again", reference)
    files = sorted(path.relative_to(out) for path in out.rglob("*") if path.is_file())
    assert files == sorted(p.relative_to(tmp_path / "again") for p in (tmp_path / "again").rglob("*") if p.is_file())
    assert [file for file in files if (out / file).read_bytes() != (tmp_path / "again" / file).read_bytes()] == []


class Killed(BaseException):
    """Ends a run as a kill would: nothing catches it."""


def test_a_run_that_is_killed_leaves_no_index_over_other_answers(reference: Reference, tmp_path: Path) -> None:
    out = tmp_path / "out"
    first, second = seed_tables()
    run([first], out, reference)
    before = folder.current(out / "store").version, (out / "index.html").read_bytes()

    def run_until(last: Message) -> None:
        def kill(stage: Message) -> None:
            if stage == last:
                raise Killed

        with pytest.raises(Killed):
            run([second], out, reference, kill)

    run_until(say("pipeline.writing"))
    assert (folder.current(out / "store").version, (out / "index.html").read_bytes()) == before
    run_until(REPLACING)
    assert folder.current(out / "store").version == before[0]
    assert not (out / "index.html").exists()
    run_until(say("pipeline.drawing"))
    assert not (out / "index.html").exists()


@pytest.mark.browser
def test_an_index_of_somebody_else_stays(reference: Reference, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError, match="no run wrote"):
        run(seed_tables(), tmp_path, reference)
    assert [path.name for path in tmp_path.iterdir()] == ["index.html"]
    assert (tmp_path / "index.html").read_text(encoding="utf-8") == "mine"


def test_the_index_opens_without_a_network(done: tuple[Path, Done], browser: Chrome) -> None:
    out, _ = done
    browser.get((out / "index.html").as_uri())
    assert browser.find_element(By.TAG_NAME, "h1").text == "责任目标知识图谱"
    assert "254" in browser.find_element(By.CLASS_NAME, "numbers").text
    asked = requests(browser)
    assert {url.rpartition("/")[2] for url in asked} <= {"index.html"}
    assert complaints(browser) == []


@pytest.mark.browser
def test_no_script_from_a_table_runs(reference: Reference, tmp_path: Path, browser: Chrome) -> None:
    table = tmp_path / "hostile.txt"
    table.write_text(
        f"{HOSTILE}2023年\n{HEAD}1\t张三\t{HOSTILE}\t年底\t{HOSTILE}\t是\t{HOSTILE}局 乙局\n", encoding="utf-8"
    )
    out = tmp_path / "out"
    run([TableFile.at(table)], out, reference)
    for page in sorted(out.rglob("*.html")):
        browser.get(page.as_uri())
        # An alert that had opened would make this raise.
        assert browser.execute_script("return document.images.length") == 0
        assert complaints(browser) == []
