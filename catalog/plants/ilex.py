"""Winterberry: a bare, forked, grey-brown branch with knobbly spurs, thickly set with glossy round berries right against the wood."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from catalog.ageing import WOODY
from catalog.atlas import Atlas, Finish, tile_grid
from catalog.mesh import Floats, Mesh, merge, unit
from catalog.organs.boughs import Bough
from catalog.organs.branch import UP, Growing, around, crooked, knotted, tapered
from catalog.organs.curves import bell, smoothstep
from catalog.organs.head import diameter
from catalog.organs.limb import parted
from catalog.organs.place import scale
from catalog.organs.stalk import Stalk
from catalog.organs.swarm import facing, swarm, twigs
from catalog.plant import Growth, Head, Level, Plant, PlantKind
from catalog.species import Variety
from catalog.surface import Colour, finished, hex_colour, mix, noise, oklab, shade, stem_tile

ATLAS = Atlas(
    (
        ("berry", Finish(roughness=0.17, translucency=0.1)),
        ("bark", Finish(roughness=0.75)),
        ("pedicel", Finish(roughness=0.7)),
    )
)
OPENNESS = {"bud": 0.1, "half": 0.5, "full": 0.95}
HEIGHT, STALK = 28.0, 38.0
_MOST = 118  # berries
RIPE = 0.95  # cm across, the berry that clusters are arranged for

Array = NDArray[np.float64]


@dataclass(frozen=True)
class _Detail:
    """berry: sides and rings of a berry; shown: share of the berries drawn; larger: how much larger those are; rings, sides of wood."""

    berry: tuple[int, int]
    shown: float
    larger: float
    rings: int
    sides: tuple[int, int]
    pedicels: int


_DETAIL = {
    Level.HERO: _Detail((8, 4), 1.0, 1.0, 3, (7, 4), 2),
    Level.STANDARD: _Detail((6, 3), 1.0, 1.0, 1, (6, 3), 2),
    Level.PHONE: _Detail((5, 2), 0.69, 1.08, 1, (4, 3), 0),
    Level.FAR: _Detail((4, 1), 0.42, 1.5, 0, (3, 2), 0),
}


@dataclass(frozen=True, eq=False)
class _Branch:
    """boughs: the leader, its forks, then spurs. Berries (K): node on the wood, way of the pedicel, middle, size, late, tint, lot."""

    boughs: list[Bough]
    spurs: list[Bough]
    node: Array
    way: Array
    middle: Array
    size: Array
    late: Array
    tint: Array
    lot: Array


def grow(growth: Growth, rng: np.random.Generator) -> Plant:
    level, detail = growth.level, _DETAIL[growth.level]
    width = diameter(growth, OPENNESS)
    stem = 0.36 * (1 + 0.06 * float(rng.normal()))
    streams = rng.spawn(2)
    branch = _branch(stem, streams[0])
    stalk = Stalk(
        STALK,
        stem,
        way=float(streams[1].uniform(0, 6.28)),
        sway=1.7,
        kink=0.6,
        taper=1.25,
        nodes=(-4.5, -10.0, -17.0, -25.0),
        swell=0.2,
    )
    metres = scale(0.01)
    middle = branch.middle[int(np.argmin(np.linalg.norm(branch.middle - [0.0, HEIGHT * 0.55, 1.0], axis=1)))]
    return Plant(
        bloom=merge([*_wood(branch, detail), *_berries(branch, width, growth.openness, detail)]).transformed(metres),
        stalk=stalk.grown(ATLAS, "bark", level, detail.sides[0], (0.0, 0.5)).transformed(metres),
        head=Head((middle / 100).astype(np.float32), width / 200, np.array([0.0, 0.0, 1.0], np.float32)),
        proxies=_proxies(branch),
        stem_radius=stem / 100,
        stalk_length=STALK / 100,
    )


def _branch(stem: float, rng: np.random.Generator) -> _Branch:
    """A leader with five forks left and right, the lower ones longest, one of them forked again; spurs on the wood between."""
    lean = rng.normal(0, 1, 3).clip(-1.5, 1.5)
    leader = tapered(
        crooked(np.zeros(3), UP + 0.03 * lean, HEIGHT, Growing(1.3, 13, 4, (0.1 * lean[0], 1, 0.1 * lean[1]), 1.0), rng),
        stem,
        0.1,
        (0.5, 1.0),
    )
    boughs = [leader]
    start = float(rng.uniform(0, 360))
    for k, (share, length) in enumerate(((0.18, 15.5), (0.33, 13.5), (0.5, 9.5), (0.68, 7.0))):
        j = rng.normal(0, 1, 4).clip(-1.6, 1.6)
        foot, out = around(leader, [share], [start + 180 * k + 38 * k + 16 * j[0]])
        side = out[0]
        way = unit(leader.heading([share])[0] + (1.0 + 0.15 * j[1]) * side)
        ends = (0.42 * side[0], 1.0, 0.42 * side[2])
        path = crooked(foot[0], way, length * (1 + 0.09 * j[2]), Growing(1.15, 16, 5, ends, 0.85), rng)
        bough = tapered(path, 0.14 + 0.006 * length, 0.085, (0.7, 1.0))
        boughs.append(bough)
        if k < 2:
            _, aside = around(bough, [0.45], [float(rng.uniform(0, 360))])
            twig = crooked(
                bough.at([0.45])[0],
                unit(bough.heading([0.45])[0] + 0.9 * aside[0]),
                0.4 * length,
                Growing(1.1, 16, 5, ends, 0.7),
                rng,
            )
            boughs.append(tapered(twig, 0.13, 0.08, (0.75, 1.0)))
    return _fruiting(boughs, rng)


def _fruiting(boughs: list[Bough], rng: np.random.Generator) -> _Branch:
    """Berries at the nodes, alternating around the wood, singly, in twos and in threes; some stand on a short spur."""
    spurs, rows = [], []
    for number, bough in enumerate(boughs):
        count = len(bough.path)
        j, chance = rng.normal(0, 1, (count, 7)).clip(-2, 2), rng.random((count, 3))
        shares = np.arange(count) / (count - 1)
        feet, sides = around(bough, shares, 140.0 * np.arange(count) + 24 * j[:, 0])
        headings, thick = bough.heading(shares), bough.thick(shares)
        for node in range(6 if number == 0 else 2, count):
            base, side, heading = feet[node], sides[node], headings[node]
            if chance[node, 0] < 0.25:
                tip = base + unit(side + 0.7 * heading) * (0.55 + 0.5 * chance[node, 1])
                bent = (base + tip) / 2 + 0.06 * heading
                spurs.append(Bough(np.array([base, bent, tip]), np.array([0.1, 0.085, 0.1]), (0.8, 1.0)))
                base = tip
            many = 3 if chance[node, 2] < 0.28 else 2 if chance[node, 2] < 0.74 else 1
            across = np.cross(heading, side)
            for k in range(many):
                way = unit(side + 1.25 * (k - (many - 1) / 2) * across + (0.35 + 0.3 * j[node, 1 + k]) * heading)
                rows.append((*base, *way, thick[node], 1 + 0.06 * j[node, 4 + k % 3], j[node, 1] + 0.4 * k - 0.6 * shares[node]))
    table = np.array(rows)[np.sort(rng.permutation(len(rows))[:_MOST])]
    way = table[:, 3:6]
    foot = table[:, :3] + way * table[:, 6:7] * 0.6
    away = foot + way * (RIPE / 2 + table[:, 6:7] * 0.4 + 0.06)
    middle = parted(away, RIPE * 0.95, rounds=10)
    axes = np.concatenate([b.at(np.linspace(0, 1, 2 * len(b.path))) for b in boughs])
    thick = np.concatenate([b.thick(np.linspace(0, 1, 2 * len(b.path))) for b in boughs])
    middle = _off_the_wood(middle, axes, thick)
    number = len(middle)
    return _Branch(
        boughs,
        spurs,
        foot,
        unit(middle - foot),
        middle,
        np.clip(table[:, 7], 0.86, 1.08),
        table[:, 8],
        np.clip(1 + 0.09 * rng.normal(0, 1, number), 0.8, 1.2),
        rng.permutation(number) / number,
    )


def _off_the_wood(middle: Array, axes: Array, thick: Array) -> Array:
    """Berries pushed out of the wood that they would lie in."""
    gap = middle[:, None] - axes[None]
    distance = np.linalg.norm(gap, axis=2)
    worst = np.argmax(thick[None] + RIPE * 0.46 - distance, axis=1)
    k = np.arange(len(middle))
    short = np.clip(thick[worst] + RIPE * 0.46 - distance[k, worst], 0, None)
    return np.asarray(middle + unit(gap[k, worst]) * short[:, None])


def _ball(sides: int, rings: int) -> tuple[Array, NDArray[np.int64], Array]:
    """A ball of radius 1 with poles on Y: positions (V,3), triangles, and the share of the way (V,) from foot to tip."""
    polar = np.linspace(0, np.pi, rings + 2)[1:-1]
    if rings > 3:
        polar = np.append(polar, np.pi * 0.93)  # a ring about the navel
    angle = np.arange(sides) * 2 * np.pi / sides
    body = []
    for k, p in enumerate(polar):
        turned = angle + np.pi / sides * (k % 2)  # a ring stands in the gaps of the one below, which makes the outline rounder
        body.append(np.stack([np.sin(p) * np.cos(turned), np.full(sides, -np.cos(p)), -np.sin(p) * np.sin(turned)], 1))
    points = np.concatenate([[[0.0, -1.0, 0.0]], *body, [[0.0, 1.0, 0.0]]])
    last, faces = len(points) - 1, []
    for i in range(sides):
        j = (i + 1) % sides
        faces.append((0, 1 + j, 1 + i))
        for k in range(len(polar) - 1):
            a, b = 1 + k * sides, 1 + (k + 1) * sides
            faces += [(a + i, a + j, b + (j if k % 2 else i)), (a + (i if k % 2 else j), b + j, b + i)]
        top = 1 + (len(polar) - 1) * sides
        faces.append((top + i, top + j, last))
    return points, np.array(faces, np.int64), np.concatenate([[0.0], np.repeat(polar, sides) / np.pi, [1.0]])


def _berries(branch: _Branch, width: float, openness: float, detail: _Detail) -> list[Mesh]:
    """They swell and redden along the stages; each keeps its own pace. The tile's columns run from unripe to ripe."""
    chosen = branch.lot < detail.shown
    points, faces, down = _ball(*detail.berry)
    half = width / 2 * branch.size[chosen] * detail.larger
    # A young berry sits as close to the wood as a ripe one.
    reach = np.linalg.norm(branch.middle - branch.node, axis=1)[chosen]
    middle = branch.node[chosen] + branch.way[chosen] * np.maximum(reach - (RIPE - width) / 2, half * 0.8)[:, None]
    ripe = smoothstep(-0.2, 0.75, openness - 0.11 * branch.late[chosen])
    shape = points * [1.0, 0.95, 1.0]
    count, v = len(half), len(points)
    uv = ATLAS.texcoords("berry", np.repeat(2 * ripe - 1, v), np.tile(down, count)).reshape(count, v, 2)
    turned = facing(
        branch.way[chosen] + 0.25 * branch.late[chosen][:, None] * np.array([[0.4, 0.5, 0.3]]), 360 * branch.lot[chosen]
    )
    tint = branch.tint[chosen][:, None]
    parts = [swarm(shape[None] * half[:, None, None], faces, uv, turned, middle, tints=tint, normals=points)]
    if detail.pedicels:
        foot = branch.node[chosen]
        parts.append(
            twigs(foot, middle - branch.way[chosen] * half[:, None] * 0.9, (0.05, 0.04), ATLAS, "pedicel", sides=detail.pedicels)
        )
    return parts


