from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from heze_graph.readers.content import Content
from tests.fuzz.files import cases, outcome, samples

VALID = samples()


@pytest.mark.parametrize("name", VALID)
def test_a_valid_file_is_printed(name: str) -> None:
    assert outcome(Content(VALID[name], name, name)) == "printed"


def test_a_damaged_file_is_printed_or_refused() -> None:
    outcomes = [outcome(Content(data, name, name)) for name, data in cases(200, seed=7)]
    assert {"printed", "refused"} == {found.partition(":")[0] for found in outcomes}


def test_a_damaged_file_is_printed_or_refused_by_the_confined_reader(tmp_path: Path) -> None:
    path = tmp_path / "damaged"
    for name, data in cases(20, seed=8):
        path.write_bytes(data)
        assert outcome(Content(data, name, name), path)


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.one_of(
        st.binary(min_size=1, max_size=400),
        st.text(min_size=1, max_size=400).map(lambda text: text.encode(errors="replace")),
    )
)
def test_any_bytes_are_printed_or_refused(data: bytes) -> None:
    assert outcome(Content(data, "any", "any"))


@settings(max_examples=200)
@given(
    st.lists(
        st.sampled_from(
            "<table> </table> <tr> </tr> <td> <td&nbsp;rowspan=2> <th> </td> <caption> <tbody> <thead> <p> <br> <div>"
            " </div> 文字 1".replace("&nbsp;", "\u00a0").split(" ")
        ),
        max_size=60,
    )
)
def test_any_tags_are_printed_or_refused(tags: list[str]) -> None:
    page = "<html>" + "".join(tags).replace("\u00a0", " ")
    assert outcome(Content(page.encode(), "page", "page"))
