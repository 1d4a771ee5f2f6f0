"""What double flowers share: many petals of rising rank on a nest of sections, brought to a measured size. Centimetres."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from catalog.atlas import Atlas
from catalog.mesh import Mesh, merge
from catalog.occlusion import slot_of
from catalog.organs.blade import Blade, blade, steps
from catalog.organs.place import Matrix, scale
from catalog.organs.stem import lathe
from catalog.plant import Level
from catalog.surface import Colour, oklab, shade

Shape = Callable[[float, np.random.Generator], Blade]
"""(rank 0..1, the petal's own generator) -> its blade."""


@dataclass(frozen=True)
class Detail:
    """How finely petals from a rank on are drawn: hero columns and rows, how close rows lie to the rim, hidden foot's share."""

    rank: float
    columns: int
    rows: int
    bias: float = 1.3
    start: float = 0.0


def petals(
    count: int,
    shape: Shape,
    slot: Callable[[float], str],
    detail: tuple[Detail, ...],
    kept: Callable[[int], bool],
    atlas: Atlas,
    seeds: NDArray[np.int64],
    level: Level,
    *,
    azimuth: float = 0.0,
    jitter: float = 6.0,
    shading: float = 0.035,
) -> list[Mesh]:
    """The petals that a level keeps, innermost first, in the golden spiral. detail runs from the outer ranks to the inner ones.

    seeds (count,): one for each petal, so that leaving some out changes no other.
    """
    grown = []
    for i in range(count):
        if not kept(i):
            continue
        t = i / (count - 1)
        wild = np.random.default_rng(seeds[i])
        at = azimuth + 137.508 * i + float(wild.normal(0, jitter))
        tint = np.clip(1 + shading * wild.normal() + 0.15 * shading * wild.normal(size=3), 0.85, 1.15)
        row = next(d for d in detail if t >= d.rank)
        grid = steps(level, row.columns, row.rows)
        grown.append(
            blade(shape(t, wild), atlas, slot(t), wild, azimuth=at, grid=grid, tint=tint, row_bias=row.bias, start=row.start)
        )
    return grown


def sized(flower: Mesh, guards: tuple[Atlas, str], diameter: float) -> tuple[Mesh, float]:
    """The flower (axis +Y, from the origin) brought to `diameter` across the petals of the slot `guards`; and the factor."""
    atlas, slot = guards
    outer = flower.positions[slot_of(flower) == atlas.index(slot)]
    factor = diameter / 2 / float(np.percentile(np.hypot(outer[:, 0], outer[:, 2]), 98))
    return flower.transformed(scale(factor)), factor


def filling(radius: float, height: float, atlas: Atlas, slot: str, sides: int = 6) -> Mesh:
    """A dome for the middle of a flower seen from afar, where single inner petals would only be splinters."""
    profile = [(radius * 0.7, height * 0.45), (radius, height * 0.8), (radius * 0.62, height * 0.96), (0.01, height)]
    return lathe(profile, atlas, slot, sides=sides)


def warmed(colour: Colour, degrees: float) -> Colour:
    """A pale pink or a cream turned towards warm: between many petals pinks shade to lilac and creams to khaki; others as they are."""
    lightness, a, b = (float(x) for x in oklab(colour))
    pink = lightness > 0.79 and a > 0.04 and abs(b) < 0.04
    cream = lightness > 0.8 and a > -0.02 and abs(a) < b < 0.07
    return shade(colour, 0.0, 1.0, degrees if pink else -degrees if cream else 0.0)


def spheres(place: Matrix, radius: float, low: float, high: float) -> list[list[float]]:
    """Rows x, y, z, r in cm that cover a cup of petals from low to high along the axis: its crown and its foot."""
    height = high - low
    crown = min(radius, height * 0.62)
    foot = float(np.clip(height / (3 * radius), 0.6, 0.95))
    base, axis = place[:3, 3], place[:3, 1]
    return [
        [*(base + axis * (high - crown)), max(crown, radius * 0.92)],
        [*(base + axis * (low + height * 0.3)), radius * foot],
    ]


def merged(*groups: list[Mesh]) -> Mesh:
    """All groups as one mesh."""
    return merge([m for group in groups for m in group])


__all__ = ["Detail", "Shape", "filling", "merged", "petals", "sized", "spheres", "warmed"]
