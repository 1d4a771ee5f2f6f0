"""Phalaenopsis, the moth orchid: an arching spike with two ranks of flat round flowers, and buds at its tip."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from catalog.atlas import STEM, Atlas, Finish, tile_grid
from catalog.mesh import Mesh, merge, unit
from catalog.organs import orchid
from catalog.organs.blade import Blade
from catalog.organs.boughs import Bough, arched
from catalog.organs.curves import Knots, bell, curve, smoothstep
from catalog.organs.head import diameter
from catalog.organs.orchid import FOOT, TOP, Segment
from catalog.organs.place import scale
from catalog.organs.spike import Body, Manner, Site, dressed, kin
from catalog.organs.stalk import Stalk
from catalog.organs.stem import tube
from catalog.plant import Growth, Head, Level, Plant, PlantKind
from catalog.species import Variety
from catalog.surface import (
    Colour,
    PetalPaint,
    fan_veins,
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

_WAX = Finish(roughness=0.45, translucency=0.68)
ATLAS = Atlas(
    (
        ("petal", _WAX),  # the petals of the foremost flower
        ("fellow", _WAX),  # the petals of the others
        ("sepal", _WAX),
        ("lip", Finish(roughness=0.4, translucency=0.35)),
        ("lobe", Finish(roughness=0.4, translucency=0.35)),
        ("detail", Finish(roughness=0.4, translucency=0.2)),  # column, callus and cirri, one above the other
        ("bud", Finish(roughness=0.45, translucency=0.2)),
        ("stem", STEM),
    )
)
OPENNESS = {"bud": 0.1, "half": 0.5, "full": 0.95}
OPENS_AT = 0.14
FLOWERS, BUDS, MAIN = 6, 4, 1
STEM_RADIUS, STALK = 0.32, 33.0
MANNER = Manner((0.13, 0.2), (0.1, 0.14), 0.7)
V = (0.0, 0.15, 0.35, 0.6, 0.85, 1.0)
_SIDES = {Level.HERO: 9, Level.STANDARD: 6, Level.PHONE: 4, Level.FAR: 3}


def _along(*angles: float) -> Knots:
    return tuple(zip(V, angles, strict=True))


_SHUT = _along(30, 62, 84, 98, 112, 122)
_PETAL = Blade(
    4.85,
    6.3,
    _along(30, 16, 8, 2, -8, -22),
    ((0.0, 0.08), (0.06, 0.13), (0.16, 0.42), (0.3, 0.76), (0.46, 0.96), (0.6, 1.0), (0.8, 0.9), (1.0, 0.7)),
    base_radius=0.2,
    base_height=0.16,
    curl=((0.0, 0.5), (0.3, 0.1), (0.7, -0.02), (1.0, -0.05)),
    roundness=0.02,
    oval=0.46,
    ruffle=0.16,
    ruffle_waves=1.5,
    ruffle_edge=2.0,
    unevenness=0.09,
)
_SEPAL = Blade(
    4.7,
    2.9,
    _along(6, 2, 0, -4, -9, -16),
    ((0.0, 0.3), (0.12, 0.46), (0.3, 0.82), (0.5, 1.0), (0.7, 0.94), (0.88, 0.72), (1.0, 0.46)),
    base_radius=0.16,
    curl=((0.0, 0.3), (0.4, -0.08), (1.0, -0.14)),
    roundness=0.02,
    oval=0.26,
    unevenness=0.08,
)
_MIDLOBE = Blade(
    2.9,
    2.25,
    _along(50, 44, 34, 30, 44, 62),
    ((0.0, 0.34), (0.16, 0.32), (0.34, 0.6), (0.5, 1.0), (0.62, 0.8), (0.8, 0.42), (1.0, 0.16)),
    base_radius=0.16,
    base_height=0.28,
    curl=((0.0, 0.8), (0.4, -0.5), (1.0, -0.3)),
    roundness=0.0,
)
_SIDELOBE = Blade(
    2.15,
    1.75,
    _along(30, 54, 78, 100, 124, 140),
    ((0.0, 0.4), (0.2, 0.62), (0.45, 0.98), (0.65, 1.0), (0.85, 0.78), (1.0, 0.4)),
    base_radius=0.3,
    base_height=0.26,
    curl=((0.0, 0.6), (0.5, 0.75), (1.0, 0.5)),
    roundness=0.04,
    oval=0.3,
)


def _segments(petal_slot: str) -> tuple[list[Segment], list[Segment], list[Segment]]:
    petals = [Segment(_PETAL, TOP + side * 77, petal_slot, _SHUT, grid=(12, 12)) for side in (-1, 1)]
    sepals = [
        Segment(_SEPAL, azimuth, "sepal", tuple((v, a - 5) for v, a in _SHUT), grid=(6, 10))
        for azimuth in (TOP, TOP + 124, TOP - 124)
    ]
    lip = [
        Segment(_MIDLOBE, FOOT, "lip", _along(60, 64, 70, 78, 90, 100), wrap=0.0, grid=(6, 12)),
        Segment(_SIDELOBE, FOOT + 62, "lobe", _SIDELOBE.midrib, wrap=0.0, grid=(4, 7)),
        Segment(_SIDELOBE, FOOT - 62, "lobe", _SIDELOBE.midrib, wrap=0.0, grid=(4, 7)),
    ]
    return petals, sepals, lip


def _cirri(tip: NDArray[np.float64], level: Level) -> list[Mesh]:
    """Two tendrils that leave the lip's tip forwards and curl back to both sides."""
    if level in (Level.PHONE, Level.FAR):
        return []
    points, parts = (7 if level is Level.HERO else 5), []
    t = np.linspace(0, 1, points)
    for side in (-1.0, 1.0):
        angle = np.radians(20 + 205 * t**1.2)
        out = np.cumsum(np.r_[0, np.sin(angle[1:])]) / (points - 1) * 1.15
        ahead = np.cumsum(np.r_[0, np.cos(angle[1:])]) / (points - 1) * 1.15
        path = tip + np.stack([side * (0.05 + 0.62 * out), 0.85 * ahead + 0.25 * t, -0.7 * out], 1)
        parts.append(tube(path, np.linspace(0.075, 0.03, points), ATLAS, "detail", sides=3, along=(0.72, 0.98)))
    return parts


