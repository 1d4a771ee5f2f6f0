"""Many like leaves at once, for branches of foliage: each with its own size, droop, fold and twist, in one pass.

A leaf lies along +X from its base, +Y is its upper face, +Z to its side. Lengths in whatever unit the caller uses.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import ArrayLike, NDArray

from catalog.atlas import Atlas
from catalog.mesh import Mesh
from catalog.organs.curves import Knots, curve
from catalog.organs.swarm import swarm

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Outline:
    """A flat leaf: side (V,) in half widths, along (V,) in lengths, where each vertex looks in the tile, triangles (T,3)."""

    side: Array
    along: Array
    tile_across: Array
    tile_along: Array
    faces: NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Habit:
    """How each of K leaves is shaped, all (K,). lengths, widths. droops: degrees that it bends down over its length. folds:
    degrees that both halves rise from the midrib. cups: rise of the margins, in half widths. ripples: waves of the margin, in
    half widths, at phases (K,2). twists: degrees over the length."""

    lengths: Array
    widths: Array
    droops: Array
    folds: Array
    cups: Array
    ripples: Array
    phases: Array
    twists: Array

    def of(self, chosen: NDArray[np.bool_]) -> Habit:
        """The habits of some of the leaves."""
        return Habit(**{f.name: getattr(self, f.name)[chosen] for f in fields(self)})


def round_outline(rings: tuple[int, ...], notch: float = 0.07, point: float = 0.03) -> Outline:
    """A round leaf of rings with so many points, inner first: a notch at the petiole, a slight point at the tip.

    Its tile is a picture of the whole leaf, side -1..1 and along 0..1.
    """
    points, faces = [np.array([[0.0, 0.0]])], []
    start, before = 1, 0
    for number, count in enumerate(rings):
        angle = np.arange(count) * 2 * np.pi / count
        share = (number + 1) / len(rings)
        c, s = np.cos(angle), np.sin(angle)
        forward = share * c * np.where(angle == 0, 1 + point * share, 1.0)
        forward = forward + notch * 2 * share * np.exp(-(((angle - np.pi) / 0.3) ** 2))
        points.append(np.stack([share * s, forward], 1))
        if before == 0:
            faces += [(0, start + (k + 1) % count, start + k) for k in range(count)]
        else:
            faces += _strip(start - before, before, start, count)
        start, before = start + count, count
    flat = np.concatenate(points)
    along = (flat[:, 1] + 1) / 2
    return Outline(flat[:, 0], along, flat[:, 0], along, np.array(faces, np.int64))


def _strip(inner: int, few: int, outer: int, many: int) -> list[tuple[int, int, int]]:
    """Triangles between two rings, the outer one with a whole multiple of the inner one's points."""
    per = many // few
    faces = []
    for k in range(few):
        a, b = inner + k, inner + (k + 1) % few
        ring = [outer + (k * per + j) % many for j in range(per + 1)]
        middle = (per + 1) // 2
        faces += [(a, ring[j + 1], ring[j]) for j in range(middle)]
        faces.append((a, b, ring[middle]))
        faces += [(b, ring[j + 1], ring[j]) for j in range(middle, per)]
    return faces


def long_outline(columns: int, rows: int, half_width: Knots) -> Outline:
    """A leaf with `half_width` (share along it), columns (even) x rows of quads; the ends are single points.

    Its tile is read across from margin to margin at every height, so that veins run together at both ends.
    """
    t = 0.5 - 0.5 * np.cos(np.pi * np.linspace(0, 1, rows + 1)[1:-1])
    t = 0.5 * t + 0.5 * np.linspace(0, 1, rows + 1)[1:-1]
    u = np.linspace(-1, 1, columns + 1)
    along, across = (g.ravel() for g in np.meshgrid(t, u, indexing="ij"))
    side = across * curve(half_width, along)
    last = len(along) + 1
    faces: list[tuple[int, int, int]] = []
    for c in range(columns):
        faces.append((0, 2 + c, 1 + c))
        for r in range(rows - 2):
            a = 1 + r * (columns + 1) + c
            faces += [(a, a + columns + 2, a + columns + 1), (a, a + 1, a + columns + 2)]
        top = 1 + (rows - 2) * (columns + 1) + c
        faces.append((top, top + 1, last))
    ends = np.array([0.0])
    return Outline(
        np.concatenate([ends, side, ends]),
        np.concatenate([ends, along, ends + 1]),
        np.concatenate([ends, across, ends]),
        np.concatenate([ends, along, ends + 1]),
        np.array(faces, np.int64),
    )


