"""The Arrangement: where each stem of a design stands, and which parts hold it. Metres, +Y up, base at y = 0."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from catalog.species import Role, Stage
from designer.issues import Issue

PartKind = Literal[
    "wrap", "vase", "ribbon", "card", "box", "basket", "stand", "bag", "banner", "foam", "lights", "pick", "holder"
]  # fmt: skip


@dataclass(frozen=True, eq=False)
class PlacedStem:
    """One stem. path (P,3) runs from the cut end to the neck; transform (4,4) is world_from_bloom (see catalog.plant.Plant).

    head_centre (3,), head_radius and head_axis (3,) are in the world. individual picks the grown sibling.
    """

    id: str
    species: str
    variety: str
    stage: Stage
    role: Role
    individual: int
    head_centre: NDArray[np.float64]
    head_radius: float
    head_axis: NDArray[np.float64]
    path: NDArray[np.float64]
    transform: NDArray[np.float64]
    stem_radius: float


@dataclass(frozen=True, eq=False)
class Part:
    """A wrap, vase, ribbon, card or other good. good is its catalogue id; fit holds the lengths (metres) that its shape is made from."""

    kind: PartKind
    good: str
    colours: tuple[str, ...]
    fit: Mapping[str, float]
    transform: NDArray[np.float64]
    text: str = ""


@dataclass(frozen=True, eq=False)
class Arrangement:
    """A composed design. size is (height, width, depth) of all stems and parts together."""

    binding_point: NDArray[np.float64]
    binding_radius: float
    size: tuple[float, float, float]
    stems: tuple[PlacedStem, ...]
    parts: tuple[Part, ...]
    issues: tuple[Issue, ...]

    def as_json(self) -> dict[str, Any]:
        """The published form; lengths rounded to a hundredth of a millimetre so that every machine writes the same bytes."""
        height, width, depth = self.size
        return {
            "units": "m",
            "binding": {"point": _rounded(self.binding_point), "radius": round(self.binding_radius, 5)},
            "size": {"height": round(height, 5), "width": round(width, 5), "depth": round(depth, 5)},
            "stems": [
                {
                    "id": s.id,
                    "species": s.species,
                    "variety": s.variety,
                    "stage": s.stage,
                    "role": s.role,
                    "individual": s.individual,
                    "head": {
                        "centre": _rounded(s.head_centre),
                        "radius": round(s.head_radius, 5),
                        "axis": _rounded(s.head_axis),
                    },
                    "path": [_rounded(point) for point in s.path],
                    "transform": _rounded(s.transform.T.ravel()),
                }
                for s in self.stems
            ],
            "parts": [
                {"kind": p.kind, "id": p.good, "colours": list(p.colours), "transform": _rounded(p.transform.T.ravel())}
                for p in self.parts
            ],
            "issues": [issue.as_json() for issue in self.issues],
        }


def _rounded(values: NDArray[np.float64]) -> list[float]:
    return [float(v) + 0.0 for v in np.round(np.asarray(values, np.float64), 5)]
