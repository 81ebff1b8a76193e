from __future__ import annotations

from pathlib import Path

import pytest

from heze_graph.errors import ParameterError, QueryError
from heze_graph.messages import LANGUAGES
from heze_graph.model.answers import Answer, Term
from heze_graph.networks import views
from heze_graph.networks.builder import VIEWS, read_documents
from heze_graph.networks.page import html
from heze_graph.networks.picture import Edge, Picture, around
from heze_graph.networks.views import ViewOptions, picture
from heze_graph.queries.library import Library, load
from heze_graph.rdf import iris
from heze_graph.resources import QUERIES
from heze_graph.store.engine import Engine
from tests.networks.pictures import promises, units

HEADER = "#+ summary: 某网络\n#+ summary_en: Some network\n#+ view: network\n"
HEZE = "PREFIX heze: <https://w3id.org/heze-graph/ontology#>\n"


def label_of(drawn: Picture) -> dict[str, str]:
    return {node.id: node.label for node in drawn.nodes}


def tie(drawn: Picture, first: str, second: str) -> Edge:
    labels = label_of(drawn)
    (found,) = (e for e in drawn.edges if {labels[e.source], labels[e.target]} == {first, second})
    return found


def places(drawn: Picture, edge: Edge) -> list[str]:
    return [one.place for one in drawn.evidence if one.id in edge.evidence]


@pytest.fixture
def own(tmp_path: Path) -> Library:
    """Return a library with queries of a user's own beside those that every view needs."""
    for name in ("documents", "network-names", "network-entries"):
        text = (QUERIES / f"{name}.rq").read_text(encoding="utf-8")
        (tmp_path / f"{name}.rq").write_text(text, encoding="utf-8")
    queries = {
        "who": "SELECT ?source ?target WHERE { ?a heze:leader ?source ; heze:responsibleUnit ?target ; "
        "heze:inEntry/heze:number ?_no }",
        "graph": "CONSTRUCT { ?u heze:governs ?p } WHERE { ?u heze:governs ?p }",
        "table": "SELECT ?unit WHERE { ?unit a heze:Unit }",
    }
    for name, text in queries.items():
        (tmp_path / f"{name}.rq").write_text(HEADER + HEZE + text, encoding="utf-8")
    return load(tmp_path)


def test_every_view_is_a_saved_query(library: Library) -> None:
    assert set(views.views(library)) == {*VIEWS, "ego"}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", VIEWS)
def test_every_view_of_the_seeds_is_a_page_of_less_than_a_megabyte_and_a_half(
    name: str, language: str, seed_engine: Engine, library: Library
) -> None:
    drawn = picture(name, seed_engine, library, language)
    assert drawn.edges
    assert drawn.as_of == "2023-12-31"
    page = html(drawn).encode()
    assert len(page) < 1_500_000
    assert drawn.title.encode() in page


def test_units_share_the_targets_that_the_tables_print(seed_engine: Engine, library: Library) -> None:
    drawn = picture("units", seed_engine, library, "zh")
    assert (len(drawn.nodes), len(drawn.edges)) == (59, 104)
    shared = tie(drawn, "各县区人民政府", "市发展改革委")
    assert shared.weight == 4
    printed = ((14, 27), (15, 28), (19, 35), (26, 47))
    assert places(drawn, shared) == [f"第{no}项（三季度表第{line}行）" for no, line in printed]
    finance = next(node for node in drawn.nodes if node.label == "市财政局")
    assert (finance.size, finance.kind_label, finance.other_name) == (6, "政府部门", "Municipal Finance Bureau")


def test_leaders_are_tied_to_the_units_of_their_own_assignments(seed_engine: Engine, library: Library) -> None:
    drawn = picture("leaders", seed_engine, library, "zh")
    assert sum(node.kind_label == "市政府领导" for node in drawn.nodes) == 8
    # No. 26 is led by two, each with units of his own.
    with pytest.raises(ValueError, match="not enough values"):
        tie(drawn, "聂元科", "市住房城乡建设局")


def test_counties_are_tied_to_their_governments_and_to_who_works_there(seed_engine: Engine, library: Library) -> None:
    drawn = picture("counties", seed_engine, library, "zh")
    assert tie(drawn, "曹县", "曹县人民政府").weight == 1
    # No. 118 names the county in its progress, no. 121 in its wording; the annual table prints the latter as no. 129.
    trade = tie(drawn, "曹县", "市商务局")
    assert trade.weight == 2
    assert sorted(one.rpartition("/")[2] for one in trade.evidence) == ["118", "121", "129"]
    labels = label_of(drawn)
    governments = {node.label for node in drawn.nodes if node.kind_label == "县区人民政府"}
    assert len(governments) == 9
    for edge in drawn.edges:
        ends = {labels[edge.source], labels[edge.target]}
        assert not ends & governments or any(f"{end}人民政府" in ends for end in ends)


