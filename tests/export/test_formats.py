from __future__ import annotations

import pyoxigraph
import pytest

from heze_graph.errors import UsageError
from heze_graph.export.formats import rendered
from heze_graph.export.tabular import csv_text, excel_csv_bytes
from heze_graph.model.answers import Answer, Term
from heze_graph.rdf.formats import FORMATS, TABLES, TRIPLES
from heze_graph.rdf.terms import XSD

ANSWER = Answer(
    ("a", "b"),
    (
        (Term("literal", "=1+1"), Term("iri", "https://example.org/一")),
        (Term("literal", "桥", None, "zh"), None),
        (Term("literal", "1.50", XSD + "decimal"), Term("literal", 'say "x"\n\u2028')),
    ),
)
TRIPLE = pyoxigraph.Triple(pyoxigraph.NamedNode("u:a"), pyoxigraph.NamedNode("u:b"), pyoxigraph.Literal("一"))


def test_media_types_and_suffixes_are_told_apart() -> None:
    assert len({one.media_type for one in FORMATS.values()}) == len({one.suffix for one in FORMATS.values()})
    assert all(one.suffix == f".{name}" for name, one in FORMATS.items())
    assert {one.content_type for one in FORMATS.values() if ";" in one.content_type} == {
        "image/svg+xml; charset=utf-8",
        "text/csv; charset=utf-8",
        "text/html; charset=utf-8",
        "text/markdown; charset=utf-8",
        "text/tab-separated-values; charset=utf-8",
        "text/turtle; charset=utf-8",
    }


@pytest.mark.parametrize("form", TABLES)
def test_the_same_table_gives_the_same_bytes(form: str) -> None:
    assert rendered(ANSWER, form, "what's [due]") == rendered(ANSWER, form, "what's [due]")


def test_csv_is_exact_for_programs_and_defused_for_spreadsheets() -> None:
    assert rendered(ANSWER, "csv", "x") == csv_text(ANSWER).encode()
    assert rendered(ANSWER, "csv", "x", excel=True) == excel_csv_bytes(ANSWER)
    assert excel_csv_bytes(ANSWER).startswith(b"\xef\xbb\xbfa,b\r\n'=1+1,")


def test_results_json_keeps_types_and_languages() -> None:
    written = pyoxigraph.parse_query_results(rendered(ANSWER, "srj", "x"), pyoxigraph.QueryResultsFormat.JSON)
    assert isinstance(written, pyoxigraph.QuerySolutions)
    assert [[row["a"], row["b"]] for row in written] == [
        [pyoxigraph.Literal("=1+1"), pyoxigraph.NamedNode("https://example.org/一")],
        [pyoxigraph.Literal("桥", language="zh"), None],
        [
            pyoxigraph.Literal("1.50", datatype=pyoxigraph.NamedNode(XSD + "decimal")),
            pyoxigraph.Literal('say "x"\n\u2028'),
        ],
    ]
    empty = Answer(("a",), ())
    assert rendered(empty, "srj", "x") == b'{"head": {"vars": ["a"]}, "results": {"bindings": [\n\n]}}\n'


@pytest.mark.parametrize(("content", "form"), [(ANSWER, "rdf"), ([TRIPLE], "csv"), (ANSWER, "exe")])
def test_a_format_that_does_not_fit_is_told(content: Answer | list[pyoxigraph.Triple], form: str) -> None:
    fitting = TABLES if isinstance(content, Answer) else TRIPLES
    with pytest.raises(UsageError, match=f"“{form}” for .*; expected one of {', '.join(fitting)}"):
        rendered(content, form, "x")
