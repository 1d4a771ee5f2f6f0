"""Organs that orchids share: sepals and petals that open from a bud, lips, the column, buds and the way all of it is hung. Centimetres.

A flower stands in its own frame: +Y is the way it faces, and to one who looks at it azimuth 0 is its right, 90 its top (the dorsal
sepal, -Z), 270 its foot (the lip, +Z).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from catalog.atlas import Atlas
from catalog.mesh import Mesh, mesh, smooth_normals, unit
from catalog.organs.blade import Blade, blade, steps
from catalog.organs.curves import Knots, blend, curve
from catalog.organs.limb import Limb
from catalog.organs.place import Matrix
from catalog.organs.stalk import Stalk
from catalog.organs.stem import lathe, tube
from catalog.organs.swarm import twigs
from catalog.plant import Level

Array = NDArray[np.float64]
RIGHT, TOP, LEFT, FOOT = 0.0, 90.0, 180.0, 270.0
BUD: Knots = ((0.0, 0.3), (0.08, 0.55), (0.25, 0.86), (0.45, 1.0), (0.62, 0.97), (0.8, 0.74), (0.92, 0.42), (1.0, 0.04))
"""Share of a bud's radius along its length."""
_BUD_GRID = {Level.HERO: (9, 12), Level.STANDARD: (7, 8), Level.PHONE: (5, 6), Level.FAR: (3, 3)}


@dataclass(frozen=True)
class Segment:
    """One sepal, petal or piece of a lip as it is when open: its blade, where it stands (azimuth) and its slot.

    shut: the midrib in bud, at the same positions as the open one. wrap: how far it hugs the axis in bud. grid: hero quads
    (across, along). young: its size in bud, as share.
    """

    blade: Blade
    azimuth: float
    slot: str
    shut: Knots
    wrap: float = 0.7
    grid: tuple[int, int] = (8, 10)
    young: float = 0.8

    def at(self, opened: float, draw: ArrayLike) -> Blade:
        """The blade when `opened` (0 bud .. 1 open, a little over is blown); draw (4,) normal deviates set it apart."""
        d = np.clip(np.asarray(draw, np.float64), -2, 2)
        q = float(np.clip(opened, 0.0, 1.1))
        size = self.young + (1 - self.young) * q
        bent = [(v, angle + (2.2 * d[0] + 5.0 * d[1] * v) * q) for v, angle in blend(self.shut, self.blade.midrib, q)]
        return replace(
            self.blade,
            length=self.blade.length * size * (1 + 0.02 * d[2]),
            width=self.blade.width * size * (1 + 0.025 * d[3]),
            midrib=bent,
            wrap=self.wrap * max(0.0, 1 - 1.25 * q) + self.blade.wrap * q,
            ruffle=self.blade.ruffle * q,
            twist=self.blade.twist + 4 * d[3] * q,
        )


def spread(
    segments: Sequence[Segment], opened: float, atlas: Atlas, level: Level, rng: np.random.Generator, *, sway: float = 2.5
) -> list[Mesh]:
    """All segments of one flower, each a little different. sway: degrees that their azimuths vary. Draws do not depend on the level."""
    draws = rng.normal(0, 1, (len(segments), 6))
    streams = rng.spawn(len(segments))
    return [
        blade(
            one.at(opened, draw[:4]),
            atlas,
            one.slot,
            stream,
            azimuth=one.azimuth + sway * float(np.clip(draw[4], -2, 2)),
            grid=steps(level, *one.grid),
            tint=1 + 0.02 * float(np.clip(draw[5], -2, 2)),
        )
        for one, draw, stream in zip(segments, draws, streams, strict=True)
    ]


