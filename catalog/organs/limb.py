"""Side branches: curved shoots that leave a stem one way and arrive another. Lengths in whatever unit the caller uses."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from catalog.mesh import unit
from catalog.organs.curves import bell

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Limb:
    """One shoot: it leaves `start` along `leaving` and reaches `end` heading along `arriving`; all (3,).

    slack: how far both headings are felt, as share of the distance.
    """

    start: Array
    leaving: Array
    end: Array
    arriving: Array
    slack: float = 0.9

    def at(self, share: ArrayLike) -> Array:
        """(..., 3) points at share 0 (start) .. 1 (end): Hermite's cubic."""
        t = np.asarray(share, np.float64)[..., None]
        reach = float(np.linalg.norm(self.end - self.start)) * self.slack
        first, last = unit(self.leaving) * reach, unit(self.arriving) * reach
        return np.asarray(
            self.start * (1 + 2 * t) * (1 - t) ** 2
            + self.end * t**2 * (3 - 2 * t)
            + first * t * (1 - t) ** 2
            - last * t**2 * (1 - t)
        )

    def heading(self, share: float) -> Array:
        """(3,) unit direction at share."""
        low, high = max(share - 0.02, 0.0), min(share + 0.02, 1.0)
        return np.asarray(unit(self.at(high) - self.at(low)))


def swollen(shares: ArrayLike, radii: tuple[float, float], nodes: ArrayLike = (), swell: float = 0.3, soft: float = 0.05) -> Array:
    """(P,) radii along a shoot from radii[0] to radii[1], thicker by `swell` around the shares in `nodes`."""
    t = np.asarray(shares, np.float64)
    base = radii[0] + (radii[1] - radii[0]) * t
    for node in np.asarray(nodes, np.float64).ravel():
        base = base * (1 + swell * bell((t - node) / soft))
    return np.asarray(base)


def parted(points: ArrayLike, least: float, *, held: int = 0, rounds: int = 24, upright: float = 1.0) -> Array:
    """(N,3) points (N,3) pushed from one another until few are nearer than `least`. The first `held` stay where they are.

    upright: how much of each push is followed up and down.
    """
    p = np.array(points, np.float64)
    for _ in range(rounds):
        gap = p[:, None] - p[None]
        distance = np.maximum(np.linalg.norm(gap, axis=2), 1e-6)
        push = np.clip(least - distance, 0.0, None) * (1 - np.eye(len(p)))
        p[held:] += 0.3 * ((push / distance)[..., None] * gap).sum(1)[held:] * [1.0, upright, 1.0]
    return p


__all__ = ["Limb", "parted", "swollen"]
