"""What is refused, with which code, and in both languages."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest

from designer.issues import DesignRefused
from designer.parse import parse
from designer.schema import design_schema
from tests.designer.builders import catalog, document, line, one_heart


def reasons(data: object) -> dict[str, str]:
    """{code: field} of a refusal; every message is in both languages and is ours."""
    with pytest.raises(DesignRefused) as caught:
        parse(data, catalog())
    for issue in caught.value.issues:
        assert issue.severity == "error"
        assert issue.message.en
        assert any("\u4e00" <= c <= "\u9fff" for c in issue.message.zh)
        assert not any(word in issue.message.en.lower() for word in ("pydantic", "validation", "input should", "traceback"))
        assert len(issue.message.en) < 260
    return {issue.code: issue.field for issue in caught.value.issues}


def changed(*path: Any, value: Any) -> dict[str, Any]:
    data = one_heart()
    target: Any = data
    for key in path[:-1]:
        target = target[key]
    target[path[-1]] = value
    return data


def test_the_sample_is_read_from_bytes_text_and_data() -> None:
    text = json.dumps(one_heart(), ensure_ascii=False)
    designs = [parse(text.encode(), catalog()), parse(text, catalog()), parse(one_heart(), catalog())]
    assert designs[0] == designs[1] == designs[2]
    assert designs[0].stem_count == 16
    assert designs[0].container.colours == ("#F3E7DC", "#C98F8F")


@pytest.mark.parametrize(
    ("data", "code", "field"),
    [
        (b'{"version": 1,', "design.not_json", ""),
        (b"\xff\xfe{}", "design.not_json", ""),
        ("", "design.not_json", ""),
        ("[1, 2]", "design.not_object", ""),
        (None, "design.not_object", ""),
        (b'{"version": 1, "seed": NaN}', "design.number", ""),
        (b'{"version": 1, "seed": 1e999}', "design.number", ""),
        (b'{"version": 1, "seed": ' + b"9" * 6000 + b"}", "design.number", ""),
        ({"version": float("nan")}, "design.number", ""),
        ({"version": {1, 2}}, "design.type", ""),
        (b"[" * 100_000, "design.too_deep", ""),
        (b'{"a":' * 20 + b"1" + b"}" * 20, "design.too_deep", ""),
        (b'{"version": 1, "version": 1}', "design.duplicate_key", "version"),
        (b" " * (5 * 1024 * 1024), "design.too_large", ""),
        ("花" * 100_000, "design.too_large", ""),
        (one_heart() | {"version": 2}, "design.version", "version"),
        (one_heart() | {"version": True}, "design.version", "version"),
        ({"stems": []}, "design.version", "version"),
        (one_heart() | {"price": 1}, "design.unknown_field", "price"),
        (changed("stems", 0, "colour", value="red"), "design.unknown_field", "stems[0].colour"),
        (changed("stems", 0, "species", value="roze"), "design.species", "stems[0].species"),
        (changed("stems", 0, "species", value=12), "design.species", "stems[0].species"),
        (changed("stems", 0, "species", value="../../etc"), "design.species", "stems[0].species"),
        (changed("stems", 0, "variety", value="carolla"), "design.variety", "stems[0].variety"),
        (changed("stems", 0, value=line("peony", "sarah", 3)), "design.not_grown", "stems[0].species"),
        (changed("stems", 0, "count", value=0), "design.count", "stems[0].count"),
        (changed("stems", 0, "count", value=-4), "design.count", "stems[0].count"),
        (changed("stems", 0, "count", value=10_000), "design.count", "stems[0].count"),
        (changed("stems", 0, "count", value=2.5), "design.count", "stems[0].count"),
        (changed("stems", 0, "count", value="7"), "design.count", "stems[0].count"),
        (changed("stems", 0, "count", value=True), "design.count", "stems[0].count"),
        (changed("stems", 0, "count", value=116), "design.total", "stems"),
        (one_heart() | {"stems": []}, "design.empty", "stems"),
        (one_heart() | {"stems": "roses"}, "design.type", "stems"),
        (one_heart() | {"stems": [line("rose", "carola", 1)] * 41}, "design.lines", "stems"),
        (changed("stems", 0, "stage", value="blown"), "design.choice", "stems[0].stage"),
        (changed("stems", 0, "role", value="hero"), "design.choice", "stems[0].role"),
        (one_heart() | {"form": "heart"}, "design.choice", "form"),
        (one_heart() | {"style": 3}, "design.choice", "style"),
        (one_heart() | {"seed": -1}, "design.seed", "seed"),
        (changed("ribbon", "colour", value="red"), "design.hex", "ribbon.colour"),
        (changed("ribbon", "colour", value="#12345"), "design.hex", "ribbon.colour"),
        (changed("container", "colours", 1, value="#GGGGGG"), "design.hex", "container.colours[1]"),
        (changed("container", "colours", value=["#FFFFFF"] * 9), "design.colours", "container.colours"),
        (changed("container", "id", value="wrap-silk"), "design.container", "container.id"),
        (changed("container", "id", value="ribbon-rib"), "design.container_kind", "container.id"),
        (changed("container", "id", value="bowl-ikebana"), "design.container_form", "container.id"),
        (changed("container", "id", value="basket-opening"), "design.container_form", "container.id"),
        (changed("container", "id", value="card-greeting"), "design.container_kind", "container.id"),
        (changed("ribbon", "id", value="vase-glass-cyl"), "design.ribbon_kind", "ribbon.id"),
        (changed("ribbon", "id", value=None), "design.ribbon", "ribbon.id"),
        (changed("card", "text", value="福" * 10_000), "card.text", "card.text"),
        (changed("card", "text", value="hi\x00there"), "design.control", "card.text"),
        (changed("card", "text", value="hi\u202ethere"), "design.control", "card.text"),
        (changed("name", "zh", value="一\n心"), "design.control", "name.zh"),
        (changed("name", "zh", value="心" * 61), "design.name", "name.zh"),
        (changed("card", "text", value=5), "design.type", "card.text"),
        ({"version": 1, "stems": [line("rose", "carola", 1)]}, "design.missing", "container"),
    ],
)
def test_refused_with_code_and_field(data: object, code: str, field: str) -> None:
    found = reasons(data)
    assert found.get(code) == field, found


def test_every_reason_is_told_at_once() -> None:
    data = changed("stems", 0, "species", value="roze")
    data["ribbon"]["colour"] = "red"
    data["card"]["text"] = "x" * 500
    assert set(reasons(data)) == {"design.species", "design.hex", "card.text"}


def test_an_unknown_name_is_answered_with_the_nearest() -> None:
    with pytest.raises(DesignRefused) as caught:
        parse(changed("stems", 0, "species", value="sunflowr"), catalog())
    assert "sunflower" in caught.value.issues[0].message.en
    assert "向日葵" in caught.value.issues[0].message.zh


def test_a_card_may_have_lines_and_faces() -> None:
    assert parse(changed("card", "text", value="生日快乐\n👩‍👧🩷 love"), catalog()).card is not None


def test_the_schema_takes_the_sample_and_refuses_others() -> None:
    schema = design_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(one_heart(), schema)
    for bad in (changed("stems", 0, "count", value=0), one_heart() | {"version": 2}, one_heart() | {"extra": 1}, document()):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(bad, schema)
