"""Celosia argentea var. cristata, the cockscomb: one broad crest of velvet, folded like a brain, on a thick ribbed stem."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from catalog.ageing import DRYING
from catalog.atlas import LEAF, STEM, Atlas, Finish, tile_grid
from catalog.mesh import Floats, Mesh, merge, mesh, unit
from catalog.organs.curves import curve, smoothstep
from catalog.organs.head import diameter
from catalog.organs.leaf import LANCEOLATE, Leaf, leaf
from catalog.organs.place import scale, shift, turn
from catalog.organs.stalk import Stalk
from catalog.plant import Growth, Head, Level, Plant, PlantKind
from catalog.species import Variety
from catalog.surface import Colour, finished, hex_colour, leaf_tile, mix, noise, oklab, shade, stem_tile, worn

VELVET = Finish(roughness=1.0, translucency=0.2, sheen=0.55)
ATLAS = Atlas((("crest", VELVET), ("fuzz", VELVET), ("flank", Finish(0.85, 0.3, 0.4)), ("leaf", LEAF), ("stem", STEM)))
OPENNESS = {"bud": 0.1, "half": 0.5, "full": 0.95}
STALK = 46.0
NECK = 4.2  # cm from the neck to where the stem broadens into the crest
PASSES = 44  # of the fold over the crest at its finest, from one end to the other

Array = NDArray[np.float64]


@dataclass(frozen=True)
class _Detail:
    along: int  # steps along the folded rim
    profile: tuple[tuple[float, float], ...]  # of a fold: across (half-widths), down (depths); one side, foot first, and its top
    ground: tuple[int, int]  # sides and rows of the body that the folds stand on
    chaff: int
    sides: int
    passes: int = PASSES  # seen from farther away folds are fewer and broader, so that they wind as smoothly


_SHARP = ((1.0, -1.0), (0.0, 0.16))
_DETAIL = {
    Level.HERO: _Detail(2080, _SHARP, (30, 18), 560, 12),
    Level.STANDARD: _Detail(1100, _SHARP, (18, 11), 160, 9, 34),
    Level.PHONE: _Detail(480, _SHARP, (12, 8), 0, 6, 22),
    Level.FAR: _Detail(0, _SHARP, (22, 11), 0, 4),
}
_FINE = 4401
_TILES = 90  # times that the crest's tile is laid along the rim
_BRINK = 140.0  # degrees from the top to the lowest fold


@dataclass(frozen=True, eq=False)
class _Fold:
    """The folded rim as it lies on the crest, finely: plan (F,2) about -1..1, rough (F,) unevenness, phase (6,) of slow waves."""

    plan: Array
    rough: Array
    phase: Array


def _fold(openness: float, passes: int, rng: np.random.Generator) -> _Fold:
    """A line that covers the disc there and back, bent by slow waves so that it winds like a brain's and nowhere crosses itself."""
    phase, draw = rng.uniform(0, 2 * np.pi, 6), rng.normal(0, 1, 4)
    s = np.linspace(0, 1, _FINE)
    f = np.pi * (passes * s + 0.5)
    # Going over it steps aside only near its turns, which lie at no even distance from the rim.
    x = -0.97 + 1.94 * (f - np.pi / 2 - 0.42 * np.sin(2 * f)) / (np.pi * passes)
    turns = 0.975 + 0.025 * np.sin(5.3 * f / np.pi + phase[0])
    z = np.arcsin(0.985 * np.sin(f)) / (np.pi / 2) * np.sqrt(np.clip(1 - x**2, 0, None)) * turns
    # The same slow waves bend neighbouring folds, so that they stay side by side.
    rim = np.clip(1 - x**2 - z**2, 0, None)
    wind = 0.8 + 0.2 * openness
    u = x + wind * rim**0.5 * (0.11 * np.sin(4.2 * z + 1.5 * x + phase[3]) + 0.07 * np.sin(9.5 * z + 4 * x + phase[4]))
    u = u + wind * rim**0.5 * 0.012 * np.sin(21 * z + 3 * x + phase[2])
    w = z + wind * rim**0.5 * (0.1 * np.sin(6.5 * u + 1.5 * z + phase[1]) + 0.035 * np.sin(13 * u + phase[5]))
    swirl = (0.5 + 0.1 * draw[0]) * rim
    plan = np.stack([u * np.cos(swirl) - w * np.sin(swirl), u * np.sin(swirl) + w * np.cos(swirl)], 1)
    # Evenly spaced along the fold as it lies on the crest.
    middle, _ = _dome(plan, 1.0, openness, phase)
    way = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(middle, axis=0), axis=1))])
    even = np.linspace(0, way[-1], _FINE)
    plan = np.stack([np.interp(even, way, c) for c in plan.T], 1)
    rough = 0.5 * np.sin(2 * np.pi * 17 * s + phase[0]) + 0.5 * np.sin(2 * np.pi * 29 * s + phase[2])
    return _Fold(plan, rough, phase)


