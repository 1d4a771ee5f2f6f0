"""The colours of a scan as the catalogue keeps them: a few body colours in a palette, and a tint at every vertex.

A tint multiplies its body colour by at most 2 and is stored in 8 bits, so one body for red petals and green leaves together
would not do: the points are grouped by colour, and every triangle belongs to one group.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from catalog.atlas import Atlas
from catalog.mesh import Mesh, smooth_normals
from catalog.scans.atlas import scan_atlas
from catalog.scans.decode import Array
from catalog.scans.surface import Points, Shape
from catalog.surface import oklab, srgb

GROUPS = 5
APART = 0.1  # in OKLab; colours nearer than this are one group
LARGEST_TINT = 1.9
SOME = 20_000  # points that stand for all where neighbours are looked at
DARKEST = 0.004  # linear; a body colour is never darker, so that a tint can always reach it
STEM_GREEN = (0.09, 0.19, 0.04)  # linear; the stem that is given to a head that was scanned without one


@dataclass(frozen=True, eq=False)
class Palette:
    """bodies (K,3): linear colours of the groups, the first is the flower's own; stem, main (3,). means (K,3) in OKLab.

    main: how the flower looks in the light, the mean of the brighter points of its group."""

    bodies: Array
    means: Array
    stem: Array
    main: Array

    @property
    def atlas(self) -> Atlas:
        return scan_atlas(len(self.bodies))


def palette_of(points: Points, head: NDArray[np.bool_], stem: NDArray[np.bool_]) -> Palette:
    """Group the colours. head, stem (M,): which points belong to them; the group that is largest in the head comes first."""
    lab = oklab(points.colours)
    means = _groups(lab[:: max(1, len(lab) // 20_000)])
    group = nearest_group(lab, means)
    # The flower itself: the largest group of the head, leaves and stem weighed down.
    weight = np.bincount(group[head], minlength=len(means)) * np.where(_green(means), 0.35, 1.0)
    order = np.argsort(-weight, kind="stable")
    means = means[order]
    group = nearest_group(lab, means)
    beside = _beside(points, group, len(means))
    bodies = np.stack([_body(points.colours[group == k], beside[k]) for k in range(len(means))])
    # Only a stem that was scanned with some thickness has a colour worth taking.
    colour = np.median(points.colours[stem], 0) if stem.sum() > 40 else np.array(STEM_GREEN)
    return Palette(bodies, means, np.maximum(colour, DARKEST), _in_light(points.colours[(group == 0) & head]))


def _in_light(colours: Array) -> Array:
    if not len(colours):
        return np.full(3, 0.2)
    brightness = colours @ [0.2126, 0.7152, 0.0722]
    return np.asarray(colours[brightness >= np.percentile(brightness, 60)].mean(0))


def _green(means: Array) -> NDArray[np.bool_]:
    hue = np.degrees(np.arctan2(means[:, 2], means[:, 1]))
    green: NDArray[np.bool_] = (np.hypot(means[:, 1], means[:, 2]) > 0.04) & (hue > 105) & (hue < 165)
    return green


def _beside(points: Points, group: NDArray[np.int64], groups: int) -> list[Array]:
    """For each group (n,3): the colours that lie on it and just beside it, which its triangles at the border have to reach too."""
    step = max(1, len(points.positions) // SOME)
    positions, colours, group = points.positions[::step], points.colours[::step], group[::step]
    _, near = cKDTree(positions).query(positions, k=min(8, len(positions)))
    return [colours[near[group == k]].reshape(-1, 3) for k in range(groups)]


def _body(colours: Array, beside: Array) -> Array:
    """The body colour: near the group's mean, but bright enough that what lies beside it is no more than LARGEST_TINT times it."""
    if not len(colours) or not len(beside):
        return np.full(3, 0.2)
    bright = np.percentile(beside, 97, axis=0) / LARGEST_TINT
    body = np.maximum(np.maximum(colours.mean(0), bright), DARKEST)
    # As it will stand in the palette, in 8 bits.
    s = np.round(srgb(body) * 255) / 255
    return np.asarray(np.where(s <= 0.04045, s / 12.92, ((s + 0.055) / 1.055) ** 2.4))


