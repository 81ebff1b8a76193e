"""Answers written by Oxigraph's serialisers, and what these get wrong made right or refused."""

from __future__ import annotations

from collections.abc import Iterable
from typing import IO, TYPE_CHECKING, Any, cast
from xml.parsers import expat

from heze_graph.store.question import Format

if TYPE_CHECKING:
    import pyoxigraph


_XML = ("xml", "rdf")


class Output:
    """A file to which Oxigraph writes: it takes so many bytes and no more (`full` tells), and counts them (`size`)."""

    def __init__(self, file: IO[bytes], format_: Format, limit: float = float("inf")) -> None:
        self.size = 0
        self.full = False
        self._file, self._format, self._limit = file, format_, limit

    def write(self, data: bytes) -> int:
        """Write as a file does; raises OSError when it would be too much."""
        # Oxigraph writes carriage returns into XML as they are, and every XML parser makes line feeds of them.
        written = data.replace(b"\r", b"&#13;") if self._format in _XML else data
        self.size += len(written)
        if self.size > self._limit:
            self.full = True
            raise OSError("too large")
        self._file.write(written)
        return len(data)

    def flush(self) -> None:
        """Flush the file."""
        self._file.flush()


def write_table(result: pyoxigraph.QuerySolutions | pyoxigraph.QueryBoolean, format_: Format, output: Output) -> None:
    """Write the result of SELECT or ASK as `json`, `xml`, `csv` or `tsv`; raises OSError when it cannot."""
    from pyoxigraph import QueryResultsFormat

    formats = {
        "json": QueryResultsFormat.JSON,
        "xml": QueryResultsFormat.XML,
        "csv": QueryResultsFormat.CSV,
        "tsv": QueryResultsFormat.TSV,
    }
    result.serialize(cast("IO[bytes]", output), format=formats[format_])


def write_graph(triples: Iterable[pyoxigraph.Triple], format_: Format, output: Output) -> None:
    """Write triples as `ttl`, `nt`, `rdf` or `jsonld`; raises OSError when it cannot."""
    from pyoxigraph import QueryTriples, RdfFormat, serialize

    formats = {
        "ttl": RdfFormat.TURTLE,
        "nt": RdfFormat.N_TRIPLES,
        "rdf": RdfFormat.RDF_XML,
        "jsonld": RdfFormat.JSON_LD,
    }
    file = cast("Any", output)
    if isinstance(triples, QueryTriples):
        triples.serialize(file, format=formats[format_])
    else:
        serialize(triples, file, format=formats[format_])


def check(file: IO[bytes], format_: Format) -> None:
    """Raise ValueError when what was written is no XML: control characters, or predicates without a local name."""
    if format_ in _XML:
        parser = expat.ParserCreate(namespace_separator=" ")
        try:
            parser.ParseFile(file)
        except expat.ExpatError as error:
            raise ValueError(str(error)) from error
