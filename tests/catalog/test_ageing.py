"""Days after cutting: flowers open, then nod, brown and drop; nothing breaks on the way."""

from __future__ import annotations

import numpy as np
import pytest

from catalog.ageing import age, opened
from catalog.plant import Level, Plant
from catalog.plants.registry import PLANTS
from catalog.species import Catalog
from catalog.store import Store, grow, pack

DAYS = (0, 3, 7, 14)


def _aged(catalog: Catalog, species: str, day: float) -> Plant:
    return grow(catalog, species, PLANTS[species].openness["half"], 0, Level.PHONE, day=day)


def _tint(plant: Plant) -> float:
    """Blue over red of the petals' tints: falls as they brown."""
    petals = (plant.bloom.texcoords < (0.25, 0.5)).all(1)
    return float(plant.bloom.colours[petals, 2].mean() / plant.bloom.colours[petals, 0].mean())


def test_day_zero_is_the_fresh_flower(catalog: Catalog) -> None:
    fresh = grow(catalog, "rose", PLANTS["rose"].openness["half"], 0, Level.FAR)
    assert pack(fresh) == pack(grow(catalog, "rose", PLANTS["rose"].openness["half"], 0, Level.FAR, day=0))


def test_a_rose_opens_then_nods_and_browns(catalog: Catalog) -> None:
    fresh, open_, _, spent = (_aged(catalog, "rose", day) for day in DAYS)
    assert open_.bloom.bounds[1, 0] > fresh.bloom.bounds[1, 0]
    assert fresh.head.axis[1] > 0.9
    assert spent.head.axis[1] < fresh.head.axis[1] - 0.15
    assert spent.head.centre[1] < open_.head.centre[1]
    assert _tint(spent) < 0.85 * _tint(fresh)


def test_a_tulip_drops_its_petals(catalog: Catalog) -> None:
    counts = [_aged(catalog, "tulip", day).bloom.triangles for day in (0, 7, 30)]
    assert counts[2] < counts[0]


def test_dried_flowers_keep_their_bearing(catalog: Catalog) -> None:
    fresh, spent = _aged(catalog, "craspedia", 0), _aged(catalog, "craspedia", 40)
    assert spent.head.axis @ fresh.head.axis > 0.97


def test_foliage_does_not_grow_in_the_vase(catalog: Catalog) -> None:
    fresh, later = (_aged(catalog, "ruscus", day) for day in (0, 5))
    assert np.abs(fresh.bloom.bounds - later.bloom.bounds).max() < 1e-5


@pytest.mark.parametrize("species", sorted(PLANTS))
def test_a_spent_stem_is_still_clean(catalog: Catalog, species: str) -> None:
    plant = _aged(catalog, species, 2.0 * sum(catalog.species[species].vase_days) / 2)
    mesh = plant.bloom
    assert 0 < mesh.triangles <= Level.PHONE.budget
    assert np.isfinite(mesh.positions).all()
    assert np.abs(np.linalg.norm(mesh.normals, axis=1) - 1).max() < 1e-3
    assert mesh.colours.min() >= 0
    assert mesh.colours[:, :3].max() <= 2
    assert abs(np.linalg.norm(plant.head.axis) - 1) < 1e-3


def test_ages_are_parts_of_the_vase_life(catalog: Catalog) -> None:
    rose = catalog.species["rose"]
    assert age(rose, sum(rose.vase_days) / 2) == pytest.approx(1.0)
    with pytest.raises(ValueError, match="day -1"):
        age(rose, -1)


def test_opening_stays_between_the_stage_and_full() -> None:
    manner = PLANTS["rose"].ageing
    from catalog.ageing import BY_ROLE

    values = [opened(0.5, t, manner or BY_ROLE["focal"]) for t in np.linspace(0, 3, 30)]
    assert values[0] == 0.5
    assert values == sorted(values)
    assert values[-1] <= 1.0


def test_the_store_keeps_days_apart(store: Store) -> None:
    keys = {store.plant_key("rose", "half", 0, Level.FAR, day=day) for day in DAYS}
    assert len(keys) == len(DAYS)
