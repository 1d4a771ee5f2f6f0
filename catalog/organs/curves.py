"""Control points -> smooth curves without overshoot, the way every organ describes its shape."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.interpolate import PchipInterpolator

Knots = Sequence[tuple[float, float]]
"""(position 0..1, value) with rising positions."""


@lru_cache(maxsize=4096)
def _interpolator(knots: tuple[tuple[float, float], ...]) -> PchipInterpolator:
    x, y = zip(*knots, strict=True)
    return PchipInterpolator(x, y)


def curve(knots: Knots, at: ArrayLike) -> NDArray[np.float64]:
    """Values of the monotone cubic (PCHIP: Fritsch and Carlson 1980) through `knots`; held constant outside of them."""
    points = tuple((float(x), float(y)) for x, y in knots)
    t = np.asarray(at, np.float64)
    if len(points) == 1:
        return np.full_like(t, points[0][1])
    return np.asarray(_interpolator(points)(np.clip(t, points[0][0], points[-1][0])))


def blend(closed: Knots, opened: Knots, q: float) -> Knots:
    """The curve between two that share their positions, q 0 closed .. 1 opened. Raises ValueError if positions differ."""
    if [x for x, _ in closed] != [x for x, _ in opened]:
        raise ValueError("curves that are blended must share their positions")
    return [(x, a + (b - a) * q) for (x, a), (_, b) in zip(closed, opened, strict=True)]


def smoothstep(low: float, high: float, x: ArrayLike) -> NDArray[np.float64]:
    """0 below low, 1 above high, smooth between."""
    t = np.clip((np.asarray(x, np.float64) - low) / (high - low), 0.0, 1.0)
    return np.asarray(t * t * (3 - 2 * t))


def bell(x: ArrayLike) -> NDArray[np.float64]:
    """exp(-x^2): 1 at 0, about nothing beyond 2; never underflows."""
    return np.asarray(np.exp(-np.minimum(np.asarray(x, np.float64) ** 2, 60.0)))
