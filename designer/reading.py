"""Bytes, text or plain data -> a JSON object, refusing what is too large, broken, too deep, ambiguous or not a number."""

from __future__ import annotations

import json
import math
from typing import Any

from catalog.species import Text
from designer.issues import DesignRefused, Issue

MAX_BYTES = 256 * 1024
MAX_DEPTH = 12


def refused(code: str, zh: str, en: str, field: str = "") -> DesignRefused:
    return DesignRefused((Issue(code, "error", Text(zh, en), field),))


def read_object(data: object) -> dict[str, Any]:
    """The document as a dict of plain JSON values. Raises DesignRefused with one reason."""
    text = _text(data)
    if len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise _too_large()
    found = _loads(text)
    if not isinstance(found, dict):
        raise refused("design.not_object", "设计应是一个 JSON 对象，以 { 开头。", "A design is one JSON object, starting with {.")
    if _depth(found) > MAX_DEPTH:
        raise _too_deep()
    return found


def _text(data: object) -> str:
    if isinstance(data, (bytes, bytearray, memoryview)):
        raw = bytes(data)
        if len(raw) > MAX_BYTES:  # before anything is decoded or parsed
            raise _too_large()
        try:
            return raw.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise _broken("文件不是 UTF-8 编码的文本。", "The file is not UTF-8 text.") from None
    if isinstance(data, str):
        if len(data) > MAX_BYTES:
            raise _too_large()
        return data.removeprefix("\ufeff")
    try:
        return json.dumps(data, allow_nan=False)
    except ValueError:
        raise _number() from None
    except RecursionError:
        raise _too_deep() from None
    except TypeError:
        raise refused(
            "design.type", "设计里只能有文字、数字、列表和对象。", "A design holds only texts, numbers, lists and objects."
        ) from None


def _loads(text: str) -> Any:
    try:
        return json.loads(text, object_pairs_hook=_pairs, parse_constant=_constant, parse_float=_float, parse_int=_int)
    except json.JSONDecodeError as error:
        where = (error.lineno, error.colno)
        raise _broken(
            f"JSON 在第 {where[0]} 行第 {where[1]} 列断开了，请检查逗号、引号和括号。",
            f"The JSON breaks at line {where[0]}, column {where[1]}; check commas, quotes and brackets.",
        ) from None
    except RecursionError:
        raise _too_deep() from None


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            name = shown(key)
            raise refused(
                "design.duplicate_key",
                f"字段「{name}」写了两次，请只留一个。",
                f"The field “{name}” stands twice; keep one of them.",
                name,
            )
        found[key] = value
    return found


def _constant(_: str) -> Any:
    raise _number()


def _float(digits: str) -> float:
    value = float(digits)
    if not math.isfinite(value):
        raise _number()
    return value


def _int(digits: str) -> int:
    if len(digits) > 20:
        raise _number()
    return int(digits)


def _depth(value: object) -> int:
    deepest, waiting = 0, [(value, 1)]
    while waiting:
        item, level = waiting.pop()
        deepest = max(deepest, level)
        inner = item.values() if isinstance(item, dict) else item if isinstance(item, list) else ()
        waiting.extend((child, level + 1) for child in inner)
    return deepest


def shown(text: object, longest: int = 40) -> str:
    """A piece of someone's input that is safe and short enough to repeat in a message."""
    clean = "".join(c if c.isprintable() else "·" for c in str(text)[: longest + 1])
    return clean if len(clean) <= longest else clean[:longest] + "…"


def _too_large() -> DesignRefused:
    return refused(
        "design.too_large",
        "设计文件超过 256 KB;一份设计通常只有几 KB,请检查是否选错了文件。",
        "The document is larger than 256 KB; a design is a few KB, so please check that it is the right file.",
    )


def _too_deep() -> DesignRefused:
    return refused("design.too_deep", "括号套得太深了，请检查文件。", "Brackets are nested too deeply; please check the file.")


def _number() -> DesignRefused:
    return refused(
        "design.number",
        "有一个数字太大或不是数字(如 NaN),请改成普通的数。",
        "One of the numbers is too large or is none (such as NaN); please use an ordinary number.",
    )


def _broken(zh: str, en: str) -> DesignRefused:
    return refused("design.not_json", zh, en)
