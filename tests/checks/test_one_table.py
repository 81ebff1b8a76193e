from __future__ import annotations

import pytest

from heze_graph.checks import run_checks
from heze_graph.model.printed import TableFile
from heze_graph.pipeline.stages import read, read_words
from tests.checks.cases import Bench, Case, linked

BEHIND, FAR, SHORT = "on-schedule-but-behind", "on-schedule-but-far-behind", "on-schedule-but-short-for-now"
OTHER = "other-quantity-reported"
LATE = "deadline-passed-without-completion"


@pytest.mark.parametrize(
    ("target", "progress", "claim", "expected"),
    [
        ("新建公共厕所60座", "已建成公共厕所12座", "是", [FAR]),
        ("新建公共厕所60座", "已建成公共厕所30座", "是", [BEHIND]),
        ("新建公共厕所60座", "已建成公共厕所48座", "是", []),
        ("新建公共厕所60座", "已建成公共厕所12座", "否", []),
        ("新建公共厕所60座", "已建成公共厕所30座，完成全年任务", "是", ["completion-not-borne-out"]),
        ("新建公共厕所60座", "已建成公共厕所66座，完成全年任务", "是", []),
        ("新建公共厕所60座", "已建成公共厕所6000座", "是", ["figure-far-beyond-goal"]),
        ("渔业总产值达到42亿元", "渔业总产值41.6万元", "是", ["figure-far-beyond-goal"]),
        ("新建渡口靶道16条", "原计划新建16条，压减为14条，现已全部建成", "是", ["goal-lowered-in-report"]),
        ("压减渡口靶道16条", "原计划16条，压减为14条", "否", []),
        ("化解渡口债务40亿元", "计划化解40亿元，债务余额降至30亿元", "否", []),
        ("渡口通关时间10小时", "原计划10小时，缩短至6小时", "否", []),
        ("固定资产投资增长8%", "固定资产投资增长3%", "是", [SHORT]),
        ("实施渡口改造14座，年内完成8座", "14座渡口均已开工，完成8座", "是", []),
        ("治理滑坡体16处", "16处滑坡体治理全部完工，7处通过验收", "是", []),
    ],
)
def test_claims_and_numbers(bench: Bench, target: str, progress: str, claim: str, expected: list[str]) -> None:
    assert bench.kinds(Case(target, progress, claim)) == expected


@pytest.mark.parametrize(
    ("target", "progress", "told"),
    [
        (
            "空气质量优良天数比例达到65%",
            "空气质量优良天数比例为45%",
            {"低于目标20个百分点（实际45%，目标65%）", "45% − 65% = -20"},
        ),
        ("固定资产投资增长8%", "固定资产投资增长3%", {"低于目标5个百分点（实际增长3%，目标增长8%）", "3% − 8% = -5"}),
        ("单位能耗下降3%", "单位能耗上升0.6%", {"低于目标3.6个百分点（实际上升0.6%，目标下降3%）"}),
        ("固定资产投资增长8%", "固定资产投资下降2%", {"低于目标10个百分点（实际下降2%，目标增长8%）"}),
        ("总磷浓度控制在0.06毫克/升以内", "总磷浓度0.067毫克/升", {"比目标上限0.06毫克/升多0.007毫克/升"}),
        ("新建公共厕所60座", "已建成公共厕所12座", {"12座 ÷ 60座 = 20%"}),
    ],
)
def test_a_finding_tells_how_a_reading_stands_to_its_goal(
    bench: Bench, target: str, progress: str, told: set[str]
) -> None:
    (finding,) = bench.found({"q3": [Case(target, progress)]})
    assert told <= {finding.understood, *dict(finding.details).values()}


