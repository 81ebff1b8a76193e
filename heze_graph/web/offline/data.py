"""The data for the folder's script: names to search, the saved queries in parts, words, and the graph itself."""

from __future__ import annotations

import base64
import json
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from heze_graph.entities import facets
from heze_graph.entities.catalogue import NAMED
from heze_graph.entities.matching import folded
from heze_graph.entities.search import KINDS, QUESTION
from heze_graph.messages import fault, say
from heze_graph.queries.columns import Column, Words
from heze_graph.queries.library import SavedQuery
from heze_graph.queries.syntax import tokens
from heze_graph.rdf import iris
from heze_graph.rdf.terms import PREFIXES
from heze_graph.store.syntax_faults import FAULTS
from heze_graph.web.offline.addresses import PageAddress
from heze_graph.web.pages import editor
from heze_graph.web.pages.graph import PageGraph
from heze_graph.web.pages.search import asking_of
from heze_graph.web.rendering import all_words

#: The most N-Quads that a browser is given; a larger graph cannot be queried in the folder.
LARGEST = 60_000_000
#: The most rows of a list on one page; a browser does not filter more at once.
LONGEST_LIST = 20_000
_PREFIX = "offline.js."
_SOUNDED = 24
_NAMES = """SELECT i.iri, n.kind, n.role, n.language, n.shown FROM name n JOIN thing i ON i.id = n.thing
    WHERE n.kind IN (SELECT value FROM json_each(?)) ORDER BY i.iri, n.role = 'preferred' DESC, n.shown"""
_TARGETS = """SELECT i.iri, l.label, e.number, e.wording FROM latest l JOIN thing i ON i.id = l.thing
    JOIN entry e ON e.target = l.thing ORDER BY i.iri, e.document"""


def site_script(graph: PageGraph, pages: Mapping[PageAddress, str]) -> str:
    """Return the script that describes the folder's content; `pages` are the stems of its pages."""
    stems = {address.path.strip("/"): stem for address, stem in pages.items() if not address.query}
    index = [one for one in _index(graph) if one["path"] in stems]
    content = {
        "base": iris.BASE,
        "pages": stems,
        "cites": {
            name: stem
            for address, stem in pages.items()
            for key, name in address.query
            if (address.path, key) == ("/cite", "query")
        },
        "names": {stems[one["path"]]: [one["label"], one["english"]] for one in index},
        "index": index,
        "kinds": {kind: _both(all_words()[f"thing.kind-one.{kind}"]) for kind in KINDS},
        "queries": {query.name: _query(query) for query in graph.site.library.queries},
        "codes": {
            scheme: {notation: [words.zh, words.en] for notation, words in codes.items()}
            for scheme, codes in graph.known.codes.items()
        },
        "documents": {
            name: [graph.known.documents[language][name][0] for language in ("zh", "en")]
            for name in graph.known.documents["zh"]
        },
        "words": {
            key.removeprefix(_PREFIX): _both(words) for key, words in all_words().items() if key.startswith(_PREFIX)
        },
        "terms": editor.terms(graph.site),
        "prefixes": PREFIXES,
        "faults": {kind: [_fault(kind, language) for language in ("zh", "en")] for kind in FAULTS},
        "asking": asking_of(graph).data(),
    }
    return f"var hezeData = {_json(content)};\n"


def _fault(kind: str, language: str) -> str:
    """Return the message for a syntax error with its placeholders, which a script fills."""
    blanks = {name: f"{{{name}}}" for name in ("line", "column", *FAULTS[kind])}
    where = say("store.place", **blanks)
    return fault(f"store.syntax-{kind}", **blanks).at(where).in_language(language)


def facets_script(graph: PageGraph) -> str:
    """Return the script with the values by which targets and findings are filtered, by dimension."""
    found: dict[str, dict[str, dict[str, list[str]]]] = {"target": {}, "finding": {}}
    for kind, thing, dimension, value in facets.every(graph.catalogue):
        of = found[kind].setdefault(thing.removeprefix(iris.ID), {})
        of.setdefault(dimension, []).append(value)
    return f"hezeData.facets = {_json(found)};\n"


def graph_script(nquads: Path) -> str:
    """Return the script that contains the graph, compressed."""
    packed = bytearray(zlib.compress(nquads.read_bytes(), 9, wbits=31))
    packed[9] = 255  # the system that packed it: whichever it was, the same graph gives the same bytes
    return f'hezeData.graph = "{base64.b64encode(packed).decode()}";\n'


