"""The formats of Chinese offices: .doc and .wps, .et, .rtf, .odt, .ods, .ofd; and what is refused with a reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from heze_graph.errors import TableError
from heze_graph.readers import office
from heze_graph.readers.content import Content
from heze_graph.readers.formats import format_of
from tests.readers.office import as_doc, as_et, as_ods, ods, ofd, ofd_table, ofd_text, saved_as, zipped
from tests.readers.reading import lines_of, read
from tests.readers.samples import GRID, ISSUER, NOTE, TITLE, as_docx, as_xlsx

HEADER, ROW = ("序号", "重点任务", "责任单位"), ("1", "新建学校", "市教育局")


def kind(data: bytes) -> str:
    return format_of(Content(data, "table", "table")).module


def whole(lines: list[tuple[str, ...]]) -> list[str]:
    return ["|".join(cells).replace("\n", "") for cells in lines]


def test_old_word_files_are_read(tmp_path: Path) -> None:
    data = as_doc(tmp_path)
    assert kind(data) == "office"
    lines = [line.cells for line in read(tmp_path, data)]
    assert whole(lines) == whole([(TITLE,), (ISSUER,), *(cells for cells, _ in GRID), (NOTE,)])


@pytest.mark.parametrize("target", ["rtf", "odt", "fodt"])
def test_rich_text_and_open_documents_are_read(tmp_path: Path, target: str) -> None:
    data = saved_as(as_docx(), target, tmp_path)
    assert kind(data) == "office"
    lines = [line.cells for line in read(tmp_path, data)]
    assert whole(lines)[:2] == [TITLE, ISSUER]
    assert whole(lines)[4:5] == ["1|张三|新建学校12所校舍3万平方米|市教育局|市财政局市住建局|年底"]


def test_flat_workbooks_are_read(tmp_path: Path) -> None:
    data = saved_as(as_xlsx(), "fods", tmp_path)
    assert kind(data) == "office"
    assert [line.cells[0] for line in read(tmp_path, data)][:2] == [TITLE, ISSUER]


def test_the_xml_of_word_2003_is_read(tmp_path: Path) -> None:
    cell = "<w:tc><w:tcPr/><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>"
    row = f"<w:tr>{cell.format('序号')}{cell.format('事项')}</w:tr><w:tr>{cell.format('1')}{cell.format('修路')}</w:tr>"
    name = "http://schemas.microsoft.com/office/word/2003/wordml"
    body = (
        f"<w:body><w:tbl><w:tblPr/><w:tblGrid>{'<w:gridCol/>' * 2}</w:tblGrid>{row}</w:tbl><w:p/><w:sectPr/></w:body>"
    )
    data = f'<?xml version="1.0" encoding="UTF-8"?><w:wordDocument xmlns:w="{name}">{body}</w:wordDocument>'.encode()
    assert kind(data) == "office"
    assert [line.cells for line in read(tmp_path, data)] == [("序号", "事项"), ("1", "修路")]


def test_et_is_an_old_workbook(tmp_path: Path) -> None:
    data = as_et(tmp_path)
    assert kind(data) == "xls"
    lines = [line.cells for line in lines_of(data)]
    assert [cells for cells in lines if cells[0] in {"1", "5"}] == [GRID[2][0], GRID[7][0]]


def test_open_workbooks_are_read_without_another_program(tmp_path: Path) -> None:
    for data in (as_ods(), saved_as(as_xlsx(), "ods", tmp_path)):
        assert kind(data) == "ods"
        lines = lines_of(data)
        assert lines[0].cells[0] == TITLE
        assert [(line.cells, line.merged) for line in lines[2:-1]] == list(GRID)
        assert lines[-1].where == "分工!A11"


def test_repeated_cells_and_rows_of_an_open_workbook() -> None:
    cell = '<table:table-cell table:number-columns-repeated="{}"><text:p>{}</text:p></table:table-cell>'
    row = '<table:table-row table:number-rows-repeated="{}">{}</table:table-row>'
    empty = '<table:table-row table:number-rows-repeated="1048570"><table:table-cell/></table:table-row>'
    aside = "<office:annotation><text:p>问</text:p></office:annotation>"
    note = f"<table:table-cell>{aside}<text:p>答<text:s text:c='2'/>复</text:p></table:table-cell>"
    rows = row.format(2, cell.format(2, "甲") + note) + empty
    assert [line.cells for line in lines_of(ods(rows))] == [("甲", "甲", "答  复")] * 2
    with pytest.raises(TableError, match="more than 2,000,000 cells"):
        lines_of(ods(row.format(99999999, cell.format(1, "甲"))))


def test_an_encrypted_open_workbook_is_refused() -> None:
    with pytest.raises(TableError, match="an encrypted workbook"):
        lines_of(ods("", manifest="<encryption-data/>"))


@pytest.mark.parametrize("ruled", [True, False])
def test_ofd_is_read_as_pages_are(ruled: bool) -> None:
    data = ofd(ofd_text(60, 15, TITLE) + ofd_table([HEADER, ROW, ROW], ruled=ruled))
    assert kind(data) == "ofd"
    lines = lines_of(data)
    assert [line.cells for line in lines] == [(TITLE,), HEADER, ROW, ROW]
    assert lines[1].place is not None
    assert {line.where for line in lines} == {"page 1"}


def test_ofd_without_text_is_refused() -> None:
    with pytest.raises(TableError, match="2 pages without text"):
        lines_of(ofd("", pages=2))


def test_without_libreoffice_the_message_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(office, "_ELSEWHERE", ())
    with pytest.raises(TableError, match=r"no LibreOffice on this machine.*apt-get install"):
        lines_of(b"{\\rtf1 text}")


def test_what_libreoffice_does_not_open_is_refused(tmp_path: Path) -> None:
    broken = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le") + b"\0\0" * 40
    with pytest.raises(TableError, match="that LibreOffice cannot convert"):
        read(tmp_path, broken)


def test_archives_and_mails_are_told_with_what_is_in_them() -> None:
    with pytest.raises(TableError, match=r"a zip archive with 分工\.xlsx, 通知\.docx;"):
        lines_of(zipped({"通知.docx": "", "分工.xlsx": ""}))
    mail = (
        "From: a@example.org\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
        "--b\r\nContent-Type: text/plain\r\n\r\nhello\r\n"
        '--b\r\nContent-Disposition: attachment; filename="fengong.xls"\r\n\r\nRar!\r\n--b--\r\n'
    )
    with pytest.raises(TableError, match=r"an email with fengong\.xls"):
        lines_of(mail.encode())