def test_two_targets_that_share_a_figure_must_share_the_others(bench: Bench) -> None:
    one = Case("建设金融服务平台", "平台注册用户860家，为企业解决融资需求3.2亿元")
    same = Case("推动普惠金融", "金融平台注册用户860家，帮助企业解决融资需求32000万元")
    other = Case("推动普惠金融", "金融平台注册用户860家，帮助企业解决融资需求1.9亿元")
    stranger = Case("发展物流", "货运平台注册司机90人，为商户解决融资需求1.9亿元")
    assert bench.kinds([one, same]) == []
    assert bench.kinds([one, other]) == ["other-figure-elsewhere"]
    assert bench.kinds([one, stranger]) == []


def test_the_same_words_with_another_figure_are_doubtful(bench: Bench) -> None:
    one = Case("稳就业", "全市城镇失业人员再就业8200人")
    two = Case("保民生", "全市城镇失业人员再就业9100人")
    three = Case("保民生", "青山县城镇失业人员再就业9100人")
    assert bench.kinds([one, two]) == ["other-figure-same-words"]
    assert bench.kinds([one, three]) == []
    # What names nothing is said by each row of its own work.
    own = [Case(target, f"全年实际完成投资{n}00万元") for target, n in (("建设渔港", 31), ("建设渔校", 47))]
    assert bench.kinds(own) == []
    pace = [Case(f"办好{n}项实事", f"{n}项中6项推进顺利，占比50%，{n - 6}项推进正常") for n in (12, 14)]
    assert "other-figure-elsewhere" not in bench.kinds(pace)


def test_two_amounts_that_answer_two_goals_are_no_contradiction(bench: Bench) -> None:
    one = Case("实施东线工程，新建渔民活动驿站8处", "新建渔民活动驿站6处")
    other = Case("实施西线工程，新建渔民活动驿站20处", "新建渔民活动驿站17处")
    assert "other-figure-same-words" not in bench.kinds([one, other])
    # A rate is one, whatever is promised of it.
    rates = [
        Case(goal, f"全市渔船保险覆盖率{rate}%")
        for goal, rate in (("渔船保险覆盖率达到90%", 93), ("全市渔船保险覆盖率达到95%", 97))
    ]
    assert "other-figure-same-words" in bench.kinds(rates)


def test_two_figures_that_are_nearly_one_are_told_by_fewer_words(bench: Bench) -> None:
    def kinds(one: str, other: str) -> list[str]:
        return bench.kinds([Case("发展渔业", f"全年接待渔客{one}万人次"), Case("推动融合", f"接待渔客{other}万人次")])

    assert kinds("2186", "2168") == ["other-figure-same-words"]
    assert kinds("2186", "1430") == []
    assert kinds("22", "21") == []
    # 覆盖 so many people is said of what each target is about.
    rates = [
        Case(f"{goal}40亿元", f"完成年度计划投资比例{n}%") for goal, n in (("渔港投资", "52.99"), ("渔船投资", "52.89"))
    ]
    assert bench.kinds(rates) == []
    cover = [Case(goal, f"覆盖人数达到{n}万人") for goal, n in (("渔民医保", "2186"), ("渔民社保", "2168"))]
    assert bench.kinds(cover) == []


@pytest.mark.parametrize(
    ("goals", "expected"),
    [(("稳就业", "保民生"), True), (("曹县稳就业", "单县保民生"), False)],
)
def test_the_same_words_of_other_places_are_no_contradiction(
    bench: Bench, goals: tuple[str, str], expected: bool
) -> None:
    bench.city = "菏泽市"
    cases = [Case(goal, f"组织渔民返乡创业培训{n}00人次") for goal, n in zip(goals, (31, 47), strict=True)]
    assert ("other-figure-same-words" in bench.kinds(cases)) == expected


def test_what_many_reports_say_with_a_number_of_their_own_is_a_form_of_words(bench: Bench) -> None:
    def case(number: int) -> Case:
        return Case(f"抓好第{number}项工作", f"开展专项督导检查3次，共发现问题{10 + number}条，均已整改到位")

    kind = "other-figure-elsewhere"
    assert bench.kinds([case(number) for number in (1, 2)]).count(kind) == 1
    assert kind not in bench.kinds([case(number) for number in range(1, 9)])


