"""Celosia argentea var. cristata, the cockscomb: one broad crest of velvet, folded like a brain, on a thick ribbed stem."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

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

VELVET = Finish(roughness=0.95, translucency=0.25, sheen=0.7)
ATLAS = Atlas((("crest", VELVET), ("fuzz", VELVET), ("flank", Finish(0.85, 0.3, 0.4)), ("leaf", LEAF), ("stem", STEM)))
OPENNESS = {"bud": 0.1, "half": 0.5, "full": 0.95}
STALK = 46.0
NECK = 4.2  # cm from the neck to where the stem broadens into the crest
LOOPS = 6.0  # folds of the crest, there and back

Array = NDArray[np.float64]


@dataclass(frozen=True)
class _Detail:
    along: int  # steps along the folded rim
    flank: int  # rows on either side of the sheet
    cap: int  # rows over the rounded rim
    fuzz: int
    sides: int


_DETAIL = {
    Level.HERO: _Detail(260, 4, 6, 1500, 12),
    Level.STANDARD: _Detail(160, 3, 4, 600, 9),
    Level.PHONE: _Detail(100, 1, 5, 0, 6),
    Level.FAR: _Detail(50, 1, 2, 0, 4),
}
_FINE = 1201


@dataclass(frozen=True, eq=False)
class _Fold:
    """The folded rim seen from above, finely: plan (F,2) about -1..1, side (F,2) unit normals, rough (F,) unevenness."""

    plan: Array
    side: Array
    rough: Array


def _fold(openness: float, rng: np.random.Generator) -> _Fold:
    """A meander: the direction swings as a sine of the way along (Langbein and Leopold 1966), which folds it without a crossing."""
    phase, draw = rng.uniform(0, 2 * np.pi, 6), rng.normal(0, 1, 4)
    s = np.linspace(0, 1, _FINE)
    ends = 0.6 + 0.4 * np.sin(np.pi * np.clip(s, 0.004, 0.996)) ** 0.5
    # Loops are wound the further the older the crest, and no two alike.
    swing = (1.55 + 0.4 * openness) * ends * (1 + 0.07 * np.sin(5.1 * np.pi * s + phase[0]))
    way = s + 0.016 * np.sin(4 * np.pi * s + phase[1]) + 0.008 * np.sin(9 * np.pi * s + phase[2])
    heading = swing * np.sin(2 * np.pi * LOOPS * way + 0.3 * draw[0])
    steps = np.stack([np.cos(heading), np.sin(heading)], 1)
    plan = np.vstack([[0.0, 0.0], np.cumsum((steps[1:] + steps[:-1]) / 2, axis=0)])
    middle = (plan.max(0) + plan.min(0)) / 2
    plan = (plan - middle) / (np.ptp(plan, axis=0) / 2)
    plan[:, 0] = np.sin(1.15 * plan[:, 0]) / np.sin(1.15)  # the last folds stand closer
    # The same slow wave bends neighbouring folds, so that they stay side by side.
    x, z = plan[:, 0].copy(), plan[:, 1].copy()
    plan[:, 0] = x + 0.085 * np.sin(3.4 * z + 2.2 * x + phase[3]) * (1 - 0.6 * np.abs(x)) + 0.03 * np.sin(8 * z + phase[4])
    plan[:, 1] = z * (0.66 + 0.34 * np.sqrt(np.clip(1 - 0.9 * x**2, 0, None))) + 0.1 * np.sin(2.6 * x + phase[5])
    tangent = np.asarray(np.gradient(plan * [1.0, 0.62], axis=0))
    rough = 0.5 * np.sin(2 * np.pi * 17 * s + phase[0]) + 0.5 * np.sin(2 * np.pi * 29 * s + phase[2])
    return _Fold(plan, _flat_unit(np.stack([-tangent[:, 1], tangent[:, 0]], 1)), rough)


def _flat_unit(v: Array) -> Array:
    return np.asarray(v / np.maximum(np.linalg.norm(v, axis=1, keepdims=True), 1e-9))


def _crest(fold: _Fold, width: float, openness: float, level: Level, fringe: Array) -> tuple[Mesh, Array]:
    """The crest, `width` cm broad, its foot at the origin; and (K,3) points on its rim for sizing."""
    detail = _DETAIL[level]
    at = np.linspace(0, _FINE - 1, detail.along + 1)
    plan, side, rough = (
        np.stack([np.interp(at, np.arange(_FINE), c) for c in v.T], 1) for v in (fold.plan, fold.side, fold.rough[:, None])
    )
    side = _flat_unit(side)
    half_x, half_z = width / 2, width * _depth(openness)
    tall = width * (0.6 - 0.02 * openness)
    thick = width * 0.034 * (1 + 0.12 * rough[:, 0])
    # Profile across the sheet: up one flank, over the round rim, down the other.
    v = np.concatenate(
        [np.linspace(0, 0.86, detail.flank + 1)[:-1], np.full(detail.cap + 1, 0.86), np.linspace(0.86, 0, detail.flank + 1)[1:]]
    )
    angle = np.concatenate([np.full(detail.flank, -90.0), np.linspace(-90, 90, detail.cap + 1), np.full(detail.flank, 90.0)])
    ray = np.radians(angle)
    spread = curve(((0.0, 0.1), (0.2, 0.3), (0.45, 0.66), (0.7, 0.93), (0.86, 1.0)), v)
    fat = curve(((0.0, 0.35), (0.4, 0.5), (0.7, 0.72), (0.86, 1.0)), v)
    reach = np.hypot(plan[:, 0], plan[:, 1])
    # Towards the rim the sheet is longer than its foot, so it buckles into small frills.
    s = np.linspace(0, 1, detail.along + 1)
    frill = np.sin(2 * np.pi * 46 * s + 2.1 * np.sin(2 * np.pi * 7 * s)) if detail.cap > 3 else 0 * s
    buckle = 0.62 * thick[:, None] * frill[:, None] * smoothstep(0.35, 0.86, v)
    dome = 1 - 0.3 * plan[:, 0] ** 2 - 0.5 * plan[:, 1] ** 2 + 0.035 * rough[:, 0] * np.minimum(reach, 1)
    x = plan[:, :1] * half_x * spread + side[:, :1] * (thick[:, None] * fat * np.sin(ray) + buckle)
    z = plan[:, 1:] * half_z * spread**0.9 + side[:, 1:] * (thick[:, None] * fat * np.sin(ray) + buckle)
    rise = np.where(angle == 0, 1.0, np.cos(ray))
    rise = np.where(v < 0.86, 0.0, rise)
    # The outer folds lean over: their rim hangs a little below the middle's.
    y = tall * dome[:, None] * (v / 0.86) ** (0.95 + 0.25 * np.minimum(reach, 1))[:, None] + 1.25 * thick[:, None] * rise
    points = np.stack([x, y, z], 2)
    rows = len(v)
    n = detail.along
    r, c = (g.ravel() for g in np.meshgrid(np.arange(n), np.arange(rows - 1), indexing="ij"))
    a = r * rows + c
    faces = np.concatenate([np.stack([a, a + 1, a + rows + 1], 1), np.stack([a, a + rows + 1, a + rows], 1)])
    across = np.broadcast_to(np.abs((np.arange(n + 1) * 240 / n / 12) % 2 - 1)[:, None] * 2 - 1, (n + 1, rows))
    up = np.where(v < 0.86, v * 0.7, 0.62 + 0.38 * np.maximum(rise, 0))
    uv = ATLAS.texcoords("crest", across, np.broadcast_to(up, (n + 1, rows)))
    body = mesh(points.reshape(-1, 3), faces, uv)
    parts = [body]
    if detail.fuzz:
        parts.append(_fuzz(points, body.normals.reshape(n + 1, rows, 3), v, width, fringe[: detail.fuzz], n))
    return merge(parts), points.reshape(-1, 3)


def _depth(openness: float) -> float:
    """Half the crest's depth as share of its width."""
    return 0.3 + 0.06 * openness


