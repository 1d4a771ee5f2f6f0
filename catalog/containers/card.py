"""A small greeting card on a pick: printed front with the customer's words, a fine border and a drawn flower."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from catalog.atlas import TILE, Atlas, Finish
from catalog.containers.papers import compose_palette, noise, paint, srgb
from catalog.mesh import Mesh, merge, mesh
from catalog.skin import Piece, Skin

Array = NDArray[np.float64]
PICTURE = (1024, 768)  # pixels of the card's own palette: the printed face above, a strip of plain card below
STRIP = 64
BEND = np.radians(9.0)  # that the sides of a card come forwards
BEND_RADIUS = 0.5 / BEND  # of the arc, by the card's width
SIZES = (168, 148, 132, 118, 104, 92, 80, 70, 62, 54, 48, 42, 37, 33, 29, 26)  # pixels
LEADING = 1.42
BOLDER = 52  # a stroke is so many times thinner than a letter is high: thin strokes vanish on a phone
PAPER = Finish(roughness=0.85, translucency=0.1)
WOOD = Finish(roughness=0.75)
CARDS: dict[str, tuple[str, str]] = {"card-greeting": ("#FBF7F0", "#B08A6A")}
INK = (40, 29, 27)
FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts")
FONT_NAMES = (
    "NotoSerifCJK-Regular.ttc",
    "NotoSansCJK-Regular.ttc",
    "NotoSerifSC-Regular.otf",
    "NotoSansSC-Regular.otf",
    "wqy-microhei.ttc",
    "DejaVuSerif.ttf",
    "DejaVuSans.ttf",
)
SIMPLIFIED = 2  # the Noto collections hold the Japanese, Korean, simplified and traditional shapes of a glyph, in this order
ENDS = "，。！？；,!?;"
NEVER_FIRST = "，。！？；：、）》」』”’…,.!?;:)"
Font = ImageFont.FreeTypeFont | ImageFont.ImageFont


def card_pieces(good: str, colours: tuple[str, ...], fit: Mapping[str, float], text: str) -> tuple[Piece, ...]:
    """The card and its pick; the origin is the card's centre and +Z its printed face.

    colours: card, then border and flower; the good's own when empty. fit in metres: width, height. text is set as large as fits,
    wrapped; an empty text leaves the flower alone. Raises ValueError for an unknown good or a fit without both lengths.
    """
    if good not in CARDS:
        raise ValueError(f"no card called {good!r}; there are {', '.join(CARDS)}")
    missing = [k for k in ("width", "height") if k not in fit]
    if missing:
        raise ValueError(f"a card's fit needs {', '.join(missing)}")
    paper, line = (*colours, *CARDS[good][len(colours) :])[:2]
    width, height = fit["width"], fit["height"]
    # every tile of the picture takes light like paper, wherever on it a texcoord points
    atlas = Atlas(tuple((f"card-{k}", PAPER) for k in range(8)))
    skin = Skin(atlas, printed_face(text, paper, line, round(width / height, 3)))
    return Piece(_board(width, height), skin), Piece(_pick(height), _wood())


def card_corners(fit: Mapping[str, float]) -> Array:
    """(N,3) points that the card and its pick reach furthest with, in the card's frame."""
    half, tall = BEND_RADIUS * fit["width"] * np.sin(BEND), fit["height"] / 2
    deep = BEND_RADIUS * fit["width"] * (1 - np.cos(BEND))
    board = [[x, y, z] for x, z in ((-half, deep), (0.0, 0.0), (half, deep)) for y in (-tall, tall)]
    return np.array([*board, [0.0, _foot(fit["height"]), -0.0017]])


def _foot(height: float) -> float:
    """Where the pick of a card ends below its middle: four times as long as the card is high."""
    return -max(3.4 * height, 0.14)


