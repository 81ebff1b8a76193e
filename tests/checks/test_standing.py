"""Readings short of their goal that do not show that it is missed, beside such as do."""

from __future__ import annotations

import pytest

from heze_graph.checks import run_checks
from heze_graph.model.printed import TableFile
from heze_graph.pipeline.stages import read, read_words
from tests.checks.cases import Bench, Case, linked

BEHIND, FAR, SHORT = "on-schedule-but-behind", "on-schedule-but-far-behind", "on-schedule-but-short-for-now"
OTHER, LATE = "other-quantity-reported", "deadline-passed-without-completion"


@pytest.mark.parametrize(
    ("target", "progress", "expected"),
    [
        # About so much.
        ("渔业产值增长6%左右", "渔业产值增长5.7%", []),
        ("渔业产值增长6%左右", "渔业产值增长4.9%", [SHORT]),
        ("渔业产值增长6%", "渔业产值增长5.7%", [SHORT]),
        # All is begun, or some of it.
        ("改造渡口15个", "15个渡口全部开工，完工7个", []),
        ("改造渡口15个", "渡口全部开工，改造完工7个", []),
        ("改造渡口15个", "改造渡口完工7个，其余8个正在开展前期工作", [BEHIND]),
        ("改造渡口15个", "改造渡口完工7个、在建8个", []),
        ("改造渡口15个", "改造渡口完工1个、在建14个", [BEHIND]),
        ("改造渡口15个", "改造渡口完工1个", [FAR]),
        ("改造渡口3个", "改造渡口完工2个", []),
        ("改造渡口4个", "改造渡口完工2个", [BEHIND]),
        ("新建渡口、茶亭20处", "目前已完工16处，包括14处茶亭和2处渡口", []),
        # A sum behind, or a list that answers together.
        ("新建茶亭40座", "东坪县新建茶亭20座、西坝县新建18座，共新建茶亭38座", []),
        ("落实渔业发展资金3亿元", "落实渡口维护资金1.1亿元、渔港建设资金1.5亿元，共2.6亿元", []),
        ("提供婚检、孕检服务1.2万对", "婚检4100对、孕检6300对", []),
        ("新建茶亭40座", "新建茶亭12座、凉棚35座", [FAR]),
        # What is only prepared.
        ("创建市级以上绿色渔场10家", "申报市级绿色渔场15家、省级4家", []),
        ("开展义渡检查48次", "每月开展义渡检查4次，累计36次", []),
        ("每月开展义渡检查4次", "每月开展义渡检查1次", [FAR]),
        # What the report admits is no hair.
        ("新建茶亭40座", "新建茶亭28座", []),
        ("新建茶亭40座", "新建茶亭28座，落后序时进度5个百分点", [BEHIND]),
        ("新建茶亭40座", "新建茶亭28座，低于时间进度5个百分点", [BEHIND]),
        # What has grown since the new year comes with the months.
        ("渔业贷款余额增长16%", "渔业贷款余额较年初增长12.4%", []),
        ("渔业贷款余额增长16%", "渔业贷款余额较年初增长8.1%", [SHORT]),
        # What a harvest has brought until now.
        ("造林3万亩", "春季造林1.8万亩，秋季造林已备苗1.2万亩", []),
        ("粮食总产量达到46万吨", "夏粮总产量24万吨，秋粮长势良好", []),
    ],
)
def test_before_the_deadline(bench: Bench, target: str, progress: str, expected: list[str]) -> None:
    assert bench.kinds(Case(target, progress)) == expected


