"""Write the lists of commands, saved queries and kinds of findings from what they are lists of.

`python docs/write_lists.py` writes docs/commands.md, docs/queries.md, docs/findings.md, the formats in
docs/own-tables.md, and the words of argparse as gettext reads them; a test fails when one is out of date.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from heze_graph import resources
from heze_graph.cli.parser import COMMANDS, help_text, in_language
from heze_graph.messages import room
from heze_graph.queries.columns import Column
from heze_graph.queries.library import SavedQuery, load
from heze_graph.queries.parameters import Parameter
from heze_graph.readers.formats import FORMATS, FileFormat
from heze_graph.reference.language import load_language

HERE = Path(__file__).parent


def commands() -> str:
    """Return the list of commands."""
    lines = ["# Commands · 命令", "", "Written by `python docs/write_lists.py`.", ""]
    lines += ["Exit status: 0 done; 1 the data or the query is at fault; 2 wrong usage.", ""]
    for name, (_, describe) in COMMANDS.items():
        words = help_text(f"help.command.{name}")
        lines += [f"## `heze-graph {name}`", "", words, "", "| argument | meaning |", "|---|---|"]
        arguments = Arguments()
        in_language(arguments)
        describe(arguments)
        lines += [*arguments.lines, ""]
    return "\n".join(lines)


class Arguments:
    """What takes the arguments of a command as its parser does, and has a line for each."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def add_argument(self, *names: str, **described: Any) -> None:
        """Add a line."""
        metavar, option = described.get("metavar", ""), names[0].startswith("-")
        name = ", ".join(names) if option else metavar or names[0]
        if choices := described.get("choices"):
            name = f"{name} {'/'.join(map(str, choices))}"
        elif option and metavar:
            name = f"{name} {metavar}"
        elif not option:
            name = name.replace("|", "/")
        self.lines.append(f"| `{name}` | {described['help'].replace('|', '/')} |")

    def add_mutually_exclusive_group(self, *, required: bool = False) -> Arguments:  # noqa: ARG002 (as argparse has it)
        """Return this list: its lines say of each argument what it is."""
        return self

    def set_defaults(self, **values: Any) -> None:
        """Leave out what is no argument."""


def queries() -> str:
    """Return the list of saved queries."""
    lines = ["# Saved queries · 预存查询", "", "Written by `python docs/write_lists.py`.", ""]
    lines += [
        "`heze-graph query NAME -p name=value`; parameters in brackets may be left out. “from `a` of `b`” names the",
        "column and the saved query that have the values (`#+ choices:` in the header, decision 25).",
        "",
    ]
    for query in load(resources.QUERIES).queries:
        header = query.header
        lines += [f"## `{query.name}`", "", f"{header.summary}。{header.summary_en}.", ""]
        if header.description:
            lines += [f"{header.description} {header.description_en}", ""]
        if query.parameters:
            lines += [f"Parameters: {', '.join(_parameter(one, query) for one in query.parameters)}", ""]
        lines += [*_columns(query), ""]
    return "\n".join(lines)


def _parameter(parameter: Parameter, query: SavedQuery) -> str:
    text = f"`{parameter.name}` ({parameter.type}"
    where = query.choices.get(parameter.name)
    text += f", from `{where.value}` of `{where.query}`" if where else ""
    text += f", one of {', '.join(parameter.allowed)}" if parameter.allowed else ""
    text += f", default {parameter.default}" if parameter.default is not None else ""
    return f"{text})" if parameter.required else f"[{text})]"


def _columns(query: SavedQuery) -> Iterator[str]:
    yield from ("| column | 名称 · name | what it holds |", "|---|---|---|") if query.columns else ("Triples.",)
    for column in query.columns:
        yield f"| `{column.name}` | {column.title('zh')} · {column.title('en')} | {_holds(column)} |"


def _holds(column: Column) -> str:
    goes_with = {
        "iri": "IRI in",
        "english": "in English in",
        "code": "code in",
        "unit": "unit in",
        "same": "the same as",
    }
    said = [f"{column.kind} {column.scheme}".strip(), *(f"`{value}`" for value in column.values)]
    named = [f"{words} `{getattr(column, key)}`" for key, words in goes_with.items() if getattr(column, key)]
    return ", ".join([*said, *named])


def findings() -> str:
    """Return the list of kinds of findings."""
    lines = ["# Kinds of findings · 问题类别", "", "Written by `python docs/write_lists.py`.", ""]
    lines += ["`{…}` stands for what is printed in the case at hand.", ""]
    lines += ["| kind | 名称 · name | 理由 · reason |", "|---|---|---|"]
    lines += [
        f"| `{kind.kind}` | {kind.zh} · {kind.en} | {kind.reason_zh}<br>{kind.reason_en} |"
        for kind in load_language(resources.REFERENCE).finding_kinds.values()
    ]
    return "\n".join([*lines, ""])


def own_tables(formats: Sequence[FileFormat] = FORMATS) -> str:
    """Return docs/own-tables.md with the formats that are read; the rest of it is written by hand."""
    begin, end = "<!-- formats: written by docs/write_lists.py -->\n", "<!-- formats end -->\n"
    before, _, rest = (HERE / "own-tables.md").read_text(encoding="utf-8").partition(begin)
    lines = [f"- {known.en} · {known.zh}\n" for known in formats]
    return "".join([before, begin, *lines, end, rest.partition(end)[2]])


def argparse_words() -> bytes:
    """Return the words of argparse in Chinese as GNU gettext reads them (its manual, 10.3: MO files)."""
    texts = {key.removeprefix("argparse."): words["zh"] for key, words in room("argparse").items()}
    pairs = [("", "Content-Type: text/plain; charset=UTF-8\n"), *sorted(texts.items())]
    keys, values = ([text.encode() for text in side] for side in zip(*pairs, strict=True))
    head, begin = 7 * 4, 7 * 4 + 2 * 8 * len(pairs)
    tables = b""
    for texts_of_side in (keys, values):
        for one in texts_of_side:
            tables += struct.pack("<2I", len(one), begin)
            begin += len(one) + 1
    return (
        struct.pack("<7I", 0x950412DE, 0, len(pairs), head, head + 8 * len(pairs), 0, 0)
        + tables
        + b"".join(one + b"\0" for one in (*keys, *values))
    )


#: Where the words of argparse are, in the package.
WORDS = HERE.parent / "heze_graph" / "messages" / "locale" / "zh" / "LC_MESSAGES" / "argparse.mo"
LISTS = {"commands.md": commands, "queries.md": queries, "findings.md": findings, "own-tables.md": own_tables}


def main() -> None:
    """Write all lists."""
    for name, text in LISTS.items():
        (HERE / name).write_text(text(), encoding="utf-8", newline="\n")
    WORDS.parent.mkdir(parents=True, exist_ok=True)
    WORDS.write_bytes(argparse_words())


if __name__ == "__main__":
    main()
