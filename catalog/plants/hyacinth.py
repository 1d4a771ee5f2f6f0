"""Hyacinth: a dense column of waxy recurved bells on a thick juicy stem, with a few channelled strap leaves."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from catalog.atlas import Atlas, Finish, tile_grid
from catalog.mesh import Mesh, merge
from catalog.organs.boughs import Bough
from catalog.organs.curves import bell, curve, smoothstep
from catalog.organs.head import diameter
from catalog.organs.leaf import Leaf, leaf
from catalog.organs.perianth import Florets, Perianth, perianths, stood
from catalog.organs.place import scale
from catalog.organs.scatter import scatter
from catalog.organs.stalk import Stalk
from catalog.organs.stem import tube
from catalog.organs.swarm import twigs
from catalog.plant import Growth, Head, Level, Plant, PlantKind
from catalog.species import Variety
from catalog.surface import PetalPaint, finished, hex_colour, leaf_tile, mix, oklab, petal_tile, shade, stem_tile, worn

Array = NDArray[np.float64]
WAXY = Finish(roughness=0.36, translucency=0.6, sheen=0.1)
ATLAS = Atlas(
    (
        ("tepal", WAXY),
        ("inner", WAXY),
        ("stamen", Finish(roughness=0.8)),
        ("leaf", Finish(roughness=0.35, translucency=0.3)),
        ("stem", Finish(roughness=0.4, translucency=0.15)),
    )
)
OPENNESS = {"bud": 0.1, "half": 0.5, "full": 0.95}
STEM_RADIUS, STALK, FOOT = 0.56, 15.5, 1.6
FLORETS = 36
FORM = Perianth(
    length=2.9,
    width=1.02,
    at=(0.0, 0.1, 0.28, 0.42, 0.54, 0.66, 0.78, 0.9, 1.0),
    closed=(30.0, 62.0, 88.0, 90.0, 92.0, 97.0, 108.0, 128.0, 144.0),
    opened=(30.0, 70.0, 96.0, 90.0, 66.0, 26.0, -24.0, -72.0, -104.0),
    outline=((0.0, 0.4), (0.4, 0.66), (0.55, 0.9), (0.72, 1.0), (0.88, 0.95), (1.0, 0.7)),
    base_radius=0.24,
    fused=0.42,
    curl=((0.0, 1.0), (0.5, 0.5), (0.75, -0.1), (1.0, -0.5)),
    roundness=0.36,
    inner_lift=3.0,
    inner_width=0.94,
    lie=0.05,
    loose=0.7,
    cover=0.4,
)
GRIDS = {Level.HERO: (6, 4), Level.STANDARD: (4, 3), Level.PHONE: (2, 2), Level.FAR: (0, 0)}
COUNTS = {Level.HERO: 34, Level.STANDARD: 32, Level.PHONE: 32, Level.FAR: 30}
SLOTS = ("tepal", "inner") * 3


def grow(growth: Growth, rng: np.random.Generator) -> Plant:
    level, q = growth.level, growth.openness
    length = 0.84 * diameter(growth, OPENNESS)  # of the axis; the bells stand out at both ends
    noise, draws = np.clip(rng.normal(0, 1, (FLORETS, 6)), -2, 2), rng.normal(0, 1, (FLORETS, 6, 4))
    sway = np.clip(rng.normal(0, 1, 4), -2, 2)
    streams = rng.spawn(3)
    axis = _axis(length, sway)
    count = COUNTS[level]
    florets, feet = _florets(axis, length, q, noise[:count], draws[:count], float(sway[3]))
    parts = [perianths(FORM, florets, ATLAS, SLOTS, grid=GRIDS[level])]
    sides = {Level.HERO: 14, Level.STANDARD: 9, Level.PHONE: 6, Level.FAR: 4}[level]
    step = {Level.HERO: 1, Level.STANDARD: 2, Level.PHONE: 3, Level.FAR: 6}[level]
    thin = axis.radii * (1 - 0.75 * smoothstep(0.7, 1.0, np.linspace(0, 1, len(axis.radii))))
    parts.append(tube(axis.path[::step], thin[::step], ATLAS, "stem", sides=sides, along=(0.6, 1.0)))
    parts.append(_pith(axis, q, level))
    if level in (Level.HERO, Level.STANDARD):
        parts.append(twigs(feet, florets.origins, (0.11, 0.13), ATLAS, "stem", sides=3))
        parts.append(_stamens(florets))
    middle = axis.at(np.array([(FOOT + 0.52 * length) / (FOOT + length)]))[0]
    cm = scale(0.01)
    return Plant(
        bloom=merge(parts).transformed(cm),
        stalk=_stalk(level, streams[0]).transformed(cm),
        head=Head((middle / 100).astype(np.float32), _width(q) / 100, np.array([0.0, 1.0, 0.0], np.float32)),
        proxies=_proxies(axis, length, q),
        stem_radius=STEM_RADIUS / 100,
        stalk_length=STALK / 100,
    )


def _axis(length: float, sway: Array) -> Bough:
    t = np.linspace(0, 1, 13)
    total = FOOT + length * 0.99
    lean = 0.035 * total * sway[0]
    path = np.stack([lean * t**2, total * t, 0.02 * total * sway[1] * t**2], 1)
    return Bough(path, STEM_RADIUS * (1 - 0.6 * t))


def _florets(axis: Bough, length: float, q: float, noise: Array, draws: Array, start: float) -> tuple[Florets, Array]:
    """Up the column in the golden spiral; the lowest open first, the top ones stay small buds that look up."""
    n = len(noise)  # fewer, larger ones at the lower levels
    k = np.arange(n)
    s = (k + 0.5) / n
    # They stand closer at the foot and at the crown, so that both ends are shut and round.
    rise_at = s - (0.36 - 0.08 * s) * np.sin(2 * np.pi * s) / (2 * np.pi)
    share = (FOOT + length * (0.06 + 0.92 * rise_at + 0.004 * noise[:, 0])) / (FOOT + length * 0.99)
    azimuths = 137.508 * k + 90 * start + 3 * noise[:, 1]
    top = smoothstep(0.62, 1.0, s)
    opened = np.clip(np.clip(2.1 * q - 0.1 - 0.62 * s * (1.3 - q), 0.0, 1.0) + 0.07 * noise[:, 2] * min(1.0, 2 * q), 0.0, 1.0)
    opened = opened * (1 - 0.5 * top)
    grown = float(curve(((0.0, 0.68), (0.1, 0.74), (0.5, 1.05), (0.95, 1.29), (1.0, 1.29)), q))
    sizes = grown * float(np.sqrt(FLORETS / n)) ** 0.8 * (1 - 0.42 * top**1.3) * (1 + 0.05 * noise[:, 3]) * (0.85 + 0.15 * opened)
    sizes = sizes * (0.86 + 0.14 * smoothstep(0.0, 0.2, s))
    elevations = 2 + 70 * top**1.6 + 34 * (1 - smoothstep(0.0, 0.6, opened)) - 16 * (1 - s) ** 2 * opened + 4 * noise[:, 4]
    out = np.stack([np.cos(np.radians(azimuths)), 0 * azimuths, -np.sin(np.radians(azimuths))], 1)
    feet = axis.at(share) + out * (0.8 * axis.thick(share))[:, None]
    belly = (1 - 0.6 * smoothstep(0.35, 1.0, s)) * (0.7 + 0.3 * smoothstep(0.0, 0.2, s))
    pedicel = (0.1 + 0.5 * opened + 0.06 * noise[:, 5]) * grown * belly
    rise = np.array([0.0, 0.25, 0.0])
    origins = feet + (out + rise) * (0.2 * axis.thick(share) + np.maximum(pedicel, 0.06))[:, None]
    green = (1 - smoothstep(0.0, 0.35, opened)) * (0.35 + 0.65 * s)
    tints = 1 + (np.array([1.1, 1.14, 0.96]) - 1) * green[:, None]
    rotations = stood(azimuths, elevations, 14 * noise[:, 5])
    zero = np.zeros(n)
    return Florets(opened, sizes, rotations, origins, zero, tints * (1 + 0.035 * noise[:, 3:4]), draws), feet


def _pith(axis: Bough, q: float, level: Level) -> Mesh:
    """What one sees between the bells: the crowd of their tubes and pedicels, as one dusky body about the stem."""
    sides, count = {Level.HERO: (9, 11), Level.STANDARD: (7, 8), Level.PHONE: (5, 5), Level.FAR: (4, 4)}[level]
    share = np.linspace(0.2, 0.95, count)
    thick = (0.5 + 1.35 * float(smoothstep(0.15, 0.9, q))) * (1.2 if level is Level.FAR else 1.0)
    radii = thick * curve(((0.2, 0.4), (0.36, 1.0), (0.75, 0.9), (0.95, 0.3)), share)
    return tube(axis.at(share), radii, ATLAS, "inner", sides=sides, along=(0.3, 0.4), tint=0.7)


def _stamens(florets: Florets) -> Mesh:
    """A ring of pale anthers deep in each open bell."""
    wide = florets.of(florets.opened > 0.3)
    feet = wide.origins + wide.rotations[:, :, 1] * (0.86 * wide.sizes)[:, None]
    body = ((0.0, 0.0), (1.0, 0.55), (0.0, 1.0))
    return scatter(body, feet, wide.rotations[:, :, 1], 0.4 * wide.sizes, 0.26 * wide.sizes, ATLAS, "stamen", along=0.5, sides=6)


def _stalk(level: Level, rng: np.random.Generator) -> Mesh:
    cane = Stalk(STALK, STEM_RADIUS, way=float(rng.uniform(0, 6.28)), sway=0.7, kink=0.1, taper=1.12)
    sides = {Level.HERO: 14, Level.STANDARD: 9, Level.PHONE: 6, Level.FAR: 4}[level]
    parts = [cane.grown(ATLAS, "stem", level, sides, (0.0, 0.6))]
    for k in range(4):
        draw = np.clip(rng.normal(0, 1, 5), -2, 2)
        length = 14.5 - 0.9 * k + 0.8 * draw[0]
        shape = Leaf(
            length=length,
            width=2.5 - 0.15 * k,
            outline=((0, 0.62), (0.2, 0.78), (0.5, 0.96), (0.7, 1.0), (0.84, 0.86), (0.93, 0.58), (0.98, 0.28), (1, 0.0)),
            midrib=((0, 88), (0.3, 80 + 2 * draw[1]), (0.65, 72 + 4 * draw[1]), (0.9, 60 + 8 * draw[2]), (1, 66 + 8 * draw[2])),
            fold=16,
            curl=((0, 1.8), (0.1, 1.2), (0.3, 0.6), (0.6, 0.4), (0.85, 0.5), (1, 1.2)),
            ripple=0.04,
            sickle=5 * float(draw[3]),
            twist=10 * float(draw[4]),
        )
        grown = leaf(
            shape,
            ATLAS,
            "leaf",
            rng,
            level,
            azimuth=338 + 97 * k + 10 * float(draw[0]),
            base_radius=STEM_RADIUS * 1.02,
            base_height=-STALK + 0.3 + 0.5 * k,
            columns=4,
            rows=16,
            tint=1 + 0.04 * float(draw[1]),
        )
        parts.append(grown)
    return merge(parts)


def _width(q: float) -> float:
    """cm from the column's axis to the tips of its bells."""
    return float(curve(((0.0, 1.9), (0.1, 2.1), (0.5, 3.3), (0.95, 3.9), (1.0, 3.9)), q))


