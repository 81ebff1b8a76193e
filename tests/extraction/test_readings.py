from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from heze_graph.extraction.numbers.goals import goals
from heze_graph.extraction.numbers.readings import read_goals
from heze_graph.model.facts import Reading, Stage
from heze_graph.reference.csv_table import read_csv
from heze_graph.reference.measures import load_measures
from heze_graph.resources import REFERENCE

KNOWN = load_measures(REFERENCE)


def readings(target: str, *progress: str) -> list[Reading | None]:
    return read_goals(goals(target, KNOWN), progress, KNOWN)


def values(target: str, *progress: str) -> list[str | None]:
    return [f"{r.measure.value}{r.measure.unit}" if r else None for r in readings(target, *progress)]


@pytest.mark.parametrize(
    ("target", "progress", "expected"),
    [
        ("接待游客突破3000万人次", "前三季度，全市接待游客2435.6万人次，同比增长18.2%", ["2435.6万人次"]),
        (
            "旅游总收入增长12%以上",
            "接待游客同比增长18.2%；实现旅游总收入211.3亿元，同比增长21.5%",
            ["21.5%"],
        ),
        ("空气质量优良天数比例达到75%以上", "优良天数比例为71.3%，同比提升2.1个百分点", ["71.3%"]),
        ("新增4A级旅游景区2家、省级旅游度假区1家", "新增4A级旅游景区3家，省级旅游度假区已通过评审", ["3家", None]),
        ("城镇登记失业率控制在4%以内", "城镇登记失业率控制在4%以内", ["4%"]),
        ("新增养老床位2000张，改造敬老院10所", "新增养老床位1856张，10所敬老院改造工程已全部完工", ["1856张", "10所"]),
        ("新增规上工业企业200家", "新增规上工业企业143家，退库21家", ["143家"]),
        ("完成投资30亿元", "绕城高速公路完成投资22.4亿元，占年度计划的74.7%", ["22.4亿元"]),
        ("建成5G基站2000个", "累计建成5G基站8600个，今年新建5G基站1720个", ["1720个"]),
        ("争取专项债券资金100亿元以上", "累计争取专项债券资金126.7亿元，其中9月份争取12.3亿元", ["126.7亿元"]),
        ("新招录消防员200名", "全市计划招录消防员200名，实际招录消防员214名，其中退役军人96名", ["214名"]),
        ("招聘护士60名", "计划招聘60名，实际招聘52名", ["52名"]),
        ("培训农民5000人", "原计划培训5000人，实际培训4210人", ["4210人"]),
        ("发放补助资金3000万元", "应发3000万元，实发2650万元", ["2650万元"]),
        ("改造小区120个", "年度计划改造120个小区，实际开工118个、完工97个", ["97个"]),
        ("引进人才300名以上，其中博士50名", "引进人才276名，其中博士41名、硕士235名", ["276名", "41名"]),
        ("建设标准化厂房60万平方米", "开工建设标准化厂房58万平方米，建成31万平方米", ["31万平方米"]),
        ("新建智慧书屋14处", "智慧书屋建设有序推进，5座已建成，4座正在装修", ["5座"]),
        ("改造老旧小区80个、1.9万户", "项目开工率100%，52个项目、1.3万户已完工", ["52个", "1.3万户"]),
        ("新改扩建雨水管网90公里", "新建雨水管网41公里、改造30公里、扩建22公里", ["93公里"]),
        ("新建滨河路等道路8条", "新建城北规划支路3条已完成", ["3条"]),
        ("新增城市停车泊位5000个", "新增停车泊位3,860个", ["3860个"]),
        ("新增41家图书馆、美术馆夜间开放", "新增41家场馆均已夜间开放；96家开放场馆举办活动", ["41家"]),
    ],
)
def test_the_number_of_the_same_quantity_is_read(target: str, progress: str, expected: list[str | None]) -> None:
    assert values(target, progress) == expected


