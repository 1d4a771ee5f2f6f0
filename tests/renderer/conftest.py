"""Small made-up pieces, so that the renderer is tested without growing a flower."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from catalog.atlas import LEAF, MATTE, PETAL, Atlas
from catalog.mesh import Mesh, mesh
from catalog.skin import Blend, Piece, Skin

ATLAS = Atlas((("petal", PETAL), ("leaf", LEAF), ("paper", MATTE)))

MakePiece = Callable[..., Piece]


def skin(colour: tuple[int, int, int], blend: Blend = "opaque") -> Skin:
    return Skin(ATLAS, np.full((256, 512, 3), colour, np.uint8), blend)


def sheet(width: float, height: float, slot: str, occlusion: float = 1.0, cells: int = 6) -> Mesh:
    """An upright rectangle in the plane z = 0 that stands on y = 0."""
    u, v = np.meshgrid(np.linspace(-1, 1, cells + 1), np.linspace(0, 1, cells + 1))
    positions = np.stack([u * width / 2, v * height, np.zeros_like(u)], -1).reshape(-1, 3)
    index = np.arange((cells + 1) ** 2).reshape(cells + 1, cells + 1)
    a, b, c, d = (i.ravel() for i in (index[:-1, :-1], index[:-1, 1:], index[1:, 1:], index[1:, :-1]))
    made = mesh(positions, np.concatenate([np.stack([a, b, c], 1), np.stack([a, c, d], 1)]), ATLAS.texcoords(slot, u, v))
    made.colours[:, 3] = occlusion
    return made


@pytest.fixture
def upright() -> MakePiece:
    """upright(width, height, slot, colour, occlusion, blend) -> a rectangular piece."""

    def make(
        width: float = 0.2,
        height: float = 0.3,
        slot: str = "petal",
        colour: tuple[int, int, int] = (240, 170, 180),
        occlusion: float = 1.0,
        blend: Blend = "opaque",
    ) -> Piece:
        return Piece(sheet(width, height, slot, occlusion), skin(colour, blend))

    return make
