"""Opening a zip archive of XML parts (xlsx, docx) that nobody has vouched for."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from typing import IO
from xml.etree import ElementTree

from heze_graph.errors import TableError
from heze_graph.tables.limits import MAX_PARTS, MAX_UNPACKED_BYTES, MAX_UNPACKING_RATIO, MIN_SUSPECT_BYTES

#: A document type or an entity, in ASCII or in either UTF-16: office files have none (ECMA-376 part 2, 8.1.4).
_DECLARED = re.compile(rb"<\0?!\0?(?:D\0?O\0?C\0?T\0?Y\0?P\0?E|E\0?N\0?T\0?I\0?T\0?Y)", re.IGNORECASE)

_CHUNK = 1 << 20


class Archive:
    """The parts of an office file, within the limits and without XML entities."""

    def __init__(self, data: bytes, where: str) -> None:
        self._where = where
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise self._broken(str(error)) from error
        parts = self._zip.infolist()
        if len(parts) > MAX_PARTS:
            raise self._bomb(f"{len(parts):,} parts", f"at most {MAX_PARTS:,}")
        unpacked = sum(part.file_size for part in parts)
        if unpacked > MAX_UNPACKED_BYTES:
            raise self._bomb(f"parts of {unpacked:,} bytes when unpacked", f"at most {MAX_UNPACKED_BYTES:,}")
        if unpacked > max(MIN_SUSPECT_BYTES, MAX_UNPACKING_RATIO * len(data)):
            raise self._bomb(f"{unpacked:,} bytes packed into {len(data):,}", f"at most {MAX_UNPACKING_RATIO} to 1")
        self._names = {part.filename.lstrip("/").lower(): part for part in parts}

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._names

    def events(self, name: str) -> Iterator[tuple[str, ElementTree.Element]]:
        """Yield the ("start" | "end", element) of an XML part, as ElementTree.iterparse does.

        Raises TableError when the part is missing, damaged, no XML, or declares entities.
        """
        try:
            yield from ElementTree.iterparse(self._open(name), events=("start", "end"))  # noqa: S314 - _open saw no entities
        except ElementTree.ParseError as error:
            raise self._broken(f"{name} is no XML: {error}") from error

    def related(self, part: str) -> dict[str, tuple[str, str]]:
        """Return what a part refers to: the last word of the kind and the name of the other part, by identifier."""
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
            raise self._broken(f"there is no part {name}")
        if part.flag_bits & 1:
            raise TableError.problem(
                self._where,
                "an encrypted archive",
                "a file without password",
                "open it and save it without one",
            )
        unpacked = io.BytesIO()
        try:
            with self._zip.open(part) as stream:
                while chunk := stream.read(_CHUNK):
                    unpacked.write(chunk)
        except Exception as error:  # zlib, lzma, bz2 and zipfile each have their own
            raise self._broken(f"{name}: {error}") from error
        if _DECLARED.search(unpacked.getbuffer()):
            raise TableError.problem(
                f"{self._where}, {name}",
                "a document type or entity declaration",
                "an office file, which has none",
                "do not trust this file; ask its sender for another",
            )
        unpacked.seek(0)
        return unpacked

    def _broken(self, why: str) -> TableError:
        return TableError.problem(
            self._where,
            f"a damaged file ({why})",
            "a whole xlsx or docx file",
            "download it again, or save it anew",
        )

    def _bomb(self, found: str, expected: str) -> TableError:
        return TableError.problem(self._where, found, expected, "do not trust this file; ask its sender for another")


def local(element: ElementTree.Element) -> str:
    """Return an element's name without its namespace: the strict and the usual variant differ in nothing else."""
    return element.tag.rpartition("}")[2]


def attribute(element: ElementTree.Element, name: str) -> str | None:
    """Return the value of the attribute with this local name, in whatever namespace."""
    value = element.get(name)
    if value is None:
        value = next((value for key, value in element.items() if key.endswith("}" + name)), None)
    return value
