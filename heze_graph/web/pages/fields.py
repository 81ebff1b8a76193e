"""The form of a saved query: one field for each parameter, with the values that the graph has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from heze_graph.entities.matching import Query, folded, syllables
from heze_graph.errors import ParameterError, QueryError
from heze_graph.queries.choices import Choice, nearest, offered
from heze_graph.queries.library import SavedQuery
from heze_graph.queries.parameters import Parameter, term
from heze_graph.web.pages.graph import Vocabulary
from heze_graph.web.rendering import text
from heze_graph.web.site import Memory, Site

Kind = Literal["menu", "list", "date", "number", "text"]

_LONGEST_MENU = 30  # a longer one is a field with suggestions, which is searched by typing
_MOST_OPTIONS = 1000
_MOST_EXAMPLES = 6
_NUMBERS = ("integer", "number", "xsd:integer", "xsd:decimal", "xsd:double", "xsd:float")
_memory = Memory(64)


@dataclass(frozen=True, slots=True)
class Field:
    """One field: how it is shown, its value, its options as (value, label), and what is wrong with the value.

    `examples` are some options, offered where a required value is missing. `all_label` stands for no value.
    """

    name: str
    label: str
    kind: Kind
    value: str
    required: bool
    options: tuple[tuple[str, str], ...] = ()
    examples: tuple[tuple[str, str], ...] = ()
    all_label: str = ""
    error: str = ""
    default: str = ""


def fields_of(
    query: SavedQuery, given: Mapping[str, str], site: Site, known: Vocabulary, language: str
) -> tuple[Field, ...]:
    """Return the fields of a query in the order of its parameters; `given` are the values that are not empty."""
    return tuple(_field(one, given, choices_for(query, one, site), (known, language)) for one in query.parameters)


def choices_for(query: SavedQuery, parameter: Parameter, site: Site) -> tuple[Choice, ...]:
    """Return the values that the graph has for a parameter; empty where the header names no source for them."""
    where = query.choices.get(parameter.name)
    if parameter.allowed or where is None:
        return tuple(Choice(value, value, value) for value in parameter.allowed)
    try:
        return _memory.get(site, where, lambda: offered(where, site.library, site.engine))
    except QueryError:
        return ()  # the field stays, to be filled by hand; the list of questions says what is wrong with that query


def suggested(wanted: str, choices: Iterable[Choice], most: int = _MOST_EXAMPLES) -> list[Choice]:
    """Return the choices that may have been meant: by part of the name, pinyin, initials, or similarity.

    >>> [one.value for one in suggested("mj", [Choice("市某局", "市某局", "A bureau"), Choice("乙县", "乙县", "")])]
    ['市某局']
    """
    choices = list(choices)
    typed = Query(folded(wanted), syllables(one.label for one in choices))
    matches = [
        (typed.match(folded(name)), one)
        for one in choices
        for name in dict.fromkeys((one.label, one.label_en, one.value))
    ]
    found = [one for match, one in sorted(((m, o) for m, o in matches if m and typed.word), key=lambda pair: pair[0])]
    if not found:
        close = nearest(wanted, (one.label for one in choices))
        found = [one for one in choices if one.label in close]
    return list(dict.fromkeys(found))[:most]


def _field(
    parameter: Parameter,
    given: Mapping[str, str],
    choices: Sequence[Choice],
    about: tuple[Vocabulary, str],
) -> Field:
    known, language = about
    value = given.get(parameter.name, parameter.default or "")
    options = tuple((one.value, _option(parameter, one, known, language)) for one in choices)
    missing = parameter.required and not value
    several = _several(value, choices, language) if value else ()
    examples = options or (((parameter.example, parameter.example),) if parameter.example else ())
    kind = _kind(parameter, len(options))
    if kind == "menu" and value and value not in dict(options):
        options = ((value, value), *options)
    unchosen = "questions.choose" if parameter.required else "questions.all"
    return Field(
        name=parameter.name,
        label=parameter.column.title(language),
        kind=kind,
        value=value,
        required=parameter.needed,
        options=options[:_MOST_OPTIONS],
        examples=several or (examples[:_MOST_EXAMPLES] if missing else ()),
        all_label="" if parameter.default is not None else text(unchosen, language),
        error=text("questions.several", language, value=value[:80]) if several else _error(parameter, given, language),
        default=dict(options).get(parameter.default or "", parameter.default or ""),
    )


def _several(name: str, choices: Iterable[Choice], language: str) -> tuple[tuple[str, str], ...]:
    """Return the things that share a name, each by its IRI and with its city."""
    return tuple(
        (one.value, one.label_en if language == "en" else one.label) for one in choices if one.ambiguous == name
    )


def _kind(parameter: Parameter, options: int) -> Kind:
    if parameter.type == "xsd:date":
        return "date"
    if options:
        return "menu" if options <= _LONGEST_MENU else "list"
    return "number" if parameter.type in _NUMBERS else "text"


def _option(parameter: Parameter, choice: Choice, known: Vocabulary, language: str) -> str:
    if choice.value in known.documents[language]:
        short, title = known.documents[language][choice.value]
        return f"{short} · {title}" if short != choice.value else title
    column, label = parameter.column, choice.label_en if language == "en" else choice.label
    if own := column.values.get(choice.value):
        return own.of(language)
    return (column.scheme and known.code(column.scheme, choice.value, language)) or label


def _error(parameter: Parameter, given: Mapping[str, str], language: str) -> str:
    """Return what is wrong with a value, in the page's language, "" for nothing."""
    value = given.get(parameter.name)
    if value is None:
        return ""
    try:
        term(parameter, value)
    except ParameterError:
        kind = "allowed" if parameter.allowed else parameter.type.rpartition(":")[2]
        known = ("allowed", "iri", "integer", "number", "decimal", "double", "date", "gYear")
        return text(f"questions.wrong.{kind if kind in known else 'other'}", language, value=value[:80])
    return ""
