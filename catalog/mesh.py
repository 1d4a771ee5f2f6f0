"""Triangle meshes as the whole product passes them around.

Frames and units: metres, +Y up, right-handed, counter-clockwise triangles seen from outside (glTF).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float32]
Indices = NDArray[np.uint32]


@dataclass(frozen=True, eq=False)
class Mesh:
    """One indexed triangle mesh.

    positions (N,3) float32, metres. normals (N,3) float32, unit length. texcoords (N,2) float32 inside 0..1,
    v pointing down (glTF), addressing the tiles of an `Atlas`. colours (N,4) float32: rgb is a linear tint that
    multiplies the palette colour (around 1, at most 2), alpha is ambient occlusion (1 open sky, 0 buried).
    indices (T,3) uint32. Raises ValueError for any other shape or for indices out of range.
    """

    positions: Floats
    normals: Floats
    texcoords: Floats
    colours: Floats
    indices: Indices

    def __post_init__(self) -> None:
        n = len(self.positions)
        for name, width in (("positions", 3), ("normals", 3), ("texcoords", 2), ("colours", 4)):
            value = getattr(self, name)
            if value.shape != (n, width) or value.dtype != np.float32:
                raise ValueError(f"{name} must be float32 ({n}, {width}), got {value.dtype} {value.shape}")
        if self.indices.ndim != 2 or self.indices.shape[1] != 3 or self.indices.dtype != np.uint32:
            raise ValueError(f"indices must be uint32 (T, 3), got {self.indices.dtype} {self.indices.shape}")
        if self.indices.size and int(self.indices.max()) >= n:
            raise ValueError(f"index {int(self.indices.max())} is outside the {n} vertices")

    @property
    def triangles(self) -> int:
        return len(self.indices)

    @property
    def bounds(self) -> Floats:
        """(2,3) lowest and highest corner; zeros for an empty mesh."""
        if not len(self.positions):
            return np.zeros((2, 3), np.float32)
        return np.stack([self.positions.min(0), self.positions.max(0)])

    def transformed(self, matrix: ArrayLike) -> Mesh:
        """The mesh moved by a 4x4 matrix (rotation, translation, scale); a mirrored one is turned right side out."""
        m = np.asarray(matrix, np.float64)
        linear = m[:3, :3]
        positions = self.positions @ linear.T + m[:3, 3]
        normals = unit(self.normals @ np.linalg.inv(linear))
        indices = self.indices[:, ::-1] if np.linalg.det(linear) < 0 else self.indices
        return replace(
            self,
            positions=positions.astype(np.float32),
            normals=normals.astype(np.float32),
            indices=np.ascontiguousarray(indices),
        )

    def tinted(self, factor: ArrayLike) -> Mesh:
        """The mesh with its tint multiplied by a scalar or an rgb triple."""
        colours = self.colours.copy()
        colours[:, :3] = np.clip(colours[:, :3] * np.asarray(factor, np.float32), 0.0, 2.0)
        return replace(self, colours=colours)


def mesh(
    positions: ArrayLike,
    indices: ArrayLike,
    texcoords: ArrayLike,
    *,
    normals: ArrayLike | None = None,
    tint: ArrayLike = 1.0,
) -> Mesh:
    """A Mesh from plain arrays: normals computed when absent, occlusion 1. `tint` broadcasts to (N,3)."""
    p = np.asarray(positions, np.float32).reshape(-1, 3)
    i = np.asarray(indices, np.uint32).reshape(-1, 3)
    colours = np.ones((len(p), 4), np.float32)
    colours[:, :3] = np.broadcast_to(np.asarray(tint, np.float32), (len(p), 3))
    n = smooth_normals(p, i) if normals is None else unit(np.asarray(normals, np.float64)).astype(np.float32)
    return Mesh(p, n, np.asarray(texcoords, np.float32).reshape(-1, 2), colours, i)


def unit(vectors: ArrayLike) -> NDArray[np.float64]:
    """Rows scaled to length 1; a zero row becomes +Y, so that no normal is ever zero."""
    v = np.asarray(vectors, np.float64)
    length = np.linalg.norm(v, axis=-1, keepdims=True)
    good = length > 1e-12
    return np.where(good, v / np.where(good, length, 1.0), [0.0, 1.0, 0.0])


def smooth_normals(positions: Floats, indices: Indices) -> Floats:
    """Area-weighted vertex normals (N,3)."""
    corners = positions[indices].astype(np.float64)
    face = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    total = np.zeros((len(positions), 3))
    for k in range(3):
        for axis in range(3):
            total[:, axis] += np.bincount(indices[:, k], face[:, axis], len(positions))
    return unit(total).astype(np.float32)


def merge(meshes: Sequence[Mesh]) -> Mesh:
    """All meshes as one; an empty sequence gives an empty mesh."""
    if not meshes:
        return EMPTY
    starts = np.cumsum([0, *(len(m.positions) for m in meshes[:-1])])
    return Mesh(
        np.concatenate([m.positions for m in meshes]),
        np.concatenate([m.normals for m in meshes]),
        np.concatenate([m.texcoords for m in meshes]),
        np.concatenate([m.colours for m in meshes]),
        np.concatenate([m.indices + np.uint32(s) for m, s in zip(meshes, starts, strict=True)]),
    )


EMPTY = Mesh(
    np.zeros((0, 3), np.float32),
    np.zeros((0, 3), np.float32),
    np.zeros((0, 2), np.float32),
    np.zeros((0, 4), np.float32),
    np.zeros((0, 3), np.uint32),
)