def _board(width: float, height: float) -> Mesh:
    """Card of 0.6 mm, bent forwards at its sides by a few degrees, with its edges."""
    columns, thick = 13, 0.0006
    u = np.linspace(-1, 1, columns)
    bend = BEND * u  # an arc: card keeps its width
    radius = BEND_RADIUS * width
    x, z = radius * np.sin(bend), radius * (1 - np.cos(bend))
    out = np.stack([-np.sin(bend), np.zeros(columns), np.cos(bend)], 1)
    face = 1 - STRIP / PICTURE[1]
    parts = []
    for side in (1.0, -1.0):
        rows = np.array([-0.5, 0.0, 0.5])
        at = np.stack([x, np.zeros(columns), z], 1) + out * side * thick / 2
        position = at[None] + np.array([0, 1, 0]) * (rows * height)[:, None, None]
        uv = np.stack(np.broadcast_arrays((u + 1) / 2 * (1 - 2e-3) + 1e-3, (0.5 - rows)[:, None] * (face - 4e-3) + 2e-3), -1)
        if side < 0:
            uv = np.broadcast_to(_plain(), uv.shape)
        parts.append(_grid(position, uv, np.broadcast_to(out * side, position.shape)))
    ends = [np.stack([x, np.full(columns, s * height / 2), z], 1) for s in (-1, 1)]
    sides = [np.array([[x[k], y * height / 2, z[k]] for y in (-1, 1)]) for k in (0, columns - 1)]
    for line, normals, away in (
        (ends[0], out, np.array([0, -1, 0])),
        (ends[1], out, np.array([0, 1, 0])),
        (sides[0], out[[0, 0]], np.array([-np.cos(bend[0]), 0, -np.sin(bend[0])])),
        (sides[1], out[[-1, -1]], np.array([np.cos(bend[-1]), 0, np.sin(bend[-1])])),
    ):
        position = np.stack([line - normals * thick / 2, line + normals * thick / 2])
        parts.append(_grid(position, np.broadcast_to(_plain(), (*position.shape[:2], 2)), np.broadcast_to(away, position.shape)))
    return merge(parts)


def _plain() -> Array:
    return np.array([0.5, 1 - 0.5 * STRIP / PICTURE[1]])


def _grid(position: Array, uv: Array, normals: Array) -> Mesh:
    """A grid (R,C,3) as a mesh whose triangles face along its normals."""
    rows, columns = position.shape[:2]
    k = np.arange(rows * columns, dtype=np.uint32).reshape(rows, columns)
    a, b, c, d = k[:-1, :-1].ravel(), k[:-1, 1:].ravel(), k[1:, :-1].ravel(), k[1:, 1:].ravel()
    faces = np.concatenate([np.stack([a, b, d], 1), np.stack([a, d, c], 1)])
    flat = position.reshape(-1, 3)
    corners = flat[faces]
    facing = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    if (facing * normals.reshape(-1, 3)[faces[:, 0]]).sum() < 0:
        faces = faces[:, ::-1]
    return mesh(flat, faces, uv.reshape(-1, 2), normals=normals.reshape(-1, 3))


def _pick(height: float) -> Mesh:
    """A slim split stick behind the card, with a pointed foot: 2.4 mm thick, four times as long as the card is high."""
    turn = np.linspace(0, 2 * np.pi, 11)
    top, foot = 0.34 * height, _foot(height)
    y = np.array([top, top - 0.0006, -0.5 * height, foot + 0.012, foot])
    r = np.array([0.0007, 0.0012, 0.0012, 0.0012, 0.0002])
    x, z = np.sin(turn), np.cos(turn)
    position = np.stack(np.broadcast_arrays(r[:, None] * x, y[:, None], r[:, None] * z - 0.0017), -1)
    normal = np.broadcast_to(np.stack([x, np.zeros(11), z], -1), position.shape)
    atlas = _wood().atlas
    uv = atlas.texcoords(
        "wood", np.broadcast_to(np.linspace(-1, 1, 11), (5, 11)), np.broadcast_to(np.linspace(0, 1, 5)[:, None], (5, 11))
    )
    return _grid(position, uv.astype(np.float64), normal)


@lru_cache(maxsize=1)
def _wood() -> Skin:
    atlas = Atlas((("wood", WOOD),))
    grain = 1 + 0.05 * noise(TILE, (3, 40), 51) + 0.02 * noise(TILE, (16, 64), 52)
    return Skin(atlas, compose_palette(atlas, {"wood": srgb("#D9B98C") * grain[..., None]}))


