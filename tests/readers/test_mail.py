"""Mails and web archives: their page or their plain lines are read; `test_enclosed` has what is attached to them."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path

import pytest

from heze_graph.readers import read_file
from tests.readers.reading import lines_of

ROWS = (("序号", "事项", "承办单位"), ("1", "疏浚内河八公里", "水务局"))
TABLE = "<table>" + "".join(f"<tr>{''.join(f'<td>{c}</td>' for c in row)}</tr>" for row in ROWS) + "</table>"


def mail(subject: str = "五月事项") -> EmailMessage:
    message = EmailMessage()
    message["From"], message["Subject"] = "a@example.org", subject
    return message


@pytest.mark.parametrize("charset", ["utf-8", "gb2312"])
@pytest.mark.parametrize("coding", ["base64", "quoted-printable"])
def test_the_table_of_a_mail_is_read(charset: str, coding: str) -> None:
    message = mail()
    message.set_content("见下表")
    page = f'<html><head><meta charset="big5"></head><body><p>附表</p>{TABLE}</body></html>'
    message.add_alternative(page, subtype="html", charset=charset, cte=coding)
    assert [line.cells for line in lines_of(message.as_bytes())] == [("附表",), *ROWS]


def test_its_subject_is_its_title(tmp_path: Path) -> None:
    message = mail("澜溪镇2022年\n 一季度事项".replace("\n", ""))
    message.set_content(TABLE, subtype="html")
    path = tmp_path / "a.eml"
    path.write_bytes(message.as_bytes())
    assert read_file(path).title == "澜溪镇2022年 一季度事项"


def test_a_web_archive_is_a_page() -> None:
    head = b"From: <Saved>\r\nSubject: t\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n"
    part = f"--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{TABLE}\r\n--b--\r\n"
    assert [line.cells for line in lines_of(head + part.encode())] == list(ROWS)


def test_lines_of_plain_text_are_paragraphs() -> None:
    message = mail()
    message.set_content("一、修路\n（责任单位：交通局）\n\n二、架桥\n（责任单位：城建局）\n")
    assert [line.cells[0] for line in lines_of(message.as_bytes())][2] == "二、架桥"


def test_a_picture_of_its_page_is_not_attached() -> None:
    message = mail()
    message.set_content("一、修路\n二、架桥\n三、造林\n")
    message.add_attachment(b"x", maintype="image", subtype="png", filename="logo.png")
    assert len(lines_of(message.as_bytes())) == 3
