"""Matthiola incana, the double stock: a dense column of ruffled rosettes, grey-green buds at the top, soft hoary leaves."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from catalog.atlas import PETAL, Atlas, Finish, tile_grid
from catalog.mesh import Floats, Mesh, merge, mesh
from catalog.organs.blade import Blade, blade
from catalog.organs.boughs import Bough, leader
from catalog.organs.curves import Knots, blend, smoothstep
from catalog.organs.head import diameter
from catalog.organs.leaf import Leaf, leaf
from catalog.organs.place import scale
from catalog.organs.raceme import Spike, borne, floret, opening, seats
from catalog.organs.stalk import Stalk
from catalog.organs.stem import tube
from catalog.organs.swarm import twigs
from catalog.plant import Growth, Head, Level, Plant, PlantKind
from catalog.species import Variety
from catalog.surface import Colour, finished, hex_colour, leaf_tile, mix, noise, oklab, shade, stem_tile, worn

HOARY = Finish(roughness=0.85, translucency=0.35, sheen=0.25)
ATLAS = Atlas((("petal", PETAL), ("heart", PETAL), ("bud", HOARY), ("leaf", HOARY), ("stem", Finish(0.8, 0.1, 0.15))))
OPENNESS = {"bud": 0.1, "half": 0.5, "full": 0.95}
FLORETS, BUDS = 34, 18
STALK = 36.0
NECK = 4.5
SIZE = 2.1  # cm from the middle of a full rosette to its rim

OBLONG: Knots = (
    (0.0, 0.2),
    (0.12, 0.36),
    (0.35, 0.72),
    (0.58, 1.0),
    (0.74, 0.88),
    (0.86, 0.56),
    (0.94, 0.27),
    (0.98, 0.1),
    (1.0, 0.0),
)
Array = NDArray[np.float64]


@dataclass(frozen=True)
class _Detail:
    outer: tuple[int, int]
    middle: tuple[int, int]
    inner: tuple[int, int]
    bud: tuple[int, int]
    sides: int


_DETAIL = {
    Level.HERO: _Detail((8, 2), (4, 2), (2, 2), (5, 2), 8),
    Level.STANDARD: _Detail((6, 2), (2, 2), (0, 0), (4, 2), 6),
    Level.PHONE: _Detail((0, 0), (0, 0), (0, 0), (3, 2), 5),
    Level.FAR: _Detail((0, 0), (0, 0), (0, 0), (3, 2), 3),
}
_PETALS = 12
_OUTER, _INNER = 6, 2  # petals from rank _OUTER on lie open, those below _INNER are crumpled in the heart


def _grown_floret(q: float, seed: int, level: Level) -> Mesh:
    """A double rosette about +Y: broad petals rolled out below, crowded upright in the heart."""
    if level in (Level.PHONE, Level.FAR):
        return _frills(q, level)
    seeds = np.random.default_rng(seed).integers(0, 2**31, _PETALS)
    ranks = range(_PETALS) if level is Level.HERO else (_INNER, *range(_OUTER + 1, _PETALS))
    return merge([_petal(i, q, np.random.default_rng(seeds[i]), _DETAIL[level]) for i in ranks])


def _petal(i: int, q: float, wild: np.random.Generator, detail: _Detail) -> Mesh:
    t = i / (_PETALS - 1)  # 0 innermost .. 1 outermost
    draw = wild.normal(0, 1, 5)
    late = float(np.clip(q * 1.3 - 0.3 * (1 - t), 0, 1))
    closed: Knots = ((0, 30), (0.3, 78), (0.7, 108), (1, 140))
    top = 88 - 80 * t
    opened: Knots = ((0, 78 - 30 * t), (0.3, 84 - 46 * t), (0.7, top + 9 * draw[0]), (1, top - 46 * t + 12 * draw[1]))
    grown = 0.6 + 0.4 * q
    grid = detail.outer if i >= _OUTER else detail.middle if i >= _INNER else detail.inner
    shape = Blade(
        (1.5 + 1.1 * t) * grown * (1 + 0.07 * draw[2]),
        (1.35 + 1.15 * t) * grown * (1 + 0.08 * draw[3]),
        blend(closed, opened, late),
        ((0, 0.22), (0.25, 0.5), (0.5, 0.86), (0.7, 1.0), (0.88, 1.0), (1, 0.95)),
        base_radius=0.01 + 0.12 * t,
        base_height=0.12 * (1 - t),
        curl=((0, 0.5), (1, 0.05)),
        wrap=0.55 * (1 - late),
        roundness=0.06,
        oval=0.46,
        ruffle=(0.17 + 0.08 * t) * (0.3 + 0.7 * q),
        ruffle_waves=1.7,
        ruffle_from=0.3,
        unevenness=0.1 * q,
        twist=10 * draw[4] * q,
    )
    tint = (1 + 0.05 * draw[0]) * (0.94 + 0.06 * t)
    slot = "petal" if i >= _INNER + 2 else "heart"
    return blade(shape, ATLAS, slot, wild, azimuth=137.508 * i + 6 * draw[1], grid=grid, tint=tint, row_bias=1.25, start=0.03)


def _frills(q: float, level: Level) -> Mesh:
    """A rosette seen from far: ruffled dishes within one another, narrower and steeper to the heart."""
    tiers = ((1.0, 0.3, 13), (0.6, 0.75, 8)) if level is Level.PHONE else ((1.0, 0.35, 9), (0.6, 0.8, 5))
    parts = []
    for k, (reach, rise, count) in enumerate(tiers):
        a = 2 * np.pi * np.arange(count) / count + 0.7 * k
        wave = 1.0 - 0.07 * (1 + np.cos(5 * a))
        wide = SIZE * reach * (0.34 + 0.66 * q)
        tall = 0.2 + (rise + 0.55 * (1 - q)) * (1 + 0.9 * (1 - wave))
        rim = np.stack([wide * wave * np.cos(a), tall, -wide * wave * np.sin(a)], 1)
        near = np.stack([0.55 * wide * np.cos(a), 0.1 + 0.75 * tall, -0.55 * wide * np.sin(a)], 1)
        rings = [near, rim] if level is Level.PHONE and k < 1 else [rim]
        n = np.arange(count)
        m = (n + 1) % count
        faces = [np.stack([np.zeros_like(n), 1 + n, 1 + m], 1)]
        if len(rings) == 2:
            faces += [np.stack([1 + n, 1 + count + n, 1 + count + m], 1), np.stack([1 + n, 1 + count + m, 1 + m], 1)]
        edge = [0.92 * wave] if len(rings) == 2 else []
        along = np.concatenate([np.array([0.4]), np.full(count, 0.66), *edge])
        points = np.vstack([[0.0, 0.1 + 0.1 * k, 0.0], *rings])
        across = np.concatenate([[0.0]] + [np.sin(3 * a)] * len(rings))
        slot = "petal"
        parts.append(mesh(points, np.concatenate(faces), ATLAS.texcoords(slot, across, along), tint=1.04 - 0.2 * k))
    return merge(parts)


def _grown_bud(level: Level) -> Mesh:
    """A closed bud about +Y, 1 cm long: hoary green sepals, the petals' colour at the tip."""
    sides, rows = _DETAIL[level].bud
    t = np.linspace(0.0, 1.0, rows + 1)
    radii = 0.1 + 0.2 * np.sin(np.pi * np.clip(0.1 + 0.86 * t, 0, 1)) ** 0.7
    return tube(np.stack([0 * t, t, 0 * t], 1), radii, ATLAS, "bud", sides=sides, closed_tip=level is not Level.FAR)


