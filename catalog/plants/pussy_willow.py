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
_HAIRS = 260

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
    Level.HERO: _Detail((8, 4), (7, 2), 222, 0.03, 4, (9, 6)),
    Level.STANDARD: _Detail((7, 3), (5, 1), 105, 0.036, 1, (6, 5)),
    Level.PHONE: _Detail((6, 3), (4, 1), 20, 0.075, 1, (4, 3)),
    Level.FAR: _Detail((4, 1), (3, 0), 0, 0.0, 0, (3, 3)),
}


@dataclass(frozen=True, eq=False)
class _Wands:
    """boughs; catkins (K): seat on the bark, way, size, late (how far behind the first), tint (K,3), roll, draws of hairs and of
    the bud scale (K,4)."""

    boughs: list[Bough]
    seat: Array
    way: Array
    size: Array
    late: Array
    tint: Array
    roll: Array
    hairs: Array
    scales: Array


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
    tint = np.clip(1 + 0.05 * draw[:, :1] + 0.004 * rng.normal(0, 1, (k, 3)), 0.85, 1.12)
    return _Wands(
        boughs,
        np.concatenate(seats),
        np.concatenate(ways),
        np.clip(0.97 + 0.1 * draw[:, 1], 0.76, 1.14),
        np.concatenate(late),
        tint,
        360 * rng.random(k),
        rng.random((k, _HAIRS, 4)),
        rng.random((k, 4)),
    )


def _egg(up: ArrayOrFloat) -> Array:
    """Radius of a catkin of length 1 at a height 0 .. 1: a blunt egg, fullest below its middle."""
    y = np.clip(np.asarray(up, np.float64), 0.0, 1.0)
    return np.asarray(0.208 * np.sqrt(np.clip(1 - np.abs((y - 0.43) / np.where(y < 0.43, 0.48, 0.57)) ** 2.3, 0.0, 1.0)))


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
    """Silky hairs, one thin triangle each: they lie up along the fur, and stand off it far enough to blur its outline."""
    draw = wands.hairs[:, : detail.hairs]
    free = (0.9 - 0.8 * out)[:, None]  # above the cap
    y = free + (0.97 - free) * draw[..., 0]
    radius = _egg(y)
    a = 2 * np.pi * draw[..., 1]
    flat = np.stack([np.cos(a), 0 * a, -np.sin(a)], 2)
    level = np.stack([np.sin(a), 0 * a, np.cos(a)], 2)
    rise = np.array([0.0, 1.0, 0.0])
    foot = flat * (radius * 0.9)[..., None] + rise * y[..., None]
    off = 0.5 + 0.85 * draw[..., 2:3]
    way = unit(
        flat * off * (1 - 0.6 * y[..., None] ** 4) + rise * (0.75 + 0.6 * y[..., None]) + 0.25 * level * (draw[..., 3:4] - 0.5)
    )
    # Most are short; a few reach far, and fade the outline out.
    long = ((0.15 + 0.17 * draw[..., 3] ** 2) * (0.35 + 0.65 * out[:, None]))[..., None] * (1.0 if detail.hair < 0.033 else 0.62)
    half = detail.hair / 4 * level
    points = np.stack([foot - half, foot + half, foot + way * long], 2).reshape(len(draw), -1, 3)
    looks = np.repeat(unit(flat * (1.05 - y[..., None]) + (0.05 + 0.75 * y[..., None] ** 2) * rise), 3, 1)
    faces = np.arange(3 * detail.hairs).reshape(-1, 3)
    uv = ATLAS.texcoords("hair", np.tile([-0.3, 0.3, 0.0], detail.hairs), np.tile([0.0, 0.0, 1.0], detail.hairs))
    shade = wands.tint[:, None] * (0.93 + 0.14 * draw[..., 2:3])
    return _tinted(swarm(points * stretch, faces, uv, turned, wands.seat, normals=looks), np.repeat(shade, 3, 1))


