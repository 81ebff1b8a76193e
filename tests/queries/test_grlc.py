"""The real grlc reads the same in our queries as we do, and gives the same answers."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from heze_graph.queries.library import Library, load
from heze_graph.queries.lint import lint_library
from heze_graph.queries.parameters import Parameter
from heze_graph.rdf.codec import answer_from_results
from heze_graph.resources import QUERIES
from heze_graph.store.embedded import Embedded
from tests.comparing import rows
from tests.grlc import Grlc, asked, grlc
from tests.oxigraph_server import OxigraphServer, oxigraph_server
from tests.store.test_virtuoso import CASES

__all__ = ["grlc", "oxigraph_server"]

pytestmark = pytest.mark.grlc

HEAD = "#+ summary: 试\n#+ summary_en: A try\n"
XSD = "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>\n"


def expected(parameter: Parameter) -> dict[str, Any]:
    """Return a parameter of ours in grlc's words."""
    kind, _, detail = parameter.type.partition(":")
    known = {
        "name": parameter.name,
        "original": parameter.variable,
        "required": parameter.required,
        "type": kind if kind == "number" or parameter.variable.endswith("_literal") else "string",
    }
    if kind == "iri":
        known["format"] = "iri"
    if kind in {"integer", "xsd"}:
        known["datatype"] = f"xsd:{detail or kind}"
    if kind == "lang":
        known["lang"] = detail
    if parameter.allowed:
        known["enum"] = sorted(parameter.allowed)
    if parameter.default is not None:
        known["default"] = parameter.default
    return known


def plain(parameter: Mapping[str, Any]) -> dict[str, Any]:
    """Return a parameter of grlc's with its values as texts, as they come over HTTP."""
    changed = dict(parameter)
    if "enum" in changed:
        changed["enum"] = [str(value) for value in changed["enum"]]
    if "default" in changed:
        changed["default"] = str(changed["default"])
    return changed


