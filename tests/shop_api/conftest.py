"""What the shop's tests share."""

from __future__ import annotations

import pytest
import structlog


@pytest.fixture(autouse=True, scope="session")
def _quiet_log() -> None:
    """Servers in threads would write between the test runner's dots."""
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
