"""Persian buttercup: a button of very many papery petals about a green eye; the outer ones open to a saucer. Ferny leaves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from catalog.ageing import SHEDDING
from catalog.atlas import LEAF, STEM, Atlas, Finish
from catalog.mesh import Floats, Mesh, merge
from catalog.organs.blade import Blade, blade, steps
from catalog.organs.bud import furled
from catalog.organs.curves import smoothstep
from catalog.organs.double import Detail, filling, petals, sized, spheres, warmed
from catalog.organs.head import diameter
from catalog.organs.leaf import Leaf, leaf
from catalog.organs.place import scale, shift, turn
from catalog.organs.profile import Nest, through
from catalog.organs.shoot import SIDES, Shoot, shoot
from catalog.organs.stalk import Stalk
from catalog.organs.stem import lathe, tube
from catalog.plant import Growth, Head, Level, Plant, PlantKind
from catalog.species import Variety
from catalog.surface import PetalPaint, finished, flat_tile, hex_colour, leaf_tile, mix, oklab, petal_tile, shade, stem_tile, worn

PAPER = Finish(roughness=0.55, translucency=0.95, sheen=0.2)
ATLAS = Atlas(
    (("guard", PAPER), ("petal", PAPER), ("heart", PAPER), ("eye", STEM), ("sepal", LEAF), ("leaf", LEAF), ("stem", STEM))
)
OPENNESS = {"bud": 0.1, "half": 0.5, "full": 0.95}
PETALS = 84
NECK = 6.5  # cm from the neck to the head

# Radius and height (cm) of the midribs of the innermost petals, of three in between and of the outermost.
NEST = Nest(
    (0.0, 0.3, 0.62, 0.84, 1.0),
    (
        ((0.18, 0.3), (0.26, 1.0), (0.3, 1.8), (0.3, 2.4), (0.24, 2.75), (0.1, 2.95)),
        ((0.35, 0.2), (0.78, 0.8), (0.98, 1.6), (0.98, 2.4), (0.78, 2.9), (0.46, 3.14)),
        ((0.32, 0.1), (1.1, 0.5), (1.58, 1.35), (1.6, 2.3), (1.3, 2.95), (0.86, 3.25)),
        ((0.3, 0.04), (1.3, 0.36), (1.86, 1.2), (1.92, 2.2), (1.62, 2.9), (1.14, 3.24)),
        ((0.3, 0.0), (1.4, 0.25), (2.05, 1.05), (2.14, 2.05), (1.84, 2.8), (1.4, 3.15)),
    ),
    (
        ((0.18, 0.5), (0.36, 1.3), (0.54, 2.1), (0.64, 2.7), (0.66, 3.06), (0.58, 3.28)),
        ((0.35, 0.2), (1.02, 0.75), (1.46, 1.6), (1.58, 2.5), (1.46, 3.2), (1.2, 3.56)),
        ((0.32, 0.1), (1.52, 0.4), (2.24, 1.15), (2.44, 2.15), (2.28, 3.0), (1.94, 3.54)),
        ((0.3, 0.04), (1.62, 0.12), (2.5, 0.72), (2.84, 1.66), (2.82, 2.56), (2.54, 3.22)),
        ((0.3, 0.0), (1.6, -0.02), (2.66, 0.34), (3.12, 1.12), (3.26, 1.98), (3.12, 2.72)),
    ),
)
DETAIL = (Detail(0.86, 16, 6, 1.15), Detail(0.6, 14, 5, 1.3, 0.25), Detail(0.3, 12, 4, 1.4, 0.45), Detail(0.0, 8, 3, 1.5, 0.6))


def grow(growth: Growth, rng: np.random.Generator) -> Plant:
    lean, seeds, early = rng.normal(0, 1, 6), rng.integers(0, 2**31, PETALS + 12), float(rng.uniform(-0.05, 0.05))
    openness, level = float(np.clip(growth.openness + early, 0, 1)), growth.level
    across = diameter(growth, OPENNESS)
    flower, factor = sized(merge(_flower(openness, seeds, level)), (ATLAS, "guard"), across)
    low, high = (float(y) for y in flower.bounds[:, 1])
    stem = (0.42 * growth.species.stem_diameter[0] + 0.08 * growth.species.stem_diameter[1]) * 100
    neck = _neck(lean, openness)
    head = merge([flower, *_calyx(openness, factor, seeds, level)]).transformed(neck.place)
    pedicel = neck.grown((stem, stem * 0.7), ATLAS, "stem", level, flare=0.06, along=(0.85, 1.0))
    length = (sum(growth.species.stem_length) / 2 * 100 - 9) * (1 + 0.05 * float(np.clip(lean[3], -2, 2)))
    # One of the three siblings has lost its side bud.
    side, balls = ([], []) if growth.individual == 1 else _side_bud(stem, openness, seeds, level)
    base, axis = neck.place[:3, 3], neck.place[:3, 1]
    middle = base + axis * (low + (high - low) * 0.5)
    return Plant(
        bloom=merge([head, pedicel, *_bracts(stem, seeds, level), *side]).transformed(scale(0.01)),
        stalk=_stalk(length, stem, lean, seeds, level).transformed(scale(0.01)),
        head=Head((middle * 0.01).astype(np.float32), across / 200, axis.astype(np.float32)),
        proxies=np.array(spheres(neck.place, across / 2, low, high) + balls, np.float32) * np.float32(0.01),
        stem_radius=stem * 0.01,
        stalk_length=length * 0.01,
    )


def _opened(t: float, openness: float) -> float:
    """How far the petal of rank t has opened: the outer ones go first and furthest."""
    whole = float(np.clip((openness - 0.22) / 0.7, 0, 1.06))
    return float(np.clip(1.45 * whole - 0.5 * (1 - t), 0, 1.05)) * min(1.0, 2 * whole)


def _flower(openness: float, seeds: NDArray[np.int64], level: Level) -> list[Mesh]:
    """The petals and the eye in cm, origin at their base."""

    def shape(t: float, wild: np.random.Generator) -> Blade:
        q = _opened(t, openness)
        points = NEST.points(t, q)
        loose = float(np.clip(wild.normal(0, 1), -1.6, 1.6)) * (0.006 + 0.006 * q * t)
        points[2:, 0] *= 1 + loose * np.array([0.3, 0.6, 0.9, 1.2])
        points[3:, 1] += float(np.clip(wild.normal(0, 0.03 + 0.03 * q * t), -0.09, 0.09)) * np.array([0.3, 0.7, 1.0])
        line = through(points)
        girth = float(points[3, 0])
        return Blade(
            line.length,
            (0.62 + 2.2 * girth**0.82) * (1 - 0.12 * q * t**4) * float(wild.uniform(0.92, 1.08)),
            line.midrib,
            ((0, 0.22), (0.2, 0.56), (0.45, 0.94), (0.65, 1.04), (0.85, 1.0), (1, 0.84)),
            base_radius=line.radius,
            base_height=line.height,
            wrap=0.99 - 0.1 * q**2.5 * t**4,
            reflex=((0, 0), (0.6, 0), (1, 0.04 - 0.05 * q * t**3)),
            roundness=0.03 + 0.03 * t,
            oval=0.15 + 0.12 * t,
            spiral=0.03 + 0.05 * (1 - t),
            ruffle=0.015 + 0.04 * q * t,
            ruffle_waves=1.6,
            ruffle_from=0.5,
            unevenness=0.004 + 0.02 * q * t,
            tip_notch=float(wild.uniform(0, 0.012)),
        )

    def kept(i: int) -> bool:
        if level is Level.FAR:
            return i >= PETALS - 9 or (i > 40 and i % 6 == 0)
        if level is Level.PHONE:
            return i >= PETALS - 22 or i % 5 in (0, 2)
        return level is Level.HERO or i >= PETALS - 30 or i % 5 != 2

    def slot(t: float) -> str:
        return "heart" if t < 0.2 else "petal" if t < 0.86 else "guard"

    inner = _opened(0.1, openness)
    far = [filling(1.2 + 0.9 * _opened(0.6, openness), 2.9 + 0.6 * inner, ATLAS, "petal", 8)] if level is Level.FAR else []
    top = 2.98 + 0.26 * inner
    eye = [(0.4, 1.2), (0.5, top - 0.55), (0.46, top - 0.26), (0.28, top - 0.06), (0.01, top)]
    body = lathe(eye, ATLAS, "eye", sides={Level.HERO: 18, Level.STANDARD: 10, Level.PHONE: 6, Level.FAR: 4}[level])
    return [body, *far, *petals(PETALS, shape, slot, DETAIL, kept, ATLAS, seeds, level, azimuth=float(seeds[-1] % 360), jitter=9)]


def _neck(lean: NDArray[np.float64], openness: float) -> Shoot:
    """The stem's last part; heavy heads nod a little, and no two alike."""
    nod = float(np.clip(9 + 5 * lean[0] + 7 * openness, 3, 22))
    return shoot((0, 0, 0), -80 + 40 * float(lean[1]), 90, 90 - nod, NECK * (1 + 0.08 * float(np.clip(lean[2], -2, 2))), sway=0.45)


