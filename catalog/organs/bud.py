"""Furled buds: petals wound about one another to a point, as the buds of gentians, lisianthus and mallows are."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from catalog.atlas import Atlas
from catalog.mesh import Mesh, mesh
from catalog.organs.stem import _ring_quads


def furled(
    profile: ArrayLike,
    atlas: Atlas,
    slot: str,
    *,
    folds: int = 5,
    depth: float = 0.16,
    turns: float = 0.45,
    sides: int = 20,
    tint: float = 1.0,
) -> Mesh:
    """A bud about +Y from profile (P,2) of (radius, height), bottom first: folds petals, each with its one edge over the next.

    depth: share of the radius by which a fold's edge stands out; turns: how far the folds wind around over the height. The tile
    is read from the middle of a petal at its foot to its rim on the edge of each fold.
    """
    p = np.asarray(profile, np.float64)
    height = (p[:, 1] - p[0, 1]) / (p[-1, 1] - p[0, 1])
    around = np.linspace(0, 2 * np.pi, sides + 1)[None]
    # The mesh winds with the folds, so that its lines run along their edges and a few rows are enough.
    angle = around - 2 * np.pi * turns * height[:, None]
    # A fold rises slowly to its edge and drops quickly: a leaning wave, its steepness limited so that few sides can draw it.
    phase = folds * np.broadcast_to(around, angle.shape) + 1.0
    wave = (np.sin(phase) + 0.35 * np.sin(2 * phase)) / 1.2
    swell = np.sin(np.pi * np.clip(height, 0.02, 0.98))[:, None] ** 0.5
    radial = p[:, :1] * (1 + depth * wave * swell)
    positions = np.stack([radial * np.cos(angle), np.broadcast_to(p[:, 1:], radial.shape), -radial * np.sin(angle)], 2)
    across = np.clip(wave, -1, 1)
    down = np.broadcast_to(height[:, None], radial.shape)
    quads = _ring_quads(len(p), sides)
    return mesh(positions.reshape(-1, 3), quads, atlas.texcoords(slot, across, down), tint=tint)


__all__ = ["furled"]
