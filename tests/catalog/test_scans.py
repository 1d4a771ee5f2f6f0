"""A shop's own scans: what is read, what is refused and how fast, and that nothing is ever half there."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from catalog.load import CatalogError, load_catalog, shop_catalog
from catalog.plant import Level
from catalog.scans import Details, ScanRefused, Shelf
from catalog.scans.container import open_container
from catalog.scans.decode import decode
from catalog.scans.model import Scan, open_scan, scan_plant, scan_skin
from catalog.scans.refusals import WORDS, refusal_from
from catalog.scans.run import MOST_BYTES, read_scan
from catalog.scans.structure import read_structure
from catalog.species import Text, Variety
from catalog.store import NotGrown, Store
from tests.catalog.scans import bad_files, card_glb, flower_glb, glb, textured_glb, triangle

BAD = bad_files()
HOME = Path(__file__).resolve().parent.parent.parent


def kept(folder: Path, data: bytes, details: Details) -> Scan:
    add(folder, data, details)
    return open_scan(folder / f"{details.id}.scan")


def add(folder: Path, data: bytes, details: Details, *, replacing: bool = False) -> None:
    path = folder.parent / f"{folder.name}-input.glb"
    path.write_bytes(data)
    with path.open("rb") as file:
        Shelf(folder).add(file, details, taken={"rose"}, replacing=replacing)


@pytest.fixture(scope="module")
def red(tmp_path_factory: pytest.TempPathFactory) -> Scan:
    return kept(tmp_path_factory.mktemp("scans"), flower_glb(), Details("red-one", 60))


@pytest.mark.parametrize("name", sorted(BAD))
def test_bad_files_are_refused_by_name(name: str, tmp_path: Path) -> None:
    code, data = BAD[name]
    folder = tmp_path / "scans"
    with pytest.raises(ScanRefused) as caught:
        add(folder, data, Details("bad-one", 60))
    assert caught.value.code == code
    assert "{" not in caught.value.message.zh + caught.value.message.en
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("name", sorted(set(BAD) - {"no-height"}))
def test_bad_files_are_refused_before_they_cost_anything(name: str) -> None:
    """In this process, so that only the looking is timed and not the start of a process on a busy machine."""
    code, data = BAD[name]

    def read() -> None:
        container = open_container(data, MOST_BYTES)
        decode(read_structure(container), container.binary)

    started = time.process_time()
    with pytest.raises(ScanRefused) as caught:
        read()
    assert caught.value.code == code
    assert time.process_time() - started < 0.7


def test_every_refusal_has_words_and_travels() -> None:
    for code, words in WORDS.items():
        names = [part.split("}")[0] for part in words.zh.split("{")[1:]]
        assert sorted(names) == sorted(part.split("}")[0] for part in words.en.split("{")[1:]) or code == "scan.option"
        assert words.zh.isascii() is False
    refused = ScanRefused("scan.zip")
    assert refusal_from(refused.to_json()).message == refused.message
    for text in ("[]", '{"code":"scan.nothing","data":{}}', '{"code":"scan.type","data":{}}', "nonsense"):
        with pytest.raises(ValueError, match=r"."):
            refusal_from(text)


def test_too_large_is_refused_by_its_size(tmp_path: Path) -> None:
    file = tmp_path / "large.glb"
    with file.open("wb") as out:
        out.write(glb(*triangle()))
        out.truncate(MOST_BYTES + 1)
    with file.open("rb") as source, pytest.raises(ScanRefused) as caught:
        read_scan(source, Details("large", 60).fit())
    assert caught.value.code == "scan.too_large"


def test_true_size_levels_and_colours(red: Scan) -> None:
    for level in Level:
        plant = scan_plant(red, 0, level)
        assert 0 < plant.bloom.triangles + plant.stalk.triangles <= level.budget
        top, bottom = plant.bloom.bounds[1, 1], plant.stalk.bounds[0, 1]
        assert top - bottom == pytest.approx(0.6, abs=0.02)
        assert plant.stalk_length == pytest.approx(-bottom, abs=0.01)
        for mesh in (plant.bloom, plant.stalk):
            assert np.isfinite(mesh.positions).all()
            assert np.allclose(np.linalg.norm(mesh.normals, axis=1), 1, atol=1e-3)
            assert mesh.colours[:, 3].min() > 0
            assert mesh.colours.max() <= 2
    hero = scan_plant(red, 0, Level.HERO)
    assert hero.bloom.colours[:, 3].min() < 0.5  # occlusion is baked
    assert 2 * hero.head.radius == pytest.approx(red.facts["head_cm"] / 100, rel=0.02)
    assert 0.08 < 2 * hero.head.radius < 0.12
    assert hero.stem_radius == pytest.approx(0.0035, rel=0.15)
    assert hero.proxies.shape[1] == 4


def test_colours_are_those_of_the_file(red: Scan) -> None:
    """trimesh writes display colours: petals #BE1428, middle #F0C828, stem #3C8232."""
    skin = scan_skin(red, Variety("own", Text("", ""), red.facts["hex"], None))
    plant = scan_plant(red, 0, Level.HERO)
    shown = _shown(plant.bloom, skin.palette)
    for wanted in ((0xBE, 0x14, 0x28), (0xF0, 0xC8, 0x28)):
        assert np.abs(shown - wanted).max(1).min() <= 6
    assert np.abs(np.median(_shown(plant.stalk, skin.palette), 0) - (0x3C, 0x82, 0x32)).max() <= 6
    assert _distance(red.facts["hex"], "#BE1428") <= 6


