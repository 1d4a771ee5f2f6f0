"""Double lilies: how many tepals fill the cup, and that they lie one within the other."""

from __future__ import annotations

import numpy as np

from catalog.load import load_catalog
from catalog.occlusion import slot_of
from catalog.organs.rose_lily import layered
from catalog.plant import Level
from catalog.plants.lily_oriental import ATLAS
from catalog.store import grow


def _reach(openness: float, level: Level = Level.STANDARD) -> list[float]:
    """How far from the axis each tepal gets, outermost whorl first."""
    tepals = layered(openness, ATLAS, "tepal", level, np.random.default_rng(3))
    return [float(np.hypot(t.positions[:, 0], t.positions[:, 2]).max()) for t in tepals]


def test_whorls_fill_the_cup_and_lie_one_within_the_other() -> None:
    reach = np.array(_reach(0.95))
    assert 12 <= len(reach) <= 18
    ranks = reach[:6].mean(), reach[6:12].mean(), reach[12:].mean()
    assert ranks[0] > 1.2 * ranks[1] > 1.2 * ranks[2]


def test_outer_tepals_open_wider() -> None:
    assert np.mean(_reach(0.95)[:6]) > 1.4 * np.mean(_reach(0.2)[:6])


def test_a_double_lily_has_no_stamens_and_a_single_one_has() -> None:
    catalog = load_catalog()
    single, double = (grow(catalog, "lily-oriental", 0.95, 0, Level.STANDARD, form).bloom for form in (None, "double"))
    stamens = [ATLAS.index("filament"), ATLAS.index("detail")]
    assert np.isin(slot_of(single), stamens).any()
    assert not np.isin(slot_of(double), stamens).any()