def column(
    length: float,
    radius: float,
    atlas: Atlas,
    slot: str,
    level: Level,
    *,
    bow: float = 0.15,
    along: tuple[float, float] = (0.0, 0.3),
    height: float = 0.0,
) -> Mesh:
    """The column: stamen and pistil in one little club that looks out over the lip, bowed `bow` towards it, with a round cap."""
    count, sides = {Level.HERO: (8, 7), Level.STANDARD: (6, 6), Level.PHONE: (4, 4), Level.FAR: (3, 3)}[level]
    v = np.linspace(0, 1, count)
    path = np.stack([0 * v, height + length * v, bow * length * (v**2 - 0.6 * v)], 1)
    girth = curve(((0, 0.8), (0.3, 0.72), (0.6, 0.86), (0.8, 1.05), (0.92, 0.98), (1.0, 0.66)), v) * radius
    return tube(path, girth, atlas, slot, sides=sides, along=along)


def lump(
    centre: ArrayLike, size: ArrayLike, atlas: Atlas, slot: str, *, sides: int = 6, along: tuple[float, float] = (0.4, 0.6)
) -> Mesh:
    """A round callus at centre (3,), half as wide in x, y, z as `size` (3,) says."""
    angle = np.linspace(-0.9, np.pi / 2 * 0.98, 4)
    body = lathe(np.stack([np.cos(angle), np.sin(angle)], 1), atlas, slot, sides=sides)
    p = body.positions * np.asarray(size, np.float32) + np.asarray(centre, np.float32)
    rows = np.repeat(np.linspace(along[0], along[1], 4), sides + 1)
    across = np.tile(np.linspace(-1, 1, sides + 1), 4)
    return mesh(p, body.indices, atlas.texcoords(slot, across, rows), normals=body.normals / np.asarray(size, np.float32))


def bud(
    length: float,
    radius: float,
    atlas: Atlas,
    slot: str,
    level: Level,
    *,
    chin: float = 0.0,
    along: tuple[float, float] = (0.0, 1.0),
) -> Mesh:
    """A closed bud along +Y with three shallow seams. chin: how far its foot bulges towards the lip, cm.

    The tile is read at across 0 on a sepal's back, 1 on a seam, and along the length.
    """
    rings, sides = _BUD_GRID[level]
    v = np.linspace(0, 1, rings)
    body = lathe(np.stack([curve(BUD, v) * radius, v * length], 1), atlas, slot, sides=sides)
    p = body.positions.astype(np.float64)
    angle = np.arctan2(-p[:, 2], p[:, 0])
    seam = 0.5 + 0.5 * np.cos(3 * (angle - np.radians(TOP - 60)))
    share = np.clip(p[:, 1] / length, 0, 1)
    squeeze = 1 - 0.12 * seam**2 * np.sin(np.pi * share)
    p = p * np.stack([squeeze, np.ones_like(squeeze), squeeze], 1)
    p[:, 2] += chin * np.sin(np.pi * np.clip(share * 1.6, 0, 1)) * np.clip(p[:, 2] / radius + 0.3, 0, 1)
    n = smooth_normals(p.astype(np.float32), body.indices).reshape(rings, sides + 1, 3).astype(np.float64)
    # The seam's two columns share their place, so they share their normal too.
    n[:, 0] = n[:, -1] = unit(n[:, 0] + n[:, -1])
    low, high = along
    return mesh(p, body.indices, atlas.texcoords(slot, seam, low + (high - low) * share), normals=n.reshape(-1, 3))


def hung(face: ArrayLike, origin: ArrayLike, up: ArrayLike = (0.0, 1.0, 0.0), roll: float = 0.0) -> Matrix:
    """The matrix that hangs a flower at `origin` facing `face`, its dorsal sepal as near to `up` as can be, then rolled by degrees."""
    y: Array = unit(face)
    top: Array = np.asarray(up, np.float64) - (np.asarray(up, np.float64) @ y) * y
    if float(np.linalg.norm(top)) < 1e-6:
        top = np.array([0.0, 0.0, -1.0]) - y[2] * -y
    top = unit(top)
    side: Array = np.cross(top, y)
    a = np.radians(roll)
    turned = top * np.cos(a) + side * np.sin(a)
    m = np.eye(4)
    m[:3, 0], m[:3, 1], m[:3, 2], m[:3, 3] = np.cross(turned, y), y, -turned, np.asarray(origin, np.float64)
    return m


