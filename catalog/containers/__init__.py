"""What holds a bouquet and goes with it: paper wraps, ribbons, vases and cards, each built to fit."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from catalog.containers.card import CARDS, card_corners, card_pieces
from catalog.containers.papers import PAPERS
from catalog.containers.ribbon import RIBBONS, ribbon_extent, ribbon_pieces
from catalog.containers.vase import VASES, vase_extent, vase_floor, vase_pieces
from catalog.containers.wrap import paper_waist, wrap_extent, wrap_pieces
from catalog.skin import Piece

Array = NDArray[np.float64]

MODELLED: dict[str, tuple[str, ...]] = {"wrap": tuple(PAPERS), "vase": tuple(VASES), "ribbon": tuple(RIBBONS), "card": tuple(CARDS)}
"""Ids of the goods that can be built, by kind."""


def build(kind: str, good: str, colours: tuple[str, ...], fit: Mapping[str, float], text: str = "") -> tuple[Piece, ...]:
    """The pieces of one part, metres, in the part's own frame (wrap, vase and ribbon: base at y = 0; card: its centre).

    colours: '#RRGGBB', the good's own when empty. fit: the lengths that `wrap_pieces`, `vase_pieces`, `ribbon_pieces` and
    `card_pieces` name. The same
    arguments give the same bytes. Raises ValueError, with the name, for an unknown kind, good or colour, or a missing length.
    """
    match kind:
        case "wrap":
            return wrap_pieces(good, colours, fit)
        case "vase":
            return vase_pieces(good, colours, fit)
        case "ribbon":
            return ribbon_pieces(good, colours, fit)
        case "card":
            return card_pieces(good, colours, fit, text)
    raise ValueError(f"no part of kind {kind!r}; there are {', '.join(MODELLED)}")


def extent(kind: str, good: str, fit: Mapping[str, float], transform: Array) -> Array:
    """(2,3) lowest and highest corner in the world of the part that `build` makes, at a place (4,4); a few milliseconds.

    Raises like `build`.
    """
    match kind:
        case "wrap":
            corners = _corners(wrap_extent(good, fit))
        case "vase":
            corners = _corners(vase_extent(fit))
        case "ribbon":
            corners = _corners(ribbon_extent(good, fit))
        case "card":
            corners = card_corners(fit)
        case _:
            raise ValueError(f"no part of kind {kind!r}; there are {', '.join(MODELLED)}")
    placed = corners @ transform[:3, :3].T + transform[:3, 3]
    return np.stack([placed.min(0), placed.max(0)])


def _corners(box: Array) -> Array:
    return np.stack(np.meshgrid(*box.T, indexing="ij"), -1).reshape(-1, 3)


__all__ = ["MODELLED", "build", "extent", "paper_waist", "vase_floor"]
