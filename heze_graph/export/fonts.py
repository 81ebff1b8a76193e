"""A Chinese font of this machine for embedding in a PDF; PostScript outlines are converted to TrueType.

No font comes with the package. Characters missing from the Chinese font (some have no Latin) are set in Bitstream Vera,
which comes with ReportLab. Where there is no Chinese font, the PDF names one that PDF readers have, without embedding
it.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache
from itertools import count, groupby
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from heze_graph.errors import UsageError

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont as OutlineFont
    from reportlab.pdfbase.ttfonts import TTFont

#: Files of Chinese fonts in order of preference: those of Windows, macOS, Debian and others.
_FILES = (
    "simsun.ttc", "Deng.ttf", "msyh.ttc", "simhei.ttf", "Songti.ttc", "STHeiti Light.ttc", "Arial Unicode.ttf",
    "NotoSerifSC-VF.ttf", "NotoSansSC-VF.ttf", "NotoSansSC-Regular.ttf", "uming.ttc", "wqy-zenhei.ttc",
    "wqy-microhei.ttc", "DroidSansFallbackFull.ttf", "DroidSansFallback.ttf", "gbsn00lp.ttf",
    "NotoSansCJK-Regular.ttc", "NotoSerifCJK-Regular.ttc", "NotoSansCJKsc-Regular.otf", "NotoSansSC-Regular.otf",
    "SourceHanSansSC-Regular.otf", "SourceHanSansCN-Regular.otf", "SourceHanSerifSC-Regular.otf",
)  # fmt: skip
_FOLDERS = ("C:/Windows/Fonts", "/System/Library/Fonts", "/Library/Fonts", "/usr/share/fonts", "/usr/local/share/fonts")
_LATIN, _CHINESE = "heze-graph-latin", "heze-graph-chinese"
#: A Chinese font that PDF readers have.
NAMED = "STSong-Light"
#: A font without these is not a Chinese font.
_NEEDED = "市县区的一，。"


@dataclass(frozen=True, slots=True)
class Lettering:
    """The font of a PDF: `name` is ReportLab's; `file` is the font to embed, None for none."""

    name: str
    file: Path | None = None
    covered: frozenset[int] = frozenset()

    @property
    def has_chinese(self) -> bool:
        """Whether it is a Chinese font."""
        return self.covered.issuperset(map(ord, _NEEDED))

    def marked(self, text: str) -> str:
        """Return a text in ReportLab's markup, with characters missing from the font set in the Latin one."""
        if not self.file:
            return escape(text)
        runs = groupby(text, lambda one: ord(one) in self.covered or one.isspace())
        return "".join(
            escape("".join(run)) if own else f'<font name="{_LATIN}">{escape("".join(run))}</font>' for own, run in runs
        )


@dataclass(frozen=True, slots=True)
class _KnownFont:
    """A registered font, the characters it was asked for, and whether it has all characters of its file."""

    letters: Lettering
    characters: frozenset[str]
    whole: bool


_known: dict[Path, _KnownFont] = {}
_numbers = count()
_DRAWING = Lock()


def lettering(file: Path | None = None, text: str = "") -> Lettering:
    """Return the font for a PDF of a text: the given one, or else the first Chinese font of this machine.

    Raises UsageError where the given font cannot be read or is not a Chinese font.
    """
    if file is None:
        file = _found()
        return _letters(file, text) if file else Lettering(NAMED)
    try:
        letters = _letters(file, text)
    except Exception as error:
        raise UsageError.problem("export.font", file=file, error=error) from error
    if not letters.has_chinese:
        raise UsageError.problem("export.font-without-chinese", file=file)
    return letters


@cache
def _found() -> Path | None:
    """Return the first Chinese font of this machine."""
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfbase.pdfmetrics import registerFont

    for file in _here():
        try:
            letters = _letters(file, "")
        except Exception:  # noqa: BLE001, S112 - a font that cannot be read is none, whatever is wrong with it
            continue
        if letters.has_chinese:
            return file
    registerFont(UnicodeCIDFont(NAMED))
    return None


def _here() -> Iterator[Path]:
    """Yield the Chinese fonts of this machine in order of preference."""
    folders = (*map(Path, _FOLDERS), Path.home() / ".local/share/fonts", Path.home() / "Library/Fonts")
    there = [folder for folder in folders if folder.is_dir()]
    files = {path.name.casefold(): path for folder in there for path in folder.rglob("*.[to]t[fc]")}
    return (files[name.casefold()] for name in _FILES if name.casefold() in files)


