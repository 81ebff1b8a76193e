"""Where output goes and input comes from: pipes, devices, links, closed and full streams, other code pages."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import pytest

from heze_graph.resources import SEEDS
from heze_graph.store import worker

COMMAND = [sys.executable, "-m", "heze_graph"]
ASK = "ASK { FILTER('桥' != '') }"


def asked(store: Path, *arguments: str, data: bytes = b"", **environment: str) -> subprocess.CompletedProcess[bytes]:
    command = [*COMMAND, *arguments, "--store", str(store)]
    return subprocess.run(command, input=data, capture_output=True, check=False, env=os.environ | environment)


@pytest.mark.parametrize("code_page", ["utf-8", "gbk", "ascii"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_a_query_on_standard_input_is_utf8(seed_store: Path, code_page: str, mark: bytes) -> None:
    query = "SELECT ('桥' AS ?x) {}"
    done = asked(seed_store, "sparql", "-", "--format", "csv", data=mark + query.encode(), PYTHONIOENCODING=code_page)
    assert done.stdout.decode("utf-8").split() == ["x", "桥"], done.stderr


def test_a_query_of_another_encoding_is_told(seed_store: Path) -> None:
    done = asked(seed_store, "sparql", "-", data=ASK.encode("gbk"))
    assert done.returncode == 2
    assert b"save it as UTF-8" in done.stderr
    assert b"Traceback" not in done.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has a device that is always full")
def test_a_full_or_closed_output_is_told_in_one_line(seed_store: Path) -> None:
    for redirection in (">/dev/full", ">&-"):
        line = f"{sys.executable} -m heze_graph query documents --format csv --store {seed_store} {redirection}"
        done = subprocess.run(["sh", "-c", line], capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr.count("\n")) == (1, 1), done.stderr
        assert "Traceback" not in done.stderr


def test_a_link_is_followed_and_a_mode_stays(seed_store: Path, tmp_path: Path) -> None:
    real, link = tmp_path / "real.csv", tmp_path / "link.csv"
    real.write_text("old")
    real.chmod(0o664)
    link.symlink_to(real)
    assert asked(seed_store, "query", "documents", "--out", str(link)).returncode == 0
    assert link.is_symlink()
    assert "heze-2023" in real.read_text(encoding="utf-8-sig")
    assert real.stat().st_mode & 0o777 == 0o664


def test_a_pipe_is_written_to(seed_store: Path, tmp_path: Path) -> None:
    pipe, read = tmp_path / "pipe.csv", []
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    assert asked(seed_store, "query", "documents", "--out", str(pipe)).returncode == 0
    reader.join(30)
    assert b"heze-2023" in read[0]
    assert pipe.is_fifo()


@pytest.mark.parametrize(
    ("command", "begins"),
    [
        ("query documents --format csv --out -", b"\xef\xbb\xbf"),
        ("export - --format nq", b"<https://w3id.org/heze-graph/"),
        ("export - --format gexf", b"<?xml"),
        ("view units --out -", b"<!DOCTYPE html>"),
        ("view units --png -", b"\x89PNG"),
        ("brief all --out -", b"<!DOCTYPE html>"),
        ("network --format graphml --out -", b"<?xml"),
    ],
)
def test_a_dash_is_standard_output_and_nothing_else_is_there(seed_store: Path, command: str, begins: bytes) -> None:
    done = asked(seed_store, *command.split())
    assert (done.returncode, Path("-").exists()) == (0, False), done.stderr
    assert done.stdout[:50].lower().startswith(begins.lower())
    assert not done.stdout.rstrip().endswith(b"\n-")


@pytest.mark.parametrize("plain", [{"NO_COLOR": "1"}, {"TERM": "dumb"}, {"TERM": "xterm", "NO_COLOR": ""}])
def test_colours_are_for_terminals_that_want_them(seed_store: Path, plain: dict[str, str]) -> None:
    leader, follower = pty.openpty()
    query = "SELECT (<https://example.org/a> AS ?x) {}"
    environment = os.environ | {"TERM": "xterm"} | plain
    command = [*COMMAND, "sparql", query, "--store", str(seed_store)]
    subprocess.run(command, stdout=follower, stderr=subprocess.DEVNULL, env=environment, check=True)
    os.close(follower)
    said = os.read(leader, 10_000)
    os.close(leader)
    assert b"example.org" in said
    assert (b"\x1b[" in said) == (plain.get("NO_COLOR") == "")


LIMITED = pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits what a process may have")
SEED = str(SEEDS / "heze-2023-q3.txt")


def limited(arguments: list[str], what: str, most: int) -> subprocess.CompletedProcess[str]:
    """Run a command that may have no more than so many files or bytes."""
    import resource

    kind = getattr(resource, what)
    return subprocess.run(
        [*COMMAND, *arguments],
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(kind, (most, most)),
    )


@LIMITED
@pytest.mark.parametrize(
    ("command", "megabytes"),
    [
        *(("query documents", megabytes) for megabytes in (100, 200, 300)),
        *((command, 200) for command in ("sparql ASK{}", "serve")),
        *((command, 300) for command in ("check", "view units --out v.html", "pack --out p.xlsx")),
    ],
)
def test_little_memory_is_told_in_one_line(seed_store: Path, tmp_path: Path, command: str, megabytes: int) -> None:
    arguments = [word if "." not in word else str(tmp_path / word) for word in command.split()]
    done = limited([*arguments, "--store", str(seed_store)], "RLIMIT_AS", megabytes * 2**20)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1), done.stderr
    assert "ulimit -v" in done.stderr


@LIMITED
@pytest.mark.parametrize(
    ("command", "files"),
    [
        *(("query documents", files) for files in (6, 12, 20, 31)),
        *((command, files) for command in ("sparql ASK{}", "serve --port 0") for files in (12, 31)),
    ],
)
def test_few_files_are_told_in_one_line(seed_store: Path, command: str, files: int) -> None:
    done = limited([*command.split(), "--store", str(seed_store)], "RLIMIT_NOFILE", files)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1), done.stderr
    assert "ulimit -n" in done.stderr


def test_a_server_that_cannot_start_leaves_nothing(seed_store: Path, tmp_path: Path) -> None:
    (tmp_path / "tmp").mkdir()
    done = asked(seed_store, "sparql", "ASK{}", TMPDIR=str(tmp_path / "tmp"), PATH="/nowhere")
    assert (done.returncode, list((tmp_path / "tmp").iterdir())) == (0, [])


def test_what_killed_servers_left_is_swept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    left, fresh = (tmp_path / f"{worker.PREFIX}{name}" for name in ("left", "fresh"))
    held = worker.Spool()
    for folder in (left, fresh):
        folder.mkdir()
        (folder / "1").write_text("half an answer")
    for folder in (left, held.folder):
        os.utime(folder, (0, 0))
    worker.Spool().remove()
    assert {folder.name for folder in tmp_path.iterdir()} == {fresh.name, held.folder.name}
    held.remove()
    assert not held.folder.exists()


@LIMITED
def test_names_that_are_not_utf8(tmp_path: Path) -> None:
    table = tmp_path / os.fsdecode("表".encode("gbk") + b".txt")
    table.write_bytes(b"".join(Path(SEED).read_bytes().splitlines(keepends=True)[:8]))
    out = tmp_path / os.fsdecode(b"out\xd6")
    run = ["run", str(table), "--no-site", "--out", str(out)]
    for arguments in (run, ["query", "documents", "--format", "csv"]):
        done = subprocess.run([*COMMAND, *arguments], capture_output=True, cwd=tmp_path, check=False)
        assert done.returncode == 0, done.stderr
    assert "\ufffd" in done.stdout.decode("utf-8")
    done = subprocess.run(
        [*COMMAND, "sparql", os.fsdecode(b"ASK{'\xd6'}")], capture_output=True, cwd=tmp_path, check=False
    )
    assert (done.returncode, done.stderr.count(b"\n")) == (1, 1)
    assert b"UTF-8" in done.stderr


@pytest.mark.parametrize("redirection", ["2>&-", "2>/dev/full"])
def test_nothing_meant_for_people_goes_to_standard_output(seed_store: Path, redirection: str) -> None:
    for name, status in (("documents", 0), ("nothing", 1)):
        line = f"{sys.executable} -m heze_graph query {name} --format csv --store {seed_store} {redirection}"
        done = subprocess.run(["sh", "-c", line], stdout=subprocess.PIPE, text=True, check=False)
        assert done.returncode == status
        assert done.stdout.startswith("document,") == (status == 0)
        assert "heze-graph:" not in done.stdout


@LIMITED
@pytest.mark.parametrize("words", ["--help", "--version", "query --help"])
def test_help_that_cannot_be_written_is_told(words: str) -> None:
    for redirection in (">/dev/full", ">&-"):
        line = f"{sys.executable} -m heze_graph {words} {redirection}"
        done = subprocess.run(["sh", "-c", line], capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr.count("\n")) == (1, 1), done.stderr


@LIMITED
def test_a_folder_that_was_removed_is_told(tmp_path: Path) -> None:
    line = f"mkdir gone && cd gone && rmdir ../gone && {sys.executable} -m heze_graph sparql ASK{{}} --store st"
    done = subprocess.run(["sh", "-c", line], capture_output=True, text=True, cwd=tmp_path, check=False)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1), done.stderr
    assert "working folder is gone" in done.stderr


def test_a_proxy_that_is_in_the_way_is_named() -> None:
    arguments = ["query", "documents", "--endpoint", "http://example.invalid/sparql"]
    environment = os.environ | {"http_proxy": "http://user:secret@127.0.0.1:9", "no_proxy": ""}
    done = subprocess.run([*COMMAND, *arguments], capture_output=True, text=True, check=False, env=environment)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1), done.stderr
    assert "127.0.0.1:9 (http_proxy)" in done.stderr
    assert "secret" not in done.stderr


@pytest.mark.parametrize("command", ["export x.unknown", "view units --out x.unknown"])
def test_a_suffix_that_is_none_is_answered_with_all_that_are(seed_store: Path, command: str) -> None:
    done = asked(seed_store, *command.split())
    assert done.returncode == 2
    assert b"gexf" in done.stderr
    assert not Path("x.unknown").exists()


@pytest.mark.parametrize("out", ["--out /dev/stdout | cat", "--out /dev/fd/1 | cat", "--out >(cat); wait $!"])
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such names")
def test_what_a_shell_opened_is_written_to(seed_store: Path, out: str) -> None:
    line = f"{sys.executable} -m heze_graph query documents --format csv --store {seed_store} {out}"
    done = subprocess.run(["bash", "-c", line], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"heze-2023-annual" in done.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right there")
def test_links_in_a_circle_are_told_and_stay(seed_store: Path, tmp_path: Path) -> None:
    circle = tmp_path / "circle.csv"
    circle.symlink_to(circle)
    done = asked(seed_store, "query", "documents", "--out", str(circle))
    assert (done.returncode, done.stderr.count(b"\n")) == (1, 1), done.stderr
    assert circle.is_symlink()


def test_a_table_on_standard_input(tmp_path: Path) -> None:
    table, store = Path(SEED).read_bytes(), str(tmp_path / "store")
    read = [
        subprocess.run([*COMMAND, "read", one, "--format", "json"], input=table, capture_output=True, check=True)
        for one in ("-", SEED)
    ]
    assert read[0].stdout == read[1].stdout
    built = subprocess.run(
        [*COMMAND, "build", "-", "--store", store], input=table, capture_output=True, cwd=tmp_path, check=True
    )
    assert b"stdin: 213 rows" in built.stderr
    added = [*COMMAND, "build", "--add", str(SEEDS / "heze-2023-annual.txt"), "--store", store]
    assert subprocess.run(added, capture_output=True, cwd=tmp_path, check=True).returncode == 0
    assert b"heze-2023-q3" in asked(tmp_path / "store", "query", "documents").stdout


@pytest.mark.parametrize("data", [b"", b"\0", b"PK\3\4"])
@pytest.mark.parametrize("words", ["read -", "build -", "read /dev/stdin", "build /dev/stdin"])
def test_messages_call_standard_input_by_its_name(tmp_path: Path, words: str, data: bytes) -> None:
    command = [*COMMAND, *words.split()]
    done = subprocess.run(command, input=data, capture_output=True, cwd=tmp_path, check=False)
    assert (done.returncode, done.stderr.count(b"\n")) == (1, 1), done.stderr
    assert done.stderr.removeprefix(b"heze-graph: /dev/").removeprefix(b"heze-graph: ").startswith(b"stdin")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such names")
def test_a_query_is_taken_from_what_can_be_read_once(seed_store: Path) -> None:
    line = (
        f"{sys.executable} -m heze_graph sparql <(echo \"SELECT ('桥' AS ?x) {{}}\") --format csv --store {seed_store}"
    )
    done = subprocess.run(["bash", "-c", line], capture_output=True, check=False)
    assert done.stdout.decode("utf-8").split() == ["x", "桥"], done.stderr


@LIMITED
@pytest.mark.parametrize("words", ["sparql /dev/zero", "sparql - </dev/zero", "read - </dev/zero", "read /dev/zero"])
def test_what_has_no_end_is_told(seed_store: Path, words: str) -> None:
    store = "" if words.startswith("read") else f"--store {seed_store}"
    line = f"{sys.executable} -m heze_graph {words} {store}"
    done = subprocess.run(["sh", "-c", line], capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode in (1, 2), done.stderr.count("\n")) == (True, 1), done.stderr
    assert "more than" in done.stderr


@LIMITED
@pytest.mark.parametrize("words", ["pack --out p.xlsx", "query cells --out p.xlsx"])
def test_no_room_for_temporary_files_is_told(seed_store: Path, tmp_path: Path, words: str) -> None:
    arguments = [word.replace("p.xlsx", str(tmp_path / "p.xlsx")) for word in words.split()]
    done = limited([*arguments, "--store", str(seed_store)], "RLIMIT_FSIZE", 2000)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1), done.stderr
    assert "temporary files" in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("year", ["-5", "0", "23", "9999", "20233", "99999999999999999999", "2023.5", "二〇二三"])
@pytest.mark.parametrize("command", ["read", "build"])
def test_a_year_that_is_none_is_wrong_usage(tmp_path: Path, command: str, year: str) -> None:
    words = [*COMMAND, command, SEED, f"--year={year}"]
    done = subprocess.run(words, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert (done.returncode, "Traceback" in done.stderr) == (2, False), done.stderr
    assert list(tmp_path.iterdir()) == []
