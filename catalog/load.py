"""assets/*.yaml -> Catalog. Data is in centimetres and fen; the Catalog is in metres and fen. Errors name file, row and field."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar, get_args

import yaml

from catalog.scans.archive import ArchiveDamaged, read_head
from catalog.scans.shelf import Shelf, Stamp
from catalog.species import ROLES, STAGES, Bunch, Catalog, Good, GoodKind, PetRisk, ScanFile, Species, Text, Variety

ASSETS = Path(__file__).resolve().parent.parent / "assets"
T = TypeVar("T")
HEX = re.compile(r"#[0-9A-Fa-f]{6}")
IDENTIFIER = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class CatalogError(Exception):
    """Data that cannot be read. The message names the file, the row and the field."""


class _Row:
    """Reads one row's fields; every complaint says where it is."""

    def __init__(self, file: str, index: int, data: Any) -> None:
        self.where = f"{file} row {index + 1}"
        if not isinstance(data, Mapping):
            raise CatalogError(f"{self.where}: must be a mapping, got {type(data).__name__}")
        self.data = data
        if isinstance(data.get("id"), str):
            self.where += f" ({data['id']})"

    def fail(self, field: str, problem: str) -> CatalogError:
        return CatalogError(f"{self.where}, field {field}: {problem}")

    def get(self, field: str, kind: type | tuple[type, ...]) -> Any:
        if field not in self.data:
            raise self.fail(field, "missing")
        value = self.data[field]
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            raise self.fail(field, f"unexpected value {value!r}")
        return value

    def identifier(self) -> str:
        value = self.get("id", str)
        if not IDENTIFIER.fullmatch(value):
            raise self.fail("id", f"{value!r} must be lower-case words joined by hyphens")
        return str(value)

    def choice(self, field: str, allowed: Sequence[T]) -> T:
        value = self.get(field, str)
        if value not in allowed:
            raise self.fail(field, f"{value!r} is none of {', '.join(map(str, allowed))}")
        return value  # type: ignore[no-any-return]  # narrowed by the check above

    def text(self, field: str) -> Text:
        value = self.get(field, Mapping)
        if not isinstance(value.get("zh"), str) or not isinstance(value.get("en"), str):
            raise self.fail(field, "needs zh and en")
        return Text(value["zh"], value["en"])

    def colour(self, field: str) -> str:
        value = self.get(field, str)
        if not HEX.fullmatch(value):
            raise self.fail(field, f"{value!r} is not #RRGGBB")
        return str(value)

    def span(self, field: str, scale: float = 1.0) -> tuple[float, float]:
        value = self.get(field, Sequence)
        if len(value) != 2 or not all(isinstance(v, int | float) for v in value) or value[0] > value[1]:
            raise self.fail(field, f"needs [low, high], got {value!r}")
        return value[0] * scale, value[1] * scale

    def whole_span(self, field: str) -> tuple[int, int]:
        low, high = self.span(field)
        if low != int(low) or high != int(high):
            raise self.fail(field, f"needs whole numbers, got {low}, {high}")
        return int(low), int(high)

    def names(self, field: str) -> tuple[str, ...]:
        value = self.get(field, list)
        if not all(isinstance(v, str) for v in value):
            raise self.fail(field, "needs a list of words")
        return tuple(value)

    def months(self, field: str) -> tuple[int, ...]:
        value = self.get(field, list)
        if not all(isinstance(v, int) and 1 <= v <= 12 for v in value):
            raise self.fail(field, f"months run from 1 to 12, got {value!r}")
        return tuple(value)


def _variety(row: _Row) -> Variety:
    name = Text(row.get("zh", str), row.get("en", str))
    accent = row.colour("accent") if "accent" in row.data else None
    return Variety(row.identifier(), name, row.colour("hex"), accent, row.get("form", str) if "form" in row.data else None)


def _species(row: _Row, grown: frozenset[str]) -> Species:
    heads = row.get("head_cm", Mapping)
    if set(heads) != set(STAGES):
        raise row.fail("head_cm", f"needs {', '.join(STAGES)}")
    bunch, pets = row.get("bunch", Mapping), row.get("pets", Mapping)
    if set(pets) != {"cat", "dog"} or not set(pets.values()) <= set(get_args(PetRisk)):
        raise row.fail("pets", f"needs cat and dog, each one of {', '.join(get_args(PetRisk))}")
    roles = row.names("roles")
    if not set(roles) <= set(ROLES):
        raise row.fail("roles", f"each must be one of {', '.join(ROLES)}")
    varieties = tuple(_variety(_Row(f"{row.where}, varieties", i, v)) for i, v in enumerate(row.get("varieties", list)))
    _unique([v.id for v in varieties], f"{row.where}, varieties")
    return Species(
        id=row.identifier(),
        name=row.text("name"),
        latin=row.get("latin", str),
        role=row.choice("role", ROLES),
        roles=roles,  # type: ignore[arg-type]  # checked above
        form=row.get("form", str),
        head_diameter={stage: heads[stage] / 100 for stage in STAGES},
        heads_per_stem=row.whole_span("heads_per_stem"),
        stem_length=row.span("stem_cm", 0.01),
        stem_diameter=row.span("stem_mm", 0.001),
        varieties=varieties,
        vase_days=row.whole_span("vase_days"),
        plan_days=row.get("plan_days", int),
        months=row.months("months"),
        peak_months=row.months("peak_months"),
        meaning=row.text("meaning"),
        cost_fen=row.whole_span("cost_fen"),
        peak_profile=row.get("peak_profile", str),
        bunch=Bunch(bunch["stems"], bunch["unit"]),
        fragrance=row.get("fragrance", int),
        pollen=row.get("pollen", int),
        pets=dict(pets),
        ethylene=row.get("ethylene", str),
        store_celsius=row.span("store_celsius"),
        conditioning_hours=row.span("conditioning_hours"),
        vase_water=row.get("vase_water", str),
        thorns=row.get("thorns", bool),
        care=row.text("care"),
        substitutes=row.names("substitutes"),
        estimates=row.names("estimates"),
        grown=row.identifier() in grown,
        retired=row.data.get("retired") is True,
    )


