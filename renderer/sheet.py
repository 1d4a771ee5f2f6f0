"""Contact sheets: many frames on one page, each with two lines of caption."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw

from catalog.containers.card import Font, text_font
from renderer.frames import Frame

PAGE = (251, 249, 245)
INK, FAINT = (44, 40, 38), (122, 114, 108)
MARGIN, GAP = 28, 14
LINE = 21


@dataclass(frozen=True, eq=False)
class Cell:
    """One picture of a sheet and the words below it."""

    frame: Frame
    title: str
    subtitle: str = ""


def contact_sheet(cells: Sequence[Cell], columns: int) -> Frame:
    """All cells in rows of `columns`, every cell as large as the largest frame. Raises ValueError for no cells."""
    if not cells:
        raise ValueError("a contact sheet needs at least one picture")
    columns = min(columns, len(cells))
    rows = -(-len(cells) // columns)
    width = max(c.frame.size[0] for c in cells)
    height = max(c.frame.size[1] for c in cells)
    pitch = (width + GAP, height + 2 * LINE + GAP + 6)
    page = Image.new("RGB", (2 * MARGIN + columns * pitch[0] - GAP, 2 * MARGIN + rows * pitch[1] - GAP), PAGE)
    pen = ImageDraw.Draw(page)
    large, small = text_font(16), text_font(13)
    for k, cell in enumerate(cells):
        row, column = divmod(k, columns)
        left, top = MARGIN + column * pitch[0], MARGIN + row * pitch[1]
        page.paste(Image.fromarray(cell.frame.opaque), (left + (width - cell.frame.size[0]) // 2, top))
        _line(pen, cell.title, (left + width / 2, top + height + 6 + LINE / 2), large, INK, width)
        _line(pen, cell.subtitle, (left + width / 2, top + height + 6 + 1.5 * LINE), small, FAINT, width)
    return Frame(np.asarray(page))


def _line(
    pen: ImageDraw.ImageDraw, words: str, at: tuple[float, float], font: Font, fill: tuple[int, int, int], width: int
) -> None:
    """Centred words, shortened with an ellipsis until they fit."""
    shown = words
    while shown and pen.textlength(shown, font=font) > width:
        words = words[:-1]
        shown = words.rstrip() + "…"
    pen.text(at, shown, font=font, fill=fill, anchor="mm")
