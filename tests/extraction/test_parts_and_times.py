"""Parts that a report leaves to be added, parts of the year, counters and places of numbers; each with blanks, too."""

from __future__ import annotations

import re

import pytest

from tests.extraction.reports import answers

CASES = [
    # One word joins two names that end alike.
    ("渡船大中修60艘", "大修21艘、中修34艘", "==60:55:missed"),
    ("新建中小学9所", "新建中学4所、小学5所", "==9:9:met"),
    ("茶道养护大中修60公里", "茶道大修完成21公里、中修完成40公里", "==60:61:met"),
    # Each part says only in which way it is done; a verb before the numbers tells of stages of the same things.
    ("建设渔港冷库6座", "4座完成施工、1座投用", "==6:5:missed"),
    ("建设渔港冷库3座", "两座已投用，1座正在装修", "==3:2:missed"),
    ("建设渔港冷库6座", "完工5座、投用3座", "==6:5:missed"),
    # The seasons of a sentence add up, one alone is no year.
    ("茶叶与粮食总产达到12亿斤", "夏粮总产5.1亿斤，秋粮总产6.3亿斤", ">=12:11.4:missed"),
    ("粮食总产12亿斤", "夏粮总产5.1亿斤，秋粮正在收割", "==12:None:open"),
    # Halves and quarters answer their own; what is told from January on is none of them.
    (
        "上半年新建渡口6座，下半年新建渡口9座",
        "新建渡口14座，其中上半年5座、下半年9座",
        "==6:5:missed ==9:9:met",
    ),
    ("一季度开工18个，二季度开工20个项目", "一季度开工19个，二季度开工17个", "==18:19:met ==20:17:missed"),
    ("新增渔业贷款6亿元", "前三季度新增5.2亿元，其中三季度1.9亿元", "==6:5.2:missed"),
    ("新建茶道96公里", "9月，全县新增建成茶道12公里，累计建成91公里", "==96:91:missed"),
    # What is taken up again is a part of what is begun or taken up again.
    ("新开工渡口24个，复工渡口15个", "开、复工渡口38个，其中新开工24个、复工14个", "==24:24:met ==15:14:missed"),
    # Firms are counted by 家 and by 户.
    ("新增限上茶企30家", "新增限上茶企33户", "==30:33:met"),
    ("改造渔家客栈50家", "惠及渔民60户", "==50:None:open"),
    # Where on a road something is, is no length; a unit ends where another word begins.
    ("完成省道86公里处塌方治理，新建茶道9公里", "新建茶道9.2公里", "==9:9.2:met"),
    ("省道12公里至19公里段大修，处理隐患6处", "处理隐患6处", "==6:6:met"),
    ("改造管道3公里、处置淤点5处", "改造管道3公里、处置淤点4处", "==3:3:met ==5:4:missed"),
    ("改造12条次干道和小巷", "改造次干道和小巷9条", "==12:9:missed"),
    # What so many things are done to.
    ("对全县45座茶亭的屋面进行改造", "茶亭屋面改造完成41座", "==45:41:missed"),
    ("将18处易涝点整治到位", "易涝点整治完成18处", "==18:18:met"),
    # A verb may stand between 至少 and the number; a number may leave out the counter that its name says.
    ("至少新增茶乡客运线路4条", "新增茶乡客运线路5条", ">=4:5:met"),
    ("至少引进投资超2亿元茶业项目3个", "引进投资超2亿元茶业项目4个", ">=3:4:met"),
    # A step before the work names nothing.
    ("渔港加装扶梯30台", "完成联合审批55台，竣工41台", "==30:41:met"),
    ("渔业参保人数4.5万", "渔业参保人数4.62万", "==4.5:4.62:met"),
    # Of a range the upper end is the limit.
    ("茶叶价格涨幅控制在2%—3%", "茶叶价格上涨2.7%", "<=2:2.7:met"),
    ("茶叶价格涨幅控制在2%—3%", "茶叶价格上涨3.4%", "<=2:3.4:missed"),
]


@pytest.mark.parametrize("blanks", [False, True])
@pytest.mark.parametrize(("target", "report", "expected"), CASES)
def test_parts_times_and_counters_are_told_apart(target: str, report: str, expected: str, blanks: bool) -> None:
    texts = [re.sub(r"([0-9.]+)", r" \1 ", text) if blanks else text for text in (target, report)]
    assert answers(*texts) == expected
