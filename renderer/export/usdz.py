"""USDZ for AR Quick Look: metres, +Y up, base at y = 0, UsdPreviewSurface. The same input gives the same bytes.

Quick Look ignores vertex colours, so depth and tint are baked into a texture: every triangle owns a small square of texels,
in which palette, tint and occlusion are already multiplied. Print (cards, newspaper) keeps its own picture.
"""

from __future__ import annotations

import struct
import tempfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pxr import Gf, Sdf, Usd, UsdGeom, UsdShade, Vt
from scipy.ndimage import uniform_filter

from catalog.atlas import COLUMNS, TILE
from catalog.mesh import unit
from catalog.skin import Skin
from catalog.store import Store
from catalog.surface import linear, srgb
from designer.arrangement import Arrangement
from renderer.export.bake import Baked, baked, levels_within
from renderer.export.gltf import GLASS, ROUGHNESS_STEPS, slot_of
from renderer.frames import Frame, encode_jpeg
from renderer.scene import Scene, finishes, stage

BLOOM_TRIANGLES = 45_000  # texture coordinates are held for each corner of each triangle: fewer than in a GLB
TEXELS = (3, 5, 9)  # texels along a triangle's edge; the longer the edge, the more
FINEST = 0.004  # metres between texels that are enough on a phone
JPEG_QUALITY = 92
PREFILTER = 7  # palette pixels; less than twice the border that every tile keeps clear
Texels = NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class Surface:
    """One mesh with one material. points (N,3), normals (N,3), triangles (T,3), corners (T,3,2) texture coordinates, v up."""

    name: str
    points: NDArray[np.float32]
    normals: NDArray[np.float32]
    triangles: NDArray[np.uint32]
    corners: NDArray[np.float32]
    texture: str
    roughness: float
    opacity: float


def bouquet_usdz(arrangement: Arrangement, store: Store) -> bytes:
    """A whole bouquet as a USDZ package."""
    return scene_usdz(stage(arrangement, store, levels_within(arrangement, store, BLOOM_TRIANGLES)))


def stem_usdz(scene: Scene) -> bytes:
    """One stem (or any small scene) as a USDZ package."""
    return scene_usdz(scene)


def scene_usdz(scene: Scene) -> bytes:
    """The scene as a USDZ package."""
    surfaces, textures = _surfaces(baked(scene))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "bouquet.usdc"
        write_stage(file, surfaces)
        return package([("bouquet.usdc", file.read_bytes()), *textures])


def _surfaces(groups: Sequence[Baked]) -> tuple[list[Surface], list[tuple[str, bytes]]]:
    surfaces: list[Surface] = []
    textures: list[tuple[str, bytes]] = []
    mixed = [g for g in groups if g.skin.blend == "opaque" and not _printed(g.skin)]
    if mixed:
        sheet, corners = bake_triangles(mixed)
        textures.append(("colours.jpg", encode_jpeg(Frame(sheet), JPEG_QUALITY)))
        for step, roughness in enumerate(ROUGHNESS_STEPS):
            chosen = [_near_roughness(g, step) for g in mixed]
            if any(c.any() for c in chosen):
                surfaces.append(_joined(f"Surface{step}", mixed, corners, chosen, "colours.jpg", roughness, 1.0))
    for i, group in enumerate(g for g in groups if not (g.skin.blend == "opaque" and not _printed(g.skin))):
        name = f"palette{i}.jpg"
        textures.append((name, encode_jpeg(Frame(group.skin.palette), JPEG_QUALITY)))
        uv = (group.mesh.texcoords[group.mesh.indices] * [1.0, -1.0] + [0.0, 1.0]).astype(np.float32)
        opacity = GLASS[group.skin.blend][3] if group.skin.blend in GLASS else 1.0
        named = finishes(group.skin)[: max(len(group.skin.atlas.slots), 1), 0]
        roughness = 0.05 if group.skin.blend in ("glass", "water") else round(float(named.mean()), 3)
        everything = np.ones(group.mesh.triangles, bool)
        surfaces.append(_joined(f"Part{i}", [group], [uv], [everything], name, roughness, opacity))
    return surfaces, textures


def _printed(skin: Skin) -> bool:
    """Whether the palette holds a picture that must stay legible: such palettes are larger than plain ones."""
    return bool(skin.palette.shape[1] > COLUMNS * TILE)


def _near_roughness(group: Baked, step: int) -> NDArray[np.bool_]:
    nearest = np.abs(finishes(group.skin)[:, :1] - np.array([ROUGHNESS_STEPS])).argmin(1)
    chosen: NDArray[np.bool_] = nearest[slot_of(group.mesh.texcoords)][group.mesh.indices[:, 0]] == step
    return chosen


