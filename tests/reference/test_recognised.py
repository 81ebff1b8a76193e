"""Characters recognised for others: what is meant is told by usual bureaus and known words, never without a finding."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from heze_graph.model.understood import Certainty
from heze_graph.records.responsibility.units import read_units
from heze_graph.reference import Reference
from heze_graph.reference.csv_table import read_csv
from heze_graph.reference.recognised import likely_texts, misrecognised, readings
from heze_graph.resources import REFERENCE


def test_the_words_of_each_pair_have_the_meant_character_and_those_kept_the_printed_one() -> None:
    for row in read_csv(REFERENCE / "recognised-look-alikes.csv", ("printed", "meant", "words", "kept")):
        assert all(row["meant"] in word for word in row.several("words")), row["printed"]
        assert all(row["printed"] in word for word in row.several("kept")), row["printed"]


@pytest.mark.parametrize(
    ("printed", "meant"),
    [("行财政局", "市财政局"), ("市城官局", "市城管局"), ("具农业衣村局", "县农业农村局"), ("市任建局", "市住建局")],
)
def test_a_bureau_of_a_city_without_a_register_is_mended_with_a_finding(
    reference: Reference, printed: str, meant: str
) -> None:
    read = read_units(f"市水利局、{printed}", reference.register(""), reference.language)
    assert read.names == ("市水利局", meant)
    (mend,) = read.mends
    assert (mend.kind, mend.printed, mend.understood, mend.certainty) == (
        "look-alike",
        printed,
        meant,
        Certainty.LIKELY,
    )


@pytest.mark.parametrize("printed", ["行政审批局", "市行政审批局", "市官网公司", "市具体办", "某某银行", "行业协会"])
def test_names_with_such_characters_stay(reference: Reference, printed: str) -> None:
    assert read_units(printed, reference.register(""), reference.language).names == (printed,)


@pytest.mark.parametrize(
    ("text", "at", "meant"),
    [
        ("己完成12公里", 0, "已完成12公里"),
        ("元成投资", 0, "完成投资"),
        ("投资2亿元完善设施", 4, None),
        ("年末完成", 1, None),
        ("末完成", 0, "未完成"),
        ("各具特色", 1, None),
    ],
)
def test_a_known_word_tells_what_a_character_may_be(text: str, at: int, meant: str | None) -> None:
    assert next(likely_texts(text, at), None) == meant


def test_a_text_that_is_no_name_has_no_readings() -> None:
    assert readings("己" * 400, misrecognised()) == []


def test_the_last_of_many_doubtful_characters_is_tried_too(reference: Reference) -> None:
    printed = "市城市官理和末来己元任区行政官理局"
    assert "市城市官理和末来己元任区行政管理局" in readings(printed, reference.language.misrecognised)


def test_the_look_alikes_are_those_of_the_reference_that_is_given(tmp_path: Path) -> None:
    folder = tmp_path / "reference"
    shutil.copytree(REFERENCE, folder)
    with (folder / "recognised-look-alikes.csv").open("a", encoding="utf-8") as file:
        file.write("屉,局,局,\n")
    own = Reference(folder)
    assert read_units("县教育屉", own.register(""), own.language).names == ("县教育局",)
    usual = Reference(REFERENCE)
    assert read_units("县教育屉", usual.register(""), usual.language).names == ("县教育屉",)