def _dome(plan: Array, width: float, openness: float, phase: Array) -> tuple[Array, Array]:
    """(N,3) points of the cushion that the folds cover and (N,3) its outward normals; its lowest point lies near the origin."""
    r = np.hypot(plan[:, 0], plan[:, 1])
    down = np.radians(_BRINK) * r
    flat = plan / np.maximum(r, 1e-9)[:, None]
    way = np.stack([np.sin(down) * flat[:, 0], np.cos(down), np.sin(down) * flat[:, 1]], 1)
    half = width * np.array([[0.5, 0.36, 0.36 + 0.03 * openness]]).repeat(len(way), 0)
    half[way[:, 1] < 0, 1] = 0.46 * width  # it narrows towards the stem like a fan
    half[:, [0, 2]] *= 1 - 0.34 * np.clip(-way[:, 1:2], 0, 1) ** 1.5
    lump = 1 + 0.05 * np.sin(4 * way[:, 0] + phase[0]) + 0.05 * np.sin(5 * way[:, 2] + 3 * way[:, 0] + phase[2])
    return way * half * lump[:, None] + [0.0, 0.27 * width, 0.0], np.asarray(unit(way / half))


def _crest(fold: _Fold, width: float, openness: float, level: Level, draws: Array) -> Mesh:
    """The folds of the crest, `width` cm broad, on their cushion."""
    detail = _DETAIL[level]
    at = np.linspace(0, _FINE - 1, detail.along + 1)
    plan, rough = (np.stack([np.interp(at, np.arange(_FINE), c) for c in v.T], 1) for v in (fold.plan, fold.rough[:, None]))
    middle, up = _dome(plan, width, openness, fold.phase)
    side = unit(np.cross(up, np.gradient(middle, axis=0)))
    s = np.linspace(0, 1, detail.along + 1)
    ends = smoothstep(0.0, 0.02, np.minimum(s, 1 - s))
    half = detail.profile
    profile = np.array([*half, *((-a, h) for a, h in half[-2::-1])])
    thick = width * 0.019 * (PASSES / detail.passes) * (0.5 + 0.5 * ends) * (1 + 0.12 * rough[:, 0])
    deep = width * 0.068 * (0.3 + 0.7 * ends) * (1 - 0.55 * smoothstep(0.8, 1.0, np.hypot(*plan.T)))
    # Towards the rim a fold is longer than at its foot, so it buckles into small frills.
    high = smoothstep(-1.0, 0.0, profile[:, 1])
    frill = np.sin(2 * np.pi * 235 * s + 2.6 * np.sin(2 * np.pi * 9 * s)) * (level in (Level.HERO, Level.STANDARD))
    grains = draws[np.linspace(0, len(draws) - 1, detail.along + 1).round().astype(int), : len(profile)]
    grains = grains * (0.0022 * width if level in (Level.HERO, Level.STANDARD) else 0.0) * high
    across = thick[:, None] * profile[:, 0] + (0.0115 * width * frill[:, None] + 0.3 * grains) * high
    rise = deep[:, None] * profile[:, 1] + width * 0.012 * rough + grains
    points = middle[:, None] + side[:, None] * across[..., None] + up[:, None] * rise[..., None]
    n, rows = detail.along, len(profile)
    r, c = (g.ravel() for g in np.meshgrid(np.arange(n), np.arange(rows - 1), indexing="ij"))
    a = r * rows + c
    faces = np.concatenate([np.stack([a, a + rows + 1, a + 1], 1), np.stack([a, a + rows, a + rows + 1], 1)])
    tiled = np.broadcast_to(np.abs((np.arange(n + 1) * _TILES / n) % 2 - 1)[:, None] * 2 - 1, (n + 1, rows))
    along = np.broadcast_to(np.clip(0.24 + 0.65 * (1 + profile[:, 1]), 0, 1), (n + 1, rows))
    tint = np.repeat(np.clip(1 + 0.09 * draws[np.arange(n + 1) % len(draws), :1], 0.8, 1.2), rows, axis=0)
    return mesh(points.reshape(-1, 3), faces, ATLAS.texcoords("crest", tiled, along), tint=tint)


