"""The tulip: three inner and three outer tepals that stand as a cup; the parrot's are slashed, crisped and flamed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from catalog.ageing import SHEDDING
from catalog.atlas import LEAF, STEM, TILE, Atlas, Finish, tile_grid
from catalog.mesh import Floats, Mesh, merge
from catalog.occlusion import slot_of
from catalog.organs.blade import Blade, blade, steps
from catalog.organs.curves import curve, smoothstep
from catalog.organs.place import point_up_along, scale, shift
from catalog.organs.stalk import Stalk
from catalog.organs.stem import lathe, tube
from catalog.plant import Growth, Head, Level, Plant, PlantKind
from catalog.species import Variety
from catalog.surface import (
    Colour,
    PetalPaint,
    finished,
    flat_tile,
    hex_colour,
    leaf_tile,
    mix,
    noise,
    petal_tile,
    shade,
    stem_tile,
    worn,
)

SATIN = Finish(roughness=0.4, translucency=0.7, sheen=0.3)
GLAUCOUS = Finish(roughness=0.62, translucency=0.35)
ATLAS = Atlas((("outer", SATIN), ("inner", SATIN), ("leaf", GLAUCOUS), ("stem", STEM), ("pistil", STEM), ("anther", LEAF)))
NECK = 3.0  # cm from the neck to the tepals' base
DIAMETER = ((0.0, 2.8), (0.1, 3.0), (0.5, 4.5), (0.95, 6.5), (1.0, 6.8))
OUTLINE = (
    (0.0, 0.3),
    (0.15, 0.68),
    (0.38, 1.0),
    (0.58, 0.99),
    (0.75, 0.82),
    (0.87, 0.57),
    (0.95, 0.31),
    (0.985, 0.14),
    (1.0, 0.02),
)
TORN = (
    (0.0, 0.3), (0.14, 0.62), (0.24, 0.92), (0.31, 0.86), (0.42, 1.0), (0.5, 0.93), (0.6, 1.02),
    (0.68, 0.84), (0.76, 0.9), (0.84, 0.62), (0.9, 0.58), (0.96, 0.3), (1.0, 0.04),
)  # fmt: skip
V = (0.0, 0.12, 0.3, 0.5, 0.68, 0.85, 1.0)
SHUT = (8.0, 46.0, 84.0, 93.0, 98.0, 103.0, 106.0)
HALF = (-4.0, 32.0, 68.0, 90.0, 97.0, 98.0, 92.0)
SPACING = (-10.0, -9.0, -4.0, 0.0, 0.0, -1.0, -2.0)  # outer tepals lie farther out than inner ones
OPEN = (-8.0, 20.0, 56.0, 76.0, 84.0, 82.0, 66.0)


def grow(growth: Growth, rng: np.random.Generator) -> Plant:
    lean, seeds, early = rng.normal(0, 1, 4), rng.integers(0, 2**31, 12), float(rng.uniform(-0.05, 0.05))
    openness = float(np.clip(growth.openness + early, 0, 1))
    level = growth.level
    flower = merge([*_tepals(openness, seeds, level, growth.form), *_middle(openness, seeds, level)])
    outer = flower.positions[slot_of(flower) == ATLAS.index("outer")]
    reach = float(np.percentile(np.hypot(outer[:, 0], outer[:, 2]), 98))
    radius = float(curve(DIAMETER, growth.openness)) / 2
    # A bud is slimmer but hardly shorter than the open flower, so the height follows the width by less than half.
    girth = radius / reach
    flower = flower.transformed(np.diag([girth, girth**0.4, girth, 1.0]))
    stem = sum(growth.species.stem_diameter) / 4 * 100
    path, place = _neck(lean)
    head = flower.transformed(place)
    base, axis, high = place[:3, 3], place[:3, 1], float(flower.bounds[1, 1])
    pedicel = tube(
        path, np.linspace(stem, stem * 0.92, len(path)), ATLAS, "stem", sides=_sides(level), closed_tip=False, along=(0.85, 1)
    )
    length = (sum(growth.species.stem_length) / 2 * 100 - 9) * (1 + 0.05 * float(lean[3]))
    return Plant(
        bloom=merge([head, pedicel]).transformed(scale(0.01)),
        stalk=_stalk(length, stem, seeds, lean, level).transformed(scale(0.01)),
        head=Head(((base + axis * high / 2) * 0.01).astype(np.float32), radius * 0.01, axis.astype(np.float32)),
        proxies=_proxies(place, radius, high),
        stem_radius=stem * 0.01,
        stalk_length=length * 0.01,
    )


def _sides(level: Level) -> int:
    return {Level.HERO: 14, Level.STANDARD: 9, Level.PHONE: 6, Level.FAR: 4}[level]


def _tepals(openness: float, seeds: NDArray[np.int64], level: Level, form: str | None) -> list[Mesh]:
    parts = []
    parrot = form == "parrot"
    for k in range(6):
        wild = np.random.default_rng(seeds[k])
        outer = k >= 3
        q = openness + wild.normal(0, 0.035) + (0.04 if outer else -0.04)
        angles = _angles(q) + wild.normal(0, 2.0) + np.array(SPACING) * (1.6 if parrot else 1.0) * (1 if outer else -0.5)
        shape = Blade(
            ((6.7 if outer else 6.3) - 0.9 * max(0.0, 0.5 - q)) * wild.uniform(0.96, 1.04),
            (5.5 if outer else 5.2) * wild.uniform(0.96, 1.04),
            tuple(zip(V, angles, strict=True)),
            OUTLINE,
            base_radius=0.3 if outer else 0.24,
            base_height=0.0 if outer else 0.06,
            wrap=float(np.clip(0.98 - 0.3 * q, 0.5, 1.0)),
            curl=((0, 0.05), (1, 0.12)),
            reflex=((0, 0), (0.5, 0), (0.8, -0.12 - 0.16 * q), (1, 0)),
            roundness=0.0,
            spiral=0.03,
            ruffle=0.02 + 0.05 * q,
            ruffle_from=0.6,
            ruffle_waves=2.4,
            unevenness=0.015 + 0.03 * q,
        )
        if parrot:
            shape = _slashed(shape, q, wild.normal(0, 1, 3))
        parts.append(
            blade(
                shape,
                ATLAS,
                "outer" if outer else "inner",
                wild,
                azimuth=60.0 * (2 * (k % 3) + outer) + wild.normal(0, 4),
                grid=steps(level, 24, 27) if parrot else steps(level, 22, 22),
                tint=np.clip(1 + 0.025 * wild.normal() + 0.01 * wild.normal(size=3), 0.9, 1.1),
                row_bias=1.2,
            )
        )
    return parts


def _slashed(shape: Blade, q: float, draw: NDArray[np.float64]) -> Blade:
    """A parrot's tepal: broader, its rim torn into tongues and crisped, its midrib wrung."""
    return replace(
        shape,
        width=shape.width * 1.06,
        outline=TORN,
        teeth=7,
        teeth_depth=0.13,
        side_teeth=True,
        ruffle=0.16 + 0.38 * q,
        ruffle_waves=5.0,
        ruffle_from=0.2,
        ruffle_along=13.0,
        ruffle_edge=1.8,
        unevenness=0.03 + 0.1 * q,
        twist=(2.0 + 5.0 * q) * float(draw[0]),
        wrap=shape.wrap * (0.86 + 0.05 * float(np.clip(draw[1], -1, 1))),
    )


