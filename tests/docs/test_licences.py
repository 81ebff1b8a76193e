"""The licences of what is required: none is copyleft, each is known, and the page names them."""

from __future__ import annotations

import runpy
from importlib import metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
SCRIPT = runpy.run_path(str(ROOT / "docs" / "write_licences.py"))
PROJECT: dict[str, list[str]] = SCRIPT["project"]()
#: What the first command of the README installs.
REQUIRED: dict[str, metadata.Distribution] = SCRIPT["installed"]([*PROJECT[""], *PROJECT["pdf"]])
PAGE = (ROOT / "docs" / "licences.md").read_text(encoding="utf-8")


def test_all_that_is_required_is_looked_at() -> None:
    # networkx is required itself, prettytable by pySHACL, wcwidth by that.
    assert {"networkx", "prettytable", "wcwidth"} <= REQUIRED.keys()


@pytest.mark.parametrize("name", REQUIRED)
def test_no_required_package_is_copyleft_or_without_a_licence(name: str) -> None:
    licence = SCRIPT["licence_of"](REQUIRED[name])
    assert licence, f"{name} says no licence: read its files, and name it in docs/write_licences.py"
    assert not SCRIPT["is_copyleft"](licence), f"{name} is under {licence}: make it an extra, or take another package"


@pytest.mark.parametrize(
    "licence",
    ["GNU General Public License v2 or later (GPLv2+)", "GPL-3.0-only", "LGPL-2.1-or-later", "AGPL-3.0", "MPL-2.0",
     "Mozilla Public License 2.0 (MPL 2.0)", "BSD-3-Clause AND GPL-2.0", "GPL-2.0 OR LGPL-3.0", "CC-BY-SA-4.0"],
)  # fmt: skip
def test_copyleft_is_known(licence: str) -> None:
    assert SCRIPT["is_copyleft"](licence)


@pytest.mark.parametrize("licence", ["MIT", "Apache-2.0 OR GPL-2.0", "BSD-3-Clause", "W3C-20150513", "PSF-2.0", "ISC"])
def test_what_is_permissive_is_let_pass(licence: str) -> None:
    assert not SCRIPT["is_copyleft"](licence)


def test_the_page_names_what_the_project_requires() -> None:
    direct = [SCRIPT["Requirement"](one).name for one in (*PROJECT[""], *PROJECT["pdf"])]
    missing = [name for name in direct if f"| {name.lower().replace('_', '-')} |" not in PAGE]
    assert not missing, "run `python docs/write_licences.py`"
