"""Whether optional extras are installed, judged by the packages they bring."""

from __future__ import annotations

from importlib import util

_PACKAGES = {
    "pdf": ("pdfplumber", "pypdfium2", "PIL", "reportlab", "fontTools"),
    "scan": ("rapidocr", "onnxruntime", "cv2"),
}


def is_installed(extra: str) -> bool:
    """Return whether an extra, `pdf` or `scan`, is installed."""
    return all(util.find_spec(package) is not None for package in _PACKAGES[extra])
