"""Leaves cut into lobes between their side veins: slits from the margin, holes beside the midrib, each lobe with its own vein.

Such a leaf is a family of curves. Vein number k leaves the midrib and runs to the margin; between two veins lies the place where
the blade may be cut. A lobe is the strip around one vein, so its tile shows that vein from the midrib (along 0) to the margin
(along 1), and outlines follow the curves exactly however coarse the net is. Lengths in shares of the leaf.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from catalog.mesh import Mesh, mesh, unit
from catalog.organs.curves import Knots, curve

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Half:
    """One half of a lobed leaf, its midrib from (0, 0) to (0, 1) in (side, along).

    lobes: how many. starts: where on the midrib a vein leaves it, over q = 0 (base) .. 1 (tip). ends: (side, along) of the margin
    over q. bow: how far veins run along the way they leave (side, along shares of the way) before they turn to their ends.
    slits: for each of the lobes - 1 cuts (share out from the midrib where it begins, width at the margin as share of a lobe);
    a beginning of 1 or more is no cut. holes: (cut, centre out, half length, width). rounding, power: how the lobes' ends are
    rounded at cuts; oval: the same as an ellipse's end, without corners. teeth, tooth: lobules at each lobe's end and their depth.
    """

    lobes: int
    starts: Knots
    side: Knots
    along: Knots
    bow: tuple[float, float] = (0.55, 0.25)
    slits: tuple[tuple[float, float], ...] = ()
    holes: tuple[tuple[int, float, float, float], ...] = ()
    rounding: float = 0.16
    power: float = 3.0
    onset: float = 0.3
    teeth: int = 0
    tooth: float = 0.0
    oval: float = 0.0


@dataclass(frozen=True, eq=False)
class Net:
    """(V,) each: side and along in leaf shares, across -1..1 and out 0..1 in the lobe, rank: real vein number; faces (T,3)."""

    side: Array
    along: Array
    across: Array
    out: Array
    rank: Array
    faces: NDArray[np.int64]


def half_net(shape: Half, columns: int, rows: int) -> Net:
    """The net of one half: each lobe columns x rows quads, the right half (side > 0) facing up where `along` runs away."""
    u_line = np.sin(np.linspace(-1, 1, columns + 1) * np.pi / 2 * 0.86) / np.sin(np.pi / 2 * 0.86)
    t_line = 1 - (1 - np.linspace(0, 1, rows + 1)) ** 1.25
    lobe, t, u = (g.ravel() for g in np.meshgrid(np.arange(shape.lobes, dtype=np.float64), t_line, u_line, indexing="ij"))
    cut = np.clip(np.where(u < 0, lobe - 1, lobe), -1, shape.lobes - 1).astype(int)
    begin, wide = _cuts(shape)
    is_cut = begin[cut] < 1
    end = 1 - np.where(is_cut, shape.rounding, 0.0) * np.abs(u) ** shape.power
    if shape.oval:
        end = end - np.where(is_cut, shape.oval, 0.0) * (1 - np.sqrt(np.clip(1 - np.abs(u) ** 2.2, 0.0, None)))
    if shape.teeth:
        end = end - shape.tooth * (0.5 + 0.5 * np.cos(np.pi * shape.teeth * (u + 1))) ** 1.3
    s = t * end
    gap = wide[cut] * np.clip((s - begin[cut]) / shape.onset, 0.0, 1.0) ** 0.6 * is_cut
    for number, centre, half, width in shape.holes:
        ring = np.sqrt(np.clip(1 - ((s - centre) / half) ** 2, 0.0, None))
        gap = np.maximum(gap, np.where(cut == number, width * ring, 0.0))
    rank = lobe + 0.5 * u * (1 - np.minimum(gap, 0.95))
    side, along = _placed(shape, rank, s)
    i, r, c = (g.ravel() for g in np.meshgrid(np.arange(shape.lobes), np.arange(rows), np.arange(columns), indexing="ij"))
    a = (i * (rows + 1) + r) * (columns + 1) + c
    d = a + columns + 1
    faces = np.concatenate([np.stack([a, d + 1, a + 1], 1), np.stack([a, d, d + 1], 1)])
    return Net(side, along, u, s, rank, faces.astype(np.int64))


def whole_net(right: Half, left: Half, columns: int, rows: int) -> Net:
    """Both halves; ranks of the left half count on from 100."""
    a, b = half_net(right, columns, rows), half_net(left, columns, rows)
    return Net(
        np.concatenate([a.side, -b.side]),
        np.concatenate([a.along, b.along]),
        np.concatenate([a.across, b.across]),
        np.concatenate([a.out, b.out]),
        np.concatenate([a.rank, b.rank + 100]),
        np.concatenate([a.faces, b.faces[:, ::-1] + len(a.side)]),
    )


def seamless(grown: Mesh) -> Mesh:
    """The mesh with one normal wherever vertices lie in the same place, so that no seam shows between lobes."""
    place = np.round(grown.positions.astype(np.float64), 4)
    _, same = np.unique(place, axis=0, return_inverse=True)
    same = same.ravel()
    total = np.stack([np.bincount(same, grown.normals[:, k]) for k in range(3)], 1)
    return mesh(grown.positions, grown.indices, grown.texcoords, normals=unit(total)[same], tint=grown.colours[:, :3])


def _cuts(shape: Half) -> tuple[Array, Array]:
    """(beginning, width) of every cut, and of none (last) for the leaf's own two edges."""
    none = [(2.0, 0.0)] * (shape.lobes - len(shape.slits))
    table = np.array([*shape.slits, *none], np.float64)
    return table[:, 0], table[:, 1]


def _placed(shape: Half, rank: Array, s: Array) -> tuple[Array, Array]:
    """Along the quadratic curve from the midrib by way of the bow to the margin."""
    q = np.clip((rank + 0.5) / shape.lobes, 0, 1)
    y0, x2, y2 = curve(shape.starts, q), curve(shape.side, q), curve(shape.along, q)
    x1, y1 = shape.bow[0] * x2, y0 + shape.bow[1] * (y2 - y0)
    side = 2 * s * (1 - s) * x1 + s**2 * x2
    along = (1 - s) ** 2 * y0 + 2 * s * (1 - s) * y1 + s**2 * y2
    return side, along


__all__ = ["Half", "Net", "half_net", "seamless", "whole_net"]
