"""Write the bill of materials of heze-graph and all that it requires, PDF included, as installed here: CycloneDX 1.6.

`python docs/write_sbom.py FILE.cdx.json`; `.ci/wheel` writes it beside the wheel. The same environment gives the same
bytes: no time and no serial number stand in it.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Mapping
from importlib import metadata
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from write_licences import installed, licence_of, project

from heze_graph import __version__


def bill() -> dict[str, Any]:
    """Return the bill: each package with its version, its licence and what it requires itself."""
    wanted = [*project()[""], *project()["pdf"]]
    packages = installed(wanted)
    ours = _component("heze-graph", __version__, "Apache-2.0")
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {"type": "application", **ours}},
        "components": [
            {"type": "library", **_component(name, one.version, licence_of(one))} for name, one in packages.items()
        ],
        "dependencies": [
            _needs(ours["purl"], wanted, packages),
            *(_needs(_purl(name, one.version), one.requires or (), packages) for name, one in packages.items()),
        ],
    }


def _component(name: str, version: str, licence: str) -> dict[str, Any]:
    said = {"bom-ref": _purl(name, version), "name": name, "version": version, "purl": _purl(name, version)}
    return said | ({"licenses": [{"license": {"name": licence}}]} if licence else {})


def _needs(ref: str, wanted: Iterable[str], packages: Mapping[str, metadata.Distribution]) -> dict[str, Any]:
    """Return what something requires itself, of what is installed; its extras left out."""
    needs = map(Requirement, wanted)
    direct = (need.name for need in needs if need.marker is None or need.marker.evaluate({"extra": ""}))
    names = {re.sub(r"[-_.]+", "-", name).lower() for name in direct} & packages.keys()
    return {"ref": ref, "dependsOn": [_purl(name, packages[name].version) for name in sorted(names)]}


def _purl(name: str, version: str) -> str:
    """Return the package URL of a Python package (https://github.com/package-url/purl-spec)."""
    return f"pkg:pypi/{name}@{version}"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(json.dumps(bill(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
