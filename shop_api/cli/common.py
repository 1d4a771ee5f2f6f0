"""What the commands share: reading designs, writing results, refusing in one line."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from rich.console import Console

from catalog.load import CatalogError, shop_catalog
from catalog.species import Catalog
from catalog.store import NotGrown
from designer.design import Design
from designer.issues import DesignRefused
from designer.library import load_library
from designer.parse import parse
from renderer.studio import Studio
from shop_api.config import settings_from

MAX_INPUT = 8 * 2**20
notes = Console(stderr=True)
File = Annotated[str, typer.Argument(metavar="FILE", help="a design: a path, - for standard input, or library:<id>")]
Output = Annotated[str, typer.Option("--output", "-o", metavar="PATH", help="where to write; - is standard output")]
AsJson = Annotated[bool, typer.Option("--json", help="answer in JSON")]


def refuse(message: str) -> NoReturn:
    """One line on standard error, exit 1."""
    notes.print(message, style="red", highlight=False, markup=False, soft_wrap=True)
    raise typer.Exit(1)


@contextmanager
def refusals() -> Iterator[None]:
    """Expected errors become one line and exit 1."""
    try:
        yield
    except DesignRefused as refused:
        for issue in refused.issues:
            where = f"{issue.field}: " if issue.field else ""
            notes.print(f"{issue.code}: {where}{issue.message.zh} {issue.message.en}", style="red", markup=False, soft_wrap=True)
        raise typer.Exit(1) from None
    except NotGrown as error:
        refuse(str(error))
    except OSError as error:
        refuse(f"{error.filename or 'file'}: {error.strerror or error}")


@lru_cache(maxsize=1)
def catalog() -> Catalog:
    try:
        return shop_catalog(settings_from(os.environ).scans_dir)
    except CatalogError as error:
        refuse(str(error))


@lru_cache(maxsize=1)
def studio() -> Studio:
    return Studio(catalog(), settings_from(os.environ).data_dir / "studio")


def read_design(file: str) -> Design:
    """The design in `file`. Refuses what cannot be read; raises DesignRefused for what cannot be a design."""
    if file.startswith("library:"):
        entry = load_library(catalog()).get(file.removeprefix("library:"))
        if entry is None:
            refuse(f"{file}: the library has no such design; `posy library list` shows them")
        return entry.design
    if file == "-":
        return parse(sys.stdin.buffer.read(MAX_INPUT), catalog())
    with Path(file).open("rb") as source:
        return parse(source.read(MAX_INPUT), catalog())


def write(output: str, data: bytes) -> None:
    """Write whole or not at all."""
    if output == "-":
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    target = Path(output)
    if not target.parent.is_dir():
        refuse(f"{output}: the folder {target.parent} does not exist")
    temporary = target.with_name(f".{target.name}.part")
    try:
        temporary.write_bytes(data)
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)


def show_json(value: Any) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def size(text: str) -> tuple[int, int]:
    """ "1280x720" -> (1280, 720). Raises typer.BadParameter."""
    parts = text.lower().split("x")
    if len(parts) != 2 or not all(p.isascii() and p.isdigit() for p in parts):
        raise typer.BadParameter(f"{text!r} must look like 1280x720")
    width, height = int(parts[0]), int(parts[1])
    if not (16 <= width <= 4096 and 16 <= height <= 4096):
        raise typer.BadParameter("each side must be between 16 and 4096 pixels")
    return width, height