@pytest.mark.parametrize(
    ("target", "progress"),
    [
        ("认定高新技术企业150家", "组织218家企业申报高新技术企业"),
        ("培育瞪羚企业40家以上", "已有90余家企业参与申报"),
        ("推动60家企业实施数字化转型", "数字化转型项目开展72项，总投资86亿元"),
        ("完成工业投资180亿元", "工业投资同比增长11.6%"),
        ("农村自来水普及率96%以上", "新铺管网120公里，完成率92%"),
        ("新增产值过50亿元企业3家", "建立龙头企业培育库，入库企业14家"),
        ("评选8个文化强镇试点", "文化站较上年增加12个，文化社团增加31个"),
        ("每个乡镇至少建成1处养老服务中心", "已建成乡镇养老服务中心46处"),
        ("困难学生每人资助3000元", "发放资助资金460万元，每人保险金额2万元"),
        ("新建公园12处", ""),
    ],
)
def test_a_figure_of_something_else_is_no_reading(target: str, progress: str) -> None:
    assert values(target, progress) == [None]


def test_the_done_part_answers_for_the_whole_that_is_begun() -> None:
    (reading,) = readings("完成危桥改造30座", "危桥改造已开工28座，其中完工19座")
    assert reading is not None
    assert (str(reading.measure.value), reading.stage) == ("19", Stage.DONE)


def test_what_is_only_begun_says_so_unless_the_goal_asks_for_it() -> None:
    (begun,) = readings("新建农村幸福院40处", "新建农村幸福院已开工36处")
    (asked,) = readings("开工建设保障性住房3000套", "保障性住房开工3120套")
    assert begun is not None
    assert asked is not None
    assert (begun.stage, asked.stage) == (Stage.BEGUN, Stage.DONE)


@pytest.mark.parametrize(
    ("target", "progress", "parts"),
    [
        ("新建改扩建中小学、幼儿园20所", "新建改扩建中小学8所、幼儿园9所", [8, 9]),
        ("新建、改造城市公厕60座", "新建城市公厕21座、改造城市公厕30座", [21, 30]),
        ("发放惠农系列贷款20亿元", "发放惠农担保贷款8.5亿元，发放惠农信用贷款6.2亿元", ["8.5", "6.2"]),
    ],
)
def test_amounts_that_have_to_be_added_say_so(target: str, progress: str, parts: list[object]) -> None:
    (reading,) = readings(target, progress)
    assert reading is not None
    assert [str(part.value) for part in reading.worked_from] == [str(part) for part in parts]
    assert reading.measure.value == sum(part.value for part in reading.worked_from)
    assert reading.span.text == progress


def test_a_rate_that_follows_from_two_numbers_names_them() -> None:
    (worked,) = readings("审批材料压减20%", "审批材料从50份精简到38份")
    (printed,) = readings("审批材料压减20%", "审批材料压减24%")
    assert worked is not None
    assert printed is not None
    assert [part.span.text for part in worked.worked_from] == ["50份", "38份"]
    assert worked.measure.value == 24
    assert worked.span.text == "从50份精简到38份"
    assert printed.worked_from == ()


def test_named_things_are_counted_where_no_number_is_printed() -> None:
    (named,) = readings("创建国家森林乡村3个", "李家坪村和王店村被评为国家森林乡村")
    (built,) = readings("提升改造建设路等道路6条", "已完成建设路、育才路提升改造，其余正在设计")
    (open_list,) = readings("创建国家森林乡村3个", "李家坪村、王店村等被评为国家森林乡村")
    (by_ending,) = readings("建设乡镇卫生院2所", "青山卫生院、清白卫生院已建成")
    assert named is not None
    assert built is not None
    assert (str(named.measure.value), named.counted, named.span.text) == ("2", True, "李家坪村和王店村")
    assert (str(built.measure.value), built.measure.unit, built.span.text) == ("2", "条", "建设路、育才路")
    assert open_list is None
    assert by_ending is not None
    assert (by_ending.span.text, by_ending.counted) == ("青山卫生院、清白卫生院", True)


def test_names_that_share_their_noun_are_counted_by_the_names_of_the_goal() -> None:
    goal = "建成东沙、西沙两个渔民服务站"
    assert values(goal, "东沙、西沙渔民服务站已建成投用") == ["2个"]
    assert values(goal, "东沙渔民服务站已建成投用，西沙渔民服务站正在装修") == ["1个"]