@pytest.mark.parametrize(
    ("report", "found"),
    [
        ("引进过亿元以上项目27个，其中加工业项目18个、服务业项目11个", True),
        ("引进项目27个以上，其中加工业项目18个、服务业项目11个", False),
        ("引进项目约27个，其中加工业项目18个、服务业项目10个", False),
    ],
)
def test_a_number_is_rough_by_the_words_at_it(bench: Bench, report: str, found: bool) -> None:
    assert ("parts-and-total-differ" in bench.kinds(Case("抓好招商引资", report))) == found


def test_the_same_digits_in_another_order_are_a_slip(bench: Bench) -> None:
    def kinds(one: str, other: str) -> list[str]:
        return bench.kinds([Case("发展渔业", f"实施渔改项目{one}"), Case("推动转型", f"实施渔改项目{other}")])

    assert kinds("316个", "361个") == ["other-figure-same-words"]
    assert kinds("316个", "472个") == []


def test_figures_printed_to_one_place_are_what_they_say(bench: Bench) -> None:
    def kinds(one: str, other: str) -> list[str]:
        return bench.kinds(
            [Case(goal, f"渔港登记失业率{rate}%") for goal, rate in (("稳就业", one), ("保民生", other))]
        )

    assert kinds("2.8", "2.9") == ["other-figure-same-words"]
    assert kinds("2.8", "2.83") == []


def test_a_use_that_is_foreseen_is_none_yet(bench: Bench) -> None:
    late = Case("建成投用渔民医院", "渔民医院已竣工验收，计划2025年3月开诊", deadline="6月底")
    assert bench.kinds(late) == [LATE]
    assert bench.kinds(Case("建成投用渔民医院", "渔民医院已竣工验收，3月开诊", deadline="6月底")) == []


def test_what_came_in_is_no_part_that_a_share_is_of(bench: Bench) -> None:
    said = "渔业贷款余额500亿元，较年初增加100亿元，渔业贷款余额占比26.4%"
    assert bench.kinds(Case("加大信贷投放", said)) == []


def test_a_change_that_names_nothing_is_of_what_stands_before_it(bench: Bench) -> None:
    goal = "渔船事故起数、死亡人数实现双下降"
    assert bench.kinds(Case(goal, "发生渔船事故6起、死亡4人，同比分别下降25%、20%", deadline="6月底")) == []


@pytest.mark.parametrize(
    ("report", "expected"),
    [
        ("渔民公寓已竣工，正在办理验收手续", []),
        ("渔民公寓正在办理前期手续", [LATE]),
    ],
)
def test_what_comes_after_the_end_where_the_target_names_none(bench: Bench, report: str, expected: list[str]) -> None:
    assert bench.kinds(Case("新建渔民公寓", report, deadline="6月底")) == expected


def test_what_is_begun_is_said_of_both_numbers_of_a_work(bench: Bench) -> None:
    goal = "改造渔民小区36个、12000户"
    assert bench.kinds(Case(goal, "36个小区全部开工，完工22个、7600户")) == []
    assert bench.kinds(Case(goal, "完工22个、5600户")) == [BEHIND, BEHIND]


def test_a_day_in_the_wording_is_a_deadline(bench: Bench) -> None:
    case = Case("渔港小学迁建，8月25日前投入使用", "附属工程正在收尾，新校区预计11月投用", deadline="")
    assert bench.kinds(case) == [LATE]


