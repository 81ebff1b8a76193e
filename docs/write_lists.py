"""Write the lists of commands, saved queries and kinds of findings from what they are lists of.

`python docs/write_lists.py` writes docs/commands.md, docs/queries.md, docs/findings.md and the formats in
docs/own-tables.md; a test fails when a committed list is out of date.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

from heze_graph import resources
from heze_graph.cli.parser import Command, parser
from heze_graph.queries.choices import choices_of
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
    for name, command in _subcommands():
        lines += [f"## `heze-graph {name}`", "", f"{command.description}", "", "| argument | meaning |", "|---|---|"]
        lines += [
            f"| `{_argument(action)}` | {(action.help or '').replace('|', '/')} |"
            for action in command.described()._actions  # noqa: SLF001 (argparse has no public list)
            if action.dest != "help"
        ]
        lines.append("")
    return "\n".join(lines)


def _subcommands() -> Iterator[tuple[str, Command]]:
    for action in parser()._actions:  # noqa: SLF001 (argparse has no public list)
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001 (no public name)
            yield from action.choices.items()


def _argument(action: argparse.Action) -> str:
    name = ", ".join(action.option_strings) or (str(action.metavar) if action.metavar else action.dest)
    if action.choices:
        return f"{name} {'/'.join(map(str, action.choices))}"
    return f"{name} {action.metavar}" if action.option_strings and action.metavar else name.replace("|", "/")


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
    where = choices_of(query).get(parameter.name)
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


LISTS = {"commands.md": commands, "queries.md": queries, "findings.md": findings, "own-tables.md": own_tables}


def main() -> None:
    """Write all lists."""
    for name, text in LISTS.items():
        (HERE / name).write_text(text(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
