"""Design + Catalog + Shapes -> Arrangement: pure and seeded; the same design gives the same bytes on every machine."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from catalog.species import Catalog, Role, Stage
from designer.arrangement import Arrangement, PlacedStem
from designer.bodies import Array, Body, Shapes, Stalk, body, stalks
from designer.check import check
from designer.design import Design
from designer.forms.layout import Layout, unit_rows
from designer.forms.registry import FORMS
from designer.parts import extent, hold_for, parts_for
from designer.stems import paths

DECIMALS = 5
"""Places are rounded to a hundredth of a millimetre, far above what the order of a sum can change."""

__all__ = ["Shapes", "compose"]


def compose(design: Design, catalog: Catalog, shapes: Shapes) -> Arrangement:
    """Where every stem of a design stands, and the parts that hold it. Metres, +Y up, cut ends or vase on y = 0.

    The design must have passed `parse`. Raises KeyError for species, containers or forms that do not exist.
    """
    roles: dict[str, Role] = {line.species: catalog.species[line.species].role for line in design.stems}
    stems = stalks(design, roles)
    standing = catalog.goods[design.container.id].kind == "vase"
    layout = FORMS[design.form](stems, _Bodies(shapes), standing)
    hold = hold_for(design, catalog, layout)
    lift = hold.lift
    heads, owners = head_spheres(stems, layout)
    curves = paths(layout.transforms, layout.bodies, hold.grip, heads, owners)
    curves[:, :, 1] += lift
    transforms = layout.transforms.copy()
    transforms[:, 1, 3] += lift
    curves, transforms = _rounded(curves), _rounded(transforms)
    parts = parts_for(design, catalog, layout, hold, heads)
    rows = zip(stems, layout.bodies, transforms, curves, layout.individuals, strict=True)
    placed = tuple(_placed(*row) for row in rows)
    return Arrangement(
        binding_point=np.array([0.0, round(lift, DECIMALS), 0.0]),
        binding_radius=round(hold.grip.radius, DECIMALS),
        size=_size(layout, transforms, curves, extent(parts)),
        stems=placed,
        parts=parts,
        issues=check(design, catalog),
    )


def head_spheres(stems: Sequence[Stalk], layout: Layout) -> tuple[Array, Array]:
    """(spheres (M,4) of all heads that are no cloud, owners (M,)): what stems go around."""
    solid = [i for i, s in enumerate(stems) if s.role in ("focal", "mass", "line")]
    if not solid:
        return np.zeros((0, 4)), np.zeros(0, np.intp)
    spheres = [world_spheres(layout.bodies[i].spheres, layout.transforms[i]) for i in solid]
    return np.concatenate(spheres), np.repeat(np.array(solid, np.intp), [len(s) for s in spheres])


def world_spheres(spheres: Array, transform: Array) -> Array:
    """Spheres (K,4) of the bloom frame carried by a similarity (4,4)."""
    scale = float(np.linalg.norm(transform[:3, 0]))
    return np.column_stack([spheres[:, :3] @ transform[:3, :3].T + transform[:3, 3], spheres[:, 3] * scale])


class _Bodies:
    """Bodies by stalk and sibling, each measured once."""

    def __init__(self, shapes: Shapes) -> None:
        self._shapes = shapes
        self._known: dict[tuple[str, Stage, int, str], Body] = {}

    def __call__(self, stalk: Stalk, individual: int) -> Body:
        key = (stalk.species, stalk.stage, individual, stalk.variety)
        if key not in self._known:
            self._known[key] = body(self._shapes.plant(*key))
        return self._known[key]


def _placed(stalk: Stalk, shape: Body, transform: Array, path: Array, individual: int) -> PlacedStem:
    scale = float(np.linalg.norm(transform[:3, 0]))
    return PlacedStem(
        id=stalk.id,
        species=stalk.species,
        variety=stalk.variety,
        stage=stalk.stage,
        role=stalk.role,
        individual=individual,
        head_centre=_rounded(transform[:3, :3] @ shape.head_centre + transform[:3, 3]),
        head_radius=round(shape.head_radius * scale, DECIMALS),
        head_axis=_rounded(unit_rows((transform[:3, :3] @ shape.axis)[None])[0]),
        path=path,
        transform=transform,
        stem_radius=shape.stem_radius,
    )


def _size(layout: Layout, transforms: Array, curves: Array, parts: Array) -> tuple[float, float, float]:
    """(height, width, depth) over blooms, stems and parts, which all stand on y = 0."""
    blooms = [b.hull @ m[:3, :3].T + m[:3, 3] for b, m in zip(layout.bodies, transforms, strict=True)]
    thick = np.array([b.stem_radius for b in layout.bodies])[:, None]
    reach = [np.concatenate(blooms), parts]
    for side in (-thick, thick):  # tubes around the curves; their lowest edge is the cut, on the table
        reach.append(np.stack([curves[..., 0] + side, curves[..., 1], curves[..., 2] + side], -1).reshape(-1, 3))
    points = np.concatenate(reach)
    low, high = points.min(0) * [1.0, 0.0, 1.0], points.max(0)
    width, height, depth = (round(float(v), DECIMALS) for v in high - low)
    return height, width, depth


def _rounded(values: Array) -> Array:
    result: Array = np.round(values, DECIMALS) + 0.0
    return result
