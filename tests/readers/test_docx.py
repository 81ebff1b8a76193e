from __future__ import annotations

import io
import re
import zipfile

import docx
import pytest

from tests.readers.reading import lines_of
from tests.readers.test_xlsx import with_part

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
ROW = "<w:tr><w:tc>{}</w:tc><w:tc><w:p><w:r><w:t>市教育局</w:t></w:r></w:p></w:tc></w:tr>"


def document(body: str, numbering: str = "") -> bytes:
    """Return a Word file with this XML in its body."""
    stream = io.BytesIO()
    docx.Document().save(stream)
    data = with_part(
        stream.getvalue(),
        "word/document.xml",
        lambda text: re.sub("<w:body>.*</w:body>", lambda _: f"<w:body>{body}</w:body>", text, flags=re.DOTALL),
    )
    if not numbering:
        return data
    return with_part(data, "word/numbering.xml", lambda _: f'<w:numbering xmlns:w="{_WORD}">{numbering}</w:numbering>')


def paragraph(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def cells(first: str) -> tuple[str, ...]:
    """Return the cells of a row whose first cell has this XML."""
    return lines_of(document(f"<w:tbl>{ROW.format(first)}</w:tbl>"))[0].cells


@pytest.mark.parametrize(
    ("run", "printed"),
    [
        ("<w:r><w:t>甲</w:t><w:br/><w:t>乙</w:t><w:tab/><w:t>丙</w:t></w:r>", "甲\n乙\t丙"),
        ("<w:r><w:t>甲</w:t></w:r><w:del><w:r><w:delText>旧</w:delText></w:r></w:del>", "甲"),
        ("<w:ins><w:r><w:t>新</w:t></w:r></w:ins><w:moveFrom><w:r><w:t>移</w:t></w:r></w:moveFrom>", "新"),
        ("<w:r><w:rPr><w:vanish/></w:rPr><w:t>藏</w:t></w:r><w:r><w:t>见</w:t></w:r>", "见"),
        ("<w:r><w:fldChar/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:t>3</w:t></w:r>", "3"),
        (
            (
                "<w:hyperlink><w:r><w:t>链</w:t></w:r></w:hyperlink><w:sdt><w:sdtContent><w:r><w:t>控</w:t></w:r>"
                "</w:sdtContent></w:sdt>"
            ),
            "链控",
        ),
        (
            (
                "<w:r><w:ruby><w:rt><w:r><w:t>jia</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>甲</w:t></w:r></w:rubyBase>"
                "</w:ruby></w:r>"
            ),
            "甲",
        ),
        ('<w:r><w:sym w:font="Wingdings" w:char="221A"/></w:r>', "√"),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0FE"/><w:sym w:font="Wingdings 2" w:char="F0A3"/></w:r>', "☑□"),
        (
            (
                "<w:r><w:t>前</w:t></w:r><w:r><w:txbxContent><w:p><w:r><w:t>框</w:t></w:r></w:p></w:txbxContent></w:r>"
                "<w:r><w:t>后</w:t></w:r>"
            ),
            "前\n框\n后",
        ),
    ],
)
def test_a_cell_has_what_word_prints(run: str, printed: str) -> None:
    assert cells(f"<w:p>{run}</w:p>") == (printed, "市教育局")


def test_paragraphs_of_a_cell_are_lines() -> None:
    assert cells(paragraph("甲") + "<w:p/>" + paragraph("乙"))[0] == "甲\n乙"


def test_numbers_that_word_prints_itself_are_read() -> None:
    def level(at: int, form: str, text: str, extra: str = "") -> str:
        return (
            f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{extra}'
            f'<w:lvlText w:val="{text}"/></w:lvl>'
        )

    numbering = (
        f'<w:abstractNum w:abstractNumId="0">{level(0, "decimal", "%1")}{level(1, "decimal", "%1.%2")}</w:abstractNum>'
        f'<w:abstractNum w:abstractNumId="1">'
        f"{level(0, 'chineseCountingThousand', '（%1）', '<w:suff w:val=' + chr(34) + 'nothing' + chr(34) + '/>')}"
        "</w:abstractNum>"
        f'<w:abstractNum w:abstractNumId="2">{level(0, "bullet", "●")}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
        '<w:num w:numId="3"><w:abstractNumId w:val="2"/></w:num>'
        '<w:num w:numId="4"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/>'
        "</w:lvlOverride></w:num>"
    )

    def numbered(text: str, number: int, at: int = 0) -> str:
        return paragraph(text, f'<w:numPr><w:ilvl w:val="{at}"/><w:numId w:val="{number}"/></w:numPr>')

    rows = [
        numbered("", 1), numbered("细", 1, 1), numbered("细", 1, 1), numbered("", 1), numbered("细", 1, 1),
        numbered("修路", 2), numbered("种树", 2), numbered("点", 3), numbered("", 4), numbered("无", 0),
    ]  # fmt: skip
    body = f"<w:tbl>{''.join(map(ROW.format, rows))}</w:tbl>"
    printed = [line.cells[0] for line in lines_of(document(body, numbering))]
    assert printed == ["1", "1.1 细", "1.2 细", "2", "2.1 细", "（一）修路", "（二）种树", "点", "7", "无"]


@pytest.mark.parametrize(("restart", "last"), [("", "1"), ("0", "3"), ("1", "1")])
def test_numbers_go_on_below_the_next_heading_where_the_list_says_so(restart: str, last: str) -> None:
    levels = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="decimal"/>{extra}'
        f'<w:lvlText w:val="%{at + 1}"/></w:lvl>'
        for at, extra in ((0, ""), (1, f'<w:lvlRestart w:val="{restart}"/>' if restart else ""))
    )
    numbering = (
        f'<w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    )
    body = "".join(
        paragraph(text, f'<w:numPr><w:ilvl w:val="{at}"/><w:numId w:val="1"/></w:numPr>')
        for text, at in (("水利", 0), ("修渠", 1), ("建库", 1), ("林业", 0), ("植树", 1))
    )
    assert lines_of(document(body, numbering))[-1].cells == (f"{last} 植树",)


def test_merged_rows_and_columns_left_out() -> None:
    def cell(text: str, properties: str = "") -> str:
        return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(text)}</w:tc>"

    restart, goes_on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    body = (
        f"<w:tbl><w:tr>{cell('标题', '<w:gridSpan w:val=' + chr(34) + '3' + chr(34) + '/>')}</w:tr>"
        f"<w:tr>{cell('张三', restart)}{cell('甲')}{cell('一')}</w:tr>"
        f"<w:tr>{cell('', goes_on)}{cell('乙')}{cell('二')}</w:tr>"
        f'<w:tr><w:trPr><w:gridBefore w:val="1"/></w:trPr>{cell("丙")}{cell("三")}</w:tr>'
        f"<w:tr><w:trPr><w:del/></w:trPr>{cell('删')}{cell('删')}{cell('删')}</w:tr>"
        f"<w:tr>{cell('', restart)}{cell('丁')}{cell('四')}</w:tr></w:tbl>"
    )
    lines = lines_of(document(body))
    assert [line.cells for line in lines] == [
        ("标题", "", ""),
        ("张三", "甲", "一"),
        ("", "乙", "二"),
        ("", "丙", "三"),
        ("", "丁", "四"),
    ]
    assert [line.merged for line in lines] == [((2, "标题"), (3, "标题")), (), ((1, "张三"),), (), ()]


