"""Whorls of rays: many narrow blades alike (ray florets of the daisy family, bracts), grown together in one pass.

The same frame and words as `blade`: +Y is the axis, v runs 0..1 from base to tip, u -1..1 across; centimetres and degrees.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.interpolate import PchipInterpolator

from catalog.atlas import Atlas
from catalog.mesh import Mesh, mesh
from catalog.organs.curves import Knots, curve

Array = NDArray[np.float64]
_TABLE = 49


@dataclass(frozen=True)
class Ray:
    """What the rays of a whorl share.

    outline: half-width share along v. roundness, round_power: v shrinks by roundness |u|^power towards the rims, which rounds
    the tip. teeth, teeth_depth: small teeth at the tip (share of the length). cup: along v, how far the rims stand above the
    midrib (share of the half-width, negative hang). pleats, pleat_depth: lengthwise folds (share of the half-width). arc: along
    v, degrees that each half turns upwards from the midrib to its rim, as part of a round tube; 180 closes a quill.
    """

    outline: Knots
    roundness: float = 0.12
    round_power: float = 2.4
    teeth: int = 0
    teeth_depth: float = 0.0
    cup: Knots = ((0.0, 0.0),)
    pleats: float = 0.0
    pleat_depth: float = 0.0
    arc: Knots | None = None


@dataclass(frozen=True, eq=False)
class Whorl:
    """Where each ray stands and how it bends; every field is one number or (N,), cm and degrees.

    elevation: (N, K) or (K,) midrib elevation at the K positions `elevation_at` (90 up, 0 out, over 90 curves in).
    sway: how far the tip swings sideways, as share of the length. twist: degrees over the length. tint: brightness.
    wave, phase: how far the rims wave (share of the half-width) and where in the wave (radians) a ray begins.
    """

    azimuth: Array
    length: ArrayLike
    width: ArrayLike
    elevation_at: tuple[float, ...]
    elevation: ArrayLike
    base_radius: ArrayLike = 0.0
    base_height: ArrayLike = 0.0
    sway: ArrayLike = 0.0
    twist: ArrayLike = 0.0
    tint: ArrayLike = 1.0
    wave: ArrayLike = 0.0
    phase: ArrayLike = 0.0


def rays(
    shape: Ray, whorl: Whorl, atlas: Atlas, slot: str, *, grid: tuple[int, int] = (4, 7), start: float = 0.0, bias: float = 1.25
) -> Mesh:
    """Grow a whorl (positions in cm). grid is (columns, rows) of quads for each ray; start leaves out the lowest share of every
    ray, where nobody can see it; a bias over 1 draws the rows closer to the tip. No randomness of its own."""
    columns, rows = grid
    count = len(whorl.azimuth)
    # Rows lie closer together at the tip and columns at the rims, where outlines bend most.
    s_line = 1 - (1 - start) * (1 - np.linspace(0, 1, rows + 1)) ** bias
    u_line = np.sin(np.linspace(-1, 1, columns + 1) * 1.25) / np.sin(1.25)
    s, u = (g.ravel() for g in np.meshgrid(s_line, u_line, indexing="ij"))
    v = s * _reach(shape, u)
    theta, out, up = _midribs(whorl, v, count)
    each = [np.broadcast_to(np.asarray(x, np.float64), (count,))[:, None] for x in (whorl.length, whorl.width, whorl.sway)]
    length, width, sway = each
    half = width / 2 * np.clip(curve(shape.outline, v), 0, None)
    lateral = half * u
    rise = half * curve(shape.cup, v) * u * u
    if shape.arc is not None:
        turned = np.radians(curve(shape.arc, v)) * np.abs(u)
        chord = half * u * np.sinc(turned / 2 / np.pi)
        lateral, rise = chord * np.cos(turned / 2), rise + np.abs(chord) * np.sin(turned / 2)
    if np.any(np.asarray(whorl.wave)):
        wave, phase = (np.broadcast_to(np.asarray(x, np.float64), (count,))[:, None] for x in (whorl.wave, whorl.phase))
        rise = rise + wave * half * v * np.abs(u) * np.sin(7.5 * v + 1.1 * np.sign(u) + phase)
    if shape.pleats:
        fold = np.cos(np.pi * shape.pleats * u) * np.minimum(1, 4 * v) * np.sqrt(np.clip(1.02 - v, 0, 1))
        rise = rise + shape.pleat_depth * width / 2 * fold
    turn = np.radians(np.broadcast_to(np.asarray(whorl.twist, np.float64), (count,)))[:, None] * v
    lateral, rise = lateral * np.cos(turn) - rise * np.sin(turn), lateral * np.sin(turn) + rise * np.cos(turn)
    lateral = lateral + sway * length * v * v
    out, up = out - rise * np.sin(theta), up + rise * np.cos(theta)
    angle = np.radians(np.asarray(whorl.azimuth, np.float64))[:, None]
    c, sn = np.cos(angle), np.sin(angle)
    positions = np.stack([out * c + lateral * sn, up, -out * sn + lateral * c], -1)
    tint = np.broadcast_to(np.asarray(whorl.tint, np.float64), (count,))
    return mesh(
        positions.reshape(-1, 3),
        _many_quads(count, rows, columns),
        np.tile(atlas.texcoords(slot, u, v), (count, 1)),
        tint=np.repeat(tint, len(v))[:, None],
    )


def tip_radius(whorl: Whorl, share: float = 1.0) -> float:
    """How far the midribs reach from the axis, cm: the outermost one, or the quantile `share` of them."""
    reach = _midribs(whorl, np.linspace(0, 1, 17), len(whorl.azimuth))[1].max(1)
    return float(np.quantile(reach, share))


def _reach(shape: Ray, u: Array) -> Array:
    reach = 1 - shape.roundness * np.abs(u) ** shape.round_power
    if shape.teeth:
        reach = reach - shape.teeth_depth * (0.5 + 0.5 * np.cos(np.pi * shape.teeth * (u + 1)))
    return np.asarray(reach / float(reach.max()))


def _midribs(whorl: Whorl, v: Array, count: int) -> tuple[Array, Array, Array]:
    """(N, V) elevation in radians, distance from the axis and height of every midrib at v."""
    table = np.linspace(0, 1, _TABLE)
    elevation = np.broadcast_to(np.asarray(whorl.elevation, np.float64), (count, len(whorl.elevation_at)))
    theta = np.radians(np.asarray(PchipInterpolator(whorl.elevation_at, elevation, axis=1)(table)))
    length, radius, height = (
        np.broadcast_to(np.asarray(x, np.float64), (count,))[:, None] for x in (whorl.length, whorl.base_radius, whorl.base_height)
    )
    step = length / (_TABLE - 1)
    out, up = radius + step * _running(np.cos(theta)), height + step * _running(np.sin(theta))
    at = np.clip(v, 0, 1) * (_TABLE - 1)
    low = np.minimum(at.astype(np.int64), _TABLE - 2)
    f = at - low
    return (
        theta[:, low] * (1 - f) + theta[:, low + 1] * f,
        out[:, low] * (1 - f) + out[:, low + 1] * f,
        up[:, low] * (1 - f) + up[:, low + 1] * f,
    )


def _running(values: Array) -> Array:
    middle = np.cumsum((values[:, 1:] + values[:, :-1]) / 2, axis=1)
    return np.concatenate([np.zeros((len(values), 1)), middle], axis=1)


def _many_quads(count: int, rows: int, columns: int) -> NDArray[np.uint32]:
    """Two triangles a quad for `count` grids, wound so that the normal points to the axis side (the upper face)."""
    r, c = (g.ravel() for g in np.meshgrid(np.arange(rows), np.arange(columns), indexing="ij"))
    a = r * (columns + 1) + c
    one = np.concatenate([np.stack([a, a + 1, a + columns + 2], 1), np.stack([a, a + columns + 2, a + columns + 1], 1)])
    starts = np.arange(count) * (rows + 1) * (columns + 1)
    return (one[None] + starts[:, None, None]).reshape(-1, 3).astype(np.uint32)
