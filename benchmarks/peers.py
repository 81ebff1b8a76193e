"""What others need for the graph of `plain.py`, triple for triple: `peers.py morph-kgc|maplib OUT.nt TABLE...`.

Morph-KGC maps tables by RML, maplib by OTTR. Neither reads such text files, so that the cells stand in two CSV files or
data frames first. They need other versions of rdflib than we do: install them into an environment of their own, whose
Python `PEERS_PYTHON` names. `measure` runs this file there, and leaves out what is not installed.
"""

from __future__ import annotations

import csv
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

TERMS, RDFS = "https://example.org/terms#", "http://www.w3.org/2000/01/rdf-schema#"
XSD, RDF = "http://www.w3.org/2001/XMLSchema#", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
#: What is said of the things of each table: the subject's column, its class, then predicate, column and kind of object.
MAPS = {
    "rows": (
        "row",
        "Row",
        (
            (TERMS + "document", "document", "iri"),
            (TERMS + "line", "line", "integer"),
            (TERMS + "cells", "cells", "integer"),
            (RDFS + "label", "label", "zh"),
        ),
    ),
    "cells": (
        "cell",
        "Cell",
        (
            (TERMS + "row", "row", "iri"),
            (TERMS + "column", "column", "integer"),
            (TERMS + "header", "header", "text"),
            (TERMS + "printed", "printed", "text"),
            (RDFS + "label", "label", "zh"),
            (TERMS + "length", "length", "integer"),
            (TERMS + "place", "place", "text"),
            (TERMS + "text", "text", "iri"),
        ),
    ),
    "texts": ("text", "", ((TERMS + "of", "cell", "iri"),)),
    "columns": ("row", "", (("", "cell", "iri"),)),
}
Record = dict[str, str | int]


def records(tables: list[Path]) -> dict[str, list[Record]]:
    """Return the rows and the cells of tables, as `plain.py` copies them."""
    found: dict[str, list[Record]] = {"rows": [], "cells": []}
    for path in tables:
        document, header = f"https://example.org/{path.stem}", [""]
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            cells = line.split("\t")
            if len(cells) < 3 or cells[0] == "序号":
                header = cells
                continue
            row: Record = {"row": f"{document}/{number}", "document": document, "line": number, "cells": len(cells)}
            found["rows"].append(row | {"label": cells[0]})
            found["cells"] += _cells(str(row["row"]), number, cells, header)
    return found


def _cells(row: str, number: int, cells: list[str], header: list[str]) -> Iterator[Record]:
    for column, printed in enumerate(cells):
        yield {
            "row": row,
            "cell": f"{row}/{column}",
            "text": f"{row}/{column}/text",
            "column": column,
            "header": header[column] if column < len(header) else "",
            "printed": printed,
            "label": printed[:20],
            "length": len(printed),
            "place": f"{number}/{column}",
            "predicate": f"{TERMS}column{column}",
        }


def morph_kgc(found: dict[str, list[Record]], out: Path) -> None:
    """Let Morph-KGC map two CSV files by RML."""
    import morph_kgc as engine

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for table, rows in found.items():
            with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, list(rows[0]), quoting=csv.QUOTE_ALL)
                writer.writeheader()
                writer.writerows(rows)
        (folder / "mapping.ttl").write_text(_rml(folder), encoding="utf-8")
        # An empty cell is a text like any other.
        config = f"[CONFIGURATION]\nna_values=<nothing>\nlogging_level=ERROR\n[tables]\nmappings={folder}/mapping.ttl\n"
        triples = engine.materialize_set(config)
        with out.open("w", encoding="utf-8") as file:
            file.writelines(f"{triple} .\n" for triple in triples)


def _rml(folder: Path) -> str:
    maps = ["@prefix rr: <http://www.w3.org/ns/r2rml#> .\n@prefix rml: <http://semweb.mmlab.be/ns/rml#> .\n"]
    for name, (subject, of_class, said) in MAPS.items():
        source = folder / ("rows.csv" if name == "rows" else "cells.csv")
        kind = f"; rr:class <{TERMS}{of_class}>" if of_class else ""
        maps.append(
            f'<urn:{name}> rml:logicalSource [ rml:source "{source}" ;'
            " rml:referenceFormulation <http://semweb.mmlab.be/ns/ql#CSV> ] ;\n"
            f' rr:subjectMap [ rml:reference "{subject}" ; rr:termType rr:IRI {kind} ]'
        )
        for predicate, column, what in said:
            by = (
                f"rr:predicate <{predicate}>"
                if predicate
                else f'rr:predicateMap [ rr:template "{TERMS}column{{column}}" ]'
            )
            typed = {
                "iri": "; rr:termType rr:IRI",
                "integer": f"; rr:datatype <{XSD}integer>",
                "zh": '; rr:language "zh"',
            }
            object_map = f'[ rml:reference "{column}" {typed.get(what, "")} ]'
            maps.append(f" ;\n rr:predicateObjectMap [ {by} ; rr:objectMap {object_map} ]")
        maps.append(" .\n")
    return "".join(maps)


def maplib(found: dict[str, list[Record]], out: Path) -> None:
    """Let maplib map two data frames by OTTR templates."""
    import maplib as engine
    import polars

    model = engine.Model()
    # A text with its language is such a pair there, which its answers have, too.
    label = polars.struct(polars.col("label").alias(f"<{RDF}langString>"), polars.lit("zh").alias("l")).alias("label")
    frames = {name: polars.DataFrame(rows).with_columns(label) for name, rows in found.items()}
    for name, (subject, of_class, said) in MAPS.items():
        model.add_template(_template(name, subject, of_class, said))
        wanted = [subject, *(column for _, column, _ in said), *(() if name != "columns" else ("predicate",))]
        model.map(f"urn:maps:{name}", frames.get(name, frames["cells"]).select(list(dict.fromkeys(wanted))))
    model.write(str(out), format="ntriples")


def _template(name: str, subject: str, of_class: str, said: tuple[tuple[str, str, str], ...]) -> str:
    types = {"iri": "ottr:IRI", "integer": "xsd:integer", "text": "xsd:string", "zh": "rdf:langString"}
    taken = {subject: "ottr:IRI"} | {column: types[what] for _, column, what in said}
    taken |= {"predicate": "ottr:IRI"} if name == "columns" else {}
    triples = [f"ottr:Triple(?{subject}, a, <{TERMS}{of_class}>)"] if of_class else []
    triples += [
        f"ottr:Triple(?{subject}, {f'<{predicate}>' if predicate else '?predicate'}, ?{column})"
        for predicate, column, _ in said
    ]
    head = "".join(
        f"@prefix {p}: <{i}> .\n" for p, i in {"ottr": "http://ns.ottr.xyz/0.4/", "xsd": XSD, "rdf": RDF}.items()
    )
    parameters = ", ".join(f"{kind} ?{column}" for column, kind in taken.items())
    return f"{head}<urn:maps:{name}> [ {parameters} ] :: {{ {', '.join(triples)} }} ."


PEERS: dict[str, Callable[[dict[str, list[Record]], Path], Any]] = {"morph-kgc": morph_kgc, "maplib": maplib}


def main() -> None:
    """Write the triples of the tables that are named."""
    PEERS[sys.argv[1]](records([Path(name) for name in sys.argv[3:]]), Path(sys.argv[2]))


if __name__ == "__main__":
    main()
