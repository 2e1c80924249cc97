"""Copies of a journal taken while a process writes, and torn ones; `dev.py prove power_cuts` does hundreds of them."""

from __future__ import annotations

import random
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.adapters.power_cut import Writer, copy, left, moment, tear

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a process cannot be stopped and go on there")


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[Writer]:
    process = Writer(tmp_path / "profile", 6)
    yield process
    process.end()


def test_a_copy_at_any_moment_has_every_intent_that_had_effect(writer: Writer, tmp_path: Path) -> None:
    chosen = random.Random(6)
    for _ in range(8):
        moment(chosen)
        with writer.stopped() as acts:
            copy(tmp_path / "profile", tmp_path / "copy", chosen)
        found = left(tmp_path / "copy")
        assert found.intents >= acts
        assert not found.told
        shutil.rmtree(tmp_path / "copy")


def test_what_a_torn_log_has_lost_is_told(writer: Writer, tmp_path: Path) -> None:
    chosen, lost = random.Random(7), 0
    for _ in range(12):
        moment(chosen)
        with writer.stopped() as acts:
            copy(tmp_path / "profile", tmp_path / "copy", chosen)
        how = tear(tmp_path / "copy", chosen)
        found = left(tmp_path / "copy")
        assert found.intents >= acts or found.told, how
        lost += found.intents < acts
        shutil.rmtree(tmp_path / "copy")
    assert lost
