"""The round hand-tied bouquet: heads spread over a dome, filler in its gaps, foliage as a collar below its rim."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from designer.bodies import Array, Body, Stalk, draws
from designer.forms.dome import FLATNESS, Dome, dome_for, lattice, sequence
from designer.forms.layout import BodyOf, Layout, faced, unit_rows
from designer.forms.sprays import LOWEST_NECK, Rim, place_sprays
from designer.forms.standing import APART, FORWARD, MIDDLE, Paper, Stance, behind, is_tall, room
from designer.packing import separate, spread

WIDENED = 1.12
"""How much wider paper opens for the lower flowers of tall blooms beside the heads of the rim."""
TIGHT = 0.07
"""How far spheres may press into one another where there are tall blooms: a share of the smaller one, of which each has dozens."""
GREAT_TRUSS, FURTHER = 0.035, 40
"""From which room on a truss is a lily's, whose few flowers stand between those of others (metres), and the rounds that untangle others."""
TUCKS = 2
"""How often tall blooms are turned inward from the paper."""
UP_SPIKES = 2 / 3
"""How far paper reaches up behind tall blooms, by their height over the tie."""
LIFT = {"focal": 0.006, "mass": 0.0, "line": 0.03, "filler": 0.0, "foliage": 0.0}
"""How far a head stands out of the dome by its role, metres."""
EVEN_GAPS = 1.2
"""Heads push one another from a little further than they reach, so that gaps are shared out evenly."""
FEW = (14, 30)
"""Up to so many heads a bouquet is centred on its tie; from so many on its dome is, and one head more must not shift all others."""
FEW_GREAT, RINGS = 6, (0.86, 0.42, 0.05)
"""Most great heads that small ones gather between, and the shares of the dome inside the places in each gap."""
OPEN, OPEN_IN_VASE = (0.58, 0.02), (0.7, 0.045)
"""Trusses of several flowers leave room for others between them: the share of their size that counts, and by how much they rise
over the others (metres)."""
TRUSS_AREA, UPRIGHT = (0.0, 0.4), 0.45
"""The part of the dome around its middle where trusses stand, and how much they lean with it."""
CLOUD, CLEARED = 0.55, 0.86
"""Shares of a spray's size that count where clouds stand side by side, and where paper goes round them."""
BELOW_RIM = 0.025
"""How far the middle of a head that tall blooms push down may lie below the rim of the paper, metres."""
LOWEST_OF_TALL = 0.65
"""The same for the lower flowers of a bouquet of tall blooms only."""
HANGING, LOWEST_RIM = 0.7, 0.84
"""Share of a low head's radius that paper clears (it is cupped, and petals give way), and how low it goes for it."""
STEEP, MOST_RAISED = 0.88, 0.07
"""Least height of the rim above the tie by its radius (stems there lean by up to 45 degrees), and the most that heads rise for it,
metres."""
COLLAR_ROOM = 0.006
"""Room between the heads of the rim and the paper for a collar of foliage, metres."""
FILLER_ROOM = 0.014
"""Radius of the gap that a spray of filler asks for between the heads, metres."""


