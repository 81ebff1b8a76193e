"""The plain way, as a peer: each cell copied into RDF with rdflib, about as many triples: plain.py OUT.nt TABLE..."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from rdflib import RDF, RDFS, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

TERMS = Namespace("https://example.org/terms#")


def said(path: Path) -> Iterator[tuple[Node, Node, Node]]:
    """Yield what a table says: 6 triples a row and 11 a cell."""
    document = URIRef(f"https://example.org/{path.stem}")
    header: list[str] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        cells = line.split("\t")
        if len(cells) < 3 or cells[0] == "序号":
            header = cells
            continue
        row = URIRef(f"{document}/{number}")
        yield from ((row, RDF.type, TERMS.Row), (row, TERMS.document, document), (row, TERMS.line, Literal(number)))
        yield from ((row, TERMS.cells, Literal(len(cells))), (row, RDFS.label, Literal(cells[0], lang="zh")))
        for column, printed in enumerate(cells):
            cell, text = URIRef(f"{row}/{column}"), URIRef(f"{row}/{column}/text")
            head = header[column] if column < len(header) else ""
            yield from ((cell, RDF.type, TERMS.Cell), (cell, TERMS.row, row), (cell, TERMS.column, Literal(column)))
            yield from ((cell, TERMS.header, Literal(head)), (cell, TERMS.printed, Literal(printed)))
            yield cell, RDFS.label, Literal(printed[:20], lang="zh")
            yield cell, TERMS.length, Literal(len(printed))
            yield from ((cell, TERMS.place, Literal(f"{number}/{column}")), (cell, TERMS.text, text))
            yield from ((text, TERMS.of, cell), (row, TERMS[f"column{column}"], cell))


def main() -> None:
    """Write the triples of the tables that are named."""
    graph = Graph()
    for path in map(Path, sys.argv[2:]):
        for triple in said(path):
            graph.add(triple)
    graph.serialize(sys.argv[1], format="nt", encoding="utf-8")


if __name__ == "__main__":
    main()
