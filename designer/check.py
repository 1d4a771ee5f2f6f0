"""What a florist would say about a design that can be read: errors that stop it, warnings and hints that do not."""

from __future__ import annotations

from catalog.species import Catalog, Good, Role, Species, Text
from designer.design import MAX_STEMS, Design
from designer.forms.holders import holder, holders_of
from designer.issues import Issue


def check(design: Design, catalog: Catalog) -> tuple[Issue, ...]:
    """Everything worth saying, errors first. Raises KeyError for a species that does not exist (see `parse`)."""
    found = [*_not_grown(design, catalog), *_holder(design, catalog), *_roles(design, catalog)]
    order = {"error": 0, "warning": 1, "hint": 2}
    return tuple(sorted(found, key=lambda issue: order[issue.severity]))


def _not_grown(design: Design, catalog: Catalog) -> list[Issue]:
    return [
        not_offered(catalog.species[line.species], f"stems[{i}].species")
        for i, line in enumerate(design.stems)
        if not catalog.species[line.species].grown
    ]


def not_offered(species: Species, field: str) -> Issue:
    """A species that the catalogue knows but that has no 3D model yet, or that the shop offers no more."""
    name = species.name
    if species.retired:
        zh, en = f"「{name.zh}」已停售，请换一种花材。", f"{name.en} is not offered any more; please choose another flower."
        return Issue("design.retired", "error", Text(zh, en), field)
    return Issue(
        "design.not_grown",
        "error",
        Text(
            f"「{name.zh}」的三维模型还没有长成，请先换一种花材。",
            f"We cannot show {name.en} in 3D yet; please choose another flower for now.",
        ),
        field,
    )


def _holder(design: Design, catalog: Catalog) -> list[Issue]:
    """A container that takes fewer stems than the design has."""
    good = catalog.goods[design.container.id]
    found = holder(design.form, good)
    if found is None or found.most_stems is None or design.stem_count <= found.most_stems:
        return []
    over, most = design.stem_count - found.most_stems, found.most_stems
    others = [g for g in holders_of(design.form, catalog).values() if g.kind == good.kind]
    others.sort(key=lambda g: _room(design.form, g))
    better = next((g for g in others if _room(design.form, g) >= design.stem_count), None)
    zh, en = (f"，或换成「{better.name.zh}」", f", or change to {better.name.en}") if better else ("", "")
    text = Text(
        f"「{good.name.zh}」最多插 {most} 支，现在有 {design.stem_count} 支；请减少 {over} 支{zh}。",
        f"{good.name.en} takes at most {most} stems, this design has {design.stem_count}; take out {over}{en}.",
    )
    return [Issue("design.container_stems", "error", text, "container.id")]


def _room(form: str, good: Good) -> int:
    found = holder(form, good)
    return 0 if found is None else found.most_stems or MAX_STEMS


def _roles(design: Design, catalog: Catalog) -> list[Issue]:
    counts: dict[Role, int] = {}
    for line in design.stems:
        role = line.role or catalog.species[line.species].role
        counts[role] = counts.get(role, 0) + line.count
    if set(counts) == {"foliage"}:
        zh, en = "这束只有叶材，加几支花会更好看。", "This bouquet is all foliage; a few flowers would bring it to life."
        return [Issue("design.only_foliage", "warning", Text(zh, en), "stems")]
    found = []
    blooms = counts.get("focal", 0) + counts.get("mass", 0) + counts.get("line", 0)
    if blooms >= 7 and not counts.get("focal"):
        zh, en = (
            "没有主花，眼睛不知道先看哪里；可以选一种花作主花。",
            "No flower leads the eye; you could make one kind the focal flower.",
        )
        found.append(Issue("design.no_focal", "hint", Text(zh, en), "stems"))
    if blooms and counts.get("foliage", 0) > 1.5 * (blooms + counts.get("filler", 0)):
        zh, en = (
            "叶材比花多，花会被盖住；减几支叶材更清爽。",
            "There is more foliage than flowers; fewer leaves would let the flowers show.",
        )
        found.append(Issue("design.much_foliage", "hint", Text(zh, en), "stems"))
    return found
