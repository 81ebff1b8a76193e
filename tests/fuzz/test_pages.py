from __future__ import annotations

from tests.fuzz.pages import cases, outcome, samples


def test_the_letters_of_a_page_are_printed_once() -> None:
    assert {outcome(pages) for pages in samples()} == {"printed"}


def test_so_they_are_where_lines_and_letters_are_out_of_place() -> None:
    assert {outcome(pages) for pages in cases(300, seed=7)} <= {"printed", "refused"}
