"""Leaves cut into narrow lobes and those into lobes again, as anemones, scabious and love-in-a-mist have them; in one pass.

A leaf lies along +X from its base, +Y is its upper face, +Z to its side. Lengths in centimetres, angles in degrees.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from catalog.atlas import Atlas
from catalog.mesh import Mesh, mesh
from catalog.organs.curves import Knots, curve, smoothstep
from catalog.plant import Level

Array = NDArray[np.float64]
_ROWS = {Level.HERO: 4, Level.STANDARD: 3, Level.PHONE: 2, Level.FAR: 1}
_LOBE: Knots = ((0.0, 0.55), (0.3, 0.8), (0.6, 1.0), (0.85, 0.7), (1.0, 0.06))


@dataclass(frozen=True)
class CutLeaf:
    """length: cm. width: cm, of the widest lobe. pairs: lobes on each side of the midrib. reach: length of a side lobe by where
    it leaves the midrib, as shares of the length. angle: between it and the midrib. bare: share of the midrib below the first
    pair. again: pairs of small lobes on each side lobe. elevation: along the leaf, 90 up the stem, 0 straight out. cup: degrees
    that the sides rise over the leaf's half width; curl: how strongly lobes curve towards the tip, degrees. spine: width of the
    midrib's lower part, as share of what it would be as a lobe; under 1 it narrows to a stalk. bias: over 1 draws a
    lobe's rows closer to its tip, which rounds it.
    """

    length: float
    width: float = 0.4
    pairs: int = 3
    reach: Knots = ((0.0, 0.5), (1.0, 0.3))
    angle: float = 48.0
    bare: float = 0.2
    again: int = 1
    elevation: Knots = ((0.0, 50.0), (0.5, 25.0), (1.0, -10.0))
    cup: float = 20.0
    curl: float = 16.0
    spine: float = 1.0
    bias: float = 1.0


def cut_leaf(shape: CutLeaf, atlas: Atlas, slot: str, rng: np.random.Generator, level: Level, *, tint: float = 1.0) -> Mesh:
    """Grow one leaf from the origin. The same rng draws are made at every level; far leaves out the smallest lobes."""
    at, heading, size, order, along = _lobes(shape, rng)
    shades = np.clip(rng.normal(tint, 0.05, len(size)), 0.8, 1.2)
    lift = rng.normal(0, 0.05, len(size))
    keep = order < (2 if level is Level.FAR or (level is Level.PHONE and shape.again > 1) else 3)
    at, heading, size, along, shades, lift = (a[keep] for a in (at, heading, size, along, shades, lift))
    order = order[keep]
    rows = _ROWS[level]
    v = 1 - (1 - np.linspace(0, 1, rows + 1)) ** shape.bias
    half = curve(_LOBE, v)
    # Each lobe is a strip with a raised midrib: three points at every row.
    s, u = np.repeat(v, 3), np.tile([-1.0, 0.0, 1.0], rows + 1)
    bend = heading[:, None] - np.sign(heading)[:, None] * shape.curl * s * (order > 0)[:, None]
    a = np.radians(heading[:, None] + (bend - heading[:, None]) / 2)
    width = shape.width / 2 * np.array([1.0, 1.0, 0.72])[order][:, None] * np.repeat(half, 3)
    width = width * np.where(order[:, None] == 0, shape.spine + (1 - shape.spine) * smoothstep(0.5, 0.75, s), 1.0)
    run, aside = size[:, None] * s, width * u
    x = at[:, :1] + run * np.cos(a) - aside * np.sin(a)
    z = at[:, 1:] + run * np.sin(a) + aside * np.cos(a)
    y = lift[:, None] * run - 0.25 * width * np.abs(u) + 0.006 * order[:, None]
    points = _bent(shape, x, y, z)
    r = np.arange(rows)[:, None] * 3 + np.arange(2)
    first = r.ravel()
    one = np.concatenate([np.stack([first, first + 4, first + 1], 1), np.stack([first, first + 3, first + 4], 1)])
    faces = (one[None] + (np.arange(len(size)) * len(s))[:, None, None]).reshape(-1, 3)
    uv = atlas.texcoords(slot, np.broadcast_to(u, x.shape), np.clip(along[:, None] * 0.7 + 0.3 * s, 0, 1))
    return mesh(points.reshape(-1, 3), faces, uv, tint=np.repeat(shades, len(s))[:, None])


def _lobes(shape: CutLeaf, rng: np.random.Generator) -> tuple[Array, Array, Array, NDArray[np.int64], Array]:
    """Foot (K,2), heading, length, order (0 the midrib, 1 side lobes, 2 theirs) and where on the leaf, of every lobe."""
    rows: list[tuple[float, float, float, float, int, float]] = [(0.0, 0.0, 0.0, shape.length, 0, 0.0)]
    for pair in range(shape.pairs):
        t = shape.bare + (0.8 - shape.bare) * pair / max(shape.pairs - 1, 1)
        for side in (-1.0, 1.0):
            d = np.clip(rng.normal(0, 1, 3), -2, 2)
            place = t + 0.025 * d[0]
            angle = side * (shape.angle + 5 * d[1])
            size = shape.length * float(curve(shape.reach, t)) * (1 + 0.1 * d[2])
            x = shape.length * place
            rows.append((x, 0.0, angle, size, 1, t))
            for small in range(shape.again):
                share = 0.42 + 0.3 * small
                for way in (-1.0, 1.0):
                    e = np.clip(rng.normal(0, 1, 2), -2, 2)
                    a = np.radians(angle - side * shape.curl * share * 0.5)
                    foot = x + size * share * np.cos(a), size * share * np.sin(a)
                    rows.append((*foot, angle + way * (34 + 6 * e[0]), size * (0.46 - 0.1 * small) * (1 + 0.12 * e[1]), 2, t))
    table = np.array(rows, np.float64)
    return table[:, :2], table[:, 2], table[:, 3], table[:, 4].astype(np.int64), table[:, 5]


def _bent(shape: CutLeaf, x: Array, y: Array, z: Array) -> Array:
    """(K,V,3) the flat leaf bent along its midrib and cupped across it."""
    grid = np.linspace(0, 1.3, 53)
    angle = np.radians(curve(shape.elevation, grid))
    step = shape.length * 1.3 / 52
    out = np.concatenate([[0.0], np.cumsum((np.cos(angle)[1:] + np.cos(angle)[:-1]) / 2)]) * step
    up = np.concatenate([[0.0], np.cumsum((np.sin(angle)[1:] + np.sin(angle)[:-1]) / 2)]) * step
    t = np.clip(x / shape.length, 0, 1.3)
    turn = np.radians(shape.cup) * z / (0.5 * shape.length)
    rise = y + np.abs(z) * np.sin(np.abs(turn) / 2)
    theta = np.interp(t, grid, angle)
    px = np.interp(t, grid, out) - rise * np.sin(theta)
    py = np.interp(t, grid, up) + rise * np.cos(theta)
    return np.stack([px, py, z * np.cos(turn / 2)], -1)


__all__ = ["CutLeaf", "cut_leaf"]
