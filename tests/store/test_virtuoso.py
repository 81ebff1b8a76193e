"""What only Virtuoso does, tried on a real one; test_compliance.py has it answer the saved queries, as every engine."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pyoxigraph
import pytest

from heze_graph.errors import EndpointError, QueryError
from heze_graph.model.answers import Term
from heze_graph.rdf.terms import XSD
from heze_graph.resources import QUERIES
from heze_graph.store import folder
from heze_graph.store.remote import Remote
from tests.virtuoso import MAX_ROWS, Virtuoso

HEZE = "PREFIX heze: <https://w3id.org/heze-graph/ontology#>\n"
THING = "https://w3id.org/heze-graph/id/"
#: Values for the queries that have parameters, optional ones left open and given.
VALUES: Mapping[str, tuple[Mapping[str, str], ...]] = {
    "assignments-of-thing": (
        {"thing": THING + "leader/heze/李春英"},
        {"thing": THING + "unit/heze/曹县人民政府"},
        {"thing": THING + "place/371721"},
        {"thing": THING + "target/heze-2023-q3/92"},
        {"thing": THING + "entry/heze-2023-q3/20"},
    ),
    "attainment-ranking": ({}, {"document": "heze-2023-annual"}),
    "behind-goals": (
        {},
        {"document": "heze-2023-q3"},
        {"overtaken": "no", "leader": "肖友华"},
        {"unit": "市住房城乡建设局"},
        {"unit": THING + "unit/heze/市住房城乡建设局"},
    ),
    "cells-of-target": ({"no": "31"}, {"no": "86", "document": "heze-2023-q3"}),
    "cells-of-thing": (
        {"thing": THING + "target/heze-2023-q3/92"},
        {"thing": THING + "document/heze-2023-annual"},
        {"thing": THING + "goal/heze-2023-q3/39/1"},
        {"thing": THING + "row/heze-2023-q3/69"},
    ),
    "changed-targets": ({}, {"kind": "wording"}),
    "changes-of-target": ({"target": THING + "target/heze-2023-q3/92"},),
    "contradictions": ({}, {"kind": "figure-jumps"}),
    "deadlines": (
        {},
        {"done": "no"},
        {"since": "2023-06-01", "until": "2023-06-30", "done": "yes"},
        {"until": "2023-11-30"},
        {"leader": "王昌华", "unit": "市医保局"},
        {"leader": THING + "leader/heze/王昌华"},
        {"unit": THING + "unit/heze/市医保局"},
    ),
    "due-before": ({"date": "2023-06-30"}, {"date": "2023-10-31"}),
    "facts-of-thing": (
        {"thing": THING + "unit/heze/市水务局"},
        {"thing": THING + "finding/heze-2023-annual/17/figure-jumps"},
    ),
    "finding-evidence": ({"finding": "https://w3id.org/heze-graph/id/finding/heze-2023-annual/17/figure-jumps"},),
    "findings": ({}, {"kind": "look-alike"}),
    "findings-of-thing": (
        {"thing": THING + "target/heze-2023-q3/92"},
        {"thing": THING + "unit/heze/市水务局"},
        {"thing": THING + "theme/heze/七网"},
        {"thing": THING + "document/heze-2023-annual"},
    ),
    "goals-of-thing": (
        {"thing": THING + "leader/heze/李春英"},
        {"thing": THING + "theme/heze/七网"},
        {"thing": THING + "target/heze-2023-q3/39"},
        {"thing": THING + "entry/heze-2023-q3/39"},
    ),
    "latest-goals": (
        {},
        {"light": "cannot-tell"},
        {"leader": "王昌华"},
        {"unit": "市发展改革委"},
        {"unit": THING + "unit/heze/市发展改革委"},
    ),
    "mentions-of-target": ({"target": THING + "target/heze-2023-q3/92"},),
    "names": ({}, {"role": "misspelt"}),
    "partners-of-unit": ({"unit": "市科技局"}, {"unit": "各县区人民政府"}),
    "compare-indicator": ({"indicator": "固定资产投资"}, {"indicator": "固定资产投资", "place": "菏泽市"}),
    "projects-of-county": ({"county": "成武县"}, {"county": "鲁西新区"}),
    "sources-of-thing": (
        {"thing": THING + "target/heze-2023-q3/92"},
        {"thing": THING + "unit/heze/市水务局"},
        {"thing": THING + "goal/heze-2023-q3/39/1"},
        {"thing": THING + "row/heze-2023-q3/69"},
    ),
    "target-by-number": ({"no": "31"}, {"no": "86", "document": "heze-2023-annual"}),
    "targets-of-county": (
        {"county": "曹县"},
        {"county": "曹县", "collective": "no"},
        {"county": "单县", "document": "heze-2023-q3"},
    ),
    "targets-of-leader": ({"leader": "曹临"}, {"leader": "张鹏", "document": "heze-2023-q3"}),
    "targets-of-unit": (
        {"unit": "市科技局"},
        {"unit": "共青团市委"},
        {"unit": "市科技局", "document": "heze-2023-q3"},
    ),
    "themes": ({}, {"least": "3"}),
    "uses-of-thing": (
        {"thing": THING + "leader/heze/李春英"},
        {"thing": THING + "claim/on-schedule"},
    ),
}
NAMES = sorted(path.stem for path in QUERIES.glob("*.rq"))
CASES = [(name, values) for name in NAMES for values in VALUES.get(name, ({},))]

TEXTS = (
    "",
    " 前后有空 ",
    "say \"桥\" \\ \\n \\u0022 ''' {?_q} # no comment",
    "一\n二\r\n三\t四",
    "𠮷野家😀\u3000\u00a0\u200b\u2028",
    "<b>&amp;</b>]]>",
    "长" * 5000,
)


@pytest.fixture(scope="module")
def remote(virtuoso: Virtuoso, seed_store: Path) -> Remote:
    virtuoso.load(folder.current(seed_store).graph)
    return Remote(virtuoso.endpoint)


@pytest.mark.virtuoso
def test_terms_survive(virtuoso: Virtuoso, tmp_path: Path) -> None:
    terms = [
        *(Term("literal", text) for text in TEXTS),
        Term("literal", "菏泽市", None, "zh"),
        Term("literal", "Heze", None, "en"),
        Term("iri", "https://w3id.org/heze-graph/id/单位/市科技局"),
        Term("iri", "https://example.org/a%20b?x=1&y=2#三"),
        *(Term("literal", text, XSD + "boolean") for text in ("true", "false")),
        *(Term("literal", text, XSD + "decimal") for text in ("0.1", "-0.05", "126.64")),
        Term("literal", "2147483647", XSD + "integer"),
        Term("literal", "2023-10-31", XSD + "date"),
        Term("literal", "2023", XSD + "gYear"),
        Term("literal", "2023-10", XSD + "gYearMonth"),
    ]
    graph, predicate = pyoxigraph.NamedNode("https://example.org/图"), pyoxigraph.NamedNode("https://example.org/值")
    quads = [
        pyoxigraph.Quad(pyoxigraph.NamedNode(f"https://example.org/{at:03}"), predicate, _rdf(one), graph)
        for at, one in enumerate(terms)
    ]
    file = tmp_path / "terms.nq"
    pyoxigraph.serialize(quads, file, format=pyoxigraph.RdfFormat.N_QUADS)
    virtuoso.load(file)
    remote = Remote(virtuoso.endpoint)
    answer = remote.select(f"SELECT ?s ?o {{ GRAPH {graph} {{ ?s {predicate} ?o }} }} ORDER BY ?s")
    assert [row[1] for row in answer.rows] == terms
    triples = remote.construct(f"CONSTRUCT WHERE {{ ?s {predicate} ?o }}")
    assert set(triples) == {quad.triple for quad in quads}


def _rdf(one: Term) -> pyoxigraph.NamedNode | pyoxigraph.Literal:
    if one.kind == "iri":
        return pyoxigraph.NamedNode(one.text)
    datatype = pyoxigraph.NamedNode(one.datatype) if one.datatype else None
    return pyoxigraph.Literal(one.text, datatype=datatype, language=one.language)


@pytest.mark.virtuoso
def test_a_wrong_query_is_told_with_what_virtuoso_says(remote: Remote) -> None:
    with pytest.raises(QueryError, match=r"HTTP status 400: .*syntax error") as caught:
        remote.select("SELECT * { ?s ?p }")
    assert "\n" not in str(caught.value)


@pytest.mark.virtuoso
def test_an_answer_that_is_cut_off_is_an_error(remote: Remote) -> None:
    with pytest.raises(EndpointError, match=f"cut off at {MAX_ROWS} rows"):
        remote.select(f"{HEZE}SELECT (1 AS ?one) {{ ?a heze:inRow ?row . ?b heze:inRow ?other }}")


@pytest.mark.virtuoso
def test_nothing_can_be_changed(remote: Remote) -> None:
    with pytest.raises((EndpointError, QueryError), match="No permission"):
        remote.select("INSERT DATA { GRAPH <urn:x> { <urn:x> <urn:x> 1 } }")
    assert remote.select("ASK { GRAPH <urn:x> { ?s ?p ?o } }").rows == ((Term("literal", "false", XSD + "boolean"),),)


@pytest.mark.virtuoso
def test_who_asks_is_told_by_digest(virtuoso: Virtuoso, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    address = virtuoso.endpoint + "-auth"
    anonymous = Remote(address)
    with pytest.raises(EndpointError, match=r"HTTP status 401.*give a user and a password"):
        anonymous.select("ASK {}")
    monkeypatch.setenv("HOME", str(tmp_path))
    for user, password in (("dba", "dba"), ("dba", "wr0ng-secret"), ("nobody", "wr0ng-secret")):
        netrc = tmp_path / ".netrc"
        netrc.write_text(f"machine 127.0.0.1 login {user} password {password}\n", encoding="utf-8")
        netrc.chmod(0o600)
        remotes = [Remote(address.replace("//", f"//{user}:{password}@")), Remote(address)]
        netrc.unlink()
        monkeypatch.setenv("HEZE_GRAPH_USER", user)
        monkeypatch.setenv("HEZE_GRAPH_PASSWORD", password)
        remotes.append(Remote(address))
        monkeypatch.delenv("HEZE_GRAPH_USER")
        for remote in remotes:
            if password == "dba":  # noqa: S105  (the one it is installed with)
                assert remote.select("ASK {}") == remote.select("ASK {}")
                continue
            with pytest.raises(EndpointError, match="check the user and the password") as caught:
                remote.select("ASK {}")
            assert "wr0ng" not in str(caught.value) + repr(caught.value) + repr(vars(remote._login).keys())
