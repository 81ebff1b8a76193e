"""Whether questions in words lead to the right saved query: `python -m benchmarks.asked [STORE] [--set first …]`.

The sets under `benchmarks/question_sets/` were written as clerks, units, counties, journalists and readers of English
would type them, before the ways to ask were looked at. Each line has who asks, the text, and the queries with their
values that answer it, any of several, `none` where no saved query does. A first run says more than a later one.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from heze_graph.entities.asking import Asking, Question
from heze_graph.entities.search import Index
from heze_graph.queries.library import load
from heze_graph.resources import QUERIES
from heze_graph.store.embedded import Embedded
from heze_graph.store.folder import last_store

SETS = Path(__file__).with_name("question_sets")
NONE = "none"
#: Values that no set names: what “overdue” means depends on the day that it is asked.
_TODAY = date(2023, 12, 1)


@dataclass(frozen=True, slots=True)
class Case:
    """A text, who types it, and the calls that answer it."""

    asker: str
    text: str
    expected: tuple[str, ...]


def cases(path: Path) -> Iterator[Case]:
    """Yield the cases of one set."""
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            yield Case(row["asker"], row["question"], tuple(one.strip() for one in row["expected"].split("|")))


def answered(question: Question | None) -> str:
    """Return the call that a question came to, its values in the order of their names."""
    if question is None:
        return NONE
    values = (f"{name}={value}" for name, value in sorted(question.values.items()))
    return " ".join((question.query.name, *values))


def right(got: str, expected: tuple[str, ...]) -> bool:
    """Return whether a call is one of those expected: the same query with the same values.

    What a query takes for granted (`done=no` with yesterday for its end) may be said more closely than expected.
    """
    name, *values = got.split()
    return any(
        name == wanted
        and {*map(_plain, rest)} <= {*map(_plain, values)}
        and len(values) - len(rest) <= _implied(values)
        for wanted, *rest in (one.split() for one in expected)
    )


def _plain(value: str) -> str:
    return {"done=false": "done=no", "done=true": "done=yes"}.get(value, value)


def _implied(values: list[str]) -> int:
    """Return how many values the words of a question imply: overdue is not done, until yesterday."""
    return sum(value.startswith("until=") for value in values) if "done=no" in values else 0


def main() -> None:
    """Print how many questions of each set come to the right query with the right values, and which do not."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("store", nargs="?", type=Path, default=last_store())
    parser.add_argument(
        "--set", dest="sets", action="append", choices=[path.stem for path in sorted(SETS.glob("*.tsv"))]
    )
    arguments = parser.parse_args()
    asking = asking_of(arguments.store)
    for path in sorted(SETS.glob("*.tsv")):
        if arguments.sets and path.stem not in arguments.sets:
            continue
        run = [(case, answered(next(iter(asking.questions(case.text, _TODAY, 1)), None))) for case in cases(path)]
        missed = [(case, got) for case, got in run if not right(got, case.expected)]
        for case, got in missed:
            print(f"{case.asker}\t{case.text}\t{got}\texpected {' | '.join(case.expected)}")
        wrong = sum(got != NONE for _, got in missed)
        print(
            f"{path.stem}: {len(run) - len(missed)} of {len(run)} right, {wrong} wrong, {len(missed) - wrong} not taken"
        )


def asking_of(store: Path) -> Asking:
    """Return what understands questions to the graph of a store."""
    library, engine = load(QUERIES), Embedded(store)
    documents = engine.select(library.get("documents").bound({})).texts()
    return Asking.of(Index.of(engine, library), library, documents)


if __name__ == "__main__":
    main()