def _ground(fold: _Fold, width: float, openness: float, stem: float, level: Level, draws: Array) -> Mesh:
    """The stem flattening into the crest's body, ribbed, green below and flushed above, clothed in the little flowers' chaff;
    the upper part lies hidden under the folds."""
    sides, rows = _DETAIL[level].ground
    a = np.linspace(0, 2 * np.pi, sides + 1)
    rim = np.stack([np.cos(a), -np.sin(a)], 1)
    rows_up = rows // 2
    sunk = 0.06 if _DETAIL[level].along else 0.0
    rings = []
    brink, outward = _dome(rim * 0.95, width, openness, fold.phase)
    brink = brink - outward * width * sunk * 0.5
    for t in np.linspace(0, 1, rows - rows_up + 1):
        foot = np.stack([stem * rim[:, 0], np.full(len(a), -NECK), stem * rim[:, 1]], 1)
        spread = float(curve(((0.0, 0.0), (0.25, 0.12), (0.5, 0.35), (0.75, 0.68), (1.0, 1.0)), t))
        rise = float(curve(((0.0, 0.0), (0.25, 0.29), (0.5, 0.54), (0.75, 0.77), (1.0, 1.0)), t))
        ring = foot + (brink - foot) * np.array([spread, rise, spread])
        rib = 1 + 0.05 * np.cos(13 * a) * float(smoothstep(0.1, 0.6, t) * smoothstep(1.0, 0.8, t)) * (level is Level.HERO)
        rings.append(ring * np.stack([rib, np.ones_like(rib), rib], 1))
    flank, cap = np.stack(rings), [brink]
    for t in np.linspace(0.9, 0.04, rows_up):
        top, up = _dome(rim * t, width, openness, fold.phase)
        # Seen from afar the folds are only bumps.
        bump = 0.0 if sunk else 0.025 * t * np.cos(np.pi * (np.arange(len(a)) % sides))[:, None]
        cap.append(top + up * width * (bump - sunk))
    across, along = np.meshgrid(np.abs(np.linspace(-6, 6, sides + 1) % 4 - 2) - 1, np.linspace(0, 1, len(flank)))
    bumps = np.broadcast_to(0.64 + 0.24 * np.cos(np.pi * (np.arange(sides + 1) % sides)), (len(cap), sides + 1))
    over = np.broadcast_to(across[:1], (len(cap), sides + 1))
    hidden = ATLAS.texcoords("crest", over, np.full(over.shape, 0.1) if sunk else bumps)
    body = merge(
        [
            mesh(flank.reshape(-1, 3), _net(len(flank) - 1, sides), ATLAS.texcoords("flank", across, along)),
            mesh(np.stack(cap).reshape(-1, 3), _net(len(cap) - 1, sides), hidden),
        ]
    )
    return merge([body, _chaff(flank, width, draws[: _DETAIL[level].chaff])])


def _net(rows: int, sides: int) -> NDArray[np.int64]:
    """(T,3) triangles between rings of sides + 1 points."""
    r, c = (g.ravel() for g in np.meshgrid(np.arange(rows), np.arange(sides), indexing="ij"))
    k = r * (sides + 1) + c
    return np.concatenate([np.stack([k, k + 1, k + sides + 2], 1), np.stack([k, k + sides + 2, k + sides + 1], 1)])