def _fuzz(points: Array, normals: Floats, v: Array, width: float, draws: Array, n: int) -> Mesh:
    """Chaffy tips that stand off the rim and the upper flanks: one thin triangle each."""
    upper = np.flatnonzero(v >= 0.3)
    f = draws[:, 0] * n
    i = np.minimum(f.astype(np.int64), n - 1)
    f = (f - i)[:, None]
    j = upper[np.minimum((draws[:, 1] * len(upper)).astype(np.int64), len(upper) - 1)]
    foot = points[i, j] * (1 - f) + points[i + 1, j] * f
    out = unit(normals[i, j] * (1 - f) + normals[i + 1, j] * f + [0.0, 0.25, 0.0] + 0.5 * (draws[:, 2:5] - 0.5))
    run = unit(np.cross(out, draws[:, 3:6] - 0.5))
    size = width * (0.5 + 0.5 * min(1.0, 8.0 / width))
    long, wide = size * (0.006 + 0.008 * draws[:, 5:6]), size * 0.0046
    corners = np.stack([foot - run * wide - out * 0.02, foot + run * wide - out * 0.02, foot + out * long], 1)
    flat = np.repeat(out, 3, axis=0)
    uv = ATLAS.texcoords("fuzz", np.tile([-0.5, 0.5, 0.0], len(foot)), np.tile([0.1, 0.1, 0.95], len(foot)))
    tint = np.repeat(0.85 + 0.35 * draws[:, 4:5], 3, axis=0)
    return mesh(corners.reshape(-1, 3), np.arange(3 * len(foot)).reshape(-1, 3), uv, normals=flat, tint=tint)


