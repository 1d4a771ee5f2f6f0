"""Gardenia foliage: a woody branch of polished, broad, pointed leaves in pairs and threes, side veins sunk into the blade."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from catalog.atlas import STEM, Atlas, Finish, tile_grid
from catalog.mesh import Floats, Mesh, merge, unit
from catalog.organs.boughs import Bough, arched, leader, wood
from catalog.organs.curves import Knots, bell, smoothstep
from catalog.organs.foliage import Habit, foliage, leaning, long_outline, poised
from catalog.organs.place import scale
from catalog.organs.stalk import Stalk
from catalog.organs.swarm import twigs
from catalog.plant import Growth, Head, Level, Plant, PlantKind
from catalog.species import Variety
from catalog.surface import Colour, finished, hex_colour, mix, noise, shade, stem_tile

_POLISHED = Finish(roughness=0.24, translucency=0.28)
ATLAS = Atlas((("leaf", _POLISHED), ("young", Finish(0.3, 0.4)), ("petiole", Finish(0.5, 0.1)), ("stem", STEM)))
HEIGHT = 24.0  # cm from the neck to the last node
STALK = 17.0
_VEINS = 8  # pairs
_WIDTH: Knots = (
    (0.0, 0.0),
    (0.04, 0.13),
    (0.1, 0.31),
    (0.2, 0.6),
    (0.32, 0.86),
    (0.44, 0.985),
    (0.54, 1.0),
    (0.66, 0.91),
    (0.78, 0.68),
    (0.87, 0.39),
    (0.93, 0.175),
    (0.97, 0.07),
    (1.0, 0.0),
)
_GRID = {Level.HERO: (6, 15), Level.STANDARD: (4, 11), Level.PHONE: (2, 9), Level.FAR: (2, 3)}

Array = NDArray[np.float64]


def _boughs(rng: np.random.Generator) -> list[Bough]:
    """The axis and four short side shoots in turn left and right of it."""
    main = Bough(leader(HEIGHT, 12, rng.uniform(1.5, 4.0), 0.35, rng), np.linspace(0.26, 0.13, 12), (0.2, 1.0))
    boughs, start = [main], rng.uniform(0, 360)
    for k, at in enumerate((0.12, 0.3, 0.47, 0.64)):
        draw = rng.normal(0, 1, 4)
        length = (10.5 - 1.5 * k) * (1 + 0.12 * draw[0])
        lift = 42 + 6 * draw[1] + 26 * np.linspace(0, 1, 7)
        path = arched(main.at(at), start + 137.5 * k + 16 * draw[2], lift, length)
        boughs.append(Bough(path, np.linspace(0.15, 0.09, 8), (0.4, 1.0)))
    return boughs


def _leaves(bough: Bough, size: float, nodes: Array, level: Level, rng: np.random.Generator) -> Mesh:
    """Pairs, and now and then threes, at right angles to the last; the end of a shoot bears a young pair that still clasps."""
    counts = np.where(rng.random(len(nodes)) < 0.45, 3, 2)
    share = np.repeat(nodes, counts)
    n = len(share)
    turn = np.concatenate(
        [60.0 * (k % 2) * (c == 3) + 90.0 * (k % 2) * (c == 2) + 360 / c * np.arange(c) for k, c in enumerate(counts)]
    )
    length = size * np.interp(share, [0, 0.4, 0.8, 0.96, 1], [0.9, 1.0, 0.95, 0.74, 0.46]) * rng.normal(1, 0.07, n)
    azimuth = rng.uniform(0, 360) + turn + rng.normal(0, 9, n)
    elevation = np.interp(share, [0, 0.5, 0.85, 1], [22, 30, 44, 70]) + rng.normal(0, 8, n)
    frames = leaning(bough.heading(share))
    turned = poised(azimuth, elevation, rng.normal(0, 14, n), frames)
    foot = bough.at(share)
    origins = foot + turned[:, :, 0] * (bough.thick(share) + 0.06 * length)[:, None]
    habit = Habit(
        length,
        length * rng.normal(0.475, 0.025, n),
        rng.normal(21, 9, n) * (1 - 0.4 * share),
        np.abs(rng.normal(15, 5, n)),
        -np.abs(rng.normal(0.14, 0.05, n)),
        np.abs(rng.normal(0.05, 0.018, n)),
        rng.uniform(0, 6.28, (n, 2)),
        rng.normal(0, 9, n),
    )
    tints = rng.normal(1, 0.07, (n, 1)) + rng.normal(0, 0.015, (n, 3))
    young = share > 0.94
    outline = long_outline(*_GRID[level], _WIDTH)
    parts = []
    for slot, chosen in (("leaf", ~young), ("young", young)):
        if chosen.any():
            parts.append(foliage(outline, habit.of(chosen), ATLAS, slot, turned[chosen], origins[chosen], tints=tints[chosen]))
    if level is not Level.FAR:
        sides = {Level.HERO: 5, Level.STANDARD: 4}.get(level, 2)
        inside = origins + turned[:, :, 0] * (0.05 * length)[:, None] - turned[:, :, 1] * 0.02
        parts.append(twigs(foot, inside, (0.012 * length + 0.02, 0.008 * length), ATLAS, "petiole", sides=sides))
    return merge(parts)


def _wood(boughs: list[Bough], level: Level) -> Mesh:
    trunk, side = {Level.HERO: (9, 6), Level.STANDARD: (7, 5), Level.PHONE: (4, 3), Level.FAR: (3, 2)}[level]
    pieces = {Level.HERO: (14, 7), Level.STANDARD: (10, 5), Level.PHONE: (6, 3), Level.FAR: (3, 1)}[level]
    return merge(
        [
            wood(boughs[:1], ATLAS, "stem", sides=trunk, pieces=pieces[0]),
            wood(boughs[1:], ATLAS, "stem", sides=side, pieces=pieces[1]),
        ]
    )


def grow(growth: Growth, rng: np.random.Generator) -> Plant:
    """The stage sets the length of the leaves."""
    d, level = growth.species.head_diameter, growth.level
    size = float(np.interp(growth.openness, [0.1, 0.5, 0.95], [d["bud"], d["half"], d["full"]])) * 100 * 0.95
    boughs = _boughs(rng)
    parts = [_wood(boughs, level), _leaves(boughs[0], size, np.array([0.05, 0.22, 0.38, 0.54, 0.7, 0.85, 0.96, 1.0]), level, rng)]
    parts += [_leaves(b, 0.88 * size, np.array([0.38, 0.7, 0.95, 1.0]), level, rng) for b in boughs[1:]]
    axis = Stalk(STALK, 0.26, way=float(rng.uniform(0, 6.28)), sway=0.7, kink=0.3, taper=1.25, nodes=(-3.0, -8.0, -13.0), swell=0.2)
    sides = {Level.HERO: 9, Level.STANDARD: 7, Level.PHONE: 4, Level.FAR: 3}[level]
    main, metres = boughs[0], scale(0.01)
    return Plant(
        merge(parts).transformed(metres),
        axis.grown(ATLAS, "stem", level, sides, (0.0, 0.2)).transformed(metres),
        Head((main.path[-1] / 100).astype(np.float32), size / 190, unit(main.path[-1] - main.path[-3]).astype(np.float32)),
        _proxies(boughs, size),
        0.0026,
        STALK / 100,
    )


def _proxies(boughs: list[Bough], size: float) -> Floats:
    """Chains of spheres along the axis and its shoots, as wide as leaves stand out."""
    spheres = []
    for k, bough in enumerate(boughs):
        for share in np.linspace(0.08, 1.0, 7) if k == 0 else (0.5, 0.95):
            up = bough.heading(np.array([share]))[0] * 0.3 * size
            spheres.append([*((bough.at(np.array([share]))[0] + up) / 100), 0.62 * size / 100])
    return np.array(spheres, np.float32)


def _leaf_tile(body: Colour, seed: int) -> Colour:
    """Linear tile: side veins that bow to the tip and lie sunk, so that one bank is lit and the other in shade; a pale midrib."""
    across, along = (g.astype(np.float64) for g in tile_grid())
    out = np.abs(across)
    phase = _VEINS * (along - 0.2 * out - 0.1 * out**2.2)
    from_vein = phase - np.round(phase)
    fade = smoothstep(0.97, 0.72, out) * smoothstep(0.02, 0.1, along)
    colour = mix(shade(body, -0.02), shade(body, 0.02), 0.5 + 0.5 * noise(seed, 4))
    colour = mix(colour, shade(body, 0.075, 1.0, -3), 0.55 * bell((from_vein - 0.24) / 0.16) * fade)
    colour = mix(colour, shade(body, -0.075), 0.75 * bell((from_vein + 0.13) / 0.1) * fade)
    colour = mix(colour, shade(body, 0.1, 1.1, -6), 0.75 * bell(from_vein / 0.05) * fade)
    fine = np.clip(np.abs(np.cos(np.pi * (out * 9 + 0.3 * noise(seed + 4, 8)))), 0.3, 1.0) ** 14 * bell(from_vein / 0.3)
    colour = mix(colour, shade(body, 0.04), 0.25 * fine * fade)
    colour = mix(colour, shade(body, -0.05), 0.6 * bell((out - 0.1) / 0.05))
    colour = mix(colour, shade(body, 0.2, 1.1, -9), 0.85 * bell(out / (0.05 * (1.25 - 0.9 * along))) * smoothstep(1.0, 0.8, along))
    colour = mix(colour, shade(body, 0.07, 1.0, -5), 0.45 * smoothstep(0.94, 1.0, out))
    return np.asarray(colour * (1 + 0.03 * noise(seed + 1, 18))[..., None])


def paint(variety: Variety) -> dict[str, Floats]:
    body = hex_colour(variety.hex)
    petiole = shade(body, 0.14, 1.1, -10)
    return finished(
        {
            "leaf": _leaf_tile(body, 3),
            "young": _leaf_tile(shade(body, 0.075, 1.2, -8), 9),
            "petiole": stem_tile(petiole),
            "stem": stem_tile(hex_colour("#7C6D55"), mix(hex_colour("#7C7A55"), petiole, 0.5)),
        }
    )


PLANT = PlantKind("gardenia-foliage", ATLAS, {"bud": 0.1, "half": 0.5, "full": 0.95}, grow, paint)
