"""The built editor is what its sources give, as far as that shows without npm; `npm run check` tells all of it."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import Any

from heze_graph.web.rendering import STATIC

SOURCE = Path(__file__).parents[2] / "editor"
BUILT = STATIC / "editor"
#: Names that are no addresses: XML's and ours.
NAMES = {"http://www.w3.org/2000/svg", "https://w3id.org/heze-graph/"}


def record() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((BUILT / "build.json").read_text(encoding="utf-8"))
    return loaded


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_built_from_the_sources_that_are_here() -> None:
    sources = record()["sources"]
    plain = {"package.json", "package-lock.json", "build.mjs", "bundle.mjs"}
    here = plain | {f"src/{path.name}" for path in SOURCE.glob("src/*")}
    assert set(sources) == here
    assert {name: sha256(SOURCE / name) for name in sources} == sources, "run npm ci && npm run build in editor/"


def test_the_files_are_those_that_were_built() -> None:
    files = record()["files"]
    assert {path.name for path in BUILT.iterdir()} == {*files, "build.json"}
    assert {name: sha256(BUILT / name) for name in files} == files


def test_each_package_in_it_has_its_licence_beside_it() -> None:
    texts = (BUILT / "LICENSES.txt").read_text(encoding="utf-8")
    lock = json.loads((SOURCE / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    packages = record()["packages"]
    assert {"codemirror-lang-sparql", "@codemirror/view", "@lezer/lr"} <= {package["name"] for package in packages}
    for package in packages:
        assert package["license"] == "MIT"
        assert f"\n{package['name']} {package['version']} (MIT)\n" in texts
        assert lock[f"node_modules/{package['name']}"]["version"] == package["version"]
    assert texts.count("Permission is hereby granted") == len(packages)


def test_no_address_of_another_host_is_in_it() -> None:
    script = (BUILT / "editor.js").read_text(encoding="utf-8")
    assert set(re.findall(r"https?://[\w./-]+", script)) <= NAMES
    assert "sourceMappingURL" not in script
    assert not re.search(r"\beval\(|new Function\(", script)
    lock = (SOURCE / "package-lock.json").read_text(encoding="utf-8")
    assert '"resolved"' not in lock