@pytest.mark.parametrize(
    ("target", "progress", "expected"),
    [
        ("改造渡口15个", "15个渡口全部开工，完工9个", [BEHIND]),
        ("建设改造集市16个", "建设改造集市共16个，其中新建5个、改造11个", []),
        ("工业投资中技改投资增长15%", "工业投资增长18%，其中技改投资增长12%", [BEHIND]),
        ("加装电梯120部", "加装电梯竣工96部、在建31部", [BEHIND]),
        ("排查整治隐患渡口42处", "排查隐患渡口42处，完成整治36处，其余6处已停渡", []),
        ("排查整治隐患渡口42处", "排查隐患渡口42处，完成整治36处，其余6处正在施工", [BEHIND]),
        ("改造危房46户", "46户危房改造已竣工41户，其余5户正在施工", [BEHIND]),
        ("新认定瞪羚企业20家", "申报瞪羚企业26家", [OTHER]),
        ("老堰塘闭库2座", "2座老堰塘闭库工程尚在审批", [LATE]),
        ("完成全县22个村规划编制", "22个村规划编制已完成19个，完成率86.4%", [LATE]),
        ("完成5个渔港规划报批", "5个渔港规划已通过评审，尚未报批", [LATE]),
        ("渔港大桥建成通车", "渔港大桥已完成施工图", [LATE]),
        ("改造集市2个", "东街集市改造完成，西关集市因征拆未开工", [LATE]),
        ("完成渡口食堂改造12所", "12所渡口食堂改造已完成招标", [LATE]),
        ("完成渡口食堂改造12所招标", "12所渡口食堂改造已完成招标", []),
        ("争创渔业示范县", "渔业示范县通过省渔业协会命名", []),
        ("渔政站创建一级站", "渔政站顺利通过一级站评审", []),
        ("新建渔政站2座", "甲坪、乙湾2座渔政站主体已封顶", [LATE]),
        ("新建渔政站2座", "甲坪、乙湾2座渔政站已建成投用", []),
        ("建设渔政塔160座", "新建渔政塔118座，全县渔政塔总数达到512座", [BEHIND]),
        ("新建渔政塔160座", "渔政塔累计建成512座，今年新建118座", [BEHIND]),
        # What is told again, and a total that is what was promised.
        ("渔税由16%降至13%，渔业现行16%的税率降至13%", "渔业现行16%的税率降至13%", []),
        ("吸收60所渔校为公助渔校", "新吸收8所公助渔校，总数达到60所", []),
        ("渔港大桥建成通车", "渔港大桥主线已建成通车，附属匝道正在收尾", []),
        ("渔港大桥建成通车", "渔港大桥桥面完工，计划明年6月通车", [LATE]),
        ("渔港大桥建成通车", "渔港大桥已建成通车，争取明年通航", []),
        ("完成渔港二期工程", "二期泵站主体完工，管网铺设完成87%，预计明年2月投入运行", [LATE]),
        ("完成渔港二期工程", "渔港二期工程全部完工，预计明年2月投入运行", []),
        ("建成渔田5.2万亩", "去年续建的2.1万亩全部完工，新建5.2万亩完成主体工程量的82%", [LATE]),
        ("新建渔校2所", "渔校2所已交付，惠及渔民子女600名", []),
        ("开工建设甲坪、乙湾渡口", "甲坪渡口已开工，乙湾渡口未开工", [LATE]),
        ("完成渔政站主体封顶", "渔政站主体已封顶", []),
        ("春和泵站完工", "春和泵站已完工，正在组织验收", []),
        ("春和泵站二期工程完工", "已完成工程量的91%，剩余机组因拆迁滞后", [LATE]),
        ("春和大桥主桥合龙", "主桥完成浇筑16个节段，计划明年2月合龙", [LATE]),
        ("春和泵站完工", "春和泵站主体已封顶，正在办理移交", [LATE]),
        ("春和泵站建成投用", "春和泵站已完工，正在组织验收", [LATE]),
        ("新增渔船泊位（二期）300座", "春和港新增150座、锦绣港新增180座，共新增330座", []),
    ],
)
def test_at_the_deadline(bench: Bench, target: str, progress: str, expected: list[str]) -> None:
    assert [one.kind for one in bench.found({"annual": [Case(target, progress)]})] == expected


