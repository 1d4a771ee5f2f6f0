"""Woody branches: crooked from node to node, swollen at the nodes, forked. Centimetres; every draw is made whatever the level."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from catalog.atlas import Atlas
from catalog.mesh import Mesh, unit
from catalog.organs.boughs import Bough
from catalog.organs.curves import bell
from catalog.organs.stem import tube

Array = NDArray[np.float64]
UP = np.array([0.0, 1.0, 0.0])


@dataclass(frozen=True)
class Growing:
    """How a branch runs. internode: cm from node to node. zigzag: degrees that each node turns the way, left and right by turns.
    wander: degrees of chance on top of that. towards: (3,) where its heading ends up. turning: how nearly, 0 .. 1; `when` is the
    power of the share of the length by which it does (1 evenly, 2 late)."""

    internode: float = 1.2
    zigzag: float = 9.0
    wander: float = 3.0
    towards: tuple[float, float, float] = (0.0, 1.0, 0.0)
    turning: float = 0.5
    when: float = 1.0


def crooked(start: ArrayLike, way: ArrayLike, length: float, growing: Growing, rng: np.random.Generator) -> Array:
    """(P,3) path from node to node: it leaves start (3,) along way (3,); P - 1 internodes make up the length."""
    count = max(round(length / growing.internode), 2)
    draws = rng.normal(0, 1, (count, 4)).clip(-2, 2)
    share = ((np.arange(count) + 0.5) / count)[:, None] ** growing.when
    first, last = unit(way), unit(np.asarray(growing.towards, np.float64))
    heading = unit(first * (1 - growing.turning * share) + last * growing.turning * share)
    level = unit(np.cross(heading, [0.31, 0.12, 0.94]))
    over = np.cross(heading, level)
    turn = np.radians(growing.zigzag) / 2 * np.where(np.arange(count) % 2, 1.0, -1.0)
    stray = np.radians(growing.wander) * draws
    heading = unit(heading + level * (turn + stray[:, 0])[:, None] + over * (0.5 * turn + stray[:, 1])[:, None])
    steps = heading * (length / count * (1 + 0.12 * draws[:, 2:3]))
    return np.asarray(np.asarray(start, np.float64) + np.vstack([np.zeros(3), np.cumsum(steps, 0)]))


def tapered(path: Array, foot: float, tip: float, along: tuple[float, float] = (0.0, 1.0)) -> Bough:
    """The bough on a path, from one radius to the other."""
    return Bough(path, foot + (tip - foot) * np.linspace(0, 1, len(path)) ** 0.8, along)


def knotted(bough: Bough, atlas: Atlas, slot: str, *, sides: int, rings: int, swell: float = 0.22, soft: float = 0.22) -> Mesh:
    """A bough as a tube, swollen by `swell` at every point of its path but the ends.

    rings: how many draw each internode; 3 and more show the swellings, 1 follows the crooks only, 0 every third of them.
    soft: how far a swelling runs out, as share of the internode.
    """
    nodes = len(bough.path) - 1
    if rings >= 3:
        offsets = np.concatenate([[0.0], np.linspace(soft, 1 - soft, rings - 1)])
        at = np.concatenate([(np.arange(nodes)[:, None] + offsets).ravel(), [nodes]])
    else:
        at = np.unique(np.append(np.arange(0, nodes, 1 if rings else 3), nodes)).astype(np.float64)
    share = at / nodes
    away = np.abs(at - np.round(at)) / soft
    inner = (at > 0.3) & (at < nodes - 0.3)
    radii = bough.thick(share) * (1 + (swell if rings >= 3 else 0.0) * bell(away) * inner)
    return tube(bough.at(share), radii, atlas, slot, sides=sides, along=bough.along)


def around(bough: Bough, shares: ArrayLike, azimuths: ArrayLike) -> tuple[Array, Array]:
    """(K,3) points on the bough's axis at shares (K,), and unit vectors (K,3) away from it at azimuths (K,) in degrees."""
    share = np.asarray(shares, np.float64)
    heading = bough.heading(share)
    side = unit(np.cross(heading, [0.31, 0.12, 0.94]))
    over = np.cross(heading, side)
    a = np.radians(np.asarray(azimuths, np.float64))[:, None]
    return bough.at(share), np.cos(a) * side + np.sin(a) * over


__all__ = ["UP", "Growing", "around", "crooked", "knotted", "tapered"]
