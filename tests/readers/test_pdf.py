from __future__ import annotations

import io
from collections.abc import Sequence

import pytest
from PIL import Image
from reportlab.lib import pdfencrypt
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import PageBreak

from heze_graph import resources
from heze_graph.errors import TableError
from tests.readers.reading import lines_of
from tests.readers.samples import pdf_line, pdf_of, pdf_table

HEADER = ("序号", "市政府领导", "责任目标内容", "责任单位")


def rows(first: int, last: int) -> list[tuple[str, ...]]:
    return [(str(number), "", f"第{number}项目标，建设道路", "市交通局\n市财政局") for number in range(first, last + 1)]


def canvas() -> tuple[Canvas, io.BytesIO]:
    stream = io.BytesIO()
    pdf_line("")  # registers the font
    return Canvas(stream, invariant=1), stream


def test_a_table_over_pages_is_one_table() -> None:
    table = pdf_table([HEADER, *rows(1, 40)], repeated=1)
    lines = lines_of(pdf_of([pdf_line("责任目标一览表"), table, pdf_line("注：略")]))
    assert {line.table for line in lines} == {1}
    assert [line.cells[0] for line in lines if len(line.cells) == 4].count("序号") == 3
    assert [line.cells for line in lines if len(line.cells) == 4 and line.cells[0] != "序号"] == rows(1, 40)
    assert {line.where for line in lines} == {"page 1", "page 2", "page 3"}
    assert "— 2 —" in [line.cells[0] for line in lines if len(line.cells) == 1]


def test_an_empty_cell_after_a_page_break_is_not_merged() -> None:
    data = pdf_of([pdf_table([("1", "张三", "甲", "乙")]), PageBreak(), pdf_table([("2", "", "丙", "丁")])])
    assert [line.merged for line in lines_of(data)] == [()] * 4


def test_a_title_between_begins_another_table() -> None:
    second = [PageBreak(), pdf_line("附件2：2024年民生实事分工"), pdf_table([HEADER, *rows(1, 2)])]
    lines = lines_of(pdf_of([pdf_line("附件1：重点工作分工"), pdf_table([HEADER, *rows(1, 2)]), *second]))
    assert {line.table for line in lines if line.where == "page 2"} == {2}


def test_a_title_repeated_on_each_page_does_not() -> None:
    page = [pdf_line("2024年重点工作责任分工一览表"), pdf_table([HEADER, *rows(1, 2)])]
    assert {line.table for line in lines_of(pdf_of([*page, PageBreak(), *page]))} == {1}


def test_another_number_of_columns_begins_another_table() -> None:
    data = pdf_of([pdf_table(rows(1, 2)), PageBreak(), pdf_table([("甲", "乙"), ("丙", "丁")])])
    assert [line.table for line in lines_of(data) if len(line.cells) > 1] == [1, 1, 2, 2]


def test_letters_printed_twice_to_look_bold_are_read_once() -> None:
    page, stream = canvas()
    page.grid([50, 150, 250], [700, 720])
    page.setFont("STSong-Light", 10)
    for shift in (0, 0.3):
        page.drawString(60 + shift, 705, "责任单位")
        page.drawString(160 + shift, 705, "完成时限")
    page.save()
    assert lines_of(stream.getvalue())[0].cells == ("责任单位", "完成时限")


def test_text_without_ruled_lines_gives_its_lines() -> None:
    lines = lines_of(pdf_of([pdf_line("第一段"), pdf_line("第二段")]))
    assert [line.cells for line in lines] == [("第一段",), ("第二段",), ("— 1 —",)]


def test_scanned_images_without_the_extra_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    page, stream = canvas()
    page.drawString(60, 705, "text")
    page.showPage()
    page.drawImage(ImageReader(Image.new("L", (60, 80), "white")), 0, 0, 590, 800)
    page.save()
    monkeypatch.setattr(resources, "is_installed", lambda extra: extra != "scan")
    with pytest.raises(TableError, match=r"page 2: found a picture instead of text.*heze-graph\[scan\]"):
        lines_of(stream.getvalue())