def _broadening(width: float, stem: float, level: Level) -> Mesh:
    """The stem flattening into the crest's foot, ribbed, green below and flushed above; its end lies hidden between the folds."""
    sides = {Level.HERO: 24, Level.STANDARD: 14, Level.PHONE: 8, Level.FAR: 5}[level]
    rows = {Level.HERO: 8, Level.STANDARD: 5, Level.PHONE: 3, Level.FAR: 3}[level]
    t = np.linspace(0, 1, rows + 1)
    wide = curve(((0.0, stem), (0.35, stem * 1.12), (0.75, 0.115 * width), (1.0, 0.07 * width)), t)
    deep = curve(((0.0, stem), (0.35, stem * 1.05), (0.75, 0.07 * width), (1.0, 0.04 * width)), t)
    y = -NECK + (NECK + width * 0.17) * t
    a = np.linspace(0, 2 * np.pi, sides + 1)
    rib = 1 + 0.07 * np.cos(12 * a)[None] * smoothstep(0.1, 0.7, t)[:, None] * (level is Level.HERO)
    points = np.stack(
        [wide[:, None] * np.cos(a) * rib, np.broadcast_to(y[:, None], (rows + 1, sides + 1)), -deep[:, None] * np.sin(a) * rib], 2
    )
    r, c = (g.ravel() for g in np.meshgrid(np.arange(rows), np.arange(sides), indexing="ij"))
    k = r * (sides + 1) + c
    faces = np.concatenate([np.stack([k, k + 1, k + sides + 2], 1), np.stack([k, k + sides + 2, k + sides + 1], 1)])
    across, along = np.meshgrid(np.abs(np.linspace(-6, 6, sides + 1) % 4 - 2) - 1, t)
    return mesh(points.reshape(-1, 3), faces, ATLAS.texcoords("flank", across, along))


