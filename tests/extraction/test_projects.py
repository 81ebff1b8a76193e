from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heze_graph.errors import ReferenceDataError
from heze_graph.extraction.names.places import Gazetteer, gazetteer
from heze_graph.extraction.names.projects import projects_in, work_grammar
from heze_graph.extraction.numbers.numerals import without_blanks
from heze_graph.model.known import Names, Place
from heze_graph.reference.csv_table import CsvRow, read_csv
from heze_graph.reference.words import load_place_words, load_project_words
from heze_graph.resources import REFERENCE

HERE = Path(__file__).parent
WORDS = load_place_words(REFERENCE)
GRAMMAR = work_grammar(load_project_words(REFERENCE), WORDS.dictionary)
PLACE_COLUMNS = ("name", "alternative_names", "kind")
ABROAD = read_csv(HERE / "sentences-elsewhere.csv", ("prefecture", "sentence", "projects"))


def known(rows: list[CsvRow]) -> Gazetteer:
    places = [Place(Names(row["name"], row.several("alternative_names")), None, row["kind"]) for row in rows]
    return gazetteer(places, {}, WORDS)


def of_prefecture(name: str) -> Gazetteer:
    rows = read_csv(HERE / "places-elsewhere.csv", ("prefecture", *PLACE_COLUMNS))
    return known([row for row in rows if row["prefecture"] == name])


HOME = known(read_csv(REFERENCE / "heze" / "places.csv", PLACE_COLUMNS))
ELSEWHERE = {name: of_prefecture(name) for name in {row["prefecture"] for row in ABROAD}}


def named(text: str, names: Gazetteer = HOME) -> list[str]:
    return [project.name for project in projects_in(text, names, GRAMMAR)]


@pytest.mark.parametrize(
    "row", read_csv(HERE / "sentences-here.csv", ("sentence", "projects")), ids=lambda row: row["sentence"][:12]
)
def test_the_projects_of_this_city(row: CsvRow) -> None:
    assert named(row["sentence"]) == list(row.several("projects"))


@pytest.mark.parametrize("row", ABROAD, ids=lambda row: row["sentence"][:12])
def test_the_projects_of_other_cities(row: CsvRow) -> None:
    assert named(row["sentence"], ELSEWHERE[row["prefecture"]]) == list(row.several("projects"))


