"""The OpenAPI description is valid by the official schema, and says what the headers of the queries say."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openapi_schema_validator import OAS31Validator
from openapi_spec_validator import OpenAPIV31SpecValidator, validate
from starlette.testclient import TestClient

from heze_graph.queries.library import Library, load
from heze_graph.resources import QUERIES
from heze_graph.store.embedded import Embedded
from heze_graph.web.app import application
from heze_graph.web.query_descriptions import openapi
from heze_graph.web.site import Site
from tests.store.test_virtuoso import CASES
from tests.web.source import Still

TYPED = """#+ summary: 试
#+ summary_en: A try
#+ method: POST
#+ defaults:
#+   - number: "1.5"
#+   - whole: "012"
#+   - "yes": "1"
#+   - free: a
#+ enumerate:
#+   - least:
#+     - "1"
#+     - "2"
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
SELECT ?s {
  VALUES ?s { 1 }
  FILTER(?_number_number > 1 || ?_whole_integer > 1 || ?_yes_xsd_boolean || ?_free = "a" || ?_day_xsd_date > ?s
    || ?__least_xsd_positiveInteger > 1 || ?__year_xsd_gYear = ?s || ?__format = "x" || ?__word_zh = "a"@zh)
}
"""


@pytest.fixture(scope="module")
def client(seed_engine: Embedded) -> TestClient:
    return TestClient(application(Site(Still(seed_engine), QUERIES)))


@pytest.fixture
def typed(tmp_path: Path) -> Library:
    (tmp_path / "typed-query.rq").write_text(TYPED, encoding="utf-8")
    (tmp_path / "things.rq").write_text("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", encoding="utf-8")
    (tmp_path / "broken.rq").write_text("SELECT", encoding="utf-8")
    return load(tmp_path)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_it_is_valid(language: str, client: TestClient, typed: Library, library: Library) -> None:
    description = client.get("/api/openapi.json", params={"lang": language}).json()
    validate(description, cls=OpenAPIV31SpecValidator)
    validate(openapi(typed, language), cls=OpenAPIV31SpecValidator)
    assert len(description["paths"]) == len(library.queries) + 2
    summary = library.get("documents").header
    operation = description["paths"]["/api/queries/documents"]["get"]
    assert operation["summary"] == (summary.summary if language == "zh" else summary.summary_en)
    assert operation["operationId"] == "documents"


def test_a_broken_query_does_not_take_the_others_with_it(typed: Library) -> None:
    assert sorted(openapi(typed, "zh")["paths"])[2:] == ["/api/queries/things", "/api/queries/typed-query"]


def test_types_defaults_and_allowed_values_are_told(typed: Library) -> None:
    paths = openapi(typed, "en")["paths"]
    operation = paths["/api/queries/typed-query"]["post"]
    assert operation["operationId"] == "typedQuery"
    said = {one["name"]: (one["required"], one["schema"], one.get("example")) for one in operation["parameters"]}
    text = {"type": "string", "pattern": r"^[^\u0000]*$"}
    assert said == {
        "number": (False, {"type": "number", "default": 1.5}, 1.5),
        "whole": (False, {"type": "integer", "default": 12}, 12),
        "yes": (False, {"type": "boolean", "default": True}, True),
        "free": (False, {**text, "default": "a"}, "a"),
        "day": (True, {"type": "string", "format": "date"}, None),
        "least": (False, {"type": "integer", "minimum": 1, "enum": [1, 2]}, 1),
        "year": (False, text, None),
        "format": (False, text, None),
        "word": (False, text, None),
    }
    content = paths["/api/queries/things"]["get"]["responses"]["200"]["content"]
    assert list(content) == ["text/turtle", "application/ld+json", "application/n-triples", "application/rdf+xml"]


def test_answers_are_as_described(client: TestClient) -> None:
    paths: dict[str, Any] = client.get("/api/openapi.json").json()["paths"]
    for name, values in CASES:
        operation = paths[f"/api/queries/{name}"]["get"]
        schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
        OAS31Validator(schema).validate(client.get(f"/api/queries/{name}", params=values).json())
        assert set(values) <= {one["name"] for one in operation["parameters"]}


def test_refusals_are_as_described(client: TestClient) -> None:
    description = client.get("/api/openapi.json").json()
    schema = description["components"]["schemas"]["Problem"]
    refused = ("themes?least=x", "themes?x=1", "nothing", "documents?format=x", "due-before")
    responses = description["paths"]["/api/queries/themes"]["get"]["responses"]
    for address in refused:
        response = client.get(f"/api/queries/{address}")
        OAS31Validator({**schema, "additionalProperties": False}).validate(response.json())
        assert str(response.status_code) in responses
