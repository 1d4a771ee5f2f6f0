"""Solid shapes that containers are made of: patches of a grid, walls along an outline, lathed bodies, rods and blocks. Metres."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from catalog.atlas import Atlas
from catalog.mesh import Mesh, merge, mesh, unit

Array = NDArray[np.float64]
SMALLEST = 2e-11  # square metres; smaller triangles are left out, they cannot be seen and have no normal
PLACES = 6  # decimals of a metre that are kept, so that processors do not differ


def patch(
    points: ArrayLike,
    uv: ArrayLike,
    out: ArrayLike,
    *,
    closed: bool = False,
    normals: ArrayLike | None = None,
    tint: ArrayLike = 1.0,
) -> Mesh:
    """A smooth grid (R,C,3) as a mesh with texture coordinates uv (R,C,2).

    out (broadcastable to points) says roughly which way it faces; normals follow from the grid unless given. closed: the last
    column lies on the first, and they share their normals. Triangles without area are left out.
    """
    p = np.asarray(points, np.float64)
    rows, columns = p.shape[:2]
    k = np.arange(rows * columns, dtype=np.uint32).reshape(rows, columns)
    a, b, c, d = k[:-1, :-1].ravel(), k[:-1, 1:].ravel(), k[1:, :-1].ravel(), k[1:, 1:].ravel()
    faces = np.concatenate([np.stack([a, b, d], 1), np.stack([a, d, c], 1)])
    flat = p.reshape(-1, 3)
    faces, facing = _with_area(flat, faces)
    towards = np.broadcast_to(np.asarray(out, np.float64), p.shape).reshape(-1, 3)
    if (facing * towards[faces].sum(1)).sum() < 0:
        faces, facing = faces[:, ::-1], -facing
    n = _grid_normals(facing, faces, p.shape, closed) if normals is None else np.asarray(normals, np.float64)
    n = np.round(unit(n), PLACES) + 0.0
    return mesh(np.round(flat, PLACES) + 0.0, faces, np.asarray(uv, np.float64).reshape(-1, 2), normals=n.reshape(-1, 3), tint=tint)


def _with_area(points: Array, faces: NDArray[np.uint32]) -> tuple[NDArray[np.uint32], Array]:
    corners = np.round(points, PLACES)[faces]
    facing = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    kept = np.linalg.norm(facing, axis=1) > 2 * SMALLEST
    return faces[kept], facing[kept]


def _grid_normals(facing: Array, faces: NDArray[np.uint32], shape: tuple[int, ...], closed: bool) -> Array:
    """Area-weighted normals (R,C,3); rows that are drawn to one point share one normal."""
    count = shape[0] * shape[1]
    total = np.zeros((count, 3))
    for corner in range(3):
        for axis in range(3):
            total[:, axis] += np.bincount(faces[:, corner], facing[:, axis], count)
    n = total.reshape(shape)
    if closed:
        seam = n[:, 0] + n[:, -1]
        n[:, 0], n[:, -1] = seam, seam
    return unit(n)


def tile_uv(atlas: Atlas, slot: str, across: ArrayLike, along: ArrayLike) -> Array:
    """Texture coordinates (R,C,2) in a tile; across -1..1 and along 0..1 broadcast to (R,C)."""
    a, v = np.broadcast_arrays(np.asarray(across, np.float64), np.asarray(along, np.float64))
    return atlas.texcoords(slot, a, v).astype(np.float64).reshape(*a.shape, 2)


def mirrored(steps: ArrayLike) -> Array:
    """0..1..0..1 for 0, 1, 2, 3, ...: a tile laid down again and again, each time turned over, shows no seam."""
    s = np.asarray(steps, np.float64)
    return np.asarray(np.abs((s + 1) % 2 - 1))


def wide_uv(across: ArrayLike, along: ArrayLike, row: int = 0) -> Array:
    """Texture coordinates (R,C,2) in a print that fills a whole row of tiles; across 0..1 left to right, along 0..1 downwards."""
    u, v = np.broadcast_arrays(np.asarray(across, np.float64), np.asarray(along, np.float64))
    return np.stack([0.0008 + 0.9984 * u, 0.5 * row + 0.002 + 0.496 * v], -1)


def wall(outline: Array, profile: ArrayLike, normals: Array | None = None) -> Array:
    """(R,N,3) points of a wall: outline (N,2) of x and z in plan, moved inwards by profile[:, 0], at heights profile[:, 1]."""
    p = np.asarray(profile, np.float64)
    n = outline_normals(outline) if normals is None else normals
    flat = outline[None] - n[None] * p[:, :1, None]
    return np.stack([flat[..., 0], np.broadcast_to(p[:, 1:], flat.shape[:2]), flat[..., 1]], -1)


def outline_normals(outline: Array) -> Array:
    """(N,2) outward unit normals of a closed outline whose last point repeats its first and that runs from +Z over +X (right)."""
    open_ = outline[:-1]
    before, after = open_ - np.roll(open_, 1, 0), np.roll(open_, -1, 0) - open_
    n = sum(np.stack([-e[:, 1], e[:, 0]], 1) / np.maximum(np.linalg.norm(e, axis=1, keepdims=True), 1e-12) for e in (before, after))
    n = np.asarray(n)
    n /= np.maximum(np.linalg.norm(n, axis=1, keepdims=True), 1e-12)
    if (n * (open_ - open_.mean(0))).sum() < 0:
        n = -n
    return np.concatenate([n, n[:1]])


def ellipse(half_x: float, half_z: float, sides: int) -> Array:
    """Closed outline (sides + 1, 2), its seam at the back (-Z), running over the left (-X) to the front."""
    t = np.linspace(-np.pi, np.pi, sides + 1)
    return np.stack([half_x * np.sin(t), half_z * np.cos(t)], 1)


def rounded_rectangle(half_x: float, half_z: float, radius: float, steps: int = 4) -> Array:
    """Closed outline of a rectangle with round corners, its seam in the middle of the back (-Z)."""
    quarter = np.linspace(0, np.pi / 2, steps + 1)
    points = [np.array([[0.0, -half_z]])]
    for cx, cz, start in ((-1, -1, np.pi), (-1, 1, 1.5 * np.pi), (1, 1, 0.0), (1, -1, 0.5 * np.pi)):
        angle = start + quarter
        middle = np.array([cx * (half_x - radius), cz * (half_z - radius)])
        points.append(middle + radius * np.stack([np.sin(angle), np.cos(angle)], 1))
    points.append(points[0])
    return np.concatenate(points)


def disc(outline: Array, height: float, uv: Array, up: float = 1.0, rings: int = 2) -> Mesh:
    """The flat filling of an outline (N,2) that its middle sees whole. uv (N,2) of the rim; the middle takes their mean."""
    share = np.linspace(0, 1, rings + 1)[:, None, None]
    middle, centre = outline[:-1].mean(0), uv[:-1].mean(0)
    flat = middle + share * (outline - middle)
    points = np.stack([flat[..., 0], np.full(flat.shape[:2], height), flat[..., 1]], -1)
    return patch(points, centre + share * (uv - centre), [0.0, up, 0.0], normals=np.broadcast_to([0.0, up, 0.0], points.shape))


def plan_uv(atlas: Atlas, slot: str, outline: Array) -> Array:
    """(N,2) texture coordinates of points in plan: the tile laid flat over the outline's box."""
    low, high = outline.min(0), outline.max(0)
    part = (outline - low) / np.maximum(high - low, 1e-9)
    return atlas.texcoords(slot, part[:, 0] * 2 - 1, part[:, 1]).astype(np.float64)


