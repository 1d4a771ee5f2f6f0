"""The standard cut rose: a high-centred spiral of petals that reflex one after another, outermost first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from catalog.atlas import LEAF, STEM, Atlas, Finish
from catalog.mesh import Floats, Mesh, merge
from catalog.occlusion import slot_of
from catalog.organs.blade import Blade, blade, steps
from catalog.organs.curves import Knots, curve, smoothstep
from catalog.organs.leaf import Compound, Leaf, compound_leaf
from catalog.organs.place import point_up_along, scale, shift
from catalog.organs.stalk import Stalk
from catalog.organs.stem import lathe, tube
from catalog.plant import Growth, Head, Level, Plant, PlantKind
from catalog.species import Variety
from catalog.surface import PetalPaint, finished, flat_tile, hex_colour, leaf_tile, mix, oklab, petal_tile, shade, stem_tile, worn

VELVET = Finish(roughness=0.62, translucency=0.75, sheen=0.35)
ATLAS = Atlas(
    (
        ("guard", VELVET),
        ("petal", VELVET),
        ("heart", VELVET),
        ("sepal", LEAF),
        ("leaf", Finish(roughness=0.6, translucency=0.4)),
        ("stem", STEM),
        ("hip", STEM),
        ("thorn", STEM),
    )
)
PETALS = 30
HEART = 3  # scrolls in the middle
NECK = 4.2  # cm from the neck to the hip
HIP = 0.95  # cm, height of the hip: the petals stand on it
DIAMETER = ((0.0, 3.2), (0.1, 3.5), (0.5, 5.5), (0.95, 8.5), (1.0, 8.8))  # cm, by openness
# From which rank on: hero columns and rows, how close the rows lie to the rim, share of the foot that neighbours hide.
DETAIL = ((0.79, 20, 11, 1.35, 0.0), (0.5, 18, 8, 1.5, 0.0), (0.22, 14, 6, 1.5, 0.2), (0.0, 16, 4, 1.5, 0.45))
LEAF_SPOTS = ((1.6, 196.0), (7.4, 338.0), (14.5, 232.0), (21.0, 40.0))  # cm below the neck, azimuth

# Elevation of the midrib for the innermost, middle and outermost petal, shut and open, at the shared positions V.
V = (0.0, 0.14, 0.3, 0.5, 0.66, 0.78, 0.87, 0.94, 1.0)
SHUT = (
    (66, 83, 88, 91, 93, 95, 95, 94, 92),
    (42, 74, 88, 95, 98, 100, 101, 99, 94),
    (-14, 42, 82, 94, 96, 99, 97, 84, 60),
)
OPEN = (
    (64, 82, 88, 92, 94, 95, 92, 85, 72),
    (6, 44, 72, 86, 86, 70, 38, -8, -56),
    (-22, 10, 46, 70, 70, 54, 24, -24, -80),
)


@dataclass(frozen=True)
class _Chance:
    """What differs from rose to rose, drawn before anything depends on stage or level."""

    start: float
    azimuth: NDArray[np.float64]
    size: NDArray[np.float64]
    tint: NDArray[np.float64]
    bend: NDArray[np.float64]
    cusp: NDArray[np.float64]
    seeds: NDArray[np.int64]
    lean: NDArray[np.float64]
    early: float


def grow(growth: Growth, rng: np.random.Generator) -> Plant:
    chance = _draw(rng)
    openness = float(np.clip(growth.openness + chance.early, 0.0, 1.0))
    flower, radius, low, high = _sized(merge(_flower(openness, chance, growth.level)), growth.openness)
    neck, place = _neck(chance)
    radius_stem = sum(growth.species.stem_diameter) / 4 * 100 * 0.9
    calyx = _calyx(openness, chance, growth.level)
    head = merge([flower, calyx]).transformed(place)
    axis = place[:3, 1]
    base = place[:3, 3]
    middle = base + axis * (low + (high - low) * 0.5)
    bloom = merge([head, _pedicel(neck, radius_stem, growth.level)])
    stalk, length = _stalk(chance, growth, radius_stem)
    return Plant(
        bloom=bloom.transformed(scale(0.01)),
        stalk=stalk.transformed(scale(0.01)),
        head=Head((middle * 0.01).astype(np.float32), radius * 0.01, axis.astype(np.float32)),
        proxies=_proxies(base, axis, radius, low, high),
        stem_radius=radius_stem * 0.01,
        stalk_length=length * 0.01,
    )


def _draw(rng: np.random.Generator) -> _Chance:
    n = PETALS + HEART
    return _Chance(
        start=float(rng.uniform(0, 360)),
        azimuth=rng.normal(0, 5, n),
        size=rng.normal(1, 0.025, n),
        tint=rng.normal(0, 1, (n, 4)),
        bend=rng.normal(0, 1, (n, 3)),
        cusp=rng.uniform(-1, 1, (n, 3)),
        seeds=rng.integers(0, 2**31, n + 12),
        lean=rng.normal(0, 1, 4),
        early=float(rng.uniform(-0.04, 0.04)),
    )


def _flower(openness: float, chance: _Chance, level: Level) -> list[Mesh]:
    """The petals in cm, origin at their base, innermost first."""
    petals = []
    for i in range(PETALS):
        if _kept(i, level):
            t = i / (PETALS - 1)
            petals.append(_petal(i, t, _unfolded(t, openness), chance, level))
    return [*_heart(openness, chance, level), *petals]


def _kept(i: int, level: Level) -> bool:
    if level is Level.FAR:
        return i >= PETALS - 12 or i % 6 == 0
    if level is Level.PHONE:
        return i % 4 != 2 or i >= PETALS - 12
    return True


def _unfolded(t: float, openness: float) -> float:
    """How far the petal of rank t has opened: outer petals go first."""
    start = 1 - 0.74 * openness
    reached = float(np.clip((t - start + 0.05) / (1.02 - start), 0, 1))
    return float(reached**0.9 * min(1.0, 0.06 + 0.98 * openness**1.5))


def _between(table: tuple[tuple[int, ...], ...], t: float) -> NDArray[np.float64]:
    a, b, c = (np.array(row, np.float64) for row in table)
    return np.asarray(a + (b - a) * t * 2 if t < 0.5 else b + (c - b) * (t * 2 - 1))


def _petal(i: int, t: float, q: float, chance: _Chance, level: Level) -> Mesh:
    jitter = chance.bend[i]
    # The rim rolls back before the petal as a whole leans out.
    share = q + (q**0.72 - q) * smoothstep(0.7, 0.95, V)
    angles = _between(SHUT, t) * (1 - share) + _between(OPEN, t) * share
    angles = angles + np.array(V) * jitter[0] * (0.3 + 4.5 * q) + np.maximum(np.array(V) - 0.75, 0) * jitter[1] * 70 * q
    midrib: Knots = tuple(zip(V, angles, strict=True))
    length = (4.3 + 1.25 * t**0.8) * chance.size[i]
    width = (3.1 + 3.7 * t**0.75) * chance.size[i] * (1 + 0.03 * jitter[2])
    roll = -(0.1 + 0.4 * q * t) - 0.1
    shape = Blade(
        length,
        width,
        midrib,
        ((0, 0.16), (0.18, 0.58), (0.38, 0.94), (0.54, 1.04), (0.7, 1.04), (0.88, 0.98), (1, 0.86)),
        base_radius=0.15 + 0.34 * t,
        base_height=0.32 - 0.32 * t,
        wrap=0.99 - 0.18 * q * t,
        curl=((0, 0), (0.45, 0), (0.75, -0.2 * q * t), (1, -0.34 * q * t)),
        reflex=((0, 0), (0.45, 0), (0.75, roll * 0.35), (1, roll)),
        roundness=0.06,
        oval=0.46,
        spiral=0.07 - 0.04 * t,
        ruffle=0.01 + 0.13 * q,
        ruffle_waves=2.2,
        ruffle_from=0.55,
        unevenness=0.005 + 0.05 * q,
        cusp=(0.2 * chance.cusp[i, 0], 0.02 * q * abs(chance.cusp[i, 1])),
    )
    slot = "heart" if t < 0.3 else "petal" if t < 0.86 else "guard"
    columns, rows, bias, start = next(row[1:] for row in DETAIL if t >= row[0])
    grid = steps(level, columns, rows)
    if level is Level.FAR and t > 0.8:
        grid, bias = (4, 3), 1.0  # the belly of the cup needs one row more
    return blade(
        shape, ATLAS, slot, np.random.default_rng(chance.seeds[i]), grid=grid, row_bias=bias, start=start,
        azimuth=chance.start + 137.508 * i + chance.azimuth[i], tint=_tint(chance, i),
    )  # fmt: skip


def _heart(openness: float, chance: _Chance, level: Level) -> list[Mesh]:
    """The scrolled petals in the very middle."""
    scrolls = []
    for k in range(HEART):
        i = PETALS + k
        lift = 4.0 - 0.05 * k + 0.1 * chance.bend[i, 0]
        shape = Blade(
            lift,
            2.5 + 0.2 * k,
            ((0, 88), (0.5, 91), (0.8, 92 - 2 * openness), (1, 84 - 10 * openness)),
            ((0, 0.5), (0.5, 0.9), (0.8, 1.0), (1, 0.9)),
            base_radius=0.2 + 0.035 * k,
            base_height=0.25,
            wrap=1.0,
            roundness=0.03,
            oval=0.1,
            spiral=0.13,
            ruffle=0.03,
            ruffle_waves=2,
        )
        scroll = blade(
            shape, ATLAS, "heart", np.random.default_rng(chance.seeds[i]), grid=steps(level, 18, 4), row_bias=1.8, start=0.5,
            azimuth=chance.start + 120 * k + 40 + chance.azimuth[i], tint=_tint(chance, i),
        )  # fmt: skip
        scrolls.append(scroll)
    plug = lathe([(0.3, 0.6), (0.26, 3.0), (0.1, 3.75), (0.01, 3.8)], ATLAS, "heart", sides=6)
    return [plug, *scrolls] if level in (Level.HERO, Level.STANDARD) else scrolls[:2]


def _tint(chance: _Chance, i: int) -> NDArray[np.float64]:
    row = chance.tint[i]
    return np.asarray(np.clip(1 + 0.035 * row[0] + 0.005 * row[1:], 0.85, 1.15))


def _sized(flower: Mesh, openness: float) -> tuple[Mesh, float, float, float]:
    """The flower at its measured diameter (cm), lifted onto the hip: mesh, radius, lowest and highest point over the neck's end."""
    guards = flower.positions[slot_of(flower) == ATLAS.index("guard")]
    wanted = float(curve(DIAMETER, openness)) / 2
    factor = wanted / float(np.percentile(np.hypot(guards[:, 0], guards[:, 2]), 98))
    flower = flower.transformed(scale(factor))
    flower = flower.transformed(shift(y=HIP - 0.12))
    low, high = (float(y) for y in flower.bounds[:, 1])
    return flower, wanted, low, high


