"""How many small faults the tests notice: a seeded sample, each fault tried on the tests that run its line.

`python -m tests.mutants --sample 400 --seed 1` runs the tests once under coverage.py, which tells the tests of each
line; then it breaks one thing at a time in a copy of the checkout, runs the tests of that line, the quickest first, and
prints each fault that none noticed, then the share that was. `--again FILE` tries only the faults that an earlier
output lists. What is broken, and what is left out because nothing could notice it, says `faults.py`.
"""

from __future__ import annotations

import argparse
import os
import pickle
import random
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import islice
from pathlib import Path

from tests.mutants.faults import ROOMS, Fault, all_faults
from tests.mutants.runs import TESTS, Known, copied, ended, forked, warm, watched
from tests.mutants.trials import AT_IMPORT, FAILED, NO_TESTS, trials, tried

ROOT = Path(__file__).parents[2]
_MISSED = re.compile(r"^not noticed: (.+?):\d+: (.*)$", re.MULTILINE)


def chosen(options: argparse.Namespace) -> list[Fault]:
    """Return a seeded sample of the faults, or those of an earlier output that are still there."""
    faults = list(all_faults(ROOT, tuple(options.room or ROOMS)))
    random.Random(options.seed).shuffle(faults)  # noqa: S311 (no secret)
    texts = {path: (ROOT / path).read_text(encoding="utf-8") for path in {fault.path for fault in faults}}
    if options.again:
        missed = set(_MISSED.findall(options.again.read_text(encoding="utf-8")))
        faults = [fault for fault in faults if fault.path in {path for path, _ in missed}]
        return [fault for fault in faults if (fault.path, fault.told(texts[fault.path])) in missed]
    valid = (fault for fault in faults if fault.is_valid(texts[fault.path]))
    return list(islice(valid, options.skip, options.skip + options.sample))


def known(copy: Path, folder: Path, jobs: int) -> Known:
    """Run the tests once, unbroken, a room in each fork, and return what each runs; what a folder keeps stands."""
    files = {folder / f"{room.replace('/', '-')}.known": room for room in TESTS}
    left = [file for file in reversed(files) if not file.exists()]
    running: set[int] = set()
    while left or running:
        while left and len(running) < jobs:
            file = left.pop()
            running.add(forked(copy, file.with_suffix(".txt"), partial(watched, copy, files[file], file)))
        process, status = os.wait()
        running.remove(process)
        ended(process, status)
    found = Known()
    for file in files:
        if not file.exists():
            sys.exit(file.with_suffix(".txt").read_text(encoding="utf-8")[-2000:])
        found.add(pickle.loads(file.read_bytes()))  # noqa: S301 (our own)
    for test in sorted(found.failed):
        print(f"left out, it does not pass unbroken: {test}", flush=True)
    return found


def missed(faults: Sequence[Fault], copies: Sequence[Path], tests: Known) -> Iterator[Fault]:
    """Yield the faults that no test notices; a process for each copy tries its share of them."""
    shares = [(copy, faults[at :: len(copies)]) for at, copy in enumerate(copies)]
    running = [
        forked(copy, copy.with_suffix(".txt"), partial(trials, copy, share, tests, copy.with_suffix(".codes")))
        for copy, share in shares
    ]
    for process in running:
        ended(*os.waitpid(process, 0))
    for copy, share in shares:
        if not copy.with_suffix(".codes").exists():
            sys.exit(copy.with_suffix(".txt").read_text(encoding="utf-8")[-2000:])
        codes = pickle.loads(copy.with_suffix(".codes").read_bytes())  # noqa: S301 (our own)
        if FAILED in codes:
            sys.exit(copy.with_suffix(".txt").read_text(encoding="utf-8")[-2000:])
        for fault, code in zip(share, codes, strict=True):
            if (_alone(fault, copy, tests) if code == AT_IMPORT else code) in {0, NO_TESTS}:
                yield fault


def _alone(fault: Fault, copy: Path, tests: Known) -> int:
    """Return how a run of its own ends for a fault in what runs at import."""
    work = partial(tried, copy, fault, tests.tests(fault), tests.seconds)
    code = ended(*os.waitpid(forked(copy, copy.with_suffix(".txt"), work), 0))
    shutil.copy2(ROOT / fault.path, copy / fault.path)
    return code


def _where(fault: Fault) -> str:
    return f"{fault.path}:{fault.line}: {fault.told((ROOT / fault.path).read_text(encoding='utf-8'))}"


def main() -> None:
    """Print the faults that no test noticed, and the share of those that were."""
    ask = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    ask.add_argument("--sample", type=int, default=400, help="how many faults are tried")
    ask.add_argument("--skip", type=int, default=0, help="how many before them an earlier run has tried")
    ask.add_argument("--seed", type=int, default=1)
    ask.add_argument("--room", action="append", choices=ROOMS)
    ask.add_argument("--again", type=Path, metavar="FILE")
    ask.add_argument("--known", type=Path, metavar="FOLDER", help="keeps what the first run tells, for the next")
    ask.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    options = ask.parse_args()
    faults = chosen(options)
    warm()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        first = copied(ROOT, folder / "checkout0")
        tests = known(first, options.known or folder, options.jobs)
        copies = [first, *(copied(first, folder / f"checkout{job}") for job in range(1, options.jobs))]
        count = len(faults)
        for fault in missed(faults, copies, tests):
            count -= 1
            print(f"not noticed: {_where(fault)}", flush=True)
    print(f"{count} of {len(faults)} mutants noticed")


if __name__ == "__main__":
    main()
