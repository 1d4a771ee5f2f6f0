"""Every plant in the registry: true to size, within its budget, clean geometry, and the same at every growing."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from catalog.atlas import TILE
from catalog.load import load_catalog
from catalog.mesh import merge
from catalog.plant import Level, Plant
from catalog.plants.registry import PLANTS
from catalog.species import STAGES, Catalog, Stage
from catalog.store import INDIVIDUALS, Store, grow, pack

SPECIES = sorted(PLANTS)
FORMS = [(species, bearer) for species in SPECIES for bearer in load_catalog().species[species].form_bearers]
COLUMNS = ("hyacinth",)  # the data gives the length of their flowering column, not its width
EVERY = [(*form, stage) for form, stage in itertools.product(FORMS, STAGES)]
"""Species, a variety that bears each of its flower forms, stage."""


def _whole(plant: Plant):
    return merge([plant.bloom, plant.stalk])


def test_all_species_of_the_data_are_grown(catalog: Catalog) -> None:
    assert set(PLANTS) == set(catalog.species)


@pytest.mark.parametrize(("species", "variety", "stage"), EVERY)
@pytest.mark.parametrize("level", list(Level))
def test_stays_within_the_triangle_budget(store: Store, species: str, variety: str, stage: Stage, level: Level) -> None:
    plant = store.plant(species, stage, 0, level, variety=variety)
    assert 0 < _whole(plant).triangles <= level.budget


@pytest.mark.parametrize(("species", "variety", "stage"), EVERY)
@pytest.mark.parametrize("level", [Level.STANDARD, Level.FAR])
def test_geometry_is_clean(store: Store, species: str, variety: str, stage: Stage, level: Level) -> None:
    mesh = _whole(store.plant(species, stage, 0, level, variety=variety))
    for array in (mesh.positions, mesh.normals, mesh.texcoords, mesh.colours):
        assert np.isfinite(array).all()
    assert np.abs(np.linalg.norm(mesh.normals, axis=1) - 1).max() < 1e-3
    assert mesh.texcoords.min() >= 0
    assert mesh.texcoords.max() <= 1
    assert mesh.colours.min() >= 0
    corners = mesh.positions[mesh.indices].astype(np.float64)
    area = np.linalg.norm(np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]), axis=1) / 2
    assert area.min() > 1e-12
    assert len(np.unique(mesh.indices)) == len(mesh.positions), "vertices that nothing uses"


@pytest.mark.parametrize(("species", "variety", "stage"), EVERY)
def test_is_true_to_size(store: Store, catalog: Catalog, species: str, variety: str, stage: Stage) -> None:
    row = catalog.species[species]
    plant = store.plant(species, stage, 0, Level.STANDARD, variety=variety)
    low, high = _whole(plant).bounds[:, 1]
    assert row.stem_length[0] * 0.9 <= high - low <= row.stem_length[1] * 1.1
    if species in COLUMNS:
        assert _length(plant) == pytest.approx(row.head_diameter[stage], rel=0.1)
    elif row.role in ("focal", "mass"):
        assert plant.head.radius * 2 == pytest.approx(row.head_diameter[stage], rel=0.1)
        assert _measured_diameter(plant, row.heads_per_stem[1] > 1) == pytest.approx(row.head_diameter[stage], rel=0.1)


def _length(plant: Plant) -> float:
    """Of the flowering part, along the head's axis."""
    petals = (plant.bloom.texcoords[:, 0] < 0.25) & (plant.bloom.texcoords[:, 1] < 0.5)
    return float(np.ptp(plant.bloom.positions[petals] @ plant.head.axis))


def _measured_diameter(plant: Plant, many_headed: bool) -> float:
    """Across the head, at right angles to the way it faces; of the vertices that belong to the head."""
    away = plant.bloom.positions - plant.head.centre
    along = away @ plant.head.axis
    across = away - along[:, None] * plant.head.axis
    near = np.linalg.norm(away, axis=1) < plant.head.radius * (1.25 if many_headed else 1.6)
    petals = near & (plant.bloom.texcoords[:, 0] < 0.25) & (plant.bloom.texcoords[:, 1] < 0.5)
    return float(2 * np.quantile(np.linalg.norm(across[petals], axis=1), 0.98))


@pytest.mark.parametrize("species", SPECIES)
def test_proxies_cover_the_head(store: Store, species: str) -> None:
    plant = store.plant(species, "full", 0, Level.STANDARD)
    assert plant.proxies.shape[1] == 4
    assert (plant.proxies[:, 3] > 0).all()
    gap = np.linalg.norm(plant.bloom.positions[:, None] - plant.proxies[None, :, :3], axis=2) - plant.proxies[:, 3]
    assert np.quantile(gap.min(1), 0.8) < 0.02, "most of the bloom lies in or close to its proxies"


@pytest.mark.parametrize("species", SPECIES)
def test_individuals_differ_and_repeat_exactly(catalog: Catalog, species: str) -> None:
    opened = PLANTS[species].openness["half"]
    first = [pack(grow(catalog, species, opened, k, Level.FAR)) for k in range(INDIVIDUALS)]
    again = [pack(grow(catalog, species, opened, k, Level.FAR)) for k in range(INDIVIDUALS)]
    assert first == again
    assert len(set(first)) == INDIVIDUALS


@pytest.mark.parametrize("species", SPECIES)
def test_opens_without_a_jump(catalog: Catalog, species: str) -> None:
    """Openness is continuous: a hundredth more moves no vertex far, wherever on the way one looks."""
    if catalog.species[species].role == "foliage":
        return  # stages of foliage are sizes
    for openness in (0.0, 0.3, 0.62, 0.99):
        a, b = (grow(catalog, species, o, 0, Level.FAR).bloom for o in (openness, openness + 0.01))
        if len(a.positions) == len(b.positions):
            assert np.quantile(np.linalg.norm(a.positions - b.positions, axis=1), 0.95) < 0.006


@pytest.mark.parametrize("species", SPECIES)
def test_every_variety_paints_its_own_palette(store: Store, catalog: Catalog, species: str) -> None:
    palettes = {}
    for variety in catalog.species[species].varieties:
        skin = store.skin(species, variety.id)
        assert skin.palette.dtype == np.uint8
        assert skin.palette.max() <= 250, "never pure white"
        palettes[variety.id] = skin.palette.tobytes()
    assert len(set(palettes.values())) == len(palettes)


@pytest.mark.parametrize("species", SPECIES)
def test_the_body_is_the_colour_of_the_data(store: Store, catalog: Catalog, species: str) -> None:
    for variety in catalog.species[species].varieties:
        skin = store.skin(species, variety.id)
        x, y = skin.atlas.corner(skin.atlas.names[0])
        tile = skin.palette[y : y + TILE, x : x + TILE].reshape(-1, 3).astype(float)
        body = np.array([int(variety.hex[i : i + 2], 16) for i in (1, 3, 5)], float)
        assert np.abs(tile - body).sum(1).min() < 40, f"{variety.id}: {variety.hex} is nowhere on its petal"
