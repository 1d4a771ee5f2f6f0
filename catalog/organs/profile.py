"""Petals drawn as they are seen in section: the midrib through points (radius, height) beside the flower's axis. Centimetres.

A many-petalled flower is a nest of such sections. `Nest` holds them for a few ranks from the innermost petal (0) to the
outermost (1), shut and open, so that petals in between never cross and never leave a gap.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.interpolate import CubicSpline

from catalog.organs.curves import Knots

_FINE = 49
_KNOTS = 13


@dataclass(frozen=True)
class Profile:
    """A midrib as a `Blade` takes it: length, where it starts, its elevations."""

    length: float
    radius: float
    height: float
    midrib: Knots


def through(points: ArrayLike) -> Profile:
    """The smooth midrib through points (P,2) of (radius, height), base first. Raises ValueError for fewer than three points."""
    p = np.asarray(points, np.float64)
    if len(p) < 3:
        raise ValueError("a midrib needs at least three points")
    at = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(p, axis=0), axis=1))])
    fine = CubicSpline(at, p, bc_type="natural")(np.linspace(0, at[-1], _FINE))
    steps = np.diff(fine, axis=0)
    pieces = np.linalg.norm(steps, axis=1)
    run = np.cumsum(pieces) - pieces / 2
    angle = np.degrees(np.unwrap(np.arctan2(steps[:, 1], steps[:, 0])))
    length = float(pieces.sum())
    v = np.linspace(0, 1, _KNOTS)
    knots = tuple((float(a), float(b)) for a, b in zip(v, np.interp(v * length, run, angle), strict=True))
    return Profile(length, float(p[0, 0]), float(p[0, 1]), knots)


@dataclass(frozen=True)
class Nest:
    """Sections by rank: ranks (K,) rising from 0 to 1; shut and opened (K,P,2) points (radius, height) of the midribs."""

    ranks: tuple[float, ...]
    shut: tuple[tuple[tuple[float, float], ...], ...]
    opened: tuple[tuple[tuple[float, float], ...], ...]

    def points(self, rank: float, q: float) -> NDArray[np.float64]:
        """(P,2) the section of the petal of a rank, q 0 shut .. 1 open."""
        a, b = (np.array(table, np.float64) for table in (self.shut, self.opened))
        table = a + (b - a) * q
        k = min(int(np.searchsorted(self.ranks, rank, side="right")) - 1, len(self.ranks) - 2)
        f = (rank - self.ranks[k]) / (self.ranks[k + 1] - self.ranks[k])
        return np.asarray(table[k] + (table[k + 1] - table[k]) * f)


__all__ = ["Nest", "Profile", "through"]
