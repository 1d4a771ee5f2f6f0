"""The spray carnation: several small, ruffled pompons and a few buds on one forking stem, over waxy, linear leaves in pairs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from catalog.atlas import Atlas, Finish, tile_grid
from catalog.mesh import Floats, Mesh, merge
from catalog.organs.blade import Blade, blade
from catalog.organs.curves import curve, smoothstep
from catalog.organs.limb import Limb, parted, swollen
from catalog.organs.place import Matrix, point_up_along, scale, shift
from catalog.organs.stalk import Stalk
from catalog.organs.stem import lathe, tube
from catalog.plant import Growth, Head, Level, Plant, PlantKind
from catalog.species import Variety
from catalog.surface import PetalPaint, finished, hex_colour, leaf_tile, mix, oklab, petal_tile, shade, stem_tile, worn

SILK = Finish(roughness=0.7, translucency=0.8, sheen=0.3)
GLAUCOUS = Finish(roughness=0.6, translucency=0.3)
ATLAS = Atlas((("petal", SILK), ("inner", SILK), ("calyx", GLAUCOUS), ("leaf", GLAUCOUS), ("stem", GLAUCOUS)))
OPENNESS = {"bud": 0.1, "half": 0.5, "full": 0.95}
PETALS = 34
TUBE = 2.0  # cm, the calyx
MOUTH = 0.88  # share of the calyx at which the petals come out
CLAW = 0.42  # share of a petal that stands in the calyx
STALK = 41.0
HEIGHT = 10.6  # cm from the neck to the foot of the topmost calyx

Array = NDArray[np.float64]


@dataclass(frozen=True)
class _Detail:
    """petals: how many of a flower are drawn, with grid quads each, widened by `wider`. calyx: (sides, with teeth)."""

    petals: int
    grid: tuple[int, int]
    wider: float
    calyx: int
    teeth: tuple[int, int] | None
    leaf: tuple[int, int]
    pieces: int
    sides: int


_DETAIL = {
    Level.HERO: _Detail(24, (12, 3), 1.04, 10, (2, 3), (2, 13), 9, 7),
    Level.STANDARD: _Detail(22, (6, 3), 1.1, 8, (2, 2), (2, 8), 6, 6),
    Level.PHONE: _Detail(13, (4, 2), 1.22, 6, None, (2, 4), 4, 4),
    Level.FAR: _Detail(9, (2, 1), 1.4, 4, None, (2, 2), 3, 3),
}


@dataclass(frozen=True, eq=False)
class _Flower:
    """One flower of the spray: its shoot, how much later than the first it opens, how large it grows, and its seeds."""

    limb: Limb
    late: float
    size: float
    seeds: NDArray[np.int64]


def grow(growth: Growth, rng: np.random.Generator) -> Plant:
    level, detail = growth.level, _DETAIL[growth.level]
    stem = float(np.mean(growth.species.stem_diameter)) / 4 * 100
    axis, flowers, buds = _spray(rng)
    wild = rng.spawn(3)
    parts: list[Mesh] = []
    spheres: list[tuple[float, ...]] = []
    main = Head(np.zeros(3, np.float32), 0.0, np.zeros(3, np.float32))
    for flower in flowers:
        openness = max(growth.openness - flower.late * (0.35 + 0.65 * growth.openness), 0.0)
        radius = _diameter(growth, openness) / 2 * flower.size
        mesh, top = _head(flower, openness, radius, level, detail)
        place = point_up_along(flower.limb.heading(1.0), flower.limb.end)
        parts.append(mesh.transformed(place))
        axis_way = place[:3, 1]
        middle = place[:3, 3] + axis_way * (top - min(radius, (top - TUBE * 0.8) * 0.5))
        spheres += [(*middle, radius), (*(place[:3, 3] + axis_way * TUBE * 0.5), 0.65)]
        if flower is flowers[0]:
            main = Head((middle / 100).astype(np.float32), radius / 100, axis_way.astype(np.float32))
    for flower in buds:
        place = point_up_along(flower.limb.heading(1.0), flower.limb.end)
        parts.append(_bud(flower, growth.openness, detail).transformed(place))
        spheres.append((*(place[:3, 3] + place[:3, 1] * 0.75), 0.75))
    parts.append(_wood(axis, [f.limb for f in flowers[1:] + buds], stem, detail))
    parts.append(_upper_leaves(axis, flowers[1:] + buds, stem, wild[0], detail))
    spheres += [(*axis.at(s), 0.7) for s in (0.15, 0.45, 0.75)]
    metres = scale(0.01)
    return Plant(
        bloom=merge(parts).transformed(metres),
        stalk=_stalk(stem, wild[1], level, detail).transformed(metres),
        head=main,
        proxies=(np.array(spheres) / 100).astype(np.float32),
        stem_radius=stem / 100,
        stalk_length=STALK / 100,
    )


def _diameter(growth: Growth, openness: float) -> float:
    """cm across one flower at its own openness."""
    d = growth.species.head_diameter
    knots = [(0.0, d["bud"] * 0.9), *((OPENNESS[s], d[s]) for s in ("bud", "half", "full"))]
    return float(curve(knots, openness)) * 100


NODES = (0.06, 0.22, 0.56)


def _spray(rng: np.random.Generator) -> tuple[Limb, list[_Flower], list[_Flower]]:
    """The main shoot with the first flower, three side shoots that bring theirs to almost its height, two more with buds."""
    lean = rng.normal(0, 1, 2)
    start = float(rng.uniform(0, 2 * np.pi))
    up = np.array([0.0, 1.0, 0.0])
    tilt = np.array([lean[0], 0.0, lean[1]])
    axis = Limb(np.zeros(3), up, up * HEIGHT + 0.6 * tilt, up + 0.1 * tilt)
    flowers = [_Flower(axis, 0.0, 1.0, rng.integers(0, 2**31, PETALS + 4))]
    buds: list[_Flower] = []
    # share of the main shoot, azimuth, how far out, how high, how late, size (0: a bud)
    for share, turned, reach, high, late, size in (
        (NODES[0], 0.0, 4.4, 7.3, 0.1, 0.98),
        (NODES[1], 118.0, 4.0, 8.3, 0.2, 0.95),
        (NODES[1], 236.0, 3.7, 7.2, 0.45, 0.93),
        (NODES[2], 62.0, 1.7, 10.3, 0.0, 0.0),
        (NODES[2], 177.0, 2.0, 9.4, 0.0, 0.0),
    ):
        j = rng.normal(0, 1, 4)
        azimuth = start + np.radians(turned + 9 * j[0])
        side = np.array([np.cos(azimuth), 0.0, np.sin(azimuth)])
        foot = axis.at(share)
        end = foot * [1.0, 0.0, 1.0] + side * reach * (1 + 0.06 * j[1]) + up * (high + 0.5 * j[2])
        limb = Limb(foot, up + 0.5 * side, end, up + (0.3 + 0.1 * j[3]) * side, slack=0.8)
        grown = _Flower(limb, late, size or 1.0 - 0.15 * (turned > 100), rng.integers(0, 2**31, PETALS + 4))
        (flowers if size else buds).append(grown)
    return axis, _apart(flowers), buds


def _apart(flowers: list[_Flower]) -> list[_Flower]:
    """Side shoots moved outwards until the open heads (4.5 cm) touch without running into one another; the first one stays."""
    middles = np.array([f.limb.end + 2.3 * f.limb.heading(1.0) for f in flowers])
    steps = parted(middles, 5.4, held=1, rounds=20, upright=0.3) - middles
    return [replace(f, limb=replace(f.limb, end=f.limb.end + step)) for f, step in zip(flowers, steps, strict=True)]


def _head(flower: _Flower, openness: float, radius: float, level: Level, detail: _Detail) -> tuple[Mesh, float]:
    """Petals and calyx with the foot at the origin, and how high it reaches."""
    picked = np.unique(np.linspace(0, PETALS - 1, detail.petals).round().astype(int))
    petals = merge([_petal(int(i), openness, np.random.default_rng(flower.seeds[i]), level, detail) for i in picked])
    reach = float(np.percentile(np.hypot(petals.positions[:, 0], petals.positions[:, 2]), 98.5))
    factor = radius / reach
    petals = petals.transformed(scale(factor)).transformed(shift(y=TUBE * MOUTH - CLAW * _length(openness) * factor))
    return merge([petals, _calyx(openness, detail)]), float(petals.bounds[1, 1])


def _petal(i: int, openness: float, wild: np.random.Generator, level: Level, detail: _Detail) -> Mesh:
    """A narrow claw that stands in the calyx, then a fan that bends out: the more, the further out the petal stands."""
    t = i / (PETALS - 1)
    q = float(np.clip(openness * 1.12, 0.04, 1))
    j = wild.normal(0, 1, 8)
    claw = 88 - 16 * t * q + 1.5 * j[0]
    fan = 102 - 116 * t**0.85 * q + 12 * (1 - 0.5 * t) * float(np.clip(j[1], -2, 2)) * q
    tip = max(fan + (4 - 46 * t) * q + 9 * float(np.clip(j[2], -2, 2)) * q, -56.0)
    width = (2.3 + 1.0 * t) * (1 + 0.06 * float(np.clip(j[3], -2, 2))) * (0.42 + 0.58 * q) * detail.wider
    shape = Blade(
        _length(openness) * (1.06 - 0.05 * t) * (1 + 0.03 * float(np.clip(j[4], -2, 2))),
        width,
        ((0, claw), (CLAW, claw), (0.55, (claw + fan) / 2), (0.74, fan), (1.0, tip)),
        ((0, 0.1), (0.36, 0.14), (0.48, 0.34), (0.64, 0.78), (0.82, 1.0), (1.0, 1.06)),
        base_radius=0.03 + 0.24 * t,
        curl=((0, 0.9), (0.4, 0.9), (0.7, 0.2 - 0.18 * t), (1, -0.09)),
        roundness=0.23,
        round_power=2.0,
        ruffle=(0.4 + 0.06 * (1 - t)) * (0.45 + 0.55 * q),
        ruffle_waves=2.3 + 0.4 * float(np.clip(j[5], -1.5, 1.5)),
        ruffle_from=0.42,
        unevenness=0.07,
        twist=14 * float(np.clip(j[6], -1.6, 1.6)),
    )
    return blade(
        shape,
        ATLAS,
        "petal" if t > 0.35 else "inner",
        wild,
        azimuth=137.508 * i + 9 * float(np.clip(j[7], -1.5, 1.5)),
        grid=detail.grid,
        tint=np.clip(1 + 0.05 * wild.normal() + 0.008 * wild.normal(size=3), 0.85, 1.15),
        row_bias=1.3,
        start=0.37,
        even=True,
        fringe=0.045 if level is Level.HERO else 0.05,
    )


def _length(openness: float) -> float:
    """cm of a petal; in the bud they are not yet grown."""
    return 2.35 + 0.95 * float(np.clip(openness * 1.3, 0, 1))


def _calyx(openness: float, detail: _Detail, size: float = 1.0, tip: float | None = None) -> Mesh:
    """The tube with its pointed teeth and the scales at its foot. tip: height of the petals' cone in its throat."""
    mouth = 0.35 + 0.07 * openness
    profile = [(0.12, -0.03), (0.23, 0.08), (0.29, 0.36), (0.32, TUBE * 0.45), (mouth, TUBE * 0.86)]
    if detail.sides <= 3:
        profile = [profile[0], profile[2], profile[4]]
    parts = [lathe(profile, ATLAS, "calyx", sides=detail.calyx)]
    top = TUBE + 0.8 if tip is None else tip
    throat = [
        (mouth * 0.94, TUBE * 0.8),
        (mouth * (0.7 + 0.2 * openness), TUBE * (0.98 + 0.16 * openness)),
        (0.22 + 0.2 * openness, (TUBE * 1.1 + top) / 2),
        (0.02, top),
    ]
    throat = throat[:1] + throat[2:] if detail.sides <= 3 else throat
    parts.append(_coloured(lathe(throat, ATLAS, "inner", sides=max(4, detail.calyx // 2))))
    if detail.teeth is not None:
        teeth = Blade(
            0.68,
            0.46 + 0.07 * openness,
            ((0, 86), (0.35, 86 - 22 * openness), (1, 86 - 60 * openness)),
            ((0, 1.0), (0.4, 0.8), (0.8, 0.35), (1, 0.02)),
            base_radius=mouth - 0.012,
            base_height=TUBE * 0.76,
            wrap=0.9,
            roundness=0.02,
        )
        scales = Blade(
            0.7, 0.46, ((0, 60), (0.3, 84), (1, 88)), ((0, 0.7), (0.4, 1.0), (0.8, 0.4), (1, 0.02)), base_radius=0.2, wrap=0.95
        )
        plain = np.random.default_rng(3)
        parts += [blade(teeth, ATLAS, "calyx", plain, azimuth=72 * k, grid=detail.teeth) for k in range(5)]
        parts += [blade(scales, ATLAS, "calyx", plain, azimuth=90 * k + 45, grid=detail.teeth) for k in range(4)]
    return merge(parts).transformed(scale(size))


def _coloured(cone: Mesh) -> Mesh:
    """The cone of petals that fills the throat shows the blade's colour all over, not the green of the claws."""
    y = cone.positions[:, 1]
    return replace(cone, texcoords=ATLAS.texcoords("inner", 0.0 * y, 0.5 + 0.4 * (y - y.min()) / np.ptp(y)))


def _bud(flower: _Flower, openness: float, detail: _Detail) -> Mesh:
    """A bud that is still shut: its teeth close over a tip of colour that rises a little as the spray opens."""
    rise = 0.12 + 0.45 * float(smoothstep(0.2, 1.0, openness))
    return _calyx(0.0, detail, 0.74 * flower.size + 0.08 * openness, tip=TUBE * 1.02 + rise)


def _wood(axis: Limb, branches: list[Limb], stem: float, detail: _Detail) -> Mesh:
    shares = np.linspace(0, 1, 2 * detail.pieces)
    radii = swollen(shares, (stem, 0.125), NODES, 0.35, 0.035)
    parts = [tube(axis.at(shares), radii, ATLAS, "stem", sides=detail.sides, closed_tip=False, along=(0.8, 1.0))]
    shares = np.linspace(0, 1, detail.pieces)
    for branch in branches:
        radii = swollen(shares, (0.125, 0.105), (0.58,), 0.3, 0.06)
        sides = max(3, detail.sides - 2)
        parts.append(tube(branch.at(shares), radii, ATLAS, "stem", sides=sides, closed_tip=False, along=(0.85, 1.0)))
    return merge(parts)


def _pair(at: Matrix, length: float, radius: float, turned: float, wild: np.random.Generator, detail: _Detail) -> Mesh:
    """Two opposite leaves whose feet clasp the node; their tips curl. Grown upright at the origin, then carried to `at`."""
    parts = []
    for side in (0, 180):
        bend = wild.normal(0, 1, 6)
        bow = ((0, 78.0), (0.04, 86.0), (0.1, 80.0), (0.2, 58 + 4 * bend[0]), (0.45, 48 + 6 * bend[0]))
        shape = Blade(
            length * (1 + 0.06 * float(np.clip(bend[3], -2, 2))),
            0.3 + 0.036 * length,
            (*bow, (0.75, 12 + 14 * bend[1]), (1, -42 + 24 * bend[2])),
            ((0, 1.5), (0.05, 1.4), (0.13, 0.98), (0.3, 1.0), (0.6, 0.82), (0.85, 0.42), (1, 0.02)),
            base_radius=radius * 0.97,
            base_height=-0.06,
            wrap=0.95,
            curl=((0, 0.0), (0.2, 0.7), (1, 0.9)),
            keel=0.12,
            roundness=0.0,
            twist=20 * float(bend[4]),
        )
        azimuth = turned + side + 5 * float(bend[5])
        parts.append(blade(shape, ATLAS, "leaf", wild, azimuth=azimuth, grid=detail.leaf, row_bias=0.95, even=True))
    return merge(parts).transformed(at)


def _upper_leaves(axis: Limb, shoots: list[_Flower], stem: float, wild: np.random.Generator, detail: _Detail) -> Mesh:
    """Narrow pairs at the forks of the main shoot and a very small one on every side shoot."""
    parts = []
    turn = float(wild.uniform(0, 360))
    for k, node in enumerate(NODES):
        at = point_up_along(axis.heading(node), axis.at(node))
        parts.append(_pair(at, 4.6 - 1.1 * k, stem * (1.02 - 0.2 * k), turn + 90 * k, wild, detail))
    for shoot in shoots:
        at = point_up_along(shoot.limb.heading(0.58), shoot.limb.at(0.58))
        small = _pair(at, 1.9, 0.125, float(wild.uniform(0, 180)), wild, detail)
        if detail.teeth is not None:
            parts.append(small)
    return merge(parts)


STALK_NODES = (-0.25, -7.0, -15.0, -24.0)


def _stalk(radius: float, wild: np.random.Generator, level: Level, detail: _Detail) -> Mesh:
    way = float(wild.uniform(0, 2 * np.pi))
    axis = Stalk(STALK, radius, way=way, sway=1.4, kink=0.35, taper=1.25, nodes=STALK_NODES, swell=0.34, soft=0.34)
    parts = [axis.grown(ATLAS, "stem", level, detail.sides, (0.0, 0.9))]
    for k, node in enumerate(STALK_NODES[1:]):
        pair = _pair(axis.frame(node) @ shift(y=node), 7.0 + 0.9 * k, float(axis.thick(node)), 40.0 + 90 * k, wild, detail)
        if level is not Level.FAR or k < 2:
            parts.append(pair)
    return merge(parts)


def paint(variety: Variety) -> Mapping[str, Floats]:
    true = hex_colour(variety.hex)
    mauve = float(oklab(true)[2]) < -0.03
    body = shade(worn(true, 1.3), 0.02, 0.95, 7 if mauve else 0)
    pale = float(body.mean()) > 0.45
    # Pale depths lean to pink, or cream would turn khaki in the folds.
    white = float(np.ptp(body)) < 0.12
    deep = shade(body, 0.0, 1.8) if white else shade(body, -0.02, 1.1, -8) if pale else shade(body, -0.05, 1.08)
    petal = PetalPaint(
        body,
        deep=deep,
        deep_until=0.9,
        edge=shade(body, 0.045, 0.9),
        edge_width=0.15,
        edge_strength=0.6,
        claw=mix(body, hex_colour("#DDE3A8"), 0.7),
        claw_until=0.4,
        veins=0.08,
        vein_count=11,
        seed=43,
    )
    waxy = hex_colour("#7F9E7E")
    leaf = leaf_tile(waxy, veins="parallel", pairs=3, contrast=0.1)
    return finished(
        {
            "petal": petal_tile(petal),
            "inner": petal_tile(replace(petal, body=shade(body, -0.01, 1.08), seed=44)),
            "calyx": leaf_tile(shade(waxy, 0.02, 1.3, -3), veins="parallel", pairs=9, contrast=0.12),
            "leaf": mix(shade(waxy, -0.02), leaf, smoothstep(0, 0.1, tile_grid()[1])),
            "stem": stem_tile(shade(waxy, -0.05), shade(waxy, -0.02)),
        }
    )


PLANT = PlantKind("carnation-spray", ATLAS, OPENNESS, grow, paint)
