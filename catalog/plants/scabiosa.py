"""Scabious: a pincushion. Big ruffled florets ring a dome of small ones, stuck all over with pale pins; a thin wiry stem."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from catalog.atlas import LEAF, PETAL, STEM, Atlas, Finish, tile_grid
from catalog.mesh import Floats, Mesh, merge, unit
from catalog.organs.blade import Blade, blade, steps
from catalog.organs.curves import smoothstep
from catalog.organs.cutleaf import CutLeaf, cut_leaf
from catalog.organs.double import sized
from catalog.organs.head import cup_spheres, diameter
from catalog.organs.place import scale, shift, sphere, turn
from catalog.organs.rays import Ray, Whorl, rays
from catalog.organs.scatter import scatter
from catalog.organs.shoot import SIDES, shoot
from catalog.organs.stalk import Stalk
from catalog.organs.stem import lathe, tube
from catalog.organs.swarm import facing, swarm, twigs
from catalog.plant import Growth, Head, Level, Plant, PlantKind
from catalog.species import Variety
from catalog.surface import PetalPaint, finished, hex_colour, leaf_tile, mix, noise, oklab, petal_tile, shade, stem_tile, worn

ATLAS = Atlas(
    (
        ("ruffle", PETAL),
        ("floret", PETAL),
        ("bud", Finish(roughness=0.9, translucency=0.3)),
        ("pin", Finish(roughness=0.6, translucency=0.3)),
        ("bract", LEAF),
        ("leaf", LEAF),
        ("stem", STEM),
    )
)
OPENNESS = {"bud": 0.1, "half": 0.5, "full": 0.95}
RINGS = (8, 7)  # big florets of the outer and the second ring
DOME, TALL = 1.2, 0.72  # cm, radius and height of the cushion
KNOBS, PINS = 104, 76
NECK = 12.0  # cm of bare stem below the head that belongs to the bloom
BRACT = Ray(outline=((0, 0.8), (0.3, 1.0), (0.7, 0.6), (1, 0.05)), cup=((0, 0.4), (1, 0.4)))
V = (0.0, 0.25, 0.55, 0.8, 1.0)
SHUT = ((64, 78, 92, 106, 118), (74, 86, 98, 110, 122))
OPEN = ((22, 12, 4, -6, -16), (46, 34, 20, 6, -8))


def grow(growth: Growth, rng: np.random.Generator) -> Plant:
    lean, seeds = np.clip(rng.normal(0, 1, 8), -2, 2), rng.integers(0, 2**31, sum(RINGS) + 12)
    early, inner = float(rng.uniform(-0.05, 0.05)), rng.spawn(1)[0]
    openness, level = float(np.clip(growth.openness + early, 0, 1)), growth.level
    across = diameter(growth, OPENNESS)
    whole = float(np.clip((openness - 0.02) / 0.9, 0, 1.04))
    everything = merge([*_ruffles(whole, seeds, level), *_cushion(whole, inner, level), *_involucre(whole, seeds, level)])
    flower, _ = sized(everything, (ATLAS, "ruffle"), across)
    low, high = (float(y) for y in flower.bounds[:, 1])
    stem = sum(growth.species.stem_diameter) / 4 * 100
    nod = float(np.clip(10 + 15 * whole + 6 * lean[0], 4, 38))
    neck = shoot((0, 0, 0), -90 + 30 * float(lean[1]), 90, 90 - nod, NECK * (1 + 0.06 * float(lean[2])), sway=0.7)
    stride = {Level.HERO: 1, Level.STANDARD: 2, Level.PHONE: 2, Level.FAR: 4}[level]
    way = neck.path[::stride]
    thick = stem * np.linspace(1, 0.72, len(way)) + 0.06 * smoothstep(0.86, 1.0, np.linspace(0, 1, len(way)))
    pedicel = tube(way, thick, ATLAS, "stem", sides=SIDES[level], closed_tip=False, along=(0.7, 1.0))
    length = (sum(growth.species.stem_length) / 2 * 100 - NECK - 1.5) * (1 + 0.03 * float(lean[3]))
    base, axis = neck.place[:3, 3], neck.place[:3, 1]
    middle = base + axis * (low + (high - low) * 0.45)
    balls = cup_spheres(neck.place, across / 2, 0.4 + 0.4 * (1 - whole))
    return Plant(
        bloom=merge([flower.transformed(neck.place), pedicel]).transformed(scale(0.01)),
        stalk=_stalk(length, stem, lean, seeds, level).transformed(scale(0.01)),
        head=Head((middle * 0.01).astype(np.float32), across / 200, axis.astype(np.float32)),
        proxies=np.vstack([balls, [[*(neck.at(0.5) * 0.01), 0.006]]]).astype(np.float32),
        stem_radius=stem * 0.01,
        stalk_length=length * 0.01,
    )


def _ruffles(whole: float, seeds: NDArray[np.int64], level: Level) -> list[Mesh]:
    """The big florets: each of three ruffled lobes from one throat, the middle one longest."""
    grown, number, start = [], 0, float(seeds[-1] % 360)
    for ring, count in enumerate(RINGS):
        for k in range(count):
            wild = np.random.default_rng(seeds[number])
            number += 1
            d = np.clip(wild.normal(0, 1, 6), -2, 2)
            q = float(np.clip(whole * (1 + 0.06 * d[0]) - 0.05 * ring, 0, 1.05))
            at = start + 360 / count * (k + 0.5 * ring) + 5 * d[1]
            foot = DOME * (0.97 - 0.2 * ring), 0.02 + 0.16 * ring
            tint = np.clip(1 + 0.04 * d[2] + 0.012 * d[3:6], 0.86, 1.14)
            for lobe in (-1, 0, 1):
                few = (level is Level.FAR and ring == 0) or (level is Level.PHONE and ring == 1)
                if (few and lobe) or (level is Level.FAR and ring and (lobe or k % 2)):
                    continue
                mesh = _lobe(ring, lobe, q, tint, np.random.default_rng([int(seeds[number - 1]), lobe + 1]), level)
                spread = (30 + 10 * q) * lobe
                grown.append(mesh.transformed(turn("y", at) @ shift(*foot) @ turn("y", spread)))
    return grown


def _lobe(ring: int, lobe: int, q: float, tint: NDArray[np.float64], wild: np.random.Generator, level: Level) -> Mesh:
    d = np.clip(wild.normal(0, 1, 5), -2, 2)
    angles = np.array(SHUT[ring]) * (1 - q) + np.array(OPEN[ring]) * q + (7 * d[0] + 8 * d[1] * np.array(V)) * (0.3 + 0.7 * q)
    size = (1.0 if lobe == 0 else 0.86) * (1.0 if ring == 0 else 0.74) * (1 + 0.06 * d[2])
    broad = 1.7 if level is Level.FAR or (level is Level.PHONE and ring) else 1.0
    shape = Blade(
        (0.95 + 1.25 * q) * size,
        (0.85 + 0.75 * q) * size * (1 + 0.08 * d[3]) * broad,
        tuple(zip(V, angles, strict=True)),
        ((0, 0.16), (0.2, 0.42), (0.45, 0.8), (0.68, 1.04), (0.86, 1.0), (1, 0.8)),
        curl=((0, 0.9), (0.4, 0.3), (1, 0.1)),
        roundness=0.06,
        oval=0.3,
        tip_notch=0.03 * abs(d[4]),
        ruffle=0.06 + 0.2 * q * (1 if ring == 0 else 0.8),
        ruffle_waves=2.6 + 0.5 * d[4],
        ruffle_from=0.3,
        unevenness=0.03 + 0.06 * q,
    )
    grid = {Level.FAR: (4, 2), Level.PHONE: (4, 3)}.get(level, steps(level, 12, 6))
    return blade(shape, ATLAS, "ruffle", wild, azimuth=3 * d[0], grid=grid, tint=tint, row_bias=1.3)


def _cushion(whole: float, rng: np.random.Generator, level: Level) -> list[Mesh]:
    """The dome: opened small florets at its rim, closed buds above them, and the pins of their styles and anthers."""
    draws = np.clip(rng.normal(0, 1, (8, KNOBS)), -2, 2)
    size = 0.82 + 0.18 * whole
    round_about = {Level.HERO: 16, Level.STANDARD: 12, Level.PHONE: 9, Level.FAR: 6}[level]
    bow = np.radians((96, 66, 34, 4))
    profile = [(DOME * size * 0.9 * np.sin(a), TALL * 0.86 * np.cos(a) + 0.12) for a in bow] + [(0.01, TALL * 0.865 + 0.12)]
    parts = [lathe(profile, ATLAS, "bud", sides=round_about)]
    if level is Level.FAR:  # what the left out lobes would hide
        parts.append(lathe([(DOME * 0.8, 0.05), (DOME * (1 + 0.5 * whole), 0.3 - 0.2 * whole)], ATLAS, "floret", sides=8))
    ways = sphere(KNOBS, 0.02)
    stretch = np.array([DOME, TALL, DOME]) * size
    place = ways * stretch * 0.92 + [0, 0.12, 0]
    normal = unit(ways / stretch + [0, 0.25, 0])
    low = smoothstep(0.85 - 0.62 * whole, 1.15 - 0.62 * whole, 1 - ways[:, 1] + 0.05 * draws[0])
    fewer = {Level.HERO: 1, Level.STANDARD: 2, Level.PHONE: 4, Level.FAR: 8}[level]
    if level is not Level.FAR:
        pick = np.arange(KNOBS)[:: {Level.HERO: 1, Level.STANDARD: 2}.get(level, 4)]
        big = {Level.HERO: 0.265, Level.STANDARD: 0.34}.get(level, 0.52)
        knob = ((0.7, 0.0), (1.0, 0.6), (0.0, 1.05))
        tint = 1 + 0.13 * draws[1][pick]
        width = big * (1 - 0.25 * low[pick]) * (1 + 0.13 * draws[6][pick])
        parts.append(
            scatter(
                knob,
                place[pick],
                normal[pick],
                0.3 * (1 + 0.16 * draws[7][pick]),
                width,
                ATLAS,
                "bud",
                along=ways[pick, 1],
                sides=6 if level is Level.HERO else 4,
                tint=tint,
            )
        )
    parts.append(
        _stars(
            place,
            normal,
            low,
            draws,
            np.arange(KNOBS // 5, KNOBS)[:: {Level.HERO: 1, Level.STANDARD: 1, Level.PHONE: 3}.get(level, 7)],
            level,
        )
    )
    pins = np.arange(PINS)[::fewer] + 6
    grown = (0.2 + 0.5 * whole * (0.6 + 0.4 * low) + 0.07 * draws[2])[pins]
    way = normal[pins] + 0.2 * np.stack([draws[3], draws[4], draws[5]], 1)[pins]
    foot, tip = place[pins] + 0.1 * normal[pins], place[pins] + unit(way) * (0.22 + grown)[:, None]
    thick = {Level.HERO: 1.0, Level.STANDARD: 1.3, Level.PHONE: 1.7, Level.FAR: 3.2}[level]
    if level is not Level.FAR:
        parts.append(twigs(foot, tip, (0.014 * thick, 0.012 * thick), ATLAS, "pin", sides=2))
    head = ((0.0, 0.0), (1.0, 0.45), (0.0, 1.0))
    heading = way + 0.5 * np.stack([draws[6], 0 * draws[6], draws[7]], 1)[pins]
    parts.append(scatter(head, tip, heading, 0.13 * thick**0.5, 0.085 * thick, ATLAS, "pin", along=1.0, sides=4))
    return parts


def _stars(
    place: NDArray[np.float64],
    normal: NDArray[np.float64],
    low: NDArray[np.float64],
    draws: NDArray[np.float64],
    pick: NDArray[np.int64],
    level: Level,
) -> Mesh:
    """The small opened florets: little crinkled funnels of five lobes, larger towards the rim of the dome."""
    points = 10 if level is Level.HERO else 5
    angle = np.arange(points) * 2 * np.pi / points
    reach = np.where(np.arange(points) % 2 == 0, 1.0, 0.62) if points == 10 else np.ones(5)
    crimp = np.where(np.arange(points) % 2 == 0, 0.0, 0.16) if points == 10 else np.zeros(5)
    ring = np.stack([reach * np.cos(angle), 0.62 + crimp, -reach * np.sin(angle)], 1)
    star = np.vstack([[0.0, 0.2, 0.0], ring])
    fan = np.array([(0, 1 + k, 1 + (k + 1) % points) for k in range(points)])
    size = (0.1 + 0.3 * low * (1 + 0.12 * draws[2]))[pick] * {Level.HERO: 1.0, Level.STANDARD: 1.05, Level.PHONE: 1.3}.get(
        level, 1.8
    )
    out = unit(normal[pick] + 0.6 * np.stack([place[pick, 0], 0 * place[pick, 0], place[pick, 2]], 1) * low[pick, None])
    uv = ATLAS.texcoords("floret", np.zeros(points + 1), np.r_[0.0, reach])
    normals = unit(star * [0.6, 0, 0.6] + [0, 0.8, 0])
    turns = facing(out, 40 * draws[3][pick])
    tints = np.clip(1 + 0.05 * draws[4][pick], 0.85, 1.15)[:, None]
    at = place[pick] + 0.12 * normal[pick]
    return swarm(star[None] * size[:, None, None], fan, uv, turns, at, tints=tints, normals=normals)


def _involucre(whole: float, seeds: NDArray[np.int64], level: Level) -> list[Mesh]:
    """Narrow green bracts that spread below the florets, on a small cup."""
    rng = np.random.default_rng(seeds[sum(RINGS)])
    d = np.clip(rng.normal(0, 1, (3, 11)), -2, 2)
    cup = lathe([(0.15, -0.72), (0.36, -0.5), (0.8, -0.12), (0.9, 0.14)], ATLAS, "bract", sides=SIDES[level] + 2)
    if level is Level.FAR:
        return [cup]
    bend = np.array([38.0, 44, 58, 70]) * (1 - whole) + np.array([8.0, -8, -30, -44]) * whole
    whorl = Whorl(
        azimuth=360 / 11 * np.arange(11) + 5 * d[0],
        length=1.85 + 0.25 * d[1],
        width=0.46,
        elevation_at=(0.0, 0.35, 0.7, 1.0),
        elevation=bend + 7 * d[2][:, None],
        base_radius=0.45,
        base_height=-0.3,
    )
    return [cup, rays(BRACT, whorl, ATLAS, "bract", grid=(2, 5 if level is Level.HERO else 3))]


def _stalk(length: float, stem: float, lean: NDArray[np.float64], seeds: NDArray[np.int64], level: Level) -> Mesh:
    """Thin and wiry; two pairs of divided leaves at its nodes."""
    spots = (3.5, 15.0)
    nodes = tuple(-s for s in spots)
    axis = Stalk(length, stem, way=float(lean[4]) * 2, sway=2.6, kink=0.45, taper=1.25, nodes=nodes, swell=0.22, soft=0.6)
    parts = [axis.grown(ATLAS, "stem", level, SIDES[level], (0.0, 0.7))]
    for pair, below in enumerate(spots):
        for side in range(2):
            wild = np.random.default_rng(seeds[sum(RINGS) + 2 + 2 * pair + side])
            d = np.clip(wild.normal(0, 1, 3), -2, 2)
            shape = CutLeaf(
                (6.4 + 1.8 * pair) * (1 + 0.1 * d[0]),
                width=0.5 + 0.1 * pair,
                pairs=5 if level in (Level.HERO, Level.STANDARD) else 3,
                reach=((0, 0.2), (0.45, 0.34), (0.8, 0.24), (1, 0.14)),
                angle=44,
                bare=0.26,
                again=0,
                elevation=((0, 58), (0.4, 34 + 6 * d[1]), (1, -16)),
                cup=16,
                spine=0.55,
                bias=1.5,
            )
            grown = cut_leaf(shape, ATLAS, "leaf", wild, level)
            at = 30 + 90 * pair + 180 * side + 50 * float(lean[5]) + 8 * d[2]
            parts.append(grown.transformed(axis.frame(-below) @ shift(y=-below) @ turn("y", at) @ shift(stem * 0.6)))
    return merge(parts)


def paint(variety: Variety) -> Mapping[str, Floats]:
    body = worn(hex_colour(variety.hex), 0.9)
    if oklab(body)[2] < -0.04:  # one layer of lilac does not turn pink
        body = shade(body, 0.0, 0.9, 9)
    lightness, a, b = (float(x) for x in oklab(body))
    white, dark = lightness > 0.93 and float(np.hypot(a, b)) < 0.03, lightness < 0.45
    deep = mix(body, hex_colour("#F0EFC8"), 0.5) if white else shade(body, -0.04, 1.12)
    ruffle = PetalPaint(
        body,
        deep=deep,
        deep_until=0.7,
        edge=shade(body, 0.05, 0.85) if not dark else shade(body, 0.05, 1.0),
        edge_strength=0.5,
        veins=0.05 if white else 0.1,
        vein_count=11,
        mottle=0.03,
        seed=71,
    )
    _, along = tile_grid()
    small = mix(deep, shade(body, 0.02, 0.95), smoothstep(0.1, 0.8, along))
    green = hex_colour("#C4D196") if white else hex_colour("#AFC478")
    across = (tile_grid()[0] + 1) / 2
    # Buds are green with the colour of the flower breaking through at their tops; in the very middle they stay greener.
    inside = shade(body, 0.03, 0.9)
    bud = mix(mix(green, body, 0.7 if dark else 0.0), inside, smoothstep(0.5, 0.78, across))
    bud = (
        mix(bud, mix(green, body, 0.75) if dark else shade(green, 0.03, 0.9), 0.5 * smoothstep(0.66, 0.98, along))
        * (1 + 0.06 * noise(73, 12))[..., None]
    )
    pin = hex_colour("#F6F2EA") if not white else hex_colour("#F2EED0")
    anther = mix(pin, body, 0.12) if dark or white else mix(pin, body, 0.3)
    return finished(
        {
            "ruffle": petal_tile(ruffle),
            "floret": small * (1 + 0.03 * noise(72, 9))[..., None],
            "bud": bud,
            "pin": mix(mix(pin, body, 0.35), anther, smoothstep(0.5, 0.9, along)),
            "bract": leaf_tile(hex_colour("#7C9A58"), veins="parallel", pairs=2),
            "leaf": leaf_tile(hex_colour("#668A4C"), pairs=6, contrast=0.14),
            "stem": stem_tile(hex_colour("#6F8B4C"), hex_colour("#869E62")),
        }
    )


PLANT = PlantKind("scabiosa", ATLAS, OPENNESS, grow, paint)
