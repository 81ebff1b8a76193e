"""What several tests share."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from heze_graph import resources
from heze_graph.build import build, seed_tables
from heze_graph.reference import Reference
from heze_graph.saved.library import Library, load
from heze_graph.store.embedded import Embedded

# A slow machine fails no test, and the same code gives the same result; the scripts in tests/fuzz look further.
settings.register_profile(
    "anywhere",
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.load_profile("anywhere")


@pytest.fixture(scope="session")
def reference() -> Reference:
    return Reference(resources.REFERENCE)


@pytest.fixture(scope="session")
def seed_store(reference: Reference, tmp_path_factory: pytest.TempPathFactory) -> Path:
    store = tmp_path_factory.mktemp("seeds") / "store"
    build(seed_tables(), store, reference, lambda _stage: None)
    return store


@pytest.fixture(scope="session")
def seed_engine(seed_store: Path) -> Embedded:
    return Embedded(seed_store)


@pytest.fixture(scope="session")
def library() -> Library:
    return load(resources.QUERIES)
