"""Poppy anemone: a bowl of round satin tepals about a dark button and its ring of dark stamens; a feathery ruff below the head."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from catalog.ageing import SHEDDING
from catalog.atlas import LEAF, STEM, Atlas, Finish, tile_grid
from catalog.mesh import Floats, Mesh, merge
from catalog.organs.blade import Blade, blade, steps
from catalog.organs.curves import bell, smoothstep
from catalog.organs.cutleaf import CutLeaf, cut_leaf
from catalog.organs.double import sized
from catalog.organs.head import cup_spheres, diameter
from catalog.organs.place import scale, shift, sphere, turn
from catalog.organs.scatter import hairs, scatter
from catalog.organs.shoot import SIDES, Shoot, shoot
from catalog.organs.stalk import Stalk
from catalog.organs.stem import lathe
from catalog.organs.swarm import twigs
from catalog.plant import Growth, Head, Level, Plant, PlantKind
from catalog.species import Variety
from catalog.surface import (
    PetalPaint,
    fan_veins,
    finished,
    hex_colour,
    leaf_tile,
    mix,
    noise,
    oklab,
    petal_tile,
    shade,
    stem_tile,
    worn,
)

SATIN = Finish(roughness=0.5, translucency=0.75, sheen=0.3)
ATLAS = Atlas(
    (
        ("tepal", SATIN),
        ("button", Finish(roughness=0.75)),
        ("anther", Finish(roughness=0.7)),
        ("leaf", LEAF),
        ("stem", STEM),
    )
)
OPENNESS = {"bud": 0.1, "half": 0.5, "full": 0.95}
TEPALS, STAMENS, CARPELS = 11, 130, 110
NECK = 8.0  # cm from the neck to the head
BUTTON = 0.66  # cm, radius of the dark middle

# Elevation of the midrib of the inner and the outer tepals, shut and open.
V = (0.0, 0.14, 0.35, 0.6, 0.82, 1.0)
SHUT = ((12, 56, 84, 102, 128, 152), (2, 48, 80, 98, 122, 146))
OPEN = ((14, 30, 32, 25, 12, -2), (-2, 10, 14, 8, -5, -18))


def grow(growth: Growth, rng: np.random.Generator) -> Plant:
    lean, seeds = np.clip(rng.normal(0, 1, 8), -2, 2), rng.integers(0, 2**31, TEPALS + 12)
    early, inner = float(rng.uniform(-0.05, 0.05)), rng.spawn(1)[0]
    openness, level = float(np.clip(growth.openness + early, 0, 1)), growth.level
    across = diameter(growth, OPENNESS)
    whole = float(np.clip((openness - 0.04) / 0.9, 0, 1.04))
    flower, factor = sized(merge(_tepals(whole, seeds, level)), (ATLAS, "tepal"), across)
    middle = merge(_middle(whole, inner, level)).transformed(scale(min(1.0, factor * 1.05)))
    low, high = (float(y) for y in flower.bounds[:, 1])
    stem = sum(growth.species.stem_diameter) / 4 * 100
    nod = float(np.clip(6 + 34 * max(whole, 0.01) ** 0.6 + 5 * lean[0], 4, 44))
    neck = shoot((0, 0, 0), -88 + 20 * float(lean[1]), 90, 90 - nod, NECK * (1 + 0.05 * float(lean[2])), sway=0.4)
    head = merge([flower, middle, _receptacle(factor, level)]).transformed(neck.place)
    pedicel = neck.grown((stem, stem * 0.8), ATLAS, "stem", level, flare=0.04, along=(0.8, 1.0))
    fuzz = hairs(neck.path, stem * 0.88, {Level.HERO: 140, Level.STANDARD: 40}.get(level, 0), 0.12, inner, ATLAS, "stem")
    length = (sum(growth.species.stem_length) / 2 * 100 - NECK - high * 0.7) * (1 + 0.03 * float(lean[3]))
    base, axis = neck.place[:3, 3], neck.place[:3, 1]
    centre = base + axis * (low + (high - low) * (0.5 if whole < 0.4 else 0.4))
    lift = float(np.interp(whole, [0, 1], [high * 0.5, high * 0.45]))
    balls = cup_spheres(neck.place, across / 2, lift)
    ruff = neck.at(_ruff_at(whole))
    return Plant(
        bloom=merge([head, pedicel, fuzz, *_ruff(whole, neck, stem, seeds, level)]).transformed(scale(0.01)),
        stalk=_stalk(length, stem, lean, inner, level).transformed(scale(0.01)),
        head=Head((centre * 0.01).astype(np.float32), across / 200, axis.astype(np.float32)),
        proxies=np.vstack([balls, [[*(ruff * 0.01), 0.018]]]).astype(np.float32),
        stem_radius=stem * 0.01,
        stalk_length=length * 0.01,
    )


def _tepals(whole: float, seeds: NDArray[np.int64], level: Level) -> list[Mesh]:
    """Two rings of overlapping tepals in cm, the inner one smaller and steeper."""
    grown = []
    start = float(seeds[-1] % 360)
    inner_count = TEPALS // 2
    for i in range(TEPALS):
        wild = np.random.default_rng(seeds[i])
        d = np.clip(wild.normal(0, 1, 8), -2, 2)
        row = 0 if i < inner_count else 1
        of = inner_count if row == 0 else TEPALS - inner_count
        q = float(np.clip(whole * (1 + 0.05 * d[0]) - (0.06 if row == 0 else 0.0) * whole * (1 - whole), 0, 1.06))
        ease = max(q, 0.001) ** 0.72
        angles = np.array(SHUT[row]) * (1 - ease) + np.array(OPEN[row]) * ease
        angles = angles + np.array(V) * (3 + 5 * q) * d[1] + 3 * d[2] * q
        azimuth = start + 360 / of * (i if row == 0 else i - inner_count) + (0 if row else 180 / of) + 5 * d[3]
        shape = Blade(
            (3.85 if row else 3.6) * (1 + 0.035 * d[4]),
            (3.3 if row else 3.0) * (1 + 0.05 * d[5]) * (0.9 + 0.1 * q),
            tuple(zip(V, angles, strict=True)),
            ((0, 0.3), (0.12, 0.5), (0.32, 0.78), (0.54, 0.96), (0.7, 1.04), (0.86, 0.98), (1, 0.84)),
            base_radius=0.24 + 0.1 * row,
            base_height=0.1 - 0.08 * row,
            wrap=0.96 - 0.62 * ease,
            curl=((0, 0.0), (0.5, 0.1 * q), (1, 0.02)),
            reflex=((0, 0), (0.6, -0.05 * q), (1, -0.16 * q)),
            roundness=0.05,
            oval=0.3,
            tip_notch=0.012 * abs(d[6]),
            spiral=0.05,
            imbrication=0.05 * q,
            ruffle=0.02 + 0.09 * q,
            ruffle_waves=1.5 + 0.3 * d[7],
            ruffle_from=0.4,
            unevenness=0.02 + 0.06 * q,
        )
        tint = np.clip(1 + 0.03 * d[0] + 0.008 * d[1:4], 0.88, 1.1)
        grid = (4, 3) if level is Level.FAR else steps(level, 16, 12)
        grown.append(blade(shape, ATLAS, "tepal", wild, azimuth=azimuth, grid=grid, tint=tint, row_bias=1.25))
    return grown


def _middle(whole: float, rng: np.random.Generator, level: Level) -> list[Mesh]:
    """The button of carpels and the ring of stamens about it."""
    draws = rng.normal(0, 1, (5, STAMENS))
    sides = {Level.HERO: 20, Level.STANDARD: 14, Level.PHONE: 10, Level.FAR: 6}[level]
    bow = np.radians((90, 55, 25, 3) if level is not Level.FAR else (90, 45, 5))
    dome = [(BUTTON * 0.5, -0.02)] + [(BUTTON * np.sin(a), 0.2 + 0.62 * BUTTON * np.cos(a)) for a in bow]
    parts = [lathe(dome, ATLAS, "button", sides=sides)]
    if level in (Level.HERO, Level.STANDARD):
        count = CARPELS if level is Level.HERO else 60
        ways = sphere(count, 0.1)
        foot = ways * np.array([BUTTON, 0.62 * BUTTON, BUTTON]) * 0.97 + np.array([0, 0.2, 0])
        size = 0.14 * (110 / count) ** 0.5
        parts.append(
            scatter(
                ((0.9, 0.0), (0.8, 0.5), (0.0, 1.0)),
                foot,
                ways + np.array([0, 0.3, 0]),
                0.12,
                size,
                ATLAS,
                "button",
                along=0.7,
                sides=4,
            )
        )
    pick = np.arange(STAMENS)[:: {Level.HERO: 1, Level.STANDARD: 2, Level.PHONE: 4, Level.FAR: 9}[level]]
    angle = np.radians(137.508 * np.arange(STAMENS) + 6 * draws[0])
    rank = (np.arange(STAMENS) + 0.5) / STAMENS
    # Shut, the stamens stand up about the button; open, they spread to a dark ring.
    rise = np.radians(np.clip(84 - 66 * whole**1.7 * (0.4 + 0.6 * rank) + 8 * draws[1], 6, 90))
    length = (0.55 + 0.42 * rank) * (1 + 0.08 * np.clip(draws[2], -2, 2))
    out, up = np.cos(rise), np.sin(rise)
    c, s = np.cos(angle), np.sin(angle)
    foot = np.stack([c * BUTTON * 0.8, 0.16 + 0.02 * draws[3], s * BUTTON * 0.8], 1)
    way = np.stack([c * out, up, s * out], 1)
    tip = foot + way * length[:, None]
    grow = {Level.HERO: 1.0, Level.STANDARD: 1.25, Level.PHONE: 1.6, Level.FAR: 2.6}[level]
    if level is not Level.FAR:
        parts.append(twigs(foot[pick], tip[pick], (0.018 * grow, 0.013 * grow), ATLAS, "anther", sides=2))
    pod = ((0.0, 0.0), (1.0, 0.3), (0.85, 0.75), (0.0, 1.0)) if level is Level.HERO else ((0.0, 0.0), (1.0, 0.5), (0.0, 1.0))
    heading = way * 0.5 + np.array([0.0, 0.6, 0.0]) + 0.35 * np.stack([draws[3], 0 * draws[3], draws[4]], 1)
    tint = 1 + 0.18 * np.clip(draws[4], -2, 2)
    start = tip - 0.08 * way
    pods = scatter(
        pod, start[pick], heading[pick], 0.2 * grow**0.5, 0.12 * grow, ATLAS, "anther", along=1.0, sides=4, tint=tint[pick]
    )
    return [*parts, pods]


def _receptacle(factor: float, level: Level) -> Mesh:
    return lathe([(0.2, -0.18), (0.3, -0.06), (0.4, 0.04), (0.3, 0.12)], ATLAS, "stem", sides=SIDES[level]).transformed(
        scale(min(1.0, factor))
    )


def _ruff_at(whole: float) -> float:
    """Share of the neck at which the ruff sits: right under a bud, left behind as the flower's stem grows."""
    return 0.9 - 0.42 * float(smoothstep(-0.1, 0.8, whole))


