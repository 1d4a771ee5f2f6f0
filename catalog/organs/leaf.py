"""Leaves with real margins: toothed, lobed or entire; alone on a petiole or several on a rachis. Centimetres and degrees.

A leaf stands in the stem's frame: +Y runs up the stem, the leaf leaves it along +X (azimuth 0) or the azimuth it is given, as
a `blade` does. Along it v runs 0..1 from base to tip, across it u -1..1.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from catalog.atlas import Atlas
from catalog.mesh import Mesh, merge, mesh, unit
from catalog.organs.curves import Knots, curve, smoothstep
from catalog.organs.place import shift, turn
from catalog.organs.stem import tube
from catalog.plant import Level

OVATE: Knots = ((0.0, 0.0), (0.06, 0.34), (0.18, 0.72), (0.38, 1.0), (0.6, 0.88), (0.8, 0.52), (0.92, 0.22), (1.0, 0.0))
ELLIPTIC: Knots = ((0.0, 0.0), (0.1, 0.4), (0.28, 0.82), (0.5, 1.0), (0.72, 0.82), (0.9, 0.38), (1.0, 0.0))
LANCEOLATE: Knots = ((0.0, 0.12), (0.1, 0.5), (0.3, 1.0), (0.55, 0.86), (0.8, 0.45), (0.94, 0.14), (1.0, 0.0))
LINEAR: Knots = ((0.0, 0.8), (0.1, 1.0), (0.5, 0.9), (0.8, 0.5), (1.0, 0.0))
HEART: Knots = (
    (0.0, 0.12),
    (0.02, 0.42),
    (0.06, 0.72),
    (0.13, 0.94),
    (0.22, 1.0),
    (0.4, 0.9),
    (0.6, 0.67),
    (0.8, 0.35),
    (0.93, 0.12),
    (1.0, 0.0),
)

_ROWS = {Level.HERO: 14, Level.STANDARD: 9, Level.PHONE: 5, Level.FAR: 2}
_TEETH_SHARE = {Level.HERO: 1.0, Level.STANDARD: 0.6, Level.PHONE: 0.0, Level.FAR: 0.0}
_PETIOLE = {Level.HERO: (5, 5), Level.STANDARD: (4, 4), Level.PHONE: (3, 3), Level.FAR: (3, 2)}


@dataclass(frozen=True)
class Leaf:
    """What a leaf blade looks like.

    length, width: cm. outline: half-width share along v. midrib: elevation along v (90 up the stem, 0 straight out, negative
    droops). fold: degrees that each half rises from the midrib (a V). curl: across, along v in 1/cm; negative rolls the rims
    down, positive cups (a clasping base: about 1 / the stem's radius). teeth: on each margin; tooth: depth as share of the
    half-width. lobes, lobe: big lobes on each side and their depth. ripple, ripples: rim waves in cm and how many. cordate: how far
    the two halves reach back beside the petiole, as share of the length (a heart-shaped base; the outline starts wide then).
    quilt: cm that the blade bulges between side veins. sickle: sideways bend in degrees over the length. twist: degrees; roll: degrees that the whole blade is turned about
    its midrib.
    petiole, petiole_radius: cm; the petiole leaves the stem at the elevation the blade starts with.
    """

    length: float
    width: float
    outline: Knots = OVATE
    midrib: Knots = ((0.0, 40.0), (0.5, 15.0), (1.0, -25.0))
    fold: float = 14.0
    curl: Knots = ((0.0, -0.05),)
    teeth: int = 0
    tooth: float = 0.1
    lobes: int = 0
    lobe: float = 0.0
    cordate: float = 0.0
    ripple: float = 0.0
    ripples: float = 3.0
    quilt: float = 0.0
    sickle: float = 0.0
    twist: float = 0.0
    roll: float = 0.0
    petiole: float = 0.0
    petiole_radius: float = 0.08


@dataclass(frozen=True)
class Compound:
    """A pinnate leaf: `leaflet` for the terminal one, side ones are `side_share` as long at the first pair down to `last_share`.

    pairs: side pairs. rachis: cm from the stem to the terminal leaflet. bare: share of it before the first pair. midrib:
    elevation along the rachis. spread: degrees between a side leaflet and the rachis. roll: degrees that the whole leaf is turned
    about the way it leaves the stem; positive tips its face to +Z when it stands at azimuth 0.
    """

    leaflet: Leaf
    pairs: int = 2
    rachis: float = 8.0
    rachis_radius: float = 0.09
    bare: float = 0.45
    midrib: Knots = ((0.0, 45.0), (0.5, 25.0), (1.0, 5.0))
    spread: float = 68.0
    side_share: float = 0.92
    last_share: float = 0.68
    roll: float = 0.0


def leaf(
    shape: Leaf,
    atlas: Atlas,
    slot: str,
    rng: np.random.Generator,
    level: Level,
    *,
    azimuth: float = 0.0,
    base_radius: float = 0.0,
    base_height: float = 0.0,
    petiole_slot: str | None = None,
    columns: int = 4,
    rows: int | None = None,
    tint: float = 1.0,
) -> Mesh:
    """Grow one leaf (cm), with its petiole painted from `petiole_slot` (the leaf's own slot when None).

    columns (even) and rows are hero quads across and along; the level thins them out, teeth vanish at phone and far. The same
    rng draws are made at every level.
    """
    phases = rng.uniform(0, 2 * np.pi, 4)
    u, v, triangles = _net(shape, level, columns, rows)
    start = _petiole_end(shape, base_radius, base_height)
    blade = mesh(_surface(shape, u, v, phases, start), triangles, atlas.texcoords(slot, u, v), tint=tint)
    parts = [blade]
    if shape.petiole > 0:
        sides, points = _PETIOLE[level] if shape.petiole > 0.5 else (3, 2)
        path = np.linspace([base_radius, base_height, 0.0], [*start, 0.0], points)
        path[1:-1, 1] -= 0.04 * shape.petiole * np.sin(np.linspace(0, np.pi, points)[1:-1])
        radii = np.linspace(shape.petiole_radius * 1.25, shape.petiole_radius * 0.8, points)
        parts.append(tube(path, radii, atlas, petiole_slot or slot, sides=sides, closed_tip=False, tint=tint))
    return merge(parts).transformed(turn("y", azimuth))


def compound_leaf(
    shape: Compound,
    atlas: Atlas,
    slot: str,
    rng: np.random.Generator,
    level: Level,
    *,
    azimuth: float = 0.0,
    base_radius: float = 0.0,
    base_height: float = 0.0,
    rachis_slot: str | None = None,
    columns: int = 4,
    tint: float = 1.0,
) -> Mesh:
    """Grow one pinnate leaf (cm): the rachis and 2 x pairs + 1 leaflets that differ a little. Draws are level-independent."""
    sides, _ = _PETIOLE[level]
    path = _rachis(shape, base_radius, base_height)
    radii = np.linspace(shape.rachis_radius * 1.3, shape.rachis_radius * 0.55, len(path))
    keep = slice(None, None, {Level.PHONE: 4, Level.FAR: 8}.get(level, 1 if level is Level.HERO else 2))
    parts = [tube(path[keep], radii[keep], atlas, rachis_slot or slot, sides=sides, closed_tip=False, tint=tint)]
    for place, share in _leaflet_places(shape, path, rng):
        one = replace(
            shape.leaflet,
            length=shape.leaflet.length * share * rng.uniform(0.94, 1.06),
            width=shape.leaflet.width * share * rng.uniform(0.94, 1.06),
            twist=shape.leaflet.twist + rng.normal(0, 5),
            sickle=shape.leaflet.sickle + rng.normal(0, 6),
        )
        shade = tint * float(np.clip(rng.normal(1, 0.06), 0.85, 1.15))
        parts.append(leaf(one, atlas, slot, rng, level, columns=columns, tint=shade).transformed(place))
    whole = merge(parts)
    if shape.roll:
        foot = shift(base_radius, base_height) @ turn("x", shape.roll) @ shift(-base_radius, -base_height)
        whole = whole.transformed(foot)
    return whole.transformed(turn("y", azimuth))


def _leaflet_places(
    shape: Compound, path: NDArray[np.float64], rng: np.random.Generator
) -> list[tuple[NDArray[np.float64], float]]:
    """For every leaflet the matrix that carries it from its own frame (+X along, +Y up) onto the rachis, and its size share."""
    places = []
    for pair in range(shape.pairs):
        t = shape.bare + (1 - shape.bare) * 0.94 * pair / max(shape.pairs - 0.25, 1)
        share = shape.last_share + (shape.side_share - shape.last_share) * pair / max(shape.pairs - 1, 1)
        for side in (-1.0, 1.0):
            heading = side * (shape.spread - 8 * pair) + rng.normal(0, 6)
            places.append((_on_rachis(path, t + rng.normal(0, 0.012), heading, rng.normal(0, 7) - 4), share))
    places.append((_on_rachis(path, 1.0, rng.normal(0, 7), rng.normal(0, 5)), 1.0))
    return places


def _on_rachis(path: NDArray[np.float64], t: float, heading: float, tilt: float) -> NDArray[np.float64]:
    at = np.clip(t, 0, 1) * (len(path) - 1)
    i = min(int(at), len(path) - 2)
    tangent = unit(path[i + 1] - path[i])
    normal = unit(np.cross([0.0, 0.0, 1.0], tangent))
    frame = np.eye(4)
    frame[:3, 0], frame[:3, 1], frame[:3, 2] = tangent, normal, np.cross(tangent, normal)
    frame[:3, 3] = path[i] + (path[i + 1] - path[i]) * (at - i)
    return np.asarray(frame @ turn("y", heading) @ turn("z", tilt))


def _rachis(shape: Compound, base_radius: float, base_height: float) -> NDArray[np.float64]:
    angle = np.radians(curve(shape.midrib, np.linspace(0.05, 1, 8)))
    steps = np.stack([np.cos(angle), np.sin(angle), 0 * angle], 1) * shape.rachis / 8
    return np.asarray(np.vstack([[0.0, 0.0, 0.0], np.cumsum(steps, 0)]) + np.array([base_radius, base_height, 0.0]))


def _petiole_end(shape: Leaf, base_radius: float, base_height: float) -> tuple[float, float]:
    angle = np.radians(float(curve(shape.midrib, 0.0)))
    return base_radius + shape.petiole * float(np.cos(angle)), base_height + shape.petiole * float(np.sin(angle))


def _net(
    shape: Leaf, level: Level, columns: int, rows: int | None
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.uint32]]:
    """(u, v, triangles): the blade's grid and one triangle for each tooth, which points to the leaf's tip."""
    teeth = round(shape.teeth * _TEETH_SHARE[level])
    bends = max(rows or _ROWS[Level.HERO], shape.lobes * 7)
    count = teeth or max(round(bends * _ROWS[level] / _ROWS[Level.HERO]), 2)
    width = {Level.HERO: columns, Level.STANDARD: columns if columns > 4 else 2 + 2 * (shape.lobes > 0)}.get(level, 2)
    v_line = np.linspace(0, 1, count + 1)
    v_line = 0.5 * v_line + 0.5 * (0.5 - 0.5 * np.cos(np.pi * v_line))  # closer where base and tip bend
    u_line = np.linspace(-1, 1, width + 1)
    v, u = (g.ravel() for g in np.meshgrid(v_line, u_line, indexing="ij"))
    r, c = (g.ravel() for g in np.meshgrid(np.arange(count), np.arange(width), indexing="ij"))
    a = r * (width + 1) + c
    d = a + width + 1
    triangles = [np.stack([a, a + 1, d + 1], 1), np.stack([a, d + 1, d], 1)]
    if teeth:
        row = np.arange(count)
        # The base has no teeth: there the extra corners only round the margin.
        size = 1 + shape.tooth * smoothstep(0.04, 0.16, v_line[row]) * (1 + 0.2 * np.sin(2.6 * row))
        left, right = row * (width + 1), row * (width + 1) + width
        first = len(u)
        tips = v_line[row] + 0.66 * (v_line[row + 1] - v_line[row])
        # A tooth bulges beyond the margin past its middle and runs out softly to the margin above it.
        u = np.concatenate([u, -size, size])
        v = np.concatenate([v, tips, tips])
        k = np.arange(len(row))
        triangles.append(np.stack([left, left + width + 1, first + k], 1))
        triangles.append(np.stack([right, first + len(row) + k, right + width + 1], 1))
    return u, v, np.concatenate(triangles).astype(np.uint32)


def _surface(
    shape: Leaf, u: NDArray[np.float64], v: NDArray[np.float64], phases: NDArray[np.float64], start: tuple[float, float]
) -> NDArray[np.float64]:
    table = np.linspace(0, 1, 49)
    angles = np.radians(curve(shape.midrib, table))
    step = shape.length / 48
    out = start[0] + step * _running(np.cos(angles))
    up = start[1] + step * _running(np.sin(angles))
    theta = np.interp(v, table, angles)
    half = shape.width / 2 * curve(shape.outline, v)
    if shape.lobes:
        valley = np.abs(np.cos(np.pi * shape.lobes * v)) ** 1.3
        half = half * (1 - shape.lobe * valley * smoothstep(0.02, 0.15, v) * smoothstep(1.0, 0.85, v))
    reach = np.abs(u) * half
    fold = np.radians(shape.fold) * (1 - 0.5 * v)
    # Across, the blade is an arc: it starts at the fold's angle and bends by `curl` for each centimetre.
    bend = np.clip(curve(shape.curl, v) * reach, -3.0, 3.0)
    chord = reach * np.sinc(bend / 2 / np.pi)
    lateral = np.sign(u) * chord * np.cos(fold + bend / 2)
    rise = chord * np.sin(fold + bend / 2)
    # A heart's halves reach back beside the petiole, the more the nearer to the rim.
    place = v - shape.cordate * np.minimum(np.abs(u), 1.0) ** 1.3 * np.clip(1 - v / 0.4, 0, 1) ** 2
    side = np.where(u < 0, phases[0], phases[1])
    taper = np.clip(2 * curve(shape.outline, v), 0, 1)  # the rims meet in one point at the tip, waves or not
    rise = rise + shape.ripple * taper * np.abs(u) ** 1.5 * smoothstep(0.0, 0.2, v) * np.sin(2 * np.pi * shape.ripples * v + side)
    rise = rise + shape.ripple * 0.5 * v * np.sin(phases[2] + 2.5 * v)
    rise = rise + shape.quilt * np.sin(np.pi * np.abs(u)) * np.cos(2 * np.pi * 7 * (v - 0.35 * np.abs(u)))
    lateral = lateral + shape.length * np.radians(shape.sickle) / 2 * v**2
    turned = np.radians(shape.roll + shape.twist * v)
    lateral, rise = lateral * np.cos(turned) - rise * np.sin(turned), lateral * np.sin(turned) + rise * np.cos(turned)
    behind = shape.length * np.minimum(place, 0.0)
    x = np.interp(place, table, out) + behind * np.cos(theta) - rise * np.sin(theta)
    y = np.interp(place, table, up) + behind * np.sin(theta) + rise * np.cos(theta)
    return np.stack([x, y, lateral], 1)


def _running(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.concatenate([[0.0], np.cumsum((values[1:] + values[:-1]) / 2)])


__all__ = ["ELLIPTIC", "HEART", "LANCEOLATE", "LINEAR", "OVATE", "Compound", "Leaf", "compound_leaf", "leaf"]