def _angles(q: float) -> NDArray[np.float64]:
    shut, half, opened = np.array(SHUT), np.array(HALF), np.array(OPEN)
    q = float(np.clip(q, 0, 1.05))
    return np.asarray(shut + (half - shut) * q * 2 if q < 0.5 else half + (opened - half) * (q * 2 - 1))


def _middle(openness: float, seeds: NDArray[np.int64], level: Level) -> list[Mesh]:
    """Pistil with three stigma lobes and six stamens; left out where they are never seen."""
    if level is Level.FAR or (openness < 0.3 and level is not Level.HERO):
        return []
    sides = {Level.HERO: 9, Level.STANDARD: 6}.get(level, 3)
    profile = [(0.3, 0.05), (0.36, 0.6), (0.3, 1.5), (0.26, 1.75), (0.42, 1.9), (0.3, 2.05), (0.02, 1.98)]
    parts = [lathe(profile, ATLAS, "pistil", sides=sides, grooves=(3, 0.25))]
    for k in range(6):
        wild = np.random.default_rng(seeds[6])
        a = np.radians(60 * k + 30 + wild.normal(0, 5))
        out = np.array([np.cos(a), 0, np.sin(a)])
        foot, knee = out * 0.35, out * 0.6 + np.array([0, 0.8, 0])
        tip = out * 0.78 + np.array([0, 2.0, 0])
        parts.append(tube([foot, knee], [0.07, 0.04], ATLAS, "pistil", sides=3, closed_tip=False))
        parts.append(tube([knee, (knee + tip) / 2, tip], [0.09, 0.11, 0.05], ATLAS, "anther", sides=4 if sides > 4 else 3))
    return parts


