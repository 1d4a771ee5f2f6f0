"""What holds flowers and goes with them: papers, ribbons, vases, boxes, baskets, cards and the rest, each built to fit."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from catalog.containers.accents import accent_pieces
from catalog.containers.bag import BAGS, bag_pieces
from catalog.containers.banner import BANNERS, banner_extent, banner_pieces
from catalog.containers.boxes import BOXES, box_pieces
from catalog.containers.card import CARDS, card_corners, card_pieces
from catalog.containers.ceramics import CERAMICS, ceramic_fit, ceramic_pieces, ceramic_reach
from catalog.containers.openings import GLASS, Opening, neck_girth, neck_height, opening, openings
from catalog.containers.papers import PAPERS
from catalog.containers.ribbon import RIBBONS, ribbon_extent, ribbon_pieces
from catalog.containers.vase import VASES, vase_extent, vase_floor, vase_pieces
from catalog.containers.wicker import wicker_pieces
from catalog.containers.wrap import paper_waist, wrap_extent, wrap_pieces
from catalog.skin import Piece

Array = NDArray[np.float64]

MODELLED: dict[str, tuple[str, ...]] = {
    "wrap": tuple(PAPERS),
    "vase": (*VASES, *CERAMICS),
    "ribbon": tuple(RIBBONS),
    "card": tuple(CARDS),
    "box": tuple(BOXES),
    "basket": ("basket-hand",),
    "stand": ("basket-opening",),
    "bag": tuple(BAGS),
    "banner": tuple(BANNERS),
    "foam": ("foam-brick",),
    "lights": ("lights-led",),
    "pick": ("crown-topper",),
    "holder": ("holder-bridal",),
}
"""Ids of the goods that can be built, by kind."""


STRAIGHT: tuple[str, ...] = tuple(VASES)
"""Vases with straight walls, made in any width; all others have one shape, made larger or smaller."""


def vase_fit(good: str) -> dict[str, float]:
    """A vase's own lengths, metres: height, radius, neck_radius, wall, water_height."""
    return dict(GLASS) if good in VASES else ceramic_fit(good, {})


def kind_of(good: str) -> str:
    """The kind that `build` makes a good as. Raises ValueError for a good without a model."""
    for kind, goods in MODELLED.items():
        if good in goods:
            return kind
    raise ValueError(f"no model of {good!r}; there are {', '.join(g for goods in MODELLED.values() for g in goods)}")


def build(kind: str, good: str, colours: tuple[str, ...], fit: Mapping[str, float], text: str = "") -> tuple[Piece, ...]:
    """The pieces of one part, metres, in the part's own frame: base at y = 0, front at +Z (a card: its centre).

    colours: '#RRGGBB', the good's own when empty; most goods take a second one. text: what card and banners say. fit: the
    lengths that the `..._pieces` and `..._fit` functions name; papers, ribbons, cards and the glass vase need theirs, for all
    other goods an empty one means their own size. The same arguments give the same bytes. Raises ValueError, with the name, for
    an unknown kind, good or colour, or a missing length.
    """
    match kind:
        case "wrap":
            return wrap_pieces(good, colours, fit)
        case "vase":
            return ceramic_pieces(good, colours, fit) if good in CERAMICS else vase_pieces(good, colours, fit)
        case "ribbon":
            return ribbon_pieces(good, colours, fit)
        case "card":
            return card_pieces(good, colours, fit, text)
        case "box":
            return box_pieces(good, colours, fit)
        case "basket" | "stand":
            return wicker_pieces(good, colours, fit)
        case "bag":
            return bag_pieces(good, colours, fit)
        case "banner":
            return banner_pieces(good, colours, fit, text)
        case "foam" | "lights" | "pick" | "holder":
            return accent_pieces(good, colours, fit)
    raise ValueError(f"no part of kind {kind!r}; there are {', '.join(MODELLED)}")


def extent(kind: str, good: str, fit: Mapping[str, float], transform: Array) -> Array:
    """(2,3) lowest and highest corner in the world of the part that `build` makes, at a place (4,4); mostly a few milliseconds.

    Raises like `build`.
    """
    match kind:
        case "wrap":
            corners = _corners(wrap_extent(good, fit))
        case "vase":
            corners = _corners(_standing(*ceramic_reach(good, fit)) if good in CERAMICS else vase_extent(fit))
        case "ribbon":
            corners = _corners(ribbon_extent(good, fit))
        case "card":
            corners = card_corners(fit)
        case "banner":
            corners = _corners(banner_extent(fit))
        case _:
            corners = _measured(kind, good, tuple(sorted(fit.items())))
    placed = corners @ transform[:3, :3].T + transform[:3, 3]
    return np.stack([placed.min(0), placed.max(0)])


@lru_cache(maxsize=64)
def _measured(kind: str, good: str, lengths: tuple[tuple[str, float], ...]) -> Array:
    return np.concatenate([p.mesh.positions for p in build(kind, good, (), dict(lengths))]).astype(np.float64)


def _standing(radius: float, height: float) -> Array:
    return np.array([[-radius, 0.0, -radius], [radius, height, radius]])


def _corners(box: Array) -> Array:
    return np.stack(np.meshgrid(*box.T, indexing="ij"), -1).reshape(-1, 3)


# The lengths that goods which need a fit are shown alone with: paper of a bouquet of eleven, a ribbon's bow by itself.
_SHOWN: dict[str, dict[str, float]] = {
    "wrap": {
        "binding_height": 0.20,
        "binding_radius": 0.014,
        "rim_radius": 0.128,
        "rim_height": 0.328,
        "crown_height": 0.426,
        "sheets": 7,
    },
    "ribbon": {"binding_height": 0.20, "binding_radius": 0.022, "loop_length": 0.07, "tail_length": 0.17},
    "card": {"width": 0.09, "height": 0.06},
}


def shown_fit(good: str) -> dict[str, float]:
    """The fit that a good is shown alone with: its own size. Raises ValueError for a good without a model."""
    return dict(GLASS if good in VASES else _SHOWN.get(kind_of(good), {}))


__all__ = [
    "MODELLED",
    "STRAIGHT",
    "Opening",
    "build",
    "extent",
    "kind_of",
    "neck_girth",
    "neck_height",
    "opening",
    "openings",
    "paper_waist",
    "shown_fit",
    "vase_fit",
    "vase_floor",
]
