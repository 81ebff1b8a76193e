"""Edges and the cells between them: as pdfplumber finds them, which we followed, on tables that nobody drew before."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from pdfplumber import table as pdfplumber

from heze_graph.readers.pages.edges import TableEdge, cells_between, edges_of, joined_edges
from heze_graph.readers.pages.page import Box

# Places on a grid whose lines are sometimes near enough to be one; halves are exact as binary numbers.
places = st.integers(0, 60).map(lambda place: place * 2.5)
edges = st.builds(
    lambda upright, at, ends: TableEdge(upright, at, min(ends), max(ends)),
    st.booleans(), places, st.tuples(places, places),
)  # fmt: skip


def as_pdfplumber_has_it(edge: TableEdge) -> dict[str, Any]:
    left, top, right, bottom = edge.box
    size = {"width": right - left, "height": bottom - top}
    where = {"x0": left, "x1": right, "top": top, "bottom": bottom, "doctop": top}
    return {**where, **size, "orientation": "v" if edge.upright else "h"}


def merged(drawn: list[TableEdge]) -> list[dict[str, Any]]:
    return pdfplumber.merge_edges([as_pdfplumber_has_it(edge) for edge in drawn], 3, 3, 3, 3)


def rounded(box: Any) -> tuple[float, ...]:
    return tuple(round(float(side), 6) for side in box)


@given(st.lists(edges, max_size=25))
def test_edges_are_joined_as_by_pdfplumber(drawn: list[TableEdge]) -> None:
    theirs = [rounded((one["x0"], one["top"], one["x1"], one["bottom"])) for one in merged(drawn)]
    assert sorted(rounded(edge.box) for edge in joined_edges(drawn)) == sorted(theirs)


@given(st.lists(edges, max_size=40))
def test_cells_are_those_of_pdfplumber(drawn: list[TableEdge]) -> None:
    theirs = joined_edges(drawn)
    crossings = pdfplumber.edges_to_intersections([as_pdfplumber_has_it(edge) for edge in theirs], 3, 3)
    cells = pdfplumber.intersections_to_cells(crossings) if crossings else []
    assert [rounded(cell) for cell in cells_between(drawn)] == [rounded(cell) for cell in cells]


def test_cells_of_a_table_whose_lines_miss_each_other_a_little() -> None:
    drawn = [
        *(TableEdge(False, y, 10.5, 89) for y in (0, 20.5, 40)),
        *(TableEdge(True, x, 1.5, 38.5) for x in (10, 50, 90)),
    ]
    assert [rounded(cell) for cell in cells_between(drawn)] == [
        (10, 0, 50, 20.5), (10, 20.5, 50, 40), (50, 0, 90, 20.5), (50, 20.5, 90, 40),
    ]  # fmt: skip


def test_a_thin_rectangle_is_a_line_another_its_sides_and_a_row_of_dots_a_line() -> None:
    assert list(edges_of([Box(0, 10, 100, 11)])) == [TableEdge(False, 10.5, 0, 100)]
    assert list(edges_of([Box(10, 0, 11, 100)])) == [TableEdge(True, 10.5, 0, 100)]
    assert len(list(edges_of([Box(0, 0, 50, 30)]))) == 4
    dots = [Box(2 * at, 5, 2 * at + 0.5, 5.5) for at in range(8)]
    assert list(edges_of(dots)) == [TableEdge(False, 5.25, 0, 14.5)]
    assert list(edges_of(dots[:5])) == []