def _groups(lab: Array) -> Array:
    """(K,3) means: k-means with starts that lie farthest apart, groups that lie near together joined."""
    means = lab.mean(0, keepdims=True)
    while len(means) < GROUPS:
        away = np.linalg.norm(lab[:, None] - means[None], axis=2).min(1)
        # The 98th percentile, not the farthest: one stray pixel is no colour of a flower.
        far = np.flatnonzero(away >= np.percentile(away, 98))
        start = np.median(lab[far], 0, keepdims=True)
        if np.linalg.norm(start - means, axis=1).min() < APART:
            break
        means = _settled(lab, np.concatenate([means, start]))
    kept: list[Array] = []
    for mean in means:
        if all(np.linalg.norm(mean - other) >= APART * 0.7 for other in kept):
            kept.append(mean)
    return _settled(lab, np.stack(kept))


def _settled(lab: Array, means: Array) -> Array:
    for _ in range(12):
        group = nearest_group(lab, means)
        count = np.bincount(group, minlength=len(means))
        sums = np.stack([np.bincount(group, lab[:, k], len(means)) for k in range(3)], 1)
        means = np.where(count[:, None] > 0, sums / np.maximum(count, 1)[:, None], means)
    return means


def nearest_group(lab: Array, means: Array) -> NDArray[np.int64]:
    return np.asarray(np.argmin(((lab[:, None] - means[None]) ** 2).sum(2), 1), np.int64)


class Painter:
    """Gives simplified shapes the colours of the points they stand for."""

    def __init__(self, points: Points, palette: Palette) -> None:
        self._points = points
        self._palette = palette
        self._tree = cKDTree(points.positions)

    def mesh(self, shape: Shape) -> Mesh:
        """A Mesh with normals and tints; vertices between two groups stand once for each."""
        normals = smooth_normals(shape.positions.astype(np.float32), shape.triangles.astype(np.uint32)).astype(np.float64)
        colours = self._sampled(shape.positions, normals, len(shape.positions))
        group = nearest_group(oklab(colours[shape.triangles].mean(1)), self._palette.means)
        # One vertex for each pair of vertex and group.
        name = shape.triangles * len(self._palette.bodies) + group[:, None]
        pairs, indices = np.unique(name, return_inverse=True)
        vertex, slot = pairs // len(self._palette.bodies), pairs % len(self._palette.bodies)
        rgba = np.ones((len(pairs), 4))
        rgba[:, :3] = np.clip(colours[vertex] / self._palette.bodies[slot], 0, 2)
        texcoords = np.concatenate([self._palette.atlas.texcoords(n, 0.0, 0.5) for n in self._palette.atlas.names])
        return Mesh(
            shape.positions[vertex].astype(np.float32),
            normals[vertex].astype(np.float32),
            texcoords[slot],
            rgba.astype(np.float32),
            indices.reshape(-1, 3).astype(np.uint32),
        )

    def _sampled(self, positions: Array, normals: Array, vertices: int) -> Array:
        """(N,3) linear: the mean of the points around each vertex, those that face its way before those behind it."""
        around = int(np.clip(len(self._points.positions) / max(vertices, 1) / 3, 6, 48))
        away, found = self._tree.query(positions, k=min(around, len(self._points.positions)))
        away, found = away.reshape(len(positions), -1), found.reshape(len(positions), -1)
        facing = np.clip(np.einsum("nki,ni->nk", self._points.normals[found], normals), 0.02, None)
        reach = np.maximum(away[:, -1:], 1e-9)
        weight = facing * np.exp(-2 * (away / reach) ** 2)
        colours: Array = np.einsum("nk,nki->ni", weight / weight.sum(1, keepdims=True), self._points.colours[found])
        return colours