def rod(
    path: ArrayLike,
    radius: ArrayLike,
    atlas: Atlas,
    slot: str,
    *,
    sides: int = 6,
    repeat: int = 1,
    caps: bool = True,
    loop: bool = False,
    tint: float = 1.0,
) -> Mesh:
    """A round rod along path (P,3). The tile lies once around it and again every `repeat` points; its ends are closed by caps.

    loop: the last point repeats the first. Raises ValueError for fewer than two points.
    """
    points = np.asarray(path, np.float64)
    if len(points) < 2:
        raise ValueError("a rod needs at least two points")
    radii = np.broadcast_to(np.asarray(radius, np.float64), (len(points),))
    frame = frames(points, loop)
    if loop:
        frame = _untwisted(frame)
    angle = np.linspace(0, 2 * np.pi, sides + 1)
    ring = np.cos(angle)[None, :, None] * frame[:, None, 0] + np.sin(angle)[None, :, None] * frame[:, None, 1]
    surface = points[:, None] + radii[:, None, None] * ring
    parts = []
    for start in range(0, len(points) - 1, repeat):
        end = min(start + repeat, len(points) - 1)
        along = np.arange(end - start + 1)[:, None] / repeat
        uv = tile_uv(atlas, slot, np.linspace(-1, 1, sides + 1)[None], along)
        here = slice(start, end + 1)
        parts.append(patch(surface[here], uv, ring[here], normals=ring[here], tint=tint))
    if caps and not loop:
        for at, sign in ((0, -1.0), (-1, 1.0)):
            out = frame[at, 2] * sign
            face = np.stack([np.broadcast_to(points[at], (sides + 1, 3)), surface[at]])
            uv = tile_uv(atlas, slot, np.zeros((2, sides + 1)), 0.5)
            parts.append(patch(face, uv, out, normals=np.broadcast_to(out, face.shape), tint=tint))
    return merge(parts)


