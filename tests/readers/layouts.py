"""The same invented table drawn in the layouts that printed tables come in, with the lines that each of them has."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pypdfium2
from PIL import Image, ImageDraw
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.pdfmetrics import registerFont, stringWidth
from reportlab.pdfgen.canvas import Canvas

_FONT, _SIZE, _STEP, _PAD = "STSong-Light", 9, 11.5, 4
_LEFT_TO_RIGHT = (50, 90, 150, 330, 400, 580, 792)

HEADER = ("序号", "市政府领导", "责任目标内容", "完成时限", "完成情况", "责任单位")
_HOUSES = "改造老旧小区36个，惠及居民1.2万户，同步改造供水管网45公里"
_PARKS = "已开工9处，建成4处，其余5处正在铺设步道和栽植苗木，年底前全部开放。"
_FARMERS = "培训农民5000人次，办好田间学校20所，推广良种良法，把技术送到地头"
ROWS = (
    ("1", "张三", "新建社区食堂12个", "年底", "已建成8个", "市民政局"),
    ("2", "李四", _HOUSES, "长期坚持", "已改造30个。", "市综合行政执法局、市住房和城乡建设局"),
    ("3", "张三", "新建口袋公园9处", "9月底", _PARKS, "市城市管理局"),
    ("4", "王五", _FARMERS, "年底", "培训4800人次", "市农业农村局、市教育局"),
)


@dataclass(frozen=True)
class Layout:
    """How a table is drawn: which lines it has, where the text stands in its cells, how the page lies.

    `every` is 2 where only every other row has lines between its columns; `repeated` where each page has the header.
    """

    upright: Sequence[int] = range(7)
    level: str = "rows"
    every: int = 1
    dotted: bool = False
    repeated: bool = False
    centred: bool = False
    room: float = 2
    turned: bool = False
    fits: float = 45


def drawn(rows: Sequence[Sequence[str]], layout: Layout, title: str = "示例市2024年重点工作责任分工一览表") -> bytes:
    """Return a PDF with a table whose rows are broken at the end of a page, and with page numbers."""
    registerFont(UnicodeCIDFont(_FONT))
    stream = io.BytesIO()
    page = _Page(Canvas(stream, pagesize=(595, 842) if layout.turned else (842, 595), invariant=1), layout)
    page.begin()
    page.canvas.setFont(_FONT, 14)
    page.canvas.drawCentredString(421, 550, title)
    for at, row in enumerate((HEADER, *rows)):
        page.row([_wrapped(text, column) for column, text in enumerate(row)], last=at == len(rows))
    page.end()
    page.canvas.save()
    return stream.getvalue()


def _wrapped(text: str, column: int) -> list[str]:
    room = _LEFT_TO_RIGHT[column + 1] - _LEFT_TO_RIGHT[column] - 2 * _PAD
    lines = [""]
    for letter in text:
        if letter not in "，。、" and stringWidth(lines[-1] + letter, _FONT, _SIZE) > room:
            lines.append("")
        lines[-1] += letter
    return lines


def scanned(pdf: bytes, resolution: int = 150, degrees: float = 0.0, noise: float = 0.0) -> Image.Image:
    """Return the first page of a PDF as a scanner sees it: in grey, askew, with noise."""
    with pypdfium2.PdfDocument(pdf) as document:
        image: Image.Image = document[0].render(scale=resolution / 72, grayscale=True).to_pil()
    image = image.rotate(degrees, resample=Image.Resampling.BICUBIC, fillcolor=255)
    if not noise:
        return image
    pixels = np.asarray(image, dtype=float)
    pixels = pixels * 0.92 + np.random.default_rng(1).normal(0, noise, pixels.shape)
    return Image.fromarray(pixels.clip(0, 255).astype(np.uint8))


def picture(form: str) -> bytes:
    """Return a small picture of two cells as PNG or JPEG."""
    image = Image.new("L", (90, 40), "white")
    draw = ImageDraw.Draw(image)
    draw.rectangle((2, 2, 86, 36), outline=0)
    draw.line((44, 2, 44, 36), fill=0)
    draw.text((10, 12), "12", fill=0)
    draw.text((55, 12), "ab", fill=0)
    stream = io.BytesIO()
    image.save(stream, form)
    return stream.getvalue()


@dataclass
class _Page:
    canvas: Canvas
    layout: Layout
    down: float = 515
    number: int = 1
    first: bool = True
    count: int = 0

    def begin(self) -> None:
        if self.layout.turned:
            self.canvas.translate(595, 0)
            self.canvas.rotate(90)

    def end(self) -> None:
        self.canvas.setFont(_FONT, 9)
        self.canvas.drawCentredString(421, 25, f"— {self.number} —")
        self.canvas.showPage()

    def row(self, cells: list[list[str]], *, last: bool) -> None:
        room = int((self.down - self.layout.fits - 2 * self.layout.room) // _STEP)
        if room < max(map(len, cells)):
            if room > 0:
                self._cells([lines[:room] for lines in cells], ends=False)
                cells = [lines[room:] for lines in cells]
            self.end()
            self.number, self.down = self.number + 1, 535
            self.begin()
            if self.layout.repeated:
                self._cells([_wrapped(text, column) for column, text in enumerate(HEADER)], ends=False)
        self._cells(cells, ends=last)
        self.count += 1

    def _cells(self, cells: list[list[str]], *, ends: bool) -> None:
        count = max(map(len, cells))
        height = count * _STEP + 2 * self.layout.room
        self.canvas.setFont(_FONT, _SIZE)
        for column, lines in enumerate(cells):
            above = (count - len(lines)) * _STEP / 2 if self.layout.centred else 0
            for at, line in enumerate(lines, start=1):
                y = self.down - self.layout.room - above - at * _STEP + 3
                self.canvas.drawString(_LEFT_TO_RIGHT[column] + _PAD, y, line)
        inner = self.count % self.layout.every == 0
        for side in self.layout.upright:
            if inner or side in {0, 6}:
                self._line(_LEFT_TO_RIGHT[side], self.down, _LEFT_TO_RIGHT[side], self.down - height)
        if self.layout.level == "rows" or (self.layout.level == "three" and self.first):
            self._level(self.down)
        if self.layout.level in {"rows", "below"} or (self.layout.level == "three" and (self.first or ends)):
            self._level(self.down - height)
        if self.layout.level == "header" and self.first:
            self._level(self.down - height)
        self.first = False
        self.down -= height

    def _level(self, y: float) -> None:
        self._line(_LEFT_TO_RIGHT[0], y, _LEFT_TO_RIGHT[-1], y)

    def _line(self, x0: float, y0: float, x1: float, y1: float) -> None:
        if not self.layout.dotted:
            self.canvas.line(x0, y0, x1, y1)
            return
        count = int(max(abs(x1 - x0), abs(y1 - y0)) / 1.5)
        for at in range(count + 1):
            x, y = x0 + (x1 - x0) * at / count, y0 + (y1 - y0) * at / count
            self.canvas.rect(x, y, 0.7, 0.7, stroke=0, fill=1)