def pedicel(
    start: ArrayLike,
    leaving: ArrayLike,
    world: Matrix,
    radii: tuple[float, float],
    atlas: Atlas,
    slot: str,
    level: Level,
    *,
    along: tuple[float, float] = (0.0, 1.0),
    slack: float = 0.8,
) -> Mesh:
    """The flower's stalk and ovary, from `start` on the stem, leaving it along `leaving`, to the back of the flower at `world`."""
    points, sides = {Level.HERO: (6, 5), Level.STANDARD: (5, 5), Level.PHONE: (4, 3), Level.FAR: (2, 3)}[level]
    limb = Limb(
        np.asarray(start, np.float64), np.asarray(leaving, np.float64), world[:3, 3] + 0.06 * world[:3, 1], world[:3, 1], slack
    )
    t = np.linspace(0, 1, points)
    if level is Level.FAR:
        return twigs(limb.at(0.0)[None], limb.at(1.0)[None], (radii[0], radii[1]), atlas, slot, sides=2)
    # The ovary is the thicker upper half.
    girth = radii[0] + (radii[1] - radii[0]) * curve(((0, 0.0), (0.4, 0.2), (0.75, 1.0), (1.0, 0.85)), t)
    return tube(limb.at(t), girth, atlas, slot, sides=sides, closed_tip=False, along=along)


def bract(
    base: ArrayLike, heading: ArrayLike, out: ArrayLike, length: float, girth: float, atlas: Atlas, slot: str, level: Level
) -> Mesh:
    """The scale below a flower, or the sheath at a node: it clasps a stem of radius `girth` at base (3,), which runs along
    `heading`, on the side that `out` points to."""
    y = unit(heading)
    x = unit(np.asarray(out, np.float64) - (np.asarray(out, np.float64) @ y) * y)
    m = np.eye(4)
    m[:3, 0], m[:3, 1], m[:3, 2], m[:3, 3] = x, y, np.cross(x, y), np.asarray(base, np.float64)
    shape = Blade(
        length,
        max(2.6 * girth, 0.55 * length),
        ((0.0, 88.0), (0.4, 84.0), (1.0, 62.0)),
        ((0.0, 0.9), (0.3, 1.0), (0.6, 0.75), (0.85, 0.36), (1.0, 0.04)),
        base_radius=girth * 1.04,
        wrap=1.0,
        roundness=0.0,
    )
    return blade(shape, atlas, slot, np.random.default_rng(7), grid=steps(level, 4, 5), even=True).transformed(m)


def sheaths(cane: Stalk, nodes: Sequence[float], first: float, length: float, atlas: Atlas, slot: str, level: Level) -> list[Mesh]:
    """The scales that clasp a cane at its nodes (heights), on alternate sides from the azimuth `first` (degrees) on; none when far."""
    if level is Level.FAR:
        return []
    parts = []
    for k, node in enumerate(nodes):
        a = np.radians(first + 180 * k)
        out = np.array([np.cos(a), 0.0, np.sin(a)])
        up = unit(cane.centre(node + 0.1) - cane.centre(node))
        parts.append(bract(cane.centre(node), up, out, length, float(cane.thick(node)), atlas, slot, level))
    return parts


def reach(parts: Sequence[Mesh]) -> float:
    """How far the parts stand out from the flower's axis."""
    return float(np.mean([np.quantile(np.hypot(m.positions[:, 0], m.positions[:, 2]), 0.97) for m in parts]))


def depth(parts: Sequence[Mesh]) -> float:
    """How far forward the middle of the parts' dish lies: half of its depth."""
    return float(np.mean([np.quantile(m.positions[:, 1], 0.97) for m in parts])) / 2


__all__ = [
    "FOOT", "LEFT", "RIGHT", "TOP", "Segment", "bract", "bud", "column", "depth", "hung", "lump", "pedicel", "reach", "spread",
]  # fmt: skip
