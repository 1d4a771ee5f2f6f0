"""Double lisianthus: ruffled, silky cups on long branches, furled buds beside them; waxy blue-green leaves in pairs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from catalog.atlas import Atlas, Finish
from catalog.mesh import Floats, Mesh, merge
from catalog.organs.blade import Blade, blade, steps
from catalog.organs.bud import furled
from catalog.organs.curves import smoothstep
from catalog.organs.double import Detail, filling, petals, sized, spheres, warmed
from catalog.organs.head import diameter
from catalog.organs.leaf import Leaf, leaf
from catalog.organs.place import scale, shift
from catalog.organs.profile import Nest, through
from catalog.organs.shoot import SIDES, Shoot, shoot
from catalog.organs.stalk import Stalk
from catalog.organs.stem import lathe
from catalog.plant import Growth, Head, Level, Plant, PlantKind
from catalog.species import Variety
from catalog.surface import PetalPaint, finished, hex_colour, leaf_tile, mix, oklab, petal_tile, shade, stem_tile, worn

SILK = Finish(roughness=0.6, translucency=0.85, sheen=0.3)
WAXY = Finish(roughness=0.5, translucency=0.3)
ATLAS = Atlas(
    (
        ("guard", SILK),
        ("petal", SILK),
        ("heart", SILK),
        ("bud", SILK),
        ("sepal", WAXY),
        ("leaf", WAXY),
        ("stem", WAXY),
        ("pistil", WAXY),
    )
)
OPENNESS = {"bud": 0.1, "half": 0.5, "full": 0.95}
PETALS = 22
SEEDS = PETALS + 14

# Radius and height (cm) of the midribs of the innermost, a middle and the outermost petal.
NEST = Nest(
    (0.0, 0.5, 1.0),
    (
        ((0.2, 0.3), (0.3, 1.2), (0.36, 2.2), (0.34, 3.1), (0.24, 3.8), (0.1, 4.4)),
        ((0.24, 0.15), (0.45, 1.1), (0.62, 2.1), (0.62, 3.1), (0.46, 3.95), (0.2, 4.65)),
        ((0.26, 0.0), (0.62, 0.9), (0.86, 1.9), (0.88, 3.0), (0.66, 4.0), (0.34, 4.75)),
    ),
    (
        ((0.2, 0.3), (0.46, 1.1), (0.62, 2.1), (0.68, 3.0), (0.64, 3.8), (0.52, 4.4)),
        ((0.24, 0.15), (0.88, 0.9), (1.36, 1.9), (1.66, 2.9), (1.94, 3.65), (2.34, 4.14)),
        ((0.26, 0.0), (1.14, 0.5), (1.86, 1.42), (2.42, 2.4), (2.95, 3.2), (3.6, 3.5)),
    ),
)
DETAIL = (Detail(0.7, 18, 9, 1.3), Detail(0.4, 14, 7, 1.3), Detail(0.0, 12, 5, 1.4, 0.25))
SMALL = (Detail(0.5, 10, 6, 1.25), Detail(0.0, 8, 4, 1.3, 0.3))


@dataclass(frozen=True)
class _Branch:
    """One branch of the spray: where it leaves (height), azimuth, first and last elevation, length; how far its flower is
    behind the first one (openness taken off), its size, and whether it is still a furled bud."""

    height: float
    azimuth: float
    leaves: float
    ends: float
    length: float
    behind: float
    size: float
    bud: bool


BRANCHES = (
    _Branch(1.4, 10, 34, 72, 10.6, 0.16, 0.86, False),
    _Branch(3.4, 195, 36, 74, 9.4, 0.3, 0.7, False),
    _Branch(0.4, 268, 42, 78, 10.4, 0.0, 1.0, True),
    _Branch(5.2, 102, 42, 78, 7.6, 0.0, 0.8, True),
)
MAIN = 12.0  # cm from the neck to the first flower


def grow(growth: Growth, rng: np.random.Generator) -> Plant:
    lean, seeds = rng.normal(0, 1, 8), rng.integers(0, 2**31, (4, SEEDS))
    early = float(rng.uniform(-0.05, 0.05))
    level = growth.level
    openness = float(np.clip(growth.openness + early, 0, 1))
    across = diameter(growth, OPENNESS)
    stem = sum(growth.species.stem_diameter) / 4 * 100
    main = shoot(
        (0, 0, 0),
        360 * float(lean[0]),
        90,
        90 - float(np.clip(7 + 4 * lean[1], 0, 16)),
        MAIN,
        sway=0.35 * float(np.clip(lean[2], -1.2, 1.2)),
    )
    flower, low, high = _flower(openness, across, "guard", DETAIL, seeds[0], level)
    parts = [flower.transformed(main.place), main.grown((stem * 0.78, stem * 0.42), ATLAS, "stem", level)]
    balls = spheres(main.place, across / 2, low, high)
    for k, row in enumerate(BRANCHES):
        grown, more = _branch(row, main, openness, across, stem, seeds[min(k + 1, 3)] + k, lean, level)
        parts.extend(grown)
        balls.extend(more)
    length = (sum(growth.species.stem_length) / 2 * 100 - 13) * (1 + 0.04 * float(np.clip(lean[4], -2, 2)))
    base, axis = main.place[:3, 3], main.place[:3, 1]
    middle = base + axis * (low + (high - low) * 0.55)
    return Plant(
        bloom=merge(parts).transformed(scale(0.01)),
        stalk=_stalk(length, stem, lean, seeds[3], level).transformed(scale(0.01)),
        head=Head((middle * 0.01).astype(np.float32), across / 200, axis.astype(np.float32)),
        proxies=np.array(balls, np.float32) * np.float32(0.01),
        stem_radius=stem * 0.01,
        stalk_length=length * 0.01,
    )


def _flower(
    openness: float, across: float, outer: str, detail: tuple[Detail, ...], seeds: NDArray[np.int64], level: Level
) -> tuple[Mesh, float, float]:
    """One flower with its calyx on the end of its shoot: mesh in cm, its lowest and highest point of petals."""
    count = PETALS if detail is DETAIL else 14
    whole = float(np.clip((openness - 0.05) / 0.87, 0, 1.05))

    def shape(t: float, wild: np.random.Generator) -> Blade:
        q = float(np.clip(1.3 * whole - 0.3 * (1 - t), 0, 1.04)) * min(1.0, 3 * whole)
        points = NEST.points(t, q)
        loose = float(np.clip(wild.normal(0, 0.03), -0.05, 0.05)) * q**2
        points[1:, 0] *= 1 + loose * np.array([0.3, 0.6, 1.0, 1.2, 1.5])
        points[2:, 1] += float(np.clip(wild.normal(0, 0.06 + 0.05 * q), -0.2, 0.2)) * np.array([0.2, 0.5, 0.8, 1.0])
        line = through(points)
        wide = (1.9 + 0.8 * t) * (1 - q) + (2.9 + 1.4 * t) * q
        return Blade(
            line.length,
            wide * float(wild.uniform(0.93, 1.07)),
            line.midrib,
            ((0, 0.12), (0.2, 0.36), (0.45, 0.76), (0.68, 1.02), (0.85, 1.02), (1, 0.8)),
            base_radius=line.radius,
            base_height=line.height,
            wrap=0.99 - 0.2 * q**2.5 * t**2,  # half open, a petal's rims still hug the flower, or they would pierce the next
            # An open rim spreads flat instead of keeping to the cup, or it would pour over as a spout.
            curl=((0, 0), (0.45, 0), (0.75, -0.14 * q * t), (1, -0.28 * q * t)),
            reflex=((0, 0), (0.5, 0), (1, -0.04 * q - 0.06 * q * t**2)),
            roundness=0.05,
            oval=0.34 + 0.06 * t,
            spiral=0.1 - 0.05 * t,
            ruffle=0.01 + (0.1 + 0.17 * t**2) * q**3,
            ruffle_waves=float(wild.uniform(2.0, 2.8)),
            ruffle_from=0.5,
            unevenness=0.005 + 0.06 * q**3,
            twist=(1 - q) * 5,
        )

    def kept(i: int) -> bool:
        if level is Level.FAR:
            return i >= count - 7
        return level is not Level.PHONE or i >= count - 12 or i % 2 == 0

    def slot(t: float) -> str:
        return "heart" if t < 0.3 else outer if t > 0.72 else "petal"

    grown = petals(count, shape, slot, detail, kept, ATLAS, seeds, level, azimuth=float(seeds[-1] % 360), jitter=9)
    if level is Level.FAR:
        grown.append(filling(0.5 + 1.2 * whole, 4.3 - 0.7 * whole, ATLAS, "heart"))
    flower = merge([*grown, *_pistil(level)])
    flower, factor = sized(flower, (ATLAS, outer), across)
    low, high = (float(y) for y in flower.bounds[:, 1])
    return merge([flower, *_calyx(factor, whole, seeds, level)]), low, high


def _pistil(level: Level) -> list[Mesh]:
    """The green ovary and the two broad lobes of the stigma; a few yellow anthers about it."""
    if level in (Level.PHONE, Level.FAR):
        return []
    sides = 8 if level is Level.HERO else 5
    parts = [lathe([(0.12, 0.2), (0.26, 0.6), (0.24, 1.0), (0.09, 1.3), (0.07, 1.9)], ATLAS, "pistil", sides=sides)]
    lobe = [(0.0, 1.85), (0.14, 1.92), (0.17, 2.08), (0.1, 2.2), (0.0, 2.22)]
    for side in (-1.0, 1.0):
        parts.append(lathe(lobe, ATLAS, "pistil", sides=max(4, sides - 2), tint=1.2).transformed(shift(0.12 * side)))
    return parts


def _calyx(factor: float, whole: float, seeds: NDArray[np.int64], level: Level) -> list[Mesh]:
    """A short cup with five long, narrow sepals that lie against the petals and then stand off them."""
    size = factor**0.5
    cup = np.array([(0.1, -0.34), (0.22, -0.22), (0.31, -0.04), (0.24, 0.1)]) * size
    parts = [lathe(cup, ATLAS, "sepal", sides=SIDES[level])]
    for k in range(5 if level is not Level.FAR else 0):
        wild = np.random.default_rng(seeds[PETALS + k])
        lies = np.array([62.0, 74, 80, 82]) * (1 - whole) + np.array([8.0, 32, 46, 28]) * whole
        angles = lies + float(wild.normal(0, 9)) * np.array([0.3, 0.6, 1, 1.4])
        shape = Blade(
            3.0 * size * float(wild.uniform(0.9, 1.1)),
            0.46 * size,
            tuple(zip((0, 0.3, 0.65, 1), angles, strict=True)),
            ((0, 1.0), (0.15, 0.85), (0.5, 0.5), (1, 0.04)),
            base_radius=0.26 * size,
            base_height=-0.06 * size,
            keel=0.35,
            roundness=0.0,
        )
        rows = steps(level, 2, 7)
        parts.append(blade(shape, ATLAS, "sepal", wild, azimuth=72 * k + 36, grid=rows))
    return parts


def _branch(
    row: _Branch,
    main: Shoot,
    openness: float,
    across: float,
    stem: float,
    seeds: NDArray[np.int64],
    lean: NDArray[np.float64],
    level: Level,
) -> tuple[list[Mesh], list[list[float]]]:
    """One branch: its stalk, its flower or bud, the pair of small leaves at its foot, and the spheres that cover it."""
    wild = np.random.default_rng(seeds[-2])
    # The first flower leans into the gap between the others.
    azimuth = row.azimuth + 360 * float(lean[0]) - 60 + float(wild.normal(0, 9))
    start = main.at(row.height / MAIN)
    length = row.length * float(wild.uniform(0.93, 1.07))
    leaves, ends = row.leaves + float(wild.normal(0, 3)), row.ends + float(wild.normal(0, 4))
    way = shoot(start, azimuth, leaves, ends, length, roll=float(wild.uniform(0, 360)), sway=float(wild.normal(0, 0.4)))
    parts = [way.grown((stem * 0.46, stem * 0.3), ATLAS, "stem", level)]
    if level is not Level.FAR:
        parts.append(_pair(main, row.height / MAIN, azimuth, 3.1, stem * 0.6, wild, level, opposite=not row.bud))
    if row.bud:
        size = row.size * (0.75 + 0.3 * openness)
        bud = _bud(size, seeds, level)
        parts.append(bud.transformed(way.place))
        middle = way.place[:3, 3] + way.place[:3, 1] * 1.7 * size
        return parts, [[*middle, 1.3 * size]]
    later = float(np.clip(openness - row.behind * min(1.0, 1.4 * openness), 0, 1))
    wide = across * row.size * (0.55 + 0.45 * smoothstep(0.0, 0.9, later).item())
    flower, low, high = _flower(later, wide, "petal", SMALL, seeds, level)
    return [*parts, flower.transformed(way.place)], spheres(way.place, wide / 2, low, high)


def _bud(size: float, seeds: NDArray[np.int64], level: Level) -> Mesh:
    """A pointed bud, its petals wound about one another, in a calyx of narrow sepals."""
    sides = {Level.HERO: 20, Level.STANDARD: 15, Level.PHONE: 10, Level.FAR: 5}[level]
    profile = np.array([(0.22, 0.15), (0.44, 0.6), (0.58, 1.2), (0.6, 1.7), (0.46, 2.4), (0.3, 3.0), (0.14, 3.4), (0.01, 3.62)])
    keep = profile if level is not Level.FAR else profile[[0, 2, 4, 7]]
    if level is Level.HERO:
        rows = np.linspace(0.15, 3.62, 16)
        keep = np.stack([np.interp(rows, profile[:, 1], profile[:, 0]), rows], 1)
        keep[1:-1, 0] = (keep[:-2, 0] + 2 * keep[1:-1, 0] + keep[2:, 0]) / 4
    body = furled(keep * size, ATLAS, "bud", sides=sides, depth=0.13 if sides > 5 else 0.05, turns=0.8)
    return merge([body, *_calyx(0.62 * size, 0.12, seeds, level)])


def _pair(
    main: Shoot,
    share: float,
    azimuth: float,
    length: float,
    foot: float,
    wild: np.random.Generator,
    level: Level,
    *,
    opposite: bool,
) -> Mesh:
    """The small leaves under a fork: one below the branch, one on the other side."""
    parts = []
    for side in (0.0, 180.0) if opposite else (0.0,):
        parts.append(_leaf(length * float(wild.uniform(0.85, 1.15)), foot, azimuth + side, wild, level, rows=8))
    return merge(parts).transformed(main.frame(share))


def _leaf(length: float, foot: float, azimuth: float, wild: np.random.Generator, level: Level, rows: int = 12) -> Mesh:
    """A sessile leaf, broad at its clasping foot, its tip turned down."""
    tip = float(wild.normal(0, 12))
    shape = Leaf(
        length,
        length * 0.42,
        outline=((0, 0.55), (0.1, 0.82), (0.3, 1.0), (0.55, 0.84), (0.8, 0.42), (0.94, 0.12), (1, 0.0)),
        midrib=((0, 62), (0.25, 46), (0.6, 30 + tip), (1, -8 + 1.6 * tip)),
        fold=12,
        curl=((0, 1.2), (0.2, 0.3), (1, -0.05)),
        ripple=0.07,
        ripples=1.6,
        sickle=float(wild.normal(0, 8)),
        roll=float(wild.normal(0, 8)),
    )
    return leaf(shape, ATLAS, "leaf", wild, level, azimuth=azimuth, base_radius=foot * 0.8, rows=rows)


NODES = (-3.5, -10.5, -19.0, -29.0)


def _stalk(length: float, stem: float, lean: NDArray[np.float64], seeds: NDArray[np.int64], level: Level) -> Mesh:
    axis = Stalk(length, stem * 0.8, way=float(lean[6] * 2), sway=1.8, kink=0.35, taper=1.5, nodes=NODES, swell=0.14, soft=0.35)
    parts = [axis.grown(ATLAS, "stem", level, SIDES[level], (0.0, 0.6))]
    for k, node in enumerate(NODES[:2] if level is Level.FAR else NODES):
        wild = np.random.default_rng(seeds[k])
        for side in (0.0, 180.0):
            grown = _leaf(5.4 + 0.7 * k, float(axis.thick(node)), 50 + 90 * k + side + 60 * float(lean[7]), wild, level)
            parts.append(grown.transformed(axis.frame(node) @ shift(y=node)))
    return merge(parts)


def paint(variety: Variety) -> Mapping[str, Floats]:
    body = worn(hex_colour(variety.hex), 0.9)
    if oklab(body)[0] < 0.88:  # deep cups darken, and purple turns to blue
        body = shade(body, 0.025, 0.96, 6 if oklab(body)[2] < -0.05 else 0)
    body = warmed(body, 5)
    lightness, a, b = (float(x) for x in oklab(body))
    pale = float(smoothstep(0.6, 0.85, lightness))
    chroma = float(np.hypot(a, b))
    white = chroma < 0.045 and lightness > 0.9
    accent = worn(hex_colour(variety.accent), 0.9) if variety.accent else None
    cream = hex_colour("#EFEFC6")
    glow = hex_colour("#FCE3B6") if accent is None else mix(accent, hex_colour("#FBEFD8"), 0.45)
    deep = mix(body, glow, 0.65) if white else shade(body, 0.0 - 0.04 * (1 - pale), 1.05)
    if not white and lightness > 0.8 and abs(a) < b < 0.07:  # cream turns to khaki in the folds unless those lean to pink
        deep = shade(body, 0.0, 1.12, -18)
    if white:  # their folds glow cream, never grey
        body = mix(body, deep, 0.22)
    petal = PetalPaint(
        body,
        deep=deep,
        deep_until=0.95 if white else 0.7,
        edge=accent if accent is not None else shade(body, 0.03, 0.85) if lightness > 0.55 else shade(body, 0.05, 0.95),
        edge_width=0.3 if accent is not None else 0.16,
        edge_strength=0.95 if accent is not None else 0.6,
        claw=mix(cream, hex_colour("#C6D48E"), 0.5),
        claw_until=0.2,
        veins=0.05,
        vein_count=11,
        mottle=0.025,
        seed=71,
    )
    green = hex_colour("#C9D699")
    bud = replace(
        petal,
        body=mix(body, green, 0.42),
        deep=mix(body, green, 0.75),
        deep_until=0.8,
        claw=green,
        claw_until=0.25,
        edge=accent if accent is not None else body,
        edge_width=0.5,
        seed=74,
    )
    waxy = hex_colour("#6B9069")
    return finished(
        {
            "guard": petal_tile(replace(petal, claw_until=0.32)),
            "petal": petal_tile(replace(petal, seed=72)),
            "heart": petal_tile(replace(petal, body=mix(body, deep, 0.4), seed=73)),
            "bud": petal_tile(bud),
            "sepal": leaf_tile(hex_colour("#7FA468"), veins="parallel", pairs=2, contrast=0.08),
            "leaf": leaf_tile(waxy, veins="parallel", pairs=2, contrast=0.1),
            "stem": stem_tile(hex_colour("#6A8F5E"), hex_colour("#86AA6C")),
            "pistil": stem_tile(hex_colour("#A9C468"), hex_colour("#E6E56E")),
        }
    )


PLANT = PlantKind("lisianthus", ATLAS, OPENNESS, grow, paint)
