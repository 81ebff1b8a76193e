"""What was understood otherwise than printed: mends, characters for others, what a reader was not sure of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from heze_graph.extraction.claims import is_error_value
from heze_graph.model.printed import PrintedFile, PrintedLine, Row
from heze_graph.model.understood import Certainty, Finding, Record


@dataclass(frozen=True, slots=True)
class Mend:
    """A Finding that does not know its place yet; the fields are those of Finding."""

    kind: str
    printed: str
    understood: str
    certainty: Certainty
    candidates: tuple[str, ...] = ()
    named: tuple[tuple[str, str], ...] = ()
    details: tuple[tuple[str, str], ...] = ()
    column: int | None = None

    def at(self, document: str, line: int, entry: str | None) -> Finding:
        """Return the Finding at a place."""
        return Finding(
            kind=self.kind,
            document=document,
            line=line,
            printed=self.printed,
            understood=self.understood,
            certainty=self.certainty,
            entry=entry,
            column=self.column,
            candidates=self.candidates,
            named=self.named,
            details=self.details,
        )


def plain_lines(lines: Sequence[PrintedLine], radicals: Mapping[int, str]) -> tuple[PrintedLine, ...]:
    """Return lines with the characters meant (`reference.language.ideographs`); a failed formula says nothing."""
    return tuple(_plain(line, radicals) for line in lines)


def _plain(line: PrintedLine, radicals: Mapping[int, str]) -> PrintedLine:
    cells = tuple(_meant(cell, radicals) for cell in line.cells)
    merged = tuple((column, _meant(text, radicals)) for column, text in line.merged)
    meant = replace(line, cells=cells, merged=merged)
    # A row of nothing but failed formulas is a row that is printed.
    return line if (cells, merged) == (line.cells, line.merged) or (meant.is_blank and not line.is_blank) else meant


def _meant(text: str, radicals: Mapping[int, str]) -> str:
    if text.isascii():
        return "" if is_error_value(text) else text
    return text.translate(radicals)


def as_printed(record: Record, printed: PrintedFile) -> Record:
    """Return a Record with the characters of its rows as printed, and with what the reader of its file doubted."""
    lines = {line.line: line for line in printed.lines}
    doubted = tuple(_doubted(record, printed.lines))
    findings = tuple(sorted((*record.findings, *doubted), key=in_order)) if doubted else record.findings
    return replace(record, rows=tuple(_printed(row, lines[row.line]) for row in record.rows), findings=findings)


def in_order(finding: Finding) -> tuple[int, int, str, str]:
    """Return where a Finding stands among those of its document."""
    return finding.line, finding.column or 0, finding.kind, finding.printed


def _printed(row: Row, line: PrintedLine) -> Row:
    if all(cell.printed == text for cell, text in zip(row.cells, line.cells, strict=True)):
        return row
    cells = (replace(cell, printed=text) for cell, text in zip(row.cells, line.cells, strict=True))
    return replace(row, cells=tuple(cells))


def _doubted(record: Record, lines: Sequence[PrintedLine]) -> Iterator[Finding]:
    keys = {number: entry.key for entry in record.entries for part in entry.assignments for number in part.lines}
    name = record.document.name
    for line in lines:
        for column, cell in enumerate(line.cells, start=1):
            if is_error_value(cell):
                failed = Mend("error-value", cell.strip(), "", Certainty.CERTAIN, column=column)
                yield failed.at(name, line.line, keys.get(line.line))
        for doubt in line.doubts:
            mend = Mend(doubt.kind, doubt.printed, doubt.understood, Certainty.DOUBTFUL)
            mend = replace(mend, candidates=doubt.candidates, details=doubt.details, column=doubt.column)
            yield mend.at(name, line.line, keys.get(line.line))