def place(stalks: Sequence[Stalk], body_of: BodyOf, standing: bool) -> Layout:
    """A round bouquet of any 1 to some hundreds of stems; standing in a vase, or tied by hand."""
    heads = [i for i, s in enumerate(stalks) if s.role in ("focal", "mass", "line")]
    cloud = not heads
    if cloud:  # nothing but filler or foliage: the fullest kind carries the dome
        carrier = "filler" if any(s.role == "filler" for s in stalks) else "foliage"
        heads = [i for i, s in enumerate(stalks) if s.role == carrier]
    sprays = [i for i in range(len(stalks)) if i not in set(heads)]
    first = [body_of(stalks[i], 0) for i in heads]
    soft = CLOUD if cloud else 1.0
    crowd = _Crowd(
        soft,
        *(OPEN_IN_VASE if standing else OPEN),
        np.array([not cloud and is_tall(b, stalks[i].role) for b, i in zip(first, heads, strict=True)]),
    )
    radii = crowd.radii(first)
    gaps = np.full(sum(stalks[i].role == "filler" for i in sprays), FILLER_ROOM)
    depths = [0.1 if tall else float(b.centre[1]) for b, tall in zip(first, crowd.tall, strict=True)]
    dome = dome_for(np.concatenate([radii, gaps]), max(depths), standing)
    if not standing:
        dome = _steep(dome, first, radii, crowd.tall)
    targets = _targets([stalks[i] for i in heads], dome, radii, crowd.trusses(first), crowd.tall)
    picks = individuals([stalks[i] for i in heads], targets)
    bodies = [body_of(stalks[i], k) for i, k in zip(heads, picks, strict=True)]
    posed = _settled([stalks[i] for i in heads], bodies, dome, targets, crowd, standing)
    short = max(0.0, LOWEST_NECK - float(posed.transforms[:, 1, 3].min()))
    if short:  # long heads on a low dome: no neck may lie below the tie
        posed, dome = _raised(posed, short), replace(dome, rise=dome.rise + short)
    top = float((posed.spheres[:, 1] + posed.spheres[:, 3]).max())
    rim_radius, rim_height = posed.rim_radius, posed.rim_height
    crown = posed.crown
    if crowd.tall.any():
        crown = max(crown, UP_SPIKES * top - 0.2 * rim_radius - 0.02)
        crown = Paper(rim_radius + 0.004, rim_height, crown + 0.02 + 0.1 * rim_radius).cleared(posed.spheres, crown)
    rim_radius += COLLAR_ROOM * any(stalks[i].role == "foliage" for i in sprays)
    rim = Rim(rim_radius, max(rim_height, 0.02), not standing)
    placed = place_sprays(
        [stalks[i] for i in sprays], body_of, dome, posed.balls, _faces(bodies, posed.transforms), posed.looks, rim
    )
    order = np.argsort(np.array(heads + sprays, dtype=np.intp))
    all_picks, all_bodies = [*picks, *placed.individuals], [*bodies, *placed.bodies]
    transforms = np.concatenate([posed.transforms, placed.transforms])[order]
    return Layout(
        individuals=tuple(all_picks[k] for k in order),
        bodies=tuple(all_bodies[k] for k in order),
        transforms=transforms,
        rim_radius=rim_radius,
        rim_height=rim_height,
        crown=crown,
        top=top,
    )


@dataclass(frozen=True)
class _Crowd:
    """Shares of their size that heads keep from one another: of clouds (soft), and of trusses (open), which rise over the others.
    tall (N,): which heads stand in the dome instead."""

    soft: float
    open: float
    rise: float
    tall: NDArray[np.bool_]

    def trusses(self, bodies: Sequence[Body]) -> NDArray[np.bool_]:
        return np.array([b.truss for b in bodies]) & ~self.tall

    def radii(self, bodies: Sequence[Body]) -> Array:
        plain = np.array([b.radius * (self.open if b.truss else 1.0) for b in bodies])
        return np.where(self.tall, [room(b) for b in bodies], plain) * self.soft


@dataclass(frozen=True, eq=False)
class _Posed:
    transforms: Array
    balls: Array  # (N,4): centre and disc radius of each head
    looks: Array
    spheres: Array  # (M,4): all proxies in the frame of the tie
    rim_radius: float
    rim_height: float
    crown: float


def _steep(dome: Dome, bodies: Sequence[Body], radii: Array, tall: NDArray[np.bool_]) -> Dome:
    """The dome raised until paper around it opens by no more than STEEP. From means, so that one head more hardly changes it."""
    weight = radii**2 / (radii**2).sum()
    outer = dome.radius * float(np.sin(dome.opening)) + float(weight @ np.where(tall, radii, [b.spread for b in bodies]))
    low = dome.rise + FLATNESS * dome.radius * float(np.cos(dome.opening)) - 0.35 * float(weight @ radii)
    return replace(dome, rise=dome.rise + float(np.clip(STEEP * outer - low, 0.0, MOST_RAISED)))


