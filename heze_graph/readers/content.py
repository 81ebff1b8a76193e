"""Untrusted input: the bytes of a file, the parts of a zip archive, and the limits on their size."""

from __future__ import annotations

import hashlib
import io
import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

from heze_graph.errors import TableError
from heze_graph.messages import Message, say
from heze_graph.model.printed import PrintedFile, PrintedLine, written_name

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element
    from zipfile import ZipInfo

#: Bytes of the file itself. A table of a whole province would be a hundredth of this.
MAX_BYTES: Final = 64 * 1024 * 1024

#: Bytes of all parts of a zip archive (xlsx, docx) once unpacked; three times the file, since XML is wordy.
MAX_UNPACKED_BYTES: Final = 192 * 1024 * 1024

#: Unpacked bytes for one packed byte. The XML of an office file shrinks 5 to 40 times, a bomb 1,000.
MAX_UNPACKING_RATIO: Final = 200

#: The ratio says nothing of small parts: ten thousand empty styled rows shrink 300 times and hurt nobody.
MIN_SUSPECT_BYTES: Final = 8 * 1024 * 1024

#: Parts of a zip archive; a workbook of 200 sheets with drawings has fewer.
MAX_PARTS: Final = 5_000

#: Cells of one table with those that merged cells cover: 20,000 rows of 100 columns.
MAX_CELLS: Final = 2_000_000

#: Columns of one table. A printed page has room for 30; HTML ends a column span at 1,000 (WHATWG, 4.9.11).
MAX_COLUMNS: Final = 1_000

#: Characters of one cell: three times what Excel holds in one (32,767).
MAX_CELL_CHARACTERS: Final = 100_000

#: Characters of the whole file, counted once more for each cell that a merged cell covers.
MAX_CHARACTERS: Final = MAX_BYTES

#: Tables within tables. Pages laid out with tables nest up to ten.
MAX_NESTED_TABLES: Final = 50

#: HTML elements within elements that a browser would have to keep open; parsers take time by its square.
MAX_NESTED_ELEMENTS: Final = 5_000

#: Seconds that a reader may take until the next page or sheet (or, elsewhere, the whole file) is there.
MAX_SECONDS: Final = 20.0

#: Seconds that LibreOffice may take to save a file in another format; its first start takes ten on a slow machine.
MAX_CONVERSION_SECONDS: Final = 90.0

#: Seconds in which the text of one picture must be recognised; a dense page takes five, and fifty on a busy machine.
MAX_PICTURE_SECONDS: Final = 300.0

#: Pixels of a picture: an A3 page at 600 an inch.
MAX_PIXELS: Final = 70_000_000

#: Bytes of memory of a process that recognises text.
MAX_PICTURE_MEMORY: Final = 6 * 1024 * 1024 * 1024

#: Bytes of memory of the process that reads (where the system can limit it).
MAX_MEMORY: Final = 2 * 1024 * 1024 * 1024

#: Pages of a PDF. A report of one city's targets has some dozens.
MAX_PAGES: Final = 1_000

#: A document type or an entity, in ASCII or in either UTF-16: office files have none (ECMA-376 part 2, 8.1.4).
_DECLARED = re.compile(rb"<\0?!\0?(?:D\0?O\0?C\0?T\0?Y\0?P\0?E|E\0?N\0?T\0?I\0?T\0?Y)", re.IGNORECASE)

_CHUNK = 1 << 20

#: How a zip archive begins, and how an empty one does.
ZIP_STARTS: Final = (b"PK\x03\x04", b"PK\x05\x06")
#: The part that makes a zip archive an office file (ECMA-376, part 2), whatever it holds.
PACKAGE: Final = "[content_types].xml"
#: The flag of a zip archive that says that a name is in UTF-8 (APPNOTE 4.4.4).
_UTF8_NAME = 0x800


@dataclass(frozen=True, slots=True)
class Content:
    """The bytes of one file, its name, and how messages call it."""

    data: bytes
    name: str
    where: str

    @classmethod
    def of(cls, path: Path, where: str = "") -> Content:
        """Read a file; `where` is what messages call it, its path if nothing else is given.

        Raises TableError when it is missing, too large or empty.
        """
        where = where or str(path)
        try:
            with path.open("rb") as stream:
                data = stream.read(MAX_BYTES + 1)
        except (OSError, ValueError) as error:
            full = str(path) if path.name == where else where
            raise TableError.problem("readers.unreadable-file", where=full, reason=error) from error
        if len(data) > MAX_BYTES:
            raise TableError.problem("readers.more-than-bytes", where=where, max_bytes=MAX_BYTES)
        if not data.strip():
            raise TableError.problem("readers.empty-file", where=where)
        return cls(data, written_name(path), where)

    def printed(self, lines: tuple[PrintedLine, ...]) -> PrintedFile:
        """Return the file with its lines."""
        return PrintedFile(self.name, hashlib.sha256(self.data).hexdigest(), lines)


