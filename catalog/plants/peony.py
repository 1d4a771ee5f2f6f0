"""Herbaceous peony, a full double: broad guard petals that cup a bomb of ruffled, notched inner ones; glossy, twice divided leaves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from catalog.ageing import SHEDDING
from catalog.atlas import LEAF, STEM, Atlas, Finish
from catalog.mesh import Floats, Mesh, merge
from catalog.organs.blade import Blade, blade, steps
from catalog.organs.double import Detail, filling, petals, sized, spheres, warmed
from catalog.organs.head import diameter
from catalog.organs.leaf import Compound, Leaf, compound_leaf, leaf
from catalog.organs.place import scale, shift, turn
from catalog.organs.profile import Nest, through
from catalog.organs.shoot import SIDES, shoot
from catalog.organs.stalk import Stalk
from catalog.organs.stem import lathe, tube
from catalog.plant import Growth, Head, Level, Plant, PlantKind
from catalog.species import Variety
from catalog.surface import PetalPaint, finished, hex_colour, leaf_tile, mix, oklab, petal_tile, shade, stem_tile, worn

SATIN = Finish(roughness=0.6, translucency=0.8, sheen=0.3)
GLOSSY = Finish(roughness=0.4, translucency=0.35)
ATLAS = Atlas((("guard", SATIN), ("petal", SATIN), ("heart", SATIN), ("sepal", LEAF), ("leaf", GLOSSY), ("stem", STEM)))
OPENNESS = {"bud": 0.1, "half": 0.5, "full": 0.95}
INNER, GUARDS = 46, 12
NECK = 5.5  # cm from the neck to the head

# Radius and height (cm) of the midribs: the bomb from its middle outwards, then the guard petals.
BOMB = Nest(
    (0.0, 0.45, 1.0),
    (
        ((0.15, 0.3), (0.32, 1.4), (0.46, 2.5), (0.5, 3.6), (0.4, 4.5), (0.12, 5.2)),
        ((0.35, 0.2), (1.0, 1.1), (1.55, 2.2), (1.75, 3.4), (1.5, 4.5), (0.75, 5.3)),
        ((0.45, 0.1), (1.5, 0.8), (2.2, 1.9), (2.42, 3.2), (2.1, 4.4), (1.25, 5.25)),
    ),
    (
        ((0.15, 0.9), (0.35, 2.4), (0.55, 4.1), (0.75, 5.7), (0.72, 7.0), (0.4, 7.75)),
        ((0.35, 0.55), (1.35, 1.7), (2.3, 3.2), (2.9, 4.8), (2.85, 6.1), (2.2, 7.0)),
        ((0.45, 0.1), (2.1, 0.75), (3.55, 1.85), (4.5, 3.3), (4.85, 4.6), (4.7, 5.45)),
    ),
)
CUP = Nest(
    (0.0, 0.5, 1.0),
    (
        ((0.4, 0.05), (1.6, 0.6), (2.4, 1.7), (2.65, 3.1), (2.3, 4.4), (1.3, 5.35)),
        ((0.4, 0.02), (1.65, 0.52), (2.48, 1.6), (2.75, 3.0), (2.4, 4.32), (1.4, 5.28)),
        ((0.4, 0.0), (1.7, 0.45), (2.55, 1.5), (2.85, 2.9), (2.5, 4.25), (1.5, 5.2)),
    ),
    (
        ((0.4, 0.05), (2.2, 0.35), (3.8, 1.3), (4.7, 2.7), (5.05, 4.1), (4.95, 5.1)),
        ((0.4, 0.02), (2.3, 0.15), (4.1, 0.8), (5.25, 2.05), (5.8, 3.45), (5.95, 4.5)),
        ((0.4, 0.0), (2.3, -0.05), (4.3, 0.3), (5.75, 1.35), (6.45, 2.8), (6.6, 4.1)),
    ),
)
INSIDE = (Detail(0.45, 16, 5, 1.35, 0.4), Detail(0.0, 12, 4, 1.3, 0.55))
OUTSIDE = (Detail(0.0, 16, 8, 1.4),)


def grow(growth: Growth, rng: np.random.Generator) -> Plant:
    lean, seeds = rng.normal(0, 1, 8), rng.integers(0, 2**31, INNER + GUARDS + 24)
    early = float(rng.uniform(-0.05, 0.05))
    openness, level = float(np.clip(growth.openness + early, 0, 1)), growth.level
    across = diameter(growth, OPENNESS)
    flower, factor = sized(merge(_flower(openness, seeds, level)), (ATLAS, "guard"), across)
    low, high = (float(y) for y in flower.bounds[:, 1])
    stem = sum(growth.species.stem_diameter) / 4 * 100
    nod = float(np.clip(4 + 4 * lean[0] + 2 * openness, 0, 14))
    neck = shoot((0, 0, 0), 360 * float(lean[1]), 90, 90 - nod, NECK, sway=0.2)
    head = merge([flower, *_calyx(openness, factor, seeds, level)]).transformed(neck.place)
    pedicel = neck.grown((stem, stem * 0.85), ATLAS, "stem", level, flare=0.12, along=(0.85, 1.0))
    length = (sum(growth.species.stem_length) / 2 * 100 - 8 - (high - low) * 0.5) * (1 + 0.04 * float(np.clip(lean[2], -2, 2)))
    base, axis = neck.place[:3, 3], neck.place[:3, 1]
    middle = base + axis * (low + (high - low) * 0.5)
    return Plant(
        bloom=merge([head, pedicel]).transformed(scale(0.01)),
        stalk=_stalk(length, stem, lean, seeds, level).transformed(scale(0.01)),
        head=Head((middle * 0.01).astype(np.float32), across / 200, axis.astype(np.float32)),
        proxies=np.array(spheres(neck.place, across / 2, low, high), np.float32) * np.float32(0.01),
        stem_radius=stem * 0.01,
        stalk_length=length * 0.01,
    )


def _flower(openness: float, seeds: NDArray[np.int64], level: Level) -> list[Mesh]:
    """The petals in cm, origin at their base."""
    whole = float(np.clip((openness - 0.06) / 0.86, 0, 1.04))
    around = float(seeds[-1] % 360)

    def inner(t: float, wild: np.random.Generator) -> Blade:
        q = float(np.clip(1.25 * whole - 0.3 * (1 - t), 0, 1.03)) * min(1.0, 3 * whole)
        points = BOMB.points(t, q)
        points[1:, 0] *= 1 + float(wild.normal(0, 0.07)) * q * np.array([0.3, 0.6, 0.9, 1.2, 1.5])
        points[2:, 1] += float(np.clip(wild.normal(0, 0.2), -0.3, 0.3)) * (0.3 + 0.7 * q) * np.array([0.3, 0.6, 0.9, 1.0])
        line = through(points)
        shut, broad = 2.5 + 1.0 * t, (3.2 + 2.7 * t) * float(wild.uniform(0.74, 1.18))
        return Blade(
            line.length,
            shut + (broad - shut) * q,
            line.midrib,
            ((0, 0.16), (0.25, 0.42), (0.5, 0.8), (0.72, 1.04), (0.88, 1.06), (1, 0.98)),
            base_radius=line.radius,
            base_height=line.height,
            wrap=0.97 - 0.3 * q**2,
            reflex=((0, 0), (0.5, 0), (1, -0.16 * q)),
            roundness=0.13,
            oval=0.3,
            tip_notch=0.02 + 0.08 * float(wild.random()),
            spiral=0.1,
            ruffle=0.04 + (0.3 + 0.16 * float(wild.random())) * q**0.7,
            ruffle_waves=float(wild.uniform(1.7, 2.5)),
            ruffle_from=0.4,
            unevenness=0.05 + 0.1 * q,
            twist=float(np.clip(wild.normal(0, 5), -8, 8)) * q,
        )

    def guard(t: float, wild: np.random.Generator) -> Blade:
        q = float(np.clip(1.2 * whole - 0.2 * (1 - t), 0, 1.03)) * min(1.0, 3 * whole)
        points = CUP.points(t, q)
        points[2:, 1] += float(np.clip(wild.normal(0, 0.14), -0.25, 0.25)) * q * np.array([0.3, 0.6, 0.9, 1.2])
        line = through(points)
        return Blade(
            line.length,
            (4.8 + (2.9 + 0.9 * t) * q) * float(wild.uniform(0.95, 1.07)),
            line.midrib,
            ((0, 0.22), (0.2, 0.6), (0.45, 0.93), (0.68, 1.05), (0.86, 1.04), (1, 0.98)),
            base_radius=line.radius,
            base_height=line.height,
            wrap=0.97 - 0.04 * q**2.5,
            roundness=0.14,
            oval=0.4,
            tip_notch=0.01 + 0.035 * float(wild.random()),
            spiral=0.075,
            ruffle=0.03 + 0.15 * q,
            ruffle_waves=float(wild.uniform(1.6, 2.4)),
            ruffle_from=0.5,
            unevenness=0.04 + 0.06 * q,
        )

    def kept(i: int) -> bool:
        if level is Level.FAR:
            return i >= INNER - 14 and i % 2 == 0
        if level is Level.PHONE:
            return i % 5 != 1 if i > 30 else i % 2 == 0
        return level is Level.HERO or i % 4 != 2

    def guard_kept(i: int) -> bool:
        return i % 2 == 0 if level is Level.FAR else True

    parts = petals(
        INNER,
        inner,
        lambda t: "heart" if t < 0.3 else "petal",
        INSIDE,
        kept,
        ATLAS,
        seeds,
        level,
        azimuth=around,
        jitter=16,
        shading=0.04,
    )
    if level is Level.FAR:
        parts.append(filling(1.7 + 1.9 * whole, 5.0 + 1.2 * whole, ATLAS, "petal", 8))
    lift = np.array([1 + 1.2 * whole, 1 + 0.36 * whole])
    heart = np.array([(0.5, 0.4), (0.62, 2.0), (0.5, 3.6), (0.2, 4.3), (0.01, 4.4)]) * lift
    parts.append(lathe(heart, ATLAS, "heart", sides=8 if level is Level.HERO else 6))
    outer = seeds[INNER:]
    parts += petals(GUARDS, guard, lambda _: "guard", OUTSIDE, guard_kept, ATLAS, outer, level, azimuth=around + 70, jitter=8)
    return parts


def _calyx(openness: float, factor: float, seeds: NDArray[np.int64], level: Level) -> list[Mesh]:
    """Round green sepals with a reddish rim under the guards, two of them drawn out to a leafy point."""
    size = factor**0.6
    dome = np.array([(0.3, -0.4), (0.55, -0.26), (0.7, -0.08), (0.42, 0.03)]) * size
    parts = [lathe(dome, ATLAS, "sepal", sides=SIDES[level] + 2)]
    q = float(np.clip(openness * 1.1, 0, 1))
    for k in range(5 if level is not Level.FAR else 3):
        wild = np.random.default_rng(seeds[INNER + GUARDS + k])
        leafy = k % 3 == 0
        # They hug the guards: the round ones all the way, the leafy ones stand out under the open flower.
        lies = np.array([-12.0, -6, -14, -34] if leafy else [0.0, 2, 8, 22])
        angles = np.array([8.0, 32, 62, 84]) * (1 - q) + lies * q - abs(float(wild.normal(0, 6))) * q
        shape = Blade(
            ((3.6 + 2.2 * q) if leafy else 2.4 + 0.6 * q) * size,
            ((1.2 + 0.3 * q) if leafy else 2.1 + 0.4 * q) * size,
            tuple(zip((0, 0.3, 0.65, 1), angles, strict=True)),
            ((0, 0.7), (0.3, 1.0), (0.7, 0.5), (1, 0.05)) if leafy else ((0, 0.6), (0.4, 1.0), (0.75, 0.95), (1, 0.6)),
            base_radius=0.42 * size,
            base_height=0.02 - 0.06 * q,
            wrap=0.7 * (1 - q) + 0.3,
            roundness=0.0 if leafy else 0.1,
            oval=0.0 if leafy else 0.25,
            unevenness=0.05,
        )
        parts.append(blade(shape, ATLAS, "sepal", wild, azimuth=137.5 * k, grid=steps(level, 6, 6)))
    return parts


def _leaflet(size: float) -> Leaf:
    return Leaf(
        7.2 * size,
        2.5 * size,
        outline=((0, 0.06), (0.1, 0.4), (0.3, 0.88), (0.48, 1.0), (0.7, 0.74), (0.88, 0.34), (1, 0.0)),
        midrib=((0, 14), (0.4, 0), (1, -34)),
        fold=15,
        curl=((0, -0.04), (1, -0.06)),
        ripple=0.1,
        ripples=1.8,
        petiole=0.35 * size,
        petiole_radius=0.06,
    )


def _biternate(size: float, radius: float, azimuth: float, wild: np.random.Generator, level: Level) -> Mesh:
    """A leaf of three parts, each of three leaflets, on a long petiole; the foot at the origin, +Y up the stem."""
    rise = np.radians(50 + 6 * float(wild.normal()))
    reach = 5.0 * size
    t = np.linspace(0, 1, {Level.HERO: 7, Level.STANDARD: 5}.get(level, 3))
    droop = 0.9 * size * t**2
    path = np.stack([radius * 0.6 + reach * t * np.cos(rise), reach * t * np.sin(rise) - droop, 0 * t], 1)
    parts = [
        tube(path, np.linspace(0.17, 0.11, len(t)) * size, ATLAS, "stem", sides=SIDES[level], closed_tip=False, along=(0.6, 1.0))
    ]
    for heading, share in ((0.0, 1.0), (-62.0, 0.8), (62.0, 0.8)):
        bend = heading + 6 * float(wild.normal())
        tilt = float(wild.normal(0, 6))
        here = shift(*path[-1]) @ turn("y", bend) @ turn("z", 10 + tilt)
        if level is Level.FAR:
            parts.append(leaf(_leaflet(1.1 * size * share), ATLAS, "leaf", wild, level).transformed(here))
            continue
        part = Compound(
            _leaflet(size * share),
            pairs=1,
            rachis=2.6 * size * share,
            rachis_radius=0.08 * size,
            bare=0.75,
            midrib=((0, 14), (1, 0)),
            spread=50,
            side_share=0.86,
            last_share=0.86,
        )
        rng = np.random.default_rng(int(wild.integers(0, 2**31)))
        parts.append(compound_leaf(part, ATLAS, "leaf", rng, level, rachis_slot="stem", columns=2).transformed(here))
    return merge(parts).transformed(turn("y", azimuth))


def _stalk(length: float, stem: float, lean: NDArray[np.float64], seeds: NDArray[np.int64], level: Level) -> Mesh:
    spots = (5.0, 14.5)
    axis = Stalk(
        length, stem, way=float(lean[3] * 2), sway=2.0, kink=0.3, taper=1.2, nodes=tuple(-s for s in spots), swell=0.16, soft=0.5
    )
    parts = [axis.grown(ATLAS, "stem", level, SIDES[level] + 2 * (level is Level.HERO), (0.0, 0.85))]
    for k, below in enumerate(spots):
        wild = np.random.default_rng(seeds[INNER + GUARDS + 10 + k])
        at = 35 + 165 * k + 50 * float(lean[4]) + float(wild.normal(0, 12))
        grown = _biternate(0.9 + 0.14 * k, stem, at, wild, level)
        parts.append(grown.transformed(axis.frame(-below) @ shift(y=-below)))
    return merge(parts)


def paint(variety: Variety) -> Mapping[str, Floats]:
    body = worn(hex_colour(variety.hex), 1.2)
    if oklab(body)[0] < 0.68:  # deep pinks turn to red between so many petals
        body = shade(body, 0.045, 0.9, -4)
    elif oklab(body)[0] < 0.9:
        body = shade(body, 0.015, 1.02)
    body = warmed(body, 10)
    lightness, a, b = (float(x) for x in oklab(body))
    white = float(np.hypot(a, b)) < 0.045 and lightness > 0.9
    accent = worn(hex_colour(variety.accent), 1.2) if variety.accent else None
    deep = mix(body, hex_colour("#FADDB0"), 0.65) if white else warmed(shade(body, 0.0, 1.22), 8)
    edge = accent if accent is not None else shade(body, 0.05, 0.8, 5) if lightness > 0.55 else shade(body, 0.05, 0.95)
    if white:  # their folds glow cream, never grey
        body = mix(body, deep, 0.22)
    petal = PetalPaint(
        body,
        deep=deep,
        deep_until=1.0 if white else 0.9,
        edge=edge,
        edge_width=0.3,
        edge_strength=0.8,
        claw=mix(body, hex_colour("#F2E6C0"), 0.5),
        claw_until=0.1,
        veins=0.07,
        vein_count=15,
        mottle=0.04,
        seed=81,
    )
    blush = mix(body, hex_colour("#FBDCC4"), 0.55) if white else warmed(body, 6)
    return finished(
        {
            "guard": petal_tile(replace(petal, edge_strength=0.3 if accent is not None else 0.5, veins=0.1, seed=83)),
            "petal": petal_tile(petal),
            "heart": petal_tile(replace(petal, body=mix(body, blush, 0.6), deep=shade(blush, 0.0, 1.2), seed=82)),
            "sepal": leaf_tile(hex_colour("#A3BC70"), pairs=5, contrast=0.1, rim=hex_colour("#9C5A52")),
            "leaf": leaf_tile(hex_colour("#2F5B30"), pairs=7, contrast=0.2),
            "stem": stem_tile(hex_colour("#5B7F3F"), hex_colour("#718F4A")),
        }
    )


PLANT = PlantKind("peony", ATLAS, OPENNESS, grow, paint, ageing=SHEDDING)
