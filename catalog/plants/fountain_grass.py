"""Fountain grass: soft bottlebrush plumes that nod at the ends of thin culms, over a few narrow arching blades."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from catalog.atlas import STEM, Atlas, Finish, tile_grid
from catalog.mesh import Floats, Mesh, merge, unit
from catalog.organs.boughs import Bough, arched, wood
from catalog.organs.curves import Knots, bell, curve, smoothstep
from catalog.organs.foliage import Habit, foliage, leaning, long_outline, poised
from catalog.organs.place import scale
from catalog.organs.sprays import sprays
from catalog.organs.stalk import Stalk
from catalog.organs.swarm import swarm
from catalog.plant import Growth, Head, Level, Plant, PlantKind
from catalog.species import Variety
from catalog.surface import Colour, finished, hex_colour, mix, noise, parallel_veins, shade, stem_tile

ATLAS = Atlas((("plume", Finish(0.75, 0.6)), ("blade", Finish(0.5, 0.5)), ("stem", STEM)))
STALK = 30.0
_SPINDLE: Knots = ((0.0, 0.5), (0.06, 0.78), (0.2, 0.97), (0.4, 1.0), (0.65, 0.86), (0.85, 0.58), (0.95, 0.38), (1.0, 0.24))
_GRASS: Knots = ((0.0, 0.55), (0.1, 0.85), (0.35, 1.0), (0.6, 0.82), (0.85, 0.4), (1.0, 0.0))
_SPIKELETS = {Level.HERO: 170, Level.STANDARD: 90, Level.PHONE: 44, Level.FAR: 13}
_BRISTLES = {Level.HERO: (168, 11), Level.STANDARD: (96, 9), Level.PHONE: (56, 7), Level.FAR: (17, 3)}  # tufts, bristles in each
_BROADER = {Level.HERO: 1.0, Level.STANDARD: 1.5, Level.PHONE: 2.5, Level.FAR: 7.0}
_MOST = (240, 11)

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class _Culm:
    """A culm whose last part, from `begins` (share of its points) on, bears the plume of radius `brush` cm."""

    bough: Bough
    begins: float
    brush: float


def _culms(size: float, rng: np.random.Generator) -> list[_Culm]:
    """The main culm and two that leave its nodes; every one is straight below and nods under its plume."""
    way = rng.uniform(0, 360)
    culms: list[_Culm] = []
    s = np.linspace(0, 1, 33)[1:]
    for k in range(3):
        draw = rng.normal(0, 1, 5)
        plume = size * (0.5, 0.43, 0.36)[k] * (1 + 0.05 * draw[0])
        free = (0.52 * size, 0.34 * size, 0.16 * size)[k] * (1 + 0.06 * draw[1])
        length = plume + free
        nod = (62, 74, 84)[k] + 8 * draw[2]
        start = np.zeros(3) if k == 0 else culms[0].bough.at(0.04 + 0.08 * k)
        leaves = (88, 76, 66)[k] + 3 * draw[3]
        azimuth = way + (0, 128, 238)[k] + 15 * draw[4] + np.linspace(0, 18, 32) * (-1) ** k
        lift = leaves - nod * s ** (2.1 if k == 0 else 1.7)
        path = arched(start, azimuth, lift, length)
        radii = np.interp(np.linspace(0, 1, 33), [0, free / length, 1], [0.085 - 0.012 * k, 0.06, 0.03])
        culms.append(_Culm(Bough(path, radii, (0.4, 1.0)), free / length, 0.36 * plume**0.5))
    return culms


def _along(culm: _Culm, t: Array) -> tuple[Array, Array]:
    """Places and headings at shares t (...) of the plume."""
    share = (culm.begins + (1 - culm.begins) * t).ravel()
    return culm.bough.at(share).reshape(*t.shape, 3), culm.bough.heading(share).reshape(*t.shape, 3)


def _round(headings: Array, angle: Array) -> Array:
    """Unit vectors at right angles to headings, turned by angle (radians)."""
    helper = np.where(np.abs(headings[:, :1]) < 0.9, [[1.0, 0.0, 0.0]], [[0.0, 0.0, 1.0]])
    x = unit(np.cross(headings, helper))
    return np.asarray(x * np.cos(angle)[:, None] + np.cross(headings, x) * np.sin(angle)[:, None])


def _bristles(culm: _Culm, level: Level, rng: np.random.Generator) -> Mesh:
    """Tufts of fine bristles that slant forward out of the plume, longest in its middle."""
    (most, each), (tufts, bristles) = _MOST, _BRISTLES[level]
    count = min(round(tufts * culm.brush / 1.25), most)
    draws, jitter = rng.random((most, each, 2))[:count, :bristles], rng.normal(0, 1, (most, each, 5))[:count, :bristles]
    k = np.arange(count)
    t = 0.97 * (k + 0.5) / count
    place, heading = _along(culm, t)
    out = _round(heading, np.radians(137.5 * k) + 0.4 * jitter[:, 0, 4])
    slant = np.radians(np.interp(t, [0, 0.2, 0.8, 1], [66, 54, 44, 22]))
    way = unit(out * np.sin(slant)[:, None] + heading * np.cos(slant)[:, None] + [0.0, -0.06, 0.0])
    each_way = unit(way[:, None] + 0.3 * jitter[..., :3])
    long = (1.25 * culm.brush * curve(_SPINDLE, t))[:, None] * (0.7 + 0.55 * draws[..., 0])
    foot = place + out * 0.07
    lighter = 1.0 + 0.09 * jitter[..., 3:4] + 0.03 * jitter[..., :3]
    tips = foot[:, None] + each_way * long[..., None]
    return sprays(foot, way, tips, 0.042 * _BROADER[level], ATLAS, "plume", lighter=lighter, across=-0.7, along=(0.15, 1.0))


def _spikelets(culm: _Culm, level: Level, rng: np.random.Generator) -> Mesh:
    """The grains: slim, pointed, close around the axis."""
    most = max(_SPIKELETS.values())
    draws, jitter = rng.random((most, 3)), rng.normal(0, 1, (most, 4))
    count = _SPIKELETS[level]
    k = np.arange(count)
    t = np.clip((k + 0.5) / count * 0.97 + 0.01 * jitter[:count, 0], 0, 0.98)
    place, heading = _along(culm, t)
    out = _round(heading, np.radians(137.5 * k) + 0.3 * jitter[:count, 1])
    slant = np.radians(np.interp(t, [0, 0.8, 1], [46, 36, 14]) + 7 * jitter[:count, 2])
    way = unit(out * np.sin(slant)[:, None] + heading * np.cos(slant)[:, None])
    swell = curve(_SPINDLE, t)
    long = 0.56 * culm.brush * (0.4 + 0.6 * swell) * (0.9 + 0.25 * draws[:count, 0])
    wide = 0.1 * (0.6 + 0.4 * swell) * {Level.PHONE: 1.5, Level.FAR: 4.5}.get(level, 1.0)
    zero = 0 * long
    corners = (
        (zero, zero, zero),
        (-wide, 0.42 * long, zero),
        (zero, 0.45 * long, 0.8 * wide),
        (wide, 0.42 * long, zero),
        (zero, long, zero),
    )
    shape = np.stack([np.stack(c, -1) for c in corners], 1)
    faces = [(0, 2, 1), (0, 3, 2), (1, 2, 4), (2, 3, 4)]
    # The ridge of a grain looks outward.
    y, z = way, unit(out - way * (out * way).sum(1, keepdims=True))
    turned = np.stack([np.cross(y, z), y, z], 2)
    tints = np.clip(0.92 + 0.07 * jitter[:count, 3:4] + 0.02 * jitter[:count, 1:4], 0.6, 1.3)
    uv = ATLAS.texcoords("plume", [0.6, 0.2, 0.6, 1.0, 0.6], [0.0, 0.42, 0.45, 0.42, 1.0])
    return swarm(shape, faces, uv, turned, place, tints=tints)


def _blades(culms: list[_Culm], size: float, level: Level, rng: np.random.Generator) -> Mesh:
    """Long narrow blades from the nodes of the culms, arching over."""
    n = 5
    draw = rng.normal(0, 1, (n, 6))
    main = culms[0].bough
    share = np.array([0.02, 0.1, 0.16, 0.26, 0.36])
    foot = main.at(share)
    length = size * np.array([0.62, 0.7, 0.62, 0.5, 0.36]) * (1 + 0.08 * draw[:, 0])
    azimuth = rng.uniform(0, 360) + np.array([0, 165, 60, 250, 120]) + 12 * draw[:, 1]
    turned = poised(azimuth, 64 + 5 * draw[:, 2], 8 * draw[:, 3], leaning(main.heading(share)))
    habit = Habit(
        length,
        0.62 + 0.05 * draw[:, 4],
        75 + 16 * draw[:, 5],
        np.full(n, 16.0),
        np.zeros(n),
        np.full(n, 0.03),
        rng.uniform(0, 6.28, (n, 2)),
        60 * draw[:, 1],
    )
    grid = {Level.HERO: (4, 26), Level.STANDARD: (2, 18), Level.PHONE: (2, 10), Level.FAR: (2, 4)}[level]
    tints = 1 + 0.05 * rng.normal(0, 1, (n, 1))
    return foliage(long_outline(*grid, _GRASS), habit, ATLAS, "blade", turned, foot, tints=tints)


def _sheaths(culms: list[_Culm], level: Level) -> Mesh:
    """The culms themselves, and round them the sheaths from which blades and side culms come."""
    sides = {Level.HERO: 7, Level.STANDARD: 5, Level.PHONE: 3, Level.FAR: 3}[level]
    pieces = {Level.HERO: 32, Level.STANDARD: 20, Level.PHONE: 10, Level.FAR: 5}[level]
    parts = [wood([c.bough for c in culms], ATLAS, "stem", sides=sides, pieces=pieces)]
    if level in (Level.HERO, Level.STANDARD):
        main = culms[0].bough
        for low, high in ((0.0, 0.1), (0.12, 0.26)):
            share = np.linspace(low, high, 5)
            parts.append(
                wood([Bough(main.at(share), np.linspace(0.125, 0.095, 5), (0.2, 0.6))], ATLAS, "stem", sides=sides, pieces=4)
            )
    return merge(parts)


def grow(growth: Growth, rng: np.random.Generator) -> Plant:
    """The stage sets the size of the whole spray: culms, plumes and blades."""
    d, level = growth.species.head_diameter, growth.level
    size = float(np.interp(growth.openness, [0.1, 0.5, 0.95], [d["bud"], d["half"], d["full"]])) * 100
    culms = _culms(size, rng)
    streams = rng.spawn(7)
    parts = [_sheaths(culms, level), _blades(culms, size, level, streams[0])]
    for k, culm in enumerate(culms):
        parts += [_bristles(culm, level, streams[1 + 2 * k]), _spikelets(culm, level, streams[2 + 2 * k])]
    axis = Stalk(STALK, 0.085, way=float(rng.uniform(0, 6.28)), sway=1.0, kink=0.25, taper=1.3, nodes=(-7.0, -17.0), swell=0.5)
    sides = {Level.HERO: 7, Level.STANDARD: 5, Level.PHONE: 4, Level.FAR: 3}[level]
    metres = scale(0.01)
    spheres = []
    for culm in culms:
        place, _ = _along(culm, np.linspace(0.06, 0.96, 6))
        spheres += [[*p, 1.15 * culm.brush * r] for p, r in zip(place, curve(_SPINDLE, np.linspace(0.06, 0.96, 6)), strict=True)]
        spheres += [[*p, 0.8] for p in culm.bough.at(np.linspace(0.1, 1.0, 4) * culm.begins)]
    middle, heading = _along(culms[0], np.array([0.5]))
    return Plant(
        merge(parts).transformed(metres),
        axis.grown(ATLAS, "stem", level, sides, (0.0, 0.4)).transformed(metres),
        Head((middle[0] / 100).astype(np.float32), size / 200, heading[0].astype(np.float32)),
        (np.array(spheres) / 100).astype(np.float32),
        0.00085,
        STALK / 100,
    )


def _plume_tile(body: Colour) -> Colour:
    """Linear tile: bristles on the left half, pale at the tips; grains on the right, ribbed, darker at the point."""
    across, along = (g.astype(np.float64) for g in tile_grid())
    bristle = mix(shade(body, -0.03), shade(body, 0.1, 0.75), smoothstep(0.15, 0.9, along))
    grain = mix(shade(body, -0.04, 1.1), shade(body, 0.04, 0.9), smoothstep(0.0, 0.6, along))
    grain = mix(grain, shade(body, -0.12, 1.1, -12), 0.65 * smoothstep(0.6, 1.0, along))
    ribs = bell((np.abs(across - 0.6) - 0.2) / 0.06)
    grain = mix(grain, shade(body, 0.1, 0.85), 0.45 * ribs)
    return np.asarray(mix(bristle, grain, smoothstep(-0.15, 0.0, across)) * (1 + 0.05 * noise(3, 12))[..., None])


def _blade_tile(body: Colour) -> Colour:
    across, along = (g.astype(np.float64) for g in tile_grid())
    colour = mix(body, shade(body, 0.07, 1.0, -3), 0.6 * parallel_veins(11).astype(np.float64))
    colour = mix(colour, shade(body, 0.13, 0.9, -5), 0.8 * bell(across / 0.09))
    colour = mix(colour, hex_colour("#B59A62"), 0.6 * smoothstep(0.9, 1.0, along))
    return np.asarray(colour * (1 + 0.06 * noise(5, 10))[..., None])


def paint(variety: Variety) -> dict[str, Floats]:
    body = hex_colour(variety.hex)
    green = hex_colour("#6F8B45")
    leaf = mix(green, body, 0.45)
    culm = mix(hex_colour("#8C9A55"), body, 0.4)
    return finished(
        {"plume": _plume_tile(body), "blade": _blade_tile(leaf), "stem": stem_tile(shade(culm, -0.03), shade(culm, 0.03))}
    )


PLANT = PlantKind("fountain-grass", ATLAS, {"bud": 0.1, "half": 0.5, "full": 0.95}, grow, paint)
