"""A starter register for a city that nothing is known of: what its tables print, for a person to correct."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path

from heze_graph.errors import OutputError
from heze_graph.model.known import Place
from heze_graph.reference.language import Language

_JUDGEMENTS = ("judgement", "document_a", "number_a", "document_b", "number_b", "person", "date", "reason")


def starter_files(
    units: Iterable[str], leaders: Iterable[str], places: Iterable[Place], language: Language
) -> dict[str, str]:
    """Return the files of a register, by name, with the names as printed and the kinds that their endings tell.

    A name that a spreadsheet would take for a formula is left out: it is no name, and the files are opened in one.
    """
    units, leaders = _harmless(units), _harmless(leaders)
    return {
        "units.csv": _csv(
            ("name", "alternative_names", "misspellings", "kind", "english", "governs", "stands_for"),
            [(name, "", "", language.kind_of_unit(name), "", "", "") for name in units],
        ),
        "leaders.csv": _csv(("name", "alternative_names", "misspellings"), [(name, "", "") for name in leaders]),
        "places.csv": _csv(
            ("code", "name", "alternative_names", "misspellings", "kind", "english"),
            [
                (place.code or "", place.names.preferred, "|".join(place.names.alternative), "", place.kind, "")
                for place in places
            ],
        ),
        "judgements.csv": _csv(_JUDGEMENTS, []),
    }


def write_starter(folder: Path, files: dict[str, str]) -> bool:
    """Write a register into a folder of its own, and return whether it did: a folder that exists is left alone.

    Raises OutputError when it cannot be written.
    """
    if folder.exists():
        return False
    try:
        folder.mkdir(parents=True)
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8-sig", newline="\n")
    except OSError as error:
        raise _unwritable(folder, error, "work in another folder") from error
    return True


def copy_register(source: Path, folder: Path) -> Path:
    """Copy the register of a city into a folder that is not there yet, and return that folder.

    Raises OutputError when it cannot be written.
    """
    try:
        shutil.copytree(source, folder)
    except OSError as error:
        raise _unwritable(folder, error, "work in another folder") from error
    return folder


def record_judgement(folder: Path, judgement: Sequence[str]) -> None:
    """Append a judgement (the columns of judgements.csv, in order) to a city's folder.

    Raises OutputError when it cannot be written.
    """
    path = folder / "judgements.csv"
    try:
        fresh = not path.exists()
        with path.open("a", encoding="utf-8-sig" if fresh else "utf-8", newline="") as file:
            if fresh:
                file.write(_csv(_JUDGEMENTS, []))
            file.write(_rows([judgement]))
    except OSError as error:
        cure = "copy the city's folder to a place of your own and give it with --place"
        raise _unwritable(path, error, cure) from error


def _harmless(names: Iterable[str]) -> list[str]:
    return [name for name in names if not name.startswith(("=", "+", "-", "@", "\t", "\r"))]


def _csv(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    return _rows([head, *rows])


def _rows(rows: Sequence[Sequence[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def _unwritable(path: Path, error: OSError, cure: str) -> OutputError:
    found = f"a place that cannot be written ({error.strerror or error})"
    return OutputError.problem(str(path), found, "a writable one", cure)
