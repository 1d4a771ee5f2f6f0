"""What holds a bouquet and goes with it: paper wraps, ribbons, vases and cards, each built to fit."""

from __future__ import annotations

from collections.abc import Mapping

from catalog.containers.card import CARDS, card_pieces
from catalog.containers.papers import PAPERS
from catalog.containers.ribbon import RIBBONS, ribbon_pieces
from catalog.containers.vase import VASES, vase_pieces
from catalog.containers.wrap import paper_waist, wrap_pieces
from catalog.skin import Piece

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


__all__ = ["MODELLED", "build", "paper_waist"]
