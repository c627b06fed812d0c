"""What every test has: a logger in an empty folder. The suite opens with the document."""

from __future__ import annotations

from pathlib import Path

import pytest

from builders import session
from omega_persistence import OmegaCacheLogger


@pytest.fixture
def logger(tmp_path: Path) -> OmegaCacheLogger:
    """A logger whose logs and exports lie in `tmp_path`."""
    return session(tmp_path)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the document's tests first: where it and the module differ, nothing else counts."""
    items.sort(key=lambda item: item.path.name != "test_document.py")
