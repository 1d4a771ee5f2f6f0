"""Shoots that carry a head: the neck of a single flower, the branches of a spray. Centimetres and degrees."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from catalog.atlas import Atlas
from catalog.mesh import Mesh, unit
from catalog.organs.curves import smoothstep
from catalog.organs.place import Matrix, point_up_along
from catalog.organs.stem import tube
from catalog.plant import Level

_POINTS = 13
_STRIDE = {Level.HERO: 2, Level.STANDARD: 3, Level.PHONE: 4, Level.FAR: 12}
SIDES = {Level.HERO: 8, Level.STANDARD: 6, Level.PHONE: 4, Level.FAR: 3}


@dataclass(frozen=True, eq=False)
class Shoot:
    """path (13,3) from where it leaves the stem to its head; place: carries a head along +Y onto its end."""

    path: NDArray[np.float64]
    place: Matrix

    def at(self, share: float) -> NDArray[np.float64]:
        """(3,) the point at a share of the way."""
        i = min(int(share * (_POINTS - 1)), _POINTS - 2)
        f = share * (_POINTS - 1) - i
        return np.asarray(self.path[i] * (1 - f) + self.path[i + 1] * f)

    def frame(self, share: float, roll: float = 0.0) -> Matrix:
        """Carries what was grown on an upright stem at the origin to a share of the way."""
        i = min(int(share * (_POINTS - 1)), _POINTS - 2)
        return point_up_along(self.path[i + 1] - self.path[i], self.at(share), roll)

    def grown(
        self,
        thick: tuple[float, float],
        atlas: Atlas,
        slot: str,
        level: Level,
        *,
        flare: float = 0.0,
        along: tuple[float, float] = (0.6, 1.0),
    ) -> Mesh:
        """The bare shoot, from one radius to another; flare thickens its last part, below the head."""
        t = np.linspace(0, 1, _POINTS)
        radii = thick[0] + (thick[1] - thick[0]) * t + flare * smoothstep(0.86, 1.0, t)
        keep = slice(None, None, _STRIDE[level])
        return tube(self.path[keep], radii[keep], atlas, slot, sides=SIDES[level], closed_tip=False, along=along)


def shoot(
    start: ArrayLike, azimuth: float, leaves: float, ends: float, length: float, *, roll: float = 0.0, sway: float = 0.0
) -> Shoot:
    """A shoot from start (3,), leaving at one elevation (90 upright) and ending at another; sway bends it sideways by so many cm."""
    s = (np.arange(_POINTS - 1) + 0.5) / (_POINTS - 1)
    angle = np.radians(leaves + (ends - leaves) * s**0.8)
    out, up = np.cumsum(np.cos(angle)), np.cumsum(np.sin(angle))
    step = length / (_POINTS - 1)
    a = np.radians(azimuth)
    ahead, aside = np.array([np.cos(a), 0.0, -np.sin(a)]), np.array([np.sin(a), 0.0, np.cos(a)])
    t = np.linspace(0, 1, _POINTS)[1:]
    bend = sway * np.sin(np.pi * t) * t
    way = out[:, None] * step * ahead + up[:, None] * step * np.array([0.0, 1.0, 0.0]) + bend[:, None] * aside
    path = np.vstack([np.zeros(3), way]) + np.asarray(start, np.float64)
    return Shoot(path, point_up_along(unit(path[-1] - path[-3]), path[-1], roll))


__all__ = ["SIDES", "Shoot", "shoot"]