@lru_cache(maxsize=8)
def printed_face(text: str, paper: str, line: str, ratio: float) -> NDArray[np.uint8]:
    """The card's palette (768,1024,3) uint8 sRGB. ratio: width over height of the card, so that letters keep their shape."""
    wide, tall = PICTURE[0], PICTURE[1] - STRIP
    # draw at the card's own proportions, then stretch to the picture
    canvas = (wide, round(wide / ratio))
    ground = paint(srgb(paper), "plain", 256, 61)
    sheet = Image.fromarray((ground.clip(0, 1) * 255).astype(np.uint8)).resize(canvas, Image.Resampling.BICUBIC)
    pen = ImageDraw.Draw(sheet)
    colour = tuple(int(v) for v in (srgb(line) * 255).astype(int))
    margin = round(0.045 * min(canvas))
    pen.rounded_rectangle((margin, margin, canvas[0] - margin, canvas[1] - margin), margin * 0.5, outline=colour, width=3)
    inner = margin + 9
    pen.rounded_rectangle((inner, inner, canvas[0] - inner, canvas[1] - inner), margin * 0.35, outline=colour, width=1)
    flower_tall = canvas[1] * (0.20 if text.strip() else 0.5)
    line_flower(sheet, (canvas[0] / 2, margin + 0.62 * flower_tall + 8), flower_tall, colour)
    if text.strip():
        box = (canvas[0] * 0.10, margin + flower_tall * 1.14, canvas[0] * 0.90, canvas[1] - margin * 1.7)
        _set_text(pen, text.strip(), box)
    picture = np.empty((PICTURE[1], PICTURE[0], 3), np.uint8)
    picture[:tall] = np.asarray(sheet.resize((wide, tall), Image.Resampling.LANCZOS))
    picture[tall:] = np.round(srgb(paper) * 255).astype(np.uint8)
    return picture


