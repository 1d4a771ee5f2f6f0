"""Dianthus barbatus, sweet william: a flat dome packed with small toothed flowers, each with its eye and rim, bristly bracts between."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from catalog.atlas import LEAF, PETAL, STEM, Atlas, Finish, tile_grid
from catalog.mesh import Floats, Mesh, merge, mesh, unit
from catalog.organs.blade import Blade, blade
from catalog.organs.clasping import clasping_pair
from catalog.organs.curves import Knots, bell, blend, smoothstep
from catalog.organs.head import diameter
from catalog.organs.limb import Limb
from catalog.organs.place import scale
from catalog.organs.raceme import borne, floret
from catalog.organs.stalk import Stalk
from catalog.organs.stem import tube
from catalog.organs.swarm import facing, twigs
from catalog.plant import Growth, Head, Level, Plant, PlantKind
from catalog.species import Variety
from catalog.surface import Colour, finished, hex_colour, leaf_tile, mix, noise, oklab, shade, stem_tile, worn

ATLAS = Atlas((("petal", PETAL), ("calyx", Finish(0.6, 0.3)), ("bract", LEAF), ("leaf", Finish(0.5, 0.4)), ("stem", STEM)))
OPENNESS = {"bud": 0.1, "half": 0.5, "full": 0.95}
FLORETS = 38
STALK = 42.0
CROWN = 6.6  # cm from the neck to the top of the dome
REACH = 0.88  # cm from the middle of a flower to its rim, full grown
TUBE = 1.5  # cm, the calyx

Array = NDArray[np.float64]


@dataclass(frozen=True)
class _Detail:
    petal: tuple[int, int]
    tube: tuple[int, int]  # sides, pieces
    bract: int  # rows
    bracts: int
    sides: int


_DETAIL = {
    Level.HERO: _Detail((6, 3), (5, 3), 3, 90, 8),
    Level.STANDARD: _Detail((4, 2), (4, 2), 2, 70, 7),
    Level.PHONE: _Detail((2, 2), (3, 1), 1, 40, 5),
    Level.FAR: _Detail((0, 0), (3, 1), 1, 12, 3),
}
_CLOSED: Knots = ((0, 88), (0.18, 90), (0.4, 95), (1, 106))
_OPEN: Knots = ((0, 86), (0.18, 56), (0.4, 16), (1, -14))


def _grown_floret(q: float, seed: int, level: Level) -> Mesh:
    """A flower about +Y: its mouth at the origin, the calyx below it."""
    detail = _DETAIL[level]
    wild = np.random.default_rng(seed)
    if level is Level.FAR:
        return _star(q)
    parts = [_calyx(q, detail.tube)]
    for k in range(5):
        draw = wild.normal(0, 1, 4)
        shape = Blade(
            1.07 * (0.72 + 0.28 * q),
            (0.3 + 0.6 * q) * (1 + 0.05 * draw[1]),
            [(v, a + (6 * draw[2] + (4 if k % 2 else -4)) * q * v) for v, a in blend(_CLOSED, _OPEN, q)],
            ((0, 0.3), (0.2, 0.32), (0.45, 0.68), (0.75, 0.98), (1, 1.06)),
            base_radius=0.05 + 0.03 * (1 - q),
            base_height=-0.18,
            wrap=0.9 * (1 - q),
            roundness=0.17,
            round_power=2.0,
            ruffle=0.045 * q,
            ruffle_waves=2.2,
            unevenness=0.02 * q,
            imbrication=0.13,
            twist=10 * (1 - q) * 2,
        )
        fringe = 0.13 if level in (Level.HERO, Level.STANDARD) else 0.0
        azimuth = 72 * k + 3 * draw[0]
        tint = 1 + 0.03 * draw[3]
        parts.append(blade(shape, ATLAS, "petal", wild, azimuth=azimuth, grid=detail.petal, tint=tint, even=True, fringe=fringe))
    return merge(parts)


def _calyx(q: float, grid: tuple[int, int]) -> Mesh:
    sides, pieces = grid
    t = np.linspace(0, 1, pieces + 1)
    path = np.stack([0 * t, -TUBE + (TUBE - 0.1) * t, 0 * t], 1)
    radii = 0.1 + 0.08 * np.sin(np.pi * np.clip(t * 0.8 + 0.1, 0, 1)) + 0.01 * q
    return tube(path, radii, ATLAS, "calyx", sides=sides, closed_tip=False)


def _star(q: float) -> Mesh:
    """A flower seen from very far: a fan of five broad lobes."""
    a = np.radians(36.0 * np.arange(10))
    lobe = np.where(np.arange(10) % 2 == 0, 1.0, 0.84)
    reach = REACH * (0.16 + 0.84 * q) * lobe
    rim = np.stack([reach * np.cos(a), 0.9 - 0.75 * q + 0 * a, -reach * np.sin(a)], 1)
    faces = [(0, 1 + k, 1 + (k + 1) % 10) for k in range(10)]
    return mesh(np.vstack([[0, 0.02, 0], rim]), faces, ATLAS.texcoords("petal", np.zeros(11), np.r_[0.25, 0.95 * lobe]))


@dataclass(frozen=True, eq=False)
class _Dome:
    """The cluster: mouths (F,3), ways (F,3) that flowers look, how open and large, the forks (B,3) that bear them, which fork."""

    mouths: Array
    ways: Array
    opened: Array
    sizes: Array
    rolls: Array
    tints: Array
    forks: Array
    own: NDArray[np.int64]
    radius: float


def _dome(growth: Growth, rng: np.random.Generator) -> _Dome:
    openness = growth.openness
    draw = rng.normal(0, 1, (FLORETS, 8))
    chance = rng.permutation(FLORETS) / (FLORETS - 1)
    lean = rng.normal(0, 0.3, 2)
    radius = diameter(growth, OPENNESS) / 2
    k = np.arange(FLORETS)
    share = np.sqrt((k + 0.5) / FLORETS)
    a = np.radians(137.508 * k) + 0.05 * draw[:, 0].clip(-2, 2)
    opened = np.clip((0.02 + 1.2 * openness - 0.85 * chance) / 0.34, 0, 1)
    opened = np.asarray(smoothstep(-0.03, 1.03, opened))
    grown = 0.74 + 0.26 * openness
    size = grown * (0.88 + 0.12 * opened) * (1 + 0.06 * draw[:, 1])
    # The rim's flowers lean outwards, so their petals reach the cluster's edge.
    flat = (radius - 0.62 * REACH * grown) * share * (1 + 0.02 * draw[:, 2])
    # Flowers lean a little less than the dome slopes, and all a little to one side, so that they lie over one another like scales.
    tilt = np.radians(50.0) * share**1.15
    mouths = np.stack(
        [flat * np.cos(a), CROWN - 0.53 * radius * share**2.1 + 0.05 * draw[:, 3].clip(-1.6, 1.6), -flat * np.sin(a)], 1
    )
    ways = np.stack([np.sin(tilt) * np.cos(a), np.cos(tilt), -np.sin(tilt) * np.sin(a)], 1)
    aside = np.stack([-np.sin(a), 0 * a, -np.cos(a)], 1) * np.minimum(1.0, 2 * share)[:, None]
    ways = unit(ways + 0.2 * aside + 0.07 * draw[:, 4:7] * [1, 0.4, 1])
    mouths = mouths + ways * (0.14 * (1 - opened) - 0.1)[:, None]
    mouths[:, [0, 2]] += lean
    feet = mouths - ways * (TUBE * size)[:, None]
    # The middle flowers share one fork, the others one for each sixth of the dome.
    own = np.where(share < 0.36, 0, 1 + np.floor(a / np.radians(60.0)).astype(np.int64) % 6)
    forks = np.stack([feet[own == k].mean(0) for k in range(7)])
    forks = (forks - forks[0]) * [0.72, 0.5, 0.72] + forks[0] - [0, 1.0, 0]
    tints = np.clip(1 + 0.06 * draw[:, 7:8] + 0.01 * draw[:, 1:4], 0.8, 1.2)
    return _Dome(mouths, ways, opened, size, 50 * draw[:, 5], tints, forks, own, radius)


def grow(growth: Growth, rng: np.random.Generator) -> Plant:
    """The stage spreads the dome and opens its flowers here and there, as they open in nature."""
    level = growth.level
    detail = _DETAIL[level]
    dome = _dome(growth, rng)
    seeds = rng.integers(0, 2**31, 2)
    wild = rng.spawn(3)
    stem = float(np.mean(growth.species.stem_diameter)) / 4 * 100
    parts = [*_flowers(dome, seeds, level), *_branches(dome, stem, detail, level), _bracts(dome, wild[0], level)]
    upper = clasping_pair(
        5.4, 1.3, ATLAS, "leaf", wild[1], level, radius=stem * 1.24, height=-0.45, azimuth=30.0, rise=48, slender=1.0
    )
    ruff = clasping_pair(
        3.3, 0.75, ATLAS, "leaf", wild[1], level, radius=0.2, height=CROWN - 4.5, azimuth=120.0, rise=52, slender=1.0
    )
    middle = dome.mouths.mean(0)
    metres = scale(0.01)
    return Plant(
        merge([*parts, upper, ruff] if level is not Level.FAR else [*parts, upper]).transformed(metres),
        _stalk(stem, wild[2], level).transformed(metres),
        Head((middle / 100).astype(np.float32), dome.radius / 100, np.array([0.0, 1.0, 0.0], np.float32)),
        _proxies(dome),
        stem / 100,
        STALK / 100,
    )


def _flowers(dome: _Dome, seeds: NDArray[np.int64], level: Level) -> list[Mesh]:
    number = np.arange(FLORETS)
    kept = number % 6 != 3 if level is Level.FAR else number >= 0
    larger = {Level.PHONE: 1.04, Level.FAR: 1.25}.get(level, 1.0)
    kinds = 3 if level is Level.HERO else 1
    parts = []
    for k in range(kinds):
        own = kept & (number % kinds == k)
        kind = floret(partial(_grown_floret, seed=int(seeds[k % 2]) + k // 2, level=level))
        turns = facing(dome.ways[own], dome.rolls[own])
        parts.append(borne(kind, dome.opened[own], dome.sizes[own] * larger, turns, dome.mouths[own], tints=dome.tints[own]))
    return parts


def _branches(dome: _Dome, stem: float, detail: _Detail, level: Level) -> list[Mesh]:
    """The stem's top, its forks, and a short stalk to every flower."""
    low = np.array([0.0, CROWN - 4.6, 0.0])
    path = np.array([[0.0, 0.0, 0.0], [0.0, 0.5 * low[1], 0.0], low, dome.forks[0]])
    parts = [
        tube(
            path,
            [stem, stem * 0.95, stem * 0.85, stem * 0.5],
            ATLAS,
            "stem",
            sides=detail.sides,
            closed_tip=False,
            along=(0.8, 1.0),
        )
    ]
    if level is Level.FAR:
        return parts
    up = np.array([0.0, 1.0, 0.0])
    for end in dome.forks[1:]:
        limb = Limb(low, unit(end - low + up), end, unit(end - low + 2.0 * up))
        shares = np.linspace(0, 1, 5 if level is Level.HERO else 3)
        sides = 3 if level is Level.PHONE else 4
        parts.append(tube(limb.at(shares), 0.12 - 0.03 * shares, ATLAS, "stem", sides=sides, closed_tip=False, along=(0.85, 1.0)))
    feet = dome.mouths - dome.ways * (TUBE * dome.sizes)[:, None]
    sides = 3 if level is Level.HERO else 2
    parts.append(twigs(dome.forks[dome.own], feet, (0.07, 0.08), ATLAS, "stem", sides=sides))
    return parts


