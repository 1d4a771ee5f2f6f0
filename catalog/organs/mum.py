"""What all chrysanthemums share: lobed leaves up a firm stem, the scaly green cup under a head. Centimetres and degrees."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from catalog.ageing import Ageing
from catalog.atlas import Atlas, tile_grid
from catalog.mesh import Mesh, merge
from catalog.organs.cleft import cleft_outline
from catalog.organs.foliage import Habit, foliage, poised
from catalog.organs.place import Matrix, shift
from catalog.organs.rays import Ray, Whorl, rays
from catalog.organs.shoot import SIDES
from catalog.organs.stalk import Stalk
from catalog.organs.stem import lathe
from catalog.plant import Level
from catalog.surface import Colour, hex_colour, mix, noise

Array = NDArray[np.float64]
GREEN = hex_colour("#4B6E3A")
STEM_GREEN = hex_colour("#7E9A5A")
LASTING = Ageing(nods=16.0, sags=0.16)
"""Chrysanthemums hold up their heads for weeks and brown at last."""
SPOON = Ray(
    outline=((0, 0.6), (0.4, 0.8), (0.65, 0.97), (0.8, 1.0), (0.92, 0.95), (1, 0.7)),
    roundness=0.26,
    round_power=2.6,
    arc=((0, 80), (0.5, 74), (0.8, 66), (1, 62)),
)
"""A short ray of a ball-shaped head."""
_SCALE = Ray(outline=((0, 0.9), (0.5, 1.0), (0.85, 0.6), (1, 0.15)), roundness=0.1, cup=((0, 0.35), (1, 0.3)))


def mum_leaves(
    places: Sequence[Matrix],
    azimuths: Array,
    radii: Array,
    lengths: Array,
    elevations: Array,
    rng: np.random.Generator,
    atlas: Atlas,
    level: Level,
    slot: str = "leaf",
    soft: bool = False,
) -> Mesh:
    """Leaves that stand off a stem: places (K) carry an upright stem's frame to each node, radii (K,) is its thickness there.

    soft: with round lobes, arched over rather than waved.

    The same draws are made at every level.
    """
    count = len(places)
    j = np.clip(rng.normal(0, 1, (8, count)), -1.8, 1.8)
    phases = rng.uniform(0, 2 * np.pi, (count, 2))
    if not count:
        return merge([])
    length = lengths * (1 + 0.06 * j[0])
    habit = Habit(
        lengths=length,
        widths=length * (0.66 + 0.04 * j[1]),
        droops=(64 if soft else 48) + 16 * j[2],
        folds=(20 if soft else 13) + 4 * j[3],
        cups=(-0.2 if soft else -0.1) + 0.05 * j[4],
        ripples=np.full(count, 0.05 if soft else 0.09),
        phases=phases,
        twists=12 * j[5],
    )
    azimuth = azimuths + 8 * j[6]
    frames = np.stack([m[:3, :3] for m in places])
    turned = poised(azimuth, elevations + 5 * j[2], 8 * j[7], frames)
    a = np.radians(azimuth)
    out = np.stack([np.cos(a), np.zeros(count), -np.sin(a)], 1) * (radii * 0.75)[:, None]
    origins = np.stack([m[:3, 3] for m in places]) + np.einsum("kij,kj->ki", frames, out)
    tints = 1 + 0.06 * j[1][:, None] + 0.02 * j[3:6].T
    return foliage(cleft_outline(level, soft=soft), habit, atlas, slot, turned, origins, tints=tints)


def mum_stalk(
    length: float,
    stem: float,
    lean: Array,
    rng: np.random.Generator,
    atlas: Atlas,
    level: Level,
    nodes: tuple[float, ...],
    soft: bool = False,
) -> Mesh:
    """The leafy stalk (cm) below the neck: a lobed leaf at every node (heights, negative), larger downwards.

    lean (6,): normal draws, of which [3] turns the leaves and [5] is the way it sways. Slots "stem" and "leaf" of the atlas.
    """
    axis = Stalk(length, stem, way=float(lean[5] * 2), sway=1.6, kink=0.35, taper=1.2, nodes=nodes, swell=0.14, soft=0.4)
    count = len(nodes)
    leaves = mum_leaves(
        [axis.frame(y) @ shift(y=y) for y in nodes],
        np.asarray(40 + 60 * float(lean[3]) + 137.5 * np.arange(1, count + 1), np.float64),
        np.asarray(axis.thick(np.array(nodes))),
        6.2 + 1.1 * np.minimum(np.arange(count), 3),
        np.full(count, 42.0),
        rng,
        atlas,
        level,
        soft=soft,
    )
    return merge([axis.grown(atlas, "stem", level, SIDES[level], (0.0, 0.8)), leaves])


def scaly_cup(
    radius: float,
    depth: float,
    foot: float,
    opened: float,
    rng: np.random.Generator,
    atlas: Atlas,
    level: Level,
    slot: str = "bract",
) -> Mesh:
    """The cup of overlapping scales under a head: its rim of `radius` at height 0, `depth` deep, `foot` wide below.

    opened 0..1 spreads the scales. The same draws are made at every level.
    """
    j = np.clip(rng.normal(0, 1, (2, 48)), -1.8, 1.8)
    sides = {Level.HERO: 18, Level.STANDARD: 12, Level.PHONE: 8, Level.FAR: 5}[level]
    profile = [
        (foot, -depth * 1.12),
        (radius * 0.55, -depth * 0.93),
        (radius * 0.88, -depth * 0.5),
        (radius, 0.0),
        (radius * 0.8, depth * 0.2),
    ]
    body = lathe(profile[:: 2 if level is Level.FAR else 1], atlas, slot, sides=sides)
    if level in (Level.FAR, Level.PHONE):
        return body
    parts = [body]
    for row in range(3):
        mine = slice(row * 16, row * 16 + 16)
        whorl = Whorl(
            azimuth=22.5 * np.arange(16) + 11.25 * row + 2.5 * j[0, mine],
            length=depth * (0.8 + 0.06 * j[1, mine]),
            width=radius * (0.34 + 0.05 * row),
            elevation_at=(0.0, 0.5, 1.0),
            elevation=np.array([42.0, 60.0, 66.0]) + 9 * row - 22 * opened * np.array([0, 0.4, 1.0]),
            base_radius=radius * (0.62 + 0.17 * row),
            base_height=-depth * (0.88 - 0.3 * row),
            tint=1 + 0.05 * j[1, mine],
        )
        parts.append(rays(_SCALE, whorl, atlas, slot, grid=(2, 3 if level is Level.HERO else 2)))
    return merge(parts)


def scale_tile(green: Colour) -> Colour:
    """Linear tile of the scales: a green keel, thin pale margins."""
    across, along = tile_grid()
    rim = np.clip(np.abs(across) ** 3 + np.clip(along - 0.8, 0, 1) * 3, 0, 1)
    colour = mix(green, hex_colour("#C9CFA0"), 0.45 * rim) * (0.82 + 0.3 * along[..., None])
    return np.asarray(colour * (1 + 0.05 * noise(8, 14))[..., None])


def ribbed(tile: Colour) -> Colour:
    """A stem's linear tile with its fine ribs and a slight mottle."""
    across, _ = tile_grid()
    ribs = 0.6 * np.cos(across * np.pi * 5) + 0.4 * np.cos(across * np.pi * 9 + 1)
    return np.asarray(tile * (1 + 0.09 * ribs + 0.07 * noise(17, 22))[..., None])


__all__ = ["GREEN", "LASTING", "SPOON", "STEM_GREEN", "mum_leaves", "mum_stalk", "ribbed", "scale_tile", "scaly_cup"]
