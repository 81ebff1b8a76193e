from __future__ import annotations

import pytest

from heze_graph.checks import run_checks
from heze_graph.checks.material import earlier_reports
from heze_graph.model.understood import Certainty
from heze_graph.pipeline.stages import read_words
from tests.checks.cases import Bench, Case, linked

FALL, JUMP = "cumulative-figure-falls", "figure-jumps"


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("累计改造老旧管网86公里", "累计改造老旧管网79公里", [FALL]),
        ("前三季度，累计改造老旧管网86公里", "2024年，累计改造老旧管网112公里", []),
        ("争取资金1405万元", "争取资金1400余万元", []),
        ("争取资金1.4亿元", "争取资金13800万元", []),
        ("剩余问题86件", "剩余问题12件", []),
        ("排查隐患86处", "排查隐患72处", []),
        ("督促整改隐患86处", "督促整改隐患72处", [FALL]),
        ("规上企业净增16家", "规上企业净增9家", []),
        ("完成86万亩渔田勘测设计", "建成渔田17万亩", []),
        ("工业增加值增长9.1%", "工业增加值增长7.4%", []),
        ("在全省排名第6位", "在全省排名第4位", []),
        ("正在建设充电桩860个", "正在建设充电桩120个", []),
        ("PM10平均浓度为86微克/立方米", "PM10平均浓度为79微克/立方米", []),
        ("水产品价格指数为112.6", "水产品价格指数为108.4", []),
        ("万人拥有渔船86艘，人均产量120公斤", "万人拥有渔船86艘，人均产量96公斤", []),
        ("三季度举办展会86场", "四季度举办展会12场", []),
        ("筛查适龄妇女3.1万人", "筛查适龄妇女46.8万人", [JUMP]),
        ("筛查适龄妇女3.1万人", "筛查适龄妇女4.6万人", []),
        ("建成驿站2个", "建成驿站24个", []),
        ("东湖项目进展顺利，完成投资8亿元", "西山项目手续办结，完成投资3亿元", []),
        ("全市共开通公交线路45条", "全市共开通公交线路45条，更新车辆20辆", []),
        ("举办推介会6场，签约渔业项目86个", "举办推介会9场，签约渔业项目79个", [FALL]),
        ("签约渔业项目约86个", "签约渔业项目79个", []),
        ("渔民养老保险参保人数86万人", "渔民养老保险参保人数79万人", []),
    ],
)
def test_cumulative_figures(bench: Bench, before: str, after: str, expected: list[str]) -> None:
    promise = "提升城市服务水平"
    found = bench.kinds(Case(promise, before), Case(promise, after))
    assert [kind for kind in found if kind in (FALL, JUMP)] == expected


def test_a_stock_that_a_goal_holds_at_a_level_may_fall(bench: Bench) -> None:
    goal = "渔船保有量达到15万艘"
    assert FALL not in bench.kinds(Case(goal, "渔船15.8万艘"), Case(goal, "渔船15.1万艘"))


@pytest.mark.parametrize(
    ("goal", "report", "falls"),
    [
        ("种羊存栏稳定在90万头", "种羊存栏{}万头", False),
        ("工伤保险参保人数90万人", "工伤保险参保人数{}万人", False),
        ("工伤保险新增参保90万人", "工伤保险新增参保{}万人", True),
        ("完善渔民救助", "低保对象{}万人", False),
        ("完善渔民救助", "救助渔民{}万人次", True),
    ],
)
def test_what_stands_at_a_level_may_fall(bench: Bench, goal: str, report: str, falls: bool) -> None:
    kinds = bench.kinds(*(Case(goal, report.format(value)) for value in ("94.6", "92.3")))
    assert (FALL in kinds) == falls


