"""The same build on two workstations at once: numbers and tags stay apart."""

from __future__ import annotations

import pytest

from tests.e2e.lab import Lab
from tests.e2e.race import race

pytestmark = [pytest.mark.engines, pytest.mark.timeout(240)]


async def test_no_tag_names_two_images_unnoticed(lab: Lab) -> None:
    result = await race(lab, 5)
    assert not result.wrong
    assert not result.failed
    assert result.ended == len(result.pushed) == 10, "each run has a tag of its own"
    assert result.lost >= 1, "the two got in each other's way, and it was said"
