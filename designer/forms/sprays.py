"""Filler and foliage: leafy or cloudy stems that go between the heads and around them, never over a face."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from designer.bodies import Array, Body, Stalk, draws
from designer.forms.dome import GOLDEN_ANGLE, Dome, sequence
from designer.forms.layout import BodyOf, about_y, upturned

COVERED = 20.0
"""How much worse it is to cover a face than to press into a head."""
WISH = 0.4
"""Cost of the tried place that is furthest from the wish. Less, and every small change sends sprays to other gaps."""
CHOICES = 60
"""Places tried around where a spray would like to be."""
FILLER_ABOVE = 0.0
"""How far filler stands out of the heads, metres: clouds look out between them."""
COLLAR, COLLAR_WRAPPED = 0.055, 0.030
"""How far the collar's tips pass the blooms, metres (florists: 5-7.5 cm in a vase; in paper they stay before it)."""
LOWEST_NECK, LOWEST_LEAVES = 0.015, 0.045
"""Least height of a neck above the tie, of a flower and of leaves, which are stripped where paper is narrow; metres."""
LEAF_TILT, LEAF_REACH = np.radians(55.0), 0.25
"""From which angle between face and stalk, and from which length (metres), foliage is a large leaf."""
LEAF_ARC, LEAF_POLAR = np.radians(115.0), (np.radians(34.0), np.radians(58.0))
"""How far to each side of the back large leaves stand, and their angles from the upright at the back and at the ends."""
LEAF_ABOVE = 0.03
"""How much further out than other foliage a large leaf reaches, metres, so that it is seen behind the heads."""
SHORTEST = 0.42
"""Smallest tip that is cut from a branch, as a share of it."""
CUTS, RISES = (1.0, 0.82, 0.68), (0.0, 0.022, 0.044)
"""Tips that are tried, as shares of the branch that reaches from the axis, and how much higher than wished they may stand, metres."""
FILLER_STARTS, FOLIAGE_STARTS = (0.15, 0.35, 0.55), (0.05, 0.25, 0.45, 0.65)
"""Where sprays leave the axis, in heights of the dome's centre above the tie."""
INWARD = 0.03
"""How much further in some of the tried places are, metres: below the heads of the rim."""
NEAR = 0.03
"""Heads further than this from a spray cannot be covered by it, metres."""
PAPER_BELLY = 0.06
"""How much wider than its cone paper is below the rim, as a share of the rim's radius (catalog.containers.wrap cups it a little more)."""
FRONT = np.radians(50.0)
"""Azimuth from the viewer within which paper ends below the heads; beyond it, paper stands up beside them."""


@dataclass(frozen=True)
class Rim:
    """The widest ring of heads, metres in the frame of the tie. papered: whether paper goes round the bouquet."""

    radius: float
    height: float
    papered: bool


@dataclass(frozen=True, eq=False)
class Sprays:
    individuals: list[int]
    bodies: list[Body]
    transforms: Array


def place_sprays(
    stalks: Sequence[Stalk], body_of: BodyOf, dome: Dome, balls: Array, faces: Array, looks: Array, rim: Rim
) -> Sprays:
    """Each spray by the best of CHOICES directions near its place in its kind's own sequence.

    balls (H,4), faces (H,4) and looks (H,3) are the heads that already stand: their room, the discs that face outward, their axes. Cost: how deep the spray's spheres press into heads, how much of
    a face they cover, how far they reach through the paper between the tie and the rim, how near other sprays are.
    """
    outer = float(balls[:, 3].mean())
    individuals, bodies, transforms, tips = [], [], np.zeros((len(stalks), 4, 4)), np.zeros((0, 3))
    for i, stalk in enumerate(stalks):
        pick = (stalk.rank + int(draws(stalk.kind)[3] * 3)) % 3
        body = body_of(stalk, pick)
        azimuth, polar = _behind(stalk) if broad(stalk, body) else _wish(stalk, len(balls), dome)
        options = _around(azimuth, polar, 0.60)
        collar = COLLAR_WRAPPED if rim.papered else COLLAR
        past = (FILLER_ABOVE if stalk.role == "filler" else collar) + 0.012 * (stalk.draws[1] - 0.5)
        past += LEAF_ABOVE * broad(stalk, body)
        poses, ends = _poses(stalk, body, dome, options, outer + past)
        cost = _crowding(_carried(body.sketch, poses), balls, faces, looks) + _outside(_carried(body.spheres, poses), rim)
        cost += _buried(poses[:, :3, 3], balls, body.stem_radius)
        if len(tips):
            apart = np.linalg.norm(ends[:, None, :] - tips[None, :, :], axis=2)
            cost += 0.02 * (0.05 / np.maximum(apart, 0.02)).sum(1)
        cost += WISH * np.sqrt(np.arange(CHOICES) / CHOICES)  # near the wish where little speaks against it
        best = int(np.argmin(np.round(cost, 9)))
        individuals.append(pick)
        bodies.append(body)
        transforms[i] = poses[best]
        tips = np.concatenate([tips, ends[best : best + 1]])
    return Sprays(individuals, bodies, transforms)


