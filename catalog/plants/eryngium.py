"""Sea holly: steel-blue thistle cones, each in a star of spiny bracts, on a forked, blue-flushed stem."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from catalog.ageing import DRYING
from catalog.atlas import Atlas, Finish, tile_grid
from catalog.mesh import Floats, Mesh, merge
from catalog.organs.curves import bell, smoothstep
from catalog.organs.foliage import poised
from catalog.organs.head import diameter
from catalog.organs.limb import Limb, swollen
from catalog.organs.place import point_up_along, scale, sphere
from catalog.organs.scatter import scatter
from catalog.organs.stalk import Stalk
from catalog.organs.stem import lathe, tube
from catalog.organs.swarm import swarm
from catalog.plant import Growth, Head, Level, Plant, PlantKind
from catalog.species import Variety
from catalog.surface import Colour, finished, hex_colour, mix, noise, shade, stem_tile

ATLAS = Atlas(
    (
        ("bract", Finish(roughness=0.38, translucency=0.15, sheen=0.2)),
        ("floret", Finish(roughness=0.6, translucency=0.1, sheen=0.3)),
        ("core", Finish(roughness=0.9)),
        ("leaf", Finish(roughness=0.5, translucency=0.2)),
        ("stem", Finish(roughness=0.42, translucency=0.0)),
    )
)
OPENNESS = {"bud": 0.1, "half": 0.5, "full": 0.95}
HEIGHT, STALK = 19.0, 40.0
_BRACTS, _FLORETS = 13, 96

Array = NDArray[np.float64]


@dataclass(frozen=True)
class _Detail:
    """florets of a cone, their corners and rings; bracts of a collar, teeth on each side; sides of core and stem; pieces of a shoot."""

    florets: int
    corners: int
    profile: tuple[tuple[float, float], ...]
    bracts: int
    teeth: int
    core: tuple[int, int]
    sides: int
    pieces: int


_SPIKE = ((0.9, 0.0), (0.86, 0.4), (0.0, 1.0))
_DETAIL = {
    Level.HERO: _Detail(92, 3, _SPIKE, 13, 6, (12, 7), 9, 9),
    Level.STANDARD: _Detail(52, 3, ((1.0, 0.0), (0.0, 1.0)), 11, 4, (9, 5), 6, 5),
    Level.PHONE: _Detail(26, 3, ((1.0, 0.0), (0.0, 1.0)), 9, 2, (7, 4), 4, 3),
    Level.FAR: _Detail(0, 3, ((1.0, 0.0), (0.0, 1.0)), 7, 0, (5, 3), 3, 2),
}


@dataclass(frozen=True, eq=False)
class _Thistle:
    """A head at the end of a shoot; late 0 .. 1 how far it lags behind the first; few: whether it is drawn from afar."""

    limb: Limb
    size: float
    late: float
    roll: float


def grow(growth: Growth, rng: np.random.Generator) -> Plant:
    level, detail = growth.level, _DETAIL[growth.level]
    draw, way = rng.normal(0, 1, 6).clip(-2, 2), float(rng.uniform(0, 2 * np.pi))
    streams = rng.spawn(4)
    stem = float(np.mean(growth.species.stem_diameter)) / 2 * 100 * (1 + 0.05 * float(draw[0]))
    width = diameter(growth, OPENNESS)
    axis, shoots, thistles = _branching(streams[0])
    wild = streams[1].normal(0, 1, (len(thistles), _BRACTS, 4)), streams[1].normal(0, 1, (len(thistles), _FLORETS, 3))
    late = np.array([t.late for t in thistles])
    q = np.clip(growth.openness - 0.3 * late, 0, 1)
    widths = width * np.array([t.size for t in thistles]) * (1 - 0.15 * late * (1 - q))
    places = np.stack([point_up_along(t.limb.heading(1.0), t.limb.end, t.roll) for t in thistles])
    parts = _heads(places, q, widths, wild[0].clip(-2, 2), wild[1].clip(-2, 2), detail)
    parts += _wood(axis, shoots, stem, detail)
    parts += _forks(axis, shoots, detail, streams[2])
    stalk = Stalk(STALK, stem * 0.86, way=way, sway=1.6, kink=0.7, taper=1.3, nodes=(-7.0, -15.0), swell=0.1)
    metres = scale(0.01)
    first = thistles[0]
    centre = first.limb.end + first.limb.heading(1.0) * width * 0.2
    return Plant(
        bloom=merge(parts).transformed(metres),
        stalk=_stalk(stalk, level, detail, streams[3]).transformed(metres),
        head=Head((centre / 100).astype(np.float32), width / 200, first.limb.heading(1.0).astype(np.float32)),
        proxies=_proxies(axis, shoots, thistles, width),
        stem_radius=stem * 0.86 / 100,
        stalk_length=STALK / 100,
    )


def _branching(rng: np.random.Generator) -> tuple[Limb, list[Limb], list[_Thistle]]:
    """An axis that ends in the first head; at two nodes side shoots that overtop it a little, some forked again."""
    up = np.array([0.0, 1.0, 0.0])
    lean = rng.normal(0, 1, 3).clip(-1.5, 1.5)
    end = np.array([0.7 * lean[0], HEIGHT - 4.2, 0.7 * lean[1]])
    axis = Limb(np.zeros(3), up, end, up + 0.12 * np.array([lean[1], 0, lean[2]]))
    shoots: list[Limb] = []
    thistles = [_Thistle(axis, 1.0, 0.0, 0.0)]
    start = float(rng.uniform(0, 2 * np.pi))
    for node, (share, count) in enumerate(((0.36, 2), (0.66, 3))):
        for k in range(count):
            j = rng.normal(0, 1, 6).clip(-1.6, 1.6)
            a = start + node * 1.1 + 2 * np.pi * k / count + 0.22 * j[0]
            side = np.array([np.cos(a), 0.0, np.sin(a)])
            reach, rise = (5.9 + 0.7 * j[1], 9.0 + 1.3 * j[2]) if node == 0 else (3.9 + 0.5 * j[1], 5.2 + 1.0 * j[2])
            foot = axis.at(share)
            tip = foot + side * reach + up * rise
            limb = Limb(foot, up + 1.35 * side, tip, up + (0.32 + 0.12 * j[3]) * side)
            shoots.append(limb)
            thistles.append(
                _Thistle(limb, float(0.9 + 0.07 * j[4]), 0.45 - 0.2 * node + 0.1 * float(j[5]), 360 * float(rng.random()))
            )
            fork = limb.at(0.5)
            b = a + (0.9 if (k + node) % 2 else -0.9)
            way = np.array([np.cos(b), 0.0, np.sin(b)])
            twig = Limb(fork, limb.heading(0.5) + 0.8 * way, fork + way * 2.9 + up * (3.1 + 0.5 * float(j[3])), up + 0.5 * way)
            if node == 0:
                shoots.append(twig)
                thistles.append(_Thistle(twig, float(0.72 + 0.05 * j[0]), 0.9, 360 * float(rng.random())))
    return axis, shoots, thistles


def _spiny(teeth: int) -> tuple[Array, Array, Array, NDArray[np.int64]]:
    """A bract, flat: (u across in half widths, v along, bite 0 on the midrib .. 1 on the margin) and triangles. teeth on each side."""
    if teeth == 0:
        return (
            np.array([-0.8, 0.8, 0.0, 0.0]),
            np.array([0, 0, 0.0, 1.0]),
            np.array([1, 1, 0, 0.0]),
            np.array([[0, 2, 3], [2, 1, 3]]),
        )
    # A narrow, folded blade; its spines spring from the midrib and point forward, long in the middle, short towards the tip.
    points = [(0.0, 0.0), (0.0, 0.36), (0.0, 1.0), (-0.15, 0.0), (-0.2, 0.36), (0.15, 0.0), (0.2, 0.36)]
    faces = [(0, 1, 4), (0, 4, 3), (1, 2, 4), (0, 5, 6), (0, 6, 1), (1, 6, 2)]
    for k, v in enumerate(np.linspace(0.05, 0.74, teeth)):
        out = float(np.interp(v, [0, 0.25, 0.5, 0.8], [0.8, 1.0, 0.86, 0.34])) * (1.0 - 0.18 * (k % 2))
        for side in (-1, 1):
            n, at = len(points), float(v) + 0.035 * side * (1 if k % 2 else -1)
            points += [(0.05 * side, at), (0.05 * side, at + 0.12), (side * out, at + 0.27)]
            faces.append((n, n + 1, n + 2) if side < 0 else (n, n + 2, n + 1))
    flat = np.array(points)
    return flat[:, 0], flat[:, 1], np.abs(flat[:, 0]), np.array(faces, np.int64)


def _bracts(
    lengths: Array,
    widths: Array,
    elevations: Array,
    azimuths: Array,
    bows: Array,
    tints: Array,
    teeth: int,
    slot: str,
    places: Array | None = None,
) -> Mesh:
    """Spiny blades in stars about +Y: folded along the midrib, stiff, bowed by so many degrees. places (K,4,4): where each stands."""
    u, v, bite, faces = _spiny(teeth)
    bow = np.radians(bows)[:, None]
    x = lengths[:, None] * v * np.cos(bow * v / 2)
    y = -lengths[:, None] * v * np.sin(bow * v / 2) + widths[:, None] * 0.22 * bite
    z = widths[:, None] / 2 * u * np.ones_like(x)
    turned = poised(azimuths, elevations, 0 * azimuths, None if places is None else places[:, :3, :3])
    foot = np.zeros((len(lengths), 3)) if places is None else places[:, :3, 3]
    uv = ATLAS.texcoords(slot, u, v)
    return swarm(np.stack([x, y, z], 2), faces[:, ::-1], uv, turned, foot, tints=tints[:, None])


def _heads(places: Array, q: Array, across: Array, bract: Array, floret: Array, detail: _Detail) -> list[Mesh]:
    """Collars and cones of all heads, each with its foot at its place (H,4,4); `across` (H,) from point to point of the star.

    bract (H,11,4), floret (H,96,3): the draws that make each differ.
    """
    n, heads = detail.bracts, len(places)
    spread = smoothstep(0.0, 0.9, q)
    cone = across * (0.21 - 0.06 * spread)
    high = cone * (2.3 + 0.5 * spread)
    lift = (50 - 34 * spread)[:, None]
    wild = bract[:, :n]
    wide = across[:, None]
    length = np.minimum(wide / 2 / np.cos(np.radians(lift)) * (1 + 0.09 * wild[..., 0]), wide * 0.66)
    star = _bracts(
        length.ravel(),
        (wide * 0.3 * np.sqrt(_BRACTS / n) * (1 + 0.1 * wild[..., 1])).ravel(),
        (lift + 6 * wild[..., 2]).ravel(),
        (360 / n * np.arange(n) + 5 * wild[..., 3]).ravel(),
        (-24 + 12 * wild[..., 1]).ravel(),
        np.clip(1 + 0.06 * wild[..., 0], 0.85, 1.15).ravel(),
        detail.teeth,
        "bract",
        np.repeat(places, n, axis=0),
    )
    sides, rows = detail.core
    y = np.linspace(0, 1, rows + 1)
    egg = np.sqrt(np.clip(1 - (np.abs(y - 0.38) / np.where(y < 0.38, 0.52, 0.625)) ** 2.2, 0.0, 1))
    outline = np.stack([np.maximum(egg * (0.93 if detail.florets else 1.08), 0.01), y - 0.01], 1)
    core = lathe(outline, ATLAS, "core" if detail.florets else "floret", sides=sides)
    cores = [core.transformed(m @ np.diag([r, h, r, 1.0])) for m, r, h in zip(places, cone, high, strict=True)]
    if not detail.florets:
        return [star, *cores]
    count = detail.florets
    way = sphere(count, -0.72)
    jitter = floret[:, np.linspace(0, _FLORETS - 1, count).astype(int)]
    size = np.stack([cone * 0.9, high * 0.54, cone * 0.9], 1)[:, None]
    foot = way * size + np.stack([0 * high, high * 0.4, 0 * high], 1)[:, None]
    out = way + np.array([0, 0.42, 0]) + 0.1 * jitter
    spikes = scatter(
        detail.profile,
        (np.einsum("hij,hkj->hki", places[:, :3, :3], foot) + places[:, None, :3, 3]).reshape(-1, 3),
        np.einsum("hij,hkj->hki", places[:, :3, :3], out).reshape(-1, 3),
        ((cone * (0.5 + 0.14 * spread))[:, None] * (1 + 0.2 * jitter[..., 0].clip(-2, 2))).ravel(),
        np.repeat(cone * np.sqrt(4 * np.pi / count) * 0.9, count),
        ATLAS,
        "floret",
        along=np.tile((way[:, 1] + 1) / 2, heads),
        sides=detail.corners,
        tint=np.clip(1 + 0.08 * jitter[..., 1], 0.8, 1.2).ravel(),
    )
    return [star, *cores, spikes]


def _wood(axis: Limb, shoots: list[Limb], stem: float, detail: _Detail) -> list[Mesh]:
    shares = np.linspace(0, 1, 2 * detail.pieces)
    radii = swollen(shares, (stem * 0.86, 0.085), (0.36, 0.66), 0.35)
    parts = [tube(axis.at(shares), radii, ATLAS, "stem", sides=detail.sides, closed_tip=False, along=(0.5, 1.0))]
    shares = np.linspace(0, 1, detail.pieces)
    for shoot in shoots:
        long = float(np.linalg.norm(shoot.end - shoot.start))
        thick = np.linspace(0.08 + 0.005 * long, 0.062, detail.pieces)
        parts.append(
            tube(shoot.at(shares), thick, ATLAS, "stem", sides=max(3, detail.sides - 3), closed_tip=False, along=(0.65, 1.0))
        )
    return parts


def _forks(axis: Limb, shoots: list[Limb], detail: _Detail, rng: np.random.Generator) -> list[Mesh]:
    """At every fork a whorl of small, spiny leaves."""
    parts = []
    places = [(axis, 0.36, 2.7), (axis, 0.66, 2.1), *((s, 0.5, 1.3) for s in shoots if np.linalg.norm(s.end - s.start) > 8)]
    for limb, share, size in places:
        j = rng.normal(0, 1, (5, 4)).clip(-2, 2)
        whorl = _bracts(
            size * (1 + 0.12 * j[:, 0]), size * 0.46 * (1 + 0.1 * j[:, 1]), 26 + 9 * j[:, 2], 72 * np.arange(5) + 9 * j[:, 3],
            8 + 8 * j[:, 1], np.clip(1 + 0.05 * j[:, 0], 0.85, 1.15), detail.teeth, "leaf",
        )  # fmt: skip
        parts.append(whorl.transformed(point_up_along(limb.heading(share), limb.at(share), 50 * float(j[0, 0]))))
    return parts


def _stalk(stalk: Stalk, level: Level, detail: _Detail, rng: np.random.Generator) -> Mesh:
    parts = [stalk.grown(ATLAS, "stem", level, detail.sides, (0.0, 0.5))]
    for height in stalk.nodes:
        j = rng.normal(0, 1, (3, 4)).clip(-2, 2)
        whorl = _bracts(
            4.2 * (1 + 0.1 * j[:, 0]), 1.9 * (1 + 0.1 * j[:, 1]), 34 + 8 * j[:, 2], 120 * np.arange(3) + 40 * j[:, 3],
            30 + 9 * j[:, 1], np.clip(1 + 0.05 * j[:, 0], 0.85, 1.15), detail.teeth, "leaf",
        )  # fmt: skip
        lifted = np.eye(4)
        lifted[1, 3] = height
        parts.append(whorl.transformed(stalk.frame(height) @ lifted))
    return merge(parts)


def _proxies(axis: Limb, shoots: list[Limb], thistles: list[_Thistle], width: float) -> Floats:
    rows = [(*(t.limb.end + t.limb.heading(1.0) * width * 0.2 * t.size), width * 0.5 * t.size) for t in thistles]
    rows += [(*axis.at(s), 0.7) for s in (0.15, 0.36, 0.5, 0.66, 0.85)]
    rows += [(*s.at(x), 0.6) for s in shoots for x in (0.35, 0.7)]
    return (np.array(rows) / 100).astype(np.float32)


def paint(variety: Variety) -> Mapping[str, Floats]:
    true = hex_colour(variety.hex)
    silver = variety.id == "silver"
    across_, along = tile_grid()
    green = hex_colour("#7F9686") if silver else hex_colour("#6C8C86")
    deep = shade(true, -0.06, 0.95) if not silver else hex_colour("#949FA4")
    cone = shade(true, 0.0, 0.85, 6) if not silver else hex_colour("#A9B4B4")
    ribs = np.broadcast_to(np.cos(across_ * 28) + 0.6 * noise(15, 40, 2).mean(0, keepdims=True), across_.shape)
    base = hex_colour("#8C9E7C") if silver else hex_colour("#6F8C80")
    return finished(
        {
            "bract": _metal(true, deep, silver),
            "floret": _spikes(cone, true, silver),
            "core": mix(shade(cone, -0.09, 0.9), shade(cone, -0.02, 0.9), 0.5 + 0.5 * noise(4, 24)),
            "leaf": mix(
                _metal(green, shade(green, -0.07), silver), true, 0.3 * smoothstep(0.3, 1.0, along) * np.ones_like(across_)
            ),
            "stem": stem_tile(base, mix(true, base, 0.25 if not silver else 0.5)) * (1 + 0.1 * ribs)[..., None],
        }
    )


def _metal(body: Colour, deep: Colour, silver: bool) -> Colour:
    """Pale midrib and side veins, darker between, bright points."""
    across_, along = tile_grid()
    out = np.abs(across_)
    colour = mix(deep, body, smoothstep(0.0, 0.5, along + 0.1 * noise(3, 8)))
    colour = mix(colour, body, 0.7 * bell((out - 0.2) / 0.12))
    light = shade(body, 0.12 if not silver else 0.08, 0.6)
    colour = mix(colour, light, 0.75 * bell(across_ / 0.06))
    colour = mix(colour, light, 0.6 * smoothstep(0.5, 1.0, np.maximum(out, along**2)))
    return colour * (1 + 0.05 * noise(5, 20))[..., None]


def _spikes(cone: Colour, true: Colour, silver: bool) -> Colour:
    """A floret from its foot (across -1) to its point (1); along from the lowest to the topmost of the cone."""
    across_, along = tile_grid()
    top = (across_.astype(np.float64) + 1) / 2
    colour = mix(shade(cone, -0.07), cone, smoothstep(0.0, 0.5, top))
    colour = mix(colour, shade(true, 0.16, 0.6), smoothstep(0.55, 1.0, top))
    young = hex_colour("#9FB0A0") if not silver else hex_colour("#B9C2B4")
    return mix(colour, young, 0.35 * smoothstep(0.55, 1.0, along)) * (1 + 0.05 * noise(7, 14))[..., None]


PLANT = PlantKind("eryngium", ATLAS, OPENNESS, grow, paint, ageing=DRYING)
