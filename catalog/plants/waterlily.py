"""Tropical water lily: a star of many narrow pointed petals about a brush of golden stamens, on a long smooth stalk."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from catalog.ageing import SHEDDING
from catalog.atlas import Atlas, Finish, tile_grid
from catalog.mesh import Floats, Mesh, merge
from catalog.organs.blade import Blade, blade, steps
from catalog.organs.curves import bell, smoothstep
from catalog.organs.double import sized, spheres
from catalog.organs.head import cup_spheres, diameter
from catalog.organs.place import scale
from catalog.organs.rays import Ray, Whorl, rays
from catalog.organs.shoot import shoot
from catalog.organs.stalk import Stalk
from catalog.organs.stem import lathe, tube
from catalog.plant import Growth, Head, Level, Plant, PlantKind
from catalog.species import Variety
from catalog.surface import (
    Colour,
    PetalPaint,
    finished,
    flat_tile,
    hex_colour,
    mix,
    noise,
    oklab,
    petal_tile,
    shade,
    stem_tile,
    worn,
)

WAX = Finish(roughness=0.45, translucency=0.7, sheen=0.1)
ATLAS = Atlas(
    (
        ("petal", WAX),
        ("inner", WAX),
        ("sepal", Finish(roughness=0.45, translucency=0.35)),
        ("stamen", Finish(roughness=0.55, translucency=0.3)),
        ("disc", Finish(roughness=0.6)),
        ("stem", Finish(roughness=0.4, translucency=0.1)),
    )
)
OPENNESS = {"bud": 0.1, "half": 0.5, "full": 0.95}
ROWS = (4, 8, 9, 8)  # sepals, then petals from the outermost row inwards
NECK = 8.0  # cm from the neck to the head
SIDES = {Level.HERO: 12, Level.STANDARD: 8, Level.PHONE: 6, Level.FAR: 3}

# Elevation of the midrib by row, sepals first, shut and open.
V = (0.0, 0.15, 0.35, 0.6, 0.82, 1.0)
SHUT = ((4, 40, 80, 99, 113, 124), (12, 47, 82, 98, 110, 119), (26, 58, 85, 96, 106, 113), (42, 68, 87, 95, 102, 108))
OPEN = ((-6, 6, 9, 8, 12, 18), (6, 16, 17, 15, 20, 28), (18, 32, 34, 32, 36, 44), (34, 54, 56, 54, 58, 66))
OUTLINE = ((0, 0.36), (0.1, 0.5), (0.28, 0.84), (0.46, 1.0), (0.62, 0.93), (0.78, 0.66), (0.9, 0.34), (1, 0.015))
STAMEN = Ray(outline=((0, 0.8), (0.4, 1.0), (0.75, 0.75), (1, 0.12)), roundness=0.05, cup=((0, 0.5), (1, 0.6)))


def grow(growth: Growth, rng: np.random.Generator) -> Plant:
    lean, seeds = np.clip(rng.normal(0, 1, 8), -2, 2), rng.integers(0, 2**31, sum(ROWS) + 8)
    early, inner = float(rng.uniform(-0.05, 0.05)), rng.spawn(1)[0]
    openness, level = float(np.clip(growth.openness + early, 0, 1)), growth.level
    across = diameter(growth, OPENNESS)
    whole = float(np.clip((openness - 0.06) / 0.86, 0, 1.04))
    flower, factor = sized(merge(_petals(whole, seeds, level)), (ATLAS, "petal"), across)
    middle = merge(_middle(whole, inner, level)).transformed(scale(min(factor, 1.0)))
    stem = sum(growth.species.stem_diameter) / 4 * 100
    low, high = (float(y) for y in flower.bounds[:, 1])
    nod = float(np.clip(6 + 26 * whole + 4 * lean[0], 1, 40))
    neck = shoot((0, 0, 0), -90 + 28 * float(lean[1]), 90, 90 - nod, NECK * (1 + 0.05 * float(lean[2])), sway=0.5)
    foot = lathe([(stem * 0.8, -0.3), (0.5, -0.08), (0.62, 0.08), (0.4, 0.2)], ATLAS, "sepal", sides=SIDES[level])
    head = merge([flower, middle, foot.transformed(scale(min(1.0, factor**0.5)))]).transformed(neck.place)
    keep = slice(None, None, {Level.HERO: 1, Level.STANDARD: 2, Level.PHONE: 4, Level.FAR: 12}[level])
    radii = stem * np.r_[np.linspace(1, 0.86, 12), 1.0]
    pedicel = tube(neck.path[keep], radii[keep], ATLAS, "stem", sides=SIDES[level], closed_tip=False, along=(0.8, 1.0))
    length = (sum(growth.species.stem_length) / 2 * 100 - NECK - 3.5) * (1 + 0.03 * float(lean[3]))
    base, axis = neck.place[:3, 3], neck.place[:3, 1]
    centre = base + axis * (low + (high - low) * 0.42)
    balls = np.array(spheres(neck.place, across / 2, low, high), np.float32) * np.float32(0.01)
    if whole > 0.5:  # wide open it is a dish
        balls = np.vstack([balls[1:], cup_spheres(neck.place, across / 2, high * 0.35)])
    return Plant(
        bloom=merge([head, pedicel]).transformed(scale(0.01)),
        stalk=_stalk(length, stem, lean, level).transformed(scale(0.01)),
        head=Head((centre * 0.01).astype(np.float32), across / 200, axis.astype(np.float32)),
        proxies=balls.astype(np.float32),
        stem_radius=stem * 0.01,
        stalk_length=length * 0.01,
    )


def _petals(whole: float, seeds: NDArray[np.int64], level: Level) -> list[Mesh]:
    """Four sepals and three rows of petals in cm, origin at their base."""
    grown, number, start = [], 0, float(seeds[-1] % 360)
    for row, count in enumerate(ROWS):
        start += 180 / count + 11
        q = float(np.clip(1.2 * whole - 0.07 * row, 0, 1.04)) * min(1.0, 2 * whole)
        for k in range(count):
            wild = np.random.default_rng(seeds[number])
            number += 1
            if level is Level.FAR and row == 3 and k % 2:
                continue
            grown += _petal(row, q, start + 360 / count * k, wild, level)
    return grown


def _petal(row: int, q: float, azimuth: float, wild: np.random.Generator, level: Level) -> list[Mesh]:
    """One petal; a sepal (row 0) has a second, green face below its coloured one."""
    d = np.clip(wild.normal(0, 1, 9), -2, 2)
    angles = np.array(SHUT[row]) * (1 - q) + np.array(OPEN[row]) * q + (4 * d[0] + 5 * d[1] * np.array(V)) * q
    length = (5.75, 5.75, 5.35, 4.7)[row] * (1 + 0.03 * d[2])
    shape = Blade(
        length,
        (2.15, 1.95, 1.8, 1.5)[row] * (1 + 0.05 * d[3]) * (1.25 - 0.25 * q) * (1.0 if row else 1.35 - 0.35 * q),
        tuple(zip(V, angles, strict=True)),
        OUTLINE,
        base_radius=(0.5, 0.46, 0.4, 0.34)[row],
        base_height=(0.0, 0.06, 0.16, 0.3)[row],
        wrap=0.9 - 0.75 * q,
        curl=((0, 0.2 * q), (0.4, 0.42 * q), (0.8, 0.5 * q), (1, 0.8 * q)),
        roundness=0.01,
        spiral=0.06,
        keel=0.06 * q,
        ruffle=0.03 * q,
        ruffle_waves=1.0,
        ruffle_tip=0.1,
        unevenness=0.03 + 0.06 * q,
        twist=7 * d[4] * q,
    )
    tint = np.clip(1 + 0.04 * d[5] + 0.01 * d[6:9], 0.86, 1.14)
    grid = steps(level, 8, 14) if level is not Level.FAR else (2, 3)
    at = azimuth + 4 * d[6]
    seed = int(wild.integers(0, 2**31))
    slot = "petal" if row < 2 else "inner"
    face = blade(shape, ATLAS, slot, np.random.default_rng(seed), azimuth=at, grid=grid, tint=tint, row_bias=1.35)
    if row:
        return [face]
    back = blade(shape, ATLAS, "sepal", np.random.default_rng(seed), azimuth=at, grid=grid, tint=tint, row_bias=1.35)
    # The green face lies a hair outside of the coloured one.
    moved = back.positions - 0.03 * back.normals
    return [face, Mesh(moved.astype(np.float32), back.normals, back.texcoords, back.colours, back.indices)]


def _middle(whole: float, rng: np.random.Generator, level: Level) -> list[Mesh]:
    """The golden stigma disc and rings of strap-shaped stamens, the inner ones bent over it."""
    draws = np.clip(rng.normal(0, 1, (4, 110)), -2, 2)
    dish = [(0.4, 0.1), (0.78, 0.3), (0.82, 0.55), (0.45, 0.5), (0.01, 0.44)]
    parts = [lathe(dish, ATLAS, "disc", sides={Level.HERO: 18, Level.STANDARD: 12}.get(level, 7))]
    used = 0
    for ring, (count, length, radius, height, shut, opened) in enumerate(
        (
            (30, 1.75, 0.86, 0.36, (72, 84, 90, 94), (46, 62, 72, 84)),
            (28, 1.5, 0.8, 0.44, (78, 88, 94, 98), (62, 78, 90, 104)),
            (24, 1.2, 0.72, 0.5, (84, 92, 98, 104), (76, 94, 112, 130)),
            (18, 0.9, 0.6, 0.52, (86, 96, 106, 116), (88, 112, 134, 152)),
        )
    ):
        d = draws[:, used : used + count]
        used += count
        step = {Level.HERO: 1, Level.STANDARD: 1, Level.PHONE: 2, Level.FAR: 5}[level]
        bend = np.array(shut) * (1 - whole) + np.array(opened) * whole
        whorl = Whorl(
            azimuth=(360 / count * np.arange(count) + 17 * ring + 3 * d[0])[::step],
            length=(length * (1 + 0.06 * d[1]))[::step],
            width=0.25 * step**0.7,
            elevation_at=(0.0, 0.4, 0.75, 1.0),
            elevation=(bend + 5 * d[2][:, None])[::step],
            base_radius=radius,
            base_height=height,
            tint=(1 + 0.06 * d[3])[::step],
        )
        grid = {Level.HERO: (2, 5), Level.STANDARD: (2, 3)}.get(level, (2, 2))
        parts.append(rays(STAMEN, whorl, ATLAS, "stamen", grid=grid))
    return parts if level is not Level.FAR else parts[:3]


def _stalk(length: float, stem: float, lean: NDArray[np.float64], level: Level) -> Mesh:
    """Smooth and soft: a long curve without a node."""
    axis = Stalk(length, stem, way=float(lean[4]) * 2, sway=3.4, kink=0.7, taper=1.15)
    return axis.grown(ATLAS, "stem", level, SIDES[level], (0.0, 0.8))


def paint(variety: Variety) -> Mapping[str, Floats]:
    """The accent is the gold of the stamens; their tips take the petals' colour in the blue sorts."""
    body = worn(hex_colour(variety.hex), 0.8)
    if oklab(body)[2] < -0.04:  # one layer of blue or violet keeps its hue
        body = shade(body, 0.0, 0.88, 8)
    yellow = float(oklab(body)[2]) > 0.05
    gold = hex_colour(variety.accent) if variety.accent else hex_colour("#F2C230")
    foot = mix(body, hex_colour("#FBF6DC"), 0.62)
    tip = shade(body, -0.05, 1.2) if not yellow else shade(body, -0.01, 1.15)
    return finished(
        {
            "petal": _tile(body, foot, tip, 61),
            "inner": _tile(shade(body, 0.015, 0.94), mix(foot, hex_colour("#FBF6DC"), 0.3), tip, 62),
            "sepal": _sepal(body),
            "stamen": _stamen(gold, body, yellow),
            "disc": flat_tile(shade(gold, 0.0, 1.05, -4), 0.12),
            "stem": stem_tile(hex_colour("#7B8A4C"), mix(hex_colour("#8C9A58"), hex_colour("#8A6A4E"), 0.35)),
        }
    )


