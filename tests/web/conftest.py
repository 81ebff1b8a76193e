"""A client of the pages of the two real tables, without a server in between."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.web.pages import client_over


@pytest.fixture(scope="module")
def client(seed_store: Path) -> TestClient:
    return client_over(seed_store)