def _spike(growth: Growth, rng: np.random.Generator) -> Spike:
    openness = growth.openness
    length = diameter(growth, OPENNESS)
    total = NECK + length * 0.95
    path = leader(1.0, 13, float(rng.uniform(0.3, 1.3)), 0.15, rng)
    path[:, 1] *= total
    stem = float(np.mean(growth.species.stem_diameter)) / 4 * 100
    axis = Bough(path, np.linspace(stem, 0.12, 13), (0.55, 1.0))
    n = FLORETS + BUDS
    draw = rng.normal(0, 1, (n, 6))
    start, number = float(rng.uniform(0, 360)), np.arange(FLORETS)
    low, high = np.arange(FLORETS) / (FLORETS - 1), np.arange(BUDS) / (BUDS - 1)
    # Rosettes fill the column; the buds above crowd to a blunt knob, which grows smaller as they open.
    knob = 0.2 - 0.06 * openness
    rise = (length * (1 - knob) - 1.2) * (1 - (1 - low) ** (1.95 - 0.88 * openness))
    heights = np.concatenate([NECK + rise, NECK + length * (1 - knob) - 1.0 + (length * knob + 0.3) * high**0.9])
    heights[:FLORETS] += 0.12 * draw[:FLORETS, 0]
    shares = np.clip(heights / total, 0.0, 0.99)
    azimuths = start + 137.508 * np.arange(n) + 6 * draw[:, 1]
    opened = opening(low, openness, first=0.42, last=1.36, soft=0.5)
    opened = np.asarray(smoothstep(-0.04, 1.02, np.clip(opened * (1 + 0.05 * draw[:FLORETS, 2]), 0, 1)))
    sizes = 1.07 * (1 - 0.3 * low**2) * (0.72 + 0.28 * opened) * (0.8 + 0.2 * openness) * (1 + 0.06 * draw[:FLORETS, 3])
    fl = seats(
        axis,
        shares[:FLORETS],
        azimuths[:FLORETS],
        (0.55 + 0.95 * opened + 0.35 * (number % 2)) * (1 - 0.4 * low**2) * (0.8 + 0.2 * openness),
        38 + 14 * (1 - opened),
        12 + 14 * low + 30 * (1 - opened) + 11 * draw[:FLORETS, 4],
        rolls=60 * draw[:FLORETS, 5],
        swings=12 * draw[:FLORETS, 2],
    )
    bud_sizes = (1.3 - 0.75 * high) * (0.85 + 0.15 * openness) * (1 + 0.07 * draw[FLORETS:, 3])
    bd = seats(axis, shares[FLORETS:], azimuths[FLORETS:], 0.8 - 0.65 * high, 50.0, 48 + 36 * high + 6 * draw[FLORETS:, 4])
    young = (1 - opened)[:, None] * (0.3 + 0.7 * low[:, None])
    tints = (1.2 - 0.16 * low[:, None] + 0.09 * draw[:FLORETS, :1] + 0.013 * draw[:FLORETS, 1:4]) * (
        1 - young * np.array([0.12, 0.0, 0.2])
    )
    bud_tints = 1 + 0.06 * draw[FLORETS:, :1] + high[:, None] * np.array([-0.04, 0.05, -0.1])
    return Spike(axis, fl, opened, sizes, bd, bud_sizes, np.clip(tints, 0.7, 1.25), np.clip(bud_tints, 0.7, 1.3), length)


