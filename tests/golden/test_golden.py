"""Tables in, expected Turtle and findings out: each folder is a case.

`python -m tests.golden.test_golden` writes the expectations anew; read the difference before it is committed.
"""

from __future__ import annotations

from pathlib import Path

import pyoxigraph
import pytest

from heze_graph.model.printed import TableFile
from heze_graph.model.understood import Finding
from heze_graph.pipeline.stages import connect, read
from heze_graph.rdf import iris
from heze_graph.rdf.dataset import nquads
from heze_graph.rdf.formats import serialise
from heze_graph.rdf.terms import PREFIXES
from heze_graph.reference import Reference
from heze_graph.resources import ONTOLOGY, REFERENCE

HERE = Path(__file__).parent
CASES = sorted(path for path in HERE.iterdir() if any(path.glob("*.txt")))
#: What is the same for every table would only hide what a case is about.
LEFT_OUT = {iris.graph("ontology"), iris.graph("register")}


def outcome(case: Path, reference: Reference) -> tuple[str, str]:
    """Return the Turtle and the findings (a line each) of the tables of a case."""
    understood = connect([read(TableFile.at(path), reference) for path in sorted(case.glob("*.txt"))], reference)
    quads = pyoxigraph.parse(input=nquads(understood, reference, ONTOLOGY), format=pyoxigraph.RdfFormat.N_QUADS)
    triples = list({quad.triple for quad in quads if str(quad.graph_name)[1:-1] not in LEFT_OUT})
    findings = [finding for record in understood.records for finding in record.findings]
    lines = [_line(finding) for finding in (*findings, *understood.findings)]
    return serialise(triples, "ttl", PREFIXES).decode(), "".join(lines)


def _line(finding: Finding) -> str:
    cells = (finding.document, str(finding.line), finding.kind, finding.printed, finding.understood, finding.certainty)
    return "\t".join((*cells, "、".join(finding.candidates))) + "\n"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_table_becomes_the_expected_graph(case: Path, reference: Reference) -> None:
    turtle, findings = outcome(case, reference)
    assert findings == (case / "findings.tsv").read_text(encoding="utf-8")
    assert turtle == (case / "expected.ttl").read_text(encoding="utf-8")


def write() -> None:
    """Write the expectations of all cases."""
    for case in CASES:
        turtle, findings = outcome(case, Reference(REFERENCE))
        (case / "expected.ttl").write_text(turtle, encoding="utf-8", newline="\n")
        (case / "findings.tsv").write_text(findings, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write()
