"""Opposite leaves whose feet join around a swollen node, as pinks, sweet williams and soapworts bear them. Centimetres, degrees."""

from __future__ import annotations

import numpy as np

from catalog.atlas import Atlas
from catalog.mesh import Mesh, merge
from catalog.organs.blade import Blade, blade, steps
from catalog.organs.curves import Knots
from catalog.plant import Level


def clasping_pair(
    length: float,
    width: float,
    atlas: Atlas,
    slot: str,
    rng: np.random.Generator,
    level: Level,
    *,
    radius: float,
    height: float = 0.0,
    azimuth: float = 0.0,
    rise: float = 58.0,
    droop: float = 50.0,
    slender: float = 0.0,
) -> Mesh:
    """Two lanceolate leaves, about `length` x `width`, clasping a stem of `radius` at `height`; they leave it steeply, stand off
    at `rise` and bend down by about `droop` towards the tip. slender 1 draws the blade out to a long fine point. The same rng draws are made at every level."""
    parts = []
    for side in (0.0, 180.0):
        bend = rng.normal(0, 1, 6)
        foot = 2.2 * radius / width  # half way around the stem
        shape = Blade(
            length * (1 + 0.07 * bend[0]),
            width * (1 + 0.06 * bend[1]),
            (
                (0, 80),
                (0.04 - 0.01 * slender, 87),
                (0.1 - 0.04 * slender, 80 - 4 * slender),
                (0.22 - 0.07 * slender, rise + 5 * bend[2]),
                (0.5, rise - 0.25 * droop + 6 * bend[2]),
                (0.8, rise - 0.8 * droop + 10 * bend[3]),
                (1, rise - 1.3 * droop + 16 * bend[3]),
            ),
            _outline(foot, slender),
            base_radius=radius * 0.97,
            base_height=height - 0.1,
            wrap=0.95,
            curl=((0, 0.0), (0.2, 0.45), (1, 0.5)),
            keel=0.16,
            roundness=0.0,
            ruffle=0.05 * width,
            ruffle_tip=0.2 * (1 - slender),
            unevenness=0.05 * (1 - slender),  # it would spread a fine point
            twist=16 * bend[4],
        )
        at = azimuth + side + 5 * bend[5]
        parts.append(blade(shape, atlas, slot, rng, azimuth=at, grid=steps(level, 4, 13), row_bias=0.95 + 0.2 * slender, even=True))
    return merge(parts)


def _outline(foot: float, slender: float) -> Knots:
    """Half-width shares from the clasping foot to the tip."""
    v = (0.0, 0.05, 0.13, 0.3, 0.48, 0.7, 0.88, 1.0)
    plain = (foot, foot * 0.92, 0.66, 0.92, 1.0, 0.76, 0.34, 0.02)
    fine = (foot, foot * 0.86, 0.72, 1.0, 0.88, 0.48, 0.13, 0.003)
    return tuple((x, a + (b - a) * slender) for x, a, b in zip(v, plain, fine, strict=True))


__all__ = ["clasping_pair"]
