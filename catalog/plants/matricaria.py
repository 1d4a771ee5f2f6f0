"""Matricaria (feverfew): a flat-topped spray of small daisies with domed eyes, or of double buttons, over cut, light green leaves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from catalog.atlas import LEAF, STEM, Atlas, Finish, tile_grid
from catalog.mesh import Floats, Mesh, merge, unit
from catalog.organs.button import button
from catalog.organs.curves import curve, smoothstep
from catalog.organs.cutleaf import CutLeaf, cut_leaf
from catalog.organs.limb import Limb, parted, swollen
from catalog.organs.place import disc, point_up_along, scale, shift, turn
from catalog.organs.rays import Ray, Whorl, rays
from catalog.organs.scatter import grain
from catalog.organs.stalk import Stalk
from catalog.organs.stem import lathe, tube
from catalog.organs.swarm import facing, swarm, twigs
from catalog.plant import Growth, Head, Level, Plant, PlantKind
from catalog.species import Variety
from catalog.surface import Colour, finished, flat_tile, hex_colour, leaf_tile, mix, noise, shade, stem_tile, worn

ATLAS = Atlas(
    (
        ("ray", Finish(roughness=0.65, translucency=0.7, sheen=0.2)),
        ("disc", Finish(roughness=0.92)),
        ("bract", Finish(roughness=0.65, translucency=0.15)),
        ("leaf", LEAF),
        ("stem", STEM),
    )
)
OPENNESS = {"bud": 0.1, "half": 0.5, "full": 0.95}
STALK = 40.5
DISC = 0.44  # radius of the eye, as share of the open head's
RAY = Ray(
    outline=((0, 0.78), (0.2, 0.8), (0.5, 0.96), (0.75, 1.0), (0.92, 0.86), (1, 0.6)),
    roundness=0.12,
    cup=((0, 0.5), (0.35, 0.12), (1, -0.1)),
    pleats=2.0,
    pleat_depth=0.05,
)

Array = NDArray[np.float64]


@dataclass(frozen=True)
class _Detail:
    rays: int
    grid: tuple[int, int]
    dome: tuple[int, int]
    cup: int
    pieces: int
    sides: int
    twig: int


_DETAIL = {
    Level.HERO: _Detail(14, (4, 2), (10, 3), 5, 8, 6, 3),
    Level.STANDARD: _Detail(14, (2, 2), (8, 2), 5, 6, 5, 3),
    Level.PHONE: _Detail(11, (2, 1), (6, 1), 0, 4, 3, 3),
    Level.FAR: _Detail(5, (1, 1), (3, 1), 0, 2, 3, 0),
}
# share of the main shoot, how far out and how high its side shoot ends
_FORKS = ((0.24, 3.5, 9.7), (0.36, 3.7, 10.2), (0.48, 3.2, 10.0), (0.6, 2.9, 10.8), (0.7, 2.2, 10.6), (0.8, 2.0, 11.3))
_LATE = (0.0, 0.07, 0.18, 0.62)  # how much later than the first the heads of each sort open; the last are buds


@dataclass(frozen=True, eq=False)
class _Spray:
    """Heads (H, ...): the shoot of each, its sort (which of `_LATE`), size, roll in degrees and brightness."""

    axis: Limb
    branches: list[Limb]
    pedicels: list[Limb]
    sorts: NDArray[np.int64]
    sizes: Array
    rolls: Array
    tints: Array


def grow(growth: Growth, rng: np.random.Generator) -> Plant:
    level, detail = growth.level, _DETAIL[growth.level]
    spray = _spray(rng)
    wild = rng.spawn(3)
    fine = growth.form != "double"  # buttons of many petals leave less for the leaves
    stem = float(np.mean(growth.species.stem_diameter)) / 4 * 100
    ends = np.array([p.end for p in spray.pedicels])
    ways = np.array([p.heading(1.0) for p in spray.pedicels])
    parts = [_wood(spray, stem, detail), _upper_leaves(spray, stem, wild[0], level, fine)]
    widths = np.zeros(len(ends))
    for sort, late in enumerate(_LATE):
        openness = max(growth.openness - late, 0.0)
        radius = _diameter(growth, openness) / 2
        mine = spray.sorts == sort
        draws = np.random.default_rng(11 + sort)
        if growth.form == "double":
            template = button(openness, radius, 0.22, draws, ATLAS, ("ray", "disc", "bract"), level)
        else:
            template = _head(openness, radius, sort, detail, draws)
        shapes = template.positions[None] * spray.sizes[mine][:, None, None]
        turns = facing(ways[mine], spray.rolls[mine])
        tints = spray.tints[mine][:, None]
        parts.append(swarm(shapes, template.indices, template.texcoords, turns, ends[mine], tints=tints, normals=template.normals))
        widths[mine] = radius * spray.sizes[mine]
    metres = scale(0.01)
    top = 0
    return Plant(
        bloom=merge(parts).transformed(metres),
        stalk=_stalk(stem, wild[1], level, detail, fine).transformed(metres),
        head=Head(((ends[top] + 0.3 * ways[top]) / 100).astype(np.float32), widths[top] / 100, ways[top].astype(np.float32)),
        proxies=_proxies(spray, ends, ways, widths),
        stem_radius=stem / 100,
        stalk_length=STALK / 100,
    )


def _diameter(growth: Growth, openness: float) -> float:
    """cm across one head at its own openness."""
    d = growth.species.head_diameter
    knots = [(0.0, d["bud"] * 0.85), *((OPENNESS[s], d[s]) for s in ("bud", "half", "full"))]
    return float(curve(knots, openness)) * 100


def _spray(rng: np.random.Generator) -> _Spray:
    """A main shoot and six side shoots that all end at about the same height, each in a tuft of three or four heads."""
    lean = rng.normal(0, 1, 2)
    start = float(rng.uniform(0, 2 * np.pi))
    up = np.array([0.0, 1.0, 0.0])
    axis = Limb(np.zeros(3), up, up * 11.2 + np.array([0.7 * lean[0], 0, 0.7 * lean[1]]), up)
    branches, tufts = [], [(axis, 3)]
    for k, (share, reach, high) in enumerate(_FORKS):
        j = rng.normal(0, 1, 4)
        azimuth = start + 2.399963 * k + 0.12 * j[0]
        side = np.array([np.cos(azimuth), 0.0, np.sin(azimuth)])
        foot = axis.at(share)
        end = foot * [1, 0, 1] + side * reach * (1 + 0.06 * j[1]) + up * (high + 0.35 * j[2])
        branch = Limb(foot, up + 0.95 * side, end, up + 0.25 * side)
        branches.append(branch)
        tufts.append((branch, 4 if k % 3 else 3))
    pedicels, sorts = [], []
    for number, (shoot, count) in enumerate(tufts):
        found = _tuft(shoot, count, rng)
        pedicels += found
        # The first head of a tuft opens first; the last one of some tufts is still a bud.
        sorts += [0, *rng.integers(1, 3, count - 2), 3 if number % 2 else int(rng.integers(0, 3))]
    # Open heads (2 cm) make room for one another, mostly sideways.
    ends = np.array([p.end for p in pedicels])
    pedicels = [replace(p, end=end) for p, end in zip(pedicels, parted(ends, 1.95, upright=0.4), strict=True)]
    heads = len(pedicels)
    return _Spray(
        axis,
        branches,
        pedicels,
        np.array(sorts, np.int64),
        np.r_[1.0, np.clip(rng.normal(0.96, 0.05, heads - 1), 0.85, 1.0)],
        rng.uniform(0, 360, heads),
        np.clip(rng.normal(1, 0.03, heads), 0.92, 1.06),
    )


def _tuft(shoot: Limb, count: int, rng: np.random.Generator) -> list[Limb]:
    """Pedicels that part near the end of a shoot: the first goes straight on, the rest stand around it."""
    way = shoot.heading(1.0)
    frame = point_up_along(way)
    start = float(rng.uniform(0, 2 * np.pi))
    found = []
    for k in range(count):
        j = rng.normal(0, 1, 5)
        angle = start + 2 * np.pi * k / max(count - 1, 1) + 0.2 * j[0]
        across = frame[:3, 0] * np.cos(angle) + frame[:3, 2] * np.sin(angle)
        out = 0.1 + 0.05 * j[1] if k == 0 else 0.72 + 0.06 * j[1]
        foot = shoot.at(1.0 if k == 0 else 1 - 0.07 * k)
        length = (1.3 if k == 0 else 1.95) * (1 + 0.1 * j[2])
        heading = unit(way + out * across)
        end = foot + heading * length + np.array([0.0, 0.25, 0.0])
        face = heading + np.array([0.0, 0.25, 0.0]) + 0.16 * np.array([j[3], 0.0, j[4]])
        found.append(Limb(foot, way + 0.6 * across, end, face))
    return found


def _head(openness: float, radius: float, sort: int, detail: _Detail, rng: np.random.Generator) -> Mesh:
    """One daisy (cm) facing +Y with the foot of its cup at the origin, `radius` wide at its rays."""
    q = float(np.clip(openness / 0.95, 0, 1))
    eye = DISC * (0.44 + 0.56 * float(smoothstep(0.0, 0.9, q)))  # cm when the head is 1 cm in radius
    lift = 0.24
    bud = sort == len(_LATE) - 1
    count = max(detail.rays - 5, 5) if bud else detail.rays
    j = rng.normal(0, 1, (6, 24))[:, :count]
    # Rays first stand up around the eye, then lie flat, at last droop a little.
    spread = float(smoothstep(0.02, 0.75, q))
    late = 5 * np.clip((q - 0.8) / 0.2, 0, 1)
    rise = np.array([72.0, 92.0, 108.0]) * (1 - spread) + np.array([16.0, 1.0, -10.0 - late]) * spread
    reach = max(radius - eye * 0.93, 0.12)
    grown = reach / (0.22 + 0.78 * spread) * 0.98
    whorl = Whorl(
        azimuth=360 / count * np.arange(count) + 2.5 * j[0],
        length=min(grown, 0.62) * (1 + 0.025 * np.clip(j[1], -1.5, 1.5)),
        width=2
        * np.pi
        * (eye + 0.5 * reach)
        / count
        * (1.0 if detail.grid[1] > 1 else 1.2 if detail.grid[0] > 1 else 1.0)
        * (1 + 0.05 * j[2]),
        elevation_at=(0.0, 0.4, 1.0),
        elevation=rise + (3.5 * j[3])[:, None],
        base_radius=eye * 0.9,
        base_height=lift - 0.02 + 0.025 * (np.arange(count) % 2),
        sway=0.03 * j[4],
        twist=8 * j[5],
        tint=np.clip(1 + 0.03 * j[1], 0.93, 1.06),
    )
    grid = (min(2, detail.grid[0]), min(2, detail.grid[1])) if bud else detail.grid
    petals = rays(RAY, whorl, ATLAS, "ray", grid=grid)
    across = float(np.quantile(np.hypot(petals.positions[:, 0], petals.positions[:, 2]), 0.98))
    parts = [petals.transformed(np.diag([radius / across, 1.0, radius / across, 1.0]))]
    parts.append(_eye(eye, lift, q, detail))
    if detail.cup:
        profile = [(0.07, 0.0), (eye * 0.85, 0.06), (eye * 1.03, lift * 0.6), (eye * 0.98, lift * 1.05)]
        parts.append(lathe(profile, ATLAS, "bract", sides=detail.cup))
    return merge(parts)


def _eye(eye: float, lift: float, q: float, detail: _Detail) -> Mesh:
    """The domed eye; its florets are painted on."""
    sides, rows = detail.dome
    high = eye * (0.35 + 0.28 * q)
    angle = np.linspace(np.pi / 2, 0.02, rows + 1)
    profile = np.stack([eye * np.sin(angle), lift + high * np.cos(angle)], 1)
    dome = lathe(profile, ATLAS, "disc", sides=sides)
    p = dome.positions
    return Mesh(p, dome.normals, ATLAS.texcoords("disc", p[:, 0] / eye, p[:, 2] / eye / 2 + 0.5), dome.colours, dome.indices)


def _wood(spray: _Spray, stem: float, detail: _Detail) -> Mesh:
    shares = np.linspace(0, 1, detail.pieces + 3)
    radii = swollen(shares, (stem, 0.07))
    parts = [tube(spray.axis.at(shares), radii, ATLAS, "stem", sides=detail.sides, closed_tip=False, along=(0.6, 0.9))]
    shares = np.linspace(0, 1, detail.pieces)
    for branch in spray.branches:
        sides = max(3, detail.sides - 2)
        parts.append(
            tube(
                branch.at(shares),
                np.linspace(0.1, 0.06, detail.pieces),
                ATLAS,
                "stem",
                sides=sides,
                closed_tip=False,
                along=(0.7, 0.95),
            )
        )
    if not detail.twig:
        starts, ends = (np.array([getattr(p, end) for p in spray.pedicels]) for end in ("start", "end"))
        return merge([*parts, twigs(starts, ends, (0.07, 0.06), ATLAS, "stem", sides=2)])
    shares = np.linspace(0, 1, max(2, detail.pieces // 2))
    for pedicel in spray.pedicels:
        radii = 0.042 + 0.03 * smoothstep(0.7, 1.0, shares)
        parts.append(tube(pedicel.at(shares), radii, ATLAS, "stem", sides=3, closed_tip=False, along=(0.85, 1.0)))
    return merge(parts)


# pairs of lobes and pairs of lobelets on each, of a big and of a small leaf
_CUTS = {
    Level.HERO: ((4, 1), (3, 1), (2, 0)),
    Level.STANDARD: ((4, 0), (3, 0), (2, 0)),
    Level.PHONE: ((3, 0), (2, 0), (2, 0)),
    Level.FAR: ((2, 0), (1, 0), (1, 0)),
}


def _leaf(length: float, sort: int, seed: int, level: Level, fine: bool) -> Mesh:
    """A soft, pinnate leaf along +X: lobes cut to the midrib and, where it shows, cut again when fine. sort: 0 big ..
    2 smallest."""
    rng = np.random.default_rng(seed)
    j = np.clip(rng.normal(0, 1, 5), -2, 2)
    pairs, again = _CUTS[level if fine or level is not Level.HERO else Level.STANDARD][sort]
    shape = CutLeaf(
        length * (1 + 0.08 * j[0]),
        width=length * (0.1 if again else 0.38 / (pairs + 0.4)),
        pairs=pairs,
        reach=((0, 0.26), (0.35, 0.42), (0.6, 0.4), (1, 0.2)),
        angle=56 + 3 * j[1],
        bare=0.24,
        again=again,
        elevation=((0, 52 + 5 * j[2]), (0.35, 32), (0.75, 2 + 7 * j[3]), (1, -26 + 9 * j[4])),
        cup=18,
        curl=22,
        spine=0.45 if again else 0.25,
        bias=1.4,
    )
    return cut_leaf(shape, ATLAS, "leaf", rng, level)


def _upper_leaves(spray: _Spray, stem: float, rng: np.random.Generator, level: Level, fine: bool) -> Mesh:
    """One leaf under each of the side shoots, smaller upwards, and small ones on the shoots themselves."""
    seeds, ways = rng.integers(0, 2**31, 12), rng.uniform(0, 360, 6)
    parts = []
    near = level in (Level.HERO, Level.STANDARD)
    for k, branch in enumerate(spray.branches):
        out = branch.end - branch.start
        azimuth = float(np.degrees(np.arctan2(-out[2], out[0])))
        if near or k < (3 if level is Level.PHONE else 1):
            grown = _leaf(4.4 - 0.5 * k, 1 if k < 4 else 2, int(seeds[k]), level, fine)
            parts.append(grown.transformed(shift(*branch.start) @ turn("y", azimuth) @ shift(stem * 0.5)))
    for k, branch in enumerate(spray.branches[: 5 if level is Level.HERO else 3] if near else []):
        grown = _leaf(2.3, 2, int(seeds[6 + k]), level, fine)
        parts.append(grown.transformed(point_up_along(branch.heading(0.6), branch.at(0.6)) @ turn("y", float(ways[k]))))
    return merge(parts)


NODES = (-2.5, -8.0, -14.0)


def _stalk(stem: float, rng: np.random.Generator, level: Level, detail: _Detail, fine: bool) -> Mesh:
    cane = Stalk(STALK, stem, way=float(rng.uniform(0, 6.28)), sway=1.6, kink=0.4, taper=1.3, nodes=NODES, swell=0.12, soft=0.3)
    parts = [cane.grown(ATLAS, "stem", level, detail.sides, (0.0, 0.6))]
    seeds, jitter = rng.integers(0, 2**31, 3), rng.normal(0, 1, 3)
    for k, height in enumerate(NODES):
        if level is not Level.FAR or k < 2:
            grown = _leaf(6.6 + 0.6 * k, 0, int(seeds[k]), level, fine)
            at = turn("y", 137.5 * k + 40 + 10 * float(jitter[k]))
            parts.append(grown.transformed(cane.frame(height) @ shift(y=height) @ at @ shift(stem * 0.6)))
    return merge(parts)


def _proxies(spray: _Spray, ends: Array, ways: Array, widths: Array) -> Floats:
    rows = [(*(e + 0.2 * w), max(r, 0.35)) for e, w, r in zip(ends, ways, widths, strict=True)]
    rows += [(*spray.axis.at(s), 1.1) for s in (0.2, 0.5, 0.8)]
    rows += [(*b.at(s), 0.8) for b in spray.branches for s in (0.5, 0.9)]
    return (np.array(rows) / 100).astype(np.float32)


def paint(variety: Variety) -> Mapping[str, Floats]:
    """accent is the colour of the eye; without one the flower is double: its eye is filled with small white petals."""
    body = worn(hex_colour(variety.hex), 0.6)
    across, along = (g.astype(np.float64) for g in tile_grid())
    z = 2 * along - 1  # the eye's tile is a picture of it from above
    grooves = np.clip(np.abs(np.cos(across * np.pi * 1.5)), 0.3, 1) ** 8
    ray = mix(mix(shade(body, -0.05), hex_colour("#DDE2B4"), 0.6), body, smoothstep(0.0, 0.5, along))
    ray = mix(ray, shade(body, -0.045), 0.8 * smoothstep(0.75, 1.0, np.abs(across)))
    ray = ray * (1 - 0.11 * grooves * smoothstep(1.0, 0.7, along))[..., None] * (1 + 0.015 * noise(4, 9))[..., None]
    # Light between the florets turns yellow to orange: the paint leans the other way.
    eye = shade(hex_colour(variety.accent), 0.04, 0.92, 9) if variety.accent else None
    green = hex_colour("#6C8A50")
    return finished(
        {
            "ray": ray,
            "disc": _eye_colours(body, eye, np.hypot(across, z), grain(disc(64, 0.97), 0.075, across, z)),
            "bract": mix(flat_tile(hex_colour("#7F9C55")), hex_colour("#B9C58A"), 0.5 + 0.5 * np.cos(across * 22))
            * (0.85 + 0.2 * along[..., None]),
            "leaf": leaf_tile(green, pairs=7, contrast=0.2, rim=hex_colour("#7B985E")),
            "stem": stem_tile(hex_colour("#7C9655"), hex_colour("#8CA868")),
        }
    )


def _eye_colours(body: Colour, eye: Colour | None, r: Array, lit: Array) -> Colour:
    """r: 0 middle .. 1 rim of the eye; lit: 0 between the florets .. 1 on top of them. Florets in the middle open last."""
    young = smoothstep(0.55, 0.1, r)
    if eye is None:
        cream = mix(body, hex_colour("#DDE3A8"), 0.5 * young)
        return mix(shade(cream, -0.035, 1.7), cream, lit)
    gold = mix(eye, hex_colour("#C9B93A"), 0.4 * young)
    return mix(shade(gold, -0.12, 1.0, -8), shade(gold, 0.02), lit)


PLANT = PlantKind("matricaria", ATLAS, OPENNESS, grow, paint)
