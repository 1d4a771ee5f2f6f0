"""Small organs in great number: disc florets, papillae, stamens' hairs. One template, many places, in one pass."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.spatial import cKDTree

from catalog.atlas import Atlas
from catalog.mesh import Mesh, mesh, unit
from catalog.organs.curves import bell

Array = NDArray[np.float64]


def scatter(
    profile: ArrayLike,
    origins: Array,
    directions: Array,
    lengths: ArrayLike,
    widths: ArrayLike,
    atlas: Atlas,
    slot: str,
    *,
    along: ArrayLike,
    sides: int = 4,
    tint: ArrayLike = 1.0,
) -> Mesh:
    """Many little bodies of revolution, as florets on a disc.

    profile (P,2): (radius, height), both as shares of each body's width/2 and length, bottom first; a first or last radius of 0
    closes it. origins, directions (K,3): foot and heading. lengths, widths, along, tint: one number or (K,). The tile is read at
    across = -1 (foot) .. 1 (top) and at each body's own `along`, so that one tile colours a whole disc from centre to rim.
    """
    shape = np.asarray(profile, np.float64)
    count, rings = len(origins), len(shape)
    y = unit(directions)
    helper = np.where(np.abs(y[:, :1]) < 0.8, [[1.0, 0, 0]], [[0, 0, 1.0]])
    x = unit(np.cross(y, helper))
    z = np.cross(x, y)
    angle = np.linspace(0, 2 * np.pi, sides, endpoint=False)
    size = np.broadcast_to(np.asarray(lengths, np.float64), (count,))[:, None, None, None]
    girth = np.broadcast_to(np.asarray(widths, np.float64), (count,))[:, None, None, None] / 2
    ring = np.cos(angle)[:, None] * x[:, None] + np.sin(angle)[:, None] * z[:, None]
    positions = (
        np.asarray(origins, np.float64)[:, None, None]
        + size * shape[None, :, 1, None, None] * y[:, None, None]
        + girth * shape[None, :, 0, None, None] * ring[:, None]
    )
    k = np.arange(sides)
    bands = [
        np.concatenate(
            [np.stack([a + k, b + k, b + (k + 1) % sides], 1), np.stack([a + k, b + (k + 1) % sides, a + (k + 1) % sides], 1)]
        )
        for a, b in zip(np.arange(rings - 1) * sides, np.arange(1, rings) * sides, strict=True)
    ]
    one = np.concatenate(bands)
    flat = shape[:, 0] < 1e-9  # a closed end: half of its band's triangles have no area
    corner = flat[one // sides].sum(1)
    one = one[corner < 2]
    indices = (one[None] + (np.arange(count) * rings * sides)[:, None, None]).reshape(-1, 3)
    across = np.broadcast_to((shape[:, 1] * 2 - 1)[None, :, None], (count, rings, sides))
    down = np.broadcast_to(np.broadcast_to(np.asarray(along, np.float64), (count,))[:, None, None], (count, rings, sides))
    shades = np.broadcast_to(np.asarray(tint, np.float64), (count,))
    return mesh(
        positions.reshape(-1, 3), indices, atlas.texcoords(slot, across, down), tint=np.repeat(shades, rings * sides)[:, None]
    )


def hairs(
    path: ArrayLike,
    radius: float,
    count: int,
    length: float,
    rng: np.random.Generator,
    atlas: Atlas,
    slot: str,
    *,
    width: float = 0.022,
) -> Mesh:
    """Fine hairs standing off a round stem along path (P,3): one thin triangle each. Draws the same randomness for any count.

    radius, length and width in the path's unit.
    """
    points = np.asarray(path, np.float64)
    draws = rng.random((1200, 4))[:count]
    at = draws[:, 0] * (len(points) - 1.001)
    i, f = at.astype(np.int64), (at % 1.0)[:, None]
    centre = points[i] * (1 - f) + points[i + 1] * f
    tangent = unit(points[i + 1] - points[i])
    helper = np.where(np.abs(tangent[:, :1]) < 0.8, [[1.0, 0, 0]], [[0, 0, 1.0]])
    x = unit(np.cross(tangent, helper))
    z = np.cross(tangent, x)
    angle = (draws[:, 1] * 2 * np.pi)[:, None]
    out = np.cos(angle) * x + np.sin(angle) * z
    side = unit(np.cross(out, tangent) + 0.9 * (draws[:, 2:3] - 0.5) * tangent)
    foot = centre + out * radius * 0.97
    tip = foot + (out + (draws[:, 3:4] - 0.35) * tangent) * length * (0.55 + 0.6 * draws[:, 2:3])
    positions = np.stack([foot - side * width / 2, foot + side * width / 2, tip], 1)
    normals = np.repeat(unit(out + 0.5 * tangent), 3, axis=0)
    across = np.tile([-0.2, 0.2, 0.0], count)
    return mesh(
        positions.reshape(-1, 3),
        np.arange(3 * count).reshape(-1, 3),
        atlas.texcoords(slot, across, 0.95),
        normals=normals,
        tint=1.25,
    )


def bent(length: float, tilt: float, count: int = 8, start: float = 0.35) -> Array:
    """(count, 3) path that leaves the origin along +Y and leans `tilt` degrees towards +Z by its end; straight until `start`."""
    s = (np.arange(count - 1) + 0.5) / (count - 1)
    angle = np.radians(tilt) * np.clip((s - start) / (1 - start), 0, 1) ** 1.2
    steps = np.stack([np.zeros_like(s), np.cos(angle), np.sin(angle)], 1) * length / (count - 1)
    return np.concatenate([np.zeros((1, 3)), np.cumsum(steps, axis=0)])


def grain(points: ArrayLike, size: float, x: ArrayLike, y: ArrayLike) -> Array:
    """How a field of dots looks from above, for painting: 1 at each of points (N,2), fading over `size`; shaped like x and y."""
    near, _ = cKDTree(np.asarray(points, np.float64)).query(np.stack([np.ravel(x), np.ravel(y)], 1))
    return bell(near / size).reshape(np.shape(x))
