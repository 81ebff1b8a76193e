"""A font with PostScript outlines (most Chinese ones of Linux) with some characters of it, drawn as TrueType.

ReportLab puts TrueType outlines into a PDF only (its user guide, 3.6); fontTools turns the curves of what is needed.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont

#: What the face of a collection that has mainland forms is called: Noto Sans CJK SC, Source Han Sans CN.
_MAINLAND = (" SC", " CN")
#: How far a curve may be from the one that it stands for, as a share of the size of the letters.
_OFF = 0.001
#: OpenType, table OS/2, fsType: a font that may not be put into a document (Restricted License embedding).
_RESTRICTED, _PERMISSIONS = 0x0002, 0x000F


def truetype(file: Path, text: Iterable[str], name: str) -> io.BytesIO:
    """Return a TrueType font, called by a name, of the characters of a text that a font of PostScript outlines has.

    Raises whatever fontTools does where it can make nothing of the file, and ValueError where the font may not be put
    into documents.
    """
    from fontTools.ttLib import TTFont

    with file.open("rb") as opened:
        collection = opened.read(4) == b"ttcf"
        count = int.from_bytes(opened.read(8)[4:], "big") if collection else 1
    with ExitStack() as faces:
        known = [
            faces.enter_context(TTFont(os.fspath(file), fontNumber=at if collection else -1, lazy=True))
            for at in range(count)
        ]
        called = (str(face["name"].getDebugName(4) or "") for face in known)
        pairs = zip(known, called, strict=True)
        source = next((face for face, name in pairs if name.endswith(_MAINLAND)), known[0])
        if source["OS/2"].fsType & _PERMISSIONS == _RESTRICTED:
            raise ValueError(f"{file.name} may not be embedded")
        return _with(source, {ord(one) for one in text}, name)


def _with(source: TTFont, wanted: set[int], name: str) -> io.BytesIO:
    """Return a font with the wanted characters that a source has."""
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


def _drawn(source: TTFont, names: Iterable[str]) -> Iterator[tuple[str, Any]]:
    """Yield each glyph once with its curves as TrueType has them."""
    from fontTools.pens.cu2quPen import Cu2QuPen
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    glyphs, off = source.getGlyphSet(), source["head"].unitsPerEm * _OFF
    for name in dict.fromkeys(names):
        pen = TTGlyphPen(None)
        glyphs[name].draw(Cu2QuPen(pen, off, reverse_direction=True))
        yield name, pen.glyph()