def grow(growth: Growth, rng: np.random.Generator) -> Plant:
    """The stage lengthens the column and opens its rosettes from below."""
    spike = _spike(growth, rng)
    seeds = rng.integers(0, 2**31, 2)
    wild = rng.spawn(2)
    level = growth.level
    stem = float(spike.axis.radii[0])
    metres = scale(0.01)
    middle = spike.axis.at(np.array([0.55]))[0]
    return Plant(
        merge([*_flowers(spike, seeds, level), *_green(spike, wild[0], level)]).transformed(metres),
        _stalk(stem, wild[1], level).transformed(metres),
        Head((middle / 100).astype(np.float32), 0.3 * spike.length / 100, np.array([0.0, 1.0, 0.0], np.float32)),
        _proxies(spike),
        stem / 100,
        STALK / 100,
    )


def _flowers(spike: Spike, seeds: NDArray[np.int64], level: Level) -> list[Mesh]:
    number = np.arange(FLORETS)
    kept = number % 5 < 3 if level is Level.FAR else number >= 0
    larger = {Level.STANDARD: 1.04, Level.PHONE: 1.05, Level.FAR: 1.08}.get(level, 1.0)
    kinds = 2 if level is Level.HERO else 1
    parts = []
    for k in range(kinds):
        own = kept & (number % kinds == k)
        kind = floret(partial(_grown_floret, seed=int(seeds[k]), level=level))
        at = spike.florets.of(own)
        parts.append(borne(kind, spike.opened[own], spike.sizes[own] * larger, at.rotations, at.ends, tints=spike.tints[own]))
    few = np.arange(BUDS) % 2 == 0 if level is Level.FAR else np.arange(BUDS) >= 0
    tip = spike.buds.of(few)
    bud = floret(lambda _: _grown_bud(level), (0.0,))
    parts.append(borne(bud, np.zeros(int(few.sum())), spike.bud_sizes[few], tip.rotations, tip.ends, tints=spike.bud_tints[few]))
    if level is not Level.FAR:
        at = spike.florets.of(kept)
        nodes, ends = np.vstack([at.nodes, tip.nodes]), np.vstack([at.ends, tip.ends])
        parts.append(twigs(nodes, ends, (0.11, 0.12), ATLAS, "stem", sides=2))
    return parts


def _green(spike: Spike, rng: np.random.Generator, level: Level) -> list[Mesh]:
    step = {Level.HERO: 1, Level.STANDARD: 2, Level.PHONE: 3, Level.FAR: 6}[level]
    path, radii = spike.axis.path[::step], spike.axis.radii[::step]
    parts = [tube(path, radii, ATLAS, "stem", sides=_DETAIL[level].sides, along=spike.axis.along)]
    start = float(rng.uniform(0, 360))
    for k, height in enumerate((0.3, 1.6, 2.9)):
        own = _leaf(6.4 - 0.8 * k, rng, level, start + 137.5 * k, float(spike.axis.radii[1]), height)
        if level is not Level.FAR or k == 0:
            parts.append(own)
    return parts


