"""Every good as a file for other programs: valid for the real validators, true to size, the same bytes every time."""

from __future__ import annotations

from pathlib import Path

import pytest
from pxr import Usd, UsdGeom, UsdValidation

from catalog.containers import MODELLED, kind_of
from renderer.goods import SAMPLE_BANNER, SAMPLE_CARD, GoodChoice, good_glb, good_scene, good_usdz
from tests.tools import validate_glb

GOODS = [good for goods in MODELLED.values() for good in goods]


def choice_of(good: str) -> GoodChoice:
    return GoodChoice(good, (), {"card": SAMPLE_CARD, "banner": SAMPLE_BANNER}.get(kind_of(good), ""))


@pytest.mark.parametrize("profile", ["ar", "web"])
def test_every_good_exports_as_a_valid_glb(tmp_path: Path, profile: str) -> None:
    files = {}
    for good in GOODS:
        files[good] = tmp_path / f"{good}.glb"
        files[good].write_bytes(good_glb(choice_of(good), profile))  # type: ignore[arg-type]
    reports = validate_glb(*files.values())
    for good, file in files.items():
        report = reports[str(file)]
        assert (report["errors"], report["warnings"]) == (0, 0), (good, report["messages"])
    assert files["basket-hand"].read_bytes() == good_glb(choice_of("basket-hand"), profile)  # type: ignore[arg-type]


@pytest.mark.parametrize("good", GOODS)
def test_every_good_exports_as_valid_usdz(tmp_path: Path, good: str) -> None:
    file = tmp_path / "a.usdz"
    file.write_bytes(good_usdz(choice_of(good)))
    stage = Usd.Stage.Open(str(file))
    context = UsdValidation.ValidationContext(UsdValidation.ValidationRegistry().GetOrLoadAllValidators())
    errors = [e for e in context.Validate(stage) if e.GetType() == UsdValidation.ValidationErrorType.Error]
    assert not errors, [e.GetMessage() for e in errors]
    cache = UsdGeom.BBoxCache(Usd.TimeCode.Default(), ["default", "render"])
    box = cache.ComputeWorldBound(stage.GetPseudoRoot()).ComputeAlignedRange()
    bounds = good_scene(choice_of(good)).bounds
    for axis in range(3):
        assert box.GetSize()[axis] == pytest.approx(float(bounds[1, axis] - bounds[0, axis]), abs=0.002)
