"""What the composer knows of each stem before it is placed: its grown shape reduced to the few numbers that packing needs."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Protocol
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from catalog.plant import Plant
from catalog.species import Role, Stage
from designer.design import Design

Array = NDArray[np.float64]

HULL = 150
"""Directions in which the reach of a bloom is measured: however it is turned, its size comes out within a millimetre."""
SPIKED = 1.3
"""From how much longer than wide it is a bloom is a spike; an iris, one flower on a tall stem, is none."""
LONG = 0.7
"""The same by the spread of its volume along the stem: a wide branch."""
SPRAY = (0.25, 0.44)
"""From which reach (metres) and spread along the stem (by its radius) a bloom is a tall spray."""
SPRAWLING = (0.12, 2.4)
"""From which width (metres, and by its face) a truss points far aside (a crane's head, a trumpet lily) and is held as a spray is."""
LOWEST = 0.08
"""Share of a bloom's volume below its lowest flowers: leaves and buds."""
MOST_SPHERES = 8
"""Spheres in the sketch of a bloom, for choosing among many places: the largest ones that lie apart."""


class Shapes(Protocol):
    """Where the grown shapes come from; only head, proxies, stem_radius and stalk_length are read."""

    def plant(self, species: str, stage: Stage, individual: int, variety: str) -> Plant: ...


@dataclass(frozen=True, eq=False)
class Body:
    """A plant's shape in its bloom frame, metres.

    spheres (K,4): x, y, z, r; sketch: the few that stand for them. centre (3,): their volume centre. radius: of the disc that covers
    as much area as the bloom does seen along its face. axis (3,): the face. reach: height of the tip above the neck. tilt: radians
    between face and stem. spread: radius of the bloom around its stem. hull (H,3): the points of the bloom that reach furthest.
    long: spread of its volume along the stem, as a standard deviation. low: height of its lowest flowers above the neck. chord (3,): from the neck to the middle. girth: radius of
    the disc that covers as much area as the bloom does seen along its chord. dense: share of that girth that its largest part fills.
    """

    spheres: Array
    sketch: Array
    centre: Array
    radius: float
    axis: Array
    reach: float
    tilt: float
    spread: float
    stem_radius: float
    head_centre: Array
    head_radius: float
    hull: Array
    long: float
    low: float
    chord: Array
    girth: float
    dense: float

    @property
    def spiked(self) -> bool:
        """Whether it blooms along its stem, further than across."""
        return self.reach - self.low > 2.0 * SPIKED * self.radius or self.long > LONG * self.radius

    @property
    def spray(self) -> bool:
        """Whether it is a tall spray of flowers (an orchid), or a truss that points far aside."""
        arched = self.reach > SPRAY[0] and self.long > SPRAY[1] * self.radius
        return arched or (self.truss and self.spread > max(SPRAWLING[0], SPRAWLING[1] * self.radius))

    @property
    def truss(self) -> bool:
        """Whether several flowers stand around one stem (a lily), so that its main flower lies far from its middle."""
        aside = float(np.linalg.norm(self.head_centre - self.centre))
        return self.head_radius > 0.5 * self.radius and aside > 0.5 * self.radius


@dataclass(frozen=True)
class Stalk:
    """One stem of the design, not yet placed. kind groups stems that are to be spread from one another; rank counts in it."""

    id: str
    species: str
    variety: str
    stage: Stage
    role: Role
    kind: str
    rank: int
    draws: tuple[float, ...]
    """Uniform numbers 0..1 that belong to this stem whatever else is in the design."""


def stalks(design: Design, roles: dict[str, Role]) -> tuple[Stalk, ...]:
    """Every stem of the design. The draws come from the seed, the species and the rank in it: not from the variety, so that
    recolouring moves nothing, nor from the counts, so that one more stem leaves the others where they are."""
    result: list[Stalk] = []
    named: dict[tuple[str, str], int] = {}
    lines: dict[str, int] = {}
    for line in design.stems:
        ordinal = lines.get(line.species, 0)
        lines[line.species] = ordinal + 1
        kind = f"{line.species}#{ordinal}"
        for rank in range(line.count):
            number = named.get((line.species, line.variety), 0) + 1
            named[line.species, line.variety] = number
            result.append(
                Stalk(
                    id=f"{line.species}-{line.variety}-{number}",
                    species=line.species,
                    variety=line.variety,
                    stage=line.stage,
                    role=line.role or roles[line.species],
                    kind=kind,
                    rank=rank,
                    draws=draws(f"{design.seed}/{design.form}/{kind}/{rank}"),
                )
            )
    return tuple(result)


def draws(name: str) -> tuple[float, ...]:
    """Eight uniform numbers that depend on the name alone."""
    digest = hashlib.sha256(name.encode()).digest()
    words = np.frombuffer(digest, dtype="<u4").astype(np.float64) / 2.0**32
    return tuple(words.tolist())


_KNOWN: WeakKeyDictionary[Plant, Body] = WeakKeyDictionary()


def body(plant: Plant) -> Body:
    """The packing shape of a plant, measured once. Raises ValueError for a plant without proxies."""
    if plant not in _KNOWN:
        _KNOWN[plant] = _measured(plant)
    return _KNOWN[plant]


def _measured(plant: Plant) -> Body:
    spheres = np.asarray(plant.proxies, np.float64).reshape(-1, 4)
    if not len(spheres):
        raise ValueError("a plant needs at least one proxy sphere to be placed")
    axis = np.asarray(plant.head.axis, np.float64)
    axis = axis / max(float(np.linalg.norm(axis)), 1e-9)
    volume = spheres[:, 3] ** 3
    centre = (spheres[:, :3] * volume[:, None]).sum(0) / volume.sum()
    across = np.linalg.norm(spheres[:, [0, 2]], axis=1) + spheres[:, 3]
    disc = _disc_radius(spheres, axis)
    chord = centre / max(float(np.linalg.norm(centre)), 1e-9)
    girth = _disc_radius(spheres, chord)
    height = spheres[:, 1] - centre[1]
    return Body(
        spheres=spheres,
        sketch=_thinned(spheres),
        centre=centre,
        radius=disc * _thickness(spheres, axis, disc),
        axis=axis,
        reach=float((spheres[:, 1] + spheres[:, 3]).max()),
        tilt=float(np.arccos(np.clip(axis[1], -1.0, 1.0))),
        spread=float(across.max()),
        stem_radius=float(plant.stem_radius),
        head_centre=np.asarray(plant.head.centre, np.float64),
        head_radius=float(plant.head.radius),
        hull=_hull(plant, spheres),
        long=float(np.sqrt(volume @ height**2 / volume.sum())),
        low=_lowest(spheres, volume),
        chord=chord,
        girth=girth,
        dense=float(min(spheres[:, 3].max() / girth, 1.0)),
    )


def _hull(plant: Plant, spheres: Array) -> Array:
    """The bloom's furthest points in HULL directions; those of its spheres when it has no mesh."""
    k = np.arange(HULL) + 0.5
    polar, azimuth = np.arccos(1.0 - 2.0 * k / HULL), np.pi * (1.0 + np.sqrt(5.0)) * k  # a sunflower lattice on the sphere
    ways = np.stack([np.sin(polar) * np.cos(azimuth), np.cos(polar), np.sin(polar) * np.sin(azimuth)], 1)
    points = np.asarray(plant.bloom.positions, np.float64)
    if not len(points):
        points = (spheres[:, None, :3] + spheres[:, None, 3:] * ways).reshape(-1, 3)
    furthest: Array = points[np.unique(np.argmax(points @ ways.T, 0))]
    return furthest


def _thickness(spheres: Array, axis: Array, disc: float) -> float:
    """1 for a globe, down to .86 for a flat face: the rays of a gerbera slip under its neighbour's."""
    along = spheres[:, :3] @ axis
    deep = float((along + spheres[:, 3]).max() - (along - spheres[:, 3]).min())
    return float(np.interp(deep / (2.0 * disc), [0.45, 0.9], [0.86, 1.0]))


def _lowest(spheres: Array, volume: Array) -> float:
    order = np.argsort(spheres[:, 1], kind="stable")
    return float(np.interp(LOWEST, np.cumsum(volume[order]) / volume.sum(), spheres[order, 1]))


def _thinned(spheres: Array) -> Array:
    if len(spheres) <= MOST_SPHERES:
        return spheres
    kept = [int(np.argmax(spheres[:, 3]))]
    gap = np.full(len(spheres), np.inf)
    while len(kept) < MOST_SPHERES:
        last = spheres[kept[-1]]
        gap = np.minimum(gap, np.linalg.norm(spheres[:, :3] - last[:3], axis=1) - last[3])
        kept.append(int(np.argmax(gap + spheres[:, 3])))
    return spheres[sorted(set(kept))]


def _disc_radius(spheres: Array, axis: Array, grid: int = 28) -> float:
    """Radius of the disc with the area of the spheres' silhouette along `axis`, counted on a grid."""
    side = np.cross(axis, [0.0, 0.0, 1.0] if abs(axis[2]) < 0.9 else [1.0, 0.0, 0.0])
    side /= np.linalg.norm(side)
    other = np.cross(axis, side)
    x, y, r = spheres[:, :3] @ side, spheres[:, :3] @ other, spheres[:, 3]
    low = min(float((x - r).min()), float((y - r).min()))
    high = max(float((x + r).max()), float((y + r).max()))
    step = (high - low) / grid
    t = low + (np.arange(grid) + 0.5) * step
    covered = ((t[:, None, None] - x) ** 2 + (t[None, :, None] - y) ** 2 <= r**2).any(2)
    return float(np.sqrt(max(int(covered.sum()), 1) * step * step / np.pi))
