from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from heze_graph.cli import main
from heze_graph.errors import SavedQueryError
from heze_graph.queries.library import load, load_query
from heze_graph.queries.lint import lint, lint_library

HEAD = "#+ summary: 到期的目标\n#+ summary_en: Targets that fall due\n"
#: Words for the column of the queries below; at their end, so that the lines before it count as they are read.
WORDS = "#+ columns:\n#+   - s: {zh: 主语, en: Subject}\n"
XSD = "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>\n"
GOOD = f"""{HEAD}#+ defaults:
#+   - before: 2023-12-31
#+ enumerate:
#+   - claim:
#+     - on-schedule
#+     - behind-schedule
#+ view: timeline
#+ parameters:
#+   - number: {{zh: 序号, en: No.}}
#+   - before: {{zh: 日期, en: Date, kind: date}}
#+   - claim: {{zh: 评价, en: Claim, kind: code ClaimScheme}}
#+   - least: {{zh: 至少, en: At least, kind: number}}
#+ columns:
#+   - target: {{zh: 责任目标, en: Target, kind: iri}}
#+   - entries: {{zh: 条目数, en: Entries, kind: number}}
PREFIX ex: <http://example.org/>
{XSD}
SELECT ?target (COUNT(?entry) AS ?entries)
WHERE {{
  ?target ex:entry ?entry .
  ?entry ex:due ?due ; ex:number ?_number ; ex:claim ?claim .
  FILTER(?due <= ?_before_xsd_date)
  FILTER(COALESCE(CONTAINS(?claim, ?__claim), true))
  FILTER(BOUND(?due))
}}
GROUP BY ?target
HAVING (COUNT(?entry) > ?_least_integer)
ORDER BY DESC(?entries) ?target
"""


def problems(text: str, tmp_path: Path, name: str = "due.rq") -> list[str]:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return [problem.removeprefix(f"{tmp_path}/") for problem in lint(load_query(path))]


def test_a_sound_query_has_no_problems(tmp_path: Path) -> None:
    assert problems(GOOD, tmp_path) == []


def query(where: str = "?s ?p ?o", select: str = "?s", end: str = "", prologue: str = "") -> str:
    return f"{HEAD}{prologue}SELECT {select} {{\n{where}\n}}\n{end}\n{WORDS}"


@pytest.mark.parametrize(
    ("text", "line", "found"),
    [
        ("SELECT * { ?s ?p ?o }", 1, "no summary;"),
        ("#+ summary: a\nSELECT * { ?s ?p ?o }", 1, "no summary_en"),
        ('#+ summary: a\n#+ summary_en: "Targets: all"\n' + query()[len(HEAD) :], 2, "an ASCII colon"),
        (query(" #+ view: x\n?s ?p ?o"), 4, "“#+” at column 1"),
        ("# + tags\n" + query(), 1, "“# +”"),
        (HEAD + "#+ sumary_en: x\n" + query()[len(HEAD) :], 3, "the key sumary_en"),
        (HEAD + "#+ endpoint: http://example.org/\n" + query()[len(HEAD) :], 3, "the key endpoint"),
        (query("?s ?_unit ?o ; ?p ?_unitKind"), 4, "the parameters unit and unitKind"),
        (query("?s ?p ?o # not ?_x"), 4, "?_x in a comment"),
        (query("?s ?p '?_x'"), 4, "?_x in a string"),
        (query("?s ?p <http://example.org/?_x>"), 4, "?_x in a iri"),
        (query("?s ?p $_x"), 4, "$_x"),
        (query("?s ?p ?_x", "(STR(?_x) AS ?text)"), 3, "?_x in SELECT"),
        (query("?s ?p ?_x", "*"), 3, "SELECT * with parameters"),
        (query("{ SELECT ?s ?_x {\n?s ?p ?_x } }"), 4, "?_x in SELECT"),
        (query("?s ?p ?__x", end="GROUP BY ?s\n ?__x"), 7, "?__x in GROUP BY"),
        (query("?s ?p ?__x", end="ORDER BY DESC(?__x)"), 6, "?__x in ORDER BY"),
        (query("?s ?p ?o FILTER(bound(?__x) || !BOUND( ?__x ))"), 4, "?__x in BOUND()"),
        (query("?s ?p ?o BIND(1 AS ?_x)"), 4, "?_x in AS"),
        (query("VALUES ?_x { 1 } ?s ?p ?_x"), 4, "?_x in VALUES"),
        (query("VALUES (?_x ?o) { (1 2) } ?s ?p ?_x"), 4, "cannot parse with every value given"),
        (query("?s ?p ?_x_integer"), 1, "no exact xsd prefix"),
        (query("?s ?p ?_x_xsd_date"), 1, "no exact xsd prefix"),
        (query("?s ?p 1", prologue="PREFIX  xsd: <http://www.w3.org/2001/XMLSchema#>\n"), 1, "no exact xsd"),
        (query("?s ?p ?o LATERAL { ?o ?p ?s }"), 4, "cannot parse as written"),
    ],
)
def test_each_trap_is_named_with_file_and_line(text: str, line: int, found: str, tmp_path: Path) -> None:
    matching = [problem for problem in problems(text, tmp_path) if found in problem]
    assert matching, problems(text, tmp_path)
    assert matching[0].startswith(f"due.rq, line {line}: found ")
    assert "; expected " in matching[0]
    assert ". To mend it: " in matching[0]


