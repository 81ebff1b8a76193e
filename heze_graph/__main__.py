"""`python -m heze_graph` is the same as `heze-graph`."""

import sys

from heze_graph.cli import main

if __name__ == "__main__":
    # Processes that share the work import this module as well.
    sys.exit(main())