def _good(row: _Row) -> Good:
    size = row.get("size_cm", Mapping)
    if not all(isinstance(v, int | float) and v > 0 for v in size.values()):
        raise row.fail("size_cm", f"lengths must be above 0, got {dict(size)!r}")
    colours = row.names("colours")
    if not all(HEX.fullmatch(c) for c in colours):
        raise row.fail("colours", f"each must be #RRGGBB, got {list(colours)!r}")
    return Good(
        id=row.identifier(),
        name=row.text("name"),
        kind=row.choice("kind", get_args(GoodKind)),
        unit=row.get("unit", str),
        cost_fen=row.get("cost_fen", int),
        price_fen=row.get("price_fen", int),
        size={key: value / 100 for key, value in size.items()},
        finish=row.get("finish", str),
        colours=colours,
        estimates=row.names("estimates"),
        modelled=row.get("modelled", bool),
    )


def _rows(path: Path) -> list[_Row]:
    try:
        data = yaml.safe_load(path.read_text("utf-8"))
    except FileNotFoundError:
        raise CatalogError(f"{path.name}: not found in {path.parent}") from None
    except yaml.YAMLError as error:
        raise CatalogError(f"{path.name}: not readable as YAML: {error}") from error
    if not isinstance(data, list):
        raise CatalogError(f"{path.name}: must be a list of rows")
    return [_Row(path.name, i, row) for i, row in enumerate(data)]


def _unique(ids: Sequence[str], where: str) -> None:
    seen: set[str] = set()
    for name in ids:
        if name in seen:
            raise CatalogError(f"{where}: id {name!r} stands twice")
        seen.add(name)


def read_catalog(folder: Path, grown: frozenset[str]) -> Catalog:
    """The Catalog in `folder`; `grown` are the species that have a 3D model. Raises CatalogError."""
    species = [_species(row, grown) for row in _rows(folder / "species.yaml")]
    goods = [_good(row) for row in _rows(folder / "goods.yaml")]
    _unique([s.id for s in species], "species.yaml")
    _unique([g.id for g in goods], "goods.yaml")
    known = {s.id for s in species}
    for s in species:
        if strange := set(s.substitutes) - known:
            raise CatalogError(f"species.yaml ({s.id}), field substitutes: unknown {', '.join(sorted(strange))}")
    if lost := grown - known:
        raise CatalogError(f"the plant registry grows {', '.join(sorted(lost))}, which species.yaml does not list")
    return Catalog({s.id: s for s in species}, {g.id: g for g in goods})


@lru_cache(maxsize=1)
def load_catalog() -> Catalog:
    """The product's own catalogue, read once."""
    from catalog.plants.registry import PLANTS  # plants are heavy to import and need the schema first

    return read_catalog(ASSETS, frozenset(PLANTS))


def shop_catalog(scans: Path) -> Catalog:
    """The product's catalogue and the shop's own scans that lie in the folder `scans` now.

    The same object as long as none of them changes. Raises CatalogError.
    """
    while True:
        try:
            return _with_scans(scans, Shelf(scans).stamp())
        except FileNotFoundError:
            continue  # a scan was taken away between looking and reading


@lru_cache(maxsize=4)
def _with_scans(scans: Path, stamp: Stamp) -> Catalog:
    own = load_catalog()
    if not stamp:
        return own
    species, files = dict(own.species), dict(own.scans)
    for path in Shelf(scans).paths():
        try:
            head = read_head(path)
        except ArchiveDamaged as error:
            raise CatalogError(
                f"{path.name}: damaged ({error}); import the scan again, or remove the file from {scans.name}/"
            ) from error
        row = _Row(path.name, 0, head.row)
        if path.stem in own.species:
            raise CatalogError(f"{path.name}: {path.stem} is a species of the catalogue itself; import the scan under another id")
        retired = head.row.get("retired") is True
        species[path.stem] = _species(row, frozenset() if retired else frozenset({path.stem}))
        files[path.stem] = ScanFile(path, str(head.facts.get("digest")))
    return Catalog(species, own.goods, files)
