"""Areca palm: an arching feather of many narrow leaflets that stand in a V on a smooth yellow-green rachis."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from catalog.atlas import STEM, Atlas, Finish, tile_grid
from catalog.mesh import Floats, Mesh, merge
from catalog.organs.boughs import Bough, wood
from catalog.organs.curves import Knots, bell, smoothstep
from catalog.organs.foliage import Habit, foliage, long_outline
from catalog.organs.frond import Spine, flat_frames
from catalog.organs.place import scale
from catalog.organs.stalk import Stalk
from catalog.plant import Growth, Head, Level, Plant, PlantKind
from catalog.species import Variety
from catalog.surface import Colour, finished, hex_colour, mix, noise, parallel_veins, shade, stem_tile

_SATIN = Finish(roughness=0.3, translucency=0.32)
ATLAS = Atlas((("leaf", _SATIN), ("young", _SATIN), ("stem", STEM)))
STALK = 42.0
NECK = 5.0
PAIRS = 25
_WIDTH: Knots = ((0.0, 0.22), (0.05, 0.4), (0.16, 0.78), (0.34, 1.0), (0.52, 0.93), (0.72, 0.64), (0.88, 0.31), (1.0, 0.0))
_GRID = {Level.HERO: (4, 20), Level.STANDARD: (2, 24), Level.PHONE: (2, 11), Level.FAR: (2, 3)}

Array = NDArray[np.float64]


def _leaflets(length: float, level: Level, rng: np.random.Generator) -> tuple[Mesh, Array, Array]:
    """All leaflets in the plane, and for the proxies their feet (K,3) and their ends (K,3)."""
    n = 2 * PAIRS
    order = np.arange(n) // 2
    side = np.where(np.arange(n) % 2, 1.0, -1.0)
    # Leaflets stand a little closer to one another towards the tip; the last pair parts in a fork.
    place = order / (PAIRS - 1)
    share = 1.0 - (1 - place) ** 1.08 + np.where(side > 0, 0.011, 0.0) * (1 - place) + rng.normal(0, 0.005, n)
    share = np.clip(share, 0, 1)
    size = length * np.interp(share, [0, 0.1, 0.35, 0.6, 0.85, 1], [0.3, 0.42, 0.52, 0.46, 0.3, 0.19]) * rng.normal(1, 0.06, n)
    heading = side * (np.interp(share, [0, 0.3, 0.7, 1], [72, 60, 48, 30]) + rng.normal(0, 3.2, n))
    tilt = np.interp(share, [0, 0.5, 1], [34, 32, 18]) + rng.normal(0, 9, n)
    habit = Habit(
        size,
        length * 0.038 * np.interp(share, [0, 0.15, 0.7, 1], [0.62, 1.0, 0.86, 0.5]) * rng.normal(1, 0.09, n),
        np.interp(share, [0, 0.5, 1], [62, 72, 40]) + rng.normal(0, 17, n),
        -np.abs(rng.normal(27, 7, n)),
        rng.normal(-0.04, 0.03, n),
        np.abs(rng.normal(0.03, 0.02, n)),
        rng.uniform(0, 6.28, (n, 2)),
        rng.normal(0, 17, n),
    )
    # Leaflets turn their upper faces a little to the frond's tip.
    frames = flat_frames(heading, tilt, side * rng.normal(20, 14, n))
    foot = np.stack([side * 0.1, share * length, np.full(n, 0.05)], 1)
    tints = rng.normal(1, 0.09, (n, 1)) + rng.normal(0, 0.018, (n, 3))
    young = rng.random(n) < 0.3
    outline = long_outline(*_GRID[level], _WIDTH)
    parts = []
    for slot, chosen in (("leaf", ~young), ("young", young)):
        parts.append(foliage(outline, habit.of(chosen), ATLAS, slot, frames[chosen], foot[chosen], tints=tints[chosen]))
    bend = np.radians(habit.droops)
    ends = (
        foot
        + frames[:, :, 0] * (size * np.sin(bend) / bend)[:, None]
        - frames[:, :, 1] * (size * (1 - np.cos(bend)) / bend)[:, None]
    )
    return merge(parts), foot, ends


def grow(growth: Growth, rng: np.random.Generator) -> Plant:
    """The stage sets the length of the feathered part."""
    d, level = growth.species.head_diameter, growth.level
    size = float(np.interp(growth.openness, [0.1, 0.5, 0.95], [d["bud"], d["half"], d["full"]])) * 100
    length = 0.9 * size
    tip = rng.normal(58, 8)
    facing = rng.choice([-1.0, 1.0]) * rng.normal(34, 8)
    spine = Spine(length, ((0, 3.0), (0.3, 12.0), (0.65, 0.55 * tip), (1, tip)), rng.normal(0, 1.5), rng.normal(0, 8), facing)
    lifted = np.eye(4)
    lifted[1, 3] = NECK
    leaflets, foot, ends = _leaflets(length, level, rng.spawn(1)[0])
    y = np.linspace(0, length, 22)
    rachis = np.stack([0 * y, y, -0.05 + 0 * y], 1)
    rachis[0, 2] = 0.0
    sides, pieces = {Level.HERO: (8, 21), Level.STANDARD: (6, 14), Level.PHONE: (4, 8), Level.FAR: (3, 4)}[level]
    thick = 0.168 + 0.0036 * size
    bough = Bough(rachis, thick * np.linspace(1.0, 0.2, 22), (0.5, 1.0))
    bloom = spine.hung(merge([leaflets, wood([bough], ATLAS, "stem", sides=sides, pieces=pieces)])).transformed(lifted)
    low = Bough(np.array([[0.0, 0, 0], [0.0, NECK / 2, 0], [0.0, NECK + 0.3, 0.0]]), np.full(3, thick), (0.4, 0.5))
    axis = Stalk(STALK, thick, way=float(rng.uniform(0, 6.28)), sway=1.2, kink=0.15, taper=1.35)
    metres = scale(0.01)
    chain = [foot[1::4] * [0, 1, 1]]
    chain += [foot[k::4] + (ends[k::4] - foot[k::4]) * share for k in (1, 2) for share in (0.35, 0.7, 0.98)]
    spots = np.concatenate(chain)
    centres = spine.carried(spots) + lifted[:3, 3]
    middle = spine.carried([[0.0, 0.5 * length, 0.0]])[0] + lifted[:3, 3]
    face = spine.frame[:3, :3] @ np.array([0.0, 0.42, 0.9075])
    return Plant(
        merge([bloom, wood([low], ATLAS, "stem", sides=sides, pieces=2)]).transformed(metres),
        axis.grown(ATLAS, "stem", level, sides, (0.0, 0.4)).transformed(metres),
        Head((middle / 100).astype(np.float32), size / 200, face.astype(np.float32)),
        (np.column_stack([centres, np.full(len(centres), 0.065 * size)]) / 100).astype(np.float32),
        thick / 100,
        STALK / 100,
    )


def _leaflet_tile(body: Colour, seed: int) -> Colour:
    """Linear tile of a leaflet: fine ribs side by side, a pale ridge in the middle, a yellow foot, a dry point."""
    across, along = (g.astype(np.float64) for g in tile_grid())
    out = np.abs(across)
    colour = mix(shade(body, -0.02), shade(body, 0.03), 0.5 + 0.5 * noise(seed, 3))
    colour = mix(colour, shade(body, 0.055, 1.1, -4), 0.5 * parallel_veins(13).astype(np.float64))
    colour = mix(colour, shade(body, -0.04), 0.55 * bell((out - 0.16) / 0.09))
    colour = mix(colour, shade(body, 0.15, 1.15, -10), 0.75 * bell(across / 0.06) * smoothstep(1.0, 0.7, along))
    colour = mix(colour, shade(body, 0.05, 1.1, -6), 0.45 * smoothstep(0.88, 1.0, out))
    colour = mix(shade(body, 0.12, 1.15, -10), colour, smoothstep(0.0, 0.07, along))
    colour = mix(colour, hex_colour("#A08A52"), 0.7 * smoothstep(0.975, 1.0, along))
    return np.asarray(colour * (1 + 0.045 * noise(seed + 1, 12))[..., None])


def paint(variety: Variety) -> dict[str, Floats]:
    body = hex_colour(variety.hex)
    rachis = hex_colour("#A7B052")
    return finished(
        {
            "leaf": _leaflet_tile(body, 3),
            "young": _leaflet_tile(shade(body, 0.035, 1.1, -6), 9),
            "stem": stem_tile(hex_colour("#8E9A45"), rachis),
        }
    )


PLANT = PlantKind("areca", ATLAS, {"bud": 0.1, "half": 0.5, "full": 0.95}, grow, paint)
