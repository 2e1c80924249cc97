"""A disk that becomes full or cannot be written while a run is at work: no change without its intent on the disk."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.services.full_disk import full_disk_run, read_only_run, small_disk

pytestmark = pytest.mark.expect_errors("journal")


@pytest.mark.parametrize("seed", [1, 2, 5])
async def test_a_disk_that_becomes_full(tmp_path: Path, seed: int) -> None:
    (tmp_path / "scratch").mkdir()
    with small_disk(tmp_path / "disk") as place:
        if place is None:
            pytest.skip("a small file system can only be mounted by root on Linux")
        await full_disk_run(place, tmp_path / "scratch", random.Random(seed))


@pytest.mark.parametrize("folder_too", [True, False])
async def test_a_journal_that_cannot_be_written(tmp_path: Path, folder_too: bool) -> None:
    (tmp_path / "scratch").mkdir()
    with small_disk(tmp_path / "disk") as place:
        if place is None:
            pytest.skip("a file system can only be mounted by root on Linux")
        assert "cannot be written" in await read_only_run(place, tmp_path / "scratch", folder_too=folder_too)