def test_a_stock_may_not_fall_away_from_a_goal_that_it_has_yet_to_reach(bench: Bench) -> None:
    goal = "经营主体总量突破30万户"
    assert FALL in bench.kinds(Case(goal, "经营主体总量达到29.2万户"), Case(goal, "经营主体总量达到28.6万户"))
    # Met, it goes up and down.
    assert FALL not in bench.kinds(Case(goal, "经营主体总量达到31.2万户"), Case(goal, "经营主体总量达到30.6万户"))


def test_a_stock_is_one_however_its_name_is_printed(bench: Bench) -> None:
    goal = "净增经营主体2万户"
    before, after = Case(goal, "经营主体净增1.1万户，总量达到29.2万户"), Case(goal, "经营主体总量达到28.6万户")
    [fall] = (one for one in bench.found({"q3": [before], "annual": [after]}) if one.kind == FALL)
    assert "总数不增反减，由29.2万户减为28.6万户" in dict(fall.details)["told_zh"]


def test_what_has_come_to_a_stage_is_not_what_is_in_use(bench: Bench) -> None:
    goal = "新建茶亭9座"
    assert FALL not in bench.kinds(Case(goal, "9座茶亭主体全部封顶"), Case(goal, "7座茶亭已投入使用，其余2座正在装修"))


def test_the_figure_of_a_part_falls_against_that_of_the_part(bench: Bench) -> None:
    goal = "新建改造茶亭50座，其中新建30座"
    before, after = (Case(goal, f"新建改造茶亭{count}座，其中新建8座") for count in (13, 11))
    falls = [one for one in bench.found({"q3": [before], "annual": [after]}) if one.kind == FALL]
    assert [dict(one.details)["after"] for one in falls] == ["11座"]


def test_a_fall_names_both_places_and_the_arithmetic(bench: Bench) -> None:
    promise = "改造供热管网"
    [fall] = bench.found({"q3": [Case(promise, "累计改造管网86公里")], "annual": [Case(promise, "累计改造管网79公里")]})
    assert (fall.kind, fall.line, fall.printed) == (FALL, 4, "累计改造管网79公里")
    assert [(other.line, other.printed) for other in fall.others] == [(4, "累计改造管网86公里")]
    assert fall.others[0].document != fall.document
    assert dict(fall.details)["arithmetic"] == "79公里 − 86公里 = -7公里"
    assert dict(fall.details)["other_file"] == "linjiang-q3.txt"


