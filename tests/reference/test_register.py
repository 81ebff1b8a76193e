from __future__ import annotations

from pathlib import Path

import pytest

from heze_graph import resources
from heze_graph.errors import ReferenceDataError
from heze_graph.model.printed import TableFile
from heze_graph.pipeline.stages import read
from heze_graph.reference import Reference
from heze_graph.reference.csv_table import read_csv
from heze_graph.reference.governments import find_division, places_of
from heze_graph.reference.issuers import detect_issuer, issuer_of
from heze_graph.reference.register import add_spelling, load_register
from heze_graph.reference.written_issuers import Issuer

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
        (
            "judgements.csv",
            JUDGEMENTS + "perhaps,a,1,b,2,,,\n",
            "found “perhaps” in the column judgement; expected one of same-target, different-target",
        ),
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
    language = Reference(resources.REFERENCE).language
    assert detect_issuer(cities, ["新甲市人民政府2023年目标"], language) == Issuer("xinjia", "新甲市人民政府")
    assert detect_issuer(cities, ["甲市人民政府2023年目标"], language) == Issuer("jia", "甲市人民政府")
    assert detect_issuer(cities, ["乙市人民政府"], language) == Issuer("乙市", "乙市人民政府")


def test_a_city_without_a_folder_is_told_by_its_division() -> None:
    language = Reference(resources.REFERENCE).language
    assert detect_issuer({}, ["大名县2016年重点工作任务分解表"], language) == Issuer("大名县", "大名县人民政府")
    named = Issuer("南京市鼓楼区", "鼓楼区人民政府")
    assert detect_issuer({}, ["南京市鼓楼区2020年重点工作"], language) == named
    town = Issuer("大名县云溪镇", "大名县云溪镇人民政府")
    assert detect_issuer({}, ["大名县云溪镇2016年民生实事"], language) == town
    # The title leaves open which 鼓楼区 it is, the title of the page tells.
    assert detect_issuer({}, ["鼓楼区人民政府文件", "鼓楼区_南京市政府网站"], language) == named
    register = Reference(resources.REFERENCE).register("大名县")
    assert [(place.names.preferred, place.code) for place in register.places] == [("大名县", "130425")]
    assert register.units == ()


def test_the_places_of_the_register_are_those_of_the_divisions() -> None:
    register = Reference(resources.REFERENCE).register("heze")
    ours = {place.names.preferred: (place.code, place.kind) for place in register.places if place.code}
    city = find_division(register.places[0].names.preferred)
    assert city is not None
    assert {place.names.preferred: (place.code, place.kind) for place in places_of(city)} == ours