def test_another_variety_turns_the_flower_and_not_the_rest(red: Scan) -> None:
    blue = scan_skin(red, Variety("blue", Text("", ""), "#3040C0", None))
    shown = _shown(scan_plant(red, 0, Level.HERO).bloom, blue.palette)
    assert np.abs(np.median(shown, 0) - (0x30, 0x40, 0xC0)).max() <= 12
    assert np.abs(shown - (0xF0, 0xC8, 0x28)).max(1).min() <= 6


def test_textures_become_tints(tmp_path: Path) -> None:
    scan = kept(tmp_path / "scans", textured_glb(), Details("ball", 30, role="mass"))
    plant = scan_plant(scan, 0, Level.STANDARD)
    skin = scan_skin(scan, Variety("own", Text("", ""), scan.facts["hex"], None))
    shown, height = _shown(plant.bloom, skin.palette), plant.bloom.positions[:, 1]
    upper, lower = shown[height > 0.055], shown[height < 0.025]
    assert np.abs(np.median(upper, 0) - (240, 130, 20)).max() <= 8
    assert np.abs(np.median(lower, 0) - (30, 60, 200)).max() <= 8


def test_siblings_differ_and_keep_their_size(red: Scan) -> None:
    plants = [scan_plant(red, k, Level.FAR) for k in range(3)]
    assert not np.allclose(plants[0].bloom.positions, plants[1].bloom.positions)
    for plant in plants:
        assert plant.head.radius == pytest.approx(plants[0].head.radius, rel=0.06)


def test_the_same_file_gives_the_same_bytes(tmp_path: Path) -> None:
    made = [kept(tmp_path / name, flower_glb(8), Details("same", 60)).path.read_bytes() for name in ("a", "b")]
    assert made[0] == made[1]


def test_another_axis_may_point_up(tmp_path: Path) -> None:
    scan = kept(tmp_path / "scans", flower_glb(8, up="z"), Details("lying", 60, up="z"))
    bounds = scan_plant(scan, 0, Level.FAR).bloom.bounds
    assert bounds[1, 1] - bounds[0, 1] < 0.15
    with pytest.raises(ScanRefused) as caught:
        kept(tmp_path / "wrong", flower_glb(8, up="z"), Details("lying", 60, up="y"))
    assert caught.value.code == "scan.proportions"