STEADY = "组织企业参加对接活动，协调解决要素保障问题，定期调度重点项目进展"
PLANNED = "正在编制全市地下空间开发利用专项规划"


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (STEADY, STEADY.replace("，", ","), ["report-says-nothing-new"]),
        (STEADY, f"{STEADY}。新引进项目31个，到位资金26亿元，带动就业5000余人", []),
        (f"{STEADY}，服务企业31家", f"{STEADY}，服务企业46家", []),
        (f"已完成。{STEADY}", f"已完成。{STEADY}", []),
        ("主体正在施工",) * 2 + (["report-says-nothing-new"],),
        ("已建成渡口7处，其余2处正在施工",) * 2 + (["report-says-nothing-new"],),
        ("已建成渡口7处",) * 2 + ([],),
        ("召开协调会",) * 2 + ([],),
        ("渔业救助中心建成投入使用，救助能力进一步提升",) * 2 + ([],),
        (
            f"{PLANNED}。召开专题会3次",
            f"{PLANNED}。新建城市书房12处，配套停车位860个",
            ["unfinished-sentence-again"],
        ),
        (
            "召开2025年度工作部署会议，安排全市各项任务",
            "召开2024年度工作部署会议，安排全市各项任务",
            ["same-sentence-other-year"],
        ),
    ],
)
def test_the_same_words_again(bench: Bench, before: str, after: str, expected: list[str]) -> None:
    promise = "优化城市营商环境"
    kinds = bench.kinds(Case(promise, before, deadline="长期坚持"), Case(promise, after, deadline="长期坚持"))
    assert kinds == expected


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("新建口袋公园20处", "新建口袋公园15处", ["promised-number-changed"]),
        ("新建口袋公园20处", "新建口袋公园20处以上", []),
        ("新建口袋公园20处以上", "新建口袋公园20处左右", ["goal-reworded"]),
        ("新增就业1.2万人", "新增就业12000人", []),
        ("新建口袋公园20处", "新建社区口袋公园20处", ["goal-reworded"]),
        ("完成20个村的污水治理", "完成20个村的污水治理任务", []),
        ("严控“两高”行业，管好“三园”项目", "严控“两高”行业，管好“四园”项目", ["quoted-number-changed"]),
        ("实施“城市焕新”行动", "实施“城市更新”行动", ["quoted-name-changed"]),
        ("实施“城市更新”行动", "实施《城市更新》行动", []),
        ("持续抓好全市公共机构节能工作", "持续抓好学校安全和校车管理", ["promise-reworded"]),
        ("建设“十五分钟便民圈”20处", "建设“15分钟便民圈”20处", []),
        # A number in Chinese signs is no measure: the name's change is told once, and not as a number that is new.
        ("建设“十五分钟便民圈”20处", "建设“10分钟便民圈”20处", ["quoted-number-changed"]),
        ("建设“15分钟便民圈”20处", "建设“十分钟便民圈”20处", ["quoted-number-changed"]),
        ("新建渡口20处", "新建城镇渡口20处", []),
        # A part that is left out with its number is told by that.
        ("新建渡口20处，其中公用渡口8处", "新建渡口20处", ["promised-number-changed"]),
        ("完成南湖新院区建设并投入使用", "完成南湖新院区建设", ["promise-reworded"]),
        ("加快南湖大桥建设", "加快南湖大桥建设，年内通车", ["promise-reworded"]),
        ("南湖大桥建成通车", "南湖大桥建成开通", []),
        ("坚持绿色发展，加强水源地保护", "坚持绿色发展,加强水源地保护", []),
        ("养护茶山、柳湾、石渡三地航道，统一巡查", "养护茶山、石渡三地航道，统一巡查", ["promise-reworded"]),
        ("养护茶山、石渡三地航道，统一巡查", "养护茶山、石渡、柳湾三地航道，统一巡查", ["promise-reworded"]),
        ("养护茶山、柳湾航道，统一巡查", "养护茶山、柳林航道，统一巡查", []),
    ],
)
def test_promises(bench: Bench, before: str, after: str, expected: list[str]) -> None:
    q3, annual = Case(before, "有序开展", deadline="长期坚持"), Case(after, "扎实开展", deadline="长期坚持")
    assert bench.kinds(q3, annual) == expected


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("建成南湖新院区并投入使用", "建成南湖新院区", "不再要求“投入使用”"),
        ("建成南湖大桥", "建成南湖大桥并通车", "新要求“通车”"),
        ("持续抓好全市公共机构节能工作", "持续抓好学校安全和校车管理", "改动了63%的文字"),
    ],
)
def test_what_a_promise_no_longer_asks_for_is_said(bench: Bench, before: str, after: str, told: str) -> None:
    q3, annual = (Case(words, "有序开展", deadline="长期坚持") for words in (before, after))
    (found,) = bench.found({"q3": [q3], "annual": [annual]})
    assert (found.kind, dict(found.details)["told_zh"]) == ("promise-reworded", told)


def test_a_changed_number_is_quoted_with_the_words_around_it(bench: Bench) -> None:
    before, after = (
        Case(f"坚持统筹推进、分类施策，年内在全市各地新建公共厕所{count}座，方便群众日常生活和外来游客出行", "有序开展")
        for count in (60, 50)
    )
    found = next(
        each for each in bench.found({"q3": [before], "annual": [after]}) if each.kind == "promised-number-changed"
    )
    assert found.printed == "年内在全市各地新建公共厕所50座，方便群众日常生活和外来游客出行"


