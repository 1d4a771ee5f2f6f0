"""Side branches start and end where, and the way, they are told."""

from __future__ import annotations

import numpy as np
import pytest

from catalog.mesh import unit
from catalog.organs.limb import Limb, parted, swollen


def test_a_limb_joins_its_ends_and_headings() -> None:
    leaving, arriving = np.array([1.0, 1.0, 0.0]), np.array([0.0, 1.0, 0.3])
    limb = Limb(np.zeros(3), leaving, np.array([3.0, 6.0, 1.0]), arriving)
    assert limb.at(0.0) == pytest.approx([0, 0, 0])
    assert limb.at([0.0, 1.0]).shape == (2, 3)
    assert limb.at(1.0) == pytest.approx([3, 6, 1])
    assert limb.heading(0.0) @ unit(leaving) > 0.99
    assert limb.heading(1.0) @ unit(arriving) > 0.99


def test_a_node_swells_only_around_itself() -> None:
    radii = swollen([0.0, 0.5, 1.0], (0.2, 0.1), nodes=(0.5,), swell=0.4, soft=0.05)
    assert radii == pytest.approx([0.2, 0.15 * 1.4, 0.1])


def test_points_are_parted_and_the_first_is_held() -> None:
    points = np.array([[0.0, 0, 0], [0.3, 0, 0], [0.0, 0, 0.4], [5.0, 0, 0]])
    moved = parted(points, 1.0, held=1, rounds=60)
    assert moved[0] == pytest.approx(points[0])
    assert moved[3] == pytest.approx(points[3])
    gap = np.linalg.norm(moved[:, None] - moved[None], axis=2) + 9 * np.eye(4)
    assert gap.min() > 0.97
