from __future__ import annotations

import pyoxigraph
import pytest

from heze_graph.errors import QueryError
from heze_graph.model.answers import Answer, Term
from heze_graph.networks.builder import Caption, Known, Label, Labeller, Rows, Tie, construct_rows, draw, select_rows

NOTHING = Known(
    Answer(("thing", "label", "labelEn", "identifier", "kind", "kindLabel", "kindLabelEn"), ()),
    Answer(("entry",), ()),
    Answer(("document", "title", "end"), ()),
)


def answer(columns: str, *rows: tuple[str, ...]) -> Answer:
    cells = (tuple(Term("literal", text) if text else None for text in row) for row in rows)
    return Answer(tuple(columns.split()), tuple(cells))


def test_source_and_target_are_all_that_a_row_needs() -> None:
    rows = select_rows(answer("source target", ("https://x.org/a%20b", "c"), ("d", ""), ("", "e")), "the query q")
    assert rows.ties == (Tie("https://x.org/a%20b", "c"), Tie("d"))
    picture = draw(Caption("标题", ""), rows, NOTHING, "zh")
    assert [(node.label, node.size) for node in picture.nodes] == [("c", 1), ("d", 0), ("a b", 1)]
    assert [(edge.source, edge.target, edge.weight) for edge in picture.edges] == [("c", "https://x.org/a%20b", 1)]
    assert (picture.size_label, picture.weight_label) == ("连线数", "连线强度")


def test_rows_of_one_pair_add_up_in_either_direction() -> None:
    table = answer("source target weight detail", ("a", "b", "2", "x"), ("b", "a", "3", "y"), ("a", "a", "9", "z"))
    (edge,) = draw(Caption("t", "", weight="w"), select_rows(table, "q"), NOTHING, "en").edges
    assert (edge.source, edge.target, edge.weight, edge.details) == ("a", "b", 5, ("x", "y"))


def test_a_row_may_name_its_ends_itself() -> None:
    columns = "source target sourceLabel sourceLabelEn sourceKind targetLabel"
    rows = select_rows(answer(columns, ("u", "v", "甲", "A", "k", "乙"), ("w", "u", *4 * ("",))), "q")
    chinese, english = (draw(Caption("t", ""), rows, NOTHING, tongue).nodes for tongue in ("zh", "en"))
    assert [(n.label, n.kind_label, n.other_name) for n in chinese] == [
        ("甲", "k", "A"),
        ("乙", "未分类", ""),
        ("w", "未分类", ""),
    ]
    assert [n.label for n in english] == ["A", "乙", "w"]
    assert chinese[0].evidence == ()


def test_what_is_known_names_the_rest_and_the_row_goes_first() -> None:
    known = {"u": Label("单位", "Unit U", "k", "类", "kind"), "v": Label("乙", "", "k", "类", "kind")}
    naming = Labeller(Rows((), {"v": Label("改名")}), known)
    assert naming.of("u") == known["u"]
    assert naming.of("v") == Label("改名", "", "k", "类", "kind")
    assert naming.of("https://x.org/o#z") == Label("z")


@pytest.mark.parametrize("columns", ["source label", "unitA unitB", ""])
def test_without_source_and_target_the_message_names_the_query(columns: str) -> None:
    with pytest.raises(QueryError, match=r"the query q: found the columns .*expected source and target"):
        select_rows(answer(columns), "the query q")


@pytest.mark.parametrize("weight", ["0", "-1", "1.5", "many", "²"])
def test_a_weight_is_a_whole_number_from_1(weight: str) -> None:
    with pytest.raises(QueryError, match="a whole number from 1"):
        select_rows(answer("source target weight", ("a", "b", weight)), "q")


def test_triples_of_a_construct_query_are_ties() -> None:
    turtle = """@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix : <https://x.org/> .
        :a :near :b ; skos:prefLabel "甲"@zh, "A"@en ; a :Thing . :b :size 3 ."""
    quads = pyoxigraph.parse(turtle, format=pyoxigraph.RdfFormat.TURTLE)
    rows = construct_rows(quad.triple for quad in quads)
    assert rows.ties == (Tie("https://x.org/a", "https://x.org/b", detail="near"),)
    assert rows.names == {"https://x.org/a": Label("甲", "A", "https://x.org/Thing")}
