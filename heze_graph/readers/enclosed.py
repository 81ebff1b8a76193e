"""Files inside a zip archive or attached to an email: the one that holds a table is read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from heze_graph.errors import TableError
from heze_graph.messages import Message, quoted, say
from heze_graph.model.printed import Doubt, PrintedFile, PrintedLine
from heze_graph.readers.content import ZIP_STARTS, Archive, Content
from heze_graph.readers.mail import is_mail, opened

#: So many files of an archive are looked into, and so many named in a message.
_MOST_FILES, _MOST_NAMES = 40, 8
#: So many rows of several cells make a table.
_FEWEST_ROWS = 2
#: What systems put beside the files of an archive, by a part of the name.
_OF_SYSTEM = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")


@dataclass(frozen=True, slots=True)
class _Tried:
    """A file within another, and what came of reading it."""

    file: Content
    printed: PrintedFile | None = None
    error: TableError | None = None

    @property
    def is_unknown(self) -> bool:
        message = self.error.message if self.error else ""
        return isinstance(message, Message) and message.key == "readers.unknown-format"

    @property
    def has_table(self) -> bool:
        lines = self.printed.lines if self.printed else ()
        return sum(sum(map(bool, map(str.strip, line.cells))) > 1 for line in lines) >= _FEWEST_ROWS


def files_in(content: Content) -> list[Content]:
    """Return the files of a zip archive or of a mail; none for any other file.

    Raises TableError when an archive is damaged, encrypted or too large.
    """
    if is_mail(content.data):
        found = opened(content).attachments
    elif content.data.startswith(ZIP_STARTS):
        found = tuple(Archive(content.data, content.where).files())
    else:
        return []
    named = [(name, data) for name, data in found if not any(mark in name for mark in _OF_SYSTEM)]
    return [Content(data, name.rpartition("/")[2], f"{content.where}, {_printable(name)}") for name, data in named]


def read_enclosed(content: Content, read: Callable[[Content], PrintedFile]) -> PrintedFile:
    """Return the lines of the only enclosed file that holds a table, else of the only one with text.

    Each line names its file; the first one carries a doubt that lists the others. Raises TableError when several hold
    tables, each of which is a document of its own, or when none can be read.
    """
    files = files_in(content)
    if len(files) > _MOST_FILES:
        raise _several(content, files)
    tried = [_tried(file, read) for file in files]
    readable = [each for each in tried if each.printed]
    chosen = [each for each in readable if each.has_table] or readable
    if len(chosen) > 1:
        raise _several(content, [each.file for each in chosen])
    one = chosen[0] if chosen else next((each for each in tried if not each.is_unknown), tried[0])
    if one.error or not one.printed:
        raise one.error or TableError.problem("readers.no-text", where=content.where)
    printed = one.printed
    title = (
        printed.title or (opened(content).subject if is_mail(content.data) else "") or one.file.name.rpartition(".")[0]
    )
    others = [each.file for each in tried if each is not one]
    lines = tuple(_within(line, one.file.name) for line in printed.lines)
    return replace(content.printed(_told(lines, one.file, others)), title=title)


def _tried(file: Content, read: Callable[[Content], PrintedFile]) -> _Tried:
    try:
        return _Tried(file, read(file))
    except TableError as error:
        return _Tried(file, error=error)


def _within(line: PrintedLine, name: str) -> PrintedLine:
    return replace(line, where=f"{name}, {line.where or f'line {line.line}'}")


def _told(lines: tuple[PrintedLine, ...], file: Content, others: Sequence[Content]) -> tuple[PrintedLine, ...]:
    """Return lines with a doubt on the first that lists the files beside the one that was read."""
    if not others:
        return lines
    names = tuple(_printable(other.name) for other in others)
    doubt = Doubt("other-files", None, _printable(file.name), candidates=names, details=(("others", "、".join(names)),))
    return (replace(lines[0], doubts=(*lines[0].doubts, doubt)), *lines[1:])


def _several(content: Content, files: Sequence[Content]) -> TableError:
    first = quoted(_printable(files[0].name))
    return TableError.problem("readers.several-files", where=content.where, names=names_of(files), first=first)


def names_of(files: Sequence[Content]) -> Message:
    """Return the names of files for a message: the first few, and how many more there are."""
    names = sorted(_printable(file.name) for file in files)
    if len(names) > _MOST_NAMES:
        return say("readers.names-and-more", names=names[:_MOST_NAMES], more=len(names) - _MOST_NAMES)
    return say("readers.names", names=names) if names else say("readers.nothing-inside")


def _printable(name: str) -> str:
    """Return the name of a file for a message, without control characters and cut to a reasonable length."""
    return "".join(letter if letter.isprintable() else "?" for letter in name)[:80]