def with_table_of_characters(texts: Sequence[tuple[int, int, str]], unsaid: str = "") -> bytes:
    """Return a PDF whose font says by a table in the file itself which letters its codes are, but for some."""
    letters = sorted({letter for _, _, text in texts for letter in text})
    codes = {letter: f"{code:04X}" for code, letter in enumerate(letters, start=1)}
    head = "/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
    meant = "".join(f"<{codes[letter]}> <{0 if letter in unsaid else ord(letter):04X}>\n" for letter in letters)
    shown = "".join(
        f"BT /F 10 Tf {x} {y} Td <{''.join(codes[letter] for letter in text)}> Tj ET\n" for x, y, text in texts
    )
    lines = "50 700 m 250 700 l 50 720 m 250 720 l 50 700 m 50 720 l 150 700 m 150 720 l 250 700 m 250 720 l S\n"
    streams = (
        f"{shown}{lines}",
        f"{head}1 begincidrange <0000> <FFFF> 0 endcidrange endcmap end",
        f"{head}{len(letters)} beginbfchar\n{meant}endbfchar endcmap end",
    )
    page = "/Type/Page/Parent 2 0 R/MediaBox[0 0 300 800]/Contents 8 0 R/Resources<</Font<</F 4 0 R>>>>"
    descendant = "/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/DW 1000/FontDescriptor 7 0 R"
    flags = "/Flags 4/FontBBox[0 -200 1000 900]/ItalicAngle 0/Ascent 880/Descent -120/CapHeight 700/StemV 80"
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        f"<<{page}>>",
        "<</Type/Font/Subtype/Type0/BaseFont/X/Encoding 9 0 R/DescendantFonts[5 0 R]/ToUnicode 10 0 R>>",
        f"<</Type/Font/Subtype/CIDFontType0/BaseFont/X{descendant}>>",
        "<<>>",
        f"<</Type/FontDescriptor/FontName/X{flags}>>",
        *(
            f"<<{'/Type/CMap/CMapName/Own' * (at == 1)}/Length {len(s)}>>\nstream\n{s}\nendstream"
            for at, s in enumerate(streams)
        ),
    ]
    body = "%PDF-1.7\n"
    places = []
    for number, text in enumerate(objects, start=1):
        places.append(len(body))
        body += f"{number} 0 obj\n{text}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = f"trailer<</Size {len(objects) + 1}/Root 1 0 R>>\nstartxref\n{len(body)}\n%%EOF\n"
    return f"{body}xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{end}".encode("ascii")


def test_letters_are_read_by_a_table_in_the_file_itself() -> None:
    data = with_table_of_characters([(60, 705, "责任单位"), (160, 705, "完成时限")])
    assert [line.cells for line in lines_of(data)] == [("责任单位", "完成时限")]


def test_letters_that_the_font_does_not_tell_are_told_and_never_left_out() -> None:
    texts = [(60, 705, "新增城镇就业"), (160, 705, "12月底前"), (60, 600, "由县人力资源社会保障局负责落实")]
    line = lines_of(with_table_of_characters(texts, unsaid="12"))[0]
    assert line.cells == ("新增城镇就业", "？？月底前")
    assert [(doubt.kind, doubt.column, doubt.printed) for doubt in line.doubts] == [("unsure-word", 2, "？？月底前")]


def test_a_page_of_letters_that_the_font_does_not_tell_is_refused() -> None:
    with pytest.raises(TableError, match="8 of 16 characters that its fonts do not identify"):
        lines_of(with_table_of_characters([(60, 705, "责任单位"), (60, 685, "20242025目标任务")], unsaid="0245"))


def test_letters_drawn_as_shapes_are_refused() -> None:
    page, stream = canvas()
    page.grid([50, 150, 250], [700, 720])
    page.save()
    with pytest.raises(TableError, match="1 pages without text"):
        lines_of(stream.getvalue())


def test_an_encrypted_file_is_refused() -> None:
    secret = pdfencrypt.StandardEncryption("open", canPrint=1)
    with pytest.raises(TableError, match="an encrypted PDF"):
        lines_of(pdf_of([pdf_table(rows(1, 2))], encrypt=secret))


def test_a_file_that_only_forbids_changes_is_read() -> None:
    owned = pdfencrypt.StandardEncryption("", ownerPassword="owner", canModify=0)
    stream = io.BytesIO()
    page = Canvas(stream, encrypt=owned)
    page.grid([50, 150, 250], [700, 720])
    page.drawString(60, 705, "GDP")
    page.drawString(160, 705, "6%")
    page.save()
    assert lines_of(stream.getvalue())[0].cells == ("GDP", "6%")


def test_a_truncated_file_is_refused() -> None:
    data = pdf_of([pdf_table(rows(1, 40))])
    for length in (len(data) // 3, len(data) - 200, len(data) - 8):
        with pytest.raises(TableError, match=r"damaged pdf|cut off"):
            lines_of(data[:length])


def test_a_file_with_fewer_pages_than_it_announces_is_refused() -> None:
    data = pdf_of([pdf_table(rows(1, 40))])
    assert data.count(b"/Count 3") == 1
    with pytest.raises(TableError, match="a damaged PDF: 3 of 4 pages"):
        lines_of(data.replace(b"/Count 3", b"/Count 4"))


def test_a_page_whose_text_is_damaged_is_refused() -> None:
    data = pdf_of([pdf_table(rows(1, 40))])
    second = data.index(b"stream", data.index(b"endstream", data.index(b"/FlateDecode")) + 9) + 100
    with pytest.raises(TableError, match="page 2: found a page whose text is damaged"):
        lines_of(data[:second] + b"abc" * 20 + data[second + 60 :])
