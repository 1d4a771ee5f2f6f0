"""Designs and stand-in shapes for the composer's tests: spheres of the right size instead of grown meshes."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from catalog.load import ASSETS, read_catalog
from catalog.mesh import EMPTY
from catalog.plant import Head, Plant
from catalog.species import Catalog, Stage
from designer.design import Design
from designer.parse import parse

GROWN = frozenset(
    [
        "rose",
        "lily-oriental",
        "tulip",
        "carnation",
        "gerbera",
        "sunflower",
        "hydrangea",
        "gypsophila",
        "eucalyptus-silver-dollar",
        "ruscus",
    ]
)


@lru_cache(maxsize=1)
def catalog() -> Catalog:
    """The real data, as if all ten species had models."""
    return read_catalog(ASSETS, GROWN)


def _round_head(radius: float, height: float, tilt: float = 0.0, thick: float = 1.0) -> tuple[list[list[float]], Head]:
    axis = np.array([0.0, np.cos(tilt), np.sin(tilt)])
    centre = np.array([0.0, height, 0.0])
    side = np.array([1.0, 0.0, 0.0])
    other = np.cross(axis, side)
    if thick >= 1.0:
        spheres = [[*centre, radius]]
    else:  # a flat face: a ring of small spheres around a middle one
        small = radius * thick
        ring = [centre + (radius - small) * (side * np.cos(a) + other * np.sin(a)) for a in np.arange(6) * np.pi / 3]
        spheres = [[*centre, small], *([*p, small] for p in ring)]
    return spheres, Head(centre.astype(np.float32), radius, axis.astype(np.float32))


def _spray(length: float, spread: float, radius: float) -> tuple[list[list[float]], Head]:
    spheres = [[0.0, 0.25 * length, 0.0, radius * 0.7]]
    for k in range(6):
        a, y = k * 2.4, length * (0.45 + 0.09 * k)
        spheres.append([spread * np.cos(a), y - radius, spread * np.sin(a), radius])
    centre = np.array([0.0, 0.75 * length, 0.0], np.float32)
    return spheres, Head(centre, spread + radius, np.array([0.0, 1.0, 0.0], np.float32))


class Balls:
    """Shapes as the composer needs them, without growing anything."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, Stage, int], Plant] = {}

    def plant(self, species: str, stage: Stage, individual: int, variety: str) -> Plant:
        key = (species, stage, individual)
        if key not in self._known:
            self._known[key] = self._grow(species, stage, individual)
        return self._known[key]

    def _grow(self, species: str, stage: Stage, individual: int) -> Plant:
        kind = catalog().species[species]
        size = {"bud": 0.8, "half": 1.0, "full": 1.15}[stage] * (1.0 + 0.02 * individual)
        r = kind.head_diameter[stage] / 2 * (1.0 + 0.02 * individual)
        if species == "gypsophila":
            spheres, head = _spray(0.19 * size, 0.05, 0.035)
        elif kind.role == "foliage":
            spheres, head = _spray(0.24 * size, 0.025, 0.022)
        elif species in ("gerbera", "sunflower"):
            spheres, head = _round_head(r, 0.05, np.radians(40), 0.4)
        elif species == "lily-oriental":
            spheres, head = _round_head(0.07, 0.11, 0.6, 0.5)
            spheres += [[0.05, 0.06, -0.04, 0.025], [-0.05, 0.13, -0.03, 0.02]]
        else:
            spheres, head = _round_head(max(r, 0.03 if species == "rose" else 0.0), r + 0.01)
        return Plant(EMPTY, EMPTY, head, np.array(spheres, np.float32), kind.stem_diameter[0] / 2, 0.4)


SHAPES = Balls()


def line(species: str, variety: str, count: int, stage: str = "half", role: str | None = None) -> dict[str, Any]:
    found: dict[str, Any] = {"species": species, "variety": variety, "stage": stage, "count": count}
    return found | ({"role": role} if role else {})


def document(*lines: dict[str, Any], **more: Any) -> dict[str, Any]:
    plain = {"version": 1, "form": "round", "seed": 7, "stems": list(lines), "container": {"id": "wrap-korean-tissue"}}
    return plain | more


def one_heart() -> dict[str, Any]:
    """Eleven red roses with filler and foliage."""
    return document(
        line("rose", "carola", 11, "half", "focal"),
        line("gypsophila", "white", 2, "full", "filler"),
        line("eucalyptus-silver-dollar", "silver-green", 3, "full", "foliage"),
        name={"zh": "一心一意", "en": "One Heart"},
        style="korean",
        container={"id": "wrap-korean-tissue", "colours": ["#F3E7DC", "#C98F8F"]},
        ribbon={"id": "ribbon-rib", "colour": "#A33B4A"},
        card={"text": "生日快乐"},
    )


def roses(count: int, seed: int = 7) -> Design:
    return design(document(line("rose", "carola", count), seed=seed))


def design(data: dict[str, Any]) -> Design:
    return parse(data, catalog())
