"""Panicum 'Fountain': a wide, light panicle of hair-fine arching branches with hundreds of tiny drops of spikelets, like mist."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from catalog.atlas import STEM, Atlas, Finish, tile_grid
from catalog.mesh import Floats, Mesh, merge, mesh, unit
from catalog.organs.boughs import Bough, arched, wood
from catalog.organs.curves import Knots, bell, smoothstep
from catalog.organs.foliage import Habit, foliage, leaning, long_outline, poised
from catalog.organs.place import scale
from catalog.organs.stalk import Stalk
from catalog.organs.swarm import facing
from catalog.organs.wires import bowed, wires
from catalog.plant import Growth, Head, Level, Plant, PlantKind
from catalog.species import Variety
from catalog.surface import Colour, finished, hex_colour, mix, noise, parallel_veins, shade, stem_tile

ATLAS = Atlas((("spikelet", Finish(0.6, 0.5)), ("hair", Finish(0.6, 0.4)), ("blade", Finish(0.5, 0.5)), ("stem", STEM)))
STALK = 31.0
WHORLS = (4, 4, 3, 3, 3, 3, 2, 2, 2, 1, 1)  # branches at each node of the axis, from the lowest
_GRASS: Knots = ((0.0, 0.55), (0.1, 0.85), (0.35, 1.0), (0.6, 0.82), (0.85, 0.4), (1.0, 0.0))
_TWIGS, _DROPS = 10, 5  # twigs on the longest branch, spikelets on every twig

Array = NDArray[np.float64]


@dataclass(frozen=True)
class _Detail:
    """points of a branch and of a twig, sides of a branch; twigs on a branch and drops on a twig at most; how much larger drops
    and how much broader hairs are than at hero detail; whether drops have a body."""

    branch: int
    twig: int
    sides: int
    twigs: int
    drops: int
    larger: float
    broader: float
    solid: bool


_DETAIL = {
    Level.HERO: _Detail(8, 4, 3, 10, 5, 1.0, 1.0, True),
    Level.STANDARD: _Detail(7, 3, 2, 10, 3, 1.3, 1.45, False),
    Level.PHONE: _Detail(5, 2, 2, 6, 2, 1.85, 1.5, False),
    Level.FAR: _Detail(4, 0, 2, 10, 1, 2.9, 2.2, False),
}


@dataclass(frozen=True, eq=False)
class _Sprig:
    """Every branch and every twig of a panicle as curves: branches (B,13,3), twigs (W,7,3), order (W,): 0 at a branch's tip, then inwards."""

    branches: Array
    twigs: Array
    order: NDArray[np.int64]


def _axis(size: float, rng: np.random.Generator) -> tuple[Bough, float]:
    """The culm from the neck and the axis of the panicle as one line that nods at its tip; the share where branches begin."""
    draw = rng.normal(0, 1, 4)
    free = 4.0 + 0.1 * size
    length = free + 0.86 * size
    s = np.linspace(0, 1, 25)[1:]
    lift = 90 - 3 - (34 + 9 * draw[0]) * s**2.2 + 1.5 * np.sin(9 * s + draw[1])
    path = arched(np.zeros(3), rng.uniform(0, 360) + 16 * s, lift, length)
    radii = np.interp(np.linspace(0, 1, 25), [0, free / length, 1], [0.085, 0.065, 0.016])
    return Bough(path, radii, (0.4, 1.0)), free / length


def _square(headings: Array, turns: Array) -> Array:
    """(K,3) unit vectors at right angles to headings, turned about them by turns in degrees."""
    frames = facing(headings, turns)
    return np.asarray(frames[:, :, 0])


def _wavy(paths: Array, draws: Array, amount: float) -> Array:
    """Hairs are never ruled: a slow wave that grows along every path (K,P,3); draws (K,3)."""
    t = np.linspace(0, 1, paths.shape[1])
    chord = unit(paths[:, -1] - paths[:, 0])
    side = _square(chord, 360 * draws[:, 0])
    length = np.linalg.norm(paths[:, -1] - paths[:, 0], axis=1)
    wave = np.sin((4.5 + 3.5 * draws[:, 1:2]) * t + 6.28 * draws[:, 2:3]) - np.sin(6.28 * draws[:, 2:3])
    return np.asarray(paths + (amount * length[:, None] * wave * np.sqrt(t))[..., None] * side[:, None])