def test_an_undeclared_prefix_is_named_once(tmp_path: Path) -> None:
    (tmp_path / "a.rq").write_text(query("?s rdfs:label ?o"), encoding="utf-8")
    assert load(tmp_path).queries == ()
    # rdflib knows rdfs: by itself, so grlc would load this query and hand it to an engine that does not.
    (tmp_path / "a.rq").write_text(query(), encoding="utf-8")
    changed = replace(load_query(tmp_path / "a.rq"), text=query("?s rdfs:label ?o . _:b rdfs:seeAlso ?s"))
    assert [problem.partition(": ")[2].partition(";")[0] for problem in lint(changed)] == ["found the prefix rdfs:"]


@pytest.mark.parametrize("name", ["到期.rq", "a.b.rq", "a b.rq", "-a.rq"])
def test_file_names_are_ascii_without_a_second_point(name: str, tmp_path: Path) -> None:
    assert "the file name" in problems(query(), tmp_path, name)[0]


def test_what_does_not_load_is_reported_first(tmp_path: Path) -> None:
    (tmp_path / "a.rq").write_text(query()[len(HEAD) :], encoding="utf-8")
    (tmp_path / "z.rq").write_text("ASK {}", encoding="utf-8")
    found = lint_library(load(tmp_path))
    assert found[0].startswith(f"{tmp_path / 'z.rq'}, line 1: found ASK")
    assert [line.partition(":")[0] for line in found[1:]] == [f"{tmp_path / 'a.rq'}, line 1"] * 2


def described(column: str, select: str = "?s ?o", where: str = "?s ?p ?o") -> str:
    words = "#+ columns:\n#+   - s: {zh: 主语, en: Subject}\n#+   - o: {zh: 宾语, en: Object}\n"
    return f"{HEAD}{words}{column}SELECT {select} {{ {where} }}"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (described("", "?s ?o ?p"), "no words for p"),
        (described("#+   - q: {zh: 无, en: None}\n"), "words for a column q"),
        (described("#+   - p: {zh: 领导, en: Leader, kind: thing}\n", "?s ?o ?p"), "p without the column pIri"),
        (described("#+   - p: {zh: 数, en: Number, kind: number, unit: u}\n", "?s ?o ?p"), "p without the column u"),
        (
            described("#+   - p: {zh: 灯, en: Light, kind: code LigthScheme}\n", "?s ?o ?p"),
            "p of the scheme LigthScheme",
        ),
        (described("", where="?s ?p ?o ; ?p ?_colour"), "no words for the parameter colour"),
    ],
)
def test_columns_and_parameters_are_described(text: str, found: str, tmp_path: Path) -> None:
    (problem,) = problems(text, tmp_path)
    assert f"found {found}" in problem
    assert ". To mend it: " in problem


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("s: Subject", "s: Subject"),
        ("s: {zh: 主语}", "s without words in both languages"),
        ("s: {zh: 主语, en: Subject, knid: text}", "s with the key knid"),
        ("s: {zh: 主语, en: Subject, kind: thign}", "s of the kind thign"),
        ("s: {zh: 主语, en: Subject, kind: code}", "s, a code of no scheme"),
        ("s: {zh: 主语, en: Subject, values: {a: b}}", "s, value a: b"),
        ("s: {zh: [主语], en: Subject}", "zh of s: ['主语']"),
    ],
)
def test_a_description_that_cannot_be_read_keeps_the_query_from_loading(said: str, found: str, tmp_path: Path) -> None:
    path = tmp_path / "due.rq"
    path.write_text(f"{HEAD}#+ columns:\n#+   - {said}\nSELECT ?s {{ ?s ?p ?o }}", encoding="utf-8")
    with pytest.raises(SavedQueryError) as caught:
        load_query(path)
    assert f"due.rq, line 3, columns: found {found}" in str(caught.value)


