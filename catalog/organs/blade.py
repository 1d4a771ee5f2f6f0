"""The blade: one patch that grows petals, tepals, rays, sepals, bracts and leaves. Lengths in centimetres, angles in degrees.

A blade stands in the flower's frame: +Y is the axis, the blade grows outwards from it along +X (azimuth 0) or whatever azimuth
it is given. `v` runs 0..1 from base to tip, `u` -1..1 from rim to rim.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from catalog.atlas import Atlas
from catalog.mesh import Mesh, mesh
from catalog.organs.curves import Knots, curve, smoothstep
from catalog.plant import Level

GOLDEN_ANGLE = 137.50776405003785
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(6)
_SHARE = {Level.HERO: 1.0, Level.STANDARD: 0.7, Level.PHONE: 0.45, Level.FAR: 0.22}


@dataclass(frozen=True)
class Blade:
    """What a blade looks like.

    length, width: cm. base_radius, base_height: where it starts in the flower. outline: half-width share along v.
    midrib: elevation along v (90 up, 0 outwards, negative droops, over 90 curves inwards): the species' signature.
    curl: cross curvature along v in 1/cm, positive cups towards the axis. wrap: 0..1, how far the blade hugs the axis.
    reflex: along v, how far the rims roll back (negative) or in. roundness, round_power: v shrinks by roundness |u|^power
    towards the rims, which rounds the tip. tip_notch: depth of a notch at the tip. teeth, teeth_depth: margin teeth (share of
    the length at the tip; of the half-width along the sides when side_teeth). keel: fold along the midrib.
    imbrication: one rim higher than the other. ruffle, ruffle_waves: rim waves (cm, waves over the rim); ruffle_tip: share of them
    left at the tip, so that a pointed one stays smooth. ruffle_along: radians that the waves advance along the blade (many make a
    crisped rim of a long one); ruffle_edge: how closely they keep to the rim (power of |u|). unevenness: slow noise, cm.
    twist: degrees over the length. cusp: (u, height) of a pointed corner on the rim, as share of the length.
    spiral: like imbrication, but along the curled blade's own normal, so that petals that wrap far around nest without cutting
    one another; share of the half-width at the rim. oval: like roundness, but as an ellipse's end: the tip meets the sides without
    a corner (columns then lie closer at the rims).
    """

    length: float
    width: float
    midrib: Knots
    outline: Knots
    base_radius: float = 0.0
    base_height: float = 0.0
    curl: Knots = ((0.0, 0.0),)
    wrap: float = 0.0
    reflex: Knots = ((0.0, 0.0),)
    roundness: float = 0.2
    round_power: float = 2.2
    tip_notch: float = 0.0
    teeth: int = 0
    teeth_depth: float = 0.0
    side_teeth: bool = False
    keel: float = 0.0
    imbrication: float = 0.0
    ruffle: float = 0.0
    ruffle_waves: float = 3.0
    ruffle_from: float = 0.35
    ruffle_tip: float = 1.0
    ruffle_along: float = 2.5
    ruffle_edge: float = 1.0
    unevenness: float = 0.0
    twist: float = 0.0
    cusp: tuple[float, float] | None = None
    spiral: float = 0.0
    oval: float = 0.0


@dataclass(frozen=True)
class _Phases:
    """The random part of a blade, drawn before anything depends on the level of detail."""

    ruffle: NDArray[np.float64]
    uneven: NDArray[np.float64]


def steps(level: Level, across: int, along: int) -> tuple[int, int]:
    """(columns, rows) of quads at `level` for a blade that has across x along at hero detail; never under 2 x 2."""
    share = _SHARE[level]
    return max(2, round(across * share / 2) * 2), max(2, round(along * share))


def blade(
    shape: Blade,
    atlas: Atlas,
    slot: str,
    rng: np.random.Generator,
    *,
    azimuth: float = 0.0,
    grid: tuple[int, int] = (10, 14),
    tint: float | NDArray[np.float64] = 1.0,
    row_bias: float = 1.15,
    start: float = 0.0,
    even: bool = False,
    fringe: float = 0.0,
) -> Mesh:
    """Grow one blade (positions in cm). grid is (columns, rows) of quads; the same rng draws are made at every grid.

    row_bias over 1 draws the rows closer to the tip; start leaves out the lowest share of the blade, where nobody can see it;
    even spaces the columns evenly, so that two to a tooth make every tooth alike;
    fringe sets one small uneven tooth, so deep a share of the length, on every column of the tip's rim.
    """
    phases = _Phases(rng.uniform(0, 2 * np.pi, 3), rng.uniform(0, 2 * np.pi, 4))
    columns, rows = grid
    # Rows lie closer together at the tip and columns at the rims, where outlines bend most.
    s_line = (1 - (1 - start) * (1 - np.linspace(0, 1, rows + 1)) ** row_bias) * (1 - fringe)
    quarter = np.pi / 2 * (0.95 if shape.oval else 0.82)
    u_line = np.sin(np.linspace(-1, 1, columns + 1) * quarter) / np.sin(quarter)
    u_line = np.linspace(-1, 1, columns + 1) if even else u_line
    s, u = (g.ravel() for g in np.meshgrid(s_line, u_line, indexing="ij"))
    triangles = _quads(rows, columns)
    if fringe:
        j = np.arange(columns)
        left, apex = rows * (columns + 1) + j, len(u) + j
        height = 1 - fringe * (0.4 + 0.4 * np.sin(12.9 * j + phases.uneven[0]))
        s, u = np.concatenate([s, height]), np.concatenate([u, (u_line[1:] + u_line[:-1]) / 2])
        triangles = np.concatenate([triangles, np.stack([left, left + 1, apex], 1).astype(np.uint32)])
    v = s * _reach(shape, u)
    positions = _surface(shape, u, v, phases, np.radians(azimuth))
    texcoords = atlas.texcoords(slot, u, v)
    return mesh(positions, triangles, texcoords, tint=tint)


def _reach(shape: Blade, u: NDArray[np.float64]) -> NDArray[np.float64]:
    """How far along v the blade reaches at each u: the tip's outline."""
    reach = 1 - shape.roundness * np.abs(u) ** shape.round_power
    if shape.oval:
        reach -= shape.oval * (1 - np.sqrt(np.clip(1 - np.abs(u) ** 2.4, 0.0, None)))
    reach -= shape.tip_notch * np.exp(-((u / 0.16) ** 2))
    if shape.teeth and not shape.side_teeth:
        reach -= shape.teeth_depth * (0.5 - 0.5 * np.cos(np.pi * shape.teeth * (u + 1))) ** 0.8
    if shape.cusp is not None:
        at, height = shape.cusp
        reach += height * np.clip(1 - np.abs(u - at) / 0.45, 0, None) ** 1.4
    return np.asarray(reach / max(1.0, float(reach.max())))


