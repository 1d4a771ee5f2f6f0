"""What growing a plant takes and gives: the contract between plant files, store, composer and renderer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from catalog.ageing import Ageing
from catalog.atlas import Atlas
from catalog.mesh import Floats, Mesh
from catalog.species import Species, Variety


class Level(StrEnum):
    """Levels of detail and the most triangles that a whole stem may have at each."""

    HERO = "hero"
    STANDARD = "standard"
    PHONE = "phone"
    FAR = "far"

    @property
    def budget(self) -> int:
        return {"hero": 12_000, "standard": 6_000, "phone": 2_500, "far": 600}[self.value]


@dataclass(frozen=True)
class Growth:
    """What to grow. openness 0 (tight bud) .. 1 (blown); individual 0..2 picks one of the siblings that differ slightly.

    form: the flower form of a variety that differs from its species ("double"), else None.
    """

    species: Species
    openness: float
    individual: int
    level: Level
    form: str | None = None


@dataclass(frozen=True, eq=False)
class Head:
    """The flower head in the bloom's frame: centre (3,) and radius in metres, axis (3,) unit, the way the face looks."""

    centre: Floats
    radius: float
    axis: Floats


@dataclass(frozen=True, eq=False)
class Plant:
    """A grown stem in the bloom's frame: the origin is the neck where the swept stem takes over, +Y runs up the stem.

    bloom: all that stays rigid when the stem bends (flower, calyx, side buds, the upper leaves; for foliage and fillers the
    whole leafy top). stalk: the straight rest from y=0 down to -stalk_length with its leaves, for showing the stem alone.
    proxies (K,4): spheres x, y, z, r in metres that cover the bloom; what packing keeps apart. stem_radius: metres at the neck.
    """

    bloom: Mesh
    stalk: Mesh
    head: Head
    proxies: Floats
    stem_radius: float
    stalk_length: float


Painter = Callable[[Variety], Mapping[str, NDArray[np.float32]]]
"""Paints one variety: for every slot a tile (TILE, TILE, 3), sRGB 0..1, row = along (0 base .. TILE-1 tip), column = across."""


@dataclass(frozen=True)
class PlantKind:
    """One entry of the registry. openness gives the value for each stage name that the species has.

    ageing: how it ages, where that differs from what is usual for its role.
    """

    species: str
    atlas: Atlas
    openness: Mapping[str, float]
    grow: Callable[[Growth, np.random.Generator], Plant]
    paint: Painter
    ageing: Ageing | None = None
