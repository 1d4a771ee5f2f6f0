"""Double lilies ("rose lilies"): whorl within whorl of tepals that fill the cup, shorter and more upright inwards. Centimetres."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from catalog.atlas import Atlas
from catalog.mesh import Mesh
from catalog.organs.blade import Blade, blade
from catalog.organs.curves import Knots, blend
from catalog.plant import Level

_CLOSED: Knots = ((0.0, 66.0), (0.18, 80.0), (0.42, 84.0), (0.68, 82.0), (0.88, 77.0), (1.0, 72.0))
_WIDE: Knots = ((0.0, 72.0), (0.18, 55.0), (0.42, 32.0), (0.68, 10.0), (0.88, -22.0), (1.0, -58.0))  # the outermost, wide open
_NEST: Knots = ((0.0, 84.0), (0.18, 82.0), (0.42, 74.0), (0.68, 62.0), (0.88, 44.0), (1.0, 26.0))  # the innermost
_OUTLINE: Knots = (
    (0, 0.3),
    (0.08, 0.36),
    (0.25, 0.6),
    (0.45, 0.94),
    (0.58, 1.0),
    (0.75, 0.84),
    (0.9, 0.47),
    (0.97, 0.22),
    (1, 0.05),
)


@dataclass(frozen=True)
class _Whorl:
    """Three tepals: where the first stands, 0 outside .. 1 in the middle, length and width in cm, where they leave the axis."""

    azimuth: float
    rank: float
    length: float
    width: float
    foot: float


_WHORLS = (
    _Whorl(0.0, 0.0, 10.6, 3.9, 0.54),
    _Whorl(60.0, 0.08, 10.5, 5.3, 0.46),
    _Whorl(27.0, 0.36, 9.2, 4.7, 0.38),
    _Whorl(84.0, 0.52, 8.4, 4.3, 0.32),
    _Whorl(8.0, 0.74, 7.2, 3.4, 0.25),
    _Whorl(66.0, 0.95, 5.9, 2.5, 0.16),
)
_GRIDS = {
    Level.HERO: ((8, 20), (6, 15), (6, 11)),
    Level.STANDARD: ((6, 12), (6, 9), (4, 8)),
    Level.PHONE: ((4, 8), (4, 5), (2, 5)),
    Level.FAR: ((2, 4), (2, 3), (2, 2)),
}
_KEPT = {Level.HERO: 6, Level.STANDARD: 6, Level.PHONE: 6, Level.FAR: 4}


def layered(q: float, atlas: Atlas, slot: str, level: Level, rng: np.random.Generator) -> list[Mesh]:
    """The tepals of a double flower at openness q 0..1, outermost first; all read the tile of `slot`.

    Low levels leave out the innermost. The first six are the ring that a flower's diameter is measured over.
    """
    draws, streams = rng.normal(0, 1, (len(_WHORLS), 3, 5)), rng.spawn(3 * len(_WHORLS))
    return [
        _tepal(q, _WHORLS[w], k, draws[w, k], atlas, slot, _GRIDS[level][w // 2], streams[3 * w + k])
        for w in range(_KEPT[level])
        for k in range(3)
    ]


def _tepal(
    q: float,
    whorl: _Whorl,
    k: int,
    draw: NDArray[np.float64],
    atlas: Atlas,
    slot: str,
    grid: tuple[int, int],
    rng: np.random.Generator,
) -> Mesh:
    """Inner tepals open later, stand steeper and are wrung more."""
    r = whorl.rank
    t = float(np.clip((q - 0.02 - 0.05 * r) / 0.93 + 0.03 * np.clip(draw[0], -2, 2), 0.0, 1.05)) ** (1.4 + 0.3 * r)
    opened = blend(_WIDE, _NEST, r)
    midrib = [
        (v, angle + (4 * draw[1] + (6 + 3 * r) * draw[0] * v) * t + (3.5 if r else -7.0) * (1 - 0.7 * v) * (1 - r))
        for v, angle in blend(_CLOSED, opened, t)
    ]
    shape = Blade(
        length=whorl.length * (0.9 + 0.1 * t) * (1 + 0.04 * float(np.clip(draw[3], -2, 2))),
        width=whorl.width * (0.78 + 0.22 * t) * (1 + 0.05 * float(np.clip(draw[4], -2, 2))),
        midrib=midrib,
        outline=_OUTLINE,
        base_radius=whorl.foot,
        base_height=0.12 * r,
        curl=((0, 1.0), (0.2, 0.5), (0.5, 0.16 - 0.1 * t + 0.1 * r), (0.8, (0.22 * r - 0.12) * t), (1, 0.1)),
        wrap=0.5 * (1 - t),
        reflex=((0, 0.0), (0.3, -0.1), (0.6, -0.5 * t), (1, -0.3)),
        roundness=0.03,
        keel=0.1,
        ruffle=(0.34 if r else 0.2) * t * (1 - 0.35 * r),
        ruffle_waves=1.0,
        ruffle_from=0.2,
        ruffle_tip=0.1,
        ruffle_along=26.0,
        ruffle_edge=2.4,
        unevenness=0.14 + 0.04 * r,
        twist=(9 + 5 * r) * draw[2] * t,
    )
    # Light between many layers is rosier than between few.
    tint = np.array([1.0, 1.0 - 0.05 * r, 1.0 - 0.03 * r]) * (1 + 0.025 * float(np.clip(draw[2], -2, 2)))
    azimuth = whorl.azimuth + 120.0 * k + (3 + 7 * r) * draw[1]
    return blade(shape, atlas, slot, rng, azimuth=azimuth, grid=grid, tint=tint)


__all__ = ["layered"]