def _json(content: Any) -> str:
    """Return JSON that is safe inside a script."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _both(words: Mapping[str, str]) -> list[str]:
    return [words["zh"], words["en"]]


def _index(graph: PageGraph) -> Iterator[dict[str, Any]]:
    """Yield each thing that can be found: its name in both languages, its kind, its page, and its search keys."""
    rows = graph.catalogue.rows
    found: dict[tuple[str, str], list[tuple[str, str, str]]] = defaultdict(list)
    for iri, kind, role, language, shown in rows(_NAMES, json.dumps(NAMED)):
        found[iri, kind].append((role, language, shown))
    things = [_thing(iri, kind, names) for (iri, kind), names in found.items()]
    targets: dict[tuple[str, str], list[str]] = defaultdict(list)
    for iri, label, number, wording in rows(_TARGETS):
        targets[iri, label] += [text for text in (number, wording) if text]
    things += [_entry(iri, "target", Words(label, ""), [label, *names]) for (iri, label), names in targets.items()]
    for query in graph.site.library.queries:
        header = query.header
        words = Words(header.summary or query.name, header.summary_en or query.name)
        things.append(_entry(f"{iris.BASE}queries/{query.name}", QUESTION, words, [words.zh, words.en, query.name]))
    yield from sorted(things, key=lambda one: (KINDS.index(one["kind"]), one["path"]))


def _thing(iri: str, kind: str, names: Iterable[tuple[str, str, str]]) -> dict[str, Any]:
    names = list(names)
    preferred = {language: shown for role, language, shown in reversed(names) if role == "preferred"}
    zh = preferred.get("zh") or next(iter(preferred.values()), names[0][2])
    return _entry(iri, kind, Words(zh, preferred.get("en", "")), [shown for _, _, shown in names])


def _entry(iri: str, kind: str, words: Words, names: Iterable[str]) -> dict[str, Any]:
    texts = list(dict.fromkeys(filter(None, map(folded, names))))
    sounds = list(dict.fromkeys(sound for text in texts if len(text) <= _SOUNDED for sound in _sounds(text)))
    path = iri.removeprefix(iris.BASE)
    return {"path": path, "kind": kind, "label": words.zh, "english": words.en, "texts": texts, "sounds": sounds}


def _sounds(text: str) -> tuple[str, ...]:
    """Return a name in pinyin and in initials."""
    from pypinyin import lazy_pinyin

    if text.isascii():
        return ()
    spelt = [sound.replace("ü", "v") for sound in lazy_pinyin(text)]
    return "".join(spelt), "".join(sound[:1] for sound in spelt)


def _query(query: SavedQuery) -> dict[str, Any]:
    known = {parameter.variable: parameter.name for parameter in query.parameters}
    parts: list[Any] = [""]
    for token in tokens(query.text):
        if token.kind == "variable" and token.text in known:
            parts += [{"name": known[token.text], "variable": token.text}, ""]
        elif token.kind != "comment":
            parts[-1] += token.text
    hidden = {name for column in query.columns for name in column.companions if name != column.name}
    return {
        "name": query.name,
        "label": [query.header.summary, query.header.summary_en or query.header.summary],
        "parts": parts,
        "parameters": [
            {
                "name": one.name,
                "type": one.type,
                "required": one.needed,
                "needed": one.required,
                "default": one.default,
                "allowed": one.allowed,
                "value": one.example or next(iter(one.allowed), ""),
                "label": [one.column.title("zh"), one.column.title("en")],
                "scheme": one.column.scheme,
                "values": _values(one.column),
            }
            for one in query.parameters
        ],
        "columns": [_column(column, column.name in hidden) for column in query.columns],
    }


def _values(column: Column) -> dict[str, list[str]]:
    return {value: [words.zh, words.en] for value, words in column.values.items()}


def _column(column: Column, hidden: bool) -> dict[str, Any]:
    return {
        "name": column.name,
        "label": [column.title("zh"), column.title("en")],
        "kind": column.kind,
        "scheme": column.scheme,
        "values": _values(column),
        "iri": column.iri,
        "english": column.english,
        "code": column.code,
        "number": column.kind in ("number", "share", "line"),
        "hidden": hidden or bool(column.same),
    }
