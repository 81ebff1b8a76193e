"""The versions that CI installs are those that pyproject.toml allows, and none is missing."""

from __future__ import annotations

import tomllib
from collections import defaultdict

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.docs.test_licences import ROOT


def test_each_requirement_is_locked_within_its_bounds() -> None:
    locked: dict[str, list[str]] = defaultdict(list)
    for line in (ROOT / ".ci" / "constraints.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            one = Requirement(line)
            (version,) = one.specifier
            assert version.operator == "==", line
            locked[canonicalize_name(one.name)].append(version.version)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    wanted = [Requirement(text) for extra in ("cluster", "frames", "mcp", "scan", "test") for text in extras[extra]]
    for one in [*map(Requirement, project["dependencies"]), *wanted]:
        if one.name == project["name"]:
            continue
        versions = locked[canonicalize_name(one.name)]
        assert versions, f"{one.name}: run nox -s lock"
        assert all(one.specifier.contains(version) for version in versions), f"{one}: {versions}; run nox -s lock"
