from __future__ import annotations

import math
import pickle
import sys
from dataclasses import FrozenInstanceError, fields
from datetime import date
from decimal import Decimal

import pandas
import polars
import pytest
from hypothesis import given
from hypothesis import strategies as st

from heze_graph.errors import UsageError
from heze_graph.graph.result import Cell, Result, field_names, python_value
from heze_graph.model.answers import Answer, Term
from heze_graph.rdf.terms import XSD


def result(*columns: tuple[str, list[tuple[str, str] | None]], name: str = "") -> Result:
    """Return a Result from columns of (text, datatype)."""
    rows = zip(*(cells for _, cells in columns), strict=True)
    terms = tuple(
        tuple(Term("literal", c[0], XSD + c[1] if c[1] else None) if c else None for c in row) for row in rows
    )
    return Result(Answer(tuple(column for column, _ in columns), terms), name)


@pytest.mark.parametrize(
    ("text", "datatype", "value"),
    [
        ("12", "integer", 12),
        ("-3", "nonNegativeInteger", -3),
        ("+7", "int", 7),
        ("1.20", "decimal", Decimal("1.20")),
        ("1.5e3", "double", 1500.0),
        ("-INF", "float", -math.inf),
        ("true", "boolean", True),
        ("0", "boolean", False),
        ("2023-12-31", "date", date(2023, 12, 31)),
        ("2023", "gYear", 2023),
        ("a text", "", "a text"),
        # What the datatype does not allow stays as it is printed.
        ("1_000", "integer", "1_000"),
        ("１２", "integer", "１２"),
        ("twelve", "decimal", "twelve"),
        ("NaN", "decimal", "NaN"),
        ("maybe", "boolean", "maybe"),
        ("2023-02-30", "date", "2023-02-30"),
        ("2023-12-31Z", "date", "2023-12-31Z"),
        ("9" * 5000, "integer", "9" * 5000),
        ("12023", "gYear", "12023"),
        ("1e400", "double", math.inf),
        ("P1D", "duration", "P1D"),
    ],
)
def test_a_cell_has_the_value_of_its_datatype(text: str, datatype: str, value: Cell) -> None:
    found = python_value(Term("literal", text, XSD + datatype if datatype else None))
    assert (found, type(found)) == (value, type(value))


def test_nothing_and_iris() -> None:
    assert python_value(None) is None
    assert python_value(Term("iri", "https://example.org/1")) == "https://example.org/1"
    assert python_value(Term("literal", "12", None, "zh")) == "12"
    not_a_number = python_value(Term("literal", "NaN", XSD + "double"))
    assert isinstance(not_a_number, float)
    assert math.isnan(not_a_number)


@given(st.lists(st.text(min_size=1, max_size=4), unique=True, max_size=6))
def test_any_columns_make_a_row(columns: list[str]) -> None:
    answer = Answer(tuple(columns), (tuple(Term("literal", column) for column in columns),))
    made = Result(answer)
    assert len(set(made.fields)) == len(columns)
    assert [getattr(made[0], name) for name in made.fields] == columns
    assert [one.name for one in fields(made[0])] == list(made.fields)


def test_names_that_a_field_cannot_have() -> None:
    columns = ("document", "class", "__slots__", "ﬁ", "fi", "column_2", "1st", "单位", "None", "_no")
    assert field_names(columns) == (
        *(
            "document",
            "column_2",
            "column_3",
            "fi",
            "column_5",
            "column_6",
            "column_7",
            "单位",
            "column_9",
            "column_10",
        ),
    )
    assert field_names(("column_2", "class")) == ("column_2", "column_2_")


def test_rows_are_a_sequence_of_frozen_dataclasses() -> None:
    rows = result(("unit", [("甲", ""), ("乙", ""), ("丙", "")]), ("n", [("1", "integer"), None, ("3", "integer")]))
    assert len(rows) == 3
    assert [row.n for row in rows] == [1, None, 3]
    assert rows[-1].unit == "丙"
    assert [row.unit for row in rows[1:]] == ["乙", "丙"]
    assert [row.unit for row in reversed(rows)] == ["丙", "乙", "甲"]
    assert rows.row_type.__annotations__ == {"unit": str, "n": int | None}
    with pytest.raises(FrozenInstanceError):
        rows[0].n = 2
    with pytest.raises(IndexError):
        rows[3]