def test_a_goal_that_is_only_a_number_is_quoted_with_its_name(bench: Bench) -> None:
    header, row = "序号\t指标名称\t年度目标\t实际完成\t是否完成", "1\t渔港吞吐量增速\t10%\t-4.8%\t是"
    table = f"临江市2024年主要指标完成情况表\n\n{header}\n{row}\n"
    path = bench.folder / "linjiang-annual.txt"
    path.write_text(table, encoding="utf-8")
    record = read(TableFile.at(path), bench.reference)
    [found] = run_checks([record], linked([record]), read_words([record], bench.reference), bench.words)
    details = dict(found.details)
    assert details["other_printed"] == "渔港吞吐量增速，10%"
    assert details["told_zh"] == "低于目标14.8个百分点（实际下降4.8%，目标增长10%）"


def test_the_size_of_a_set_is_the_one_of_the_promise(bench: Bench) -> None:
    promise = "抓好14个乡村振兴先行片区建设"
    assert bench.kinds(Case(promise, "全市12个先行片区共投入资金3亿元")) == ["other-size-than-promised"]
    assert bench.kinds(Case(promise, "全市14个先行片区共投入资金3亿元")) == []
    assert bench.kinds(Case(promise, "已有6个先行片区完成规划")) == []


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        (Case("建成南湖大桥", "桥面系正在施工", deadline="6月底"), [LATE]),
        (Case("建成南湖大桥", "桥面铺装和亮化安装", deadline="6月底"), [LATE]),
        (Case("建成南湖小学，开工建设东湖小学", "南湖小学9月启用，东湖小学已开工", deadline="年底"), []),
        (Case("师生配比达到1∶7", "师生配比1∶6.8", deadline="年底"), []),
        (Case("建成南湖大桥", "大桥已通车", deadline="6月底"), []),
        (Case("制定《海堤保护条例》", "《海堤保护条例》颁布实施", deadline="6月底"), []),
        (Case("制定《海堤保护条例》", "《海堤保护条例》正在起草", deadline="6月底"), [LATE]),
        (Case("建成南湖大桥", "桥面系正在施工", deadline="年底"), []),
        (Case("建成南湖大桥", "桥面系正在施工", deadline="长期坚持"), []),
        (Case("建成南湖大桥", "桥面系正在施工", claim="否", deadline="6月底"), []),
        (Case("建成南湖大桥", "项目不再实施", claim="取消", deadline="6月底"), []),
        (Case("加强水源地保护", "开展巡查12次", deadline="6月底"), []),
        (Case("建成充电桩800个", "充电桩正在安装，已建成900个", deadline="6月底"), []),
        (Case("完成南湖渔市提升，动工建设东坪码头", "南湖渔市提升完工；东坪码头完成基础工程", deadline="6月底"), []),
        (Case("建成南湖大桥，启动北湖大桥项目", "南湖大桥已建成，北湖大桥正在进行桩基施工", deadline="6月底"), []),
        (Case("建成南湖大桥，启动北湖大桥项目", "南湖大桥已建成，北湖大桥正在谋划", deadline="6月底"), [LATE]),
        (Case("火灾起数、损失实现“双下降”", "火灾起数下降12.3%，损失下降8.1%", deadline="6月底"), []),
        (Case("开展国情教育", "参加全国模拟法庭，建设中国特色课程", deadline="6月底"), []),
    ],
)
def test_deadlines(bench: Bench, case: Case, expected: list[str]) -> None:
    assert bench.kinds(case) == expected


@pytest.mark.parametrize(
    ("target", "progress", "expected"),
    [
        ("新认定瞪羚企业20家", "开展企业走访186次", [OTHER]),
        ("新认定瞪羚企业20家", "新认定瞪羚企业21家", []),
        ("创建省级卫生乡镇1个", "东坪镇通过省级卫生乡镇复核，清运垃圾300吨", []),
        ("新认定瞪羚企业20家", "正在组织认定工作", []),
        ("支持各县区打造2个特色小镇", "全市谋划项目31个", []),
        ("对脱贫家庭学生每人资助800元", "全市资助学生5600人", []),
    ],
)
def test_another_quantity(bench: Bench, target: str, progress: str, expected: list[str]) -> None:
    assert bench.kinds(Case(target, progress)) == expected