@pytest.mark.parametrize(
    ("text", "projects"),
    [
        ("加快建设东环大桥工程", ["东环大桥"]),
        ("实施新河小学、市民公园项目", ["新河小学", "市民公园"]),
        ("东陵公租房二期项目年内投资9800万元", ["东陵公租房二期"]),
        ("推进区第四幼儿园项目", ["区第四幼儿园"]),
        ("三中改扩建工程竣工，云川湿地公园开园", ["三中改扩建工程", "云川湿地公园"]),
        ("市第四医院异地新建、云川水厂二期工程主体封顶", ["市第四医院", "云川水厂二期"]),
        ("完成云川二中改造项目工程", ["云川二中"]),
        ("云川医院（东院区）完成年度投资5亿元、总工程量70%", ["云川医院（东院区）"]),
        ("工人文化宫建设、云溪镇梅里小学改扩建", ["工人文化宫", "云溪镇梅里小学"]),
        ("推进昱东科技园、环溪大道、云川公园二期项目", ["昱东科技园", "环溪大道", "云川公园二期"]),
        ("建成雁峰湖老年大学、石门镇公共服务中心", ["雁峰湖老年大学", "石门镇公共服务中心"]),
        ("建设社区老年大学、乡镇老年大学，建成老年大学12所", []),
        ("建设云溪大桥、健身步道、文化广场", ["云溪大桥"]),
        ("雁峰学校一期2座教学楼主体完工、石门医院二期1栋病房楼竣工", ["雁峰学校一期", "石门医院二期"]),
        # What is said of all in a list is said of works, whatever a name begins with.
        ("石门渠引水工程、农村供水保障提升工程全部完工", ["石门渠引水工程", "农村供水保障提升工程"]),
        ("石门渠引水工程、城镇污水管网更新工程全部竣工", ["石门渠引水工程", "城镇污水管网更新工程"]),
        ("石门渠引水工程、农村公路工程全部完工", ["石门渠引水工程"]),
        ("石门渠引水工程、25个农村供水保障工程全部完工", ["石门渠引水工程"]),
        # What is counted ends a member; 建成投运 is one verb.
        ("维修锅炉26台、供热管网改造40公里", []),
        ("建成投运雁峰变电站、石门湾充换电站", ["雁峰变电站", "石门湾充换电站"]),
        # Beside a named work an institution of which a city has one is a work, too, and a numbered one.
        ("加快市民中心、中医院、雁峰大桥建设", ["市民中心", "中医院", "雁峰大桥"]),
        ("开工建设第三小学、雁峰水厂", ["第三小学", "雁峰水厂"]),
        ("雁峰水厂竣工，妇幼保健院建成投用", ["雁峰水厂", "妇幼保健院"]),
        ("建设图书馆、文化馆", []),
        # What comes to an end and has no number is one.
        ("体育公园、国际会议中心建成投用", ["体育公园", "国际会议中心"]),
        ("图书馆、文化馆建成开放", ["图书馆", "文化馆"]),
        ("公立医院竣工，产业园区开工，农村公路通车，停车场投用", []),
        # Stages and money behind a name are said of it.
        ("雁峰医院完成桩基施工、白沙学校完成主体施工", ["雁峰医院", "白沙学校"]),
        ("雁峰水库工程完成中央投资计划3亿元", ["雁峰水库"]),
        ("石门经开区完成固定资产投资60亿元", []),
        # A bank or a group before a kind names it, a part of a town as well.
        ("石门银行金融大厦封顶", ["石门银行金融大厦"]),
        ("北部新城医院项目竣工", ["北部新城医院"]),
        ("国际海洋论坛永久会址投入使用", ["国际海洋论坛永久会址"]),
        ("石门至雁峰天然气管道投运，县城至乡镇公路提升", ["石门至雁峰天然气管道"]),
        ("新建农田灌渠，疏通田间沟渠", []),
        # What is carried on with in a place is the work; the place is only where it is.
        ("推进石门灌区续建工程", ["石门灌区续建工程"]),
        # A service is no work, nor is what each of many has.
        ("建设12345政务服务热线", []),
        ("三分之二以上的行政村建成综合性文化服务中心", []),
        ("85%的乡镇建成综合文化服务中心", []),
        # A clause that is a title, and what is to be done of it behind.
        ("雁峰大道南延工程，年度投资2亿元", ["雁峰大道南延"]),
        ("雁峰水库清淤扩容工程：完成清淤", ["雁峰水库清淤扩容工程"]),
        ("220千伏雁峰输变电工程建成投运", ["220千伏雁峰输变电工程"]),
        ("重点民生工程，完成投资5亿元；光明工程，新增路灯200盏", []),
        ("加快建设东环大桥重点交通项目", ["东环大桥"]),
        ("开工建设大沙河航道复航工程", ["大沙河航道复航工程"]),
        ("推进东环新城北片区试点片区工作", ["东环新城北片区"]),
        ("加快甲某丙、乙某丁等20个在建项目投产达效", ["甲某丙", "乙某丁"]),
        ("提升改造东环路（一路—二路）等道路6条", ["东环路（一路—二路）"]),
        ("推动总投资24亿元的“两湖片区”项目建设", ["两湖片区"]),
        ("东环快速通道工程建成通车", ["东环快速通道"]),
        ("省道999线工程加快推进", ["省道999线"]),
        ("加快城际铁路二期建设", ["城际铁路二期"]),
        ("推动甲乙城际二期（东站至西站）加快建设", ["甲乙城际二期（东站至西站）"]),
        ("推进东环大桥、东环港进港公路扩建等重点项目建设", ["东环大桥", "东环港进港公路"]),
        ("开工建设东环陆地港二期，西环航电枢纽扩建", ["东环陆地港二期", "西环航电枢纽"]),
        ("东环大桥主跨合龙，西环高铁东环段累计完成投资90亿元", ["东环大桥", "西环高铁东环段"]),
        ("东环新材料产业园基础设施项目、西环水厂开工建设", ["东环新材料产业园", "西环水厂"]),
        ("东环滩风电基地二期全容量并网", ["东环滩风电基地二期"]),
        ("东环江底隧道盾构掘进3000米", ["东环江底隧道"]),
        ("东环高速西环段进入路面施工阶段，西环疏港铁路完成勘察设计招标", ["东环高速西环段", "西环疏港铁路"]),
        ("东环五中新校区、西环八中初中部秋季投入使用", ["东环五中新校区", "西环八中初中部"]),
        ("推进东环铁路枢纽西环线建设进程", ["东环铁路枢纽西环线"]),
        ("开工建设引环济坪工程", ["引环济坪工程"]),
        ("完成东门公园、东环河公园一期改造工程", ["东门公园", "东环河公园一期改造工程"]),
        # What is called 项目 or 工程 need not tell its kind: beside a work, or where its name is in no dictionary.
        ("推进东环河岸坡崩塌应急治理工程、东环蓄滞洪区建设工程", ["东环河岸坡崩塌应急治理工程", "东环蓄滞洪区"]),
        ("昱晟电子薄膜项目达产", ["昱晟电子薄膜"]),
        ("推动东环二期、昱晟科技三期尽快投产", ["东环二期", "昱晟科技三期"]),
        ("推进雁峰220千伏输变电、东环河110千伏输变电工程", ["雁峰220千伏输变电", "东环河110千伏输变电工程"]),
        ("东环文化园布展，西环水厂试生产", ["东环文化园", "西环水厂"]),
        ("实现东环高速、西环高速建成通车", ["东环高速", "西环高速"]),
        ("东环大道快速化改造启动", ["东环大道快速化改造"]),
        ("东环县甲镇至乙镇公路改造完成80%", ["东环县甲镇至乙镇公路"]),
        ("建成投产东环科技三期、西环科技二期", ["东环科技三期", "西环科技二期"]),
        ("建成东环河大桥，迁建市救助管理站", ["东环河大桥", "市救助管理站"]),
        ("完成东环片区污水主干管、西环路泵站建设", ["东环片区污水主干管", "西环路泵站"]),
        # Each sign parts two members of a list that a number or 工程 closes.
        ("建成东环十小、雁峰六中、西环中心校等11所中小学", ["东环十小", "雁峰六中", "西环中心校"]),
        ("推进雁丘河水资源配置、西环供水二期等水利工程建设", ["西环供水二期"]),
        ("完成雁浦、东山、赤溪等8家卫生院建设", []),
        # What is done to a work is told behind it.
        ("对雁峰医院病房大楼进行维修升级改造", ["雁峰医院病房大楼"]),
        ("对东环水库实施除险加固", ["东环水库"]),
        ("对全市老旧小区进行综合改造", []),
        ("完成县人民医院整体搬迁、东环县第二水厂建设", ["县人民医院", "东环县第二水厂"]),
        ("雁峰幼儿园完成主体结顶，东环完小移址新建", ["雁峰幼儿园", "东环完小"]),
        ("开通试运营地铁19号线二期", ["地铁19号线二期"]),
        # A road built anew is the work; what is done to a road tells it.
        ("推进东环大桥拆除重建、雁峰路改扩建", ["东环大桥", "雁峰路"]),
        ("推进雁峰路、赤溪路改扩建", ["雁峰路", "赤溪路"]),
        ("完成东环三中南校区续建、美术馆布展提升", ["东环三中南校区", "美术馆"]),
        ("实施雁峰路、赤溪路绿化提升", ["雁峰路、赤溪路绿化提升"]),
        ("推进雁峰科技园、赤溪路提升改造", ["雁峰科技园", "赤溪路提升改造"]),
        ("推进雁峰路、赤溪路小学提升改造", ["赤溪路小学"]),
        ("推进东环大桥危桥改造，雁峰隧道、赤溪隧道双双贯通", ["东环大桥", "雁峰隧道", "赤溪隧道"]),
        ("建成东环港区2号、3号泊位", ["东环港区2号、3号泊位"]),
        ("雁峰路下穿通道、赤溪路跨线桥建成通车", ["雁峰路下穿通道", "赤溪路跨线桥"]),
    ],
)
def test_the_name_stands_without_what_is_said_of_it(text: str, projects: list[str]) -> None:
    assert named(text) == projects