def _neck(chance: _Chance) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The pedicel's path (P,3) and the matrix that puts the head on its end."""
    lean = np.radians(np.clip(chance.lean[0] * 5 + 4, -3, 14)), chance.lean[1] * np.pi
    t = np.linspace(0, 1, 9)
    angle = lean[0] * t**1.5
    side = np.cumsum(np.sin(angle)) * NECK / 9
    up = np.cumsum(np.cos(angle)) * NECK / 9
    path = np.stack([side * np.cos(lean[1]), up - up[0], side * np.sin(lean[1])], 1)
    direction = np.array([np.sin(lean[0]) * np.cos(lean[1]), np.cos(lean[0]), np.sin(lean[0]) * np.sin(lean[1])])
    return path, point_up_along(direction, path[-1])


def _pedicel(path: NDArray[np.float64], radius: float, level: Level) -> Mesh:
    sides = {Level.HERO: 10, Level.STANDARD: 7, Level.PHONE: 5, Level.FAR: 3}[level]
    keep = path[:: {Level.HERO: 1, Level.STANDARD: 2, Level.PHONE: 4, Level.FAR: 8}[level]]
    radii = np.linspace(radius, radius * 0.66, len(keep))
    return tube(keep, radii, ATLAS, "stem", sides=sides, closed_tip=False, along=(0.8, 1.0))


