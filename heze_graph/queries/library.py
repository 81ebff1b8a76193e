"""The folder of saved queries. Every file is listed: a broken one is kept with the reason instead of vanishing."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, cast

from heze_graph.errors import QueryError, SavedQueryError
from heze_graph.messages import Message, say
from heze_graph.model.answers import Answer, Term
from heze_graph.queries.columns import Column, answer_columns
from heze_graph.queries.header import Choices, QueryHeader, Way, place, read_choices, read_header, read_ways
from heze_graph.queries.parameters import Parameter, bind, find_parameters, term
from heze_graph.queries.syntax import form_of
from heze_graph.rdf.formats import TABLES, TRIPLES
from heze_graph.store.engine import Engine
from heze_graph.store.syntax_faults import place_of, syntax_fault

Form = Literal["SELECT", "CONSTRUCT"]
#: A valid query name, which cannot lead out of the folder.
_NAME = re.compile(r"[A-Za-z0-9_-]+")
#: Invisible characters around a value: white space, and characters of zero width.
_AROUND = re.compile(r"^[\s\u00ad\u200b-\u200f\u2060\ufeff]+|[\s\u00ad\u200b-\u200f\u2060\ufeff]+$")
_FORMS = ("SELECT", "CONSTRUCT")
#: Files that grlc takes for queries; a .json file that is not one makes it fail.
_QUERIES = (".rq", ".sparql", ".tpf", ".json")


@dataclass(frozen=True, slots=True)
class SavedQuery:
    """One file under `queries/`: `name` is the file name without `.rq`, `text` its whole content.

    `choices` says where the values of a parameter are listed, `ways` how people ask for the query. `columns` are those
    of its answer, in order; a CONSTRUCT query has none.
    """

    name: str
    path: Path
    text: str
    header: QueryHeader
    parameters: tuple[Parameter, ...]
    form: Form
    choices: Mapping[str, Choices]
    ways: tuple[Way, ...]
    columns: tuple[Column, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(column.name for column in self.columns)

    @property
    def formats(self) -> tuple[str, ...]:
        """The names of the formats of its answer for programs, the default first."""
        return TABLES if self.form == "SELECT" else TRIPLES

    def bound(self, values: Mapping[str, str]) -> str:
        """Return the query with `values` bound, stripped of invisible characters, which copied names often bring along.

        Raises ParameterError as `bind` does.
        """
        trimmed = {name: _AROUND.sub("", value) for name, value in values.items()}
        return bind(self.text, self.parameters, trimmed, say("queries.named", name=self.name))

    def terms(self, values: Mapping[str, str]) -> tuple[str, ...]:
        """Return the required values in SPARQL syntax; raises ParameterError as `bind` does."""
        asked = say("queries.named", name=self.name)
        given = ((one, values.get(one.name, one.default)) for one in self.parameters if one.required)
        return tuple(term(one, _AROUND.sub("", value), asked) for one, value in given if value is not None)


@dataclass(frozen=True, slots=True)
class Fault:
    """A file that cannot be loaded: its name without the folder, the line if known, and the reason."""

    file: str
    line: int | None
    cause: Message


@dataclass(frozen=True, slots=True)
class Library:
    """The saved queries of a folder, sorted by name, and the errors of broken files by file name."""

    queries: tuple[SavedQuery, ...]
    faults: Mapping[str, SavedQueryError]

    @property
    def broken(self) -> tuple[SavedQueryError, ...]:
        """The errors of the files that could not be loaded, sorted by file name."""
        return tuple(self.faults.values())

    def problems(self) -> tuple[Fault, ...]:
        """Return why files could not be loaded, for readers who need not know the folder."""
        return tuple(_fault(file, error) for file, error in self.faults.items())

    def close_to(self, name: str) -> list[str]:
        """Return the most similar names, or those of the queries that speak of it (逾期), three at most."""
        import difflib

        if not name or len(name) > 200:
            return []
        said = {
            query.name: [query.header.summary, query.header.summary_en, *(way.text for way in query.ways)]
            for query in self.queries
        }
        spoken = [one for one, texts in said.items() if any(name in text for text in texts)]
        return difflib.get_close_matches(name, said, 3) or spoken[:3]

    def get(self, name: str) -> SavedQuery:
        """Return the query of that name.

        Raises the SavedQueryError of a broken file, and QueryError with similar names when there is no such query.
        """
        for query in self.queries:
            if query.name == name:
                return query
        if f"{name}.rq" in self.faults:
            raise self.faults[f"{name}.rq"]
        names = [query.name for query in self.queries]
        close = self.close_to(name)
        raise QueryError.problem(
            "queries.no-such-query",
            name=name[:80],
            expected=say("queries.one-of", names=names) if names else say("queries.empty-folder"),
            cure=say("queries.try", names=" / ".join(close)) if close else say("queries.from-the-list"),
        )

    def ask(self, engine: Engine, name: str, **values: str) -> Answer:
        """Return an engine's answer to the SELECT query of that name; raises as `get`, `bound` and the engine do."""
        from heze_graph.queries.in_order import whole_text

        return engine.select(whole_text(engine, self.get(name), values))