@pytest.mark.parametrize("progress", ["申报瞪羚企业26家", "瞪羚企业长势良好，挂果12.6亿只"])
def test_until_the_deadline_what_is_prepared_or_ripens_is_no_other_quantity(bench: Bench, progress: str) -> None:
    assert bench.kinds(Case("新认定瞪羚企业20家", progress)) == []


def test_what_a_rise_came_to_is_not_held_against_the_rise(bench: Bench) -> None:
    level = Case("渡工补贴标准提高20元", "渡工补贴标准由每人每月188元提高到208元")
    assert "figure-far-beyond-goal" not in bench.kinds(level)
    assert "figure-far-beyond-goal" in bench.kinds(Case("渡工补贴标准提高20元", "渡工补贴标准提高208元"))


BEHIND, LATE = "on-schedule-but-behind", "deadline-passed-without-completion"


@pytest.mark.parametrize(
    ("target", "progress", "found"),
    [
        ("云溪大桥建成通车", "完成桥墩施工，完成箱梁预制", [LATE]),
        ("云溪水厂竣工", "设备安装已完成", [LATE]),
        ("云溪水厂竣工", "设备安装已完成，水厂竣工验收", []),
        ("完成云溪学校设备安装", "设备安装已完成", []),
        # What is laid before all else is no stage of what stands on it; one stage of that answers for another.
        ("云溪学校主体工程完工", "已完成基础开挖", [LATE]),
        ("云溪学校主体工程完工", "主体结构已封顶", []),
        ("修建云溪路，路基完工", "路基已完工", []),
    ],
)
def test_a_part_of_a_work_that_is_done_is_no_end(bench: Bench, target: str, progress: str, found: list[str]) -> None:
    assert bench.kinds(Case(target, progress, deadline="9月底")) == found


@pytest.mark.parametrize(
    ("progress", "found"),
    [
        ("1—8月发放渔船贷款6.8亿元", []),
        ("1—9月发放渔船贷款6.8亿元", []),
        ("1—9月发放渔船贷款6.1亿元", [BEHIND]),
        ("截至7月底，发放渔船贷款5.9亿元", []),
        ("截至2月底，发放渔船贷款5.9亿元", [BEHIND]),
        ("三季度发放渔船贷款4亿元", []),
        ("前三季度发放渔船贷款4.1亿元", [BEHIND]),
    ],
)
def test_a_number_has_the_pace_of_the_months_it_is_told_of(bench: Bench, progress: str, found: list[str]) -> None:
    assert bench.kinds(Case("发放渔船贷款10亿元", progress)) == found


def test_a_reason_says_how_much_of_the_time_had_passed_for_the_number(bench: Bench) -> None:
    (found,) = bench.found({"q3": [Case("发放渔船贷款10亿元", "1—8月发放渔船贷款4.4亿元")]})
    assert dict(found.details)["time_zh"] == "时间已过67%，落后序时进度22.7个百分点"


@pytest.mark.parametrize(
    ("target", "progress", "found"),
    [
        ("渡口改造完工率达到90%", "渡口改造完工率70%", []),
        ("渡口改造完工率达到90%", "渡口改造完工率52%", [BEHIND]),
        ("乘客满意率达到95%", "乘客满意率93%", [SHORT]),
        ("乘客信息覆盖率达到95%", "乘客信息覆盖率93%", []),
    ],
)
def test_rates_of_work_come_with_time_and_means_hold_at_any(
    bench: Bench, target: str, progress: str, found: list[str]
) -> None:
    assert bench.kinds(Case(target, progress)) == found


