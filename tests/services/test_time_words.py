"""What is said of the time left."""

from __future__ import annotations

import time

import pytest

from desktop_pipeline.domain.messages import render
from desktop_pipeline.domain.time_left import Basis, StepLeft, TimeLeft
from desktop_pipeline.services.time_words import clock_like, of_run, of_step

NOW = time.mktime((2026, 5, 31, 17, 40, 0, 0, 0, -1))


@pytest.mark.parametrize(("left", "words"), [
    (TimeLeft(131), "about 2:10 left, ends about 17:42"),
    (TimeLeft(3.0), "a few seconds left"),
    (TimeLeft(0.0, late=True), "longer than usual"),
    (TimeLeft(80.0, late=True), "longer than usual, at least 1:20 left"),
    (TimeLeft(120.0, known=False), "time left not known: no former run to tell it by"),
    (TimeLeft(60.0, asks=True), "waits for an answer, then about 1:00"),
    (TimeLeft(0.0, asks=True), "waits for an answer"),
])
def test_of_a_run(left: TimeLeft, words: str) -> None:
    assert render(of_run(left, NOW)) == words


@pytest.mark.parametrize(("left", "begun", "words"), [
    (StepLeft(0.0, 42.0), True, "0:40 left"), (StepLeft(75.0, 99.0), False, "in 1:15"), (StepLeft(2.0, 9.0), False, ""),
    (StepLeft(0.0, 9.0), False, ""), (StepLeft(75.0, 99.0), True, ""), (StepLeft(0.0, 0.0), True, "0:05 left"),
    (StepLeft(0.0, 0.0, late=True), True, "longer than usual"), (StepLeft(0.0, 60.0, Basis.NOTHING), True, ""),
])
def test_of_a_step(left: StepLeft, begun: bool, words: str) -> None:
    found = of_step(left, begun=begun)
    assert (render(found) if found else "") == words


def test_times() -> None:
    assert [clock_like(seconds) for seconds in (3, 131, 7211)] == ["0:05", "2:10", "2:00:00"]
