"""What several tests share."""

from __future__ import annotations

from pathlib import Path

import pytest

from heze_graph import resources
from heze_graph.build import build, seed_tables
from heze_graph.reference import Reference
from heze_graph.saved.library import Library, load
from heze_graph.store.embedded import Embedded


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
