"""Stems: curves from the cut, through the tie, to the neck of each bloom, all turning the same way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from designer.bodies import Array, Body
from designer.forms.layout import unit_rows

BUNDLE_FILL = 0.72
"""Share of a bundle's cross-section that is stem. With stems of 6 mm this gives a radius of about .34 cm sqrt(n)."""
TURN_AT_TIE = 0.575
"""Radians that a stem has still to turn about the axis between the tie and its head."""
TURN_BELOW = 1.15
"""Radians that its tail has turned past the tie: the true spiral of a hand-tied bouquet."""
TAIL_POINTS, RISE_POINTS = 4, 12
CLEAR = 2e-5
"""Room under the cut ends for the rounding of places, metres."""


@dataclass(frozen=True)
class Grip:
    """What holds the bundle. radius: of the disc at the tie that every stem passes. below: height of the tie over the cut ends.

    foot: radius that the cut ends spread to. rise_turn, fall_turn: radians that a stem turns about the axis between the tie and
    its head, and between cut end and tie. loose: least share of the radius that a stem is tied from the middle, 0 for a bound
    bundle; in a vase stems rest against the rim.
    """

    radius: float
    below: float
    foot: float
    rise_turn: float = TURN_AT_TIE
    fall_turn: float = TURN_BELOW
    loose: float = 0.0


def bundle_radius(bodies: Sequence[Body]) -> float:
    """Radius of the bound bundle, from the true thickness of its stems (metres)."""
    square = sum(b.stem_radius**2 for b in bodies)
    return float(max(np.sqrt(square / BUNDLE_FILL), max(b.stem_radius for b in bodies)))


def paths(transforms: Array, bodies: Sequence[Body], grip: Grip, heads: Array, owners: Array) -> Array:
    """(N,P,3) curves in the frame of the tie, from the cut end to the neck.

    transforms (N,4,4) are the blooms; heads (M,4) spheres that no other stem may pass through, owners (M,) the stem of each.
    """
    n = len(transforms)
    neck = transforms[:, :3, 3]
    up = unit_rows(transforms[:, :3, 1])
    tie, share = _ties(neck, bodies, grip)
    share = np.maximum(share, 1.4 * grip.loose)
    foot = _turned(tie, -grip.fall_turn) * (grip.foot * share / np.maximum(np.hypot(tie[:, 0], tie[:, 2]), 1e-9))[:, None]
    foot[:, 1] = -grip.below
    leave = unit_rows(tie - foot)
    # a cut across a leaning stem is a tilted disc: its lowest edge, not its middle, stands on the table
    foot[:, 1] += 1.1 * np.array([b.stem_radius for b in bodies]) * np.sqrt(np.maximum(1.0 - leave[:, 1] ** 2, 0.0)) + CLEAR
    length = np.linalg.norm(neck - tie, axis=1)[:, None]
    one, two = tie + 0.36 * length * leave, neck - 0.34 * length * up
    t = np.linspace(0.0, 1.0, RISE_POINTS)[None, :, None]
    rise = (
        (1 - t) ** 3 * tie[:, None] + 3 * (1 - t) ** 2 * t * one[:, None] + 3 * (1 - t) * t**2 * two[:, None] + t**3 * neck[:, None]
    )
    rise = _around_heads(rise, np.array([b.stem_radius for b in bodies]), heads, owners)
    s = np.linspace(0.0, 1.0, TAIL_POINTS)[None, :-1, None]
    tail = foot[:, None] + s * (tie - foot)[:, None]
    result: Array = np.concatenate([tail, rise], 1)
    assert result.shape == (n, TAIL_POINTS - 1 + RISE_POINTS, 3)
    return result


def _ties(neck: Array, bodies: Sequence[Body], grip: Grip) -> tuple[Array, Array]:
    """(points (N,3) where stems pass the tie, their distance 0..1 from its middle): steep stems in the middle, rim ones outside."""
    n = len(neck)
    lean = np.arctan2(np.hypot(neck[:, 0], neck[:, 2]), np.maximum(neck[:, 1], 1e-3))
    rank = np.empty(n)
    rank[np.argsort(np.round(lean, 6), kind="stable")] = np.arange(n)
    share = np.sqrt((rank + 0.5 - 0.5 / n) / n)
    share = grip.loose + (1.0 - grip.loose) * share
    azimuth = np.arctan2(neck[:, 2], neck[:, 0]) - grip.rise_turn
    own = np.array([b.stem_radius for b in bodies])
    room = np.maximum(grip.radius - own, 0.0)
    reach = share * room
    if grip.loose:  # a loose stem runs straight to its flower unless the rim stops it
        reach = np.minimum(reach, np.maximum(0.85 * np.hypot(neck[:, 0], neck[:, 2]), 0.45 * room))
    flat = np.stack([np.cos(azimuth), np.sin(azimuth)], 1) * reach[:, None]
    want = 0.9 * (own[:, None] + own[None, :])
    np.fill_diagonal(want, 0.0)
    for _ in range(14 if n > 1 else 0):
        delta = flat[:, None] - flat[None]
        distance = np.sqrt(np.einsum("ijk,ijk->ij", delta, delta)) + 1e-9
        push = np.maximum(want - distance, 0.0) * 0.4 / distance
        flat = flat + np.einsum("ij,ijk->ik", push, delta)
        over = np.maximum(np.hypot(flat[:, 0], flat[:, 1]) / np.maximum(room, 1e-9), 1.0)
        flat = flat / over[:, None]
    tie = np.zeros((n, 3))
    tie[:, 0], tie[:, 2] = flat[:, 0], flat[:, 1]
    return tie, np.hypot(flat[:, 0], flat[:, 1]) / np.maximum(room, 1e-9)


def _turned(points: Array, angle: float) -> Array:
    """Turned about +Y so that the azimuth atan2(z, x) grows by `angle`."""
    c, s = np.cos(angle), np.sin(angle)
    turned: Array = np.stack([points[:, 0] * c - points[:, 2] * s, points[:, 1], points[:, 0] * s + points[:, 2] * c], 1)
    return turned


def _around_heads(rise: Array, radius: Array, heads: Array, owners: Array) -> Array:
    """The curves bent around spheres of other stems' heads; both ends stay."""
    if not len(heads):
        return rise
    n, p, _ = rise.shape
    stem = np.repeat(np.arange(n), p - 2)
    points = rise.copy()
    for _ in range(6):
        inner = points[:, 1:-1].reshape(-1, 3)
        gap = inner[:, None, :] - heads[None, :, :3]
        distance = np.sqrt(np.einsum("ijk,ijk->ij", gap, gap)) + 1e-9
        depth = heads[None, :, 3] + radius[stem][:, None] - distance
        depth[owners[None, :] == stem[:, None]] = 0.0
        if not (depth > 1e-4).any():
            break
        worst = np.argmax(depth, 1)
        row = np.arange(len(inner))
        push = np.maximum(depth[row, worst], 0.0)[:, None] * gap[row, worst] / distance[row, worst][:, None]
        points[:, 1:-1] += push.reshape(n, p - 2, 3)
        eased = 0.5 * points[:, 1:-1] + 0.25 * (points[:, :-2] + points[:, 2:])
        moved = (np.abs(push).reshape(n, -1).max(1) > 1e-4)[:, None, None]
        points[:, 1:-1] = np.where(moved, eased, points[:, 1:-1])
    return points
