from __future__ import annotations

import pytest

from heze_graph.model.understood import Certainty
from heze_graph.records.responsibility.units import read_units
from heze_graph.reference import Reference
from heze_graph.reference.language import LookAlike, variants


def test_names_are_separated_by_blanks_and_punctuation(reference: Reference) -> None:
    read = read_units(
        "市财政局 市税务局、市商务局，市公安局；市林业局/市体育局", reference.register("heze"), reference.language
    )
    assert read.names == ("市财政局", "市税务局", "市商务局", "市公安局", "市林业局", "市体育局")
    assert read.mends == ()


@pytest.mark.parametrize("printed", ["菏泽鲁西新区 管委会", "菏泽 鲁西新区 管委会", "菏泽鲁西新区\n管委会"])
def test_a_cut_name_is_joined_and_said_so(reference: Reference, printed: str) -> None:
    read = read_units(f"市财政局 {printed}", reference.register("heze"), reference.language)
    assert read.names == ("市财政局", "菏泽鲁西新区管委会")
    assert [mend.kind for mend in read.mends] == ["name-cut"]


def test_a_bare_ending_joins_the_name_before_it_even_when_nobody_knows_it(reference: Reference) -> None:
    read = read_units("某某开发区 管委会", reference.register(""), reference.language)
    assert read.names == ("某某开发区管委会",)


def test_a_line_that_begins_with_a_bracket_goes_on_with_the_name(reference: Reference) -> None:
    read = read_units("市水务局、各县\n（市、区）人民政府", reference.register(""), reference.language)
    assert read.names == ("市水务局", "各县（市、区）人民政府")


@pytest.mark.parametrize(
    ("printed", "names"),
    [
        ("市住房城\n乡建设局", ("市住房城乡建设局",)),
        ("县财政局、各县（区）政\n府", ("县财政局", "各县（区）政府")),
        ("市发展和改革委员\n会\n市教育局", ("市发展和改革委员会", "市教育局")),
        ("各乡镇\n县政府", ("各乡镇", "县政府")),
        ("县林业局\n乡政府", ("县林业局", "乡政府")),
    ],
)
def test_a_line_break_inside_a_usual_name_or_its_ending_is_none(
    reference: Reference, printed: str, names: tuple[str, ...]
) -> None:
    assert read_units(printed, reference.register(""), reference.language).names == names


@pytest.mark.parametrize("printed", ["县民政局（县养老中心各分院）", "县直单位（县财政局各股室）"])
def test_names_in_brackets_are_not_parted(reference: Reference, printed: str) -> None:
    assert read_units(printed, reference.register(""), reference.language).names == (printed,)


def test_two_known_neighbours_stay_two(reference: Reference) -> None:
    read = read_units("市妇联 团市委", reference.register("heze"), reference.language)
    assert read.names == ("市妇联", "团市委")


def test_a_short_name_means_the_unit(reference: Reference) -> None:
    read = read_units("鲁西新区管委会", reference.register("heze"), reference.language)
    assert read.names == ("菏泽鲁西新区管委会",)
    assert read.mends[0].kind == "short-name"


def test_a_look_alike_keeps_every_candidate(reference: Reference) -> None:
    read = read_units("鄆城县人民政府", reference.register("heze"), reference.language)
    assert read.names == ("鄄城县人民政府",)
    (mend,) = read.mends
    assert (mend.kind, mend.printed, mend.candidates) == ("look-alike", "鄆城县人民政府", ("郓城县人民政府",))
    assert mend.certainty is Certainty.DOUBTFUL


def test_an_unknown_unit_is_a_unit_with_the_nearest_known_name(reference: Reference) -> None:
    read = read_units("市农业农林局", reference.register("heze"), reference.language)
    assert read.names == ("市农业农林局",)
    (mend,) = read.mends
    assert mend.kind == "unknown-unit"
    assert dict(mend.details)["nearest"] == "市农业农村局"


def test_without_a_register_nothing_is_unknown(reference: Reference) -> None:
    assert read_units("县水利局", reference.register(""), reference.language).mends == ()


def test_variants_of_a_text_without_look_alikes_are_none() -> None:
    assert variants("东明", (LookAlike("鄆", "郓", "", ""),)) == []


def test_only_a_run_that_may_be_names_is_parted(reference: Reference) -> None:
    def read(times: int) -> int:
        return len(read_units("县水利局县教育局" * times, reference.register(""), reference.language).names)

    # A cell of thousands of letters without a separator is no list of units, and is not searched as one.
    assert (read(2), read(300)) == (2, 1)
