"""The published JSON Schema of the design document."""

from __future__ import annotations

from typing import Any

from designer.design import Design


def design_schema() -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of a version 1 design. What depends on the catalogue is checked by `parse`."""
    schema = Design.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Posy design, version 1"} | {
        key: value for key, value in schema.items() if key != "title"
    }
