"""Gardenia foliage: polished, dark, pointed leaves in pairs and whorls of three, sunk herringbone veins, a furled bud at the tip."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from catalog.atlas import STEM, Atlas, Finish, tile_grid
from catalog.mesh import Floats, Mesh, merge, mesh, unit
from catalog.organs.boughs import Bough, arched, leader, wood
from catalog.organs.curves import Knots, bell, curve, smoothstep
from catalog.organs.foliage import Habit, foliage, leaning, poised
from catalog.organs.place import scale
from catalog.organs.relief import Relief, herringbone, leant
from catalog.organs.stalk import Stalk
from catalog.organs.swarm import facing, twigs
from catalog.plant import Growth, Head, Level, Plant, PlantKind
from catalog.species import Variety
from catalog.surface import Colour, finished, hex_colour, mix, noise, shade, stem_tile

_POLISHED = Finish(roughness=0.2, translucency=0.16)
ATLAS = Atlas(
    (
        ("leaf", _POLISHED),
        ("young", Finish(0.24, 0.25)),
        ("petiole", Finish(0.5, 0.1)),
        ("stem", STEM),
        ("bud", Finish(0.45, 0.5)),
    )
)
HEIGHT = 19.0  # cm from the neck to the last node
STALK = 20.0
_VEINS = 9  # pairs
_WIDTH: Knots = (
    (0.0, 0.0),
    (0.03, 0.07),
    (0.1, 0.22),
    (0.2, 0.46),
    (0.32, 0.73),
    (0.45, 0.93),
    (0.57, 1.0),
    (0.68, 0.94),
    (0.78, 0.75),
    (0.86, 0.49),
    (0.92, 0.25),
    (0.965, 0.09),
    (1.0, 0.0),
)
_SIDES = {Level.HERO: 9, Level.STANDARD: 7, Level.PHONE: 4, Level.FAR: 3}

Array = NDArray[np.float64]


def _pattern(level: Level) -> Relief:
    columns, rows = {Level.HERO: (6, None), Level.STANDARD: (4, 11), Level.PHONE: (2, 8), Level.FAR: (2, 3)}[level]
    return herringbone(_VEINS, _WIDTH, columns=columns, rows=rows, slant=0.24, depth=0.34)


def _boughs(rng: np.random.Generator) -> list[Bough]:
    """The axis and three short side shoots around its lower half."""
    main = Bough(leader(HEIGHT, 12, rng.uniform(1.0, 3.0), 0.3, rng), np.linspace(0.26, 0.14, 12), (0.2, 1.0))
    boughs, start = [main], rng.uniform(0, 360)
    for k, at in enumerate((0.08, 0.27, 0.46)):
        draw = rng.normal(0, 1, 4)
        length = (11.5 - 1.9 * k) * (1 + 0.07 * draw[0])
        lift = 38 + 4 * draw[1] + 30 * np.linspace(0, 1, 7)
        path = arched(main.at(at), start + 128 * k + 9 * draw[2], lift, length)
        boughs.append(Bough(path, np.linspace(0.15, 0.1, 8), (0.4, 1.0)))
    return boughs


def _leaves(bough: Bough, size: float, nodes: Array, counts: NDArray[np.int64], level: Level, rng: np.random.Generator) -> Mesh:
    """Whorls, each turned against the last; the end of a shoot bears a young pair that still stands up."""
    share = np.repeat(nodes, counts)
    n = len(share)
    turn = np.concatenate([180 / c * (k % 2) + 360 / c * np.arange(c) for k, c in enumerate(counts)])
    length = size * np.interp(share, [0, 0.4, 0.8, 0.96, 1], [0.92, 1.0, 0.98, 0.82, 0.52]) * rng.normal(1, 0.05, n)
    azimuth = rng.uniform(0, 360) + turn + rng.normal(0, 6, n)
    elevation = np.interp(share, [0, 0.5, 0.85, 0.97, 1], [27, 34, 42, 46, 42]) + rng.normal(0, 4, n)
    turned = poised(azimuth, elevation, rng.normal(0, 8, n), leaning(bough.heading(share)))
    foot = bough.at(share)
    origins = foot + turned[:, :, 0] * (bough.thick(share) + 0.075 * length)[:, None]
    habit = Habit(
        length,
        length * rng.normal(0.46, 0.02, n),
        (rng.normal(34, 9, n)) * (1 - 0.2 * share),
        np.abs(rng.normal(16, 4, n)),
        -np.abs(rng.normal(0.16, 0.05, n)),
        np.abs(rng.normal(0.05, 0.015, n)),
        rng.uniform(0, 6.28, (n, 2)),
        rng.normal(0, 8, n),
    )
    tints = rng.normal(1, 0.06, (n, 1)) + rng.normal(0, 0.012, (n, 3))
    young = share > 0.975
    pattern = _pattern(level)
    parts = []
    for slot, chosen in (("leaf", ~young), ("young", young)):
        if chosen.any():
            own = foliage(pattern.outline, habit.of(chosen), ATLAS, slot, turned[chosen], origins[chosen], tints=tints[chosen])
            parts.append(own if level is Level.FAR else leant(own, turned[chosen], pattern.forward, pattern.aside))
    if level is not Level.FAR:
        sides = {Level.HERO: 5, Level.STANDARD: 4}.get(level, 2)
        inside = origins + turned[:, :, 0] * (0.05 * length)[:, None] - turned[:, :, 1] * 0.015
        parts.append(twigs(foot, inside, (0.013 * length + 0.02, 0.008 * length), ATLAS, "petiole", sides=sides))
    return merge(parts)


_BUD: Knots = ((0.0, 0.12), (0.14, 0.3), (0.34, 0.62), (0.55, 0.98), (0.68, 1.0), (0.82, 0.78), (0.93, 0.4), (1.0, 0.03))


def _bud(foot: Array, heading: Array, length: float, level: Level) -> Mesh:
    """A furled bud: six petals wound about one another above a tube, held by a calyx of long narrow teeth."""
    sides, rows = {Level.HERO: (30, 14), Level.STANDARD: (18, 9), Level.PHONE: (8, 5), Level.FAR: (4, 2)}[level]
    t, turn = (g.ravel() for g in np.meshgrid(np.linspace(0, 1, rows + 1), np.linspace(0, 1, sides + 1), indexing="ij"))
    # Each petal's free edge stands out over the next; the edges wind once half around from the tube to the tip.
    lap = (6 * turn - 3.4 * smoothstep(0.2, 1.0, t) * t) % 1.0
    step = 0.17 * (lap - 0.45) * smoothstep(0.28, 0.55, t) if level in (Level.HERO, Level.STANDARD) else 0 * lap
    radius = 0.2 * length * curve(_BUD, t) * (1 + step)
    angle = 2 * np.pi * turn
    points = np.stack([radius * np.cos(angle), length * t, -radius * np.sin(angle)], 1)
    r, c = (g.ravel() for g in np.meshgrid(np.arange(rows), np.arange(sides), indexing="ij"))
    a = r * (sides + 1) + c
    d = a + sides + 1
    faces = np.concatenate([np.stack([a, a + 1, d + 1], 1), np.stack([a, d + 1, d], 1)])
    furled = mesh(points, faces, ATLAS.texcoords("bud", 2 * turn - 1, t))
    frame = np.eye(4)
    frame[:3, :3], frame[:3, 3] = facing(heading[None])[0], foot
    if level in (Level.PHONE, Level.FAR):
        return furled.transformed(frame)
    around = np.radians(60.0 * np.arange(6))
    ring = np.stack([np.cos(around), 0 * around, -np.sin(around)], 1)
    up = np.array([0.0, length, 0.0])
    spots = [
        0.03 * length * ring,
        0.07 * length * ring + 0.16 * up,
        0.16 * length * ring + 0.34 * up,
        0.26 * length * ring + 0.52 * up,
    ]
    teeth = [
        twigs(
            spots[k],
            spots[k + 1],
            ((0.05, 0.062, 0.035)[k] * length / 2.4, (0.062, 0.035, 0.006)[k] * length / 2.4),
            ATLAS,
            "petiole",
            sides=4,
        )
        for k in range(3)
    ]
    return merge([furled, *teeth]).transformed(frame)


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
    main = boughs[0]
    parts = [_wood(boughs, level)]
    parts.append(_leaves(main, size, np.array([0.2, 0.4, 0.6, 0.79, 0.93, 1.0]), np.array([2, 3, 3, 3, 3, 2]), level, rng))
    parts += [_leaves(b, 0.86 * size, np.array([0.5, 0.82, 1.0]), np.array([2, 3, 2]), level, rng) for b in boughs[1:]]
    bud = (2.5 + 0.17 * size) * rng.uniform(0.94, 1.08)
    parts.append(_bud(main.path[-1], unit(main.path[-1] - main.path[-3]), bud, level))
    axis = Stalk(
        STALK, 0.26, way=float(rng.uniform(0, 6.28)), sway=0.7, kink=0.1, taper=1.25, nodes=(-3.0, -8.0, -13.0), swell=0.14
    )
    metres = scale(0.01)
    return Plant(
        merge(parts).transformed(metres),
        axis.grown(ATLAS, "stem", level, _SIDES[level], (0.0, 0.2)).transformed(metres),
        Head((main.path[-1] / 100).astype(np.float32), size / 190, unit(main.path[-1] - main.path[-3]).astype(np.float32)),
        _proxies(boughs, size),
        0.0026,
        STALK / 100,
    )


def _proxies(boughs: list[Bough], size: float) -> Floats:
    """Chains of spheres along the axis and its shoots, as wide as leaves stand out."""
    spheres = []
    for k, bough in enumerate(boughs):
        for share in np.linspace(0.15, 1.0, 6) if k == 0 else (0.6, 1.0):
            up = bough.heading(np.array([share]))[0] * 0.3 * size
            spheres.append([*((bough.at(np.array([share]))[0] + up) / 100), 0.62 * size / 100])
    return np.array(spheres, np.float32)


def _leaf_tile(body: Colour, seed: int) -> Colour:
    """Linear tile, side veins level in it: fine pale lines in a narrow dark furrow, a pale midrib, plain dark green between."""
    across, along = (g.astype(np.float64) for g in tile_grid())
    out = np.abs(across)
    phase = _VEINS * along - 0.5
    from_vein = phase - np.round(phase)
    fade = smoothstep(1.0, 0.8, out) * smoothstep(0.03, 0.1, along) * smoothstep(1.0, 0.93, along)
    colour = mix(shade(body, -0.015), shade(body, 0.015), 0.5 + 0.5 * noise(seed, 4))
    colour = mix(colour, shade(body, -0.05), 0.6 * bell(from_vein / 0.17) * fade)
    colour = mix(colour, shade(body, 0.13, 1.05, -5), 0.8 * bell(from_vein / 0.06) * fade * (1 - 0.5 * out))
    colour = mix(colour, shade(body, -0.05), 0.5 * bell((out - 0.09) / 0.06))
    colour = mix(colour, shade(body, 0.24, 1.0, -9), 0.9 * bell(out / (0.045 * (1.3 - 0.9 * along))) * smoothstep(1.0, 0.8, along))
    colour = mix(colour, shade(body, 0.08, 1.0, -5), 0.5 * smoothstep(0.95, 1.0, out))
    return np.asarray(colour * (1 + 0.03 * noise(seed + 1, 18))[..., None])


def _bud_tile() -> Colour:
    """Linear tile of the furled bud, once around: green tube, cream petals whose edges, winding up, stay green."""
    turn, along = (g.astype(np.float64) for g in tile_grid())
    lap = (3 * (turn + 1) - 3.4 * smoothstep(0.2, 1.0, along) * along) % 1.0
    green, cream = hex_colour("#9DB56A"), hex_colour("#F1F0DA")
    colour = mix(green, cream, smoothstep(0.12, 0.6, along))
    colour = mix(colour, hex_colour("#C3D096"), 0.75 * smoothstep(0.5, 0.0, lap) * smoothstep(0.2, 0.45, along))
    colour = mix(colour, hex_colour("#8FA65C"), 0.7 * bell(np.minimum(lap, 1 - lap) / 0.05) * smoothstep(0.25, 0.45, along))
    return np.asarray(colour * (1 + 0.03 * noise(6, 12))[..., None])


def paint(variety: Variety) -> dict[str, Floats]:
    body = hex_colour(variety.hex)
    petiole = shade(body, 0.14, 1.1, -10)
    return finished(
        {
            "leaf": _leaf_tile(body, 3),
            "young": _leaf_tile(shade(body, 0.075, 1.2, -8), 9),
            "petiole": stem_tile(petiole),
            "stem": stem_tile(hex_colour("#7C6D55"), mix(hex_colour("#7C7A55"), petiole, 0.5)),
            "bud": _bud_tile(),
        }
    )


PLANT = PlantKind("gardenia-foliage", ATLAS, {"bud": 0.1, "half": 0.5, "full": 0.95}, grow, paint)