@pytest.mark.parametrize(
    "text",
    [
        "新建城乡书房10处",
        "新增37家公共图书馆、文化馆、美术馆错时开放",
        "改造和完善行政村20千伏及以下配电网",
        "10KV及以下配电网改造完成投资16亿元",
        "完善云川老城、望江商业步行街、雁峰水街等街区业态",
        "持续完善城区骨架路网",
        "建设民办小学、乡镇小学、安置区幼儿园",
        "推进9个省级化工园区规范化建设",
        "建设一批重点平台",
        "依托内陆港物流园，大力发展多式联运",
        "推进乡镇寄宿制学校建设",
        "大力实施农业良种工程",
        "持续推进“七网”建设",
        "加快5G、千兆光网等建设应用",
        "推进大桥建设",
        "完成农村水利、电力、垃圾处理等基础设施项目200个",
        "东坪镇3.4公里道路拓宽改造工程完工",
        "新建成中小学、幼儿园57所",
        "完成涉及3万户居民小区庭院供水管网及附属设施改造",
        # Nothing is built where a quality is raised; what towns of a list do is a kind.
        "提升东环景区、西环山景区品质",
        "实施东坪镇、西坝乡土地整治项目",
        "改造提升雁峰路、赤溪路、文庙街等9条背街小巷",
        "开展市图书馆、市文化馆免费开放",
        # 南环路 is a word, wherever it stands.
        "新建大南环路边公园",
        "",
        "、、、",
    ],
)
def test_a_kind_a_count_or_a_programme_is_no_project(text: str) -> None:
    assert named(text) == []


