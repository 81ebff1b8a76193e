"""The server as an assistant meets it: the SDK's own client, over a real process."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal
from mcp import Client
from mcp.client.stdio import StdioServerParameters, stdio_client
from mcp_types import CallToolResult, TextContent, TextResourceContents

import heze_graph
from heze_graph.queries.library import Library
from heze_graph.store.folder import current

HOSTILE = (
    '"} UNION { ?s ?p ?o } #',
    "'; DROP ALL; --",
    "?s ?p ?o",
    "<script>alert(1)</script>",
    "../../../../etc/passwd",
    "file:///etc/passwd",
    "http://127.0.0.1:1/",
    "{{ 7 * 7 }} ${HOME} `id` %s {0}",
    "\u202e\u2066\u0000\u001b[2J\r\n",
    '{"a": [1, 2]}',
    "[" * 5000,
    "甲" * 200_000,
    "",
    "null",
)


class Assistant:
    """A client that calls tools of a server in another process."""

    def __init__(self, portal: BlockingPortal, client: Client) -> None:
        self.portal, self.client = portal, client

    def call(self, tool: str, **arguments: Any) -> CallToolResult:
        result: CallToolResult = self.portal.call(self.client.call_tool, tool, arguments)
        return result

    def asked(self, tool: str, **arguments: Any) -> tuple[str, dict[str, Any]]:
        """Return the text and the data of an answer."""
        result = self.call(tool, **arguments)
        assert not result.is_error, text(result)
        assert result.structured_content is not None
        return text(result), result.structured_content

    def refused(self, tool: str, **arguments: Any) -> str:
        """Return the message of a refusal."""
        result = self.call(tool, **arguments)
        assert result.is_error
        return text(result)


def text(result: CallToolResult) -> str:
    (content,) = result.content
    assert isinstance(content, TextContent)
    return content.text


@pytest.fixture(scope="module")
def assistant(seed_store: Path) -> Iterator[Assistant]:
    command = ["-m", "heze_graph", "mcp", "--store", str(seed_store)]
    process = stdio_client(StdioServerParameters(command=sys.executable, args=command))
    with start_blocking_portal() as portal, portal.wrap_async_context_manager(Client(process)) as client:
        yield Assistant(portal, client)


def test_the_server_says_what_it_is_and_does(assistant: Assistant) -> None:
    assert assistant.client.server_info
    assert assistant.client.server_info.version == heze_graph.__version__
    assert "cite file and line" in str(assistant.client.instructions)
    tools = {tool.name: tool for tool in assistant.portal.call(assistant.client.list_tools).tools}
    assert list(tools) == ["list_queries", "run_query", "ask", "search", "describe", "vocabulary", "sparql"]
    for tool in tools.values():
        assert tool.description
        assert "\n  " not in tool.description
        assert tool.input_schema["additionalProperties"] is False
        assert tool.output_schema
        assert "version" in tool.output_schema["properties"]
        assert tool.annotations
        assert tool.annotations.read_only_hint
        assert not tool.annotations.open_world_hint


def test_the_saved_queries_are_listed_with_what_they_take(assistant: Assistant, library: Library) -> None:
    said, data = assistant.asked("list_queries")
    listed = {query["name"]: query for query in data["queries"]}
    assert list(listed) == [query.name for query in library.queries]
    (kind,) = listed["changed-targets"]["parameters"]
    assert kind["allowed"] == ["wording", "number", "deadline", "leaders", "units"]
    assert listed["behind-goals"]["columns"][:3] == ["document", "no", "light"]
    for name in listed:
        assert f"{name}(" in said


def test_a_saved_query_gives_rows_with_their_printed_lines(
    assistant: Assistant, seed_store: Path, library: Library
) -> None:
    said, data = assistant.asked("run_query", name="target-by-number", parameters={"no": "86"})
    with heze_graph.open(seed_store) as graph:
        expected = graph.query("target-by-number", no="86")
    assert data["columns"] == list(library.get("target-by-number").names)
    assert data["total"] == len(expected) == len(data["rows"])
    assert data["next_offset"] is None
    assert data["version"] == current(seed_store).version
    for row, one in zip(data["rows"], expected, strict=True):
        (place,) = row["sources"]
        assert place == {"document": one.document, "file": one.fileName, "line": one.line, "no": one.no}
        assert row["values"]["progress"] == one.progress
        assert row["values"]["due"] == one.due.isoformat()
        assert one.progress in said.replace('""', '"')
        assert f"{one.fileName} line {one.line} no. {one.no}" in said
    assert {document["sha256"] for document in data["documents"]} == {
        table["sha256"] for table in current(seed_store).summary()["documents"]
    }
    assert f"Data version: {data['version']}" in said


def test_both_sides_of_a_change_have_a_source(assistant: Assistant) -> None:
    _, data = assistant.asked("run_query", name="changed-targets", parameters={"kind": "wording"})
    for row in data["rows"]:
        values = row["values"]
        assert {(place["document"], place["no"]) for place in row["sources"]} == {
            (values["documentBefore"], values["noBefore"]),
            (values["documentAfter"], values["noAfter"]),
        }
    _, data = assistant.asked("run_query", name="contradictions", limit=200)
    elsewhere = [row for row in data["rows"] if row["values"]["otherLine"]]
    assert len(elsewhere) > 10
    for row in elsewhere:
        lines = {(place["document"], place["line"]) for place in row["sources"]}
        assert (row["values"]["otherDocument"], row["values"]["otherLine"]) in lines
        assert (row["values"]["document"], row["values"]["line"]) in lines


def test_an_answer_that_counts_names_its_documents(assistant: Assistant) -> None:
    _, data = assistant.asked("run_query", name="shared-targets", limit=3)
    assert [row["sources"] for row in data["rows"]] == [[], [], []]
    assert [document["file"] for document in data["documents"]] == ["heze-2023-q3.txt", "heze-2023-annual.txt"]
    _, data = assistant.asked("run_query", name="workload-of-units", limit=1)
    assert [document["document"] for document in data["documents"]] == [data["rows"][0]["values"]["document"]]


def test_every_row_is_reached_page_by_page(assistant: Assistant) -> None:
    offset: int | None = 0
    rows = []
    while offset is not None:
        said, data = assistant.asked("run_query", name="cells", limit=200, offset=offset)
        rows += [tuple(row["values"].values()) for row in data["rows"]]
        end = offset + len(data["rows"])
        assert f"rows {offset + 1} to {end} of {data['total']}" in said
        offset = data["next_offset"]
        assert (f"offset={offset}" in said) is (offset is not None)
    assert len(rows) == data["total"] > 1800
    said, data = assistant.asked("run_query", name="cells", offset=10**6)
    assert data["rows"] == []
    assert f"no rows from offset 1000000: there are {data['total']}" in said
    assert assistant.asked("run_query", name="targets-of-unit", parameters={"unit": "nobody"})[0].startswith(
        "targets-of-unit: no rows\n"
    )


def test_a_parameter_at_fault_is_told_with_what_is_allowed(assistant: Assistant) -> None:
    wrong = assistant.refused("run_query", name="changed-targets", parameters={"kind": "colour"})
    assert "parameter kind: found the value 'colour'; expected one of wording, number, deadline" in wrong
    assert "parameter date: found the value '2023-02-30'" in assistant.refused(
        "run_query", name="due-before", parameters={"date": "2023-02-30"}
    )
    assert "no value for unit" in assistant.refused("run_query", name="targets-of-unit")
    assert "try targets-of-unit" in assistant.refused("run_query", name="targets-of-units")
    assert "a parameter 'Unit'" in assistant.refused("run_query", name="targets-of-unit", parameters={"Unit": "x"})
    # A misspelt argument is not left out in silence.
    assert "unit\n  Extra inputs are not permitted" in assistant.refused("run_query", name="entries", unit="x")
    assert "less than or equal to 200" in assistant.refused("run_query", name="entries", limit=10**9)
    assert "greater than or equal to 0" in assistant.refused("run_query", name="entries", offset=-1)


@pytest.mark.parametrize("no", [86, 86.0, "86"])
def test_a_number_is_a_number_whichever_way_json_writes_it(assistant: Assistant, no: object) -> None:
    _, data = assistant.asked("run_query", name="target-by-number", parameters={"no": no})
    assert data["total"] == 4


def test_a_thing_is_described_with_its_sources(assistant: Assistant) -> None:
    said, data = assistant.asked("describe", thing="曹县")
    assert (data["kind"], data["label_en"]) == ("place", "Cao County")
    assert data["sources_total"] == len(data["sources"]) > 3
    assert data["sources"][0]["file"] in said
    assert assistant.asked("describe", thing=data["iri"])[1] == data
    assert "found 2 things" in assistant.refused("describe", thing="86")


def test_a_name_is_found_by_characters_pinyin_and_number(assistant: Assistant) -> None:
    for typed in ("市教育局", "jiaoyuju", "education"):
        _, data = assistant.asked("search", text=typed)
        assert data["hits"][0]["label"] == "市教育局"
    assert [hit["kind"] for hit in assistant.asked("search", text="86", limit=2)[1]["hits"]] == ["target", "target"]
    assert assistant.asked("search", text="nobody at all")[0].startswith("nothing found")


def test_any_query_that_only_reads(assistant: Assistant) -> None:
    query = """PREFIX heze: <https://w3id.org/heze-graph/ontology#> PREFIX dcterms: <http://purl.org/dc/terms/>
    SELECT ?document ?line { ?row heze:line ?line ; heze:head/heze:inDocument/dcterms:identifier ?document }
    ORDER BY ?document ?line"""
    _, data = assistant.asked("sparql", query=query, limit=1)
    (row,) = data["rows"]
    (place,) = row["sources"]
    assert (place["document"], place["line"]) == (row["values"]["document"], row["values"]["line"])
    assert assistant.asked("sparql", query="ASK { ?s ?p ?o }")[1]["rows"][0]["values"] == {"answer": True}
    _, data = assistant.asked("sparql", query="CONSTRUCT { ?s a ?o } WHERE { ?s a ?o }", limit=1)
    assert data["columns"] == ["subject", "predicate", "object"]


@pytest.mark.parametrize(
    "query",
    [
        "DROP ALL",
        "INSERT DATA { <urn:a> <urn:b> <urn:c> }",
        "LOAD <file:///etc/passwd>",
        "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
        "SELECT * { ?s ?p ?o } ; DROP ALL",
        r"SELECT * { \u0053ERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
        "SELECT * {",
        "not SPARQL",
        "",
        *HOSTILE,
    ],
    ids=lambda query: query[:20].encode("unicode_escape").decode(),
)
def test_a_query_that_does_anything_else_is_refused(assistant: Assistant, query: str) -> None:
    assert assistant.refused("sparql", query=query).startswith("Error executing tool sparql: ")


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * " + "{" * 49_000 + "}" * 49_000,
        "SELECT (" + "(" * 49_000 + "1" + ")" * 49_000 + " AS ?x) {}",
        "SELECT * { ?s " + "^" * 90_000 + "<urn:p> ?o }",
        "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
        "SELECT * {" + " " * 1_000_000 + "}",
    ],
    ids=["groups", "brackets", "paths", "rows", "blanks"],
)
def test_a_query_that_takes_too_much_harms_nobody(assistant: Assistant, query: str) -> None:
    assert text(assistant.call("sparql", query=query))
    assert assistant.asked("run_query", name="documents")[1]["total"] == 2


@pytest.mark.parametrize("value", HOSTILE, ids=lambda value: value[:20].encode("unicode_escape").decode())
def test_a_hostile_value_is_a_value(assistant: Assistant, value: str) -> None:
    result = assistant.call("run_query", name="targets-of-unit", parameters={"unit": value})
    assert result.is_error or (result.structured_content or {})["total"] == 0
    assert assistant.refused("run_query", name=value)
    assert assistant.refused("describe", thing=value)
    assert assistant.call("search", text=value).is_error is False
    assert assistant.refused("run_query", name="entries", parameters=[value])
    assert assistant.refused("run_query", name="targets-of-unit", parameters={value: "x"})
    assert assistant.asked("run_query", name="documents")[1]["total"] == 2


def test_what_is_no_query_parameter_is_refused(assistant: Assistant) -> None:
    for wrong in (["unit"], "unit", 1, {"unit": {"a": 1}}, {"unit": None}, {"unit": ["a"]}):
        assert assistant.refused("run_query", name="targets-of-unit", parameters=wrong)


def test_the_words_of_the_graph_are_a_tool_and_a_resource(assistant: Assistant) -> None:
    said, data = assistant.asked("vocabulary")
    assert data["prefixes"]["heze"] == "https://w3id.org/heze-graph/ontology#"
    target = next(word for word in data["words"] if word["term"] == "heze:Target")
    assert target["label_zh"] == "责任目标"
    assert all(word["definition"] for word in data["words"])
    resource = assistant.portal.call(assistant.client.read_resource, "heze-graph://vocabulary")
    (content,) = resource.contents
    assert isinstance(content, TextResourceContents)
    assert content.text == said


def test_the_prompt_names_the_document(assistant: Assistant) -> None:
    prompt = assistant.portal.call(assistant.client.get_prompt, "behind", {"document": "heze-2023-q3"})
    (message,) = prompt.messages
    assert isinstance(message.content, TextContent)
    assert "heze-2023-q3" in message.content.text


def test_a_question_in_words_is_a_saved_question_and_says_which(assistant: Assistant) -> None:
    said, data = assistant.asked("ask", text="曹临有哪些目标落后，马上")
    first = data["meant"][0]
    assert (first["query"], first["parameters"]) == ("behind-goals", {"leader": "曹临"})
    assert first["taken"] == [{"text": "曹临", "parameter": "leader", "value": "曹临"}]
    assert first["not_used"] == ["马上"]
    _, plain = assistant.asked("run_query", name="behind-goals", parameters={"leader": "曹临"})
    assert data["answer"] == plain
    assert said.startswith("understood as behind-goals(leader=曹临)")
    assert "not used: 马上" in said


def test_what_is_no_question_is_told(assistant: Assistant) -> None:
    said, data = assistant.asked("ask", text="写首诗")
    assert (data["meant"], data["answer"]) == ([], None)
    assert "list_queries" in said