def _chaff(rings: Array, width: float, draws: Array) -> Mesh:
    """Narrow dry scales that lie along the flanks and lift at their tips, closest under the folds."""
    if not len(draws):
        return merge([])
    last = len(rings) - 1
    t = (0.4 + 0.6 * draws[:, 0] ** 0.7) * last
    i = np.minimum(t.astype(np.int64), last - 1)
    a = draws[:, 1] * (rings.shape[1] - 1.001)
    j, f, g = a.astype(np.int64), (t - i)[:, None], (a % 1.0)[:, None]
    low, high = rings[i, j] * (1 - g) + rings[i, j + 1] * g, rings[i + 1, j] * (1 - g) + rings[i + 1, j + 1] * g
    foot, way, run = low * (1 - f) + high * f, unit(high - low), unit(rings[i, j + 1] - rings[i, j])
    out = unit(np.cross(run, way))
    out = out * np.sign((out * (foot * [1.0, 0.0, 1.0] + [0.0, -1.0, 0.0])).sum(1, keepdims=True) + 1e-9)
    way = unit(way + 0.25 * (draws[:, 2:3] - 0.5) * run + (0.04 + 0.12 * draws[:, 3:4]) * out)
    long, wide = width * (0.022 + 0.022 * draws[:, 4:5]), width * 0.0075
    corners = np.stack([foot - run * wide, foot + run * wide, foot + way * long], 1)
    uv = ATLAS.texcoords("fuzz", np.tile([-0.5, 0.5, 0.0], len(foot)), np.tile([0.1, 0.1, 0.95], len(foot)))
    tint = np.repeat(0.85 + 0.35 * draws[:, 5:6], 3, axis=0)
    faces = np.arange(3 * len(foot)).reshape(-1, 3)
    return mesh(corners.reshape(-1, 3), faces, uv, normals=np.repeat(unit(out + 0.4 * (draws[:, :3] - 0.5)), 3, axis=0), tint=tint)


def grow(growth: Growth, rng: np.random.Generator) -> Plant:
    """The stage broadens the crest and winds its folds closer."""
    level, openness = growth.level, growth.openness
    fold = _fold(openness, _DETAIL[level].passes, rng)
    chaff, bumps = rng.random((560, 6)), rng.normal(0, 1, (2081, 3)).clip(-2, 2)
    lean, spin = rng.normal(0, 5, 2), float(rng.uniform(-35, 35))
    wild = rng.spawn(2)
    width = diameter(growth, OPENNESS)
    stem = float(np.mean(growth.species.stem_diameter)) / 4 * 100
    rim, _ = _dome(fold.plan, width, openness, fold.phase)
    factor = width / 2 / (float(np.quantile(np.hypot(rim[:, 0], rim[:, 2]), 0.97)) + 0.015 * width)
    place = np.asarray(turn("x", 5.0 + 0.6 * lean[0]) @ turn("z", 0.7 * lean[1]) @ turn("y", spin))
    folds = _crest(fold, width, openness, level, bumps) if _DETAIL[level].along else merge([])
    body = _ground(fold, width, openness, stem, level, chaff)
    head = merge([folds, body]).transformed(scale(factor)).transformed(shift(y=NECK * factor))
    head = merge([head, *_green(stem, wild[0], level)]).transformed(place)
    middle = place @ np.array([0.0, (0.33 * width + NECK) * factor, 0.0, 1.0])
    metres = scale(0.01)
    return Plant(
        head.transformed(metres),
        _stalk(stem, wild[1], level).transformed(metres),
        Head((middle[:3] / 100).astype(np.float32), width / 200, place[:3, 1].astype(np.float32)),
        _proxies(rim * factor, width, place),
        stem / 100,
        STALK / 100,
    )


def _leaf(length: float, rng: np.random.Generator, level: Level, azimuth: float, radius: float, height: float) -> Mesh:
    jitter = rng.normal(0, 1, 4)
    shape = Leaf(
        length=length * (1 + 0.07 * jitter[0]),
        width=length * 0.3,
        outline=LANCEOLATE,
        midrib=((0, 58 + 5 * jitter[1]), (0.3, 36), (0.65, 4 + 8 * jitter[2]), (1, -38 + 10 * jitter[2])),
        fold=16,
        curl=((0, 0.05), (1, -0.08)),
        ripple=0.06,
        ripples=2.0,
        quilt=0.03,
        twist=10 * jitter[3],
        sickle=6 * jitter[1],
        petiole=0.4,
        petiole_radius=0.07,
    )
    return leaf(
        shape, ATLAS, "leaf", rng, level, azimuth=azimuth, base_radius=radius * 0.85, base_height=height, rows=18, tint=1.08
    )


def _green(stem: float, rng: np.random.Generator, level: Level) -> list[Mesh]:
    """Small leaves close under the crest."""
    start = float(rng.uniform(0, 360))
    grown = [_leaf(4.6 - 0.7 * k, rng, level, start + 140 * k, stem, 0.5 + 1.3 * k) for k in range(3)]
    return grown if level is not Level.FAR else grown[:1]