def _calyx(openness: float, factor: float, seeds: NDArray[np.int64], level: Level) -> list[Mesh]:
    """Five pale sepals that fold back as the flower opens, on a little receptacle."""
    parts = [lathe([(0.16, -0.12), (0.3, -0.02), (0.36, 0.1), (0.2, 0.3)], ATLAS, "stem", sides=SIDES[level])]
    q = float(np.clip(openness * 1.3, 0, 1))
    for k in range(5):
        wild = np.random.default_rng(seeds[PETALS + k])
        droop = float(wild.normal(0, 8))
        angles = np.array([20.0, 38, 62, 84]) * (1 - q) + np.array([2.0, -12, -26, -30]) * q + droop
        shape = Blade(
            1.75 * factor**0.5,
            1.05,
            tuple(zip((0, 0.3, 0.65, 1), angles, strict=True)),
            ((0, 0.6), (0.4, 1.0), (0.75, 0.72), (1, 0.2)),
            base_radius=0.26,
            base_height=0.02,
            wrap=0.5 * (1 - q),
            curl=((0, 0.6), (1, 0.3)),
            roundness=0.1,
            oval=0.1,
        )
        parts.append(blade(shape, ATLAS, "sepal", wild, azimuth=72 * k, grid=steps(level, 4, 6)))
    return parts