#: Every trap that the design names, with the smallest query that walks into it, and the line on which it stands.
TRAPS = {
    "a colon breaks the YAML": ("#+ summary: a: b\n#+ summary_en: a\nSELECT ?s { ?s ?p ?o }", 1),
    "a colon would break it without the quotes": ('#+ summary: "a: b"\n#+ summary_en: a\nSELECT ?s { ?s ?p ?o }', 1),
    "a decorator is not at column 0": (query(" #+ tags: [a]\n?s ?p ?o"), 4),
    "a default is not in a list": (HEAD + "#+ defaults:\n#+   x: 1\nSELECT ?s { ?s ?p ?_x }", 3),
    "an enumeration would be asked of the endpoint": (HEAD + "#+ enumerate:\n#+   - x\nSELECT ?s { ?s ?p ?_x }", 3),
    "a value that YAML changes": (HEAD + "#+ defaults:\n#+   - x: 012\nSELECT ?s { ?s ?p ?_x }", 3),
    "the suffix _date": (query("?s ?p ?_x_date"), 4),
    "the suffix _string": (query("?s ?p ?_x_string"), 4),
    "another prefix than xsd": (query("?s ?p ?_x_ex_type"), 4),
    "a type that is none": (query("?s ?p ?_x_xsd_day"), 4),
    "a name with _": (query("?s ?p ?_x_y_z"), 4),
    "a name in Chinese": (query("?s ?p ?_县"), 4),
    "a name is the beginning of another": (query("?s ?_unit ?o ; ?p ?_unitKind"), 4),
    "a name in two spellings": (query("?s ?_x ?o ;\n ?p ?_x_iri"), 5),
    "required and optional": (query("?s ?_x ?o ;\n ?p ?__x"), 5),
    "a parameter with a dollar": (query("?s ?p $_x"), 4),
    "a parameter in SELECT": (query("?s ?p ?_x", "?s ?_x"), 3),
    "all columns, of which a parameter is one": (query("?s ?p ?_x", "*"), 3),
    "a parameter in GROUP BY": (query("?s ?p ?_x", "(COUNT(?s) AS ?n)", "GROUP BY ?_x"), 6),
    "a parameter in ORDER BY": (query("?s ?p ?_x", end="ORDER BY ?_x"), 6),
    "a parameter in BOUND()": (query("?s ?p ?o FILTER(BOUND(?__x))"), 4),
    "a pattern behind an OPTIONAL": (query("?s ?p ?o OPTIONAL { ?o ?q ?r }\n?s ?q 1"), 5),
    "a group behind an OPTIONAL": (query("?s ?p ?o OPTIONAL { ?o ?q ?r }\n{ ?s ?q 1 }"), 5),
    "a parameter in a comment": (query("?s ?p ?o # ?_x"), 4),
    "a parameter in a string": (query("?s ?p '?_x'"), 4),
    "a prefix that is not declared": (query("?s rdfs:label ?o"), 4),
    "a prefix written otherwise": (
        query("?s ?p ?_x_integer", prologue="prefix xsd: <http://www.w3.org/2001/XMLSchema#>\n"),
        1,
    ),
    "ASK": (HEAD + "ASK { ?s ?p ?o }", 3),
    "DESCRIBE": (HEAD + "DESCRIBE ?s { ?s ?p ?o }", 3),
    "an update": (HEAD + "DELETE WHERE { ?s ?p ?o }", 3),
    "SERVICE": (query("SERVICE <http://example.org/> { ?s ?p ?o }"), 4),
    "a setting of the server": (HEAD + "#+ endpoint: http://example.org/\nSELECT ?s { ?s ?p ?o }", 3),
    "a byte order mark": ("\ufeff" + query(), 1),
}


