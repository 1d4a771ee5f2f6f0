"""Frames and their encoders. Encoding is a pure function of the pixels: no dates, no comments."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Literal

import numpy as np
import simplejpeg
from numpy.typing import NDArray
from PIL import Image

Picture = Literal["png", "jpg", "webp"]


@dataclass(frozen=True, eq=False)
class Frame:
    """pixels (H, W, 3 or 4) uint8 sRGB, top row first; alpha is straight, not premultiplied. Raises ValueError otherwise."""

    pixels: NDArray[np.uint8]

    def __post_init__(self) -> None:
        shape = self.pixels.shape
        if self.pixels.dtype != np.uint8 or len(shape) != 3 or shape[2] not in (3, 4):
            raise ValueError(f"a frame is uint8 (H, W, 3 or 4), got {self.pixels.dtype} {shape}")

    @property
    def size(self) -> tuple[int, int]:
        """(width, height) in pixels."""
        return self.pixels.shape[1], self.pixels.shape[0]

    @property
    def opaque(self) -> NDArray[np.uint8]:
        """(H, W, 3), laid over white where the frame has alpha."""
        if self.pixels.shape[2] == 3:
            return np.ascontiguousarray(self.pixels)
        alpha = self.pixels[..., 3:].astype(np.float32) / 255
        over = self.pixels[..., :3] * alpha + 255 * (1 - alpha)
        return np.round(over).astype(np.uint8)


def encode(frame: Frame, format: Picture) -> bytes:
    """The frame as a file of the given format, at the quality that the shop shows."""
    return {"png": encode_png, "jpg": encode_jpeg, "webp": encode_webp}[format](frame)


def encode_png(frame: Frame, compress_level: int = 6) -> bytes:
    """Lossless, keeps alpha."""
    return _pillow(frame, "PNG", compress_level=compress_level)


def encode_jpeg(frame: Frame, quality: int = 88) -> bytes:
    """JPEG, full colour resolution: petal edges are saturated, and halved chroma would fringe them."""
    return bytes(simplejpeg.encode_jpeg(frame.opaque, quality=quality, colorspace="RGB", colorsubsampling="444"))


def encode_webp(frame: Frame, quality: int = 84) -> bytes:
    """WebP, keeps alpha."""
    return _pillow(frame, "WEBP", quality=quality, method=4)


def halved(picture: bytes) -> Frame:
    """An encoded picture at half its width and height."""
    with Image.open(io.BytesIO(picture)) as image:
        return Frame(np.asarray(image.resize((image.width // 2, image.height // 2), Image.Resampling.LANCZOS)))


def _pillow(frame: Frame, format: str, **options: int) -> bytes:
    file = io.BytesIO()
    Image.fromarray(frame.pixels).save(file, format, **options)
    return file.getvalue()