def _untwisted(frame: Array) -> Array:
    """Frames (P,3,3) of a closed path, turned little by little until the last agrees with the first."""
    first, last = frame[0], frame[-1]
    miss = np.arctan2(last[0] @ first[1], last[0] @ first[0])
    angle = miss * np.linspace(0, 1, len(frame))
    c, s = np.cos(angle)[:, None], np.sin(angle)[:, None]
    turned = frame.copy()
    turned[:, 0] = c * frame[:, 0] - s * frame[:, 1]
    turned[:, 1] = s * frame[:, 0] + c * frame[:, 1]
    return turned


def frames(points: Array, loop: bool = False) -> Array:
    """(P,3,3): rows side, up, tangent, the side carried along with as little twist as can be. loop: the last point is the first."""
    tangents = unit(np.gradient(points, axis=0))
    if loop:
        tangents[0] = tangents[-1] = unit(points[1] - points[-2])
    helper = np.array([0.0, 1.0, 0.0]) if abs(tangents[0][1]) < 0.9 else np.array([0.0, 0.0, 1.0])
    side = unit(np.cross(helper, tangents[0]))
    sides = []
    for tangent in tangents:
        side = unit(side - (side @ tangent) * tangent)
        sides.append(side)
    s = np.array(sides)
    return np.stack([s, np.cross(tangents, s), tangents], 1)


def lathed(profile: ArrayLike, uv: Array, *, sides: int, tint: ArrayLike = 1.0) -> Mesh:
    """A profile (R,2) of radius and height turned about the y axis, smooth in itself; its outside lies to its right.

    uv (R,sides+1,2). The seam is at the back.
    """
    p = np.asarray(profile, np.float64)
    turn = np.linspace(-np.pi, np.pi, sides + 1)
    ring = np.stack([np.sin(turn), np.zeros_like(turn), np.cos(turn)], 1)
    points = p[:, :1, None] * ring[None] + np.array([0.0, 1.0, 0.0]) * p[:, 1:, None]
    slope = unit(np.pad(np.gradient(p, axis=0), ((0, 0), (0, 1))))
    out = slope[:, 1:2, None] * ring[None] - np.array([0.0, 1.0, 0.0]) * slope[:, :1, None]
    out = np.where(p[:, :1, None] < 1e-9, out * [0.0, 1.0, 0.0] + [0.0, 1e-9, 0.0], out)
    return patch(points, uv, out, normals=unit(out), tint=tint)


