from __future__ import annotations

import pytest
from pypinyin import Style, pinyin

from heze_graph.entities.matching import How, Query, folded, syllables
from heze_graph.entities.search import Index
from heze_graph.queries.library import Library
from heze_graph.rdf import iris
from heze_graph.store.embedded import Embedded

SYLLABLES = {"王": "wang", "昌": "chang", "华": "hua", "单": "dan chan shan", "县": "xian", "吕": "lv", "曹": "cao"}


@pytest.fixture(scope="module")
def index(seed_engine: Embedded, library: Library) -> Index:
    return Index.of(seed_engine, library)


@pytest.mark.parametrize(
    ("typed", "label", "kind"),
    [
        ("王昌华", "王昌华", "leader"),
        ("wch", "王昌华", "leader"),
        ("WCH", "王昌华", "leader"),
        ("ｗｃｈ", "王昌华", "leader"),
        ("wangchanghua", "王昌华", "leader"),
        ("wang chang hua", "王昌华", "leader"),
        ("w c h", "王昌华", "leader"),
        ("王ch", "王昌华", "leader"),
        ("cx", "曹县", "place"),
        ("曹x", "曹县", "place"),
        ("shanxian", "单县", "place"),
        ("sx", "单县", "place"),
        ("Cao County", "曹县", "place"),
        ("371721", "曹县", "place"),
        ("华 瑞 集 团", "华瑞集团", "unit"),
        ("“七网”建设", "持续推进“七网”建设，水利设施完成投资30亿元以上", "target"),
        ("chubeiliang", "地方储备粮", "indicator"),
        ("zengjiashijichubeiliang", "增加市级储备粮8.6万吨", "target"),
        ("heze-2023-q3", "菏泽市人民政府2023年经济社会发展责任目标三季度工作推进情况一览表", "document"),
        ("figure jumps", "数字骤增", "finding-kind"),
        ("behind-goals", "进度灯为落后的量化目标，并列填报者的评价、规则和原文", "question"),
    ],
)
def test_the_first_hit_is_what_is_meant(index: Index, typed: str, label: str, kind: str) -> None:
    first = index.search(typed)[0]
    assert (first.label, first.kind) == (label, kind)


@pytest.mark.parametrize(
    ("typed", "targets"),
    [
        ("q3/86", ["heze-2023-q3/86"]),
        ("Q3/86", ["heze-2023-q3/86"]),
        ("annual/86", ["heze-2023-q3/78"]),
        ("heze-2023-annual/86", ["heze-2023-q3/78"]),
        ("第86号", ["heze-2023-q3/86", "heze-2023-q3/78"]),
        ("86", ["heze-2023-q3/86", "heze-2023-q3/78"]),
    ],
)
def test_a_number_finds_the_targets_that_have_or_had_it(index: Index, typed: str, targets: list[str]) -> None:
    hits = [hit for hit in index.search(typed) if hit.role == "number"]
    assert sorted(hit.thing for hit in hits) == sorted(iris.ID + "target/" + target for target in targets)


def test_a_misspelling_is_found_and_said_so(index: Index) -> None:
    hit = index.search("鄆城县人民政府")[0]
    assert (hit.label, hit.found, hit.role) == ("鄄城县人民政府", "鄆城县人民政府", "misspelt")


def test_several_words_are_all_found_in_one_thing(index: Index) -> None:
    hits = index.search("医院 王昌华")
    assert {hit.kind for hit in hits} == {"target"}
    assert all("医院" in hit.label for hit in hits)
    assert index.search("医院 没有这样的词") == []
    # The names of those who answer for a target are no names of the target.
    assert all(hit.kind != "target" for hit in index.search("王昌华"))


def test_only_some_kinds_and_only_so_many(index: Index) -> None:
    assert {hit.kind for hit in index.search("曹县", kinds=["unit", "project"])} == {"unit", "project"}
    assert len(index.search("市", limit=3)) == 3
    assert index.search("市", limit=0) == []


@pytest.mark.parametrize(
    "typed", ["", " ", "“”", "%00", "<img src=x onerror=alert(1)>", "</script>", "(((([[[", ".*", "x" * 5000, "\ud800"]
)
def test_what_nobody_is_called_finds_nothing(index: Index, typed: str) -> None:
    assert index.search(typed) == []


def test_a_name_as_a_whole_leaves_out_initials_inside_long_texts(index: Index) -> None:
    assert not [hit for hit in index.search("wch") if len(hit.label) > 20]


@pytest.mark.parametrize(
    ("typed", "text", "how"),
    [
        ("王昌华", "王昌华", How.EXACT),
        ("wangchang", "王昌华", How.BEGINNING_BY_SOUND),
        ("wangcha", "王昌华", How.BEGINNING_BY_SOUND),
        ("changhua", "王昌华", How.WITHIN_BY_SOUND),
        ("ch", "王昌华", How.WITHIN_BY_SOUND),
        ("chh", "王昌华", How.WITHIN_BY_INITIALS),
        ("lyu", "吕", How.EXACT_BY_SOUND),
        ("lü", "吕", How.EXACT_BY_SOUND),
        ("lu", "吕", How.EXACT_BY_SOUND),
        ("wxh", "王昌华", None),
    ],
)
def test_how_a_text_answers(typed: str, text: str, how: How | None) -> None:
    match = Query(folded(typed), SYLLABLES).match(text)
    assert (match.how if match else None) == how


def test_a_rare_reading_counts_and_comes_later() -> None:
    typed = Query("cx", SYLLABLES)
    usual, rare = typed.match("曹县"), typed.match("单县")
    assert usual is not None
    assert rare is not None
    assert usual < rare


def test_a_long_word_of_repeated_letters_ends_soon() -> None:
    assert Query("a" * 100, {"啊": "a"}).match("啊" * 500) is not None
    assert Query("a" * 99 + "b", {"啊": "a"}).match("啊" * 500) is None


def test_the_readings_of_a_character_are_those_of_pypinyin() -> None:
    characters = [chr(code) for code in range(0x4E00, 0x9FA6, 29)]
    said = pinyin(characters, style=Style.NORMAL, heteronym=True)
    expected = {one: " ".join(dict.fromkeys(readings)) for one, readings in zip(characters, said, strict=True)}
    assert syllables(characters) == expected
