"""Files for other programs: valid for the real validators, true to size, the same bytes every time."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from pxr import Usd, UsdGeom, UsdUtils, UsdValidation

from catalog.load import load_catalog
from catalog.plants.registry import PLANTS
from designer.library import load_library
from renderer.studio import StemChoice, Studio
from tests.tools import STUDIO, validate_glb

CATALOG = load_catalog()
LIBRARY = load_library(CATALOG)


@pytest.fixture(scope="session")
def studio() -> Studio:
    return Studio(CATALOG, STUDIO)


@pytest.mark.parametrize("profile", ["ar", "web"])
def test_every_library_glb_is_valid_and_true_to_size(studio: Studio, tmp_path: Path, profile: str) -> None:
    files = {}
    for entry in LIBRARY.values():
        files[entry.id] = tmp_path / f"{entry.id}.glb"
        files[entry.id].write_bytes(studio.glb(entry.design, profile).read_bytes())  # type: ignore[arg-type]
    reports = validate_glb(*files.values())
    for name, file in files.items():
        report = reports[str(file)]
        assert (report["errors"], report["warnings"]) == (0, 0), (name, report["messages"])
        if profile == "ar":
            assert not report["info"].get("extensionsRequired"), name
            low, high = _glb_bounds(file)
            height, width, _ = studio.arrangement(LIBRARY[name].design).size
            assert low[1] == pytest.approx(0, abs=0.003), name
            assert high[1] - low[1] == pytest.approx(height, rel=0.02), name
            assert high[0] - low[0] == pytest.approx(width, rel=0.03), name


def test_one_heart_is_as_high_as_a_bouquet(studio: Studio, tmp_path: Path) -> None:
    file = tmp_path / "a.glb"
    file.write_bytes(studio.glb_bytes(LIBRARY["one-heart-11"].design, "ar"))
    low, high = _glb_bounds(file)
    assert 0.34 <= high[1] - low[1] <= 0.56
    assert file.read_bytes() == studio.glb_bytes(LIBRARY["one-heart-11"].design, "ar")


@pytest.mark.parametrize("species", sorted(PLANTS))
def test_every_stem_exports(studio: Studio, tmp_path: Path, species: str) -> None:
    choice = StemChoice(species, CATALOG.species[species].varieties[0].id, "full")
    files = []
    for profile in ("ar", "web"):
        files.append(tmp_path / f"{profile}.glb")
        files[-1].write_bytes(studio.glb_bytes(choice, profile))  # type: ignore[arg-type]
    for report in validate_glb(*files).values():
        assert (report["errors"], report["warnings"]) == (0, 0), report["messages"]


@pytest.mark.parametrize("id", ["one-heart-11", "hundred-harmonies", "starry-rainbow"])
def test_usdz_is_valid_and_true_to_size(studio: Studio, tmp_path: Path, id: str) -> None:
    file = tmp_path / "a.usdz"
    file.write_bytes(studio.usdz(LIBRARY[id].design).read_bytes())
    stage = Usd.Stage.Open(str(file))
    context = UsdValidation.ValidationContext(UsdValidation.ValidationRegistry().GetOrLoadAllValidators())
    errors = [e for e in context.Validate(stage) if e.GetType() == UsdValidation.ValidationErrorType.Error]
    assert not errors, [e.GetMessage() for e in errors]
    assert UsdGeom.GetStageMetersPerUnit(stage) == 1.0
    assert UsdGeom.GetStageUpAxis(stage) == "Y"
    box = (
        UsdGeom.BBoxCache(Usd.TimeCode.Default(), ["default", "render"])
        .ComputeWorldBound(stage.GetPseudoRoot())
        .ComputeAlignedRange()
    )
    assert box.GetMin()[1] == pytest.approx(0, abs=0.003)
    height, width, _ = studio.arrangement(LIBRARY[id].design).size
    assert box.GetSize()[1] == pytest.approx(height, rel=0.03)
    assert box.GetSize()[0] == pytest.approx(width, rel=0.04)
    layers, assets, missing = UsdUtils.ComputeAllDependencies(str(file))
    assert layers
    assert not missing
    assert assets, "textures travel inside"


def _glb_bounds(file: Path) -> tuple[np.ndarray, np.ndarray]:
    """Lowest and highest corner over all nodes, read from the accessors' bounds and the nodes' transforms alone."""
    data = file.read_bytes()
    length = int.from_bytes(data[12:16], "little")
    gltf = json.loads(data[20 : 20 + length])
    corners: list[np.ndarray] = []

    def walk(index: int, above: np.ndarray) -> None:
        node = gltf["nodes"][index]
        matrix = above @ _matrix(node)
        if "mesh" in node:
            for primitive in gltf["meshes"][node["mesh"]]["primitives"]:
                box = gltf["accessors"][primitive["attributes"]["POSITION"]]
                span = np.array([box["min"], box["max"]])
                eight = np.array([[span[i, 0], span[j, 1], span[k, 2], 1] for i in (0, 1) for j in (0, 1) for k in (0, 1)])
                corners.append((eight @ matrix.T)[:, :3])
        for child in node.get("children", []):
            walk(child, matrix)

    for root in gltf["scenes"][gltf.get("scene", 0)]["nodes"]:
        walk(root, np.eye(4))
    every = np.concatenate(corners)
    return every.min(0), every.max(0)


def _matrix(node: dict) -> np.ndarray:
    if "matrix" in node:
        return np.array(node["matrix"], float).reshape(4, 4).T
    matrix = np.eye(4)
    x, y, z, w = node.get("rotation", [0, 0, 0, 1])
    rotation = np.array(
        [
            [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
            [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
            [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)],
        ]
    )
    matrix[:3, :3] = rotation * np.array(node.get("scale", [1, 1, 1]))
    matrix[:3, 3] = node.get("translation", [0, 0, 0])
    return matrix
