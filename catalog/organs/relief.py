"""Relief that is shaded rather than built: the normals of many like leaves lean as if veins lay sunk in the blade.

A furrow is far narrower than the triangles of a leaf; where rows of vertices run along both banks of every furrow, leaning their
normals towards it shows the furrow at no cost.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from catalog.mesh import Mesh, unit
from catalog.organs.curves import Knots, bell, curve, smoothstep
from catalog.organs.foliage import Outline

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Relief:
    """A leaf and how its normals lean: forward (V,) to the tip, aside (V,) to +side, as slopes."""

    outline: Outline
    forward: Array
    aside: Array


def herringbone(
    veins: int, half_width: Knots, *, columns: int = 6, slant: float = 0.16, depth: float = 0.3, rows: int | None = None
) -> Relief:
    """A long leaf with so many pairs of side veins that bow to the tip, sunk about `depth` (slope of the banks).

    Its tile shows the veins as level lines at along = (k + 0.5) / veins. Without `rows` two rows go to each vein, on its banks;
    with it there are so many rows and only the midrib is sunk. columns is even. slant: how far veins run to the tip, in lengths.
    """
    banked = rows is None
    count = 2 * veins if rows is None else rows
    p = (np.arange(count) + 0.5) / count
    half = columns // 2
    inner = [0.13] if half > 2 else []
    right = np.array([*inner, *np.linspace(0.6 if inner else 0.55, 1.0, half - len(inner))]) if half > 1 else np.array([1.0])
    u = np.concatenate([-right[::-1], [0.0], right])
    row, across = (g.ravel() for g in np.meshgrid(p, u, indexing="ij"))
    out = np.abs(across)
    along = row + slant * (0.7 * out + 0.3 * out**2) * 4 * row * (1 - row) * (1 - 0.35 * row)
    side = across * curve(half_width, along)
    wide = columns + 1
    r, c = (g.ravel() for g in np.meshgrid(np.arange(count - 1), np.arange(columns), indexing="ij"))
    a = 1 + r * wide + c
    quads = [np.stack([a, a + wide + 1, a + wide], 1), np.stack([a, a + 1, a + wide + 1], 1)]
    c = np.arange(columns)
    top, last = 1 + (count - 1) * wide + c, np.full(columns, 1 + count * wide)
    ends = [np.stack([0 * c, 2 + c, 1 + c], 1), np.stack([top, top + 1, last], 1)]
    bank = np.where(np.arange(count) % 2 == 0, 1.0, -1.0) if banked else np.zeros(count)
    fade = smoothstep(0.0, 0.3, out) * smoothstep(1.15, 0.75, out)
    forward = depth * np.repeat(bank, wide) * fade
    aside = -depth * np.sign(across) * bell((out - 0.13) / 0.3) * smoothstep(1.0, 0.7, row)
    pad = np.zeros(1)
    outline = Outline(
        np.concatenate([pad, side, pad]),
        np.concatenate([pad, along, pad + 1]),
        np.concatenate([pad, across, pad]),
        np.concatenate([pad, row, pad + 1]),
        np.concatenate([*quads, *ends]).astype(np.int64),
    )
    return Relief(outline, np.concatenate([pad, forward, pad]), np.concatenate([pad, aside, pad]))


def leant(grown: Mesh, rotations: ArrayLike, forward: Array, aside: Array) -> Mesh:
    """The mesh of K like leaves, one after another as `foliage` grows them by rotations (K,3,3), with normals that lean by (V,)."""
    turn = np.asarray(rotations, np.float64)
    lean = forward[None, :, None] * turn[:, None, :, 0] + aside[None, :, None] * turn[:, None, :, 2]
    normals = grown.normals.astype(np.float64)
    lean = lean.reshape(-1, 3)
    lean -= (lean * normals).sum(1, keepdims=True) * normals
    return Mesh(grown.positions, unit(normals + lean).astype(np.float32), grown.texcoords, grown.colours, grown.indices)


__all__ = ["Relief", "herringbone", "leant"]