def _letters(file: Path, text: str) -> Lettering:
    """Return a font registered with ReportLab; one with PostScript outlines has the characters of all texts so far.

    ReportLab keeps what was registered under a name, so that a font with more characters gets another name.
    """
    with _DRAWING:
        known = _known.get(file)
        if known and (known.whole or known.characters >= {*text}):
            return known.letters
        characters = frozenset(text) | (known.characters if known else frozenset(_NEEDED))
        font, whole = _font(file, characters)
        _known[file] = _KnownFont(_registered(font, file), characters, whole)
        return _known[file].letters


def _font(file: Path, characters: frozenset[str]) -> tuple[TTFont, bool]:
    """Return a font for ReportLab, and whether it has all characters of the file."""
    from reportlab.pdfbase.ttfonts import TTFError, TTFont

    name = f"{_CHINESE}-{next(_numbers)}"
    try:
        return TTFont(name, os.fspath(file)), True
    except TTFError as error:
        if "postscript" not in str(error):
            raise
    return TTFont(name, truetype(file, characters, name)), False


def _registered(font: TTFont, file: Path) -> Lettering:
    from reportlab.pdfbase.pdfmetrics import registerFont
    from reportlab.pdfbase.ttfonts import TTFont

    registerFont(font)
    registerFont(TTFont(_LATIN, "Vera.ttf"))
    return Lettering(font.fontName, file, frozenset(font.face.charToGlyph))


#: How the mainland face of a font collection is named: Noto Sans CJK SC, Source Han Sans CN.
_MAINLAND = (" SC", " CN")
#: The maximum deviation of a converted curve, relative to the font size.
_OFF = 0.001
#: OpenType, table OS/2, fsType: a font that may not be embedded (Restricted License embedding).
_RESTRICTED, _PERMISSIONS = 0x0002, 0x000F


def truetype(file: Path, text: Iterable[str], name: str) -> io.BytesIO:
    """Return a TrueType font with a name, made of the characters of a text in a font with PostScript outlines.

    Raises whatever fontTools does for an unusable file, and ValueError where the font may not be embedded.
    """
    from fontTools.ttLib import TTFont as OutlineFont

    with file.open("rb") as opened:
        collection = opened.read(4) == b"ttcf"
        count = int.from_bytes(opened.read(8)[4:], "big") if collection else 1
    with ExitStack() as faces:
        known = [
            faces.enter_context(OutlineFont(os.fspath(file), fontNumber=at if collection else -1, lazy=True))
            for at in range(count)
        ]
        called = (str(face["name"].getDebugName(4) or "") for face in known)
        pairs = zip(known, called, strict=True)
        source = next((face for face, name in pairs if name.endswith(_MAINLAND)), known[0])
        if source["OS/2"].fsType & _PERMISSIONS == _RESTRICTED:
            raise ValueError(f"{file.name} may not be embedded")
        return _with(source, {ord(one) for one in text}, name)


def _with(source: OutlineFont, wanted: set[int], name: str) -> io.BytesIO:
    """Return a font with those of the wanted characters that the source has."""
    from fontTools.fontBuilder import FontBuilder
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    names = {code: glyph for code, glyph in source.getBestCmap().items() if code in wanted}
    drawn = {".notdef": TTGlyphPen(None).glyph(), **dict(_drawn(source, names.values()))}
    glyphs = source.getGlyphSet()
    builder = FontBuilder(source["head"].unitsPerEm, isTTF=True)
    builder.updateHead(created=0, modified=0)  # the same bytes on every run
    builder.font.recalcTimestamp = False
    builder.setupGlyphOrder([*drawn])
    builder.setupCharacterMap(names)
    builder.setupGlyf(drawn)
    widths = {one: glyphs[one].width if one in glyphs else 0 for one in drawn}
    builder.setupHorizontalMetrics({one: (width, getattr(drawn[one], "xMin", 0)) for one, width in widths.items()})
    lines = source["hhea"]
    builder.setupHorizontalHeader(ascent=lines.ascent, descent=lines.descent)
    builder.setupNameTable({"familyName": "heze-graph", "styleName": "Regular", "psName": name})
    builder.setupOS2(sTypoAscender=lines.ascent, sTypoDescender=lines.descent)
    builder.setupPost()
    written = io.BytesIO()
    builder.save(written)
    written.seek(0)
    return written


def _drawn(source: OutlineFont, names: Iterable[str]) -> Iterator[tuple[str, Any]]:
    """Yield each glyph once with TrueType curves."""
    from fontTools.pens.cu2quPen import Cu2QuPen
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    glyphs, off = source.getGlyphSet(), source["head"].unitsPerEm * _OFF
    for name in dict.fromkeys(names):
        pen = TTGlyphPen(None)
        glyphs[name].draw(Cu2QuPen(pen, off, reverse_direction=True))
        yield name, pen.glyph()
