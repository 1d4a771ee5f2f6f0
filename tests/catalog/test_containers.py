"""Wraps, ribbons, vases and cards: sound meshes that fit what they are built for."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

import catalog.containers.card as cards
from catalog.containers import MODELLED, build, extent, paper_waist
from catalog.containers.ribbon import RIBBONS
from catalog.load import load_catalog
from catalog.mesh import Mesh, merge

ONE = {
    "binding_height": 0.20,
    "binding_radius": 0.004,
    "rim_radius": 0.028,
    "rim_height": 0.386,
    "crown_height": 0.424,
    "sheets": 2,
}
ELEVEN = {
    "binding_height": 0.20,
    "binding_radius": 0.014,
    "rim_radius": 0.128,
    "rim_height": 0.328,
    "crown_height": 0.426,
    "sheets": 7,
}
HUNDRED = {
    "binding_height": 0.20,
    "binding_radius": 0.042,
    "rim_radius": 0.35,
    "rim_height": 0.46,
    "crown_height": 0.66,
    "sheets": 24,
}
BOUQUETS = {"one": ONE, "eleven": ELEVEN, "hundred": HUNDRED}
BOW = {"binding_height": 0.20, "binding_radius": 0.022, "loop_length": 0.07, "tail_length": 0.15}
VASE = {"height": 0.25, "radius": 0.075, "neck_radius": 0.075, "wall": 0.004, "water_height": 0.14}
CARD = {"width": 0.09, "height": 0.06}
FITS: dict[str, Mapping[str, float]] = {"wrap": ELEVEN, "ribbon": BOW, "vase-glass-cyl": VASE, "card": CARD}
"""All other goods are built at their own size."""
EVERY = [(kind, good) for kind, goods in MODELLED.items() for good in goods]


def fit_of(kind: str, good: str) -> Mapping[str, float]:
    return FITS.get(good, FITS.get(kind, {}))


def whole(kind: str, good: str, fit: Mapping[str, float], text: str = "") -> Mesh:
    return merge([piece.mesh for piece in build(kind, good, (), fit, text)])


def assert_sound(mesh: Mesh) -> None:
    for values in (mesh.positions, mesh.normals, mesh.texcoords, mesh.colours):
        assert np.isfinite(values).all()
    assert np.allclose(np.linalg.norm(mesh.normals, axis=1), 1, atol=1e-4)
    assert mesh.texcoords.min() >= 0
    assert mesh.texcoords.max() <= 1
    assert mesh.colours[:, 3].min() > 0.05
    assert mesh.colours[:, 3].max() <= 1
    corners = mesh.positions[mesh.indices].astype(np.float64)
    area = np.linalg.norm(np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]), axis=1) / 2
    assert area.min() > 1e-11, f"{(area <= 1e-11).sum()} degenerate triangles"
    facing = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    agree = (facing * mesh.normals[mesh.indices].sum(1)).sum(1) > 0
    assert agree.mean() > 0.95, "triangles wind against their normals"


@pytest.mark.parametrize(("kind", "good"), EVERY)
def test_every_good_is_sound_and_the_same_each_time(kind: str, good: str) -> None:
    first, second = (build(kind, good, (), fit_of(kind, good), "祝好") for _ in range(2))
    for a, b in zip(first, second, strict=True):
        assert_sound(a.mesh)
        assert a.skin.palette.dtype == np.uint8
        assert a.mesh.positions.tobytes() == b.mesh.positions.tobytes()
        assert a.mesh.texcoords.tobytes() == b.mesh.texcoords.tobytes()
        assert a.skin.palette.tobytes() == b.skin.palette.tobytes()


def test_every_paper_and_ribbon_of_the_catalogue_has_a_model() -> None:
    goods = load_catalog().goods
    assert {g.id for g in goods.values() if g.kind == "paper"} <= set(MODELLED["wrap"])
    built = {name for names in MODELLED.values() for name in names}
    assert {g.id for g in goods.values() if g.modelled} <= built
    for name, kind in RIBBONS.items():
        assert goods[name].size.get("width", kind.width) == pytest.approx(kind.width)


@pytest.mark.parametrize("fit", BOUQUETS.values(), ids=BOUQUETS)
@pytest.mark.parametrize("good", ["wrap-korean-tissue", "wrap-cotton"])
def test_paper_stays_outside_the_stems_and_the_dome(good: str, fit: Mapping[str, float]) -> None:
    mesh = whole("wrap", good, fit)
    assert_sound(mesh)
    assert mesh.triangles <= 12_000
    corners = mesh.positions[mesh.indices].astype(np.float64)
    points = np.concatenate([mesh.positions, corners.mean(1), *((corners[:, k] + corners[:, k - 1]) / 2 for k in range(3))])
    radius, y = np.hypot(points[:, 0], points[:, 2]), points[:, 1]
    up = (y - fit["binding_height"]) / (fit["rim_height"] - fit["binding_height"])
    cone = fit["binding_radius"] + (fit["rim_radius"] - fit["binding_radius"]) * np.clip(up, 0, 1)
    dome = fit["rim_radius"] * np.sqrt(
        np.clip(1 - ((y - fit["rim_height"]) / (fit["crown_height"] - fit["rim_height"])) ** 2, 0, 1)
    )
    needed = np.where(up <= 1, cone, dome)
    assert (radius - needed).min() > 0
    assert y.min() > 0
    assert radius.max() < 1.5 * fit["rim_radius"] + 0.05


@pytest.mark.parametrize("fit", BOUQUETS.values(), ids=BOUQUETS)
def test_the_wrap_is_open_in_front_and_tall_behind(fit: Mapping[str, float]) -> None:
    points = whole("wrap", "wrap-korean-tissue", fit).positions
    azimuth = np.degrees(np.arctan2(points[:, 0], points[:, 2]))
    front = points[np.abs(azimuth) < 25, 1].max() - fit["binding_height"]
    assert 0.8 < front / (fit["rim_height"] - fit["binding_height"]) < 1.2
    if fit["sheets"] >= 3:
        assert points[np.abs(azimuth) > 150, 1].max() > fit["crown_height"]
    assert points[:, 1].min() < 0.6 * fit["binding_height"]  # a skirt below the tie


@pytest.mark.parametrize(("kind", "good"), EVERY)
def test_the_stated_extent_is_that_of_the_mesh(kind: str, good: str) -> None:
    turn = np.eye(4)
    if kind == "card":
        turn[:3, :3] = [[0.8, 0.0, 0.6], [0.0, 1.0, 0.0], [-0.6, 0.0, 0.8]]
    turn[1, 3] = 0.3
    places = whole(kind, good, fit_of(kind, good)).positions @ turn[:3, :3].T + turn[:3, 3]
    np.testing.assert_allclose(extent(kind, good, fit_of(kind, good), turn), [places.min(0), places.max(0)], atol=0.0015)


@pytest.mark.parametrize("fit", BOUQUETS.values(), ids=BOUQUETS)
def test_the_extent_of_paper_holds_at_any_size(fit: Mapping[str, float]) -> None:
    bounds = whole("wrap", "wrap-cotton", fit).bounds
    np.testing.assert_allclose(extent("wrap", "wrap-cotton", fit, np.eye(4)), bounds, atol=0.0015)


def test_creases_are_sharp() -> None:
    mesh = whole("wrap", "wrap-korean-tissue", ELEVEN)
    keys = np.round(mesh.positions, 6)
    _, group = np.unique(keys, axis=0, return_inverse=True)
    total = np.stack([np.bincount(group, mesh.normals[:, k]) for k in range(3)], 1)
    spread = 1 - np.linalg.norm(total, axis=1) / np.bincount(group)
    assert (spread > 0.01).sum() > 200


def test_colours_and_sheets_change_a_wrap_only_where_they_should() -> None:
    few, many = (whole("wrap", "wrap-kraft", {**ELEVEN, "sheets": n}) for n in (2, 9))
    assert many.triangles > few.triangles
    pink, blue = (build("wrap", "wrap-kraft", (colour, "#FFFFFF"), ELEVEN)[0] for colour in ("#EE99AA", "#88AAEE"))
    assert pink.mesh.positions.tobytes() == blue.mesh.positions.tobytes()
    assert np.abs(pink.skin.palette.astype(int) - blue.skin.palette).max() > 30
    assert pink.skin.palette.max() <= 252  # paper is never purer white than .985


@pytest.mark.parametrize("good", RIBBONS)
def test_ribbon_keeps_its_true_width(good: str) -> None:
    # the right tail lies open below the loops: from each point of one selvedge to the nearest of the other
    mesh = whole("ribbon", good, {**BOW, "tail_length": 0.19})
    tail = (mesh.positions[:, 1] < 0.12) & (mesh.positions[:, 1] > 0.07) & (mesh.positions[:, 0] > 0)
    place = mesh.texcoords[:, 0] * 512 - 64
    left, right = mesh.positions[tail & (place < -59)], mesh.positions[tail & (place > 59)]
    gaps = np.linalg.norm(left[:, None] - right[None], axis=-1)
    assert np.median(gaps.min(0)) == pytest.approx(RIBBONS[good].width, rel=0.08)


@pytest.mark.parametrize("fit", BOUQUETS.values(), ids=BOUQUETS)
def test_the_bow_lies_on_the_paper_and_above_the_ground(fit: Mapping[str, float]) -> None:
    bow = {**BOW, "binding_height": fit["binding_height"], "binding_radius": paper_waist(fit), "tail_length": 0.3}
    mesh = whole("ribbon", "ribbon-rib", bow)
    assert_sound(mesh)
    assert mesh.triangles <= 4_000
    assert mesh.positions[:, 1].min() > 0
    skirt = whole("wrap", "wrap-korean-tissue", fit).positions
    tails = mesh.positions[mesh.positions[:, 1] < fit["binding_height"] - 0.05]
    for low in np.arange(0.06, fit["binding_height"] - 0.06, 0.01):
        paper = skirt[(np.abs(skirt[:, 1] - low) < 0.006) & (skirt[:, 2] > 0) & (np.abs(skirt[:, 0]) < 0.02)]
        ribbon = tails[np.abs(tails[:, 1] - low) < 0.006]
        if len(paper) and len(ribbon):
            assert np.hypot(ribbon[:, 0], ribbon[:, 2]).min() > np.hypot(paper[:, 0], paper[:, 2]).max()


def test_water_lies_inside_the_glass_up_to_its_level() -> None:
    glass, water = build("vase", "vase-glass-cyl", (), VASE, "")
    assert (glass.skin.blend, water.skin.blend) == ("glass", "water")
    for piece in (glass, water):
        assert_sound(piece.mesh)
    assert glass.mesh.bounds[1, 1] == pytest.approx(VASE["height"], abs=1e-6)
    assert np.hypot(water.mesh.positions[:, 0], water.mesh.positions[:, 2]).max() < VASE["radius"] - VASE["wall"]
    assert water.mesh.bounds[0, 1] > 0.01
    centre = water.mesh.positions[np.hypot(water.mesh.positions[:, 0], water.mesh.positions[:, 2]) < 0.01, 1].max()
    assert centre == pytest.approx(VASE["water_height"], abs=1e-4)
    assert water.mesh.bounds[1, 1] > centre + 0.001  # the meniscus climbs the glass
    assert len(build("vase", "vase-glass-cyl", (), {**VASE, "water_height": 0.0}, "")) == 1


def test_the_card_shows_its_text() -> None:
    def ink(text: str) -> np.ndarray:
        found: np.ndarray = np.asarray(cards.printed_face(text, "#FFFFFF", "#FFFFFF", 1.5).astype(int).max(-1) < 110)
        return found

    birthday, greeting, empty = ink("生日快乐"), ink("Happy birthday"), ink("")
    assert birthday.sum() > 5_000
    assert greeting.sum() > 5_000
    assert (birthday != greeting).sum() > 5_000
    assert empty.sum() == 0
    assert not ink("𝌆")[:40].any()


def test_a_long_text_stays_inside_the_border() -> None:
    text = "愿你所有的日子都像今天的花一样明亮，" * 7
    long = cards.printed_face(text[:120], "#FFFFFF", "#FFFFFF", 1.5).astype(int).max(-1) < 110
    rows, columns = np.flatnonzero(long.any(1)), np.flatnonzero(long.any(0))
    assert columns.min() > 60
    assert columns.max() < cards.PICTURE[0] - 60
    assert rows.max() < cards.PICTURE[1] - cards.STRIP - 40
    assert len(rows) > 200


def test_lines_break_between_words_and_before_no_closing_mark() -> None:
    assert cards.wrap_text("one two three", len, 8) == ["one two", "three"]
    assert cards.wrap_text("生日快乐，万事如意", len, 4) == ["生日快", "乐，万事", "如意"]
    assert cards.wrap_text("abcdefgh", len, 3) == ["abc", "def", "gh"]
    assert cards.wrap_text("a\nb", len, 9) == ["a", "b"]


def test_without_fonts_the_card_still_prints(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(cards, "FONT_FOLDERS", (str(tmp_path),))
    for cached in (cards.font_file, cards.text_font, cards.printed_face):
        cached.cache_clear()
    try:
        assert cards.font_file() is None
        assert (cards.printed_face("Hello", "#FFFFFF", "#FFFFFF", 1.5).max(-1) < 110).sum() > 2_000
    finally:
        for cached in (cards.font_file, cards.text_font, cards.printed_face):
            cached.cache_clear()


@pytest.mark.parametrize(
    ("kind", "good", "colours", "fit", "named"),
    [
        ("hat", "wrap-kraft", (), ELEVEN, "hat"),
        ("wrap", "wrap-gold", (), ELEVEN, "wrap-gold"),
        ("ribbon", "ribbon-x", (), BOW, "ribbon-x"),
        ("vase", "vase-x", (), VASE, "vase-x"),
        ("card", "card-x", (), CARD, "card-x"),
        ("wrap", "wrap-kraft", ("red",), ELEVEN, "red"),
        ("wrap", "wrap-kraft", ("#12345G",), ELEVEN, "12345G"),
        ("wrap", "wrap-kraft", (), {"binding_height": 0.2}, "rim_radius"),
        ("ribbon", "ribbon-rib", (), {}, "loop_length"),
        ("vase", "vase-glass-cyl", (), {}, "water_height"),
        ("card", "card-greeting", (), {}, "width"),
    ],
)
def test_what_cannot_be_built_is_named(
    kind: str, good: str, colours: tuple[str, ...], fit: Mapping[str, float], named: str
) -> None:
    with pytest.raises(ValueError, match=named):
        build(kind, good, colours, fit, "")
