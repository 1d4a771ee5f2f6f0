"""Eucalyptus parvula, sold as parvifolia: a bushy plume of fine, narrow, blue-green leaves in opposite pairs on red-brown twigs."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from catalog.atlas import STEM, Atlas, Finish, tile_grid
from catalog.mesh import Floats, Mesh, merge, unit
from catalog.organs.boughs import Bough, arched, leader, wood
from catalog.organs.curves import Knots, smoothstep
from catalog.organs.foliage import Habit, foliage, leaning, long_outline, poised
from catalog.organs.place import scale
from catalog.organs.stalk import Stalk
from catalog.plant import Growth, Head, Level, Plant, PlantKind
from catalog.species import Variety
from catalog.surface import Colour, finished, hex_colour, mix, noise, shade, stem_tile

_WAXEN = Finish(roughness=0.6, translucency=0.32, sheen=0.12)
ATLAS = Atlas((("leaf", _WAXEN), ("young", _WAXEN), ("stem", STEM)))
_TWIGS = 16
HEIGHT = 33.0  # cm from the neck to the tip
STALK = 27.0
_WIDTH: Knots = ((0.0, 0.1), (0.08, 0.42), (0.25, 0.88), (0.42, 1.0), (0.65, 0.82), (0.85, 0.44), (0.95, 0.17), (1.0, 0.0))
_GRID = {Level.HERO: (4, 6), Level.STANDARD: (2, 6), Level.PHONE: (2, 3), Level.FAR: (2, 2)}
_KEPT = {Level.PHONE: 0.92, Level.FAR: 0.4}  # share of the leaves that are drawn, and how much broader these are
_BROADER = {Level.PHONE: 1.06, Level.FAR: 1.4}

Array = NDArray[np.float64]


def _boughs(rng: np.random.Generator) -> list[Bough]:
    """The axis, and side twigs from its axils: pairs at right angles to the last pair, some of them left out."""
    main = Bough(leader(HEIGHT, 14, rng.uniform(2.0, 5.5), 0.5, rng), np.linspace(0.22, 0.05, 14))
    boughs = [main]
    start = rng.uniform(0, 360)
    spots = np.array([0.04, 0.1, 0.18, 0.26, 0.34, 0.43, 0.52, 0.61, 0.7, 0.79, 0.87])
    absent = np.isin(np.arange(2 * len(spots)), rng.permutation(2 * len(spots))[: 2 * len(spots) - _TWIGS])
    for k, spot in enumerate(spots):
        for j, side in enumerate((0.0, 180.0)):
            draw = rng.normal(0, 1, 5)
            if absent[2 * k + j]:
                continue
            azimuth = start + 90 * k + side + 16 * draw[0]
            length = float(np.interp(spot, [0, 0.25, 0.7, 0.87], [11.5, 12.5, 6.4, 3.6])) * (1 + 0.14 * draw[1])
            rising = np.linspace(0, 1, 8)
            # Twigs leave the axis at an angle, sag, and turn up again at the tip.
            lift = 50 + 5 * draw[2] - 13 * np.sin(np.pi * rising) + (24 + 9 * draw[3]) * rising**2
            path = arched(main.at(spot), azimuth, lift, length)
            side_step = 0.028 * length * np.sin(2.6 * np.linspace(0, 1, 9) * np.pi / 2 + draw[4])
            path[:, 0] += (side_step - side_step[0]) * np.sin(np.radians(azimuth))
            path[:, 2] += (side_step - side_step[0]) * np.cos(np.radians(azimuth))
            boughs.append(Bough(path, np.linspace(0.095, 0.035, 9), (0.35, 1.0)))
    return boughs


def _leaves(bough: Bough, size: float, gap: float, bare: float, level: Level, rng: np.random.Generator) -> Mesh:
    """Pairs of leaves along a bough, `gap` cm apart, from the share `bare` of its length on."""
    pairs = max(round(bough.length * (1 - bare) / gap), 2)
    nodes = bare + (1 - bare) * (1 - (1 - np.linspace(0, 1, pairs)) ** 1.15)
    share, n = np.repeat(nodes, 2), 2 * pairs
    length = size * np.interp(share, [0, 0.3, 0.75, 0.92, 1], [0.95, 1.0, 0.86, 0.6, 0.36]) * rng.normal(1, 0.09, n)
    azimuth = rng.uniform(0, 90) + 90 * np.repeat(np.arange(pairs), 2) + np.tile([0, 180], pairs) + rng.normal(0, 13, n)
    elevation = np.interp(share, [0, 0.5, 0.85, 1], [24, 34, 48, 70]) + rng.normal(0, 10, n)
    turned = poised(azimuth, elevation, rng.normal(0, 20, n), leaning(bough.heading(share)))
    origins = bough.at(share) + turned[:, :, 0] * (bough.thick(share) * 0.6)[:, None]
    habit = Habit(
        length,
        length * rng.normal(0.33, 0.028, n),
        rng.normal(16, 13, n),
        np.abs(rng.normal(15, 5, n)),
        rng.normal(-0.04, 0.04, n),
        np.abs(rng.normal(0.03, 0.02, n)),
        rng.uniform(0, 6.28, (n, 2)),
        rng.normal(0, 13, n),
    )
    tints = rng.normal(1, 0.065, (n, 1)) + rng.normal(0, 0.018, (n, 3))
    kept = rng.random(n) < _KEPT.get(level, 1.0)
    kept[-2:] = True
    broader = _BROADER.get(level, 1.0)
    habit = Habit(**{**habit.__dict__, "widths": habit.widths * broader})
    young = share > 0.8
    parts = []
    for slot, chosen in (("leaf", ~young & kept), ("young", young & kept)):
        if chosen.any():
            outline = long_outline(*_GRID[level], _WIDTH)
            parts.append(foliage(outline, habit.of(chosen), ATLAS, slot, turned[chosen], origins[chosen], tints=tints[chosen]))
    return merge(parts)


def _wood(boughs: list[Bough], level: Level) -> Mesh:
    trunk, side = {Level.HERO: (7, 5), Level.STANDARD: (5, 3), Level.PHONE: (3, 2), Level.FAR: (3, 2)}[level]
    pieces = {Level.HERO: (20, 8), Level.STANDARD: (14, 5), Level.PHONE: (7, 3), Level.FAR: (4, 1)}[level]
    return merge(
        [
            wood(boughs[:1], ATLAS, "stem", sides=trunk, pieces=pieces[0]),
            wood(boughs[1:], ATLAS, "stem", sides=side, pieces=pieces[1]),
        ]
    )


def grow(growth: Growth, rng: np.random.Generator) -> Plant:
    """The stage sets the size of the leaves, which are about a centimetre and a half longer than the data's leaf spray."""
    d = growth.species.head_diameter
    spray = float(np.interp(growth.openness, [0.1, 0.5, 0.95], [d["bud"], d["half"], d["full"]])) * 100
    size = 1.75 + 0.75 * spray
    level = growth.level
    boughs = _boughs(rng)
    parts = [_wood(boughs, level), _leaves(boughs[0], 1.08 * size, 1.75, 0.05, level, rng)]
    parts += [_leaves(b, size, 1.45, 0.1, level, rng) for b in boughs[1:]]
    axis = Stalk(STALK, 0.22, way=float(rng.uniform(0, 6.28)), sway=0.8, kink=0.3, taper=1.25)
    low = Bough(axis.centre(np.linspace(-STALK, 0, 14)), axis.thick(np.linspace(-STALK, 0, 14)), (0.0, 0.1))
    stalk = [_wood([low], level), _leaves(Bough(low.path[-5:], low.radii[-5:]), size, 2.6, 0.25, level, rng)]
    main, metres = boughs[0], scale(0.01)
    return Plant(
        merge(parts).transformed(metres),
        merge(stalk).transformed(metres),
        Head((main.path[-1] / 100).astype(np.float32), spray / 200, unit(main.path[-1] - main.path[-3]).astype(np.float32)),
        _proxies(boughs, size),
        0.0022,
        STALK / 100,
    )


