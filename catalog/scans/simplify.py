"""Fewer triangles for the same shape."""

from __future__ import annotations

import fast_simplification
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from catalog.scans.decode import Array
from catalog.scans.surface import Shape, once

FINE = 60_000
"""Triangles of the shape that all levels are made from: far finer than any of them, and quick to work on."""

MOST_WIDENED = 1.6


def cut_at(shape: Shape, height: float) -> tuple[Shape, Shape]:
    """(above, below) the plane y = height; triangles that cross it are cut."""
    side = shape.positions[:, 1] - height
    side[np.abs(side) < 1e-7] = 0.0
    above = (side[shape.triangles] >= 0).all(1)
    below = (side[shape.triangles] <= 0).all(1) & ~above
    crossing = shape.triangles[~above & ~below]
    extra, upper, lower = _split(shape.positions, side, crossing)
    positions = np.concatenate([shape.positions, extra])
    up = np.concatenate([shape.triangles[above], upper])
    down = np.concatenate([shape.triangles[below], lower])
    return compact(Shape(positions, up)), compact(Shape(positions, down))


def _split(positions: Array, side: Array, triangles: NDArray[np.int64]) -> tuple[Array, NDArray[np.int64], NDArray[np.int64]]:
    """Triangles that cross the plane, each cut in two or three: (new vertices, triangles above, triangles below)."""
    made: dict[tuple[int, int], int] = {}
    extra: list[Array] = []
    sides: tuple[list[tuple[int, int, int]], list[tuple[int, int, int]]] = ([], [])

    def on_plane(a: int, b: int) -> int:
        key = (min(a, b), max(a, b))
        if key not in made:
            t = side[a] / (side[a] - side[b])
            made[key] = len(positions) + len(extra)
            extra.append(positions[a] + t * (positions[b] - positions[a]))
        return made[key]

    for triangle in triangles.tolist():
        for found, sign in zip(sides, (1, -1), strict=True):
            ring: list[int] = []
            for a, b in zip(triangle, triangle[1:] + triangle[:1], strict=True):
                if side[a] * sign >= 0:
                    ring.append(a)
                if side[a] * side[b] < 0:
                    ring.append(on_plane(a, b))
            found.extend((ring[0], ring[k], ring[k + 1]) for k in range(1, len(ring) - 1))
    upper, lower = (np.array(found, np.int64).reshape(-1, 3) for found in sides)
    return np.array(extra).reshape(-1, 3), upper, lower


def compact(shape: Shape) -> Shape:
    """Without the vertices that nothing uses."""
    used, triangles = np.unique(shape.triangles, return_inverse=True)
    return Shape(shape.positions[used], triangles.reshape(-1, 3).astype(np.int64))


def simplified(shape: Shape, most: int) -> Shape:
    """At most `most` triangles, with about as much surface as before: few large florets instead of many small ones."""
    if len(shape.triangles) <= most:
        return shape
    return _widened(_fewer(shape, most), _area(shape))


def _area(shape: Shape) -> float:
    a, b, c = np.moveaxis(shape.corners, 1, 0)
    return float(np.linalg.norm(np.cross(b - a, c - a), axis=1).sum())


def _widened(shape: Shape, area: float) -> Shape:
    """Each loose piece grown about its own middle until all of them together have the area, at most to MOST_WIDENED."""
    factor = np.sqrt(area / max(_area(shape), 1e-12))
    if factor < 1.05:
        return shape
    a, b, c = shape.triangles.T
    links = coo_matrix((np.ones(2 * len(a)), (np.r_[a, b], np.r_[b, c])), shape=(len(shape.positions),) * 2)
    _, piece = connected_components(links, directed=False)
    count = np.bincount(piece)
    middle = np.stack([np.bincount(piece, shape.positions[:, k]) / count for k in range(3)], 1)[piece]
    low, high = shape.positions.min(0), shape.positions.max(0)
    wider = middle + (shape.positions - middle) * min(float(factor), MOST_WIDENED)
    # The outline and the neck stay where they are.
    return Shape(np.clip(wider, low, high), shape.triangles)


def _fewer(shape: Shape, most: int) -> Shape:
    """Quadric error edge collapse (Garland and Heckbert 1997); what falls into so many loose pieces that no more edges can be
    collapsed is joined on a grid instead."""
    best = shape
    # Two strengths: the gentle one keeps thin petals better, the strong one gets further.
    for strength in (5.0, 8.0):
        points, triangles = fast_simplification.simplify(
            shape.positions, shape.triangles.astype(np.int32), target_count=most, agg=strength
        )
        best = compact(_sound(np.asarray(points, np.float64), np.asarray(triangles, np.int64)))
        if 0 < len(best.triangles) <= most:
            return best
    return clustered(best if len(best.triangles) > most else shape, most)


def _sound(positions: Array, triangles: NDArray[np.int64]) -> Shape:
    a, b, c = triangles.T
    return Shape(positions, triangles[(a != b) & (b != c) & (c != a)])


def clustered(shape: Shape, most: int) -> Shape:
    """All vertices of a grid cell become one at their middle; the finest grid that leaves at most `most` triangles."""
    low = shape.positions.min(0)
    extent = float((shape.positions.max(0) - low).max())
    coarse, fine = 1, 2048
    best = _on_grid(shape, low, extent / coarse)
    while fine - coarse > 1:
        middle = (coarse + fine) // 2
        found = _on_grid(shape, low, extent / middle)
        if len(found.triangles) <= most:
            coarse, best = middle, found
        else:
            fine = middle
    return best


def _on_grid(shape: Shape, low: Array, cell: float) -> Shape:
    place = ((shape.positions - low) / cell).astype(np.int64)
    name = (place[:, 0] << 42) | (place[:, 1] << 21) | place[:, 2]
    _, number = np.unique(name, return_inverse=True)
    count = np.bincount(number)
    middle = np.stack([np.bincount(number, shape.positions[:, k]) / count for k in range(3)], 1)
    found = _sound(middle, number[shape.triangles])
    return compact(Shape(found.positions, found.triangles[once(found.triangles)]))
