"""Tries the recipe of docs/install.md: wheels made here, installed with no index elsewhere, the main job run there.

`python -m tests.offline_install` (needs the package index once, for the wheels).
"""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[1]
#: No package index can be reached by these.
_NO_INDEX = {"PIP_NO_INDEX": "1", "PIP_INDEX_URL": "http://127.0.0.1:1/", "PIP_CONFIG_FILE": os.devnull}


def main() -> None:
    """Do it in a folder that is removed afterwards; raises CalledProcessError where a step fails."""
    with TemporaryDirectory() as folder:
        wheels, there = Path(folder) / "wheels", Path(folder) / "there"
        _run([sys.executable, "-m", "pip", "wheel", "--quiet", "--wheel-dir", str(wheels), f"{ROOT}[pdf]"], folder)
        venv.create(there, with_pip=True)
        python = there / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
        install = ["-m", "pip", "install", "--quiet", "--no-index", "--find-links", str(wheels), "heze-graph[pdf]"]
        _run([str(python), *install], folder, **_NO_INDEX)
        _run([str(python), "-m", "heze_graph", "run", "--out", str(Path(folder) / "out")], folder, **_NO_INDEX)
        assert (Path(folder) / "out" / "index.html").is_file()
        print(f"{len(list(wheels.iterdir()))} wheels, installed without an index, and the main job done")


def _run(command: list[str], folder: str, **environment: str) -> None:
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    subprocess.run(command, check=True, cwd=folder, env={**kept, **environment})


if __name__ == "__main__":
    main()
