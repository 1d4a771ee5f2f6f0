"""Many small organs at once: florets, tiny flowers, buds and hair-thin twigs, grown by array arithmetic instead of one by one.

Lengths in whatever unit the caller uses.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from catalog.atlas import Atlas
from catalog.mesh import Floats, Mesh, mesh, unit

Array = NDArray[np.float64]


def facing(directions: ArrayLike, rolls: ArrayLike = 0.0) -> Array:
    """(K,3,3) rotations that take +Y to each of `directions` (K,3), after a roll (K,) in degrees about +Y."""
    y = unit(np.asarray(directions, np.float64))
    helper = np.where(np.abs(y[:, 2:3]) < 0.9, [[0.0, 0.0, 1.0]], [[1.0, 0.0, 0.0]])
    x = unit(np.cross(y, helper))
    z = np.cross(x, y)
    a = np.radians(np.broadcast_to(np.asarray(rolls, np.float64), (len(y),)))[:, None]
    return np.stack([x * np.cos(a) - z * np.sin(a), y, x * np.sin(a) + z * np.cos(a)], 2)


def swarm(
    shapes: ArrayLike,
    indices: ArrayLike,
    texcoords: ArrayLike,
    rotations: ArrayLike,
    origins: ArrayLike,
    *,
    tints: ArrayLike = 1.0,
    normals: ArrayLike | None = None,
) -> Mesh:
    """One mesh of K copies of a small shape.

    shapes (V,3), or (K,V,3) when every copy has its own; indices (T,3) of one copy; texcoords (V,2), or (K,V,2); rotations
    (K,3,3); origins (K,3); tints broadcasts to (K,3); normals like shapes, computed when absent.
    """
    turn, start = np.asarray(rotations, np.float64), np.asarray(origins, np.float64)
    count = len(start)
    points = np.asarray(shapes, np.float64)
    points = np.broadcast_to(points, (count, *points.shape[-2:]))
    v = points.shape[1]
    placed = np.einsum("kij,kvj->kvi", turn, points) + start[:, None]
    faces = np.asarray(indices, np.int64)[None] + (np.arange(count) * v)[:, None, None]
    uv = np.asarray(texcoords, np.float32)
    uv = np.broadcast_to(uv, (count, v, 2)).reshape(-1, 2)
    tint = np.repeat(np.broadcast_to(np.asarray(tints, np.float64), (count, 3)), v, 0)
    turned = None
    if normals is not None:
        local = np.asarray(normals, np.float64)
        turned = np.einsum("kij,kvj->kvi", turn, np.broadcast_to(local, (count, v, 3))).reshape(-1, 3)
    return mesh(placed.reshape(-1, 3), faces.reshape(-1, 3), uv, normals=turned, tint=tint)


def twigs(
    starts: ArrayLike,
    ends: ArrayLike,
    radii: tuple[ArrayLike, ArrayLike],
    atlas: Atlas,
    slot: str,
    *,
    sides: int = 3,
    tints: ArrayLike = 1.0,
) -> Mesh:
    """Straight pieces of thin twig from starts (K,3) to ends (K,3), open at both ends.

    radii: at the starts and at the ends, each (K,) or one number. sides 2 gives a flat ribbon, two triangles, for twigs that
    are thinner than a pixel; otherwise a prism of 2 sides triangles.
    """
    a, b = np.asarray(starts, np.float64), np.asarray(ends, np.float64)
    frames = facing(b - a, 30.0)
    if sides == 2:
        angle = np.array([0.0, np.pi])
        quads = [(0, 3, 1), (0, 2, 3)]
    else:
        angle = np.arange(sides) * 2 * np.pi / sides
        ring = [(i, (i + 1) % sides) for i in range(sides)]
        quads = [t for i, j in ring for t in ((i, sides + j, j), (i, sides + i, sides + j))]
    circle = np.einsum("kij,vj->kvi", frames, np.stack([np.cos(angle), 0 * angle, np.sin(angle)], 1))
    low, high = (np.broadcast_to(np.asarray(r, np.float64), (len(a),))[:, None, None] for r in radii)
    points = np.concatenate([a[:, None] + low * circle, b[:, None] + high * circle], 1)
    # A ribbon takes light like the round twig that it stands for: its normal looks across the ribbon.
    side = np.broadcast_to(frames[:, None, :, 2], circle.shape) if sides == 2 else circle
    across = np.cos(angle)
    uv = atlas.texcoords(slot, np.concatenate([across, across]), np.repeat([0.0, 1.0], len(angle)))
    eye = np.broadcast_to(np.eye(3), (len(a), 3, 3))
    return swarm(points, quads, uv, eye, np.zeros((len(a), 3)), tints=tints, normals=np.concatenate([side, side], 1))


def pellet(sides: int, rings: tuple[tuple[float, float], ...], foot: float, tip: float) -> tuple[Array, NDArray[np.int64], Array]:
    """A small closed bud about +Y: rings of (radius, height) between the points at heights foot and tip.

    Gives positions (V,3), indices (T,3) and how far along (V,) each vertex is, 0 foot .. 1 tip.
    """
    angle = np.arange(sides) * 2 * np.pi / sides
    body = [np.stack([r * np.cos(angle), np.full(sides, y), -r * np.sin(angle)], 1) for r, y in rings]
    points = np.concatenate([[[0.0, foot, 0.0]], *body, [[0.0, tip, 0.0]]])
    faces: list[tuple[int, int, int]] = []
    last = len(points) - 1
    for i in range(sides):
        j = (i + 1) % sides
        faces.append((0, 1 + j, 1 + i))
        for k in range(len(rings) - 1):
            a, b = 1 + k * sides, 1 + (k + 1) * sides
            faces += [(a + i, a + j, b + j), (a + i, b + j, b + i)]
        top = 1 + (len(rings) - 1) * sides
        faces.append((top + i, top + j, last))
    along = (points[:, 1] - foot) / (tip - foot)
    return points, np.array(faces, np.int64), along


__all__ = ["Array", "Floats", "facing", "pellet", "swarm", "twigs"]
