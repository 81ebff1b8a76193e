"""StratML Part 2: the report is what the schema of its elements asks for, and says what the graph does."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from heze_graph.cli import main
from heze_graph.errors import FormatError
from heze_graph.export.stratml import NAMESPACE, report
from heze_graph.queries.library import Library
from heze_graph.store import folder
from heze_graph.store.embedded import Embedded

SCHEMA = Path(__file__).with_name("stratml.xsd")
IN = {"s": NAMESPACE}
HEZE = "https://w3id.org/heze-graph/ontology#"
GRAPH = "<https://w3id.org/heze-graph/graph/a>"


@pytest.fixture(scope="module")
def plan(seed_engine: Embedded) -> etree._Element:
    return etree.fromstring(report(seed_engine))


def texts(element: etree._Element, path: str) -> list[str]:
    return [str(one.text) for one in element.findall(path, IN)]


def test_it_keeps_the_schema(plan: etree._Element) -> None:
    etree.XMLSchema(etree.parse(SCHEMA)).assertValid(plan)


def test_the_schema_is_no_open_door(plan: etree._Element) -> None:
    schema = etree.XMLSchema(etree.parse(SCHEMA))
    for path in (".//s:Goal/s:Description", ".//s:MeasurementDimension", "s:Name"):
        broken = etree.fromstring(etree.tostring(plan))
        found = broken.find(path, IN)
        assert found is not None
        found.getparent().remove(found)
        assert not schema.validate(broken), path


def test_the_same_graph_gives_the_same_bytes(seed_engine: Embedded) -> None:
    assert report(seed_engine) == report(seed_engine)


def test_every_target_is_an_objective_in_the_words_of_its_latest_entry(
    plan: etree._Element, seed_engine: Embedded
) -> None:
    asked = f"SELECT ?w {{ ?t <{HEZE}latestEntry>/<{HEZE}wording> ?w }}"
    assert sorted(texts(plan, ".//s:Objective/s:Description")) == sorted(
        row["w"] for row in seed_engine.select(asked).texts()
    )
    assert texts(plan, ".//s:Organization/s:Name") == ["菏泽市人民政府"]


def test_every_number_of_the_latest_documents_is_an_indicator(
    plan: etree._Element, seed_engine: Embedded, library: Library
) -> None:
    rows = list(seed_engine.select(library.get("latest-goals").bound({})).texts())
    goals = {row["goalIri"]: row for row in rows}
    assert len(plan.findall(".//s:PerformanceIndicator", IN)) == len(goals)
    assert sorted(texts(plan, ".//s:TargetResult/s:Description")) == sorted(row["goal"] for row in goals.values())
    assert sorted(texts(plan, ".//s:ActualResult/s:Description")) == sorted(
        row["reading"] for row in goals.values() if row["reading"]
    )


def test_the_command_writes_it_by_its_suffix(seed_store: Path, tmp_path: Path) -> None:
    files = [tmp_path / "plan.xml", tmp_path / "plan.stratml"]
    for file in files:
        assert main(["export", str(file), "--store", str(seed_store)]) == 0
    assert main(["export", str(tmp_path / "plan"), "--format", "stratml", "--store", str(seed_store)]) == 0
    assert len({file.read_bytes() for file in (*files, tmp_path / "plan")}) == 1


def test_what_xml_cannot_hold_is_refused(tmp_path: Path) -> None:
    number = '"1"^^<http://www.w3.org/2001/XMLSchema#integer>'
    said = (
        ("urn:t", f"{HEZE}latestEntry", "<urn:e>"),
        ("urn:e", f"{HEZE}inDocument", "<urn:d>"),
        ("urn:e", f"{HEZE}wording", '"a\\u000Bb"'),
        ("urn:d", "http://purl.org/dc/terms/identifier", '"d"'),
        ("urn:d", "http://purl.org/dc/terms/title", '"t"'),
        ("urn:a", f"{HEZE}inEntry", "<urn:e>"),
        ("urn:a", f"{HEZE}ordinal", number),
        ("urn:a", f"{HEZE}line", number),
        ("urn:a", f"{HEZE}unitIriList", '""'),
        ("urn:a", f"{HEZE}progress", '""'),
    )
    lines = "".join(f"<{subject}> <{name}> {value} {GRAPH} .\n" for subject, name, value in said)
    folder.write(tmp_path / "store", lines, {})
    with pytest.raises(FormatError, match=r"U\+000B"):
        report(Embedded(tmp_path / "store"))