@pytest.mark.parametrize(
    ("progress", "found"),
    [
        ("新建观鸟亭26座", False),  # 0.65 of the goal after 0.75 of the time: behind by a hair
        ("新建观鸟亭25座", True),
    ],
)
def test_before_the_deadline_a_hair_is_no_finding(bench: Bench, progress: str, found: bool) -> None:
    assert ("on-schedule-but-behind" in bench.kinds(Case("新建观鸟亭40座", progress))) is found


def test_at_the_deadline_the_smallest_shortfall_is_one(bench: Bench) -> None:
    found = bench.found({"annual": [Case("新建观鸟亭40座", "新建观鸟亭39座")]})
    assert [finding.kind for finding in found] == ["on-schedule-but-behind"]


def test_what_is_only_striven_for_is_no_promise_beside_a_firm_one(bench: Bench) -> None:
    progress = "规上工业增加值增长7.6%"
    firm = Case("规上工业增加值增速保持在7%以上、力争8%", progress)
    assert bench.found({"annual": [firm]}) == []
    assert [one.kind for one in bench.found({"annual": [Case("力争规上工业增加值增长8%", progress)]})] == [
        "on-schedule-but-behind"
    ]


@pytest.mark.parametrize(
    ("target", "progress", "found"),
    [
        ("推进云溪文化馆建设", "因选址调整，云溪文化馆项目暂缓", True),
        ("推动白沙大桥等项目落地建设", "工可报告已完成，因资金未落实，项目暂缓实施", True),
        ("推进云溪文化馆建设", "云溪文化馆主体封顶；暂缓征收城市配套费", False),
        ("加快推进白沙大桥建设", "白沙大桥完成投资2亿元，此前暂停的引桥施工已恢复", False),
    ],
)
def test_what_is_put_off_is_not_done_whatever_the_verb(bench: Bench, target: str, progress: str, found: bool) -> None:
    assert (LATE in bench.kinds(Case(target, progress, deadline="9月底"))) is found


def test_one_thing_promised_is_easily_passed(bench: Bench) -> None:
    assert "figure-far-beyond-goal" not in bench.kinds(Case("建成观鸟亭1座", "建成观鸟亭22座"))


def test_what_has_begun_is_not_held_against_a_number_of_kinds(bench: Bench) -> None:
    assert "figure-far-beyond-goal" not in bench.kinds(Case("完成十类渔港项目建设", "累计开工2818个"))


def test_a_share_of_the_work_is_no_completion_and_a_beginning_is_what_was_asked(bench: Bench) -> None:
    late = Case("南湖广场改造竣工", "南湖广场改造完成工程量的65%", deadline="6月底")
    begun = Case("开工建设南湖大桥", "南湖大桥6月同步开工", deadline="6月底")
    each = Case("各县新建养老驿站1个以上", "全市新建养老驿站15个", deadline="6月底")
    assert bench.kinds(late) == [LATE]
    assert LATE not in [*bench.kinds(begun), *bench.kinds(each)]


def test_before_the_deadline_a_ratio_is_short_by_a_hair(bench: Bench) -> None:
    assert bench.kinds(Case("社区达标率达到100%", "社区达标率96%")) == []
    assert bench.kinds(Case("社区达标率达到100%", "社区达标率71%")) == [SHORT]


def test_what_is_late_is_what_was_to_be_finished(bench: Bench) -> None:
    target = "甲乙高铁建成通车，加快南湖公园建设"
    late = Case(target, "甲乙高铁完成铺轨78%，南湖公园绿化完成", deadline="6月底")
    begun = Case("开工建设甲乙高铁", "甲乙高铁完成工程量的40%，路基完成", deadline="6月底")
    going = Case("南湖公园一期开放，加快北湖公园建设", "南湖公园一期开放，北湖公园加快推进", deadline="6月底")
    assert bench.kinds(late) == [LATE]
    assert LATE not in [*bench.kinds(begun), *bench.kinds(going)]