def _bracts(dome: _Dome, rng: np.random.Generator, level: Level) -> Mesh:
    """Awned bracts: a ruff below the dome and bristles that stand between its flowers, two to four a flower."""
    detail = _DETAIL[level]
    draw = rng.normal(0, 1, (100, 6))
    n = detail.bracts
    k = np.arange(n) * 7 % FLORETS
    out = unit(dome.mouths[k] * [1, 0, 1] - dome.forks[0] * [1, 0, 1] + 1e-3)
    foot = dome.mouths[k] - dome.ways[k] * (TUBE * 1.25 * dome.sizes[k])[:, None]
    # Each stands up through the gap between its flower and one of the three next to it.
    apart = np.linalg.norm(dome.mouths[:, None] - dome.mouths[None], axis=2)
    beside = np.argsort(apart, axis=1)[k, 1 + np.arange(n) % 3]
    gap = (dome.mouths[k] + dome.mouths[beside]) / 2 + 0.12 * draw[:n, :3].clip(-1.5, 1.5)
    way = unit(gap - foot)
    side = unit(np.cross(way, draw[:n, 3:6]))
    long = np.linalg.norm(gap - foot, axis=1) + 0.42 + 0.18 * draw[:n, 0].clip(-1.5, 1.5)
    rows = detail.bract
    s = np.linspace(0, 1, rows + 1)
    half = 0.11 * np.interp(s, [0, 0.3, 0.66, 1.0], [0.8, 1.1, 0.55, 0.0])
    spine = foot[:, None] + way[:, None] * (long[:, None] * s)[..., None] + out[:, None] * (0.06 * s**2)[None, :, None]
    left = spine[:, :-1] - side[:, None] * half[None, :-1, None]
    right = spine[:, :-1] + side[:, None] * half[None, :-1, None]
    body = np.stack([left, right], 2).reshape(n, -1, 3)
    points = np.concatenate([body, spine[:, -1:]], 1)
    v = points.shape[1]
    quads = [t for r in range(rows - 1) for t in ((2 * r, 2 * r + 1, 2 * r + 3), (2 * r, 2 * r + 3, 2 * r + 2))]
    faces = np.array([*quads, (v - 3, v - 2, v - 1)])
    across = np.append(np.tile([-1.0, 1.0], rows), 0.0)
    along = np.append(np.repeat(s[:-1], 2), 1.0)
    uv = np.tile(ATLAS.texcoords("bract", across, along), (n, 1))
    indices = (faces[None] + (np.arange(n) * v)[:, None, None]).reshape(-1, 3)
    tint = np.repeat(1 + 0.08 * draw[:n, 1:2], v, 0)
    return mesh(points.reshape(-1, 3), indices, uv, tint=np.clip(tint, 0.75, 1.25))


