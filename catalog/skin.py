"""What a mesh looks like: the painted palette and how each tile takes light."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from catalog.atlas import Atlas
from catalog.mesh import Mesh

Blend = Literal["opaque", "glass", "water", "gauze"]


@dataclass(frozen=True, eq=False)
class Skin:
    """palette (256, 512, 3) uint8 sRGB, laid out by `atlas`. blend says how light passes; all plants are opaque.

    A palette may be larger where print has to be read (newspaper 512x1024, a card's face 768x1024): texcoords are parts of the
    whole picture, so they fit any size.
    """

    atlas: Atlas
    palette: NDArray[np.uint8]
    blend: Blend = "opaque"


@dataclass(frozen=True, eq=False)
class Piece:
    """A mesh with its skin, in the frame of what it belongs to. One piece is one draw call."""

    mesh: Mesh
    skin: Skin
