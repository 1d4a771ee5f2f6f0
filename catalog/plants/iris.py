"""Dutch iris: three drooping falls with a yellow signal, three standards that stand apart, style arms like petals, two spathes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from catalog.atlas import LEAF, STEM, Atlas, Finish, tile_grid
from catalog.mesh import Mesh, merge
from catalog.organs.blade import Blade, blade, steps
from catalog.organs.curves import Knots, bell, blend, curve, smoothstep
from catalog.organs.head import diameter
from catalog.organs.limb import Limb
from catalog.organs.place import point_up_along, scale
from catalog.organs.stalk import Stalk
from catalog.organs.stem import tube
from catalog.plant import Growth, Head, Level, Plant, PlantKind
from catalog.species import Variety
from catalog.surface import (
    Colour,
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

_PETAL = Finish(roughness=0.55, translucency=0.75, sheen=0.25)
ATLAS = Atlas(
    (
        ("fall", _PETAL),
        ("standard", _PETAL),
        ("style", _PETAL),
        ("anther", Finish(roughness=0.8)),
        ("spathe", LEAF),
        ("leaf", LEAF),
        ("stem", STEM),
    )
)
OPENNESS = {"bud": 0.1, "half": 0.5, "full": 0.95}
STEM_RADIUS, NECK = 0.36, 9.5
V = (0.0, 0.15, 0.32, 0.5, 0.66, 0.82, 1.0)
FALL_GRID, STANDARD_GRID, STYLE_GRID, CREST_GRID = (16, 38), (14, 28), (10, 16), (8, 10)
_SIDES = {Level.HERO: 10, Level.STANDARD: 7, Level.PHONE: 5, Level.FAR: 3}


def _along(*angles: float) -> Knots:
    return tuple(zip(V, angles, strict=True))


_FALL_SHUT = _along(82, 86, 88, 90, 93, 101, 124)
_FALL_OPEN = _along(54, 44, 34, 14, -22, -54, -74)
_FALL_OUTLINE = (
    (0.0, 0.26), (0.12, 0.3), (0.3, 0.37), (0.42, 0.41), (0.5, 0.52), (0.6, 0.8), (0.71, 1.0), (0.82, 0.98), (0.93, 0.8), (1.0, 0.55),
)  # fmt: skip
_STANDARD_SHUT = _along(80, 85, 88, 91, 93, 97, 112)
_STANDARD_OPEN = _along(46, 55, 68, 79, 85, 80, 60)
_STANDARD_OUTLINE = ((0.0, 0.2), (0.15, 0.24), (0.32, 0.42), (0.5, 0.74), (0.68, 1.0), (0.82, 0.97), (0.93, 0.82), (1.0, 0.6))
_STYLE_SHUT = _along(82, 86, 88, 90, 92, 94, 98)
_STYLE_OPEN = _along(70, 58, 44, 30, 16, 6, 10)
_STYLE_OUTLINE = ((0.0, 0.4), (0.2, 0.6), (0.45, 0.9), (0.7, 1.0), (0.9, 0.92), (1.0, 0.8))


def grow(growth: Growth, rng: np.random.Generator) -> Plant:
    q, level = growth.openness, growth.level
    lean = np.clip(rng.normal(0, 1, 8), -1.6, 1.6)
    draws = np.clip(rng.normal(0, 1, (3, 3, 6)), -1.8, 1.8)
    streams = rng.spawn(6)
    target = diameter(growth, OPENNESS) / 2
    # One fall looks to the viewer, a little to the right, the others to the left and back: no standard stands edge-on.
    first = 309.0 + 9 * lean[0]
    head, reach, high = _flower(q, first, target, draws, streams[0], level)
    place = _neck(lean)
    base = place[:3, 3] + place[:3, 1] * 4.2
    flower = head.transformed(point_up_along(place[:3, 1], base))
    tall = NECK + 4.2
    # The bend lies below the spathes; within them the stem is straight.
    knee = Limb(np.zeros(3), np.array([0.0, 1.0, 0.0]), place[:3, 1] * 5.2, place[:3, 1]).at(np.linspace(0, 1, 4))
    path = np.vstack([knee, place[:3, 3], base])
    stem = tube(path, [0.36, 0.35, 0.34, 0.33, 0.3, 0.34], ATLAS, "stem", sides=_SIDES[level], closed_tip=False, along=(0.7, 1.0))
    spathes = _spathes(place, lean, streams[1], level)
    leaf = _upper_leaf(level, streams[2], lean)
    length = sum(growth.species.stem_length) / 2 * 100 - tall - 4.5 + 1.5 * lean[7]
    axis = place[:3, 1]
    centre = base + axis * (0.9 + 0.22 * high)
    return Plant(
        bloom=merge([flower, stem, *spathes, leaf]).transformed(scale(0.01)),
        stalk=_stalk(length, lean, streams[3], level).transformed(scale(0.01)),
        head=Head((centre * 0.01).astype(np.float32), reach * 0.01, axis.astype(np.float32)),
        proxies=_proxies(base, axis, reach, high, first),
        stem_radius=STEM_RADIUS * 0.01,
        stalk_length=length * 0.01,
    )


def _flower(
    q: float, first: float, target: float, draws: NDArray[np.float64], rng: np.random.Generator, level: Level
) -> tuple[Mesh, float, float]:
    """(flower in its own frame, how far the falls reach, height). The falls open first, then the standards part."""
    streams = rng.spawn(12)
    fall = float(smoothstep(-0.05, 0.82, q)) * (1 + 0.02 * q)
    wide = float(smoothstep(-0.02, 0.9, q))
    falls, others = [], []
    for k in range(3):
        azimuth = first + 120 * k
        # One fall unrolls ahead of the others.
        ahead = (0.3, 0.08, 0.02)[k] * max(0.0, 1 - fall)
        falls.append(_fall(fall + ahead, azimuth, draws[k, 0], streams[k], level))
        others.append(_standard(wide, azimuth + 60, draws[k, 1], streams[3 + k], level))
        others += _style(wide, azimuth, draws[k, 2], streams[6 + k], streams[9 + k], level)
    reach = float(np.max([np.quantile(np.hypot(m.positions[:, 0], m.positions[:, 2]), 0.98) for m in falls]))
    flower = merge(falls + others)
    # Width follows the data, height only in part: a bud is slender.
    share = float(np.clip(target / reach, 0.7, 1.2))
    wider = np.diag([share, 0.5 + 0.5 * share, share, 1.0])
    grown = flower.transformed(wider)
    return grown, reach * share, float(grown.bounds[1, 1])


def _fall(q: float, azimuth: float, d: NDArray[np.float64], rng: np.random.Generator, level: Level) -> Mesh:
    midrib = [(v, a + (3 * d[0] + 7 * d[1] * v) * q) for v, a in blend(_FALL_SHUT, _FALL_OPEN, q)]
    shape = Blade(
        length=(7.6 + 1.0 * q) * (1 + 0.02 * d[2]),
        width=(3.7 + 1.5 * q) * (1 + 0.03 * d[3]),
        midrib=midrib,
        outline=_FALL_OUTLINE,
        base_radius=0.3,
        curl=((0.0, 0.9), (0.3, 0.55), (0.5, 0.2 * q + 0.1), (0.7, -0.1 * q), (1.0, -0.14 * q)),
        wrap=0.95 * max(0.0, 1 - q) ** 1.5,
        roundness=0.02,
        oval=0.3,
        ruffle=0.24 * q,
        ruffle_waves=2.0,
        ruffle_from=0.45,
        ruffle_edge=2.0,
        unevenness=0.1 * q,
        spiral=0.12 * (1 - q),
        twist=6 * d[4] * q,
    )
    return blade(shape, ATLAS, "fall", rng, azimuth=azimuth + 3 * d[5], grid=steps(level, *FALL_GRID), row_bias=1.05)


def _standard(q: float, azimuth: float, d: NDArray[np.float64], rng: np.random.Generator, level: Level) -> Mesh:
    midrib = [(v, a + (3 * d[0] + 5 * d[1] * v) * q) for v, a in blend(_STANDARD_SHUT, _STANDARD_OPEN, q)]
    shape = Blade(
        length=(6.4 + 0.6 * q) * (1 + 0.03 * d[2]),
        width=(2.6 + 0.7 * q) * (1 + 0.04 * d[3]),
        midrib=midrib,
        outline=_STANDARD_OUTLINE,
        base_radius=0.24,
        base_height=0.2,
        curl=((0.0, 0.8), (0.35, 0.5), (0.7, 0.22), (1.0, 0.05)),
        wrap=0.9 * max(0.0, 1 - q) ** 1.5,
        roundness=0.02,
        oval=0.3,
        ruffle=0.36 * q,
        ruffle_waves=2.0,
        ruffle_from=0.35,
        ruffle_edge=2.0,
        unevenness=0.12 * q,
        spiral=0.1 * (1 - q),
        twist=(7 * d[4] + 5) * q,
    )
    return blade(shape, ATLAS, "standard", rng, azimuth=azimuth + 4 * d[5], grid=steps(level, *STANDARD_GRID))


def _style(
    q: float, azimuth: float, d: NDArray[np.float64], rng: np.random.Generator, crests: np.random.Generator, level: Level
) -> list[Mesh]:
    """A style arm: a roof over the fall's foot that ends in two upturned crests; its anther hides below."""
    midrib = [(v, a + (3 * d[0]) * q) for v, a in blend(_STYLE_SHUT, _STYLE_OPEN, q)]
    shape = Blade(
        length=3.9 + 0.5 * q,
        width=1.3 + 1.4 * q,
        midrib=midrib,
        outline=_STYLE_OUTLINE,
        base_radius=0.12,
        base_height=0.55,
        curl=((0.0, 0.2), (0.3, -0.5), (1.0, -0.55)),
        keel=-0.1,
        roundness=0.0,
        unevenness=0.05,
    )
    arm = blade(shape, ATLAS, "style", rng, azimuth=azimuth, grid=steps(level, *STYLE_GRID))
    if level is Level.FAR:
        return [arm]
    angles = np.radians(curve(midrib, np.linspace(0, 1, 40)))
    out = 0.12 + float(np.cos(angles).mean()) * shape.length
    up = 0.55 + float(np.sin(angles).mean()) * shape.length
    parts = [arm]
    for side in (-1.0, 1.0):
        crest = Blade(
            length=1.95,
            width=1.7,
            midrib=[(v, 88 + (a - 88) * q + 4 * d[3]) for v, a in ((0.0, 14.0), (0.3, 48.0), (0.65, 82.0), (1.0, 104.0))],
            outline=((0.0, 0.72), (0.25, 0.96), (0.5, 1.0), (0.75, 0.8), (0.92, 0.45), (1.0, 0.15)),
            oval=0.15,
            curl=((0.0, -0.3), (1.0, 0.3)),
            roundness=0.03,
            ruffle=0.1 * q,
            ruffle_waves=2.0,
            ruffle_edge=2.0,
        )
        grown = blade(crest, ATLAS, "style", crests, azimuth=-side * 24 * q, grid=steps(level, *CREST_GRID), row_bias=1.0)
        m = np.eye(4)
        a = np.radians(azimuth)
        c, s = np.cos(a), np.sin(a)
        m[:3, 0], m[:3, 2] = (c, 0, -s), (s, 0, c)
        m[:3, 3] = m[:3, :3] @ np.array([out - 0.15, up - 0.04, side * 0.36 * (0.3 + 0.7 * q)])
        parts.append(grown.transformed(m))
    return parts


