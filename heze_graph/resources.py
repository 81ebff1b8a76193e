"""What is installed beside the code: `ontology/`, `queries/`, `seeds/`, and the packages of optional extras.

In a checkout those folders are at the top level, in an installed wheel under `heze_graph/data/`.
"""

from __future__ import annotations

from importlib import util
from pathlib import Path

PACKAGE = Path(__file__).parent
_INSTALLED = PACKAGE / "data"
_ROOT = _INSTALLED if _INSTALLED.is_dir() else PACKAGE.parent

ONTOLOGY = _ROOT / "ontology"
REFERENCE = ONTOLOGY / "reference"
QUERIES = _ROOT / "queries"
SEEDS = _ROOT / "seeds"
#: The packages that each extra brings.
_PACKAGES = {
    "pdf": ("pdfplumber", "pypdfium2", "PIL", "reportlab", "fontTools"),
    "scan": ("rapidocr", "onnxruntime", "cv2"),
}


def is_installed(extra: str) -> bool:
    """Return whether an extra, `pdf` or `scan`, is installed."""
    return all(util.find_spec(package) is not None for package in _PACKAGES[extra])
