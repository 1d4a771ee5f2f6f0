"""Seeded eucalyptus: hanging grey-green leaves on petioles, and bunches of small pointed pods in their axils and at the tips."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from catalog.atlas import STEM, Atlas, Finish, tile_grid
from catalog.mesh import Floats, Mesh, merge, unit
from catalog.organs.boughs import Bough, arched, leader, wood
from catalog.organs.curves import Knots, bell, smoothstep
from catalog.organs.foliage import Habit, foliage, leaning, long_outline, poised
from catalog.organs.place import scale
from catalog.organs.stalk import Stalk
from catalog.organs.swarm import facing, pellet, swarm, twigs
from catalog.plant import Growth, Head, Level, Plant, PlantKind
from catalog.species import Variety
from catalog.surface import Colour, finished, flat_tile, hex_colour, mix, noise, shade, stem_tile

_WAXEN = Finish(roughness=0.55, translucency=0.32, sheen=0.1)
ATLAS = Atlas(
    (("leaf", _WAXEN), ("young", _WAXEN), ("pod", Finish(0.55, 0.05, 0.15)), ("petiole", Finish(0.5, 0.1)), ("stem", STEM))
)
HEIGHT = 31.0  # cm from the neck to the tip
STALK = 28.0
_WIDTH: Knots = (
    (0.0, 0.02), (0.05, 0.22), (0.14, 0.66), (0.27, 0.95), (0.38, 1.0), (0.55, 0.9), (0.74, 0.6), (0.88, 0.27), (0.96, 0.09), (1.0, 0.0),
)  # fmt: skip
_GRID = {Level.HERO: (6, 10), Level.STANDARD: (4, 8), Level.PHONE: (2, 6), Level.FAR: (2, 3)}
_PODS = np.array([3, 4, 4, 4, 4, 4, 5, 5, 5, 5, 5, 5, 5])  # in the umbels

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class _Pods:
    """Pods (P, ...) and what carries them. way: the pods' own axes. umbel: which bunch. share: who stays when few are drawn."""

    at: Array
    way: Array
    size: Array
    tint: Array
    umbel: NDArray[np.int64]
    hubs: Array  # (U,3) where the pedicels of a bunch part
    feet: Array  # (U,3) where its stalk leaves the bough
    share: Array


def _boughs(rng: np.random.Generator) -> list[Bough]:
    """The axis and four side twigs."""
    main = Bough(leader(HEIGHT, 14, rng.uniform(2.5, 5.5), 0.7, rng), np.linspace(0.24, 0.07, 14))
    boughs, start = [main], rng.uniform(0, 360)
    for k, spot in enumerate((0.06, 0.22, 0.38, 0.55)):
        draw = rng.normal(0, 1, 4)
        rising = np.linspace(0, 1, 8)
        lift = 46 + 5 * draw[0] - 8 * np.sin(np.pi * rising) + (26 + 8 * draw[1]) * rising**2
        length = (14.5 - 1.7 * k) * (1 + 0.1 * draw[2])
        path = arched(main.at(spot), start + 137.5 * k + 14 * draw[3], lift, length)
        boughs.append(Bough(path, np.linspace(0.12, 0.045, 9), (0.3, 1.0)))
    return boughs


