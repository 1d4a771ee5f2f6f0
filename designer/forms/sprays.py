"""Filler and foliage: leafy or cloudy stems that go between the heads and around them, never over a face."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from designer.bodies import Array, Body, Stalk, draws
from designer.forms.dome import GOLDEN_ANGLE, Dome, lattice
from designer.forms.layout import BodyOf, faced

CHOICES = 60
"""Places tried around where a spray would like to be."""
FILLER_ABOVE = 0.010
"""How far filler stands out of the heads, metres."""
COLLAR = 0.062
"""How far the collar's tips pass the blooms, metres (florists: 5-7.5 cm)."""
LOWEST_NECK = 0.015
"""Least height of a neck above the tie, metres."""
SHORTEST = 0.62
"""Smallest tip that is cut from a branch, as a share of it."""
FILLER_STARTS, FOLIAGE_STARTS = (0.15, 0.35, 0.55), (0.1, 0.35, 0.6, 0.85)
"""Where sprays leave the axis, in heights of the dome's centre above the tie."""


@dataclass(frozen=True, eq=False)
class Sprays:
    individuals: list[int]
    bodies: list[Body]
    transforms: Array


def place_sprays(
    stalks: Sequence[Stalk], body_of: BodyOf, dome: Dome, balls: Array, looks: Array, rim: tuple[float, float]
) -> Sprays:
    """Each spray by the best of CHOICES directions near its place on its kind's own lattice.

    balls (H,4) and looks (H,3) are the heads that already stand. Cost: how deep the spray's spheres press into heads, how much of
    a face they cover, how far they reach out of the cone that paper makes from the tie to the rim (its radius and height),
    how near other sprays are.
    """
    counts: dict[str, int] = {}
    for s in stalks:
        counts[s.kind] = counts.get(s.kind, 0) + 1
    outer = float(balls[:, 3].mean())
    individuals, bodies, transforms, tips = [], [], np.zeros((len(stalks), 4, 4)), np.zeros((0, 3))
    for i, stalk in enumerate(stalks):
        pick = (stalk.rank + int(draws(stalk.kind)[3] * 3)) % 3
        body = body_of(stalk, pick)
        azimuth, polar = _wish(stalk, counts[stalk.kind], dome)
        options = _around(azimuth, polar, 0.34 if stalk.role == "filler" else 0.50)
        past = (FILLER_ABOVE if stalk.role == "filler" else COLLAR) + 0.012 * (stalk.draws[1] - 0.5)
        poses, spheres, ends = _poses(stalk, body, dome, options, outer + past)
        cost = _crowding(spheres, balls, looks) + _outside(spheres, rim)
        if len(tips):
            apart = np.linalg.norm(ends[:, None, :] - tips[None, :, :], axis=2)
            cost += 0.02 * (0.05 / np.maximum(apart, 0.02)).sum(1)
        cost += 0.05 * np.arange(CHOICES) / CHOICES  # the wish itself where nothing speaks against it
        best = int(np.argmin(np.round(cost, 9)))
        individuals.append(pick)
        bodies.append(body)
        transforms[i] = poses[best]
        tips = np.concatenate([tips, ends[best : best + 1]])
    return Sprays(individuals, bodies, transforms)


def _wish(stalk: Stalk, count: int, dome: Dome) -> tuple[float, float]:
    """(azimuth, polar angle) that a spray would like: filler over the whole dome, foliage at its rim."""
    own = draws(stalk.kind)
    around, share = lattice(count, np.array([float(stalk.rank)]), 2 * np.pi * own[1], few_even=True)
    if stalk.role == "filler":
        widest = min(dome.opening + 0.05, np.radians(80.0))
        shares = 0.12 + 0.80 * share[0]
        return float(around[0]), float(np.arccos(1.0 - shares * (1.0 - np.cos(max(widest, 0.5)))))
    band = (0.5 + stalk.rank * 0.618034) % 1.0
    low, high = np.radians(58.0), np.radians(76.0)
    polar = (low + (high - low) * band) * min(1.0, max(dome.opening, 0.6) / np.radians(70.0))
    return float(around[0]), float(polar)