def _flower(opened: float, slot: str, level: Level, rng: np.random.Generator) -> tuple[Mesh, float, float]:
    """One flower of natural size in its own frame, how far its petals reach, and where the middle of its dish lies."""
    petals, sepals, lip = _segments(slot)
    streams = rng.spawn(3)
    blades = orchid.spread(petals, opened, ATLAS, level, streams[0])
    parts = [*blades, *orchid.spread(sepals, opened, ATLAS, level, streams[1])]
    labellum = orchid.spread(lip if level is not Level.FAR else lip[:1], opened, ATLAS, level, streams[2], sway=0.0)
    parts += labellum
    if level is not Level.FAR:
        foremost = labellum[0].positions.astype(np.float64)
        parts.append(orchid.column(1.15, 0.34, ATLAS, "detail", level, height=0.1))
        parts.append(orchid.lump((0.0, 0.74, 0.42), (0.26, 0.2, 0.2), ATLAS, "detail", sides=6 if level is Level.HERO else 4))
        parts += _cirri(foremost[np.argmax(foremost[:, 1] + foremost[:, 2])], level)
    return merge(parts), orchid.reach(blades), orchid.depth(blades)


def _rachis(side: float, draws: NDArray[np.float64]) -> Bough:
    """The flowering part: upright at the neck, bowing over to one side until its tip hangs a little."""
    lift = curve(
        (
            (0.0, 89.0),
            (0.2, 80.0 + 5 * draws[0]),
            (0.5, 57.0 + 6 * draws[4]),
            (0.75, 30.0 + 6 * draws[1]),
            (1.0, -8.0 + 6 * draws[2]),
        ),
        np.linspace(0, 1, 40),
    )
    way = (0.0 if side > 0 else 180.0) - side * (14.0 + 10 * draws[3])
    path = arched((0.0, 0.0, 0.0), way, lift, 39.0)
    return Bough(path, np.linspace(STEM_RADIUS, 0.1, len(path)))


