"""Spikes, sprays of orchids, branches and large leaves in a round bouquet: grown models, not stand-ins."""

from __future__ import annotations

from functools import lru_cache
from itertools import combinations
from typing import Any

import numpy as np
import pytest

from catalog.containers.wrap import Tie
from catalog.load import load_catalog
from catalog.plant import Level, Plant
from catalog.species import Catalog, Stage
from catalog.store import Store
from designer.arrangement import Arrangement, PlacedStem
from designer.bodies import body
from designer.compose import compose, world_spheres
from designer.forms.standing import is_tall
from designer.packing import overlap
from designer.parse import parse
from tests.tools import STUDIO

SPIKES = ("delphinium", "gladiolus", "snapdragon", "stock", "tuberose")
BRANCHES = ("pussy-willow", "ilex", "spirea")
SPRAYS = ("phalaenopsis", "cymbidium", "dendrobium", "strelitzia")
WIDE = ("alstroemeria", "iris", "hyacinth", "lily-longiflorum", "protea")
LEAVES = ("monstera", "aspidistra", "areca", "leatherleaf")
FRONT = np.radians(50.0)
WIDEST = 1.25
"""Most radius of the paper's rim by that of the dome of heads."""


class Grown:
    """The shapes that a shop composes with."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def plant(self, species: str, stage: Stage, individual: int, variety: str) -> Plant:
        return self._store.plant(species, stage, individual, Level.STANDARD, variety=variety)


@lru_cache(maxsize=1)
def catalog() -> Catalog:
    return load_catalog()


@lru_cache(maxsize=1)
def shapes() -> Grown:
    return Grown(Store(STUDIO / "models", catalog()))


def stems(species: str, count: int, stage: Stage = "full") -> dict[str, Any]:
    return {"species": species, "variety": catalog().species[species].varieties[0].id, "stage": stage, "count": count}


def tied(*lines: dict[str, Any], seed: int = 7, container: str = "wrap-korean-tissue") -> Arrangement:
    data = {"version": 1, "form": "round", "seed": seed, "stems": list(lines), "container": {"id": container}}
    return compose(parse(data, catalog()), catalog(), shapes())


def spheres(stem: PlacedStem) -> np.ndarray[Any, Any]:
    plant = shapes().plant(stem.species, stem.stage, stem.individual, stem.variety)
    return world_spheres(np.asarray(plant.proxies, np.float64), stem.transform)


def tall(stem: PlacedStem) -> bool:
    return is_tall(body(shapes().plant(stem.species, stem.stage, 0, stem.variety)), stem.role)


def heads(arrangement: Arrangement) -> list[PlacedStem]:
    return [s for s in arrangement.stems if s.role in ("focal", "mass", "line")]


def worst_overlap(arrangement: Arrangement) -> float:
    standing = [(s, spheres(s)) for s in heads(arrangement)]
    return max((overlap(a, b, 3000) for (_, a), (_, b) in combinations(standing, 2)), default=0.0)


def through_paper(arrangement: Arrangement, stem: PlacedStem) -> float:
    """How far a bloom reaches through the wrap: below its rim all round, above it beside and behind the heads."""
    fit = arrangement.parts[0].fit
    curve = Tie.of(fit).meridian()
    x, y, z, r = spheres(stem).T
    papered = (y < fit["rim_height"]) | ((y < fit["crown_height"] + 0.02) & (np.abs(np.arctan2(x, z)) > FRONT))
    out = np.hypot(x, z) + 0.7 * r - np.interp(y, curve.height, curve.radius)
    return float(out[papered].max(initial=0.0))


def is_well_tied(arrangement: Arrangement) -> None:
    assert worst_overlap(arrangement) <= 0.04
    tie, fit = float(arrangement.binding_point[1]), arrangement.parts[0].fit
    on_dome = [s for s in heads(arrangement) if not tall(s)]
    balls = np.concatenate([spheres(s) for s in on_dome or heads(arrangement)])
    reach = float((np.hypot(balls[:, 0], balls[:, 2]) + balls[:, 3]).max())
    assert fit["rim_radius"] <= WIDEST * reach
    for head in on_dome:  # no face below the edge of the paper
        assert head.head_centre[1] > fit["rim_height"] - 0.035, head.id
    for stem in arrangement.stems:
        assert (spheres(stem)[:, 1] - spheres(stem)[:, 3]).min() > 0.0
        assert stem.path[:, 1].min() >= -1e-9
        at_tie = stem.path[np.argmin(np.abs(stem.path[:, 1] - tie))]
        assert np.hypot(at_tie[0], at_tie[2]) <= arrangement.binding_radius + 1e-4
        assert stem.transform[1, 3] > tie, stem.id  # the neck is above the tie


@pytest.mark.parametrize("seed", [1, 7])
@pytest.mark.parametrize("species", SPIKES + BRANCHES + SPRAYS)
def test_tall_stems_rise_from_the_dome(species: str, seed: int) -> None:
    arrangement = tied(stems("rose", 9, "half"), stems(species, 5), stems("eucalyptus-silver-dollar", 3), seed=seed)
    is_well_tied(arrangement)
    rising = [s for s in arrangement.stems if s.species == species]
    assert all(tall(s) for s in rising)
    roses = np.array([s.head_centre for s in arrangement.stems if s.species == "rose"])
    dome = float(roses[:, 1].max())
    for stem in rising:
        balls = spheres(stem)
        assert balls[:, 1].max() > float(np.median(roses[:, 1])), stem.id  # its tip stands over the roses,
        assert balls[:, 1].min() < dome + 0.05, stem.id  # its foot among them
        assert through_paper(arrangement, stem) < 0.03, stem.id
    assert np.median([spheres(s)[:, 1].max() for s in rising]) > dome
    fit = arrangement.parts[0].fit
    top = max(float(spheres(s)[:, 1].max()) for s in rising)
    assert fit["crown_height"] <= max(fit["binding_height"] + 2 / 3 * (top - fit["binding_height"]), dome + 0.06)
    # the mass is the bouquet's front: most of what rises stands in its middle or behind
    assert np.mean([s.head_centre[2] for s in rising]) < roses[:, 2].max()


@pytest.mark.parametrize("species", WIDE)
def test_wide_stems_are_packed(species: str) -> None:
    is_well_tied(tied(stems("ranunculus", 7), stems(species, 5)))


@pytest.mark.parametrize("species", SPIKES + SPRAYS)
def test_tall_stems_alone_make_a_bouquet(species: str) -> None:
    arrangement = tied(stems(species, 7))
    assert worst_overlap(arrangement) <= 0.04
    assert arrangement.parts[0].fit["rim_radius"] < 0.25


@pytest.mark.parametrize("species", LEAVES)
def test_large_leaves_stand_behind_the_faces(species: str) -> None:
    arrangement = tied(stems("rose", 11), stems(species, 4))
    is_well_tied(arrangement)
    for leaf in (s for s in arrangement.stems if s.species == species):
        assert spheres(leaf)[:, 2].mean() < 0.09, leaf.id  # beside the heads at most
        assert through_paper(arrangement, leaf) < 0.04, leaf.id
        for rose in heads(arrangement):  # nothing of it before a face
            offset = spheres(leaf)[:, :3] - rose.head_centre
            before = offset @ rose.head_axis
            aside = np.linalg.norm(offset - before[:, None] * rose.head_axis, axis=1)
            assert not ((before > 0.5 * rose.head_radius) & (aside < 0.3 * rose.head_radius)).any(), leaf.id


@pytest.mark.parametrize("species", ["delphinium", "cymbidium"])
def test_one_tall_stem_more_moves_few(species: str) -> None:
    def bouquet(extra: int) -> Arrangement:
        return tied(stems("rose", 20, "half"), stems("carnation", 10), stems(species, 6 + extra), stems("gypsophila", 4))

    before, after = bouquet(0), {s.id: s for s in bouquet(1).stems}
    moved = [float(np.linalg.norm(s.head_centre - after[s.id].head_centre)) for s in before.stems if s.species == "rose"]
    assert float(np.median(moved)) < 0.025


def test_a_spike_in_a_vase_stands_in_it() -> None:
    arrangement = tied(stems("rose", 7), stems("delphinium", 5), container="vase-glass-cyl")
    assert worst_overlap(arrangement) <= 0.04
    vase = arrangement.parts[0].fit
    assert min(float(s.transform[1, 3]) for s in arrangement.stems) > vase["height"] - 0.02