def _ruff(whole: float, neck: Shoot, stem: float, seeds: NDArray[np.int64], level: Level) -> list[Mesh]:
    """The involucre: three leaves cut to ribbons in a whorl."""
    parts = []
    frame = neck.frame(_ruff_at(whole))
    for k in range(3):
        wild = np.random.default_rng(seeds[TEPALS + k])
        d = np.clip(wild.normal(0, 1, 4), -2, 2)
        # Under a bud they stand up and hold it, later they spread.
        first = 62 - 34 * whole + 5 * d[0]
        for heading in (-36.0, 0.0, 36.0):
            shape = CutLeaf(
                (3.1 if heading == 0 else 2.7) * (1 + 0.08 * float(wild.normal())),
                width=0.36,
                pairs=3 if heading == 0 else 2,
                reach=((0, 0.46), (1, 0.2)),
                bare=0.34,
                again=1,
                angle=40,
                elevation=((0, first), (0.4, first - 14), (1, first - 52 + 6 * d[1])),
                cup=24,
            )
            grown = cut_leaf(shape, ATLAS, "leaf", wild, level, tint=1 + 0.05 * d[2])
            if level is Level.FAR and heading == 0:
                continue
            place = turn("y", 120 * k + heading + 6 * d[3]) @ shift(stem * 0.55, 0.0)
            parts.append(grown.transformed(frame @ place))
    return parts


