"""Wrap, vase, ribbon and card fitted to the stems that they hold. Lengths in metres, y from the base of the bouquet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from catalog import containers
from catalog.containers import paper_waist, vase_floor
from catalog.species import Catalog, Good
from designer.arrangement import Part
from designer.bodies import Array
from designer.design import Design
from designer.forms.layout import Layout
from designer.recipe import CARD, sheets
from designer.recipe import heads as bloom_count
from designer.stems import Grip, bundle_radius

BELOW_TIE = (0.15, 0.20)
"""Florists trim 15-20 cm below the tie."""
VASE_RATIO = 1.7
"""Height of the whole over the height of the vase; 1.5 to 2, ideally 1.618 for the longest stem."""
VASE_WALL = 0.004
CERAMIC_SIZES = (0.8, 1.3)
"""Smallest and largest height of a turned vase, of its own."""
CARD_SIZE = (0.09, 0.06)
CARD_PLACE = (0.42, -0.30)
"""Where the card stands, x and z in radii of the rim: right of the middle and behind it, above the heads there, before the paper."""


@dataclass(frozen=True)
class Vase:
    """A vase of the size that suits its flowers. fit: what it is built from. neck: free radius that every stem passes.

    tied_at, tied_around: height and outer radius of the place where a ribbon goes round it.
    """

    fit: Mapping[str, float]
    neck: float
    floor: float
    tied_at: float
    tied_around: float

    @property
    def height(self) -> float:
        return self.fit["height"]


@dataclass(frozen=True)
class Hold:
    """How the bundle is held: the grip, and the vase if there is one."""

    grip: Grip
    vase: Vase | None

    @property
    def lift(self) -> float:
        """Height of the tie over the table."""
        return self.grip.below + (self.vase.floor if self.vase else 0.0)


def hold_for(design: Design, catalog: Catalog, layout: Layout) -> Hold:
    """The tie of a wrapped bouquet, or the neck of a vase of the right size for these flowers."""
    container = catalog.goods[design.container.id]
    bundle = bundle_radius(layout.bodies)
    if container.kind != "vase":
        below = float(np.clip(0.9 * layout.top, *BELOW_TIE))
        return Hold(Grip(bundle, below, float(np.hypot(bundle, 0.24 * below))), None)
    vase = _vase_for(container, layout, bundle)
    foot = 0.80 * vase.neck if container.id in containers.STRAIGHT else 0.9 * vase.neck
    grip = Grip(vase.neck, vase.height - vase.floor, foot, rise_turn=0.2, fall_turn=2.7, loose=0.45)
    return Hold(grip, vase)


def _vase_for(good: Good, layout: Layout, bundle: float) -> Vase:
    """A vase of the good's kind, from its smaller to its larger sizes, in proportion to the flowers."""
    if good.id not in containers.STRAIGHT:
        return _ceramic_for(good, layout, bundle)
    height, radius = good.size.get("height", 0.25), good.size.get("diameter", 0.15) / 2
    fitted = float(np.clip(layout.top / (VASE_RATIO - 1.0), 0.7 * height, 1.3 * height))
    wide = float(np.clip(max(1.6 * bundle + 0.012, 0.36 * layout.rim_radius), 0.03, 1.3 * radius))
    wide = max(wide, bundle + VASE_WALL + 0.004)
    fit = {"height": fitted, "radius": wide, "neck_radius": wide, "wall": VASE_WALL, "water_height": 0.55 * fitted}
    floor = vase_floor(fitted, VASE_WALL) + 0.001
    return Vase(fit, wide - VASE_WALL, floor, 0.80 * fitted, wide + 0.001)


def _ceramic_for(good: Good, layout: Layout, bundle: float) -> Vase:
    """A turned vase in the one shape it has, larger or smaller, and wide enough at its neck for the bundle."""
    own = containers.vase_fit(good.id)
    scale = float(np.clip(layout.top / (VASE_RATIO - 1.0) / own["height"], *CERAMIC_SIZES))
    mouth = containers.opening(good.id, {})
    scale = max(scale, (1.2 * bundle + 0.001 + own["wall"]) / (mouth.radius + own["wall"]))
    fit = {key: own[key] * scale for key in ("height", "radius", "neck_radius")} | {"wall": own["wall"], "water_height": 0.0}
    mouth = containers.opening(good.id, fit)
    around = containers.neck_girth(good.id, fit) + 0.001
    return Vase(fit, mouth.radius, mouth.floor + 0.001, containers.neck_height(good.id, fit), around)