def test_a_quoted_name_of_a_report_is_doubtful(bench: Bench) -> None:
    promise = "繁荣文艺创作"
    found = bench.found(
        {"q3": [Case(promise, "话剧《山河故里》首演")], "annual": [Case(promise, "话剧《山河故事》首演")]}
    )
    assert [(f.kind, f.printed, f.certainty) for f in found] == [
        ("quoted-name-changed", "《山河故事》", Certainty.DOUBTFUL)
    ]


def test_of_new_names_as_like_as_each_other_the_first_printed_is_meant(bench: Bench) -> None:
    before, after = "推进“海风渔港行动”", "推进“绿叶书屋”“海风渔港行己”“海风渔港行戊”"
    found = bench.found({"q3": [Case(before, "有序开展")], "annual": [Case(after, "有序开展")]})
    assert [f.printed for f in found if f.kind == "quoted-name-changed"] == ["“海风渔港行己”"]


def test_another_place_alone_is_one_finding(bench: Bench) -> None:
    promises = ("东平县新建渔港茶亭12处", "宁阳县新建渔港茶亭12处")
    bench.city = "泰安市"
    kinds = bench.kinds(*(Case(words, "有序开展", deadline="长期坚持") for words in promises))
    assert kinds == ["promised-place-changed"]


@pytest.mark.parametrize("before", ["", "年内在"])
def test_a_place_with_one_other_character_is_a_misprint_wherever_it_stands(bench: Bench, before: str) -> None:
    bench.city = "泰安市"
    promises = (f"{before}东平县新建渔港茶亭12处", f"{before}东坪县新建渔港茶亭12处")
    kinds = bench.kinds(*(Case(words, "有序开展", deadline="长期坚持") for words in promises))
    assert "promised-place-changed" not in kinds


def test_a_place_that_both_promises_name_is_no_misprint_of_another(bench: Bench) -> None:
    promises = ("在曹县、单县各建茶亭1处", "在曹县各建茶亭1处")
    bench.city = "菏泽市"
    found = bench.found({p: [Case(w, "有序开展")] for p, w in zip(("q3", "annual"), promises, strict=True)})
    assert [dict(one.details).get("told_zh") for one in found if one.kind == "promised-place-changed"] == ["不再写单县"]


SAME = "修复海堤18公里，补植红树林640亩，建成驿站7处"


@pytest.mark.parametrize(
    ("then", "now", "told"),
    [
        (SAME, SAME, ["相同"]),
        (f"2023年{SAME}", f"2024年{SAME}", ["除年份或个别字句外相同"]),
        (SAME, SAME.replace("18", "21"), []),
        (f"{SAME}。争取资金2亿元", SAME, ["除年份或个别字句外相同"]),
        (SAME, f"{SAME}。新购清淤船3艘，清理航道26公里，打捞漂浮物480吨", []),
        ("已全部完成", "已全部完成", []),
        ("抓好海堤修复，保持岸线整洁有序", "抓好海堤修复，保持岸线整洁有序", []),
    ],
)
def test_a_report_of_the_year_before(bench: Bench, then: str, now: str, told: list[str]) -> None:
    promise = "抓好海堤修复，保持岸线整洁有序"
    last_year = earlier_reports([bench.record("annual", [Case(promise, then)])])
    record = bench.record("q3", [Case(promise, now, deadline="长期坚持")])
    facts = read_words([record], bench.reference)
    found = run_checks([record], linked([record]), facts, bench.words, last_year)
    assert [dict(one.details)["told_zh"] for one in found if one.kind == "report-copied-from-last-year"] == told
    assert all(one.others[0].document == "临江市-2024-annual" for one in found if one.others)


