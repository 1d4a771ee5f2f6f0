"""Where flowers go into a container: its mouth, how deep it is, and the outline that heads can fill. Metres."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from catalog.containers.accents import ACCENTS, accent_fit, holder_levels
from catalog.containers.bag import BAGS, PAPER, bag_fit, bag_mouth
from catalog.containers.boxes import BOARD, BOXES, FLOOR, TUB, box_fit, heart_outline
from catalog.containers.ceramics import CERAMICS, SHAPES, ceramic_fit, ceramic_floor, inner_radius
from catalog.containers.solids import Array, ellipse, rounded_rectangle
from catalog.containers.vase import VASES, vase_floor
from catalog.containers.wicker import ROD, WICKER, basket_rim, tray_levels, wicker_fit
from catalog.containers.windowbox import WINDOW_BOARD

Shape = Literal["round", "oval", "rectangle", "heart", "ball"]
GLASS = {"height": 0.25, "radius": 0.075, "neck_radius": 0.075, "wall": 0.004, "water_height": 0.1375}
"""The glass cylinder's own size."""


@dataclass(frozen=True)
class Opening:
    """The mouth of a container in its own frame: y up, base at y = 0, front at +Z.

    height: of the mouth's plane, which is the rim, or the narrowest place of a neck. centre: (x, z) of its middle. half: half
    sizes (x, z) of the free room between the walls. outline: (x, z) points of that room's edge, closed, the first one
    repeated; for a heart these are the only true description. floor: height that stems or foam can stand on. ceiling: height
    that flowers must stay under, where a lid closes over them. foam: height of the top of foam that is built in already.
    A ball (bridal holder) takes stems from all sides: height is that of its middle, half its radius.
    """

    height: float
    shape: Shape
    half: tuple[float, float]
    floor: float
    outline: tuple[tuple[float, float], ...]
    centre: tuple[float, float] = (0.0, 0.0)
    ceiling: float | None = None
    foam: float | None = None

    @property
    def depth(self) -> float:
        """From the mouth down to the floor, metres."""
        return self.height - self.floor

    @property
    def radius(self) -> float:
        """Of the largest circle about the middle of a round or oval mouth; metres."""
        return min(self.half)


def opening(good: str, fit: Mapping[str, float]) -> Opening:
    """The mouth of a container; of a stand the upper tray. Raises ValueError for goods that hold no flowers."""
    return openings(good, fit)[-1]


def openings(good: str, fit: Mapping[str, float]) -> tuple[Opening, ...]:
    """All mouths of a container from the lowest up: two for a stand, one for everything else.

    fit: as for `build`, its own size where empty. Raises ValueError for goods that hold no flowers.
    """
    if good in VASES or good in CERAMICS:
        return (_vase(good, fit),)
    if good in BOXES:
        return (_box(good, box_fit(good, fit)),)
    if good == "basket-hand":
        size = wicker_fit(good, fit)
        half = tuple(v - 2.4 * ROD for v in basket_rim(size, size["height"] - 0.02))
        low = tuple(v - 2.4 * ROD for v in basket_rim(size, 0.0))
        return (_made(size["height"], "oval", ellipse(min(half[0], 1.2 * low[0]), min(half[1], 1.2 * low[1]), 48), 0.009),)
    if good in WICKER:
        levels = tray_levels(wicker_fit(good, fit))
        return tuple(_made(y, "oval", ellipse(0.93 * a, 0.93 * b, 48), y - 0.084, foam=y + 0.025) for y, a, b in levels)
    if good in BAGS:
        bag = bag_fit(fit)
        mouth = bag_mouth(bag)
        return (_made(bag["height"], "rectangle", mouth * (1 - 2 * PAPER / np.abs(mouth).max()), 0.003),)
    if good == "foam-brick":
        size = accent_fit(good, fit)
        outline = rounded_rectangle(size["width"] / 2, size["depth"] / 2, 0.003)
        return (_made(size["height"], "rectangle", outline, 0.0, foam=size["height"]),)
    if good == "holder-bridal":
        middle, ball = holder_levels(accent_fit(good, fit))
        return (_made(middle, "ball", ellipse(ball, ball, 48), middle - 0.8 * ball, foam=middle + ball),)
    holders = [*VASES, *CERAMICS, *BOXES, *WICKER, *BAGS, *(g for g in ACCENTS if g in ("foam-brick", "holder-bridal"))]
    raise ValueError(f"{good!r} holds no flowers; these do: {', '.join(holders)}")


def neck_height(good: str, fit: Mapping[str, float]) -> float:
    """Height of the narrowest place of a vase, metres; of one with straight walls the rim."""
    height = {**GLASS, **fit}["height"] if good in VASES else ceramic_fit(good, fit)["height"]
    narrow = [y for r, y in SHAPES.get(good, ()) if r == 2.0]
    return height * (sum(narrow) / len(narrow) if narrow else 1.0)


def neck_girth(good: str, fit: Mapping[str, float], half: float = 0.012) -> float:
    """Radius that a band of twice `half` metres' width lies around a vase's neck with, clear of its wall; metres."""
    if good in VASES:
        return {**GLASS, **fit}["radius"]
    y = neck_height(good, fit) + np.linspace(-half, half, 9)
    return float(inner_radius(good, y, fit).max()) + ceramic_fit(good, fit)["wall"]


def _vase(good: str, fit: Mapping[str, float]) -> Opening:
    height = neck_height(good, fit)
    if good in VASES:
        size = {**GLASS, **fit}
        r, floor = min(size["radius"], size["neck_radius"]) - size["wall"], vase_floor(size["height"], size["wall"])
    else:
        r, floor = float(inner_radius(good, np.array([height]), fit)[0]), ceramic_floor(good, fit)
    return _made(height, "round", ellipse(r, r, 48), floor)


def _box(good: str, size: Mapping[str, float]) -> Opening:
    if good == "bucket-hug":
        r = size["radius"] - 0.0028 - 0.0034
        return _made(size["height"], "round", ellipse(r, r, 48), 0.006 + TUB)
    if good == "box-window":
        t = WINDOW_BOARD + 0.001
        outline = rounded_rectangle(size["width"] / 2 - t, size["depth"] / 2 - t, 0.002)
        return _made(size["height"] - t, "rectangle", outline, t, ceiling=size["height"] - t)
    lift = BOARD + 0.0005 if round(size["lid"]) == 1 else 0.0
    if good == "box-heart":
        outline = heart_outline(size["width"], 96, inset=BOARD + 0.0038)
        return _made(lift + size["height"], "heart", outline, lift + FLOOR)
    r = size["radius"] - BOARD - 0.0038
    return _made(lift + size["height"], "round", ellipse(r, r, 48), lift + FLOOR)


def _made(
    height: float, shape: Shape, outline: Array, floor: float, ceiling: float | None = None, foam: float | None = None
) -> Opening:
    low, high = outline.min(0), outline.max(0)
    half, centre = (high - low) / 2, (high + low) / 2
    points = tuple((round(float(x), 6), round(float(z), 6)) for x, z in outline)
    middle = (round(float(centre[0]), 6) + 0.0, round(float(centre[1]), 6) + 0.0)
    return Opening(
        round(height, 6),
        shape,
        (round(float(half[0]), 6), round(float(half[1]), 6)),
        round(floor, 6),
        points,
        middle,
        ceiling,
        foam,
    )


__all__ = ["GLASS", "Opening", "Shape", "neck_girth", "neck_height", "opening", "openings"]