def foliage(
    outline: Outline, habit: Habit, atlas: Atlas, slot: str, rotations: ArrayLike, origins: ArrayLike, *, tints: ArrayLike = 1.0
) -> Mesh:
    """All leaves as one mesh, each at its origin (K,3), turned by its rotation (K,3,3)."""
    length, half = habit.lengths[:, None], habit.widths[:, None] / 2
    t, u = outline.along[None], outline.side[None]
    bend = np.radians(np.where(np.abs(habit.droops) < 0.1, 0.1, habit.droops))[:, None]
    x, y = length * np.sin(bend * t) / bend, -length * (1 - np.cos(bend * t)) / bend
    fold = np.radians(habit.folds)[:, None]
    wave = np.sin(2.2 * np.pi * t * np.sign(u) + habit.phases[:, :1]) + 0.6 * np.sin(5.1 * t + 2 * u + habit.phases[:, 1:])
    side = half * u * np.cos(fold)
    rise = half * (np.abs(u) * np.sin(fold) + habit.cups[:, None] * u**2 + habit.ripples[:, None] * np.abs(u) * wave)
    turn = np.radians(habit.twists)[:, None] * t
    side, rise = side * np.cos(turn) - rise * np.sin(turn), side * np.sin(turn) + rise * np.cos(turn)
    points = np.stack([x + rise * np.sin(bend * t), y + rise * np.cos(bend * t), side], 2)
    uv = atlas.texcoords(slot, outline.tile_across, outline.tile_along)
    return swarm(points, outline.faces, uv, rotations, origins, tints=tints)


def poised(azimuths: ArrayLike, elevations: ArrayLike, rolls: ArrayLike, frames: ArrayLike | None = None) -> Array:
    """(K,3,3) rotations of leaves that leave a stem along +Y at azimuths, rise by elevations and roll about themselves, in
    degrees; frames (K,3,3), where given, carry them on to the stem's own direction at each leaf."""
    a, e, r = (np.radians(np.asarray(v, np.float64)) for v in (azimuths, elevations, rolls))
    zero, one = np.zeros_like(a), np.ones_like(a)

    def stack(rows: list[list[Array]]) -> Array:
        return np.stack([np.stack(row, -1) for row in rows], -2)

    about_y = stack([[np.cos(a), zero, np.sin(a)], [zero, one, zero], [-np.sin(a), zero, np.cos(a)]])
    about_z = stack([[np.cos(e), -np.sin(e), zero], [np.sin(e), np.cos(e), zero], [zero, zero, one]])
    about_x = stack([[one, zero, zero], [zero, np.cos(r), -np.sin(r)], [zero, np.sin(r), np.cos(r)]])
    turned = about_y @ about_z @ about_x
    return turned if frames is None else np.asarray(frames, np.float64) @ turned


def leaning(tangents: Array) -> Array:
    """(K,3,3) rotations that lean +Y to each tangent by the shortest way, so that azimuths keep their sense."""
    up = np.array([0.0, 1.0, 0.0])
    axis = np.cross(np.broadcast_to(up, tangents.shape), tangents)
    sine = np.linalg.norm(axis, axis=1, keepdims=True)
    axis = axis / np.maximum(sine, 1e-9)
    angle = np.arctan2(sine[:, 0], tangents[:, 1])
    k = np.zeros((len(axis), 3, 3))
    k[:, 0, 1], k[:, 0, 2], k[:, 1, 2] = -axis[:, 2], axis[:, 1], -axis[:, 0]
    k -= k.transpose(0, 2, 1)
    s, c = np.sin(angle)[:, None, None], np.cos(angle)[:, None, None]
    return np.asarray(np.eye(3) + s * k + (1 - c) * (k @ k))


__all__ = ["Habit", "Outline", "foliage", "leaning", "long_outline", "poised", "round_outline"]
