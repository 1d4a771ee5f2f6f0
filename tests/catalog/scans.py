"""GLB files for tests: real flowers in little, and files that lie. Everything is built here, nothing is kept in the repository."""

from __future__ import annotations

import io
import json
import struct
import zlib
from typing import Any

import numpy as np
import trimesh
from PIL import Image


def glb(document: dict[str, Any] | bytes, binary: bytes = b"", *, version: int = 2, length: int | None = None) -> bytes:
    """A GLB container around a JSON document and a binary chunk. length: what the header claims."""
    text = document if isinstance(document, bytes) else json.dumps(document).encode()
    text += b" " * (-len(text) % 4)
    binary += b"\0" * (-len(binary) % 4)
    chunks = struct.pack("<I4s", len(text), b"JSON") + text
    if binary:
        chunks += struct.pack("<I4s", len(binary), b"BIN\0") + binary
    return b"glTF" + struct.pack("<II", version, 12 + len(chunks) if length is None else length) + chunks


def triangle(**changes: Any) -> tuple[dict[str, Any], bytes]:
    """The smallest right document, a tetrahedron 1 high: change one thing of it to make it wrong."""
    positions = np.array([[0, 0, 0], [0.2, 0, 0], [0, 0, 0.2], [0.05, 1, 0.05]], "<f4")
    indices = np.array([0, 2, 1, 0, 1, 3, 1, 2, 3, 2, 0, 3], "<u2")
    binary = positions.tobytes() + indices.tobytes()
    document: dict[str, Any] = {
        "asset": {"version": "2.0"},
        "scene": 0,
        "scenes": [{"nodes": [0]}],
        "nodes": [{"mesh": 0}],
        "meshes": [{"primitives": [{"attributes": {"POSITION": 0}, "indices": 1}]}],
        "accessors": [
            {"bufferView": 0, "componentType": 5126, "count": 4, "type": "VEC3", "min": [0, 0, 0], "max": [0.2, 1, 0.2]},
            {"bufferView": 1, "componentType": 5123, "count": 12, "type": "SCALAR"},
        ],
        "bufferViews": [
            {"buffer": 0, "byteOffset": 0, "byteLength": 48},
            {"buffer": 0, "byteOffset": 48, "byteLength": 24},
        ],
        "buffers": [{"byteLength": 72}],
    }
    return document | changes, binary


def flower(petals: int = 40, up: str = "y") -> trimesh.Scene:
    """A painted flower of 60 units: a stem, and a head of red petals with a yellow middle; two nodes, one of them moved."""
    stem = trimesh.creation.cylinder(radius=0.35, height=54, sections=12)
    stem.apply_transform(trimesh.transformations.rotation_matrix(np.pi / 2, [1, 0, 0]))
    stem.apply_translation([0, 27, 0])
    stem.visual.vertex_colors = [60, 130, 50, 255]
    parts = []
    for k in range(petals):
        petal = trimesh.creation.icosphere(subdivisions=3, radius=1.0)
        petal.apply_scale([0.9, 0.25, 2.4])
        petal.apply_translation([0, 0, 2.6])
        petal.apply_transform(trimesh.transformations.rotation_matrix(-0.25 - 0.8 * (k / petals), [1, 0, 0]))
        petal.apply_transform(trimesh.transformations.rotation_matrix(k * 2.39996, [0, 1, 0]))
        petal.visual.vertex_colors = [190, 20, 40, 255]
        parts.append(petal)
    middle = trimesh.creation.icosphere(subdivisions=3, radius=1.2)
    middle.visual.vertex_colors = [240, 200, 40, 255]
    head = trimesh.util.concatenate([*parts, middle])
    head.apply_translation([0, 60 - head.bounds[1][1] - 10, 0])
    scene = trimesh.Scene()
    scene.add_geometry(stem, node_name="stem")
    scene.add_geometry(head, node_name="head", transform=trimesh.transformations.translation_matrix([0, 10, 0]))
    if up == "z":
        scene.apply_transform(trimesh.transformations.rotation_matrix(np.pi / 2, [1, 0, 0]))
    return scene


