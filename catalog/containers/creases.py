"""A grid of points as a mesh that is smooth within each panel and breaks sharply at its creases."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from catalog.atlas import Atlas
from catalog.mesh import Floats, Mesh, unit

Array = NDArray[np.float64]
Whole = NDArray[np.int64]
LEAST_AREA = 1e-9  # square metres: a triangle of a thousandth of a square millimetre is a seam, not a face


def creased(
    position: Array,
    shade: Array,
    along: Array,
    hard: NDArray[np.bool_],
    slots: Sequence[str],
    atlas: Atlas,
    rng: np.random.Generator,
) -> Mesh:
    """The mesh of a grid (R,C,3) whose rows run up and whose columns run to the right, seen from outside.

    Vertices are doubled along the `hard` columns (C,), with a normal for each side, and where `slots` (R-1 names) changes. shade
    (R,C) becomes the occlusion, along (R,C) the texture coordinate; across, every panel takes its own part of the tile and a
    slightly different tint, so that no two look alike.
    """
    rows, columns = position.shape[:2]
    hard = hard.copy()
    hard[[0, -1]] = True
    column, panel = _runs(np.flatnonzero(hard))
    changes = np.flatnonzero([slots[k] != slots[k - 1] for k in range(1, rows - 1)]) + 1
    row, band = _runs(np.concatenate([[0], changes, [rows - 1]]))

    normals = _normals(position, column, panel)[row]
    windows = rng.uniform(-1, 0, (columns,))
    tints = rng.normal(1, 0.012, (columns,))
    first = np.concatenate([[0], np.flatnonzero(np.diff(panel)) + 1])
    width = np.bincount(panel) - 1
    across = windows[panel] + (np.arange(len(column)) - first[panel]) / width[panel]
    texcoords = np.empty((len(row), len(column), 2), np.float32)
    for k in range(int(band[-1]) + 1):
        here = np.flatnonzero(band == k)
        lines = along[row[here]][:, column]
        slot = slots[int(row[here[0]])]
        texcoords[here] = atlas.texcoords(slot, np.broadcast_to(across, lines.shape), lines).reshape(*lines.shape, 2)
    colours = np.empty((len(row), len(column), 4), np.float32)
    colours[..., :3] = tints[panel][:, None]
    colours[..., 3] = shade[row][:, column]
    return _compact(position[row][:, column], normals, texcoords, colours, _triangles(band, panel))


def plain_grid(position: Array, shade: Array, texcoords: Floats, tint: float = 1.0) -> Mesh:
    """A grid (R,C,3) as one smooth mesh."""
    rows, columns = position.shape[:2]
    whole = np.zeros(columns, np.int64)
    colours = np.full((rows * columns, 4), tint, np.float32)
    colours[:, 3] = shade.ravel()
    normals = _normals(position, np.arange(columns), whole)
    faces = _triangles(np.zeros(rows, np.int64), whole)
    return _compact(position, normals, texcoords, colours, faces)


def _compact(position: Array, normals: Array, texcoords: Floats, colours: Floats, faces: NDArray[np.uint32]) -> Mesh:
    """A mesh without the triangles that have no area (where columns repeat their end) and without the vertices they leave over."""
    flat = position.reshape(-1, 3)
    a, b, c = (flat[faces[:, k]] for k in range(3))
    faces = faces[np.linalg.norm(np.cross(b - a, c - a), axis=1) > 2 * LEAST_AREA]
    used = np.zeros(len(flat), bool)
    used[faces] = True
    renumbered = (np.cumsum(used) - 1).astype(np.uint32)
    return Mesh(
        flat[used].astype(np.float32),
        normals.reshape(-1, 3)[used].astype(np.float32),
        texcoords.reshape(-1, 2)[used],
        colours.reshape(-1, 4)[used],
        renumbered[faces],
    )


def _runs(breaks: Whole) -> tuple[Whole, Whole]:
    """Indices from the first to the last break, every inner break twice, and which run each belongs to."""
    spans = [np.arange(a, b + 1) for a, b in zip(breaks[:-1], breaks[1:], strict=True)]  # noqa: RUF007  (arrays, not items)
    return np.concatenate(spans), np.repeat(np.arange(len(spans)), [len(s) for s in spans])


def _normals(position: Array, column: Whole, panel: Whole) -> Array:
    """Area-weighted normals (R, len(column), 3): each takes only the faces of its own panel."""
    rows, columns = position.shape[:2]
    a, b, c, d = position[:-1, :-1], position[:-1, 1:], position[1:, :-1], position[1:, 1:]
    faces = np.cross(d - a, c - b)  # the two diagonals: twice the sum of both triangles' area vectors
    ringed = np.zeros((rows, columns + 1, 3))
    ringed[:-1, 1:-1] += faces
    ringed[1:, 1:-1] += faces
    left = np.concatenate([[False], panel[1:] == panel[:-1]])
    right = np.concatenate([panel[1:] == panel[:-1], [False]])
    return unit(ringed[:, column] * left[:, None] + ringed[:, column + 1] * right[:, None])


def _triangles(band: Whole, panel: Whole) -> NDArray[np.uint32]:
    """Triangles (T,3) between neighbouring rows of one band and neighbouring columns of one panel."""
    k = np.arange(len(band) * len(panel), dtype=np.uint32).reshape(len(band), len(panel))
    keep = ((band[1:] == band[:-1])[:, None] & (panel[1:] == panel[:-1])[None]).ravel()
    a, b, c, d = (q.ravel()[keep] for q in (k[:-1, :-1], k[:-1, 1:], k[1:, :-1], k[1:, 1:]))
    return np.concatenate([np.stack([a, b, d], 1), np.stack([a, d, c], 1)])
