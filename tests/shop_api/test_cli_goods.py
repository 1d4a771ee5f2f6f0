"""`posy goods` as people run it: real processes, real files, exit codes."""

from __future__ import annotations

import json
from pathlib import Path

from PIL import Image

from tests.tools import posy


def test_goods_are_listed_with_the_forms_they_hold() -> None:
    done = posy("goods", "list", "--json")
    rows = {row["id"]: row for row in json.loads(done.stdout)}
    assert rows["vase-bud"]["forms"] == ["round"]
    assert rows["basket-opening"]["forms"] == []
    assert rows["basket-opening"]["modelled"]
    only = json.loads(posy("goods", "list", "--json", "--kind", "vase").stdout)
    assert {row["kind"] for row in only} == {"vase"}


def test_a_good_is_drawn_in_its_colour(tmp_path: Path) -> None:
    out = tmp_path / "a.png"
    done = posy("goods", "render", "foam-brick", "-o", str(out), "--size", "96x80", "--view", "front")
    assert done.returncode == 0, done.stderr
    with Image.open(out) as picture:
        assert picture.size == (96, 80)
        red, green, blue = picture.convert("RGB").getpixel((48, 44))  # type: ignore[misc]  # three bands
    assert green > red
    assert green > blue


def test_a_good_is_exported(tmp_path: Path) -> None:
    for name, magic in (("a.glb", b"glTF"), ("a.usdz", b"PK\x03\x04")):
        assert posy("goods", "export", "ribbon-banner", "-o", str(tmp_path / name), "--text", "开业大吉").returncode == 0
        assert (tmp_path / name).read_bytes()[:4] == magic


def test_goods_go_on_one_sheet(tmp_path: Path) -> None:
    out = tmp_path / "sheet.jpg"
    assert posy("goods", "sheet", "-o", str(out), "--kind", "foam", "--size", "64x64").returncode == 0
    with Image.open(out) as picture:
        assert picture.width > 64


def test_what_cannot_be_shown_is_said_in_one_line(tmp_path: Path) -> None:
    out = str(tmp_path / "a.png")
    for words, said in (
        (("render", "nothing"), "no such good"),
        (("render", "wet-wrap"), "no 3D model"),
        (("render", "box-heart", "--colours", "red"), "#RRGGBB"),
        (("sheet", "--kind", "care"), "no good of kind care"),
    ):
        done = posy("goods", *words, "-o", out)
        assert done.returncode == 1
        assert said in done.stderr.decode()
    assert posy("goods", "render", "box-heart", "-o", out, "--view", "side").returncode == 2
    assert not Path(out).exists()
