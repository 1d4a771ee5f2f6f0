"""Flat leaves and fronds laid out in a plane and then bent as they hang: one spine carries everything that grows on it.

The plane: +Y along the midrib from the blade's foot, +X to its right, +Z its upper face. Centimetres and degrees.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from catalog.mesh import Mesh, mesh
from catalog.organs.curves import Knots, curve
from catalog.organs.foliage import Outline
from catalog.organs.place import Matrix, turn

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Spine:
    """How a blade of `length` hangs. lean: how far it leans back from upright, over 0 foot .. 1 tip; at the foot it starts at
    the origin. sway: cm that its tip goes aside. twist: how far it is turned about itself at the tip, and turned at the foot by
    facing."""

    length: float
    lean: Knots
    sway: float = 0.0
    twist: float = 0.0
    facing: float = 0.0

    def carried(self, points: ArrayLike) -> Array:
        """(N,3) points of the plane, bent; what lies below the foot goes straight on."""
        p = np.asarray(points, np.float64).reshape(-1, 3)
        table = np.linspace(0, 1, 65)
        lean = np.radians(curve(self.lean, table))
        up = np.concatenate([[0.0], np.cumsum((np.cos(lean[1:]) + np.cos(lean[:-1])) / 2)]) * self.length / 64
        back = np.concatenate([[0.0], np.cumsum((np.sin(lean[1:]) + np.sin(lean[:-1])) / 2)]) * self.length / 64
        s = p[:, 1] / self.length
        angle = np.interp(s, table, lean)
        beyond = (np.minimum(s, 0) + np.maximum(s - 1, 0)) * self.length
        y = np.interp(s, table, up) + beyond * np.cos(angle)
        z = -np.interp(s, table, back) - beyond * np.sin(angle)
        turned = np.radians(self.twist) * np.clip(s, 0, 1)
        x, out = p[:, 0] * np.cos(turned) + p[:, 2] * np.sin(turned), p[:, 2] * np.cos(turned) - p[:, 0] * np.sin(turned)
        bent = np.stack([x + self.sway * np.clip(s, 0, 1) ** 2, y + out * np.sin(angle), z + out * np.cos(angle)], 1)
        return np.asarray(bent @ self.frame[:3, :3].T)

    @property
    def frame(self) -> Matrix:
        return turn("y", self.facing)

    def hung(self, grown: Mesh) -> Mesh:
        """A mesh grown in the plane, bent, with new normals."""
        return mesh(self.carried(grown.positions), grown.indices, grown.texcoords, tint=grown.colours[:, :3])


def flat_frames(headings: ArrayLike, tilts: ArrayLike = 0.0, rolls: ArrayLike = 0.0) -> Array:
    """(K,3,3) rotations that lay leaves of `foliage` into the plane: headings (K,) in degrees from +Y towards +X, tilts (K,) out
    of the plane towards +Z, rolls (K,) about themselves."""
    a, t, r = (np.radians(np.atleast_1d(np.asarray(v, np.float64))) for v in (headings, tilts, rolls))
    a, t, r = np.broadcast_arrays(a, t, r)
    flat = np.stack([np.sin(a), np.cos(a), 0 * a], -1)
    z = np.array([0.0, 0.0, 1.0])
    along = flat * np.cos(t)[:, None] + z * np.sin(t)[:, None]
    upper = -flat * np.sin(t)[:, None] + z * np.cos(t)[:, None]
    beside = np.cross(along, upper)
    c, s = np.cos(r)[:, None], np.sin(r)[:, None]
    return np.stack([along, upper * c + beside * s, beside * c - upper * s], 2)


def scalloped(lobes: int, points: int, half_width: Knots, depth: float, *, forward: float = 0.05, skew: float = 0.0) -> Outline:
    """A leaf whose margins bulge in `lobes` rounded lobes a side, each drawn by `points` edges, fans from the midrib.

    half_width: share along it, of the lobes' crests. depth: how far the cuts between lobes go in, as share of the half-width.
    forward: how far the crests lean to the tip, in lengths. skew: how much broader the left half is at the base.
    """
    step = np.arange(lobes * points + 1) / points
    t = 0.03 + 0.97 * step / lobes
    phase = step % 1.0
    bulge = np.sqrt(np.clip(1 - (2 * phase - 1) ** 2, 0, None)) if points > 1 else np.full(len(step), 0.7)
    fade = np.clip(1.15 - t, 0, 1) ** 0.5
    half = np.maximum(curve(half_width, t), 0) * (1 - depth * (1 - bulge) * fade)
    along = np.clip(t + forward * (bulge - 0.4) * fade * (t < 0.98), 0, 1)
    half[-1], along[-1] = 0.0, 1.0
    root = np.clip(0.97 * np.arange(lobes + 1) / lobes * 0.95, 0, 0.96)
    sides, alongs, across, tiles = [np.zeros(lobes + 1)], [root], [np.zeros(lobes + 1)], [root]
    faces: list[tuple[int, int, int]] = []
    start = lobes + 1
    for way in (1.0, -1.0):
        broad = 1 + skew * way * (1 - t) ** 2
        n = len(t) - 1  # the tip is shared
        sides.append(way * half[:n] * broad[:n])
        alongs.append(along[:n])
        across.append(way * half[:n] / np.maximum(curve(half_width, t[:n]), 1e-3))
        tiles.append(along[:n])
        tip = lobes + 1 + 2 * n
        for k in range(n):
            mid = min((k + points // 2) // points, lobes)
            ahead = start + k + 1 if k + 1 < n else tip
            after = min((k + 1 + points // 2) // points, lobes)
            faces.append((mid, ahead, start + k) if way > 0 else (mid, start + k, ahead))
            if after != mid:
                faces.append((mid, after, ahead) if way > 0 else (mid, ahead, after))
        start += n
    sides.append(np.zeros(1))
    alongs.append(np.ones(1))
    across.append(np.zeros(1))
    tiles.append(np.ones(1))
    return Outline(
        np.concatenate(sides), np.concatenate(alongs), np.concatenate(across), np.concatenate(tiles), np.array(faces, np.int64)
    )


__all__ = ["Spine", "flat_frames", "scalloped"]