def _leaves(bough: Bough, count: int, bare: float, size: float, level: Level, rng: np.random.Generator) -> Mesh:
    """Alternate leaves: each hangs from a thin petiole that leaves the bough upwards."""
    order = np.arange(count)
    share = np.clip(bare + (0.98 - bare) * (order / (count - 1)) ** 0.95 + rng.normal(0, 0.01, count), 0, 1)
    length = size * np.interp(share, [0, 0.35, 0.75, 0.92, 1], [0.94, 1.0, 0.8, 0.52, 0.34]) * rng.normal(1, 0.09, count)
    azimuth = rng.uniform(0, 360) + 137.5 * order + rng.normal(0, 15, count)
    elevation = np.interp(share, [0, 0.5, 0.85, 1], [-14, 2, 26, 58]) + rng.normal(0, 13, count)
    frames = leaning(bough.heading(share))
    stem = bough.at(share)
    arm = poised(azimuth, elevation + 24, np.zeros(count), frames)[:, :, 0]
    petiole = length * rng.normal(0.2, 0.03, count)
    feet = stem + arm * petiole[:, None]
    # Adult leaves hang with one margin turned to the sun.
    turned = poised(azimuth + rng.normal(0, 14, count), elevation, rng.normal(0, 34, count), frames)
    habit = Habit(
        length,
        length * rng.normal(0.42, 0.03, count),
        rng.normal(30, 14, count),
        np.abs(rng.normal(11, 4, count)),
        rng.normal(-0.03, 0.04, count),
        np.abs(rng.normal(0.06, 0.03, count)),
        rng.uniform(0, 6.28, (count, 2)),
        rng.normal(0, 20, count),
    )
    tints = rng.normal(1, 0.065, (count, 1)) + rng.normal(0, 0.018, (count, 3))
    young = length < 0.62 * size
    parts = []
    for slot, chosen in (("leaf", ~young), ("young", young)):
        if chosen.any():
            outline = long_outline(*_GRID[level], _WIDTH)
            parts.append(foliage(outline, habit.of(chosen), ATLAS, slot, turned[chosen], feet[chosen], tints=tints[chosen]))
    if level is not Level.FAR:
        sides = {Level.HERO: 5, Level.STANDARD: 3}.get(level, 2)
        thick = 0.03 + 0.004 * length
        middle = (stem + feet) / 2 + 0.08 * petiole[:, None] * frames[:, :, 1]
        inside = feet + turned[:, :, 0] * (0.03 * length)[:, None]
        parts.append(twigs(stem, middle, (thick * 1.2, thick), ATLAS, "petiole", sides=sides))
        parts.append(twigs(middle, inside, (thick, thick * 0.8), ATLAS, "petiole", sides=sides))
    return merge(parts)


def _pods(boughs: list[Bough], rng: np.random.Generator) -> _Pods:
    """Umbels of three to five pods, in clumps: at the tips of all boughs, and in axils of the axis' upper part."""
    spots = [(b, s) for b in boughs[1:] for s in (0.86, 0.98)] + [(boughs[0], s) for s in (0.52, 0.72, 0.76, 0.93, 0.99)]
    counts = rng.permutation(_PODS)
    feet, hubs, at, way, umbel = [], [], [], [], []
    azimuth = 0.0
    for k, (bough, share) in enumerate(spots):
        draw = rng.normal(0, 1, 6)
        count = int(counts[k])
        heading = bough.heading(np.array([share]))[0]
        azimuth = rng.uniform(0, 2 * np.pi) if k % 2 == 0 else azimuth + np.pi + 0.5 * draw[5]
        out = unit(np.array([np.cos(azimuth), 0.35 + 0.25 * draw[0], np.sin(azimuth)]) + 0.5 * heading)
        foot = bough.at(share)
        hub = foot + out * (1.1 + 0.2 * draw[1])
        axis = unit(out - np.array([0.0, 0.25, 0.0]))
        helper = unit(np.cross(axis, [0.31, 0.2, 0.93]))
        other = np.cross(axis, helper)
        around = 2.399963 * np.arange(count) + draw[2]
        open_by = np.radians(34 + 46 * np.sqrt((np.arange(count) + 0.3) / count)) + 0.12 * rng.normal(0, 1, count)
        rays = np.cos(open_by)[:, None] * axis + np.sin(open_by)[:, None] * (
            np.cos(around)[:, None] * helper + np.sin(around)[:, None] * other
        )
        feet.append(foot)
        hubs.append(hub)
        at.append(rays)
        way.append(unit(rays + 0.12 * rng.normal(0, 1, (count, 3)) + [0, 0.1, 0]))
        umbel.append(np.full(count, k))
    n = sum(len(a) for a in at)
    return _Pods(
        np.concatenate(at),
        np.concatenate(way),
        np.clip(rng.normal(0.95, 0.09, n), 0.75, 1.08),
        np.clip(rng.normal(1, 0.06, (n, 1)) + rng.normal(0, 0.02, (n, 3)), 0.8, 1.2),
        np.concatenate(umbel),
        np.array(hubs),
        np.array(feet),
        rng.random(n),
    )