@pytest.mark.parametrize(
    ("target", "progress", "found"),
    [
        ("创建国家级渔港经济区", "邀请专家论证2次，编制完成建设规划", [LATE]),
        ("编制渔港建设规划", "编制完成渔港建设规划", []),
        ("创建国家级渔港经济区", "顺利通过部级规划评审", []),
        ("东坪港、西坝港、南岭港疏浚改造", "东坪港、西坝港已完成疏浚改造，南岭港完成工程量的72%", [LATE]),
        ("渔港综合楼主体结构封顶", "综合楼主体结构已封顶，正在砌筑二次结构", []),
        ("渔港综合楼建成投运", "综合楼主体结构已封顶，正在砌筑二次结构", [LATE]),
        ("渔港污水处理站建成", "已通水试运行", []),
        ("加快渔港综合楼建设", "综合楼钢结构尚在安装", [LATE]),
        ("渔港综合楼修缮", "综合楼外墙尚在粉刷", [LATE]),
    ],
)
def test_steps_on_paper_complete_nothing_and_a_stage_only_what_asks_for_it(
    bench: Bench, target: str, progress: str, found: list[str]
) -> None:
    assert [kind for kind in bench.kinds(Case(target, progress, deadline="6月底")) if kind == LATE] == found


@pytest.mark.parametrize(
    ("progress", "expected"),
    [("改造渔村28个，完成投资3.6亿元", []), ("36000", []), ("完成投资3.6亿元", ["other-quantity-reported"])],
)
def test_where_one_goal_or_a_bare_number_answers_nothing_else_is_reported(
    bench: Bench, progress: str, expected: list[str]
) -> None:
    assert bench.kinds(Case("养殖海带2.4万亩，改造渔村30个", progress))[:1] == expected


@pytest.mark.parametrize(
    ("target", "progress", "expected"),
    [
        # September: a goal for a part of the year is due, whatever the year still brings.
        ("前三季度建成茶亭30座，全年建成40座", "1—9月建成茶亭27座", [BEHIND]),
        ("6月底前建成茶亭6座、年底前建成12座", "已建成茶亭9座", []),
        ("6月底前建成茶亭6座、年底前建成12座", "6月底建成茶亭4座，目前已建成9座", [BEHIND]),
        ("9月底前建成茶亭15座", "已建成茶亭11座", [BEHIND]),
        ("建成茶亭15座", "已建成茶亭11座", []),
        ("一季度完成渔业投资4亿元、前三季度12亿元", "渔业投资一季度4.2亿元、前三季度11.1亿元", [BEHIND]),
        # What is wanted by now is done.
        ("全年完成渔业投资16亿元，一季度完成3亿元", "1—9月完成渔业投资9.8亿元", []),
    ],
)
def test_a_goal_of_a_part_of_the_year_is_due_at_its_end(
    bench: Bench, target: str, progress: str, expected: list[str]
) -> None:
    assert bench.kinds(Case(target, progress)) == expected


def test_what_only_goes_on_until_the_end_of_the_year_may_be_unfinished(bench: Bench) -> None:
    assert not bench.found({"annual": [Case("加快渔港综合楼建设", "综合楼钢结构尚在安装")]})


@pytest.mark.parametrize(
    ("target", "progress", "expected"),
    [
        # What comes of another goal, and what is under way without a number, or up to its roof.
        ("改造渡口24个、惠及船户900户", "24个渡口全部开工，已完工13个，惠及船户210户", []),
        ("新建茶亭40座", "新建茶亭18座，其余正在施工", []),
        ("新建茶亭40座", "新建茶亭18座，其余正在办理前期手续", [BEHIND]),
        ("新建渔政站10座", "5座已投用，5座主体封顶", []),
        ("新开工渔港项目60个，竣工40个", "新开工渔港项目50个，竣工11个", [FAR]),
        # What is wanted by now, and a sum without a word for it.
        ("完成渔港投资160亿元，前三季度完成90亿元", "完成渔港投资95亿元", []),
        ("新增渔船泊位1000个", "新增公共泊位320个、小区泊位430个，累计新增750个", []),
        # What the seasons change says little of the year before most of it is over (here three quarters are).
        ("PM2.5平均浓度控制在35微克/立方米以内", "PM2.5平均浓度41微克/立方米", [SHORT]),
        ("改造渡口道路90公里", "已完成投资1.7亿元，占计划总投资的51%", []),
        ("开工建设渡口2处", "甲坪渡口已开工，乙湾渡口正在前期", []),
        # A single thing is told of in words; seedlings are waited for.
        ("建设渔人街1条", "渔人街一期600米已开街", []),
        ("稻谷总产达到21万吨", "稻谷一、二类苗占比93.6%", []),
    ],
)
def test_what_is_on_its_way(bench: Bench, target: str, progress: str, expected: list[str]) -> None:
    assert bench.kinds(Case(target, progress)) == expected


