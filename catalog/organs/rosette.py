"""Quartered rosettes: upright petals drawn as they are seen from above, folded into one another in each quarter of a flower.

Frame: the flower's axis is +Y. A quarter lies along +X before it is turned to its own azimuth. Lengths in centimetres.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from catalog.atlas import Atlas
from catalog.mesh import Mesh, mesh
from catalog.organs.curves import Knots, curve, smoothstep
from catalog.organs.rays import _many_quads

Array = NDArray[np.float64]
# How far a quarter's outline lies from its middle, by the angle to the way out; shares of the rosette's radius.
_OUTLINE: Knots = ((0.0, 0.5), (35.0, 0.57), (70.0, 0.56), (105.0, 0.5), (140.0, 0.5), (180.0, 0.5))


@dataclass(frozen=True, eq=False)
class Folds:
    """Petals of a rosette, all (K,). quarter: which quarter. nest: 0 the innermost fold of its quarter .. 1 the outermost.
    span: degrees to which side of its middle a petal reaches. swing: degrees that its middle is turned aside. rise: cm that its
    rim stands above or below the rosette's own height. phase (K,3): of its waves. tint (K,3).
    """

    quarter: NDArray[np.int64]
    nest: Array
    span: Array
    swing: Array
    rise: Array
    phase: Array
    tint: Array

    def kept(self, chosen: NDArray[np.bool_]) -> Folds:
        return Folds(*(getattr(self, name)[chosen] for name in ("quarter", "nest", "span", "swing", "rise", "phase", "tint")))


def folds(quarters: int, deep: int, rng: np.random.Generator) -> Folds:
    """deep petals in each of the quarters. Always draws for six quarters, so that their number changes nothing else."""
    draws = rng.normal(0, 1, (6, deep, 8))[:quarters].reshape(quarters * deep, 8)
    draws = np.clip(draws, -2, 2)
    quarter, level = (g.ravel() for g in np.meshgrid(np.arange(quarters), np.arange(deep), indexing="ij"))
    nest = level / (deep - 1)
    return Folds(
        quarter,
        nest,
        span=np.clip(148 - 14 * nest + 14 * draws[:, 0], 70, 170),
        swing=16 * draws[:, 1] + np.where(level % 2 == 0, 24.0, -24.0),
        rise=0.1 * draws[:, 2],
        phase=np.pi * draws[:, 3:6],
        tint=np.clip(1 + 0.035 * draws[:, 6:7] + 0.01 * draws[:, [7, 3, 4]], 0.85, 1.15),
    )


def rosette(
    petals: Folds,
    quarters: int,
    atlas: Atlas,
    slot: str,
    *,
    radius: float,
    height: float,
    dip: float,
    dome: float,
    swirl: float,
    ruffle: float,
    flare: float,
    azimuth: float,
    grid: tuple[int, int],
    focus: float = 0.5,
) -> Mesh:
    """All petals as one mesh (cm): the rosette reaches `radius` from the axis and its rims stand at `height`.

    dip: cm that the innermost folds stand lower. dome: cm that the middle of the flower stands higher than the rosette's rim. swirl: degrees that each quarter is turned about its own middle. ruffle: cm of
    the rims' waves. flare: cm that rims lean away from their quarter's middle. grid: (columns, rows) of quads for each petal.
    focus: how far out a quarter's middle lies, as share of the radius; one quarter at 0 is the scroll in the very middle.
    """
    columns, rows = grid
    count = len(petals.nest)
    # Rows lie closer at the rim, columns at the ends, where outlines bend.
    s_line = 1 - (1 - np.linspace(0, 1, rows + 1)) ** 1.6
    u_line = np.sin(np.linspace(-1, 1, columns + 1) * 1.2) / np.sin(1.2)
    s, u = (g.ravel()[None] for g in np.meshgrid(s_line, u_line, indexing="ij"))
    wide = np.tan(np.pi / quarters) if quarters > 2 else 1.0
    angle = petals.swing[:, None] + petals.span[:, None] * u
    turned = (angle + 180) % 360 - 180
    size = (0.1 + 0.9 * petals.nest[:, None] ** 0.92) * radius
    out = curve(_OUTLINE, np.abs(turned)) * size
    wave = (
        np.sin(4.2 * u + petals.phase[:, :1]) + 0.6 * np.sin(7.4 * u + petals.phase[:, 1:2]) + 0.3 * np.sin(2 * petals.phase[:, 2:])
    )
    rim = smoothstep(0.35, 1.0, s)
    # A petal rises from a foot near the axis, stands upright and leans out at its rim.
    grown = curve(((0.0, 0.55), (0.45, 0.9), (0.75, 1.0), (1.0, 1.0)), s)
    out = out * grown + ruffle * 0.6 * rim * wave + flare * (0.4 + 0.6 * petals.nest[:, None]) * smoothstep(0.6, 1.0, s) ** 1.5
    a = np.radians(angle + swirl)
    x = radius * focus * (0.3 + 0.7 * grown) + out * np.cos(a)
    z = out * np.sin(a) * wide
    ends = 1 - 0.38 * np.abs(u) ** 2.6 - 0.08 * np.exp(-((u / 0.12) ** 2)) * (0.5 + 0.5 * np.sin(petals.phase[:, 2:]))
    high = dome * (1 - np.clip((x**2 + z**2) / radius**2, 0, 1))
    top = height + high - dip * (1 - petals.nest[:, None]) ** 1.5 + petals.rise[:, None] + ruffle * 0.5 * wave * rim
    y = (0.25 * height) + (top * ends - 0.25 * height) * s
    c, n = np.cos(turn := np.radians(azimuth + 360 / quarters * petals.quarter)[:, None]), np.sin(turn)
    points = np.stack([x * c + z * n, y, -x * n + z * c], -1)
    uv = np.tile(atlas.texcoords(slot, u, 0.3 + 0.7 * s), (count, 1))
    tint = np.repeat(petals.tint, points.shape[1], 0)
    return mesh(points.reshape(-1, 3), _many_quads(count, rows, columns), uv, tint=tint)


__all__ = ["Folds", "folds", "rosette"]
