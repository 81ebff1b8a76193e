"""How much a query may take, and how many are answered at once, so that nobody keeps the others waiting.

All are guesses that were tried on two cores: `docs/decisions/0020-many-workers.md` says why.
"""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of a pool; times in seconds, sizes in bytes.

    A saved query is one of the project's own; a free one is whatever a stranger sends.
    """

    #: Queries that are answered at once, each by a worker of its own.
    workers: int = 6
    #: Workers that stand ready beyond those that are busy: two or more, since a dear query does not get the last one.
    spare: int = 2
    #: How long a free query may run. Naive ones over 100,000 rows took up to 16 seconds on disk.
    seconds: float = 10.0
    #: How long a saved query may run.
    saved_seconds: float = 30.0
    #: From when on a free query is slow: it gets less of the processor, and may have to make room.
    slow_after: float = 1.0
    #: Free queries that may be slow at once while others wait.
    slow: int = 2
    #: Free queries, and as many saved ones, that may wait: 20 of one asker, and still one of somebody else's.
    waiting: int = 20
    #: How long a query may wait.
    patience: float = 10.0
    #: Memory that a query may take beyond what the graph takes.
    memory: int = 512 * 1024 * 1024
    #: The largest answer; a graph of 500,000 triples as Turtle.
    answer: int = 64 * 1024 * 1024
    #: All large answers (over 1 MB) that are being sent, together.
    answers: int = 512 * 1024 * 1024
    #: How long an idle worker beyond the spare ones is kept.
    idle: float = 60.0


_DAY, _ALL = 86_400.0, 1 << 40
#: For one person on a machine of their own: a query may take what there is, and is ended by nobody else.
PATIENT = Limits(
    workers=1,
    spare=1,
    seconds=_DAY,
    saved_seconds=_DAY,
    slow_after=_DAY,
    patience=_DAY,
    memory=_ALL,
    answer=_ALL,
    answers=_ALL,
)
#: For one query, and no other after it.
ONE = replace(PATIENT, spare=0)
