"""Many thin curved tubes at once: styles, stamens, tentacles, awns. Lengths in whatever unit the caller uses."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from catalog.atlas import Atlas
from catalog.mesh import Mesh, mesh, unit

Array = NDArray[np.float64]


def wires(
    paths: ArrayLike,
    radii: ArrayLike,
    atlas: Atlas,
    slot: str,
    *,
    along: ArrayLike,
    across: ArrayLike | None = None,
    sides: int = 3,
    tint: ArrayLike = 1.0,
) -> Mesh:
    """One mesh of K tubes along paths (K,P,3), with radii (P,) or (K,P).

    along (P,) is read in the tile at every ring; across (K,), where given, at every tube, so that one tile colours a whole field
    of them; otherwise the tile runs around the tube. tint: one number, (K,) or (K,3). sides 2 gives flat ribbons. A radius of 0 at
    the end closes the tube. Raises ValueError for paths of another shape.
    """
    p = np.asarray(paths, np.float64)
    if p.ndim != 3 or p.shape[1] < 2 or p.shape[2] != 3:
        raise ValueError(f"paths must be (K, P, 3) with at least two points, got {p.shape}")
    count, rings, _ = p.shape
    tangent = unit(np.gradient(p, axis=1))
    # One side for the whole tube, square to its chord and to its bend: thin tubes need no carried frame.
    chord = unit(p[:, -1] - p[:, 0])
    helper = np.where(np.abs(chord[:, 1:2]) < 0.9, [[0.0, 1.0, 0.0]], [[1.0, 0.0, 0.0]])
    fixed = unit(np.cross(chord, helper))
    x = unit(fixed[:, None] - (fixed[:, None] * tangent).sum(-1, keepdims=True) * tangent)
    z = np.cross(x, tangent)
    thick = np.broadcast_to(np.asarray(radii, np.float64), (count, rings))
    angle = np.arange(sides) * 2 * np.pi / sides
    ring = np.cos(angle)[:, None] * x[:, :, None] + np.sin(angle)[:, None] * z[:, :, None]
    positions = p[:, :, None] + thick[..., None, None] * ring
    normals = np.broadcast_to(z[:, :, None], ring.shape) if sides == 2 else ring
    r, k = (g.ravel() for g in np.meshgrid(np.arange(rings - 1), np.arange(1 if sides == 2 else sides), indexing="ij"))
    a, b = r * sides + k, r * sides + (k + 1) % sides
    lower = np.stack([a, b, b + sides], 1)
    upper = np.stack([a, b + sides, a + sides], 1)
    # A closed end has only one triangle a side.
    if float(thick[:, -1].max()) < 1e-9:
        lower, upper = lower, upper[r < rings - 2]
        last = r == rings - 2
        lower[last] = np.stack([a[last], b[last], np.full(int(last.sum()), (rings - 1) * sides)], 1)
    one = np.concatenate([lower, upper])
    indices = (one[None] + (np.arange(count) * rings * sides)[:, None, None]).reshape(-1, 3)
    round_ = np.cos(angle) if across is None else np.asarray(across, np.float64)[:, None, None]
    u = np.broadcast_to(round_, (count, rings, sides))
    v = np.broadcast_to(np.asarray(along, np.float64)[None, :, None], (count, rings, sides))
    shade = np.asarray(tint, np.float64)
    shade = np.broadcast_to(shade[:, None] if shade.ndim == 1 else shade, (count, 3))
    return mesh(
        positions.reshape(-1, 3),
        indices,
        atlas.texcoords(slot, u, v),
        normals=normals.reshape(-1, 3),
        tint=np.repeat(shade, rings * sides, axis=0),
    )


def bowed(starts: ArrayLike, headings: ArrayLike, towards: ArrayLike, lengths: ArrayLike, bends: ArrayLike, at: ArrayLike) -> Array:
    """(K,P,3) paths that leave starts (K,3) along headings (K,3) and turn towards `towards` (K,3) by bends (K,M) degrees.

    bends gives the turn reached at M even steps of the way; at (P,), 0..1, says where points are wanted. lengths (K,).
    """
    y = unit(headings)
    aim = np.broadcast_to(np.asarray(towards, np.float64), y.shape)
    x = unit(aim - (aim * y).sum(1, keepdims=True) * y)
    turn = np.radians(np.asarray(bends, np.float64))
    steps = np.cos(turn)[..., None] * y[:, None] + np.sin(turn)[..., None] * x[:, None]
    size = np.asarray(lengths, np.float64)[:, None, None] / (turn.shape[1] - 1)
    run = np.cumsum((steps[:, 1:] + steps[:, :-1]) / 2 * size, axis=1)
    run = np.concatenate([np.zeros((len(y), 1, 3)), run], axis=1)
    place = np.asarray(at, np.float64) * (turn.shape[1] - 1)
    low = np.minimum(place.astype(int), turn.shape[1] - 2)
    f = (place - low)[None, :, None]
    return np.asarray(np.asarray(starts, np.float64)[:, None] + run[:, low] * (1 - f) + run[:, low + 1] * f)


__all__ = ["bowed", "wires"]
