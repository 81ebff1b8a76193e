"""Damaged table files: only a TableError or a PrintedFile may come out of the readers.

`python -m tests.fuzz.files --cases 10000 [--seed 1]` runs many and prints what came out.
"""

from __future__ import annotations

import argparse
import faulthandler
import io
import random
import sys
import tempfile
import time
import traceback
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from heze_graph.errors import TableError
from heze_graph.model.printed import PrintedFile
from heze_graph.readers import read_file
from heze_graph.readers.content import MAX_MEMORY, Content
from tests.readers.layouts import HEADER, ROWS, Layout, drawn, picture
from tests.readers.office import as_ods, ofd, ofd_table, ofd_text
from tests.readers.reading import read_here
from tests.readers.samples import FORMATS, GRID, as_html, pdf_of, pdf_table

#: What is put into files now and then: what their formats mean something by, and what breaks readers.
_TOKENS = (
    *(b"\0", b"\xff", b"\xfe\xff", b"\xef\xbb\xbf", b"\r", b"\n", b"\t", b'"', b'""', b",", b"\xa3\xac", b"&#0;"),
    *(b"<table>", b"</table>", b"<tr>", b"<td rowspan=0>", b"<td colspan=999999999>", b"<td rowspan=-1>", b"</td>"),
    *(b"<caption>", b"<div hidden>", b"<script>", b"<!--", b"]]>", b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"<?xml?>"),
    *(b'<c r="XFD1048576" t="s"><v>-1</v></c>', b'<c t="n"><v>1e999</v></c>', b"<row r='x'/>"),
    *(b'<mergeCell ref="B2:A1"/>', b"<w:tbl>", b"</w:tbl>", b"<w:tr>", b"<w:tc>", b"</w:tc>", b"<w:p>"),
    *(b"<w:vMerge/>", b'<w:gridSpan w:val="99999"/>', b"endobj", b"stream", b"99999 0 R", b"/Kids[1 0 R]", b"-1"),
    *(
        b'DeltaX="g 99999999 5"',
        b'CTM="0 0 0 0 0 0"',
        b'Boundary="nan 1e300 - -5"',
        b"M 1e308 0 L -1e308 0",
        b"<ofd:Page/>",
    ),
    *(b'table:number-rows-repeated="99999999"', b'table:number-columns-spanned="-1"', b"IHDR", b"IDAT", b"\xff\xda"),
    *(b"1e400", b"<<", b">>", b"BT", b"ET", b"0 0 m 9 9 l S", b"2147483648", b"-0", b"nan", b"(" * 200, b"[" * 200),
)


def samples() -> dict[str, bytes]:
    """Return a small valid file of each format, the same bytes each time, and a PDF whose streams are not packed."""
    made = {name: _undated(make()) for name, make in FORMATS.items()}
    made["html nested"] = f"<table><tr><td>左<td>{as_html()}<td>右</table>".encode()
    made["pdf unpacked"] = pdf_of([pdf_table([cells for cells, _ in GRID])], pageCompression=0)
    made["pdf without lines"] = drawn(ROWS, Layout(upright=(), level=""))
    made["ods"] = as_ods()
    made["ofd"] = ofd(ofd_text(60, 15, "示例") + ofd_table([HEADER, *ROWS], ruled=True))
    made["ofd without lines"] = ofd(ofd_table([HEADER, *ROWS], ruled=False))
    made["png"] = picture("PNG")
    made["jpeg"] = picture("JPEG")
    return made


