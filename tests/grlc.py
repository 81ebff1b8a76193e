"""The real grlc for tests, in an environment of its own, because it pins other packages than ours.

`GRLC_PYTHON` names the Python of an environment that has it; without it one is made for the session.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest

_RELEASE = "grlc>=1.3.11,<1.4"
#: How long the installation, the start and an answer may take, in seconds.
_INSTALL, _START, _ANSWER = 600, 60, 120

# Runs in grlc's Python: what grlc makes of each file of a folder, by its name.
_READ = """
import json, sys
from pathlib import Path
from grlc import gquery, swagger
from grlc.fileLoaders import LocalLoader

loader, found = LocalLoader(sys.argv[1]), {}
for file in loader.fetchFiles():
    name, text = file["name"], loader.getTextFor(file)
    if name.endswith(".rq"):
        try:
            item = swagger.process_sparql_query_text(text, loader, name[:-3], [])
            item["parameters"] = gquery.get_metadata(text, "")["parameters"]
            found[name[:-3]] = {key: item[key] for key in ("method", "tags", "summary", "description", "parameters")}
        except Exception as error:
            found[name[:-3]] = {"error": str(error)}
Path(sys.argv[2]).write_text(json.dumps(found, default=str), encoding="utf-8")
"""
_SETTINGS = """[defaults]
sparql_endpoint = {endpoint}
user = none
password = none
[local]
local_sparql_dir = {queries}
"""


@dataclass(frozen=True, slots=True)
class Grlc:
    """An environment that has grlc."""

    python: Path

    def read(self, queries: Path, folder: Path) -> dict[str, dict[str, Any]]:
        """Return what grlc makes of each query of a folder: method, tags, texts and parameters, or an error."""
        file = folder / "grlc.json"
        self._run("-c", _READ, str(queries), str(file), cwd=folder)
        found: dict[str, dict[str, Any]] = json.loads(file.read_text(encoding="utf-8"))
        return found

    @contextmanager
    def serving(self, queries: Path, endpoint: str, folder: Path) -> Iterator[str]:
        """Serve a folder of queries over an endpoint as `grlc-server` does, and give the address of its local API.

        Not by `grlc-server` itself: it listens on every address of the machine, and starts 20 workers.
        """
        settings = _SETTINGS.format(endpoint=endpoint, queries=queries)
        (folder / "config.ini").write_text(settings, encoding="utf-8")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            host = f"127.0.0.1:{free.getsockname()[1]}"
        command = [str(self.python), "-m", "gunicorn", "--bind", host, "--timeout", str(_ANSWER), "grlc.server:app"]
        with (folder / "output.txt").open("wb") as output:
            process = subprocess.Popen(command, cwd=folder, env=_environment(), stdout=output, stderr=output)
            try:
                _wait(host, process, folder)
                yield f"http://{host}/api-local"
            finally:
                process.terminate()
                process.wait(30)

    def _run(self, *arguments: str, cwd: Path) -> None:
        done = subprocess.run(
            [self.python, *arguments], cwd=cwd, env=_environment(), capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr


@pytest.fixture(scope="session")
def grlc(tmp_path_factory: pytest.TempPathFactory) -> Grlc:
    """Find or make an environment with grlc; skip where it cannot be installed."""
    if named := os.environ.get("GRLC_PYTHON"):
        return Grlc(Path(named))
    folder = tmp_path_factory.mktemp("grlc") / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True, timeout=_INSTALL)
    python = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    ours = [sys.executable, "-m", "pip", "--python", str(python), "--disable-pip-version-check"]
    install = [*ours, "install", "--quiet", "--no-compile", _RELEASE]
    # grlc has versions of its own: those that CI locks for this project are not for it.
    free = {name: value for name, value in os.environ.items() if name != "PIP_CONSTRAINT"}
    done = subprocess.run(install, env=free, capture_output=True, text=True, check=False, timeout=_INSTALL)
    if done.returncode:
        pytest.skip(f"{_RELEASE} cannot be installed: {done.stderr.strip()[-500:]}")
    return Grlc(python)


def asked(address: str, name: str, values: Mapping[str, str], accept: str) -> bytes:
    """Return what a running grlc answers for a query."""
    parts = urlsplit(f"{address}/{name}?{urlencode(values)}")
    connection = HTTPConnection(parts.netloc, timeout=_ANSWER)
    try:
        connection.request("GET", f"{parts.path}?{parts.query}", headers={"Accept": accept})
        response = connection.getresponse()
        data = response.read()
        assert response.status == 200, data[:2000]
        return data
    finally:
        connection.close()


def _environment() -> dict[str, str]:
    # grlc reads files in the locale's encoding; and this process may speak through a proxy.
    return {**os.environ, "PYTHONUTF8": "1", "NO_PROXY": "127.0.0.1", "PYTHONWARNINGS": "ignore"}


def _wait(host: str, process: subprocess.Popen[bytes], folder: Path) -> None:
    end = time.monotonic() + _START
    while process.poll() is None and time.monotonic() < end:
        try:
            with urllib.request.urlopen(f"http://{host}/", timeout=5):
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
    printed = (folder / "output.txt").read_text(encoding="utf-8", errors="replace")
    pytest.fail(f"grlc did not start (status {process.poll()}):\n{printed[-4000:]}")
