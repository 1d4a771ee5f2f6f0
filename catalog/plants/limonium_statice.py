"""Limonium sinuatum, statice: a flat-topped cluster of dense one-sided combs of papery, pleated calyces on winged stems."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from catalog.ageing import DRYING
from catalog.atlas import LEAF, STEM, Atlas, Finish, tile_grid
from catalog.mesh import Floats, Mesh, merge, mesh, unit
from catalog.organs.boughs import Bough
from catalog.organs.curves import bell, curve, smoothstep
from catalog.organs.funnel import funnel
from catalog.organs.head import diameter
from catalog.organs.place import scale
from catalog.organs.stalk import Stalk
from catalog.organs.stem import tube
from catalog.organs.swarm import facing, swarm
from catalog.plant import Growth, Head, Level, Plant, PlantKind
from catalog.species import Variety
from catalog.surface import Colour, finished, flat_tile, hex_colour, leaf_tile, mix, noise, oklab, shade, stem_tile, worn

_PAPER = Finish(roughness=0.8, translucency=0.6, sheen=0.25)
ATLAS = Atlas((("calyx", _PAPER), ("corolla", Finish(0.7, 0.7, 0.1)), ("bract", LEAF), ("wing", LEAF), ("stem", STEM)))
OPENNESS = {"bud": 0.1, "half": 0.5, "full": 0.95}
STALK = 49.0
_TOP = 11.5  # cm of the crown of the cluster above the neck
_COMBS = 16
_ROW = 8  # places along a comb, each with two calyces side by side
_WING = 0.17  # cm that the wings stand out

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class _Cluster:
    """combs: (P,3) arched paths that carry the calyces; branches to them; F calyces with foot, axis and their own draws."""

    trunk: Bough
    branches: list[Bough]
    combs: list[Bough]
    at: Array
    way: Array
    along: Array  # (F,) 0 at the comb's foot .. 1 at its tip, where calyces are younger
    flowering: NDArray[np.bool_]
    size: Array
    roll: Array
    tint: Array
    share: Array
    crumple: Array  # (F,21,3) by how much of its size each corner of a calyx is out of place


def _cluster(width: float, rng: np.random.Generator) -> _Cluster:
    """The branching for a cluster `width` cm across. Draws do not depend on the width."""
    radius = width / 2
    lean = rng.normal(0, 0.25, 2)
    t = np.linspace(0, 1, 11)
    trunk_path = np.stack([lean[0] * t**2 + 0.12 * np.sin(5 * t) * t, 6.4 * t, lean[1] * t**2 - 0.1 * np.sin(6 * t) * t], 1)
    trunk = Bough(trunk_path, np.interp(t, [0, 0.25, 1], [0.185, 0.15, 0.085]), (0.6, 1.0))
    start = rng.uniform(0, 2 * np.pi)
    combs, feet, ways, alongs = [], [], [], []
    calyx = _calyx_width(width)
    for k in range(_COMBS):
        draw = rng.normal(0, 1, 8)
        # One comb in the middle, five around it, ten outside: places of the crown seen from above.
        ring = 0 if k == 0 else 1 if k < 6 else 2
        azimuth = start + {0: 0.0, 1: 2 * np.pi / 5 * k, 2: 2 * np.pi / 10 * k + 0.3}[ring] + 0.09 * draw[0]
        out = (0.06, 0.42, 0.8)[ring] * (radius - 0.4 * calyx) + 0.035 * radius * draw[1]
        # Every other comb stands lower, so that each is seen by itself.
        step = 0.19 * radius * ((0.0, 0.9, 1.0)[ring] * (1 if k % 2 else -1) + 0.35 * draw[2])
        centre = np.array([out * np.cos(azimuth), _TOP - 0.4 * out**2 / max(radius, 1) + step, -out * np.sin(azimuth)])
        centre[[0, 2]] += lean
        outward = np.array([np.cos(azimuth), 0.0, -np.sin(azimuth)])
        swing = azimuth + (1 if k % 2 else -1) * (0.95 + 0.14 * draw[3])
        run = np.array([np.cos(swing), 0.0, -np.sin(swing)])
        up = unit(np.array([0.0, 1.0, 0.0]) + (0.1, 0.35, 0.6)[ring] * outward)
        side = np.cross(up, run)
        long = 0.66 * radius * (1 + 0.08 * draw[4])
        t = np.linspace(-0.5, 0.5, 9)[:, None]
        bow = 0.34 * (1 if k % 2 else -1) * (1 + 0.3 * draw[5])
        path = centre + run * long * t + up * long * (0.5 * (0.25 - t**2) - 0.16 * t) + side * long * bow * (0.12 - t**2)
        comb = Bough(path, np.linspace(0.06, 0.035, 9), (0.7, 1.0))
        combs.append(comb)
        foot, way, along = _places(comb, up, rng)
        feet.append(foot)
        ways.append(way)
        alongs.append(along)
    at, along = np.concatenate(feet), np.concatenate(alongs)
    n = len(at)
    return _Cluster(
        trunk,
        _branches(trunk, combs, start),
        combs,
        at,
        np.concatenate(ways),
        along,
        rng.random(n) < 0.27 * smoothstep(1.0, 0.4, along) + 0.02,
        np.clip(rng.normal(0.98, 0.08, n), 0.78, 1.15) * (1 - 0.3 * along**3),
        rng.uniform(0, 360, n),
        np.clip(rng.normal(1, 0.09, (n, 1)) + rng.normal(0, 0.013, (n, 3)), 0.72, 1.25),
        rng.random(n),
        rng.normal(0, 0.09, (n, 21, 3)),
    )


def _branches(trunk: Bough, combs: list[Bough], start: float) -> list[Bough]:
    """A branch at each of five nodes and the trunk's own tip; each bears one comb at its end and forks to others on its way."""
    toward = np.array([comb.path.mean(0) for comb in combs])
    azimuths = (np.arctan2(-toward[:, 2], toward[:, 0]) - start) % (2 * np.pi)
    order = np.argsort(azimuths[1:]) + 1
    groups = [[0]] + [list(order[k * 3 : k * 3 + 3]) for k in range(_COMBS // 3)]
    grown = []
    for group, spot in zip(groups, (1.0, 0.34, 0.72, 0.48, 0.86, 0.6), strict=True):
        foot, way = trunk.at(spot), trunk.heading(np.array([spot]))[0]
        far = sorted(group, key=lambda k: -float(np.hypot(*toward[k, [0, 2]])))
        goal = combs[far[0]]
        out = unit((goal.path[0] - foot) * [1, 0.25, 1]) if spot < 1 else way
        ends = unit(goal.path[1] - goal.path[0] + [0, 0.5 * np.linalg.norm(goal.path[1] - goal.path[0]), 0])
        main = _hermite(foot, goal.path[0], unit(way + 0.75 * out), ends, (0.075, 0.055))
        grown.append(main)
        for k, share in zip(far[1:], (0.38, 0.64), strict=False):
            at, comb = main.at(share), combs[k]
            first = unit(main.heading(np.array([share]))[0] + 0.7 * unit(comb.path[0] - at))
            last = unit(unit(comb.path[1] - comb.path[0]) + np.array([0.0, 0.5, 0.0]))
            grown.append(_hermite(at, comb.path[0], first, last, (0.058, 0.048)))
    return grown


def _hermite(start: Array, end: Array, first: Array, last: Array, radii: tuple[float, float]) -> Bough:
    """A smooth branch from start, which it leaves along first, to end, where it runs along last."""
    length = float(np.linalg.norm(end - start))
    t = np.linspace(0, 1, 13)[:, None]
    a, b = 0.95 * length * first, 0.95 * length * last
    path = start * (1 + 2 * t) * (1 - t) ** 2 + end * t**2 * (3 - 2 * t) + a * t * (1 - t) ** 2 - b * t**2 * (1 - t)
    return Bough(path, np.linspace(*radii, 13), (0.6, 1.0))


def _places(comb: Bough, up: Array, rng: np.random.Generator) -> tuple[Array, Array, Array]:
    """Two rows of calyces on the upper side of a comb: (F,3) feet, (F,3) axes, (F,) how far along."""
    n = 2 * _ROW
    order = np.repeat(np.arange(_ROW), 2)
    side = np.tile([1.0, -1.0], _ROW)
    share = np.clip((order + 0.25 * side + 0.4 + 0.12 * rng.normal(0, 1, n)) / _ROW, 0, 1)
    heading = comb.heading(share)
    over = unit(up - (heading @ up)[:, None] * heading)
    level = np.cross(heading, over)
    way = unit(
        over + (0.42 + 0.14 * rng.normal(0, 1, n))[:, None] * side[:, None] * level + 0.18 * heading + rng.normal(0, 0.1, (n, 3))
    )
    return comb.at(share), way, share


def _calyx_width(width: float) -> float:
    """cm across one calyx in a cluster of this width: 5 mm in bud, 8 mm full-blown."""
    return 0.32 + 0.05 * width


def _calyces(c: _Cluster, growth: Growth, radius: float) -> Mesh:
    """All calyces, `radius` cm from axis to rim, and the little corollas in the throats of those in flower."""
    level = growth.level
    spread = float(smoothstep(0.0, 0.95, growth.openness))
    points, faces, across, along = funnel(level, spread)
    kept = np.arange(len(c.at)) % 3 == 1 if level is Level.FAR else c.share < (0.58 if level is Level.STANDARD else 1.0)
    size = radius * c.size[kept] * {Level.FAR: 1.5, Level.STANDARD: 1.2}.get(level, 1.0)
    turns = facing(c.way[kept], c.roll[kept])
    uv = ATLAS.texcoords("calyx", across, along)
    crumple = c.crumple[kept, : len(points)] * np.where(along > 0.6, 1.0, 0.2)[:, None] * (along > 0)[:, None]
    shapes = (points[None] + crumple) * size[:, None, None]
    parts = [swarm(shapes, faces, uv, turns, c.at[kept], tints=c.tint[kept])]
    if level is not Level.FAR:
        parts.append(_corollas(c, radius, spread, level))
    return merge(parts)


def _corollas(c: _Cluster, radius: float, spread: float, level: Level) -> Mesh:
    """The true flowers: five small rounded white petals each, in the mouth of a calyx."""
    petal = {Level.HERO: ((-0.4, 0.88), (0.0, 1.03), (0.4, 0.88)), Level.STANDARD: ((-0.34, 0.95), (0.34, 0.95))}.get(
        level, ((0.0, 1.0),)
    )
    corners = [(0.0, 1.0)] if level is Level.PHONE else [(-0.5, 0.42), *((a * 0.8, r) for a, r in petal)]
    angle = np.concatenate([(k + np.array([a for a, _ in corners])) * 0.4 * np.pi for k in range(5)])
    tip = np.tile([r for _, r in corners], 5)
    reach = 0.53 * (0.25 + 0.75 * spread) * tip
    ring = np.stack([reach * np.cos(angle), 1.62 + 0.12 * tip, -reach * np.sin(angle)], 1)
    star = np.vstack([[0, 1.44, 0], ring])
    count = len(angle)
    fan = np.array([(0, 1 + k, 1 + (k + 1) % count) for k in range(count)])
    uv = ATLAS.texcoords("corolla", np.zeros(count + 1), np.r_[0.0, tip])
    blown = c.flowering & (c.share < (0.58 if level is Level.STANDARD else 1.0))
    grown = radius * c.size[blown]
    looks = unit(np.vstack([[0, 1, 0], ring * [-0.5, 0, -0.5] + [0, 0.6, 0]]))
    turned = facing(c.way[blown], c.roll[blown])
    return swarm(star[None] * grown[:, None, None], fan, uv, turned, c.at[blown], normals=looks)


def _bracts(c: _Cluster, level: Level, radius: float) -> Mesh:
    """Pointed green scales that hold the calyces in pairs, seen from below and from the side."""
    if level in (Level.PHONE, Level.FAR):
        return merge([])
    points = np.array([[0.0, -0.35, 0.0], [0.32, 0.25, 0.16], [0.32, 0.25, -0.16], [0.42, 0.85, 0.0], [0.4, 0.3, 0.0]])
    faces = [(0, 4, 1), (0, 2, 4), (1, 4, 3), (4, 2, 3)]
    if level is Level.STANDARD:
        faces = [(0, 3, 1), (0, 2, 3)]
    uv = ATLAS.texcoords("bract", [0, -1, 1, 0, 0], [0, 0.5, 0.5, 1, 0.5])
    # A scale stands on the outer side of its calyx: turned to where the calyx leans.
    size = radius * 1.25 * c.size
    return swarm(points[None] * size[:, None, None], faces, uv, facing(c.way, c.roll), c.at, tints=c.tint)


def _winged(
    path: Array, radius: Array, count: int, rng: np.random.Generator, rows: int, share: float = 1.0, joins: str = ""
) -> Mesh:
    """Wavy wings along a stem: `count` strips, standing out evenly around it; share of the usual width.

    They run out at both ends, but for the end ("foot" or "tip") where the stem joins the next piece and its wings go on.
    """
    phases = rng.uniform(0, 2 * np.pi, (3, 3))
    length = float(np.linalg.norm(np.diff(path, axis=0), axis=1).sum())
    bough = Bough(path, radius)
    s = np.linspace(0, 1, rows + 1)
    tangent = bough.heading(s)
    side = unit(np.cross(tangent, [0.13, 0.07, 0.99]))
    other = np.cross(tangent, side)
    parts = []
    for k in range(count):
        angle = 2 * np.pi * k / count + 0.5
        here = length * (s if joins == "foot" else s - 1)  # from the join, so that the waves meet there
        turn = angle + 0.2 * np.sin(0.8 * here + k)
        out = np.cos(angle) * side + np.sin(angle) * other
        tilted = np.cos(turn)[:, None] * side + np.sin(turn)[:, None] * other
        wide = (
            share
            * _WING
            * (0.86 + 0.14 * np.sin(0.55 * here + 2 * k) + 0.1 * np.sin(1.9 * here + phases[k, 0]) * smoothstep(0, 4, np.abs(here)))
        )
        ends = {"foot": 1 - s, "tip": s}.get(joins, np.minimum(s, 1 - s))
        wide = wide * (0.12 + 0.88 * smoothstep(0.0, 1.6, length * ends))
        inner = bough.at(s) + out * (0.8 * bough.thick(s))[:, None]
        outer = inner + tilted * wide[:, None]
        a = np.arange(rows) * 2
        faces = np.concatenate([np.stack([a, a + 1, a + 3], 1), np.stack([a, a + 3, a + 2], 1)])
        uv = ATLAS.texcoords("wing", np.tile([0.0, 1.0], rows + 1), np.repeat(s, 2))
        parts.append(mesh(np.stack([inner, outer], 1).reshape(-1, 3), faces, uv))
    return merge(parts)


def _tongues(foot: Array, thick: float, length: float, level: Level, rng: np.random.Generator) -> Mesh:
    """Three narrow leafy tongues in which the wings end at a node."""
    rows = {Level.HERO: 6, Level.STANDARD: 4, Level.PHONE: 2}.get(level, 2)
    parts, start = [], rng.uniform(0, 2 * np.pi)
    for k in range(3):
        draw = rng.normal(0, 1, 3)
        azimuth = start + 2 * np.pi / 3 * k + 0.25 * draw[0]
        out = np.array([np.cos(azimuth), 0.0, -np.sin(azimuth)])
        level_way = np.array([np.sin(azimuth), 0.0, np.cos(azimuth)])
        s = np.linspace(0, 1, rows + 1)
        lift = np.radians(66 - 26 * s + 9 * draw[1])
        own = length * (1 + 0.2 * draw[2])
        step = np.stack([np.cos(lift), np.sin(lift)], 1) * own / rows
        along = np.vstack([[0, 0], np.cumsum(step[:-1], 0)])
        spine = foot + out * (thick + along[:, :1]) + np.array([0, 1.0, 0]) * along[:, 1:]
        half = 0.3 * curve(((0, 0.7), (0.3, 1.0), (0.7, 0.62), (1.0, 0.03)), s)
        rise = 0.3 * half[:, None] * (out * np.sin(-lift)[:, None] + np.array([0, 1.0, 0]) * np.cos(lift)[:, None])
        points = np.stack([spine - half[:, None] * level_way + rise, spine, spine + half[:, None] * level_way + rise], 1)
        a = (np.arange(rows)[:, None] * 3 + np.arange(2)).ravel()
        faces = np.concatenate([np.stack([a, a + 1, a + 4], 1), np.stack([a, a + 4, a + 3], 1)])
        uv = ATLAS.texcoords("bract", np.tile([-1.0, 0.0, 1.0], rows + 1), np.repeat(s, 3))
        parts.append(mesh(points.reshape(-1, 3), faces, uv))
    return merge(parts)


def _green(c: _Cluster, level: Level, rng: np.random.Generator) -> Mesh:
    """Trunk, branches and combs with their wings and tongues."""
    sides = {Level.HERO: 6, Level.STANDARD: 5, Level.PHONE: 3, Level.FAR: 3}[level]
    step = {Level.HERO: 1, Level.STANDARD: 2, Level.PHONE: 6, Level.FAR: 12}[level]
    rows = {Level.HERO: 12, Level.STANDARD: 7, Level.PHONE: 4, Level.FAR: 2}[level]
    parts = [tube(c.trunk.path[:: min(step, 2)], c.trunk.radii[:: min(step, 2)], ATLAS, "stem", sides=sides, along=c.trunk.along)]
    wings = [_winged(c.trunk.path, c.trunk.radii, 3, rng, rows, 1.0, "foot")]
    for branch in c.branches:
        thin = max(sides - 1, 3)
        parts.append(
            tube(
                branch.path[::step],
                branch.radii[::step],
                ATLAS,
                "stem",
                sides=min(thin, 3),
                closed_tip=False,
                along=branch.along,
            )
        )
        wings.append(_winged(branch.path, branch.radii, 3 if level is Level.HERO else 2, rng, max(rows // 2, 2), 0.62))
    sparse = {Level.PHONE: 4}.get(level, 2)
    for comb in c.combs if level is not Level.FAR else []:
        parts.append(tube(comb.path[::sparse], comb.radii[::sparse], ATLAS, "stem", sides=3, closed_tip=False, along=comb.along))
    tongues = [_tongues(c.trunk.at(spot), 0.15, long, level, rng) for spot, long in ((0.34, 2.6), (0.6, 1.7))]
    return merge(parts + (wings + tongues if level is not Level.FAR else wings[:1]))


def _stalk(level: Level, rng: np.random.Generator) -> Mesh:
    """The winged lower stem, with tongues at its nodes and a bare foot."""
    axis = Stalk(STALK, 0.19, way=float(rng.uniform(0, 6.28)), sway=1.0, kink=0.45, taper=1.25, nodes=(-12.0, -27.0), swell=0.15)
    sides = {Level.HERO: 7, Level.STANDARD: 5, Level.PHONE: 4, Level.FAR: 3}[level]
    rows = {Level.HERO: 48, Level.STANDARD: 28, Level.PHONE: 18, Level.FAR: 8}[level]
    parts = [axis.grown(ATLAS, "stem", level, sides, (0.0, 0.6))]
    heights = np.linspace(-STALK + 1.5, 0, 40)
    parts.append(_winged(axis.centre(heights), axis.thick(heights), 3, rng, rows, 1.0, "tip"))
    for height, long in ((-12.0, 4.6), (-27.0, 5.2)):
        grown = _tongues(axis.centre(height), 0.19, long, level, rng)
        if level is not Level.FAR:
            parts.append(grown)
    return merge(parts)


def grow(growth: Growth, rng: np.random.Generator) -> Plant:
    """The stage spreads the cluster and opens its calyces."""
    width = diameter(growth, OPENNESS)
    c = _cluster(width, rng)
    radius, level = _calyx_width(width) / 2, growth.level
    bloom = [_calyces(c, growth, radius), _bracts(c, level, radius), _green(c, level, rng)]
    middle = c.at.mean(0)
    metres = scale(0.01)
    return Plant(
        merge(bloom).transformed(metres),
        _stalk(level, rng).transformed(metres),
        Head((middle / 100).astype(np.float32), width / 200, np.array([0.0, 1.0, 0.0], np.float32)),
        _proxies(c, radius),
        0.0019,
        STALK / 100,
    )


def _proxies(c: _Cluster, radius: float) -> Floats:
    """A sphere over each comb, and a thin chain for the branches below."""
    spheres = []
    for comb in c.combs:
        middle = comb.path[4] + [0, 0.5 * radius, 0]
        spheres.append([*(middle / 100), (0.5 * comb.length + 0.4 * radius) / 100])
    spheres += [[*(branch.at(0.5) / 100), 0.006] for branch in c.branches]
    spheres += [[*(c.trunk.at(share) / 100), 0.006] for share in (0.2, 0.7)]
    return np.array(spheres, np.float32)


def _calyx_tile(body: Colour, throat: Colour, seed: int) -> Colour:
    """Linear tile, foot to rim: a greenish tube, papery colour in fine pleats with darker folds, a paler frayed rim."""
    across, along = (g.astype(np.float64) for g in tile_grid())
    colour = mix(throat, body, smoothstep(0.25, 0.6, along))
    # The tile spans a fifth of the funnel there and back: one crease beside every lobe and two finer ones between.
    crease = bell((np.abs(across) - 1) / 0.16) + 0.8 * bell(across / 0.1) + 0.55 * bell((np.abs(across) - 0.5) / 0.09)
    fold = np.clip(crease, 0, 1) * smoothstep(0.3, 0.62, along)
    colour = mix(colour, shade(body, -0.15, 1.1), 0.8 * fold)
    crest = bell((np.abs(across) - 0.27) / 0.09) + bell((np.abs(across) - 0.75) / 0.09)
    colour = mix(colour, shade(body, 0.11, 0.86), 0.6 * np.clip(crest, 0, 1) * smoothstep(0.45, 0.9, along))
    cloud = noise(seed, 14).astype(np.float64)
    colour = mix(colour, shade(body, 0.15, 0.7), 0.7 * smoothstep(0.84, 1.0, along + 0.04 * cloud))
    return np.asarray(colour * (1 + 0.05 * noise(seed + 1, 10))[..., None])


def paint(variety: Variety) -> dict[str, Floats]:
    aim = hex_colour(variety.hex)
    _, a, b = (float(x) for x in oklab(aim))
    # Violet drifts to blue in the folds of the calyces, yellow darkens, pink glows: measured on rendered clusters.
    violet, gold = float(b < -0.08), float(b > 0.1)
    body = shade(worn(aim), 0.04 * gold + 0.015, 1 - 0.1 * float(a > 0.05 and not violet), 7 * violet - 10 * gold)
    green = hex_colour("#7F966A")
    _, along = tile_grid()
    yellow = variety.id == "yellow"
    corolla = hex_colour("#FBE36B") if yellow else hex_colour("#FAF7EE")
    throat = mix(hex_colour("#AEBB88"), body, 0.5 + 0.3 * gold)
    return finished(
        {
            "calyx": _calyx_tile(body, throat, 3),
            "corolla": mix(hex_colour("#C9CC7C"), corolla, smoothstep(0.1, 0.5, along)) * (1 + 0.03 * noise(8, 10))[..., None],
            "bract": mix(
                leaf_tile(hex_colour("#879E72"), veins="parallel", pairs=2),
                flat_tile(hex_colour("#A08C68")),
                0.35 * smoothstep(0.8, 1.0, along),
            ),
            "wing": leaf_tile(hex_colour("#859C70"), veins="parallel", pairs=3),
            "stem": stem_tile(green, shade(green, 0.06)),
        }
    )


PLANT = PlantKind("limonium-statice", ATLAS, OPENNESS, grow, paint, ageing=DRYING)