def _neck(lean: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Tulips bow: the last centimetres curve, the head looks a little aside."""
    tilt, side = np.radians(np.clip(6 + 5 * lean[0], 0, 16)), lean[1] * np.pi
    angle = tilt * np.linspace(0, 1, 6) ** 1.4
    out, up = np.cumsum(np.sin(angle)) * NECK / 5, np.cumsum(np.cos(angle)) * NECK / 5
    path = np.stack([out * np.cos(side), up - up[0], out * np.sin(side)], 1)
    direction = np.array([np.sin(tilt) * np.cos(side), np.cos(tilt), np.sin(tilt) * np.sin(side)])
    return path, point_up_along(direction, path[-1]) @ shift(y=-0.08)


def _stalk(length: float, radius: float, seeds: NDArray[np.int64], lean: NDArray[np.float64], level: Level) -> Mesh:
    """The scape with three glaucous leaves whose feet wrap it."""
    nodes = (-9.5, -15.5, -21.5)
    stalk = Stalk(length, radius, way=float(lean[1] * np.pi + 2.0), sway=1.5, nodes=nodes, swell=0.05, soft=0.5)
    parts = [stalk.grown(ATLAS, "stem", level, _sides(level))]
    for k, (height, size, azimuth) in enumerate(zip(nodes, (0.78, 0.98, 1.1), (40.0, 190.0, 352.0), strict=True)):
        wild = np.random.default_rng(seeds[7 + k])
        rise = wild.normal(0, 4)
        shape = Blade(
            16.0 * size * wild.uniform(0.94, 1.06),
            5.4 * size * wild.uniform(0.94, 1.06),
            ((0, 82), (0.03, 87.5), (0.1, 87), (0.24, 74 + rise), (0.5, 62 + rise), (0.76, 44 + 1.6 * rise), (1, 16 + 2 * rise)),
            ((0, 0.46), (0.05, 0.52), (0.16, 0.7), (0.36, 1.0), (0.55, 0.93), (0.74, 0.6), (0.88, 0.28), (0.96, 0.1), (1, 0.0)),
            base_radius=float(stalk.thick(height)) * 0.97,
            base_height=height,
            wrap=1.0,
            curl=((0, 0.0), (0.4, 0.08), (1, 0.1)),
            roundness=0.0,
            ruffle=0.32,
            ruffle_waves=1.3,
            ruffle_from=0.12,
            ruffle_tip=0.0,
            twist=float(np.clip(wild.normal(0, 12), -18, 18)),
        )
        at = azimuth + wild.normal(0, 12)
        foot = blade(shape, ATLAS, "leaf", wild, azimuth=at, grid=steps(level, 12, 26), row_bias=1.05, even=True)
        parts.append(foot.transformed(stalk.frame(height)))
    return merge(parts)


def _proxies(place: NDArray[np.float64], radius: float, high: float) -> Floats:
    """Two spheres over one another; five more around the rim once the cup is wider than high."""
    r = min(radius, high * 0.5)
    rows = [(0.0, r * 0.95, 0.0, r), (0.0, high - r * 0.95, 0.0, r * 0.95)]
    if radius > r * 1.05:
        rim = radius * 0.42
        turns = np.arange(5) * 2 * np.pi / 5
        rows += [((radius - rim) * np.cos(a), high - rim * 1.15, (radius - rim) * np.sin(a), rim) for a in turns]
    spheres = np.array(rows)
    spheres[:, :3] = spheres[:, :3] @ place[:3, :3].T + place[:3, 3]
    return (spheres * 0.01).astype(np.float32)


def paint(variety: Variety) -> Mapping[str, Floats]:
    body = worn(hex_colour(variety.hex))
    pale, dark = float(body.mean()) > 0.6, float(body.mean()) < 0.12
    blotch = hex_colour("#F3E27A") if not dark else hex_colour("#3C3350")
    if pale:
        blotch = hex_colour("#F4EFA8")
    inner = _tepal(body, blotch, 0.16, 21)
    outer = _backs(_tepal(shade(body, 0.005, 0.96), body, 0.09, 22), body)
    if variety.accent is not None:
        inner, outer = (_flamed(tile, worn(hex_colour(variety.accent)), seed) for tile, seed in ((inner, 31), (outer, 32)))
    leaf_green = hex_colour("#7E9C7C")
    leaf = leaf_tile(leaf_green, veins="parallel", pairs=9, contrast=0.14, rim=shade(leaf_green, 0.05))
    return finished(
        {
            "inner": inner,
            "outer": outer,
            "leaf": mix(hex_colour("#A3B884"), leaf, smoothstep(0.0, 0.14, tile_grid()[1])),
            "stem": stem_tile(hex_colour("#87A45C"), hex_colour("#9BB06A")),
            "pistil": flat_tile(hex_colour("#C9CF86")),
            "anther": flat_tile(hex_colour("#2E2436") if not pale and variety.id != "yellow" else hex_colour("#D9B63A"), 0.15),
        }
    )


def _tepal(body: Colour, claw: Colour, claw_until: float, seed: int) -> Colour:
    pale = float(body.mean()) > 0.5
    lighter = shade(body, 0.035, 0.92)
    paint_of = PetalPaint(
        body,
        deep=shade(body, -0.02 if pale else -0.03, 1.12),
        deep_until=0.6,
        edge=lighter,
        edge_width=0.22,
        edge_strength=0.6,
        claw=claw,
        claw_until=claw_until,
        centre=shade(body, -0.03, 1.1) if not pale else shade(body, -0.015, 1.05),
        centre_width=0.24,
        centre_strength=0.7,
        veins=0.07,
        vein_count=17,
        mottle=0.02,
        seed=seed,
    )
    return petal_tile(paint_of)


def _backs(tile: Colour, body: Colour) -> Colour:
    """The outside of an outer tepal: pale green foot that runs up along the midrib, a groove, fine lengthwise streaks."""
    across, along = tile_grid()
    foot = mix(shade(body, 0.1, 0.55), hex_colour("#D3DBA0"), 0.6)
    out = np.abs(across)
    reach = 0.25 + 0.24 * np.exp(-np.minimum((out / 0.22) ** 2, 60)) + 0.05 * noise(41, 12)
    tile = mix(tile, foot, 0.85 * smoothstep(0.0, 1.0, (reach - along) / (0.75 * reach)))
    streaks = np.broadcast_to(noise(42, 34, 2).mean(0, keepdims=True), across.shape) + 0.35 * noise(43, 20)
    tile = mix(tile, shade(body, 0.09, 0.7), np.clip(0.4 * streaks + 0.08, 0, 0.4) * smoothstep(1.0, 0.5, along))
    groove = np.exp(-np.minimum((across / 0.045) ** 2, 60)) * smoothstep(0.92, 0.55, along)
    crest = np.exp(-np.minimum(((out - 0.13) / 0.06) ** 2, 60)) * smoothstep(0.9, 0.5, along)
    tile = mix(tile, shade(body, 0.07, 0.75), 0.5 * crest)
    return np.asarray(tile * (1 - 0.2 * groove)[..., None])


def _flamed(tile: Colour, accent: Colour, seed: int) -> Colour:
    """Ragged tongues of the accent that lick from the rims inwards, and green streaks on the midrib: a parrot tulip."""
    across, along = tile_grid()
    tongues = noise(seed, 9, 3) * 0.5 + noise(seed + 1, 20, 2) * 0.25
    rim = np.maximum(np.abs(across), smoothstep(0.55, 1.05, along))
    flame = smoothstep(0.42, 0.74, rim + 0.42 * tongues * np.ones((TILE, TILE)))
    tile = mix(tile, accent, 0.92 * flame)
    green = np.exp(-((across / 0.16) ** 2)) * smoothstep(0.75, 0.2, along) * (0.5 + 0.5 * noise(seed + 2, 14))
    return mix(tile, hex_colour("#8FA652"), 0.6 * np.clip(green, 0, 1))


PLANT = PlantKind("tulip", ATLAS, {"bud": 0.1, "half": 0.5, "full": 0.95}, grow, paint, ageing=SHEDDING)