def test_what_many_reports_of_the_year_before_say_is_no_copy(bench: Bench) -> None:
    last_year = earlier_reports([bench.record("annual", [Case(f"办好第{n}件实事", SAME) for n in range(8)])])
    record = bench.record("q3", [Case("抓好海堤修复", SAME, deadline="长期坚持")])
    facts = read_words([record], bench.reference)
    assert not run_checks([record], linked([record]), facts, bench.words, last_year)


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("推进渔港建设，年内主体封顶", "推进渔港建设", "不再要求“主体封顶”"),
        ("建成渔港码头", "建设渔港码头", "不再要求“建成”"),
        ("建成渔港码头", "建成渔港码头并投入使用", "新要求“投入使用”"),
        ("竣工白鹭湾渔港码头二期工程", "建成白鹭湾渔港码头二期工程", ""),
    ],
)
def test_the_end_that_a_promise_asks_for(bench: Bench, before: str, after: str, told: str) -> None:
    found = bench.found({"q3": [Case(before, "正在施工")], "annual": [Case(after, "正在施工，完成投资2亿元")]})
    assert [dict(one.details)["told_zh"] for one in found if one.kind == "promise-reworded"] == ([told] if told else [])


def test_how_many_there_are_in_all_follows_what_is_left_out(bench: Bench) -> None:
    before, after = (
        Case(f"推进{names}镇渔港改造", f"{names}镇已开工") for names in ("东沙、西沙、南沙三", "东沙、西沙两")
    )
    found = bench.found({"q3": [before], "annual": [after]})
    assert [dict(one.details)["told_zh"] for one in found if one.kind == "promise-reworded"] == ["不再列出“南沙”"]


def test_a_number_in_a_quoted_name_is_one_finding(bench: Bench) -> None:
    kinds = bench.kinds(*(Case(f"建成“{n}分钟渔家书屋圈”，新建书屋20处", "新建书屋16处") for n in (15, 10)))
    assert "quoted-number-changed" in kinds
    assert "promised-number-changed" not in kinds


def test_what_is_unfinished_and_told_again_says_nothing_new_whatever_its_number(bench: Bench) -> None:
    case = Case("建设渔家示范村12个", "印发实施方案，确定渔家示范村12个，正在编制村庄规划。")
    assert "report-says-nothing-new" in bench.kinds(case, case)


def test_the_same_number_in_another_unit_is_no_other_promise(bench: Bench) -> None:
    assert bench.kinds(Case("新增渔业就业3万人", "已新增2.4万人"), Case("新增渔业就业30000人", "新增3.1万人")) == []


@pytest.mark.parametrize(
    ("then", "now", "found"),
    [
        ("9月底前", "12月底前", True),
        ("12月底前", "9月底前", False),
        ("年底", "12月底前", False),
        ("9月底前", "长期", False),
    ],
)
def test_a_deadline_that_comes_later_than_before_was_put_off(bench: Bench, then: str, now: str, found: bool) -> None:
    cases = (Case("疏浚渔港", "疏浚渔港正常推进", "是", due) for due in (then, now))
    assert ("promised-deadline-put-off" in bench.kinds(*cases)) is found


def test_the_same_promise_in_another_order_is_the_same(bench: Bench) -> None:
    one = Case("新建渔村公路300公里、桥梁12座", "新建渔村公路246公里、桥梁10座")
    other = Case("新建桥梁12座、渔村公路300公里", "新建渔村公路302公里、桥梁12座")
    assert bench.kinds(one, other) == []


@pytest.mark.parametrize(
    ("wording", "sure"),
    [
        ("改造渡口50座", Certainty.CERTAIN),
        ("疏浚航道、清理滩涂50座", Certainty.LIKELY),
    ],
)
def test_a_number_changed_for_certain_stands_in_the_same_words(bench: Bench, wording: str, sure: Certainty) -> None:
    tables = {"q3": [Case("改造渡口60座", "改造渡口48座")], "annual": [Case(wording, "已全部完成")]}
    (found,) = (one for one in bench.found(tables) if one.kind == "promised-number-changed")
    assert found.certainty is sure
