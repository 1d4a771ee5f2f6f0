"""Two-lipped flowers, as snapdragons and toadflax have: a lip is a sheet from the line of the mouth to its lobed rim. Centimetres.

The flower looks along +Y, its upper lip towards +X; the mouth lies along Z in the origin.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from catalog.atlas import Atlas
from catalog.mesh import Mesh, mesh
from catalog.organs.curves import Knots, bell, curve, smoothstep
from catalog.plant import Level

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Lip:
    """One lip: a sheet from the line of the mouth to its lobed rim, s 0..1; u -1..1 runs from corner to corner of the mouth.

    turn: degrees from the middle of the lip to its corners. reach: cm. base: share of the reach that is left between lobes.
    share, fall: how far out and how high the sheet stands along s, beside the palate; swell: what the palate adds to that.
    columns: where its lines stand on one half of u, by level: close where the rim turns in between two lobes.
    """

    heading: float
    turn: float
    reach: float
    base: float
    lobes: int
    share: Knots
    fall: Knots
    swell: Knots
    columns: dict[Level, tuple[float, ...]]


def lip(shape: Lip, q: float, phases: Array, level: Level, rows: int, atlas: Atlas, slot: str) -> Mesh:
    """Grow one lip, q 0 shut .. 1 open, `rows` quads from the mouth to the rim; phases (4,) radians of its waves.

    The tile is read across from corner to corner of the mouth, along from the mouth to the rim.
    """
    half = np.array(shape.columns[level])
    line = np.concatenate([-half[:0:-1], half])
    s, u = (g.ravel() for g in np.meshgrid(np.linspace(0, 1, rows + 1), line, indexing="ij"))
    points = _furled(shape, u, s) * (1 - q) + _spread(shape, u, s, phases) * q
    wide = len(line)
    r, c = (g.ravel() for g in np.meshgrid(np.arange(rows), np.arange(wide - 1), indexing="ij"))
    a = r * wide + c
    faces = np.concatenate([np.stack([a, a + 1, a + wide + 1], 1), np.stack([a, a + wide + 1, a + wide], 1)])
    return mesh(points, faces, atlas.texcoords(slot, u, s))


def _spread(lip: Lip, u: Array, s: Array, phases: Array) -> Array:
    """(V,3) cm: the open lip, its mouth line at height 0 along Z."""
    # |cos| gives round lobes with a notch between them: an even number has its notch in the middle.
    beat = np.abs(np.cos(np.pi * u * 1.5) if lip.lobes == 3 else np.sin(np.pi * np.abs(u) ** 0.92))
    rounded = np.clip(beat, 1e-6, 1) ** 0.55
    middle = 0.06 * bell(u / 0.28) if lip.lobes == 3 else 0.0
    reach = lip.reach * (lip.base + (1 - lip.base) * rounded - middle) * (1 + 0.03 * np.sin(3 * u + phases[0]))
    share = curve(lip.share, s)
    way = np.radians(lip.heading + lip.turn * u)
    mouth = 0.66 * np.sin(np.pi / 2 * u) * (1 if lip.lobes == 2 else -1)
    x = 0.14 + reach * share * np.cos(way)
    z = mouth * (1 - share) + reach * share * np.sin(way)
    y = curve(lip.fall, s) + curve(lip.swell, s) * bell(u / 0.6)
    # The furrow between the palate's two cushions; the corners of the mouth lie deeper; every lobe arches across.
    y -= 0.34 * bell(u / 0.13) * curve(lip.swell, s) + 0.42 * np.abs(u) ** 3 * (1 - 0.4 * s)
    y -= 0.3 * (1 - rounded) * s**2
    frill = np.sin(9 * u + phases[1]) + 0.7 * np.sin(14 * u + phases[2])
    y += 0.085 * frill * smoothstep(0.6, 1.0, s) + 0.06 * s * np.sin(2.2 * u + phases[3])
    return np.stack([x, y, z], 1)


def _furled(lip: Lip, u: Array, s: Array) -> Array:
    """(V,3) cm: the lip of a closed flower, a rounded cap over the tube; the upper one folds over the lower."""
    lean = 0.92 if lip.lobes == 2 else 0.8
    way = np.radians(lip.heading + 1.05 * lip.turn * u)
    girth = 0.58 * lean * np.cos(0.48 * np.pi * s) ** 0.6
    tall = -0.25 + 1.25 * lean * s + 0.05 * (lip.lobes == 2)
    return np.stack([girth * np.cos(way), tall, girth * np.sin(way)], 1)


__all__ = ["Lip", "lip"]
