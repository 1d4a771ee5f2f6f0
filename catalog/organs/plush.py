"""Double daisies: a receptacle covered all over with rays, upright in the middle and flat at the rim, as soft as a cushion.

The frame of a `blade`: +Y is the axis; centimetres and degrees. Rays are ranked 0 (innermost) .. 1 (outermost).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from catalog.organs.blade import GOLDEN_ANGLE
from catalog.organs.curves import smoothstep
from catalog.organs.rays import Whorl

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Plush:
    """What a double head looks like; lengths in cm, angles in degrees.

    heart: radius of the receptacle; dome: how high its middle stands over its rim. inner, outer: length of the rays, widths: their
    width. lowest: elevation of the outermost when open. hook: by how much the innermost turn in at their tips; back: the share of it
    by which the outermost turn back (negative: in). loose: how far rays stray. late: how far the middle lags behind the rim, 0..1.
    young: share of its length that a ray has in bud.
    """

    heart: float
    dome: float
    inner: float
    outer: float
    widths: tuple[float, float]
    lowest: float = -8.0
    hook: float = 40.0
    loose: float = 8.0
    late: float = 0.45
    young: float = 0.4
    back: float = 0.5


def cushion(form: Plush, openness: float, draws: Array) -> Whorl:
    """The rays of a head at `openness`, innermost first; draws (6, N): normal noise, a column for each ray."""
    count = draws.shape[1]
    j = np.clip(draws, -2, 2)
    rank = (np.arange(count) + 0.5) / count
    share = np.sqrt(rank)
    q = smoothstep(0.0, 1.0, np.clip(openness * (1 + form.late) - form.late * (1 - rank), 0, 1))
    opened = 88 - (88 - form.lowest) * share**2.1
    shut = 84 + 18 * share
    lift = shut + (opened - shut) * q + form.loose * j[0] * (0.35 + 0.65 * q)
    # In bud all tips meet over the middle; later only the innermost still turn in.
    turn = (1 - q) * (35 + 45 * share) + q * form.hook * (1 - (1 + form.back) * share**1.5) + form.loose * j[1] * (0.4 + 0.6 * q)
    at = np.array([0.0, 0.35, 0.7, 1.0])
    length = (form.inner + (form.outer - form.inner) * rank**1.3) * (form.young + (1 - form.young) * q)
    return Whorl(
        azimuth=np.asarray(GOLDEN_ANGLE * np.arange(count) + 4 * j[2], np.float64),
        length=length * (1 + 0.05 * j[3]),
        width=(form.widths[0] + (form.widths[1] - form.widths[0]) * rank) * (0.75 + 0.25 * q) * (1 + 0.07 * j[4]),
        elevation_at=tuple(at),
        elevation=lift[:, None] + turn[:, None] * (at**1.5)[None],
        base_radius=form.heart * share,
        base_height=form.dome * (1 - rank),
        sway=0.07 * j[5],
        twist=1.6 * form.loose * j[1],
        tint=np.clip(1 + 0.05 * j[3] - 0.03 * (1 - rank), 0.88, 1.1),
    )


__all__ = ["Plush", "cushion"]
