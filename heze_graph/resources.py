"""Where the files outside the package are: `ontology/`, `queries/`, `seeds/`.

In a checkout they are at the top level, in an installed wheel under `heze_graph/data/`.
"""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).parent
_INSTALLED = PACKAGE / "data"
_ROOT = _INSTALLED if _INSTALLED.is_dir() else PACKAGE.parent

ONTOLOGY = _ROOT / "ontology"
REFERENCE = ONTOLOGY / "reference"
QUERIES = _ROOT / "queries"
SEEDS = _ROOT / "seeds"