def _stalk(length: float, stem: float, lean: NDArray[np.float64], rng: np.random.Generator, level: Level) -> Mesh:
    """The bare scape: soft, a little curved, finely hairy."""
    axis = Stalk(length, stem, way=float(lean[4]) * 2, sway=2.2, kink=0.5, taper=1.2)
    body = axis.grown(ATLAS, "stem", level, SIDES[level], (0.0, 0.8))
    path = axis.centre(np.linspace(-length * 0.7, 0, 12))
    return merge([body, hairs(path, stem, {Level.HERO: 160, Level.STANDARD: 50}.get(level, 0), 0.12, rng, ATLAS, "stem")])


def paint(variety: Variety) -> Mapping[str, Floats]:
    """accent is the dark middle. Coloured sorts carry a white ring about it."""
    body = worn(hex_colour(variety.hex), 0.9)
    if oklab(body)[2] < -0.08:  # painted blue, violet would lose its red
        body = shade(body, -0.01, 0.92, 8)
    lightness, a, b = (float(x) for x in oklab(body))
    white = lightness > 0.93 and float(np.hypot(a, b)) < 0.03
    across, along = tile_grid()
    tile = petal_tile(
        PetalPaint(
            body,
            deep=mix(body, hex_colour("#F6E9CC"), 0.6) if white else shade(body, -0.03, 1.06),
            deep_until=0.95 if white else 0.7,
            edge=shade(body, 0.03, 0.9),
            edge_strength=0.4,
            veins=0.05 if white else 0.09,
            vein_count=13,
            mottle=0.02,
            seed=41,
        )
    )
    fine = fan_veins(27, 43, 0.5, 3.0)
    tile = tile * (1 - (0.05 if white else 0.07) * fine * smoothstep(1.0, 0.5, along))[..., None]
    # The pale ring is frayed where it runs out into the body's colour.
    fray = 0.05 * noise(44, 18, 2) + 0.03 * np.cos(across * np.pi * 7)
    ring = hex_colour("#F6F1E8") if not white else mix(body, hex_colour("#D9DDB8"), 0.5)
    tile = mix(tile, ring, (0.0 if white else 0.92) * smoothstep(0.4, 0.3, along + fray))
    tile = mix(tile, hex_colour("#C9D0B0"), (0.45 if white else 0.35) * smoothstep(0.16, 0.05, along))
    dark = hex_colour(variety.accent) if variety.accent else hex_colour("#1E1B2A")
    bloom = mix(shade(dark, -0.02), shade(dark, 0.09, 1.1), smoothstep(0.2, 1.0, along))
    button = mix(shade(dark, -0.04), bloom, bell(across / 0.6)) * (1 + 0.2 * noise(45, 26))[..., None]
    anther = (
        mix(shade(dark, 0.07, 1.4), shade(dark, 0.03, 1.2), smoothstep(0.3, 1.0, along)) * (1 + 0.15 * noise(46, 20))[..., None]
    )
    return finished(
        {
            "tepal": tile,
            "button": button,
            "anther": anther,
            "leaf": leaf_tile(hex_colour("#5E8B3F"), pairs=5, contrast=0.14),
            "stem": stem_tile(hex_colour("#7D9A58"), mix(hex_colour("#86A25C"), hex_colour("#8E7A5C"), 0.25)),
        }
    )


PLANT = PlantKind("anemone", ATLAS, OPENNESS, grow, paint, ageing=SHEDDING)
