"""Round organs: stems, filaments, buds, calyces, discs. Lengths in whatever unit the caller uses."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from catalog.atlas import Atlas
from catalog.mesh import Mesh, merge, mesh, unit


def tube(
    path: ArrayLike,
    radius: ArrayLike,
    atlas: Atlas,
    slot: str,
    *,
    sides: int = 6,
    tint: float = 1.0,
    closed_tip: bool = True,
    along: tuple[float, float] = (0.0, 1.0),
) -> Mesh:
    """A round tube along path (P,3) with radius (P,) or one number. The last ring is drawn to a point when closed_tip.

    along gives the tile's v at both ends. Raises ValueError for fewer than two points.
    """
    points = np.asarray(path, np.float64)
    if len(points) < 2:
        raise ValueError("a tube needs at least two points")
    radii = np.broadcast_to(np.asarray(radius, np.float64), (len(points),)).copy()
    v = np.linspace(*along, len(points))
    if closed_tip:
        # An extra ring, drawn in, closes the tip without a hole.
        tip = points[-1] + unit(points[-1] - points[-2]) * radii[-1] * 0.5
        points, radii, v = np.vstack([points, tip]), np.append(radii, radii[-1] * 0.05), np.append(v, along[1])
    frames = _frames(points)
    angle = np.linspace(0, 2 * np.pi, sides + 1)
    ring = np.cos(angle)[None, :, None] * frames[:, None, 0] + np.sin(angle)[None, :, None] * frames[:, None, 1]
    positions = points[:, None] + radii[:, None, None] * ring
    slope = np.gradient(radii, np.maximum(np.cumsum(np.r_[0, np.linalg.norm(np.diff(points, axis=0), axis=1)]), 1e-9))
    normals = ring - np.clip(slope, -4, 4)[:, None, None] * frames[:, None, 2]
    across, down = np.meshgrid(np.abs(np.linspace(-2, 2, sides + 1)) - 1, v)
    return mesh(
        positions.reshape(-1, 3),
        _ring_quads(len(points), sides),
        atlas.texcoords(slot, across, down),
        normals=normals.reshape(-1, 3),
        tint=tint,
    )


def lathe(
    profile: ArrayLike, atlas: Atlas, slot: str, *, sides: int = 16, tint: float = 1.0, grooves: tuple[int, float] = (0, 0.0)
) -> Mesh:
    """A body of revolution about +Y from profile (P,2) of (radius, height), bottom first. grooves: (count, depth share)."""
    p = np.asarray(profile, np.float64)
    angle = np.linspace(0, 2 * np.pi, sides + 1)
    count, depth = grooves
    share = 1 - depth * (0.5 + 0.5 * np.cos(count * angle)) if count else np.ones_like(angle)
    radial = p[:, None, 0] * share[None]
    positions = np.stack([radial * np.cos(angle), np.broadcast_to(p[:, None, 1], radial.shape), -radial * np.sin(angle)], 2)
    across, down = np.meshgrid(np.abs(np.linspace(-2, 2, sides + 1)) - 1, np.linspace(0, 1, len(p)))
    body = mesh(positions.reshape(-1, 3), _ring_quads(len(p), sides), atlas.texcoords(slot, across, down), tint=tint)
    # The seam's two columns share their place, so they share their normal too.
    n = body.normals.reshape(len(p), sides + 1, 3).copy()
    n[:, 0] = n[:, -1] = unit(n[:, 0] + n[:, -1])
    return mesh(body.positions, body.indices, body.texcoords, normals=n.reshape(-1, 3), tint=tint)


def sweep(
    paths: Sequence[NDArray[np.float64]],
    radii: Sequence[float],
    atlas: Atlas,
    slot: str,
    *,
    sides: int = 6,
    tints: Sequence[float] = (),
) -> Mesh:
    """One mesh of many stems: paths (P,3) each, open at the neck, cut flat at the bottom."""
    shades = list(tints) or [1.0] * len(paths)
    return merge(
        [tube(p, r, atlas, slot, sides=sides, tint=t, closed_tip=False) for p, r, t in zip(paths, radii, shades, strict=True)]
    )


def _frames(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """(P,3,3): rows side, up, tangent, carried along the path without twist (Wang et al. 2008, double reflection)."""
    tangents = unit(np.gradient(points, axis=0))
    first = tangents[0]
    helper = np.array([1.0, 0, 0]) if abs(first[0]) < 0.9 else np.array([0, 0, 1.0])
    side = unit(np.cross(first, helper))
    sides = [side]
    for i in range(len(points) - 1):
        v1 = points[i + 1] - points[i]
        c1 = max(float(v1 @ v1), 1e-18)
        reflected = side - (2 / c1) * (v1 @ side) * v1
        turned = tangents[i] - (2 / c1) * (v1 @ tangents[i]) * v1
        v2 = tangents[i + 1] - turned
        c2 = float(v2 @ v2)
        side = reflected - (2 / c2) * (v2 @ reflected) * v2 if c2 > 1e-18 else reflected
        side = unit(side - (side @ tangents[i + 1]) * tangents[i + 1])
        sides.append(side)
    s = np.array(sides)
    return np.stack([s, np.cross(tangents, s), tangents], 1)


def _ring_quads(rings: int, sides: int) -> NDArray[np.uint32]:
    r, c = (g.ravel() for g in np.meshgrid(np.arange(rings - 1), np.arange(sides), indexing="ij"))
    a = r * (sides + 1) + c
    b, d = a + 1, a + sides + 1
    return np.concatenate([np.stack([a, b, d + 1], 1), np.stack([a, d + 1, d], 1)]).astype(np.uint32)
