"""The catalogue of messages: both languages, the same blanks, every key in use, no text outside it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter

import pytest
import rdflib
from rdflib.namespace import SKOS, Namespace

import heze_graph
from heze_graph import errors, resources
from heze_graph.errors import TableError
from heze_graph.messages import LANGUAGES, PARTS, Message, catalogue, fault, say, speaking, unpacked

HEZE = Namespace("https://w3id.org/heze-graph/ontology#")
HERE = Path(heze_graph.__file__).parent
#: What names a key of the catalogue as its first argument.
SAYING = {"say", "help_text", "problem", "fault"}
#: Keys that are put together of a prefix and a name that code knows.
FAMILIES = (
    "argparse.", "cli.each.", "code.", "place.", "system.", "export.empty-sheet.",
    "export.plan.", "export.sheet.", "help.command.", "help.network.", "queries.token.",
    "queries.yaml-reason.", "role.", "store.syntax-",
)  # fmt: skip
#: What carries a message to a user: our errors, those of HTTP, and what prints.
CARRYING = {
    *(name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, Exception)),
    "ColumnError",
    "HTTPException",
    "RefusedError",
    "_refused",
    "report",
    "print",
    "tell",
}
#: What makes a text of keys, in the language of who reads it: the catalogue, and the words of the pages.
FROM_KEYS = {*SAYING, "text", "t"}
#: Names that are the same in every language.
SAID_AS_IT_IS = {"heze-graph: "}
WORD = re.compile(r"[A-Za-z]{2,}[ ,;:]|[\u4e00-\u9fff]")


@cache
def calls() -> list[tuple[Path, ast.Call, str]]:
    return [
        (file, node, node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", ""))
        for file in sorted(HERE.rglob("*.py"))
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
    ]


def uses() -> Iterator[tuple[Path, ast.Call, str]]:
    """Yield the calls that say something, each with the key that it names."""
    for file, call, name in calls():
        if name in SAYING and len(call.args) == 1:
            yield from ((file, call, key) for key in keys_of(call))


def keys_of(call: ast.Call) -> list[str]:
    """Return the keys that a call may name: a literal, or the two ends of a condition."""
    first = call.args[0]
    ends = [first.body, first.orelse] if isinstance(first, ast.IfExp) else [first]
    return [end.value for end in ends if isinstance(end, ast.Constant) and isinstance(end.value, str)]


def blanks(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def parts_of(key: str) -> dict[str, dict[str, str]]:
    texts = catalogue()
    return {part: texts[f"{key}.{part}"] for part in PARTS if f"{key}.{part}" in texts}


def faults_of(key: str, texts: dict[str, str]) -> Iterator[str]:
    """Yield what is wrong with a text of the catalogue."""
    if sorted(texts) != sorted(LANGUAGES) or not all(text.strip() for text in texts.values()):
        yield f"{key}: a language without a text"
    if key.startswith("argparse."):
        marks = [sorted(re.findall(r"%(?:\(\w+\))?[sr]", text)) for text in texts.values()]
        if key.removeprefix("argparse.") != texts["en"]:
            yield f"{key}: another text in English"
    else:
        marks = [sorted(blanks(text)) for text in texts.values()]
    if marks[0] != marks[1]:
        yield f"{key}: other blanks in the other language"


def test_each_text_is_in_both_languages_with_the_same_blanks() -> None:
    assert catalogue()
    assert [fault for key, texts in catalogue().items() for fault in faults_of(key, texts)] == []


@pytest.mark.parametrize(
    ("key", "texts"),
    [
        ("x", {"zh": "甲{a}", "en": "one"}),
        ("x", {"zh": "甲", "en": " "}),
        ("x", {"en": "one", "fr": "un"}),
        ("argparse.one %s", {"zh": "甲", "en": "one %s"}),
        ("argparse.one", {"zh": "甲", "en": "two"}),
    ],
)
def test_a_text_with_a_fault_is_seen(key: str, texts: dict[str, str]) -> None:
    assert list(faults_of(key, texts))


def test_what_is_words_is_chinese_in_chinese() -> None:
    """Options, formats and numbers stay; a sentence of three English words does not."""
    words = re.compile(r"(?:\b[a-z]+\b[ ,]+){3}")
    commands = re.compile(r"`[^`]*`|\S*pip install \S+|apt-get [^）]*")
    left = {key: text["zh"] for key, text in catalogue().items() if words.search(commands.sub("", text["zh"]))}
    assert not left


def test_each_key_that_code_names_is_there() -> None:
    texts = catalogue()
    missing = {key for _, _, key in uses() if key not in texts and not parts_of(key)}
    assert not missing


def is_given_what_fills_its_blanks(call: ast.Call, key: str) -> bool:
    given = {keyword.arg for keyword in call.keywords}
    if None in given:
        return True  # from a mapping
    if isinstance(call.func, ast.Attribute) and call.func.attr == "fault":
        given.add("where")  # a row knows where it stands
    if getattr(call.func, "id", "") == "fault":
        given.add("where")  # `at` tells it
    texts, parts = catalogue(), parts_of(key)
    if key in texts:
        return given == blanks(texts[key]["en"])
    return given == set().union(*(blanks(text["en"]) for text in parts.values())) | set(PARTS) - set(parts)


def test_a_message_is_given_what_fills_its_blanks() -> None:
    wrong = [
        f"{file}:{call.lineno} {key}" for file, call, key in uses() if not is_given_what_fills_its_blanks(call, key)
    ]
    assert not wrong


def texts_in(node: ast.AST) -> Iterator[str]:
    """Yield the literal texts of an expression, but not the keys of what is said from a catalogue."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    if isinstance(node, ast.Call):
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        yield from (text for one in node.args[name in FROM_KEYS :] for text in texts_in(one))
        yield from (text for one in node.keywords for text in texts_in(one.value))
        return
    yield from (text for child in ast.iter_child_nodes(node) for text in texts_in(child))


