from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heze_graph.extraction.names.places import Gazetteer, gazetteer, named_spans, places_in, stands_alone
from heze_graph.model.facts import EVERY_COUNTY, NameForm
from heze_graph.model.known import Names, Place
from heze_graph.model.understood import Certainty
from heze_graph.reference.csv_table import CsvRow, read_csv
from heze_graph.reference.words import PlaceWords, load_place_words
from heze_graph.resources import REFERENCE

HERE = Path(__file__).parent
WORDS = load_place_words(REFERENCE)
NO_WORDS = PlaceWords(frozenset(), dict.fromkeys(WORDS.by_role, ()))
PLACE_COLUMNS = ("name", "alternative_names", "kind")


def known(row: CsvRow) -> Place:
    misspelt = row.several("misspellings") if "misspellings" in row.values else ()
    return Place(Names(row["name"], row.several("alternative_names"), misspelt), None, row["kind"])


def look_alikes() -> dict[str, tuple[str, ...]]:
    meanings: dict[str, tuple[str, ...]] = {}
    for row in read_csv(REFERENCE / "look-alikes.csv", ("printed", "meant")):
        meanings[row["printed"]] = (*meanings.get(row["printed"], ()), row["meant"])
    return meanings


def of_prefecture(name: str) -> Gazetteer:
    rows = read_csv(HERE / "places-elsewhere.csv", ("prefecture", *PLACE_COLUMNS))
    return gazetteer([known(row) for row in rows if row["prefecture"] == name], look_alikes(), WORDS)


HOME = gazetteer(map(known, read_csv(REFERENCE / "heze" / "places.csv", PLACE_COLUMNS)), look_alikes(), WORDS)
ABROAD = read_csv(HERE / "sentences-elsewhere.csv", ("prefecture", "sentence", "places"))
ELSEWHERE = {name: of_prefecture(name) for name in {row["prefecture"] for row in ABROAD}}


def written(text: str, names: Gazetteer) -> list[str]:
    return [f"{mention.surface}={'+'.join(mention.places)}" for mention in places_in(text, names)]


@pytest.mark.parametrize(
    "row", read_csv(HERE / "sentences-here.csv", ("sentence", "places")), ids=lambda row: row["sentence"][:12]
)
def test_the_places_of_this_city(row: CsvRow) -> None:
    assert written(row["sentence"], HOME) == list(row.several("places"))


@pytest.mark.parametrize("row", ABROAD, ids=lambda row: row["sentence"][:12])
def test_the_places_of_other_cities(row: CsvRow) -> None:
    assert written(row["sentence"], ELSEWHERE[row["prefecture"]]) == list(row.several("places"))


def invented(*names: str, kind: str = "county", ordinary: tuple[str, ...] = ()) -> Gazetteer:
    words = PlaceWords(frozenset(), {**NO_WORDS.by_role, "ordinary-word": ordinary, "seat": ("县城",)})
    return gazetteer([Place(Names(name), None, kind) for name in names], {"已": ("己", "巳"), "未": ("末",)}, words)


def test_a_look_alike_names_the_other_readings_and_is_doubtful() -> None:
    (mention,) = places_in("在已方县", invented("己方县", "巳方县"))
    assert mention.places == ("己方县",)
    assert mention.candidates == ("巳方县",)
    assert mention.reason is NameForm.LOOK_ALIKE
    assert mention.certainty is Certainty.DOUBTFUL


def test_a_look_alike_with_one_reading_is_likely() -> None:
    (mention,) = places_in("在未方县", invented("末方县"))
    assert (mention.places, mention.candidates, mention.certainty) == (("末方县",), (), Certainty.LIKELY)


def test_members_of_an_enumeration_differ() -> None:
    names = invented("己方县", "巳方县")
    assert written("己方、已方", names) == ["己方=己方县", "已方=巳方县"]
    assert written("已方至己方", names) == ["已方=巳方县", "己方=己方县"]
    assert written("己方。已方", names) == ["己方=己方县", "已方=己方县"]


def test_full_and_short_names_are_certain() -> None:
    mentions = places_in("甲乙县与甲乙", invented("甲乙县"))
    assert [(m.reason, m.certainty) for m in mentions] == [
        (NameForm.FULL, Certainty.CERTAIN),
        (NameForm.SHORT, Certainty.CERTAIN),
    ]


def test_a_misspelling_is_likely() -> None:
    places = [Place(Names("甲乙县", (), ("甲己县",)), None, "county")]
    (mention,) = places_in("在甲己县", gazetteer(places, {}, NO_WORDS))
    assert (mention.places, mention.reason) == (("甲乙县",), NameForm.MISSPELT)
    assert mention.certainty is Certainty.LIKELY


def test_an_ordinary_word_needs_a_places_position() -> None:
    names = invented("花田县", "甲乙县", ordinary=("花田",))
    assert written("种植花田百亩", names) == []
    assert written("花田、甲乙", names) == ["花田=花田县", "甲乙=甲乙县"]
    assert written("花田县城", names) == ["花田县=花田县"]


