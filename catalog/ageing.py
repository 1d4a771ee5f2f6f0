"""How a cut stem ages: it opens along its life, then nods, sags, browns and drops. Works on any grown plant.

Ages count in lives: 0 at the cut, 1 at the end of the vase life that the data gives for the species.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from catalog.atlas import ROWS, Atlas
from catalog.mesh import Floats, Mesh, smooth_normals, unit
from catalog.occlusion import slot_of
from catalog.organs.curves import smoothstep
from catalog.species import Role, Species

Array = NDArray[np.float64]

OPENED = 0.7
"""The age by which a flower has opened as far as it will."""
WILTS_FROM, WILTED = 0.7, 1.5
"""Ages between which a stem goes from fresh to spent."""
SHEDS_FROM, BARE = 0.95, 2.0
BENDING_STEPS = 48


@dataclass(frozen=True)
class Ageing:
    """The manner in which a plant ages.

    opens: how far it goes from its stage to fully open, 0 (never: foliage, berries) .. 1. nods: degrees by which the spent bloom
    hangs. sags: how far petals sink, in parts of the head's radius. browns: how far colours turn, 0..1. sheds: share of the petals
    that have dropped at twice the vase life.
    """

    opens: float = 0.9
    nods: float = 50.0
    sags: float = 0.3
    browns: float = 1.0
    sheds: float = 0.0


SHEDDING = Ageing(nods=35.0, sheds=0.75)
"""Petals fall before they brown: tulip, peony, lily, anemone."""
LIMP_NECK = Ageing(nods=95.0, sags=0.35)
"""The stem gives way below a heavy head: gerbera, sunflower."""
DRYING = Ageing(opens=0.3, nods=6.0, sags=0.06, browns=0.55)
"""Dries as it stands: statice, craspedia, protea."""
LEAFY = Ageing(opens=0.0, nods=22.0, sags=0.0, browns=0.8)
"""Foliage yellows and hangs a little."""
WOODY = Ageing(opens=0.0, nods=0.0, sags=0.0, browns=0.5, sheds=0.5)
"""Branches keep their bearing and drop what they carry."""

BY_ROLE: dict[Role, Ageing] = {
    "focal": Ageing(),
    "mass": Ageing(),
    "line": Ageing(nods=35.0),
    "filler": Ageing(nods=28.0),
    "foliage": LEAFY,
}


def age(species: Species, day: float) -> float:
    """Days after cutting as a part of the species' vase life. Raises ValueError below 0."""
    if day < 0:
        raise ValueError(f"a stem's age counts from the day it is cut, got day {day}")
    return 2.0 * day / sum(species.vase_days)


def opened(openness: float, age: float, ageing: Ageing) -> float:
    """Openness 0..1 at `age` of a flower cut at `openness`."""
    return openness + (1.0 - openness) * ageing.opens * float(smoothstep(0.0, OPENED, age))


def wither(
    bloom: Mesh, centre: Floats, radius: float, atlas: Atlas, age: float, ageing: Ageing, rng: np.random.Generator
) -> tuple[Mesh, Array]:
    """The bloom at `age`, and the (4,4) motion that its head made. centre (3,) and radius: the head's, metres, bloom frame."""
    side = rng.uniform(0.0, 2.0 * np.pi)
    amount = rng.uniform(0.85, 1.15)
    lots = rng.permutation(4096)  # drawn whatever the age, so that the same petals fall first
    wilt = min(float(smoothstep(WILTS_FROM, WILTED, age)) * amount, 1.0)
    if ageing.sheds:
        bloom = _shed(bloom, atlas, ageing.sheds * float(smoothstep(SHEDS_FROM, BARE, age)), lots)
    if wilt <= 0.0 or not bloom.triangles:
        return bloom, np.eye(4)
    bloom = _browned(bloom, atlas, wilt * ageing.browns)
    bloom = _sagged(bloom, np.asarray(centre, np.float64), radius, wilt * ageing.sags, side)
    return _nodded(bloom, float(centre[1]), np.radians(ageing.nods) * wilt, side, np.asarray(centre, np.float64))


def _petals(mesh: Mesh, atlas: Atlas) -> NDArray[np.bool_]:
    """(N,) which vertices belong to petals: the slots that let light through as petals do, and the first one."""
    thin = np.array([k == 0 or finish.translucency > 0.5 for k, (_, finish) in enumerate(atlas.slots)] + [False] * 8)
    return np.asarray(thin[slot_of(mesh)])