def _sprig(axis: Bough, begins: float, size: float, opened: float, rng: np.random.Generator) -> _Sprig:
    """Branches leave the axis in whorls, rise and arch over; twigs leave them on all sides of their outer part."""
    node = np.repeat(np.linspace(0, 1, len(WHORLS)), WHORLS) ** 0.92
    count = len(node)
    draw, even = rng.normal(0, 1, (count, 6)), rng.random((count, 3))
    share = begins + (1 - begins) * np.clip(0.95 * node + 0.012 * draw[:, 0], 0, 0.97)
    heading = axis.heading(share)
    out = _square(heading, 137.5 * np.arange(count) + 13 * draw[:, 1])
    angle = np.radians((19 + 12 * opened) * (1 - 0.35 * node) + 4 * draw[:, 2])[:, None]
    leaving = heading * np.cos(angle) + out * np.sin(angle)
    length = size * np.interp(node, [0, 0.2, 0.6, 1], [0.5, 0.54, 0.4, 0.17]) * (1 + 0.13 * np.clip(draw[:, 3], -2, 2))
    bend = ((34 + 22 * opened) * (1 - 0.25 * node) + 9 * draw[:, 4])[:, None] * np.linspace(0, 1, 13) ** 1.5
    paths = bowed(axis.at(share), leaving, out - np.array([0.0, 0.55, 0.0]), length, bend, np.linspace(0, 1, 13))
    branches = _wavy(paths, even, 0.014)
    # Twigs: a long branch bears more of them.
    draws, drawn = rng.normal(0, 1, (count, _TWIGS, 6)), rng.random((count, _TWIGS, 3))
    borne = np.clip(np.round(1 + (_TWIGS - 1) * length / length.max()), 2, _TWIGS)[:, None]
    number = np.arange(_TWIGS)
    kept = number < borne
    place = np.clip(1 - 0.74 * number / borne + 0.02 * draws[..., 0] * (number > 0), 0, 1)
    index = np.broadcast_to(np.arange(count)[:, None], kept.shape)[kept]
    place, draws, drawn = place[kept], draws[kept], drawn[kept]
    order = np.broadcast_to(number, kept.shape)[kept]
    low = np.minimum((place * 12).astype(int), 11)
    fine = (place * 12 - low)[:, None]
    start = branches[index, low] * (1 - fine) + branches[index, low + 1] * fine
    along = unit(branches[index, low + 1] - branches[index, low])
    aside = _square(along, 150.0 * order + 40 * draws[:, 1])
    lean = np.radians(np.where(order == 0, 4, 34 + 10 * opened + 8 * draws[:, 2]))[:, None]
    way = unit(along * np.cos(lean) + aside * np.sin(lean) + np.array([0.0, 0.08, 0.0]))
    long = (0.75 + 0.115 * size) * (0.72 + 0.5 * (1 - place)) * (1 + 0.2 * np.clip(draws[:, 3], -2, 2))
    droop = (26 + 16 * opened + 12 * draws[:, 4])[:, None] * np.linspace(0, 1, 7) ** 1.3
    twigs = bowed(start, way, [0.0, -1.0, 0.0], long, droop, np.linspace(0, 1, 7))
    return _Sprig(branches, _wavy(twigs, drawn, 0.02), order)


def _hairs(sprig: _Sprig, size: float, detail: _Detail, draws: Array) -> Mesh:
    """The branches and the twigs; those of a large panicle are stouter."""
    stout = (size / 22) ** 0.7 * detail.broader

    def drawn(paths: Array, points: int, sides: int, girth: tuple[float, float], tint: Array) -> Mesh:
        at = np.unique(np.round(np.linspace(0, paths.shape[1] - 1, points)).astype(int))
        t = np.linspace(0, 1, len(at))
        return wires(paths[:, at], np.interp(t, [0, 1], girth) * stout, ATLAS, "hair", along=t, sides=sides, tint=tint)

    k, w = len(sprig.branches), len(sprig.twigs)
    parts = [drawn(sprig.branches, detail.branch, detail.sides, (0.033, 0.021), 0.92 + 0.06 * draws[:k, 0])]
    if detail.twig:
        shown = sprig.order < detail.twigs
        parts.append(drawn(sprig.twigs[shown], detail.twig, 2, (0.019, 0.014), (0.95 + 0.08 * draws[:w, 1])[shown]))
    return merge(parts)