def _surface(shape: Blade, u: NDArray[np.float64], v: NDArray[np.float64], phases: _Phases, azimuth: float) -> NDArray[np.float64]:
    table = np.linspace(0, 1, 65)
    theta_table = np.radians(curve(shape.midrib, table))
    step = shape.length / 64
    radial_table = shape.base_radius + step * _running(np.cos(theta_table))
    height_table = shape.base_height + step * _running(np.sin(theta_table))
    theta = np.interp(v, table, theta_table)
    radial, height = np.interp(v, table, radial_table), np.interp(v, table, height_table)

    half = shape.width / 2 * np.clip(curve(shape.outline, v), 0, None)
    if shape.teeth and shape.side_teeth:
        saw = (v * shape.teeth) % 1.0
        half = half * (1 - shape.teeth_depth * smoothstep(0.55, 1.0, np.abs(u)) * saw)
    bend = curve(shape.curl, v) + shape.wrap / np.maximum(radial, 0.12)
    reflex = curve(shape.reflex, v)
    reach = np.abs(u)[:, None] * (_NODES + 1) / 2
    psi = np.clip((bend * half)[:, None] * reach + reflex[:, None] * reach**3, -4.0, 4.0)
    weight = _WEIGHTS / 2 * np.abs(u)[:, None] * half[:, None]
    lateral = np.sign(u) * (np.cos(psi) * weight).sum(1)
    rise = (np.sin(psi) * weight).sum(1) + shape.keel * np.abs(u) * half

    if shape.spiral:
        end = np.clip(bend * half * np.abs(u) + reflex * np.abs(u) ** 3, -4.0, 4.0)
        offset = shape.spiral * half * u * np.minimum(3 * v, 1)
        lateral, rise = lateral + np.sign(u) * offset * np.sin(end), rise - offset * np.cos(end)
    rise -= shape.imbrication * half * u * np.minimum(3 * v, 1)
    rim = smoothstep(shape.ruffle_from, 1.0, v) * (0.25 + 0.75 * np.abs(u)) * np.abs(u) ** (shape.ruffle_edge - 1)
    if shape.ruffle_tip != 1.0:
        rim = rim * (1 - (1 - shape.ruffle_tip) * smoothstep(0.72, 0.97, v))
    along_rim = u * np.pi * shape.ruffle_waves
    waves = sum(
        amplitude * np.sin(frequency * along_rim + phase + shape.ruffle_along * v)
        for amplitude, frequency, phase in zip((1.0, 0.8, 0.5), (0.5, 1.0, 1.5), phases.ruffle, strict=True)
    )
    rise += shape.ruffle * rim * waves / 1.4
    p = phases.uneven
    rise += (
        shape.unevenness
        * v
        * (np.sin(2.1 * u + p[0]) + np.sin(3.3 * v + p[1]) + np.sin(4.7 * u * v + p[2]) + np.sin(5.9 * v - 2 * u + p[3]))
        / 2
    )
    turn = np.radians(shape.twist) * v
    lateral, rise = lateral * np.cos(turn) - rise * np.sin(turn), lateral * np.sin(turn) + rise * np.cos(turn)

    out, up = radial - rise * np.sin(theta), height + rise * np.cos(theta)
    c, sn = np.cos(azimuth), np.sin(azimuth)
    return np.stack([out * c + lateral * sn, up, -out * sn + lateral * c], 1)


def _running(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.concatenate([[0.0], np.cumsum((values[1:] + values[:-1]) / 2)])


def _quads(rows: int, columns: int) -> NDArray[np.uint32]:
    """Two triangles a quad, wound so that the normal points to the axis side (the upper face)."""
    r, c = (g.ravel() for g in np.meshgrid(np.arange(rows), np.arange(columns), indexing="ij"))
    a = r * (columns + 1) + c
    b, d = a + 1, a + columns + 1
    e = d + 1
    return np.concatenate([np.stack([a, b, e], 1), np.stack([a, e, d], 1)]).astype(np.uint32)