@pytest.mark.parametrize(
    ("details", "code"),
    [
        (Details("Bad Id", 60), "scan.id"),
        (Details("../up", 60), "scan.id"),
        (Details("a" * 41, 60), "scan.id"),
        (Details("x", 0), "scan.option"),
        (Details("x", float("nan")), "scan.option"),
        (Details("x", 60, role="weed"), "scan.option"),  # type: ignore[arg-type]
        (Details("x", 60, up="up"), "scan.option"),
        (Details("x", 60, vase_days=(9, 5)), "scan.option"),
        (Details("x", 60, cost_fen=-1), "scan.option"),
        (Details("x", 60, hex="red"), "scan.option"),
        (Details("x", 60, name_zh="花" * 61), "scan.option"),
        (Details("x", 60, head_cm=30), "scan.head_size"),
        (Details("x", 60, neck_cm=70), "scan.neck"),
        (Details("rose", 60), "scan.id_taken"),
    ],
)
def test_wrong_details(details: Details, code: str, tmp_path: Path) -> None:
    folder = tmp_path / "scans"
    with pytest.raises(ScanRefused) as caught:
        add(folder, flower_glb(4), details)
    assert caught.value.code == code
    assert not folder.exists() or list(folder.iterdir()) == []


def test_again_needs_replacing(tmp_path: Path) -> None:
    shelf, folder = Shelf(tmp_path / "scans"), tmp_path / "scans"
    add(folder, flower_glb(4), Details("twice", 60))
    stamp, before = shelf.stamp(), (folder / "twice.scan").read_bytes()
    with pytest.raises(ScanRefused) as caught:
        add(folder, flower_glb(6), Details("twice", 60))
    assert caught.value.code == "scan.exists"
    assert (folder / "twice.scan").read_bytes() == before
    assert shelf.stamp() == stamp
    with pytest.raises(ScanRefused):
        add(folder, b"PK\x03\x04" + b"\0" * 99, Details("twice", 60), replacing=True)
    assert (folder / "twice.scan").read_bytes() == before
    add(folder, flower_glb(6), Details("twice", 60), replacing=True)
    assert (folder / "twice.scan").read_bytes() != before
    assert shelf.stamp() != stamp
    shelf.remove("twice")
    assert list(folder.iterdir()) == []
    with pytest.raises(ScanRefused) as caught:
        shelf.remove("twice")
    assert caught.value.code == "scan.not_found"