def _joined(
    name: str,
    groups: Sequence[Baked],
    corners: Sequence[NDArray[np.float32]],
    chosen: Sequence[NDArray[np.bool_]],
    texture: str,
    roughness: float,
    opacity: float,
) -> Surface:
    points, normals, triangles, texcoords = [], [], [], []
    start = 0
    for group, corner, mask in zip(groups, corners, chosen, strict=True):
        used, renumbered = np.unique(group.mesh.indices[mask], return_inverse=True)
        points.append(group.mesh.positions[used])
        normals.append(unit(group.mesh.normals[used]).astype(np.float32))
        triangles.append(renumbered.reshape(-1, 3).astype(np.uint32) + np.uint32(start))
        texcoords.append(corner[mask])
        start += len(used)
    return Surface(
        name,
        np.concatenate(points),
        np.concatenate(normals),
        np.concatenate(triangles),
        np.concatenate(texcoords),
        texture,
        roughness,
        opacity,
    )


def bake_triangles(groups: Sequence[Baked]) -> tuple[Texels, list[NDArray[np.float32]]]:
    """One picture (H,W,3) sRGB in which each triangle has its own square, and the corners (T,3,2) of each group in it, v up."""
    sizes = [_texels_of(g) for g in groups]
    cells = {n: sum(int((s == n).sum()) for s in sizes) for n in TEXELS}
    area = sum(count * n * n for n, count in cells.items())
    width = 1 << max(int(np.ceil(np.log2(max(area, 1)) / 2)), 6)
    tops: dict[int, int] = {}
    top = 0
    for n in TEXELS:
        tops[n] = top
        top += -(-cells[n] // (width // n)) * n
    height = -(-top // 16) * 16
    picture = np.full((height, width, 3), 128, np.uint8)
    used = dict.fromkeys(TEXELS, 0)
    found = []
    for group, size in zip(groups, sizes, strict=True):
        corners = np.zeros((group.mesh.triangles, 3, 2), np.float32)
        for n in TEXELS:
            which = np.flatnonzero(size == n)
            order = np.arange(used[n], used[n] + len(which))
            used[n] += len(which)
            x, y = order % (width // n) * n, tops[n] + order // (width // n) * n
            j, i = np.mgrid[0:n, 0:n]
            picture[y[:, None, None] + j, x[:, None, None] + i] = _square(group, which, n)
            far = np.array([[0, 0], [n - 1, 0], [0, n - 1]])
            pixel = np.stack([x, y], 1)[:, None] + far + 0.5
            corners[which] = pixel / [width, height] * [1, -1] + [0, 1]
        found.append(corners)
    return picture, found


def _texels_of(group: Baked) -> NDArray[np.int64]:
    """(T,) how many texels along its edge each triangle gets."""
    corner = group.mesh.positions[group.mesh.indices].astype(np.float64)
    longest = np.linalg.norm(corner - np.roll(corner, 1, 1), axis=2).max(1)
    steps = np.clip(np.searchsorted((np.asarray(TEXELS) - 1) * FINEST, longest), 0, len(TEXELS) - 1)
    texels: NDArray[np.int64] = np.asarray(TEXELS, np.int64)[steps]
    return texels


def _square(group: Baked, which: NDArray[np.int64], n: int) -> Texels:
    """(K,n,n,3): palette times vertex colour over each triangle; beyond its far edge the plane goes on, so that filters match."""
    j, i = np.mgrid[0:n, 0:n] / (n - 1)
    weights = np.stack([1 - i - j, i, j], -1)
    triangles = group.mesh.indices[which]
    uv = group.mesh.texcoords[triangles].astype(np.float64)
    at = np.einsum("jic,tcd->tjid", weights, uv)
    at = np.clip(at, uv.min(1)[:, None, None], uv.max(1)[:, None, None])
    shade = np.clip(np.einsum("jic,tcd->tjid", weights, group.mesh.colours[triangles][..., :3].astype(np.float64)), 0, 1)
    # Texels lie wider apart than the palette's pixels: without the mean, fine ribs and veins would turn into coarse stripes.
    palette = uniform_filter(linear(group.skin.palette / 255.0), (PREFILTER, PREFILTER, 0))
    height, width = palette.shape[:2]
    x, y = np.minimum((at[..., 0] * width).astype(int), width - 1), np.minimum((at[..., 1] * height).astype(int), height - 1)
    return np.round(srgb(palette[y, x] * shade) * 255).astype(np.uint8)


def write_stage(file: Path, surfaces: Sequence[Surface]) -> None:
    """The surfaces as a USD layer at `file`."""
    stage_ = Usd.Stage.CreateNew(str(file))
    UsdGeom.SetStageUpAxis(stage_, UsdGeom.Tokens.y)
    UsdGeom.SetStageMetersPerUnit(stage_, 1.0)
    root = UsdGeom.Xform.Define(stage_, "/Bouquet")
    Usd.ModelAPI(root.GetPrim()).SetKind("component")
    stage_.SetDefaultPrim(root.GetPrim())
    UsdGeom.Scope.Define(stage_, "/Bouquet/Materials")
    for surface in surfaces:
        material = _material(stage_, surface)
        mesh = UsdGeom.Mesh.Define(stage_, f"/Bouquet/{surface.name}")
        mesh.CreatePointsAttr(Vt.Vec3fArray.FromNumpy(surface.points))
        mesh.CreateNormalsAttr(Vt.Vec3fArray.FromNumpy(surface.normals))
        mesh.SetNormalsInterpolation(UsdGeom.Tokens.vertex)
        mesh.CreateFaceVertexCountsAttr(Vt.IntArray.FromNumpy(np.full(len(surface.triangles), 3, np.int32)))
        mesh.CreateFaceVertexIndicesAttr(Vt.IntArray.FromNumpy(surface.triangles.ravel().astype(np.int32)))
        mesh.CreateSubdivisionSchemeAttr(UsdGeom.Tokens.none)
        mesh.CreateDoubleSidedAttr(True)
        low, high = surface.points.min(0), surface.points.max(0)
        mesh.CreateExtentAttr(Vt.Vec3fArray([Gf.Vec3f(*low.tolist()), Gf.Vec3f(*high.tolist())]))
        st = UsdGeom.PrimvarsAPI(mesh).CreatePrimvar("st", Sdf.ValueTypeNames.TexCoord2fArray, UsdGeom.Tokens.faceVarying)
        st.Set(Vt.Vec2fArray.FromNumpy(np.ascontiguousarray(surface.corners.reshape(-1, 2))))
        UsdShade.MaterialBindingAPI.Apply(mesh.GetPrim()).Bind(material)
    stage_.GetRootLayer().Save()


def _material(stage_: Usd.Stage, surface: Surface) -> UsdShade.Material:
    path = f"/Bouquet/Materials/{surface.name}"
    material = UsdShade.Material.Define(stage_, path)
    shader = UsdShade.Shader.Define(stage_, f"{path}/Shader")
    shader.CreateIdAttr("UsdPreviewSurface")
    shader.CreateInput("roughness", Sdf.ValueTypeNames.Float).Set(surface.roughness)
    shader.CreateInput("metallic", Sdf.ValueTypeNames.Float).Set(0.0)
    shader.CreateInput("opacity", Sdf.ValueTypeNames.Float).Set(surface.opacity)
    material.CreateSurfaceOutput().ConnectToSource(shader.CreateOutput("surface", Sdf.ValueTypeNames.Token))
    reader = UsdShade.Shader.Define(stage_, f"{path}/Place")
    reader.CreateIdAttr("UsdPrimvarReader_float2")
    reader.CreateInput("varname", Sdf.ValueTypeNames.String).Set("st")
    place = reader.CreateOutput("result", Sdf.ValueTypeNames.Float2)
    texture = UsdShade.Shader.Define(stage_, f"{path}/Texture")
    texture.CreateIdAttr("UsdUVTexture")
    texture.CreateInput("file", Sdf.ValueTypeNames.Asset).Set(Sdf.AssetPath(surface.texture))
    texture.CreateInput("st", Sdf.ValueTypeNames.Float2).ConnectToSource(place)
    texture.CreateInput("sourceColorSpace", Sdf.ValueTypeNames.Token).Set("sRGB")
    for axis in ("wrapS", "wrapT"):
        texture.CreateInput(axis, Sdf.ValueTypeNames.Token).Set("clamp")
    colour = texture.CreateOutput("rgb", Sdf.ValueTypeNames.Float3)
    shader.CreateInput("diffuseColor", Sdf.ValueTypeNames.Color3f).ConnectToSource(colour)
    return material


def package(files: Sequence[tuple[str, bytes]]) -> bytes:
    """A USDZ archive: a zip without compression whose files start at multiples of 64 bytes (USDZ specification).

    Written by hand because zip writers put in the time; here every file is of 1 January 1980.
    """
    out, directory = bytearray(), bytearray()
    for name, content in files:
        raw = name.encode()
        start = len(out)
        pad = -(start + 30 + len(raw) + 4) % 64
        extra = struct.pack("<HH", 0x1986, pad) + bytes(pad)
        sizes = struct.pack("<III", zlib.crc32(content), len(content), len(content))
        common = struct.pack("<HHHH", 0, 0, 0, 0x21) + sizes
        out += struct.pack("<IH", 0x04034B50, 10) + common + struct.pack("<HH", len(raw), len(extra)) + raw + extra + content
        directory += struct.pack("<IHH", 0x02014B50, 10, 10) + common
        directory += struct.pack("<HHHHHII", len(raw), 0, 0, 0, 0, 0, start) + raw
    end = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, len(files), len(files), len(directory), len(out), 0)
    return bytes(out + directory + end)