def test_tables_and_paragraphs_come_in_order() -> None:
    table = f"<w:tbl>{ROW.format(paragraph('甲'))}</w:tbl>"
    lines = lines_of(document(paragraph("一表") + table + paragraph("二表") + table + paragraph("注")))
    assert [(line.cells[0], line.table) for line in lines] == [
        ("一表", 1),
        ("甲", 1),
        ("二表", 2),
        ("甲", 2),
        ("注", 2),
    ]


def test_the_strict_variant_is_read() -> None:
    data = with_part(
        document(f"<w:tbl>{ROW.format(paragraph('甲'))}</w:tbl>"),
        "word/document.xml",
        lambda text: text.replace(_WORD, "http://purl.oclc.org/ooxml/wordprocessingml/main"),
    )
    assert [line.cells for line in lines_of(data)] == [("甲", "市教育局")]


def test_a_document_without_table_gives_its_paragraphs() -> None:
    lines = lines_of(document(paragraph("一") + paragraph("二")))
    assert [line.cells for line in lines] == [("一",), ("二",)]


def with_header(body: str) -> bytes:
    """Return a Word file with a title in its header, a footnote, and this XML in its body."""
    word = docx.Document()
    word.sections[0].header.paragraphs[0].text = "某某市2023年重点工作任务分解表"
    stream = io.BytesIO()
    word.save(stream)
    section = '<w:sectPr><w:headerReference w:type="default" r:id="rId1"/></w:sectPr>'

    def replaced(text: str) -> str:
        return re.sub("<w:body>.*</w:body>", lambda _: f"<w:body>{body}{section}</w:body>", text, flags=re.DOTALL)

    return with_part(stream.getvalue(), "word/document.xml", replaced)


def test_a_title_in_the_header_stands_above_the_first_table() -> None:
    table = f"<w:tbl>{ROW.format(paragraph('1'))}</w:tbl>"
    assert [line.cells for line in lines_of(with_header(table))] == [
        ("某某市2023年重点工作任务分解表",),
        ("1", "市教育局"),
    ]


def test_a_header_says_nothing_where_the_body_prints_a_title() -> None:
    table = f"<w:tbl>{ROW.format(paragraph('1'))}</w:tbl>"
    lines = lines_of(with_header(paragraph("2023年民生实事") + table))
    assert [line.cells for line in lines] == [("2023年民生实事",), ("1", "市教育局")]


def test_footnotes_stand_behind_the_body() -> None:
    table = f"<w:tbl>{ROW.format(paragraph('1'))}</w:tbl>"
    note = f'<w:footnote w:id="1">{paragraph("注：数据截至9月底")}</w:footnote>'
    relation = (
        '<Relationship Id="rId99" Target="footnotes.xml" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"/></Relationships>'
    )
    data = with_part(
        document(table), "word/_rels/document.xml.rels", lambda text: text.replace("</Relationships>", relation)
    )
    stream = io.BytesIO(data)
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("word/footnotes.xml", f'<w:footnotes xmlns:w="{_WORD}">{note}</w:footnotes>')
    assert [line.cells for line in lines_of(stream.getvalue())] == [("1", "市教育局"), ("注：数据截至9月底",)]