def _neck(lean: NDArray[np.float64]) -> NDArray[np.float64]:
    """The last centimetres bend a little: the frame at the top of the stem, where the spathes sit."""
    tilt, side = np.radians(3 + 4 * abs(lean[1])), lean[2] * np.pi
    way = np.array([np.sin(tilt) * np.cos(side), np.cos(tilt), np.sin(tilt) * np.sin(side)])
    return point_up_along(way, way * NECK * 0.995)


def _spathes(place: NDArray[np.float64], lean: NDArray[np.float64], rng: np.random.Generator, level: Level) -> list[Mesh]:
    """Two green sheaths that clasp the flower's foot, the outer one lower."""
    parts = []
    for k, (length, height, azimuth) in enumerate(((9.6, -3.6, 40.0), (8.8, -2.2, 215.0))):
        draw = rng.normal(0, 1, 3)
        shape = Blade(
            length,
            2.75 - 0.15 * k,
            ((0.0, 86.0), (0.15, 87.5), (0.5, 86.5), (0.8, 84.0 - 4 * k), (1.0, 66.0 + 4 * float(np.clip(draw[0], -1, 1)))),
            ((0.0, 0.78), (0.06, 0.86), (0.2, 1.0), (0.5, 0.95), (0.75, 0.64), (0.92, 0.26), (1.0, 0.03)),
            base_radius=0.335 + 0.02 * (1 - k),
            base_height=height,
            wrap=1.0,
            roundness=0.0,
        )
        turned = azimuth + 30 * float(lean[3])
        parts.append(blade(shape, ATLAS, "spathe", rng, azimuth=turned, grid=steps(level, 6, 12), even=True).transformed(place))
    return parts