@pytest.mark.parametrize("name", sorted(CARRYING | SAYING))
def test_nothing_is_said_past_the_catalogue(name: str) -> None:
    """A literal text in an error, or in what fills a blank, would be the same in every language."""
    past = {
        f"{file.relative_to(HERE)}:{call.lineno} {text!r}"
        for file, call, called in calls()
        if called == name
        for text in texts_in(call)
        if WORD.search(text) and text not in SAID_AS_IT_IS
    }
    assert not past


@pytest.mark.parametrize(
    "code",
    [
        'StoreError("no store")',
        'StoreError(f"{name}: no store here")',
        'HTTPException(404, "no such " + name)',
        'StoreError.problem("store.x", found="no store", where=f"{path}, line {line}")',
        'say("cli.x", found="没有" if none else one)',
    ],
)
def test_a_text_past_the_catalogue_is_seen(code: str) -> None:
    assert any(WORD.search(text) for text in texts_in(ast.parse(code)))


def test_no_key_is_unused() -> None:
    used = {key for _, _, key in uses()} | {"fault"}
    used |= {f"{key}.{part}" for key in used for part in PARTS}
    assert not [key for key in catalogue() if key not in used and not key.startswith(FAMILIES)]


def test_codes_are_called_what_the_ontology_calls_them() -> None:
    ontology = rdflib.Graph().parse(resources.ONTOLOGY / "heze.ttl")
    labels = {
        str(notation): str(label)
        for code, notation in ontology.subject_objects(SKOS.notation)
        for label in ontology.objects(code, SKOS.prefLabel)
        if isinstance(label, rdflib.Literal) and label.language == "zh"
        if ontology.value(code, SKOS.inScheme) in {HEZE.CertaintyScheme, HEZE.ChangeKindScheme}
    }
    texts = {key.removeprefix("code."): text for key, text in catalogue().items() if key.startswith("code.")}
    assert {code: text["zh"] for code, text in texts.items()} == labels
    assert all(text["en"] == code for code, text in texts.items())


def test_a_message_carries_its_values_through_json_and_is_said_where_it_is_read() -> None:
    inner = say("readers.mail", names=say("readers.names-and-more", names=["甲.xls", "乙.doc"], more=3))
    given = say("readers.unknown-format", where="a.eml", found=inner, readable={"zh": "表", "en": "tables"}, cure="x")
    carried = unpacked(given.packed())
    assert carried == given
    assert "附有甲.xls、乙.doc等，另有 3 个" in carried.in_language("zh")
    assert "an email with 甲.xls, 乙.doc and 3 more" in carried.in_language("en")


def test_latin_words_of_a_fault_stand_apart_from_chinese() -> None:
    given = fault("fault", found="x", expected=say("queries.one-of", names=["yes", "no"]), cure="改正").at("甲")
    assert given.in_language("zh") == "甲：发现 x；应为 yes、no 之一。请改正。"


def test_an_error_speaks_the_language_of_who_reads_it() -> None:
    error = TableError.problem("readers.empty-file", where="a.txt")
    with speaking("zh"):
        assert str(error) == "a.txt：发现空文件；应为一张表。请检查文件是否完整保存。"
    assert str(error) == "a.txt: found an empty file; expected a table. To mend it: check that it was saved whole."
    assert isinstance(error.message, Message)
