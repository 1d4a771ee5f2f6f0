"""Racemes of large flowers: where each one leaves the axis, what hangs there, and the spheres that stand for all of it. Centimetres."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from catalog.atlas import Atlas
from catalog.mesh import Mesh
from catalog.organs import orchid
from catalog.organs.boughs import Bough
from catalog.organs.place import Matrix
from catalog.plant import Level

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Site:
    """Where one flower or bud is hung: at, its share of the axis; leaving, the way its pedicel sets out; world, from its frame."""

    at: float
    leaving: Array
    world: Matrix


@dataclass(frozen=True, eq=False)
class Body:
    """What hangs at a site, true to size in its own frame. radius: of its face, or half a bud's length; open: a flower, no bud.

    lift: how far along its face its middle lies.
    """

    mesh: Mesh
    radius: float
    open: bool
    lift: float = 0.0


@dataclass(frozen=True)
class Manner:
    """How pedicels and bracts look: radii at the axis and at the ovary of a flower, of a bud; the bract's length in cm."""

    flower: tuple[float, float]
    bud: tuple[float, float]
    bract: float
    along: tuple[float, float] = (0.85, 1.0)


def kin(k: int, level: Level, main: int) -> int:
    """Which flower's shape the k-th one wears: its own where that is seen, one for every three where they are small."""
    return k if level in (Level.HERO, Level.STANDARD) else k // 3 * 3 + main % 3


def dressed(
    axis: Bough, sites: Sequence[Site], bodies: Sequence[Body], manner: Manner, atlas: Atlas, level: Level
) -> tuple[list[Mesh], Array]:
    """All bodies hung on their pedicels, each with its bract (slot "stem"), and their spheres (K,4)."""
    parts: list[Mesh] = []
    spheres = []
    for site, body in zip(sites, bodies, strict=True):
        start = axis.at([site.at])[0]
        parts.append(body.mesh.transformed(site.world))
        thick = manner.flower if body.open else manner.bud
        parts.append(orchid.pedicel(start, site.leaving, site.world, thick, atlas, "stem", level, along=manner.along))
        spheres.append(_cover(site, body))
        if level in (Level.HERO, Level.STANDARD):
            girth = float(axis.thick([site.at])[0])
            heading = axis.heading([site.at])[0]
            parts.append(orchid.bract(start, heading, site.leaving, manner.bract, girth, atlas, "stem", level))
    return parts, np.concatenate(spheres)


def _cover(site: Site, body: Body) -> Array:
    """(5,4) spheres for a flower's dish, (1,4) for a bud."""
    if not body.open:
        return np.append(site.world[:3, 3] + site.world[:3, 1] * body.radius, body.radius * 1.1)[None]
    local = np.array([[0, 0, 0], [0.58, 0, -0.1], [-0.58, 0, -0.1], [0, 0, -0.6], [0, 0, 0.55]]) * body.radius
    local[:, 1] += body.lift
    return np.column_stack([local @ site.world[:3, :3].T + site.world[:3, 3], np.full(5, 0.42 * body.radius)])


__all__ = ["Body", "Manner", "Site", "dressed", "kin"]
