"""What answers questions in a folder is what its sources give; `npm run check` in offline/ tells all of it."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
from pathlib import Path
from typing import Any

from heze_graph.web.rendering import STATIC

SOURCE = Path(__file__).parents[2] / "offline"
BUILT = STATIC / "offline"


def record() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((BUILT / "build.json").read_text(encoding="utf-8"))
    return loaded


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def test_built_from_the_sources_that_are_here() -> None:
    sources = record()["sources"]
    plain = {"package.json", "package-lock.json", "build.mjs", "../editor/bundle.mjs", "oxigraph-LICENSE-MIT"}
    assert set(sources) == plain | {f"src/{path.name}" for path in SOURCE.glob("src/*")}
    here = {name: sha256((SOURCE / name).read_bytes()) for name in sources}
    assert here == sources, "run npm ci && npm run build in offline/"


def test_the_files_are_those_that_were_built() -> None:
    files = record()["files"]
    assert {path.name for path in BUILT.iterdir()} == {*files, "build.json"}
    assert {name: sha256((BUILT / name).read_bytes()) for name in files} == files


def test_the_webassembly_is_that_of_the_package() -> None:
    packed = (BUILT / "oxigraph.js").read_text(encoding="utf-8").partition('"')[2].rpartition('"')[0]
    assert sha256(gzip.decompress(base64.b64decode(packed))) == record()["wasm"]
    lock = json.loads((SOURCE / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    (package,) = record()["packages"]
    assert lock["node_modules/oxigraph"]["version"] == package["version"]
    assert package["version"] in (BUILT / "LICENSES.txt").read_text(encoding="utf-8")


def test_no_address_of_another_host_is_in_it() -> None:
    script = (BUILT / "offline.js").read_text(encoding="utf-8")
    assert set(re.findall(r"https?://[\w./-]+", script)) <= {"http://www.w3.org/2001/XMLSchema"}
    assert not re.search(r"\beval\(|new Function\(|sourceMappingURL", script)
    assert '"resolved"' not in (SOURCE / "package-lock.json").read_text(encoding="utf-8")
