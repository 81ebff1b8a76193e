"""The built scripts are what their sources give, as far as that shows without npm; `npm run check` tells all of it."""

from __future__ import annotations

import base64
import gzip
import json
import re
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from heze_graph.web.rendering import STATIC

ROOT = Path(__file__).parents[2]
#: What lies in the folder of each beside `src/`.
BESIDE = {
    "charts": {"../editor/bundle.mjs"},
    "editor": {"bundle.mjs"},
    "offline": {"../editor/bundle.mjs", "oxigraph-LICENSE-MIT"},
}
#: Packages that must be in a script, and the licences that may be.
PACKAGES = {
    "charts": ({"@observablehq/plot", "d3-scale", "d3-shape"}, ("ISC", "MIT", "BSD-3-Clause")),
    "editor": ({"codemirror-lang-sparql", "@codemirror/view", "@lezer/lr"}, ("MIT",)),
}
#: Names that are no addresses: XML's and ours.
NAMES = {
    "http://www.w3.org/1999/xhtml",
    "http://www.w3.org/1999/xlink",
    "http://www.w3.org/2000/svg",
    "http://www.w3.org/2000/xmlns/",
    "http://www.w3.org/2001/XMLSchema",
    "http://www.w3.org/XML/1998/namespace",
    "https://w3id.org/heze-graph/",
}


def read(file: Path) -> Any:
    return json.loads(file.read_text(encoding="utf-8"))


def digests(folder: Path, names: dict[str, str]) -> dict[str, str]:
    return {name: sha256((folder / name).read_bytes()).hexdigest() for name in names}


@pytest.mark.parametrize("built", BESIDE)
def test_built_from_the_sources_that_are_here(built: str) -> None:
    source, record = ROOT / built, read(STATIC / built / "build.json")
    plain = {"package.json", "package-lock.json", "build.mjs"} | BESIDE[built]
    assert set(record["sources"]) == plain | {f"src/{path.name}" for path in source.glob("src/*")}
    assert digests(source, record["sources"]) == record["sources"], f"run npm ci && npm run build in {built}/"
    folder = ROOT if built == "charts" else STATIC / built  # what checks the pages is built with the charts
    written = {folder / name for name in record["files"]} | {STATIC / built / "build.json"}
    assert set((STATIC / built).iterdir()) <= written
    assert digests(folder, record["files"]) == record["files"]


@pytest.mark.parametrize("built", PACKAGES)
def test_each_package_in_it_has_its_licence_beside_it(built: str) -> None:
    texts = (STATIC / built / "LICENSES.txt").read_text(encoding="utf-8")
    lock = read(ROOT / built / "package-lock.json")["packages"]
    packages = read(STATIC / built / "build.json")["packages"]
    needed, licences = PACKAGES[built]
    assert needed <= {package["name"] for package in packages}
    for package in packages:
        assert package["license"] in licences
        assert f"\n{package['name']} {package['version']} ({package['license']})\n" in texts
        assert lock[f"node_modules/{package['name']}"]["version"] == package["version"]
    assert built == "charts" or texts.count("Permission is hereby granted") == len(packages)


@pytest.mark.parametrize("built", BESIDE)
def test_no_address_of_another_host_is_in_it(built: str) -> None:
    script = (STATIC / built / f"{built}.js").read_text(encoding="utf-8")
    assert set(re.findall(r"https?://[\w./-]+", script)) <= NAMES
    assert not re.search(r"\beval\(|new Function\(|sourceMappingURL", script)
    assert '"resolved"' not in (ROOT / built / "package-lock.json").read_text(encoding="utf-8")


def test_the_webassembly_is_that_of_the_package() -> None:
    record = read(STATIC / "offline/build.json")
    packed = (STATIC / "offline/oxigraph.js").read_text(encoding="utf-8").partition('"')[2].rpartition('"')[0]
    assert sha256(gzip.decompress(base64.b64decode(packed))).hexdigest() == record["wasm"]
    (package,) = record["packages"]
    assert (
        read(ROOT / "offline/package-lock.json")["packages"]["node_modules/oxigraph"]["version"] == package["version"]
    )
    assert package["version"] in (STATIC / "offline/LICENSES.txt").read_text(encoding="utf-8")
