from __future__ import annotations

import pytest

from heze_graph.model.printed import PrintedLine
from heze_graph.records.tables.cells import inherit
from heze_graph.records.tables.fitting import Fields, Weighing, read_fields
from heze_graph.records.tables.headers import Header, sense_of
from heze_graph.reference import Reference

HEADER = "序号\t市政府领导\t责任目标内容\t完成时限\t完成情况\t是否按计划完成进度\t责任单位"


@pytest.fixture
def header(reference: Reference) -> Header:
    cells = tuple(HEADER.split("\t"))
    senses = [sense_of(cell, reference.language) for cell in cells]
    return Header(1, cells, tuple(sense.role if sense else None for sense in senses))


def fields(reference: Reference, header: Header, line: str) -> Fields:
    fit = Weighing(reference.register("heze"), reference.language)
    printed = PrintedLine(2, tuple(line.split("\t")))
    return read_fields(inherit(printed, None, reference.language.row_words), header, fit)


def test_a_sound_row_stays_as_it_is(reference: Reference, header: Header) -> None:
    read = fields(reference, header, "7\t聂元科\t投资增长10%\t年底\t增长8.5%\t是\t市财政局")
    assert read.texts == {
        "number": "7",
        "leader": "聂元科",
        "target": "投资增长10%",
        "deadline": "年底",
        "progress": "增长8.5%",
        "claim": "是",
        "units": "市财政局",
    }
    assert read.mends == ()


def test_a_unit_in_the_leader_column_goes_to_the_units(reference: Reference, header: Header) -> None:
    read = fields(reference, header, "\t市市场监管局\t\t\t\t\t")
    assert read.texts == {"units": "市市场监管局"}
    assert [(mend.kind, mend.column) for mend in read.mends] == [("unit-in-leader-column", 2)]


def test_a_progress_text_in_the_last_column_goes_home(reference: Reference, header: Header) -> None:
    read = fields(reference, header, "\t刘连栋\t\t\t\t\t已完成4项审查，3项正在履行程序。机制已建立")
    assert read.texts == {"leader": "刘连栋", "progress": "已完成4项审查，3项正在履行程序。机制已建立"}
    assert [mend.kind for mend in read.mends] == ["shifted-cell"]
    assert dict(read.mends[0].details) == {"from_header": "责任单位", "to_header": "完成情况"}


def test_a_whole_row_shifted_right_is_laid_back(reference: Reference, header: Header) -> None:
    read = fields(reference, header, "\t7\t聂元科\t推进投资增长，新开工项目30个。\t年底\t是\t市财政局")
    assert (read["number"], read["leader"], read["target"], read["deadline"], read["claim"], read["units"]) == (
        "7",
        "聂元科",
        "推进投资增长，新开工项目30个。",
        "年底",
        "是",
        "市财政局",
    )
    assert {mend.kind for mend in read.mends} == {"shifted-cell"}


def test_a_claim_in_other_words_fits_its_column(reference: Reference) -> None:
    fit = Weighing(reference.register(""), reference.language)
    assert fit("claim", "已基本按计划完成") == 1
    assert fit("claim", "完成投资1.6亿元") == 0


def test_an_unknown_claim_stays_in_its_column(reference: Reference, header: Header) -> None:
    read = fields(reference, header, "7\t聂元科\t投资增长\t年底\t\t有待核实\t市财政局")
    assert read["claim"] == "有待核实"
    assert read.mends == ()
