"""Deeply cleft leaves, as chrysanthemums have: lobes that point forward, each toothed again. An outline for `foliage`."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from catalog.atlas import tile_grid
from catalog.organs.curves import Knots, bell, curve, smoothstep
from catalog.organs.foliage import Outline
from catalog.plant import Level
from catalog.surface import Colour, mix, noise, shade

Array = NDArray[np.float64]

OVATE: Knots = ((0.0, 0.42), (0.2, 0.74), (0.45, 1.0), (0.7, 0.9), (0.85, 0.68), (1.0, 0.4))
# (place in the lobe, share of the width there): a cleft, then the lobe's own teeth.
_LOBE = {
    Level.HERO: ((0.0, 0.34), (0.14, 0.72), (0.32, 0.98), (0.46, 0.86), (0.62, 1.0), (0.8, 0.78), (0.92, 0.6)),
    Level.STANDARD: ((0.0, 0.36), (0.3, 0.95), (0.65, 0.98), (0.88, 0.66)),
    Level.PHONE: ((0.0, 0.38), (0.5, 1.0)),
    Level.FAR: ((0.5, 0.9),),
}
_END = {
    Level.HERO: ((0.0, 0.46), (0.16, 0.8), (0.32, 0.86), (0.42, 0.66), (0.6, 0.6), (0.72, 0.4), (0.88, 0.3)),
    Level.STANDARD: ((0.0, 0.46), (0.25, 0.85), (0.5, 0.62), (0.8, 0.36)),
    Level.PHONE: ((0.0, 0.46), (0.35, 0.8)),
    Level.FAR: ((0.2, 0.6),),
}
# The same, scalloped: round lobes with shallow, rounded teeth.
_SOFT_LOBE = {
    **_LOBE,
    Level.HERO: (
        (0.0, 0.4),
        (0.07, 0.6),
        (0.18, 0.82),
        (0.32, 0.94),
        (0.44, 0.93),
        (0.56, 1.0),
        (0.7, 0.99),
        (0.82, 0.9),
        (0.92, 0.72),
    ),
    Level.STANDARD: ((0.0, 0.42), (0.25, 0.9), (0.6, 1.0), (0.88, 0.8)),
}
_SOFT_END = {
    **_END,
    Level.HERO: (
        (0.0, 0.5),
        (0.1, 0.72),
        (0.22, 0.85),
        (0.34, 0.86),
        (0.44, 0.76),
        (0.58, 0.74),
        (0.72, 0.62),
        (0.84, 0.47),
        (0.94, 0.27),
    ),
    Level.STANDARD: ((0.0, 0.5), (0.25, 0.86), (0.6, 0.7), (0.88, 0.36)),
}


def cleft_outline(
    level: Level,
    *,
    lobes: int = 2,
    petiole: float = 0.2,
    slender: float = 0.05,
    forward: float = 0.34,
    whole: Knots = OVATE,
    soft: bool = False,
) -> Outline:
    """A leaf with `lobes` on each side and one at its end. petiole: its share of the length, `slender` its half-width.

    forward: how far along the leaf the lobes' tips lie before their veins' feet, as share of the length. whole: the leaf's
    half-width without its clefts. soft: lobes and teeth are round. Its tile is read across from margin to margin at every height along the midrib.
    """
    first, last = petiole, 0.74
    rows = [(0.0, slender), (petiole * 0.8, slender * 1.1)]
    step = (last - first) / lobes
    shares = np.linspace(0, 1, lobes + 1)
    for k in range(lobes):
        for at, width in (_SOFT_LOBE if soft else _LOBE)[level]:
            share = shares[k] + (shares[k + 1] - shares[k]) * at
            rows.append((first + (k + at) * step + 0.004, width * float(curve(whole, share * 0.8))))
    for at, width in (_SOFT_END if soft else _END)[level]:
        rows.append((last + at * (1 - last), width * float(curve(whole, 0.8 + 0.2 * at))))
    table = np.array(rows)
    along, span = table[:, 0], table[:, 1]
    half = np.array([-1.0, -0.5, 0.0, 0.5, 1.0]) if level is Level.HERO else np.array([-1.0, 0.0, 1.0])
    # Veins run forward to the lobes' tips, so the midrib's points stay behind.
    behind = along - forward * span * smoothstep(petiole * 0.5, petiole * 1.3, along) * (1 - 0.5 * along)
    behind = np.maximum.accumulate(behind + 1e-4 * np.arange(len(rows)))
    side = half[None] * span[:, None]
    place = behind[:, None] + (along - behind)[:, None] * np.abs(half)[None]
    columns, count = len(half), len(rows)
    r, c = (g.ravel() for g in np.meshgrid(np.arange(count - 1), np.arange(columns - 1), indexing="ij"))
    a = r * columns + c
    b = a + columns
    faces = [np.stack([a, a + 1, b + 1], 1), np.stack([a, b + 1, b], 1)]
    top = (count - 1) * columns + np.arange(columns - 1)
    faces.append(np.stack([top, top + 1, np.full(columns - 1, count * columns)], 1))
    return Outline(
        np.r_[side.ravel(), 0.0],
        np.r_[place.ravel(), 1.0],
        np.r_[np.tile(half, count), 0.0],
        np.r_[np.repeat(along, columns), 1.0],
        np.concatenate(faces).astype(np.int64),
    )


def cleft_tile(body: Colour, *, lobes: int = 2, petiole: float = 0.2, contrast: float = 0.6, seed: int = 3) -> Colour:
    """The linear tile of such a leaf: a pale midrib and petiole, a vein into every lobe with finer ones beside it."""
    across, along = tile_grid()
    out = np.abs(across)
    step = (0.74 - petiole) / lobes
    veins = np.zeros_like(out, dtype=np.float64)
    for at in (*(petiole + (k + 0.45) * step for k in range(lobes)), 0.82):
        veins = np.maximum(veins, bell((along - at - 0.01 * out) / (0.014 * (1.15 - 0.6 * out))) * smoothstep(1.0, 0.8, out))
        for aside in (-0.3, 0.3):
            fine = bell((along - at - aside * step * (0.3 + 0.7 * out)) / 0.008) * 0.55
            veins = np.maximum(veins, fine * smoothstep(0.2, 0.4, out) * smoothstep(1.0, 0.85, out))
    midrib = bell(out / (0.075 * (1.2 - 0.8 * along)))
    stalk = smoothstep(petiole * 1.1, petiole * 0.7, along)
    between = shade(body, -0.035) * (1 + 0.12 * noise(seed, 14))[..., None]
    colour = mix(between, shade(body, 0.04, 1.0, 3), 0.7 * smoothstep(0.0, 0.9, out))
    colour = mix(colour, shade(body, 0.1, 0.9, 5), contrast * veins)
    return mix(colour, shade(body, 0.13, 0.9, 5), np.maximum(0.75 * midrib, 0.8 * stalk))


__all__ = ["cleft_outline", "cleft_tile"]
