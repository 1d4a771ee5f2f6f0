"""Spray rose: a loose umbel of small, cupped rosettes at different stages about the first one, with buds between them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from catalog.atlas import LEAF, STEM, Atlas, Finish
from catalog.mesh import Floats, Mesh, merge
from catalog.organs.blade import Blade, blade, steps
from catalog.organs.curves import curve, smoothstep
from catalog.organs.double import Detail, filling, petals, sized, spheres, warmed
from catalog.organs.head import diameter
from catalog.organs.leaf import Compound, Leaf, compound_leaf, leaf
from catalog.organs.place import scale
from catalog.organs.profile import Nest, through
from catalog.organs.shoot import SIDES, Shoot, shoot
from catalog.organs.stalk import Stalk
from catalog.organs.stem import lathe, tube
from catalog.plant import Growth, Head, Level, Plant, PlantKind
from catalog.species import Variety
from catalog.surface import PetalPaint, finished, flat_tile, hex_colour, leaf_tile, mix, oklab, petal_tile, shade, stem_tile, worn

VELVET = Finish(roughness=0.56, translucency=0.8, sheen=0.4)
ATLAS = Atlas(
    (
        ("guard", VELVET),
        ("petal", VELVET),
        ("heart", VELVET),
        ("sepal", LEAF),
        ("leaf", LEAF),
        ("stem", STEM),
        ("hip", STEM),
        ("thorn", STEM),
    )
)
OPENNESS = {"bud": 0.1, "half": 0.5, "full": 0.95}
PETALS, FEWER = 30, 18  # of the first flower and of the others
SEEDS = PETALS + 10
MAIN = 10.4  # cm from the neck to the first flower

# Radius and height (cm, of a flower 4.5 across) of the midribs: innermost, middle and outermost petal.
NEST = Nest(
    (0.0, 0.4, 0.75, 1.0),
    (
        ((0.12, 0.2), (0.2, 0.7), (0.24, 1.2), (0.24, 1.7), (0.17, 2.1), (0.06, 2.4)),
        ((0.2, 0.12), (0.4, 0.55), (0.5, 1.1), (0.5, 1.65), (0.36, 2.15), (0.14, 2.5)),
        ((0.22, 0.06), (0.52, 0.45), (0.68, 1.0), (0.68, 1.6), (0.5, 2.15), (0.2, 2.52)),
        ((0.22, 0.0), (0.6, 0.35), (0.8, 0.9), (0.8, 1.5), (0.62, 2.08), (0.3, 2.46)),
    ),
    (
        ((0.12, 0.2), (0.2, 0.7), (0.27, 1.25), (0.29, 1.75), (0.24, 2.15), (0.08, 2.42)),
        ((0.2, 0.12), (0.58, 0.52), (0.86, 1.1), (0.96, 1.65), (0.92, 2.1), (0.76, 2.4)),
        ((0.22, 0.06), (0.84, 0.3), (1.34, 0.85), (1.58, 1.42), (1.66, 1.9), (1.62, 2.24)),
        ((0.22, 0.0), (0.92, 0.06), (1.58, 0.46), (1.96, 1.06), (2.18, 1.52), (2.42, 1.74)),
    ),
)
DETAIL = (Detail(0.68, 10, 7, 1.3), Detail(0.36, 10, 5, 1.4, 0.1), Detail(0.0, 6, 4, 1.5, 0.4))
SMALL = (Detail(0.6, 8, 6, 1.3), Detail(0.0, 8, 3, 1.5, 0.35))


@dataclass(frozen=True)
class _Branch:
    """One branch: where it leaves (height, cm), azimuth, first and last elevation, length; how much later and smaller its flower
    is than the first; whether it ends in a bud that stays shut."""

    height: float
    azimuth: float
    leaves: float
    ends: float
    length: float
    behind: float
    size: float
    bud: bool = False


BRANCHES = (
    _Branch(1.5, 20, 40, 76, 8.8, 0.06, 0.94),
    _Branch(2.6, 114, 42, 76, 7.4, 0.16, 0.86),
    _Branch(0.5, 206, 43, 80, 9.4, 0.1, 0.92),
    _Branch(3.3, 296, 40, 74, 6.8, 0.28, 0.8),
    _Branch(2.1, 338, 38, 76, 7.6, 0.0, 0.82, True),
    _Branch(4.4, 160, 34, 74, 6.4, 0.0, 0.7, True),
)


def grow(growth: Growth, rng: np.random.Generator) -> Plant:
    lean, seeds = rng.normal(0, 1, 8), rng.integers(0, 2**31, (8, SEEDS))
    early = float(rng.uniform(-0.05, 0.05))
    openness, level = float(np.clip(growth.openness + early, 0, 1)), growth.level
    across = diameter(growth, OPENNESS)
    stem = (0.4 * growth.species.stem_diameter[0] + 0.1 * growth.species.stem_diameter[1]) * 100
    tilt = float(np.clip(6 + 4 * lean[1], 0, 14))
    main = shoot((0, 0, 0), 360 * float(lean[0]), 90, 90 - tilt, MAIN, sway=0.25 * float(np.clip(lean[2], -1.2, 1.2)))
    flower, low, high = _flower(openness, across, True, seeds[0], level)
    parts = [flower.transformed(main.place), main.grown((stem, stem * 0.52), ATLAS, "stem", level, flare=0.04)]
    balls = spheres(main.place, across / 2, low, high)
    for k, row in enumerate(BRANCHES):
        if level is Level.FAR and k >= 4:
            continue
        grown, more = _branch(row, main, openness, stem, seeds[k + 1], lean, level)
        parts.extend(grown)
        balls.extend(more)
    length = (sum(growth.species.stem_length) / 2 * 100 - 12) * (1 + 0.04 * float(np.clip(lean[4], -2, 2)))
    base, axis = main.place[:3, 3], main.place[:3, 1]
    middle = base + axis * (low + (high - low) * 0.55)
    return Plant(
        bloom=merge(parts).transformed(scale(0.01)),
        stalk=_stalk(length, stem, lean, seeds[7], level).transformed(scale(0.01)),
        head=Head((middle * 0.01).astype(np.float32), across / 200, axis.astype(np.float32)),
        proxies=np.array(balls, np.float32) * np.float32(0.01),
        stem_radius=stem * 0.01,
        stalk_length=length * 0.01,
    )


def _flower(openness: float, across: float, first: bool, seeds: NDArray[np.int64], level: Level) -> tuple[Mesh, float, float]:
    """One rosette with its hip and sepals: mesh in cm, origin at the end of its stalk, its lowest and highest point of petals."""
    count = PETALS if first else FEWER
    outer = "guard" if first else "petal"  # only the first flower's petals count when the head is measured
    whole = float(np.clip((openness - 0.05) / 0.87, 0, 1.05))

    def shape(t: float, wild: np.random.Generator) -> Blade:
        q = float(np.clip(1.35 * whole - 0.35 * (1 - t), 0, 1.04)) * min(1.0, 3 * whole)
        points = NEST.points(t, q)
        points[1:, 0] *= 1 + float(np.clip(wild.normal(0, 0.045), -0.08, 0.08)) * q**1.6 * np.array([0.2, 0.5, 0.8, 1.1, 1.4])
        points[3:, 1] += float(wild.normal(0, 0.04)) * (0.6 + 1.6 * q) * np.array([0.4, 0.8, 1.0])
        line = through(points)
        girth = float(points[3, 0])
        return Blade(
            line.length,
            (0.75 + 1.75 * girth ** (0.9 - 0.24 * q)) * float(wild.uniform(0.93, 1.08)),
            line.midrib,
            ((0, 0.18), (0.18, 0.56), (0.4, 0.94), (0.58, 1.05), (0.78, 1.02), (1, 0.86)),
            base_radius=line.radius,
            base_height=line.height,
            wrap=0.99 - 0.16 * q**2.5 * t**2,
            reflex=((0, 0), (0.5, 0), (1, -0.08 - 0.34 * q * t**2)),
            roundness=0.06,
            oval=0.3,
            tip_notch=0.02 * float(wild.random()),
            spiral=0.07 - 0.02 * t,
            ruffle=0.005 + (0.05 + 0.06 * t) * q**1.8,
            ruffle_waves=float(wild.uniform(1.8, 2.6)),
            ruffle_from=0.5,
            unevenness=0.005 + 0.06 * q**1.8,
            cusp=(float(wild.uniform(-0.2, 0.2)), 0.03 * q),
        )

    def kept(i: int) -> bool:
        if level is Level.FAR:
            return i >= count - (6 if first else 5)
        if level is Level.PHONE:
            return i >= count - 8 or i % (2 if first else 4) == 0
        return level is Level.HERO or first or i % 3 != 1

    def slot(t: float) -> str:
        return "heart" if t < 0.25 else outer if t > 0.7 else "petal"

    detail = DETAIL if first else SMALL
    grown = petals(count, shape, slot, detail, kept, ATLAS, seeds, level, azimuth=float(seeds[-1] % 360), jitter=8)
    plug = [(0.24, 0.4), (0.24, 1.5), (0.12, 1.82), (0.01, 1.9)]
    if level in (Level.HERO, Level.STANDARD):
        grown.append(lathe(plug, ATLAS, "heart", sides=5))
    if level is Level.FAR:
        grown.append(filling(0.5 + 0.75 * whole, 2.35 - 0.35 * whole, ATLAS, "heart", 5))
    flower, factor = sized(merge(grown), (ATLAS, outer), across)
    hip = 0.72 * factor**0.5
    flower = flower.transformed(_lifted(hip))
    low, high = (float(y) for y in flower.bounds[:, 1])
    return merge([flower, *_calyx(hip, openness, seeds, level)]), low, high


def _lifted(height: float) -> NDArray[np.float64]:
    m = np.eye(4)
    m[1, 3] = height
    return m


def _calyx(hip: float, openness: float, seeds: NDArray[np.int64], level: Level) -> list[Mesh]:
    """The hip, hip cm high, and five sepals that fold down as the flower opens."""
    profile = np.array([(0.24, -0.06), (0.5, 0.25), (0.62, 0.6), (0.52, 0.95), (0.4, 1.1)]) * hip
    parts = [lathe(profile, ATLAS, "hip", sides=SIDES[level])]
    q = float(np.clip(0.1 + 1.1 * openness, 0, 1))
    for k in range(0 if level is Level.FAR else 5):
        wild = np.random.default_rng(seeds[PETALS + k])
        droop = float(wild.normal(0, 10))
        shut, opened = np.array([48.0, 70, 80, 76]), np.array([16.0, -14, -48, -40])
        angles = shut * (1 - q) + opened * q + droop * np.array([0, 0.5, 1, 1.2])
        size = hip**0.5 * 1.42
        shape = Blade(
            1.6 * size * float(wild.uniform(0.9, 1.12)),
            0.62 * size,
            tuple(zip((0, 0.3, 0.65, 1), angles, strict=True)),
            ((0, 0.85), (0.18, 1.0), (0.5, 0.58), (0.8, 0.2), (1, 0.03)),
            base_radius=hip * 0.5,
            base_height=hip * 0.86,
            wrap=0.5 * (1 - q),
            curl=((0, 0.5), (1, 0.2)),
            roundness=0.02,
            twist=float(wild.normal(0, 22)) * q,
        )
        parts.append(blade(shape, ATLAS, "sepal", wild, azimuth=72 * k, grid=steps(level, 2, 5)))
    return parts


def _branch(
    row: _Branch, main: Shoot, openness: float, stem: float, seeds: NDArray[np.int64], lean: NDArray[np.float64], level: Level
) -> tuple[list[Mesh], list[list[float]]]:
    """One branch: its stalk, its flower or bud, a bract at its foot, and the spheres that cover it."""
    wild = np.random.default_rng(seeds[-2])
    azimuth = row.azimuth + 360 * float(lean[0]) - 207 + float(wild.normal(0, 6))
    length = row.length * float(wild.uniform(0.94, 1.07))
    leaves, ends = row.leaves + float(wild.normal(0, 3)), row.ends + float(wild.normal(0, 4))
    roll, sway = float(wild.uniform(0, 360)), float(wild.normal(0, 0.3))
    way = shoot(main.at(row.height / MAIN), azimuth, leaves, ends, length, roll=roll, sway=sway)
    # A branch grows out of a collar, thickest in its axil.
    share = np.linspace(0, 1, {Level.HERO: 9, Level.STANDARD: 6, Level.PHONE: 4}.get(level, 2))
    thick = stem * (0.56 - 0.17 * share + 0.26 * smoothstep(0.16, 0.0, share)) + 0.03 * smoothstep(0.86, 1.0, share)
    line = np.array([way.at(float(s)) for s in share])
    parts = [tube(line, thick, ATLAS, "stem", sides=max(SIDES[level] - 2, 3), closed_tip=False, along=(0.55, 1.0))]
    if level in (Level.HERO, Level.STANDARD):
        bract = Leaf(
            3.1 * row.size, 1.2 * row.size, midrib=((0, 46), (0.5, 24), (1, -12)), fold=22, teeth=8, tooth=0.06, petiole=0.35
        )
        grown = leaf(bract, ATLAS, "leaf", wild, level, azimuth=azimuth, base_radius=stem * 0.55, columns=2, rows=8, tint=1.12)
        parts.append(grown.transformed(main.frame(row.height / MAIN - 0.03)))
    if row.bud:
        wide = row.size * (0.8 + 0.5 * openness)
        flower, low, high = _bud(wide, seeds, level)
    else:
        later = float(np.clip(openness - row.behind * min(1.0, 1.4 * openness), 0, 1))
        stages = ((0.0, 0.3), (0.1, 1.5 / 4.5), (0.5, 2.5 / 4.5), (0.95, 1.0), (1.0, 1.02))
        wide = 4.5 * row.size * float(curve(stages, later))
        flower, low, high = _flower(later, wide, False, seeds, level)
    return [*parts, flower.transformed(way.place)], spheres(way.place, wide / 2, low, high)


def _bud(wide: float, seeds: NDArray[np.int64], level: Level) -> tuple[Mesh, float, float]:
    """A pointed bud that shows a little colour between its sepals."""
    hip = 0.36 * wide**0.5
    profile = np.array([(0.3, 0.0), (0.48, 0.35), (0.5, 0.7), (0.36, 1.15), (0.12, 1.5), (0.01, 1.6)]) * wide
    body = lathe(profile, ATLAS, "petal", sides=SIDES[level] + 2, grooves=(3, 0.12)).transformed(_lifted(hip))
    return merge([body, *_calyx(hip, -0.15, seeds, level)]), hip, hip + 1.6 * wide


def _leaflet(size: float) -> Leaf:
    return Leaf(
        3.7 * size,
        2.4 * size,
        midrib=((0, 10), (0.5, 0), (1, -16)),
        fold=17,
        curl=((0, -0.1), (1, -0.05)),
        teeth=11,
        tooth=0.07,
        ripple=0.06,
        ripples=2.2,
        petiole=0.28 * size,
        petiole_radius=0.045,
    )


LEAVES = ((4.0, 172.0), (11.0, 12.0), (18.5, 215.0))  # cm below the neck, azimuth


def _stalk(length: float, stem: float, lean: NDArray[np.float64], seeds: NDArray[np.int64], level: Level) -> Mesh:
    nodes = tuple(-below for below, _ in LEAVES)
    axis = Stalk(length, stem, way=float(lean[3] * 2), sway=1.9, kink=0.36, taper=1.2, nodes=nodes, swell=0.18, soft=0.4)
    parts = [axis.grown(ATLAS, "stem", level, SIDES[level], (0.0, 0.7))]
    for k, (below, azimuth) in enumerate(LEAVES[: {Level.PHONE: 2, Level.FAR: 1}.get(level, 3)]):
        wild = np.random.default_rng(seeds[k])
        size = float(wild.uniform(0.92, 1.12))
        at = azimuth + 14 * float(np.clip(lean[6], -2, 2)) + float(wild.normal(0, 9))
        roll = 12 * float(np.cos(np.radians(at))) + float(wild.normal(0, 8))
        shape = Compound(_leaflet(size), rachis=7.0 * size, midrib=((0, 56), (0.4, 42), (1, 20)), spread=60, roll=roll)
        grown = compound_leaf(
            shape, ATLAS, "leaf", wild, level, azimuth=at, base_radius=stem * 0.8, base_height=-below, rachis_slot="stem", columns=2
        )
        parts.append(grown.transformed(axis.frame(-below)))
    if level in (Level.HERO, Level.STANDARD):
        parts.extend(_prickles(axis, seeds)[:: 1 if level is Level.HERO else 2])
    return merge(parts)


def _prickles(axis: Stalk, seeds: NDArray[np.int64]) -> list[Mesh]:
    wild = np.random.default_rng(seeds[-3])
    thorns = []
    for k in range(10):
        y, a = -2 - (axis.length * 0.9 - 2) * (k + float(wild.uniform(0, 0.8))) / 10, float(wild.uniform(0, 2 * np.pi))
        size = float(wild.uniform(0.5, 0.85))
        out, down = np.array([np.cos(a), 0, np.sin(a)]), np.array([0, -1.0, 0])
        root = out * float(axis.thick(y)) * 0.82 + np.array([0, y, 0])
        path = root + size * np.array([0 * out, out * 0.22 + down * 0.03, out * 0.44 + down * 0.12, out * 0.62 + down * 0.3])
        thorn = tube(path, size * np.array([0.24, 0.11, 0.055, 0.012]), ATLAS, "thorn", sides=3, closed_tip=False)
        thorns.append(thorn.transformed(axis.frame(y)))
    return thorns


def paint(variety: Variety) -> Mapping[str, Floats]:
    body = worn(hex_colour(variety.hex))
    if oklab(body)[2] > 0.06 and oklab(body)[0] > 0.6:  # orange reddens and darkens between the petals
        body = shade(body, 0.04, 0.92, 8)
    elif oklab(body)[0] > 0.7 and np.hypot(*oklab(body)[1:]) > 0.02:
        body = shade(body, 0.025, 0.95) if oklab(body)[1] > 0.05 else shade(body, 0.0, 1.25, -6)
    body = warmed(body, 5)
    lightness, a, b = (float(x) for x in oklab(body))
    pale = float(smoothstep(0.6, 0.85, lightness))
    white = float(np.hypot(a, b)) < 0.045 and lightness > 0.9
    accent = worn(hex_colour(variety.accent)) if variety.accent else None
    deep = mix(body, hex_colour("#FBE0B2"), 0.6) if white else shade(body, -0.03 - 0.03 * (1 - pale), 1.2, -5)
    if white:  # their folds glow cream, never grey
        body = mix(body, deep, 0.22)
    petal = PetalPaint(
        body,
        deep=deep,
        deep_until=0.8,
        edge=accent if accent is not None else shade(body, 0.075, 0.74, 5) if lightness > 0.55 else shade(body, 0.045, 0.95),
        edge_width=0.32,
        edge_strength=0.72,
        claw=mix(shade(body, 0.08, 0.8), hex_colour("#E9E6B4"), 0.5),
        claw_until=0.17,
        veins=0.1,
        vein_count=13,
        mottle=0.05,
        seed=91,
    )
    greenish = mix(body, hex_colour("#D3DCAC"), 0.08 if lightness > 0.75 else 0.015)
    return finished(
        {
            "guard": petal_tile(replace(petal, body=mix(body, greenish, 0.6), seed=93)),
            "petal": petal_tile(petal),
            "heart": petal_tile(replace(petal, body=shade(body, -0.01, 1.1), seed=92)),
            "sepal": leaf_tile(hex_colour("#547F3F"), pairs=6),
            "leaf": leaf_tile(hex_colour("#34602F"), pairs=8, contrast=0.24, rim=hex_colour("#456B34")),
            "stem": stem_tile(hex_colour("#507339"), hex_colour("#648C48")),
            "hip": flat_tile(hex_colour("#64893F")),
            "thorn": stem_tile(hex_colour("#55703A"), hex_colour("#8C4B3A")),
        }
    )


PLANT = PlantKind("rose-spray", ATLAS, OPENNESS, grow, paint)
