"""The built charts are what their sources give, as far as that shows without npm; `npm run check` tells all of it."""

from __future__ import annotations

import json
import re
from hashlib import sha256
from pathlib import Path
from typing import Any

from heze_graph.web.rendering import STATIC

ROOT = Path(__file__).parents[2]
SOURCE, BUILT = ROOT / "charts", STATIC / "charts"
#: Names of XML that are no addresses.
NAMES = {
    "http://www.w3.org/1999/xhtml",
    "http://www.w3.org/1999/xlink",
    "http://www.w3.org/2000/svg",
    "http://www.w3.org/2000/xmlns/",
    "http://www.w3.org/XML/1998/namespace",
}


def record() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((BUILT / "build.json").read_text(encoding="utf-8"))
    return loaded


def digest(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


def test_built_from_the_sources_that_are_here() -> None:
    sources = record()["sources"]
    plain = {"package.json", "package-lock.json", "build.mjs", "../editor/bundle.mjs"}
    here = plain | {f"src/{path.name}" for path in SOURCE.glob("src/*")}
    assert set(sources) == here
    assert {name: digest(SOURCE / name) for name in sources} == sources, "run npm ci && npm run build in charts/"


def test_the_files_are_those_that_were_built() -> None:
    files = record()["files"]
    assert {name: digest(ROOT / name) for name in files} == files
    assert {path.name for path in BUILT.iterdir()} == {"charts.js", "LICENSES.txt", "build.json"}


def test_each_package_in_it_has_its_licence_beside_it() -> None:
    texts = (BUILT / "LICENSES.txt").read_text(encoding="utf-8")
    lock = json.loads((SOURCE / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    packages = record()["packages"]
    assert {"@observablehq/plot", "d3-scale", "d3-shape"} <= {package["name"] for package in packages}
    for package in packages:
        assert package["license"] in ("ISC", "MIT", "BSD-3-Clause")
        assert f"\n{package['name']} {package['version']} ({package['license']})\n" in texts
        assert lock[f"node_modules/{package['name']}"]["version"] == package["version"]


def test_no_address_of_another_host_is_in_it() -> None:
    script = (BUILT / "charts.js").read_text(encoding="utf-8")
    assert set(re.findall(r"https?://[\w./-]+", script)) <= NAMES
    assert "sourceMappingURL" not in script
    assert not re.search(r"\beval\(|new Function\(", script)
    assert '"resolved"' not in (SOURCE / "package-lock.json").read_text(encoding="utf-8")