def grow(growth: Growth, rng: np.random.Generator) -> Plant:
    """The stage broadens the crest and winds its folds closer."""
    level, openness = growth.level, growth.openness
    fold = _fold(openness, rng)
    fringe = rng.random((1500, 6))
    lean, spin = rng.normal(0, 5, 2), float(rng.uniform(-35, 35))
    wild = rng.spawn(2)
    width = diameter(growth, OPENNESS)
    stem = float(np.mean(growth.species.stem_diameter)) / 4 * 100
    crest, rim = _crest(fold, width, openness, level, fringe)
    place = np.asarray(turn("x", 9.0 + 0.8 * lean[0]) @ turn("z", lean[1]) @ turn("y", spin))
    outline = fold.plan * [width / 2, width * _depth(openness)]
    middle_2d = (outline.max(0) + outline.min(0)) / 2
    centre = np.array([middle_2d[0], 0.36 * width, middle_2d[1]])
    factor = width / (2 * float(np.quantile(np.linalg.norm(outline - middle_2d, axis=1), 0.96)) + 0.05 * width)
    head = merge([crest.transformed(scale(factor)), _broadening(width, stem, level)]).transformed(shift(y=NECK))
    head = head.transformed(place)
    middle = place @ np.append(centre * factor + [0, NECK, 0], 1.0)
    metres = scale(0.01)
    return Plant(
        merge([head, *_green(stem, wild[0], level)]).transformed(metres),
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
        ripple=0.14,
        ripples=3.0,
        quilt=0.04,
        twist=10 * jitter[3],
        sickle=6 * jitter[1],
        petiole=0.9,
        petiole_radius=0.09,
    )
    return leaf(shape, ATLAS, "leaf", rng, level, azimuth=azimuth, base_radius=radius * 0.85, base_height=height, tint=1.08)


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
    deep = float(np.quantile(np.abs(rim[:, 2]), 0.95))
    rows = []
    for x in (-0.72, -0.38, 0.0, 0.38, 0.72):
        r = max(deep * (1 - 0.3 * x * x), 0.2 * width * 0.8)
        rows.append([x * width / 2, NECK + tall * (0.97 - 0.2 * x * x) - r, 0.0, r])
    rows += [[0.0, NECK + tall * 0.25, 0.0, width * 0.16], [0.0, NECK * 0.5, 0.0, 1.0]]
    spheres = np.array(rows)
    spheres[:, :3] = spheres[:, :3] @ place[:3, :3].T
    return (spheres / 100).astype(np.float32)


def _crest_tile(body: Colour, low: Colour, glow: Colour, seed: int) -> Colour:
    """Linear, from the flank to the top of the rim: chaff in rows below, plush above, a worn glow on the crown."""
    across, along = (g.astype(np.float64) for g in tile_grid())
    grain, cloud = noise(seed, 46, 2).astype(np.float64), noise(seed + 1, 9).astype(np.float64)
    colour = mix(low, body, smoothstep(0.08, 0.5, along + 0.08 * cloud))
    colour = mix(colour, glow, 0.55 * smoothstep(0.8, 1.0, along + 0.05 * grain))
    # Down the flanks the chaff of the little flowers stands in rows, ribs between them.
    rib = np.cos(np.pi * 5 * across + 1.2 * cloud)
    colour = colour * (1 + 0.13 * rib * smoothstep(0.66, 0.3, along))[..., None]
    speck = smoothstep(0.35, 0.75, grain + 0.25 * np.cos(40 * along + 2 * rib))
    colour = mix(colour, glow, 0.5 * speck * smoothstep(0.9, 0.3, along))
    return np.asarray(colour * (1 + 0.3 * grain + 0.08 * cloud)[..., None])


def paint(variety: Variety) -> dict[str, Floats]:
    aim = hex_colour(variety.hex)
    body = worn(aim, 1.4)
    light = float(oklab(body)[0])
    glow = shade(body, 0.07 if light < 0.6 else 0.05, 1.0, 4)
    green = hex_colour("#8FA85C")
    red = light < 0.55
    low = mix(shade(body, 0.03, 0.9), hex_colour("#D8C98E") if not red else hex_colour("#B9606A"), 0.35)
    _, along = tile_grid()
    flush = mix(green, body, 0.25 if red else 0.1)
    flank = mix(stem_tile(flush, flush), low, 0.85 * smoothstep(0.5, 0.95, along + 0.08 * noise(4, 10)))
    crest = mix(_crest_tile(body, low, glow, 3), np.broadcast_to(aim, (128, 128, 3)), 0.15)
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


PLANT = PlantKind("celosia", ATLAS, OPENNESS, grow, paint)
