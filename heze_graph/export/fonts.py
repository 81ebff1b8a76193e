"""A font of this machine that has Chinese and may stand inside a PDF: of TrueType outlines, as ReportLab needs them.

No font comes with the package. What the Chinese font lacks (some have no Latin) is set in Bitstream Vera, which
ReportLab brings along. Where there is no such font a PDF names one that readers of PDF have, and holds none.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from heze_graph.errors import UsageError

if TYPE_CHECKING:
    from reportlab.pdfbase.ttfonts import TTFont

#: Files of fonts with Chinese in the order in which they are taken: those of Windows, macOS, Debian and others.
_FILES = (
    "simsun.ttc", "Deng.ttf", "msyh.ttc", "simhei.ttf", "Songti.ttc", "STHeiti Light.ttc", "Arial Unicode.ttf",
    "NotoSerifSC-VF.ttf", "NotoSansSC-VF.ttf", "NotoSansSC-Regular.ttf", "uming.ttc", "wqy-zenhei.ttc",
    "wqy-microhei.ttc", "DroidSansFallbackFull.ttf", "DroidSansFallback.ttf", "gbsn00lp.ttf",
)  # fmt: skip
_FOLDERS = ("C:/Windows/Fonts", "/System/Library/Fonts", "/Library/Fonts", "/usr/share/fonts", "/usr/local/share/fonts")
_LATIN, _CHINESE = "heze-graph-latin", "heze-graph-chinese"
#: What readers of PDF have for Chinese.
NAMED = "STSong-Light"
#: A font without these is none for Chinese.
_NEEDED = "市县区的一，。"


@dataclass(frozen=True, slots=True)
class Lettering:
    """What a PDF is set in: `name` is ReportLab's; `file` is the font that goes into it, None where none does."""

    name: str
    file: Path | None = None
    covered: frozenset[int] = frozenset()

    def marked(self, text: str) -> str:
        """Return a text as ReportLab's paragraphs take it, with what the font lacks in the Latin one."""
        if not self.file:
            return escape(text)
        runs = groupby(text, lambda one: ord(one) in self.covered or one.isspace())
        return "".join(
            escape("".join(run)) if own else f'<font name="{_LATIN}">{escape("".join(run))}</font>' for own, run in runs
        )


def lettering(file: Path | None = None) -> Lettering:
    """Return what a PDF is set in: in a font that is named, else in the first of this machine that has Chinese.

    Raises UsageError where the named one cannot be read, has other outlines, or has no Chinese.
    """
    if file is None:
        return _found()
    try:
        font = _font(file)
    except Exception as error:
        raise UsageError.problem("export.font", file=file, error=error) from error
    if not _has_chinese(font):
        raise UsageError.problem("export.font-without-chinese", file=file)
    return _registered(font, file)


@cache
def _found() -> Lettering:
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfbase.pdfmetrics import registerFont

    for file in _here():
        try:
            font = _font(file)
        except Exception:  # noqa: BLE001, S112 - a font that cannot be read is none, whatever is wrong with it
            continue
        if _has_chinese(font):
            return _registered(font, file)
    registerFont(UnicodeCIDFont(NAMED))
    return Lettering(NAMED)


def _here() -> Iterator[Path]:
    """Yield the fonts of this machine that have Chinese, the best first."""
    folders = (*map(Path, _FOLDERS), Path.home() / ".local/share/fonts", Path.home() / "Library/Fonts")
    files = {path.name.casefold(): path for folder in folders if folder.is_dir() for path in folder.rglob("*.tt[fc]")}
    return (files[name.casefold()] for name in _FILES if name.casefold() in files)


def _font(file: Path) -> TTFont:
    from reportlab.pdfbase.ttfonts import TTFont

    return TTFont(_CHINESE, str(file))


def _has_chinese(font: TTFont) -> bool:
    return all(ord(one) in font.face.charToGlyph for one in _NEEDED)


def _registered(font: TTFont, file: Path) -> Lettering:
    from reportlab.pdfbase.pdfmetrics import registerFont
    from reportlab.pdfbase.ttfonts import TTFont

    registerFont(font)
    registerFont(TTFont(_LATIN, "Vera.ttf"))
    return Lettering(_CHINESE, file, frozenset(font.face.charToGlyph))
