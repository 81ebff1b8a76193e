"""The command that reviews links: link."""

from __future__ import annotations

import argparse
import re
import sys
from datetime import datetime
from pathlib import Path

from heze_graph import resources
from heze_graph.cli.making import PLACES
from heze_graph.cli.output import tell
from heze_graph.cli.stores import store_of
from heze_graph.errors import UsageError
from heze_graph.reference.register import DIFFERENT, SAME
from heze_graph.reference.starter import copy_register, record_judgement
from heze_graph.saved.library import load
from heze_graph.store.embedded import Embedded

_ANSWERS = {"y": SAME, "n": DIFFERENT}


def link(options: argparse.Namespace) -> None:
    """Show each doubtful link, and record what a person decides of it."""
    engine = Embedded(store_of(options))
    answer = engine.select(load(resources.QUERIES).get("link-scores").bound({}))
    doubtful = [row for row in answer.texts() if row["certainty"] != "certain"]
    when = options.date or datetime.now().astimezone().date().isoformat()
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", when):
        raise UsageError.problem("--date", f"“{when}”", "a date such as 2024-01-31", "correct it")
    decided = 0
    for row in doubtful:
        print(f"{row['documentBefore']} no. {row['noBefore']}: {row['before']}")
        print(f"{row['documentAfter']} no. {row['noAfter']}: {row['after']}")
        print(f"score {row['score']} ({row['certainty']})\n")
        judgement = _ask() if options.person else None
        if judgement:
            first = (row["documentBefore"], row["noBefore"])
            second = (row["documentAfter"], row["noAfter"])
            record_judgement(
                _folder(options, engine, first[0]), (judgement, *first, *second, options.person, when, "reviewed")
            )
            decided += 1
    tell(f"{len(doubtful)} doubtful links, {decided} judgements recorded" + ("; build again" if decided else ""))


def _ask() -> str | None:
    """Ask once; the end of the input, or anything but y and n, leaves the link open."""
    tell("same target? y / n / Enter to leave it open")
    return _ANSWERS.get(sys.stdin.readline().strip().lower())


def _folder(options: argparse.Namespace, engine: Embedded, document: str) -> Path:
    """Return the folder of the city that a document's name begins with: the one that its graph was built with.

    What the package ships is the package's: an update would replace it, so that a copy takes the judgement.
    """
    if options.place:
        return Path(options.place)
    place = document.rsplit("-", 2)[0]
    built_with = [table.city for table in engine.generation.tables() if table.city and table.city.name == place]
    for folder in (*built_with, PLACES / place):
        if (folder / "units.csv").is_file():
            return folder
    if (resources.REFERENCE / place / "units.csv").is_file():
        tell(f"the register of {place} was copied to {PLACES / place}, where builds in this folder find it")
        return copy_register(resources.REFERENCE / place, PLACES / place)
    raise UsageError.problem("--place", f"no folder for {place}", "the folder of the city's register", "name it")
