"""The appearance of lights and kinds of things, the same everywhere: pages, pictures, workbooks, briefs and files.

A light is always shown by its mark and its word as well, never by colour alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Look(NamedTuple):
    """The mark of a light, its colours for words and for areas on white, and both on a dark background.

    Words contrast with their background by at least 4.5, areas by 3 (WCAG 2.2, 1.4.3 and 1.4.11).
    """

    mark: str
    ink: str
    fill: str
    dark: str


#: By notation of LightScheme, the best first. `static/style.css` has the same colours; a test compares them.
LIGHTS: Mapping[str, Look] = {
    "reached": Look("✔", "#00734f", "#00875f", "#35c28f"),
    "on-course": Look("●", "#0067a3", "#2b8cc4", "#6cb8ea"),
    "behind": Look("▽", "#9a5000", "#c77c00", "#f0ad3d"),
    "far-behind": Look("▼", "#a4161a", "#a4161a", "#ff7b72"),
    "cannot-tell": Look("?", "#5a6370", "#87919c", "#a3adb8"),
}

# Distinguishable with any colour vision: Okabe, Ito, "Color Universal Design" (2008), jfly.uni-koeln.de/color.
COLOURS = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#f0e442", "#4d4d4d")
SHAPES = ("dot", "square", "diamond", "triangle")

#: The colour and the shape of each kind of thing, by the last part of its IRI; other kinds take the remaining ones.
#: `static/style.css` has the same; a test compares them.
KINDS: Mapping[str, tuple[str, str]] = {
    "municipal-bureau": ("#0072b2", "dot"),
    "county-government": ("#e69f00", "dot"),
    "Target": ("#009e73", "dot"),
    "mass-organisation": ("#cc79a7", "dot"),
    "vertical-agency": ("#56b4e9", "dot"),
    "state-firm": ("#d55e00", "dot"),
    "functional-zone-committee": ("#f0e442", "dot"),
    "public-institution": ("#4d4d4d", "dot"),
    "coordination-office": ("#0072b2", "square"),
    "collective": ("#e69f00", "square"),
    "municipal-government": ("#d55e00", "square"),
    "government-office": ("#4d4d4d", "square"),
    "Leader": ("#cc79a7", "diamond"),
    "cluster": ("#cc79a7", "square"),
    "theme-cluster": ("#56b4e9", "square"),
    "Theme": ("#56b4e9", "diamond"),
    "Project": ("#d55e00", "diamond"),
    "Place": ("#e69f00", "triangle"),
}
