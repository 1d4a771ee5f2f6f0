"""The `posy` command as people run it: real processes, real files, exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PIL import Image

from tests.tools import posy, shared_models

SAMPLE = {
    "version": 1,
    "name": {"zh": "一心一意", "en": "One Heart"},
    "style": "korean",
    "form": "round",
    "seed": 7,
    "stems": [
        {"species": "rose", "variety": "carola", "stage": "half", "count": 11, "role": "focal"},
        {"species": "gypsophila", "variety": "white", "stage": "full", "count": 2, "role": "filler"},
    ],
    "container": {"id": "wrap-korean-tissue", "colours": ["#F3E7DC", "#C98F8F"]},
    "ribbon": {"id": "ribbon-rib", "colour": "#A33B4A"},
    "card": {"text": "生日快乐"},
}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One data folder for the module, with the models of the whole run linked in, so that nothing is grown twice."""
    return shared_models(tmp_path_factory.mktemp("posy") / "var")


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    file = tmp_path / "design.json"
    file.write_text(json.dumps(SAMPLE), "utf-8")
    return file


def test_species_list_says_what_is_grown(data: Path) -> None:
    rows = json.loads(posy("species", "list", "--json", data=data).stdout)
    assert len(rows) == 68
    assert all(row["grown"] for row in rows)
    assert {v["form"] for row in rows if row["id"] == "tulip" for v in row["varieties"]} == {None, "parrot"}


def test_composes_from_file_standard_input_and_library(data: Path, sample: Path, tmp_path: Path) -> None:
    out = tmp_path / "arrangement.json"
    assert posy("compose", str(sample), "-o", str(out), data=data).returncode == 0
    document = json.loads(out.read_text("utf-8"))
    assert document["units"] == "m"
    assert len(document["stems"]) == 13
    stem = document["stems"][0]
    assert len(stem["transform"]) == 16
    assert set(stem["head"]) == {"centre", "radius", "axis"}
    assert {part["kind"] for part in document["parts"]} == {"wrap", "ribbon", "card"}
    piped = posy("compose", "-", data=data, stdin=sample.read_bytes())
    assert piped.stdout == out.read_bytes()
    assert posy("compose", "library:one-heart-11", data=data).returncode == 0


def test_renders_the_same_bytes_twice(tmp_path: Path) -> None:
    pictures = []
    for name in ("a", "b"):
        # A folder of its own for each, so that the second is drawn and not found.
        home = shared_models(tmp_path / name)
        target = tmp_path / f"{name}.png"
        done = posy("render", "library:one-heart-11", "-o", str(target), "--size", "1280x720", data=home)
        assert done.returncode == 0, done.stderr
        pictures.append(target.read_bytes())
    assert pictures[0] == pictures[1]
    with Image.open(tmp_path / "a.png") as picture:
        assert picture.size == (1280, 720)


def test_exports_and_quotes(data: Path, sample: Path, tmp_path: Path) -> None:
    for name in ("x.glb", "x.usdz"):
        assert posy("export", str(sample), "-o", str(tmp_path / name), data=data).returncode == 0
        assert (tmp_path / name).stat().st_size > 50_000
    quoted = json.loads(posy("quote", str(sample), "--json", data=data).stdout)
    assert quoted["currency"] == "CNY"
    assert quoted["total_fen"] > 10_000


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"stems": [{"species": "rosse", "variety": "carola", "count": 1}]}, "species"),
        ({"stems": [{"species": "rose", "variety": "no-such", "count": 1}]}, "variety"),
        ({"stems": [{"species": "rose", "variety": "carola", "count": 0}]}, "count"),
        ({"stems": [{"species": "rose", "variety": "carola", "count": -3}]}, "count"),
        ({"stems": [{"species": "rose", "variety": "carola", "count": 10_000}]}, "count"),
        ({"ribbon": {"id": "ribbon-rib", "colour": "red"}}, "hex"),
        ({"version": 2}, "version"),
        ({"card": {"text": "爱" * 10_000}}, "card"),
    ],
)
def test_bad_designs_are_refused_with_code_and_advice(data: Path, tmp_path: Path, change: dict, code: str) -> None:
    file = tmp_path / "bad.json"
    file.write_text(json.dumps({**SAMPLE, **change}), "utf-8")
    out = tmp_path / "out.json"
    done = posy("compose", str(file), "-o", str(out), data=data)
    assert done.returncode == 1
    assert code in done.stderr.decode()
    assert any("一" <= c <= "鿿" for c in done.stderr.decode()), "advice in Chinese too"
    assert not out.exists()
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe", b'{"version":1,' + b" " * 5_000_000 + b"}", b"[" * 100_000])
def test_broken_documents_are_refused(data: Path, content: bytes) -> None:
    done = posy("compose", "-", data=data, stdin=content)
    assert done.returncode == 1
    assert b"Traceback" not in done.stderr
    assert done.stdout == b""


def test_wrong_usage_is_two(data: Path, sample: Path, tmp_path: Path) -> None:
    assert posy("render", str(sample), "-o", str(tmp_path / "a.bmp"), data=data).returncode == 2
    assert posy("render", str(sample), "-o", str(tmp_path / "a.png"), "--size", "0x0", data=data).returncode == 2
    assert posy("no-such-command", data=data).returncode == 2


def test_missing_files_are_named(data: Path, tmp_path: Path) -> None:
    done = posy("compose", str(tmp_path / "nothing.json"), data=data)
    assert done.returncode == 1
    assert b"nothing.json" in done.stderr
    assert posy("compose", "library:nothing", data=data).returncode == 1
    done = posy("compose", "library:one-heart-11", "-o", str(tmp_path / "no" / "a.json"), data=data)
    assert done.returncode == 1
