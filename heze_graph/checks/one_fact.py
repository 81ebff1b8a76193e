"""One fact, one finding: of several about the same number, the most informative is kept."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from heze_graph.checks.material import Material, Suspicion
from heze_graph.extraction.numbers.quantities import measures

_COMPLETION, _RATE, _BEYOND = "completion-not-borne-out", "rate-does-not-follow", "figure-far-beyond-goal"
_PASSED, _OTHER = "deadline-passed-without-completion", "other-quantity-reported"
_OWN_WORDS, _LOWERED = "says-it-is-behind", "goal-lowered-in-report"
_BEHIND = (
    "on-schedule-but-behind", "on-schedule-but-far-behind", "on-schedule-but-short-for-now", "behind-without-claim",
)  # fmt: skip
#: A kind, and those that say less of the same number than it does.
_SAYS_MORE = {
    _RATE: (_RATE, _COMPLETION, _BEYOND, *_BEHIND),
    _COMPLETION: _BEHIND,
    _BEYOND: (_COMPLETION, *_BEHIND),
    _LOWERED: (_OTHER, _COMPLETION, *_BEHIND),
    "figure-jumps": (_BEYOND,),
    _PASSED: (_OTHER, _OWN_WORDS),
    **dict.fromkeys(_BEHIND, (_OWN_WORDS,)),
}
_HUNDRED = 100


def without_repeats(material: Material, found: Sequence[Suspicion]) -> list[Suspicion]:
    """Return the suspicions without those that say less about a number than another one.

    建成30座，完成率100%，完成全年任务 for 60座: the wrong rate names the two numbers to compare; that the work is
    behind, and not done, follows from it. Where the work is behind by the rate, too, both stay: one asks for a
    correction, the other for work.
    """
    telling = [one for one in found if one.kind in _SAYS_MORE]
    return [one for one in found if not any(_covers(material, other, one) for other in telling if other is not one)]


def _covers(material: Material, more: Suspicion, less: Suspicion) -> bool:
    if less.kind not in _SAYS_MORE[more.kind] or more.at.statement != less.at.statement:
        return False
    if more.kind == less.kind:
        # Printed beside the number and in a column of its own: the first is kept.
        return more.other == less.other and len(more.at.text) > len(less.at.text)
    if more.kind == _RATE:
        # The rate beside 5480场 of 500场, 109.6%, tells which digit is wrong.
        return more.other == less.other and (less.kind == _BEYOND or _bears_out(material, more, less.kind))
    if more.kind == _COMPLETION:
        return more.other == less.other
    if more.kind in (_PASSED, _LOWERED) or less.kind == _OWN_WORDS:
        # What else is reported of a work that is late is no other fact.
        return True
    return more.at.text in less.at.text or less.at.text in more.at.text


def _bears_out(material: Material, found: Suspicion, kind: str) -> bool:
    """Whether the rate that is printed would bear out what the report claims."""
    statement = found.at.statement
    (rate,) = measures(dict(found.details)["rate"], material.words.measures)[:1] or (None,)
    entry = material.entries[statement.document, statement.entry]
    wanted = Decimal(1) if kind == _COMPLETION else material.elapsed(entry)
    return rate is not None and rate.value >= wanted * _HUNDRED