def _drops(sprig: _Sprig, size: float, level: Level, rng: np.random.Generator) -> Mesh:
    """Spikelets on hair stalks: the last one ends its twig, the others stand off it. Far ones stand for their whole twig."""
    detail, count = _DETAIL[level], len(sprig.twigs)
    draws, even = rng.normal(0, 1, (count, _DROPS, 5)), rng.random((count, _DROPS, 2))
    chosen = sprig.order % 2 == 0 if level is Level.FAR else sprig.order < detail.twigs
    draws, even = draws[chosen, : detail.drops], even[chosen, : detail.drops]
    twigs = sprig.twigs[chosen]
    number = np.broadcast_to(np.arange(detail.drops), draws.shape[:2]).ravel()
    which = np.repeat(np.arange(len(twigs)), detail.drops)
    draws, even = draws.reshape(-1, 5), even.reshape(-1, 2)
    place = np.where(number == 0, 6.0, 6 * np.clip(0.86 - 0.66 * number / detail.drops + 0.05 * draws[:, 0], 0.05, 0.95))
    low = np.minimum(place.astype(int), 5)
    fine = (place - low)[:, None]
    foot = twigs[which, low] * (1 - fine) + twigs[which, low + 1] * fine
    along = unit(twigs[which, low + 1] - twigs[which, low])
    aside = _square(along, 140.0 * number + 360 * even[:, 0])
    lean = np.radians(np.where(number == 0, 6, 46 + 12 * draws[:, 1]))[:, None]
    way = unit(along * np.cos(lean) + aside * np.sin(lean))
    stalk = np.where(number == 0, 0.12, (0.35 + 0.024 * size) * (0.7 + 0.6 * even[:, 1]))
    start = foot + way * stalk[:, None]
    hang = unit(way - np.array([0.0, 0.35, 0.0]))
    long = (0.2 + 0.008 * size) * detail.larger * (1 + 0.14 * draws[:, 2])
    wide = 0.34 * long * (1 + 0.1 * draws[:, 3])
    tint = np.clip(0.84 + 0.15 * draws[:, 4:5] + 0.035 * draws[:, 1:4], 0.6, 1.5)
    shapes = _solid if detail.solid else _flat
    body, faces, tile = shapes(start, hang, long, wide)
    foot = twigs[:, 0] if level is Level.FAR else foot
    side = _square(way, 360 * even[:, 0]) * 0.0135 * (size / 22) ** 0.7 * detail.broader
    points = np.concatenate([body, (foot - side)[:, None], (foot + side)[:, None]], 1)
    v = points.shape[1]
    middle = (start + hang * long[:, None] / 2)[:, None]
    normals = unit(body - middle)
    uv = np.broadcast_to(ATLAS.texcoords("spikelet", [*tile[0], 0.0, 0.0], [*tile[1], 0.0, 0.0]), (len(points), v, 2))
    # The stalk is one long triangle that ends in the spikelet's own foot.
    faces = np.concatenate([faces, [[v - 2, v - 1, 0]]])
    normals = np.concatenate([normals, np.broadcast_to(np.cross(side, way)[:, None], (len(points), 2, 3))], 1)
    tints = np.concatenate([np.broadcast_to(tint[:, None], body.shape), np.ones((len(points), 2, 3))], 1)
    indices = faces[None] + (np.arange(len(points)) * v)[:, None, None]
    return mesh(
        points.reshape(-1, 3), indices.reshape(-1, 3), uv.reshape(-1, 2), normals=normals.reshape(-1, 3), tint=tints.reshape(-1, 3)
    )


Drop = tuple[Array, NDArray[np.int64], tuple[list[float], list[float]]]
"""Positions (K,V,3), the foot first; triangles (T,3); where each vertex looks in the tile, across and along."""


