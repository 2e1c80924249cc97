"""Why a step whose turn it is, is left out; and a forecast in which the longest of several needs decides."""

from __future__ import annotations

import pytest

from desktop_pipeline.domain.choices import Mode
from desktop_pipeline.domain.order import Needs, Span, forecast, left_out
from desktop_pipeline.domain.plans import Plan, RowChange, WorkloadStep
from desktop_pipeline.domain.runs import RunState, State, StepKind, StepState
from desktop_pipeline.domain.workloads import Kind, WorkloadKey


def run(kind: StepKind, state: State) -> RunState:
    return RunState("r", steps={"x": StepState("x", kind, "the other", state)})


@pytest.mark.parametrize(("kind", "state", "halted", "code"), [
    (StepKind.ROLLOUT, State.DONE, "", ""), (StepKind.ROLLOUT, State.NOT_STARTED, "", ""),
    (StepKind.ROLLOUT, State.DONE, "x", "executor.halted"),
    (StepKind.ROLLOUT, State.FAILED, "x", "executor.after_failed"), (StepKind.BUILD, State.FAILED, "", "executor.build_failed"),
    (StepKind.PAUSE, State.CANCELLED, "", "executor.not_past_pause"), (StepKind.ROLLOUT, State.SKIPPED, "", "executor.after_failed")])
def test_why_a_step_is_left_out(kind: StepKind, state: State, halted: str, code: str) -> None:
    message = left_out(Needs(frozenset({"x"})), run(kind, state), halted)
    assert (message.code if message else "") == code


def test_the_longest_need_decides() -> None:
    def step(name: str, *after: str) -> WorkloadStep:
        return WorkloadStep(WorkloadKey("lab", "shop", Kind.DEPLOYMENT, name), (RowChange("main", Mode.TAG, "app", "2"),), after=after)

    long, short, last = step("long"), step("short"), step("last", "long", "short")
    found = forecast(Plan("", (long, short, last)), {long.id: 10.0, short.id: 1.0, last.id: 5.0}, 3, 1)
    assert found.spans[last.id] == Span(10.0, 15.0)
    assert found.critical == (long.id, last.id)