def test_equal_rows_of_two_answers_are_equal() -> None:
    first, second = (result(("unit", [("甲", ""), ("乙", "")]), ("n", [("1", "integer"), None])) for _ in range(2))
    assert list(first) == list(second)
    assert first[:1][0] == first[0]
    assert len({*first, *second}) == 2
    assert first[0] in second


def test_a_row_is_called_as_its_query() -> None:
    assert repr(result(("a", [("1", "integer")]), name="targets-of-unit")[0]) == "TargetsOfUnit(a=1)"
    assert repr(result(("a", [("1", "integer")]), name="2023")[0]) == "Row(a=1)"
    assert repr(result(("a", [("1", "integer")]), name="none")) == "<Result of none: 1 row; columns a>"


def test_frames_have_the_types_of_the_columns() -> None:
    rows = result(
        ("int", [("1", "integer"), None]),
        ("number", [("1.5", "decimal"), ("2", "integer")]),
        ("bool", [None, ("true", "boolean")]),
        ("date", [("9999-12-31", "date"), None]),
        ("text", [("甲", ""), None]),
        ("mixed", [("甲", ""), ("1", "integer")]),
        ("large", [("1" * 20, "integer"), None]),
        ("nothing", [None, None]),
    )
    frame = rows.pandas()
    assert {name: str(kind) for name, kind in frame.dtypes.items()} == {
        "int": "Int64",
        "number": "Float64",
        "bool": "boolean",
        "date": "datetime64[s]",
        "text": "string",
        "mixed": "object",
        "large": "object",
        "nothing": "string",
    }
    assert frame["number"].sum() == 3.5
    assert frame["int"].isna().tolist() == [False, True]
    assert frame["date"][0] == pandas.Timestamp("9999-12-31")
    assert frame["large"][0] == 11111111111111111111
    polar = rows.polars()
    assert polar.schema == {
        "int": polars.Int64,
        "number": polars.Float64,
        "bool": polars.Boolean,
        "date": polars.Date,
        "text": polars.String,
        "mixed": polars.String,
        "large": polars.String,
        "nothing": polars.String,
    }
    assert polar.row(0) == (1, 1.5, None, date(9999, 12, 31), "甲", "甲", "1" * 20, None)


@pytest.mark.parametrize("columns", [(), ("a", "class")])
def test_an_empty_answer_is_an_empty_frame(columns: tuple[str, ...]) -> None:
    rows = Result(Answer(columns, ()))
    assert list(rows) == []
    assert (list(rows.pandas().columns), len(rows.pandas())) == (list(columns), 0)
    assert (rows.polars().columns, len(rows.polars())) == (list(columns), 0)


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_a_missing_library_is_named_with_the_cure(library: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(UsageError, match=f"python -m pip install {library}"):
        getattr(result(("a", [("1", "integer")])), library)()


def test_a_notebook_shows_texts_and_no_markup() -> None:
    hostile = "<script>alert(1)</script>&\"'"
    shown = result((hostile, [(hostile, ""), None]))._repr_html_()
    assert "<script" not in shown
    assert shown.count("&lt;script&gt;alert(1)&lt;/script&gt;&amp;&quot;&#x27;") == 2
    assert shown.endswith("<p>2 rows</p>")


def test_a_notebook_shows_the_beginning_of_a_long_answer_and_says_so() -> None:
    shown = result(("n", [(str(n), "integer") for n in range(100)]))._repr_html_()
    assert shown.count("<tr>") == 61
    assert shown.endswith("<p>100 rows, the first 60 shown</p>")


def test_rows_go_through_pickle() -> None:
    rows = result(("unit", [("市教育局", ""), None]), ("count", [("3", "integer"), ("4", "integer")]), name="units")
    again = pickle.loads(pickle.dumps((rows[:], list(rows))))  # noqa: S301 - of our own
    assert list(again[0]) == again[1] == list(rows)
    assert again[1][0].unit == "市教育局"
    assert repr(again[1][0]) == repr(rows[0])
