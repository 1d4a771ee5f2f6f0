"""Colour differences and the nearest stem in stock."""

from __future__ import annotations

import pytest

from catalog.species import Catalog
from shop_api.pricing.colour import Lab, difference, lab
from shop_api.pricing.nearest import nearest


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [  # Sharma, Wu, Dalal 2005, table 1
        ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
        ((50.0, -1.3802, -84.2814), (50.0, 0.0, -82.7485), 1.0000),
        ((50.0, 0.0, 0.0), (50.0, -1.0, 2.0), 2.3669),
        ((50.0, 2.49, -0.001), (50.0, -2.49, 0.0009), 7.1792),
        ((50.0, 2.49, -0.001), (50.0, -2.49, 0.0011), 7.2195),
        ((50.0, 2.5, 0.0), (73.0, 25.0, -18.0), 27.1492),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
        ((22.7233, 20.0904, -46.6940), (23.0331, 14.9730, -42.5619), 2.0373),
        ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
    ],
)
def test_published_pairs(one: Lab, other: Lab, expected: float) -> None:
    assert difference(one, other) == pytest.approx(expected, abs=1e-4)
    assert difference(other, one) == pytest.approx(expected, abs=1e-4)


def test_lab_of_known_colours() -> None:
    assert lab("#FFFFFF") == pytest.approx((100, 0, 0), abs=0.02)
    assert lab("#FF0000") == pytest.approx((53.24, 80.09, 67.20), abs=0.05)
    assert lab("#000000") == pytest.approx((0, 0, 0), abs=1e-9)


def test_same_species_comes_before_a_nearer_colour(catalog: Catalog) -> None:
    rose = catalog.species["rose"]
    others = [variety.id for variety in rose.varieties if variety.id != "carola"]
    free = {("rose", others[-1]): 50, ("carnation", catalog.species["carnation"].varieties[0].id): 50}
    assert nearest(catalog, ("rose", "carola"), "focal", free, 11) == ("rose", others[-1])


def test_nearest_colour_among_varieties(catalog: Catalog) -> None:
    rose = catalog.species["rose"]
    free = {("rose", variety.id): 50 for variety in rose.varieties}
    found = nearest(catalog, ("rose", "carola"), "focal", free, 11)
    assert found is not None
    target = lab("#A8081E")
    best = min((difference(target, lab(v.hex)), v.id) for v in rose.varieties if v.id != "carola")
    assert found == ("rose", best[1])


def test_only_what_is_enough_and_plays_the_same_part(catalog: Catalog) -> None:
    free = {("rose", "diana"): 10, ("ruscus", "green"): 500}
    assert nearest(catalog, ("rose", "carola"), "focal", free, 11) is None
    assert nearest(catalog, ("rose", "carola"), "focal", free, 10) == ("rose", "diana")