@pytest.mark.parametrize(
    ("texts", "place", "issuer"),
    [
        (["碧溪市2025年重点任务分工"], "碧溪市", "碧溪市人民政府"),
        (["关于印发东屏县2021年民生实事的通知"], "东屏县", "东屏县人民政府"),
        (["碧溪市档案局服务清单"], "碧溪市", "碧溪市档案局"),
        (["碧溪经济技术开发区管委会2024年工作"], "碧溪经济技术开发区", "碧溪经济技术开发区管委会"),
        (["碧溪大学2024年工作要点分解"], "碧溪大学", "碧溪大学"),
        (["碧溪水务集团有限公司2024年重点工作"], "碧溪水务集团有限公司", "碧溪水务集团有限公司"),
        (["农业农村部办公厅关于印发分工方案的通知"], "农业农村部", "农业农村部"),
        (["柳溪镇2024年度重点工作计划"], "柳溪镇", "柳溪镇人民政府"),
        (["云山街道2024年重点工作", "云山街道办事处"], "云山街道", "云山街道办事处"),
        (["芜湖市教育局2024年工作要点"], "芜湖市", "芜湖市教育局"),
        (["印发了芜湖市2023年民生实事清单，新建水厂1座，管道途经大名县、成安县"], "芜湖市", "芜湖市人民政府"),
        (["东屏县住房保障局第6次局务会议督办清单"], "东屏县", "东屏县住房保障局"),
        (["2024年度东屏区政府民生实事人大代表票决项目进度表"], "东屏区", "东屏区人民政府"),
        (["中共东屏县委巡察办关于整改任务的清单"], "东屏县", "中共东屏县委巡察办"),
        (["东屏县委巡察办关于整改任务的清单"], "东屏县", "东屏县委巡察办"),
        (["为做好工作，制定了全区2024年改造任务面积"], "", ""),
        (["中共东屏县委关于省委巡视组反馈意见整改情况的通报"], "东屏县", "中共东屏县委"),
        (["整改通报", "2023年9月，省委巡视组对东屏县开展巡视。"], "", ""),
        (["安宁县2025年民生实事"], "安宁县", "安宁县人民政府"),
        (["庆阳市宁县2025年民生实事"], "宁县", "宁县人民政府"),
        (["印发了宁县2025年民生实事"], "宁县", "宁县人民政府"),
        (["湖南省2024年重点民生实事"], "湖南省", "湖南省人民政府"),
        (["大理州2022年重点项目"], "大理白族自治州", "大理白族自治州人民政府"),
        (["恩施自治州2022年重点项目"], "恩施土家族苗族自治州", "恩施土家族苗族自治州人民政府"),
        (["2024年任务分解表", "任务分解表_东屏县人民政府"], "东屏县", "东屏县人民政府"),
        (["2024年任务分解表", "", "主办：东屏县人民政府办公室"], "东屏县", "东屏县人民政府"),
        (["2024年任务", "", "", "", "东屏县2024.xlsx"], "东屏县", "东屏县人民政府"),
        (["鄂政办发〔2024〕3号", "省人民政府办公厅关于印发任务清单的通知"], "湖北省", "湖北省人民政府"),
        (["鄂政办发〔2024〕3号"], "", ""),
        (["渝府办发〔2024〕3号\n2024年任务清单"], "重庆市", "重庆市人民政府"),
        (["浙江2024年民生实事任务分工"], "浙江省", "浙江省人民政府"),
        (["数字山西建设2024年工作要点"], "山西省", "山西省人民政府"),
        (["关于印发平安青海建设任务分工的通知"], "青海省", "青海省人民政府"),
        (["2025年湖南重点民生实事清单"], "湖南省", "湖南省人民政府"),
        (["驻外办事机构招引山东客商任务清单"], "", ""),
        (["吸引河南游客2025年任务清单"], "", ""),
        (["四川菜馆提升任务清单"], "", ""),
        (["援建西藏重点任务清单"], "", ""),
        (["对口支援青海2025年任务分工"], "", ""),
        (["与江西省合作重点事项清单"], "", ""),
        (["融入环北湾区2025年任务清单"], "", ""),
        (
            ["为确保完成区人大会议通过的2024年任务，现分解如下", "东屏县柳溪镇人民政府"],
            "东屏县柳溪镇",
            "东屏县柳溪镇人民政府",
        ),
        (["为确保完成县人大会议通过的2024年任务，现分解如下", "东屏县人民政府"], "东屏县", "东屏县人民政府"),
        (["2024年任务", "为落实党中央、国务院关于民生的部署，制定本方案。"], "", ""),
        (["2024年度市县民生实事进度表", "来源：东屏县人民政府办公室"], "东屏县", "东屏县人民政府"),
        (["关于2024年上半年县政府重点工作的通报", "东屏县人民政府"], "东屏县", "东屏县人民政府"),
        (["2024年三季度区政府重点工作"], "", ""),
        (["20*年市政府重点工作"], "", ""),
        (["东屏县20××年重点工作"], "东屏县", "东屏县人民政府"),
        (["涉东屏县2024年信访事项整改清单"], "东屏县", "东屏县人民政府"),
        (["泰州市水务局2024年工作要点"], "泰州市", "泰州市水务局"),
        (["楚雄州教育局2024年工作要点"], "楚雄彝族自治州", "楚雄州教育局"),
        (["全市2024年重点任务"], "", ""),
        (["涉县2024年重点任务"], "涉县", "涉县人民政府"),
        (["丁河市己川镇第十七届人民代表大会第二次会议决定"], "丁河市己川镇", "丁河市己川镇人民政府"),
        (["在市第十六届人民代表大会第三次会议上，明确了市委、市政府的10件实事"], "", ""),
        (["老旧小区2024年改造任务"], "", ""),
        (["高新区2024年重点任务"], "", ""),
        (["高远市长代表市政府所作的报告明确了重点工作"], "", ""),
        (["2024年1-9月份州重点项目完成情况"], "", ""),
        (["城市更新2024年任务"], "", ""),
        (["东屏市城市体检整改任务清单"], "东屏市", "东屏市人民政府"),
        (["智慧城市建设2024年任务清单"], "", ""),
        (["农贸市场改造任务清单"], "", ""),
        (["推动县域商业建设方案"], "", ""),
        (["创建示范县工作任务清单"], "", ""),
        (["苏州工业园区2024年重点任务"], "苏州工业园区", "苏州工业园区管理委员会"),
        (["锡林郭勒盟2024年重点任务"], "锡林郭勒盟", "锡林郭勒盟行政公署"),
        (["2024年国家能源局重点工作任务清单"], "国家能源局", "国家能源局"),
        (["国家卫生城市创建重点任务清单"], "", ""),
        (["诸城市教育局2024年工作要点"], "诸城市", "诸城市教育局"),
    ],
)
def test_an_issuer_that_no_list_knows_is_told_by_how_it_is_written(texts: list[str], place: str, issuer: str) -> None:
    language = Reference(resources.REFERENCE).language
    assert detect_issuer({}, texts, language) == Issuer(place, issuer)


def test_a_person_may_name_the_issuer() -> None:
    language = Reference(resources.REFERENCE).language
    named = [issuer_of(name, {}, language) for name in ("碧溪市", "大名县", "碧溪大学", "某某专班")]
    assert named == [
        Issuer("碧溪市", "碧溪市人民政府"),
        Issuer("大名县", "大名县人民政府"),
        Issuer("碧溪大学", "碧溪大学"),
        Issuer("某某专班", "某某专班"),
    ]


