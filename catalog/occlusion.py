"""Ambient occlusion baked into a mesh's vertices with Embree, both sides of every petal."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from embreex import rtcore_scene
from embreex.mesh_construction import TriangleMesh
from numpy.typing import NDArray

from catalog.atlas import COLUMNS, ROWS, Atlas
from catalog.mesh import Mesh, merge, unit

RAYS = 24
REACH = 0.03  # metres; how far a neighbour still darkens
OFFSET = 0.00015  # metres off the surface, so that a ray does not hit its own triangle
FLOOR = 0.06


def slot_of(mesh: Mesh) -> NDArray[np.int64]:
    """(N,) which atlas tile each vertex lies in."""
    column = np.minimum((mesh.texcoords[:, 0] * COLUMNS).astype(np.int64), COLUMNS - 1)
    row = np.minimum((mesh.texcoords[:, 1] * ROWS).astype(np.int64), ROWS - 1)
    return row * COLUMNS + column


def bake(meshes: list[Mesh], atlas: Atlas, *, reach: float = REACH, rays: int = RAYS) -> list[Mesh]:
    """The meshes with occlusion in colours[:, 3]; all of them shadow one another.

    Stratified cosine rays leave both sides of the surface. A hit at distance h takes 1 - .6 h/reach of its ray. Translucent
    slots weigh front .6 and back .4, opaque ones take the more open side. The result is raised to 1.25 and held above .06.
    """
    whole = merge(meshes)
    if not len(whole.positions):
        return meshes
    scene = rtcore_scene.EmbreeScene()
    TriangleMesh(scene, whole.positions[whole.indices].astype(np.float32))
    front = _openness(scene, whole, 1.0, reach, rays)
    back = _openness(scene, whole, -1.0, reach, rays)
    translucent = np.array([finish.translucency > 0.3 for _, finish in atlas.slots] + [False] * 8)[slot_of(whole)]
    open_share = np.where(translucent, 0.6 * front + 0.4 * back, np.maximum(front, back))
    occlusion = np.maximum(open_share**1.25, FLOOR)
    baked, start = [], 0
    for mesh in meshes:
        colours = mesh.colours.copy()
        colours[:, 3] = occlusion[start : start + len(colours)]
        start += len(colours)
        baked.append(replace(mesh, colours=colours))
    return baked


def _openness(scene: rtcore_scene.EmbreeScene, mesh: Mesh, side: float, reach: float, rays: int) -> NDArray[np.float64]:
    normals = mesh.normals.astype(np.float64) * side
    helper = np.where(np.abs(normals[:, :1]) < 0.9, [[1.0, 0, 0]], [[0, 0, 1.0]])
    tangents = unit(np.cross(normals, helper))
    bitangents = np.cross(normals, tangents)
    local = _cosine_directions(rays)
    # Each vertex turns the pattern by its own fixed angle, so that the same few directions do not band across a petal.
    spin = (np.arange(len(normals)) * 2.399963) % (2 * np.pi)
    c, s = np.cos(spin)[:, None], np.sin(spin)[:, None]
    x, y = local[:, 0] * c - local[:, 1] * s, local[:, 0] * s + local[:, 1] * c
    directions = x[..., None] * tangents[:, None] + y[..., None] * bitangents[:, None] + local[None, :, 2, None] * normals[:, None]
    origins = mesh.positions[:, None] + normals[:, None] * OFFSET + directions * OFFSET
    distance = scene.run(
        np.ascontiguousarray(origins.reshape(-1, 3), np.float32),
        np.ascontiguousarray(directions.reshape(-1, 3), np.float32),
        query="DISTANCE",
    ).reshape(len(normals), rays)
    taken = np.where(distance < reach, 1 - 0.6 * np.clip(distance, 0, reach) / reach, 0.0)
    return np.asarray(1 - taken.mean(1))


def _cosine_directions(rays: int) -> NDArray[np.float64]:
    """(rays, 3) cosine-weighted directions about +Z on a golden spiral (Malley's method)."""
    k = np.arange(rays)
    r, a = np.sqrt((k + 0.5) / rays), k * 2.399963229728653
    return np.stack([r * np.cos(a), r * np.sin(a), np.sqrt(1 - r * r)], 1)
