"""What is wrong or worth knowing about a design: code, severity, words in both languages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from catalog.species import Text

Severity = Literal["error", "warning", "hint"]


@dataclass(frozen=True)
class Issue:
    """code is stable and machine-readable; field points into the design (`stems[1].count`); message says what to do."""

    code: str
    severity: Severity
    message: Text
    field: str = ""

    def as_json(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "severity": self.severity,
            "field": self.field,
            "message": {"zh": self.message.zh, "en": self.message.en},
        }


class DesignRefused(Exception):
    """The document cannot be a design. Carries every reason found."""

    def __init__(self, issues: tuple[Issue, ...]) -> None:
        super().__init__("; ".join(f"{i.field}: {i.message.en}" for i in issues))
        self.issues = issues