def _sword(
    length: float,
    width: float,
    height: float,
    radius: float,
    azimuth: float,
    d: NDArray[np.float64],
    rng: np.random.Generator,
    level: Level,
) -> Mesh:
    """A channelled, pointed leaf whose foot sheathes the stem."""
    shape = Blade(
        length,
        width,
        (
            (0.0, 87.0),
            (0.08, 88.5),
            (0.2, 85.5 + 1.5 * d[0]),
            (0.5, 80.0 + 3 * d[0]),
            (0.78, 71.0 + 6 * d[1]),
            (1.0, 50.0 + 16 * d[1]),
        ),
        ((0.0, 0.94), (0.1, 1.0), (0.3, 0.92), (0.55, 0.74), (0.8, 0.44), (0.94, 0.17), (1.0, 0.02)),
        base_radius=radius,
        base_height=height,
        wrap=1.0,
        curl=((0.0, 0.0), (0.2, 0.5), (0.6, 0.7), (1.0, 0.3)),
        roundness=0.0,
        twist=26 * d[2],
    )
    return blade(shape, ATLAS, "leaf", rng, azimuth=azimuth, grid=steps(level, 6, 18), row_bias=1.05, even=True)


def _upper_leaf(level: Level, rng: np.random.Generator, lean: NDArray[np.float64]) -> Mesh:
    return _sword(11.5, 2.0, 0.4, STEM_RADIUS * 0.98, 150 + 40 * lean[4], np.clip(rng.normal(0, 0.6, 3), -1, 1), rng, level)