def parts_for(design: Design, catalog: Catalog, layout: Layout, hold: Hold, heads: Array) -> tuple[Part, ...]:
    """Container, ribbon and card, in this order. heads (M,4): spheres of the heads in the frame of the tie."""
    holder = _vase(design, hold.vase) if hold.vase else _wrap(design, catalog, layout, hold.grip)
    found = [holder]
    if design.ribbon is not None:
        found.append(_ribbon(design, catalog, layout, hold, holder.fit))
    if design.card is not None:
        found.append(_card(design.card.text, catalog, layout, hold, heads))
    return tuple(found)


def _wrap(design: Design, catalog: Catalog, layout: Layout, grip: Grip) -> Part:
    fit = {
        "binding_height": grip.below,
        "binding_radius": grip.radius,
        "rim_radius": layout.rim_radius,
        "rim_height": grip.below + layout.rim_height,
        "crown_height": grip.below + layout.crown,
        "sheets": float(sheets(bloom_count(design, catalog))),
        "stem_bottom": 0.0,
    }
    return Part("wrap", design.container.id, design.container.colours, fit, np.eye(4))


def _vase(design: Design, vase: Vase) -> Part:
    return Part("vase", design.container.id, design.container.colours, vase.fit, np.eye(4))


def _ribbon(design: Design, catalog: Catalog, layout: Layout, hold: Hold, holder: Mapping[str, float]) -> Part:
    assert design.ribbon is not None
    height = hold.vase.tied_at if hold.vase else hold.grip.below
    radius = hold.vase.tied_around if hold.vase else paper_waist(holder)
    loop = float(np.clip(0.30 * layout.rim_radius + 0.015, 0.04, 0.10))
    fit = {
        "binding_height": height,
        "binding_radius": radius,
        "loop_length": loop,
        "tail_length": float(min(2.4 * loop, 0.85 * height)),
        # how the paper opens below and above the tie: bow and tails give way to it; glass is straight
        **({"flare": 0.0, "spread": 0.0} if hold.vase else {"spread": layout.rim_radius / layout.rim_height}),
        "width": catalog.goods[design.ribbon.id].size.get("width", 0.025),
    }
    return Part("ribbon", design.ribbon.id, (design.ribbon.colour,), fit, np.eye(4))


def _card(text: str, catalog: Catalog, layout: Layout, hold: Hold, heads: Array) -> Part:
    """The card on its pick, which points to the tie: above the heads of the right back, so that it hides no flower."""
    size = catalog.goods[CARD].size if CARD in catalog.goods else {}
    width, height = size.get("width", CARD_SIZE[0]), size.get("height", CARD_SIZE[1])
    x, z = layout.rim_radius * np.array(CARD_PLACE)
    near = (np.abs(heads[:, 0] - x) < 0.5 * width + 0.4 * heads[:, 3]) & (heads[:, 2] - z > -heads[:, 3])
    top = float((heads[near, 1] + 0.9 * heads[near, 3]).max()) if near.any() else 0.8 * layout.top
    centre = np.array([x, max(top, 0.6 * layout.top) + 0.42 * height, z])
    up = centre / np.linalg.norm(centre)
    face = np.array([-0.18, 0.0, 1.0])
    face = face - up * (face @ up)
    face /= np.linalg.norm(face)
    transform = np.eye(4)
    transform[:3, :3] = np.stack([np.cross(up, face), up, face], 1)
    transform[:3, 3] = centre
    transform[1, 3] += hold.lift
    return Part("card", CARD, (), {"width": width, "height": height}, np.round(transform, 5) + 0.0, text)


def extent(parts: Sequence[Part]) -> Array:
    """(2,3) lowest and highest corner that the parts reach."""
    boxes = [containers.extent(part.kind, part.good, part.fit, part.transform) for part in parts]
    return np.stack([np.min([b[0] for b in boxes], 0), np.max([b[1] for b in boxes], 0)])
