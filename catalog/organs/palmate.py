"""Palmate leaves: lobes that spread like the fingers of a hand from the end of a petiole, cut again into teeth. Centimetres, degrees.

The leaf leaves the stem along +X (azimuth 0) or the azimuth it is given, +Y runs up the stem.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from catalog.atlas import Atlas, tile_grid
from catalog.mesh import Mesh, merge, mesh
from catalog.organs.curves import bell, smoothstep
from catalog.organs.place import turn
from catalog.organs.stem import tube
from catalog.plant import Level
from catalog.surface import Colour, mix, noise, shade

Array = NDArray[np.float64]
_RIM = {Level.HERO: 7, Level.STANDARD: 4, Level.PHONE: 3, Level.FAR: 2}  # points of the rim for each finger
_RINGS = {Level.HERO: 2, Level.STANDARD: 1, Level.PHONE: 1, Level.FAR: 1}


@dataclass(frozen=True)
class Palm:
    """length: cm of the middle finger. fingers: how many (odd). spread: degrees between the outermost two. cut: how deep the bays
    reach, as share of the length. tooth: depth of the second cutting, as share of a finger. lift, droop: elevation of the petiole
    and how far the blade bends down towards its rim. fold: degrees that each finger is folded along its vein. petiole: cm.
    """

    length: float
    fingers: int = 5
    spread: float = 210.0
    cut: float = 0.62
    tooth: float = 0.22
    lift: float = 35.0
    droop: float = 45.0
    fold: float = 14.0
    petiole: float = 2.0
    petiole_radius: float = 0.09


def palmate(
    shape: Palm,
    atlas: Atlas,
    slot: str,
    rng: np.random.Generator,
    level: Level,
    *,
    azimuth: float = 0.0,
    base_radius: float = 0.0,
    base_height: float = 0.0,
    petiole_slot: str | None = None,
    tint: float = 1.0,
) -> Mesh:
    """Grow one palmate leaf (cm). The same rng draws are made at every level. Its tile is a picture of the whole leaf."""
    draws, tilt = rng.normal(0, 1, (shape.fingers, 2)), rng.normal(0, 1, 3)
    finger, offset, radial = _rim(shape, draws, level)
    rings = _RINGS[level]
    shares = np.linspace(0, 1, rings + 1)[1:] ** 0.85
    angle = finger + offset
    r = (shares[:, None] * radial).ravel()
    a = np.tile(angle, rings)
    local = np.tile(offset, rings)
    x, z = r * np.cos(a), r * np.sin(a)
    # Each finger is a shallow trough about its own vein, and the whole blade arches towards its rim.
    half = np.radians(shape.spread / (shape.fingers - 1) / 2)
    ridge = np.abs(local) / half
    y = r * np.tan(np.radians(shape.fold)) * (ridge - 0.4) * 0.5 * (1 - 0.3 * r) + 0.03 * np.sin(5 * a + tilt[0]) * r
    flat = np.vstack([[0.0, 0.0, 0.0], np.stack([x, y, z], 1)])
    points = _bent(flat * shape.length, shape)
    roll = np.radians(8 * tilt[1])
    points[:, 1:] = np.stack(
        [points[:, 1] * np.cos(roll) - points[:, 2] * np.sin(roll), points[:, 1] * np.sin(roll) + points[:, 2] * np.cos(roll)], 1
    )
    lift = np.radians(shape.lift)
    foot = np.array([base_radius + shape.petiole * np.cos(lift), base_height + shape.petiole * np.sin(lift), 0.0])
    uv = atlas.texcoords(slot, flat[:, 2] / 1.08, (flat[:, 0] + 0.6) / 1.7)
    blade = mesh(points + foot, _fan(len(angle), rings), uv, tint=tint)
    parts = [blade]
    if shape.petiole > 0:
        path = np.linspace([base_radius * 0.6, base_height - 0.1, 0.0], foot, 5 if level is Level.HERO else 3)
        path[1:-1, 1] += 0.05 * shape.petiole
        sides = {Level.HERO: 5, Level.STANDARD: 4}.get(level, 3)
        wide = np.linspace(1.3, 0.8, len(path)) * shape.petiole_radius
        parts.append(tube(path, wide, atlas, petiole_slot or slot, sides=sides, closed_tip=False, tint=tint))
    return merge(parts).transformed(turn("y", azimuth))


def _rim(shape: Palm, draws: Array, level: Level) -> tuple[Array, Array, Array]:
    """(P,) the finger's own angle, the angle away from it and the distance from the petiole, for every point of the rim."""
    per = _RIM[level]
    step = np.radians(shape.spread / (shape.fingers - 1))
    middle = (np.arange(shape.fingers) - (shape.fingers - 1) / 2) * step
    share = np.abs(middle) / max(float(middle.max()), 1e-6)
    long = (1 - 0.32 * share**1.5) * (1 + 0.06 * draws[:, 0])
    u = np.linspace(-1, 1, 2 * per + 1)[:-1] if level is not Level.FAR else np.array([-1.0, -0.45, 0.0, 0.45])
    # A finger is broadest past its middle: its rim leaves the bay steeply, carries teeth and ends in a point.
    body = 1 - shape.cut * np.abs(u) ** 1.7
    teeth = shape.tooth * smoothstep(0.02, 0.2, np.abs(u)) * smoothstep(1.0, 0.75, np.abs(u))
    saw = 0.5 - 0.5 * np.cos(np.abs(u) * 2 * np.pi * 2)
    body = body * (1 - teeth * saw * (1.0 if per > 3 else 0.0))
    radial = (long[:, None] * body).ravel()
    offset = np.tile(u * step / 2, shape.fingers) * (1 - 0.25 * (np.tile(np.abs(u), shape.fingers) < 0.6))
    end = [1 - shape.cut]
    finger = np.concatenate([np.repeat(middle, len(u)), middle[-1:]])
    return finger, np.append(offset, step / 2), np.append(radial, long[-1] * end[0])


