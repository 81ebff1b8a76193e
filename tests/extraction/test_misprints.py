from __future__ import annotations

from datetime import date

from heze_graph.extraction.names.misprints import joined_projects
from heze_graph.model.facts import EntryFacts, ProjectMention
from heze_graph.model.understood import Assignment, Certainty, Document, Entry, Finding, Period, Record
from heze_graph.reference.language import LookAlike

LOOK_ALIKES = (LookAlike("鄆", "鄄", "字形相近", "shape"), LookAlike("鄆", "郓", "繁体", "traditional"))


def record(document: str, *names: str) -> Record:
    period = Period(document, date(2023, 1, 1), date(2023, 9, 30))
    entries = tuple(
        Entry(document, str(number), str(number), name, (Assignment(1, None, (), "", None, "", None, (number,)),))
        for number, name in enumerate(names, start=1)
    )
    return Record(Document(document, "", "heze", "", 2023, period, "", ""), (), entries, (), ())


def joined(*records: Record) -> tuple[list[ProjectMention], list[Finding]]:
    facts = {
        (entry.document, entry.key): EntryFacts(
            (entry.document, entry.key), (), (), (ProjectMention(entry.wording, 0, len(entry.wording), ()),), ()
        )
        for one in records
        for entry in one.entries
    }
    read, findings = joined_projects(records, facts, LOOK_ALIKES)
    return [project for one in read.values() for project in one.projects], list(findings)


def test_a_misprint_joins_the_name_that_another_document_prints() -> None:
    projects, findings = joined(record("q3", "鄆城铁路货运站"), record("annual", "鄄城铁路货运站"))
    assert {project.name for project in projects} == {"鄄城铁路货运站"}
    (found,) = findings
    assert (found.kind, found.printed, found.understood) == ("misprinted-project", "鄆城铁路货运站", "鄄城铁路货运站")
    assert (found.certainty, found.candidates) == (Certainty.LIKELY, ())


def test_where_two_names_could_be_meant_the_other_is_a_candidate() -> None:
    projects, findings = joined(record("q3", "鄆城货运站", "郓城货运站", "鄄城货运站"))
    assert projects[0].name == "鄄城货运站"
    assert projects[0].candidates == ("郓城货运站",)
    assert [found.certainty for found in findings] == [Certainty.DOUBTFUL]


def test_a_misprint_that_nobody_prints_otherwise_stays_as_printed() -> None:
    projects, findings = joined(record("q3", "鄆城铁路货运站", "鄄城水厂"))
    assert [project.name for project in projects] == ["鄆城铁路货运站", "鄄城水厂"]
    assert findings == []
