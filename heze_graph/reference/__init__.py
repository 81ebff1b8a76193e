"""Reference data from `ontology/reference/`: the language of the tables, and one register per city."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Self

from heze_graph import resources
from heze_graph.reference.csv_table import WordsByRole
from heze_graph.reference.governments import find_division, places_of, places_of_province
from heze_graph.reference.language import Language, load_language
from heze_graph.reference.measures import Indicators, Measures, load_indicators, load_measures
from heze_graph.reference.register import HOME, Register, is_corrected, load_register
from heze_graph.reference.words import (
    CheckWords,
    PlaceWords,
    load_check_words,
    load_place_words,
    load_project_words,
)


@dataclass(frozen=True, eq=False)
class Reference:
    """A reference folder, each part read once, on first use; `cities` are folders of further cities elsewhere."""

    folder: Path
    cities: tuple[Path, ...] = ()
    _registers: dict[str, Register] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def known(cls, home: Path, *cities: Path) -> Self:
        """Return the reference data of this package, with the registers in a folder and some cities elsewhere."""
        own = tuple(path.parent for path in sorted((home / HOME).glob("*/units.csv")) if is_corrected(path.parent))
        return cls(resources.REFERENCE, own + cities)

    @cached_property
    def language(self) -> Language:
        """The language of the tables."""
        return load_language(self.folder)

    @cached_property
    def measures(self) -> Measures:
        """The grammar of numbers."""
        return load_measures(self.folder)

    @cached_property
    def indicators(self) -> Indicators:
        """The register of indicators."""
        return load_indicators(self.folder)

    @cached_property
    def check_words(self) -> CheckWords:
        """The words and thresholds of the checks."""
        return load_check_words(self.folder, self.measures)

    @cached_property
    def place_words(self) -> PlaceWords:
        """How texts name places."""
        return load_place_words(self.folder)

    @cached_property
    def project_words(self) -> WordsByRole:
        """How texts name works."""
        return load_project_words(self.folder)

    def city_folders(self) -> dict[str, Path]:
        """Return the folders of all known cities by name; those in `cities` take precedence."""
        folders = {path.parent.name: path.parent for path in sorted(self.folder.glob("*/units.csv"))}
        return folders | {path.name: path for path in self.cities}

    def register(self, place: str) -> Register:
        """Return the register of a city, given the name of its folder or of its division.

        Without a folder it has the places of its administrative division, or province, and no units; "" has nothing.
        """
        if place not in self._registers:
            self._registers[place] = self._load(place)
        return self._registers[place]

    def _load(self, place: str) -> Register:
        folder = self.city_folders().get(place)
        if folder is not None:
            return load_register(folder)
        division = find_division(place) if place else None
        return Register(place, places=places_of(division) if division else places_of_province(place))