def _wish(stalk: Stalk, heads: int, dome: Dome) -> tuple[float, float]:
    """(azimuth, polar angle) that a spray would like: filler over the whole dome, foliage at its rim."""
    own = draws(stalk.kind)
    # the first of a kind stands in front, where one looks in below the heads: foliage about the middle, filler beside it;
    # behind one or two flowers there is more room
    side = (0.5 if heads > 3 else -0.5) * np.pi + (
        0.5 * (own[1] - 0.5) if stalk.role == "foliage" else np.copysign(0.5 + 0.3 * own[1], own[2] - 0.5)
    )
    around, share = sequence(np.array([float(stalk.rank)]), float(side))
    if stalk.role == "filler":
        widest = min(dome.opening + 0.05, np.radians(80.0))
        shares = 0.38 + 0.56 * float(share[0])
        return float(around[0]), float(np.arccos(1.0 - shares * (1.0 - np.cos(max(widest, 0.5)))))
    band = (0.5 + stalk.rank * 0.618034) % 1.0
    low, high = np.radians(52.0), np.radians(74.0)
    polar = (low + (high - low) * band) * min(1.0, max(dome.opening, 0.6) / np.radians(70.0))
    return float(around[0]), float(polar)


def broad(stalk: Stalk, body: Body) -> bool:
    """Whether it is a large leaf that turns its face aside from its stalk: monstera, aspidistra, a palm's or a fern's frond."""
    return stalk.role == "foliage" and body.tilt > LEAF_TILT and body.reach > LEAF_REACH


def _behind(stalk: Stalk) -> tuple[float, float]:
    """(azimuth, polar angle) that a large leaf would like: upright behind the heads, lower beside them, none before them."""
    side = 2.0 * float(sequence(np.array([float(stalk.rank)]), 0.0)[1][0]) - 1.0 + 0.25 * (draws(stalk.kind)[1] - 0.5)
    low, high = LEAF_POLAR
    return -0.5 * np.pi + side * LEAF_ARC, low + (high - low) * abs(side)


def _around(azimuth: float, polar: float, width: float) -> Array:
    """CHOICES unit directions (C,3): the wish itself, then a sunflower patch of `width` radians around it."""
    k = np.arange(CHOICES)
    r, a = width * np.sqrt(k / CHOICES), k * GOLDEN_ANGLE
    theta = np.clip(polar + 0.5 * r * np.cos(a), 0.02, 1.6)
    phi = azimuth + r * np.sin(a) / max(np.sin(polar), 0.35)
    return np.stack([np.sin(theta) * np.cos(phi), np.cos(theta), np.sin(theta) * np.sin(phi)], 1)


