"""Write docs/licences.md: under which licence each package is that heze-graph needs, from what is installed.

`python docs/write_licences.py`; a test refuses a required package whose licence is copyleft, or that says none.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).parent.parent
_COPYLEFT = re.compile(
    r"\b[AL]?GPL|General Public|\bMPL\b|Mozilla Public|\bEPL\b|Eclipse Public|\bCDDL\b|\bEUPL\b|\bCeCILL|\bOSL\b"
    r"|\bSSPL\b|\bBUSL\b|-SA\b|share.?alike",
    re.IGNORECASE,
)
_LONGEST = 60
#: Sentences by which a licence is known that does not say its name.
_KNOWN_BY = {"Permission is hereby granted, free of charge, to any person": "MIT"}
#: What lies in our files or in those of a package, and is in no list of packages.
_BUNDLED = (
    ("vis-network", "Apache-2.0 OR MIT", "in `pyvis`; written into each picture of a network"),
    ("resvg, usvg", "Apache-2.0 OR MIT", "compiled into `resvg-py`"),
    ("PDFium", "BSD-3-Clause, Apache-2.0", "in `pypdfium2`, with licences of what it holds"),
    ("axe-core", "MPL-2.0", "`tests/web/axe/`, run by the tests only"),
    ("a word list of jieba", "MIT", "`ontology/reference/place-dictionary.csv`"),
)
#: Compiled libraries that wheels carry, and that are copyleft: linked when run, and to be exchanged by whoever likes.
_LIBRARIES = {
    "libgfortran": "GPL-3.0-or-later WITH GCC-exception-3.1",
    "libquadmath": "LGPL-2.1-or-later",
    **dict.fromkeys(["libavcodec", "libavformat", "libavutil", "libswresample", "libswscale"], "LGPL-2.1-or-later"),
    **dict.fromkeys(("libgeos", "libgeos_c"), "LGPL-2.1-or-later"),
}


def is_copyleft(licence: str) -> bool:
    """Return whether a licence asks those who pass a work on to put it under the same one; of `A OR B`, both must.

    >>> is_copyleft("GPL-3.0-or-later"), is_copyleft("MIT OR LGPL-2.1"), is_copyleft("Apache-2.0")
    (True, False, False)
    """
    return all(_COPYLEFT.search(one) for one in re.split(r"\s+OR\s+", licence))


def licence_of(package: metadata.Distribution) -> str:
    """Return the licence of an installed package as its metadata or its licence file say it, "" where neither does."""
    said = package.metadata
    stated = [one for key in ("License-Expression", "License") for one in said.get_all(key) or ()]
    named = next((one for one in stated if one and one != "UNKNOWN" and len(one) <= _LONGEST), "")
    classifiers = [one.split(" :: ")[-1] for one in said.get_all("Classifier") or () if one.startswith("License ::")]
    return named or ", ".join(classifiers) or _from_file(package)


def _from_file(package: metadata.Distribution) -> str:
    files = [file for file in package.files or () if re.search(r"licen[cs]e|copying", file.name, re.IGNORECASE)]
    texts = [" ".join(file.read_text(encoding="utf-8").split()) for file in files]
    return next((name for text in texts for words, name in _KNOWN_BY.items() if words in text), "")


def installed(wanted: Iterable[str]) -> Mapping[str, metadata.Distribution]:
    """Return what is installed of some requirements and of all that these require, by name.

    A package that is required on another system or Python only is not installed, and not there.
    """
    found: dict[str, metadata.Distribution] = {}
    waiting = [(Requirement(one), "") for one in wanted]
    asked = set()
    while waiting:
        need, extra = waiting.pop()
        extras = ("", *sorted(need.extras))
        name = re.sub(r"[-_.]+", "-", need.name).lower()
        if (name, extras) in asked or not (need.marker is None or need.marker.evaluate({"extra": extra})):
            continue
        asked.add((name, extras))
        try:
            package = found.setdefault(name, metadata.distribution(name))
        except metadata.PackageNotFoundError:
            continue
        waiting += [(Requirement(one), each) for one in package.requires or () for each in extras]
    return dict(sorted(found.items()))


def project() -> dict[str, list[str]]:
    """Return the requirements of heze-graph, under "", and of its extras for users, each without those of another."""
    said = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    ours = ("all", "test", "mutation")
    extras = {name: wanted for name, wanted in said["optional-dependencies"].items() if name not in ours}
    return {"": said["dependencies"], **{name: _foreign(wanted) for name, wanted in extras.items()}}


def _foreign(wanted: Iterable[str]) -> list[str]:
    return [one for one in wanted if Requirement(one).name != "heze-graph"]


def licences() -> str:
    """Return the page."""
    wanted = project()
    required = installed(wanted[""])
    lines = ["# Licences · 许可", "", "Written by `python docs/write_licences.py` from what is installed.", ""]
    lines += ["heze-graph is under Apache-2.0. What it requires, and what that requires:", ""]
    lines += _table((name, licence_of(package)) for name, package in required.items())
    for extra, needs in wanted.items():
        more = {name: one for name, one in installed(needs).items() if name not in required}
        if extra and more:
            lines += ["", f"## Extra `{extra}`", "", *_table((name, licence_of(one)) for name, one in more.items())]
    lines += ["", "## Bundled", "", "| what | licence | where |", "|---|---|---|"]
    lines += [f"| {' | '.join(row)} |" for row in (*_BUNDLED, *_npm("editor"), *_npm("charts"), *_npm("offline"))]
    lines += ["", "## Compiled libraries in wheels", ""]
    lines += ["Their licences are in the licence files of the package; the copyleft ones are named.", ""]
    lines += ["| package | libraries |", "|---|---|"]
    everything = installed(need for needs in wanted.values() for need in needs)
    carried = ((name, ", ".join(_libraries(package))) for name, package in everything.items())
    lines += [f"| {name} | {libraries} |" for name, libraries in carried if libraries]
    return "\n".join(lines) + "\n"


def _libraries(package: metadata.Distribution) -> Iterator[str]:
    """Yield the libraries that a wheel of Linux carries (auditwheel puts them into a folder `*.libs`)."""
    files = (file for file in package.files or () if file.parts[0].endswith(".libs"))
    for name in sorted({re.split(r"[-.]", file.name)[0] for file in files}):
        yield f"{name} ({_LIBRARIES[name]})" if name in _LIBRARIES else name


def _table(rows: Iterable[tuple[str, str]]) -> list[str]:
    return ["| package | licence |", "|---|---|", *(f"| {name} | {licence or 'not said'} |" for name, licence in rows)]


def _npm(room: str) -> Iterator[tuple[str, str, str]]:
    """Yield the npm packages that the SPARQL editor, the charts or the script of the offline site are built from."""
    packages = json.loads((ROOT / room / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    for path, said in packages.items():
        if path and not said.get("dev"):
            yield path.removeprefix("node_modules/"), said["license"], f"`heze_graph/web/static/{room}/`"


if __name__ == "__main__":
    (ROOT / "docs" / "licences.md").write_text(licences(), encoding="utf-8")
