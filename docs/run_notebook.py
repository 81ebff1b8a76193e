"""Run docs/who-shares-what.ipynb over the graph of the seed tables, and keep what it shows.

`python docs/run_notebook.py` writes the notebook with its outputs; a test fails when they are out of date.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from heze_graph import resources
from heze_graph.pipeline.build import build, seed_tables
from heze_graph.reference import Reference
from heze_graph.store.folder import DEFAULT

NOTEBOOK = Path(__file__).parent / "who-shares-what.ipynb"
#: What a notebook says of the machine that ran it, and what changes from run to run.
_PASSING = ("execution", "ExecuteTime")


def kept() -> Any:
    """Return the notebook as it is written."""
    import nbformat

    return nbformat.read(NOTEBOOK, as_version=4)


def executed(folder: Path) -> Any:
    """Return the notebook as it is after a run in a folder that holds a store; an error in a cell is raised."""
    from nbclient import NotebookClient

    content = kept()
    # A busy machine sends what one cell prints in several pieces: they are joined.
    how: dict[str, Any] = {"timeout": 300, "kernel_name": "python3", "coalesce_streams": True}
    NotebookClient(content, resources={"metadata": {"path": str(folder)}}, **how).execute()
    content.metadata = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    for cell in content.cells:
        cell.metadata = {name: value for name, value in cell.metadata.items() if name not in _PASSING}
    return content


def main() -> None:
    """Build the seed tables in a folder that is thrown away, run the notebook there, write it."""
    import nbformat

    with tempfile.TemporaryDirectory() as folder:
        build(seed_tables(), Path(folder) / DEFAULT, Reference(resources.REFERENCE))
        content = executed(Path(folder))
    with NOTEBOOK.open("w", encoding="utf-8", newline="\n") as file:
        nbformat.write(content, file)


if __name__ == "__main__":
    main()
