"""Anything that claims to be a design -> Design, or DesignRefused with every reason found, each with code, field and advice."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, get_args

from pydantic import ValidationError

from catalog.species import ROLES, STAGES, Catalog, Text
from designer.check import not_offered
from designer.design import MAX_CARD_CHARACTERS, MAX_STEMS, VERSION, Design, Form, Style
from designer.forms.holders import holders_of
from designer.issues import DesignRefused, Issue
from designer.reading import read_object, refused, shown

EXTRA_KINDS = ("bag", "care")
FLOWER_HOLDERS = ("box", "basket", "stand", "holder")  # kinds that hold flowers, each some forms only
MOST_REASONS = 20
_DIRECTION_MARKS = {*map(chr, range(0x202A, 0x202F)), *map(chr, range(0x2066, 0x206A))}
_CHOICES: Mapping[str, Sequence[str]] = {"style": get_args(Style), "form": get_args(Form), "stage": STAGES, "role": ROLES}


def parse(data: object, catalog: Catalog) -> Design:
    """A Design that the composer can make. `data`: UTF-8 bytes, text, or plain data as json.loads gives it.

    Raises DesignRefused. Larger than 256 KB is refused before it is parsed.
    """
    document = read_object(data)
    version = document.get("version")
    if type(version) is not int or version != VERSION:
        raise refused(
            "design.version",
            f"只认得第 {VERSION} 版的设计，这份写着「{shown(version)}」；请把 version 设为 {VERSION}。",
            f"Only designs of version {VERSION} can be read, this one says “{shown(version)}”; set version to {VERSION}.",
            "version",
        )
    found: dict[str, Issue] = {}
    for issue in _meaning(document, catalog):
        found.setdefault(issue.field, issue)
    design = None
    try:
        design = Design.model_validate(document)
    except ValidationError as error:
        for problem in error.errors(include_url=False, include_context=False, include_input=True):
            issue = _translated(problem["type"], problem["loc"], problem["input"])
            found.setdefault(issue.field, issue)
    if found or design is None:
        raise DesignRefused(tuple(found.values())[:MOST_REASONS])
    return design


# What the shape says ---------------------------------------------------------------------------------------------------------


def _translated(kind: str, loc: tuple[int | str, ...], value: object) -> Issue:
    field = _path(loc)
    name = next((str(part) for part in reversed(loc) if isinstance(part, str)), "")
    if kind == "missing":
        return _error("design.missing", f"缺少「{name}」，请补上。", f"“{name}” is missing; please add it.", field)
    if kind == "extra_forbidden":
        return _error(
            "design.unknown_field",
            f"不认识字段「{shown(name)}」，请去掉或检查拼写。",
            f"The field “{shown(name)}” is not known; remove it or check its spelling.",
            field,
        )
    special = _SPECIAL.get(name)
    if special and not (name == "text" and kind != "string_too_long") and (name != "stems" or kind in ("too_short", "too_long")):
        return special(value, field)
    if name in _CHOICES:
        allowed = ", ".join(_CHOICES[name])
        return _error(
            "design.choice",
            f"「{shown(value)}」不在可选之列：{allowed}。",
            f"“{shown(value)}” is not one of: {allowed}.",
            field,
        )
    if kind == "string_too_long":
        return _error("design.name", "名字最多 60 个字，请短一些。", "A name has at most 60 characters; please shorten it.", field)
    return _error(
        "design.type", f"「{shown(name)}」的写法不对，请参照示例。", f"“{shown(name)}” has the wrong form; see the sample.", field
    )


def _count(value: object, field: str) -> Issue:
    return _error(
        "design.count",
        f"支数应是 1 到 {MAX_STEMS} 的整数，现在是「{shown(value)}」。",
        f"A count is a whole number from 1 to {MAX_STEMS}; this one is “{shown(value)}”.",
        field,
    )


def _hex(value: object, field: str) -> Issue:
    return _error(
        "design.hex",
        f"颜色要写成 #RRGGBB,例如 #A33B4A,现在是「{shown(value)}」。",
        f"A colour is written #RRGGBB, such as #A33B4A; this one is “{shown(value)}”.",
        field,
    )


def _card(value: object, field: str) -> Issue:
    length = len(value) if isinstance(value, str) else 0
    return _error(
        "card.text",
        f"贺卡最多写 {MAX_CARD_CHARACTERS} 个字，现在有 {length} 个，请精简一些。",
        f"A card holds at most {MAX_CARD_CHARACTERS} characters, this text has {length}; please shorten it.",
        field,
    )


def _seed(value: object, field: str) -> Issue:
    return _error(
        "design.seed",
        f"seed 应是 0 到 {2**31 - 1} 的整数。",
        f"A seed is a whole number from 0 to {2**31 - 1}; this one is “{shown(value)}”.",
        field,
    )


def _stems(value: object, field: str) -> Issue:
    if isinstance(value, list) and not value:
        return _error("design.empty", "还没有选花，请至少加一支。", "No flowers are chosen yet; add at least one stem.", field)
    return _error("design.lines", "花材最多 40 行，请合并相同的花。", "A design has at most 40 lines; join equal flowers.", field)


def _colours(value: object, field: str) -> Issue:
    if isinstance(value, str):
        return _hex(value, field)
    return _error("design.colours", "包装最多三种颜色，写成列表。", "Wrapping takes a list of at most three colours.", field)


_SPECIAL = {
    "count": _count,
    "colour": _hex,
    "colours": _colours,
    "text": _card,
    "seed": _seed,
    "stems": _stems,
}


# What the catalogue says -----------------------------------------------------------------------------------------------------


def _meaning(document: Mapping[str, Any], catalog: Catalog) -> Iterable[Issue]:
    """Issues that need the catalogue, from whatever part of the document has the right shape."""
    lines = document.get("stems")
    total = 0
    for i, line in enumerate(lines if isinstance(lines, list) else []):
        if isinstance(line, dict):
            yield from _line(line, f"stems[{i}]", catalog)
            count = line.get("count")
            total += count if type(count) is int and 0 < count <= MAX_STEMS else 0
    if total > MAX_STEMS:
        yield _error(
            "design.total",
            f"一束最多 {MAX_STEMS} 支，现在共 {total} 支，请减少 {total - MAX_STEMS} 支。",
            f"A bouquet holds at most {MAX_STEMS} stems, this one has {total}; take out {total - MAX_STEMS}.",
            "stems",
        )
    form = document.get("form", Design.model_fields["form"].default)
    holders = {good.id: good.name for good in holders_of(form, catalog).values()} if form in get_args(Form) else {}
    ribbons = {good.id: good.name for good in catalog.goods.values() if good.kind == "ribbon" and good.modelled}
    if holders:
        yield from _good(document.get("container"), "container", holders, catalog)
    yield from _good(document.get("ribbon"), "ribbon", ribbons, catalog)
    yield from _extras(document.get("extras"), catalog)
    name, card = document.get("name"), document.get("card")
    for value, field, breaks in (
        (name.get("zh") if isinstance(name, dict) else None, "name.zh", False),
        (name.get("en") if isinstance(name, dict) else None, "name.en", False),
        (card.get("text") if isinstance(card, dict) else None, "card.text", True),
    ):
        if isinstance(value, str) and not _printable(value, breaks):
            yield _error(
                "design.control",
                "文字里有看不见的控制字符，请重新输入。",
                "The text holds invisible control characters; please type it again.",
                field,
            )


def _line(line: Mapping[str, Any], field: str, catalog: Catalog) -> Iterable[Issue]:
    name, variety = line.get("species"), line.get("variety")
    if "species" not in line:
        return
    species = catalog.species.get(name) if isinstance(name, str) else None
    if species is None:
        names = {s.id: s.name for s in catalog.species.values()}
        yield _unknown("design.species", "花材", "flower", name, names, f"{field}.species")
        return
    if not species.grown:
        yield not_offered(species, f"{field}.species")
    if "variety" in line and (not isinstance(variety, str) or species.variety(variety) is None):
        names = {v.id: v.name for v in species.varieties}
        yield _unknown(
            "design.variety", f"「{species.name.zh}」的品种", f"variety of {species.name.en}", variety, names, f"{field}.variety"
        )
    stage = line.get("stage")
    if stage in STAGES and stage not in species.head_diameter:
        yield _error(
            "design.stage",
            f"「{species.name.zh}」没有这个开放度，请换一个。",
            f"{species.name.en} does not come at this stage; choose another.",
            f"{field}.stage",
        )


def _good(choice: object, field: str, usable: Mapping[str, Text], catalog: Catalog) -> Iterable[Issue]:
    """usable: the goods that may stand here, by id."""
    if not isinstance(choice, dict) or "id" not in choice:
        return
    name = choice["id"]
    good = catalog.goods.get(name) if isinstance(name, str) else None
    if good is not None and good.id in usable:
        return
    zh, en = ("包装或花瓶", "wrap or vase") if field == "container" else ("丝带", "ribbon")
    kinds = {catalog.goods[one].kind for one in usable}
    if good is None:
        yield _unknown(f"design.{field}", zh, en, name, usable, f"{field}.id")
    elif good.modelled and (good.kind in kinds or good.kind in FLOWER_HOLDERS) and field == "container":
        yield _error(
            "design.container_form",
            f"「{good.name.zh}」放不下这种花型，请从这些里选：{_some(usable, 'zh')}。",
            f"{good.name.en} cannot hold a bouquet of this form; choose one of: {_some(usable, 'en')}.",
            f"{field}.id",
        )
    elif good.kind not in kinds:
        yield _error(
            f"design.{field}_kind",
            f"「{good.name.zh}」不是{zh},请从这些里选：{_some(usable, 'zh')}。",
            f"{good.name.en} is no {en}; choose one of: {_some(usable, 'en')}.",
            f"{field}.id",
        )
    else:
        yield _error(
            "design.not_modelled",
            f"「{good.name.zh}」还不能显示，请先选：{_some(usable, 'zh')}。",
            f"{good.name.en} cannot be shown yet; for now choose one of: {_some(usable, 'en')}.",
            f"{field}.id",
        )


def _extras(chosen: object, catalog: Catalog) -> Iterable[Issue]:
    usable = {g.id: g.name for g in catalog.goods.values() if g.kind in EXTRA_KINDS}
    listed = chosen if isinstance(chosen, list) else []
    for i, name in enumerate(listed):
        if name not in usable:
            yield _unknown("design.extras", "配件", "extra", name, usable, f"extras[{i}]")
        elif name in listed[:i]:
            text = usable[name]
            yield _error(
                "design.extras_twice",
                f"「{text.zh}」写了两次，请去掉一个。",
                f"{text.en} stands twice; take one out.",
                f"extras[{i}]",
            )


def _unknown(code: str, zh: str, en: str, value: object, names: Mapping[str, Text], field: str) -> Issue:
    near = _nearest(value, names)
    said = shown(value)
    if near:
        hint_zh, hint_en = "、".join(f"{names[n].zh}({n})" for n in near), ", ".join(f"{n} ({names[n].en})" for n in near)
        advice_zh, advice_en = f"是不是 {hint_zh}?", f"did you mean {hint_en}?"
    else:
        advice_zh, advice_en = "请从目录里选。", "please choose from the catalogue."
    return _error(code, f"没有叫「{said}」的{zh},{advice_zh}", f"There is no {en} called “{said}”; {advice_en}", field)


def _nearest(value: object, names: Mapping[str, Text]) -> list[str]:
    """Up to three ids whose id or name is like the value; of a handful, all."""
    if len(names) <= 3:
        return list(names)
    wanted = str(value)[:60].lower()
    spoken = {word.lower(): key for key, name in names.items() for word in (key, name.zh, name.en)}
    close = [spoken[word] for word in difflib.get_close_matches(wanted, spoken, n=6, cutoff=0.55)]
    close += [key for word, key in spoken.items() if len(wanted) > 1 and (wanted in word or word in wanted)]
    return list(dict.fromkeys(close))[:3]


def _some(names: Mapping[str, Text], language: str) -> str:
    found = [getattr(name, language) for name in list(names.values())[:4]]
    return "、".join(found) if language == "zh" else ", ".join(found)


def _printable(text: str, breaks: bool) -> bool:
    bad = (c for c in text if unicodedata.category(c) in ("Cc", "Cs") or c in _DIRECTION_MARKS)
    return all(breaks and c == "\n" for c in bad)


def _error(code: str, zh: str, en: str, field: str) -> Issue:
    return Issue(code, "error", Text(zh, en), field)


def _path(loc: tuple[int | str, ...]) -> str:
    path = ""
    for part in loc:
        path += f"[{part}]" if isinstance(part, int) else f".{shown(part)}" if path else shown(part)
    return path
