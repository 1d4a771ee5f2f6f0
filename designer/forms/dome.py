"""The dome that a round bouquet's heads stand on: an ellipsoid cap above the tie, sized by the area of the heads."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from designer.bodies import Array

GOLDEN_ANGLE = np.pi * (3.0 - np.sqrt(5.0))
FILL = 1.16
"""Area of the heads' discs for each area of dome. .92 looks empty, over 1.3 the heads bulge out of the dome."""
FLATNESS = 0.86
WIDEST = np.radians(82.0)
HANDFUL = ([3, 20], [1.6, 1.0])
"""How much closer a few flowers stand, by their number: with gaps they look lost."""
SHALLOW = 2.3
"""Most radius of the dome of a handful of flowers, in radii of a flower."""
TOP = ([0.08, 0.25], [0.195, 0.43])
"""Height of the topmost heads above the tie by the dome's radius, metres: florists bind 18-20 cm below the top of a small bouquet;
above it, rim stems lean by 36 to 45 degrees. Lower makes a dish of the paper, higher a mast of a large bouquet."""
STANDING = 0.03
"""Height of the lowest necks over the rim of a vase, metres."""


@dataclass(frozen=True)
class Dome:
    """radius: horizontal half axis; rise: height of the ellipsoid's centre above the tie; opening: polar angle of its rim."""

    radius: float
    rise: float
    opening: float

    @property
    def top(self) -> float:
        return self.rise + FLATNESS * self.radius

    def at(self, azimuth: Array, area: Array, lift: Array | float = 0.0) -> Array:
        """Points (N,3) at an azimuth and at the ring that holds the share `area` 0..1 of the cap inside it."""
        height = 1.0 - np.asarray(area) * (1.0 - np.cos(self.opening))
        ring = np.sqrt(np.maximum(1.0 - height**2, 0.0))
        return self.along(np.stack([ring * np.cos(azimuth), height, ring * np.sin(azimuth)], 1), lift)

    def along(self, direction: Array, lift: Array | float = 0.0) -> Array:
        """Points (N,3) where unit directions from the ellipsoid's centre leave it, `lift` metres further out."""
        size = np.broadcast_to(np.asarray(self.radius + lift, np.float64), (len(direction),))
        p = direction * size[:, None] * [1.0, FLATNESS, 1.0]
        p[:, 1] += self.rise
        return p

    def direction(self, points: Array) -> Array:
        """Unit directions (N,3) whose `along` passes nearest the points."""
        q = (points - [0.0, self.rise, 0.0]) / [1.0, FLATNESS, 1.0]
        q[:, 1] += 1e-9
        result: Array = q / np.sqrt(np.einsum("ij,ij->i", q, q))[:, None]
        return result

    def settle(self, points: Array, lift: Array | float, slack: float = 0.07) -> Array:
        """The points brought back to the dome, and up to its rim where they have slipped below it."""
        u = self.direction(points)
        low = np.cos(self.opening + slack)
        short = u[:, 1] < low
        if short.any():
            ring = np.sqrt(u[short, 0] ** 2 + u[short, 2] ** 2) + 1e-12
            u[short, 0] *= np.sqrt(1 - low**2) / ring
            u[short, 2] *= np.sqrt(1 - low**2) / ring
            u[short, 1] = low
        return self.along(u, lift)

    def normal(self, points: Array) -> Array:
        """Outward unit normals (N,3) of the ellipsoid through the points."""
        q = (points - [0.0, self.rise, 0.0]) / [1.0, FLATNESS**2, 1.0]
        q[:, 1] += 1e-9
        result: Array = q / np.sqrt(np.einsum("ij,ij->i", q, q))[:, None]
        return result


def dome_for(radii: Array, depth: float, standing: bool, fill: float = FILL) -> Dome:
    """The dome for heads with these disc radii, whose middles lie up to `depth` above their necks (metres).

    standing: in a vase, where the lowest heads rest just above the rim instead of a hand above the tie.

    R = sqrt(sum r^2 / (fill 2 (1 - cos opening)(1 + flatness)/2)): the discs' area over that of the flattened cap. A handful of
    flowers makes a shallower cap, so that one stands upright and three lean together.
    """
    count = float((radii**2).sum() / max(float((radii**2).mean()), 1e-12))
    opening = WIDEST * (1.0 - np.exp(-(count - 1.0) / 3.5))
    cap = 2.0 * (1.0 - np.cos(opening)) * (1.0 + FLATNESS) / 2.0
    area = float((radii**2).sum())
    close = fill * float(np.interp(count, *HANDFUL))
    radius = float(np.sqrt(area / max(close * cap, 1e-9)))
    if opening < np.radians(50.0):  # one to four flowers: a flat cap, not a part of a wide sphere
        radius = min(radius, SHALLOW * float(radii.max()))
    if standing:
        return Dome(radius, STANDING + 0.75 * depth - FLATNESS * radius * float(np.cos(opening)), float(opening))
    top = float(np.interp(radius, *TOP)) + max(0.0, radius - TOP[0][1]) * 1.6
    return Dome(radius, top - FLATNESS * radius, float(opening))


def lattice(count: int, ranks: Array, phase: float) -> tuple[Array, Array]:
    """(azimuth, area) of a kind's own sunflower lattice: rank k of `count` stands at k golden angles, in the ring of its share.

    A stem of a larger kind keeps its azimuth whatever the count, and its ring changes little: one stem more moves the others little.
    """
    share = (ranks + 0.5 - 0.5 / count) / count
    return phase + GOLDEN_ANGLE * ranks, share


def sequence(ranks: Array, phase: float) -> tuple[Array, Array]:
    """(azimuth, area) of a kind's own even sequence: golden angles, and rings by the binary van der Corput sequence.

    Less even than `lattice`, but no stem's place depends on how many there are: right where kinds mix and push each other anyway.
    """
    share, digit, rest = np.zeros(len(ranks)), 0.5, ranks.astype(np.int64) + 1
    while rest.any():
        share += digit * (rest % 2)
        rest, digit = rest // 2, digit / 2
    return phase + GOLDEN_ANGLE * ranks, share