def _stalk(length: float, lean: NDArray[np.float64], rng: np.random.Generator, level: Level) -> Mesh:
    nodes = (-7.0, -15.0, -23.0)
    cane = Stalk(length, STEM_RADIUS, way=float(lean[5] * np.pi), sway=1.2, kink=0.25, taper=1.2, nodes=nodes, swell=0.07, soft=0.5)
    parts = [cane.grown(ATLAS, "stem", level, _SIDES[level], (0.0, 0.7))]
    for k, (node, azimuth) in enumerate(zip(nodes, (330.0, 165.0, 78.0), strict=True)):
        d = np.clip(rng.normal(0, 0.8, 3), -1.3, 1.3)
        leaf = _sword(19.0 + 3.5 * k, 2.3 + 0.15 * k, node, float(cane.thick(node)) * 0.98, azimuth + 18 * d[0], d, rng, level)
        parts.append(leaf.transformed(cane.frame(node)))
    return merge(parts)


def _proxies(base: NDArray[np.float64], axis: NDArray[np.float64], reach: float, high: float, first: float) -> NDArray[np.float32]:
    rows = [np.append(base + axis * h, r) for h, r in ((1.6, 1.5), (0.45 * high, 1.9), (0.75 * high, 1.8))]
    if reach > 2.6:
        for k in range(3):
            a = np.radians(first + 120 * k)
            out = np.array([np.cos(a), 0.0, -np.sin(a)])
            rows += [np.append(base + axis * 2.3 + out * 0.5 * reach, 1.3), np.append(base + axis * 1.2 + out * 0.86 * reach, 1.5)]
    rows += [np.append(base * t, 0.6) for t in (0.15, 0.4, 0.65, 0.88)]
    return (np.array(rows) * 0.01).astype(np.float32)