def flower_glb(petals: int = 40, up: str = "y") -> bytes:
    return bytes(flower(petals, up).export(file_type="glb"))


def textured_glb() -> bytes:
    """A ball on a stick whose colours are in a picture: blue below the middle of the picture, orange above."""
    ball = trimesh.creation.uv_sphere(radius=4, count=[48, 48])
    around = np.arctan2(ball.vertices[:, 1], ball.vertices[:, 0]) / (2 * np.pi) + 0.5
    height = (ball.vertices[:, 2] + 4) / 8
    ball.apply_transform(trimesh.transformations.rotation_matrix(-np.pi / 2, [1, 0, 0]))
    ball.apply_translation([0, 26, 0])
    picture = np.zeros((256, 256, 3), np.uint8)
    picture[:128], picture[128:] = (240, 130, 20), (30, 60, 200)
    material = trimesh.visual.material.PBRMaterial(baseColorTexture=Image.fromarray(picture), metallicFactor=0.0)
    ball.visual = trimesh.visual.TextureVisuals(uv=np.stack([around, height], 1), material=material)
    stick = trimesh.creation.cylinder(radius=0.25, height=22.5, sections=10)
    stick.apply_transform(trimesh.transformations.rotation_matrix(np.pi / 2, [1, 0, 0]))
    stick.apply_translation([0, 11.25, 0])
    stick.visual.vertex_colors = [70, 120, 60, 255]
    return bytes(trimesh.Scene([ball, stick]).export(file_type="glb"))


def card_glb() -> bytes:
    """An upright square of two triangles with a round leaf painted on it, nothing around the leaf."""
    y, x = np.mgrid[0:256, 0:256]
    picture = np.zeros((256, 256, 4), np.uint8)
    picture[..., :3] = (40, 120, 50)
    picture[..., 3] = np.where(np.hypot(x - 127.5, y - 127.5) < 128, 255, 0)
    material = trimesh.visual.material.PBRMaterial(baseColorTexture=Image.fromarray(picture), alphaMode="MASK", metallicFactor=0.0)
    card = trimesh.Trimesh([[0, 0, 0], [1, 0, 0], [1, 1, 0], [0, 1, 0]], [[0, 1, 2], [0, 2, 3]], process=False)
    card.visual = trimesh.visual.TextureVisuals(uv=np.array([[0, 0], [1, 0], [1, 1], [0, 1]]), material=material)
    return bytes(trimesh.Scene([card]).export(file_type="glb"))


def with_picture(picture: bytes) -> bytes:
    """The tetrahedron with a picture on it, whatever the bytes of the picture are."""
    document, binary = triangle()
    corners = np.array([[0, 0], [1, 0], [0, 1], [1, 1]], "<f4").tobytes()
    start = len(binary)
    whole = binary + corners + picture
    document["buffers"] = [{"byteLength": len(whole)}]
    document["bufferViews"] += [
        {"buffer": 0, "byteOffset": start, "byteLength": 32},
        {"buffer": 0, "byteOffset": start + 32, "byteLength": len(picture)},
    ]
    document["accessors"].append({"bufferView": 2, "componentType": 5126, "count": 4, "type": "VEC2"})
    document["meshes"][0]["primitives"][0] |= {"attributes": {"POSITION": 0, "TEXCOORD_0": 2}, "material": 0}
    document["materials"] = [{"pbrMetallicRoughness": {"baseColorTexture": {"index": 0}}}]
    document["textures"] = [{"source": 0}]
    document["images"] = [{"bufferView": 3, "mimeType": "image/png"}]
    return glb(document, whole)