def _tile(body: Colour, foot: Colour, tip: Colour, seed: int) -> Colour:
    across, along = tile_grid()
    tile = petal_tile(PetalPaint(body, veins=0.07, vein_count=7, mottle=0.025, seed=seed))
    tile = mix(foot, tile, smoothstep(0.02, 0.42, along + 0.04 * noise(seed + 3, 8, 2)))
    tile = mix(tile, tip, 0.6 * smoothstep(0.55, 1.0, along + 0.1 * np.abs(across)))
    # The folded midrib catches light; the rims are a little deeper.
    tile = mix(tile, mix(body, foot, 0.6), 0.45 * bell(across / 0.09) * smoothstep(0.95, 0.4, along))
    return np.asarray(mix(tile, tip, 0.25 * smoothstep(0.7, 1.0, np.abs(across))))


def _sepal(body: Colour) -> Colour:
    """The sepals' outside: olive green with short dark streaks, the petals' colour along the rims."""
    across, along = tile_grid()
    tile = stem_tile(hex_colour("#8A9658"), hex_colour("#77824F"))
    streak = smoothstep(0.28, 0.6, noise(66, 26, 2) + 0.3 * noise(67, 60, 1)) * smoothstep(1.0, 0.8, np.abs(across))
    tile = mix(tile, hex_colour("#55404A"), 0.55 * streak * smoothstep(0.0, 0.2, along))
    return np.asarray(
        mix(tile, mix(body, hex_colour("#A9B06A"), 0.3), 0.8 * smoothstep(0.72, 0.97, np.maximum(np.abs(across), along * 0.97)))
    )


def _stamen(gold: Colour, body: Colour, yellow: bool) -> Colour:
    _, along = tile_grid()
    tile = mix(shade(gold, -0.06, 1.1, -8), gold, smoothstep(0.1, 0.6, along))
    tip = gold if yellow else shade(body, -0.02, 1.15)
    return np.asarray(
        mix(tile, tip, (0.2 if yellow else 0.9) * smoothstep(0.78, 0.9, along)) * (1 + 0.06 * noise(68, 12))[..., None]
    )


PLANT = PlantKind("waterlily", ATLAS, OPENNESS, grow, paint, ageing=SHEDDING)
