from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.lab import Lab
from tests.engines_support import Engines
from tests.ui.conftest import picture, qt_run

__all__ = ["picture", "qt_run"]


@pytest.fixture
def lab(engines: Engines, namespace: str, tmp_path: Path) -> Lab:
    """A fresh namespace and a fresh folder of the registry."""
    return Lab(engines, namespace, tmp_path)
