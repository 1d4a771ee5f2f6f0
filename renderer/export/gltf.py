"""glTF 2.0 files (Khronos, binary form). The same input gives the same bytes: no dates, sorted keys.

Three kinds: the web page's own models (shade kept apart from colour, palettes separate), a bouquet for AR viewers (everything
baked into few core materials) and a bouquet for other programs (blooms shared between nodes).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from catalog.atlas import COLUMNS, ROWS
from catalog.mesh import Mesh, merge, unit
from catalog.plant import Level
from catalog.skin import Piece, Skin
from catalog.store import Store
from designer.arrangement import Arrangement
from renderer.export.bake import Baked, baked, levels_within, shaded
from renderer.export.glb import Glb
from renderer.frames import Frame, encode_jpeg
from renderer.scene import Scene, finishes, skin_key, stage

Profile = Literal["web", "ar"]
AR_BLOOM_TRIANGLES = 58_000  # leaves room for stems, paper and ribbon within 80,000 in all
ROUGHNESS_STEPS = (0.2, 0.45, 0.6, 0.85)  # few materials draw fast; the eye hardly tells more steps apart
GLASS: dict[str, tuple[float, ...]] = {
    "glass": (0.93, 0.97, 0.96, 0.22),
    "water": (0.90, 0.96, 0.95, 0.28),
    "gauze": (1.0, 1.0, 1.0, 0.6),
}


def model_glb(pieces: Sequence[Piece], *, embed: bool = False) -> bytes:
    """Pieces for the web page: POSITION, NORMAL, TEXCOORD_0 and _SHADE (VEC4 ubyte: tint / 2, occlusion); one mesh each.

    A material's extras hold `finish` (8 slots of roughness, translucency, sheen) and `blend`. embed puts each palette in as
    baseColorTexture; without it the page brings its own. Raises ValueError when there is no triangle.
    """
    glb = Glb()
    for piece in pieces:
        if not piece.mesh.triangles:
            continue
        skin = piece.skin
        material = glb.material(
            {
                "doubleSided": True,
                "extras": {"finish": np.round(finishes(skin)[:, :3], 4).astype(float).round(4).tolist(), "blend": skin.blend},
                "pbrMetallicRoughness": {"metallicFactor": 0.0, "roughnessFactor": 0.8},
            },
            texture=_palette_texture(glb, skin) if embed else None,
        )
        attributes = {**_geometry(glb, piece.mesh), "_SHADE": glb.bytes4(_shade(piece.mesh))}
        glb.node(glb.mesh(attributes, glb.indices(piece.mesh.indices), material))
    return glb.finish()


def bouquet_glb(arrangement: Arrangement, store: Store, profile: Profile = "ar") -> bytes:
    """A whole bouquet at true size, base at y = 0, core glTF without required extensions.

    ar: about 80,000 triangles in at most ten materials, depth baked into COLOR_0. web: blooms shared between nodes.
    """
    if profile == "web":
        return scene_glb(stage(arrangement, store, Level.PHONE))
    return merged_glb(stage(arrangement, store, levels_within(arrangement, store, AR_BLOOM_TRIANGLES)))


def stem_glb(scene: Scene, profile: Profile = "ar") -> bytes:
    """One stem (or any small scene) as a file of its own."""
    return merged_glb(scene) if profile == "ar" else scene_glb(scene)


def scene_glb(scene: Scene) -> bytes:
    """Every batch as a mesh shown by a node for each instance; positions and normals are shared between varieties."""
    glb = Glb()
    shapes: dict[str, tuple[dict[str, int], int]] = {}
    materials: dict[str, int] = {}
    for number, batch in enumerate(scene.batches):
        skin = batch.piece.skin
        if batch.key not in shapes:
            shapes[batch.key] = (_geometry(glb, batch.piece.mesh), glb.indices(batch.piece.mesh.indices))
        if skin_key(skin) not in materials:
            materials[skin_key(skin)] = _plain_material(glb, skin)
        geometry, indices = shapes[batch.key]
        colours = glb.bytes4(_eight_bits(shaded(batch.piece.mesh, skin).colours))
        mesh = glb.mesh({**geometry, "COLOR_0": colours}, indices, materials[skin_key(skin)], f"{batch.source}-{number}")
        for matrix in batch.transforms:
            glb.node(mesh, None if np.array_equal(matrix, np.eye(4)) else matrix)
    return glb.finish()


def merged_glb(scene: Scene) -> bytes:
    """Everything in the world frame, one mesh for each material, all opaque palettes in one texture."""
    groups = baked(scene)
    opaque = [g for g in groups if g.skin.blend == "opaque"]
    glb = Glb()
    if opaque:
        sheet = palette_sheet([g.skin for g in opaque])
        texture = glb.texture(encode_jpeg(Frame(sheet.picture), 90), "image/jpeg")
        moved = [_on_sheet(g, place) for g, place in zip(opaque, sheet.places, strict=True)]
        for step, roughness in enumerate(ROUGHNESS_STEPS):
            parts = [_with_roughness(g, m, step) for g, m in zip(opaque, moved, strict=True)]
            mesh = merge([p for p in parts if p.triangles])
            if mesh.triangles:
                look = {"metallicFactor": 0.0, "roughnessFactor": roughness}
                material = glb.material({"doubleSided": True, "pbrMetallicRoughness": look}, texture)
                _add(glb, mesh, material, f"roughness-{round(roughness * 100)}")
    for group in groups:
        if group.skin.blend != "opaque":
            _add(glb, group.mesh, _plain_material(glb, group.skin), group.skin.blend)
    return glb.finish()


@dataclass(frozen=True, eq=False)
class Sheet:
    """Palettes side by side in one picture (H,W,3) uint8. places (K,4): x, y, width and height of each, as shares of the picture."""

    picture: NDArray[np.uint8]
    places: NDArray[np.float64]


def palette_sheet(skins: Sequence[Skin]) -> Sheet:
    """All palettes on one sheet: in rows, the tallest first. Its sides are powers of two. Raises ValueError for none."""
    if not skins:
        raise ValueError("a sheet needs at least one palette")
    sizes = [skin.palette.shape[:2] for skin in skins]
    width = _power_of_two(max(max(w for _, w in sizes), int(np.sqrt(sum(h * w for h, w in sizes)))))
    x = y = row = 0
    corners: dict[int, tuple[int, int]] = {}
    for i in sorted(range(len(skins)), key=lambda k: (-sizes[k][0], k)):
        if x + sizes[i][1] > width:
            x, y, row = 0, y + row, 0
        corners[i] = (x, y)
        x, row = x + sizes[i][1], max(row, sizes[i][0])
    height = _power_of_two(y + row)
    picture = np.full((height, width, 3), 200, np.uint8)
    places = np.zeros((len(skins), 4))
    for i, skin in enumerate(skins):
        (left, top), (h, w) = corners[i], sizes[i]
        picture[top : top + h, left : left + w] = skin.palette
        places[i] = left / width, top / height, w / width, h / height
    return Sheet(picture, places)


def _power_of_two(least: int) -> int:
    return 1 << max(least - 1, 1).bit_length()


def slot_of(texcoords: NDArray[np.float32]) -> NDArray[np.int64]:
    """(N,) the atlas slot that each texture coordinate lies in."""
    column = np.clip((texcoords[:, 0] * COLUMNS).astype(np.int64), 0, COLUMNS - 1)
    row = np.clip((texcoords[:, 1] * ROWS).astype(np.int64), 0, ROWS - 1)
    return column + COLUMNS * row


def _on_sheet(group: Baked, place: NDArray[np.float64]) -> Mesh:
    return replace(group.mesh, texcoords=(group.mesh.texcoords * place[2:] + place[:2]).astype(np.float32))


def _with_roughness(group: Baked, moved: Mesh, step: int) -> Mesh:
    """The triangles of `moved` whose slot comes nearest to a roughness step."""
    nearest = np.abs(finishes(group.skin)[:, :1] - np.array([ROUGHNESS_STEPS])).argmin(1)
    of_vertex = nearest[slot_of(group.mesh.texcoords)]
    chosen = moved.indices[of_vertex[moved.indices[:, 0]] == step]
    used = np.unique(chosen)
    renumber = np.zeros(len(moved.positions), np.uint32)
    renumber[used] = np.arange(len(used), dtype=np.uint32)
    fields = (moved.positions[used], moved.normals[used], moved.texcoords[used], moved.colours[used])
    return Mesh(*fields, renumber[chosen].reshape(-1, 3))


def _plain_material(glb: Glb, skin: Skin) -> int:
    named = finishes(skin)[: max(len(skin.atlas.slots), 1), 0]
    look: dict[str, Any] = {"metallicFactor": 0.0, "roughnessFactor": round(float(named.mean()), 3)}
    if skin.blend == "opaque":
        return glb.material({"doubleSided": True, "pbrMetallicRoughness": look}, _palette_texture(glb, skin))
    look |= {"baseColorFactor": list(GLASS[skin.blend]), "roughnessFactor": 0.05 if skin.blend != "gauze" else 0.8}
    texture = _palette_texture(glb, skin) if skin.blend == "gauze" else None
    return glb.material({"alphaMode": "BLEND", "doubleSided": True, "pbrMetallicRoughness": look}, texture)


def _palette_texture(glb: Glb, skin: Skin) -> int:
    return glb.texture(encode_jpeg(Frame(skin.palette), 90), "image/jpeg")


def _add(glb: Glb, mesh: Mesh, material: int, name: str) -> None:
    attributes = {**_geometry(glb, mesh), "COLOR_0": glb.bytes4(_eight_bits(mesh.colours))}
    glb.node(glb.mesh(attributes, glb.indices(mesh.indices), material, name))


def _geometry(glb: Glb, mesh: Mesh) -> dict[str, int]:
    return {
        "POSITION": glb.positions(mesh.positions),
        "NORMAL": glb.floats3(unit(mesh.normals).astype(np.float32)),
        "TEXCOORD_0": glb.shorts2(np.round(np.clip(mesh.texcoords, 0, 1) * 65535).astype(np.uint16)),
    }


def _shade(mesh: Mesh) -> NDArray[np.uint8]:
    return _eight_bits(np.concatenate([mesh.colours[:, :3] / 2, mesh.colours[:, 3:]], 1))


def _eight_bits(values: NDArray[np.float32]) -> NDArray[np.uint8]:
    return np.round(np.clip(values, 0, 1) * 255).astype(np.uint8)