@pytest.mark.parametrize(
    ("deadline", "target", "expected"),
    [
        ("", "渔港大道建成通车", []),
        ("", "7月底前渔港大道建成通车", ["目标要求“7月底前”，现已到期"]),
        ("", "2026年7月底前渔港大道建成通车", []),
        ("7月底", "渔港大道建成通车", ["时限“7月底”（2024年7月31日）已到"]),
    ],
)
def test_a_task_without_a_printed_deadline_is_due_as_its_wording_says(
    bench: Bench, deadline: str, target: str, expected: list[str]
) -> None:
    found = bench.found({"q3": [Case(target, "渔港大道正在铺设沥青", deadline=deadline)]})
    assert [dict(one.details)["due_zh"] for one in found if one.kind == LATE] == expected


def test_a_task_without_a_printed_deadline_is_due_with_the_year(bench: Bench) -> None:
    cases = [Case("渔港大道建成通车", "渔港大道正在铺设沥青", deadline="")]
    (found,) = bench.found({"annual": cases})
    assert (found.kind, dict(found.details)["due_zh"]) == (LATE, "没有另印时限，按年度任务计，2024年已经结束")


@pytest.mark.parametrize(
    ("deadline", "target", "progress", "expected"),
    [
        ("2025年底", "新建茶亭40座", "新建茶亭2座", []),
        # The light leaves it open; it is behind by the report's own word, and no more.
        ("2025年底", "新建茶亭40座", "新建茶亭2座，进度滞后", [BEHIND]),
        ("2025年底", "渔业产值增长9%", "渔业产值增长2%", []),
        ("2025年底", "渔船事故死亡人数控制在10人以内", "渔船事故死亡11人", [BEHIND]),
        ("年底", "新建茶亭40座", "新建茶亭2座", [FAR]),
    ],
)
def test_in_the_first_half_of_the_time_only_a_limit_can_be_passed(
    bench: Bench, deadline: str, target: str, progress: str, expected: list[str]
) -> None:
    assert bench.kinds(Case(target, progress, deadline=deadline)) == expected


@pytest.mark.parametrize(
    ("target", "progress", "expected"),
    [
        # What adds up over the year can be behind.
        ("发放渔船贷款10亿元", "发放渔船贷款5亿元", BEHIND),
        ("渡口改造完工率达到90%", "渡口改造完工率52%", BEHIND),
        ("渔政经费控制在900万元以内", "渔政经费支出960万元", BEHIND),
        # What goes up and down is short for now.
        ("渔业产值增长9%", "渔业产值增长2%", SHORT),
        ("渔船事故率控制在2%以内", "渔船事故率2.3%", SHORT),
        ("渔船年检时限压缩到3个工作日以内", "渔船年检时限4个工作日", SHORT),
        ("渔港水质满意率达到95%", "渔港水质满意率91%", SHORT),
    ],
)
def test_only_what_adds_up_is_behind_before_the_deadline(
    bench: Bench, target: str, progress: str, expected: str
) -> None:
    assert bench.kinds(Case(target, progress)) == [expected]


