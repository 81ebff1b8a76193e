"""`python -m heze_graph` is the same as `heze-graph`."""

import sys

from heze_graph.cli import main

sys.exit(main())