def _shed(mesh: Mesh, atlas: Atlas, share: float, lots: NDArray[np.int64]) -> Mesh:
    """The mesh without `share` of its petals; a petal is what hangs together."""
    if share <= 0.0:
        return mesh
    n = len(mesh.positions)
    a, b = mesh.indices[:, [0, 1, 2]].ravel(), mesh.indices[:, [1, 2, 0]].ravel()
    _, whole = connected_components(coo_array((np.ones(len(a), np.int8), (a, b)), shape=(n, n)), directed=False)
    falls = (lots[whole % len(lots)] < share * len(lots)) & _petals(mesh, atlas)
    return replace(mesh, indices=mesh.indices[~falls[mesh.indices].any(1)])


def _browned(mesh: Mesh, atlas: Atlas, amount: float) -> Mesh:
    """Petals brown from their rims inwards, green parts turn yellow."""
    along = np.clip(mesh.texcoords[:, 1] * ROWS % 1.0, 0.0, 1.0)
    petal = _petals(mesh, atlas)
    rim = np.where(petal, 0.35 + 0.65 * np.clip((along - 0.55) / 0.4, 0.0, 1.0), 0.6)[:, None] * amount
    spent = np.where(petal[:, None], [0.68, 0.48, 0.34], [1.12, 0.88, 0.50])
    colours = mesh.colours.copy()
    colours[:, :3] *= (1.0 + (spent - 1.0) * rim).astype(np.float32)
    return replace(mesh, colours=colours)


def _sagged(mesh: Mesh, centre: Array, radius: float, amount: float, phase: float) -> Mesh:
    """What stands far out from the head's axis sinks, and every surface crumples a little."""
    if amount <= 0.0:
        return mesh
    p = mesh.positions.astype(np.float64)
    out = np.clip(np.hypot(p[:, 0] - centre[0], p[:, 2] - centre[2]) / radius, 0.0, 1.6)
    near = np.clip(1.6 - np.linalg.norm(p - centre, axis=1) / radius, 0.0, 1.0)
    wave = 2.0 * np.pi / (0.55 * radius)
    crumple = np.sin(p[:, [1, 2, 0]] * wave + phase) * np.sin(p[:, [2, 0, 1]] * wave * 0.7 - phase)
    p[:, 1] -= amount * radius * out**2 * near
    p += 0.12 * amount * radius * crumple * near[:, None]
    positions = p.astype(np.float32)
    turned = unit(mesh.normals + smooth_normals(positions, mesh.indices) - smooth_normals(mesh.positions, mesh.indices))
    return replace(mesh, positions=positions, normals=turned.astype(np.float32))


def _nodded(mesh: Mesh, height: float, angle: float, side: float, head: Array) -> tuple[Mesh, Array]:
    """The mesh bent sideways by `angle` radians along y = 0 .. height, the rest following stiffly."""
    if angle <= 0.0:
        return mesh, np.eye(4)
    top = max(height, 0.01)
    knots = np.linspace(0.0, top, BENDING_STEPS)
    turn = angle * (knots / top) ** 1.5
    step = knots[1] - knots[0]
    middle = (turn[1:] + turn[:-1]) / 2
    aside = np.concatenate([[0.0], np.cumsum(np.sin(middle))]) * step
    up = np.concatenate([[0.0], np.cumsum(np.cos(middle))]) * step
    way, across = np.array([np.cos(side), 0.0, np.sin(side)]), np.array([-np.sin(side), 0.0, np.cos(side)])

    def bent(points: Array) -> tuple[Array, Array]:
        """Points (N,3) after the bend, and the angle (N,) there."""
        y = points[:, 1]
        held = np.clip(y, 0.0, top)
        theta = np.interp(held, knots, turn)
        beyond = y - held
        over = points @ way
        lateral = np.interp(held, knots, aside) + beyond * np.sin(theta) + over * np.cos(theta)
        high = np.interp(held, knots, up) + beyond * np.cos(theta) - over * np.sin(theta)
        return lateral[:, None] * way + high[:, None] * [0.0, 1.0, 0.0] + (points @ across)[:, None] * across, theta

    positions, theta = bent(mesh.positions.astype(np.float64))
    n = mesh.normals.astype(np.float64)
    over, high = n @ way, n[:, 1]
    normals = (
        (over * np.cos(theta) + high * np.sin(theta))[:, None] * way
        + (high * np.cos(theta) - over * np.sin(theta))[:, None] * [0.0, 1.0, 0.0]
        + (n @ across)[:, None] * across
    )
    place, at = bent(head[None])
    c, s = np.cos(at[0]), np.sin(at[0])
    motion = np.eye(4)
    rise = np.array([0.0, 1.0, 0.0])
    motion[:3, :3] = np.outer(c * way - s * rise, way) + np.outer(s * way + c * rise, rise) + np.outer(across, across)
    motion[:3, 3] = place[0] - motion[:3, :3] @ head
    return replace(mesh, positions=positions.astype(np.float32), normals=unit(normals).astype(np.float32)), motion
