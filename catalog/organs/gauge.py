"""Measuring a grown head, so that it can be brought to the size that the data says. Lengths in whatever unit the caller uses."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from catalog.mesh import unit


def across(points: ArrayLike, centre: ArrayLike, axis: ArrayLike, radius: float = np.inf) -> float:
    """Width of a head at right angles to the way it faces: twice the distance from its axis that 98 % of points (N,3) keep within.

    Only points nearer to `centre` than 1.6 radius count, so that what hangs far below the head does not.
    """
    away = np.asarray(points, np.float64) - np.asarray(centre, np.float64)
    way = unit(axis)
    apart = np.linalg.norm(away - (away @ way)[:, None] * way, axis=1)
    near = np.linalg.norm(away, axis=1) < 1.6 * radius
    return float(2 * np.quantile(apart[near] if near.any() else apart, 0.98))


def grid_quads(rows: int, columns: int) -> NDArray[np.uint32]:
    """(T,3) two triangles for each quad of a grid of (rows + 1) x (columns + 1) vertices, row by row."""
    r, c = (g.ravel() for g in np.meshgrid(np.arange(rows), np.arange(columns), indexing="ij"))
    a = r * (columns + 1) + c
    d = a + columns + 1
    return np.concatenate([np.stack([a, a + 1, d + 1], 1), np.stack([a, d + 1, d], 1)]).astype(np.uint32)


__all__ = ["across", "grid_quads"]