@dataclass(frozen=True)
class _Look:
    """signal: the blotch on the falls; haze: what surrounds it; lift: how the standards and styles differ from the falls (L, hue)."""

    signal: str
    haze: str
    standard: tuple[float, float]
    style: tuple[float, float]


_LOOKS = {
    "blue": _Look("#F3C83E", "#F1ECDD", (0.0, 12.0), (0.07, 8.0)),
    "yellow": _Look("#F0A91C", "#F6D95C", (0.015, 4.0), (0.03, 4.0)),
    "white": _Look("#F2C73C", "#F7EFC4", (0.005, 0.0), (0.0, 0.0)),
}


def paint(variety: Variety) -> Mapping[str, NDArray[np.float32]]:
    body = worn(hex_colour(variety.hex))
    look = _LOOKS.get(variety.id, _Look("#F3C83E", "#F1ECDD", (0.0, 6.0), (0.05, 4.0)))
    signal = hex_colour(variety.accent) if variety.accent else hex_colour(look.signal)
    green, glaucous = hex_colour("#86A06C"), hex_colour("#6F9070")
    leaf = leaf_tile(glaucous, veins="parallel", pairs=8, contrast=0.16, rim=shade(glaucous, 0.05))
    _, along = tile_grid()
    spathe = leaf_tile(green, veins="parallel", pairs=8, contrast=0.14)
    return finished(
        {
            "fall": _fall_tile(body, signal, hex_colour(look.haze)),
            "standard": _plain(shade(body, look.standard[0], 1.02, look.standard[1]), 112),
            "style": _plain(shade(body, look.style[0], 0.95, look.style[1]), 113),
            "anther": np.broadcast_to(hex_colour("#E8DCA8"), (*along.shape, 3)),
            "spathe": mix(
                mix(hex_colour("#A9BE8E"), spathe, smoothstep(0.0, 0.4, along)),
                hex_colour("#B3B58C"),
                0.65 * smoothstep(0.62, 1.0, along),
            ),
            "leaf": mix(hex_colour("#A6BC8E"), leaf, smoothstep(0.0, 0.12, along)),
            "stem": stem_tile(hex_colour("#7C9A56"), hex_colour("#8AA862")),
        }
    )


def _plain(body: Colour, seed: int) -> Colour:
    """Standards and styles: fine veins, a darker midrib, paler at the foot."""
    across, along = tile_grid()
    pale = float(oklab(body)[0]) > 0.85
    tile = petal_tile(
        PetalPaint(
            body,
            deep=shade(body, 0.0 if pale else 0.05, 0.9),
            edge=shade(body, 0.03, 0.96),
            edge_strength=0.5,
            veins=0.08 if pale else 0.17,
            vein_count=15,
            mottle=0.03,
            seed=seed,
        )
    )
    return mix(tile, shade(body, -0.05, 1.08), 0.4 * bell(across / 0.06) * smoothstep(1.0, 0.6, along))


def _fall_tile(body: Colour, signal: Colour, haze: Colour) -> Colour:
    """The haft is pale and veined; on the blade a yellow tongue within a pale halo whose rim runs out along the veins."""
    across, along = tile_grid()
    tile = _plain(body, 111)
    net = fan_veins(17, 114, 0.5, 2.6)
    tongue = np.hypot(across / 0.34, (along - 0.5) / 0.24) + 0.10 * noise(115, 9, 2)
    halo = smoothstep(1.7, 0.8, tongue + 0.35 * net)
    tile = mix(tile, haze, 0.85 * halo)
    tile = mix(tile, signal, 0.95 * smoothstep(1.05, 0.72, tongue))
    stripe = bell(across / 0.16) * smoothstep(0.66, 0.4, along) * smoothstep(0.05, 0.3, along)
    tile = mix(tile, signal, 0.8 * stripe)
    return mix(tile, shade(body, -0.08, 1.1), 0.4 * net * smoothstep(0.5, 0.15, along))


PLANT = PlantKind("iris", ATLAS, OPENNESS, grow, paint)
