"""Garden rose: a wide bowl of round guard petals with rolled rims, filled to the brim with small, crowded petals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from catalog.ageing import SHEDDING
from catalog.atlas import LEAF, STEM, Atlas, Finish
from catalog.mesh import Floats, Mesh, merge
from catalog.organs.blade import Blade, blade, steps
from catalog.organs.curves import smoothstep
from catalog.organs.double import Detail, petals, sized, spheres, warmed
from catalog.organs.head import diameter
from catalog.organs.leaf import Compound, Leaf, compound_leaf
from catalog.organs.place import scale, shift
from catalog.organs.profile import Nest, through
from catalog.organs.shoot import SIDES, shoot
from catalog.organs.stalk import Stalk
from catalog.organs.stem import lathe, tube
from catalog.plant import Growth, Head, Level, Plant, PlantKind
from catalog.species import Variety
from catalog.surface import PetalPaint, finished, flat_tile, hex_colour, leaf_tile, mix, oklab, petal_tile, shade, stem_tile, worn

VELVET = Finish(roughness=0.65, translucency=0.9, sheen=0.3)
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
BOWL = 26  # petals of the bowl, from the ring about the heart to the outermost guards
HEART = 40  # small petals that fill the bowl
NECK = 5.6  # cm from the neck to the hip
HIP = 0.95
LEAVES = ((7.0, 55.0), (15.0, 240.0), (23.0, 20.0))  # cm below the neck, azimuth

# Radius and height (cm, of a flower 10 across) of the bowl's midribs: next to the heart, in between, outermost.
NEST = Nest(
    (0.0, 0.4, 0.75, 1.0),
    (
        ((0.3, 0.3), (0.85, 1.0), (1.12, 2.0), (1.05, 3.0), (0.7, 3.8), (0.36, 4.15)),
        ((0.35, 0.12), (1.15, 0.7), (1.55, 1.7), (1.52, 2.8), (1.12, 3.7), (0.66, 4.2)),
        ((0.35, 0.03), (1.3, 0.45), (1.85, 1.4), (1.85, 2.5), (1.48, 3.5), (1.12, 4.12)),
        ((0.35, 0.0), (1.35, 0.35), (2.0, 1.2), (2.06, 2.3), (1.74, 3.3), (1.6, 3.95)),
    ),
    (
        ((0.35, 0.3), (1.8, 0.85), (2.9, 1.8), (3.35, 2.9), (3.48, 3.75), (3.8, 4.2)),
        ((0.4, 0.12), (2.0, 0.5), (3.35, 1.4), (3.95, 2.55), (4.15, 3.4), (4.5, 3.9)),
        ((0.4, 0.03), (2.2, 0.25), (3.8, 1.05), (4.5, 2.15), (4.88, 2.98), (5.3, 3.4)),
        ((0.4, 0.0), (2.2, 0.05), (3.95, 0.7), (4.85, 1.75), (5.42, 2.5), (5.95, 2.8)),
    ),
)
# The small petals in the bowl, from the flower's middle to the bowl.
FILLING = Nest(
    (0.0, 0.5, 1.0),
    (
        ((0.05, 1.2), (0.08, 1.9), (0.12, 2.6), (0.15, 3.2), (0.12, 3.6), (0.04, 3.9)),
        ((0.2, 0.8), (0.45, 1.5), (0.6, 2.3), (0.62, 3.0), (0.5, 3.6), (0.25, 4.0)),
        ((0.3, 0.4), (0.75, 1.0), (0.98, 2.0), (0.95, 3.0), (0.7, 3.7), (0.38, 4.1)),
    ),
    (
        ((0.05, 1.5), (0.16, 2.4), (0.34, 3.2), (0.46, 3.8), (0.46, 4.3), (0.3, 4.65)),
        ((0.2, 0.8), (0.85, 1.6), (1.4, 2.55), (1.75, 3.45), (1.92, 4.15), (2.12, 4.55)),
        ((0.3, 0.4), (1.6, 1.0), (2.6, 2.0), (3.05, 3.05), (3.2, 3.9), (3.45, 4.35)),
    ),
)
DETAIL = (Detail(0.62, 20, 8, 1.25), Detail(0.3, 14, 5, 1.5, 0.35), Detail(0.0, 12, 4, 1.5, 0.5))


def grow(growth: Growth, rng: np.random.Generator) -> Plant:
    lean, seeds = rng.normal(0, 1, 8), rng.integers(0, 2**31, BOWL + 24)
    early, inner = float(rng.uniform(-0.04, 0.04)), rng.spawn(1)[0]
    openness, level = float(np.clip(growth.openness + early, 0, 1)), growth.level
    across = diameter(growth, OPENNESS)
    flower, factor = sized(merge(_flower(openness, seeds, inner, level)), (ATLAS, "guard"), across)
    flower = flower.transformed(shift(y=HIP - 0.14))
    low, high = (float(y) for y in flower.bounds[:, 1])
    stem = sum(growth.species.stem_diameter) / 4 * 100
    # A heavy head, which nods to the front; its shop side is its face.
    nod = float(np.clip(8 + 4 * lean[0] + 18 * openness, 4, 32))
    neck = shoot((0, 0, 0), -80 + 30 * float(np.clip(lean[1], -1, 1)), 90, 90 - nod, NECK, sway=0.15)
    head = merge([flower, _calyx(openness, factor, seeds, level)]).transformed(neck.place)
    pedicel = neck.grown((stem, stem * 0.74), ATLAS, "stem", level, along=(0.8, 1.0))
    length = (sum(growth.species.stem_length) / 2 * 100 - NECK - high * 0.8) * (1 + 0.03 * float(np.clip(lean[2], -2, 2)))
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


def _flower(openness: float, seeds: NDArray[np.int64], rng: np.random.Generator, level: Level) -> list[Mesh]:
    """The petals in cm, origin at their base."""
    whole = float(np.clip((openness - 0.04) / 0.88, 0, 1.04))
    around = float(seeds[-1] % 360)

    def shape(t: float, wild: np.random.Generator) -> Blade:
        q = float(np.clip(1.22 * whole - 0.22 * (1 - t), 0, 1.03)) * min(1.0, 3 * whole)
        points = NEST.points(t, q)
        points[2:, 0] *= 1 + float(np.clip(wild.normal(0, 1), -1.6, 1.6)) * 0.018 * q * np.array([0.4, 0.7, 1.0, 1.3])
        points[3:, 1] += float(np.clip(wild.normal(0, 0.13), -0.24, 0.24)) * (0.3 + 0.7 * q) * np.array([0.4, 0.8, 1.0])
        line = through(points)
        girth = float(points[3, 0])
        return Blade(
            line.length,
            (1.1 + 2.5 * girth**0.6) * (1 - 0.08 * q * t) * float(wild.uniform(0.95, 1.06)),
            line.midrib,
            ((0, 0.2), (0.2, 0.6), (0.45, 0.95), (0.66, 1.06), (0.86, 1.03), (1, 0.95)),
            base_radius=line.radius,
            base_height=line.height,
            wrap=0.98 - 0.1 * q * t,
            reflex=((0, 0), (0.6, 0), (0.8, -0.08 * t), (1, -0.08 - 0.3 * t**2)),
            roundness=0.14,
            oval=0.3,
            tip_notch=0.06 * float(wild.random()) * q,
            spiral=0.06,
            ruffle=0.02 + 0.15 * q,
            ruffle_waves=float(wild.uniform(1.3, 2.1)),
            ruffle_from=0.55,
            unevenness=0.01 + 0.1 * q * t,
        )

    def kept(i: int) -> bool:
        if level is Level.FAR:
            return i >= BOWL - 9 or i % 4 == 0
        return level is not Level.PHONE or i % 3 != 1 or i >= BOWL - 11

    def slot(t: float) -> str:
        return "guard" if t > 0.5 else "petal"

    bowl = petals(BOWL, shape, slot, DETAIL, kept, ATLAS, seeds, level, azimuth=around, jitter=8, shading=0.03)
    return [*_heart(whole, around, rng, level), *bowl]


def _heart(whole: float, around: float, rng: np.random.Generator, level: Level) -> list[Mesh]:
    """The small, crowded petals that fill the bowl, and the ground that they stand in."""
    q = float(smoothstep(-0.1, 1.0, whole))
    seeds, start = rng.integers(0, 2**31, HEART), float(rng.uniform(0, 360))

    def shape(t: float, wild: np.random.Generator) -> Blade:
        points = FILLING.points(t, q)
        j = np.clip(wild.normal(0, 1, 4), -1.6, 1.6)
        points[2:, 0] *= 1 + 0.09 * float(j[0]) * q * np.array([0.5, 0.8, 1.0, 1.2])
        points[3:, 1] += (0.13 * float(j[1]) * (0.3 + 0.7 * q)) * np.array([0.5, 0.8, 1.0])
        line = through(points)
        girth = float(points[3, 0])
        return Blade(
            line.length,
            (1.15 + 1.35 * girth**0.8) * (1 + 0.1 * float(j[2])),
            line.midrib,
            ((0, 0.2), (0.25, 0.5), (0.5, 0.86), (0.72, 1.06), (0.88, 1.06), (1, 0.96)),
            base_radius=line.radius,
            base_height=line.height,
            wrap=0.98 - 0.14 * q,
            reflex=((0, 0), (0.7, 0), (1, -0.3 * q)),
            roundness=0.16,
            oval=0.3,
            tip_notch=0.05 * float(wild.random()) * q,
            spiral=0.07,
            ruffle=0.03 + 0.13 * q,
            ruffle_waves=float(wild.uniform(1.4, 2.2)),
            ruffle_from=0.5,
            unevenness=0.02 + 0.05 * q,
            twist=7 * float(j[3]) * q,
        )

    def kept(i: int) -> bool:
        if level is Level.FAR:
            return i % 5 == 4
        return i % 2 == 1 if level is Level.PHONE else True

    detail = (Detail(0.45, 14, 3, 1.5, 0.5), Detail(0.0, 12, 3, 1.5, 0.5))
    grown = petals(
        HEART, shape, lambda _: "heart", detail, kept, ATLAS, seeds, level, azimuth=around + start, jitter=22, shading=0.04
    )
    radius, height = 0.95 + 2.1 * q, 3.75 + 0.5 * q
    ground = [(radius * 0.4, 0.6), (radius * 0.82, height * 0.5), (radius * 0.7, height * 0.72), (0.01, height * 0.8)]
    return [*grown, lathe(ground, ATLAS, "heart", sides={Level.FAR: 6}.get(level, 10))]


def _calyx(openness: float, factor: float, seeds: NDArray[np.int64], level: Level) -> Mesh:
    """The hip and five sepals with narrow tips, which droop as the flower opens."""
    sides = {Level.HERO: 14, Level.STANDARD: 9, Level.PHONE: 6, Level.FAR: 4}[level]
    profile = [(0.25, -0.05), (0.4, 0.12), (0.58, 0.38), (0.66, 0.62), (0.6, 0.82), (0.44, HIP)]
    parts = [lathe(profile if level is not Level.FAR else profile[::2], ATLAS, "hip", sides=sides)]
    q = float(np.clip(-0.04 + 1.05 * openness, 0, 1))
    for k in range(5):
        wild = np.random.default_rng(seeds[BOWL + k])
        droop = -abs(float(wild.normal(0, 9)))
        angles = np.array([2.0, 6, 56, 80, 52]) * (1 - q) + np.array([0.0, -30, -58, -56, -40]) * q
        angles = angles + droop * np.array([0, 0.5, 1, 1, 1])
        shape = Blade(
            3.2 * float(wild.uniform(0.92, 1.1)) * factor**0.2,
            1.3,
            tuple(zip((0, 0.2, 0.5, 0.8, 1), angles, strict=True)),
            ((0, 0.85), (0.18, 1.0), (0.5, 0.6), (0.8, 0.22), (1, 0.03)),
            base_radius=0.48,
            base_height=HIP - 0.14,
            wrap=0.55 * (1 - q),
            curl=((0, 0.5), (1, 0.2)),
            roundness=0.02,
            twist=float(wild.normal(0, 25)) * q,
        )
        parts.append(blade(shape, ATLAS, "sepal", wild, azimuth=72 * k + 10, grid=steps(level, 4, 8)))
    return merge(parts)


def _stalk(length: float, radius: float, lean: NDArray[np.float64], seeds: NDArray[np.int64], level: Level) -> Mesh:
    nodes = tuple(-below for below, _ in LEAVES)
    axis = Stalk(length, radius, way=float(lean[3]) * 2, sway=1.8, kink=0.4, taper=1.3, nodes=nodes, swell=0.16, soft=0.4)
    sides = SIDES[level]
    parts = [axis.grown(ATLAS, "stem", level, sides, (0.0, 0.8))]
    for k, (below, azimuth) in enumerate(LEAVES[:2] if level is Level.FAR else LEAVES):
        wild = np.random.default_rng(seeds[BOWL + 7 + k])
        size, at = float(wild.uniform(0.9, 1.1)), azimuth + 60 * float(lean[4]) + float(wild.normal(0, 15))
        roll = 46 * float(np.cos(np.radians(at))) + float(wild.normal(0, 8))
        leaflet = Leaf(
            4.7 * size,
            3.3 * size,
            midrib=((0, 8), (0.5, -3), (1, -28)),
            fold=12,
            curl=((0, -0.1), (1, -0.05)),
            teeth=15,
            tooth=0.045,
            ripple=0.035,
            ripples=2.2,
            petiole=0.3 * size,
            petiole_radius=0.05,
        )
        shape = Compound(leaflet, rachis=8.2 * size, midrib=((0, 58), (0.4, 42), (1, 20)), spread=60, roll=roll)
        rng = np.random.default_rng(int(wild.integers(0, 2**31)))
        columns = 4 if level is Level.HERO else 2
        grown = compound_leaf(
            shape,
            ATLAS,
            "leaf",
            rng,
            level,
            azimuth=at,
            base_radius=radius * 0.8,
            base_height=-below,
            rachis_slot="stem",
            columns=columns,
        )
        parts.append(grown.transformed(axis.frame(-below)))
    return merge([*parts, *_prickles(axis, seeds)]) if level in (Level.HERO, Level.STANDARD) else merge(parts)


def _prickles(axis: Stalk, seeds: NDArray[np.int64]) -> list[Mesh]:
    """A few hooked prickles and some small ones between them."""
    rng = np.random.default_rng(seeds[-2])
    thorns = []
    for k in range(12):
        y = -2.5 - (axis.length * 0.9 - 2.5) * ((k + float(rng.uniform(0, 0.8))) / 12) ** 1.2
        a, size = float(rng.uniform(0, 2 * np.pi)), float(rng.choice([0.55, 0.95])) * float(rng.uniform(0.8, 1.15))
        out, down = np.array([np.cos(a), 0, np.sin(a)]), np.array([0, -1.0, 0])
        root = out * float(axis.thick(y)) * 0.82 + np.array([0, y, 0])
        path = root + size * np.array([0 * out, out * 0.22 + down * 0.03, out * 0.44 + down * 0.12, out * 0.6 + down * 0.3])
        thorn = tube(path, size * np.array([0.22, 0.1, 0.05, 0.012]), ATLAS, "thorn", sides=3, closed_tip=False)
        thorns.append(thorn.transformed(axis.frame(y)))
    return thorns


def paint(variety: Variety) -> Mapping[str, Floats]:
    """The heart is the warmest; guards pale towards their rims (accent, where the sort has a second colour)."""
    body = warmed(worn(hex_colour(variety.hex), 1.2), 6)
    if oklab(body)[0] < 0.6:  # raspberry turns to scarlet between so many petals
        body = shade(body, 0.045, 0.92, -9)
    elif oklab(body)[2] > 0.05:  # and apricot to tan
        body = shade(body, 0.012, 1.04, -7)
    lightness, a, b = (float(x) for x in oklab(body))
    white = float(np.hypot(a, b)) < 0.022 and lightness > 0.9
    accent = shade(worn(hex_colour(variety.accent), 1.0), 0.0, 1.2, -14) if variety.accent else None
    if white:
        deep = mix(body, mix(accent, hex_colour("#FBD2A4"), 0.55) if accent is not None else hex_colour("#FBE2B4"), 0.9)
        edge = body
        body = mix(body, deep, 0.2)
    else:
        # Apricot shades to brown in the folds unless those lean to pink; the light of many thin petals glows there.
        deep = shade(body, 0.02 if lightness > 0.6 else -0.03, 1.2 if lightness < 0.83 else 2.0, -10 if b > 0.05 else 5)
        edge = accent if accent is not None else shade(body, 0.045, 0.85) if lightness > 0.55 else shade(body, 0.04, 0.98)
    petal = PetalPaint(
        body,
        deep=deep,
        deep_until=1.1 if white else 0.9,
        edge=edge,
        edge_width=0.22,
        edge_strength=0.5,
        claw=mix(shade(body, 0.06, 0.8), hex_colour("#F0E6B8"), 0.5),
        claw_until=0.14,
        veins=0.04,
        vein_count=13,
        mottle=0.015,
        seed=91,
    )
    heart = replace(
        petal,
        body=mix(body, deep, 0.5),
        deep=shade(deep, 0.0, 1.08),
        edge=mix(body, edge, 0.6),
        edge_width=0.12,
        edge_strength=0.75,
        claw=None,
        mottle=0.012,
        veins=0.03,
        seed=92,
    )
    guard = replace(petal, edge_strength=0.65, edge_width=0.3, veins=0.05, seed=93)
    return finished(
        {
            "guard": petal_tile(guard),
            "petal": petal_tile(petal),
            "heart": petal_tile(heart),
            "sepal": leaf_tile(hex_colour("#577F41"), pairs=6),
            "leaf": leaf_tile(hex_colour("#35602E"), pairs=9, contrast=0.24),
            "stem": stem_tile(hex_colour("#53743A"), hex_colour("#648A48")),
            "hip": flat_tile(hex_colour("#63894A")),
            "thorn": stem_tile(hex_colour("#6E7A45"), hex_colour("#9C5546")),
        }
    )


PLANT = PlantKind("rose-garden", ATLAS, OPENNESS, grow, paint, ageing=SHEDDING)
