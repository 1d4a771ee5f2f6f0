"""The tree of nodes and where each of them stands in the world."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from catalog.scans.numbers import numbers
from catalog.scans.refusals import ScanRefused

FURTHEST = 1e7  # nothing lies further out or is larger, in whatever unit


def roots_of(children: Sequence[Sequence[int]]) -> list[int]:
    below = {child for row in children for child in row}
    return [i for i in range(len(children)) if i not in below]


def world_matrices(nodes: Sequence[Mapping[str, Any]], children: Sequence[Sequence[int]]) -> list[NDArray[np.float64]]:
    """world_from_node (4,4) of every node. Raises ScanRefused for circles, nodes with two parents, broken transforms."""
    order = _unrolled(children)
    if len(order) < len(nodes):
        raise ScanRefused("scan.cycle", where=f"nodes[{min(set(range(len(nodes))) - set(order))}]")
    parent: dict[int, int] = {}
    for i, below in enumerate(children):
        for child in below:
            if child in parent:
                raise ScanRefused("scan.shared_node", where=f"nodes[{child}]")
            parent[child] = i
    world = [np.eye(4)] * len(nodes)
    for i in order:
        local = _matrix(nodes[i], f"nodes[{i}]")
        world[i] = world[parent[i]] @ local if i in parent else local
        if np.abs(world[i]).max() > FURTHEST:
            raise ScanRefused("scan.transform", where=f"nodes[{i}]")
    return world


def _unrolled(children: Sequence[Sequence[int]]) -> list[int]:
    """The nodes that are in no circle and under none, parents before children (Kahn 1962)."""
    above = [0] * len(children)
    for below in children:
        for child in below:
            above[child] += 1
    order = [i for i, count in enumerate(above) if not count]
    for node in order:  # grows while it is walked
        for child in children[node]:
            above[child] -= 1
            if not above[child]:
                order.append(child)
    return order


def reach(starts: Sequence[int], children: Sequence[Sequence[int]]) -> list[int]:
    """Everything under `starts`, parents before children. The children must form no circle among what is reached."""
    order: list[int] = []
    seen: set[int] = set()
    waiting = list(reversed(starts))
    while waiting:
        node = waiting.pop()
        if node not in seen:
            seen.add(node)
            order.append(node)
            waiting.extend(reversed(children[node]))
    return order


def _matrix(row: Mapping[str, Any], where: str) -> NDArray[np.float64]:
    if "matrix" in row:
        matrix = np.array(numbers(row["matrix"], 16, where, "scan.transform")).reshape(4, 4).T
        if not np.allclose(matrix[3], [0, 0, 0, 1], atol=1e-4):
            raise ScanRefused("scan.transform", where=where)
    else:
        x, y, z, w = numbers(row.get("rotation", [0, 0, 0, 1]), 4, where, "scan.transform")
        length = math.hypot(x, y, z, w)
        if not 0.1 < length < 10:
            raise ScanRefused("scan.transform", where=where)
        x, y, z, w = x / length, y / length, z / length, w / length
        matrix = np.eye(4)
        matrix[:3, :3] = [
            [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
            [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
            [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)],
        ]
        matrix[:3, :3] *= numbers(row.get("scale", [1, 1, 1]), 3, where, "scan.transform")
        matrix[:3, 3] = numbers(row.get("translation", [0, 0, 0]), 3, where, "scan.transform")
    if np.abs(matrix).max() > FURTHEST:
        raise ScanRefused("scan.transform", where=where)
    return matrix