def _undated(data: bytes) -> bytes:
    """Return an archive without the time of its making."""
    if not data.startswith(b"PK"):
        return data
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if not name.startswith("docProps"):
                new.writestr(zipfile.ZipInfo(name), old.read(name), zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def damaged(data: bytes, other: bytes, chance: random.Random) -> bytes:
    """Return a file with one to eight changes: in its bytes or, of an archive, in the bytes of its parts."""
    if zipfile.is_zipfile(io.BytesIO(data)) and chance.random() < 0.8:
        return _with_damaged_part(data, other, chance)
    for _ in range(chance.choice((1, 1, 1, 2, 3, 8))):
        data = _changed(data, other, chance)
    return data


def _changed(data: bytes, other: bytes, chance: random.Random) -> bytes:
    at, length = chance.randint(0, len(data)), min(chance.randint(1, 64), chance.randint(1, 4096))
    changes: list[Callable[[], bytes]] = [
        lambda: data[:at] + bytes([chance.randrange(256)]) + data[at + 1 :],
        lambda: data[:at] + data[at + length :],
        lambda: data[: at + length] + data[at:],
        lambda: data[:at] + chance.choice(_TOKENS) + data[at:],
        lambda: data[:at] + chance.choice(_TOKENS) + data[at + length :],
        lambda: data[:at] + data[at : at + length] * chance.randint(2, 40) + data[at + length :],
        lambda: data[:at] + other[chance.randint(0, len(other)) :],
        lambda: data[:at],
        lambda: bytes(255 - byte if index == at else byte for index, byte in enumerate(data)),
    ]
    return chance.choices(changes, weights=[8, 4, 3, 8, 4, 3, 1, 1, 2])[0]()


def _with_damaged_part(data: bytes, other: bytes, chance: random.Random) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        readable = [name for name in old.namelist() if "theme" not in name]
        chosen = chance.choice(readable)
        for name in old.namelist():
            part = old.read(name)
            if name == chosen:
                for _ in range(chance.randint(1, 3)):
                    part = _changed(part, other, chance)
            if name != chosen or chance.random() < 0.95:
                new.writestr(zipfile.ZipInfo(name), part, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def outcome(content: Content, path: Path | None = None) -> str:
    """Return "printed" or the beginning of the refusal; whatever else is raised is a fault of ours."""
    try:
        printed = read_file(path) if path else read_here(content)
    except TableError as error:
        message = str(error)
    else:
        check(printed)
        return "printed"
    assert "To mend it: " in message
    return "refused: " + message.partition(": found ")[2].partition(" (")[0][:40]


def check(printed: PrintedFile) -> None:
    """Check what holds of every printed file."""
    assert printed.lines
    numbers = [line.line for line in printed.lines]
    assert numbers == sorted(set(numbers))
    assert numbers[0] >= 1
    tables = [line.table for line in printed.lines]
    assert tables == sorted(tables)
    assert set(tables) == set(range(1, tables[-1] + 1))
    for line in printed.lines:
        assert line.cells
        assert all(isinstance(cell, str) for cell in line.cells)
        assert all(1 <= column <= len(line.cells) and text for column, text in line.merged)
        assert not any(line.cells[column - 1].strip() for column, _ in line.merged)


def cases(count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """Yield the name of a format and a damaged file of it, the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311 - not for secrets
    valid = samples()
    names = sorted(valid)
    for _ in range(count):
        name = chance.choice(names)
        yield name, damaged(valid[name], valid[chance.choice(names)], chance)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--confined", action="store_true", help="read each file in a process of its own, as users do")
    parser.add_argument("--keep", type=Path, help="where to put the files at which a reader failed")
    arguments = parser.parse_args()
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (2 * MAX_MEMORY, -1))
    outcomes: Counter[tuple[str, str]] = Counter()
    faults, slowest = 0, (0.0, 0, "")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "damaged"
        for number, (name, data) in enumerate(cases(arguments.cases, arguments.seed)):
            faulthandler.dump_traceback_later(120, exit=True)
            begin = time.monotonic()
            path.write_bytes(data)
            try:
                found = outcome(Content(data, path.name, "damaged"), path if arguments.confined else None)
            except Exception:  # noqa: BLE001 - counting them is the purpose
                faults += 1
                found = "FAULT"
                print(f"case {number} ({name}):\n{traceback.format_exc()}")
                if arguments.keep:
                    (arguments.keep / f"case-{number}").write_bytes(data)
            outcomes[name, found] += 1
            slowest = max(slowest, (time.monotonic() - begin, number, name))
        faulthandler.cancel_dump_traceback_later()
    for (name, found), count in sorted(outcomes.items()):
        print(f"{count:7,}  {name:24} {found}")
    printed = sum(count for (_, found), count in outcomes.items() if found == "printed")
    print(f"{arguments.cases:,} cases, {printed:,} printed, {faults} faults; slowest {slowest}")


if __name__ == "__main__":
    main()
