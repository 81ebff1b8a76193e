"""What changed from one Entry of a Target to the next."""

from __future__ import annotations

from collections.abc import Iterator

from heze_graph.linking.similarity import normalise
from heze_graph.model.understood import Change, ChangeKind, Entry


def changes(earlier: Entry, later: Entry) -> Iterator[Change]:
    """Yield what the later Entry says otherwise.

    Punctuation, blanks and width of characters do not count in a wording; the order does not count in a list of names.
    """
    pairs = (
        (ChangeKind.NUMBER, earlier.number or "", later.number or ""),
        (ChangeKind.WORDING, earlier.wording, later.wording),
        (ChangeKind.DEADLINE, _deadline(earlier), _deadline(later)),
        (ChangeKind.LEADERS, "、".join(earlier.leaders), "、".join(later.leaders)),
        (ChangeKind.UNITS, "、".join(earlier.units), "、".join(later.units)),
    )
    for kind, before, after in pairs:
        if _same(kind, before, after):
            continue
        yield Change((earlier.document, earlier.key), (later.document, later.key), kind, before, after)


def _deadline(entry: Entry) -> str:
    return entry.deadline.printed if entry.deadline else ""


def _same(kind: ChangeKind, before: str, after: str) -> bool:
    if kind is ChangeKind.WORDING:
        return normalise(before) == normalise(after)
    if kind in (ChangeKind.LEADERS, ChangeKind.UNITS):
        return set(before.split("、")) == set(after.split("、"))
    return before == after
