"""How lights look, everywhere the same: in pages, pictures, workbooks and briefs.

A light is told by its mark and its word, too, never by its colour alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Look(NamedTuple):
    """The mark of a light; its colour in words on white, of an area on white, and of both on a dark ground.

    Words have a contrast of at least 4.5 with their ground, areas of 3 (WCAG 2.2, 1.4.3 and 1.4.11).
    """

    mark: str
    ink: str
    fill: str
    dark: str


#: By the notation of LightScheme, the best first. `static/style.css` has the same colours; a test compares them.
LIGHTS: Mapping[str, Look] = {
    "reached": Look("✔", "#00734f", "#00875f", "#35c28f"),
    "on-course": Look("●", "#0067a3", "#2b8cc4", "#6cb8ea"),
    "behind": Look("▽", "#9a5000", "#c77c00", "#f0ad3d"),
    "far-behind": Look("▼", "#a4161a", "#a4161a", "#ff7b72"),
    "cannot-tell": Look("?", "#5a6370", "#87919c", "#a3adb8"),
}
