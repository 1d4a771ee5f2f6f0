"""The README's commands run as written."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from tests.tools import HOME, posy, shared_models

COMMANDS = [
    line
    for block in re.findall(r"```bash\n(.*?)```", (HOME / "README.md").read_text("utf-8"), re.DOTALL)
    for line in block.splitlines()
    if line.startswith("posy ")
]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    (HOME / "build").mkdir(exist_ok=True)
    return shared_models(tmp_path_factory.mktemp("readme") / "var")


def test_there_are_commands() -> None:
    assert len(COMMANDS) >= 5


@pytest.mark.parametrize("line", COMMANDS)
def test_command_runs(line: str, data: Path) -> None:
    done = posy(*shlex.split(line)[1:], data=data)
    assert done.returncode == 0, done.stderr.decode()


def test_the_picture_is_there() -> None:
    for picture in re.findall(r"!\[[^]]*\]\(([^)]+)\)", (HOME / "README.md").read_text("utf-8")):
        assert (HOME / picture).is_file()