def _bunches(s: _Pods, width: float, level: Level) -> tuple[Mesh, Array]:
    """All pods, `width` cm across, with their pedicels and the stalks of the bunches; (P,3) where the pods' middles are."""
    sides = {Level.HERO: 8, Level.STANDARD: 6, Level.PHONE: 4, Level.FAR: 3}[level]
    # A top-shaped cup, drawn in at its rim, under a pointed lid.
    rings = {
        Level.HERO: ((0.42, -0.66), (0.84, -0.2), (1.0, 0.26), (0.86, 0.6), (0.42, 0.98)),
        Level.STANDARD: ((0.6, -0.5), (1.0, 0.22), (0.66, 0.76)),
        Level.PHONE: ((0.82, -0.3), (0.92, 0.5)),
    }.get(level, ((1.0, 0.2),))
    points, faces, along = pellet(sides, rings, -0.88, 1.2)
    radius = width / 2 * s.size
    hub = s.hubs[s.umbel]
    # The pedicels are so long that the pods of one bunch just touch.
    base = hub + s.at * (0.62 * width * (0.8 + 0.4 * s.share))[:, None]
    middle = base + s.way * (0.95 * radius)[:, None]
    kept = s.share < (0.5 if level is Level.FAR else 1.0)
    grown = radius * (1.35 if level is Level.FAR else 1.0)
    angle = np.where(np.arange(len(points)) % (len(points) - 1) == 0, 0.0, ((np.arange(len(points)) - 1) % sides) / sides * 4)
    uv = ATLAS.texcoords("pod", np.abs(angle - 2) - 1, along)
    turns = facing(s.way[kept], 360 * s.share[kept])
    parts = [swarm(points[None] * grown[kept][:, None, None], faces, uv, turns, middle[kept], tints=s.tint[kept])]
    if level is not Level.FAR:
        round_ = {Level.HERO: 4, Level.STANDARD: 3}.get(level, 2)
        foot = middle - s.way * (0.85 * radius)[:, None]
        thin = 0.035 + 0.018 * width
        parts.append(twigs(hub, foot, (thin, thin * 1.4), ATLAS, "petiole", sides=round_))
        parts.append(twigs(s.feet, s.hubs + 0.03 * (s.hubs - s.feet), (0.075, 0.06), ATLAS, "petiole", sides=round_ + (round_ > 2)))
    return merge(parts), middle


def grow(growth: Growth, rng: np.random.Generator) -> Plant:
    """The stage sets the size of the pods; the leaves grow a little too."""
    d, level = growth.species.head_diameter, growth.level
    width = float(np.interp(growth.openness, [0.1, 0.5, 0.95], [d["bud"], d["half"], d["full"]])) * 100
    size = 5.6 + 1.2 * width
    boughs = _boughs(rng)
    s = _pods(boughs, rng)
    bunches, middle = _bunches(s, width, level)
    trunk, pieces = {Level.HERO: (7, 20), Level.STANDARD: (5, 12), Level.PHONE: (4, 7), Level.FAR: (3, 4)}[level]
    around, few = {Level.HERO: (5, 8), Level.STANDARD: (4, 6), Level.PHONE: (3, 4), Level.FAR: (2, 2)}[level]
    parts = [
        bunches,
        wood(boughs[:1], ATLAS, "stem", sides=trunk, pieces=pieces),
        wood(boughs[1:], ATLAS, "stem", sides=around, pieces=few),
        _leaves(boughs[0], 15, 0.04, size, level, rng),
        *(_leaves(b, 6, 0.2, 0.84 * size, level, rng) for b in boughs[1:]),
    ]
    axis = Stalk(STALK, 0.24, way=float(rng.uniform(0, 6.28)), sway=0.9, kink=0.35, taper=1.25)
    heights = np.linspace(-STALK, 0, 14)
    low = Bough(axis.centre(heights), axis.thick(heights), (0.0, 0.1))
    upper = Bough(low.path[-5:], low.radii[-5:])
    stalk = [wood([low], ATLAS, "stem", sides=trunk, pieces=pieces), _leaves(upper, 3, 0.3, size, level, rng)]
    top, metres = int(np.argmax(middle[:, 1])), scale(0.01)
    return Plant(
        merge(parts).transformed(metres),
        merge(stalk).transformed(metres),
        Head((middle[top] / 100).astype(np.float32), width / 200, s.way[top].astype(np.float32)),
        _proxies(boughs, s, middle, width, size),
        0.0024,
        STALK / 100,
    )