def test_two_at_once(tmp_path: Path) -> None:
    folder = tmp_path / "scans"
    path = tmp_path / "flower.glb"
    path.write_bytes(flower_glb(6))
    results: list[str] = []

    def add() -> None:
        with path.open("rb") as file:
            try:
                Shelf(folder).add(file, Details("both", 60), taken=())
                results.append("done")
            except ScanRefused as refused:
                results.append(refused.code)

    threads = [threading.Thread(target=add) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["done", "scan.busy", "scan.busy"]
    assert [p.name for p in folder.iterdir()] == ["both.scan"]


KILLED = """
import sys
from pathlib import Path
from catalog.scans import Details, Shelf
print("begun", flush=True)
Shelf(Path(sys.argv[1])).add(open(sys.argv[2], "rb"), Details("killed", 60), taken=(), replacing=True)
"""


@pytest.mark.parametrize("seconds", [0.05, 0.4, 1.2, 2.5])
def test_killed_in_the_middle(seconds: float, tmp_path: Path) -> None:
    folder, path = tmp_path / "scans", tmp_path / "flower.glb"
    path.write_bytes(flower_glb(40))
    with subprocess.Popen([sys.executable, "-c", KILLED, str(folder), str(path)], cwd=HOME, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(seconds)
        os.kill(process.pid, signal.SIGKILL)
    for place in Shelf(folder).paths():
        scan_plant(open_scan(place), 0, Level.FAR)  # there whole, if it is there
    add(folder, flower_glb(4), Details("killed", 60), replacing=True)
    assert [p.name for p in folder.iterdir()] == ["killed.scan"]


def test_the_catalogue_has_them_beside_its_own(red: Scan, tmp_path: Path) -> None:
    folder = tmp_path / "scans"
    assert shop_catalog(folder) is load_catalog()
    folder.mkdir()
    (folder / "red-one.scan").write_bytes(red.path.read_bytes())
    catalog = shop_catalog(folder)
    assert shop_catalog(folder) is catalog
    species = catalog.species["red-one"]
    assert (species.grown, species.retired, species.role) == (True, False, "focal")
    assert species.stem_length[1] == pytest.approx(0.6)
    assert set(catalog.species) == {*load_catalog().species, "red-one"}
    store = Store(tmp_path / "models", catalog)
    fresh, old = (store.plant("red-one", "full", 1, Level.PHONE, day=day) for day in (0, 9))
    assert fresh.bloom.positions.shape == old.bloom.positions.shape
    assert not np.allclose(fresh.bloom.positions, old.bloom.positions)  # it droops
    assert store.plant_key("red-one", "bud", 1, Level.PHONE) == store.plant_key("red-one", "full", 1, Level.PHONE)
    Shelf(folder).retire("red-one")
    retired = shop_catalog(folder).species["red-one"]
    assert (retired.grown, retired.retired) == (False, True)
    Shelf(folder).remove("red-one")
    assert shop_catalog(folder) is load_catalog()
    with pytest.raises(NotGrown, match="import the scan again"):
        store.plant("red-one", "full", 2, Level.FAR)


def test_a_damaged_scan_is_named(red: Scan, tmp_path: Path) -> None:
    (tmp_path / "red-one.scan").write_bytes(red.path.read_bytes()[:5000])
    with pytest.raises(CatalogError, match=r"red-one\.scan: damaged"):
        shop_catalog(tmp_path)


def test_painted_cards_are_cut_along_the_paint(tmp_path: Path) -> None:
    """A square card with a disc painted on it becomes a disc."""
    scan = kept(tmp_path / "scans", card_glb(), Details("card", 20, role="foliage"))
    bloom = scan_plant(scan, 0, Level.HERO).bloom
    corners = bloom.positions[bloom.indices]
    area = np.linalg.norm(np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]), axis=1).sum() / 2
    whole = scan.facts["stem_cm"] / 100
    assert area < 0.9 * np.pi / 4 * whole**2 + 0.01
    assert area > 0.3 * np.pi / 4 * 0.2**2


def test_the_worker_gets_no_secrets_and_little_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from catalog.scans import run

    monkeypatch.setenv("POSY_KEYS", "secret")
    assert "POSY_KEYS" not in run._environment()
    path = tmp_path / "flower.glb"
    path.write_bytes(flower_glb(40))
    with path.open("rb") as file, pytest.raises(ScanRefused) as caught:
        read_scan(file, Details("slow", 60).fit(), seconds=1)
    assert caught.value.code == "scan.too_slow"


def _shown(mesh: object, palette: object) -> np.ndarray:
    """(N,3) 0..255: the display colour of every vertex, palette times tint."""
    p = np.asarray(palette, np.float64) / 255
    linear = np.where(p <= 0.04045, p / 12.92, ((p + 0.055) / 1.055) ** 2.4)
    x = (mesh.texcoords[:, 0] * p.shape[1]).astype(int)  # type: ignore[attr-defined]
    y = (mesh.texcoords[:, 1] * p.shape[0]).astype(int)  # type: ignore[attr-defined]
    value = np.clip(linear[y, x] * mesh.colours[:, :3], 0, 1)  # type: ignore[attr-defined]
    return np.asarray(255 * np.where(value <= 0.0031308, value * 12.92, 1.055 * np.maximum(value, 1e-9) ** (1 / 2.4) - 0.055))


def _distance(a: str, b: str) -> int:
    return max(abs(int(a[k : k + 2], 16) - int(b[k : k + 2], 16)) for k in (1, 3, 5))
