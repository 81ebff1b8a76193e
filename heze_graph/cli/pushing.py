"""The command that hands the graph on: push."""

from __future__ import annotations

import argparse

from heze_graph.cli.output import tell
from heze_graph.cli.stores import store_of
from heze_graph.errors import UsageError
from heze_graph.store import folder
from heze_graph.store.graphs import write_bulk
from heze_graph.store.push import Pushed
from heze_graph.store.push import push as put


def push(options: argparse.Namespace) -> None:
    """Load the graph into a remote store, one named graph a document, or write files for its bulk loader."""
    nquads = folder.current(store_of(options)).graph
    if options.bulk:
        if options.query or options.prune:
            raise UsageError.problem("--bulk", "--query or --prune", "neither: no store is asked", "leave it out")
        files = write_bulk(nquads, options.bulk)
        print(f"{options.bulk}: {len(files)} graphs, {sum(one.triples for one in files)} triples")
        return
    print(_told(put(nquads, options.endpoint, tell, query=options.query, prune=options.prune)))


def _told(done: Pushed) -> str:
    text = f"{len(done.graphs)} graphs, {sum(done.graphs.values())} triples"
    text += ", counted there" if done.counted else "; not counted there: give --query URL, its SPARQL endpoint"
    if done.beside:
        names = ", ".join(done.beside)
        text += f"\nremoved: {names}" if done.removed else f"\nalso there, not in this store (--prune): {names}"
    return text
