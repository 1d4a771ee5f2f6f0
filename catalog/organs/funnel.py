"""Papery funnels: the everlasting calyces of statice and its kin, crimped in fine pleats."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from catalog.mesh import unit
from catalog.organs.curves import smoothstep
from catalog.plant import Level

Array = NDArray[np.float64]
_RINGS = {
    Level.HERO: ((0.34, 0.7), (0.74, 1.38), (1.08, 1.5)),
    Level.STANDARD: ((0.46, 0.95), (1.07, 1.5)),
    Level.PHONE: ((1.0, 1.55),),
    Level.FAR: ((1.0, 1.6),),
}
_AROUND = {Level.HERO: 10, Level.STANDARD: 8, Level.PHONE: 6, Level.FAR: 4}


def funnel(level: Level, spread: float) -> tuple[Array, NDArray[np.int64], Array, Array, Array]:
    """A papery funnel about +Y, its foot a point at the origin, its rim about 1 from the axis and rolled out a little.

    spread: 0 narrow .. 1 wide open. Gives (V,3), triangles, tile across and along, normals. Only the rim waves, in five lobes; the fine pleats are painted, and the
    normals turn from pleat to pleat, so that the paper looks crimped and not faceted.
    """
    sides, rings = _AROUND[level], _RINGS[level]
    angle = np.arange(sides) * 2 * np.pi / sides
    crest = np.cos(5 * angle) if sides == 10 else np.cos(np.pi * np.arange(sides)) * 0.6
    points, normals, across, along = [np.zeros((1, 3))], [np.array([[0.0, 1.0, 0.0]])], [np.zeros(1)], [np.zeros(1)]
    for radius, height in rings:
        rim = float(smoothstep(0.5, 1.05, radius))
        out = radius * (0.5 + 0.5 * spread) * (1 + 0.05 * rim * crest)
        tall = height * (1.16 - 0.2 * spread) + 0.11 * rim * crest
        points.append(np.stack([out * np.cos(angle), tall, -out * np.sin(angle)], 1))
        # Inwards and up, as a funnel's inner side looks; the rim looks up.
        lean = -(0.75 - 0.8 * rim) + 0.22 * rim * crest
        aside = 0.34 * rim * np.cos(5 * angle + np.pi / 2 + 1.2)
        normals.append(
            np.stack(
                [
                    lean * np.cos(angle) - aside * np.sin(angle),
                    np.full(sides, 0.62),
                    -lean * np.sin(angle) - aside * np.cos(angle),
                ],
                1,
            )
        )
        across.append(np.where(np.arange(sides) % 2 == 0, -1.0, 1.0))
        along.append(np.full(sides, height / 1.5))
    k = np.arange(sides)
    n = (k + 1) % sides
    faces = [np.stack([0 * k, 1 + k, 1 + n], 1)]
    for ring in range(len(rings) - 1):
        low, high = 1 + ring * sides, 1 + (ring + 1) * sides
        faces += [np.stack([low + k, high + n, low + n], 1), np.stack([low + k, high + k, high + n], 1)]
    return (
        np.concatenate(points),
        np.concatenate(faces).astype(np.int64),
        np.concatenate(across),
        np.clip(np.concatenate(along), 0, 1),
        unit(np.concatenate(normals)),
    )


__all__ = ["funnel"]
