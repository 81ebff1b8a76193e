"""What is begun and what is done, sets and their parts, sizes and bases: each reading worked out by hand first."""

from __future__ import annotations

import pytest

from tests.extraction.reports import answers

CASES = [
    # What refers back to the row, or only pushes on, names nothing.
    ("实施9条河道疏浚整治和水系沟通", "该项目累计完成河道整治7条", "==9:7:missed"),
    ("新建幼儿园20所，年度投资1亿元", "已推动开工建设7所；完成投资3200万元", "==20:7:open ==1:3200:missed"),
    ("改造集市10家", "确定改造集市10个，已完成设计方案，6家施工中，4家完成改造", "==10:4:missed"),
    # A part told of what is begun is begun; what is finished of it is done.
    ("改造集市30家，其中城区10家", "已开工26家，其中城区9家，已完工14家", "==30:14:missed ==10:9:open"),
    # Where a beginning is promised, and an end behind it, both are goals; a rate of the end proves no beginning.
    (
        "开工建设公寓6.4万套，竣工4万套",
        "公寓已开建6.1万套；竣工1.77万套，竣工率为27.7%",
        "==6.4:6.1:missed ==4:1.77:missed",
    ),
    # Some of the things, counted before their verb, are a part of what is told of all.
    (
        "完成投资118亿元",
        "完成投资22.4亿元；16个续建项目完成投资20.9亿元；7个计划开工项目完成投资1.5亿元",
        "==118:22.4:missed",
    ),
    ("21个项目年度计划投资9亿元", "完成投资4亿元", "==9:4:missed"),
    # How much of a work is done is a share of its task; what a rate comes to is none.
    ("改造10kV线路420公里，更换配变250台", "改造10kV线路完成86%；更换配变204台", "==420:86:missed ==250:204:missed"),
    ("森林覆盖率41%", "森林覆盖率完成41.5%", "==41:41.5:met"),
    # What is said behind the last number of a list is said of all of them.
    (
        "完成30所学校监控更新和41所学校围墙修缮",
        "30所学校监控更新和41所学校围墙修缮招标文件已发布",
        "==30:None:open ==41:None:open",
    ),
    # The sizes of what a row names, however they are hedged.
    ("甲坪幼儿园项目，占地面积约10亩，建筑面积约7000平方米", "已完工", ""),
    ("建设50亩的甲坪公园，绿道3公里", "绿道建成2公里", "==3:2:missed"),
    # What there was at the end of last year is no goal.
    ("去年末全市有床位3200张，今年新增800张", "今年已新增650张，现有床位3850张", "==800:650:missed"),
    # 其中 takes the beginning over from what it is a part of.
    (
        "开复工项目50个，完成投资9亿元；其中亿元以上20个",
        "开复工53个，完成投资8亿元；其中亿元以上开复工24个",
        "==50:53:met ==9:8:missed ==20:24:met",
    ),
    # The goal told again in a sentence of its own is a set, of which the next says how many are begun or done.
    ("茶旅项目开工50个", "今年共有茶旅项目50个，总投资81亿元。目前已开工33个", "==50:33:missed"),
    ("改造集市50个", "全市集市改造项目50个。已完工33个", "==50:33:missed"),
    ("改造集市50个", "已改造集市50个。已投用33个", "==50:50:met"),
    # Where a thing will stand is chosen first.
    ("新建充电桩1500个", "充电桩选点1429个", "==1500:None:open"),
    ("新建充电桩1500个", "已完成充电桩选点1429个，建成612个", "==1500:612:missed"),
    # A bare number behind a verb of beginning is begun.
    ("建设幼儿园10所", "已开工8", "==10:8:open"),
    # A level beside a place is a part of its own, of which none is the whole; not where it names what is counted.
    ("新建茶亭15处", "东岭县3处、市级9处均已建成", "==15:12:missed"),
    ("新增茶亭15处", "新增茶亭市级7处、东岭县6处", "==15:13:missed"),
    ("新增省级茶企15家", "新增省级茶企9家，市级茶企30家", "==15:9:missed"),
    # A frame is not the house, but all there is where nothing else is told or asked.
    ("改造茶楼180户", "主体完工173户，完工130户", "==180:130:missed"),
    ("改造茶楼180户", "已完成主体173户，完工130户", "==180:130:missed"),
    ("茶楼主体完工24处", "主体完工19处、完工12处", "==24:19:missed"),
    # How far something reaches is promised of nothing; what is laid is.
    ("30公里范围内茶站实现互通", "茶站已互通", ""),
    ("按500米服务半径新建茶亭8处", "建成茶亭5处", "==8:5:missed"),
    ("新建茶道30公里", "建成茶道21公里", "==30:21:missed"),
]


@pytest.mark.parametrize(("target", "report", "expected"), CASES)
def test_what_is_begun_done_and_part_is_told_apart(target: str, report: str, expected: str) -> None:
    assert answers(target, report) == expected


@pytest.mark.parametrize(
    ("report", "expected"),
    [
        ("2021年以来累计建成茶亭140座", "==60:None:open"),
        ("自2022年8月起建成茶亭55座", "==60:None:open"),
        ("2021年以来累计建成茶亭140座，今年建成41座", "==60:41:missed"),
        ("2024年以来累计建成茶亭41座", "==60:41:missed"),
        ("2023年12月起施工，已建成茶亭41座", "==60:41:missed"),
    ],
)
def test_what_is_counted_since_another_year_than_the_document_is_not_of_this_one(report: str, expected: str) -> None:
    assert answers("新建茶亭60座", report, year=2024) == expected
