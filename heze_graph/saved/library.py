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
from heze_graph.saved.choices import read_choices
from heze_graph.saved.guard import form_of
from heze_graph.saved.header import Header, read_header
from heze_graph.saved.parameters import Parameter, find_parameters

Form = Literal["SELECT", "CONSTRUCT"]
_FORMS = ("SELECT", "CONSTRUCT")
#: What grlc takes for a query; a .json file that is none even ends it.
_QUERIES = (".rq", ".sparql", ".tpf", ".json")


@dataclass(frozen=True, slots=True)
class SavedQuery:
    """One file under `queries/`: `name` is the file's name without `.rq`, `text` all that stands in it.

    `columns` are those of its answer, in order; a CONSTRUCT query has none.
    """

    name: str
    path: Path
    text: str
    header: Header
    parameters: tuple[Parameter, ...]
    form: Form
    columns: tuple[str, ...] = ()

    def bound(self, values: Mapping[str, str]) -> str:
        """Return the query with `values` bound; raises ParameterError as `binder.bind` does."""
        return bind(self.text, self.parameters, values, f"the query {self.name}")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a file that cannot be loaded, without the folder: its name, the line if one is known, why."""

    file: str
    line: int | None
    cause: str


@dataclass(frozen=True, slots=True)
class Library:
    """The saved queries of a folder, sorted by name, and by file name what is wrong with the others."""

    queries: tuple[SavedQuery, ...]
    faults: Mapping[str, SavedQueryError]

    @property
    def broken(self) -> tuple[SavedQueryError, ...]:
        """What is wrong with the files that could not be loaded, in the order of their names."""
        return tuple(self.faults.values())

    def told(self) -> tuple[Fault, ...]:
        """Return what is wrong with the files that could not be loaded, for people who need not know the folder."""
        return tuple(_fault(file, str(error)) for file, error in self.faults.items())

    def close_to(self, name: str) -> list[str]:
        """Return the names that are most like a name, at most three."""
        names = [query.name for query in self.queries]
        return difflib.get_close_matches(name, names, 3) if len(name) <= 200 else []

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
        close = self.close_to(name)
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
    for path in sorted(path for path in folder.rglob("*") if path.suffix.lower() in _QUERIES):
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
    columns = _columns(text, path)
    parameters = find_parameters(text, header, path)
    read_choices(header, (parameter.name for parameter in parameters), path)
    return SavedQuery(path.stem, path, text, header, parameters, form, columns)


def _read(path: Path) -> str:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        found = f"an unreadable file ({getattr(error, 'strerror', None) or error})"
        raise SavedQueryError.problem(str(path), found, "a text in UTF-8", "save it as UTF-8") from error
    if text.startswith("\ufeff"):
        found = "a byte order mark, behind which grlc does not see the first “#+”"
        raise SavedQueryError.problem(f"{path}, line 1", found, "UTF-8 without one", "save it as UTF-8 without BOM")
    return text


def _columns(text: str, path: Path) -> tuple[str, ...]:
    """Return the columns of a query's answer; raises SavedQueryError where its syntax is at fault."""
    from pyoxigraph import QuerySolutions, Store

    try:
        result = Store().query(text)
    except SyntaxError as error:
        where, reason = _place_and_reason(str(error), path)
        raise SavedQueryError.problem(where, reason, "SPARQL 1.1", "correct it at that place") from error
    return tuple(one.value for one in result.variables) if isinstance(result, QuerySolutions) else ()


def _fault(file: str, message: str) -> Fault:
    found = message[message.find(file) :] if file in message else message
    line = re.match(r", line (\d+)", found.removeprefix(file))
    return Fault(file, int(line[1]) if line else None, found)


def _place_and_reason(message: str, path: Path) -> tuple[str, str]:
    """Return where and what Oxigraph's message, “error at LINE:COLUMN: reason”, reports."""
    match = re.match(r"error at (\d+):(\d+): ", message)
    where = f"{path}, line {match[1]}, column {match[2]}" if match else str(path)
    reason = " ".join(message[match.end() if match else 0 :].split())
    return where, f"a syntax error ({reason if len(reason) <= 160 else reason[:160] + '…'})"