class Archive:
    """The parts of an office file, within the limits and without XML entities."""

    def __init__(self, data: bytes, where: str) -> None:
        import zipfile

        self._where = where
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise self._broken(error) from error
        parts = self._zip.infolist()
        if len(parts) > MAX_PARTS:
            raise self._bomb(say("readers.many-parts", count=len(parts)), say("readers.at-most", most=MAX_PARTS))
        unpacked = sum(part.file_size for part in parts)
        if unpacked > MAX_UNPACKED_BYTES:
            raise self._bomb(say("readers.unpacked", count=unpacked), say("readers.at-most", most=MAX_UNPACKED_BYTES))
        if unpacked > max(MIN_SUSPECT_BYTES, MAX_UNPACKING_RATIO * len(data)):
            raise self._bomb(
                say("readers.packed", count=unpacked, size=len(data)), say("readers.ratio", most=MAX_UNPACKING_RATIO)
            )
        self._names = {part.filename.lstrip("/").lower(): part for part in parts}

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._names

    def events(self, name: str) -> Iterator[tuple[str, Element]]:
        """Yield the ("start" | "end", element) of an XML part, as ElementTree.iterparse does.

        Raises TableError when the part is missing, damaged, no XML, or declares entities.
        """
        from xml.etree import ElementTree

        try:
            yield from ElementTree.iterparse(self._open(name), events=("start", "end"))  # noqa: S314 - _open saw no entities
        except ElementTree.ParseError as error:
            raise self._broken(say("readers.no-xml", name=name, error=error)) from error

    def part(self, name: str) -> bytes:
        """Return the bytes of a part. Raises TableError when it is missing or damaged."""
        return self._open(name).read()

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Yield the name and bytes of each file in any archive; names may be in a Chinese encoding.

        Raises TableError when one is damaged or encrypted.
        """
        for part in self._zip.infolist():
            if not part.is_dir():
                yield _name_of(part), self._unpacked(part).getvalue()

    def related(self, part: str) -> dict[str, tuple[str, str]]:
        """Return what a part refers to, by identifier: the last segment of the relation's type, and the part."""
        folder, name = posixpath.split(part)
        relations = f"{folder}/_rels/{name}.rels".lstrip("/")
        if relations not in self:
            return {}
        return {
            element.get("Id", ""): (
                element.get("Type", "").rpartition("/")[2],
                posixpath.normpath(posixpath.join("/", folder, element.get("Target", ""))).lstrip("/"),
            )
            for _, element in self.events(relations)
            if local(element) == "Relationship" and element.get("TargetMode") != "External"
        }

    def _open(self, name: str) -> IO[bytes]:
        """Unpack a part, never beyond the size that it declares, and look for entities."""
        part = self._names.get(name.lower())
        if part is None:
            raise self._broken(say("readers.no-part", name=name))
        unpacked = self._unpacked(part)
        if _DECLARED.search(unpacked.getbuffer()):
            raise TableError.problem("readers.entities", where=self._where, name=name)
        return unpacked

    def _unpacked(self, part: ZipInfo) -> io.BytesIO:
        if part.flag_bits & 1:
            raise TableError.problem("readers.encrypted-archive", where=self._where)
        unpacked = io.BytesIO()
        try:
            with self._zip.open(part) as stream:
                while chunk := stream.read(_CHUNK):
                    unpacked.write(chunk)
        except Exception as error:  # zlib, lzma, bz2 and zipfile each have their own
            raise self._broken(f"{part.filename}: {error}") from error
        unpacked.seek(0)
        return unpacked

    def _broken(self, why: object) -> TableError:
        return TableError.problem("readers.damaged-office", where=self._where, why=why)

    def _bomb(self, found: Message, expected: Message) -> TableError:
        return TableError.problem("readers.too-large-inside", where=self._where, found=found, expected=expected)


def _name_of(part: ZipInfo) -> str:
    """Return the name of a part; without the UTF-8 flag it may be in GB18030, as Chinese Windows writes it."""
    if part.flag_bits & _UTF8_NAME:
        return part.filename
    written = part.filename.encode("cp437", "replace")
    for encoding in ("utf-8", "gb18030"):
        try:
            return written.decode(encoding)
        except UnicodeDecodeError:
            continue
    return part.filename


def local(element: Element) -> str:
    """Return an element's name without its namespace, the only difference between strict and transitional files."""
    return element.tag.rpartition("}")[2]


def attribute(element: Element, name: str) -> str | None:
    """Return the value of the attribute with this local name, in whatever namespace."""
    value = element.get(name)
    if value is None:
        value = next((value for key, value in element.items() if key.endswith("}" + name)), None)
    return value