def test_lights_and_claims_stand_with_their_entries(seed_engine: Engine, library: Library) -> None:
    drawn = picture("units", seed_engine, library, "en")
    (entry,) = (one for one in drawn.evidence if one.place == "no. 46 (third-quarter table, line 79)")
    assert [(light.name, light.label) for light in entry.lights] == [("far-behind", "far behind")]
    assert entry.claims == ("on schedule",)


def test_around_one_thing(seed_engine: Engine, library: Library) -> None:
    near = picture("ego", seed_engine, library, "zh", ViewOptions(around="王昌华", steps=1))
    assert near.title.endswith("王昌华周围 1 步")
    kinds = {node.kind_label for node in near.nodes if node.label != "王昌华"}
    assert kinds == {"责任目标"}
    assert {one.target for one in near.evidence} == {node.id for node in near.nodes if node.label != "王昌华"}
    far = picture("ego", seed_engine, library, "zh", ViewOptions(around="王昌华", steps=2))
    assert {node.id for node in near.nodes} < {node.id for node in far.nodes}
    with pytest.raises(QueryError, match="the view ego: found no --around"):
        picture("ego", seed_engine, library, "zh")


def test_around_finds_by_id_name_or_part_and_says_what_is_near() -> None:
    for thing in ("unit/c", "水务局", "水务"):
        assert {node.id for node in around(promises(), thing, 1).nodes} == {"unit/c", "unit/b"}
    assert [one.id for one in around(promises(), "水务局", 1).evidence] == ["e1", "e2", "e3", "e4"]
    assert len(around(promises(), "水务局", 2).nodes) == 3
    with pytest.raises(QueryError, match="things called “局”"):
        around(promises(), "局", 1)
    with pytest.raises(QueryError, match=r"nothing called “水利局”.*try 水务局"):
        around(promises(), "水利局", 1)
    with pytest.raises(QueryError, match="a number from 1 to"):
        around(units(), "unit/0", 0)


def test_a_users_own_query_is_a_view(seed_engine: Engine, own: Library) -> None:
    assert set(views.views(own)) == {"who", "graph", "table"}
    drawn = picture("who", seed_engine, own, "en", ViewOptions(parameters={"no": "14"}, as_of="2024-02-29"))
    assert (drawn.title, drawn.as_of, drawn.weight_label) == ("Some network", "2024-02-29", "strength of the tie")
    assert {node.kind_label for node in drawn.nodes} >= {"leader", "government department"}
    governs = picture("graph", seed_engine, own, "zh")
    assert len(governs.edges) >= 9
    assert {edge.details for edge in governs.edges} == {("governs",)}
    with pytest.raises(ParameterError):
        picture("who", seed_engine, own, "zh")
    with pytest.raises(QueryError, match="the query table: found the columns unit"):
        picture("table", seed_engine, own, "zh")


def test_what_is_no_view_is_told_from_what_is_broken(own: Library, library: Library, tmp_path: Path) -> None:
    with pytest.raises(QueryError, match="no view “entries”; expected one of counties, ego"):
        views.view("entries", library)
    (tmp_path / "broken.rq").write_text("#+ view: network\nSELECT", encoding="utf-8")
    with pytest.raises(QueryError, match=r"broken\.rq"):
        views.view("broken", load(tmp_path))
    assert views.view("who", own).name == "who"


def test_a_table_is_called_by_the_period_that_it_covers_whatever_its_name_says() -> None:
    columns = ("document", "title", "end", "periodIri")
    rows = (("plan-annual", "甲", "2023-09-30", iris.period(2023, "q3")), ("b-q3", "乙", "", ""))
    answer = Answer(columns, tuple(tuple(Term("literal", text) for text in row) for row in rows))
    assert read_documents(answer, "zh").tables == {"plan-annual": "三季度表", "b-q3": "乙"}
    again = Answer(columns, (answer.rows[0], (Term("literal", "other"), *answer.rows[0][1:])))
    assert read_documents(again, "en").tables == {"plan-annual": "plan-annual", "other": "other"}
