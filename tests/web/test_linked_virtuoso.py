"""What stands behind linked data asks a real Virtuoso the same and hears the same."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pyoxigraph as ox
import pytest
from starlette.testclient import TestClient

from heze_graph.rdf import iris
from heze_graph.resources import QUERIES
from heze_graph.store import folder
from heze_graph.store.embedded import Embedded
from heze_graph.store.remote import Remote
from heze_graph.web.app import application
from heze_graph.web.dataset import figures
from heze_graph.web.linked import description
from heze_graph.web.site import Site
from tests.virtuoso import Virtuoso, virtuoso
from tests.web.test_linked import triples_of

__all__ = ["virtuoso"]
pytestmark = pytest.mark.virtuoso

THINGS = (
    iris.place("371721"),
    iris.unit("heze", "市科技局"),
    iris.document("heze-2023-annual"),
    iris.cell("heze-2023-q3", 20, 3),
    iris.concept("claim", "behind-schedule"),
    iris.TERM + "Target",
)


@pytest.fixture(scope="module")
def elsewhere(virtuoso: Virtuoso, seed_store: Path) -> Remote:
    virtuoso.load(folder.current(seed_store).graph)
    return Remote(virtuoso.endpoint)


def normal(triple: ox.Triple) -> tuple[str, str, str | Decimal]:
    """Return a triple with a number as what it is worth: Virtuoso gives some another type."""
    value = triple.object
    if isinstance(value, ox.Literal) and value.datatype.value.endswith(("#decimal", "#integer", "#double")):
        return str(triple.subject), str(triple.predicate), Decimal(value.value)
    return str(triple.subject), str(triple.predicate), str(value)


def test_descriptions(elsewhere: Remote, seed_engine: Embedded) -> None:
    for iri in THINGS:
        here = {normal(triple) for triple in description(seed_engine, iri)}
        assert len(here) > 5, iri
        assert {normal(triple) for triple in description(elsewhere, iri)} == here, iri


def test_figures(elsewhere: Remote, seed_engine: Embedded) -> None:
    assert figures(Site(elsewhere, QUERIES)) == figures(Site(seed_engine, QUERIES))


def test_a_named_graph(elsewhere: Remote, seed_engine: Embedded) -> None:
    client = TestClient(application(Site(elsewhere, QUERIES)))
    here = TestClient(application(Site(seed_engine, QUERIES)))
    said = [
        {normal(triple) for triple in triples_of(one.get("/graph/calendar?format=nt").content, ox.RdfFormat.N_TRIPLES)}
        for one in (client, here)
    ]
    assert said[0] == said[1]
    assert len(said[0]) > 10