@pytest.mark.parametrize(
    ("target", "progress"),
    [
        ("渔船事故率控制在5%左右", "渔船事故率5.2%"),
        ("建设高标准农田3万亩", "已完成工程量的35%"),
        ("盘活闲置塘堰1200亩", "盘活弃管塘堰860亩、闲置塘堰430亩"),
        ("新建渡口灯桩2000个", "建成渡口灯塔46座"),
        ("培育渔业企业60家", "新增省级渔业企业12家"),
        ("渔业产量200万吨", "渔业产量201万吨，同比增加2.1万吨"),
        ("完成撂荒塘整治3500亩", "完成撂荒塘整治3620亩"),
        ("新建渡口道路9条", "3条已通车，4条正在铺设沥青，2条完成管线施工"),
    ],
)
def test_what_shows_no_miss(bench: Bench, target: str, progress: str) -> None:
    assert not any("on-schedule" in kind for kind in bench.kinds(Case(target, progress)))


@pytest.mark.parametrize(
    ("deadline", "target", "progress", "expected"),
    [
        # What is registered at the end of the year, and what has its season.
        ("2025年3月底", "新增规上渔业企业20家", "新增规上渔业企业4家", []),
        ("年底", "新增规上渔业企业20家", "新增规上渔业企业4家", [FAR]),
        ("年底", "渔村绿地新增35万平方米", "渔村绿地新增9万平方米", []),
        # A part that lies still is not under way.
        ("年底", "新建渡口道路9条", "3条已通车，4条正在铺设沥青，2条尚未开工", [BEHIND]),
    ],
)
def test_seasons_and_what_lies_still(
    bench: Bench, deadline: str, target: str, progress: str, expected: list[str]
) -> None:
    assert bench.kinds(Case(target, progress, deadline=deadline)) == expected


@pytest.mark.parametrize(
    ("target", "progress", "expected"),
    [
        ("渔政馆竣工", "渔政馆累计完成投资7.2亿元，占总投资的86%", [LATE]),
        ("创成省级渔业示范县", "已通过省级评估验收，待国家认定", [LATE]),
        ("举办全县渔民运动会", "渔民运动会因故延期", [LATE]),
        ("开通渔港专线", "渔港专线正在试运行", []),
        ("建成渔业孵化器1家", "渔业孵化器通过省级认定", []),
        ("开工建设渔业展览馆", "展览馆正在布展", []),
        ("全面完成渔工用工对接", "走访渔业企业86家，解决用工4300人", []),
    ],
)
def test_what_is_done_at_the_deadline(bench: Bench, target: str, progress: str, expected: list[str]) -> None:
    assert [one.kind for one in bench.found({"annual": [Case(target, progress)]})] == expected


def test_a_wording_of_several_cells_is_quoted_by_its_longest(bench: Bench) -> None:
    title = "临江市2023年度重点任务完成情况一览表"
    header = ("序号", "工作内容", "年度目标", "完成情况", "是否完成", "责任单位")
    row = ("1", "渔业", "新建渔港8座", "新建渔港6座", "是", "市发展改革委")
    path = bench.folder / "cells.tsv"
    path.write_text("\n".join([title, "", "\t".join(header), "\t".join(row)]), encoding="utf-8")
    record = read(TableFile.at(path), bench.reference)
    found = run_checks([record], linked([record]), read_words([record], bench.reference), bench.words)
    assert [one.others[0].printed for one in found if one.kind == BEHIND] == ["新建渔港8座"]


def test_a_goal_in_a_cell_of_its_own_is_told_with_its_header(bench: Bench) -> None:
    title = "临江市2024年渔港改造进度表（截至2024年9月底）"
    header = ("序号", "县区", "计划改造数", "累计改造数", "计划投资额（万元）", "累计完成投资额（万元）", "投资完成率")
    rows = ("1\t春和县\t15\t14\t860.5\t130.2\t15.1%", "2\t锦绣县\t8\t8\t420.6\t400.3\t95.2%")
    path = bench.folder / "places.tsv"
    path.write_text("\n".join([title, "", "\t".join(header), *rows]), encoding="utf-8")
    record = read(TableFile.at(path), bench.reference)
    found = run_checks([record], linked([record]), read_words([record], bench.reference), bench.words)
    told = [dict(one.details)["other_printed"] for one in found if one.kind == "behind-without-claim"]
    assert told == ["春和县，计划投资额（万元）860.5"]
