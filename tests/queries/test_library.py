from __future__ import annotations

from pathlib import Path

import pytest

from heze_graph.errors import ParameterError, QueryError, SavedQueryError
from heze_graph.queries.library import load, load_query

GOOD = """#+ summary: 某单位的目标
#+ summary_en: Targets of a unit
PREFIX ex: <http://example.org/>
# ASK is only a word here
BASE <http://example.org/>
select ?s { ?s ex:unit ?_unit }
"""


def folder(tmp_path: Path, **texts: str) -> Path:
    for name, text in texts.items():
        (tmp_path / f"{name}.rq").write_text(text, encoding="utf-8")
    return tmp_path


def test_queries_are_sorted_and_whole(tmp_path: Path) -> None:
    library = load(folder(tmp_path, b=GOOD, a="CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"))
    assert [(query.name, query.form) for query in library.queries] == [("a", "CONSTRUCT"), ("b", "SELECT")]
    assert library.broken == ()
    query = library.get("b")
    assert query.text == GOOD
    assert query.header.summary == "某单位的目标"
    assert [parameter.name for parameter in query.parameters] == ["unit"]
    assert 'ex:unit  "甲局"  }' in query.bound({"unit": "甲局"})


@pytest.mark.parametrize("around", [" ", "\u3000", "\u00a0", "\u200b", "\ufeff", "\u200e \u200b"])
def test_what_cannot_be_seen_around_a_value_is_left_out(tmp_path: Path, around: str) -> None:
    query = load(folder(tmp_path, b=GOOD)).get("b")
    assert query.bound({"unit": f"{around}甲 局{around}"}) == query.bound({"unit": "甲 局"})


def test_the_query_is_named_when_a_value_is_wrong(tmp_path: Path) -> None:
    query = load(folder(tmp_path, due=GOOD)).get("due")
    with pytest.raises(ParameterError, match=r"^the query due: found no value for unit"):
        query.bound({})
    with pytest.raises(ParameterError, match=r"^the query due, parameter unit: "):
        query.bound({"unit": "\0"})


@pytest.mark.parametrize(
    ("text", "line", "found"),
    [
        ("#+ summary: a: b\nSELECT * {}", "line 1", "not YAML"),
        ("#+ defaults:\n#+   - x: 1\nSELECT * {}", "line 1", "defaults of x"),
        ("SELECT *\n{ ?s ?p ?_x_date }", "line 2", "?_x_date"),
        ("SELECT *\n{ ?s ?p }", "line 2, column ", "a syntax error"),
        ("SELECT * { ?s ex:p ?o }", "line 1, column ", "a syntax error"),
        ("PREFIX a: <u:>\nASK { ?s ?p ?o }", "line 2", "ASK"),
        ("DESCRIBE <u:a>", "line 1", "DESCRIBE"),
        ("INSERT DATA { <u:a> <u:b> 1 }", "line 1", "INSERT"),
        ("# only a comment\n", "line 2", "no query"),
        ("SELECT * {\n service <http://example.org/> { ?s ?p ?o } }", "line 2", "SERVICE"),
        ("\ufeff#+ summary: a\nSELECT * {}", "line 1", "byte order mark"),
    ],
)
def test_a_broken_file_is_kept_with_its_fault(text: str, line: str, found: str, tmp_path: Path) -> None:
    library = load(folder(tmp_path, good=GOOD, bad=text))
    assert [query.name for query in library.queries] == ["good"]
    (fault,) = library.broken
    assert str(fault).startswith(f"{tmp_path / 'bad.rq'}, {line}")
    assert found in str(fault).partition("expected")[0]
    with pytest.raises(SavedQueryError) as caught:
        library.get("bad")
    assert caught.value is fault


def test_files_that_grlc_would_not_see_are_faults(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "a.rq").write_text(GOOD, encoding="utf-8")
    (tmp_path / "b.RQ").write_text(GOOD, encoding="utf-8")
    (tmp_path / "c.rq").write_bytes(GOOD.encode("gb18030"))
    (tmp_path / "d.rq").mkdir()
    for name in ("e.sparql", "f.tpf", "g.json"):
        (tmp_path / name).write_text(GOOD, encoding="utf-8")
    (tmp_path / "README.md").write_text("no query", encoding="utf-8")
    library = load(tmp_path)
    assert library.queries == ()
    assert list(library.faults) == ["b.RQ", "c.rq", "d.rq", "e.sparql", "f.tpf", "g.json", "sub/a.rq"]
    assert "UTF-8" in str(library.faults["c.rq"])


def test_an_unknown_name_is_answered_with_close_ones(tmp_path: Path) -> None:
    library = load(folder(tmp_path, **{"shared-targets": GOOD, "findings": GOOD}))
    with pytest.raises(QueryError, match=r"no query 'shared-target'; expected one of .*try shared-targets"):
        library.get("shared-target")
    assert library.close_to("某单位") == ["findings", "shared-targets"], "both summaries speak of it"
    with pytest.raises(QueryError, match="take a name from the list"):
        library.get("../../etc/passwd")
    (tmp_path / "none").mkdir()
    with pytest.raises(QueryError, match="holds no query"):
        load(tmp_path / "none").get("x")


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(SavedQueryError, match="no such folder"):
        load(tmp_path / "queries")


def test_windows_line_ends_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.rq"
    path.write_bytes(GOOD.replace("\n", "\r\n").encode())
    assert load_query(path).header.summary_en == "Targets of a unit"


def test_what_is_broken_is_told_without_the_folder(tmp_path: Path) -> None:
    (tmp_path / "d.rq").mkdir()
    library = load(folder(tmp_path, a="SELECT *\n{ ?s ?p }"))
    (a, d) = library.problems()
    assert (a.file, a.line, d.file, d.line) == ("a.rq", 2, "d.rq", None)
    assert str(a.cause).startswith("a.rq, line 2, column ")
    assert a.cause.in_language("zh").startswith("a.rq 第 2 行第 ")
    assert str(tmp_path) not in f"{a.cause}{d.cause}"


def test_columns_are_those_of_the_answer(tmp_path: Path) -> None:
    library = load(folder(tmp_path, a="SELECT ?b (1 AS ?a) { ?b ?p ?_x }", b="CONSTRUCT { ?s ?p 1 } WHERE { ?s ?p 1 }"))
    assert [query.names for query in library.queries] == [("b", "a"), ()]