def _leaf(length: float, rng: np.random.Generator, level: Level, azimuth: float, radius: float, height: float) -> Mesh:
    """A soft oblong leaf, blunt at the tip, that arches out."""
    jitter = rng.normal(0, 1, 4)
    shape = Leaf(
        length=length * (1 + 0.07 * jitter[0]),
        width=length * 0.25,
        outline=OBLONG,
        midrib=((0, 66 + 5 * jitter[1]), (0.3, 46), (0.65, 16 + 8 * jitter[2]), (1, -22 + 10 * jitter[2])),
        fold=14,
        curl=((0, 0.2), (1, -0.12)),
        ripple=0.14,
        ripples=2.2,
        twist=12 * jitter[3],
        sickle=7 * jitter[1],
    )
    return leaf(
        shape, ATLAS, "leaf", rng, level, azimuth=azimuth, base_radius=radius * 0.85, base_height=height, columns=2, rows=27
    )


def _stalk(stem: float, rng: np.random.Generator, level: Level) -> Mesh:
    nodes = (-1.2, -3.6, -6.8, -10.6, -15.0, -20.0)
    way = float(rng.uniform(0, 6.28))
    axis = Stalk(STALK, stem, way=way, sway=0.9, kink=0.12, taper=1.25, nodes=nodes, swell=0.1, soft=0.4)
    parts = [axis.grown(ATLAS, "stem", level, _DETAIL[level].sides, (0.0, 0.55))]
    start = float(rng.uniform(0, 360))
    for k, node in enumerate(nodes):
        own = _leaf(7.0 + 0.4 * k, rng, level, start + 137.5 * k, float(axis.thick(node)), node)
        if k < {Level.PHONE: 4, Level.FAR: 2}.get(level, 6):
            parts.append(own.transformed(axis.frame(node)))
    return merge(parts)


def _proxies(spike: Spike) -> Floats:
    """A chain of spheres up the column, as wide as its rosettes reach there."""
    rows = []
    top = spike.axis.path[-1, 1]
    heights = spike.florets.ends[:, 1]
    for low in range(0, FLORETS, 5):
        part = slice(low, low + 5)
        y = float(heights[part].mean()) + 0.4
        rows.append([*spike.axis.at(np.array([y / top]))[0], 1.1 + 2.6 * float(spike.sizes[part].mean())])
    tip = spike.buds.ends
    rows += [[*tip[:10].mean(0), 1.6], [*tip[10:].mean(0), 1.1], [0.0, 1.5, 0.0, 0.8]]
    return (np.array(rows) / 100).astype(np.float32)


def _petal_tile(body: Colour, claw: Colour, rim: Colour, seed: int) -> Colour:
    """Linear: a pale greenish claw, veined body, lighter frilled rim."""
    across, along = (g.astype(np.float64) for g in tile_grid())
    cloud = noise(seed, 6).astype(np.float64)
    colour = mix(claw, body, smoothstep(0.06, 0.36, along + 0.06 * cloud))
    colour = mix(colour, rim, 0.75 * smoothstep(0.62, 1.0, np.maximum(along, np.abs(across)) + 0.12 * cloud))
    veins = np.clip(np.abs(np.cos(across * np.pi * 5 * (1.25 - 0.4 * along) + 0.6 * cloud)), 0.2, 1.0) ** 18
    return np.asarray(colour * (1 - 0.1 * veins * smoothstep(1.0, 0.6, along))[..., None] * (1 + 0.05 * cloud)[..., None])


def paint(variety: Variety) -> dict[str, Floats]:
    aim = hex_colour(variety.hex)
    body = mix(worn(aim, 1.3), aim, 0.65)
    pale = float(oklab(body)[0]) > 0.9
    claw = mix(body, hex_colour("#F0EFC6"), 0.45 if pale else 0.3)
    rim = shade(body, 0.035 + 0.095 * float(smoothstep(-0.75, -0.5, -float(oklab(body)[0]))), 0.87)
    heart = shade(body, 0.0 if pale else 0.1, 0.9)
    heart = mix(heart, hex_colour("#DDE6A8"), 0.3 if pale else 0.08)
    _, along = tile_grid()
    green = hex_colour("#8FA98A")
    bud = mix(green, mix(hex_colour("#B7CBA0"), body, 0.8), smoothstep(0.62, 0.95, along + 0.08 * noise(4, 8)))
    grey = mix(leaf_tile(hex_colour("#8CA58A"), pairs=6, contrast=0.12), hex_colour("#9DB3A0"), 0.3)
    return finished(
        {
            "petal": mix(_petal_tile(body, claw, rim, 3), np.broadcast_to(aim, (128, 128, 3)), 0.15),
            "heart": _petal_tile(heart, mix(claw, hex_colour("#C9D98F"), 0.4 if pale else 0.1), shade(heart, 0.03), 5),
            "bud": bud * (1 + 0.06 * noise(9, 14))[..., None],
            "leaf": grey * (1 + 0.05 * noise(12, 30))[..., None],
            "stem": stem_tile(hex_colour("#86A07C"), hex_colour("#92AC88")),
        }
    )


PLANT = PlantKind("stock", ATLAS, OPENNESS, grow, paint)