def _calyx(openness: float, chance: _Chance, level: Level) -> Mesh:
    """Hip and five sepals; the sepals droop as the flower opens."""
    sides = {Level.HERO: 14, Level.STANDARD: 9, Level.PHONE: 6, Level.FAR: 4}[level]
    profile = [(0.24, -0.05), (0.36, 0.12), (0.52, 0.38), (0.6, 0.62), (0.56, 0.82), (0.42, HIP)]
    hip = lathe(profile if level is not Level.FAR else profile[::2], ATLAS, "hip", sides=sides)
    q = float(np.clip(0.76 + 0.4 * openness, 0, 1))
    sepals = []
    for k in range(5):
        wild = np.random.default_rng(chance.seeds[PETALS + HEART + k])
        droop = wild.normal(0, 9)
        shut = np.array([40.0, 66, 80, 74, 62])
        opened = np.array([-5.0, -38, -62, -58, -40])
        angles = shut * (1 - q) + opened * q + droop * np.array([0, 0.5, 1, 1, 1])
        shape = Blade(
            3.1 * wild.uniform(0.92, 1.1),
            1.25,
            tuple(zip((0, 0.2, 0.5, 0.8, 1), angles, strict=True)),
            ((0, 0.85), (0.18, 1.0), (0.5, 0.6), (0.8, 0.22), (1, 0.03)),
            base_radius=0.45,
            base_height=HIP - 0.14,
            wrap=0.55 * (1 - q),
            curl=((0, 0.5), (1, 0.2)),
            roundness=0.02,
            twist=wild.normal(0, 25) * q,
        )
        sepals.append(blade(shape, ATLAS, "sepal", wild, azimuth=72 * k + 10 + chance.start, grid=steps(level, 4, 9)))
    return merge([hip, *sepals])


