"""What every flower head shares: its size by the species' data, and the spheres that stand for it when stems are packed."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from catalog.organs.curves import curve
from catalog.organs.place import Matrix
from catalog.plant import Growth


def diameter(growth: Growth, openness: Mapping[str, float]) -> float:
    """cm across one head at growth.openness; `openness` says at which value each stage of the data is reached."""
    stages = growth.species.head_diameter
    knots = [(openness["bud"], stages["bud"]), (openness["half"], stages["half"]), (openness["full"], stages["full"])]
    return float(curve(knots, growth.openness)) * 100


def cup_spheres(world: Matrix, radius: float, lift: float) -> NDArray[np.float32]:
    """(7,4) spheres in metres for a dish of rays: one in the middle, six around it, `lift` above the base.

    world takes the head's frame (cm, face along +Y, may scale) to the bloom's; radius and lift are in the head's frame.
    """
    around = np.radians(60 * np.arange(6))
    ring = np.stack([np.cos(around) * radius * 0.64, np.full(6, lift), -np.sin(around) * radius * 0.64], 1)
    local = np.vstack([[0.0, lift * 0.6, 0.0], ring])
    size = float(np.linalg.norm(world[:3, 0]))
    points = local @ world[:3, :3].T + world[:3, 3]
    return np.column_stack([points / 100, np.full(7, radius * 0.36 * size / 100)]).astype(np.float32)
