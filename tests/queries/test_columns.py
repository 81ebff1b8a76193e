"""What the header of a saved query says of its columns, and what is made of it: a column is described in one place."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from openpyxl import load_workbook

from heze_graph import resources
from heze_graph.cli import main
from heze_graph.model.answers import Answer, Term
from heze_graph.queries.columns import Column, Words, answer_columns, for_people, shown
from heze_graph.queries.library import Library, load_query
from heze_graph.store.embedded import Embedded

HEAD = "#+ summary: 试\n#+ summary_en: A try\n#+ columns:\n"
BUREAU = 'VALUES (?who ?whoIri ?rate) { ("甲局" <https://w3id.org/heze-graph/id/unit/a/甲局> 0.5) }'
DUMMY = f"""{HEAD}#+   - who: {{zh: 牵头单位, en: Lead unit, kind: thing}}
#+   - rate: {{zh: 比例, en: Share, kind: share}}
SELECT ?who ?rate ?whoIri {{ {BUREAU} }}
"""


@pytest.fixture
def dummy(tmp_path: Path) -> Path:
    path = tmp_path / "dummy.rq"
    path.write_text(DUMMY, encoding="utf-8")
    return path


def test_a_column_is_what_the_header_says_and_its_iri_goes_with_it(dummy: Path) -> None:
    who, rate, iri = load_query(dummy).columns
    assert who == Column("who", Words("牵头单位", "Lead unit"), "thing", iri="whoIri")
    assert rate.kind == "share"
    assert iri == Column("whoIri", Words("牵头单位 IRI", "Lead unit IRI"), "iri")
    assert shown((who, rate, iri)) == (who, rate)


def test_a_companion_is_hidden_whatever_it_is_called() -> None:
    wording = Column("wording", Words("措辞", "Wording"), "thing", iri="entry")
    entry = Column("entry", Words("条目", "Entry"), "iri")
    assert shown((entry, wording)) == (wording,)


def test_names_are_read_as_they_are_written(tmp_path: Path) -> None:
    path = tmp_path / "a.rq"
    path.write_text(HEAD + "#+   - no: {zh: 序号, en: No.}\nSELECT ?no { ?s ?p ?no }", encoding="utf-8")
    (column,) = load_query(path).columns
    assert (column.name, column.title("en")) == ("no", "No.")


def test_companions_have_words_of_their_own_and_an_unknown_column_its_name() -> None:
    claim = Column("claim", Words("评价", "Claim"), "code", "ClaimScheme", code="claimCode")
    reason = Column("reason", Words("理由", "Reason"), english="reasonEn")
    code, english, other = answer_columns((claim, reason), ("claimCode", "reasonEn", "other"))
    assert (code.kind, code.scheme, code.title("zh")) == ("code", "ClaimScheme", "评价（代码）")
    assert english.title("en") == "Reason (English)"
    assert (other.title("zh"), other.kind) == ("other", "text")


def test_people_see_words_and_no_companions() -> None:
    column = Column("who", Words("单位", "Unit"), "thing", iri="whoIri")
    answer = Answer(("who", "whoIri"), ((Term("literal", "甲局"), Term("iri", "urn:a")),))
    assert for_people(answer, (column,)) == Answer(("who",), ((Term("literal", "甲局"),),))


def test_every_thing_of_the_house_has_its_iri_beside_it(library: Library, seed_engine: Embedded) -> None:
    """A cell with a name has an IRI, one with several as many, and each is the IRI of a thing of the graph."""
    known = {row["thing"] for row in seed_engine.select("SELECT DISTINCT ?thing { ?thing ?p ?o }").texts()}
    for query in library.queries:
        values = {one.name: one.example for one in query.parameters if one.required and one.example}
        for row in seed_engine.select(query.bound(values)).texts():
            for column in query.columns:
                if column.kind not in ("thing", "things") or row[column.name] in ("", *column.values):
                    continue
                iris = [iri for iri in row[column.iri].split() if iri != "-"]
                assert set(iris) <= known, (query.name, column.name, iris)
                names = row[column.name].split("、") if column.kind == "things" else [row[column.name]]
                assert len(row[column.iri].split()) == len(names), (query.name, column.name, row)


def test_iris_name_what_the_cell_says(library: Library, seed_engine: Embedded) -> None:
    for row in seed_engine.select(library.get("entries").bound({})).texts():
        names = [iri.rpartition("/")[2] for iri in row["unitIris"].split()]
        assert "、".join(names) == row["units"]
        assert row["leaderIri"].rpartition("/")[2] == row["leader"]


@pytest.mark.parametrize(
    ("labels", "header"),
    [((), "文件,标题"), (("--labels", "en"), "Document,Title"), (("--labels", "none"), "document,title")],
)
def test_files_for_people_have_words_for_headers(
    labels: tuple[str, ...], header: str, seed_store: Path, tmp_path: Path
) -> None:
    for suffix in ("csv", "xlsx"):
        out = tmp_path / f"documents.{suffix}"
        assert main(["query", "documents", "--store", str(seed_store), "--out", str(out), *labels]) == 0
    assert (tmp_path / "documents.csv").read_text(encoding="utf-8-sig").startswith(header)
    sheet = load_workbook(io.BytesIO((tmp_path / "documents.xlsx").read_bytes())).active
    assert sheet is not None
    assert ",".join(str(cell.value) for cell in next(sheet.iter_rows())).startswith(header)


def test_csv_on_stdout_has_the_names_of_the_columns(seed_store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["query", "documents", "--store", str(seed_store), "--format", "csv"]) == 0
    assert capsys.readouterr().out.startswith("document,title,issuer")


def test_no_scheme_is_a_guess(library: Library) -> None:
    schemes = (resources.ONTOLOGY / "heze.ttl").read_text(encoding="utf-8")
    used = {column.scheme for query in library.queries for column in query.columns if column.scheme}
    assert used
    assert all(f"heze:{scheme} a skos:ConceptScheme" in schemes for scheme in used)