def grow(growth: Growth, rng: np.random.Generator) -> Plant:
    q, level = growth.openness, growth.level
    side = -1.0 if growth.individual == 1 else 1.0
    draws = np.clip(rng.normal(0, 1, (FLOWERS + BUDS + 1, 8)), -1.8, 1.8)
    streams = rng.spawn(FLOWERS + BUDS)
    rachis = _rachis(side, draws[-1])
    keep = {Level.HERO: 26, Level.STANDARD: 16, Level.PHONE: 9, Level.FAR: 5}[level]
    chosen = np.unique(np.linspace(0, len(rachis.path) - 1, keep).astype(int))
    parts = [tube(rachis.path[chosen], rachis.radii[chosen], ATLAS, "stem", sides=_SIDES[level], along=(0.6, 1.0))]
    opening = float(curve(((0.0, 0.2), (0.1, 0.3), (0.5, 0.66), (0.95, 1.0), (1.0, 1.03)), q))
    flowers = {MAIN: _flower(opening, "petal", level, streams[MAIN])}
    grown = diameter(growth, OPENNESS) / 2 / flowers[MAIN][1]
    slower = 0.085 - 0.03 * q
    bodies, sites = [], []
    for k in range(FLOWERS + BUDS):
        share = 1.0 if k == MAIN else 1.0 - 0.035 * (k - 1) + 0.015 * float(draws[k, 5])
        opened = opening + slower * (MAIN - k)
        if k < FLOWERS and opened > OPENS_AT:
            like = kin(k, level, MAIN)
            if like not in flowers:
                flowers[like] = _flower(opening + slower * (MAIN - like), "fellow", level, streams[like])
            body, wide, deep = flowers[like]
            own = body.transformed(scale(grown * share)).tinted(1 + 0.03 * float(draws[k, 6]))
            bodies.append(Body(own, wide * grown * share, True, deep * grown * share))
        else:
            young = (1 - 0.13 * max(k - FLOWERS + 1, 0)) * (0.94 + 0.06 * q)
            length = 2.8 * young * (1 + 0.5 * max(opened, 0.0))
            bodies.append(Body(orchid.bud(length, 0.9 * young, ATLAS, "bud", level, chin=0.15), length / 2, False))
        sites.append(_site(k, opened, side, rachis, draws[k]))
    hung, spheres = dressed(rachis, sites, bodies, MANNER, ATLAS, level)
    cane = rachis.at(np.linspace(0.02, 0.96, 16))
    spheres = np.concatenate([spheres, np.column_stack([cane, np.full(16, 0.6)])])
    world, size = sites[MAIN].world, bodies[MAIN].radius
    cm = scale(0.01)
    return Plant(
        bloom=merge([*parts, *hung]).transformed(cm),
        stalk=_stalk(level, draws[-1]).transformed(cm),
        head=Head(
            ((world[:3, 3] + world[:3, 1] * bodies[MAIN].lift) / 100).astype(np.float32),
            size / 100,
            world[:3, 1].astype(np.float32),
        ),
        proxies=(spheres / 100).astype(np.float32),
        stem_radius=STEM_RADIUS / 100,
        stalk_length=STALK / 100,
    )


def _at(k: int) -> float:
    """Where along the rachis the k-th flower or bud leaves it."""
    return 0.3 + 0.112 * k if k < FLOWERS else 0.3 + 0.112 * (FLOWERS - 1) + 0.04 + 0.042 * (k - FLOWERS)


def _leaving(k: int, side: float, rachis: Bough) -> NDArray[np.float64]:
    """The way a pedicel leaves the rachis: to its left and right by turns, and somewhat to the front."""
    heading = rachis.heading([_at(k)])[0]
    lateral = unit(np.cross(heading, [0.0, 0.0, 1.0])) * (1.0 if k % 2 else -1.0) * side
    return np.asarray(unit(lateral + 0.5 * heading + np.array([0.0, 0.0, 0.5])))