def test_what_is_far_behind_is_certain_only_by_the_one_number_of_its_unit(bench: Bench) -> None:
    alone = Case("新增牧草储备80万吨", "新增牧草储备9.6万吨")
    among = Case("新增牧草储备80万吨", "新增牧草储备9.6万吨，秋草预计收储58万吨")
    beside = Case("新增牧草储备80万吨", "新增牧草储备9.6万吨，修路20公里")
    for case in (alone, beside):
        assert [one.certainty.value for one in bench.found({"annual": [case]})] == ["certain"]
    assert "certain" not in [one.certainty.value for one in bench.found({"annual": [among]})]


def test_a_share_of_an_investment_is_no_other_quantity(bench: Bench) -> None:
    assert OTHER not in bench.kinds(Case("新建渡口2座", "环湖路同步施工，累计完成总投资的62%"))


@pytest.mark.parametrize(
    ("target", "progress", "expected"),
    [
        ("建成望海大桥", "主桥建成，引桥完成工程量的85%", [LATE]),
        ("建成渔业馆", "标本馆建成投用，水族馆主体封顶", [LATE]),
        ("建成渔民公寓", "1号楼竣工，2号楼完成85%", [LATE]),
        ("建成渔民公园", "渔民公园一期建成开放，二期完成工程量的30%", []),
        ("建成渔港泵站", "泵站主体封顶后加快安装，12月10日建成投运", []),
        ("开工建设海底隧道", "完成总工程量的22%", []),
        # A policy that is to be carried out has no end that could be seen.
        ("推动减税降费政策落地", "社会保险费暂缓缴纳，惠及企业312户", []),
        # What is only chosen is not yet made.
        ("建成渔业示范村12个", "确定示范村12个，正在组织创建", [LATE]),
        ("创建省级渔业示范村6个", "确定为省级渔业示范村6个", []),
    ],
)
def test_a_part_of_a_work_and_what_is_only_chosen(
    bench: Bench, target: str, progress: str, expected: list[str]
) -> None:
    found = bench.found({"annual": [Case(target, progress, deadline="12月底前")]})
    assert [finding.kind for finding in found] == expected


@pytest.mark.parametrize(
    ("target", "progress", "expected"),
    [
        ("改造渔市86个，9月底前全部竣工", "开工86个，竣工71个", [BEHIND]),
        ("改造渔市86个，9月底前全部开工", "开工86个，竣工71个", []),
        ("改造渔市86个，9月底前完成选址", "开工86个，竣工71个", []),
        ("改造渔市86个", "开工86个，竣工71个", []),
    ],
)
def test_the_clause_behind_a_number_may_say_by_when(
    bench: Bench, target: str, progress: str, expected: list[str]
) -> None:
    assert bench.kinds(Case(target, progress)) == expected


def test_each_target_has_its_own_share_of_its_plan(bench: Bench) -> None:
    rows = [
        Case("东港项目完成投资6亿元", "完成投资5.6亿元，占年度计划的93.3%"),
        Case("西港项目完成投资12亿元", "完成投资11.3亿元，占年度计划的94.2%"),
        Case("渔村住房38.78万户", "开工渔村住房38万户，占重建任务的98%"),
        Case("渔港住房12.37万户", "开工渔港住房12.25万户，占重建任务的99%；已完工12.12万户，占重建任务的98%"),
    ]
    assert bench.kinds(rows) == []


@pytest.mark.parametrize(("progress", "late"), [("长效渔管机制已建立", False), ("长效渔管机制正在建立", True)])
def test_the_deed_of_the_promise_is_done(bench: Bench, progress: str, late: bool) -> None:
    case = Case("推进渔港创建，建立健全长效渔管机制", progress, deadline="9月底")
    assert (LATE in bench.kinds(case)) is late