def _leaflet(size: float) -> Leaf:
    return Leaf(
        5.2 * size,
        3.5 * size,
        midrib=((0, 12), (0.45, 2), (0.75, -14), (1, -38)),
        fold=20,
        curl=((0, -0.22), (0.6, -0.16), (1, -0.1)),
        teeth=10,
        tooth=0.06,
        ripple=0.1,
        ripples=2.2,
        petiole=0.22 * size,
        petiole_radius=0.05,
    )


def _stalk(chance: _Chance, growth: Growth, radius: float) -> tuple[Mesh, float]:
    length = (sum(growth.species.stem_length) / 2 * 100 - 10) * (1 + 0.04 * chance.lean[3])
    level = growth.level
    sides = {Level.HERO: 10, Level.STANDARD: 7, Level.PHONE: 5, Level.FAR: 3}[level]
    nodes = tuple(-below for below, _ in LEAF_SPOTS)
    axis = Stalk(length, radius, way=chance.lean[2] * 2.0, sway=1.5, kink=0.35, taper=1.3, nodes=nodes, swell=0.16, soft=0.4)
    parts = [axis.grown(ATLAS, "stem", level, sides, (0.0, 0.8))]
    spots = LEAF_SPOTS[: {Level.FAR: 2, Level.HERO: 4}.get(level, 3)]
    for k, (below, azimuth) in enumerate(spots):
        rng = np.random.default_rng(chance.seeds[PETALS + HEART + 7 + k])
        size = float(rng.uniform(0.92, 1.1)) * (0.8 if k == 0 else 1.0)
        at = azimuth + 25 * float(np.clip(chance.lean[1], -1.5, 1.5)) + float(rng.normal(0, 10))
        # Leaves turn their faces to the light, which comes from the front.
        roll = 42 * float(np.cos(np.radians(at))) + float(rng.normal(0, 8))
        shape = Compound(
            _leaflet(size), rachis=7.4 * size, midrib=((0, 56), (0.4, 46), (1, 30)), spread=62, bare=0.4, last_share=0.76, roll=roll
        )
        grown = compound_leaf(
            shape, ATLAS, "leaf", rng, level, azimuth=at, base_radius=radius * 0.8, base_height=-below, rachis_slot="stem"
        )
        parts.append(grown.transformed(axis.frame(-below)))
    if level in (Level.HERO, Level.STANDARD):
        parts.extend(_prickles(chance, axis))
    return merge(parts), length


