"""Italian ruscus: glossy, pointed, leathery leaves along an arching green stem, with a few leafy side shoots."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from catalog.atlas import STEM, Atlas, Finish, tile_grid
from catalog.mesh import Floats, Mesh, merge, unit
from catalog.organs.curves import Knots, smoothstep
from catalog.organs.foliage import Habit, foliage, leaning, long_outline, poised
from catalog.organs.place import scale
from catalog.organs.stalk import Stalk
from catalog.organs.stem import tube
from catalog.organs.swarm import twigs
from catalog.plant import Growth, Head, Level, Plant, PlantKind
from catalog.species import Variety
from catalog.surface import Colour, finished, hex_colour, mix, noise, shade, stem_tile

_GLOSSY = Finish(roughness=0.3, translucency=0.32)
ATLAS = Atlas((("leaf", _GLOSSY), ("young", _GLOSSY), ("stem", STEM)))
HEIGHT = 36.0  # cm along the stem from the neck to the tip
_WIDTH: Knots = ((0, 0.0), (0.05, 0.3), (0.16, 0.7), (0.36, 1.0), (0.55, 0.9), (0.76, 0.52), (0.92, 0.15), (1, 0.0))
_GRID = {Level.HERO: (4, 15), Level.STANDARD: (4, 10), Level.PHONE: (2, 7), Level.FAR: (2, 2)}

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class _Shoot:
    """One axis: path (P,3) in cm, radii (P,), how many leaves, the bare share at its foot, its biggest leaf in cm.

    ranks: degrees round the axis where its first leaf stands. along: where on the stem's tile it is painted.
    """

    path: Array
    radii: Array
    count: int
    bare: float
    biggest: float
    ranks: float
    along: tuple[float, float] = (0.5, 1.0)


def _arched(start: Array, azimuth: float, lift: Array, length: float) -> Array:
    """(P,3) path that leaves start towards azimuth (radians), its elevation `lift` (P-1,) in degrees along the way."""
    e = np.radians(lift)
    steps = np.stack([np.cos(e) * np.cos(azimuth), np.sin(e), -np.cos(e) * np.sin(azimuth)], 1) * length / len(lift)
    return np.asarray(start + np.vstack([[0.0, 0.0, 0.0], np.cumsum(steps, 0)]))


def _shoots(rng: np.random.Generator, biggest: float) -> list[_Shoot]:
    """The main axis, which arches over, and four side shoots in turn left and right."""
    way = rng.uniform(0, 2 * np.pi)
    s = np.linspace(0, 1, 25)
    main = _arched(np.zeros(3), way, 90 - (52 + rng.normal(0, 7)) * s**1.5, HEIGHT)
    bow = np.linspace(0, 1, 26)
    main[:, 0] += 0.35 * np.sin(6 * bow + rng.uniform(0, 6.28)) * np.minimum(bow, 4 * bow**2)
    turn = np.degrees(way) + 90
    shoots = [_Shoot(main, np.linspace(0.2, 0.05, 26), 23, 0.07, biggest, turn, (0.4, 1.0))]
    for k, at in enumerate((0.1, 0.22, 0.35, 0.5)):
        root = np.array([np.interp(at, bow, main[:, i]) for i in range(3)])
        azimuth = way + np.pi / 2 + np.pi * k + rng.normal(0, 0.35)
        lift = rng.normal(62, 4) + 12 * np.linspace(0, 1, 9) - 42 * np.linspace(0, 1, 9) ** 2
        length = (18.5 - 2.4 * k) * rng.normal(1, 0.06)
        path = _arched(root, azimuth, lift, length)
        shoots.append(_Shoot(path, np.linspace(0.11, 0.04, 10), 10 - k, 0.2, 0.86 * biggest, np.degrees(azimuth) + 90))
    return shoots


def _leafy(shoot: _Shoot, level: Level, rng: np.random.Generator) -> Mesh:
    """Alternate leaves, nearly in two ranks that slowly turn, each twisted on its short stalk to face the light."""
    n = shoot.count
    order = np.arange(n)
    share = np.clip(shoot.bare + (1 - shoot.bare) * (order / (n - 1)) ** 0.94 + rng.normal(0, 0.006, n), 0, 1)
    t = np.linspace(0, 1, len(shoot.path))
    stem = np.stack([np.interp(share, t, shoot.path[:, i]) for i in range(3)], 1)
    tangent = unit(np.stack([np.interp(share, t, g) for g in np.gradient(shoot.path, axis=0).T], 1))
    length = shoot.biggest * np.interp(share, [0, 0.25, 0.65, 0.9, 1], [0.86, 1.0, 0.92, 0.72, 0.58]) * rng.normal(1, 0.05, n)
    # Two ranks, left and right of the plane in which the shoot arches; every leaf turns on its stalk to face the light.
    azimuth = shoot.ranks + 180 * order + 5 * order + rng.normal(0, 11, n)
    elevation = np.interp(share, [0, 0.6, 0.92, 1], [44, 47, 52, 74]) + rng.normal(0, 6, n)
    roll = rng.normal(0, 16, n)
    frames = leaning(tangent)
    rotations = poised(azimuth, elevation, roll, frames)
    thick = np.interp(share, t, shoot.radii)
    foot = stem + rotations[:, :, 0] * (thick + 0.1)[:, None]
    young = rng.random(n) < 0.22
    habit = Habit(
        length,
        length * rng.normal(0.36, 0.02, n),
        rng.normal(26, 9, n),
        np.abs(rng.normal(13, 4, n)),
        -np.abs(rng.normal(0.1, 0.04, n)),
        np.abs(rng.normal(0.03, 0.02, n)),
        rng.uniform(0, 6.28, (n, 2)),
        rng.normal(0, 9, n),
    )
    tints = rng.normal(1, 0.07, (n, 1)) + rng.normal(0, 0.02, (n, 3))
    outline = long_outline(*_GRID[level], _WIDTH)
    parts = []
    for slot, chosen in (("leaf", ~young), ("young", young)):
        if chosen.any():
            grown = foliage(outline, habit.of(chosen), ATLAS, slot, rotations[chosen], foot[chosen], tints=tints[chosen])
            parts.append(grown)
    if level in (Level.HERO, Level.STANDARD):
        inside = foot + rotations[:, :, 0] * 0.12
        parts.append(twigs(stem, inside, (0.06, 0.05), ATLAS, "stem", sides=4 if level is Level.HERO else 3))
    around = {Level.HERO: 6, Level.STANDARD: 5, Level.PHONE: 4, Level.FAR: 3}[level]
    last = len(shoot.path) - 1
    count = {Level.HERO: last, Level.STANDARD: 12, Level.PHONE: 6, Level.FAR: 4}[level]
    keep = np.unique(np.linspace(0, last, min(last, count) + 1).astype(int))
    parts.append(tube(shoot.path[keep], shoot.radii[keep], ATLAS, "stem", sides=around, along=shoot.along))
    return merge(parts)


def grow(growth: Growth, rng: np.random.Generator) -> Plant:
    """The stage sets the size of the leaves."""
    d = growth.species.head_diameter
    size = float(np.interp(growth.openness, [0.1, 0.5, 0.95], [d["bud"], d["half"], d["full"]])) * 100
    biggest = 3.6 + 0.62 * size
    shoots = _shoots(rng, biggest)
    bloom = merge([_leafy(shoot, growth.level, rng) for shoot in shoots])
    length = 28.0
    axis = Stalk(length, 0.2, way=float(rng.uniform(0, 6.28)), sway=0.7, kink=0.2)
    path = axis.centre(np.linspace(-length, 0, 15))
    low = _Shoot(path, np.linspace(0.23, 0.2, 15), 3, 0.66, 0.95 * biggest, shoots[0].ranks - 90, (0.0, 0.4))
    tip, before = shoots[0].path[-1], shoots[0].path[-3]
    metres = scale(0.01)
    return Plant(
        bloom.transformed(metres),
        _leafy(low, growth.level, rng).transformed(metres),
        Head((tip / 100).astype(np.float32), size / 200, unit(tip - before).astype(np.float32)),
        _proxies(shoots),
        0.002,
        length / 100,
    )


def _proxies(shoots: list[_Shoot]) -> Floats:
    """Chains of spheres along the shoots."""
    spheres = []
    for k, shoot in enumerate(shoots):
        t = np.linspace(0, 1, len(shoot.path))
        for share in np.linspace(0.08, 0.98, 9 if k == 0 else 4):
            at = np.array([np.interp(share, t, shoot.path[:, i]) for i in range(3)])
            spheres.append([*(at / 100), shoot.biggest * float(np.interp(share, [0, 0.6, 1], [0.62, 0.6, 0.42])) / 100])
    return np.array(spheres, np.float32)


def _leaf_tile(body: Colour, seed: int) -> Colour:
    """Linear tile: leathery, with many fine veins that run from end to end, a pale keel and a thin light margin."""
    across, along = (g.astype(np.float64) for g in tile_grid())
    fine = np.clip(np.abs(np.cos(across * np.pi * 8.5)), 0.3, 1.0) ** 8
    colour = mix(body, shade(body, 0.06, 1.05, -5), 0.8 * fine)
    colour = mix(colour, shade(body, -0.045), 0.6 * np.exp(-(((np.abs(across) - 0.09) / 0.05) ** 2)))
    colour = mix(
        colour, shade(body, 0.13, 0.95, -10), 0.8 * np.exp(-np.minimum((across / 0.035) ** 2, 60)) * smoothstep(1.0, 0.7, along)
    )
    colour = mix(colour, shade(body, 0.08, 0.95, -10), 0.5 * smoothstep(0.93, 1.0, np.abs(across)))
    colour = mix(shade(body, 0.06, 1.1, -10), colour, smoothstep(0.0, 0.22, along))
    return np.asarray(colour * (1 + 0.06 * noise(seed, 6) + 0.03 * noise(seed + 1, 20))[..., None])


def paint(variety: Variety) -> dict[str, Floats]:
    body = hex_colour(variety.hex)
    stem = shade(body, 0.09, 1.2, -12)
    return finished(
        {
            "leaf": _leaf_tile(body, 3),
            "young": _leaf_tile(shade(body, 0.055, 1.2, -10), 9),
            "stem": stem_tile(stem, shade(stem, 0.05)),
        }
    )


PLANT = PlantKind("ruscus", ATLAS, {"bud": 0.1, "half": 0.5, "full": 0.95}, grow, paint)
