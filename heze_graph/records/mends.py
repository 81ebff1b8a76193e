"""A mend: what was understood otherwise than printed, before it is known where in the document it stands."""

from __future__ import annotations

from dataclasses import dataclass

from heze_graph.model.understood import Certainty, Finding


@dataclass(frozen=True, slots=True)
class Mend:
    """A Finding that does not know its place yet; the fields are those of Finding."""

    kind: str
    printed: str
    understood: str
    certainty: Certainty
    candidates: tuple[str, ...] = ()
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
            details=self.details,
        )
