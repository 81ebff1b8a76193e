from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from heze_graph.errors import TableError
from heze_graph.readers.confined import read_confined
from heze_graph.readers.content import MAX_CELL_CHARACTERS, MAX_PARTS, Content
from tests.readers.reading import read
from tests.readers.samples import as_docx, as_html, as_xls, as_xlsx, pdf_of, pdf_table
from tests.readers.test_xlsx import with_part

BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
EXTERNAL = '<!DOCTYPE x [<!ENTITY i SYSTEM "file:///etc/passwd">'


def archive(parts: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in parts.items():
            new.writestr(name, data)
    return stream.getvalue()


def refused(folder: Path, data: bytes) -> str:
    with pytest.raises(TableError) as caught:
        read(folder, data)
    return str(caught.value)


@pytest.mark.parametrize("entities", [BOMB, EXTERNAL], ids=["bomb", "external"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize(
    ("data", "part"),
    [
        (as_xlsx(), "xl/worksheets/sheet1.xml"),
        (as_xlsx(), "xl/workbook.xml"),
        (as_xlsx(), "xl/styles.xml"),
        (as_docx(), "word/document.xml"),
        (as_docx(), "word/styles.xml"),
    ],
)
def test_entities_are_never_followed(tmp_path: Path, data: bytes, part: str, entities: str, encoding: str) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    xml = parts[part].decode().rpartition("?>")[2].replace("<t>", "<t>&i;")
    parts[part] = f"<?xml version='1.0' encoding='{encoding}'?>{entities}]>{xml}".encode(encoding)
    message = refused(tmp_path, archive(parts))
    assert f"{part}: found a document type or entity declaration" in message
    assert "root:" not in message


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    bomb = archive({"xl/workbook.xml": b"<a/>", "xl/worksheets/sheet1.xml": b" " * (100 << 20)})
    assert "104,857,604 bytes packed into" in refused(tmp_path, bomb)
    huge = archive({"xl/workbook.xml": b"<a/>", **{f"{n}": b" " * (50 << 20) for n in range(4)}})
    assert "bytes when unpacked" in refused(tmp_path, huge)
    many = archive({"word/document.xml": b"", **{str(n): b"" for n in range(MAX_PARTS)}})
    assert "5,001 parts" in refused(tmp_path, many)


def test_a_part_is_unpacked_no_further_than_it_declares(tmp_path: Path) -> None:
    data = archive({"xl/workbook.xml": b"<a>" + b" " * (4 << 20) + b"</a>"})
    declared = (4 << 20) + 7
    assert data.count(declared.to_bytes(4, "little")) == 2
    lying = data.replace(declared.to_bytes(4, "little"), (100).to_bytes(4, "little"))
    assert "a damaged file (xl/workbook.xml: " in refused(tmp_path, lying)


@pytest.mark.parametrize("length", [30, 1000, -1000, -30])
@pytest.mark.parametrize("data", [as_xlsx(), as_docx(), as_xls()], ids=["xlsx", "docx", "xls"])
def test_a_truncated_file_is_refused(tmp_path: Path, data: bytes, length: int) -> None:
    assert "found" in refused(tmp_path, data[:length])


def test_an_encrypted_archive_is_refused(tmp_path: Path) -> None:
    data = bytearray(as_xlsx())
    with zipfile.ZipFile(io.BytesIO(data)) as old:
        parts = old.infolist()
    directory = data.index(b"PK\x01\x02")
    for part in parts:
        data[part.header_offset + 6] |= 1
        data[directory + 8] |= 1
        directory = data.find(b"PK\x01\x02", directory + 4)
    assert "an encrypted archive" in refused(tmp_path, bytes(data))


def test_a_cell_of_200_megabytes_is_refused(tmp_path: Path) -> None:
    assert "more than 67,108,864 bytes" in refused(tmp_path, b"1\t" + b"x" * (200 << 20))
    cell = "长" * (MAX_CELL_CHARACTERS + 1)
    sheet = with_part(as_xlsx(), "xl/worksheets/sheet1.xml", lambda text: text.replace("&#24352;&#19977;", cell))
    assert "分工!A5: found a cell of 100,001 characters" in refused(tmp_path, sheet)
    assert "line 2: found a cell of 100,001 characters" in refused(tmp_path, f"1\t2\n1\t{cell}".encode())


def test_a_text_of_tabs_alone_is_refused(tmp_path: Path) -> None:
    assert "more than 2,000,000 cells" in refused(tmp_path, b"x" + b"\t" * 3_000_000)


def test_a_pdf_that_unpacks_without_end_is_stopped(tmp_path: Path) -> None:
    once = zlib.compress(b" " * (1 << 30), 9)
    twice = zlib.compress(once, 9)
    stream = b"<</Length %d/Filter[/FlateDecode/FlateDecode]>>stream\n%s\nendstream" % (len(twice), twice)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 600 800]>>",
        b"<</Type/Page/Parent 2 0 R/Contents 4 0 R>>",
        stream,
    ]
    body = b"%PDF-1.4\n" + b"".join(b"%d 0 obj\n%s\nendobj\n" % item for item in enumerate(objects, start=1))
    path = tmp_path / "endless.pdf"
    path.write_bytes(body + b"trailer<</Root 1 0 R/Size 5>>\n%%EOF")
    # Its memory ends it, however slow the machine is.
    with pytest.raises(TableError, match=r"needs more than .* bytes of memory"):
        list(read_confined(Content.of(path), "pdf", seconds=600))


def test_a_reader_that_hangs_is_ended(tmp_path: Path) -> None:
    path = tmp_path / "slow.pdf"
    path.write_bytes(pdf_of([pdf_table([("甲", "乙")] * 2000)]))
    with pytest.raises(TableError, match=r"no further page or sheet could be read in 0\.01 seconds"):
        list(read_confined(Content.of(path), "pdf", seconds=0.01))


def test_a_reader_left_early_is_ended(tmp_path: Path) -> None:
    path = tmp_path / "left.html"
    path.write_bytes(as_html().encode())
    blocks = read_confined(Content.of(path), "html")
    assert isinstance(blocks, Iterator)
    next(blocks)
    blocks.close()  # type: ignore[attr-defined]
    assert list(blocks) == []


def test_modules_beside_the_user_are_not_imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("json", "heze_graph", "selectolax", "io"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('imported')", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert len(read(tmp_path, as_html().encode())) == 11


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (archive({"[Content_Types].xml": b"<a/>", "ppt/presentation.xml": b"<a/>"}), "a slide show.*save it as PDF"),
        (b"\0\0\0\x18ftypheic" + bytes(40), r"a picture \(HEIC\).*as PNG or JPEG"),
        (b"RIFF\x10\0\0\0WEBPVP8 " + bytes(40), r"a picture \(WebP\)"),
        (b"II*\0" + bytes(40), r"a picture \(TIFF\)"),
        (b"Rar!\x1a\x07", "a RAR archive.*7-Zip"),
    ],
    ids=["slides", "heic", "webp", "tiff", "rar"],
)
def test_what_is_no_table_is_told_with_what_to_do(tmp_path: Path, data: bytes, told: str) -> None:
    with pytest.raises(TableError, match=told):
        read(tmp_path, data)