def _wood(branch: _Branch, detail: _Detail) -> list[Mesh]:
    parts = [
        knotted(b, ATLAS, "bark", sides=detail.sides[min(k, 1)], rings=detail.rings if k == 0 else min(detail.rings, 1), swell=0.3)
        for k, b in enumerate(branch.boughs)
    ]
    if detail.rings >= 1:
        parts += [knotted(s, ATLAS, "bark", sides=3, rings=1) for s in branch.spurs]
    return parts


def _proxies(branch: _Branch) -> Floats:
    rows = [(*p, 1.25) for b in branch.boughs for p in b.at(np.linspace(0.05, 1.0, max(2, round(b.length / 2.4))))]
    return (np.array(rows) / 100).astype(np.float32)


def paint(variety: Variety) -> Mapping[str, Floats]:
    body = hex_colour(variety.hex)
    _, along = tile_grid()
    grey = hex_colour("#6E6358")
    return finished(
        {
            "berry": _skin(body),
            "bark": _bark(grey),
            "pedicel": mix(hex_colour("#5A4636"), shade(body, -0.12, 0.6), 0.4 * along),
        }
    )


def _skin(body: Colour) -> Colour:
    """Down the tile from the stalk to the navel, across it from unripe to ripe."""
    across, along = tile_grid()
    ripe = (across.astype(np.float64) + 1) / 2
    light = float(oklab(body)[0])
    green, warm = hex_colour("#8A9440"), mix(hex_colour("#D98A34"), body, 0.4)
    colour = mix(green, warm, smoothstep(0.0, 0.3, ripe))
    colour = mix(colour, shade(body, 0.03), smoothstep(0.25, 0.75, ripe))
    colour = mix(colour, shade(body, -0.05 * light, 1.03), smoothstep(0.85, 1.0, ripe) * 0.6)
    colour = colour * (1 - 0.16 * bell(along / 0.25) + 0.03 * noise(4, 7))[..., None]
    colour = mix(colour, shade(body, 0.05, 0.9), 0.25 * bell((along - 0.86) / 0.05))
    return np.asarray(mix(colour, hex_colour("#2A1712"), 0.92 * smoothstep(0.9, 0.94, along)))


def _bark(grey: Colour) -> Colour:
    """Grey-brown, younger wood a little browner, with pale lenticels."""
    colour = stem_tile(grey, hex_colour("#75614F"), 5)
    specks = smoothstep(0.55, 0.85, noise(11, 46, 1)) * 0.45
    return np.asarray(mix(colour, hex_colour("#A79C8C"), specks) * (1 + 0.14 * noise(8, 22))[..., None])


PLANT = PlantKind("ilex", ATLAS, OPENNESS, grow, paint, ageing=WOODY)
