"""Parts that a report leaves to be added, parts of the year, counters and places of numbers; each with blanks, too."""

from __future__ import annotations

import re

import pytest

from tests.extraction.reports import answers

CASES = [
    # A place and a time are no two parts of one whole.
    (
        "高速公路完成投资5200亿元以上",
        "8月份，云县高速公路完成投资772亿元，1—8月高速公路完成投资4993亿元",
        ">=5200:4993:missed",
    ),
    ("新建驿站20处", "一季度，甲县新建驿站3处，上半年新建9处", "==20:9:missed"),
    # Numbers behind a rate that add up to the one before it are its parts.
    ("新增和开放茶亭340座", "新增和开放茶亭276座（占任务的81%），新建82座、开放194座", "==340:276:missed"),
    ("新增和开放茶亭340座", "新建茶亭82座、开放茶亭194座", "==340:276:missed"),
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
    # A goal that joins what a part tells to something else is answered by the whole.
    ("开、复工渡口60个", "开、复工渡口60个，其中复工35个", "==60:60:met"),
    ("复工渡口40个", "开、复工渡口60个，其中复工35个", "==40:35:missed"),
    ("新增和开放公共茶亭720座", "已新增茶亭276座，包括新建茶亭82座，开放公共茶亭194座", "==720:276:missed"),
    # Behind 将 stands what is changed, and whose it is.
    (
        "将全县集中安置渡工补助标准提高到90元，将甲区分散安置渡工补助标准提高到60元，乙县分散安置渡工补助标准提高到40元",
        "甲区集中安置渡工补助标准提高到90元，分散安置提高到60元；乙县集中安置渡工补助标准提高到90元，分散安置提高到40元",
        ">=90:90:met >=60:60:met >=40:40:met",
    ),
    # What each person gets is not added over places.
    ("全县渡工补贴标准提高到90元", "甲区渡工补贴标准提高到82元；乙县渡工补贴标准提高到86元", ">=90:82:missed"),
    # Firms are counted by 家 and by 户.
    ("新增限上茶企30家", "新增限上茶企33户", "==30:33:met"),
    ("改造渔家客栈50家", "惠及渔民60户", "==50:None:open"),
    # Where on a road something is, is no length; a unit ends where another word begins.
    ("完成省道86公里处塌方治理，新建茶道9公里", "新建茶道9.2公里", "==9:9.2:met"),
    ("省道12公里至19公里段大修，处理隐患6处", "处理隐患6处", "==6:6:met"),
    ("改造管道3公里、处置淤点5处", "改造管道3公里、处置淤点4处", "==3:3:met ==5:4:missed"),
    ("新增四分类达标茶亭21座", "建成四分类达标茶亭7座", "==21:7:missed"),
    ("茶亭验收合格率≥95百分比", "茶亭验收合格率96%", ">=95:96:met"),
    ("30个渔村环境整治（2021—2025年）", "完成环境整治渔村12个", "==30:12:missed"),
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
    # A goal of a part of the year is answered by what is told of it, that of the year by the latest.
    (
        "茶业投资全年完成30亿元，一季度完成6亿元、上半年完成14亿元",
        "一季度完成投资6.3亿元，上半年累计完成投资13.2亿元",
        "==30:13.2:missed ==6:6.3:met ==14:13.2:missed",
    ),
    ("6月底前建成茶亭5座、年底前建成12座", "已建成茶亭8座", "==5:8:met ==12:8:missed"),
    ("6月底前建成茶亭5座、年底前建成12座", "6月底建成4座，目前已建成茶亭9座", "==5:4:missed ==12:9:missed"),
    ("3月底前开工渔港20座，9月底前建成15座", "20座渔港3月底全部开工，目前建成11座", "==20:20:met ==15:11:missed"),
    ("上半年疏浚茶渠30公里，全年疏浚80公里", "上半年完成31公里，全年疏浚茶渠82.5公里", "==30:31:met ==80:82.5:met"),
    ("一季度完成渔业投资9亿元", "上半年完成渔业投资14亿元", "==9:None:open"),
    # A net gain follows from what came and what went, where nothing says it.
    ("规上茶企净增20家", "新增规上茶企34家，退出9家", "==20:25:met"),
    ("规上茶企净增20家", "规上茶企新增27家、到期退库8家", "==20:19:missed"),
    ("规上茶企净增30家", "前三季度新升规茶企41家，退规14家", "==30:27:missed"),
    ("净增规上茶企60家以上", "新认定规上茶企85家，到期退出31家，净增54家", ">=60:54:missed"),
    # Parts in any order, what was done with them behind their names.
    ("完成油茶新造低改20万亩", "油茶新造完成12万亩、低改完成8万亩", "==20:20:met"),
    ("完成油茶新造低改20万亩", "低改完成7万亩、新造完成12万亩", "==20:19:missed"),
    ("新植补植茶苗2.5万株", "新植1.4万株、补植1.2万株", "==2.5:2.6:met"),
    (
        "改造茶渠积水点14处，其中6月底前完成9处",
        "茶渠积水点改造全部完成，其中6月底前完成9处",
        "==14:None:open ==9:9:met",
    ),
    # Shares of the whole in words and with a stroke.
    ("三分之二以上的茶村通客车", "通客车的茶村占72%", ">=66.67:72:met"),
    ("茶企办证时限压缩1/3以上", "茶企办证时限压缩30%", ">=33.33:30:missed"),
    # 家庭 is a counter, of 家庭农场 家 is.
    ("茶艺课程覆盖3.5万家庭", "茶艺课程已覆盖3.62万家庭", "==3.5:3.62:met"),
    ("支持100家庭农场", "支持106家庭农场", "==100:106:met"),
    ("贷款直达1.5万家茶企", "贷款已直达1.62万家茶企", "==1.5:1.62:met"),
    # The counted noun may stand behind the last name only.
    ("建成东岭、西坪、南川3座茶亭", "东岭、西坪茶亭已建成", "==3:2:missed"),
    ("建成东岭茶亭、西坪茶亭2座茶亭", "东岭茶亭、西坪茶亭均已完工", "==2:2:met"),
    # How far what has begun has come.
    ("改造茶亭6座", "6座茶亭改造正在施工中（90%），预计11月底前完成", "==6:90:missed"),
    # The only number in its unit is the goal's own.
    ("公交化改造茶乡班线10条", "已完成10条线路改造", "==10:10:met"),
    # One verb before a list counts no things that exist.
    ("完成12座茶亭改造、20公里茶道硬化", "茶亭改造完成9座；茶道硬化18公里", "==12:9:missed ==20:18:missed"),
    # What was done in a month or a week gives way to what was done so far.
    ("疏浚茶渠160条", "本月疏浚茶渠12条，今年以来累计疏浚131条", "==160:131:missed"),
    ("疏浚茶渠400条", "本周15条，年初以来疏浚412条", "==400:412:met"),
    ("新增茶农900户", "上周新增茶农12户，截至本周共新增640户", "==900:640:missed"),
    ("疏浚茶渠900条", "今年以来疏浚茶渠644条，本月疏浚81条", "==900:644:missed"),
    # Batches add up, where they are done; in a name they are none.
    ("购置茶车160辆", "第一批购置90辆，第二批购置75辆", "==160:165:met"),
    ("修缮茶桥9座", "一期修缮5座；二期修缮4座", "==9:9:met"),
    ("修缮茶桥20座", "首批修缮完成12座，次批正在招标6座", "==20:12:missed"),
    ("茶园引进茶企30家", "茶园一期入驻茶企20家，引进茶企31家", "==30:31:met"),
    ("建设二期茶库5座", "一期茶库建成3座，二期茶库建成4座", "==5:4:missed"),
    ("建设一期、二期茶库9座", "一期茶库建成5座，二期茶库建成4座", "==9:9:met"),
    # What is not done answers nothing, and neither does all of which it is a part; what is done but for some does.
    ("建成茶库12座", "12座茶库中有2座尚未完工", "==12:None:open"),
    ("建设茶库20座", "茶库改造20座，其中3座未完工", "==20:None:open"),
    ("建成茶库20座", "除2座因征地未开工外，其余18座均已完工", "==20:18:missed"),
    ("建成茶库20座", "除2座外全部建成，共建成18座", "==20:18:missed"),
    ("建成茶库20座", "茶库建成20座但尚未验收", "==20:20:met"),
    ("整治未完工茶库8座", "8座未完工茶库全部整治到位", "==8:8:met"),
    ("引进茶企20家", "引进茶企20家，其中3家尚未投产", "==20:20:met"),
    # 近20座 may be fewer than 20, but not than 15.
    ("修缮茶桥20座", "修缮茶桥近20座", "==20:20:open"),
    ("修缮茶桥15座", "修缮茶桥近20座", "==15:20:met"),
    ("修缮茶桥20座", "修缮镇区附近茶桥20座", "==20:20:met"),
    # Names are counted in each clause that recognises some, of the level that is asked for or above it.
    ("创建省级以上茶园4家", "东岭、西坪获评省级茶园，南川获评国家级茶园", "==4:3:missed"),
    ("创建市级以上茶园4家", "东岭、西坪获评县级茶园，南川获评省级茶园", "==4:1:missed"),
    ("创建国家级茶园2家", "东岭、西坪获评省级茶园", "==2:None:open"),
    # One indicator has several names; urban is not rural, and a road no line of buses.
    ("全县优良天数比率达到85%", "空气质量优良天数比例86.2%", ">=85:86.2:met"),
    ("R&D经费投入强度达到2.6%", "全社会研发投入占GDP比重2.71%", ">=2.6:2.71:met"),
    ("CPI涨幅不超过3%", "居民消费价格总水平同比上涨1.2%", "<=3:1.2:met"),
    ("实际使用外资2亿美元", "实际利用外资2.1亿美元", "==2:2.1:met"),
    ("农村居民人均可支配收入增长7%", "城镇居民人均可支配收入增长7.4%", "==7:None:open"),
    ("引进省外资金50亿元", "引进市外资金60亿元", "==50:None:open"),
    ("打通断茶路2条", "开通公交线路3条，东岭路已打通", "==2:None:open"),
    # A share of the plan proves the number before it; more than all of it stands behind a comma, too.
    ("收储茶楼400套", "竣工率60%，收储铺面220套，占年度任务的55%", "==400:220:missed"),
    ("新建茶渠33公里", "超额完成年度任务，达106%", "==33:106:met"),
    ("茶渠覆盖率达到95%", "超额完成年度任务，达96%", ">=95:96:met"),
    # Levels that are joined have each a part; what is new says little of what is to be reached.
    ("建设县、乡、村三级茶站650个", "建成县级中心6个、乡级站点92个、村级服务点571个", "==650:669:met"),
    ("建设县、乡两级茶站90个", "建成县级中心6个、村级服务点7个", "==90:None:open"),
    ("茶企达712家", "1—9月新增茶企24家", ">=712:None:open"),
    ("建设县、乡两级茶站90个", "建成乡级茶站88个", "==90:None:open"),
    ("建设市、县两级茶站9个", "建成市级站1个、县级储备点9个", "==9:10:met"),
    ("新增茶企30家", "全县茶企达712家，1—9月新增24家", "==30:24:missed"),
    # Units that are left out, and 一 before 倍.
    ("培训茶业从业人员1.2万", "培训茶业从业人员1.3万人", "==1.2:1.3:met"),
    ("茶市网销额突破200亿", "茶市网销额214.6亿元", ">=200:214.6:met"),
    ("茶园服务面积扩大一倍", "茶园服务面积扩大1.1倍", "==1:1.1:met"),
    ("安装茶灯1500基", "安装茶灯1180基，茶灯生产基地建成", "==1500:1180:missed"),
    # 其中 may open a sentence of its own.
    (
        "硬化茶道100公里、茶渠衬砌60公里",
        "全县硬化茶道104公里，占任务的104%；茶渠衬砌61公里，占任务的101.7%。其中，东山镇硬化茶道14公里，占任务的93%",
        "==100:104:met ==60:61:met",
    ),
]


@pytest.mark.parametrize("blanks", [False, True])
@pytest.mark.parametrize(("target", "report", "expected"), CASES)
def test_parts_times_and_counters_are_told_apart(target: str, report: str, expected: str, blanks: bool) -> None:
    texts = [re.sub(r"([0-9.]+)", r" \1 ", text) if blanks else text for text in (target, report)]
    assert answers(*texts) == expected
