"""`serve --edit` on the command line: a password where others can come, an empty graph where there is none yet."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from heze_graph.cli import main
from heze_graph.cli.parser import parser
from heze_graph.cli.query import _edited
from heze_graph.store.folder import current
from heze_graph.web.server import Settings


def options(*more: str) -> argparse.Namespace:
    return parser().parse_args(["serve", "--edit", *more])


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("password").write_text("correct horse battery\nno more\n", encoding="utf-8")
    Path("short").write_text("horse\n", encoding="utf-8")


def test_it_begins_with_an_empty_graph_and_keeps_one_that_is_there() -> None:
    settings = _edited(options(), Settings())
    assert settings.desk is not None
    assert settings.access is not None
    assert not settings.access.password
    made = current(settings.desk.store)
    assert made.tables() == {}
    again = _edited(options(), Settings())
    assert again.desk is not None
    assert current(again.desk.store).version == made.version
    for one in (settings, again):
        assert one.desk is not None
        one.desk.close()


ANY = "0.0.0.0"  # noqa: S104 - what must not go without a password


@pytest.mark.parametrize(
    "more",
    [("--host", ANY), ("--allow-host", "a.example"), ("--trust-proxy", "127.0.0.1"), ("--base-path", "/heze")],
)
def test_where_others_can_come_a_password_is_needed(more: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", "--edit", "--port", "0", *more]) == 2
    assert "found a server that others can reach, without a password" in capsys.readouterr().err
    host = more[1] if more[0] == "--host" else "127.0.0.1"
    settings = _edited(options(*more, "--password-file", "password"), Settings(host))
    assert settings.access is not None
    assert settings.access.password == "correct horse battery"  # noqa: S105 - the one of the test
    assert settings.desk is not None
    settings.desk.close()


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (("--password-file", "short"), "at least 12 characters"),
        (("--password-file", "none"), "an unreadable file"),
        (("--endpoint", "http://localhost:9/sparql"), "a store on this machine"),
    ],
)
def test_what_does_not_go_together_is_told(
    more: tuple[str, str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["serve", "--edit", "--port", "0", *more]) == 2
    assert told in capsys.readouterr().err
