"""Tall blooms (spikes, sprays of orchids, branches): they stand in the dome by their lower part and rise out of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from catalog.species import Role
from designer.bodies import Array, Body
from designer.forms.dome import Dome
from designer.forms.layout import crossed, rotation_about, rotation_between, unit_rows

SINK, SINK_SPRAY, LOOSE, BARE = 0.25, 0.08, 0.4, 0.36
"""How much of a tall bloom, from its lowest flowers, stands below the heads' middles, as a share of its length; of a loose one
(up to this share of its girth in one flower: orchids, branches) less, which would push the heads away, and at most the last
share of its whole length, so that an arching spray is clear of them."""
CLEAR_OF_TIE = 0.05
"""Least height of its neck above the tie, where paper is still narrow, metres."""
RISE, TAIL = 0.5, 0.17
"""How far it may rise out of the dome by the height of the whole under it, and how much of that height is below the tie, metres:
line flowers stand a third to a half above the mass."""
SMALLEST = 0.68
"""Smallest spike that a florist picks for a small bouquet, as a share of the usual one."""
LEAN, LEAN_SIDED = 0.5, 0.3
"""Share of the line from the tie in the way a tall bloom leans, and a one-sided spray, which arches; the rest is upright."""
LEAST_DENSE = 0.76
"""Least share of a loose bloom's girth that keeps others away: its flowers and theirs interleave."""
STEEPEST = 0.7
"""Radius by height of the cone of stems in which its neck stays."""
FACING = 1.5
"""How much a one-sided spray looks to the viewer besides outward."""
APART = 1.4
"""How much further apart tall blooms would stand than they reach, so that they are spread evenly."""
PAST_UPRIGHT, MOST_MOVED = 0.05, 0.03
"""How far past the upright it may be turned inward to stand before the paper (radians), and moved at once (metres)."""
CREASED, LOWERED = 0.008, 0.05
"""How far a bloom may press into paper, metres, before the paper behind it is folded lower, and how low: by its way over the rim."""
PAPER_LEAN, FRONT = 0.158, np.radians(50.0)
"""How far paper leans out above the rim per metre, and the azimuth from the viewer within which it ends at the rim."""
MIDDLE = 0.42
"""Part of the dome around its middle where tall blooms stand among others."""
BACK = (1.15, 0.24)
"""How much further apart than deep they stand there, and how far behind the middle, by the dome's radius."""

FORWARD = 0.35
"""Share of its way before the middle that a tall bloom keeps: it stands behind the heads there, not across their faces."""


def room(body: Body) -> float:
    """Radius that a tall bloom takes in the dome, metres."""
    return body.girth * max(body.dense, LEAST_DENSE)


@dataclass(frozen=True, eq=False)
class Stance:
    """How tall blooms are held. pivot (N,): metres of each below the heads' middles at its scale (N,), which is 1 for other heads;
    chord, face (N,3): in the bloom's frame, from the neck to its middle, and where its flowers look if it is one-sided (sided). free: whether no paper
    is around them."""

    tall: NDArray[np.bool_]
    chord: Array
    face: Array
    sided: NDArray[np.bool_]
    pivot: Array
    scale: Array
    tuck: Array
    free: bool

    @staticmethod
    def of(bodies: Sequence[Body], tall: NDArray[np.bool_], dome: Dome, free: bool) -> Stance:
        chord = np.stack([b.chord for b in bodies])
        axis = np.stack([b.axis for b in bodies])
        scale, pivot = fitted(bodies, dome)
        face = axis - chord * np.einsum("ij,ij->i", axis, chord)[:, None]
        sided = np.linalg.norm(face, axis=1) > 0.5
        return Stance(tall, chord, face, sided, pivot, np.where(tall, scale, 1.0), np.zeros(len(bodies)), free)

    def poses(self, points: Array, roll: Array) -> tuple[Array, Array]:
        """(turns, looks) of the tall ones where their pivots stand at points (T,3)."""
        t = self.tall
        inward = unit_rows(-points * [1.0, 0.0, 1.0])
        lean = np.maximum(self.leans(points) - self.tuck[t], self.least(points))
        look = np.array([0.0, 1.0, 0.0]) * np.cos(lean)[:, None] - inward * np.sin(lean)[:, None]
        turn = rotation_between(self.chord[t], look)
        out = points * [1.0, 0.0, 1.0]
        out = out / np.maximum(np.linalg.norm(out, axis=1), 0.05)[:, None] + [0.0, 0.0, FACING]
        shown = np.einsum("ijk,ik->ij", turn, self.face[t])
        angle = np.where(self.sided[t], _between(shown, out, look) + 0.12 * (roll - np.pi), roll)
        return rotation_about(look, angle) @ turn, look

    def leans(self, points: Array) -> Array:
        """(T,) radians from the upright of the tall ones at points (T,3), before they are tucked in."""
        lean = np.where(self.sided[self.tall], LEAN_SIDED, LEAN)
        natural: Array = lean * np.arctan2(np.hypot(points[:, 0], points[:, 2]), np.maximum(points[:, 1], 1e-3))
        return natural

    def least(self, points: Array) -> Array:
        """(T,) radians that the tall ones at points (T,3) have to lean for their necks to be inside a cone of STEEPEST."""
        ring = np.hypot(points[:, 0], points[:, 2])
        short = (ring - STEEPEST * points[:, 1]) / (np.hypot(1.0, STEEPEST) * np.maximum(self.pivot[self.tall], 0.02))
        least: Array = np.arctan(STEEPEST) + np.arcsin(np.clip(short, -1.0, 0.0)) - np.pi * self.free
        return least

    def tucked(self, spheres: Array, owner: NDArray[np.intp], points: Array, paper: Paper) -> tuple[Stance, Array]:
        """(stance, points (N,3)) with the tall blooms that would stand through the paper turned upright, and the rest of the way moved.

        spheres (M,4) and their owners (M,) of all heads standing at the pivots points (N,3).
        """
        through = paper.through(spheres)
        up = spheres[:, 1] - points[owner, 1]
        angle, shift = np.zeros(len(points)), np.zeros(len(points))
        np.maximum.at(angle, owner, np.where(up > 0.04, np.arctan2(through, np.maximum(up, 0.04)), 0.0))
        np.maximum.at(shift, owner, through)
        most = np.zeros(len(points))
        stand = points[self.tall]
        most[self.tall] = np.maximum(self.leans(stand) - np.maximum(self.least(stand), -PAST_UPRIGHT), 0.0)
        tuck = np.minimum(self.tuck + angle, most)
        share = np.where(angle > 1e-9, (tuck - self.tuck) / np.maximum(angle, 1e-9), 0.0)
        way = np.minimum(shift * (1.0 - 0.8 * share), MOST_MOVED)[:, None] * unit_rows(-points * [1.0, 0.0, 1.0])
        return replace(self, tuck=np.where(self.tall, tuck, 0.0)), points + np.where(self.tall[:, None], way, 0.0)