def test_a_project_knows_its_places_once_and_in_order() -> None:
    names = gazetteer([Place(Names(name), None, "county") for name in ("甲乙县", "丙丁县")], {}, WORDS)
    (project,) = projects_in("谋划推进沿河高速丙丁至甲乙段", names, GRAMMAR)
    assert project.places == ("丙丁县", "甲乙县")
    assert (project.start, project.end) == (4, 14)


@given(
    st.text()
    | st.text(alphabet="加快建设推进项目工程等个、和“”（）3大桥东路的")
    | st.lists(st.sampled_from([row["sentence"] for row in ABROAD])).map("，".join)
)
def test_every_project_prints_what_it_says(text: str) -> None:
    end = 0
    for project in projects_in(text, HOME, GRAMMAR):
        assert end <= project.start < project.end <= len(text)
        assert without_blanks(text[project.start : project.end]).text == project.name
        end = project.end


def test_a_wrong_role_is_a_fault_of_the_reference_data(tmp_path: Path) -> None:
    (tmp_path / "project-words.csv").write_text("printed,role,note\n大桥,bridge,\n", encoding="utf-8")
    with pytest.raises(ReferenceDataError, match=r"project-words\.csv, line 2.*bridge.*head"):
        load_project_words(tmp_path)


def test_an_empty_word_is_a_fault_of_the_reference_data(tmp_path: Path) -> None:
    (tmp_path / "project-words.csv").write_text("printed,role,note\n,head,\n", encoding="utf-8")
    with pytest.raises(ReferenceDataError, match="an empty word"):
        load_project_words(tmp_path)


def test_a_work_may_be_told_by_what_is_built_of_it() -> None:
    assert named("甲坪供水工程新建泵站2座、管网30公里，甲溪水库除险加固项目完成大坝填筑") == [
        "甲坪供水工程",
        "甲溪水库除险加固",
    ]
    assert named("农村饮水安全项目新建水厂3座，重点项目完成投资5亿元") == []
    assert named("推进不锈钢产业园、云坪工业园产业升级，县职业中专扩容提升") == [
        "不锈钢产业园",
        "云坪工业园",
        "县职业中专",
    ]


def test_a_long_list_of_streets_is_divided_at_once() -> None:
    assert named("推进甲路、" + "和乙路" * 200 + "雨污分流") == []
