from __future__ import annotations

import json
import struct
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from pxr import Usd, UsdGeom, UsdValidation

from catalog.skin import Piece
from renderer.export.bake import baked, multibounce
from renderer.export.gltf import merged_glb, model_glb, palette_sheet, scene_glb
from renderer.export.usdz import bake_triangles, scene_usdz
from renderer.scene import Scene, scene_of
from tests.tools import validate_glb

MakePiece = Callable[..., Piece]


@pytest.fixture
def scene(upright: MakePiece) -> Scene:
    """Two petals of one mesh, a glass before them: 0.5 m wide, 0.3 m high."""
    petal = upright(width=0.1, height=0.3)
    glass = upright(width=0.1, height=0.2, slot="paper", colour=(235, 245, 243), blend="glass")
    places = []
    for piece, x in ((petal, -0.2), (petal, 0.2), (glass, 0.0)):
        matrix = np.eye(4)
        matrix[:3, 3] = x, 0.0, 0.1
        places.append((piece, matrix))
    return scene_of(places)


def parts(glb: bytes) -> tuple[dict[str, Any], bytes]:
    """(document, binary chunk)."""
    length = struct.unpack("<I", glb[12:16])[0]
    return json.loads(glb[20 : 20 + length]), glb[28 + length :]


def accessor(document: dict[str, Any], data: bytes, index: int) -> np.ndarray:
    entry = document["accessors"][index]
    view = document["bufferViews"][entry["bufferView"]]
    kind = {5121: np.uint8, 5123: np.uint16, 5125: np.uint32, 5126: np.float32}[entry["componentType"]]
    width = {"SCALAR": 1, "VEC2": 2, "VEC3": 3, "VEC4": 4}[entry["type"]]
    raw = data[view["byteOffset"] : view["byteOffset"] + view["byteLength"]]
    return np.frombuffer(raw, kind).reshape(-1, width)


def test_files_are_valid_and_repeat_to_the_byte(scene: Scene, tmp_path: Path) -> None:
    makers: dict[str, Callable[[], bytes]] = {
        "merged": lambda: merged_glb(scene),
        "shared": lambda: scene_glb(scene),
        "model": lambda: model_glb([scene.batches[0].piece]),
        "parts": lambda: model_glb([b.piece for b in scene.batches], embed=True),
    }
    files = {}
    for name, make in makers.items():
        files[name] = tmp_path / f"{name}.glb"
        files[name].write_bytes(make())
        assert files[name].read_bytes() == make(), name
    for file, report in validate_glb(*files.values()).items():
        assert (report["errors"], report["warnings"]) == (0, 0), (file, report["messages"])


def test_merged_file_stands_at_true_size_in_the_world(scene: Scene) -> None:
    document, _ = parts(merged_glb(scene))
    boxes = [document["accessors"][m["primitives"][0]["attributes"]["POSITION"]] for m in document["meshes"]]
    assert np.allclose(np.min([b["min"] for b in boxes], 0), [-0.25, 0, 0.1], atol=1e-5)
    assert np.allclose(np.max([b["max"] for b in boxes], 0), [0.25, 0.3, 0.1], atol=1e-5)
    assert all("matrix" not in node for node in document["nodes"])
    assert "extensionsRequired" not in document
    assert all(m["doubleSided"] for m in document["materials"])


def test_shared_file_holds_each_mesh_once(scene: Scene) -> None:
    document, _ = parts(scene_glb(scene))
    assert len(document["nodes"]) == 3
    assert len(document["meshes"]) == 2
    assert {node["mesh"] for node in document["nodes"]} == {0, 1}


def test_web_model_keeps_tint_and_shade_apart_from_colour(upright: MakePiece) -> None:
    piece = upright(occlusion=0.4)
    document, data = parts(model_glb([piece]))
    primitive = document["meshes"][0]["primitives"][0]
    assert set(primitive["attributes"]) == {"POSITION", "NORMAL", "TEXCOORD_0", "_SHADE"}
    shade = accessor(document, data, primitive["attributes"]["_SHADE"])
    assert np.array_equal(shade[0], [128, 128, 128, 102])
    extras = document["materials"][0]["extras"]
    assert len(extras["finish"]) == 8
    assert extras["finish"][0] == pytest.approx([0.6, 0.8, 0.2])
    assert "images" not in document


