"""Writing files atomically, and the graph as one file: Turtle, N-Triples, N-Quads, TriG, JSON-LD, RDF/XML.

The same graph gives the same bytes on every run and machine: statements are written by graph and subject. Formats with
named graphs (N-Quads, TriG) keep them; the others hold the union of all graphs, in which every triple occurs once. The
store's own file is sorted by subject, so that only one subject is in memory at a time.
"""

from __future__ import annotations

import errno
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from heze_graph.errors import OutputError, UsageError
from heze_graph.rdf.formats import FORMATS, QUADS, Output, check, in_order, write_statements

if TYPE_CHECKING:
    import pyoxigraph

#: The creation date in files for people, where the format has one.
MOMENT = datetime(2000, 1, 1)  # noqa: DTZ001  (openpyxl writes UTC and wants it naive)


@contextmanager
def whole(file: Path) -> Iterator[IO[bytes]]:
    """Give a file for writing and reading back that appears under its name complete or not at all.

    Links are followed and the file mode is kept; anything but a regular file (a pipe, a device) is opened and written
    directly. “-” is standard output. Raises OutputError when it cannot be written, or is write-protected.
    """
    import tempfile

    if is_stdout(file):
        with tempfile.TemporaryFile() as output:
            yield output
            sys.stdout.flush()
            _copy(output, sys.stdout.buffer)
        return
    try:
        before = _state(file)
        if before and not os.access(file, os.W_OK):
            raise PermissionError(errno.EACCES, "write-protected")
        if before and not stat.S_ISREG(before.st_mode):
            with tempfile.TemporaryFile() as output:
                yield output
                # Opened by this name: the target of a shell's pipe may have none.
                with file.open("wb") as opened:
                    _copy(output, opened)
            return
        with _replacing(Path(os.path.realpath(file)), stat.S_IMODE(before.st_mode) if before else 0o644) as output:
            yield output
    except OSError as error:
        raise OutputError.problem("export.not-writable", where=file, error=error) from error


@contextmanager
def _replacing(target: Path, mode: int) -> Iterator[IO[bytes]]:
    """Give a file that replaces another one in one step once it is written."""
    import tempfile

    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".writing-", dir=target.parent)
    working = Path(name)
    try:
        with os.fdopen(handle, "w+b") as output:
            yield output
        working.chmod(mode)
        working.replace(target)
    except BaseException:
        working.unlink(missing_ok=True)
        raise


def _copy(output: IO[bytes], to: IO[bytes]) -> None:
    import shutil

    output.seek(0)
    shutil.copyfileobj(output, to)
    to.flush()


def is_stdout(file: Path) -> bool:
    """Return whether a name means standard output: ours, or one of the system's."""
    return str(file) in ("-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1")


def _state(file: Path) -> os.stat_result | None:
    """Return a file's status, None where it does not exist; raises OSError, also for circular links."""
    try:
        return file.stat()
    except FileNotFoundError:
        return None


def of_one_moment(archive: bytes) -> bytes:
    """Return a zip archive (docx, xlsx) with fixed dates and system for all entries.

    >>> import io, zipfile
    >>> made = io.BytesIO()
    >>> zipfile.ZipFile(made, "w").writestr(zipfile.ZipInfo("a", (2020, 1, 2, 3, 4, 6)), "b")
    >>> zipfile.ZipFile(io.BytesIO(of_one_moment(made.getvalue()))).infolist()[0].date_time
    (2000, 1, 1, 0, 0, 0)
    """
    import io
    import zipfile

    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as source, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            plain = zipfile.ZipInfo(entry.filename, MOMENT.timetuple()[:6])
            plain.compress_type, plain.create_system = zipfile.ZIP_DEFLATED, 0
            target.writestr(plain, source.read(entry))
    return result.getvalue()


def write_whole(file: Path, data: bytes) -> None:
    """Write bytes to a file as `whole` does."""
    with whole(file) as output:
        output.write(data)


def export(nquads: Path, file: Path, form: str, prefixes: dict[str, str]) -> int:
    """Write the graph of a sorted N-Quads file in a format of QUADS, and return the number of triples or quads written.

    The file appears complete or not at all. Raises UsageError for an unknown format, OutputError when it cannot be
    written, FormatError when the format cannot hold the graph.
    """
    if form not in QUADS:
        raise UsageError.problem("export.format", where=file, form=form, forms=tuple(QUADS))
    named = "quads" in FORMATS[form].holds
    count = 0

    def counted(statements: Iterator[Any]) -> Iterator[Any]:
        nonlocal count
        for count, statement in enumerate(statements, start=1):  # noqa: B007  (told when all are written)
            yield statement

    with whole(file) as output:
        statements = counted(_by_graph(nquads) if named else _by_subject(nquads))
        write_statements(statements, Output(output, form), form, prefixes)
        output.seek(0)
        check(output, form)
        _end_line(output)
    return count


def _by_subject(nquads: Path) -> Iterator[pyoxigraph.Triple]:
    """Yield the triples of a sorted N-Quads file, the type of each subject first."""
    import pyoxigraph

    quads = pyoxigraph.parse(path=str(nquads), format=pyoxigraph.RdfFormat.N_QUADS)
    for _, group in groupby(quads, key=attrgetter("subject")):
        yield from sorted({quad.triple for quad in group}, key=in_order)


def _by_graph(nquads: Path) -> Iterator[pyoxigraph.Quad]:
    from tempfile import TemporaryDirectory

    import pyoxigraph

    # It imports HTTP code, while most answers only need the splitting.
    from heze_graph.store.push import split

    with TemporaryDirectory(prefix="heze-graph-") as folder:
        for graph in split(nquads, Path(folder)):
            name = pyoxigraph.NamedNode(graph.graph)
            for triple in _by_subject(graph.file):
                yield pyoxigraph.Quad(triple.subject, triple.predicate, triple.object, name)


def _end_line(output: Any) -> None:
    """Make sure that the last line ends like the others."""
    output.seek(-1, os.SEEK_END)
    if output.read(1) != b"\n":
        output.write(b"\n")