def _prickles(chance: _Chance, axis: Stalk) -> list[Mesh]:
    """Thorns, hooked down, each on a long foot along the stem."""
    rng = np.random.default_rng(chance.seeds[-1])
    thorns = []
    for k in range(10):
        y, a = -2.5 - (axis.length * 0.9 - 2.5) * ((k + rng.uniform(0, 0.8)) / 10) ** 1.2, rng.uniform(0, 2 * np.pi)
        size = rng.uniform(0.7, 1.15)
        out, down = np.array([np.cos(a), 0, np.sin(a)]), np.array([0, -1.0, 0])
        root = out * float(axis.thick(y)) * 0.82 + np.array([0, y, 0])
        path = root + size * np.array([0 * out, out * 0.22 + down * 0.03, out * 0.44 + down * 0.12, out * 0.62 + down * 0.32])
        thorn = tube(path, size * np.array([0.24, 0.11, 0.055, 0.012]), ATLAS, "thorn", sides=3, closed_tip=False)
        thorns.append(thorn.transformed(axis.frame(y)))
    return thorns


def _proxies(base: NDArray[np.float64], axis: NDArray[np.float64], radius: float, low: float, high: float) -> Floats:
    height = high - low
    crown = min(radius, height * 0.62)
    foot = float(np.clip(height / (3 * radius), 0.62, 0.95))  # a bud is as thick below as above
    rows = [(*(base + axis * (high - crown)), max(crown, radius * 0.92)), (*(base + axis * (low + height * 0.3)), radius * foot)]
    return np.array(rows, np.float32) * np.float32(0.01)


DEEP_ACCENT = {"avalanche", "cappuccino"}  # where the accent is the colour of the depths, not of the rims


def paint(variety: Variety) -> Mapping[str, Floats]:
    body = worn(hex_colour(variety.hex))
    lightness, a, b = (float(x) for x in oklab(body))
    chroma = float(np.hypot(a, b))
    accent = worn(hex_colour(variety.accent)) if variety.accent else None
    edge = shade(body, 0.04, 0.88) if lightness > 0.6 else shade(body, -0.03, 1.0)
    deep = shade(body, -0.02, 1.15) if lightness > 0.6 else shade(body, -0.05, 1.1)
    white = chroma < 0.045 and lightness > 0.9
    if white:  # their folds glow cream, never grey
        deep = mix(body, hex_colour("#FBE2B4"), 0.45)
        body = mix(body, deep, 0.2)
    elif lightness > 0.8 and b > abs(a):  # cream and champagne turn to khaki in the folds unless those lean to pink
        deep = shade(body, -0.01, 1.1, -16)
    if accent is not None and variety.id in DEEP_ACCENT:
        deep = mix(body, accent, 0.75)
    elif accent is not None:
        edge = accent
    claw = mix(shade(body, 0.1, 0.7), hex_colour("#E9E6B4"), 0.55)
    petal = PetalPaint(
        body,
        deep=deep,
        deep_until=0.95 if white else 0.75,
        edge=edge,
        edge_width=0.2,
        edge_strength=0.5,
        claw=claw,
        claw_until=0.16,
        veins=0.06,
        vein_count=11,
        mottle=0.025,
        seed=11,
    )
    inner = mix(body, deep, 0.7) if white else shade(body, -0.01, 1.08)
    heart = replace(petal, body=inner, edge=mix(edge, body, 0.6), seed=12)
    greenish = mix(body, hex_colour("#C3CE98"), 0.1 if lightness > 0.75 and b > abs(a) else 0.015)
    guard = replace(petal, body=greenish, edge_strength=0.6, veins=0.045 if white else 0.08, seed=13)
    return finished(
        {
            "petal": petal_tile(petal),
            "heart": petal_tile(heart),
            "guard": petal_tile(guard),
            "sepal": leaf_tile(hex_colour("#4F7A3B"), pairs=6),
            "leaf": leaf_tile(hex_colour("#2C5229"), pairs=9, contrast=0.26, rim=hex_colour("#4A5A2C")),
            "stem": stem_tile(hex_colour("#4A6B33"), hex_colour("#56803C")),
            "hip": flat_tile(hex_colour("#5B8442")),
            "thorn": stem_tile(hex_colour("#55703A"), hex_colour("#8C4B3A")),
        }
    )


PLANT = PlantKind("rose", ATLAS, {"bud": 0.1, "half": 0.5, "full": 0.95}, grow, paint)