def _proxies(axis: Bough, length: float, q: float) -> NDArray[np.float32]:
    wide = _width(q)
    count = max(2, int(np.ceil(length / wide / 0.9)))
    heights = np.linspace(wide * 0.7, max(length - wide * 0.55, wide), count)
    spheres = [[*axis.at(np.array([(FOOT + h) / (FOOT + length * 0.99)]))[0], wide] for h in heights]
    return (np.array([*spheres, [0.0, 0.6, 0.0, 0.9]]) / 100).astype(np.float32)


def paint(variety: Variety) -> Mapping[str, NDArray[np.float32]]:
    body = worn(hex_colour(variety.hex), 1.2)
    if oklab(body)[2] < -0.05:  # blue darkens and deepens between so many bells
        body = shade(body, 0.045, 0.88, 7)
    lightness = float(oklab(body)[0])
    white = lightness > 0.93
    deep = mix(body, hex_colour("#EFF0D2"), 0.5) if white else shade(body, -0.05, 1.12)
    stripe = mix(body, hex_colour("#E4EBC4"), 0.6) if white else shade(body, -0.09, 1.15)
    edge = body if white else shade(body, 0.07, 0.8)
    across, along = tile_grid()
    tiles = {}
    for slot, seed in (("tepal", 21), ("inner", 22)):
        tile = petal_tile(
            PetalPaint(body, deep=deep, deep_until=0.55, edge=edge, edge_width=0.3, veins=0.05, mottle=0.03, seed=seed)
        )
        tile = mix(tile, stripe, 0.5 * bell(across / 0.26) * smoothstep(0.2, 0.5, along) * smoothstep(1.02, 0.8, along))
        tile = mix(tile, mix(deep, hex_colour("#C9D6A0"), 0.35), 0.7 * smoothstep(0.2, 0.0, along))
        tiles[slot] = tile
    stem = hex_colour("#8FAE62")
    return finished(
        {
            **tiles,
            "stamen": mix(mix(deep, hex_colour("#E4DDA6"), 0.4), mix(body, hex_colour("#F6F0C8"), 0.6), (across + 1) / 2),
            "leaf": leaf_tile(hex_colour("#4E8A3C"), veins="parallel", pairs=8, contrast=0.2, seed=9),
            "stem": stem_tile(stem, stem if white else mix(stem, shade(body, -0.1), 0.3)),
        }
    )


PLANT = PlantKind(species="hyacinth", atlas=ATLAS, openness=OPENNESS, grow=grow, paint=paint)