@dataclass(frozen=True)
class Paper:
    """The wall of paper: its radius at the rim of the heads, the height of that over the tie, and how far up it goes, metres."""

    radius: float
    rim: float
    top: float

    def cleared(self, spheres: Array, crown: float) -> float:
        """The crown (metres over the tie) that paper may reach behind spheres (M,4) which look out over it."""
        over = (self.through(spheres) > CREASED) & (spheres[:, 1] > self.rim)
        low = float(spheres[over, 1].min()) - 0.02 - 0.1 * self.radius if over.any() else crown
        return float(np.clip(low, self.rim + LOWERED * (crown - self.rim), crown))

    def through(self, spheres: Array) -> Array:
        """(M,) how far spheres (M,4) reach through it, beside and behind the dome; in front it ends at the rim."""
        x, y, z, r = spheres.T
        wall = self.radius * np.clip(y / self.rim, 0.3, 1.0) + PAPER_LEAN * np.maximum(y - self.rim, 0.0)
        papered = (y < self.rim) | ((np.abs(np.arctan2(x, z)) > FRONT) & (y < self.top))
        through: Array = np.where(papered, np.maximum(np.hypot(x, z) + 0.85 * r - wall, 0.0), 0.0)
        return through


def fitted(bodies: Sequence[Body], dome: Dome) -> tuple[Array, Array]:
    """(scale, metres that it sinks below the heads' middles at that scale) of each body as a tall bloom."""
    reach, low = np.array([b.reach for b in bodies]), np.array([b.low for b in bodies])
    pivot = low + np.where([b.spiked and b.dense > LOOSE for b in bodies], SINK, SINK_SPRAY) * (reach - low)
    loose = np.array([b.dense <= LOOSE for b in bodies])
    pivot = np.where(loose, np.minimum(pivot, BARE * reach), pivot)
    scale = np.clip(RISE * (dome.top + TAIL) / (reach - pivot), SMALLEST, 1.0)
    return scale, np.minimum(pivot * scale, max(dome.top - CLEAR_OF_TIE, 0.03))


def is_tall(body: Body, role: Role) -> bool:
    """Whether a head stands in the dome by its lower part. Decided for a kind by its first sibling."""
    return body.spray or (role == "line" and body.spiked)


def _between(start: Array, end: Array, axis: Array) -> Array:
    """(N,) angles about unit `axis` that bring `start` over `end`."""
    flat = end - axis * np.einsum("ij,ij->i", end, axis)[:, None]
    angle: Array = np.arctan2(np.einsum("ij,ij->i", crossed(start, flat), axis), np.einsum("ij,ij->i", start, flat))
    return angle


def behind(points: Array, dome: Dome) -> Array:
    """Targets of tall blooms among others: wider apart from side to side, and behind the middle."""
    moved: Array = points * [BACK[0], 1.0, 1.0] - np.array([0.0, 0.0, BACK[1] * dome.radius])
    moved[:, 2] = np.minimum(moved[:, 2], FORWARD * moved[:, 2])
    return moved
