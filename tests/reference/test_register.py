from __future__ import annotations

from pathlib import Path

import pytest

from heze_graph import resources
from heze_graph.errors import ReferenceDataError
from heze_graph.reference import Reference
from heze_graph.reference.csv_table import read_csv
from heze_graph.reference.divisions import find_division, places_of
from heze_graph.reference.issuer import detect_place
from heze_graph.reference.register import load_register

PLACES = "code,name,alternative_names,misspellings,kind,english\n370000,甲市,,,prefecture-level-city,\n"
UNITS = "name,alternative_names,misspellings,kind,english,governs,stands_for\n"
LEADERS = "name,alternative_names,misspellings\n张三,,\n"
JUDGEMENTS = "judgement,document_a,number_a,document_b,number_b,person,date,reason\n"


@pytest.fixture
def city(tmp_path: Path) -> Path:
    folder = tmp_path / "jia"
    folder.mkdir()
    texts = {"places": PLACES, "units": UNITS, "leaders": LEADERS, "judgements": JUDGEMENTS}
    for name, text in texts.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8-sig")
    return folder


def test_a_city_without_a_folder_is_an_empty_register(tmp_path: Path) -> None:
    register = load_register(tmp_path / "nowhere")
    assert (register.name, register.units, register.places) == ("nowhere", (), ())


def test_a_register_finds_every_spelling(city: Path) -> None:
    (city / "units.csv").write_text(UNITS + "市某局,市某某局|某局,市莫局,municipal-bureau,,,\n", encoding="utf-8-sig")
    register = load_register(city)
    assert {name: unit.names.preferred for name, unit in register.unit_by_name.items()} == dict.fromkeys(
        ("市某局", "市某某局", "某局", "市莫局"), "市某局"
    )


@pytest.mark.parametrize(
    ("file", "text", "found"),
    [
        (
            "units.csv",
            UNITS + "甲局,,,municipal-bureau,,,\n乙局,甲局,,municipal-bureau,,,\n",
            "“甲局”, which line 2 has too",
        ),
        ("units.csv", UNITS + ",,,municipal-bureau,,,\n", "line 2: found no name"),
        ("units.csv", UNITS + "甲政府,,,county-government,,乙县,\n", "the place “乙县”"),
        ("units.csv", UNITS + "各县,,,collective,,,乙县政府\n", "the unit “乙县政府”"),
        ("units.csv", UNITS + "甲局,,,municipal-bureau\n", "line 2: found 4 cells; expected 7 cells"),
        ("units.csv", "name\n甲局\n", "add the column alternative_names"),
        ("judgements.csv", JUDGEMENTS + "perhaps,a,1,b,2,,,\n", "found “perhaps”; expected same-target or different"),
        ("leaders.csv", 'name,alternative_names,misspellings\n"张三,,\n', "leaders.csv: found unreadable text"),
    ],
)
def test_a_fault_is_named_with_file_and_line(city: Path, file: str, text: str, found: str) -> None:
    (city / file).write_text(text, encoding="utf-8-sig")
    with pytest.raises(ReferenceDataError) as caught:
        load_register(city)
    assert file in str(caught.value)
    assert found in str(caught.value)


def test_a_file_in_another_encoding_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes("名称\n".encode("gb18030"))
    with pytest.raises(ReferenceDataError, match="CSV in UTF-8"):
        read_csv(tmp_path / "a.csv", ("名称",))


def test_the_city_is_told_by_the_longest_government_that_a_title_names(city: Path) -> None:
    row = "{},,,municipal-government,,,\n"
    (city / "units.csv").write_text(UNITS + row.format("甲市人民政府"), encoding="utf-8-sig")
    other = city.parent / "xinjia"
    other.mkdir()
    (other / "units.csv").write_text(UNITS + row.format("新甲市人民政府"), encoding="utf-8-sig")
    cities = {path.name: path for path in city.parent.iterdir()}
    assert detect_place(cities, "新甲市人民政府2023年目标") == ("xinjia", "新甲市人民政府")
    assert detect_place(cities, "甲市人民政府2023年目标") == ("jia", "甲市人民政府")
    assert detect_place(cities, "乙市人民政府") == ("", "")


def test_a_city_without_a_folder_is_told_by_its_division() -> None:
    assert detect_place({}, "大名县2016年重点工作任务分解表") == ("大名县", "大名县人民政府")
    assert detect_place({}, "南京市鼓楼区2020年重点工作") == ("南京市鼓楼区", "鼓楼区人民政府")
    register = Reference(resources.REFERENCE).register("大名县")
    assert [(place.names.preferred, place.code) for place in register.places] == [("大名县", "130425")]
    assert register.units == ()


def test_the_places_of_the_register_are_those_of_the_divisions() -> None:
    register = Reference(resources.REFERENCE).register("heze")
    ours = {place.names.preferred: (place.code, place.kind) for place in register.places if place.code}
    city = find_division(register.places[0].names.preferred)
    assert city is not None
    assert {place.names.preferred: (place.code, place.kind) for place in places_of(city)} == ours
