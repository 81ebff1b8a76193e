from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heze_graph import resources
from heze_graph.errors import SavedQueryError
from heze_graph.queries.header import QueryHeader, read_header
from heze_graph.queries.library import SavedQuery, load

PATH = Path("queries/due.rq")
FULL = """#+ summary: 到期的目标
#+ summary_en: Targets that fall due
#+ description: >
#+   一行
#+   又一行
#+ tags:
#+   - 目标
#+ method: GET
#+ view: timeline
#+ defaults:
#+   - before: 2023-12-31
#+   - "no": "012"
#+ enumerate:
#+   - claim:
#+     - on-schedule
#+     - behind-schedule
#+ examples:
#+   - before: 2023-06-30
#+ colour: red

SELECT * { ?s ?p ?o }
"""


def test_every_key_is_read() -> None:
    header = read_header(FULL, PATH)
    assert header.summary == "到期的目标"
    assert header.summary_en == "Targets that fall due"
    assert header.description == "一行 又一行"
    assert header.description_en == ""
    assert header.tags == ("目标",)
    assert header.method == "get"
    assert header.view == "timeline"
    assert header.defaults == {"before": "2023-12-31", "no": "012"}
    assert header.enumerate == {"claim": ("on-schedule", "behind-schedule")}
    assert header.examples == {"before": "2023-06-30"}
    assert header.other == {"colour": "red"}
    assert header.lines["enumerate"] == 13


def test_a_query_without_a_header_has_an_empty_one() -> None:
    assert read_header("SELECT * { ?s ?p ?o }", PATH) == QueryHeader()


def test_only_lines_at_column_0_count_wherever_they_stand() -> None:
    header = read_header("SELECT * {\n #+ summary: no\n#+ summary: yes it is\n?s ?p ?o }", PATH)
    assert header.summary == "yes it is"
    assert header.lines == {"summary": 3}


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("#+ summary: a: b", 1, "one ASCII colon"),
        ("# note\n\n#+ summary: a\n#+ description: 'open", 4, "a quote or a bracket"),
        ("#+ summary: a\nSELECT\n#+ summary: b", 3, "a second time"),
        ("# note\n#+ just a text", 2, "key: value"),
        ("#+ 1: a", 1, "key: value"),
        ("#+ - a", 1, "key: value"),
        ("#+ tags: [a\n#+ summary: b", 2, "not YAML"),
        ("#+ summary: *nothing", 1, "undefined alias"),
        ("#+ summary: !!python/name:os.system", 1, "constructor"),
        ("#+ summary: a\n#+ description: \x07", 2, "special characters"),
        ("#+ summary: a\n#+ ---\n#+ summary: b", 3, "document"),
        ("#+ summary: 2023", 1, "in quotes"),
        ("#+ summary: [a]", 1, "a text"),
        ("#+ tags: a", 1, "a list"),
        ("#+ tags:\n#+   - [a]", 1, "a text, a number or a date"),
        ("#+ method: delete", 1, "get or post"),
        ("#+ defaults:\n#+   year: 2023", 1, "- name: value"),
        ("#+ defaults:\n#+   - year", 1, "- name: value"),
        ("#+ summary: a\n#+ enumerate:\n#+   - unit", 2, "- name: value"),
        ("#+ enumerate:\n#+   - unit: a", 1, "a list of values"),
        ("#+ defaults:\n#+   - a: 1\n#+   - a: 2", 1, "a twice"),
        ("#+ defaults:\n#+   - a: 012", 1, "reads as 10"),
        ("#+ defaults:\n#+   - a: 1.10", 1, "reads as 1.1"),
        ("#+ defaults:\n#+   - no: 12", 1, 'write "no", in quotes'),
        ("#+ defaults:\n#+   - a: yes", 1, "in quotes"),
        ("#+ defaults:\n#+   - a:", 1, "in quotes"),
        ("#+ enumerate:\n#+   - a: [1, off]", 1, "in quotes"),
        ("#+ enumerate:\n#+   - a: &x [*x]", 1, "in quotes"),
        ("#+ examples:\n#+   - a: no", 1, "in quotes"),
        ("#+ defaults:\n#+   - a: 2023-02-30", 1, "day is out of range"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(text: str, line: int, words: str) -> None:
    with pytest.raises(SavedQueryError) as caught:
        read_header(text + "\nSELECT * { ?s ?p ?o }", PATH)
    assert str(caught.value).startswith(f"queries/due.rq, line {line}")
    assert words in str(caught.value)


def test_other_line_breaks_of_yaml_do_not_shift_the_line() -> None:
    with pytest.raises(SavedQueryError, match=r"line 3: "):
        read_header('#+ summary: "a\u2028b\x85c"\n#+ view: x\n#+ tags: a: b', PATH)


@given(st.text())
def test_any_text_is_a_header_or_a_fault_with_file_and_line(text: str) -> None:
    try:
        header = read_header("".join(f"#+{row}\n" for row in text.split("\n")), PATH)
    except SavedQueryError as error:
        assert str(error).startswith("queries/due.rq, line ")  # noqa: PT017  (either outcome is right)
    else:
        assert isinstance(header.summary, str)


@pytest.mark.parametrize("query", load(resources.QUERIES).queries, ids=lambda query: query.name)
def test_the_quick_parser_reads_what_that_of_grlc_does(query: SavedQuery) -> None:
    assert read_header(query.text, query.path) == read_header(query.text, query.path, as_grlc=True)


def test_what_only_the_quick_parser_would_read_is_a_fault() -> None:
    with pytest.raises(SavedQueryError, match=r"a\.rq, line 1"):
        read_header("#+ summary:\tx\n", Path("a.rq"))