def _site(k: int, opened: float, side: float, rachis: Bough, draw: NDArray[np.float64]) -> Site:
    start, heading = rachis.at([_at(k)])[0], rachis.heading([_at(k)])[0]
    out = _leaving(k, side, rachis)
    flat = unit(out * [1.0, 1.0, 0.0])
    if k < FLOWERS:
        # A bud hangs closer to the axis. Neighbours stand at different depths: petals lie on one another like scales.
        stretch = 0.55 + 0.45 * float(smoothstep(0.0, 0.6, opened))
        depth = 2.2 + (0.9 if k % 2 else 0.0) + 0.3 * draw[0]
        offset = flat * (4.3 + 0.25 * draw[1]) + np.array([0.0, 0.0, depth])
        face = np.array([side * 0.10 + 0.34 * flat[0] + 0.15 * draw[2] + 0.15, -0.02 + 0.2 * flat[1] + 0.11 * draw[3], 1.0])
        return Site(_at(k), out, orchid.hung(face, start + offset * stretch, roll=10 * float(draw[4])))
    rank = k - FLOWERS
    way = unit(flat * 0.8 + 0.9 * heading + np.array([0.0, 0.0, 0.7]))
    return Site(_at(k), out, orchid.hung(way, start + way * (1.5 - 0.3 * rank)))


def _stalk(level: Level, draw: NDArray[np.float64]) -> Mesh:
    nodes = (-5.5, -14.0, -23.0)
    cane = Stalk(STALK, STEM_RADIUS, way=float(draw[5]) * 2.0, sway=1.3, kink=0.3, taper=1.25, nodes=nodes, swell=0.16, soft=0.4)
    bare = cane.grown(ATLAS, "stem", level, _SIDES[level], (0.0, 0.6))
    return merge([bare, *orchid.sheaths(cane, nodes, 120 + 20 * draw[6], 1.9, ATLAS, "stem", level)])


@dataclass(frozen=True)
class _Look:
    """What a variety is painted with beyond its body: lip, vein (strength 0..1), flush at the petal's foot, throat, bud, cane."""

    lip: str
    lobe: str
    vein: float = 0.0
    vein_colour: str = "#C05B8E"
    foot: str = "#F4EFD9"
    foot_strength: float = 0.3
    margin: float = 0.0
    bud: str = "#D5DDB0"
    cane: str = "#6E8C4A"


_LOOKS = {
    "white": _Look(lip="#F3D767", lobe="#FBF8EE", vein=0.34, vein_colour="#DCDCC6", foot="#EFF0CC", bud="#DDE4BE"),
    "magenta": _Look(
        lip="#7E1150",
        lobe="#93205F",
        vein=0.55,
        vein_colour="#86195F",
        foot="#F1DDEA",
        foot_strength=0.45,
        bud="#A65A86",
        cane="#6B6A48",
    ),
    "pink-stripe": _Look(
        lip="#B01E62",
        lobe="#C2417C",
        vein=0.95,
        vein_colour="#B23C7C",
        foot="#F7E6EE",
        foot_strength=0.3,
        margin=0.35,
        bud="#D9A8B8",
        cane="#74804A",
    ),
    "yellow": _Look("#B4432F", "#D8873C", vein=0.22, vein_colour="#C9853C", foot="#F3EBAE", foot_strength=0.35, bud="#CFCF78"),
}


def paint(variety: Variety) -> Mapping[str, NDArray[np.float32]]:
    raw = hex_colour(variety.hex)
    body = mix(raw, worn(raw), 0.4)  # flat open flowers throw less light onto themselves than a rose
    look = _LOOKS.get(variety.id, _Look(lip=variety.accent or "#A02060", lobe=variety.hex))
    return finished(
        {
            "petal": _petal(body, look, 51, 15),
            "fellow": _petal(shade(body, -0.004, 1.02), look, 52, 15),
            "sepal": _petal(shade(body, -0.006, 1.02), look, 53, 9),
            "lip": _lip(look),
            "lobe": _lobe(look),
            "detail": _detail(body, look),
            "bud": _bud(body, look),
            "stem": stem_tile(hex_colour(look.cane), shade(hex_colour(look.cane), 0.05)),
        }
    )


