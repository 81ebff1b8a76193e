"""The bill of materials names everything that is required, once, and leads nowhere that it does not name."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.docs.test_licences import REQUIRED, ROOT


def test_the_bill_is_whole_and_the_same_each_time(tmp_path: Path) -> None:
    files = [tmp_path / "one.json", tmp_path / "two.json"]
    for file in files:
        subprocess.run([sys.executable, str(ROOT / "docs" / "write_sbom.py"), str(file)], check=True)
    assert files[0].read_bytes() == files[1].read_bytes()
    said = json.loads(files[0].read_text(encoding="utf-8"))
    assert (said["bomFormat"], said["specVersion"]) == ("CycloneDX", "1.6")
    assert {one["name"] for one in said["components"]} == set(REQUIRED)
    refs = [one["bom-ref"] for one in (said["metadata"]["component"], *said["components"])]
    assert len(set(refs)) == len(refs)
    assert {ref for one in said["dependencies"] for ref in (one["ref"], *one["dependsOn"])} <= set(refs)
    assert all(one["licenses"] for one in said["components"])
    (ours,) = (one for one in said["dependencies"] if one["ref"] == said["metadata"]["component"]["bom-ref"])
    assert any(ref.startswith("pkg:pypi/pyoxigraph@") for ref in ours["dependsOn"])
