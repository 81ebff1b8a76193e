"""Binary workbooks (.xlsb) written by hand, record by record."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping, Sequence

from tests.readers.office import zipped_bytes

Value = str | bool | int | float | None
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def record(kind: int, data: bytes = b"") -> bytes:
    return _number(kind) + _number(len(data)) + data


def _number(number: int) -> bytes:
    written = b""
    while number >= 0x80:
        written += bytes([number & 0x7F | 0x80])
        number >>= 7
    return written + bytes([number])


def wide(text: str) -> bytes:
    return struct.pack("<I", len(text.encode("utf-16-le")) // 2) + text.encode("utf-16-le")


def cell(column: int, value: Value, style: int, texts: list[str]) -> bytes:
    """Return the record of a cell: texts are shared, whole numbers packed, others written in full."""
    head = struct.pack("<II", column, style)
    if isinstance(value, bool):
        return record(4, head + bytes([value]))
    if isinstance(value, int):
        return record(2, head + struct.pack("<i", value << 2 | 2))
    if isinstance(value, float):
        return record(5, head + struct.pack("<d", value))
    if value is None:
        return record(1, head)
    if value not in texts:
        texts.append(value)
    return record(7, head + struct.pack("<I", texts.index(value)))


def xlsb(
    rows: Sequence[Sequence[Value]],
    *,
    sheet: str = "分工",
    merged: Iterable[tuple[int, int, int, int]] = (),
    hidden: Iterable[int] = (),
    formats: Sequence[str] = (),
    styles: Mapping[tuple[int, int], int] | None = None,
) -> bytes:
    """Return a workbook of one sheet; `merged` are (top, bottom, left, right), all places from 0.

    `styles` give the cells (row, column) their format: 1 is the first of `formats`.
    """
    texts: list[str] = []
    data = record(129) + record(145)
    for at, row in enumerate(rows):
        flags = bytes([0, 0x10 if at in hidden else 0, 0])
        data += record(0, struct.pack("<IIH", at, 0, 300) + flags + struct.pack("<I", 0))
        for column, value in enumerate(row):
            data += cell(column, value, (styles or {}).get((at, column), 0), texts)
    data += record(146)
    places = [record(176, struct.pack("<4I", *place)) for place in merged]
    data += record(177, struct.pack("<I", len(places))) + b"".join(places) + record(178) + record(130)
    book = record(131) + record(143)
    book += record(156, struct.pack("<II", 0, 1) + wide("rId1") + wide(sheet)) + record(144) + record(132)
    strings = record(159, struct.pack("<II", len(texts), len(texts)))
    strings += b"".join(record(19, b"\0" + wide(text)) for text in texts) + record(160)
    codes = [record(44, struct.pack("<H", 164 + at) + wide(code)) for at, code in enumerate(formats)]
    own = [
        record(47, struct.pack("<HH", 0, number) + bytes(10) + b"\1\0")
        for number in (0, *range(164, 164 + len(formats)))
    ]
    looks = record(278) + record(615, struct.pack("<I", len(codes))) + b"".join(codes) + record(616)
    looks += record(617, struct.pack("<I", len(own))) + b"".join(own) + record(618) + record(279)
    return zipped_bytes(
        {
            "[Content_Types].xml": f'<Types xmlns="{_TYPES}"><Default Extension="bin" '
            'ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>',
            "_rels/.rels": _related(officeDocument="xl/workbook.bin"),
            "xl/_rels/workbook.bin.rels": _related(
                worksheet="worksheets/sheet1.bin", sharedStrings="sharedStrings.bin", styles="styles.bin"
            ),
            "xl/workbook.bin": book,
            "xl/worksheets/sheet1.bin": data,
            "xl/sharedStrings.bin": strings,
            "xl/styles.bin": looks,
        }
    )


def _related(**parts: str) -> str:
    listed = "".join(
        f'<Relationship Id="rId{at}" Type="{_KIND}/{kind}" Target="{part}"/>'
        for at, (kind, part) in enumerate(parts.items(), start=1)
    )
    return f'<Relationships xmlns="{_RELATIONS}">{listed}</Relationships>'
