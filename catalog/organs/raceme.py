"""Racemes and spikes: one floret grown at a few openings, borne many times up an axis, the lowest open first. Centimetres, degrees.

A floret stands in its own frame: it faces along +Y, +X (azimuth 0 of a `blade`) is its upper side, the one towards the tip of the
axis; the origin is where its pedicel ends.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from catalog.mesh import Mesh, unit
from catalog.organs.boughs import Bough

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Floret:
    """One floret at M rising openings `keys`, of the same vertices at each: shapes and normals (M,V,3), texcoords (V,2), tints (V,3)."""

    keys: Array
    shapes: Array
    normals: Array
    texcoords: NDArray[np.float32]
    tints: Array
    indices: NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Seats:
    """Where K florets sit: nodes (K,3) on the axis, ends (K,3) of their pedicels, rotations (K,3,3) of florets at these ends."""

    nodes: Array
    ends: Array
    rotations: Array

    def of(self, chosen: NDArray[np.bool_]) -> Seats:
        return Seats(self.nodes[chosen], self.ends[chosen], self.rotations[chosen])


@dataclass(frozen=True, eq=False)
class Spike:
    """A raceme laid out, cm: its axis, where open florets and buds sit on it, how open (0..1), how large and how bright each is."""

    axis: Bough
    florets: Seats
    opened: Array
    sizes: Array
    buds: Seats
    bud_sizes: Array
    tints: Array
    bud_tints: Array
    length: float


def floret(grow: Callable[[float], Mesh], keys: Sequence[float] = (0.0, 0.5, 1.0)) -> Floret:
    """Grow a floret at every opening in `keys`, 0 closed .. 1 open. Raises ValueError when the vertices are not the same ones."""
    grown = [grow(key) for key in keys]
    first = grown[0]
    if any(m.indices.shape != first.indices.shape or (m.indices != first.indices).any() for m in grown):
        raise ValueError("a floret must have the same triangles at every opening")
    return Floret(
        np.asarray(keys, np.float64),
        np.stack([m.positions for m in grown]).astype(np.float64),
        np.stack([m.normals for m in grown]).astype(np.float64),
        first.texcoords,
        first.colours[:, :3].astype(np.float64),
        first.indices.astype(np.int64),
    )


def borne(kind: Floret, opened: ArrayLike, sizes: ArrayLike, rotations: Array, origins: Array, *, tints: ArrayLike = 1.0) -> Mesh:
    """One mesh of K florets, each opened (K,) and sized (K,) for itself; tints broadcasts to (K,3)."""
    count, v = len(origins), kind.shapes.shape[1]
    at = np.interp(np.asarray(opened, np.float64), kind.keys, np.arange(len(kind.keys)))
    low = np.minimum(at.astype(np.int64), max(len(kind.keys) - 2, 0))
    high = np.minimum(low + 1, len(kind.keys) - 1)
    f = (at - low)[:, None, None]
    local = kind.shapes[low] * (1 - f) + kind.shapes[high] * f
    looks = kind.normals[low] * (1 - f) + kind.normals[high] * f
    size = np.broadcast_to(np.asarray(sizes, np.float64), (count,))[:, None, None]
    placed = np.einsum("kij,kvj->kvi", rotations, local * size) + np.asarray(origins, np.float64)[:, None]
    turned = np.einsum("kij,kvj->kvi", rotations, looks)
    tint = np.broadcast_to(np.asarray(tints, np.float64), (count, 3))[:, None] * kind.tints[None]
    colours = np.ones((count * v, 4), np.float32)
    colours[:, :3] = np.clip(tint.reshape(-1, 3), 0.0, 2.0)
    faces = kind.indices[None] + (np.arange(count) * v)[:, None, None]
    return Mesh(
        placed.reshape(-1, 3).astype(np.float32),
        unit(turned.reshape(-1, 3)).astype(np.float32),
        np.tile(kind.texcoords, (count, 1)),
        colours,
        faces.reshape(-1, 3).astype(np.uint32),
    )


def seats(
    axis: Bough,
    shares: ArrayLike,
    azimuths: ArrayLike,
    pedicels: ArrayLike,
    rises: ArrayLike,
    faces: ArrayLike,
    *,
    rolls: ArrayLike = 0.0,
    swings: ArrayLike = 0.0,
) -> Seats:
    """Seats at `shares` (K,) of the axis and `azimuths` (K,) around it, every other field (K,) or one number.

    pedicels: cm. rises: elevation of the pedicel against the axis (0 straight out, 90 along it). faces: the same for the way the
    floret looks; swings turns it aside, rolls about itself.
    """
    t = np.asarray(shares, np.float64)
    count = len(t)
    up, node = axis.heading(t), axis.at(t)
    a, rise, face, roll, swing = (
        np.radians(np.broadcast_to(np.asarray(x, np.float64), (count,)))[:, None] for x in (azimuths, rises, faces, rolls, swings)
    )
    out = _outwards(up, a)
    level = np.cross(out, up)
    length = np.broadcast_to(np.asarray(pedicels, np.float64), (count,))[:, None]
    skin = axis.thick(t)[:, None]
    leaves = np.cos(rise) * out + np.sin(rise) * up
    aside = np.cos(swing) * out + np.sin(swing) * level
    y = np.cos(face) * aside + np.sin(face) * up
    x = unit(np.cos(face) * up - np.sin(face) * aside)
    z = np.cross(x, y)
    x, z = np.cos(roll) * x + np.sin(roll) * z, np.cos(roll) * z - np.sin(roll) * x
    return Seats(node + out * skin * 0.6, node + out * skin * 0.6 + leaves * length, np.stack([x, y, z], 2))


def _outwards(up: Array, azimuth: Array) -> Array:
    """(K,3) unit vectors at right angles to `up`, at the azimuths (radians) as nearly as may be."""
    flat = np.concatenate([np.cos(azimuth), np.zeros_like(azimuth), -np.sin(azimuth)], 1)
    return unit(flat - (flat * up).sum(1, keepdims=True) * up)


def opening(rank: ArrayLike, openness: float, *, first: float, last: float, soft: float) -> Array:
    """(K,) how open florets of rank 0 (lowest) .. 1 (highest) are.

    The front of opening stands at rank `first` when the openness is 0 and at `last` when it is 1; florets take `soft` of the
    ranks to open fully behind it.
    """
    front = first + (last - first) * openness
    return np.asarray(np.clip((front - np.asarray(rank, np.float64)) / soft, 0.0, 1.0))


__all__ = ["Floret", "Seats", "borne", "floret", "opening", "seats"]
