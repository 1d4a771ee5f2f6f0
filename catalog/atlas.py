"""Where each part of a plant finds its colour: tiles of one small picture, one tile for each kind of organ.

A species names its slots once ("petal", "leaf", "stem", ...). Geometry stores coordinates into the tiles, so it is shared by
every variety; a variety is only another picture (`surface.py` paints it).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from catalog.mesh import Floats

TILE = 128  # pixels
INSET = 4  # pixels kept clear at each border, so that filtering never mixes two tiles
COLUMNS, ROWS = 4, 2


@dataclass(frozen=True)
class Finish:
    """How a slot takes light: roughness 0..1, translucency 0..1 (light let through from behind), sheen 0..1."""

    roughness: float = 0.6
    translucency: float = 0.0
    sheen: float = 0.0


PETAL = Finish(roughness=0.6, translucency=0.8, sheen=0.2)
WAXY_PETAL = Finish(roughness=0.45, translucency=0.6)
LEAF = Finish(roughness=0.45, translucency=0.45)
STEM = Finish(roughness=0.55, translucency=0.1)
MATTE = Finish(roughness=0.9)


@dataclass(frozen=True)
class Atlas:
    """Up to eight named slots, each a tile of a 512x256 picture. Raises ValueError for more, or for a name used twice."""

    slots: tuple[tuple[str, Finish], ...]

    def __post_init__(self) -> None:
        names = self.names
        if len(names) > COLUMNS * ROWS or len(set(names)) != len(names):
            raise ValueError(f"an atlas holds at most {COLUMNS * ROWS} different slots, got {names}")

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(name for name, _ in self.slots)

    def index(self, slot: str) -> int:
        return self.names.index(slot)

    def corner(self, slot: str) -> tuple[int, int]:
        """(column, row) in pixels of the tile's top left corner."""
        k = self.index(slot)
        return (k % COLUMNS) * TILE, (k // COLUMNS) * TILE

    def texcoords(self, slot: str, across: ArrayLike, along: ArrayLike) -> Floats:
        """(N,2) texture coordinates. `across` -1..1 from the left to the right rim, `along` 0..1 from base to tip."""
        x0, y0 = self.corner(slot)
        room = TILE - 2 * INSET
        u = np.clip((np.asarray(across, np.float64) + 1) / 2, 0, 1)
        v = np.clip(np.asarray(along, np.float64), 0, 1)
        u, v = np.broadcast_arrays(u, v)
        x = (x0 + INSET + u * room) / (COLUMNS * TILE)
        y = (y0 + INSET + v * room) / (ROWS * TILE)
        return np.stack([x.ravel(), y.ravel()], 1).astype(np.float32)


def tile_grid() -> tuple[Floats, Floats]:
    """(across, along), each (TILE, TILE): what every pixel of a tile stands for; the inset repeats the border."""
    t = np.clip((np.arange(TILE) + 0.5 - INSET) / (TILE - 2 * INSET), 0, 1).astype(np.float32)
    across, along = np.meshgrid(t * 2 - 1, t)
    return across, along
