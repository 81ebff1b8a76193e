"""The folder of saved queries, loaded whole: what is at fault is kept and named, nothing vanishes."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

from heze_graph.errors import QueryError, SavedQueryError
from heze_graph.saved.binder import bind
from heze_graph.saved.guard import form_of
from heze_graph.saved.header import Header, read_header
from heze_graph.saved.parameters import Parameter, find_parameters

Form = Literal["SELECT", "CONSTRUCT"]
_FORMS = ("SELECT", "CONSTRUCT")


@dataclass(frozen=True, slots=True)
class SavedQuery:
    """One file under `queries/`: `name` is the file's name without `.rq`, `text` all that stands in it."""

    name: str
    path: Path
    text: str
    header: Header
    parameters: tuple[Parameter, ...]
    form: Form

    def bound(self, values: Mapping[str, str]) -> str:
        """Return the query with `values` bound; raises ParameterError as `binder.bind` does."""
        return bind(self.text, self.parameters, values, f"the query {self.name}")


@dataclass(frozen=True, slots=True)
class Library:
    """The saved queries of a folder, sorted by name, and by file name what is wrong with the others."""

    queries: tuple[SavedQuery, ...]
    faults: Mapping[str, SavedQueryError]

    @property
    def broken(self) -> tuple[SavedQueryError, ...]:
        """What is wrong with the files that could not be loaded, in the order of their names."""
        return tuple(self.faults.values())

    def get(self, name: str) -> SavedQuery:
        """Return the query of that name.

        Raises its SavedQueryError when its file is broken, and QueryError with close names when there is none.
        """
        for query in self.queries:
            if query.name == name:
                return query
        if f"{name}.rq" in self.faults:
            raise self.faults[f"{name}.rq"]
        names = [query.name for query in self.queries]
        close = difflib.get_close_matches(name, names, 3) if len(name) <= 200 else []
        raise QueryError.problem(
            "saved queries",
            f"no query {name[:80]!r}",
            f"one of {', '.join(names)}" if names else "a name, but the folder holds no query",
            f"try {' or '.join(close)}" if close else "take a name from the list",
        )


def load(folder: Path) -> Library:
    """Return the saved queries of a folder; files that are at fault become `broken`.

    Raises SavedQueryError when there is no such folder.
    """
    if not folder.is_dir():
        raise SavedQueryError.problem(str(folder), "no such folder", "a folder of .rq files", "correct the path")
    queries: list[SavedQuery] = []
    faults: dict[str, SavedQueryError] = {}
    for path in sorted(path for path in folder.rglob("*") if path.suffix.lower() == ".rq"):
        try:
            if path.parent != folder or path.suffix != ".rq":
                cure = f"move it into {folder} and let its name end in .rq"
                raise SavedQueryError.problem(str(path), "a query elsewhere", "a flat folder of .rq files", cure)
            queries.append(load_query(path))
        except SavedQueryError as error:
            faults[path.relative_to(folder).as_posix()] = error
    return Library(tuple(sorted(queries, key=lambda query: query.name)), faults)


def load_query(path: Path) -> SavedQuery:
    """Return the saved query of one file.

    Raises SavedQueryError when it cannot be read, its header, its syntax or a parameter is at fault, or it is
    neither SELECT nor CONSTRUCT.
    """
    text = _read(path)
    header = read_header(text, path)
    form = cast("Form", form_of(text, str(path), _FORMS, error=SavedQueryError))
    _check_syntax(text, path)
    return SavedQuery(path.stem, path, text, header, find_parameters(text, header, path), form)


def _read(path: Path) -> str:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SavedQueryError.problem(
            str(path), f"an unreadable file ({error})", "a text in UTF-8", "save it as UTF-8"
        ) from error
    if text.startswith("\ufeff"):
        found = "a byte order mark, behind which grlc does not see the first “#+”"
        raise SavedQueryError.problem(f"{path}, line 1", found, "UTF-8 without one", "save it as UTF-8 without BOM")
    return text


def _check_syntax(text: str, path: Path) -> None:
    from pyoxigraph import Store

    try:
        Store().query(text)
    except SyntaxError as error:
        where, reason = _place_and_reason(str(error), path)
        raise SavedQueryError.problem(where, reason, "SPARQL 1.1", "correct it at that place") from error


def _place_and_reason(message: str, path: Path) -> tuple[str, str]:
    """Return where and what Oxigraph's message, “error at LINE:COLUMN: reason”, reports."""
    match = re.match(r"error at (\d+):(\d+): ", message)
    where = f"{path}, line {match[1]}, column {match[2]}" if match else str(path)
    reason = " ".join(message[match.end() if match else 0 :].split())
    return where, f"a syntax error ({reason if len(reason) <= 160 else reason[:160] + '…'})"
