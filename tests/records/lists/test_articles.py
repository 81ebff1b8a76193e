from __future__ import annotations

from pathlib import Path

import pytest

from heze_graph.errors import TableError
from heze_graph.reference import Reference
from tests.records.lists.test_lists import read_list


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("区长调研民生实事\n近日，区长到现场调研。\n他强调，要加快进度。\n", "3 paragraphs of running text"),
        (
            "市政府召开常务会议\n一、会议听取了汇报。\n二、会议研究了方案。\n三、会议通过了办法。\n",
            "3 numbered paragraphs",
        ),
        (
            "治理路径研究\n一、逻辑\n目标是核心。\n二、分工\n(一)乡镇一级多由党政办负责。\n(二)县级由组织部门牵头，其他部门配合。\n",
            "4 numbered paragraphs",
        ),
        (
            "办公室主任解读云川市2024年重点工作分工方案\n一、背景\n报告已审议通过。\n二、内容\n共42项任务。\n三、措施\n健全机制。\n",
            "3 numbered paragraphs",
        ),
        (
            "关于公开征集2025年民生实事项目的公告\n一、征集时间\n11月1日至30日。\n二、征集范围\n教育、医疗等。\n三、征集方式\n信函、电话。\n",
            "3 numbered paragraphs",
        ),
        (
            "招聘公告\n一、岗位\n10名。\n二、程序\n（一）报名。\n（二）测评。由县公安局牵头，县人社局配合。\n（三）面试。\n三、待遇\n按标准。\n",
            "6 numbered paragraphs",
        ),
        (
            "关于做好2024年工作总结及2025年工作计划的通知\n各科室：\n为做好总结，现就相关事项通知如下：\n一、逐项对照。\n二、数据准确。\n三、按时报送。\n",
            "3 numbered paragraphs",
        ),
        (
            "民生进展\n15项民生实事、40个项目加快落实。其中——\n■ 5个项目已完成\n■ 7个项目超额\n■ 3个项目调整\n",
            "5 paragraphs of running text",
        ),
        (
            "某县发布\n27.01.2023 16:55\n会议指出，重点任务已经明确：一是抓项目；二是抓环境。\n",
            "3 paragraphs of running text",
        ),
        (
            "甲坪镇：票决小事 办好民生大事\n一是征集民意。工作开展以来，征求建议16条。\n二是定单。\n三是有力。\n",
            "3 numbered paragraphs",
        ),
        (
            "乙湾县人民政府2031年工作规则\n一、根据法律制定本规则。\n二、县政府由县长、副县长组成。\n三、坚持依法行政。\n",
            "3 numbered paragraphs",
        ),
        (
            "一、2030年工作回顾\n（一）经济平稳\n1.实力增强。实现产值20亿元，增长11%。\n2.质量提升。能耗下降5%。\n3.结构优化。\n",
            "5 numbered paragraphs",
        ),
        (
            "部门工作总结及工作计划\n一、内容\n1.总结应该包括进展。\n2.计划需要明确目标。\n3.工作必须有重点。\n",
            "4 numbered paragraphs",
        ),
        (
            "2031年，我局推进政务公开。\n一、工作开展情况\n（一）加强领导。形成了机制。\n（二）聚焦任务。\n（三）强化业务。\n",
            "4 numbered paragraphs",
        ),
        (
            "2031年工作会议日程\n1.听取工作报告\n2.审查2031年计划草案\n3.表决民生实事项目票决办法\n",
            "3 numbered paragraphs",
        ),
        (
            "会议指出，要做好2031年重点工作。一是要提高认识，加强领导；二是要压实责任；三是要强化督查。\n",
            "1 paragraphs of running text",
        ),
        (
            "乙湾县：三项举措推动项目建设提速\n一、强化包联。召开调度会12次。\n二、强化保障。供地120亩。\n三、强化考核。\n",
            "3 numbered paragraphs",
        ),
        (
            "乙湾县2030年工作总结\n一、抓产业。新增基地2000亩。\n二、抓项目。硬化道路12公里。\n三、抓民生。新建中心1个。\n",
            "3 numbered paragraphs.* by its title “乙湾县2030年工作总结”",
        ),
        (
            "各镇政府：\n一、牵头单位将方案报督查组(办公室设在区督查室)。\n二、每季度末(6月、9月和12月底)报进展。\n附件：表\n",
            "2 numbered paragraphs",
        ),
        (
            "乙湾县关于对2031年工作予以通报表扬的通知\n成效明显的单位（共2项）\n一、建成学校。（县教育局）\n二、修路。（县交通局）\n",
            "2 numbered paragraphs among .*; by its title “乙湾县关于对2031年工作予以通报表扬",
        ),
        (
            "关于对2031年工作先进单位进行表彰的决定\n一、金杯单位\n乙湾县人民政府\n二、银杯单位\n丙湾县人民政府\n",
            "2 numbered paragraphs among .*; by its title",
        ),
        (
            "王禾禾代表：\n您的建议收悉，现答复如下：\n一、新建停车场12处。（县城管局）\n二、修路。（县交通局）\n",
            "2 numbered paragraphs among .*; by its title",
        ),
        (
            "各乡镇：\n经研究，决定对下列单位予以通报表扬：\n1.县教育局：建成学校3所。\n2.县交通局：改造道路5条。\n",
            "2 numbered paragraphs among .*; by its title",
        ),
        (
            "关于表彰2031年度先进单位的\n决定\n一、授予县教育局称号。\n二、授予县交通局称号。\n",
            "2 numbered paragraphs among .*; by its title “关于表彰2031年度先进单位”",
        ),
        (
            "对县政协第45号提案的答复\n一、新建停车场12处，由县城管局牵头。\n二、完善平台，由县大数据局负责。\n",
            "2 numbered paragraphs among .*; by its title",
        ),
        (
            "乙湾县关于召开2031年安全生产会议的通知\n一、时间\n6月3日。\n二、地点\n县政务中心会议室。\n三、人员\n县应急局、县交通局。\n",
            "3 numbered paragraphs among .*; by its title",
        ),
        (
            "乙湾县忙秋收\n一是压实责任。组建工作专班，走进街道督促指导。\n二是检修农机800台。\n三是收割水稻12万亩。\n",
            "3 numbered paragraphs",
        ),
        (
            "乙湾县忙春播\n一是抢抓农时。深入乡镇指导。\n二是调运种子800吨。\n三是播种玉米12万亩。\n",
            "3 numbered paragraphs",
        ),
        (
            "关于号牌的通知\n（一）汽车号牌。\n图1 尺寸（单位：毫米）\n（二）摩托车号牌。\n图2 尺寸（单位：毫米）\n",
            "2 numbered paragraphs",
        ),
    ],
)
def test_an_article_is_refused_with_what_was_found(tmp_path: Path, reference: Reference, text: str, found: str) -> None:
    (tmp_path / "news.txt").write_text(text, encoding="utf-8")
    with pytest.raises(TableError, match=f"found {found}.*expected .*To mend it"):
        read_list(tmp_path / "news.txt", reference)