def png_bomb(side: int = 50_000) -> bytes:
    """A few hundred KB that would unpack to a picture of side x side pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    row = b"\0" * (side // 8 + 1)
    packer = zlib.compressobj(9)
    data = b"".join(packer.compress(row * 100) for _ in range(200)) + packer.flush()
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def half_png() -> bytes:
    out = io.BytesIO()
    Image.effect_noise((400, 400), 80).save(out, "PNG")
    return out.getvalue()[: len(out.getvalue()) // 2]


def bad_files() -> dict[str, tuple[str, bytes]]:
    """Every way in which a file can be wrong: name -> (the code that it is refused with, its bytes)."""
    document, binary = triangle()
    good = glb(document, binary)

    def changed(code: str, **changes: Any) -> tuple[str, bytes]:
        return code, glb(document | changes, binary)

    def inside(code: str, name: str, index: int, **changes: Any) -> tuple[str, bytes]:
        rows = [dict(row) for row in document[name]]
        rows[index] |= changes
        return code, glb(document | {name: rows}, binary)

    def primitive(code: str, **changes: Any) -> tuple[str, bytes]:
        return changed(code, meshes=[{"primitives": [document["meshes"][0]["primitives"][0] | changes]}])

    broken = np.frombuffer(binary[:48], "<f4").copy()
    broken[4] = np.nan
    far = np.frombuffer(binary[48:], "<u2").copy()
    far[3] = 400
    deep = b'{"asset":{"version":"2.0"},"extras":' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    node = {"children": list(range(1, 3)), "mesh": 0}
    points = {"attributes": {"POSITION": 0}, "mode": 0}
    many = [{"mesh": 0} for _ in range(4_000)]
    huge = [{"primitives": document["meshes"][0]["primitives"] * 6}]
    return {
        "empty": ("scan.empty", b""),
        "zip": ("scan.zip", b"PK\x03\x04" + good),
        "jpeg": ("scan.type", b"\xff\xd8\xff\xe0" + good),
        "text": ("scan.type", b"a rose is a rose is a rose"),
        "gltf-text": ("scan.gltf_text", json.dumps(document).encode()),
        "gltf-1": ("scan.version", glb(document, binary, version=1)),
        "asset-3": changed("scan.version", asset={"version": "3.0"}),
        "no-asset": changed("scan.structure", asset={}),
        "only-magic": ("scan.truncated", b"glTF"),
        "cut-in-half": ("scan.truncated", good[: len(good) // 2]),
        "cut-by-one": ("scan.truncated", good[:-1]),
        "says-more": ("scan.truncated", glb(document, binary, length=2**32 - 1)),
        "says-less": ("scan.length", glb(document, binary, length=100)),
        "json-chunk-lies": ("scan.chunk", good[:12] + struct.pack("<I", 2**31) + good[16:]),
        "bin-chunk-lies": ("scan.chunk", good.replace(struct.pack("<I4s", 72, b"BIN\0"), struct.pack("<I4s", 2**31 - 4, b"BIN\0"))),
        "no-json": ("scan.json", glb(b"{nonsense", binary)),
        "bytes-for-json": ("scan.json", glb(b"\xff\xfe\xfa\xfb" * 50, binary)),
        "nan-in-json": ("scan.json", glb(b'{"asset":{"version":"2.0"},"extras":NaN}', binary)),
        "deep-json": ("scan.json_depth", glb(deep, binary)),
        "huge-json": ("scan.json_size", glb(b"[" + b"0," * (5 * 2**20) + b"0]")),
        "list-for-json": ("scan.json", glb(b"[1,2,3]", binary)),
        "draco": changed("scan.draco", extensionsRequired=["KHR_draco_mesh_compression"]),
        "draco-hidden": primitive("scan.draco", extensions={"KHR_draco_mesh_compression": {"bufferView": 0}}),
        "meshopt": changed("scan.meshopt", extensionsRequired=["EXT_meshopt_compression"]),
        "unknown-extension": changed("scan.extension", extensionsRequired=["ACME_secret"]),
        "buffer-outside": changed("scan.external_uri", buffers=[{"byteLength": 72, "uri": "http://example.invalid/a.bin"}]),
        "buffer-on-disk": changed("scan.external_uri", buffers=[{"byteLength": 72, "uri": "../../../../etc/passwd"}]),
        "image-on-disk": changed("scan.external_uri", images=[{"uri": "file:///etc/passwd"}]),
        "data-uri": changed("scan.data_uri", buffers=[{"byteLength": 72, "uri": "data:application/octet-stream;base64,AAAA"}]),
        "two-buffers": changed("scan.too_many", buffers=[{"byteLength": 36}, {"byteLength": 36}]),
        "many-nodes": changed("scan.too_many", nodes=[{}] * 200_000),
        "many-accessors": changed("scan.too_many", accessors=[{}] * 200_000),
        "many-copies": changed("scan.too_many", nodes=many, scenes=[{"nodes": list(range(4_000))}], meshes=huge),
        "buffer-lies": changed("scan.buffer_length", buffers=[{"byteLength": 10**9}]),
        "negative-length": changed("scan.structure", buffers=[{"byteLength": -72}]),
        "view-past-end": inside("scan.view_range", "bufferViews", 1, byteLength=10**9),
        "view-far-away": inside("scan.view_range", "bufferViews", 0, byteOffset=2**40),
        "view-negative": inside("scan.structure", "bufferViews", 0, byteOffset=-48),
        "count-lies": inside("scan.accessor_range", "accessors", 0, count=4_000_000_000),
        "count-by-one": inside("scan.accessor_range", "accessors", 1, count=15),
        "count-is-text": inside("scan.structure", "accessors", 0, count="4"),
        "count-is-zero": inside("scan.structure", "accessors", 0, count=0),
        "stride-too-small": inside("scan.structure", "bufferViews", 0, byteStride=4),
        "wrong-component": inside("scan.structure", "accessors", 0, componentType=9999),
        "wrong-width": inside("scan.structure", "accessors", 0, type="VEC2", count=4),
        "bounds-reversed": inside("scan.structure", "accessors", 0, min=[1, 1, 1], max=[0, 0, 0]),
        "bounds-infinite": (
            "scan.structure",
            glb(json.dumps(document).replace('"max": [0.2', '"max": [1e999').encode(), binary),
        ),
        "sparse": inside("scan.sparse", "accessors", 0, sparse={"count": 1}),
        "mesh-missing": changed("scan.reference", nodes=[{"mesh": 7}]),
        "accessor-missing": primitive("scan.reference", indices=99),
        "index-is-true": primitive("scan.structure", indices=True),
        "material-missing": primitive("scan.reference", material=3),
        "cycle": changed("scan.cycle", nodes=[{"mesh": 0, "children": [1]}, {"children": [2]}, {"children": [1]}]),
        "cycle-of-all": changed("scan.cycle", nodes=[{"mesh": 0, "children": [1]}, {"children": [0]}]),
        "own-child": changed("scan.cycle", nodes=[{"mesh": 0, "children": [0]}]),
        "two-parents": changed("scan.shared_node", nodes=[node, {"children": [2]}, {}]),
        "matrix-of-text": changed("scan.transform", nodes=[{"mesh": 0, "matrix": ["a"] * 16}]),
        "huge-scale": changed("scan.transform", nodes=[{"mesh": 0, "scale": [1e30, 1e30, 1e30]}]),
        "no-rotation": changed("scan.transform", nodes=[{"mesh": 0, "rotation": [0, 0, 0, 0]}]),
        "points-only": changed("scan.no_triangles", meshes=[{"primitives": [points]}]),
        "empty-scene": changed("scan.no_triangles", scenes=[{"nodes": []}]),
        "no-nodes": ("scan.no_triangles", glb({"asset": {"version": "2.0"}})),
        "flattened": changed("scan.no_triangles", nodes=[{"mesh": 0, "scale": [0, 1, 0]}]),
        "no-height": changed("scan.flat", nodes=[{"mesh": 0, "scale": [1, 0, 1]}]),
        "nan": ("scan.not_finite", glb(document, broken.tobytes() + binary[48:])),
        "index-too-far": ("scan.index_range", glb(document, binary[:48] + far.tobytes())),
        "no-picture": ("scan.image_type", with_picture(b"GIF89a" + b"\0" * 100)),
        "picture-bomb": ("scan.image_pixels", with_picture(png_bomb())),
        "half-a-picture": ("scan.image_damaged", with_picture(half_png())),
    }
