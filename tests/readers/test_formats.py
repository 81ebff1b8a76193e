from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from heze_graph.errors import TableError
from heze_graph.readers import read_file
from tests.readers.reading import read
from tests.readers.samples import FORMATS, GRID, ISSUER, NOTE, TITLE, as_html


@pytest.mark.parametrize("name", FORMATS)
def test_one_table_has_the_same_cells_in_every_format(tmp_path: Path, name: str) -> None:
    lines = read(tmp_path, FORMATS[name]())
    title, issuer, *rows = lines[: 2 + len(GRID)]
    assert [[cell for cell in line.cells if cell] for line in (title, issuer)] == [[TITLE], [ISSUER]]
    assert [line.cells for line in rows] == [cells for cells, _ in GRID]
    merged = [line.merged for line in rows]
    assert merged == [() if "sv" in name else covered for _, covered in GRID]
    assert lines[2 + len(GRID)].cells[0] == NOTE
    assert {line.table for line in lines} == {1}
    numbers = [line.line for line in lines]
    assert numbers == sorted(set(numbers))


@pytest.mark.parametrize(
    ("name", "where"),
    [
        ("tsv utf-8", ""),
        ("html utf-8", "table 1, row 3"),
        ("xlsx", "分工!A5"),
        ("xls", "分工!A5"),
        ("docx", "table 1, row 3"),
        ("pdf", "page 1"),
    ],
)
def test_a_line_says_where_it_stands(tmp_path: Path, name: str, where: str) -> None:
    assert read(tmp_path, FORMATS[name]())[4].where == where


def test_the_file_keeps_its_name_and_hash(tmp_path: Path) -> None:
    path = tmp_path / "年报.html"
    path.write_bytes(as_html().encode())
    printed = read_file(path)
    assert (printed.name, printed.sha256) == ("年报.html", hashlib.sha256(path.read_bytes()).hexdigest())


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"PK\x03\x04 cut off", "a damaged xlsx, docx or zip file"),
        (b"\x89PNG\r\n\x1a\n", "a damaged picture"),
        (b"GIF89a", "a picture"),
        (b"\x1f\x8b\x08", "a gzip archive"),
        (b"From: x\nMIME-Version: 1.0\n\n<p>", "an email or a web archive"),
        (b"<?xml version='1.0'?><rows/>", "an XML file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage\0".encode("utf-16-le"), "an encrypted workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office file without a workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook\0".encode("utf-16-le"), "a damaged xls file"),
        (b"<html><body></body>", "no text"),
        (b"%PDF-1.7\n%%EOF", "a damaged pdf file"),
    ],
)
def test_what_is_no_table_is_refused_with_what_to_do(tmp_path: Path, data: bytes, found: str) -> None:
    with pytest.raises(TableError, match=rf"found {found}.*To mend it"):
        read(tmp_path, data)
