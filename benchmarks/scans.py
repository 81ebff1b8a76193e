"""What is read of scans, against what is read of the text: `python -m benchmarks.scans`.

The two seed tables are drawn with ruled lines, rendered as a scanner sees them (askew, with noise, on grey paper) and
read as pictures. Printed are, for each table, resolution and angle: the rows found, the characters that are right
(1 − edit distance / length, over all cells), the words told as doubtful, and the facts (leader, units, deadline, claim)
that are those of the text.
"""

from __future__ import annotations

import argparse
import io
import tempfile
from collections.abc import Sequence
from pathlib import Path

from PIL import Image
from rapidfuzz.distance import Levenshtein
from reportlab.lib.pagesizes import A3, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table

from heze_graph import resources
from heze_graph.model.printed import TableFile
from heze_graph.model.understood import Record
from heze_graph.pipeline.build import seed_tables
from heze_graph.pipeline.stages import read
from heze_graph.reference import Reference
from tests.readers.layouts import scanned

_WIDTHS = (40, 70, 330, 70, 370, 60, 160)
_SCANS = ((150, 0.8), (150, -1.5), (200, 0.8), (200, -1.5))
_NOISE = 10.0


def drawn(lines: Sequence[Sequence[str]]) -> bytes:
    """Return the first lines of a table as a PDF of one page."""
    registerFont(UnicodeCIDFont("STSong-Light"))
    style = ParagraphStyle("cell", fontName="STSong-Light", fontSize=9, leading=12, wordWrap="CJK")
    title, *rows = lines
    table = Table([[Paragraph(cell, style) for cell in row] for row in rows], colWidths=_WIDTHS)
    table.setStyle([("GRID", (0, 0), (-1, -1), 0.6, "black"), ("VALIGN", (0, 0), (-1, -1), "MIDDLE")])
    stream = io.BytesIO()
    SimpleDocTemplate(stream, pagesize=landscape(A3), topMargin=30, bottomMargin=20).build(
        [Paragraph("".join(title), style), table]
    )
    return stream.getvalue()


def facts(record: Record) -> dict[str, tuple[object, ...]]:
    """Return what a table says by number: leaders, units, deadlines, claims."""
    return {
        str(entry.number): tuple(
            (part.leader, part.units, part.deadline, part.claim) for part in entry.assignments
        )
        for entry in record.entries
    }  # fmt: skip


def main() -> None:
    """Read the scans and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=12, help="rows of each table, one page full")
    rows = parser.parse_args().rows
    reference = Reference(resources.REFERENCE)
    print("table                     dpi  angle  rows     characters  doubts  facts")
    with tempfile.TemporaryDirectory() as folder:
        for seed in seed_tables():
            printed = [line.split("\t") for line in seed.path.read_text(encoding="utf-8").splitlines() if line.strip()]
            head = next(at for at, line in enumerate(printed) if len(line) == len(_WIDTHS))
            kept = [printed[0], *[line for line in printed[head:] if len(line) == len(_WIDTHS)][: rows + 1]]
            text = Path(folder) / "text.txt"
            text.write_text("\n".join("\t".join(line) for line in kept), encoding="utf-8")
            right = read(TableFile.at(text), reference)
            page = drawn(kept)
            for resolution, angle in _SCANS:
                scan = Path(folder) / "scan.png"
                image: Image.Image = scanned(page, resolution, angle, _NOISE)
                image.save(scan)
                found = read(TableFile.at(scan), reference)
                report(f"{seed.name:24} {resolution:5} {angle:6.1f}", right, found)


def report(name: str, right: Record, found: Record) -> None:
    """Print one line of figures."""
    cells = ["".join(cell.printed for row in record.rows for cell in row.cells) for record in (right, found)]
    same = 1 - Levenshtein.distance(*cells) / max(len(cells[0]), 1)
    doubts = sum(finding.kind == "unsure-word" for finding in found.findings)
    wanted, got = facts(right), facts(found)
    equal = sum(got.get(number) == fact for number, fact in wanted.items())
    print(
        f"{name}  {len(found.rows):3}/{len(right.rows):3}  {same:9.2%}  {doubts:6}  {equal}/{len(wanted)}", flush=True
    )


if __name__ == "__main__":
    main()
