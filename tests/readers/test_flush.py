"""Columns that next to nothing parts: figures set to the right, headers that their cells cut off."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence

from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.pdfmetrics import registerFont, stringWidth
from reportlab.pdfgen.canvas import Canvas

from heze_graph.model.printed import PrintedLine
from heze_graph.readers.pages.page import Box, Letter, Page
from heze_graph.readers.pages.page import lines_of as text_lines
from tests.readers.reading import lines_of

_FONT, _SIZE = "STSong-Light", 9
_LEFT = (40, 70, 230, 290, 480)

HEADER = ("序号", "工程", "投资", "进度", "责任单位")
ROWS = (
    ("1", "开挖环湖沟渠8公里", "860", "开挖过半", "县水务局"),
    ("2", "修筑环城便道12公里", "12400", "路基完成", "县交通运输局"),
    ("3", "栽植行道树3000株", "95", "全部栽完", "县林业局"),
    ("4", "铺设供水管线6公里", "2700", "正在试压", "县水务局"),
)


Place = Callable[[int, int, str], float]


def drawn(rows: Sequence[Sequence[str]], left: Place) -> bytes:
    """Return a PDF without lines; `left` says where the text of a row and a column (from 0) begins."""
    registerFont(UnicodeCIDFont(_FONT))
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=(595, 842), invariant=1)
    canvas.setFont(_FONT, _SIZE)
    for at, row in enumerate(rows):
        for column, text in enumerate(row):
            canvas.drawString(left(at, column, text), 700 - 24 * at, text)
    canvas.save()
    return stream.getvalue()


def _figures_to_the_right(row: int, column: int, text: str) -> float:
    """Return where a text begins; figures of the third column end right before the texts of the fourth."""
    is_figure = column == 2 and row > 0
    return _LEFT[3] - 1.2 - stringWidth(text, _FONT, _SIZE) if is_figure else _LEFT[column]


def _lines(
    header: Sequence[str], rows: Sequence[Sequence[str]], left: Place = _figures_to_the_right
) -> list[PrintedLine]:
    return lines_of(drawn((header, *rows), left))


def test_figures_end_where_the_texts_beside_them_begin() -> None:
    assert [line.cells for line in _lines(HEADER, ROWS)] == [HEADER, *ROWS]


def test_texts_that_begin_with_figures_stay_whole() -> None:
    rows = [(number, work, cost, f"{cost}户已迁出", unit) for number, work, cost, _, unit in ROWS]
    assert [line.cells for line in _lines(HEADER, rows)] == [HEADER, *rows]


def test_a_header_is_cut_off_by_the_next_one() -> None:
    header = (*HEADER[:2], "计划总投资额", *HEADER[3:])
    assert [line.cells for line in _lines(header, ROWS)] == [header, *ROWS]
    wider = (*HEADER[:2], "计划总投资额度", *HEADER[3:])
    lines = _lines(wider, ROWS)
    assert lines[0].cells[2:4] == ("计划总投资额度", "进度")
    assert [doubt.printed for line in lines for doubt in line.doubts if doubt.kind == "cell-by-position"] == [wider[2]]


def test_figures_that_go_up_and_down_number_no_rows() -> None:
    header = ("指标名称", "全县", "东乡", "西镇")
    rows = (
        ("粮食播种面积（万亩）", "6", "2.5", "3.5"),
        ("高标准农田建设面积", "8", "3", "5"),
        ("农村卫生户厕改造任务数（户）", "7", "4", "3"),
        ("造林面积", "210", "90", "120"),
        ("新建村级仓库", "9", "4", "5"),
    )
    found = _lines(header, rows, lambda _row, column, _text: (50, 185, 260, 330)[column])
    assert [line.cells for line in found] == [header, *rows]


def test_a_text_that_the_next_one_covers_is_whole_and_told() -> None:
    long = "沿河两岸修建步道并栽植行道树和安装路灯长椅及垃圾箱若干"
    covered = (ROWS[1][0], long, *ROWS[1][2:])
    lines = _lines(HEADER, (ROWS[0], covered, *ROWS[2:]), lambda _row, column, _text: _LEFT[column])
    assert [line.cells for line in lines] == [HEADER, ROWS[0], covered, *ROWS[2:]]
    assert [doubt.printed for line in lines for doubt in line.doubts if doubt.kind == "covered-text"] == [long]


def test_texts_printed_over_each_other_are_read_one_after_the_other() -> None:
    boxes = [Box(50 + 10 * at, 100, 60 + 10 * at, 110) for at in range(4)]
    over = [box._replace(left=box.left + 3, right=box.right + 3, top=101, bottom=111) for box in boxes]
    letters = [Letter(text, box, 10) for text, box in zip("新建桥梁绿化步道", boxes + over, strict=True)]
    (line,) = text_lines(Page(1, 500, 500, tuple(letters)).uncovered().letters)
    assert line.text == "新建桥梁绿化步道"
    shadow = [Letter(text, box, 10) for text, box in zip("新建桥梁" * 2, boxes + over, strict=True)]
    (line,) = text_lines(Page(1, 500, 500, tuple(shadow)).uncovered().letters)
    assert line.text == "新建桥梁"