def _stalk(stem: float, rng: np.random.Generator, level: Level) -> Mesh:
    nodes = (-5.0, -11.5, -18.5, -26.5)
    way = float(rng.uniform(0, 6.28))
    axis = Stalk(STALK, stem, way=way, sway=1.2, kink=0.3, taper=1.2, nodes=(-0.6, *nodes), swell=0.6, soft=0.3)
    parts = [axis.grown(ATLAS, "stem", level, _DETAIL[level].sides, (0.0, 0.8))]
    start = float(rng.uniform(0, 180))
    for k, node in enumerate(nodes):
        wide = float(axis.thick(node + 0.1))
        own = clasping_pair(
            7.0 + 0.5 * k,
            1.6 + 0.05 * k,
            ATLAS,
            "leaf",
            rng,
            level,
            radius=wide * 0.94,
            height=node + 0.05,
            azimuth=start + 90 * k,
            rise=52,
            slender=1.0,
        )
        if level is not Level.FAR or k < 2:
            parts.append(own.transformed(axis.frame(node)))
    return merge(parts)


def _proxies(dome: _Dome) -> Floats:
    """Seven spheres in the flat dome, two for its stalk."""
    r = dome.radius
    centre = dome.mouths.mean(0)
    a = np.radians(60.0 * np.arange(6))
    ring = np.stack([0.56 * r * np.cos(a), np.full(6, -0.12 * r), -0.56 * r * np.sin(a)], 1) + centre
    rows = [[*centre, 0.5 * r], *([*p, 0.44 * r] for p in ring)]
    rows += [[0.0, CROWN - 2.6, 0.0, 1.2], [0.0, 1.6, 0.0, 0.6]]
    return (np.array(rows) / 100).astype(np.float32)


