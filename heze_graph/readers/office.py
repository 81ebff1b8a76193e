"""Reading what LibreOffice opens (.doc, .wps, .rtf, .odt, bare XML), by converting it to .docx or .xlsx."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from heze_graph.errors import TableError
from heze_graph.messages import Message, say
from heze_graph.readers import docx, xlsx
from heze_graph.readers.blocks import Block, Wait
from heze_graph.readers.content import MAX_CONVERSION_SECONDS, MAX_SECONDS, Content
from heze_graph.readers.formats import open_kind

#: Where LibreOffice is installed if it is not on the path: on macOS, on Windows.
_ELSEWHERE = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.exe",
)

_OPEN_TEXT = b"application/vnd.oasis.opendocument.text"

#: No macros, no linked pictures or data, no network access.
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" oor:op="fuse">
<value>true</value></prop><prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetProxyType" oor:op="fuse"><value>2</value></prop>
<prop oor:name="ooInetHTTPProxyName" oor:op="fuse"><value>127.0.0.1</value></prop>
<prop oor:name="ooInetHTTPProxyPort" oor:op="fuse"><value>9</value></prop>
<prop oor:name="ooInetHTTPSProxyName" oor:op="fuse"><value>127.0.0.1</value></prop>
<prop oor:name="ooInetHTTPSProxyPort" oor:op="fuse"><value>9</value></prop></item>
</oor:items>
"""

#: The content of each format, LibreOffice's name for the format, and the target format. LibreOffice is told the format,
#: since it would take a damaged file for text.
_FORMATS = (
    (re.compile(rb"\A\xd0\xcf\x11\xe0"), "MS Word 97", "docx"),
    (re.compile(rb"\A{\\rtf"), "Rich Text Format", "docx"),
    (re.compile(rb"urn:schemas-microsoft-com:office:spreadsheet"), "MS Excel 2003 XML", "xlsx"),
    (re.compile(rb"schemas\.microsoft\.com/office/word/2003/wordml"), "MS Word 2003 XML", "docx"),
    (re.compile(rb"opendocument\.text"), "OpenDocument Text Flat XML", "docx"),
    (re.compile(rb"opendocument\.spreadsheet"), "OpenDocument Spreadsheet Flat XML", "xlsx"),
)


def blocks(content: Content) -> Iterator[Block | Wait]:
    """Yield the blocks of a document or workbook after LibreOffice has converted it to .docx or .xlsx.

    Raises TableError when LibreOffice is not installed, does not open the file, or takes too long.
    """
    known = next(((name, target) for found, name, target in _FORMATS if found.search(content.data)), None)
    if open_kind(content).startswith(_OPEN_TEXT):
        known = ("writer8", "docx")
    if known is None:
        raise _not_opened(content.where, say("readers.other-opendocument"))
    name, target = known
    yield Wait(MAX_CONVERSION_SECONDS + MAX_SECONDS)
    made = converted(content, target, name)
    yield from xlsx.blocks(made) if target == "xlsx" else docx.blocks(made)


def converted(content: Content, target: str, name: str = "") -> Content:
    """Return a file converted by LibreOffice to the format of this name.

    Raises TableError when LibreOffice is not installed, does not open the file, or takes too long.
    """
    program = _program()
    if program is None:
        raise TableError.problem("readers.no-office", where=content.where, target=target)
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "in").write_bytes(content.data)
        profile = Path(folder) / "profile" / "user"
        profile.mkdir(parents=True)
        (profile / "registrymodifications.xcu").write_text(_SETTINGS, encoding="utf-8")
        _convert([program, *_options(Path(folder), target, name)], content.where)
        made = Path(folder) / "out" / f"in.{target}"
        if not made.is_file():
            raise _not_opened(content.where, say("readers.not-saved", target=target))
        return replace(content, data=made.read_bytes())


def _program() -> str | None:
    found = shutil.which("soffice") or shutil.which("libreoffice")
    return found or next((path for path in _ELSEWHERE if Path(path).is_file()), None)


def _options(folder: Path, target: str, name: str) -> list[str]:
    home = (folder / "profile").as_uri()
    quiet = ["--headless", "--norestore", "--nolockcheck", "--nodefault", "--nofirststartwizard"]
    out = str(folder / "out")
    given = [f"--infilter={name}"] if name else []
    return [
        f"-env:UserInstallation={home}",
        *quiet,
        *given,
        "--convert-to",
        target,
        "--outdir",
        out,
        str(folder / "in"),
    ]


def _convert(command: list[str], where: str) -> None:
    """Run LibreOffice, and kill it with all its processes when it takes too long."""
    with subprocess.Popen(  # noqa: S603 - a program found by name, arguments of ours
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    ) as process:
        try:
            process.wait(MAX_CONVERSION_SECONDS)
        except subprocess.TimeoutExpired as error:
            found = say("readers.not-saved-in-time", seconds=MAX_CONVERSION_SECONDS)
            raise _not_opened(where, found) from error
        finally:
            _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    if sys.platform != "win32":
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return  # it has ended
    else:
        process.kill()


def _not_opened(where: str, found: Message) -> TableError:
    return TableError.problem("readers.not-opened", where=where, found=found)
