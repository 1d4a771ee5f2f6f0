"""Branches that bear things: a bough knows where and which way it runs at every share of its length. Centimetres, degrees."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from catalog.atlas import Atlas
from catalog.mesh import Mesh, merge, unit
from catalog.organs.stem import tube
from catalog.organs.swarm import twigs

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Bough:
    """path (P,3), foot first; radii (P,). along: the part of the stem's tile that it shows."""

    path: Array
    radii: Array
    along: tuple[float, float] = (0.0, 1.0)

    @property
    def length(self) -> float:
        return float(np.linalg.norm(np.diff(self.path, axis=0), axis=1).sum())

    def at(self, share: ArrayLike) -> Array:
        """(K,3) the axis at `share` (K,) of its points, 0 foot .. 1 tip."""
        return np.stack([self._between(share, self.path[:, i]) for i in range(3)], -1)

    def heading(self, share: ArrayLike) -> Array:
        """(K,3) unit tangents."""
        slope = np.asarray(np.gradient(self.path, axis=0), np.float64)
        return unit(np.stack([self._between(share, slope[:, i]) for i in range(3)], -1))

    def thick(self, share: ArrayLike) -> Array:
        """(K,) radii."""
        return self._between(share, self.radii)

    def _between(self, share: ArrayLike, values: Array) -> Array:
        return np.asarray(np.interp(np.asarray(share, np.float64), np.linspace(0, 1, len(values)), values))


def arched(start: ArrayLike, azimuth: ArrayLike, lift: ArrayLike, length: float) -> Array:
    """(P,3) path from start towards azimuth, one angle or (P-1,); lift (P-1,) is its elevation piece by piece."""
    e, a = np.radians(np.asarray(lift, np.float64)), np.radians(np.asarray(azimuth, np.float64))
    steps = np.stack([np.cos(e) * np.cos(a), np.sin(e), -np.cos(e) * np.sin(a)], 1) * length / len(e)
    return np.asarray(np.asarray(start, np.float64) + np.vstack([[0.0, 0.0, 0.0], np.cumsum(steps, 0)]))


def leader(height: float, points: int, bend: float, wander: float, rng: np.random.Generator) -> Array:
    """(points,3) path of a main axis: upright at the origin, leaning over by `bend` cm, with a slow wave and a turn at every node."""
    way, phase, flip = rng.uniform(0, 2 * np.pi), rng.uniform(0, 2 * np.pi), rng.normal(0, 1, points)
    t = np.linspace(0, 1, points)
    free = np.minimum(1, 4 * t**2)
    out = bend * t**2 + wander * 0.3 * flip * free
    side = wander * (np.sin(5.2 * t + phase) - np.sin(phase)) * free + wander * 0.3 * np.roll(flip, 3) * free
    return np.stack([out * np.cos(way) + side * np.sin(way), height * t, -out * np.sin(way) + side * np.cos(way)], 1)


def wood(boughs: Sequence[Bough], atlas: Atlas, slot: str, *, sides: int, pieces: int) -> Mesh:
    """The bare boughs as tubes of at most so many pieces; sides 2 gives flat ribbons."""
    parts = []
    for bough in boughs:
        last = len(bough.path) - 1
        keep = np.unique(np.round(np.linspace(0, last, min(last, pieces) + 1)).astype(int))
        path, radii = bough.path[keep], bough.radii[keep]
        if sides == 2:
            parts.append(twigs(path[:-1], path[1:], (radii[:-1], radii[1:]), atlas, slot, sides=2))
        else:
            parts.append(tube(path, radii, atlas, slot, sides=sides, along=bough.along))
    return merge(parts)


__all__ = ["Bough", "arched", "leader", "wood"]
