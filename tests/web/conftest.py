"""The pages of the two real tables: through a client without a server in between, and for a browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.web.pages import client_over, served


@pytest.fixture(scope="module")
def client(seed_store: Path) -> TestClient:
    return client_over(seed_store)


@pytest.fixture(scope="module")
def address(seed_store: Path) -> Iterator[str]:
    with served(seed_store) as running:
        yield running
