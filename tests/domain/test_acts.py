"""What the journal says of the acts of a run's steps."""

from __future__ import annotations

import json

import pytest

from desktop_pipeline.domain.acts import Acts, Written, acts_by_step
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.runs import Event, intent, outcome, question

BEGUN = intent(1.0, "web", "patch", changes=json.dumps([["main", "a:1", "a:2", "Always", ""], ["side", "b:1", "b:2", "", ""]]),
               running=json.dumps({"main": {"a@sha256:1": 2}}))


def answered(result: str, **data: str) -> Event:
    return outcome(2.0, "web", "patch", result, **data)


def test_the_newest_try_of_each_step() -> None:
    again, other, build = intent(3.0, "web", "patch"), intent(3.0, "api", "patch"), intent(3.0, "web", "build")
    asked = question(2.0, "web", Message.of("run.active"))
    assert acts_by_step((BEGUN, answered("failed"), again, other, build), "patch") == {"web": Acts(again), "api": Acts(other)}
    assert acts_by_step((BEGUN, asked, answered("failed")), "patch")["web"].result == "failed"
    assert acts_by_step((answered("ok"),), "patch") == {"web": Acts(None, answered("ok"))}


@pytest.mark.parametrize(("acts", "counts"), [
    (Acts(), False), (Acts(BEGUN), True), (Acts(BEGUN, answered("ok")), True), (Acts(BEGUN, answered("unknown")), True),
    (Acts(BEGUN, answered("failed")), False), (Acts(BEGUN, answered("cancelled")), False), (Acts(None, answered("ok")), False)])
def test_what_may_have_had_an_effect(acts: Acts, counts: bool) -> None:
    assert acts.counts is counts


def test_what_a_change_wrote() -> None:
    assert Acts(BEGUN).written() == (Written("main", "a:1", "a:2", "Always", ""), Written("side", "b:1", "b:2"))
    told = Acts(BEGUN, answered("ok", became=json.dumps([["main", "mirror/a:2"]])))
    assert [item.after for item in told.written()] == ["mirror/a:2", "b:2"]
    assert told.running == {"main": {"a@sha256:1": 2}}
    assert (Acts().written(), Acts().running, Acts().became) == ((), {}, {})
    assert (Acts(intent(1.0, "web", "patch")).written(), Acts(intent(1.0, "web", "patch")).running) == ((), {})