def _petal(body: Colour, look: _Look, seed: int, veins: int) -> Colour:
    across, along = tile_grid()
    pale = float(oklab(body)[0]) > 0.9
    tile = petal_tile(
        PetalPaint(
            body,
            deep=mix(shade(body, -0.045), hex_colour("#E4E6C8"), 0.35) if pale else shade(body, -0.04, 1.12),
            deep_until=0.6 if pale else 0.5,
            veins=0.06 if pale else 0.035,
            vein_count=veins,
            mottle=0.015,
            seed=seed,
        )
    )
    if look.vein:
        net = fan_veins(veins, seed, 0.5, 2.2)
        cross = 0.35 * np.abs(noise(seed + 3, 16, 2))
        strength = look.vein * (net + cross) * smoothstep(1.0, 0.8, np.maximum(along, np.abs(across))) * smoothstep(0.0, 0.1, along)
        tile = mix(tile, hex_colour(look.vein_colour), np.clip(strength, 0, 0.85))
    if look.margin:
        rim = np.maximum(smoothstep(0.84, 1.0, along), smoothstep(0.82, 1.0, np.abs(across)))
        tile = mix(tile, shade(body, 0.06, 0.6), look.margin * rim)
    tile = mix(tile, hex_colour(look.foot), look.foot_strength * smoothstep(0.26, 0.04, along))
    return np.asarray(tile)


def _lip(look: _Look) -> Colour:
    across, along = tile_grid()
    lip = hex_colour(look.lip)
    tile = mix(shade(lip, -0.03, 1.05), lip, smoothstep(0.2, 0.8, along))
    tile = mix(tile, hex_colour("#F2C63C"), 0.85 * smoothstep(0.3, 0.12, along))
    speck = smoothstep(0.35, 0.6, noise(71, 22, 2)) * smoothstep(0.5, 0.2, along)
    tile = mix(tile, hex_colour("#A3262E"), 0.6 * speck)
    if float(oklab(lip)[0]) > 0.8:
        tile = mix(tile, hex_colour("#FAF6E8"), 0.8 * smoothstep(0.5, 0.75, along + 0.15 * np.abs(across)))
    return np.asarray(mix(tile, shade(lip, 0.08, 0.8), 0.35 * bell(across / 0.12) * smoothstep(0.3, 0.6, along)))


def _lobe(look: _Look) -> Colour:
    across, along = tile_grid()
    lobe = hex_colour(look.lobe)
    stripes = 0.5 + 0.5 * np.cos(across * 15)
    tile = mix(lobe, shade(lobe, -0.07, 1.15), 0.6 * stripes * smoothstep(0.7, 0.3, along))
    tile = mix(tile, hex_colour("#F3D15A"), 0.7 * smoothstep(0.4, 0.1, along))
    bars = (stripes > 0.75) * smoothstep(0.42, 0.3, along) * smoothstep(0.02, 0.1, along)
    return np.asarray(mix(tile, hex_colour("#A3262E"), 0.6 * bars))


def _detail(body: Colour, look: _Look) -> Colour:
    """Lowest third the column, middle third the callus, upper third the cirri."""
    _, along = tile_grid()
    club = mix(body, shade(body, 0.05, 0.8), smoothstep(0.1, 0.3, along))
    callus = mix(hex_colour("#EFC02E"), hex_colour("#B5392F"), 0.5 * smoothstep(0.3, 0.6, noise(72, 30, 1)))
    cirri = hex_colour("#F6EFD8") if float(oklab(hex_colour(look.lip))[0]) > 0.8 else shade(hex_colour(look.lip), 0.08, 0.9)
    tile = np.where((along < 0.36)[..., None], club, callus)
    return np.asarray(np.where((along > 0.68)[..., None], cirri, tile))


def _bud(body: Colour, look: _Look) -> Colour:
    across, along = tile_grid()
    skin = hex_colour(look.bud)
    tile = mix(shade(skin, -0.03, 1.1), mix(skin, body, 0.35), smoothstep(0.05, 0.6, along))
    tile = mix(tile, shade(skin, -0.08, 1.1), 0.5 * smoothstep(0.8, 1.0, across))
    return np.asarray(tile * flat_tile(np.ones(3), 0.04))


PLANT = PlantKind("phalaenopsis", ATLAS, OPENNESS, grow, paint)