def test_what_is_left_and_only_on_paper_is_not_added() -> None:
    goal = "新建渔民服务站3座"
    assert values(goal, "新建渔民服务站1座，另2座已完成勘察") == ["1座"]
    assert values(goal, "新建渔民服务站1座，另2座已完成验收") == ["3座"]


def test_a_reading_may_stand_in_any_progress_text_of_the_entry() -> None:
    (reading,) = readings("新建公园12处", "召开推进会", "公园已建成9处")
    assert reading is not None
    assert (reading.source, reading.span.text) == (1, "公园已建成9处")


def test_a_fall_answers_a_goal_of_growth_as_its_opposite() -> None:
    (reading,) = readings("固定资产投资增长7%", "固定资产投资同比下降3.2%")
    assert reading is not None
    assert reading.opposite
    assert reading.measure.value == reading.measure.base_value == Decimal("-3.2")


@pytest.mark.parametrize(
    ("target", "progress", "least", "most"),
    [
        ("治理水土流失10平方公里", "已治理水土流失9000亩", "5.9e6", "6.1e6"),
        ("造林135万亩", "已造林9万公顷", "1.34e6", "1.36e6"),
    ],
)
def test_areas_of_land_and_of_other_things_are_compared_in_the_unit_of_the_goal(
    target: str, progress: str, least: str, most: str
) -> None:
    (reading,) = readings(target, progress)
    assert reading is not None
    assert Decimal(least) < reading.measure.base_value < Decimal(most)


def test_sentences_in_the_style_of_other_cities() -> None:
    rows = read_csv(Path(__file__).with_name("quantities-elsewhere.csv"), ("target", "progress", "expected"))
    assert len(rows) > 150
    for row in rows:
        wanted = goals(row["target"], KNOWN)
        found = read_goals(wanted, [row["progress"]], KNOWN)
        printed = [
            f"{goal.comparator}{goal.measure.value}{goal.measure.unit}→{reading.measure.value if reading else '-'}"
            for goal, reading in zip(wanted, found, strict=True)
        ]
        assert "；".join(printed) == row["expected"], f"{row['target']} | {row['progress']}"


@pytest.mark.parametrize(
    ("target", "progress", "expected"),
    [
        # The rate that follows from the start and the end of a change.
        ("窗口收件材料压减25%", "窗口收件材料由640份压减至448份", ["30.00%"]),
        ("窗口收件材料压减25%", "窗口收件材料由640份压减至448份，压减30%", ["30%"]),
        ("案件平均用时下降20%", "企业由120家增加到150家", [None]),
        # Short for what is done to a thing.
        ("完成农村户厕改造800户", "已完成改厕640户", ["640户"]),
        # So much of a work is done: no size of it.
        ("旧厂房修缮改造6万平方米", "完成了7.2万平方米的旧厂房修缮改造工程", ["7.2万平方米"]),
        # What is done beside it in the same breath.
        ("重点工程完成投资9亿元", "完成投资6亿元、另有4亿元已支付", ["10亿元"]),
        ("重点工程完成投资9亿元", "完成投资6亿元、另有4亿元待落实", ["6亿元"]),
        # A verb behind the thing, and before 项目.
        ("新建、改造阅览室10个", "已完成阅览室新建项目4个，改造项目5个", ["9个"]),
        # Things that differ in their last character and their counter.
        ("建设充电桩300个", "建成充电站21座", [None]),
        ("建设充电桩300个", "建成充电站21座、充电桩180个", ["180个"]),
        # A bare number is in the unit asked for, without the multiplier where that were far too much.
        ("免费筛查3.2万人", "33518", ["33518人"]),
        ("免费筛查3.2万人", "3.3", ["3.3万人"]),
        # The parts of a stock.
        ("国家级、省级工作站达到18家", "国家级5家、省级14家", ["19家"]),
        # Blanks inside a time.
        ("实施泵站工程 9 处, 6 月底前完成 4 处", "泵站工程开工 9 处,已完成 7 处", ["9处", "7处"]),
    ],
)
def test_what_follows_from_words_beside_the_number(target: str, progress: str, expected: list[str | None]) -> None:
    assert [value and value.replace(" ", "") for value in values(target, progress)] == expected


