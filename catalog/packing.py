"""Grown models as bytes, rounded to a stated precision so that processors do not differ, and files that are whole or not there."""

from __future__ import annotations

import io
import os
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from catalog import mesh as mesh_module
from catalog.mesh import Mesh
from catalog.plant import Head, Plant


def tidy(mesh: Mesh) -> Mesh:
    """The mesh rounded to a micrometre, without triangles of no area and without vertices that nothing uses."""
    positions = np.round(mesh.positions.astype(np.float64), 6)
    corners = positions[mesh.indices]
    area = np.linalg.norm(np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]), axis=1)
    indices = mesh.indices[area > 1e-11]
    used = np.unique(indices)
    renumber = np.zeros(len(positions), np.uint32)
    renumber[used] = np.arange(len(used), dtype=np.uint32)
    normals = mesh_module.unit(mesh.normals[used]).astype(np.float32)
    return Mesh(
        positions[used].astype(np.float32), normals, mesh.texcoords[used], mesh.colours[used], renumber[indices].reshape(-1, 3)
    )


def pack(plant: Plant) -> bytes:
    """A plant as bytes: normals in 8 bits, texcoords in 16, colours in 8 (tint/2, occlusion)."""
    arrays: dict[str, Any] = {
        "head": np.array(
            [*plant.head.centre, plant.head.radius, *plant.head.axis, plant.stem_radius, plant.stalk_length], np.float32
        ),
        "proxies": plant.proxies.astype(np.float32),
    }
    for name, m in (("bloom", plant.bloom), ("stalk", plant.stalk)):
        half_tint = np.concatenate([m.colours[:, :3] / 2, m.colours[:, 3:]], 1)
        arrays |= {
            f"{name}_p": m.positions,
            f"{name}_n": np.round(m.normals * 127).astype(np.int8),
            f"{name}_t": np.round(m.texcoords * 65535).astype(np.uint16),
            f"{name}_c": np.round(np.clip(half_tint, 0, 1) * 255).astype(np.uint8),
            f"{name}_i": m.indices.astype(np.uint16 if len(m.positions) < 65536 else np.uint32),
        }
    out = io.BytesIO()
    np.savez(out, **arrays)
    return out.getvalue()


def unpack(data: bytes) -> Plant:
    """The plant in `data`. Raises ValueError or KeyError when it is damaged."""
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
            head = arrays["head"]
            meshes = [_mesh(arrays, name) for name in ("bloom", "stalk")]
            proxies = arrays["proxies"]
    except Exception as error:  # zipfile and numpy raise many kinds for a damaged file
        raise ValueError(f"damaged model: {error}") from error
    return Plant(meshes[0], meshes[1], Head(head[:3], float(head[3]), head[4:7]), proxies, float(head[7]), float(head[8]))


def _mesh(arrays: Any, name: str) -> Mesh:
    colours = arrays[f"{name}_c"].astype(np.float32) / 255
    colours[:, :3] *= 2
    return Mesh(
        arrays[f"{name}_p"],
        mesh_module.unit(arrays[f"{name}_n"].astype(np.float32)).astype(np.float32),
        arrays[f"{name}_t"].astype(np.float32) / 65535,
        colours,
        arrays[f"{name}_i"].astype(np.uint32),
    )


def write_whole(path: Path, data: bytes) -> None:
    """Write so that a reader sees all of it or nothing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