def _lobes(length: float, pitch: float, foot: float, wild: np.random.Generator, level: Level) -> Mesh:
    """One leaf of three stalked parts, each cut into three smooth, wedge-shaped lobes that arch over, along +X."""
    parts = []
    whole = level in (Level.HERO, Level.STANDARD)
    lift = np.radians(pitch)
    for heading, share in ((-54.0, 0.8), (0.0, 1.0), (52.0, 0.84)):
        own = length * share * float(wild.uniform(0.92, 1.08))
        end = own * 0.4 * np.array([np.cos(lift), np.sin(lift), 0.0])
        grown = []
        for side, part in ((-34.0, 0.7), (0.0, 1.0), (36.0, 0.74)):
            draw = wild.normal(0, 1, 3)
            size = own * 0.62 * part * (1 + 0.07 * float(draw[0]))
            shape = Leaf(
                size,
                size * (0.44 if whole else 0.8),
                outline=((0, 0.16), (0.2, 0.4), (0.45, 0.78), (0.66, 1.0), (0.82, 0.84), (0.93, 0.46), (1, 0.0)),
                midrib=((0, pitch - 4), (0.35, pitch - 20), (0.7, pitch - 52 + 7 * draw[1]), (1, pitch - 84 + 10 * draw[1])),
                fold=15,
                ripple=0.03 * size,
                ripples=2.0,
                twist=9 * float(draw[2]),
                sickle=-0.5 * side,
            )
            lobe = leaf(shape, ATLAS, "leaf", wild, level, rows=9, columns=2, tint=1 + 0.05 * float(draw[2]))
            if whole or side == 0:
                grown.append(lobe.transformed(shift(*end) @ turn("y", side)))
        stalk = np.linspace(0, 1, 3)[:, None] * end
        grown.append(tube(stalk, 0.055, ATLAS, "stem", sides={Level.HERO: 5, Level.STANDARD: 4}.get(level, 3), closed_tip=False))
        if level is not Level.FAR or heading == 0:
            parts.append(merge(grown).transformed(turn("y", heading + 5 * float(wild.normal()))))
    return merge(parts).transformed(shift(foot))


def _side_bud(stem: float, openness: float, seeds: NDArray[np.int64], level: Level) -> tuple[list[Mesh], list[list[float]]]:
    """A young bud on its own thin stalk from the axil of the small leaf, and the sphere that covers it."""
    wild = np.random.default_rng(seeds[PETALS + 5])
    at = float(wild.uniform(0, 360))
    length, bend, size = float(wild.uniform(3.2, 4.0)), float(wild.normal(0, 4)), 0.8 + 0.3 * openness
    way = shoot((0, 0.7, 0), at + 24, 36 + bend, 70 + bend, length, sway=0.3)
    rows, sides = {Level.HERO: (9, 24), Level.STANDARD: (7, 16), Level.PHONE: (5, 9), Level.FAR: (2, 4)}[level]
    round_ = np.linspace(0.28, np.pi, rows)
    profile = np.stack([0.74 * np.sin(round_) ** 0.9 + 0.01, 0.69 - 0.69 * np.cos(round_)], 1) * size
    ball = furled(profile, ATLAS, "petal", sides=sides, folds=3, depth=0.12, turns=0.3)
    bud = merge([ball, *_calyx(0.12, 0.34 * size, seeds, level)]).transformed(way.place)
    middle = way.place[:3, 3] + way.place[:3, 1] * 0.7 * size
    return [way.grown((stem * 0.5, stem * 0.36), ATLAS, "stem", level), bud], [[*middle, 0.9 * size]]