def _solid(start: Array, way: Array, long: Array, wide: Array) -> Drop:
    """A three-sided drop, broadest below its middle."""
    frames = facing(way, 77.0 * np.arange(len(way)))
    angle = np.arange(3) * 2 * np.pi / 3
    ring = np.einsum("kij,vj->kvi", frames, np.stack([np.cos(angle), 0 * angle, -np.sin(angle)], 1)) * wide[:, None, None] * 0.62
    belly = start + way * 0.42 * long[:, None]
    points = np.concatenate([start[:, None], belly[:, None] + ring, (start + way * long[:, None])[:, None]], 1)
    faces = [(0, 1 + (i + 1) % 3, 1 + i) for i in range(3)] + [(4, 1 + i, 1 + (i + 1) % 3) for i in range(3)]
    return points, np.array(faces, np.int64), ([0.0, -0.7, 0.0, 0.7, 0.0], [0.0, 0.45, 0.5, 0.45, 1.0])


def _flat(start: Array, way: Array, long: Array, wide: Array) -> Drop:
    """A drop from afar: a lozenge."""
    side = _square(way, 77.0 * np.arange(len(way), dtype=np.float64)) * wide[:, None] * 0.62
    belly = start + way * 0.45 * long[:, None]
    points = np.stack([start, belly - side, belly + side, start + way * long[:, None]], 1)
    return points, np.array([(0, 2, 1), (1, 2, 3)], np.int64), ([0.0, -0.7, 0.7, 0.0], [0.0, 0.45, 0.45, 1.0])


def _blades(foot: Array, heading: Array, length: Array, way: float, level: Level, rng: np.random.Generator) -> Mesh:
    """Long narrow blades, arching over, with a twist."""
    n = len(foot)
    draw = rng.normal(0, 1, (n, 6))
    azimuth = way + 168.0 * np.arange(n) + 14 * draw[:, 1]
    turned = poised(azimuth, 66 + 4 * draw[:, 2], 8 * draw[:, 3], leaning(heading))
    habit = Habit(
        length * (1 + 0.07 * draw[:, 0]),
        0.62 + 0.05 * draw[:, 4],
        86 + 16 * draw[:, 5],
        np.full(n, 17.0),
        np.zeros(n),
        np.full(n, 0.03),
        rng.uniform(0, 6.28, (n, 2)),
        70 * draw[:, 1],
    )
    grid = {Level.HERO: (4, 26), Level.STANDARD: (2, 18), Level.PHONE: (2, 10), Level.FAR: (2, 4)}[level]
    tints = 1 + 0.05 * rng.normal(0, 1, (n, 1))
    return foliage(long_outline(*grid, _GRASS), habit, ATLAS, "blade", turned, foot, tints=tints)


def _bare(axis: Bough, begins: float, level: Level) -> Mesh:
    """The axis, and the sheath round its culm out of which the upper blade comes."""
    sides = {Level.HERO: 7, Level.STANDARD: 5, Level.PHONE: 3, Level.FAR: 3}[level]
    pieces = {Level.HERO: 24, Level.STANDARD: 14, Level.PHONE: 8, Level.FAR: 4}[level]
    parts = [wood([axis], ATLAS, "stem", sides=sides, pieces=pieces)]
    if level in (Level.HERO, Level.STANDARD):
        share = np.linspace(0.0, 0.55 * begins, 5)
        parts.append(wood([Bough(axis.at(share), np.linspace(0.12, 0.1, 5), (0.2, 0.6))], ATLAS, "stem", sides=sides, pieces=4))
    return merge(parts)


def _proxies(axis: Bough, begins: float, sprig: _Sprig) -> Array:
    """(K,4): spheres along the culm and the axis, and among the twigs wherever none is near yet; a panicle is mostly air."""
    culm = axis.at(np.array([0.02, 0.3 * begins, 0.7 * begins]))
    middle = axis.at(begins + (1 - begins) * np.linspace(0.08, 0.96, 6))
    near = 3.0 + 0.045 * float(axis.length)
    held = [*middle]
    for place in sprig.twigs[::2, 3]:
        if min(float(np.linalg.norm(place - other)) for other in held) > near:
            held.append(place)
    return np.vstack([np.column_stack([culm, np.full(3, 0.6)]), np.column_stack([np.array(held), np.full(len(held), 0.5 * near)])])