def _bent(points: Array, shape: Palm) -> Array:
    """The flat leaf, raised to its lift and arched down with the distance from the petiole."""
    x, y, z = points.T
    rate = np.radians(shape.droop) / shape.length
    ahead = np.where(np.abs(x) < 1e-6, 1e-6, x)
    start = np.radians(shape.lift) * 0.6
    angle = start - rate * np.abs(ahead) / 2
    out = ahead * np.cos(angle) - y * np.sin(angle)
    up = np.abs(ahead) * np.sin(angle) * np.where(ahead < 0, 0.3, 1.0) + y * np.cos(angle) - 0.35 * rate * z**2
    return np.stack([out, up, z], 1)


def _fan(rim: int, rings: int) -> NDArray[np.int64]:
    k = np.arange(rim - 1)
    faces = [np.stack([np.zeros_like(k), 2 + k, 1 + k], 1)]
    for ring in range(rings - 1):
        a, b = 1 + ring * rim + k, 1 + (ring + 1) * rim + k
        faces += [np.stack([a, a + 1, b + 1], 1), np.stack([a, b + 1, b], 1)]
    return np.concatenate(faces).astype(np.int64)


def palmate_tile(body: Colour, *, fingers: int = 5, spread: float = 210.0, seed: int = 3) -> Colour:
    """The tile of such a leaf, LINEAR: a pale vein in each finger, side veins leaving it, soft unevenness."""
    across, along = (g.astype(np.float64) for g in tile_grid())
    x, z = along * 1.7 - 0.6, across * 1.08
    angle, r = np.arctan2(z, x), np.hypot(x, z)
    step = np.radians(spread / (fingers - 1))
    local = (angle + step / 2) % step - step / 2
    away = np.abs(np.sin(local)) * r
    vein = bell(away / (0.018 * (1.2 - 0.7 * np.clip(r, 0, 1))))
    side = bell(np.sin(np.pi * (7 * r - 9 * away)) / 0.28) * smoothstep(0.02, 0.06, away) * smoothstep(0.2, 0.4, r)
    colour = mix(body, shade(body, 0.07, 1.0, 4), 0.45 * side)
    colour = mix(colour, shade(body, 0.12, 0.9, 5), 0.8 * vein)
    return np.asarray(colour * (1 + 0.07 * noise(seed, 10))[..., None])


__all__ = ["Palm", "palmate", "palmate_tile"]