def test_a_short_name_that_a_city_and_its_county_share_is_nobodys() -> None:
    from heze_graph.reference.governments import divisions, places_of

    for division in divisions():
        if division.above is None:
            shorts = [short for place in places_of(division) for short in place.names.alternative]
            assert len(set(shorts)) == len(shorts), division.name


def test_a_province_has_the_places_of_its_cities(reference: Reference) -> None:
    names = [place.names.preferred for place in reference.register("福建省").places]
    assert {"三明市", "永泰县"} <= set(names)
    assert len(names) == len(set(names))
    assert reference.register("云坪省").places == ()


def test_the_tables_of_their_time_name_districts_that_are_no_more() -> None:
    found = find_division("重庆市渝北区2023年度重点工作目标完成情况")
    assert found is not None
    assert (found.code, found.above) == ("500112", "500000")
    older = find_division("杭州市江干区2019年民生实事")
    assert older is not None
    assert (older.code, older.above) == ("330104", "330100")


def test_a_city_is_one_folder(city: Path, tmp_path: Path) -> None:
    """Its folder alone makes its tables those of the city, and its units those of the register."""
    rows = "甲市人民政府,,,municipal-government,,甲市,\n市某局,市某某局,,municipal-bureau,Bureau of Something,,\n"
    (city / "units.csv").write_text(UNITS + rows, encoding="utf-8-sig")
    table = tmp_path / "table.txt"
    head = "序号\t市政府领导\t责任目标内容\t完成时限\t完成情况\t是否按计划完成进度\t责任单位"
    row = "1\t张三\t新建学校2所\t年底\t已建成2所\t是\t市某某局"
    table.write_text(f"甲市人民政府2023年度责任目标完成情况一览表\n{head}\n{row}\n", encoding="utf-8")
    record = read(TableFile.at(table), Reference(resources.REFERENCE, (city,)))
    assert record.document.place == "jia"
    assert [entry.assignments[0].units for entry in record.entries] == [("市某局",)]


TWO = UNITS + "甲局,,甲句,municipal-bureau,,,\n乙局,,,municipal-bureau,,,\n"


def test_a_spelling_is_written_beside_its_unit(city: Path) -> None:
    (city / "units.csv").write_text(TWO, encoding="utf-8-sig")
    for _ in range(2):
        add_spelling(city, "甲局", "甲局局")
    assert (city / "units.csv").read_text(encoding="utf-8-sig") == TWO.replace("甲句", "甲句|甲局局")
    assert [path.name for path in city.glob(".*")] == []


@pytest.mark.parametrize(
    ("unit", "spelling"), [("甲局", "=1+1"), ("甲局", "甲|乙"), ("甲局", "乙局"), ("丙局", "甲局局")]
)
def test_what_can_be_no_spelling_is_refused(city: Path, unit: str, spelling: str) -> None:
    (city / "units.csv").write_text(TWO, encoding="utf-8-sig")
    with pytest.raises(ReferenceDataError, match="expected a unit that the register has"):
        add_spelling(city, unit, spelling)
    assert (city / "units.csv").read_text(encoding="utf-8-sig") == TWO


@pytest.mark.parametrize(
    ("title", "place", "short"),
    [
        ("贵州2024年民生工程清单", "贵州省", "贵州"),
        ("黑龙江2024年重点任务", "黑龙江省", "黑龙江"),
        ("杭州2024年民生实事", "杭州市", "杭州"),
        ("杭州市2024年民生实事", "杭州市", ""),
    ],
)
def test_a_short_name_tells_the_issuer_and_is_told(reference: Reference, title: str, place: str, short: str) -> None:
    found = detect_issuer({}, [title], reference.language)
    assert (found.place, found.name, found.short) == (place, f"{place}人民政府", short)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("十政办发〔2023〕5号\n关于印发重点任务分工的通知", "十堰市"),
        ("鞍立政发〔2023〕2号\n重点工作分解方案", "立山区"),
        # Several counties begin so, or the word for a level does; a document that is cited is another one.
        ("庄政发〔2023〕2号\n重点工作分解方案", ""),
        ("市政府关于分解重点工作的通知\n襄政发〔2023〕2号", "襄阳市"),
        ("县政府关于分解重点工作的通知\n襄政发〔2023〕2号", ""),
        ("市政府关于分解重点工作的通知\n锡政发〔2023〕2号", ""),
        ("镇政发〔2023〕2号\n重点工作分解方案", ""),
        ("根据《意见》（十政办发〔2023〕5号），现将任务分解如下。", ""),
    ],
)
def test_the_sign_of_a_documents_number_tells_the_issuer(reference: Reference, text: str, place: str) -> None:
    found = detect_issuer({}, text.split("\n"), reference.language)
    assert (found.place, bool(found.short)) == (place, bool(place))


def test_a_meeting_is_no_place(reference: Reference) -> None:
    title = "2022年第八次县政府常务会议确定事项落实情况的通报"
    assert detect_issuer({}, [title, "紫阳县政府办公室"], reference.language).place == "紫阳县"