@pytest.mark.parametrize(
    ("target", "progress"),
    [
        ("提供法律咨询2万人次", "办理法律援助1.3万人次"),
        ("新建助餐点80个", "新建助浴点76个"),
        ("新增规上工业企业30家", "新增规上服务业企业28家"),
        ("新建公园10个", "改造公园8个"),
        ("维修农桥20座", "新建农桥18座"),
    ],
)
def test_a_number_of_other_things_or_another_deed_answers_nothing(target: str, progress: str) -> None:
    assert values(target, progress) == [None]


def test_one_number_of_two_deeds_is_neither_of_two_goals() -> None:
    assert values("新建农桥20座、维修农桥10座", "新建和维修农桥28座") == [None, None]
    assert values("维修农桥20座", "新建和维修农桥28座") == ["28座"]


@pytest.mark.parametrize(
    ("target", "progress", "expected"),
    [
        ("建设供水管网80公里", "建成供水管道76公里", ["76公里"]),
        ("建设社区食堂30个", "改造社区食堂25个", ["25个"]),
        ("新改扩建小学12所", "新建小学10所", ["10所"]),
    ],
)
def test_words_of_much_the_same_meaning_are_of_one_thing(target: str, progress: str, expected: list[str]) -> None:
    assert values(target, progress) == expected


@pytest.mark.parametrize(
    ("target", "progress", "expected"),
    [
        (
            "新建食堂8个，新增托位90个，改造公厕25座",
            "全年计划新建食堂8个，新增托位90个，改造公厕25座，实际分别完成9个、95个、22座",
            ["9个", "95个", "22座"],
        ),
        ("新增养老服务站64个", "2024年全市计划新增养老服务站64个，目前已完成54家", ["54家"]),
        ("建成绿道200公里", "绿道已建成68.3公里，下半年将建成绿道140公里", ["68.3公里"]),
        ("建设校舍40所，其中新建28所、改扩建12所", "已完工21所；已开工9所", ["21所", None, None]),
        ("农桥竣工30座", "农桥52座，已开工47座，已竣工26座", ["26座"]),
        ("重点农桥开工50座、竣工30座", "全市农桥52座，开工47座，竣工26座", ["47座", "26座"]),
        ("开工农桥90座", "已开工农桥78座（其中，提前开工农桥11座，未按计划开工6座）", ["78座"]),
        ("重点农桥签约30座", "签约农桥25座，已开工12座", ["25座"]),
    ],
)
def test_what_is_planned_or_to_come_is_not_done(target: str, progress: str, expected: list[str | None]) -> None:
    assert values(target, progress) == expected


@pytest.mark.parametrize(
    ("target", "progress", "expected"),
    [
        ("工业投资增长15%", "14.6%", ["14.6%"]),
        ("可吸入颗粒物浓度不高于70微克/立方米", "68μg/m3", ["68μg/m3"]),
        ("工业投资增长15%", "-2.1", ["-2.1%"]),
        ("单位产值能耗下降3%", "3.2", ["3.2%"]),
        ("工业投资增长15%", "100%", [None]),
        ("服务业投资增长7%，民间投资增长5%", "服务业投资、民间投资分别增长6.9%、-2.1%", ["6.9%", "-2.1%"]),
        ("云川医院完成总工程量70%", "占总工程量的73%", ["73%"]),
        ("办好渔民实事10件", "占目标任务的30%", ["30%"]),
        ("办好渔民实事10件", "推进缓慢的有3项（东港学校建设、西港渔站建设），占目标任务的30%", [None]),
        ("新增停车位900个", "超额完成年度任务20%", ["120%"]),
        ("新增停车位900个", "超额完成任务的120%", ["120%"]),
        ("招聘教师90人、培训医生80人", "分别超额完成20%、160%", ["120%", "260%"]),
        ("招聘教师90人", "超额完成2..0%、15%", [None]),
        ("居民收入增长6%，单位产值能耗下降2.5%", "分别为5.6%、2.7%", ["5.6%", "2.7%"]),
        ("新建公园12处、义诊2800人次", "9（75%）；2539（90.7%）", ["9处", "2539人次"]),
    ],
)
def test_cells_that_print_only_numbers(target: str, progress: str, expected: list[str | None]) -> None:
    assert values(target, progress) == expected
