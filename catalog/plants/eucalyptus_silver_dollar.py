"""Eucalyptus cinerea, silver dollar: round, glaucous, opposite leaves, each pair at right angles to the next."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from catalog.atlas import STEM, Atlas, Finish, tile_grid
from catalog.mesh import Floats, Mesh, merge, unit
from catalog.organs.curves import smoothstep
from catalog.organs.foliage import Habit, foliage, leaning, poised, round_outline
from catalog.organs.place import scale
from catalog.organs.stalk import Stalk
from catalog.organs.stem import tube
from catalog.organs.swarm import twigs
from catalog.plant import Growth, Head, Level, Plant, PlantKind
from catalog.species import Variety
from catalog.surface import Colour, finished, flat_tile, hex_colour, mix, noise, shade, stem_tile

_WAXEN = Finish(roughness=0.62, translucency=0.32, sheen=0.15)
ATLAS = Atlas((("leaf", _WAXEN), ("young", _WAXEN), ("petiole", Finish(0.5, 0.1)), ("stem", STEM)))
PAIRS = 13
HEIGHT = 33.0  # cm from the neck to the tip
_TWIG_PAIRS = 6
_RINGS = {Level.HERO: (8, 16, 32), Level.STANDARD: (10, 20), Level.PHONE: (6, 12), Level.FAR: (6,)}

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class _Shoot:
    """One axis: path (P,3) in cm with radii (P,), and the nodes on it: share of its length (N,), biggest leaf there (N,)."""

    path: Array
    radii: Array
    nodes: Array
    sizes: Array
    start: float  # azimuth of the first pair


@dataclass(frozen=True, eq=False)
class _Leaves:
    origins: Array
    rotations: Array
    habit: Habit
    young: NDArray[np.bool_]
    tints: Array
    stem: Array  # (K,3) where the petiole leaves the stem


def _shoots(rng: np.random.Generator, biggest: float) -> list[_Shoot]:
    """The main axis and three side twigs from its axils."""
    bend, way = rng.uniform(2.0, 4.5), rng.uniform(0, 2 * np.pi)
    t = np.linspace(0, 1, 12)
    wander = 0.35 * np.sin(5.5 * t + rng.uniform(0, 6.28)) * t
    side = bend * t**2
    path = np.stack([side * np.cos(way) + wander * np.sin(way), HEIGHT * t, side * np.sin(way) - wander * np.cos(way)], 1)
    # At every node the axis turns a little aside.
    zigzag = 0.16 * np.array([0, 1, -0.8, 1, -1, 0.8, -1, 1, -0.8, 0.7, -0.6, 0.4]) * np.minimum(1, 4 * t)
    path[:, 0] += zigzag * np.cos(way + 1.2)
    path[:, 2] += zigzag * np.sin(way + 1.2)
    nodes = 1 - 0.96 * (1 - np.linspace(0, 1, PAIRS)) ** 1.22  # closer together towards the tip
    sizes = biggest * np.interp(nodes, [0, 0.3, 0.62, 0.85, 0.95, 1], [0.96, 1.0, 0.84, 0.56, 0.36, 0.2])
    shoots = [_Shoot(path, np.linspace(0.25, 0.07, 12), nodes, sizes, rng.uniform(0, 90))]
    for k, at in enumerate((0.1, 0.26, 0.42)):
        azimuth = np.radians(shoots[0].start + 90 * k + 180 * rng.integers(0, 2) + rng.normal(0, 12))
        length = (16.5 - 2.0 * k) * rng.normal(1, 0.08)
        lift = np.radians(rng.normal(44, 5) + 34 * np.linspace(0, 1, 8))
        step = np.stack([np.cos(lift) * np.cos(azimuth), np.sin(lift), -np.cos(lift) * np.sin(azimuth)], 1) * length / 7
        root = np.array([np.interp(at, t, path[:, i]) for i in range(3)])
        twig = root + np.vstack([[0, 0, 0], np.cumsum(step[:-1], 0)])
        spots = 1 - 0.8 * (1 - np.linspace(0, 1, _TWIG_PAIRS)) ** 1.2
        small = biggest * (0.72 - 0.05 * k) * np.interp(spots, [0, 0.4, 0.75, 1], [0.8, 1.0, 0.66, 0.3])
        shoots.append(_Shoot(twig, np.linspace(0.12, 0.05, 8), spots, small, rng.uniform(0, 90)))
    return shoots


def _leaves_on(shoot: _Shoot, biggest: float, rng: np.random.Generator) -> _Leaves:
    """Both leaves of every node."""
    n = len(shoot.nodes)
    share = np.repeat(shoot.nodes, 2)
    pair = np.repeat(np.arange(n), 2)
    t = np.linspace(0, 1, len(shoot.path))
    stem = np.stack([np.interp(share, t, shoot.path[:, i]) for i in range(3)], 1)
    tangent = unit(np.stack([np.interp(share, t, g) for g in np.gradient(shoot.path, axis=0).T], 1))
    size = np.repeat(shoot.sizes, 2) * rng.normal(1, 0.07, 2 * n)
    young = size < 0.5 * biggest
    azimuth = shoot.start + 90 * pair + np.tile([0, 180], n) + rng.normal(0, 11, 2 * n)
    # Young leaves clasp the tip; full-grown ones stand out and begin to hang.
    elevation = np.interp(share, [0, 0.45, 0.8, 1], [6, 20, 38, 62]) + rng.normal(0, 9, 2 * n)
    roll = rng.normal(0, 18, 2 * n) * (1 - 0.6 * share)
    frames = leaning(tangent)
    arm = poised(azimuth, elevation + 16, np.zeros(2 * n), frames)[:, :, 0]
    petiole = size * rng.normal(0.17, 0.025, 2 * n)
    origins = stem + arm * petiole[:, None]
    habit = Habit(
        size,
        size * rng.normal(1.03, 0.06, 2 * n),
        rng.normal(16, 12, 2 * n) * (1 - 0.5 * share),
        np.abs(rng.normal(9, 5, 2 * n)) + 8 * share,
        rng.normal(0.02, 0.05, 2 * n),
        np.abs(rng.normal(0.035, 0.02, 2 * n)),
        rng.uniform(0, 6.28, (2 * n, 2)),
        rng.normal(0, 9, 2 * n),
    )
    tints = rng.normal(1, 0.055, (2 * n, 1)) + rng.normal(0, 0.018, (2 * n, 3))
    return _Leaves(origins, poised(azimuth, elevation, roll, frames), habit, young, tints, stem)


def _clothed(shoot: _Shoot, biggest: float, level: Level, rng: np.random.Generator) -> Mesh:
    leaves = _leaves_on(shoot, biggest, rng)
    outline = round_outline(_RINGS[level])
    parts = []
    for slot, chosen in (("leaf", ~leaves.young), ("young", leaves.young)):
        if chosen.any():
            parts.append(
                foliage(
                    outline,
                    leaves.habit.of(chosen),
                    ATLAS,
                    slot,
                    leaves.rotations[chosen],
                    leaves.origins[chosen],
                    tints=leaves.tints[chosen],
                )
            )
    # The petiole reaches under the notch, to where the midrib begins.
    inside = leaves.origins + leaves.rotations[:, :, 0] * (leaves.habit.lengths * 0.09)[:, None]
    sides = {Level.HERO: 4, Level.STANDARD: 3}.get(level, 2)
    if level is not Level.FAR:
        thick = 0.02 + 0.012 * leaves.habit.lengths
        parts.append(twigs(leaves.stem, inside, (thick, thick * 0.8), ATLAS, "petiole", sides=sides))
    around = {Level.HERO: 7, Level.STANDARD: 5, Level.PHONE: 4, Level.FAR: 3}[level]
    keep = (
        np.arange(len(shoot.path))
        if level in (Level.HERO, Level.STANDARD)
        else np.unique(np.linspace(0, len(shoot.path) - 1, 4).astype(int))
    )
    parts.append(tube(shoot.path[keep], shoot.radii[keep], ATLAS, "stem", sides=around))
    return merge(parts)


def grow(growth: Growth, rng: np.random.Generator) -> Plant:
    """The stage sets the size of the leaves."""
    d = growth.species.head_diameter
    biggest = float(np.interp(growth.openness, [0.1, 0.5, 0.95], [d["bud"], d["half"], d["full"]])) * 100
    shoots = _shoots(rng, biggest)
    bloom = merge([_clothed(shoot, biggest, growth.level, rng) for shoot in shoots])
    stalk, length = _stalk(growth.level, biggest, rng)
    tip = shoots[0].path[-1]
    metres = scale(0.01)
    return Plant(
        bloom.transformed(metres),
        stalk.transformed(metres),
        Head((tip / 100).astype(np.float32), biggest / 200, unit(tip - shoots[0].path[-3]).astype(np.float32)),
        _proxies(shoots),
        0.0025,
        length / 100,
    )


def _stalk(level: Level, biggest: float, rng: np.random.Generator) -> tuple[Mesh, float]:
    """The bare lower stem with its last two pairs of leaves."""
    length = 28.0
    start = rng.uniform(0, 90)
    axis = Stalk(length, 0.25, way=float(np.radians(start) * 4), sway=0.8, kink=0.3, taper=1.2)
    nodes = np.array([0.78, 0.92])
    shoot = _Shoot(
        axis.centre(np.linspace(-length, 0, 12)), np.linspace(0.3, 0.25, 12), nodes, biggest * np.array([0.9, 0.96]), start
    )
    return _clothed(shoot, biggest, level, rng), length


def _proxies(shoots: list[_Shoot]) -> Floats:
    """Chains of spheres along the shoots, as wide as the leaves there stand out."""
    spheres = []
    for k, shoot in enumerate(shoots):
        t = np.linspace(0, 1, len(shoot.path))
        for share in np.linspace(0.06, 0.97, 8 if k == 0 else 4):
            at = [float(np.interp(share, t, shoot.path[:, i])) for i in range(3)]
            size = float(np.interp(share, shoot.nodes, shoot.sizes))
            spheres.append([*(np.array(at) / 100), max(0.95 * size, 1.2) / 100])
    return np.array(spheres, np.float32)


def _leaf_tile(body: Colour, rim: Colour, reddish: float, seed: int) -> Colour:
    """Linear tile: the whole round leaf. Waxy bloom in clouds, fine side veins, pale midrib, red-brown rim."""
    across, along = (g.astype(np.float64) for g in tile_grid())
    forward = 2 * along - 1
    edge = np.hypot(across, forward)
    wax = noise(seed, 4)
    # The bloom is rubbed off in places, where the greener leaf shows.
    rubbed = smoothstep(0.05, 0.5, noise(seed + 5, 7)) * 0.5
    colour = mix(shade(body, -0.06, 1.2), shade(body, 0.055, 0.7), 0.5 + 0.5 * wax)
    colour = mix(colour, shade(body, -0.07, 1.5, 4), rubbed)
    phase = (along - np.abs(across) * 0.42) * 8
    veins = np.abs(np.cos(np.pi * phase)) ** 26 * smoothstep(0.95, 0.6, edge)
    colour = mix(colour, shade(body, 0.09, 0.8), 0.35 * veins)
    midrib = np.exp(-np.minimum((across / (0.03 * (1.3 - along))) ** 2, 60)) * smoothstep(0.97, 0.7, along)
    colour = mix(colour, mix(shade(body, 0.14, 0.7), rim, 0.25 * smoothstep(0.5, 0.0, along)), 0.75 * midrib)
    colour = mix(colour, rim, reddish * smoothstep(0.4, 1.1, edge + 0.15 * wax))
    line = 0.955 + 0.03 * noise(seed + 3, 9)
    colour = mix(colour, rim, (0.34 + 0.3 * noise(seed + 4, 7)) * smoothstep(0.0, 1.0, (edge - line) / 0.055 + 0.5))
    return np.asarray(colour * (1 + 0.03 * noise(seed + 1, 18))[..., None])


def paint(variety: Variety) -> dict[str, Floats]:
    body = shade(hex_colour(variety.hex), 0.015, 0.8)
    rim = hex_colour("#8E5A4C")
    return finished(
        {
            "leaf": _leaf_tile(body, rim, 0.06, 3),
            "young": _leaf_tile(shade(body, 0.03, 1.0, 8), hex_colour("#9A6A60"), 0.2, 9),
            "petiole": flat_tile(hex_colour("#96604E")),
            "stem": stem_tile(hex_colour("#7A6552"), hex_colour("#8E7260")),
        }
    )


PLANT = PlantKind("eucalyptus-silver-dollar", ATLAS, {"bud": 0.1, "half": 0.5, "full": 0.95}, grow, paint)
