"""posy species import and remove: the shop's own scans."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, cast

import typer

from catalog.scans import Details, ScanRefused
from catalog.scans.container import check_header
from catalog.species import PetRisk, Role
from shop_api.cli.common import AsJson, notes, refuse, show_json
from shop_api.cli.shop import open_shop, settings
from shop_api.scans import service


@contextmanager
def _refusals() -> Iterator[None]:
    """A refused scan becomes one line in both languages and exit 1."""
    try:
        yield
    except ScanRefused as refused:
        refuse(f"{refused.code}: {refused.message.zh} {refused.message.en}")
    except OSError as error:
        refuse(f"{error.filename or 'file'}: {error.strerror or error}")


def import_scan(
    file: Annotated[Path, typer.Argument(metavar="FILE.glb", help="a scanned or modelled stem as binary glTF 2.0")],
    id: Annotated[str, typer.Option("--as", help="what designs and lots call it, as in my-rose")],
    length_cm: Annotated[float, typer.Option(help="true length of what was scanned, from its lowest to its highest point")],
    role: Annotated[str, typer.Option(help="focal, mass, line, filler or foliage")] = "focal",
    name_zh: Annotated[str | None, typer.Option(help="Chinese name; else the id")] = None,
    name_en: Annotated[str | None, typer.Option(help="English name; else the id")] = None,
    latin: Annotated[str, typer.Option(help="botanical name")] = "",
    head_cm: Annotated[float | None, typer.Option(help="diameter of the head; else measured")] = None,
    neck_cm: Annotated[float | None, typer.Option(help="how far below the top the head ends; else found")] = None,
    stem_cm: Annotated[float | None, typer.Option(help="whole length as it is sold; else as scanned")] = None,
    up: Annotated[str, typer.Option(help="the file's axis that points up: y, z, x, -y, -z or -x")] = "y",
    hex: Annotated[str | None, typer.Option(help="another colour than the scanned one, as #RRGGBB")] = None,
    cost_fen: Annotated[int | None, typer.Option(help="cost of a stem in fen; else usual for the role")] = None,
    vase_days: Annotated[str | None, typer.Option(help="days in the vase, as 5-9; else usual for the role")] = None,
    plan_days: Annotated[int | None, typer.Option(help="days after arrival that a stem is counted on")] = None,
    bunch: Annotated[int | None, typer.Option(help="stems in a bunch")] = None,
    fragrance: Annotated[int, typer.Option(help="0 none to 3 strong")] = 0,
    pollen: Annotated[int, typer.Option(help="0 none to 3 strong")] = 0,
    thorns: Annotated[bool, typer.Option("--thorns")] = False,
    cat: Annotated[str, typer.Option(help="danger to cats: severe, toxic, mild, none or unknown")] = "unknown",
    dog: Annotated[str, typer.Option(help="danger to dogs, likewise")] = "unknown",
    replace: Annotated[bool, typer.Option("--replace", help="put it in the place of the scan of that id")] = False,
    as_json: AsJson = False,
) -> None:
    """Take a scanned or modelled stem into the catalogue, at true size and at every level of detail."""
    details = Details(
        id=id,
        length_cm=length_cm,
        role=cast(Role, role),  # checked with the rest
        name_zh=name_zh,
        name_en=name_en,
        latin=latin,
        head_cm=head_cm,
        neck_cm=neck_cm,
        stem_cm=stem_cm,
        up=up,
        hex=hex,
        cost_fen=cost_fen,
        vase_days=_days(vase_days),
        plan_days=plan_days,
        bunch_stems=bunch,
        fragrance=fragrance,
        pollen=pollen,
        thorns=thorns,
        cat=cast(PetRisk, cat),
        dog=cast(PetRisk, dog),
    )
    shop_settings = settings()
    with _refusals(), file.open("rb") as source:
        check_header(source.read(32), file.stat().st_size, shop_settings.max_scan_bytes)
        details.check()
        archive = service.take_in(shop_settings, source, details, replace)
    _tell(archive.facts, archive.row, as_json)


def remove_scan(id: Annotated[str, typer.Argument(metavar="ID")]) -> None:
    """Offer a scan of the shop's own no more. Kept for orders, designs and lots that name it, else gone."""
    shop = open_shop()
    with _refusals(), shop.database.write() as session:
        outcome = service.take_out(session, shop, id)
    notes.print(f"posy: {id} is {outcome}", highlight=False)


def _days(text: str | None) -> tuple[int, int] | None:
    if text is None:
        return None
    low, _, high = text.partition("-")
    if not low.isdecimal() or not (high or low).isdecimal():
        raise typer.BadParameter(f"--vase-days {text!r} must look like 5-9")
    return int(low), int(high or low)


def _tell(facts: dict[str, Any], row: dict[str, Any], as_json: bool) -> None:
    if as_json:
        show_json({"species": row, "measured": {key: facts[key] for key in ("head_cm", "neck_cm", "stem_cm", "stem_mm", "hex")}})
        return
    stem = "" if facts["has_stem"] else "; a plain stem was added, none was scanned"
    notes.print(
        f"posy: {row['id']} is in the catalogue: {facts['triangles']} triangles read, stem {facts['stem_cm']} cm, "
        f"head {facts['head_cm']} cm, neck {facts['neck_cm']} cm below the top, colour {facts['hex']}{stem}",
        highlight=False,
        soft_wrap=True,
    )
