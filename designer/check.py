"""What a florist would say about a design that can be read: errors that stop it, warnings and hints that do not."""

from __future__ import annotations

from catalog.species import Catalog, Role, Text
from designer.design import Design
from designer.issues import Issue


def check(design: Design, catalog: Catalog) -> tuple[Issue, ...]:
    """Everything worth saying, errors first. Raises KeyError for a species that does not exist (see `parse`)."""
    found = [*_not_grown(design, catalog), *_roles(design, catalog)]
    order = {"error": 0, "warning": 1, "hint": 2}
    return tuple(sorted(found, key=lambda issue: order[issue.severity]))


def _not_grown(design: Design, catalog: Catalog) -> list[Issue]:
    return [
        not_grown(catalog.species[line.species].name, f"stems[{i}].species")
        for i, line in enumerate(design.stems)
        if not catalog.species[line.species].grown
    ]


def not_grown(name: Text, field: str) -> Issue:
    """A species that the catalogue knows but that has no 3D model yet."""
    return Issue(
        "design.not_grown",
        "error",
        Text(
            f"「{name.zh}」的三维模型还没有长成，请先换一种花材。",
            f"We cannot show {name.en} in 3D yet; please choose another flower for now.",
        ),
        field,
    )


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