def _faces(bodies: Sequence[Body], transforms: Array) -> Array:
    """(N,4): centre and radius of each head's face, as far as its petals reach."""
    scale = np.linalg.norm(transforms[:, :3, 0], axis=1)
    centres = np.stack([b.head_centre for b in bodies])
    placed = np.einsum("nij,nj->ni", transforms[:, :3, :3], centres) + transforms[:, :3, 3]
    return np.column_stack([placed, scale * np.array([b.head_radius for b in bodies])])


def _raised(posed: _Posed, by: float) -> _Posed:
    transforms, balls, spheres = posed.transforms.copy(), posed.balls.copy(), posed.spheres.copy()
    transforms[:, 1, 3] += by
    balls[:, 1] += by
    spheres[:, 1] += by
    return replace(
        posed,
        transforms=transforms,
        balls=balls,
        spheres=spheres,
        rim_height=posed.rim_height + by,
        crown=posed.crown + by,
    )


def _targets(stalks: Sequence[Stalk], dome: Dome, radii: Array, truss: NDArray[np.bool_], tall: NDArray[np.bool_]) -> Array:
    """Where each head would like to stand: every kind on its own lattice, focals kept off the very rim, trusses near the middle.

    Beside a few heads of more than twice the size (hydrangeas), small ones go into the gaps between those.
    """
    counts: dict[str, int] = {}
    for s in stalks:
        counts[s.kind] = counts.get(s.kind, 0) + 1
    mixed = len(counts) > 1
    azimuth, area = np.zeros(len(stalks)), np.zeros(len(stalks))
    for kind, count in counts.items():
        mine = [i for i, s in enumerate(stalks) if s.kind == kind]
        ranks = np.array([stalks[i].rank for i in mine], np.float64)
        phase = 2 * np.pi * draws(kind)[0]
        azimuth[mine], share = sequence(ranks, phase) if mixed and not tall[mine[0]] else lattice(count, ranks, phase)
        low, high = (0.0, 1.0) if not mixed else (0.03, 0.82) if stalks[mine[0]].role == "focal" else (0.12, 1.0)
        if mixed and truss.any():
            low, high = TRUSS_AREA if truss[mine[0]] else (0.3, 1.0)
        if tall.any() and not tall.all():
            low, high = (0.02, MIDDLE) if tall[mine[0]] else (0.10, 1.0)
        area[mine] = low + (high - low) * share
    great = radii > 0.8 * radii.max()
    small = radii < 0.5 * radii.max()
    if (
        small.any()
        and not truss.any()
        and not tall.any()
        and 2 <= great.sum() <= FEW_GREAT
        and len({s.kind for s, g in zip(stalks, great, strict=True) if g}) == 1
    ):
        area[great] = 0.62
        azimuth[small], area[small] = _between(np.sort(azimuth[great] % (2 * np.pi)), int(small.sum()))
    jitter = np.array([s.draws[0:2] for s in stalks]) - 0.5
    step = 1.0 / np.sqrt(max(len(stalks), 1))
    area = np.clip(area + 0.10 * step * jitter[:, 0] * (len(stalks) > 1), 0.0, 1.0)
    points = dome.at(azimuth + 0.16 * step * jitter[:, 1], area)
    if tall.any() and not tall.all():
        apart = spread(behind(points[tall], dome), APART * radii[tall], lambda p: dome.settle(p, 0.0))
        apart[:, 2] = np.minimum(apart[:, 2], FORWARD * apart[:, 2])
        points[tall] = dome.settle(apart, 0.0)
    return points