def test_a_university_is_no_place() -> None:
    names = gazetteer([Place(Names("甲乙县"), None, "county")], {}, WORDS)
    assert written("甲乙大学二期、甲乙大学城", names) == ["甲乙=甲乙县"]


def test_a_zone_has_no_derived_short_name_and_the_prefecture_is_no_county() -> None:
    assert places_in("甲乙新区与甲乙", invented("甲乙新区", kind="functional-zone"))[0].end == 4
    assert places_in("甲乙市", invented("甲乙市", kind="prefecture-level-city")) == ()
    assert named_spans("甲乙市", invented("甲乙市", kind="prefecture-level-city")) == ((0, 3),)


def test_a_short_name_in_a_table_of_a_province_needs_others_beside_it() -> None:
    cities = [Place(Names(name), None, "prefecture-level-city") for name in ("甲坪市", "乙湾市")]
    counties = [Place(Names(name), None, "county") for name in ("云坪县", "东湾县")]
    of_province, of_city = gazetteer([*cities, *counties], {}, WORDS), gazetteer([cities[0], *counties], {}, WORDS)
    assert [m.places for m in places_in("云坪、东湾两县建成水厂", of_province)] == [("云坪县",), ("东湾县",)]
    assert [m.surface for m in places_in("云坪建成水厂，东湾县完工", of_province)] == ["东湾县"]
    assert [m.surface for m in places_in("云坪建成水厂，东湾县完工", of_city)] == ["云坪", "东湾县"]


def test_the_collective_stands_for_every_county() -> None:
    (mention,) = places_in("各县（市、区）政府", gazetteer([], {}, NO_WORDS))
    assert (mention.surface, mention.places) == ("各县（市、区）", (EVERY_COUNTY,))
    assert mention.reason is NameForm.COLLECTIVE


def test_a_tie_goes_against_a_name_that_is_reached_into_from_the_left() -> None:
    assert not stands_alone("完工地", (1, 3), frozenset({"完工"}))
    assert stands_alone("完工地", (1, 3), frozenset({"地方"}))


SAMPLE = "".join(sorted({char for row in ABROAD for char in row["sentence"]}))


@given(
    st.text() | st.text(alphabet=SAMPLE) | st.lists(st.sampled_from([row["sentence"] for row in ABROAD])).map("".join)
)
def test_every_mention_prints_what_it_says(text: str) -> None:
    end = 0
    for mention in places_in(text, HOME):
        assert end <= mention.start < mention.end <= len(text)
        assert text[mention.start : mention.end] == mention.surface
        assert not set(mention.places) & set(mention.candidates)
        end = mention.end


def test_each_word_of_the_dictionary_stands_with_its_first_character() -> None:
    for row in read_csv(REFERENCE / "place-dictionary.csv", ("first", "words")):
        words = row.several("words")
        assert all(word.startswith(row["first"]) and 2 <= len(word) <= 4 for word in words), row
        assert len(words) == len(set(words)), f"{row.path}, line {row.line}: remove the repeated word"


def test_an_autonomous_county_is_named_without_its_peoples() -> None:
    county = Place(Names("青溪苗族侗族自治县"), "999921", "county")
    names = gazetteer([county, Place(Names("石门县"), "999922", "county")], {}, WORDS)
    for surface in ("青溪苗族侗族自治县", "青溪县", "青溪"):
        (mention,) = places_in(f"支持{surface}发展茶叶", names)
        assert (mention.surface, mention.places) == (surface, ("青溪苗族侗族自治县",))


def test_a_banner_is_named_by_its_first_character_where_no_other_begins_so() -> None:
    names = gazetteer([Place(Names(name), None, "banner") for name in ("青川旗", "白川自治旗", "白河旗")], {}, WORDS)
    assert written("青旗扩种12万亩，白旗、红旗公路通车", names) == ["青旗=青川旗"]
    names = gazetteer([Place(Names(name), None, "banner") for name in ("青川左翼中旗", "青川左翼后旗")], {}, WORDS)
    assert written("青左中旗、青左后旗治理青川沙地", names) == ["青左中旗=青川左翼中旗", "青左后旗=青川左翼后旗"]


def test_a_line_between_cities_and_food_of_every_street_name_no_county() -> None:
    names = gazetteer([Place(Names("清城区"), None, "district"), Place(Names("沙县区"), None, "district")], {}, WORDS)
    assert written("广清城际二期开通，沙县小吃门店增加", names) == []
    assert written("清城、沙县产业园建成", names) == ["清城=清城区", "沙县=沙县区"]


def test_a_town_of_a_longer_name_and_a_bridge_are_no_mention_of_the_county() -> None:
    names = gazetteer([Place(Names("洪泉县"), None, "county")], {}, WORDS)
    assert written("洪泉桥街道、洪泉湾镇和洪泉大桥", names) == []
    assert written("洪泉城镇、洪泉各镇和洪泉县大桥", names) == ["洪泉=洪泉县", "洪泉=洪泉县", "洪泉县=洪泉县"]
