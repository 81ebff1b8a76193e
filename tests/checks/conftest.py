from __future__ import annotations

from pathlib import Path

import pytest

from heze_graph.reference import Reference
from tests.checks.cases import Bench


@pytest.fixture
def bench(tmp_path: Path, reference: Reference) -> Bench:
    return Bench(tmp_path, reference)