def _between(great: Array, count: int) -> tuple[Array, Array]:
    """(azimuth, area) of `count` small heads in turn in the gaps between great ones at sorted azimuths (G,): at the rim, on the
    shoulder, and at last in the middle that the great ones leave open."""
    gaps = great + 0.5 * ((np.roll(great, -1) - great) % (2 * np.pi))
    k = np.arange(count)
    visit = k // len(gaps)
    return gaps[k % len(gaps)] + 0.35 * (visit // len(RINGS)), np.array(RINGS)[visit % len(RINGS)]


def individuals(stalks: Sequence[Stalk], targets: Array) -> list[int]:
    """A sibling 0..2 for each stem, the one whose twin among the earlier stems of its species is farthest away."""
    picks: list[int] = []
    for i, stalk in enumerate(stalks):
        same = [j for j in range(i) if stalks[j].species == stalk.species and stalks[j].stage == stalk.stage]
        far = np.array([1e3, 1e3, 1e3]) + np.array(stalk.draws[2:5])
        if same:
            distance = np.linalg.norm(targets[same] - targets[i], axis=1)
            np.minimum.at(far, [picks[j] for j in same], distance)
        picks.append(int(np.argmax(far)))
    return picks


def _settled(stalks: Sequence[Stalk], bodies: Sequence[Body], dome: Dome, targets: Array, crowd: _Crowd, standing: bool) -> _Posed:
    n = len(stalks)
    draw = np.array([s.draws for s in stalks])
    tall = crowd.tall
    stance = Stance.of(bodies, tall, dome, standing) if tall.any() else None
    scale = 1.0 + 0.05 * (2.0 * draw[:, 5] - 1.0)
    if stance is not None:
        scale = scale * stance.scale
    soft = crowd.soft
    radii = crowd.radii(bodies) * scale
    lift = np.array([LIFT[s.role] for s in stalks]) - 0.6 * (radii - radii.mean()) + 0.007 * (draw[:, 6] - 0.5)
    lift = np.maximum(lift, -0.45 * dome.radius)
    axis = np.stack([b.axis for b in bodies])
    tilt = np.array([b.tilt for b in bodies])
    centre = np.stack([b.centre for b in bodies])
    roll, wobble = 2 * np.pi * draw[:, 7], 0.14 * (draw[:, 2:5] - 0.5)
    upright = crowd.trusses(bodies)
    if stance is not None:
        lift[tall] = 0.0
        centre[tall] = (stance.pivot / scale)[tall, None] * stance.chord[tall]
    lift = lift + crowd.rise * (upright & (not upright.all()))
    counts = [len(b.spheres) for b in bodies]
    owner = np.repeat(np.arange(n), counts)
    local = np.concatenate([b.spheres for b in bodies])
    sphere_radii = local[:, 3] * scale[owner] * soft
    arms = (local[:, :3] - centre[owner]) * scale[owner, None] * soft

    def poses(points: Array) -> tuple[Array, Array]:
        look = _looks(points, dome, tilt, wobble, upright)
        turn = faced(axis, look, unit_rows(points), tilt, roll)
        if stance is not None:
            turn[tall], look[tall] = stance.poses(points[tall], roll[tall])
        return turn, look

    def spheres_of(points: Array) -> tuple[Array, Array]:
        turn, _ = poses(points)
        return points[owner] + np.einsum("ijk,ik->ij", turn[owner], arms), sphere_radii

    points = spread(targets, radii, lambda p: dome.settle(p, lift), slack=EVEN_GAPS if len(stalks) > 4 else 1.0)
    if not soft < 1.0:
        tangles = bool(tall.any() or (upright.any() and radii[upright].max() < GREAT_TRUSS))
        points = separate(
            points,
            spheres_of,
            owner,
            lambda p: p + 0.2 * (dome.settle(p, lift) - p),
            further=FURTHER * tangles,
        )
    for _ in range(TUCKS if stance is not None and not standing else 0):
        assert stance is not None
        around = np.column_stack([spheres_of(points)[0], sphere_radii])
        radius, height, crown = _rim(around, points, radii, tall, owner, dome)
        stance, points = stance.tucked(around, owner, points, Paper(radius + 0.004, height, crown + 0.02 + 0.1 * radius))
        points = separate(points, spheres_of, owner, lambda p: p, rounds=30, allowed=TIGHT, further=FURTHER)
    turn, look = poses(points)
    around = spheres_of(points)[0]
    # a few flowers stand around the axis, not beside it: their weight as well as their outline
    weight = radii**2 @ points / (radii**2).sum()
    outline = 0.5 * ((around - sphere_radii[:, None]).min(0) + (around + sphere_radii[:, None]).max(0))
    middle = float(np.interp(n, FEW, [0.5, 0.0])) * (weight + outline) * [1.0, 0.0, 1.0]
    points_of_spheres = around - middle
    spheres = np.column_stack([points_of_spheres, sphere_radii])
    if soft < 1.0:  # clouds grow into one another, but paper has to clear nearly all of them
        whole = CLEARED / soft
        at = (points - middle)[owner]
        spheres = np.column_stack([at + whole * (points_of_spheres - at), whole * sphere_radii])
    points = points - middle
    transforms = np.tile(np.eye(4), (n, 1, 1))
    transforms[:, :3, :3] = turn * scale[:, None, None]
    transforms[:, :3, 3] = points - np.einsum("ijk,ik->ij", turn, centre * scale[:, None])
    rim = _rim(spheres, points, radii, tall, owner, dome)
    return _Posed(transforms, np.column_stack([points, radii]), look, spheres, *rim)


def _rim(
    spheres: Array, points: Array, radii: Array, tall: NDArray[np.bool_], owner: NDArray[np.intp], dome: Dome
) -> tuple[float, float, float]:
    """(rim radius, height of the rim, crown) of what paper goes round: not the upper flowers of tall blooms, which look out over
    it, and a little wider for their lower ones."""
    if not tall.any():
        return _outline(spheres)
    few = tall.all()
    level = max(dome.top, float(np.quantile(spheres[:, 1], 0.2))) if few else float(np.median(points[~tall, 1]))
    low = tall[owner] & (spheres[:, 1] <= level)
    if few:
        radius, height, crown = _outline(spheres[low])
        radius = min(radius, float((np.hypot(points[:, 0], points[:, 2]) + 1.25 * radii).max()))
        clear = spheres[low, 1] * radius / (np.hypot(*spheres[low][:, [0, 2]].T) + HANGING * spheres[low, 3])
        return radius, float(np.clip(clear.min(), LOWEST_OF_TALL * height, height)), crown
    radius, height, crown = _outline(spheres[~tall[owner]])
    height = min(height, max(float(points[~tall, 1].min()) + BELOW_RIM, LOWEST_OF_TALL * height))
    wide = float((np.hypot(*spheres[low][:, [0, 2]].T) + spheres[low, 3]).max(initial=0.0))
    wider = float(np.clip(wide, radius, WIDENED * max(radius, dome.radius)))
    return wider, height, crown


def _looks(points: Array, dome: Dome, tilt: Array, wobble: Array, upright: NDArray[np.bool_]) -> Array:
    """Where faces look: between the dome's normal and the line from the tie, so that a bouquet opens like a fan.

    A flower that nods on its stem (tilt) cannot look straight up: near the crown it turns outward, and to the viewer. Trusses (upright)
    lean little: their flowers look all round already.
    """
    look = unit_rows(0.62 * dome.normal(points) + 0.38 * unit_rows(points) + wobble)
    look[upright] = unit_rows(UPRIGHT * look[upright] + (1.0 - UPRIGHT) * np.array([0.0, 1.0, 0.0]))
    nods = (tilt > np.radians(12.0)) & ~upright
    if nods.any():
        out = look[nods] * [1.0, 0.0, 1.0] + [0.0, 0.0, 0.3]
        out = unit_rows(out)
        least = 1.15 * tilt[nods]
        polar = np.maximum(np.arccos(np.clip(look[nods, 1], -1.0, 1.0)), least)
        look[nods] = np.sin(polar)[:, None] * out + np.cos(polar)[:, None] * [0.0, 1.0, 0.0]
    return look


def _outline(spheres: Array) -> tuple[float, float, float]:
    """(rim radius, height of the widest ring, crown) of the heads' spheres (M,4)."""
    ring, y, r = np.hypot(spheres[:, 0], spheres[:, 2]), spheres[:, 1], spheres[:, 3]
    reach = ring + r
    widest: NDArray[np.bool_] = reach >= 0.9 * reach.max()
    # paper comes from below as a cone: it has to be this wide a little below the heads' middles to lie against them outside
    height = float((y[widest] - 0.35 * r[widest]).mean())
    # and a head that hangs low must not look out through it
    clear = y * reach.max() / np.maximum(ring + HANGING * r, 1e-9)
    height = float(np.clip(clear.min(), LOWEST_RIM * height, height))
    return float(reach.max()), height, float((y + r).max())
