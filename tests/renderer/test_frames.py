from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from renderer.frames import Frame, encode, halved


def gradient(channels: int) -> Frame:
    y, x = np.mgrid[0:48, 0:64]
    planes = [x * 3, y * 4, 255 - x * 2, np.where(x < 32, 255, 0)][:channels]
    return Frame(np.stack(planes, 2).astype(np.uint8))


@pytest.mark.parametrize(("format", "loss"), [("png", 0), ("jpg", 5), ("webp", 8)])
def test_files_open_again_and_look_the_same(format: str, loss: float) -> None:
    frame = gradient(3)
    opened = np.asarray(Image.open(io.BytesIO(encode(frame, format))).convert("RGB"))  # type: ignore[arg-type]
    assert opened.shape == frame.pixels.shape
    assert np.abs(opened.astype(int) - frame.pixels).mean() <= loss
    assert encode(frame, format) == encode(frame, format)  # type: ignore[arg-type]


def test_jpeg_lays_alpha_over_white() -> None:
    opened = np.asarray(Image.open(io.BytesIO(encode(gradient(4), "jpg"))))
    assert opened[24, 60].min() > 245


def test_png_keeps_alpha() -> None:
    opened = np.asarray(Image.open(io.BytesIO(encode(gradient(4), "png"))))
    assert opened[0, 0, 3] == 255
    assert opened[0, 63, 3] == 0


def test_other_arrays_are_no_frames() -> None:
    with pytest.raises(ValueError, match="uint8"):
        Frame(np.zeros((4, 4, 3), np.float32))  # type: ignore[arg-type]


def test_a_halved_picture_keeps_its_look() -> None:
    pixels = np.zeros((40, 60, 3), np.uint8)
    pixels[:, 30:] = 200
    small = halved(encode(Frame(pixels), "png"))
    assert small.size == (30, 20)
    assert small.pixels[:, :10].max() == 0
    assert small.pixels[:, 20:].min() == 200
