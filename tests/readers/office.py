"""The sample table in the formats of Chinese offices."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from heze_graph.readers.content import Content
from heze_graph.readers.office import converted
from tests.readers.samples import ISSUER, NOTE, TITLE, as_docx, as_xlsx, placed

_OFFICE = 'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
_TABLE = 'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
_TEXT = 'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
_ODS = "application/vnd.oasis.opendocument.spreadsheet"


def zipped(parts: dict[str, str]) -> bytes:
    return zipped_bytes(parts)


def zipped_bytes(parts: Mapping[str, str | bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, text in parts.items():
            archive.writestr(zipfile.ZipInfo(name), text)
    return stream.getvalue()


def ods(rows: str, sheet: str = "分工", manifest: str = "") -> bytes:
    content = (
        f"<office:document-content {_OFFICE} {_TABLE} {_TEXT}><office:body><office:spreadsheet>"
        f'<table:table table:name="{sheet}">{rows}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    return zipped(
        {"mimetype": _ODS, "META-INF/manifest.xml": f"<manifest>{manifest}</manifest>", "content.xml": content}
    )


def as_ods() -> bytes:
    at = {(row, column): cell for row, column, cell in placed()}
    covered = {
        (row + down, column + right)
        for row, column, cell in placed()
        for down in range(cell.rows)
        for right in range(cell.columns)
    } - set(at)
    rows = [_row([_cell(TITLE)]), _row([_cell(ISSUER)])]
    for row in range(1, max(row for row, _ in at) + 1):
        cells = []
        for column in range(1, 7):
            if (row, column) in covered:
                cells.append("<table:covered-table-cell/>")
            else:
                cell = at[row, column]
                cells.append(_cell(cell.text, cell.rows, cell.columns))
        rows.append(_row(cells))
    return ods("".join([*rows, _row([_cell(NOTE)])]))


def _row(cells: Sequence[str]) -> str:
    return f"<table:table-row>{''.join(cells)}</table:table-row>"


def _cell(text: str, rows: int = 1, columns: int = 1) -> str:
    plain = text.replace("&", "&amp;").replace("<", "&lt;")
    lines = "".join(f"<text:p>{line}</text:p>" for line in plain.split("\n"))
    spans = f'table:number-rows-spanned="{rows}" table:number-columns-spanned="{columns}"'
    return f"<table:table-cell {spans}>{lines}</table:table-cell>"


def saved_as(data: bytes, target: str, folder: Path) -> bytes:
    """Return a file as LibreOffice saves it in another format."""
    return converted(Content(data, "sample", str(folder)), target).data


def as_doc(folder: Path) -> bytes:
    return saved_as(as_docx(), "doc", folder)


def as_et(folder: Path) -> bytes:
    return saved_as(as_xlsx(), "xls", folder)


def ofd(objects: str, pages: int = 1, width: int = 297, height: int = 210) -> bytes:
    """Return an OFD file whose pages hold these objects."""
    names = "http://www.ofdspec.org/2016"
    listed = "".join(f'<ofd:Page ID="{n}" BaseLoc="Pages/Page_{n}/Content.xml"/>' for n in range(pages))
    parts = {
        "OFD.xml": f'<ofd:OFD xmlns:ofd="{names}"><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot>'
        "</ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f'<ofd:Document xmlns:ofd="{names}"><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>'
        f"0 0 {width} {height}</ofd:PhysicalBox></ofd:PageArea></ofd:CommonData><ofd:Pages>{listed}</ofd:Pages>"
        "</ofd:Document>",
    }
    page = f'<ofd:Page xmlns:ofd="{names}"><ofd:Content><ofd:Layer>{objects}</ofd:Layer></ofd:Content></ofd:Page>'
    return zipped(parts | {f"Doc_0/Pages/Page_{n}/Content.xml": page for n in range(pages)})


def ofd_text(x: float, y: float, text: str, size: float = 3.5) -> str:
    plain = text.replace("&", "&amp;").replace("<", "&lt;")
    return (
        f'<ofd:TextObject ID="1" Boundary="{x} {y} {size * len(text)} {size}" Font="1" Size="{size}">'
        f'<ofd:TextCode X="0" Y="{size}" DeltaX="g {len(text)} {size}">{plain}</ofd:TextCode></ofd:TextObject>'
    )


def ofd_line(x0: float, y0: float, x1: float, y1: float) -> str:
    return (
        f'<ofd:PathObject ID="2" Boundary="{x0} {y0} {x1 - x0} {y1 - y0}" LineWidth="0.2">'
        f"<ofd:AbbreviatedData>M 0 0 L {x1 - x0} {y1 - y0}</ofd:AbbreviatedData></ofd:PathObject>"
    )


def ofd_table(rows: Sequence[Sequence[str]], *, ruled: bool) -> str:
    """Return the objects of a table with its lines or without any."""
    lefts, objects = [20 + 40 * column for column in range(len(rows[0]) + 1)], ""
    for at, row in enumerate(rows):
        top = 30 + 10 * at
        objects += "".join(ofd_text(left + 2, top + 3, text[:8]) for left, text in zip(lefts, row, strict=False))
        if ruled:
            objects += ofd_line(20, top, lefts[-1], top) + ofd_line(20, top + 10, lefts[-1], top + 10)
            objects += "".join(ofd_line(left, top, left, top + 10) for left in lefts)
    return objects
