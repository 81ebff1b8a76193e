"""Goals and reports in the wordings of many departments, each in one line as `reports.answers` says it."""

from __future__ import annotations

import re

import pytest

from tests.extraction.reports import answers

CASES = [
    # What is told of several years is no number of this one; what 今年 opens is.
    ("建成驿站50座", "从2010年至今年6月，累计建成驿站120座。今年建成驿站31座", "==50:31:missed"),
    ("新建公园4个", "近三年新建公园12个", "==4:None:open"),
    # How many there are is no number done, where the next says how many are.
    ("改造集市60个", "全县集市50个，已改造33个", "==60:33:missed"),
    # Items add up where they say the same of the same.
    ("组建共同体14对", "一是组建5对共同体；二是组建9对共同体", "==14:14:met"),
    ("建成驿站9处", "一是建成驿站5处；二是提升驿站3处", "==9:5:missed"),
    # Verbs that a goal joins are told apart, be the thing called otherwise.
    ("新增和开放公厕200座", "新增公厕60座，开放社会单位厕所90座", "==200:150:missed"),
    # Behind its rate a number is still of what was named before it.
    (
        "修缮C级53户、D级81户",
        "C级危房开工47户，开工率89﹪，竣工34户；D级危房开工45户，开工率56%，竣工28户",
        "==53:34:missed ==81:28:missed",
    ),
    # 指标1 before 项目 counts nothing.
    ("指标1项目完成及时率100%", "完成及时率98%", "==100:98:missed"),
    # How many for so many people is one unit.
    ("饲料抽检量达到4批次/千人", "完成饲料抽检4.3批次/千人", ">=4:4.3:met"),
    # A change since last year is a goal; what a year brought and a plan builds on is none.
    ("茶叶加工增加值较上年增长8%", "茶叶加工增加值增长7.2%", "==8:7.2:missed"),
    ("污水收集率比去年提高5个百分点", "污水收集率较上年提高5.6个百分点", "==5:5.6:met"),
    # Another counter in brackets belongs to the unit.
    ("能繁母羊存栏稳定在120万头（只）左右", "能繁母羊存栏121.6万头（只）", "~120:121.6:met"),
    ("筹集公寓600套（间）以上、宿舍40栋", "筹集公寓588套（间）、宿舍43栋", ">=600:588:missed ==40:43:met"),
    # Kinds that end as the goal's name does are added, however much the first one is.
    ("新建深水网箱80个", "新建重力式网箱86个、桁架式网箱4个", "==80:90:met"),
    # Verbs behind the noun are told apart, as those before it are.
    ("水土保持林营造修复1.2万亩", "营造水土保持林6800亩、修复水土保持林5900亩", "==1.2:12700:met"),
    ("新开、调整客运班线9条", "新开客运班线4条、调整6条", "==9:10:met"),
    # The goal's short name is what the report spells out.
    ("个转企300户", "个体工商户转型升级为企业326户", "==300:326:met"),
    # Beside an answered goal the number left over is the other one's.
    (
        "完成茶山综合治理40万亩，坡地综合治理12万亩",
        "完成茶山综合治理42.5万亩、缓坡耕地治理12.3万亩",
        "==40:42.5:met ==12:12.3:met",
    ),
    # Of what is only applied for the part that passed is what there is.
    ("培育省级茶企8家", "推荐申报省级茶企11家，其中6家通过评审", "==8:6:missed"),
    # What stands in a bracket behind a number are its parts; they end with the bracket.
    (
        "东坪、西坝两地新建茶园9万亩，改造提升茶园3.5万亩",
        "新建茶园9.4万亩（东坪5.8万亩、西坝3.6万亩），改造提升3.62万亩",
        "==9:9.4:met ==3.5:3.62:met",
    ),
    ("新建校舍12栋、食堂6座", "建成校舍12栋（小学9栋）、食堂5座", "==12:12:met ==6:5:missed"),
    # Length in all is new where the roads are.
    ("新改建茶区公路总里程160公里", "东坪县完成92公里，西坝县完成61公里", "==160:153:missed"),
    # Two kinds in one word.
    ("新认定瞪羚独角兽企业30家", "新认定瞪羚企业21家、潜在独角兽企业4家", "==30:25:missed"),
    # What is done beside what is begun; a time before the number; those that a goal lists have their parts.
    ("渠系改造24公里、水管15公里", "渠系改造开工24公里、完成11公里；水管完成9公里", "==24:11:missed ==15:9:missed"),
    ("茶园项目开工率5月底前100%，验收率10月底前60%", "项目开工率96.9%，验收率61%", "==100:96.9:missed ==60:61:met"),
    ("整治山塘42座", "42座山塘全部开工、主汛期前完工37座", "==42:37:missed"),
    ("东川、西川、茶县新建标准园18处", "东川新建6处、西川新建7处、茶县新建3处", "==18:16:missed"),
    ("电商、物流、救援装备等新增规上企业不少于25户", "新增电商企业6户、物流5户、救援装备8户", ">=25:19:missed"),
    # What is to be closed has left.
    ("关闭淘汰落后茶炉产能180吨/年", "退出产能180吨/年", "==180:180:met"),
    ("关停小茶厂12家", "小茶厂已关停9家，剩余3家年底前关停", "==12:9:missed"),
    # A place before a goal in another unit may be meant for the next one; a total behind its parts.
    (
        "东坪区、西坝区绿化率达到40%，新建茶园水管96公里",
        "绿化率36.8%；东坪区新建茶园水管27公里、西坝区22公里",
        ">=40:36.8:missed ==96:49:missed",
    ),
    (
        "东川、西川、茶川三县完成水管铺设70公里",
        "东川县铺设22公里，西川县铺设19公里，茶川县铺设16公里，合计57公里",
        "==70:57:missed",
    ),
    # What is announced is a plan; what was found is a set, also in a sentence of its own.
    ("招聘茶艺教师1100名", "发布招聘公告1160名，已录用642名", "==1100:642:missed"),
    ("隐患整改800处以上", "排查各类隐患862处；完成整改843处，其余19处落实管控措施", ">=800:843:met"),
    # Members of a list that begin alike.
    (
        "东左中旗、东左后旗、茶旗沙地治理380万亩",
        "东左中旗完成112万亩，东左后旗完成126万亩，茶旗完成150万亩",
        "==380:388:met",
    ),
    # A place at the beginning of a clause holds for all that it joins.
    (
        "新增茶亭600个、驿站24个",
        "东坪区新增茶亭216个、驿站9个，西坝区新增茶亭98个、驿站4个",
        "==600:314:missed ==24:13:missed",
    ),
    # 博士后 ends in no rank; a list that counts itself promises no number.
    ("引进茶学博士、博士后120名", "引进茶学博士（博士后）131名", "==120:131:met"),
    ("甲川大桥、乙川隧道两个项目年内开工，储能120GWh", "两个项目已开工；储能126GWh", "==120:126:met"),
    ("东川市、西川县食用菌种植面积达到8万亩", "东川市食用菌种植5.1万亩、西川县1.7万亩", ">=8:6.8:missed"),
    ("茶旅综合消费增长两成", "茶旅综合消费增长23.5%", "==2:23.5:met"),
    # What is worked on is begun; the next number says how much of it is finished.
    ("建设茶亭20个", "建设20个，完工17个", "==20:17:missed"),
    ("建设茶市45处", "建设茶市45处，其中已完工38处，其余7处正在装修", "==45:38:missed"),
    ("改造茶棚32座", "实施茶棚改造32座，已完工24座、在建8座", "==32:24:missed"),
    ("培育茶企20家", "培育茶企21家，其中8家获评省级茶企", "==20:21:met"),
    ("新建茶园30个", "30个茶园中：完工19个，在建8个，未开工3个", "==30:19:missed"),
    ("演出茶戏90场", "90场茶戏已演71场", "==90:71:missed"),
    ("建茶站500个", "完成选址480个，建成开通356个", "==500:356:missed"),
    ("铺设茶道200公里", "开工铺设茶道188公里、完成路面硬化121公里", "==200:121:missed"),
    # Several places or sorts, each with its number, also without 分别; each in a sentence of its own.
    (
        "东川市、西川县、茶川县建设驿站20个、15个、10个",
        "东川市建成12个，西川县建成15个，茶川县建成4个",
        "==20:12:missed ==15:15:met ==10:4:missed",
    ),
    (
        "东川市、西川县、茶川县共建驿站60个",
        "东川市计划25个，已完工18个；西川县计划20个，已完工16个；茶川县计划15个，已完工15个",
        "==60:49:missed",
    ),
    (
        "城镇和农村茶农人均收入分别增长6%、8%",
        "城镇和农村茶农人均收入完成29092元、17191元，分别增长3%、8.4%",
        "==6:3:missed ==8:8.4:met",
    ),
    ("茶叶、茶具合格率达到98%以上", "茶叶合格率99.1%，茶具合格率97.5%", ">=98:97.5:missed"),
    # 百 and 千 alone; who is trained twice is counted twice; kinds of which either will do.
    ("茶戏演出千场以上", "茶戏演出1126场", ">=1000:1126:met"),
    ("扶持百家茶企，培训茶师千名", "扶持103家茶企，培训茶师865名", "==100:103:met ==1000:865:missed"),
    ("举办千人茶宴，开办“百家茶会”", "茶宴已举办1场", ""),
    ("培训茶师8000人次", "完成2579人，完成率32.24%", "==8000:2579:missed"),
    ("培育茶点或茶具品牌10个", "培育茶点品牌8个、茶具品牌4个", "==10:12:met"),
    # Names with 共 are counted as printed; a bracket opens the parts; a part of what is new is no answer.
    ("新建公办茶校4所", "东坪小学、西坝中学、茶川幼儿园、南坪学堂共4所已建成", "==4:4:met"),
    ("新建改建茶棚12座、茶窖5座", "茶棚完成9座（新建4座、改建5座），茶窖5座全部建成", "==12:9:missed ==5:5:met"),
    ("新增茶企60家、茶商40家", "新增茶企34家（其中月度新增12家）；茶商新增28家", "==60:34:missed ==40:28:missed"),
    (
        "新建茶校10所，新增学位3000个，其中公办学位2000个",
        "已完工7所、在建3所",
        "==10:7:missed ==3000:None:open ==2000:None:open",
    ),
    ("建设茶幼儿园2所", "新建成投用东坪幼儿园、西坝幼儿园南区", "==2:2:met"),
    # What is said behind another number is said of that; several counties in each of two sentences.
    (
        "东坪县、西坝县、茶川县共植茶9.5万亩",
        "东坪县2.6万亩、西坝县2.3万亩、茶川县2.9万亩全部完成",
        "==9.5:7.8:missed",
    ),
    (
        "东坪县、西坝县、茶川县、南坪县改造茶村320个",
        "东坪县完成68个，西坝县完成74个；茶川县完成83个，南坪县完成61个",
        "==320:286:missed",
    ),
    ("改造茶厂7座", "改造7座，完成验收3座", "==7:3:missed"),
    ("完成168个茶村治理", "168个茶村中，开工治理132个、建成通水87个", "==168:87:missed"),
    ("重点茶园开工316个", "316个重点茶园累计开复工291个", "==316:291:missed"),
    # A month before a running total is a part of the year.
    ("新增茶道1000公里", "9月新增茶道199.7公里，累计建成1012公里", "==1000:1012:met"),
    # What is joined to a beginning is one; a bracket says of what a number is the sum.
    (
        "新开工茶渠20公里、茶管15公里",
        "新开工茶渠建设22.5公里，新开工建设茶管16.8公里",
        "==20:22.5:met ==15:16.8:met",
    ),
    ("完成清洁炒茶（气炒、电炒）4.6万户", "气炒完成2.7万户、电炒完成1.6万户", "==4.6:4.3:missed"),
    # Names that the goal lists are told of in several clauses.
    ("改造东园、西园、南园、北园4个茶园", "东园已完成提升改造，南园已改造完成，西园、北园正在施工", "==4:2:missed"),
    ("茶粉尘浓度控制在50微克/立方米以内", "茶粉尘浓度为每立方米52微克", "<=50:52:missed"),
    ("茶农补差达到300元/人", "茶农人均补差300.1元", ">=300:300.1:met"),
    ("培育年销售额超100万元茶叶品牌18个", "培育茶叶品牌19个", "==18:19:met"),
    # What is set out to be done is none; nor is what was told of some months, or the number of works that get money.
    (
        "新建茶校133所，新增茶舍面积184万平方米",
        "规划新建茶校133所，规划新增茶舍面积184万平方米。已开工101所，竣工42所，竣工面积51.3万平方米",
        "==133:42:missed ==184:51.3:missed",
    ),
    ("建成茶亭100个", "2018年目标建成茶亭100个，目前已完工63个", "==100:63:missed"),
    ("新改建茶道1060公里", "今年以来新改建茶道968.2公里（1-10月完成836.4公里）", "==1060:968.2:missed"),
    (
        "150个茶校配建项目完成投资40亿元、竣工100个",
        "150个茶校配建项目完成投资37亿元；79个已竣工",
        "==40:37:missed ==100:79:missed",
    ),
    ("建设茶站24处", "在建24处、主体完工19处", "==24:19:missed"),
    # A list goes on behind 以上; two levels in one word.
    (
        "争创省市级茶业中心30家以上、上云茶企40家以上",
        "获批省级茶业中心8家、市级茶业中心25家；上云茶企47家",
        ">=30:33:met >=40:47:met",
    ),
    # What is begun and what is done are no parts of one sum; verbs behind a noun; a beginning joined without a sign.
    ("新建茶站4所、改扩建6所", "茶站新建项目开工4所、竣工1所，改扩建项目竣工5所", "==4:1:missed ==6:5:missed"),
    ("城区新改建茶棚12座", "城区茶棚新建7座、改建4座", "==12:11:missed"),
    ("茶管开工6条41公里", "茶管开工6条41公里", "==6:6:met ==41:41:met"),
    ("新开工茶园6个", "6个新开工项目中，3个项目已开工建设", "==6:3:missed"),
    # So many people get what is promised.
    (
        "向全市1800名茶农和1200名茶工发放补助",
        "向全市1891名茶农和1206名茶工发放补助",
        "==1800:1891:met ==1200:1206:met",
    ),
    ("建设茶田21.5万亩", "建设茶田21.5万亩，已完成施工17.2万亩", "==21.5:17.2:missed"),
    (
        "新开工茶舍120万平方米，占新建茶舍面积20%以上",
        "新开工茶舍136万平方米，占新开工茶舍总面积的22.4%",
        "==120:136:met >=20:22.4:met",
    ),
    # The size of a thing; a rate at the end of a longer name.
    ("建设一座容量400吨/日的茶渣处理厂", "已完成选址", "==1:None:open"),
    (
        "公益茶岗开发4000个，见习1000人",
        "某某促进工程公益茶岗开发完成率123.62%，见习完成率83%",
        "==4000:123.62:met ==1000:83:missed",
    ),
    ("茶具总产量50万件，其中紫砂茶具8万件", "茶具产量46万件，紫砂茶具8.3万件", "==50:46:missed ==8:8.3:met"),
    # What is said directly behind a number is said of it, and not what follows of the next.
    ("改造渡口6处，改造凉亭142个", "6处渡口有序推进；142个凉亭全部开工、完工129个", "==6:6:open ==142:129:missed"),
    ("实施林道200公里，年底前完工180公里", "200公里全部开工，已完工136公里", "==200:200:met ==180:136:missed"),
    ("企业注销时间压缩至2个工作日以内", "企业注销1个工作日办结", "<=2:1:met"),
    ("旅游接待4500万人次", "全市接待游客4638万人次", "==4500:4638:met"),
    ("新签约项目80个，其中过3亿元以上项目9个", "新落地项目92个，其中过3亿元落地项目11个", "==80:92:met ==9:11:met"),
    ("推动甲湖园、乙溪园两个园区升级，新增茶企6家", "新增茶企7家", "==6:7:met"),
    # Names in a row and numbers in a row go in pairs.
    ("新增茶亭30个、驿站40个", "新增茶亭、驿站33个、38个", "==30:33:met ==40:38:missed"),
    # Things of other names that end as the goal's does are of its kinds.
    ("建成惠民型床位1800张", "新增康养型床位1136张、普通床位720张", "==1800:1856:met"),
    ("新增养老床位500张", "新增康养型床位300张、托位220张", "==500:300:missed"),
    # A class is no number of things; what is given to somebody is not the noun of who gets it.
    ("建成2个5万吨级泊位", "建成2个泊位", "==2:2:met"),
    ("惠及企业2000户以上", "向2318户企业发放返还资金3126万元", ">=2000:2318:met"),
    ("采购预留份额不低于40%", "预留份额占比53.4%", ">=40:53.4:met"),
    ("工业投资\n增长15%", "工业投资下降3.7%，受收尾影响", "==15:-3.7:missed"),
    ("渔业贷款余额增长12%", "渔业贷款余额86.4亿元，较年初增长9.3%", "==12:9.3:missed"),
    ("渔业投诉办结率100%", "渔业投诉办结率98.6%", "==100:98.6:missed"),
    ("渔业事故隐患整改率达到95%", "渔业事故隐患整改率96%", ">=95:96:met"),
    # What is to be done away with is the better met the more there is of it.
    ("治理事故多发航段12处", "治理事故多发航段13处", "==12:13:met"),
    ("淘汰高排放渔船80艘", "淘汰高排放渔船83艘", "==80:83:met"),
    ("新建渔田9万亩，改造提升4万亩", "渔田新建完成6.3万亩，改造提升正在招标", "==9:6.3:missed ==4:None:open"),
    ("新建国省道70公里", "新建国省道72公里", "==70:72:met"),
    ("渔港夜间噪声不高于50分贝", "渔港夜间噪声52分贝", "<=50:52:missed"),
    ("渔船登记4个工作日内办结", "渔船登记3个工作日办结", "<=4:3:met"),
    ("督察反馈的18项问题完成整改15项", "完成整改16项", "==15:16:met"),
    # Verbs side by side behind the noun, each with a number; what is done of the thing itself is no part.
    ("茶园新植补改20万亩", "完成茶园新植12.6万亩、补改8.1万亩", "==20:20.7:met"),
    ("毛竹新造抚育9万亩", "完成毛竹新造4.2万亩，抚育3.1万亩", "==9:7.3:missed"),
    ("核桃新植提质15万亩", "完成新植6.5万亩、提质9万亩", "==15:15.5:met"),
    ("茶棚改造12座", "茶棚完成9座，改造4座", "==12:9:missed"),
    # The task that is told again behind what was done of it is no figure; alone it is.
    ("改造老旧厂房60万平方米", "完成老旧厂房改造82万平方米，超额完成60万平方米的年度目标任务", "==60:82:met"),
    ("改造危房300户", "完成危房改造281户，未完成300户的目标任务", "==300:281:missed"),
    ("改造危房300户", "圆满完成300户的年度任务", "==300:300:met"),
    # A number with only a multiplier before the people it counts.
    ("解决农村饮水安全人口9万人", "解决8.6万农村人口饮水安全问题", "==9:8.6:missed"),
    ("培训农村劳动力3万人", "培训3.2万农村劳动力", "==3:3.2:met"),
    # Of a rate for several places the worst of theirs answers.
    ("东坪、西坝、南浦三区垃圾处理率均达95%以上", "东坪区96.2%、西坝区95.4%、南浦区94.1%", ">=95:94.1:missed"),
    ("各县（区）污水处理率均达92%以上", "污水处理率东坪县93%、西坝县92.6%、南浦区95%", ">=92:92.6:met"),
    ("东坪、西坝两县超标率均控制在5%以内", "东坪县4.2%、西坝县5.6%", "<=5:5.6:missed"),
    # A county before projects that exist makes no goal of their number.
    ("东坪县26个重点项目完成投资31.5亿元", "该县26个重点项目完成投资29.8亿元", "==31.5:29.8:missed"),
    ("东坪县、西坝区18个项目完成投资20亿元", "完成投资22亿元", "==20:22:met"),
    # How many people, and how much of it in all.
    ("康复救助残疾儿童150人", "累计完成240人共1320个月的护理培训任务", "==150:240:met"),
    # So many thousand people get something, whatever their age.
    ("为6万适龄女生接种疫苗", "6.4万适龄女生完成接种", "==6:6.4:met"),
    ("向3万参保牧民发放补贴", "已向2.8万参保牧民发放补贴", "==3:2.8:missed"),
    ("为4万60岁以上老年人免费体检，建档率达到80%以上", "4.2万老年人接受体检，建档率81%", "==4:4.2:met >=80:81:met"),
    # What is there and gets something is counted; what is there and goes on is a set.
    ("90栋存量楼宇安装烟感报警器", "已有84栋存量楼宇完成安装", "==90:84:missed"),
    ("40个在建项目建设", "40个在建项目有序推进", ""),
    # What led to it names nothing of what is counted.
    ("实施居家适老化改造70户", "委托第三方对申请对象逐户评估，制定改造方案，已开展55户", "==70:55:missed"),
    # What is new is no net gain, for some may have gone.
    ("纳统企业净增40家", "新增纳统企业31家", "==40:None:open"),
    ("纳统企业净增40家", "新增52家，净增43家", "==40:43:met"),
    # A layer of a road tells how far the road is.
    ("改造石门街860米", "路面白改黑完成500米", "==860:500:missed"),
    # 基本建成 is a verb; what the whole city has is no answer beside it.
    ("灌区项目基本建成6项", "带动全市52项灌区项目提速，实现基本建成6项", "==6:6:met"),
    # A task that is handed down is not done.
    ("建设设施蔬菜900亩", "900亩设施蔬菜建设任务全部分解到位", "==900:None:open"),
    # The name of a number may stand in the line before it.
    ("茶油产量\n3.2万吨以上", "茶油产量2.9万吨，产值18亿元", ">=3.2:2.9:missed"),
    # Parts in another multiplier of the unit are parts; a sum of both is in one unit.
    ("培训茶农6万人", "全市培训茶农7.2万人，其中：东坪县完成9620人、西坝区完成3615人", "==6:7.2:met"),
    ("新增东坪、西坝茶农2万人", "东坪县新增茶农1.2万人，西坝县新增茶农3600人", "==2:1.56:missed"),
    # A cell that holds nothing but a share tells it of each goal of its row; an overall rate of none.
    ("新建（改、扩）茶站3所、茶棚900个", "95%（西坝镇偏慢，为60%）", "==3:95:missed ==900:95:missed"),
    ("新建茶站3所、茶棚900个", "总体完成率95%", "==3:None:open ==900:None:open"),
    # A rate has a plan, too, if the report names it.
    ("茶农参保率达到95%", "参保率完成计划的101.9%", ">=95:101.9:met"),
    # A number that tells the goal again is not what is done of it.
    ("开展茶艺演出12场", "开展茶艺演出12场，已开展9场", "==12:9:missed"),
    ("发放茶贷3亿元", "发放茶贷3亿元，目前已完成2亿元", "==3:2:missed"),
    ("培训茶农300人", "培训茶农300人，已发证260人", "==300:300:met"),
    # All of a set reach a rate.
    ("确保4项茶叶指标均增长10%", "茶叶指标增长12%", "==10:12:met"),
    (
        "取得茶叶资质8本以上、茶志12卷、茶剧20集",
        "取得茶叶资质9本、茶志11卷、茶剧20集",
        ">=8:9:met ==12:11:missed ==20:20:met",
    ),
    ("排水能力达到50立方米/秒", "排水能力达到52立方米/秒", ">=50:52:met"),
    # Of all that is said to be done a part named by their kind alone is no answer.
    ("建设茶校10所", "10所茶校全部建设完成，其中东坪等9所茶校已投入使用", "==10:10:met"),
    # The level before the number of things is of their amount.
    (
        "茶叶工程完成投资63亿元，其中省级19亿元、市级22亿元",
        "完成投资77亿元。其中：省级6项完成投资28亿元，完成率147.4%；市级5项完成投资21亿元",
        "==63:77:met ==19:28:met ==22:21:missed",
    ),
    ("茶站覆盖率达到60%", "新设茶站20个，全市覆盖面达到64.4%", ">=60:64.4:met"),
    ("茶农低保标准不低于4300元/年", "茶农低保人均标准达5207元/年", ">=4300:5207:met"),
    # What was planned or should have been done is told again before what is done of it, be that more.
    (
        "新建或改造茶站80个、茶店50个",
        "计划新建或改造茶站80个，现已超额完成93个；计划新建50个茶店，已超额完成58个茶店",
        "==80:93:met ==50:58:met",
    ),
    (
        "前三季度完成茶园等项目55个",
        "按照计划，今年前三季度应完成茶园等项目55个。目前，完成茶园等项目77个",
        "==55:77:met",
    ),
    ("新建300个茶叶直饮点", "到年底，应建设300个茶叶直饮点，目前已完成290个茶叶直饮点建设", "==300:290:missed"),
    ("茶棚改造基本建成3.7万套", "茶棚改造基本建成任务3.7万套，茶棚改造基本建成5.6万套", "==3.7:5.6:met"),
    ("完成300公里茶道安保工程", "300公里茶道安保工程，现已完成344公里", "==300:344:met"),
    # Verbs that a goal joins are one; each list has numbers of its own.
    ("新建和改建5所茶校", "新建茶校3所、改建2所", "==5:5:met"),
    (
        "新建茶校3所，增加学位500个；新建茶院2所，增加学位900个",
        "新建茶校3所，已完工2所，增加学位320个；新建茶院2所，已全部开工",
        "==3:2:missed ==500:320:missed ==2:2:open ==900:None:open",
    ),
    ("维修改造茶镇60条内街小巷", "内街小巷维修改造57条", "==60:57:missed"),
    # A month is in the months that end with it.
    ("茶叶工程完成投资72亿元", "8月份，茶叶工程完成投资7亿元，1—8月完成投资49亿元", "==72:49:missed"),
    ("取得茶叶资质8本", "4家茶企的茶叶资质已在办理", "==8:4:open"),
]


@pytest.mark.parametrize("blanks", [False, True])
@pytest.mark.parametrize(("target", "report", "expected"), CASES)
def test_a_report_answers_the_goals_of_a_target(target: str, report: str, expected: str, blanks: bool) -> None:
    texts = [re.sub(r"([0-9.]+)", r" \1 ", text) if blanks else text for text in (target, report)]
    assert answers(*texts) == expected
