"""Binary Excel workbooks: what their cells display, merged cells, hidden rows, damage."""

from __future__ import annotations

import io
import zipfile

import pytest

from heze_graph.errors import TableError
from heze_graph.readers.content import Content
from heze_graph.readers.formats import format_of
from heze_graph.readers.office import converted
from tests.readers.binary import xlsb
from tests.readers.office import zipped_bytes
from tests.readers.reading import lines_of

ROWS = (
    ("清溪县2024年任务表", None, None, None, None),
    ("序号", "任务", "完成率", "责任单位", "完成时限"),
    (1, "新建水渠36公里", 0.975, "县水务局", 45565),
    (2, "新建粮库2座", 0.5, None, 45626),
    (3.5, "", True, "县商务局", None),
)
#: Row and column of the cells with formats: shares and days.
STYLES = {(2, 2): 1, (3, 2): 1, (2, 4): 2, (3, 4): 2}
FORMATS = ("0.0%", 'yyyy"年"m"月"d"日"')
BOOK = xlsb(ROWS, merged=[(0, 0, 0, 4), (2, 3, 3, 3)], hidden=[3], formats=FORMATS, styles=STYLES)


def test_cells_are_read_as_displayed() -> None:
    lines = lines_of(BOOK)
    assert [line.cells for line in lines[1:]] == [
        ("序号", "任务", "完成率", "责任单位", "完成时限"),
        ("1", "新建水渠36公里", "97.5%", "县水务局", "2024年9月30日"),
        ("2", "新建粮库2座", "50.0%", "", "2024年11月30日"),
        ("3.5", "", "TRUE", "县商务局", ""),
    ]
    assert dict(lines[3].merged)[4] == "县水务局"
    assert [doubt.kind for line in lines for doubt in line.doubts] == ["hidden-line"]


def test_libreoffice_reads_the_same() -> None:
    saved = converted(Content(BOOK, "book", "book"), "xlsx", "Calc MS Excel 2007 Binary").data
    assert [line.cells for line in lines_of(saved)] == [line.cells for line in lines_of(BOOK)]


def test_it_needs_no_libreoffice() -> None:
    assert format_of(Content(BOOK, "book", "book")).module == "xlsb"


@pytest.mark.parametrize(
    "part", ["xl/workbook.bin", "xl/worksheets/sheet1.bin", "xl/sharedStrings.bin", "xl/styles.bin"]
)
def test_a_damaged_part_is_told(part: str) -> None:
    with zipfile.ZipFile(io.BytesIO(BOOK)) as archive:
        parts: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    parts[part] = b"\x9c\x01"
    with pytest.raises(TableError, match=r"table\.bin"):
        lines_of(zipped_bytes(parts))
