"""Pussy willow: slender red-brown wands with alternate silver-furred catkins, each in the dark cap of its bud scale."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from catalog.ageing import WOODY
from catalog.atlas import Atlas, Finish, tile_grid
from catalog.mesh import Floats, Mesh, merge, unit
from catalog.organs.boughs import Bough
from catalog.organs.branch import UP, Growing, around, crooked, knotted, tapered
from catalog.organs.curves import bell, smoothstep
from catalog.organs.head import diameter
from catalog.organs.place import scale
from catalog.organs.stalk import Stalk
from catalog.organs.swarm import facing, swarm
from catalog.plant import Growth, Head, Level, Plant, PlantKind
from catalog.species import Variety
from catalog.surface import Colour, finished, hex_colour, mix, noise, oklab, shade, stem_tile

ATLAS = Atlas(
    (
        ("fur", Finish(roughness=0.95, translucency=0.2, sheen=0.6)),
        ("hair", Finish(roughness=0.9, translucency=0.7, sheen=0.4)),
        ("scale", Finish(roughness=0.32)),
        ("bark", Finish(roughness=0.5)),
    )
)
OPENNESS = {"bud": 0.1, "half": 0.5, "full": 0.95}
HEIGHT, STALK = 40.0, 40.0
_HAIRS = 240

Array = NDArray[np.float64]


@dataclass(frozen=True)
class _Detail:
    """body, cap: sides and rings; hairs on a catkin and their width; rings and sides of wood, main wand and side wands."""

    body: tuple[int, int]
    cap: tuple[int, int]
    hairs: int
    hair: float
    rings: int
    sides: tuple[int, int]


_DETAIL = {
    Level.HERO: _Detail((11, 6), (8, 3), 120, 0.036, 4, (9, 6)),
    Level.STANDARD: _Detail((8, 4), (6, 1), 48, 0.06, 1, (6, 5)),
    Level.PHONE: _Detail((6, 3), (4, 1), 14, 0.09, 1, (4, 3)),
    Level.FAR: _Detail((4, 1), (3, 0), 0, 0.0, 0, (3, 3)),
}


@dataclass(frozen=True, eq=False)
class _Wands:
    """boughs; catkins (K): seat on the bark, way, size, late (how far behind the first), tint (K,3), roll, draws of hairs."""

    boughs: list[Bough]
    seat: Array
    way: Array
    size: Array
    late: Array
    tint: Array
    roll: Array
    hairs: Array


def grow(growth: Growth, rng: np.random.Generator) -> Plant:
    level, detail = growth.level, _DETAIL[growth.level]
    length = diameter(growth, OPENNESS)
    stem = 0.3 * (1 + 0.06 * float(rng.normal()))
    streams = rng.spawn(2)
    wands = _wands(stem, streams[0])
    stalk = Stalk(
        STALK,
        stem,
        way=float(streams[1].uniform(0, 6.28)),
        sway=1.5,
        kink=0.4,
        taper=1.3,
        nodes=(-3.0, -7.5, -13.0, -20.0, -28.0),
        swell=0.18,
    )
    parts = [
        knotted(b, ATLAS, "bark", sides=detail.sides[min(k, 1)], rings=detail.rings, swell=0.32, soft=0.1)
        for k, b in enumerate(wands.boughs)
    ]
    parts += _catkins(wands, length, growth.openness, detail)
    k = int(np.argmin(np.linalg.norm(wands.seat - [0.0, HEIGHT * 0.55, 1.0], axis=1)))
    metres = scale(0.01)
    return Plant(
        bloom=merge(parts).transformed(metres),
        stalk=stalk.grown(ATLAS, "bark", level, detail.sides[0], (0.0, 0.4)).transformed(metres),
        head=Head((wands.seat[k] / 100).astype(np.float32), length / 200, wands.way[k].astype(np.float32)),
        proxies=_proxies(wands),
        stem_radius=stem / 100,
        stalk_length=STALK / 100,
    )


def _wands(stem: float, rng: np.random.Generator) -> _Wands:
    """A long wand with two or three shorter ones beside it, all nearly upright; a catkin at every node but the lowest."""
    lean = rng.normal(0, 1, 3).clip(-1.5, 1.5)
    main = Growing(2.9, 9, 2.5, (0.16 * lean[0], 1.0, 0.16 * lean[1]), 1.0)
    boughs = [tapered(crooked(np.zeros(3), UP + 0.02 * lean, HEIGHT, main, rng), stem, 0.075, (0.4, 1.0))]
    start = float(rng.uniform(0, 360))
    for k, (share, length) in enumerate(((0.06, 26.0), (0.24, 19.0))):
        j = rng.normal(0, 1, 4).clip(-1.6, 1.6)
        foot, out = around(boughs[0], [share], [start + 180 * k + 40 * k + 15 * j[0]])
        way = unit(UP + (0.85 + 0.12 * j[1]) * out[0])
        ends = (0.14 * out[0, 0], 1.0, 0.14 * out[0, 2])
        path = crooked(foot[0], way, length * (1 + 0.07 * j[2]), Growing(2.7, 9, 2.5, ends, 1.0, 0.6), rng)
        boughs.append(tapered(path, 0.15 + 0.002 * length, 0.07, (0.6, 1.0)))
    return _seated(boughs, rng)


def _seated(boughs: list[Bough], rng: np.random.Generator) -> _Wands:
    seats, ways, late = [], [], []
    for number, bough in enumerate(boughs):
        count = len(bough.path)
        j = rng.normal(0, 1, (count, 3)).clip(-2, 2)
        share = np.arange(count) / (count - 1)
        spot, side = around(bough, share, 150.0 * np.arange(count) + 16 * j[:, 0])
        heading, thick = bough.heading(share), bough.thick(share)
        lean = np.where(share > 0.99, 0.1, 0.62 + 0.1 * j[:, 1])[:, None]
        keep = np.arange(count) >= (3 if number == 0 else 2)
        seats.append((spot + side * thick[:, None] * np.where(share > 0.99, 0.0, 0.75)[:, None])[keep])
        ways.append(unit(heading + lean * side)[keep])
        # The upper ones swell last, and the very tips may stay in bud.
        late.append((0.12 * j[:, 2] + 0.5 * share**2 + 0.35 * smoothstep(0.8, 1.0, share))[keep])
    k = sum(len(s) for s in seats)
    draw = rng.normal(0, 1, (k, 3)).clip(-2, 2)
    tint = np.clip(1 + 0.05 * draw[:, :1] + 0.012 * rng.normal(0, 1, (k, 3)), 0.85, 1.12)
    return _Wands(
        boughs,
        np.concatenate(seats),
        np.concatenate(ways),
        np.clip(0.97 + 0.07 * draw[:, 1], 0.82, 1.1),
        np.concatenate(late),
        tint,
        360 * rng.random(k),
        rng.random((k, _HAIRS, 4)),
    )


def _egg(up: ArrayOrFloat) -> Array:
    """Radius of a catkin of length 1 at a height 0 .. 1: a blunt egg, fullest below its middle."""
    y = np.clip(np.asarray(up, np.float64), 0.0, 1.0)
    return np.asarray(0.245 * np.sqrt(np.clip(1 - np.abs((y - 0.43) / np.where(y < 0.43, 0.48, 0.57)) ** 2.3, 0.0, 1.0)))


ArrayOrFloat = Array | float


def _net(sides: int, heights: Array, radii: Array, *, point: bool) -> tuple[Array, NDArray[np.int64], Array, Array]:
    """A round body from rings, drawn to a point at height 1 when `point`: positions, triangles, across and along of the tile."""
    angle = np.arange(sides) * 2 * np.pi / sides
    rings = [np.stack([r * np.cos(angle), np.full(sides, y), -r * np.sin(angle)], 1) for r, y in zip(radii, heights, strict=True)]
    points = np.concatenate([*rings, [[0.0, 1.0, 0.0]]] if point else rings)
    faces: list[tuple[int, int, int]] = []
    for i in range(sides):
        j = (i + 1) % sides
        for k in range(len(rings) - 1):
            a, b = k * sides, (k + 1) * sides
            faces += [(a + i, a + j, b + j), (a + i, b + j, b + i)]
        if point:
            top = (len(rings) - 1) * sides
            faces.append((top + i, top + j, len(points) - 1))
    along = np.append(np.repeat(heights, sides), [1.0] * point)
    across = np.append(np.tile(np.cos(angle), len(rings)), [0.0] * point)
    return points, np.array(faces, np.int64), across, along


def _catkins(wands: _Wands, length: float, openness: float, detail: _Detail) -> list[Mesh]:
    """Furry bodies, their fringe of hairs, and the caps. A young catkin is slim and still half in its cap."""
    k = len(wands.seat)
    out = smoothstep(-0.3, 0.75, openness - 0.35 * wands.late)
    size = length * wands.size * (1 - 0.3 * np.clip(wands.late, 0, 1) * (1 - 0.6 * openness))
    fat = 0.72 + 0.28 * out
    turned = facing(wands.way, wands.roll)
    tint = wands.tint
    sides, rings = detail.body
    heights = 0.5 - 0.5 * np.cos(np.pi * np.linspace(0.1, 0.93, rings + 1))
    points, faces, across, along = _net(sides, heights, _egg(heights), point=True)
    stretch = np.stack([size * fat, size, size * fat], 1)[:, None]
    normals = unit(points * [1.0, 0.25, 1.0] - [0.0, 0.1, 0.0])
    normals[-1] = [0.0, 1.0, 0.0]
    parts = [swarm(points * stretch, faces, ATLAS.texcoords("fur", across, along), turned, wands.seat, tints=tint, normals=normals)]
    if detail.hairs:
        parts.append(_fringe(wands, stretch, out, turned, detail))
    cap_sides, cap_rings = detail.cap
    if cap_rings:
        parts.append(_caps(wands, size, out, fat, turned, cap_sides, cap_rings))
    assert k == len(size)
    return parts


def _fringe(wands: _Wands, stretch: Array, out: Array, turned: Array, detail: _Detail) -> Mesh:
    """Fine hairs that stand off the fur: one thin triangle each, pointing up and out."""
    draw = wands.hairs[:, : detail.hairs]
    free = (0.9 - 0.68 * out)[:, None]  # above the cap
    y = free + (0.99 - free) * draw[..., 0]
    radius = _egg(y)
    a = 2 * np.pi * draw[..., 1]
    flat = np.stack([np.cos(a), 0 * a, -np.sin(a)], 2)
    level = np.stack([np.sin(a), 0 * a, np.cos(a)], 2)
    rise = np.array([0.0, 1.0, 0.0])
    foot = flat * (radius * 0.93)[..., None] + rise * y[..., None]
    way = unit(flat * (1 - 0.75 * y[..., None] ** 4) + rise * (0.55 + 0.9 * y[..., None] + 0.3 * (draw[..., 2:3] - 0.5)))
    long = ((0.085 + 0.06 * draw[..., 3]) * (0.4 + 0.6 * out[:, None]))[..., None]
    half = detail.hair / 4 * level
    points = np.stack([foot - half, foot + half, foot + way * long], 2).reshape(len(draw), -1, 3)
    looks = np.repeat(unit(flat + 0.35 * rise), 3, 1)
    faces = np.arange(3 * detail.hairs).reshape(-1, 3)
    uv = ATLAS.texcoords("hair", np.tile([-0.3, 0.3, 0.0], detail.hairs), np.tile([0.0, 0.0, 1.0], detail.hairs))
    return swarm(points * stretch, faces, uv, turned, wands.seat, tints=wands.tint, normals=looks)


def _caps(wands: _Wands, size: Array, out: Array, fat: Array, turned: Array, sides: int, rings: int) -> Mesh:
    """The bud scale, a pointed hood: it wraps a young catkin, and is a cap about the foot of an open one."""
    share = np.linspace(0, 1, rings + 2)
    reach = (0.78 - 0.54 * out)[:, None, None]
    angle = np.arange(sides) * 2 * np.pi / sides
    # One side of the hood stands higher.
    high = share[None, :, None] * reach * (1 + 0.35 * np.cos(angle)[None, None])
    up = high - 0.03
    flare = 1.16 + 0.06 * (share[None, :, None] - 1.5) * out[:, None, None]
    radius = np.maximum(_egg(np.maximum(up, 0.05)) * flare, 0.07) * (0.75 + 0.25 * np.minimum(share * 3, 1))[None, :, None]
    points = np.stack([radius * np.cos(angle), up, -radius * np.sin(angle)], 3).reshape(len(size), -1, 3)
    stretch = np.stack([size * fat, size, size * fat], 1)[:, None]
    _, faces, across, along = _net(sides, share, share, point=False)
    return swarm(points * stretch, faces, ATLAS.texcoords("scale", across, along), turned, wands.seat)


def _proxies(wands: _Wands) -> Floats:
    rows = [(*p, 1.0) for b in wands.boughs for p in b.at(np.linspace(0.04, 1.0, max(2, round(b.length / 2.2))))]
    return (np.array(rows) / 100).astype(np.float32)


def paint(variety: Variety) -> Mapping[str, Floats]:
    body = hex_colour(variety.hex)
    dyed = float(oklab(body)[0]) < 0.6
    bark = hex_colour(variety.accent or "#5E3527")
    cap = shade(bark, -0.1, 0.9)
    _, along = tile_grid()
    tip = shade(body, 0.1, 1.05) if dyed else shade(body, 0.06, 0.8)
    return finished(
        {
            "fur": _fur(body, dyed),
            "hair": mix(shade(body, -0.02), tip, smoothstep(0.0, 0.6, along)),
            "scale": mix(cap, shade(bark, 0.02), smoothstep(0.3, 1.0, along)) * (1 + 0.12 * noise(6, 9))[..., None],
            "bark": _bark(bark),
        }
    )


def _fur(body: Colour, dyed: bool) -> Colour:
    """Silver with a breath of grey-green where the fur parts, paler at the tip; fine strokes along it."""
    across, along = tile_grid()
    under = shade(body, -0.1, 1.0) if dyed else mix(shade(body, -0.16), hex_colour("#857F74"), 0.4)
    strokes = noise(12, 40, 1) * 0.5 + noise(5, 20, 2)
    colour = mix(shade(body, -0.02), under, np.clip(0.42 - 0.6 * strokes, 0, 1) * smoothstep(1.0, 0.5, along))
    colour = mix(
        colour, shade(body, 0.08 if dyed else 0.06, 0.9), np.clip(0.15 + 0.6 * strokes, 0, 0.8) * smoothstep(0.15, 0.8, along)
    )
    return np.asarray(colour * (1 - 0.14 * bell(along / 0.2) + 0.02 * across * noise(3, 5))[..., None])


def _bark(bark: Colour) -> Colour:
    """Smooth and red-brown, older wood duller, with fine pale lenticels."""
    colour = stem_tile(mix(bark, hex_colour("#6B5A48"), 0.35), shade(bark, 0.01, 1.15, -4), 9)
    specks = 0.4 * smoothstep(0.6, 0.9, noise(15, 50, 1))
    return np.asarray(mix(colour, hex_colour("#A98A6E"), specks))


PLANT = PlantKind("pussy-willow", ATLAS, OPENNESS, grow, paint, ageing=replace(WOODY, sheds=0.0))
