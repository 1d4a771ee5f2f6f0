"""The standard carnation: a pompon of fan petals with cut, ruffled rims over a tube of a calyx; waxy, opposite, linear leaves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from catalog.atlas import Atlas, Finish, tile_grid
from catalog.mesh import Floats, Mesh, merge
from catalog.organs.blade import Blade, blade, steps
from catalog.organs.curves import curve, smoothstep
from catalog.organs.place import point_up_along, scale, shift
from catalog.organs.stalk import Stalk
from catalog.organs.stem import lathe, tube
from catalog.plant import Growth, Head, Level, Plant, PlantKind
from catalog.species import Variety
from catalog.surface import PetalPaint, finished, hex_colour, leaf_tile, mix, petal_tile, shade, stem_tile, worn

SILK = Finish(roughness=0.7, translucency=0.8, sheen=0.3)
GLAUCOUS = Finish(roughness=0.6, translucency=0.3)
ATLAS = Atlas((("petal", SILK), ("inner", SILK), ("calyx", GLAUCOUS), ("leaf", GLAUCOUS), ("stem", GLAUCOUS)))
PETALS = 52
MOUTH = 0.82  # share of the calyx at which the petals come out
CLAW = 0.42  # share of a petal that stands in the calyx
NECK = 3.4  # cm from the neck to the calyx
TUBE = 3.5  # cm, the calyx
DIAMETER = ((0.0, 2.3), (0.1, 2.5), (0.5, 5.0), (0.95, 7.0), (1.0, 7.2))


def grow(growth: Growth, rng: np.random.Generator) -> Plant:
    lean, seeds, early = rng.normal(0, 1, 4), rng.integers(0, 2**31, PETALS + 12), float(rng.uniform(-0.04, 0.04))
    openness = float(np.clip(growth.openness + early, 0, 1))
    level = growth.level
    flower = merge(_petals(openness, seeds, level))
    reach = float(np.percentile(np.hypot(flower.positions[:, 0], flower.positions[:, 2]), 98.5))
    radius = float(curve(DIAMETER, growth.openness)) / 2
    factor = radius / reach
    flower = flower.transformed(scale(factor)).transformed(shift(y=TUBE * MOUTH - CLAW * _length(openness) * factor))
    stem = sum(growth.species.stem_diameter) / 4 * 100
    path, place = _neck(lean)
    head = merge([flower, _calyx(openness, seeds, level)]).transformed(place)
    base, axis = place[:3, 3], place[:3, 1]
    top = float(flower.bounds[1, 1])
    middle = base + axis * (top - min(radius, (top - TUBE * 0.8) * 0.5))
    thin = stem * np.interp(np.linspace(0, 1, len(path)), (0, 0.12, 0.6, 1), (1.1, 0.92, 0.86, 0.92))
    pedicel = tube(path, thin, ATLAS, "stem", sides=_sides(level), closed_tip=False, along=(0.9, 1.0))
    upper = _pair(0.0, 5.2, stem * 1.16, 95.0 + 20 * lean[3], int(seeds[-1]), level)
    length = (sum(growth.species.stem_length) / 2 * 100 - 9.8) * (1 + 0.04 * float(lean[3]))
    return Plant(
        bloom=merge([head, pedicel, upper]).transformed(scale(0.01)),
        stalk=_stalk(length, stem, lean, seeds, level).transformed(scale(0.01)),
        head=Head((middle * 0.01).astype(np.float32), radius * 0.01, axis.astype(np.float32)),
        proxies=_proxies(base, axis, radius, top),
        stem_radius=stem * 0.01,
        stalk_length=length * 0.01,
    )


def _sides(level: Level) -> int:
    return {Level.HERO: 10, Level.STANDARD: 7, Level.PHONE: 5, Level.FAR: 3}[level]


def _petals(openness: float, seeds: NDArray[np.int64], level: Level) -> list[Mesh]:
    parts = []
    for i in range(PETALS):
        t = i / (PETALS - 1)
        left_out = {Level.STANDARD: i % 7 == 3, Level.PHONE: i % 4 == 1, Level.FAR: i % 3 != 0}
        if left_out.get(level, False):
            continue
        parts.append(_petal(i, t, openness, np.random.default_rng(seeds[i]), level))
    return parts


def _petal(i: int, t: float, openness: float, wild: np.random.Generator, level: Level) -> Mesh:
    """A narrow claw that stands in the calyx, then a fan that bends out: the more, the further out the petal stands."""
    q = _unfolding(openness)
    claw = 88 - 14 * t * q + wild.normal(0, 1.5)
    fan = 94 - (108 * t**0.95) * q + wild.normal(0, 10) * q
    tip = max(fan + (4 - 50 * t**1.4) * q + float(wild.normal(0, 13)) * q, -84.0)
    width = (3.2 + 0.75 * t) * wild.uniform(0.9, 1.1) * (0.4 + 0.6 * q)
    columns = steps(level, 18 if t > 0.45 else 14, 5)
    shape = Blade(
        _length(openness) * (1.07 - 0.05 * t) * wild.uniform(0.95, 1.05),
        width,
        ((0, claw), (CLAW, claw), (0.55, (claw + fan) / 2), (0.74, fan), (1.0, tip)),
        ((0, 0.1), (0.36, 0.14), (0.48, 0.36), (0.64, 0.8), (0.8, 1.02), (0.92, 1.04), (1.0, 0.96)),
        base_radius=0.04 + 0.28 * t,
        curl=((0, 0.6), (0.4, 0.6), (0.7, 0.18 - 0.14 * t), (1, -0.1)),
        roundness=0.24,
        round_power=2.0,
        ruffle=(0.56 + 0.1 * t) * (0.5 + 0.5 * q),
        ruffle_waves=float(wild.uniform(2.4, 3.3)),
        ruffle_from=0.45,
        unevenness=0.08,
        twist=float(wild.normal(0, 9)),
    )
    return blade(
        shape,
        ATLAS,
        "petal" if t > 0.35 else "inner",
        wild,
        azimuth=137.508 * i + wild.normal(0, 6),
        grid=columns,
        tint=np.clip(1 + 0.05 * wild.normal() + 0.008 * wild.normal(size=3), 0.85, 1.15),
        row_bias=1.35,
        start=0.36,
        even=True,
        fringe=0.024 if level is Level.HERO else 0.034,
    )


def _unfolding(openness: float) -> float:
    return float(np.clip(openness * 1.12, 0.04, 1))


def _length(openness: float) -> float:
    """cm of a petal; in the bud they are not yet grown."""
    return 3.6 + 1.6 * float(np.clip(openness * 1.3, 0, 1))


def _calyx(openness: float, seeds: NDArray[np.int64], level: Level) -> Mesh:
    """The tube with five pointed teeth and two pairs of scales at its foot."""
    sides = {Level.HERO: 15, Level.STANDARD: 10, Level.PHONE: 6, Level.FAR: 4}[level]
    profile = [(0.22, -0.08), (0.3, 0.06), (0.41, 0.35), (0.5, 0.85), (0.55, 1.5), (0.61 + 0.08 * openness, TUBE * 0.8)]
    parts = [lathe(profile, ATLAS, "calyx", sides=sides)]
    # A cone of the petals' colour fills the throat, so that no green shows between the claws.
    throat = [(0.42, TUBE * 0.6), (0.42 + 0.2 * openness, TUBE), (0.3, TUBE + 0.9), (0.01, TUBE + 1.3)]
    parts.append(lathe(throat, ATLAS, "inner", sides=max(4, sides // 2)))
    if level is Level.FAR:
        return merge(parts)
    teeth = Blade(
        1.1,
        0.82 + 0.1 * openness,
        ((0, 86), (1, 86 - 26 * openness)),
        ((0, 1.0), (0.4, 0.8), (0.8, 0.35), (1, 0.02)),
        base_radius=0.585 + 0.08 * openness,
        base_height=TUBE * 0.76,
        wrap=0.9,
        roundness=0.02,
    )
    scales = Blade(
        1.15,
        0.72,
        ((0, 54), (0.2, 68), (0.45, 81), (1, 84)),
        ((0, 0.62), (0.25, 0.95), (0.45, 1.0), (0.75, 0.6), (0.92, 0.2), (1, 0.02)),
        base_radius=0.27,
        base_height=0.03,
        wrap=0.95,
    )
    for k in range(5):
        wild = np.random.default_rng(seeds[PETALS + k])
        parts.append(blade(teeth, ATLAS, "calyx", wild, azimuth=72 * k, grid=steps(level, 4, 4)))
        if k < 4:
            parts.append(
                blade(scales, ATLAS, "calyx", wild, azimuth=90 * k + 45, grid=(6, 5) if level is Level.HERO else steps(level, 4, 5))
            )
    return merge(parts)


def _neck(lean: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    tilt, side = np.radians(np.clip(6 + 5 * lean[0], 0, 16)), lean[1] * np.pi
    angle = tilt * np.linspace(0, 1, 9)
    out, up = np.cumsum(np.sin(angle)) * NECK / 8, np.cumsum(np.cos(angle)) * NECK / 8
    path = np.stack([out * np.cos(side), up - up[0], out * np.sin(side)], 1)
    direction = np.array([np.sin(tilt) * np.cos(side), np.cos(tilt), np.sin(tilt) * np.sin(side)])
    return path, point_up_along(direction, path[-1])


def _pair(height: float, length: float, radius: float, turned: float, seed: int, level: Level) -> Mesh:
    """Two opposite leaves whose feet join to a short sheath around the node; their tips curl."""
    wild = np.random.default_rng(seed)
    parts = []
    for side in (0, 180):
        bend = wild.normal(0, 1, 3)
        shape = Blade(
            length * wild.uniform(0.9, 1.1),
            0.72,
            (
                (0, 78),
                (0.03, 87),
                (0.08, 82),
                (0.18, 60 + 4 * bend[0]),
                (0.45, 50 + 6 * bend[0]),
                (0.75, 18 + 9 * bend[1]),
                (1, -28 + 14 * bend[2]),
            ),
            ((0, 1.5), (0.04, 1.42), (0.12, 0.98), (0.3, 1.0), (0.6, 0.82), (0.8, 0.54), (0.92, 0.29), (1, 0.03)),
            base_radius=radius * 0.97,
            base_height=height - 0.1,
            wrap=0.95,
            curl=((0, 0.0), (0.2, 0.7), (1, 0.9)),
            keel=0.12,
            roundness=0.0,
            twist=wild.normal(0, 11),
        )
        at = turned + side + wild.normal(0, 5)
        parts.append(blade(shape, ATLAS, "leaf", wild, azimuth=at, grid=steps(level, 4, 16), row_bias=1.12, even=True))
    return merge(parts)


NODES = (-7.0, -16.5, -25.0, -33.0)


def _stalk(length: float, radius: float, lean: NDArray[np.float64], seeds: NDArray[np.int64], level: Level) -> Mesh:
    axis = Stalk(
        length, radius, way=float(lean[2] * 2), sway=1.3, kink=0.3, taper=1.2, nodes=(-0.25, *NODES), swell=0.34, soft=0.42
    )
    parts = [axis.grown(ATLAS, "stem", level, _sides(level), (0.0, 0.9))]
    for k, node in enumerate(NODES):
        if level is not Level.FAR or k < 2:
            wide = float(axis.thick(node + 0.1))
            pair = _pair(node, 8.0 + 1.2 * k, wide, 40.0 + 90 * k + 20 * lean[3], int(seeds[PETALS + 6 + k]), level)
            parts.append(pair.transformed(axis.frame(node)))
    return merge(parts)


def _proxies(base: NDArray[np.float64], axis: NDArray[np.float64], radius: float, top: float) -> Floats:
    crown = min(radius, (top - TUBE * 0.7) * 0.55)
    rows = [(*(base + axis * (top - crown)), max(crown, radius * 0.95)), (*(base + axis * TUBE * 0.5), 0.85)]
    return np.array(rows, np.float32) * np.float32(0.01)


def paint(variety: Variety) -> Mapping[str, Floats]:
    body = worn(hex_colour(variety.hex), 1.4)
    pale = float(body.mean()) > 0.45
    # Pale depths lean to pink, or cream and tan would turn khaki in the folds.
    deep = shade(body, -0.02, 1.1, -10) if pale else shade(body, -0.05, 1.08)
    rim = shade(body, 0.045, 0.9)
    claw = mix(body, hex_colour("#DDE3A8"), 0.7)
    petal = PetalPaint(
        body,
        deep=deep,
        deep_until=0.9,
        edge=rim,
        edge_width=0.14,
        edge_strength=0.6,
        claw=claw,
        claw_until=0.4,
        veins=0.08,
        vein_count=13,
        seed=41,
    )
    waxy = hex_colour("#7F9E83")
    return finished(
        {
            "petal": petal_tile(petal),
            "inner": petal_tile(replace(petal, body=shade(body, -0.01, 1.08), seed=42)),
            "calyx": leaf_tile(shade(waxy, 0.02, 1.25, -3), veins="parallel", pairs=9, contrast=0.12),
            "leaf": mix(
                shade(waxy, -0.02), leaf_tile(waxy, veins="parallel", pairs=3, contrast=0.1), smoothstep(0, 0.1, tile_grid()[1])
            ),
            "stem": stem_tile(shade(waxy, -0.05), shade(waxy, -0.02)),
        }
    )


PLANT = PlantKind("carnation", ATLAS, {"bud": 0.1, "half": 0.5, "full": 0.95}, grow, paint)