def block(low: ArrayLike, high: ArrayLike, atlas: Atlas, slot: str, bevel: float = 0.0) -> Mesh:
    """A box between two corners, its edges cut off by `bevel` and smooth there; every face shows the whole tile."""
    a, b = np.asarray(low, np.float64), np.asarray(high, np.float64)
    middle, half = (a + b) / 2, (b - a) / 2
    parts = []
    inner = np.array([-1.0, 1.0]) if bevel <= 0 else np.array([-1.0, -1.0, 1.0, 1.0])
    for axis in range(3):
        for sign in (-1.0, 1.0):
            i, j = [k for k in range(3) if k != axis]
            p = np.zeros((len(inner), len(inner), 3))
            grid = np.stack(np.meshgrid(inner, inner, indexing="ij"), -1)
            edge = np.zeros(grid.shape[:2])
            if bevel > 0:
                rim = np.zeros(len(inner))
                rim[[0, -1]] = 1.0
                p[..., i] = grid[..., 0] * (half[i] - np.where(rim[:, None] > 0, 0.3, 1.0) * bevel)
                p[..., j] = grid[..., 1] * (half[j] - np.where(rim[None] > 0, 0.3, 1.0) * bevel)
                edge = np.maximum(rim[:, None], rim[None])
                p[..., axis] = sign * (half[axis] - 0.3 * bevel * edge)
            else:
                p[..., i], p[..., j], p[..., axis] = grid[..., 0] * half[i], grid[..., 1] * half[j], sign * half[axis]
            out = np.zeros_like(p)
            out[..., axis] = sign
            if bevel > 0:
                out[..., i] = 0.9 * grid[..., 0] * rim[:, None]
                out[..., j] = 0.9 * grid[..., 1] * rim[None]
            uv = tile_uv(atlas, slot, p[..., i] / half[i], (p[..., j] / half[j] + 1) / 2)
            parts.append(patch(p + middle, uv, out, normals=unit(out)))
    return merge(parts)


def sheet(outer: Array, thick: float, uv: Array, back_uv: Array, out: ArrayLike) -> Mesh:
    """A panel (R,C,3) of some thickness: its face, its back moved by -thick along the normals, and its four edges."""
    face = patch(outer, uv, out)
    n = face.normals.astype(np.float64).reshape(outer.shape)
    back = outer - n * thick
    parts = [face, patch(back, back_uv, -n, normals=-n)]
    for line, other, away in (
        (outer[0], back[0], outer[0] - outer[1]),
        (outer[-1], back[-1], outer[-1] - outer[-2]),
        (outer[:, 0], back[:, 0], outer[:, 0] - outer[:, 1]),
        (outer[:, -1], back[:, -1], outer[:, -1] - outer[:, -2]),
    ):
        edge_uv = np.broadcast_to(back_uv[0, 0], (2, len(line), 2))
        parts.append(patch(np.stack([line, other]), edge_uv, unit(away), normals=np.broadcast_to(unit(away), (2, len(line), 3))))
    return merge(parts)


def curve(points: Sequence[Sequence[float]], count: int) -> Array:
    """(count, K) a smooth curve through points (Catmull-Rom, ends repeated), evenly spaced by length."""
    p = np.asarray(points, np.float64)
    padded = np.concatenate([2 * p[:1] - p[1:2], p, 2 * p[-1:] - p[-2:-1]])
    t = np.linspace(0, 1, 24, endpoint=False)[:, None]
    pieces = []
    for k in range(len(p) - 1):
        a, b, c, d = padded[k : k + 4]
        pieces.append(0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3))
    fine = np.concatenate([*pieces, p[-1:]])
    return even(fine, count)


def even(path: Array, count: int) -> Array:
    """The path (P,K) resampled to `count` points at equal steps."""
    s = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(path, axis=0), axis=1))])
    at = np.linspace(0, s[-1], count)
    return np.stack([np.interp(at, s, path[:, k]) for k in range(path.shape[1])], 1)


def moved(part: Mesh, matrix: ArrayLike) -> Mesh:
    """`Mesh.transformed`, rounded like everything here."""
    placed = part.transformed(matrix)
    positions, normals = (np.round(v.astype(np.float64), PLACES) + 0.0 for v in (placed.positions, placed.normals))
    return replace(placed, positions=positions.astype(np.float32), normals=unit(normals).astype(np.float32))


def placed(angle_x: float = 0.0, angle_y: float = 0.0, angle_z: float = 0.0, at: ArrayLike = (0.0, 0.0, 0.0)) -> Array:
    """(4,4): turned about x, then z, then y (radians), then moved."""
    cx, sx, cy, sy, cz, sz = np.cos(angle_x), np.sin(angle_x), np.cos(angle_y), np.sin(angle_y), np.cos(angle_z), np.sin(angle_z)
    about_x = np.array([[1, 0, 0], [0, cx, -sx], [0, sx, cx]])
    about_z = np.array([[cz, -sz, 0], [sz, cz, 0], [0, 0, 1]])
    about_y = np.array([[cy, 0, sy], [0, 1, 0], [-sy, 0, cy]])
    m = np.eye(4)
    m[:3, :3] = about_y @ about_z @ about_x
    m[:3, 3] = at
    return m
