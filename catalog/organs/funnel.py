"""Papery funnels: the everlasting calyces of statice and its kin, crimped in five sharp pleats."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from catalog.plant import Level

Array = NDArray[np.float64]


def funnel(level: Level, spread: float) -> tuple[Array, NDArray[np.int64], Array, Array]:
    """A calyx about +Y, its foot at the origin, its rim about 1 from the axis: five lobes with a sharp pleat between any two.

    spread: 0 narrow .. 1 wide open. Gives (V,3), triangles, tile across and along.
    """
    each = {Level.HERO: 3, Level.STANDARD: 2}.get(level, 1)
    n = 5 * each if each > 1 else {Level.PHONE: 5}.get(level, 4)
    wide = 0.5 + 0.5 * spread
    lobes, inner = np.arange(5) * 0.4 * np.pi, 5 if each > 1 else 0
    offsets = np.array({3: [0.0, 0.34, 0.66], 2: [0.0, 0.5]}.get(each, [0.0]))
    angle = (lobes[:, None] + offsets * 0.4 * np.pi).ravel() if each > 1 else np.arange(n) * 2 * np.pi / n
    pleat = np.arange(n) % each == 0 if each > 1 else np.zeros(n, bool)
    out = wide * np.where(pleat, 0.74, 1.02)
    rim = np.stack([out * np.cos(angle), np.where(pleat, 1.86, 2.06) - 0.26 * spread, -out * np.sin(angle)], 1)
    low = lobes[:inner] + 0.1
    throat = np.stack([0.4 * np.cos(low), np.full(inner, 0.98), -0.4 * np.sin(low)], 1)
    points = np.vstack([[[0.0, 0.0, 0.0]], throat, rim])
    if not inner:
        faces = [(0, 1 + k, 1 + (k + 1) % n) for k in range(n)]
    else:
        faces = [(0, 1 + k, 1 + (k + 1) % 5) for k in range(5)]
        for k in range(5):
            own = [6 + (each * k + j) % n for j in range(each + 1)]
            here, after = 1 + k, 1 + (k + 1) % 5
            faces += [(here, own[j], own[j + 1]) for j in range(each - 1)]
            faces += [(here, own[-2], after), (own[-2], own[-1], after)]
    side = np.array([-1.0, 1.0, -1.0, 1.0, -1.0])
    crest = {3: [0.3, -0.7], 2: [0.25]}.get(each, [])
    turned = np.concatenate([np.r_[a, a * -1 * np.array(crest)] for a in side]) if each > 1 else np.arange(n) % 2 * 2.0 - 1
    along = np.r_[0.0, np.full(inner, 0.55), np.where(pleat, 0.9, 1.0)]
    return points, np.array(faces, np.int64), np.r_[0.0, side[:inner], turned], along


__all__ = ["funnel"]