def grow(growth: Growth, rng: np.random.Generator) -> Plant:
    """The stage sets the panicle's size, and how far it has spread."""
    d, level = growth.species.head_diameter, growth.level
    size = float(np.interp(growth.openness, [0.1, 0.5, 0.95], [d["bud"], d["half"], d["full"]])) * 100
    opened = float(np.clip((growth.openness - 0.1) / 0.85, 0, 1))
    axis, begins = _axis(size, rng)
    streams = rng.spawn(5)
    sprig = _sprig(axis, begins, size, opened, streams[0])
    way = float(rng.uniform(0, 360))
    upper = _blades(axis.at([0.5 * begins]), axis.heading([0.5 * begins]), np.array([0.42 * size + 5]), way, level, streams[1])
    bloom = merge(
        [
            _bare(axis, begins, level),
            _hairs(sprig, size, _DETAIL[level], streams[2].normal(0, 1, (400, 2))),
            _drops(sprig, size, level, streams[3]),
            upper,
        ]
    )
    nodes = (-2.5, -14.0)
    cane = Stalk(STALK, 0.085, way=float(rng.uniform(0, 6.28)), sway=1.0, kink=0.25, taper=1.3, nodes=nodes, swell=0.5)
    sides = {Level.HERO: 7, Level.STANDARD: 5, Level.PHONE: 4, Level.FAR: 3}[level]
    up = np.stack([cane.frame(y)[:3, 1] for y in nodes])
    leaves = _blades(cane.centre(np.array(nodes)), up, np.array([21.0, 25.0]), way + 175, level, streams[4])
    metres = scale(0.01)
    centre, heading = axis.at([0.62])[0], axis.heading([0.62])[0]
    return Plant(
        bloom.transformed(metres),
        merge([cane.grown(ATLAS, "stem", level, sides, (0.0, 0.4)), leaves]).transformed(metres),
        Head((centre / 100).astype(np.float32), size / 200, heading.astype(np.float32)),
        (_proxies(axis, begins, sprig) / 100).astype(np.float32),
        0.00085,
        STALK / 100,
    )


def _spikelet_tile(body: Colour) -> Colour:
    """Linear tile: paler at the foot, the body in the middle, a deeper point; fine ribs."""
    across, along = (g.astype(np.float64) for g in tile_grid())
    colour = mix(shade(body, 0.05, 0.85), body, smoothstep(0.05, 0.4, along))
    colour = mix(colour, shade(body, -0.1, 1.15, -12), 0.6 * smoothstep(0.6, 1.0, along))
    colour = mix(colour, shade(body, 0.08, 0.85), 0.35 * bell(np.abs(across) / 0.16))
    return np.asarray(colour * (1 + 0.05 * noise(3, 12))[..., None])


def _hair_tile(green: Colour, body: Colour) -> Colour:
    """Hairs are greener at the axis, of the panicle's colour at their ends."""
    _, along = (g.astype(np.float64) for g in tile_grid())
    return np.asarray(mix(green, body, smoothstep(0.05, 1.0, along)) * (1 + 0.05 * noise(7, 10))[..., None])


def _blade_tile(body: Colour) -> Colour:
    across, along = (g.astype(np.float64) for g in tile_grid())
    colour = mix(body, shade(body, 0.07, 1.0, -3), 0.6 * parallel_veins(11).astype(np.float64))
    colour = mix(colour, shade(body, 0.13, 0.9, -5), 0.8 * bell(across / 0.09))
    colour = mix(colour, hex_colour("#B59A62"), 0.6 * smoothstep(0.9, 1.0, along))
    return np.asarray(colour * (1 + 0.06 * noise(5, 10))[..., None])


def paint(variety: Variety) -> dict[str, Floats]:
    body = hex_colour(variety.hex)
    leaf = mix(hex_colour("#6F8B45"), body, 0.2)
    culm = mix(hex_colour("#8C9A55"), body, 0.25)
    return finished(
        {
            "spikelet": _spikelet_tile(body),
            "hair": _hair_tile(culm, shade(body, -0.07, 1.1)),
            "blade": _blade_tile(leaf),
            "stem": stem_tile(shade(culm, -0.03), shade(culm, 0.03)),
        }
    )


PLANT = PlantKind("fountain-grass", ATLAS, {"bud": 0.1, "half": 0.5, "full": 0.95}, grow, paint)