def _proxies(boughs: list[Bough], s: _Pods, middle: Array, width: float, size: float) -> Floats:
    """A sphere for every bunch of pods, and chains along the boughs for the leaves."""
    spheres = []
    for k in range(len(s.hubs)):
        own = middle[s.umbel == k]
        centre = own.mean(0)
        spheres.append([*(centre / 100), (float(np.linalg.norm(own - centre, axis=1).max()) + 0.45 * width) / 100])
    for k, bough in enumerate(boughs):
        for share in np.linspace(0.08, 0.95, 8) if k == 0 else np.linspace(0.35, 0.95, 3):
            spheres.append([*(bough.at(share) / 100), size * (0.46 if share < 0.9 else 0.3) / 100])
    return np.array(spheres, np.float32)


def _leaf_tile(body: Colour, rim: Colour, seed: int) -> Colour:
    """Linear tile of a leathery leaf: powdery bloom, pale midrib, many fine side veins at a wide angle and one along the margin."""
    across, along = (g.astype(np.float64) for g in tile_grid())
    out = np.abs(across)
    wax = noise(seed, 4)
    colour = mix(shade(body, -0.055, 1.2, 2), shade(body, 0.045, 0.75), 0.5 + 0.5 * wax)
    colour = mix(colour, shade(body, -0.06, 1.5, 4), 0.45 * smoothstep(0.1, 0.55, noise(seed + 5, 6)))
    veins = np.clip(np.abs(np.cos(np.pi * (along * 14 - out * 3.0))), 0.3, 1.0) ** 14 * smoothstep(0.98, 0.85, out)
    colour = mix(colour, shade(body, 0.075, 0.85), 0.34 * veins)
    colour = mix(colour, shade(body, 0.08, 0.85), 0.45 * bell((out - 0.86) / 0.035))
    midrib = bell(out / (0.06 * (1.2 - 0.8 * along)))
    colour = mix(colour, mix(shade(body, 0.17, 0.9, -6), rim, 0.35 * smoothstep(0.4, 0.0, along)), 0.85 * midrib)
    colour = mix(colour, rim, (0.3 + 0.2 * wax) * smoothstep(0.93, 1.0, out))
    return np.asarray(colour * (1 + 0.03 * noise(seed + 1, 18))[..., None])


def _pod_tile(cup: Colour, lid: Colour, seed: int) -> Colour:
    """Linear tile, foot to point: a powdery cup with faint ribs, the dark line where the lid sits, the lid with a browned point."""
    across, along = (g.astype(np.float64) for g in tile_grid())
    ribs = np.cos(across * np.pi * 2) * smoothstep(0.0, 0.3, along) * smoothstep(0.6, 0.4, along)
    colour = mix(shade(cup, -0.06, 1.2), shade(cup, 0.03), smoothstep(0.05, 0.5, along))
    colour = mix(colour, shade(cup, 0.07, 0.7), 0.35 + 0.35 * noise(seed, 5))
    colour = mix(colour, shade(cup, -0.07), 0.3 * np.clip(ribs, 0, 1))
    colour = mix(colour, lid, smoothstep(0.58, 0.64, along))
    colour = mix(colour, shade(cup, -0.2, 1.0), 0.6 * bell((along - 0.585) / 0.03))
    colour = mix(colour, hex_colour("#7A5A40"), 0.75 * smoothstep(0.9, 1.0, along))
    return np.asarray(colour * (1 + 0.04 * noise(seed + 1, 16))[..., None])


def paint(variety: Variety) -> dict[str, Floats]:
    body = shade(hex_colour(variety.hex), -0.02, 1.0)
    rim = hex_colour("#9C7058")
    cup = shade(body, 0.055, 1.3, -14)
    return finished(
        {
            "leaf": _leaf_tile(body, rim, 3),
            "young": _leaf_tile(shade(body, 0.04, 1.2, -4), hex_colour("#A0705C"), 9),
            "pod": _pod_tile(cup, shade(cup, 0.045, 1.15, -10), 5),
            "petiole": flat_tile(mix(hex_colour("#A58263"), body, 0.3)),
            "stem": stem_tile(hex_colour("#715B47"), hex_colour("#927058")),
        }
    )


PLANT = PlantKind("eucalyptus-seeded", ATLAS, {"bud": 0.1, "half": 0.5, "full": 0.95}, grow, paint)
