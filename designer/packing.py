"""Keeping heads apart: position-based relaxation of rigid clusters of spheres.

Jacobi projection of pair constraints after Mueller et al. 2007 ("Position Based Dynamics"), averaged over each body's contacts.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

Array = NDArray[np.float64]
Indices = NDArray[np.intp]

ALLOWED = 0.13
"""How far two spheres may press into one another, as a share of the smaller radius: petals give way. A cap as deep as .24 of the
radius is 4 % of a sphere's volume; the rest is kept in hand for heads of several spheres."""


TANGLED = 0.12
"""Heads that are pressed deeper than allowed by more than this share of the smaller radius stand in one another."""


def spread(points: Array, radii: Array, settle: Callable[[Array], Array], rounds: int = 12, slack: float = 1.0) -> Array:
    """Spheres (N,3) pushed apart until they stand about `slack` times the sum of their radii from each other.

    settle brings the points back to the surface they live on after each round. All pairs: N is at most a few hundred. Few rounds
    on purpose: 36 even out gaps by another half millimetre, but then one stem more moves a twentieth of the others by 28 mm
    instead of 14.
    """
    if len(points) < 2:
        return settle(points)
    want = slack * (radii[:, None] + radii[None, :])
    np.fill_diagonal(want, 0.0)
    weight = radii[None, :] ** 2 / (radii[:, None] ** 2 + radii[None, :] ** 2)  # the smaller one gives way
    p = settle(points)
    for _ in range(rounds):
        delta = p[:, None, :] - p[None, :, :]
        distance = np.sqrt(np.einsum("ijk,ijk->ij", delta, delta)) + 1e-9
        push = np.maximum(want - distance, 0.0) * weight / distance
        p = settle(p + 0.45 * np.einsum("ij,ijk->ik", push, delta))
    return p


def separate(
    points: Array,
    spheres_of: Callable[[Array], tuple[Array, Array]],
    owner: Indices,
    pull: Callable[[Array], Array],
    rounds: int = 36,
    refresh: int = 10,
    allowed: float = ALLOWED,
    further: int = 0,
) -> Array:
    """Rigid heads (N,3) moved until no two of their spheres press deeper than `allowed`.

    spheres_of gives the world spheres (M,3) and radii (M,) of heads standing at the points; owner (M,) says whose they are;
    pull is the weak wish to go back to the surface, applied while there is still room to move. allowed: how far spheres may press into
    one another, as a share of the smaller radius. further: most rounds in which trusses and sprays that still stand in one
    another part as wholes.
    """
    n = len(points)
    if n < 2:
        return points
    p = points.copy()
    worst = 0.0
    pairs = np.zeros((0, 2), np.intp)
    centres, radii = spheres_of(p)
    margin = 0.3 * float(radii.max())
    start = centres
    for step in range(rounds + further):
        if step >= rounds and worst <= TANGLED:
            break
        if step % refresh == 0 or float(np.abs(centres - start).max()) > margin / 2:
            pairs = close_pairs(centres, radii, owner, margin)
            start = centres
        push, depth, worst = _push(centres, radii, owner, pairs, p if step >= rounds else None, n, allowed)
        if depth <= 1e-4 and step > 0:
            break
        p = p + push
        if step < rounds - 18:
            p = pull(p)
        centres, radii = spheres_of(p)
    return p


def close_pairs(centres: Array, radii: Array, owner: Indices, margin: float) -> Indices:
    """Index pairs (P,2) of spheres of different heads that touch or nearly do."""
    found = cKDTree(centres).query_pairs(2.0 * float(radii.max()) + margin, output_type="ndarray")
    a, b = found[:, 0], found[:, 1]
    gap = np.linalg.norm(centres[a] - centres[b], axis=1) - radii[a] - radii[b]
    pairs: Indices = found[(owner[a] != owner[b]) & (gap < margin)]
    return pairs


def _push(
    centres: Array, radii: Array, owner: Indices, pairs: Indices, apart: Array | None, n: int, allowed: float
) -> tuple[Array, float, float]:
    a, b = pairs[:, 0], pairs[:, 1]
    delta = centres[a] - centres[b]
    distance = np.linalg.norm(delta, axis=1) + 1e-9
    small = np.minimum(radii[a], radii[b])
    depth = radii[a] + radii[b] - 0.95 * allowed * small - distance
    hit = depth > 0
    if not hit.any():
        return np.zeros((n, 3)), 0.0, 0.0
    one, two = owner[a[hit]], owner[b[hit]]
    move = (0.5 * depth[hit] / distance[hit])[:, None] * delta[hit]
    if apart is not None:  # flowers of one that stand all round those of another push it nowhere: the two part as wholes
        between = apart[one] - apart[two]
        whole = between / (np.linalg.norm(between, axis=1) + 1e-9)[:, None]
        move = np.where((depth[hit] > TANGLED * small[hit])[:, None], (0.5 * depth[hit])[:, None] * whole, move)
    total = np.zeros((n, 3))
    for axis in range(3):
        total[:, axis] = np.bincount(one, move[:, axis], n) - np.bincount(two, move[:, axis], n)
    contacts = np.bincount(one, minlength=n) + np.bincount(two, minlength=n)
    return total * (1.5 / np.maximum(contacts, 1.5))[:, None], float(depth.max()), float((depth / small).max())


def overlap(a: Array, b: Array, samples: int = 4000) -> float:
    """Share of the smaller of two sphere clusters (K,4) that lies inside the other, by stratified sampling."""
    volumes = [float((s[:, 3] ** 3).sum()) for s in (a, b)]
    inner, outer = (a, b) if volumes[0] <= volumes[1] else (b, a)
    low, high = (inner[:, :3] - inner[:, 3:]).min(0), (inner[:, :3] + inner[:, 3:]).max(0)
    if ((outer[:, :3] + outer[:, 3:]).max(0) < low).any() or ((outer[:, :3] - outer[:, 3:]).min(0) > high).any():
        return 0.0
    k = np.arange(samples) + 0.5
    steps = np.array([0.8191725134, 0.6710436067, 0.5497004779])  # the three-dimensional golden ratio: an even sequence
    points = low + (high - low) * ((k[:, None] * steps) % 1.0)
    mine, theirs = _inside(points, inner), _inside(points, outer)
    return float((mine & theirs).sum()) / max(int(mine.sum()), 1)


def _inside(points: Array, spheres: Array) -> NDArray[np.bool_]:
    delta = points[:, None, :] - spheres[None, :, :3]
    found: NDArray[np.bool_] = (np.einsum("ijk,ijk->ij", delta, delta) <= spheres[None, :, 3] ** 2).any(1)
    return found