def _stalk(stem: float, rng: np.random.Generator, level: Level) -> Mesh:
    nodes = (-2.5, -7.0, -12.5, -19.0)
    way = float(rng.uniform(0, 6.28))
    axis = Stalk(STALK, stem, way=way, sway=1.0, kink=0.25, taper=1.15, nodes=nodes, swell=0.08, soft=0.5)
    parts = [axis.grown(ATLAS, "stem", level, _DETAIL[level].sides, (0.0, 0.9))]
    start = float(rng.uniform(0, 360))
    for k, node in enumerate(nodes):
        own = _leaf(7.0 + 1.0 * k, rng, level, start + 137.5 * k, float(axis.thick(node)), node)
        if level is not Level.FAR or k < 2:
            parts.append(own.transformed(axis.frame(node)))
    return merge(parts)


def _proxies(rim: Array, width: float, place: Array) -> Floats:
    """Five spheres along the crest, one for its foot."""
    tall = float(rim[:, 1].max())
    rows = [
        [x * width / 2, NECK + tall * (0.6 - 0.16 * x * x), 0.0, width * (0.33 - 0.08 * x * x)] for x in (-0.6, -0.3, 0.0, 0.3, 0.6)
    ]
    rows += [[0.0, NECK + tall * 0.15, 0.0, width * 0.2], [0.0, NECK * 0.5, 0.0, 1.0]]
    spheres = np.array(rows)
    spheres[:, :3] = spheres[:, :3] @ place[:3, :3].T
    return (spheres / 100).astype(np.float32)


def _crest_tile(body: Colour, low: Colour, glow: Colour, seed: int) -> Colour:
    """Linear, from the flank to the top of the rim: chaff in rows below, plush above, a worn glow on the crown."""
    across, along = (g.astype(np.float64) for g in tile_grid())
    grain, cloud = noise(seed, 46, 2).astype(np.float64), noise(seed + 1, 9).astype(np.float64)
    colour = mix(low, body, smoothstep(0.45, 0.8, along + 0.08 * cloud))
    colour = mix(colour, glow, 0.55 * smoothstep(0.8, 1.0, along + 0.05 * grain))
    # Down the flanks the chaff of the little flowers stands in rows, ribs between them.
    rib = np.cos(np.pi * 9 * across + 1.2 * cloud)
    colour = colour * (1 + 0.09 * rib * smoothstep(0.66, 0.3, along))[..., None]
    speck = smoothstep(0.35, 0.75, grain + 0.25 * np.cos(40 * along + 2 * rib))
    colour = mix(colour, glow, 0.22 * speck * smoothstep(0.9, 0.3, along))
    return np.asarray(colour * (1 + 0.17 * grain + 0.08 * cloud)[..., None])


def paint(variety: Variety) -> dict[str, Floats]:
    aim = hex_colour(variety.hex)
    body = worn(aim, 1.4)
    light = float(oklab(body)[0])
    glow = shade(body, 0.07 if light < 0.6 else 0.05, 1.0, 4)
    green = hex_colour("#8FA85C")
    red = light < 0.55
    low = mix(shade(body, 0.03, 0.9), hex_colour("#D8C98E") if not red else hex_colour("#B9606A"), 0.2)
    deep = shade(body, -0.1 if red else -0.035, 1.12, -3)
    _, along = tile_grid()
    flush = mix(green, body, 0.25 if red else 0.1)
    flank = mix(stem_tile(flush, flush), low, 0.85 * smoothstep(0.5, 0.95, along + 0.08 * noise(4, 10)))
    crest = mix(_crest_tile(body, deep, glow, 3), np.broadcast_to(aim, (128, 128, 3)), 0.15)
    foliage = mix(hex_colour("#5F8440"), body, 0.12 if red else 0.0)
    return finished(
        {
            "crest": crest,
            "fuzz": mix(body, glow, smoothstep(0.2, 1.0, along)) * (1 + 0.05 * noise(8, 10))[..., None],
            "flank": flank,
            "leaf": leaf_tile(foliage, pairs=8),
            "stem": stem_tile(green, flush),
        }
    )


PLANT = PlantKind("celosia", ATLAS, OPENNESS, grow, paint, ageing=DRYING)