def load(folder: Path, names: Collection[str] | None = None) -> Library:
    """Return the saved queries of a folder, or only some by name; broken files become `faults`.

    Raises SavedQueryError when there is no such folder.
    """
    if not folder.is_dir():
        raise SavedQueryError.problem("queries.no-folder", where=folder)
    queries: list[SavedQuery] = []
    faults: dict[str, SavedQueryError] = {}
    for path in sorted(path for path in folder.rglob("*") if path.suffix.lower() in _QUERIES):
        if names is not None and path.stem not in names:
            continue
        try:
            if path.parent != folder or path.suffix != ".rq":
                raise SavedQueryError.problem("queries.elsewhere", where=path, folder=folder)
            queries.append(load_query(path))
        except SavedQueryError as error:
            faults[path.relative_to(folder).as_posix()] = error
    return Library(tuple(sorted(queries, key=lambda query: query.name)), faults)


def load_named(folder: Path, name: str) -> SavedQuery:
    """Return one saved query of a folder, reading no other; raises as `load` and `Library.get` do."""
    path = folder / f"{name}.rq"
    return load_query(path) if _NAME.fullmatch(name) and path.is_file() else load(folder).get(name)


def load_query(path: Path) -> SavedQuery:
    """Return the saved query of one file.

    Raises SavedQueryError when it cannot be read, its header, its syntax or a parameter is wrong, or it is neither
    SELECT nor CONSTRUCT.
    """
    text = _read(path)
    header = read_header(text, path)
    form = cast("Form", form_of(text, str(path), _FORMS, error=SavedQueryError))
    columns = answer_columns(header.columns, _columns(text, path))
    parameters = find_parameters(text, header, path)
    names = tuple(parameter.name for parameter in parameters)
    choices, ways = read_choices(header, names, path), read_ways(header, names, path)
    return SavedQuery(path.stem, path, text, header, parameters, form, choices, ways, columns)


@cache
def beside(module: str, name: str) -> SavedQuery:
    """Return the query in a file next to a module, whose `__file__` is given; raises as `load_query` does."""
    return load_query(Path(module).with_name(f"{name}.rq"))


def _read(path: Path) -> str:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SavedQueryError.problem("queries.unreadable", where=path, error=error) from error
    if text.startswith("\ufeff"):
        raise SavedQueryError.problem("queries.byte-order-mark", where=place(path, 1))
    return text


def _columns(text: str, path: Path) -> tuple[str, ...]:
    """Return the columns of a query's answer; raises SavedQueryError where its syntax is wrong."""
    from pyoxigraph import QuerySolutions, Store

    try:
        result = Store().query(text)
    except SyntaxError as error:
        place = place_of(str(error)).values
        where = say("queries.column", where=path, **place) if place else str(path)
        raise SavedQueryError(syntax_fault(str(error), text).at(where)) from error
    return tuple(one.value for one in result.variables) if isinstance(result, QuerySolutions) else ()


def _fault(file: str, error: SavedQueryError) -> Fault:
    cause, line = _without_folder(cast("Message", error.message), file)
    return Fault(file, line, cause)


def _without_folder(message: Message, file: str) -> tuple[Message, int | None]:
    """Return a message with the file's name in place of its path, and the line it names."""
    values, line = dict(message.values), None
    for name, value in values.items():
        if isinstance(value, Message):
            values[name], inner = _without_folder(value, file)
            line = inner or line
        elif isinstance(value, str) and value.endswith(file):
            values[name] = file
        elif name == "line":
            line = cast("int", value)
    return Message(message.key, values), line


def listing(library: Library) -> Answer:
    """Return the name, the parameters, and the Chinese and English summaries of each query that loads."""
    texts = [
        (query.name, " ".join(map(_described, query.parameters)), query.header.summary, query.header.summary_en)
        for query in library.queries
    ]
    rows = tuple(tuple(Term("literal", text) if text else None for text in row) for row in texts)
    return Answer(("name", "parameters", "summary", "summary_en"), rows)


def _described(parameter: Parameter) -> str:
    """Describe a parameter: optional ones in brackets, followed by the default and the allowed values."""
    text = parameter.name
    if parameter.default is not None:
        text += f"={parameter.default}"
    if parameter.allowed:
        text += f":{'|'.join(parameter.allowed)}"
    return text if parameter.required else f"[{text}]"