@pytest.fixture(scope="module")
def read(grlc: Grlc, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    return grlc.read(QUERIES, tmp_path_factory.mktemp("read"))


def test_grlc_loads_every_query(read: dict[str, dict[str, Any]], library: Library) -> None:
    assert lint_library(library) == []
    assert sorted(read) == [query.name for query in library.queries]
    assert {name: item["error"] for name, item in read.items() if "error" in item} == {}


def test_grlc_reads_the_same_header(read: dict[str, dict[str, Any]], library: Library) -> None:
    for query in library.queries:
        item, header = read[query.name], query.header
        assert (item["summary"], item["tags"], item["method"]) == (header.summary, list(header.tags), header.method)
        assert item["description"].strip() == header.description


def test_grlc_reads_the_same_parameters(read: dict[str, dict[str, Any]], library: Library) -> None:
    for query in library.queries:
        found = {name: plain(parameter) for name, parameter in read[query.name]["parameters"].items()}
        assert found == {parameter.name: expected(parameter) for parameter in query.parameters}, query.name


def test_every_form_of_a_parameter_is_read_alike(grlc: Grlc, tmp_path: Path) -> None:
    forms = ("_a", "__b_iri", "_c_number", "_d_integer", "_e_literal", "_f_xsd_date", "__g_zh", "_h_xsd_gYear", "__i9")
    where = " ".join(f"?s ?p ?{form} ." for form in forms)
    words = "".join(f"#+   - {name}: {{zh: 甲, en: A}}\n" for name in ("a", "b", "c", "d", "e", "f", "g", "h", "i9"))
    words = f"#+ parameters:\n{words}#+ columns:\n#+   - s: {{zh: 主语, en: Subject}}\n"
    (tmp_path / "forms.rq").write_text(
        f"{HEAD}#+ method: POST\n#+ tags:\n#+   - 甲\n#+ defaults:\n#+   - a: x\n#+   - d: 3\n#+   - f: 2023-12-31\n"
        "#+ enumerate:\n#+   - a:\n#+     - y\n#+     - x\n#+   - h: [2024, 2023]\n"
        f"{words}{XSD}SELECT ?s {{ {where} }}\n",
        encoding="utf-8",
    )
    made = f"{HEAD}#+ parameters:\n#+   - x: {{zh: 甲, en: A}}\nCONSTRUCT {{ ?s ?p ?_x }} WHERE {{ ?s ?p ?_x }}"
    (tmp_path / "made.rq").write_text(made, encoding="utf-8")
    ours = load(tmp_path)
    assert lint_library(ours) == []
    found = grlc.read(tmp_path, tmp_path)
    for query in ours.queries:
        assert found[query.name]["method"] == query.header.method
        assert {name: plain(one) for name, one in found[query.name]["parameters"].items()} == {
            one.name: expected(one) for one in query.parameters
        }


#: What lint refuses, and what grlc makes of it.
TRAPS: Mapping[str, tuple[str, Callable[[dict[str, Any]], bool]]] = {
    "broken YAML: every decorator is dropped in silence": (
        "#+ summary: a: b\n#+ tags:\n#+   - 甲\nSELECT ?s { ?s ?p ?_x }",
        lambda item: item["tags"] == [],
    ),
    "not at column 0: not seen": (" #+ summary: a\nSELECT ?s { ?s ?p ?_x }", lambda item: item["summary"] == ""),
    "a suffix that it does not know is a language": (
        HEAD + "SELECT ?s { ?s ?p ?_x_date }",
        lambda item: item["parameters"]["x"]["lang"] == "date",
    ),
    "string is a language, too": (
        HEAD + "SELECT ?s { ?s ?p ?_x_string }",
        lambda item: item["parameters"]["x"]["lang"] == "string",
    ),
    "what stands in a comment is a parameter": (
        HEAD + "SELECT ?s { ?s ?p ?o # ?_x\n}",
        lambda item: list(item["parameters"]) == ["x"],
    ),
    "only the last spelling of a name is filled in": (
        HEAD + "SELECT ?s { ?s ?_x ?o ; ?p ?_x_iri }",
        lambda item: item["parameters"]["x"]["original"] == "?_x_iri",
    ),
    "a mapping in place of a list of mappings: the query vanishes": (
        HEAD + "#+ defaults:\n#+   x: 1\nSELECT ?s { ?s ?p ?_x }",
        lambda item: "error" in item,
    ),
    "what rdflib cannot parse vanishes, too": (
        HEAD + "SELECT ?s { ?s ?p ?_x . LATERAL { ?s ?p ?o } }",
        lambda item: "error" in item,
    ),
}


@pytest.fixture(scope="module")
def trapped(grlc: Grlc, tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """Return what grlc makes of each trap: it starts once, and reads each file for itself."""
    folder = tmp_path_factory.mktemp("traps")
    for number, (text, _) in enumerate(TRAPS.values()):
        (folder / f"{number}.rq").write_text(text, encoding="utf-8")
    found = grlc.read(folder, folder)
    return [found[str(number)] for number in range(len(TRAPS))]


@pytest.mark.parametrize("name", TRAPS)
def test_what_lint_refuses_goes_wrong_in_grlc(name: str, trapped: list[dict[str, Any]], tmp_path: Path) -> None:
    text, symptom = TRAPS[name]
    (tmp_path / "trap.rq").write_text(text, encoding="utf-8")
    assert lint_library(load(tmp_path))
    item = trapped[list(TRAPS).index(name)]
    assert symptom(item), item


@pytest.fixture(scope="module")
def address(grlc: Grlc, oxigraph_server: OxigraphServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with grlc.serving(QUERIES, oxigraph_server.endpoint, tmp_path_factory.mktemp("serving")) as address:
        yield address


@pytest.mark.parametrize(("name", "values"), CASES, ids=["-".join((n, *v.values())) for n, v in CASES])
def test_a_running_grlc_gives_the_same_answer(
    name: str, values: Mapping[str, str], address: str, seed_engine: Embedded, library: Library
) -> None:
    query = library.get(name)
    # grlc shows defaults to people, and applies none.
    defaults = {one.name: one.default for one in query.parameters if one.default is not None}
    data = asked(address, name, {**defaults, **values}, "application/sparql-results+json")
    answer = answer_from_results(json.loads(data))
    expected = seed_engine.select(query.bound(values))
    assert answer.columns == expected.columns
    assert rows(answer) == rows(expected)
