"""Needles and bristles that spring in sprays from one point each: they share their feet, so that thousands stay cheap.

Lengths in whatever unit the caller uses.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from catalog.atlas import Atlas
from catalog.mesh import Mesh, mesh, unit
from catalog.organs.swarm import facing

Array = NDArray[np.float64]
_EDGES = np.array([(0, 1), (1, 2), (2, 0)])


def sprays(
    feet: ArrayLike,
    ways: ArrayLike,
    tips: ArrayLike,
    girths: ArrayLike,
    atlas: Atlas,
    slot: str,
    *,
    tints: ArrayLike = 1.0,
    lighter: ArrayLike = 1.0,
    across: float = 0.0,
    along: tuple[float, float] = (0.0, 1.0),
) -> Mesh:
    """One flat needle from each foot to each of its tips.

    feet, ways (K,3): where sprays stand and which way they face; tips (K,N,3). girths (K,): how broad needles are at the foot;
    they run to a point. tints (K,) or one number at the foot, multiplied by `lighter` (K,N) at the tips; both may be rgb in one
    more axis. The tile is read at one `across` and from along[0] at the foot to along[1] at the tip.

    Each foot is a small triangle at right angles to the way; every needle takes that edge of it which it crosses most squarely.
    """
    foot, end = np.asarray(feet, np.float64), np.asarray(tips, np.float64)
    count, needles = end.shape[:2]
    frames = facing(ways)
    angle = np.arange(3) * 2 * np.pi / 3
    ring = np.stack([np.cos(angle), 0 * angle, np.sin(angle)], 1)
    spoke = np.einsum("kij,vj->kvi", frames, ring)
    wide = np.broadcast_to(np.asarray(girths, np.float64), (count,))[:, None, None] / np.sqrt(3)
    base = foot[:, None] + wide * spoke
    heading = unit(end - foot[:, None])
    edge = unit(spoke[:, _EDGES[:, 1]] - spoke[:, _EDGES[:, 0]])
    square = np.linalg.norm(np.cross(edge[:, None], heading[:, :, None]), axis=3)
    chosen = _EDGES[np.argmax(np.round(square, 6), axis=2)]
    start = (np.arange(count) * (3 + needles))[:, None]
    own = np.broadcast_to(3 + np.arange(needles), (count, needles))
    faces = np.stack([start + chosen[..., 0], start + chosen[..., 1], start + own], 2)
    # Light takes a spray as one soft ball: normals look away from its foot, not across the single needles.
    normals = np.concatenate([unit(spoke + frames[:, None, :, 1]), heading], 1)
    low = np.asarray(tints, np.float64)
    low = np.broadcast_to(low.reshape(-1, 1, low.shape[-1] if low.ndim == 2 else 1), (count, 1, 3))
    high = np.asarray(lighter, np.float64)
    high = np.broadcast_to(high if high.ndim == 3 else np.broadcast_to(high, (count, needles))[..., None], (count, needles, 3))
    shades = np.concatenate([np.repeat(low, 3, 1), low * high], 1)
    share = np.concatenate([np.full(3, along[0]), np.full(needles, along[1])])
    uv = np.broadcast_to(atlas.texcoords(slot, across, share), (count, 3 + needles, 2))
    return mesh(
        np.concatenate([base, end], 1).reshape(-1, 3),
        faces.reshape(-1, 3),
        uv.reshape(-1, 2),
        normals=normals.reshape(-1, 3),
        tint=np.clip(shades, 0.3, 1.9).reshape(-1, 3),
    )


__all__ = ["sprays"]