def _petal_tile(body: Colour, rim: Colour, ring: Colour, eye: Colour, seed: int) -> Colour:
    """Linear, from the claw to the toothed rim: pale eye, dark zigzag ring, body with fine streaks, contrasting rim."""
    across, along = (g.astype(np.float64) for g in tile_grid())
    grain = np.cos(across * np.pi * 7 + 0.8 * noise(seed, 6).astype(np.float64))
    at = along + 0.035 * grain
    colour = mix(body, shade(body, 0.03, 0.95), 0.5 + 0.5 * grain * smoothstep(0.4, 0.8, along))
    colour = mix(colour, rim, 0.92 * smoothstep(0.84, 0.95, at + 0.05 * np.abs(across) ** 3))
    colour = mix(colour, ring, bell((at - 0.42) / 0.1))
    colour = mix(eye, colour, smoothstep(0.26, 0.34, at))
    return np.asarray(colour * (1 + 0.04 * noise(seed + 1, 12))[..., None])


def paint(variety: Variety) -> dict[str, Floats]:
    aim = hex_colour(variety.hex)
    body = worn(aim)
    light = float(oklab(body)[0])
    white = hex_colour("#FBF4F2")
    if light > 0.9:
        rim, ring, eye = body, mix(body, hex_colour("#F0BCC6"), 0.55), mix(body, hex_colour("#E3EBBE"), 0.7)
    elif light > 0.5:
        rim, ring, eye = mix(body, white, 0.8), shade(body, -0.17, 1.1, 4), mix(body, white, 0.7)
    else:
        rim, ring, eye = mix(body, white, 0.72), shade(body, -0.1, 1.0), white
    _, along = tile_grid()
    green = hex_colour("#6F9048")
    flush = mix(green, body, 0.0 if light > 0.9 else 0.35)
    petal = _petal_tile(body, rim, ring, eye, 3)
    return finished(
        {
            "petal": petal,
            "calyx": mix(green, flush, smoothstep(0.4, 1.0, along)) * (1 + 0.05 * noise(5, 14))[..., None],
            "bract": mix(shade(green, 0.02), mix(green, flush, 0.8), smoothstep(0.4, 1.0, along))
            * (1 + 0.05 * noise(6, 10))[..., None],
            "leaf": leaf_tile(hex_colour("#547C3C"), veins="parallel", pairs=3, contrast=0.14),
            "stem": stem_tile(hex_colour("#6E9148"), mix(hex_colour("#7C9C52"), body, 0.0 if light > 0.9 else 0.12)),
        }
    )


PLANT = PlantKind("dianthus-barbatus", ATLAS, OPENNESS, grow, paint)