@pytest.mark.parametrize("trap", TRAPS)
def test_the_command_names_each_trap_of_the_design(
    trap: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text, line = TRAPS[trap]
    path = tmp_path / "trap.rq"
    path.write_text(text, encoding="utf-8")
    assert main(["lint", str(path)]) == 1
    out, err = capsys.readouterr()
    assert any(
        said.startswith((f"{path}, line {line}: found ", f"{path}, line {line}, ")) for said in out.splitlines()
    ), out
    assert all(said.startswith(f"{path}, ") and "To mend it: " in said for said in out.splitlines())
    assert "fault" in err


@pytest.mark.parametrize("trap", TRAPS)
def test_each_trap_is_told_in_chinese(trap: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "trap.rq"
    path.write_text(TRAPS[trap][0], encoding="utf-8")
    assert main(["lint", str(path), "--language", "zh"]) == 1
    for said in capsys.readouterr().out.splitlines():
        assert said.startswith(f"{path} 第 {'1' if 'BOM' in said else ''}"), said
        found, _, rest = said.partition("；应为")
        assert "：发现" in found
        assert "。请" in rest
        assert not any(word in re.sub("（.*）", "", said) for word in ("found", "expected", "mend"))


def test_the_command_checks_all_queries_or_some(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lint"]) == 0
    out, err = capsys.readouterr()
    assert out == ""
    assert err.endswith("queries, no fault\n")
    (tmp_path / "到期.rq").write_text(query(), encoding="utf-8")
    (tmp_path / "good.rq").write_text(query(), encoding="utf-8")
    assert main(["lint", str(tmp_path / "good.rq")]) == 0
    assert capsys.readouterr() == ("", "1 query, no faults\n")
    names = ("good.rq", "到期.rq", "none.rq", "sub\x1b[31m.rq")
    assert main(["lint", *(str(tmp_path / name) for name in names)]) == 1
    out, err = capsys.readouterr()
    assert len(out.splitlines()) == 3
    assert "\x1b" not in out
    assert "3 faults" in err


SKOS = "PREFIX skos: <http://www.w3.org/2004/02/skos/core#>\n"
BRANCHES = "{ ?s <u:a> ?o } UNION { ?s <u:b> ?o }"


@pytest.mark.parametrize(
    ("where", "found"),
    [
        (f"{BRANCHES} ?s <u:c> ?o .", True),
        (f"{BRANCHES} OPTIONAL {{ ?s <u:c> ?x }}", False),
        (f"{BRANCHES} FILTER(?o > 1)", False),
        (f"?s <u:c> ?x . {BRANCHES}", False),
        ("{ ?s <u:a> ?o ; <u:c> ?x } UNION { ?s <u:b> ?o ; <u:c> ?x }", False),
        (f"{{ SELECT ?s {{ {BRANCHES} ?s <u:c> ?x }} }}", True),
        ("{ ?s <u:a> ?_number } UNION { ?s <u:b> ?_number } ?s <u:c> ?o .", False),
        ("{ ?s <u:a> ?_number } UNION { ?s <u:b> ?o } ?s <u:c> ?o .", True),
    ],
)
def test_the_required_part_stands_in_every_branch(where: str, found: bool, tmp_path: Path) -> None:
    words = "#+ parameters:\n#+   - number: {zh: 序号, en: No.}\n" if "?_" in where else ""
    said = problems(query(where, prologue=words), tmp_path)
    assert [one for one in said if "behind a UNION" in one] == said
    assert bool(said) is found


def test_what_stands_behind_a_union_is_told_by_its_first_line(tmp_path: Path) -> None:
    (said,) = problems(query(f"{BRANCHES}\n?s <u:c> ?x .\n?s <u:d> ?y ."), tmp_path)
    assert ", line 5" in said
    assert "?s <u:c> ?x" in said


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ("?s skos:prefLabel ?name . ?t skos:prefLabel ?name .", True),
        ("?s <u:a> ?t ; skos:prefLabel ?name . ?t <u:b> ?u ; skos:altLabel ?name .", True),
        ("?s <u:a> ?t ; skos:prefLabel ?name . ?t skos:prefLabel ?other .", False),
        ("{ ?s skos:prefLabel ?name } UNION { ?s skos:altLabel ?name }", False),
    ],
)
def test_things_are_joined_by_their_iris_and_not_by_their_labels(where: str, found: bool, tmp_path: Path) -> None:
    said = problems(query(where, prologue=SKOS), tmp_path)
    assert [one for one in said if "joined by their label ?name" in one] == said
    assert bool(said) is found


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ("?s <u:a>|(<u:b>/<u:c>) ?_number ; <u:d> ?o .", True),
        ("?s <u:d> ?o ; (<u:b>/<u:c>)|<u:a> ?_number .", True),
        ("?s <u:a>|<u:b> ?_number ; <u:d> ?o .", False),
        ("?s <u:b>/<u:c> ?_number ; <u:d> ?o .", False),
        ("?_number <u:a>|(<u:b>/<u:c>) ?s . ?s <u:d> ?o .", False),
    ],
)
def test_a_choice_of_paths_to_what_is_asked_for_has_single_steps(where: str, found: bool, tmp_path: Path) -> None:
    said = problems(query(where, prologue="#+ parameters:\n#+   - number: {zh: 序号, en: No.}\n"), tmp_path)
    assert [one for one in said if "to ?_number" in one] == said
    assert bool(said) is found