def _around(azimuth: float, polar: float, width: float) -> Array:
    """CHOICES unit directions (C,3): the wish itself, then a sunflower patch of `width` radians around it."""
    k = np.arange(CHOICES)
    r, a = width * np.sqrt(k / CHOICES), k * GOLDEN_ANGLE
    theta = np.clip(polar + 0.5 * r * np.cos(a), 0.02, 1.6)
    phi = azimuth + r * np.sin(a) / max(np.sin(polar), 0.35)
    return np.stack([np.sin(theta) * np.cos(phi), np.cos(theta), np.sin(theta) * np.sin(phi)], 1)


def _poses(stalk: Stalk, body: Body, dome: Dome, options: Array, past: float) -> tuple[Array, Array, Array]:
    """(transforms (C,4,4), spheres (C,K,4), tips (C,3)) of a spray whose tip stands `past` outside the dome.

    It comes from a point on the axis above the tie, which differs between choices. A branch that is longer than the way from
    there is replaced by the smaller tip that a florist cuts from it.
    """
    starts = FILLER_STARTS if stalk.role == "filler" else FOLIAGE_STARTS
    anchors = np.zeros((len(options), 3))
    anchors[:, 1] = max(dome.rise, 0.05) * np.resize(starts, len(options))
    tips = dome.along(options, past)
    along = tips - anchors
    way = np.linalg.norm(along, axis=1)
    along = along / way[:, None]
    scale = np.clip((way - LOWEST_NECK) / body.reach, SHORTEST, 1.0) * (1.0 + 0.05 * (2.0 * stalk.draws[5] - 1.0))
    necks = tips - (body.reach * scale)[:, None] * along
    lift = np.maximum(LOWEST_NECK - necks[:, 1], 0.0) / np.maximum(along[:, 1], 0.2)
    necks, tips = necks + lift[:, None] * along, tips + lift[:, None] * along
    up = np.tile([0.0, 1.0, 0.0], (len(options), 1))
    turn = faced(up, along, along, np.zeros(len(options)), np.full(len(options), 2 * np.pi * stalk.draws[7]))
    transforms = np.tile(np.eye(4), (len(options), 1, 1))
    transforms[:, :3, :3] = turn * scale[:, None, None]
    transforms[:, :3, 3] = necks
    centres = necks[:, None, :] + np.einsum("cij,kj->cki", transforms[:, :3, :3], body.sketch[:, :3])
    radii = scale[:, None] * body.sketch[:, 3]
    return transforms, np.concatenate([centres, radii[..., None]], 2), tips


def _crowding(spheres: Array, balls: Array, looks: Array) -> Array:
    """(C,) how badly each choice presses into heads and covers their faces."""
    gap = spheres[:, :, None, :3] - balls[None, None, :, :3]
    square = np.einsum("ckhj,ckhj->ckh", gap, gap)
    along = np.einsum("ckhj,hj->ckh", gap, looks)
    size = spheres[:, :, None, 3]
    distance = np.sqrt(square)
    pressed = np.maximum(balls[:, 3] + 0.5 * size - distance, 0.0)
    aside = np.sqrt(np.maximum(square - along**2, 0.0))
    covered = np.where(along > 0.2 * balls[:, 3], np.maximum(0.9 * balls[:, 3] + 0.4 * size - aside, 0.0), 0.0)
    cost: Array = (pressed + 9.0 * covered).sum((1, 2)) / balls[:, 3].mean() * (1.0 / spheres.shape[1])
    return cost


def _outside(spheres: Array, rim: tuple[float, float]) -> Array:
    """(C,) how far each choice pokes through the cone of paper; above the rim it may hang over."""
    radius, height = rim
    y = spheres[:, :, 1]
    allowed = 0.004 + radius * np.maximum(y, 0.0) / height - 0.6 * spheres[:, :, 3]
    over = np.where(y < height, np.maximum(np.hypot(spheres[:, :, 0], spheres[:, :, 2]) - allowed, 0.0), 0.0)
    cost: Array = 6.0 * over.sum(1) / radius
    return cost