def _proxies(boughs: list[Bough], size: float) -> Floats:
    """Chains of spheres along the axis and its twigs."""
    spheres = []
    for k, bough in enumerate(boughs):
        for share in np.linspace(0.05, 0.98, 9) if k == 0 else (0.5, 0.92):
            spheres.append([*(bough.at(share) / 100), size * (0.75 if share < 0.9 else 0.5) / 100])
    return np.array(spheres, np.float32)


def _leaf_tile(body: Colour, tip: Colour, reddish: float, seed: int) -> Colour:
    """Linear tile of a small leaf: waxy bloom in clouds, a pale midrib, fine veins, a thin reddish margin."""
    across, along = (g.astype(np.float64) for g in tile_grid())
    out = np.abs(across)
    wax = noise(seed, 4)
    colour = mix(shade(body, -0.05, 1.15, 2), shade(body, 0.05, 0.75), 0.5 + 0.5 * wax)
    colour = mix(colour, shade(body, -0.06, 1.4), smoothstep(0.1, 0.6, noise(seed + 5, 7)) * 0.45)
    veins = np.clip(np.abs(np.cos(np.pi * (along * 9 - out * 1.6))), 0.3, 1.0) ** 20 * smoothstep(1.0, 0.7, out)
    colour = mix(colour, shade(body, 0.07, 0.85), 0.3 * veins)
    colour = mix(colour, tip, reddish * smoothstep(0.45, 1.0, along + 0.12 * wax))
    midrib = np.exp(-np.minimum((out / (0.075 * (1.2 - 0.7 * along))) ** 2, 60))
    colour = mix(colour, mix(shade(body, 0.13, 0.8), tip, 0.4 * smoothstep(0.5, 0.0, along)), 0.75 * midrib)
    colour = mix(colour, tip, (0.25 + 0.2 * wax) * smoothstep(0.86, 1.0, out))
    return np.asarray(colour * (1 + 0.03 * noise(seed + 1, 18))[..., None])


def paint(variety: Variety) -> dict[str, Floats]:
    body = shade(hex_colour(variety.hex), 0.015, 0.95)
    rust = hex_colour("#8A5648")
    return finished(
        {
            "leaf": _leaf_tile(body, rust, 0.05, 3),
            "young": _leaf_tile(shade(body, 0.035, 1.05, 4), hex_colour("#9A6A5E"), 0.22, 9),
            "stem": stem_tile(hex_colour("#74563F"), hex_colour("#94604C")),
        }
    )


PLANT = PlantKind("eucalyptus-parvifolia", ATLAS, {"bud": 0.1, "half": 0.5, "full": 0.95}, grow, paint)
