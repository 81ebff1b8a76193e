"""What is known beforehand, read from `ontology/reference/`: the language of the tables, and one register a city."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from heze_graph.reference.language import Language, load_language
from heze_graph.reference.measures import Measures, load_measures
from heze_graph.reference.names_in_text import PlaceWords, ProjectWords, load_place_words, load_project_words
from heze_graph.reference.register import Register, load_register


@dataclass(frozen=True)
class Reference:
    """A reference folder, each part read once, when it is first asked for."""

    folder: Path
    _registers: dict[str, Register] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def language(self) -> Language:
        """What is known about the language of the tables."""
        return load_language(self.folder)

    @cached_property
    def measures(self) -> Measures:
        """What is known about numbers."""
        return load_measures(self.folder)

    @cached_property
    def place_words(self) -> PlaceWords:
        """What is known about how texts name places."""
        return load_place_words(self.folder)

    @cached_property
    def project_words(self) -> ProjectWords:
        """What is known about how texts name works."""
        return load_project_words(self.folder)

    def register(self, place: str) -> Register:
        """Return what is known of one city, by its folder's name; an empty Register for "" or an unknown city."""
        if place not in self._registers:
            self._registers[place] = load_register(self.folder / place) if place else Register("")
        return self._registers[place]