@pytest.mark.parametrize(
    ("where", "select", "end", "found"),
    [
        ("?s <u:a> ?o ; skos:prefLabel ?n .", "?n (COUNT(?o) AS ?text)", "GROUP BY ?n", True),
        ("?s <u:a> ?o ; skos:prefLabel ?n .", "?s (COUNT(?n) AS ?text)", "GROUP BY ?s", False),
        ("{ SELECT ?s (COUNT(?o) AS ?text) { ?s <u:a> ?o } GROUP BY ?s } ?s skos:prefLabel ?n .", "?n", "", False),
    ],
)
def test_things_are_counted_before_they_are_named(
    where: str, select: str, end: str, found: bool, tmp_path: Path
) -> None:
    said = problems(query(where, select, end, prologue=SKOS), tmp_path)
    assert bool([one for one in said if "grouped by the label ?n" in one]) is found, said


@pytest.mark.parametrize(
    ("where", "select", "end", "found"),
    [
        ("?s <u:a> ?o .", "?o", "\nORDER BY ?o", False),
        ("?s <u:a> ?o . OPTIONAL { ?s <u:b> ?key }", "?o ?key", "\nORDER BY ?key", False),
        ("?s <u:a> ?o . BIND(STR(?o) AS ?key)", "?o ?key", "\nORDER BY ?key", True),
        ("?s <u:a> ?o . OPTIONAL { ?s <u:b> ?a } OPTIONAL { ?a <u:c> ?key }", "?o ?key", "\nORDER BY ?key", True),
        ("?s <u:a>/<u:b>/<u:c> ?key .", "?key", "\nORDER BY ?key", True),
        ("?s <u:a> ?o ; <u:b> ?key .", "DISTINCT ?o", "\nORDER BY ?key", True),
        ("?s <u:a> ?o .", "?s (COUNT(?o) AS ?key)", "GROUP BY ?s\nORDER BY DESC(?key)", False),
        ("?s <u:a> ?_thing_iri . BIND(STR(?s) AS ?key)", "?s ?key", "\nORDER BY ?key", False),
    ],
)
def test_the_first_rows_can_be_had_without_the_rest(
    where: str, select: str, end: str, found: bool, tmp_path: Path
) -> None:
    # The order is the last that a query says.
    said = problems(query(where, select, end, prologue=f"{WORDS}\n").removesuffix(f"\n{WORDS}"), tmp_path)
    assert bool([one for one in said if "rows sorted first by ?key" in one]) is found, said
