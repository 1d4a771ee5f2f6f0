"""Craspedia (Pycnosorus globosus, billy button): a solid golden ball of hundreds of tiny florets on a bare, woolly wire of a stem."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from catalog.ageing import DRYING
from catalog.atlas import Atlas, Finish, tile_grid
from catalog.mesh import Floats, Mesh, merge, unit
from catalog.organs.curves import smoothstep
from catalog.organs.head import diameter
from catalog.organs.place import point_up_along, scale, sphere
from catalog.organs.scatter import bent, hairs, scatter
from catalog.organs.stalk import Stalk
from catalog.organs.stem import lathe, tube
from catalog.plant import Growth, Head, Level, Plant, PlantKind
from catalog.species import Variety
from catalog.surface import finished, hex_colour, mix, noise, shade, stem_tile, worn

ATLAS = Atlas(
    (
        ("floret", Finish(roughness=0.75, translucency=0.25, sheen=0.2)),
        ("core", Finish(roughness=0.9)),
        ("bract", Finish(roughness=0.8)),
        ("stem", Finish(roughness=0.85, translucency=0.1, sheen=0.3)),
    )
)
OPENNESS = {"bud": 0.1, "half": 0.5, "full": 0.95}
NECK, STALK = 7.0, 49.0
KNOTS = 168  # little heads that the ball is put together from
EACH = 4  # florets of one

Array = NDArray[np.float64]


@dataclass(frozen=True)
class _Detail:
    """each: florets drawn of a little head. profile, sides: of a floret. girth: how much wider, to close the gaps of fewer ones.
    core: (sides, rows). sides: of the stem. fuzz: hairs on neck and stalk. tall: of a floret, share. every: which of the little heads."""

    each: int
    profile: tuple[tuple[float, float], ...]
    corners: int
    girth: float
    core: tuple[int, int]
    stem: int
    fuzz: int
    tall: float = 1.0
    every: int = 1


_DOME = ((1.0, 0.0), (0.86, 0.72), (0.0, 1.0))
_DETAIL = {
    Level.HERO: _Detail(4, _DOME, 5, 1.0, (24, 14), 10, 220),
    Level.STANDARD: _Detail(2, _DOME, 5, 1.42, (16, 10), 7, 60, 0.75),
    Level.PHONE: _Detail(1, _DOME, 4, 1.75, (14, 8), 4, 0),
    Level.FAR: _Detail(1, ((1.0, 0.0), (0.0, 1.0)), 3, 2.0, (16, 9), 3, 0, 0.4, 2),
}


def grow(growth: Growth, rng: np.random.Generator) -> Plant:
    level, detail = growth.level, _DETAIL[growth.level]
    lean, roll, way = float(rng.uniform(3, 15)), float(rng.uniform(0, 360)), float(rng.uniform(0, 2 * np.pi))
    flat = float(rng.uniform(0.95, 1.05))
    radius = diameter(growth, OPENNESS) / 2
    stem = float(np.mean(growth.species.stem_diameter)) / 2 * 100 * float(rng.normal(1, 0.05))
    path = bent(NECK, lean, count={Level.HERO: 10, Level.STANDARD: 8, Level.PHONE: 5}.get(level, 3))
    ball = merge([_florets(growth.openness, radius, flat, detail, rng), _core(growth.openness, radius, flat, detail)])
    world = point_up_along(path[-1] - path[-2], path[-1], roll=roll)
    centre, axis = world[:3, 3] + world[:3, 1] * radius * 0.9, world[:3, 1]
    lifted = world.copy()
    lifted[:3, 3] = centre
    neck = tube(path, stem * np.linspace(1, 0.9, len(path)), ATLAS, "stem", sides=detail.stem, closed_tip=False, along=(0.85, 1))
    cane = Stalk(STALK, stem, way=way, sway=2.6, kink=0.7, taper=1.25)
    stalk = [cane.grown(ATLAS, "stem", level, detail.stem)]
    bloom = [ball.transformed(lifted), neck]
    wool = rng.spawn(2)
    if detail.fuzz:
        bloom.append(hairs(path, stem * 0.95, detail.fuzz, 0.07, wool[0], ATLAS, "stem", width=0.014))
        stalk.append(hairs(cane.centre(np.linspace(-12, 0, 10)), stem, detail.fuzz // 2, 0.06, wool[1], ATLAS, "stem", width=0.014))
    if level is not Level.FAR:
        bloom.append(_collar(radius, stem, detail).transformed(lifted))
    metres = scale(0.01)
    proxies = [(*centre, radius), *((*p, stem * 2.5) for p in path[1:-1])]
    return Plant(
        bloom=merge(bloom).transformed(metres),
        stalk=merge(stalk).transformed(metres),
        head=Head((centre / 100).astype(np.float32), radius / 100, axis.astype(np.float32)),
        proxies=(np.array(proxies) / 100).astype(np.float32),
        stem_radius=stem / 100,
        stalk_length=STALK / 100,
    )


def _florets(openness: float, radius: float, flat: float, detail: _Detail, rng: np.random.Generator) -> Mesh:
    """Little heads in a spiral over the ball, each a tuft of florets that stands a little proud of the seams between them."""
    knots = sphere(KNOTS, -0.985)
    turned, jitter = rng.uniform(0, 2 * np.pi, KNOTS), rng.normal(0, 1, (KNOTS, EACH, 3))
    knot_tint, tint = rng.normal(0, 0.035, (KNOTS, 1)), rng.normal(0, 0.05, (KNOTS, EACH))
    helper = np.where(np.abs(knots[:, 1:2]) < 0.9, [[0.0, 1.0, 0.0]], [[1.0, 0.0, 0.0]])
    side = unit(np.cross(knots, helper))
    other = np.cross(knots, side)
    pitch = np.sqrt(4 * np.pi / KNOTS)  # between neighbours on the unit ball
    angle = turned[:, None] + np.arange(EACH) * 2 * np.pi / detail.each
    away = pitch * (0.0 if detail.each == 1 else 0.27) * (1 + 0.1 * jitter[..., 0])
    offset = np.cos(angle)[..., None] * side[:, None] + np.sin(angle)[..., None] * other[:, None]
    toward = unit(knots[:, None] + away[..., None] * offset)[:, : detail.each]
    tilt = unit(
        toward + 0.32 * offset[:, : detail.each] * (away[:, : detail.each, None] / pitch) * 2 + 0.05 * jitter[:, : detail.each]
    )
    # The crown of a young ball is still shut tight; florets lengthen and part from the foot of the ball upwards.
    part = smoothstep(-0.15, 0.65, openness * 1.5 - 0.55 * (toward[..., 1] + 1) / 2 + 0.05 * jitter[:, : detail.each, 0])
    out = radius * (0.985 + 0.018 * jitter[:, : detail.each, 1] * part)
    length = radius * (0.1 + 0.07 * part) * detail.tall
    width = radius * pitch * (0.56 - 0.05 * part) * detail.girth
    foot = toward * (out - length)[..., None]
    foot[..., 1] *= flat
    shade_ = 1 + knot_tint + tint[:, : detail.each] - 0.05 * (1 - part)
    kept = np.s_[:: detail.every]
    count = len(foot[kept]) * detail.each
    florets = scatter(
        detail.profile,
        foot[kept].reshape(count, 3),
        tilt[kept].reshape(count, 3),
        length[kept].ravel(),
        width[kept].ravel(),
        ATLAS,
        "floret",
        along=part[kept].ravel(),
        sides=detail.corners,
        tint=np.clip(shade_[kept].ravel(), 0.8, 1.15),
    )
    # Large florets stand for several: their normals lean to the ball's, so that they do not look like spikes.
    lean = {4: 0.0, 2: 0.3}.get(detail.each, 1.2)
    return replace(florets, normals=unit(florets.normals + lean * unit(florets.positions)).astype(np.float32))


def _core(openness: float, radius: float, flat: float, detail: _Detail) -> Mesh:
    """The body under the florets, in the colour of their shaded sides, so that no seam opens onto darkness."""
    sides, rows = detail.core
    y = -np.cos(np.linspace(0.05, np.pi - 0.02, rows + 1))
    profile = np.stack([np.sqrt(np.clip(1 - y**2, 0, None)), y * flat], 1) * radius * (0.9 if detail.every == 1 else 0.965)
    young = 1 - float(smoothstep(0.0, 0.6, openness))
    return lathe(profile, ATLAS, "core", sides=sides).tinted(1 + young * np.array([-0.06, 0.06, 0.2]))


def _collar(radius: float, stem: float, detail: _Detail) -> Mesh:
    """The grey-green, felted foot where the stem widens into the ball."""
    profile = [
        (stem * 0.9, -radius * 1.12),
        (stem * 1.3, -radius * 1.02),
        (radius * 0.26, -radius * 0.95),
        (radius * 0.34, -radius * 0.9),
    ]
    return lathe(profile, ATLAS, "bract", sides=max(5, detail.stem))


def paint(variety: Variety) -> Mapping[str, Floats]:
    true = hex_colour(variety.hex)
    body = shade(worn(true, 0.6), 0.025, 1.0, 5)
    across, along = tile_grid()
    top = (across.astype(np.float64) + 1) / 2
    # Shut florets are greener and duller, open ones golden with a dusting of pollen at the mouth.
    young = mix(shade(body, -0.06, 0.92, 8), shade(body, 0.0, 0.95, 5), top)
    ripe = mix(shade(body, -0.07, 1.0, -4), mix(true, body, 0.5), smoothstep(0.1, 0.65, top))
    ripe = mix(ripe, shade(body, 0.055, 0.95, 3), smoothstep(0.8, 1.0, top))
    floret = mix(young, ripe, smoothstep(0.1, 0.8, along)) * (1 + 0.03 * noise(3, 9))[..., None]
    # The core is dotted, for far away, where it shows between the few florets that are left.
    rows = 15 * along.astype(np.float64)
    column = 9 * (across.astype(np.float64) + 1) / 2 + 0.5 * (np.floor(rows) % 2)
    dots = smoothstep(0.5, 0.2, np.hypot(rows % 1 - 0.5, column % 1 - 0.5))
    core = mix(shade(body, -0.07, 1.0, -6), mix(true, body, 0.5), dots)
    grey = hex_colour("#93A07A")
    return finished(
        {
            "floret": floret,
            "core": core,
            "bract": mix(grey, mix(grey, body, 0.55), smoothstep(0.5, 1.0, along)),
            "stem": stem_tile(hex_colour("#8E9A6C"), hex_colour("#A5AE86")),
        }
    )


PLANT = PlantKind("craspedia", ATLAS, OPENNESS, grow, paint, ageing=DRYING)
