"""Which goods each form may stand in. The one table that reading a design, checking it, composing it and the pages go by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from catalog.species import Catalog, Good


@dataclass(frozen=True)
class Holder:
    """A kind of goods (`paper`), or one good by its id. most_stems: what its neck or foam takes; None for as many as a design."""

    goods: str
    most_stems: int | None = None


HOLDERS: Mapping[str, tuple[Holder, ...]] = {
    "round": (Holder("paper"), Holder("vase-glass-cyl"), Holder("vase-ceramic-cn", 25), Holder("vase-bud", 3)),
}


def holder(form: str, good: Good) -> Holder | None:
    """How a good holds a form; None when it cannot, or when it has no model."""
    if not good.modelled:
        return None
    return next((h for h in HOLDERS.get(form, ()) if h.goods in (good.id, good.kind)), None)


def forms_in(good: Good) -> tuple[str, ...]:
    """The forms that may stand in a good."""
    return tuple(form for form in HOLDERS if holder(form, good))


def holders_of(form: str, catalog: Catalog) -> dict[str, Good]:
    """The goods that a form may stand in, by id."""
    return {good.id: good for good in catalog.goods.values() if holder(form, good)}