def test_buried_vertices_are_dark_but_keep_their_hue(upright: MakePiece) -> None:
    document, data = parts(merged_glb(scene_of([(upright(occlusion=0.1, colour=(240, 120, 140)), np.eye(4))])))
    primitive = document["meshes"][0]["primitives"][0]
    colours = accessor(document, data, primitive["attributes"]["COLOR_0"])[:, :3].astype(float) / 255
    assert colours.max() < 0.6
    assert (colours[:, 0] > 1.5 * colours[:, 1]).all()  # red survives


def test_multibounce_leaves_open_places_alone_and_never_brightens() -> None:
    albedo = np.random.default_rng(2).uniform(0.02, 0.9, (50, 3))
    assert np.allclose(multibounce(np.ones(50), albedo), 1, atol=0.08)
    factors = [multibounce(np.full(50, a), albedo).mean() for a in (0.1, 0.3, 0.6, 0.9)]
    assert factors == sorted(factors)


def test_palettes_of_different_sizes_fit_on_one_sheet(upright: MakePiece) -> None:
    skins = [upright(colour=(10 * i, 100, 50)).skin for i in range(5)]
    sheet = palette_sheet(skins)
    height, width = sheet.picture.shape[:2]
    assert height & (height - 1) == 0
    assert width & (width - 1) == 0
    for skin, (x, y, w, h) in zip(skins, sheet.places, strict=True):
        found = sheet.picture[round(y * height) : round((y + h) * height), round(x * width) : round((x + w) * width)]
        assert np.array_equal(found, skin.palette)


def test_an_empty_model_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one triangle"):
        model_glb([])


def test_usdz_is_valid_true_to_size_and_repeats_to_the_byte(scene: Scene, tmp_path: Path) -> None:
    content = scene_usdz(scene)
    assert content == scene_usdz(scene)
    file = tmp_path / "a.usdz"
    file.write_bytes(content)
    stage = Usd.Stage.Open(str(file))
    context = UsdValidation.ValidationContext(UsdValidation.ValidationRegistry().GetOrLoadAllValidators())
    assert [e.GetMessage() for e in context.Validate(stage)] == []
    box = UsdGeom.BBoxCache(Usd.TimeCode.Default(), ["default"]).ComputeWorldBound(stage.GetPseudoRoot()).ComputeAlignedRange()
    assert np.allclose(list(box.GetMin()), [-0.25, 0, 0.1], atol=1e-5)
    assert np.allclose(list(box.GetMax()), [0.25, 0.3, 0.1], atol=1e-5)


def test_usdz_files_start_at_multiples_of_64_bytes(scene: Scene) -> None:
    content = scene_usdz(scene)
    with zipfile.ZipFile(BytesIO(content)) as archive:
        assert archive.testzip() is None
        assert archive.infolist()[0].filename.endswith(".usdc")  # the first file is what is opened
        for entry in archive.infolist():
            assert entry.compress_type == zipfile.ZIP_STORED
            name, extra = struct.unpack("<HH", content[entry.header_offset + 26 : entry.header_offset + 30])
            assert (entry.header_offset + 30 + name + extra) % 64 == 0


def test_baked_triangles_show_palette_times_shade(upright: MakePiece) -> None:
    group = baked(scene_of([(upright(occlusion=1.0, colour=(200, 120, 60)), np.eye(4))]))[0]
    picture, (corners,) = bake_triangles([group])
    height, width = picture.shape[:2]
    x = (corners[..., 0] * width).astype(int)
    y = ((1 - corners[..., 1]) * height).astype(int)
    found = np.asarray(Image.fromarray(picture))[y, x].reshape(-1, 3)
    assert np.abs(found.astype(int) - [200, 120, 60]).max() < 25
    assert len(np.unique(x.astype(np.int64) * height + y)) == corners[..., 0].size  # no two corners share a texel
