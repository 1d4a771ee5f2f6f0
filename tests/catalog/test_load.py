"""The catalogue data: complete, and refused with file, row and field when it is wrong."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import yaml

from catalog.load import ASSETS, CatalogError, read_catalog
from catalog.species import Catalog


def test_holds_every_species_variety_and_good(catalog: Catalog) -> None:
    assert len(catalog.species) == 68
    assert sum(len(s.varieties) for s in catalog.species.values()) == 245
    assert len(catalog.goods) == 31


def test_centimetres_become_metres(catalog: Catalog) -> None:
    rose = catalog.species["rose"]
    assert rose.head_diameter == {"bud": pytest.approx(0.035), "half": pytest.approx(0.055), "full": pytest.approx(0.08)}
    assert rose.stem_length == pytest.approx((0.5, 0.8))
    assert rose.standard_cost_fen == 275
    assert "varieties.hex" in rose.estimates


def test_species_without_a_model_are_listed_as_such() -> None:
    few = read_catalog(ASSETS, frozenset({"rose"}))
    assert [s.id for s in few.species.values() if s.grown] == ["rose"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("species.yaml", "goods.yaml"):
        shutil.copy(ASSETS / name, tmp_path)
    return tmp_path


def _change(folder: Path, **fields: object) -> None:
    rows = yaml.safe_load((folder / "species.yaml").read_text("utf-8"))
    rows[0].update(fields)
    (folder / "species.yaml").write_text(yaml.safe_dump(rows), "utf-8")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("head_cm", {"bud": 1}),
        ("role", "star"),
        ("stem_cm", [80, 50]),
        ("months", [0, 13]),
        ("cost_fen", [1.5, 2]),
        ("pets", {"cat": "none"}),
        ("thorns", "yes"),
        ("name", {"zh": "玫瑰"}),
        ("substitutes", ["no-such-flower"]),
        ("varieties", [{"id": "red", "zh": "红", "en": "Red", "hex": "red"}]),
    ],
)
def test_wrong_data_names_file_row_and_field(folder: Path, field: str, value: object) -> None:
    _change(folder, **{field: value})
    with pytest.raises(CatalogError) as caught:
        read_catalog(folder, frozenset())
    assert "species.yaml" in str(caught.value)
    assert "rose" in str(caught.value)
    assert ("hex" if field == "varieties" else field) in str(caught.value)


def test_a_missing_or_broken_file_is_named(folder: Path) -> None:
    (folder / "goods.yaml").write_text("- id: [", "utf-8")
    with pytest.raises(CatalogError, match=r"goods\.yaml: not readable"):
        read_catalog(folder, frozenset())
    (folder / "goods.yaml").unlink()
    with pytest.raises(CatalogError, match=r"goods\.yaml: not found"):
        read_catalog(folder, frozenset())


def test_an_id_that_stands_twice_is_refused(folder: Path) -> None:
    rows = yaml.safe_load((folder / "species.yaml").read_text("utf-8"))
    (folder / "species.yaml").write_text(yaml.safe_dump([*rows, rows[3]]), "utf-8")
    with pytest.raises(CatalogError, match="stands twice"):
        read_catalog(folder, frozenset())
