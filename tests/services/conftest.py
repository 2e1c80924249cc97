from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.services.bench import Bench, bench


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Bench]:
    """The little shop with its app map lab/shop open."""
    async with bench(tmp_path) as made:
        await made.open()
        yield made
