"""One clean surface out of what was decoded: cut-outs cut out, equal corners welded, and points with colours all over it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from catalog.mesh import unit
from catalog.scans.decode import Array, Patch, Source, look_up
from catalog.scans.fit import AXES
from catalog.scans.refusals import ScanRefused

POINTS = 160_000
"""Coloured points over the whole surface: a dozen for each vertex of the finest level."""
CUT_CELLS = 64  # a picture with holes is cut along cells of this share of its side
MOST_CUT = 5  # halvings of a triangle while it is cut


@dataclass(frozen=True, eq=False)
class Shape:
    """A welded surface: positions (N,3), triangles (T,3) int64."""

    positions: Array
    triangles: NDArray[np.int64]

    @property
    def corners(self) -> Array:
        return self.positions[self.triangles]


@dataclass(frozen=True, eq=False)
class Points:
    """Points spread evenly over a surface: positions (M,3), normals (M,3), linear colours (M,3)."""

    positions: Array
    normals: Array
    colours: Array

    def moved(self, scale: float, by: Array) -> Points:
        return Points(self.positions * scale + by, self.normals, self.colours)

    def where(self, chosen: NDArray[np.bool_]) -> Points:
        return Points(self.positions[chosen], self.normals[chosen], self.colours[chosen])


def upright(source: Source, up: str) -> Source:
    """The source turned so that its axis `up` becomes +Y. Raises ValueError for another name than AXES."""
    turn = _turn(up)
    return replace(source, patches=tuple(replace(p, corners=p.corners @ turn.T) for p in source.patches))


def _turn(up: str) -> Array:
    """Rotations that keep the order of the other two axes, so that nothing is mirrored."""
    rows = {
        "y": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
        "-y": ((1, 0, 0), (0, -1, 0), (0, 0, -1)),
        "z": ((1, 0, 0), (0, 0, 1), (0, -1, 0)),
        "-z": ((1, 0, 0), (0, 0, -1), (0, 1, 0)),
        "x": ((0, -1, 0), (1, 0, 0), (0, 0, 1)),
        "-x": ((0, 1, 0), (-1, 0, 0), (0, 0, 1)),
    }
    if up not in rows:
        raise ValueError(f"{up} is none of {', '.join(AXES)}")
    return np.array(rows[up], np.float64)


def cut_out(source: Source) -> Source:
    """Leaves and petals that are painted on see-through cards, cut along the paint. Other patches stay as they are."""
    return replace(source, patches=tuple(_cut(p, source) for p in source.patches))


def _cut(patch: Patch, source: Source) -> Patch:
    if patch.look.cutoff is None or patch.look.image is None or patch.texcoords is None:
        return patch
    picture = source.pictures[patch.look.image]
    if picture[..., 3].min() > 250:
        return patch
    edges = np.linalg.norm(patch.texcoords - np.roll(patch.texcoords, 1, 1), axis=2).max(1)
    halvings = np.clip(np.ceil(np.log2(np.maximum(edges * CUT_CELLS, 1e-6))), 0, MOST_CUT).astype(np.int64)
    most = int(halvings.max(initial=0))
    while most and (4.0 ** np.minimum(halvings, most)).sum() > 400_000:
        most -= 1
    pieces = [_halved(patch, halvings_now, np.minimum(halvings, most)) for halvings_now in range(most + 1)]
    whole = Patch(
        np.concatenate([p[0] for p in pieces]),
        np.concatenate([p[1] for p in pieces]).astype(np.float32),
        np.concatenate([p[2] for p in pieces]).astype(np.float32),
        patch.look,
    )
    assert whole.texcoords is not None
    alpha = look_up(picture, patch.look, whole.texcoords.mean(1))[:, 3] * whole.colours[:, :, 3].mean(1)
    kept = alpha >= patch.look.cutoff
    return Patch(whole.corners[kept], whole.colours[kept], whole.texcoords[kept], patch.look)


def _halved(patch: Patch, times: int, wanted: NDArray[np.int64]) -> tuple[Array, Array, Array]:
    """The triangles that want `times` halvings, each as 4**times smaller ones: corners, colours, texcoords."""
    chosen = wanted == times
    assert patch.texcoords is not None
    every = np.concatenate([patch.corners[chosen], patch.colours[chosen], patch.texcoords[chosen]], 2)
    for _ in range(times):
        a, b, c = every[:, 0], every[:, 1], every[:, 2]
        ab, bc, ca = (a + b) / 2, (b + c) / 2, (c + a) / 2
        corners = ((a, ab, ca), (ab, b, bc), (ca, bc, c), (ab, bc, ca))
        every = np.concatenate([np.stack(corner, 1) for corner in corners])
    return every[:, :, :3], every[:, :, 3:7], every[:, :, 7:]


def weld(source: Source) -> Shape:
    """Corners that lie together become one vertex; triangles without area and those that stand twice go. Raises ScanRefused."""
    corners = np.concatenate([p.corners for p in source.patches])
    low, high = corners.min((0, 1)), corners.max((0, 1))
    extent = float((high - low).max())
    if extent <= 0:
        raise ScanRefused("scan.flat")
    cell = np.round((corners.reshape(-1, 3) - low) / extent * 2**20).astype(np.int64)
    name = (cell[:, 0] << 42) | (cell[:, 1] << 21) | cell[:, 2]
    _, first, number = np.unique(name, return_index=True, return_inverse=True)
    positions, triangles = corners.reshape(-1, 3)[first], number.reshape(-1, 3)
    real = (triangles[:, 0] != triangles[:, 1]) & (triangles[:, 1] != triangles[:, 2]) & (triangles[:, 2] != triangles[:, 0])
    triangles = triangles[real]
    # A petal that was made as two equal sheets, back to back, is one petal.
    triangles = triangles[once(triangles)]
    if not len(triangles):
        raise ScanRefused("scan.no_triangles")
    return Shape(positions, triangles.astype(np.int64))


def once(triangles: NDArray[np.int64]) -> NDArray[np.int64]:
    """(K,) the first of all triangles with the same corners, in their order."""
    a, b, c = np.sort(triangles, 1).T
    # By hand: np.unique over rows takes ten times as long.
    pair = (a << 32) | b
    order = np.lexsort((c, pair))
    new = np.ones(len(order), np.bool_)
    new[1:] = (np.diff(pair[order]) != 0) | (np.diff(c[order]) != 0)
    return np.sort(order[new])


def scatter_points(source: Source, rng: np.random.Generator, count: int = POINTS) -> Points:
    """`count` points, as many on each piece of the surface as it has area. Raises ScanRefused when there is no area."""
    edges = [(p.corners[:, 1] - p.corners[:, 0], p.corners[:, 2] - p.corners[:, 0]) for p in source.patches]
    crosses = [np.cross(a, b) for a, b in edges]
    areas = np.concatenate([np.linalg.norm(c, axis=1) for c in crosses])
    if not areas.sum() > 0:
        raise ScanRefused("scan.no_triangles")
    # Systematic sampling: one random start, equal steps over the summed area.
    ends = np.cumsum(areas) / areas.sum()
    chosen = np.minimum(np.searchsorted(ends, (np.arange(count) + rng.random()) / count), len(areas) - 1)
    a, b = rng.random((2, count))
    flip = a + b > 1
    a, b = np.where(flip, 1 - a, a), np.where(flip, 1 - b, b)
    weights = np.stack([1 - a - b, a, b], 1)
    positions, normals, colours = np.empty((count, 3)), np.empty((count, 3)), np.empty((count, 3))
    start = 0
    for patch, cross in zip(source.patches, crosses, strict=True):
        mine = np.flatnonzero((chosen >= start) & (chosen < start + len(cross)))
        own, share = chosen[mine] - start, weights[mine]
        start += len(cross)
        positions[mine] = np.einsum("mk,mki->mi", share, patch.corners[own])
        normals[mine] = cross[own]
        colours[mine] = _colours(patch, source, own, share)
    return Points(positions, unit(normals), colours)


def _colours(patch: Patch, source: Source, own: NDArray[np.int64], share: Array) -> Array:
    rgba = np.einsum("mk,mki->mi", share, patch.colours[own])
    if patch.texcoords is not None and patch.look.image is not None:
        rgba = rgba * look_up(source.pictures[patch.look.image], patch.look, np.einsum("mk,mki->mi", share, patch.texcoords[own]))
    rgb: Array = rgba[:, :3]
    return rgb