def _bracts(stem: float, seeds: NDArray[np.int64], level: Level) -> list[Mesh]:
    """The small cut leaf where the flower's own stem begins."""
    wild = np.random.default_rng(seeds[PETALS + 5])
    at = float(wild.uniform(0, 360))
    small = _lobes(2.6, 62, stem * 0.7, wild, level)
    return [small.transformed(shift(y=0.5) @ turn("y", at))]


def _stalk(length: float, stem: float, lean: NDArray[np.float64], seeds: NDArray[np.int64], level: Level) -> Mesh:
    axis = Stalk(length, stem, way=float(lean[4] * 2), sway=2.6, kink=0.4, taper=1.2, nodes=(-9.5, -18.0), swell=0.12, soft=0.5)
    parts = [axis.grown(ATLAS, "stem", level, SIDES[level] + 2 * (level is Level.HERO), (0.0, 0.85))]
    for k, below in enumerate((9.5, 18.0)):
        wild = np.random.default_rng(seeds[PETALS + 6 + k])
        at = 70 + 150 * k + 40 * float(lean[5]) + float(wild.normal(0, 15))
        grown = _lobes(6.2 + 1.4 * k, 58, stem * 0.9, wild, level)
        parts.append(grown.transformed(axis.frame(-below) @ shift(y=-below) @ turn("y", at)))
    return merge(parts)


def paint(variety: Variety) -> Mapping[str, Floats]:
    body = worn(hex_colour(variety.hex), 1.25)
    if 0.0 < oklab(body)[1] < oklab(body)[2] * 1.2 and oklab(body)[2] > 0.08:  # orange reddens between so many petals
        body = shade(body, 0.02, 0.94, 7)
    body = warmed(body, 6)
    lightness, a, b = (float(x) for x in oklab(body))
    pale = float(smoothstep(0.6, 0.85, lightness))
    white = float(np.hypot(a, b)) < 0.045 and lightness > 0.9
    deep = mix(body, hex_colour("#FCE2B4"), 0.6) if white else shade(body, -0.03 - 0.015 * (1 - pale), 1.14)
    if not white and lightness > 0.8 and b > abs(a):  # cream turns to khaki in the folds unless those lean to pink
        deep = shade(body, 0.0, 1.1, -11)
    deep = warmed(deep, 10)
    rim = shade(body, 0.075, 0.7) if lightness > 0.55 else shade(body, 0.08, 0.94)
    if white:  # their folds glow cream, never grey
        body = mix(body, deep, 0.22)
    petal = PetalPaint(
        body,
        deep=deep,
        deep_until=0.85,
        edge=rim,
        edge_width=0.16,
        edge_strength=0.95,
        claw=mix(body, hex_colour("#E8E4B0"), 0.4),
        claw_until=0.14,
        veins=0.06,
        vein_count=13,
        mottle=0.03,
        seed=61,
    )
    green = hex_colour("#BCC46A")
    heart = replace(petal, edge=mix(rim, green, 0.06), deep=mix(deep, green, 0.9), deep_until=1.0, seed=62)
    leafy = hex_colour("#5C8A3E")
    return finished(
        {
            "guard": petal_tile(replace(petal, edge_strength=0.7, veins=0.08, seed=63)),
            "petal": petal_tile(petal),
            "heart": petal_tile(heart),
            "eye": flat_tile(hex_colour("#8FA844"), 0.35),
            "sepal": leaf_tile(hex_colour("#8FAE62"), pairs=5, contrast=0.1),
            "leaf": leaf_tile(leafy, pairs=5, contrast=0.18),
            "stem": stem_tile(hex_colour("#6C9148"), hex_colour("#85A65C")),
        }
    )


PLANT = PlantKind("ranunculus", ATLAS, OPENNESS, grow, paint, ageing=SHEDDING)