def _tinted(hairs: Mesh, tint: Array) -> Mesh:
    """Each hair a little lighter or darker than the next."""
    return replace(
        hairs, colours=(hairs.colours * np.append(tint.reshape(-1, 3), np.ones((tint.size // 3, 1)), 1)).astype(np.float32)
    )


def _caps(wands: _Wands, size: Array, out: Array, fat: Array, turned: Array, sides: int, rings: int) -> Mesh:
    """The bud scale: a pointed hood about a young catkin; about an open one a torn half shell, deep or nearly gone, aslant."""
    own = wands.scales[..., None, None]
    share = np.linspace(0, 1, rings + 2)
    reach = 0.78 - (0.78 - 0.09 - 0.17 * own[:, 0]) * out[:, None, None]
    angle = np.arange(sides) * 2 * np.pi / sides
    # One side of the hood stands higher, and ends in the scale's point.
    side = np.cos(angle + 6.28 * own[:, 1])
    lobe = 0.35 * side + out[:, None, None] * (0.25 + 0.6 * own[:, 2]) * np.maximum(side, -0.6) ** 3
    high = share[None, :, None] * reach * (1 + lobe)
    up = high - 0.03
    away = out[:, None, None] * (0.03 + 0.16 * own[:, 3]) * np.maximum(side, 0.0)
    flare = 1.14 + 0.06 * (share[None, :, None] - 1.5) * out[:, None, None] + away * share[None, :, None]
    radius = np.maximum(_egg(np.maximum(up, 0.05)) * flare, 0.07) * (0.75 + 0.25 * np.minimum(share * 3, 1))[None, :, None]
    points = np.stack([radius * np.cos(angle), up, -radius * np.sin(angle)], 3).reshape(len(size), -1, 3)
    stretch = np.stack([size * fat, size, size * fat], 1)[:, None]
    _, faces, across, along = _net(sides, share, share, point=False)
    tint = 0.8 + 0.45 * wands.scales[:, 3:4]
    return swarm(points * stretch, faces, ATLAS.texcoords("scale", across, along), turned, wands.seat, tints=tint)


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
            "hair": mix(shade(body, -0.09), tip, smoothstep(0.0, 0.7, along)),
            "scale": mix(cap, shade(bark, 0.02), smoothstep(0.3, 1.0, along)) * (1 + 0.12 * noise(6, 9))[..., None],
            "bark": _bark(bark),
        }
    )


def _fur(body: Colour, dyed: bool) -> Colour:
    """Silver with a breath of grey-green where the fur parts, paler at the tip; fine strokes along it."""
    across, along = tile_grid()
    under = shade(body, -0.07, 1.0) if dyed else mix(shade(body, -0.1), hex_colour("#8C867B"), 0.4)
    # Strokes run up the catkin: they vary quickly around it and slowly along.
    fine = np.broadcast_to(noise(12, 48, 2).mean(0, keepdims=True), along.shape) * 2.5 + 0.35 * noise(5, 9, 2)
    colour = mix(shade(body, -0.04), under, np.clip(0.4 - 0.5 * fine, 0, 0.8) * smoothstep(1.0, 0.3, along))
    colour = mix(colour, shade(body, 0.06, 0.9), np.clip(0.15 + 0.4 * fine, 0, 0.7) * smoothstep(0.1, 0.8, along))
    return np.asarray(colour * (1 - 0.1 * bell(along / 0.2) + 0.02 * across * noise(3, 5))[..., None])


def _bark(bark: Colour) -> Colour:
    """Red-brown and shining above, older wood olive-grey below with lengthwise cracks; pale lenticels in patches."""
    _, along = tile_grid()
    old = mix(bark, hex_colour("#75684F"), 0.6)
    colour = stem_tile(old, shade(bark, 0.02, 1.15, -4), 9)
    colour = mix(colour, shade(bark, 0.06, 0.9), 0.35 * smoothstep(-0.2, 0.6, noise(21, 5, 2)))
    cracks = np.broadcast_to(noise(33, 40, 2).mean(0, keepdims=True), along.shape) * 3 + 0.6 * noise(34, 26)
    colour = colour * (1 - 0.38 * smoothstep(0.15, 0.8, cracks) * (1 - 0.5 * along))[..., None]
    specks = 0.65 * smoothstep(0.5, 0.8, noise(15, 44, 1))
    return np.asarray(mix(colour, hex_colour("#BFA283"), specks))


PLANT = PlantKind("pussy-willow", ATLAS, OPENNESS, grow, paint, ageing=replace(WOODY, sheds=0.0))