def line_flower(sheet: Image.Image, centre: tuple[float, float], tall: float, colour: tuple[int, ...]) -> None:
    """A line drawing: an open five-petalled flower on a short stalk between two leaves; drawn threefold and scaled down."""
    fine = 3
    mask = Image.new("L", (sheet.width * fine, round(1.4 * tall) * fine))
    pen = ImageDraw.Draw(mask)
    top = round(centre[1] - 0.7 * tall)
    x0, y0, tall = centre[0] * fine, (centre[1] - top) * fine, tall * fine
    t = np.linspace(0, 1, 60)

    def stroke(x: Array, y: Array, wide: float) -> None:
        pen.line([(float(a), float(b)) for a, b in zip(x, y, strict=True)], fill=255, width=round(wide * fine), joint="curve")

    size = tall * 0.30
    for k in range(5):
        turn = 2 * np.pi * k / 5 - np.pi / 2
        along = 0.22 + 0.78 * np.sin(np.pi * t) ** 0.7 * (1 - 0.10 * np.exp(-(((t - 0.5) / 0.06) ** 2)))
        swing = (t - 0.5) * 1.12
        stroke(x0 + size * along * np.cos(turn + swing), y0 - tall * 0.16 + size * along * np.sin(turn + swing), 3)
        vein = np.linspace(0.30, 0.58, 8)
        stroke(x0 + size * vein * np.cos(turn), y0 - tall * 0.16 + size * vein * np.sin(turn), 1)
    for r in (0.07, 0.13):
        stroke(x0 + size * r * 1.5 * np.cos(2 * np.pi * t), y0 - tall * 0.16 + size * r * 1.5 * np.sin(2 * np.pi * t), 2)
    foot = y0 + tall * 0.40
    stroke(x0 + 3 * fine * np.sin(3 * t), y0 + tall * 0.13 + (foot - y0 - tall * 0.13) * t, 3)
    for side in (-1, 1):
        length, rise = tall * 0.52 * side, tall * 0.20
        mid_x, mid_y = x0 + length * t, foot - 4 - rise * np.sin(np.pi * t * 0.62)
        belly = tall * 0.075 * np.sin(np.pi * t) ** 0.8
        stroke(mid_x, mid_y - belly, 2)
        stroke(mid_x, mid_y + belly, 2)
        stroke(mid_x[:50], mid_y[:50], 1)
    small = mask.resize((sheet.width, mask.height // fine), Image.Resampling.LANCZOS)
    sheet.paste(Image.new("RGB", small.size, colour), (0, top), small)


def _set_text(pen: ImageDraw.ImageDraw, text: str, box: tuple[float, float, float, float]) -> None:
    """The text centred in a box, as large as fits; what does not fit at the smallest size ends in an ellipsis."""
    left, top, right, bottom = box
    size, lines = _best(pen, text, right - left, bottom - top, _pieces)
    whole_size, whole = _best(pen, text, right - left, bottom - top, _clauses)
    if len(whole) > 1 and whole_size >= 0.72 * size:  # verses broken at their marks read better than larger letters
        size, lines = whole_size, whole
    room = max(1, int((bottom - top) // (size * LEADING)))
    if len(lines) > room:
        lines = [*lines[: room - 1], lines[room - 1][:-1] + "…"]
    y = (top + bottom) / 2 - (len(lines) - 1) * size * LEADING / 2
    for words in lines:
        pen.text(
            ((left + right) / 2, y),
            words,
            font=text_font(size),
            fill=INK,
            anchor="mm",
            stroke_width=round(size / BOLDER),
            stroke_fill=INK,
        )
        y += size * LEADING


def _best(
    pen: ImageDraw.ImageDraw, text: str, wide: float, tall: float, split: Callable[[str], list[str]]
) -> tuple[int, list[str]]:
    """The largest size at which the text fits, and its lines; the smallest size when none does."""
    size, lines = 0, [text]
    for size in SIZES:
        font = text_font(size)

        def length(words: str, font: Font = font) -> float:
            return float(pen.textlength(words, font=font))

        lines = wrap_text(text, length, wide, split)
        unbroken = split is not _clauses or all(length(clause) <= wide for part in text.splitlines() for clause in split(part))
        if unbroken and len(lines) * size * LEADING <= tall:
            return size, lines
    return (size, lines) if split is not _clauses else (0, lines)


def wrap_text(text: str, length: Callable[[str], float], room: float, split: Callable[[str], list[str]] | None = None) -> list[str]:
    """Lines no longer than `room`: broken between words, between any two Chinese characters, but never before a closing mark."""
    lines: list[str] = []
    for paragraph in text.splitlines():
        line = ""
        for piece in (split or _pieces)(paragraph):
            if line and length((line + piece).rstrip()) > room:
                lines.append(line.rstrip())
                line = piece.lstrip()
            else:
                line += piece
            while length(line.rstrip()) > room and len(line) > 1:  # one word longer than the line
                keep = next(k for k in range(len(line) - 1, 0, -1) if k == 1 or length(line[:k]) <= room)
                lines.append(line[:keep])
                line = line[keep:]
        lines.append(line.rstrip())
    return lines


def _pieces(paragraph: str) -> list[str]:
    """What a line may be broken between: single Chinese characters, or words with the spaces after them."""
    pieces: list[str] = []
    for character in paragraph:
        joins = pieces and (
            character in NEVER_FIRST or character == " " or (character < "⺀" and pieces[-1][-1] < "⺀" and pieces[-1][-1] != " ")
        )
        if joins:
            pieces[-1] += character
        else:
            pieces.append(character)
    return pieces


def _clauses(paragraph: str) -> list[str]:
    """The parts of a sentence, each with its mark: what Chinese greetings are set in."""
    return [clause for clause in re.split(f"(?<=[{re.escape(ENDS)}])", paragraph) if clause.strip()]


@lru_cache(maxsize=1)
def font_file() -> Path | None:
    """The first known font found in the standard folders, one with Chinese before one without; None when there is none."""
    for name in FONT_NAMES:
        for folder in FONT_FOLDERS:
            found = sorted(Path(folder).expanduser().rglob(name))
            if found:
                return found[0]
    return None


@lru_cache(maxsize=32)
def text_font(size: int) -> Font:
    path = font_file()
    if path is None:
        return ImageFont.load_default(size)  # Pillow's own face: Latin only
    return ImageFont.truetype(str(path), size, index=SIMPLIFIED if "CJK" in path.name else 0)
