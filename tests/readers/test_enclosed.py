"""Files within a file: the one in an archive or a mail that holds a table is read, the others are told."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from email.message import EmailMessage
from pathlib import Path

import pytest

from heze_graph.errors import TableError
from heze_graph.readers import read_file
from tests.readers.reading import read
from tests.readers.samples import as_docx, as_xlsx

NOTICE = "关于报送进度的通知\n请于5日前报送。\n".encode()
LEDGER = "序号,事项,承办单位\n1,疏浚内河八公里,水务局\n2,修桥两座,交通局\n".encode("gb18030")
ROWS = [("序号", "事项", "承办单位"), ("1", "疏浚内河八公里", "水务局"), ("2", "修桥两座", "交通局")]


def zipped(files: Mapping[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return stream.getvalue()


def mail(files: Mapping[str, bytes]) -> bytes:
    message = EmailMessage()
    message["From"], message["Subject"] = "a@example.org", "甲坪区2024年二季度台账"
    message.set_content("见附件\n请查收\n谢谢\n")
    for name, data in files.items():
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


@pytest.mark.parametrize("packed", [zipped, mail])
def test_the_file_with_a_table_is_read_and_the_others_are_told(
    tmp_path: Path, packed: Callable[[Mapping[str, bytes]], bytes]
) -> None:
    lines = read(tmp_path, packed({"通知.txt": NOTICE, "台账.csv": LEDGER, "签批.bin": b"\0\1\2"}))
    assert [line.cells for line in lines] == ROWS
    assert lines[1].where == "台账.csv, line 2"
    assert [(doubt.kind, doubt.candidates) for doubt in lines[0].doubts] == [("other-files", ("通知.txt", "签批.bin"))]


def test_a_mail_names_its_file(tmp_path: Path) -> None:
    path = tmp_path / "a.eml"
    path.write_bytes(mail({"台账.zip": zipped({"甲/台账.csv": LEDGER})}))
    assert read_file(path).title == "台账"
    path.write_bytes(mail({"台账.csv": LEDGER}))
    assert read_file(path).title == "甲坪区2024年二季度台账"


def test_a_file_alone_needs_no_table(tmp_path: Path) -> None:
    assert read(tmp_path, zipped({"通知.txt": NOTICE}))[0].cells[0] == "关于报送进度的通知"


@pytest.mark.parametrize("packed", [zipped, mail])
def test_of_several_tables_none_is_chosen(tmp_path: Path, packed: Callable[[Mapping[str, bytes]], bytes]) -> None:
    data = packed({"一季度.xlsx": as_xlsx(), "二季度.docx": as_docx()})
    with pytest.raises(TableError, match=r"一季度\.xlsx, 二季度\.docx.*Extract all.*heze-graph read 一季度\.xlsx"):
        read(tmp_path, data)


def test_what_is_wrong_with_the_only_table_is_told(tmp_path: Path) -> None:
    data = zipped({"台账.xlsx": as_xlsx()[:-30], "签批.rar": b"Rar!\x1a\x07"})
    with pytest.raises(TableError, match=r"table\.bin, 台账\.xlsx: found a damaged"):
        read(tmp_path, data)


@pytest.mark.parametrize("packed", [zipped, mail])
def test_files_that_nobody_reads_are_named(tmp_path: Path, packed: Callable[[Mapping[str, bytes]], bytes]) -> None:
    with pytest.raises(TableError, match=r"with 台账\.rar"):
        read(tmp_path, packed({"台账.rar": b"Rar!\x1a\x07"}))


def test_an_archive_in_an_archive_is_not_opened(tmp_path: Path) -> None:
    with pytest.raises(TableError, match=r"a zip archive with 内\.zip"):
        read(tmp_path, zipped({"内.zip": zipped({"台账.csv": LEDGER})}))


def test_a_mail_in_a_mail_is_not_opened(tmp_path: Path) -> None:
    data = mail({"台账.csv": LEDGER})
    for _ in range(8):
        data = mail({"内.eml": data})
    with pytest.raises(TableError, match=r"an email with 内\.eml"):
        read(tmp_path, data)


def test_parts_nested_without_end_are_refused(tmp_path: Path) -> None:
    head = "From: a@example.org\nMIME-Version: 1.0\n"
    parts = "".join(f'Content-Type: multipart/mixed; boundary="b{at}"\n\n--b{at}\n' for at in range(1500))
    with pytest.raises(TableError, match="a damaged mail file"):
        read(tmp_path, f"{head}{parts}Content-Type: text/plain\n\na\n".encode())


def test_a_suggested_command_runs_nothing_that_a_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(TableError, match=re.escape("heze-graph read '$(id).csv'")):
        read(tmp_path, zipped({"$(id).csv": LEDGER, "二季度.csv": LEDGER}))


def test_names_that_windows_wrote_are_read(tmp_path: Path) -> None:
    data = zipped({"ZZZZZZZZ.csv": LEDGER}).replace(b"ZZZZZZZZ", "台账一季".encode("gb18030"))
    assert read(tmp_path, data)[0].where == "台账一季.csv, line 1"
