"""The words for columns, parameters and codes: `words/columns.json`, then what the graph says, then the name itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from heze_graph.web.questions.known import Known, Said
from heze_graph.web.rendering import all_words


def label_of(column: str, query: str, language: str) -> str:
    """Return what a column or a parameter of a query is called, its name where no word is known.

    >>> label_of("leader", "entries", "zh"), label_of("myColumn", "my-query", "zh")
    ('市政府领导', 'myColumn')
    """
    words = all_words()
    for key in (f"column.{query}.{column}", f"column.{column}"):
        if key in words:
            return words[key][language]
    return column


def value_in_words(query: str, column: str, value: str, known: Known, language: str) -> str:
    """Return what one value of a parameter is called."""
    codes = codes_of(query, column, [value], known)
    if value in known.things and language == "en":
        return known.names[known.things[value]][language]
    return codes[value][language] if codes else value


def codes_of(query: str, column: str, values: Iterable[str], known: Known) -> Mapping[str, Said] | None:
    """Return the words of a column whose values are all codes of one list, or all their Chinese names; None otherwise.

    A column of codes is known by its values, so that queries that others write are read, too.
    """
    prefixes = (f"value.{query}.{column}.", f"value.{column}.")
    own = [{k.removeprefix(p): said for k, said in all_words().items() if k.startswith(p)} for p in prefixes]
    by_name = [{said["zh"]: said for said in codes.values()} for codes in known.codes.values()]
    possible: list[Mapping[str, Said]] = [*filter(None, own), *known.codes.values(), *by_name]
    seen = False
    for value in filter(None, values):
        seen = True
        possible = [codes for codes in possible if value in codes]
        if not possible:
            return None
    return possible[0] if seen else None