def _poses(stalk: Stalk, body: Body, dome: Dome, options: Array, past: float) -> tuple[Array, Array]:
    """(transforms (C,4,4), tips (C,3)) of a spray whose tip stands `past` outside the dome.

    It comes from a point on the axis above the tie, which differs between choices. A branch that is longer than the way from
    there is replaced by the smaller tip that a florist cuts from it.
    """
    starts = FILLER_STARTS if stalk.role == "filler" else FOLIAGE_STARTS
    k = np.arange(len(options))
    anchors = np.zeros((len(options), 3))
    anchors[:, 1] = max(dome.rise, 0.05) * np.array(starts)[k % len(starts)]
    foliage = stalk.role == "foliage"
    lowest = LOWEST_LEAVES if foliage else LOWEST_NECK
    deep = (k % 5 < 3) * float(stalk.rank == 0) if foliage else 0.15 * (k % 3)
    tips = dome.along(options, np.asarray(past - INWARD * deep, np.float64))
    if foliage:
        tips[:, 1] += np.array(RISES)[(2 * k) % 5 % 3]
    along = tips - anchors
    way = np.linalg.norm(along, axis=1)
    along = along / way[:, None]
    scale = np.clip(np.array(CUTS)[k // 2 % 3] * (way - lowest) / body.reach, SHORTEST, 1.0) * (
        1.0 + 0.05 * (2.0 * stalk.draws[5] - 1.0)
    )
    necks = tips - (body.reach * scale)[:, None] * along
    lift = np.maximum(lowest - necks[:, 1], 0.0) / np.maximum(along[:, 1], 0.2)
    necks, tips = necks + lift[:, None] * along, tips + lift[:, None] * along
    if broad(stalk, body):  # its face looks in over the heads, up and to the viewer
        inward = np.arctan2(-along[:, 0], 0.3 - along[:, 2]) - np.arctan2(body.axis[0], body.axis[2])
        turn = upturned(along) @ np.stack([about_y(float(a)) for a in inward + 0.3 * (stalk.draws[7] - 0.5)])
    else:
        turn = upturned(along) @ about_y(2 * np.pi * stalk.draws[7])
    transforms = np.tile(np.eye(4), (len(options), 1, 1))
    transforms[:, :3, :3] = turn * scale[:, None, None]
    transforms[:, :3, 3] = necks
    return transforms, tips


def _carried(spheres: Array, transforms: Array) -> Array:
    """(C,K,4) spheres (K,4) of the bloom frame at each of the similarities (C,4,4)."""
    carried = np.empty((len(transforms), len(spheres), 4))
    carried[..., :3] = transforms[:, None, :3, 3] + spheres[:, :3] @ transforms[:, :3, :3].transpose(0, 2, 1)
    carried[..., 3] = np.sqrt((transforms[:, :3, 0] ** 2).sum(1))[:, None] * spheres[:, 3]
    return carried


def _crowding(spheres: Array, balls: Array, faces: Array, looks: Array) -> Array:
    """(C,) how badly each choice presses into heads and covers their faces."""
    centres, size = spheres[..., :3].reshape(-1, 3), spheres[..., 3].reshape(-1, 1)
    middle = centres.mean(0)
    reach = float(np.linalg.norm(centres - middle, axis=1).max() + size.max()) + NEAR
    near = np.linalg.norm(balls[:, :3] - middle, axis=1) - balls[:, 3] < reach
    radius, disc, looks = balls[near, 3], faces[near, 3], looks[near]
    square, _ = _apart(centres - middle, balls[near, :3] - middle, looks)
    pressed = np.maximum(radius + 0.5 * size - np.sqrt(square), 0.0)
    square, along = _apart(centres - middle, faces[near, :3] - middle, looks)
    aside = np.sqrt(np.maximum(square - along**2, 0.0))
    covered = np.where(along > -0.1 * disc, np.maximum(disc + 0.6 * size - aside, 0.0), 0.0)
    each = (pressed.sum(1) + COVERED * covered.sum(1)).reshape(len(spheres), -1)
    worst = covered.max(1, initial=0.0).reshape(len(spheres), -1).max(1)  # not even a single twig before a face
    cost: Array = (each.mean(1) + 0.06 * COVERED * worst) / balls[:, 3].mean()
    return cost


def _apart(points: Array, heads: Array, looks: Array) -> tuple[Array, Array]:
    """(P,H) squared distances of points from heads, by the law of cosines, and how far they lie before them along their looks."""
    square = (points**2).sum(1)[:, None] + (heads**2).sum(1) - 2.0 * points @ heads.T
    return np.maximum(square, 0.0), points @ looks.T - (heads * looks).sum(1)


def _buried(necks: Array, balls: Array, stem: float) -> Array:
    """(C,) how deep each neck (C,3) lies in heads: a stem can bend around a head, but its end stays where it is."""
    gap = np.linalg.norm(necks[:, None] - balls[None, :, :3], axis=2)
    depth: Array = 60.0 * np.maximum(balls[:, 3] + stem - gap, 0.0).sum(1) / balls[:, 3].mean()
    return depth


def _outside(spheres: Array, rim: Rim) -> Array:
    """(C,) how far each choice pokes through the paper; over its edge in front it may hang. Leaves fold as deep as a fifth of a sphere."""
    x, y, z, r = np.moveaxis(spheres, 2, 0)
    up = np.clip(y / rim.height, 0.0, 1.0)
    wall = 0.004 + rim.radius * (up + PAPER_BELLY * np.sin(np.pi * up**1.5))
    over = np.maximum(np.hypot(x, z) + 0.8 * r - wall, 0.0)
    behind = np.abs(np.arctan2(x, z)) > FRONT
    over = np.where(y < rim.height, over, over * (behind & rim.papered))
    cost: Array = (40.0 if rim.papered else 6.0) * over.mean(1) / rim.radius + 14.0 * over.max(1) / rim.radius * rim.papered
    return cost
